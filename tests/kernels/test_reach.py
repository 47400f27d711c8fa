"""Distances between papers: networkx agrees, and a chain of a million papers is no matter."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from kdgraph.kernels.reach import between, longest_distances, shortest_distances
from tests.kernels.arrays import chain, cites_of, graphs, network_of

_EXAMPLES = settings(max_examples=100, deadline=None)


@_EXAMPLES
@given(cites=graphs(acyclic=True).filter(lambda cites: cites.shape[0] >= 1), data=st.data())
def test_distances_are_those_of_networkx(cites: csr_array[Any], data: st.DataObject) -> None:
    network = network_of(cites)
    n = cites.shape[0]
    source = data.draw(st.integers(0, n - 1))
    shortest, longest = shortest_distances(cites, [source]), longest_distances(cites, source)
    for row in range(n):
        lengths = [len(p) - 1 for p in nx.all_simple_paths(network, source, row)]
        lengths = [0] if row == source else lengths
        assert shortest[row] == min(lengths, default=-1)
        assert longest[row] == max(lengths, default=-1)
        on_paths = {row for path in nx.all_simple_paths(network, source, row) for row in path}
        expected = {source} if row == source else on_paths
        assert set(between(cites, source, row).tolist()) == expected


@_EXAMPLES
@given(cites=graphs().filter(lambda cites: cites.shape[0] >= 2), data=st.data())
def test_several_sources_with_cycles(cites: csr_array[Any], data: st.DataObject) -> None:
    rows = st.integers(0, cites.shape[0] - 1)
    sources = data.draw(st.lists(rows, min_size=1, max_size=3, unique=True))
    theirs = nx.multi_source_dijkstra_path_length(network_of(cites), set(sources), weight=None)
    ours = shortest_distances(cites, sources)
    assert {row: d for row, d in enumerate(ours.tolist()) if d >= 0} == theirs


def test_no_source_reaches_nothing() -> None:
    assert shortest_distances(cites_of(3, [(1, 0)]), []).tolist() == [-1, -1, -1]


def test_longest_ways_through_a_cycle_are_refused() -> None:
    with pytest.raises(ValueError, match="cut the cycles first"):
        longest_distances(cites_of(3, [(1, 0), (0, 1), (2, 1)]), 2)


def test_a_cycle_out_of_reach_does_no_harm() -> None:
    cites = cites_of(4, [(1, 0), (2, 3), (3, 2), (3, 1)])
    assert longest_distances(cites, 1).tolist() == [1, 0, -1, -1]


def test_direction_matters() -> None:
    cites = cites_of(3, [(1, 0), (2, 1)])
    assert shortest_distances(cites, [2]).tolist() == [2, 1, 0]
    assert shortest_distances(csr_array(cites.T), [2]).tolist() == [-1, -1, 0]


@pytest.mark.slow
def test_a_million_papers_in_a_chain() -> None:
    n = 1_000_000
    cites = chain(n)
    end = int(np.flatnonzero(np.diff(csr_array(cites.T).indptr) == 0)[0])  # nobody cites it
    assert shortest_distances(cites, [end]).max() == n - 1
    assert longest_distances(cites, end).max() == n - 1
