"""Pajek files, read back by a strict reader of the manual's grammar, and by networkx."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kdgraph import EXPORTS, Snapshot
from kdgraph.export.citation_keys import citation_keys
from kdgraph.testing import toys
from tests.export.pajek_grammar import PajekObject, read_pajek
from tests.export.papers import HARD_TITLES, literature, titles


def _objects(snapshot: Snapshot, path: Path) -> dict[str, PajekObject]:
    """Return the objects of an export as a folder, checked against those of a project file."""
    EXPORTS["pajek"](snapshot, path / "folder")
    files = {}
    for name in ("citations.net", "sections.clu", "years.vec", "citations.vec"):
        (files[name],) = read_pajek((path / "folder" / name).read_bytes())
    report = EXPORTS["pajek"](snapshot, path / "all.paj")
    assert report.files == (path / "all.paj",)
    project = read_pajek((path / "all.paj").read_bytes())
    assert [thing.name for thing in project] == ["citations", "sections", "years", "citations"]
    for thing, alone in zip(project, files.values(), strict=True):
        thing.name = ""
        assert thing == alone
    return files


def _label(key: str, title: str) -> str:
    clean = "".join(c if ord(c) >= 32 and not 127 <= ord(c) < 160 else " " for c in title.strip())
    return f"{key} {clean}".replace('"', "'").rstrip()


def test_strict_reader_sees_the_same_graph(tmp_path: Path) -> None:
    files = _objects(toys.snapshot(), tmp_path)
    keys = citation_keys(toys.snapshot())
    network = files["citations.net"]
    assert network.labels == [_label(keys[i], toys.TITLES[i]) for i in sorted(toys.TITLES)]
    ids = sorted(toys.TITLES)
    assert {(ids[a - 1], ids[b - 1]) for a, b, _ in network.arcs} == set(toys.ARCS)
    assert len(network.arcs) == len(toys.ARCS)
    assert files["sections.clu"].values == [1, 2, 0, 0, 0, 0, 0, 0]
    assert files["years.vec"].values == [2000, 2005, 2006, 2010, 2010, 2011, 2008, 0]
    assert files["citations.vec"].values == [3, 1, 1, 1, 1, 1, 0, 0]


def test_numbers_of_sections_are_explained(tmp_path: Path) -> None:
    EXPORTS["pajek"](toys.snapshot(), tmp_path / "toys")
    for name in ("sections.clu", "README.txt"):
        said = (tmp_path / "toys" / name).read_text(encoding="ascii")
        assert "1: Old / Pioneers" in said
        assert "2: New" in said


def test_networkx_reads_the_network_too(tmp_path: Path) -> None:
    rows = [{"title": "A & B #1 {x}, 50% of $5"}, {"title": "Another"}]
    EXPORTS["pajek"](literature(rows), tmp_path / "out")
    network = nx.read_pajek(tmp_path / "out" / "citations.net")
    assert list(network.edges()) == [("anonndanother Another", "anonnda A & B #1 {x}, 50% of $5")]


@settings(max_examples=12)
@given(st.lists(st.one_of(st.sampled_from(HARD_TITLES), titles), min_size=1, max_size=6))
def test_any_title_comes_back(tmp_path_factory: pytest.TempPathFactory, some: list[str]) -> None:
    some = [*some, "&#38; and &#65;"]
    snapshot = literature([{"title": title} for title in some])
    files = _objects(snapshot, tmp_path_factory.mktemp("pajek"))
    keys = citation_keys(snapshot).tolist()
    assert files["citations.net"].labels == [_label(k, t) for k, t in zip(keys, some, strict=True)]
