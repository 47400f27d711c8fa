"""PageRank and the equation below it, against networkx and dense linear algebra."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from kdgraph.arrays import FloatArray
from kdgraph.errors import NotConvergedError
from kdgraph.kernels.pagerank import pagerank
from kdgraph.kernels.propagation import propagate
from tests.kernels.arrays import chain, cites_of, graphs, network_of, random_cites
from tests.networks import hepth, hepth_network
from tests.shared import needs_shared

_EXAMPLES = settings(max_examples=150, deadline=None)
_DAMPING = st.sampled_from([0.0, 0.15, 0.5, 0.85, 0.99])


def _dense(cites: csr_array[np.float64], start: FloatArray, damping: float) -> FloatArray:
    """Solve the same equation by elimination."""
    array = cites.toarray()
    shares = array / np.maximum(array.sum(axis=1, keepdims=True), 1)
    solved: FloatArray = np.linalg.solve(np.eye(len(array)) - damping * shares.T, start)
    return solved


def _peer(cites: csr_array[np.float64], damping: float) -> FloatArray:
    n = cites.shape[0]
    found = nx.pagerank(network_of(cites), alpha=damping, tol=1e-12 / max(n, 1), max_iter=5000)
    return np.array([found[row] for row in range(n)])


@_EXAMPLES
@given(cites=graphs(), damping=_DAMPING)
def test_networkx_agrees(cites: csr_array[np.float64], damping: float) -> None:
    ours = pagerank(cites, damping=damping)
    assert np.abs(ours - _peer(cites, damping)).sum() <= 2e-9
    assert ours.sum() == pytest.approx(1.0 if len(ours) else 0.0)


@_EXAMPLES
@given(cites=graphs(), damping=_DAMPING, data=st.data())
def test_elimination_agrees(
    cites: csr_array[np.float64], damping: float, data: st.DataObject
) -> None:
    n = cites.shape[0]
    start = np.array(data.draw(st.lists(st.floats(0, 9), min_size=n, max_size=n)), dtype=float)
    ours, expected = propagate(cites, start, damping=damping), _dense(cites, start, damping)
    assert np.abs(ours - expected).sum() <= 1e-9 * max(expected.sum(), 1e-300)


@pytest.mark.parametrize("forward", [0.0, 0.02, 1.0])
@pytest.mark.parametrize("turned", [False, True])
def test_many_blocks_give_the_error_asked_for(forward: float, *, turned: bool) -> None:
    cites = random_cites(3, 1600, 8000, forward=forward)
    if turned:  # citing rows below cited ones: the worst order there is
        cites = csr_array(cites[::-1][:, ::-1])
        cites.sort_indices()
    exact = _dense(cites, np.ones(1600), 0.85)
    exact /= exact.sum()
    for tolerance in (1e-3, 1e-9, 1e-12):
        ours = pagerank(cites, damping=0.85, tolerance=tolerance)
        assert np.abs(ours - exact).sum() <= tolerance


@pytest.mark.parametrize(("damping", "scores"), [(0.85, [0.350877, 0.649123]), (0.5, [0.4, 0.6])])
def test_mass_of_papers_without_references(damping: float, scores: list[float]) -> None:
    # scikit-network 0.33.5 gives 0.11 and 0.89 for the first
    ours = pagerank(cites_of(2, [(0, 1)]), damping=damping)
    np.testing.assert_allclose(ours, scores, atol=1e-6)


def test_long_chain_in_one_sweep() -> None:
    n = 1_000_000
    ours = propagate(chain(n), np.ones(n), damping=0.5)
    np.testing.assert_allclose(ours[[n - 1, n - 2, n - 3, 0]], [1, 1.5, 1.75, 2], rtol=1e-9)
    closed = propagate(chain(1000, closed=True), np.ones(1000), damping=0.5)
    np.testing.assert_allclose(closed, 2.0, rtol=1e-9)


def test_direction_matters() -> None:
    forth = pagerank(cites_of(3, [(1, 0), (2, 0)]))
    back = pagerank(cites_of(3, [(0, 1), (0, 2)]))
    assert forth.argmax() == 0
    assert back.argmin() == 0


def test_whole_number_arrays_are_not_cut() -> None:
    whole = csr_array(np.array([[0, 0], [1, 0]], dtype=np.int8))
    np.testing.assert_allclose(pagerank(whole), [0.6, 0.4])
    assert pagerank(whole).dtype == np.float64


def test_nothing_to_rank() -> None:
    assert pagerank(cites_of(0, [])).tolist() == []
    assert pagerank(cites_of(1, [])).tolist() == [1.0]


def test_too_few_iterations_are_an_error() -> None:
    with pytest.raises(NotConvergedError, match="7 iterations") as caught:
        pagerank(chain(50, closed=True) + cites_of(50, [(9, 3)]), max_iterations=7, damping=0.99)
    assert caught.value.iterations == 7
    assert caught.value.change > caught.value.wanted


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"damping": 1.0}, "damping must be from 0 to below 1, got 1.0"),
        ({"damping": -0.1}, "damping"),
        ({"damping": float("nan")}, "damping"),
        ({"damping": 0.5, "tolerance": 0.0}, "tolerance must be at least 1e-13"),
    ],
)
def test_bad_parameters(options: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        pagerank(cites_of(2, [(0, 1)]), **options)  # type: ignore[arg-type] # floats, not counts


@pytest.mark.parametrize("start", [[1.0], [1.0, -1.0], [1.0, float("nan")]])
def test_bad_starts(start: list[float]) -> None:
    with pytest.raises(ValueError, match="start"):
        propagate(cites_of(2, [(0, 1)]), np.array(start), damping=0.5)


@needs_shared
def test_real_size_against_networkx() -> None:
    cites, _ = hepth()
    found = nx.pagerank(hepth_network(), alpha=0.5, tol=1e-10 / cites.shape[0], max_iter=500)
    peer = np.array([found[row] for row in range(cites.shape[0])])
    assert np.abs(pagerank(cites) - peer).sum() <= 2e-9
