"""Where the papers of a main path stand, and those around it."""

from __future__ import annotations

from typing import Final

import numpy as np

from kdgraph.figures._dodging import in_turn
from kdgraph.figures._mainstream import AROUND, Mainstream
from kdgraph.figures._routes import Lanes, Stop, lay_out
from kdgraph.figures._settling import Spot, backward, elbow, settle
from kdgraph.figures._shown import dots
from kdgraph.figures._years import year_axis
from kdgraph.figures.canvas.marks import Floats
from kdgraph.figures.canvas.page import MARGIN
from kdgraph.figures.canvas.typography import fitted, measure

__all__ = ["BESIDE", "GREY_DOT", "GREY_SIZE", "NARROW", "SIZE", "Places"]

SIZE: Final = 6.8
"""Points, of the names on the path."""

GREY_SIZE: Final = 6.0
GREY_DOT: Final = 3.0
BESIDE: Final = 1.6
"""Points between a grey dot and its name."""

NARROW: Final = 324.0
"""Points of a page; below, names and dots are smaller and fewer."""

_WIDE: Final = 600.0  # above, more papers are around the path
_ROW: Final = 10.0  # points from row to row
_LONGEST: Final = 94.0  # points of a name
_LONGEST_GREY: Final = 66.0
_RIGHT: Final = 46.0  # points that names may reach beyond the last moment
_LEFT: Final = 8.0
_NEXT: Final = 7.0  # points from one dot of the spine to the next
_DOT: Final = (3.8, 8.5)
_POLE: Final = 2.2  # points between a dot and the name left or right of it
_LEAST: Final = 38.0  # points right of a dot that are enough for a name
_NAMES: Final = 20  # names that any page has room for
_PER_NAME: Final = 13.0  # points of width for each name, where those are more
_BEYOND: Final = 3  # rows for papers around, above and below the path and its names


class Places:
    """The places of the papers on a page of so many points.

    Attributes
    ----------
    on_path, grey : DataFrame
        The papers of the main paths, and those around them.
    sides : dict
        The ends of the path that tie with others, and on which side of the dot their name stands.
    left, room : float
        Points left of the time axis, and its width; `scale` of them are one unit of the axis.
    x, y : dict
        Points from the left end of the axis, and rows; papers that found no row are not in `y`.
    dot, name, short : dict
        Diameters of the dots on the path; names on it and around it.
    labelled : list
        The papers around it whose names have room.
    crowded : bool
        Whether years of several papers of the path are wider.
    moved : float
        Months by which a dot is moved at most, so that none hides another.
    low, high : float
        The rows from the lowest to the highest; `pitch` points each.
    """

    def __init__(self, stream: Mainstream, page: float) -> None:
        self.stream = stream
        papers = stream.papers
        self.on_path = papers[papers["role"] != AROUND]
        self.grey = papers[papers["role"] == AROUND]
        self.sides = self._sides()
        narrow = page < NARROW
        sizes = dots(self.on_path["cited"], _DOT[0] - 0.6 * narrow, _DOT[1] - 2.4 * narrow)
        self.dot = dict(zip(self.on_path.index, sizes, strict=True))
        self.pitch = _ROW - narrow
        self.beyond = 2 if narrow else _BEYOND + 2 * (page > _WIDE)
        longest = _LONGEST * (0.9 if narrow else 1.0)
        self.name = {one: fitted(name, SIZE, longest) for one, name in self.on_path["name"].items()}
        words = {one: measure(name, SIZE).width for one, name in self.name.items()}
        time = papers["time"].to_numpy(dtype=np.float64)
        tied = papers.index.isin([one for one, side in self.sides.items() if side])
        spine = [one for one in stream.spine if one not in self.sides]
        self.crowded = narrow and len(spine) > len(set(np.floor(papers["time"].loc[spine])))
        crowd = papers["time"].loc[spine].to_numpy(dtype=np.float64) if self.crowded else None
        self.left = _LEFT
        for _ in range(8):  # names left of the first papers need room, which moves the papers
            self.room = page - self.left - _RIGHT - MARGIN
            self.years = year_axis(time[~tied], self.room, aside=time[tied], crowd=crowd)
            self.scale = self.room / self.years.axis.high
            self.x = dict(zip(papers.index, self.years.at(time) * self.scale, strict=True))
            reach = [
                MARGIN + words[one] + _POLE + self.dot[one] / 2 - self.x[one]
                for one, side in self.sides.items()
                if side < 0
            ]
            if max(reach, default=0.0) <= self.left:
                break
            self.left = max(reach) + 0.5
        self._spread()
        for one in self.on_path.index:  # shorter names where the page ends, if they say enough
            room = self.room + _RIGHT - self.x[one] - self.dot[one] / 2 - _POLE
            if words[one] > room and (room >= _LEAST or self.sides.get(one, 0) > 0):
                self.name[one] = fitted(self.name[one], SIZE, room)
                words[one] = measure(self.name[one], SIZE).width
        rank = self._ranks()
        self.stops = {
            one: Stop(one, self.x[one], self.dot[one], words[one], rank[one])
            for one in self.on_path.index
        }
        self.lanes = self._lanes()
        self.y: dict[str, float] = {one: float(row) for one, row in self.lanes.row.items()}
        self.labelled = self._settle()
        used = [*self.y.values(), *(flag.row for flag in self.lanes.flags.values()), 2, -2]
        self.low, self.high = min(used) - 0.6, max(used) + 0.6

    def _sides(self) -> dict[str, int]:
        """Return the ends of the path that tie with others: their names stand beside them."""
        arcs = self.stream.arcs[self.stream.arcs["role"] != AROUND]
        found: dict[str, int] = {}
        for end, neighbour, side in (("cited_id", "citing_id", -1), ("citing_id", "cited_id", 1)):
            ends = arcs[~arcs[end].isin(arcs[neighbour]) & ~arcs[end].duplicated(keep=False)]
            for _, group in ends.groupby(neighbour):
                if len(group) > 1:
                    found.update(dict.fromkeys(group[end], side))
        return found

    def _ranks(self) -> dict[str, int]:
        """Return whose name matters most: those on the list, then the most cited of each year."""
        papers = self.on_path.assign(moment=np.floor(self.on_path["time"]))
        place = papers.groupby("moment")["cited"].rank(ascending=False, method="first")
        papers = papers.assign(place=place, other=papers["kind"] < 0).sort_index()
        order = papers.sort_values(["other", "place", "cited"], ascending=[True, True, False])
        return {str(one): number for number, one in enumerate(order.index)}

    def _spread(self) -> None:
        """Move the dots of the spine apart where they would lie on one another."""
        spine = list(self.stream.spine)
        self.moved = 0.0
        if not spine:
            return
        year = np.floor(self.stream.papers["time"].loc[spine].to_numpy(dtype=np.float64))
        at = np.array([self.x[one] for one in spine])
        low, high = self.years.at(year) * self.scale, self.years.at(year + 1) * self.scale
        found = in_turn(at, year, low, high, _NEXT)
        self.moved = float((np.abs(found - at) / (high - low)).max()) * 12
        self.x.update(zip(spine, found.tolist(), strict=True))

    def _lanes(self) -> Lanes:
        arcs = self.stream.arcs[self.stream.arcs["role"] != AROUND]
        pairs = list(zip(arcs["cited_id"], arcs["citing_id"], strict=True))
        return lay_out(
            list(self.stops.values()),
            pairs,
            self.stream.spine,
            self.sides,
            (MARGIN - self.left, self.room + _RIGHT),
            max(_NAMES, int(self.room / _PER_NAME)),
        )

    def _settle(self) -> list[str]:
        """Give the papers around the path their rows; return those whose names have room too."""
        links, index = [], {one: number for number, one in enumerate(self.stream.papers.index)}
        grey = self.stream.arcs[self.stream.arcs["role"] == AROUND]
        for cited, citing in zip(grey["cited_id"], grey["citing_id"], strict=True):
            links.append((index[cited], index[citing]))
        used = [*self.y.values(), *(flag.row for flag in self.lanes.flags.values()), 1, -1]
        rows = range(int(min(used)) - self.beyond, int(max(used)) + self.beyond + 1)
        near = sorted((row for row in rows if row), key=lambda row: (abs(row), row))
        shorts = {
            one: fitted(name, GREY_SIZE, _LONGEST_GREY) for one, name in self.grey["name"].items()
        }
        half = GREY_DOT / 2
        fixed = [
            Spot(self.x[one], self.dot[one] / 2, self.dot[one] / 2, self.lanes.row[one])
            for one in self.on_path.index
        ]
        labelled = list(self.grey.index[: len(self.grey) // 2])
        spots = [
            Spot(
                self.x[one],
                half,
                half + (BESIDE + measure(shorts[one], GREY_SIZE).width if one in labelled else 0.0),
            )
            for one in self.grey.index
        ]
        found = settle([*fixed, *spots], links, near, self.lanes.taken)
        for one, row in zip(self.grey.index, found[len(fixed) :], strict=False):
            if row is not None:
                self.y[one] = float(row)
        self.short = shorts
        limit = self.room + _RIGHT
        return [
            one
            for one in labelled
            if one in self.y
            and self.x[one] + half + BESIDE + measure(shorts[one], GREY_SIZE).width <= limit
        ]

    def track(self, cited: str, citing: str) -> Floats:
        """Return the line of a citation on the path, in units of the panel."""
        return self._units(self.lanes.track(self.stops[cited], self.stops[citing]))

    def bow(self, cited: str, citing: str) -> Floats:
        """Return the line of a citation around the path."""
        x, y = self.x, self.y
        line = backward if x[citing] < x[cited] else elbow
        return self._units(line(x[cited], y[cited], x[citing], y[citing]))

    def pole(self, one: str, row: int) -> Floats:
        """Return the line from a dot to the top of its name."""
        x, y = self.x[one], self.y[one]
        return self._units(np.array([(x, y), (x, row + np.sign(row - y) * 0.25)]))

    def _units(self, path: Floats) -> Floats:
        units: Floats = path / np.array([self.scale, 1.0])
        return units
