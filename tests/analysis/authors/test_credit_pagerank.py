"""PageRank of authors: by hand, against networkx on the graph written out, and its limits."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from kdgraph.analysis.authors.measures import credit_pagerank
from kdgraph.errors import NotConvergedError
from kdgraph.kernels.pagerank import pagerank
from tests.kernels.arrays import graphs, random_cites


def _written_out(wrote: csr_array, cites: csr_array, self_citations: bool) -> np.ndarray:
    """Return who cites whom how much, by loops over pairs."""
    written, between = wrote.toarray(), np.zeros((wrote.shape[1], wrote.shape[1]))
    for i, j in zip(*np.nonzero(cites.toarray()), strict=True):
        for a in np.flatnonzero(written[i]):
            for b in np.flatnonzero(written[j]):
                if self_citations or a != b:
                    between[a, b] += 1 / (written[i].sum() * written[j].sum())
    return between


def _someone_wrote(n: int, people: int, seed: int) -> csr_array:
    dense = np.random.default_rng(seed).random((n, people)) < 0.4
    return csr_array(dense.astype(np.float64))


def test_by_hand() -> None:
    # 0 and 1 wrote paper 1, which cites paper 0 by 2: half of a quarter each is passed on
    wrote = csr_array([[0.0, 0.0, 1.0], [1.0, 1.0, 0.0]])
    cites = csr_array(np.array([[0.0, 0.0], [1.0, 0.0]]))
    found = credit_pagerank(wrote, cites, damping=0.5)
    np.testing.assert_allclose(found, np.array([0.25, 0.25, 0.5 + 0.25]) / 1.25, rtol=1e-12)


def test_self_citations_keep_credit_at_home() -> None:
    wrote = csr_array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])  # 0 wrote two papers, 1 wrote one
    cites = csr_array([[0.0, 0.0, 0.0], [1.0, 0.0, 1.0], [0.0, 0.0, 0.0]])
    without = credit_pagerank(wrote, cites, damping=0.5)
    with_them = credit_pagerank(wrote, cites, damping=0.5, self_citations=True)
    # all of a half of 2/3 goes to 1, or a half of it
    np.testing.assert_allclose(without, np.array([2 / 3, 2 / 3]) / (4 / 3))
    y0 = (2 / 3) / (1 - 0.25)
    np.testing.assert_allclose(with_them, np.array([y0, 1 / 3 + y0 / 4]) / (1 / 3 + y0 * 1.25))


@settings(max_examples=60, deadline=None)
@given(
    cites=graphs(),
    seed=st.integers(0, 999),
    damping=st.sampled_from([0.0, 0.3, 0.85]),
    own=st.booleans(),
)
def test_networkx_agrees(cites: csr_array, seed: int, damping: float, own: bool) -> None:
    wrote = _someone_wrote(cites.shape[0], 5, seed)
    for part in (wrote.data, wrote.indices, wrote.indptr):
        part.flags.writeable = False
    found = credit_pagerank(wrote, cites, damping=damping, tolerance=1e-12, self_citations=own)
    team = np.maximum(wrote.sum(axis=1), 1)
    start = (wrote.toarray() / team[:, None]).sum(axis=0)
    if not start.any():
        assert not found.any()
        return
    network: nx.DiGraph[int] = nx.from_numpy_array(
        _written_out(wrote, cites, own), create_using=nx.DiGraph
    )
    theirs = nx.pagerank(
        network, alpha=damping, personalization=dict(enumerate(start)), tol=1e-14, max_iter=2000
    )
    np.testing.assert_allclose(found, [theirs[i] for i in range(5)], atol=1e-11)


def test_one_author_to_a_paper_is_the_pagerank_of_papers() -> None:
    cites = random_cites(1, 1000, 8000, forward=0.1)
    alone = csr_array(np.eye(1000))
    found = credit_pagerank(alone, cites, damping=0.5, tolerance=1e-11)
    np.testing.assert_allclose(found, pagerank(cites, damping=0.5, tolerance=1e-11), atol=1e-11)
    assert found.sum() == pytest.approx(1)


def test_a_rounding_error_is_no_citation() -> None:
    # 0 wrote papers with teams of these sizes, and two alone; all citations go to those two
    sizes, cited = [4, 3, 6, 3, 3, 7], [(0, 1), (2, 0), (3, 0), (3, 1), (4, 0), (4, 1), (5, 1)]
    written, dense = np.zeros((8, 8)), np.zeros((8, 8))
    for paper, size in enumerate(sizes):
        written[paper, :size] = 1
    written[6:, 0] = 1
    for i, j in cited:
        dense[i, 6 + j] = 1
    wrote, cites = csr_array(written), csr_array(dense)
    between = _written_out(wrote, cites, self_citations=False)
    assert not between[0].any()  # what is left of 0's citations is a rounding error of sums
    start = (written / written.sum(axis=1)[:, None]).sum(axis=0)
    network: nx.DiGraph[int] = nx.from_numpy_array(between, create_using=nx.DiGraph)
    theirs = nx.pagerank(network, personalization=dict(enumerate(start)), tol=1e-14, max_iter=999)
    np.testing.assert_allclose(
        credit_pagerank(wrote, cites), [theirs[i] for i in range(8)], atol=1e-9
    )


def test_the_error_is_bounded() -> None:
    cites, wrote = random_cites(2, 400, 2000, forward=0.3), _someone_wrote(400, 60, 5)
    exact = credit_pagerank(wrote, cites, damping=0.95, tolerance=1e-13)
    for tolerance in (1e-2, 1e-5, 1e-9):
        found = credit_pagerank(wrote, cites, damping=0.95, tolerance=tolerance)
        assert np.abs(found - exact).sum() <= tolerance


@pytest.mark.parametrize("shape", [(0, 0), (0, 2), (2, 0), (2, 2)])
def test_nobody_wrote_anything(shape: tuple[int, int]) -> None:
    found = credit_pagerank(csr_array(shape), csr_array((shape[0], shape[0])))
    assert found.tolist() == [0] * shape[1]


def test_unusable_values() -> None:
    one = csr_array([[1.0]]), csr_array((1, 1))
    for damping in (1.0, -0.1, float("nan")):
        with pytest.raises(ValueError, match="damping must be from 0 to below 1, got"):
            credit_pagerank(*one, damping=damping)
    with pytest.raises(ValueError, match="tolerance must be at least 1e-13, got 0"):
        credit_pagerank(*one, tolerance=0)


def test_too_few_iterations() -> None:
    wrote = csr_array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    cites = csr_array([[0.0, 0.0, 1.0], [0.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    with pytest.raises(NotConvergedError, match="PageRank of authors did not converge in 3 iter"):
        credit_pagerank(wrote, cites, max_iterations=3)
