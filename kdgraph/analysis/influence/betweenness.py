"""Betweenness centrality of papers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kdgraph.analysis.influence import MEASURES
from kdgraph.analysis.influence._graph import citations_received
from kdgraph.errors import InputError
from kdgraph.graph.citation import CitationGraph
from kdgraph.kernels.betweenness import dependencies, sources_at_once
from kdgraph.kernels.order import condensation

__all__ = ["betweenness"]

_MOST_WORK = 60_000_000  # papers times citations, about ten seconds
_MOST_STEPS = 1_000_000  # of all searches one after the other, about as long


@MEASURES.add("betweenness", label="Betweenness centrality")
def betweenness(graph: CitationGraph, *, sample: int | None = None, seed: int = 0) -> pd.DataFrame:
    """Betweenness: pairs of papers whose shortest chain of references runs through the paper.

    Parameters
    ----------
    graph : CitationGraph
        Papers and citations; a chain follows references, so its direction counts.
    sample : int, optional
        Number of papers from which chains start, drawn without return; at least 2. By default all
        of them, where papers times citations are at most 60 million, else 256, or fewer where
        chains are so long that these would take minutes.
    seed : int
        Seed of the draw, which goes by sorted paper id.

    Returns
    -------
    DataFrame
        ``score``, the number of pairs, each shared among its shortest chains (not divided by the
        number of all pairs, so that a paper added elsewhere changes nothing); ``error``, the
        standard error of the score, 0 where all papers are starts; ``starts``, how many were taken;
        ``citations``.

    Raises
    ------
    InputError
        If `sample` is below 2.

    References
    ----------
    Freeman (1977), Sociometry 40(1); Brandes and Pich (2007), "Centrality estimation in large
    networks", International Journal of Bifurcation and Chaos 17(7), for the sample.

    Examples
    --------
    >>> from kdgraph.graph.citation import citation_graph
    >>> papers = pd.DataFrame({"paper_id": ["a", "b", "c"]})
    >>> citations = pd.DataFrame({"citing_id": ["b", "c"], "cited_id": ["a", "b"]})
    >>> betweenness(citation_graph(papers, citations))["score"].to_dict()
    {'a': 0.0, 'b': 1.0, 'c': 0.0}
    """
    n = len(graph.papers)
    if sample is not None and sample < 2:
        raise InputError(f"a sample needs at least 2 papers, got {sample}")
    if sample is None:
        sample = _affordable(graph)
    starts = min(sample, n)
    error = np.zeros(n, dtype=np.float64)
    if starts == n:
        score, _ = dependencies(graph.cites, np.arange(n, dtype=np.int64))
    else:
        by_id = np.argsort(graph.papers.index.to_numpy(dtype=object), kind="stable")
        drawn = np.random.default_rng(seed).choice(n, size=starts, replace=False)
        total, squares = dependencies(graph.cites, np.sort(by_id[drawn]).astype(np.int64))
        score = total * (n / starts)
        variance = np.maximum(squares - total**2 / starts, 0.0) / (starts - 1)
        # drawn without return: the sample error goes to zero as the sample becomes everything
        error = n * np.sqrt(variance / starts * (1 - starts / n))
    return pd.DataFrame(
        {
            "score": score,
            "error": error,
            "starts": np.full(n, starts, dtype=np.int64),
            "citations": citations_received(graph),
        },
        index=graph.papers.index,
    )


def _affordable(graph: CitationGraph) -> int:
    """Return from how many papers chains can start within some ten seconds."""
    n, arcs = len(graph.papers), graph.cites.nnz
    if n * arcs <= _MOST_WORK:
        return n
    label, level = condensation(graph.cites)
    size = np.bincount(label)
    # no shortest chain is longer: it goes down level by level, and round in circles
    longest = int(level.max()) + int(size[size > 1].sum()) + 1
    return max(min(256, sources_at_once(n, arcs) * (_MOST_STEPS // longest)), 2)
