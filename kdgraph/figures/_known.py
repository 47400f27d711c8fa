"""What a snapshot knows and does not know: lists asked for, entries matched, facts missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from kdgraph.figures._shown import NO_SECTION
from kdgraph.graph.snapshot import Snapshot

__all__ = ["DIRECTIONS", "STATES", "Known", "read_known"]

STATES: Final = ("complete", "capped", "elided", "failed", "not asked")
DIRECTIONS: Final = ("references", "citations")


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What is known, counted.

    Attributes
    ----------
    states : DataFrame
        A row for each paper and direction: ``paper_id``, ``direction``, ``listed`` (or in the
        section asked for), ``state``. A paper that the table coverage lacks was not asked about.
    rows : mapping
        By ``listed`` and ``direction``, for the papers of which a source reports how many rows
        there are: those papers, the rows reported, and how many of them came.
    sections : mapping
        By section in the order of the list: entries matched to a paper, and all entries.
    missing : mapping
        By what may be missing: how often it is, and out of how many.
    """

    states: pd.DataFrame
    rows: Mapping[tuple[bool, str], tuple[int, int, int]]
    sections: Mapping[str, tuple[int, int]]
    missing: Mapping[str, tuple[int, int]]

    def count(self, *, listed: bool, direction: str, states: tuple[str, ...] = STATES) -> int:
        """Return how many papers have one of these states."""
        table = self.states
        chosen = (table["listed"] == listed) & (table["direction"] == direction)
        return int((chosen & table["state"].isin(states)).sum())


def read_known(snapshot: Snapshot, section: str | None = None) -> Known:
    """Count what is known; listed papers and entries are those of `section` where it is given.

    Raises
    ------
    InputError
        If there is no such section.

    Examples
    --------
    >>> import kdgraph
    >>> known = read_known(kdgraph.embedded())
    >>> known.count(listed=True, direction="references", states=("complete", "capped"))
    17
    >>> known.missing["years of papers"]
    (0, 2030)
    """
    entries = snapshot.reading_list.entries_under(section)
    on_list = set(snapshot.reading_list.papers if section is None else entries["paper_id"].dropna())
    asked = _asked(snapshot)
    asked["listed"] = asked["paper_id"].isin(on_list)
    names = entries["section"].where(entries["section"] != "", NO_SECTION)
    both = pd.DataFrame({"section": names, "matched": entries["paper_id"].notna()})
    return Known(
        states=asked[["paper_id", "direction", "listed", "state"]],
        rows=_rows(asked),
        sections={
            str(name): (int(rows["matched"].sum()), len(rows))
            for name, rows in both.groupby("section", sort=False)
        },
        missing=_missing(snapshot),
    )


def _asked(snapshot: Snapshot) -> pd.DataFrame:
    """Return a row for every paper and direction."""
    both = pd.MultiIndex.from_product(
        [snapshot.papers.index, DIRECTIONS], names=["paper_id", "direction"]
    )
    table = snapshot.coverage.set_index(["paper_id", "direction"])
    table = table[["state", "reported", "fetched"]].reindex(both).reset_index()
    table["state"] = table["state"].fillna("not asked")
    return table


def _rows(asked: pd.DataFrame) -> dict[tuple[bool, str], tuple[int, int, int]]:
    known = asked[asked["reported"].notna()]
    came = np.minimum(known["fetched"].fillna(0), known["reported"])
    found = {}
    for listed in (True, False):
        for direction in DIRECTIONS:
            chosen = (known["listed"] == listed) & (known["direction"] == direction)
            reported = int(known.loc[chosen, "reported"].sum())
            found[listed, direction] = (int(chosen.sum()), reported, int(came[chosen].sum()))
    return found


def _missing(snapshot: Snapshot) -> dict[str, tuple[int, int]]:
    papers, citations = snapshot.papers, snapshot.citations
    written = papers.index.isin(snapshot.authorships["paper_id"])
    told = pd.MultiIndex.from_frame(snapshot.contexts[["citing_id", "cited_id"]])
    arcs = pd.MultiIndex.from_frame(citations[["citing_id", "cited_id"]])
    return {
        "years of papers": (int(papers["year"].isna().sum()), len(papers)),
        "days of publication": (int(papers["date"].isna().sum()), len(papers)),
        "authors of papers": (int((~written).sum()), len(papers)),
        "abstracts": (int(papers["abstract"].isna().sum()), len(papers)),
        "ids of authors (name alone)": (
            int(snapshot.authors["by_name"].fillna(True).sum()),
            len(snapshot.authors),
        ),
        "sentences of citations": (int((~arcs.isin(told)).sum()), len(citations)),
    }
