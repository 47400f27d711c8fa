"""Words on the screen: as points of a trace where they stand within a panel, else as annotations.

Words of a trace carry the papers that they stand for, but plotly leaves them out where their place
is beyond the axes; an annotation may stand anywhere, and turned.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any, Final

import numpy as np

from kdgraph.figures.canvas.marks import Floats, Text, spread
from kdgraph.figures.canvas.sheet import Panel, Sheet
from kdgraph.figures.canvas.theme import Theme
from kdgraph.figures.canvas.typography import drawable, origin

__all__ = ["TICK", "beyond", "font", "free_words", "shown", "titles", "words_of_trace"]

TICK: Final = 6.5
"""Points, of ticks and titles, as in print."""

_SIDES: Final = {"left": "right", "center": "center", "right": "left"}
_UPRIGHT: Final = {"bottom": "bottom", "baseline": "bottom", "middle": "middle", "top": "top"}
# of words that run upwards
_TURNED_ACROSS: Final = {"bottom": "right", "baseline": "right", "middle": "center", "top": "left"}
_TURNED_UP: Final = {"left": "bottom", "center": "middle", "right": "top"}


def shown(text: str) -> str:
    """Return words as plotly must be given them to show them as they are.

    plotly reads some tags and entities in words, and formulas between dollar signs.

    Examples
    --------
    >>> shown("a <b>bold</b> $claim$ & more")
    'a &lt;b&gt;bold&lt;/b&gt; &#36;claim&#36; &amp; more'
    """
    return escape(drawable(text), quote=False).replace("$", "&#36;")


def font(weight: str) -> dict[str, Any]:
    """Return what plotly calls a weight of ours."""
    if weight == "semibold":
        return {"weight": 600}
    return {"style": "italic"} if weight == "italic" else {}


def _places(panel: Panel, mark: Text) -> tuple[Floats, Floats]:
    count = len(mark)
    xs, ys = panel.to_page(mark.x, mark.y)
    return (
        xs + np.array(spread(mark.dx, count), dtype=np.float64),
        ys + np.array(spread(mark.dy, count), dtype=np.float64),
    )


def beyond(panel: Panel, mark: Text) -> list[bool]:
    """Return for each of some words whether they cannot be points of a trace."""
    xs, ys = _places(panel, mark)
    box = panel.box
    inner = (box.left <= xs) & (xs <= box.right) & (box.bottom <= ys) & (ys <= box.top)
    return [bool(mark.angle) or not one for one in inner]


def words_of_trace(
    panel: Panel, mark: Text, rows: Sequence[int], theme: Theme, scale: float
) -> dict[str, Any]:
    """Return the part of a trace that says where these words stand and how they look."""
    count = len(mark)
    xs, ys = _places(panel, mark)
    sizes, ups = spread(mark.size, count), spread(mark.valign, count)
    inks, sides = spread(mark.ink, count), spread(mark.halign, count)
    # plotly puts the baseline a quarter of the size below the point
    base = [
        origin(mark.text[row], 0.0, float(ys[row]), sizes[row], mark.weight, "left", ups[row], 0)[1]
        + 0.25 * sizes[row]
        for row in rows
    ]
    x, y = panel.from_page([xs[row] for row in rows], base)
    textfont = {
        **font(mark.weight),
        "size": [round(float(sizes[row]) * scale, 2) for row in rows],
        "color": [theme.colour(inks[row]) or "rgba(0,0,0,0)" for row in rows],
    }
    if mark.plate and theme.ground is not None:
        textfont["shadow"] = ", ".join([f"0px 0px 2px {theme.ground}"] * 4)
    return {
        "mode": "text",
        "x": np.round(x, 5),
        "y": np.round(y, 5),
        "cliponaxis": False,
        "text": [shown(mark.text[row]) for row in rows],
        "textposition": [f"middle {_SIDES[sides[row]]}" for row in rows],
        "textfont": textfont,
    }


def free_words(
    drawing: Sheet,
    panel: Panel,
    axes: tuple[str, str],
    mark: Text,
    rows: Sequence[int],
    theme: Theme,
    scale: float,
) -> list[dict[str, Any]]:
    """Return words that stay with their place where that is within the axes, else on the page."""
    count = len(mark)
    places = np.column_stack(_places(panel, mark))
    starts = np.column_stack(panel.to_page(mark.x, mark.y))
    page = (drawing.width * 72, drawing.height * 72)
    ranges = (panel.x, panel.y)
    sizes, inks = spread(mark.size, count), spread(mark.ink, count)
    sides, ups = spread(mark.halign, count), spread(mark.valign, count)
    found = []
    for row in rows:
        note: dict[str, Any] = {
            "text": shown(mark.text[row]),
            "showarrow": False,
            "borderpad": 0,
            "textangle": -mark.angle,
            "xanchor": _TURNED_ACROSS[ups[row]] if mark.angle else sides[row],
            "yanchor": _TURNED_UP[sides[row]] if mark.angle else _UPRIGHT[ups[row]],
            "font": {
                **font(mark.weight),
                "size": sizes[row] * scale,
                "color": theme.colour(inks[row]) or "rgba(0,0,0,0)",
            },
        }
        for at, name in enumerate(("x", "y")):
            value = float((mark.x, mark.y)[at][row])
            low, high = sorted((ranges[at].low, ranges[at].high))
            if low <= value <= high:
                note[f"{name}ref"] = axes[at]
                note[name] = value
                note[f"{name}shift"] = round((places[row, at] - starts[row, at]) * scale, 2)
            else:
                note[f"{name}ref"] = "paper"
                note[name] = round(float(places[row, at] / page[at]), 5)
        if mark.words_of(row):
            note["hovertext"] = shown(mark.words_of(row))
        found.append(note)
    return found


def titles(drawing: Sheet, panel: Panel, theme: Theme, scale: float) -> list[dict[str, Any]]:
    """Return the titles of axes and panel where print has them: plotly would turn that of y."""
    box, unit = panel.box, drawing.scale
    small = {"size": TICK * unit * scale, "color": theme.muted}
    strong = {"size": 7.5 * unit * scale, "color": theme.ink, "weight": 600}
    below = box.bottom - (13.5 if panel.x.ticks else 4.0) * unit
    above = box.top + (13.0 if panel.y.title else 5.0) * unit
    said: list[tuple[str, float, float, dict[str, Any], str, str]] = [
        (panel.x.title, (box.left + box.right) / 2, below, small, "center", "top"),
        (panel.y.title, box.left, box.top + 4.0 * unit, small, "left", "bottom"),
        (panel.title, box.left, above, strong, "left", "bottom"),
    ]
    return [
        {
            "text": shown(words),
            "x": round(x / (drawing.width * 72), 5),
            "y": round(y / (drawing.height * 72), 5),
            "xref": "paper",
            "yref": "paper",
            "xanchor": across,
            "yanchor": up,
            "showarrow": False,
            "borderpad": 0,
            "font": style,
        }
        for words, x, y, style, across, up in said
        if words
    ]
