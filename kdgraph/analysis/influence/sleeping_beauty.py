"""Papers that were found late."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kdgraph.analysis.influence import MEASURES
from kdgraph.analysis.influence._graph import citations_received
from kdgraph.analysis.influence._histories import Block, histories
from kdgraph.arrays import FloatArray
from kdgraph.graph.citation import CitationGraph
from kdgraph.kernels.beauty import beauty

__all__ = ["sleeping_beauty"]


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
