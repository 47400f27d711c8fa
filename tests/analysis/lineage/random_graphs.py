"""Small literatures by hypothesis, and what networkx says about them."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pandas as pd
from hypothesis import strategies as st

from kdgraph.graph.citation import CitationGraph, citation_graph

__all__ = ["literatures", "network_of", "shuffled"]

_YEARS = st.one_of(st.none(), st.integers(2000, 2004))


@st.composite
def literatures(draw: st.DrawFn, most: int = 7, *, acyclic: bool = True) -> CitationGraph:
    """Draw a graph of at least two papers; later letters cite earlier ones unless cyclic."""
    n = draw(st.integers(2, most))
    names = [chr(97 + k) for k in range(n)]
    pairs = [(a, b) for a in names for b in names if (a > b if acyclic else a != b)]
    arcs = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=14))
    years = [2000 + k for k in range(n)] if acyclic else [draw(_YEARS) for _ in names]
    papers = pd.DataFrame({"paper_id": names, "year": pd.array(years, dtype="Int64")})
    return citation_graph(papers, pd.DataFrame(arcs, columns=["citing_id", "cited_id"]))


def network_of(graph: CitationGraph) -> nx.DiGraph[Any]:
    """Return the graph for networkx, arcs from citing to cited paper."""
    return graph.to_networkx()


def shuffled(graph: CitationGraph, seed: int) -> CitationGraph:
    """Return the same literature with its papers and citations in another order."""
    papers = graph.papers.sample(frac=1, random_state=seed)
    return citation_graph(papers, graph.arcs().sample(frac=1, random_state=seed))
