"""Citations against the mean of the same year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kdgraph.analysis.influence import MEASURES, NOTES, PARTS, Parts
from kdgraph.analysis.influence._graph import citing_of, row_of
from kdgraph.analysis.influence._peers import compared_with, counts_of, peers_note, year_peers
from kdgraph.graph.citation import CitationGraph

__all__ = ["mean_normalised", "mean_normalised_parts"]


@MEASURES.add("mean_normalised", label="Mean-normalised citations")
def mean_normalised(
    graph: CitationGraph, *, counts: str = "corpus", least: int = 10, peers: str | None = None
) -> pd.DataFrame:
    """Citations divided by the mean of the papers first public in the same calendar year.

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
        ``score``, nan for papers without a year or count, where nobody compared with is cited, and
        for those that nobody here cites, where cited ones are compared with each other;
        ``counted`` citations; ``mean``; ``compared``, papers compared with;
        ``widened``, years taken in before and after its own.

    References
    ----------
    Radicchi, Fortunato and Castellano (2008), "Universality of citation distributions", PNAS
    105(45).

    Examples
    --------
    >>> from kdgraph.graph.citation import citation_graph
    >>> papers = pd.DataFrame({"paper_id": ["a", "b", "c"], "year": [2010, 2010, None]})
    >>> graph = citation_graph(papers, pd.DataFrame({"citing_id": ["b"], "cited_id": ["a"]}))
    >>> mean_normalised(graph)["score"].loc[["a", "b", "c"]].to_dict()
    {'a': 2.0, 'b': 0.0, 'c': nan}
    """
    compared_papers = compared_with(graph, peers)
    counted = counts_of(graph, counts, compared_papers)
    frame = pd.DataFrame(
        {"score": np.nan, "counted": counted, "mean": np.nan, "compared": 0, "widened": 0},
        index=graph.papers.index,
    )
    mean, compared, widened = (frame[name].to_numpy().copy() for name in frame.columns[2:])
    for group in year_peers(graph, counted, least, compared_papers):
        mean[group.rows] = counted[group.peers].mean()
        compared[group.rows] = len(group.peers)
        widened[group.rows] = group.widened
    score = np.divide(counted, mean, out=np.full(len(mean), np.nan), where=mean > 0)
    return frame.assign(
        score=score,
        counted=counts_of(graph, counts, np.ones(len(counted), dtype=bool)),
        mean=mean,
        compared=compared,
        widened=widened,
    )


NOTES.add("mean_normalised")(peers_note)


@PARTS.add("mean_normalised")
def mean_normalised_parts(graph: CitationGraph, paper_id: str) -> Parts:
    """Each citing paper counts one, divided by the mean of the year."""
    row = row_of(graph, paper_id)
    found = mean_normalised(graph)
    citing = citing_of(graph, row)
    mean = float(found["mean"].iloc[row]) or float("nan")
    return Parts(
        own={} if len(citing) else {"cited by nobody": float(found["score"].iloc[row])},
        citers=pd.Series(1.0 / mean, index=graph.papers.index[citing]),
        how="each citing paper of the corpus counts one, divided by the mean of the year",
    )
