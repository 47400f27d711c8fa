"""Kills, full disks, forbidden folders and second writers: what was stored stays whole."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kdgraph.errors import LockedError, StoreError
from kdgraph.store import DataFolder, ResponseCache, StoredAnswer
from kdgraph.store.lock import WriterLock
from tests.store.material import NOW, publish, stored, toy_frames

ROOT = Path(__file__).parents[2]

# Imports once and then forks a writer for each line it reads, so that many kills stay quick.
_NURSERY = """
import os, signal, sys
from pathlib import Path
from kdgraph.store import DataFolder
from tests.store.material import publish, toy_frames
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for line in sys.stdin:
    if os.fork() == 0:
        kinds = [toy_frames(number) for number in range(4)]
        with DataFolder(Path(sys.argv[1])).writer("loop") as writer:
            print(os.getpid(), flush=True)
            while True:
                for frames in kinds:
                    publish(writer, frames)
                writer.prune(keep=1)
"""

_FILL_CACHE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from kdgraph.store import ResponseCache, StoredAnswer
with ResponseCache(Path(sys.argv[1])) as cache:
    for number in range(10**9):
        cache.put(f"GET /{number}", StoredAnswer(200, b"%d" % number, datetime.now(UTC)))
        print(number, flush=True)
"""

_HOLD = """
import sys
from pathlib import Path
from kdgraph.store import DataFolder
with DataFolder(Path(sys.argv[1])).writer("build"):
    print("ready", flush=True)
    sys.stdin.read()
"""


def _start(code: str, path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, str(path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def test_kill_at_any_moment_leaves_a_whole_snapshot(tmp_path: Path) -> None:
    begun = time.monotonic()
    folder, first = stored(tmp_path, number=9)
    span = max(0.25, 4 * (time.monotonic() - begun))  # some publications, however slow the disk
    nursery = _start(_NURSERY, tmp_path)
    chance = random.Random(15)
    seen = set()
    try:
        for _ in range(16):
            assert nursery.stdin is not None
            nursery.stdin.write("\n")
            nursery.stdin.flush()
            writer = int(_first_line(nursery))
            time.sleep(chance.random() * span)
            os.kill(writer, signal.SIGKILL)
            _wait_for_lock(folder)
            snapshot = folder.snapshot()
            snapshot.verify()
            assert len(snapshot.frames()["papers"]) == 3
            assert folder.damaged() == []
            seen.add(snapshot.id)
    finally:
        _end(nursery)
    assert len(seen) > 1, "the writers were killed before any of them published"
    with folder.writer("after") as last:
        publish(last, toy_frames(9))
    assert folder.current_id() == first.id
    assert [p for p in folder.snapshots.iterdir() if p.name.startswith(".")] == []


def _wait_for_lock(folder: DataFolder) -> None:
    """Wait until a killed process is gone, and look at nothing else: no clearing up."""
    lock = WriterLock(folder.path / "lock", "wait")
    for _ in range(1000):
        try:
            lock.acquire()
        except LockedError:
            time.sleep(0.005)
        else:
            lock.release()
            return
    raise AssertionError("the lock of a killed process is still held")


def test_killing_loses_no_answer_that_was_kept(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    process = _start(_FILL_CACHE, path)
    for _ in range(50):
        last = int(_first_line(process))
    with ResponseCache(path) as reader:  # while the other one writes
        answer = reader.get("GET /7")
        assert answer is not None
        assert answer.body == b"7"
    process.kill()
    rest, _ = process.communicate()
    last = max([last, *(int(line) for line in rest.split("\n")[:-1])])
    with ResponseCache(path) as cache:
        assert cache.recovered == []
        for number in range(last + 1):
            kept = cache.get(f"GET /{number}")
            assert kept is not None
            assert kept.body == b"%d" % number


def test_a_second_writer_is_told_who_the_first_is(tmp_path: Path) -> None:
    folder, manifest = stored(tmp_path)
    process = _start(_HOLD, tmp_path)
    try:
        assert _first_line(process) == "ready"
        with pytest.raises(LockedError, match="is already writing") as caught:
            folder.writer("build").__enter__()
        assert caught.value.pid == process.pid
        assert folder.snapshot().id == manifest.id  # reading needs no lock
    finally:
        _end(process)
    with folder.writer("build"), pytest.raises(LockedError) as caught:
        folder.writer("prune").__enter__()
    assert caught.value.pid == os.getpid()


def test_an_unreadable_lock_file_names_no_pid(tmp_path: Path) -> None:
    folder, _ = stored(tmp_path)
    with folder.writer("build"):
        (tmp_path / "lock").write_text("?")
        with pytest.raises(LockedError, match="another process") as caught:
            folder.writer("build").__enter__()
    assert caught.value.pid is None


def test_a_folder_below_a_file_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="a part of the path is a file") as caught:
        DataFolder(tmp_path / "file" / "data").writer("build").__enter__()
    assert str(tmp_path / "file" / "data") in str(caught.value)
    with pytest.raises(StoreError, match="a file stands where a folder is needed"):
        DataFolder(tmp_path / "file").writer("build").__enter__()
    with pytest.raises(StoreError, match="a part of the path is a file"):
        ResponseCache(tmp_path / "file" / "data" / "cache.sqlite")
    assert DataFolder(tmp_path / "file").manifests() == []
    assert DataFolder(tmp_path / "file").current_id() is None


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_forbidden_folder_is_named(tmp_path: Path) -> None:
    folder, manifest = stored(tmp_path)
    for place in (folder.snapshots, tmp_path):
        place.chmod(0o500)
    try:
        with (
            pytest.raises(StoreError, match="permission is refused"),
            folder.writer("build") as writer,
        ):
            publish(writer, toy_frames(1))
        assert folder.snapshot().id == manifest.id
    finally:
        for place in (folder.snapshots, tmp_path):
            place.chmod(0o700)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 600 kB; needs the right to mount."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(place)]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no mount command here")
    if done.returncode != 0:
        pytest.skip("mounting a small file system needs rights that this process has not")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_leaves_what_was_there(small_disk: Path) -> None:
    folder, manifest = stored(small_disk / "data")
    _fill(small_disk, leave=20_000)
    with folder.writer("build") as writer:
        with pytest.raises(StoreError, match="the disk is full") as caught:
            publish(writer, toy_frames(1, papers=400))
        assert str(small_disk) in str(caught.value)
        _fill(small_disk, leave=0)
        with pytest.raises(StoreError, match="the disk is full"):
            writer.write_list("kd.md", b"x" * 9000)
    assert folder.current_id() == manifest.id
    folder.snapshot().verify()
    assert [p for p in folder.snapshots.iterdir() if p.name.startswith(".")] == []
    assert list(folder.lists.iterdir()) == []
    (small_disk / "ballast-0").unlink()
    (small_disk / "ballast-20000").unlink()
    with folder.writer("build") as writer:
        assert publish(writer, toy_frames(1)).id == folder.snapshot().id


def test_a_full_disk_leaves_the_answers_that_were_kept(small_disk: Path) -> None:
    path = small_disk / "cache.sqlite"
    with ResponseCache(path) as cache:
        kept, fault = _put_until_full(cache)
        assert "the disk is full" in str(fault)
        assert kept > 10
        assert all(cache.get(f"{number}") for number in range(kept))
        assert cache.get(f"{kept}") is None
    with ResponseCache(path) as cache:
        assert cache.recovered == []
        assert all(cache.get(f"{number}") for number in range(kept))


def _put_until_full(cache: ResponseCache) -> tuple[int, StoreError]:
    for number in range(10_000):
        try:
            cache.put(f"{number}", StoredAnswer(200, os.urandom(5000), NOW))
        except StoreError as error:
            return number, error
    raise AssertionError("the small disk never filled up")


def _fill(place: Path, leave: int) -> None:
    free = os.statvfs(place).f_bavail * os.statvfs(place).f_bsize
    (place / f"ballast-{leave}").write_bytes(b"x" * max(0, free - leave))


_LIMITED = """
import resource, sys
from pathlib import Path
from kdgraph.errors import StoreError
from kdgraph.store import DataFolder
from tests.store.material import publish, toy_frames
resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
with DataFolder(Path(sys.argv[1])).writer("build") as writer:
    try:
        publish(writer, toy_frames(1, papers=400))
    except StoreError as error:
        print(error)
"""


def test_a_file_size_limit_leaves_what_was_there(tmp_path: Path) -> None:
    folder, manifest = stored(tmp_path)
    process = _start(_LIMITED, tmp_path)
    out, _ = process.communicate(timeout=60)
    assert "past the size that is allowed" in out
    assert folder.current_id() == manifest.id
    assert [m.id for m in folder.manifests()] == [manifest.id]
    assert [p.name for p in folder.snapshots.iterdir()] == [manifest.id]
