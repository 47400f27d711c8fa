"""Bursts of citations: in which years which papers were cited far more than usual."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from kdgraph.analysis.influence import MEASURES
from kdgraph.analysis.influence._histories import histories
from kdgraph.analysis.names.paper_names import short_names
from kdgraph.analysis.ties import best_first
from kdgraph.figures import FIGURES
from kdgraph.figures._shown import UNLISTED, paper_items, paper_points, span
from kdgraph.figures.canvas.drawing import Axis, Box, Drawing, Panel
from kdgraph.figures.canvas.marks import Bars, Curves, Mark
from kdgraph.figures.canvas.page import MARGIN, Key
from kdgraph.figures.canvas.typography import fitted, measure
from kdgraph.figures.figure import FigureBase, counted
from kdgraph.figures.layouts.bars import LITTLE_READ, little_read, little_read_bands
from kdgraph.figures.layouts.rows import text_column
from kdgraph.figures.scales import round_years
from kdgraph.graph.snapshot import Snapshot

__all__ = ["bursts"]

_MOST: Final = 25  # papers, unless asked for more
_STATES: Final = 4  # of the automaton: levels up to 3
_ROW: Final = 9.6  # points from row to row
_BAR: Final = 0.56  # of a row
_SIZE: Final = 7.0
_DOT: Final = 4.4
_NAMES: Final = 0.42  # of the width: names reach so far at most
_YEARS: Final = 14.0  # points below the rows
_TITLE: Final = 11.0
_APART: Final = 4.0  # points between two lines
_BEFORE: Final = 0.2  # years before the first and after the last
_STRENGTH: Final = "Strength"


@FIGURES.add("bursts", label="Citation bursts")
def bursts(
    snapshot: Snapshot,
    *,
    width: float = 7.0,
    section: str | None = None,
    top: int | None = None,
    scope: str | None = None,
    field_least: int | None = None,
) -> Drawing:
    """Draw the strongest bursts of citations as bars over the years.

    One row a paper, in the order in which their strongest bursts begin. The line runs from the
    paper's publication, a bar over the years of a burst (Kleinberg 2002; as
    ``kdgraph.MEASURES["burst"](graph, states=4)``), darker the higher its level: on level k the
    paper gets about 2 to the k times its usual share of all citations. At the right stands the
    strength of the strongest burst, the gain in log-likelihood over no burst.

    Parameters
    ----------
    snapshot : Snapshot
        Papers with years, and citations.
    width : float
        Inches.
    section : str, optional
        Only listed papers under headings that hold this.
    top : int, optional
        Only so many papers, those with the strongest bursts; by default 25.
    scope, field_least : str and int, optional
        Which papers are drawn and counted, as for `kdgraph.Snapshot.within`; by default the field.

    Raises
    ------
    InputError
        If there is no such section, or `top` is below 1.

    Examples
    --------
    >>> import kdgraph
    >>> numbers = bursts(kdgraph.embedded(), top=3, scope="all").numbers
    >>> numbers[["name", "start", "end", "level"]].values.tolist()[0]
    ['Model Compression', 2013, 2020, 2]
    """
    figure = FigureBase(
        "bursts",
        snapshot,
        width=width,
        section=section,
        top=top,
        scope=scope,
        field_least=field_least,
        of_the_field=True,
    )
    graph = figure.snapshot.citation_graph()
    measured = MEASURES["burst"](graph, states=_STATES)
    if section is not None:
        measured = measured[measured.index.isin(figure.papers().index)]
    found = measured[measured["score"] > 0].sort_index()
    best = found.iloc[best_first(found["score"], top=figure.most(_MOST))]
    rows = best.sort_values(["start", "end", "score"], ascending=[True, True, False])
    papers = figure.told(str(paper_id) for paper_id in rows.index)
    if figure.page < 300:
        papers["name"] = pd.Series(short_names(figure.snapshot, papers.index, brief=True))
    runs = pd.DataFrame(
        [(row, *run) for row, found in enumerate(rows["bursts"]) for run in found],
        columns=["row", "start", "end", "level", "strength"],
    )
    notes = _not_counted(measured, len(found) - len(rows))
    if runs.empty:
        columns = ("paper_id", "name", "title", "year", "section", *runs.columns[1:])
        return figure.empty("no paper was cited far more than usual", columns, notes=notes)
    first = int(runs["start"].min())
    last = max(int(runs["end"].max()), int(graph.papers["year"].max()))
    little = little_read(histories(graph).read, first, last)
    if before := int((papers["year"] < first).sum()):
        notes.append(f"{counted(before, 'line')} cut that would begin before {first}.")
    notes.append(
        "A burst is a share of the citations that the corpus makes in a year, so that more lists "
        "read make none." + (" What starts or ends in a grey band is uncertain." if little else "")
    )
    box, names = _places(figure, papers)
    count = len(rows)
    rows_axis = Axis(count - 0.5, -0.5)
    page = Box(0.0, box.bottom, figure.page, box.top)
    marks: list[Mark] = [
        *little_read_bands(little, count - 0.5, -0.5),
        _lives(papers, first, last),
        _bars(papers, runs),
    ]
    words = _words(figure, papers, names, rows["score"])
    numbers = pd.concat(
        [papers.reset_index().iloc[runs["row"]].reset_index(drop=True), runs], axis=1
    )
    strongest = numbers.iloc[best_first(numbers["strength"], top=1)].iloc[0]
    earliest = numbers.sort_values(["start", "row"], kind="stable").iloc[0]
    lasting = int((runs["end"] == last).sum())
    listed = papers[papers["kind"] != UNLISTED]
    return figure.drawing(
        [
            Panel(box, _year_axis(first, last, box.width), rows_axis, tuple(marks), name="bursts"),
            Panel(page, Axis(0.0, figure.page), rows_axis, tuple(words), name="papers"),
        ],
        height=box.top + _TITLE,
        caption=_CAPTION,
        alt=_ALT,
        facts={
            "papers": counted(count, "paper"),
            "bursts": counted(len(runs), "burst"),
            "most": f", those with the strongest of {len(found):,}" if len(found) > count else "",
            "which": "" if section is None else f" listed in {figure.where()}",
            "span": span(first, last),
            "name": strongest["name"],
            "years": span(strongest["start"], strongest["end"]),
            "first": "The first and"
            if earliest.equals(strongest)
            else f"The first is that of {earliest['name']} "
            f"{span(earliest['start'], earliest['end'])};",
            "lasting": f"; {counted(lasting, 'burst')} reach{'es' if lasting == 1 else ''} {last}"
            if lasting
            else "",
            "strength": f"{strongest['strength']:.1f}",
        },
        numbers=numbers.drop(columns=["time", "kind", "cited", "row"]),
        keys=[*_keys(runs, little=bool(little)), *figure.keys(listed)],
        notes=notes,
    )


def _not_counted(measured: pd.DataFrame, weaker: int) -> list[str]:
    """Return what is left out, in sentences."""
    return [
        f"{counted(number, what)} {why}."
        for number, what, why in (
            (weaker, "paper", "with weaker bursts left out"),
            (
                int(measured["score"].isna().sum()),
                "paper",
                "without a year or a dated citation left out",
            ),
            (
                int(measured["undated_citing"].sum()),
                "citation",
                "by papers without a year not counted",
            ),
            (
                int(measured["earlier_citing"].sum()),
                "citation",
                "by papers older than the cited one not counted",
            ),
        )
        if number
    ]


def _places(figure: FigureBase, papers: pd.DataFrame) -> tuple[Box, list[str]]:
    """Return where the years stand, right of the names and left of the strengths; and the names."""
    start = _name_start(papers)
    names = [fitted(str(name), _SIZE, figure.page * _NAMES - start) for name in papers["name"]]
    left = start + max(measure(name, _SIZE).width for name in names) + 8.0
    right = figure.page - MARGIN - measure(_STRENGTH, 6.5).width - 6.0
    return Box(left, _YEARS, right, _YEARS + len(names) * _ROW), names


def _name_start(papers: pd.DataFrame) -> float:
    return MARGIN + (_DOT + 4.0 if (papers["kind"] != UNLISTED).any() else 0.0)


def _year_axis(first: int, last: int, room: float) -> Axis:
    """Return the axis of the years: 1 January of each, or of the named ones where lines crowd."""
    point = room / (last - first + 1 + 2 * _BEFORE)
    ticks = tuple((year + 0.5, str(year)) for year in round_years(first, last, point))
    if point >= _APART:
        lines = tuple(float(year) for year in range(first, last + 2))
    else:
        lines = tuple(sorted({edge for at, _ in ticks for edge in (at - 0.5, at + 0.5)}))
    return Axis(first - _BEFORE, last + 1 + _BEFORE, ticks, grid=True, lines=lines)


def _lives(papers: pd.DataFrame, first: int, last: int) -> Curves:
    since = np.maximum(papers["year"].to_numpy(dtype=np.float64), first - _BEFORE)
    return Curves(
        role="since publication",
        paths=tuple(np.array([(at, row), (last + 1.0, row)]) for row, at in enumerate(since)),
        ink="faint",
        width=1.0,
        layer=-1,
        **paper_items(papers),
    )


def _bars(papers: pd.DataFrame, runs: pd.DataFrame) -> Bars:
    rows = runs["row"].to_numpy(dtype=np.float64)
    said = [
        f"burst from {run.start} to {run.end}, level {run.level}, strength {run.strength:.1f}"
        for run in runs.itertuples()
    ]
    return Bars(
        role="burst",
        left=runs["start"].to_numpy(dtype=np.float64),
        right=runs["end"].to_numpy(dtype=np.float64) + 1,
        bottom=rows + _BAR / 2,
        top=rows - _BAR / 2,
        ink=[_ink(level) for level in runs["level"]],
        **paper_items(papers.iloc[runs["row"]], said),
    )


def _words(
    figure: FigureBase, papers: pd.DataFrame, names: list[str], strength: pd.Series[float]
) -> list[Mark]:
    rows = np.arange(len(papers), dtype=np.float64)
    items, right = paper_items(papers), figure.page - MARGIN
    scores = [f"{score:.1f}" for score in strength]
    marks: list[Mark] = [
        *text_column("name", _name_start(papers), rows, names, size=_SIZE, **items),
        *text_column("strength", right, rows, scores, size=_SIZE, halign="right", **items),
        *text_column(
            "axis title",
            right,
            [-0.5],
            [_STRENGTH],
            dy=3.5,
            size=6.5,
            ink="muted",
            halign="right",
            valign="baseline",
        ),
    ]
    listed = np.flatnonzero(papers["kind"] != UNLISTED)
    if len(listed):
        dots = papers.iloc[listed]
        marks.append(paper_points("section", dots, MARGIN + _DOT / 2, rows[listed], size=_DOT))
    return marks


def _keys(runs: pd.DataFrame, *, little: bool) -> list[Key]:
    levels = sorted(set(runs["level"]))
    keys = [Key(f"{2**level} times", _ink(level), "bar") for level in levels]
    # the others need not say again what they are times of
    keys[0] = Key(f"{2 ** levels[0]} times the usual share of citations", _ink(levels[0]), "bar")
    keys.append(Key("since publication", "faint", "line", width=1.0))
    return [*keys, LITTLE_READ] if little else keys


def _ink(level: int) -> str:
    return f"sequence:{0.25 + 0.25 * level:g}"


_CAPTION: Final = (
    "Citation bursts (Kleinberg 2002) of {papers}{which}{most}, by the year in which the strongest "
    "of each begins. The colour of a bar is the level of the burst. The strongest is that of "
    "{name} {years} (strength {strength})."
)
_ALT: Final = (
    "{bursts} of {papers} as bars, {span}, one row a paper. {first} the strongest "
    "is that of {name} {years}{lasting}."
)
