"""Map: the groups of a literature as clouds of papers, near to those that they cite."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.analysis.groups.communities import Communities, communities
from kdgraph.analysis.ties import best_first
from kdgraph.arrays import FloatArray
from kdgraph.figures import FIGURES
from kdgraph.figures._shown import UNLISTED, paper_points
from kdgraph.figures.canvas.drawing import Axis, Box, Drawing, Panel
from kdgraph.figures.canvas.marks import Areas, Mark, Ribbons
from kdgraph.figures.canvas.page import MARGIN, Key
from kdgraph.figures.canvas.typography import measure, wrapped
from kdgraph.figures.figure import FigureBase, counted
from kdgraph.figures.layouts.network import (
    circle,
    pack_boxes,
    stress_layout,
    sunflower,
    turn_wide,
)
from kdgraph.figures.layouts.rows import text_column
from kdgraph.graph.snapshot import Snapshot

__all__ = ["map_of_groups"]

_WIDE: Final = 5.0  # inches
_MOST: Final = (18, 8)  # groups on a wide and on a narrow page, unless asked for
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
_LARGE: Final = 5_000  # papers from which on the search for the firmest groups takes a minute
_RESOLUTION: Final = 2.0


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
    figure = FigureBase(
        "map",
        snapshot,
        width=width,
        section=section,
        top=top,
        of_what="group",
        scope=scope,
        field_least=field_least,
        of_the_field=True,
        options={"resolution": resolution},
    )
    groups = _read(figure, most=figure.most(*_MOST), resolution=resolution)
    ties = groups.strongest(_TIES)
    if not len(groups.table):
        why = "no two papers are related by citations, so that there is no group"
        return figure.empty(why, groups.numbers().columns, notes=_notes(groups, ties, 0))
    clouds = _Clouds(figure, groups)
    found = groups.found.resolution
    every = counted(len(groups.found.groups), "group")
    of_most = [f"“{' '.join(clouds.labels[row][0])}”" for row in ties[0]] if ties else []
    keys = figure.keys(clouds.papers[clouds.papers["kind"] != UNLISTED])
    return figure.drawing(
        [clouds.panel(ties)],
        height=clouds.height,
        caption=_CAPTION,
        alt=_ALT,
        facts={
            "Which": f"{len(groups.table):,} of {every}" if groups.left_out else f"The {every}",
            "shown": counted(len(groups.table), "group"),
            "papers": counted(int(groups.table["size"].sum()), "paper"),
            "method": f"resolution {found:g}" if found > 0 else "no ties to divide",
            "largest": clouds.told(0),
            "next": f", the next about {clouds.told(1)}" if len(groups.table) > 1 else "",
            "strongest": f"; most citations run between {of_most[0]} and {of_most[1]}"
            if ties
            else "",
            "ties": f" Bands: the strongest citation ties ({len(ties):,}); groups that cite each "
            "other more than their sizes explain stand nearer."
            if ties
            else "",
        },
        numbers=groups.numbers(),
        keys=[*keys, *([Key("citations between groups", "faint", "bar")] if ties else [])],
        notes=_notes(groups, ties, len(groups.papers) - len(clouds.dots)),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Groups:
    """Groups to show, their papers, and the citations between them.

    Attributes
    ----------
    table : DataFrame
        Indexed by ``group``, largest first, as `Communities.groups`, with ``listed``, its papers on
        the list (or under the headings asked for).
    papers : DataFrame
        The papers of these groups, indexed by ``paper_id``, those most cited from inside first:
        ``group`` and ``cited_inside``.
    between : ndarray of int, shape (n, n)
        Citations between two of the groups, either way, in the order of `table`.
    found : Communities
        All groups.
    left_out, papers_left_out : int
        Groups not shown, and the papers in them.
    large : bool
        Whether the literature is so large that one resolution was taken and not searched for.
    """

    table: pd.DataFrame
    papers: pd.DataFrame
    between: np.ndarray[tuple[int, int], np.dtype[np.int64]]
    found: Communities
    left_out: int
    papers_left_out: int
    large: bool

    def numbers(self) -> pd.DataFrame:
        """Return a row for each group."""
        frame = self.table.reset_index()
        frame["words"] = [", ".join(words) for words in frame["words"]]
        frame["central"] = [" ".join(ids) for ids in frame["central"]]
        return frame

    def strength(self) -> FloatArray:
        """Return how many times more citations two groups have than their numbers explain."""
        between = self.between.astype(np.float64)
        ends = between.sum(axis=1)
        explained = np.outer(ends, ends) / max(ends.sum(), 1.0)
        strength: FloatArray = np.divide(
            between, explained, out=np.zeros_like(between), where=explained > 0
        )
        return strength

    def strongest(self, most: int) -> list[tuple[int, int]]:
        """Return the strongest ties of each group, at most so many, those most cited first."""
        strength = self.strength()
        chosen: set[tuple[int, int]] = set()
        for row, values in enumerate(np.round(strength, 9)):
            tied = np.flatnonzero(self.between[row])
            order = tied[best_first(values[tied])]
            chosen |= {(min(row, other), max(row, other)) for other in order[:most].tolist()}
        return sorted(chosen, key=lambda pair: (-int(self.between[pair]), pair))


def _read(figure: FigureBase, *, most: int, resolution: float | None) -> _Groups:
    """Return the largest groups, or the largest that hold papers of a section of the list."""
    snapshot, wanted = figure.snapshot, figure.headings
    many = len(snapshot.papers) > _LARGE
    large = resolution is None and many
    if many:
        one = _RESOLUTION if resolution is None else resolution
        found = communities(snapshot, resolution=one, seeds=(0,))
    else:
        found = communities(snapshot, resolution=resolution)
    of_paper = found.papers["group"].dropna().astype(np.int64)
    if wanted is None:
        listed = snapshot.reading_list.listed(of_paper.index)
    else:
        placed = snapshot.reading_list.sections().section
        listed = of_paper.index.isin(placed.index[placed.isin(wanted)])
    counts = of_paper[listed].value_counts().reindex(found.groups.index, fill_value=0)
    table = found.groups.drop(columns="sections").assign(listed=counts.astype(np.int64))
    if wanted is not None:
        table = table[table["listed"] > 0]
    table = table.head(most)
    shown = of_paper[of_paper.isin(table.index)]
    papers = pd.DataFrame(
        {"group": shown, "cited_inside": found.papers["cited_inside"].loc[shown.index]}
    )
    papers = papers.sort_index().sort_values(
        ["group", "cited_inside"], ascending=[True, False], kind="stable"
    )
    citations = snapshot.citations.drop_duplicates(["citing_id", "cited_id"])
    ends = [pd.Index(citations[end].map(of_paper)) for end in ("citing_id", "cited_id")]
    return _Groups(
        table=table,
        papers=papers,
        between=_between(*ends, groups=table.index),
        found=found,
        left_out=len(found.groups) - len(table),
        papers_left_out=len(of_paper) - len(shown),
        large=large,
    )


def _between(
    citing: pd.Index[Any], cited: pd.Index[Any], *, groups: pd.Index[Any]
) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Return how many citations there are between two groups, either way; 0 within one."""
    n = len(groups)
    one, other = groups.get_indexer(citing), groups.get_indexer(cited)
    both = (one >= 0) & (other >= 0) & (one != other)
    counts = np.zeros((n, n), dtype=np.int64)
    np.add.at(counts, (one[both], other[both]), 1)
    return counts + counts.T


class _Clouds:
    """The places of the groups, and the marks that follow from them."""

    def __init__(self, figure: FigureBase, groups: _Groups) -> None:
        self.groups, self.page = groups, figure.page
        self.table = groups.table
        size = self.table["size"].to_numpy(dtype=np.float64)
        room = self.page - 2 * MARGIN
        area = _COVERED[self.page >= _WIDE * 72] * _FLAT * room**2
        self.listed = set(figure.snapshot.reading_list.papers)
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
        self.papers = figure.told(self.dots.index)

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

    def _places(self, room: float) -> FloatArray:
        """Return the middles of the clouds in points of the body; the height follows from them."""
        n = len(self.table)
        if not n:
            return np.zeros((0, 2))
        labels = np.array([self._label_box(row) for row in range(n)])
        wide = np.maximum(labels[:, 0], 2 * self.radius)
        high = 2 * self.radius + 2.0 + labels[:, 1]
        halves = np.column_stack([np.minimum(wide, room), high]) / 2
        rough = turn_wide(stress_layout(self._distances()))
        least = room * _FLATTEST if n > _FEW else 0.0
        boxes = pack_boxes(rough, halves, width=room, gap=5.0, least=least)
        bottom = float((boxes[:, 1] - halves[:, 1]).min())
        self.height = float((boxes[:, 1] + halves[:, 1]).max()) - bottom + 2 * MARGIN
        up = boxes[:, 1] + halves[:, 1] - self.radius - bottom
        return np.column_stack([boxes[:, 0], up]) + MARGIN

    def _distances(self) -> FloatArray:
        """Return how far groups should stand from each other: near where ties are strong."""
        away: FloatArray = np.clip(
            1.0 / np.sqrt(np.maximum(self.groups.strength(), 0.05)), 0.45, 2.2
        )
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

    def told(self, row: int) -> str:
        """Return the words and the size of a group, within a sentence."""
        lines, below = self.labels[row]
        return f"“{' '.join(lines)}” ({below})"

    def panel(self, ties: list[tuple[int, int]]) -> Panel:
        """Return the clouds with their words, and the bands behind them."""
        marks = (*self._bands(ties), *self._grounds(), *self._points(), *self._words())
        box = Box(0.0, 0.0, self.page, self.height)
        return Panel(box, Axis(0.0, self.page), Axis(0.0, self.height), marks, name="map")

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
        own = (self.papers["kind"] != UNLISTED).to_numpy()
        for listed in (False, True):
            rows = np.flatnonzero(own == listed)
            if len(rows):
                yield paper_points(
                    "listed paper" if listed else "paper",
                    self.papers.iloc[rows],
                    self.dots["x"].to_numpy()[rows],
                    self.dots["y"].to_numpy()[rows],
                    size=self.sign if listed else self.dot,
                    edge=0.5 if listed else 0.0,
                    layer=3 if listed else 2,
                )

    def _words(self) -> Iterator[Mark]:
        """Put the words of each group below its cloud, and its size below them."""
        top = self.middle[:, 1] - self.radius - 2.0
        counts = np.array([len(lines) for lines, _ in self.labels])
        rows = np.repeat(np.arange(len(counts)), counts)
        line = np.concatenate([np.arange(count) for count in counts])
        below = top - (counts * _SIZE + 0.8 * _SMALL) * _STEP
        said, central = self._said(), [tuple(ids) for ids in self.table["central"]]
        for role, of_group, y, text, look in (
            (
                "words",
                rows,
                top[rows] - (line + 0.8) * _SIZE * _STEP,
                [words for lines, _ in self.labels for words in lines],
                {"size": _SIZE, "ink": "ink", "weight": "semibold"},
            ),
            (
                "size",
                np.arange(len(counts)),
                below,
                [words for _, words in self.labels],
                {"size": _SMALL, "ink": "muted"},
            ),
        ):
            yield from text_column(
                role,
                self.middle[of_group, 0],
                y,
                text,
                valign="baseline",
                halign="center",
                plate=True,
                papers=tuple(central[row] for row in of_group),
                words=tuple(said[row] for row in of_group),
                **look,
            )


def _notes(groups: _Groups, ties: list[tuple[int, int]], hidden: int) -> list[str]:
    found = groups.found
    notes = []
    if groups.left_out:
        papers = counted(groups.papers_left_out, "paper")
        notes.append(f"Not shown: {counted(groups.left_out, 'group')} with {papers}.")
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
    undated = int(groups.table["undated"].sum())
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
    return notes


_CAPTION: Final = (
    "{Which} of papers related by citation, bibliographic coupling and co-citation (Leiden "
    "algorithm, {method}), with {papers}. The area of a cloud is its number of papers; the papers "
    "cited most within a group lie in its middle, and papers of the list bear the sign of their "
    "section. Labels: the terms most typical of a group.{ties}"
)
_ALT: Final = (
    "Map of {shown} of papers as clouds of dots. The largest is about {largest}{next}{strongest}."
)
