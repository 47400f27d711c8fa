"""The citation graph: a frame of papers and a sparse array in the same row order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from kdgraph.arrays import IntArray
from kdgraph.errors import InputError
from kdgraph.graph.arcs import citation_arcs, freeze, ids_of, reordered, sorted_rank
from kdgraph.graph.chronology import publication_time
from kdgraph.graph.values import plain_values
from kdgraph.kernels.order import condensation

__all__ = ["CitationGraph", "citation_graph"]


@dataclass(frozen=True, slots=True, eq=False)
class CitationGraph:
    """Papers, and who cites whom among them; made by `citation_graph`.

    Rows stand in (topological, date) order: cited before citing papers, by the level of their
    strong component (papers that cite each other in a circle stand together), then by
    `publication_time`, then by id. That makes everything that reads the arrays faster; it may
    change between versions, so go from ids to rows and back through ``papers.index`` only.

    Attributes
    ----------
    papers : DataFrame
        Indexed by ``paper_id``; ``year`` is always there (``Int64``, missing where unknown), all
        other columns are as given.
    cites : csr_array of float64, shape (n, n)
        ``cites[i, j] == 1`` when the paper in row ``i`` cites the one in row ``j``. No loops, no
        doubled arcs, sorted, read-only.
    cited_by : csr_array of float64, shape (n, n)
        The transpose of `cites`: ``cited_by[j, i] == 1`` when row ``i`` cites row ``j``.
    loops_dropped : int
        Rows in which a paper cites itself.
    duplicates_merged : int
        Rows that repeat an arc.
    outside_dropped : int
        Rows with an end that is none of the papers.
    undated : int
        Papers without a year.
    forward_in_time : int
        Arcs whose citing paper is older, by year, than the one it cites. They are kept.
    """

    papers: pd.DataFrame
    cites: csr_array[np.float64]
    cited_by: csr_array[np.float64]
    loops_dropped: int
    duplicates_merged: int
    outside_dropped: int
    undated: int
    forward_in_time: int
    given_year: int | None

    @property
    def as_of_year(self) -> int:
        """The year from which ages count: the one given, else the latest among the papers.

        Raises
        ------
        InputError
            If none was given and no paper has one.
        """
        if self.given_year is not None:
            return self.given_year
        if self.undated == len(self.papers):
            raise InputError(
                f"none of the {len(self.papers)} papers has a year, so there is no latest one; "
                "give as_of_year"
            )
        return int(self.papers["year"].max())

    def arcs(self) -> pd.DataFrame:
        """Return the arcs as a frame with ``citing_id`` and ``cited_id``, in row order.

        Examples
        --------
        >>> papers = pd.DataFrame({"paper_id": ["a", "b"]})
        >>> graph = citation_graph(papers, pd.DataFrame({"citing_id": ["b"], "cited_id": ["a"]}))
        >>> graph.arcs().to_dict("records")
        [{'citing_id': 'b', 'cited_id': 'a'}]
        """
        ids = self.papers.index
        citing = np.repeat(np.arange(len(ids)), np.diff(self.cites.indptr))
        return pd.DataFrame({"citing_id": ids[citing], "cited_id": ids[self.cites.indices]})

    def to_networkx(self) -> nx.DiGraph[Any]:
        """Return the graph for networkx: nodes in row order, arcs from citing to cited paper.

        Nodes carry all columns of `papers` as plain Python values: times as ISO 8601 text, lists as
        lists, None where a value is missing.

        Examples
        --------
        >>> papers = pd.DataFrame({"paper_id": ["a", "b"], "year": [2014, None]})
        >>> graph = citation_graph(papers, pd.DataFrame({"citing_id": ["b"], "cited_id": ["a"]}))
        >>> graph.to_networkx().nodes(data=True)
        NodeDataView({'a': {'year': 2014}, 'b': {'year': None}})
        >>> list(graph.to_networkx().edges)
        [('b', 'a')]
        """
        graph: nx.DiGraph[Any] = nx.DiGraph()
        graph.add_nodes_from(zip(self.papers.index.tolist(), _rows(self.papers), strict=True))
        arcs = self.arcs()
        graph.add_edges_from(
            zip(arcs["citing_id"].tolist(), arcs["cited_id"].tolist(), strict=True)
        )
        return graph


def citation_graph(
    papers: pd.DataFrame, citations: pd.DataFrame, *, as_of_year: int | None = None
) -> CitationGraph:
    """Make the citation graph of any frames with the right columns.

    Parameters
    ----------
    papers : DataFrame
        ``paper_id`` as a column or as the index; ``year`` if there is one (any number type or
        numbers as text, missing where unknown), ``date`` (a day, or text such as 2015-03-09) and
        ``first_year`` likewise. More columns are welcome and kept.
    citations : DataFrame
        ``citing_id`` and ``cited_id``. Loops, repeats and rows with an end outside `papers` are
        left out and counted.
    as_of_year : int, optional
        The year from which ages count; by default the latest year among the papers.

    Returns
    -------
    CitationGraph
        The same whatever the order of rows in the two frames.

    Raises
    ------
    InputError
        If a column is missing, a paper id is missing or doubled, a year is no whole number, or a
        date no day.

    Examples
    --------
    >>> papers = pd.DataFrame({"paper_id": ["a", "b", "c"], "year": [2014, 2015, 2015]})
    >>> citations = pd.DataFrame({"citing_id": ["b", "c", "c"], "cited_id": ["a", "a", "x"]})
    >>> graph = citation_graph(papers, citations)
    >>> graph.cites.toarray()
    array([[0., 0., 0.],
           [1., 0., 0.],
           [1., 0., 0.]])
    >>> graph.as_of_year, graph.outside_dropped
    (2015, 1)
    """
    ids = ids_of(papers, "paper_id", "papers")
    frame = papers.drop(columns="paper_id", errors="ignore").set_axis(ids, axis="index")
    years = _years(frame, ids)
    frame["year"] = years
    arcs = citation_arcs(ids, citations)
    year = years.to_numpy(dtype=np.float64, na_value=np.nan)
    citing = np.repeat(year, np.diff(arcs.cites.indptr))
    # a comparison with nan is false, so that an undated end never counts as forward
    forward = int((citing < year[arcs.cites.indices]).sum())
    order = _row_order(frame, arcs.cites)
    cites, cited_by = reordered(arcs.cites, order)
    return CitationGraph(
        papers=frame.iloc[order],
        cites=freeze(cites),
        cited_by=freeze(cited_by),
        loops_dropped=arcs.loops,
        duplicates_merged=arcs.duplicates,
        outside_dropped=arcs.outside,
        undated=int(years.isna().sum()),
        forward_in_time=forward,
        given_year=as_of_year,
    )


def _row_order(papers: pd.DataFrame, cites: csr_array[np.float64]) -> IntArray:
    """Return the (topological, date) order of the papers."""
    n = len(papers)
    label, level = condensation(cites)
    by_date = np.lexsort((sorted_rank(papers.index), publication_time(papers)))
    rank = np.empty(n, dtype=np.int64)
    rank[by_date] = np.arange(n)
    # the first paper of a component says where all of it stands on its level
    first = np.full(n, n, dtype=np.int64)
    np.minimum.at(first, label, rank)
    return np.lexsort((rank, first[label], level)).astype(np.int64)


def _years(papers: pd.DataFrame, ids: pd.Index) -> pd.Series[Any]:
    if "year" not in papers.columns:
        return pd.Series(pd.NA, index=ids, dtype="Int64", name="year")
    given = papers["year"]
    try:
        return pd.to_numeric(given).astype("Int64")
    except (TypeError, ValueError) as error:
        raise InputError(
            f"a year among the papers is no whole number ({error}); "
            "give years such as 2015, and nothing where it is unknown"
        ) from error


def _rows(papers: pd.DataFrame) -> Iterator[dict[str, Any]]:
    names = [str(name) for name in papers.columns]
    if not names:
        return ({} for _ in range(len(papers)))
    columns = [plain_values(papers.iloc[:, place]) for place in range(len(names))]
    return (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))
