"""Citations year by year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.sparse import coo_array, csr_array

from kdgraph.analysis.influence._graph import last_year, lists_known, undated_citing, years
from kdgraph.arrays import BoolArray, FloatArray, IntArray
from kdgraph.graph.citation import CitationGraph

__all__ = ["LEAST_MADE", "NEARLY_ALL", "Block", "Histories", "YearsRead", "histories", "years_read"]

LEAST_MADE: Final = 50
"""Citations that the corpus must make in a year for a share of them to say anything."""

NEARLY_ALL: Final = 0.8
"""Of the papers of a year: if the lists of so many are known, its citations count as they are."""

_CELLS: Final = 4_000_000  # papers times years that are looked at together


@dataclass(frozen=True, slots=True, eq=False)
class YearsRead:
    """What was read of each calendar year; made by `years_read`.

    A citation is known where the list of the citing paper was read, so that a year of which hardly
    a list was read shows hardly a citation, whatever was cited in it.

    Attributes
    ----------
    years : ndarray of int
        The calendar years, without gaps.
    made : ndarray of float
        Citations that the papers of the year make to dated papers that are not younger.
    papers, known : ndarray of int
        Papers of the year that could have a list, and those whose list is known whole.
    """

    years: IntArray
    made: FloatArray
    papers: IntArray
    known: IntArray

    @property
    def enough(self) -> BoolArray:
        """Whether the year makes so many citations that a share of them says something."""
        return self.made >= LEAST_MADE

    @property
    def nearly_all(self) -> BoolArray:
        """Whether nearly all lists of the year are known; also where it has no papers."""
        return self.known >= NEARLY_ALL * self.papers

    def thin(self) -> str:
        """Say in which years the corpus makes too few citations; empty where in none.

        >>> made = np.array([9.0, 60.0, 80.0, 3.0, 0.0])
        >>> none = np.zeros(5, dtype=np.int64)
        >>> YearsRead(np.arange(2013, 2018), made, none, none).thin()
        '2013 and 2016-2017'
        """
        low = np.concatenate(([0], (~self.enough).astype(np.int8), [0]))
        edges = np.flatnonzero(np.diff(low))
        spans = [
            f"{self.years[start]}" + (f"-{self.years[end - 1]}" if end - start > 1 else "")
            for start, end in zip(edges[::2], edges[1::2], strict=True)
        ]
        return " and ".join([", ".join(spans[:-1]), spans[-1]] if len(spans) > 1 else spans)


def years_read(graph: CitationGraph, first: int, last: int) -> YearsRead:
    """Return what was read of the calendar years from `first` to `last`."""
    year, width = years(graph), last - first + 1
    when = np.repeat(year, np.diff(graph.cites.indptr))
    fit = when >= year[graph.cites.indices]  # false where either is unknown
    known, could = lists_known(graph)

    def per_year(of: FloatArray) -> IntArray:
        inside = of[(of >= first) & (of <= last)]
        return np.bincount((inside - first).astype(np.int64), minlength=width).astype(np.int64)

    return YearsRead(
        years=np.arange(first, last + 1, dtype=np.int64),
        made=per_year(when[fit]).astype(np.float64),
        papers=per_year(year[could]),
        known=per_year(year[known & could]),
    )


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
    """Citations that dated papers receive in each calendar year, from their first publication on.

    Calendar years, also where days are known: what was read can only be told of those.

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
    read : YearsRead
        What was read of each of these years.
    undated, earlier : ndarray of int, shape (n,)
        For every paper, citing papers left out because they have no year, or one before its own.
    """

    rows: IntArray
    counts: csr_array[np.float64]
    first_year: int
    begin: IntArray
    read: YearsRead
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
        nothing = YearsRead(none, np.zeros(0), none, none)
        return Histories(none, csr_array((0, 0)), 0, none, nothing, undated, earlier)
    first_year = int(year[rows].min())
    latest = max(int(when[fit].max()), last_year(graph))
    place = np.searchsorted(rows, cited[fit])
    column = (when[fit] - first_year).astype(np.int64)
    counts = coo_array(
        (np.ones(len(place)), (place, column)), shape=(len(rows), latest - first_year + 1)
    )
    return Histories(
        rows=rows,
        counts=csr_array(counts.tocsr()),
        first_year=first_year,
        begin=(year[rows] - first_year).astype(np.int64),
        read=years_read(graph, first_year, latest),
        undated=undated,
        earlier=earlier,
    )
