"""Redraw a figure from the provenance in its file and compare.

Example: kdgraph verify figures/evolution.pdf
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kdgraph.cli.options import AsJson, DataOption
from kdgraph.cli.printing import escape, print_blocks, write_json

__all__ = ["verify"]


def verify(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="A PDF, SVG, PNG, HTML or PGF file of a figure."),
    ],
    *,
    data: DataOption = None,
    as_json: AsJson = False,
) -> None:
    """Draw a figure again from what its file says of itself, and compare.

    Ends with 0 if it is the same, with 1 if anything differs, with 2 if the file does not say how
    it was drawn or its snapshot is not there.
    """
    from kdgraph.figures.canvas.verifying import verify as verified
    from kdgraph.settings import settings

    found = verified(file, data=settings(data=data).data)
    if as_json:
        write_json(found)
    else:
        color = "red" if found.outcome == "different" else "green"
        head, *rest = str(found).splitlines()
        print_blocks(
            f"[{color}]{escape(head)}[/]", *(["\n".join(map(escape, rest))] if rest else [])
        )
    if found.outcome == "different":
        raise typer.Exit(1)
