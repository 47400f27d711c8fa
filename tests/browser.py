"""The browser that the dashboard is tested in: Debian's Chromium, or another one that is here."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

__all__ = ["ARGUMENTS", "WITHOUT", "chromium"]

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


def chromium() -> Path | None:
    """Return the browser that is here; None where there is none."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    return None if found is None else Path(found)
