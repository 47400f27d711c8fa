"""Reference sets: papers of the same year, or of adjacent years if these are few."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kdgraph.analysis.influence._graph import citations_received, numbers, years
from kdgraph.arrays import BoolArray, FloatArray, IntArray
from kdgraph.errors import InputError
from kdgraph.graph.citation import CitationGraph

__all__ = ["YearPeers", "compared_with", "counts_of", "peers_note", "year_peers"]


@dataclass(frozen=True, slots=True, eq=False)
class YearPeers:
    """Whom the papers of one year are compared with.

    `rows` are their own papers, `peers` all those compared with, themselves included; `widened`
    says how many years before and after were added.
    """

    rows: IntArray
    peers: IntArray
    widened: int


def year_peers(
    graph: CitationGraph, counts: FloatArray, least: int, compared: BoolArray
) -> list[YearPeers]:
    """Return the papers to compare with, year by year, for all papers that have a count.

    A year in which fewer than `least` papers are `compared` with takes in the years around, one
    more on either side each time, until there are enough or all are in.
    """
    if least < 1:
        raise InputError(f"a paper is compared with at least 1 paper, itself; got {least}")
    year = years(graph)
    usable = ~np.isnan(year) & ~np.isnan(counts)
    scored, peers = np.flatnonzero(usable), np.flatnonzero(usable & compared)
    own, order = (rows[np.argsort(year[rows], kind="stable")] for rows in (scored, peers))
    ordered = year[order]
    span = int(year[scored].max() - year[scored].min()) if len(scored) else 0
    found = []
    for value in np.unique(year[scored]):
        for widened in range(span + 1):
            low = np.searchsorted(ordered, value - widened, side="left")
            high = np.searchsorted(ordered, value + widened, side="right")
            if high - low >= least or high - low == len(ordered):
                break
        mine = own[year[own] == value]
        if high > low:
            found.append(YearPeers(mine, order[low:high], widened))
    return found


def compared_with(graph: CitationGraph, peers: str | None) -> BoolArray:
    """Return which papers others are compared with: those that somebody here cites, or all.

    A snapshot is grown by citation: its old papers are there because they are cited, and hardly one
    of them is not, while many young ones, found by what they cite, are not cited yet. With all of
    them as peers the mean of an old year is high and old papers lose. So by default papers of a
    graph that says whose reference lists were read, as those of snapshots do, are compared with
    cited ones, and papers of other graphs, taken as whole literatures, with all.

    Raises
    ------
    InputError
        If `peers` is neither "cited", "all" nor None.
    """
    if peers not in {"cited", "all", None}:
        raise InputError(f"peers must be 'cited' or 'all', got {peers!r}")
    grown = "references_known" in graph.papers.columns
    if peers == "all" or (peers is None and not grown):
        return np.ones(len(graph.papers), dtype=bool)
    return citations_received(graph) > 0


def peers_note(graph: CitationGraph, _scores: pd.DataFrame) -> list[str]:
    """Say with whom papers were compared, where that is not with all."""
    cited = compared_with(graph, None)
    if cited.all():
        return []
    return [
        "papers are compared with those of their age that somebody here cites, since a corpus "
        "grown by citation has hardly an old paper that is not cited; the "
        f"{int((~cited).sum()):,} of {len(cited):,} that nobody here cites have no score"
    ]


def counts_of(graph: CitationGraph, counts: str, compared: BoolArray) -> FloatArray:
    """Return the citations of each paper: ``corpus`` counts those here, ``reported`` the source's.

    Citations here of papers that none is `compared` with are nan: they have no company.

    Raises
    ------
    InputError
        If `counts` is neither.
    """
    if counts == "corpus":
        return np.where(compared, citations_received(graph).astype(np.float64), np.nan)
    if counts == "reported":
        return numbers(graph, "reported_citations")
    raise InputError(f"counts must be 'corpus' or 'reported', got {counts!r}")
