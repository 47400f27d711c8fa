"""`kdgraph export`: the graph as files that other tools open."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kdgraph.cli.options import AsJson, DataOption, SnapshotOption

__all__ = ["export"]


def export(
    file_format: Annotated[str, typer.Argument(metavar="FORMAT", help="graphml, csv or parquet.")],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="File or folder to write.")],
    data: DataOption = None,
    snapshot: SnapshotOption = None,
    as_json: AsJson = False,
) -> None:
    """Write the current snapshot in another format."""
    from kdgraph.cli import printing, text
    from kdgraph.export import EXPORTS
    from kdgraph.graph.data import Data
    from kdgraph.settings import settings

    write = EXPORTS[file_format]
    opened = Data(settings(data=data).data).snapshot(snapshot)
    report = write(opened, output)
    if as_json:
        printing.write_json(report)
    else:
        text.write_export(report, note=opened.data_note)
