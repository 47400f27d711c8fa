"""Where the papers of an evolution tree stand: rows, moments, dots, names and branches."""

from __future__ import annotations

from typing import Final

import numpy as np

from kdgraph.figures._dendrogram import Node, pack, place
from kdgraph.figures._descent import Descent
from kdgraph.figures._settling import backward
from kdgraph.figures._years import year_axis
from kdgraph.figures.canvas.marks import Floats
from kdgraph.figures.canvas.page import MARGIN
from kdgraph.figures.canvas.typography import fitted, measure

__all__ = ["HEADING_SIZE", "LEFT", "NAME_SIZE", "ROW", "Tree"]

ROW: Final = 8.5  # points from row to row
NAME_SIZE: Final = 7.0  # points
HEADING_SIZE: Final = 6.5
LEFT: Final = 8.0  # points before the first moment
_SMALLEST_DOT: Final = 3.6
_LARGEST_DOT: Final = 8.5
_TURN: Final = 6.0  # points, the radius of a branch's bend
_LEAST_RIGHT: Final = 24.0  # points that names may reach beyond the last moment
_MOST_RIGHT: Final = 0.24  # of the page: the same
_APART: Final = 1.7  # rows between the tree and the papers without a known parent
_QUARTER: Final = 0.55  # control points that make a quarter of a circle
_BESIDE: Final = 4.0  # points between a heading and the dot right of it
_NAME_HALF: Final = 4.2  # points above and below the middle of a name that its ground takes
_STEPS: Final = np.linspace(0.0, 1.0, 25)[:, None]
_ON_NAME, _ON_DOT, _ON_BRANCH = 1.0, 0.6, 0.35  # what a point of a side line costs there
_LONGER: Final = 0.15  # and each time that it is as long as the straight line


class Tree:
    """The places of papers on a page of so many points across.

    Attributes
    ----------
    methods : dict
        The papers by id.
    years : Years
        The time axis; `scale` is how many points one of its units takes, `room` all of it.
    x, row, dot, names : dict
        For each paper its moment in points, its row from the top, the diameter of its dot, and its
        name as far as there is room for it.
    alone : list of str
        Papers that hang on none and bear none; they stand in rows of their own, from `start` on.
    headings : dict
        Of each section with such papers, the row of its heading, at the left: that of its first
        papers, or where a dot is in the way one of its own above them. Empty unless asked for.
    rows : float
        How many rows there are.
    """

    def __init__(self, descent: Descent, page: float, *, headings: bool = False) -> None:
        self.descent = descent
        self.methods = descent.methods()
        times = np.array([method.time for method in self.methods.values()], dtype=np.float64)
        self.dot = self._dot_sizes()
        right = self._right(times, page - LEFT - MARGIN)
        self.room = page - LEFT - MARGIN - right
        self.years = year_axis(times, self.room)
        self.scale = self.room / self.years.axis.high  # points a unit of the axis
        places = self.years.at(times) * self.scale
        self.x: dict[str, float] = dict(zip(self.methods, places.tolist(), strict=True))
        self.names = {
            paper_id: fitted(
                method.name, NAME_SIZE, self.room + right - self.x[paper_id] - self.shift(paper_id)
            )
            for paper_id, method in self.methods.items()
        }
        parents = {method.hangs_on for method in self.methods.values()}
        self.alone = [
            paper_id
            for paper_id, method in self.methods.items()
            if method.hangs_on is None and paper_id not in parents
        ]
        tree = place([self._node(one) for one in self.methods if one not in set(self.alone)])
        rest = pack([self._node(one) for one in self.alone])
        self.trunk = tree.trunk
        self.start = tree.rows + (_APART if tree.rows and rest.rows else 0.0)
        self.row = {one: float(row) for one, row in tree.row.items()}
        self.headings: dict[int, float] = {}
        lower = dict(rest.row)
        rows = rest.rows
        if headings:
            rows += self._make_room(lower)
        self.rows = max(self.start + rows, 1.0)
        self.row |= {one: self.start + row for one, row in lower.items()}

    def _make_room(self, lower: dict[str, int]) -> int:
        """Move papers down where a heading above them needs a row; return how many rows that is."""
        more = 0
        for kind in sorted({self.methods[one].kind for one in lower}):
            own = [one for one in lower if self.methods[one].kind == kind]
            first = min(lower[one] for one in own)
            left = min(self.x[one] - self.dot[one] / 2 for one in own if lower[one] == first)
            room = left - _BESIDE + LEFT - MARGIN
            takes = measure(self.descent.sections[kind], HEADING_SIZE, "italic").width
            self.headings[kind] = self.start + first + more
            more += takes > room
            lower.update({one: lower[one] + more for one in own})
        return more

    def _right(self, times: Floats, whole: float) -> float:
        """Return the room that the names of the last papers need beyond the last moment."""
        years = year_axis(times, whole)
        shares = years.at(times) / years.axis.high
        needed = [_LEAST_RIGHT]
        for (paper_id, method), share in zip(self.methods.items(), shares, strict=True):
            words = self.shift(paper_id) + measure(method.name, NAME_SIZE).width
            # share of the room, and then the words, must not pass the whole
            needed.append((whole * share + words - whole) / max(share, 0.5))
        # the axis itself changes a little with its room
        return float(min(max(needed) + 2.0, whole * _MOST_RIGHT))

    def _dot_sizes(self) -> dict[str, float]:
        """Return diameters in points: the area grows with the citations."""
        most = max([method.cited for method in self.methods.values()], default=0) or 1
        low, high = _SMALLEST_DOT**2, _LARGEST_DOT**2
        return {
            paper_id: (low + method.cited / most * (high - low)) ** 0.5
            for paper_id, method in self.methods.items()
        }

    def shift(self, paper_id: str) -> float:
        """Return how far right of its place a paper's name begins."""
        return self.dot[paper_id] / 2 + 2.5

    def _node(self, paper_id: str) -> Node:
        method = self.methods[paper_id]
        words = measure(self.names[paper_id], NAME_SIZE).width
        return Node(
            name=paper_id,
            x=self.x[paper_id],
            before=self.dot[paper_id] / 2,
            after=self.shift(paper_id) + words,
            # against time, nothing descends along the axis: the branch is drawn by itself
            parent=None if method.against_time else method.hangs_on,
            kind=method.kind,
            apart=method.against_time,
        )

    def branch(self, parent: str, child: str) -> Floats:
        """Return a branch: up or down the trunk, round a bend, along the child's row."""
        x0, y0, x1, y1 = self.x[parent], self.row[parent], self.x[child], self.row[child]
        if y0 == y1:
            start = x0 + self._node(parent).after + 2.0
            return self.bent([(start, y0), (start, y0), (x1, y1), (x1, y1)])
        trunk = self.trunk[parent]
        turn = min(_TURN, abs(y1 - y0) * ROW, max(x1 - trunk, 1.0))
        corner = y1 - (1.0 if y1 > y0 else -1.0) * turn / ROW
        return self.bent(
            [
                (x0, y0),
                *[(trunk, y0)] * 3,
                *[(trunk, corner)] * 3,
                (trunk, corner + (y1 - corner) * _QUARTER),
                (trunk + turn * (1 - _QUARTER), y1),
                (trunk + turn, y1),
                *[(x1, y1)] * 3,
            ]
        )

    def against_time(self, parent: str, child: str) -> Floats:
        """Return the line from a parent to a child that stands left of it; no branch is like it."""
        path = backward(self.x[parent], self.row[parent], self.x[child], self.row[child])
        return self.bent([(float(x), float(y)) for x, y in path])

    def beside(self, parent: str, child: str) -> Floats:
        """Return a thin line between two papers, where least of it is lost behind names and lines.

        Of some hundred ways to leave the one and reach the other, the best by what they lie on.
        """
        x0, y0, x1, y1 = self.x[parent], self.row[parent], self.x[child], self.row[child]
        if x1 < x0:
            return self.against_time(parent, child)
        across, up = x1 - x0, y1 - y0
        bow = np.sign(up) or 1.0
        starts = [
            (x0 + a * across, y0 + b * up + lift * bow)
            for a in (-0.05, 0.0, 0.1, 0.3, 0.6)
            for b in (0.0, 0.4, 0.8)
            for lift in ((0.0,) if up else (-1.2, -2.5, 1.2, 2.5))
        ]
        ends = [
            (x1 - a * across, y1 - b * up - lift * bow)
            for a in (0.05, 0.2, 0.5, 0.8)
            for b in (0.0, 0.35)
            for lift in ((0.0,) if up else (-1.2, -2.5, 1.2, 2.5))
        ]
        paths = np.array(
            [[(x0, y0), start, end, (x1, y1)] for start in starts for end in ends],
            dtype=np.float64,
        )
        t = _STEPS
        points = (
            (1 - t) ** 3 * paths[:, None, 0]
            + 3 * (1 - t) ** 2 * t * paths[:, None, 1]
            + 3 * (1 - t) * t**2 * paths[:, None, 2]
            + t**3 * paths[:, None, 3]
        )
        steps = np.diff(points, axis=1) * np.array([1.0, ROW])
        straight = max(float(np.hypot(across, up * ROW)), 1.0)
        cost = (
            self._covered(points)
            + _LONGER * np.hypot(*np.moveaxis(steps, -1, 0)).sum(axis=1) / straight
        )
        best = paths[int(np.argmin(np.round(cost, 9)))]
        return self.bent([(float(x), float(y)) for x, y in best])

    def _covered(self, points: Floats) -> Floats:
        """Return which share of the points of each line lies behind names, dots and branches."""
        x, y = points[..., 0], points[..., 1] * ROW
        covered = np.zeros(x.shape)
        for one in self.methods:
            at, row = self.x[one], self.row[one] * ROW
            node = self._node(one)
            level = np.abs(y - row) < _NAME_HALF
            name = level & (x > at + self.shift(one) - 1.0) & (x < at + node.after + 1.0)
            covered = np.maximum(covered, np.where(name, _ON_NAME, 0.0))
            half = self.dot[one] / 2
            dot = (np.abs(x - at) < half) & (np.abs(y - row) < half)
            covered = np.maximum(covered, np.where(dot, _ON_DOT, 0.0))
        for child, method in self.methods.items():
            parent = None if method.against_time else method.hangs_on
            if parent is None:
                continue
            trunk, row = self.trunk[parent], self.row[child] * ROW
            ends = sorted((self.row[parent] * ROW, row))
            on = (np.abs(x - trunk) < 1.2) & (y >= ends[0]) & (y <= ends[1])
            on |= (np.abs(y - row) < 1.2) & (x >= trunk) & (x <= self.x[child])
            covered = np.maximum(covered, np.where(on, _ON_BRANCH, 0.0))
        share: Floats = covered.mean(axis=1)
        return share

    def bent(self, places: list[tuple[float, float]]) -> Floats:
        """Return places in points and rows as those of the panel."""
        return np.array([(x / self.scale, y) for x, y in places], dtype=np.float64)
