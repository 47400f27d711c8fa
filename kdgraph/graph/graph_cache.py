"""Save the arrays of a citation graph beside its snapshot, and load them."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from kdgraph.arrays import IntArray
from kdgraph.graph.arcs import freeze
from kdgraph.graph.citation import CitationGraph
from kdgraph.store.derived import Derived, DerivedArrays

__all__ = ["load_graph", "save_graph"]

_NAME: Final = "citation-graph"

_VERSION: Final = 1
"""To be raised when the same snapshot gives another graph, in its order of rows too."""

_COUNTS: Final = (
    "loops_dropped",
    "duplicates_merged",
    "outside_dropped",
    "undated",
    "forward_in_time",
)
_PARTS: Final = ("cites", "cited_by")


def save_graph(derived: DerivedArrays, papers: pd.DataFrame, graph: CitationGraph) -> bool:
    """Keep the arrays of a graph; return False if that cannot be done.

    `papers` is the snapshot's table that `graph` was made of.
    """
    arrays: dict[str, IntArray] = {"order": papers.index.get_indexer(graph.papers.index)}
    for part in _PARTS:
        array = getattr(graph, part)
        arrays |= {f"{part}-indptr": array.indptr, f"{part}-indices": array.indices}
    facts = {name: int(getattr(graph, name)) for name in _COUNTS}
    return derived.save(_NAME, _VERSION, Derived(arrays, facts))


def load_graph(
    derived: DerivedArrays, papers: pd.DataFrame, as_of_year: int | None
) -> CitationGraph | None:
    """Return the graph that was kept, its arrays mapped from disk; None where there is none.

    The table of citations is not read for it.
    """
    found = derived.load(_NAME, _VERSION)
    if found is None:
        return None
    n = len(papers)
    cites, cited_by = (
        freeze(_array(found.arrays[f"{part}-indptr"], found.arrays[f"{part}-indices"], n))
        for part in _PARTS
    )
    return CitationGraph(
        papers=papers.iloc[found.arrays["order"]],
        cites=cites,
        cited_by=cited_by,
        **{name: found.facts[name] for name in _COUNTS},
        given_year=as_of_year,
    )


def _array(starts: IntArray, columns: IntArray, n: int) -> csr_array[np.float64]:
    ones = np.ones(len(columns), dtype=np.float64)
    array: csr_array[np.float64] = csr_array((ones, columns, starts), shape=(n, n), copy=False)
    array.has_canonical_format = True  # as it was kept: no need to look at each row
    return array
