"""Flow: how the sections of the list cite each other, beside what years and activity would make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isnan, log2
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.analysis.groups.flow import SectionFlow, section_flow
from kdgraph.figures import FIGURES
from kdgraph.figures._shown import ink_of, shape_of, without_paper
from kdgraph.figures.canvas.drawing import Axis, Box, Drawing, Panel
from kdgraph.figures.canvas.marks import Bars, Curves, Floats, Mark, Points, Text
from kdgraph.figures.canvas.page import MARGIN, Key
from kdgraph.figures.canvas.typography import fitted, measure, wrapped
from kdgraph.figures.figure import FigureBase, counted
from kdgraph.figures.layouts.network import circle
from kdgraph.graph.snapshot import Snapshot

__all__ = ["SectionGrid", "flow"]

_WIDE: Final = 5.0  # inches from which on cells have room for what is expected
_MOST: Final = (12, 8)  # sections on a wide and on a narrow page, unless asked for
_ROW: Final = (26.0, 34.0)  # points of a row, likewise
_UNREAD: Final = 16.0  # of one in which nothing is known
_DIGITS: Final = 6  # expected citations are exact to some 1e-12, and small ones stand in ratios
_SIZE: Final = 7.0
_TELLS: Final = 1.0  # citations expected, from which on that is said where none is there
_FULL: Final = 2.0  # powers of two at which a colour is full
_PALEST, _DEEPEST = 0.35, 0.75  # so that a ring is seen on it
_LEAST: Final = 4.0  # citations of the largest dot: fewer make no large one
_SMALLEST: Final = 1.8  # points, of a dot; a ring is not drawn below
_NEUTRAL: Final = "faint"
_SMALL: Final = 6.2  # points, of what is said beside the names
_STEP: Final = 1.15  # lines are so many sizes apart
_WIDEST: Final = 64.0  # points of a column
_SIGN: Final = 10.0  # points, with the gap after it
_UPRIGHT: Final = 66.0  # points that an upright name may be long


@FIGURES.add("flow", label="Citation flow between sections")
def flow(
    snapshot: Snapshot,
    *,
    width: float = 7.0,
    section: str | None = None,
    top: int | None = None,
) -> Drawing:
    """Draw how often each section of the list cites each other one, and how often is expected.

    A row is a citing section, a column a cited one, both in the order of the list. The area of a
    dot is the number of citations, the ring what the years, the references and the fame of the
    papers alone would make (`kdgraph.section_flow`). A dot is coloured, by the ratio of the two,
    only where that model rules the number out: outside the interval that holds 95 % of its worlds.
    Rows in which no reference list was read say so.

    Parameters
    ----------
    snapshot : Snapshot
        With the list, its matches and the coverage.
    width : float
        Inches.
    section : str, optional
        Only what the sections whose heading holds this cite, and what cites them.
    top : int, optional
        Only so many sections, those with most citations; by default 12, or 8 on a narrow page.

    Raises
    ------
    InputError
        If there is no such section, or `top` is below 1.

    Examples
    --------
    >>> import kdgraph
    >>> drawing = flow(kdgraph.embedded(), section="diffusion")
    >>> int(drawing.numbers["observed"].sum())
    28
    """
    figure = FigureBase("flow", snapshot, width=width, section=section, top=top, of_what="section")
    found = section_flow(figure.snapshot, section=section)
    wide = width >= _WIDE
    names = _busiest(found, figure.most(*_MOST))
    read, papers = found.sections["citing_papers"], found.sections["papers"]
    grid = SectionGrid(
        names=names,
        kinds={name: kind for kind, name in enumerate(figure.sections)},
        below={name: f"{read[name]} of {papers[name]} read" for name in names},
        heights={name: _ROW[wide] if read[name] else _UNREAD for name in names},
        page=figure.page,
    )
    cells = _Cells(found, grid)
    marks = (*grid.marks(row="citing section", column="cited section"), *cells.marks())
    box = Box(0.0, 0.0, grid.page, grid.height)
    panel = Panel(box, Axis(0.0, grid.page), Axis(0.0, grid.height), marks, name="matrix")
    known = cells.table.dropna(subset="observed")
    facts = {
        "sections": counted(len(names), "section"),
        "citations": counted(int(known["observed"].sum()), "citation"),
        "read": int(read[names].sum()),
        "papers": counted(int(papers[names].sum()), "paper"),
        "interval": "95%",
        "outside": len(cells.more) + len(cells.fewer),
        "cells": counted(len(known), "cell"),
    }
    return figure.drawing(
        (panel,),
        height=grid.height,
        caption=_CAPTION if known["observed"].sum() else _NOTHING,
        alt="{story}",
        facts={**facts, "story": _story(known, cells, facts)},
        numbers=_certain(cells.table),
        keys=cells.keys(),
        notes=_notes(found, len(names), without_paper(figure.snapshot)),
        digits=_DIGITS,
    )


def _certain(table: pd.DataFrame) -> pd.DataFrame:
    """Return the numbers without the digits that another processor would give otherwise."""
    rounded = {
        name: pd.array(
            [None if pd.isna(x) else float(f"{x:.{_DIGITS}g}") for x in table[name]],
            dtype="Float64",
        )
        for name in ("expected", "ratio")
    }
    return table.assign(**rounded)


def _busiest(found: SectionFlow, most: int) -> list[str]:
    """Return the sections to show, in the order of the list: those with most citations."""
    observed = found.flow["observed"].fillna(0).astype("int64")
    ends = [observed.groupby(found.flow[f"{end}_section"]).sum() for end in ("citing", "cited")]
    papers = found.sections["papers"].to_dict()
    busy = {str(name): sum(int(one.get(name, 0)) for one in ends) for name in papers}
    kept = sorted(busy, key=lambda name: (-busy[name], -papers[name]))[:most]
    return [name for name in busy if name in set(kept)]


def _notes(found: SectionFlow, shown: int, unmatched: str) -> list[str]:
    left_out = len(found.sections) - shown
    notes = []
    cells = int(found.flow["observed"].notna().sum())
    if cells:
        notes.append(
            "The interval is exact (Poisson binomial, no random numbers); by chance alone, at most "
            "about one cell in twenty lies outside."
        )
    for number, one, many, what in (
        (left_out, "section", "sections", "not shown: fewer citations"),
        (found.unmatched, "entry", "entries", f"of the list {unmatched}"),
        (found.unsectioned, "listed paper", "listed papers", "under no heading, left out"),
        (found.undated, "listed paper", "listed papers", "without a year, left out"),
        (found.against_time, "citation", "citations", "of a younger paper, left out"),
        (
            found.unread_citations,
            "citation",
            "citations",
            "by papers whose lists were not read as a whole, left out",
        ),
    ):
        if number:
            notes.append(f"{counted(number, one, many)} {what}.")
    notes += [f"{note[0].upper()}{note[1:]}." for note in found.notes]
    if found.section is not None:
        notes.append("Cells between other sections than those asked for are empty.")
    if not len(found.sections):
        notes.append("No paper of the list stands under a heading.")
    return notes


def _story(known: pd.DataFrame, cells: _Cells, facts: dict[str, Any]) -> str:
    if not known["observed"].sum():
        return "A table of the sections of the list, without any citation known among them."
    best = known.sort_values("observed", ascending=False, kind="stable").iloc[0]
    said = (
        f"A table of {facts['sections']} with {facts['citations']}; most, "
        f"{best['observed']}, go from “{best['citing_section']}” to “{best['cited_section']}”."
    )
    for frame, what in ((cells.more, "More"), (cells.fewer, "Fewer")):
        if not len(frame):
            continue
        first = frame.iloc[(frame["observed"] - frame["expected"]).abs().argmax()]
        many = "most clearly " if len(frame) > 1 else ""
        told = (
            f" {what} than chance explains: {counted(len(frame), 'cell')}, {many}from "
            f"“{first['citing_section']}” to “{first['cited_section']}” ({first['observed']:.0f}, "
            f"{first['expected']:.1f} expected)."
        )
        said += told if len(said) + len(told) < _LONGEST_ALT else ""
    if not facts["outside"]:
        said += " No cell differs from chance."
    return said


class _Cells:
    """The marks of the cells of a grid.

    Parameters
    ----------
    found : SectionFlow
        What is shown.
    grid : SectionGrid
        Where.
    """

    def __init__(self, found: SectionFlow, grid: SectionGrid) -> None:
        self._found, self._grid = found, grid
        self.table = found.flow[
            found.flow["citing_section"].isin(grid.names)
            & found.flow["cited_section"].isin(grid.names)
        ].reset_index(drop=True)
        columns = ("observed", "expected", "ratio", "low", "high", "lag")
        kinds = dict.fromkeys(columns, "float64")
        known = self.table.dropna(subset="observed").astype(kinds)
        self._expects = grid.column >= measure("exp. 99.9", _SMALL).width + 4.0
        below = (_SIZE + (_SMALL if self._expects else 0.0)) * _STEP
        rows = [grid.row(name) for name in known["citing_section"]]
        self._known = known.assign(
            x=[grid.x(name) for name in known["cited_section"]],
            foot=[low + 2.5 for low, _ in rows],
            y=[(low + below + high) / 2 for low, high in rows],
            middle=[(low + high) / 2 for low, high in rows],
            papers=pd.Series(list(self._papers(known)), index=known.index, dtype=object),
            words=list(_words(known)),
        )
        largest = max([*known["observed"], *known["expected"], _LEAST])
        room = min([high - low for low, high in rows], default=0.0) - below - 3.0
        self._scale = float(min(grid.column - 5.0, room) / np.sqrt(largest))

    def marks(self) -> Iterator[Mark]:
        """Give what was not read, then dots, rings and words."""
        yield from self._unread()
        yield from self._dots()
        yield from self._rings()
        yield from self._counts()
        yield from self._lines_below()

    def keys(self) -> list[Key]:
        """Return the legend of what there is."""
        keys = []
        if len(self._some()):
            keys.append(Key("citations", _NEUTRAL, "circle"))
        if len(self._due()):
            keys.append(Key("expected", "ink", "circle", filled=False))
        if len(self.more):
            keys.append(Key("more than chance explains", "balance:0.7", "circle"))
        if len(self.fewer):
            keys.append(Key("fewer than chance explains", "balance:-0.7", "circle"))
        return keys

    @property
    def more(self) -> pd.DataFrame:
        """The cells with more citations than the interval of the model holds."""
        return self._known[self._known["observed"] > self._known["high"]]

    @property
    def fewer(self) -> pd.DataFrame:
        """The cells with fewer than it holds, as far as a dot or a ring is drawn there."""
        known = self._known
        return known[(known["observed"] < known["low"]) & self._seen()]

    def _some(self) -> pd.DataFrame:
        return self._known[self._known["observed"] > 0]

    def _due(self) -> pd.DataFrame:
        return self._known[self._ringed()]

    def _ringed(self) -> pd.Series[bool]:
        return self._known["expected"] * self._scale**2 >= _SMALLEST**2

    def _seen(self) -> pd.Series[bool]:
        return (self._known["observed"] > 0) | self._ringed()

    @staticmethod
    def _inks(cells: pd.DataFrame) -> list[str]:
        columns = (cells[name] for name in ("observed", "low", "high", "ratio"))
        return [flow_ink(*row) for row in zip(*columns, strict=True)]

    def _unread(self) -> Iterator[Mark]:
        """Cover the rows of sections none of whose reference lists was read."""
        grid = self._grid
        unread = self.table.loc[self.table["observed"].isna(), "citing_section"]
        names = list(dict.fromkeys(unread))
        if not names:
            return
        rows = [grid.row(name) for name in names]
        yield Bars(
            role="not read",
            left=np.full(len(names), grid.left),
            right=np.full(len(names), grid.right),
            bottom=np.array([low for low, _ in rows]),
            top=np.array([high for _, high in rows]),
            ink="faint",
            hatch="////",
            opacity=0.35,
            layer=-1,
            words=tuple(f"{name}: none of its reference lists was read" for name in names),
        )
        text = fitted("no reference list was read", _SMALL, grid.right - grid.left - 4.0)
        yield Text(
            role="not read",
            x=np.full(len(names), (grid.left + grid.right) / 2),
            y=np.array([(low + high) / 2 for low, high in rows]),
            text=(text,) * len(names),
            size=_SMALL,
            weight="italic",
            halign="center",
            valign="middle",
            plate=True,
        )

    def _dots(self) -> Iterator[Mark]:
        some = self._some()
        if len(some):
            sizes = np.maximum(np.sqrt(some["observed"].to_numpy()) * self._scale, _SMALLEST)
            yield Points(
                role="citations",
                x=some["x"].to_numpy(),
                y=some["y"].to_numpy(),
                size=sizes.tolist(),
                ink=self._inks(some),
                edge=0.0,
                papers=tuple(some["papers"]),
                words=tuple(some["words"]),
            )

    def _rings(self) -> Iterator[Mark]:
        due = self._due()
        if len(due):
            radii = np.sqrt(due["expected"].to_numpy()) * self._scale / 2
            # without a dot, the ring has its colour
            inks = [
                flow_ink(0.0, low, high, ratio) if not observed and low > 0 else "ink"
                for observed, low, high, ratio in zip(
                    due["observed"], due["low"], due["high"], due["ratio"], strict=True
                )
            ]
            yield Curves(
                role="expected",
                paths=tuple(
                    circle(x, y, radius)
                    for x, y, radius in zip(due["x"], due["y"], radii.tolist(), strict=True)
                ),
                ink=inks,
                width=[0.6 if ink == "ink" else 1.1 for ink in inks],
                bent=True,
                layer=3,
                papers=tuple(due["papers"]),
                words=tuple(due["words"]),
            )

    def _counts(self) -> Iterator[Mark]:
        known = self._known
        if not len(known):
            return
        below = known["foot"] + (_SMALL * _STEP if self._expects else 0.0)
        # where there is neither dot nor ring, the naught stands alone in the middle
        nothing = (known["observed"] == 0) & ~known.index.isin(self._due().index)
        yield Text(
            role="citations",
            x=known["x"].to_numpy(),
            y=below.where(~nothing, known["middle"] - 0.33 * _SIZE).to_numpy(),
            text=tuple(f"{value:,.0f}" for value in known["observed"]),
            size=_SIZE,
            ink=["ink" if value else "muted" for value in known["observed"]],
            halign="center",
            papers=tuple(known["papers"]),
            words=tuple(known["words"]),
        )

    def _lines_below(self) -> Iterator[Mark]:
        """Say what is expected, and how many years lie between, where there is room for words."""
        told = self._known[(self._known["observed"] > 0) | (self._known["expected"] >= _TELLS)]
        if self._expects and len(told):
            yield Text(
                role="expected",
                x=told["x"].to_numpy(),
                y=told["foot"].to_numpy(),
                text=tuple(
                    self._below(expected, lag)
                    for expected, lag in zip(told["expected"], told["lag"], strict=True)
                ),
                size=_SMALL,
                ink="muted",
                halign="center",
                papers=tuple(told["papers"]),
                words=tuple(told["words"]),
            )

    def _below(self, expected: float, lag: float) -> str:
        said = f"exp. {expected:.1f}"
        longer = said if isnan(lag) else f"{said} \N{MIDDLE DOT} {lag:g} y"
        return longer if measure(longer, _SMALL).width <= self._grid.column - 2.0 else said

    def _papers(self, cells: pd.DataFrame) -> Iterator[tuple[str, ...]]:
        """Give the papers of each cell, the citing ones first."""
        arcs: dict[tuple[str, str], list[tuple[str, str]]] = {}
        columns = ("citing_section", "cited_section", "citing_id", "cited_id")
        rows = zip(*(self._found.arcs[name] for name in columns), strict=True)
        for citing, cited, citing_id, cited_id in rows:
            arcs.setdefault((citing, cited), []).append((citing_id, cited_id))
        for pair in zip(cells["citing_section"], cells["cited_section"], strict=True):
            ids = arcs.get(pair, [])
            yield tuple(dict.fromkeys([*(one for one, _ in ids), *(other for _, other in ids)]))


def flow_ink(observed: float, low: float, high: float, ratio: float) -> str:
    """Return the ink of a dot: grey within the interval of the model, else by the ratio to it.

    >>> flow_ink(8, 0, 5, 4.0), flow_ink(1, 3, 14, 0.125), flow_ink(3, 0, 5, 1.5)
    ('balance:0.75', 'balance:-0.75', 'faint')
    >>> flow_ink(0, 1, 9, 0.0)
    'balance:-0.75'
    """
    if low <= observed <= high or isnan(ratio):
        return _NEUTRAL
    share = min(abs(log2(ratio)) / _FULL, 1.0) if ratio > 0 else 1.0
    strength = _PALEST + (_DEEPEST - _PALEST) * share
    return f"balance:{strength if observed > high else -strength:.3g}"


def _words(cells: pd.DataFrame) -> Iterator[str]:
    columns = ("citing_section", "cited_section", "observed", "expected", "low", "high", "lag")
    for citing, cited, observed, expected, low, high, lag in zip(
        *(cells[name] for name in columns), strict=True
    ):
        age = "" if np.isnan(lag) else f", {lag:g} years apart in the middle"
        yield (
            f"{citing} cites {cited}: {counted(int(observed), 'citation')}, "
            f"{expected:.1f} expected, {low:.0f} to {high:.0f} by chance{age}"
        )


@dataclass(frozen=True)
class SectionGrid:
    """Rows and columns for the same sections, in points of a body.

    Parameters
    ----------
    names : sequence of str
        The sections, in the order of the list.
    kinds : mapping
        The number of each section in the list, which gives its sign.
    below : mapping
        What is said below the name of each row.
    heights : mapping
        How high each row is at least, in points.
    page : float
        The width of the page in points.
    """

    names: Sequence[str]
    kinds: Mapping[str, int]
    below: Mapping[str, str]
    heights: Mapping[str, float]
    page: float

    @property
    def _size(self) -> float:
        return 7.0 if self.page >= _WIDE * 72 else 6.5

    @cached_property
    def left(self) -> float:
        """Where the columns begin."""
        most = self.page * (0.25 if self.page >= _WIDE * 72 else 0.36)
        longest = max(
            [measure(_last(name), self._size).width for name in self.names]
            + [measure(words, _SMALL).width for words in self.below.values()],
            default=0.0,
        )
        return MARGIN + min(most, _SIGN + longest + 5.0)

    @cached_property
    def column(self) -> float:
        """How wide a column is."""
        return min((self.page - MARGIN - self.left) / max(len(self.names), 1), _WIDEST)

    @property
    def right(self) -> float:
        """Where the columns end."""
        return self.left + len(self.names) * self.column

    def _lines(self, name: str) -> list[str]:
        return wrapped(_last(name), self._size, self.left - MARGIN - _SIGN - 3.0)

    def _words_height(self, name: str) -> float:
        return (len(self._lines(name)) * self._size + _SMALL) * _STEP

    @cached_property
    def _edges(self) -> dict[str, tuple[float, float]]:
        """The lower and the upper edge of each row."""
        at, edges = 2.0, {}
        for name in reversed(self.names):
            height = max(self.heights[name], self._words_height(name) + 4.0)
            edges[name] = (at, at + height)
            at += height
        return edges

    def x(self, name: str) -> float:
        """Return the middle of a column."""
        return self.left + (list(self.names).index(name) + 0.5) * self.column

    def row(self, name: str) -> tuple[float, float]:
        """Return the lower and the upper edge of a row."""
        return self._edges[name]

    @property
    def top(self) -> float:
        """The upper edge of the first row."""
        return max([high for _, high in self._edges.values()], default=2.0)

    @cached_property
    def height(self) -> float:
        """All points from below, the names of the columns included."""
        if not self.names:
            return 4.0
        if self._upright:
            words = max(measure(line, _SMALL).width for head in self._heads for line in head)
        else:
            words = max(map(len, self._heads)) * _SMALL * _STEP
        return self.top + 13.0 + words + _SMALL * _STEP

    @cached_property
    def _upright(self) -> bool:
        """Whether a word is wider than a column."""
        words = [word for name in self.names for word in _last(name).split()]
        return any(measure(word, _SMALL).width > self.column - 3.0 for word in words)

    @cached_property
    def _heads(self) -> list[list[str]]:
        """The lines of the name of each column."""
        if not self._upright:
            return [wrapped(_last(name), _SMALL, self.column - 2.0) for name in self.names]
        most = max(int((self.column - 2.0) / (_SMALL * _STEP)), 1)
        heads = []
        for name in self.names:
            lines = wrapped(_last(name), _SMALL, _UPRIGHT)
            if len(lines) > most:
                lines = [*lines[: most - 1], fitted(" ".join(lines[most - 1 :]), _SMALL, _UPRIGHT)]
            heads.append(lines)
        return heads

    def marks(self, *, row: str, column: str) -> Iterator[Mark]:
        """Give lines between the rows, and the names; `row` and `column` say what these are."""
        if not self.names:
            return
        edges = [self.top, *(low for low, _ in self._edges.values())]
        yield Curves(
            role="lattice",
            paths=tuple(np.array([(MARGIN, at), (self.right, at)]) for at in sorted(edges)),
            ink="faint",
            width=0.4,
            layer=-2,
        )
        yield from self._row_names()
        yield from self._column_names()
        yield Text(
            role="direction",
            x=np.array([MARGIN, self.left]),
            y=np.array([self.top + 3.5, self.height - _SMALL * 0.8]),
            text=(row, column),
            size=_SMALL,
            ink="muted",
            weight="italic",
        )

    def _signs(self, x: Floats, y: Floats) -> Mark:
        kinds = [self.kinds[name] for name in self.names]
        return Points(
            role="section",
            x=x,
            y=y,
            size=4.6,
            ink=[ink_of(kind) for kind in kinds],
            shape=[shape_of(kind) for kind in kinds],
            words=tuple(self.names),
        )

    def _row_names(self) -> Iterator[Mark]:
        signs: list[float] = []
        lines: list[tuple[float, str]] = []
        below: list[tuple[float, str]] = []
        step = self._size * _STEP
        for name in self.names:
            low, high = self.row(name)
            words = self._lines(name)
            top = (low + high + self._words_height(name)) / 2
            signs.append(top - self._size * 0.62)
            lines += [(top - (number + 0.85) * step, line) for number, line in enumerate(words)]
            below.append((top - len(words) * step - 0.85 * _SMALL * _STEP, self.below[name]))
        yield self._signs(np.full(len(signs), MARGIN + 3.0), np.array(signs))
        for role, rows, size, ink in (
            ("section", lines, self._size, "ink"),
            ("section, more", below, _SMALL, "muted"),
        ):
            yield Text(
                role=role,
                x=np.full(len(rows), MARGIN + _SIGN),
                y=np.array([y for y, _ in rows]),
                text=tuple(line for _, line in rows),
                size=size,
                ink=ink,
            )

    def _column_names(self) -> Iterator[Mark]:
        xs = np.array([self.x(name) for name in self.names])
        yield self._signs(xs, np.full(len(xs), self.top + 5.0))
        places: list[tuple[float, float, str]] = []
        step = _SMALL * _STEP
        for at, lines in zip(xs.tolist(), self._heads, strict=True):
            for number, line in enumerate(lines):
                if self._upright:
                    x, y = at + (number - (len(lines) - 1) / 2) * step, self.top + 10.0
                else:
                    x, y = at, self.top + 11.0 + (len(lines) - 1 - number) * step
                places.append((x, y, line))
        yield Text(
            role="section",
            x=np.array([x for x, _, _ in places]),
            y=np.array([y for _, y, _ in places]),
            text=tuple(line for _, _, line in places),
            size=_SMALL,
            halign="left" if self._upright else "center",
            valign="middle" if self._upright else "baseline",
            angle=90 if self._upright else 0,
        )


def _last(section: str) -> str:
    """Return the heading that stands nearest to the papers."""
    return section.rpartition(" / ")[2]


_LONGEST_ALT: Final = 480  # characters
_NOTHING: Final = (
    "Citations between {sections} of the list: none is known. The reference lists of {read} of "
    "{papers} were read."
)
_CAPTION: Final = (
    "Citations between {sections} of the list: {citations} by the {read} of {papers} whose "
    "reference lists are known. Rows are citing sections, columns cited ones. The area of a dot is "
    "the number of citations, the ring the number expected (exp.) if papers of the same years "
    "cited and were cited as often as these, without regard to sections. Coloured: {outside} of "
    "{cells}, those outside the central {interval} interval of this null model. In years (y): the "
    "median distance between the two papers."
)
