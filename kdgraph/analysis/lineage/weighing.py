"""Traversal weights and main paths of a graph with ids, on top of the kernels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from kdgraph.analysis.lineage.cuts import CycleCut, How
from kdgraph.arrays import IndexArray
from kdgraph.errors import InputError
from kdgraph.graph.citation import CitationGraph
from kdgraph.kernels.counts import TooLargeError
from kdgraph.kernels.flow import Flow
from kdgraph.kernels.routes import SEARCHES, Routes, main_routes
from kdgraph.kernels.traversal import (
    WEIGHTS,
    Traversal,
    exact_cost,
    exact_traversal,
    traversal,
)

__all__ = ["CUTS", "Citations", "check_names", "citations_of", "searched", "weighed"]

CUTS: Final[tuple[How, ...]] = ("backward", "preprint", "shrink")
"""The ways to cut cycles."""

_SETTLED: Final = 5e7  # `exact_cost` up to which ties in doubt are settled by exact integers


@dataclass(frozen=True, slots=True, eq=False)
class Citations:
    """Citations of a graph by paper, and for each the arc of the acyclic array that stands for it.

    For ``backward`` and ``preprint`` each has an arc of its own; for ``shrink`` all citations
    between the papers of two rows share one.
    """

    citing: IndexArray
    cited: IndexArray
    arcs: IndexArray


def check_names(weight: str, search: str, cycles: str, k: int) -> None:
    """Refuse names that no weight, search or cut of cycles bears, and no key arcs at all.

    Raises
    ------
    InputError
        Naming those there are.
    """
    for kind, name, known in (
        ("weight", weight, WEIGHTS),
        ("search", search, tuple(SEARCHES)),
        ("way to cut cycles", cycles, CUTS),
    ):
        if name not in known:
            raise InputError(f"no {kind} called {name!r}; there are: {', '.join(known)}")
    if k < 1:
        raise InputError(f"k is the number of key citations, at least 1; got {k}")


def weighed(flow: Flow, weight: str, *, exact: bool) -> Traversal:
    """Weigh all arcs of an acyclic graph.

    Raises
    ------
    InputError
        If the graph is too large for `exact`, or for the weight nppc.
    """
    try:
        return (exact_traversal if exact else traversal)(flow, weight)
    except TooLargeError as error:
        raise InputError(str(error)) from error


def searched(found: Traversal, search: str, k: int) -> Routes:
    """Search the main path; ties that scaled numbers leave in doubt are settled in integers.

    Only where these would take minutes are such ties kept as they are, and counted as `doubtful`.
    """
    routes = main_routes(found, search, k=k)
    if routes.doubtful and exact_cost(found) <= _SETTLED:
        routes = main_routes(exact_traversal(found.flow, found.weight), search, k=k)
    return routes


def citations_of(graph: CitationGraph, cut: CycleCut) -> Citations:
    """Return the citations that have a place in the acyclic array, in the graph's order of rows."""
    n, m = len(graph.papers), cut.cites.shape[0]
    citing = np.repeat(np.arange(m), np.diff(cut.cites.indptr))
    cited = cut.cites.indices.astype(np.intp)
    if cut.how != "shrink":
        # a twin stands for the paper that it is the preprint of
        rows = graph.papers.index.get_indexer(pd.Index(cut.rows["paper_id"])).astype(np.intp)
        ends = rows[citing], rows[cited]
        order = np.lexsort((ends[1], ends[0]))
        return Citations(ends[0][order], ends[1][order], order)
    row = cut.row_of_paper.loc[graph.papers.index].to_numpy().astype(np.intp)
    given = np.repeat(np.arange(n), np.diff(graph.cites.indptr))
    ends = given, graph.cites.indices.astype(np.intp)
    between = row[ends[0]] != row[ends[1]]
    wanted = row[ends[0]][between] * m + row[ends[1]][between]
    arcs = np.searchsorted(citing * m + cited, wanted).astype(np.intp)
    return Citations(ends[0][between], ends[1][between], arcs)
