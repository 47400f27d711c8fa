"""What figures and verify tell people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from kdgraph.cli.printing import print_blocks
from kdgraph.figures.canvas.making import MadeFigures
from kdgraph.figures.canvas.verifying import Verification
from kdgraph.figures.latex.pack import LatexPack

__all__ = ["plain", "separate", "write_figures", "write_verification"]


def separate(texts: Sequence[str]) -> list[str]:
    """Return the words of options in which commas stand between them.

    >>> separate(["pdf, svg", "png"])
    ['pdf', 'svg', 'png']
    """
    return [word.strip() for text in texts for word in text.split(",") if word.strip()]


def plain(made: MadeFigures, pack: LatexPack | None = None) -> dict[str, Any]:
    """Return what machines are told of the figures that were written, and of a LaTeX pack."""
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
            }
            for figure in made.figures
        ],
        "captions": made.captions,
    }
    if pack is not None:
        told["latex"] = {"files": pack.files, "cited": pack.cited, "notes": pack.notes}
    return told


def write_figures(
    made: MadeFigures,
    problems: Sequence[str],
    *,
    data_note: str | None = None,
    pack: LatexPack | None = None,
) -> None:
    """Print which files were written, and what each figure left out."""
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="dim")
    table.add_column("figure", no_wrap=True)
    table.add_column("files")
    table.add_column("left out, and how to read it")
    for figure in made.figures:
        ends = ", ".join(path.suffix.removeprefix(".") for path in figure.files)
        table.add_row(figure.name, ends, escape(" ".join(figure.drawing.notes)) or "-")
    folder = made.captions.parent
    blocks: list[RenderableType] = [
        table,
        f"Written to [bold]{escape(str(folder))}[/]: NAME.FORMAT, the numbers as NAME.csv, and "
        f"{escape(made.captions.name)} with captions and alternative texts.",
        *(f"[yellow]{escape(problem)}[/]" for problem in problems),
    ]
    if pack is not None:
        drawn = {figure.name for figure in made.figures}
        names = ", ".join(path.name for path in pack.files if path.stem not in drawn)
        blocks.append(
            f"LaTeX pack in [bold]{escape(str(pack.folder))}[/]: {escape(names)}, and each figure "
            f"as NAME.tex; {pack.cited} papers are cited. Compile it with latexmk -pdf main.\n"
            + escape("\n".join(pack.notes))
        )
    if data_note:
        blocks.append(f"[dim]{escape(data_note)}[/]")
    print_blocks(*blocks)


def write_verification(found: Verification) -> None:
    """Print whether a file is the same, drawn again, and what differs."""
    colour = {"identical": "green", "equal": "green", "different": "red"}[found.outcome]
    head, *rest = str(found).splitlines()
    print_blocks(f"[{colour}]{escape(head)}[/]", *(["\n".join(map(escape, rest))] if rest else []))
