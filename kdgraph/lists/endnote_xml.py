"""Lists in EndNote's XML, which EndNote, Zotero and Mendeley export too."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from kdgraph.identifiers import doi, find_arxiv, find_doi, link
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
from kdgraph.lists.links import is_code
from kdgraph.lists.venues import year_in

__all__ = ["ENDNOTE_XML"]

_RECORD: Final = re.compile(r"<record\b[^<>]{0,500}>")
_TAG: Final = re.compile(r"<(?P<close>/?)(?P<name>[\w:-]{1,40})[^<>]{0,2000}?(?P<empty>/?)>")
_LONGEST: Final = 1_000_000  # a record with its abstract, and research notes
_URL: Final = re.compile(r"https?://[^\s<>\"|;]+", re.IGNORECASE)
_AUTHOR: Final = "contributors/authors/author"
_WRITTEN: Final = re.compile(
    r"(<author\b[^<>]*>(?:\s*<style\b[^<>]*>)?)[^<]*((?:</style>\s*)?</author>)"
)
_VENUES: Final = ("periodical/full-title", "titles/secondary-title", "titles/alt-title")
_NUMBERS: Final = ("electronic-resource-num", "accession-num", "custom1", "custom2", "notes")


@dataclass(slots=True)
class _Leaf:
    """The text of an element, without the styles in it, and where it stands."""

    text: str
    span: Span


@dataclass(slots=True)
class _Record:
    """The texts of a record by the path of their elements, such as "titles/title"."""

    leaves: dict[str, list[_Leaf]] = field(default_factory=dict)
    authors: Span | None = None  # from the first element of an author to the last

    def first(self, *paths: str) -> _Leaf | None:
        """Return the first text that stands under one of these paths."""
        return next((leaf for path in paths for leaf in self.leaves.get(path, ())), None)


def _records(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield from where to where each record goes, and whether it is closed."""
    at = 0
    while (opening := _RECORD.search(text, at)) is not None:
        end = text.find("</record>", opening.end())
        if end < 0:
            yield opening.start(), len(text.rstrip()), False
            return
        at = end + len("</record>")
        yield opening.start(), at, True


def _read_record(text: str, start: int, end: int) -> _Record:
    record = _Record()
    path: list[str] = []
    begin, pieces = start, [""]
    first = last = -1
    opened = start
    for tag in _TAG.finditer(text, start, end):
        said = text[begin : tag.start()]
        begin = tag.end()
        if said.strip():
            first = tag.start() - len(said.lstrip()) if first < 0 else first
            last = tag.start() - len(said) + len(said.rstrip())
        pieces.append(html.unescape(said))
        if tag["name"] == "style" or tag["empty"]:  # "in vivo" in italics is part of a title
            continue
        if tag["close"]:
            value = " ".join("".join(pieces).split())
            where = "/".join(path[1:])
            if value and path:
                record.leaves.setdefault(where, []).append(_Leaf(value, (first, last)))
            if where == _AUTHOR:
                record.authors = (record.authors[0] if record.authors else opened, tag.end())
            if path:
                path.pop()
        elif len(path) < 20:
            path.append(tag["name"])
            opened = tag.start()
        pieces, first, last = [], -1, -1
    return record


def _parse(text: str) -> Parsed:
    parsed = Parsed()
    for start, end, whole in _records(text):
        if not whole or end - start > _LONGEST:
            reason = (
                f"a record of more than {_LONGEST:,} characters"
                if whole
                else "a record that is not closed"
            )
            parsed.refused.append(Refused(start, end, reason))
            continue
        draft = _read(_read_record(text, start, end), start, end)
        if draft.title or draft.doi or draft.arxiv or draft.paper_links:
            parsed.drafts.append(draft)
        else:
            reason = "a record without title, DOI, arXiv id or address of a paper"
            parsed.refused.append(Refused(start, end, reason))
    return parsed


def _read(record: _Record, start: int, end: int) -> Draft:
    draft = Draft(start, end)
    if title := record.first("titles/title"):
        draft.title = title.text
        draft.spans["title"] = (title.span,)
    draft.authors = [leaf.text for leaf in record.leaves.get(_AUTHOR, ())]
    if record.authors is not None:
        draft.spans["authors"] = (record.authors,)
    year = record.first("dates/year", "dates/pub-dates/date")
    if year is not None and (dated := year_in(year.text)) is not None:
        draft.year = dated[0]
        draft.spans["year"] = ((year.span[0] + dated[1][0], year.span[0] + dated[1][1]),)
    if venue := record.first(*_VENUES):
        same = [
            leaf
            for path in _VENUES
            for leaf in record.leaves.get(path, ())
            if leaf.text == venue.text
        ]
        draft.venues = [Venue(venue.text, draft.year)]
        draft.spans["venue"] = tuple(sorted(leaf.span for leaf in same))
    urls = [
        leaf for path, found in record.leaves.items() if path.startswith("urls/") for leaf in found
    ]
    for url in (url for leaf in urls for url in _URL.findall(leaf.text)):
        if is_code(url):
            draft.code_links.append(Link("", url))
        elif url not in draft.paper_links:
            draft.paper_links.append(url)
    for path in _NUMBERS:
        for leaf in record.leaves.get(path, ()):
            draft.arxiv = draft.arxiv or find_arxiv(leaf.text)
            if path == "electronic-resource-num":
                draft.doi = draft.doi or doi(leaf.text) or find_doi(leaf.text)
    database = record.first("remote-database-name", "database")
    number = record.first("accession-num")
    medical = database and re.search(r"pubmed|medline", database.text, re.IGNORECASE)
    if number and medical and re.fullmatch(r"\d{1,9}", number.text):
        draft.paper_links.append(str(link("pubmed", number.text)))
    for url in draft.paper_links:
        draft.arxiv = draft.arxiv or find_arxiv(url)
        draft.doi = draft.doi or find_doi(url)
    if draft.doi is not None and draft.doi.startswith("10.48550/"):
        draft.arxiv, draft.doi = draft.arxiv or find_arxiv(draft.doi), None
    words = [leaf.text for leaf in record.leaves.get("keywords/keyword", ())]
    draft.section = words[0] if len(words) == 1 else ""
    return draft


def _likeness(text: str) -> float:
    start = text[:3000]
    if "<record" not in text or not re.search(r"<(?:xml|records)\b", start):
        return 0.0
    return 0.97 if re.search(r"<(?:titles|contributors|ref-type)\b", text) else 0.0


def _write(field_name: str, value: Value, old: str) -> str:
    """Write a field with the entities of XML; authors in elements like that of the first."""
    if field_name != "authors" or isinstance(value, (str, int)):
        return html.escape(str(value), quote=False)
    match = re.match(
        r"(<author\b[^<>]*>(?:\s*<style\b[^<>]*>)?)[^<]*((?:</style>\s*)?</author>)", old
    )
    opening, closing = match.groups() if match else ("<author>", "</author>")
    following = re.match(r"\s*", old[match.end() :]) if match else None
    names = [html.escape(str(name), quote=False) for name in value]
    return (following[0] if following else "").join(f"{opening}{name}{closing}" for name in names)


ENDNOTE_XML = LIST_FORMATS.add("endnote-xml", label="EndNote XML")(
    ListFormat(
        suffixes=(".xml",),
        shape="EndNote's records with a title or an identifier",
        likeness=_likeness,
        parse=_parse,
        write=_write,
    )
)
"""Lists in EndNote's XML."""
