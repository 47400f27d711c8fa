"""The reading list: one order, one first section, one search by heading."""

from __future__ import annotations

import pandas as pd
import pytest

import kdgraph
from kdgraph.errors import InputError
from kdgraph.graph.card import paper_card
from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import TABLES
from kdgraph.testing import toys

# As written: position, id of the entry, section, paper. Ids sort otherwise than positions do.
_LINES = [
    (0, "l:9", None, "c"),
    (1, "l:8", "New / Second", "b"),
    (2, "l:1", "Old", "c"),
    (3, "l:2", "Old", None),
    (4, "l:3", "New / First", "a"),
    (5, "l:4", "Old", "b"),
    (6, "l:0", None, "d"),
]


def _snapshot(lines: list[tuple[int, str, str | None, str | None]] | None = None) -> Snapshot:
    lines = _LINES if lines is None else lines
    frames = toys.frames()
    frames["entries"] = TABLES["entries"].frame(
        {
            "entry_id": entry_id,
            "list_id": "l",
            "position": position,
            "section": section,
            "line_start": 100 - position,  # lines of several files need not rise with the order
        }
        for position, entry_id, section, _ in lines
    )
    frames["matches"] = TABLES["matches"].frame(
        {"entry_id": entry_id, "paper_id": paper_id, "confidence": 1.0}
        for _, entry_id, _, paper_id in lines
    )
    return Snapshot(frames, toys.MANIFEST)


def test_entries_come_in_the_order_of_the_list_however_they_are_stored() -> None:
    shuffled = _snapshot(_LINES[::-1])
    order = [entry_id for _, entry_id, _, _ in _LINES]
    assert shuffled.entries.index.tolist() == order
    assert shuffled.frames()["entries"].index.tolist() == order
    assert shuffled.reading_list.entries.index.tolist() == order


def test_equal_places_follow_the_ids_and_entries_without_a_place_come_last() -> None:
    frames = _snapshot().frames()
    frames["entries"]["position"] = pd.array([None, 1, 1, 1, 0, 1, 1], dtype="Int64")
    found = Snapshot(frames, toys.MANIFEST).entries.index.tolist()
    assert found == ["l:3", "l:0", "l:1", "l:2", "l:4", "l:8", "l:9"]


def test_papers_are_listed_once_in_order() -> None:
    the_list = _snapshot().reading_list
    assert the_list.papers == ("c", "b", "a", "d")
    assert the_list.listed(["a", "e", "d"]).tolist() == [True, False, True]
    assert _snapshot([]).reading_list.papers == ("a", "b")  # no list at all: those of hop 0


def test_the_first_section_is_the_first_heading_at_every_door() -> None:
    snapshot = _snapshot()
    sections = snapshot.reading_list.sections()
    assert sections.section.to_dict() == {"b": "New / Second", "c": "Old", "a": "New / First"}
    assert sections.order == ("New / Second", "Old", "New / First")
    counts = (sections.entries, sections.unmatched, sections.unsectioned, sections.repeated)
    assert counts == (7, 1, 2, 1)
    described = snapshot.describe(["a", "b", "c", "d", "e"])
    assert described["section"].fillna("-").tolist() == [
        "New / First",
        "New / Second",
        "Old",
        "",
        "-",
    ]
    assert described["listed"].tolist() == [True, True, True, True, False]
    assert [place.section for place in paper_card(snapshot, "b").places] == ["New / Second", "Old"]


def test_depth_joins_what_stands_below_one_heading() -> None:
    sections = _snapshot().reading_list.sections(1)
    assert sections.order == ("New", "Old")
    assert sections.section["a"] == "New"
    with pytest.raises(InputError, match="at least 1 heading, got depth=0"):
        _snapshot().reading_list.sections(0)


def test_search_by_heading() -> None:
    the_list = _snapshot().reading_list
    assert the_list.headings == ("New / Second", "Old", "New / First")
    assert the_list.entries_under(" new ").index.tolist() == ["l:8", "l:3"]
    assert the_list.papers_under("OLD") == ("c", "b")
    assert the_list.headings_like("new") == ("New / Second", "New / First")
    assert the_list.headings_like("new", 1) == ("New",)
    assert the_list.entries_under(None).index.tolist() == the_list.entries.index.tolist()
    assert (the_list.papers_under(None), the_list.headings_like(None)) == (None, None)


@pytest.mark.parametrize("asked", ["Nowhere", " ", ""])
def test_a_section_that_is_none(asked: str) -> None:
    message = f"no section called {asked!r}.*; there are: New / Second; Old; New / First$"
    with pytest.raises(InputError, match=message):
        _snapshot().reading_list.papers_under(asked)
    if not asked.strip():
        with pytest.raises(InputError, match="an empty name means no section"):
            _snapshot().reading_list.entries_under(asked)


def test_all_headings_of_a_paper() -> None:
    assert _snapshot().reading_list.sections_of_papers == {
        "c": ("Old",),
        "b": ("New / Second", "Old"),
        "a": ("New / First",),
        "d": (),
    }


def test_a_view_lists_only_what_is_in_it() -> None:
    snapshot = kdgraph.embedded()
    view = snapshot.as_of(2015)
    in_view = set(snapshot.reading_list.papers) & set(view.papers.index)
    assert set(view.reading_list.papers) == in_view
    assert len(view.reading_list.entries) == len(snapshot.reading_list.entries)
