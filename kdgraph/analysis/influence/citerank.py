"""CiteRank: PageRank for readers who start with recent papers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kdgraph.analysis.influence import MEASURES, NOTES, PARTS, Parts
from kdgraph.analysis.influence._graph import (
    citations_received,
    citing_of,
    row_of,
    times,
    undated_citing,
)
from kdgraph.arrays import FloatArray
from kdgraph.errors import InputError
from kdgraph.graph.citation import CitationGraph
from kdgraph.kernels.propagation import propagate

__all__ = ["citerank", "citerank_notes", "citerank_parts"]


@MEASURES.add("citerank", label="CiteRank")
def citerank(
    graph: CitationGraph, *, tau: float = 2.6, alpha: float = 0.5, tolerance: float = 1e-9
) -> pd.DataFrame:
    """CiteRank: visits by readers who start at recent papers and follow references.

    It favours recent papers by definition, and old ones that recent papers lead to: it says what is
    read now, not what was influential for its age.

    Parameters
    ----------
    graph : CitationGraph
        Papers and citations.
    tau : float
        Years after which a paper is ``e`` times less likely to be where a reader starts; above
        zero. 2.6 and an `alpha` of 0.5 describe the journals of the American Physical Society; for
        the preprints of hep-th the authors found 1 year and 0.48.
    alpha : float
        Probability of following a reference, from 0 to below 1.
    tolerance : float
        Bound on the summed absolute error of the scores, as shares of their sum.

    Returns
    -------
    DataFrame
        ``score``, the expected visits by one reader, nan for undated papers, which nobody can start
        at; ``start``, the probability to start there; ``citations``; ``undated_citing``, citing
        papers without a year, which only pass on what reaches them.

    Raises
    ------
    InputError
        If `tau` is not above zero.

    References
    ----------
    Walker, Xie, Yan and Maslov (2007), "Ranking scientific publications using a model of network
    traffic", Journal of Statistical Mechanics, P06010.

    Examples
    --------
    >>> from kdgraph.graph.citation import citation_graph
    >>> papers = pd.DataFrame({"paper_id": ["a", "b"], "year": [2010, 2010]})
    >>> graph = citation_graph(papers, pd.DataFrame({"citing_id": ["b"], "cited_id": ["a"]}))
    >>> citerank(graph)["score"].to_dict()
    {'a': 0.75, 'b': 0.5}
    """
    start = _start(graph, tau)
    score = propagate(graph.cites, start, damping=alpha, tolerance=tolerance)
    undated = np.isnan(times(graph))
    return pd.DataFrame(
        {
            "score": np.where(undated, np.nan, score),
            "start": np.where(undated, np.nan, start),
            "citations": citations_received(graph),
            "undated_citing": undated_citing(graph),
        },
        index=graph.papers.index,
    )


@NOTES.add("citerank")
def citerank_notes(_graph: CitationGraph, _scores: pd.DataFrame) -> list[str]:
    """Say what the definition favours."""
    return [
        "CiteRank favours recent papers, and what they cite, by definition: a reader starts at one "
        "of 2.6 years ago e times less often than at one of today"
    ]


@PARTS.add("citerank")
def citerank_parts(
    graph: CitationGraph, paper_id: str, *, tau: float = 2.6, alpha: float = 0.5
) -> Parts:
    """Each citing paper sends half of its visitors on, split evenly among its references."""
    row = row_of(graph, paper_id)
    start = _start(graph, tau)
    score = propagate(graph.cites, start, damping=alpha)
    citing = citing_of(graph, row)
    given = alpha * score[citing] / np.diff(graph.cites.indptr)[citing]
    undated = bool(np.isnan(times(graph)[row]))
    return Parts(
        own={"readers who start here": float("nan") if undated else float(start[row])},
        citers=pd.Series(given, index=graph.papers.index[citing]),
        how="a citing paper sends on its visitors times alpha, split evenly among its references "
        "within the corpus",
    )


def _start(graph: CitationGraph, tau: float) -> FloatArray:
    if not tau > 0:
        raise InputError(f"tau must be above zero years, got {tau}; 2.6 is usual")
    time = times(graph)
    start = np.zeros(len(time), dtype=np.float64)
    dated = ~np.isnan(time)
    if dated.any():
        # ages count from the newest paper: another day only scales all of them
        start[dated] = np.exp((time[dated] - time[dated].max()) / tau)
        start /= start.sum()
    return start
