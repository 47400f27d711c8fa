"""Strong components, levels and orders: networkx agrees, and depth is no matter."""

from __future__ import annotations

import re
from itertools import pairwise
from random import Random
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from kdgraph.kernels.order import (
    _cited_first,
    arc_rows,
    condensation,
    strong_components,
    topological_order,
)
from tests.kernels.arrays import arcs_of, chain, cites_of, graphs, network_of, random_cites

_EXAMPLES = settings(max_examples=150, deadline=None)


def _partition(label: np.ndarray[Any, Any]) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(label == one).tolist()) for one in np.unique(label)}


def _longest_chains(network: nx.DiGraph[Any]) -> dict[Any, int]:
    """Return the length of the longest chain of arcs from each node, by recursion on paper."""
    found: dict[Any, int] = {}
    for node in reversed(list(nx.topological_sort(network))):
        found[node] = max((found[cited] + 1 for cited in network.successors(node)), default=0)
    return found


@_EXAMPLES
@given(cites=graphs())
def test_strong_components_are_those_of_networkx(cites: csr_array[Any]) -> None:
    count, label = strong_components(cites)
    theirs = {frozenset(c) for c in nx.strongly_connected_components(network_of(cites))}
    assert _partition(label) == theirs
    assert count == len(theirs)
    assert set(label.tolist()) == set(range(count))
    assert all(label[i] >= label[j] for i, j in arcs_of(cites))


@_EXAMPLES
@given(cites=graphs(), order=st.randoms(use_true_random=False))
def test_labels_in_any_order_are_renumbered(cites: csr_array[Any], order: Random) -> None:
    """As they would come if scipy numbered components in another way."""
    count, label = strong_components(cites)
    names = list(range(count))
    order.shuffle(names)
    given_labels = np.array(names, dtype=np.intp)[label]
    again = _cited_first(cites, count, given_labels)
    assert _partition(again) == _partition(label)
    assert all(again[i] >= again[j] for i, j in arcs_of(cites))


@_EXAMPLES
@given(cites=graphs())
def test_levels_of_components_are_longest_chains(cites: csr_array[Any]) -> None:
    label, level = condensation(cites)
    network = nx.condensation(network_of(cites))
    longest = _longest_chains(network)
    for component, members in network.nodes(data="members"):
        assert {int(level[int(row)]) for row in members} == {longest[component]}
        assert len({int(label[int(row)]) for row in members}) == 1


@_EXAMPLES
@given(cites=graphs(acyclic=True))
def test_topological_order(cites: csr_array[Any]) -> None:
    _check_order(cites)


@pytest.mark.parametrize("n", [40, 700])
def test_topological_order_of_wide_levels(n: int) -> None:
    """Fronts of more and of fewer than 32 rows take turns, on either side of the change."""
    cites = random_cites(1, n, 3 * n)
    _check_order(cites)
    tail = {(n, 0), *((i + 1, i) for i in range(n, n + 50))}
    fan = {(i, n + 50) for i in range(n + 51, n + 200)}
    _check_order(cites_of(n + 200, arcs_of(cites) | tail | fan))


def _check_order(cites: csr_array[Any]) -> None:
    order, level = topological_order(cites)
    longest = _longest_chains(network_of(cites))
    assert level.tolist() == [longest[row] for row in range(cites.shape[0])]
    assert sorted(order.tolist()) == list(range(cites.shape[0]))
    place = np.argsort(order)
    assert all(place[cited] < place[citing] for citing, cited in arcs_of(cites))


@_EXAMPLES
@given(cites=graphs())
def test_a_cycle_is_named(cites: csr_array[Any]) -> None:
    network = network_of(cites)
    if nx.is_directed_acyclic_graph(network):
        topological_order(cites)
        return
    with pytest.raises(ValueError, match="cut the cycles first") as caught:
        topological_order(cites)
    found = re.search(r"in a cycle of (\d+): ([\d >-]+);", str(caught.value))
    assert found is not None
    rows = [int(row) for row in found[2].split(" -> ")]
    assert rows[0] == rows[-1]
    assert len(rows) - 1 == len(set(rows)) == int(found[1])
    assert all(network.has_edge(i, j) for i, j in pairwise(rows))


def test_reversing_matters() -> None:
    cites = cites_of(4, {(1, 0), (2, 0), (3, 2)})
    turned = csr_array(cites.T)
    assert topological_order(cites)[1].tolist() == [0, 1, 1, 2]
    assert topological_order(turned)[1].tolist() == [2, 0, 1, 0]


@pytest.mark.parametrize("n", [0, 1])
def test_almost_nothing(n: int) -> None:
    cites = cites_of(n, set())
    assert strong_components(cites)[0] == n
    for found in (*topological_order(cites), *condensation(cites), arc_rows(cites)[:0]):
        assert found.tolist() == [0] * len(found)


@pytest.mark.slow
def test_a_million_papers_in_a_chain() -> None:
    n = 1_000_000
    order, level = topological_order(chain(n))
    np.testing.assert_array_equal(order, np.arange(n))
    np.testing.assert_array_equal(level, np.arange(n))


def test_a_long_cycle_is_named_in_short() -> None:
    with pytest.raises(ValueError, match="in a cycle of 100000: 0 -> 99999 -> ") as caught:
        topological_order(chain(100_000, closed=True))
    assert len(str(caught.value)) < 250
