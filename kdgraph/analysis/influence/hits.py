"""Authorities after Kleinberg."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from kdgraph.analysis.influence import MEASURES, PARTS, Parts
from kdgraph.analysis.influence._graph import citations_received, citing_of, row_of
from kdgraph.arrays import IntArray
from kdgraph.graph.citation import CitationGraph
from kdgraph.kernels.hits import hits as hits_of_rows

__all__ = ["hits", "hits_parts"]


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
    hub[rows], authority[rows] = hits_of_rows(
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
