"""How the citations of the most influential papers grew, year by year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from kdgraph.analysis.influence._histories import LEAST_MADE, histories
from kdgraph.analysis.influence.ranking import rank
from kdgraph.arrays import FloatArray, IntArray
from kdgraph.figures import FIGURES
from kdgraph.figures._shown import (
    UNLISTED,
    ink_of,
    measure_name,
    paper_items,
    paper_points,
    span,
)
from kdgraph.figures.canvas.drawing import Box, Drawing, Panel
from kdgraph.figures.canvas.marks import Curves, Mark, Text
from kdgraph.figures.canvas.page import MARGIN
from kdgraph.figures.canvas.typography import fitted, measure
from kdgraph.figures.figure import FigureBase, counted
from kdgraph.figures.layouts.bars import LITTLE_READ, little_read, little_read_bands
from kdgraph.figures.layouts.tracks import separate_on_axis
from kdgraph.figures.scales import count_axis, year_axis
from kdgraph.graph.snapshot import Snapshot

__all__ = ["growth"]

_SIZE: Final = 6.8
_LINE: Final = 8.4  # points from one name to the next
_TICKS: Final = 14.0
_LEFT: Final = 24.0
_LEAD: Final = 11.0  # points between the end of a line and its name
_NUMBER: Final = 4.0  # points between its number and its name
_DOT: Final = 4.6
_GREY_DOT: Final = 3.2
_LONGEST: Final = 96.0
_MOST: Final = 10
_FEWER: Final = 7  # papers, where the figure is narrow
_FEW: Final = 0.3  # of the papers of the fullest year
_FEW_YEARS: Final = 3
_NARROW: Final = 4.5  # inches
_COLUMNS: Final = ("paper_id", "name", "year", "citations", "so_far", "made", "share")


@FIGURES.add("growth")
def growth(
    snapshot: Snapshot,
    *,
    width: float = 7.0,
    section: str | None = None,
    top: int | None = None,
    measure_by: str = "citations",
    scope: str | None = None,
    field_least: int | None = None,
) -> Drawing:
    """Draw the citations that the most influential papers received from papers here over time.

    Each line belongs to one paper, ends at its name, and has the colour of its section; papers that
    are not on the list are grey. It climbs through each year by the citations of that year.

    Citations are known from the reference lists that were read, so that lines rise where more lists
    were: the numbers give beside the counts the share of a paper in all citations that the corpus
    makes in the year, undefined where it makes fewer than 50; these years have a grey band.

    Parameters
    ----------
    snapshot : Snapshot
        Papers and citations.
    width : float
        Inches.
    section : str, optional
        Only papers listed under the headings that hold this.
    top : int, optional
        So many papers; by default 10, or 7 where the figure is narrow.
    measure_by : str
        Which papers are most influential: a name of `kdgraph.MEASURES`.
    scope, field_least : str and int, optional
        Which papers are drawn and counted, as for `kdgraph.Snapshot.within`; by default all.

    Raises
    ------
    InputError
        If there is no such section or measure, or `top` is below 1.

    Examples
    --------
    >>> import kdgraph
    >>> drawing = growth(kdgraph.embedded(), top=1)
    >>> drawing.facts["first"], drawing.facts["most"]
    ('Hinton et al. 2014', 302)
    """
    figure = FigureBase(
        "growth",
        snapshot,
        width=width,
        section=section,
        top=top,
        scope=scope,
        field_least=field_least,
        options={"measure_by": measure_by},
    )
    most = figure.most(_MOST, _FEWER, from_width=_NARROW)
    grown = _grown(figure, most, measure_by)
    if not len(grown.papers):
        return figure.empty("no paper has a citation with a year", _COLUMNS, notes=grown.notes)
    return _drawing(figure, grown, measure_by)


@dataclass(frozen=True, slots=True, eq=False)
class _Grown:
    """Papers, best first, and the citations of each in each year.

    `made` are the citations that the whole corpus makes in each year, `little` the stretches of
    years in which these are too few.
    """

    papers: pd.DataFrame
    years: IntArray
    counts: FloatArray
    made: FloatArray
    little: list[tuple[int, int]]
    notes: list[str]

    @property
    def so_far(self) -> FloatArray:
        """The citations of each paper up to each year."""
        return np.cumsum(self.counts, axis=1)

    @property
    def listed(self) -> list[bool]:
        """Whether each paper is on the list."""
        return (self.papers["kind"] != UNLISTED).tolist()

    def numbers(self) -> pd.DataFrame:
        """Return a row for each paper and year; a share of too few citations is unknown."""
        n, years = self.counts.shape
        enough = np.broadcast_to(self.made >= LEAST_MADE, self.counts.shape)
        none = np.full(self.counts.shape, np.nan)
        values = (
            np.repeat(self.papers.index.to_numpy(dtype=object), years),
            np.repeat(self.papers["name"].to_numpy(dtype=object), years),
            np.tile(self.years, n),
            self.counts.ravel().astype("int64"),
            self.so_far.ravel().astype("int64"),
            np.tile(self.made, n).astype("int64"),
            np.divide(self.counts, self.made, out=none, where=enough).ravel(),
        )
        return pd.DataFrame(dict(zip(_COLUMNS, values, strict=True)))


def _grown(figure: FigureBase, most: int, measure_by: str) -> _Grown:
    ranking = rank(figure.snapshot, measure_by, top=most, section=figure.section)
    graph = figure.snapshot.citation_graph()
    past = histories(graph)
    row_of = {str(one): place for place, one in enumerate(graph.papers.index[past.rows])}
    best = [str(one) for one in ranking.frame["paper_id"]]
    shown = [one for one in best if one in row_of]
    notes = []
    if len(best) > len(shown):
        notes.append(
            f"{counted(len(best) - len(shown), 'paper')} without a year, or without a dated "
            "citation since, not drawn."
        )
    own = np.array([row_of[one] for one in shown], dtype=np.int64)
    counts: FloatArray = csr_array(past.counts[own]).toarray()
    for number, why in (
        (int(past.undated[past.rows[own]].sum()), "by papers without a year"),
        (int(past.earlier[past.rows[own]].sum()), "by papers dated before the cited one"),
    ):
        if number:
            notes.append(f"{counted(number, 'citation')} {why} not counted.")
    cited = np.flatnonzero(counts.sum(axis=0))
    inside = slice(int(cited[0]), int(cited[-1]) + 1) if len(cited) else slice(0, 0)
    made = past.read.made[inside]
    years = (np.arange(past.counts.shape[1]) + past.first_year)[inside]
    little = little_read(past.read, int(years[0]), int(years[-1])) if len(years) else []
    notes += [*_risen(years, made), *_thin(graph.papers["year"], years)]
    return _Grown(figure.told(shown), years, counts[:, inside], made, little, notes)


def _drawing(figure: FigureBase, grown: _Grown, measure_by: str) -> Drawing:
    """Return the lines, and in two columns beside their ends the numbers and the names."""
    papers, page, ends = grown.papers, figure.page, grown.so_far[:, -1]
    names = [fitted(name, _SIZE, _LONGEST) for name in papers["name"]]
    totals = [f"{int(height):,}" for height in ends]
    number_room, name_room = (
        max(measure(words, _SIZE).width for words in column) for column in (totals, names)
    )
    total_at = _LEAD + number_room
    room = page - _LEFT - (total_at + _NUMBER + name_room + 1.0) - MARGIN
    least = len(names) * _LINE + 4.0
    high = max(0.36 * page if page < 300 else 0.3 * page, least, 90.0)
    high = min(high, max(230.0, least))
    time = year_axis(grown.years.astype(np.float64), room, even=True)
    y = count_axis(float(ends.max()), "citations so far")
    box = Box(_LEFT, _TICKS, _LEFT + room, _TICKS + high)
    placed = _beside(ends * high / y.high, high) / high * y.high
    labels: dict[str, Any] = {
        "x": np.full(len(papers), time.axis.high),
        "y": placed,
        "size": _SIZE,
        "valign": "middle",
        "ink": ["ink" if one else "muted" for one in grown.listed],
        **paper_items(papers),
    }
    point = room / time.axis.high
    steps = time.axis.high + np.array([0.0, 0.35 * _LEAD, 0.75 * _LEAD, _LEAD - 1.5]) / point
    marks: list[Mark] = [
        *little_read_bands(grown.little, 0.0, y.high, since=int(grown.years[0])),
        _lines(grown),
        paper_points(
            "paper",
            papers,
            time.axis.high,
            ends,
            size=[_DOT if one else _GREY_DOT for one in grown.listed],
        ),
        Curves(
            role="lead",
            paths=tuple(
                np.column_stack([steps, (end, end, at, at)])
                for end, at in zip(ends, placed, strict=True)
            ),
            ink="faint",
            width=0.5,
            layer=-1,
        ),
        Text(
            role="total",
            dx=total_at,
            halign="right",
            text=tuple(totals),
            weight="semibold",
            **labels,
        ),
        Text(role="name", dx=total_at + _NUMBER, text=tuple(names), **labels),
    ]
    first, *others = np.argsort(-ends, kind="stable").tolist()
    after = others[0] if others else first
    row, year = np.unravel_index(int(grown.counts.argmax()), grown.counts.shape)
    step = int(grown.counts[row, year])
    return figure.drawing(
        [Panel(box, time.axis, y, tuple(marks), name="growth")],
        caption=_CAPTION,
        alt=_ALT,
        facts={
            "papers": counted(len(papers), "paper"),
            "measure": measure_name(measure_by),
            "among": f" in {figure.where()}" if figure.section else "",
            "span": span(int(grown.years[0]), int(grown.years[-1])),
            "since": int(grown.years[0]),
            "last": int(grown.years[-1]),
            "first": papers["name"].iloc[first],
            "most": int(ends[first]),
            "second": f", ahead of {papers['name'].iloc[after]} ({ends[after]:,.0f})"
            if len(ends) > 1
            else "",
            "steepest": f"{grown.years[year]}, with {counted(step, 'citation')} of "
            f"{papers['name'].iloc[row]}",
        },
        numbers=grown.numbers(),
        keys=[*figure.keys(papers, filled=True), *([LITTLE_READ] if grown.little else [])],
        notes=grown.notes,
    )


def _beside(ends: FloatArray, high: float) -> FloatArray:
    """Return where the names stand: as near to the ends of their lines as they have room."""
    order = np.argsort(ends, kind="stable")
    column = np.zeros(len(order))
    placed = np.empty(len(order))
    placed[order] = separate_on_axis(ends[order], column, column - 2.0, column + high + 6.0, _LINE)
    return placed


def _lines(grown: _Grown) -> Curves:
    """Return the lines, the grey ones below; each climbs from nothing since its first citation."""
    upper = np.argsort(grown.listed, kind="stable")
    papers, listed = grown.papers.iloc[upper], np.array(grown.listed)[upper]
    paths = []
    for row in upper:
        start = int(np.flatnonzero(grown.counts[row])[0])
        heights = np.concatenate([[0.0], grown.so_far[row, start:]])
        paths.append(np.column_stack([start + np.arange(len(heights)), heights]))
    return Curves(
        role="citations",
        paths=tuple(paths),
        ink=[ink_of(kind) for kind in papers["kind"]],
        width=[1.5 if one else 0.7 for one in listed],
        **paper_items(papers),
    )


def _risen(years: IntArray, made: FloatArray) -> list[str]:
    """Say that lines rise with the lists that were read of each year.

    >>> _risen(np.array([2014, 2015]), np.array([30.0, 90.0]))
    ['Lines rise with the lists read: the corpus makes 30 citations in 2014, 90 in 2015.']
    """
    if not len(years):
        return []
    best = int(np.argmax(made))
    said = f"{counted(int(made[0]), 'citation')} in {years[0]}"
    most = f", {int(made[best]):,} in {years[best]}" if best else ""
    return [f"Lines rise with the lists read: the corpus makes {said}{most}."]


def _thin(year: pd.Series[Any], years: IntArray) -> list[str]:
    """Say which last years hold few papers, so that all lines flatten there.

    >>> _thin(pd.Series([2000] * 9 + [2001]), np.array([2000, 2001]))
    ['Lines flatten at the end, where the corpus holds few papers: 1 of 2001.']
    """
    papers = year.value_counts()
    few: list[str] = []
    for one in years[::-1].tolist():
        there = int(papers.get(one, 0))
        if there > _FEW * int(papers.max()) or len(few) == _FEW_YEARS:
            break
        few.insert(0, f"{there:,} of {one}")
    if not few or len(few) == len(years):
        return []
    return [f"Lines flatten at the end, where the corpus holds few papers: {', '.join(few)}."]


_CAPTION: Final = (
    "Cumulative citations {span} of the {papers} ranked highest by {measure}{among}, counted from "
    "papers of the corpus. {first} has the most ({most:,}). Lines are coloured by section of the "
    "list; papers that are not on the list are grey."
)
_ALT: Final = (
    "Line chart of cumulative citations {span}: {first} reaches {most:,}{second}. The steepest "
    "year is {steepest}."
)
