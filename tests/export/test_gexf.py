"""GEXF, read back by networkx and by a plain XML parser."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kdgraph import EXPORTS, Snapshot
from kdgraph.testing import toys
from tests.export.papers import HARD_TITLES, literature, titles

NS = {"g": "http://www.gexf.net/1.2draft"}


def _written(tmp_path: Path, snapshot: Snapshot | None = None) -> Path:
    path = tmp_path / "toys.gexf"
    EXPORTS["gexf"](snapshot or toys.snapshot(), path)
    return path


def test_networkx_reads_the_same_graph(tmp_path: Path) -> None:
    network = nx.read_gexf(_written(tmp_path))
    assert network.is_directed()
    assert set(network) == set(toys.TITLES)
    assert set(network.edges) == set(toys.ARCS)
    assert {node: facts["label"] for node, facts in network.nodes(data=True)} == toys.TITLES
    a = network.nodes["a"]
    assert (a["year"], a["authors"], a["sections"]) == (2000, "Ada Byron", "Old / Pioneers")
    assert network.edges["b", "a"]["influential"] is True
    assert network.edges["d", "b"]["origins"] == "by hand; toys"
    assert network.graph["mode"] == "dynamic"


def test_papers_and_citations_are_there_from_their_day(tmp_path: Path) -> None:
    root = ET.parse(_written(tmp_path)).getroot()
    graph = root.find("g:graph", NS)
    assert graph is not None
    assert (graph.get("mode"), graph.get("timeformat")) == ("dynamic", "date")
    since = {n.get("id"): n.get("start") for n in root.iterfind(".//g:node", NS)}
    assert since == {
        "a": "2000-01-01",
        "b": "2004-01-01",  # out as a preprint the year before
        "c": "2006-01-01",
        "d": "2010-06-15",
        "e": "2010-01-01",
        "f": "2011-01-01",
        "g": "2008-01-01",
        "u": None,
    }
    for edge in root.iterfind(".//g:edge", NS):
        assert edge.get("start") == since[edge.get("source")]


def test_every_value_has_the_type_that_is_declared(tmp_path: Path) -> None:
    root = ET.parse(_written(tmp_path)).getroot()
    shapes = {"integer": r"-?\d+", "boolean": "true|false", "double": r"[-\d.e]+", "string": ".*"}
    for kind in ("node", "edge"):
        declared = {
            a.get("id"): shapes[str(a.get("type"))]
            for a in root.iterfind(f".//g:attributes[@class='{kind}']/g:attribute", NS)
        }
        assert declared
        for value in root.iterfind(f".//g:{kind}/g:attvalues/g:attvalue", NS):
            shape = declared[str(value.get("for"))]
            assert re.fullmatch(shape, str(value.get("value")), re.DOTALL)


def test_large_numbers_are_longs(tmp_path: Path) -> None:
    rows = [{"title": "A", "reported_citations": 2**40}, {"title": "B", "reported_citations": 1}]
    network = nx.read_gexf(_written(tmp_path, literature(rows)))
    assert network.nodes["p000"]["reported_citations"] == 2**40


@settings(max_examples=12)
@given(st.lists(st.one_of(st.sampled_from(HARD_TITLES), titles), min_size=1, max_size=6))
def test_any_title_comes_back(tmp_path_factory: pytest.TempPathFactory, some: list[str]) -> None:
    path = tmp_path_factory.mktemp("gexf") / "out"
    EXPORTS["gexf"](literature([{"title": title} for title in some]), path)
    read = nx.read_gexf(path)
    expected = [t.replace("\r\n", "\n").replace("\r", "\n") for t in some]
    assert [read.nodes[f"p{n:03}"]["label"] for n in range(len(some))] == expected
