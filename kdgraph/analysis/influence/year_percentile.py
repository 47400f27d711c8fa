"""Citation percentile of a paper among papers of the same year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kdgraph.analysis.influence import MEASURES, NOTES
from kdgraph.analysis.influence._peers import compared_with, counts_of, peers_note, year_peers
from kdgraph.graph.citation import CitationGraph

__all__ = ["year_percentile"]


@MEASURES.add("year_percentile")
def year_percentile(
    graph: CitationGraph, *, counts: str = "corpus", least: int = 10, peers: str | None = None
) -> pd.DataFrame:
    """Percentage of the papers of the same calendar year that are cited less, ties counting half.

    Parameters
    ----------
    graph : CitationGraph
        Papers with years, and citations.
    counts : {"corpus", "reported"}
        Whether citations within the corpus count, or those that the source reports.
    least : int
        A year with fewer papers than this is compared together with the years around.
    peers : {"cited", "all"}, optional
        With which papers of the year others are compared: with those that a paper here cites, or
        with all. By default with cited ones where the graph says whose reference lists were read,
        as those of snapshots do, which are grown by citation; with all in other graphs.

    Returns
    -------
    DataFrame
        ``score`` between 0 and 100, 50 for a paper compared with none but itself, nan for papers
        without a year or count, and for those that nobody here cites, where cited ones are compared
        with each other; ``counted`` citations; ``compared``, papers compared with; ``widened``,
        years taken in before and after its own.

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
    compared_papers = compared_with(graph, peers)
    counted = counts_of(graph, counts, compared_papers)
    n = len(counted)
    score = np.full(n, np.nan)
    compared, widened = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    for group in year_peers(graph, counted, least, compared_papers):
        sorted_counts = np.sort(counted[group.peers])
        less, at_most = (
            np.searchsorted(sorted_counts, counted[group.rows], side=side)
            for side in ("left", "right")
        )
        score[group.rows] = (less + at_most) / 2 / len(group.peers) * 100
        compared[group.rows] = len(group.peers)
        widened[group.rows] = group.widened
    return pd.DataFrame(
        {
            "score": score,
            "counted": counts_of(graph, counts, np.ones(n, dtype=bool)),
            "compared": compared,
            "widened": widened,
        },
        index=graph.papers.index,
    )


NOTES.add("year_percentile")(peers_note)
