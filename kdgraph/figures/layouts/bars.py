"""Upright bars: counts by year, stacks of them, and bands over years of which little was read."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from kdgraph.analysis.influence._histories import LEAST_MADE, YearsRead
from kdgraph.figures.canvas.marks import Bars
from kdgraph.figures.canvas.page import Key

__all__ = ["BAR_WIDTH", "LITTLE_READ", "little_read", "little_read_bands", "upright_bars"]

LITTLE_READ: Final = Key(f"fewer than {LEAST_MADE} citations made in the year", "faint", "bar")
"""The key of a band over years of which too little was read for citations to say anything."""

BAR_WIDTH: Final = 0.78
"""Of the room of a bar; the rest is the gap to the next."""


def upright_bars(
    role: str,
    middle: Any,
    height: Any,
    *,
    base: Any = 0.0,
    wide: float = BAR_WIDTH,
    **look: Any,
) -> Bars:
    """Return bars from `base` up, or down where a height is negative.

    Parameters
    ----------
    role : str
        What the bars are.
    middle, height : array-like of float
        In data units of the panel.
    base : float or array-like of float
        Where each begins.
    wide : float
        In data units.
    **look
        What else `Bars` takes: ink, hatch, papers, words ...

    Examples
    --------
    >>> bars = upright_bars("years", [2014.5, 2015.5], [3, -2], base=1, wide=0.5)
    >>> bars.left.tolist(), bars.bottom.tolist(), bars.top.tolist()
    ([2014.25, 2015.25], [1.0, -1.0], [4.0, 1.0])
    """
    at, low, up = (np.asarray(values, dtype=np.float64) for values in (middle, base, height))
    return Bars(
        role=role,
        left=at - wide / 2,
        right=at + wide / 2,
        bottom=low + np.minimum(up, 0.0),
        top=low + np.maximum(up, 0.0),
        **look,
    )


def little_read(read: YearsRead, first: int, last: int) -> list[tuple[int, int]]:
    """Return the stretches of years from `first` to `last` in which too few citations are made.

    Examples
    --------
    >>> made = np.array([9.0, 60.0, 80.0, 3.0])
    >>> none = np.zeros(4, dtype=np.int64)
    >>> little_read(YearsRead(np.arange(2014, 2018), made, none, none), 2013, 2017)
    [(2013, 2014), (2017, 2017)]
    """
    enough = set(read.years[read.enough].tolist())
    found: list[tuple[int, int]] = []
    for year in range(first, last + 1):
        if year in enough:
            continue
        if found and found[-1][1] == year - 1:
            found[-1] = (found[-1][0], year)
        else:
            found.append((year, year))
    return found


def little_read_bands(
    stretches: list[tuple[int, int]], bottom: float, top: float, *, since: int = 0
) -> list[Bars]:
    """Return bands behind everything else over such stretches, on an axis that begins in `since`.

    None where there is no such year.
    """
    if not stretches:
        return []
    first, last = np.array(stretches, dtype=np.float64).T - since
    bands = Bars(
        role="little read",
        left=first,
        right=last + 1.0,
        bottom=np.full(len(first), bottom),
        top=np.full(len(first), top),
        ink="faint",
        opacity=0.45,
        layer=-3,
    )
    return [bands]
