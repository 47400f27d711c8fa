"""What is printed arrives whole, whatever letters the encoding of Windows has."""

from __future__ import annotations

import asyncio
import errno
import io
import json
import os
import socket
import sys
from concurrent.futures import Future, wait
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest

from kdgraph.cli import app, serving
from kdgraph.cli.serving import PlaceTakenError, free_place
from kdgraph.http import loop, retry
from kdgraph.http.loop import LoopThread

_LIST = (
    "# Lists\n- [Owls of Łódź, 知识 \U0001d54f and Ünal](https://arxiv.org/abs/1503.02531), 2015\n"
)
_TITLE = "Owls of Łódź, 知识 \U0001d54f and Ünal"


def _printed(monkeypatch: pytest.MonkeyPatch, encoding: str, *arguments: str) -> bytes:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding, newline="\n"))
    with pytest.raises(SystemExit) as ended:
        app.main(list(arguments))
    assert ended.value.code == 0
    return raw.getvalue()


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
def test_a_title_is_whole_in_json_in_any_encoding(
    encoding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "list.md"
    path.write_text(_LIST, "utf-8")
    text = _printed(monkeypatch, encoding, "read", str(path), "--json").decode(encoding)
    assert _TITLE in [entry["title"] for entry in json.loads(text)["entries"]]
    shown = _printed(monkeypatch, encoding, "read", str(path)).decode(encoding)
    assert ("Owls of \\u0141" in shown) == (encoding != "utf-8")


@pytest.mark.parametrize(("variable", "encoding"), [("", "utf-8"), ("cp1252", "cp1252")])
def test_files_and_pipes_get_utf_8_on_windows_unless_told_otherwise(
    variable: str, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), "cp1252")
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setenv("PYTHONIOENCODING", variable)
    monkeypatch.setattr(app, "os", SimpleNamespace(name="nt"))
    app._take_all_letters()
    assert stream.encoding == encoding


def test_a_port_that_somebody_listens_at_is_taken_on_windows_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(serving, "os", SimpleNamespace(name="nt"))
    with socket.socket() as ear:
        ear.bind(("127.0.0.1", 0))
        ear.listen()
        with pytest.raises(PlaceTakenError):
            free_place("127.0.0.1", ear.getsockname()[1])


def test_a_refused_connection_has_words_where_the_system_has_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "strerror", lambda _: "Unknown error")
    error = httpx.ConnectError("All connection attempts failed")
    error.__cause__ = OSError(errno.ECONNREFUSED, "Connect call failed ('127.0.0.1', 9)")
    url = httpx.URL("http://127.0.0.1:9")
    fault = retry.connection_fault(error, url=url, reached=False, option="--api-url")
    assert fault.reason == "connection refused"


def test_waiting_for_the_loop_comes_up_for_ctrl_c(monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows no signal ends a wait, so it must end by itself for one to be seen."""
    glances = []

    def interrupted(futures: list[Future[None]], timeout: float | None) -> object:
        glances.append(timeout)
        if len(glances) == 3:
            raise KeyboardInterrupt
        return wait(futures, timeout)

    monkeypatch.setattr(loop, "_GLANCE", 0.001)
    monkeypatch.setattr(loop, "wait", interrupted)
    thread = LoopThread("a test")
    try:
        with pytest.raises(KeyboardInterrupt):
            thread.run(asyncio.sleep(60))
        assert thread.run(asyncio.sleep(0, "done")) == "done"
    finally:
        thread.close()
    assert glances[:3] == [0.001] * 3
