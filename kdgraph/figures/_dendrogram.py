"""Where the papers of a forest stand: no branch crosses another, no words meet.

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

__all__ = ["Node", "Placed", "pack", "place"]

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


def place(nodes: Sequence[Node]) -> Placed:
    """Return the row of each paper of a forest; parents that are not among the nodes are none.

    Examples
    --------
    >>> family = [
    ...     Node("root", 0, 2, 30, None, 0),
    ...     Node("near", 20, 2, 30, "root", 0),
    ...     Node("far", 90, 2, 30, "root", 0),
    ...     Node("other", 60, 2, 30, "root", 1),
    ... ]
    >>> dict(place(family).row)  # far stands in the row of the root
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


def pack(nodes: Sequence[Node]) -> Placed:
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
