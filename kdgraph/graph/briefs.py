"""What is said of a paper in one line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

import pandas as pd

from kdgraph.errors import UnknownPaperError

__all__ = ["PaperBriefs"]


class PaperBriefs:
    """Title, year, venue and authors of the papers of one snapshot, and how they stand in it.

    Parameters
    ----------
    frames : mapping
        The tables `papers`, `authorships`, `matches`, `entries` and `citations`.
    """

    def __init__(self, frames: Mapping[str, pd.DataFrame]) -> None:
        self._frames = frames

    def of(self, paper_ids: Iterable[str]) -> pd.DataFrame:
        """Return one row for each id, in the order given; see `Snapshot.describe`."""
        ids = list(paper_ids)
        papers = self._frames["papers"]
        unknown = [paper_id for paper_id in ids if paper_id not in papers.index]
        if unknown:
            raise UnknownPaperError(unknown[0])
        chosen = papers.loc[ids]
        return pd.DataFrame(
            {
                "title": chosen["title"].array,
                "year": chosen["year"].array,
                "venue": chosen["venue"].array,
                "authors": self.authors.reindex(ids).fillna("").array,
                "section": self._sections.reindex(ids).array,
                "listed": chosen.index.isin(self._sections.index),
                "cited_here": self._cited.reindex(ids, fill_value=0).array,
            },
            index=pd.Index(ids, name="paper_id", dtype="str"),
        )

    @cached_property
    def authors(self) -> pd.Series[str]:
        """The names of each paper's authors, in order."""
        lines = self._frames["authorships"].sort_values("position", kind="stable")
        return lines.groupby("paper_id", sort=False)["name"].agg(", ".join)

    @cached_property
    def _cited(self) -> pd.Series[int]:
        return self._frames["citations"]["cited_id"].value_counts()

    @cached_property
    def _sections(self) -> pd.Series[str]:
        """The heading under which each paper is listed first; absent where it is not."""
        matches = self._frames["matches"][["paper_id"]].dropna()
        lines = matches.join(self._frames["entries"][["section", "line_start"]])
        first = lines.sort_values("line_start", kind="stable").drop_duplicates("paper_id")
        return first.set_index("paper_id")["section"]
