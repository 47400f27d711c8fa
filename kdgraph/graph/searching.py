"""Search papers by title words, author names or identifier."""

from __future__ import annotations

from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from kdgraph.errors import InputError
from kdgraph.graph.briefs import PaperBriefs
from kdgraph.graph.names import PaperNames
from kdgraph.titles import plain

__all__ = ["PaperSearch"]

_LEAST_LIKENESS: Final = 75.0  # of 100, for words that no paper holds as they stand
_ORDER: Final = {"identifier": 0, "whole title": 0, "title": 1, "authors": 2, "nearly": 3}
_SHORTEST_MISSPELT: Final = 4  # letters; shorter words are too like too many others


class PaperSearch:
    """A search over the papers of one snapshot.

    Parameters
    ----------
    papers : DataFrame
        The table `papers`.
    names : PaperNames
        What the papers are called.
    briefs : PaperBriefs
        What is said of each.
    """

    def __init__(self, papers: pd.DataFrame, names: PaperNames, briefs: PaperBriefs) -> None:
        self._papers, self._names, self._briefs = papers, names, briefs

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
        frame = self._described(found).head(top)
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
        frame = self._briefs.of(found.index)
        frame["why"] = found
        order = frame.assign(order=frame["why"].map(_ORDER), name=frame.index)
        best = order.sort_values(
            ["order", "listed", "cited_here", "name"], ascending=[True, False, False, True]
        )
        return frame.loc[best.index]

    @cached_property
    def _words(self) -> pd.DataFrame:
        """Give the plain words of each paper, each with a space before, so that beginnings fit."""
        papers = self._papers
        title = papers["title"].fillna("").map(lambda text: f" {plain(text)} ")
        authors = self._briefs.authors.map(plain).reindex(papers.index).fillna("")
        return pd.DataFrame({"title": title, "both": title + authors})
