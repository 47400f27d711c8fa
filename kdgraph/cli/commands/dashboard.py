"""Open the dashboard in the browser.

Example: kdgraph dashboard --port 8600
"""

from __future__ import annotations

from typing import Annotated

import typer

from kdgraph.cli.options import AsJson, DataOption, SnapshotOption

__all__ = ["dashboard"]


def dashboard(
    *,
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="Port.  [default: first free port from 8501]"),
    ] = None,
    host: Annotated[
        str,
        typer.Option(help="Address to listen on; any but a local one lets other machines connect."),
    ] = "localhost",
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open a browser, if there is one.")
    ] = True,
    data: DataOption = None,
    snapshot: SnapshotOption = None,
    as_json: AsJson = False,
) -> None:
    """Show the pictures in the browser: click on any mark to read its papers.

    It asks nobody outside for anything, reads while a build writes, and ends with Ctrl-C. With
    --json, one document with its address is printed when it starts.
    """
    from kdgraph.cli import printing, serving
    from kdgraph.graph.data import Data
    from kdgraph.settings import settings

    serving.check_installed()
    folder = Data(settings(data=data).data)
    if snapshot is not None:
        snapshot = folder.snapshot(snapshot).id
    place = serving.free_place(host, port)
    if as_json:
        printing.write_json({"url": place.url, "data": folder.path.absolute()})
    else:
        printing.print_blocks(*serving.announcement(place, folder))
    serving.serve(place, folder.path, snapshot, browser=browser)
