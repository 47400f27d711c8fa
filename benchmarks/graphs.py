"""Made-up literatures of any size: years, preferential attachment with ageing, a few cycles.

The same seed gives the same literature. Its shape is that of real ones: the number of papers grows
from year to year, lists of references differ in length, new papers cite what is young or much
cited, part of what they cite they found in the lists of the others, and a few papers cite one that
came out after them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array

__all__ = ["Floats", "Ints", "Literature", "literature"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]

_FIRST_YEAR: Final = 1990
_YEARS: Final = 35
_GROWTH: Final = 0.07  # more papers from year to year
_BATCHES: Final = 50  # batches of papers in a year; none of them sees the others of its batch
_AGEING: Final = 3.0  # years after which a paper attracts 1/e of the citations
_UNREAD: Final = 0.06  # of papers have no references, as if nobody had read their lists
_FRESH: Final = 0.06  # of references are to papers of the last weeks, so that chains get long
_WEEKS: Final = 0.1  # that is, in years
_COPIED: Final = 0.45  # of references stand in the list of another reference
_SPREAD: Final = 0.7  # of the logarithm of how many references a paper has
_CYCLES: Final = 0.0004  # of the arcs are answered by one in return
_DRAWN: Final = 1.08  # references drawn for one that is left: some papers have none, some repeat
_TEAM: Final = 3.6  # authors of a paper, on average
_LAB: Final = 14  # authors of a lab


@dataclass(frozen=True, eq=False)
class Literature:
    """Papers in order of time, who cites whom, and who wrote them.

    Attributes
    ----------
    time : ndarray of float, shape (n,)
        When each paper appeared, in years, ascending, all different.
    cites : csr_array of float64, shape (n, n)
        ``cites[i, j] == 1`` when paper i cites paper j; no loops, no doubles, sorted.
    wrote : csr_array of float64, shape (n, authors)
        ``wrote[i, a] == 1`` when author a wrote paper i; each paper has at least one.
    returned : int
        Arcs against time that were added: each closes a cycle.
    """

    time: Floats
    cites: csr_array
    wrote: csr_array
    returned: int

    @cached_property
    def papers(self) -> pd.DataFrame:
        """The papers as kdgraph takes them: ``paper_id``, ``year``, ``date``."""
        day = np.datetime64(f"{_FIRST_YEAR}-01-01") + np.floor(
            (self.time - _FIRST_YEAR) * 365.25
        ).astype("timedelta64[D]")
        return pd.DataFrame(
            {
                "paper_id": self._ids,
                "year": day.astype("datetime64[Y]").astype(np.int64) + 1970,
                "date": np.datetime_as_string(day),
            }
        )

    @cached_property
    def citations(self) -> pd.DataFrame:
        """The citations as kdgraph takes them: ``citing_id``, ``cited_id``."""
        citing = np.repeat(np.arange(len(self.time)), np.diff(self.cites.indptr))
        return pd.DataFrame(
            {"citing_id": self._ids[citing], "cited_id": self._ids[self.cites.indices]}
        )

    @cached_property
    def authorships(self) -> pd.DataFrame:
        """Who wrote what: ``paper_id``, ``author_id``."""
        paper = np.repeat(np.arange(len(self.time)), np.diff(self.wrote.indptr))
        names = pd.Index([f"s2:{row}" for row in range(self.wrote.shape[1])], dtype="str")
        return pd.DataFrame({"paper_id": self._ids[paper], "author_id": names[self.wrote.indices]})

    @cached_property
    def _ids(self) -> pd.Index[Any]:
        return pd.Index([f"s2:{1_000_000 + row}" for row in range(len(self.time))], dtype="str")


def literature(papers: int, *, references: float = 11.0, seed: int = 0) -> Literature:
    """Make a literature.

    Parameters
    ----------
    papers : int
        How many papers; at least 20.
    references : float
        How many references within the literature a paper has, on average.
    seed : int
        Other seeds, other literatures.

    Examples
    --------
    >>> made = literature(500, seed=1)
    >>> made.cites.shape, made.cites.nnz == literature(500, seed=1).cites.nnz
    ((500, 500), True)
    """
    if papers < 20:
        raise ValueError(f"a literature has at least 20 papers, got {papers}")
    random = np.random.default_rng(seed)
    time = _times(random, papers)
    citing, cited = _citations(random, time, references)
    back = _answers(random, time, citing, cited)
    ones = np.ones(len(citing) + len(back[0]), dtype=np.float64)
    ends = np.concatenate((citing, back[0])), np.concatenate((cited, back[1]))
    cites = coo_array((ones, ends), shape=(papers, papers)).tocsr()
    return Literature(time, cites, _authors(random, papers), len(back[0]))


def _times(random: np.random.Generator, papers: int) -> Floats:
    """Return times whose density grows by the same share every year."""
    part = np.sort(random.random(papers))
    whole = (1 + _GROWTH) ** _YEARS - 1
    time: Floats = _FIRST_YEAR + np.log1p(part * whole) / np.log1p(_GROWTH)
    return time


def _citations(random: np.random.Generator, time: Floats, references: float) -> tuple[Ints, Ints]:
    """Return citing and cited rows, each pair once."""
    n = len(time)
    wanted = references * _DRAWN
    lists = np.exp(random.normal(np.log(wanted) - _SPREAD**2 / 2, _SPREAD, n))
    lengths = np.maximum(np.rint(lists), 1).astype(np.int64)
    lengths[random.random(n) < _UNREAD] = 0
    batch = np.floor((time - time[0]) * _BATCHES).astype(np.int64)
    edges = np.concatenate(([0], np.flatnonzero(np.diff(batch)) + 1, [n]))
    fresh = np.exp((time - time[-1]) / _AGEING)  # how they age is the same at any later time
    received = np.zeros(n)
    starts = np.zeros(n + 1, dtype=np.int64)  # where the list of each paper begins
    cited = np.zeros(int(lengths.sum()) + 1, dtype=np.int64)
    full = 0
    for low, high in zip(edges[1:-1].tolist(), edges[2:].tolist(), strict=True):
        chance = np.cumsum((received[:low] + 1.0) * fresh[:low])
        rows = np.repeat(np.arange(low, high), lengths[low:high])
        found = np.searchsorted(chance, random.random(len(rows)) * chance[-1], side="right")
        found = _copied(random, np.minimum(found, low - 1), cited, starts)
        recent = np.searchsorted(time, time[low] - _WEEKS)
        young = random.random(len(rows)) < (_FRESH if recent < low else 0)
        found[young] = random.integers(min(recent, low - 1), low, int(young.sum()))
        pairs = np.unique(rows * n + found)
        rows, found = np.divmod(pairs, n)
        cited[full : full + len(found)] = found
        ends = full + np.cumsum(np.bincount(rows - low, minlength=high - low))
        starts[low + 1 : high + 1] = ends
        full = int(ends[-1])
        received += np.bincount(found, minlength=n)
    citing = np.repeat(np.arange(n), np.diff(starts))
    return citing, cited[:full]


def _copied(random: np.random.Generator, found: Ints, cited: Ints, starts: Ints) -> Ints:
    """Put, for some of the papers found, one of the papers that they cite in their place."""
    length = starts[found + 1] - starts[found]
    follow = (random.random(len(found)) < _COPIED) & (length > 0)
    place = starts[found] + np.floor(random.random(len(found)) * length).astype(np.int64)
    return np.where(follow, cited[np.where(follow, place, 0)], found)


def _answers(
    random: np.random.Generator, time: Floats, citing: Ints, cited: Ints
) -> tuple[Ints, Ints]:
    """Return arcs against time: some of the papers cited soon after cite the citing one."""
    soon = np.flatnonzero(time[citing] - time[cited] < 0.5)
    count = min(round(_CYCLES * len(citing)), len(soon))
    chosen = random.choice(soon, size=count, replace=False)
    return cited[chosen], citing[chosen]


def _authors(random: np.random.Generator, papers: int) -> csr_array:
    """Return who wrote what: teams from labs, of which some write far more than others."""
    labs = max(papers // 12, 2)
    share = 1.0 / np.arange(1, labs + 1) ** 0.6
    lab = np.searchsorted(np.cumsum(share) / share.sum(), random.random(papers), side="right")
    size = 1 + random.poisson(_TEAM - 1, papers)
    size[random.random(papers) < 0.002] += random.integers(10, 60)
    rows = np.repeat(np.arange(papers), size)
    member = np.minimum(random.geometric(1.6 / _LAB, len(rows)) - 1, 4 * _LAB - 1)
    guest = random.random(len(rows)) < 0.1
    from_lab = np.where(guest, random.integers(0, labs, len(rows)), np.minimum(lab, labs - 1)[rows])
    author = from_lab * 4 * _LAB + member
    known, author = np.unique(author, return_inverse=True)
    wrote = coo_array(
        (np.ones(len(rows), dtype=np.float64), (rows, author)), shape=(papers, len(known))
    ).tocsr()
    wrote.data[:] = 1.0
    return wrote
