"""Placing words beside what they name, so that none lie on one another or on the marks.

Which of the places around each point gives the most words their room is hard to solve exactly
(Marks & Shieber 1991); here the wishes are served by rank, each at the best of its places that is
still free, as cartographers do it (Imhof 1975: right before left, above before below).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kdgraph.figures.canvas.marks import Floats
from kdgraph.figures.canvas.sheet import Box
from kdgraph.figures.canvas.typography import measure

__all__ = ["Placement", "Wish", "crossings", "place_labels"]

# where a label stands as seen from its point: -1, 0, 1 across and up, best first
_SIDES: Final = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))
_DISTANCES: Final = (1.8, 5.0, 9.0)  # points between a point's edge and its label
_CROSSED: Final = 3.0  # what lying on a line costs, beside a place one worse
_AWAY: Final = 2.5  # and what the next distance costs


@dataclass(frozen=True, slots=True)
class Wish:
    """A label that wants a place: beside the point at (x, y) of this diameter, all in points.

    `sides` narrows where it may stand, as pairs of -1, 0, 1 across and up; by default any.
    """

    x: float
    y: float
    text: str
    size: float = 7.0
    diameter: float = 4.0
    weight: str = "regular"
    sides: tuple[tuple[int, int], ...] = _SIDES


@dataclass(frozen=True, slots=True)
class Placement:
    """Where labels stand.

    `placed` holds the numbers of the wishes that found a place, in the order of the wishes; `dx`
    and `dy` the shift in points of the left end of each one's baseline from its point (for `Text`
    with ``halign="left"`` and ``valign="baseline"``); `boxes` what each takes; `dropped` the
    numbers of those that found none.
    """

    placed: tuple[int, ...]
    dx: tuple[float, ...]
    dy: tuple[float, ...]
    boxes: tuple[Box, ...]
    dropped: tuple[int, ...]


def place_labels(
    wishes: Sequence[Wish],
    bounds: Box,
    *,
    taken: Sequence[Box] = (),
    lines: Sequence[Floats] = (),
    solid: bool = False,
    gap: float = 0.8,
) -> Placement:
    """Return where labels stand; the first wish has the first choice.

    Every wish's own point is kept free of all labels. A label lies on one of the `lines` only where
    it has no better place, and never when they are `solid`.

    Parameters
    ----------
    wishes : sequence of Wish
        The most important first.
    bounds : Box
        Where labels must lie.
    taken : sequence of Box
        What no label may touch, beside the points of the wishes.
    lines : sequence of ndarray, shape (n, 2)
        Lines in points.
    solid : bool
        Whether a label that only fits on a line is rather left out.
    gap : float
        Points that stay free between labels.

    Examples
    --------
    >>> bounds = Box(0, 0, 60, 20)
    >>> found = place_labels([Wish(10, 10, "FitNets"), Wish(55, 10, "AT")], bounds)
    >>> found.placed, [round(x) for x in found.dx]  # AT stands to the left of its point
    ((0, 1), [4, -11])
    """
    boxes = [_around(wish) for wish in wishes] + list(taken)
    fixed = np.array(
        [(box.left, box.bottom, box.right, box.top) for box in boxes], dtype=np.float64
    ).reshape(-1, 4)
    segments = _segments(lines)
    chosen: dict[int, tuple[float, float, Box]] = {}
    held = np.empty((0, 4))
    for number, wish in enumerate(wishes):
        best: tuple[float, float, float, Box] | None = None
        for cost, dx, dy, box in _places(wish):
            if best is not None and cost >= best[0]:
                continue
            if not _inside(box, bounds) or _meets(fixed, box, 0.0) or _meets(held, box, gap):
                continue
            crossed = crossings(segments, box)
            if crossed and solid:
                continue
            cost += _CROSSED * crossed
            if best is None or cost < best[0]:
                best = (cost, dx, dy, box)
        if best is not None:
            chosen[number] = best[1:]
            box = best[3]
            held = np.vstack([held, (box.left, box.bottom, box.right, box.top)])
    placed = tuple(sorted(chosen))
    return Placement(
        placed=placed,
        dx=tuple(chosen[number][0] for number in placed),
        dy=tuple(chosen[number][1] for number in placed),
        boxes=tuple(chosen[number][2] for number in placed),
        dropped=tuple(number for number in range(len(wishes)) if number not in chosen),
    )


def _around(wish: Wish) -> Box:
    half = wish.diameter / 2
    return Box(wish.x - half, wish.y - half, wish.x + half, wish.y + half)


def _places(wish: Wish) -> list[tuple[float, float, float, Box]]:
    """Return the places of a label with what each costs: shift of its baseline, and its box."""
    extent = measure(wish.text, wish.size, wish.weight)
    found = []
    for far, distance in enumerate(_DISTANCES):
        for rank, (across, up) in enumerate(wish.sides):
            reach = wish.diameter / 2 + distance
            # diagonal neighbours stand as near as straight ones
            step = reach * (0.75 if across and up else 1.0)
            dx = {1: step, 0: -extent.width / 2, -1: -step - extent.width}[across]
            dy = {1: step + extent.descent, 0: -0.33 * wish.size, -1: -step - extent.ascent}[up]
            left, base = wish.x + dx, wish.y + dy
            box = Box(left, base - extent.descent, left + extent.width, base + extent.ascent)
            found.append((rank * 0.5 + far * _AWAY, dx, dy, box))
    return found


def _inside(box: Box, bounds: Box) -> bool:
    return (
        box.left >= bounds.left
        and box.right <= bounds.right
        and box.bottom >= bounds.bottom
        and box.top <= bounds.top
    )


def _meets(boxes: Floats, box: Box, gap: float) -> bool:
    return bool(
        (
            (boxes[:, 0] < box.right + gap)
            & (box.left < boxes[:, 2] + gap)
            & (boxes[:, 1] < box.top + gap)
            & (box.bottom < boxes[:, 3] + gap)
        ).any()
    )


def _segments(lines: Sequence[Floats]) -> Floats:
    """Return all straight pieces as rows x0, y0, x1, y1."""
    pieces = [np.hstack([line[:-1], line[1:]]) for line in lines if len(line) > 1]
    return np.vstack(pieces) if pieces else np.empty((0, 4))


def crossings(segments: Floats, box: Box) -> int:
    """Return how many straight pieces pass through a box (Liang & Barsky 1984)."""
    if not len(segments):
        return 0
    x0, y0, x1, y1 = segments.T
    enters = np.zeros(len(segments))
    leaves = np.ones(len(segments))
    for start, step, low, high in (
        (x0, x1 - x0, box.left, box.right),
        (y0, y1 - y0, box.bottom, box.top),
    ):
        still = step == 0
        safe = np.where(still, 1.0, step)
        first, second = (low - start) / safe, (high - start) / safe
        outside = still & ((start <= low) | (start >= high))
        enters = np.maximum(enters, np.where(still, 0.0, np.minimum(first, second)))
        leaves = np.minimum(leaves, np.where(still, 1.0, np.maximum(first, second)))
        leaves = np.where(outside, -1.0, leaves)
    return int((enters < leaves).sum())
