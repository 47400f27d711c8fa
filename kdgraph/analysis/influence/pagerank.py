"""PageRank of papers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kdgraph.analysis.influence import MEASURES, PARTS, Parts
from kdgraph.analysis.influence._graph import citations_received, citing_of, row_of
from kdgraph.graph.citation import CitationGraph
from kdgraph.kernels.pagerank import pagerank as pagerank_of_rows

__all__ = ["pagerank", "pagerank_parts"]


@MEASURES.add("pagerank", label="PageRank")
def pagerank(
    graph: CitationGraph, *, damping: float = 0.5, tolerance: float = 1e-9
) -> pd.DataFrame:
    """PageRank: cited by papers that are themselves cited, and that cite few others.

    Parameters
    ----------
    graph : CitationGraph
        Papers and citations.
    damping : float
        Probability that a reader follows a reference, from 0 to below 1; one half for papers.
    tolerance : float
        Bound on the summed absolute error; all scores sum to 1.

    Returns
    -------
    DataFrame
        ``score``; ``citations`` within the graph.

    References
    ----------
    Chen, Xie, Maslov and Redner (2007), "Finding scientific gems with Google's PageRank algorithm",
    Journal of Informetrics 1(1).

    Examples
    --------
    >>> from kdgraph.graph.citation import citation_graph
    >>> papers = pd.DataFrame({"paper_id": ["a", "b", "c"]})
    >>> citations = pd.DataFrame({"citing_id": ["b", "c", "c"], "cited_id": ["a", "a", "b"]})
    >>> pagerank(citation_graph(papers, citations))["score"].round(4).to_dict()
    {'a': 0.4545, 'b': 0.303, 'c': 0.2424}
    """
    score = pagerank_of_rows(graph.cites, damping=damping, tolerance=tolerance)
    return pd.DataFrame(
        {"score": score, "citations": citations_received(graph)}, index=graph.papers.index
    )


@PARTS.add("pagerank")
def pagerank_parts(graph: CitationGraph, paper_id: str, *, damping: float = 0.5) -> Parts:
    """Each citing paper passes half of its score on, split evenly among its references."""
    row = row_of(graph, paper_id)
    score = pagerank_of_rows(graph.cites, damping=damping)
    citing = citing_of(graph, row)
    given = damping * score[citing] / np.diff(graph.cites.indptr)[citing]
    return Parts(
        own={"share of every paper": float(score[row] - given.sum())},
        citers=pd.Series(given, index=graph.papers.index[citing]),
        how="a citing paper passes on its own score times the damping, split evenly among "
        "its references within the corpus",
    )
