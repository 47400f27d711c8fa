"""One paper in its time: what it builds on at the left, what builds on it at the right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.analysis.lineage._context import LineageContext, lineage_context
from kdgraph.analysis.lineage.contest import arc_evidence
from kdgraph.analysis.lineage.forebears import LikelyForebears, likely_forebears
from kdgraph.analysis.lineage.inheritance import SILENT
from kdgraph.analysis.lineage.overrides import Overrides
from kdgraph.analysis.lineage.parents import descends_by_word
from kdgraph.analysis.names.paper_names import short_names
from kdgraph.errors import InputError
from kdgraph.figures import FIGURES
from kdgraph.figures._shown import dots, ink_of, paper_items, paper_points
from kdgraph.figures.canvas.drawing import Axis, Box, Drawing, Panel
from kdgraph.figures.canvas.marks import Curves, Floats, Mark, Text
from kdgraph.figures.canvas.page import MARGIN, Key
from kdgraph.figures.canvas.typography import fitted, measure
from kdgraph.figures.figure import FigureBase, counted
from kdgraph.figures.layouts.tracks import backward
from kdgraph.figures.scales import Years, year_axis
from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import READ_STATES

__all__ = ["ego"]

_WIDE: Final = 16  # papers on either side, unless asked for more
_NARROW: Final = 10
_MOST: Final = 54  # on either side: more have no room on a page
_SIZE: Final = 7.0
_OWN_SIZE: Final = 7.5
_SMALL: Final = 6.3
_BRIEF: Final = 4.5  # inches: below, names are brief
_ROW: Final = 10.0  # points from row to row
_BESIDE: Final = 2.4  # points between a dot and its name
_SMALLEST: Final = 3.4
_LARGEST: Final = 8.0
_OWN: Final = 10.5  # points across, of the paper itself
_YEARS: Final = 14.0
_HEAD: Final = 12.0  # points above the rows, for what stands on which side
_MARGINS: Final = 0.26  # of the page: names reach so far at most beyond the first and last dot
_LOOKS: Final[Mapping[str, Mapping[str, Any]]] = {
    "by words": {"width": 1.6},
    "by mentions": {"width": 0.9},
    "cited": {"width": 0.5, "opacity": 0.8},
    "likely": {"width": 0.9, "dash": "dotted"},
    "against time": {"width": 0.8, "dash": "dashed"},
}
_COLUMNS: Final = ("side", "paper_id", "name", "title", "year", "tie", "label", "score", "drawn")


@FIGURES.add("ego", label="Forebears and heirs of a paper")
def ego(
    snapshot: Snapshot,
    *,
    width: float = 7.0,
    section: str | None = None,
    top: int | None = None,
    paper: str | None = None,
    scope: str | None = None,
    field_least: int | None = None,
    overrides: Overrides | None = None,
    inferred: bool = True,
) -> Drawing:
    """Draw one paper between its forebears and its heirs, on a time axis.

    Forebears are the papers that it cites, heirs those that cite it, each at its time of first
    publication. Of both the ones with the most evidence of descent are drawn, on the scale by which
    primary parents are chosen (`kdgraph.parent_contest`); the others are counted. A thick line
    tells that words say so (extends, adapts, uses), one of medium width that the text names it
    often or the source marks it as influential, a thin one that nothing but the citation is known.
    Dotted lines are inferred (`kdgraph.likely_forebears`): to forebears where the paper's reference
    list was not read, and to heirs whose lists were not.

    Parameters
    ----------
    snapshot : Snapshot
        Who cites whom.
    width : float
        Inches.
    section : str, optional
        Only forebears and heirs listed under headings that hold this.
    top : int, optional
        So many on either side; by default 16, or 10 where the figure is narrow.
    paper : str, optional
        The paper: an id, an arXiv id, a DOI or a part of its title, as `kdgraph.Snapshot.find`
        takes it; by default the listed paper that most papers here cite.
    scope, field_least : str and int, optional
        Among which papers, as for `kdgraph.Snapshot.within`; by default all.
    overrides : Overrides, optional
        Labels by hand, which win.
    inferred : bool
        Whether inferred forebears and heirs are drawn.

    Raises
    ------
    UnknownPaperError, AmbiguousPaperError
        If `paper` means no paper, or several.
    InputError
        If there is no such section, or `top` is below 1.

    Examples
    --------
    >>> import kdgraph
    >>> drawing = ego(kdgraph.embedded())
    >>> drawing.facts["name"], drawing.facts["heirs"]
    ('Hinton et al. 2014', 302)
    """
    chosen = None if paper is None else snapshot.find(paper)
    options: dict[str, Any] = {"paper": chosen, "inferred": inferred}
    options["overrides"] = None if overrides is None else overrides.digest
    figure = FigureBase(
        "ego",
        snapshot,
        width=width,
        section=section,
        top=top,
        scope=scope,
        field_least=field_least,
        options=options,
    )
    view = figure.snapshot
    if chosen is not None and chosen not in view.papers.index:
        raise InputError(
            f"{snapshot.papers.at[chosen, 'title']!r} is not among the papers looked at; "
            "give another paper, or --scope all"
        )
    if chosen is None:
        chosen = _most_cited(view)
    if chosen is None:
        return figure.empty("there is no paper", _COLUMNS)
    around = _Around(figure, chosen, overrides, inferred=inferred)
    if np.isnan(around.time[chosen]):
        why = "the year of the paper is not known, so that nothing has a place"
        return figure.empty(why, _COLUMNS, notes=around.notes)
    return _Picture(figure, around).drawing()


def _most_cited(view: Snapshot) -> str | None:
    """Return the listed paper that most papers cite, else any; None where there is none."""
    cited = view.citations["cited_id"].value_counts()
    ids = [*view.reading_list.papers] or [str(one) for one in view.papers.index]
    return min(ids, key=lambda one: (-int(cited.get(one, 0)), one), default=None)


class _Around:
    """A paper with all its forebears and heirs, of which some are drawn.

    `table` has a row for each: ``side`` (forebear, heir), ``paper_id``, ``tie`` (a key of the looks
    of lines), ``label``, ``basis``, ``score``, ``mentions``, ``drawn``; those with the most
    evidence first.
    """

    def __init__(
        self, figure: FigureBase, own: str, overrides: Overrides | None, *, inferred: bool
    ) -> None:
        self.figure, self.own = figure, own
        self.notes: list[str] = []
        view = figure.snapshot
        base = lineage_context(view)
        self.time = dict(zip(map(str, base.ids), base.time.tolist(), strict=True))
        self.inferred = inferred
        self.read = self._list_state()
        sides = [_cited(base, own, overrides), _citing(base, own, overrides)]
        if inferred:
            sides += self._likely(view)
        table = pd.concat([one for one in sides if len(one)] or sides, ignore_index=True)
        self.cut = len(base.cut_arcs(*self._ends(base)))
        if figure.headings is not None:
            listed = figure.snapshot.reading_list.papers_under(figure.section) or ()
            table = table[table["paper_id"].isin(listed)]
        undated = table["paper_id"].map(self.time).isna()
        ends = zip(table["side"], table["paper_id"], strict=True)
        against = pd.Series([self._against(*end) for end in ends], index=table.index, dtype=bool)
        table["tie"] = table["tie"].mask(against, "against time")
        rank = table.assign(
            undated=undated, inferred=table["tie"] == "likely", less=-table["score"]
        ).sort_values(["inferred", "less", "paper_id"])
        most = min(figure.most(_WIDE, _NARROW), _MOST)
        place = rank[~rank["undated"]].groupby(["side", "inferred"]).cumcount()
        # what is inferred adds a few to what is known, or stands in its place
        known = rank[~rank["inferred"] & ~rank["undated"]].groupby("side").size()
        room = [
            max(most - int(known.get(side, 0)), most // 3) if guess else most
            for side, guess in zip(rank["side"], rank["inferred"], strict=True)
        ]
        drawn = place.reindex(rank.index) < pd.Series(room, index=rank.index)
        self.table = (
            rank.assign(drawn=drawn.fillna(value=False).astype(bool))
            .drop(columns=["less", "inferred", "undated"])
            .reset_index(drop=True)
        )
        self.undated = int(undated.sum())

    def _against(self, side: str, one: str) -> bool:
        """Return whether a citation runs against time."""
        older, younger = (one, self.own) if side == "forebear" else (self.own, one)
        return bool(self.time[older] > self.time[younger])

    def _ends(self, base: LineageContext) -> tuple[Any, Any]:
        row, every = np.array([base.find(self.own)]), np.arange(len(base.ids))
        return row, every

    def _list_state(self) -> str:
        """Return the state of the paper's own reference list."""
        table = self.figure.snapshot.coverage
        rows = table[(table["paper_id"] == self.own) & (table["direction"] == "references")]
        return str(rows["state"].iloc[0]) if len(rows) else "not asked"

    def _likely(self, view: Snapshot) -> list[pd.DataFrame]:
        """Return inferred forebears, if its list was not read, and inferred heirs on the list."""
        found = []
        if self.read not in READ_STATES:
            own = likely_forebears(view, [self.own])
            rows = own.candidates[own.candidates["likely"].astype(bool)]
            found.append(_guessed("forebear", rows["forebear_id"], rows["score"]))
        heirs: LikelyForebears = likely_forebears(view)
        named = heirs.papers[heirs.papers["forebear_id"] == self.own]
        cites = set(view.citations.loc[view.citations["cited_id"] == self.own, "citing_id"])
        named = named[~named.index.isin(cites)]
        found.append(_guessed("heir", named.index.to_series(), named["score"]))
        return found


def _cited(base: LineageContext, own: str, overrides: Overrides | None) -> pd.DataFrame:
    row = base.find(own)
    others = base.cites.indices[base.cites.indptr[row] : base.cites.indptr[row + 1]]
    arcs = arc_evidence(base, np.full(len(others), row), others.astype(np.intp), overrides)
    return _weighed("forebear", arcs["cited_id"], arcs)


def _citing(base: LineageContext, own: str, overrides: Overrides | None) -> pd.DataFrame:
    row = base.find(own)
    others = base.cited_by.indices[base.cited_by.indptr[row] : base.cited_by.indptr[row + 1]]
    arcs = arc_evidence(base, others.astype(np.intp), np.full(len(others), row), overrides)
    return _weighed("heir", arcs["citing_id"], arcs)


def _weighed(side: str, ids: pd.Series[Any], arcs: pd.DataFrame) -> pd.DataFrame:
    tie = [
        "by words"
        if descends_by_word(basis, label)
        else ("by mentions" if basis in ("mentions", "mark", "sentence", "intent") else "cited")
        for basis, label in zip(arcs["basis"], arcs["label"], strict=True)
    ]
    return pd.DataFrame(
        {
            "side": side,
            "paper_id": ids.astype("str"),
            "tie": pd.Series(tie, index=arcs.index, dtype="str"),
            "label": arcs["label"].astype("str"),
            "basis": arcs["basis"].astype("str"),
            "score": arcs["score"].astype("float64"),
            "mentions": arcs["mentions"].astype("Int64"),
        }
    )


def _guessed(side: str, ids: pd.Series[Any], score: pd.Series[Any]) -> pd.DataFrame:
    n = len(ids)
    return pd.DataFrame(
        {
            "side": pd.array([side] * n, dtype="str"),
            "paper_id": pd.array(ids.to_list(), dtype="str"),
            "tie": pd.array(["likely"] * n, dtype="str"),
            "label": pd.array(["inferred"] * n, dtype="str"),
            "basis": pd.array(["inferred"] * n, dtype="str"),
            "score": score.to_numpy(dtype=np.float64),
            "mentions": pd.array([pd.NA] * n, dtype="Int64"),
        }
    )


class _Picture:
    """The marks, and what is said of them."""

    def __init__(self, figure: FigureBase, around: _Around) -> None:
        self.figure, self.around = figure, around
        table = around.table
        self.rows = table[table["drawn"]].reset_index(drop=True)
        self.papers = figure.told([around.own, *self.rows["paper_id"]])
        if figure.width < _BRIEF:
            names = short_names(figure.snapshot, self.papers.index, brief=True)
            self.papers["name"] = pd.Series(names).reindex(self.papers.index)
        sizes = dots(self.papers["cited"], _SMALLEST, _LARGEST)
        self.dot = dict(zip(map(str, self.papers.index), sizes, strict=True))
        self.dot[around.own] = _OWN
        own = str(self.papers["name"].iloc[0])
        self.name = fitted(own, _OWN_SIZE, figure.page * 0.4, "semibold")
        self.side = self._sides()
        self._stack()
        self._place()

    def _sides(self) -> list[int]:
        """Return where each name stands: -1 left of its dot for what is older, 1 right of it."""
        own = self.around.time[self.around.own]
        return [
            1
            if (time := self.around.time[str(one)]) > own or (time == own and side == "heir")
            else -1
            for one, side in zip(self.rows["paper_id"], self.rows["side"], strict=True)
        ]

    def _stack(self) -> None:
        """Give each paper its row: the farther in time, the nearer to the middle.

        So no line crosses the words of another. Rows are shared by one of either side; those
        against time have rows of their own, below.
        """
        own = self.around.time[self.around.own]
        times = [self.around.time[str(one)] for one in self.rows["paper_id"]]
        self.row: list[float] = [0.0] * len(times)
        lowest = 0.0
        usual = [n for n in range(len(times)) if self.rows["tie"].iloc[n] != "against time"]
        for side in (-1, 1):
            mine = [n for n in usual if self.side[n] == side]
            mine.sort(key=lambda n: (-abs(times[n] - own), self.rows["paper_id"].iloc[n]))
            for place, n in enumerate(mine):
                # the name of the paper itself stands in the row below it
                step = place // 2 + 1
                self.row[n] = float(step if place % 2 == 0 else -step - 1)
                lowest = min(lowest, self.row[n])
        for n in range(len(times)):
            if n not in usual:
                lowest -= 1.0
                self.row[n] = lowest
        self.low, self.top = min(lowest, -1.0) - 0.6, max([1.0, *self.row]) + 0.6
        self.high = (self.top - self.low) * _ROW

    def _place(self) -> None:
        """Give each paper its moment, with room for the names beyond the first and the last."""
        page = self.figure.page - 2 * MARGIN
        times = np.array([self.around.time[one] for one in self.papers.index], dtype=np.float64)
        words = [self._words_width(n) for n in range(len(self.rows))]
        left = right = 12.0
        for _ in range(3):  # the axis changes a little with its room
            room = page - left - right
            years = year_axis(times, room, crowd=times)
            x = years.at(times) / years.axis.high * room
            reach = [
                (self.side[n], words[n] - (at if self.side[n] < 0 else room - at))
                for n, at in enumerate(x[1:].tolist())
            ]
            most = _MARGINS * self.figure.page
            left = min(max([12.0, *(by for side, by in reach if side < 0)]), most)
            right = min(max([12.0, *(by for side, by in reach if side > 0)]), most)
        self.room = page - left - right
        self.left = MARGIN + left
        self.years: Years = year_axis(times, self.room, crowd=times)
        self.scale = self.room / self.years.axis.high
        self.x: Floats = self.years.at(times) * self.scale
        self.names = []
        for n in range(len(self.rows)):
            at = float(self.x[n + 1])
            free = at + left if self.side[n] < 0 else self.room - at + right
            free -= self._shift(n) + self._told_width(n)
            self.names.append(fitted(self._name(n), _SIZE, max(free, 12.0)))

    def _name(self, n: int) -> str:
        return str(self.papers["name"].iloc[n + 1])

    def _shift(self, n: int) -> float:
        return self.dot[str(self.rows["paper_id"].iloc[n])] / 2 + _BESIDE

    def _told(self, n: int) -> str:
        """Return what stands beside a name: what the words say, or how often it is named."""
        row = self.rows.iloc[n]
        if row["label"] not in SILENT and row["label"] != "inferred":
            return str(row["label"])
        mentions = row["mentions"]
        if row["tie"] == "by mentions" and not pd.isna(mentions) and int(mentions) > 1:
            return f"{int(mentions)}\N{MULTIPLICATION SIGN}"
        return ""

    def _told_width(self, n: int) -> float:
        told = self._told(n)
        return measure(told, _SMALL, "italic").width + 3.5 if told else 0.0

    def _words_width(self, n: int) -> float:
        return self._shift(n) + measure(self._name(n), _SIZE).width + self._told_width(n) + 1.0

    # ---- marks

    def drawing(self) -> Drawing:
        """Return the marks, and what is said of them."""
        box = Box(self.left, _YEARS, self.left + self.room, _YEARS + self.high)
        page = Box(0.0, box.bottom, self.figure.page, box.top + _HEAD)
        facts = self._facts()
        panels = [
            Panel(
                page,
                Axis(0.0, self.figure.page),
                Axis(0.0, page.height),
                tuple(self._heads(facts)),
                name="sides",
            ),
            Panel(
                box, self.years.axis, Axis(self.low, self.top), tuple(self._marks()), name="time"
            ),
        ]
        return self.figure.drawing(
            panels,
            height=page.top,
            caption=self._caption(),
            alt="{story}",
            facts={**facts, "story": self._alt(facts)},
            numbers=self._numbers(),
            keys=[*self.figure.keys(self.papers, filled=True), *self._keys()],
            notes=self._notes(),
        )

    def _heads(self, facts: Mapping[str, Any]) -> Iterator[Mark]:
        """Say above the two sides what stands there."""
        half = self.figure.page / 2 - MARGIN - 4.0
        left = f"builds on: {facts['forebears_shown']} of {facts['forebears']:,}"
        right = f"built on by: {facts['heirs_shown']} of {facts['heirs']:,}"
        high = self.high + _HEAD
        for text, x, across in (
            (left, MARGIN, "left"),
            (right, self.figure.page - MARGIN, "right"),
        ):
            yield Text(
                role="side",
                x=np.array([x]),
                y=np.array([high - _HEAD / 2]),
                text=(fitted(text, _SIZE, half),),
                size=_SIZE,
                ink="muted",
                halign=across,
                valign="middle",
                weight="italic",
            )

    def _marks(self) -> Iterator[Mark]:
        yield from self._lines()
        x = self.x / self.scale
        y = np.array([0.0, *self.row])
        yield paper_points(
            "paper", self.papers, x, y, size=[self.dot[str(one)] for one in self.papers.index]
        )
        yield from self._words()

    def _lines(self) -> Iterator[Mark]:
        for tie, look in _LOOKS.items():
            chosen = [n for n in range(len(self.rows)) if self.rows["tie"].iloc[n] == tie]
            if not chosen:
                continue
            yield Curves(
                role=f"{tie}",
                paths=tuple(self._path(n) for n in chosen),
                ink=[ink_of(int(self.papers["kind"].iloc[self._younger(n)])) for n in chosen],
                bent=True,
                layer=-1,
                papers=tuple(self._pair(n) for n in chosen),
                words=tuple(self._said(n) for n in chosen),
                **look,
            )

    def _younger(self, n: int) -> int:
        """Return the place of the citing paper among the papers: its section colours the line."""
        return 0 if self.rows["side"].iloc[n] == "forebear" else n + 1

    def _pair(self, n: int) -> tuple[str, str]:
        """Return the citing and the cited paper."""
        other = str(self.rows["paper_id"].iloc[n])
        own = self.around.own
        return (own, other) if self.rows["side"].iloc[n] == "forebear" else (other, own)

    def _path(self, n: int) -> Floats:
        """Return the line from the older of two papers to the younger, as it is cited."""
        own, other = (float(self.x[0]), 0.0), (float(self.x[n + 1]), self.row[n])
        (x0, y0), (x1, y1) = (
            (other, own) if self.rows["side"].iloc[n] == "forebear" else (own, other)
        )
        if x1 < x0 - 1e-9:
            path = backward(x0, y0, x1, y1)
        else:
            bow = 0.5 * (x1 - x0)
            path = np.array([(x0, y0), (x0 + bow, y0), (x1 - bow, y1), (x1, y1)])
        found: Floats = path.astype(np.float64)
        found[:, 0] /= self.scale
        return found

    def _said(self, n: int) -> str:
        row = self.rows.iloc[n]
        name, own = self._name(n), str(self.papers["name"].iloc[0])
        citing, cited = (own, name) if row["side"] == "forebear" else (name, own)
        if row["tie"] == "likely":
            return f"{citing} likely descends from {cited}: inferred, no citation that was read"
        how = f": {row['label']}" if row["label"] not in SILENT else ""
        if not pd.isna(row["mentions"]):
            how += f", named {counted(int(row['mentions']), 'time')}"
        later = ", which is dated later" if row["tie"] == "against time" else ""
        return f"{citing} cites {cited}{later}{how}"

    def _words(self) -> Iterator[Mark]:
        own = self.papers.iloc[:1]
        yield Text(
            role="name",
            x=self.x[:1] / self.scale,
            y=np.array([0.0]),
            dy=[-_ROW],
            text=(self.name,),
            size=_OWN_SIZE,
            halign=[self._own_across()],
            valign="middle",
            weight="semibold",
            plate=True,
            **paper_items(own),
        )
        if not len(self.rows):
            return
        items = paper_items(self.papers)
        count = len(self.rows)
        yield Text(
            role="name",
            x=self.x[1:] / self.scale,
            y=np.array(self.row),
            dx=[self.side[n] * self._shift(n) for n in range(count)],
            text=tuple(self.names),
            size=_SIZE,
            halign=["left" if side > 0 else "right" for side in self.side],
            valign="middle",
            papers=items["papers"][1:],
            words=items["words"][1:],
        )
        told = [n for n in range(count) if self._told(n)]
        if told:
            yield Text(
                role="relation",
                x=self.x[[n + 1 for n in told]] / self.scale,
                y=np.array([self.row[n] for n in told]),
                dx=[
                    self.side[n] * (self._shift(n) + measure(self.names[n], _SIZE).width + 3.5)
                    for n in told
                ],
                text=tuple(self._told(n) for n in told),
                size=_SMALL,
                ink="muted",
                halign=["left" if self.side[n] > 0 else "right" for n in told],
                valign="middle",
                weight="italic",
            )

    def _own_across(self) -> str:
        """Return how the name of the paper itself stands, so that it stays on the page."""
        wide = measure(self.name, _OWN_SIZE, "semibold").width / 2
        at = self.left + float(self.x[0])
        if at - wide < MARGIN:
            return "left"
        return "right" if at + wide > self.figure.page - MARGIN else "center"

    # ---- words

    def _facts(self) -> dict[str, Any]:
        table, papers = self.around.table, self.papers
        year = papers["year"].iloc[0]
        facts: dict[str, Any] = {
            "name": papers["name"].iloc[0],
            "title": papers["title"].iloc[0],
            "year": "no year" if pd.isna(year) else int(year),
        }
        for side in ("forebear", "heir"):
            mine = table[table["side"] == side]
            known = mine[mine["tie"] != "likely"]
            facts[f"{side}s"] = len(known)
            facts[f"{side}s_shown"] = int(known["drawn"].sum())
            facts[f"{side}s_likely"] = int((mine["drawn"] & (mine["tie"] == "likely")).sum())
        facts["likely"] = facts["forebears_likely"] + facts["heirs_likely"]
        against = (self.rows["tie"] == "against time").sum()
        facts["against"] = counted(int(against), "citation")
        return facts

    def _caption(self) -> str:
        caption = _CAPTION
        if (self.rows["tie"] == "likely").any():
            caption += _LIKELY
        if (self.rows["tie"] == "against time").any():
            caption += _AGAINST
        return caption

    def _alt(self, facts: Mapping[str, Any]) -> str:
        said = f"{facts['name']} in the middle."
        for side, where, verb in (("forebear", "left", "it cites"), ("heir", "right", "cite it")):
            mine = self.rows[self.rows["side"] == side]
            known = mine[mine["tie"] != "likely"]
            if len(mine):
                first = (known if len(known) else mine).index[0]
                guess = "" if len(known) else " likely"
                said += (
                    f" To the {where}, {facts[f'{side}s_shown']} of {facts[f'{side}s']:,} papers "
                    f"that {verb}, the foremost{guess} {side} being {self._name(int(first))}."
                )
            else:
                said += f" No {side} is known."
        if facts["likely"]:
            said += f" Dotted, {facts['likely']} inferred."
        if (self.rows["tie"] == "against time").any():
            said += f" Dashed, {facts['against']} against time."
        return said

    def _keys(self) -> Sequence[Key]:
        words = {
            "by words": "extends, adapts or uses, by its words",
            "by mentions": "named several times, or marked",
            "cited": "another citation",
            "likely": "likely, inferred",
            "against time": "cites what is dated later",
        }
        there = set(self.rows["tie"])
        return [
            Key(words[tie], "ink", "line", look.get("dash", "solid"), width=look["width"])
            for tie, look in _LOOKS.items()
            if tie in there
        ]

    def _notes(self) -> list[str]:
        facts, around = self._facts(), self.around
        notes = []
        state = around.read
        if state == "complete":
            notes.append("Its reference list was read to the end.")
        elif state in READ_STATES:
            notes.append("Its reference list was read in part: it may build on more papers here.")
        else:
            what = (
                "forebears are inferred" if facts["forebears_likely"] else "it may build on others"
            )
            notes.append(f"Its reference list was not read ({state}): {what}.")
        for reported in self.figure.snapshot.papers.loc[
            [around.own], "reported_citations"
        ].dropna():
            heirs = f"{facts['heirs']:,}"
            notes.append(f"The source reports {int(reported):,} citations of it; {heirs} are here.")
        for side in ("forebear", "heir"):
            left = facts[f"{side}s"] - facts[f"{side}s_shown"]
            if left:
                notes.append(f"{counted(left, side)} with less evidence not drawn.")
        table = around.table
        guessed = (table["tie"] == "likely") & ~table["drawn"]
        if guessed.any():
            notes.append(f"{counted(int(guessed.sum()), 'likely one', 'likely ones')} not drawn.")
        if around.undated:
            notes.append(f"{counted(around.undated, 'paper')} without a year cannot be placed.")
        if around.cut:
            notes.append(f"{counted(around.cut, 'citation')} by it cut to break circles not drawn.")
        against = int((self.rows["tie"] == "against time").sum())
        if against:
            said = counted(against, "citation of a paper", "citations of papers")
            notes.append(f"{said} dated after the citing paper dashed.")
        return [*around.notes, *notes]

    def _numbers(self) -> pd.DataFrame:
        frame = self.around.table
        told = self.figure.told(frame["paper_id"])
        for place, column in enumerate(("name", "title", "year", "section", "cited")):
            frame.insert(2 + place, column, told[column].array)
        # odds are sums of logarithms, whose last bits differ with the processor
        return frame.round(12)


_CAPTION: Final = (
    "{name} ({title}): to the left {forebears_shown} of the {forebears:,} papers here that it "
    "cites, to the right {heirs_shown} of the {heirs:,} that cite it, those with most evidence of "
    "descent, by the time of first publication. Size: citations within the corpus. Beside names: "
    "what the citing words say, or how often the text names it."
)
_LIKELY: Final = " Dotted, {likely} inferred where a reference list was not read."
_AGAINST: Final = " Dashed, {against} of a paper dated later."
