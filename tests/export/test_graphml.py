"""GraphML, read back by networkx and by a plain XML parser."""

from __future__ import annotations

import gzip
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import networkx as nx

from kdgraph import EXPORTS, Snapshot
from kdgraph.export import ExportReport
from kdgraph.export._xml import xml_token
from kdgraph.testing import toys
from tests.export.graphml_schema import graphml_faults
from tests.export.papers import HARD_TITLES, literature

NS = {"g": "http://graphml.graphdrawing.org/xmlns"}


def _written(tmp_path: Path, snapshot: Snapshot | None = None) -> tuple[Path, ExportReport]:
    path = tmp_path / "toys.graphml"
    return path, EXPORTS["graphml"](snapshot or toys.snapshot(), path)


def test_networkx_reads_the_same_graph(tmp_path: Path) -> None:
    path, _ = _written(tmp_path)
    network = nx.read_graphml(path)
    assert network.is_directed()
    assert sorted(network) == sorted(toys.TITLES)
    assert set(network.edges) == set(toys.ARCS)
    assert nx.get_node_attributes(network, "title") == toys.TITLES
    assert network.nodes["a"] == {
        "paper_id": "a",
        "title": toys.TITLES["a"],
        "year": 2000,
        "fields": "Computer Science; Education",
        "reported_citations": 120,
        "hop": 0,
        "origin": "toys",
        "first_seen": "2024-01-01T00:00:00+00:00",
        "authors": "Ada Byron",
        "sections": "Old / Pioneers",
        "references_known": False,
        "short_name": "Byron 2000",
    }
    assert network.nodes["d"]["date"] == "2010-06-15"
    assert network.nodes["d"]["authors"] == "Ada Byron; Bo Li; Cy Young"
    assert "year" not in network.nodes["u"]
    assert network.edges["b", "a"] == {
        "origins": "toys",
        "influential": True,
        "intents": "methodology",
    }
    assert network.edges["d", "b"] == {"origins": "by hand; toys"}
    assert network.graph["snapshot_id"] == "toy"
    assert network.graph["origins"] == "toys; by hand"


def test_types_are_declared(tmp_path: Path) -> None:
    path, _ = _written(tmp_path)
    keys = ET.parse(path).getroot().findall("g:key", NS)
    types = {(k.get("for"), k.get("attr.name")): k.get("attr.type") for k in keys}
    assert len(types) == len(keys)  # no column is declared twice, with two types
    assert types["node", "year"] == "long"
    assert types["node", "title"] == "string"
    assert types["edge", "influential"] == "boolean"


def test_empty_list_is_an_empty_element_and_an_unasked_one_is_none(tmp_path: Path) -> None:
    path, _ = _written(tmp_path)
    root = ET.parse(path).getroot()
    (key,) = [k.get("id") for k in root.findall("g:key", NS) if k.get("attr.name") == "fields"]
    fields = {
        node.get("id"): [d.text for d in node.findall("g:data", NS) if d.get("key") == key]
        for node in root.iterfind(".//g:node", NS)
    }
    assert (fields["a"], fields["b"], fields["c"]) == (
        ["Computer Science; Education"],
        [None],
        [],
    )


def test_characters_that_xml_cannot_hold_are_removed_and_counted(tmp_path: Path) -> None:
    frames = toys.frames()
    frames["papers"].loc["f", "title"] = "a\x00b\x0bc\ufffed\r\ne\rf\ud7ff\U0001f600"
    path, report = _written(tmp_path, Snapshot(frames, toys.MANIFEST))
    assert nx.read_graphml(path).nodes["f"]["title"] == "abcd\ne\nf\ud7ff\U0001f600"
    assert report.dropped == {
        "characters that XML cannot hold": 3,
        "carriage returns made line feeds": 2,
    }


def test_ids_that_xml_cannot_hold_stay_apart(tmp_path: Path) -> None:
    frames = toys.frames()
    frames["papers"] = frames["papers"].rename(index={"e": "doi:10.1/x\x01", "f": "doi:10.1/x"})
    path, report = _written(tmp_path, Snapshot(frames, toys.MANIFEST))
    assert {"doi:10.1_x2F_x_x01_", "doi:10.1_x2F_x"} <= set(nx.read_graphml(path))
    assert report.dropped == {"citations with an end outside the papers": 3}


def test_arcs_that_are_left_out_are_counted(tmp_path: Path) -> None:
    frames = toys.frames()
    citations = frames["citations"]
    citations.loc[0, ["citing_id", "cited_id"]] = "a"
    citations.loc[1, "citing_id"] = "nobody"
    path, report = _written(tmp_path, Snapshot(frames, toys.MANIFEST))
    assert report.rows == {"papers": 8, "citations": 6}
    assert report.dropped == {
        "citations of a paper by itself": 1,
        "citations with an end outside the papers": 1,
    }
    assert nx.read_graphml(path).number_of_edges() == 6


def test_sections_of_a_paper_that_is_listed_twice(tmp_path: Path) -> None:
    frames = toys.frames()
    frames["matches"]["paper_id"] = "b"
    path, _ = _written(tmp_path, Snapshot(frames, toys.MANIFEST))
    assert nx.read_graphml(path).nodes["b"]["sections"] == "Old / Pioneers; New"


def test_gzipped(tmp_path: Path) -> None:
    plain, _ = _written(tmp_path)
    packed = tmp_path / "toys.graphml.gz"
    EXPORTS["graphml"](toys.snapshot(), packed)
    assert gzip.decompress(packed.read_bytes()) == plain.read_bytes()
    assert packed.read_bytes()[4:8] == bytes(4)  # no time in it, so that it repeats
    assert set(nx.read_graphml(packed).edges) == set(toys.ARCS)


def test_ids_are_tokens_that_strict_readers_take(tmp_path: Path) -> None:
    ids = ["doi:10.1007/3-540-45014-9_1", "a_x2F_b", "a/b", "title:\u77e5 x", "arxiv:cs/0309023"]
    papers = literature([{"paper_id": paper_id, "title": paper_id} for paper_id in ids])
    path, _ = _written(tmp_path, papers)
    nodes = ET.parse(path).getroot().findall(".//g:node", NS)
    tokens = [str(node.get("id")) for node in nodes]
    assert all(re.fullmatch(r"[A-Za-z0-9.:_-]+", token) for token in tokens)
    assert len(set(tokens)) == len(ids)
    network = nx.read_graphml(path)
    assert set(nx.get_node_attributes(network, "paper_id").values()) == set(ids)
    assert network.number_of_edges() == len(ids) - 1
    assert xml_token("arxiv:1503.02531") == "arxiv:1503.02531"


def test_the_file_is_valid_under_the_schema(tmp_path: Path) -> None:
    ids = ["doi:10.1/a b", "a&b<c>", "title:\u77e5", *(f"p{n}" for n in range(len(HARD_TITLES)))]
    rows: list[dict[str, object]] = [
        {"paper_id": one, "title": title, "year": 2000, "authors": [title]}
        for one, title in zip(ids, ["x\x00\uffff", "", "y", *HARD_TITLES], strict=True)
    ]
    for snapshot in (toys.snapshot(), literature(rows), literature([])):
        path, _ = _written(tmp_path, snapshot)
        assert graphml_faults(path.read_bytes()) == []


def test_the_schema_refuses_what_strict_readers_refuse(tmp_path: Path) -> None:
    content = _written(tmp_path)[0].read_bytes()
    assert graphml_faults(content.replace(b'<node id="a"', b'<node id="a/b"'))
    assert graphml_faults(content.replace(b'<node id="a"', b'<node id="b"'))
    assert graphml_faults(content.replace(b'source="b"', b'source="nobody"'))
