"""Influence: the papers that stand highest, by several measures side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import isnan, log10
from typing import Final

import numpy as np
import pandas as pd

from kdgraph.analysis.influence.ranking import rank
from kdgraph.arrays import FloatArray
from kdgraph.figures import FIGURES
from kdgraph.figures._shown import UNLISTED, enumeration, measure_name, paper_items, paper_points
from kdgraph.figures.canvas.drawing import Axis, Box, Drawing, Panel
from kdgraph.figures.canvas.marks import Curves, Mark, Points, Text
from kdgraph.figures.canvas.page import MARGIN, Key
from kdgraph.figures.canvas.typography import fitted, measure, wrapped
from kdgraph.figures.figure import FigureBase, counted
from kdgraph.figures.layouts.rows import text_column
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
_IN_WORDS: Final = {"mean_normalised": "citations relative to the mean of the year"}
_WIDE: Final = 5.0  # inches from which on there is room for titles or longer strips
_TITLED: Final = 6.5
_NARROW: Final = 3.0
_ROWS: Final = (24, 20)  # papers on a wide and on a narrow page, unless asked for
_ROW: Final = 11.0  # points
_SIZE: Final = 7.0
_SMALL: Final = 6.2
_SIGN: Final = 9.0  # points for the sign of the section
_YEAR: Final = 17.0
_GAP: Final = 7.0  # points between columns
_RANK: Final = 3.0  # points between a strip and its ranks
_TICKS: Final = 13.0
_RISES: Final = "balance:0.9"  # the ink of what a measure ranks higher than that of the rows
_FALLS: Final = "balance:-0.9"
_SAME: Final = "muted"
_SMALLEST_DOT: Final = 2.0
_RANK_SIZE: Final = 6.5
_HIGH: Final = 10  # the ranks up to here stand in full ink
_COLUMNS: Final = ("paper_id", "name", "measure", "rank", "score")
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
    figure = FigureBase(
        "influence",
        snapshot,
        width=width,
        section=section,
        top=top,
        scope=scope,
        field_least=field_least,
        of_the_field=True,
        options={"by": by},
    )
    table = _read(figure, rows=figure.most(*_ROWS), by=by, measures=_measures(by, width))
    if not len(table.papers):
        return figure.empty("there is no paper to rank", _COLUMNS, of_citations=False)
    chart = _Chart(table, width)
    return figure.drawing(
        list(chart.panels()),
        height=chart.height,
        caption=_CAPTION,
        alt=_ALT,
        facts={
            "shown": len(table.papers),
            "asked": counted(table.asked, "paper"),
            "rows": counted(len(table.papers), "paper"),
            "measures": len(table.ranks.columns),
            "by": measure_name(by),
            "which": f"{len(table.papers):,} of {counted(table.asked, 'paper')}"
            if table.asked > len(table.papers)
            else counted(len(table.papers), "paper"),
            "chosen": f" that rank highest by any of {len(table.ranks.columns)} measures"
            if table.asked > len(table.papers)
            else "",
            "where": figure.where(),
            "first": table.papers["name"].iloc[0],
            "ages": _ages(list(table.ranks.columns)),
            "story": _story(table),
        },
        numbers=table.numbers(),
        keys=[*figure.keys(table.papers), *_keys(table)],
        notes=_notes(table, wide=chart.wide),
        of_citations=False,  # the notes of the ranking say whose lists were read
    )


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


@dataclass(frozen=True, slots=True, eq=False)
class _Standings:
    """Papers in order of the measure `by`, with their ranks and scores by all measures.

    `papers` are as `shown_papers` gives them; `ranks` and `scores` are indexed
    likewise, with a column a measure, nan where undefined. `largest` is the highest score of any
    paper by each measure, `asked` the number of papers that were ranked.
    """

    papers: pd.DataFrame
    ranks: pd.DataFrame
    scores: pd.DataFrame
    largest: dict[str, float]
    by: str
    asked: int
    notes: tuple[str, ...]

    def numbers(self) -> pd.DataFrame:
        """Return a row for each paper and measure."""
        parts = []
        for name in map(str, self.ranks):
            part = self.papers.reset_index(names="paper_id")
            part["measure"] = name
            part["rank"] = self.ranks[name].astype("Int64").array
            part["score"] = self.scores[name].array
            parts.append(part)
        return pd.concat(parts, ignore_index=True)


def _read(figure: FigureBase, *, rows: int, by: str, measures: tuple[str, ...]) -> _Standings:
    """Return the `rows` papers that stand highest by any of the measures, in order of `by`."""
    snapshot, section = figure.snapshot, figure.section
    every = max(len(snapshot.papers), 1)
    found = {name: rank(snapshot, name, top=every, section=section) for name in measures}
    frames = {name: one.frame.set_index("paper_id") for name, one in found.items()}
    ranks = pd.DataFrame({name: frame["rank"] for name, frame in frames.items()}, dtype="float64")
    scores = pd.DataFrame({name: frame["score"] for name, frame in frames.items()}, dtype="float64")
    ranks = ranks.sort_index()
    best = pd.DataFrame({"best": ranks.min(axis=1), "by": ranks[by]})
    chosen = best.sort_values(["best", "by"], kind="stable").index[:rows]
    order = ranks.loc[chosen, by].sort_values(kind="stable").index
    return _Standings(
        papers=figure.told(order),
        ranks=ranks.loc[order],
        scores=scores.loc[order],
        largest={name: float(scores[name].max()) for name in measures},
        by=by,
        asked=found[by].ranked + found[by].undefined,
        notes=tuple(dict.fromkeys(note for one in found.values() for note in one.notes)),
    )


class _Chart:
    """The columns of the page and the marks in them."""

    def __init__(self, table: _Standings, width: float) -> None:
        self.table = table
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
        self.rows = len(table.papers)
        self.low = _TICKS
        self.high = self.low + self.rows * _ROW
        lines = max(len(head) for head in self.heads)
        self.height = self.high + 5.0 + lines * self.head_size * 1.15 + 11.0

    def panels(self) -> Iterator[Panel]:
        """Give the table of names with all headings, then a strip for each measure."""
        yield self._names_panel()
        yield from self._strips()

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

    def _names_panel(self) -> Panel:
        """Return the left part with signs, names, years and titles, and all headings."""
        papers = self.table.papers
        middle = self.high - (np.arange(len(papers)) + 0.5) * _ROW
        own = [kind != UNLISTED for kind in papers["kind"]]
        at = MARGIN + _SIGN
        columns = [
            ("name", at, [fitted(name, _SIZE, self.name_room) for name in self.names]),
            ("year", at + self.name_room + 4.0, self.years),
            ("title", self.start + 4.0, self._titles() if self.titled else []),
        ]
        marks: list[Mark] = [
            paper_points(
                "section",
                papers,
                MARGIN + 3.0,
                middle,
                size=[4.6 if one else 2.6 for one in own],
                filled=own,
                edge=0.6,
            )
        ]
        for role, left, texts in columns:
            look = (
                {"size": _SIZE, "ink": "ink"}
                if role == "name"
                else {"size": _SMALL, "ink": "muted"}
            )
            marks += text_column(role, left, middle, texts, **look, **paper_items(papers))
        marks += self._headings()
        box = Box(0.0, 0.0, self.page, self.height)
        return Panel(box, Axis(0.0, self.page), Axis(0.0, self.height), tuple(marks), name="table")

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

    def _strip(self, name: str) -> _Strip:
        return _Strip(self.table, name, self.largest, self.largest / 2 + _RANK + self.rank_room)

    def _titles(self) -> list[str]:
        """Return the titles without the names that stand beside them already."""
        papers = self.table.papers
        rests = [
            " ".join(str(title).split()).removeprefix(name).lstrip(": ")
            for title, name in zip(papers["title"], papers["name"], strict=True)
        ]
        return [fitted(rest, _SMALL, self.title_room - 4.0) if rest else "" for rest in rests]


@dataclass(frozen=True, slots=True, eq=False)
class _Strip:
    """The marks of one measure: x is minus the logarithm of the rank, y the row of the paper.

    `largest` is the diameter of the dot with the highest score, `after` how many points right of
    the best rank the column of ranks ends.
    """

    table: _Standings
    name: str
    largest: float
    after: float

    def marks(self) -> Iterator[Mark]:
        """Give the lines from the rank by the measure of the rows, then the dots and the ranks."""
        ranks = self.table.ranks[self.name].tolist()
        before = self.table.ranks[self.table.by].tolist()
        papers = tuple((str(paper_id),) for paper_id in self.table.papers.index)
        words = tuple(self._words())
        inks = [_change(old, new) for old, new in zip(before, ranks, strict=True)]
        moved = [row for row, ink in enumerate(inks) if ink != _SAME]
        if moved:
            yield Curves(
                role="change of rank",
                paths=tuple(
                    np.array([(-log10(before[row]), row), (-log10(ranks[row]), row)])
                    for row in moved
                ),
                ink=[inks[row] for row in moved],
                width=1.1,
                papers=tuple(papers[row] for row in moved),
                words=tuple(words[row] for row in moved),
            )
        rows = [row for row, place in enumerate(ranks) if not isnan(place)]
        if rows:
            sizes = self._sizes()
            yield Points(
                role="rank",
                x=np.array([-log10(ranks[row]) for row in rows]),
                y=np.array(rows, dtype=np.float64),
                size=[float(sizes[row]) for row in rows],
                ink="ink" if self.name == self.table.by else [inks[row] for row in rows],
                edge=0.5,
                papers=tuple(papers[row] for row in rows),
                words=tuple(words[row] for row in rows),
            )
        yield from text_column(
            "rank",
            0.0,
            np.arange(len(ranks)),
            ["\N{EN DASH}" if isnan(place) else f"{place:,.0f}" for place in ranks],
            dx=self.after,
            size=_RANK_SIZE,
            ink=["ink" if place <= _HIGH else "muted" for place in ranks],
            halign="right",
            papers=papers,
            words=words,
        )

    def _sizes(self) -> FloatArray:
        """Return diameters: the area grows with the score; none is below that of a score of 0."""
        largest = self.table.largest[self.name]
        score = self.table.scores[self.name].to_numpy(dtype=np.float64)
        share = np.clip(score / largest if largest > 0 else 0.0 * score, 0.0, 1.0)
        sizes: FloatArray = np.sqrt(_SMALLEST_DOT**2 + share * (self.largest**2 - _SMALLEST_DOT**2))
        return sizes

    def _words(self) -> Iterator[str]:
        papers = self.table.papers
        for title, year, place, score in zip(
            papers["title"],
            papers["year"],
            self.table.ranks[self.name],
            self.table.scores[self.name],
            strict=True,
        ):
            paper = f"{title} ({'no year' if pd.isna(year) else int(year)})"
            at = "no rank" if isnan(place) else f"rank {place:,.0f}"
            value = "" if isnan(place) else f", score {score:.4g}"
            yield f"{paper}: {at} by {measure_name(self.name)}{value}"


def _change(before: float, after: float) -> str:
    """Return the ink of a paper that one measure ranks otherwise than another; 1 is the highest.

    >>> _change(31, 1), _change(3, 67), _change(2, 2)
    ('balance:0.9', 'balance:-0.9', 'muted')
    """
    if isnan(before) or isnan(after) or before == after:
        return _SAME
    return _RISES if after < before else _FALLS


def _ages(measures: list[str]) -> str:
    """Say which of the measures favour old papers, and which do not.

    >>> _ages(["citations", "rescaled_pagerank"])
    ' Fair to age: rescaled PageRank; favouring older papers: citations.'
    >>> _ages(["mean_normalised"])
    ' Fair to age: citations relative to the mean of the year.'
    """
    kinds = [
        (words, [_IN_WORDS.get(name, measure_name(name)) for name in measures if name in names])
        for words, names in (("fair to age", _FAIR), ("favouring older papers", _RAW))
    ]
    said = "; ".join(f"{words}: {enumeration(names)}" for words, names in kinds if names)
    return f" {said[0].upper()}{said[1:]}." if said else ""


def _story(table: _Standings) -> str:
    """Say which papers a measure that is fair to age lifts and lowers most, by ratio of ranks."""
    fair = next(
        (name for name in map(str, table.ranks) if name in _FAIR and name != table.by), None
    )
    if fair is None:
        return ""
    both = table.ranks[[table.by, fair]].dropna().reset_index(drop=True)
    ratio = both[table.by] / both[fair]
    names, said = table.papers["name"].to_numpy(), []
    for verb, row in (("lifts", ratio.argmax()), ("lowers", ratio.argmin())) if len(both) else ():
        old, new = both.iloc[row]
        if (old > new) == (verb == "lifts") and old != new:
            at = table.ranks[fair].notna() & table.ranks[table.by].notna()
            said.append(f"{verb} {names[at.to_numpy()][row]} from rank {old:,.0f} to {new:,.0f}")
    return f"; {measure_name(fair)} {' and '.join(said)}" if said else ""


def _keys(table: _Standings) -> list[Key]:
    changes = {
        _change(old, new)
        for name in table.ranks
        for old, new in zip(table.ranks[table.by], table.ranks[name], strict=True)
    }
    higher = f"higher than by {measure_name(table.by)}"
    return [
        Key(words, ink, "line")
        for words, ink in ((higher, _RISES), ("lower", _FALLS))
        if ink in changes
    ]


def _notes(table: _Standings, *, wide: bool) -> list[str]:
    notes = []
    if left_out := table.asked - len(table.papers):
        notes.append(f"Not shown: {counted(left_out, 'paper')} that no measure ranks as high.")
    if not wide:
        notes.append("A wider figure shows more measures.")
    for note in table.notes:
        if note.startswith("balance over ages"):
            continue  # `kdgraph rank` tells it, with all its numbers
        for name in sorted(map(str, table.ranks), key=len, reverse=True):
            note = note.replace(name, measure_name(name))
        notes.append(f"{note[0].upper()}{note[1:]}.")
    return notes


def _head(name: str) -> str:
    return _HEADS.get(name, name.replace("_", " ").capitalize())


_CAPTION: Final = (
    "The {which} in {where}{chosen}, in order of {by}. Each strip shows the rank by one measure on "
    "a logarithmic scale, the best on the right; the area of a dot is the score, and a line leads "
    "from the rank by {by} to the rank by the measure.{ages}"
)
_ALT: Final = (
    "Table of {rows} in order of {by}, led by {first}, with a dot for the rank by each of "
    "{measures} measures{story}."
)
