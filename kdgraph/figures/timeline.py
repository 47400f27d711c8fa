"""The timeline: papers of the list per year by section, above those of the rest of the corpus."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.analysis.names.paper_names import short_names
from kdgraph.arrays import FloatArray
from kdgraph.figures import FIGURES
from kdgraph.figures._kinds import kind_hatch, kind_ink
from kdgraph.figures._shown import span, without_paper
from kdgraph.figures.canvas.drawing import Axis, Box, Drawing, Panel
from kdgraph.figures.canvas.marks import Bars, Mark, Text
from kdgraph.figures.canvas.page import MARGIN, Key
from kdgraph.figures.canvas.theme import KINDS
from kdgraph.figures.canvas.typography import measure
from kdgraph.figures.figure import FigureBase, counted
from kdgraph.figures.layouts.bars import upright_bars
from kdgraph.figures.scales import Ticks, year_axis
from kdgraph.graph.snapshot import Snapshot

__all__ = ["timeline"]

_TICKS: Final = 14.0
_TITLE: Final = 11.0
_NUMBER: Final = 8.0  # points above the highest bar, for its number
_GAP: Final = 10.0  # between the panels
_SIZE: Final = 6.2
_NARROWEST: Final = 6.5  # points for a year
_OLDEST: Final = 0.02  # of the corpus: so many of its oldest papers share one bar
_EMPTY: Final = 3  # years without a paper of the list make a long stretch
_BEFORE: Final = 0.1  # of the papers, at most, that may share one bar because they are before it
_MOST: Final = 12  # sections, unless asked for more
_NAMED: Final = 5  # papers named where a bar is pointed at


@FIGURES.add("timeline")
def timeline(
    snapshot: Snapshot, *, width: float = 7.0, section: str | None = None, top: int | None = None
) -> Drawing:
    """Draw how many papers each year has: those of the list by section, and the other ones below.

    The two panels have scales of their own, for the corpus around a list is many times larger; the
    numbers stand above the bars. The oldest papers share the first bar where they are few, also
    those of the list from before a long stretch in which it has none.

    Parameters
    ----------
    snapshot : Snapshot
        The list, and the papers.
    width : float
        Inches.
    section : str, optional
        Only papers of the list under the headings that hold this; all others count below.
    top : int, optional
        So many sections, the largest, keep a colour of their own; by default 12.

    Raises
    ------
    InputError
        If there is no such section, or `top` is below 1.

    Examples
    --------
    >>> import kdgraph
    >>> drawing = timeline(kdgraph.embedded(), width=3.3)
    >>> drawing.facts["listed"], drawing.facts["others"]
    ('59 papers', '1,971 papers')
    """
    figure = FigureBase(
        "timeline", snapshot, width=width, section=section, top=top, of_what="section"
    )
    counts = _counted(figure, figure.most(_MOST))
    if not len(counts.papers):
        columns = ("year", "section", "papers")
        return figure.empty("no paper has a year", columns, notes=counts.notes, of_citations=False)
    return _drawing(figure, counts)


@dataclass(frozen=True, slots=True, eq=False)
class _Counts:
    """Dated papers with their bar, which is a year, or the first year for all older ones.

    `papers` has ``bar`` and ``kind`` (the number of the section; that behind the last where its
    section has no colour of its own, -1 where the paper is not among those of the list that are
    shown). `names` are those of the kinds, ``bars`` the years of the bars.
    """

    papers: pd.DataFrame
    names: tuple[str, ...]
    bars: range
    older: int
    notes: list[str]

    @property
    def listed(self) -> pd.DataFrame:
        """The papers of the list."""
        return self.papers[self.papers["kind"] >= 0]

    @property
    def others(self) -> pd.DataFrame:
        """All other papers."""
        return self.papers[self.papers["kind"] < 0]

    def groups(self, papers: pd.DataFrame) -> list[list[str]]:
        """Return which of these papers each bar holds."""
        of_bar = papers.groupby("bar").groups
        return [[str(one) for one in of_bar.get(bar, ())] for bar in self.bars]

    def when(self, row: int) -> str:
        """Return the years of a bar in words."""
        return f"{self.bars[row]}{' and before' if self.older and row == 0 else ''}"

    def numbers(self) -> pd.DataFrame:
        """Return how many papers each year has, by section."""
        names = ["(others)" if kind < 0 else self.names[kind] for kind in self.papers["kind"]]
        table = self.papers.assign(section=names).groupby(["year", "kind", "section"]).size()
        return table.rename("papers").reset_index().drop(columns="kind")


def _counted(figure: FigureBase, most: int) -> _Counts:
    snapshot, sections = figure.snapshot, figure.sections
    listed = snapshot.reading_list.sections()
    table = snapshot.papers.sort_index()
    name = listed.section.reindex(table.index)
    name = name.where(name.notna() | ~snapshot.reading_list.listed(table.index), sections[-1])
    if figure.headings is not None:
        name = name.where(name.isin(figure.headings))
    kind = name.map({one: number for number, one in enumerate(sections)}).fillna(-1).astype(int)
    notes = []
    if listed.unmatched:
        notes.append(
            f"{counted(listed.unmatched, 'entry', 'entries')} of the list "
            f"{without_paper(snapshot)}."
        )
    if listed.repeated:
        notes.append(
            f"{counted(listed.repeated, 'entry', 'entries')} for a paper of an earlier section "
            "not counted again."
        )
    sizes = kind[kind >= 0].value_counts().to_dict()
    if len(sizes) > most:
        kept = sorted(sizes, key=lambda one: (-sizes[one], one))[:most]
        notes.append(f"{counted(len(sizes) - most, 'smaller section')} joined as one.")
        kind = kind.where(kind.isin([-1, *kept]), len(sections))
    dated = table["year"].notna()
    for what, chosen in (("of the list", kind >= 0), ("of the others", kind < 0)):
        if undated := int((chosen & ~dated).sum()):
            notes.append(f"{counted(undated, 'paper')} {what} without a year not shown.")
    papers = pd.DataFrame({"year": table.loc[dated, "year"].astype("int64"), "kind": kind[dated]})
    room = figure.page - 2 * MARGIN - 4.0
    first = _first_bar(papers, int(room / _NARROWEST)) if len(papers) else 0
    papers["bar"] = papers["year"].clip(lower=first)
    older = int((papers["year"] < first).sum())
    if older:
        notes.append(
            f"The first bar holds {counted(older, 'paper')} older than its year, back to "
            f"{int(papers['year'].min())}."
        )
    bars = range(first, int(papers["bar"].max()) + 1) if len(papers) else range(0)
    return _Counts(papers, (*sections, "other sections"), bars, older, notes)


def _first_bar(papers: pd.DataFrame, bars: int) -> int:
    """Return the year of the first bar: few papers are older, and few of the list.

    >>> few = pd.DataFrame({"year": [2006, *range(2014, 2024)], "kind": 0})
    >>> _first_bar(few, 40), _first_bar(few[1:], 40), _first_bar(few[1:], 5)
    (2013, 2014, 2019)
    """
    years = np.sort(papers["year"].to_numpy())
    first = int(years[int(_OLDEST * len(years))])
    own = papers.loc[papers["kind"] >= 0, "year"]
    if len(own):
        first = min(first, int(own.min()))
    for before, after in pairwise(np.unique(own).tolist()):
        old = max(float((some < after).mean()) for some in (papers["year"], own))
        if after - before > _EMPTY and old <= _BEFORE:
            first = max(first, after - 1)
    return max(first, int(years[-1]) - bars + 1)


def _drawing(figure: FigureBase, counts: _Counts) -> Drawing:
    """Return the stacks of the list above the bars of the others."""
    box = Box(MARGIN + 2.0, 0.0, figure.page - MARGIN - 2.0, 0.0)
    bars = np.array(counts.bars, dtype=np.float64)
    axis = year_axis(bars, box.width, even=True).axis
    ticks = _ticks(counts, axis, box.width / axis.high)
    tall = min(max(0.23 * box.width, 64.0), 140.0)
    high = _TICKS + tall * 0.5
    low = high + _NUMBER + _TITLE + _GAP
    others = _panel(
        Box(box.left, _TICKS, box.right, high),
        Axis(0.0, axis.high, ticks, line=True),
        _others(counts),
        counts.groups(counts.others),
        "Other papers of the corpus",
        "others",
    )
    listed = _panel(
        Box(box.left, low, box.right, low + tall),
        Axis(0.0, axis.high, line=True),
        _stacks(figure, counts),
        counts.groups(counts.listed),
        "Papers of the list",
        "list",
    )
    whose = counts.listed if len(counts.listed) else counts.others
    per_year = whose["bar"].value_counts().sort_index()
    return figure.drawing(
        [others, listed],
        height=low + tall + _NUMBER + _TITLE,
        caption=_CAPTION,
        alt=_ALT + (_ALT_SECTION if len(counts.listed) else ""),
        facts={
            "listed": counted(len(counts.listed), "paper"),
            "others": counted(len(counts.others), "paper"),
            "where": figure.where("the list"),
            "since": counts.bars[0],
            "years": f"from {counts.bars[0]} (with all earlier ones) to {counts.bars[-1]}"
            if counts.older
            else span(counts.bars[0], counts.bars[-1]),
            "whose": figure.where("the list") if len(counts.listed) else "the corpus",
            "fullest": f"{per_year.idxmax()}",
            "count": counted(int(per_year.max()), "paper"),
            "largest": _largest(counts),
        },
        numbers=counts.numbers(),
        keys=_keys(counts),
        notes=counts.notes,
        of_citations=False,
    )


def _panel(
    box: Box, x: Axis, bars: list[Bars], groups: list[list[str]], title: str, name: str
) -> Panel:
    """Return bars with their numbers, or that of the highest where not all have room."""
    total = np.array([len(group) for group in groups], dtype=np.float64)
    most = max(float(total.max(initial=0.0)), 1.0)
    words = [f"{int(one):,}" for one in total]
    room = box.width / x.high
    if all(measure(one, _SIZE).width + 1.0 <= room for one in words):
        shown = np.flatnonzero(total)
    else:
        shown = np.flatnonzero(total == most)[:1]
    marks: list[Mark] = list(bars)
    if len(shown):
        marks.append(
            Text(
                role="number",
                x=shown.astype(np.float64) + 0.5,
                y=total[shown],
                dy=2.0,
                text=tuple(words[row] for row in shown),
                size=_SIZE,
                ink="muted",
                halign="center",
            )
        )
    heading = Text(
        role="panel title",
        x=np.array([0.0]),
        y=np.array([most]),
        dy=_NUMBER + 3.0,  # above the numbers on the bars
        text=(title,),
        size=7.5,
        weight="semibold",
    )
    return Panel(box, x, Axis(0.0, most), (*marks, heading), name=name)


def _ticks(counts: _Counts, axis: Axis, point: float) -> Ticks:
    """Return the years with room, the first one marked where it holds older ones too."""
    if not counts.older:
        return axis.ticks
    first = f"≤ {counts.bars[0]}"
    half = measure(first, 6.5).width / 2
    at = max(0.5, (half - 3.0) / point)  # within the page
    need = at + (half + 14.0) / point
    return ((at, first), *(tick for tick in axis.ticks if tick[0] >= need))


def _stacks(figure: FigureBase, counts: _Counts) -> list[Bars]:
    """Return the papers of the list, the first section lowest."""
    base: FloatArray = np.zeros(len(counts.bars))
    marks = []
    for kind in sorted(set(counts.listed["kind"])):
        papers = counts.listed[counts.listed["kind"] == kind]
        groups = counts.groups(papers)
        marks.append(
            _bars(
                "papers of a section",
                groups,
                base,
                ink=_ink(counts, kind),
                hatch=_hatch(counts, kind),
                outline="ground",
                words=tuple(
                    f"{counts.names[kind]}, {counts.when(row)}: {_named(figure, group)}"
                    for row, group in enumerate(groups)
                    if group
                ),
            )
        )
        base = base + [len(group) for group in groups]
    return marks


def _others(counts: _Counts) -> list[Bars]:
    groups = counts.groups(counts.others)
    words = tuple(
        f"{counts.when(row)}: {counted(len(group), 'other paper')}"
        for row, group in enumerate(groups)
        if group
    )
    base = np.zeros(len(groups))
    return [_bars("other papers", groups, base, ink="faint", words=words)] if words else []


def _bars(role: str, groups: list[list[str]], base: FloatArray, **look: Any) -> Bars:
    """Return a bar for each year that has papers."""
    rows = [row for row, group in enumerate(groups) if group]
    papers = tuple(tuple(groups[row]) for row in rows)
    heights = [len(group) for group in papers]
    middle = np.array(rows) + 0.5
    return upright_bars(role, middle, heights, base=base[rows], papers=papers, **look)


def _named(figure: FigureBase, group: list[str]) -> str:
    named = ", ".join(short_names(figure.snapshot, group[:_NAMED]).values())
    more = len(group) - _NAMED
    return f"{named} and {more} more" if more > 0 else named


def _largest(counts: _Counts) -> str:
    """Return the section with most papers, and how many; the first of the list among equals."""
    sizes = counts.listed["kind"].value_counts().sort_index()
    return f"{counts.names[sizes.index[int(sizes.argmax())]]} ({sizes.max()})" if len(sizes) else ""


def _ink(counts: _Counts, kind: int) -> str:
    return "muted" if kind == len(counts.names) - 1 else kind_ink(kind)


def _hatch(counts: _Counts, kind: int) -> str:
    """Return the filling: none while colours are enough, as journals ask for."""
    return "" if kind < KINDS or kind == len(counts.names) - 1 else kind_hatch(kind)


def _keys(counts: _Counts) -> list[Key]:
    sizes = counts.listed["kind"].value_counts().sort_index()
    return [
        Key(
            f"{counts.names[kind]} ({size})",
            _ink(counts, kind),
            "bar",
            hatch=_hatch(counts, kind),
        )
        for kind, size in zip(sizes.index, sizes, strict=True)
    ]


_CAPTION: Final = (
    "Papers per year {years}. Top: {listed} of {where}, by section. Bottom, "
    "on its own scale: {others} of the rest of the corpus. The year with most papers of {whose} is "
    "{fullest} ({count})."
)
_ALT: Final = (
    "Bars by year {years}: {listed} of {where} above and {others} of the "
    "rest of the corpus below. The year with most papers of {whose} is {fullest}, with {count}."
)
_ALT_SECTION: Final = " The largest section is {largest}."
