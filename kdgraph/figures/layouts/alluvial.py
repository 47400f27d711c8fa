"""Alluvial drawings: columns of blocks, with bands as wide as what leads from block to block.

The order of the blocks in each column is the one of fewest crossings that is found: columns are put
in the order of the middles of what they are joined with, back and forth (Sugiyama, Tagawa & Toda
1981), then neighbours change places as long as that helps. Crossings of two bands weigh the product
of their widths. Equal orders stay as they were given, so that the same data give the same picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from kdgraph.figures.canvas.marks import Bars, Floats, Mark, Ribbons, Text
from kdgraph.figures.canvas.page import MARGIN
from kdgraph.figures.canvas.typography import fitted, measure, wrapped

__all__ = ["Alluvial", "Band", "Block", "Column"]

_SIZE: Final = 6.6  # points
_LINE: Final = 7.8  # from line to line of a name
_SLOT: Final = 8.6  # a block has at least this much room, for its name
_GAP: Final = 2.6  # between two slots
_WIDE: Final = 5.0 * 72
_BLOCK: Final = (5.0, 7.0)  # across, on a narrow and on a wide page
_BESIDE: Final = 2.6  # between a block and its name
_HEAD: Final = 19.0  # the two lines above a column
_LARGEST: Final = 24.0  # of one paper
_ROUNDS: Final = 12
_SWAPS: Final = 40
_LANE: Final = 0.25  # what keeps a stream in its place, as a part of its papers


@dataclass(frozen=True, slots=True)
class Block:
    """A block: `size` of it are there, of which `hatched` are drawn as not known.

    What joins the rest stands `last` in its column, whatever it crosses.
    """

    key: str
    name: str
    ink: str
    size: float
    hatched: float = 0.0
    papers: tuple[str, ...] = ()
    words: str = ""
    last: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """Blocks above each other below a heading; `fixed` where their order means something."""

    title: str
    below: str
    blocks: tuple[Block, ...]
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """What leads from a block of a column to one of the next."""

    column: int
    left: str
    right: str
    size: float
    papers: tuple[str, ...] = ()
    words: str = ""


@dataclass(slots=True)
class _Slot:
    """Where a block stands: the upper and the lower edge of what is drawn of it."""

    top: float
    bottom: float
    block: Block
    scale: float
    used: dict[str, float] = field(default_factory=lambda: {"in": 0.0, "out": 0.0})

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    def take(self, way: str, size: float) -> tuple[float, float]:
        """Return the next piece of the edge, from above."""
        upper = self.top - self.used[way]
        self.used[way] += size * self.scale
        return upper, upper - size * self.scale


class Alluvial:
    """The drawing, in points from the lower left corner of a panel as wide as the page.

    A block is as high as the largest of three: its own size, all that leads into it, and all that
    leads out of it. What exceeds its own size is pale.

    Parameters
    ----------
    columns : sequence of Column
        From left to right, at least one, each with a block.
    bands : sequence of Band
        Between neighbouring columns, each above zero.
    page : float
        The width in points.
    high : float
        Points of the highest column, unless the names need more.

    Attributes
    ----------
    height : float
        Points, headings included.
    crossings : float
        The sum over all crossings of two bands of the product of their widths.
    exceeding : int
        How many blocks are higher than their own size.
    """

    def __init__(
        self, columns: Sequence[Column], bands: Sequence[Band], page: float, high: float
    ) -> None:
        self._bands, self._page = list(bands), page
        self._width = _BLOCK[page >= _WIDE]
        self.columns = _ordered(columns, self._bands)
        self.crossings = sum(
            _crossings(self.columns, self._bands, number) for number in range(len(columns) - 1)
        )
        self._extent = _extents(self.columns, self._bands)
        self.exceeding = sum(
            self._extent[number, block.key] > block.size + 1e-9
            for number, column in enumerate(self.columns)
            for block in column.blocks
        )
        self.scale = self._fitting(high)
        heights = [self._high(number, self.scale) for number in range(len(columns))]
        self._body = max(heights)
        self.height = self._body + _HEAD
        step = (page - 2 * MARGIN - self._width) / max(len(columns) - 1, 1)
        self._x = [MARGIN + number * step for number in range(len(columns))]
        # names of a column stand at its right, those of the last one at its left
        free = step - self._width - 2 * _BESIDE if len(columns) > 1 else page - 30.0
        self._rooms = [
            free * (0.5 if n + 2 >= len(columns) > 1 else 0.8) for n in range(len(columns))
        ]
        self._slots = [dict(self._placed(number)) for number in range(len(columns))]

    def _slot_high(self, number: int, block: Block, scale: float) -> float:
        return max(_SLOT, self._extent[number, block.key] * scale)

    def _high(self, number: int, scale: float) -> float:
        slots = [self._slot_high(number, one, scale) for one in self.columns[number].blocks]
        return sum(slots) + _GAP * max(len(slots) - 1, 0)

    def _fitting(self, high: float) -> float:
        """Return how many points a size of 1 takes, so that no column is higher than `high`."""
        low, up = 0.0, _LARGEST
        for _ in range(60):
            scale = (low + up) / 2
            fits = all(self._high(n, scale) <= high for n in range(len(self.columns)))
            low, up = (scale, up) if fits else (low, scale)
        # where names alone take more, blocks are still seen
        return max(low, 0.25 * _SLOT / max([1.0, *self._extent.values()]))

    def _placed(self, number: int) -> Iterator[tuple[str, _Slot]]:
        y = self._body - (self._body - self._high(number, self.scale)) / 2
        for block in self.columns[number].blocks:
            slot = self._slot_high(number, block, self.scale)
            drawn = self._extent[number, block.key] * self.scale
            middle = y - slot / 2
            yield (
                block.key,
                _Slot(middle + drawn / 2, middle - drawn / 2, block, self.scale),
            )
            y -= slot + _GAP

    def marks(self, role: str) -> Iterator[Mark]:
        """Give bands, blocks, names and headings; `role` says what the bands are."""
        yield from self._ribbons(role)
        yield from self._blocks()
        yield from self._names()
        yield from self._heads()

    def _ribbons(self, role: str) -> Iterator[Mark]:
        place = [{block.key: n for n, block in enumerate(column.blocks)} for column in self.columns]
        ends: dict[int, list[tuple[float, float]]] = {}
        outgoing = sorted(
            range(len(self._bands)),
            key=lambda n: place[self._bands[n].column + 1][self._bands[n].right],
        )
        for n in outgoing:
            band = self._bands[n]
            ends[n] = [self._slots[band.column][band.left].take("out", band.size)]
        incoming = sorted(
            range(len(self._bands)), key=lambda n: place[self._bands[n].column][self._bands[n].left]
        )
        for n in incoming:
            band = self._bands[n]
            ends[n].append(self._slots[band.column + 1][band.right].take("in", band.size))
        if self._bands:
            inks = [self._ink(band) for band in self._bands]
            yield Ribbons(
                role=role,
                paths=tuple(
                    _ribbon(
                        self._x[band.column] + self._width,
                        self._x[band.column + 1],
                        *ends[n],
                    )
                    for n, band in enumerate(self._bands)
                ),
                ink=inks,
                opacity=0.38,
                layer=-2,
                papers=tuple(band.papers for band in self._bands),
                words=tuple(band.words for band in self._bands),
            )

    def _ink(self, band: Band) -> str:
        """Return the colour of the left end, where that has none the one of the right end."""
        ends = (self._slots[band.column][band.left], self._slots[band.column + 1][band.right])
        inks = [end.block.ink for end in ends]
        return next((ink for ink in inks if ":" in ink), inks[0])

    def _blocks(self) -> Iterator[Mark]:
        """Give what of each block is there, what is not known of that, and what exceeds it."""
        parts: dict[str, list[tuple[float, float, float, Block]]] = {}
        for number, slots in enumerate(self._slots):
            for slot in slots.values():
                block, x = slot.block, self._x[number]
                own = slot.top - block.size * self.scale
                known = own + block.hatched * self.scale
                for role, upper, lower in (
                    ("block", slot.top, known),
                    ("not read", known, own),
                    ("beyond", own, slot.bottom),
                ):
                    if upper - lower > 1e-6:
                        parts.setdefault(role, []).append((x, upper, lower, block))
        looks: dict[str, dict[str, Any]] = {
            "block": {},
            "not read": {"hatch": "////"},
            "beyond": {"opacity": 0.3},
        }
        for role, some in parts.items():
            left = np.array([x for x, _, _, _ in some])
            yield Bars(
                role=role,
                left=left,
                right=left + self._width,
                bottom=np.array([lower for _, _, lower, _ in some]),
                top=np.array([upper for _, upper, _, _ in some]),
                ink=[block.ink for _, _, _, block in some],
                papers=tuple(block.papers for _, _, _, block in some),
                words=tuple(block.words for _, _, _, block in some),
                **looks[role],
            )

    def _names(self) -> Iterator[Mark]:
        rows: list[tuple[float, float, str, str, Block]] = []
        last = len(self.columns) - 1
        for number, slots in enumerate(self._slots):
            aside = number == last and last > 0
            edge = -_BESIDE if aside else self._width + _BESIDE
            for slot in slots.values():
                lines = self._lines(slot, number)
                y = slot.middle + (len(lines) - 1) * _LINE / 2
                for place, line in enumerate(lines):
                    rows.append(
                        (
                            self._x[number] + edge,
                            y - place * _LINE,
                            line,
                            "right" if aside else "left",
                            slot.block,
                        )
                    )
        yield Text(
            role="name",
            x=np.array([x for x, *_ in rows]),
            y=np.array([y for _, y, *_ in rows]),
            text=tuple(line for _, _, line, _, _ in rows),
            size=_SIZE,
            halign=[across for *_, across, _ in rows],
            valign="middle",
            papers=tuple(block.papers for *_, block in rows),
            words=tuple(block.words for *_, block in rows),
        )

    def _lines(self, slot: _Slot, number: int) -> list[str]:
        """Return the name of a block with its size, on as many lines as its slot has room for."""
        room = self._slot_high(number, slot.block, self.scale)
        most = max(int((room + 1.0) / _LINE), 1)
        name, size = slot.block.name, f"{slot.block.size:,.0f}"
        width = self._rooms[number]
        *words, final = name.split() or [""]
        lines: list[str] = []
        for word in [*words, f"{final} {size}".strip()]:  # the number is not parted from its word
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and measure(longer, _SIZE).width <= width:
                lines[-1] = longer
            else:
                lines.append(word)
        if len(lines) <= most and all(measure(line, _SIZE).width <= width for line in lines):
            return lines
        left = width - measure(f" {size}", _SIZE).width
        if most == 1:
            return [f"{fitted(name, _SIZE, left)} {size}"]
        first = wrapped(name, _SIZE, width)[: most - 1]
        rest = name.split()[sum(len(line.split()) for line in first) :]
        return [*first, f"{fitted(' '.join(rest), _SIZE, left)} {size}".strip()]

    def _heads(self) -> Iterator[Mark]:
        last = len(self.columns) - 1
        sides = ["left", *["center"] * (last - 1), "right"][: last + 1]
        shift = {"left": 0.0, "center": self._width / 2, "right": self._width}
        x = np.array([at + shift[side] for at, side in zip(self._x, sides, strict=True)])
        for role, said, y, ink, weight in (
            ("column", [one.title for one in self.columns], 12.0, "ink", "semibold"),
            ("column, more", [one.below for one in self.columns], 4.5, "muted", "regular"),
        ):
            yield Text(
                role=role,
                x=x,
                y=np.full(len(x), self._body + y),
                text=tuple(said),
                size=_SIZE,
                ink=ink,
                halign=sides,
                weight="semibold" if weight == "semibold" else "regular",
            )


def _ribbon(x0: float, x1: float, left: tuple[float, float], right: tuple[float, float]) -> Floats:
    """Return the outline of a band, as a chain of four Bezier curves."""
    middle = (x0 + x1) / 2
    (a, b), (c, d) = left, right
    points = [(x0, a), (middle, a), (middle, c), (x1, c)]
    points += [(x1, c), (x1, d), (x1, d)]
    points += [(middle, d), (middle, b), (x0, b)]
    points += [(x0, b), (x0, a), (x0, a)]
    return np.array(points)


def _extents(columns: Sequence[Column], bands: Sequence[Band]) -> Mapping[tuple[int, str], float]:
    """Return how large each block is drawn: the largest of its size and what leads in and out."""
    out: dict[tuple[int, str], float] = {}
    into: dict[tuple[int, str], float] = {}
    for band in bands:
        one, other = (band.column, band.left), (band.column + 1, band.right)
        out[one] = out.get(one, 0.0) + band.size
        into[other] = into.get(other, 0.0) + band.size
    return {
        (number, block.key): max(
            block.size, out.get((number, block.key), 0.0), into.get((number, block.key), 0.0)
        )
        for number, column in enumerate(columns)
        for block in column.blocks
    }


# --- the order of blocks --------------------------------------------------------------------------


def _ties(
    columns: Sequence[Column], bands: Sequence[Band], number: int
) -> list[tuple[str, str, float]]:
    """Return what joins a column with the next: bands, and weakly a stream with itself."""
    ties = [(band.left, band.right, band.size) for band in bands if band.column == number]
    after = {block.key: block.size for block in columns[number + 1].blocks}
    ties += [
        (block.key, block.key, _LANE * min(block.size, after[block.key]))
        for block in columns[number].blocks
        if block.key in after
    ]
    return ties


def _crossings(
    columns: Sequence[Column], bands: Sequence[Band], number: int, *, lanes: bool = False
) -> float:
    """Return the weight of all crossings between a column and the next."""
    ties = _ties(columns, bands, number)
    if not lanes:
        ties = ties[: sum(band.column == number for band in bands)]
    if len(ties) < 2:
        return 0.0
    left = {block.key: n for n, block in enumerate(columns[number].blocks)}
    right = {block.key: n for n, block in enumerate(columns[number + 1].blocks)}
    a = np.array([left[one] for one, _, _ in ties])
    b = np.array([right[other] for _, other, _ in ties])
    w = np.array([size for _, _, size in ties])
    cross = (a[:, None] < a[None, :]) & (b[:, None] > b[None, :])
    return float((w[:, None] * w[None, :])[cross].sum())


def _cost(columns: Sequence[Column], bands: Sequence[Band], around: int | None = None) -> float:
    """Return all crossings, or those on both sides of one column."""
    last = len(columns) - 1
    where = range(last) if around is None else range(max(around - 1, 0), min(around + 1, last))
    return sum(_crossings(columns, bands, number, lanes=True) for number in where)


def _ordered(columns: Sequence[Column], bands: Sequence[Band]) -> list[Column]:
    """Return the columns with their blocks in the order of fewest crossings that is found."""
    best = now = list(columns)
    lowest = _cost(best, bands)
    for turn in range(_ROUNDS):
        forward = turn % 2 == 0
        for number in range(len(now))[:: 1 if forward else -1]:
            now = _by_middles(now, bands, number, forward=forward)
        cost = _cost(now, bands)
        if cost < lowest - 1e-9:
            best, lowest = now, cost
    for _ in range(_SWAPS):
        better = False
        for number in range(len(best)):
            best, changed = _swapped(best, bands, number)
            better |= changed
        if not better:
            break
    return best


def _by_middles(
    columns: list[Column], bands: Sequence[Band], number: int, *, forward: bool
) -> list[Column]:
    """Return the columns with one in the order of the middles of what it is joined with."""
    other = number - 1 if forward else number + 1
    if columns[number].fixed or not 0 <= other < len(columns):
        return columns
    place = {
        block.key: n / max(len(columns[other].blocks) - 1, 1)
        for n, block in enumerate(columns[other].blocks)
    }
    sums: dict[str, tuple[float, float]] = {}
    for left, right, size in _ties(columns, bands, min(number, other)):
        own, away = (right, left) if forward else (left, right)
        total, weight = sums.get(own, (0.0, 0.0))
        sums[own] = (total + size * place[away], weight + size)
    blocks = columns[number].blocks
    middles = {
        block.key: sums[block.key][0] / sums[block.key][1]
        if sums.get(block.key, (0.0, 0.0))[1] > 0
        else n / max(len(blocks) - 1, 1)
        for n, block in enumerate(blocks)
    }
    order = sorted(
        range(len(blocks)), key=lambda n: (blocks[n].last, round(middles[blocks[n].key], 9), n)
    )
    return _with(columns, number, [blocks[n] for n in order])


def _swapped(
    columns: list[Column], bands: Sequence[Band], number: int
) -> tuple[list[Column], bool]:
    """Return the columns with neighbours of one exchanged where that saves crossings."""
    better = False
    if columns[number].fixed:
        return columns, better
    for place in range(len(columns[number].blocks) - 1):
        blocks = list(columns[number].blocks)
        if blocks[place].last != blocks[place + 1].last:
            continue
        blocks[place], blocks[place + 1] = blocks[place + 1], blocks[place]
        tried = _with(columns, number, blocks)
        if _cost(tried, bands, number) < _cost(columns, bands, number) - 1e-9:
            columns, better = tried, True
    return columns, better


def _with(columns: list[Column], number: int, blocks: Sequence[Block]) -> list[Column]:
    old = columns[number]
    changed = Column(old.title, old.below, tuple(blocks), old.fixed)
    return [*columns[:number], changed, *columns[number + 1 :]]
