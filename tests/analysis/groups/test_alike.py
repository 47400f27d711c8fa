"""Papers like one: by hand, within a section, and what is not known."""

from __future__ import annotations

import pytest

import kdgraph
from tests.analysis.groups.worlds import Listed, listed_snapshot

LISTED: Listed = {
    "a": ("Old", 2000, "complete"),
    "b": ("Old", 2001, "complete"),
    "c": ("New", 2010, "complete"),
    "d": ("New", 2011, "capped"),
    "e": ("New", None, None),
}
PAIRS = [("c", "a"), ("c", "b"), ("d", "a"), ("d", "b"), ("e", "a")]
SNAPSHOT = listed_snapshot(LISTED, PAIRS, papers=[{"paper_id": "x", "title": "unlisted"}])


def test_by_hand() -> None:
    found = kdgraph.similar_papers(SNAPSHOT, "a")
    assert found.frame[["rank", "paper_id", "count", "total"]].to_numpy().tolist() == [
        [1, "b", 2, 2]
    ]
    assert (found.title, found.year, found.total, found.found) == ("a", 2000, 3, 1)
    assert found.notes == (
        "the reference lists of 4 of 6 papers were read, 1 of them in part; what the others cite "
        "together is not counted",
    )
    found = kdgraph.similar_papers(SNAPSHOT, "c", kind="coupling")
    rows = found.frame[["rank", "paper_id", "count", "total", "listed"]].to_numpy().tolist()
    assert rows == [[1, "d", 2, 2, True], [2, "e", 1, 1, True]]
    assert (found.total, found.undated) == (2, 1)


def test_a_section_keeps_the_ranks_of_the_whole() -> None:
    pairs = [*PAIRS, ("x", "a"), ("x", "b"), ("x", "e")]
    wider = listed_snapshot(LISTED, pairs, papers=[{"paper_id": "x", "title": "unlisted"}])
    found = kdgraph.similar_papers(wider, "a", section="new")
    assert found.frame[["rank", "paper_id"]].to_numpy().tolist() == [[2, "e"]]
    assert (found.found, found.asked_for) == (2, 1)
    one = kdgraph.similar_papers(wider, "a", top=1)
    assert one.frame["paper_id"].tolist() == ["b"]
    assert one.found == one.asked_for == 2


def test_a_list_that_was_not_read_is_no_list_without_references() -> None:
    bare = listed_snapshot({"a": ("Old", 2000, "complete"), "e": ("New", 2001, None)}, [])
    found = kdgraph.similar_papers(bare, "e", kind="coupling")
    assert found.frame.empty
    assert "was not read" in found.notes[0]
    assert "was not read" not in " ".join(kdgraph.similar_papers(bare, "a", kind="coupling").notes)


def test_a_view_leaves_out_what_came_later_and_what_has_no_day() -> None:
    found = kdgraph.similar_papers(SNAPSHOT, "a", as_of=2010)
    assert found.frame["count"].tolist() == [1]
    assert "2 undated papers are not in this view" in found.notes
    with pytest.raises(kdgraph.UnknownPaperError, match="as of 2009-12-31") as caught:
        kdgraph.similar_papers(SNAPSHOT, "c", as_of=2009)
    assert str(caught.value.day) == "2009-12-31"


def test_what_is_wrong_is_said() -> None:
    with pytest.raises(kdgraph.InputError, match="at least 1, got 0"):
        kdgraph.similar_papers(SNAPSHOT, "a", top=0)
    with pytest.raises(kdgraph.InputError, match="there are: co-citation, coupling"):
        kdgraph.similar_papers(SNAPSHOT, "a", kind="friendship")
    with pytest.raises(kdgraph.InputError, match="there are: Old; New"):
        kdgraph.similar_papers(SNAPSHOT, "a", section="cooking")
    with pytest.raises(kdgraph.UnknownPaperError, match="no paper called 'q' here;"):
        kdgraph.similar_papers(SNAPSHOT, "q")
