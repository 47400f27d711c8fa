"""Likely forebears of papers whose reference lists were not read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from kdgraph.analysis.lineage.forebear_features import Surroundings, text_vectors
from kdgraph.analysis.lineage.forebear_model import (
    forebear_order,
    forebear_quality,
    forebear_scores,
)
from kdgraph.arrays import BoolArray, IndexArray
from kdgraph.errors import InputError
from kdgraph.graph.chronology import publication_time
from kdgraph.graph.snapshot import Snapshot
from kdgraph.graph.surveys import surveys
from kdgraph.graph.tools import tools
from kdgraph.model import READ_STATES

__all__ = ["LikelyForebears", "likely_forebears", "read_lists", "surroundings"]


@dataclass(frozen=True, slots=True, eq=False)
class LikelyForebears:
    """Likely forebears of some papers: inferred, and no citation that was read.

    Attributes
    ----------
    papers : DataFrame
        Indexed by ``paper_id``, in the order asked for: ``forebear_id``, the first one, missing
        where none is likely enough, with the ``reason``; ``basis``, such as ``inferred: 14 papers
        cite both``; ``list_read``, whether there was nothing to infer because the list was read;
        ``common_citers``, how many papers cite both; ``cited``, how many cite the paper;
        ``score``, how much speaks for the first, from 0 to 1; ``chance``, the share of first ones
        of about this score that stood in hidden lists (`ForebearQuality.chance`); ``best_id``, the
        first of all candidates, likely or not, to which these numbers belong; ``candidates``, how
        many there were.
    candidates : DataFrame
        A row for each paper and each of its first candidates: ``paper_id``, ``place`` from 1,
        ``forebear_id``, ``common_citers``, ``score``; ``likely``, whether the score reaches
        `least`.
    least : float
        The score from which on a forebear counts as likely.
    measured : str
        How often the likely ones were right, in a sentence.
    """

    papers: pd.DataFrame
    candidates: pd.DataFrame
    least: float
    measured: str

    def of(self, paper_id: str) -> pd.DataFrame:
        """Return the first candidates of one paper."""
        chosen = self.candidates["paper_id"] == paper_id
        return self.candidates[chosen].reset_index(drop=True)

    @property
    def named(self) -> pd.Series[str]:
        """The first forebear of each paper that has a likely one."""
        return self.papers["forebear_id"].dropna()


def likely_forebears(
    snapshot: Snapshot,
    papers: Iterable[str] | None = None,
    *,
    among: Iterable[str] | None = None,
    top: int = 3,
) -> LikelyForebears:
    """Name likely forebears of papers whose reference lists were not read.

    Publishers withhold lists. What is cited together with a paper, what its neighbours cite, when
    it appeared, who wrote it and what it is called still tell much of what it cites
    (`kdgraph.analysis.lineage.forebear_features` lists what is looked at). The result is a guess,
    measured by hiding the lists that are known (`docs/forebears.md`). It is kept apart from
    citations: no graph, no measure and no export holds any of it.

    Candidates are cited together with the paper at least once and appeared before it, as far as
    both times are known. They are neither surveys nor tools, and do not cite the paper. A candidate
    is likely from a score on that was measured; of the likely ones the first is the one for which
    co-citation, section and time speak most as the parent, by the weights of `primary_parents`.
    None is named for a paper whose title is farther from the list than that of every listed paper.

    Parameters
    ----------
    snapshot : Snapshot
        Papers, citations, list and coverage.
    papers : iterable of str, optional
        The papers asked about, by any names that `Snapshot.find` understands; by default the listed
        ones whose reference list was not read. One whose list was read has facts instead, and none
        is named.
    among : iterable of str, optional
        Which papers may be named; by default the listed ones, or all where none is listed.
    top : int
        Candidates of each paper in `LikelyForebears.candidates`, at most.

    Returns
    -------
    LikelyForebears
        For each paper the first, or why none is named.

    Raises
    ------
    UnknownPaperError, AmbiguousPaperError
        If a name means no paper, or several.
    InputError
        If `top` is below 1, or a plain text is given instead of several names.

    Examples
    --------
    >>> import kdgraph
    >>> found = likely_forebears(kdgraph.embedded(), ["arxiv:1910.10699"])
    >>> found.papers.loc["arxiv:1910.10699", "forebear_id"]
    'arxiv:1503.02531'
    """
    if top < 1:
        raise InputError(f"top must be at least 1, got {top}")
    # whoever cites both may lie outside the scope of a view
    whole = snapshot.unscoped
    index, listed = whole.papers.index, snapshot.reading_list.papers
    around = whole.memoize("surroundings of likely forebears", lambda: surroundings(whole))
    if papers is None:
        unread = ~around.read
        chosen = [row for row in index.get_indexer(pd.Index(listed)).tolist() if unread[row]]
    else:
        chosen = _rows(snapshot, index, papers)
    inside = np.asarray(index.isin(snapshot.papers.index), dtype=bool)
    if among is not None or len(listed):
        named = np.zeros(len(index), dtype=bool)
        named[_rows(snapshot, index, listed if among is None else among)] = True
        inside &= named
    ranks = np.empty(len(index), dtype=np.intp)
    ranks[np.argsort(index.astype(str), kind="stable")] = np.arange(len(index))
    rows, lines = [], []
    for row in dict.fromkeys(chosen):
        one, several = _named(index, around, row, inside, ranks, top)
        rows.append(one)
        lines += several
    quality = forebear_quality()
    return LikelyForebears(_papers(rows), _candidates(lines), quality.least, quality.note)


def surroundings(snapshot: Snapshot) -> Surroundings:
    """Return all that may speak for forebears, by row of `Snapshot.papers`."""
    papers, citations = snapshot.papers, snapshot.citations
    index, n = papers.index, len(papers)
    ends = [
        index.get_indexer(pd.Index(citations[name])).astype(np.intp)
        for name in ("citing_id", "cited_id")
    ]
    there = (ends[0] >= 0) & (ends[1] >= 0) & (ends[0] != ends[1])
    citing, cited = ends[0][there], ends[1][there]
    used = tools(papers, citations, np.ones(n, dtype=bool), np.ones(n, dtype=bool), *ends)
    barred = np.asarray(index.isin(surveys(snapshot)), dtype=bool)
    barred[list(used)] = True
    lines = snapshot.authorships
    entries = snapshot.reading_list.entries
    placed = entries[entries["paper_id"].notna() & (entries["section"] != "")]
    return Surroundings(
        cites=_incidence(citing, cited, (n, n)),
        read=read_lists(snapshot),
        time=publication_time(papers),
        barred=barred,
        text=text_vectors([None if pd.isna(title) else str(title) for title in papers["title"]]),
        authors=_memberships(index, lines["paper_id"], lines["author_id"]),
        listed=snapshot.reading_list.listed(index),
        sections=_memberships(index, placed["paper_id"], placed["section"]),
    )


def read_lists(snapshot: Snapshot) -> BoolArray:
    """Return whether anything of each paper's reference list was read, by row of the papers."""
    coverage = snapshot.coverage
    asked = coverage[coverage["direction"] == "references"].set_index("paper_id")["state"]
    found: BoolArray = asked.reindex(snapshot.papers.index).isin(READ_STATES).to_numpy(dtype=bool)
    return found


def _incidence(rows: IndexArray, columns: IndexArray, shape: tuple[int, int]) -> csr_array:
    found = csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
    found.data[:] = 1.0  # said twice is once
    found.sort_indices()
    return found


def _memberships(index: pd.Index[str], papers: pd.Series[str], groups: pd.Series[str]) -> csr_array:
    """Return which paper is of which group."""
    rows = index.get_indexer(pd.Index(papers))
    codes, kinds = pd.factorize(groups)
    there = (rows >= 0) & (codes >= 0)
    shape = (len(index), max(len(kinds), 1))
    return _incidence(rows[there].astype(np.intp), codes[there].astype(np.intp), shape)


def _rows(snapshot: Snapshot, index: pd.Index[str], names: Iterable[str]) -> list[int]:
    if isinstance(names, str):
        raise InputError(f"expected several papers, got the single text {names!r}")
    known = snapshot.papers.index
    ids = [name if name in known else snapshot.find(name) for name in names]
    return [int(place) for place in index.get_indexer(pd.Index(ids))]


def _named(
    index: pd.Index[str],
    around: Surroundings,
    row: int,
    inside: BoolArray,
    ranks: IndexArray,
    top: int,
) -> tuple[dict[str, object], list[dict[str, object]]]:
    """Return what is said of one paper, and its first candidates."""
    paper_id = str(index[row])
    said: dict[str, object] = {
        "paper_id": paper_id,
        "list_read": bool(around.read[row]),
        "cited": int(around.citations[row]),
        "candidates": 0,
    }
    if around.read[row]:
        return said | {"reason": "its reference list was read"}, []
    if not around.citations[row]:
        return said | {"reason": "no paper here cites it"}, []
    found = around.candidates(row, inside)
    if not len(found.rows):
        return said | {"reason": "no paper here cites both it and an earlier one in question"}, []
    quality = forebear_quality()
    scores = forebear_scores(found.features)
    order = forebear_order(found, scores, quality.least, ranks[found.rows])
    near = around.is_near(row)
    lines: list[dict[str, object]] = [
        {
            "paper_id": paper_id,
            "place": place,
            "forebear_id": str(index[found.rows[at]]),
            "common_citers": int(found.common_citers[at]),
            "score": float(scores[at]),
            "likely": near and bool(scores[at] >= quality.least),
        }
        for place, at in enumerate(order[:top].tolist(), start=1)
    ]
    first, both = lines[0], int(found.common_citers[order[0]])
    said |= {
        "best_id": first["forebear_id"],
        "basis": f"inferred: {both:,} {'paper cites' if both == 1 else 'papers cite'} both",
        "common_citers": both,
        "score": first["score"],
        "chance": quality.chance(float(scores[order[0]])),
        "candidates": len(found.rows),
    }
    if first["likely"]:
        return said | {"forebear_id": first["forebear_id"]}, lines
    if not near:
        # what was measured is of papers on the topic of the list
        said["chance"] = float("nan")
        return said | {"reason": "its title is not as near to the list as those of the list"}, lines
    reason = (
        f"no candidate is likely enough: the best has the score {scores[order[0]]:.2f}, "
        f"and one is named from {quality.least:.2f} on"
    )
    return said | {"reason": reason}, lines


def _papers(rows: list[dict[str, object]]) -> pd.DataFrame:
    kinds = {
        "paper_id": "str",
        "forebear_id": "str",
        "basis": "str",
        "list_read": "bool",
        "common_citers": "Int64",
        "cited": "int64",
        "score": "float64",
        "chance": "float64",
        "best_id": "str",
        "candidates": "int64",
        "reason": "str",
    }
    return _framed(rows, kinds).set_index("paper_id")


def _candidates(rows: list[dict[str, object]]) -> pd.DataFrame:
    kinds = {
        "paper_id": "str",
        "place": "int64",
        "forebear_id": "str",
        "common_citers": "int64",
        "score": "float64",
        "likely": "bool",
    }
    return _framed(rows, kinds)


def _framed(rows: list[dict[str, object]], kinds: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            name: pd.Series([row.get(name) for row in rows], dtype=kind)
            for name, kind in kinds.items()
        }
    )
