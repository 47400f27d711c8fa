"""Reference sets: papers of the same year, or of adjacent years if these are few."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kdgraph.analysis.influence._graph import citations_received, numbers, years
from kdgraph.arrays import FloatArray, IntArray
from kdgraph.errors import InputError
from kdgraph.graph.citation import CitationGraph

__all__ = ["YearPeers", "counts_of", "year_peers"]


@dataclass(frozen=True, slots=True, eq=False)
class YearPeers:
    """Whom the papers of one year are compared with.

    `rows` are their own papers, `peers` all those compared with, themselves included; `widened`
    says how many years before and after were added.
    """

    rows: IntArray
    peers: IntArray
    widened: int


def year_peers(graph: CitationGraph, counts: FloatArray, least: int) -> list[YearPeers]:
    """Return the papers to compare with, year by year.

    A year in which fewer than `least` papers have a count takes in the years around, one more on
    either side each time, until there are enough or all are in.
    """
    if least < 1:
        raise InputError(f"a paper is compared with at least 1 paper, itself; got {least}")
    year = years(graph)
    usable = np.flatnonzero(~np.isnan(year) & ~np.isnan(counts))
    order = usable[np.argsort(year[usable], kind="stable")]
    ordered = year[order]
    span = int(ordered[-1] - ordered[0]) if len(ordered) else 0
    found = []
    for value in np.unique(ordered):
        for widened in range(span + 1):
            low = np.searchsorted(ordered, value - widened, side="left")
            high = np.searchsorted(ordered, value + widened, side="right")
            if high - low >= least or high - low == len(ordered):
                break
        own = order[np.searchsorted(ordered, value) : np.searchsorted(ordered, value, side="right")]
        found.append(YearPeers(own, order[low:high], widened))
    return found


def counts_of(graph: CitationGraph, counts: str) -> FloatArray:
    """Return the citations of each paper: ``corpus`` counts those here, ``reported`` the source's.

    Raises
    ------
    InputError
        If `counts` is neither.
    """
    if counts == "corpus":
        return citations_received(graph).astype(np.float64)
    if counts == "reported":
        return numbers(graph, "reported_citations")
    raise InputError(f"counts must be 'corpus' or 'reported', got {counts!r}")
