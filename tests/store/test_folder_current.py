"""Which snapshot is the current one where nobody says so."""

from __future__ import annotations

from pathlib import Path

from kdgraph.store import DataFolder, embedded_folder
from tests.store.material import stored


def test_without_the_file_the_newest_usable_one_is_current(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    assert folder.current_id() is None
    with folder.writer("test") as writer:
        adopted = writer.adopt(embedded_folder())
    (tmp_path / "current").unlink()
    assert folder.current_id() == adopted.id
    assert folder.snapshot().id == adopted.id


def test_any_flipped_bit_of_current_names_another_snapshot(tmp_path: Path) -> None:
    folder, manifest = stored(tmp_path)
    content = (tmp_path / "current").read_bytes()
    for place in range(len(content)):
        for bit in range(8):
            flipped = bytearray(content)
            flipped[place] ^= 1 << bit
            (tmp_path / "current").write_bytes(flipped)
            assert folder.current_id() != manifest.id, (place, bit)
    (tmp_path / "current").write_text(manifest.id)  # without an end of line, as by hand
    assert folder.current_id() == manifest.id
