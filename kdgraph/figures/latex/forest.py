r"""The sections of the list as ``forest`` code: headings in boxes, papers with their citations.

Each leaf is one box of text that holds the papers of a section and breaks its lines by itself, so
that the tree has its width whatever a citation looks like. Where it would be higher than a page,
it goes on in another tree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Final

from kdgraph.figures._sections_tree import Branch, Leaf, SectionsTree, most_cited
from kdgraph.figures._shown import counted
from kdgraph.figures.canvas.theme import KINDS
from kdgraph.figures.latex.mentions import CITATION, LONGEST, Mentions, lines_needed, shortened
from kdgraph.tex import latex_body, latex_title

__all__ = ["Forest", "forest"]

_MOST: Final = 160  # entries, unless asked for more
_LONGEST_HEADING: Final = 90  # signs
_NARROW: Final = 4.5  # inches: below, words are smaller
_ROOT: Final = 30.0  # points that the root takes, with the gap after it
_GAP: Final = 15.0  # points that a level's box has around its words, with the gap after it
_LEAF_GAP: Final = 6.0
_LEAF_LEAST: Final = 95.0  # points
_HEADING_LEAST: Final = 52.0
_HEADING_MOST: Final = 104.0


@dataclass(frozen=True, slots=True)
class Forest:
    """The tree of sections, to be cut where a page has no room for more, and what it leaves out.

    `entries` and `sections` count what is shown.
    """

    entries: int
    sections: int
    notes: tuple[str, ...]
    _shape: _Shape
    _branches: tuple[Branch, ...]
    _shown: frozenset[str]
    _left_out: Mapping[str, int]

    @property
    def height(self) -> float:
        """How many points it takes in one."""
        return sum(row.height for row in self._rows(inf))

    def pictures(self, first: float, page: float) -> tuple[str, ...]:
        """Return LaTeX code of trees for pages that have so many points, the first and others."""
        rows = self._rows(min(first, page))
        return tuple(self._shape.picture(part) for part in _pages(rows, first, page))

    def _rows(self, highest: float) -> list[_Row]:
        return list(self._shape.rows(self._branches, self._shown, self._left_out, highest))


@dataclass(frozen=True, slots=True)
class _Row:
    """The papers of one leaf, with the headings that it hangs on from the first level."""

    path: tuple[str, ...]
    kind: int | None
    leaves: tuple[Leaf, ...]
    more: int
    height: float


@dataclass(slots=True)
class _Node:
    heading: str
    kind: int | None = None
    rows: list[_Row] = field(default_factory=list)
    below: dict[str, _Node] = field(default_factory=dict)


def forest(
    tree: SectionsTree, mentions: Mentions, *, width: float, top: int | None = None
) -> Forest:
    """Return the tree of sections as LaTeX code.

    Parameters
    ----------
    tree : SectionsTree
        What to show.
    mentions : Mentions
        How papers are called; those shown are cited.
    width : float
        Inches.
    top : int, optional
        Only so many entries, those cited most here; by default at most 160.
    """
    shape = _Shape(tree, mentions, width * 72)
    shown, left_out = most_cited(tree, _MOST if top is None else top)
    kept = [branch for _, branch in tree.walk() if any(x.entry_id in shown for x in branch.leaves)]
    lost = sum(bool(branch.leaves) for _, branch in tree.walk()) - len(kept)
    notes = []
    if left := sum(left_out.values()):
        where = f", and with them {counted(lost, 'section')}" if lost else ""
        said = counted(left, "entry", "entries")
        notes.append(f"{said} with fewer citations here left out{where}.")
    if tree.unmatched:
        notes.append(f"{counted(tree.unmatched, 'entry', 'entries')} in grey {tree.without}.")
    return Forest(len(shown), len(kept), tuple(notes), shape, tree.branches, shown, left_out)


class _Shape:
    """How wide the boxes are, and the code of what stands in them."""

    def __init__(self, tree: SectionsTree, mentions: Mentions, page: float) -> None:
        self._mentions = mentions
        self._list = tree.name
        self._small = page < _NARROW * 72
        self._size = 6.6 if self._small else 7.6
        deepest = max((depth for depth, _ in tree.walk()), default=0) + 1
        room = page - _ROOT
        fit = int((room - _LEAF_GAP - _LEAF_LEAST) / (_HEADING_LEAST + _GAP))
        self._levels = min(max(fit, 1), deepest)  # deeper headings join those above them
        share = (room - _LEAF_GAP) * (0.24 if self._levels == 1 else 0.44) / self._levels
        self._heading = min(max(share - _GAP, _HEADING_LEAST), _HEADING_MOST)
        self._leaf = room - self._levels * (self._heading + _GAP) - _LEAF_GAP

    def rows(
        self,
        branches: Iterable[Branch],
        shown: frozenset[str],
        left_out: Mapping[str, int],
        highest: float,
    ) -> Iterator[_Row]:
        """Give the leaves of the tree, none of them higher than so many points."""
        for branch in (one for top in branches for _, one in top.walk()):
            leaves = [leaf for leaf in branch.leaves if leaf.entry_id in shown]
            parts = branch.path.split(" / ")
            last = self._levels - 1
            path = (*parts[:last], " / ".join(parts[last:])) if len(parts) > last else tuple(parts)
            while leaves:
                part = leaves
                while (height := self._height(path, part)) > highest and len(part) > 1:
                    part = part[: max(int(len(part) * highest / height * 0.95), 1)]
                leaves = leaves[len(part) :]
                more = 0 if leaves else left_out.get(branch.path, 0)
                yield _Row(path, branch.kind, tuple(part), more, height)

    def _height(self, path: tuple[str, ...], leaves: list[Leaf]) -> float:
        said = ", ".join(self._measured(leaf) for leaf in leaves) + " and 000 more"
        lines = lines_needed(said, self._size, self._leaf)
        heading = shortened(path[-1], _LONGEST_HEADING)
        beside = lines_needed(heading, self._size, self._heading - 4.0, "semibold")
        return max(lines, beside) * self._size * 1.2 + 9.0

    def _measured(self, leaf: Leaf) -> str:
        if leaf.paper_id in self._mentions and leaf.paper_id is not None:
            return self._mentions.measured(leaf.paper_id)
        return f"{shortened(leaf.name, LONGEST)} {CITATION}"

    def picture(self, rows: list[_Row]) -> str:
        """Return the code of one tree."""
        root = _Node("")
        for row in rows:
            node = root
            for heading in row.path:
                node = node.below.setdefault(heading, _Node(heading))
            node.rows.append(row)
            node.kind = row.kind
        style = f"kdg taxonomy={{{self._size:g}}}{{{self._heading:.1f}bp}}{{{self._leaf:.1f}bp}}"
        name = self._list.replace("-", " ").replace("_", " ")
        said = latex_body(shortened(name[:1].upper() + name[1:] or "List", 60))
        lines = [r"\begin{forest}", f"  {style}", f"  [{{{said}}}, kdg root"]
        for node in root.below.values():
            lines += self._code(node, 2)
        return "\n".join([*lines, "  ]", r"\end{forest}"])

    def _code(self, node: _Node, depth: int) -> Iterator[str]:
        indent = "  " * depth
        style = "kdg section" if node.kind is None else f"kdg section={node.kind % KINDS}"
        heading = latex_body(shortened(node.heading, _LONGEST_HEADING))
        yield f"{indent}[{{{heading}}}, {style}"
        for row in node.rows:
            yield f"{indent}  [{{{self._papers(row)}}}, kdg papers]"
        for below in node.below.values():
            yield from self._code(below, depth + 1)
        yield f"{indent}]"

    def _papers(self, row: _Row) -> str:
        said = [self._said(leaf) for leaf in row.leaves]
        more = f" \\kdgmuted{{and {row.more:,}~more}}" if row.more else ""
        return ", ".join(said) + more

    def _said(self, leaf: Leaf) -> str:
        if leaf.paper_id in self._mentions and leaf.paper_id is not None:
            return self._mentions.named(leaf.paper_id)
        return f"\\kdgmuted{{{latex_title(shortened(leaf.name, LONGEST))}}}"


def _pages(rows: list[_Row], first: float, page: float) -> list[list[_Row]]:
    """Return the rows in parts that have room on a page each."""
    pages: list[list[_Row]] = []
    room = 0.0
    for row in rows:
        if not pages or row.height > room:
            room = page if pages else first
            pages.append([])
        pages[-1].append(row)
        room -= row.height
    return pages
