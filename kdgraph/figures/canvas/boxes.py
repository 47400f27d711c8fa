"""What the words and dots of a drawing take on the page, and where they are in each other's way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from kdgraph.figures.canvas.labels import crossings
from kdgraph.figures.canvas.marks import Bars, Curves, Floats, Mark, Points, Text, spread
from kdgraph.figures.canvas.sheet import Box, Panel, Sheet, placed_words
from kdgraph.figures.canvas.typography import SMALLEST, drawable, measure, origin, typeface

__all__ = ["Label", "collisions", "labels", "sampled", "text_box"]

_TOLERANCE: Final = 0.4  # points: less is not seen in print


@dataclass(frozen=True, slots=True)
class Label:
    """A line of words on the page."""

    role: str
    text: str
    size: float
    box: Box
    plate: bool


def labels(drawing: Sheet) -> list[Label]:
    """Return all words of a drawing with the boxes that they take, ticks and titles too."""
    with typeface(drawing.provenance.typeface):
        return _labels(drawing)


def _labels(drawing: Sheet) -> list[Label]:
    found = []
    for panel, mark in _all(drawing):
        if not isinstance(mark, Text):
            continue
        for text, x, y, size, _, halign, valign in placed_words(panel, mark):
            words = drawable(text)
            if words:
                box = text_box(
                    words, float(x), float(y), size, mark.weight, halign, valign, mark.angle
                )
                found.append(Label(mark.role, text, size, box, mark.plate))
    return found


def text_box(
    words: str,
    x: float,
    y: float,
    size: float,
    weight: str,
    halign: str,
    valign: str,
    angle: int,
) -> Box:
    """Return what words take that stand at (x, y): the same as the renderers draw."""
    left, base = origin(words, x, y, size, weight, halign, valign, angle)
    extent = measure(words, size, weight)
    if angle == 90:
        return Box(left - extent.ascent, base, left + extent.descent, base + extent.width)
    return Box(left, base - extent.descent, left + extent.width, base + extent.ascent)


def collisions(drawing: Sheet) -> list[str]:
    """Return a sentence for each pair that is in each other's way; empty where all is well.

    Words may not lie on other words, on dots, on lines of the foreground, on the edge of a bar, or
    reach beyond the page; they may lie within a bar or cell, and on the background (layers below
    zero).
    """
    words = labels(drawing)
    smallest = SMALLEST * drawing.scale
    page = Box(0.0, 0.0, drawing.width * 72, drawing.height * 72)
    boxes = [_shrunk(label.box) for label in words]
    faults = [
        f"{label.text!r} reaches beyond the page"
        for label, box in zip(words, boxes, strict=True)
        if box.left < page.left
        or box.right > page.right
        or box.bottom < page.bottom
        or box.top > page.top
    ]
    faults += [
        f"{label.text!r} is of {label.size:g} points, below {smallest:g}"
        for label in words
        if label.size < smallest - 1e-9
    ]
    table = np.array([(box.left, box.bottom, box.right, box.top) for box in boxes]).reshape(-1, 4)
    for number, box in enumerate(boxes):
        later = _met(table[number + 1 :], box)
        faults += [
            f"{words[number].text!r} and {words[number + 1 + other].text!r} overlap"
            for other in later
        ]
    for what, box in _dots(drawing):
        faults += [f"{words[number].text!r} lies on {what}" for number in _met(table, box)]
    for what, path in _lines(drawing):
        segments = np.hstack([path[:-1], path[1:]])
        low, high = path.min(axis=0), path.max(axis=0)
        # a straight line has no area of its own, so the box around it is widened a little
        around = Box(low[0] - 0.01, low[1] - 0.01, high[0] + 0.01, high[1] + 0.01)
        faults += [
            f"{words[number].text!r} lies on {what}"
            for number in _met(table, around)
            if crossings(segments, boxes[number])
        ]
    for what, box in _bars(drawing):
        faults += [
            f"{words[number].text!r} lies on the edge of {what}"
            for number in _met(table, box)
            if not _holds(box, boxes[number])
        ]
    return faults


def sampled(path: Floats, steps: int = 16) -> Floats:
    """Return points along a chain of cubic Bezier curves, ends included."""
    t = np.linspace(0.0, 1.0, steps + 1)[:, None]
    pieces = [path[:1]]
    for start in range(0, len(path) - 1, 3):
        a, b, c, d = path[start : start + 4]
        curve = (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d
        pieces.append(curve[1:])
    return np.vstack(pieces)


def _all(drawing: Sheet) -> Iterator[tuple[Panel, Mark]]:
    for mark in drawing.furnishings():
        yield drawing.page, mark
    yield from drawing.marks()


def _dots(drawing: Sheet) -> Iterator[tuple[str, Box]]:
    for panel, mark in drawing.marks():
        if isinstance(mark, Points) and mark.layer >= 0:
            xs, ys = panel.to_page(mark.x, mark.y)
            sizes = spread(mark.size, len(mark))
            for number, (x, y, size) in enumerate(zip(xs, ys, sizes, strict=True)):
                # the corners of the box around a round dot are empty
                half = size * 0.42
                name = f"the dot of {mark.words_of(number) or mark.role}"
                yield name, Box(float(x - half), float(y - half), float(x + half), float(y + half))


def _lines(drawing: Sheet) -> Iterator[tuple[str, Floats]]:
    for panel, mark in drawing.marks():
        if isinstance(mark, Curves) and mark.layer >= 0:
            for number, path in enumerate(mark.paths):
                places = np.column_stack(panel.to_page(path[:, 0], path[:, 1]))
                name = f"a line ({mark.words_of(number) or mark.role})"
                yield name, sampled(places) if mark.bent else places


def _bars(drawing: Sheet) -> Iterator[tuple[str, Box]]:
    for panel, mark in drawing.marks():
        if isinstance(mark, Bars) and mark.layer >= 0:
            lefts, bottoms = panel.to_page(mark.left, mark.bottom)
            rights, tops = panel.to_page(mark.right, mark.top)
            for number, edges in enumerate(zip(lefts, bottoms, rights, tops, strict=True)):
                left, bottom, right, top = map(float, edges)
                name = f"a bar ({mark.words_of(number) or mark.role})"
                yield (
                    name,
                    Box(min(left, right), min(bottom, top), max(left, right), max(bottom, top)),
                )


def _shrunk(box: Box) -> Box:
    by = _TOLERANCE
    return Box(box.left + by, box.bottom + by, box.right - by, box.top - by)


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer.left <= inner.left
        and inner.right <= outer.right
        and outer.bottom <= inner.bottom
        and inner.top <= outer.top
    )


def _met(table: Floats, box: Box) -> list[int]:
    found = (
        (table[:, 0] < box.right)
        & (box.left < table[:, 2])
        & (table[:, 1] < box.top)
        & (box.bottom < table[:, 3])
    )
    return [int(number) for number in np.flatnonzero(found)]
