"""The core runs, and locks, where nothing but what Windows has can be had."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kdgraph.errors import InputError, LockedError, StoreError
from kdgraph.files import patiently, read_bounded, sync_folder, write_file_atomically
from kdgraph.store import lock as lock_module
from kdgraph.store.lock import WriterLock

ROOT = Path(__file__).parents[2]

_OWLS = """# Owls
- [Distilling the Knowledge in a Neural Network](https://arxiv.org/abs/1503.02531), 2015
- [FitNets: Hints for Thin Deep Nets](https://arxiv.org/abs/1412.6550), Ünal, 知识, 2015
"""


@pytest.mark.skipif(
    not Path("/proc/self/maps").exists(), reason="only Linux tells which files are open"
)
def test_the_core_runs_as_on_windows(tmp_path: Path) -> None:
    (tmp_path / "aux.why?").write_text(_OWLS, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "tests.portability.core", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["embedded"] > 2000
    assert told["entries"] == 2
    assert told["papers"] == told["embedded"]  # what is known of them offline
    assert told["lists"] == ["%61ux.why%3F"]
    assert told["citations"][0] == told["citations"][1] > 10_000
    assert (told["derived"], told["damaged"]) == (["citation-graph"], [])
    written = {"figures/milestones.svg", "exports/kd.bib", "exports/tables/papers.csv"}
    assert written <= set(told["written"])
    assert b"\r" not in (tmp_path / "exports" / "kd.bib").read_bytes()


_HOLD = """
import sys
from pathlib import Path
sys.modules["fcntl"] = None
from kdgraph.store.lock import WriterLock
with WriterLock(Path(sys.argv[1]), "build"):
    print("ready", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def no_flock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process lock as one on Windows does."""
    monkeypatch.setattr(lock_module, "fcntl", None)


@pytest.mark.usefixtures("no_flock")
def test_without_flock_the_holder_is_told_and_a_killed_one_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "ready\n"
        with pytest.raises(LockedError) as caught:
            WriterLock(path, "prune").acquire()
        assert caught.value.pid == holder.pid
        holder.kill()
    with WriterLock(path, "prune"):  # at once, and the file of the killed one is no hindrance
        with pytest.raises(LockedError, match="is already writing"):
            WriterLock(path, "build").acquire()
        path.write_bytes(b"?")
        with pytest.raises(LockedError) as caught:
            WriterLock(path, "build").acquire()
        assert caught.value.pid is None
    with WriterLock(path, "build"):
        assert path.read_bytes().endswith(b" build\n")
    assert path.read_bytes() == b""
    assert {p.name: p.stat().st_size for p in tmp_path.iterdir()} == {"lock": 0, "lock.sqlite": 0}


@pytest.mark.usefixtures("no_flock")
def test_without_flock_a_lock_that_cannot_be_made_is_a_fault_of_the_disk(tmp_path: Path) -> None:
    (tmp_path / "lock.sqlite").mkdir()
    with pytest.raises(StoreError, match="cannot lock"):
        WriterLock(tmp_path / "lock", "build").acquire()
    (tmp_path / "lock.sqlite").rmdir()
    with WriterLock(tmp_path / "lock", "build"):
        assert (tmp_path / "lock.sqlite").is_file()


def _refused(number: int) -> OSError:
    error = PermissionError(13, "The process cannot access the file")
    error.winerror = number  # type: ignore[attr-defined]  # mypy knows it on Windows alone
    return error


def test_a_file_that_somebody_reads_is_replaced_when_they_are_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, refusals = tmp_path / "current", [5, 32]
    path.write_bytes(b"old")
    replace = Path.replace

    def replacing(source: Path, target: Path) -> Path:
        if refusals:
            raise _refused(refusals.pop())
        return replace(source, target)

    monkeypatch.setattr(Path, "replace", replacing)
    write_file_atomically(path, b"new")
    assert (path.read_bytes(), refusals) == (b"new", [])
    assert [p.name for p in tmp_path.iterdir()] == ["current"]


def test_a_file_that_stays_open_elsewhere_is_told_and_stays_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "current"
    path.write_bytes(b"old")
    tried, now = [], iter(range(100))

    def replacing(source: Path, target: Path) -> Path:
        tried.append(target)
        raise _refused(32)

    monkeypatch.setattr(Path, "replace", replacing)
    monkeypatch.setattr(time, "monotonic", lambda: float(next(now)))
    with pytest.raises(StoreError, match="another program has it open; close it there"):
        write_file_atomically(path, b"new")
    assert len(tried) == 3
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["current"]


def test_only_what_others_hold_is_tried_again() -> None:
    tried = []

    def refusing() -> None:
        tried.append(1)
        raise PermissionError(13, "Permission denied")

    with pytest.raises(PermissionError):
        patiently(refusing)
    assert len(tried) == 1


@pytest.mark.parametrize(
    ("number", "advice"),
    [
        (112, "the disk is full"),
        (206, "the path is too long for Windows"),
        (123, "Windows allows no such name"),
        (19, "the file system is read-only"),
        (1224, "another program has it open"),
    ],
)
def test_what_windows_tells_apart_gets_its_own_advice(
    number: int, advice: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def replacing(source: Path, target: Path) -> Path:
        raise _refused(number)

    monkeypatch.setattr(Path, "replace", replacing)
    with pytest.raises(StoreError, match=advice):
        write_file_atomically(tmp_path / "x", b"")


def test_a_folder_that_windows_does_not_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opening(path: Path, *rest: object) -> int:
        raise _refused(5)

    monkeypatch.setattr("os.open", opening)
    with pytest.raises(InputError, match="it is a folder; give a file"):
        read_bounded(tmp_path, 10, "give a file")
    monkeypatch.delattr("os.O_DIRECTORY")
    sync_folder(tmp_path)  # there is nothing to flush
