"""Many figures at once: each in several formats, its numbers, and the captions of all."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kdgraph.analysis.lineage.overrides import Overrides
from kdgraph.errors import InputError
from kdgraph.export.markdown_text import markdown_text
from kdgraph.figures import FIGURES
from kdgraph.figures.canvas.drawing import Drawing
from kdgraph.figures.canvas.files import FORMATS, write
from kdgraph.figures.canvas.page import WIDTHS
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


@dataclass(frozen=True)
class MadeFigures:
    """What `make_figures` wrote: the figures in their order, and the file of captions."""

    figures: tuple[MadeFigure, ...]
    captions: Path


def inches(text: str) -> float:
    r"""Return a width in inches: a length with its unit, or the name of a usual one.

    Parameters
    ----------
    text : str
        A number with in, cm, mm or pt (of TeX, as ``\the\columnwidth`` says it), a plain number
        of inches, or column, text or page.

    Raises
    ------
    InputError
        If it is none of these.

    Examples
    --------
    >>> inches("column"), round(inches("84mm"), 2), round(inches("238.96pt"), 2)
    (3.3, 3.31, 3.31)
    """
    if text.strip() in WIDTHS:
        return WIDTHS[text.strip()]
    match = _LENGTH.fullmatch(text.strip())
    if match is None or float(match[1]) == 0:
        names = ", ".join(f"{name} ({width:g} in)" for name, width in WIDTHS.items())
        raise InputError(f"{text!r} is no width; give one like 3.3in, 84mm or 238pt, or {names}")
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
    **options: Any,
) -> Drawing:
    """Return a figure by name, with what is set by hand.

    Overrides, scope and `inferred` are given to a figure that takes them.
    """
    figure: Any = FIGURES[name]
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
    drawing: Drawing = figure(snapshot, **options)
    return drawing


def make_figures(
    snapshot: Snapshot,
    folder: Path,
    *,
    only: Sequence[str] | None = None,
    formats: Sequence[str] = ("pdf",),
    width: float = 7.0,
    theme: str = "light",
    section: str | None = None,
    top: int | None = None,
    overrides: Overrides | None = None,
    scope: str | None = None,
    field_least: int | None = None,
    inferred: bool = True,
    own: Mapping[str, Any] | None = None,
    done: Callable[[MadeFigure], object] = lambda _: None,
) -> MadeFigures:
    """Draw figures of a snapshot and write them, their numbers and their captions into a folder.

    Each becomes ``NAME.FORMAT`` for every format and ``NAME.csv``; all captions, alternative texts
    and notes stand in ``captions.md``. The same snapshot and options give the same bytes.

    Parameters
    ----------
    snapshot : Snapshot
        What to draw.
    folder : Path
        Where to write; made if it is not there. Other files in it stay.
    only : sequence of str, optional
        Figures by name; by default all.
    formats : sequence of str
        pdf, svg, png, html or pgf.
    width : float
        Inches.
    theme : str
        light, dark or transparent.
    section, top : optional
        As each figure takes them; one for which they mean nothing says so in its notes.
    overrides : Overrides, optional
        Names by hand, and parents and labels for the figures that show any.
    scope, field_least : str and int, optional
        Which papers are drawn and counted, as for `kdgraph.Snapshot.within`; by default each
        figure's own. Figures of the list itself take none.
    inferred : bool
        Whether figures that show parents show likely forebears of papers whose reference lists were
        not read.
    own : mapping, optional
        What single figures take beside all this, by name, such as ``paper`` of `ego`; each figure
        is given what it takes, None is not given.
    done : callable
        Is told of each figure once it is written.

    Raises
    ------
    InputError
        If a figure, a format, the theme, the width, the section or the scope is not known, or none
        of the figures takes one of `own`.
    StoreError
        If a file cannot be written.
    """
    names = figures_named(only)
    wanted = list(dict.fromkeys(formats))
    if not wanted:
        raise InputError(f"no format was given; there are: {', '.join(FORMATS)}")
    for form in wanted:
        if form not in FORMATS:
            raise InputError(
                f"no figure format called {form!r}; there are: {', '.join(FORMATS)} "
                "(csv, the numbers, is always written)"
            )
    theme_named(theme)
    given = {option: value for option, value in (own or {}).items() if value is not None}
    for option in given:
        if not any(_takes(name, option) for name in names):
            takers = ", ".join(name for name in FIGURES if _takes(name, option)) or "none"
            raise InputError(
                f"none of these figures takes the option {option!r}: {', '.join(names)}; "
                f"figures that take it: {takers}"
            )
    made = []
    for name in names:
        drawing = draw(
            name,
            snapshot,
            overrides=overrides,
            scope=scope,
            field_least=field_least,
            inferred=inferred,
            width=width,
            section=section,
            top=top,
            **{option: value for option, value in given.items() if _takes(name, option)},
        ).themed(theme)
        ends = [*[form for form in wanted if form != "csv"], "csv"]
        files = tuple(write(drawing, folder / f"{name}.{form}") for form in ends)
        made.append(MadeFigure(drawing, files))
        done(made[-1])
    captions = write_file_atomically(folder / CAPTIONS, _captions(made).encode(), how="")
    return MadeFigures(tuple(made), captions)


def _captions(made: Sequence[MadeFigure]) -> str:
    """Return the words about the figures as Markdown."""
    parts = ["# Captions"]
    for figure in made:
        drawing = figure.drawing
        parts += [
            f"## {figure.name}",
            markdown_text(drawing.caption),
            f"*Alternative text.* {markdown_text(drawing.alt)}",
            "\n".join(f"- {markdown_text(note)}" for note in drawing.notes),
            markdown_text(drawing.provenance.footer()),
        ]
    notes = dict.fromkeys(figure.drawing.provenance.data_note for figure in made)
    if any(notes):
        parts += ["## About the data", *[markdown_text(note) for note in notes if note]]
    return "\n\n".join(part for part in parts if part) + "\n"
