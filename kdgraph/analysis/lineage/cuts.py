"""Remove the cycles of a citation graph, listing each citation removed and why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_args

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from kdgraph.arrays import IndexArray
from kdgraph.errors import InputError
from kdgraph.graph.chronology import publication_time
from kdgraph.graph.citation import CitationGraph
from kdgraph.kernels.cycles import REASONS, How
from kdgraph.kernels.cycles import cut_cycles as cut_cycles_kernel
from kdgraph.kernels.order import strong_components

__all__ = ["CycleCut", "How", "cut_cycles"]


@dataclass(frozen=True, eq=False)
class CycleCut:
    """An acyclic citation graph, its rows, and the citations removed; made by `cut_cycles`.

    Attributes
    ----------
    how : str
        ``backward``, ``preprint`` or ``shrink``.
    cites : csr_array of float64, shape (m, m)
        ``cites[i, j] == 1`` when row ``i`` cites row ``j``; acyclic.
    rows : DataFrame
        One row for each of `cites`: ``paper_id``, the paper it stands for (of a shrunk component
        the one that comes first in the graph); ``preprint``, whether it is the twin of that paper;
        ``papers``, how many papers it stands for.
    row_of_paper : Series of int
        For each ``paper_id`` its row; never that of a twin, and of a shrunk component the same for
        all its papers.
    cut : DataFrame
        ``citing_id``, ``cited_id`` and ``reason`` of each citation of the graph that is not in
        `cites`, in the graph's order of rows. All other citations are there, between the rows of
        their two papers.
    citations : int
        Citations of the graph that was cut.
    cycles : int
        Its strong components with more than one paper.
    papers_in_cycles, largest_cycle : int
        Papers in all of these, and in the largest.
    """

    how: How
    cites: csr_array[np.float64]
    rows: pd.DataFrame
    row_of_paper: pd.Series[Any]
    cut: pd.DataFrame
    citations: int
    cycles: int
    papers_in_cycles: int
    largest_cycle: int

    @property
    def share(self) -> float:
        """Share of the graph's citations that are cut; 0 where there are none at all."""
        return len(self.cut) / self.citations if self.citations else 0.0

    @property
    def counts(self) -> dict[str, int]:
        """How many citations are cut for each reason."""
        return {str(reason): int(n) for reason, n in self.cut["reason"].value_counts().items()}

    @property
    def _rounded(self) -> str:
        """The share in percent; a small one never as none."""
        return "<0.01%" if 0 < self.share < 0.00005 else f"{self.share:.2%}"

    @cached_property
    def note(self) -> str | None:
        """What must be said beside a result that rests on this; None where nothing was cut."""
        if not self.cycles:
            return None
        where = (
            f"{self.papers_in_cycles:,} papers cite each other in circles "
            f"(groups: {self.cycles}, the largest of {self.largest_cycle})"
        )
        what = {
            "backward": f"citations ({self._rounded}) cut",
            "preprint": "citations lead to preprint twins",
            "shrink": "citations vanish inside shrunk rows",
        }
        return f"{where}: {len(self.cut):,} of {self.citations:,} {what[self.how]}"

    def members(self, row: int) -> list[str]:
        """Return the ids of the papers that a row stands for."""
        if self.rows["preprint"].iloc[row]:
            return [str(self.rows["paper_id"].iloc[row])]
        return list(self.row_of_paper.index[self.row_of_paper.to_numpy() == row])


def cut_cycles(graph: CitationGraph, how: How = "backward") -> CycleCut:
    """Return the graph without cycles, and the citations removed.

    Citations outside of cycles are never touched, those within one year or against time included.

    Parameters
    ----------
    graph : CitationGraph
        Papers and citations.
    how : {"backward", "preprint", "shrink"}
        ``backward`` cuts citations inside a cycle that run against time: the citing paper is older,
        by `publication_time`, than the cited one. Where a cycle has none, a citation between papers
        of the same time or with an undated one is cut instead. No citation is cut that could stay.
        ``preprint`` gives each paper in a cycle a twin, its preprint, which cites nothing; papers
        in the cycle cite each other's preprints. ``shrink`` makes the papers of a cycle one row.

    Returns
    -------
    CycleCut
        The same for the same papers and citations, in whatever order they came.

    Raises
    ------
    InputError
        If `how` is none of the three.

    References
    ----------
    Batagelj (2003), "Efficient algorithms for citation network analysis", arXiv:cs/0309023; and
    those named in `kdgraph.kernels.feedback`.

    Examples
    --------
    >>> from kdgraph.graph.citation import citation_graph
    >>> papers = pd.DataFrame({"paper_id": ["a", "b", "c"], "year": [2014, 2015, 2016]})
    >>> citations = pd.DataFrame({"citing_id": ["b", "b", "c"], "cited_id": ["a", "c", "b"]})
    >>> cut = cut_cycles(citation_graph(papers, citations))
    >>> cut.cut.to_dict("records")
    [{'citing_id': 'b', 'cited_id': 'c', 'reason': 'cites a younger paper inside a cycle'}]
    >>> print(cut.note)
    2 papers cite each other in circles (groups: 1, the largest of 2): 1 of 3 citations (33.33%) cut
    """
    if how not in get_args(How):
        raise InputError(f"cycles are cut by one of {', '.join(get_args(How))}, not by {how!r}")
    cut = cut_cycles_kernel(graph.cites, publication_time(graph.papers), how)
    ids = graph.papers.index
    citing, cited, reason = cut.dropped
    n, m = len(ids), len(cut.row_of)
    sizes = _component_sizes(graph.cites)
    stands_for = np.bincount(cut.member_of, minlength=m)
    stands_for[n:] = 1  # twins
    return CycleCut(
        how=how,
        cites=cut.cites,
        rows=pd.DataFrame(
            {
                "paper_id": ids[cut.row_of],
                "preprint": np.arange(m) >= n,
                "papers": stands_for,
            }
        ),
        row_of_paper=pd.Series(cut.member_of, index=ids, name="row"),
        cut=pd.DataFrame(
            {
                "citing_id": ids[citing],
                "cited_id": ids[cited],
                "reason": pd.Series(np.array(REASONS, dtype=object)[reason], dtype="str"),
            }
        ),
        citations=int(graph.cites.nnz),
        cycles=len(sizes),
        papers_in_cycles=int(sizes.sum()),
        largest_cycle=int(sizes.max(initial=0)),
    )


def _component_sizes(cites: csr_array[np.float64]) -> IndexArray:
    """Return the sizes of the strong components with more than one paper."""
    count, label = strong_components(cites)
    sizes = np.bincount(label, minlength=count)
    return sizes[sizes > 1]
