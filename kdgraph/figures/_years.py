"""Time axes: years from left to right, with narrow room for years in which nothing is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from kdgraph.figures.canvas.drawing import Axis
from kdgraph.figures.canvas.marks import Floats
from kdgraph.figures.canvas.typography import measure

__all__ = ["Years", "year_axis"]

_EMPTY: Final = 0.35  # of the room of a year: what a year takes in which nothing is shown
_LONG: Final = 3.0  # what a stretch of such years takes at most
_ASIDE: Final = 0.15  # and one in which only something stands that needs no room of its own
_BESIDE: Final = 0.8  # what each further moment of a crowd adds
_GAP: Final = 5.0  # points between the words of two ticks
_APART: Final = 4.0  # points between two lines


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
        Whether all years are as wide, as a figure of counts needs it.
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
        for stretch in _stretches(~used):
            wide[stretch] = min(_EMPTY, _LONG / len(stretch))
        # years before and after all that needs room
        years = np.arange(first, last + 1)
        for outside in (years < np.floor(known.min()), years > np.floor(known.max())):
            wide[outside] = min(_ASIDE, 1.5 * _LONG / max(int(outside.sum()), 1))
    used[(np.floor(beside) - first).astype(np.int64)] = True
    starts = np.concatenate([[0.0], np.cumsum(wide)])
    point = room / starts[-1]
    ticks = _ticks(first, starts, used, point)
    lines = _lines(starts, used, [int(words) - first for _, words in ticks], point)
    return Years(
        Axis(0.0, float(starts[-1]), ticks, title, grid=True, lines=lines),
        starts,
        first,
        narrowed,
    )


def _stretches(
    empty: np.ndarray[Any, np.dtype[np.bool_]],
) -> list[np.ndarray[Any, np.dtype[np.int64]]]:
    """Return the places of each run of empty years."""
    places = np.flatnonzero(empty)
    return np.split(places, np.flatnonzero(np.diff(places) > 1) + 1) if len(places) else []


def _ticks(
    first: int, starts: Floats, used: np.ndarray[Any, np.dtype[np.bool_]], point: float
) -> tuple[tuple[float, str], ...]:
    """Return years that have room for their words; where not for all, those that are used."""
    takes = measure("2000", 6.5).width + _GAP
    chosen: list[tuple[float, str]] = []
    # in a squeezed stretch no year stands for itself
    told = [index for index in range(len(used)) if used[index] or _wide(starts, index) >= _EMPTY]
    # the last year first: it is the one that a reader looks for
    for index in sorted(told, key=lambda index: (not used[index], -index)):
        middle = (starts[index] + starts[index + 1]) / 2
        if all(abs(middle - other) * point >= takes for other, _ in chosen):
            chosen.append((float(middle), str(first + index)))
    return tuple(sorted(chosen))


def _lines(
    starts: Floats,
    used: np.ndarray[Any, np.dtype[np.bool_]],
    named: list[int],
    point: float,
) -> tuple[float, ...]:
    """Return where years begin and end: of the named ones first, of others as far as lines fit."""
    others = [index for index in range(len(used)) if used[index] or _wide(starts, index) >= _EMPTY]
    chosen: list[float] = []
    for index in [*named, *others]:
        for at in starts[[index, index + 1]].tolist():
            if all(abs(at - other) * point >= _APART for other in chosen):
                chosen.append(float(at))
    return tuple(sorted(chosen))


def _wide(starts: Floats, index: int) -> float:
    return round(float(starts[index + 1] - starts[index]), 6)
