"""Where papers are looked up: Semantic Scholar, or records that are already at hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from rapidfuzz import fuzz, process

from kdgraph.records import PaperRecord
from kdgraph.s2 import FLAT_FIELDS, Service, paper_record
from kdgraph.titles import main_title_keys, plain, title_key

__all__ = ["Catalogue", "RecordCatalogue", "ServiceCatalogue"]

Identifier = tuple[str, str]
"""A (scheme, value) pair in stored form: ("arxiv", "1503.02531")."""

_PREFIX = {"arxiv": "ARXIV", "doi": "DOI", "corpus": "CorpusId", "acl": "ACL", "mag": "MAG"}


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


@dataclass(frozen=True)
class ServiceCatalogue:
    """Semantic Scholar: identifiers in one batch, titles by ``search/match``.

    `newer_than` bounds the age of stored answers to batches, which carry the counts that a refresh
    looks at; `titles_newer_than` that of stored title searches.
    """

    service: Service
    newer_than: datetime | None = None
    titles_newer_than: datetime | None = None
    name: str = "Semantic Scholar"

    def by_identifiers(self, wanted: Sequence[Identifier]) -> list[PaperRecord | None]:
        """Ask for all identifiers at once; aligned by position."""
        if not wanted:
            return []
        ids = [value if s == "s2" else f"{_PREFIX[s]}:{value}" for s, value in wanted]
        rows = self.service.papers(ids, FLAT_FIELDS, newer_than=self.newer_than)
        return [
            paper_record(row.raw, hop=0, seen=row.at) if row.raw is not None else None
            for row in rows
        ]

    def by_title(self, title: str) -> list[PaperRecord]:
        """Ask for the one paper that the service holds to be the nearest."""
        row = self.service.match(title, FLAT_FIELDS, newer_than=self.titles_newer_than)
        return [paper_record(row.raw, hop=0, seen=row.at)] if row.raw is not None else []


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
