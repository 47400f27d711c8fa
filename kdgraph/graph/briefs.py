"""One-line descriptions of papers: title, year, venue, authors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

import pandas as pd

from kdgraph.errors import UnknownPaperError
from kdgraph.graph.reading_list import ReadingList

__all__ = ["PaperBriefs"]


class PaperBriefs:
    """Title, year, venue and authors of the papers of one snapshot, and how they stand in it.

    Parameters
    ----------
    frames : mapping
        The tables `papers`, `authorships` and `citations`.
    reading_list : ReadingList
        The list.
    """

    def __init__(self, frames: Mapping[str, pd.DataFrame], reading_list: ReadingList) -> None:
        self._frames, self._list = frames, reading_list

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
                "listed": self._list.listed(ids),
                "cited_here": self._cited.reindex(ids, fill_value=0).array,
            },
            index=pd.Index(ids, name="paper_id", dtype="str"),
        )

    @cached_property
    def authors(self) -> pd.Series[str]:
        """The names of each paper's authors that are known, in order."""
        lines = self._frames["authorships"].dropna(subset=["name"])
        lines = lines.sort_values("position", kind="stable")
        return lines.groupby("paper_id", sort=False)["name"].agg(", ".join)

    @cached_property
    def _cited(self) -> pd.Series[int]:
        return self._frames["citations"]["cited_id"].value_counts()

    @cached_property
    def _sections(self) -> pd.Series[str]:
        """The first heading of each listed paper, empty where it stands under none."""
        section = self._list.sections().section
        return section.reindex([*self._list.papers], fill_value="")
