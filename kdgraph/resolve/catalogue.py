"""Catalogues in which papers are looked up: Semantic Scholar, or records at hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from rapidfuzz import fuzz, process

from kdgraph.errors import FetchError
from kdgraph.identifiers import service_id
from kdgraph.records import PaperRecord
from kdgraph.s2 import FLAT_FIELDS, Odd, Row, Service
from kdgraph.titles import main_title_keys, plain, title_key

__all__ = ["Catalogue", "RecordCatalogue", "ServiceCatalogue"]

Identifier = tuple[str, str]
"""A (scheme, value) pair in stored form: ("arxiv", "1503.02531")."""

# Ids of the list that the service calls unknown twice are asked for one by one if they are so few;
# a list may hold hundreds that it truly does not know.
_ALONE = 10


class Catalogue(Protocol):
    """Anything in which papers can be found by identifier and by title."""

    @property
    def name(self) -> str:
        """What to call it in messages."""
        ...

    def by_identifiers(self, wanted: Sequence[Identifier]) -> list[PaperRecord | None]:
        """Return the paper of each identifier, by position; None where it is unknown."""
        ...

    def by_title(self, title: str) -> list[PaperRecord]:
        """Return the papers with the nearest titles, nearest first; they may all be wrong."""
        ...


@dataclass
class ServiceCatalogue:
    """Semantic Scholar: identifiers in one batch, titles by ``search/match``.

    `newer_than` bounds the age of stored answers to batches, which carry the counts that a refresh
    looks at; `titles_newer_than` that of stored title searches, and of the second look at ids that
    the service does not know. `odd` counts what did not fit in the papers that were returned;
    `failures` says of each identifier or title that could not be looked up why: that is not to say
    that the service does not know it.
    """

    service: Service
    newer_than: datetime | None = None
    titles_newer_than: datetime | None = None
    name: str = "Semantic Scholar"
    odd: Odd = field(default_factory=Odd)
    failures: list[str] = field(default_factory=list)

    def by_identifiers(self, wanted: Sequence[Identifier]) -> list[PaperRecord | None]:
        """Ask for all identifiers at once; aligned by position."""
        if not wanted:
            return []
        ids = [service_id(scheme, value) for scheme, value in wanted]
        try:
            rows = self.service.papers(ids, FLAT_FIELDS, newer_than=self.newer_than)
        except FetchError as error:
            if len(set(ids)) > 1 or not self.service.alive():
                raise
            self.failures.append(f"{ids[0]}: {error.reason}")
            return [None for _ in ids]
        known = dict(zip(ids, rows, strict=True))
        null = {i: row for i, row in known.items() if row.key and row.found is None}
        known |= self.service.look_again(
            {i: row for i, row in null.items() if not row.failed},
            FLAT_FIELDS,
            newer_than=self.titles_newer_than,
            alone=_ALONE,
        )
        known |= self.service.look_again(
            {i: row for i, row in known.items() if row.found is not None and row.found.odd},
            FLAT_FIELDS,
            newer_than=self.newer_than,
        )
        return [self._taken(paper_id, known[paper_id]) for paper_id in ids]

    def by_title(self, title: str) -> list[PaperRecord]:
        """Ask for the one paper that the service holds to be the nearest."""
        try:
            row = self.service.match(title, FLAT_FIELDS, newer_than=self.titles_newer_than)
            earlier = self.newer_than is not None and row.at < self.newer_than
            if earlier and row.found is not None and row.found.odd:
                row = self.service.match(title, FLAT_FIELDS, newer_than=self.newer_than)
        except FetchError as error:
            if not self.service.alive():
                raise
            self.failures.append(f"the title {title!r}: {error.reason}")
            return []
        paper = self._taken(f"the title {title!r}", row)
        return [paper] if paper is not None else []

    def _taken(self, name: str, row: Row) -> PaperRecord | None:
        if row.failed and not row.key:
            self.failures.append(f"{name}: {row.reason}")
        if row.unsure:
            self.failures.append(f"{name}: two answers differ, and both hold odd values")
        if row.found is None:
            return None
        self.odd += row.found.odd
        return replace(row.found.paper, hop=0)


class RecordCatalogue:
    """Papers at hand, such as those of the embedded corpus.

    Parameters
    ----------
    papers : iterable of PaperRecord
        What can be found. Two papers with one identifier: the first is found.
    name : str
        What to call this catalogue in messages.

    Examples
    --------
    >>> paper = PaperRecord("k", "Deep Mutual Learning", (("arxiv", "1706.00384"),))
    >>> shelf = RecordCatalogue([paper], name="the shelf")
    >>> [found.key for found in shelf.by_identifiers([("arxiv", "1706.00384")])]
    ['k']
    >>> [found.key for found in shelf.by_title("Deep mutual learning.")]
    ['k']
    """

    def __init__(self, papers: Iterable[PaperRecord], *, name: str) -> None:
        self.name = name
        self._by_identifier: dict[Identifier, PaperRecord] = {}
        by_letters: defaultdict[str, list[PaperRecord]] = defaultdict(list)
        by_words: defaultdict[str, list[PaperRecord]] = defaultdict(list)
        for paper in papers:
            for identifier in paper.identifiers:
                self._by_identifier.setdefault(identifier, paper)
            by_letters[plain(paper.title)].append(paper)
            for key in (title_key(paper.title), *main_title_keys(paper.title)):
                by_words[key].append(paper)
        self._by_letters = dict(by_letters)
        self._by_words = dict(by_words)

    def by_identifiers(self, wanted: Sequence[Identifier]) -> list[PaperRecord | None]:
        """Look every identifier up; aligned by position."""
        return [self._by_identifier.get(identifier) for identifier in wanted]

    def by_title(self, title: str) -> list[PaperRecord]:
        """Return the papers of this title by its words, then those of the three nearest by letters.

        A title that goes on behind a colon or dash is also found by what stands before, and so is
        a title that does not go on.
        """
        keys = [title_key(title), *reversed(main_title_keys(title))]
        found = [paper for key in keys if key for paper in self._by_words.get(key, ())]
        near = process.extract(plain(title), list(self._by_letters), scorer=fuzz.ratio, limit=3)
        found += [paper for letters, _, _ in near for paper in self._by_letters[letters]]
        return list({id(paper): paper for paper in found}.values())
