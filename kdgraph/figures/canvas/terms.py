"""The author's terms: a publisher's style, where notes go, the size of type, text as text.

A style is a row of the table `STYLES`. What its publisher does not ask for is as in ``plain``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Final, Self

from kdgraph.errors import InputError

__all__ = ["NOTES", "STYLES", "TYPE_SIZE", "Style", "Terms", "style_named"]

NOTES: Final = ("figure", "caption", "none")
"""Where the notes of a figure may stand."""

TYPE_SIZE: Final = 7.0
"""Points, of the names of papers as figures lay them out; other words have 6 to 7.5."""

_SMALLEST, _LARGEST = 4.5, 20.0
_MM: Final = 25.4


@dataclass(frozen=True, slots=True)
class Style:
    """What a publisher asks of figures.

    Attributes
    ----------
    name : str
        As ``--style`` takes it.
    widths : mapping of str to float
        Inches: ``column`` of two, ``page`` over both, and ``text`` where the publisher has a width
        between them or pages of one column.
    type_size : float
        Points, of the names of papers; other words have from 0.86 to 1.07 of it.
    highest : float or None
        Inches, without the caption.
    typeface : str
        The fonts that words are laid out and drawn in.
    patterns : bool
        Whether bars and areas may be hatched.
    grid : bool
        Whether lines of a grid may lie behind the data.
    """

    name: str
    widths: Mapping[str, float]
    type_size: float = TYPE_SIZE
    highest: float | None = None
    typeface: str = "Source Sans 3"
    patterns: bool = True
    grid: bool = True


STYLES: Final[Mapping[str, Style]] = MappingProxyType(
    {
        style.name: style
        for style in (
            Style("plain", MappingProxyType({"column": 3.3, "text": 5.5, "page": 7.0})),
            Style(
                "ieee",
                MappingProxyType({"column": 3.5, "page": 7.16}),
                type_size=9.0,
                highest=9.0,
                typeface="Arimo",
            ),
            Style(
                "nature",
                MappingProxyType({"column": 89 / _MM, "page": 183 / _MM}),
                type_size=6.5,
                highest=170 / _MM,
                typeface="Arimo",
                patterns=False,
                grid=False,
            ),
            Style(
                "acm",
                MappingProxyType({"column": 3.33, "text": 5.47, "page": 7.0}),
                type_size=8.0,
                highest=8.6,
            ),
            Style(
                "springer",
                MappingProxyType({"column": 84 / _MM, "text": 122 / _MM, "page": 174 / _MM}),
                type_size=9.0,
                highest=234 / _MM,
                typeface="Arimo",
            ),
        )
    }
)
"""The styles by name.

plain
    kdgraph's own: no publisher's.
ieee
    Widths 3.5 and 7.16 in, type of about 9 to 10 points at full size, one of Times New Roman,
    Helvetica, Arial, Cambria and Symbol: IEEE Author Center, *Size requirements for graphics* and
    *File formatting*. At most 9 in high with room for the caption: IEEE, *Guidelines for author
    supplied electronic text and graphics*.
nature
    Widths 89 and 183 mm, at most 170 mm high, type from 5 to 7 points, Arial or Helvetica, neither
    background grid nor patterns, text not outlined: Nature research figure guide, *Building and
    exporting figure panels* and *Preparing figures: our specifications*.
acm
    Widths and height of the class acmart (sigconf: columns of 241 and a page of 506 TeX points,
    627 high; acmsmall: 396 wide). ACM names neither font nor size of type for figures: 8 points are
    the ``\\footnotesize`` of acmart, whose text has 9.
springer
    Widths 84 and 174 mm, at most 234 mm high, Helvetica or Arial of 8 to 12 points: Springer,
    *Artwork guidelines*, for journals of large size. 122 mm is the text of the class llncs.
"""


def style_named(name: str) -> Style:
    """Return a style by name.

    Raises
    ------
    InputError
        If there is no style of that name.
    """
    try:
        return STYLES[name]
    except KeyError:
        near = get_close_matches(name, STYLES, 1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise InputError(
            f"no style called {name!r}; {hint}there are: {', '.join(STYLES)}"
        ) from None


@dataclass(frozen=True, slots=True)
class Terms:
    """How figures are to be drawn, whatever they show.

    Attributes
    ----------
    style : str
        One of `STYLES`.
    notes : str
        ``figure``: notes and the line on where the data come from stand in the picture.
        ``caption``: they stand in ``captions.md`` or the caption that LaTeX sets. ``none``: notes
        stand only in the metadata of the file and in ``--json``.
    font_size : float or None
        Points of the names of papers; None for that of the style.
    svg_text : bool
        Whether words in SVG are text that can be edited, not outlines.

    Examples
    --------
    >>> Terms(style="ieee").options, round(Terms(style="ieee").scale, 2)
    ({'style': 'ieee'}, 1.29)
    """

    style: str = "plain"
    notes: str = "figure"
    font_size: float | None = None
    svg_text: bool = False

    def __post_init__(self) -> None:
        style_named(self.style)
        if self.notes not in NOTES:
            raise InputError(
                f"notes cannot stand in {self.notes!r}; give one of: {', '.join(NOTES)}"
            )
        size = self.font_size
        if size is not None and not _SMALLEST <= size <= _LARGEST:
            raise InputError(
                f"type of {size:g} points cannot be printed; give a size from {_SMALLEST:g} to "
                f"{_LARGEST:g} points"
            )

    @property
    def options(self) -> dict[str, Any]:
        """The terms that are not those of a plain figure, as a file says them of itself."""
        plain = type(self)()
        return {
            field.name: value
            for field in fields(self)
            if (value := getattr(self, field.name)) != getattr(plain, field.name)
        }

    @classmethod
    def from_options(cls, options: Mapping[str, Any]) -> Self:
        """Return the terms that a file says it was drawn in.

        Raises
        ------
        InputError
            If one is not known here, or not of its kind.
        """
        kinds: dict[str, Any] = {
            "style": str,
            "notes": str,
            "font_size": (int, float),
            "svg_text": bool,
        }
        for name, value in options.items():
            if name not in kinds or not isinstance(value, kinds[name]):
                raise InputError(
                    f"this kdgraph cannot draw a figure with {name} {value!r}; verify the file "
                    "with the version that drew it"
                )
        return cls(**options)

    @property
    def publisher(self) -> Style:
        """The style, as the table has it."""
        return STYLES[self.style]

    @property
    def scale(self) -> float:
        """How many times as large as they were laid out figures are printed."""
        return (self.font_size or self.publisher.type_size) / TYPE_SIZE

    def too_high(self, height: float) -> str:
        """Return what to do about a figure that is higher than the style allows; else nothing.

        >>> Terms(style="nature").too_high(5.0)
        ''
        >>> print(Terms(style="nature").too_high(8.0))
        203 mm high, while nature allows 170 mm: draw fewer papers (--top, --section), or wider
        """
        highest = self.publisher.highest
        if highest is None or height <= highest + 0.005:
            return ""
        return (
            f"{height * _MM:.0f} mm high, while {self.style} allows {highest * _MM:.0f} mm: draw "
            "fewer papers (--top, --section), or wider"
        )
