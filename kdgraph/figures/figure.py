"""What every figure has: which papers it is of, what stands around its marks, how it is redrawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.analysis.influence import MEASURES
from kdgraph.analysis.result import field_view
from kdgraph.errors import InputError
from kdgraph.figures import FIGURES
from kdgraph.figures._shown import (
    counted,
    coverage_note,
    literature,
    percent,
    section_keys,
    sections_of,
    shown_papers,
)
from kdgraph.figures.canvas.drawing import Axis, Box, Drawing, Panel
from kdgraph.figures.canvas.marks import Text
from kdgraph.figures.canvas.page import MARGIN, Body, Key, compose
from kdgraph.figures.canvas.typography import measure, wrapped
from kdgraph.figures.scales import TICK_SIZE
from kdgraph.graph.snapshot import Snapshot

__all__ = ["FigureBase", "counted", "percent"]

_WIDE: Final = 5.0  # inches from which on a figure has room for its larger number
_BELOW: Final = 14.0  # points: the words at the ticks of a plot
_ABOVE: Final = 13.0  # and those over its vertical axis
_RIGHT: Final = MARGIN + 4.0  # half of the words at the last tick
_BLANK: Final = 60.0  # points of the height where there is nothing to draw
_SIZE: Final = 7.0
_MEASURE_OPTIONS: Final = ("by", "measure_by")
"""The options by which a figure is asked for a measure."""


class FigureBase:
    """What a figure is asked for, and the drawing that it becomes.

    A figure makes one of these of its arguments, computes marks from `snapshot`, and returns
    `drawing`, or `empty` where there is nothing to draw. The base checks what is asked for, looks
    at the scope, names the section, keeps the options for drawing it again, formats caption and
    alternative text from the same facts, and says whose reference lists were read.

    Parameters
    ----------
    name : str
        The figure's name in ``kdgraph.FIGURES``.
    snapshot : Snapshot
        What it is asked of; the attribute of that name is the view of the scope.
    width : float
        Inches.
    section : str, optional
        Only what is listed under headings that hold this.
    top : int, optional
        So many of `of_what`; None leaves it to the figure, see `most`.
    of_what : str
        What `top` counts, in the singular, for the message about a number below 1.
    scope, field_least : str and int, optional
        As for `kdgraph.Snapshot.within`. A figure that is of the field unless it is asked otherwise
        says so by `of_the_field`.
    options : mapping, optional
        Further arguments of the figure's function, by name.

    Attributes
    ----------
    page : float
        The width in points.
    sections : tuple of str
        The sections of the whole list, which number the kinds of papers.

    Raises
    ------
    InputError
        If there is no such section or scope, or `top` is below 1.

    Examples
    --------
    >>> import kdgraph
    >>> figure = FigureBase("age", kdgraph.embedded(), width=3.3, section="free", top=None)
    >>> figure.most(28, narrow=12), figure.where(), len(figure.papers())
    (12, 'the section “Data-Free Knowledge Distillation”', 8)
    """

    def __init__(
        self,
        name: str,
        snapshot: Snapshot,
        *,
        width: float,
        section: str | None,
        top: int | None,
        of_what: str = "paper",
        scope: str | None = None,
        field_least: int | None = None,
        of_the_field: bool = False,
        options: Mapping[str, Any] | None = None,
    ) -> None:
        if top is not None and top < 1:
            raise InputError(f"expected at least 1 {of_what} to show, got top={top}")
        view = field_view if of_the_field else Snapshot.within
        self.snapshot = view(snapshot, scope, field_least=field_least)
        self.name, self.width, self.page = name, width, width * 72
        self.section, self.top = section, top
        self.options = {"section": section, "top": top, **(options or {})}
        if of_the_field:  # of all papers only if asked, which a second drawing must know
            self.options |= self.snapshot.scope.options
        self.sections = sections_of(self.snapshot)
        self.headings = self.snapshot.reading_list.headings_like(section)

    def most(self, wide: int, narrow: int | None = None, *, from_width: float = _WIDE) -> int:
        """Return how many to show: `top`, or what has room on a wide or a narrow page."""
        if self.top is not None:
            return self.top
        return wide if narrow is None or self.width >= from_width else narrow

    def where(self, otherwise: str | None = None) -> str:
        """Return what the figure is of, within a sentence: the sections, or the literature."""
        if self.section is None:
            return literature(self.snapshot) if otherwise is None else otherwise
        headings = self.headings or ()
        if len(headings) == 1:
            return f"the section “{headings[0]}”"
        return f"the {len(headings):,} sections that match “{self.section}”"

    def papers(self) -> pd.DataFrame:
        """Return the papers of the view, in a section those under it, in the order of their ids."""
        chosen = self.snapshot.reading_list.papers_under(self.section)
        table = self.snapshot.papers.sort_index()
        return table if chosen is None else table[table.index.isin(chosen)]

    def told(self, ids: Iterable[str]) -> pd.DataFrame:
        """Return what is said of each of these papers: name, title, year, section, citations.

        See `shown_papers` for the columns.
        """
        return shown_papers(self.snapshot, ids)

    def keys(self, papers: pd.DataFrame, *, filled: bool = False) -> list[Key]:
        """Return the legend of the sections of papers as `told` gives them."""
        return section_keys(papers, self.sections, filled=filled)

    def plot(self, y: Axis, high: float | None = None) -> Box:
        """Return the place of a plot as wide as the page, with room for the words of its axes.

        Parameters
        ----------
        y : Axis
            The vertical axis, whose words stand at the left.
        high : float, optional
            Points; by default a third of the width, and at least 90.
        """
        left = MARGIN + max((measure(text, TICK_SIZE).width for _, text in y.ticks), default=0.0)
        high = max(self.page / 3, 90.0) if high is None else high
        return Box(left + 5.0, _BELOW, self.page - _RIGHT, _BELOW + high)

    def empty(
        self,
        why: str,
        columns: Iterable[str],
        *,
        notes: Iterable[str] = (),
        of_citations: bool = True,
    ) -> Drawing:
        """Return the drawing for want of anything to draw: a page that says why.

        Parameters
        ----------
        why : str
            As a clause: "no paper has a year".
        columns : iterable of str
            Those that the numbers of the figure have.
        notes, of_citations : optional
            As for `drawing`.
        """
        box = Box(0.0, 0.0, self.page, _BLANK)
        label = FIGURES.label(self.name) + (f" of {self.where()}" if self.section else "")
        lines = wrapped(f"{label}: {why}.", _SIZE, self.page - 2 * MARGIN)
        at = (_BLANK + len(lines) * _SIZE) / 2 - np.arange(1.0, len(lines) + 1) * _SIZE * 1.2
        words = Text(
            role="nothing",
            x=np.full(len(lines), self.page / 2),
            y=at,
            text=tuple(lines),
            size=_SIZE,
            ink="muted",
            halign="center",
        )
        return self.drawing(
            [Panel(box, Axis(0.0, self.page), Axis(0.0, _BLANK), (words,), name="nothing")],
            caption="{figure}: {why}.",
            alt="An empty figure: {why}.",
            facts={"figure": label, "why": why},
            numbers=pd.DataFrame(columns=list(columns)),
            notes=notes,
            of_citations=of_citations,
        )

    def drawing(
        self,
        panels: Sequence[Panel],
        *,
        caption: str,
        alt: str,
        facts: Mapping[str, Any],
        numbers: pd.DataFrame,
        height: float | None = None,
        keys: Sequence[Key] = (),
        notes: Iterable[str] = (),
        of_citations: bool = True,
        digits: int = 10,
    ) -> Drawing:
        """Return the drawing, with its legend, notes and provenance.

        Parameters
        ----------
        panels : sequence of Panel
            Their boxes are in points from the lower left corner of the figure.
        caption, alt : str
            What a reader must know, and what is seen; ``{name}`` stands for the fact of that name.
        facts : mapping
            Every number of the two texts.
        numbers : DataFrame
            The data shown, one row a mark or item.
        height : float, optional
            Points; by default up to the highest panel and the words above it.
        keys, notes : sequence of Key, iterable of str
            The legend; what was left out, capped or could not be placed.
        of_citations : bool
            Whether citations are counted or drawn, so that it matters whose lists were read.
        digits : int
            So many significant digits of the numbers follow from the data on any processor.
        """
        if height is None:
            height = max(panel.box.top + (_ABOVE if panel.y.title else MARGIN) for panel in panels)
        body = Body(
            height=height,
            panels=tuple(panels),
            caption=caption,
            facts=facts,
            alt=alt.format(**facts),
            numbers=numbers,
            keys=keys,
            notes=[*notes, *(coverage_note(self.snapshot) if of_citations else [])],
            digits=digits,
        )
        return compose(
            self.snapshot,
            self.name,
            body,
            width=self.width,
            options=self.options,
            packages=self._packages(),
        )

    def _packages(self) -> list[str]:
        """Return the other packages that the figure, or the measure it is asked for, is from."""
        found = [FIGURES.origin(self.name)] if self.name in FIGURES.names() else []
        for option in _MEASURE_OPTIONS:
            name = self.options.get(option)
            if name in MEASURES.names():
                found.append(MEASURES.origin(name))
        return sorted({origin for origin in found if origin})
