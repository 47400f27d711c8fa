"""A reading order: a numbered path of what to read first, each paper after what it builds on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.analysis.lineage.overrides import Overrides
from kdgraph.analysis.lineage.reading_order import ReadingOrder, reading_order
from kdgraph.figures import FIGURES
from kdgraph.figures._shown import ink_of, paper_items, paper_points
from kdgraph.figures.canvas.drawing import Axis, Box, Drawing, Panel
from kdgraph.figures.canvas.marks import Curves, Floats, Mark, Text
from kdgraph.figures.canvas.page import MARGIN, Key
from kdgraph.figures.canvas.typography import fitted, measure, wrapped
from kdgraph.figures.figure import FigureBase, counted
from kdgraph.graph.snapshot import Snapshot

__all__ = ["draw_reading_order"]

_WIDE: Final = 12  # papers, unless asked for more
_NARROW: Final = 10
_HIGHEST: Final = 560.0  # points: steps below have no room on a page
_SIZE: Final = 7.0
_SMALL: Final = 6.3
_LINE: Final = 8.2  # points from line to line of a step
_AIR: Final = 4.6  # points between two steps
_DOT: Final = 6.6
_GUTTER: Final = 0.1  # of the page, for the arcs left of the path
_NUMBER: Final = 13.0  # points between the path and what stands beside a number
_COLUMNS: Final = ("paper_id", "step", "name", "title", "year", "section", "why")


@FIGURES.add("reading-order")
def draw_reading_order(
    snapshot: Snapshot,
    *,
    width: float = 7.0,
    section: str | None = None,
    top: int | None = None,
    scope: str | None = None,
    field_least: int | None = None,
    overrides: Overrides | None = None,
    inferred: bool = True,
) -> Drawing:
    """Draw in which order to read papers of the list, and why each.

    A numbered path from the top: no paper stands above one that it descends from, and a thread is
    followed to its end (`kdgraph.reading_order`). An arc at the left leads from a paper to each
    later one that descends from it, dotted where that is inferred. Beside each paper stands why it
    is read here.

    Parameters
    ----------
    snapshot : Snapshot
        The list, and who cites whom.
    width : float
        Inches.
    section : str, optional
        Choose among papers listed under the headings that hold this; what they descend from may
        stand in other sections.
    top : int, optional
        So many papers, the first of which are drawn, as many as a page has room for; by default 12,
        or 10 where the figure is narrow.
    scope, field_least : str and int, optional
        Within which papers citations are counted, as for `kdgraph.Snapshot.within`; by default the
        field.
    overrides : Overrides, optional
        Parents by hand, which win.
    inferred : bool
        Whether likely forebears count.

    Raises
    ------
    InputError
        If there is no such section, or `top` is below 1.

    Examples
    --------
    >>> import kdgraph
    >>> drawing = draw_reading_order(kdgraph.embedded(), section="Diffusion", top=5)
    >>> drawing.numbers["name"].tolist()[:3]
    ['Model Compression', 'Hinton et al. 2014', 'Luhman & Luhman 2021']
    """
    options: dict[str, Any] = {"inferred": inferred}
    options["overrides"] = None if overrides is None else overrides.digest
    figure = FigureBase(
        "reading-order",
        snapshot,
        width=width,
        section=section,
        top=top,
        scope=scope,
        field_least=field_least,
        of_the_field=True,
        options=options,
    )
    order = reading_order(
        figure.snapshot,
        figure.most(_WIDE, _NARROW),
        section=section,
        overrides=overrides,
        inferred=inferred,
    )
    notes = [f"{note[:1].upper()}{note[1:]}." for note in order.notes]
    if not len(order.papers):
        return figure.empty("there is no paper to read", _COLUMNS, notes=notes)
    return _Path(figure, order, notes).drawing()


class _Path:
    """The steps from the top, with their arcs and words."""

    def __init__(self, figure: FigureBase, order: ReadingOrder, notes: list[str]) -> None:
        self.figure, self.order, self.notes = figure, order, notes
        page = figure.page
        self.path = MARGIN + _DOT / 2 + max(_GUTTER * page, 26.0)
        self.words = self.path + _NUMBER + measure("00", _SIZE, "semibold").width
        self.right = page - MARGIN
        room = self.right - self.words
        lines = 1 if figure.width >= 5.0 else 2
        why = [_cut(wrapped(one, _SMALL, room), lines, room) for one in order.papers["why"]]
        heights = np.array([_LINE * (1 + len(one)) + _AIR for one in why])
        drawn = max(int((np.cumsum(heights) <= _HIGHEST).sum()), 1)
        self.why, heights = why[:drawn], heights[:drawn]
        self.steps = order.papers.head(drawn)
        self.papers = figure.told(self.steps.index)
        if left := len(order.papers) - drawn:
            self.notes.append(f"{counted(left, 'further step')} not drawn, but in the numbers.")
        self.high = float(heights.sum())
        # the middle of the first line of each step
        tops = self.high - np.concatenate([[0.0], np.cumsum(heights)[:-1]])
        self.y: Floats = tops - _LINE / 2 - _AIR / 2
        self.row = {str(one): number for number, one in enumerate(self.steps.index)}

    def drawing(self) -> Drawing:
        """Return the path, and what is said of it."""
        box = Box(0.0, 0.0, self.figure.page, self.high)
        axes = Axis(0.0, self.figure.page), Axis(0.0, self.high)
        arcs = list(self._arcs())
        first, last = self.papers["name"].iloc[0], self.papers["name"].iloc[-1]
        hub = str(self.steps["heirs"].idxmax())
        facts = {
            "papers": counted(len(self.steps), "paper"),
            "where": self.figure.where("the list"),
            "known": int((self.steps["relation"] == "known").sum()),
            "likely": int((self.steps["relation"] == "likely").sum()),
            "first": first,
            "last": last,
            "hub": self.papers["name"][hub],
            "heirs": int(self.steps["heirs"].max()),
        }
        told = [text for relation, text in _ARCS.items() if facts[relation]]
        caption = _CAPTION + (f" Arcs lead from {' and '.join(told)}." if told else "")
        alt = "A numbered path of {papers} from top to bottom, from {first} to {last}."
        if facts["heirs"]:
            alt += " Most hangs on {hub}: {heirs} of the later ones descend from it."
        return self.figure.drawing(
            [Panel(box, *axes, (*self._line(), *arcs, *self._words()), name="path")],
            caption=caption,
            alt=alt,
            facts=facts,
            numbers=self._numbers(),
            keys=[*self.figure.keys(self.papers, filled=True), *self._keys()],
            notes=self.notes,
        )

    def _keys(self) -> list[Key]:
        relation = set(self.steps["relation"].dropna())
        return [
            *([Key("descends from", "ink", "line", width=1.1)] if "known" in relation else []),
            *(
                [Key("likely descends from, inferred", "ink", "line", "dotted", width=1.0)]
                if "likely" in relation
                else []
            ),
        ]

    def _line(self) -> Iterator[Mark]:
        """Give the path from step to step, and the dots on it."""
        if len(self.y) > 1:
            yield Curves(
                role="path",
                paths=tuple(
                    np.array([(self.path, above), (self.path, below)])
                    for above, below in zip(self.y[:-1], self.y[1:], strict=True)
                ),
                ink="faint",
                width=2.2,
                layer=-2,
            )
        yield paper_points("paper", self.papers, self.path, self.y, size=_DOT)

    def _arcs(self) -> Iterator[Mark]:
        """Give the arcs from a paper to those that descend from it, wider the farther they are."""
        for relation, dash, width in (("likely", "dotted", 0.9), ("known", "solid", 1.1)):
            chosen = self.steps[self.steps["relation"] == relation]
            pairs = [
                (str(one), str(above))
                for one, above in chosen["forebear_id"].items()
                if above in self.row
            ]
            if not pairs:
                continue
            solid: Any = dash
            names, kinds = self.papers["name"], self.papers["kind"].to_dict()
            yield Curves(
                role=f"{relation} forebear",
                paths=tuple(self._arc(self.row[above], self.row[one]) for one, above in pairs),
                ink=[ink_of(kinds[one]) for one, _ in pairs],
                width=width,
                dash=solid,
                bent=True,
                layer=-1,
                papers=tuple(pairs),
                words=tuple(
                    f"{names[one]} {'likely ' if relation == 'likely' else ''}descends from "
                    f"{names[above]}"
                    for one, above in pairs
                ),
            )

    def _arc(self, above: int, below: int) -> Floats:
        y0, y1 = float(self.y[above]), float(self.y[below])
        reach = (self.path - MARGIN - _DOT / 2) * min(1.0, 0.3 + 0.7 * (below - above) / 9)
        x = self.path - _DOT / 2
        out = x - reach / 0.75  # a cubic curve reaches three quarters of its handles
        return np.array([(x, y0), (out, y0), (out, y1), (x, y1)])

    def _words(self) -> Iterator[Mark]:
        """Give number, name, title and year of each step, and below why it is read."""
        items = paper_items(self.papers)
        count = len(self.steps)
        numbers = self.path + _NUMBER - 3.0 + measure("00", _SIZE, "semibold").width
        yield Text(
            role="step",
            x=np.full(count, numbers),
            y=self.y,
            text=tuple(str(step) for step in self.steps["step"]),
            size=_SIZE,
            halign="right",
            valign="middle",
            weight="semibold",
            ink="muted",
            **items,
        )
        years = ["" if pd.isna(year) else str(int(year)) for year in self.papers["year"]]
        year_room = max((measure(year, _SMALL).width for year in years), default=0.0)
        room = self.right - self.words - year_room - 6.0
        names = [fitted(str(name), _SIZE, room, "semibold") for name in self.papers["name"]]
        yield Text(
            role="name",
            x=np.full(count, self.words),
            y=self.y,
            text=tuple(names),
            size=_SIZE,
            valign="middle",
            weight="semibold",
            **items,
        )
        yield from self._titles(names, room, items)
        yield Text(
            role="year",
            x=np.full(count, self.right),
            y=self.y,
            text=tuple(years),
            size=_SMALL,
            ink="muted",
            halign="right",
            valign="middle",
        )
        lines = [
            (float(y) - (number + 1) * _LINE, line)
            for y, why in zip(self.y, self.why, strict=True)
            for number, line in enumerate(why)
        ]
        yield Text(
            role="why",
            x=np.full(len(lines), self.words),
            y=np.array([y for y, _ in lines]),
            text=tuple(line for _, line in lines),
            size=_SMALL,
            ink="muted",
            valign="middle",
        )

    def _titles(self, names: list[str], room: float, items: dict[str, Any]) -> Iterator[Mark]:
        """Give as much of each title as has room beside the name, where it is not the name."""
        chosen = []
        for number, (name, title) in enumerate(zip(names, self.papers["title"], strict=True)):
            left = measure(name, _SIZE, "semibold").width + 5.0
            short = fitted(str(title), _SIZE, room - left) if room - left > 40.0 else ""
            if short and str(title) != self.papers["name"].iloc[number]:
                chosen.append((number, left, short))
        if chosen:
            rows = [number for number, *_ in chosen]
            yield Text(
                role="title",
                x=np.full(len(chosen), self.words),
                y=self.y[rows],
                dx=[left for _, left, _ in chosen],
                text=tuple(short for *_, short in chosen),
                size=_SIZE,
                valign="middle",
                papers=tuple(items["papers"][row] for row in rows),
                words=tuple(items["words"][row] for row in rows),
            )

    def _numbers(self) -> pd.DataFrame:
        frame = self.order.papers.reset_index()
        told = self.figure.told(frame["paper_id"])
        frame.insert(2, "name", told["name"].to_numpy())
        frame["prerequisites"] = frame["prerequisites"].map(" ".join)
        return frame


def _cut(lines: list[str], most: int, room: float) -> list[str]:
    """Return so many lines; the last one says that more is missing."""
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], fitted(" ".join(lines[most - 1 :]), _SMALL, room)]


_CAPTION: Final = (
    "What to read first: {papers} of {where}, each below what it descends from; the best of each "
    "section by citations for its age, with what these build on."
)
_ARCS: Final = {
    "known": "{known} primary parents that are known",
    "likely": "{likely} likely forebears, which are inferred (dotted)",
}
