"""How wide and high words are in print: the same fonts measure the layout and draw it.

Source Sans 3 (Adobe) and Arimo (Google; every sign as wide as in Arial) are carried along, both
under the SIL Open Font License; of Arimo only Latin and Greek letters, without hints and tables
of layout. Signs that a typeface lacks come from DejaVu Sans, which matplotlib carries, and after
that from whatever font for Chinese, Japanese and Korean the machine has. Where none has a sign, it
is counted and named, not left out in silence.

A figure is laid out and drawn within `typeface`, which says what all functions here measure.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from matplotlib import font_manager
from matplotlib.ft2font import LoadFlags

__all__ = [
    "FAMILIES",
    "SMALLEST",
    "TYPEFACES",
    "Extent",
    "drawable",
    "families",
    "fitted",
    "font_faces",
    "measure",
    "missing_signs",
    "origin",
    "properties",
    "typeface",
    "wide_font",
    "wrapped",
]

SMALLEST: Final = 6.0
"""Points; no words in a figure are smaller."""

_FOLDER: Final = Path(__file__).parent / "fonts"
TYPEFACES: Final[Mapping[str, Mapping[str, Path]]] = {
    "Source Sans 3": {
        "regular": _FOLDER / "SourceSans3-Regular.ttf",
        "semibold": _FOLDER / "SourceSans3-Semibold.ttf",
        "italic": _FOLDER / "SourceSans3-It.ttf",
    },
    "Arimo": {
        "regular": _FOLDER / "Arimo-Regular.ttf",
        "semibold": _FOLDER / "Arimo-Bold.ttf",
        "italic": _FOLDER / "Arimo-Italic.ttf",
    },
}
"""The files of each typeface by weight; the first is used unless a style asks for another."""

_UPRIGHT: Final = "DejaVu Sans Upright"
FAMILIES: Final = ("Source Sans 3", "DejaVu Sans")
_used: ContextVar[str] = ContextVar("typeface", default=FAMILIES[0])
# fonts for Chinese, Japanese and Korean, and last one that has a bit of everything
_WIDE: Final = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Noto Sans SC",
    "Noto Sans JP",
    "Source Han Sans SC",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "Droid Sans Fallback",
    "Hiragino Sans GB",
    "PingFang SC",
    "Yu Gothic",
    "Microsoft YaHei",
    "Unifont",
)
_BOLD: Final = 700
_ASCENT: Final = 0.74  # of the size: from the baseline to the top of the capitals and accents
_DESCENT: Final = 0.22
_UNITS: Final = 64.0
_SPACE: Final = 0.2  # of the size: about that between two words
_MEASURED_AT: Final = 200.0  # points: large, so that rounding does not count


@dataclass(frozen=True, slots=True)
class Extent:
    """The box of a line of words in points: its width, and how far it is from the baseline."""

    width: float
    ascent: float
    descent: float

    @property
    def height(self) -> float:
        """From the lowest to the highest."""
        return self.ascent + self.descent


@contextmanager
def typeface(name: str) -> Iterator[None]:
    """Measure and draw words in another typeface, one of `TYPEFACES`, as long as this lasts.

    >>> with typeface("Arimo"):
    ...     wide = measure("FitNets", 7).width
    >>> wide > measure("FitNets", 7).width
    True
    """
    token = _used.set(name)
    try:
        yield
    finally:
        _used.reset(token)


def families() -> tuple[str, ...]:
    """Return the fonts by name: the first that has a sign draws it. Ours become known by this."""
    return _families(_used.get())


def wide_font() -> str | None:
    """Return the font of this system for Chinese, Japanese and Korean; None where there is none."""
    return next(iter(families()[len(FAMILIES) + 1 :]), None)


@cache
def _families(name: str) -> tuple[str, ...]:
    for weight, path in TYPEFACES[name].items():
        entry = _entry(str(path))
        # a semibold that answers to bold, since the fonts that stand in have no semibold
        _add(replace(entry, weight=_BOLD) if weight == "semibold" else entry)
    # the italics that stand in lack signs which its upright has, such as Arabic ones
    upright = _entry(str(font_manager.findfont(properties("regular", FAMILIES[1]))))
    for bold in (upright.weight, _BOLD):
        _add(replace(upright, name=_UPRIGHT, weight=bold))
    fonts = font_manager.fontManager.ttflist
    wide = [name for name in _WIDE if name in {font.name for font in fonts}][:1]
    for font in [font for font in fonts if font.name in wide]:
        # many of these have one weight only, which then answers to bold as well
        _add(replace(font, weight=_BOLD))
    return (name, FAMILIES[1], _UPRIGHT, *wide)


def _entry(path: str) -> font_manager.FontEntry:
    return font_manager.ttfFontProperty(font_manager.get_font(path))


def _add(entry: font_manager.FontEntry) -> None:
    """Make a font known, unless one of its name, weight and style is."""
    fonts = font_manager.fontManager.ttflist
    same = (entry.name, entry.weight, entry.style)
    if same not in [(font.name, font.weight, font.style) for font in fonts]:
        fonts.append(entry)


@cache
def _paths(weight: str, families: tuple[str, ...]) -> tuple[str, ...]:
    """Return the files of a weight, with those that stand in for it where it lacks a sign."""
    return tuple(
        str(font_manager.findfont(properties(weight, family), fallback_to_default=False))
        for family in families
    )


def properties(weight: str, family: str | None = None) -> font_manager.FontProperties:
    """Return what matplotlib asks of a font: by weight, of one family or of all in turn."""
    return font_manager.FontProperties(
        family=families() if family is None else family,
        weight=_BOLD if weight == "semibold" else 400,
        style="italic" if weight == "italic" else "normal",
    )


@lru_cache(maxsize=65536)
def _width(text: str, weight: str, families: tuple[str, ...]) -> float:
    line = _drawable(text, families)
    # a layout of the whole line costs a hundred times as much as looking up its pairs of signs,
    # which is the same where no sign changes by more than the next one
    if _PLAIN.fullmatch(line):
        units = sum(_pair(one, two, weight, families) for one, two in pairwise(line))
        units += _units(line[-1], weight, families)
    else:
        units = _units(line, weight, families)
    return units / _UNITS / _MEASURED_AT


_PLAIN: Final = re.compile("[ -~\u00a1-\u00ac\u00ae-\u024f\u2010-\u2026]+")


@cache
def _pair(one: str, two: str, weight: str, families: tuple[str, ...]) -> int:
    """Return how far a sign moves the next one, which kerning may make less or more."""
    return _units(one + two, weight, families) - _units(two, weight, families)


def _units(line: str, weight: str, families: tuple[str, ...]) -> int:
    font = font_manager.get_font(_paths(weight, families))
    font.set_size(_MEASURED_AT, 72)  # each time, since a renderer sets the same font to its sizes
    font.set_text(line, 0.0, flags=LoadFlags.NO_HINTING)
    return int(font.get_width_height()[0])


def measure(text: str, size: float, weight: str = "regular") -> Extent:
    """Return the box of one line of words at a size in points.

    Examples
    --------
    >>> box = measure("FitNets", 7)
    >>> 20 < box.width < 25, round(box.height, 2)
    (True, 6.72)
    """
    return Extent(_width(text, weight, families()) * size, _ASCENT * size, _DESCENT * size)


@cache
def _signs(families: tuple[str, ...]) -> frozenset[int]:
    fonts = [font_manager.get_font(path) for path in _paths("regular", families)]
    return frozenset(code for font in fonts for code in font.get_charmap())


def missing_signs(text: str) -> str:
    """Return the signs of a text that no font here can draw, each once, in order.

    >>> missing_signs("Schr\u00f6dinger"), len(missing_signs("a\U0001f9ff"))
    ('', 1)
    """
    signs = _signs(families())
    return "".join(
        dict.fromkeys(sign for sign in text if ord(sign) not in signs and sign.isprintable())
    )


def drawable(text: str) -> str:
    """Return the text on one line, with an empty box for each sign that no font here has."""
    return _drawable(text, families())


@lru_cache(maxsize=65536)
def _drawable(text: str, families: tuple[str, ...]) -> str:
    signs = _signs(families)
    line = " ".join(text.split())
    return "".join(sign if ord(sign) in signs else "\u25a1" for sign in line if sign.isprintable())


def fitted(text: str, size: float, room: float, weight: str = "regular") -> str:
    """Return the text, cut after a word with an ellipsis where it is wider than `room` points.

    >>> fitted("Distilling the Knowledge in a Neural Network", 7, 70)
    'Distilling the\u2026'
    >>> fitted("Wasserstein Distance\u2026 2024", 7, 70)
    'Wasserstein Distance\u2026'
    """
    text = " ".join(text.split())
    if measure(text, size, weight).width <= room:
        return text
    words = text.split(" ")
    for count in range(len(words) - 1, 0, -1):
        shorter = " ".join(words[:count]).rstrip(",;:-\u2013\u2014(\u2026") + "\u2026"
        if measure(shorter, size, weight).width <= room:
            return shorter
    first = words[0]
    for count in range(len(first) - 1, 0, -1):
        if measure(first[:count] + "\u2026", size, weight).width <= room:
            return first[:count] + "\u2026"
    return "\u2026"


def wrapped(text: str, size: float, room: float, weight: str = "regular") -> list[str]:
    """Return the text in lines of at most `room` points; a word that is wider is cut.

    >>> wrapped("Distilling the Knowledge in a Neural Network", 7, 70)
    ['Distilling the', 'Knowledge in a Neural', 'Network']
    """
    words = text.split()
    lines: list[str] = []
    while words:
        line = [fitted(words[0], size, room, weight), *words[1:]]

        def fits(count: int, line: list[str] = line) -> bool:
            return measure(" ".join(line[:count]), size, weight).width <= room

        # its words one by one tell about how many it takes: to measure each line that begins like
        # it would take several times as long
        count, width = 1, measure(line[0], size, weight).width
        while count < len(line):
            width += _SPACE * size + measure(line[count], size, weight).width
            if width > room:
                break
            count += 1
        while count < len(line) and fits(count + 1):
            count += 1
        while count > 1 and not fits(count):
            count -= 1
        lines.append(" ".join(line[:count]))
        words = words[count:]
    return lines


def origin(
    words: str,
    x: float,
    y: float,
    size: float,
    weight: str,
    halign: str,
    valign: str,
    angle: int,
) -> tuple[float, float]:
    """Return where the baseline of words begins, in points of the page."""
    extent = measure(words, size, weight)
    back = {"left": 0.0, "center": extent.width / 2, "right": extent.width}[halign]
    # the middle of the small letters, about which words look centred
    down = {
        "baseline": 0.0,
        "bottom": -extent.descent,
        "middle": 0.33 * size,
        "top": extent.ascent,
    }[valign]
    return (x + down, y - back) if angle == 90 else (x - back, y - down)


_FACES: Final = {
    "regular": "font-weight:400",
    "semibold": "font-weight:600",
    "italic": "font-weight:400;font-style:italic",
}


def font_faces() -> str:
    """Return our fonts as rules of a style sheet, the files in them."""
    name = families()[0]  # by this our fonts become known
    faces = []
    for weight, style in _FACES.items():
        file = Path(font_manager.findfont(properties(weight, name)))
        data = base64.b64encode(file.read_bytes()).decode()
        faces.append(
            f'@font-face{{font-family:"{name}";{style};src:url(data:font/ttf;base64,{data})}}'
        )
    return "\n".join(faces)
