"""A tree of sections as an outline in columns: which line stands where, and its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from kdgraph.figures._kinds import kind_ink, kind_shape
from kdgraph.figures._sections_tree import Branch, Leaf, SectionsTree
from kdgraph.figures._shown import counted
from kdgraph.figures.canvas.marks import Mark, Points
from kdgraph.figures.canvas.typography import fitted, measure, wrapped
from kdgraph.figures.layouts.rows import text_column

__all__ = [
    "LINES",
    "Outline",
    "Place",
    "Row",
    "branch_ink",
    "branch_shape",
    "heading_marks",
    "leaf_words",
    "outline_of",
    "papers_of",
    "told_of",
]

_LEAF: Final = 6.8  # points: the size of names, and of headings
_HEADING: Final = 7.2
LINES: Final = 3  # of a heading at most
_LINE: Final = 8.8  # points from line to line of a heading
_YEAR: Final = 2.6  # from a name to its year
_WORDS: Final = 5.0  # from the middle of a dot to its words
_ROW: Final = 8.7  # from leaf to leaf
_ABOVE: Final = 4.0  # above a heading
_STEP: Final = 9.0  # from level to level
_FIRST: Final = 7.0  # from a column's left edge to the dots of the first level
_GUTTER: Final = 10.0
_WIDEST: Final = 125.0  # of a column that is made for its longest name
_LONG: Final = 24  # leaves from which on there are always two columns
_WORTH: Final = 1.12  # how much higher the outline may be so that sections stay whole


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the outline.

    `what` is "heading", "continued" (a heading once more, at the top of a column), "leaf" or "more"
    (how many leaves are left out). `lines` are its words, of a leaf its name as far as it has room.
    """

    what: str
    depth: int
    branch: Branch
    height: float
    lines: tuple[str, ...]
    leaf: Leaf | None = None
    above: tuple[Row, ...] = ()  # the headings that it hangs on, the nearest last

    @property
    def is_heading(self) -> bool:
        """Whether other rows hang on it."""
        return self.what in {"heading", "continued"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: the left edge of its column, and how far below the top its dot is."""

    row: Row
    left: float
    y: float


@dataclass(slots=True)
class _Column:
    rows: list[tuple[Row, float]] = field(default_factory=list)  # with the top of each
    depth: float = 0.0

    def add(self, row: Row) -> None:
        if not self.rows and row.is_heading:  # nothing is above it that it must stand off from
            self.depth = -_ABOVE
        self.rows.append((row, self.depth))
        self.depth += row.height


class Outline:
    """The rows of a tree in as many columns as `width` points have room for.

    Parameters
    ----------
    tree : SectionsTree
        What to lay out.
    shown : set of str
        The entries that are shown.
    left_out : mapping
        How many are not, by the path of their section.
    width : float
        Points from the left edge to the right one.
    beside : float
        Points that stay free at the right of each column.
    hang : float
        How far right of their heading's dot the leaves stand; by default where the headings of the
        next level do.
    heights : mapping, optional
        Points that the rows of single entries take, by their ids; at least those of a line.
    """

    def __init__(
        self,
        tree: SectionsTree,
        shown: frozenset[str],
        left_out: Mapping[str, int],
        width: float,
        *,
        beside: float = 0.0,
        hang: float = _STEP,
        heights: Mapping[str, float] | None = None,
    ) -> None:
        self.hang, self.beside = hang, beside
        self._heights = heights or {}
        self.tree, self.shown, self.left_out = tree, shown, left_out
        self.count = self._columns(width, beside)
        self.room = (width - _GUTTER * (self.count - 1)) / self.count - beside
        self.step = self.room + beside + _GUTTER
        self.cut = 0
        self.rows = [row for branch in tree.branches for row in self._rows(branch, 0, ())]
        self.columns = self._flow()
        self.height = max((column.depth for column in self.columns), default=0.0)

    def x(self, depth: int) -> float:
        """Return how far right of its column's edge the dot of a heading of this depth stands."""
        return _FIRST + depth * _STEP

    def leaf_x(self, depth: int) -> float:
        """Return the same for the leaves below a heading of this depth."""
        return self.x(depth) + self.hang

    def reach(self) -> float:
        """Return how far right of their column's edge names and years reach."""
        return max(
            (
                self.leaf_x(row.depth)
                + _WORDS
                + measure(row.lines[0], _LEAF).width
                + _year(row.leaf)
                for row in self.rows
                if row.leaf is not None
            ),
            default=0.0,
        )

    def places(self) -> Iterator[Place]:
        """Give all rows in reading order with where they stand."""
        for number, column in enumerate(self.columns):
            left = number * self.step
            for row, top in column.rows:
                yield Place(
                    row, left, top + (_ABOVE + _LINE / 2 if row.is_heading else row.height / 2)
                )

    def _columns(self, width: float, beside: float) -> int:
        widths = [
            self.leaf_x(depth) + _WORDS + measure(leaf.name, _LEAF).width + _year(leaf)
            for depth, branch in self.tree.walk()
            for leaf in branch.leaves
            if leaf.entry_id in self.shown
        ]
        needed = min(max(widths, default=_WIDEST), _WIDEST) + beside
        fit = int((width + _GUTTER) // (needed + _GUTTER))
        least = 2 if len(widths) > _LONG and beside < _WIDEST / 3 else 1
        return min(max(fit, least), max(len(widths), 1))

    def _rows(self, branch: Branch, depth: int, above: tuple[Row, ...]) -> Iterator[Row]:
        # nothing stands beside a heading
        room = max(self.room + self.beside - self.x(depth) - _WORDS, 10.0)
        lines = wrapped(branch.heading, _HEADING, room, "semibold")
        if len(lines) > LINES:
            self.cut += 1
            rest = " ".join(branch.heading.split()[sum(len(one.split()) for one in lines[:2]) :])
            lines = [*lines[: LINES - 1], fitted(rest, _HEADING, room, "semibold")]
        height = _ABOVE + _LINE * len(lines)
        heading = Row("heading", depth, branch, height, tuple(lines), above=above)
        yield heading
        own = (*above, heading)
        for leaf in branch.leaves:
            if leaf.entry_id in self.shown:
                height = max(self._heights.get(leaf.entry_id, _ROW), _ROW)
                yield Row("leaf", depth, branch, height, (self._name(leaf, depth),), leaf, own)
        if left := self.left_out.get(branch.path, 0):
            yield Row("more", depth, branch, _ROW, (f"and {left:,} more",), above=own)
        for child in branch.branches:
            yield from self._rows(child, depth + 1, own)

    def _name(self, leaf: Leaf, depth: int) -> str:
        room = max(self.room - self.leaf_x(depth) - _WORDS - _year(leaf), 10.0)
        name = fitted(leaf.name, _LEAF, room)
        if name == leaf.name or not leaf.author:
            return name
        # a title cut after its first word says less than who wrote it, the year beside it
        author = fitted(leaf.author, _LEAF, room)
        return author if author == leaf.author else name

    def _flow(self) -> list[_Column]:
        """Return the rows in columns that are about as long as each other.

        A section stays whole where that costs little; else it goes on in the next column, below its
        headings once more.
        """
        whole, parted = self._lowest(split=False), self._lowest(split=True)
        return whole if _deepest(whole) <= _WORTH * _deepest(parted) else parted

    def _lowest(self, *, split: bool) -> list[_Column]:
        total = sum(row.height for row in self.rows)
        low, high = total / self.count, total + 1.0
        best = self._poured(high, split=split)
        while high - low > 1.0:
            middle = (low + high) / 2
            tried = self._poured(middle, split=split)
            if len(tried) <= self.count and _deepest(tried) <= middle:
                best, high = tried, middle
            else:
                low = middle
        return best

    def _poured(self, height: float, *, split: bool) -> list[_Column]:
        columns = [_Column()]
        for number, row in enumerate(self.rows):
            column = columns[-1]
            if column.rows and column.depth + self._needed(number, split=split) > height:
                column = _Column()
                columns.append(column)
                for heading in row.above:
                    column.add(replace(heading, what="continued"))
            column.add(row)
        return columns

    def _needed(self, number: int, *, split: bool) -> float:
        """Return what must stand in one column from this row on."""
        row = self.rows[number]
        if not row.is_heading:
            if not split:
                return 0.0  # its heading has seen to that
            # of a section that goes on, the last leaf does not stand alone
            following = [later.is_heading for later in self.rows[number + 1 : number + 3]]
            last = following in ([False], [False, True])
            return row.height + (self.rows[number + 1].height if last else 0.0)
        needed, leaves = row.height, 0
        for later in self.rows[number + 1 :]:
            if later.is_heading and leaves:
                break
            needed += later.height
            leaves += not later.is_heading
            if split and leaves == 2:
                break
        return needed


def outline_of(
    tree: SectionsTree,
    leaves: Sequence[tuple[Branch, Leaf]],
    width: float,
    *,
    most: int,
    tallest: float | None = None,
    beside: float = 0.0,
    hang: float = _STEP,
    heights: Mapping[str, float] | None = None,
) -> Outline:
    """Return the outline of `most` of these leaves, those cited most, or of fewer.

    With `tallest`, of so few that it is not higher than these points. Each section says how many of
    its leaves are left out.
    """
    order = sorted(range(len(leaves)), key=lambda n: (-leaves[n][1].cited, n))
    most = min(most, max(len(leaves), 1))
    while True:
        shown = frozenset(leaves[n][1].entry_id for n in order[:most])
        left_out = Counter(leaves[n][0].path for n in order[most:])
        outline = Outline(tree, shown, left_out, width, beside=beside, hang=hang, heights=heights)
        if tallest is None or outline.height <= tallest or most <= 1:
            return outline
        most = max(1, min(most - 1, int(most * tallest / outline.height)))


def _deepest(columns: list[_Column]) -> float:
    return max((column.depth for column in columns), default=0.0)


def _year(leaf: Leaf) -> float:
    return _YEAR + measure(leaf.when, _LEAF).width if leaf.when else 0.0


def branch_ink(branch: Branch) -> str:
    """Return the ink of a section; of one that holds no paper, `muted`."""
    return "muted" if branch.kind is None else kind_ink(branch.kind)


def branch_shape(branch: Branch) -> str:
    """Return the shape of a section; of one that holds no paper, a circle."""
    return "circle" if branch.kind is None else kind_shape(branch.kind)


def papers_of(leaf: Leaf) -> tuple[str, ...]:
    """Return the paper of an entry, if it has one."""
    return () if leaf.paper_id is None else (leaf.paper_id,)


def told_of(branch: Branch, leaf: Leaf) -> str:
    """Return what is read where an entry is pointed at."""
    year = f" ({leaf.year})" if leaf.year else ""
    state = "matched to no paper" if leaf.paper_id is None else f"cited by {leaf.cited} here"
    code = "code linked" if leaf.code else "no code linked"
    return f"{leaf.title}{year} · {branch.path} · {state} · {code}"


def heading_marks(outline: Outline, places: Sequence[Place], size: float) -> list[Mark]:
    """Return the signs of sections, `size` points large, and their headings.

    A heading that is repeated at the top of a column is muted.
    """
    headings = [place for place in places if place.row.is_heading]
    if not headings:
        return []
    papers = [
        tuple(one for leaf in place.row.branch.leaves for one in papers_of(leaf))
        for place in headings
    ]
    words = [
        f"{place.row.branch.path}: {counted(place.row.branch.size, 'entry', 'entries')}"
        for place in headings
    ]
    lines = [
        (which, place, number, line)
        for which, place in enumerate(headings)
        for number, line in enumerate(place.row.lines)
    ]
    return [
        Points(
            role="section",
            x=np.array([place.left + outline.x(place.row.depth) for place in headings]),
            y=np.array([place.y for place in headings]),
            size=size,
            ink=[branch_ink(place.row.branch) for place in headings],
            shape=[branch_shape(place.row.branch) for place in headings],
            papers=tuple(papers),
            words=tuple(words),
            layer=3,
        ),
        *text_column(
            "heading",
            [place.left + outline.x(place.row.depth) for _, place, _, _ in lines],
            [place.y + number * _LINE for _, place, number, _ in lines],
            [line for _, _, _, line in lines],
            dx=_WORDS,
            size=_HEADING,
            ink=["muted" if one.row.what == "continued" else "ink" for _, one, _, _ in lines],
            weight="semibold",
            papers=tuple(papers[which] for which, _, _, _ in lines),
            words=tuple(words[which] for which, _, _, _ in lines),
        ),
    ]


def leaf_words(outline: Outline, places: Sequence[Place]) -> list[Mark]:
    """Return names and years of entries, muted where no paper was matched, and what is left out."""
    leaves = [(place, place.row.leaf) for place in places if place.row.leaf is not None]
    x = [place.left + outline.leaf_x(place.row.depth) for place, _ in leaves]
    y = [place.y for place, _ in leaves]
    names = [place.row.lines[0] for place, _ in leaves]
    papers = tuple(papers_of(leaf) for _, leaf in leaves)
    items = {
        "size": _LEAF,
        "papers": papers,
        "words": tuple(told_of(place.row.branch, leaf) for place, leaf in leaves),
    }
    more = [place for place in places if place.row.what == "more"]
    return [
        *text_column(
            "name",
            x,
            y,
            names,
            dx=_WORDS,
            ink=["ink" if one else "muted" for one in papers],
            **items,
        ),
        *text_column(
            "year",
            x,
            y,
            [leaf.when for _, leaf in leaves],
            dx=[_WORDS + measure(name, _LEAF).width + _YEAR for name in names],
            ink="muted",
            **items,
        ),
        *text_column(
            "left out",
            [place.left + outline.leaf_x(place.row.depth) for place in more],
            [place.y for place in more],
            [place.row.lines[0] for place in more],
            dx=_WORDS,
            size=_LEAF,
            ink="muted",
            weight="italic",
        ),
    ]
