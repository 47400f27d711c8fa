"""A drawing: a sheet of marks that can be written in any format and shown on a screen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kdgraph.figures.canvas.sheet import Axis, Box, Panel, Sheet

__all__ = ["Axis", "Box", "Drawing", "Panel"]


@dataclass(frozen=True)
class Drawing(Sheet):
    """A figure, computed once: any renderer shows the same.

    Parameters
    ----------
    name : str
        The figure's name in ``kdgraph.FIGURES``.
    width, height : float
        The page in inches.
    panels : tuple of Panel
        Where the marks stand. The panel named ``page`` spans the page in points: it holds the
        legend and the footer.
    caption_template : str
        What a reader must know; ``{name}`` stands for the fact of that name.
    facts : mapping
        The numbers in the caption; each follows from the data of the figure.
    alt : str
        What is seen, for those who do not see it, in one or two sentences.
    numbers : DataFrame
        The data shown, one row a mark or item.
    notes : tuple of str
        What was left out, capped or could not be placed; empty where nothing was.
    provenance : Provenance
        Which data, which options, which version.
    digits : int
        So many significant digits of `numbers` follow from the data on any processor.
    keys : tuple of Key
        The legend, of which the panel named ``page`` holds the marks.
    scale : float
        How many times as large as it was laid out it is: see `scaled`.

    Examples
    --------
    >>> import kdgraph
    >>> drawing = kdgraph.FIGURES["timeline"](kdgraph.embedded(), width=3.3)
    >>> drawing.name, drawing.width
    ('timeline', 3.3)
    """

    def save(self, path: str | Path, *, theme: str | None = None) -> Path:
        """Write the drawing in the format that the end of the file's name says.

        Identical drawings give identical bytes. Formats: pdf, svg, png, pgf, html, and csv for the
        numbers.

        Parameters
        ----------
        path : str or Path
            The file; it is written whole or not at all.
        theme : str, optional
            light, dark or transparent; by default that of the drawing.

        Raises
        ------
        InputError
            If the format or the theme is not known.
        StoreError
            If the file cannot be written.
        """
        from kdgraph.figures.canvas.files import write

        return write(self if theme is None else self.themed(theme), Path(path))

    def to_bytes(self, form: str, *, theme: str | None = None) -> bytes:
        """Return what `save` would write to a file whose name ends in `form`.

        Raises
        ------
        InputError
            If the format or the theme is not known.
        """
        from kdgraph.figures.canvas.files import content

        return content(self if theme is None else self.themed(theme), form)

    def _repr_png_(self) -> bytes:
        """Return the picture that Jupyter shows where a cell ends with a drawing."""
        return self.to_bytes("png")

    def to_plotly(self, *, theme: str | None = None, scale: float | None = None) -> Any:
        """Return the drawing as a plotly figure; ``customdata`` holds the papers of each mark.

        `scale` is pixels a point, by default 1.45, so that a page of 7 inches is 731 pixels wide.
        """
        from kdgraph.figures.canvas.screen import SCALE, to_plotly
        from kdgraph.figures.canvas.typography import typeface

        with typeface(self.provenance.typeface):
            sheet = self if theme is None else self.themed(theme)
            return to_plotly(sheet, scale=SCALE if scale is None else scale)
