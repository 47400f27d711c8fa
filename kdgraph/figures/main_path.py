"""The main path of a literature over a grey historiograph, with its robust core marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.analysis.lineage.cuts import How
from kdgraph.analysis.result import field_view
from kdgraph.errors import InputError
from kdgraph.figures import FIGURES
from kdgraph.figures._main_path_places import (
    BESIDE,
    GREY_DOT,
    GREY_SIZE,
    NARROW,
    SIZE,
    Places,
)
from kdgraph.figures._mainstream import AROUND, GLOBAL, OTHER, Mainstream, read_mainstream
from kdgraph.figures._shown import (
    AGAINST_TIME,
    DASHED,
    counted,
    dashed_note,
    ink_of,
    literature,
    section_keys,
    sections_of,
    shape_of,
    told,
)
from kdgraph.figures.canvas.drawing import Drawing
from kdgraph.figures.canvas.marks import Curves, Floats, Mark, Points, Text
from kdgraph.figures.canvas.page import Body, Key, compose
from kdgraph.figures.canvas.sheet import Axis, Box, Panel
from kdgraph.graph.snapshot import Snapshot

__all__ = ["main_path"]

_TICKS: Final = 14.0
_PER_PAPER: Final = 13.0  # points of width for each paper around the path
_CORE: Final = "sequence:0.3"


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
    k: int = 10,
    scope: str | None = None,
    field_least: int | None = None,
) -> Drawing:
    """Draw the main path: the citations along which most of the knowledge has flowed.

    The global path runs straight through the middle, from left to right in time; what another
    search finds beside it runs in tracks of its own. A broad band marks the robust core. In grey,
    the most cited papers that cite one of the path or are cited by one.

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
    weight, search, cycles, k
        As in `kdgraph.main_path`; `search` is the one that is drawn beside the global path.
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
    view = field_view(snapshot, scope, field_least)
    stream = read_mainstream(
        view,
        section=section,
        around=_room_for(width * 72) if top is None else top,
        tied=5 if width * 72 < NARROW else 9,
        **setting,
    )
    where = literature(view) if section is None else f"the sections like “{section}”"
    body = _Stream(stream, sections_of(view), width * 72).body(where)
    options = {"section": section, "top": top, **setting, **view.scope.options}
    return compose(view, "main-path", body, width=width, options=options)


def _room_for(page: float) -> int:
    """Return how many papers around the path a page of so many points has room for."""
    return int(page / _PER_PAPER / (2 if page < NARROW else 1))


class _Stream:
    """The marks, and what is said of them."""

    def __init__(self, stream: Mainstream, sections: tuple[str, ...], page: float) -> None:
        self.stream, self.sections = stream, sections
        self.at = Places(stream, page)
        time = stream.papers["time"]
        self._time: dict[str, float] = dict(zip(time.index, time.tolist(), strict=True))
        self.marks = (*self._background(), *self._tracks(), *self._names(), *self._papers())
        self.against = sum(len(one) for one in self.marks if one.role.endswith(AGAINST_TIME))

    def body(self, where: str) -> Body:
        """Return the marks, and what is said of them."""
        stream = self.stream
        height = (self.at.high - self.at.low) * self.at.pitch
        box = Box(self.at.left, _TICKS, self.at.left + self.at.room, _TICKS + height)
        panel = Panel(
            box,
            self.at.years.axis,
            Axis(self.at.low, self.at.high),
            self.marks,
            name="main path",
        )
        caption, facts = self._said(where)
        return Body(
            height=height + _TICKS + 2.0,
            panels=(panel,),
            caption=caption,
            facts=facts,
            alt=self._alt(),
            numbers=self._numbers(),
            keys=self._keys(),
            notes=[*self._notes(), *stream.notes],
        )

    def _said(self, where: str) -> tuple[str, dict[str, Any]]:
        """Return the caption and its facts."""
        path, other, core = self.stream.path, self.stream.other, self.stream.core
        facts: dict[str, Any] = {
            "weight": path.weight.upper(),
            "where": where,
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
            "around": counted(sum(one in self.at.y for one in self.at.grey.index), "paper"),
        }
        later = DASHED if self.against else ""
        facts |= {"against": counted(self.against, "citation")} if later else {}
        if stream_fields := self.stream.fields:
            stay, tried = len(path.papers) - len(self.stream.strays), stream_fields
            facts |= {"stay": f"{stay} of these {counted(len(path.papers), 'paper')}"}
            facts |= {"least": f"{', '.join(map(str, tried[:-1]))} or {tried[-1]}"}
            later += _OVER
        if other is path:
            return _ALONE + later, facts
        more = len(other.papers.index.difference(path.papers.index))
        return _CAPTION + later, facts | {
            "search": other.search,
            "k": other.k,
            "more": counted(more, "paper"),
        }

    def _background(self) -> list[Mark]:
        marks: list[Mark] = []
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
            marks.append(self._dots(placed, "paper around", GREY_DOT, "faint", layer=1))
        if self.at.labelled:
            shown = self.at.grey.loc[self.at.labelled]
            marks.append(
                Text(
                    role="name around",
                    x=self._x(self.at.labelled),
                    y=np.array([self.at.y[one] for one in self.at.labelled]),
                    dx=GREY_DOT / 2 + BESIDE,
                    text=tuple(self.at.short[one] for one in self.at.labelled),
                    size=GREY_SIZE,
                    ink="muted",
                    up="middle",
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
                            widths[cited in self.at.sides or citing in self.at.sides]
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
                size=SIZE,
                ink=["ink" if role == GLOBAL else "muted" for role in shown["role"]],
                up="middle",
                plate=True,
                papers=tuple((one,) for one in flags),
                words=told(shown),
            )
        )
        return marks

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
        return [*keys, *section_keys(self.at.on_path, self.sections)]

    def _notes(self) -> list[str]:
        notes = []
        if self.stream.strays:
            names = self.stream.names()
            said = (
                f"{names.get(one, one)} ({', '.join(map(str, self.stream.on_fields.get(one, ())))})"
                for one in self.stream.strays
            )
            notes.append(
                "On the path only in fields of papers that cite at least so many listed ones: "
                f"{', '.join(said)}."
            )
        if self.against:
            notes.append(dashed_note(self.against))
        lost = len(self.at.grey) - sum(one in self.at.y for one in self.at.grey.index)
        if lost:
            notes.append(f"{counted(lost, 'paper')} around the path found no room.")
        if self.at.lanes.unnamed:
            few = counted(len(self.at.lanes.unnamed), "name")
            notes.append(f"{few} of papers on the path left out for want of room.")
        if self.at.moved >= 0.5:
            notes.append(
                f"Dots are drawn up to {counted(round(self.at.moved), 'month')} from their moment, "
                "within their year, so that none hides another."
            )
        if self.at.crowded:
            notes.append("Years with several papers of the path are drawn wider.")
        if self.at.years.narrowed:
            notes.append(
                f"{counted(self.at.years.narrowed, 'year')} without a paper drawn narrower."
            )
        return notes

    def _alt(self) -> str:
        if not len(self.at.on_path):
            return "An empty time axis: there is no main path to draw."
        time = self.at.on_path["time"]
        return (
            f"A line through {counted(len(self.at.on_path), 'paper')} of the main path from "
            f"{int(time.min())} to {int(time.max())}, from left to right, with "
            f"{counted(len(self.at.grey), 'paper')} around it in grey"
            f"{f'; {self.against} of its lines go against time, dashed' if self.against else ''}."
        )

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


_SAID: Final = "Main path of {where} by {weight}, global search: {papers} and {citations}. "
_REST: Final = (
    "Broad band, the robust core: of {any} on any main path, {core} are on at least {threshold} of "
    "{settings} settings of weight, search and cycles. In grey, {around} of the most cited that "
    "cite the path or are cited by it. Colour and shape: section of the list. Size: citations."
)
_OVER: Final = (
    " Whether papers of the field cite at least {least} listed ones, {stay} stay on the path."
)
_CAPTION: Final = _SAID + "The {search} search (k = {k}) adds {more}. " + _REST
_ALONE: Final = _SAID + _REST
_NOTHING: Final = "Main path of {where} by {weight}: there is none to draw."
