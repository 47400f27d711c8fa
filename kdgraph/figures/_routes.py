"""Lanes for a main path: one line straight through the middle, other ways beside it like tracks.

From left to right runs time. The longest chain of the path is the spine and stands in row 0. What
leaves it and comes back runs in a row of its own, above or below, short ways nearest. Names stand
like flags on poles, so that dots may be close together and their names still be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import numpy as np

from kdgraph.figures.canvas.marks import Floats
from kdgraph.figures.layouts.tracks import Rows, backward, elbow

__all__ = ["Flag", "Lanes", "Stop", "lay_out"]

_BEND: Final = 11.0  # points in which a track changes its row
_POLE: Final = 2.2  # points between a pole and its words
_APART: Final = 4.0  # points between words in a row
_HIGHEST: Final = 11  # rows of flags on either side
_THROUGH: Final = 1.5  # rows that crossing a track costs a flag
_OVERHANG: Final = 0.6  # and words left of their pole
_IN_THE_WAY: Final = 6.0  # and each stop without a name above or below the words
_SAME_SIDE: Final = 0.45


@dataclass(frozen=True, slots=True)
class Stop:
    """A paper of the path: its moment, its dot's diameter and the width of its name, in points.

    `rank` says how much it matters that it is named, 0 most.
    """

    name: str
    x: float
    dot: float
    words: float
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Flag:
    """Where a name stands: its row, and the part of it that the words take."""

    row: int
    left: float
    right: float
    pole: bool


@dataclass(slots=True)
class Lanes:
    """The rows of the stops, the rows that arcs run in, the flags, and what all of it takes.

    `arcs` has a row for each arc between two stops; `unnamed` holds the stops whose names have no
    room.
    """

    row: dict[str, int] = field(default_factory=dict)
    arcs: dict[tuple[str, str], int] = field(default_factory=dict)
    flags: dict[str, Flag] = field(default_factory=dict)
    unnamed: list[str] = field(default_factory=list)
    taken: Rows = field(default_factory=Rows)

    def track(self, cited: Stop, citing: Stop) -> Floats:
        """Return the bent line of an arc, in points across and rows up."""
        start = cited.x, float(self.row[cited.name])
        end = citing.x, float(self.row[citing.name])
        lane = float(self.arcs[cited.name, citing.name])
        if citing.x < cited.x:
            return backward(*start, *end)
        if citing.x - cited.x < 2.0:
            return elbow(*start, *end)
        bend = min(_BEND, (citing.x - cited.x) / 2)
        places = [start]
        places += _leg(start, (start[0] + bend, lane)) if start[1] != lane else []
        corner = (end[0] - bend, lane)
        places += [places[-1], corner, corner] if end[1] != lane else [places[-1], end, end]
        places += _leg(corner, end) if end[1] != lane else []
        return np.array(places, dtype=np.float64)


def _leg(start: tuple[float, float], end: tuple[float, float]) -> list[tuple[float, float]]:
    middle = (start[0] + end[0]) / 2
    return [(middle, start[1]), (middle, end[1]), end]


def lay_out(
    stops: Sequence[Stop],
    arcs: Sequence[tuple[str, str]],
    spine: Sequence[str],
    leaves: Mapping[str, int],
    ends: tuple[float, float],
    most: int,
) -> Lanes:
    """Return where a path stands.

    Parameters
    ----------
    stops : sequence of Stop
        Cited before citing.
    arcs : sequence of (str, str)
        Cited and citing stops.
    spine : sequence of str
        The stops in row 0.
    leaves : mapping
        Stops whose name stands beside them in their row: -1 left of the dot, 1 right of it.
    ends : (float, float)
        Points that no name reaches beyond, left and right.
    most : int
        So many names on poles; the first of the stops by `rank` get one.
    """
    return _Layout(stops, arcs, spine, leaves, ends, most).lanes


class _Layout:
    def __init__(
        self,
        stops: Sequence[Stop],
        arcs: Sequence[tuple[str, str]],
        spine: Sequence[str],
        leaves: Mapping[str, int],
        ends: tuple[float, float],
        most: int,
    ) -> None:
        self.stops = {stop.name: stop for stop in stops}
        self.leaves, self.ends = leaves, ends
        self.lanes = Lanes()
        self._last = 0  # the side of the name that was placed before
        self.words = Rows()
        self.tracks = Rows()
        self.open = set(arcs)
        self.before: dict[str, list[str]] = {name: [] for name in self.stops}
        self.after: dict[str, list[str]] = {name: [] for name in self.stops}
        for cited, citing in arcs:
            self.before[citing].append(cited)
            self.after[cited].append(citing)
        for name in spine:
            self.lanes.row[name] = 0
        for pair in pairwise(spine):
            if pair in self.open:
                self._run([*pair], 0)
        for route in sorted(self._routes(), key=self._length):
            self._run(route, self._lane(route))
        for cited, citing in sorted(self.open):
            self._run([cited, citing], self._lane([cited, citing]))
        for stop in sorted(self.stops.values(), key=lambda stop: (-stop.x, stop.name)):
            self._dot(stop)
        wished = sorted(
            (stop for stop in self.stops.values() if stop.name not in leaves),
            key=lambda stop: (stop.rank, stop.name),
        )
        self.lanes.unnamed += [stop.name for stop in wished[most:]]
        self.waiting = wished[:most]
        for stop in sorted(self.waiting, key=lambda stop: (-stop.x, stop.name)):
            self._flag(stop)

    def _routes(self) -> Iterator[list[str]]:
        """Give ways through stops without a row, each from a placed stop to one where it can."""
        placed = set(self.lanes.row)
        for name in list(self.stops):  # cited before citing, so a way is followed from its start
            if name in placed:
                continue
            route = [name]
            placed.add(name)
            while True:
                next_ = [one for one in self.after[route[-1]] if one not in placed]
                if not next_ or any(one in self.lanes.row for one in self.after[route[-1]]):
                    break
                route.append(next_[0])
                placed.add(next_[0])
            entry = self.before[route[0]]
            exit_ = [one for one in self.after[route[-1]] if one not in route]
            yield [*entry[:1], *route, *exit_[:1]]

    def _span(self, route: Sequence[str]) -> tuple[float, float]:
        xs = [self.stops[name].x for name in route]
        low, high = min(xs), max(xs)
        for name in (route[0], route[-1]):
            stop, side = self.stops[name], self.leaves.get(name, 0)
            reach = stop.dot / 2 + _POLE + stop.words
            low = min(low, stop.x - reach) if side < 0 else low
            high = max(high, stop.x + reach) if side > 0 else high
        return low, high

    def _length(self, route: Sequence[str]) -> tuple[float, str]:
        low, high = self._span(route)
        return high - low, route[0]

    def _lane(self, route: Sequence[str]) -> int:
        low, high = self._span(route)
        near = [self.lanes.row.get(name, 0) for name in (route[0], route[-1])]
        home = max(near, key=abs)
        rows = sorted(
            (row for row in range(-60, 61) if row),
            key=lambda row: (abs(row - home) + 0.1 * abs(row), -row),
        )
        return next(row for row in rows if self.lanes.taken.free(row, low + 3, high - 3, 0.0))

    def _run(self, route: Sequence[str], lane: int) -> None:
        """Put a route into a lane."""
        for name in route:
            self.lanes.row.setdefault(name, lane)
        low, high = self._span(route)
        if lane:
            self.lanes.taken.take(lane, low, high)
        for pair in pairwise(route):
            if pair in self.open:
                self.open.discard(pair)
                self.lanes.arcs[pair] = lane
                self._take_legs(*pair, lane)

    def _take_legs(self, cited: str, citing: str, lane: int) -> None:
        """Keep words away from a track and from where it changes its row."""
        a, b = self.stops[cited], self.stops[citing]
        self.tracks.take(lane, min(a.x, b.x), max(a.x, b.x))
        bend = min(_BEND, abs(b.x - a.x) / 2)
        for x, row in (
            (a.x + bend / 2, self.lanes.row[cited]),
            (b.x - bend / 2, self.lanes.row[citing]),
        ):
            for crossed in range(min(row, lane), max(row, lane) + 1):
                if row != lane:
                    self.tracks.take(crossed, x - bend / 2, x + bend / 2)

    def _dot(self, stop: Stop) -> None:
        row = self.lanes.row[stop.name]
        self.lanes.taken.take(row, stop.x - stop.dot / 2, stop.x + stop.dot / 2)
        self.words.take(row, stop.x - stop.dot / 2, stop.x + stop.dot / 2)
        side = self.leaves.get(stop.name, 0)
        if side:
            near = stop.x + side * (stop.dot / 2 + _POLE)
            left, right = sorted((near, near + side * stop.words))
            self.words.take(row, left, right)
            self.lanes.flags[stop.name] = Flag(row, left, right, pole=False)

    def _flag(self, stop: Stop) -> None:
        """Give a stop its name, at the best place that is left."""
        home = self.lanes.row[stop.name]
        best: tuple[float, Flag] | None = None
        for side in (1, -1) if home == 0 else (int(np.sign(home)),):
            passed = 0.0
            for step in range(1, _HIGHEST + 1):
                row = home + side * step
                for overhang, left in (
                    (0.0, stop.x + _POLE),
                    (_OVERHANG, stop.x - _POLE - stop.words),
                ):
                    right = left + stop.words
                    cost = step + passed + overhang + (_SAME_SIDE if side == self._last else 0.0)
                    cost += _IN_THE_WAY * self._waiting(stop, left, right)
                    if best is not None and cost >= best[0]:
                        continue
                    if left < self.ends[0] or right > self.ends[1]:
                        continue
                    around = (min(left, stop.x - 1), max(right, stop.x + 1))
                    if self.words.free(row, *around, _APART) and self.tracks.free(
                        row, *around, 1.0
                    ):
                        best = (cost, Flag(row, left, right, pole=True))
                if not self.words.free(row, stop.x - 0.5, stop.x + 0.5, 1.0):
                    break  # a pole would pass through words
                if not self.tracks.free(row, stop.x - 0.5, stop.x + 0.5, 0.0):
                    passed += _THROUGH
        if best is None:
            self.lanes.unnamed.append(stop.name)
            return
        flag = best[1]
        self._last = int(np.sign(flag.row - home))
        self.lanes.flags[stop.name] = flag
        for row in range(home, flag.row, self._last):
            self.words.take(row, stop.x - 0.5, stop.x + 0.5)
            self.lanes.taken.take(row, stop.x - 0.5, stop.x + 0.5)
        ends = (min(flag.left, stop.x), max(flag.right, stop.x))
        self.words.take(flag.row, *ends)
        self.lanes.taken.take(flag.row, *ends)

    def _waiting(self, stop: Stop, left: float, right: float) -> int:
        """Return how many stops still want a pole where the words would stand."""
        return sum(
            left - _APART < other.x < right + _APART
            for other in self.waiting
            if other.x < stop.x and other.name not in self.lanes.flags
        )
