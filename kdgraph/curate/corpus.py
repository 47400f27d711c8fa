"""What a snapshot knows about the papers of a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from kdgraph.graph.snapshot import Snapshot
from kdgraph.identifiers import link
from kdgraph.lists.document import ListDocument
from kdgraph.records import AuthorRecord, PaperRecord
from kdgraph.titles import compare_titles, main_title_keys, title_key

__all__ = ["Corpus", "KnownPaper"]


@dataclass(frozen=True, slots=True)
class KnownPaper:
    """A paper of a corpus as a record: what is not known is None or empty."""

    paper_id: str
    title: str
    year: int | None
    first_year: int | None
    venue: str | None
    authors: tuple[str, ...]

    @property
    def arxiv(self) -> str | None:
        """Its arXiv id, where it is known by that."""
        scheme, _, value = self.paper_id.partition(":")
        return value if scheme == "arxiv" else None


@dataclass(frozen=True, slots=True)
class Match:
    """How an entry was matched: the paper, how sure, why, and what else fitted."""

    paper_id: str | None
    method: str | None
    confidence: float | None
    reason: str
    runner_up: str | None
    runner_up_reason: str | None


class _Shelf:
    """Papers at hand in which an entry is found by identifier, or by its very words.

    Titles that are merely alike are not looked for, as a build does: a finding needs certainty, and
    a long list its time.
    """

    name = "the papers at hand"

    def __init__(self, papers: Iterable[PaperRecord]) -> None:
        self._by_identifier: dict[tuple[str, str], PaperRecord] = {}
        self._by_words: defaultdict[str, list[PaperRecord]] = defaultdict(list)
        for paper in papers:
            for identifier in paper.identifiers:
                self._by_identifier.setdefault(identifier, paper)
            for key in (title_key(paper.title), *main_title_keys(paper.title)):
                self._by_words[key].append(paper)

    def by_identifiers(self, wanted: Sequence[tuple[str, str]]) -> list[PaperRecord | None]:
        return [self._by_identifier.get(identifier) for identifier in wanted]

    def by_title(self, title: str) -> list[PaperRecord]:
        keys = (title_key(title), *reversed(main_title_keys(title)))
        found = [paper for key in keys if key for paper in self._by_words.get(key, ())]
        return list({id(paper): paper for paper in found}.values())


class Corpus:
    """The papers of a snapshot beside the entries of a list.

    Where the snapshot was built from these very bytes, its own matches hold. Else entries are
    matched with its papers, by identifiers and titles; what is not among them is unknown, and no
    finding.

    Parameters
    ----------
    document : ListDocument
        The list.
    snapshot : Snapshot
        What is known.
    """

    def __init__(self, document: ListDocument, snapshot: Snapshot) -> None:
        self.document, self.snapshot = document, snapshot
        self.own = snapshot.manifest.list_digest == document.digest

    @cached_property
    def matches(self) -> Mapping[str, Match]:
        """The match of each entry, by its id."""
        if self.own:
            table = self.snapshot.matches
            ids = [entry.entry_id for entry in self.document.entries]
            if set(ids) <= set(table.index):
                return {
                    str(entry_id): Match(
                        _text(row["paper_id"]),
                        _text(row["method"]),
                        None if pd.isna(row["confidence"]) else float(row["confidence"]),
                        _text(row["reason"]) or "",
                        _text(row["runner_up"]),
                        _text(row["runner_up_reason"]),
                    )
                    for entry_id, row in table.loc[ids].iterrows()
                }
        from kdgraph.resolve import resolve_entries

        identifiers: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for (scheme, value), paper_id in self._by_identifier.items():
            identifiers[paper_id].append((scheme, value))
        records = [
            PaperRecord(
                paper.paper_id,
                paper.title,
                tuple(identifiers.get(paper.paper_id, ())),
                year=paper.year,
                first_year=paper.first_year,
                venue=paper.venue,
                authors=tuple(AuthorRecord(name) for name in paper.authors) or None,
            )
            for paper in self.papers.values()
        ]
        found = resolve_entries(self.document.frame(), _Shelf(records))
        return {
            match.entry_id: Match(
                match.paper,
                match.method,
                match.confidence,
                match.reason,
                match.runner_up,
                match.runner_up_reason,
            )
            for match in found.matches
        }

    @cached_property
    def papers(self) -> Mapping[str, KnownPaper]:
        """All papers of the corpus, by id."""
        authors: defaultdict[str, list[str]] = defaultdict(list)
        rows = self.snapshot.frames()["authorships"].sort_values(["paper_id", "position"])
        for paper_id, name in zip(rows["paper_id"], rows["name"], strict=True):
            authors[str(paper_id)].append(str(name))
        papers = self.snapshot.papers
        return {
            str(paper_id): KnownPaper(
                str(paper_id),
                _text(title) or "",
                _int(year),
                _int(first),
                _text(venue),
                tuple(authors.get(str(paper_id), ())),
            )
            for paper_id, title, year, first, venue in zip(
                papers.index,
                papers["title"],
                papers["year"],
                papers["first_year"],
                papers["venue"],
                strict=True,
            )
        }

    @cached_property
    def _by_identifier(self) -> Mapping[tuple[str, str], str]:
        known = self.snapshot.identifiers
        return {
            (str(scheme), str(value)): str(paper_id)
            for scheme, value, paper_id in zip(
                known["scheme"], known["value"], known["paper_id"], strict=True
            )
            if scheme != "title"
        }

    def by_identifier(self, scheme: str, value: str) -> KnownPaper | None:
        """Return the paper that has an identifier, in stored form."""
        paper_id = self._by_identifier.get((scheme, value))
        return None if paper_id is None else self.papers.get(paper_id)

    def paper(self, entry_id: str) -> KnownPaper | None:
        """Return the paper of an entry; None where it has none, or one that is doubtful."""
        match = self.matches.get(entry_id)
        if match is None or match.paper_id is None or (match.confidence or 0.0) < SURE:
            return None
        paper = self.papers.get(match.paper_id)
        title = self._titles.get(entry_id)
        if paper is None or not title or not paper.title:
            return paper
        # an identifier was copied wrongly, or the list calls the paper by its method's name
        same = compare_titles(title, paper.title).relation != "different"
        return paper if same else None

    @cached_property
    def _titles(self) -> Mapping[str, str | None]:
        return {entry.entry_id: entry.title for entry in self.document.entries}

    def venue(self, entry_id: str) -> str | None:
        """Return the venue of an entry's paper."""
        found = self.paper(entry_id)
        return found.venue if found else None

    def address(self, entry_id: str) -> str | None:
        """Return an address of an entry's paper, the most trustworthy one."""
        found = self.paper(entry_id)
        scheme, _, value = found.paper_id.partition(":") if found else ("", "", "")
        return link(scheme, value) if scheme in ("arxiv", "doi") else None

    def titles(self) -> list[str]:
        """Return the titles of all papers."""
        return [paper.title for paper in self.papers.values() if paper.title]

    @cached_property
    def sure_names(self) -> frozenset[str]:
        """Names of authors, as printed, that more than one paper has, or that have an id.

        A name that one reference list alone printed may be misprinted there.
        """
        rows = self.snapshot.frames()["authorships"]
        count: defaultdict[str, int] = defaultdict(int)
        for author_id, name in zip(rows["author_id"], rows["name"], strict=True):
            count[str(name)] += 1 if str(author_id).startswith("name:") else 2
        return frozenset(name for name, number in count.items() if number > 1)

    @cached_property
    def title_keys(self) -> frozenset[str]:
        """The keys of all titles; see `kdgraph.titles.title_key`."""
        return frozenset(title_key(title) for title in self.titles())

    @property
    def unknown(self) -> int:
        """How many entries are not among the papers of the corpus."""
        return sum(match.paper_id is None for match in self.matches.values())


SURE = 0.75
"""Least confidence with which a record speaks against a list."""


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _int(value: object) -> int | None:
    return None if pd.isna(value) else int(str(value))  # type: ignore[call-overload]
