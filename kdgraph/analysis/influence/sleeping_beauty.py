"""Beauty coefficient: sleeping beauties after Ke et al."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kdgraph.analysis.influence import MEASURES, NOTES
from kdgraph.analysis.influence._graph import citations_received, lists_known
from kdgraph.analysis.influence._histories import (
    LEAST_MADE,
    NEARLY_ALL,
    Block,
    YearsRead,
    histories,
)
from kdgraph.analysis.ties import settled
from kdgraph.arrays import BoolArray, FloatArray, IntArray
from kdgraph.graph.citation import CitationGraph

__all__ = ["beauty", "sleeping_beauty", "sleeping_beauty_notes"]


@MEASURES.add("sleeping_beauty")
def sleeping_beauty(graph: CitationGraph) -> pd.DataFrame:
    """Beauty coefficient, by calendar year: long little cited, then suddenly much.

    The gap between a straight line, from the citations in a paper's own year to those in its best
    year, and what it received each year, summed until the best.

    A year of which hardly a reference list was read shows hardly a citation, and that is no sleep.
    So citations count as they are only in years of which nearly all lists are known: of at least
    four fifths of the papers, itself not counted. Where other years hold more of a paper's
    citations, they are shares instead: those of each year are divided by all that the corpus makes
    in it, and multiplied so that their sum stays; a year in which it makes fewer than 50 is
    unknown. A paper is scored only where no unknown year comes before its best one. In a graph that
    does not say whose lists were read, a cited paper that cites nothing here counts as unread.

    Returns
    -------
    DataFrame
        ``score``, nan for papers without a year or without a dated citation, and where a year
        before the best is unknown; 0 where the first year is the best; ``awakening``, the year in
        which the gap is largest; ``peak``, the first year with most citations; ``by_share``,
        whether shares were compared (missing where there is no score); ``citations``;
        ``undated_citing`` and ``earlier_citing``, citing papers left out because they have no year,
        or one before the paper's own.

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
    score, awakening, peak, by_share = (np.full(n, np.nan) for _ in range(4))
    known_list, could = lists_known(graph)
    for block in found.blocks():
        own_year = found.first_year + block.first + block.begin
        own = (could[block.rows].astype(np.int64), known_list[block.rows].astype(np.int64))
        fed, known, shares = _comparable(block, found.read, own)
        coefficient, woken, most = beauty(fed)
        age = np.arange(fed.shape[1])
        unknown_before = (~known & (age <= most[:, None])).any(axis=1)
        told = ~unknown_before & (fed.sum(axis=1) > 0)
        rows = block.rows[told]
        score[rows] = coefficient[told]
        awakening[rows], peak[rows] = (own_year + woken)[told], (own_year + most)[told]
        by_share[rows] = shares[told]
    frame = pd.DataFrame({"score": score}, index=graph.papers.index)
    for name, when in (("awakening", awakening), ("peak", peak)):
        frame[name] = pd.array(when, dtype="Int64")
    frame["by_share"] = pd.arrays.BooleanArray(by_share == 1, np.isnan(by_share))
    return frame.assign(
        citations=citations_received(graph),
        undated_citing=found.undated,
        earlier_citing=found.earlier,
    )


@NOTES.add("sleeping_beauty")
def sleeping_beauty_notes(graph: CitationGraph, scores: pd.DataFrame) -> list[str]:
    """Say what the histories were counted in, and which years are unknown."""
    read = histories(graph).read
    shares = int(scores["by_share"].fillna(value=False).sum())
    counts = int(scores["score"].notna().sum()) - shares
    notes = []
    if shares:
        others = f"; {counts:,} are in citations, for nearly all lists of their years are known"
        notes.append(
            f"{shares:,} histories are in shares of the citations that the corpus makes in each "
            f"year, since too few lists of some years are known{others if counts else ''}"
        )
    cited = scores["citations"] > scores["undated_citing"] + scores["earlier_citing"]
    unknown = int((cited & scores["score"].isna()).sum())
    if unknown:
        thin = read.thin()
        notes.append(
            f"{unknown:,} cited papers have no beauty coefficient: before their best year come "
            f"years of which too little was read (fewer than {LEAST_MADE} citations made"
            f"{f': {thin}' if thin else ''}), and a year that nobody read is no sleep"
        )
    return notes


def _comparable(
    block: Block, read: YearsRead, own: tuple[IntArray, IntArray]
) -> tuple[FloatArray, BoolArray, BoolArray]:
    """Return histories by age that can be compared over years, which ages are known, and how.

    `own` says of each paper whether it counts in its year, and whether its list is known.
    """
    width = block.counts.shape[1]
    place = np.arange(width) + block.begin[:, None]
    lived = place < width
    place = np.minimum(place, width - 1)
    counts = np.where(lived, np.take_along_axis(block.counts, place, axis=1), 0.0)
    made, papers, known_lists = (
        np.take(part[block.first :], place) for part in (read.made, read.papers, read.known)
    )
    papers[:, :1] -= own[0][:, None]
    known_lists[:, :1] -= own[1][:, None]
    nearly_all = known_lists >= NEARLY_ALL * papers
    enough = made >= LEAST_MADE
    in_counted, in_shared = ((counts * mask).sum(axis=1) for mask in (nearly_all, enough))
    shares = in_shared > in_counted
    known = np.where(shares[:, None], enough, nearly_all) | ~lived
    counts = np.where(known, counts, 0.0)
    share = np.divide(counts, made, out=np.zeros_like(counts), where=made > 0)
    whole = share.sum(axis=1)
    scale = np.divide(counts.sum(axis=1), whole, out=np.zeros(len(whole)), where=whole > 0)
    # equal shares must stay equal, so that the first year of them is the best
    fed = np.where(shares[:, None], settled(share * scale[:, None]), counts)
    return fed, known, shares


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
