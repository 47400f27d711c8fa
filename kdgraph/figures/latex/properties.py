r"""The table of methods by their properties, in booktabs' style, as its author wrote it.

One that is longer than a page is a ``longtable`` in a document of one column, and in one of two,
where that does not work, floats of a page each; both take the same rows, which stand once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kdgraph.figures._shown import counted
from kdgraph.figures.canvas.typography import measure
from kdgraph.figures.latex.document import Float, Parted
from kdgraph.figures.latex.mentions import Mentions, lines_needed, shortened
from kdgraph.figures.layouts.property_columns import PropertyColumn, property_columns
from kdgraph.figures.matrix import MEANT, rows_of
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
)
from kdgraph.graph.snapshot import Snapshot
from kdgraph.tex import latex_body

__all__ = ["PropertiesTable", "properties_table"]

_SIZE: Final = 7.6  # points
_SERIF: Final = 8.2  # of the font that measures, which takes as much room as a serif one
_LEADING: Final = 9.4
_RULES: Final = 12.0  # points, of the rules
_BETWEEN: Final = 8.0  # points between columns
_WIDER: Final = 1.3  # than what the figure measures is a document's font of this size
_METHODS: Final = (78.0, 150.0)  # points for names, at least and at most
_LONGEST_HEADING: Final = 140
_SIGNS: Final = {
    YES: r"\kdgyes{}",
    NO: r"\kdgno{}",
    PARTLY: r"\kdgpartly{}",
    DASH: "--",
    BLANK: "",
}
_COLUMNS: Final = {"sign": "C", "number": "R", "text": "L"}
_BEGIN: Final = rf"\kdgfont{{{_SIZE:g}}}\setlength{{\tabcolsep}}{{{_BETWEEN / 2:g}bp}}%"


@dataclass(frozen=True, slots=True)
class PropertiesTable:
    """The table, to be cut where a page has no room for more rows.

    `methods` counts the rows, `properties` the columns, `legend` says what the signs mean.
    `columns` and `heads` are LaTeX code; `groups` holds the rows of each section, each with how
    many points high it is.
    """

    columns: str
    heads: str
    heads_height: float
    groups: tuple[tuple[str, tuple[tuple[str, float], ...]], ...]
    count: int
    page: float
    legend: str
    methods: int
    properties: int
    notes: tuple[str, ...]

    @property
    def height(self) -> float:
        """How many points it takes in one."""
        rows = sum(height for _, group in self.groups for _, height in group)
        headings = sum(self._heading_height(path) for path, _ in self.groups)
        return rows + headings + self.heads_height

    def code(self, float_: Float, parted: Parted) -> str:
        """Return it as a float, or as rows and both ways to set them over pages."""
        heads = self.heads_height
        parts = tuple(self._parts(float_.room(parted) - heads, float_.page - heads))
        if len(parts) <= 1:
            rows = parts[0] if parts else r"    \multicolumn{1}{@{}l@{}}{} \\"
            return float_.code([self._tabular(rows)], parted)
        names = [rf"\kdgproperties{_letters(number)}" for number in range(len(parts))]
        rows_of_each = [
            "\n".join([rf"\def{name}{{%", part, "}"])
            for name, part in zip(names, parts, strict=True)
        ]
        floats = float_.code([self._tabular(f"    {name}") for name in names], parted)
        whole = self._longtable(float_, parted, names)
        return "\n".join([*rows_of_each, r"\kdgiftwocolumn{%", floats, "}{%", whole, "}"])

    def _heading_height(self, path: str) -> float:
        heading = shortened(path, _LONGEST_HEADING)
        return lines_needed(heading, _SERIF, self.page, "semibold") * _LEADING + 5.0

    def _heading(self, words: str) -> str:
        return (
            rf"    \multicolumn{{{self.count}}}{{@{{}}p{{{self.page:g}bp}}@{{}}}}"
            rf"{{\raggedright\itshape {latex_body(words)}}} \\*"
        )

    def _parts(self, first: float, page: float) -> Iterator[str]:
        """Give the rows below their headings, in parts of at most a page."""
        lines: list[str] = []
        room = first
        for path, rows in self.groups:
            heading, takes = shortened(path, _LONGEST_HEADING), self._heading_height(path)
            for number, (row, height) in enumerate(rows):
                begins = number == 0
                # a heading has two rows below it, where there are two
                needed = height + (takes + (rows[1][1] if len(rows) > 1 else 0.0)) * begins
                if lines and needed > room:
                    yield "\n".join(lines)
                    lines, room = [], page
                    if not begins:
                        lines.append(self._heading(f"{heading} (continued)"))
                        room -= takes
                if begins:
                    lines += [r"    \addlinespace"] * bool(lines)
                    lines.append(self._heading(heading))
                    room -= takes
                lines.append(row)
                room -= height
        if lines:
            yield "\n".join(lines)

    def _tabular(self, rows: str) -> str:
        return "\n".join(
            [
                r"\begingroup",
                _BEGIN,
                rf"\begin{{tabular}}{{{self.columns}}}",
                r"    \toprule",
                f"    {self.heads}",
                r"    \midrule",
                rows,
                r"    \bottomrule",
                r"\end{tabular}",
                r"\endgroup",
            ]
        )

    def _longtable(self, float_: Float, parted: Parted, names: Sequence[str]) -> str:
        heads = [r"    \toprule", f"    {self.heads}", r"    \midrule"]
        caption = float_.caption_code(parted)
        return "\n".join(
            [
                r"\begingroup",
                _BEGIN,
                rf"\setlength{{\LTcapwidth}}{{{float_.width * 72:g}bp}}%",
                rf"\begin{{longtable}}{{{self.columns}}}",
                rf"    \caption{{\small {caption}}}\label{{{float_.label}}} \\",
                *heads,
                r"    \endfirsthead",
                r"    \caption[]{\small (continued)} \\",
                *heads,
                r"    \endhead",
                r"    \bottomrule",
                r"    \endfoot",
                *(f"    {name}" for name in names),
                r"\end{longtable}",
                r"\endgroup",
                *float_.beside_code(parted),
            ]
        )


def properties_table(
    snapshot: Snapshot,
    table: MethodTable,
    mentions: Mentions,
    *,
    width: float,
    section: str | None = None,
) -> PropertiesTable:
    """Return the table of an author: a row for each paper, with its citation, by section.

    Parameters
    ----------
    snapshot : Snapshot
        With the list, whose sections group the rows; other papers come last.
    table : MethodTable
        The properties.
    mentions : Mentions
        How papers are called; those of the rows are cited.
    width : float
        Inches. Properties for which there is no room are left out and named in the notes.
    section : str, optional
        Only rows of papers under headings that hold this.

    Raises
    ------
    InputError
        If there is no such section.
    """
    rows = rows_of(snapshot, table, section)
    page = width * 72 - 1.0  # what rounding may add
    wanted = max(
        (
            _width_of(mentions.measured(str(leaf.paper_id)))
            for _, leaf in rows.leaves
            if leaf.paper_id in mentions
        ),
        default=0.0,
    )
    first = min(max(wanted + 1.0, _METHODS[0]), max(min(_METHODS[1], 0.3 * page), _METHODS[0]))
    columns = property_columns(rows.table, (page - first) / _WIDER)
    wider = sum(_room(rows.table, one) - one.width * _WIDER + _BETWEEN for one in columns)
    columns = property_columns(rows.table, (page - first - wider) / _WIDER)
    widths = _spread(columns, [_room(rows.table, column) for column in columns], page - first)
    notes = list(rows.notes)
    if left_out := [
        name
        for number, name in enumerate(table.columns)
        if number not in {column.number for column in columns}
    ]:
        names = ", ".join(f"“{name}”" for name in left_out[:6])
        said = counted(len(left_out), "property", "properties")
        notes.append(f"{said} without room at this width left out: {names}.")
    shown = {
        rows.cells[leaf.entry_id][column.number].kind
        for _, leaf in rows.leaves
        for column in columns
    }
    spec = "".join(
        rf"{_COLUMNS[column.kind]}{{{room:g}bp}}"
        for column, room in zip(columns, widths, strict=True)
    )
    heads = " & ".join([" Method", *(_head(column) for column in columns)]).strip()
    groups: dict[str, list[tuple[str, float]]] = {}
    for branch, leaf in rows.leaves:
        cells = [rows.cells[leaf.entry_id][column.number] for column in columns]
        row = _row(str(leaf.paper_id), cells, mentions, first, widths)
        groups.setdefault(branch.path, []).append(row)
    return PropertiesTable(
        columns=rf"@{{}}L{{{first:.1f}bp}}{spec}@{{}}",
        heads=rf"{heads} \\",
        heads_height=_RULES
        + max(
            (
                max(measure(line, _SERIF).width for line in column.lines)
                if column.upright
                else len(column.lines) * _LEADING
                for column in columns
            ),
            default=_LEADING,
        ),
        groups=tuple((path, tuple(own)) for path, own in groups.items()),
        count=len(columns) + 1,
        page=page,
        legend="; ".join(words for kind, words in MEANT.items() if kind in shown),
        methods=len(rows.leaves),
        properties=len(columns),
        notes=tuple(notes),
    )


def _row(
    paper_id: str,
    cells: Sequence[Cell],
    mentions: Mentions,
    first: float,
    widths: Sequence[float],
) -> tuple[str, float]:
    """Return the row of a paper, and its height in points."""
    lines = max(
        [
            lines_needed(mentions.measured(paper_id), _SERIF, first),
            *(
                lines_needed(cell.text, _SERIF, width)
                for cell, width in zip(cells, widths, strict=True)
                if cell.kind == TEXT
            ),
        ]
    )
    # after the end of a row, LaTeX takes a star or a bracket for an argument of it
    told = " & ".join([mentions.named(paper_id), *map(_cell, cells)])
    return rf"    {{}}{told} \\", lines * _LEADING


def _width_of(words: str) -> float:
    """Return about how many points words take on one line of a document."""
    low, up = 8.0, 600.0
    while up - low > 1.0:
        middle = (low + up) / 2
        low, up = (low, middle) if lines_needed(words, _SERIF, middle) <= 1 else (middle, up)
    return up


def _room(table: MethodTable, column: PropertyColumn) -> float:
    """Return the points of a column, of numbers those that a document's font takes."""
    room = column.width * _WIDER - _BETWEEN
    if column.kind == "number":
        texts = [row.cells[column.number].text for row in table.rows]
        room = max([room, *(sum(map(_em, text)) * _SIZE for text in texts)])
    return round(room, 1)


def _spread(columns: Sequence[PropertyColumn], widths: list[float], page: float) -> list[float]:
    """Return the widths with what is left of the page given to columns of words, half as much."""
    long = [n for n, column in enumerate(columns) if column.kind == "text"]
    left = page - sum(widths) - _BETWEEN * len(widths)
    if not long or left <= 0:
        return widths
    share = min(left / sum(widths[n] for n in long), 0.5)
    return [round(width * (1 + share), 1) if n in long else width for n, width in enumerate(widths)]


def _em(sign: str) -> float:
    """Return how wide a sign of a number is in a serif font, in ems."""
    return 0.58 if sign.isdigit() else 0.34 if sign in ".,: " else 0.92


def _head(column: PropertyColumn) -> str:
    lines = [latex_body(line) for line in column.lines]
    side = "l" if column.upright else {"sign": "c", "number": "r"}.get(column.kind, "l")
    stacked = lines[0]
    if len(lines) > 1:
        together = r" \\ ".join(lines)
        stacked = rf"\shortstack[{side}]{{{together}}}"
    return rf"\kdgupright{{{stacked}}}" if column.upright else stacked


def _cell(cell: Cell) -> str:
    if cell.kind in (TEXT, NUMBER):
        minus = cell.kind == NUMBER and cell.text[:1] in ("-", "\u2212")
        return f"$-${latex_body(cell.text[1:])}" if minus else latex_body(cell.text)
    return _SIGNS[cell.kind]


def _letters(number: int) -> str:
    """Return a number in letters, since commands have no digits.

    >>> _letters(0), _letters(27)
    ('a', 'bb')
    """
    found = ""
    while True:
        found = chr(ord("a") + number % 26) + found
        number //= 26
        if not number:
            return found
