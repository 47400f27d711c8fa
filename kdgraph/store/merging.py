"""Rows of papers, authors and author lines from the records of each paper.

Which record a column comes from, where several describe one paper:

======================  =============================================================
title, venue, tldr      the published record's, else the fullest one's
year                    the published record's; `date` only from a record of that year
first_year              the smallest year that any of several records gives
abstract                the longest
fields                  all of them, in the order of the records
reported counts         the largest: a service that holds preprint and published record
                        apart counts some citing papers twice, so a sum would overstate
hop                     the smallest
authors                 the longest author line, with service ids where there is a choice
======================  =============================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kdgraph.records import AuthorRecord, PaperRecord
from kdgraph.store.evidence import Group, identifiers_of, is_preprint_doi
from kdgraph.texts import clean
from kdgraph.titles import plain, slug, title_hash

__all__ = ["AuthorRows", "best_first", "paper_row"]

_PREPRINT_VENUE = re.compile(
    r"\s*(?:arxiv|corr\b|biorxiv|medrxiv|ssrn|techrxiv|research square|preprints?\b|openreview)",
    re.IGNORECASE,
)


def best_first(group: Group) -> list[PaperRecord]:
    """Return a paper's records: published ones first, then fuller ones; ties by key."""
    if len(group.records) == 1:
        return group.records
    return sorted(
        group.records,
        key=lambda r: (
            not _published(r),
            -len(r.authors or ()),
            not r.abstract,
            r.origin,
            r.key,
            repr(r),
        ),
    )


def paper_row(
    paper_id: str, group: Group, *, now: datetime, first_seen: datetime | None
) -> dict[str, Any]:
    """Return the row of a paper; `first_seen` is what the snapshot before says, if it knows it."""
    records = best_first(group)
    year = _first(r.year for r in records)
    sightings = [r.seen or now for r in records]
    years = [y for r in records for y in (r.first_year, r.year) if y is not None]
    stated = [r.first_year for r in records if r.first_year is not None]
    fields = [f for r in records for f in r.fields or ()]
    return {
        "paper_id": paper_id,
        "title": _first(clean(r.title) for r in records),
        "year": year,
        "first_year": min(years) if years and (len(records) > 1 or stated) else None,
        "date": _first(r.date for r in records if r.year == year),
        "venue": _first(clean(r.venue) for r in records),
        "abstract": max((a for r in records if (a := clean(r.abstract))), key=len, default=None),
        "tldr": _first(clean(r.tldr) for r in records),
        "fields": None if all(r.fields is None for r in records) else list(dict.fromkeys(fields)),
        "reported_citations": _largest(r.reported_citations for r in records),
        "reported_references": _largest(r.reported_references for r in records),
        "reported_influential": _largest(r.reported_influential for r in records),
        "hop": min(r.hop for r in records),
        "origin": ", ".join(sorted({r.origin for r in records if r.origin})) or None,
        "first_seen": min([*sightings, *([first_seen] if first_seen is not None else [])]),
        "last_seen": max(sightings),
    }


@dataclass(slots=True)
class AuthorRows:
    """Gathers authors and author lines, paper by paper.

    An author without an id of the service is known by name alone. A name that stands twice in one
    author line means two people, so the second is kept apart by a number; an id that stands twice
    is one person, so the second is left out. An author of whom a paper gives the id and no name has
    the name that other papers give; where none does, that author is left out. All are counted in
    `notes`.
    """

    notes: dict[str, int] = field(
        default_factory=lambda: {
            "authors_twice_in_a_line": 0,
            "namesakes_in_a_line": 0,
            "authors_without_a_name": 0,
            "nameless_authors_left_out": 0,
        }
    )
    _lines: list[dict[str, Any]] = field(default_factory=list)
    _names: dict[str, str] = field(default_factory=dict)

    def add(self, paper_id: str, group: Group) -> None:
        """Add the author line of a paper."""
        used: set[str] = set()
        for position, author in enumerate(_author_line(group)):
            name = clean(author.name)
            if name is None:
                self.notes["authors_without_a_name"] += 1
            author_id = author.author_id or (_by_name(name) if name is not None else None)
            if author_id is None:
                self.notes["nameless_authors_left_out"] += 1
                continue
            if author_id in used and author.author_id is not None:
                self.notes["authors_twice_in_a_line"] += 1
                continue
            if author_id in used:
                self.notes["namesakes_in_a_line"] += 1
                author_id = _numbered(author_id, used)
            used.add(author_id)
            if name is not None:
                self._names[author_id] = max(
                    self._names.get(author_id, ""), name, key=lambda text: (len(text), text)
                )
            self._lines.append(
                {"paper_id": paper_id, "position": position, "author_id": author_id, "name": name}
            )

    def lines(self) -> list[dict[str, Any]]:
        """Return a row for each place in an author line that has a name."""
        named = [
            line if line["name"] is not None else line | {"name": self._names[line["author_id"]]}
            for line in self._lines
            if line["author_id"] in self._names
        ]
        self.notes["nameless_authors_left_out"] += len(self._lines) - len(named)
        self._lines = named
        return named

    def authors(self) -> list[dict[str, Any]]:
        """Return a row for each author, each under the longest name printed."""
        return [
            {"author_id": author_id, "name": name, "by_name": author_id.startswith("name:")}
            for author_id, name in sorted(self._names.items())
        ]


def _published(record: PaperRecord) -> bool:
    if any(
        scheme == "acl" or (scheme == "doi" and not is_preprint_doi(value))
        for scheme, value in identifiers_of(record)
    ):
        return True
    return bool(record.venue and record.venue.strip()) and not _PREPRINT_VENUE.match(
        record.venue or ""
    )


def _author_line(group: Group) -> Sequence[AuthorRecord]:
    lines = [record.authors for record in best_first(group) if record.authors]
    if not lines:
        return ()
    # the first of equals is the best record's
    return max(lines, key=lambda line: (len(line), sum(a.author_id is not None for a in line)))


def _by_name(name: str) -> str:
    # a name of no letters at all still needs an id of its own
    return f"name:{slug(name, most=200) if plain(name) else title_hash(name)}"


def _numbered(author_id: str, used: set[str]) -> str:
    number = 2
    while f"{author_id}-{number}" in used:
        number += 1
    return f"{author_id}-{number}"


def _first(values: Iterable[Any]) -> Any:
    return next((value for value in values if value is not None), None)


def _largest(values: Iterable[int | None]) -> int | None:
    return max((value for value in values if value is not None), default=None)
