"""Searching papers by what a reader remembers of them: words, names, an identifier."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from kdgraph.errors import InputError
from kdgraph.graph.names import PaperNames
from kdgraph.titles import plain

__all__ = ["PaperSearch"]

_LEAST_LIKENESS: Final = 75.0  # of 100, for words that no paper holds as they stand
_SHORTEST_MISSPELT: Final = 4  # letters; shorter words are too like too many others


class PaperSearch:
    """A search over the papers of one snapshot.

    Parameters
    ----------
    frames : mapping
        The tables `papers`, `authorships`, `matches` and `citations`.
    names : PaperNames
        What the papers are called.
    """

    def __init__(self, frames: Mapping[str, pd.DataFrame], names: PaperNames) -> None:
        self._frames, self._names = frames, names

    def search(self, text: str, top: int) -> pd.DataFrame:
        """Return the papers that fit `text` best; see `Snapshot.search`."""
        if top < 1:
            raise InputError(f"top must be at least 1, got {top}")
        named = self._names.identified(text.strip())
        words = plain(text).split()
        if named is not None:
            found = pd.Series({named: "identifier"}, dtype="str")
        elif words:
            found = self._by_words(words)
        else:
            found = pd.Series(dtype="str")
        frame = self._described(found)
        frame = frame.sort_values(
            ["_order", "listed", "cited_here", "paper_id"], ascending=[True, False, False, True]
        )
        frame = frame.drop(columns="_order").head(top)
        frame.attrs["found"] = len(found)
        return frame

    def _by_words(self, words: list[str]) -> pd.Series[str]:
        """Return why each paper fits; those that hold all words, else those nearly so."""
        table = self._words
        wanted = " ".join(words)
        in_title, in_either = [
            np.logical_and.reduce(
                [column.str.contains(f" {word}", regex=False).to_numpy() for word in words]
            )
            for column in (table["title"], table["both"])
        ]
        whole = (table["title"].str.strip() == wanted).to_numpy()
        why = np.select([whole, in_title, in_either], ["whole title", "title", "authors"], "")
        fits = pd.Series(why, index=table.index, dtype="str")
        fits = fits[fits != ""]
        return fits if len(fits) or len(wanted) < _SHORTEST_MISSPELT else self._nearly(wanted)

    def _nearly(self, wanted: str) -> pd.Series[str]:
        near = process.extract(
            wanted,
            dict(self._words["both"]),
            scorer=fuzz.token_set_ratio,
            limit=20,
            score_cutoff=_LEAST_LIKENESS,
        )
        if not near:
            near = process.extract(
                wanted,
                dict(self._words["both"]),
                scorer=fuzz.partial_ratio,
                limit=20,
                score_cutoff=_LEAST_LIKENESS,
            )
        return pd.Series({paper_id: "nearly" for _, _, paper_id in near}, dtype="str")

    def _described(self, found: pd.Series[str]) -> pd.DataFrame:
        papers = self._frames["papers"].loc[found.index]
        order = {"identifier": 0, "whole title": 0, "title": 1, "authors": 2, "nearly": 3}
        listed = set(self._frames["matches"]["paper_id"].dropna())
        return pd.DataFrame(
            {
                "paper_id": papers.index,
                "title": papers["title"].to_numpy(),
                "year": papers["year"].array,
                "authors": self._authors.reindex(papers.index).fillna("").to_numpy(),
                "listed": papers.index.isin(listed),
                "cited_here": self._cited.reindex(papers.index, fill_value=0).to_numpy(),
                "why": found.to_numpy(),
                "_order": [order[why] for why in found],
            }
        ).reset_index(drop=True)

    @cached_property
    def _authors(self) -> pd.Series[str]:
        lines = self._frames["authorships"].sort_values("position", kind="stable")
        return lines.groupby("paper_id", sort=False)["name"].agg(", ".join)

    @cached_property
    def _cited(self) -> pd.Series[int]:
        return self._frames["citations"]["cited_id"].value_counts()

    @cached_property
    def _words(self) -> pd.DataFrame:
        """Give the plain words of each paper, each with a space before, so that beginnings fit."""
        papers = self._frames["papers"]
        title = papers["title"].fillna("").map(lambda text: f" {plain(text)} ")
        authors = self._authors.map(plain).reindex(papers.index).fillna("")
        return pd.DataFrame({"title": title, "both": title + authors})
