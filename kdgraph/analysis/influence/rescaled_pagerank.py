"""PageRank against that of the papers nearest in age."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kdgraph.analysis.influence import MEASURES, NOTES, PARTS, Parts
from kdgraph.analysis.influence._graph import citations_received, row_of, times
from kdgraph.analysis.influence._peers import compared_with, peers_note
from kdgraph.analysis.influence.pagerank import pagerank_parts
from kdgraph.arrays import FloatArray, IntArray
from kdgraph.graph.citation import CitationGraph
from kdgraph.kernels.pagerank import pagerank

__all__ = ["peer_moments", "rescaled_pagerank", "rescaled_pagerank_parts"]


@MEASURES.add("rescaled_pagerank", label="Rescaled PageRank")
def rescaled_pagerank(
    graph: CitationGraph,
    *,
    damping: float = 0.5,
    nearest: int | None = None,
    tolerance: float = 1e-9,
    peers: str | None = None,
) -> pd.DataFrame:
    """Rescaled PageRank: standard deviations above the papers nearest in age.

    Parameters
    ----------
    graph : CitationGraph
        Papers and citations.
    damping : float
        As for ``pagerank``.
    nearest : int, optional
        Least number of papers to compare with, 2 or more; papers as near in age as the last of them
        are taken too. The authors take 1000 of 450,000; by default it is a twentieth of all, from
        20 to 1000.
    tolerance : float
        Bound on the summed absolute error of the PageRank below.
    peers : {"cited", "all"}, optional
        With which papers others are compared: with those that a paper here cites, or
        with all. By default with cited ones where the graph says whose reference lists were read,
        as those of snapshots do, which are grown by citation; with all in other graphs.

    Returns
    -------
    DataFrame
        ``score``, nan for undated papers, where all compared papers have the same PageRank, and for
        those that nobody here cites, where cited ones are compared with each other; ``pagerank``;
        ``compared``, the number of papers compared with, itself included;
        ``citations``.

    References
    ----------
    Mariani, Medo and Zhang (2016), "Identification of milestone papers through time-balanced
    network centrality", Journal of Informetrics 10(4).

    Examples
    --------
    >>> from kdgraph.graph.citation import citation_graph
    >>> papers = pd.DataFrame({"paper_id": ["a", "b", "c"], "year": [2010, 2010, 2010]})
    >>> citations = pd.DataFrame({"citing_id": ["b", "c"], "cited_id": ["a", "a"]})
    >>> rescaled_pagerank(citation_graph(papers, citations))["score"].round(3).to_dict()
    {'a': 1.414, 'b': -0.707, 'c': -0.707}
    """
    rank = pagerank(graph.cites, damping=damping, tolerance=tolerance)
    time = _compared_times(graph, peers)
    mean, deviation, compared = peer_moments(rank, time, _nearest(graph, nearest))
    return pd.DataFrame(
        {
            "score": _against(rank, mean, deviation),
            "pagerank": rank,
            "compared": compared,
            "citations": citations_received(graph),
        },
        index=graph.papers.index,
    )


@PARTS.add("rescaled_pagerank")
def rescaled_pagerank_parts(graph: CitationGraph, paper_id: str) -> Parts:
    """Return the parts of the PageRank, in standard deviations of the papers nearest in age."""
    row = row_of(graph, paper_id)
    parts = pagerank_parts(graph, paper_id)
    mean, deviation, _ = peer_moments(
        pagerank(graph.cites), _compared_times(graph, None), _nearest(graph, None)
    )
    unit = float(deviation[row]) or float("nan")
    return Parts(
        own={
            **{name: value / unit for name, value in parts.own.items()},
            "mean of the papers nearest in age": -float(mean[row]) / unit,
        },
        citers=parts.citers / unit,
        how=f"{parts.how}; in standard deviations of the papers nearest in age",
    )


NOTES.add("rescaled_pagerank")(peers_note)


def _compared_times(graph: CitationGraph, peers: str | None) -> FloatArray:
    """Return when each paper appeared that others are compared with, nan for the others."""
    return np.where(compared_with(graph, peers), times(graph), np.nan)


def _nearest(graph: CitationGraph, nearest: int | None) -> int:
    return min(max(len(graph.papers) // 20, 20), 1000) if nearest is None else nearest


def _against(score: FloatArray, mean: FloatArray, deviation: FloatArray) -> FloatArray:
    against: FloatArray = np.divide(
        score - mean, deviation, out=np.full(len(score), np.nan), where=deviation > 0
    )
    return against


def peer_moments(
    score: FloatArray, time: FloatArray, nearest: int
) -> tuple[FloatArray, FloatArray, IntArray]:
    """Return mean, standard deviation and number of the papers nearest in time to each.

    A paper is compared with those within the smallest distance in time that holds at least
    `nearest` papers, itself among them. So papers of one time always have the same company, and
    their order changes nothing; where many share a year, the company is larger than asked.

    Parameters
    ----------
    score : ndarray of float, shape (n,)
        A value for each paper.
    time : ndarray of float, shape (n,)
        When each appeared; nan where unknown: such a paper is in nobody's company and gets nan.
    nearest : int
        Least number of papers to compare with; at least 2. All, where there are fewer.

    Returns
    -------
    mean, deviation : ndarray of float, shape (n,)
        Of the company of each paper; the deviation is that of a population.
    size : ndarray of int, shape (n,)
        Papers in the company; 0 for undated ones.

    Raises
    ------
    ValueError
        If `nearest` is below 2.

    Examples
    --------
    >>> mean, deviation, size = peer_moments(np.array([1.0, 3, 5]), np.array([0.0, 0, 9]), 2)
    >>> mean, deviation, size
    (array([2., 2., 3.]), array([1.        , 1.        , 1.63299316]), array([2, 2, 3]))
    """
    if nearest < 2:
        raise ValueError(f"a paper is compared with at least 2 papers, got {nearest}")
    n = len(score)
    mean, deviation = np.full(n, np.nan), np.full(n, np.nan)
    size = np.zeros(n, dtype=np.int64)
    dated = np.flatnonzero(~np.isnan(time))
    if not len(dated):
        return mean, deviation, size
    order = dated[np.argsort(time[dated], kind="stable")]
    times, values = time[order], score[order]
    # centred and scaled first, so that the differences of running sums keep their digits
    centre, unit = values.mean(), values.std() or 1.0
    values = (values - centre) / unit
    sums = np.concatenate(([0.0], np.cumsum(values)))
    squares = np.concatenate(([0.0], np.cumsum(values * values)))
    reach = _reach(times, min(nearest, len(times)))
    low = np.searchsorted(times, times - reach, side="left")
    high = np.searchsorted(times, times + reach, side="right")
    count = high - low
    middle = (sums[high] - sums[low]) / count
    variance = (squares[high] - squares[low]) / count - middle**2
    # equal values leave nothing but rounding
    variance[variance < 1e-12] = 0.0
    mean[order] = middle * unit + centre
    deviation[order] = np.sqrt(variance) * unit
    size[order] = count
    return mean, deviation, size


def _reach(times: FloatArray, nearest: int) -> FloatArray:
    """Return the distance from each sorted time to the farthest of its `nearest` neighbours."""
    n = len(times)
    place = np.arange(n)
    low = np.maximum(place - nearest + 1, 0)
    upper = np.minimum(place, n - nearest)
    # the stretch of `nearest` sorted times that reaches least far: its left end is bisected
    while (low < upper).any():
        middle = (low + upper) // 2
        go_right = (times - times[middle] > times[np.minimum(middle + nearest, n - 1)] - times) & (
            low < upper
        )
        low = np.where(go_right, middle + 1, low)
        upper = np.where(go_right, upper, np.minimum(upper, middle))
    reach: FloatArray = np.maximum(times - times[low], times[low + nearest - 1] - times)
    # subtracting and adding it again must not lose the farthest neighbour to rounding
    reach += 1e-12 * np.abs(times).max()
    return reach
