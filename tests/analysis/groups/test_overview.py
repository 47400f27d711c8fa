"""Groups beside the list: whose papers they hold, and what the numbers rest on."""

from __future__ import annotations

from math import isnan
from typing import Any

import pytest

import kdgraph
from tests.analysis.groups.worlds import Listed, community, listed_snapshot

SCHOOLS = [*community("h", 14, seed=1), *community("f", 12, seed=2), ("f05", "h00")]
LISTED: Listed = {
    "h00": ("Hints", 2001, "complete"),
    "h01": ("Hints", 2002, "complete"),
    "f00": ("Flows / Old", 2001, None),
    "f01": ("Flows / New", 2002, "capped"),
    "x0": ("Alone", 2005, None),
}


def schools(**more: Any) -> kdgraph.Snapshot:
    """Return two schools, a listed paper without citations, and an entry without a paper."""
    others = sorted({paper for pair in SCHOOLS for paper in pair} - set(LISTED))
    papers = [
        {"paper_id": name, "title": f"On hints {name}" if name[0] == "h" else f"On flows {name}"}
        for name in others
    ]
    entry = {"entry_id": "l:none", "list_id": "l", "position": 9, "section": "Hints"}
    again = {"entry_id": "l:again", "list_id": "l", "position": 10, "section": "Flows / Old"}
    match = {"entry_id": "l:again", "paper_id": "h01", "method": "doi", "confidence": 1.0}
    return listed_snapshot(
        LISTED, SCHOOLS, papers=papers, entries=[entry, again], matches=[match], **more
    )


def _agreement(found: kdgraph.Communities) -> kdgraph.SectionAgreement:
    assert found.agreement is not None
    return found.agreement


def test_groups_know_the_sections_of_their_papers() -> None:
    found = kdgraph.communities(schools(), resolution=1)
    assert found.groups["size"].tolist() == [14, 12]
    assert found.groups["listed"].tolist() == [2, 2]
    assert found.groups["sections"].tolist() == [
        "Hints 2; Flows / Old 1",  # h01 stands under both
        "Flows / New 1; Flows / Old 1",
    ]
    assert (found.found, found.asked_for, found.grouped) == (2, 2, 26)
    assert (found.unrelated, found.alone) == (1, 0)
    assert found.undated == 22
    assert _agreement(found).compared == 4
    assert _agreement(found).ungrouped == 1
    assert _agreement(found).unmatched == _agreement(found).repeated == 1
    assert "the reference lists of 3 of 27 papers" in found.notes[0]


def test_main_papers_have_titles_and_say_if_they_are_listed() -> None:
    snapshot = schools()
    found = kdgraph.communities(snapshot, resolution=1, top=1)
    assert len(found.groups) == 1
    assert found.found == 2
    central = found.central
    assert central["group"].unique().tolist() == [0]
    assert central["cited_inside"].is_monotonic_decreasing
    best = kdgraph.communities(snapshot.citation_graph(), resolution=1).groups["central"][0]
    assert tuple(central["paper_id"]) == best
    titles = snapshot.papers["title"].reindex(central["paper_id"]).tolist()
    assert central["title"].tolist() == titles
    assert central["listed"].tolist() == [paper in LISTED for paper in best]


def test_a_section_chooses_groups_and_changes_none() -> None:
    whole = kdgraph.communities(schools(), resolution=1)
    part = kdgraph.communities(schools(), resolution=1, section="new")
    assert part.groups.index.tolist() == [1]
    assert part.groups["listed"].tolist() == [1]
    assert part.groups["sections"].tolist() == ["Flows / New 1"]
    assert (part.found, part.asked_for) == (2, 1)
    assert part.papers.equals(whole.papers)
    assert _agreement(part).adjusted_rand == _agreement(whole).adjusted_rand
    assert _agreement(part).sections.index.tolist() == ["Flows / New"]


def test_places_are_the_cells_of_the_agreement() -> None:
    found = kdgraph.communities(schools(), resolution=1)
    rows = found.sections
    cells = rows[["section", "group", "papers", "size"]]
    assert cells.to_numpy().tolist() == [
        ["Hints", 0, 2, 14],
        ["Flows / Old", 1, 1, 12],
        ["Flows / New", 1, 1, 12],
    ]
    assert rows["words"].tolist() == found.groups["words"].loc[[0, 1, 1]].tolist()
    assert _agreement(found).sections["ungrouped"].tolist() == [0, 0, 0, 1]


def test_nothing_and_a_single_paper_are_defined() -> None:
    for day, papers in (("1990", 0), ("2001", 2)):
        found = kdgraph.communities(schools(), as_of=day)
        assert len(found.papers) == papers
        assert found.found == len(found.groups) == len(found.central) == len(found.sections) == 0
        assert found.unrelated == papers
        assert "22 undated papers are not in this view" in found.notes
    single = kdgraph.communities(listed_snapshot({"a": ("A", 2000, "complete")}, []))
    assert (single.unrelated, single.grouped) == (1, 0)
    assert isnan(_agreement(single).adjusted_rand)
    assert single.notes == ()


def test_what_is_wrong_is_said() -> None:
    with pytest.raises(kdgraph.InputError, match=r"'cooking'; there are: Hints; Flows / Old"):
        kdgraph.communities(schools(), section="cooking")
    with pytest.raises(kdgraph.InputError, match="at least 1, got 0"):
        kdgraph.communities(schools(), top=0)
    with pytest.raises(kdgraph.InputError, match="above zero"):
        kdgraph.communities(schools(), resolution=-1)
