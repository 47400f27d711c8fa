"""The evolution tree: how the listed methods descend from one another, on a time axis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.analysis.lineage.label_quality import quality_note
from kdgraph.analysis.lineage.overrides import Overrides
from kdgraph.figures import FIGURES
from kdgraph.figures._descent import (
    CLOSE,
    Descent,
    Method,
    contest_notes,
    evidence,
    parent_notes,
    read_descent,
)
from kdgraph.figures._kinds import kind_ink, kind_shape
from kdgraph.figures._shown import span
from kdgraph.figures.canvas.drawing import Axis, Box, Drawing, Panel
from kdgraph.figures.canvas.marks import Curves, Mark, Points, Text
from kdgraph.figures.canvas.page import MARGIN, Key
from kdgraph.figures.figure import FigureBase, counted, percent
from kdgraph.figures.layouts.tree import HEADING_SIZE, LEFT, NAME_SIZE, ROW, Tree
from kdgraph.graph.snapshot import Snapshot

__all__ = ["evolution"]

_NARROW: Final = 4.5  # inches: below, names are brief
_COUNTED: Final = ("mentions", "mark")
_FAMILY: Final = 4  # papers of a section that descend from one of it, so that it is told
_LONGEST_ALT: Final = 480  # characters
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
    runners_up: bool = False,
) -> Drawing:
    """Draw how the listed methods descend from one another.

    From left to right runs the time of first publication. Each paper hangs on one primary parent,
    chosen by evidence (`kdgraph.primary_parents`): thick where a sentence, an intent or a hand says
    that it extends, adapts or uses that one, thin where mentions, the mark of influence or
    structure alone chose it; dashed in grey, a runner-up whose odds fall short of the parent's by
    10 % at most. A survey is no parent. A parent
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
    runners_up : bool
        Whether all runners-up are drawn, however far behind.

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
    by_hand = None if overrides is None else overrides.digest
    options: dict[str, Any] = {"overrides": by_hand, "inferred": inferred}
    if runners_up:
        options["runners_up"] = True
    figure = FigureBase(
        "evolution", snapshot, width=width, section=section, top=top, options=options
    )
    descent = read_descent(
        figure.snapshot,
        section=section,
        top=top,
        overrides=overrides,
        brief=width < _NARROW,
        inferred=inferred,
        runners_up=runners_up,
    )
    return _Picture(descent, figure).drawing()


class _Picture:
    """The marks of a tree, and what is said of them."""

    def __init__(self, descent: Descent, figure: FigureBase) -> None:
        self.descent, self.figure = descent, figure
        self.tree = Tree(descent, figure.page, headings=True)
        self.methods = self.tree.methods

    def drawing(self) -> Drawing:
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
        linked = [method for method in methods if method.parent is not None]
        facts: dict[str, Any] = {
            "papers": len(methods),
            "shown": counted(len(methods), "paper"),
            "linked": len(linked),
            "known": sum(method.known for method in linked),
            "counted": sum(not method.known and method.basis in _COUNTED for method in linked),
            "guessed": sum(not method.known and method.basis not in _COUNTED for method in linked),
            "alone": len(self.tree.alone),
            "where": self.figure.where("the list"),
            "story": self._story(),
        }
        facts["basis"] = _joined(
            f"{facts[name]} {how}" for name, how in _BASES.items() if facts[name]
        )
        caption = _CAPTION + (_BRANCHES if linked else _NO_BRANCH) + _SIGNS
        if not methods:
            caption = _NOTHING
        if likely := sum(method.forebear is not None for method in methods):
            caption += _LIKELY
            facts["likely"] = counted(likely, "paper")
        if later := sum(method.against_time for method in methods):
            caption += _AGAINST_TIME
            facts["later"] = counted(later, "parent")
        if others := sum(method.runner_up is not None for method in methods):
            caption += _RUNNERS_UP
            facts["others"] = counted(others, "runner-up", "runners-up")
            facts["how"] = (
                "one for each paper that has any"
                if self.descent.runners_up
                else f"those whose odds fall short of the parent's by {percent(CLOSE)} at most"
            )
        return self.figure.drawing(
            (panel,),
            height=height + _TICKS + 2.0,
            caption=caption,
            alt="{story}",
            facts=facts,
            numbers=self._numbers(),
            keys=self._keys(),
            notes=[*self.descent.notes, *self._notes()],
        )

    def _branches(self) -> list[Mark]:
        """Draw the branches, far ones first, so that near ones lie on the common trunk."""
        marks: list[Mark] = []
        for known in (False, True):
            chosen = [
                (parent, child)
                for parent, child in self.tree.far_first()
                if self.methods[child].parent == parent and self.methods[child].known == known
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
        chosen = [
            (forebear, child)
            for forebear, child in self.tree.far_first()
            if self.methods[child].forebear == forebear
        ]
        if not chosen:
            return []
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
        if not arcs:
            return []
        return [
            Curves(
                role="other parent",
                paths=tuple(self.tree.beside(other, child) for child, other in arcs),
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
                shape=[kind_shape(method.kind) for method in methods],
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
                valign="middle",
                plate=True,
                papers=papers,
                words=words,
            ),
        ]

    def _headings(self) -> list[Mark]:
        """Name the sections of papers without a known parent."""
        shown = [(row, self.descent.sections[kind]) for kind, row in self.tree.headings.items()]
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
            size=HEADING_SIZE,
            ink="muted",
            valign="middle",
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
            Key(f"{name} ({counts[kind]})", kind_ink(kind), kind_shape(kind))
            for kind, name in enumerate(self.descent.sections)
            if counts[kind]
        ]
        if any(not method.code for method in methods):
            keys.append(Key("no code linked", "muted", "circle", filled=False))
        linked = [method for method in methods if method.parent is not None]
        if any(method.known for method in linked if not method.against_time):
            keys.append(Key(f"primary parent, {evidence(linked)}", "ink", "line", width=1.5))
        if any(not method.known for method in linked if not method.against_time):
            keys.append(Key("primary parent, by mentions or structure", "ink", "line", width=0.9))
        if any(method.against_time for method in linked):
            keys.append(Key("parent dated later", "ink", "line", "dashed", width=1.0))
        if any(method.forebear for method in methods):
            keys.append(Key("likely forebear, inferred", "ink", "line", "dotted", width=1.0))
        if any(method.runner_up for method in methods):
            keys.append(
                Key(
                    "runner-up" if self.descent.runners_up else "close runner-up",
                    "muted",
                    "line",
                    "dashed",
                    width=0.6,
                )
            )
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

    def _story(self) -> str:
        """Return what there is to see: the span, the hubs, and whom whole sections descend from."""
        if not self.methods:
            return "An empty time axis: no paper of the list can be placed."
        methods = self.methods.values()
        times = [method.time for method in methods]
        linked = sum(method.parent is not None for method in methods)
        likely = sum(method.forebear is not None for method in methods)
        later = sum(method.against_time for method in methods)
        said = [
            f"A tree of {counted(len(methods), 'paper')} {span(min(times), max(times))}, "
            f"from left to right: {linked} with a parent"
            f"{f', {later} of them with one dated later, dashed' if later else ''}"
            f"{f', {likely} with a likely forebear alone, dotted' if likely else ''}"
            f"{f', {len(self.tree.alone)} apart below the tree' if self.tree.alone else ''}."
        ]
        children = Counter(method.hangs_on for method in methods if method.hangs_on is not None)
        hubs = [
            f"{self.methods[one].name} ({count})"
            for one, count in children.most_common(2)
            if count > 1
        ]
        if hubs:
            said.append(f"Most branches leave {' and '.join(hubs)}.")
        heirs = self._heirs()
        sections = Counter(method.kind for method in methods)
        for kind, size in sections.most_common():
            own = [one for one in self.methods if self.methods[one].kind == kind]
            first = max(own, key=lambda one: len(heirs[one] & set(own)))
            count = len(heirs[first] & set(own))
            if count >= _FAMILY and count > size / 2:
                said.append(
                    f"{count} of {size} papers of {self.descent.sections[kind]} descend from "
                    f"{self.methods[first].name}."
                )
        while len(" ".join(said)) > _LONGEST_ALT and len(said) > 1:
            said.pop()
        return " ".join(said)

    def _heirs(self) -> dict[str, set[str]]:
        """Return for each paper those that hang on it, directly or through others."""
        heirs: dict[str, set[str]] = {one: set() for one in self.methods}
        for one in self.methods:
            at = self.methods[one].hangs_on
            while at is not None and one not in heirs[at]:
                heirs[at].add(one)
                at = self.methods[at].hangs_on
        return heirs

    def _numbers(self) -> pd.DataFrame:
        frame = self.descent.papers.drop(columns=["kind"]).reset_index()
        frame["time"] = frame["time"].round(3)
        frame["against_time"] = [method.against_time for method in self.methods.values()]
        return frame


def _described(method: Method) -> str:
    year = "year unknown" if method.year is None else str(method.year)
    return f"{method.title} ({year}) · {method.section} · cited by {method.cited} here"


def _ink(method: Method) -> str:
    return kind_ink(method.kind)


def _joined(parts: Iterable[str]) -> str:
    """Return parts as a sentence has them.

    >>> _joined(["a", "b", "c"]), _joined(["a"])
    ('a, b and c', 'a')
    """
    said = list(parts)
    return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)


_BASES: Final = {
    "known": "on the word of a citing sentence or by hand (thick)",
    "counted": "by repeated mention or a mark of influence",
    "guessed": "by citation structure alone",
}
_CAPTION: Final = "Evolution of {shown} of {where}, placed by the date of first publication. "
_BRANCHES: Final = "Branches join {linked} of them to a primary parent each: {basis}. "
_NOTHING: Final = "Evolution of {where}: no paper can be placed in time."
_NO_BRANCH: Final = "No primary parent is known. "
_SIGNS: Final = (
    "Colour and shape: section of the list; filled: code is linked; dot area: citations within the "
    "corpus."
)
_LIKELY: Final = (
    " Dotted, {likely} whose reference list was not read, each on its likely forebear, inferred "
    "from the papers that cite both."
)
_AGAINST_TIME: Final = (
    " Dashed, {later} dated after the child, so that the two are not drawn as a descent in time."
)
_RUNNERS_UP: Final = " Dashed in grey, {others}: {how}."
