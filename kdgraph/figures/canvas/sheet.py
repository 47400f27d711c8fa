"""The sheet that renderers read: marks on the panels of a page, and what is said about them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cached_property
from typing import Any, Final, Self

import numpy as np
import pandas as pd

from kdgraph.figures.canvas.marks import Curves, Floats, Mark, Text, spread
from kdgraph.figures.canvas.provenance import Provenance

__all__ = [
    "FOOTER_LINE",
    "Axis",
    "Box",
    "Key",
    "Panel",
    "Sheet",
    "axes_marks",
    "footer_height",
    "placed_words",
]

FOOTER_LINE: Final = 7.92
"""Points from line to line of the notes and the source, which have 6 points themselves."""

_FOOTER: Final = ("note", "provenance")  # roles of its marks

_DIGITS: Final = 4  # of a point or data unit: far below what print shows
_ROUGH_PLACES: Final = 2
_ROUGH_DIGITS: Final = 4
_ODD: Final = 0.9869604401  # by which no simple fraction comes to lie between two rounded numbers


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the page in points, from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From bottom to top."""
        return self.top - self.bottom

    def raised(self, by: float) -> Box:
        """Return it so many points higher on the page."""
        return Box(self.left, self.bottom + by, self.right, self.top + by)

    def meets(self, other: Box, gap: float = 0.0) -> bool:
        """Return whether the two have more in common than an edge, with `gap` points around."""
        return (
            self.left < other.right + gap
            and other.left < self.right + gap
            and self.bottom < other.top + gap
            and other.bottom < self.top + gap
        )


@dataclass(frozen=True, slots=True)
class Axis:
    """One direction of a panel: its data range, its ticks with their words, what it measures.

    `low` may be above `high`: then values grow towards the lower left. `grid` draws a faint line at
    each tick, `line` the axis itself. Where there are `lines`, those of the grid and the marks of
    the axis stand there instead, and the words of the ticks between them: a year lies between two
    days. All axes are linear; a figure of logarithms gives those and
    says so at its ticks.
    """

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...] = ()
    title: str = ""
    grid: bool = False
    line: bool = False
    lines: tuple[float, ...] = ()


@dataclass(frozen=True)
class Panel:
    """A rectangle of the page with a pair of axes and the marks on them."""

    box: Box
    x: Axis
    y: Axis
    marks: tuple[Mark, ...] = ()
    title: str = ""
    name: str = ""

    def to_page(self, x: Any, y: Any) -> tuple[Floats, Floats]:
        """Return places of the panel as points of the page."""
        across = (np.asarray(x, dtype=np.float64) - self.x.low) / (self.x.high - self.x.low)
        up = (np.asarray(y, dtype=np.float64) - self.y.low) / (self.y.high - self.y.low)
        return (
            self.box.left + across * self.box.width,
            self.box.bottom + up * self.box.height,
        )

    def from_page(self, x: Any, y: Any) -> tuple[Floats, Floats]:
        """Return points of the page as places of the panel."""
        across = (np.asarray(x, dtype=np.float64) - self.box.left) / self.box.width
        up = (np.asarray(y, dtype=np.float64) - self.box.bottom) / self.box.height
        return (
            self.x.low + across * (self.x.high - self.x.low),
            self.y.low + up * (self.y.high - self.y.low),
        )


@dataclass(frozen=True, slots=True)
class Key:
    """One item of a legend: a sign, and what it means.

    `sign` is a shape of points, ``line`` or ``bar``.
    """

    words: str
    ink: str
    sign: str = "circle"
    dash: str = "solid"
    filled: bool = True
    hatch: str = ""
    width: float = 1.4


@dataclass(frozen=True)
class Sheet:
    """What a renderer needs of a drawing; `Drawing` says what each attribute is."""

    name: str
    width: float
    height: float
    panels: tuple[Panel, ...]
    caption_template: str
    facts: Mapping[str, Any]
    alt: str
    numbers: pd.DataFrame
    notes: tuple[str, ...]
    provenance: Provenance
    digits: int = 10
    keys: tuple[Key, ...] = ()
    scale: float = 1.0

    @cached_property
    def caption(self) -> str:
        """The caption, with its numbers."""
        return self.caption_template.format(**self.facts)

    @property
    def told_notes(self) -> tuple[str, ...]:
        """The notes, unless nobody is to read them beside the picture."""
        return () if self.provenance.terms.notes == "none" else self.notes

    @cached_property
    def digests(self) -> dict[str, str]:
        """A digest of each part, so that two drawings can be compared part by part."""
        parts: dict[str, Any] = {
            "marks": _plain((self.width, self.height, self.panels)),
            "caption": [self.caption, self.alt, list(self.notes)],
            "numbers": self.numbers.to_csv(index=False, float_format=f"%.{self.digits}g"),
        }
        return {name: _digest(part) for name, part in parts.items()}

    @cached_property
    def rough_digests(self) -> dict[str, str]:
        """Digests of the marks to a hundredth and of the numbers to four digits.

        Drawings that differ in `digests` alone differ by what other hardware or another version of
        a library makes of the same code.
        """
        numbers = self.numbers.assign(
            **{
                str(name): column * _ODD
                for name, column in self.numbers.items()
                if pd.api.types.is_float_dtype(column.dtype)
            }
        )
        return {
            "marks": _digest(_plain((self.width, self.height, self.panels), _ROUGH_PLACES, _ODD)),
            "numbers": _digest(numbers.to_csv(index=False, float_format=f"%.{_ROUGH_DIGITS}g")),
        }

    def marks(self) -> Iterator[tuple[Panel, Mark]]:
        """Go through all marks with their panels, from the lowest layer to the highest."""
        pairs = [(panel, mark) for panel in self.panels for mark in panel.marks]
        yield from sorted(pairs, key=lambda pair: pair[1].layer)

    def papers(self) -> list[str]:
        """Return the ids of all papers that a mark stands for, each once."""
        found: dict[str, None] = {}
        for _, mark in self.marks():
            for ids in mark.papers:
                found.update(dict.fromkeys(ids))
        return list(found)

    def themed(self, theme: str) -> Self:
        """Return the drawing for another ground: light, dark or transparent."""
        return replace(self, provenance=replace(self.provenance, theme=theme))

    def scaled(self, factor: float) -> Self:
        """Return the whole drawing larger or smaller: page, places, words, dots and lines alike.

        Nothing is laid out anew, so what does not overlap does not after it either.

        Examples
        --------
        >>> import kdgraph
        >>> drawing = kdgraph.FIGURES["timeline"](kdgraph.embedded(), width=3.5)
        >>> larger = drawing.scaled(2)
        >>> larger.width, larger.height == 2 * drawing.height, larger.scale
        (7.0, True, 2.0)
        """
        return replace(
            self,
            width=self.width * factor,
            height=self.height * factor,
            panels=tuple(_scaled_panel(panel, factor) for panel in self.panels),
            keys=tuple(replace(key, width=key.width * factor) for key in self.keys),
            scale=self.scale * factor,
        )

    def without_footer(self) -> Self:
        """Return it without its notes and without the line on where its data come from.

        Both stay among what the drawing says of itself; the page is so much less high. One that has
        no other word keeps them, since they say why it is empty.

        Examples
        --------
        >>> import kdgraph
        >>> drawing = kdgraph.FIGURES["timeline"](kdgraph.embedded())
        >>> bare = drawing.without_footer()
        >>> bare.height < drawing.height, bare.notes == drawing.notes
        (True, True)
        """
        *rest, page = self.panels
        kept = tuple(mark for mark in page.marks if mark.role not in _FOOTER)
        count = sum(len(mark) for mark in page.marks if mark.role in _FOOTER)
        panels = (*rest, replace(page, marks=kept))
        words = any(isinstance(mark, Text) for panel in panels for mark in panel.marks)
        words = words or any(panel.title or panel.x.ticks or panel.y.ticks for panel in panels)
        if not count or not words:
            return self
        by = footer_height(count) * self.scale
        bare = replace(
            page,
            box=Box(page.box.left, 0, page.box.right, page.box.top - by),
            y=replace(page.y, low=page.y.low + by / self.scale),
            marks=kept,
        )
        lower = (replace(panel, box=panel.box.raised(-by)) for panel in rest)
        return replace(self, height=self.height - by / 72, panels=(*lower, bare))

    @property
    def page(self) -> Panel:
        """A panel whose data are the points of the page, without marks."""
        width, height = self.width * 72, self.height * 72
        return Panel(Box(0, 0, width, height), Axis(0, width), Axis(0, height), name="page")

    def furnishings(self) -> Iterator[Mark]:
        """Give the axes of all panels as marks of the `page`."""
        for panel in self.panels:
            yield from axes_marks(panel, self.scale)


def footer_height(lines: int) -> float:
    """Return how many points of a page so many lines of notes and source take."""
    return lines * FOOTER_LINE + 4.0


def _scaled_panel(panel: Panel, factor: float) -> Panel:
    box = panel.box
    return replace(
        panel,
        box=Box(box.left * factor, box.bottom * factor, box.right * factor, box.top * factor),
        marks=tuple(_scaled_mark(mark, factor) for mark in panel.marks),
    )


_IN_POINTS: Final = {
    "points": ("size", "edge"),
    "curves": ("width",),
    "text": ("size", "dx", "dy"),
}


def _scaled_mark(mark: Mark, factor: float) -> Mark:
    """Return a mark whose lengths in points are larger; its places are data of the panel."""
    lengths: dict[str, Any] = {}
    for name in _IN_POINTS.get(mark.kind, ()):
        held = getattr(mark, name)
        lengths[name] = (
            [float(one) * factor for one in held] if np.ndim(held) else float(held) * factor
        )
    return replace(mark, **lengths)


def placed_words(
    panel: Panel, mark: Text
) -> Iterator[tuple[str, float, float, float, str, str, str]]:
    """Give each line of words: text, place on the page in points, size, ink, halign and valign."""
    count = len(mark)
    xs, ys = panel.to_page(mark.x, mark.y)
    yield from zip(
        mark.text,
        xs + np.array(spread(mark.dx, count)),
        ys + np.array(spread(mark.dy, count)),
        spread(mark.size, count),
        spread(mark.ink, count),
        spread(mark.halign, count),
        spread(mark.valign, count),
        strict=True,
    )


def axes_marks(panel: Panel, scale: float = 1.0) -> Iterator[Mark]:
    """Give the axes of a panel as marks in points of the page: lines, grid, ticks and titles.

    `scale` is that of the drawing: so many times their usual size are words and lines.
    """
    box, x, y, unit = panel.box, panel.x, panel.y, scale
    xs = panel.to_page([at for at, _ in x.ticks], y.low)[0]
    ys = panel.to_page(x.low, [at for at, _ in y.ticks])[1]
    across = panel.to_page(x.lines, y.low)[0] if x.lines else xs
    up = panel.to_page(x.low, y.lines)[1] if y.lines else ys
    thin, line = 0.4 * unit, 0.6 * unit
    if x.grid and len(across):
        yield _lines("grid", [((at, box.bottom), (at, box.top)) for at in across], "faint", thin)
    if y.grid and len(up):
        yield _lines("grid", [((box.left, at), (box.right, at)) for at in up], "faint", thin)
    if x.line:
        ends = [((box.left, box.bottom), (box.right, box.bottom))]
        ends += [((at, box.bottom), (at, box.bottom - 2.5 * unit)) for at in across]
        yield _lines("axis", ends, "muted", line)
    if y.line:
        yield _lines("axis", [((box.left, box.bottom), (box.left, box.top))], "muted", line)
    words = _Words(6.5 * unit)
    if x.ticks:
        said = [text for _, text in x.ticks]
        yield words("tick", xs, box.bottom - 4.0 * unit, said, "center", "top")
    if y.ticks:
        said = [text for _, text in y.ticks]
        yield words("tick", box.left - 4.0 * unit, ys, said, "right", "middle")
    if x.title:
        middle, below = (box.left + box.right) / 2, (13.5 if x.ticks else 4.0) * unit
        yield words("axis title", middle, box.bottom - below, [x.title], "center", "top")
    if y.title:
        above = box.top + 4.0 * unit
        yield words("axis title", box.left, above, [y.title], "left", "baseline")
    if panel.title:
        yield Text(
            role="panel title",
            x=np.array([box.left]),
            y=np.array([box.top + (13.0 if y.title else 5.0) * unit]),
            text=(panel.title,),
            size=7.5 * unit,
            weight="semibold",
        )


@dataclass(frozen=True, slots=True)
class _Words:
    """Words of axes, of one size."""

    size: float

    def __call__(
        self, role: str, x: Any, y: Any, text: list[str], halign: str, valign: str
    ) -> Text:
        """Return them as a mark."""
        ones = np.ones(len(text))
        return Text(
            role=role,
            x=ones * x,
            y=ones * y,
            text=tuple(text),
            size=self.size,
            ink="muted",
            halign=halign,
            valign=valign,
        )


def _lines(role: str, ends: list[Any], ink: str, width: float) -> Curves:
    paths = tuple(np.array(pair, dtype=np.float64) for pair in ends)
    return Curves(role=role, paths=paths, ink=ink, width=width, layer=-2)


def _digest(part: Any) -> str:
    text = json.dumps(part, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _plain(value: Any, places: int = _DIGITS, factor: float = 1.0) -> Any:
    """Return what JSON holds, floats rounded so that no machine's last bit counts."""
    if isinstance(value, float | np.floating):
        return round(float(value) * factor, places) + 0.0
    if isinstance(value, np.ndarray):
        return [_plain(item, places, factor) for item in value.tolist()]
    if is_dataclass(value) and not isinstance(value, type):
        name = type(value).__name__
        held = [getattr(value, one.name) for one in fields(value)]
        return [name, *[_plain(one, places, factor) for one in held]]
    if isinstance(value, tuple | list):
        return [_plain(item, places, factor) for item in value]
    return value
