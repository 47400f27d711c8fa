"""Builds from the papers' own sources, where Semantic Scholar refuses, is down or not reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pandas as pd

from kdgraph.expand import Progress
from kdgraph.merge import Assembly, assemble
from kdgraph.model import Frames
from kdgraph.pipeline.offline import catalogue_of, corpus_of
from kdgraph.pipeline.paper_sources import (
    ARXIV,
    ORIGIN,
    SourceReading,
    arxiv_ids,
    arxiv_paper,
    read_papers,
)
from kdgraph.pipeline.stored import records_of, without_origin
from kdgraph.records import AuthorRecord, PaperRecord, Records
from kdgraph.resolve import RecordCatalogue, resolve_entries
from kdgraph.sources import Arxiv, Gathered
from kdgraph.store import StoredSnapshot, embedded_folder, open_snapshot

__all__ = ["FromSources", "build_from_sources", "parameters_of"]


@dataclass(frozen=True, slots=True)
class FromSources:
    """A snapshot made without the service: its tables, and what it rests on.

    `base` is the snapshot whose facts are in it, None where there is none; `assembly` is None where
    that snapshot has the same sources read already.
    """

    base: StoredSnapshot | None
    assembly: Assembly | None
    gathered: Gathered
    reading: SourceReading
    papers: int


def build_from_sources(
    entries: pd.DataFrame,
    list_digest: str,
    current: StoredSnapshot | None,
    *,
    arxiv: Arxiv,
    gather: Callable[[list[str]], Gathered],
    before: Frames | None,
    most_papers: int,
    now: datetime,
    progress: Progress,
    facts_only: bool = False,
) -> FromSources | None:
    """Merge what is at hand of a list's papers with what their sources say.

    What is at hand is the current snapshot or the corpus that ships with kdgraph: of this very list
    all of it, else the papers of the list and those that cite them or are cited by them. Listed
    papers that are in neither are described by arXiv, else by the list itself, if arXiv has their
    source. With `facts_only` no text of a paper is taken over: neither sentences nor abstracts nor
    entries of reference lists.

    Returns
    -------
    FromSources or None
        None where no source can be read, so that there is nothing to add.
    """
    base, whole = _base(entries, list_digest, current)
    known_as = _papers_of_entries(base, entries, whole=whole)
    ids_of_list = {str(e): str(a) for e, a in entries["arxiv"].items() if not pd.isna(a)}
    gathered = gather(_listed_ids(base, entries, known_as, ids_of_list))
    if not gathered.at_hand:
        return None
    if base is not None and whole and base.manifest.parameters.get("sources") == gathered.digest():
        return FromSources(base, None, gathered, SourceReading(), len(gathered.sources))
    known = _facts(base, set(known_as.values()), whole=whole)
    held = set(gathered.at_hand)
    records = _with_listed(known, entries, ids_of_list, gathered, held)
    resolution = resolve_entries(
        entries, RecordCatalogue(records.papers, name="the papers at hand")
    )
    listed = set(resolution.papers)
    near = {c.citing for c in records.citations if c.cited in listed}
    near |= {c.cited for c in records.citations if c.citing in listed}
    records.papers = [
        replace(paper, hop=0 if paper.key in listed else 1 if paper.key in near else 2)
        for paper in records.papers
    ]
    records.matches = resolution.matches
    papers = {
        key: value
        for key, value in arxiv_ids(p for p in records.papers if p.key in listed).items()
        if value in gathered.sources
    }
    reading = read_papers(
        papers,
        gathered,
        records.papers,
        arxiv=arxiv,
        service=None,
        most_papers=most_papers,
        progress=progress,
    )
    records.extend(reading.records)
    if facts_only:
        records = _without_texts(records)
    assembly = assemble(records, entries, base=before, now=now)
    return FromSources(base, assembly, gathered, reading, len(papers))


def parameters_of(found: FromSources) -> dict[str, Any]:
    """Return what the manifest says of how the snapshot was made."""
    base = found.base
    return {
        "sources": found.gathered.digest(),
        "matched_with": None if base is None else base.id,
        "embedded_corpus": None if base is None else corpus_of(base),
    }


def _base(
    entries: pd.DataFrame, list_digest: str, current: StoredSnapshot | None
) -> tuple[StoredSnapshot | None, bool]:
    """Return the snapshot to build on, and whether it is of this very list."""
    embedded = open_snapshot(embedded_folder())
    for base in (current, embedded):
        if base is not None and base.manifest.list_digest == list_digest:
            return base, True
    counted = [
        (len(resolve_entries(entries, catalogue_of(base)).papers), base)
        for base in (current, embedded)
        if base is not None
    ]
    count, best = max(counted, key=lambda pair: pair[0])
    return (best, False) if count else (None, False)


def _papers_of_entries(
    base: StoredSnapshot | None, entries: pd.DataFrame, *, whole: bool
) -> dict[str, str]:
    """Return which paper of the snapshot each entry is, where it is one."""
    if base is None:
        return {}
    if whole:
        matched = base.matches["paper_id"].dropna()
        return {str(entry_id): str(paper_id) for entry_id, paper_id in matched.items()}
    resolution = resolve_entries(entries, catalogue_of(base))
    return {m.entry_id: m.paper for m in resolution.matches if m.paper is not None}


def _facts(base: StoredSnapshot | None, listed: set[str], *, whole: bool) -> Records:
    """Return what a snapshot says but for sources, which are read anew."""
    if base is None:
        return Records()
    if whole:
        return _without_sources(records_of(base))
    citations = base.citations
    kept = listed | set(citations.loc[citations["cited_id"].isin(listed), "citing_id"])
    kept |= set(citations.loc[citations["citing_id"].isin(listed), "cited_id"])
    return _without_sources(records_of(base, kept))


def _without_sources(records: Records) -> Records:
    left = without_origin(records, ORIGIN)
    cited = {c.cited for c in left.citations} | {c.citing for c in left.citations}
    # what arXiv described came with a source, and comes with it again
    left.papers = [p for p in left.papers if p.origin != ARXIV or p.key in cited]
    return left


def _without_texts(records: Records) -> Records:
    """Leave out what somebody wrote: what is left says who cites whom, how often and where."""
    return replace(
        records,
        papers=[replace(paper, abstract=None, tldr=None) for paper in records.papers],
        citations=[replace(citation, contexts=()) for citation in records.citations],
        # how many led to no paper stays
        coverage=[replace(record, unread=None) for record in records.coverage],
    )


def _listed_ids(
    base: StoredSnapshot | None,
    entries: pd.DataFrame,
    known_as: Mapping[str, str],
    own: Mapping[str, str],
) -> list[str]:
    """Return the arXiv ids of the listed papers, in the order of the list."""
    of_paper: dict[str, str] = {}
    if base is not None:
        held = base.identifiers[base.identifiers["scheme"] == "arxiv"]
        of_paper = dict(zip(held["paper_id"], held["value"], strict=True))
    found = [
        own.get(str(entry_id)) or of_paper.get(known_as.get(str(entry_id), ""))
        for entry_id in entries.index
    ]
    return list(dict.fromkeys(identifier for identifier in found if identifier is not None))


def _with_listed(
    known: Records,
    entries: pd.DataFrame,
    ids: Mapping[str, str],
    gathered: Gathered,
    held: set[str],
) -> Records:
    """Add the listed papers that are on arXiv and in no snapshot."""
    rows: dict[Any, dict[Any, Any]] = entries.to_dict("index")
    there = {value for p in known.papers for scheme, value in p.identifiers if scheme == "arxiv"}
    for entry_id, identifier in ids.items():
        if identifier in there:
            continue
        key = f"{ARXIV}:{identifier}"
        if identifier in gathered.entries:
            paper = arxiv_paper(gathered.entries[identifier], key, hop=0)
        elif identifier in held:
            paper = _as_listed(rows[entry_id], identifier, key)
        else:
            continue
        there.add(identifier)
        known.papers.append(paper)
    return known


def _as_listed(row: Mapping[Any, Any], identifier: str, key: str) -> PaperRecord:
    """Return a paper as the list prints it, whose source is at hand under the id given there."""
    year = row["year"]
    return PaperRecord(
        key=key,
        title="" if pd.isna(row["title"]) else str(row["title"]),
        identifiers=(("arxiv", identifier),),
        year=None if pd.isna(year) else int(year),
        authors=tuple(AuthorRecord(name) for name in row["authors"] or ()) or None,
        hop=0,
        origin="list",
    )
