"""The card of a paper: which neighbours it names, and in which order."""

from __future__ import annotations

import pytest

from kdgraph.errors import InputError
from kdgraph.graph.card import paper_card
from kdgraph.graph.snapshot import Snapshot
from tests.analysis.groups.worlds import Listed, listed_snapshot

LISTED: Listed = {"c": ("A", 2001, "complete"), "a": ("A", 2002, "complete")}
OTHERS = ("b", "d", "e", "x")


def _around(inwards: bool) -> Snapshot:
    """Return a literature in which x cites all others, or is cited by all of them.

    Listed are a and c. Of the citations that each has, e has two more than b and d.
    """
    around = [("x", one) for one in ("b", "a", "e", "d", "c")]
    pairs = [(other, one) for one, other in around] if inwards else around
    papers = [{"paper_id": one, "title": one, "year": 2003} for one in (*OTHERS, "y", "z")]
    snapshot = listed_snapshot(LISTED, [*pairs, ("y", "e"), ("z", "e")], papers=papers)
    hop = [0 if one in LISTED else 1 for one in snapshot.papers.index]
    known = snapshot.papers.assign(hop=hop).astype({"hop": snapshot.papers["hop"].dtype})
    return Snapshot({**snapshot.frames(), "papers": known}, snapshot.manifest)


@pytest.mark.parametrize("inwards", [False, True])
def test_listed_neighbours_come_first_then_the_most_cited_then_by_id(inwards: bool) -> None:
    card = paper_card(_around(inwards), "x")
    near = card.citations if inwards else card.references
    assert [one.paper_id for one in near] == ["a", "c", "e", "b", "d"]
    assert [one.listed for one in near] == [True, True, False, False, False]
    beyond = 2 if inwards else 3
    assert [one.cited_here for one in near] == [beyond - 2] * 2 + [beyond] + [beyond - 2] * 2
    assert (card.citation_count, card.reference_count) == ((5, 0) if inwards else (0, 5))


@pytest.mark.parametrize("top", [1, 2, 3, 5, 6])
def test_the_cut_leaves_the_first_and_counts_all(top: int) -> None:
    card = paper_card(_around(inwards=False), "x", top=top)
    assert [one.paper_id for one in card.references] == ["a", "c", "e", "b", "d"][:top]
    assert card.reference_count == 5


def test_no_neighbour_at_all_is_no_wish() -> None:
    with pytest.raises(InputError, match="top must be at least 1, got 0"):
        paper_card(_around(inwards=False), "x", top=0)
