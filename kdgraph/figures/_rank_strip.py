"""One measure in a table of papers: its ranks on a logarithmic scale, and what it changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isnan, log10
from typing import Final

import numpy as np
import pandas as pd

from kdgraph.figures._standings import Standings
from kdgraph.figures.canvas.marks import Curves, Floats, Mark, Points, Text

__all__ = ["FALLS", "RISES", "Strip", "change", "said"]

RISES: Final = "balance:0.9"
"""The ink of a paper that a measure ranks higher than the one that orders the rows."""
FALLS: Final = "balance:-0.9"
_SAME: Final = "muted"
_SMALLEST_DOT: Final = 2.0
_SIZE: Final = 6.5
_HIGH: Final = 10  # the ranks up to here stand in full ink


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """The marks of one measure: x is minus the logarithm of the rank, y the row of the paper.

    `largest` is the diameter of the dot with the highest score, `after` how many points right of
    the best rank the column of ranks ends.
    """

    table: Standings
    name: str
    largest: float
    after: float

    def marks(self) -> Iterator[Mark]:
        """Give the lines from the rank by the measure of the rows, then the dots and the ranks."""
        ranks = self.table.ranks[self.name].tolist()
        before = self.table.ranks[self.table.by].tolist()
        papers = tuple((str(paper_id),) for paper_id in self.table.papers.index)
        words = tuple(self._words())
        inks = [change(old, new) for old, new in zip(before, ranks, strict=True)]
        moved = [row for row, ink in enumerate(inks) if ink != _SAME]
        if moved:
            yield Curves(
                role="change of rank",
                paths=tuple(
                    np.array([(-log10(before[row]), row), (-log10(ranks[row]), row)])
                    for row in moved
                ),
                ink=[inks[row] for row in moved],
                width=1.1,
                papers=tuple(papers[row] for row in moved),
                words=tuple(words[row] for row in moved),
            )
        rows = [row for row, rank in enumerate(ranks) if not isnan(rank)]
        if rows:
            sizes = self._sizes()
            yield Points(
                role="rank",
                x=np.array([-log10(ranks[row]) for row in rows]),
                y=np.array(rows, dtype=np.float64),
                size=[float(sizes[row]) for row in rows],
                ink="ink" if self.name == self.table.by else [inks[row] for row in rows],
                edge=0.5,
                papers=tuple(papers[row] for row in rows),
                words=tuple(words[row] for row in rows),
            )
        if ranks:
            yield Text(
                role="rank",
                x=np.zeros(len(ranks)),
                y=np.arange(len(ranks), dtype=np.float64),
                dx=self.after,
                text=tuple("\N{EN DASH}" if isnan(rank) else f"{rank:,.0f}" for rank in ranks),
                size=_SIZE,
                ink=["ink" if rank <= _HIGH else "muted" for rank in ranks],
                across="right",
                up="middle",
                papers=papers,
                words=words,
            )

    def _sizes(self) -> Floats:
        """Return diameters: the area grows with the score; none is below that of a score of 0."""
        largest = self.table.largest[self.name]
        score = self.table.scores[self.name].to_numpy(dtype=np.float64)
        share = np.clip(score / largest if largest > 0 else 0.0 * score, 0.0, 1.0)
        sizes: Floats = np.sqrt(_SMALLEST_DOT**2 + share * (self.largest**2 - _SMALLEST_DOT**2))
        return sizes

    def _words(self) -> Iterator[str]:
        papers = self.table.papers
        for title, year, rank, score in zip(
            papers["title"],
            papers["year"],
            self.table.ranks[self.name],
            self.table.scores[self.name],
            strict=True,
        ):
            paper = f"{title} ({'no year' if pd.isna(year) else int(year)})"
            place = "no rank" if isnan(rank) else f"rank {rank:,.0f}"
            value = "" if isnan(rank) else f", score {score:.4g}"
            yield f"{paper}: {place} by {said(self.name)}{value}"


def change(before: float, after: float) -> str:
    """Return the ink of a paper that one measure ranks otherwise than another; 1 is the highest.

    >>> change(31, 1), change(3, 67), change(2, 2)
    ('balance:0.9', 'balance:-0.9', 'muted')
    """
    if isnan(before) or isnan(after) or before == after:
        return _SAME
    return RISES if after < before else FALLS


def said(measure: str) -> str:
    """Return how a measure is called within a sentence.

    >>> said("rescaled_pagerank"), said("year_percentile")
    ('rescaled PageRank', 'year percentile')
    """
    return measure.replace("_", " ").replace("pagerank", "PageRank")
