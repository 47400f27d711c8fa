"""The print renderer: a drawing as PDF, SVG or PNG by matplotlib, without a screen or a browser."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import escape

import matplotlib
import numpy as np
from fontTools import subset
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Outline
from matplotlib.transforms import Affine2D, Transform

from kdgraph.figures.canvas.marks import (
    Areas,
    Bars,
    Curves,
    Floats,
    Mark,
    Points,
    Text,
    spread,
)
from kdgraph.figures.canvas.sheet import Panel, Sheet, placed_words
from kdgraph.figures.canvas.theme import Theme, theme_named
from kdgraph.figures.canvas.typography import drawable, families, measure, origin, properties

__all__ = ["PRINT_FORMATS", "render"]

PRINT_FORMATS: Final = ("pdf", "svg", "png")
_DOTS: Final = 300  # an inch, of a bitmap
_SETTINGS: Final[dict[str, Any]] = {
    "pdf.fonttype": 42,  # whole TrueType outlines, so that the words stay words
    "pdf.compression": 9,
    "svg.fonttype": "path",  # no font need be there where it is opened
    "svg.hashsalt": "kdgraph",
    "svg.id": None,
    "path.simplify": False,
    "hatch.linewidth": 0.45,
    "text.usetex": False,
    "text.parse_math": False,  # a dollar sign in a title is a dollar sign
    "axes.unicode_minus": True,
}
# Tables of a font that lay words out. In a file each glyph stands in its place already, so that no
# reader of a PDF asks for them; to read and to cut them took two thirds of the time of a PDF.
_LAYOUT_TABLES: Final = ("BASE", "GDEF", "GPOS", "GSUB", "JSTF", "MATH", "kern")
_DASHES: Final = {"solid": "-", "dashed": (0, (4.0, 2.2)), "dotted": (0, (0.8, 1.8))}
_ARROW: Final = 4.2  # points long


def render(drawing: Sheet, form: str, metadata: dict[str, str | None]) -> bytes:
    """Return the file of a drawing: the same bytes for the same drawing and metadata."""
    theme = theme_named(drawing.provenance.theme)
    editable = form == "svg" and drawing.provenance.terms.svg_text
    with _settings(), _fonts_without_layout():
        if editable:
            matplotlib.rcParams["svg.fonttype"] = "none"
        figure = Figure(figsize=(drawing.width, drawing.height), dpi=72)
        printer = _Printer(figure, theme, drawing.scale, named=editable)
        printer.draw(drawing)
        file = io.BytesIO()
        figure.savefig(
            file,
            format=form,
            dpi=_DOTS if form == "png" else 72,
            facecolor="none" if theme.ground is None else theme.ground,
            edgecolor="none",
            transparent=theme.ground is None,
            metadata=metadata,
        )
    if editable:
        return _with_text(file.getvalue().decode(), printer.lines, drawing).encode()
    return file.getvalue()


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of words that was drawn: where its baseline begins, in points of the page."""

    words: str
    x: float
    y: float
    size: float
    weight: str
    angle: int
    colour: str


_WORDS: Final = "kdgraph-words-"
_STYLES: Final = {"regular": "normal 400", "semibold": "normal 600", "italic": "italic 400"}
_STAND_INS: Final = {
    "Source Sans 3": "'Source Sans 3','Source Sans Pro','DejaVu Sans',sans-serif",
    "Arimo": "Arial,Helvetica,Arimo,'Liberation Sans','DejaVu Sans',sans-serif",
}


def _with_text(svg: str, lines: Sequence[_Line], drawing: Sheet) -> str:
    """Return an SVG whose words are text, each at its place and as wide as it was laid out.

    Another font may so replace ours, and no word leaves its place; programs that know no
    ``textLength`` keep the places at least.
    """
    height = drawing.height * 72
    fonts = _STAND_INS[drawing.provenance.typeface]

    def text(found: re.Match[str]) -> str:
        line = lines[int(found[1])]
        turned = f" rotate({-line.angle})" if line.angle else ""
        place = f"translate({line.x:.3f} {height - line.y:.3f}){turned}"
        parts = []
        before = ""
        for word in line.words.split(" "):
            x, length = (_advance(said, line.size, line.weight) for said in (before, word))
            parts.append(
                f'<tspan x="{x:.3f}" textLength="{length:.3f}" '
                f'lengthAdjust="spacingAndGlyphs">{escape(word)}</tspan>'
            )
            before += f"{word} "
        return (
            f'<text id="{_WORDS}{found[1]}" transform="{place}" fill="{line.colour}" '
            f'style="font:{_STYLES[line.weight]} {line.size:g}px {fonts}">{" ".join(parts)}</text>'
        )

    return re.sub(rf'<g id="{_WORDS}(\d+)">.*?</text>\s*</g>', text, svg, flags=re.S)


def _advance(words: str, size: float, weight: str) -> float:
    """Return how far words move what comes after them; the box of words says less."""
    around = measure("nn", size, weight).width
    return measure(f"n{words}n", size, weight).width - around if words else 0.0


@contextmanager
def _settings() -> Iterator[None]:
    """Draw by our settings, whatever the user's own matplotlib is set to."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        settings: Any = matplotlib.rcParams
        settings.update({name: value for name, value in _SETTINGS.items() if name in settings})
        matplotlib.rcParams["font.family"] = list(families())
        yield


@contextmanager
def _fonts_without_layout() -> Iterator[None]:
    """Let fonts be embedded without what lays words out: matplotlib has no setting for it."""
    load = subset.load_font

    def load_glyphs(*given: Any, **options: Any) -> Any:
        font = load(*given, **options)
        for table in _LAYOUT_TABLES:
            if table in font:
                del font[table]
        return font

    subset.load_font = load_glyphs
    try:
        yield
    finally:
        subset.load_font = load


class _Printer:
    """Puts marks on a matplotlib figure, in points of the page."""

    def __init__(self, figure: Figure, theme: Theme, scale: float, *, named: bool) -> None:
        self._figure = figure
        self._theme = theme
        self._scale = scale
        self._named = named  # so that words can be found again in the file
        self._points: Transform = Affine2D().scale(1 / 72) + figure.dpi_scale_trans
        self._order = 0.0
        self.lines: list[_Line] = []

    def draw(self, drawing: Sheet) -> None:
        """Draw the axes, then the marks, each on its layer."""
        page = drawing.page
        pairs: list[tuple[Panel, Mark]] = [(page, mark) for mark in drawing.furnishings()]
        pairs += list(drawing.marks())
        for panel, mark in sorted(pairs, key=lambda pair: pair[1].layer):
            self._order += 1
            if isinstance(mark, Points):
                self._draw_points(panel, mark)
            elif isinstance(mark, Curves):
                self._draw_curves(panel, mark)
            elif isinstance(mark, Bars):
                self._draw_bars(panel, mark)
            elif isinstance(mark, Areas):
                self._draw_areas(panel, mark)
            else:
                self._draw_text(panel, mark)

    def _draw_points(self, panel: Panel, mark: Points) -> None:
        count = len(mark)
        xs, ys = panel.to_page(mark.x, mark.y)
        shapes = spread(mark.shape, count)
        inks = [self._theme.colour(ink) for ink in spread(mark.ink, count)]
        filled = spread(mark.filled, count)
        size = np.array(spread(mark.size, count), dtype=np.float64)
        ground = self._theme.ground or "none"
        for shape in dict.fromkeys(shapes):
            rows = [row for row in range(count) if shapes[row] == shape]
            # a hollow point hides what is under it, where there is a ground to hide it with
            faces = [inks[row] if filled[row] else ground for row in rows]
            collection = PathCollection(
                [outline(shape)],
                sizes=size[rows] ** 2,
                offsets=np.column_stack([xs[rows], ys[rows]]),
                offset_transform=self._points,
                facecolors=[face or "none" for face in faces],
                edgecolors=[inks[row] or "none" for row in rows],
                linewidths=mark.edge,
            )
            collection.set_transform(Affine2D())
            self._add(collection)

    def _draw_curves(self, panel: Panel, mark: Curves) -> None:
        count = len(mark)
        inks, widths = spread(mark.ink, count), spread(mark.width, count)
        for path, ink, width in zip(mark.paths, inks, widths, strict=True):
            colour = self._theme.colour(ink)
            if colour is None:
                continue
            places = np.column_stack(panel.to_page(path[:, 0], path[:, 1]))
            if mark.arrows:
                places, head = arrow(places, _ARROW * self._scale + width)
                head_outline = _outline(head, bent=False, closed=True)
                self._add(PathPatch(head_outline, facecolor=colour, linewidth=0))
            self._add(
                PathPatch(
                    _outline(places, bent=mark.bent, closed=False),
                    facecolor="none",
                    edgecolor=colour,
                    linewidth=width,
                    linestyle=_DASHES[mark.dash],
                    alpha=None if mark.opacity == 1 else mark.opacity,
                    capstyle="butt" if mark.dash != "solid" else "round",
                    joinstyle="round",
                )
            )

    def _draw_bars(self, panel: Panel, mark: Bars) -> None:
        count = len(mark)
        left, bottom = panel.to_page(mark.left, mark.bottom)
        right, top = panel.to_page(mark.right, mark.top)
        inks, hatches = spread(mark.ink, count), spread(mark.hatch, count)
        for row in range(count):
            places = (float(left[row]), float(bottom[row]))
            patch = Rectangle(places, right[row] - left[row], top[row] - bottom[row])
            self._fill(patch, inks[row], hatches[row], mark.outline, mark.opacity)

    def _draw_areas(self, panel: Panel, mark: Areas) -> None:
        count = len(mark)
        inks, hatches = spread(mark.ink, count), spread(mark.hatch, count)
        for path, ink, hatch in zip(mark.paths, inks, hatches, strict=True):
            places = np.column_stack(panel.to_page(path[:, 0], path[:, 1]))
            patch = PathPatch(_outline(places, bent=mark.bent, closed=True))
            self._fill(patch, ink, hatch, None, mark.opacity)

    def _fill(
        self, patch: Any, ink: str, hatch: str, outline_ink: str | None, opacity: float
    ) -> None:
        colour = self._theme.colour(ink)
        if colour is None:
            return
        line = None if outline_ink is None else self._theme.colour(outline_ink)
        patch.set_facecolor(colour)
        patch.set_alpha(None if opacity == 1 else opacity)
        patch.set_linewidth(0.0 if line is None else 0.5 * self._scale)
        # matplotlib draws a hatch in the colour of the edge
        patch.set_edgecolor(line or (self._theme.ground or "#ffffff"))
        if hatch:
            patch.set_hatch(hatch)
        self._add(patch)

    def _draw_text(self, panel: Panel, mark: Text) -> None:
        for text, x, y, size, ink, halign, valign in placed_words(panel, mark):
            colour = self._theme.colour(ink)
            words = drawable(text)
            if colour is None or not words:
                continue
            left, base = origin(
                words, float(x), float(y), size, mark.weight, halign, valign, mark.angle
            )
            extent = measure(words, size, mark.weight)
            if mark.plate and self._theme.ground is not None:
                self._add(
                    Rectangle(
                        (left - 0.6 * self._scale, base - extent.descent),
                        extent.width + 1.2 * self._scale,
                        extent.height,
                        facecolor=self._theme.ground,
                        alpha=0.85,
                        linewidth=0,
                    )
                )
            font = properties(mark.weight)
            font.set_size(size)
            line = _Line(words, left, base, size, mark.weight, mark.angle, colour)
            artist = self._figure.text(
                left,
                base,
                words,
                transform=self._points,
                fontproperties=font,
                color=colour,
                rotation=mark.angle,
                rotation_mode="anchor",
                ha="left",
                va="baseline",
                zorder=self._order,
            )
            artist.set_gid(f"{_WORDS}{len(self.lines)}" if self._named else None)
            self.lines.append(line)

    def _add(self, artist: Any) -> None:
        if not isinstance(artist, PathCollection):
            artist.set_transform(self._points)
        artist.set_zorder(self._order)
        artist.set_clip_on(False)
        self._figure.add_artist(artist)


def _outline(places: Floats, *, bent: bool, closed: bool) -> Outline:
    step = Outline.CURVE4 if bent else Outline.LINETO
    codes: list[Any] = [Outline.MOVETO, *[step] * (len(places) - 1)]
    if closed:
        places, codes = np.vstack([places, places[:1]]), [*codes, Outline.CLOSEPOLY]
    return Outline(places, codes)


def arrow(places: Floats, length: float) -> tuple[Floats, Floats]:
    """Return a path that stops where its arrow head begins, and the head's three corners."""
    end = places[-1]
    before = next((place for place in places[-2::-1] if np.hypot(*(end - place)) > 1e-9), end - 1)
    along = (end - before) / np.hypot(*(end - before))
    across = np.array([-along[1], along[0]])
    base = end - along * length
    shorter = places.copy()
    shorter[-1] = end - along * length * 0.8
    return shorter, np.array([end, base + across * length * 0.36, base - across * length * 0.36])


def outline(shape: str) -> Outline:
    """Return the outline of a point of diameter 1 around the origin; all have about one area."""
    if shape == "circle":
        return Outline.circle(radius=0.5)
    if shape == "star":
        return Outline.unit_regular_star(5, innerCircle=0.45).transformed(Affine2D().scale(0.68))
    corners, turned, scale = _POLYGONS[shape]
    unit = Outline.unit_regular_polygon(corners)
    return unit.transformed(Affine2D().rotate_deg(turned).scale(scale))


_POLYGONS: Final[dict[str, tuple[int, float, float]]] = {
    "square": (4, 45, 0.63),
    "diamond": (4, 0, 0.64),
    "triangle": (3, 0, 0.72),
    "inverted": (3, 180, 0.72),
    "pentagon": (5, 0, 0.59),
    "hexagon": (6, 0, 0.56),
}


def corners_of(shape: str) -> Sequence[tuple[float, float]]:
    """Return the corners of a shape that is no circle, for renderers without matplotlib."""
    corners = np.asarray(outline(shape).vertices, dtype=np.float64)[:-1]
    return [(float(x), float(y)) for x, y in corners]
