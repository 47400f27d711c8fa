"""Feedback arc set of strong components, arcs against time first.

The rule, in this order:

1. Arcs whose citing paper is younger than the cited one stay.
2. Among papers of one time, the heuristic of Eades, Lin and Smyth orders those that cite each
   other in cycles; arcs against that order, and all arcs whose citing paper is older than the cited
   one, are set aside.
3. Each of these is put back unless it would close a cycle: first those within one time, then those
   with an undated end, then the others, the smallest gap first. What remains is dropped, so that no
   dropped arc could be kept.

For step 1 an undated paper counts as old as the youngest dated one that it cites in its component,
else as the oldest dated one there that cites it, else as the oldest of the component.

References
----------
Eades, Lin and Smyth (1993), "A fast and effective heuristic for the feedback arc set problem".

Pearce and Kelly (2006), "A dynamic topological sort algorithm for directed acyclic graphs", for
putting arcs back one by one.
"""

from __future__ import annotations

from heapq import heapify, heappop, heappush

import numpy as np
from scipy.sparse import csr_array

from kdgraph.arrays import FloatArray, IndexArray
from kdgraph.kernels.order import strong_components

__all__ = ["feedback_arcs"]


def feedback_arcs(
    citing: IndexArray, cited: IndexArray, time: FloatArray, component: IndexArray
) -> IndexArray:
    """Return the places of the arcs to drop, ascending.

    Parameters
    ----------
    citing, cited : ndarray of int
        The arcs inside strong components, as row numbers.
    time : ndarray of float, shape (n,)
        When each paper appeared; nan where unknown.
    component : ndarray of int, shape (n,)
        The strong component of each row.

    Examples
    --------
    >>> citing, cited = np.array([0, 1]), np.array([1, 0])
    >>> feedback_arcs(citing, cited, np.array([2010.0, 2011.0]), np.array([0, 0]))
    array([0])
    """
    when = _estimated(citing, cited, time, component)
    gap = when[citing] - when[cited]
    place = _order_within_one_time(citing[gap == 0], cited[gap == 0], len(time))
    position = np.empty(len(time), dtype=np.intp)
    position[np.lexsort((place, when))] = np.arange(len(time))
    aside = np.flatnonzero(position[citing] < position[cited])
    undated = np.isnan(time[citing] - time[cited])
    kind = np.where(undated, 1, np.where(gap == 0, 0, 2))[aside]
    turn = aside[np.lexsort((cited[aside], citing[aside], -gap[aside], kind))]
    kept = np.ones(len(citing), dtype=bool)
    kept[aside] = False
    order = _GrowingOrder(position, citing[kept], cited[kept])
    ends = zip(turn.tolist(), citing[turn].tolist(), cited[turn].tolist(), strict=True)
    closing = [arc for arc, a, b in ends if not order.add(a, b)]
    return np.sort(np.array(closing, dtype=np.intp))


def _estimated(
    citing: IndexArray, cited: IndexArray, time: FloatArray, component: IndexArray
) -> FloatArray:
    """Return the times with undated papers placed among those they cite or are cited by."""
    missing = np.isnan(time)
    when = time.astype(np.float64)
    if not missing.any():
        return when
    oldest = np.full(int(component.max()) + 1, np.inf)
    np.minimum.at(oldest, component[~missing], time[~missing])
    oldest[np.isinf(oldest)] = 0.0  # no date in the component: all of one time
    by_references = np.full(len(time), -np.inf)
    known = ~missing[cited]
    np.maximum.at(by_references, citing[known], time[cited[known]])
    by_citers = np.full(len(time), np.inf)
    known = ~missing[citing]
    np.minimum.at(by_citers, cited[known], time[citing[known]])
    guess = np.where(np.isinf(by_references), by_citers, by_references)
    when[missing] = np.where(np.isinf(guess), oldest[component], guess)[missing]
    return when


def _order_within_one_time(citing: IndexArray, cited: IndexArray, n: int) -> IndexArray:
    """Return a place for each row, so that few of these arcs lead to a higher place."""
    shape = (n, n)
    ties = csr_array((np.ones(len(citing), dtype=np.float64), (citing, cited)), shape)
    count, label = strong_components(ties)
    place = np.lexsort((np.arange(n), label))
    rank = np.empty(n, dtype=np.intp)
    rank[place] = np.arange(n)
    if count == n:
        return rank
    cyclic = label[citing] == label[cited]
    rows = np.unique(citing[cyclic])
    ends = np.searchsorted(rows, citing[cyclic]), np.searchsorted(rows, cited[cyclic])
    greedy = np.zeros(n, dtype=np.intp)
    greedy[rows] = _greedy_order(*ends, len(rows))
    rank[np.lexsort((greedy, label))] = np.arange(n)
    return rank


def _greedy_order(citing: IndexArray, cited: IndexArray, n: int) -> IndexArray:
    """Return the place of each row in the order of Eades, Lin and Smyth, cited ones first."""
    cites, cited_by = _Neighbours(citing, cited, n), _Neighbours(cited, citing, n)
    references: list[int] = np.bincount(citing, minlength=n).tolist()
    citers: list[int] = np.bincount(cited, minlength=n).tolist()
    heap = [(references[row] - citers[row], row) for row in range(n)]
    heapify(heap)
    left = [True] * n
    first: list[int] = []
    last: list[int] = []
    ready: list[tuple[int, bool]] = []

    def take(row: int, *, to_front: bool) -> None:
        left[row] = False
        (first if to_front else last).append(row)
        for other in cited_by[row]:
            if left[other]:
                references[other] -= 1
                if references[other]:
                    heappush(heap, (references[other] - citers[other], other))
                else:
                    ready.append((other, True))
        for other in cites[row]:
            if left[other]:
                citers[other] -= 1
                if citers[other]:
                    heappush(heap, (references[other] - citers[other], other))
                else:
                    ready.append((other, False))

    while heap:
        while ready:
            row, to_front = ready.pop()
            if left[row]:
                take(row, to_front=to_front)
        if not heap:
            break
        score, row = heappop(heap)
        if left[row] and score == references[row] - citers[row]:
            take(row, to_front=True)
    order = [*first, *reversed(last)]
    place = np.empty(n, dtype=np.intp)
    place[order] = np.arange(n)
    return place


class _Neighbours:
    """For each row the values that stand at it; more can be added."""

    def __init__(self, at: IndexArray, values: IndexArray, n: int) -> None:
        self._flat: list[int] = values[np.argsort(at, kind="stable")].tolist()
        self._ends: list[int] = np.cumsum(np.bincount(at, minlength=n)).tolist()
        self._ends.append(0)  # before the first row, which is at -1
        self._more: dict[int, list[int]] = {}

    def __getitem__(self, row: int) -> list[int]:
        first = self._flat[self._ends[row - 1] : self._ends[row]]
        return first + self._more[row] if row in self._more else first

    def add(self, row: int, value: int) -> None:
        self._more.setdefault(row, []).append(value)


class _GrowingOrder:
    """A topological order that takes arcs one by one and refuses those that close a cycle.

    `position` is an order of the rows for the arcs given at the start: cited before citing.
    """

    def __init__(self, position: IndexArray, citing: IndexArray, cited: IndexArray) -> None:
        self._position: list[int] = position.tolist()
        self._cites = _Neighbours(citing, cited, len(position))
        self._cited_by = _Neighbours(cited, citing, len(position))

    def add(self, citing: int, cited: int) -> bool:
        """Add an arc and return True, or return False if it would close a cycle."""
        position = self._position
        low, high = position[citing], position[cited]
        if low < high:
            after = self._reach(citing, self._cited_by, low, high)
            if after is None:
                return False
            before = self._reach(cited, self._cites, low, high)
            assert before is not None, "a path that goes one way goes the other way too"
            self._reorder(before, after)
        self._cites.add(citing, cited)
        self._cited_by.add(cited, citing)
        return True

    def _reach(self, start: int, arcs: _Neighbours, low: int, high: int) -> set[int] | None:
        """Return the rows that `arcs` lead to from `start`, between the two positions.

        None if they lead from the one of these positions to the other.
        """
        position = self._position
        goal = high if position[start] == low else low
        found = {start}
        waiting = [start]
        while waiting:
            for row in arcs[waiting.pop()]:
                place = position[row]
                if low < place < high:
                    if row not in found:
                        found.add(row)
                        waiting.append(row)
                elif place == goal:
                    return None
        return found

    def _reorder(self, before: set[int], after: set[int]) -> None:
        position = self._position
        rows = [
            *sorted(before, key=position.__getitem__),
            *sorted(after, key=position.__getitem__),
        ]
        for row, place in zip(rows, sorted(position[row] for row in rows), strict=True):
            position[row] = place
