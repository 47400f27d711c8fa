"""Paths between two papers against all of them, gone through one by one."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from kdgraph.kernels.paths import best_paths, count_paths
from tests.kernels.arrays import chain, cites_of, graphs, network_of

_EXAMPLES = settings(max_examples=100, deadline=None)


def _all_paths(cites: csr_array[Any], younger: int, older: int) -> list[list[int]]:
    if younger == older:
        return [[younger]]
    return [list(path) for path in nx.all_simple_paths(network_of(cites), younger, older)]


@_EXAMPLES
@given(cites=graphs(acyclic=True).filter(lambda cites: cites.shape[0] >= 2), data=st.data())
def test_paths_are_counted_and_come_best_first(cites: csr_array[Any], data: st.DataObject) -> None:
    n = cites.shape[0]
    younger, older = data.draw(st.integers(0, n - 1)), data.draw(st.integers(0, n - 1))
    weights = data.draw(st.lists(st.integers(-5, 5), min_size=cites.nnz, max_size=cites.nnz))
    weighted = csr_array((np.array(weights, dtype=float), cites.indices, cites.indptr), (n, n))
    most = data.draw(st.integers(1, 12))
    everything = _all_paths(cites, younger, older)
    assert count_paths(cites, younger, older) == len(everything)
    weight = {
        (i, int(j)): w
        for i in range(n)
        for j, w in zip(
            weighted.indices[weighted.indptr[i] : weighted.indptr[i + 1]],
            weighted.data[weighted.indptr[i] : weighted.indptr[i + 1]],
            strict=True,
        )
    }
    sums = [sum(weight[arc] for arc in pairwise(p)) for p in everything]
    paths, ours = best_paths(weighted, younger, older, np.arange(n), most)
    assert ours.tolist() == sorted(sums, reverse=True)[:most]
    assert len({tuple(path) for path in paths}) == len(paths) == min(most, len(everything))
    for path, total in zip(paths, ours, strict=True):
        assert total == sums[everything.index(path)]


@_EXAMPLES
@given(
    cites=graphs(acyclic=True).filter(lambda cites: cites.shape[0] >= 3),
    order=st.randoms(use_true_random=False),
)
def test_numbering_of_rows_changes_no_path(cites: csr_array[Any], order: Any) -> None:
    n = cites.shape[0]
    names = list(range(n))
    order.shuffle(names)  # row i is called names[i] in the other numbering
    new = np.array(names)
    other = csr_array(cites.tocoo().toarray()[np.argsort(new)][:, np.argsort(new)])
    for older in range(n):
        paths, _ = best_paths(cites, n - 1, older, np.arange(n), 3)
        renamed, _ = best_paths(other, names[n - 1], names[older], np.argsort(new), 3)
        assert renamed == [[names[row] for row in path] for path in paths]


@pytest.mark.parametrize("middle", [[1, 2, 3, 4], [3, 1, 4, 2], [4, 3, 2, 1]])
def test_ties_come_in_the_order_of_ranks(middle: list[int]) -> None:
    """5 cites four papers that all cite 0; their ranks are in the order given."""
    cites = cites_of(6, [(m, 0) for m in middle] + [(5, m) for m in middle])
    rank = np.zeros(6, dtype=np.intp)
    rank[middle] = [1, 2, 3, 4]
    paths, _ = best_paths(cites, 5, 0, rank, 3)
    assert paths == [[5, m, 0] for m in middle[:3]]


def test_counts_are_exact_beyond_floats() -> None:
    """70 diamonds in a row have 2**70 paths."""
    arcs = []
    for k in range(70):
        arcs += [(3 * k + 1, 3 * k), (3 * k + 2, 3 * k), (3 * k + 3, 3 * k + 1)]
        arcs += [(3 * k + 3, 3 * k + 2)]
    cites = cites_of(211, arcs)
    assert count_paths(cites, 210, 0) == 2**70
    paths, sums = best_paths(cites, 210, 0, np.arange(211), 5)
    assert len({tuple(path) for path in paths}) == 5
    assert sums.tolist() == [140.0] * 5


def test_the_same_paper_is_one_path_without_arcs() -> None:
    cites = cites_of(2, [(1, 0)])
    assert count_paths(cites, 1, 1) == 1
    paths, sums = best_paths(cites, 1, 1, np.arange(2), 5)
    assert (paths, sums.tolist()) == ([[1]], [0.0])


def test_no_path() -> None:
    cites = cites_of(3, [(1, 0)])
    assert count_paths(cites, 2, 0) == 0
    assert best_paths(cites, 0, 1, np.arange(3), 5)[0] == []
    assert best_paths(cites, 1, 0, np.arange(3), 0)[0] == []


def test_cycles_are_refused() -> None:
    with pytest.raises(ValueError, match="cut the cycles first"):
        count_paths(cites_of(2, [(1, 0), (0, 1)]), 0, 1)


def test_a_hundred_thousand_papers_in_a_chain() -> None:
    n = 100_000
    cites = chain(n)
    end = int(np.flatnonzero(np.diff(csr_array(cites.T).indptr) == 0)[0])
    start = int(np.flatnonzero(np.diff(cites.indptr) == 0)[0])
    paths, sums = best_paths(cites, end, start, np.arange(n), 3)
    assert [len(path) for path in paths] == [n]
    assert sums.tolist() == [float(n - 1)]
