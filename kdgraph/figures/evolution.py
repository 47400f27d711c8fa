"""The evolution tree: how the listed methods descend from one another, on a time axis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.analysis.lineage.overrides import Overrides
from kdgraph.figures import FIGURES
from kdgraph.figures._dendrogram import Node, pack, place
from kdgraph.figures._descent import Descent, Method, read_descent
from kdgraph.figures._years import year_axis
from kdgraph.figures.canvas.drawing import Axis, Box, Drawing, Panel
from kdgraph.figures.canvas.marks import SHAPES, Curves, Floats, Mark, Points, Text
from kdgraph.figures.canvas.page import MARGIN, Body, Key, compose
from kdgraph.figures.canvas.theme import KINDS
from kdgraph.figures.canvas.typography import fitted, measure
from kdgraph.graph.snapshot import Snapshot

__all__ = ["evolution"]

_NARROW: Final = 4.5  # inches: below, names are brief
_ROW: Final = 9.2  # points from row to row
_SIZE: Final = 7.0  # points, of the names
_SMALLEST_DOT: Final = 3.6
_LARGEST_DOT: Final = 8.5
_TURN: Final = 6.0  # points, the radius of a branch's bend
_TICKS: Final = 14.0  # points below the rows, for the years
_LEFT: Final = 8.0
_RIGHT: Final = 52.0  # points that names may reach beyond the last moment
_APART: Final = 1.7  # rows between the tree and the papers without a known parent
_QUARTER: Final = 0.55  # control points that make a quarter of a circle


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
    chosen by evidence (`kdgraph.primary_parents`); dashed, a runner-up that came close. Colour and
    shape are the section of the list, filled is a paper with linked code, the size grows with the
    citations here. Papers whose parent is not known stand below by section; the notes say why.

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
    descent = read_descent(
        snapshot, section=section, top=top, overrides=overrides, brief=width < _NARROW
    )
    body = _Tree(descent, width * 72).body(section)
    by_hand = None if overrides is None else overrides.digest
    options = {"section": section, "top": top, "overrides": by_hand}
    return compose(snapshot, "evolution", body, width=width, options=options)


class _Tree:
    """The places of the papers, and the marks that follow from them."""

    def __init__(self, descent: Descent, page: float) -> None:
        self.descent = descent
        self.methods = descent.methods()
        self.room = page - _LEFT - _RIGHT - MARGIN
        times = np.array([method.time for method in self.methods.values()], dtype=np.float64)
        self.years = year_axis(times, self.room)
        self.scale = self.room / self.years.axis.high  # points a unit of the axis
        places = self.years.at(times) * self.scale
        self.x: dict[str, float] = dict(zip(self.methods, places.tolist(), strict=True))
        self.dot = self._dot_sizes()
        self.names = {
            paper_id: fitted(
                method.name, _SIZE, self.room + _RIGHT - self.x[paper_id] - self._shift(paper_id)
            )
            for paper_id, method in self.methods.items()
        }
        parents = {method.parent for method in self.methods.values()}
        self.alone = [
            paper_id
            for paper_id, method in self.methods.items()
            if method.parent is None and paper_id not in parents
        ]
        tree = place([self._node(one) for one in self.methods if one not in set(self.alone)])
        rest = pack([self._node(one) for one in self.alone])
        self.trunk = tree.trunk
        self.start = tree.rows + (_APART if tree.rows and rest.rows else 0.0)
        self.rows = max(self.start + rest.rows, 1.0)
        self.row = {one: float(row) for one, row in tree.row.items()}
        self.row |= {one: self.start + row for one, row in rest.row.items()}

    def _dot_sizes(self) -> dict[str, float]:
        """Return diameters in points: the area grows with the citations."""
        most = max([method.cited for method in self.methods.values()], default=0) or 1
        low, high = _SMALLEST_DOT**2, _LARGEST_DOT**2
        return {
            paper_id: (low + method.cited / most * (high - low)) ** 0.5
            for paper_id, method in self.methods.items()
        }

    def _shift(self, paper_id: str) -> float:
        """Return how far right of its place a paper's name begins."""
        return self.dot[paper_id] / 2 + 2.5

    def _node(self, paper_id: str) -> Node:
        method = self.methods[paper_id]
        words = measure(self.names[paper_id], _SIZE).width
        return Node(
            name=paper_id,
            x=self.x[paper_id],
            before=self.dot[paper_id] / 2,
            after=self._shift(paper_id) + words,
            parent=method.parent,
            kind=method.kind,
        )

    def body(self, section: str | None) -> Body:
        """Return the marks, and what is said of them."""
        height = self.rows * _ROW
        panel = Panel(
            Box(_LEFT, _TICKS, _LEFT + self.room, _TICKS + height),
            self.years.axis,
            Axis(self.rows - 0.5, -0.5),  # rows, counted from the top
            (*self._others(), *self._branches(), *self._dots_and_names(), *self._headings()),
            name="tree",
        )
        methods = self.methods.values()
        facts = {
            "papers": len(methods),
            "linked": sum(method.parent is not None for method in methods),
            "known": sum(method.parent is not None and method.known for method in methods),
            "guessed": sum(method.parent is not None and not method.known for method in methods),
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

    def _branches(self) -> list[Mark]:
        """Draw the branches, far ones first, so that near ones lie on the common trunk."""
        arcs = [
            (abs(self.row[method.parent] - self.row[child]), method.parent, child)
            for child, method in self.methods.items()
            if method.parent is not None
        ]
        marks: list[Mark] = []
        for known in (False, True):
            chosen = [
                (parent, child)
                for _, parent, child in sorted(arcs, reverse=True)
                if self.methods[child].known == known
            ]
            if chosen:
                marks.append(
                    Curves(
                        role="parent by evidence" if known else "parent by structure",
                        paths=tuple(self._branch(parent, child) for parent, child in chosen),
                        ink=[_ink(self.methods[child]) for _, child in chosen],
                        width=1.5 if known else 0.9,
                        bent=True,
                        papers=tuple((child, parent) for parent, child in chosen),
                        words=tuple(self._said(parent, child) for parent, child in chosen),
                    )
                )
        return marks

    def _branch(self, parent: str, child: str) -> Floats:
        """Return a branch: up or down the trunk, round a bend, along the child's row."""
        x0, y0, x1, y1 = self.x[parent], self.row[parent], self.x[child], self.row[child]
        if y0 == y1:
            start = x0 + self._node(parent).after + 2.0
            return self._bent([(start, y0), (start, y0), (x1, y1), (x1, y1)])
        trunk = self.trunk[parent]
        turn = min(_TURN, abs(y1 - y0) * _ROW, max(x1 - trunk, 1.0))
        corner = y1 - (1.0 if y1 > y0 else -1.0) * turn / _ROW
        return self._bent(
            [
                (x0, y0),
                *[(trunk, y0)] * 3,
                *[(trunk, corner)] * 3,
                (trunk, corner + (y1 - corner) * _QUARTER),
                (trunk + turn * (1 - _QUARTER), y1),
                (trunk + turn, y1),
                *[(x1, y1)] * 3,
            ]
        )

    def _bent(self, places: list[tuple[float, float]]) -> Floats:
        """Return places in points and rows as those of the panel."""
        return np.array([(x / self.scale, y) for x, y in places], dtype=np.float64)

    def _others(self) -> list[Mark]:
        """Draw the runners-up behind everything else."""
        arcs = [
            (child, method.runner_up)
            for child, method in self.methods.items()
            if method.runner_up is not None
        ]
        paths = []
        for child, other in arcs:
            x0, y0, x1, y1 = self.x[other], self.row[other], self.x[child], self.row[child]
            bow = max((x1 - x0) * 0.5, 6.0)
            paths.append(self._bent([(x0, y0), (x0 + bow, y0), (x1 - bow, y1), (x1, y1)]))
        if not arcs:
            return []
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
                    f"{self.methods[child].name}: the runner-up as parent is "
                    f"{self.methods[other].name}"
                    for child, other in arcs
                ),
            )
        ]

    def _dots_and_names(self) -> list[Mark]:
        if not self.methods:
            return []
        methods = list(self.methods.values())
        ids = list(self.methods)
        x = np.array([self.x[one] / self.scale for one in ids], dtype=np.float64)
        y = np.array([self.row[one] for one in ids], dtype=np.float64)
        papers = tuple((one,) for one in ids)
        words = tuple(_described(method) for method in methods)
        return [
            Points(
                role="paper",
                x=x,
                y=y,
                size=[self.dot[one] for one in ids],
                ink=[_ink(method) for method in methods],
                shape=[_shape(method.kind) for method in methods],
                filled=[method.code for method in methods],
                edge=0.9,
                papers=papers,
                words=words,
            ),
            Text(
                role="name",
                x=x,
                y=y,
                dx=[self._shift(one) for one in ids],
                text=tuple(self.names[one] for one in ids),
                size=_SIZE,
                up="middle",
                plate=True,
                papers=papers,
                words=words,
            ),
        ]

    def _headings(self) -> list[Mark]:
        """Name the sections of papers without a known parent, where the years before are empty."""
        firsts: dict[int, tuple[float, float]] = {}
        for one in self.alone:
            kind, row = self.methods[one].kind, self.row[one]
            left = self.x[one] - self.dot[one] / 2 - 4.0
            if kind not in firsts or row < firsts[kind][0]:
                firsts[kind] = (row, left)
            elif row == firsts[kind][0]:
                firsts[kind] = (row, min(left, firsts[kind][1]))
        shown = [
            (row, self.descent.sections[kind])
            for kind, (row, left) in firsts.items()
            if measure(self.descent.sections[kind], 6.5).width <= left + _LEFT - MARGIN
        ]
        marks: list[Mark] = []
        if self.alone and self.start:
            rows = [(self.start - 0.95, "No parent known from these data")]
            marks.append(self._heading(rows, "heading", "semibold"))
        if shown:
            marks.append(self._heading(shown, "section", "italic"))
        return marks

    def _heading(self, rows: list[tuple[float, str]], role: str, weight: Any) -> Text:
        return Text(
            role=role,
            x=np.zeros(len(rows)),
            y=np.array([row for row, _ in rows]),
            dx=MARGIN - _LEFT,
            text=tuple(text for _, text in rows),
            size=6.5,
            ink="muted",
            up="middle",
            weight=weight,
            plate=True,
        )

    def _said(self, parent: str, child: str) -> str:
        method = self.methods[child]
        how = method.label if method.known else "chosen by structure, no sentence"
        return f"{method.name} descends from {self.methods[parent].name} ({how})"

    def _keys(self) -> list[Key]:
        methods = list(self.methods.values())
        counts = Counter(method.kind for method in methods)
        keys = [
            Key(f"{name} ({counts[kind]})", f"series:{kind % KINDS}", _shape(kind))
            for kind, name in enumerate(self.descent.sections)
        ]
        if any(not method.code for method in methods):
            keys.append(Key("no code linked", "muted", "circle", filled=False))
        linked = [method for method in methods if method.parent is not None]
        if any(method.known for method in linked):
            keys.append(Key("primary parent, by its sentence", "ink", "line", width=1.5))
        if any(not method.known for method in linked):
            keys.append(Key("primary parent, by structure", "ink", "line", width=0.9))
        if any(method.runner_up for method in methods):
            keys.append(Key("close runner-up", "muted", "line", "dashed", width=0.6))
        return keys

    def _notes(self) -> list[str]:
        orphans = [method for method in self.methods.values() if method.parent is None]
        reasons = Counter(method.reason for method in orphans if method.reason)
        notes = [
            f"{_counted(count)} without a parent: {_plural(reason, count)}."
            for reason, count in reasons.most_common()
        ]
        more = sum(method.others for method in self.methods.values())
        if more:
            notes.append(f"Not drawn: {more} further citations among these papers.")
        if self.years.narrowed:
            notes.append(f"{self.years.narrowed} years without a paper are drawn narrower.")
        return notes

    def _alt(self, facts: Mapping[str, Any]) -> str:
        if not self.methods:
            return "An empty time axis: no paper of the list can be placed."
        times = [method.time for method in self.methods.values()]
        return (
            f"A tree of {facts['papers']} papers from {int(min(times))} to {int(max(times))}, from "
            f"left to right; {facts['linked']} hang on a parent, {facts['alone']} stand without "
            "one below it."
        )

    def _numbers(self) -> pd.DataFrame:
        frame = self.descent.papers.drop(columns=["kind"]).reset_index()
        frame["time"] = frame["time"].round(3)
        return frame


def _counted(count: int) -> str:
    return f"{count} paper" if count == 1 else f"{count} papers"


def _plural(reason: str, count: int) -> str:
    """Return the reason as it is said of several papers."""
    if count == 1:
        return reason
    return (
        reason.replace("its reference list was", "their reference lists were")
        .replace("cites none", "they cite none")
        .replace("its reference list", "their reference lists")
    )


def _described(method: Method) -> str:
    year = "year unknown" if method.year is None else str(method.year)
    return f"{method.title} ({year}) · {method.section} · cited by {method.cited} here"


def _ink(method: Method) -> str:
    return f"series:{method.kind % KINDS}"


def _shape(kind: int) -> str:
    # beyond the colours, a kind has the colour of another and yet another shape
    return SHAPES[(kind + kind // KINDS) % len(SHAPES)]


_CAPTION: Final = (
    "Evolution of {papers} papers of {where} by the time of first publication. {linked} papers "
    "hang on one primary parent each, {known} of them chosen by a citing sentence or by hand, "
    "{guessed} by structure alone; for the other papers the data name none. Colour and shape: "
    "section of the list. Size: citations within the corpus."
)
