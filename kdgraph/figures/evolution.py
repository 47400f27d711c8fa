"""The evolution tree: how the listed methods descend from one another, on a time axis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.analysis.lineage.overrides import Overrides
from kdgraph.figures import FIGURES
from kdgraph.figures._dendrogram import Node, Placed, pack, place
from kdgraph.figures._descent import Descent, read_descent
from kdgraph.figures._years import Years, year_axis
from kdgraph.figures.canvas.drawing import Axis, Box, Drawing, Panel
from kdgraph.figures.canvas.marks import SHAPES, Curves, Floats, Mark, Points, Text
from kdgraph.figures.canvas.page import MARGIN, Body, Key, compose
from kdgraph.figures.canvas.theme import KINDS
from kdgraph.figures.canvas.typography import fitted, measure
from kdgraph.graph.snapshot import Snapshot

__all__ = ["evolution"]

_ROW: Final = 10.0  # points from row to row
_SIZE: Final = 7.0  # points, of the names
_SMALLEST_DOT: Final = 3.6
_LARGEST_DOT: Final = 8.5
_TURN: Final = 6.0  # points, the radius of a branch's bend
_TICKS: Final = 14.0  # points below the rows, for the years
_LEFT: Final = 8.0
_RIGHT: Final = 52.0  # points that names may reach beyond the last moment
_KNOWN: Final = ("sentence", "intent", "override")


@FIGURES.add("evolution")
def evolution(
    snapshot: Snapshot,
    *,
    width: float = 7.0,
    section: str | None = None,
    top: int | None = None,
    overrides: Overrides | None = None,
) -> Drawing:
    """Draw how the listed methods descend from one another.

    From left to right runs the time of first publication. Each paper hangs on one primary parent,
    chosen by evidence (`kdgraph.primary_parents`); dashed, the runner-up. Colour and shape are the
    section of the list, filled is a paper with linked code, the size grows with the citations here.
    Papers whose parent is not known stand below by section, and the notes say why.

    Parameters
    ----------
    snapshot : Snapshot
        The list and what its papers cite.
    width : float
        Inches.
    section : str, optional
        Only papers of the sections whose heading holds this, and the papers that they descend from.
    top : int, optional
        Only so many papers, those with most citations here; by default at most 80.
    overrides : Overrides, optional
        Parents by hand, which win.

    Raises
    ------
    InputError
        If there is no such section, or `top` is below 1.

    Examples
    --------
    >>> import kdgraph
    >>> drawing = evolution(kdgraph.embedded())
    >>> len(drawing.numbers)
    59
    """
    descent = read_descent(snapshot, section=section, top=top, overrides=overrides)
    body = _Tree(descent, width * 72).body(section)
    return compose(
        snapshot, "evolution", body, width=width, options={"section": section, "top": top}
    )


class _Tree:
    """The places of the papers, and the marks that follow from them."""

    def __init__(self, descent: Descent, room: float) -> None:
        self.descent = descent
        self.papers = descent.papers
        self.room = room - _LEFT - _RIGHT - MARGIN
        self.years: Years = year_axis(self.papers["time"].to_numpy(dtype=np.float64), self.room)
        self.scale = self.room / self.years.axis.high
        self.x = dict(
            zip(self.papers.index, self.years.at(self.papers["time"]) * self.scale, strict=True)
        )
        self.dot = self._dots()
        children = set(self.papers["parent_id"].dropna())
        hangs = self.papers["parent_id"].notna() | self.papers.index.isin(children)
        self.in_tree = [paper_id for paper_id in self.papers.index if hangs[paper_id]]
        self.alone = [paper_id for paper_id in self.papers.index if not hangs[paper_id]]
        self.names = {
            paper_id: fitted(name, _SIZE, self._after(paper_id) - self.dot[paper_id] / 2 - 2.5)
            for paper_id, name in self.papers["name"].items()
        }
        self.tree = place([self._node(paper_id) for paper_id in self.in_tree])
        self.rest, self.headings = self._rest()
        self.gap = 1.6 if self.in_tree and self.alone else 0.0
        self.rows = self.tree.rows + self.gap + self.rest.rows

    def _dots(self) -> dict[str, float]:
        """Return diameters: the area grows with the citations."""
        cited = self.papers["cited"]
        most = max(int(cited.max()), 1) if len(cited) else 1
        share = cited.to_numpy(dtype=np.float64) / most
        size = np.sqrt(_SMALLEST_DOT**2 + share * (_LARGEST_DOT**2 - _SMALLEST_DOT**2))
        return dict(zip(self.papers.index, size.tolist(), strict=True))

    def _after(self, paper_id: str) -> float:
        """Return how many points lie between a paper and the right edge."""
        return self.room + _RIGHT - self.x[paper_id]

    def _node(self, paper_id: str) -> Node:
        paper = self.papers.loc[paper_id]
        words = measure(self.names[paper_id], _SIZE).width
        parent = None if pd.isna(paper["parent_id"]) else str(paper["parent_id"])
        half = self.dot[paper_id] / 2
        return Node(
            paper_id, self.x[paper_id], half, half + 2.5 + words, parent, int(paper["kind"])
        )

    def _rest(self) -> tuple[Placed, list[tuple[int, str]]]:
        """Return the rows of the papers without a known parent, and their sections' headings."""
        placed = pack([self._node(paper_id) for paper_id in self.alone])
        firsts: dict[int, int] = {}
        for paper_id, row in placed.row.items():
            kind = int(self.papers.at[paper_id, "kind"])
            firsts[kind] = min(row, firsts.get(kind, row))
        return placed, [(firsts[kind], self.descent.sections[kind]) for kind in sorted(firsts)]

    def row(self, paper_id: str) -> float:
        """Return the row of a paper, from 0 at the top."""
        if paper_id in self.tree.row:
            return float(self.tree.row[paper_id])
        return self.tree.rows + self.gap + self.rest.row[paper_id]

    def body(self, section: str | None) -> Body:
        """Return the marks, and what is said of them."""
        height = max(self.rows, 1.0) * _ROW
        box = Box(_LEFT, _TICKS, _LEFT + self.room, _TICKS + height)
        # one row a unit, the first row half a unit below the top
        axis = Axis(max(self.rows, 1.0) - 0.5, -0.5)
        panel = Panel(box, self.years.axis, axis, tuple(self._marks()), name="tree")
        papers = self.papers
        linked = papers["parent_id"].notna()
        known = papers["basis"].isin(_KNOWN) & linked
        facts = {
            "papers": len(papers),
            "linked": int(linked.sum()),
            "known": int(known.sum()),
            "guessed": int((linked & ~known).sum()),
            "alone": len(self.alone),
            "where": "the list" if section is None else f"the sections like “{section}”",
        }
        return Body(
            height=height + _TICKS + 2.0,
            panels=(panel,),
            caption=_CAPTION,
            facts=facts,
            alt=self._alt(facts),
            numbers=self._numbers(),
            keys=self._keys(),
            notes=[*self.descent.notes, *self._notes()],
        )

    def _units(self, points: float) -> float:
        return points / self.scale

    def _at(self, paper_id: str) -> tuple[float, float]:
        return self.x[paper_id], self.row(paper_id)

    def _marks(self) -> list[Mark]:
        return [*self._others(), *self._branches(), *self._dots_and_names()]

    def _branches(self) -> list[Mark]:
        """Draw the branches, far ones first, so that near ones lie on the common trunk."""
        arcs = [
            (abs(self.row(str(parent)) - self.row(str(child))), str(parent), str(child))
            for child, parent in self.papers["parent_id"].dropna().items()
        ]
        marks: list[Mark] = []
        for basis, sure in (("structure", False), ("known", True)):
            chosen = [
                arc
                for arc in sorted(arcs, reverse=True)
                if (self.papers.at[arc[2], "basis"] in _KNOWN) == sure
            ]
            if chosen:
                marks.append(
                    Curves(
                        role=f"parent by {basis}",
                        paths=tuple(self._branch(parent, child) for _, parent, child in chosen),
                        ink=[self._ink(child) for _, _, child in chosen],
                        width=1.5 if sure else 0.9,
                        bent=True,
                        papers=tuple((child, parent) for _, parent, child in chosen),
                        words=tuple(self._said(parent, child) for _, parent, child in chosen),
                    )
                )
        return marks

    def _branch(self, parent: str, child: str) -> Floats:
        """Return a branch: down or up the trunk, round a bend, along the child's row."""
        x0, y0 = self._at(parent)
        x1, y1 = self._at(child)
        if y0 == y1:
            start = x0 + self._node(parent).after + 2.0
            return self._bent([(start, y0), (start, y0), (x1, y1), (x1, y1)])
        turn = min(_TURN, abs(y1 - y0) * _ROW, max(abs(x1 - x0), 1.0))
        side = 1.0 if x1 >= x0 else -1.0
        before = y1 - np.sign(y1 - y0) * turn / _ROW
        curve = 0.55  # of a quarter circle
        return self._bent(
            [
                (x0, y0),
                (x0, y0),
                (x0, before),
                (x0, before),
                (x0, before + (y1 - before) * curve),
                (x0 + side * turn * (1 - curve), y1),
                (x0 + side * turn, y1),
                (x0 + side * turn, y1),
                (x1, y1),
                (x1, y1),
            ]
        )

    def _bent(self, places: list[tuple[float, Any]]) -> Floats:
        return np.array([(self._units(x), float(y)) for x, y in places])

    def _others(self) -> list[Mark]:
        """Draw the runners-up behind everything else."""
        arcs = [
            (str(child), str(other))
            for child, other in self.papers["runner_up_id"].dropna().items()
        ]
        if not arcs:
            return []
        paths = []
        for child, other in arcs:
            (x0, y0), (x1, y1) = self._at(other), self._at(child)
            bow = max((x1 - x0) * 0.5, 6.0)
            paths.append(self._bent([(x0, y0), (x0 + bow, y0), (x1 - bow, y1), (x1, y1)]))
        return [
            Curves(
                role="other parent",
                paths=tuple(paths),
                ink="muted",
                width=0.5,
                dash="dashed",
                bent=True,
                opacity=0.55,
                layer=-1,
                papers=tuple(arcs),
                words=tuple(
                    f"{self.papers.at[child, 'name']}: the runner-up as parent is "
                    f"{self.papers.at[other, 'name']}"
                    for child, other in arcs
                ),
            )
        ]

    def _dots_and_names(self) -> list[Mark]:
        ids = list(self.papers.index)
        if not ids:
            return []
        x = np.array([self._units(self.x[paper_id]) for paper_id in ids])
        y = np.array([self.row(paper_id) for paper_id in ids])
        papers = tuple((paper_id,) for paper_id in ids)
        words = tuple(
            f"{title} ({year}) · {section} · cited by {cited} here"
            for title, year, section, cited in zip(
                self.papers["title"],
                self.papers["year"],
                self.papers["section"],
                self.papers["cited"],
                strict=True,
            )
        )
        return [
            Points(
                role="paper",
                x=x,
                y=y,
                size=[self.dot[paper_id] for paper_id in ids],
                ink=[self._ink(paper_id) for paper_id in ids],
                shape=[_shape(int(kind)) for kind in self.papers["kind"]],
                filled=[bool(code) for code in self.papers["code"]],
                edge=0.9,
                papers=papers,
                words=words,
            ),
            Text(
                role="name",
                x=x,
                y=y,
                dx=[self.dot[paper_id] / 2 + 2.5 for paper_id in ids],
                text=tuple(self.names[paper_id] for paper_id in ids),
                size=_SIZE,
                up="middle",
                plate=True,
                papers=papers,
                words=words,
            ),
        ]

    def _ink(self, paper_id: str) -> str:
        return f"series:{int(self.papers.at[paper_id, 'kind']) % KINDS}"

    def _said(self, parent: str, child: str) -> str:
        paper = self.papers.loc[child]
        how = paper["label"] if paper["basis"] in _KNOWN else "chosen by structure, no sentence"
        return f"{paper['name']} descends from {self.papers.at[parent, 'name']} ({how})"

    def _keys(self) -> list[Key]:
        counts = self.papers["kind"].value_counts()
        keys = [
            Key(f"{name} ({counts[kind]})", f"series:{kind % KINDS}", _shape(kind))
            for kind, name in enumerate(self.descent.sections)
        ]
        if self.papers["code"].any() and not self.papers["code"].all():
            keys.append(Key("no code linked", "muted", "circle", filled=False))
        linked = self.papers["parent_id"].notna()
        sure = self.papers["basis"].isin(_KNOWN)
        if (linked & sure).any():
            keys.append(Key("primary parent, by its sentence", "ink", "line", width=1.5))
        if (linked & ~sure).any():
            keys.append(Key("primary parent, by structure", "ink", "line", width=0.9))
        if self.papers["runner_up_id"].notna().any():
            keys.append(Key("runner-up", "muted", "line", "dashed", width=0.6))
        return keys

    def _notes(self) -> list[str]:
        notes = []
        reasons = self.papers["reason"][self.papers["parent_id"].isna()].dropna()
        for reason, count in reasons.value_counts().items():
            notes.append(f"{count} papers without a parent: {reason}.")
        more = int((self.papers["candidates"] - 2).clip(lower=0).sum())
        if more:
            notes.append(f"{more} further citations among these papers are not drawn.")
        if self.years.narrowed:
            notes.append(f"{self.years.narrowed} years without a paper are drawn narrower.")
        return notes

    def _alt(self, facts: Mapping[str, Any]) -> str:
        if not len(self.papers):
            return "An empty time axis: no paper of the list can be placed."
        first, last = int(self.papers["time"].min()), int(self.papers["time"].max())
        return (
            f"A tree of {facts['papers']} papers from {first} to {last}, from left to right; "
            f"{facts['linked']} hang on a parent, {facts['alone']} stand without one below it."
        )

    def _numbers(self) -> pd.DataFrame:
        frame = self.papers.drop(columns=["kind", "time"]).reset_index()
        frame.insert(4, "time", self.papers["time"].round(3).to_numpy())
        return frame


def _shape(kind: int) -> str:
    return SHAPES[(kind + kind // KINDS) % len(SHAPES)]


_CAPTION: Final = (
    "Evolution of {papers} papers of {where} by the time of first publication. Each of {linked} "
    "papers hangs on one primary parent, {known} of them chosen by a citing sentence or by hand, "
    "{guessed} by structure alone; the parent of the others is not known from these data. Colour "
    "and shape: section of the list. Size: citations within the corpus."
)
