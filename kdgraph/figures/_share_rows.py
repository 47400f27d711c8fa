"""Blocks of rows: words at the left, a bar of shares, numbers at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kdgraph.figures.canvas.drawing import Box
from kdgraph.figures.canvas.marks import Bars, Mark, Text
from kdgraph.figures.canvas.typography import fitted, measure

__all__ = ["Block", "Column", "Segment", "ShareRow", "block_height", "block_marks"]

_ROW: Final = 10.2  # points from row to row
_BAR: Final = 5.6
_SIZE: Final = 6.8
_SMALL: Final = 6.3
_HEAD: Final = 7.2
_GAP: Final = 6.0
_SHORTEST: Final = 8.0  # of a whole bar
_ABOVE: Final = 12.5  # for the title
_SWATCH: Final = 4.2
_LABELS: Final = 0.56  # of the width: words reach so far at most


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar: its share of the longest bar of the block."""

    share: float
    ink: str
    words: str
    hatch: str = ""
    papers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A row; one without segments is a heading of the rows below it."""

    label: str
    segments: tuple[Segment, ...] = ()
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of numbers; its ink is that of the segments that it counts, if any."""

    words: str
    ink: str | None = None
    hatch: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Rows with a title; `columns` head the numbers."""

    title: str
    rows: tuple[ShareRow, ...]
    columns: tuple[Column, ...]


def block_height(block: Block) -> float:
    """Return how many points a block takes."""
    return _ABOVE + _ROW * len(block.rows) + (_ROW if any(c.words for c in block.columns) else 0.0)


def block_marks(block: Block, box: Box) -> list[Mark]:
    """Return the marks of a block in points, from the top of `box` downwards."""
    marks: list[Mark] = [
        _text("block title", [box.left], [box.top - 7.0], [block.title], _HEAD, weight="semibold")
    ]
    widths = [
        max(
            measure(column.words, _SMALL).width + (_SWATCH + 2.0 if column.ink else 0.0),
            *(measure(row.numbers[n], _SIZE).width for row in block.rows if row.numbers),
            0.0,
        )
        for n, column in enumerate(block.columns)
    ]
    # the right ends of the columns
    ends = [
        box.right - sum(widths[n + 1 :]) - _GAP * (len(widths) - 1 - n) for n in range(len(widths))
    ]
    right = box.right - sum(widths) - _GAP * len(widths)
    room = box.width * _LABELS
    labels = [fitted(row.label, _SIZE, room) for row in block.rows]
    named = [
        measure(label, _SIZE).width
        for label, row in zip(labels, block.rows, strict=True)
        if row.segments or row.numbers
    ]
    left = box.left + max(named, default=0.0) + _GAP
    top = box.top - _ABOVE
    if any(column.words for column in block.columns):
        marks += _column_heads(block.columns, ends, top - _ROW / 2)
        top -= _ROW
    ys = [top - _ROW * (n + 0.5) for n in range(len(block.rows))]
    if right - left >= _SHORTEST:  # else the numbers must do
        marks += _bars(block, ys, left, right)
    heads = [not (row.segments or row.numbers) for row in block.rows]
    for head in (True, False):
        chosen = [n for n in range(len(labels)) if heads[n] is head]
        if chosen:
            marks.append(
                _text(
                    "group" if head else "label",
                    [box.left] * len(chosen),
                    [ys[n] for n in chosen],
                    [labels[n] for n in chosen],
                    _SIZE,
                    ink="muted" if head else "ink",
                )
            )
    cells = [
        (ends[n], ys[row], number)
        for row, one in enumerate(block.rows)
        for n, number in enumerate(one.numbers)
    ]
    if cells:
        marks.append(
            _text(
                "number",
                [x for x, _, _ in cells],
                [y for _, y, _ in cells],
                [number for _, _, number in cells],
                _SIZE,
                across="right",
            )
        )
    return marks


def _column_heads(columns: Sequence[Column], ends: Sequence[float], y: float) -> list[Mark]:
    marks: list[Mark] = [
        _text(
            "column",
            list(ends),
            [y] * len(columns),
            [column.words for column in columns],
            _SMALL,
            ink="muted",
            across="right",
        )
    ]
    inked = [n for n, column in enumerate(columns) if column.ink]
    if inked:
        lefts = [ends[n] - measure(columns[n].words, _SMALL).width - 2.0 - _SWATCH for n in inked]
        marks.append(
            Bars(
                role="legend",
                left=np.array(lefts),
                right=np.array(lefts) + _SWATCH,
                bottom=np.full(len(inked), y - _SWATCH / 2),
                top=np.full(len(inked), y + _SWATCH / 2),
                ink=[str(columns[n].ink) for n in inked],
                hatch=[columns[n].hatch for n in inked],
            )
        )
    return marks


def _bars(block: Block, ys: Sequence[float], left: float, right: float) -> list[Mark]:
    found: list[tuple[float, float, float, Segment]] = []
    for y, row in zip(ys, block.rows, strict=True):
        at = left
        for segment in row.segments:
            end = at + segment.share * (right - left)
            if end > at:
                found.append((at, end, y, segment))
            at = end
    if not found:
        return []
    middle = np.array([one[2] for one in found])
    return [
        Bars(
            role="share",
            left=np.array([one[0] for one in found]),
            right=np.array([one[1] for one in found]),
            bottom=middle - _BAR / 2,
            top=middle + _BAR / 2,
            ink=[one[3].ink for one in found],
            hatch=[one[3].hatch for one in found],
            papers=tuple(one[3].papers for one in found),
            words=tuple(one[3].words for one in found),
        )
    ]


def _text(
    role: str,
    x: Sequence[float],
    y: Sequence[float],
    text: Sequence[str],
    size: float,
    *,
    ink: str = "ink",
    across: str = "left",
    weight: str = "regular",
) -> Text:
    return Text(
        role=role,
        x=np.array(x),
        y=np.array(y),
        text=tuple(text),
        size=size,
        ink=ink,
        across=across,
        up="middle",
        weight="semibold" if weight == "semibold" else "regular",
    )
