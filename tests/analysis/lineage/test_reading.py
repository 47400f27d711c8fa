"""What sentences say, one rule at a time; the sentences are made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdgraph.analysis.lineage.cues import CUES, LABELS, STRENGTH
from kdgraph.analysis.lineage.markers import Target, is_meant, markers, shared_number, target_of
from kdgraph.analysis.lineage.reading import read_sentence


@pytest.mark.parametrize(
    ("label", "number", "sentence"),
    [
        ("extends", 12, "We build on FitNets [12] and add a contrastive loss."),
        ("extends", 3, "Our work builds directly upon the attention transfer of [3]."),
        ("extends", 3, "In this paper we extend the framework of [3] to detection."),
        ("extends", 3, "This paper generalizes distillation [3] to sequences."),
        ("extends", 9, "Our approach can be seen as an extension of [9]."),
        ("adapts", 4, "Inspired by [4], we match the gradients of teacher and student."),
        ("adapts", 4, "Similar to [4], we minimise the distance between features."),
        ("adapts", 9, "The loss is adapted from [9]."),
        ("adapts", 9, "We borrow the idea of memory banks from [9]."),
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
def test_cues(label: str, number: int, sentence: str) -> None:
    assert read_sentence(sentence, Target(number=number)).label == label


def test_each_citation_has_its_own_cue() -> None:
    sentence = "We train with the schedule from [3], and compare with [4]; for data sets see [9]."
    read = [read_sentence(sentence, Target(number=n)).label for n in (3, 4, 9)]
    assert read == ["uses", "compares", "mentions"]
    sentence = "We build on [12], and unlike [3] we need no labels."
    assert [read_sentence(sentence, Target(number=n)).label for n in (12, 3)] == [
        "extends",
        "compares",
    ]


def test_a_list_of_citations_shares_its_cue() -> None:
    sentence = "We compare with KD [5], FitNet [6], and attention transfer [7]."
    assert {read_sentence(sentence, Target(number=n)).label for n in (5, 6, 7)} == {"compares"}


def test_what_others_do_is_only_mentioned() -> None:
    assert read_sentence("Hinton et al. [7] build on model compression [3].").label == "mentions"
    assert read_sentence("FitNets [6] outperform KD [7] on CIFAR.").label == "mentions"


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("We follow [6] here.", "uses"),
        ("We do not follow [6] here.", "compares"),
        ("Instead of using [6], labels are drawn.", "compares"),
        ("We do not compare with [6].", "mentions"),
    ],
)
def test_negation_turns_a_cue_around(sentence: str, label: str) -> None:
    assert read_sentence(sentence, Target(number=6)).label == label


def test_a_row_of_figures_is_a_comparison() -> None:
    sentence = "FitNet [6] 71.06 73.50 68.99 AT [7] 72.77 73.44"
    reading = read_sentence(sentence, Target(number=6))
    assert (reading.label, reading.cue) == ("compares", "a row of figures")
    assert read_sentence("In 2015 there were 3 of them [6].", Target(number=6)).label == "mentions"


def test_a_clause_ends_a_cue() -> None:
    sentence = "We use dropout, whereas networks are deep elsewhere [6]."
    assert read_sentence(sentence, Target(number=6)).label == "mentions"


def test_a_far_cue_counts_less() -> None:
    near = read_sentence("We adopt the loss [6].", Target(number=6))
    far = read_sentence(
        "We adopt for all the layers of each of the two nets the loss [6].", Target(number=6)
    )
    assert near.label == far.label == "uses"
    assert far.confidence < near.confidence


def test_a_cue_out_of_reach_says_nothing() -> None:
    words = " ".join(["of", "the", "large", "and", "noisy", "kind"] * 4)
    assert read_sentence(f"Unlike {words} in [3].").label == "mentions"
    assert read_sentence("Unlike the kind in [3].").label == "compares"


def test_only_the_sentence_with_the_citation_is_read() -> None:
    text = "We build on nothing at all. Networks can be deep [6]. We outperform all others."
    assert read_sentence(text, Target(number=6)).label == "mentions"
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


def test_nothing_to_read() -> None:
    for text in ("", "[3]", "...", "지식 증류 [2]", "et al. (2015)"):
        assert read_sentence(text).label == "mentions"


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    reading = read_sentence(text, Target(number=1))
    assert reading.label in LABELS
    assert 0 < reading.confidence <= 1


def test_strengths_and_cues_fit_each_other() -> None:
    assert sorted(STRENGTH.values(), reverse=True) == [STRENGTH[label] for label in LABELS]
    assert {cue.label for cue in CUES} == set(LABELS)
    assert all(0 < cue.weight < 1 for cue in CUES)
    assert len({(cue.words, cue.label, cue.voice) for cue in CUES}) == len(CUES)
    # the language: lower case, ~ neither first nor last, where it would stand for nothing
    for cue in CUES:
        words = cue.words.split()
        assert cue.words == cue.words.lower()
        assert "~" not in {words[0], words[-1]}


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


def test_the_number_that_all_sentences_share() -> None:
    assert shared_number(["As in [3, 5].", "We use [2-4].", "No number."]) == 3
    assert shared_number(["As in [3, 5]."]) is None
    assert shared_number(["As in [3].", "As in [4]."]) is None
    assert shared_number([]) is None
