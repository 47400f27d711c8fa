"""Scales of axes: where values stand, and which round ones have room for their words.

===========  =====================  ================================================================
What is      Ask                    It gives
measured
===========  =====================  ================================================================
time         `year_axis`            a `Years`: empty years narrow, lines at 1 January
time         `round_years`          years for the ticks of an axis on which all years are as wide
counts       `count_axis`           an axis from 0 to a little above the most
counts       `roots`, `root_ticks`  square roots, so that few are seen beside many
scores       `score_scale`          a `ScoreScale` for any size and sign, with roots where few tower
===========  =====================  ================================================================
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor, log10
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.arrays import BoolArray
from kdgraph.figures.canvas.drawing import Axis
from kdgraph.figures.canvas.marks import Floats
from kdgraph.figures.canvas.typography import measure

__all__ = [
    "ScoreScale",
    "Ticks",
    "Years",
    "count_axis",
    "count_ticks",
    "root_ticks",
    "roots",
    "round_years",
    "score_scale",
    "year_axis",
]

Ticks = tuple[tuple[float, str], ...]
"""Places on an axis, each with its words."""

TICK_SIZE: Final = 6.5
"""Points, of the words at ticks."""

_EMPTY: Final = 0.35  # of the room of a year: what a year takes in which nothing is shown
_LONG: Final = 3.0  # what a stretch of such years takes at most
_ASIDE: Final = 0.15  # and one in which only something stands that needs no room of its own
_BESIDE: Final = 0.8  # what each further moment of a crowd adds
_GAP: Final = 5.0  # points between the words of two ticks
_ROUND_GAP: Final = 8.0  # where these are round years
_LINES_APART: Final = 4.0  # points between two lines
_ROOTS_APART: Final = 11.0  # points from tick to tick
_SCORES_APART: Final = 13.0
_TOWERS: Final = 3.0  # times the ninth decile
_FLOOR: Final = 0.15  # of the reach: scores that all lie higher do not begin at 0
_AIR: Final = 0.03  # of the reach, above the highest and below the lowest
_COUNT_AIR: Final = 1.02


@dataclass(frozen=True, slots=True, eq=False)
class Years:
    """A time axis: which place each moment has, and the axis to draw.

    Its lines stand at 1 January, and the number of a year between the line of its first day and
    that of the next year, so that a paper of March stands to the right of the line of its year.
    `narrowed` counts the years that take less room because nothing is shown in them.
    """

    axis: Axis
    starts: Floats
    first: int
    narrowed: int

    def at(self, time: Any) -> Floats:
        """Return the places of moments (2015.5 is the middle of 2015); nan for nan."""
        when = np.asarray(time, dtype=np.float64)
        whole = np.arange(self.first, self.first + len(self.starts), dtype=np.float64)
        found: Floats = np.interp(when, whole, self.starts)
        return np.where(np.isnan(when), np.nan, found)


def year_axis(
    times: Floats,
    room: float,
    *,
    even: bool = False,
    aside: Floats | None = None,
    crowd: Floats | None = None,
    title: str = "",
) -> Years:
    """Return the axis for what is shown at these moments in `room` points.

    Parameters
    ----------
    times : ndarray of float
        When, in years; nan is passed over. Without any moment, the axis is of one year.
    room : float
        Points from left to right.
    even : bool
        Whether all years are as wide, as a figure of counts needs it; the axis then has a line at
        its foot and none at each year.
    aside : ndarray of float, optional
        Moments that the axis reaches too, but for which no year is wide.
    crowd : ndarray of float, optional
        Those of the moments that need room beside each other; a year of several is wider.

    Examples
    --------
    >>> years = year_axis(np.array([2006.5, 2014.2, 2015.9]), 300)
    >>> years.narrowed, [round(float(at), 2) for at in years.at([2006, 2007, 2016])]
    (7, [0.0, 1.0, 5.45])
    """
    known = times[~np.isnan(times)]
    beside = np.empty(0) if aside is None else aside[~np.isnan(aside)]
    reached = np.concatenate([known, beside])
    first = int(np.floor(reached.min())) if len(reached) else 2000
    last = int(np.floor(reached.max())) if len(reached) else 2000
    count = last - first + 1
    used = np.zeros(count, dtype=bool)
    used[(np.floor(known) - first).astype(np.int64)] = True
    if not len(known):
        used[:] = True
    wide = np.where(used | even, 1.0, _EMPTY)
    narrowed = 0 if even else int((~used).sum())
    if crowd is not None and len(crowd) and not even:
        several = np.bincount((np.floor(crowd) - first).astype(np.int64), minlength=count)
        wide += np.minimum(_BESIDE * np.maximum(several - 1, 0), _LONG)
    if len(known) and not even:
        empty = np.flatnonzero(~used)
        for stretch in np.split(empty, np.flatnonzero(np.diff(empty) > 1) + 1):
            wide[stretch] = min(_EMPTY, _LONG / max(len(stretch), 1))
        # years before and after all that needs room
        years = np.arange(first, last + 1)
        for outside in (years < np.floor(known.min()), years > np.floor(known.max())):
            wide[outside] = min(_ASIDE, 1.5 * _LONG / max(int(outside.sum()), 1))
    used[(np.floor(beside) - first).astype(np.int64)] = True
    starts = np.concatenate([[0.0], np.cumsum(wide)])
    point = room / starts[-1]
    # in a squeezed stretch no year stands for itself
    standing = [n for n in range(count) if used[n] or round(starts[n + 1] - starts[n], 6) >= _EMPTY]
    if even:
        named = [year - first for year in round_years(first, last, point)]
    else:
        named = _named_years(starts, used, standing, point)
    return Years(
        Axis(
            0.0,
            float(starts[-1]),
            tuple((float(starts[n] + starts[n + 1]) / 2, str(first + n)) for n in named),
            title,
            grid=not even,
            line=even,
            lines=_new_years(starts, [*named, *standing], point),
        ),
        starts,
        first,
        narrowed,
    )


def _named_years(starts: Floats, used: BoolArray, standing: list[int], point: float) -> list[int]:
    """Return years that have room for their words; where not for all, those that are used."""
    # the last year first: it is the one that a reader looks for
    order = sorted(standing, key=lambda n: (not used[n], -n))
    middle = (starts[order] + starts[np.array(order, dtype=np.intp) + 1]) / 2 * point
    return sorted(order[n] for n in _apart(middle, _year_width() + _GAP))


def _new_years(starts: Floats, order: list[int], point: float) -> tuple[float, ...]:
    """Return where years begin and end, the first of the order first, as far as lines fit."""
    ends = np.array([starts[n + side] for n in order for side in (0, 1)])
    return tuple(sorted(float(ends[n]) for n in _apart(ends * point, _LINES_APART)))


def round_years(first: int, last: int, point: float) -> list[int]:
    """Return years from `first` to `last` whose words have room, where a year takes `point` points.

    >>> round_years(1996, 2012, 8), round_years(1996, 1998, 5)
    ([2000, 2005, 2010], [1996])
    """
    takes = _year_width() + _ROUND_GAP
    step = next((n for n in (1, 2, 5, 10, 20, 50, 100) if n * point >= takes), 200)
    return [year for year in range(first, last + 1) if year % step == 0] or [first]


def count_axis(most: float, title: str = "") -> Axis:
    """Return an axis of counts from 0 to a little above the most.

    >>> axis = count_axis(302, "citations")
    >>> axis.low, round(axis.high, 2), [words for _, words in axis.ticks]
    (0.0, 308.04, ['0', '100', '200', '300'])
    """
    return Axis(0.0, max(most, 1.0) * _COUNT_AIR, count_ticks(most), title, grid=True)


def count_ticks(most: float) -> Ticks:
    """Return round numbers up to the most, some three to six.

    >>> [words for _, words in count_ticks(302)], [words for _, words in count_ticks(1)]
    (['0', '100', '200', '300'], ['0', '1'])
    """
    step = max(_round_step(max(most, 1.0) / 5), 1.0)
    return tuple((float(at), f"{int(at):,}") for at in np.arange(0.0, most + 1e-9, step))


def roots(values: pd.Series[Any], unit: float) -> Floats:
    """Return points for counts: square roots that keep the sign, `unit` of them in a point.

    >>> roots(pd.Series([0, 16, -16]), 0.5).tolist()
    [0.0, 8.0, -8.0]
    """
    return _signed_root(values.to_numpy(dtype=np.float64)) / unit


def root_ticks(reach: float, unit: float) -> Ticks:
    """Return ticks from 0 up to `reach` points at round numbers that are far enough apart.

    >>> [words for _, words in root_ticks(100, 0.3)]
    ['0', '20', '100', '200', '500']
    """
    most = (reach * unit) ** 2
    steps = [n * 10**power for power in range(9) for n in (1, 2, 5) if n * 10**power <= most]
    places = np.sqrt(np.array([0, *reversed(steps)], dtype=np.float64)) / unit
    chosen = sorted(_apart(places, _ROOTS_APART), key=lambda n: places[n])
    return tuple((float(places[n]), f"{[0, *reversed(steps)][n]:,}") for n in chosen)


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
        return _signed_root(scores) if self.root else scores


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
    places = _signed_root(scores) if root else scores
    low, high = float(places.min(initial=0.0)), float(places.max(initial=0.0))
    if len(places):
        least = float(places.min())
        low = least if least > _FLOOR * high else low
    if high <= low:
        high = low + 1.0
    air = _AIR * (high - low)
    low, high = low - air, high + air
    factor = 1.0 if most >= 0.01 else 1000.0 ** -floor(log10(most) / 3)
    ticks = _score_ticks(low, high, room, root=root, factor=factor)
    said = title if factor == 1 else f"{title}, \N{MULTIPLICATION SIGN} {factor:,.0f}"
    return ScoreScale(Axis(low, high, ticks, said, grid=True), root, factor)


def _score_ticks(low: float, high: float, room: float, *, root: bool, factor: float) -> Ticks:
    """Return round scores, from the largest down, each with room for its words."""
    point = room / (high - low)
    if root:
        steps = [n * 10.0**power for power in range(-6, 10) for n in (1, 2, 5)]
        round_ones: Floats = np.array([*(-np.array(steps)), 0.0, *steps]) / factor
    else:
        step = _round_step((high - low) * factor * 2 * _SCORES_APART / room)
        first, last = floor(low * factor / step), floor(high * factor / step)
        round_ones = np.arange(first, last + 1, dtype=np.float64) * (step / factor)
    places = _signed_root(round_ones) if root else round_ones
    there = np.flatnonzero((places >= low) & (places <= high))
    # 0 first, then the largest: these are what a reader looks for
    order = sorted(there.tolist(), key=lambda n: (places[n] != 0, -abs(places[n])))
    chosen = sorted(order[n] for n in _apart(places[order] * point, _SCORES_APART))
    return tuple((float(places[n]), _plain_digits(round_ones[n] * factor)) for n in chosen)


def _apart(places: Iterable[float], gap: float) -> list[int]:
    """Return which of the places to keep so that all are `gap` apart; the first has its place."""
    kept: list[tuple[int, float]] = []
    for number, at in enumerate(places):
        if all(abs(at - other) >= gap for _, other in kept):
            kept.append((number, at))
    return [number for number, _ in kept]


def _round_step(least: float) -> float:
    """Return the smallest of 1, 2, 5, 10 and their decimal multiples that is not below `least`."""
    power = 10.0 ** floor(log10(least))
    return next(n * power for n in (1, 2, 5, 10) if n * power >= least)


def _signed_root(values: Floats) -> Floats:
    found: Floats = np.sign(values) * np.sqrt(np.abs(values))
    return found


def _year_width() -> float:
    return measure("2000", TICK_SIZE).width


def _plain_digits(value: float) -> str:
    """Return a round number in plain digits.

    >>> _plain_digits(1000.0), _plain_digits(0.05), _plain_digits(0.0)
    ('1,000', '0.05', '0')
    """
    words = f"{abs(value):,.6f}".rstrip("0").rstrip(".")
    return f"\N{MINUS SIGN}{words}" if value < 0 and words != "0" else words
