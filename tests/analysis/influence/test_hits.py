"""Hubs and authorities, against the eigenvectors."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from scipy.sparse import csr_array

from kdgraph.analysis.influence.hits import hubs_and_authorities
from kdgraph.errors import NotConvergedError
from tests.kernels.arrays import cites_of, graphs
from tests.networks import hepth, hepth_network
from tests.shared import needs_shared


@settings(max_examples=150, deadline=None)
@given(cites=graphs(7))
def test_eigenvectors_agree(cites: csr_array[np.float64]) -> None:
    hub, authority = hubs_and_authorities(cites)
    if not cites.nnz:
        assert np.isnan(hub).all()
        assert np.isnan(authority).all()
        return
    array = cites.toarray()
    values, vectors = np.linalg.eigh(array.T @ array)
    # what equal hubs give first is projected on the space of the largest eigenvalue
    top = vectors[:, values > values.max() - 1e-9]
    expected = top @ (top.T @ array.sum(axis=0))
    np.testing.assert_allclose(authority, expected / expected.sum(), atol=1e-8)
    np.testing.assert_allclose(hub, array @ authority / (array @ authority).sum(), atol=1e-12)


def test_published_example() -> None:
    # one hub set of Kleinberg's kind: rows 2 to 4 cite 0, row 4 cites 1 too
    hub, authority = hubs_and_authorities(cites_of(5, [(2, 0), (3, 0), (4, 0), (4, 1)]))
    ratio = 1 + 2**0.5  # of [[3, 1], [1, 1]], by hand
    np.testing.assert_allclose(authority[:2], np.array([ratio, 1]) / (ratio + 1), atol=1e-9)
    assert hub.argmax() == 4


def test_direction_matters() -> None:
    forth = hubs_and_authorities(cites_of(3, [(1, 0), (2, 0), (2, 1)]))
    back = hubs_and_authorities(cites_of(3, [(0, 1), (0, 2), (1, 2)]))
    np.testing.assert_allclose(forth[0], back[1])
    assert not np.allclose(forth[1], back[1])


def test_too_few_iterations_are_an_error() -> None:
    with pytest.raises(NotConvergedError, match="hubs and authorities did not converge in 3"):
        hubs_and_authorities(cites_of(5, [(2, 0), (3, 0), (4, 0), (4, 1)]), max_iterations=3)


@needs_shared
def test_real_size_against_networkx() -> None:
    cites, _ = hepth()
    _, found = nx.hits(hepth_network())
    peer = np.array([found[row] for row in range(cites.shape[0])])
    assert np.abs(hubs_and_authorities(cites)[1] - peer).sum() <= 1e-7
