"""How the citations of the most influential papers grew, year by year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from kdgraph.analysis.influence._histories import LEAST_MADE, histories
from kdgraph.analysis.influence.ranking import rank
from kdgraph.figures import FIGURES
from kdgraph.figures._dodging import in_turn
from kdgraph.figures._shown import (
    UNLISTED,
    counted,
    coverage_note,
    ink_of,
    section_keys,
    sections_of,
    shape_of,
    shown_papers,
    told,
)
from kdgraph.figures._years_read import BAND, little_read, little_read_band
from kdgraph.figures.canvas.drawing import Drawing
from kdgraph.figures.canvas.marks import Curves, Floats, Mark, Points, Text
from kdgraph.figures.canvas.page import MARGIN, Body, compose
from kdgraph.figures.canvas.sheet import Box, Panel
from kdgraph.figures.canvas.typography import fitted, measure
from kdgraph.figures.scales import count_axis, year_axis
from kdgraph.graph.snapshot import Snapshot

__all__ = ["growth"]

_SIZE: Final = 6.8
_LINE: Final = 8.4  # points from one name to the next
_TICKS: Final = 14.0
_TITLE: Final = 13.0
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
    most = (_MOST if width >= _NARROW else _FEWER) if top is None else top
    view = snapshot.within(scope, field_least=field_least)
    grown = _grown(view, section, most, measure_by)
    body = _Growth(grown, sections_of(view), width * 72).body()
    options = {"section": section, "top": top, "measure_by": measure_by}
    return compose(view, "growth", body, width=width, options=options)


@dataclass(frozen=True, slots=True, eq=False)
class _Grown:
    """Papers, best first, and for each the citations of each year and what is drawn of them.

    `made` are the citations that the whole corpus makes in each year, `little` the stretches of
    years in which these are too few.
    """

    papers: pd.DataFrame
    years: np.ndarray[Any, np.dtype[np.int64]]
    made: Floats
    little: tuple[tuple[int, int], ...]
    counts: Floats
    heights: Floats
    measure: str
    notes: tuple[str, ...]


def _grown(snapshot: Snapshot, section: str | None, most: int, measure_by: str) -> _Grown:
    ranking = rank(snapshot, measure_by, top=most, section=section)
    graph = snapshot.citation_graph()
    past = histories(graph)
    ids = graph.papers.index[past.rows].tolist()
    row_of = {str(paper_id): place for place, paper_id in enumerate(ids)}
    best = [str(one) for one in ranking.frame["paper_id"]]
    shown = [one for one in best if one in row_of]
    papers = shown_papers(snapshot, shown)
    notes = []
    if len(best) > len(shown):
        notes.append(
            f"{counted(len(best) - len(shown), 'paper')} without a year, or without a dated "
            "citation since, not drawn."
        )
    own = np.array([row_of[one] for one in shown], dtype=np.int64)
    counts: Floats = csr_array(past.counts[own]).toarray()
    rows = past.rows[own]
    for number, why in (
        (int(past.undated[rows].sum()), "by papers without a year"),
        (int(past.earlier[rows].sum()), "by papers dated before the cited one"),
    ):
        if number:
            notes.append(f"{counted(number, 'citation')} {why} not counted.")
    cited = np.flatnonzero(counts.sum(axis=0))
    first, last = (int(cited[0]), int(cited[-1])) if len(cited) else (0, -1)
    counts = counts[:, first : last + 1]
    years = np.arange(first, last + 1) + past.first_year
    made = past.read.made[first : last + 1]
    little = little_read(past.read, int(years[0]), int(years[-1])) if len(years) else []
    notes += _risen(years, made)
    notes += _thin(graph.papers["year"], years)
    notes += coverage_note(snapshot)
    return _Grown(
        papers,
        years.astype(np.int64),
        made,
        tuple(little),
        counts,
        np.cumsum(counts, axis=1),
        measure_by,
        tuple(notes),
    )


class _Growth:
    """The lines, and the names at their ends."""

    def __init__(self, grown: _Grown, sections: tuple[str, ...], page: float) -> None:
        self.grown, self.sections = grown, sections
        self.names = [fitted(name, _SIZE, _LONGEST) for name in grown.papers["name"]]
        self.totals = [f"{int(height):,}" for height in self._ends()]
        widest = [
            max((measure(words, _SIZE).width for words in column), default=0.0)
            for column in (self.totals, self.names)
        ]
        self.total_at = _LEAD + widest[0]
        right = self.total_at + _NUMBER + widest[1] + 1.0
        self.room = page - _LEFT - right - MARGIN
        self.high = max(
            0.36 * page if page < 300 else 0.3 * page, len(self.names) * _LINE + 4.0, 90.0
        )
        self.high = min(self.high, max(230.0, len(self.names) * _LINE + 4.0))
        self.time = year_axis(grown.years.astype(np.float64), self.room, even=True)
        self.most = float(grown.heights.max()) if grown.heights.size else 1.0
        self.scale = self.high / (self.most * 1.02)
        self.point = self.room / self.time.axis.high
        self.inks = [ink_of(kind) for kind in grown.papers["kind"]]
        self.listed = (grown.papers["kind"] != UNLISTED).to_numpy()
        self.dot = [_DOT if one else _GREY_DOT for one in self.listed]

    def _ends(self) -> Floats:
        heights = self.grown.heights
        return heights[:, -1] if heights.size else np.zeros(len(heights))

    def body(self) -> Body:
        """Return the marks, and what is said of them."""
        grown = self.grown
        papers = grown.papers
        box = Box(_LEFT, _TICKS, _LEFT + self.room, _TICKS + self.high)
        y = count_axis(self.most, "citations so far")
        notes = list(grown.notes)
        facts: dict[str, Any] = {"papers": counted(len(papers), "paper"), "measure": grown.measure}
        caption = _NOTHING
        alt = "An empty time axis: no paper has a citation with a year."
        if len(papers):
            place = int(np.argmax(self._ends()))
            facts |= {
                "since": int(grown.years[0]),
                "last": int(grown.years[-1]),
                "first": papers["name"].iloc[place],
                "most": int(self._ends()[place]),
            }
            caption = _CAPTION
            alt = (
                f"{counted(len(papers), 'line')} from {facts['since']} to {facts['last']}; "
                f"{facts['first']} reaches highest, {facts['most']}."
            )
        return Body(
            height=_TICKS + self.high + _TITLE,
            panels=(Panel(box, self.time.axis, y, tuple(self._marks()), name="growth"),),
            caption=caption,
            facts=facts,
            alt=alt,
            numbers=self._numbers(),
            keys=[
                *section_keys(papers, self.sections, filled=True),
                *([BAND] if grown.little and len(papers) else []),
            ],
            notes=notes,
        )

    def _marks(self) -> list[Mark]:
        papers = self.grown.papers
        if not len(papers):
            return []
        ids = tuple((one,) for one in papers.index)
        words = told(papers)
        upper = np.argsort(self.listed, kind="stable")  # grey lines below the others
        spans = np.array(self.grown.little, dtype=np.float64).reshape(-1, 2)
        since = float(self.grown.years[0])
        bands = [
            little_read_band(spans[:, 0] - since, spans[:, 1] - since + 1.0, 0.0, self.most * 1.02)
        ]
        return [
            *(bands if len(spans) else []),
            Curves(
                role="citations",
                paths=tuple(self._line(int(row)) for row in upper),
                ink=[self.inks[row] for row in upper],
                width=[1.5 if self.listed[row] else 0.7 for row in upper],
                papers=tuple(ids[row] for row in upper),
                words=tuple(words[row] for row in upper),
            ),
            Points(
                role="paper",
                x=np.full(len(papers), self.time.axis.high),
                y=self._ends(),
                size=self.dot,
                ink=self.inks,
                shape=[shape_of(kind) for kind in papers["kind"]],
                papers=ids,
                words=words,
            ),
            *self._names_at_ends(),
        ]

    def _names_at_ends(self) -> list[Mark]:
        """Give numbers and names in two columns, as near to their lines as they have room."""
        papers = self.grown.papers
        right, heights = self.time.axis.high, self._ends()
        order = np.argsort(heights, kind="stable")
        column = np.zeros(len(order))
        placed = np.empty(len(order))
        placed[order] = in_turn(
            heights[order] * self.scale, column, column - 2.0, column + self.high + 6.0, _LINE
        )
        placed /= self.scale
        steps = right + np.array([0.0, 0.35 * _LEAD, 0.75 * _LEAD, _LEAD - 1.5]) / self.point
        common: dict[str, Any] = {
            "x": np.full(len(papers), right),
            "y": placed,
            "size": _SIZE,
            "up": "middle",
            "ink": ["ink" if one else "muted" for one in self.listed],
            "papers": tuple((one,) for one in papers.index),
            "words": told(papers),
        }
        return [
            Curves(
                role="lead",
                paths=tuple(
                    np.column_stack([steps, (height, height, at, at)])
                    for height, at in zip(heights, placed, strict=True)
                ),
                ink="faint",
                width=0.5,
                layer=-1,
            ),
            Text(
                role="total",
                dx=self.total_at,
                across="right",
                text=tuple(self.totals),
                weight="semibold",
                **common,
            ),
            Text(role="name", dx=self.total_at + _NUMBER, text=tuple(self.names), **common),
        ]

    def _line(self, row: int) -> Floats:
        """Return a line that starts from nothing in the year of the first citation."""
        heights, counts = self.grown.heights[row], self.grown.counts[row]
        start = int(np.flatnonzero(counts)[0])
        y = np.concatenate([[0.0], heights[start:]])
        x = np.arange(start, start + len(y), dtype=np.float64)
        return np.column_stack([x, y])

    def _numbers(self) -> pd.DataFrame:
        grown = self.grown
        n, years = grown.counts.shape if len(grown.papers) else (0, 0)
        return pd.DataFrame(
            {
                "paper_id": np.repeat(grown.papers.index.to_numpy(dtype=object), years),
                "name": np.repeat(grown.papers["name"].to_numpy(dtype=object), years),
                "year": np.tile(grown.years[:years], n),
                "citations": grown.counts[:n].ravel().astype("int64"),
                "so_far": np.cumsum(grown.counts[:n], axis=1).ravel().astype("int64"),
                "made": np.tile(grown.made[:years], n).astype("int64"),
                "share": self._shares()[:n].ravel(),
            }
        )

    def _shares(self) -> Floats:
        """Return which part of the citations that the corpus makes in a year go to each paper."""
        counts, made = self.grown.counts, self.grown.made
        enough = np.broadcast_to(made >= LEAST_MADE, counts.shape)
        shares: Floats = np.divide(counts, made, out=np.full(counts.shape, np.nan), where=enough)
        return shares


def _risen(years: np.ndarray[Any, np.dtype[np.int64]], made: Floats) -> list[str]:
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


def _thin(year: pd.Series[Any], years: np.ndarray[Any, np.dtype[np.int64]]) -> list[str]:
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
    "Citations so far of {papers}, the most influential by {measure}, from papers of the corpus, "
    "{since} to {last}. {first} reaches highest, {most}. Colour: section of the list; grey: not on "
    "the list."
)
_NOTHING: Final = "Citations over time of the most influential papers by {measure}: {papers} drawn."
