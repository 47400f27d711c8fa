"""Cutting cycles and a topological order, beside networkx; and what it costs on hep-th."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from typing import Any

import networkx as nx
import numpy as np
from scipy.sparse import coo_array, csr_array

from benchmarks.findings import Bound, Finding, Row, Run, agree
from benchmarks.timing import ROOT, alternate
from kdgraph.graph.chronology import publication_time
from kdgraph.kernels.cycles import cut_cycles
from kdgraph.kernels.order import topological_order

__all__ = ["ROW"]

_NAME = "cycle cut, topological order"
_HEPTH = ROOT.parent / "shared" / "networks" / "kdd-hepth.edges.tsv.gz"


def measure(run: Run) -> Iterator[Finding]:
    """Compare with the plain rule written with networkx, then cut a real literature."""
    cites, time = run.graph.cites, publication_time(run.graph.papers)
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(len(time)))
    citing = np.repeat(np.arange(len(time)), np.diff(cites.indptr))
    graph.add_edges_from(zip(citing.tolist(), cites.indices.tolist(), strict=True))
    when = time.tolist()

    def ours() -> tuple[Any, Any]:
        cut = cut_cycles(cites, time)
        return cut, topological_order(cut.cites)[0]

    def theirs() -> tuple[set[tuple[int, int]], list[int]]:
        return _with_networkx(graph, when)

    cut, order = ours()
    dropped = set(zip(*(ends.tolist() for ends in cut.dropped[:2]), strict=True))
    plain, plain_order = theirs()
    agree(dropped <= plain, "an arc was cut that the plain rule keeps")
    arcs = set(graph.edges)
    for kept, rows in ((arcs - dropped, order.tolist()), (arcs - plain, plain_order[::-1])):
        place = {row: at for at, row in enumerate(rows)}
        agree(all(place[a] > place[b] for a, b in kept), "a paper comes before one that it cites")
    times = alternate({"ours": ours, "networkx": theirs}, run.repeats)
    yield run.ratio(
        _NAME,
        "networkx",
        Bound(15, None),
        times,
        note=f"{len(dropped)} arcs cut, {len(plain)} by the plain rule (all arcs against time "
        "inside strong components); networkx has its graph ready",
    )
    yield from _hepth()


def _with_networkx(
    graph: nx.DiGraph[int], when: list[float]
) -> tuple[set[tuple[int, int]], list[int]]:
    """Cut all arcs against time inside strong components, then order what is left."""
    cut = set()
    for component in nx.strongly_connected_components(graph):
        if len(component) > 1:
            cut |= {
                (a, b)
                for a in component
                for b in graph.succ[a]
                if b in component and when[a] <= when[b]
            }
    graph.remove_edges_from(cut)
    order = list(nx.topological_sort(graph))
    graph.add_edges_from(cut)
    return cut, order


def _hepth() -> Iterator[Finding]:
    if not _HEPTH.is_file():
        return
    cites, days = _read_hepth()
    cut = cut_cycles(cites, days)
    topological_order(cut.cites)
    yield Finding(
        _NAME,
        "arcs of hep-th dropped",
        Bound(1, None, " %", most=True),
        [100 * len(cut.dropped[0]) / cites.nnz],
        note=f"{len(cut.dropped[0])} of {cites.nnz:,} arcs; days from KDD Cup 2003",
    )


def _read_hepth() -> tuple[csr_array, Any]:
    with gzip.open(_HEPTH, "rt", encoding="utf-8") as lines:
        pairs = list(csv.reader(lines, delimiter="\t"))[1:]
    nodes = _HEPTH.with_name("kdd-hepth.nodes.tsv.gz")
    with gzip.open(nodes, "rt", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    ids = [next(iter(row.values())) for row in rows]
    place = {paper: at for at, paper in enumerate(ids)}
    days = np.array([float(row["days_since_1991_08_01"] or "nan") for row in rows])
    ends = np.array([[place[a], place[b]] for a, b in pairs if a != b])
    ones = np.ones(len(ends), dtype=np.float64)
    cites = csr_array(coo_array((ones, (ends[:, 0], ends[:, 1])), shape=(len(ids), len(ids))))
    cites.data[:] = 1.0
    return cites, days


ROW = Row("cycles", _NAME, ("networkx",), measure)
