"""Lists in CSV and TSV: a record a paper, in columns that a header names or their cells tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kdgraph.identifiers import (
    arxiv_id,
    doi,
    find_arxiv,
    find_doi,
    find_identifier,
    held_identifier,
    in_address,
    link,
)
from kdgraph.lists.columns import (
    ADDRESS,
    IDENTIFYING,
    IDENTITIES,
    Cell,
    Columns,
    read_columns,
    roles,
)
from kdgraph.lists.formats import (
    LIST_FORMATS,
    Draft,
    Link,
    ListFormat,
    Parsed,
    Refused,
    Span,
    Value,
    Venue,
)
from kdgraph.lists.links import is_code, is_page, is_paper
from kdgraph.lists.people import split_names
from kdgraph.lists.text import BOM
from kdgraph.lists.venues import find_venues, year_in
from kdgraph.lists.watching import reached

__all__ = ["TABLE"]

_LONGEST_CELL = 200_000  # an abstract or notes; three thousand authors take 60,000
_DELIMITERS = ",\t;|"
_LINKED = re.compile(r"\[(?P<label>[^\[\]]+)\]\((?P<url>https?://[^\s()]+)\)")
_PARTS = re.compile(r"[;|\n]")  # what parts people
_HEAD = 20_000  # characters in which the header is looked for
_MOST_COLUMNS = 1000  # the widest export has a hundred
_MOST_PREAMBLE = 12  # records before the header
_INITIALLED = re.compile(r"(?:[^,.]+ [A-Z]{1,4}, ?)+[^,.]+ [A-Z]{1,4}\.")  # "Roe J, Doe A."
_AFFILIATION = re.compile(  # "Roe, Jane (57200000000)", "Jane Roe 0001"
    r"\s*\(\d{5,}\)|\s*\[\d+\]|(?<=\w) 0\d{3}\b"
)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A field of a record: its value, and where it stands, quotes included."""

    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class _Record:
    start: int
    end: int
    cells: tuple[_Cell, ...]


def _records(text: str, delimiter: str) -> list[_Record]:
    """Part a text into records; a quoted field may hold line breaks and doubled quotes."""
    field_end = re.compile(f"[{re.escape(delimiter)}\\r\\n]")
    records: list[_Record] = []
    cells: list[_Cell] = []
    at = start = 1 if text.startswith(BOM) else 0
    size = len(text)
    while at <= size:
        begin = at
        value, at = _quoted(text, at) if text[at : at + 1] == '"' else ("", at)
        stop = field_end.search(text, at)
        end = stop.start() if stop else size
        value += text[at:end]
        cells.append(_Cell(value, (begin, end)))
        at = end
        if at < size and text[at] == delimiter:
            at += 1
            continue
        if len(cells) > 1 or cells[0].value.strip():
            records.append(_Record(start, end, tuple(cells)))
        at += 2 if text[at : at + 2] == "\r\n" else 1
        cells, start = [], at
    return records


def _quoted(text: str, at: int) -> tuple[str, int]:
    """Read a quoted field; one that is never closed goes to the end of its line."""
    match = re.compile(r'"((?:[^"]|"")*)"').match(text, at)
    if match is None:
        return "", at
    return match[1].replace('""', '"'), match.end()


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a table is laid out: what parts its columns, and its header among the first records."""

    delimiter: str
    header: int | None  # the record that is the header; None without one
    known: int  # columns of which it is known what they hold
    columns: int


def _cells(record: _Record) -> list[Cell]:
    return [_cell(cell.value) for cell in record.cells]


def _cell(value: str) -> Cell:
    """Return what a field says; links in Markdown, as some exports have them, are read as such."""
    linked = [match["url"] for match in _LINKED.finditer(value)]
    value = _LINKED.sub(lambda match: match["label"], value) if linked else value
    return Cell(value, (*linked, *ADDRESS.findall(value)))


def _layout(text: str) -> _Layout | None:
    """Return the layout under which most columns are known; None if that of none is."""
    head = text[:_HEAD]
    best: _Layout | None = None
    for delimiter in _DELIMITERS:
        if delimiter not in head and delimiter != _DELIMITERS[0]:
            continue
        found = _records(head, delimiter)
        if len(text) > _HEAD and len(found) > 1:
            found.pop()  # it may be cut
        layout = _headed(found, delimiter) or _headless(found, delimiter)
        if layout is not None and (best is None or layout.known > best.known):
            best = layout
    return best


def _headed(records: Sequence[_Record], delimiter: str) -> _Layout | None:
    """Find the record that names the columns; lines before it, of an export, are passed over."""
    for n, record in enumerate(records[:_MOST_PREAMBLE]):
        names = [cell.value for cell in record.cells]
        if len(names) > _MOST_COLUMNS:
            continue
        filled = sum(bool(name.strip()) for name in names)
        found = roles(names)
        known = sum(role is not None for role in found)
        naming = IDENTIFYING.intersection(filter(None, found))
        if not naming or known * 6 < filled or any(len(name) > 100 for name in names):
            continue
        if any(_is_value(name) for name in names):
            return None  # a paper, of which a cell happens to read like the name of a column
        below = records[n + 1 :]
        even = sum(len(other.cells) == len(names) for other in below)
        if n and (known < 2 or not below or even < 0.8 * len(below)):
            continue  # behind other lines, nothing but a table will do
        return _Layout(delimiter, n, known, len(names))
    return None


def _headless(records: Sequence[_Record], delimiter: str) -> _Layout | None:
    """Take records for papers without a header: as many cells each, of kinds that are known."""
    if len(records) < 2 or not 2 <= len(records[0].cells) <= _MOST_COLUMNS:
        return None
    width = len(records[0].cells)
    if sum(len(record.cells) == width for record in records) < 0.9 * len(records):
        return None
    first, *rest = (_cells(record) for record in records)
    header: int | None = None
    if not any(_is_value(cell.text) for cell in first):
        # no value stands in it: the names of columns in a language that is not known
        found = read_columns([cell.text for cell in first], rest)
        header = 0
    else:
        found = read_columns([], [first, *rest])
    known = sum(bool(role) for role in found.roles)
    if "title" not in found.roles and not IDENTITIES.intersection(found.roles):
        return None
    return _Layout(delimiter, header, known, width) if known >= 2 else None


def _is_value(text: str) -> bool:
    """Tell whether a cell holds what no name of a column is: a year, an address, an identifier."""
    text = text.strip()
    return bool(ADDRESS.search(text) or year_in(text) or arxiv_id(text) or doi(text))


def _parse(text: str) -> Parsed:
    parsed = Parsed()
    layout = _layout(text)
    if layout is None:
        first = text.removeprefix(BOM).strip().splitlines()[:1]
        at = text.find(first[0]) if first else 0
        reason = "the header names no column of titles, DOIs, arXiv ids or addresses"
        parsed.refused.append(Refused(at, at + len(first[0]) if first else at, reason))
        return parsed
    records = _records(text, layout.delimiter)
    header: list[str] = []
    if layout.header is not None:
        header = [cell.value.removeprefix(BOM) for cell in records[layout.header].cells]
        if layout.header:
            lines = f"{layout.header} line{'s' if layout.header > 1 else ''}"
            parsed.notes.append(f"{lines} before the header of the table passed over")
        records = records[layout.header + 1 :]
    else:
        parsed.notes.append("the table has no header; its columns were told by what they hold")
    kept: list[_Record] = []
    for record in records:
        if long := [n for n, cell in enumerate(record.cells) if len(cell.value) > _LONGEST_CELL]:
            reason = f"a field of more than {_LONGEST_CELL:,} characters: in column {long[0] + 1}"
            parsed.refused.append(Refused(record.start, record.end, reason))
        else:
            kept.append(record)
    rows = [_cells(record) for record in kept]
    columns = read_columns(header, rows)
    parsed.columns, parsed.notes = columns.told, [*parsed.notes, *columns.notes]
    reader = _Reader(columns, rows)
    for n, (record, row) in enumerate(zip(kept, rows, strict=True)):
        reached(n, len(rows))
        draft = reader.read(record, row)
        if draft is not None:
            parsed.drafts.append(draft)
        elif any(cell.text.strip() for cell in row):
            reason = "a record without title, identifier or address of a paper"
            parsed.refused.append(Refused(record.start, record.end, reason))
    return parsed


class _Reader:
    """Reads the records of one table, whose columns are known."""

    def __init__(self, columns: Columns, rows: Sequence[Sequence[Cell]]) -> None:
        self.columns = columns
        self.order = [n for n in columns.order if columns.roles[n]]
        self.inverted = self._are_inverted(rows)

    def _are_inverted(self, rows: Sequence[Sequence[Cell]]) -> bool:
        """Tell whether names are printed "Family, Given", so that a comma stands within each."""
        if "authors" not in self.columns.roles:
            return False
        n = self.columns.roles.index("authors")
        texts = [row[n].text for row in rows if n < len(row) and row[n].words]
        names = [
            name
            for text in texts
            if _PARTS.search(text)
            for name in _PARTS.split(text)
            if name.strip()
        ]
        if names:
            return 2 * sum("," in name for name in names) > len(names)
        return len(texts) > 2 and all(re.fullmatch(r"\s*[\w'-]+,[^,]+", text) for text in texts)

    def read(self, record: _Record, row: Sequence[Cell]) -> Draft | None:
        draft = Draft(record.start, record.end)
        for n in self.order:
            if n >= len(row) or (not row[n].words and not row[n].urls):
                continue
            role, value = self.columns.roles[n], " ".join(row[n].text.split())
            if role in ("url", "code", "links"):
                self._addresses(draft, role, row[n], self.columns.header[n])
            elif role in IDENTITIES:
                self._identifier(draft, role, value)
            elif role == "authors":
                draft.authors = draft.authors or self._names(row[n].text)
            elif not self._text(draft, role, value, row[n]):
                continue
            if role in ("title", "authors", "venue", "year", "arxiv", "doi"):
                draft.spans.setdefault(role, (record.cells[n].span,))
        _complete(draft)
        known = draft.title or draft.arxiv or draft.doi or draft.paper_links
        return draft if known else None

    def _text(self, draft: Draft, role: str, value: str, cell: Cell) -> bool:
        """Take title, section, venue or year; False where the cell is not the field's own."""
        if role == "title":
            draft.title = cell.words
            for url in cell.urls:
                if is_code(url):
                    draft.code_links.append(Link("", url))
                else:
                    draft.paper_links.append(url)
            return not cell.urls  # else the cell is more than the title
        if role == "section":
            draft.section = value
            return False
        if role == "venue" and not draft.venues:
            places = find_venues(value)
            if len(places) == 1 and places[0].name and places[0].year is not None:
                draft.venues = [Venue(places[0].name, places[0].year)]
            else:
                draft.venues = [Venue(value, None)]
            return True
        found = year_in(value) if role == "year" and draft.year is None else None
        if found is not None:
            draft.year = found[0]
        return found is not None

    def _names(self, text: str) -> list[str]:
        """Return the names of a cell, parted by semicolons or bars where the column has them."""
        text = _AFFILIATION.sub("", text)
        if _PARTS.search(text) or (self.inverted and text.count(",") == 1):
            names = (" ".join(name.split()).strip(" ,") for name in _PARTS.split(text))
            return [name for name in names if name and not re.fullmatch(r"(?i)et\.? al\.?", name)]
        text = " ".join(text.split())
        if _INITIALLED.fullmatch(text):
            text = text[:-1]
        return split_names(text)

    def _addresses(self, draft: Draft, role: str, cell: Cell, name: str) -> None:
        """Sort the addresses of a cell: the column decides where they do not say it themselves."""
        label = " ".join(name.split())
        for url in dict.fromkeys(cell.urls):
            if is_code(url):
                draft.code_links.append(Link("", url))
            elif role == "url" or (is_paper(url) and role != "code"):
                draft.paper_links.append(url)
            elif role == "code" and not is_page(url):
                draft.code_links.append(Link("", url))
            else:
                draft.other_links.append(Link(label, url))
        if not cell.urls and (found := find_identifier(cell.text)):
            self._take(draft, *found)

    def _identifier(self, draft: Draft, role: str, value: str) -> None:
        """Take an identifier from its column, or whatever identifier stands there instead."""
        if role == "arxiv":
            draft.arxiv = draft.arxiv or arxiv_id(value) or find_arxiv(value)
        elif role == "doi":
            draft.doi = draft.doi or doi(value) or find_doi(value)
        elif found := held_identifier(role, value):
            self._take(draft, *found)
        else:
            draft.other_links += [Link("", url) for url in ADDRESS.findall(value)]

    def _take(self, draft: Draft, scheme: str, value: str) -> None:
        if scheme == "arxiv":
            draft.arxiv = draft.arxiv or value
        elif scheme == "doi":
            draft.doi = draft.doi or value
        elif scheme == "mag":
            draft.other_links.append(Link("OpenAlex", f"https://openalex.org/W{value}"))
        elif (address := link(scheme, value)) is not None:
            draft.paper_links.append(address)


def _complete(draft: Draft) -> None:
    """Let the columns complete each other: ids from addresses, the venue's year from its column."""
    draft.paper_links = list(dict.fromkeys(draft.paper_links))
    for url in draft.paper_links:
        found = dict(in_address(url))
        draft.arxiv = draft.arxiv or found.get("arxiv")
        draft.doi = draft.doi or found.get("doi")
    if draft.doi is not None and draft.doi.startswith("10.48550/"):
        draft.arxiv, draft.doi = draft.arxiv or find_arxiv(draft.doi), None
        draft.spans.pop("doi", None)
    if not draft.venues:
        return
    venue = draft.venues[0]
    if venue.year is None and draft.year is not None:
        draft.venues = [venue._replace(year=draft.year)]
    elif venue.year is not None:  # name and year share a cell
        draft.spans["venues"] = draft.spans.pop("venue")
        if draft.year is None:
            draft.year = venue.year
        elif draft.year != venue.year:
            draft.year = min(draft.year, venue.year)
            draft.spans.pop("year", None)


def _likeness(text: str) -> float:
    first = text.removeprefix(BOM).lstrip().split("\n", 1)[0]
    if first.lstrip().startswith(("#", "|", "- ", "* ", "@", "<", "{", "%")):
        return 0.0
    layout = _layout(text)
    if layout is None:
        return 0.0
    if layout.columns == 1:
        return 0.7 if re.fullmatch(r"[\w \"-]{2,20}\s*", first) else 0.0
    return 0.9 if layout.header is not None else 0.75


def _write(field_name: str, value: Value, old: str) -> str:
    """Write a cell; it is quoted where it was, or has to be."""
    if isinstance(value, (str, int)):
        text = str(value)
    else:
        parts = [
            part
            if isinstance(part, str)
            else part.name
            if part.year is None
            else f"{part.name} {part.year}"
            for part in value
        ]
        within = any("," in part for part in parts)
        several = field_name == "authors" and (within or _PARTS.search(old) or "," not in old)
        text = ("; " if several else ", ").join(parts)
    if old.startswith('"') or any(char in text for char in '"\r\n' + _DELIMITERS):
        return '"' + text.replace('"', '""') + '"'
    return text


TABLE = LIST_FORMATS.add("table", label="CSV and TSV")(
    ListFormat(
        suffixes=(".csv", ".tsv", ".tab"),
        shape="CSV or TSV, exports of databases among them, with a column of titles, identifiers "
        "or addresses",
        likeness=_likeness,
        parse=_parse,
        write=_write,
    )
)
"""Lists in CSV and TSV."""
