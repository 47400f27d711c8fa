"""Details of one paper: metadata, places in the list, citations, coverage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from kdgraph.errors import InputError, UnknownPaperError
from kdgraph.graph.snapshot import Snapshot
from kdgraph.identifiers import link

__all__ = ["Coverage", "Neighbour", "PaperCard", "Place", "paper_card"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list has the paper, and how it was recognised there."""

    entry_id: str
    section: str
    line: int
    method: str
    confidence: float
    reason: str
    paper_links: tuple[str, ...]
    code_links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A paper at the other end of a citation.

    `cited_here` counts its citations inside the corpus; `sentences` are those in which the citing
    one of the two cites the other, empty where none was asked for or given. `places` tells of each
    of them the section and the origin, empty where Semantic Scholar gives it; `mentions` how often
    the text of the citing one names the other, None where that was not read, and `mentions_exact`
    whether that is all or at least so often.
    """

    paper_id: str
    title: str
    year: int | None
    listed: bool
    cited_here: int
    origins: tuple[str, ...]
    influential: bool | None
    intents: tuple[str, ...] | None
    sentences: tuple[str, ...]
    places: tuple[str, ...] = ()
    mentions: int | None = None
    mentions_exact: bool | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of one direction is known; the numbers are None where nothing was asked."""

    direction: str
    state: str
    reported: int | None
    fetched: int | None
    unresolved: int | None
    outside: int | None
    reason: str | None
    failure: str | None = None
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class PaperCard:
    """Everything about one paper.

    `references` and `citations` hold at most `top` papers, listed ones first and then those most
    cited inside the corpus; `reference_count` and `citation_count` count all that are inside.
    `reported_citations` is what the source counts in the whole literature.
    """

    paper_id: str
    title: str
    year: int | None
    first_year: int | None
    date: str | None
    venue: str | None
    authors: tuple[str, ...]
    identifiers: tuple[tuple[str, str], ...]
    links: tuple[str, ...]
    abstract: str | None
    tldr: str | None
    fields: tuple[str, ...]
    reported_citations: int | None
    reported_references: int | None
    origin: str | None
    places: tuple[Place, ...]
    references: tuple[Neighbour, ...]
    reference_count: int
    citations: tuple[Neighbour, ...]
    citation_count: int
    coverage: tuple[Coverage, ...]


def paper_card(snapshot: Snapshot, paper_id: str, *, top: int = 10) -> PaperCard:
    """Gather what `snapshot` knows about one paper.

    Parameters
    ----------
    snapshot : Snapshot
        Where to look.
    paper_id : str
        The id of a paper in it; `Snapshot.find` turns other names into one.
    top : int
        Most papers among the references and among the citations; at least 1.

    Raises
    ------
    UnknownPaperError
        If the snapshot has no paper of that id.
    """
    if top < 1:
        raise InputError(f"top must be at least 1, got {top}")
    if paper_id not in snapshot.papers.index:
        raise UnknownPaperError(paper_id)
    paper = snapshot.papers.loc[paper_id]
    citations = snapshot.citations
    cited_here = citations["cited_id"].value_counts()
    cites = citations[citations["citing_id"] == paper_id]
    cited_by = citations[citations["cited_id"] == paper_id]
    names = snapshot.identifiers
    identifiers = tuple(
        (str(scheme), str(value))
        for scheme, value in names.loc[
            (names["paper_id"] == paper_id) & (names["scheme"] != "title"), ["scheme", "value"]
        ].itertuples(index=False)
    )
    lines = snapshot.authorships
    authors = lines[lines["paper_id"] == paper_id].sort_values("position")["name"]
    date = paper["date"]
    return PaperCard(
        paper_id=paper_id,
        title=str(paper["title"]),
        year=_int(paper["year"]),
        first_year=_int(paper["first_year"]),
        date=None if pd.isna(date) else date.date().isoformat(),
        venue=_text(paper["venue"]),
        authors=tuple(authors),
        identifiers=identifiers,
        # a corpus id leads where the Semantic Scholar id leads
        links=tuple(
            address
            for scheme, value in identifiers
            if scheme != "corpus" and (address := link(scheme, value))
        ),
        abstract=_text(paper["abstract"]),
        tldr=_text(paper["tldr"]),
        fields=tuple(paper["fields"] or ()),
        reported_citations=_int(paper["reported_citations"]),
        reported_references=_int(paper["reported_references"]),
        origin=_text(paper["origin"]),
        places=_places(snapshot, paper_id),
        references=_neighbours(snapshot, cites, "cited_id", cited_here, top),
        reference_count=len(cites),
        citations=_neighbours(snapshot, cited_by, "citing_id", cited_here, top),
        citation_count=len(cited_by),
        coverage=_coverage(snapshot, paper_id),
    )


def _places(snapshot: Snapshot, paper_id: str) -> tuple[Place, ...]:
    matches = snapshot.matches
    found = snapshot.entries.join(matches[matches["paper_id"] == paper_id], how="inner")
    return tuple(
        Place(
            entry_id=str(entry_id),
            section=str(row["section"]),
            line=int(row["line_start"]),
            method=str(row["method"]),
            confidence=float(row["confidence"]),
            reason=str(row["reason"]),
            paper_links=tuple(row["paper_links"] or ()),
            code_links=tuple(link["url"] for link in row["code_links"] or ()),
        )
        for entry_id, row in found.iterrows()
    )


def _neighbours(
    snapshot: Snapshot, arcs: pd.DataFrame, end: str, cited_here: pd.Series[int], top: int
) -> tuple[Neighbour, ...]:
    papers = snapshot.papers.loc[arcs[end], ["title", "year"]]
    table = arcs.set_index(end).join(papers)
    table["cited_here"] = cited_here.reindex(table.index, fill_value=0)
    table["listed"] = snapshot.reading_list.listed(table.index)
    table["id"] = table.index
    table = table.sort_values(
        ["listed", "cited_here", "id"], ascending=[False, False, True], kind="stable"
    ).head(top)
    contexts = snapshot.contexts
    fixed = "citing_id" if end == "cited_id" else "cited_id"
    near = contexts[contexts[end].isin(table.index)]
    if len(arcs):
        near = near[near[fixed] == arcs[fixed].iloc[0]]
    near = near.sort_values("n")
    sentences = near.groupby(end)["sentence"].agg(tuple).to_dict()
    where = near["section"].fillna("").str.cat(near["origin"].fillna(""), sep=", ").str.strip(", ")
    places = where.groupby(near[end]).agg(tuple).to_dict()
    return tuple(
        Neighbour(
            paper_id=str(other),
            title=str(row["title"]),
            year=_int(row["year"]),
            listed=bool(row["listed"]),
            cited_here=int(row["cited_here"]),
            origins=tuple(row["origins"] or ()),
            influential=_truth(row["influential"]),
            intents=None if row["intents"] is None else tuple(row["intents"]),
            sentences=sentences.get(other, ()),
            places=places.get(other, ()),
            mentions=_int(row["mentions"]),
            mentions_exact=_truth(row["mentions_exact"]),
        )
        for other, row in table.iterrows()
    )


def _coverage(snapshot: Snapshot, paper_id: str) -> tuple[Coverage, ...]:
    coverage = snapshot.coverage
    rows = coverage[coverage["paper_id"] == paper_id].sort_values("direction", ascending=False)
    return tuple(
        Coverage(
            direction=str(row["direction"]),
            state=str(row["state"]),
            reported=_int(row["reported"]),
            fetched=_int(row["fetched"]),
            unresolved=_int(row["unresolved"]),
            outside=_int(row["outside"]),
            reason=_text(row["reason"]),
            failure=_text(row["failure"]),
            origin=_text(row["origin"]),
        )
        for _, row in rows.iterrows()
    )


def _int(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _text(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)


def _truth(value: Any) -> bool | None:
    return None if pd.isna(value) else bool(value)
