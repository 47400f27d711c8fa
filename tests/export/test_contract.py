"""What every export format promises, also tomorrow's."""

from __future__ import annotations

import resource
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from kdgraph import EXPORTS, InputError, Snapshot, StoreError
from kdgraph.export import select
from kdgraph.store import EMBEDDED_NOTE
from tests import toys
from tests.export.papers import HARD_TITLES, literature

BUNDLES = ["csv", "pajek", "parquet"]
BIBLIOGRAPHIES = ["bibtex", "csl-json", "markdown", "ris"]
"""Formats that hold papers and nothing of the graph."""
GRAPHS = ["cytoscape", "gexf", "graphml", "node-link", "pajek", "vosviewer"]
DROPPED = {
    "gexf": {"papers without a year, there at all times": 1},
    "markdown": {"titles of several lines made one": 1},
    "pajek": {
        "quotation marks made apostrophes": 2,
        "line breaks and control characters made blanks": 1,
        "papers without a year": 1,
    },
    "ris": {"titles of several lines made one": 1},
    "vosviewer": {"papers without a year, which have no score": 1},
}
"""What formats do not hold of the toys."""
SMALL = [name for name in EXPORTS if name != "vosviewer"]
"""Formats that hold any number of papers; VOSviewer opens no map of fewer than three."""


def _content(path: Path) -> dict[str, bytes]:
    if path.is_file():
        return {path.name: path.read_bytes()}
    return {file.name: file.read_bytes() for file in path.iterdir()}


@contextmanager
def _files_of_at_most(size: int) -> Iterator[None]:
    """Let the system refuse to write longer files, as a full disk would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_those_of_the_design_are_there() -> None:
    assert set(EXPORTS) >= {*BIBLIOGRAPHIES, *GRAPHS, *BUNDLES}
    assert list(EXPORTS) == sorted(EXPORTS)


@pytest.mark.parametrize("name", EXPORTS)
def test_same_snapshot_same_bytes(name: str, tmp_path: Path) -> None:
    for target in ("one", "two"):
        EXPORTS[name](toys.snapshot(), tmp_path / target)
    assert [*_content(tmp_path / "one").values()] == [*_content(tmp_path / "two").values()]


@pytest.mark.parametrize("name", BUNDLES)
def test_same_snapshot_same_archive(name: str, tmp_path: Path) -> None:
    archives = [tmp_path / "one.zip", tmp_path / "two.ZIP"]
    for archive in archives:
        report = EXPORTS[name](toys.snapshot(), archive)
        assert report.files == (archive,)
    assert archives[0].read_bytes() == archives[1].read_bytes()
    EXPORTS[name](toys.snapshot(), tmp_path / "folder")
    with zipfile.ZipFile(archives[0]) as archive_file:
        assert archive_file.testzip() is None
        inside = {entry: archive_file.read(entry) for entry in archive_file.namelist()}
    assert inside == _content(tmp_path / "folder")


@pytest.mark.parametrize("name", EXPORTS)
def test_report_names_what_was_written(name: str, tmp_path: Path) -> None:
    report = EXPORTS[name](toys.snapshot(), tmp_path / "new" / "place" / "out")
    assert report.format == name
    assert report.path == tmp_path / "new" / "place" / "out"
    assert {file.name for file in report.files} == set(_content(report.path))
    assert report.rows["papers"] == 8
    assert report.rows.get("citations") == (None if name in BIBLIOGRAPHIES else 8)
    assert report.dropped == DROPPED.get(name, {})
    assert report.not_selected == {}
    assert f"Wrote {report.path} ({name}): " in str(report)
    assert "8 papers" in str(report)


@pytest.mark.parametrize("name", EXPORTS)
def test_data_say_where_they_come_from(name: str, tmp_path: Path) -> None:
    manifest = replace(toys.MANIFEST, embedded=True)
    snapshot = Snapshot(toys.frames(), manifest).as_of("2010")
    EXPORTS[name](snapshot, tmp_path / "out")
    said = b"".join(_content(tmp_path / "out").values()).decode("utf-8", "replace")
    for fact in ("toy@2010-12-31", "2024-01-02T03:04:05+00:00", "toys; by hand", "kdgraph 0.1.0"):
        assert fact in said
    assert EMBEDDED_NOTE in said
    EXPORTS[name](toys.snapshot(), tmp_path / "out")
    said = b"".join(_content(tmp_path / "out").values()).decode("utf-8", "replace")
    assert EMBEDDED_NOTE not in said
    assert "2010-12-31" not in said


@pytest.mark.parametrize("name", SMALL)
def test_empty_snapshot(name: str, tmp_path: Path) -> None:
    frames = {table: frame.iloc[:0] for table, frame in toys.frames().items()}
    report = EXPORTS[name](Snapshot(frames, toys.MANIFEST), tmp_path / "out")
    assert set(report.rows.values()) == {0}


@pytest.mark.parametrize("name", EXPORTS)
def test_refused_by_the_disk_leaves_the_earlier_export(name: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    EXPORTS[name](toys.snapshot(), out)
    before = _content(out)
    with _files_of_at_most(500), pytest.raises(StoreError, match=r"cannot write .*out"):
        EXPORTS[name](toys.snapshot().as_of("2010"), out)
    assert _content(out) == before
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("name", EXPORTS)
def test_file_in_the_way_of_a_folder(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(StoreError, match="cannot write"):
        EXPORTS[name](toys.snapshot(), tmp_path / "file" / "out")
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("name", EXPORTS)
def test_earlier_export_is_replaced_whole(name: str, tmp_path: Path) -> None:
    EXPORTS[name](toys.snapshot(), tmp_path / "out")
    view = toys.snapshot().as_of("2010")
    EXPORTS[name](view, tmp_path / "out")
    EXPORTS[name](view, tmp_path / "fresh")
    assert [*_content(tmp_path / "out").values()] == [*_content(tmp_path / "fresh").values()]
    assert {path.name for path in tmp_path.iterdir()} == {"out", "fresh"}


@pytest.mark.parametrize("name", EXPORTS)
def test_link_stays_a_link(name: str, tmp_path: Path) -> None:
    EXPORTS[name](toys.snapshot(), tmp_path / "real")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    EXPORTS[name](toys.snapshot().as_of("2010"), tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert b"toy@2010-12-31" in b"".join(_content(tmp_path / "real").values())


@pytest.mark.parametrize("name", BUNDLES)
def test_folder_with_other_things_is_left_alone(name: str, tmp_path: Path) -> None:
    EXPORTS[name](toys.snapshot(), tmp_path)  # an empty folder is welcome
    (tmp_path / "thesis.txt").write_text("ten years of work")
    before = _content(tmp_path)
    with pytest.raises(StoreError, match=r"holds thesis\.txt.*no earlier export.*new folder"):
        EXPORTS[name](toys.snapshot(), tmp_path)
    assert _content(tmp_path) == before


@pytest.mark.parametrize("name", BUNDLES)
def test_another_kind_of_export_is_left_alone(name: str, tmp_path: Path) -> None:
    other = BUNDLES[BUNDLES.index(name) - 1]
    EXPORTS[other](toys.snapshot(), tmp_path)
    with pytest.raises(StoreError, match="no earlier export"):
        EXPORTS[name](toys.snapshot(), tmp_path)


@pytest.mark.parametrize("name", sorted({*GRAPHS, *BIBLIOGRAPHIES} - set(BUNDLES)))
def test_file_does_not_replace_a_folder(name: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="it is a folder"):
        EXPORTS[name](toys.snapshot(), tmp_path)


@pytest.mark.parametrize("name", GRAPHS)
def test_citations_that_are_left_out_are_counted(name: str, tmp_path: Path) -> None:
    frames = toys.frames()
    citations = frames["citations"]
    citations.loc[0, ["citing_id", "cited_id"]] = "a"
    citations.loc[1, "citing_id"] = "nobody"
    report = EXPORTS[name](Snapshot(frames, toys.MANIFEST), tmp_path / "out")
    assert report.rows["citations"] == 6
    assert report.dropped["citations of a paper by itself"] == 1
    assert report.dropped["citations with an end outside the papers"] == 1


@pytest.mark.parametrize("name", SMALL)
def test_selection_says_what_is_not_in_it(name: str, tmp_path: Path) -> None:
    part = select(toys.snapshot(), section="pioneers")
    report = EXPORTS[name](part, tmp_path / "out")
    assert report.rows["papers"] == 1
    assert report.not_selected == {
        "papers outside the section": 7,
        "citations with an end outside the selection": 8,
        "entries of the list without a paper in the selection": 2,
    }
    assert "Not selected: 7 papers outside the section" in str(report)
    said = b"".join(_content(tmp_path / "out").values()).decode("utf-8", "replace")
    assert "pioneers" in said
    assert "7 papers outside the section" in said
    EXPORTS[name](toys.snapshot(), tmp_path / "whole")
    said = b"".join(_content(tmp_path / "whole").values()).decode("utf-8", "replace")
    assert "selected" not in said


@pytest.mark.parametrize("count", [0, 1, 2])
def test_vosviewer_is_given_no_map_that_it_does_not_open(count: int, tmp_path: Path) -> None:
    few = literature([{"title": f"Paper {n}"} for n in range(count)])
    with pytest.raises(InputError, match=f"fewer than 3 papers, and there are {count}; select"):
        EXPORTS["vosviewer"](few, tmp_path / "map.json")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", BIBLIOGRAPHIES)
def test_entities_of_html_are_written_as_characters(name: str, tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {"title": "AT&amp;T on R&D: caf&eacute;s &#8211; &unknown; &", "authors": ["Zo&euml; Roe"]}
    ]
    report = EXPORTS[name](literature(rows), tmp_path / "out")
    assert report.dropped == {"texts with HTML entities, written as characters": 2}
    said = (tmp_path / "out").read_text(encoding="utf-8")
    for entity in ("&amp", "&eacute", "&#8211", "&euml", "\\&}eacute"):
        assert entity not in said
    assert "unknown;" in said


@pytest.mark.parametrize("name", sorted({*GRAPHS, *BIBLIOGRAPHIES}))
def test_hard_papers_are_written_twice_alike(name: str, tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [{"title": title} for title in HARD_TITLES]
    rows += [{"title": title, "authors": [title], "year": 2000} for title in HARD_TITLES]
    rows += [{"title": "", "venue": "R&D {x} #1 %", "date": "2001-02-03"}, {"title": None}]
    for target in ("one", "two"):
        report = EXPORTS[name](literature(rows), tmp_path / target)
        assert report.rows["papers"] == len(rows)
    assert _content(tmp_path / "one").keys()
    assert [*_content(tmp_path / "one").values()] == [*_content(tmp_path / "two").values()]


@pytest.mark.parametrize("name", BUNDLES)
def test_folder_does_not_replace_a_file(name: str, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(StoreError, match="it is a file"):
        EXPORTS[name](toys.snapshot(), tmp_path / "out")
    assert (tmp_path / "out").read_text() == "mine"


@pytest.mark.parametrize("name", BUNDLES)
def test_name_of_a_single_file_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"give a folder .*out\),? .*an archive .*out\.zip"):
        EXPORTS[name](toys.snapshot(), tmp_path / f"out.{name.replace('pajek', 'net')}")
    assert list(tmp_path.iterdir()) == []
