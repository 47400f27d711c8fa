"""Groups by the Leiden algorithm: known ones, and none that is easily bettered."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from kdgraph.kernels.leiden import leiden, potts_quality


def ties_of(network: nx.Graph[Any]) -> csr_array[Any]:
    """Return the weights of a network of networkx, rows in the order of its nodes."""
    dense = nx.to_numpy_array(network, dtype=np.dtype(np.float64))
    return csr_array(dense)


@st.composite
def weighted(draw: st.DrawFn) -> csr_array[Any]:
    """Draw a small weighted network."""
    n = draw(st.integers(1, 8))
    weights = draw(st.lists(st.integers(0, 3), min_size=n * n, max_size=n * n))
    upper = np.triu(np.array(weights, dtype=np.float64).reshape(n, n), 1)
    return csr_array(upper + upper.T)


@pytest.mark.parametrize("seed", range(5))
def test_cliques_in_a_ring_are_the_groups(seed: int) -> None:
    ties = ties_of(nx.ring_of_cliques(30, 5))
    group = leiden(ties, resolution=0.5, seed=seed)
    assert (group.reshape(30, 5) == group.reshape(30, 5)[:, :1]).all()
    assert group.max() == 29


def test_resolution_says_how_dense_a_group_is() -> None:
    # within a group the mean weight is above the resolution
    ties = ties_of(nx.karate_club_graph())
    for resolution in (0.1, 0.5, 1.5):
        group = leiden(ties, resolution=resolution, seed=0)
        for number in range(group.max() + 1):
            inside = np.flatnonzero(group == number)
            if len(inside) > 1:
                pairs = len(inside) * (len(inside) - 1)
                assert ties[inside][:, inside].sum() / pairs > resolution


@given(weighted(), st.sampled_from([0.3, 0.9, 2.2]))
def test_groups_hang_together_and_none_are_left_to_merge(
    ties: csr_array[Any], resolution: float
) -> None:
    group = leiden(ties, resolution=resolution, seed=1)
    gain = ties.toarray() - resolution
    member = np.eye(int(group.max()) + 1)[group]
    between = member.T @ gain @ member
    np.fill_diagonal(between, 0)
    assert (between <= 1e-9).all()
    for number in range(int(group.max()) + 1):
        inside = np.flatnonzero(group == number)
        assert connected_components(ties[inside][:, inside])[0] == 1


def test_what_the_library_leaves_to_merge_is_merged() -> None:
    upper = np.zeros((7, 7))
    weights = {
        (0, 4): 2, (1, 2): 3, (1, 3): 2, (1, 6): 1, (2, 4): 2, (2, 5): 3,
        (3, 5): 2, (3, 6): 3, (4, 5): 2, (4, 6): 1, (5, 6): 3,
    }  # fmt: skip
    for ends, weight in weights.items():
        upper[ends] = weight
    ties = csr_array(upper + upper.T)
    # graspologic-native 1.3.1 finds 3, 5, 6 and 1, 2, of quality 8.5, with this seed
    group = leiden(ties, resolution=0.9, seed=1)
    assert group.tolist() == [1, 0, 0, 0, 1, 0, 0]
    assert potts_quality(ties, group, resolution=0.9) == pytest.approx(9.1)


@given(weighted(), st.integers(0, 3))
def test_quality_counts_pairs(ties: csr_array[Any], seed: int) -> None:
    group = np.random.default_rng(seed).integers(0, 3, ties.shape[0])
    dense = ties.toarray()
    by_pairs = sum(
        dense[i, j] - 0.25 for i in range(len(group)) for j in range(i) if group[i] == group[j]
    )
    assert potts_quality(ties, group, resolution=0.25) == pytest.approx(by_pairs)


def test_better_than_what_modularity_finds() -> None:
    network = nx.les_miserables_graph()
    ties = ties_of(network)
    mean = ties.sum() / ties.shape[0] ** 2
    louvain = nx.community.louvain_communities(network, weight="weight", seed=0)
    place = {name: number for number, names in enumerate(louvain) for name in names}
    other = np.array([place[name] for name in network])
    ours = leiden(ties, resolution=mean, seed=0)
    assert potts_quality(ties, ours, resolution=mean) >= potts_quality(ties, other, resolution=mean)


def test_the_same_seed_gives_the_same_groups() -> None:
    ties = ties_of(nx.les_miserables_graph())
    first, second = (leiden(ties, resolution=0.3, seed=4) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_rows_without_ties_stay_alone_and_change_nothing() -> None:
    ties = ties_of(nx.karate_club_graph())
    group = leiden(ties, resolution=0.3, seed=2)
    n = len(group)
    wider = csr_array((ties.data, ties.indices + 2, [0, 0, *ties.indptr, ties.nnz]), (n + 3, n + 3))
    more = leiden(wider, resolution=0.3, seed=2)
    tied = more[2:-1]
    assert (more[[0, 1, -1]] > np.bincount(group).searchsorted(1)).all()
    assert len(set(more[[0, 1, -1]].tolist()) | set(tied.tolist())) == len(set(tied.tolist())) + 3
    several = np.bincount(group)[group] > 1
    np.testing.assert_array_equal(tied[several], group[several])


def test_groups_are_numbered_by_size() -> None:
    network = nx.disjoint_union_all([nx.complete_graph(size) for size in (2, 4, 1, 2)])
    group = leiden(ties_of(network), resolution=0.5, seed=0)
    assert group.tolist() == [1, 1, 0, 0, 0, 0, 3, 2, 2]


def test_nothing_to_divide() -> None:
    assert leiden(csr_array(np.zeros((0, 0))), resolution=1, seed=0).tolist() == []
    assert leiden(csr_array(np.zeros((3, 3))), resolution=1, seed=0).tolist() == [0, 1, 2]


def test_what_is_wrong_is_said() -> None:
    with pytest.raises(ValueError, match="above zero, got 0"):
        leiden(csr_array(np.zeros((1, 1))), resolution=0, seed=0)
    with pytest.raises(ValueError, match="not symmetric"):
        leiden(csr_array(np.array([[0.0, 1], [0, 0]])), resolution=1, seed=0)
    with pytest.raises(ValueError, match="not symmetric"):
        leiden(csr_array(np.array([[0.0, 1], [2, 0]])), resolution=1, seed=0)
