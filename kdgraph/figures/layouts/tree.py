"""Trees of papers on a time axis: no branch crosses another, no words meet.

Each paper has its moment from left to right. From top to bottom it has a row, which its words and
the branch that leads to it take from the parent's moment to the end of the words. One child may
stand in the row of its parent, to the right of the parent's words; the others stand above and
below, their branches leaving from one trunk at the parent's moment. Rows are shared where what
stands in them is far enough apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from kdgraph.arrays import FloatArray
from kdgraph.figures._descent import Descent
from kdgraph.figures.canvas.page import MARGIN
from kdgraph.figures.canvas.typography import fitted, measure
from kdgraph.figures.layouts.tracks import backward
from kdgraph.figures.scales import year_axis

__all__ = [
    "HEADING_SIZE",
    "LEFT",
    "NAME_SIZE",
    "ROW",
    "Node",
    "Placed",
    "Tree",
    "pack_alone",
    "place_forest",
]

ROW: Final = 8.5  # points from row to row
NAME_SIZE: Final = 7.0  # points
HEADING_SIZE: Final = 6.5
LEFT: Final = 8.0  # points before the first moment
_SMALLEST_DOT: Final = 3.6
_LARGEST_DOT: Final = 8.5
_TURN: Final = 6.0  # points, the radius of a branch's bend
_LEAST_RIGHT: Final = 24.0  # points that names may reach beyond the last moment
_MOST_RIGHT: Final = 0.24  # of the page: the same
_ROWS_APART: Final = 1.7  # rows between the tree and the papers without a known parent
_QUARTER: Final = 0.55  # control points that make a quarter of a circle
_BESIDE: Final = 4.0  # points between a heading and the dot right of it
_NAME_HALF: Final = 4.2  # points above and below the middle of a name that its ground takes
_STEPS: Final = np.linspace(0.0, 1.0, 25)[:, None]
_ON_NAME, _ON_DOT, _ON_BRANCH = 1.0, 0.6, 0.35  # what a point of a side line costs there
_LONGER: Final = 0.15  # and each time that it is as long as the straight line
_GAP: Final = 7.0  # points between what shares a row
_CLEAR: Final = 3.0  # points between a trunk and the dots that it passes


@dataclass(frozen=True, slots=True)
class Node:
    """A paper to place: its moment in points, how far its words reach right of it, its kind.

    `before` and `after` are the points that its dot and words take left and right of `x`. A root
    that is `apart` stands, with what descends from it, in rows that no other family shares.
    """

    name: str
    x: float
    before: float
    after: float
    parent: str | None
    kind: int
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """Rows from the top, counted from 0, how many there are, and where each paper's trunk runs.

    `trunk` has the place in points from which branches leave to children in other rows: that of the
    paper, or left of it where a child is as old as its parent.
    """

    row: Mapping[str, int]
    rows: int
    trunk: Mapping[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class _Block:
    """A paper and what descends from it: for each row what it takes, and the row of the paper."""

    rows: list[list[tuple[float, float]]]
    members: dict[str, int]
    root: int = 0
    size: int = field(default=1)


def place_forest(nodes: Sequence[Node]) -> Placed:
    """Return the row of each paper of a forest; parents that are not among the nodes are none.

    Examples
    --------
    >>> family = [
    ...     Node("root", 0, 2, 30, None, 0),
    ...     Node("near", 20, 2, 30, "root", 0),
    ...     Node("far", 90, 2, 30, "root", 0),
    ...     Node("other", 60, 2, 30, "root", 1),
    ... ]
    >>> dict(place_forest(family).row)  # far stands in the row of the root
    {'near': 0, 'root': 1, 'far': 1, 'other': 2}
    """
    by_name = {node.name: node for node in nodes}
    children: dict[str, list[Node]] = {node.name: [] for node in nodes}
    roots: list[Node] = []
    for node in nodes:
        if node.parent in children:
            children[str(node.parent)].append(node)
        else:
            roots.append(node)
    blocks: dict[str, _Block] = {}
    trunks: dict[str, float] = {}
    for name in _children_first(roots, children):
        trunks[name] = _trunk(by_name[name], children[name])
        families = [(child, blocks.pop(child.name)) for child in children[name]]
        blocks[name] = _block(by_name[name], families, trunks[name])
    whole: _Block | None = None
    for root in sorted(roots, key=lambda node: (node.apart, node.kind, node.x, node.name)):
        block = blocks[root.name]
        whole = block if whole is None else _below(whole, block, sharing=not root.apart)
    if whole is None:
        return Placed({}, 0)
    row = dict(sorted(whole.members.items(), key=lambda item: (item[1], by_name[item[0]].x)))
    return Placed(row, len(whole.rows), trunks)


def pack_alone(nodes: Sequence[Node]) -> Placed:
    """Return rows for papers that hang together with none, each kind in rows of its own."""
    rows: list[float] = []
    found: dict[str, int] = {}
    start = 0
    kind: int | None = None
    for node in sorted(nodes, key=lambda node: (node.kind, node.x, node.name)):
        if node.kind != kind:
            kind, start = node.kind, len(rows)
        free = (row for row in range(start, len(rows)) if rows[row] + _GAP <= node.x - node.before)
        row = next(free, len(rows))
        if row == len(rows):
            rows.append(0.0)
        rows[row] = node.x + node.after
        found[node.name] = row
    return Placed(found, len(rows))


def _children_first(roots: Sequence[Node], children: Mapping[str, list[Node]]) -> list[str]:
    order: list[str] = []
    waiting = [root.name for root in roots]
    while waiting:
        name = waiting.pop()
        order.append(name)
        waiting += [child.name for child in children[name]]
    return order[::-1]


def _trunk(node: Node, children: Sequence[Node]) -> float:
    """Return where the trunk runs: clear of the dots of all children."""
    beside = [child.x - child.before - _CLEAR for child in children]
    return min([node.x, *beside])


def _block(node: Node, families: Sequence[tuple[Node, _Block]], trunk: float) -> _Block:
    own = _Block([[(node.x - node.before, node.x + node.after)]], {node.name: 0})
    clear = node.x + node.after + _GAP
    beside = [pair for pair in families if pair[0].x - pair[0].before >= clear]
    straight = max(
        beside,
        key=lambda pair: (pair[1].size, pair[0].kind == node.kind, -pair[0].x, pair[0].name),
        default=None,
    )
    if straight is not None:
        own = _joined(own, straight[1], (node.x, straight[0].x))
    others = sorted(
        (pair for pair in families if pair is not straight),
        key=lambda pair: (pair[0].kind, pair[0].x, pair[0].name),
    )
    half = sum(block.size for _, block in others) / 2
    upper: list[_Block] = []
    lower: list[_Block] = []
    seen = 0
    for child, block in others:
        block = _led_to(block, trunk, child)
        (upper if seen + block.size / 2 <= half else lower).append(block)
        seen += block.size
    for block in reversed(upper):
        own = _below(block, own, root_of_lower=True)
    for block in lower:
        own = _below(own, block)
    # the trunk passes all rows from its first branch to its last
    ends = [own.root, *(own.members[child.name] for child, _ in others)]
    for row in own.rows[min(ends) : max(ends) + 1]:
        row.append((trunk - 1.0, trunk + 1.0))
    own.rows[own.root].append((min(trunk, node.x), node.x))
    return own


def _led_to(block: _Block, x: float, child: Node) -> _Block:
    """Return the block with the branch from a trunk at `x` in the row of its root."""
    rows = [list(row) for row in block.rows]
    rows[block.root].append((x, child.x))
    return _Block(rows, block.members, block.root, block.size)


def _joined(own: _Block, child: _Block, branch: tuple[float, float]) -> _Block:
    """Return the parent in the row of one child, with the branch between them."""
    rows = [list(row) for row in child.rows]
    rows[child.root] += [*own.rows[0], branch]
    members = {**child.members, **dict.fromkeys(own.members, child.root)}
    return _Block(rows, members, child.root, own.size + child.size)


def _below(
    upper: _Block, lower: _Block, *, root_of_lower: bool = False, sharing: bool = True
) -> _Block:
    """Return two blocks one below the other, sharing as many rows as have room for both, if at all.

    A shared row holds the end of the upper block left of the beginning of the lower one, or the
    other way round; the trunk between a paper and its children takes its place in each row that it
    passes, which is seen to by the whole block lying right of its root.
    """
    lift = 0
    for tried in range(1, min(len(upper.rows), len(lower.rows)) + 1 if sharing else 1):
        pairs = zip(upper.rows[len(upper.rows) - tried :], lower.rows[:tried], strict=True)
        if not all(_apart(a, b) for a, b in pairs):
            break
        lift = tried
    start = len(upper.rows) - lift
    rows = [list(row) for row in upper.rows]
    rows += [[] for _ in range(start + len(lower.rows) - len(rows))]
    for number, row in enumerate(lower.rows):
        rows[start + number] += row
    members = {**upper.members, **{name: row + start for name, row in lower.members.items()}}
    root = lower.root + start if root_of_lower else upper.root
    return _Block(rows, members, root, upper.size + lower.size)


def _apart(first: Sequence[tuple[float, float]], second: Sequence[tuple[float, float]]) -> bool:
    """Whether what two rows hold could stand in one."""
    return all(
        high + _GAP <= other_low or other_high + _GAP <= low
        for low, high in first
        for other_low, other_high in second
    )


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
        tree = place_forest([self._node(one) for one in self.methods if one not in set(self.alone)])
        rest = pack_alone([self._node(one) for one in self.alone])
        self.trunk = tree.trunk
        self.start = tree.rows + (_ROWS_APART if tree.rows and rest.rows else 0.0)
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

    def _right(self, times: FloatArray, whole: float) -> float:
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

    def far_first(self) -> list[tuple[str, str]]:
        """Return all branches as parent and child, so that near ones are drawn on far ones.

        They share their trunk, where the last one drawn is seen.
        """
        pairs = [
            (method.hangs_on, child)
            for child, method in self.methods.items()
            if method.hangs_on is not None and not method.against_time
        ]
        return sorted(
            pairs, key=lambda pair: (abs(self.row[pair[0]] - self.row[pair[1]]), pair), reverse=True
        )

    def branch(self, parent: str, child: str) -> FloatArray:
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

    def against_time(self, parent: str, child: str) -> FloatArray:
        """Return the line from a parent to a child that stands left of it; no branch is like it."""
        path = backward(self.x[parent], self.row[parent], self.x[child], self.row[child])
        return self.bent([(float(x), float(y)) for x, y in path])

    def beside(self, parent: str, child: str) -> FloatArray:
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

    def _covered(self, points: FloatArray) -> FloatArray:
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
        share: FloatArray = covered.mean(axis=1)
        return share

    def bent(self, places: list[tuple[float, float]]) -> FloatArray:
        """Return places in points and rows as those of the panel."""
        return np.array([(x / self.scale, y) for x, y in places], dtype=np.float64)
