"""A figure in its author's terms: laid out in its own sizes, then changed as a whole.

No figure knows of styles. It is laid out so much narrower as its type is to be larger, in the
typeface of the style, and its drawing then loses notes, patterns or grid and is scaled.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from kdgraph.figures.canvas.drawing import Axis, Drawing
from kdgraph.figures.canvas.marks import HATCHES, Areas, Bars, Mark, spread
from kdgraph.figures.canvas.terms import Terms
from kdgraph.figures.canvas.typography import typeface
from kdgraph.graph.snapshot import Snapshot

__all__ = ["draw_in_terms"]

_PALE: Final = 0.45  # of the way to the ground, instead of a pattern; what is seen through is paler
_HATCHED: Final = re.compile(r"\b([Hh])atched\b")


def draw_in_terms(
    figure: Callable[..., Drawing],
    snapshot: Snapshot,
    terms: Terms,
    *,
    width: float,
    **options: Any,
) -> Drawing:
    """Return a figure of some width in inches as its author wants it.

    Raises
    ------
    InputError
        What the figure raises; above all if the width has no room for type of this size.
    """
    if not terms.options:
        return figure(snapshot, width=width, **options)
    with typeface(terms.publisher.typeface):
        drawing = figure(snapshot, width=width / terms.scale, **options)
        if terms.notes != "figure":
            drawing = drawing.without_footer()
        if not terms.publisher.patterns:
            drawing = _without_patterns(drawing)
        if not terms.publisher.grid:
            drawing = _without_grid(drawing)
        if terms.scale != 1:
            drawing = drawing.scaled(terms.scale)
    made = drawing.provenance
    return replace(
        drawing,
        width=width,
        height=round(drawing.height, 4),
        provenance=replace(made, options={**made.options, "width": width}, terms=terms),
    )


def _without_grid(drawing: Drawing) -> Drawing:
    """Return it with axes in place of the lines of a grid."""

    def bare(axis: Axis) -> Axis:
        return replace(axis, grid=False, line=True) if axis.grid and axis.ticks else axis

    panels = (replace(panel, x=bare(panel.x), y=bare(panel.y)) for panel in drawing.panels)
    return replace(drawing, panels=tuple(panels))


def _without_patterns(drawing: Drawing) -> Drawing:
    """Return it with tints where patterns told fillings apart.

    Where the words of the figure say what is hatched, all that was hatched becomes pale, and so do
    these words; elsewhere only what a colour alone does not tell apart.
    """
    marks = [mark for panel in drawing.panels for mark in panel.marks]
    filled = [mark for mark in marks if isinstance(mark, Bars | Areas)]
    looks = {look for mark in filled for look in _looks(mark)}
    looks |= {(key.ink, key.hatch) for key in drawing.keys if key.sign == "bar"}
    if not any(hatch for _, hatch in looks):
        return drawing
    words = [drawing.caption_template, drawing.alt, *drawing.notes]
    words += [key.words for key in drawing.keys]
    meant = any(_HATCHED.search(text) for text in words)
    inks: dict[tuple[str, str], str] = {}
    for ink in sorted({ink for ink, _ in looks}):
        hatches = sorted((hatch for one, hatch in looks if one == ink), key=_order)
        for number, hatch in enumerate(hatches):
            share = _PALE if meant and hatch else _PALE * number / max(len(hatches) - 1, 1)
            inks[ink, hatch] = f"tint:{share:g}:{ink}" if share else ink

    def plain(mark: Mark) -> Mark:
        if not isinstance(mark, Bars | Areas):
            return mark
        return replace(mark, ink=[inks[look] for look in _looks(mark)], hatch="")

    return replace(
        drawing,
        panels=tuple(
            replace(panel, marks=tuple(plain(mark) for mark in panel.marks))
            for panel in drawing.panels
        ),
        keys=tuple(
            replace(key, ink=inks[key.ink, key.hatch], hatch="", words=_pale(key.words))
            if key.sign == "bar"
            else key
            for key in drawing.keys
        ),
        caption_template=_pale(drawing.caption_template),
        alt=_pale(drawing.alt),
        notes=tuple(_pale(note) for note in drawing.notes),
    )


def _looks(mark: Bars | Areas) -> list[tuple[str, str]]:
    count = len(mark)
    return list(zip(spread(mark.ink, count), spread(mark.hatch, count), strict=True))


def _order(hatch: str) -> int:
    return HATCHES.index(hatch) if hatch in HATCHES else len(HATCHES)


def _pale(text: str) -> str:
    return _HATCHED.sub(lambda found: "Pale" if found[1] == "H" else "pale", text)
