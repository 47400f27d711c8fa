"""Papers that were found late."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kdgraph.analysis.influence import MEASURES
from kdgraph.analysis.influence._graph import citations_received
from kdgraph.analysis.influence._histories import histories
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
    ages = found.counts.shape[1]
    # from calendar years to ages: every history begins in the first column
    place = np.arange(ages) + found.begin[:, None]
    by_age = np.where(
        place < ages,
        np.take_along_axis(found.counts, np.minimum(place, max(ages - 1, 0)), axis=1),
        0.0,
    )
    coefficient, awakening, peak = beauty(by_age)
    own_year = found.begin + found.first_year
    score = np.full(len(graph.papers), np.nan)
    score[found.rows] = coefficient
    ids = graph.papers.index[found.rows]
    frame = pd.DataFrame({"score": score}, index=graph.papers.index)
    for name, age in (("awakening", awakening), ("peak", peak)):
        frame[name] = pd.Series(age + own_year, index=ids, dtype="Int64").reindex(frame.index)
    return frame.assign(
        citations=citations_received(graph),
        undated_citing=found.undated,
        earlier_citing=found.earlier,
    )
