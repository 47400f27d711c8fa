"""Citation arrays for the tests of kernels: from arcs, by hypothesis, and at size."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import networkx as nx
import numpy as np
from hypothesis import strategies as st
from scipy.sparse import coo_array, csr_array

__all__ = ["Arcs", "arcs_of", "chain", "cites_of", "graphs", "network_of", "random_cites"]

Arcs = set[tuple[int, int]]
"""(citing, cited) pairs of rows."""


def cites_of(n: int, arcs: Iterable[tuple[int, int]]) -> csr_array[np.float64]:
    """Return the read-only array of these arcs."""
    pairs = np.array(sorted(set(arcs)), dtype=np.intp).reshape(-1, 2)
    ones = np.ones(len(pairs), dtype=np.float64)
    array = csr_array(coo_array((ones, (pairs[:, 0], pairs[:, 1])), shape=(n, n)))
    for part in (array.data, array.indices, array.indptr):
        part.flags.writeable = False
    return array


def arcs_of(cites: csr_array[Any]) -> Arcs:
    """Return the arcs of an array."""
    citing = np.repeat(np.arange(cites.shape[0]), np.diff(cites.indptr))
    return set(zip(citing.tolist(), cites.indices.tolist(), strict=True))


def network_of(cites: csr_array[Any]) -> nx.DiGraph[int]:
    """Return the graph for networkx, arcs from citing to cited row."""
    network: nx.DiGraph[int] = nx.DiGraph()
    network.add_nodes_from(range(cites.shape[0]))
    network.add_edges_from(arcs_of(cites))
    return network


@st.composite
def graphs(draw: st.DrawFn, most: int = 9, *, acyclic: bool = False) -> csr_array[np.float64]:
    """Draw any array of up to `most` rows, rows in no particular order."""
    n = draw(st.integers(0, most))
    row = st.integers(0, max(n - 1, 0))
    pairs = draw(st.lists(st.tuples(row, row), max_size=4 * n)) if n else []
    arcs = {(i, j) for i, j in pairs if i != j}
    if acyclic:
        place = draw(st.permutations(range(n)))
        arcs = {(place[max(pair)], place[min(pair)]) for pair in arcs}
    return cites_of(n, arcs)


def random_cites(seed: int, n: int, m: int, *, forward: float = 0.0) -> csr_array[np.float64]:
    """Return about `m` arcs among `n` rows, a share of `forward` of them from lower to higher."""
    random = np.random.default_rng(seed)
    citing = random.integers(1, n, m)
    cited = (citing * random.random(m)).astype(np.intp)
    turned = random.random(m) < forward
    first, second = np.where(turned, cited, citing), np.where(turned, citing, cited)
    return cites_of(n, zip(first.tolist(), second.tolist(), strict=True))


def chain(n: int, *, closed: bool = False) -> csr_array[np.float64]:
    """Return rows that each cite the one before; `closed`: the first cites the last."""
    starts = np.arange(-1, n, dtype=np.int64)
    starts[0] = 0
    cited = np.arange(n - 1, dtype=np.int64)
    if closed:
        starts, cited = np.arange(n + 1, dtype=np.int64), np.append(n - 1, cited)
    return csr_array((np.ones(len(cited)), cited, starts), shape=(n, n))
