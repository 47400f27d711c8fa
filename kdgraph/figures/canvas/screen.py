"""The screen renderer: a drawing as a plotly figure, or as one HTML file that asks for nothing.

Every panel is a pair of plotly axes, so that it can be zoomed; the page around it is the first
pair, which lies below all others and cannot. What stands for papers carries their ids in
``customdata``, and is read in full where it is pointed at. Lines and filled outlines have no points
of their own, so invisible ones lie along them to be pointed at.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from kdgraph.figures.canvas.boxes import sampled
from kdgraph.figures.canvas.marks import Areas, Bars, Curves, Floats, Mark, Points, Text, spread
from kdgraph.figures.canvas.plotly_library import go
from kdgraph.figures.canvas.pointing import along, inside
from kdgraph.figures.canvas.screen_items import chain, one, plain, told
from kdgraph.figures.canvas.screen_words import (
    TICK,
    beyond,
    free_words,
    shown,
    titles,
    words_of_trace,
)
from kdgraph.figures.canvas.sheet import Axis, Panel, Sheet
from kdgraph.figures.canvas.theme import Theme, theme_named

__all__ = ["FONTS", "SCALE", "fonts_of", "to_plotly"]

SCALE: Final = 1.45
"""Pixels a point: a page of 7 inches is then as wide as the text of a web page."""

FONTS: Final = '"Source Sans 3", "Source Sans", "Source Sans Pro", "DejaVu Sans", sans-serif'
"""As in print ("Source Sans" is its name in Streamlit); a name with a number needs quotes."""

_ALIKE: Final = 'Arimo, Arial, Helvetica, "Liberation Sans", "DejaVu Sans", sans-serif'

_CLEAR: Final = "rgba(0,0,0,0)"
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


def fonts_of(drawing: Sheet) -> str:
    """Return the fonts of a drawing as style sheets name them, with those that may stand in."""
    return _ALIKE if drawing.provenance.typeface == "Arimo" else FONTS


def to_plotly(drawing: Sheet, *, scale: float = SCALE) -> go.Figure:
    """Return a drawing as a plotly figure.

    Parameters
    ----------
    drawing : Sheet
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

    def __init__(self, drawing: Sheet, scale: float) -> None:
        self._drawing = drawing
        self._scale = scale
        self._unit = scale * drawing.scale  # of what no mark says, as the words of axes
        self._theme: Theme = theme_named(drawing.provenance.theme)
        # plotly lays later pairs of axes over earlier ones, and the uppermost gets the pointer
        self._panels = sorted(drawing.panels, key=lambda panel: panel.name != "page")
        self._traces: list[dict[str, Any]] = []
        self._notes: list[dict[str, Any]] = []

    def figure(self) -> go.Figure:
        """Return the whole."""
        for panel, mark in self._drawing.marks():
            self._put(panel, mark)
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
            "font": {
                "family": fonts_of(drawing),
                "color": self._theme.ink,
                "size": TICK * self._unit,
            },
            "showlegend": False,
            "hovermode": "closest",
            "hoverdistance": 12,
            "hoverlabel": {"align": "left", "font": {"family": fonts_of(drawing), "size": 13}},
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
            self._notes += titles(drawing, panel, self._theme, self._scale)
        layout["annotations"] = self._notes
        return layout

    def _axis(self, axis: Axis, domain: list[float], anchor: str, *, fixed: bool) -> dict[str, Any]:
        theme, scale = self._theme, self._unit
        ticked = bool(axis.ticks)
        marked = "outside" if axis.line and ticked and anchor.startswith("y") else ""
        # lines that stand between the words of the ticks are minor ones to plotly
        between = {
            "minor": {
                "tickmode": "array",
                "tickvals": list(axis.lines),
                "showgrid": axis.grid,
                "gridcolor": theme.faint,
                "gridwidth": 0.4 * scale,
                "ticks": marked,
                "ticklen": 2.5 * scale,
                "tickwidth": 0.6 * scale,
                "tickcolor": theme.muted,
            }
        }
        return {
            "domain": domain,
            "anchor": anchor,
            "range": [axis.low, axis.high],
            "fixedrange": fixed,
            "zeroline": False,
            "automargin": False,
            **(between if axis.lines else {}),
            "showgrid": axis.grid and ticked and not axis.lines,
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
            "ticks": "" if axis.lines else marked,
            "ticklen": 2.5 * scale,
            "tickwidth": 0.6 * scale,
            "tickcolor": theme.muted,
            "tickfont": {"size": TICK * scale, "color": theme.muted},
        }

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
                "x": plain(mark.x),
                "y": plain(mark.y),
                "cliponaxis": False,
                "marker": {
                    "symbol": one([symbol for symbol, _ in shapes]),
                    "size": one([round(size, 2) for size in sizes]),
                    "color": one(faces),
                    "opacity": 1,
                    "line": {"color": one(inks), "width": mark.edge * self._scale},
                },
                **told(mark, range(count)),
            },
        )

    def _put_curves(self, panel: Panel, mark: Curves) -> None:
        count = len(mark)
        inks = self._colours(mark.ink, count)
        widths = [round(width * self._scale, 2) for width in spread(mark.width, count)]
        paths = [sampled(path, _STEPS) if mark.bent else path for path in mark.paths]
        styles: dict[tuple[str, float], list[int]] = {}
        for row, style in enumerate(zip(inks, widths, strict=True)):
            styles.setdefault(style, []).append(row)
        for (ink, width), rows in styles.items():
            if ink == _CLEAR:
                continue
            line: dict[str, Any] = {"color": ink, "width": width}
            if mark.dash != "solid":
                line["dash"] = _DASHES[mark.dash]
            self._add(
                panel,
                {
                    "mode": "lines",
                    "name": mark.role,
                    **chain([paths[row] for row in rows]),
                    "line": line,
                    "opacity": mark.opacity,
                    "hoverinfo": "skip",
                },
            )
            if mark.arrows:
                ends = [mark.paths[row] for row in rows]
                self._add(panel, self._heads(panel, ends, ink, width))
        shares = (0.5,) if count > _MANY else (0.25, 0.5, 0.75)
        self._put_targets(panel, mark, [along(path, shares) for path in paths])

    def _heads(
        self, panel: Panel, paths: Sequence[Floats], ink: str, width: float
    ) -> dict[str, Any]:
        """Return arrow heads, turned as the lines end on the page."""
        ends = np.array([path[-1] for path in paths])
        angles = []
        for path in paths:
            xs, ys = panel.to_page(path[:, 0], path[:, 1])
            steps = [(xs[-1] - x, ys[-1] - y) for x, y in zip(xs[-2::-1], ys[-2::-1], strict=True)]
            across, up = next((step for step in steps if np.hypot(*step) > 1e-9), (1.0, 0.0))
            angles.append(round(float(np.degrees(np.arctan2(across, up))), 1))
        return {
            "mode": "markers",
            "name": "arrow head",
            "x": plain(ends[:, 0]),
            "y": plain(ends[:, 1]),
            "cliponaxis": False,
            "marker": {
                "symbol": "arrow",
                "size": 4.2 * self._unit + width,
                "angle": angles,
                "color": ink,
                "opacity": 1,
            },
            "hoverinfo": "skip",
        }

    def _put_bars(self, panel: Panel, mark: Bars) -> None:
        count = len(mark)
        hatches = [_PATTERNS.get(hatch[:1], "") for hatch in spread(mark.hatch, count)]
        inks = self._colours(mark.ink, count)
        edge = None if mark.outline is None else self._theme.colour(mark.outline)
        marker: dict[str, Any] = {
            "color": one(inks),
            "opacity": mark.opacity,
            "line": {"width": 0.5 * self._unit if edge else 0, "color": edge or _CLEAR},
        }
        if any(hatches):
            marker["pattern"] = {
                "shape": one(hatches),
                "fillmode": "overlay",
                "fgcolor": self._theme.ground or "#ffffff",
                "fgopacity": 1,
                "size": 4 * self._unit,
                "solidity": 0.2,
            }
        self._add(
            panel,
            {
                "type": "bar",
                "name": mark.role,
                "x": plain((mark.left + mark.right) / 2),
                "width": plain(np.abs(mark.right - mark.left)),
                "base": plain(mark.bottom),
                "y": plain(mark.top - mark.bottom),
                "marker": marker,
                **told(mark, range(count)),
            },
        )

    def _put_areas(self, panel: Panel, mark: Areas) -> None:
        count = len(mark)
        inks = self._colours(mark.ink, count)
        hatches = [_PATTERNS.get(hatch[:1], "") for hatch in spread(mark.hatch, count)]
        paths = [sampled(path, _STEPS) if mark.bent else path for path in mark.paths]
        styles: dict[tuple[str, str], list[int]] = {}
        for row, style in enumerate(zip(inks, hatches, strict=True)):
            styles.setdefault(style, []).append(row)
        for (ink, hatch), rows in styles.items():
            if ink == _CLEAR:
                continue
            trace: dict[str, Any] = {
                "mode": "lines",
                "name": mark.role,
                **chain([np.vstack([paths[row], paths[row][:1]]) for row in rows]),
                "fill": "toself",
                "fillcolor": ink,
                "line": {"width": 0, "color": ink},
                "opacity": mark.opacity,
                "hoverinfo": "skip",
            }
            if hatch:
                trace["fillpattern"] = {
                    "shape": hatch,
                    "fillmode": "replace",
                    "bgcolor": ink,
                    "fgcolor": self._theme.ground or "#ffffff",
                    "fgopacity": 1,
                    "size": 4 * self._unit,
                    "solidity": 0.2,
                }
            self._add(panel, trace)
        columns = 1 if count > _MANY else 9
        self._put_targets(panel, mark, [inside(path, columns) for path in paths])

    def _put_targets(self, panel: Panel, mark: Mark, places: Sequence[Floats]) -> None:
        """Lay points that are not seen where something can be pointed at."""
        if not (mark.papers or mark.words):
            return
        rows = [row for row, found in enumerate(places) for _ in range(len(found))]
        at = np.vstack([found for found in places if len(found)]) if rows else np.empty((0, 2))
        self._add(
            panel,
            {
                "mode": "markers",
                "name": mark.role,
                "x": plain(at[:, 0]),
                "y": plain(at[:, 1]),
                "marker": {"size": 9, "color": _CLEAR, "opacity": 0},
                "unselected": {"marker": {"opacity": 0}},
                **told(mark, rows),
            },
        )

    def _put_text(self, panel: Panel, mark: Text) -> None:
        outside = beyond(panel, mark)
        rows = [row for row, out in enumerate(outside) if not out]
        if rows:
            words = words_of_trace(panel, mark, rows, self._theme, self._scale)
            self._add(panel, {"name": mark.role, **words, **told(mark, rows)})
        axes = _axes(self._panels.index(panel) + 1)
        rest = [row for row, out in enumerate(outside) if out]
        self._notes += free_words(self._drawing, panel, axes, mark, rest, self._theme, self._scale)


_DASHES: Final = {"dashed": "4px,2.2px", "dotted": "1px,2px"}


def _axes(number: int) -> tuple[str, str]:
    return ("x", "y") if number == 1 else (f"x{number}", f"y{number}")


def _within(low: float, high: float) -> list[float]:
    return [min(max(low, 0.0), 1.0), min(max(high, 0.0), 1.0)]
