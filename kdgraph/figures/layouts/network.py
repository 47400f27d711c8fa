"""Places for a network on a page: near what it is tied to, and nothing on top of anything else.

No random numbers and no eigenvectors, so that every machine finds the same places.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from kdgraph.figures.canvas.marks import Floats

__all__ = [
    "circle",
    "pack_boxes",
    "pack_on_shelves",
    "remove_overlaps",
    "stress_layout",
    "stretch_to_fill",
    "sunflower",
    "turn_wide",
]

_ROUNDS: Final = 150
_SETTLED: Final = 1e-4  # of the mean distance: smaller steps are not seen
_PUSHES: Final = 2_000
_PRESSES: Final = 300  # within a height
_EVEN: Final = (0.0, 0.5, 1.0)  # shares of places by rank instead of by distance
_TALLER: Final = 1.08
_TRIES: Final = 30
_GOLDEN: Final = float(np.pi * (3 - np.sqrt(5)))
_QUARTER: Final = 0.5523  # control points that make a quarter of a circle


def stress_layout(distance: Floats) -> Floats:
    """Return places in the plane whose distances are as near as can be to those given.

    The sum over pairs of ``(distance - wanted)**2 / wanted**2`` is made small, starting from two
    pairs of far points (Faloutsos and Lin 1995), one point after the other (Gansner, Koren and
    North 2004, "Graph drawing by stress majorization").

    Parameters
    ----------
    distance : ndarray of float, shape (n, n)
        Symmetric, above zero but on the diagonal.

    Returns
    -------
    ndarray of float, shape (n, 2)
        Around the origin.

    Examples
    --------
    >>> line = np.array([[0.0, 1.0, 2.0], [1.0, 0.0, 1.0], [2.0, 1.0, 0.0]])
    >>> places = stress_layout(line)
    >>> bool(abs(np.hypot(*(places[0] - places[2])) - 2.0) < 0.01)
    True
    """
    n = len(distance)
    if n < 2:
        return np.zeros((n, 2))
    places = _start(distance)
    weight = np.where(distance > 0, distance, 1.0) ** -2.0
    np.fill_diagonal(weight, 0.0)
    total = weight.sum(axis=1)
    settled = _SETTLED * distance.sum() / (n * (n - 1))
    for _ in range(_ROUNDS):
        moved = 0.0
        for row in range(n):
            away = places[row] - places
            length = np.hypot(away[:, 0], away[:, 1])
            pull = np.divide(distance[row], length, out=np.zeros(n), where=length > 1e-9)
            new = weight[row] @ (places + away * pull[:, np.newaxis]) / total[row]
            moved = max(moved, float(np.hypot(*(new - places[row]))))
            places[row] = new
        if moved < settled:
            break
    centred: Floats = places - places.mean(axis=0)
    return centred


def _start(distance: Floats) -> Floats:
    """Return first places: along two lines between points that are far from each other."""
    n = len(distance)
    square = distance**2
    places = np.zeros((n, 2))
    for axis in range(2):
        first = int(np.argmax(square[int(np.argmax(square[0]))]))
        other = int(np.argmax(square[first]))
        length = square[first, other]
        if length <= 1e-12:
            break
        along = (square[first] + length - square[other]) / (2 * np.sqrt(length))
        places[:, axis] = along
        square = np.maximum(square - (along[:, np.newaxis] - along) ** 2, 0.0)
    # what would begin on the same spot must know where to go
    turn = np.arange(n) * _GOLDEN
    nudge = 0.05 * np.sqrt(distance.max() ** 2 / n)
    places += nudge * np.column_stack([np.cos(turn), np.sin(turn)])
    return places


def turn_wide(places: Floats) -> Floats:
    """Return the places, turned so that they reach farthest from left to right.

    >>> turn_wide(np.array([[0.0, -2.0], [0.0, 2.0]])).round(6)[:, 0].tolist()
    [-2.0, 2.0]
    """
    if len(places) < 2:
        return places
    x, y = (places - places.mean(axis=0)).T
    angle = 0.5 * np.arctan2(2 * (x @ y), x @ x - y @ y)
    return np.column_stack(
        [x * np.cos(angle) + y * np.sin(angle), -x * np.sin(angle) + y * np.cos(angle)]
    )


def remove_overlaps(
    places: Floats, halves: Floats, *, width: float, height: float | None = None, gap: float = 2.0
) -> Floats | None:
    """Return places at which no two boxes meet, as near as can be to the ones given.

    Boxes that meet push each other the way that is shorter by their sizes, half the way each, again
    and again; at the edges of the page they stay inside, so that the others give way.

    Parameters
    ----------
    places : ndarray of float, shape (n, 2)
        The middles of the boxes.
    halves : ndarray of float, shape (n, 2)
        Half the width and half the height of each.
    width : float
        How wide the page is, from 0 on; no box may be wider.
    height : float, optional
        How high, from 0 on; by default there is no limit, upwards or downwards.
    gap : float
        What stays free between boxes.

    Returns
    -------
    ndarray of float or None
        None where no such places were found within the height.

    Examples
    --------
    >>> moved = remove_overlaps(np.zeros((2, 2)) + 50, np.full((2, 2), [10.0, 4.0]), width=100)
    >>> abs(moved[0] - moved[1]).round(2).tolist()
    [0.0, 10.0]
    >>> remove_overlaps(np.zeros((2, 2)), np.full((2, 2), 10.0), width=30, height=30) is None
    True
    """
    places = places.astype(np.float64).copy()
    n = len(places)
    low = halves.copy()
    high = np.maximum(np.array([width, np.inf if height is None else height]) - halves, halves)
    if height is None:
        low[:, 1] = -np.inf
    need = halves[:, np.newaxis] + halves + gap
    upper = np.triu(np.ones((n, n), dtype=bool), 1)
    for number in range(_PUSHES if height is None else _PRESSES):
        places = np.clip(places, low, high)
        between = places[:, np.newaxis] - places
        lacking = need - np.abs(between)
        meeting = upper & (lacking > 1e-6).all(axis=2)
        if not meeting.any():
            return places
        one, other = np.nonzero(meeting)
        lack, way = lacking[one, other], between[one, other]
        share = lack / need[one, other]
        # a full row has no room to the side for ever
        sideways = (share[:, 0] < share[:, 1]) & ((number < _PRESSES) | (height is not None))
        # the earlier one goes down or left where both stand on the same spot
        sign = np.where(way > 0, 1.0, -1.0)
        step = np.where(np.column_stack([sideways, ~sideways]), sign * (lack / 2 + 1e-3), 0.0)
        push = np.zeros_like(places)
        crowd = np.zeros(n)
        np.add.at(push, one, step)
        np.add.at(push, other, -step)
        np.add.at(crowd, one, 1)
        np.add.at(crowd, other, 1)
        places += push / np.maximum(crowd, 1.0)[:, np.newaxis]
    return None


def stretch_to_fill(places: Floats, halves: Floats, width: float, height: float) -> Floats:
    """Return the places, stretched so that the outermost boxes reach the edges of a rectangle.

    >>> stretch_to_fill(np.array([[0.0, 0.0], [1.0, 5.0]]), np.full((2, 2), 10.0), 100, 50).tolist()
    [[10.0, 10.0], [90.0, 40.0]]
    """
    found = np.empty_like(places)
    if not len(places):
        return found
    for axis, whole in enumerate((width, height)):
        values = places[:, axis]
        span = float(np.ptp(values))
        if span <= 1e-9:
            found[:, axis] = whole / 2
            continue
        low = halves[int(np.argmin(values)), axis]
        high = whole - halves[int(np.argmax(values)), axis]
        found[:, axis] = low + (values - values.min()) / span * max(high - low, 0.0)
    return found


def pack_boxes(
    places: Floats,
    halves: Floats,
    *,
    width: float,
    gap: float = 2.0,
    cover: float = 0.7,
    least: float = 0.0,
) -> Floats:
    """Return places at which no two boxes meet, on as little height as is found to be enough.

    For each height the places are tried as they are, then more and more evenly spread.

    Parameters
    ----------
    places : ndarray of float, shape (n, 2)
        The middles of the boxes, on any scale.
    halves, width, gap
        As of `remove_overlaps`.
    cover : float
        The share of the page that the boxes cover at most.
    least : float
        The least height.

    Returns
    -------
    ndarray of float, shape (n, 2)
        From 0 on in both directions.

    Examples
    --------
    >>> halves = np.full((4, 2), [10.0, 5.0])
    >>> far = np.array([[0.0, 0.0], [1.0, 90.0], [5.0, 30.0], [9.0, 60.0]])
    >>> float(pack_boxes(far, halves, width=100)[:, 1].max()) < 25
    True
    """
    if not len(places):
        return places
    taken = float((4 * halves[:, 0] * halves[:, 1]).sum()) / width
    height = max(taken / cover, 2 * float(halves[:, 1].max()), least)
    unit = stretch_to_fill(places, np.zeros_like(halves), 1.0, 1.0)
    order = np.argsort(np.argsort(unit, axis=0, kind="stable"), axis=0, kind="stable")
    ranks = order / max(len(places) - 1, 1)
    for _ in range(_TRIES):
        for even in _EVEN:
            start = stretch_to_fill((1 - even) * unit + even * ranks, halves, width, height)
            found = remove_overlaps(start, halves, width=width, height=height, gap=gap)
            if found is not None:
                return found
        height *= _TALLER
    # one below the other is always possible
    rows = np.argsort(places[:, 1], kind="stable")
    found = stretch_to_fill(places, halves, width, height)
    found[rows, 1] = np.cumsum(2 * halves[rows, 1] + gap) - halves[rows, 1] - gap
    return found


def pack_on_shelves(halves: Floats, *, width: float, gap: float = 2.0) -> Floats:
    """Return places for boxes in rows from the top, the highest first, low ones above each other.

    For parts of a network that have nothing to do with each other.

    Parameters
    ----------
    halves : ndarray of float, shape (n, 2)
        Half the width and half the height of each box.
    width, gap
        As of `remove_overlaps`.

    Returns
    -------
    ndarray of float, shape (n, 2)
        The middles, from 0 on in both directions.

    Examples
    --------
    >>> halves = np.array([[20.0, 10.0], [10.0, 4.0], [10.0, 4.0], [20.0, 5.0]])
    >>> pack_on_shelves(halves, width=70, gap=2).round(1).tolist()
    [[20.0, 22.0], [60.0, 28.0], [60.0, 16.0], [35.0, 5.0]]
    """
    places = np.zeros_like(halves)
    rows: list[list[list[int]]] = []  # of columns of boxes
    for box in np.lexsort((-halves[:, 0], -halves[:, 1])).tolist():
        for row in rows:
            if _found_room(row, box, halves, width, gap):
                break
        else:
            rows.append([[box]])
    below = 0.0
    for row in reversed(rows):
        high = 2 * float(halves[row[0][0], 1])
        wides = [2 * float(halves[column, 0].max()) for column in row]
        free = (width - sum(wides)) / len(row) if len(row) == 1 else 0.0
        between = (width - sum(wides)) / (len(row) - 1) if len(row) > 1 else 0.0
        left = free / 2
        for column, wide in zip(row, wides, strict=True):
            spare = high - 2 * float(halves[column, 1].sum())
            step = spare / max(len(column) - 1, 1)
            top = below + high - (spare / 2 if len(column) == 1 else 0.0)
            for box in column:
                half = float(halves[box, 1])
                places[box] = left + wide / 2, top - half
                top -= 2 * half + step
            left += wide + between
        below += high + gap
    return places


def _found_room(row: list[list[int]], box: int, halves: Floats, width: float, gap: float) -> bool:
    """Put a box below others of a row, or beside all, if there is room."""
    high = 2 * float(halves[row[0][0], 1])
    wides = [2 * float(halves[column, 0].max()) for column in row]
    taken = sum(wides) + gap * (len(row) - 1)
    wide, tall = 2 * halves[box]
    for column, own in zip(row, wides, strict=True):
        below = 2 * float(halves[column, 1].sum()) + gap * len(column)
        if below + tall <= high and taken + max(wide - own, 0.0) <= width:
            column.append(box)
            return True
    if taken + gap + wide <= width:
        row.append([box])
        return True
    return False


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
