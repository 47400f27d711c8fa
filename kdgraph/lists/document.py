"""The list as read: prose and entries, that together are every byte of the file.

An entry owns whole lines of the text (or a part of one, where several share a line). Rendering puts
the text of each entry into the places where entries stood and leaves all else alone, so unchanged
entries give the file byte for byte, and an edited one changes nothing but the edited field.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from kdgraph.errors import InputError, ListError
from kdgraph.lists.entry import Entry, printed
from kdgraph.lists.formats import LIST_FORMATS, Draft, Link, Parsed, Span
from kdgraph.lists.text import Lines
from kdgraph.model import TABLES
from kdgraph.texts import clean, shown
from kdgraph.titles import plain, slug

__all__ = ["ListDocument", "Skipped", "document"]

_VERSION = re.compile(r"(?:v\d+)?(?!\d)")
_FACTS = (
    "section",
    "title",
    "venues",
    "year",
    "authors",
    "paper_links",
    "code_links",
    "other_links",
    "arxiv",
    "doi",
)


@dataclass(frozen=True, slots=True)
class Skipped:
    """Lines that look like an item of the list and were not read as a paper: where, what, why not.

    `duplicate_of` is the line that gives the same paper in the same section, for what repeats one.
    """

    line: int
    text: str
    reason: str
    duplicate_of: int | None = None


@dataclass(frozen=True, slots=True)
class ListDocument:
    """A list as read, with the papers found in it.

    `data` are the bytes as read, `digest` their SHA-256. `skipped` names what looked like an item
    and was not read as a paper, or is the same paper once more. `places` are where in the text the
    entries stand: start and end of the entry's text, and the end of its lines; `duplicate_places`
    where what repeats an entry does. `cleaned` counts the fields of
    entries that are read without control characters which stand in the text. `columns` says as what
    each column of the list's tables was read (empty: not read), `notes` what else a reader should
    know about how the list was read. `source` is the file or address that was read, `chosen` why it
    was read as this format.
    """

    list_id: str
    format: str
    data: bytes = field(repr=False)
    digest: str
    entries: tuple[Entry, ...]
    skipped: tuple[Skipped, ...]
    encoding: str = "utf-8"
    places: tuple[tuple[int, int, int], ...] = field(default=(), repr=False)
    cleaned: int = 0
    columns: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    source: str = ""
    chosen: str = ""
    duplicate_places: tuple[Span, ...] = field(default=(), repr=False)

    def frame(self) -> pd.DataFrame:
        """Return the table `entries`."""
        rows = []
        for entry in self.entries:
            row: dict[str, Any] = {name: getattr(entry, name) for name in TABLES["entries"].names}
            row["venues"] = [venue._asdict() for venue in entry.venues]
            row["code_links"] = [link._asdict() for link in entry.code_links]
            row["other_links"] = [link._asdict() for link in entry.other_links]
            row["authors"] = list(entry.authors)
            row["paper_links"] = list(entry.paper_links)
            rows.append(row)
        return TABLES["entries"].frame(rows)

    def render(self, entries: Iterable[Entry] | None = None) -> bytes:
        """Return the text of the list with these entries, all of them by default.

        An entry that is left out takes its own lines with it and nothing else. Entries in another
        order fill the same places in that order: prose, headings and blank lines stay.

        Raises
        ------
        InputError
            If an entry is not of this list, or is given twice.
        """
        given = self.entries if entries is None else tuple(entries)
        index = {entry.entry_id: n for n, entry in enumerate(self.entries)}
        unknown = [entry.entry_id for entry in given if entry.entry_id not in index]
        if unknown:
            raise InputError(f"{unknown[0]} is not an entry of the list {self.list_id}")
        kept = {index[entry.entry_id] for entry in given}
        if len(kept) != len(given):
            raise InputError(f"an entry of the list {self.list_id} is given twice")
        text = self.data.decode(self.encoding)
        pieces: list[str] = []
        at = 0
        filling = iter(given)
        for n, (start, end, line_end) in enumerate(self.places):
            pieces.append(text[at:start])
            if n in kept:
                pieces += (next(filling).source, text[end:line_end])
            at = line_end
        pieces.append(text[at:])
        return "".join(pieces).encode(self.encoding)

    def revise(self, entries: Iterable[Entry]) -> ListDocument:
        """Return the list that `render` makes of these entries, read again and compared.

        Raises
        ------
        ListError
            If the text reads differently from the entries given: the value of a field cannot be
            told from its surroundings, such as a title that ends like a venue.
        """
        given = tuple(entries)
        data = self.render(given)
        text = data.decode(self.encoding)
        parsed = LIST_FORMATS[self.format].parse(text)
        again = replace(
            document(self.list_id, self.format, data, text, self.encoding, parsed),
            source=self.source,
            chosen=self.chosen,
        )
        for n, entry in enumerate(given):
            found = again.entries[n] if n < len(again.entries) else None
            wrong = [
                name
                for name in _FACTS
                if name != "section" and getattr(found, name, None) != getattr(entry, name)
            ]
            if found is None or wrong:
                told = f"{wrong[0]} {getattr(found, wrong[0], None)!r}" if found else "nothing"
                raise ListError(
                    self.list_id,
                    f"written into the list, {entry.entry_id} would read as {told}",
                    "choose another value, or edit the text of the list itself",
                )
        if len(again.entries) != len(given):
            raise ListError(
                self.list_id,
                f"the {len(given)} entries given would read as {len(again.entries)}",
                "edit the text of the list itself",
            )
        return again


def document(
    list_id: str, format_name: str, data: bytes, text: str, encoding: str, parsed: Parsed
) -> ListDocument:
    """Make the document of what a format found: ids, lines, places, duplicates."""
    lines = Lines(text)
    skipped = [
        Skipped(lines.number(start), _excerpt(text[start:end]), reason)
        for start, end, reason in parsed.refused
    ]
    entries: list[Entry] = []
    places: list[tuple[int, int, int]] = []
    taken: dict[str, int] = {}
    ids: set[str] = set()
    seen: dict[tuple[str, str, str], Draft] = {}
    repeated: list[Span] = []
    cleaned = 0
    for draft in sorted(parsed.drafts, key=lambda draft: draft.start):
        cleaned += _clean(draft)
        start, end, line_end = lines.whole(draft.start, draft.end)
        earlier = _earlier(draft, seen)
        if earlier is not None:
            line = lines.number(earlier.start)
            skipped.append(
                Skipped(
                    lines.number(start),
                    _excerpt(text[start:end]),
                    f"the same paper as in line {line}, in the same section",
                    line,
                )
            )
            repeated.append((start, end))
            continue
        name = slug(draft.title or "") or slug(_identifier(draft)) or "entry"
        taken[name] = taken.get(name, 0) + 1
        entry_id = _free_id(f"{list_id}:{name}", taken[name], ids)
        ids.add(entry_id)
        places.append((start, end, line_end))
        entries.append(
            Entry(
                entry_id=entry_id,
                list_id=list_id,
                position=len(entries),
                section=draft.section,
                title=draft.title,
                venues=tuple(draft.venues),
                year=draft.year,
                authors=tuple(draft.authors),
                paper_links=tuple(draft.paper_links),
                code_links=tuple(draft.code_links),
                other_links=tuple(draft.other_links),
                arxiv=draft.arxiv,
                doi=draft.doi,
                line_start=lines.number(start),
                line_end=lines.number(max(start, end - 1)),
                format=format_name,
                source=text[start:end],
                spans=_spans(draft, text, start, end),
            )
        )
    return ListDocument(
        list_id=list_id,
        format=format_name,
        data=data,
        digest=hashlib.sha256(data).hexdigest(),
        entries=tuple(entries),
        skipped=tuple(sorted(skipped, key=lambda item: item.line)),
        encoding=encoding,
        places=tuple(places),
        cleaned=cleaned,
        columns=tuple((shown(header), role) for header, role in parsed.columns),
        notes=tuple(map(shown, parsed.notes)),
        duplicate_places=tuple(repeated),
    )


def _clean(draft: Draft) -> int:
    """Rid the fields of a draft of what a terminal would obey; return how many had it."""
    if _is_clean(draft):
        return 0
    before = [copy(getattr(draft, name)) for name in _FACTS]
    draft.section = clean(draft.section) or ""
    for name in ("title", "arxiv", "doi"):
        setattr(draft, name, clean(getattr(draft, name)))
    draft.authors = [name for name in map(clean, draft.authors) if name]
    draft.paper_links = [url for url in map(clean, draft.paper_links) if url]
    draft.venues = [venue._replace(name=clean(venue.name) or "") for venue in draft.venues]
    for links in (draft.code_links, draft.other_links):
        links[:] = [Link(clean(link.label) or "", clean(link.url) or "") for link in links]
    return sum(a != getattr(draft, name) for a, name in zip(before, _FACTS, strict=True))


def _is_clean(draft: Draft) -> bool:
    """Tell at one glance, for nearly all drafts, that there is nothing to rid them of."""
    texts = [draft.section, draft.title or "-", *draft.authors, *draft.paper_links]
    texts += [venue.name for venue in draft.venues]
    for link in (*draft.code_links, *draft.other_links):
        texts += link
    texts += (draft.arxiv or "", draft.doi or "")
    return "".join(texts).isprintable() and not any(text.isspace() for text in texts)


def _spans(draft: Draft, text: str, start: int, end: int) -> dict[str, tuple[Span, ...]]:
    """Return the draft's spans counted from its own start; an identifier has them all over."""
    found = dict(draft.spans)
    for name in ("arxiv", "doi"):
        value = getattr(draft, name)
        if value is not None:
            found[name] = _printed_in(value, text, start, end)
    return {
        name: tuple((a - start, b - start) for a, b in spans)
        for name, spans in found.items()
        if spans and all(start <= a <= b <= end for a, b in spans)
    }


def _printed_in(identifier: str, text: str, start: int, end: int) -> tuple[Span, ...]:
    """Return where `printed` finds an identifier; a pattern a paper takes long to make."""
    own, wanted = text[start:end].lower(), identifier.lower()
    if len(own) != end - start:  # a letter whose small one is two characters
        return tuple(match.span() for match in printed(identifier).finditer(text, start, end))
    spans: list[Span] = []
    at = own.find(wanted)
    while at >= 0:
        match = _VERSION.match(own, at + len(wanted))
        if match is not None and not own[max(0, at - 1) : at].isdecimal():
            spans.append((start + at, start + match.end()))
            at = own.find(wanted, match.end())
        else:
            at = own.find(wanted, at + 1)
    return tuple(spans)


def _identifier(draft: Draft) -> str:
    return draft.arxiv or draft.doi or (draft.paper_links[0] if draft.paper_links else "")


def _free_id(wanted: str, number: int, ids: Collection[str]) -> str:
    candidate = wanted if number == 1 else f"{wanted}-{number}"
    while candidate in ids:  # a title may itself end in -2
        number += 1
        candidate = f"{wanted}-{number}"
    return candidate


def _earlier(draft: Draft, seen: dict[tuple[str, str, str], Draft]) -> Draft | None:
    """Return the same paper met before in this section, and remember this one."""
    keys = [
        (draft.section, scheme, value)
        for scheme, value in (("arxiv", draft.arxiv), ("doi", draft.doi))
        if value is not None
    ]
    for key in keys:
        if key in seen:
            return seen[key]
    title_key = (draft.section, "title", plain(draft.title)) if draft.title else None
    if title_key is not None and title_key in seen:
        other = seen[title_key]
        clash = any(
            mine is not None and theirs is not None and mine != theirs
            for mine, theirs in (
                (draft.arxiv, other.arxiv),
                (draft.doi, other.doi),
                (draft.year, other.year),
            )
        )
        if not clash:
            return other
    if not keys and title_key is None and draft.paper_links:
        keys = [(draft.section, "link", draft.paper_links[0])]
        if keys[0] in seen:
            return seen[keys[0]]
    for key in keys:
        seen[key] = draft
    if title_key is not None:
        seen.setdefault(title_key, draft)
    return None


def _excerpt(text: str, most: int = 120) -> str:
    line = " ".join(shown(text[: 10 * most]).split())
    return line if len(line) <= most else line[: most - 1] + "…"
