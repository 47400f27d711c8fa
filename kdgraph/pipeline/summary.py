"""Summary of a snapshot: counts, and its gaps with advice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Final, Protocol

import pandas as pd

from kdgraph.lists import ListDocument, check_reading, read_list
from kdgraph.model import DOUBTFUL_BELOW
from kdgraph.store import Manifest, embedded_lists

__all__ = [
    "LIST_SOURCE",
    "READING",
    "Gap",
    "ReadSources",
    "Summarised",
    "Summary",
    "Unmatched",
    "summarise",
]

LIST_SOURCE: Final = "list_source"
"""The note of a manifest that says from which address its list came, when, with which digest."""
READING: Final = "reading"
"""The note of a manifest that says how the list was read: `Reading.to_dict`."""


class Summarised(Protocol):
    """What `summarise` reads: a stored snapshot, an open one, or a view of it."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def manifest(self) -> Manifest:
        """Where it comes from."""
        ...

    @property
    def entries(self) -> pd.DataFrame:
        """Lines of the list."""
        ...

    @property
    def matches(self) -> pd.DataFrame:
        """Which paper each entry is."""
        ...

    @property
    def papers(self) -> pd.DataFrame:
        """One row a paper."""
        ...

    @property
    def authors(self) -> pd.DataFrame:
        """One row an author: a name as it is stored, a person in an open snapshot."""
        ...

    @property
    def citations(self) -> pd.DataFrame:
        """Who cites whom."""
        ...

    @property
    def contexts(self) -> pd.DataFrame:
        """Citing sentences."""
        ...

    @property
    def coverage(self) -> pd.DataFrame:
        """What was asked."""
        ...


@dataclass(frozen=True, slots=True)
class Gap:
    """Missing data of one kind: what is missing, how often, and how to complete it."""

    what: str
    count: int
    advice: str


@dataclass(frozen=True, slots=True)
class Unmatched:
    """An entry without a paper, why, and the best candidate that was refused."""

    entry_id: str
    title: str
    line: int
    reason: str
    runner_up: str | None
    runner_up_reason: str | None


@dataclass(frozen=True, slots=True)
class ReadSources:
    """What a snapshot has from the papers' own sources.

    `papers` were read, `complete` of them to the last reference; `listed` are on the list. The
    `references` on their lists are `unresolved` where they lead to no paper; `mentions` and
    `sentences` are of papers here. Where Semantic Scholar has a list too (`compared` papers), the
    two name `in_both` papers together, `only_in_source` and `only_in_service` alone.
    """

    papers: int
    listed: int
    complete: int
    references: int
    unresolved: int
    outside: int
    citations: int
    mentions: int
    sentences: int
    compared: int
    disagreeing: int
    in_both: int
    only_in_source: int
    only_in_service: int


@dataclass(frozen=True, slots=True)
class Summary:
    """One snapshot in numbers.

    `coverage` counts papers by direction and state; `matched` entries by method; `by_origin`
    citations by where they were read (one may be in several), `sources` what the papers' own
    sources gave; None where none was read. `note` says what
    the reader must know before using a number: it is None only for a snapshot that was crawled in
    full from the service. `reading` says how the list was read, in the form of `Reading.to_dict`;
    None where that was not recorded, as by kdgraph 0.1.0. `list_source` says from which address the
    list came, when, and with which digest; None where it came from a file.
    """

    snapshot_id: str
    time: str
    origins: tuple[str, ...]
    list_id: str
    embedded: bool
    note: str | None
    entries: int
    matched: dict[str, int]
    doubtful: int
    unmatched: tuple[Unmatched, ...]
    papers: int
    listed_papers: int
    citations: int
    contexts: int
    authors: int
    authors_by_name: int
    years: tuple[int, int] | None
    coverage: dict[str, dict[str, int]]
    notes: dict[str, Any]
    gaps: tuple[Gap, ...]
    reading: dict[str, Any] | None = None
    list_source: dict[str, Any] | None = None
    by_origin: dict[str, int] = field(default_factory=dict)
    sources: ReadSources | None = None

    @property
    def matched_entries(self) -> int:
        """How many entries have a paper."""
        return sum(self.matched.values())


def summarise(snapshot: Summarised) -> Summary:
    """Count what `snapshot` holds.

    Examples
    --------
    >>> from kdgraph.store import embedded_folder, open_snapshot
    >>> summarise(open_snapshot(embedded_folder())).entries
    59
    """
    manifest = snapshot.manifest
    matches = snapshot.matches.join(snapshot.entries[["title", "line_start"]])
    accepted = matches[matches["paper_id"].notna()]
    refused = matches[matches["paper_id"].isna()].sort_values("line_start")
    unmatched = tuple(
        Unmatched(
            entry_id=str(entry_id),
            title=_text(row["title"]) or str(entry_id),
            line=int(row["line_start"]),
            reason=str(row["reason"]),
            runner_up=_text(row["runner_up"]),
            runner_up_reason=_text(row["runner_up_reason"]),
        )
        for entry_id, row in refused.iterrows()
    )
    years = snapshot.papers["year"].dropna()
    by_name = int(snapshot.authors["by_name"].sum())
    coverage = {
        str(direction): {str(state): int(n) for state, n in states["state"].value_counts().items()}
        for direction, states in snapshot.coverage.groupby("direction")
    }
    summary = Summary(
        snapshot_id=snapshot.id,
        time=manifest.time.strftime("%Y-%m-%d %H:%M UTC"),
        origins=manifest.origins,
        list_id=manifest.list_id,
        embedded=manifest.data_note is not None,
        note=manifest.data_note,
        entries=len(snapshot.entries),
        matched={str(m): int(n) for m, n in accepted["method"].value_counts().items()},
        doubtful=int((accepted["confidence"] < DOUBTFUL_BELOW).sum()),
        unmatched=unmatched,
        papers=len(snapshot.papers),
        listed_papers=accepted["paper_id"].nunique(),
        citations=len(snapshot.citations),
        contexts=len(snapshot.contexts),
        authors=len(snapshot.authors),
        authors_by_name=by_name,
        years=(int(years.min()), int(years.max())) if len(years) else None,
        coverage=coverage,
        notes={k: v for k, v in manifest.notes.items() if k not in (READING, LIST_SOURCE)},
        gaps=(),
        reading=_mapping(manifest.notes.get(READING)) or _reading_of_shipped(manifest),
        list_source=_mapping(manifest.notes.get(LIST_SOURCE)),
        by_origin=_by_origin(snapshot.citations),
        sources=_read_sources(snapshot, set(accepted["paper_id"])),
    )
    earlier = 0
    if manifest.failed_lists:
        table = snapshot.coverage
        earlier = int((table["failure"].notna() & (table["state"] != "failed")).sum())
    return replace(summary, gaps=tuple(_gaps(summary, earlier)))


def _by_origin(citations: pd.DataFrame) -> dict[str, int]:
    counts = Counter(origin for origins in citations["origins"] for origin in origins or ())
    return dict(sorted(counts.items()))


def _read_sources(snapshot: Summarised, listed: set[str]) -> ReadSources | None:
    table = snapshot.coverage
    read = table[table["origin"].notna() & (table["direction"] == "references")]
    citations = snapshot.citations[snapshot.citations["mentions"].notna()]
    if not len(read) and not len(citations):
        return None
    compared = read[read["in_both"].notna()]
    own = read["origin"].iloc[0] if len(read) else ""
    unlike = (compared["only_in_source"] > 0) | (compared["only_in_service"] > 0)
    return ReadSources(
        papers=len(read),
        listed=int(read["paper_id"].isin(listed).sum()),
        complete=int((read["state"] == "complete").sum()),
        references=int(read["fetched"].sum()),
        unresolved=int(read["unresolved"].sum()),
        outside=int(read["outside"].sum()),
        citations=sum(own in (origins or ()) for origins in snapshot.citations["origins"]),
        mentions=int(citations["mentions"].sum()),
        sentences=int(snapshot.contexts["origin"].notna().sum()),
        compared=len(compared),
        disagreeing=int(unlike.sum()),
        in_both=int(compared["in_both"].sum()),
        only_in_source=int(compared["only_in_source"].sum()),
        only_in_service=int(compared["only_in_service"].sum()),
    )


def _gaps(summary: Summary, earlier: int) -> list[Gap]:
    def count(state: str) -> int:
        return sum(states.get(state, 0) for states in summary.coverage.values())

    refresh = "run `kdgraph build` with a network" if summary.embedded else "run `kdgraph build`"
    references = summary.coverage.get("references", {})
    odd: dict[str, int] = summary.notes.get("odd_values", {})
    possible = [
        Gap(
            "entries without a paper",
            len(summary.unmatched),
            "each is listed with its reason; correct its id or title in the list, then build again",
        ),
        Gap(
            "entries matched with low confidence",
            summary.doubtful,
            "compare title and authors with the list (table `matches`)",
        ),
        Gap(
            "reference or citation lists that could not be fetched",
            count("failed"),
            f"`coverage` says why; {refresh} again: failed requests are repeated",
        ),
        Gap(
            "lists whose latest request failed, so that an earlier answer is used",
            earlier,
            f"`coverage` gives its date and the error; {refresh}",
        ),
        Gap(
            "identifiers or titles of the list that could not be looked up",
            int(summary.notes.get("lookups_failed", 0)),
            f"{refresh} again: they are requested again",
        ),
        Gap(
            "malformed values from the service, left out or cleaned",
            sum(odd.values()),
            f"{_most(odd)}; {refresh} again: lists that contain one are requested once more",
        ),
        Gap(
            "papers whose citing sentences could not be fetched",
            int(summary.notes.get("sentences_failed", 0)),
            f"{refresh} again: they are requested again",
        ),
        Gap(
            "lists known in part",
            count("capped"),
            "the table `coverage` gives the reason and the number of missing rows",
        ),
        Gap(
            "lists withheld by the publisher",
            count("elided"),
            "Semantic Scholar cannot provide them; see the papers' own PDFs",
        ),
        Gap(
            "references that led to no paper, in lists read in the papers themselves",
            summary.sources.unresolved if summary.sources else 0,
            "`coverage` keeps their text and the reason (unresolved_references)",
        ),
        Gap(
            "papers whose own list and that of Semantic Scholar differ",
            summary.sources.disagreeing if summary.sources else 0,
            "`coverage` counts what each names alone; `origins` of a citation says who names it",
        ),
        Gap(
            "papers whose references were not requested",
            references.get("not asked", 0),
            f"{refresh}: until then, a missing citation from one of them means nothing",
        ),
        Gap(
            "neighbours left out",
            int(summary.notes.get("neighbours_left_out", 0)),
            "raise --max-papers to keep more",
        ),
        Gap(
            "author positions without a name, left out",
            int(summary.notes.get("nameless_authors_left_out", 0)),
            "the source gives only an id, or nothing, in that place",
        ),
        Gap(
            "author lines torn into family and given names",
            int(summary.notes.get("torn_author_lines_joined", 0)),
            "joined to names again, as is certain there",
        ),
        Gap(
            "author lines that may be torn, unknown now",
            int(summary.notes.get("torn_author_lines_unknown", 0)),
            "family and given names seem to stand in turn, and nothing says which is which",
        ),
        Gap(
            "authors that are nobody, left out",
            int(summary.notes.get("placeholder_authors_left_out", 0)),
            "the source prints 'Anonymous', 'et al.' or the like",
        ),
        Gap(
            "papers whose merged records have different titles",
            len(summary.notes.get("merged_under_other_titles", ())),
            "an identifier says they are the same paper; `status --json` lists the titles (notes)",
        ),
        Gap(
            "identifiers shared by several papers",
            len(summary.notes.get("identifier_conflicts", ())),
            "each is kept for one of them; `status --json` lists them (notes)",
        ),
        Gap(
            "authors known by name alone",
            summary.authors_by_name,
            "authors of the same name count as one, and names shown to be one person's are "
            "joined (`kdgraph authors joined`); Semantic Scholar ids tell people apart",
        ),
    ]
    return [gap for gap in possible if gap.count]


def _most(odd: dict[str, int], shown: int = 4) -> str:
    """Name the most frequent kinds of odd values."""
    order = sorted(odd, key=lambda kind: (-odd[kind], kind))
    more = f" and {len(order) - shown} more kinds" if len(order) > shown else ""
    return "; ".join(f"{odd[kind]:,} x {kind}" for kind in order[:shown]) + more


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _reading_of_shipped(manifest: Manifest) -> dict[str, Any] | None:
    """Return how the list that ships with kdgraph is read; the shipped snapshot keeps no record."""
    path = embedded_lists() / manifest.list_file
    if not manifest.embedded or not path.is_file():
        return None
    document = _shipped_list(path)
    if document.digest != manifest.list_digest:
        return None
    return check_reading(document).to_dict() | {"source": manifest.list_file}


@cache
def _shipped_list(path: Path) -> ListDocument:
    return read_list(path)


def _mapping(value: object) -> dict[str, Any] | None:
    return value if isinstance(value, dict) else None
