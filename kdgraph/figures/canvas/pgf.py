r"""A drawing as PGF, which LaTeX reads: written here, so that no TeX need be there to make it.

The file asks for ``\usepackage{pgf,xcolor}`` and works with pdfTeX, XeTeX and LuaTeX. Words are in
the document's own sans serif font; where that is wider than the one that the figure was laid out
with, they are narrowed to the room that they have.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np

from kdgraph.figures.canvas.marks import Areas, Bars, Curves, Floats, Mark, Points, Text, spread
from kdgraph.figures.canvas.printing import arrow, corners_of
from kdgraph.figures.canvas.sheet import Box, Panel, Sheet, placed_words
from kdgraph.figures.canvas.theme import theme_named
from kdgraph.figures.canvas.typography import drawable, measure, origin
from kdgraph.tex import latex_label

__all__ = ["to_pgf"]

_ARROW: Final = 4.2  # points long, as in print
_DASHES: Final = {"dashed": (4.0, 2.2), "dotted": (0.8, 1.8)}  # points
_HATCH: Final = 3.2  # points from line to line
_FONTS: Final = {"regular": "", "semibold": r"\bfseries", "italic": r"\itshape"}


def to_pgf(drawing: Sheet, said: str = "{}") -> str:
    r"""Return a drawing as the text of a PGF file: the same text for the same drawing.

    Parameters
    ----------
    drawing : Sheet
        What to show; its theme gives the ground.
    said : str
        What the file says of itself to machines, as JSON on one line.
    """
    return _Writer(drawing).text(said)


class _Writer:
    """Collects the commands of a picture, in points of the page."""

    def __init__(self, drawing: Sheet) -> None:
        self._drawing = drawing
        self._theme = theme_named(drawing.provenance.theme)
        self._lines: list[str] = []
        self._colours: dict[str, str] = {}

    def text(self, said: str) -> str:
        """Return the whole file."""
        drawing = self._drawing
        width, height = drawing.width * 72, drawing.height * 72
        if self._theme.ground is not None:
            self._fill([_rectangle(0.0, 0.0, width, height)], self._theme.ground)
        pairs: list[tuple[Panel, Mark]] = [(drawing.page, mark) for mark in drawing.furnishings()]
        pairs += drawing.marks()
        for panel, mark in sorted(pairs, key=lambda pair: pair[1].layer):
            self._put(panel, mark)
        colours = [
            rf"\definecolor{{{name}}}{{HTML}}{{{colour[1:].upper()}}}%"
            for colour, name in self._colours.items()
        ]
        frame = rf"\pgfpathrectangle{{\pgfpointorigin}}{{{_point(width, height)}}}%"
        body = [*colours, frame, r"\pgfusepath{use as bounding box}%", *self._lines]
        return "\n".join([_HEAD.format(said=said), *body, _TAIL, ""])

    def _put(self, panel: Panel, mark: Mark) -> None:
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

    def _say(self, *lines: str) -> None:
        self._lines += [f"{line}%" for line in lines]

    def _named(self, colour: str) -> str:
        return self._colours.setdefault(colour, f"kdg{len(self._colours)}")

    def _fill(self, path: Iterable[str], colour: str) -> None:
        self._say(rf"\pgfsetfillcolor{{{self._named(colour)}}}", *path, r"\pgfusepath{fill}")

    def _put_points(self, panel: Panel, mark: Points) -> None:
        count = len(mark)
        xs, ys = panel.to_page(mark.x, mark.y)
        columns = zip(
            xs,
            ys,
            spread(mark.size, count),
            spread(mark.ink, count),
            spread(mark.shape, count),
            spread(mark.filled, count),
            strict=True,
        )
        self._say(r"\begin{pgfscope}", rf"\pgfsetlinewidth{{{mark.edge:g}bp}}")
        for x, y, size, ink, shape, filled in columns:
            colour = self._theme.colour(ink)
            if colour is None:
                continue
            face = colour if filled else self._theme.ground
            if shape == "circle":
                path = [rf"\pgfpathcircle{{{_point(x, y)}}}{{{_number(size / 2)}bp}}"]
            else:
                corners = np.array(corners_of(shape)) * size + (x, y)
                path = [*_path(corners, bent=False), r"\pgfpathclose"]
            self._say(rf"\pgfsetstrokecolor{{{self._named(colour)}}}")
            if face is not None:
                self._say(rf"\pgfsetfillcolor{{{self._named(face)}}}")
            self._say(*path, rf"\pgfusepath{{{'fill,stroke' if face else 'stroke'}}}")
        self._say(r"\end{pgfscope}")

    def _put_curves(self, panel: Panel, mark: Curves) -> None:
        count = len(mark)
        self._say(r"\begin{pgfscope}", r"\pgfsetroundjoin")
        if mark.dash == "solid":
            self._say(r"\pgfsetroundcap")
        else:
            lengths = [_number(part * self._drawing.scale) for part in _DASHES[mark.dash]]
            self._say(r"\pgfsetdash" + "{" + "".join(f"{{{one}bp}}" for one in lengths) + "}{0bp}")
        if mark.opacity != 1:
            self._say(rf"\pgfsetstrokeopacity{{{mark.opacity:g}}}")
        for path, ink, width in zip(
            mark.paths, spread(mark.ink, count), spread(mark.width, count), strict=True
        ):
            colour = self._theme.colour(ink)
            if colour is None:
                continue
            places = np.column_stack(panel.to_page(path[:, 0], path[:, 1]))
            if mark.arrows:
                places, head = arrow(places, _ARROW * self._drawing.scale + width)
                self._fill([*_path(head, bent=False), r"\pgfpathclose"], colour)
            self._say(
                rf"\pgfsetlinewidth{{{_number(width)}bp}}",
                rf"\pgfsetstrokecolor{{{self._named(colour)}}}",
                *_path(places, bent=mark.bent),
                r"\pgfusepath{stroke}",
            )
        self._say(r"\end{pgfscope}")

    def _put_bars(self, panel: Panel, mark: Bars) -> None:
        count = len(mark)
        left, bottom = panel.to_page(mark.left, mark.bottom)
        right, top = panel.to_page(mark.right, mark.top)
        line = None if mark.outline is None else self._theme.colour(mark.outline)
        edge = _number(0.5 * self._drawing.scale)
        self._say(r"\begin{pgfscope}", rf"\pgfsetlinewidth{{{edge}bp}}")
        for row, (ink, hatch) in enumerate(
            zip(spread(mark.ink, count), spread(mark.hatch, count), strict=True)
        ):
            edges = [float(left[row]), float(bottom[row]), float(right[row]), float(top[row])]
            low, high = sorted(edges[::2]), sorted(edges[1::2])
            box = Box(low[0], high[0], low[1], high[1])
            path = [_rectangle(box.left, box.bottom, box.width, box.height)]
            self._put_filled(path, box, ink, hatch, mark.opacity)
            if line is not None:
                self._say(
                    rf"\pgfsetstrokecolor{{{self._named(line)}}}", *path, r"\pgfusepath{stroke}"
                )
        self._say(r"\end{pgfscope}")

    def _put_areas(self, panel: Panel, mark: Areas) -> None:
        count = len(mark)
        self._say(r"\begin{pgfscope}")
        for path, ink, hatch in zip(
            mark.paths, spread(mark.ink, count), spread(mark.hatch, count), strict=True
        ):
            places = np.column_stack(panel.to_page(path[:, 0], path[:, 1]))
            low, high = places.min(axis=0), places.max(axis=0)
            box = Box(float(low[0]), float(low[1]), float(high[0]), float(high[1]))
            outline = [*_path(places, bent=mark.bent), r"\pgfpathclose"]
            self._put_filled(outline, box, ink, hatch, mark.opacity)
        self._say(r"\end{pgfscope}")

    def _put_filled(self, path: list[str], box: Box, ink: str, hatch: str, opacity: float) -> None:
        colour = self._theme.colour(ink)
        if colour is None:
            return
        self._say(rf"\pgfsetfillopacity{{{opacity:g}}}")
        self._fill(path, colour)
        if hatch:
            ground = self._named(self._theme.ground or "#ffffff")
            self._say(
                r"\begin{pgfscope}",
                *path,
                r"\pgfusepath{clip}",
                r"\pgfsetlinewidth{0.45bp}",
                rf"\pgfsetstrokecolor{{{ground}}}",
                rf"\pgfsetfillcolor{{{ground}}}",
                *_hatching(hatch[0], box),
                r"\end{pgfscope}",
            )

    def _put_text(self, panel: Panel, mark: Text) -> None:
        turned = rf",rotate={mark.angle}" if mark.angle else ""
        for text, x, y, size, ink, halign, valign in placed_words(panel, mark):
            colour = self._theme.colour(ink)
            words = " ".join(text.split())
            if colour is None or not words:
                continue
            extent = measure(drawable(words), size, mark.weight)
            left, base = origin(
                drawable(words), float(x), float(y), size, mark.weight, halign, valign, mark.angle
            )
            if mark.plate and self._theme.ground is not None and not mark.angle:
                by = 0.6 * self._drawing.scale
                plate = (left - by, base - extent.descent, extent.width + 2 * by, extent.height)
                self._say(r"\begin{pgfscope}", r"\pgfsetfillopacity{0.85}")
                self._fill([_rectangle(*plate)], self._theme.ground)
                self._say(r"\end{pgfscope}")
            # by the side that print aligns, so that another font's widths show least
            along = {"left": 0.0, "center": 0.5, "right": 1.0}[halign] * extent.width
            at = (left, base + along) if mark.angle else (left + along, base)
            side = "" if halign == "center" else f"{halign},"
            self._say(
                rf"\pgftext[{side}base,at={{{_point(*at)}}}{turned}]"
                rf"{{\kdgwords{{{_number(size)}}}{{{_number(extent.width)}bp}}"
                rf"{{{self._named(colour)}}}{{{_FONTS[mark.weight]}}}{{{latex_label(words)}}}}}"
            )


def _number(value: float) -> str:
    """Return points to the hundredth, never with an exponent, which TeX cannot read."""
    return f"{float(value):.2f}".rstrip("0").rstrip(".") or "0"


def _point(x: Any, y: Any) -> str:
    return rf"\pgfqpoint{{{_number(x)}bp}}{{{_number(y)}bp}}"


def _rectangle(left: float, bottom: float, width: float, height: float) -> str:
    return rf"\pgfpathrectangle{{{_point(left, bottom)}}}{{{_point(width, height)}}}"


def _path(places: Floats, *, bent: bool) -> list[str]:
    lines = [rf"\pgfpathmoveto{{{_point(*places[0])}}}"]
    if not bent:
        return lines + [rf"\pgfpathlineto{{{_point(*place)}}}" for place in places[1:]]
    return lines + [
        rf"\pgfpathcurveto{{{_point(*places[at])}}}{{{_point(*places[at + 1])}}}"
        rf"{{{_point(*places[at + 2])}}}"
        for at in range(1, len(places), 3)
    ]


def _hatching(sign: str, box: Box) -> list[str]:
    """Return lines or dots over a box, from a grid of the page so that neighbours go on."""
    lines = []
    for dx, dy in _LEANINGS.get(sign, ()):
        # lines through the box along (dx, dy), told apart by what they cross at right angles
        across = np.array(
            [(-dy * x + dx * y) for x in (box.left, box.right) for y in (box.bottom, box.top)]
        )
        reach = box.width + box.height
        middle = np.array([(box.left + box.right) / 2, (box.bottom + box.top) / 2])
        length = float(np.hypot(dx, dy))
        first, last = (
            np.ceil(across.min() / _HATCH / length),
            np.floor(across.max() / _HATCH / length),
        )
        unit, side = np.array([dx, dy]) / length, np.array([-dy, dx]) / length
        for number in np.arange(first, last + 1):
            at = middle + side * (number * _HATCH - float(side @ middle))
            lines += _path(np.array([at - unit * reach, at + unit * reach]), bent=False)
    if lines:
        return [*lines, r"\pgfusepath{stroke}"]
    radius, use = (0.45, "fill") if sign == "." else (0.9, "stroke")
    xs = np.arange(np.floor(box.left / _HATCH), np.ceil(box.right / _HATCH) + 1) * _HATCH
    ys = np.arange(np.floor(box.bottom / _HATCH), np.ceil(box.top / _HATCH) + 1) * _HATCH
    dots = [rf"\pgfpathcircle{{{_point(x, y)}}}{{{radius}bp}}" for x in xs for y in ys]
    return [*dots, rf"\pgfusepath{{{use}}}"]


_LEANINGS: Final = {
    "/": ((1, 1),),
    "\\": ((1, -1),),
    "x": ((1, 1), (1, -1)),
    "-": ((1, 0),),
    "|": ((0, 1),),
}
_HEAD: Final = r"""% A figure by kdgraph; \usepackage{{pgf,xcolor}} in the preamble, then \input it.
% kdgraph-provenance: {said}
\begingroup%
% signs that this engine cannot read are drawn as an empty box
\ifdefined\Umathcode\def\kdgsign#1{{#1}}\else%
\def\kdgsign#1{{%
  \kern0.06em\vbox{{\hrule\hbox to0.5em{{\vrule height0.6em\hfil\vrule}}\hrule}}\kern0.06em}}\fi%
% size, room, colour, font, words
\def\kdgwords#1#2#3#4#5{{%
  \setbox0\hbox{{\fontsize{{#1bp}}{{#1bp}}\sffamily#4\selectfont\color{{#3}}#5}}%
  \ifdim\wd0>#2\relax\resizebox{{#2}}{{\height}}{{\box0}}\else\box0\fi}}%
\begin{{pgfpicture}}%"""
_TAIL: Final = r"""\end{pgfpicture}%
\endgroup%"""
