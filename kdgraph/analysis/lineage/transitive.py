"""Transitive reduction of the citations among selected papers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from kdgraph.analysis.lineage._context import lineage_context
from kdgraph.analysis.result import Where
from kdgraph.arrays import IndexArray
from kdgraph.errors import InputError
from kdgraph.kernels.order import arc_rows, topological_order

__all__ = ["MOST_SELECTED", "Reduction", "redundant_arcs", "transitive_reduction"]

MOST_SELECTED: Final = 20_000
"""The most papers that can be selected; they take 50 MB."""


@dataclass(frozen=True, eq=False)
class Reduction:
    """The transitive reduction of a selection; made by `transitive_reduction`.

    Attributes
    ----------
    papers : DataFrame
        The selection, indexed by ``paper_id``: ``year``, and ``title`` where there is one.
    arcs : DataFrame
        ``citing_id`` and ``cited_id`` of the citations that stay.
    redundant : DataFrame
        Those left out because a longer way leads through selected papers, with ``via_id``: a paper
        that the citing one cites too, and that leads to the cited one.
    cut : DataFrame
        Those between selected papers left out before, to break cycles, with ``reason``.
    """

    papers: pd.DataFrame
    arcs: pd.DataFrame
    redundant: pd.DataFrame
    cut: pd.DataFrame

    @property
    def note(self) -> str:
        """What was left out, in a sentence."""
        return (
            f"{len(self.arcs)} citations among {len(self.papers)} papers; "
            f"{len(self.redundant)} removed as redundant, {len(self.cut)} to break cycles"
        )


def transitive_reduction(graph: Where, selection: Iterable[str]) -> Reduction:
    """Return the transitive reduction of the citations within a selection.

    Cycles are cut first, by all citations of the graph. Ways through papers that are not selected
    do not count.

    Parameters
    ----------
    graph : CitationGraph or Snapshot
        Where to look.
    selection : iterable of str
        Papers, by any name that a snapshot finds; repeats do no harm.

    Raises
    ------
    UnknownPaperError, AmbiguousPaperError
        If a name means no paper, or several.
    InputError
        If more than `MOST_SELECTED` papers are selected.

    References
    ----------
    Aho, Garey and Ullman (1972), "The transitive reduction of a directed graph".

    Examples
    --------
    >>> from kdgraph.graph.citation import citation_graph
    >>> papers = pd.DataFrame({"paper_id": ["a", "b", "c"], "year": [2014, 2015, 2016]})
    >>> citations = pd.DataFrame({"citing_id": ["b", "c", "c"], "cited_id": ["a", "a", "b"]})
    >>> found = transitive_reduction(citation_graph(papers, citations), ["a", "b", "c"])
    >>> found.redundant.to_dict("records")
    [{'citing_id': 'c', 'cited_id': 'a', 'via_id': 'b'}]
    """
    base = lineage_context(graph)
    rows = base.find_all(selection)
    if len(rows) > MOST_SELECTED:
        raise InputError(
            f"{len(rows)} papers are selected, at most {MOST_SELECTED} can be; select fewer"
        )
    inside = csr_array(base.cites[rows][:, rows])
    via = redundant_arcs(inside)
    ids = base.ids[rows]
    arcs = pd.DataFrame({"citing_id": ids[arc_rows(inside)], "cited_id": ids[inside.indices]})
    kept = via < 0
    redundant = arcs[~kept].assign(via_id=ids[via[~kept]])
    return Reduction(
        papers=base.describe(rows),
        arcs=arcs[kept].reset_index(drop=True),
        redundant=redundant.reset_index(drop=True),
        cut=base.cut_arcs(rows, rows),
    )


def redundant_arcs(cites: csr_array) -> IndexArray:
    """Return for each citation a row on a longer path to the same paper.

    Parameters
    ----------
    cites : csr_array, shape (n, n)
        ``cites[i, j] == 1`` when row ``i`` cites row ``j``; without cycles. Takes n * n / 8 bytes.

    Returns
    -------
    ndarray of int, one for each stored arc
        A row that the citing paper cites too and from which the cited one can be reached: the one
        with the longest chain of citations, of several the first. -1 where there is none, and the
        arc belongs to the transitive reduction.

    Raises
    ------
    ValueError
        If there is a cycle.

    Examples
    --------
    >>> redundant_arcs(csr_array([[0.0, 0, 0], [1, 0, 0], [1, 1, 0]]))  # 2 cites 0 also by way of 1
    array([-1,  1, -1])
    """
    n = cites.shape[0]
    order, level = topological_order(cites)
    reach = np.zeros((n, (n + 7) // 8), dtype=np.uint8)
    byte, bit = np.arange(n) >> 3, (np.uint8(1) << (np.arange(n) & 7).astype(np.uint8))
    via = np.full(cites.nnz, -1, dtype=np.intp)
    rows = arc_rows(cites)
    # the longest chain first, so that what it reaches is known before the arcs that it excuses
    along = np.lexsort((cites.indices, -level[cites.indices], rows))
    starts = cites.indptr
    for row in order.tolist():
        reached = reach[row]
        arcs = along[starts[row] : starts[row + 1]]
        for place, arc in enumerate(arcs.tolist()):
            cited = int(cites.indices[arc])
            if reached[byte[cited]] & bit[cited]:
                earlier = cites.indices[arcs[:place]]
                through = reach[earlier, byte[cited]] & bit[cited]
                via[arc] = earlier[np.flatnonzero(through)[0]]
                continue
            reached |= reach[cited]
            reached[byte[cited]] |= bit[cited]
    return via
