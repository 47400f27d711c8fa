"""The timeline: papers of the list per year by section, above those of the rest of the corpus."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.analysis.names.paper_names import short_names
from kdgraph.errors import InputError
from kdgraph.figures import FIGURES
from kdgraph.figures._kinds import kind_hatch, kind_ink
from kdgraph.figures._shown import counted, sections_of, without_paper
from kdgraph.figures.canvas.drawing import Drawing
from kdgraph.figures.canvas.marks import Bars, Floats, Mark, Text
from kdgraph.figures.canvas.page import MARGIN, Body, Key, compose
from kdgraph.figures.canvas.sheet import Axis, Box, Panel
from kdgraph.figures.canvas.typography import measure
from kdgraph.figures.scales import Years, year_axis
from kdgraph.graph.snapshot import Snapshot

__all__ = ["timeline"]

_TICKS: Final = 14.0
_TITLE: Final = 11.0
_NUMBER: Final = 8.0  # points above the highest bar, for its number
_GAP: Final = 10.0  # between the panels
_SIZE: Final = 6.2
_BAR: Final = 0.78  # of a year
_NARROWEST: Final = 6.5  # points for a year
_OLDEST: Final = 0.02  # of the corpus: so many of its oldest papers share one bar
_MOST: Final = 12  # sections, unless asked for more
_NAMED: Final = 5  # papers named where a bar is pointed at
_OTHERS: Final = "other sections"


@FIGURES.add("timeline")
def timeline(
    snapshot: Snapshot, *, width: float = 7.0, section: str | None = None, top: int | None = None
) -> Drawing:
    """Draw how many papers each year has: those of the list by section, and the other ones below.

    The two panels have scales of their own, for the corpus around a list is many times larger; the
    numbers stand above the bars. The oldest papers share the first bar where they are few.

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
    if top is not None and top < 1:
        raise InputError(f"expected at least 1 section to show, got top={top}")
    room = width * 72 - 2 * MARGIN - 4.0
    counts = _counted(snapshot, section, top or _MOST, int(room / _NARROWEST))
    body = _Timeline(snapshot, counts, room).body(section)
    return compose(
        snapshot, "timeline", body, width=width, options={"section": section, "top": top}
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Counts:
    """Dated papers with their bar, which is a year, or the first year for all older ones.

    `papers` has ``bar`` and ``kind`` (the number of the section; `_others` where its section has no
    colour of its own, -1 where the paper is not among those of the list that are shown).
    """

    papers: pd.DataFrame
    sections: tuple[str, ...]
    first: int
    older: int
    notes: tuple[str, ...]

    @property
    def others(self) -> int:
        """The kind of sections without a colour of their own."""
        return len(self.sections)


def _counted(snapshot: Snapshot, section: str | None, most: int, bars: int) -> _Counts:
    sections = sections_of(snapshot)
    listed = snapshot.reading_list.sections()
    wanted = snapshot.reading_list.headings_like(section)
    table = snapshot.papers.sort_index()
    on_list = snapshot.reading_list.listed(table.index)
    name = listed.section.reindex(table.index)
    name = name.where(name.notna() | ~on_list, sections[-1])
    if wanted is not None:
        name = name.where(name.isin(wanted))
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
    sizes = kind[kind >= 0].value_counts()
    if len(sizes) > most:
        kept = sorted(sizes.index, key=lambda one: (-int(sizes[one]), one))[:most]
        notes.append(f"{counted(len(sizes) - most, 'smaller section')} joined as one.")
        kind = kind.where(kind.isin([-1, *kept]), len(sections))
    dated = table["year"].notna()
    for what, chosen in (("of the list", kind >= 0), ("of the others", kind < 0)):
        undated = int((chosen & ~dated).sum())
        if undated:
            notes.append(f"{counted(undated, 'paper')} {what} without a year not shown.")
    year = table.loc[dated, "year"].astype("int64")
    papers = pd.DataFrame({"year": year, "kind": kind[dated]})
    first = _first_bar(papers, bars)
    papers["bar"] = papers["year"].clip(lower=first)
    older = int((papers["year"] < first).sum())
    if older:
        notes.append(
            f"The first bar holds {counted(older, 'paper')} older than its year, back to "
            f"{int(papers['year'].min())}."
        )
    return _Counts(papers, sections, first, older, tuple(notes))


def _first_bar(papers: pd.DataFrame, bars: int) -> int:
    """Return the year of the first bar: few papers are older, and none of the list if possible."""
    if not len(papers):
        return 2000
    years = np.sort(papers["year"].to_numpy())
    first = int(years[int(_OLDEST * len(years))])
    listed = papers.loc[papers["kind"] >= 0, "year"]
    if len(listed):
        first = min(first, int(listed.min()))
    return max(first, int(years[-1]) - bars + 1)


class _Timeline:
    """The two panels."""

    def __init__(self, snapshot: Snapshot, counts: _Counts, room: float) -> None:
        self.snapshot, self.counts, self.room = snapshot, counts, room
        bars = counts.papers["bar"].to_numpy(dtype=np.float64)
        self.years: Years = year_axis(bars, room, even=True)
        self.point = room / self.years.axis.high
        papers = counts.papers
        self.listed = papers[papers["kind"] >= 0]
        self.rest = papers[papers["kind"] < 0]
        self.bars = np.arange(len(self.years.starts) - 1) + counts.first

    def body(self, section: str | None) -> Body:
        """Return the marks, and what is said of them."""
        tall = min(max(0.23 * self.room, 64.0), 140.0)
        low = _TICKS
        high = low + tall * 0.5
        panels = [self._panel(self.rest, low, high, self._others_marks(), "others", ticks=True)]
        low = high + _NUMBER + _TITLE + _GAP
        panels.append(
            self._panel(self.listed, low, low + tall, self._stacks(), "list", ticks=False)
        )
        facts: dict[str, Any] = {
            "listed": counted(len(self.listed), "paper"),
            "others": counted(len(self.rest), "paper"),
            "where": "the list" if section is None else f"the sections like “{section}”",
        }
        caption = _NOTHING
        alt = "Two empty time axes: no paper has a year."
        if len(self.counts.papers):
            most = self.listed if len(self.listed) else self.rest
            per_year = most["bar"].value_counts().sort_index()
            facts |= {
                "since": f"{self.bars[0]}",
                "last": f"{self.bars[-1]}",
                "fullest": f"{per_year.idxmax()}",
                "whose": facts["where"] if len(self.listed) else "the corpus",
                "count": counted(int(per_year.max()), "paper"),
            }
            caption = _CAPTION
            alt = (
                f"Bars for the years {facts['since']} to {facts['last']}: {facts['listed']} of "
                f"{facts['where']} above, {facts['others']} of the rest below; {facts['fullest']} "
                f"has most of {facts['whose']}, {facts['count']}."
            )
        return Body(
            height=low + tall + _NUMBER + _TITLE,
            panels=tuple(panels),
            caption=caption,
            facts=facts,
            alt=alt,
            numbers=self._numbers(),
            keys=self._keys(),
            notes=self.counts.notes,
        )

    def _panel(
        self,
        papers: pd.DataFrame,
        low: float,
        high: float,
        bars: list[Mark],
        name: str,
        *,
        ticks: bool,
    ) -> Panel:
        total = self._totals(papers)
        most = max(float(total.max(initial=0.0)), 1.0)
        words = [f"{int(one):,}" if one else "" for one in total]
        fits = all(measure(one, _SIZE).width + 1.0 <= self.point for one in words)
        marks = list(bars)
        shown = [row for row, one in enumerate(total) if one and (fits or one == most)]
        if not fits:
            shown = shown[:1]
        if shown:
            marks.append(
                Text(
                    role="number",
                    x=np.array([self.years.starts[row] + 0.5 for row in shown]),
                    y=total[shown],
                    dy=2.0,
                    text=tuple(words[row] for row in shown),
                    size=_SIZE,
                    ink="muted",
                    across="center",
                )
            )
        left = MARGIN + 2.0
        box = Box(left, low, left + self.room, high)
        x = Axis(0.0, self.years.axis.high, self._ticks() if ticks else (), line=True)
        title = Text(
            role="panel title",
            x=np.array([0.0]),
            y=np.array([most]),
            dy=_NUMBER + 3.0,  # above the numbers on the bars
            text=("Papers of the list" if name == "list" else "Other papers of the corpus",),
            size=7.5,
            weight="semibold",
        )
        return Panel(box, x, Axis(0.0, most), (*marks, title), name=name)

    def _ticks(self) -> tuple[tuple[float, str], ...]:
        """Return the years with room, the first one marked where it holds older ones too."""
        ticks = self.years.axis.ticks
        if not self.counts.older:
            return ticks
        first = f"≤ {self.counts.first}"
        half = measure(first, 6.5).width / 2
        at = max(0.5, (half - 3.0) / self.point)  # within the page
        need = at + (half + 14.0) / self.point
        return ((at, first), *(tick for tick in ticks if tick[0] >= need))

    def _totals(self, papers: pd.DataFrame) -> Floats:
        place = papers["bar"].to_numpy(dtype=np.int64) - self.counts.first
        return np.bincount(place, minlength=len(self.bars)).astype(np.float64)

    def _edges(self, row: Any) -> tuple[Floats, Floats]:
        middle: Floats = self.years.starts[row] + 0.5
        return middle - _BAR / 2, middle + _BAR / 2

    def _stacks(self) -> list[Mark]:
        """Give the papers of the list, the first section lowest."""
        height = np.zeros(len(self.bars))
        marks: list[Mark] = []
        for kind, papers in self.listed.groupby("kind", sort=True):
            number = int(str(kind))
            total = self._totals(papers)
            at = np.flatnonzero(total)
            left, right = self._edges(at)
            groups = [list(papers.index[papers["bar"] == self.bars[row]]) for row in at]
            name = self._name(number)
            marks.append(
                Bars(
                    role="papers of a section",
                    left=left,
                    right=right,
                    bottom=height[at].copy(),
                    top=height[at] + total[at],
                    ink=self._ink(number),
                    hatch=self._hatch(number),
                    outline="ground",
                    papers=tuple(tuple(group) for group in groups),
                    words=tuple(
                        f"{name}, {self._when(row)}: {self._named(group)}"
                        for row, group in zip(at, groups, strict=True)
                    ),
                )
            )
            height += total
        return marks

    def _others_marks(self) -> list[Mark]:
        total = self._totals(self.rest)
        at = np.flatnonzero(total)
        if not len(at):
            return []
        left, right = self._edges(at)
        groups = [list(self.rest.index[self.rest["bar"] == self.bars[row]]) for row in at]
        return [
            Bars(
                role="other papers",
                left=left,
                right=right,
                bottom=np.zeros(len(at)),
                top=total[at],
                ink="faint",
                papers=tuple(tuple(group) for group in groups),
                words=tuple(
                    f"{self._when(row)}: {counted(len(group), 'other paper')}"
                    for row, group in zip(at, groups, strict=True)
                ),
            )
        ]

    def _when(self, row: Any) -> str:
        before = self.counts.older and row == 0
        return f"{self.bars[row]}{' and before' if before else ''}"

    def _named(self, group: list[str]) -> str:
        named = ", ".join(short_names(self.snapshot, group[:_NAMED]).values())
        more = len(group) - _NAMED
        return f"{named} and {more} more" if more > 0 else named

    def _name(self, kind: int) -> str:
        return _OTHERS if kind == self.counts.others else self.counts.sections[kind]

    def _ink(self, kind: int) -> str:
        return "muted" if kind == self.counts.others else kind_ink(kind)

    def _hatch(self, kind: int) -> str:
        return "" if kind == self.counts.others else kind_hatch(kind)

    def _keys(self) -> list[Key]:
        sizes = self.listed["kind"].value_counts()
        return [
            Key(
                f"{self._name(kind)} ({sizes[kind]})",
                self._ink(kind),
                "bar",
                hatch=self._hatch(kind),
            )
            for kind in sorted(sizes.index)
        ]

    def _numbers(self) -> pd.DataFrame:
        papers = self.counts.papers
        names = papers["kind"].map(lambda kind: "(others)" if kind < 0 else self._name(kind))
        frame = papers.assign(section=names).groupby(["year", "kind", "section"]).size()
        table = frame.rename("papers").reset_index().sort_values(["year", "kind"])
        return table.drop(columns="kind").reset_index(drop=True)


_CAPTION: Final = (
    "Papers per year, {since} to {last}: above, {listed} of {where} by section; below, on a scale "
    "of its own, the other {others} of the corpus. {fullest} has most of {whose}, {count}."
)
_NOTHING: Final = "Papers per year: {listed} of {where} and {others} of the rest have a year."
