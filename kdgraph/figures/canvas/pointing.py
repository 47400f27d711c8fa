"""Where lines and outlines can be pointed at: places along the one, and within the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kdgraph.figures.canvas.marks import Floats

__all__ = ["along", "inside"]


def along(path: Floats, shares: Sequence[float]) -> Floats:
    """Return the places at these shares of the length of a line, one row each.

    Examples
    --------
    >>> along(np.array([(0.0, 0.0), (2.0, 0.0), (2.0, 2.0)]), (0.25, 0.5)).tolist()
    [[1.0, 0.0], [2.0, 0.0]]
    """
    steps = np.hypot(*np.diff(path, axis=0).T)
    at = np.concatenate([[0.0], np.cumsum(steps)])
    wanted = np.asarray(shares, dtype=np.float64) * at[-1]
    return np.column_stack([np.interp(wanted, at, path[:, axis]) for axis in (0, 1)])


def inside(path: Floats, columns: int) -> Floats:
    """Return places within a closed outline: in each of so many columns, the middle of its widest.

    Examples
    --------
    >>> inside(np.array([(0.0, 0.0), (4.0, 0.0), (4.0, 2.0), (0.0, 2.0)]), 1).tolist()
    [[2.0, 1.0]]
    """
    low, high = float(path[:, 0].min()), float(path[:, 0].max())
    ends = np.roll(path, -1, axis=0)
    found = []
    for x in low + (np.arange(columns) + 0.5) / columns * (high - low):
        meets = (path[:, 0] <= x) != (ends[:, 0] <= x)
        if not meets.any():
            continue
        a, b = path[meets], ends[meets]
        ys = np.sort(a[:, 1] + (x - a[:, 0]) / (b[:, 0] - a[:, 0]) * (b[:, 1] - a[:, 1]))
        widths = ys[1::2] - ys[::2]
        widest = int(np.argmax(widths))
        found.append((x, ys[2 * widest] + widths[widest] / 2))
    return np.array(found, dtype=np.float64).reshape(-1, 2)
