"""Share of a paper's citations that the source marks as influential."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kdgraph.analysis.influence import MEASURES
from kdgraph.analysis.influence._graph import numbers
from kdgraph.graph.citation import CitationGraph

__all__ = ["influential_share"]


@MEASURES.add("influential_share", label="Share of influential citations")
def influential_share(graph: CitationGraph, *, least: int = 1) -> pd.DataFrame:
    """Share of a paper's citations that the source marks as influential.

    Parameters
    ----------
    graph : CitationGraph
        Papers with ``reported_citations`` and ``reported_influential``.
    least : int
        Citations below which a share is undefined: one of two says little.

    Returns
    -------
    DataFrame
        ``score``, nan where a count is unknown, or there are fewer than `least` citations or none;
        ``reported_citations``; ``reported_influential``.

    References
    ----------
    Valenzuela, Ha and Etzioni (2015), "Identifying meaningful citations", AAAI Workshop on
    Scholarly Big Data, for the mark.

    Examples
    --------
    >>> from kdgraph.graph.citation import citation_graph
    >>> papers = pd.DataFrame({"paper_id": ["a", "b"], "reported_citations": [120, 0],
    ...                        "reported_influential": [12, 0]})
    >>> graph = citation_graph(papers, pd.DataFrame({"citing_id": ["b"], "cited_id": ["a"]}))
    >>> influential_share(graph)["score"].to_dict()
    {'a': 0.1, 'b': nan}
    """
    every = numbers(graph, "reported_citations")
    influential = numbers(graph, "reported_influential")
    score = np.divide(
        influential, every, out=np.full(len(every), np.nan), where=every >= max(least, 1)
    )
    return pd.DataFrame(
        {"score": score, "reported_citations": every, "reported_influential": influential},
        index=graph.papers.index,
    )
