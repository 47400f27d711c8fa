"""The page around a figure: its legend above, its notes and where it comes from below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.errors import InputError
from kdgraph.figures.canvas.drawing import Axis, Box, Drawing, Panel
from kdgraph.figures.canvas.marks import Bars, Curves, Mark, Points, Text
from kdgraph.figures.canvas.provenance import provenance_of
from kdgraph.figures.canvas.sheet import FOOTER_LINE, Key, footer_height
from kdgraph.figures.canvas.terms import STYLES
from kdgraph.figures.canvas.typography import SMALLEST, fitted, measure, missing_signs, wrapped
from kdgraph.graph.snapshot import Snapshot

__all__ = ["MARGIN", "WIDTHS", "Body", "Key", "check_width", "compose"]

WIDTHS: Final = STYLES["plain"].widths
"""Inches: a column of two, the text of one, both columns."""

MARGIN: Final = 3.0
"""Points that stay empty around a page."""

_NARROWEST: Final = 2.5  # inches: below, no axis with words of 6 points has room
_WIDEST: Final = 40.0
_KEY_SIZE: Final = 6.8
_KEY_ROOM: Final = 15.0  # points, of the sign before the words
_KEY_GAP: Final = 9.0
_SCOPE: Final = " Scope: {scope}."


@dataclass(frozen=True)
class Body:
    """What a figure computes: panels within `height` points, and what is to be said of them.

    The panels' boxes are in points from the lower left corner of the body, which is as wide as the
    page; axes' words must lie inside the body too. `digits` is how many significant digits of the
    numbers the method guarantees.
    """

    height: float
    panels: tuple[Panel, ...]
    caption: str
    facts: Mapping[str, Any]
    alt: str
    numbers: pd.DataFrame
    keys: Sequence[Key] = ()
    notes: Sequence[str] = field(default=())
    digits: int = 10


def check_width(width: float) -> None:
    """Refuse a width that no figure fits in.

    Raises
    ------
    InputError
        If the width is no number of inches that a figure fits in.

    Examples
    --------
    >>> check_width(3.3)
    """
    if not _NARROWEST <= width <= _WIDEST:
        raise InputError(
            f"a figure of {width:g} inches cannot be drawn; give a width from {_NARROWEST:g} to "
            f"{_WIDEST:g} inches, such as 3.3, 5.5 or 7"
        )


def compose(
    snapshot: Snapshot,
    figure: str,
    body: Body,
    *,
    width: float,
    options: Mapping[str, Any],
    packages: Iterable[str] = (),
) -> Drawing:
    """Return the drawing of a body: with its legend, notes, provenance and a page to fit.

    `packages` are other packages, with their versions, whose code takes part in it.
    The scope of a view is named in the caption, told in the notes and kept among the options.

    Raises
    ------
    InputError
        If the width is no number of inches that a figure fits in.
    """
    check_width(width)
    scoped = snapshot.unscoped is not snapshot
    scope = snapshot.scope.options if scoped else {}
    provenance = provenance_of(snapshot, figure, {"width": width, **options, **scope}, packages)
    notes = [*body.notes, *_of_scope(snapshot), *_unprintable(body)]
    lines = _lines_of(" ".join(notes), width)
    source = _lines_of(provenance.footer(), width)
    below = MARGIN + footer_height(len(lines) + len(source))
    room = width * 72 - 2 * MARGIN - _KEY_ROOM
    keys = [replace(key, words=fitted(key.words, _KEY_SIZE, room)) for key in body.keys]
    above = legend_height(keys, width)
    height = below + body.height + above + MARGIN
    panels = tuple(replace(panel, box=panel.box.raised(below)) for panel in body.panels)
    page = Panel(
        Box(0, 0, width * 72, height),
        Axis(0, width * 72),
        Axis(0, height),
        (
            *_legend(keys, width, height - MARGIN),
            *_footer(lines, source),
        ),
        name="page",
    )
    return Drawing(
        name=figure,
        width=width,
        height=round(height / 72, 4),
        panels=(*panels, page),
        caption_template=body.caption + (_SCOPE if scoped else ""),
        facts=dict(body.facts) | ({"scope": str(snapshot.scope)} if scoped else {}),
        alt=body.alt,
        numbers=body.numbers,
        notes=tuple(notes),
        provenance=provenance,
        digits=body.digits,
        keys=tuple(body.keys),
    )


def _of_scope(snapshot: Snapshot) -> list[str]:
    """Return what must be known of the scope, in sentences."""
    return [f"{note[0].upper()}{note[1:]}." for note in snapshot.scope.notes()]


def legend_height(keys: Sequence[Key], width: float) -> float:
    """Return how many points of the page the legend takes."""
    rows = len(_rows(keys, width))
    return rows * _KEY_SIZE * 1.5 + 5.0 if rows else 0.0


def _lines_of(text: str, width: float) -> list[str]:
    return wrapped(text, SMALLEST, width * 72 - 2 * MARGIN)


def _rows(keys: Sequence[Key], width: float) -> list[list[tuple[float, Key]]]:
    """Return the items of a legend in rows, each with where it begins."""
    rows: list[list[tuple[float, Key]]] = []
    room = width * 72 - 2 * MARGIN
    at = 0.0
    for key in keys:
        takes = _KEY_ROOM + measure(key.words, _KEY_SIZE).width
        if not rows or at + takes > room:
            rows.append([])
            at = 0.0
        rows[-1].append((MARGIN + at, key))
        at += takes + _KEY_GAP
    return rows


def _legend(keys: Sequence[Key], width: float, top: float) -> list[Mark]:
    marks: list[Mark] = []
    for number, row in enumerate(_rows(keys, width)):
        y = top - (number + 0.6) * _KEY_SIZE * 1.5
        marks += [_sign(key, x, y) for x, key in row]
        marks.append(
            Text(
                role="legend",
                x=np.array([x + _KEY_ROOM - 2.0 for x, _ in row]),
                y=np.full(len(row), y),
                text=tuple(key.words for _, key in row),
                size=_KEY_SIZE,
                valign="middle",
            )
        )
    return marks


def _sign(key: Key, x: float, y: float) -> Mark:
    if key.sign == "line":
        path = np.array([(x, y), (x + _KEY_ROOM - 4.5, y)])
        dash: Any = key.dash
        return Curves(role="legend", paths=(path,), ink=key.ink, width=key.width, dash=dash)
    if key.sign == "bar":
        return Bars(
            role="legend",
            left=np.array([x]),
            right=np.array([x + _KEY_ROOM - 5.0]),
            bottom=np.array([y - 2.6]),
            top=np.array([y + 2.6]),
            ink=key.ink,
            hatch=key.hatch,
        )
    return Points(
        role="legend",
        x=np.array([x + (_KEY_ROOM - 5.0) / 2]),
        y=np.array([y]),
        size=5.0,
        ink=key.ink,
        shape=key.sign,
        filled=key.filled,
    )


def _footer(notes: Sequence[str], source: Sequence[str]) -> list[Mark]:
    """Give the notes and, below, the provenance, from the bottom of the page upwards."""
    lines = [*notes, *source]
    if not lines:
        return []
    ys = MARGIN + 1.3 + np.arange(len(lines), dtype=np.float64)[::-1] * FOOTER_LINE
    groups = [("note", 0, len(notes), "italic"), ("provenance", len(notes), len(lines), "regular")]
    return [
        Text(
            role=role,
            x=np.full(end - start, MARGIN),
            y=ys[start:end],
            text=tuple(lines[start:end]),
            size=SMALLEST,
            ink="muted",
            weight="italic" if weight == "italic" else "regular",
        )
        for role, start, end, weight in groups
        if end > start
    ]


def _unprintable(body: Body) -> list[str]:
    """Say which signs no font on this machine has."""
    words = [
        line
        for panel in body.panels
        for mark in panel.marks
        if isinstance(mark, Text)
        for line in mark.text
    ]
    words += [key.words for key in body.keys]
    signs = missing_signs("".join(words))
    if not signs:
        return []
    touched = sum(bool(missing_signs(line)) for line in words)
    return [
        f"{touched} label{'s hold' if touched != 1 else ' holds'} signs that no font here has "
        f"({len(signs)} different), drawn as empty boxes."
    ]
