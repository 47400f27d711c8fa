"""Which snapshot is the current one where nobody says so."""

from __future__ import annotations

from pathlib import Path

from kdgraph.store import DataFolder, embedded_folder


def test_without_the_file_the_newest_usable_one_is_current(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    assert folder.current_id() is None
    with folder.writer("test") as writer:
        adopted = writer.adopt(embedded_folder())
    (tmp_path / "current").unlink()
    assert folder.current_id() == adopted.id
    assert folder.snapshot().id == adopted.id
