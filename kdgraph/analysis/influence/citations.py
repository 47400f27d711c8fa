"""Citations within the corpus."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kdgraph.analysis.influence import MEASURES, PARTS, Parts
from kdgraph.analysis.influence._graph import (
    citations_received,
    citing_of,
    row_of,
    undated_citing,
)
from kdgraph.graph.citation import CitationGraph

__all__ = ["citations", "citations_parts"]


@MEASURES.add("citations", label="In-corpus citations")
def citations(graph: CitationGraph) -> pd.DataFrame:
    """Citations received from papers of this corpus.

    Returns
    -------
    DataFrame
        ``score``; ``undated_citing``, those among them by papers without a year.

    References
    ----------
    Garfield (1972), "Citation analysis as a tool in journal evaluation", Science 178.

    Examples
    --------
    >>> from kdgraph.graph.citation import citation_graph
    >>> papers = pd.DataFrame({"paper_id": ["a", "b"]})
    >>> graph = citation_graph(papers, pd.DataFrame({"citing_id": ["b"], "cited_id": ["a"]}))
    >>> citations(graph)["score"].to_dict()
    {'a': 1.0, 'b': 0.0}
    """
    return pd.DataFrame(
        {
            "score": citations_received(graph).astype(np.float64),
            "undated_citing": undated_citing(graph),
        },
        index=graph.papers.index,
    )


@PARTS.add("citations")
def citations_parts(graph: CitationGraph, paper_id: str) -> Parts:
    """Each citing paper counts one."""
    citing = citing_of(graph, row_of(graph, paper_id))
    return Parts(
        own={},
        citers=pd.Series(1.0, index=graph.papers.index[citing]),
        how="each citing paper of the corpus counts one",
    )
