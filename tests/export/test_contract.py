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
from kdgraph.store import EMBEDDED_NOTE
from tests import toys

BUNDLES = ["csv", "parquet"]
BIBLIOGRAPHIES = ["bibtex"]
"""Formats that hold papers and nothing of the graph."""


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


def test_formats() -> None:
    assert list(EXPORTS) == ["bibtex", "csv", "graphml", "parquet"]


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
    assert report.dropped == {}
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


@pytest.mark.parametrize("name", EXPORTS)
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
        EXPORTS[name](toys.snapshot().as_of("2005"), out)
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
    view = toys.snapshot().as_of("2005")
    EXPORTS[name](view, tmp_path / "out")
    EXPORTS[name](view, tmp_path / "fresh")
    assert [*_content(tmp_path / "out").values()] == [*_content(tmp_path / "fresh").values()]
    assert {path.name for path in tmp_path.iterdir()} == {"out", "fresh"}


@pytest.mark.parametrize("name", EXPORTS)
def test_link_stays_a_link(name: str, tmp_path: Path) -> None:
    EXPORTS[name](toys.snapshot(), tmp_path / "real")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    EXPORTS[name](toys.snapshot().as_of("2005"), tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert b"toy@2005-12-31" in b"".join(_content(tmp_path / "real").values())


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
    (other,) = set(BUNDLES) - {name}
    EXPORTS[other](toys.snapshot(), tmp_path)
    with pytest.raises(StoreError, match="no earlier export"):
        EXPORTS[name](toys.snapshot(), tmp_path)


def test_graphml_does_not_replace_a_folder(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="it is a folder"):
        EXPORTS["graphml"](toys.snapshot(), tmp_path)


@pytest.mark.parametrize("name", BUNDLES)
def test_folder_does_not_replace_a_file(name: str, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(StoreError, match="it is a file"):
        EXPORTS[name](toys.snapshot(), tmp_path / "out")
    assert (tmp_path / "out").read_text() == "mine"


@pytest.mark.parametrize("name", BUNDLES)
def test_name_of_a_single_file_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"give a folder .*out\) or an archive .*out\.zip"):
        EXPORTS[name](toys.snapshot(), tmp_path / f"out.{name}")
    assert list(tmp_path.iterdir()) == []
