"""What holds for every export format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kdgraph.errors import StoreError
from kdgraph.export import EXPORTS, provenance, select
from kdgraph.graph.snapshot import Snapshot
from kdgraph.store import EMBEDDED_NOTE
from kdgraph.testing import toys
from kdgraph.testing.contract import Contract

__all__ = ["ExportContract", "check_export", "content"]


def content(path: Path) -> dict[str, bytes]:
    """Return the bytes of a file, or of the files of a folder, by name."""
    if path.is_file():
        return {path.name: path.read_bytes()}
    return {file.name: file.read_bytes() for file in path.iterdir()}


def _text(path: Path) -> str:
    return b"".join(content(path).values()).decode("utf-8", "replace")


class ExportContract(Contract):
    """Promises of an export format: a snapshot, whole or not at all, and an honest report.

    Attributes
    ----------
    name : str
        What it is called in ``EXPORTS``, where it has to be: the package is installed.
    graph : bool
        Whether it holds citations, too.
    dropped : mapping
        What of the eight papers of `kdgraph.testing.toys` it does not hold, as it reports that.
    says_source : bool
        Whether its files have room for where the data come from.
    fewest : int
        So many papers it needs at least.
    """

    name: str
    graph: bool = False
    dropped: Mapping[str, int] = {}  # never changed
    says_source: bool = True
    fewest: int = 0

    def _write(self, snapshot: Snapshot, path: Path) -> Any:
        return EXPORTS[self.name](snapshot, path)

    def test_the_same_snapshot_gives_the_same_bytes(self) -> None:
        """Nothing hangs on the time or on the order of sets."""
        with TemporaryDirectory() as folder:
            one, two = Path(folder) / "one", Path(folder) / "two"
            for target in (one, two):
                self._write(toys.snapshot(), target)
            assert [*content(one).values()] == [*content(two).values()]

    def test_the_report_names_what_was_written(self) -> None:
        """Files, rows and what was left out are counted; folders above the file are made."""
        with TemporaryDirectory() as folder:
            out = Path(folder) / "new" / "place" / "out"
            report = self._write(toys.snapshot(), out)
            assert report.format == self.name
            assert report.path == out
            assert {file.name for file in report.files} == set(content(out))
            assert report.rows["papers"] == 8
            assert report.rows.get("citations") == (8 if self.graph else None)
            assert report.dropped == self.dropped
            assert report.not_selected == {}
            origin = EXPORTS.origin(self.name)
            assert report.package == origin
            assert f"Wrote {out} ({self.name}{f' of {origin}' if origin else ''}): " in str(report)
            assert "8 papers" in str(report)

    def test_the_data_say_where_they_come_from(self) -> None:
        """Every fact of `kdgraph.export.provenance` stands in the files."""
        if not self.says_source:
            return
        embedded = replace(toys.MANIFEST, embedded=True)
        snapshot = Snapshot(toys.frames(), embedded).as_of("2010")
        with TemporaryDirectory() as folder:
            out = Path(folder) / "out"
            self._write(snapshot, out)
            said, facts = _text(out), provenance(snapshot)
            for fact in ("snapshot_id", "snapshot_time", "origins", "exported_by"):
                assert str(facts[fact]) in said, f"{fact} is not in the files"
            assert EMBEDDED_NOTE in said
            self._write(toys.snapshot(), out)
            said = _text(out)
            assert EMBEDDED_NOTE not in said
            assert "2010-12-31" not in said

    def test_an_empty_snapshot_is_written(self) -> None:
        """No paper is no error, unless the format needs some."""
        if self.fewest:
            return
        frames = {table: frame.iloc[:0] for table, frame in toys.frames().items()}
        with TemporaryDirectory() as folder:
            report = self._write(Snapshot(frames, toys.MANIFEST), Path(folder) / "out")
        assert set(report.rows.values()) == {0}

    def test_a_file_in_the_way_is_left_alone(self) -> None:
        """What is no folder is not made one, and the error is ours."""
        with TemporaryDirectory() as folder:
            (Path(folder) / "file").write_text("mine", "utf-8")
            try:
                self._write(toys.snapshot(), Path(folder) / "file" / "out")
            except StoreError as error:
                assert "cannot write" in str(error)  # noqa: PT017  # without pytest
            else:
                raise AssertionError("a file was taken for a folder")
            assert (Path(folder) / "file").read_text("utf-8") == "mine"

    def test_an_earlier_export_is_replaced_whole(self) -> None:
        """Nothing of it stays, and nothing else is left beside."""
        with TemporaryDirectory() as folder:
            out, fresh = Path(folder) / "out", Path(folder) / "fresh"
            view = toys.snapshot().as_of("2010")
            self._write(toys.snapshot(), out)
            self._write(view, out)
            self._write(view, fresh)
            assert [*content(out).values()] == [*content(fresh).values()]
            assert {path.name for path in Path(folder).iterdir()} == {"out", "fresh"}

    def test_a_selection_says_what_is_not_in_it(self) -> None:
        """What was not asked for is counted in the report, and named in the files."""
        part = select(toys.snapshot(), section="pioneers")
        if len(part.papers) < self.fewest:
            return
        with TemporaryDirectory() as folder:
            report = self._write(part, Path(folder) / "out")
            assert report.rows["papers"] == 1
            assert report.not_selected == {
                "papers outside the section": 7,
                "citations with an end outside the selection": 8,
                "entries of the list without a paper in the selection": 2,
            }
            assert "Not selected: 7 papers outside the section" in str(report)
            if self.says_source:
                said = _text(Path(folder) / "out")
                assert "pioneers" in said
                assert "7 papers outside the section" in said


def check_export(name: str, **traits: Any) -> None:
    """Hold an export format to `ExportContract`; `traits` are attributes of it.

    Raises
    ------
    AssertionError
        If it does not keep a promise; a note names which.

    Examples
    --------
    >>> check_export("graphml", graph=True)
    """
    ExportContract.of(name=name, **traits).check()
