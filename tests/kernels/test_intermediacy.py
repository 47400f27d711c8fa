"""Open ways between two papers against every state of the citations, one by one."""

from __future__ import annotations

from itertools import product
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from kdgraph.kernels.intermediacy import MOST_ARCS, OpenWays, _bernoulli, open_ways
from tests.kernels.arrays import arcs_of, chain, cites_of, graphs

_P = st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0])


def _ways(
    cites: csr_array[Any], younger: int, older: int, p: float, samples: int = 64_000, seed: int = 0
) -> OpenWays:
    return open_ways(cites, younger, older, p, samples, np.random.default_rng(seed))


def _every_state(cites: csr_array[Any], younger: int, older: int, p: float) -> dict[int, float]:
    """Return the chance of each row to lie on an open path, by the definition."""
    arcs = arcs_of(cites)
    chance = dict.fromkeys(range(cites.shape[0]), 0.0)
    for state in product([False, True], repeat=len(arcs)):
        network: nx.DiGraph[Any] = nx.DiGraph()
        network.add_nodes_from(range(cites.shape[0]))
        network.add_edges_from(arc for arc, is_open in zip(arcs, state, strict=True) if is_open)
        weight = p ** sum(state) * (1 - p) ** (len(arcs) - sum(state))
        down = {younger} | nx.descendants(network, younger)
        up = {older} | nx.ancestors(network, older)
        for row in down & up:
            chance[row] += weight
    return chance


@settings(max_examples=40, deadline=None)
@given(
    cites=graphs(most=5, acyclic=True).filter(lambda cites: cites.shape[0] >= 2),
    p=_P,
    data=st.data(),
)
def test_small_graphs_are_exact(cites: csr_array[Any], p: float, data: st.DataObject) -> None:
    n = cites.shape[0]
    younger, older = data.draw(st.integers(0, n - 1)), data.draw(st.integers(0, n - 1))
    found = _ways(cites, younger, older, p)
    expected = _every_state(cites, younger, older, p)
    ours = dict(zip(found.rows.tolist(), found.probability.tolist(), strict=True))
    for row, chance in expected.items():
        assert ours.get(row, 0.0) == pytest.approx(chance, abs=1e-12)
    assert found.sampled_parts == found.samples == 0
    assert not found.error.any()


def _ladder(rungs: int, first: int = 0) -> list[tuple[int, int]]:
    """Two chains side by side that also cite across: rows 2k, 2k + 1 cite the two before."""
    return [
        (first + 2 * k + i, first + 2 * (k - 1) + j)
        for k in range(1, rungs)
        for i in (0, 1)
        for j in (0, 1)
    ]


def _closed_ladder(rungs: int) -> csr_array[Any]:
    """Return a ladder of one old end (row 2 * rungs) and one young end (the last row)."""
    old, young = 2 * rungs, 2 * rungs + 1
    arcs = [*_ladder(rungs), (0, old), (1, old), (young, old - 1), (young, old - 2)]
    return cites_of(2 * rungs + 2, arcs)


def test_a_sampled_part_agrees_with_all_states_within_its_error() -> None:
    cites = _closed_ladder(5)  # 20 citations, too many here, few enough for the definition
    assert cites.nnz > MOST_ARCS
    found = _ways(cites, 11, 10, 0.7, samples=200_000, seed=1)
    assert (found.sampled_parts, found.samples) == (1, 200_000)
    states = np.arange(2**cites.nnz)
    opened = [((states >> arc) & 1).astype(bool) for arc in range(cites.nnz)]
    up = [np.zeros(len(states), dtype=bool) for _ in range(12)]
    up[10][:] = True
    arcs = arcs_of(cites)
    for row in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11):
        for number, (citing, cited) in enumerate(arcs):
            if citing == row:
                up[row] |= up[cited] & opened[number]
    number_open = np.bitwise_count(states)
    weight = 0.7**number_open * 0.3 ** (cites.nnz - number_open)
    connected = float(weight[up[11]].sum())
    at = int(np.searchsorted(found.rows, 11))
    assert 0 < found.error[at] < 0.002
    assert abs(found.probability[at] - connected) < 4 * found.error[at]


def test_parts_are_multiplied() -> None:
    """Two triangles in a row: connected with 0.625 squared, a middle with 0.25 * 0.625."""
    arcs = [(1, 0), (2, 0), (2, 1), (3, 2), (4, 2), (4, 3)]
    found = _ways(cites_of(5, arcs), 4, 0, 0.5)
    assert found.parts == 2
    assert found.probability.tolist() == [0.625**2, 0.25 * 0.625, 0.625**2, 0.25 * 0.625, 0.625**2]


def test_a_long_chain_is_exact() -> None:
    cites = chain(200_000)
    end = int(np.flatnonzero(np.diff(csr_array(cites.T).indptr) == 0)[0])
    start = int(np.flatnonzero(np.diff(cites.indptr) == 0)[0])
    found = _ways(cites, end, start, 0.99999)
    assert found.parts == 199_999
    assert found.probability == pytest.approx(np.full(200_000, 0.99999**199_999))


def test_the_seed_decides_and_nothing_else() -> None:
    cites = _closed_ladder(8)
    first, again, other = (_ways(cites, 17, 16, 0.4, seed=seed) for seed in (3, 3, 4))
    assert first.probability.tolist() == again.probability.tolist()
    assert first.probability.tolist() != other.probability.tolist()


@pytest.mark.parametrize("p", [0.1, 1 / 3, 0.5, 0.75, 1e-9, 1.0])
def test_chance_has_the_asked_for_size(p: float) -> None:
    words = _bernoulli(p, (100, 100), np.random.default_rng(5))
    share = np.bitwise_count(words).sum() / 640_000
    assert abs(share - p) <= 4 * (p * (1 - p) / 640_000) ** 0.5


def test_never_seen_is_not_impossible() -> None:
    cites = _closed_ladder(12)
    found = _ways(cites, 25, 24, 0.01, samples=640)
    assert not found.probability.any()
    assert found.sampled_parts == 1
    assert (found.error > 0).all()


def test_ends_that_are_one_or_apart() -> None:
    cites = cites_of(3, [(1, 0)])
    same = _ways(cites, 1, 1, 0.2)
    assert (same.rows.tolist(), same.probability.tolist(), same.parts) == ([1], [1.0], 0)
    assert _ways(cites, 0, 1, 0.2).rows.tolist() == []
