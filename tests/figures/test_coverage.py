"""The coverage figure counts what is known as the tables have it."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest

import kdgraph
from kdgraph.errors import InputError
from kdgraph.figures import Drawing
from kdgraph.figures.canvas.boxes import collisions
from kdgraph.figures.canvas.marks import Bars, Text
from kdgraph.figures.coverage import coverage
from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import READ_STATES, TABLES
from kdgraph.testing import toys

_STATES = ("complete", "capped", "elided", "failed", "not asked")


def _with(rows: list[dict[str, object]]) -> Snapshot:
    frames = toys.frames()
    frames["coverage"] = TABLES["coverage"].frame(rows)
    return Snapshot(frames, toys.MANIFEST)


@cache
def _all_states() -> Snapshot:
    """Return toys of which references have every state, and citations are only reported."""
    rows: list[dict[str, object]] = [
        {"paper_id": p, "direction": "references", "state": state, "reported": 10, "fetched": came}
        for p, state, came in zip("abcdefg", (*_STATES, *_STATES), range(7), strict=False)
    ]
    return _with([*rows, {"paper_id": "a", "direction": "citations", "state": "capped"}])


def _count(drawing: Drawing, what: str, state: str) -> tuple[int, int]:
    numbers = drawing.numbers
    (row,) = numbers[(numbers["what"] == what) & (numbers["state"] == state)].to_dict("records")
    return row["count"], row["of"]


def _share_words(drawing: Drawing) -> list[str]:
    return [
        words
        for _, mark in drawing.marks()
        if isinstance(mark, Bars) and mark.role == "share"
        for words in mark.words
    ]


def test_states_are_counted_for_listed_papers_and_others() -> None:
    snapshot = kdgraph.embedded()
    drawing = coverage(snapshot)
    listed = set(snapshot.matches["paper_id"].dropna())
    table = snapshot.coverage.assign(listed=snapshot.coverage["paper_id"].isin(listed))
    for (inside, way, state), rows in table.groupby(["listed", "direction", "state"]):
        what = f"{'listed' if inside else 'other'} papers: {way}"
        assert _count(drawing, what, str(state))[0] == len(rows)
    read = table[(table["direction"] == "references") & table["state"].isin(READ_STATES)]
    others = len(snapshot.papers) - len(listed)
    assert (
        f"read of {read['listed'].sum()} of {len(listed)} listed papers "
        f"and of {(~read['listed']).sum()} of {others:,} other papers" in drawing.caption
    )


def test_a_paper_that_coverage_lacks_was_not_asked_about() -> None:
    drawing = coverage(_with([{"paper_id": "a", "direction": "references", "state": "complete"}]))
    assert _count(drawing, "listed papers: references", "not asked") == (1, 2)
    assert _count(drawing, "listed papers: citations", "not asked") == (2, 2)
    assert _count(drawing, "other papers: references", "not asked") == (6, 6)


def test_bars_are_as_long_as_the_shares() -> None:
    drawing = coverage(_all_states(), width=7.0)
    bars = [m for _, m in drawing.marks() if isinstance(m, Bars) and m.role == "share"]
    lengths: dict[str, float] = {}
    for mark in bars:
        for left, right, words in zip(mark.left, mark.right, mark.words, strict=True):
            lengths[words] = lengths.get(words, 0.0) + right - left
    one = lengths["references elided: 1 of 6 other papers"]
    assert lengths["references not asked: 2 of 6 other papers"] == pytest.approx(2 * one)
    assert lengths["citations not asked: 6 of 6 other papers"] == pytest.approx(6 * one)


def test_bars_open_their_papers() -> None:
    drawing = coverage(_all_states())
    opened = {
        words: papers
        for _, mark in drawing.marks()
        if isinstance(mark, Bars) and mark.role == "share"
        for words, papers in zip(mark.words, mark.papers, strict=True)
    }
    assert opened["references capped: 1 of 2 listed papers"] == ("b",)
    assert opened["references elided: 1 of 6 other papers"] == ("c",)


def test_rows_that_came_are_compared_with_those_reported() -> None:
    drawing = coverage(_all_states())
    assert _count(drawing, "listed papers: rows of references", "fetched") == (1, 20)
    assert _count(drawing, "other papers: rows of references", "fetched") == (20, 50)
    assert not (drawing.numbers["what"] == "listed papers: rows of citations").any()
    assert not any("reports how many" in note for note in drawing.notes)
    silent = coverage(toys.snapshot())
    assert any("No source reports how many" in note for note in silent.notes)


def test_more_rows_than_reported_do_not_make_more_than_all() -> None:
    row = {"direction": "references", "state": "complete", "reported": 3, "fetched": 9}
    drawing = coverage(_with([{"paper_id": "a", **row}]))
    assert _count(drawing, "listed papers: rows of references", "fetched") == (3, 3)


def test_sections_of_which_no_references_were_read_are_shown_and_named() -> None:
    drawing = coverage(toys.snapshot(), width=7.0)
    (title,) = [
        mark
        for _, mark in drawing.marks()
        if isinstance(mark, Text) and mark.text == ("Of which sections were the references read?",)
    ]
    assert title.role == "block title"
    unread = _with([{"paper_id": "b", "direction": "references", "state": "complete"}])
    said = " ".join(_share_words(coverage(unread, width=7.0)))
    for entry, section in toys.snapshot().reading_list.sections().section.items():
        assert (f"references complete: 1 of 1 papers of {section}" in said) == (entry == "b")
    assert "read of 1 of 2 listed papers (none in Old / Pioneers)" in coverage(unread).alt
    assert not any("papers of " in words for words in _share_words(coverage(unread, width=3.3)))


def test_entries_are_matched_by_section() -> None:
    drawing = coverage(toys.snapshot())
    assert _count(drawing, "entries: Old / Pioneers", "matched") == (1, 1)
    assert _count(drawing, "entries: New", "matched") == (1, 2)
    one = coverage(toys.snapshot(), top=1)
    assert "1 further section of the list left out." in one.notes
    with pytest.raises(InputError, match="top=0"):
        coverage(toys.snapshot(), top=0)


def test_section_narrows_listed_papers_and_entries() -> None:
    drawing = coverage(toys.snapshot(), section="new")
    assert _count(drawing, "listed papers: references", "complete") == (1, 1)
    assert drawing.numbers["what"].str.startswith("entries").sum() == 1


def test_missing_facts_are_counted() -> None:
    drawing = coverage(toys.snapshot())
    expected = {
        "years of papers": (1, 8),
        "days of publication": (7, 8),
        "authors of papers": (2, 8),
        "abstracts": (8, 8),
        "ids of authors (name alone)": (1, 4),
        "sentences of citations": (7, 8),
    }
    assert {what: _count(drawing, what, "missing") for what in expected} == expected


@pytest.mark.parametrize("width", [2.5, 3.3, 5.5, 7.0, 12.0])
def test_all_five_states_have_room_at_any_width(width: float) -> None:
    drawing = coverage(_all_states(), width=width)
    assert collisions(drawing) == []
    assert {"elided", "failed"} <= set(drawing.numbers["state"])
    states = [
        words
        for _, mark in drawing.marks()
        if isinstance(mark, Bars) and mark.role == "share"
        for words in mark.words
        if words.startswith("references") and " papers of " not in words
    ]
    # in the narrowest, the numbers alone must do
    assert len(states) == (0 if width == 2.5 else 7)


def test_numbers_are_whole() -> None:
    numbers = coverage(kdgraph.embedded()).numbers
    assert (numbers["count"] <= numbers["of"]).all()
    assert pd.api.types.is_integer_dtype(numbers["count"])
