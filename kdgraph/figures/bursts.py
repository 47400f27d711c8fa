"""Bursts of citations: in which years which papers were cited far more than usual."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.analysis.influence import MEASURES
from kdgraph.analysis.influence._histories import histories
from kdgraph.analysis.names.paper_names import short_names
from kdgraph.analysis.result import field_view
from kdgraph.analysis.ties import best_first
from kdgraph.errors import InputError
from kdgraph.figures import FIGURES
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
from kdgraph.figures.canvas.drawing import Axis, Box, Drawing, Panel
from kdgraph.figures.canvas.marks import Bars, Curves, Mark, Points, Text
from kdgraph.figures.canvas.page import MARGIN, Body, Key, compose
from kdgraph.figures.canvas.typography import fitted, measure
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
    if top is not None and top < 1:
        raise InputError(f"expected at least 1 paper to show, got top={top}")
    view = field_view(snapshot, scope, field_least)
    graph = view.citation_graph()
    measured = MEASURES["burst"](graph, states=_STATES)
    wanted = view.reading_list.headings_like(section)
    if wanted is not None:
        of_paper = view.reading_list.sections().section
        measured = measured[measured.index.isin(of_paper.index[of_paper.isin(wanted)])]
    last = int(graph.papers["year"].max()) if graph.papers["year"].notna().any() else None
    rows = _Rows(view, measured, last, width * 72, _MOST if top is None else top)
    rows.little = little_read(histories(graph).read, rows.first, rows.last) if rows.runs else []
    body = rows.body(section)
    options = {"section": section, "top": top, **view.scope.options}
    return compose(view, "bursts", body, width=width, options=options)


class _Rows:
    """The papers that are shown, and where their years stand."""

    def __init__(
        self, snapshot: Snapshot, measured: pd.DataFrame, last: int | None, width: float, most: int
    ) -> None:
        self.measured, self.width = measured, width
        found = measured[measured["score"] > 0].sort_index()
        strongest = found.iloc[best_first(found["score"], top=most)]
        self.bursting = len(found)
        rows = strongest.sort_values(["start", "end", "score"], ascending=[True, True, False])
        ids = [str(paper_id) for paper_id in rows.index]
        self.papers = shown_papers(snapshot, ids)
        if width < 300:
            self.papers["name"] = pd.Series(short_names(snapshot, ids, brief=True))
        self.rows = rows
        self.snapshot = snapshot
        self.little: list[tuple[int, int]] = []  # years of which too little was read
        self.sections = sections_of(snapshot)
        self.runs = [(row, *run) for row, runs in enumerate(rows["bursts"]) for run in runs]
        begin = min((run[1] for run in self.runs), default=snapshot.manifest.time.year)
        end = max([begin, *(run[2] for run in self.runs)] if last is None else [begin, last])
        self.first, self.last = begin, end
        self._columns()

    def _columns(self) -> None:
        """Place the columns from left to right: dots, names, years, strengths."""
        listed = bool((self.papers["kind"] != UNLISTED).any())
        self.words = MARGIN + (_DOT + 4.0 if listed else 0.0)
        names = [str(name) for name in self.papers["name"]]
        room = self.width * _NAMES - self.words
        self.names = [fitted(name, _SIZE, room) for name in names]
        widest = max((measure(name, _SIZE).width for name in self.names), default=0.0)
        left = self.words + widest + 8.0
        right = self.width - MARGIN - measure(_STRENGTH, 6.5).width - 6.0
        self.box = Box(left, _YEARS, right, _YEARS + max(len(names), 1) * _ROW)

    def body(self, section: str | None) -> Body:
        """Return the panels, and what is said of them."""
        count = max(len(self.rows), 1)
        years = Axis(
            self.first - 0.2, self.last + 1.2, self._ticks(), grid=True, lines=self._lines()
        )
        rows = Axis(count - 0.5, -0.5)
        page = Box(0.0, self.box.bottom, self.width, self.box.top)
        panels = (
            Panel(self.box, years, rows, tuple(self._bars()), name="bursts"),
            Panel(page, Axis(0.0, self.width), rows, tuple(self._words()), name="papers"),
        )
        numbers = self._numbers()
        strongest = numbers.iloc[best_first(numbers["strength"], top=1)]
        facts: dict[str, Any] = {
            "papers": counted(len(self.rows), "paper"),
            "bursts": counted(len(self.runs), "burst"),
            "bursting": f"{self.bursting:,}",
            "which": "" if section is None else f" listed in sections like “{section}”",
        }
        for row in strongest.to_dict("records"):
            facts |= {
                "name": row["name"],
                "start": row["start"],
                "end": row["end"],
                "strength": f"{row['strength']:.1f}",
            }
        return Body(
            height=self.box.top + _TITLE,
            panels=panels,
            caption=_CAPTION if self.runs else _NONE,
            facts=facts,
            alt=(
                f"{facts['bursts']} of {facts['papers']} as bars over the years {self.first} to "
                f"{self.last}, one row a paper, sorted by when the strongest begins."
                if self.runs
                else "An empty diagram: no paper was cited far more than usual in any year."
            ),
            numbers=numbers,
            keys=self._keys(),
            notes=self._notes(),
        )

    def _ticks(self) -> tuple[tuple[float, str], ...]:
        point = self.box.width / (self.last - self.first + 1.4)
        chosen = round_years(self.first, self.last, point)
        return tuple((year + 0.5, str(year)) for year in chosen)

    def _lines(self) -> tuple[float, ...]:
        """Return 1 January of each year, or where lines would be too near, around named years."""
        if self.box.width / (self.last - self.first + 1.4) >= _APART:
            return tuple(float(year) for year in range(self.first, self.last + 2))
        return tuple(sorted({edge for at, _ in self._ticks() for edge in (at - 0.5, at + 0.5)}))

    def _bars(self) -> list[Mark]:
        if not self.runs:
            return []
        ids = list(self.papers.index)
        spans = np.array(self.little, dtype=np.float64).reshape(-1, 2)
        count = max(len(self.rows), 1)
        band = little_read_band(spans[:, 0], spans[:, 1] + 1.0, count - 0.5, -0.5)
        told_of = told(self.papers)
        lived = [
            (row, max(float(year), self.first - 0.2))
            for row, year in enumerate(self.papers["year"].astype("float64"))
        ]
        rows = np.array([run[0] for run in self.runs], dtype=np.float64)
        return [
            *([band] if len(spans) else []),
            Curves(
                role="since publication",
                paths=tuple(
                    np.array([(start, row), (self.last + 1.0, row)]) for row, start in lived
                ),
                ink="faint",
                width=1.0,
                layer=-1,
                papers=tuple((ids[row],) for row, _ in lived),
                words=told_of,
            ),
            Bars(
                role="burst",
                left=np.array([run[1] for run in self.runs], dtype=np.float64),
                right=np.array([run[2] + 1 for run in self.runs], dtype=np.float64),
                bottom=rows + _BAR / 2,
                top=rows - _BAR / 2,
                ink=[_ink(run[3]) for run in self.runs],
                papers=tuple((ids[run[0]],) for run in self.runs),
                words=tuple(
                    f"{told_of[row]} · burst from {start} to {end}, level {level}, "
                    f"strength {strength:.1f}"
                    for row, start, end, level, strength in self.runs
                ),
            ),
        ]

    def _words(self) -> list[Mark]:
        count = len(self.rows)
        if not count:
            return []
        rows = np.arange(count, dtype=np.float64)
        papers = tuple((paper_id,) for paper_id in self.papers.index)
        told_of = told(self.papers)
        right = np.full(count, self.width - MARGIN)
        marks: list[Mark] = [
            Text(
                role="name",
                x=np.full(count, self.words),
                y=rows,
                text=tuple(self.names),
                size=_SIZE,
                up="middle",
                papers=papers,
                words=told_of,
            ),
            Text(
                role="strength",
                x=right,
                y=rows,
                text=tuple(f"{score:.1f}" for score in self.rows["score"]),
                size=_SIZE,
                across="right",
                up="middle",
                papers=papers,
                words=told_of,
            ),
            Text(
                role="axis title",
                x=right[:1],
                y=np.array([-0.5]),
                dy=3.5,
                text=(_STRENGTH,),
                size=6.5,
                ink="muted",
                across="right",
            ),
        ]
        listed = np.flatnonzero(self.papers["kind"].to_numpy() != UNLISTED)
        if len(listed):
            kinds = [int(kind) for kind in self.papers["kind"].iloc[listed]]
            marks.append(
                Points(
                    role="section",
                    x=np.full(len(listed), MARGIN + _DOT / 2),
                    y=rows[listed],
                    size=_DOT,
                    ink=[ink_of(kind) for kind in kinds],
                    shape=[shape_of(kind) for kind in kinds],
                    papers=tuple(papers[row] for row in listed),
                    words=tuple(told_of[row] for row in listed),
                )
            )
        return marks

    def _keys(self) -> list[Key]:
        levels = sorted({run[3] for run in self.runs})
        keys = [
            Key(f"{2**level} times the usual share of citations", _ink(level), "bar")
            for level in levels
        ]
        # the other levels need not say again what they are times of
        keys[1:] = [Key(f"{2**level} times", _ink(level), "bar") for level in levels[1:]]
        if keys:
            keys.append(Key("since publication", "faint", "line", width=1.0))
        if self.little:
            keys.append(BAND)
        listed = self.papers[self.papers["kind"] != UNLISTED]
        return [*keys, *section_keys(listed, self.sections)]

    def _notes(self) -> list[str]:
        notes = []
        more = self.bursting - len(self.rows)
        if more:
            notes.append(f"{counted(more, 'paper')} with weaker bursts left out.")
        unknown = int(self.measured["score"].isna().sum())
        if unknown:
            notes.append(
                f"{counted(unknown, 'paper')} without a year or a dated citation left out."
            )
        undated = int(self.measured["undated_citing"].sum())
        if undated:
            notes.append(f"{counted(undated, 'citation')} by papers without a year not counted.")
        earlier = int(self.measured["earlier_citing"].sum())
        if earlier:
            notes.append(
                f"{counted(earlier, 'citation')} by papers older than the cited one not counted."
            )
        before = int((self.papers["year"] < self.first).sum())
        if before:
            notes.append(f"{counted(before, 'line')} cut that would begin before {self.first}.")
        if self.runs:
            notes.append(
                "A burst is a share of the citations that the corpus makes in a year, so that more "
                "lists read make none."
                + (" What starts or ends in a grey band is uncertain." if self.little else "")
            )
        return [*notes, *coverage_note(self.snapshot)]

    def _numbers(self) -> pd.DataFrame:
        columns = ["row", "start", "end", "level", "strength"]
        frame = pd.DataFrame(self.runs, columns=columns)
        rows = frame["row"].to_numpy(dtype=np.int64)
        papers = self.papers.reset_index().iloc[rows].reset_index(drop=True)
        return pd.concat(
            [papers[["paper_id", "name", "title", "year", "section"]], frame[columns[1:]]], axis=1
        )


def _ink(level: int) -> str:
    return f"sequence:{0.25 + 0.25 * level:g}"


_STRENGTH: Final = "Strength"
_CAPTION: Final = (
    "The strongest citation bursts (Kleinberg 2002): {bursts} of {papers}, out of the {bursting}"
    "{which} that have any, sorted by when the strongest begins; the colour of a bar "
    "is its level. The strongest is that of {name} from {start} to {end} ({strength})."
)
_NONE: Final = "No citation bursts: {bursting} papers{which} were cited far more than usual."
