"""Dependencies on shortest paths, against networkx."""

from __future__ import annotations

import networkx as nx
import numpy as np
from hypothesis import given, settings
from scipy.sparse import csr_array

from kdgraph.arrays import FloatArray
from kdgraph.kernels import betweenness
from kdgraph.kernels.betweenness import dependencies
from tests.kernels.arrays import cites_of, graphs, network_of, random_cites


def _peer(cites: csr_array[np.float64]) -> FloatArray:
    found = nx.betweenness_centrality(network_of(cites), normalized=False)
    return np.array([found[row] for row in range(cites.shape[0])])


@settings(max_examples=150, deadline=None)
@given(cites=graphs())
def test_networkx_agrees(cites: csr_array[np.float64]) -> None:
    n = cites.shape[0]
    total, squares = dependencies(cites, np.arange(n))
    np.testing.assert_allclose(total, _peer(cites), atol=1e-12)
    alone = [dependencies(cites, np.array([row]))[0] for row in range(n)]
    np.testing.assert_allclose(squares, sum((a**2 for a in alone), np.zeros(n)), atol=1e-12)


def test_larger_and_in_several_batches() -> None:
    cites = random_cites(2, 400, 2400, forward=0.05)
    expected = _peer(cites)
    np.testing.assert_allclose(dependencies(cites, np.arange(400))[0], expected)
    # what one call does with all sources, several calls do with parts of them
    parts = [dependencies(cites, rows)[0] for rows in np.array_split(np.arange(400), 7)]
    np.testing.assert_allclose(sum(parts, np.zeros(400)), expected)
    assert betweenness._MOST_CELLS > 400 * 400  # else the first call went in batches already


def test_batches_inside_one_call() -> None:
    n = 3000  # more cells than one batch takes
    assert n * n > betweenness._MOST_CELLS
    cites = random_cites(4, n, 6000)
    halves = [dependencies(cites, rows)[0] for rows in (np.arange(1500), np.arange(1500, n))]
    np.testing.assert_allclose(dependencies(cites, np.arange(n))[0], halves[0] + halves[1])


def test_paths_follow_references() -> None:
    star = cites_of(4, [(1, 0), (2, 0), (0, 3)])
    assert dependencies(star, np.arange(4))[0].tolist() == [2.0, 0.0, 0.0, 0.0]
    assert dependencies(cites_of(3, [(1, 0), (1, 2)]), np.arange(3))[0].tolist() == [0.0] * 3


def test_nothing() -> None:
    assert dependencies(cites_of(0, []), np.arange(0))[0].tolist() == []
    assert dependencies(cites_of(2, [(1, 0)]), np.arange(0))[0].tolist() == [0.0, 0.0]
