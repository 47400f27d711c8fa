"""The browser that the dashboard is tested in: Debian's Chromium, or another one that is here.

``python -m tests.browser`` installs it where it can: where none is here, this is root and there is
``apt-get``. It never fails: without a browser the tests that need one are skipped, and say so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

__all__ = ["ARGUMENTS", "WITHOUT", "chromium", "install", "main"]

ARGUMENTS: Final = (
    "--no-sandbox",  # it runs as root in containers, and opens nothing but our own pages
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WITHOUT: Final = (
    "no Chromium here: install the package chromium, as root with `apt-get install chromium`, "
    "to run the tests of the dashboard in a browser"
)
_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PATIENCE: Final = 600  # seconds


def chromium() -> Path | None:
    """Return the browser that is here; None where there is none."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    return None if found is None else Path(found)


def install(run: Callable[[list[str]], int], *, root: bool, apt: str | None) -> str:
    """Install the browser where it is missing and can be installed; return what happened."""
    if (there := chromium()) is not None:
        return f"browser: {there} is here"
    if apt is None or not root:
        return f"browser: {WITHOUT}"
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends"]):
        last = command[0] == "install"
        code = run([apt, *command, *(["chromium"] if last else [])])
        if last and code != 0:
            return f"browser: apt-get could not install chromium (exit code {code}); {WITHOUT}"
    there = chromium()
    return f"browser: {WITHOUT}" if there is None else f"browser: {there} was installed"


def _run(command: list[str]) -> int:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(command, check=False, env=environment, timeout=_PATIENCE)
    except (OSError, subprocess.TimeoutExpired):
        return 1
    return done.returncode


def main() -> int:
    """Install the browser if need be, and say what happened."""
    print(install(_run, root=os.geteuid() == 0, apt=shutil.which("apt-get")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
