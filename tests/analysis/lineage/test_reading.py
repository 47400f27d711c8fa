"""What sentences say, one kind at a time; the sentences are made up."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdgraph.analysis.lineage.cues import (
    LABELS,
    NO_CUE,
    READ_LABELS,
    STRENGTH,
    cue_weights,
)
from kdgraph.analysis.lineage.features import MEANT, OTHER, Cited, clause_features
from kdgraph.analysis.lineage.markers import (
    Target,
    is_meant,
    markers,
    meant_markers,
    shared_number,
    target_of,
)
from kdgraph.analysis.lineage.phrases import phrase_features
from kdgraph.analysis.lineage.reading import change_cue, read_sentence


@pytest.mark.parametrize(
    ("label", "number", "sentence"),
    [
        ("extends", 12, "We build on FitNets [12] and add a contrastive loss."),
        ("extends", 3, "Our work builds directly upon the attention transfer of [3]."),
        ("extends", 3, "In this paper we extend the framework of [3] to detection."),
        ("extends", 3, "This paper generalizes distillation [3] to sequences."),
        ("extends", 9, "Our approach can be seen as an extension of [9]."),
        ("adapts", 4, "Inspired by [4], we match the gradients of teacher and student."),
        ("adapts", 9, "The loss is adapted from [9]."),
        ("adapts", 9, "We borrow the idea of memory banks from [9]."),
        ("adapts", 4, "Similar to [4], we minimise the distance between features."),
        ("uses", 5, "We use the code of [5]."),
        ("uses", 5, "We follow the training protocol of [5] and report top-1 accuracy."),
        ("uses", 5, "Following [5], we set the temperature to 4."),
        ("uses", 5, "All experiments are on CIFAR-100 [5]."),
        ("uses", 5, "Our teacher is a ResNet-110 [5]."),
        ("uses", 5, "Adam [5] is adopted with a rate of 0.001."),
        ("compares", 6, "Our method outperforms KD [6] by a large margin."),
        ("compares", 6, "We compare with KD [5], FitNet [6] and AT [7]."),
        ("compares", 6, "Unlike [6], we need no labels."),
        ("compares", 6, "In contrast to prior work [6], our loss is contrastive."),
        ("compares", 6, "This is consistent with what was found before [6]."),
        ("mentions", 7, "Many methods were proposed since, e.g. [6, 7, 8]."),
        ("mentions", 7, "Knowledge distillation [7] has been widely used."),
        ("mentions", 7, "Romero et al. [7] use hints from intermediate layers."),
    ],
)
def test_plain_cases(label: str, number: int, sentence: str) -> None:
    assert read_sentence(sentence, Target(number=number)).label == label


@pytest.mark.parametrize(
    "sentence",
    [
        "Frames are warped as prescribed in [7].",
        "Cells were stained according to the protocol of [7].",
        "Sentence vectors come from fastText [7].",
        "Spectra were fitted with the package of [7].",
        "Patches are taken from the collection of [7].",
    ],
)
def test_passives_and_nouns_tell_of_use_without_we(sentence: str) -> None:
    assert read_sentence(sentence, Target(number=7)).label == "uses"


@pytest.mark.parametrize(
    "sentence",
    [
        "Whereas the method of [7] merges tokens, the proposed scheme drops them.",
        "While [7] needs paired views, ours does not.",
        "CRD [7] stops at 71.2, ours at 72.9.",
        "This runs counter to the finding of [7].",
        "The present estimate disagrees with that of [7].",
    ],
)
def test_contrast_needs_no_verb_of_comparison(sentence: str) -> None:
    assert read_sentence(sentence, Target(number=7)).label == "compares"


@pytest.mark.parametrize(
    "sentence",
    [
        "The encoder proposed here generalises the gate of [7].",
        "We augment the model of [7] with a memory.",
        "We relax the symmetry condition of [7].",
        "We replace the decoder of [7] by a diffusion model.",
        "A modified version of the parser of [7] that also labels arcs is proposed.",
        "We follow [7] with three differences: no pooling, fewer heads and a longer warm-up.",
    ],
)
def test_extension_has_many_verbs(sentence: str) -> None:
    # what is taken over in changed shape may be called either
    assert read_sentence(sentence, Target(number=7)).label in {"extends", "adapts"}


@pytest.mark.parametrize(
    "sentence",
    [
        "Details stand in our previous work [7].",
        "The method is described in our earlier paper [7].",
        "Much work inspired by [7] has appeared.",
        "Liu et al. [7] extend the loss to video.",
    ],
)
def test_near_misses_are_no_descent(sentence: str) -> None:
    assert read_sentence(sentence, Target(number=7)).label not in {"extends", "adapts"}


@pytest.mark.parametrize(
    "sentence",
    [
        "We take the sampler of [7] and extend it with a second chain.",
        "Our decoder uses the attention of [7], but we add a gate for rare words.",
        "We adopt the schedule of [7] and replace its last stage by a linear one.",
    ],
)
def test_what_is_taken_and_then_changed_is_not_used_as_it_is(sentence: str) -> None:
    assert read_sentence(sentence, Target(number=7)).label in {"extends", "adapts"}


def test_a_comparison_reaches_both_that_it_sets_beside_each_other() -> None:
    words = ["we", "compare", OTHER, "with", MEANT, "."]
    found = clause_features(words, 4, Cited(by_name=False, works=1))
    assert "we: compare of it" in found
    words = ["we", "use", OTHER, "with", MEANT, "."]
    found = clause_features(words, 4, Cited(by_name=False, works=1))
    assert not any(name.endswith("of it") for name in found)


def test_work_of_many_is_work_of_others() -> None:
    words = ["much", "work", "inspired", "by", MEANT, "."]
    found = clause_features(words, 4, Cited(by_name=False, works=1))
    assert "they: inspire of it" in found
    assert change_cue(found) is None


def test_a_phrase_may_begin_with_the_citation() -> None:
    words = [MEANT, "is", "adopted", "."]
    assert phrase_features(words, 0) == {"phrase: uses": (0, 1, 2)}
    assert phrase_features([OTHER, *words], 1) == {"phrase: uses": (1, 2, 3)}


def test_each_citation_has_its_own_cue() -> None:
    sentence = "We train with the code of [3], and compare with [4]."
    read = [read_sentence(sentence, Target(number=n)).label for n in (3, 4)]
    assert read == ["uses", "compares"]
    sentence = "We build on [12]; unlike [3], we need no labels."
    assert [read_sentence(sentence, Target(number=n)).label for n in (12, 3)] == [
        "extends",
        "compares",
    ]


def test_a_list_of_citations_shares_its_cue() -> None:
    sentence = "We compare with KD [5], FitNet [6], and attention transfer [7]."
    assert {read_sentence(sentence, Target(number=n)).label for n in (5, 6, 7)} == {"compares"}


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("We follow [6] here.", "uses"),
        ("We do not follow [6] here.", "compares"),
        ("Instead of using [6], labels are drawn.", "compares"),
    ],
)
def test_negation_turns_a_cue_around(sentence: str, label: str) -> None:
    assert read_sentence(sentence, Target(number=6)).label == label


def test_a_row_of_figures_is_a_comparison() -> None:
    sentence = "FitNet [6] 71.06 73.50 68.99 AT [7] 72.77 73.44"
    reading = read_sentence(sentence, Target(number=6))
    assert (reading.label, reading.cue) == ("compares", "a row of figures")
    reading = read_sentence("In 2015 there were 3 of them [6].", Target(number=6))
    assert reading.cue != "a row of figures"


def test_without_a_cue_nothing_is_claimed() -> None:
    for text in ("", "[3]", "...", "지식 증류 [2]", "Waves [2]."):
        reading = read_sentence(text)
        assert (reading.label, reading.cue) == (NO_CUE, None)
        assert reading.confidence <= 0.5
    said = read_sentence("Waves have been studied before [2].")
    assert said.label == "mentions"
    assert said.cue is not None


def test_the_cue_is_a_part_of_the_sentence() -> None:
    reading = read_sentence("We really extend the loss of [3].", Target(number=3))
    assert reading.cue is not None
    assert all(word in "we really extend the loss of" for word in reading.cue.split(" … "))


def test_only_the_sentence_with_the_citation_is_read() -> None:
    text = "We build on nothing at all. Waves [6]. We outperform all others."
    assert read_sentence(text, Target(number=6)).label == NO_CUE
    text = "Ba et al. were first. We build on Ba et al. [6]."
    assert read_sentence(text, Target(number=6)).label == "extends"


def test_an_unknown_target_is_doubted() -> None:
    sentence = "We compare KD [5] with FitNets [6]."
    sure, unsure = read_sentence(sentence, Target(number=5)), read_sentence(sentence)
    assert (sure.placed, unsure.placed) == (True, False)
    assert unsure.confidence < sure.confidence


def test_without_any_citation_all_is_read() -> None:
    reading = read_sentence("We build on their work.")
    assert (reading.label, reading.placed) == ("extends", False)


def test_a_paper_can_be_meant_by_its_name_alone() -> None:
    sentence = "We extend FitNets to video and compare with others [4]."
    reading = read_sentence(sentence, Target(title="fitnets"))
    assert (reading.label, reading.placed) == ("extends", True)
    assert read_sentence(sentence, Target(number=4)).label == "compares"


def test_the_heading_shifts_what_is_unsure() -> None:
    sentence = "Optical flow [4] and depth [5]."
    confident = {
        section: read_sentence(sentence, Target(number=4), section=section).label
        for section in ("Related Work", "4 Implementation details", None)
    }
    assert confident["Related Work"] != "uses"
    plain = read_sentence("We use the code of [4].", Target(number=4))
    related = read_sentence("We use the code of [4].", Target(number=4), section="Background")
    method = read_sentence("We use the code of [4].", Target(number=4), section="Methods")
    assert related.label == plain.label == method.label == "uses"
    assert related.confidence < plain.confidence < method.confidence


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    reading = read_sentence(text, Target(number=1))
    assert reading.label in READ_LABELS
    assert 0 < reading.confidence <= 1


@pytest.mark.parametrize(
    "piece",
    [
        "we use ",
        "(1999 ",
        "[1], ",
        "Ba (2014) ",
        "A and B, ",
        "extend. We ",
        "a",
        "(",
        "%",
        "FitNets ",
    ],
)
def test_time_grows_with_the_length_only(piece: str) -> None:
    def seconds(count: int) -> float:
        text = piece * count
        start = time.process_time()
        read_sentence(text, Target(surname="ba", title="fitnets"))
        return time.process_time() - start

    seconds(100)
    small = min(seconds(200) for _ in range(2))
    # the best of some: others on the machine may disturb one
    assert any(seconds(1_600) < 24 * small + 0.05 for _ in range(4))


def test_strengths_and_weights_fit_each_other() -> None:
    assert sorted(STRENGTH[label] for label in LABELS) == [STRENGTH[x] for x in reversed(LABELS)]
    assert set(STRENGTH) == set(READ_LABELS)
    weights = cue_weights()
    assert len(weights.bias) == len(LABELS)
    assert 100 < len(weights.of) <= 600
    assert all(len(row) == len(LABELS) and any(row) for row in weights.of.values())


@pytest.mark.parametrize(
    ("sentence", "texts"),
    [
        ("As in [3, 5-7] and [12].", ["[3, 5-7]", "[12]"]),
        (
            "Ba (2014) and (Li et al., 2015; Wu, 2016).",
            ["Ba (2014)", "(Li et al., 2015; Wu, 2016)"],
        ),
        ("La Mer et al. (2001, 2003) agree.", ["Mer et al. (2001, 2003)"]),
        ("It was seen.(11,13) So.", ["(11,13)"]),
        ("[Ada and Babbage, 1843] is old.", ["[Ada and Babbage, 1843]"]),
        ("(Ada and Babbage, 1843: 7)", ["(Ada and Babbage, 1843: 7)"]),
        ("In the interval [0, x] of f (7 mm) there are (see text) none.", []),
    ],
)
def test_markers(sentence: str, texts: list[str]) -> None:
    assert [marker.text for marker in markers(sentence)] == texts


def test_works_cited_in_one_place() -> None:
    found = markers("See [3, 5-7], Ba (2014) and (Li, 2015; Wu, 2016).")
    assert [marker.works for marker in found] == [4, 1, 2]


def test_numbers_of_a_span() -> None:
    (marker,) = markers("As in [3, 5-7].")
    assert marker.numbers == {3, 5, 6, 7}
    (marker,) = markers("As in [1-9999].")
    assert marker.numbers == {1, 9999}  # no list of references is that long


def test_the_target_by_name_and_year() -> None:
    sentence = "Hints (Romero et al., 2015) and AT (Zagoruyko and Komodakis, 2017) are alike."
    romero, zagoruyko = markers(sentence)
    target = target_of("FitNets: Hints for Thin Deep Nets", "Adriana Romero", [2014], [])
    assert is_meant(romero, sentence, target)
    assert not is_meant(zagoruyko, sentence, target)
    assert not is_meant(romero, sentence, target_of(None, "Adriana Romero", [1999], []))


def test_the_target_by_its_own_name() -> None:
    sentence = "We compare with FitNets [6] and AT [7]."
    target = target_of("FitNets: Hints for Thin Deep Nets", None, [], [])
    assert [is_meant(m, sentence, target) for m in markers(sentence)] == [True, False]
    assert target_of("Distilling the Knowledge", None, [], []).title is None


@pytest.mark.parametrize(
    ("sentence", "target", "texts"),
    [
        ("FitNets and Fitnets2 differ [6].", Target(title="fitnets"), ["FitNets"]),
        ("The fitnets of others [6].", Target(title="fitnets"), []),  # no name in lower case
        ("Like Born-Again nets [6].", Target(title="born again"), ["Born-Again"]),
        ("Romero's hints [6].", Target(surname="romero"), ["Romero"]),
        ("Wu is short, so is Li.", Target(surname="li"), []),
        ("FitNets (Romero, 2015).", Target(surname="romero", title="fitnets"), ["(Romero, 2015)"]),
    ],
)
def test_places_that_name_the_target(sentence: str, target: Target, texts: list[str]) -> None:
    found = meant_markers(markers(sentence), sentence, target)
    assert [marker.text for marker in found] == texts


def test_the_number_that_all_sentences_share() -> None:
    assert shared_number(["As in [3, 5].", "We use [2-4].", "No number."]) == 3
    assert shared_number(["As in [3].", "We use [4]."]) is None
    assert shared_number(["No number."]) is None


@pytest.mark.xfail(strict=True, reason="the phrases of 0.1.0 read it rightly, the weights do not")
@pytest.mark.parametrize(
    ("label", "number", "sentence"),
    [
        ("mentions", 6, "We use dropout, whereas networks are deep elsewhere [6]."),
        (
            "mentions",
            9,
            "We train with the schedule from [3], and compare with [4]; for data sets see [9].",
        ),
    ],
)
def test_what_the_weights_have_lost(label: str, number: int, sentence: str) -> None:
    assert read_sentence(sentence, Target(number=number)).label == label


@pytest.mark.xfail(strict=True, reason="the distance of a cue no longer lowers the confidence")
def test_a_far_cue_counts_less() -> None:
    near = read_sentence("We adopt the loss [6].", Target(number=6))
    far = read_sentence(
        "We adopt for all the layers of each of the two nets the loss [6].", Target(number=6)
    )
    assert near.label == far.label == "uses"
    assert far.confidence < near.confidence - 0.01
