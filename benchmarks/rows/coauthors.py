"""Pairs of authors who wrote together, beside igraph."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.findings import Bound, Finding, Row, Run, agree
from benchmarks.peers import peer
from benchmarks.timing import alternate
from kdgraph.kernels.coauthors import coauthor_pairs

__all__ = ["ROW"]

_NAME = "co-author pairs"


def measure(run: Run) -> Iterator[Finding]:
    """Compare with the projection of the graph of papers and authors."""
    wrote = run.literature.wrote
    papers, authors = wrote.shape
    row = np.repeat(np.arange(papers), np.diff(wrote.indptr))
    edges = np.column_stack((authors + row, wrote.indices)).tolist()
    types = [False] * authors + [True] * papers
    graph = peer("igraph").Graph.Bipartite(types, edges)

    def ours() -> Any:
        return coauthor_pairs(wrote)

    def theirs() -> Any:
        return graph.bipartite_projection(multiplicity=True, which=0)

    joint = ours()[0].tocoo()
    projected = theirs()
    pairs = np.array(projected.get_edgelist(), dtype=np.int64)
    expected = np.column_stack((np.sort(pairs, axis=1), projected.es["weight"]))
    found = np.column_stack((joint.row, joint.col, joint.data))
    agree(
        bool(np.array_equal(np.unique(found, axis=0), np.unique(expected, axis=0))),
        "pairs or counts differ from those of igraph",
    )
    times = alternate({"ours": ours, "igraph": theirs}, run.repeats)
    yield run.ratio(
        _NAME,
        "igraph",
        Bound(3, None),
        times,
        note=f"{authors:,} authors, {len(pairs):,} pairs, counts equal; ours has fractional "
        "weights besides",
    )


ROW = Row("coauthors", _NAME, ("igraph",), measure)
