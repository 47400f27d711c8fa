"""The main path of one section of a list, and the papers where knowledge enters and leaves it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from kdgraph.analysis.lineage.cuts import How
from kdgraph.analysis.lineage.main_path import MainPath, in_order, main_path
from kdgraph.analysis.lineage.weighing import check_names
from kdgraph.analysis.result import Result, scope_of, view_of
from kdgraph.arrays import IndexArray
from kdgraph.graph.citation import CitationGraph, citation_graph
from kdgraph.graph.snapshot import Snapshot
from kdgraph.kernels.reach import shortest_distances

__all__ = ["SectionPath", "section_path"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SectionPath(Result):
    """The main path of one section; made by `section_path`. See also `Result`.

    Attributes
    ----------
    section : str
        The section as it was asked for.
    headings : tuple of str
        The headings of the list that it means.
    path : MainPath
        The main path among the papers listed there and those that lead from one of them to another.
    entries : DataFrame
        Where knowledge comes in: listed papers that cite no paper of this lineage and are cited
        there, the oldest first. Indexed by ``paper_id``: ``title``, ``year``; ``outside``, how many
        papers outside of the lineage they cite; ``on_path``.
    exits : DataFrame
        Where it goes out: listed papers that no paper of this lineage cites. The same columns;
        ``outside`` counts papers outside that cite them.
    listed : int
        Papers of the section in this view.
    between : int
        Papers not listed in the section that lead from one listed paper to another.
    unconnected : tuple of str
        Listed papers that no chain of citations joins with another listed one: on no path, and
        among neither entries nor exits.
    unmatched : int
        Entries of the section without a paper in this view.
    """

    section: str
    headings: tuple[str, ...]
    path: MainPath
    entries: pd.DataFrame
    exits: pd.DataFrame
    listed: int
    between: int
    unconnected: tuple[str, ...]
    unmatched: int

    def __str__(self) -> str:
        day = f" as of {self.as_of.isoformat()}" if self.as_of else ""
        lines = [
            f"{', '.join(self.headings)}{day}: {self.listed} papers listed, {self.between} between "
            f"them, {len(self.unconnected)} unconnected, {self.unmatched} entries without a paper",
            f"in: {', '.join(map(str, self.entries.index)) or 'none'}",
            f"out: {', '.join(map(str, self.exits.index)) or 'none'}",
            str(self.path),
        ]
        return "\n".join([*lines, self.data_note] if self.data_note else lines)


def section_path(
    snapshot: Snapshot,
    section: str,
    *,
    as_of: str | int | date | None = None,
    scope: str | None = None,
    field_least: int | None = None,
    weight: str = "spc",
    search: str = "global",
    cycles: How = "backward",
    k: int = 10,
    exact: bool = False,
) -> SectionPath:
    """Search the main path of one section of the list.

    It runs among the papers listed in the section and all papers on a directed path from one of
    them to another: whoever carries knowledge inside the section belongs to its lineage, listed or
    not. Weights count paths among these papers only.

    Parameters
    ----------
    snapshot : Snapshot
        Where the list and its papers are.
    section : str
        A heading, or a part of it; case does not matter.
    as_of : str, int or date, optional
        Take the literature as it stood on that day; see `Snapshot.as_of`.
    scope, field_least : str and int, optional
        Which papers may lead from one listed paper to another, as for `Snapshot.within`; by
        default all.
    weight, search, cycles, k, exact
        As in `main_path`.

    Raises
    ------
    InputError
        If there is no such section (the message names all), or another parameter is refused.

    Examples
    --------
    >>> from kdgraph.graph.data import embedded
    >>> found = section_path(embedded(), "feature distillation")
    >>> found.headings, found.entries.index[0]
    (('Feature Distillation',), 'arxiv:1412.6550')
    """
    check_names(weight, search, cycles, k)
    view = view_of(snapshot, as_of, scope=scope, field_least=field_least)
    found = view.reading_list.entries_under(section)
    graph = view.citation_graph()
    ids = graph.papers.index
    members = np.flatnonzero(ids.isin(found["paper_id"]))
    builds_on = shortest_distances(graph.cited_by, members) >= 0
    leads_to = shortest_distances(graph.cites, members) >= 0
    lineage = _among(graph, np.flatnonzero(builds_on & leads_to))
    path = main_path(lineage, weight=weight, search=search, cycles=cycles, k=k, exact=exact)
    # how many of the lineage's papers each one cites, and is cited by
    cites = pd.Series(np.diff(lineage.cites.indptr), index=lineage.papers.index)
    cited_by = pd.Series(np.diff(lineage.cited_by.indptr), index=lineage.papers.index)
    place = ids.get_indexer(lineage.papers.index)
    all_cites = pd.Series(np.diff(graph.cites.indptr)[place], index=cites.index)
    all_cited_by = pd.Series(np.diff(graph.cited_by.indptr)[place], index=cites.index)
    alone = (cites == 0) & (cited_by == 0)
    return SectionPath(
        headings=tuple(found["section"].unique()),
        path=replace(path, scope=view.scope),
        entries=_gates(lineage, path, (cites == 0) & ~alone, all_cites - cites),
        exits=_gates(lineage, path, (cited_by == 0) & ~alone, all_cited_by - cited_by),
        listed=len(members),
        between=len(lineage.papers) - len(members),
        unconnected=tuple(sorted(alone.index[alone])),
        unmatched=int((~found["paper_id"].isin(ids)).sum()),
        **scope_of(view, section),
    )


def _among(graph: CitationGraph, rows: IndexArray) -> CitationGraph:
    """Return the graph of some papers and the citations among them."""
    chosen = np.zeros(len(graph.papers), dtype=bool)
    chosen[rows] = True
    citing = np.repeat(np.arange(len(chosen)), np.diff(graph.cites.indptr))
    both = chosen[citing] & chosen[graph.cites.indices]
    ids = graph.papers.index
    citations = pd.DataFrame(
        {"citing_id": ids[citing[both]], "cited_id": ids[graph.cites.indices[both]]}
    )
    return citation_graph(graph.papers.iloc[rows], citations, as_of_year=graph.given_year)


def _gates(
    lineage: CitationGraph, path: MainPath, gate: pd.Series[bool], outside: pd.Series[Any]
) -> pd.DataFrame:
    """Return the papers at which knowledge enters or leaves, the oldest first."""
    rows = np.flatnonzero(gate.to_numpy())
    papers = in_order(lineage, np.zeros(len(rows)), rows)
    papers["outside"] = outside.loc[papers.index].to_numpy()
    papers["on_path"] = papers.index.isin(path.papers.index)
    return papers
