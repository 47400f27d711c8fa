"""Draw the figures for a paper.

Example: kdgraph figures -o figures --format pdf,png --width 84mm
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kdgraph.cli.options import (
    AsJson,
    AsOfOption,
    DataOption,
    FieldLeastOption,
    FigureScopeOption,
    SnapshotOption,
)
from kdgraph.cli.printing import escape, new_table, notes_of, print_blocks, write_json

if TYPE_CHECKING:
    from kdgraph.figures.canvas.making import MadeFigures
    from kdgraph.figures.latex.pack import LatexPack
    from kdgraph.graph.snapshot import Snapshot

__all__ = ["figures"]

CHOICES = ("kdgraph.figures", "FIGURES")
"""The registry that ``--help`` lists."""


class Lanes(StrEnum):
    """What the lanes of milestones and the streams are."""

    SECTION = "section"
    GROUP = "group"


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
            help="Write a LaTeX bundle to this folder instead: figures, trees, table, citations.",
        ),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only",
            metavar="NAME",
            help="Only this figure, one of those above; can be given several times.",
        ),
    ] = None,
    formats: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="pdf, svg, png, html or pgf; several separated by commas.  [default: pdf]",
        ),
    ] = None,
    style: Annotated[
        str | None,
        typer.Option(
            "--style",
            help="Widths, type, font, greatest height, grid and patterns of a publisher: ieee, "
            "nature, acm or springer; or plain.  [default: plain]",
        ),
    ] = None,
    width: Annotated[
        str | None,
        typer.Option(
            "--width",
            help="Width, such as 3.3in, 84mm or 238pt; or column, text, page.  [default: page]",
        ),
    ] = None,
    font_size: Annotated[
        float | None,
        typer.Option(
            "--font-size",
            metavar="PT",
            help="Points of the names of papers; other words have 0.86 to 1.07 of it.  "
            "[default: that of the style; plain 7]",
        ),
    ] = None,
    notes: Annotated[
        str | None,
        typer.Option(
            "--notes",
            help="Where notes and source stand: figure; caption (captions.md, or the caption in "
            "LaTeX); none (only in metadata and --json).  [default: figure; caption with --latex]",
        ),
    ] = None,
    svg_text: Annotated[
        bool | None,
        typer.Option(
            "--svg-text/--no-svg-text",
            help="Words in SVG as text that can be edited, each in its place, not as outlines.  "
            "[default: outlines]",
        ),
    ] = None,
    theme: Annotated[
        str | None,
        typer.Option("--theme", help="Background: light, dark or transparent.  [default: light]"),
    ] = None,
    section: Annotated[
        str | None,
        typer.Option(
            "--section", help="Only papers of this section of the list: heading (substring match)."
        ),
    ] = None,
    scope: FigureScopeOption = None,
    field_least: FieldLeastOption = None,
    as_of: AsOfOption = None,
    top: Annotated[
        int | None,
        typer.Option(
            "--top",
            min=1,
            help="Maximum number of items (papers, authors, groups) shown.  [default: what fits]",
        ),
    ] = None,
    inferred: Annotated[
        bool | None,
        typer.Option(
            "--inferred/--no-inferred",
            help="Show likely forebears, inferred, where a reference list was not read.  "
            "[default: inferred]",
        ),
    ] = None,
    runners_up: Annotated[
        bool | None,
        typer.Option(
            "--runners-up/--close-runners-up",
            help="Runners-up as parents that evolution draws: all, or those within 10 %.  "
            "[default: close]",
        ),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(
            "--config",
            metavar="FILE",
            help='File of these options (style = "ieee"; [figure.age] top = 5); what is given '
            "here stands before it.  [default: kdgraph.toml in the output folder, in the one that "
            "holds it, or in the working directory]",
        ),
    ] = None,
    by: Annotated[
        Lanes | None,
        typer.Option("--by", help="Lanes of milestones, and streams.  [default: section]"),
    ] = None,
    paper: Annotated[
        str | None,
        typer.Option(
            "--paper",
            help="Paper that ego is about: id or part of a title.  [default: most cited listed]",
        ),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--source", help="Paper that braid begins at.  [default: of the main path]"),
    ] = None,
    target: Annotated[
        str | None,
        typer.Option("--target", help="Paper that braid ends at.  [default: of the main path]"),
    ] = None,
    table: Annotated[
        Path | None,
        typer.Option(
            "--table",
            metavar="CSV",
            help="Table of methods and properties for matrix: a header, then a row a paper.  "
            "[default: what is known of the listed papers]",
        ),
    ] = None,
    matrix_template: Annotated[
        Path | None,
        typer.Option(
            "--matrix-template",
            metavar="CSV",
            help="Write such a table to fill in, with a row for each listed paper, and draw "
            "nothing.",
        ),
    ] = None,
    fields: Annotated[
        str | None,
        typer.Option(
            "--fields",
            help="Draw streams between two or more of authors, sections, venues, groups and "
            "periods, separated by commas, instead of over time.",
        ),
    ] = None,
    periods: Annotated[
        int | None,
        typer.Option(
            "--periods", min=2, help="Periods of streams, at most.  [default: 4, narrow 3]"
        ),
    ] = None,
    data: DataOption = None,
    snapshot: SnapshotOption = None,
    as_json: AsJson = False,
) -> None:
    """Draw the figures and write them, their numbers and their captions into a folder.

    The same snapshot and options give the same bytes, and `kdgraph verify` draws a file again to
    compare. Choices that the figures of a paper share stand in kdgraph.toml beside it; corrections
    by hand are read from overrides.toml in the data folder. A LaTeX bundle
    holds the figures as PDF and PGF, the taxonomy as forest, the lineage as TikZ, a table of the
    listed methods, captions, a bibliography whose keys match, and main.tex, which compiles.
    """
    from kdgraph.analysis.lineage.overrides import read_overrides
    from kdgraph.cli.progress import progress
    from kdgraph.errors import InputError
    from kdgraph.figures.canvas.choices import Choices, find_choices, read_choices
    from kdgraph.figures.canvas.making import figures_named, make_figures
    from kdgraph.figures.latex.pack import make_pack
    from kdgraph.graph.data import Data
    from kdgraph.settings import settings

    if latex is not None and output is not None:
        raise InputError(
            "a LaTeX bundle has one folder; give --latex DIR or --output DIR, not both"
        )
    folder = Data(settings(data=data).data)
    view = folder.snapshot(snapshot, as_of=as_of)
    if matrix_template is not None:
        overrides = read_overrides(folder.path / "overrides.toml", view)
        _write_template(overrides.named(view), matrix_template, section, as_json=as_json)
        return
    file = config or find_choices(latex or output or Path("figures"))
    choices = Choices() if file is None else read_choices(file)
    names = figures_named(_separate(only) if only else choices.common.get("only"))
    overrides = read_overrides(folder.path / "overrides.toml", view)
    lanes = None if by is None else by.value
    with progress("figures") as bars:
        bars.stage("drawing", len(names))
        asked: dict[str, Any] = {
            "only": names,
            "formats": None if formats is None else _separate([formats]),
            "width": width,
            "theme": theme,
            "section": section,
            "top": top,
            "overrides": overrides,
            "scope": None if scope is None else scope.value,
            "field_least": field_least,
            "inferred": inferred,
            "own": {
                "milestones": {"by": lanes},
                "streams": {"by": lanes, "fields": fields, "periods": periods},
                "ego": {"paper": paper},
                "braid": {"source": source, "target": target},
                "evolution": {"runners_up": runners_up},
                "matrix": {"table": table},
            },
            "style": style,
            "notes": notes,
            "font_size": font_size,
            "svg_text": svg_text,
            "choices": choices,
            "done": lambda _: bars.step(),
        }
        if latex is not None:
            pack = make_pack(view, latex, **asked)
            made = pack.figures
        else:
            pack, made = None, make_figures(view, output or Path("figures"), **asked)
    if as_json:
        write_json(_to_json(made, pack), problems=overrides.problems, config=file)
    else:
        asked_for = scope is not None or field_least is not None
        told = [*(_unscoped(made) if asked_for else []), *overrides.problems]
        told += [] if file is None else [f"choices were read from {file}"]
        print_blocks(*_written(made, pack), *notes_of(told, view.data_note))


def _write_template(view: Snapshot, path: Path, section: str | None, *, as_json: bool) -> None:
    """Write a table for the figure matrix to fill in; a file that is there stays."""
    from kdgraph.errors import InputError
    from kdgraph.figures.method_table import table_template
    from kdgraph.files import write_file_atomically

    text = table_template(view, section)
    if path.exists():
        raise InputError(
            f"{path} exists, and may be filled in already: name another file, or remove it"
        )
    write_file_atomically(path, text.encode(), how="--matrix-template FILE")
    rows = text.count("\n") - 1
    if as_json:
        write_json({"template": path, "rows": rows})
        return
    name = escape(str(path))
    print_blocks(
        f"Written to [bold]{name}[/]: {rows} papers. Name the properties in the header, fill in "
        "yes, no, ~, numbers or short words, and remove rows at will; columns whose name begins "
        f"with # are not drawn. Then: kdgraph figures --only matrix --table {name}"
    )


def _separate(texts: Sequence[str]) -> list[str]:
    """Return the words of options in which commas stand between them.

    >>> _separate(["pdf, svg", "png"])
    ['pdf', 'svg', 'png']
    """
    return [word.strip() for text in texts for word in text.split(",") if word.strip()]


def _unscoped(made: MadeFigures) -> Iterable[str]:
    """Say which figures take no scope."""
    from kdgraph.figures.canvas.making import takes_scope

    names = [one.name for one in made.figures if not takes_scope(one.name)]
    if names:
        yield f"these figures show the list itself and take no scope: {', '.join(names)}"


def _to_json(made: MadeFigures, pack: LatexPack | None) -> dict[str, Any]:
    """Return what machines are told of the figures that were written, and of a LaTeX bundle."""
    told: dict[str, Any] = {
        "figures": [
            {
                "figure": figure.name,
                "files": figure.files,
                "width": figure.drawing.width,
                "height": figure.drawing.height,
                "papers": len(figure.drawing.papers()),
                "caption": figure.drawing.caption,
                "alt": figure.drawing.alt,
                "notes": figure.drawing.notes,
                "snapshot": figure.drawing.provenance.snapshot_id,
                "scope": figure.drawing.facts.get("scope", "all"),
                "field_least": figure.drawing.provenance.options.get("field_least"),
                "style": figure.drawing.provenance.terms.style,
                "notes_in": figure.drawing.provenance.terms.notes,
                "warning": figure.warning or None,
            }
            for figure in made.figures
        ],
        "captions": made.captions,
        "script": made.script,
    }
    if pack is not None:
        told["latex"] = {"files": pack.files, "cited": pack.cited, "notes": pack.notes}
    return told


def _written(made: MadeFigures, pack: LatexPack | None) -> Iterable[Any]:
    """Yield which files were written, and what each figure left out."""
    table = new_table({"figure": False, "files": False, "left out, and how to read it": False})
    table.columns[0].no_wrap = True
    for figure in made.figures:
        ends = ", ".join(path.suffix.removeprefix(".") for path in figure.files)
        table.add_row(figure.name, ends, escape(" ".join(figure.drawing.notes)) or "-")
    folder = made.captions.parent
    yield table
    for warning in made.warnings:
        yield f"[yellow]{escape(warning)}.[/]"
    if made.script is not None:
        yield f"The HTML figures need {escape(made.script.name)} beside them."
    yield (
        f"Written to [bold]{escape(str(folder))}[/]: NAME.FORMAT, the numbers as NAME.csv, and "
        f"{escape(made.captions.name)} with captions and alternative texts."
    )
    if pack is not None:
        drawn = {figure.name for figure in made.figures}
        names = ", ".join(path.name for path in pack.files if path.stem not in drawn)
        yield (
            f"LaTeX bundle in [bold]{escape(str(pack.folder))}[/]: {escape(names)}, and each "
            f"figure "
            f"as NAME.tex; {pack.cited} papers are cited. Compile it with latexmk -pdf main.\n"
            + escape("\n".join(pack.notes))
        )
