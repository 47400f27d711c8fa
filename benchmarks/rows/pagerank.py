"""PageRank up to an error of 1e-9, beside five other packages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import networkx as nx
import numpy as np
from scipy.sparse import csr_array, csr_matrix

from benchmarks.findings import Bound, Finding, Row, Run, agree
from benchmarks.peers import installed, peer
from benchmarks.timing import alternate
from kdgraph.kernels.pagerank import pagerank

__all__ = ["ROW"]

_NAME = "PageRank to L1 1e-9"
_TOLERANCE = 1e-9
_BLOCKS = "without numba rows are taken in a dozen blocks, and each is iterated"
_BOUNDS = {"igraph": Bound(1.1, 6, why=_BLOCKS), "networkx": Bound(50, None)}
_OURS = 0.5  # what kdgraph uses for papers; the bounds are for it
_DAMPINGS = (_OURS, 0.85)

_Ranks = np.ndarray[Any, np.dtype[np.float64]]


def measure(run: Run) -> Iterator[Finding]:
    """Compare with each peer that is right, at the damping for papers and that for the web."""
    cites = run.graph.cites
    makers = {
        "igraph": _igraph,
        "networkx": _networkx,
        "networkit": _networkit,
        "rustworkx": _rustworkx,
        "scikit-network": _scikit_network,
    }
    for damping in _DAMPINGS:
        truth = _truth(cites, damping)
        mine = run.ours(partial(pagerank, cites, damping=damping))
        sides: dict[str, Callable[[], Any]] = dict(mine)
        error = {side: float(np.abs(work() - truth).sum()) for side, work in mine.items()}
        for name, make in makers.items():
            if not installed(name):
                continue
            side = make(cites, damping)
            error[name] = float(np.abs(np.asarray(side(), dtype=np.float64) - truth).sum())
            sides[name] = side
        worst = max(error[side] for side in mine)
        agree(worst <= _TOLERANCE, f"our PageRank is wrong by {worst:.1e}")
        right = {name: side for name, side in sides.items() if error[name] <= _TOLERANCE}
        times = alternate(right, run.repeats)
        for name in list(error)[len(mine) :]:
            bound = Bound(None, None)
            if damping == _OURS:
                bound = _BOUNDS.get(name, bound)
            note = f"damping {damping}; L1 error {worst:.0e}, of {name} {error[name]:.0e}"
            if name in right:
                yield run.ratio(_NAME, name, bound, times, note=note)
            else:
                agree(name not in _BOUNDS, f"{name} is wrong by {error[name]:.1e}")
                yield Finding(_NAME, name, Bound(None, None), [np.nan], note=f"not timed: {note}")


def _truth(cites: csr_array, damping: float) -> _Ranks:
    """Return the answer by plain iteration until nothing changes."""
    n = cites.shape[0]
    references = np.diff(cites.indptr)
    some = references > 0
    share = np.divide(1.0, references, out=np.zeros(n), where=some)
    cited_by = csr_array(cites.T)
    now = np.full(n, 1.0 / n)
    for _ in range(1000):
        new = damping * (cited_by @ (now * share) + now[~some].sum() / n) + (1 - damping) / n
        change = np.abs(new - now).sum()
        now = new
        if change < 1e-14:
            break
    ranks: _Ranks = now / now.sum()
    return ranks


def _arcs(cites: csr_array) -> _Ranks:
    citing = np.repeat(np.arange(cites.shape[0]), np.diff(cites.indptr))
    return np.column_stack((citing, cites.indices))


def _igraph(cites: csr_array, damping: float) -> Callable[[], Any]:
    graph = peer("igraph").Graph(n=cites.shape[0], edges=_arcs(cites).tolist(), directed=True)
    return lambda: graph.pagerank(damping=damping)


def _networkx(cites: csr_array, damping: float) -> Callable[[], Any]:
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(cites.shape[0]))
    graph.add_edges_from(_arcs(cites).tolist())
    # it stops at n times tol
    tol = _TOLERANCE * (1 - damping) / cites.shape[0]
    return lambda: list(nx.pagerank(graph, alpha=damping, tol=tol, max_iter=1000).values())


def _networkit(cites: csr_array, damping: float) -> Callable[[], Any]:
    module = peer("networkit")
    graph = module.Graph(cites.shape[0], directed=True)
    for citing, cited in _arcs(cites).tolist():
        graph.addEdge(citing, cited)

    def ranks() -> Any:
        sinks = module.centrality.SinkHandling.DistributeSinks
        run = module.centrality.PageRank(
            graph, damp=damping, tol=_TOLERANCE * (1 - damping), distributeSinks=sinks
        )
        run.norm = module.centrality.Norm.L1_NORM
        run.run()
        return run.scores()

    return ranks


def _rustworkx(cites: csr_array, damping: float) -> Callable[[], Any]:
    module = peer("rustworkx")
    graph = module.PyDiGraph(multigraph=False)
    graph.add_nodes_from(range(cites.shape[0]))
    graph.add_edges_from_no_data([tuple(arc) for arc in _arcs(cites).tolist()])
    tol = _TOLERANCE * (1 - damping) / cites.shape[0]
    return lambda: list(module.pagerank(graph, alpha=damping, tol=tol, max_iter=1000).values())


def _scikit_network(cites: csr_array, damping: float) -> Callable[[], Any]:
    ranking = peer("scikit-network").ranking
    array = csr_matrix(cites.astype(bool))  # it takes no csr_array
    return lambda: ranking.PageRank(damping_factor=damping, tol=1e-10).fit_predict(array)


ROW = Row("pagerank", _NAME, ("igraph",), measure)
