"""Records of a source, before they are merged into tables.

A source (Semantic Scholar, the embedded corpus) speaks of papers under its own keys. It yields
`Records`; the store decides which of them are the same paper and writes the tables. A record holds
facts only: no ids of ours, no times.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

__all__ = [
    "AuthorRecord",
    "CitationRecord",
    "ContextRecord",
    "CoverageRecord",
    "EprintAnswer",
    "ListPointer",
    "MatchRecord",
    "MentionCounts",
    "PaperRecord",
    "Records",
    "UnresolvedReference",
]


@dataclass(frozen=True, slots=True)
class AuthorRecord:
    """An author line's name, with the source's id where it has one (``s2:2259683``)."""

    name: str
    author_id: str | None = None


@dataclass(frozen=True, slots=True)
class PaperRecord:
    """A paper as one source describes it.

    `key` is the source's own name of the paper and means nothing elsewhere. `identifiers` are
    (scheme, value) pairs in stored form; `year` is None where unknown, and so are all others.
    `hop` is 0 for a listed paper, 1 for its neighbours, 2 beyond.
    """

    key: str
    title: str
    identifiers: tuple[tuple[str, str], ...] = ()
    year: int | None = None
    first_year: int | None = None
    date: date | None = None
    venue: str | None = None
    abstract: str | None = None
    tldr: str | None = None
    fields: tuple[str, ...] | None = None
    authors: tuple[AuthorRecord, ...] | None = None
    reported_citations: int | None = None
    reported_references: int | None = None
    reported_influential: int | None = None
    hop: int = 1
    origin: str = ""
    seen: datetime | None = None


@dataclass(frozen=True, slots=True)
class ContextRecord:
    """A citing sentence; `intents` None where the source gives none for single sentences.

    `origin` is None for Semantic Scholar. `section`, `in_table` and `group` (how many papers are
    cited in that place) are None where the origin does not say them.
    """

    sentence: str
    intents: tuple[str, ...] | None = None
    origin: str | None = None
    section: str | None = None
    in_table: bool | None = None
    group: int | None = None


@dataclass(frozen=True, slots=True)
class MentionCounts:
    """How often a text names a paper: in all, by kind of section, in tables, and alone.

    `in_tables` and `alone` are None where they were not told apart. `exact` is false where the
    counts are lower bounds: a part of the text, or of the mentions, may have been overlooked.
    """

    mentions: int
    by_section: tuple[tuple[str, int], ...]
    in_tables: int | None = 0
    alone: int | None = 0
    exact: bool = True


@dataclass(frozen=True, slots=True)
class CitationRecord:
    """The paper with key `citing` cites the one with key `cited`.

    `influential` and `intents` are None where they were not asked. `contexts` are in the order of
    the source. `counts` is None where the citing text was not read.
    """

    citing: str
    cited: str
    origins: tuple[str, ...]
    influential: bool | None = None
    intents: tuple[str, ...] | None = None
    contexts: tuple[ContextRecord, ...] = ()
    seen: datetime | None = None
    counts: MentionCounts | None = None


@dataclass(frozen=True, slots=True)
class UnresolvedReference:
    """An entry of a paper's own list that led to no paper: its key, its text, and why."""

    key: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class CoverageRecord:
    """How much of one paper's references or citations came; see the table `coverage`.

    `reason` is a fact; `failure` tells what went wrong this time, and is no part of the facts.
    `origin` is None for the service, whose records of a paper are added up; where there is one of
    another origin beside them, the fuller list stands. `unread` are the references without a paper.
    """

    paper: str
    direction: str
    state: str
    reported: int | None = None
    fetched: int | None = None
    unresolved: int | None = None
    outside: int | None = None
    reason: str | None = None
    failure: str | None = None
    when: datetime | None = None
    origin: str | None = None
    version: int | None = None
    unread: tuple[UnresolvedReference, ...] | None = None


@dataclass(frozen=True, slots=True)
class MatchRecord:
    """Which paper (by the source's key) an entry is; `paper` None where none was accepted."""

    entry_id: str
    paper: str | None
    method: str | None
    confidence: float | None
    reason: str
    runner_up: str | None = None
    runner_up_reason: str | None = None


@dataclass(frozen=True, slots=True)
class ListPointer:
    """Where the stored answers hold one paper's list of references or citations.

    `paper` is the source's key. `kind` is references, citations, or evidence (references with
    their citing sentences). `answers` are (key of a stored answer, position in it) pairs; a
    position of -1 means that the whole answer is one page of the list. `reported` is the count
    that came with the answer, `at` when it came.
    """

    paper: str
    kind: str
    state: str
    reported: int | None
    reason: str | None
    answers: tuple[tuple[str, int], ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class EprintAnswer:
    """arXiv's answer to the request for a paper's source, as it is kept.

    `arxiv` is the id without version. `body` is what came, None where it is nothing that can be
    read: then `form` says what it was (``PDF`` ...) or, with another `status` than 200, there is no
    source. `version` is None where nobody said it. `bytes` and `sha256` are those of what came.
    """

    arxiv: str
    status: int
    form: str
    version: int | None
    at: datetime
    body: bytes | None = field(default=None, repr=False)
    bytes: int = 0
    sha256: str = ""


@dataclass(slots=True)
class Records:
    """All that a source said for one build.

    `same` holds pairs of keys of which the source itself says that they are one paper (a merged
    id and the one it leads to).
    """

    papers: list[PaperRecord] = field(default_factory=list)
    citations: list[CitationRecord] = field(default_factory=list)
    coverage: list[CoverageRecord] = field(default_factory=list)
    matches: list[MatchRecord] = field(default_factory=list)
    same: list[tuple[str, str]] = field(default_factory=list)

    def extend(self, more: Records) -> None:
        """Add everything another source said; its keys must not clash with those here."""
        for name in ("papers", "citations", "coverage", "matches", "same"):
            own: list[object] = getattr(self, name)
            theirs: Iterable[object] = getattr(more, name)
            own.extend(theirs)
