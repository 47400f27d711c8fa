"""What can be told of a paper and a candidate forebear without the paper's reference list.

Arrays only. Every feature is a share, the logarithm of the odds of one, a cosine or a time, so that
none of them depends on the size of a field; what is not known is nan. Nothing here looks at the
reference list of the paper asked about, so a list is hidden by emptying its row of `cites`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, diags_array

from kdgraph.analysis.groups.labels import terms
from kdgraph.analysis.lineage.contest import TERMS
from kdgraph.arrays import BoolArray, FloatArray, IndexArray

__all__ = ["FEATURES", "TEXT_FEATURES", "Candidates", "Surroundings", "text_vectors"]

FEATURES: Final[dict[str, str]] = {
    "share": "of the papers that cite the paper, those that cite the candidate too; log-odds, with "
    "one paper of usual habits added",
    "fame then": "of the lists read of papers of that time, those with the candidate; log-odds",
    "neighbours": "the same of the papers that are cited together with the paper; log-odds",
    "neighbours by text": "the same of the papers of that time with the likest titles; log-odds",
    "text": "root of the cosine of the two titles",
    "months": "logarithm of the months from the candidate to the paper, and one",
    "authors": "authors of both, at most two",
    "topic": "rank of the candidate among all papers by the likeness of its title to the list's",
}
"""All features by name, and what each is."""

TEXT_FEATURES: Final = frozenset(["neighbours by text", "text", "topic"])
"""Those that need titles."""

_DESCENT: Final = {term.name: term.weights for term in TERMS}
_STEM: Final = 6  # letters of a word that tell it from others
_YEAR: Final = 1.0  # the weight of a list falls to 1/e in so many years
_WIDE: Final = 1.5  # the same for papers cited together with the paper
_ALIKE: Final = 20  # lists of papers with alike titles
_RARE: Final = 0.02  # added to shares, so that 0 and 1 have log-odds


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """The candidates of one paper: their rows, how many papers cite both, and their features.

    `features` has a row for each candidate and a column for each of `FEATURES`. `descent` is what
    speaks for each as the parent, if it is cited: those terms of the contest for parents
    (`kdgraph.analysis.lineage.contest`) that ask for no list, co-citation, section and time.
    """

    rows: IndexArray
    common_citers: IndexArray
    features: FloatArray
    descent: FloatArray


@dataclass(frozen=True, eq=False)
class Surroundings:
    """All that may speak for a forebear.

    Parameters
    ----------
    cites : csr_array, shape (n, n)
        ``cites[i, j] == 1`` when row ``i`` cites row ``j``; empty rows for lists that are unknown
        or hidden.
    read : ndarray of bool, shape (n,)
        Whether anything of each reference list was read.
    time : ndarray of float, shape (n,)
        When each paper appeared, in years; nan where unknown.
    barred : ndarray of bool, shape (n,)
        Papers that are no forebears, such as surveys and tools.
    text : csr_array, shape (n, m), optional
        Of `text_vectors`; a row is empty where a paper has none.
    authors : csr_array, shape (n, k), optional
        1 where a paper is of an author; a row is empty where they are not known.
    listed : ndarray of bool, optional
        Papers of the list.
    sections : csr_array, shape (n, s), optional
        1 where a paper stands in a section of the list.
    """

    cites: csr_array
    read: BoolArray
    time: FloatArray
    barred: BoolArray
    text: csr_array | None = None
    authors: csr_array | None = None
    listed: BoolArray | None = None
    sections: csr_array | None = None

    @cached_property
    def cited_by(self) -> csr_array:
        """The other way round."""
        found = csr_array(self.cites.T)
        found.sort_indices()
        return found

    @cached_property
    def citations(self) -> FloatArray:
        """How many papers cite each."""
        return np.diff(self.cited_by.indptr).astype(np.float64)

    @cached_property
    def topic(self) -> FloatArray:
        """The rank of each paper, from 0 to 1, by its likeness to the list; nan where unknown."""
        if self.text is None or self.listed is None or not self.listed.any():
            return np.full(len(self.time), np.nan)
        centre = np.asarray(self.text[np.flatnonzero(self.listed)].sum(axis=0)).ravel()
        likeness = np.round(self.text @ centre, 9)
        ranks = (pd.Series(likeness).rank().to_numpy() - 0.5) / len(likeness)
        return np.where(np.diff(self.text.indptr) > 0, ranks, np.nan)

    def is_near(self, row: int) -> bool:
        """Return whether a paper's title is as near to the list as that of some listed paper.

        So is every paper where that cannot be known, without titles or a list.
        """
        if self.listed is None or np.isnan(self.topic[row]):
            return True
        known = self.topic[self.listed & ~np.isnan(self.topic)]
        return bool(self.topic[row] >= known.min())

    def candidates(self, row: int, among: BoolArray | None = None) -> Candidates:
        """Return the papers that may be forebears of one, with the features of each.

        They are cited together with it at least once, appeared before it as far as both times are
        known, do not cite it, and are not barred; `among` narrows them.
        """
        citing = self._row(self.cited_by, row)
        both = self._common(citing)
        fit = (both > 0) & ~self.barred
        fit[row] = False
        fit[citing] = False
        fit &= ~(self.time >= self.time[row])  # a comparison with nan is false
        if among is not None:
            fit &= among
        rows = np.flatnonzero(fit).astype(np.intp)
        features = self._features(row, citing, both, rows)
        common = both[rows].astype(np.intp)
        descent = self._descent(row, rows, common)
        return Candidates(rows, common, np.round(features, 9), np.round(descent, 9))

    def _descent(self, row: int, rows: IndexArray, common: IndexArray) -> FloatArray:
        weights, k = _DESCENT["co-citation"], self.citations[row]
        fame = self.citations[rows] / max(float(self.read.sum()), 1.0)
        found: FloatArray = weights["per share"] * (common - k * fame) / (k + weights["shrinkage"])
        weights = _DESCENT["time"]
        years = np.maximum(self.time[row] - self.time[rows], 0.0)
        away = np.log((1.0 + years) / (1.0 + weights["usual years"]))
        found = found + weights["the logarithm of the years and one"] * np.nan_to_num(away)
        if self.sections is not None:
            same = _shared(self.sections, row, rows) > 0
            found = found + _DESCENT["section"]["same"] * same
        return np.asarray(found, dtype=np.float64)

    def _row(self, array: csr_array, row: int) -> IndexArray:
        found: IndexArray = array.indices[array.indptr[row] : array.indptr[row + 1]].astype(np.intp)
        return found

    def _common(self, citing: IndexArray) -> FloatArray:
        """Count how many of some papers cite each paper."""
        start, stop = self.cites.indptr[citing], self.cites.indptr[citing + 1]
        length = stop - start
        ends = np.cumsum(length)
        places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(stop - ends, length)
        found: FloatArray = np.bincount(
            self.cites.indices[places], minlength=len(self.time)
        ).astype(np.float64)
        return found

    def _near(self, row: int, years: float) -> FloatArray:
        """Weigh the papers whose lists were read by their nearness in time; 0 where unknown."""
        away = np.abs(self.time - self.time[row])
        found = np.where(self.read & ~np.isnan(away), np.exp(-np.nan_to_num(away) / years), 0.0)
        found[row] = 0.0
        return found

    def _share(self, weight: FloatArray, rows: IndexArray) -> FloatArray:
        """Return the log-odds of the share of weighed lists with each; nan without any weight."""
        total = weight.sum()
        if not total > 0:
            return np.full(len(rows), np.nan)
        return _log_odds(self.cited_by[rows] @ weight / total)

    def _features(
        self, row: int, citing: IndexArray, both: FloatArray, rows: IndexArray
    ) -> FloatArray:
        usual = self.citations[rows] / max(float(self.read.sum()), 1.0)
        then = self._near(row, _YEAR)
        together = self._near(row, _WIDE) * both / np.sqrt(np.maximum(self.citations, 1.0))
        known = {
            "share": _log_odds((both[rows] + np.minimum(usual, 1.0)) / (len(citing) + 1.0)),
            "fame then": self._share(then, rows),
            "neighbours": self._share(together, rows),
            "months": np.log(np.maximum(self.time[row] - self.time[rows], 0.0) * 12.0 + 1.0),
            **self._by_title(row, rows, then),
            **self._by_authors(row, rows),
        }
        nothing = np.full(len(rows), np.nan)
        return np.stack([known.get(name, nothing) for name in FEATURES], axis=1)

    def _by_title(self, row: int, rows: IndexArray, then: FloatArray) -> dict[str, FloatArray]:
        if self.text is None or not self._has(self.text, row):
            return {}
        own = np.zeros(self.text.shape[1])
        place = slice(self.text.indptr[row], self.text.indptr[row + 1])
        own[self.text.indices[place]] = self.text.data[place]
        cosine = np.round(np.clip(self.text @ own, 0.0, 1.0), 9)
        alike = np.round(cosine * then, 9)
        chosen = np.argsort(-alike, kind="stable")[:_ALIKE]
        weight = np.zeros(len(self.time))
        weight[chosen] = alike[chosen]
        return {
            "text": np.where(self._has(self.text, rows), np.sqrt(cosine[rows]), np.nan),
            "neighbours by text": self._share(weight, rows),
            "topic": self.topic[rows],
        }

    def _by_authors(self, row: int, rows: IndexArray) -> dict[str, FloatArray]:
        if self.authors is None or not self._has(self.authors, row):
            return {}
        shared = np.minimum(_shared(self.authors, row, rows), 2.0)
        return {"authors": np.where(self._has(self.authors, rows), shared, np.nan)}

    def _has(self, array: csr_array, rows: IndexArray | int) -> BoolArray:
        """Return whether anything stands in some rows."""
        found: BoolArray = np.diff(array.indptr)[rows] > 0
        return found


def text_vectors(titles: Sequence[str | None]) -> csr_array:
    """Return unit vectors of titles, words and neighbouring words weighed by their rarity.

    Words count by their first six letters, so that *distillation* and *distilling* are one.

    Examples
    --------
    >>> vectors = text_vectors(["Distilling nets", "Distillation of nets", "Pruning", None])
    >>> (vectors @ vectors.T).toarray().round(2)[0, 1:]
    array([0.62, 0.  , 0.  ])
    """
    places: dict[str, int] = {}
    rows: list[int] = []
    columns: list[int] = []
    for row, title in enumerate(titles):
        # each once, and in the order of the text, so that sums are the same on every machine
        found = dict.fromkeys(_stemmed(term) for term in terms(title or ""))
        rows += [row] * len(found)
        columns += [places.setdefault(term, len(places)) for term in found]
    shape = (len(titles), max(len(places), 1))
    there = csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
    spread = np.bincount(there.indices, minlength=shape[1])
    weighed = there @ diags_array(np.log((1.0 + len(titles)) / (1.0 + spread)))
    length = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    unit = csr_array(diags_array(1.0 / np.where(length > 0, length, 1.0)) @ weighed)
    unit.eliminate_zeros()  # words of every title tell nothing
    unit.sort_indices()
    return unit


def _stemmed(term: str) -> str:
    return " ".join(word[:_STEM] for word in term.split())


def _shared(array: csr_array, row: int, rows: IndexArray) -> FloatArray:
    """Count what one row of memberships shares with some others."""
    own = np.zeros(array.shape[1])
    own[array.indices[array.indptr[row] : array.indptr[row + 1]]] = 1.0
    found: FloatArray = (array @ own)[rows]
    return found


def _log_odds(share: FloatArray) -> FloatArray:
    found: FloatArray = np.log((share + _RARE) / (1.0 + _RARE - share))
    return found
