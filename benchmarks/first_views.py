"""``python -m benchmarks.first_views [DATA]``: how long pages of the dashboard take to be whole.

Each page is opened in a fresh context of Debian's Chromium: first as the first view of this process
(cold), then again (warm, the least of some). Both are told as ratios to a Streamlit page that holds
one title, opened in turn with them, so that they mean the same on any machine. A page is whole when
its title is seen and its script rests. Prints a table in Markdown.
"""

from __future__ import annotations

import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from benchmarks.timing import ROOT

__all__ = ["main"]

_PAGES: Final = {
    "overview": "",
    "lineage": "lineage",
    "main path": "lineage?show=main+path",
    "influence": "influence",
    "ranking": "influence?part=ranking",
    "map": "map",
    "sections": "sections",
    "authors": "authors",
    "paper": "paper?paper=FitNets",
    "lists": "lists",
    "curate": "curate",
    "compare": "compare",
    "figures": "figures",
}
_WHOLE: Final = '[data-testid="stApp"][data-test-script-state="notRunning"] h1'
_PATIENCE: Final = 600_000  # milliseconds
_EMPTY: Final = "import streamlit as st\nst.title('empty')\n"


@contextmanager
def _served(command: list[str], port: int) -> Iterator[str]:
    with subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        address = f"http://localhost:{port}"
        try:
            while process.poll() is None:
                try:
                    urllib.request.urlopen(f"{address}/_stcore/health", timeout=5).close()
                    break
                except OSError:
                    time.sleep(0.2)
            yield address
        finally:
            process.terminate()


def _free() -> int:
    with socket.create_server(("localhost", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def _seconds(browser: Any, address: str) -> float:
    """Return how long a page takes in a context that was never here."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        page = context.new_page()
        began = time.perf_counter()
        page.goto(address, timeout=_PATIENCE)
        page.wait_for_selector(_WHOLE, timeout=_PATIENCE)
        return time.perf_counter() - began
    finally:
        context.close()


def main(data: str = "data", *, warm: int = 2) -> None:
    """Measure all pages and print the table."""
    from playwright.sync_api import sync_playwright

    empty_port, port = _free(), _free()
    dashboard = ["kdgraph", "dashboard", "--no-browser", "--port", str(port), "--data", data]
    with TemporaryDirectory() as folder:
        script = Path(folder, "empty.py")
        script.write_text(_EMPTY, encoding="utf-8")
        empty = ["streamlit", "run", str(script), "--server.headless", "true"]
        empty += ["--server.port", str(empty_port), "--browser.gatherUsageStats", "false"]
        with (
            _served(empty, empty_port) as plain,
            _served(dashboard, port) as shown,
            sync_playwright() as playwright,
        ):
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            _seconds(browser, plain)  # the browser's own first page is not counted
            print("| page | cold | warm | an empty page, s |\n|---|---|---|---|")
            for name, path in _PAGES.items():
                times = [
                    (_seconds(browser, f"{shown}/{path}"), _seconds(browser, plain))
                    for _ in range(1 + warm)
                ]
                base = statistics.median(one for _, one in times)
                cold, *later = (one / base for one, _ in times)
                print(f"| {name} | {cold:.1f} | {min(later):.1f} | {base:.2f} |", flush=True)
            browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:2])
