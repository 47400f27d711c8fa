"""The vocabulary of marks: points, curves, bars, areas, cells, ribbons and text.

A mark of this module is a family of alike items, so that a thousand papers are one object. What is
said for each item (place, ink, the papers it stands for, its words) has one value an item; what is
the same for all may be given once. Places are in the data units of the panel that holds the mark;
sizes, widths and shifts are in points, 1/72 inch. An ink is a name that the theme turns into a
colour, so a drawing has no colours of its own:

- ``ink``, ``muted``, ``faint``, ``ground``, ``accent``: words, notes, background, paper, emphasis;
- ``series:N``: the N-th of the colours for kinds, which are told apart without colour sight;
- ``sequence:T`` and ``balance:T``: a quantity from 0 to 1, or from -1 by 0 to 1;
- ``tint:T:INK``: an ink, so far on the way to the ground as T says from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final, Literal

import numpy as np

__all__ = [
    "DASHES",
    "HATCHES",
    "SHAPES",
    "Areas",
    "Bars",
    "Cells",
    "Curves",
    "Floats",
    "Mark",
    "Points",
    "Ribbons",
    "Text",
    "spread",
]

Floats = np.ndarray[Any, np.dtype[np.float64]]

SHAPES: Final = (
    "circle",
    "square",
    "diamond",
    "triangle",
    "inverted",
    "pentagon",
    "hexagon",
    "star",
)
"""Shapes of points, in the order in which kinds take them."""

DASHES: Final = ("solid", "dashed", "dotted")
HATCHES: Final = ("", "////", "....", "\\\\\\\\", "xxxx", "----", "||||", "oooo")
"""Fillings of bars and areas beside their colour, in the order in which kinds take them."""


def spread(value: Any, count: int) -> list[Any]:
    """Return one value an item, given one for all or one for each.

    >>> spread("ink", 2), spread((1.0, 2.0), 2)
    (['ink', 'ink'], [1.0, 2.0])
    """
    if isinstance(value, str) or not isinstance(value, Sequence | np.ndarray):
        return [value] * count  # a text is one value
    values = list(value)
    if len(values) != count:
        raise ValueError(f"expected one value or {count}, got {len(values)}")
    return values


def _check_bent(paths: Sequence[Floats], *, bent: bool) -> None:
    wrong = [len(path) for path in paths if bent and len(path) % 3 != 1]
    if wrong:
        raise ValueError(f"a bent path has 1 + 3 n points, one of these has {wrong[0]}")


@dataclass(frozen=True, kw_only=True)
class _Family:
    """What all marks have: what they mean, where they lie, and the papers behind each item.

    `role` says what the items are ("paper", "parent", "main path"); `layer` is drawn from low to
    high, and below zero it is background, over which words may lie. `papers` holds the ids of the
    papers that an item stands for, `words` what is read when it is pointed at; both are empty or
    have one value an item.
    """

    role: str
    layer: int = 0
    papers: tuple[tuple[str, ...], ...] = ()
    words: tuple[str, ...] = ()

    def papers_of(self, item: int) -> tuple[str, ...]:
        """Return the papers behind one item."""
        return self.papers[item] if self.papers else ()

    def words_of(self, item: int) -> str:
        """Return what is said of one item."""
        return self.words[item] if self.words else ""


@dataclass(frozen=True, kw_only=True)
class Points(_Family):
    """Dots with an area: `size` is the diameter in points; hollow where not `filled`."""

    kind: ClassVar = "points"
    x: Floats
    y: Floats
    size: float | Sequence[float] = 4.0
    ink: str | Sequence[str] = "ink"
    shape: str | Sequence[str] = "circle"
    filled: bool | Sequence[bool] = True
    edge: float = 0.8
    layer: int = 2

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True, kw_only=True)
class Curves(_Family):
    """Lines: each path has shape (n, 2).

    With `bent`, a path is a chain of cubic Bezier curves: its first point, then for each curve two
    control points and its end. `arrows` puts a small head at the end.
    """

    kind: ClassVar = "curves"
    paths: tuple[Floats, ...]
    ink: str | Sequence[str] = "ink"
    width: float | Sequence[float] = 0.8
    dash: Literal["solid", "dashed", "dotted"] = "solid"
    bent: bool = False
    arrows: bool = False
    opacity: float = 1.0
    layer: int = 1

    def __post_init__(self) -> None:
        _check_bent(self.paths, bent=self.bent)

    def __len__(self) -> int:
        return len(self.paths)


@dataclass(frozen=True, kw_only=True)
class Bars(_Family):
    """Upright rectangles between two corners, low and high."""

    kind: ClassVar = "bars"
    left: Floats
    bottom: Floats
    right: Floats
    top: Floats
    ink: str | Sequence[str] = "ink"
    hatch: str | Sequence[str] = ""
    outline: str | None = None
    opacity: float = 1.0

    def __len__(self) -> int:
        return len(self.left)


@dataclass(frozen=True, kw_only=True)
class Cells(Bars):
    """Rectangles of a table whose colour is a quantity (``sequence:`` or ``balance:``)."""

    kind: ClassVar = "cells"


@dataclass(frozen=True, kw_only=True)
class Areas(_Family):
    """Filled outlines: each path has shape (n, 2) and is closed by itself; bent as for curves."""

    kind: ClassVar = "areas"
    paths: tuple[Floats, ...]
    ink: str | Sequence[str] = "faint"
    hatch: str | Sequence[str] = ""
    bent: bool = False
    opacity: float = 1.0

    def __post_init__(self) -> None:
        _check_bent(self.paths, bent=self.bent)

    def __len__(self) -> int:
        return len(self.paths)


@dataclass(frozen=True, kw_only=True)
class Ribbons(Areas):
    """Bands whose width is a quantity, from one place to another."""

    kind: ClassVar = "ribbons"
    bent: bool = True
    opacity: float = 0.55


@dataclass(frozen=True, kw_only=True)
class Text(_Family):
    """Words: `size` in points; `dx` and `dy` shift each from its place by so many points.

    `halign` and `valign` say which part of the words stands there ("left", "center", "right";
    "bottom", "middle", "baseline", "top"). `plate` lays ground under the words, where they stand
    over background. `angle` is 0 or 90 degrees.
    """

    kind: ClassVar = "text"
    x: Floats
    y: Floats
    text: tuple[str, ...]
    size: float | Sequence[float] = 7.0
    ink: str | Sequence[str] = "ink"
    halign: str | Sequence[str] = "left"
    valign: str | Sequence[str] = "baseline"
    dx: float | Sequence[float] = 0.0
    dy: float | Sequence[float] = 0.0
    weight: Literal["regular", "semibold", "italic"] = "regular"
    angle: int = 0
    plate: bool = False
    layer: int = 4
    papers: tuple[tuple[str, ...], ...] = field(default=())

    def __len__(self) -> int:
        return len(self.text)


Mark = Points | Curves | Bars | Cells | Areas | Ribbons | Text
