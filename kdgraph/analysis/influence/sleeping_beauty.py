"""Beauty coefficient: sleeping beauties after Ke et al."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kdgraph.analysis.influence import MEASURES
from kdgraph.analysis.influence._graph import citations_received
from kdgraph.analysis.influence._histories import Block, histories
from kdgraph.arrays import FloatArray, IntArray
from kdgraph.graph.citation import CitationGraph

__all__ = ["beauty", "sleeping_beauty"]


@MEASURES.add("sleeping_beauty")
def sleeping_beauty(graph: CitationGraph) -> pd.DataFrame:
    """Beauty coefficient: long little cited, then suddenly much.

    The gap between a straight line, from the citations in a paper's own year to those in its best
    year, and what it received each year, summed until the best.

    Returns
    -------
    DataFrame
        ``score``, nan for papers without a year or without a dated citation, 0 where the first year
        is the best; ``awakening``, the year in which the gap is largest; ``peak``, the first year
        with most citations; ``citations``; ``undated_citing`` and ``earlier_citing``, citing papers
        left out because they have no year, or one before the paper's own.

    References
    ----------
    Ke, Ferrara, Radicchi and Flammini (2015), "Defining and identifying Sleeping Beauties in
    science", PNAS 112(24).

    Examples
    --------
    >>> from kdgraph.graph.citation import citation_graph
    >>> papers = pd.DataFrame({"paper_id": list("abc"), "year": [2000, 2003, 2003]})
    >>> graph = citation_graph(papers, pd.DataFrame({"citing_id": ["b", "c"],
    ...                                              "cited_id": ["a", "a"]}))
    >>> sleeping_beauty(graph).loc["a", ["score", "awakening", "peak"]].tolist()
    [2.0, 2002.0, 2003.0]
    """
    found = histories(graph)
    n = len(graph.papers)
    score, awakening, peak = (np.full(n, np.nan) for _ in range(3))
    for block in found.blocks():
        own_year = found.first_year + block.first + block.begin
        coefficient, woken, most = beauty(_by_age(block))
        score[block.rows] = coefficient
        awakening[block.rows], peak[block.rows] = own_year + woken, own_year + most
    frame = pd.DataFrame({"score": score}, index=graph.papers.index)
    for name, when in (("awakening", awakening), ("peak", peak)):
        frame[name] = pd.array(when, dtype="Int64")
    return frame.assign(
        citations=citations_received(graph),
        undated_citing=found.undated,
        earlier_citing=found.earlier,
    )


def _by_age(block: Block) -> FloatArray:
    """Return the citations of a block by the age of the cited paper instead of by year."""
    years = block.counts.shape[1]
    place = np.arange(years) + block.begin[:, None]
    moved: FloatArray = np.take_along_axis(block.counts, np.minimum(place, years - 1), axis=1)
    return np.where(place < years, moved, 0.0)


def beauty(counts: FloatArray) -> tuple[FloatArray, IntArray, IntArray]:
    """Return beauty coefficient, awakening age and peak age of each history.

    Parameters
    ----------
    counts : ndarray of float, shape (histories, ages)
        Citations received at age 0, 1, ...; pad short histories with zeros.

    Returns
    -------
    coefficient : ndarray of float
        ``sum((c[m] - c[0]) / m * t + c[0] - c[t]) / max(1, c[t])`` over ages t up to m, the first
        age with the most citations. 0 where m is 0.
    awakening : ndarray of int
        The first age at which the history is farthest below (or above) the straight line from age
        0 to the peak.
    peak : ndarray of int
        m itself.

    Examples
    --------
    >>> beauty(np.array([[0.0, 0.0, 0.0, 6.0]]))  # (2 + 4) / 1 below the line, then woken at 2
    (array([6.]), array([2]), array([3]))
    """
    histories, ages = counts.shape
    if not ages:
        return (
            np.zeros(histories),
            np.zeros(histories, dtype=np.int64),
            np.zeros(histories, dtype=np.int64),
        )
    peak = counts.argmax(axis=1).astype(np.int64)
    age = np.arange(ages, dtype=np.float64)
    first = counts[:, 0]
    top = counts[np.arange(histories), peak]
    slope = (top - first) / np.maximum(peak, 1)
    below = slope[:, None] * age + first[:, None] - counts
    until_peak = age <= peak[:, None]
    coefficient = np.where(until_peak, below / np.maximum(counts, 1.0), 0.0).sum(axis=1)
    # the distance from the line is the vertical gap times a factor that one history shares
    gap = np.where(until_peak, np.abs(below), -1.0)
    nearly = gap >= gap.max(axis=1)[:, None] * (1 - 1e-12)
    awakening = nearly.argmax(axis=1).astype(np.int64)
    return np.where(peak > 0, coefficient, 0.0), awakening, peak
