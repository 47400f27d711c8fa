"""Age: the scores of papers by one measure against when they appeared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.analysis.influence.by_year import scores_by_year
from kdgraph.analysis.influence.ranking import rank
from kdgraph.errors import InputError
from kdgraph.figures import FIGURES
from kdgraph.figures._rank_strip import said
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
from kdgraph.figures.canvas.drawing import Drawing
from kdgraph.figures.canvas.labels import Wish, place_labels
from kdgraph.figures.canvas.marks import Bars, Curves, Mark, Points, Text
from kdgraph.figures.canvas.page import MARGIN, Body, Key, compose
from kdgraph.figures.canvas.sheet import Box, Panel
from kdgraph.figures.canvas.typography import fitted, measure
from kdgraph.figures.scales import score_scale, year_axis
from kdgraph.graph.chronology import publication_time
from kdgraph.graph.snapshot import Snapshot

__all__ = ["age"]

_SIZE: Final = 6.8
_TICKS: Final = 14.0
_TITLE: Final = 13.0
_DOT: Final = 4.6
_GREY_DOT: Final = 2.4
_LONGEST: Final = 110.0
_WIDE: Final = 4.5  # inches
_NAMED: Final = (12, 28)  # papers on a narrow and on a wide page, unless asked for
_FIRST: Final = 0.6  # of these are named by rank, the others as the first of their year
_MOST_DOTS: Final = 1_000
_FEWEST: Final = 10  # papers of a year that has a usual score
_CROWD: Final = 3  # papers that make a year as wide as others
_HEIGHTS: Final = (150.0, 0.46, 300.0)  # points at least, of the width, points at most


@FIGURES.add("age", label="Influence against age")
def age(
    snapshot: Snapshot,
    *,
    width: float = 7.0,
    section: str | None = None,
    top: int | None = None,
    by: str = "citations",
    scope: str | None = None,
    field_least: int | None = None,
) -> Drawing:
    """Draw the score of each paper by one measure against when the paper appeared.

    A grey bar for each year holds the scores that are usual in it, from one tenth of its papers to
    nine tenths, and a line their median: where bars fall from left to right, the measure favours
    old papers. Dots are the papers beyond the bars and, with the signs of their sections, all of
    the list. The highest are named, and those highest in their year.

    Parameters
    ----------
    snapshot : Snapshot
        The literature.
    width : float
        Inches.
    section : str, optional
        Only papers listed under headings that hold this; scores, ranks and what is usual in a year
        stay those of the whole literature.
    top : int, optional
        At most so many papers are named; by default 28, or 12 on a narrow page.
    by : str
        The measure, a name of `kdgraph.MEASURES`.
    scope, field_least : str and int, optional
        Which papers are drawn and counted, as for `kdgraph.Snapshot.within`; by default all.

    Raises
    ------
    InputError
        If there is no such section or measure, or `top` is below 1.

    Examples
    --------
    >>> import kdgraph
    >>> drawing = age(kdgraph.embedded(), section="pioneering")
    >>> drawing.numbers[["name", "rank", "usual"]].iloc[0].astype(str).to_list()
    ['Hinton et al. 2014', '1', '10.0']
    """
    if top is not None and top < 1:
        raise InputError(f"expected at least 1 paper to name, got top={top}")
    named = _NAMED[width >= _WIDE] if top is None else top
    view = snapshot.within(scope, field_least=field_least)
    body = _Scatter(_read(view, section, by), width * 72, named).body(section)
    options = {"section": section, "top": top, "by": by}
    return compose(view, "age", body, width=width, options=options)


@dataclass(frozen=True, slots=True, eq=False)
class _Aged:
    """Papers with a score and a time, the highest first, and what is usual in each year.

    `papers`, those that have a dot, are as `shown_papers` gives them, with ``score``, ``rank`` and
    ``usual``, the median of the year.
    """

    papers: pd.DataFrame
    years: pd.DataFrame
    sections: tuple[str, ...]
    by: str
    notes: tuple[str, ...]


def _read(snapshot: Snapshot, section: str | None, by: str) -> _Aged:
    ranking = rank(snapshot, by, top=max(len(snapshot.papers), 1))
    scores = ranking.frame.set_index("paper_id")
    chosen = snapshot.reading_list.papers_under(section)
    time = pd.Series(publication_time(snapshot.papers.loc[scores.index]), index=scores.index)
    years = scores_by_year(scores["score"], time, fewest=_FEWEST)
    inside = scores if chosen is None else scores[scores.index.isin(chosen)]
    asked = len(snapshot.papers) if chosen is None else len(chosen)
    dated = inside[time[inside.index].notna()]
    usual = years.reindex(np.floor(time[dated.index].to_numpy()))
    score = dated["score"].to_numpy(dtype=np.float64)
    # where the year has no bar, comparisons with nan are false
    inside_bar = (usual["low"].to_numpy() <= score) & (score <= usual["high"].to_numpy())
    apart = dated[~inside_bar | dated["listed"].to_numpy()]
    # listed papers first, so that none of them gives way to others
    order = apart.assign(other=~apart["listed"]).sort_values(["other", "rank"], kind="stable")
    ids = order.index[:_MOST_DOTS].to_list()
    papers = shown_papers(snapshot, ids)
    papers["score"] = scores["score"].reindex(ids).to_numpy()
    papers["rank"] = scores["rank"].reindex(ids).to_numpy()
    papers["usual"] = years["median"].reindex(np.floor(papers["time"].to_numpy())).to_numpy()
    notes = []
    if asked > len(inside):
        who = f"{counted(asked - len(inside), 'paper')}"
        notes.append(f"{who} not drawn, because the measure is undefined for them.")
    if len(inside) > len(dated):
        notes.append(f"{counted(len(inside) - len(dated), 'paper')} without a year not drawn.")
    if len(dated) > len(apart):
        usual_ones = counted(len(dated) - len(apart), "paper")
        notes.append(f"{usual_ones} with a score that is usual in the year: in its bar only.")
    if len(apart) > len(ids):
        notes.append(f"{counted(len(apart) - len(ids), 'further paper')} of lower rank not drawn.")
    if snapshot.left_out:
        notes.append(f"{counted(snapshot.left_out, 'undated paper')} not in this view.")
    notes += coverage_note(snapshot)
    notes += [f"{note[0].upper()}{note[1:]}." for note in ranking.of_measure]
    return _Aged(
        papers.sort_values("rank", kind="stable"),
        years,
        sections_of(snapshot),
        by,
        tuple(notes),
    )


class _Scatter:
    """The places of the dots, and the marks that follow from them."""

    def __init__(self, aged: _Aged, page: float, named: int) -> None:
        self.aged, self.papers, self.named = aged, aged.papers, named
        self.listed = (self.papers["kind"] != UNLISTED).to_numpy()
        scores = self.papers["score"].to_numpy(dtype=np.float64)
        least, part, most = _HEIGHTS
        self.high = min(max(part * page, least), most)
        seen = np.concatenate([scores, aged.years[["low", "high"]].to_numpy().ravel()])
        title = said(aged.by)
        self.scale = score_scale(seen, self.high, f"{title[:1].upper()}{title[1:]}")
        words = [measure(word, 6.5).width for _, word in self.scale.axis.ticks]
        self.left = MARGIN + max(words, default=0.0) + 5.0
        self.room = page - self.left - MARGIN - 4.0
        time = self.papers["time"].to_numpy(dtype=np.float64)
        year = np.floor(time)
        crowded = pd.Series(year).map(pd.Series(year).value_counts()).to_numpy() >= _CROWD
        wide = crowded | self.listed
        wide = wide if wide.any() else np.ones(len(time), dtype=bool)
        beside = np.concatenate([time[~wide], aged.years.index.to_numpy(dtype=np.float64) + 0.5])
        self.time = year_axis(time[wide], self.room, aside=beside)
        self.box = Box(self.left, _TICKS, self.left + self.room, _TICKS + self.high)
        self.x, self.y = self.time.at(time), self.scale.at(scores)
        self.sizes = np.where(self.listed, _DOT, _GREY_DOT)

    def body(self, section: str | None) -> Body:
        """Return the marks, and what is said of them."""
        papers, aged = self.papers, self.aged
        x = replace(self.time.axis, grid=False, line=True)
        panel = Panel(self.box, x, self.scale.axis, name="age")
        marks = [*self._usual(), *self._dots(), *self._names(panel)]
        notes = list(aged.notes)
        if self.time.narrowed:
            notes.append("Years with few papers take less room.")
        facts: dict[str, Any] = {
            "papers": counted(len(papers), "paper"),
            "measure": said(aged.by),
            "where": "this literature" if section is None else f"the sections like “{section}”",
            "fewest": _FEWEST,
            "root": " (square-root scale)" if self.scale.root else "",
        }
        caption, alt = _NOTHING, "An empty plot: no paper has both a score and a year."
        if len(papers):
            first = papers.iloc[0]
            facts |= {"first": first["name"], "since": int(self.time.first)}
            caption = _CAPTION
            alt = (
                f"Dots of {facts['papers']} by when they appeared and their {facts['measure']}; "
                f"{first['name']} stands highest."
            )
        keys = section_keys(papers, aged.sections, filled=True)
        if len(aged.years) and keys:
            keys.append(Key("usual in the year", "faint", "bar"))
        return Body(
            height=_TICKS + self.high + _TITLE,
            panels=(Panel(self.box, x, self.scale.axis, tuple(marks), name="age"),),
            caption=caption,
            facts=facts,
            alt=alt,
            numbers=self._numbers(),
            keys=keys,
            notes=notes,
        )

    def _usual(self) -> list[Mark]:
        """Give each year with enough papers its bar and its median."""
        years = self.aged.years
        if not len(years):
            return []
        start = years.index.to_numpy(dtype=np.float64)
        left, right = self.time.at(start + 0.06), self.time.at(start + 0.94)
        low, median, high = (
            self.scale.at(years[name].to_numpy(dtype=np.float64))
            for name in ("low", "median", "high")
        )
        words = tuple(
            f"{year}: median {median:.4g}, from {low:.4g} to {high:.4g}, {counted(n, 'paper')}"
            for year, n, low, median, high in years[
                ["papers", "low", "median", "high"]
            ].itertuples()
        )
        return [
            Bars(
                role="usual",
                left=left,
                right=right,
                bottom=low,
                top=high,
                ink="faint",
                layer=-1,
                words=words,
            ),
            Curves(
                role="median",
                paths=tuple(
                    np.array([(a, m), (b, m)]) for a, b, m in zip(left, right, median, strict=True)
                ),
                ink="muted",
                width=1.2,
                layer=0,
                words=words,
            ),
        ]

    def _dots(self) -> list[Mark]:
        papers = self.papers
        words = tuple(
            f"{words} · rank {rank:,}, score {score:.4g}"
            for words, rank, score in zip(
                told(papers), papers["rank"], papers["score"], strict=True
            )
        )
        marks: list[Mark] = []
        for role, rows, layer in (
            ("other paper", np.flatnonzero(~self.listed), 1),
            ("listed paper", np.flatnonzero(self.listed), 2),
        ):
            if not len(rows):
                continue
            kinds = papers["kind"].to_numpy()[rows].tolist()
            marks.append(
                Points(
                    role=role,
                    x=self.x[rows],
                    y=self.y[rows],
                    size=self.sizes[rows].tolist(),
                    ink=[ink_of(kind) for kind in kinds],
                    shape=[shape_of(kind) for kind in kinds],
                    edge=0.5,
                    layer=layer,
                    papers=tuple((str(papers.index[row]),) for row in rows.tolist()),
                    words=tuple(words[row] for row in rows),
                )
            )
        return marks

    def _names(self, panel: Panel) -> list[Mark]:
        """Name the highest papers and those highest in their year, as far as there is room."""
        rows = self._to_name()
        if not rows:
            return []
        x, y = panel.to_page(self.x, self.y)
        texts = [fitted(name, _SIZE, _LONGEST) for name in self.papers["name"].iloc[rows]]
        wishes = [
            Wish(float(x[row]), float(y[row]), text, _SIZE, float(self.sizes[row]))
            for row, text in zip(rows, texts, strict=True)
        ]
        others = sorted(set(range(len(self.papers))) - set(rows))
        half = self.sizes / 2
        taken = [
            Box(x[n] - half[n], y[n] - half[n], x[n] + half[n], y[n] + half[n]) for n in others
        ]
        medians = [
            np.column_stack(panel.to_page(path[:, 0], path[:, 1]))
            for mark in self._usual()
            if isinstance(mark, Curves)
            for path in mark.paths
        ]
        found = place_labels(wishes, self.box, taken=taken, lines=medians)
        if not found.placed:
            return []
        chosen = [rows[number] for number in found.placed]
        listed = self.listed[chosen]
        return [
            Text(
                role="name",
                x=self.x[chosen],
                y=self.y[chosen],
                dx=list(found.dx),
                dy=list(found.dy),
                text=tuple(texts[number] for number in found.placed),
                size=_SIZE,
                ink=["ink" if one else "muted" for one in listed],
                papers=tuple((str(self.papers.index[row]),) for row in chosen),
                words=tuple(told(self.papers.iloc[chosen])),
            )
        ]

    def _to_name(self) -> list[int]:
        """Return rows: the first by rank, then the first of each year, those by rank again."""
        first = list(range(min(len(self.papers), max(int(self.named * _FIRST), 1))))
        years = np.floor(self.papers["time"].to_numpy(dtype=np.float64))
        _, leaders = np.unique(years, return_index=True)
        rest = [row for row in sorted(leaders.tolist()) if row not in set(first)]
        return (first + rest)[: self.named]

    def _numbers(self) -> pd.DataFrame:
        columns = ["name", "title", "year", "time", "section", "score", "rank", "usual"]
        return self.papers[columns].reset_index(names="paper_id")


_CAPTION: Final = (
    "Scores by {measure}{root} against when papers appeared, in {where}. Bars reach from one tenth "
    "to nine tenths of the scores of a year, where it has {fewest} papers or more; the line is "
    "the median. Dots: {papers} beyond the bars or on the list. {first} stands highest. Colour: "
    "section of the list; grey: not on the list."
)
_NOTHING: Final = "Scores by {measure} of {papers} in {where} against when papers appeared."
