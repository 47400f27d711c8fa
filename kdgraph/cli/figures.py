"""`kdgraph figures`: the figures as files for a paper."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from kdgraph.cli.options import AsJson, AsOfOption, DataOption, SnapshotOption

__all__ = ["figures"]


def figures(
    *,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Folder to write to.  [default: figures]"),
    ] = None,
    latex: Annotated[
        Path | None,
        typer.Option(
            "--latex",
            metavar="DIR",
            help="Write a LaTeX pack into this folder instead: figures, trees, table, citations.",
        ),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="NAME", help="Only this figure; may be given repeatedly."),
    ] = None,
    formats: Annotated[
        str, typer.Option("--format", help="pdf, svg, png, html or pgf; several with commas.")
    ] = "pdf",
    width: Annotated[
        str,
        typer.Option("--width", help="Such as 3.3in, 84mm or 238pt; or column, text or page."),
    ] = "page",
    theme: Annotated[str, typer.Option("--theme", help="light, dark or transparent.")] = "light",
    section: Annotated[
        str | None,
        typer.Option("--section", help="Only papers under this heading; a part of it will do."),
    ] = None,
    as_of: AsOfOption = None,
    top: Annotated[
        int | None,
        typer.Option("--top", min=1, help="Most to show, such as papers.  [default: as it fits]"),
    ] = None,
    data: DataOption = None,
    snapshot: SnapshotOption = None,
    as_json: AsJson = False,
) -> None:
    """Draw the figures and write them, their numbers and their captions into a folder.

    The same snapshot and options give the same bytes, and `kdgraph verify` draws a file again to
    compare. Corrections by hand are read from overrides.toml in the data folder. A LaTeX pack holds
    the figures as PDF and PGF, the taxonomy as forest, the lineage as TikZ, a table of the listed
    methods, captions, a bibliography whose keys match, and main.tex, which compiles.
    """
    from kdgraph.analysis.lineage.overrides import read_overrides
    from kdgraph.cli import pictures, printing
    from kdgraph.cli.progress import progress
    from kdgraph.errors import InputError
    from kdgraph.figures.canvas.making import figures_named, inches, make_figures
    from kdgraph.figures.latex.pack import make_pack
    from kdgraph.graph.data import Data
    from kdgraph.settings import settings

    if latex is not None and output is not None:
        raise InputError("a LaTeX pack has one folder; give --latex DIR or --output DIR, not both")
    names = figures_named(pictures.separate(only) if only else None)
    folder = Data(settings(data=data).data)
    view = folder.snapshot(snapshot, as_of=as_of)
    overrides = read_overrides(folder.path / "overrides.toml", view)
    with progress("figures") as bars:
        bars.stage("drawing", len(names))
        asked: dict[str, Any] = {
            "only": names,
            "formats": pictures.separate([formats]),
            "width": inches(width),
            "theme": theme,
            "section": section,
            "top": top,
            "overrides": overrides,
            "done": lambda _: bars.step(),
        }
        if latex is not None:
            pack = make_pack(view, latex, **asked)
            made = pack.figures
        else:
            pack, made = None, make_figures(view, output or Path("figures"), **asked)
    if as_json:
        printing.write_json(pictures.plain(made, pack), problems=overrides.problems)
    else:
        pictures.write_figures(made, overrides.problems, data_note=view.data_note, pack=pack)
