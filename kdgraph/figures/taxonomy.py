"""The list's own sections as a tree, with its papers as leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.errors import InputError
from kdgraph.figures import FIGURES
from kdgraph.figures._kinds import kind_ink, kind_shape
from kdgraph.figures._sections_tree import Branch, Leaf, SectionsTree, sections_tree
from kdgraph.figures.canvas.drawing import Axis, Box, Drawing, Panel
from kdgraph.figures.canvas.marks import Curves, Floats, Mark, Points, Text
from kdgraph.figures.canvas.page import MARGIN, Body, Key, compose
from kdgraph.figures.canvas.typography import fitted, measure, wrapped
from kdgraph.graph.snapshot import Snapshot

__all__ = ["taxonomy"]

_MOST: Final = 160  # papers, unless asked for more
_SIZE: Final = 6.8
_HEADING: Final = 7.2
_ROW: Final = 8.7  # points from leaf to leaf
_LINE: Final = 8.8  # and from line to line of a heading
_ABOVE: Final = 4.0  # points above a heading
_STEP: Final = 9.0  # from level to level
_WORDS: Final = 5.0  # from the middle of a dot to its words
_DOT: Final = 4.2
_KNOT: Final = 5.4
_GUTTER: Final = 10.0
_ROOT: Final = 15.0  # points above the columns, for the name of the list
_SPACE: Final = 1.5  # between a name and its year, beside a blank
_EDGE: Final = 3.5
_WIDEST: Final = 125.0  # points, of a column that is made for its longest name
_WORTH: Final = 1.12  # how much higher a figure may be so that sections stay whole
_LINES: Final = 3  # of a heading at most


@FIGURES.add("taxonomy")
def taxonomy(
    snapshot: Snapshot,
    *,
    width: float = 7.0,
    section: str | None = None,
    top: int | None = None,
) -> Drawing:
    """Draw the sections of the list as a tree whose leaves are its papers.

    Headings that the list nests are levels of the tree. Each paper has its short name and year; its
    dot is filled where the list links code, and has the colour and shape of its section. The order
    is that of the list.

    Parameters
    ----------
    snapshot : Snapshot
        The list and its papers.
    width : float
        Inches.
    section : str, optional
        Only sections whose headings hold this.
    top : int, optional
        Only so many entries, those cited most here; by default at most 160. Each section says how
        many it leaves out.

    Raises
    ------
    InputError
        If there is no such section, or `top` is below 1.

    Examples
    --------
    >>> import kdgraph
    >>> len(taxonomy(kdgraph.embedded()).numbers)
    59
    """
    if top is not None and top < 1:
        raise InputError(f"expected at least 1 paper to show, got top={top}")
    tree = sections_tree(snapshot, section)
    shown, left_out = _most_cited(tree, _MOST if top is None else top)
    body = _Outline(tree, shown, left_out, width * 72).body(section)
    return compose(
        snapshot, "taxonomy", body, width=width, options={"section": section, "top": top}
    )


def _most_cited(tree: SectionsTree, most: int) -> tuple[frozenset[str], dict[str, int]]:
    """Return which entries are shown, and how many are not in each section by its path."""
    pairs = list(tree.leaves())
    order = sorted(range(len(pairs)), key=lambda n: (-pairs[n][1].cited, n))[:most]
    shown = frozenset(pairs[n][1].entry_id for n in order)
    left = Counter(branch.path for branch, leaf in pairs if leaf.entry_id not in shown)
    return shown, dict(left)


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the outline: a heading, a leaf, or how many leaves are left out."""

    what: str
    depth: int
    branch: Branch
    height: float
    lines: tuple[str, ...] = ()
    leaf: Leaf | None = None
    above: tuple[_Row, ...] = ()  # the headings that it hangs on, its own section's last

    def again(self) -> _Row:
        """Return a heading as it is repeated at the top of a column."""
        return replace(self, what="continued")


@dataclass(slots=True)
class _Column:
    rows: list[tuple[_Row, float]] = field(default_factory=list)  # with the top of each
    depth: float = 0.0

    def add(self, row: _Row) -> None:
        # nothing stands above the first heading of a column
        lift = _ABOVE if not self.rows and row.what != "leaf" else 0.0
        self.rows.append((row, self.depth - lift))
        self.depth += row.height - lift


class _Outline:
    """Where the rows of the tree stand, and the marks that follow."""

    def __init__(
        self,
        tree: SectionsTree,
        shown: frozenset[str],
        left_out: dict[str, int],
        width: float,
    ) -> None:
        self.tree, self.shown, self.left_out, self.width = tree, shown, left_out, width
        self.count = self._columns()
        self.room = (width - 2 * _EDGE - _GUTTER * (self.count - 1)) / self.count
        self.cut = 0
        self.rows = [row for branch in tree.branches for row in self._rows(branch, 0, ())]
        self.columns = self._flow()
        deepest = max((column.depth for column in self.columns), default=0.0)
        self.height = deepest + _ROOT + 2.0

    def _columns(self) -> int:
        """Return how many columns the page has room for, so that names are not cut in vain."""
        widths = [
            (depth + 1) * _STEP + _WORDS + _SPACE + 0.5 + measure(_said(leaf), _SIZE).width
            for depth, branch in self.tree.walk()
            for leaf in branch.leaves
            if leaf.entry_id in self.shown
        ]
        needed = min(max(widths, default=100.0), _WIDEST)
        room = self.width - 2 * _EDGE + _GUTTER
        fit = int(room // (needed + _GUTTER))
        # a long list on one narrow column would be a page high
        return max(fit, 2 if len(widths) > 24 else 1)

    def _rows(self, branch: Branch, depth: int, above: tuple[_Row, ...]) -> Iterator[_Row]:
        room = self.room - self._x(depth) - _WORDS
        lines = wrapped(branch.heading, _HEADING, room, "semibold") or [branch.heading]
        if len(lines) > _LINES:
            rest = " ".join(lines[_LINES - 1 :])
            lines = [*lines[: _LINES - 1], fitted(rest, _HEADING, room, "semibold")]
            self.cut += 1
        height = _ABOVE + _LINE * len(lines)
        heading = _Row("heading", depth, branch, height, tuple(lines), above=above)
        yield heading
        own = (*above, heading)
        for leaf in branch.leaves:
            if leaf.entry_id in self.shown:
                yield _Row("leaf", depth, branch, _ROW, leaf=leaf, above=own)
        if left := self.left_out.get(branch.path, 0):
            yield _Row("more", depth, branch, _ROW, (f"and {left} more",), above=own)
        for child in branch.branches:
            yield from self._rows(child, depth + 1, own)

    def _flow(self) -> list[_Column]:
        """Return the rows in columns that are about as long as each other.

        A section stays whole where that costs little; else it goes on in the next column, below its
        headings once more.
        """
        whole = self._lowest(split=False)
        parted = self._lowest(split=True)
        deepest = [
            max((column.depth for column in tried), default=0.0) for tried in (whole, parted)
        ]
        return whole if deepest[0] <= _WORTH * deepest[1] else parted

    def _lowest(self, *, split: bool) -> list[_Column]:
        total = sum(row.height for row in self.rows)
        low, high = total / self.count, total + 1.0
        best = self._poured(high, split=split)
        while high - low > 1.0:
            middle = (low + high) / 2
            tried = self._poured(middle, split=split)
            fits = len(tried) <= self.count and max(c.depth for c in tried) <= middle
            if fits:
                best, high = tried, middle
            else:
                low = middle
        return best

    def _poured(self, height: float, *, split: bool) -> list[_Column]:
        columns = [_Column()]
        for number, row in enumerate(self.rows):
            column = columns[-1]
            if column.rows and column.depth + self._needs(number, split=split) > height:
                column = _Column()
                columns.append(column)
                for heading in row.above:
                    column.add(heading.again())
            column.add(row)
        return columns

    def _needs(self, number: int, *, split: bool) -> float:
        """Return what must stand in one column from this row on."""
        row = self.rows[number]
        needed = row.height
        if row.what != "heading":
            after = self.rows[number + 1 : number + 3]
            # of a section that goes on, the last leaf does not stand alone
            last = (
                after and after[0].what != "heading" and (after[1:] or [row])[0].what == "heading"
            )
            return (needed + after[0].height if last else needed) if split else 0.0
        leaves = 0
        for later in self.rows[number + 1 :]:
            needed += later.height
            if later.what == "heading":
                if leaves:
                    return needed - later.height
                continue
            leaves += 1
            if split and leaves == 2:
                break
        return needed

    def _x(self, depth: int) -> float:
        return (depth + 1) * _STEP - 2.0

    def body(self, section: str | None) -> Body:
        """Return the marks, and what is said of them."""
        box = Box(_EDGE, 0.0, self.width - _EDGE, self.height)
        panel = Panel(
            box,
            Axis(0.0, box.width),
            Axis(0.0, self.height),
            tuple(self._marks()),
            name="tree",
        )
        placed = [leaf for _, leaf in self.tree.leaves() if leaf.entry_id in self.shown]
        sections = [branch for _, branch in self.tree.walk() if branch.leaves]
        facts = {
            "entries": len(placed),
            "sections": len(sections),
            "code": sum(leaf.code for leaf in placed),
            "list": self.tree.name or "the list",
            "which": "" if section is None else f" whose headings hold “{section}”",
        }
        return Body(
            height=self.height,
            panels=(panel,),
            caption=_CAPTION,
            facts=facts,
            alt=(
                f"A tree of {len(sections)} sections with {len(placed)} papers as leaves, each with "
                f"its short name and year; {facts['code']} of them have linked code."
                if placed
                else "A tree without leaves: the list has no entries."
            ),
            numbers=self._numbers(),
            keys=self._keys(placed),
            notes=self._notes(),
        )

    def _places(self) -> Iterator[tuple[_Row, float, float]]:
        """Give each row with its column's left edge and the height of its first line's middle."""
        for number, column in enumerate(self.columns):
            left = number * (self.room + _GUTTER)
            for row, top in column.rows:
                first = top == 0.0 or top < 0.0
                heading = row.what in ("heading", "continued")
                inner = (_ABOVE if not first or top < 0 else 0.0) + _LINE / 2
                down = top + (inner if heading else _ROW / 2)
                yield row, left, self.height - _ROOT - down

    def _marks(self) -> list[Mark]:
        places = list(self._places())
        if not places:
            return []
        return [*self._root(), *self._lines(places), *self._headings(places), *self._leaves(places)]

    def _root(self) -> list[Mark]:
        """Draw the name of the list, and the rail that its sections hang on."""
        last = (len(self.columns) - 1) * (self.room + _GUTTER)
        rail = self.height - _ROOT + 3.0
        name = fitted(self.tree.name or "list", 7.5, self.width - 2 * _EDGE, "semibold")
        paths: list[Floats] = [np.array([(0.0, rail), (last, rail)])] if last else []
        return [
            Curves(role="root", paths=tuple(paths), ink="faint", width=0.8),
            Text(
                role="list",
                x=np.array([0.0]),
                y=np.array([rail + 4.0]),
                text=(name,),
                size=7.5,
                weight="semibold",
            ),
        ]

    def _lines(self, places: Sequence[tuple[_Row, float, float]]) -> list[Mark]:
        """Draw what hangs on what: a trunk for each heading, and an elbow to each of its rows."""
        rail = self.height - _ROOT + 3.0
        paths: list[Floats] = []
        inks: list[str] = []
        # the open trunk of each level: where it began, whose colour it has, how far it reaches
        open_at: dict[int, tuple[float, str, float]] = {}
        column: float | None = None

        def close(level: int, left: float) -> None:
            for depth in [one for one in open_at if one >= level]:
                start, ink, end = open_at.pop(depth)
                if end < start:
                    x = left + (self._x(depth) if depth >= 0 else 0.0)
                    paths.append(np.array([(x, start), (x, end)]))
                    inks.append(ink)

        for row, left, y in places:
            if left != column:
                if column is not None:
                    close(-1, column)
                open_at[-1] = (rail, "faint", rail)
                column = left
            heading = row.what in ("heading", "continued")
            level = row.depth - 1 if heading else row.depth
            close(level + 1, left)
            start, ink, _ = open_at[level]
            open_at[level] = (start, ink, y)
            x = left + (self._x(level) if level >= 0 else 0.0)
            paths.append(np.array([(x, y), (left + self._x(level + 1), y)]))
            inks.append(ink)
            if heading:
                plain = "faint" if row.branch.kind is None else _ink(row.branch)
                open_at[row.depth] = (y, plain, y)
        if column is not None:
            close(-1, column)
        return [Curves(role="branch", paths=tuple(paths), ink=inks, width=0.7)]

    def _headings(self, places: Sequence[tuple[_Row, float, float]]) -> list[Mark]:
        found = [one for one in places if one[0].what in ("heading", "continued")]
        papers = tuple(
            tuple(leaf.paper_id for leaf in row.branch.leaves if leaf.paper_id is not None)
            for row, _, _ in found
        )
        words = tuple(f"{row.branch.path}: {row.branch.size} entries" for row, _, _ in found)
        lines = [
            (left + self._x(row.depth) + _WORDS, y - number * _LINE, line, row.what, which)
            for which, (row, left, y) in enumerate(found)
            for number, line in enumerate(row.lines)
        ]
        marks: list[Mark] = [
            Points(
                role="section",
                x=np.array([left + self._x(row.depth) for row, left, _ in found]),
                y=np.array([y for _, _, y in found]),
                size=_KNOT,
                ink=[_ink(row.branch) for row, _, _ in found],
                shape=[_shape(row.branch) for row, _, _ in found],
                papers=papers,
                words=words,
                layer=3,
            )
        ]
        for what, ink in (("heading", "ink"), ("continued", "muted")):
            chosen = [line for line in lines if line[3] == what]
            if chosen:
                marks.append(
                    Text(
                        role=what,
                        x=np.array([line[0] for line in chosen]),
                        y=np.array([line[1] for line in chosen]),
                        text=tuple(line[2] for line in chosen),
                        size=_HEADING,
                        ink=ink,
                        up="middle",
                        weight="semibold",
                        papers=tuple(papers[line[4]] for line in chosen),
                        words=tuple(words[line[4]] for line in chosen),
                    )
                )
        return marks

    def _leaves(self, places: Sequence[tuple[_Row, float, float]]) -> list[Mark]:
        marks: list[Mark] = []
        leaves = [(row, row.leaf, left, y) for row, left, y in places if row.leaf is not None]
        if leaves:
            papers = tuple(
                () if one.paper_id is None else (one.paper_id,) for _, one, _, _ in leaves
            )
            words = tuple(_told(row.branch, one) for row, one, _, _ in leaves)
            x = np.array([left + self._x(row.depth + 1) for row, _, left, _ in leaves])
            y = np.array([y for _, _, _, y in leaves])
            names = [self._name(row.depth, leaf) for row, leaf, _, _ in leaves]
            marks += [
                Points(
                    role="paper",
                    x=x,
                    y=y,
                    size=_DOT,
                    ink=[
                        "muted" if leaf.paper_id is None else _ink(row.branch)
                        for row, leaf, _, _ in leaves
                    ],
                    shape=[_shape(row.branch) for row, _, _, _ in leaves],
                    filled=[leaf.code for _, leaf, _, _ in leaves],
                    papers=papers,
                    words=words,
                ),
                Text(
                    role="name",
                    x=x,
                    y=y,
                    dx=_WORDS,
                    text=tuple(names),
                    size=_SIZE,
                    ink=["muted" if leaf.paper_id is None else "ink" for _, leaf, _, _ in leaves],
                    up="middle",
                    papers=papers,
                    words=words,
                ),
                Text(
                    role="year",
                    x=x,
                    y=y,
                    dx=[_WORDS + measure(f"{name} ", _SIZE).width + _SPACE for name in names],
                    text=tuple(leaf.when for _, leaf, _, _ in leaves),
                    size=_SIZE,
                    ink="muted",
                    up="middle",
                    papers=papers,
                    words=words,
                ),
            ]
        more = [(row, left, y) for row, left, y in places if row.what == "more"]
        if more:
            marks.append(
                Text(
                    role="left out",
                    x=np.array([left + self._x(row.depth + 1) + _WORDS for row, left, _ in more]),
                    y=np.array([y for _, _, y in more]),
                    text=tuple(row.lines[0] for row, _, _ in more),
                    size=_SIZE,
                    ink="muted",
                    up="middle",
                    weight="italic",
                )
            )
        return marks

    def _name(self, depth: int, leaf: Leaf) -> str:
        year = measure(f" {leaf.when}", _SIZE).width + _SPACE if leaf.when else 0.0
        return fitted(leaf.name, _SIZE, self.room - self._x(depth + 1) - _WORDS - year)

    def _keys(self, placed: Sequence[Leaf]) -> list[Key]:
        matched = [leaf for leaf in placed if leaf.paper_id is not None]
        keys = []
        if any(leaf.code for leaf in placed):
            keys.append(Key("code linked in the list", "ink", "circle"))
            if not all(leaf.code for leaf in placed):
                keys.append(Key("no code linked", "ink", "circle", filled=False))
        if len(matched) < len(placed):
            keys.append(Key("matched to no paper", "muted", "circle", filled=False))
        return keys

    def _notes(self) -> list[str]:
        notes = []
        if left := sum(self.left_out.values()):
            notes.append(f"{left} entries with fewer citations here are left out.")
        if self.tree.unmatched:
            notes.append(
                f"{self.tree.unmatched} of {self.tree.entries} entries are matched to no paper; "
                "they have the name and year that the list gives."
            )
        if self.tree.repeated:
            notes.append(f"{self.tree.repeated} entries are of a paper that stands here already.")
        if self.tree.undated:
            notes.append(f"{self.tree.undated} entries have no year.")
        if self.cut:
            notes.append(f"{self.cut} headings are longer than {_LINES} lines and are cut.")
        return notes

    def _numbers(self) -> pd.DataFrame:
        rows: list[dict[str, Any]] = [
            {
                "section": branch.path,
                "entry_id": leaf.entry_id,
                "paper_id": leaf.paper_id,
                "name": leaf.name,
                "year": leaf.year,
                "title": leaf.title,
                "code": leaf.code,
                "cited": leaf.cited,
            }
            for branch, leaf in self.tree.leaves()
            if leaf.entry_id in self.shown
        ]
        columns = ["section", "entry_id", "paper_id", "name", "year", "title", "code", "cited"]
        frame = pd.DataFrame(rows, columns=columns)
        return frame.astype({"year": "Int64"})


def _ink(branch: Branch) -> str:
    return "muted" if branch.kind is None else kind_ink(branch.kind)


def _shape(branch: Branch) -> str:
    return "circle" if branch.kind is None else kind_shape(branch.kind)


def _said(leaf: Leaf) -> str:
    return f"{leaf.name} {leaf.when}".strip()


def _told(branch: Branch, leaf: Leaf) -> str:
    year = f" ({leaf.year})" if leaf.year else ""
    state = "matched to no paper" if leaf.paper_id is None else f"cited by {leaf.cited} here"
    code = "code linked" if leaf.code else "no code linked"
    return f"{leaf.title}{year} · {branch.path} · {state} · {code}"


_CAPTION: Final = (
    "The list “{list}” as its authors order it: {entries} entries in {sections} sections{which}. "
    "Filled dots: code is linked in the list ({code} entries)."
)
