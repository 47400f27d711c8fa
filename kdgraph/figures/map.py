"""Map: the groups of a literature as clouds of papers, near to those that they cite."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.analysis.result import field_view
from kdgraph.errors import InputError
from kdgraph.figures import FIGURES
from kdgraph.figures._circles import circle, sunflower
from kdgraph.figures._group_ties import Groups, read_groups
from kdgraph.figures._shown import (
    UNLISTED,
    counted,
    coverage_note,
    ink_of,
    section_keys,
    sections_of,
    shape_of,
    shown_papers,
    told,
)
from kdgraph.figures._spreading import packed, spread_out, turned
from kdgraph.figures.canvas.drawing import Axis, Box, Drawing, Panel
from kdgraph.figures.canvas.marks import Areas, Floats, Mark, Points, Ribbons, Text
from kdgraph.figures.canvas.page import MARGIN, Body, Key, compose
from kdgraph.figures.canvas.typography import measure, wrapped
from kdgraph.graph.snapshot import Snapshot

__all__ = ["map_of_groups"]

_WIDE: Final = 5.0  # inches
_MOST: Final = (8, 18)  # groups on a narrow and on a wide page, unless asked for
_SIZE: Final = 7.0
_SMALL: Final = 6.2
_STEP: Final = 1.15
_LABEL: Final = (70.0, 84.0)  # points, of a line of the words of a group, narrow and wide
_LINES: Final = 2
_WORDS: Final = 3
_FLAT: Final = 0.55  # of the width: how high the map is before clouds are set apart
_COVERED: Final = (0.2, 0.15)  # of that: what the clouds take, narrow and wide
_FLATTEST: Final = 0.28  # of the width: what is no lower, but for a few groups
_FEW: Final = 4
_SMALLEST: Final = 5.0  # points, the radius of a cloud
_DENSEST: Final = 3.3  # points from dot to dot
_DOT: Final = 1.5
_LISTED: Final = 3.8
_LEAST_SIGN: Final = 2.8
_LISTED_ROOM: Final = 3.0  # dots that a listed paper takes the room of
_MOST_DOTS: Final = 1_500
_TIES: Final = 2  # strongest ties of each group
_THICKEST: Final = 11.0


@FIGURES.add("map", label="Map of paper groups")
def map_of_groups(
    snapshot: Snapshot,
    *,
    width: float = 7.0,
    section: str | None = None,
    top: int | None = None,
    resolution: float | None = None,
    scope: str | None = None,
    field_least: int | None = None,
) -> Drawing:
    """Draw the groups of papers that belong together, as clouds.

    A cloud's area is its number of papers, each dot a paper, those most cited by the others of the
    group in its middle. Papers of the list bear the sign of their section. Words are those that set
    the group's texts apart. Bands are the strongest ties between groups; groups stand near those
    that they cite or that cite them more than their sizes explain.

    Parameters
    ----------
    snapshot : Snapshot
        The literature.
    width : float
        Inches.
    section : str, optional
        Only groups that hold papers listed under headings that hold this.
    top : int, optional
        How many groups, the largest; by default 18, or 8 on a narrow page.
    resolution : float, optional
        As of `kdgraph.communities`: higher values make more and smaller groups. By default the one
        at which groups are most stable; 2 in literatures of more than 5,000 papers, where the
        search takes a minute; there, groups are those of one seed.
    scope, field_least : str and int, optional
        Which papers are drawn and counted, as for `kdgraph.Snapshot.within`; by default the field.

    Raises
    ------
    InputError
        If there is no such section, or a number is out of its range.

    Examples
    --------
    >>> import kdgraph
    >>> drawing = map_of_groups(kdgraph.embedded(), top=2, resolution=3, scope="all")
    >>> drawing.numbers[["size", "words"]].iloc[0].astype(str).to_list()
    ['262', 'diffusion, models, image, generation, text, score']
    """
    if top is not None and top < 1:
        raise InputError(f"expected at least 1 group to show, got top={top}")
    most = _MOST[width >= _WIDE] if top is None else top
    view = field_view(snapshot, scope, field_least)
    groups = read_groups(view, most=most, section=section, resolution=resolution)
    body = _Clouds(view, groups, width * 72).body()
    options = {"section": section, "top": top, "resolution": resolution, **view.scope.options}
    return compose(view, "map", body, width=width, options=options)


class _Clouds:
    """The places of the groups, and the marks that follow from them."""

    def __init__(self, snapshot: Snapshot, groups: Groups, page: float) -> None:
        self.groups, self.page = groups, page
        self.table = groups.table
        size = self.table["size"].to_numpy(dtype=np.float64)
        room = page - 2 * MARGIN
        area = _COVERED[page >= _WIDE * 72] * _FLAT * room**2
        self.snapshot = snapshot
        self.listed = set(snapshot.reading_list.papers)
        on_list = int(groups.papers.index.isin(self.listed).sum())
        densest = _DENSEST**2 * (size.sum() + (_LISTED_ROOM - 1) * on_list)
        each = min(area, densest) / max(size.sum(), 1.0)
        step = float(np.sqrt(each))
        self.dot, self.sign = min(_DOT, step / 2), min(_LISTED, max(1.3 * step, _LEAST_SIGN))
        self.radius = np.maximum(np.sqrt(size * each / np.pi), _SMALLEST)
        self.labels = [self._label(row) for row in range(len(self.table))]
        self.height = 16.0
        self.middle = self._places(room)
        self.dots = self._dots()
        self.papers = shown_papers(snapshot, self.dots.index)
        self.sections = sections_of(snapshot)

    def _label(self, row: int) -> tuple[list[str], str]:
        """Return the words of a group in lines, and what is said below."""
        group = self.table.iloc[row]
        words = ", ".join(group["words"][:_WORDS]) or "(no words)"
        lines = wrapped(words, _SIZE, _LABEL[self.page >= _WIDE * 72], "semibold")
        if len(lines) > _LINES:
            lines = lines[:_LINES]
            lines[-1] = lines[-1].rstrip(",") + "\N{HORIZONTAL ELLIPSIS}"
        years = "no year"
        if not pd.isna(group["first_year"]):
            first, last = int(group["first_year"]), int(group["last_year"])
            years = str(first) if first == last else f"{first}\N{EN DASH}{last}"
        return lines, f"{group['size']:,} papers, {years}"

    def _label_box(self, row: int) -> tuple[float, float]:
        lines, below = self.labels[row]
        wide = max(
            [measure(line, _SIZE, "semibold").width for line in lines]
            + [measure(below, _SMALL).width]
        )
        return wide, (len(lines) * _SIZE + _SMALL) * _STEP

    def _places(self, room: float) -> Floats:
        """Return the middles of the clouds in points of the body; the height follows from them."""
        n = len(self.table)
        if not n:
            return np.zeros((0, 2))
        labels = np.array([self._label_box(row) for row in range(n)])
        wide = np.maximum(labels[:, 0], 2 * self.radius)
        high = 2 * self.radius + 2.0 + labels[:, 1]
        halves = np.column_stack([np.minimum(wide, room), high]) / 2
        rough = turned(spread_out(self._distances()))
        least = room * _FLATTEST if n > _FEW else 0.0
        boxes = packed(rough, halves, width=room, gap=5.0, least=least)
        bottom = float((boxes[:, 1] - halves[:, 1]).min())
        self.height = float((boxes[:, 1] + halves[:, 1]).max()) - bottom + 2 * MARGIN
        up = boxes[:, 1] + halves[:, 1] - self.radius - bottom
        return np.column_stack([boxes[:, 0], up]) + MARGIN

    def _distances(self) -> Floats:
        """Return how far groups should stand from each other: near where ties are strong."""
        away: Floats = np.clip(1.0 / np.sqrt(np.maximum(self.groups.strength(), 0.05)), 0.45, 2.2)
        np.fill_diagonal(away, 0.0)
        return away

    def _dots(self) -> pd.DataFrame:
        """Return the papers to draw with their places; in each group as large a share."""
        papers = self.groups.papers
        share = min(_MOST_DOTS / max(len(papers), 1), 1.0)
        parts = []
        for row, group in enumerate(self.table.index):
            members = papers[papers["group"] == group]
            first = np.arange(len(members)) < max(round(len(members) * share), 1)
            shown = members[first | members.index.isin(self.listed)]
            rooms = np.where(shown.index.isin(self.listed), _LISTED_ROOM, 1.0)
            at = self.middle[row] + sunflower(rooms, self.radius[row] - self.dot)
            parts.append(shown.assign(x=at[:, 0], y=at[:, 1], row=row))
        return pd.concat(parts) if parts else papers.assign(x=0.0, y=0.0, row=0)

    def body(self) -> Body:
        """Return the marks, and what is said of them."""
        ties = self.groups.strongest(_TIES)
        marks = (*self._bands(ties), *self._grounds(), *self._points(), *self._words())
        box = Box(0.0, 0.0, self.page, self.height)
        panel = Panel(box, Axis(0.0, self.page), Axis(0.0, self.height), marks, name="map")
        resolution = self.groups.found.resolution
        facts = {
            "groups": len(self.table),
            "papers": counted(int(self.table["size"].sum()), "paper"),
            "all_groups": counted(len(self.groups.found.groups), "group"),
            "bands": counted(len(ties), "band is", "bands are"),
            "method": f"resolution {resolution:g}" if resolution > 0 else "no ties to divide",
        }
        return Body(
            height=self.height,
            panels=(panel,),
            caption=_CAPTION,
            facts=facts,
            alt=self._alt(facts),
            numbers=self._numbers(),
            keys=self._keys(),
            notes=self._notes(ties),
        )

    def _bands(self, ties: list[tuple[int, int]]) -> Iterator[Mark]:
        if not ties:
            return
        most = max(int(self.groups.between[pair]) for pair in ties)
        paths, words = [], []
        for pair in ties:
            one, other = self.middle[list(pair)]
            citations = int(self.groups.between[pair])
            along = (other - one) / max(float(np.hypot(*(other - one))), 1e-9)
            narrowest = float(self.radius[list(pair)].min())
            half = min(max(_THICKEST * citations / most, 0.6), 1.5 * narrowest) / 2
            side = np.array([-along[1], along[0]]) * half
            paths.append(np.array([one + side, other + side, other - side, one - side]))
            names = [self.labels[row][0][0] for row in pair]
            words.append(f"{names[0]} and {names[1]}: {counted(citations, 'citation')} either way")
        yield Ribbons(
            role="citations between groups",
            paths=tuple(paths),
            ink="faint",
            bent=False,
            opacity=0.5,
            layer=-3,
            words=tuple(words),
        )

    def _grounds(self) -> Iterator[Mark]:
        if len(self.table):
            yield Areas(
                role="group",
                paths=tuple(
                    circle(x, y, radius)
                    for (x, y), radius in zip(
                        self.middle.tolist(), self.radius.tolist(), strict=True
                    )
                ),
                ink="sequence:0.08",
                bent=True,
                layer=-2,
                papers=tuple(tuple(central) for central in self.table["central"]),
                words=self._said(),
            )

    def _said(self) -> tuple[str, ...]:
        return tuple(
            f"{', '.join(words) or 'no words'}: {below}; {listed} of them on the list"
            for words, (_, below), listed in zip(
                self.table["words"], self.labels, self.table["listed"], strict=True
            )
        )

    def _points(self) -> Iterator[Mark]:
        """Draw the papers, those of the list last and larger."""
        told_all = told(self.papers)
        for listed in (False, True):
            rows = [
                row for row, kind in enumerate(self.papers["kind"]) if (kind != UNLISTED) == listed
            ]
            if not rows:
                continue
            kinds = [int(self.papers["kind"].iloc[row]) for row in rows]
            yield Points(
                role="listed paper" if listed else "paper",
                x=self.dots["x"].to_numpy()[rows],
                y=self.dots["y"].to_numpy()[rows],
                size=self.sign if listed else self.dot,
                ink=[ink_of(kind) for kind in kinds],
                shape=[shape_of(kind) for kind in kinds],
                edge=0.5 if listed else 0.0,
                layer=3 if listed else 2,
                papers=tuple((str(self.papers.index[row]),) for row in rows),
                words=tuple(told_all[row] for row in rows),
            )

    def _words(self) -> Iterator[Mark]:
        """Put the words of each group below its cloud."""
        for role, size, weight in (("words", _SIZE, "semibold"), ("size", _SMALL, "regular")):
            places: list[tuple[float, float, str]] = []
            rows: list[int] = []
            for row, ((x, y), radius) in enumerate(zip(self.middle, self.radius, strict=True)):
                lines, below = self.labels[row]
                top = y - radius - 2.0
                if role == "words":
                    places += [
                        (x, top - (number + 0.8) * _SIZE * _STEP, line)
                        for number, line in enumerate(lines)
                    ]
                    rows += [row] * len(lines)
                else:
                    places.append((x, top - (len(lines) * _SIZE + 0.8 * _SMALL) * _STEP, below))
                    rows.append(row)
            if places:
                said = self._said()
                yield Text(
                    role=role,
                    x=np.array([x for x, _, _ in places]),
                    y=np.array([y for _, y, _ in places]),
                    text=tuple(text for _, _, text in places),
                    size=size,
                    ink="ink" if role == "words" else "muted",
                    weight="semibold" if weight == "semibold" else "regular",
                    across="center",
                    plate=True,
                    papers=tuple(tuple(self.table["central"].iloc[row]) for row in rows),
                    words=tuple(said[row] for row in rows),
                )

    def _keys(self) -> list[Key]:
        keys = section_keys(self.papers[self.papers["kind"] != UNLISTED], self.sections)
        if self.groups.strongest(_TIES):
            keys.append(Key("citations between groups", "faint", "bar"))
        return keys

    def _notes(self, ties: list[tuple[int, int]]) -> list[str]:
        groups = self.groups
        found = groups.found
        notes = []
        if groups.left_out:
            papers = counted(groups.papers_left_out, "paper")
            notes.append(f"Not shown: {counted(groups.left_out, 'group')} with {papers}.")
        hidden = len(groups.papers) - len(self.dots)
        if hidden:
            notes.append(
                "Dots are listed papers and the most cited ones of each group; "
                f"{counted(hidden, 'further paper')} not drawn."
            )
        if found.alone:
            notes.append(f"{counted(found.alone, 'paper')} in no group: tied to none densely.")
        if found.unrelated:
            papers = counted(found.unrelated, "paper")
            notes.append(f"{papers} in no group: neither cited nor citing here.")
        undated = int(self.table["undated"].sum())
        if undated:
            notes.append(f"{counted(undated, 'paper')} of these groups without a year.")
        every = int(groups.between.sum()) // 2
        drawn = sum(int(groups.between[pair]) for pair in ties)
        if every > drawn:
            notes.append(
                f"Bands hold {drawn:,} of the {every:,} citations between these groups: the "
                "strongest ties of each."
            )
        if groups.large:
            notes.append("In so large a literature the resolution is 2, and not searched for.")
        if not len(self.table):
            notes.append("No two papers are related by citations: there is no group.")
        return [*notes, *coverage_note(self.snapshot)]

    def _alt(self, facts: dict[str, Any]) -> str:
        if not len(self.table):
            return "An empty map: there is no group of papers."
        lines, below = self.labels[0]
        return (
            f"A map of {counted(facts['groups'], 'group')} of papers as clouds of dots; the "
            f"largest is about “{' '.join(lines)}” ({below})."
        )

    def _numbers(self) -> pd.DataFrame:
        frame = self.table.reset_index()
        frame["words"] = [", ".join(words) for words in frame["words"]]
        frame["central"] = [" ".join(ids) for ids in frame["central"]]
        return frame


_CAPTION: Final = (
    "{groups} of {all_groups} of papers that belong together by citations, bibliographic coupling "
    "and co-citation (Leiden algorithm, {method}), with {papers}. The area of a cloud is its "
    "number of papers; those most cited from inside stand in its middle, those of the list bear "
    "the sign of their section. The words set the texts of a group apart. {bands} the strongest "
    "ties; groups stand near those with which they share more citations than their numbers explain."
)
