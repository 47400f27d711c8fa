"""The list as read: prose and entries, that together are every byte of the file.

An entry owns whole lines of the text (or a part of one, where several share a line). Rendering puts
the text of each entry into the places where entries stood and leaves all else alone, so unchanged
entries give the file byte for byte, and an edited one changes nothing but the edited field.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from kdgraph.errors import InputError, ListError
from kdgraph.lists.formats import LIST_FORMATS, Draft, Link, Parsed, Span, Value, Venue
from kdgraph.lists.text import Lines
from kdgraph.model import TABLES
from kdgraph.titles import plain, slug

__all__ = ["Entry", "Link", "ListDocument", "Skipped", "Venue", "document"]

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
    """Lines that look like an item of the list and are none: where, what, and why not."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A paper as a list gives it: the columns of the table `entries`, and the text it came from.

    `title` is None where the list gives an identifier alone. Lines count from 1 in the file as
    read, also after an edit. `source` is the entry's own text without its last line end; `spans`
    says where in it a field is printed.
    """

    entry_id: str
    list_id: str
    position: int
    section: str
    title: str | None
    venues: tuple[Venue, ...]
    year: int | None
    authors: tuple[str, ...]
    paper_links: tuple[str, ...]
    code_links: tuple[Link, ...]
    other_links: tuple[Link, ...]
    arxiv: str | None
    doi: str | None
    line_start: int
    line_end: int
    format: str = field(repr=False)
    source: str = field(repr=False)
    spans: Mapping[str, tuple[Span, ...]] = field(default_factory=dict, repr=False, hash=False)

    def edit(
        self,
        *,
        title: str | None = None,
        year: int | None = None,
        venues: Sequence[tuple[str, int | None]] | None = None,
        authors: Sequence[str] | None = None,
        arxiv: str | None = None,
        doi: str | None = None,
    ) -> Entry:
        """Return the entry with some fields changed, in its text only there where they stand.

        What is None stays. The id stays too: it names the place in the list, and what is known of
        the entry hangs on it.

        Raises
        ------
        InputError
            If a field is not printed in this entry, so that there is nothing to change, or the
            value cannot be written there.

        Examples
        --------
        >>> from kdgraph.lists import read_list
        >>> (entry,) = read_list(b"- **Deep Mutual Laerning, CVPR 2018**\\n").entries
        >>> entry.edit(title="Deep Mutual Learning").source
        '- **Deep Mutual Learning, CVPR 2018**'
        """
        given: dict[str, Any] = {
            "title": _one_line("title", title),
            "authors": None if authors is None else tuple(_names(authors)),
            "venues": None if venues is None else tuple(Venue(*venue) for venue in venues),
            "year": year,
            "arxiv": _one_line("arxiv", arxiv),
            "doi": _one_line("doi", doi),
        }
        changes = {name: value for name, value in given.items() if value is not None}
        if year is not None and venues is not None:
            raise InputError(
                f"{self.entry_id}: the year is the earliest of the venues; "
                "change the venues or the year, not both"
            )
        entry = self
        for name, value in changes.items():
            if value != getattr(entry, name):
                entry = entry._change(name, value)
        return entry

    def _change(self, name: str, value: Any) -> Entry:
        parts = self._parts(name, value)
        missing = [part for part, _ in parts if part not in self.spans]
        if missing or not parts:
            raise InputError(
                f"{self.entry_id}: the list prints no {name} for it that could be changed alone; "
                f"edit its text in line {self.line_start} instead"
            )
        write = LIST_FORMATS[self.format].write
        replaced = sorted(
            (span, part, write(part, new, self.source[slice(*span)]))
            for part, new in parts
            for span in self.spans[part]
        )
        source, spans = _replace(self.source, self.spans, replaced)
        facts: dict[str, Any] = {name: value}
        if name == "venues":
            years = [venue.year for venue in value if venue.year is not None]
            facts["year"] = min(years) if years else None
        elif name == "year":
            venues = list(self.venues)
            dated = [i for i, venue in enumerate(venues) if venue.year == self.year]
            if dated:
                venues[dated[0]] = venues[dated[0]]._replace(year=value)
                facts["venues"] = tuple(venues)
                earliest = min(venue.year for venue in venues if venue.year is not None)
                if earliest != value:
                    raise InputError(
                        f"{self.entry_id}: with {value} the earliest year would be {earliest}; "
                        "change its venues instead"
                    )
        elif name in ("arxiv", "doi"):
            old = getattr(self, name)
            facts["paper_links"] = tuple(link.replace(old, value) for link in self.paper_links)
        return dataclasses.replace(self, source=source, spans=spans, **facts)

    def _parts(self, name: str, value: Any) -> list[tuple[str, Value]]:
        """What has to be written where, so that the field `name` reads as `value`."""
        if name != "venues":
            return [(name, value)]
        if "venues" in self.spans:
            return [("venues", value)]
        if len(value) != 1 or len(self.venues) != 1:
            return []
        (new,), (old,) = value, self.venues
        parts: list[tuple[str, Value]] = []
        if new.name != old.name:
            parts.append(("venue", new.name))
        if new.year != old.year:
            if new.year is None:
                return []
            parts.append(("year", new.year))
        return parts


def _one_line(name: str, value: str | None) -> str | None:
    if value is None:
        return None
    value = value.strip()
    if not value or len(value.splitlines()) != 1 or "\0" in value:
        raise InputError(f"the {name} {value!r} cannot be written: it has to be one line of text")
    return value


def _names(authors: Sequence[str]) -> list[str]:
    if isinstance(authors, str) or not authors:
        raise InputError(f"the authors {authors!r} cannot be written: give a list of names")
    return [name for name in (_one_line("author", name) for name in authors) if name is not None]


def _replace(
    source: str,
    spans: Mapping[str, tuple[Span, ...]],
    replaced: Sequence[tuple[Span, str, str]],
) -> tuple[str, Mapping[str, tuple[Span, ...]]]:
    """Put new texts into `source`, left to right, and move all spans along."""
    pieces: list[str] = []
    at = 0
    moves: list[tuple[int, int, int]] = []  # old start, old end, growth
    for (start, end), _, text in replaced:
        pieces += (source[at:start], text)
        at = end
        moves.append((start, end, len(text) - (end - start)))
    pieces.append(source[at:])

    def moved(span: Span) -> Span | None:
        start, end = span
        for old_start, old_end, growth in reversed(moves):
            if old_start <= span[0] and span[1] <= old_end:
                if (old_start, old_end) != span:
                    return None  # it was inside what is no longer there
                end += growth
            elif old_end <= span[0]:
                start, end = start + growth, end + growth
            elif span[0] <= old_start and old_end <= span[1]:
                end += growth
        return start, end

    after = {}
    for name, places in spans.items():
        new = tuple(place for place in map(moved, places) if place is not None)
        if new:
            after[name] = new
    return "".join(pieces), after


@dataclass(frozen=True, slots=True)
class ListDocument:
    """A list as read, with the papers found in it.

    `data` are the bytes as read, `digest` their SHA-256. `skipped` names what looked like an item
    and is no paper, or the same paper once more. `places` are where in the text the entries stand:
    start and end of the entry's text, and the end of its lines.
    """

    list_id: str
    format: str
    data: bytes = field(repr=False)
    digest: str
    entries: tuple[Entry, ...]
    skipped: tuple[Skipped, ...]
    encoding: str = "utf-8"
    places: tuple[tuple[int, int, int], ...] = field(default=(), repr=False)

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
        again = document(self.list_id, self.format, data, text, self.encoding, parsed)
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
    seen: dict[tuple[str, str, str], Draft] = {}
    for draft in sorted(parsed.drafts, key=lambda draft: draft.start):
        start, end, line_end = lines.whole(draft.start, draft.end)
        earlier = _earlier(draft, seen)
        if earlier is not None:
            line = lines.number(earlier.start)
            skipped.append(
                Skipped(
                    lines.number(start),
                    _excerpt(text[start:end]),
                    f"the same paper as in line {line}, in the same section",
                )
            )
            continue
        name = slug(draft.title or "") or slug(_identifier(draft)) or "entry"
        taken[name] = taken.get(name, 0) + 1
        entry_id = _free_id(f"{list_id}:{name}", taken[name], entries)
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
                spans={
                    part: tuple((a - start, b - start) for a, b in spans)
                    for part, spans in draft.spans.items()
                    if spans and all(start <= a <= b <= end for a, b in spans)
                },
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
    )


def _identifier(draft: Draft) -> str:
    return draft.arxiv or draft.doi or (draft.paper_links[0] if draft.paper_links else "")


def _free_id(wanted: str, number: int, entries: Sequence[Entry]) -> str:
    ids = {entry.entry_id for entry in entries}
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
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"
