"""A small selection of papers, with only the citations that no longer way makes redundant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pandas as pd
from scipy.sparse import csr_array

from kdgraph.analysis.lineage._ground import Where, ground
from kdgraph.errors import InputError
from kdgraph.kernels.order import arc_rows
from kdgraph.kernels.reduction import redundant_arcs

__all__ = ["MOST_SELECTED", "Reduction", "transitive_reduction"]

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
            f"{len(self.redundant)} left out as redundant, {len(self.cut)} to break cycles"
        )


def transitive_reduction(graph: Where, selection: Iterable[str]) -> Reduction:
    """Return the citations within a selection that no longer way through it makes redundant.

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
    base = ground(graph)
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
