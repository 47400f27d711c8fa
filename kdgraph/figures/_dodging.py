"""Places along a line that keep their order and give each other room."""

from __future__ import annotations

import numpy as np

from kdgraph.figures.canvas.marks import Floats

__all__ = ["in_turn"]


def in_turn(x: Floats, column: Floats, low: Floats, high: Floats, gap: float) -> Floats:
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
    >>> in_turn(np.array([3.0, 3.1, 9.0]), one, 0 * one, 10 * one, 2.0).tolist()
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


def _rising(values: Floats) -> Floats:
    """Return the nearest numbers that never fall (pool adjacent violators)."""
    pools: list[tuple[float, int]] = []
    for value in values:
        pools.append((float(value), 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (a, m), (b, n) = pools[-2:]
            pools[-2:] = [((a * m + b * n) / (m + n), m + n)]
    return np.repeat([mean for mean, _ in pools], [count for _, count in pools])
