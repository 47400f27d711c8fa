"""Ancestors, descendants and generations of papers along citations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from kdgraph.analysis.lineage._context import LineageContext, lineage_context
from kdgraph.analysis.result import Where
from kdgraph.arrays import BoolArray
from kdgraph.kernels.order import topological_order
from kdgraph.kernels.reach import longest_distances, shortest_distances

__all__ = ["Relatives", "ancestors", "descendants", "generations"]


@dataclass(frozen=True, eq=False)
class Relatives:
    """The ancestors or descendants of a paper.

    Attributes
    ----------
    paper_id : str
        The paper asked for.
    direction : str
        ``ancestors`` or ``descendants``.
    papers : DataFrame
        Indexed by ``paper_id``, nearest first: ``shortest`` and ``longest``, the fewest and the
        most citations on a way between the two; ``year``, and ``title`` where there is one;
        ``references_read``, whether anything of its reference list was read, missing where nobody
        can know.
    cut : DataFrame
        Citations left out to break cycles: for ancestors those made by one of these papers or the
        paper itself, for descendants those received; ``citing_id``, ``cited_id``, ``reason``. More
        relatives may lie behind them.
    unread : int or None
        For ancestors, how many papers (with the one asked for) have a reference list that was not
        read, so that what they build on is missing. For descendants, how many papers of the whole
        graph have one: any of these may be a descendant too. None where this cannot be known.
    """

    paper_id: str
    direction: str
    papers: pd.DataFrame
    cut: pd.DataFrame
    unread: int | None

    @property
    def note(self) -> str | None:
        """What must be said beside the result; None where nothing is known to be missing."""
        parts = []
        if self.unread:
            parts.append(
                f"{self.unread} of these papers (with {self.paper_id} itself) have a reference "
                f"list that was not read, so that more may be missing"
                if self.direction == "ancestors"
                else f"{self.unread} papers here have a reference list that was not read; "
                "any of them may build on these too"
            )
        if len(self.cut):
            parts.append(f"{len(self.cut)} citations are removed to break cycles")
        return "; ".join(parts) or None


def ancestors(graph: Where, paper_id: str) -> Relatives:
    """Return the ancestors of a paper: everything it builds on, directly or through others.

    Cycles are cut first, as `kdgraph.analysis.lineage.cuts.cut_cycles` does by default.

    Parameters
    ----------
    graph : CitationGraph or Snapshot
        Where to look; a snapshot also takes titles, DOIs and so on for `paper_id`, and knows which
        reference lists were read.
    paper_id : str
        The paper.

    Returns
    -------
    Relatives
        Without the paper itself.

    Raises
    ------
    UnknownPaperError
        If there is no such paper.

    Examples
    --------
    >>> from kdgraph.graph.citation import citation_graph
    >>> papers = pd.DataFrame({"paper_id": ["a", "b", "c"], "year": [2014, 2015, 2016]})
    >>> citations = pd.DataFrame({"citing_id": ["b", "c", "c"], "cited_id": ["a", "a", "b"]})
    >>> ancestors(citation_graph(papers, citations), "c").papers[["shortest", "longest"]]
              shortest  longest
    paper_id
    b                1        1
    a                1        2
    """
    base = lineage_context(graph)
    return _relatives(base, base.find(paper_id), "ancestors")


def descendants(graph: Where, paper_id: str) -> Relatives:
    """Return the descendants of a paper: everything that builds on it, directly or indirectly.

    Parameters, errors and the treatment of cycles are those of `ancestors`.

    Examples
    --------
    >>> from kdgraph.graph.citation import citation_graph
    >>> papers = pd.DataFrame({"paper_id": ["a", "b", "c"], "year": [2014, 2015, 2016]})
    >>> citations = pd.DataFrame({"citing_id": ["b", "c", "c"], "cited_id": ["a", "a", "b"]})
    >>> list(descendants(citation_graph(papers, citations), "a").papers["longest"])
    [1, 2]
    """
    base = lineage_context(graph)
    return _relatives(base, base.find(paper_id), "descendants")


def _relatives(base: LineageContext, row: int, direction: str) -> Relatives:
    along = base.cites if direction == "ancestors" else base.cited_by
    shortest, longest = shortest_distances(along, [row]), longest_distances(along, row)
    rows = np.flatnonzero(shortest > 0)
    rows = rows[np.lexsort((base.rank[rows], longest[rows], shortest[rows]))]
    papers = pd.DataFrame(
        {"shortest": shortest[rows], "longest": longest[rows]}, index=base.ids[rows]
    ).join(base.describe(rows))
    read = None if base.read is None else base.read[rows]
    papers["references_read"] = _truths(read, len(rows))
    these, every = np.append(rows, row), np.arange(len(base.ids))
    ends = (these, every) if direction == "ancestors" else (every, these)
    return Relatives(
        paper_id=str(base.ids[row]),
        direction=direction,
        papers=papers,
        cut=base.cut_arcs(*ends),
        unread=base.unread(ends[0]),
    )


def generations(graph: Where) -> pd.DataFrame:
    """Return the generation of each paper: how long the chains of citations below it are.

    Cycles are cut first, as `kdgraph.analysis.lineage.cuts.cut_cycles` does by default.

    Parameters
    ----------
    graph : CitationGraph or Snapshot
        All of its papers are counted.

    Returns
    -------
    DataFrame
        Indexed by ``paper_id`` in the graph's order: ``generation``, the most citations on a way
        from the paper to one that cites nothing here (0 for such a paper); ``shortest``, the
        fewest; ``references_read`` as in `Relatives`, for a paper whose list was not read is no
        true beginning.

    Examples
    --------
    >>> from kdgraph.graph.citation import citation_graph
    >>> papers = pd.DataFrame({"paper_id": ["a", "b", "c"], "year": [2014, 2015, 2016]})
    >>> citations = pd.DataFrame({"citing_id": ["b", "c", "c"], "cited_id": ["a", "a", "b"]})
    >>> generations(citation_graph(papers, citations))["generation"].to_dict()
    {'a': 0, 'b': 1, 'c': 2}
    """
    base = lineage_context(graph)
    _, generation = topological_order(base.cites)
    shortest = shortest_distances(base.cited_by, np.flatnonzero(generation == 0))
    return pd.DataFrame(
        {
            "generation": generation,
            "shortest": shortest,
            "references_read": _truths(base.read, len(base.ids)),
        },
        index=base.ids,
    )


def _truths(read: BoolArray | None, n: int) -> ExtensionArray:
    return pd.array([pd.NA] * n if read is None else read, dtype="boolean")
