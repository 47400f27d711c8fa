"""From what the sources said to the tables: the step that makes a snapshot's contents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from kdgraph.model import TABLES, Frames
from kdgraph.records import MatchRecord, Records
from kdgraph.store.coverage import coverage_rows
from kdgraph.store.edges import edge_frames
from kdgraph.store.evidence import different_titles
from kdgraph.store.identity import group_records
from kdgraph.store.merging import AuthorRows, paper_row
from kdgraph.store.naming import name_groups
from kdgraph.store.snapshots import StoredSnapshot

__all__ = ["Assembly", "assemble"]


@dataclass(frozen=True, slots=True)
class Assembly:
    """All tables of a snapshot, and what was merged, left out or left open on the way."""

    frames: Frames
    notes: dict[str, Any]


def assemble(
    records: Records,
    entries: pd.DataFrame,
    *,
    base: StoredSnapshot | Frames | None,
    now: datetime,
) -> Assembly:
    """Decide which records are the same paper, and lay everything out in tables.

    Parameters
    ----------
    records : Records
        All that the sources said; their order does not matter.
    entries : DataFrame
        The table `entries` of the list.
    base : StoredSnapshot, Frames or None
        The snapshot before: papers keep their ids, and rows keep when they were first seen. It
        adds no papers and no citations.
    now : datetime
        When the records came that do not say it themselves; aware.

    Returns
    -------
    Assembly
        `notes` counts what was merged, united, dropped or left open, by name.

    Examples
    --------
    >>> from datetime import UTC
    >>> from kdgraph.records import CitationRecord, PaperRecord
    >>> said = Records(
    ...     papers=[
    ...         PaperRecord("a", "FitNets", (("arxiv", "1412.6550"),)),
    ...         PaperRecord("b", "Distilling the Knowledge", (("arxiv", "1503.02531"),)),
    ...     ],
    ...     citations=[CitationRecord("a", "b", ("reference list",))],
    ... )
    >>> made = assemble(
    ...     said, TABLES["entries"].empty(), base=None, now=datetime(2026, 1, 1, tzinfo=UTC)
    ... )
    >>> made.frames["citations"][["citing_id", "cited_id"]].values.tolist()
    [['arxiv:1412.6550', 'arxiv:1503.02531']]
    """
    if now.tzinfo is None:
        raise ValueError(f"now must be aware of its time zone, got {now!r}")
    before = base.frames() if isinstance(base, StoredSnapshot) else base
    entries = TABLES["entries"].conform(entries)
    found = group_records(records)
    names = name_groups(found, before)
    seen = _first_seen(before, names.aliases)
    authors = AuthorRows()
    papers = []
    for paper_id, group in names.papers.items():
        papers.append(paper_row(paper_id, group, now=now, first_seen=seen.get(paper_id)))
        authors.add(paper_id, group)
    citations, contexts, edge_notes = edge_frames(
        records.citations, names.paper_of, base=before, aliases=names.aliases, now=now
    )
    coverage, coverage_outside = coverage_rows(
        records.coverage, found, names.papers, names.paper_of
    )
    matches, match_notes = _match_rows(records.matches, entries.index.tolist(), names.paper_of)
    frames = {
        "entries": entries,
        "matches": TABLES["matches"].frame(matches),
        "papers": TABLES["papers"].frame(papers),
        "identifiers": TABLES["identifiers"].frame(
            {"scheme": scheme, "value": value, "paper_id": paper_id}
            for (scheme, value), paper_id in sorted(names.identifiers.items())
        ),
        "authors": TABLES["authors"].frame(authors.authors()),
        "authorships": TABLES["authorships"].frame(authors.lines()),
        "citations": citations,
        "contexts": contexts,
        "coverage": TABLES["coverage"].frame(coverage),
    }
    notes = {
        "records": len(records.papers),
        "merged_by_identifier": found.by_identifier,
        "merged_by_title": found.by_title,
        "undecided_twins": found.undecided,
        "merged_under_other_titles": [
            {"paper_id": paper_id, "titles": titles}
            for paper_id, group in names.papers.items()
            if len(group.title_keys) > 1 and len(titles := different_titles(group)) > 1
        ],
        **names.notes,
        **authors.notes,
        **edge_notes,
        "coverage_outside": coverage_outside,
        **match_notes,
    }
    return Assembly(frames, notes)


def _first_seen(base: Frames | None, aliases: Mapping[str, str]) -> dict[str, datetime]:
    earliest: dict[str, datetime] = {}
    if base is not None:
        for paper_id, seen in base["papers"]["first_seen"].items():
            now_called = aliases.get(str(paper_id))
            if now_called is not None and not pd.isna(seen):
                earliest[now_called] = min(seen, earliest.get(now_called, seen))
    return earliest


def _match_rows(
    matches: Sequence[MatchRecord], entries: Sequence[str], paper_of: Mapping[str, str]
) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Return a row for every entry, the surest match where several are given."""
    best: dict[str, MatchRecord] = {}
    known = set(entries)
    unknown = 0
    for match in sorted(matches, key=lambda m: (-(m.confidence or 0.0), repr(m))):
        if match.entry_id in known:
            best.setdefault(match.entry_id, match)
        else:
            unknown += 1
    rows = []
    lost = 0
    for entry_id in entries:
        match = best.get(entry_id) or MatchRecord(
            entry_id, None, None, None, "it was not looked up"
        )
        paper_id = paper_of.get(match.paper) if match.paper is not None else None
        lost += match.paper is not None and paper_id is None
        there = paper_id is not None
        reason = match.reason
        if match.paper is not None and not there:
            reason = f"{reason}; but no source described the paper {match.paper}"
        rows.append(
            {
                "entry_id": entry_id,
                "paper_id": paper_id,
                "method": match.method if there else None,
                "confidence": match.confidence if there else None,
                "reason": reason,
                "runner_up": paper_of.get(match.runner_up or "", match.runner_up),
                "runner_up_reason": match.runner_up_reason,
            }
        )
    return rows, {
        "matches_not_given": len(known - set(best)),
        "matches_without_a_paper_record": lost,
        "matches_of_unknown_entries": unknown,
        "matches_given_twice": len(matches) - unknown - len(best),
    }
