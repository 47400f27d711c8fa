"""Age: the scores of papers by one measure against when they appeared."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from kdgraph.analysis.influence.by_year import scores_by_year
from kdgraph.analysis.influence.ranking import rank
from kdgraph.arrays import BoolArray, FloatArray
from kdgraph.figures import FIGURES
from kdgraph.figures._shown import UNLISTED, measure_name, paper_items, paper_points
from kdgraph.figures.canvas.drawing import Drawing, Panel
from kdgraph.figures.canvas.labels import Wish, place_labels
from kdgraph.figures.canvas.marks import Bars, Curves, Mark, Points, Text
from kdgraph.figures.canvas.page import Key
from kdgraph.figures.canvas.sheet import Box
from kdgraph.figures.canvas.typography import fitted
from kdgraph.figures.figure import FigureBase, counted
from kdgraph.figures.scales import ScoreScale, Years, score_scale, year_axis
from kdgraph.graph.chronology import publication_time
from kdgraph.graph.snapshot import Snapshot

__all__ = ["age"]

_SIZE: Final = 6.8
_DOT: Final = 4.6
_GREY_DOT: Final = 2.4
_LONGEST: Final = 110.0
_WIDE: Final = 4.5  # inches
_NAMED: Final = (28, 12)  # papers on a wide and on a narrow page, unless asked for
_FIRST: Final = 0.6  # of these are named by rank, the others as the first of their year
_MOST_DOTS: Final = 1_000
_FEWEST: Final = 10  # papers of a year that has a usual score
_CROWD: Final = 3  # papers that make a year as wide as others
_HEIGHTS: Final = (150.0, 0.46, 300.0)  # points at least, of the width, points at most
_COLUMNS: Final = ("name", "title", "year", "time", "section", "score", "rank", "usual")


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
    figure = FigureBase(
        "age",
        snapshot,
        width=width,
        section=section,
        top=top,
        scope=scope,
        field_least=field_least,
        options={"by": by},
    )
    papers, years, notes = _read(figure, by)
    if not len(papers):
        return figure.empty(
            "no paper has both a score and a year", ("paper_id", *_COLUMNS), notes=notes
        )
    least, part, most = _HEIGHTS
    high = min(max(part * figure.page, least), most)
    score = papers["score"].to_numpy(dtype=np.float64)
    name = measure_name(by)
    scale = score_scale(
        np.concatenate([score, years[["low", "high"]].to_numpy().ravel()]),
        high,
        f"{name[:1].upper()}{name[1:]}",
    )
    box = figure.plot(scale.axis, high)
    listed = (papers["kind"] != UNLISTED).to_numpy()
    time = _time_axis(papers["time"].to_numpy(dtype=np.float64), listed, years, box.width)
    if time.narrowed:
        notes.append("Years with few papers take less room.")
    x, y = time.at(papers["time"]), scale.at(score)
    usual = _usual(years, time, scale)
    panel = Panel(box, time.axis, scale.axis, tuple(usual), name="age")
    sizes = np.where(listed, _DOT, _GREY_DOT)
    marks = [
        *usual,
        *_dots(papers, x, y, sizes, listed),
        *_names(papers, panel, x, y, sizes, figure.most(*_NAMED, from_width=_WIDE)),
    ]
    keys = figure.keys(papers, filled=True)
    if len(years):
        keys.append(Key("usual in the year", "faint", "bar"))
    return figure.drawing(
        [Panel(box, time.axis, scale.axis, tuple(marks), name="age")],
        caption=_CAPTION,
        alt=_ALT,
        facts={
            "papers": counted(len(papers), "paper"),
            "measure": name,
            "where": figure.where(),
            "fewest": _FEWEST,
            "root": " (square-root scale)" if scale.root else "",
            "first": papers["name"].iloc[0],
            "second": f", then {papers['name'].iloc[1]}" if len(papers) > 1 else "",
            "medians": _medians(years["median"]),
        },
        numbers=papers[list(_COLUMNS)].reset_index(names="paper_id"),
        keys=keys,
        notes=notes,
    )


def _read(figure: FigureBase, by: str) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """Return the papers that have a dot, the highest first, what is usual in each year, and notes.

    The papers have ``score``, ``rank`` and ``usual``, the median of the year, besides.
    """
    snapshot = figure.snapshot
    ranking = rank(snapshot, by, top=max(len(snapshot.papers), 1))
    scores = ranking.frame.set_index("paper_id")
    dated_papers = snapshot.papers.reindex(scores.index)
    time = pd.Series(publication_time(dated_papers), index=scores.index)
    years = scores_by_year(scores["score"], time, fewest=_FEWEST)
    asked = figure.papers().index
    inside = scores[scores.index.isin(asked)]
    dated = inside[time[inside.index].notna()]
    usual = years.reindex(np.floor(time[dated.index].to_numpy()))
    score = dated["score"].to_numpy(dtype=np.float64)
    # where the year has no bar, comparisons with nan are false
    inside_bar = (usual["low"].to_numpy() <= score) & (score <= usual["high"].to_numpy())
    apart = dated[~inside_bar | dated["listed"].to_numpy()]
    # listed papers first, so that none of them gives way to others
    order = apart.assign(other=~apart["listed"]).sort_values(["other", "rank"], kind="stable")
    ids = order.index[:_MOST_DOTS].to_list()
    papers = figure.told(ids)
    papers["score"] = scores["score"].reindex(ids).to_numpy()
    papers["rank"] = scores["rank"].reindex(ids).to_numpy()
    papers["usual"] = years["median"].reindex(np.floor(papers["time"].to_numpy())).to_numpy()
    notes = [
        f"{counted(number, what)} {why}."
        for number, what, why in (
            (
                len(asked) - len(inside),
                "paper",
                "not drawn, because the measure is undefined for them",
            ),
            (len(inside) - len(dated), "paper", "without a year not drawn"),
            (
                len(dated) - len(apart),
                "paper",
                "with a score that is usual in the year: in its bar only",
            ),
            (len(apart) - len(ids), "further paper", "of lower rank not drawn"),
            (snapshot.left_out, "undated paper", "not in this view"),
        )
        if number
    ]
    notes += [f"{note[0].upper()}{note[1:]}." for note in ranking.of_measure]
    return papers.sort_values("rank", kind="stable"), years, notes


def _medians(median: pd.Series[float]) -> str:
    """Say what is usual in the first and in the last year that has a bar.

    >>> _medians(pd.Series([4.0, 3.0, 1.0], index=[2015, 2016, 2017]))
    '; the median of a year goes from 4 in 2015 to 1 in 2017'
    """
    if len(median) < 2:
        return ""
    (first, low), *_, (last, high) = zip(median.index, median, strict=True)
    return f"; the median of a year goes from {low:.3g} in {first} to {high:.3g} in {last}"


def _time_axis(time: FloatArray, listed: BoolArray, years: pd.DataFrame, room: float) -> Years:
    """Return an axis on which years with several dots, or with listed papers, are wide."""
    year = pd.Series(np.floor(time))
    wide = (year.map(year.value_counts()).to_numpy() >= _CROWD) | listed
    wide = wide if wide.any() else np.ones(len(time), dtype=bool)
    beside = np.concatenate([time[~wide], years.index.to_numpy(dtype=np.float64) + 0.5])
    axis = year_axis(time[wide], room, aside=beside)
    return replace(axis, axis=replace(axis.axis, grid=False, line=True))


def _usual(years: pd.DataFrame, time: Years, scale: ScoreScale) -> list[Mark]:
    """Give each year with enough papers its bar and its median."""
    if not len(years):
        return []
    start = years.index.to_numpy(dtype=np.float64)
    left, right = time.at(start + 0.06), time.at(start + 0.94)
    low, median, high = (
        scale.at(years[name].to_numpy(dtype=np.float64)) for name in ("low", "median", "high")
    )
    columns = ["papers", "low", "median", "high"]
    words = tuple(
        f"{year}: median {median:.4g}, from {low:.4g} to {high:.4g}, {counted(n, 'paper')}"
        for year, n, low, median, high in years[columns].itertuples()
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


def _dots(
    papers: pd.DataFrame, x: FloatArray, y: FloatArray, sizes: FloatArray, listed: BoolArray
) -> list[Points]:
    said = [
        f"rank {rank:,}, score {score:.4g}"
        for rank, score in zip(papers["rank"], papers["score"], strict=True)
    ]
    return [
        paper_points(
            role,
            papers.iloc[rows],
            x[rows],
            y[rows],
            more=[said[row] for row in rows],
            size=sizes[rows].tolist(),
            edge=0.5,
            layer=layer,
        )
        for role, rows, layer in (
            ("other paper", np.flatnonzero(~listed), 1),
            ("listed paper", np.flatnonzero(listed), 2),
        )
        if len(rows)
    ]


def _names(
    papers: pd.DataFrame,
    panel: Panel,
    x: FloatArray,
    y: FloatArray,
    sizes: FloatArray,
    most: int,
) -> list[Text]:
    """Name the highest papers and those highest in their year, as far as there is room.

    Names keep off the dots, and off the medians among the marks of the panel where they can.
    """
    rows = _to_name(papers["time"], most)
    across, up = panel.to_page(x, y)
    texts = [fitted(name, _SIZE, _LONGEST) for name in papers["name"].iloc[rows]]
    wishes = [
        Wish(float(across[row]), float(up[row]), text, _SIZE, float(sizes[row]))
        for row, text in zip(rows, texts, strict=True)
    ]
    taken = [
        Box(at - half, height - half, at + half, height + half)
        for row, (at, height, half) in enumerate(zip(across, up, sizes / 2, strict=True))
        if row not in set(rows)
    ]
    medians = [
        np.column_stack(panel.to_page(path[:, 0], path[:, 1]))
        for mark in panel.marks
        if isinstance(mark, Curves)
        for path in mark.paths
    ]
    found = place_labels(wishes, panel.box, taken=taken, lines=medians)
    if not found.placed:
        return []
    chosen = [rows[number] for number in found.placed]
    named = papers.iloc[chosen]
    return [
        Text(
            role="name",
            x=x[chosen],
            y=y[chosen],
            dx=list(found.dx),
            dy=list(found.dy),
            text=tuple(texts[number] for number in found.placed),
            size=_SIZE,
            ink=["muted" if kind == UNLISTED else "ink" for kind in named["kind"]],
            **paper_items(named),
        )
    ]


def _to_name(time: pd.Series[float], most: int) -> list[int]:
    """Return rows: the first by rank, then the first of each year, those by rank again."""
    first = list(range(min(len(time), max(int(most * _FIRST), 1))))
    _, leaders = np.unique(np.floor(time.to_numpy(dtype=np.float64)), return_index=True)
    return (first + sorted(set(leaders.tolist()) - set(first)))[:most]


_CAPTION: Final = (
    "Papers of {where} by publication date and {measure}{root}. Bars reach from the first to the "
    "last decile of a year with at least {fewest} papers, the line is its median. Dots: {papers} "
    "outside the bars or on the list, coloured by section; grey: not on the list. {first} ranks "
    "highest."
)
_ALT: Final = (
    "Scatter plot of {papers} by publication date and {measure}: {first} ranks highest{second}"
    "{medians}."
)
