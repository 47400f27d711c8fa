"""A paper as a list gives it, and how its text changes when one of its fields does."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kdgraph.errors import InputError
from kdgraph.identifiers import of_entry, service_id
from kdgraph.lists.formats import LIST_FORMATS, Link, Span, Value, Venue

__all__ = ["Entry", "printed"]


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

    @property
    def identifiers(self) -> tuple[str, ...]:
        """The ids by which Semantic Scholar can be asked for the paper, in order of trust.

        arXiv id and DOI first, then what the links name: the service's own ids, PMID, PMCID, id of
        the ACL Anthology, number of MAG. Empty where the entry can only be looked for by title.

        Examples
        --------
        >>> from kdgraph.lists import read_list
        >>> text = b"- [Owls at Night](https://pubmed.ncbi.nlm.nih.gov/12345678/), 2020"
        >>> read_list(text).entries[0].identifiers
        ('PMID:12345678',)
        """
        found = of_entry(
            self.arxiv, self.doi, self.paper_links, (link.url for link in self.other_links)
        )
        return tuple(service_id(scheme, value) for scheme, value in found)

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
        r"""Return the entry with some fields changed, in its text only there where they stand.

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
        >>> (entry,) = read_list(b"- **Deep Mutual Laerning, CVPR 2018**\n").entries
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
            pattern = printed(getattr(self, name))

            def renewed(links: Iterable[Link]) -> tuple[Link, ...]:
                return tuple(link._replace(url=pattern.sub(value, link.url)) for link in links)

            facts["paper_links"] = tuple(pattern.sub(value, link) for link in self.paper_links)
            facts["code_links"] = renewed(self.code_links)
            facts["other_links"] = renewed(self.other_links)
        return dataclasses.replace(self, source=source, spans=spans, **facts)

    def _parts(self, name: str, value: Any) -> list[tuple[str, Value]]:
        """Say what to write where, so that the field `name` reads as `value`."""
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


def printed(identifier: str) -> re.Pattern[str]:
    """Match an identifier as printed: in any case, an arXiv id with its version."""
    return re.compile(rf"(?<!\d){re.escape(identifier)}(?:v\d+)?(?![\d])", re.IGNORECASE)


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
