"""VOSviewer, Cytoscape and node-link JSON, read back by networkx and by what their manuals say."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kdgraph import EXPORTS, Snapshot
from kdgraph.export.citation_keys import citation_keys
from kdgraph.testing import toys
from tests.export.papers import HARD_TITLES, literature, titles


def _read(name: str, path: Path, snapshot: Snapshot | None = None) -> Any:
    EXPORTS[name](snapshot or toys.snapshot(), path / "out.json")

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    return json.loads((path / "out.json").read_bytes().decode("utf-8"), parse_constant=refuse)


def test_networkx_reads_node_links(tmp_path: Path) -> None:
    network = nx.node_link_graph(_read("node-link", tmp_path), edges="edges")
    assert network.is_directed()
    assert not network.is_multigraph()
    assert nx.get_node_attributes(network, "title") == toys.TITLES
    assert set(network.edges) == set(toys.ARCS)
    assert network.nodes["a"]["fields"] == ["Computer Science", "Education"]
    assert network.nodes["b"]["fields"] == []
    assert "fields" not in network.nodes["c"]
    assert network.nodes["d"]["date"] == "2010-06-15"
    assert network.edges["d", "b"]["origins"] == ["by hand", "toys"]
    assert network.graph["snapshot_id"] == "toy"


def test_cytoscape(tmp_path: Path) -> None:
    read = _read("cytoscape", tmp_path)
    assert read["format_version"] == "1.0"
    assert read["data"]["snapshot_id"] == "toy"
    nodes = {node["data"]["id"]: node["data"] for node in read["elements"]["nodes"]}
    edges = [edge["data"] for edge in read["elements"]["edges"]]
    ids = [*nodes, *(edge["id"] for edge in edges)]
    assert len(set(ids)) == len(ids)  # Cytoscape refuses elements that share one
    assert {i: node["title"] for i, node in nodes.items()} == toys.TITLES
    assert {i: node["name"] for i, node in nodes.items()} == citation_keys(
        toys.snapshot()
    ).to_dict()
    assert {(edge["source"], edge["target"]) for edge in edges} == set(toys.ARCS)
    assert {edge["interaction"] for edge in edges} == {"cites"}
    network = nx.cytoscape_graph(read)
    assert network.is_directed()
    assert set(network.edges) == set(toys.ARCS)
    assert nx.get_node_attributes(network, "title") == toys.TITLES


class _Cells(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        assert tag in {"table", "tr", "td"}
        if tag == "td":
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        self.cells[-1] += data


def _described(item: dict[str, Any]) -> dict[str, str]:
    cells = _Cells(item["description"]).cells
    return dict(zip(cells[::2], cells[1::2], strict=True))


_ITEM = {"id", "label", "description", "url", "cluster", "weights", "scores"}


def test_vosviewer_as_its_manual_says(tmp_path: Path) -> None:
    read = _read("vosviewer", tmp_path)
    assert set(read) == {"network", "config", "info"}
    assert set(read["network"]) == {"items", "links", "clusters"}
    items = {item["id"]: item for item in read["network"]["items"]}
    for item in items.values():
        assert set(item) <= _ITEM
        assert all(weight >= 0 for weight in item["weights"].values())
        assert item.get("cluster", 1) in range(1, 1001)
    assert {i: _described(item)["Title:"] for i, item in items.items()} == toys.TITLES
    assert items["a"] == {
        "id": "a",
        "label": "Byron 2000",
        "description": items["a"]["description"],
        "url": "https://arxiv.org/abs/1503.02531",
        "cluster": 1,
        "weights": {"Citations": 3, "Links": 3},
        "scores": {"Pub. year": 2000},
    }
    assert "scores" not in items["u"]
    assert items["g"]["label"] == "An Isolated Paper"
    assert read["network"]["clusters"] == [
        {"cluster": 1, "label": "Old / Pioneers"},
        {"cluster": 2, "label": "New"},
    ]
    links = [(link["source_id"], link["target_id"]) for link in read["network"]["links"]]
    assert sorted(links) == sorted(toys.ARCS)
    assert "snapshot_id: toy" in read["info"]["description"]


@settings(max_examples=12)
@given(st.lists(st.one_of(st.sampled_from(HARD_TITLES), titles), min_size=1, max_size=6))
def test_any_title_comes_back(tmp_path_factory: pytest.TempPathFactory, some: list[str]) -> None:
    path = tmp_path_factory.mktemp("json")
    snapshot = literature([{"title": title, "authors": [title]} for title in some])
    nodes = _read("node-link", path, snapshot)["nodes"]
    assert [node["title"] for node in nodes] == some
    elements = _read("cytoscape", path, snapshot)["elements"]
    assert [node["data"]["title"] for node in elements["nodes"]] == some
    three = [*some, *some, *some]  # VOSviewer opens no smaller map
    items = _read("vosviewer", path, literature([{"title": title} for title in three]))
    assert [_described(item)["Title:"] for item in items["network"]["items"]] == three
