"""The command dashboard, as far as no browser is needed: where it listens, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from kdgraph.cli import serving
from kdgraph.cli.serving import Place, PlaceTakenError, free_place
from tests.commands import ROOT, run_cli, run_process
from tests.gate import clean_environment


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(PlaceTakenError, match=f"127.0.0.1, port {port}: address already in"):
            free_place("127.0.0.1", port)
        done = run_cli("dashboard", "--no-browser", "--host", "127.0.0.1", "--port", port)
    assert done.returncode == 2
    assert done.stderr.startswith(f"kdgraph: cannot listen on 127.0.0.1, port {port}")
    assert "give another --port" in done.stderr


def test_without_a_port_the_next_free_one_serves() -> None:
    first = free_place("127.0.0.1", None)
    with socket.create_server(("127.0.0.1", first.port)):
        second = free_place("127.0.0.1", None)
    assert second.port > first.port
    assert second.taken > first.taken


def test_an_address_of_another_machine_is_refused() -> None:
    # in a process of its own, since none of ours may as much as look at such an address
    done = run_process("dashboard", "--no-browser", "--host", "192.0.2.1")
    assert done.returncode == 2
    assert done.stderr.startswith("kdgraph: cannot listen on 192.0.2.1, port 8501: cannot assign")


@pytest.mark.parametrize(
    ("host", "url", "is_open"),
    [
        ("localhost", "http://localhost:1", False),
        ("127.0.0.1", "http://127.0.0.1:1", False),
        ("::1", "http://[::1]:1", False),
        ("0.0.0.0", "http://localhost:1", True),
        ("192.0.2.1", "http://192.0.2.1:1", True),
        ("my-machine", "http://my-machine:1", True),
    ],
)
def test_who_can_reach_it(host: str, url: str, is_open: bool) -> None:
    place = Place(host, 1)
    assert (place.url, place.is_open) == (url, is_open)


def test_the_script_is_there() -> None:
    assert serving.script() == ROOT / "dashboards" / "start" / "app.py"


def test_an_unknown_snapshot_is_told_before_anything_is_served(tmp_path: Path) -> None:
    done = run_cli("dashboard", "--no-browser", "--data", tmp_path, "--snapshot", "nix")
    assert done.returncode == 2
    assert "no snapshot 'nix'" in done.stderr


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_is_and_ends_with_one_line(tmp_path: Path, end: signal.Signals) -> None:
    command = [sys.executable, "-m", "kdgraph", "dashboard", "--no-browser", "--json"]
    with subprocess.Popen(
        [*command, "--data", str(tmp_path)],
        cwd=ROOT,
        env=clean_environment(os.environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        told = "".join(process.stdout.readline() for _ in range(4))
        place = json.loads(told)
        assert place["data"] == str(tmp_path)
        _wait_for(f"{place['url']}/_stcore/health", process)
        process.send_signal(end)
        rest, complaints = process.communicate(timeout=60)
    assert process.returncode == 0
    assert [line.strip() for line in rest.splitlines() if line.strip()] == ["Stopping..."]
    assert complaints == ""


def _wait_for(address: str, process: subprocess.Popen[str]) -> None:
    for _ in range(300):
        assert process.poll() is None
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"{address} does not answer")


def _websocket(place: Place, host: str) -> str:
    """Open the dashboard's websocket under a name; return the status line."""
    with socket.create_connection((place.host, place.port), timeout=20) as connection:
        lines = (
            "GET /_stcore/stream HTTP/1.1",
            f"Host: {host}",
            f"Origin: http://{host}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==",
        )
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        return connection.recv(64).split(b"\r\n")[0].decode()


def test_a_page_whose_name_leads_here_reads_nothing(tmp_path: Path) -> None:
    """DNS rebinding: the browser asks this machine in the name of a page of the web."""
    arguments = ("dashboard", "--no-browser", "--json", "--data", str(tmp_path))
    with subprocess.Popen(
        [sys.executable, "-m", "kdgraph", *arguments],
        cwd=ROOT,
        env=clean_environment(os.environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        url = json.loads("".join(process.stdout.readline() for _ in range(4)))["url"]
        _wait_for(f"{url}/_stcore/health", process)
        place = Place("127.0.0.1", int(url.rpartition(":")[2]))
        try:
            for host in ("127.0.0.1", "localhost", "[::1]"):
                assert " 101 " in _websocket(place, f"{host}:{place.port}")
            for host in ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example"):
                assert " 403 " in _websocket(place, f"{host}:{place.port}")
        finally:
            process.terminate()
            process.communicate(timeout=60)
