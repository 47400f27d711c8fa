"""Names of papers: where they are from, that no two are the same, and that nothing moves them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import kdgraph
from kdgraph.analysis.lineage.overrides import read_overrides
from kdgraph.analysis.names.paper_names import named_in, paper_names, short_names
from kdgraph.errors import InputError
from kdgraph.graph.names_by_hand import NamesByHand
from kdgraph.graph.snapshot import Snapshot
from tests.analysis.names.literatures import literature

_LONG = "A sober study of how small networks learn from large ones"


def _named(papers: list[dict[str, Any]], **more: Any) -> list[tuple[str, str]]:
    found = paper_names(literature(papers, **more))
    return list(zip(found["name"], found["kind"], strict=True))


@pytest.mark.parametrize(
    ("title", "abstract", "name", "kind"),
    [
        ("OwlNet: Hints for night birds", None, "OwlNet", "title prefix"),
        ("Quiet Owl Distillation (QOD) with hints from above", None, "QOD", "title parenthesis"),
        # the title's words explain what the abstract abbreviates
        (
            "Quiet Owl Distillation for birds of the deep night",
            "Birds are many. Here, quiet owl distillation (QOD) is studied.",
            "QOD",
            "abstract",
        ),
        # others by what they propose
        (
            _LONG,
            "We propose a novel method, named hushed feather transfer (HFT).",
            "HFT",
            "abstract",
        ),
        (
            _LONG,
            "In this paper, we introduce FeatherNet, a small network.",
            "FeatherNet",
            "abstract",
        ),
        (_LONG, "Our approach, dubbed HushKD, is small.", "HushKD", "abstract"),
        (_LONG, "We present an At-the-dusk Nest (ADN) here.", "ADN", "abstract"),
        (_LONG, "We propose Semantic Owls for Cross-wing Flight (SemCF).", "SemCF", "abstract"),
        (_LONG, "We refer to our method as SimOwl.", "SimOwl", "abstract"),
        # what it merely speaks of names nothing
        (
            _LONG,
            "Knowledge distillation (KD) is old. We study it.",
            "Roe et al. 2020",
            "author year",
        ),
        (_LONG, "We propose to use quiet owl nets (QON) here.", "Roe et al. 2020", "author year"),
        (_LONG, "OwlNet is large. We compare.", "Roe et al. 2020", "author year"),
        (_LONG, "We propose a CNN that sleeps.", "Roe et al. 2020", "author year"),
        # surveys and reviews of a field are not called like the field
        ("Owl Pruning: A Survey of the last decade", None, "Roe et al. 2020", "author year"),
        # a title that is short
        ("Deep Owl Learning", None, "Deep Owl Learning", "title"),
    ],
)
def test_where_a_name_is_from(title: str, abstract: str | None, name: str, kind: str) -> None:
    row = {"title": title, "abstract": abstract, "year": 2020, "authors": ["A Roe", "B Li", "C Ho"]}
    assert _named([row]) == [(name, kind)]


@pytest.mark.parametrize(
    ("printed", "title", "name"),
    [
        ("QOD: Quiet Owl Distillation at Night", "Quiet Owl Distillation at Night", "QOD"),
        ("Quiet Owl Distillation at Night (QOD)", "Quiet Owl Distillation at Night", "QOD"),
        ("QOD", "Quiet Owl Distillation at Night", "QOD"),
        ("Quiet owl distillation at night", "Quiet Owl Distillation at Night", "Roe 2020"),
    ],
)
def test_the_lists_own_name_comes_first(printed: str, title: str, name: str) -> None:
    row = {"title": title, "year": 2020, "authors": ["A Roe"]}
    snapshot = literature([row], entries={"p00": printed})
    found = paper_names(snapshot).iloc[0]
    assert found["name"] == name
    if name == "QOD":
        assert (found["kind"], found["evidence"]) == ("list", printed)
        assert found["evidence_ids"] == ["toys:p00"]


def _cited(sentences: dict[str, list[str]], titles: dict[str, str]) -> dict[str, str]:
    """Return names of papers that other papers cite, each with one of the sentences."""
    rows: list[dict[str, Any]] = [
        {
            "paper_id": paper_id,
            "title": title,
            "year": 2015,
            "authors": ["Ann Roe", "Bo Li", "C Ho"],
        }
        for paper_id, title in titles.items()
    ]
    said = []
    for cited, texts in sentences.items():
        for n, text in enumerate(texts):
            rows.append({"paper_id": f"{cited}-{n}", "title": f"{_LONG} {cited} {n}", "year": 2018})
            said.append((f"{cited}-{n}", cited, text))
    return short_names(literature(rows, sentences=said), titles)


def test_citing_sentences_name_what_words_of_the_paper_explain() -> None:
    titles = {"a": "Paying attention: on nothing but an Owl Transfer of old", "b": f"{_LONG} again"}
    assert _cited({"a": ["We compare with OT [3]."]}, titles)["a"] == "OT"
    # also by name and year, and with the words before it
    assert _cited({"a": ["As owl transfer (OT) (Roe et al., 2015) does."]}, titles)["a"] == "OT"
    # from the source of a paper, where keys stand in brackets
    assert _cited({"a": ["OT [roe2015paying] | 73.1"]}, titles)["a"] == "OT"


def test_a_name_that_nothing_explains_takes_three_who_agree() -> None:
    titles = {"a": f"{_LONG} at night", "b": f"{_LONG} again"}
    assert _cited({"a": ["FSP [3] is old."] * 2}, titles)["a"] == "Roe et al. 2015a"
    assert _cited({"a": ["FSP [3] is old."] * 3}, titles)["a"] == "FSP"
    # and hardly anyone who means another paper
    disputed = {"a": ["FSP [3] is old."] * 3, "b": ["FSP [4] is new."] * 3}
    assert set(_cited(disputed, titles).values()) == {"Roe et al. 2015a", "Roe et al. 2015b"}
    # names of other works, or of several, are not taken for its own
    for text in (
        "FSP and hints [3] are old.",
        "FSP [3, 4] are old.",
        "FSP is old, see others [3].",
    ):
        assert _cited({"a": [text] * 3}, titles)["a"] == "Roe et al. 2015a", text


def test_sizes_of_one_model_are_one_name() -> None:
    titles = {"a": f"{_LONG} at night"}
    said = ["OwlNet-18 [3] is old.", "OwlNet-50 [4] is old.", "OwlNet [5] is old."]
    assert _cited({"a": said}, titles)["a"] == "OwlNet"
    assert _cited({"a": ["OWL-100 [3] is old."] * 3}, titles)["a"] == "OWL-100"


def test_the_evidence_of_a_citing_sentence_is_kept() -> None:
    rows: list[dict[str, Any]] = [
        {"paper_id": "a", "title": "Nothing but an Owl Transfer of the old times", "year": 2015},
        {"paper_id": "b", "title": _LONG, "year": 2018},
    ]
    found = paper_names(literature(rows, sentences=[("b", "a", "OT [3] is old.")])).loc["a"]
    assert (found["kind"], found["evidence"]) == ("citing sentence", "OT [3] is old.")
    assert found["evidence_ids"] == ["b"]


def test_of_two_that_claim_a_name_the_listed_one_bears_it_else_the_earlier() -> None:
    rows = [
        {"title": "OwlNet: An early bird of the night", "year": 2015, "authors": ["A Roe"]},
        {"title": "OWLNET: A late bird of the day", "year": 2019, "authors": ["B Poe"]},
    ]
    assert _named(rows) == [("OwlNet", "title prefix"), ("Poe 2019", "author year")]
    listed = _named(rows, entries={"p01": "OWLNET: A late bird of the day"})
    assert listed == [("Roe 2015", "author year"), ("OWLNET", "title prefix")]


def test_a_field_before_several_colons_is_no_name_of_any() -> None:
    rows = [
        {"title": f"Federated owls: {what} of the night", "year": 2019, "authors": [f"A {who}"]}
        for what, who in (("Challenges", "Roe"), ("Directions", "Poe"))
    ]
    assert [name for name, _ in _named(rows)] == ["Roe 2019", "Poe 2019"]


def _same_people(n: int) -> list[dict[str, Any]]:
    titles = ("first", "second", "third", "fourth")
    return [
        {"title": f"{_LONG}, the {what}", "year": 2020, "authors": ["A Roe", "B Li", "C Ho"]}
        for what in titles[:n]
    ]


def test_letters_go_to_the_list_first_and_then_to_the_others() -> None:
    rows = _same_people(4)
    alone = [name for name, _ in _named(rows)]
    assert alone == [f"Roe et al. 2020{letter}" for letter in "abcd"]
    two = [name for name, _ in _named(rows, entries={"p03": "third", "p01": "second"})]
    assert two == [f"Roe et al. 2020{letter}" for letter in "cbda"]
    # one that stands alone on the list needs no letter, however the corpus grows
    one = [name for name, _ in _named(rows, entries={"p02": "third"})]
    assert one == [f"Roe et al. 2020{letter}" for letter in ("b", "c", "", "d")]


def test_brief_names_have_the_letters_of_the_full_ones() -> None:
    rows = [
        {"title": f"{_LONG} 1", "year": 2020, "authors": ["A Roe"]},
        {"title": f"{_LONG} 2", "year": 2020, "authors": ["A Roe", "B Li"]},
        {"title": f"{_LONG} 3", "year": 2020, "authors": ["A Roe", "B Li", "C Ho"]},
    ]
    found = paper_names(literature(rows))
    assert found["brief"].tolist() == ["Roe 2020a", "Roe 2020b", "Roe 2020c"]
    assert found["name"].tolist() == ["Roe 2020a", "Roe & Li 2020b", "Roe et al. 2020c"]


@pytest.mark.parametrize(
    ("authors", "name"),
    [
        (["Lei Zheng", "Wei YANG"], "Zheng & Yang 2020"),
        (["Anna VAN DER BERG"], "van der Berg 2020"),
        (["NVIDIA"], "NVIDIA 2020"),
        (["A Roe", "et al."], "Roe et al. 2020"),
        (["Anonymous"], "A sober study of how… 2020"),
        (["s2:144", "Bo Li"], "A sober study of how… 2020"),
        ([], "A sober study of how… 2020"),
    ],
)
def test_people(authors: list[str], name: str) -> None:
    assert _named([{"title": _LONG, "year": 2020, "authors": authors}])[0][0] == name


def test_no_id_is_ever_a_name() -> None:
    rows: list[dict[str, Any]] = [
        {"paper_id": "doi:10.1/x"},
        {"paper_id": "title:0ca91bb1de9d", "year": 2001},
        {"paper_id": "s2:12"},
        {"paper_id": "arxiv:2001.00001", "title": "Owls"},
    ]
    found = paper_names(literature(rows))
    assert found["name"].tolist() == ["Untitled a", "Untitled 2001", "Untitled b", "Owls"]
    assert found["kind"].tolist() == ["unknown", "unknown", "unknown", "title"]


def test_capitals_are_those_of_most_texts() -> None:
    others = [
        {"title": f"{what} of OwlNet and of LoRa", "year": 2021, "authors": [f"{what} Roe"]}
        for what in ("Pruning", "Hashing")
    ]
    rows = [
        {"title": "Owlnet: a bird of the night", "year": 2020},
        {"title": "Lora-owlnet: a bird of the day", "year": 2020},
        {"title": "Superglue: a harder benchmark", "year": 2020},
        {"title": "Leaf: a benchmark for the shy", "year": 2020},
        {"title": "PRUNING LEAF AND OTHERS", "year": 2020},
        *others,
    ]
    found = paper_names(literature(rows))
    names = found["name"].tolist()[:4]
    assert names == ["OwlNet", "LoRa-OwlNet", "SuperGLUE", "Leaf"]
    assert found["spelling"].fillna("").tolist()[0] == "2 of 3 texts here write OwlNet"
    assert found["evidence"].iloc[0] == "Owlnet: a bird of the night"


def test_the_own_abstract_knows_the_capitals() -> None:
    row = {
        "title": "Leaf: a benchmark for the shy",
        "abstract": "Here is LEAF, at last.",
        "year": 2020,
    }
    assert _named([row])[0][0] == "LEAF"


@cache
def _embedded() -> Snapshot:
    return kdgraph.embedded()


def test_names_of_the_shipped_corpus() -> None:
    found = paper_names(_embedded())
    for column in ("name", "brief"):
        assert found[column].str.casefold().is_unique
        assert found[column].str.len().max() <= 40
    ids = {i for i in found.index if ":" in i}
    assert not ids & set(found["name"])
    titles = _embedded().papers["title"]
    for beginning, name in (
        ("Bert: Pre-training of deep", "BERT"),
        ("Xnor-net: ", "XNOR-Net"),
        ("Superglue: ", "SuperGLUE"),
        ("Microsoft coco: ", "Microsoft COCO"),
        ("Lora: ", "LoRA"),
        ("Pytorch: ", "PyTorch"),
    ):
        (one,) = titles.index[titles.str.casefold().str.startswith(beginning.casefold())]
        assert found.loc[one, "name"] == name


def test_views_and_selections_change_no_name() -> None:
    snapshot = _embedded()
    whole = paper_names(snapshot)
    earlier = paper_names(snapshot.as_of(2016))
    assert 0 < len(earlier) < len(whole)
    pd.testing.assert_frame_equal(earlier, whole.loc[earlier.index])
    # a paper that is not in the view may be asked for too
    late = whole.index.difference(earlier.index)[0]
    assert short_names(snapshot.as_of(2016), [late]) == {late: whole.loc[late, "name"]}


def test_a_name_by_hand_holds_in_every_view_and_scope() -> None:
    snapshot, hinton = _embedded(), "arxiv:1503.02531"
    snapshot.within("field")  # made before anything is named
    named = snapshot.with_names(NamesByHand({hinton: "KD"}))
    for view in (
        named,
        named.as_of(2020),
        named.within("field"),
        named.as_of(2020).within("listed"),
    ):
        assert paper_names(view).loc[hinton, "name"] == "KD"
        assert short_names(view.with_names(NamesByHand({hinton: "HKD"})), [hinton]) == {
            hinton: "HKD"
        }
    assert paper_names(snapshot.within("field")).loc[hinton, "name"] == "Hinton et al. 2014"


def test_the_order_of_rows_changes_no_name() -> None:
    rows = _same_people(4)
    forward, backward = literature(rows), literature(rows[::-1])
    ids = {f"p{n:02}": f"p{3 - n:02}" for n in range(4)}
    assert short_names(forward, ids) == short_names(forward, list(ids)[::-1])
    frames = forward.frames()
    turned = Snapshot({name: frame[::-1] for name, frame in frames.items()}, forward.manifest)
    assert short_names(turned, ids) == short_names(forward, ids)
    assert set(short_names(backward, ids).values()) == set(short_names(forward, ids).values())


def test_names_by_hand_win_and_others_give_way(tmp_path: Path) -> None:
    rows = [
        {"title": "OwlNet: An early bird of the night", "year": 2015, "authors": ["A Roe"]},
        {"title": _LONG, "year": 2019, "authors": ["B Poe"]},
    ]
    snapshot = literature(rows)
    path = tmp_path / "overrides.toml"
    path.write_text(
        '[[name]]\npaper = "sober study"\nname = "owlnet"\nnote = "as its authors say"\n'
        '[[name]]\npaper = "no such paper"\nname = "None"\n'
    )
    overrides = read_overrides(path, snapshot)
    (problem,) = overrides.problems
    assert problem.startswith("overrides.toml, name 2: no paper called 'no such paper'")
    assert problem.endswith("so nothing is called 'None'")
    found = paper_names(overrides.named(snapshot))
    assert found["name"].tolist() == ["Roe 2015", "owlnet"]
    assert (found["kind"].iloc[1], found["evidence"].iloc[1]) == ("override", "as its authors say")
    # the snapshot itself is as before, and so is one whose name is taken back
    assert paper_names(snapshot)["name"].tolist() == ["OwlNet", "Poe 2019"]
    again = overrides.named(snapshot).with_names(NamesByHand())
    assert paper_names(again)["name"].tolist() == ["OwlNet", "Poe 2019"]
    assert overrides.digest is not None
    assert overrides.digest != read_overrides(tmp_path / "none.toml", snapshot).digest


def test_an_entry_of_the_list_can_be_named(tmp_path: Path) -> None:
    row = {"title": _LONG, "year": 2019, "authors": ["B Poe"]}
    snapshot = literature([row], entries={"p00": _LONG})
    path = tmp_path / "overrides.toml"
    path.write_text('[[name]]\npaper = "toys:p00"\nname = "Sober"\n')
    assert read_overrides(path, snapshot).names.names == {"p00": "Sober"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('paper = "p00"\nname = " "', "name 1: the name is empty"),
        ('paper = "p00"', "name 1: 'name' must be given"),
        ('paper = "p00"\nname = "a\\nb"', "must be one line"),
        (f'paper = "p00"\nname = "{"x" * 61}"', "has 61 characters"),
        ('paper = "p00"\nname = "A"\n[[name]]\npaper = "p00"\nname = "B"', "names p00 twice"),
        ('paper = "p00"\nname = "A"\n[[name]]\npaper = "p01"\nname = "a"', "to both p00 and p01"),
        ('paper = "p00"\nname = "A"\nshort = "B"', "no key 'short'"),
    ],
)
def test_names_that_cannot_be_are_refused(tmp_path: Path, text: str, words: str) -> None:
    snapshot = literature(_same_people(2))
    path = tmp_path / "overrides.toml"
    path.write_text(f"[[name]]\n{text}\n")
    with pytest.raises(InputError, match=words):
        read_overrides(path, snapshot)


def test_ids_in_a_text_give_way_to_names_and_parts_of_longer_ids_do_not() -> None:
    corpus = kdgraph.embedded()
    hinton, fitnets = "arxiv:1503.02531", "arxiv:1412.6550"
    assert named_in(corpus, f"{hinton}, {fitnets}; {hinton}.") == (
        "Hinton et al. 2014, FitNets; Hinton et al. 2014."
    )
    for longer in (f"{hinton}7", f"{hinton}/v2"):
        assert named_in(corpus, longer) == longer
    assert named_in(corpus, "arxiv:0000.00000 is nobody's") == "arxiv:0000.00000 is nobody's"
