"""Citation percentile of a paper among papers of the same year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kdgraph.analysis.influence import MEASURES
from kdgraph.analysis.influence._peers import counts_of, year_peers
from kdgraph.graph.citation import CitationGraph

__all__ = ["year_percentile"]


@MEASURES.add("year_percentile")
def year_percentile(
    graph: CitationGraph, *, counts: str = "corpus", least: int = 10
) -> pd.DataFrame:
    """Percentage of the papers of the same year that are cited less, ties counting half.

    Parameters
    ----------
    graph : CitationGraph
        Papers with years, and citations.
    counts : {"corpus", "reported"}
        Whether citations within the corpus count, or those that the source reports.
    least : int
        A year with fewer papers than this is compared together with the years around.

    Returns
    -------
    DataFrame
        ``score`` between 0 and 100, 50 for a paper compared with none but itself, nan for papers
        without a year or count; ``counted`` citations; ``compared``, papers compared with, itself
        included; ``widened``, years taken in before and after its own.

    References
    ----------
    Hazen (1914), "Storage to be provided in impounding reservoirs", Transactions of ASCE 77, for
    the percentile; Bornmann, Leydesdorff and Mutz (2013), Journal of Informetrics 7(1), for its use
    on citations.

    Examples
    --------
    >>> from kdgraph.graph.citation import citation_graph
    >>> papers = pd.DataFrame({"paper_id": ["a", "b", "c"], "year": [2010, 2010, None]})
    >>> graph = citation_graph(papers, pd.DataFrame({"citing_id": ["b"], "cited_id": ["a"]}))
    >>> year_percentile(graph)["score"].loc[["a", "b", "c"]].to_dict()
    {'a': 75.0, 'b': 25.0, 'c': nan}
    """
    counted = counts_of(graph, counts)
    n = len(counted)
    score, percent = np.full(n, np.nan), np.full(n, np.nan)
    compared, widened = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    for group in year_peers(graph, counted, least):
        # as scipy.stats.rankdata does, whose import takes half a second
        place = (pd.Series(counted[group.peers]).rank().to_numpy() - 0.5) / len(group.peers) * 100
        percent[group.peers] = place
        score[group.rows] = percent[group.rows]
        compared[group.rows] = len(group.peers)
        widened[group.rows] = group.widened
    return pd.DataFrame(
        {"score": score, "counted": counted, "compared": compared, "widened": widened},
        index=graph.papers.index,
    )
