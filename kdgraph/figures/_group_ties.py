"""The groups of a literature that a map shows, and how they cite each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.analysis.groups.communities import Communities, communities
from kdgraph.analysis.ties import best_first
from kdgraph.figures.canvas.marks import Floats
from kdgraph.graph.snapshot import Snapshot

__all__ = ["Groups", "read_groups"]

_LARGE: Final = 5_000  # papers from which on the search for the firmest groups takes a minute
_RESOLUTION: Final = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Groups to show, their papers, and the citations between them.

    Attributes
    ----------
    table : DataFrame
        Indexed by ``group``, largest first, as `Communities.groups`, with ``listed``, its papers on
        the list (or under the headings asked for).
    papers : DataFrame
        The papers of these groups, indexed by ``paper_id``, those most cited from inside first:
        ``group`` and ``cited_inside``.
    between : ndarray of int, shape (n, n)
        Citations between two of the groups, either way, in the order of `table`.
    found : Communities
        All groups.
    left_out, papers_left_out : int
        Groups not shown, and the papers in them.
    large : bool
        Whether the literature is so large that one resolution was taken and not searched for.
    """

    table: pd.DataFrame
    papers: pd.DataFrame
    between: np.ndarray[tuple[int, int], np.dtype[np.int64]]
    found: Communities
    left_out: int
    papers_left_out: int
    large: bool

    def strength(self) -> Floats:
        """Return how many times more citations two groups have than their numbers explain."""
        between = self.between.astype(np.float64)
        ends = between.sum(axis=1)
        explained = np.outer(ends, ends) / max(ends.sum(), 1.0)
        strength: Floats = np.divide(
            between, explained, out=np.zeros_like(between), where=explained > 0
        )
        return strength

    def strongest(self, most: int) -> list[tuple[int, int]]:
        """Return the strongest ties of each group, at most so many, those most cited first."""
        strength = self.strength()
        chosen: set[tuple[int, int]] = set()
        for row, values in enumerate(np.round(strength, 9)):
            tied = np.flatnonzero(self.between[row])
            order = tied[best_first(values[tied])]
            chosen |= {(min(row, other), max(row, other)) for other in order[:most].tolist()}
        return sorted(chosen, key=lambda pair: (-int(self.between[pair]), pair))


def read_groups(
    snapshot: Snapshot, *, most: int, section: str | None, resolution: float | None
) -> Groups:
    """Return the largest groups, or the largest that hold papers of a section of the list."""
    wanted = snapshot.reading_list.headings_like(section)
    graph = snapshot.citation_graph()
    many = len(graph.papers) > _LARGE
    large = resolution is None and many
    if many:
        one = _RESOLUTION if resolution is None else resolution
        found = communities(snapshot, resolution=one, seeds=(0,))
    else:
        found = communities(snapshot, resolution=resolution)
    of_paper = found.papers["group"].dropna().astype(np.int64)
    if wanted is None:
        listed = snapshot.reading_list.listed(of_paper.index)
    else:
        placed = snapshot.reading_list.sections().section
        listed = of_paper.index.isin(placed.index[placed.isin(wanted)])
    counts = of_paper[listed].value_counts().reindex(found.groups.index, fill_value=0)
    table = found.groups.drop(columns="sections").assign(listed=counts.astype(np.int64))
    if wanted is not None:
        table = table[table["listed"] > 0]
    table = table.head(most)
    shown = of_paper[of_paper.isin(table.index)]
    papers = pd.DataFrame(
        {"group": shown, "cited_inside": found.papers["cited_inside"].loc[shown.index]}
    )
    papers = papers.sort_index().sort_values(
        ["group", "cited_inside"], ascending=[True, False], kind="stable"
    )
    citations = snapshot.citations.drop_duplicates(["citing_id", "cited_id"])
    ends = [pd.Index(citations[end].map(of_paper)) for end in ("citing_id", "cited_id")]
    return Groups(
        table=table,
        papers=papers,
        between=_between(*ends, groups=table.index),
        found=found,
        left_out=len(found.groups) - len(table),
        papers_left_out=len(of_paper) - len(shown),
        large=large,
    )


def _between(
    citing: pd.Index[Any], cited: pd.Index[Any], *, groups: pd.Index[Any]
) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Return how many citations there are between two groups, either way; 0 within one."""
    n = len(groups)
    one, other = groups.get_indexer(citing), groups.get_indexer(cited)
    both = (one >= 0) & (other >= 0) & (one != other)
    counts = np.zeros((n, n), dtype=np.int64)
    np.add.at(counts, (one[both], other[both]), 1)
    return counts + counts.T
