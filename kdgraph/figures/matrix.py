"""Matrix: the methods of the list by their properties, from a table that the author writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.export.citation_keys import citation_keys
from kdgraph.figures import FIGURES
from kdgraph.figures._sections_tree import (
    Branch,
    Leaf,
    SectionsTree,
    leaves_beside,
    pruned,
    sections_tree,
)
from kdgraph.figures.canvas.drawing import Axis, Box, Drawing, Panel
from kdgraph.figures.canvas.marks import Areas, Curves, Floats, Mark, Points, Text
from kdgraph.figures.canvas.typography import fitted, measure, wrapped
from kdgraph.figures.figure import FigureBase, counted
from kdgraph.figures.layouts.outline import Outline, Place, heading_marks, leaf_words, outline_of
from kdgraph.figures.layouts.property_columns import (
    BETWEEN,
    LINE,
    SIZE,
    PropertyColumn,
    property_columns,
)
from kdgraph.figures.method_table import (
    BLANK,
    DASH,
    NO,
    NUMBER,
    PARTLY,
    TEXT,
    YES,
    Cell,
    MethodTable,
    known_table,
    read_method_table,
)
from kdgraph.graph.snapshot import Snapshot

__all__ = ["BESIDE_LIST", "MEANT", "Rows", "matrix", "rows_of"]

BESIDE_LIST: Final = "Not on the list"
"""The heading of rows whose papers are not listed."""

_MOST: Final = 100  # papers, unless asked for more
_TALLEST: Final = 620.0  # points, of heads and rows, likewise
_NARROW: Final = 4.5 * 72  # points: below, names are brief
_EDGE: Final = 3.5
_KNOT: Final = 4.6
_CELL_LINES: Final = 4  # of words in a cell
_STORY: Final = 92.0  # points of a name in a sentence
_NAMES: Final = (58.0, 125.0)  # room for names, at least and at most
_TOLD: Final = 6  # properties named in a sentence
_COLUMNS: Final = ["section", "paper_id", "key", "name", "property", "kind", "value"]


@FIGURES.add("matrix", label="Methods by their properties")
def matrix(
    snapshot: Snapshot,
    *,
    width: float = 7.0,
    section: str | None = None,
    top: int | None = None,
    table: str | Path | None = None,
) -> Drawing:
    r"""Draw methods by their properties: a row for each paper, grouped by section of the list.

    Properties come from the author's own table (`read_method_table`): signs for yes, no and partly,
    numbers, or short words, each column in the order of the table. Without a table, what is known
    anyway is shown: the venue, whether the list links code, and the citations here.

    Parameters
    ----------
    snapshot : Snapshot
        With the list.
    width : float
        Inches. Words in cells take more lines where there is little room; columns for which there
        is none are left out and named.
    section : str, optional
        Only rows of papers under headings that hold this.
    top : int, optional
        Only so many papers, those cited most here; by default at most 100, and no more than a page
        holds.
    table : str or Path, optional
        The CSV file, or its text. ``kdgraph figures --matrix-template`` writes one to fill in.

    Raises
    ------
    InputError
        If there is no such section, `top` is below 1, or the table cannot be read; the message
        names the line.

    Examples
    --------
    >>> import kdgraph
    >>> table = "paper,Needs data,Teachers\nFitNets,yes,1\nhinton2014distilling,yes,1\n"
    >>> drawing = matrix(kdgraph.embedded(), table=table)
    >>> drawing.facts["methods"], drawing.facts["properties"]
    ('2 papers', '2 properties')
    """
    read = None if table is None else read_method_table(snapshot, table)
    figure = FigureBase(
        "matrix",
        snapshot,
        width=width,
        section=section,
        top=top,
        options={"table": None if read is None else read.text},
    )
    rows = rows_of(
        figure.snapshot,
        known_table(figure.snapshot) if read is None else read,
        section,
        brief=figure.page < _NARROW,
    )
    own = read is not None
    if not len(rows.table.rows):
        why = "no row of the table is of a paper here" if own else "no entry has a paper"
        return figure.empty(why, _COLUMNS, notes=rows.notes, of_citations=not own)
    drawn = _Matrix(rows, figure, top)
    facts = drawn.facts()
    return figure.drawing(
        [drawn.panel()],
        height=drawn.height,
        caption=(_OWN if own else _KNOWN) + drawn.legend(),
        alt=_ALT,
        facts=facts,
        numbers=_numbers(rows, figure.snapshot),
        notes=[*rows.notes, *drawn.notes()],
        of_citations=not own,
    )


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a table as a tree of sections.

    `table` holds the rows that are in the view and the section; `leaves` the papers in the order of
    the tree, each with its branch; `cells` the cells of each entry. `notes` say which rows are not
    there.
    """

    table: MethodTable
    tree: SectionsTree
    leaves: tuple[tuple[Branch, Leaf], ...]
    cells: dict[str, tuple[Cell, ...]]
    notes: tuple[str, ...]


def rows_of(
    snapshot: Snapshot, table: MethodTable, section: str | None, *, brief: bool = False
) -> Rows:
    """Return the rows of a table below the headings of the list.

    A paper stands under its first heading; papers that are not on the list come last.

    Raises
    ------
    InputError
        If there is no such section.
    """
    here = [row for row in table.rows if row.paper_id in snapshot.papers.index]
    tree = sections_tree(snapshot, section, brief=brief)
    first: dict[str, Leaf] = {}
    for _, leaf in tree.leaves():
        if leaf.paper_id is not None:
            first.setdefault(leaf.paper_id, leaf)
    inside = [row for row in here if row.paper_id in first]
    entries = {first[row.paper_id].entry_id for row in inside}
    branches = pruned(tree.branches, entries)
    on_list = set(snapshot.reading_list.papers)
    beside = [row for row in here if row.paper_id not in on_list]
    if section is None and beside:
        leaves = leaves_beside(snapshot, [row.paper_id for row in beside], brief=brief)
        branches = (*branches, Branch(BESIDE_LIST, BESIDE_LIST, None, leaves, ()))
        inside += beside
        first |= {leaf.entry_id: leaf for leaf in leaves}
    notes = []
    for number, what in (
        (len(table.rows) - len(here), "of a paper that is not in this view left out"),
        (len(here) - len(inside), "of a paper of another section left out"),
    ):
        if number:
            notes.append(f"{counted(number, 'row')} of the table {what}.")
    shown = replace(tree, branches=branches)
    order = {row.paper_id: place for place, row in enumerate(table.rows)}
    kept = sorted(inside, key=lambda row: order[row.paper_id])
    return Rows(
        table=replace(table, rows=tuple(kept)),
        tree=shown,
        leaves=tuple(shown.leaves()),
        cells={first[row.paper_id].entry_id: row.cells for row in inside},
        notes=tuple(notes),
    )


class _Matrix:
    """The rows in columns of the page, with the cells beside each."""

    def __init__(self, rows: Rows, figure: FigureBase, top: int | None) -> None:
        self._rows, self._page = rows, figure.page
        self._section, self._own = figure.section, rows.table.text is not None
        names = max(
            (measure(f"{leaf.name} {leaf.when}", 6.8).width + 14.0 for _, leaf in rows.leaves),
            default=0.0,
        )
        names = min(max(names, _NAMES[0]), _NAMES[1])
        self._heads = property_columns(rows.table, figure.page - 2 * _EDGE - names - BETWEEN)
        self.left_out = [
            rows.table.columns[n]
            for n in range(len(rows.table.columns))
            if n not in {head.number for head in self._heads}
        ]
        self.cut = 0
        lines = {
            entry: [self._lines(cells[head.number], head) for head in self._heads]
            for entry, cells in rows.cells.items()
        }
        self._words = lines
        self._head = 4.0 + max(
            (
                max(measure(line, SIZE).width for line in head.lines)
                if head.upright
                else len(head.lines) * LINE
                for head in self._heads
            ),
            default=0.0,
        )
        self._outline: Outline = outline_of(
            rows.tree,
            rows.leaves,
            figure.page - 2 * _EDGE,
            most=_MOST if top is None else top,
            tallest=_TALLEST - self._head if top is None else None,
            beside=sum(head.width for head in self._heads) + BETWEEN,
            hang=0.0,
            heights={
                entry: max(map(len, found), default=1) * LINE + 1.6
                for entry, found in lines.items()
            },
        )
        self._reach = min(self._outline.reach(), self._outline.room) + BETWEEN
        self.height = self._head + self._outline.height + 2.0
        self._places = list(self._outline.places())
        self._leaves = [
            (place, place.row.leaf) for place in self._places if place.row.leaf is not None
        ]

    def _lines(self, cell: Cell, head: PropertyColumn) -> list[str]:
        """Return the words of a cell in lines; those that do not fit are counted."""
        if cell.kind not in (TEXT, NUMBER):
            return [""]
        if head.kind == "number":
            return [cell.text]  # whose column is wide enough
        room = head.width - BETWEEN
        lines = wrapped(cell.text, SIZE, room)
        if len(lines) > _CELL_LINES:
            rest = " ".join(lines[_CELL_LINES - 1 :])
            lines = [*lines[: _CELL_LINES - 1], fitted(rest, SIZE, room)]
        self.cut += " ".join(lines) != cell.text
        return lines

    def panel(self) -> Panel:
        """Return the marks on the page."""
        box = Box(_EDGE, 0.0, self._page - _EDGE, self.height)
        marks = (
            *self._rules(),
            *self._names_of_columns(),
            *heading_marks(self._outline, self._places, _KNOT),
            *leaf_words(self._outline, self._places),
            *self._cells(),
        )
        # from the heads downwards
        up = Axis(self.height - self._head, -self._head)
        return Panel(box, Axis(0.0, box.width), up, marks, name="matrix")

    def _x(self, place: Place, number: int) -> float:
        """Return where the cells of a column begin."""
        return place.left + self._reach + sum(head.width for head in self._heads[:number])

    def _rules(self) -> Iterator[Mark]:
        """Give a faint line below each row, which leads the eye."""
        right = self._reach + sum(head.width for head in self._heads) - BETWEEN
        paths = []
        for place, _ in self._leaves:
            y = place.y + place.row.height / 2
            left = place.left + self._outline.leaf_x(place.row.depth)
            paths.append(np.array([(left, y), (place.left + right, y)]))
        if paths:
            yield Curves(role="rule", paths=tuple(paths), ink="faint", width=0.3, layer=-2)

    def _names_of_columns(self) -> Iterator[Mark]:
        firsts = list({place.left: place for place in self._places}.values())
        for upright in (False, True):
            rows: list[tuple[float, float, str, str]] = []
            for place in firsts:
                for number, head in enumerate(self._heads):
                    if head.upright == upright:
                        rows += self._head_lines(place, number, head)
            if rows:
                yield Text(
                    role="property",
                    x=np.array([x for x, _, _, _ in rows]),
                    y=np.array([y for _, y, _, _ in rows]),
                    text=tuple(line for _, _, line, _ in rows),
                    size=SIZE,
                    weight="semibold",
                    halign="left" if upright else [across for *_, across in rows],
                    valign="middle",
                    angle=90 if upright else 0,
                )

    def _head_lines(
        self, place: Place, number: int, head: PropertyColumn
    ) -> Iterator[tuple[float, float, str, str]]:
        left = self._x(place, number)
        inner = head.width - BETWEEN
        if head.upright:
            middle = left + inner / 2
            for line, words in enumerate(head.lines):
                yield middle + (line - (len(head.lines) - 1) / 2) * LINE, -3.0, words, "left"
            return
        across = {"sign": "center", "number": "right"}.get(head.kind, "left")
        x = left + {"left": 0.0, "center": inner / 2, "right": inner}[across]
        for line, words in enumerate(head.lines):
            yield x, -3.0 - (len(head.lines) - 0.5 - line) * LINE, words, across

    def _cells(self) -> Iterator[Mark]:
        found: dict[str, list[tuple[float, float, tuple[str, ...], str]]] = {}
        words: list[tuple[float, float, str, str, str, tuple[str, ...], str]] = []
        for place, leaf in self._leaves:
            cells, lines = self._rows.cells[leaf.entry_id], self._words[leaf.entry_id]
            papers = () if leaf.paper_id is None else (leaf.paper_id,)
            for number, head in enumerate(self._heads):
                cell, left = cells[head.number], self._x(place, number)
                inner = head.width - BETWEEN
                name = self._rows.table.columns[head.number]
                told = f"{leaf.name} {leaf.when} · {name}: {cell.text or 'not filled in'}"
                if cell.kind == BLANK:
                    continue
                if cell.kind in (YES, NO, PARTLY, DASH):
                    # in a column of words, a sign stands where these begin
                    x = left + (3.0 if head.kind == "text" else inner / 2)
                    found.setdefault(cell.kind, []).append((x, place.y, papers, told))
                    continue
                across = "right" if head.kind == "number" else "left"
                x = left + (inner if across == "right" else 0.0)
                top = place.y - (len(lines[number]) - 1) * LINE / 2
                for line, said in enumerate(lines[number]):
                    words.append((x, top + line * LINE, said, across, cell.kind, papers, told))
        yield from _signs(found)
        if words:
            yield Text(
                role="value",
                x=np.array([x for x, *_ in words]),
                y=np.array([y for _, y, *_ in words]),
                text=tuple(said for _, _, said, *_ in words),
                size=SIZE,
                halign=[across for _, _, _, across, *_ in words],
                valign="middle",
                papers=tuple(papers for *_, papers, _ in words),
                words=tuple(told for *_, told in words),
            )

    def _there(self) -> set[str]:
        """Return the kinds of cells that are shown."""
        return {
            self._rows.cells[leaf.entry_id][head.number].kind
            for _, leaf in self._leaves
            for head in self._heads
        }

    def legend(self) -> str:
        """Return what the signs mean, as far as they occur, for the caption."""
        there = self._there()
        said = [words for kind, words in MEANT.items() if kind in there]
        return f" {'; '.join(said).capitalize()}." if said else ""

    def facts(self) -> dict[str, Any]:
        """Return the numbers of the texts."""
        sections = {place.row.branch.path for place, _ in self._leaves}
        facts: dict[str, Any] = {
            "methods": counted(len(self._leaves), "paper"),
            "properties": counted(len(self._heads), "property", "properties"),
            "names": ", ".join(
                self._rows.table.columns[head.number] for head in self._heads[:_TOLD]
            )
            + (" and others" if len(self._heads) > _TOLD else ""),
            "which": "" if self._section is None else f" under sections like “{self._section}”",
            "sections": counted(len(sections), "section"),
        }
        ticks = {
            self._rows.table.columns[head.number]: sum(
                self._rows.cells[leaf.entry_id][head.number].kind == YES for _, leaf in self._leaves
            )
            for head in self._heads
            if head.kind == "sign"
        }
        facts["story"] = ""
        if ticks:
            most = max(ticks, key=lambda name: ticks[name])
            facts["story"] = (
                f" Most ticks: “{fitted(most, SIZE, _STORY)}”, {ticks[most]} of "
                f"{counted(len(self._leaves), 'row')}."
            )
            least = min(ticks, key=lambda name: ticks[name])
            if ticks[least] < ticks[most]:
                facts["story"] += f" Fewest: “{fitted(least, SIZE, _STORY)}”, {ticks[least]}."
        return facts

    def notes(self) -> list[str]:
        """Return what is not there."""
        notes = []
        if self.left_out:
            names = ", ".join(f"“{name}”" for name in self.left_out[:_TOLD])
            names += " and others" if len(self.left_out) > _TOLD else ""
            notes.append(
                f"{counted(len(self.left_out), 'property', 'properties')} without room at this "
                f"width left out: {names}."
            )
        if self.cut:
            notes.append(f"{counted(self.cut, 'cell')} cut for want of room.")
        if more := len(self._rows.leaves) - len(self._leaves):
            said = f"{counted(more, 'paper')} with fewer citations here left out"
            advice = (
                "; by section there is room, and the table in LaTeX has all" if self._own else ""
            )
            notes.append(f"{said}{advice}.")
        return notes


_CHECK: Final = np.array([(-2.5, -0.1), (-0.8, 1.7), (2.5, -2.1)])
_CROSS: Final = (
    np.array([(-1.7, -1.7), (1.7, 1.7)]),
    np.array([(-1.7, 1.7), (1.7, -1.7)]),
)
_DISC: Final = 4.6


def _signs(
    found: dict[str, list[tuple[float, float, tuple[str, ...], str]]],
) -> Iterator[Mark]:
    """Give ticks, crosses, half discs and dashes; places grow downwards."""
    strokes: list[tuple[str, tuple[Floats, ...], str, float]] = [
        (YES, (_CHECK,), "ink", 1.0),
        (NO, _CROSS, "muted", 0.7),
    ]
    for kind, pieces, ink, width in strokes:
        cells = found.get(kind, [])
        if cells:
            yield Curves(
                role=kind,
                paths=tuple(piece + np.array([x, y]) for x, y, _, _ in cells for piece in pieces),
                ink=ink,
                width=width,
                papers=tuple(papers for *_, papers, _ in cells for _ in pieces),
                words=tuple(told for *_, told in cells for _ in pieces),
                layer=2,
            )
    cells = found.get(PARTLY, [])
    if cells:
        x, y = (np.array([cell[axis] for cell in cells], dtype=np.float64) for axis in (0, 1))
        turn = np.linspace(-np.pi / 2, np.pi / 2, 13)
        half = np.column_stack([-np.cos(turn), np.sin(turn)]) * (_DISC / 2)
        yield Areas(
            role=PARTLY,
            paths=tuple(half + np.array([one, other]) for one, other in zip(x, y, strict=True)),
            ink="ink",
            layer=4,
        )
        yield Points(
            role=PARTLY,
            x=x,
            y=y,
            size=_DISC,
            ink="ink",
            filled=False,
            edge=0.7,
            papers=tuple(papers for *_, papers, _ in cells),
            words=tuple(told for *_, told in cells),
            layer=3,
        )
    cells = found.get(DASH, [])
    if cells:
        yield Text(
            role=DASH,
            x=np.array([cell[0] for cell in cells]),
            y=np.array([cell[1] for cell in cells]),
            text=("\u2013",) * len(cells),
            size=SIZE,
            ink="muted",
            halign="center",
            valign="middle",
            papers=tuple(papers for *_, papers, _ in cells),
            words=tuple(told for *_, told in cells),
        )


def _numbers(rows: Rows, snapshot: Snapshot) -> pd.DataFrame:
    keys = citation_keys(snapshot)
    table: list[dict[str, Any]] = [
        {
            "section": branch.path,
            "paper_id": leaf.paper_id,
            "key": keys[str(leaf.paper_id)],
            "name": f"{leaf.name} {leaf.when}".strip(),
            "property": name,
            "kind": cell.kind,
            "value": cell.text,
        }
        for branch, leaf in rows.leaves
        for name, cell in zip(rows.table.columns, rows.cells[leaf.entry_id], strict=True)
    ]
    return pd.DataFrame(table, columns=_COLUMNS)


MEANT: Final = {
    YES: "tick: yes",
    PARTLY: "half disc: partly",
    NO: "cross: no",
    DASH: "dash: does not apply",
    BLANK: "empty: not known",
}
"""What the signs of cells mean, by kind."""

_OWN: Final = "{methods} in {sections}{which} by {properties}: {names}."
_KNOWN: Final = (
    "What is known of {methods} in {sections}{which} of the list: {names}. Code: linked in the "
    "list. Cited: citations within the corpus."
)
_ALT: Final = "A table of {methods} in {sections} by {properties}: {names}.{story}"
