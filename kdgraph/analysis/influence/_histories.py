"""Citations year by year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kdgraph.analysis.influence._graph import IntArray, undated_citing, years
from kdgraph.graph.citation import CitationGraph
from kdgraph.kernels.spread import FloatArray

__all__ = ["Histories", "histories"]


@dataclass(frozen=True, slots=True, eq=False)
class Histories:
    """Citations that dated papers receive in each calendar year.

    Attributes
    ----------
    rows : ndarray of int
        The rows of the graph that have a history: dated papers with a citation that is dated and
        not earlier than themselves.
    counts : ndarray of float, shape (rows, years)
        Citations in each year.
    first_year : int
        The calendar year of the first column; the last is the year from which ages count, or the
        last with a citation if that is later.
    begin : ndarray of int
        The column of each paper's own year.
    undated, earlier : ndarray of int, shape (n,)
        For every paper, citing papers left out because they have no year, or one before its own.
    """

    rows: IntArray
    counts: FloatArray
    first_year: int
    begin: IntArray
    undated: IntArray
    earlier: IntArray


def histories(graph: CitationGraph) -> Histories:
    """Count the citations of each paper by the year of the citing one."""
    n = len(graph.papers)
    year = years(graph)
    cited = graph.cites.indices
    when = np.repeat(year, np.diff(graph.cites.indptr))
    before = when < year[cited]
    fit = when >= year[cited]  # false where either is unknown
    earlier = np.bincount(cited[before], minlength=n).astype(np.int64)
    undated = undated_citing(graph)
    rows = np.unique(cited[fit]).astype(np.int64)
    if not len(rows):
        none = np.zeros(0, dtype=np.int64)
        return Histories(none, np.zeros((0, 0)), 0, none, undated, earlier)
    first_year = int(year[rows].min())
    last_year = max(int(when[fit].max()), graph.as_of_year)
    width = last_year - first_year + 1
    place = np.searchsorted(rows, cited[fit])
    column = (when[fit] - first_year).astype(np.int64)
    counts = np.bincount(place * width + column, minlength=len(rows) * width)
    return Histories(
        rows=rows,
        counts=counts.reshape(len(rows), width).astype(np.float64),
        first_year=first_year,
        begin=(year[rows] - first_year).astype(np.int64),
        undated=undated,
        earlier=earlier,
    )
