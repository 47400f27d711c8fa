"""Data folders to look at, and pages run without a browser."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from dashboards.common.pages import pages
from kdgraph.graph.snapshot import Snapshot
from kdgraph.store import EMBEDDED_ID, DataFolder, embedded_folder
from kdgraph.testing import toys

__all__ = ["PAGES", "embedded", "publish", "run", "said"]

PAGES = list(pages())
"""All pages, in the order of the menu; a page is tested when its file exists."""


def embedded(folder: Path) -> Path:
    """Make a data folder that holds the embedded snapshot."""
    shutil.copytree(embedded_folder(), folder / "snapshots" / EMBEDDED_ID)
    return folder


def publish(folder: Path, snapshot: Snapshot, *, day: int = 1) -> str:
    """Write a snapshot into a data folder, as a build would, and return its id."""
    with DataFolder(folder).writer("a test") as writer:
        manifest = writer.publish(
            snapshot.frames(),
            origins=toys.MANIFEST.origins,
            list_id="toys",
            list_file="toys.md",
            list_digest="0" * 64,
            parameters={},
            notes={},
            time=datetime(2024, 1, day, tzinfo=UTC),
        )
    return manifest.id


def run(folder: Path, page: str, **address: str) -> AppTest:
    """Run one page as a browser would open it at an address."""
    script = (
        "from dashboards.common.frame import main\n"
        f"main(['--data', {str(folder)!r}], first={page!r})\n"
    )
    app = AppTest.from_string(script, default_timeout=120)
    for key, value in address.items():
        app.query_params[key] = value
    return app.run()


def said(app: AppTest) -> str:
    """Return all words of a page, links and buttons among them, as Markdown.

    What stands in tables and pictures is left out: it is shown as it is.
    """
    kinds = (app.title, app.header, app.subheader, app.markdown, app.caption, app.info)
    more = (app.warning, app.error, app.success, app.code)
    parts: list[Any] = [element for kind in (*kinds, *more) for element in kind]
    links: list[Any] = [*app.get("page_link"), *app.button, *app.expander]
    return "\n".join([*(str(part.value) for part in parts), *(str(one.label) for one in links)])
