"""Citations that the source counts in the whole literature."""

from __future__ import annotations

import pandas as pd

from kdgraph.analysis.influence import MEASURES
from kdgraph.analysis.influence._graph import citations_received, numbers
from kdgraph.graph.citation import CitationGraph

__all__ = ["reported_citations"]


@MEASURES.add("reported_citations")
def reported_citations(graph: CitationGraph) -> pd.DataFrame:
    """Citations that the source counts everywhere, also by papers outside this corpus.

    Returns
    -------
    DataFrame
        ``score``, nan where no source gave a count; ``citations`` within the corpus.

    References
    ----------
    The source is Semantic Scholar's ``citationCount``.

    Examples
    --------
    >>> from kdgraph.graph.citation import citation_graph
    >>> papers = pd.DataFrame({"paper_id": ["a", "b"], "reported_citations": [120, None]})
    >>> graph = citation_graph(papers, pd.DataFrame({"citing_id": ["b"], "cited_id": ["a"]}))
    >>> reported_citations(graph)["score"].to_dict()
    {'a': 120.0, 'b': nan}
    """
    return pd.DataFrame(
        {
            "score": numbers(graph, "reported_citations"),
            "citations": citations_received(graph),
        },
        index=graph.papers.index,
    )
