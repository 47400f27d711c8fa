"""Years of which too little was read for citations over time to say anything: bands and words."""

from __future__ import annotations

from typing import Final

import numpy as np

from kdgraph.analysis.influence._histories import LEAST_MADE, YearsRead
from kdgraph.figures.canvas.marks import Bars, Floats
from kdgraph.figures.canvas.page import Key

__all__ = ["BAND", "little_read", "little_read_band"]

BAND: Final = Key(f"fewer than {LEAST_MADE} citations made in the year", "faint", "bar")
"""The key of a band over such years."""

_OPACITY: Final = 0.45


def little_read(read: YearsRead, first: int, last: int) -> list[tuple[int, int]]:
    """Return the stretches of years from `first` to `last` in which too few citations are made.

    Examples
    --------
    >>> made = np.array([9.0, 60.0, 80.0, 3.0])
    >>> none = np.zeros(4, dtype=np.int64)
    >>> little_read(YearsRead(np.arange(2014, 2018), made, none, none), 2013, 2017)
    [(2013, 2014), (2017, 2017)]
    """
    enough = dict(zip(read.years.tolist(), read.enough.tolist(), strict=True))
    found: list[tuple[int, int]] = []
    for year in range(first, last + 1):
        if enough.get(year, False):
            continue
        if found and found[-1][1] == year - 1:
            found[-1] = (found[-1][0], year)
        else:
            found.append((year, year))
    return found


def little_read_band(left: Floats, right: Floats, bottom: float, top: float) -> Bars:
    """Return the band behind everything else, from one place of the axis to another."""
    return Bars(
        role="little read",
        left=left,
        right=right,
        bottom=np.full(len(left), bottom),
        top=np.full(len(left), top),
        ink="faint",
        opacity=_OPACITY,
        layer=-3,
    )
