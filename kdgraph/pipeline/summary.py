"""What a snapshot holds and does not hold, in numbers and with what to do about each gap."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Protocol

import pandas as pd

from kdgraph.store import Manifest

__all__ = ["Gap", "Summarised", "Summary", "Unmatched", "summarise"]


class Summarised(Protocol):
    """What is counted: a stored snapshot, or one that was opened, or a view of it."""

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
        """One row an author."""
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
    """Something that a snapshot does not know: what, how often, and what to do about it."""

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
class Summary:
    """One snapshot in numbers.

    `coverage` counts papers by direction and state; `matched` entries by method. `note` says what
    the reader must know before using a number: it is None only for a snapshot that was crawled in
    full from the service.
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
        doubtful=int((accepted["confidence"] < 0.7).sum()),
        unmatched=unmatched,
        papers=len(snapshot.papers),
        listed_papers=accepted["paper_id"].nunique(),
        citations=len(snapshot.citations),
        contexts=len(snapshot.contexts),
        authors=len(snapshot.authors),
        authors_by_name=by_name,
        years=(int(years.min()), int(years.max())) if len(years) else None,
        coverage=coverage,
        notes=dict(manifest.notes),
        gaps=(),
    )
    earlier = 0
    if manifest.failed_lists:
        table = snapshot.coverage
        earlier = int((table["failure"].notna() & (table["state"] != "failed")).sum())
    return replace(summary, gaps=tuple(_gaps(summary, earlier)))


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
            "entries matched with little confidence",
            summary.doubtful,
            "compare title and authors with the list (table `matches`)",
        ),
        Gap(
            "lists that could not be had",
            count("failed"),
            f"`coverage` says why; {refresh} again: what was lost on the way is asked anew",
        ),
        Gap(
            "lists of which an earlier answer stands",
            earlier,
            f"`coverage` says since when, and what went wrong when it was asked again; {refresh}",
        ),
        Gap(
            "identifiers or titles of the list that could not be looked up",
            int(summary.notes.get("lookups_failed", 0)),
            f"{refresh} again: they are asked anew",
        ),
        Gap(
            "odd values from the service, missing or cleaned here",
            sum(odd.values()),
            f"{_most(odd)}; {refresh} again: lists that held one are asked once more",
        ),
        Gap(
            "papers whose citing sentences could not be had",
            int(summary.notes.get("sentences_failed", 0)),
            f"{refresh} again: they are asked anew",
        ),
        Gap(
            "lists known in part",
            count("capped"),
            "the table `coverage` says of each why, and how many rows are missing",
        ),
        Gap(
            "lists withheld by the publisher",
            count("elided"),
            "nothing to be done at Semantic Scholar; the papers' own PDFs have them",
        ),
        Gap(
            "papers whose references nobody asked",
            references.get("not asked", 0),
            f"{refresh}: an absent citation of theirs means nothing until then",
        ),
        Gap(
            "neighbours left out",
            int(summary.notes.get("neighbours_left_out", 0)),
            "raise --max-papers to keep more of them",
        ),
        Gap(
            "places in author lines without a name, left out",
            int(summary.notes.get("nameless_authors_left_out", 0)),
            "the source gives an id there, or nothing; an id is no name",
        ),
        Gap(
            "papers whose records bear different titles",
            len(summary.notes.get("merged_under_other_titles", ())),
            "an id says that they are one; `status --json` names the titles (notes)",
        ),
        Gap(
            "identifiers that several papers bear",
            len(summary.notes.get("identifier_conflicts", ())),
            "each stands with one of them; `status --json` names them (notes)",
        ),
        Gap(
            "authors known by name alone",
            summary.authors_by_name,
            "people of one name count as one; the ids of Semantic Scholar keep them apart",
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
