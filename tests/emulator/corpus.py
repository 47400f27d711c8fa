"""What the emulated service knows: papers, authors, citations, and what is wrong with them.

A corpus may change while it is served (`add_paper`, `add_citation`, `merge`): the next request sees
the change. Nothing here knows of HTTP.
"""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Author", "Corpus", "Edge", "Hits", "Paper"]

_SHA = re.compile(r"[0-9a-f]{40}")
_PREFIXES = {
    "arxiv": "ArXiv",
    "doi": "DOI",
    "mag": "MAG",
    "acl": "ACL",
    "dblp": "DBLP",
    "pmid": "PubMed",
    "pmcid": "PubMedCentral",
}
_URL_HOSTS = ("semanticscholar.org", "arxiv.org", "aclweb.org", "acm.org", "biorxiv.org")


@dataclass(slots=True, eq=False)
class Paper:
    """One paper; `extra` holds values of fields that are to be answered exactly so."""

    sha: str
    corpus_id: int | None = None
    title: str | None = None
    year: int | None = None
    date: str | None = None
    venue: str | None = ""
    authors: list[tuple[str | None, str]] = field(default_factory=list)
    external_ids: dict[str, str] = field(default_factory=dict)
    abstract: str | None = None
    tldr: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    elided: frozenset[str] = frozenset()

    @property
    def when(self) -> str:
        """Date, else year, else "": what newest-first order goes by."""
        return self.date or (str(self.year) if self.year is not None else "")


@dataclass(slots=True, eq=False)
class Author:
    """One author; `extra` as for papers."""

    author_id: str
    name: str
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Edge:
    """One row of a reference list or of a list of citing papers.

    An end of None is a paper that the service could not resolve; `unresolved` holds what it says of
    it (title, perhaps year). `contexts` are (sentence, intents); None: made up when asked for.
    """

    citing: str | None
    cited: str | None
    influential: bool = False
    contexts: list[tuple[str, list[str]]] | None = None
    unresolved: dict[str, Any] | None = None


@dataclass(slots=True)
class Hits:
    """The papers that a search found, in order, as a recording has them.

    `total` is what the service claims, which may be more than the rows known.
    """

    total: int
    shas: list[str]


@dataclass(repr=False)
class Corpus:
    """Papers and what connects them.

    Attributes
    ----------
    listed : list of str
        Papers (sha) that stand in the curated list belonging to this corpus.
    aliases : dict
        Former shas, and former corpus ids as ``"corpusid:N"``, of papers -> the sha of today.
    searches, recommended, datasets, match_scores : dict
        Answers of ranking parts that have no logic of their own, taken from recordings.
    facts : dict
        What a builder wants its callers to know (which papers are elided, and so on).
    """

    papers: dict[str, Paper] = field(default_factory=dict)
    authors: dict[str, Author] = field(default_factory=dict)
    listed: list[str] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    searches: dict[tuple[Any, ...], Hits] = field(default_factory=dict)
    recommended: dict[tuple[Any, ...], list[str]] = field(default_factory=dict)
    datasets: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lock = threading.RLock()
        self.version = 0
        self._index: dict[str, str] = {}
        self._withdrawn: set[str] = set()
        self._references: defaultdict[str, list[Edge]] = defaultdict(list)
        self._citations: defaultdict[str, list[Edge]] = defaultdict(list)
        self._newest: dict[str, list[Edge]] = {}
        self._papers_of: defaultdict[str, list[str]] = defaultdict(list)
        self._pairs: set[tuple[str, str]] = set()
        papers, self.papers = self.papers, {}
        for paper in papers.values():
            self.add_paper(paper)

    # --- building and changing -------------------------------------------------------------------

    def add_paper(self, paper: Paper) -> Paper:
        """Add a paper, or replace the one with its sha."""
        with self.lock:
            self.papers[paper.sha] = paper
            for key in _keys(paper):
                self._index[key] = paper.sha
            for author_id, name in paper.authors:
                if author_id is not None:
                    self.authors.setdefault(author_id, Author(author_id, name))
                    if paper.sha not in self._papers_of[author_id][-1:]:
                        self._papers_of[author_id].append(paper.sha)
            self.version += 1
            return paper

    def add_citation(
        self,
        citing: str,
        cited: str,
        *,
        influential: bool = False,
        contexts: list[tuple[str, list[str]]] | None = None,
    ) -> Edge:
        """Let paper `citing` cite paper `cited`; a second time changes nothing."""
        with self.lock:
            if (citing, cited) in self._pairs:
                return next(e for e in self._references[citing] if e.cited == cited)
            for sha in (citing, cited):
                if sha not in self.papers:
                    raise KeyError(f"no paper {sha} in the corpus; add it first")
            edge = Edge(citing, cited, influential, contexts)
            self._pairs.add((citing, cited))
            self._references[citing].append(edge)
            self._citations[cited].append(edge)
            self._newest.pop(cited, None)
            self.version += 1
            return edge

    def add_unresolved(
        self,
        *,
        title: str | None,
        citing: str | None = None,
        cited: str | None = None,
        **said: Any,
    ) -> Edge:
        """Add a row whose other end the service could not resolve; no title: not even a row."""
        if (citing is None) == (cited is None):
            raise ValueError(f"exactly one end must be known, got {citing=} {cited=}")
        with self.lock:
            edge = Edge(citing, cited, unresolved={"title": title, **said})
            if citing is not None:
                self._references[citing].append(edge)
            if cited is not None:
                self._citations[cited].append(edge)
                self._newest.pop(cited, None)
            self.version += 1
            return edge

    def know(self, identifier: str, sha: str) -> None:
        """Let an identifier, in any of the accepted forms, lead to a paper."""
        key = identifier.strip().lower()
        if _SHA.fullmatch(key):
            if key != sha:
                self.aliases[key] = sha
            return
        self._index[key if not key.startswith("10.") else f"doi:{key}"] = sha

    def wrote(self, author_id: str, sha: str) -> None:
        """Add a paper to the list of an author's papers, if it is not there."""
        if sha not in self._papers_of[author_id]:
            self._papers_of[author_id].append(sha)

    def forget_id(self, sha: str, name: str) -> None:
        """Let the service not know an external id of a paper (`name` as in `externalIds`)."""
        with self.lock:
            value = self.papers[sha].external_ids.pop(name, None)
            prefix = next(p for p, n in _PREFIXES.items() if n == name)
            if value is not None:
                self._index.pop(f"{prefix}:{value.lower()}", None)
            self.version += 1

    def withdraw(self, sha: str) -> None:
        """Let no id lead to a paper any more, though lists of others still name it."""
        with self.lock:
            self._withdrawn.add(sha)
            self.version += 1

    def merge(self, old: str, into: str) -> None:
        """Let paper `old` become a former sha of paper `into`, with its citations and ids."""
        with self.lock:
            gone, kept = self.papers.pop(old), self.papers[into]
            edges = [*self._references.pop(old, []), *self._citations.pop(old, [])]
            for edge in edges:
                if edge.citing is not None and edge.cited is not None:
                    self._pairs.discard((edge.citing, edge.cited))
                    other = self._citations[edge.cited] if edge.citing == old else None
                    rows = self._references[edge.citing] if other is None else other
                    if edge in rows:
                        rows.remove(edge)
            for edge in edges:
                citing, cited = (into if sha == old else sha for sha in (edge.citing, edge.cited))
                if citing is None or cited is None:
                    said: dict[str, Any] = {"title": None, **(edge.unresolved or {})}
                    self.add_unresolved(citing=citing, cited=cited, **said)
                elif citing != cited:
                    self.add_citation(
                        citing, cited, influential=edge.influential, contexts=edge.contexts
                    )
            self._newest.clear()
            for name, value in gone.external_ids.items():
                kept.external_ids.setdefault(name, value)
            # the ids of the old paper still lead to its sha, and that one leads on
            self.aliases[old] = into
            for shas in self._papers_of.values():
                shas[:] = [sha for sha in shas if sha != old]
            self.version += 1

    # --- asking ----------------------------------------------------------------------------------

    def find(self, identifier: str) -> Paper | None:
        """Return the paper that an identifier in any of the accepted forms leads to.

        Versions of arXiv ids are not understood except in addresses, as in the real service.
        """
        sha = self._sha(identifier.strip())
        for _ in range(8):
            if sha is None or sha in self.papers:
                break
            sha = self.aliases.get(sha)
        return self.papers.get(sha) if sha and sha not in self._withdrawn else None

    def _sha(self, text: str) -> str | None:
        low = text.lower()
        if _SHA.fullmatch(low):
            return low
        if low.startswith("10.") and "/" in low:
            return self._index.get(f"doi:{low}")
        prefix, colon, rest = low.partition(":")
        if not colon:
            return None
        if prefix == "url":
            return self._by_address(rest)
        if prefix == "corpusid" and rest.isdecimal():
            key = f"corpusid:{int(rest)}"
            return self._index.get(key) or self.aliases.get(key)
        return self._index.get(f"{prefix}:{rest}") if prefix in _PREFIXES else None

    def _by_address(self, address: str) -> str | None:
        host = address.split("//")[-1].split("/")[0]
        if not any(host == h or host.endswith("." + h) for h in _URL_HOSTS):
            return None
        if "semanticscholar" in host:
            found = _SHA.search(address)
            return found[0] if found else None
        if "arxiv" in host:
            tail = re.sub(r"(?:v\d+)?(?:\.pdf)?$", "", address.split("/", 4)[-1])
            return self._index.get(f"arxiv:{tail}")
        if "aclweb" in host:
            return self._index.get(f"acl:{address.rstrip('/').split('/')[-1]}")
        doi = re.search(r"10\.\d{4,9}/[^?#]+", address)
        return self._index.get(f"doi:{doi[0]}") if doi else None

    def references(self, sha: str) -> list[Edge]:
        """Return the rows of a paper's reference list, in order."""
        return self._references.get(sha, [])

    def citations(self, sha: str) -> list[Edge]:
        """Return the rows of papers citing a paper, newest first, undated ones last."""
        with self.lock:
            if sha not in self._newest:
                self._newest[sha] = sorted(
                    self._citations.get(sha, []), key=self._citing_when, reverse=True
                )
            return self._newest[sha]

    def _citing_when(self, edge: Edge) -> str:
        paper = self.papers.get(edge.citing) if edge.citing else None
        return paper.when if paper else ""

    def papers_of(self, author_id: str) -> list[str]:
        """Return the shas of an author's papers, in the order they were added."""
        return self._papers_of.get(author_id, [])

    def edges(self) -> Iterator[Edge]:
        """Walk all rows whose both ends are resolved."""
        for rows in self._references.values():
            for edge in rows:
                if edge.citing is not None and edge.cited is not None:
                    yield edge

    def truth(self) -> set[tuple[str, str]]:
        """Return all citations between papers of the corpus, as (citing sha, cited sha)."""
        with self.lock:
            return set(self._pairs)

    def influential(self, sha: str) -> int:
        """Return how many citing papers are influenced by a paper."""
        return sum(edge.influential for edge in self.citations(sha))


def _keys(paper: Paper) -> Iterable[str]:
    if paper.corpus_id is not None:
        yield f"corpusid:{paper.corpus_id}"
    for prefix, name in _PREFIXES.items():
        if value := paper.external_ids.get(name):
            yield f"{prefix}:{value.lower()}"
