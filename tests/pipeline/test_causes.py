"""Each thing that can stand between a build and the service: its exit code, and its true name."""

from __future__ import annotations

import errno
import json
import os
import resource
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kdgraph.errors import StoreError
from kdgraph.files import disk_faults
from kdgraph.store import DataFolder, ResponseCache, StoredAnswer, embedded_folder
from tests.commands import command, environment, run_cli, run_process
from tests.emulator import Emulator, Faults, listed_markdown, synthetic_corpus
from tests.s2.certificates import served
from tests.s2.worlds import KEY, Seen, scripted
from tests.store.test_faults import small_disk

__all__ = ["small_disk"]  # a fixture

CORPUS = synthetic_corpus(200, seed=1, listed=5)
QUICK = {"KDGRAPH_PACE": "0.0001", "KDGRAPH_DEADLINE": "3", "KDGRAPH_TIMEOUT": "2"}


@contextmanager
def self_signed(folder: Path) -> Iterator[str]:
    with Emulator(CORPUS, tls=served(folder).context) as emulator:
        yield emulator.url


@contextmanager
def answering(script: Callable[[Seen], Any]) -> Iterator[str]:
    with scripted(script) as server:
        yield server.url


@contextmanager
def emulated(faults: Faults) -> Iterator[str]:
    with Emulator(CORPUS, keys=[KEY], faults=faults) as emulator:
        yield emulator.url


WRONG_ANSWERS: dict[str, tuple[Callable[[Path], Any], str]] = {
    "self-signed certificate": (self_signed, "certificate verify failed"),
    "page": (
        lambda _: answering(lambda _: (200, {}, b"<html>Welcome</html>")),
        "a page of 20 bytes",
    ),
    "redirect": (
        lambda _: answering(lambda _: (302, {"location": "http://127.0.0.1:9/login"}, b"")),
        "redirects to http://127.0.0.1:9/login",
    ),
    "log-in": (lambda _: answering(lambda _: (511, {}, b"Log in")), "asks for a log-in"),
    "proxy that wants a password": (
        lambda _: answering(lambda _: (407, {}, b"")),
        "the proxy refuses: 407",
    ),
    "refusals": (
        lambda _: answering(lambda _: (400, {}, b'{"error": "No"}')),
        "answers HTTP 400: No",
    ),
    "packed in a strange way": (
        lambda _: answering(lambda _: (200, {"content-encoding": "br"}, b"x")),
        "packed as 'br'",
    ),
    "gzip bomb": (
        lambda _: emulated(Faults(rates={"gzip_bomb": 1.0}, at_most=None)),
        "no answer of the service",
    ),
    "endless": (
        lambda _: emulated(Faults(rates={"endless": 1.0}, at_most=None)),
        "no answer of the service",
    ),
}


@pytest.mark.parametrize("name", WRONG_ANSWERS)
def test_where_somebody_answers_wrongly_no_other_corpus_takes_the_place(
    name: str, tmp_path: Path
) -> None:
    make, words = WRONG_ANSWERS[name]
    data = tmp_path / "data"
    patience = QUICK
    if name == "endless":  # so much is to be read before it is found to be too much
        patience = QUICK | {"KDGRAPH_DEADLINE": "100", "KDGRAPH_TIMEOUT": "30"}
    with make(tmp_path) as url:
        done = run_cli("build", "--data", data, "--api-url", url, S2_API_KEY=KEY, **patience)
    assert done.returncode == 3, done.stderr
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert "read as" in done.stdout, "how the list was read is told before anything is asked"
    assert "snapshot" not in done.stdout
    assert DataFolder(data).current_id() is None
    later = run_cli("build", "--data", data, "--api-url", "http://127.0.0.1:9", **QUICK)
    assert later.returncode == 0
    assert "Nothing came from Semantic Scholar (connection refused)" in later.stdout
    assert "embedded corpus" in later.stdout


@pytest.mark.parametrize(
    ("name", "url"),
    [
        (("build",), "http://[::1"),
        (("build",), "http://127.0.0.1:99999"),
        (("doctor",), "http://127.0.0.1:99999"),
        (("doctor", "--live"), "http://[::1"),
    ],
)
def test_an_address_that_is_none_ends_in_words(
    name: tuple[str, ...], url: str, tmp_path: Path
) -> None:
    done = run_cli(*name, "--data", tmp_path / "data", "--api-url", url)
    assert done.returncode == 2
    assert "the service address" in done.stderr
    assert "a fault of ours" not in done.stderr
    assert not (tmp_path / "data").exists()


def test_a_key_that_comes_back_is_in_no_file_and_no_message(tmp_path: Path) -> None:
    source, data = tmp_path / "list.md", tmp_path / "data"
    source.write_text(listed_markdown(CORPUS), "utf-8")
    with Emulator(CORPUS) as emulator:
        clean = run_cli("build", source, "--api-url", emulator.url, "--data", tmp_path / "clean")
        assert clean.returncode == 0
    faults = Faults(3, rates={"key_200": 0.5, "key_503": 0.3}, at_most=3)
    with Emulator(CORPUS, keys=[KEY], faults=faults) as emulator:
        arguments = ("build", source, "--api-url", emulator.url, "--data", data, "--json")
        done = run_cli(*arguments, S2_API_KEY=KEY)
        assert {"key_200", "key_503"} <= {exchange.fault for exchange in emulator.log}
    assert done.returncode == 0, done.stderr
    assert KEY not in done.stdout + done.stderr
    assert "came back" in done.stdout
    for file in data.rglob("*"):
        assert file.is_dir() or KEY.encode() not in file.read_bytes()
    with closing(sqlite3.connect(data / "cache.sqlite")) as db:
        keys = [key for (key,) in db.execute("SELECT key FROM answers")]
    with ResponseCache(data / "cache.sqlite") as cache:
        bodies = [answer.body for key in keys if (answer := cache.get(key)) is not None]
    assert any(b"[API key]" in body for body in bodies)
    assert not any(KEY.encode() in body for body in bodies)
    assert DataFolder(data).current_id() == DataFolder(tmp_path / "clean").current_id()


def test_a_key_in_clear_is_warned_of_before_it_is_sent(tmp_path: Path) -> None:
    elsewhere = ("--api-url", "http://api.example.invalid")
    with scripted(lambda _: (503, {"retry-after": "99"}, b"")) as proxy:
        more = dict.fromkeys(("http_proxy", "HTTP_PROXY"), proxy.url)
        more |= {"NO_PROXY": "", "no_proxy": "", "S2_API_KEY": KEY, **QUICK}
        done = run_process("build", "--data", tmp_path / "data", *elsewhere, **more)
        assert proxy.seen
        told = run_process("doctor", "--json", *elsewhere, **more)
    first, *rest = done.stderr.splitlines()
    assert first.startswith(
        "kdgraph: warning: the API key is sent to http://api.example.invalid unencrypted"
    )
    assert len(rest) == 1
    assert KEY not in done.stderr
    checks = {check["name"]: check for check in json.loads(told.stdout)["checks"]}
    assert checks["API key"]["state"] == "wrong"


def refreshed(
    source: Path, data: Path, url: str, *, limit: int
) -> subprocess.CompletedProcess[str]:
    """Refresh while no file may grow past `limit` bytes (``ulimit -f``)."""
    return subprocess.run(
        command("build", source, "--data", data, "--api-url", url, "--refresh-after", "0"),
        capture_output=True,
        text=True,
        env=environment(),
        timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )


@pytest.mark.parametrize("share", [0.3, 0.9, 1.02])
def test_a_limit_of_file_size_is_called_that(share: float, tmp_path: Path) -> None:
    source, data = tmp_path / "list.md", tmp_path / "data"
    source.write_text(listed_markdown(CORPUS), "utf-8")
    with Emulator(CORPUS) as emulator:
        assert run_cli("build", source, "--data", data, "--api-url", emulator.url).returncode == 0
        before = DataFolder(data).current_id()
        size = (data / "cache.sqlite").stat().st_size
        done = refreshed(source, data, emulator.url, limit=int(share * size))
        assert done.returncode == 2, done.stderr
        assert "ulimit -f" in done.stderr
        assert "input/output" not in done.stderr
        assert DataFolder(data).current_id() == before
        assert run_cli("build", source, "--data", data, "--api-url", emulator.url).returncode == 0


def test_a_disk_that_fills_up_at_a_refresh_is_called_full(small_disk: Path, tmp_path: Path) -> None:
    source, data = tmp_path / "list.md", small_disk / "data"
    corpus = synthetic_corpus(60, seed=1, listed=3)
    source.write_text(listed_markdown(corpus), "utf-8")
    with Emulator(corpus) as emulator:
        service = ("--api-url", emulator.url, "--refresh-after", "0")
        arguments = ("build", source, "--data", data, *service)
        assert run_cli(*arguments).returncode == 0
        for left in (0, 40_000, 90_000):
            free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_bsize
            ballast = small_disk / "ballast"
            ballast.write_bytes(b"x" * max(0, free - left))
            done = run_cli(*arguments)
            ballast.unlink()
            assert done.returncode == 2, (left, done.stdout, done.stderr)
            assert "the disk is full" in done.stderr, left
        assert run_cli(*arguments).returncode == 0


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.EDQUOT, "quota is used up"),
        (errno.ENOSPC, "the disk is full"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "permission is refused"),
        (errno.EIO, "input/output error"),
    ],
)
@pytest.mark.parametrize("sqlite_name", ["SQLITE_IOERR_WRITE", "SQLITE_FULL", "SQLITE_READONLY"])
def test_what_sqlite_does_not_tell_is_asked_of_the_system(
    code: int, words: str, sqlite_name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)  # no quota can be made here
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorname = sqlite_name
    with (
        pytest.raises(StoreError, match=words),
        disk_faults(tmp_path / "cache.sqlite", "use"),
    ):
        raise error


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A data folder on a file system that is mounted read-only; needs the right to mount."""
    data = tmp_path / "disk" / "data"
    with DataFolder(data).writer("test") as writer:
        writer.adopt(embedded_folder())
    with ResponseCache(data / "cache.sqlite") as cache:
        cache.put("x", StoredAnswer(200, b"{}", datetime(2026, 1, 1, tzinfo=UTC)))
    disk = str(tmp_path / "disk")
    for arguments in (["--bind", disk, disk], ["-o", "remount,ro,bind", disk]):
        try:
            done = subprocess.run(["mount", *arguments], capture_output=True, check=False)
        except FileNotFoundError:
            pytest.skip("there is no mount command here")
        if done.returncode != 0:
            subprocess.run(["umount", disk], capture_output=True, check=False)
            pytest.skip("mounting needs rights that this process has not")
    yield data
    subprocess.run(["umount", disk], check=True)


def test_a_read_only_folder_is_not_told_to_build_again(read_only: Path) -> None:
    nobody = ("--api-url", "http://127.0.0.1:9")
    done = run_cli("doctor", "--json", "--data", read_only, *nobody)
    checks = {check["name"]: check for check in json.loads(done.stdout)["checks"]}
    assert done.returncode == 1
    assert checks["data folder"]["state"] == "wrong"
    assert "cannot be written" in checks["data folder"]["found"]
    assert checks["stored answers"]["state"] == "good"
    assert checks["current snapshot"]["state"] == "good"
    assert "build again" not in done.stdout
    assert run_cli("status", "--data", read_only).returncode == 0
    built = run_cli("build", "--data", read_only, "--offline")
    assert built.returncode == 2
    assert "read-only" in built.stderr
