"""The main path of a literature over a grey historiograph, with its robust core marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.analysis.lineage.cuts import How
from kdgraph.analysis.names.paper_names import short_names
from kdgraph.errors import InputError
from kdgraph.figures import FIGURES
from kdgraph.figures._mainstream import AROUND, GLOBAL, OTHER, Mainstream, read_mainstream
from kdgraph.figures._routes import Lanes, Stop, lay_out
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
from kdgraph.figures.canvas.page import MARGIN, Key
from kdgraph.figures.canvas.typography import fitted, measure
from kdgraph.figures.figure import FigureBase, counted
from kdgraph.figures.layouts.tracks import Spot, assign_rows, backward, elbow, separate_on_axis
from kdgraph.figures.scales import TICK_SIZE, year_axis
from kdgraph.graph.snapshot import Snapshot

__all__ = ["main_path"]

_TICKS: Final = 14.0
_PER_PAPER: Final = 13.0  # points of width for each paper around the path
_CORE: Final = "sequence:0.3"
_SIZE: Final = 6.8  # points, of the names on the path
_GREY_SIZE: Final = 6.0
_GREY_DOT: Final = 3.0
_BESIDE: Final = 1.6  # points between a grey dot and its name
_NARROW: Final = 324.0  # points of a page; below, names and dots are smaller and fewer
_WIDE: Final = 600.0  # above, more papers are around the path
_ROW: Final = 10.0  # points from row to row
_LONGEST: Final = 94.0  # points of a name
_LONGEST_GREY: Final = 66.0
_RIGHT: Final = 46.0  # points that names may reach beyond the last moment
_LEFT: Final = 8.0
_NEXT: Final = 7.0  # points from one dot of the spine to the next
_DOT: Final = (3.8, 8.5)
_POLE: Final = 2.2  # points between a dot and the name left or right of it
_LEAST: Final = 38.0  # points right of a dot that are enough for a name
_NAMES: Final = 25  # names that a page may have room for
_PER_NAME: Final = 13.0  # points of width for each name, where those are more
_BEYOND: Final = 3  # rows for papers around, above and below the path and its names
_NAMED: Final = 8  # papers named in a note
_TIED: Final = 10  # ends of the path that tie with each other
_MOST_LEVEL: Final = 25  # papers of the path from left to right; more stand on a ladder
_RUNG: Final = 8.4  # points from rung to rung
_RUNG_DOT: Final = (3.4, 7.2)
_LANE: Final = (3.0, 8.0)  # points between two lines of a ladder
_LANES: Final = 0.3  # of the page: what the lines of a ladder take at most
_TITLE: Final = 80.0  # points that are enough for the beginning of a title
_HIDES: Final = 1 / 3  # of its diameter: a dot that lies deeper under another is hidden
_LONGEST_ALT: Final = 480  # characters


@FIGURES.add("main-path")
def main_path(
    snapshot: Snapshot,
    *,
    width: float = 7.0,
    section: str | None = None,
    top: int | None = None,
    weight: str = "spc",
    search: str = "key-route-global",
    cycles: How = "backward",
    k: int | None = None,
    scope: str | None = None,
    field_least: int | None = None,
) -> Drawing:
    """Draw the main path: the citations along which most of the knowledge has flowed.

    The global path runs straight through the middle, from left to right in time; what another
    search finds beside it runs in tracks of its own. A broad band marks the robust core. In grey,
    the most cited papers that cite one of the path or are cited by one, where the names of the path
    itself leave room. A path of more than 25 papers, or one whose names or dots have no room beside
    each other, stands as a ladder: a paper a row, in the order of time from top to bottom, with its
    name beside the dot and none around it.

    Parameters
    ----------
    snapshot : Snapshot
        Papers and citations.
    width : float
        Inches.
    section : str, optional
        Only the lineage of the sections whose headings hold this; see `kdgraph.section_path`.
    top : int, optional
        So many papers in grey around the path; 0 for none, by default what the width has room for.
        A ladder has none.
    weight, search, cycles, k
        As in `kdgraph.main_path`; `search` is the one that is drawn beside the global path. By
        default k is 10, but no more than a fifth of the citations that the path is searched among.
    scope, field_least : str and int, optional
        Which papers are drawn and counted, as for `kdgraph.Snapshot.within`; by default the field.

    Raises
    ------
    InputError
        If there is no such section, `top` is below 0, or another parameter is refused.

    Examples
    --------
    >>> import kdgraph
    >>> drawing = main_path(kdgraph.embedded(), top=0)
    >>> drawing.facts["papers"], drawing.facts["core"]
    ('14 papers', 12)
    >>> main_path(kdgraph.embedded(), top=0, scope="all").facts["papers"]
    '25 papers'
    """
    if top is not None and top < 0:
        raise InputError(f"expected 0 or more papers around the path, got top={top}")
    setting: dict[str, Any] = {"weight": weight, "search": search, "cycles": cycles, "k": k}
    figure = FigureBase(
        "main-path",
        snapshot,
        width=width,
        section=section,
        top=None,
        scope=scope,
        field_least=field_least,
        of_the_field=True,
        options={"top": top, **setting},
    )
    around = _room_for(figure.page) if top is None else top
    tied = _TIED // 2 if figure.page < _NARROW else _TIED
    stream = read_mainstream(figure.snapshot, section=section, around=around, tied=tied, **setting)
    at: _Level | _Ladder = _Ladder(stream, figure.page)
    if len(at.on_path) - len(at.beside) <= _MOST_LEVEL:
        level = _Level(stream, figure.page)
        # names of the path come before any paper around it
        at = at if level.lanes.unnamed or level.hidden else level
    if isinstance(at, _Ladder):
        stream = read_mainstream(figure.snapshot, section=section, around=0, tied=_TIED, **setting)
        at = _Ladder(stream, figure.page)
    return _Stream(stream, figure, at).drawing()


def _room_for(page: float) -> int:
    """Return how many papers around the path a page of so many points has room for."""
    return int(page / _PER_PAPER / (2 if page < _NARROW else 1))


class _Stream:
    """The marks, and what is said of them."""

    def __init__(self, stream: Mainstream, figure: FigureBase, at: _Level | _Ladder) -> None:
        self.stream, self.figure, self.at = stream, figure, at
        time = stream.papers["time"]
        self._time: dict[str, float] = dict(zip(time.index, time.tolist(), strict=True))
        self.marks = (*self._background(), *self._tracks(), *self._names(), *self._papers())
        self.against = sum(len(one) for one in self.marks if one.role.endswith(AGAINST_TIME))

    def drawing(self) -> Drawing:
        """Return the marks, and what is said of them."""
        panel = self.at.panel(self.marks)
        caption, facts = self._said()
        return self.figure.drawing(
            (panel,),
            height=panel.box.top + 2.0,
            caption=caption,
            alt="{story}",
            facts=facts,
            numbers=self._numbers(),
            keys=self._keys(),
            notes=[*self._notes(), *self.stream.notes],
            of_citations=False,  # the notes of the path say whose lists were read
        )

    def _around(self) -> int:
        """Return how many papers are drawn in grey."""
        return sum(one in self.at.y for one in self.at.grey.index)

    def _said(self) -> tuple[str, dict[str, Any]]:
        """Return the caption and its facts."""
        path, other, core = self.stream.path, self.stream.other, self.stream.core
        facts: dict[str, Any] = {
            "weight": path.weight.upper(),
            "where": self.figure.where(),
            "story": self._story(),
        }
        if not len(self.at.on_path):
            return _NOTHING, facts
        facts |= {
            "papers": counted(len(path.papers), "paper"),
            "citations": counted(int(path.arcs["on_path"].sum()), "citation"),
            "core": int(core.arcs["core"].sum()),
            "any": counted(len(core.arcs), "citation"),
            "threshold": f"{core.threshold:.0%}",
            "settings": len(core.settings),
            "around": counted(self._around(), "paper"),
        }
        caption = _SAID
        if other is not path:
            more = len(other.papers.index.difference(path.papers.index))
            beside = int((self.stream.arcs["role"] == OTHER).sum())
            caption += _OTHER if more or beside else _SAME
            facts |= {
                "search": other.search,
                "k": other.k,
                "more": counted(more, "paper"),
                "beside": counted(beside, "citation"),
            }
            facts["added"] = " and ".join([facts["more"]] * (more > 0) + [facts["beside"]])
        caption += _BAND
        if isinstance(self.at, _Ladder):
            caption += _ORDER
        elif self._around():
            caption += _GREY
        caption += _SIGNS
        if self.against:
            caption += DASHED
            facts |= {"against": counted(self.against, "citation")}
        if tried := self.stream.fields:
            stay = len(path.papers) - len(self.stream.strays)
            few = f"{stay}" if stay < len(path.papers) else "all"
            facts |= {"stay": f"{few} of these {counted(len(path.papers), 'paper')}"}
            facts |= {"least": f"{', '.join(map(str, tried[:-1]))} or {tried[-1]}"}
            caption += _OVER
        return caption, facts

    def _background(self) -> list[Mark]:
        marks: list[Mark] = []
        if isinstance(self.at, _Ladder):
            return marks
        names = self.stream.names()
        grey = self.stream.arcs
        grey = grey[(grey["role"] == AROUND).to_numpy()]
        pairs = [
            (cited, citing)
            for cited, citing in zip(grey["cited_id"], grey["citing_id"], strict=True)
            if cited in self.at.y and citing in self.at.y
        ]
        for against in (False, True):
            drawn = [pair for pair in pairs if self._against(*pair) == against]
            if not drawn:
                continue
            marks.append(
                Curves(
                    role=f"citation around {AGAINST_TIME}" if against else "citation around",
                    paths=tuple(self.at.bow(cited, citing) for cited, citing in drawn),
                    ink="faint",
                    width=0.6,
                    dash="dashed" if against else "solid",
                    bent=True,
                    layer=-3,
                    papers=tuple((citing, cited) for cited, citing in drawn),
                    words=tuple(f"{names[citing]} cites {names[cited]}" for cited, citing in drawn),
                )
            )
        placed = self.at.grey[[one in self.at.y for one in self.at.grey.index]]
        if len(placed):
            marks.append(self._dots(placed, "paper around", _GREY_DOT, "faint", layer=1))
        if self.at.labelled:
            shown = self.at.grey.loc[self.at.labelled]
            marks.append(
                Text(
                    role="name around",
                    x=self._x(self.at.labelled),
                    y=np.array([self.at.y[one] for one in self.at.labelled]),
                    dx=_GREY_DOT / 2 + _BESIDE,
                    text=tuple(self.at.short[one] for one in self.at.labelled),
                    size=_GREY_SIZE,
                    ink="muted",
                    valign="middle",
                    plate=True,
                    layer=1,
                    papers=tuple((one,) for one in self.at.labelled),
                    words=told(shown),
                )
            )
        return marks

    def _x(self, ids: Sequence[str]) -> Floats:
        return np.array([self.at.x[one] for one in ids], dtype=np.float64) / self.at.scale

    def _dots(self, shown: pd.DataFrame, role: str, size: Any, ink: Any, layer: int = 3) -> Points:
        return Points(
            role=role,
            x=self._x(list(shown.index)),
            y=np.array([self.at.y[one] for one in shown.index]),
            size=size,
            ink=ink,
            shape=[shape_of(kind) for kind in shown["kind"]] if role == "paper" else "circle",
            filled=[kind >= 0 for kind in shown["kind"]] if role == "paper" else True,
            layer=layer,
            edge=1.0,
            papers=tuple((one,) for one in shown.index),
            words=told(shown),
        )

    def _tracks(self) -> list[Mark]:
        arcs = self.stream.arcs[self.stream.arcs["role"] != AROUND]
        names = self.stream.names()
        through = arcs["via_id"] != ""
        marks: list[Mark] = []
        for role, ink, widths, layer, wanted in (
            ("robust core", _CORE, (5.6, 3.6), -2, arcs["core"]),
            ("other main path", "muted", (1.0, 0.8), 0, ~through & (arcs["role"] == OTHER)),
            ("main path", "ink", (1.9, 1.0), 0, ~through & (arcs["role"] == GLOBAL)),
            ("through an undated paper", "ink", (1.2, 1.0), 0, through),
        ):
            chosen = arcs[wanted.to_numpy()]
            columns = ("cited_id", "citing_id", "share", "settings")
            every = list(zip(*(chosen[name] for name in columns), strict=True))
            for against in (False, True):
                rows = [row for row in every if self._against(row[0], row[1]) == against]
                if not rows:
                    continue
                dash: Any = "dashed" if against and layer >= 0 else "solid"
                marks.append(
                    Curves(
                        role=f"{role} {AGAINST_TIME}" if against and layer >= 0 else role,
                        paths=tuple(self.at.track(cited, citing) for cited, citing, _, _ in rows),
                        ink=ink,
                        width=[
                            widths[cited in self.at.beside or citing in self.at.beside]
                            for cited, citing, _, _ in rows
                        ],
                        bent=True,
                        dash="dotted" if role == "through an undated paper" else dash,
                        layer=min(layer, -1) if against else layer,
                        papers=tuple((citing, cited) for cited, citing, _, _ in rows),
                        words=tuple(
                            f"{names[citing]} cites {names[cited]}"
                            f" · {share:.2g} of the flow · on {settings} of "
                            f"{len(self.stream.core.settings)} main paths"
                            for cited, citing, share, settings in rows
                        ),
                    )
                )
        return marks

    def _against(self, cited: str, citing: str) -> bool:
        """Return whether a citation goes against time: the citing paper is dated earlier."""
        return self._time[citing] < self._time[cited]

    def _names(self) -> list[Mark]:
        if isinstance(self.at, _Ladder):
            return list(self._rungs(self.at))
        flags = self.at.lanes.flags
        if not flags:
            return []
        poles = [(one, flag) for one, flag in flags.items() if flag.pole]
        shown = self.at.on_path.loc[list(flags)]
        marks: list[Mark] = []
        if poles:
            marks.append(
                Curves(
                    role="pole",
                    paths=tuple(self.at.pole(one, flag.row) for one, flag in poles),
                    ink="muted",
                    width=0.4,
                    layer=-1,
                )
            )
        marks.append(
            Text(
                role="name",
                x=np.array([flag.left for flag in flags.values()]) / self.at.scale,
                y=np.array([float(flag.row) for flag in flags.values()]),
                text=tuple(self.at.name[one] for one in flags),
                size=_SIZE,
                ink=["ink" if role == GLOBAL else "muted" for role in shown["role"]],
                valign="middle",
                plate=True,
                papers=tuple((one,) for one in flags),
                words=told(shown),
            )
        )
        return marks

    def _rungs(self, at: _Ladder) -> Iterator[Mark]:
        """Give the names beside the dots, and on a wide page the titles beside the names."""
        if not len(at.on_path):
            return
        start, titles = at.titles()
        inks = ["ink" if role == GLOBAL else "muted" for role in at.on_path["role"]]
        yield Text(
            role="name",
            x=np.array([at.words[one] for one in at.on_path.index]),
            y=np.array([at.y[one] for one in at.on_path.index]),
            text=tuple(at.name[one] for one in at.on_path.index),
            size=_SIZE,
            ink=inks,
            valign="middle",
            papers=tuple((one,) for one in at.on_path.index),
            words=told(at.on_path),
        )
        if titles:
            shown = at.on_path.loc[list(titles)]
            yield Text(
                role="title",
                x=np.full(len(titles), start),
                y=np.array([at.y[one] for one in titles]),
                text=tuple(titles.values()),
                size=_GREY_SIZE,
                ink="muted",
                valign="middle",
                papers=tuple((one,) for one in titles),
                words=told(shown),
            )

    def _papers(self) -> list[Mark]:
        if not len(self.at.on_path):
            return []
        inks = [ink_of(kind, "ink") for kind in self.at.on_path["kind"]]
        return [self._dots(self.at.on_path, "paper", list(self.at.dot.values()), inks)]

    def _keys(self) -> list[Key]:
        stream = self.stream
        roles = set(stream.arcs["role"])
        keys = []
        if GLOBAL in roles:
            keys.append(
                Key(f"global main path ({stream.path.weight.upper()})", "ink", "line", width=1.9)
            )
        if OTHER in roles:
            keys.append(Key(f"{stream.other.search} only", "muted", "line", width=1.1))
        if stream.arcs["core"].any():
            keys.append(
                Key(
                    f"robust core: on ≥ {stream.core.threshold:.0%} of "
                    f"{len(stream.core.settings)} settings",
                    _CORE,
                    "bar",
                )
            )
        return [*keys, *self.figure.keys(self.at.on_path)]

    def _notes(self) -> list[str]:
        notes: list[str] = []
        if self.stream.strays:
            strays = self.stream.strays
            names = short_names(self.figure.snapshot, strays)
            said = [
                f"{names[one]} ({', '.join(map(str, self.stream.on_fields.get(one, ())))})"
                for one in strays[:_NAMED]
            ]
            more = len(strays) - len(said)
            notes.append(
                "On the path only in fields of papers that cite at least so many listed ones: "
                f"{', '.join(said)}{f' and {more} more' if more else ''}."
            )
        if self.against:
            notes.append(dashed_note(self.against))
        at = self.at
        if isinstance(at, _Ladder):
            if len(at.on_path):
                notes.append(
                    "A ladder, for want of room from left to right: a paper a row, in the order of "
                    "first publication; the distance between rows is no measure of time. No papers "
                    "around the path are drawn."
                )
            return notes
        if lost := len(at.grey) - self._around():
            notes.append(f"{counted(lost, 'paper')} around the path found no room.")
        if at.moved >= 0.5:
            notes.append(
                f"Dots are drawn up to {counted(round(at.moved), 'month')} from their moment, "
                "within their year, so that none hides another."
            )
        if at.crowded:
            notes.append("Years with several papers of the path are drawn wider.")
        if at.years.narrowed:
            notes.append(f"{counted(at.years.narrowed, 'year')} without a paper drawn narrower.")
        return notes

    def _story(self) -> str:
        """Return what there is to see: from where to where the path leads, and by way of whom."""
        on_path, names = self.at.on_path, self.stream.names()
        if not len(on_path):
            return "An empty time axis: there is no main path to draw."
        time = on_path["time"]
        down = isinstance(self.at, _Ladder)
        said = (
            f"A line through {counted(len(on_path), 'paper')} of the main path "
            f"{span(time.min(), time.max())}, "
            f"{'from top to bottom, a paper a row' if down else 'from left to right'}"
            f"{f'; dashed lines go against time: {self.against}' if self.against else ''}."
        )
        if around := self._around():
            said += f" In grey around it: {counted(around, 'paper')}."
        spine = [names[one] for one in self.stream.spine]
        if len(spine) > 2:
            ends = f" It leads from {spine[0]} to {spine[-1]}"
            inner = spine[1:-1]
            while inner and len(f"{said}{ends} by way of {', '.join(inner)}.") > _LONGEST_ALT:
                inner.pop(len(inner) // 2)
            if len(inner) == len(spine) - 2:
                said += f"{ends} by way of {', '.join(inner)}"
            elif len(f"{said}{ends}") < _LONGEST_ALT:
                said += f"{ends}, by way of {', '.join(inner)} and others" if inner else ends
        return f"{said.rstrip('.')}."

    def _numbers(self) -> pd.DataFrame:
        frame = self.stream.arcs.copy()
        for end in ("citing", "cited"):
            for column in ("name", "year"):
                frame[f"{end}_{column}"] = (
                    self.stream.papers[column].reindex(frame[f"{end}_id"]).array
                )
        if self.stream.fields:
            for end in ("citing", "cited"):
                on = (self.stream.on_fields.get(one, ()) for one in frame[f"{end}_id"])
                frame[f"{end}_field_least"] = [", ".join(map(str, least)) for least in on]
        return frame


class _Level:
    """The places of the papers of a path from left to right, on a page of so many points.

    Attributes
    ----------
    on_path, grey : DataFrame
        The papers of the main paths, and those around them.
    sides : dict
        The ends of the path that tie with others, and on which side of the dot their name stands.
    left, room : float
        Points left of the time axis, and its width; `scale` of them are one unit of the axis.
    x, y : dict
        Points from the left end of the axis, and rows; papers that found no row are not in `y`.
    dot, name, short : dict
        Diameters of the dots on the path; names on it and around it.
    labelled : list
        The papers around it whose names have room.
    crowded : bool
        Whether years of several papers of the path are wider.
    moved : float
        Months by which a dot is moved at most, away from another one.
    hidden : int
        Dots that lie more than a little on others.
    low, high : float
        The rows from the lowest to the highest; `pitch` points each.
    """

    def __init__(self, stream: Mainstream, page: float) -> None:
        self.stream = stream
        papers = stream.papers
        self.on_path = papers[papers["role"] != AROUND]
        self.grey = papers[papers["role"] == AROUND]
        self.sides = self._sides()
        narrow = page < _NARROW
        sizes = dots(self.on_path["cited"], _DOT[0] - 0.6 * narrow, _DOT[1] - 2.4 * narrow)
        self.dot = dict(zip(self.on_path.index, sizes, strict=True))
        self.pitch = _ROW - narrow
        self.beyond = 2 if narrow else _BEYOND + 2 * (page > _WIDE)
        longest = _LONGEST * (0.9 if narrow else 1.0)
        self.name = {
            one: fitted(name, _SIZE, longest) for one, name in self.on_path["name"].items()
        }
        words = {one: measure(name, _SIZE).width for one, name in self.name.items()}
        time = papers["time"].to_numpy(dtype=np.float64)
        tied = papers.index.isin([one for one, side in self.sides.items() if side])
        spine = [one for one in stream.spine if one not in self.sides]
        self.crowded = narrow and len(spine) > len(set(np.floor(papers["time"].loc[spine])))
        crowd = papers["time"].loc[spine].to_numpy(dtype=np.float64) if self.crowded else None
        self.left = _LEFT
        for _ in range(8):  # names left of the first papers need room, which moves the papers
            self.room = page - self.left - _RIGHT - MARGIN
            self.years = year_axis(time[~tied], self.room, aside=time[tied], crowd=crowd)
            self.scale = self.room / self.years.axis.high
            self.x = dict(zip(papers.index, self.years.at(time) * self.scale, strict=True))
            reach = [
                MARGIN + words[one] + _POLE + self.dot[one] / 2 - self.x[one]
                for one, side in self.sides.items()
                if side < 0
            ]
            if max(reach, default=0.0) <= self.left:
                break
            self.left = max(reach) + 0.5
        self._spread()
        for one in self.on_path.index:  # shorter names where the page ends, if they say enough
            room = self.room + _RIGHT - self.x[one] - self.dot[one] / 2 - _POLE
            if words[one] > room and (room >= _LEAST or self.sides.get(one, 0) > 0):
                self.name[one] = fitted(self.name[one], _SIZE, room)
                words[one] = measure(self.name[one], _SIZE).width
        rank = self._ranks()
        self.stops = {
            one: Stop(one, self.x[one], self.dot[one], words[one], rank[one])
            for one in self.on_path.index
        }
        self.lanes = self._lanes()
        self.y: dict[str, float] = {one: float(row) for one, row in self.lanes.row.items()}
        self.labelled = self._settle()
        self.hidden = self._hidden()
        used = [*self.y.values(), *(flag.row for flag in self.lanes.flags.values()), 2, -2]
        self.low, self.high = min(used) - 0.6, max(used) + 0.6

    def _sides(self) -> dict[str, int]:
        """Return the ends of the path that tie with others: their names stand beside them."""
        arcs = self.stream.arcs[self.stream.arcs["role"] != AROUND]
        found: dict[str, int] = {}
        for end, neighbour, side in (("cited_id", "citing_id", -1), ("citing_id", "cited_id", 1)):
            ends = arcs[~arcs[end].isin(arcs[neighbour]) & ~arcs[end].duplicated(keep=False)]
            for _, group in ends.groupby(neighbour):
                if len(group) > 1:
                    found.update(dict.fromkeys(group[end], side))
        return found

    def _ranks(self) -> dict[str, int]:
        """Return whose name matters most: those on the list, then the most cited of each year."""
        papers = self.on_path.assign(moment=np.floor(self.on_path["time"]))
        place = papers.groupby("moment")["cited"].rank(ascending=False, method="first")
        papers = papers.assign(place=place, other=papers["kind"] < 0).sort_index()
        order = papers.sort_values(["other", "place", "cited"], ascending=[True, True, False])
        return {str(one): number for number, one in enumerate(order.index)}

    def _spread(self) -> None:
        """Move the dots of the spine apart where they would lie on one another."""
        spine = list(self.stream.spine)
        self.moved = 0.0
        if not spine:
            return
        year = np.floor(self.stream.papers["time"].loc[spine].to_numpy(dtype=np.float64))
        at = np.array([self.x[one] for one in spine])
        low, high = self.years.at(year) * self.scale, self.years.at(year + 1) * self.scale
        found = separate_on_axis(at, year, low, high, _NEXT)
        self.moved = float((np.abs(found - at) / (high - low)).max()) * 12
        self.x.update(zip(spine, found.tolist(), strict=True))

    def _hidden(self) -> int:
        """Return how many dots lie under another by more than `_HIDES` of their diameter."""
        placed = [one for one in self.stream.papers.index if one in self.y]
        x = np.array([self.x[one] for one in placed])
        y = np.array([self.y[one] for one in placed]) * self.pitch
        size = np.array([self.dot.get(one, _GREY_DOT) for one in placed])
        apart = np.hypot(x[:, None] - x, y[:, None] - y)
        under = (size[:, None] + size) / 2 - apart
        hides = under > _HIDES * np.minimum(size[:, None], size)
        np.fill_diagonal(hides, val=False)
        return int(hides.any(axis=1).sum())

    @property
    def beside(self) -> frozenset[str]:
        """The ends of the path that tie with others."""
        return frozenset(self.sides)

    def panel(self, marks: Sequence[Mark]) -> Panel:
        """Return the place of the marks, with its axes."""
        height = (self.high - self.low) * self.pitch
        return Panel(
            Box(self.left, _TICKS, self.left + self.room, _TICKS + height),
            self.years.axis,
            Axis(self.low, self.high),
            tuple(marks),
            name="main path",
        )

    def _lanes(self) -> Lanes:
        arcs = self.stream.arcs[self.stream.arcs["role"] != AROUND]
        pairs = list(zip(arcs["cited_id"], arcs["citing_id"], strict=True))
        return lay_out(
            list(self.stops.values()),
            pairs,
            self.stream.spine,
            self.sides,
            (MARGIN - self.left, self.room + _RIGHT),
            max(_NAMES, int(self.room / _PER_NAME)),
        )

    def _settle(self) -> list[str]:
        """Give the papers around the path their rows; return those whose names have room too."""
        links, index = [], {one: number for number, one in enumerate(self.stream.papers.index)}
        grey = self.stream.arcs[self.stream.arcs["role"] == AROUND]
        for cited, citing in zip(grey["cited_id"], grey["citing_id"], strict=True):
            links.append((index[cited], index[citing]))
        used = [*self.y.values(), *(flag.row for flag in self.lanes.flags.values()), 1, -1]
        rows = range(int(min(used)) - self.beyond, int(max(used)) + self.beyond + 1)
        near = sorted((row for row in rows if row), key=lambda row: (abs(row), row))
        shorts = {
            one: fitted(name, _GREY_SIZE, _LONGEST_GREY) for one, name in self.grey["name"].items()
        }
        half = _GREY_DOT / 2
        fixed = [
            Spot(self.x[one], self.dot[one] / 2, self.dot[one] / 2, self.lanes.row[one])
            for one in self.on_path.index
        ]
        labelled = list(self.grey.index[: len(self.grey) // 2])
        spots = [
            Spot(
                self.x[one],
                half,
                half
                + (_BESIDE + measure(shorts[one], _GREY_SIZE).width if one in labelled else 0.0),
            )
            for one in self.grey.index
        ]
        found = assign_rows([*fixed, *spots], links, near, self.lanes.taken)
        for one, row in zip(self.grey.index, found[len(fixed) :], strict=False):
            if row is not None:
                self.y[one] = float(row)
        self.short = shorts
        limit = self.room + _RIGHT
        return [
            one
            for one in labelled
            if one in self.y
            and self.x[one] + half + _BESIDE + measure(shorts[one], _GREY_SIZE).width <= limit
        ]

    def track(self, cited: str, citing: str) -> Floats:
        """Return the line of a citation on the path, in units of the panel."""
        return self._units(self.lanes.track(self.stops[cited], self.stops[citing]))

    def bow(self, cited: str, citing: str) -> Floats:
        """Return the line of a citation around the path."""
        x, y = self.x, self.y
        line = backward if x[citing] < x[cited] else elbow
        return self._units(line(x[cited], y[cited], x[citing], y[citing]))

    def pole(self, one: str, row: int) -> Floats:
        """Return the line from a dot to the top of its name."""
        x, y = self.x[one], self.y[one]
        return self._units(np.array([(x, y), (x, row + np.sign(row - y) * 0.25)]))

    def _units(self, path: Floats) -> Floats:
        units: Floats = path / np.array([self.scale, 1.0])
        return units


class _Ladder:
    """The places of the papers of a path from top to bottom: a row for each, in the order of time.

    The longest chain of the path is one straight line downwards; other ways run left and right of
    it. Names stand right of what passes their row. The attributes are those of `_Level`, with rows
    from the top in `y` and points in `x`; no paper stands around a ladder.
    """

    def __init__(self, stream: Mainstream, page: float) -> None:
        self.stream, self.page = stream, page
        papers = stream.papers
        on_path = papers[papers["role"] != AROUND]
        # stable, so that of one moment the cited one comes first
        order = np.argsort(on_path["time"].to_numpy(dtype=np.float64), kind="stable")
        self.on_path = on_path.iloc[order]
        self.grey = papers[papers["role"] == AROUND]
        self.beside = self._tied()
        self.dot = dict(
            zip(self.on_path.index, dots(self.on_path["cited"], *_RUNG_DOT), strict=True)
        )
        self.y = {one: float(row) for row, one in enumerate(self.on_path.index)}
        arcs = stream.arcs[stream.arcs["role"] != AROUND]
        pairs = list(zip(arcs["cited_id"], arcs["citing_id"], strict=True))
        stops = [Stop(one, row * _RUNG, self.dot[one], 0.0) for one, row in self.y.items()]
        self._stops = {stop.name: stop for stop in stops}
        self.lanes = lay_out(stops, pairs, stream.spine, {}, (0.0, 0.0), 0)
        rows = [0, *self.lanes.row.values(), *self.lanes.arcs.values()]
        self._lane = float(np.clip(page * _LANES / (max(rows) - min(rows) + 1), *_LANE))
        self._first = min(rows)
        self.left = MARGIN + measure("2000", TICK_SIZE).width + 6.0
        self.room = page - self.left - MARGIN
        self.scale = 1.0
        self.x = {one: self._across(row) for one, row in self.lanes.row.items()}
        reach = self._reach(pairs)
        clear = _RUNG_DOT[1] / 2 + _BESIDE
        self.words = {one: self._across(lane) + clear for one, lane in reach.items()}
        self.name = {
            str(one): fitted(name, _SIZE, self.room - self.words[str(one)])
            for one, name in self.on_path["name"].items()
        }
        self.labelled: list[str] = []
        self.short: dict[str, str] = {}
        self.moved = 0.0
        self.crowded = False

    def _tied(self) -> frozenset[str]:
        """Return the ends of the path that tie with others, so that no line runs through them."""
        arcs = self.stream.arcs[self.stream.arcs["role"] != AROUND]
        found: dict[str, None] = {}
        for end, other in (("cited_id", "citing_id"), ("citing_id", "cited_id")):
            ends = arcs[~arcs[end].isin(arcs[other]) & ~arcs[end].duplicated(keep=False)]
            several = ends[ends[other].duplicated(keep=False)]
            found.update(dict.fromkeys(several[end]))
        return frozenset(found)

    def _across(self, lane: float) -> float:
        return (lane - self._first) * self._lane + _RUNG_DOT[1] / 2 + 1.0

    def _reach(self, pairs: Sequence[tuple[str, str]]) -> dict[str, int]:
        """Return for each paper the rightmost lane that something takes in its row."""
        names = list(self.y)
        reach = [self.lanes.row[one] for one in names]
        for cited, citing in pairs:
            ends = sorted((int(self.y[cited]), int(self.y[citing])))
            lane = max(
                self.lanes.arcs[cited, citing], self.lanes.row[cited], self.lanes.row[citing]
            )
            for row in range(ends[0], ends[1] + 1):
                reach[row] = max(reach[row], lane)
        return dict(zip(names, reach, strict=True))

    def track(self, cited: str, citing: str) -> Floats:
        """Return the line of a citation, in points across and rows from the top."""
        path = self.lanes.track(self._stops[cited], self._stops[citing])
        across = [self._across(lane) for lane in path[:, 1].tolist()]
        return np.column_stack([across, path[:, 0] / _RUNG])

    def panel(self, marks: Sequence[Mark]) -> Panel:
        """Return the place of the marks, with its axes."""
        rows = max(len(self.y), 1)
        year = np.floor(self.on_path["time"].to_numpy(dtype=np.float64))
        new = [row for row in range(len(year)) if not row or year[row] != year[row - 1]]
        axis = Axis(
            rows - 0.5,
            -0.5,
            ticks=tuple((float(row), f"{year[row]:.0f}") for row in new),
            grid=True,
            lines=tuple(row - 0.5 for row in new),
        )
        box = Box(self.left, 2.0, self.left + self.room, 2.0 + rows * _RUNG)
        return Panel(box, Axis(0.0, self.room), axis, tuple(marks), name="main path")

    def titles(self) -> tuple[float, dict[str, str]]:
        """Return where titles begin, and those that say more than the name, where there is room."""
        ends = [self.words[one] + measure(name, _SIZE).width for one, name in self.name.items()]
        start = max(ends, default=0.0) + 10.0
        room = self.room - start
        if room < _TITLE:
            return start, {}
        titles = self.on_path["title"]
        return start, {
            str(one): fitted(str(title), _GREY_SIZE, room)
            for one, title in titles.items()
            if not str(title).casefold().startswith(str(self.on_path.at[one, "name"]).casefold())
        }


_SAID: Final = "Main path of {where} by {weight}, global search: {papers} and {citations}. "
_OTHER: Final = "The {search} search (k = {k}) adds {added}. "
_SAME: Final = "The {search} search (k = {k}) finds the same. "
_BAND: Final = (
    "Broad band: the robust core; of the {any} on any main path, {core} lie on at least "
    "{threshold} of {settings} settings of weight, search and cycle removal. "
)
_GREY: Final = "In grey: {around} of the most cited that cite the path or are cited by it. "
_ORDER: Final = "From top to bottom: the order of first publication. "
_SIGNS: Final = "Colour and shape: section of the list. Dot area: citations received."
_OVER: Final = (
    " Whether papers of the field cite at least {least} listed ones, {stay} stay on the path."
)
_NOTHING: Final = "Main path of {where} by {weight}: there is none to draw."
