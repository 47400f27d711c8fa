"""Circles as chains of curves, and points spread evenly in them."""

from __future__ import annotations

from typing import Final

import numpy as np

from kdgraph.figures.canvas.marks import Floats

__all__ = ["circle", "sunflower"]

_QUARTER: Final = 0.5523  # control points that make a quarter of a circle
_GOLDEN: Final = float(np.pi * (3 - np.sqrt(5)))


def circle(x: float, y: float, radius: float) -> Floats:
    """Return a circle as four cubic Bezier curves, for marks that are bent.

    >>> circle(0, 0, 2).shape, circle(0, 0, 2)[3].round(6).tolist()
    ((13, 2), [0.0, 2.0])
    """
    bow = radius * _QUARTER
    path = [(x + radius, y)]
    for across, up in ((1, 0), (0, 1), (-1, 0), (0, -1)):
        on, further = -up, across  # a quarter turn on
        path += [
            (x + across * radius + on * bow, y + up * radius + further * bow),
            (x + on * radius + across * bow, y + further * radius + up * bow),
            (x + on * radius, y + further * radius),
        ]
    return np.array(path, dtype=np.float64)


def sunflower(areas: Floats, radius: float) -> Floats:
    """Return points spread in a circle around the origin, the first in its middle.

    Parameters
    ----------
    areas : ndarray of float
        How much room each point takes, next to the others.
    radius : float
        Of the circle.

    References
    ----------
    Vogel (1979), "A better way to construct the sunflower head", Mathematical Biosciences 44.

    Examples
    --------
    >>> places = sunflower(np.ones(100), 10.0)
    >>> places.shape, bool((np.hypot(*places.T) < 10).all())
    ((100, 2), True)
    """
    turn = np.arange(len(areas)) * _GOLDEN
    inside = np.cumsum(areas) - areas * 0.75
    out = radius * np.sqrt(inside / max(float(np.sum(areas)), 1e-9))
    return np.column_stack([out * np.cos(turn), out * np.sin(turn)])
