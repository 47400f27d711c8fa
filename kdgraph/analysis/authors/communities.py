"""Communities of co-authors."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from kdgraph.analysis.authors.corpus import AuthorCorpus
from kdgraph.analysis.authors.names import also_as
from kdgraph.analysis.result import Result, scope_of, view_notes, view_of
from kdgraph.analysis.ties import best_first, settled
from kdgraph.arrays import FloatArray, IntArray
from kdgraph.errors import InputError
from kdgraph.graph.snapshot import Snapshot
from kdgraph.kernels.leiden import leiden

__all__ = ["METHOD", "CoauthorCommunities", "coauthor_communities", "modularity", "partition"]

_NAMES_IN_LABEL = 3


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CoauthorCommunities(Result):
    """Communities of co-authors; made by `coauthor_communities`. See also `Result`.

    Attributes
    ----------
    communities : DataFrame
        The largest, at most `top`: ``community``, its number from 1 in order of size; ``label``,
        its most central authors; ``authors``; ``by_name``, how many of these are known by name
        alone; ``papers``, those of whose known authors at least half are in it;
        ``listed_papers`` among these; ``sections``, the list's sections these stand in with the
        number of papers, most first; ``inside``, the share of its authors' tie weight that stays
        inside; ``component``.
    authors : DataFrame
        All authors with co-authors: ``author_id``, ``name``, ``by_name``, ``community``,
        ``component``, ``coauthors``, ``weight`` of all ties and ``inside``, that of the ties within
        the community, by which authors are central; ``also_as``, the rows that may be the same
        person. In order of community, most central first.
    components : DataFrame
        The largest sets of authors joined by any chain of papers, at most `top`: ``component``,
        ``authors``, ``communities``.
    found, components_found : int
        All communities and all components of two authors or more.
    alone : int
        Authors with papers, but without co-authors; they are in no community.
    modularity : float
        Of the division; nan where nobody wrote with anybody.
    method, resolution, seed : str, float, int
        How the division was found.
    """

    communities: pd.DataFrame
    authors: pd.DataFrame
    components: pd.DataFrame
    found: int
    components_found: int
    alone: int
    modularity: float
    method: str
    resolution: float
    seed: int


def coauthor_communities(
    snapshot: Snapshot,
    *,
    top: int = 20,
    section: str | None = None,
    as_of: str | int | date | None = None,
    scope: str | None = None,
    field_least: int | None = None,
    resolution: float = 1.0,
    seed: int = 0,
) -> CoauthorCommunities:
    """Cluster the authors into communities of co-authors.

    A paper with k authors ties each pair of them by 1 / (k - 1), so that long author lines do not
    rule (Newman 2001). The division maximises modularity.

    Parameters
    ----------
    snapshot : Snapshot
        Papers, authors and the list.
    top : int
        Most communities, and most components, to describe; at least 1.
    section : str, optional
        Only papers listed under a heading that holds this tie their authors.
    as_of : str, int or date, optional
        The literature as it stood on that day; see `Snapshot.as_of`.
    scope, field_least : str and int, optional
        Which papers count, as for `Snapshot.within`; by default all.
    resolution : float
        Higher values give more and smaller communities; above zero.
    seed : int
        Seed of the search. The same seed gives the same communities in any order of rows.

    Raises
    ------
    InputError
        If there is no such section, or a number is out of its range.

    References
    ----------
    Newman (2001), "Scientific collaboration networks. II", Physical Review E 64, 016132. Traag,
    Waltman and van Eck (2019), "From Louvain to Leiden: guaranteeing well-connected communities",
    Scientific Reports 9, 5233.

    Examples
    --------
    >>> import kdgraph
    >>> found = coauthor_communities(kdgraph.embedded(), section="online", top=1)
    >>> found.communities[["label", "authors", "papers"]].to_dict("records")
    [{'label': 'Alexandre Passos, Gabriel Pereyra, Geoffrey E. Hinton', 'authors': 6, 'papers': 1}]
    """
    if not resolution > 0:
        raise InputError(f"resolution must be above zero, got {resolution}")
    view = view_of(snapshot, as_of, top=top, scope=scope, field_least=field_least)
    corpus = AuthorCorpus(view, section=section)
    ties = corpus.together.coauthorship
    tied = np.flatnonzero(np.diff(ties.indptr))
    ties = csr_array(ties[tied][:, tied])
    label = _by_size(partition(ties, resolution=resolution, seed=seed))
    component = _by_size(connected_components(ties, directed=False)[1].astype(np.int64))
    authors = _authors(corpus, tied, ties, label, component)
    communities = _communities(corpus, tied, authors, label)
    count = np.bincount(component)[1:]
    authors["also_as"] = _also_as(authors)
    components = pd.DataFrame(
        {
            "component": np.arange(1, len(count) + 1),
            "authors": count,
            "communities": np.bincount(communities["component"], minlength=len(count) + 1)[1:],
        }
    )
    return CoauthorCommunities(
        communities=communities.head(top),
        authors=authors.iloc[
            np.lexsort((-settled(authors["inside"]), authors["community"]))
        ].reset_index(drop=True),
        components=components.head(top),
        found=len(communities),
        components_found=len(components),
        alone=int(corpus.active.sum()) - len(tied),
        modularity=modularity(ties, label, resolution=resolution),
        method=METHOD,
        resolution=resolution,
        seed=seed,
        notes=tuple(_notes(corpus, authors)),
        **scope_of(view, section),
    )


def _also_as(authors: pd.DataFrame) -> list[str]:
    named = authors.set_index("author_id")
    return also_as(named, named.index)


def _by_size(label: IntArray) -> IntArray:
    """Return numbers from 1, the largest group first, of equals the one with the first row."""
    _, first, old, count = np.unique(
        label, return_index=True, return_inverse=True, return_counts=True
    )
    number = np.empty(len(first), dtype=np.int64)
    number[np.lexsort((first, -count))] = np.arange(1, len(first) + 1)
    return number[old.ravel()]


def _authors(
    corpus: AuthorCorpus, tied: IntArray, ties: csr_array, label: IntArray, component: IntArray
) -> pd.DataFrame:
    arcs = ties.tocoo()
    stays = label[arcs.row] == label[arcs.col]
    people = corpus.authors.iloc[tied]
    return pd.DataFrame(
        {
            "author_id": people.index,
            "name": people["name"].array,
            "by_name": people["by_name"].array,
            "community": label,
            "component": component,
            "coauthors": np.diff(ties.indptr),
            "weight": np.asarray(ties.sum(axis=1), dtype=np.float64),
            "inside": np.bincount(
                arcs.row[stays], weights=arcs.data[stays], minlength=len(tied)
            ).astype(np.float64),
        }
    )


def _communities(
    corpus: AuthorCorpus, tied: IntArray, authors: pd.DataFrame, label: IntArray
) -> pd.DataFrame:
    paper, number = _papers_of(corpus, tied, label)
    listed = corpus.listed[paper]
    groups = authors.groupby("community")
    size = groups.size()
    n = len(size) + 1
    central = authors.iloc[best_first(authors["inside"])].groupby("community")
    names = central["name"].agg(lambda found: ", ".join(found.dropna().head(_NAMES_IN_LABEL)))
    return pd.DataFrame(
        {
            "community": size.index,
            "label": names.array,
            "authors": size.array,
            "by_name": groups["by_name"].sum().array,
            "papers": np.bincount(number, minlength=n)[1:],
            "listed_papers": np.bincount(number[listed], minlength=n)[1:],
            "sections": _sections(corpus, paper, number, n)[1:],
            "inside": (groups["inside"].sum() / groups["weight"].sum()).array,
            "component": groups["component"].first().array,
        }
    )


def _papers_of(corpus: AuthorCorpus, tied: IntArray, label: IntArray) -> tuple[IntArray, IntArray]:
    """Return pairs of a paper and a community that at least half of its authors are in."""
    of_author = np.zeros(len(corpus.authors), dtype=np.int64)
    of_author[tied] = label
    number = of_author[corpus.wrote.indices]
    inside = (number > 0) & corpus.counts
    shape = (len(corpus.papers), int(label.max(initial=0)) + 1)
    pairs = (corpus.paper_of[inside], number[inside])
    ones: FloatArray = np.ones(int(inside.sum()), dtype=np.float64)
    there = coo_array((ones, pairs), shape=shape).tocsr().tocoo()
    half = there.data * 2 >= corpus.team[there.row]
    return there.row[half].astype(np.int64), there.col[half].astype(np.int64)


def _sections(corpus: AuthorCorpus, paper: IntArray, number: IntArray, n: int) -> list[str]:
    entries = corpus.snapshot.reading_list.entries_under(corpus.section).dropna(subset="paper_id")
    of_paper: dict[Any, set[str]] = {}
    for paper_id, section in zip(entries["paper_id"], entries["section"], strict=True):
        of_paper.setdefault(paper_id, set()).add(section or "(no section)")
    counts: list[Counter[str]] = [Counter() for _ in range(n)]
    for row, community in zip(paper.tolist(), number.tolist(), strict=True):
        counts[community].update(of_paper.get(corpus.papers[row], ()))
    return [
        "; ".join(f"{name} {m}" for name, m in sorted(c.items(), key=lambda pair: (-pair[1], pair)))
        for c in counts
    ]


def _notes(corpus: AuthorCorpus, authors: pd.DataFrame) -> list[str]:
    notes = []
    without = int((corpus.counted & (corpus.team == 0)).sum())
    if without:
        notes.append(
            f"the authors of {without:,} of {int(corpus.counted.sum()):,} papers are not known"
        )
    if by_name := int(authors["by_name"].sum()):
        notes.append(
            f"{by_name:,} of {len(authors):,} authors with co-authors are known by name alone: "
            "namesakes in one row join groups that have nothing to do with each other"
        )
    return [*notes, *view_notes(corpus.snapshot)]


METHOD = "Leiden on modularity (Traag, Waltman and van Eck 2019)"
"""How `partition` works, to be said beside its result."""

_ITERATIONS = 10  # each starts from the groups of the one before; the tenth changes little


def partition(ties: csr_array, *, resolution: float, seed: int) -> IntArray:
    """Return the community of each row; rows without ties are communities of their own.

    Parameters
    ----------
    ties : csr_array, shape (n, n)
        Symmetric weights above zero, nothing on the diagonal.
    resolution : float
        Of modularity: higher values give smaller communities; above zero.
    seed : int
        Decides in which order rows are looked at. Same ties, same seed, same result.
    """
    label = leiden(ties, resolution=resolution, seed=seed, iterations=_ITERATIONS, modularity=True)
    return label.astype(np.int64)


def modularity(ties: csr_array, label: IntArray, *, resolution: float) -> float:
    """Return the modularity of a clustering; nan where there are no ties.

    References
    ----------
    Newman (2004), "Analysis of weighted networks", Physical Review E 70, 056131; Reichardt and
    Bornholdt (2006), Physical Review E 74, 016110, for the resolution.

    Examples
    --------
    >>> pairs = csr_array([[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]])
    >>> modularity(pairs, np.array([0, 0, 1, 1]), resolution=1)
    0.5
    """
    total = float(ties.sum())
    if not total:
        return float("nan")
    arcs = ties.tocoo()
    inside = float(arcs.data[label[arcs.row] == label[arcs.col]].sum())
    degree = np.bincount(label, weights=np.asarray(ties.sum(axis=1), dtype=np.float64))
    return inside / total - resolution * float(((degree / total) ** 2).sum())
