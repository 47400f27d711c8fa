"""Milestones: what mattered in its time, a lane for each section or group, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.analysis.groups.communities import communities
from kdgraph.analysis.influence import MEASURES
from kdgraph.analysis.lineage.forebears import read_lists
from kdgraph.analysis.lineage.overrides import Overrides
from kdgraph.errors import InputError
from kdgraph.figures import FIGURES
from kdgraph.figures._descent import (
    Descent,
    contest_notes,
    descent_among,
    evidence,
    parent_notes,
    read_descent,
)
from kdgraph.figures._shown import (
    UNLISTED,
    ink_of,
    literature,
    shape_of,
    span,
)
from kdgraph.figures.canvas.drawing import Axis, Box, Drawing, Panel
from kdgraph.figures.canvas.marks import Bars, Curves, Floats, Mark, Points, Text
from kdgraph.figures.canvas.page import MARGIN, Key
from kdgraph.figures.canvas.typography import fitted, measure, wrapped
from kdgraph.figures.figure import FigureBase, counted
from kdgraph.figures.layouts.tracks import backward
from kdgraph.figures.scales import Years, year_axis
from kdgraph.graph.snapshot import Snapshot

__all__ = ["milestones"]

_OTHERS: Final = "Other sections"
_MOST_LANES: Final = 12  # beyond, the sections with the fewest papers share one
_MOST_GROUPS: Final = 8
_MOST: Final = {"section": 240, "group": 90}  # papers, unless asked for more
_NAMED: Final = 24  # names in a lane at most
_NARROW: Final = 4.5  # inches: below, names are brief and dots smaller
_STATES: Final = 4  # of the bursts, as in the figure of that name

_SIZE: Final = 7.0
_LABEL: Final = 7.0
_LABEL_LINE: Final = 8.4
_LABELS: Final = 0.2  # of the page: the labels of lanes reach so far at most
_ROW: Final = 10.0  # points from row to row
_HIGHEST: Final = 500.0  # points of all lanes
_PAD: Final = 3.6  # above the first and below the last row of a lane
_LEFT: Final = 7.0  # points between the labels and the first day
_RIGHT: Final = 4.0
_YEARS: Final = 14.0  # points below the lanes
_GAP: Final = 5.0  # points between what shares a row
_DOT_GAP: Final = 1.2  # points between two dots without names
_SMALLEST: Final = 2.8  # points across: papers that nobody here cites
_MEAN: Final = 5.0  # those cited as often as the mean; as large as the sign of the legend
_LARGEST: Final = 11.0
_LARGEST_NARROW: Final = 9.5
_BURST: Final = 1.4  # points high
_COLUMNS: Final = ("paper_id", "name", "lane", "title", "year", "time", "mean_normalised")
_BELOW: Final = 5.5  # points from the middle of a row to the lower edge of its bursts
_BESIDE: Final = 2.3  # points between a dot and its name


@FIGURES.add("milestones")
def milestones(
    snapshot: Snapshot,
    *,
    width: float = 7.0,
    section: str | None = None,
    top: int | None = None,
    by: str = "section",
    scope: str | None = None,
    field_least: int | None = None,
    overrides: Overrides | None = None,
    inferred: bool = True,
) -> Drawing:
    """Draw the papers that mattered in their time, in a lane for each section of the list or group.

    From left to right runs the time of first publication. The area of a mark grows with an age-fair
    score, the mean-normalised citations (``kdgraph.MEASURES["mean_normalised"]``): how often the
    literature looked at cites the paper, divided by the mean of the papers of its year. The best
    papers of each lane are named first, as far as there is room. A solid line leads from a primary
    parent (`kdgraph.primary_parents`), thick where words tell of it; a dotted one from a likely
    forebear (`kdgraph.likely_forebears`), which is inferred. A hollow mark is a paper whose
    reference list was not read. A bar below a paper runs over the years of a burst of citations
    (`kdgraph.MEASURES["burst"]`).

    Parameters
    ----------
    snapshot : Snapshot
        The list and who cites whom.
    width : float
        Inches.
    section : str, optional
        Only papers of the sections whose heading holds this, and the papers that they descend from;
        of groups, only those that hold such papers.
    top : int, optional
        Only so many papers, the best of each lane first; by default at most 240, of groups 90.
    by : {"section", "group"}
        Whether a lane is a section of the list, with its papers, or one of the largest groups of
        the literature (`kdgraph.communities`), with papers that are not listed too.
    scope, field_least : str and int, optional
        Within which papers citations and bursts are counted and groups are found, as for
        `kdgraph.Snapshot.within`; by default the field.
    overrides : Overrides, optional
        Parents and names by hand, which win.
    inferred : bool
        Whether likely forebears are drawn.

    Raises
    ------
    InputError
        If there is no such section, `top` is below 1, or `by` is neither.

    Examples
    --------
    >>> import kdgraph
    >>> drawing = milestones(kdgraph.embedded())
    >>> drawing.facts["papers"], drawing.facts["first"], drawing.facts["times"]
    ('59 papers', 'Salimans & Ho 2022', '5.8')
    """
    if by not in _MOST:
        raise InputError(f"lanes are by {' or '.join(_MOST)}, not {by!r}")
    options: dict[str, Any] = {"by": by, "inferred": inferred}
    options["overrides"] = None if overrides is None else overrides.digest
    figure = FigureBase(
        "milestones",
        snapshot,
        width=width,
        section=section,
        top=top,
        scope=scope,
        field_least=field_least,
        of_the_field=True,
        options=options,
    )
    lanes = _Lanes(
        figure.snapshot,
        section=section,
        most=figure.most(_MOST[by]),
        by=by,
        overrides=overrides,
        brief=width < _NARROW,
        inferred=inferred,
    )
    if not lanes.methods:
        return figure.empty("no paper can be placed in a lane", _COLUMNS, notes=lanes.notes)
    return _Picture(lanes, figure).drawing()


class _Lanes:
    """The papers with their lanes, scores and bursts; what was left out is in the notes.

    Attributes
    ----------
    descent : Descent
        The papers that are drawn, with their parents.
    lane : dict
        The number of the lane of each paper.
    labels : tuple of str
        What the lanes are called, from the top.
    score, counted, bursts : dict
        The age-fair score of each paper, nan where there is none; the citations that it is from;
        the bursts as (first year, last year, level, strength).
    read : dict
        Whether anything of its reference list was read.
    """

    def __init__(
        self,
        view: Snapshot,
        *,
        section: str | None,
        most: int,
        by: str,
        overrides: Overrides | None,
        brief: bool,
        inferred: bool,
    ) -> None:
        self.view, self.section, self.by = view, section, by
        self.notes: list[str] = []
        graph = view.citation_graph()
        scored = MEASURES["mean_normalised"](graph)
        bursting = MEASURES["burst"](graph, states=_STATES)["bursts"]
        options: dict[str, Any] = {"overrides": overrides, "brief": brief, "inferred": inferred}
        if by == "section":
            listed = len(view.reading_list.papers)
            descent = read_descent(view, section=section, top=max(listed, 1), **options)
            lane, labels = self._by_section(descent)
            ids = list(descent.papers.index)
        else:
            descent = None
            lane, labels = self._by_group()
            ids = list(lane)
        kept = self._best(ids, lane, scored["score"], most)
        if descent is None or len(kept) < len(ids):
            told = [] if descent is None else list(descent.notes)
            descent = descent_among(view, kept, **options)
            self.notes += [*told, *descent.notes]
            if left := len(ids) - len(kept):
                self.notes.append(
                    f"{counted(left, 'paper')} left out; the best of each lane came first."
                )
        else:
            self.notes += descent.notes
        self.descent: Descent = descent
        self.methods = descent.methods()
        used = sorted({lane[one] for one in self.methods})
        number = {old: new for new, old in enumerate(used)}
        self.lane = {one: number[lane[one]] for one in self.methods}
        self.labels = tuple(labels[old] for old in used)
        shown = list(self.methods)
        self.score = scored["score"].reindex(shown).to_dict()
        self.counted = scored["counted"].reindex(shown).fillna(0).astype("int64").to_dict()
        found = bursting.reindex(shown)
        self.bursts: dict[str, list[tuple[int, int, int, float]]] = {
            str(one): runs if isinstance(runs, list) else [] for one, runs in found.items()
        }
        whole = view.unscoped
        known = pd.Series(read_lists(whole), index=whole.papers.index)
        read = known.reindex(shown).fillna(value=False)
        self.read = {str(one): bool(there) for one, there in read.items()}

    def _by_section(self, descent: Descent) -> tuple[dict[str, int], list[str]]:
        """Return the lane of each paper: its section, or the last one for the smallest sections."""
        section = descent.papers["section"]
        order = [name for name in descent.sections if (section == name).any()]
        if len(order) > _MOST_LANES:
            size = section.value_counts().to_dict()
            kept = sorted(order, key=lambda name: (-size[name], order.index(name)))
            kept = kept[: _MOST_LANES - 1]
            small = len(order) - len(kept)
            self.notes.append(
                f"{counted(small, 'section')} with the fewest papers share the lane “{_OTHERS}”."
            )
            order = [*[name for name in order if name in kept], _OTHERS]
        place = {name: number for number, name in enumerate(order)}
        lane = {str(one): place.get(name, len(order) - 1) for one, name in section.items()}
        return lane, order

    def _by_group(self) -> tuple[dict[str, int], list[str]]:
        """Return the lane of each paper that is in one of the largest groups."""
        if not len(self.view.papers):
            return {}, []
        found = communities(self.view, section=self.section)
        groups = found.groups.head(_MOST_GROUPS)
        self.notes.append(
            f"Groups by citations, named by the words that set them apart; "
            f"{counted(len(groups), 'group')} of {found.found} drawn."
        )
        outside = len(found.papers) - int(found.papers["group"].isin(groups.index).sum())
        if outside:
            self.notes.append(f"{counted(outside, 'paper')} in no group drawn.")
        first = groups.sort_values(["median_year", "size"], ascending=[True, False]).index
        place = {group: number for number, group in enumerate(first)}
        inside = found.papers["group"].dropna()
        lane = {str(one): place[group] for one, group in inside.items() if group in place}
        words = groups["words"].to_dict()
        labels = [", ".join(words[group][:3]) or "no words" for group in first]
        return lane, labels

    def _best(
        self, ids: Sequence[str], lane: Mapping[str, int], score: pd.Series[float], most: int
    ) -> list[str]:
        """Return so many papers, the best of each lane first, in the order in which they came."""
        if len(ids) <= most:
            return list(ids)
        values = score.reindex(list(ids)).fillna(-1.0)
        ranked = sorted(ids, key=lambda one: (-float(values[one]), one))
        turn: dict[int, int] = {}
        key: dict[str, tuple[int, int]] = {}
        for place, one in enumerate(ranked):
            turn[lane[one]] = turn.get(lane[one], -1) + 1
            key[one] = (turn[lane[one]], place)
        kept = set(sorted(ids, key=key.__getitem__)[:most])
        return [one for one in ids if one in kept]


@dataclass(frozen=True, slots=True)
class _Spot:
    """A paper in its lane: its moment and its diameter in points, and how wide its name is."""

    paper_id: str
    x: float
    dot: float
    words: float


@dataclass(frozen=True, slots=True)
class _Stand:
    """The row of a paper in its lane, and where its name stands: 1 right, -1 left, 0 nowhere."""

    row: int
    side: int


class _Row:
    """What is taken in a row: by dots alone, and by dots with names."""

    def __init__(self) -> None:
        self.taken: list[tuple[float, float, bool]] = []
        self.dots: list[tuple[float, float]] = []

    def take(self, spot: _Spot, left: float, right: float, *, named: bool) -> None:
        """Put a dot here, with what its name takes."""
        self.taken.append((left, right, named))
        self.dots.append((spot.x, spot.dot))

    def free(self, left: float, right: float, *, named: bool) -> bool:
        """Return whether nothing is there; names need more air around than dots do."""
        for low, high, other in self.taken:
            gap = _GAP if named or other else _DOT_GAP
            if left < high + gap and low < right + gap:
                return False
        return True

    def clear(self, spot: _Spot) -> bool:
        """Return whether no dot of this row lies on one in the row above or below."""
        return all(
            (x - spot.x) ** 2 + _ROW**2 >= ((dot + spot.dot) / 2) ** 2 for x, dot in self.dots
        )


def _height(row: int) -> int:
    """Return how many rows above the first one a row stands: they lie around it in turn.

    >>> [_height(row) for row in range(5)]
    [0, 1, -1, 2, -2]
    """
    return (row + 1) // 2 * (1 if row % 2 else -1)


def _stand(spots: Sequence[_Spot], named: set[str], rows: int, room: float) -> dict[str, _Stand]:
    """Return where the spots of a lane stand in so many rows; those without room are not in it.

    Those with names come first, all in the order given. A name stands right of its dot, or left
    where there is no room at its right.

    >>> spots = [_Spot("a", 10, 4, 30), _Spot("b", 20, 4, 30), _Spot("c", 96, 4, 30)]
    >>> found = _stand(spots, {"a", "c"}, 1, 100)
    >>> found["a"], "b" in found, found["c"]
    (_Stand(row=0, side=1), False, _Stand(row=0, side=-1))
    """
    lines = [_Row() for _ in range(rows)]
    beside = [
        [other for other in range(rows) if abs(_height(other) - _height(row)) == 1]
        for row in range(rows)
    ]
    found: dict[str, _Stand] = {}
    order = [*(s for s in spots if s.paper_id in named)]
    order += [s for s in spots if s.paper_id not in named]
    for spot in order:
        half = spot.dot / 2
        wide = half + _BESIDE + spot.words
        sides = [(1, half, wide), (-1, wide, half)] if spot.paper_id in named else [(0, half, half)]
        for side, before, after in sides:
            left, right = spot.x - before, spot.x + after
            if side and (left < -_LEFT or right > room):
                continue
            row = next(
                (
                    number
                    for number, line in enumerate(lines)
                    if line.free(left, right, named=bool(side))
                    and all(lines[other].clear(spot) for other in beside[number])
                ),
                None,
            )
            if row is not None:
                lines[row].take(spot, left, right, named=bool(side))
                found[spot.paper_id] = _Stand(row, side)
                break
    return found


class _Lane:
    """A lane that is filled: the dots first of all, and then as many names as its rows hold."""

    def __init__(self, spots: Sequence[_Spot], room: float) -> None:
        self.spots, self.room = spots, room
        self.rows = 1
        self.full = False  # whether a further row was of no use
        self.stands = self._filled()

    @property
    def lacking(self) -> tuple[int, int] | None:
        """What a further row is for, the most pressing first; None where nothing is missing.

        That is the name of the best paper, then a dot without room, then the best name.
        """
        if self.full or not self.spots:
            return None
        names = [
            place
            for place, spot in enumerate(self.spots[:_NAMED])
            if spot.paper_id not in self.stands or not self.stands[spot.paper_id].side
        ]
        if names and names[0] == 0:
            return 0, 0
        if len(self.stands) < len(self.spots):
            return 1, len(self.stands)
        return (2, names[0]) if names else None

    def _filled(self) -> dict[str, _Stand]:
        """Name one after the other, the best first, as long as no dot loses its room."""
        named: set[str] = set()
        best = _stand(self.spots, named, self.rows, self.room)
        for spot in self.spots[:_NAMED]:
            tried = _stand(self.spots, named | {spot.paper_id}, self.rows, self.room)
            whole = sum(stand.side != 0 for stand in tried.values()) == len(named) + 1
            if whole and len(tried) >= len(best):
                named.add(spot.paper_id)
                best = tried
        return best

    def grow(self) -> None:
        """Add a row and fill the lane again; a row that is of no use is not added."""
        before = self.stands
        self.rows += 1
        self.stands = self._filled()
        gained = sum(stand.side != 0 for stand in self.stands.values())
        gained -= sum(stand.side != 0 for stand in before.values())
        if gained <= 0 and len(self.stands) <= len(before):
            self.rows, self.stands, self.full = self.rows - 1, before, True


class _Picture:
    """The marks in their lanes, and what is said of them."""

    def __init__(self, lanes: _Lanes, figure: FigureBase) -> None:
        self.lanes, self.figure, self.page = lanes, figure, figure.page
        self.methods = lanes.methods
        self.largest = _LARGEST if figure.width >= _NARROW else _LARGEST_NARROW
        self.dot = {one: self._diameter(lanes.score[one]) for one in self.methods}
        self._label()
        self.left = self.label_room + _LEFT
        self.room = self.page - self.left - _RIGHT - MARGIN
        self.years = self._axis()
        self.scale = self.room / self.years.axis.high
        moments = np.array([method.time for method in self.methods.values()], dtype=np.float64)
        places = self.years.at(moments) * self.scale
        self.x: dict[str, float] = dict(zip(self.methods, places.tolist(), strict=True))
        self.filled = self._filled()
        self._stack()

    def _diameter(self, score: float) -> float:
        if np.isnan(score):
            return _SMALLEST
        return float(min(max(_MEAN * score**0.5, _SMALLEST), self.largest))

    def _label(self) -> None:
        """Wrap the labels of the lanes in the room that they may take."""
        lines = 2 if self.figure.width >= _NARROW else 3
        most = max(self.page * _LABELS, 62.0)
        # as narrow as the lines allow: what labels do not take is left for the years
        for room in np.arange(most / 2, most + 1.0, 2.0).tolist():
            self.lines = [
                _cut(wrapped(label, _LABEL, room, "semibold"), lines, room)
                for label in self.lanes.labels
            ]
            whole = [" ".join(one) for one in self.lines]
            if whole == [" ".join(label.split()) for label in self.lanes.labels]:
                break
        widest = max(
            (measure(line, _LABEL, "semibold").width for one in self.lines for line in one),
            default=0.0,
        )
        self.label_room = MARGIN + 6.0 + widest

    def _axis(self) -> Years:
        times = np.array([method.time for method in self.methods.values()], dtype=np.float64)
        ends = [run[1] + 0.99 for runs in self.lanes.bursts.values() for run in runs]
        return year_axis(times, self.room, aside=np.array(ends, dtype=np.float64), crowd=times)

    def _ranked(self, lane: int) -> list[str]:
        """Return the papers of a lane, the best first."""
        ids = [one for one in self.methods if self.lanes.lane[one] == lane]
        ids.sort(key=lambda one: (_low(self.lanes.score[one]), -self.lanes.counted[one], one))
        return ids

    def _filled(self) -> list[_Lane]:
        """Fill the lanes, and give further rows in turn to where least is named."""
        filled = []
        for lane in range(len(self.lanes.labels)):
            spots = [
                _Spot(
                    one,
                    self.x[one],
                    self.dot[one],
                    measure(self.methods[one].name, _SIZE, self._weight(place)).width,
                )
                for place, one in enumerate(self._ranked(lane))
            ]
            filled.append(_Lane(spots, self.room + _RIGHT))
        target = min(max(0.2 * self.page + 250.0, 290.0), 352.0)
        high = sum(self._height(lane, one) for lane, one in enumerate(filled))
        while True:
            waiting = [
                (lacking, number)
                for number, one in enumerate(filled)
                if (lacking := one.lacking) is not None
            ]
            # names may wait, but a dot is a paper
            most = target if not waiting or min(waiting)[0] >= (2, 0) else _HIGHEST
            if not waiting or high >= most:
                break
            _, chosen = min(waiting)
            high -= self._height(chosen, filled[chosen])
            filled[chosen].grow()
            high += self._height(chosen, filled[chosen])
        return filled

    def _height(self, number: int, lane: _Lane) -> float:
        words = len(self.lines[number]) * _LABEL_LINE
        return max(lane.rows * _ROW, words) + 2 * _PAD

    def _weight(self, place: int) -> str:
        return "semibold" if place == 0 else "regular"

    def _stack(self) -> None:
        """Give every paper its height: the first row in the middle of its lane, others around."""
        heights = [self._height(number, lane) for number, lane in enumerate(self.filled)]
        self.high = max(sum(heights), 40.0)
        self.tops = self.high - np.concatenate([[0.0], np.cumsum(heights)])
        self.y: dict[str, float] = {}
        self.side: dict[str, int] = {}
        for number, lane in enumerate(self.filled):
            middle = (self.tops[number] + self.tops[number + 1]) / 2
            first = middle - (0.5 * _ROW if lane.rows % 2 == 0 else 0.0)
            for one, stand in lane.stands.items():
                self.y[one] = float(first + _height(stand.row) * _ROW)
                self.side[one] = stand.side

    # ---- marks

    def drawing(self) -> Drawing:
        """Return the marks, and what is said of them."""
        box = Box(self.left, _YEARS, self.left + self.room, _YEARS + self.high)
        page = Box(0.0, box.bottom, self.page, box.top)
        points = Axis(0.0, self.high)
        panels = (
            Panel(page, Axis(0.0, self.page), points, tuple(self._labels()), name="labels"),
            Panel(box, self.years.axis, points, tuple(self._marks()), name="lanes"),
        )
        facts = self._facts()
        return self.figure.drawing(
            panels,
            height=box.top + 2.0,
            caption=self._caption(),
            alt="{story}",
            facts={**facts, "story": self._alt(facts)},
            numbers=self._numbers(),
            keys=self._keys(),
            notes=self._notes(),
        )

    def _labels(self) -> Iterator[Mark]:
        """Give the lines between lanes, and what each lane is called."""
        right = self.page - MARGIN
        edges = [float(top) for top in self.tops]
        yield Curves(
            role="lane",
            paths=tuple(np.array([(MARGIN, y), (right, y)], dtype=np.float64) for y in edges),
            ink="faint",
            width=0.6,
            layer=-3,
        )
        if self.lanes.by == "section":
            kinds = [self._kind(number) for number in range(len(self.lanes.labels))]
            yield Bars(
                role="section",
                left=np.full(len(kinds), MARGIN),
                right=np.full(len(kinds), MARGIN + 2.4),
                bottom=self.tops[1:] + 1.8,
                top=self.tops[:-1] - 1.8,
                ink=[ink_of(kind, "faint") for kind in kinds],
                layer=-1,
            )
        xs, ys, text = [], [], []
        for number, lines in enumerate(self.lines):
            middle = (self.tops[number] + self.tops[number + 1]) / 2
            for place, line in enumerate(lines):
                xs.append(MARGIN + 6.0)
                ys.append(float(middle + ((len(lines) - 1) / 2 - place) * _LABEL_LINE))
                text.append(line)
        yield Text(
            role="lane",
            x=np.array(xs),
            y=np.array(ys),
            text=tuple(text),
            size=_LABEL,
            valign="middle",
            weight="semibold",
        )

    def _kind(self, lane: int) -> int:
        """Return the section that a lane is; none for the lane of several."""
        kinds = {self.methods[one].kind for one in self.methods if self.lanes.lane[one] == lane}
        return kinds.pop() if len(kinds) == 1 else UNLISTED

    def _marks(self) -> Iterator[Mark]:
        yield from self._arcs()
        yield from self._bursts()
        yield from self._dots()
        yield from self._names()

    def _drawn_arcs(self) -> dict[str, list[tuple[str, str]]]:
        """Return the pairs of child and parent that both stand somewhere, by what is known."""
        arcs: dict[str, list[tuple[str, str]]] = {
            "likely forebear": [],
            "parent by structure": [],
            "parent by evidence": [],
            "parent against time": [],
        }
        for child, method in self.methods.items():
            if child not in self.y or method.hangs_on not in self.y:
                continue
            if method.parent is None:
                arcs["likely forebear"].append((child, str(method.forebear)))
            elif method.against_time:
                arcs["parent against time"].append((child, method.parent))
            else:
                known = "evidence" if method.known else "structure"
                arcs[f"parent by {known}"].append((child, method.parent))
        return arcs

    def _arcs(self) -> Iterator[Mark]:
        looks: dict[str, dict[str, Any]] = {
            "likely forebear": {"width": 0.8, "dash": "dotted", "layer": -2},
            "parent by structure": {"width": 0.7, "layer": -1},
            "parent by evidence": {"width": 1.2, "layer": -1},
            "parent against time": {"width": 0.9, "dash": "dashed", "layer": -1},
        }
        for role, pairs in self._drawn_arcs().items():
            if not pairs:
                continue
            against = role == "parent against time"
            yield Curves(
                role=role,
                paths=tuple(self._path(parent, child, against=against) for child, parent in pairs),
                ink=[ink_of(self.methods[child].kind) for child, _ in pairs],
                opacity=0.8 if self.lanes.by == "section" else 0.5,
                bent=True,
                papers=tuple(pairs),
                words=tuple(self._said(child, parent) for child, parent in pairs),
                **looks[role],
            )

    def _path(self, parent: str, child: str, *, against: bool) -> Floats:
        """Return the way from a parent to a child: it leaves upright and arrives level."""
        x0, y0, x1, y1 = self.x[parent], self.y[parent], self.x[child], self.y[child]
        if against or x1 < x0:
            path = backward(x0, y0, x1, y1)
            if y0 == y1:
                path[1:3, 1] = y0 + _ROW * 0.6
        elif abs(y1 - y0) < 0.5:
            bow = min(0.45 * _ROW, 0.2 * (x1 - x0))
            path = np.array([(x0, y0), (x0, y0 + bow), (x1, y0 + bow), (x1, y1)])
        else:
            reach = x1 - x0
            path = np.array(
                [(x0, y0), (x0, y0 + 0.75 * (y1 - y0)), (x1 - 0.7 * reach, y1), (x1, y1)]
            )
        found: Floats = path.astype(np.float64)
        found[:, 0] /= self.scale
        return found

    def _said(self, child: str, parent: str) -> str:
        method, other = self.methods[child], self.methods[parent]
        if method.parent is None:
            return (
                f"{method.name} likely descends from {other.name} ({method.inferred}; right in "
                f"{method.chance:.0%} as measured)"
            )
        how = {
            "mentions": f"named {counted(method.mentions or 0, 'time')} in its text",
            "mark": "marked as influential by the source",
            "structure": "chosen by structure, no sentence says so",
            "override": "by hand",
        }.get(method.basis or "", method.label or "")
        later = ", although it is dated before it" if method.against_time else ""
        return f"{method.name} descends from {other.name} ({how}){later}"

    def _runs(self) -> list[tuple[str, int, int, int, float]]:
        """Return the bursts that are drawn."""
        return [(one, *run) for one in self.y for run in self.lanes.bursts[one]]

    def _bursts(self) -> Iterator[Mark]:
        runs = self._runs()
        if not runs:
            return
        high = float(self.years.axis.high)
        left = self.years.at(np.array([run[1] for run in runs], dtype=np.float64))
        right = self.years.at(np.array([run[2] + 1 for run in runs], dtype=np.float64))
        bottom = np.array([self.y[run[0]] - _BELOW for run in runs])
        yield Bars(
            role="burst",
            left=left,
            right=np.minimum(right, high),
            bottom=bottom,
            top=bottom + _BURST,
            ink="accent",
            papers=tuple((run[0],) for run in runs),
            words=tuple(
                f"{self.methods[one].name}: burst of citations {_span(first, last)}, "
                f"level {level}, strength {strength:.1f}"
                for one, first, last, level, strength in runs
            ),
            layer=-1,
        )

    def _dots(self) -> Iterator[Mark]:
        # the largest first, so that it hides none
        ids = sorted(self.y, key=lambda one: (-self.dot[one], one))
        methods = [self.methods[one] for one in ids]
        yield Points(
            role="paper",
            x=np.array([self.x[one] / self.scale for one in ids]),
            y=np.array([self.y[one] for one in ids]),
            size=[self.dot[one] for one in ids],
            ink=[ink_of(method.kind) for method in methods],
            shape=[shape_of(method.kind) for method in methods],
            filled=[self.lanes.read[one] for one in ids],
            edge=0.9,
            papers=tuple((one,) for one in ids),
            words=tuple(self._described(one) for one in ids),
        )

    def _described(self, one: str) -> str:
        method = self.methods[one]
        score = self.lanes.score[one]
        year = "year unknown" if method.year is None else str(method.year)
        times = (
            "cited by nobody here"
            if np.isnan(score)
            else f"cited by {self.lanes.counted[one]} here, {score:.1f} times the mean of its year"
        )
        return f"{method.title} ({year}) · {method.section} · {times}"

    def _names(self) -> Iterator[Mark]:
        firsts = {lane.spots[0].paper_id for lane in self.filled if lane.spots}
        named = [one for one in self.y if self.side[one]]
        for weight, ids in (
            ("semibold", [one for one in named if one in firsts]),
            ("regular", [one for one in named if one not in firsts]),
        ):
            if not ids:
                continue
            yield Text(
                role="name",
                x=np.array([self.x[one] / self.scale for one in ids]),
                y=np.array([self.y[one] for one in ids]),
                dx=[self.side[one] * (self.dot[one] / 2 + _BESIDE) for one in ids],
                halign=["left" if self.side[one] > 0 else "right" for one in ids],
                text=tuple(self.methods[one].name for one in ids),
                size=_SIZE,
                valign="middle",
                weight="semibold" if weight == "semibold" else "regular",
                plate=True,
                papers=tuple((one,) for one in ids),
                words=tuple(self._described(one) for one in ids),
            )

    # ---- words

    def _facts(self) -> dict[str, Any]:
        arcs = self._drawn_arcs()
        known = sum(len(pairs) for role, pairs in arcs.items() if role.startswith("parent"))
        facts: dict[str, Any] = {
            "papers": counted(len(self.y), "paper"),
            "lanes": counted(len(self.lanes.labels), "lane"),
            "where": self.figure.where("the list" if self.lanes.by == "section" else None),
            "in_each": "section of the list" if self.lanes.by == "section" else "group",
            "literature": literature(self.lanes.view),
            "named": sum(side != 0 for side in self.side.values()),
            "known": counted(known, "line"),
            "likely": len(arcs["likely forebear"]),
            "later": len(arcs["parent against time"]),
            "bursts": counted(len(self._runs()), "burst"),
            "unread": sum(not self.lanes.read[one] for one in self.y),
        }
        scored = [one for one in self.y if not np.isnan(self.lanes.score[one])]
        if scored:
            best = min(scored, key=lambda one: (-self.lanes.score[one], one))
            facts["first"] = self.methods[best].name
            facts["times"] = f"{self.lanes.score[best]:.1f}"
        return facts

    def _caption(self) -> str:
        arcs = self._drawn_arcs()
        scored = not all(np.isnan(self.lanes.score[one]) for one in self.y)
        caption = _CAPTION + (_MOST_CITED if scored else "") + _NAMES
        if any(pairs for role, pairs in arcs.items() if role.startswith("parent")):
            caption += _KNOWN
        if arcs["likely forebear"]:
            caption += _LIKELY
        if arcs["parent against time"]:
            caption += _LATER
        if self._runs():
            caption += _BURSTS
        if not all(self.lanes.read[one] for one in self.y):
            caption += _HOLLOW
        return caption

    def _alt(self, facts: Mapping[str, Any]) -> str:
        """Tell the story: who stood out in which years, who has most heirs, who burst."""
        times = [self.methods[one].time for one in self.y]
        said = f"{facts['papers']} in {facts['lanes']} {span(min(times), max(times))}."
        if "first" in facts:
            scored = [one for one in self.y if not np.isnan(self.lanes.score[one])]
            scored.sort(key=lambda one: (-self.lanes.score[one], one))
            names = _listed([self.methods[one].name for one in scored[:3]])
            said += f" Most cited for their age: {names}."
        pairs = [pair for found in self._drawn_arcs().values() for pair in found]
        if pairs:
            parents = pd.Series([parent for _, parent in pairs]).value_counts()
            most = int(parents.iloc[0])
            hub = min(str(one) for one in parents.index[parents == most])
            said += f" {most} of {len(pairs)} lines start at {self.methods[hub].name}."
        if later := facts["later"]:
            said += f" Dashed: {counted(later, 'parent')} dated after the child."
        if runs := self._runs():
            one, first, last, *_ = max(runs, key=lambda run: (run[4], run[0]))
            said += (
                f" Strongest burst of {len(runs)}: {self.methods[one].name}, {_span(first, last)}."
            )
        return said

    def _keys(self) -> list[Key]:
        arcs = self._drawn_arcs()
        keys: list[Key] = []
        if self.lanes.by == "group":
            shown = self.lanes.descent.papers.loc[list(self.y)]
            keys += self.figure.keys(shown, filled=True)
        if drawn := arcs["parent by evidence"]:
            said = evidence(self.methods[child] for child, _ in drawn)
            keys.append(Key(f"parent, {said}", "ink", "line", width=1.2))
        if arcs["parent by structure"]:
            keys.append(Key("parent, by mentions or structure", "ink", "line", width=0.7))
        if arcs["parent against time"]:
            keys.append(Key("parent dated later", "ink", "line", "dashed", width=0.9))
        if arcs["likely forebear"]:
            keys.append(Key("likely forebear, inferred", "ink", "line", "dotted", width=0.9))
        keys.append(Key("cited as often as the mean of its year", "muted", "circle"))
        if self._runs():
            keys.append(Key("burst of citations", "accent", "line", width=1.5))
        if not all(self.lanes.read[one] for one in self.y):
            keys.append(Key("reference list not read", "muted", "circle", filled=False))
        return keys

    def _notes(self) -> list[str]:
        notes = list(self.lanes.notes)
        gone = len(self.methods) - len(self.y)
        unnamed = sum(side == 0 for side in self.side.values())
        if gone:
            notes.append(f"{counted(gone, 'paper')} found no room.")
        if unnamed:
            names = counted(unnamed, "name")
            notes.append(f"{names} found no room; the best of each lane came first.")
        limit = (self.largest / _MEAN) ** 2
        capped = [self.lanes.score[one] for one in self.y if self.lanes.score[one] > limit]
        if capped:
            notes.append(
                f"{counted(len(capped), 'paper')} cited more than {limit:.1f} times the mean drawn "
                f"as large as that; the most is {max(capped):.1f}."
            )
        nobody = sum(bool(np.isnan(self.lanes.score[one])) for one in self.y)
        if nobody:
            notes.append(f"{counted(nobody, 'paper')} cited by nobody here drawn smallest.")
        hidden = [
            child
            for child, method in self.methods.items()
            if method.hangs_on is not None and not {child, method.hangs_on} <= set(self.y)
        ]
        if hidden:
            notes.append(f"{counted(len(hidden), 'line')} to papers without room not drawn.")
        notes += parent_notes(self.lanes.descent)
        notes += contest_notes(self.methods.values())
        if self.years.narrowed:
            notes.append(
                f"{counted(self.years.narrowed, 'year')} without a paper drawn narrower; crowded "
                "years drawn wider."
            )
        return notes

    def _numbers(self) -> pd.DataFrame:
        lanes = self.lanes
        ids = list(self.methods)
        frame = lanes.descent.papers.drop(columns=["kind", "code"]).reset_index()
        frame["time"] = frame["time"].round(3)
        frame.insert(2, "lane", [lanes.labels[lanes.lane[one]] for one in ids])
        frame["mean_normalised"] = [lanes.score[one] for one in ids]
        frame["citations"] = [lanes.counted[one] for one in ids]
        frame["references_read"] = [lanes.read[one] for one in ids]
        frame["drawn"] = [one in self.y for one in ids]
        frame["named"] = [bool(self.side.get(one, 0)) for one in ids]
        frame["bursts"] = [
            "; ".join(f"{_span(run[0], run[1])} (level {run[2]})" for run in lanes.bursts[one])
            for one in ids
        ]
        return frame.round(12)  # the last bits of means differ with the processor


def _cut(lines: Sequence[str], most: int, room: float) -> list[str]:
    """Return so many lines at most; the last says that more is missing."""
    if len(lines) <= most:
        return list(lines)
    last = " ".join(lines[most - 1 :])
    return [*lines[: most - 1], fitted(last, _LABEL, room, "semibold")]


def _low(score: float) -> float:
    """Return what sorts the best first, and papers without a score last."""
    return 1.0 if np.isnan(score) else -score


def _span(first: int, last: int) -> str:
    """Return years as they are read.

    >>> _span(2014, 2019).split(chr(0x2013)), _span(2024, 2024)
    (['2014', '2019'], '2024')
    """
    return str(first) if first == last else f"{first}\N{EN DASH}{last}"


def _listed(names: Iterable[str]) -> str:
    """Return names as a sentence lists them.

    >>> _listed(["FitNets", "AT", "CRD"])
    'FitNets, AT and CRD'
    """
    *front, last = names
    return f"{', '.join(front)} and {last}" if front else last


_CAPTION: Final = (
    "Milestones: {papers} of {where} by the time of first publication, in a lane for each "
    "{in_each}. Area: citations from {literature}, divided by the mean of the papers of the same "
    "year"
)
_MOST_CITED: Final = "; {first} has most, {times} times the mean"
_NAMES: Final = ". Names: the best of each lane, {named} in all, the first in bold."
_KNOWN: Final = " Solid, the primary parents that are known: {known}."
_LIKELY: Final = (
    " Dotted, {likely} likely forebears, inferred from the papers that cite both because the "
    "reference list was not read."
)
_LATER: Final = " Dashed, {later} of these dated after the child."
_BURSTS: Final = (
    " Bars below papers, {bursts}: years in which a paper was cited far more than usual."
)
_HOLLOW: Final = " Hollow, {unread} whose reference list was not read."
