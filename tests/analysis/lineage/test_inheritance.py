"""Typed inheritance: the deciding sentence, intents, overrides, and the state of knowing none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import kdgraph
from kdgraph.analysis.lineage.cues import NO_CUE, READ_LABELS, STRENGTH
from kdgraph.analysis.lineage.inheritance import NO_SENTENCE, label_arcs
from kdgraph.analysis.lineage.overrides import read_overrides
from kdgraph.errors import InputError
from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import TABLES
from kdgraph.testing import toys


def _with(*sentences: tuple[str, str, str, list[str] | None]) -> Snapshot:
    """Return the toy with these (citing, cited, sentence, intents) and no others."""
    frames = toys.frames()
    frames["contexts"] = TABLES["contexts"].frame(
        {"citing_id": p, "cited_id": q, "n": n, "sentence": text, "intents": intents}
        for n, (p, q, text, intents) in enumerate(sentences)
    )
    return Snapshot(frames, toys.MANIFEST)


def _row(snapshot: Snapshot, citing: str, cited: str, **options: Any) -> dict[str, Any]:
    arcs = pd.DataFrame({"citing_id": [citing], "cited_id": [cited]})
    (row,) = label_arcs(snapshot, arcs, **options).to_dict("records")
    return {str(name): value for name, value in row.items()}


def test_every_citation_has_a_row() -> None:
    found = label_arcs(toys.snapshot())
    assert list(zip(found["citing_id"], found["cited_id"], strict=True)) == list(toys.ARCS)
    assert list(found["label"].cat.categories) == [*READ_LABELS, NO_SENTENCE]
    by_arc = found.set_index(["citing_id", "cited_id"])
    assert by_arc.loc[("d", "b"), "label"] == "extends"
    assert by_arc.loc[("d", "b"), "sentence"] == "We extend [1]."
    assert by_arc.loc[("d", "b"), "cue"] == "extend"
    assert by_arc.loc[("d", "b"), "sentences"] == 2
    assert by_arc.loc[("d", "b"), "origin"] == "sentence"


def test_without_sentences_an_intent_speaks_softly() -> None:
    row = _row(toys.snapshot(), "b", "a")  # methodology, influential
    assert (row["label"], row["origin"], row["sentences"]) == ("uses", "intent", 0)
    assert pd.isna(row["sentence"])
    assert row["confidence"] < 0.4


def test_nothing_known_is_said_to_be_so() -> None:
    row = _row(toys.snapshot(), "e", "d")
    assert row["label"] == NO_SENTENCE
    assert row["support"] == 0
    assert all(pd.isna(row[name]) for name in ("confidence", "sentence", "cue", "origin"))
    asked_and_none = _row(toys.snapshot(), "c", "a")  # intents were asked, and there are none
    assert asked_and_none["label"] == NO_SENTENCE


def test_a_sentence_without_a_cue_is_neither_a_mention_nor_no_sentence() -> None:
    row = _row(_with(("d", "b", "Waves [1].", None)), "d", "b")
    assert (row["label"], row["origin"], row["sentences"]) == (NO_CUE, "sentence", 1)
    assert row["sentence"] == "Waves [1]."
    assert pd.isna(row["cue"])
    assert STRENGTH["mentions"] < STRENGTH[NO_CUE] < STRENGTH["compares"]


def test_an_intent_speaks_where_no_sentence_holds_a_cue() -> None:
    row = _row(_with(("b", "a", "Waves [1].", None)), "b", "a")  # its intent is methodology
    assert (row["label"], row["origin"]) == ("uses", "intent")
    row = _row(_with(("b", "a", "Waves [1].", None), ("b", "a", "We extend [1].", None)), "b", "a")
    assert (row["label"], row["origin"]) == ("extends", "sentence")


def test_a_mention_says_more_than_no_cue() -> None:
    texts = ("Waves [1].", "Distillation is popular [1].")
    row = _row(_with(*[("d", "b", text, None) for text in texts]), "d", "b")
    assert (row["label"], row["sentence"]) == ("mentions", texts[1])


def test_the_sentence_that_says_most_decides() -> None:
    snapshot = _with(
        ("d", "b", "Deep nets are common [1].", None),
        ("d", "b", "We compare with [1].", None),
        ("d", "b", "Our loss builds on [1].", None),
    )
    row = _row(snapshot, "d", "b")
    assert (row["label"], row["sentence"]) == ("extends", "Our loss builds on [1].")
    assert row["support"] == pytest.approx(STRENGTH["extends"] * row["confidence"])


def test_agreement_makes_surer() -> None:
    once = _row(_with(("d", "b", "We use [1].", None)), "d", "b")
    twice = _row(_with(*[("d", "b", f"We use {w} [1].", None) for w in ("all", "some")]), "d", "b")
    right = _row(_with(("d", "b", "We use [1].", ["methodology"])), "d", "b")
    wrong = _row(_with(("d", "b", "We use [1].", ["background"])), "d", "b")
    assert {r["label"] for r in (once, twice, right, wrong)} == {"uses"}
    assert twice["confidence"] > once["confidence"]
    assert right["confidence"] > once["confidence"] > wrong["confidence"]


def test_the_mark_of_influence_makes_surer() -> None:
    """B cites a with the mark, c without."""
    marked = _row(_with(("b", "a", "We use [1].", None)), "b", "a")
    plain = _row(_with(("c", "a", "We use [1].", None)), "c", "a")
    assert marked["confidence"] > plain["confidence"]
    assert (marked["influential"], plain["influential"]) == (True, False)


def test_of_several_intents_the_one_that_says_most_counts() -> None:
    intents = ["background", "result", "methodology"]
    frames = toys.frames()
    frames["citations"] = TABLES["citations"].frame(
        [{"citing_id": "c", "cited_id": "a", "intents": intents}]
    )
    row = _row(Snapshot(frames, toys.MANIFEST), "c", "a")
    assert (row["label"], row["origin"]) == ("uses", "intent")


def test_a_mere_mention_is_no_surer_for_the_mark_of_influence() -> None:
    marked = _with(("b", "a", "Distillation is popular [1].", None))
    plain = _with(("c", "a", "Distillation is popular [1].", None))
    assert _row(marked, "b", "a")["influential"]
    assert _row(marked, "b", "a")["label"] == "mentions"
    assert _row(marked, "b", "a")["confidence"] == _row(plain, "c", "a")["confidence"]


def test_the_cited_paper_is_told_from_others_by_name_and_number() -> None:
    """Its first author and year are Ada Byron, 2000; only her citation counts."""
    text = "We build on the nets of (Byron, 2000) and compare with (Li, 2005)."
    row = _row(_with(("b", "a", text, None)), "b", "a")
    assert row["label"] == "extends"
    text = "We build on the nets of (Li, 2005) and compare with (Byron, 2000)."
    row = _row(_with(("b", "a", text, None)), "b", "a")
    assert row["label"] == "compares"
    numbered = [
        ("b", "a", "We build on [3] and compare with [4].", None),
        ("b", "a", "Others are [4, 5].", None),
    ]
    assert _row(_with(*numbered), "b", "a")["label"] == "compares"


def test_overrides_win_and_are_marked(tmp_path: Path) -> None:
    path = tmp_path / "overrides.toml"
    path.write_text(
        '[[arc]]\nciting = "d"\ncited = "b"\nlabel = "mentions"\nnote = "read it"\n', "utf-8"
    )
    overrides = read_overrides(path, toys.snapshot())
    row = _row(toys.snapshot(), "d", "b", overrides=overrides)
    assert (row["label"], row["origin"], row["confidence"]) == ("mentions", "override", 1.0)
    assert (row["note"], row["sentences"]) == ("read it", 2)
    assert row["support"] == STRENGTH["mentions"]
    other = _row(toys.snapshot(), "b", "a", overrides=overrides)
    assert other["origin"] == "intent"


def test_rows_come_in_the_order_asked_for() -> None:
    arcs = pd.DataFrame(list(reversed(toys.ARCS)), columns=["citing_id", "cited_id"])
    found = label_arcs(toys.snapshot(), arcs)
    assert list(zip(found["citing_id"], found["cited_id"], strict=True)) == list(toys.ARCS[::-1])
    assert label_arcs(toys.snapshot(), arcs[:0]).empty


@pytest.mark.parametrize(
    ("arcs", "words"),
    [
        pytest.param([("a", "b")], "1 of 1 arcs are no citations", id="turned"),
        pytest.param([("b", "a"), ("b", "a")], "b citing a is asked for twice", id="twice"),
    ],
)
def test_wrong_arcs_are_refused(arcs: list[tuple[str, str]], words: str) -> None:
    frame = pd.DataFrame(arcs, columns=["citing_id", "cited_id"])
    with pytest.raises(InputError, match=words):
        label_arcs(toys.snapshot(), frame)


def test_missing_columns_are_named() -> None:
    with pytest.raises(InputError, match="need the columns citing_id too"):
        label_arcs(toys.snapshot(), pd.DataFrame({"cited_id": ["a"]}))


def test_the_embedded_corpus_has_no_sentences() -> None:
    found = kdgraph.label_arcs(kdgraph.embedded())
    assert len(found) > 10_000
    assert (found["label"] == NO_SENTENCE).all()
