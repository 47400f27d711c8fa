"""What every export format promises, also tomorrow's."""

from __future__ import annotations

import resource
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kdgraph import EXPORTS, InputError, Snapshot, StoreError
from kdgraph.testing import toys
from kdgraph.testing.exports import ExportContract, content
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


@pytest.mark.parametrize("promise", ExportContract.promises())
@pytest.mark.parametrize("name", EXPORTS)
def test_it_keeps_its_promises(name: str, promise: str) -> None:
    contract = ExportContract.of(
        name=name,
        graph=name not in BIBLIOGRAPHIES,
        dropped=DROPPED.get(name, {}),
        fewest=3 if name == "vosviewer" else 0,
    )
    getattr(contract, promise)()


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
    assert inside == content(tmp_path / "folder")


@pytest.mark.parametrize("name", EXPORTS)
def test_refused_by_the_disk_leaves_the_earlier_export(name: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    EXPORTS[name](toys.snapshot(), out)
    before = content(out)
    with _files_of_at_most(500), pytest.raises(StoreError, match=r"cannot write .*out"):
        EXPORTS[name](toys.snapshot().as_of("2010"), out)
    assert content(out) == before
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("name", EXPORTS)
def test_link_stays_a_link(name: str, tmp_path: Path) -> None:
    EXPORTS[name](toys.snapshot(), tmp_path / "real")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    EXPORTS[name](toys.snapshot().as_of("2010"), tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert b"toy@2010-12-31" in b"".join(content(tmp_path / "real").values())


@pytest.mark.parametrize("name", BUNDLES)
def test_folder_with_other_things_is_left_alone(name: str, tmp_path: Path) -> None:
    EXPORTS[name](toys.snapshot(), tmp_path)  # an empty folder is welcome
    (tmp_path / "thesis.txt").write_text("ten years of work")
    before = content(tmp_path)
    with pytest.raises(StoreError, match=r"holds thesis\.txt.*no earlier export.*new folder"):
        EXPORTS[name](toys.snapshot(), tmp_path)
    assert content(tmp_path) == before


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
    assert content(tmp_path / "one").keys()
    assert [*content(tmp_path / "one").values()] == [*content(tmp_path / "two").values()]


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
