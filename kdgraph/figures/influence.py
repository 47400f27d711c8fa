"""Influence: the papers that stand highest, by several measures side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import log10
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.analysis.result import field_view
from kdgraph.errors import InputError
from kdgraph.figures import FIGURES
from kdgraph.figures._rank_strip import FALLS, RISES, Strip, change, said
from kdgraph.figures._shown import (
    UNLISTED,
    counted,
    ink_of,
    literature,
    section_keys,
    shape_of,
    told,
)
from kdgraph.figures._standings import Standings, read_standings
from kdgraph.figures.canvas.drawing import Axis, Box, Drawing, Panel
from kdgraph.figures.canvas.marks import Curves, Floats, Mark, Points, Text
from kdgraph.figures.canvas.page import MARGIN, Body, Key, compose
from kdgraph.figures.canvas.typography import fitted, measure, wrapped
from kdgraph.graph.snapshot import Snapshot

__all__ = ["influence"]

_RAW: Final = ("citations", "pagerank")
_FAIR: Final = ("rescaled_pagerank", "mean_normalised", "year_percentile")
_SHOWN: Final = (*_RAW, *_FAIR[:2])
_SHOWN_NARROW: Final = ("citations", *_FAIR[:2])
_HEADS: Final = {
    "citations": "Citations here",
    "pagerank": "PageRank",
    "rescaled_pagerank": "Rescaled PageRank",
    "mean_normalised": "Citations by year\N{RIGHT SINGLE QUOTATION MARK}s mean",
    "year_percentile": "Year percentile",
}
"""What stands above a column, where it is not the measure's own name."""
_WIDE: Final = 5.0  # inches from which on there is room for titles or longer strips
_TITLED: Final = 6.5
_NARROW: Final = 3.0
_ROWS: Final = (20, 24)  # papers on a narrow and on a wide page, unless asked for
_ROW: Final = 11.0  # points
_SIZE: Final = 7.0
_SMALL: Final = 6.2
_SIGN: Final = 9.0  # points for the sign of the section
_YEAR: Final = 17.0
_GAP: Final = 7.0  # points between columns
_RANK: Final = 3.0  # points between a strip and its ranks
_TICKS: Final = 13.0
_YEAR_AT_END = re.compile(r"^(?P<name>.+?) (?P<year>\d{4}[a-z]*)$")


@FIGURES.add("influence")
def influence(
    snapshot: Snapshot,
    *,
    width: float = 7.0,
    section: str | None = None,
    top: int | None = None,
    by: str = "citations",
    scope: str | None = None,
    field_least: int | None = None,
) -> Drawing:
    """Draw the papers that stand highest in any of several measures, and where in each.

    A row is a paper, in order of the measure `by`. Each column is a measure: how far right the dot
    is, is the rank on a logarithmic scale, its area the score; a line leads to it from the rank by
    `by`, so that what a measure changes is seen. Citations and PageRank favour old papers; rescaled
    PageRank and citations by the mean of the year compare with papers of the same age.

    Parameters
    ----------
    snapshot : Snapshot
        The literature.
    width : float
        Inches.
    section : str, optional
        Only papers listed under headings that hold this; they are ranked among themselves, by the
        scores in the whole literature.
    top : int, optional
        How many papers; by default 24, or 20 on a narrow page.
    by : str
        The measure that orders the rows, a name of `kdgraph.MEASURES`; it is always shown.
    scope, field_least : str and int, optional
        Which papers are drawn and counted, as for `kdgraph.Snapshot.within`; by default the field.

    Raises
    ------
    InputError
        If there is no such section or measure, or `top` is below 1.

    Examples
    --------
    >>> import kdgraph
    >>> drawing = influence(kdgraph.embedded(), top=1, scope="all")
    >>> drawing.numbers[["measure", "rank"]].to_dict("list")
    {'measure': ['citations', 'pagerank', 'rescaled_pagerank', 'mean_normalised'],
     'rank': [1, 1, 2, 13]}
    """
    if top is not None and top < 1:
        raise InputError(f"expected at least 1 paper to show, got top={top}")
    rows = _ROWS[width >= _WIDE] if top is None else top
    view = field_view(snapshot, scope, field_least)
    table = read_standings(view, section=section, rows=rows, by=by, measures=_measures(by, width))
    where = literature(view) if section is None else f"the sections like “{section}”"
    body = _Chart(table, width).body(where)
    options = {"section": section, "top": top, "by": by, **view.scope.options}
    return compose(view, "influence", body, width=width, options=options)


def _measures(by: str, width: float) -> tuple[str, ...]:
    """Return the measures to show: those that favour old papers, those fair to age; others first.

    >>> _measures("citations", 7.0)
    ('citations', 'pagerank', 'rescaled_pagerank', 'mean_normalised')
    >>> _measures("betweenness", 3.3), _measures("year_percentile", 2.5)
    (('betweenness', 'citations', 'rescaled_pagerank'), ('citations', 'year_percentile'))
    """
    if width >= _WIDE:
        shown: tuple[str, ...] = _SHOWN
        if by in shown:
            return shown
    else:
        room = 3 if width >= _NARROW else 2
        shown = _SHOWN_NARROW[:room]
        if by in shown:
            return shown
        shown = shown[: room - 1]
    known = tuple(name for name in (*_RAW, *_FAIR) if name in (by, *shown))
    return known if by in known else (by, *known)


class _Chart:
    """The columns of the page and the marks in them."""

    def __init__(self, table: Standings, width: float) -> None:
        self.table = table
        self.ids = [str(paper_id) for paper_id in table.papers.index]
        self.page = width * 72
        self.measures = list(table.ranks.columns)
        self.titled = width >= _TITLED
        self.wide = width >= _WIDE
        self.head_size, self.largest = (_SIZE, 8.0) if self.wide else (_SMALL, 6.0)
        self.gap = _GAP if self.wide else 5.0
        deepest = float(np.nanmax(table.ranks.to_numpy(), initial=1.0))
        self.decades = max(log10(max(deepest, 2.0)), 0.5)
        self.rank_room = max(measure(f"{deepest:,.0f}", _SIZE).width, 8.0)
        self.names, self.years = self._names_and_years()
        longest = max([measure(name, _SIZE).width for name in self.names], default=0.0)
        self.name_room = min(longest, self.page * 0.27)
        self.start = MARGIN + _SIGN + self.name_room + 4.0 + _YEAR
        self.title_room = 0.0
        if self.titled:
            self.title_room = (self.page - self.start) * 0.3
        left = self.start + self.title_room + self.gap
        count = len(self.measures)
        self.column = (self.page - MARGIN - left - self.gap * (count - 1)) / count
        self.lefts = [left + number * (self.column + self.gap) for number in range(count)]
        self.strip = self.column - self.rank_room - _RANK - self.largest
        self.heads = [
            wrapped(_head(name), self.head_size, self.column, "semibold") for name in self.measures
        ]
        self.rows = max(len(self.ids), 1)
        self.low = _TICKS
        self.high = self.low + self.rows * _ROW

    def _names_and_years(self) -> tuple[list[str], list[str]]:
        """Return what stands in the columns of names and years; no year is said twice."""
        names, years = [], []
        for name, year in zip(self.table.papers["name"], self.table.papers["year"], strict=True):
            match = _YEAR_AT_END.match(name)
            if match is not None:
                names.append(match["name"])
                years.append(match["year"])
            else:
                names.append(name)
                years.append("n.d." if pd.isna(year) else str(int(year)))
        return names, years

    def body(self, where: str) -> Body:
        """Return the marks, and what is said of them."""
        lines = max([len(head) for head in self.heads], default=1)
        height = self.high + 5.0 + lines * self.head_size * 1.15 + 11.0
        panels = [self._names_panel(height), *self._strips()]
        shown, asked = len(self.ids), self.table.asked
        facts = {
            "shown": shown,
            "asked": counted(asked, "paper"),
            "measures": len(self.measures),
            "by": said(self.table.by),
            "where": where,
        }
        return Body(
            height=height,
            panels=tuple(panels),
            caption=_CAPTION,
            facts=facts,
            alt=self._alt(facts),
            numbers=self._numbers(),
            keys=self._keys(),
            notes=self._notes(),
        )

    def _names_panel(self, height: float) -> Panel:
        """Return the left part with signs, names, years and titles, and all headings."""
        rows = np.arange(len(self.ids), dtype=np.float64)
        papers = tuple((paper_id,) for paper_id in self.ids)
        words = told(self.table.papers)
        middle = self.high - (rows + 0.5) * _ROW
        at = MARGIN + _SIGN
        marks: list[Mark] = [*self._signs(middle)]
        columns: list[tuple[str, float, list[str], str]] = [
            ("name", at, [fitted(name, _SIZE, self.name_room) for name in self.names], "ink"),
            ("year", at + self.name_room + 4.0, self.years, "muted"),
        ]
        if self.titled:
            columns.append(("title", self.start + 4.0, self._titles(), "muted"))
        for role, left, texts, ink in columns:
            size = _SIZE if role == "name" else _SMALL
            if texts:
                marks.append(
                    Text(
                        role=role,
                        x=np.full(len(texts), left),
                        y=middle,
                        text=tuple(texts),
                        size=size,
                        ink=ink,
                        up="middle",
                        papers=papers,
                        words=words,
                    )
                )
        marks += self._headings()
        box = Box(0.0, 0.0, self.page, height)
        return Panel(box, Axis(0.0, self.page), Axis(0.0, height), tuple(marks), name="table")

    def _signs(self, middle: Floats) -> Iterator[Mark]:
        """Give each paper the sign of its section."""
        if self.ids:
            kinds = self.table.papers["kind"].tolist()
            yield Points(
                role="section",
                x=np.full(len(kinds), MARGIN + 3.0),
                y=middle,
                size=[2.6 if kind == UNLISTED else 4.6 for kind in kinds],
                ink=[ink_of(kind) for kind in kinds],
                shape=[shape_of(kind) for kind in kinds],
                filled=[kind != UNLISTED for kind in kinds],
                edge=0.6,
                papers=tuple((paper_id,) for paper_id in self.ids),
                words=told(self.table.papers),
            )

    def _headings(self) -> Iterator[Mark]:
        """Give the names of the measures, and above those what kind they are of."""
        for left, head in zip(self.lefts, self.heads, strict=True):
            count = len(head)
            yield Text(
                role="heading",
                x=np.full(count, left),
                y=self.high
                + 5.0
                + np.arange(count, dtype=np.float64)[::-1] * self.head_size * 1.15,
                text=tuple(head),
                size=self.head_size,
                weight="semibold",
            )
        top = self.high + 5.0 + max(map(len, self.heads)) * self.head_size * 1.15 + 3.0
        for words, names in (("favours age", _RAW), ("fair to age", _FAIR)):
            numbers = [n for n, name in enumerate(self.measures) if name in names]
            if not numbers:
                continue
            left, right = self.lefts[numbers[0]], self.lefts[numbers[-1]] + self.column
            text = fitted(words, _SMALL, right - left)
            line = np.array([(left, top - 2.5), (right, top - 2.5)])
            yield Curves(role="kind of measure", paths=(line,), ink="faint", width=0.6, layer=-2)
            yield Text(
                role="kind of measure",
                x=np.array([left]),
                y=np.array([top]),
                text=(text,),
                size=_SMALL,
                ink="muted",
                weight="italic",
            )

    def _strips(self) -> Iterator[Panel]:
        ticks = tuple(
            (-float(decade), f"{10**decade:,}") for decade in range(int(self.decades) + 1)
        )
        wide = sum(measure(words, 6.5).width + 4.0 for _, words in ticks)
        if wide > self.strip + 8.0:
            ticks = (ticks[0], ticks[-1]) if len(ticks) > 1 else ticks
        for left, name in zip(self.lefts, self.measures, strict=True):
            start = left + self.largest / 2
            box = Box(start, self.low, start + self.strip, self.high)
            yield Panel(
                box,
                Axis(-self.decades, 0.0, ticks, grid=True),
                Axis(self.rows - 0.5, -0.5),
                tuple(self._strip(name).marks()),
                name=name,
            )

    def _strip(self, name: str) -> Strip:
        return Strip(self.table, name, self.largest, self.largest / 2 + _RANK + self.rank_room)

    def _titles(self) -> list[str]:
        """Return the titles without the names that stand beside them already."""
        papers = self.table.papers
        rests = [
            " ".join(str(title).split()).removeprefix(name).lstrip(": ")
            for title, name in zip(papers["title"], papers["name"], strict=True)
        ]
        return [fitted(rest, _SMALL, self.title_room - 4.0) if rest else "" for rest in rests]

    def _keys(self) -> list[Key]:
        keys = section_keys(self.table.papers, self.table.sections)
        by = self.table.by
        changed = [
            change(a, b)
            for name in self.measures
            if name != by
            for a, b in zip(self.table.ranks[by], self.table.ranks[name], strict=True)
        ]
        if RISES in changed:
            keys.append(Key(f"higher than by {said(by)}", RISES, "line"))
        if FALLS in changed:
            keys.append(Key("lower", FALLS, "line"))
        return keys

    def _notes(self) -> list[str]:
        notes = []
        left_out = self.table.asked - len(self.ids)
        if left_out:
            papers = counted(left_out, "paper")
            notes.append(f"Not shown: {papers} that no measure ranks as high.")
        if not self.wide:
            notes.append("A wider figure shows more measures.")
        if not self.ids:
            notes.append("There is no paper to rank.")
        for note in self.table.notes:
            if note.startswith("balance over ages"):
                continue  # `kdgraph rank` tells it, with all its numbers
            for name in sorted(self.measures, key=len, reverse=True):
                note = note.replace(name, said(name))
            notes.append(f"{note[0].upper()}{note[1:]}.")
        return notes

    def _alt(self, facts: dict[str, Any]) -> str:
        if not self.ids:
            return "An empty table: there is no paper to rank."
        first = self.table.papers["name"].iloc[0]
        return (
            f"A table of {counted(facts['shown'], 'paper')} in order of {facts['by']}, led by "
            f"{first}, with a dot for the rank of each by {facts['measures']} measures."
        )

    def _numbers(self) -> pd.DataFrame:
        long = []
        for name in self.measures:
            part = self.table.papers.reset_index(names="paper_id")
            part["measure"] = name
            part["rank"] = self.table.ranks[name].astype("Int64").array
            part["score"] = self.table.scores[name].array
            long.append(part)
        return pd.concat(long, ignore_index=True)


def _head(name: str) -> str:
    return _HEADS.get(name, name.replace("_", " ").capitalize())


_CAPTION: Final = (
    "Highest by any of {measures} measures: {shown} of {asked} in {where}, in order of {by}. Each "
    "strip shows the rank on a logarithmic scale, the best on the right, and the area of the dot "
    "the score; the line leads from the rank by {by} to the rank by that measure. Rescaled "
    "PageRank and citations divided by the mean of the year compare papers of about the same age, "
    "the others favour old ones."
)
