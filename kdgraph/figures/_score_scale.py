"""A scale for scores of any size and sign: linear, or of square roots where few tower over all."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10
from typing import Final

import numpy as np

from kdgraph.figures.canvas.drawing import Axis
from kdgraph.figures.canvas.marks import Floats

__all__ = ["ScoreScale", "score_scale"]

_APART: Final = 13.0  # points from tick to tick
_TOWERS: Final = 3.0  # times the ninth decile
_FLOOR: Final = 0.15  # of the reach: scores that all lie higher do not begin at 0
_AIR: Final = 0.03  # of the reach, above the highest and below the lowest


@dataclass(frozen=True, slots=True, eq=False)
class ScoreScale:
    """Where scores stand: `at` gives the places on `axis`.

    `root` says whether these are square roots, which keep their sign; `factor` what the words at
    ticks are to be divided by.
    """

    axis: Axis
    root: bool
    factor: float

    def at(self, scores: Floats) -> Floats:
        """Return the places of scores."""
        return _place(scores, root=self.root)


def score_scale(scores: Floats, room: float, title: str = "") -> ScoreScale:
    """Return a scale on which these scores take `room` points.

    Parameters
    ----------
    scores : ndarray of float
        At least what is to be seen; none gives a scale from 0 to 1.
    room : float
        Points from bottom to top.
    title : str
        What the scores are.

    Examples
    --------
    >>> scale = score_scale(np.array([*range(20), 400.0]), 100, "citations")
    >>> scale.root, [words for _, words in scale.axis.ticks]
    (True, ['0', '10', '50', '100', '200'])
    >>> score_scale(np.array([0.0001, 0.0002]), 100, "PageRank").axis.title.split(", ")[1][2:]
    '1,000,000'
    """
    sizes = np.abs(scores)
    most = float(sizes.max(initial=0.0)) or 1.0
    usual = float(np.quantile(sizes, 0.9)) if len(sizes) else most
    root = most > _TOWERS * usual
    places = _place(scores, root=root)
    low, high = float(places.min(initial=0.0)), float(places.max(initial=0.0))
    if len(places):
        least = float(places.min())
        low = least if least > _FLOOR * high else low
    if high <= low:
        high = low + 1.0
    air = _AIR * (high - low)
    low, high = low - air, high + air
    factor = 1.0 if most >= 0.01 else 1000.0 ** -floor(log10(most) / 3)
    ticks = _ticks(low, high, room, root=root, factor=factor)
    said = title if factor == 1 else f"{title}, \N{MULTIPLICATION SIGN} {factor:,.0f}"
    return ScoreScale(Axis(low, high, ticks, said, grid=True), root, factor)


def _place(scores: Floats, *, root: bool) -> Floats:
    found: Floats = np.sign(scores) * np.sqrt(np.abs(scores)) if root else scores
    return found


def _ticks(
    low: float, high: float, room: float, *, root: bool, factor: float
) -> tuple[tuple[float, str], ...]:
    """Return round scores, from the largest down, each with room for its words."""
    point = room / (high - low)
    if root:
        steps = [n * 10.0**power for power in range(-6, 10) for n in (1, 2, 5)]
        round_ones: Floats = np.array([*(-np.array(steps)), 0.0, *steps]) / factor
    else:
        least = (high - low) * factor * 2 * _APART / room
        power = 10.0 ** floor(log10(least))
        step = next(n * power for n in (1, 2, 5, 10) if n * power >= least)
        first, last = floor(low * factor / step), floor(high * factor / step)
        round_ones = np.arange(first, last + 1, dtype=np.float64) * (step / factor)
    places = _place(round_ones, root=root)
    there = (places >= low) & (places <= high)
    # 0 first, then the largest: these are what a reader looks for
    order = sorted(np.flatnonzero(there), key=lambda n: (places[n] != 0, -abs(places[n])))
    chosen: list[int] = []
    for number in order:
        if all(abs(places[number] - places[one]) * point >= _APART for one in chosen):
            chosen.append(int(number))
    return tuple((float(places[n]), _said(round_ones[n] * factor)) for n in sorted(chosen))


def _said(value: float) -> str:
    """Return a round number in plain digits.

    >>> _said(1000.0), _said(0.05), _said(0.0)
    ('1,000', '0.05', '0')
    """
    words = f"{abs(value):,.6f}".rstrip("0").rstrip(".")
    return f"\N{MINUS SIGN}{words}" if value < 0 and words != "0" else words
