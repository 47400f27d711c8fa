"""Rows of a table of papers as items, whatever format the table stands in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from kdgraph.identifiers import held_identifier, link, without_stop
from kdgraph.lists.columns import ADDRESS, IDENTITIES, Cell, Columns, read_columns
from kdgraph.lists.formats import Refused
from kdgraph.lists.inline import Anchor, Rich
from kdgraph.lists.items import Item
from kdgraph.lists.links import is_label, is_paper

__all__ = ["Row", "Rows", "read_rows"]

_NO_TITLE = "a row without a title"
_NO_COLUMN = "a table without a column of titles, identifiers or addresses of papers"


@dataclass(slots=True)
class Row:
    """A row of a table; a cell that reaches over several rows is in each of them."""

    start: int
    end: int
    cells: list[Rich]


@dataclass(slots=True)
class Rows:
    """What a table holds: its rows as items, or why they are none, and how its columns were read.

    The section of an item is what a column says; the headings above it are for the format to add.
    """

    found: list[Item | Refused] = field(default_factory=list)
    columns: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_rows(header: Sequence[str], rows: Sequence[Row], *, headed: bool = False) -> Rows:
    """Make items of the rows of a table.

    Parameters
    ----------
    header : sequence of str
        The names of its columns; empty if it has none.
    rows : sequence of Row
        Its other rows.
    headed : bool
        The table stands below a heading that says its section.

    Examples
    --------
    >>> cells = [Rich.plain("Owls at Night"), Rich.plain("2021"), Rich.plain("12 stars")]
    >>> read = read_rows(["Titel", "Jahr", "Sterne"], [Row(0, 30, cells)])
    >>> read.columns
    [('Titel', 'title'), ('Jahr', 'year'), ('Sterne', '')]
    >>> read.found[0].lines[0].text, list(read.found[0].cells)
    ('Owls at Night', ['year'])
    """
    rows = [row for row in rows if any(cell.text.strip() for cell in row.cells)]
    told = [[_cell(cell) for cell in row.cells] for row in rows]
    columns = read_columns(header, told, headed=headed)
    if not rows:
        return Rows()
    linked = any(is_paper(url) for cells in told for cell in cells for url in cell.urls)
    if not columns.identify and not linked:
        return Rows([Refused(rows[0].start, rows[-1].end, _NO_COLUMN)])
    for n in columns.kept:  # links under an unknown name are kept
        columns.roles[n] = "links"
    read = Rows(columns=columns.told, notes=list(columns.notes))
    for row, cells in zip(rows, told, strict=True):
        at = _title(columns, cells)
        if at is None:
            read.found.append(Refused(row.start, row.end, _NO_TITLE))
        else:
            read.found.append(_item(columns, row, at))
    return read


def _cell(cell: Rich) -> Cell:
    """Return the text of a cell without mere labels of links, and its addresses."""
    text = list(cell.text)
    for anchor in cell.anchors:
        if anchor.badge or is_label(cell.text[anchor.start : anchor.end]):
            text[anchor.start : anchor.end] = " " * (anchor.end - anchor.start)
    urls = [anchor.url for anchor in cell.anchors]
    urls += [without_stop(match[0]) for match in ADDRESS.finditer("".join(text))]
    return Cell("".join(text), tuple(urls))


def _title(columns: Columns, cells: Sequence[Cell]) -> int | None:
    """Return the cell of a row that holds its title, or what is nearest to one.

    Where the names of the columns leave it open, that is the cell with the paper's address, if it
    has a text of its own.
    """
    named = [n for n, role in enumerate(columns.roles) if role == "title"]
    given = [n for n in (columns.titles or named) if n < len(cells)]
    if columns.titles:
        given.sort(key=lambda n: not any(map(is_paper, cells[n].urls)))
    for n in given:
        if cells[n].words:
            return n
    linked = [n for n, cell in enumerate(cells) if any(map(is_paper, cell.urls))]
    worded = [n for n in linked if len(cells[n].words.split()) > 1]
    identified = [
        n for n, role in enumerate(columns.roles) if role in IDENTITIES and n < len(cells)
    ]
    return next(iter([*worded, *linked, *(n for n in identified if cells[n].text.strip())]), None)


def _item(columns: Columns, row: Row, title: int) -> Item:
    item = Item(row.start, row.end, [row.cells[title]])
    for n, role in _read(columns, row, title):
        cell = row.cells[n]
        if role == "section":
            item.section = " ".join(cell.text.split())
            continue
        if role in IDENTITIES and role not in ("doi", "arxiv"):
            cell = _linked(cell, role)
        key, number = role, 1
        while key in item.cells:
            number += 1
            key = f"{role} {number}"
        if number == 1 or role not in ("venue", "year", "authors"):
            item.cells[key] = cell
    if columns.roles[title] in IDENTITIES and columns.roles[title] not in ("doi", "arxiv"):
        item.lines = [_linked(row.cells[title], columns.roles[title])]
    return item


def _read(columns: Columns, row: Row, title: int) -> Iterator[tuple[int, str]]:
    """Yield the columns of a row that say something of the paper, the surest of a kind first."""
    for n in columns.order:
        if n == title or n >= len(row.cells) or not row.cells[n].text.strip():
            continue
        role = columns.roles[n]
        if role in ("", "title"):
            role = "links" if row.cells[n].anchors else ""
        if role and (role in ("section", "links", "code", "url") or _cell(row.cells[n]).words):
            yield n, role
    for n in range(len(columns.roles), len(row.cells)):  # cells beyond the header
        if n != title and row.cells[n].anchors:
            yield n, "links"


def _linked(cell: Rich, role: str) -> Rich:
    """Return a cell that holds an identifier as a link to its paper."""
    text = cell.text.strip()
    found = held_identifier(role, text)
    address = link(*found) if found else None
    if cell.anchors or address is None:
        return cell
    begin = cell.text.index(text)
    return replace(cell, anchors=[Anchor(begin, begin + len(text), address)])
