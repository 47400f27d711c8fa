"""Sort a citation graph by paper id, so that results do not depend on row order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from kdgraph.graph.citation import CitationGraph

__all__ = ["GraphById", "by_id"]


@dataclass(frozen=True, slots=True, eq=False)
class GraphById:
    """The papers and citations of a graph, rows sorted by paper id."""

    papers: pd.DataFrame
    cites: csr_array[np.float64]


def by_id(graph: CitationGraph) -> GraphById:
    """Sort the rows of a graph by paper id: ties and random choices then fall the same way.

    Examples
    --------
    >>> from kdgraph.graph.citation import citation_graph
    >>> papers = pd.DataFrame({"paper_id": ["b", "a"]})
    >>> graph = citation_graph(papers, pd.DataFrame({"citing_id": ["b"], "cited_id": ["a"]}))
    >>> by_id(graph).papers.index.tolist(), by_id(graph).cites.toarray().tolist()
    (['a', 'b'], [[0.0, 0.0], [1.0, 0.0]])
    """
    order = np.asarray(graph.papers.index.argsort())
    n = len(order)
    place = np.empty(n, dtype=np.int64)
    place[order] = np.arange(n)
    citing = np.repeat(place, np.diff(graph.cites.indptr))
    cited = place[graph.cites.indices]
    cites = csr_array((graph.cites.data, (citing, cited)), shape=(n, n))
    cites.sort_indices()
    return GraphById(graph.papers.iloc[order], cites)
