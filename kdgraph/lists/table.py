"""Lists in CSV and TSV: a header that names the columns, a record a paper."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kdgraph.identifiers import arxiv_id, doi, find_arxiv, find_doi, link, semantic_scholar_id
from kdgraph.lists.columns import roles
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
from kdgraph.lists.links import is_code, is_web
from kdgraph.lists.people import split_names
from kdgraph.lists.text import BOM
from kdgraph.lists.venues import find_venues, year_in

__all__ = ["TABLE"]

_LONGEST_CELL = 200_000  # an abstract or notes; three thousand authors take 60,000
_DELIMITERS = ",\t;|"
_URL = re.compile(r"https?://[^\s,;|]+")


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


def _delimiter(text: str) -> str | None:
    """Return what parts the columns of the header, or None if there is no header."""
    best: tuple[int, str] | None = None
    for delimiter in _DELIMITERS:
        found = _records(text[:20_000], delimiter)
        if not found:
            continue
        names = roles([cell.value for cell in found[0].cells])
        known = sum(role is not None for role in names)
        useful = any(role in ("title", "doi", "arxiv", "s2", "url") for role in names)
        if useful and (best is None or known > best[0]):
            best = (known, delimiter)
    return best[1] if best else None


def _parse(text: str) -> Parsed:
    parsed = Parsed()
    delimiter = _delimiter(text)
    if delimiter is None:
        first = text.removeprefix(BOM).strip().splitlines()[:1]
        at = text.find(first[0]) if first else 0
        reason = "the header names no column of titles, DOIs, arXiv ids or addresses"
        parsed.refused.append(Refused(at, at + len(first[0]) if first else at, reason))
        return parsed
    header, *records = _records(text, delimiter)
    columns = roles([cell.value for cell in header.cells])
    for record in records:
        if long := [n for n, cell in enumerate(record.cells) if len(cell.value) > _LONGEST_CELL]:
            reason = f"the field in column {long[0] + 1} has more than {_LONGEST_CELL:,} characters"
            parsed.refused.append(Refused(record.start, record.end, reason))
            continue
        draft = _read(record, columns)
        if draft is None:
            if any(cell.value.strip() for cell in record.cells):
                reason = "a record without title, DOI, arXiv id or address of a paper"
                parsed.refused.append(Refused(record.start, record.end, reason))
        else:
            parsed.drafts.append(draft)
    return parsed


def _read(record: _Record, columns: Sequence[str | None]) -> Draft | None:
    draft = Draft(record.start, record.end)
    for cell, role in zip(record.cells, columns, strict=False):
        value = " ".join(cell.value.split())
        if not value or role is None:
            continue
        if role == "title":
            draft.title = value
        elif role == "authors":
            draft.authors = split_names(re.sub(r"\s*[;|]\s*", "; ", value))
        elif role == "section":
            draft.section = value
        elif role == "venue":
            places = find_venues(value)
            if len(places) == 1 and places[0].name and places[0].year is not None:
                draft.venues = [Venue(places[0].name, places[0].year)]
            else:
                draft.venues = [Venue(value, None)]
        elif role == "year":
            found = year_in(value)
            draft.year = found[0] if found else None
            if found is None:
                continue
        elif role == "arxiv":
            draft.arxiv = arxiv_id(value) or find_arxiv(value)
        elif role == "doi":
            draft.doi = doi(value) or find_doi(value)
        elif role == "code":
            draft.code_links += [Link("", url) for url in _URL.findall(value)]
        elif role in ("url", "s2"):
            _address(draft, value)
        if role in ("title", "authors", "venue", "year", "arxiv", "doi"):
            draft.spans[role] = (cell.span,)
    _complete(draft)
    known = draft.title or draft.arxiv or draft.doi or draft.paper_links
    return draft if known else None


def _address(draft: Draft, value: str) -> None:
    sha = semantic_scholar_id(value)
    corpus = re.fullmatch(r"(?:corpus[\s_-]?id\s*:\s*)?(\d{4,})", value, re.IGNORECASE)
    if sha and not is_web(value):
        draft.paper_links.append(str(link("s2", sha)))
    elif corpus:
        draft.paper_links.append(str(link("corpus", corpus[1])))
    for url in _URL.findall(value):
        if is_code(url):
            draft.code_links.append(Link("", url))
        else:
            draft.paper_links.append(url)
    draft.paper_links = list(dict.fromkeys(draft.paper_links))


def _complete(draft: Draft) -> None:
    """Let the columns complete each other: ids from addresses, the venue's year from its column."""
    for url in draft.paper_links:
        draft.arxiv = draft.arxiv or find_arxiv(url)
        found = find_doi(url)
        if draft.doi is None and found is not None and not found.startswith("10.48550/"):
            draft.doi = found
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
    if first.lstrip().startswith(("#", "|", "- ", "* ", "@")):
        return 0.0
    delimiter = _delimiter(text)
    if delimiter is None or not (delimiter in first or re.fullmatch(r"[\w \"-]{2,20}\s*", first)):
        return 0.0
    return 0.9 if delimiter in first else 0.7


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
        text = ("; " if field_name == "authors" else ", ").join(parts)
    if old.startswith('"') or any(char in text for char in '"\r\n' + _DELIMITERS):
        return '"' + text.replace('"', '""') + '"'
    return text


TABLE = LIST_FORMATS.add("table")(
    ListFormat(
        suffixes=(".csv", ".tsv", ".tab"),
        shape="CSV or TSV with a header that names a column of titles, DOIs or arXiv ids",
        likeness=_likeness,
        parse=_parse,
        write=_write,
    )
)
"""Lists in CSV and TSV."""
