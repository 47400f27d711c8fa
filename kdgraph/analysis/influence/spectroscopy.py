"""Reference Publication Year Spectroscopy: the years to which a literature goes back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kdgraph.analysis.influence._graph import numbers
from kdgraph.graph.citation import CitationGraph

__all__ = ["Spectrum", "rpys"]


@dataclass(frozen=True, slots=True, eq=False)
class Spectrum:
    """The references of a literature by the year of the cited paper; made by `rpys`.

    Attributes
    ----------
    frame : DataFrame
        Indexed by ``year``, without gaps from the oldest to the youngest cited paper:
        ``references``; ``median`` of the five years around; ``deviation``, references minus median;
        ``top_id``, the paper of that year with most of them, and ``top_share``, its share.
    undated : int
        References left out because the cited paper has no year.
    """

    frame: pd.DataFrame
    undated: int


def rpys(graph: CitationGraph) -> Spectrum:
    """Count references by the year of the cited paper; peaks point at the roots of a field.

    The year is that of the published record, as in the reference lists that the method was made
    for. The counts are of the lists that were read, and so are the peaks: lists of late years weigh
    as much as more of them were read.

    Parameters
    ----------
    graph : CitationGraph
        Papers with years, and citations. References to papers outside the corpus are not in it, so
        the years before its oldest papers are blank.

    Returns
    -------
    Spectrum

    References
    ----------
    Marx, Bornmann, Barth and Leydesdorff (2014), "Detecting the historical roots of research fields
    by reference publication year spectroscopy (RPYS)", JASIST 65(4). As there, the median is that
    of the year, the two before and the two after; at the ends, of those among them that exist.

    Examples
    --------
    >>> from kdgraph.graph.citation import citation_graph
    >>> papers = pd.DataFrame({"paper_id": list("abcd"), "year": [2000, 2002, 2005, 2005]})
    >>> citations = pd.DataFrame({"citing_id": list("bcdd"), "cited_id": list("aaab")})
    >>> rpys(citation_graph(papers, citations)).frame[["references", "median", "deviation"]]
          references  median  deviation
    year
    2000           3     1.0        2.0
    2001           0     1.0       -1.0
    2002           1     1.0        0.0
    """
    year = numbers(graph, "year")
    cited = graph.cites.indices
    dated = ~np.isnan(year[cited])
    counts = np.bincount(cited[dated], minlength=len(year))
    rows = np.flatnonzero(counts)
    table = pd.DataFrame(
        {
            "year": year[rows].astype(np.int64),
            "references": counts[rows],
            "top_id": graph.papers.index[rows],
        }
    )
    # ties go to the first id, so that the order of papers changes nothing
    table = table.sort_values(["references", "top_id"], ascending=[False, True])
    by_year = table.groupby("year")
    references = by_year["references"].sum()
    span = range(int(references.index.min()), int(references.index.max()) + 1) if len(rows) else []
    frame = pd.DataFrame(index=pd.Index(span, name="year", dtype=np.int64))
    frame["references"] = references.reindex(frame.index, fill_value=0).astype(np.int64)
    frame["median"] = frame["references"].rolling(5, center=True, min_periods=1).median()
    frame["deviation"] = frame["references"] - frame["median"]
    frame["top_id"] = by_year["top_id"].first().reindex(frame.index)
    most = by_year["references"].max().reindex(frame.index)
    frame["top_share"] = most / frame["references"].where(frame["references"] > 0)
    return Spectrum(frame, int(len(dated) - dated.sum()))
