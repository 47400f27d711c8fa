"""PRISMA: the flow from the entries of the list to the papers of the corpus."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.analysis.ledger import Ledger, Parts, Removed, Step, ledger
from kdgraph.figures import FIGURES
from kdgraph.figures.canvas.drawing import Axis, Box, Drawing, Panel
from kdgraph.figures.canvas.marks import Bars, Curves, Mark, Text
from kdgraph.figures.canvas.page import MARGIN
from kdgraph.figures.canvas.typography import measure, wrapped
from kdgraph.figures.figure import FigureBase, counted
from kdgraph.graph.snapshot import Snapshot

__all__ = ["prisma"]

_TITLE: Final = 7.2  # points
_SIZE: Final = 6.6
_LINE: Final = 1.28  # lines are so many sizes apart
_PAD: Final = 4.0  # between the edge of a box and its words
_BAR: Final = 12.0  # of the bar that names a stage
_AFTER_BAR: Final = 6.0
_BELOW: Final = 11.0  # from box to box, for the arrow
_GAP: Final = 4.0  # between two boxes of what is left out
_SIDE: Final = 0.46  # of the room, for what is left out
_ARROW: Final = (10.0, 14.0)  # to what is left out, on a narrow and on a wide page
_BETWEEN: Final = 14.0  # from stream to stream
_WIDE: Final = 6.0 * 72
_OPENED: Final = 500  # papers that a box opens at most
_STAGES: Final = {
    "list": "The list",
    "expansion": "Found by citations",
    "corpus": "The corpus",
}


@FIGURES.add("prisma", label="Flow from list to corpus (PRISMA)")
def prisma(
    snapshot: Snapshot,
    *,
    width: float = 7.0,
    section: str | None = None,
    top: int | None = None,
    scope: str | None = None,
    field_least: int | None = None,
) -> Drawing:
    """Draw how the entries of the list became the papers of the corpus.

    The flow has the form of a PRISMA 2020 diagram: on the left what is there at each step, on the
    right what does not reach the next one, both counted. All counts come from `ledger`, and those
    of a stage add up; what a run did not record has a dashed frame and no number.

    Parameters
    ----------
    snapshot : Snapshot
        With the list, its matches, the coverage, and the manifest of the build.
    width : float
        Inches.
    section : str, optional
        Only the entries under headings that hold this, up to their reference lists; what was found
        by citations belongs to the list as a whole.
    top : int, optional
        Nothing is chosen here, so that it changes nothing.
    scope, field_least : str and int, optional
        Which papers are looked at in the end, as for `kdgraph.Snapshot.within`; they have a box of
        their own. By default all, and no such box.

    Raises
    ------
    InputError
        If there is no such section.

    References
    ----------
    Page et al. (2021), "The PRISMA 2020 statement", BMJ 372.

    Examples
    --------
    >>> import kdgraph
    >>> drawing = prisma(kdgraph.embedded())
    >>> drawing.facts["entries"], drawing.facts["papers"]
    ('59 entries', '2,030 papers')
    """
    figure = FigureBase(
        "prisma",
        snapshot,
        width=width,
        section=section,
        top=top,
        scope=scope,
        field_least=field_least,
    )
    found = ledger(figure.snapshot, section=section)
    flow = _Flow(found, figure.snapshot, figure.page)
    return figure.drawing(
        [flow.panel()],
        height=flow.height,
        caption=_caption(found, section),
        facts=_facts(found, section),
        alt=_ALT,
        numbers=_numbers(found),
        notes=_notes(found, section, top),
        of_citations=section is None,
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """The lines of a box, and how high it is."""

    title: tuple[str, ...]
    lines: tuple[str, ...]

    @property
    def height(self) -> float:
        return 2 * _PAD + (len(self.title) * _TITLE + len(self.lines) * _SIZE) * _LINE - 1.0


@dataclass(frozen=True, slots=True)
class _Stream:
    """Where boxes of a stage stand: what is there from left to split, what is left out beside."""

    left: float
    split: float
    beside: float
    right: float


@dataclass(frozen=True, slots=True)
class _Placed:
    """A box with its words."""

    box: Box
    words: _Words
    of: Step | Removed


class _Flow:
    """The boxes, in points from the lower left corner of the body.

    On a narrow page all stages stand below each other, each beside an upright bar. On a wide one
    the list and its expansion stand side by side below bars, as the two ways of finding studies do
    in PRISMA 2020, and lead to the corpus together.
    """

    def __init__(self, found: Ledger, view: Snapshot, page: float) -> None:
        cited = view.citations["cited_id"].value_counts()
        self._cited = cited.reindex(view.papers.index, fill_value=0).to_dict()
        self._page = page
        stages: dict[str, list[Step]] = {}
        for step in found.steps:
            stages.setdefault(step.stage, []).append(step)
        self._placed: list[_Placed] = []
        self._down: list[Any] = []
        self._aside: list[Any] = []
        self._bars: list[tuple[str, Box]] = []
        lowest = self._side_by_side(stages) if page >= _WIDE else self._below_each_other(stages)
        self.height = -lowest + 1.0

    def _below_each_other(self, stages: dict[str, list[Step]]) -> float:
        left, right = MARGIN + _BAR + _AFTER_BAR, self._page - MARGIN
        stream = _stream(left, right, _ARROW[0])
        y = -1.0
        before: Box | None = None
        for stage, steps in stages.items():
            first, last = self._lay(steps, stream, y)
            self._bars.append((stage, Box(MARGIN, last.bottom, MARGIN + _BAR, y)))
            if before is not None:
                self._down.append(_line(before, first))
            before, y = last, self._lowest() - _BELOW
        return self._lowest()

    def _side_by_side(self, stages: dict[str, list[Step]]) -> float:
        wide = self._page - 2 * MARGIN
        half = (wide - _BETWEEN) / 2
        streams = {
            "list": _stream(MARGIN, MARGIN + half, _ARROW[1]),
            "expansion": _stream(self._page - MARGIN - half, self._page - MARGIN, _ARROW[1]),
        }
        ends = []
        for stage, stream in streams.items():
            self._bars.append((stage, Box(stream.left, -1.0 - _BAR, stream.right, -1.0)))
            ends.append(self._lay(stages[stage], stream, -1.0 - _BAR - _AFTER_BAR)[1])
        if "corpus" in stages:
            y = self._lowest() - _BELOW
            one, other = streams.values()
            self._bars.append(("corpus", Box(one.left, y - _BAR, other.right, y)))
            alone = not any(_told(step) for step in stages["corpus"])
            split = other.right if alone else other.split
            across = _Stream(one.left, split, other.beside, other.right)
            self._lay(stages["corpus"], across, y - _BAR - _AFTER_BAR)
            for end in ends:
                x = (end.left + end.right) / 2
                self._down.append(np.array([(x, end.bottom), (x, y)]))
        return self._lowest()

    def _lowest(self) -> float:
        return min(placed.box.bottom for placed in self._placed)

    def _lay(self, steps: Sequence[Step], stream: _Stream, y: float) -> tuple[Box, Box]:
        """Place the boxes of steps below y, and return the first and the last of the steps."""
        mains: list[Box] = []
        for step in steps:
            words = _words(
                step.what, step.count, (*step.parts, *step.added), stream.split - stream.left
            )
            sides = [
                (one, _words(one.what, one.count, one.parts, stream.right - stream.beside))
                for one in _told(step)
            ]
            beside = sum(side.height + _GAP for _, side in sides) - _GAP
            middle = y - max(words.height, beside) / 2
            main = Box(
                stream.left, middle - words.height / 2, stream.split, middle + words.height / 2
            )
            self._placed.append(_Placed(main, words, step))
            top = middle + beside / 2
            for one, side in sides:
                box = Box(stream.beside, top - side.height, stream.right, top)
                self._placed.append(_Placed(box, side, one))
                at = (max(box.bottom, main.bottom) + min(box.top, main.top)) / 2
                self._aside.append(np.array([(main.right, at), (box.left, at)]))
                top = box.bottom - _GAP
            if mains:
                self._down.append(_line(mains[-1], main))
            mains.append(main)
            y = middle - max(words.height, beside) / 2 - _BELOW
        return mains[0], mains[-1]

    def panel(self) -> Panel:
        """Return the marks on the page."""
        box = Box(0.0, 0.0, self._page, self.height)
        up = Axis(-self.height, 0.0)  # from the top downwards
        marks = (*self._bars_of_stages(), *self._boxes(), *self._arrows())
        return Panel(box, Axis(0.0, self._page), up, marks, name="flow")

    def _bars_of_stages(self) -> Iterator[Mark]:
        boxes = [box for _, box in self._bars]
        yield Bars(
            role="stage",
            left=np.array([box.left for box in boxes]),
            right=np.array([box.right for box in boxes]),
            bottom=np.array([box.bottom for box in boxes]),
            top=np.array([box.top for box in boxes]),
            ink="faint",
            opacity=0.6,
            layer=-2,
        )
        for upright in (False, True):
            some = [(stage, box) for stage, box in self._bars if (box.width == _BAR) == upright]
            if some:
                yield Text(
                    role="stage",
                    x=np.array([(box.left + box.right) / 2 for _, box in some]),
                    y=np.array([(box.bottom + box.top) / 2 for _, box in some]),
                    text=tuple(_STAGES[stage] for stage, _ in some),
                    size=_SIZE,
                    weight="semibold",
                    halign="center",
                    valign="middle",
                    angle=90 if upright else 0,
                )

    def _boxes(self) -> Iterator[Mark]:
        for role, known, kind in (
            ("step", True, Step),
            ("left out", True, Removed),
            ("not recorded", False, (Step, Removed)),
        ):
            some = [
                one
                for one in self._placed
                if isinstance(one.of, kind) and (one.of.count is not None) == known
            ]
            if not some:
                continue
            opened = tuple(self._opened(one.of.papers) for one in some)
            told = tuple(self._said(one) for one in some)
            if known:
                yield Bars(
                    role=role,
                    left=np.array([one.box.left for one in some]),
                    right=np.array([one.box.right for one in some]),
                    bottom=np.array([one.box.bottom for one in some]),
                    top=np.array([one.box.top for one in some]),
                    ink="ground",
                    outline="ink" if role == "step" else "muted",
                    papers=opened,
                    words=told,
                )
            else:
                yield Curves(
                    role=role,
                    paths=tuple(_frame(one.box) for one in some),
                    ink="muted",
                    width=0.7,
                    dash="dashed",
                    words=told,
                )
            yield from _written(some, role, opened, told)

    def _said(self, one: _Placed) -> str:
        here = sum(paper in self._cited for paper in one.of.papers)
        opens = f"; opens the {_OPENED} cited most" if here > _OPENED else ""
        return " ".join([*one.words.title, *one.words.lines]) + opens

    def _opened(self, papers: Sequence[str]) -> tuple[str, ...]:
        here = [one for one in papers if one in self._cited]
        return tuple(sorted(here, key=lambda one: (-self._cited[one], one))[:_OPENED])

    def _arrows(self) -> Iterator[Mark]:
        for role, paths, ink in (("next", self._down, "ink"), ("left out", self._aside, "muted")):
            if paths:
                yield Curves(
                    role=role, paths=tuple(paths), ink=ink, width=0.8, arrows=True, layer=-1
                )


def _stream(left: float, right: float, arrow: float) -> _Stream:
    split = left + (right - left - arrow) * (1 - _SIDE)
    return _Stream(left, split, split + arrow, right)


def _line(upper: Box, lower: Box) -> Any:
    x = (upper.left + upper.right) / 2
    return np.array([(x, upper.bottom), (x, lower.top)])


def _frame(box: Box) -> Any:
    corners = [(box.left, box.bottom), (box.right, box.bottom), (box.right, box.top)]
    return np.array([*corners, (box.left, box.top), corners[0]])


def _written(
    some: Sequence[_Placed],
    role: str,
    opened: Sequence[tuple[str, ...]],
    told: Sequence[str],
) -> Iterator[Mark]:
    """Give the words of boxes: titles, and the lines below them."""
    rows: dict[str, list[tuple[float, float, str, int]]] = {"title": [], "line": []}
    for number, one in enumerate(some):
        y, words = one.box.top - _PAD, one.words
        for kind, lines, size in (("title", words.title, _TITLE), ("line", words.lines, _SIZE)):
            for line in lines:
                rows[kind].append((one.box.left + _PAD, y - 0.78 * size, line, number))
                y -= size * _LINE
    for kind, size in (("title", _TITLE), ("line", _SIZE)):
        if rows[kind]:
            yield Text(
                role=role,
                x=np.array([x for x, _, _, _ in rows[kind]]),
                y=np.array([y for _, y, _, _ in rows[kind]]),
                text=tuple(line for _, _, line, _ in rows[kind]),
                size=size,
                ink="ink" if role == "step" else "muted",
                weight="semibold" if kind == "title" and role == "step" else "regular",
                papers=tuple(opened[number] for _, _, _, number in rows[kind]),
                words=tuple(told[number] for _, _, _, number in rows[kind]),
            )


def _words(what: str, count: int | None, parts: Parts, width: float) -> _Words:
    room = width - 2 * _PAD
    number = "(n not recorded)" if count is None else f"(n = {count:,})"
    title = wrapped(what, _TITLE, room, "semibold")
    together = f"{title[-1]} {number}"
    if measure(together, _TITLE, "semibold").width <= room:  # the number is not broken
        title[-1] = together
    else:
        title.append(number)
    said = [f"{words}: {some:,}" for words, some in parts]
    one_line = "; ".join(said)
    if said and measure(one_line, _SIZE).width <= room:
        return _Words(tuple(title), (one_line,))
    return _Words(tuple(title), tuple(line for one in said for line in wrapped(one, _SIZE, room)))


def _told(step: Step) -> tuple[Removed, ...]:
    """Return what a step leaves out, but for what is nothing and has no reason to be."""
    return tuple(one for one in step.removed if one.count is None or one.count)


def _numbers(found: Ledger) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for place, step in enumerate(found.steps, start=1):
        row = {"step": place, "stage": step.stage}
        rows.append(row | {"kind": "there", "what": step.what, "count": step.count})
        rows += [row | {"kind": "of these", "what": w, "count": n} for w, n in step.parts]
        rows += [row | {"kind": "joined", "what": w, "count": n} for w, n in step.added]
        for one in step.removed:
            rows.append(row | {"kind": "left out", "what": one.what, "count": one.count})
            said = [(f"{one.what}: {words}", some) for words, some in one.parts]
            rows += [row | {"kind": "of those left out", "what": w, "count": n} for w, n in said]
    columns = ["step", "stage", "kind", "what", "count"]
    return pd.DataFrame(rows, columns=columns).astype({"count": "Int64"})


def _facts(found: Ledger, section: str | None) -> dict[str, Any]:
    counts = {step.name: step.count for step in found.steps}
    last = found.steps[-1].count
    facts: dict[str, Any] = {
        "entries": counted(counts.get("entries") or 0, "entry", "entries"),
        "which": "" if section is None else f" under sections like “{section}”",
        "listed": counted(counts["listed"] or 0, "paper"),
        "read": f"{counts['read']:,}",
        "papers": counted(counts.get("corpus") or 0, "paper"),
        "last": counted(last or 0, "paper"),
    }
    if found.recorded and "met" in counts:
        cut = found.step("met").removed[0].count or 0
        facts |= {
            "met": counted(counts["met"] or 0, "further paper"),
            "cut": f"{cut:,}" if cut else "none",
        }
    chain = [
        f"{step.what[:1].lower()}{step.what[1:]}, "
        + ("not recorded" if step.count is None else f"{step.count:,}")
        for step in found.steps
    ]
    lost = [one for step in found.steps for one in step.removed if one.count]
    most = max(lost, key=lambda one: one.count or 0, default=None)
    said = "" if most is None else f" Most fall out as “{most.what}”, {most.count:,}."
    facts |= {"chain": "; ".join(chain), "largest": said}
    if "kept" in counts:
        facts["kept"] = counted(counts["kept"] or 0, "further paper")
    return facts


def _caption(found: Ledger, section: str | None) -> str:
    caption = (
        "From list to corpus, after PRISMA 2020. The {entries} of the list{which} stand for "
        "{listed}; the reference lists of {read} of these were read."
    )
    if section is not None:
        return caption
    if found.recorded:
        caption += " Their lists name {met}, of which {cut} were cut; the corpus holds {papers}."
    else:
        caption += (
            " The corpus holds {papers}, {kept} among them; how many were met and cut was not "
            "recorded (dashed)."
        )
    return caption


_ALT: Final = "Boxes from top to bottom: {chain}.{largest}"


def _notes(found: Ledger, section: str | None, top: int | None) -> list[str]:
    notes = []
    if found.why and section is None:
        notes.append(f"How many papers were met and cut is not known: {found.why}.")
    if found.rule:
        notes.append(f"Kept within the limit: {found.rule}.")
    if section is not None:
        notes.append(
            "Only these sections of the list; what was found by citations belongs to all of it."
        )
    if top is not None:
        notes.append("Every step is shown, so that a number of items chooses nothing.")
    return notes
