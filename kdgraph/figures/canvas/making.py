"""Many figures at once: each in several formats, its numbers, and the captions of all."""

from __future__ import annotations

import inspect
import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kdgraph.analysis.lineage.overrides import Overrides
from kdgraph.errors import InputError, PluginError, PluginWarning
from kdgraph.export.markdown_text import markdown_text
from kdgraph.figures import FIGURES
from kdgraph.figures.canvas.choices import Choices
from kdgraph.figures.canvas.drawing import Drawing
from kdgraph.figures.canvas.files import FORMATS, SCRIPT, script, write
from kdgraph.figures.canvas.restyling import draw_in_terms
from kdgraph.figures.canvas.terms import Terms, style_named
from kdgraph.figures.canvas.theme import theme_named
from kdgraph.files import write_file_atomically
from kdgraph.graph.snapshot import Snapshot

__all__ = [
    "CAPTIONS",
    "MadeFigure",
    "MadeFigures",
    "draw",
    "figures_named",
    "inches",
    "make_figures",
    "takes_scope",
]

CAPTIONS: Final = "captions.md"
"""The file with the words about all figures."""

_LENGTH: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(in|cm|mm|pt|)")
_PER_INCH: Final = {"in": 1.0, "": 1.0, "cm": 2.54, "mm": 25.4, "pt": 72.27}  # of TeX's points


@dataclass(frozen=True)
class MadeFigure:
    """One figure, and the files that it was written to."""

    drawing: Drawing
    files: tuple[Path, ...]

    @property
    def name(self) -> str:
        """The figure's name."""
        return self.drawing.name

    @property
    def warning(self) -> str:
        """What the publisher will not take of it, and what to do; empty where all is well."""
        said = self.drawing.provenance.terms.too_high(self.drawing.height)
        return f"{self.name} is {said}" if said else ""


@dataclass(frozen=True)
class MadeFigures:
    """What `make_figures` wrote: the figures in their order, and the file of captions.

    `script` is the file that HTML figures share, where more than one was written.
    """

    figures: tuple[MadeFigure, ...]
    captions: Path
    script: Path | None = None

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the publisher will not take of them."""
        return tuple(figure.warning for figure in self.figures if figure.warning)


def inches(text: str, style: str = "plain") -> float:
    r"""Return a width in inches: a length with its unit, or the name of a usual one.

    Parameters
    ----------
    text : str
        A number with in, cm, mm or pt (of TeX, as ``\the\columnwidth`` says it), a plain number
        of inches, or column, text or page.
    style : str
        Whose columns and pages are meant.

    Raises
    ------
    InputError
        If it is none of these, or there is no such style.

    Examples
    --------
    >>> inches("column"), round(inches("84mm"), 2), round(inches("238.96pt"), 2)
    (3.3, 3.31, 3.31)
    >>> inches("column", "ieee"), round(inches("page", "nature"), 2)
    (3.5, 7.2)
    """
    widths = style_named(style).widths
    if text.strip() in widths:
        return round(widths[text.strip()], 6)
    match = _LENGTH.fullmatch(text.strip())
    if match is None or float(match[1]) == 0:
        names = ", ".join(f"{name} ({width:.3g} in)" for name, width in widths.items())
        whose = f" of {style}" if style != "plain" else ""
        raise InputError(
            f"{text!r} is no width{whose}; give one like 3.3in, 84mm or 238pt, or {names}"
        )
    return round(float(match[1]) / _PER_INCH[match[2]], 6)


def figures_named(names: Sequence[str] | None) -> list[str]:
    """Return the names of figures, each once and in alphabetical order; without names all.

    Raises
    ------
    InputError
        If there is no figure of a name; the message lists those there are.
    """
    if names is None:
        return list(FIGURES)
    for name in names:
        FIGURES[name]  # refuses a name that it does not know
    return sorted(set(names))


def takes_scope(name: str) -> bool:
    """Return whether a figure can be drawn of the list or the field alone.

    >>> takes_scope("main-path"), takes_scope("taxonomy")
    (True, False)
    """
    return _takes(name, "scope")


def _own(names: Sequence[str], own: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return what single figures are given of their own; refuse what reaches none of them."""
    given = {
        name: {option: value for option, value in options.items() if value is not None}
        for name, options in own.items()
    }
    for name, options in given.items():
        for option in options:
            if not _takes(name, option):
                raise InputError(f"the figure {name} has no option {option!r}")
            takers = [one for one in given if option in given[one]]
            if not set(takers) & set(names):
                raise InputError(
                    f"the option {option!r} is one of {' and '.join(takers)}, "
                    f"but what is drawn is {', '.join(names)}"
                )
    return given


def _takes(name: str, option: str) -> bool:
    """Return whether a figure has an option of this name."""
    return option in inspect.signature(FIGURES[name]).parameters


def draw(
    name: str,
    snapshot: Snapshot,
    *,
    overrides: Overrides | None = None,
    scope: str | None = None,
    field_least: int | None = None,
    inferred: bool = True,
    width: float | str | None = None,
    style: str = "plain",
    notes: str = "figure",
    font_size: float | None = None,
    svg_text: bool = False,
    theme: str = "light",
    **options: Any,
) -> Drawing:
    """Return a figure by name, in its author's terms and with what is set by hand.

    Parameters
    ----------
    name : str
        The figure's name in ``kdgraph.FIGURES``.
    snapshot : Snapshot
        What to draw.
    overrides, scope, field_least, inferred : optional
        As for `make_figures`; each is given to a figure that takes it.
    width : float or str, optional
        Inches, or a text as `inches` reads it; by default the page of the style.
    style, notes, font_size, svg_text, theme : optional
        As for `make_figures`.
    **options
        What the figure itself takes, such as `section` and `top`.

    Raises
    ------
    InputError
        If a name, an option or a width is not known, or the figure cannot be drawn so.

    Examples
    --------
    >>> import kdgraph
    >>> drawing = draw("timeline", kdgraph.embedded(), style="ieee", width="column")
    >>> drawing.width, drawing.provenance.terms.style
    (3.5, 'ieee')
    """
    figure: Any = FIGURES[name]
    terms = Terms(style=style, notes=notes, font_size=font_size, svg_text=svg_text)
    theme_named(theme)
    taken = inspect.signature(figure).parameters
    if overrides is not None:
        snapshot = overrides.with_authors(overrides.named(snapshot))
        if "overrides" in taken:
            options["overrides"] = overrides
    if scope is not None or field_least is not None:
        snapshot.within(scope, field_least=field_least)  # refuses what is no scope
        if takes_scope(name):
            options |= {"scope": scope, "field_least": field_least}
    if "inferred" in taken:
        options["inferred"] = inferred
    wide = inches(width, style) if isinstance(width, str) else width
    drawing = draw_in_terms(
        figure, snapshot, terms, width=inches("page", style) if wide is None else wide, **options
    )
    return drawing if theme == drawing.provenance.theme else drawing.themed(theme)


def make_figures(
    snapshot: Snapshot,
    folder: Path,
    *,
    only: Sequence[str] | None = None,
    formats: Sequence[str] | None = None,
    width: float | str | None = None,
    theme: str | None = None,
    section: str | None = None,
    top: int | None = None,
    overrides: Overrides | None = None,
    scope: str | None = None,
    field_least: int | None = None,
    inferred: bool | None = None,
    own: Mapping[str, Mapping[str, Any]] | None = None,
    style: str | None = None,
    notes: str | None = None,
    font_size: float | None = None,
    svg_text: bool | None = None,
    choices: Choices | None = None,
    done: Callable[[MadeFigure], object] = lambda _: None,
) -> MadeFigures:
    """Draw figures of a snapshot and write them, their numbers and their captions into a folder.

    Each becomes ``NAME.FORMAT`` for every format and ``NAME.csv``; all captions, alternative texts
    and notes stand in ``captions.md``. Several HTML figures share one script, ``plotly.min.js``.
    The same snapshot and options give the same bytes. Where None is given, the choices decide, and
    without any the defaults.

    Parameters
    ----------
    snapshot : Snapshot
        What to draw.
    folder : Path
        Where to write; made if it is not there. Other files in it stay.
    only : sequence of str, optional
        Figures by name; by default all, without those of other packages that fail, each of which
        is told by a `PluginWarning`.
    formats : sequence of str, optional
        pdf, svg, png, html or pgf; by default pdf.
    width : float or str, optional
        Inches, or a text as `inches` reads it; by default the page of the style.
    theme : str, optional
        light, dark or transparent; by default light.
    section, top : optional
        As each figure takes them; one for which they mean nothing says so in its notes.
    overrides : Overrides, optional
        Names by hand, and parents and labels for the figures that show any.
    scope, field_least : str and int, optional
        Which papers are drawn and counted, as for `kdgraph.Snapshot.within`; by default each
        figure's own. Figures of the list itself take none.
    inferred : bool, optional
        Whether figures that show parents show likely forebears of papers whose reference lists were
        not read; by default they do.
    own : mapping, optional
        What single figures take beside all this: by the name of the figure its options by name,
        such as ``{"ego": {"paper": "FitNets"}}``. An option that is None is not given.
    style : str, optional
        Whose figures they are to be: ieee, nature, acm, springer, or plain, the default.
    notes : str, optional
        ``figure``, the default: notes and source in the picture. ``caption``: in ``captions.md``.
        ``none``: notes in the metadata of the files only.
    font_size : float, optional
        Points of the names of papers; other words have from 0.86 to 1.07 of it. By default that of
        the style.
    svg_text : bool, optional
        Whether words in SVG are text that can be edited; by default outlines, which look the same
        everywhere.
    choices : Choices, optional
        What a file of choices says, from `kdgraph.read_choices`.
    done : callable
        Is told of each figure once it is written.

    Raises
    ------
    InputError
        If a figure, a format, the theme, the width, the section, the scope or the style is not
        known, or an option of `own` is given for none of the figures that are drawn.
    StoreError
        If a file cannot be written.
    """
    choices = choices or Choices()
    asked_by_name = choices.common.get("only") if only is None else only
    names = figures_named(asked_by_name)
    asked = choices.common.get("formats", ("pdf",)) if formats is None else formats
    wanted = list(dict.fromkeys(asked))
    if not wanted:
        raise InputError(f"no format was given; there are: {', '.join(FORMATS)}")
    for form in wanted:
        if form not in FORMATS:
            raise InputError(
                f"no figure format called {form!r}; there are: {', '.join(FORMATS)} "
                "(csv, the numbers, is always written)"
            )
    special = _own(names, own or {})
    given = {
        "width": width,
        "theme": theme,
        "section": section,
        "top": top,
        "scope": scope,
        "field_least": field_least,
        "inferred": inferred,
        "style": style,
        "notes": notes,
        "font_size": font_size,
        "svg_text": svg_text,
    }
    shared = "html" in wanted and len(names) > 1
    made = []
    for name in names:
        options = {"section": None, "top": None, **choices.options(name, given)}
        options |= special.get(name, {})
        try:
            drawing = draw(name, snapshot, overrides=overrides, **options)
        except PluginError as error:
            if asked_by_name:
                raise
            warnings.warn(PluginWarning(str(error)), stacklevel=2)
            continue
        ends = [*[form for form in wanted if form != "csv"], "csv"]
        files = tuple(
            write(drawing, folder / f"{name}.{form}", SCRIPT if shared and form == "html" else None)
            for form in ends
        )
        made.append(MadeFigure(drawing, files))
        done(made[-1])
    beside = write_file_atomically(folder / SCRIPT, script(), how="") if shared else None
    captions = write_file_atomically(folder / CAPTIONS, _captions(made).encode(), how="")
    return MadeFigures(tuple(made), captions, beside)


def _captions(made: Sequence[MadeFigure]) -> str:
    """Return the words about the figures as Markdown."""
    parts = ["# Captions"]
    for figure in made:
        drawing = figure.drawing
        parts += [
            f"## {figure.name}",
            markdown_text(drawing.caption),
            f"*Alternative text.* {markdown_text(drawing.alt)}",
            "\n".join(f"- {markdown_text(note)}" for note in drawing.told_notes),
            markdown_text(drawing.provenance.footer()),
        ]
    notes = dict.fromkeys(figure.drawing.provenance.data_note for figure in made)
    if any(notes):
        parts += ["## About the data", *[markdown_text(note) for note in notes if note]]
    return "\n\n".join(part for part in parts if part) + "\n"
