"""The historiograph: the most cited papers in the order of time, with the citations among them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.analysis.influence.ranking import rank
from kdgraph.analysis.lineage.main_path import main_path
from kdgraph.analysis.lineage.transitive import transitive_reduction
from kdgraph.analysis.names.paper_names import short_names
from kdgraph.analysis.ties import best_first
from kdgraph.figures import FIGURES
from kdgraph.figures._shown import (
    AGAINST_TIME,
    DASHED,
    dashed_note,
    dots,
    ink_of,
    shape_of,
    span,
    told,
)
from kdgraph.figures.canvas.drawing import Axis, Box, Drawing, Panel
from kdgraph.figures.canvas.marks import Curves, Floats, Mark, Points, Text
from kdgraph.figures.canvas.page import MARGIN
from kdgraph.figures.canvas.typography import fitted, measure
from kdgraph.figures.figure import FigureBase, counted
from kdgraph.figures.layouts.tracks import Spot, assign_rows, backward, elbow
from kdgraph.figures.scales import year_axis
from kdgraph.graph.chronology import publication_time
from kdgraph.graph.citation import CitationGraph
from kdgraph.graph.snapshot import Snapshot

__all__ = ["historiograph"]

_ROW: Final = 10.5  # points from row to row
_SIZE: Final = 6.8
_LONGEST: Final = 92.0  # points of a name
_BESIDE: Final = 2.2  # points between a dot and its name
_TICKS: Final = 14.0
_LEFT: Final = 8.0
_RIGHT: Final = 56.0  # points that names may reach beyond the last moment
_PER_PAPER: Final = 12.5  # points of width for each paper, unless asked for more
_DENSEST: Final = 1.8  # citations a paper that stay readable
_SMALLEST_DOT: Final = 3.4
_LARGEST_DOT: Final = 9.0
_NAMED: Final = 8  # papers named in a note


@FIGURES.add("historiograph")
def historiograph(
    snapshot: Snapshot,
    *,
    width: float = 7.0,
    section: str | None = None,
    top: int | None = None,
    scope: str | None = None,
    field_least: int | None = None,
) -> Drawing:
    """Draw the most cited papers in the order of time, with the citations among them.

    After Garfield's historiographs: from left to right runs the time of first publication, lines
    lead from the cited to the citing paper. Citations that a longer way through these papers makes
    redundant are left out, and where more than can be read remain, those with the least flow; the
    notes count both. Colour and shape are the section of the list, the size grows with the
    citations here.

    Parameters
    ----------
    snapshot : Snapshot
        Papers and citations.
    width : float
        Inches.
    section : str, optional
        Only papers listed under the headings that hold this.
    top : int, optional
        So many papers; by default as many as the width has room for.
    scope, field_least : str and int, optional
        Which papers are drawn and counted, as for `kdgraph.Snapshot.within`; by default the field.

    Raises
    ------
    InputError
        If there is no such section, or `top` is below 1.

    References
    ----------
    Garfield, Pudovkin and Istomin (2003), "Why do we need algorithmic historiography?", JASIST 54.

    Examples
    --------
    >>> import kdgraph
    >>> drawing = historiograph(kdgraph.embedded(), width=5.5)
    >>> sorted(set(drawing.numbers["what"]))
    ['citation', 'paper']
    """
    figure = FigureBase(
        "historiograph",
        snapshot,
        width=width,
        section=section,
        top=top,
        scope=scope,
        field_least=field_least,
        of_the_field=True,
    )
    most = figure.most(max(6, int((figure.page - _LEFT - _RIGHT) / _PER_PAPER)))
    return _History(_chosen(figure, most), figure).drawing()


@dataclass(frozen=True, slots=True, eq=False)
class _Chosen:
    """The papers to show, most cited first, and the citations among them, heaviest first."""

    papers: pd.DataFrame
    arcs: pd.DataFrame
    notes: list[str]
    among: int
    looked: int


def _chosen(figure: FigureBase, most: int) -> _Chosen:
    snapshot = figure.snapshot
    graph = snapshot.citation_graph()
    ranking = rank(snapshot, "citations", top=max(len(graph.papers), 1), section=figure.section)
    best = ranking.frame.loc[ranking.frame["score"] > 0, "paper_id"]
    undated = best.isin(graph.papers.index[np.isnan(publication_time(graph.papers))])
    best = best[~undated].reset_index(drop=True)
    notes = []
    if undated.any():
        notes.append(f"{counted(int(undated.sum()), 'cited paper')} without a year not placed.")
    looked, alone = _joined(snapshot.citations, best, most)
    papers = figure.told(best.head(looked)[~alone])
    if alone.any():
        named = short_names(snapshot, best.head(looked)[alone])
        unread = _unread_among(graph, pd.Index(best.head(looked)[alone]))
        known = f" as far as is known ({unread} not read)" if unread else ""
        notes.append(
            f"{counted(int(alone.sum()), 'paper')} of the {looked} most cited cite none of these "
            f"nor are cited by them{known}, and are not shown: "
            f"{', '.join([*named.values()][:_NAMED])}"
            f"{' and others' if len(named) > _NAMED else ''}."
        )
    reduced = transitive_reduction(graph, papers.index)
    among = len(reduced.arcs) + len(reduced.redundant) + len(reduced.cut)
    if len(reduced.redundant):
        notes.append(
            f"{counted(len(reduced.redundant), 'citation')} left out where a longer way through "
            "papers shown leads to the same paper."
        )
    if len(reduced.cut):
        notes.append(f"{counted(len(reduced.cut), 'citation')} left out to break cycles.")
    arcs = _heaviest(graph, reduced.arcs, int(_DENSEST * len(papers)))
    if weaker := len(reduced.arcs) - len(arcs):
        notes.append(
            f"{counted(weaker, 'citation')} with the least flow (SPC) left out to keep the rest "
            "readable; each paper keeps its heaviest."
        )
    joined = papers.index.isin(arcs["citing_id"]) | papers.index.isin(arcs["cited_id"])
    if len(arcs) and not joined.all():
        lost = [str(name) for name in papers.loc[~joined, "name"]]
        notes.append(
            f"{counted(len(lost), 'paper')} whose only citations here were left out to break "
            f"cycles not shown: {', '.join(lost[:_NAMED])}"
            f"{' and others' if len(lost) > _NAMED else ''}."
        )
        papers = papers[joined]
    notes += _unread(graph, papers.index)
    return _Chosen(papers, arcs, notes, among, looked)


def _heaviest(graph: CitationGraph, arcs: pd.DataFrame, room: int) -> pd.DataFrame:
    """Return so many citations with their share of the flow, the heaviest first.

    Each paper keeps its heaviest one, however little flows along it.
    """
    flow = main_path(graph).arcs.set_index(["citing_id", "cited_id"])["share"]
    pairs = pd.MultiIndex.from_frame(arcs[["citing_id", "cited_id"]])
    arcs = arcs.assign(share=flow.reindex(pairs).to_numpy(dtype=np.float64))
    arcs = arcs.sort_values(["citing_id", "cited_id"])
    arcs = arcs.iloc[best_first(arcs["share"])].reset_index(drop=True)
    seen: set[str] = set()
    first = []
    for pair in zip(arcs["citing_id"], arcs["cited_id"], strict=True):
        first.append(not seen.issuperset(pair))
        seen.update(pair)
    order = np.argsort(~np.array(first, dtype=bool), kind="stable")
    kept = np.sort(order[: max(room, sum(first))])
    return arcs.iloc[kept].reset_index(drop=True)


def _unread(graph: CitationGraph, shown: pd.Index[str]) -> list[str]:
    """Say of how many papers shown it is not known what they cite."""
    unread = _unread_among(graph, shown)
    if not unread:
        return []
    said = f"Of {counted(unread, 'paper')} shown the reference list was not read"
    return [f"{said}: that no line leads from them to older papers says nothing."]


def _unread_among(graph: CitationGraph, papers: pd.Index[str]) -> int:
    """Return of how many papers it is not known what they cite."""
    if "references_known" not in graph.papers.columns:
        return 0
    cites = np.diff(graph.cites.indptr)[graph.papers.index.get_indexer(papers)]
    known = graph.papers["references_known"].loc[papers].to_numpy()
    return int((~known & (cites == 0)).sum())


def _joined(
    citations: pd.DataFrame, best: pd.Series[str], most: int
) -> tuple[int, np.ndarray[Any, np.dtype[np.bool_]]]:
    """Return how many of the best to look at, and which of those no citation joins with another.

    As many as there can be such that at most `most` of them are joined; `most`, if none ever are.
    """
    place = pd.Series(np.arange(len(best)), index=best.to_numpy())
    pairs = np.column_stack([place.reindex(citations[name]) for name in ("citing_id", "cited_id")])
    pairs = pairs[~np.isnan(pairs).any(axis=1)].astype(np.int64)
    later = pairs.max(axis=1)
    # among how many of the best each paper is first joined with one
    since = np.full(len(best), len(best))
    for column in (0, 1):
        np.minimum.at(since, pairs[:, column], later)
    order = np.sort(since[since < len(best)])
    if not len(order):
        return min(most, len(best)), np.zeros(min(most, len(best)), dtype=bool)
    looked = int(order[most]) if len(order) > most else int(order[-1]) + 1
    return looked, since[:looked] >= looked


class _History:
    """The places of the papers, and the marks that follow from them."""

    def __init__(self, chosen: _Chosen, figure: FigureBase) -> None:
        self.chosen, self.figure = chosen, figure
        self.room = figure.page - _LEFT - _RIGHT - MARGIN
        papers = chosen.papers
        time = papers["time"].to_numpy(dtype=np.float64)
        self.years = year_axis(time, self.room)
        self.scale = self.room / self.years.axis.high
        x = self.years.at(time) * self.scale
        dot = dots(papers["cited"], _SMALLEST_DOT, _LARGEST_DOT)
        names = [
            fitted(name, _SIZE, min(_LONGEST, self.room + _RIGHT - at - size / 2 - _BESIDE))
            for name, at, size in zip(papers["name"], x, dot, strict=True)
        ]
        spots = [
            Spot(float(at), size / 2, size / 2 + _BESIDE + measure(name, _SIZE).width)
            for name, at, size in zip(names, x, dot, strict=True)
        ]
        place = {paper_id: number for number, paper_id in enumerate(papers.index)}
        self.links = [
            (place[cited], place[citing])
            for citing, cited in zip(chosen.arcs["citing_id"], chosen.arcs["cited_id"], strict=True)
        ]
        half = int(np.ceil(len(papers) * 0.36)) + 1
        found: list[int | None] = [None]
        while None in found:  # as many rows as papers are always enough
            rows = sorted(range(-half, half + 1), key=lambda row: (abs(row), row))
            found = assign_rows(spots, self.links, rows)
            half += half
        placed = [row for row in found if row is not None]
        level = _closed_up(set(placed))
        self.rows = max(level.values(), default=0) + 1
        self.x, self.dot, self.names, self.spots = x, dot, names, spots
        self.y = [float(level[row]) for row in placed]

    def drawing(self) -> Drawing:
        """Return the marks, and what is said of them."""
        papers, arcs = self.chosen.papers, self.chosen.arcs
        height = max(self.rows, 2) * _ROW
        box = Box(_LEFT, _TICKS, _LEFT + self.room, _TICKS + height)
        axis = Axis(max(self.rows, 2) - 0.5, -0.5)
        notes = list(self.chosen.notes)
        if self.years.narrowed:
            notes.append(f"{counted(self.years.narrowed, 'year')} without a paper drawn narrower.")
        against = len(self._drawn(against=True))
        facts: dict[str, Any] = {"story": "An empty time axis: no cited paper can be placed."}
        caption = _NOTHING
        if len(papers):
            facts = {
                "papers": len(papers),
                "shown": counted(len(papers), "paper"),
                "arcs": len(arcs),
                "among": counted(self.chosen.among, "citation"),
                "drawn": "all" if len(arcs) == self.chosen.among else f"{len(arcs):,}",
                "looked": counted(self.chosen.looked, "most cited paper"),
                "story": self._story(against),
            }
            caption = (_CAPTION if len(arcs) else _WITHOUT) + _SIGNS
        else:
            notes.append("No paper is cited here, so there is nothing to show.")
        if against:
            facts["against"] = counted(against, "citation")
            caption += DASHED
            notes.append(dashed_note(against))
        panel = Panel(box, self.years.axis, axis, tuple(self._marks()), name="history")
        return self.figure.drawing(
            (panel,),
            height=height + _TICKS + 2.0,
            caption=caption,
            alt="{story}",
            facts=facts,
            numbers=self._numbers(),
            keys=self.figure.keys(papers),
            notes=notes,
        )

    def _story(self, against: int) -> str:
        """Return what there is to see: the span, the hub, and where most lines begin and end."""
        papers, arcs = self.chosen.papers, self.chosen.arcs
        said = (
            f"{counted(len(papers), 'paper')} "
            f"{span(papers['time'].min(), papers['time'].max())} from left to right, with "
            f"{counted(len(arcs), 'line')} from cited to citing papers"
            f"{f', {against} of them against time, dashed' if against else ''}. "
        )
        largest = papers.iloc[int(np.argmax(papers["cited"]))]
        said += (
            f"The largest dot is {largest['name']}, with {counted(largest['cited'], 'citation')}"
        )
        hubs = []
        for end, verb in (("cited_id", "leave"), ("citing_id", "reach")):
            count = arcs[end].value_counts()
            most = papers.index[papers.index.isin(count.index[count == count.max()])]
            if len(most) == 1 and count.max() > 1:
                hubs.append(f"{verb} {papers.at[most[0], 'name']!s} ({count.max()})")
        if hubs:
            said += f"; most lines {' and '.join(hubs)}"
        return f"{said.rstrip('.')}."

    def _marks(self) -> list[Mark]:
        shown = self.chosen.papers
        if not len(shown):
            return []
        x = self.x / self.scale
        y = np.array(self.y, dtype=np.float64)
        ids = tuple((paper_id,) for paper_id in shown.index)
        words = told(shown)
        return [
            *self._lines(),
            Points(
                role="paper",
                x=x,
                y=y,
                size=self.dot,
                ink=[ink_of(kind) for kind in shown["kind"]],
                shape=[shape_of(kind) for kind in shown["kind"]],
                filled=[kind >= 0 for kind in shown["kind"]],
                papers=ids,
                words=words,
            ),
            Text(
                role="name",
                x=x,
                y=y,
                dx=[size / 2 + _BESIDE for size in self.dot],
                text=tuple(self.names),
                ink=["ink" if kind >= 0 else "muted" for kind in shown["kind"]],
                size=_SIZE,
                valign="middle",
                plate=True,
                papers=ids,
                words=words,
            ),
        ]

    def _lines(self) -> list[Mark]:
        papers = self.chosen.papers
        return [
            Curves(
                role=f"citation {AGAINST_TIME}" if against else "citation",
                paths=tuple(self._line(cited, citing) for cited, citing in drawn),
                ink=[ink_of(papers["kind"].iloc[citing]) for _, citing in drawn],
                width=0.75,
                dash="dashed" if against else "solid",
                bent=True,
                opacity=0.6,
                layer=-1,
                papers=tuple(
                    (papers.index[citing], papers.index[cited]) for cited, citing in drawn
                ),
                words=tuple(
                    f"{papers['name'].iloc[citing]} cites {papers['name'].iloc[cited]}"
                    f"{', which is dated later' if against else ''}"
                    for cited, citing in drawn
                ),
            )
            for against in (False, True)
            if (drawn := self._drawn(against=against))
        ]

    def _drawn(self, *, against: bool) -> list[tuple[int, int]]:
        """Return the citations along time, or those against it."""
        time = self.chosen.papers["time"].to_numpy(dtype=np.float64)
        return [
            (cited, citing)
            for cited, citing in self.links
            if bool(time[citing] < time[cited]) == against
        ]

    def _line(self, cited: int, citing: int) -> Floats:
        x0, x1 = float(self.x[cited]), float(self.x[citing])
        y0, y1 = self.y[cited], self.y[citing]
        if x1 < x0:
            path = backward(x0, y0, x1, y1)
            path[:, 0] /= self.scale
            return path
        if y0 == y1:
            x0 = min(x0 + self.spots[cited].after + 1.5, x1)
        path = elbow(x0, y0, x1, y1)
        path[:, 0] /= self.scale
        return path

    def _numbers(self) -> pd.DataFrame:
        papers, arcs = self.chosen.papers, self.chosen.arcs
        first = papers.drop(columns=["kind"]).reset_index()
        first["time"] = first["time"].round(3)
        first.insert(0, "what", "paper")
        second = pd.DataFrame(
            {
                "what": "citation",
                "paper_id": arcs["citing_id"],
                "cited_id": arcs["cited_id"],
                "share": arcs["share"],
            }
        )
        columns: dict[str, Any] = {
            name: pd.concat([first.get(name, _nothing(first)), second.get(name, _nothing(second))])
            for name in (*first.columns, "cited_id", "share")
        }
        return pd.DataFrame({name: column.array for name, column in columns.items()})


def _closed_up(rows: set[int]) -> dict[int, int]:
    """Return rows from 0 at the top, with at most one empty row between any two.

    >>> _closed_up({-7, -6, -1})
    {-7: 0, -6: 1, -1: 3}
    """
    level: dict[int, int] = {}
    before = 0
    for row in sorted(rows):
        level[row] = max(level.values()) + min(row - before, 2) if level else 0
        before = row
    return level


def _nothing(frame: pd.DataFrame) -> pd.Series[Any]:
    return pd.Series([None] * len(frame), dtype=object)


_CAPTION: Final = (
    "Historiograph (after Garfield) of the {looked}, in order of first publication. The {shown} "
    "shown cite, or are cited by, another of them; of the {among} among them, {drawn} are drawn, "
    "from the cited to the citing paper."
)
_WITHOUT: Final = (
    "Historiograph (after Garfield) of the {looked}, in order of first publication. No citation "
    "among them is known."
)
_SIGNS: Final = " Colour and shape: section of the list. Dot area: citations received."
_NOTHING: Final = "Historiograph, after Garfield: no cited paper can be placed."
