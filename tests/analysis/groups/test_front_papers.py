"""Fronts beside the list: which of its papers they hold, and which they build on."""

from __future__ import annotations

import pytest

import kdgraph
from tests.analysis.groups.worlds import Listed, listed_snapshot

BASES = {"u": ("Bases", 2001, None), "v": ("Other", 2002, None)}
YOUNG = {
    f"{base}{n}": ("Young" if (base, n) == ("u", 0) else None, 2019 + n % 3, "complete")
    for base in BASES
    for n in range(6)
}
LISTED: Listed = {**BASES, **YOUNG}
PAIRS = [(paper, paper[0]) for paper in YOUNG]
SNAPSHOT = listed_snapshot(LISTED, PAIRS)


def test_fronts_have_their_papers_and_what_these_build_on() -> None:
    found = kdgraph.research_fronts(SNAPSHOT, resolution=1)
    assert (found.first_year, found.last_year, found.recent) == (2016, 2021, 12)
    assert found.fronts["size"].tolist() == [6, 6]
    assert sorted(found.core["paper_id"]) == ["u", "v"]
    assert found.core["citations"].tolist() == [6, 6]
    front = found.core.set_index("paper_id")["front"]
    inside = found.papers["front"]
    assert (inside[inside == front["u"]].index.str[0] == "u").all()
    assert found.central.groupby("front").size().tolist() == [5, 5]
    assert found.notes == ()


@pytest.mark.parametrize("section", ["Young", "Bases"])
def test_a_section_is_met_by_a_member_or_by_what_a_front_builds_on(section: str) -> None:
    found = kdgraph.research_fronts(SNAPSHOT, resolution=1, section=section)
    assert (found.found, found.asked_for) == (2, 1)
    assert found.core["paper_id"].tolist() == ["u"]
    assert found.fronts["listed"].tolist() == [1 if section == "Young" else 0]


def test_a_view_of_an_earlier_day_has_its_own_span() -> None:
    found = kdgraph.research_fronts(SNAPSHOT, as_of=2003)
    assert (found.first_year, found.last_year) == (1998, 2003)
    assert found.found == len(found.core) == len(found.central) == 0
    assert (found.recent, found.uncoupled) == (2, 2)
    assert "the reference lists of 0 of 2 papers of these years were read" in found.notes[0]
    nothing = kdgraph.research_fronts(SNAPSHOT, as_of=1900)
    assert (nothing.recent, len(nothing.fronts)) == (0, 0)


def test_what_is_wrong_is_said() -> None:
    with pytest.raises(kdgraph.InputError, match="at least 1, got 0"):
        kdgraph.research_fronts(SNAPSHOT, top=0)
    with pytest.raises(kdgraph.InputError, match="there are: Bases; Other; Young"):
        kdgraph.research_fronts(SNAPSHOT, section="cooking")
    undated = listed_snapshot({"a": ("A", None, "complete")}, [])
    with pytest.raises(kdgraph.InputError, match="has a year"):
        kdgraph.research_fronts(undated)
