"""PageRank with weights and unequal starts: by hand, against networkx and the plain kernel."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from kdgraph.errors import NotConvergedError
from kdgraph.kernels.pagerank import pagerank
from kdgraph.kernels.weighted_pagerank import weighted_pagerank
from tests.kernels.arrays import graphs, random_cites


def test_by_hand() -> None:
    # half of row 0's share of 1/3 goes on, three quarters of it to row 1
    weights = csr_array([[0.0, 3.0, 1.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    solved = np.array([8, 8 + 3, 8 + 1]) / 28
    found = weighted_pagerank(weights, np.ones(3), damping=0.5)
    np.testing.assert_allclose(found, solved, rtol=1e-12)


@settings(max_examples=60, deadline=None)
@given(cites=graphs(), seed=st.integers(0, 999), damping=st.sampled_from([0.0, 0.3, 0.85]))
def test_networkx_agrees(cites: csr_array, seed: int, damping: float) -> None:
    n = cites.shape[0]
    random = np.random.default_rng(seed)
    weights = csr_array((random.random(cites.nnz) + 0.1, cites.indices, cites.indptr), cites.shape)
    start = random.integers(0, 3, n).astype(np.float64)
    if n:
        start[0] = 1.0
    found = weighted_pagerank(weights, start, damping=damping, tolerance=1e-12)
    network: nx.DiGraph[int] = nx.from_scipy_sparse_array(weights, create_using=nx.DiGraph)
    theirs = nx.pagerank(
        network, alpha=damping, personalization=dict(enumerate(start)), tol=1e-14, max_iter=2000
    )
    np.testing.assert_allclose(found, [theirs[i] for i in range(n)], atol=1e-11)


def test_equal_weights_and_starts_are_plain_pagerank() -> None:
    cites = random_cites(1, 3000, 20_000, forward=0.1)
    found = weighted_pagerank(cites, np.ones(3000), damping=0.5, tolerance=1e-11)
    np.testing.assert_allclose(found, pagerank(cites, damping=0.5, tolerance=1e-11), atol=1e-11)
    assert found.sum() == pytest.approx(1)


def test_the_error_is_bounded() -> None:
    cites = random_cites(2, 400, 2000, forward=0.3)
    exact = weighted_pagerank(cites, np.ones(400), damping=0.95, tolerance=1e-13)
    for tolerance in (1e-2, 1e-5, 1e-9):
        found = weighted_pagerank(cites, np.ones(400), damping=0.95, tolerance=tolerance)
        assert np.abs(found - exact).sum() <= tolerance


def test_no_rows() -> None:
    assert weighted_pagerank(csr_array((0, 0)), np.zeros(0)).shape == (0,)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"damping": 1.0}, "damping must be from 0 to below 1, got 1.0"),
        ({"damping": -0.1}, "damping"),
        ({"tolerance": 0.0}, "tolerance must be at least 1e-13"),
        ({"start": np.ones(3)}, r"expected 2 starting values, got shape \(3,\)"),
        ({"start": np.zeros(2)}, "not all zero"),
        ({"start": np.array([1.0, np.nan])}, "finite"),
        ({"weights": csr_array([[0.0, -1.0], [0.0, 0.0]])}, "weights must be finite and not neg"),
        ({"weights": csr_array([[0.0, np.nan], [0.0, 0.0]])}, "weights"),
    ],
)
def test_unusable_values(options: dict[str, object], message: str) -> None:
    usable = {"weights": csr_array([[0.0, 1.0], [0.0, 0.0]]), "start": np.ones(2)}
    with pytest.raises(ValueError, match=message):
        weighted_pagerank(**{**usable, **options})  # type: ignore[arg-type] # the mistakes


def test_too_few_iterations() -> None:
    circle = csr_array([[0.0, 1.0], [1.0, 0.0]])
    with pytest.raises(NotConvergedError, match="PageRank did not settle in 3 iterations"):
        weighted_pagerank(circle, np.array([1.0, 0.0]), max_iterations=3)
