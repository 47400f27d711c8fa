"""Files and folders appear whole or not at all, whoever else writes at the same time."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kdgraph import files
from kdgraph.errors import InputError, StoreError
from kdgraph.files import (
    disk_faults,
    read_bounded,
    write_file_atomically,
    write_folder_atomically,
)

_WRITER = """
import sys
from pathlib import Path
from kdgraph.files import write_file_atomically
for number in range(60):
    for name in ("captions.md", "map.csv"):
        write_file_atomically(Path(sys.argv[1]) / name, sys.argv[2].encode() * 50_000)
"""


def test_two_runs_into_one_folder_do_not_collide(tmp_path: Path) -> None:
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(tmp_path), letter], stderr=subprocess.PIPE
        )
        for letter in "ab"
    ]
    seen = set()
    while any(run.poll() is None for run in runs):
        for file in tmp_path.glob("[cm]*"):
            content = file.read_bytes()
            assert content in (b"a" * 50_000, b"b" * 50_000), "half a file was there"
            seen.add(content[:1])
    assert [run.communicate()[1] for run in runs] == [b"", b""]
    assert seen
    assert sorted(path.name for path in tmp_path.iterdir()) == ["captions.md", "map.csv"]


def test_the_longest_name_and_folders_above_it(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / ("\u00fc" * 125 + ".txt")
    assert write_file_atomically(path, b"1") == path
    assert write_file_atomically(path, b"2").read_bytes() == b"2"
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_a_link_is_followed_and_stays(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "there.txt")
    write_file_atomically(tmp_path / "link", b"x")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "there.txt").read_bytes() == b"x"


@pytest.mark.parametrize("step", ["write_file", "sync_folder"])
def test_what_fails_half_way_leaves_what_was_there(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_folder_atomically(tmp_path / "pack", {"a": b"1"}, aside=None)
    write_file_atomically(tmp_path / "file", b"1")

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files, step, fail)
    with pytest.raises(OSError, match="No space"):
        write_folder_atomically(tmp_path / "pack", {"a": b"2", "b": b"3"}, aside=None)
    if step == "write_file":
        with pytest.raises(StoreError, match=r"cannot write .*file .*the disk is full"):
            write_file_atomically(tmp_path / "file", b"2")
        assert (tmp_path / "file").read_bytes() == b"1"
    assert {p.name: p.read_bytes() for p in (tmp_path / "pack").iterdir()} == {"a": b"1"}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "pack"]


def test_a_folder_that_cannot_take_its_place_puts_the_old_one_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_folder_atomically(tmp_path / "pack", {"a": b"1"}, aside=None)
    rename: Callable[[Path, Path], Path] = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name.startswith(files.TEMPORARY) and not self.name.endswith("-old"):
            raise OSError(errno.EACCES, os.strerror(errno.EACCES))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OSError, match="Permission"):
        write_folder_atomically(tmp_path / "pack", {"a": b"2"}, aside=None)
    assert (tmp_path / "pack" / "a").read_bytes() == b"1"
    assert [p.name for p in tmp_path.iterdir()] == ["pack"]


def test_what_stood_there_is_kept_aside_or_removed(tmp_path: Path) -> None:
    write_folder_atomically(tmp_path / "pack", {"a": b"1"}, aside=tmp_path / "aside")
    assert [p.name for p in tmp_path.iterdir()] == ["pack"]
    write_folder_atomically(tmp_path / "pack", {"b": b"2"}, aside=tmp_path / "aside")
    assert (tmp_path / "aside" / "a").read_bytes() == b"1"
    write_folder_atomically(tmp_path / "pack", {"c": b"3"}, aside=None)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["aside", "pack"]
    assert [p.name for p in (tmp_path / "pack").iterdir()] == ["c"]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EPERM, errno.EROFS])
def test_advice_names_the_option_where_there_is_one(code: int) -> None:
    told = []
    for how in (files.DATA_FOLDER, ""):
        with (
            pytest.raises(StoreError) as caught,
            disk_faults(Path("x"), "write", how=how),
        ):
            raise OSError(code, os.strerror(code))
        told.append(str(caught.value))
    assert "with --data; what was there before is untouched" in told[0]
    assert "--data" not in told[1]
    assert told[1] == told[0].replace(" with --data", "")
    assert "{" not in told[0]


@pytest.mark.parametrize(
    ("most", "size"), [(10, "more than 10 bytes"), (2**20, "more than 1 MB")], ids=["bytes", "MB"]
)
def test_a_file_may_hold_as_many_bytes_as_allowed_and_not_one_more(
    most: int, size: str, tmp_path: Path
) -> None:
    file = tmp_path / "list.md"
    file.write_bytes(bytes(most))
    assert read_bounded(file, most, "give a list") == bytes(most)
    file.write_bytes(bytes(most + 1))
    with pytest.raises(InputError, match=f"{size}; give a list"):
        read_bounded(file, most, "give a list")
