"""Upright bars: counts by year, and stacks of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from kdgraph.figures.canvas.marks import Bars

__all__ = ["BAR_WIDTH", "upright_bars"]

BAR_WIDTH = 0.78
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
