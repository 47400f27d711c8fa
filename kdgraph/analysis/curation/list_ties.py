"""How papers are tied to a list and to each of its sections: by citations, and by their titles.

Arrays only. `MEMBER` are the features of a paper that may be missing from the list, `PLACE` those
of a paper and a section. None looks at whether the paper itself is listed, nor at authors, venues
and spellings, so that a listed paper which is taken off (`ListTies.without`) looks as one that was
never on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from scipy.sparse import csr_array, diags_array

from kdgraph.analysis.ties import settled
from kdgraph.arrays import BoolArray, FloatArray, IndexArray

__all__ = ["MEMBER", "PLACE", "ListTies", "Literature"]

MEMBER: Final[dict[str, str]] = {
    "near 5": "share of listed papers among the 5 that are most co-cited with it; log-odds",
    "near 40": "the same among 40",
    "titles": "the same among the 5 papers with the likest titles; log-odds",
    "co-citation": "how much more often it is co-cited with a listed paper than its fame and that "
    "paper's would have it; logarithm, mean over the list",
    "section": "how much more often than usual its citing papers cite the section for which that "
    "is most; logarithm",
    "section titles": "cosine of its title with those of the section for which it is highest; root",
    "three": "of the papers that cite it, those that cite 3 listed ones and more; log-odds",
    "cited by the list": "logarithm of one and the listed papers that cite it",
    "coupling": "cosine of its reference list with that of the listed paper for which it is "
    "highest; root; unknown where its list was not read",
}
"""What tells a paper of the list from others, by name."""

PLACE: Final[dict[str, str]] = {
    "co-citation": "how much more often it is co-cited with papers of the section than their fame "
    "would have it; logarithm",
    "nearest": "cosine of co-citation with the 3 papers of the section for which it is highest",
    "citations": "how much more often it cites papers of the section, or is cited by them, than "
    "their fame would have it; logarithm",
    "titles": "cosine of its title with those of the section",
    "heading": "cosine of its title with the heading",
}
"""What tells the section of a paper from the other sections, by name."""

_NEAR: Final = (5, 40)
_TITLES: Final = 5
_FEW: Final = 3.0  # citing papers added to each, so that one in common proves little
_RARE: Final = 0.02  # added to shares, so that 0 and 1 have log-odds
_LIKE: Final = 0.2  # likeness of one paper outside the list, added to the nearest ones
_WEIGHT: Final = 2.0  # citing papers of usual habits, added to those of each paper
_BLOCK: Final = 256  # rows at once
_DIGITS: Final = 9


@dataclass(frozen=True, eq=False)
class Literature:
    """Citations and titles, and what follows from them without any list.

    Parameters
    ----------
    cites : csr_array, shape (n, n)
        ``cites[i, j] == 1`` when row ``i`` cites row ``j``; empty rows for lists that are unknown.
    text : csr_array, shape (n, m)
        Unit vectors of titles (`kdgraph.analysis.lineage.forebear_features.text_vectors`).
    """

    cites: csr_array
    text: csr_array

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
    def references(self) -> FloatArray:
        """How many papers each cites."""
        return np.diff(self.cites.indptr).astype(np.float64)

    @cached_property
    def lists(self) -> int:
        """How many papers cite any."""
        return int((self.references > 0).sum())

    @cached_property
    def co_cited(self) -> dict[int, csr_array]:
        """The papers most co-cited with each: Salton's cosine, with a few citing papers added."""
        scale = diags_array(1.0 / np.sqrt(np.maximum(self.citations, 1.0) + _FEW))
        scaled = csr_array(self.cites @ scale)
        return _nearest(csr_array(scaled.T), scaled, _NEAR)

    @cached_property
    def titled(self) -> dict[int, csr_array]:
        """The papers with the likest titles."""
        return _nearest(self.text, csr_array(self.text.T), (_TITLES,))

    def with_cites(self, cites: csr_array) -> Literature:
        """Return the same papers with other citations; what titles alone say is kept."""
        found = replace(self, cites=cites)
        found.__dict__["titled"] = self.titled
        return found


@dataclass(frozen=True, eq=False)
class ListTies:
    """A literature and a list.

    Parameters
    ----------
    literature : Literature
        The papers.
    place : ndarray of int, shape (n,)
        The section of each listed paper; below zero for papers that are not listed.
    headings : csr_array, shape (sections, m)
        The words of each heading, as vectors of the same space as titles.
    """

    literature: Literature
    place: IndexArray
    headings: csr_array

    def without(self, rows: Iterable[int]) -> ListTies:
        """Return the same with some papers taken off the list."""
        place = self.place.copy()
        place[list(rows)] = -1
        return replace(self, place=place)

    @cached_property
    def listed(self) -> BoolArray:
        """Which papers are listed."""
        found: BoolArray = self.place >= 0
        return found

    @cached_property
    def members(self) -> csr_array:
        """1 where a listed paper stands in a section, shape (n, sections)."""
        rows = np.flatnonzero(self.listed)
        shape = (len(self.place), self.headings.shape[0])
        return csr_array((np.ones(len(rows)), (rows, self.place[rows])), shape=shape)

    @cached_property
    def sizes(self) -> FloatArray:
        """How many papers each section has."""
        return np.asarray(self.members.sum(axis=0), dtype=np.float64).ravel()

    @cached_property
    def cites_listed(self) -> FloatArray:
        """How many listed papers each paper cites."""
        return np.asarray(self.literature.cites @ self.listed.astype(np.float64))

    @cached_property
    def cited_by_listed(self) -> FloatArray:
        """How many listed papers cite each paper."""
        return np.asarray(self.literature.cited_by @ self.listed.astype(np.float64))

    @cached_property
    def centres(self) -> FloatArray:
        """The sum of the titles of each section, as unit vectors, shape (sections, m)."""
        summed = np.asarray((self.members.T @ self.literature.text).todense(), dtype=np.float64)
        length = np.sqrt((summed**2).sum(axis=1, keepdims=True))
        centres: FloatArray = summed / np.where(length > 0, length, 1.0)
        return centres

    @cached_property
    def co_cited_with_listed(self) -> csr_array:
        """How many papers cite both each paper and each listed one, shape (n, listed)."""
        columns = self.literature.cites[:, np.flatnonzero(self.listed)]
        return csr_array(self.literature.cited_by @ columns)

    def member_features(self) -> FloatArray:
        """Return the features `MEMBER` of every paper as one that is not listed; nan if unknown."""
        of = self.literature
        listed = self.listed.astype(np.float64)
        read, citations = of.references > 0, of.citations
        found = {
            "near 5": _share(of.co_cited[5], listed),
            "near 40": _share(of.co_cited[40], listed),
            "titles": _share(of.titled[_TITLES], listed),
            "co-citation": self._co_citation(),
            "section": self._best_section(read),
            "section titles": np.sqrt(self._title_likeness()),
            "cited by the list": np.log1p(self.cited_by_listed),
            "coupling": np.where(read, np.sqrt(self._coupling()), np.nan),
        }
        three = (self.cites_listed >= 3).astype(np.float64)
        usual = three[read].mean() if read.any() else 0.0
        share = (of.cited_by @ three + _WEIGHT * usual) / (citations + _WEIGHT)
        found["three"] = _log_odds(share)
        return np.round(np.column_stack([found[name] for name in MEMBER]), _DIGITS)

    def place_features(self, row: int) -> FloatArray:
        """Return the features `PLACE` of a paper, a row for each section; nan for empty sections.

        A paper that is listed must be taken off before.
        """
        of = self.literature
        citing = _row(of.cited_by, row)
        beside = np.zeros(len(self.place))
        for one in citing:
            beside[_row(of.cites, one)] += 1.0
        direct = np.zeros(len(self.place))
        direct[_row(of.cites, row)] = 1.0
        direct[citing] += 1.0
        fame = of.citations @ self.members
        share = fame / max(fame.sum(), 1.0)
        both, tied = beside @ self.members, direct @ self.members
        title = _dense(self.text_of(row))
        found = np.column_stack(
            [
                np.log((both + 0.5) / (both.sum() * share + 0.5)),
                self._nearest_of(row, beside),
                np.log((tied + 0.3) / (tied.sum() * share + 0.3)),
                _products(self.centres, title),
                np.asarray(self.headings @ title),
            ]
        )
        found[self.sizes == 0] = np.nan
        return np.round(found, _DIGITS)

    def support(self, row: int) -> int:
        """Count what ties a paper to the rest of the list by citations.

        These are the papers that cite it together with another listed one, the listed papers that
        it cites, and those that cite it.
        """
        seen = self.without([row])
        citing = _row(self.literature.cited_by, row)
        together = int((seen.cites_listed[citing] > 0).sum())
        cited = _row(self.literature.cites, row)
        return together + int(seen.listed[cited].sum()) + int(seen.listed[citing].sum())

    def text_of(self, row: int) -> csr_array:
        """Return the title of a paper as a vector, shape (1, m)."""
        return csr_array(self.literature.text[[row]])

    def _nearest_of(self, row: int, beside: FloatArray) -> FloatArray:
        citations = self.literature.citations
        likeness = beside / np.sqrt((citations[row] + 1.0) * (citations + 1.0))
        means = np.zeros(len(self.sizes))
        for section in range(len(means)):
            there = np.sort(likeness[self.place == section])[::-1][:3]
            means[section] = there.mean() if len(there) else 0.0
        return means

    def _title_likeness(self) -> FloatArray:
        """Return the cosine of each title with those of the section for which it is highest."""
        kept = self._told
        if not kept.any():
            return np.zeros(len(self.place))
        found: FloatArray = np.asarray(self.literature.text @ self.centres[kept].T).max(axis=1)
        return np.maximum(found, 0.0)

    @cached_property
    def _told(self) -> BoolArray:
        """Sections of two papers and more; a single one tells little of what belongs there."""
        found: BoolArray = self.sizes >= 2
        return found

    def _best_section(self, read: BoolArray) -> FloatArray:
        of = self.literature
        best = np.full(len(self.place), -np.inf)
        for section in np.flatnonzero(self._told):
            there = np.asarray(of.cites @ (self.place == section).astype(np.float64)) > 0
            usual = there[read].mean()
            count = np.asarray(of.cited_by @ there.astype(np.float64))
            lift = np.log((count + usual + 0.3) / (of.citations * usual + usual + 0.3))
            best = np.maximum(best, lift)
        return np.where(np.isfinite(best), best, 0.0)

    def _co_citation(self) -> FloatArray:
        rows = np.flatnonzero(self.listed)
        of, total = self.literature, np.zeros(len(self.place))
        counts = self.co_cited_with_listed.tocsc()
        for at, row in enumerate(rows.tolist()):
            both = _dense(csr_array(counts[:, [at]]))
            chance = of.citations * (of.citations[row] / max(of.lists, 1))
            add = np.log((both + 1.0) / (chance + 1.0))
            add[row] = 0.0
            total += add
        return total / max(len(rows), 1)

    def _coupling(self) -> FloatArray:
        """Return the highest cosine of each reference list with that of a listed paper."""
        of, best = self.literature, np.zeros(len(self.place))
        for row in np.flatnonzero(self.listed & (of.references > 0)).tolist():
            own = np.zeros(len(self.place))
            own[_row(of.cites, row)] = 1.0
            shared = np.asarray(of.cites @ own)
            shared[row] = 0.0
            best = np.maximum(
                best, shared / np.sqrt(np.maximum(of.references, 1.0) * of.references[row])
            )
        return best


def _nearest(left: csr_array, right: csr_array, counts: Sequence[int]) -> dict[int, csr_array]:
    """Return the best columns of each row of a product, by how many, without its diagonal.

    Columns as good as the last one share what is left of the count, so that no order decides.
    """
    n = left.shape[0]
    found: dict[int, tuple[list[IndexArray], list[FloatArray], list[int]]] = {
        k: ([], [], [0]) for k in counts
    }
    for start in range(0, n, _BLOCK):
        block = csr_array(left[start : start + _BLOCK] @ right)
        block.sort_indices()
        scores = settled(block.data)
        for at in range(block.shape[0]):
            inside = slice(block.indptr[at], block.indptr[at + 1])
            other, score = block.indices[inside], scores[inside]
            kept = other != start + at
            other, score = other[kept], score[kept]
            falling = np.sort(score)[::-1]
            for k, (columns, weights, ends) in found.items():
                last = falling[k - 1] if len(falling) >= k else 0.0
                there = score >= last
                tied = score == last
                above = int((score > last).sum())
                part = min((k - above) / max(int(tied.sum()), 1), 1.0)
                columns.append(other[there].astype(np.intp))
                weights.append(np.where(tied, score * part, score)[there])
                ends.append(ends[-1] + int(there.sum()))
    return {
        k: csr_array((np.concatenate(weights), np.concatenate(columns), np.array(ends)), (n, n))
        for k, (columns, weights, ends) in found.items()
    }


def _share(nearest: csr_array, listed: FloatArray) -> FloatArray:
    """Return the log-odds of the share of listed papers among the nearest, by likeness."""
    whole = np.asarray(nearest.sum(axis=1)).ravel()
    return _log_odds((np.asarray(nearest @ listed) + _RARE) / (whole + _LIKE))


def _row(array: csr_array, row: int) -> IndexArray:
    found: IndexArray = array.indices[array.indptr[row] : array.indptr[row + 1]].astype(np.intp)
    return found


def _dense(array: csr_array) -> FloatArray:
    found: FloatArray = np.asarray(array.todense(), dtype=np.float64).ravel()
    return found


def _products(rows: FloatArray, one: FloatArray) -> FloatArray:
    """Return the products of some rows with one, summed in one order on every machine."""
    found: FloatArray = (rows * one).sum(axis=1)
    return found


def _log_odds(share: FloatArray) -> FloatArray:
    found: FloatArray = np.log((share + _RARE) / (1.0 + _RARE - share))
    return found
