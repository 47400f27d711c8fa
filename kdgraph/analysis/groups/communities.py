"""Groups of papers that belong together by who cites whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from kdgraph.analysis.groups._by_id import GraphById, by_id
from kdgraph.analysis.groups.labels import label_words
from kdgraph.arrays import IndexArray
from kdgraph.errors import InputError
from kdgraph.graph.citation import CitationGraph
from kdgraph.kernels.leiden import leiden, potts_quality
from kdgraph.kernels.partitions import adjusted_rand_index
from kdgraph.kernels.relatedness import relatedness

__all__ = ["RESOLUTIONS", "Communities", "Related", "communities", "related"]

RESOLUTIONS: Final = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0)
"""Resolutions tried where none is asked for."""

_SEEDS: Final = (0, 1, 2, 3, 4)
_DIRECT: Final = 5.0  # one citation tells more than one reference in common
_SUBSTANTIAL: Final = 10  # papers from which on a group is one to speak of
_COVERED: Final = 0.9  # of the papers must be in such groups at the resolution chosen
_CENTRAL: Final = 5


@dataclass(frozen=True, slots=True, eq=False)
class Communities:
    """Groups of papers; made by `communities`.

    Attributes
    ----------
    papers : DataFrame
        Indexed by ``paper_id``, in the order of the graph: ``group``, missing for a paper that is
        in no group, and ``cited_inside``, the citations it has from papers of its group.
    groups : DataFrame
        Indexed by ``group``, from 0, largest first: ``size``; ``first_year``, ``median_year`` and
        ``last_year``, missing where no paper has a year; ``undated``; ``words`` that set its texts
        apart; ``central``, the ids of the papers with most citations from inside; ``inside``,
        citations between two of its papers; ``outside``, citations between it and others.
    sweep : DataFrame
        A row for each resolution tried: ``resolution``; ``stability``, the mean adjusted Rand index
        of the divisions that two seeds find (nan for a single seed); ``groups``, of two papers or
        more; ``substantial``, of ten or more; ``covered``, the share of the related papers in
        these; ``quality``, the best of the seeds'; ``seed``, the one that found it; ``chosen``.
    resolution : float
        The one chosen: how many times denser than the whole network a group is at least. Nan where
        no two papers are related.
    unrelated : int
        Papers that neither cite nor are cited by any other; they are in no group.
    alone : int
        Papers that are related with others, but with no group densely enough; in no group either.
    undated, untitled : int
        Papers in groups without a year, and without any text.
    method : str
        What was done, in a sentence.
    """

    papers: pd.DataFrame
    groups: pd.DataFrame
    sweep: pd.DataFrame
    resolution: float
    unrelated: int
    alone: int
    undated: int
    untitled: int
    method: str


@dataclass(frozen=True, slots=True, eq=False)
class Related:
    """A literature with its papers by id, and how strongly each two are related.

    It is the same for any resolution; made by `related`.
    """

    literature: GraphById
    ties: csr_array
    direct: float


def related(graph: CitationGraph, *, direct: float = _DIRECT) -> Related:
    """Return how strongly papers are related; see `communities`.

    Raises
    ------
    InputError
        If `direct` is below zero.
    """
    if not direct >= 0:
        raise InputError(f"a citation cannot weigh less than nothing; direct={direct}")
    literature = by_id(graph)
    return Related(literature, relatedness(literature.cites, direct=direct), direct)


def communities(
    graph: CitationGraph,
    *,
    resolution: float | None = None,
    resolutions: Sequence[float] = RESOLUTIONS,
    seeds: Sequence[int] = _SEEDS,
    direct: float = _DIRECT,
    words: int = 6,
    known: Related | None = None,
) -> Communities:
    """Divide a literature into groups of papers that belong together.

    Two papers are related by a weighted sum: `direct` where one cites the other, 1 for each paper
    that both cite, 1 for each paper that cites both, the latter two among the 20 most related of
    one of them; normalised so that every paper weighs about the same (see `relatedness` in
    `kdgraph.kernels`). The Leiden algorithm then looks for the division of greatest quality, the
    constant Potts model, at each resolution with each seed. A resolution of 2 means that the papers
    of a group are related at least twice as densely as all related papers are on the average.

    Of the `resolutions` at which nine of ten related papers are in groups of ten or more and there
    is more than one group, the one on which the seeds agree best is chosen, of equal ones the
    lowest; where there is none, the one that covers most papers in this way, then the most stable.
    There the division of the best quality is taken, of equal ones that of the first seed.

    Parameters
    ----------
    graph : CitationGraph
        The literature.
    resolution : float, optional
        The resolution to use; by default one is chosen.
    resolutions : sequence of float
        What to choose from, each above zero.
    seeds : sequence of int
        Of the random choices, at least one; the same seeds give the same groups.
    direct : float
        What one citation weighs, next to 1 for a paper in common; zero or above.
    words : int
        How many words describe a group.
    known : Related, optional
        What `related` says of this graph, where that was asked before; `direct` is then its own.

    Returns
    -------
    Communities
        The order of papers and of citations changes nothing in it, and unrelated papers change
        nothing but their count.

    Raises
    ------
    InputError
        If a resolution is not above zero, `direct` is below zero, or there is no seed or no
        resolution.

    References
    ----------
    Traag, Waltman and van Eck (2019), "From Louvain to Leiden"; Waltman, Boyack, Colavizza and van
    Eck (2020), "A principled methodology for comparing relatedness measures for clustering
    publications"; Ahlgren, Chen, Colliander and van Eck (2020), "Enhancing direct citations".

    Examples
    --------
    >>> from kdgraph.graph.citation import citation_graph
    >>> papers = pd.DataFrame({"paper_id": list("abcxyzu"), "title": ["Hints"] * 3 + ["Flows"] * 4})
    >>> pairs = [("b", "a"), ("c", "a"), ("c", "b"), ("y", "x"), ("z", "x"), ("z", "y")]
    >>> graph = citation_graph(papers, pd.DataFrame(pairs, columns=["citing_id", "cited_id"]))
    >>> found = communities(graph, resolution=1)
    >>> found.groups[["size", "words", "central"]].to_dict("records")
    [{'size': 3, 'words': ('hints',), 'central': ('a', 'b', 'c')},
     {'size': 3, 'words': ('flows',), 'central': ('x', 'y', 'z')}]
    >>> found.unrelated
    1
    """
    tried = tuple(resolutions) if resolution is None else (resolution,)
    if not tried or not all(value > 0 and np.isfinite(value) for value in tried):
        raise InputError(f"resolutions are numbers above zero, such as 2; got {list(tried)}")
    if not seeds:
        raise InputError("no seed was given; give at least one, such as 0")
    known = related(graph, direct=direct) if known is None else known
    literature, ties = known.literature, known.ties
    division = divide(ties, tried, tuple(seeds))
    tied = int((np.diff(ties.indptr) > 0).sum())
    group = division.group
    table = _groups(literature, group, words)
    texts = texts_of(literature.papers)
    member = group >= 0
    return Communities(
        papers=_papers(literature, group).reindex(graph.papers.index),
        groups=table,
        sweep=division.sweep,
        resolution=division.resolution,
        unrelated=len(group) - tied,
        alone=tied - int(member.sum()),
        undated=int(literature.papers["year"].isna().to_numpy()[member].sum()),
        untitled=sum(not text for text, inside in zip(texts, member, strict=True) if inside),
        method=(
            "Leiden algorithm, constant Potts model, on citations, bibliographic coupling and "
            f"co-citation ({known.direct:g} : 1 : 1), normalised per paper; "
            f"resolutions tried: {len(tried)}, with seeds: {len(seeds)}"
        ),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Division:
    """The group of each row, -1 for none, and how it was chosen."""

    group: IndexArray
    sweep: pd.DataFrame
    resolution: float


def divide(ties: csr_array, resolutions: Sequence[float], seeds: Sequence[int]) -> Division:
    """Divide a network at the best of the resolutions, as `communities` says."""
    tied = np.flatnonzero(np.diff(ties.indptr))
    related = len(tied)
    alone = np.full(ties.shape[0], -1, dtype=np.intp)
    columns = ["stability", "groups", "substantial", "covered", "quality", "seed", "chosen"]
    if related == 0:
        return Division(alone, pd.DataFrame(columns=["resolution", *columns]), float("nan"))
    mean = ties.sum() / related**2
    rows: list[dict[str, Any]] = []
    best: list[IndexArray] = []
    for resolution in resolutions:
        found = [leiden(ties, resolution=resolution * mean, seed=seed) for seed in seeds]
        quality = [potts_quality(ties, each, resolution=resolution * mean) for each in found]
        # what is equal but for rounding is equal, else the last bit would choose
        first = int(np.argmax(np.round(quality, 9)))
        sizes = np.bincount(found[first])
        agreement = [
            adjusted_rand_index(one[tied], other[tied]) for one, other in combinations(found, 2)
        ]
        best.append(found[first])
        rows.append(
            {
                "resolution": float(resolution),
                "stability": float(np.mean(agreement)) if agreement else float("nan"),
                "groups": int((sizes > 1).sum()),
                "substantial": int((sizes >= _SUBSTANTIAL).sum()),
                "covered": float(sizes[sizes >= _SUBSTANTIAL].sum() / related),
                "quality": float(quality[first]),
                "seed": int(seeds[first]),
            }
        )
    chosen = max(range(len(rows)), key=lambda place: _preference(rows[place]))
    sweep = pd.DataFrame(rows)
    sweep["chosen"] = np.arange(len(rows)) == chosen
    label = best[chosen]
    size = np.bincount(label)
    return Division(np.where(size[label] > 1, label, -1), sweep, float(rows[chosen]["resolution"]))


def _preference(row: dict[str, Any]) -> tuple[float, ...]:
    stability = -1.0 if np.isnan(row["stability"]) else round(row["stability"], 6)
    fits = row["groups"] > 1 and row["covered"] >= _COVERED
    covered = _COVERED if fits else min(row["covered"], _COVERED)
    return (float(fits), covered, stability, -row["resolution"])


def texts_of(papers: pd.DataFrame) -> list[str]:
    """Return title and abstract of each paper, as far as they are there."""
    parts = [
        papers[name].fillna("").astype(str).tolist()
        for name in ("title", "abstract")
        if name in papers.columns
    ]
    return [". ".join(filter(None, texts)) for texts in zip(*parts, strict=True)] or [""] * len(
        papers
    )


def _papers(literature: GraphById, group: IndexArray) -> pd.DataFrame:
    _, cited = _arcs_inside(literature.cites, group)
    numbers = pd.arrays.IntegerArray(group.astype(np.int64), group < 0)
    inside = np.bincount(cited, minlength=len(group))
    return pd.DataFrame({"group": numbers, "cited_inside": inside}, index=literature.papers.index)


def _arcs_inside(cites: csr_array, group: IndexArray) -> tuple[IndexArray, IndexArray]:
    citing = np.repeat(np.arange(len(group)), np.diff(cites.indptr))
    cited = cites.indices.astype(np.intp)
    inside = (group[citing] == group[cited]) & (group[citing] >= 0)
    return citing[inside], cited[inside]


def _groups(literature: GraphById, group: IndexArray, words: int) -> pd.DataFrame:
    """Describe each group."""
    count = int(group.max(initial=-1)) + 1
    cites = literature.cites
    ids, member = literature.papers.index, group >= 0
    citing, cited = _arcs_inside(cites, group)
    within = np.bincount(group[citing], minlength=count)
    ends = np.diff(cites.indptr) + np.bincount(cites.indices, minlength=len(group))
    touching = np.bincount(group[member], weights=ends[member], minlength=count).astype(np.int64)
    order = np.lexsort((np.arange(len(group)), -np.bincount(cited, minlength=len(group)), group))
    order = order[group[order] >= 0]
    starts = np.searchsorted(group[order], np.arange(count))
    texts = np.array(texts_of(literature.papers), dtype=object)
    members = np.split(order, starts[1:]) if count else []
    labels = label_words(
        {n: [t for t in texts[rows] if t] for n, rows in enumerate(members)}, most=words
    )
    years = literature.papers["year"].reset_index(drop=True)
    grouped = years[order].groupby(group[order])
    return pd.DataFrame(
        {
            "size": [len(rows) for rows in members],
            "first_year": grouped.min(),
            "median_year": grouped.median(),
            "last_year": grouped.max(),
            "undated": [int(years[rows].isna().sum()) for rows in members],
            "words": [labels[number] for number in range(count)],
            "central": [tuple(ids[rows[:_CENTRAL]]) for rows in members],
            "inside": within,
            "outside": touching - 2 * within,
        },
        index=pd.RangeIndex(count, name="group"),
    )
