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

__all__ = ["Axis", "Box", "Key", "Panel", "Sheet", "furniture", "placed_words"]

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

    @cached_property
    def caption(self) -> str:
        """The caption, with its numbers."""
        return self.caption_template.format(**self.facts)

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


def placed_words(
    panel: Panel, mark: Text
) -> Iterator[tuple[str, float, float, float, str, str, str]]:
    """Give each line of words: text, place in points of the page, size, ink, `across` and `up`."""
    count = len(mark)
    xs, ys = panel.to_page(mark.x, mark.y)
    yield from zip(
        mark.text,
        xs + np.array(spread(mark.dx, count)),
        ys + np.array(spread(mark.dy, count)),
        spread(mark.size, count),
        spread(mark.ink, count),
        spread(mark.across, count),
        spread(mark.up, count),
        strict=True,
    )


def furniture(panel: Panel) -> Iterator[Mark]:
    """Give the axes of a panel as marks in points of the page: lines, grid, ticks and titles."""
    box, x, y = panel.box, panel.x, panel.y
    xs = panel.to_page([at for at, _ in x.ticks], y.low)[0]
    ys = panel.to_page(x.low, [at for at, _ in y.ticks])[1]
    across = panel.to_page(x.lines, y.low)[0] if x.lines else xs
    up = panel.to_page(x.low, y.lines)[1] if y.lines else ys
    if x.grid and len(across):
        yield _lines("grid", [((at, box.bottom), (at, box.top)) for at in across], "faint", 0.4)
    if y.grid and len(up):
        yield _lines("grid", [((box.left, at), (box.right, at)) for at in up], "faint", 0.4)
    if x.line:
        ends = [((box.left, box.bottom), (box.right, box.bottom))]
        ends += [((at, box.bottom), (at, box.bottom - 2.5)) for at in across]
        yield _lines("axis", ends, "muted", 0.6)
    if y.line:
        yield _lines("axis", [((box.left, box.bottom), (box.left, box.top))], "muted", 0.6)
    if x.ticks:
        yield _words("tick", xs, box.bottom - 4.0, [said for _, said in x.ticks], "center", "top")
    if y.ticks:
        yield _words("tick", box.left - 4.0, ys, [said for _, said in y.ticks], "right", "middle")
    if x.title:
        middle, below = (box.left + box.right) / 2, 13.5 if x.ticks else 4.0
        yield _words("axis title", middle, box.bottom - below, [x.title], "center", "top")
    if y.title:
        yield _words("axis title", box.left, box.top + 4.0, [y.title], "left", "baseline")
    if panel.title:
        yield Text(
            role="panel title",
            x=np.array([box.left]),
            y=np.array([box.top + (13.0 if y.title else 5.0)]),
            text=(panel.title,),
            size=7.5,
            weight="semibold",
        )


def _words(role: str, x: Any, y: Any, text: list[str], across: str, up: str) -> Text:
    ones = np.ones(len(text))
    return Text(
        role=role,
        x=ones * x,
        y=ones * y,
        text=tuple(text),
        size=6.5,
        ink="muted",
        across=across,
        up=up,
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
