"""The facts of a stored snapshot as records, so that other origins can be merged with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from kdgraph.records import (
    AuthorRecord,
    CitationRecord,
    ContextRecord,
    CoverageRecord,
    MentionCounts,
    PaperRecord,
    Records,
)
from kdgraph.store import StoredSnapshot

__all__ = ["papers_of", "records_of", "without_origin"]


def papers_of(snapshot: StoredSnapshot) -> list[PaperRecord]:
    """Return the papers of a snapshot as records whose keys are paper ids."""
    identifiers: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    known = snapshot.identifiers
    for scheme, value, paper_id in zip(
        known["scheme"], known["value"], known["paper_id"], strict=True
    ):
        if scheme != "title":
            identifiers[paper_id].append((scheme, value))
    authors: defaultdict[str, list[AuthorRecord]] = defaultdict(list)
    lines = snapshot.authorships.sort_values(["paper_id", "position"])
    for paper_id, author_id, name in zip(
        lines["paper_id"], lines["author_id"], lines["name"], strict=True
    ):
        by_name = author_id.startswith("name:")
        authors[paper_id].append(AuthorRecord(name, None if by_name else author_id))
    return [
        PaperRecord(
            key=str(paper_id),
            title=_text(row["title"]) or "",
            identifiers=tuple(identifiers.get(str(paper_id), ())),
            year=_int(row["year"]),
            first_year=_int(row["first_year"]),
            date=None if pd.isna(row["date"]) else row["date"].date(),
            venue=_text(row["venue"]),
            abstract=_text(row["abstract"]),
            tldr=_text(row["tldr"]),
            fields=_texts(row["fields"]),
            authors=tuple(authors[paper_id]) if paper_id in authors else None,
            reported_citations=_int(row["reported_citations"]),
            reported_references=_int(row["reported_references"]),
            reported_influential=_int(row["reported_influential"]),
            hop=int(row["hop"]) if not pd.isna(row["hop"]) else 2,
            origin=_text(row["origin"]) or "",
            seen=_time(row["last_seen"]),
        )
        for paper_id, row in _rows(snapshot.papers)
    ]


def records_of(snapshot: StoredSnapshot, kept: set[str] | None = None) -> Records:
    """Return what a snapshot says, as records; with `kept`, of these papers only."""
    papers = papers_of(snapshot)
    inside = {paper.key for paper in papers if kept is None or paper.key in kept}
    contexts: defaultdict[tuple[str, str], list[ContextRecord]] = defaultdict(list)
    told = snapshot.contexts.sort_values(["citing_id", "cited_id", "n"])
    for _, row in _rows(told):
        contexts[row["citing_id"], row["cited_id"]].append(
            ContextRecord(str(row["sentence"]), _texts(row["intents"]), _text(row["origin"]))
        )
    citations = [
        CitationRecord(
            citing=str(row["citing_id"]),
            cited=str(row["cited_id"]),
            origins=tuple(row["origins"] or ()),
            influential=None if pd.isna(row["influential"]) else bool(row["influential"]),
            intents=_texts(row["intents"]),
            contexts=tuple(contexts.get((row["citing_id"], row["cited_id"]), ())),
            seen=_time(row["last_seen"]),
            counts=_counts(row),
        )
        for _, row in _rows(snapshot.citations)
        if row["citing_id"] in inside and row["cited_id"] in inside
    ]
    return Records(
        papers=[paper for paper in papers if paper.key in inside],
        citations=citations,
        coverage=[
            record
            for _, row in _rows(snapshot.coverage)
            if row["paper_id"] in inside and (record := _coverage(row)) is not None
        ],
    )


def _counts(row: Mapping[str, Any]) -> MentionCounts | None:
    if pd.isna(row["mentions"]):
        return None
    sections = row["mentions_by_section"] or ()
    return MentionCounts(
        mentions=int(row["mentions"]),
        by_section=tuple((str(s["section"]), int(s["mentions"])) for s in sections),
        in_tables=_int(row["mentions_in_tables"]),
        alone=_int(row["mentions_alone"]),
        exact=not pd.isna(row["mentions_exact"]) and bool(row["mentions_exact"]),
    )


def _coverage(row: Mapping[str, Any]) -> CoverageRecord | None:
    """Return what the service said of a list, also where the paper's own list stands before it."""
    own = _text(row["origin"]) is not None
    state = str(row["service_state"] if own else row["state"])
    if state == "not asked" and (own or pd.isna(row["reason"])):
        return None
    return CoverageRecord(
        paper=str(row["paper_id"]),
        direction=str(row["direction"]),
        state=state,
        reported=_int(row["service_reported"] if own else row["reported"]),
        fetched=_int(row["service_fetched"] if own else row["fetched"]),
        unresolved=None if own else _int(row["unresolved"]),
        outside=None if own else _int(row["outside"]),
        reason=None if own else _text(row["reason"]),
        failure=None if own else _text(row["failure"]),
        when=_time(row["when"]),
    )


def without_origin(records: Records, origin: str) -> Records:
    """Return what is left when nothing is taken from one origin."""
    citations = [
        replace(
            record,
            origins=tuple(o for o in record.origins if o != origin),
            contexts=tuple(c for c in record.contexts if c.origin != origin),
            # nobody noted of which origin they are
            counts=None if origin in record.origins else record.counts,
        )
        for record in records.citations
        if set(record.origins) != {origin}
    ]
    return Records(
        papers=[paper for paper in records.papers if paper.origin != origin],
        citations=citations,
        coverage=[record for record in records.coverage if record.origin != origin],
    )


def _rows(frame: pd.DataFrame) -> Iterable[tuple[Any, dict[str, Any]]]:
    rows: list[dict[Any, Any]] = frame.to_dict("records")
    return zip(frame.index, rows, strict=True)


def _int(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _texts(value: Any) -> tuple[str, ...] | None:
    return None if value is None else tuple(value)


def _time(value: Any) -> Any:
    return None if pd.isna(value) else value.to_pydatetime()
