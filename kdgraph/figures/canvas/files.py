"""A drawing becomes a file: in print, on screen, as TeX, or as the table of its numbers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from kdgraph.errors import InputError
from kdgraph.files import write_file_atomically

if TYPE_CHECKING:
    from kdgraph.figures.canvas.sheet import Sheet

__all__ = ["FORMATS", "SCRIPT", "content", "script", "write"]

FORMATS: Final = ("pdf", "svg", "png", "html", "pgf", "csv")
SCRIPT: Final = "plotly.min.js"
"""The script that the HTML figures of a folder share."""


def write(drawing: Sheet, path: Path, script: str | None = None) -> Path:
    """Write a drawing in the format that the end of the file's name says, whole or not at all."""
    data = content(drawing, path.suffix.lower().removeprefix("."), script)
    return write_file_atomically(path, data, how="")


def script() -> bytes:
    """Return the script that HTML figures need beside them where they do not hold it."""
    from kdgraph.figures.canvas.plotly_library import get_plotlyjs

    return str(get_plotlyjs()).encode()


def content(drawing: Sheet, form: str, script: str | None = None) -> bytes:
    """Return the bytes of a drawing in a format.

    HTML holds the script that draws it, unless `script` names a file beside it that has it.

    Raises
    ------
    InputError
        If there is no such format.
    """
    from kdgraph.figures.canvas.typography import typeface

    with typeface(drawing.provenance.typeface):
        return _content(drawing, form, script)


def _content(drawing: Sheet, form: str, script: str | None) -> bytes:
    if form in ("pdf", "svg", "png"):
        from kdgraph.figures.canvas.embedding import metadata, sealed
        from kdgraph.figures.canvas.printing import render

        return sealed(render(drawing, form, metadata(drawing, form)))
    if form == "html":
        from kdgraph.figures.canvas.embedding import said, sealed
        from kdgraph.figures.canvas.webpage import to_html

        return sealed(to_html(drawing, said(drawing, form, script), script=script).encode())
    if form == "pgf":
        from kdgraph.figures.canvas.embedding import said, sealed
        from kdgraph.figures.canvas.pgf import to_pgf

        return sealed(to_pgf(drawing, said(drawing, form)).encode())
    if form == "csv":
        return drawing.numbers.to_csv(index=False, lineterminator="\n").encode()
    raise InputError(
        f"no figure format called {form or 'nothing'!r}; name the file so that it ends in one of: "
        f"{', '.join('.' + name for name in FORMATS)}"
    )
