"""HITS hubs and authorities after Kleinberg."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from kdgraph.analysis.influence import MEASURES, PARTS, Parts
from kdgraph.analysis.influence._graph import citations_received, citing_of, row_of
from kdgraph.arrays import FloatArray, IntArray
from kdgraph.errors import NotConvergedError
from kdgraph.graph.citation import CitationGraph

__all__ = ["hits", "hits_parts", "hubs_and_authorities"]


@MEASURES.add("hits", label="HITS authority")
def hits(graph: CitationGraph, *, tolerance: float = 1e-9) -> pd.DataFrame:
    """HITS authority: cited by papers that cite the other authorities too.

    Parameters
    ----------
    graph : CitationGraph
        Papers and citations. Only the largest weakly connected part is scored, since scores of
        several parts cannot be compared; of equally large parts, the one with more citations, then
        the one with the first paper id in sorted order.
    tolerance : float
        Estimated bound on the summed absolute error; all scores sum to 1.

    Returns
    -------
    DataFrame
        ``score``, the authority, nan outside the largest part and where nothing is cited; ``hub``,
        how good the references are; ``citations``.

    References
    ----------
    Kleinberg (1999), "Authoritative sources in a hyperlinked environment", Journal of the ACM 46.

    Examples
    --------
    >>> from kdgraph.graph.citation import citation_graph
    >>> papers = pd.DataFrame({"paper_id": ["a", "b", "c", "lone"]})
    >>> citations = pd.DataFrame({"citing_id": ["b", "c", "c"], "cited_id": ["a", "a", "b"]})
    >>> hits(citation_graph(papers, citations))["score"].sort_index().round(3).tolist()
    [0.618, 0.382, 0.0, nan]
    """
    n = len(graph.papers)
    hub, authority = np.full(n, np.nan), np.full(n, np.nan)
    rows = _largest_part(graph)
    hub[rows], authority[rows] = hubs_and_authorities(
        csr_array(graph.cites[rows][:, rows]), tolerance=tolerance
    )
    return pd.DataFrame(
        {"score": authority, "hub": hub, "citations": citations_received(graph)},
        index=graph.papers.index,
    )


@PARTS.add("hits")
def hits_parts(graph: CitationGraph, paper_id: str) -> Parts:
    """Each citing paper adds in proportion to its hub value."""
    row = row_of(graph, paper_id)
    found = hits(graph)
    citing = citing_of(graph, row)
    hub = found["hub"].to_numpy()[citing]
    score = float(found["score"].iloc[row])
    whole = hub.sum()
    return Parts(
        own={} if len(citing) else {"cited by nobody": score},
        citers=pd.Series(
            score * hub / whole if whole > 0 else np.full(len(hub), score / max(len(hub), 1)),
            index=graph.papers.index[citing],
        ),
        how="a citing paper adds in proportion to its hub value: how good its references are",
    )


def _largest_part(graph: CitationGraph) -> IntArray:
    if not len(graph.papers):
        return np.zeros(0, dtype=np.int64)
    count, label = connected_components(graph.cites, directed=False)
    size = np.bincount(label, minlength=count)
    arcs = np.bincount(label[graph.cites.indices], minlength=count)
    largest = np.flatnonzero(size == size.max())
    largest = largest[arcs[largest] == arcs[largest].max()]
    if len(largest) > 1:
        members = pd.Series(graph.papers.index).groupby(label).min()
        largest = np.array([members.loc[largest].idxmin()])
    return np.flatnonzero(label == largest[0]).astype(np.int64)


def hubs_and_authorities(
    cites: csr_array, *, tolerance: float = 1e-9, max_iterations: int = 20_000
) -> tuple[FloatArray, FloatArray]:
    """Return hub and authority of each row; each of the two sums to 1.

    An authority is cited by good hubs, a good hub cites authorities. From equal hubs the two are
    exchanged until they stay; so where several answers are possible (parts that share no citing
    paper), it is the one that equal hubs lead to.

    Parameters
    ----------
    cites : csr_array, shape (n, n)
        ``cites[i, j] == 1`` when row ``i`` cites row ``j``. Give one weakly connected component:
        all but the heaviest of several get zero.
    tolerance : float
        Estimated bound on the summed absolute error of the authorities.
    max_iterations : int
        Most exchanges.

    Returns
    -------
    hubs, authorities : ndarray of float, shape (n,)
        All nan where there is no arc.

    Raises
    ------
    NotConvergedError
        If it takes more exchanges.

    Examples
    --------
    >>> cites = csr_array([[0, 0, 0], [1, 0, 0], [1, 1, 0]])  # 2 cites 0 and 1, 1 cites 0
    >>> hub, authority = hubs_and_authorities(cites)
    >>> authority.round(3)
    array([0.618, 0.382, 0.   ])
    """
    n = cites.shape[0]
    if not cites.nnz:
        return np.full(n, np.nan), np.full(n, np.nan)
    back = cites.T
    authority = _shares(back @ np.ones(n))
    change = np.inf
    for _ in range(max_iterations):
        new = _shares(back @ (cites @ authority))
        before, change = change, float(np.abs(new - authority).sum())
        authority = new
        ratio = change / before if 0 < before < np.inf else 1.0
        # the changes to come form a series of this ratio; near rounding it says nothing
        if change <= 4e-16 * np.sqrt(n) or (ratio < 1 and change * ratio / (1 - ratio) < tolerance):
            return _shares(cites @ authority), authority
    raise NotConvergedError("hubs and authorities", max_iterations, change, tolerance)


def _shares(values: FloatArray) -> FloatArray:
    shares: FloatArray = values / values.sum()
    return shares
