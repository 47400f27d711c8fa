"""Transitive reduction: networkx agrees, and every redundant citation has a true witness."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from scipy.sparse import csr_array

from kdgraph.analysis.lineage.transitive import redundant_arcs
from kdgraph.kernels.order import arc_rows
from tests.kernels.arrays import cites_of, graphs, network_of


@settings(max_examples=150, deadline=None)
@given(cites=graphs(acyclic=True))
def test_what_stays_is_the_reduction_of_networkx(cites: csr_array[Any]) -> None:
    network = network_of(cites)
    via = redundant_arcs(cites).tolist()
    arcs = list(zip(arc_rows(cites).tolist(), cites.indices.tolist(), via, strict=True))
    kept = {(i, j) for i, j, through in arcs if through < 0}
    assert kept == set(nx.transitive_reduction(network).edges)
    for i, j, through in arcs:
        if through >= 0:
            assert network.has_edge(i, through)
            assert through != j
            assert nx.has_path(network, through, j)


def test_the_longest_chain_is_the_witness() -> None:
    """3 cites all; 2 cites 1 and 0, 1 cites 0: the chain by way of 2 excuses the most."""
    cites = cites_of(4, [(1, 0), (2, 0), (2, 1), (3, 0), (3, 1), (3, 2)])
    assert redundant_arcs(cites).tolist() == [-1, 1, -1, 2, 2, -1]


def test_cycles_are_refused() -> None:
    with pytest.raises(ValueError, match="cut the cycles first"):
        redundant_arcs(cites_of(2, [(1, 0), (0, 1)]))
