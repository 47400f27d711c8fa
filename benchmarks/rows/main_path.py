"""Search path counts and the global main path, beside biblium and beside bare reading of arcs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
from scipy.sparse import csr_array

from benchmarks.findings import Bound, Finding, Row, Run, agree
from benchmarks.graphs import literature
from benchmarks.peers import peer
from benchmarks.timing import alternate
from kdgraph.analysis.lineage.cuts import cut_cycles
from kdgraph.kernels.cycles import cut_cycles as cut_rows
from kdgraph.kernels.flow import flow_of
from kdgraph.kernels.order import condensation
from kdgraph.kernels.routes import Routes, main_routes
from kdgraph.kernels.traversal import Traversal, traversal

__all__ = ["ROW", "deep", "four_passes", "renumbered"]

_NAME = "SPC + global path"
_ERROR = 1e-12
_LEVELS = (
    "without numba there are four sweeps of some 300 levels, each a dozen calls, and the arcs are "
    "laid out twice"
)


def measure(run: Run) -> Iterator[Finding]:
    """Compare with biblium on one acyclic graph, with four passes on a larger, and go deep."""
    yield from _beside_biblium(run)
    yield _error_in_depth(run)
    yield from _beside_passes(run)


def _beside_biblium(run: Run) -> Iterator[Finding]:
    module = peer("biblium").main_path
    cites = cut_cycles(run.graph).cites
    network = flow_network(cites)

    def theirs() -> tuple[dict[tuple[int, int], int], list[int]]:
        weights = module.compute_traversal_weights(network, "SPC")
        return weights, module.find_global_main_path(network, weights)

    sides = run.ours(partial(spc_path, cites))
    weights, path = theirs()
    error = max(_compare(side(), weights, path) for side in sides.values())
    times = alternate({**sides, "biblium": theirs}, run.repeats)
    yield run.ratio(
        _NAME,
        "biblium",
        Bound(50, 200, why=_LEVELS),
        times,
        note=f"largest difference of a share: {error:.1e}; both start from a graph without cycles, "
        "biblium from its own networkx graph",
    )


def spc_path(cites: csr_array, *, compiled: bool | None = None) -> tuple[Traversal, Routes]:
    """Return what is measured of ours: all weights, and the global search."""
    found = traversal(flow_of(cites, compiled=compiled), "spc")
    return found, main_routes(found, "global")


def flow_network(cites: csr_array) -> nx.DiGraph[int]:
    """Return the graph as biblium wants it: arcs from cited to citing."""
    network: nx.DiGraph[int] = nx.DiGraph()
    network.add_nodes_from(range(cites.shape[0]))
    citing = np.repeat(np.arange(cites.shape[0]), np.diff(cites.indptr))
    network.add_edges_from(zip(cites.indices.tolist(), citing.tolist(), strict=True))
    return network


def _compare(
    ours: tuple[Traversal, Routes], weights: dict[tuple[int, int], int], path: list[int]
) -> float:
    """Return the largest difference of a share from biblium's, whose integers are exact."""
    found, routes = ours
    flow = found.flow
    exact = [weights[arc] for arc in zip(flow.cited.tolist(), flow.citing.tolist(), strict=True)]
    source = np.isin(flow.cited, flow.sources)
    total = sum(weight for weight, first in zip(exact, source.tolist(), strict=True) if first)
    shares = np.array([weight / total for weight in exact])
    error = float(np.abs(shares - found.share).max())
    agree(error <= _ERROR, f"a search path count is wrong by {error:.1e} of all paths")
    number = {
        arc: place
        for place, arc in enumerate(zip(flow.cited.tolist(), flow.citing.tolist(), strict=True))
    }
    arcs = {number[arc] for arc in pairwise(path)}
    agree(arcs <= set(routes.arcs.tolist()), "the global main path is another one than biblium's")
    return error


def _error_in_depth(run: Run) -> Finding:
    depth = max(run.size.papers // 2, 4)
    shares = [side()[0].share for side in run.ours(partial(spc_path, deep(depth))).values()]
    agree(bool(np.isfinite(shares).all()), "a share is not finite")
    error = float(np.abs(np.array(shares) - 0.25).max())
    return Finding(
        _NAME,
        "the exact share",
        Bound(_ERROR, None, "", most=True),
        [error],
        note=f"{depth:,} generations of two papers, 2^{depth} paths: all shares finite",
    )


def deep(layers: int) -> csr_array:
    """Return generations of two papers that each cite both of the one before: shares are 1/4.

    Examples
    --------
    >>> deep(3).nnz, spc_path(deep(3))[0].share[0]
    (8, np.float64(0.25))
    """
    rows = np.repeat(np.arange(2, 2 * layers), 2)
    columns = np.repeat(np.arange(2 * layers - 2).reshape(-1, 2), 2, axis=0).ravel()
    shape = (2 * layers, 2 * layers)
    return csr_array((np.ones(len(rows), dtype=np.float64), (rows, columns)), shape=shape)


def _beside_passes(run: Run) -> Iterator[Finding]:
    made = literature(run.size.large)
    cites = renumbered(cut_rows(made.cites, made.time).cites)
    passes = four_passes(cites)
    sides = run.ours(partial(spc_path, cites))
    times = alternate({**sides, "four passes": passes}, run.repeats)
    yield run.ratio(
        _NAME,
        "four passes",
        Bound(None, 3, most=True, why=_LEVELS),
        times,
        note=f"{cites.shape[0]:,} papers, {cites.nnz:,} arcs; a pass takes a number of the cited "
        "paper of each arc and sums it by citing paper (numpy take, add.reduceat), levels or "
        "large numbers left aside",
    )


def renumbered(cites: csr_array) -> csr_array:
    """Return the graph with its rows in topological order, as a CitationGraph has them."""
    _, level = condensation(cites)
    order = np.argsort(level, kind="stable")
    return csr_array(csr_array(cites[order])[:, order]).sorted_indices()


def four_passes(cites: csr_array) -> Callable[[], list[Any]]:
    """Return the reading of all arcs four times that a weight and a path cannot do without."""
    filled = np.flatnonzero(np.diff(cites.indptr))
    starts = cites.indptr[filled].astype(np.intp)
    cited = cites.indices.astype(np.intp)
    values = np.random.default_rng(0).random(cites.shape[0])

    def passes() -> list[Any]:
        return [np.add.reduceat(values[cited], starts) for _ in range(4)]

    return passes


ROW = Row("main-path", _NAME, ("biblium",), measure)
