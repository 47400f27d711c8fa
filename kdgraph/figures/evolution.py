"""The evolution tree: how the listed methods descend from one another, on a time axis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.analysis.lineage.label_quality import quality_note
from kdgraph.analysis.lineage.overrides import Overrides
from kdgraph.figures import FIGURES
from kdgraph.figures._descent import Descent, Method, contest_notes, parent_notes, read_descent
from kdgraph.figures._shown import counted, coverage_note
from kdgraph.figures._tree import LEFT, NAME_SIZE, ROW, Tree
from kdgraph.figures.canvas.drawing import Axis, Box, Drawing, Panel
from kdgraph.figures.canvas.marks import SHAPES, Curves, Mark, Points, Text
from kdgraph.figures.canvas.page import MARGIN, Body, Key, compose
from kdgraph.figures.canvas.theme import KINDS
from kdgraph.figures.canvas.typography import measure
from kdgraph.graph.snapshot import Snapshot

__all__ = ["evolution"]

_NARROW: Final = 4.5  # inches: below, names are brief
_COUNTED: Final = ("mentions", "mark")
_TICKS: Final = 14.0  # points below the rows, for the years


@FIGURES.add("evolution", label="Evolution of methods")
def evolution(
    snapshot: Snapshot,
    *,
    width: float = 7.0,
    section: str | None = None,
    top: int | None = None,
    overrides: Overrides | None = None,
    inferred: bool = True,
) -> Drawing:
    """Draw how the listed methods descend from one another.

    From left to right runs the time of first publication. Each paper hangs on one primary parent,
    chosen by evidence (`kdgraph.primary_parents`): thick where a sentence, an intent or a hand says
    that it extends, adapts or uses that one, thin where mentions, the mark of influence or
    structure alone chose it; dashed, a runner-up that came close. A survey is no parent. A parent
    that is dated after its child is no descent in time: the child begins a row of its own, and a
    dashed line leads back to it. A paper whose reference list was not read hangs by a dotted line
    on its likely forebear (`kdgraph.likely_forebears`), which is inferred from the papers that cite
    both; the notes say how often that is right. Colour and shape are the section of the list,
    filled is a paper with linked code, the size grows with the citations here. Papers for which
    neither is known stand below by section; the notes say why.

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
        Parents and names by hand, which win.
    inferred : bool
        Whether likely forebears are drawn.

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
    if overrides is not None:
        snapshot = overrides.named(snapshot)
    descent = read_descent(
        snapshot,
        section=section,
        top=top,
        overrides=overrides,
        brief=width < _NARROW,
        inferred=inferred,
    )
    body = _Picture(descent, width * 72).body(section)
    by_hand = None if overrides is None else overrides.digest
    options = {"section": section, "top": top, "overrides": by_hand, "inferred": inferred}
    body = replace(body, notes=[*body.notes, *coverage_note(snapshot)])
    return compose(snapshot, "evolution", body, width=width, options=options)


class _Picture:
    """The marks of a tree, and what is said of them."""

    def __init__(self, descent: Descent, page: float) -> None:
        self.descent = descent
        self.tree = Tree(descent, page)
        self.methods = self.tree.methods

    def body(self, section: str | None) -> Body:
        """Return the marks, and what is said of them."""
        height = self.tree.rows * ROW
        panel = Panel(
            Box(LEFT, _TICKS, LEFT + self.tree.room, _TICKS + height),
            self.tree.years.axis,
            Axis(self.tree.rows - 0.5, -0.5),  # rows, counted from the top
            (
                *self._others(),
                *self._likely(),
                *self._branches(),
                *self._against_time(),
                *self._dots_and_names(),
                *self._headings(),
            ),
            name="tree",
        )
        methods = self.methods.values()
        facts = {
            "papers": len(methods),
            "shown": counted(len(methods), "paper"),
            "linked": sum(method.parent is not None for method in methods),
            "known": sum(method.parent is not None and method.known for method in methods),
            "counted": sum(method.basis in _COUNTED for method in methods if not method.known),
            "guessed": sum(
                method.parent is not None and not method.known and method.basis not in _COUNTED
                for method in methods
            ),
            "alone": len(self.tree.alone),
            "where": "the list" if section is None else f"the sections like “{section}”",
        }
        caption = _CAPTION
        if likely := sum(method.forebear is not None for method in methods):
            caption += _LIKELY
            facts["likely"] = counted(likely, "paper")
        if later := sum(method.against_time for method in methods):
            caption += _AGAINST_TIME
            facts["later"] = counted(later, "parent")
        return Body(
            height=height + _TICKS + 2.0,
            panels=(panel,),
            caption=caption,
            facts=facts,
            alt=self._alt(facts),
            numbers=self._numbers(),
            keys=self._keys(),
            notes=[*self.descent.notes, *self._notes()],
        )

    def _branches(self) -> list[Mark]:
        """Draw the branches, far ones first, so that near ones lie on the common trunk."""
        arcs = [
            (abs(self.tree.row[method.parent] - self.tree.row[child]), method.parent, child)
            for child, method in self.methods.items()
            if method.parent is not None and not method.against_time
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
                        paths=tuple(self.tree.branch(parent, child) for parent, child in chosen),
                        ink=[_ink(self.methods[child]) for _, child in chosen],
                        width=1.5 if known else 0.9,
                        bent=True,
                        papers=tuple((child, parent) for parent, child in chosen),
                        words=tuple(self._said(parent, child) for parent, child in chosen),
                    )
                )
        return marks

    def _likely(self) -> list[Mark]:
        """Draw the likely forebears, under the branches that are known."""
        arcs = [
            (abs(self.tree.row[method.forebear] - self.tree.row[child]), method.forebear, child)
            for child, method in self.methods.items()
            if method.forebear is not None
        ]
        if not arcs:
            return []
        chosen = [(forebear, child) for _, forebear, child in sorted(arcs, reverse=True)]
        return [
            Curves(
                role="likely forebear",
                paths=tuple(self.tree.branch(forebear, child) for forebear, child in chosen),
                ink=[_ink(self.methods[child]) for _, child in chosen],
                width=1.0,
                dash="dotted",
                bent=True,
                papers=tuple((child, forebear) for forebear, child in chosen),
                words=tuple(
                    f"{self.methods[child].name} likely descends from "
                    f"{self.methods[forebear].name} ({self.methods[child].inferred}; right in "
                    f"{self.methods[child].chance:.0%} as measured)"
                    for forebear, child in chosen
                ),
            )
        ]

    def _against_time(self) -> list[Mark]:
        """Draw the parents that are dated after their children, as no branch is drawn."""
        arcs = [
            (method.parent, child)
            for child, method in self.methods.items()
            if method.parent is not None and method.against_time
        ]
        if not arcs:
            return []
        return [
            Curves(
                role="parent against time",
                paths=tuple(self.tree.against_time(parent, child) for parent, child in arcs),
                ink=[_ink(self.methods[child]) for _, child in arcs],
                width=1.0,
                dash="dashed",
                bent=True,
                layer=-1,
                papers=tuple((child, parent) for parent, child in arcs),
                words=tuple(
                    f"{self._said(parent, child)}, although it is dated before it"
                    for parent, child in arcs
                ),
            )
        ]

    def _others(self) -> list[Mark]:
        """Draw the runners-up behind everything else."""
        arcs = [
            (child, method.runner_up)
            for child, method in self.methods.items()
            if method.runner_up is not None
        ]
        paths = []
        for child, other in arcs:
            x0, y0, x1, y1 = (
                self.tree.x[other],
                self.tree.row[other],
                self.tree.x[child],
                self.tree.row[child],
            )
            if x1 < x0:
                paths.append(self.tree.against_time(other, child))
                continue
            bow = max((x1 - x0) * 0.5, 6.0)
            paths.append(self.tree.bent([(x0, y0), (x0 + bow, y0), (x1 - bow, y1), (x1, y1)]))
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
        x = np.array([self.tree.x[one] / self.tree.scale for one in ids], dtype=np.float64)
        y = np.array([self.tree.row[one] for one in ids], dtype=np.float64)
        papers = tuple((one,) for one in ids)
        words = tuple(_described(method) for method in methods)
        return [
            Points(
                role="paper",
                x=x,
                y=y,
                size=[self.tree.dot[one] for one in ids],
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
                dx=[self.tree.shift(one) for one in ids],
                text=tuple(self.tree.names[one] for one in ids),
                size=NAME_SIZE,
                up="middle",
                plate=True,
                papers=papers,
                words=words,
            ),
        ]

    def _headings(self) -> list[Mark]:
        """Name the sections of papers without a known parent, where the years before are empty."""
        firsts: dict[int, tuple[float, float]] = {}
        for one in self.tree.alone:
            kind, row = self.methods[one].kind, self.tree.row[one]
            left = self.tree.x[one] - self.tree.dot[one] / 2 - 4.0
            if kind not in firsts or row < firsts[kind][0]:
                firsts[kind] = (row, left)
            elif row == firsts[kind][0]:
                firsts[kind] = (row, min(left, firsts[kind][1]))
        shown = [
            (row, self.descent.sections[kind])
            for kind, (row, left) in firsts.items()
            if measure(self.descent.sections[kind], 6.5).width <= left + LEFT - MARGIN
        ]
        marks: list[Mark] = []
        if self.tree.alone and self.tree.start:
            rows = [(self.tree.start - 0.95, "No parent known from these data")]
            marks.append(self._heading(rows, "heading", "semibold"))
        if shown:
            marks.append(self._heading(shown, "section", "italic"))
        return marks

    def _heading(self, rows: list[tuple[float, str]], role: str, weight: Any) -> Text:
        return Text(
            role=role,
            x=np.zeros(len(rows)),
            y=np.array([row for row, _ in rows]),
            dx=MARGIN - LEFT,
            text=tuple(text for _, text in rows),
            size=6.5,
            ink="muted",
            up="middle",
            weight=weight,
            plate=True,
        )

    def _said(self, parent: str, child: str) -> str:
        method = self.methods[child]
        how = {
            "mentions": f"named {counted(method.mentions or 0, 'time')} in its text",
            "mark": "marked as influential by the source",
            "structure": "chosen by structure, no sentence says so",
        }.get(method.basis or "", "by hand" if method.basis == "override" else method.label)
        return f"{method.name} descends from {self.methods[parent].name} ({how})"

    def _keys(self) -> list[Key]:
        methods = list(self.methods.values())
        counts = Counter(method.kind for method in methods)
        keys = [
            Key(f"{name} ({counts[kind]})", f"series:{kind % KINDS}", _shape(kind))
            for kind, name in enumerate(self.descent.sections)
            if counts[kind]
        ]
        if any(not method.code for method in methods):
            keys.append(Key("no code linked", "muted", "circle", filled=False))
        linked = [method for method in methods if method.parent is not None]
        if any(method.known for method in linked if not method.against_time):
            keys.append(Key("primary parent, by its sentence", "ink", "line", width=1.5))
        if any(not method.known for method in linked if not method.against_time):
            keys.append(Key("primary parent, by mentions or structure", "ink", "line", width=0.9))
        if any(method.against_time for method in linked):
            keys.append(Key("parent dated later", "ink", "line", "dashed", width=1.0))
        if any(method.forebear for method in methods):
            keys.append(Key("likely forebear, inferred", "ink", "line", "dotted", width=1.0))
        if any(method.runner_up for method in methods):
            keys.append(Key("close runner-up", "muted", "line", "dashed", width=0.6))
        return keys

    def _notes(self) -> list[str]:
        notes = [*parent_notes(self.descent), *contest_notes(self.methods.values())]
        papers = self.descent.papers
        if note := quality_note(papers.loc[papers["basis"] == "sentence", "label"].dropna()):
            notes.append(note)
        more = sum(method.others for method in self.methods.values())
        if more:
            notes.append(f"Not drawn: {counted(more, 'further citation')} among these papers.")
        if self.tree.years.narrowed:
            years = counted(self.tree.years.narrowed, "year")
            notes.append(f"{years} without a paper drawn narrower.")
        return notes

    def _alt(self, facts: Mapping[str, Any]) -> str:
        if not self.methods:
            return "An empty time axis: no paper of the list can be placed."
        times = [method.time for method in self.methods.values()]
        later = sum(method.against_time for method in self.methods.values())
        return (
            f"A tree of {facts['shown']} from {int(min(times))} to {int(max(times))}, from "
            f"left to right. With a parent: {facts['linked']}"
            f"{f', {later} of them with one dated later, dashed' if later else ''}. "
            f"{self._alt_likely()}Apart, below the tree: {facts['alone']}."
        )

    def _alt_likely(self) -> str:
        likely = sum(method.forebear is not None for method in self.methods.values())
        return f"With a likely forebear alone, dotted: {likely}. " if likely else ""

    def _numbers(self) -> pd.DataFrame:
        frame = self.descent.papers.drop(columns=["kind"]).reset_index()
        frame["time"] = frame["time"].round(3)
        frame["against_time"] = [method.against_time for method in self.methods.values()]
        return frame


def _described(method: Method) -> str:
    year = "year unknown" if method.year is None else str(method.year)
    return f"{method.title} ({year}) · {method.section} · cited by {method.cited} here"


def _ink(method: Method) -> str:
    return f"series:{method.kind % KINDS}"


def _shape(kind: int) -> str:
    # beyond the colours, a kind has the colour of another and yet another shape
    return SHAPES[(kind + kind // KINDS) % len(SHAPES)]


_CAPTION: Final = (
    "Evolution of {shown} of {where} by the time of first publication. Papers that hang on one "
    "primary parent: {linked}, of which {known} chosen by what a citing sentence says or by hand, "
    "{counted} by how often the text names it or a mark of influence, {guessed} by structure "
    "alone; for the others the data name none. Colour and shape: section of the list. "
    "Size: citations within the corpus."
)
_LIKELY: Final = (
    " Dotted, {likely} whose reference list was not read, on the likely forebear: inferred from "
    "the papers that cite both, no citation that was read."
)
_AGAINST_TIME: Final = (
    " Dashed, {later} dated after the child, so that the two are not drawn as a descent in time."
)
