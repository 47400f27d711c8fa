"""The context of a lineage question: acyclic citations, names of papers, what was asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from kdgraph.analysis.lineage.cuts import CycleCut, cut_cycles
from kdgraph.analysis.result import Where, graph_of
from kdgraph.arrays import BoolArray, FloatArray, IndexArray
from kdgraph.errors import InputError, UnknownPaperError
from kdgraph.graph.chronology import publication_time
from kdgraph.graph.citation import CitationGraph
from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import READ_STATES

__all__ = ["LineageContext", "lineage_context"]


@dataclass(frozen=True, eq=False)
class LineageContext:
    """An acyclic citation graph with names and coverage of its papers."""

    graph: CitationGraph
    snapshot: Snapshot | None
    cut: CycleCut

    @property
    def ids(self) -> pd.Index[Any]:
        """The papers in the order of rows."""
        return self.graph.papers.index

    @property
    def cites(self) -> csr_array[np.float64]:
        """Who cites whom, without cycles."""
        return self.cut.cites

    @cached_property
    def cited_by(self) -> csr_array[np.float64]:
        """The other way round."""
        return csr_array(self.cites.T)

    @cached_property
    def time(self) -> FloatArray:
        """When each paper appeared; nan where unknown."""
        return publication_time(self.graph.papers)

    @cached_property
    def rank(self) -> IndexArray:
        """The place of each row in the order of ids, which no renumbering of rows changes."""
        rank = np.empty(len(self.ids), dtype=np.intp)
        rank[np.argsort(self.ids.astype(str), kind="stable")] = np.arange(len(self.ids))
        return rank

    @cached_property
    def references(self) -> pd.DataFrame | None:
        """The coverage of reference lists by paper, where there is a snapshot."""
        if self.snapshot is None:
            return None
        table = self.snapshot.coverage
        return table[table["direction"] == "references"].set_index("paper_id")

    @cached_property
    def read(self) -> BoolArray | None:
        """Whether anything of each paper's reference list was read; None where nobody can know."""
        if self.references is not None:
            state = self.references["state"].reindex(self.ids)
            return state.isin(READ_STATES).to_numpy(dtype=bool)
        if "references_known" in self.graph.papers.columns:
            known = self.graph.papers["references_known"].astype("boolean")
            return known.to_numpy(dtype=bool, na_value=False)
        return None

    def find(self, name: str) -> int:
        """Return the row of the paper that `name` means.

        Raises
        ------
        UnknownPaperError, AmbiguousPaperError
            If that is none, or several.
        """
        paper_id = name if self.snapshot is None else self.snapshot.find(name)
        row = int(self.ids.get_indexer(pd.Index([paper_id]))[0])
        if row < 0:
            raise UnknownPaperError(name)
        return row

    def find_all(self, names: Iterable[str]) -> IndexArray:
        """Return the rows of several papers, ascending, each once.

        Raises
        ------
        InputError
            If a plain text is given instead of a list of names.
        """
        if isinstance(names, str):
            raise InputError(f"expected several papers, got the single text {names!r}")
        return np.unique(np.array([self.find(name) for name in names], dtype=np.intp))

    def unread(self, rows: IndexArray) -> int | None:
        """Count the papers among `rows` whose reference list was not read."""
        return None if self.read is None else int((~self.read[rows]).sum())

    def cut_arcs(self, citing: IndexArray, cited: IndexArray) -> pd.DataFrame:
        """Return the citations of some papers to some others that were cut to break cycles."""
        cut = self.cut.cut
        wanted = np.ones(len(cut), dtype=bool)
        for name, rows in (("citing_id", citing), ("cited_id", cited)):
            inside = np.zeros(len(self.ids), dtype=bool)
            inside[rows] = True
            wanted &= inside[self.ids.get_indexer(pd.Index(cut[name]))]
        return cut[wanted].reset_index(drop=True)

    def describe(self, rows: IndexArray) -> pd.DataFrame:
        """Return ``year`` and, where there are any, ``title`` of papers, by ``paper_id``."""
        names = [name for name in ("title", "year") if name in self.graph.papers.columns]
        return self.graph.papers[names].iloc[rows]

    def label(self, row: int) -> str:
        """Return title and id of a paper, as a sentence names it."""
        paper_id = str(self.ids[row])
        if "title" not in self.graph.papers.columns:
            return paper_id
        title = self.graph.papers["title"].iloc[row]
        return paper_id if pd.isna(title) else f"{title} ({paper_id})"


def lineage_context(where: Where) -> LineageContext:
    """Return the context of a graph or a snapshot, its cycles cut backward.

    Raises
    ------
    InputError
        If it is neither.
    """
    graph, snapshot = graph_of(where)
    return LineageContext(graph, snapshot, cut_cycles(graph, "backward"))
