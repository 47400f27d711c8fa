"""The screen renderer: a drawing as a plotly figure, or as one HTML file that asks for nothing.

Every panel is a pair of plotly axes, so that it can be zoomed; the page around it is the first
pair, which lies below all others and cannot. What stands for papers carries their ids in
``customdata``, and is read in full where it is pointed at. Lines and filled outlines have no points
of their own, so invisible ones lie along them to be pointed at.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from textwrap import wrap
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go

from kdgraph.figures.canvas.boxes import sampled
from kdgraph.figures.canvas.drawing import Axis, Drawing, Panel
from kdgraph.figures.canvas.marks import Areas, Bars, Curves, Floats, Mark, Points, Text, spread
from kdgraph.figures.canvas.theme import Theme, theme_named
from kdgraph.figures.canvas.typography import drawable, origin

__all__ = ["FONTS", "SCALE", "shown", "to_plotly"]

SCALE: Final = 1.45
"""Pixels a point: a page of 7 inches is then as wide as the text of a web page."""

FONTS: Final = "Source Sans 3, Source Sans Pro, DejaVu Sans, sans-serif"

_CLEAR: Final = "rgba(0,0,0,0)"
_LONGEST: Final = 64  # signs on a line of what is read where something is pointed at
_TICK: Final = 6.5  # points, as in print
_MANY: Final = 400  # curves or areas; of fewer, each has several places to be pointed at
_STEPS: Final = 12  # of a Bezier curve
# plotly draws some shapes larger and some smaller than print does for the same size
_SHAPES: Final = {
    "circle": ("circle", 1.0),
    "square": ("square", 0.89),
    "diamond": ("diamond", 0.98),
    "triangle": ("triangle-up", 1.25),
    "inverted": ("triangle-down", 1.25),
    "pentagon": ("pentagon", 1.18),
    "hexagon": ("hexagon", 1.12),
    "star": ("star", 0.97),
}
_PATTERNS: Final = {"/": "/", ".": ".", "\\": "\\", "x": "x", "-": "-", "|": "|", "o": "."}


def shown(text: str) -> str:
    """Return words as plotly must be given them to show them as they are.

    plotly reads some tags and entities in words, and formulas between dollar signs.

    Examples
    --------
    >>> shown("a <b>bold</b> $claim$ & more")
    'a &lt;b&gt;bold&lt;/b&gt; &#36;claim&#36; &amp; more'
    """
    return escape(drawable(text), quote=False).replace("$", "&#36;")


def to_plotly(drawing: Drawing, *, scale: float = SCALE) -> go.Figure:
    """Return a drawing as a plotly figure.

    Parameters
    ----------
    drawing : Drawing
        What to show; its theme gives the ground.
    scale : float
        Pixels a point of the page.

    Returns
    -------
    plotly.graph_objects.Figure
        Each item that stands for papers has the list of their ids as ``customdata``.

    Examples
    --------
    >>> import kdgraph
    >>> figure = to_plotly(kdgraph.FIGURES["evolution"](kdgraph.embedded()))
    >>> ["arxiv:1503.02531"] in [ids for trace in figure.data for ids in trace.customdata or ()]
    True
    """
    return _Screen(drawing, scale).figure()


class _Screen:
    """Puts the marks of a drawing on a plotly figure."""

    def __init__(self, drawing: Drawing, scale: float) -> None:
        self._drawing = drawing
        self._scale = scale
        self._theme: Theme = theme_named(drawing.provenance.theme)
        # plotly lays later pairs of axes over earlier ones, and the uppermost gets the pointer
        self._panels = sorted(drawing.panels, key=lambda panel: panel.name != "page")
        self._traces: list[dict[str, Any]] = []
        self._notes: list[dict[str, Any]] = []

    def figure(self) -> go.Figure:
        """Return the whole."""
        for panel, mark in self._drawing.marks():
            self._put(panel, mark)
        for order, trace in enumerate(self._traces):
            trace["zorder"] = order
        return go.Figure({"data": self._traces, "layout": self._layout()})

    def _put(self, panel: Panel, mark: Mark) -> None:
        if not len(mark):
            return
        if isinstance(mark, Points):
            self._put_points(panel, mark)
        elif isinstance(mark, Curves):
            self._put_curves(panel, mark)
        elif isinstance(mark, Bars):
            self._put_bars(panel, mark)
        elif isinstance(mark, Areas):
            self._put_areas(panel, mark)
        else:
            self._put_text(panel, mark)

    def _layout(self) -> dict[str, Any]:
        drawing = self._drawing
        layout: dict[str, Any] = {
            "template": {},
            "width": round(drawing.width * 72 * self._scale),
            "height": round(drawing.height * 72 * self._scale),
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "paper_bgcolor": self._theme.ground or _CLEAR,
            "plot_bgcolor": _CLEAR,
            "font": {"family": FONTS, "color": self._theme.ink, "size": _TICK * self._scale},
            "showlegend": False,
            "hovermode": "closest",
            "hoverdistance": 12,
            "hoverlabel": {"align": "left", "font": {"family": FONTS, "size": 13}},
            "barmode": "overlay",
            "dragmode": "zoom",
        }
        for number, panel in enumerate(self._panels, start=1):
            x, y = _axes(number)
            box, page = panel.box, (drawing.width * 72, drawing.height * 72)
            across = _within(box.left / page[0], box.right / page[0])
            up = _within(box.bottom / page[1], box.top / page[1])
            fixed = panel.name == "page"
            layout[x.replace("x", "xaxis", 1)] = self._axis(panel.x, across, y, fixed=fixed)
            layout[y.replace("y", "yaxis", 1)] = self._axis(panel.y, up, x, fixed=fixed)
            self._note_titles(panel)
        layout["annotations"] = self._notes
        return layout

    def _axis(self, axis: Axis, domain: list[float], anchor: str, *, fixed: bool) -> dict[str, Any]:
        theme, scale = self._theme, self._scale
        ticked = bool(axis.ticks)
        return {
            "domain": domain,
            "anchor": anchor,
            "range": [axis.low, axis.high],
            "fixedrange": fixed,
            "zeroline": False,
            "automargin": False,
            "showgrid": axis.grid and ticked,
            "gridcolor": theme.faint,
            "gridwidth": 0.4 * scale,
            "showline": axis.line,
            "linecolor": theme.muted,
            "linewidth": 0.6 * scale,
            "showticklabels": ticked,
            "tickmode": "array",
            "tickvals": [at for at, _ in axis.ticks],
            "ticktext": [shown(words) for _, words in axis.ticks],
            "tickangle": 0,
            "ticks": "outside" if axis.line and ticked and anchor.startswith("y") else "",
            "ticklen": 2.5 * scale,
            "tickwidth": 0.6 * scale,
            "tickcolor": theme.muted,
            "tickfont": {"size": _TICK * scale, "color": theme.muted},
        }

    def _note_titles(self, panel: Panel) -> None:
        """Write the titles where print has them: plotly would turn that of y on its side."""
        box = panel.box
        said = [
            (
                panel.x.title,
                (box.left + box.right) / 2,
                box.bottom - (13.5 if panel.x.ticks else 4),
            ),
            (panel.y.title, box.left, box.top + 4.0),
            (panel.title, box.left, box.top + (13.0 if panel.y.title else 5.0)),
        ]
        for number, (words, x, y) in enumerate(said):
            if words:
                font = {"size": _TICK * self._scale, "color": self._theme.muted}
                if number == 2:
                    font = {"size": 7.5 * self._scale, "color": self._theme.ink, "weight": 600}
                self._note(
                    words,
                    x,
                    y,
                    font,
                    "center" if number == 0 else "left",
                    ("top", "bottom")[number > 0],
                )

    def _note(
        self,
        words: str,
        x: float,
        y: float,
        font: dict[str, Any],
        across: str,
        up: str,
        angle: int = 0,
    ) -> None:
        self._notes.append(
            {
                "text": shown(words),
                "x": x / (self._drawing.width * 72),
                "y": y / (self._drawing.height * 72),
                "xref": "paper",
                "yref": "paper",
                "xanchor": across,
                "yanchor": up,
                "showarrow": False,
                "borderpad": 0,
                "textangle": angle,
                "font": font,
            }
        )

    def _add(self, panel: Panel, trace: dict[str, Any]) -> None:
        x, y = _axes(self._panels.index(panel) + 1)
        self._traces.append({"type": "scatter", "xaxis": x, "yaxis": y, **trace})

    def _colours(self, inks: Any, count: int) -> list[str]:
        return [self._theme.colour(ink) or _CLEAR for ink in spread(inks, count)]

    def _put_points(self, panel: Panel, mark: Points) -> None:
        count = len(mark)
        inks = self._colours(mark.ink, count)
        shapes = [_SHAPES[shape] for shape in spread(mark.shape, count)]
        ground = self._theme.ground or _CLEAR
        faces = [
            ink if filled else ground
            for ink, filled in zip(inks, spread(mark.filled, count), strict=True)
        ]
        sizes = [
            size * factor * self._scale
            for size, (_, factor) in zip(spread(mark.size, count), shapes, strict=True)
        ]
        self._add(
            panel,
            {
                "mode": "markers",
                "name": mark.role,
                "x": _plain(mark.x),
                "y": _plain(mark.y),
                "cliponaxis": False,
                "marker": {
                    "symbol": _one([symbol for symbol, _ in shapes]),
                    "size": _one([round(size, 2) for size in sizes]),
                    "color": _one(faces),
                    "opacity": 1,
                    "line": {"color": _one(inks), "width": mark.edge * self._scale},
                },
                **_told(mark, range(count)),
            },
        )
