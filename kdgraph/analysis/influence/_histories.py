"""Citations year by year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.sparse import coo_array, csr_array

from kdgraph.analysis.influence._graph import undated_citing, years
from kdgraph.arrays import FloatArray, IntArray
from kdgraph.graph.citation import CitationGraph

__all__ = ["Block", "Histories", "histories"]

_CELLS: Final = 4_000_000  # papers times years that are looked at together


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Some histories, written out from the year of the oldest of these papers on.

    Attributes
    ----------
    rows : ndarray of int
        The rows of the graph.
    counts : ndarray of float, shape (rows, years)
        Citations in each year; the last one is that of the whole.
    first : int
        The place of the first of these years among all of the whole.
    begin : ndarray of int
        The column of each paper's own year.
    """

    rows: IntArray
    counts: FloatArray
    first: int
    begin: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Histories:
    """Citations that dated papers receive in each calendar year.

    Attributes
    ----------
    rows : ndarray of int
        The rows of the graph that have a history: dated papers with a citation that is dated and
        not earlier than themselves.
    counts : csr_array of float64, shape (rows, years)
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
    counts: csr_array[np.float64]
    first_year: int
    begin: IntArray
    undated: IntArray
    earlier: IntArray

    def blocks(self) -> Iterator[Block]:
        """Yield all histories, the oldest papers first, a few million numbers at a time.

        So that one paper of antiquity does not widen all of them.
        """
        width = self.counts.shape[1]
        order = np.argsort(self.begin, kind="stable")
        start = 0
        while start < len(order):
            first = int(self.begin[order[start]])
            part = order[start : start + max(_CELLS // max(width - first, 1), 1)]
            counts = csr_array(self.counts[part])[:, first:].toarray()
            yield Block(self.rows[part], counts, first, self.begin[part] - first)
            start += len(part)


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
        return Histories(none, csr_array((0, 0)), 0, none, undated, earlier)
    first_year = int(year[rows].min())
    last_year = max(int(when[fit].max()), graph.as_of_year)
    place = np.searchsorted(rows, cited[fit])
    column = (when[fit] - first_year).astype(np.int64)
    counts = coo_array(
        (np.ones(len(place)), (place, column)), shape=(len(rows), last_year - first_year + 1)
    )
    return Histories(
        rows=rows,
        counts=csr_array(counts.tocsr()),
        first_year=first_year,
        begin=(year[rows] - first_year).astype(np.int64),
        undated=undated,
        earlier=earlier,
    )
