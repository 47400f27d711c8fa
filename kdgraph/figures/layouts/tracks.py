"""Tracks: rows for papers on a time axis, so that few citations cross each other or words.

To draw a graph in layers with the fewest crossings is hard (Garey & Johnson 1983). Here each paper
keeps its moment from left to right, and one paper after another moves to the row that is best as
all others stand, until none moves any more. Nothing is random.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kdgraph.arrays import FloatArray, IntArray

__all__ = ["Rows", "Spot", "assign_rows", "backward", "elbow", "separate_on_axis"]

_GAP: Final = 6.0  # points between what shares a row
_COLUMN: Final = 7.0  # points from one place to the next where arcs are compared
_SWEEPS: Final = 8
_CROSSING: Final = 3.0  # what each costs
_ON_WORDS: Final = 5.0
_HEIGHT: Final = 0.5  # for each row that a citation climbs
_FAR_ROW: Final = 0.02  # for a row that is one worse in the order of choice
_NEAR: Final = 0.55  # rows from a line at which it touches words
_BOW: Final = 0.6  # rows above two papers of one row, for a line against time
_STEPS: Final = np.linspace(0.0, 1.0, 13)


class Rows:
    """Which parts of which rows are taken."""

    def __init__(self) -> None:
        self._taken: dict[int, list[tuple[float, float]]] = {}

    def take(self, row: int, left: float, right: float) -> None:
        """Take a part of a row."""
        self._taken.setdefault(row, []).append((left, right))

    def free(self, row: int, left: float, right: float, gap: float = _GAP) -> bool:
        """Return whether nothing is in a part of a row, nor nearer to it than `gap` points."""
        return all(
            right + gap <= low or high + gap <= left for low, high in self._taken.get(row, ())
        )

    def used(self) -> list[int]:
        """Return the rows in which something is, in order."""
        return sorted(row for row, parts in self._taken.items() if parts)


@dataclass(frozen=True, slots=True)
class Spot:
    """A paper: its moment in points, what its dot and words take around it, its row if that is set.

    >>> Spot(10.0, 2.0, 40.0).row is None
    True
    """

    x: float
    before: float
    after: float
    row: int | None = None


def elbow(x0: float, y0: float, x1: float, y1: float) -> FloatArray:
    """Return a bent path that leaves upright, beside the words of its paper, and arrives level.

    >>> elbow(0, 0, 10, 4).tolist()
    [[0.0, 0.0], [0.0, 2.8], [3.0, 4.0], [10.0, 4.0]]
    """
    return np.array(
        [(x0, y0), (x0, y0 + 0.7 * (y1 - y0)), (x0 + 0.3 * (x1 - x0), y1), (x1, y1)],
        dtype=np.float64,
    )


def backward(x0: float, y0: float, x1: float, y1: float) -> FloatArray:
    """Return a bent path against time, upright at both ends: lines along time arrive level.

    >>> backward(10, 0, 0, 4).tolist()
    [[10.0, 0.0], [10.0, 2.0], [0.0, 2.0], [0.0, 4.0]]
    """
    middle = (y0 + y1) / 2 if y0 != y1 else y0 - _BOW
    return np.array([(x0, y0), (x0, middle), (x1, middle), (x1, y1)], dtype=np.float64)


def assign_rows(
    spots: Sequence[Spot],
    links: Sequence[tuple[int, int]],
    rows: Sequence[int],
    taken: Rows | None = None,
) -> list[int | None]:
    """Return a row for each spot, such that nothing overlaps and few links cross.

    Parameters
    ----------
    spots : sequence of Spot
        The most important first; those with a row keep it.
    links : sequence of (int, int)
        Pairs of spots, the cited one first.
    rows : sequence of int
        The rows to choose from, the best first.
    taken : Rows, optional
        What is there already; it is left as it is.

    Returns
    -------
    list
        None for a spot that has no room anywhere.

    Examples
    --------
    >>> spots = [Spot(0, 2, 20), Spot(50, 2, 20), Spot(55, 2, 20)]
    >>> assign_rows(spots, [(0, 1), (0, 2)], [0, 1, -1])
    [0, 0, 1]
    """
    return _Assignment(spots, links, rows, taken or Rows()).result()


class _Assignment:
    """Moves spots until none has a better row; heights are compared at columns of some points."""

    def __init__(
        self,
        spots: Sequence[Spot],
        links: Sequence[tuple[int, int]],
        rows: Sequence[int],
        taken: Rows,
    ) -> None:
        self.spots, self.choices, self.taken = spots, list(rows), taken
        self.row = np.array([np.nan if spot.row is None else spot.row for spot in spots])
        self.left = np.array([spot.x - spot.before for spot in spots])
        self.right = np.array([spot.x + spot.after for spot in spots])
        low, high = self.left.min(initial=0.0), self.right.max(initial=0.0)
        self.columns = np.arange(low, high + _COLUMN, _COLUMN)
        self.links = np.array(links, dtype=np.int64).reshape(-1, 2)
        self.mine = [
            np.flatnonzero((self.links == number).any(axis=1)) for number in range(len(spots))
        ]
        # which share of its height each link has climbed at each column; nan where it is not
        self.climb = np.array(
            [_climb(spots[a].x, spots[b].x, self.columns) for a, b in links], dtype=np.float64
        ).reshape(len(links), len(self.columns))
        self.heights = np.full(self.climb.shape, np.nan)
        self.covers = (self.columns >= self.left[:, None]) & (self.columns <= self.right[:, None])

    def result(self) -> list[int | None]:
        """Place all, then move one after another."""
        self._update(np.arange(len(self.links)))
        free = [number for number, spot in enumerate(self.spots) if spot.row is None]
        for _ in range(_SWEEPS):
            moved = False
            for number in free:
                best = self._best(number)
                if best is not None and best != self.row[number]:
                    self.row[number] = best
                    self._update(self.mine[number])
                    moved = True
            if not moved:
                break
        return [None if np.isnan(row) else int(row) for row in self.row]

    def _free(self, number: int, row: int) -> bool:
        left, right = float(self.left[number]), float(self.right[number])
        beside = (self.row == row) & (left < self.right + _GAP) & (self.left < right + _GAP)
        beside[number] = False
        return not beside.any() and self.taken.free(row, left, right)

    def _best(self, number: int) -> int | None:
        """Return the row where a spot costs least as all others stand; the present one if equal."""
        rows = [row for row in self.choices if self._free(number, row)]
        if not rows:
            return None
        costs = self._costs(number, np.array(rows, dtype=np.float64))
        costs += _FAR_ROW * np.arange(len(rows))
        best = int(np.argmin(costs))
        now = self.row[number]
        if now in rows and costs[rows.index(int(now))] <= costs[best] + 1e-9:
            return int(now)
        return rows[best]

    def _update(self, links: IntArray) -> None:
        start, end = self.row[self.links[links].T]
        self.heights[links] = start[:, None] + self.climb[links] * (end - start)[:, None]

    def _costs(self, number: int, rows: FloatArray) -> FloatArray:
        """Return what each row would cost: crossings, lines on words, and height to climb."""
        costs = np.zeros(len(rows))
        others = np.ones(len(self.links), dtype=bool)
        others[self.mine[number]] = False
        # lines of others that would lie on these words
        here = self.covers[number]
        there = self.heights[others][:, here]
        costs += _ON_WORDS * _touching(there[None, :, :], rows[:, None, None])
        for link in self.mine[number]:
            a, b = self.links[link]
            far = self.row[a if b == number else b]
            if np.isnan(far):
                continue
            start, end = (rows, far) if a == number else (far, rows)
            at = ~np.isnan(self.climb[link])
            climb = self.climb[link][at]
            height = np.multiply.outer(np.asarray(end - start), climb)
            height += np.reshape(start, (-1, 1))
            costs += _HEIGHT * np.abs(rows - far)
            apart = others & ~np.isin(self.links, (a, b)).any(axis=1)
            between = height[:, None, :] - self.heights[apart][None, :, at]
            costs += _CROSSING * ((between > 0).any(axis=2) & (between < 0).any(axis=2)).sum(axis=1)
            words = np.where(self.covers[:, at], self.row[:, None], np.nan)
            words[[a, b]] = np.nan
            costs += _ON_WORDS * _touching(words[None, :, :], height[:, None, :])
        return costs


def _touching(one: FloatArray, other: FloatArray) -> FloatArray:
    """Return, for each row, how many lines come near to words somewhere."""
    count: FloatArray = (np.abs(one - other) < _NEAR).any(axis=2).sum(axis=1).astype(np.float64)
    return count


def _climb(x0: float, x1: float, columns: FloatArray) -> FloatArray:
    """Return the share of its height that an elbow has climbed at some places; nan beside it."""
    path = elbow(x0, 0.0, x1, 1.0)
    t = _STEPS[:, None]
    curve = (
        (1 - t) ** 3 * path[0]
        + 3 * (1 - t) ** 2 * t * path[1]
        + 3 * (1 - t) * t**2 * path[2]
        + t**3 * path[3]
    )
    if x1 < x0:
        curve = curve[::-1]
    heights: FloatArray = np.interp(columns, curve[:, 0], curve[:, 1], left=np.nan, right=np.nan)
    return heights


def separate_on_axis(
    x: FloatArray, column: FloatArray, low: FloatArray, high: FloatArray, gap: float
) -> FloatArray:
    """Return places in their given order, at least `gap` apart and each within its column.

    Parameters
    ----------
    x : ndarray of float
        Places, in the order that they are to keep.
    column : ndarray of float
        Which column each is in, never falling.
    low, high : ndarray of float
        Where the column of each begins and ends.
    gap : float
        Less, where a column has no room for it.

    Examples
    --------
    >>> one = np.ones(3)
    >>> separate_on_axis(np.array([3.0, 3.1, 9.0]), one, 0 * one, 10 * one, 2.0).tolist()
    [2.05, 4.05, 9.0]
    """
    found = x.astype(np.float64).copy()
    for value in np.unique(column):
        at = np.flatnonzero(column == value)
        room = float(high[at[0]] - low[at[0]])
        step = min(gap, room / len(at))
        shift = np.arange(len(at)) * step
        level = _rising(found[at] - shift)
        least, most = low[at[0]] + step / 2, high[at[0]] - step / 2 - shift[-1]
        found[at] = np.clip(level, least, max(least, most)) + shift
    return found


def _rising(values: FloatArray) -> FloatArray:
    """Return the nearest numbers that never fall (pool adjacent violators)."""
    pools: list[tuple[float, int]] = []
    for value in values:
        pools.append((float(value), 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (a, m), (b, n) = pools[-2:]
            pools[-2:] = [((a * m + b * n) / (m + n), m + n)]
    return np.repeat([mean for mean, _ in pools], [count for _, count in pools])
