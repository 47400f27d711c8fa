"""Rows: columns of words beside bars, dots or strips, and blocks of bars that show shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from kdgraph.figures.canvas.drawing import Box
from kdgraph.figures.canvas.marks import Bars, Mark, Text
from kdgraph.figures.canvas.typography import fitted, measure

__all__ = ["Block", "Column", "Segment", "ShareRow", "block_height", "block_marks", "text_column"]

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


def text_column(role: str, x: Any, y: Any, text: Sequence[str], **look: Any) -> list[Text]:
    """Return words at these places, in the middle of their rows; no mark where there are none.

    Parameters
    ----------
    role : str
        What the words are.
    x, y : array-like of float
        In data units of the panel; one value may be for all.
    text : sequence of str
        A word or phrase for each row.
    **look
        What else `Text` takes: size, ink, across, weight, papers, words ...

    Examples
    --------
    >>> (names,) = text_column("name", 3.0, [0.5, 1.5], ["FitNets", "AT"], size=7.0)
    >>> names.x.tolist(), names.valign, text_column("name", 3.0, [], [])
    ([3.0, 3.0], 'middle', [])
    """
    if not text:
        return []
    places: dict[str, Any] = {
        name: np.broadcast_to(np.asarray(at, dtype=np.float64), len(text))
        for name, at in (("x", x), ("y", y))
    }
    return [Text(role=role, text=tuple(text), **places, **{"valign": "middle"} | look)]


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
    widths = [
        max(
            measure(column.words, _SMALL).width + (_SWATCH + 2.0 if column.ink else 0.0),
            *(measure(row.numbers[n], _SIZE).width for row in block.rows if row.numbers),
            0.0,
        )
        for n, column in enumerate(block.columns)
    ]
    right_ends = box.right - np.cumsum([0.0, *(wide + _GAP for wide in widths[:0:-1])])[::-1]
    right = box.right - sum(widths) - _GAP * len(widths)
    labels = [fitted(row.label, _SIZE, box.width * _LABELS) for row in block.rows]
    heads = [not (row.segments or row.numbers) for row in block.rows]
    named = [
        measure(words, _SIZE).width for words, head in zip(labels, heads, strict=True) if not head
    ]
    left = box.left + max(named, default=0.0) + _GAP
    top = box.top - _ABOVE
    marks: list[Mark] = [
        *text_column(
            "block title", box.left, [box.top - 7.0], [block.title], size=_HEAD, weight="semibold"
        )
    ]
    if any(column.words for column in block.columns):
        marks += _column_heads(block.columns, right_ends, top - _ROW / 2)
        top -= _ROW
    ys = top - _ROW * (np.arange(len(block.rows)) + 0.5)
    if right - left >= _SHORTEST:  # else the numbers must do
        marks += _share_bars(block, ys.tolist(), left, right)
    for role, is_head, ink in (("group", True, "muted"), ("label", False, "ink")):
        chosen = [n for n, head in enumerate(heads) if head is is_head]
        words = [labels[n] for n in chosen]
        marks += text_column(role, box.left, ys[chosen], words, size=_SIZE, ink=ink)
    cells = [
        (right_ends[n], y, number)
        for y, row in zip(ys, block.rows, strict=True)
        for n, number in enumerate(row.numbers)
    ]
    xs, heights, numbers = zip(*cells, strict=True) if cells else ((), (), ())
    return [*marks, *text_column("number", xs, heights, numbers, size=_SIZE, halign="right")]


def _column_heads(columns: Sequence[Column], right_ends: Any, y: float) -> list[Mark]:
    words = [column.words for column in columns]
    marks: list[Mark] = [
        *text_column("column", right_ends, y, words, size=_SMALL, ink="muted", halign="right")
    ]
    inked = [n for n, column in enumerate(columns) if column.ink]
    if inked:
        wide = np.array([measure(words[n], _SMALL).width for n in inked])
        lefts = right_ends[inked] - wide - 2.0 - _SWATCH
        marks.append(
            Bars(
                role="legend",
                left=lefts,
                right=lefts + _SWATCH,
                bottom=np.full(len(inked), y - _SWATCH / 2),
                top=np.full(len(inked), y + _SWATCH / 2),
                ink=[str(columns[n].ink) for n in inked],
                hatch=[columns[n].hatch for n in inked],
            )
        )
    return marks


def _share_bars(block: Block, ys: Sequence[float], left: float, right: float) -> list[Mark]:
    found: list[tuple[float, float, float]] = []
    segments: list[Segment] = []
    for y, row in zip(ys, block.rows, strict=True):
        at = left
        for segment in row.segments:
            end = at + segment.share * (right - left)
            if end > at:
                found.append((at, end, y))
                segments.append(segment)
            at = end
    if not found:
        return []
    start, end_at, middle = np.array(found).T
    return [
        Bars(
            role="share",
            left=start,
            right=end_at,
            bottom=middle - _BAR / 2,
            top=middle + _BAR / 2,
            ink=[one.ink for one in segments],
            hatch=[one.hatch for one in segments],
            papers=tuple(one.papers for one in segments),
            words=tuple(one.words for one in segments),
        )
    ]
