"""Read the papers' own sources: who cites whom, how often, where and in which words.

What is read there is an origin of its own, `ORIGIN`, beside what Semantic Scholar says. References
become papers by identifier, else by title: among the papers at hand, at the service where it
answers, and on arXiv. One that leads to none stays with its text.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Final

import pandas as pd

from kdgraph.errors import ServiceError
from kdgraph.expand import Progress
from kdgraph.model import TABLES
from kdgraph.records import (
    AuthorRecord,
    CitationRecord,
    ContextRecord,
    CoverageRecord,
    MatchRecord,
    MentionCounts,
    PaperRecord,
    Records,
    UnresolvedReference,
)
from kdgraph.resolve import RecordCatalogue, ServiceCatalogue, resolve_entries
from kdgraph.sources import SECTIONS, Arxiv, ArxivEntry, Gathered, PaperSource, read_source
from kdgraph.texts import one_line
from kdgraph.titles import compare_titles

__all__ = [
    "ARXIV",
    "MOST_TITLES",
    "ORIGIN",
    "SOURCES",
    "SourceReading",
    "arxiv_ids",
    "arxiv_paper",
    "between_listed",
    "read_papers",
]

ORIGIN: Final = "arxiv source"
"""The origin of what was read in the papers themselves."""

ARXIV: Final = "arxiv"
"""The origin of what arXiv's own catalogue says about a paper."""

SOURCES: Final = ("listed", "core", "none")
"""Whose sources are read: those of the listed papers; also of the papers between them; none."""

# an identifier of which title and authors say that it leads elsewhere resolves nothing
_SURE: Final = 0.5
_LONGEST_TEXT: Final = 1_000

MOST_TITLES: Final = 100
"""Most titles of references that one build asks the service for, a request each."""


@dataclass(slots=True)
class SourceReading:
    """What was read, for the store and for the report.

    `papers` says of each paper what became of its source; the counts are of references and mentions
    over all that were read.
    """

    records: Records = field(default_factory=Records)
    states: Counter[str] = field(default_factory=Counter)
    complete: set[str] = field(default_factory=set)
    references: int = 0
    resolved: int = 0
    unresolved: int = 0
    no_papers: int = 0
    outside: int = 0
    mentions: int = 0
    remarks: list[str] = field(default_factory=list)


def arxiv_ids(papers: Iterable[PaperRecord]) -> dict[str, str]:
    """Return the arXiv id of each paper that has one, by the paper's key."""
    return {
        paper.key: value
        for paper in papers
        for scheme, value in reversed(paper.identifiers)
        if scheme == "arxiv"
    }


def between_listed(citations: Iterable[CitationRecord], listed: set[str]) -> set[str]:
    """Return the papers beside the listed ones that cite one of them and are cited by one."""
    cite: set[str] = set()
    cited: set[str] = set()
    for record in citations:
        if record.cited in listed:
            cite.add(record.citing)
        if record.citing in listed:
            cited.add(record.cited)
    return (cite & cited) - listed


def arxiv_paper(
    entry: ArxivEntry, key: str, *, hop: int, at: datetime | None = None
) -> PaperRecord:
    """Return what arXiv says about a paper as a record."""
    identifiers = [("arxiv", entry.arxiv)]
    if entry.doi is not None:
        identifiers.append(("doi", entry.doi))
    return PaperRecord(
        key=key,
        title=entry.title,
        identifiers=tuple(identifiers),
        year=entry.published.year if entry.published else None,
        date=entry.published,
        venue="arXiv",
        abstract=entry.abstract,
        authors=tuple(AuthorRecord(name) for name in entry.authors) or None,
        hop=hop,
        origin=ARXIV,
        seen=at,
    )


def read_papers(
    papers: Mapping[str, str],
    gathered: Gathered,
    at_hand: Sequence[PaperRecord],
    *,
    arxiv: Arxiv,
    service: ServiceCatalogue | None,
    most_papers: int,
    progress: Progress,
) -> SourceReading:
    """Read the sources of papers and resolve their references.

    Parameters
    ----------
    papers : mapping of str to str
        The arXiv id of each paper to read, by the key of its record.
    gathered : Gathered
        Their sources.
    at_hand : sequence of PaperRecord
        All papers that are known so far, among which references are looked up first.
    arxiv : Arxiv
        Asked for the titles of papers that are cited by arXiv id.
    service : ServiceCatalogue or None
        Asked for what is cited by identifier, all at once, and for titles, of which a build asks
        `MOST_TITLES` at most; None where it does not answer.
    most_papers : int
        Most papers of the corpus, those at hand included; beyond it they count as outside.
    progress : Progress
        Told how far it is.
    """
    found = SourceReading()
    progress.stage("reading sources", len(papers))
    read: dict[str, PaperSource] = {}
    for key, identifier in papers.items():
        status = gathered.sources[identifier]
        found.states[status.state] += 1
        if status.state == "at hand":
            read[key] = read_source(dict(gathered.open(identifier).files))
        progress.step()
    lookup = _Lookup(at_hand, arxiv, service, gathered)
    resolved = _resolve(read, lookup)
    new = _new_papers(read, resolved, lookup, most_papers - len(at_hand))
    here = {paper.key for paper in at_hand} | new.keys()
    found.records.papers = [new[key] for key in sorted(new)]
    for key, source in read.items():
        status = gathered.sources[papers[key]]
        found.records.coverage.append(
            _write(key, source, resolved[key], here, status.version, status.at, found)
        )
        if status.failure is not None:
            found.records.coverage[-1] = replace(found.records.coverage[-1], failure=status.failure)
    for key, identifier in papers.items():
        status = gathered.sources[identifier]
        if key not in read and status.state != "not asked":
            found.records.coverage.append(
                CoverageRecord(
                    key,
                    "references",
                    "failed" if status.state == "failed" else "not asked",
                    reason=status.reason,
                    failure=None
                    if status.failure is None
                    else f"its source could not be had: {status.failure}",
                    when=status.at,
                    origin=ORIGIN,
                    version=status.version,
                )
            )
    found.remarks += [*_other_titles(read, papers, gathered), *lookup.remarks]
    return found


def _other_titles(
    read: Mapping[str, PaperSource], papers: Mapping[str, str], gathered: Gathered
) -> list[str]:
    """Tell of sources whose title has next to nothing of what arXiv calls the paper."""
    strange = []
    for key, source in read.items():
        entry = gathered.entries.get(papers[key])
        if entry is not None and source.title:
            compared = compare_titles(entry.title, source.title)
            if compared.relation == "different" and not compared.differences:
                strange.append(f'{papers[key]}, "{one_line(source.title)}"')
    if not strange:
        return []
    return [
        f"{len(strange):,} sources bear another title than arXiv gives (such as {strange[0]}): "
        "compare them"
    ]


# --- references to papers -------------------------------------------------------------------------


class _Lookup:
    """Where references are looked up: papers at hand, then the service, then arXiv."""

    def __init__(
        self,
        at_hand: Sequence[PaperRecord],
        arxiv: Arxiv,
        service: ServiceCatalogue | None,
        gathered: Gathered,
    ) -> None:
        # the same whoever answered this time: the reasons of references name it, and are facts
        self.name = "the papers at hand"
        self.new: dict[str, PaperRecord] = {}
        self.remarks: list[str] = []
        self._papers = at_hand
        self._here = {paper.key for paper in at_hand}
        self._arxiv, self._service, self._gathered = arxiv, service, gathered

    @cached_property
    def _at_hand(self) -> RecordCatalogue:
        # made when it is first asked: reading the titles of a large corpus takes seconds
        return RecordCatalogue(self._papers, name=self.name)

    def by_identifiers(self, wanted: Sequence[tuple[str, str]]) -> list[PaperRecord | None]:
        """Look every identifier up; aligned by position."""
        found = dict(zip(wanted, self._at_hand.by_identifiers(wanted), strict=True))
        self._ask_service(found)
        self._ask_arxiv(found)
        return [found[identifier] for identifier in wanted]

    def by_title(self, title: str) -> list[PaperRecord]:
        """Return the papers at hand with the nearest titles."""
        return self._at_hand.by_title(title)

    def titles_of_service(self) -> _Titles | None:
        """Return the service as a catalogue of titles; None where it does not answer."""
        return None if self._service is None else _Titles(self._service, self._keep)

    def _ask_service(self, found: dict[tuple[str, str], PaperRecord | None]) -> None:
        missing = [identifier for identifier, paper in found.items() if paper is None]
        if self._service is None or not missing:
            return
        try:
            answers = self._service.by_identifiers(missing)
        except ServiceError as error:
            self._service = None
            self.remarks.append(f"references could not be looked up at the service: {error}")
            return
        for identifier, paper in zip(missing, answers, strict=True):
            if paper is not None:
                found[identifier] = self._keep(replace(paper, hop=1))

    def _ask_arxiv(self, found: dict[tuple[str, str], PaperRecord | None]) -> None:
        missing = [v for (scheme, v), paper in found.items() if scheme == "arxiv" and paper is None]
        entries: dict[str, ArxivEntry] = {}
        unknown = []
        for value in missing:
            held = self._arxiv.held_entry(value)
            if held is None:
                unknown.append(value)
            else:
                entries[value] = held[0]
        if unknown and self._gathered.why is None:
            try:
                entries |= self._arxiv.entries(unknown)
            except ServiceError as error:
                self.remarks.append(f"titles of cited papers could not be asked of arXiv: {error}")
        for value, entry in entries.items():
            found["arxiv", value] = self._keep(arxiv_paper(entry, f"{ARXIV}:{value}", hop=1))

    def _keep(self, paper: PaperRecord) -> PaperRecord:
        return paper if paper.key in self._here else self.new.setdefault(paper.key, paper)


class _Titles:
    """The service's search for a title, for so many titles as a build may ask."""

    def __init__(
        self, service: ServiceCatalogue, keep: Callable[[PaperRecord], PaperRecord]
    ) -> None:
        self.name = service.name
        self.left_out = 0
        self.problem: str | None = None
        self._service, self._keep = service, keep
        self._end = service.service.stats.requests + MOST_TITLES

    def by_identifiers(self, wanted: Sequence[tuple[str, str]]) -> list[PaperRecord | None]:
        """Return nothing: identifiers were asked before."""
        return [None for _ in wanted]

    def by_title(self, title: str) -> list[PaperRecord]:
        """Return the paper that the service holds to be nearest."""
        if self.problem is not None or self._service.service.stats.requests >= self._end:
            self.left_out += 1
            return []
        try:
            found = self._service.by_title(title)
        except ServiceError as error:
            self.problem = str(error)
            self.left_out += 1
            return []
        return [self._keep(replace(paper, hop=1)) for paper in found]


@dataclass(frozen=True, slots=True)
class _Cited:
    """What became of one reference: the key of a paper, or why there is none."""

    paper: str | None
    reason: str


def _resolve(read: Mapping[str, PaperSource], lookup: _Lookup) -> dict[str, list[_Cited]]:
    """Return what became of each reference of each paper, in the order of its list."""
    rows = []
    for key, source in read.items():
        for n, row in enumerate(_rows(source.references)):
            if row["kind"] == "paper":
                rows.append(_as_entry(f"{key}\n{n}", row))
    resolution = resolve_entries(TABLES["entries"].frame(rows), lookup)
    by_name = {match.entry_id: match for match in resolution.matches}
    if (titles := lookup.titles_of_service()) is not None:
        open_rows = [
            {**row, "arxiv": None, "doi": None, "paper_links": []}
            for row in rows
            if by_name[row["entry_id"]].paper is None
            and row["title"]
            and not (row["arxiv"] or row["doi"])
        ]
        again = resolve_entries(TABLES["entries"].frame(open_rows), titles)
        by_name |= {m.entry_id: m for m in again.matches if m.paper is not None}
        if titles.left_out:
            why = f" ({titles.problem})" if titles.problem else ""
            lookup.remarks.append(
                f"{titles.left_out:,} references were not looked up by title this time{why}: run "
                "the same command again"
            )
    return {
        key: [
            _cited(row, by_name.get(f"{key}\n{n}"))
            for n, row in enumerate(_rows(source.references))
        ]
        for key, source in read.items()
    }


def _as_entry(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a reference in the form of a list's entry, so that the same judge decides."""
    url = (row["other"] or {}).get("url")
    return {
        "entry_id": name,
        "title": row["title"],
        "year": None if pd.isna(row["year"]) else int(row["year"]),
        "authors": list(row["authors"] or ()),
        "arxiv": row["arxiv"],
        "doi": row["doi"],
        "paper_links": [url] if url else [],
    }


def _cited(row: Mapping[str, Any], match: MatchRecord | None) -> _Cited:
    if match is None:
        told = f" ({row['reason']})" if row["reason"] else ""
        return _Cited(None, f"no paper but a {row['kind']}{told}")
    if match.paper is not None and (match.confidence or 0.0) > _SURE:
        return _Cited(match.paper, match.reason)
    identifier = _identifier(row)
    if match.paper is None and identifier is not None:
        return _Cited(_key(identifier), match.reason)
    refused = f"; refused: {match.runner_up}, {match.runner_up_reason}" if match.runner_up else ""
    return _Cited(None, match.reason + refused)


def _identifier(row: Mapping[str, Any]) -> tuple[str, str] | None:
    return next(((name, row[name]) for name in ("arxiv", "doi") if row[name]), None)


def _key(identifier: tuple[str, str]) -> str:
    return f"{ORIGIN}:{identifier[0]}:{identifier[1]}"


def _new_papers(
    read: Mapping[str, PaperSource],
    resolved: Mapping[str, Sequence[_Cited]],
    lookup: _Lookup,
    room: int,
) -> dict[str, PaperRecord]:
    """Return the cited papers that were not at hand, the most cited ones where room is short."""
    met: dict[str, PaperRecord] = {}
    cited_by: Counter[str] = Counter()
    for key, source in read.items():
        for row, cited in zip(_rows(source.references), resolved[key], strict=True):
            if cited.paper is None:
                continue
            if cited.paper in lookup.new:
                met.setdefault(cited.paper, lookup.new[cited.paper])
            elif cited.paper.startswith(f"{ORIGIN}:"):
                met.setdefault(cited.paper, _as_paper(cited.paper, row))
            else:
                continue
            cited_by[cited.paper] += 1
    order = sorted(met, key=lambda name: (-cited_by[name], name))
    return {name: met[name] for name in order[: max(0, room)]}


def _as_paper(key: str, row: Mapping[str, Any]) -> PaperRecord:
    """Return a paper that is known by a reference alone."""
    identifiers = [(name, row[name]) for name in ("arxiv", "doi") if row[name]]
    return PaperRecord(
        key=key,
        title=row["title"] or "",
        identifiers=tuple(identifiers),
        year=None if pd.isna(row["year"]) else int(row["year"]),
        venue=row["venue"] or None,
        authors=tuple(AuthorRecord(name) for name in row["authors"] or ()) or None,
        hop=1,
        origin=ORIGIN,
    )


# --- records --------------------------------------------------------------------------------------


def _write(
    key: str,
    source: PaperSource,
    resolved: Sequence[_Cited],
    here: set[str],
    version: int | None,
    at: datetime | None,
    found: SourceReading,
) -> CoverageRecord:
    """Write the citations of one paper, and return how much of its list they are."""
    rows = _rows(source.references)
    paper_of: dict[str, str] = {}
    unread: list[UnresolvedReference] = []
    outside = 0
    for row, cited in zip(rows, resolved, strict=True):
        if cited.paper is None:
            text = " ".join(str(row["text"] or row["title"] or "").split())[:_LONGEST_TEXT]
            unread.append(UnresolvedReference(str(row["key"]), text, cited.reason))
            found.no_papers += row["kind"] != "paper"
        elif cited.paper not in here:
            outside += 1
        else:
            paper_of[str(row["key"])] = cited.paper
    mentions: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for mention in _rows(source.mentions):
        if mention["key"] in paper_of:
            mentions[paper_of[mention["key"]]].append(mention)
    text_was_read = len(source.mentions) > 0
    for cited_key in dict.fromkeys(paper_of.values()):
        told = mentions.get(cited_key, [])
        found.records.citations.append(
            CitationRecord(
                citing=key,
                cited=cited_key,
                origins=(ORIGIN,),
                contexts=tuple(_context(mention) for mention in told if mention["shown"]),
                seen=at,
                counts=_counts(told, exact=source.text_is_whole) if text_was_read else None,
            )
        )
    found.references += len(rows)
    found.resolved += len(rows) - len(unread) - outside
    found.unresolved += len(unread)
    found.outside += outside
    found.mentions += len(source.mentions)
    if source.complete:
        found.complete.add(key)
    return CoverageRecord(
        paper=key,
        direction="references",
        state="complete" if source.complete else "capped" if rows else "failed",
        reported=len(rows) if rows else None,
        fetched=len(rows) if rows else None,
        unresolved=len(unread) if rows else None,
        outside=outside if rows else None,
        reason=None if source.complete else _what_was_lost(source),
        when=at,
        origin=ORIGIN,
        version=version,
        unread=tuple(unread),
    )


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _context(mention: Mapping[str, Any]) -> ContextRecord:
    return ContextRecord(
        # with the keys of its citations in brackets, as services print their numbers
        sentence=mention["shown"],
        origin=ORIGIN,
        section=mention["section"],
        in_table=bool(mention["in_table"]),
        group=int(mention["group"]),
    )


def _counts(mentions: Sequence[Mapping[str, Any]], *, exact: bool) -> MentionCounts:
    by_section = Counter(str(mention["section"]) for mention in mentions)
    return MentionCounts(
        mentions=len(mentions),
        by_section=tuple((name, by_section[name]) for name in SECTIONS if by_section[name]),
        in_tables=sum(bool(mention["in_table"]) for mention in mentions),
        alone=sum(bool(mention["alone"]) for mention in mentions),
        exact=exact,
    )


def _what_was_lost(source: PaperSource) -> str:
    unknown = source.unknown_keys
    told = []
    if unknown:
        shown = ", ".join(unknown[:3])
        told.append(f"{len(unknown)} cited keys have no entry in its list (such as {shown})")
    told += [f"{count:,} x {what}" for what, count in source.lost.items() if what != "unknown key"]
    return "; ".join(told) or "it has no list of references"
