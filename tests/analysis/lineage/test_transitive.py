"""Transitive reduction of a selection: networkx agrees, and what is left out is listed."""

from __future__ import annotations

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kdgraph
from kdgraph.analysis.lineage.transitive import Reduction, transitive_reduction
from kdgraph.errors import InputError, UnknownPaperError
from kdgraph.graph.citation import CitationGraph, citation_graph
from kdgraph.model import TABLES
from kdgraph.testing import toys
from tests.analysis.lineage.random_graphs import literatures, network_of


def _arcs(found: Reduction) -> set[tuple[str, str]]:
    return set(zip(found.arcs["citing_id"], found.arcs["cited_id"], strict=True))


@settings(max_examples=25, deadline=None)
@given(graph=literatures(), data=st.data())
def test_it_is_that_of_networkx(graph: CitationGraph, data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(list(graph.papers.index)), unique=True))
    network = network_of(graph).subgraph(chosen)
    found = transitive_reduction(graph, chosen)
    assert _arcs(found) == set(nx.transitive_reduction(network).edges)
    assert len(found.arcs) + len(found.redundant) == network.number_of_edges()
    assert set(found.papers.index) == set(chosen)
    for row in found.redundant.itertuples():
        assert network.has_edge(row.citing_id, row.via_id)
        assert nx.has_path(network, row.via_id, row.cited_id)


def test_cycles_are_cut_first_and_listed() -> None:
    found = transitive_reduction(toys.snapshot(), list(toys.TITLES))
    assert _arcs(found) == set(toys.ARCS) - {("e", "f")}
    assert found.cut[["citing_id", "cited_id"]].to_numpy().tolist() == [["e", "f"]]
    assert found.note == ("7 citations among 8 papers; 0 removed as redundant, 1 to break cycles")


def test_ways_through_others_do_not_count() -> None:
    straight = TABLES["citations"].frame([{"citing_id": "d", "cited_id": "a"}])
    graph = citation_graph(toys.papers(), pd.concat([toys.citations(), straight]))
    assert _arcs(transitive_reduction(graph, ["a", "d"])) == {("d", "a")}
    assert ("d", "a") not in _arcs(transitive_reduction(graph, ["a", "b", "d"]))


def test_names_of_a_snapshot_and_repeats() -> None:
    found = transitive_reduction(toys.snapshot(), ["1503.02531", "a", "b", "b"])
    assert list(found.papers.index) == ["a", "b"]
    assert _arcs(found) == {("b", "a")}


def test_an_empty_selection() -> None:
    assert transitive_reduction(toys.snapshot(), []).arcs.empty


def test_the_embedded_list() -> None:
    """Both directions of redundancy on real data: each citation left out has a longer way."""
    snapshot = kdgraph.embedded()
    listed = snapshot.matches["paper_id"].dropna().unique()
    found = transitive_reduction(snapshot, listed)
    network: nx.DiGraph[str] = nx.DiGraph()
    network.add_edges_from(_arcs(found))
    for row in found.redundant.itertuples():
        assert nx.has_path(network, str(row.citing_id), str(row.cited_id))
    assert len(found.redundant) > 0


def test_mistakes_are_named() -> None:
    with pytest.raises(UnknownPaperError, match="'nowhere'"):
        transitive_reduction(toys.snapshot(), ["a", "nowhere"])
    with pytest.raises(InputError, match="expected several papers, got the single text 'abc'"):
        transitive_reduction(toys.snapshot(), "abc")
