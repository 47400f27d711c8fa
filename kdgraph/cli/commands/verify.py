"""Redraw figures from the provenance in their files and compare.

Example: kdgraph verify figures/evolution.pdf
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kdgraph.cli.options import AsJson, DataOption
from kdgraph.cli.printing import escape, fields, plural, print_blocks, write_json

if TYPE_CHECKING:
    from kdgraph.figures.canvas.verifying import Verification, Verifications

__all__ = ["verify"]


def verify(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="PDF, SVG, PNG, HTML and PGF files of figures, the CSV beside them, or folders.",
        ),
    ],
    *,
    data: DataOption = None,
    as_json: AsJson = False,
) -> None:
    """Draw figures again from what their files say of themselves, and compare.

    A figure that is named brings the table of its numbers along, if that stands beside it; in
    folders, files that are no figures are passed over and counted. Ends with 0 if all are the same,
    also if another program saved a file again with the same marks; with 1 if anything differs; with
    2 if a file does not say how it was drawn or its snapshot is not there. With --json, one file
    gives one object, with a table's under "beside"; several, or a folder, give "files", "failed"
    and "passed_over".
    """
    from kdgraph.figures.canvas.verifying import verify_all
    from kdgraph.settings import settings

    found = verify_all(files, data=settings(data=data).data)
    alone = len(files) == 1 and not files[0].is_dir()
    if alone and found.failed:
        raise next(iter(found.failed.values()))
    if as_json:
        write_json(_of_one(found) if alone else _of_several(found))
    else:
        print_blocks(*map(_block, found.files), *(() if alone else _rest(found)))
    if found.failed:
        raise typer.Exit(2)
    if found.different:
        raise typer.Exit(1)


def _of_one(found: Verifications) -> dict[str, Any]:
    first, *beside = found.files
    return {**fields(first), "beside": beside[0] if beside else None}


def _of_several(found: Verifications) -> dict[str, Any]:
    return {
        "files": list(found.files),
        "failed": [
            {"path": path, "kind": type(error).__name__, "problem": str(error)}
            for path, error in found.failed.items()
        ],
        "passed_over": [
            {"path": path, "problem": problem} for path, problem in found.passed_over.items()
        ],
    }


def _block(found: Verification) -> str:
    color = "red" if found.outcome == "different" else "green"
    head, *rest = str(found).splitlines()
    return "\n".join([f"[{color}]{escape(head)}[/]", *map(escape, rest)])


def _rest(found: Verifications) -> Iterator[str]:
    """Say what could not be drawn again, and how many of each there are."""
    for error in found.failed.values():
        yield f"[red]{escape(error)}[/]"
    if found.passed_over:
        names = ", ".join(str(path) for path in found.passed_over)
        yield f"[dim]No figures of kdgraph, passed over: {escape(names)}[/]"
    counts = [f"{plural(len(found.files), 'file')} drawn again", f"{len(found.different)} differ"]
    counts += [f"{len(found.failed)} could not be"] if found.failed else []
    yield f"{', '.join(counts)}."
