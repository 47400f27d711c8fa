"""Photograph three pages of the dashboard into `docs/screens/`, with the browser of the tests.

Run it from the repository's root as ``python -m docs.screens`` in the environment of the tests.
"""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, ViewportSize, sync_playwright

from tests.browser import ARGUMENTS, WITHOUT, chromium

__all__ = ["FOLDER", "main"]

FOLDER: Final = Path(__file__).parent / "screens"
_VIEWS: Final = {
    "lineage": "lineage",
    "influence": "influence",
    "paper": "paper?paper=arxiv:1412.6550",
}
_SIZE: Final = ViewportSize(width=1440, height=900)
_PATIENCE: Final = 60  # seconds


def main() -> None:
    """Run the dashboard of the embedded corpus and take its pictures."""
    browser = chromium()
    if browser is None:
        sys.exit(WITHOUT)
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("localhost", 0)) as server:
        port = str(server.getsockname()[1])
        server.close()
        kdgraph = [sys.executable, "-m", "kdgraph"]
        subprocess.run([*kdgraph, "build", "--offline", "--data", folder], check=True)
        command = [*kdgraph, "dashboard", "--no-browser", "--data", folder, "--port", port]
        with subprocess.Popen(command) as process:
            try:
                _wait_for(int(port))
                _photograph(f"http://localhost:{port}", browser)
            finally:
                process.send_signal(signal.SIGINT)


def _wait_for(port: int) -> None:
    for _ in range(_PATIENCE):
        try:
            socket.create_connection(("localhost", port)).close()
        except OSError:
            time.sleep(1)
        else:
            return
    sys.exit(f"nobody answers on port {port}")


def _photograph(address: str, browser: Path) -> None:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser, args=list(ARGUMENTS))
        context = opened.new_context(viewport=_SIZE, color_scheme="light")
        for name, view in _VIEWS.items():
            page = context.new_page()
            page.goto(f"{address}/{view}")
            _settle(page)
            page.screenshot(path=FOLDER / f"{name}.png")
        opened.close()


def _settle(page: Page) -> None:
    """Wait until the page has stopped working."""
    page.wait_for_selector("h1", timeout=_PATIENCE * 1000)
    page.wait_for_timeout(4000)
    # the page is not running, and no place waits for its content
    for waiting in ("[data-testid=stStatusWidget]", "[data-testid=stSkeleton]"):
        page.wait_for_selector(waiting, state="detached", timeout=_PATIENCE * 1000)
    page.wait_for_selector(
        '[data-test-script-state="notRunning"]', state="attached", timeout=_PATIENCE * 1000
    )
    page.wait_for_timeout(1000)


if __name__ == "__main__":
    main()
