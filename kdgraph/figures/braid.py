"""From one paper to another: all ways between them over the years, as wide as they are used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.analysis.lineage.between import paths_between
from kdgraph.analysis.lineage.main_path import main_path
from kdgraph.analysis.lineage.overrides import Overrides
from kdgraph.analysis.lineage.path_shares import PathShares, path_shares
from kdgraph.analysis.names.paper_names import named_in, short_names
from kdgraph.errors import InputError
from kdgraph.figures import FIGURES
from kdgraph.figures._shown import ink_of, paper_items, paper_points
from kdgraph.figures.canvas.drawing import Axis, Box, Drawing, Panel
from kdgraph.figures.canvas.marks import Curves, Floats, Mark, Text
from kdgraph.figures.canvas.page import MARGIN, Key
from kdgraph.figures.canvas.typography import fitted, measure
from kdgraph.figures.figure import FigureBase, counted, percent
from kdgraph.figures.layouts.tracks import Rows, Spot, assign_rows, backward
from kdgraph.figures.scales import Years, year_axis
from kdgraph.graph.chronology import publication_time
from kdgraph.graph.snapshot import Snapshot

__all__ = ["braid"]

_WIDE: Final = 18  # papers with both ends, unless asked for more
_NARROW: Final = 12
_MOST_ROWS: Final = 12  # above and below the middle
_BRIEF: Final = 4.5  # inches: below, names are brief
_SIZE: Final = 7.0
_ROW: Final = 19.0  # points from row to row
_ABOVE: Final = 7.2  # points from a dot to the middle of its name
_YEARS: Final = 14.0
_SMALLEST: Final = 4.0
_LARGEST: Final = 10.0
_THINNEST: Final = 0.5  # points
_WIDEST: Final = 9.0  # points: all ways
_LEAST_BOW: Final = 0.32  # rows by which a line dives below those that it passes
_MOST_BOW: Final = 0.5
_LEAST: Final = (
    0.01  # of the ways: what fewer use is drawn only where a paper hangs on nothing else
)
_COLUMNS: Final = ("citing_id", "cited_id", "citing", "cited", "support", "share", "drawn")


@FIGURES.add("braid", label="From one paper to another")
def braid(
    snapshot: Snapshot,
    *,
    width: float = 7.0,
    section: str | None = None,
    top: int | None = None,
    source: str | None = None,
    target: str | None = None,
    scope: str | None = None,
    field_least: int | None = None,
    overrides: Overrides | None = None,
) -> Drawing:
    """Draw all ways from one paper to another over the years, beyond the direct citation.

    A line is a citation, as wide as the share of the paths that run through it
    (`kdgraph.path_shares`); each path counts by the product of the support of its citations, the
    scale of ``kdgraph.paths_between(kind="best")``. The best path runs along the middle.
    The papers with the largest shares are drawn, as many as have room, and among them the citations
    that carry a hundredth of the ways or more, or most of what leads to or from a paper; how much
    of the ways all that carries is told.

    Parameters
    ----------
    snapshot : Snapshot
        Who cites whom.
    width : float
        Inches.
    section : str, optional
        Only ways whose papers between the ends are listed under headings that hold this.
    top : int, optional
        So many papers, both ends among them; by default 18, or 12 where the figure is narrow.
    source, target : str, optional
        The two papers, in either order: ids, DOIs or parts of titles, as `kdgraph.Snapshot.find`
        takes them; by default the first and the last paper of the main path of the field.
    scope, field_least : str and int, optional
        Among which papers, as for `kdgraph.Snapshot.within`; by default all.
    overrides : Overrides, optional
        Labels by hand, which win.

    Raises
    ------
    UnknownPaperError, AmbiguousPaperError
        If `source` or `target` means no paper, or several.
    InputError
        If there is no such section, or `top` is below 1.

    Examples
    --------
    >>> import kdgraph
    >>> draw = kdgraph.draw
    >>> drawing = draw("braid", kdgraph.embedded(), source="FitNets", target="arxiv:2006.05525")
    >>> drawing.facts["total"], drawing.facts["most"]
    ('166', 'Zagoruyko et al. 2017')
    """
    ends = [None if one is None else snapshot.find(one) for one in (source, target)]
    options: dict[str, Any] = {"source": ends[0], "target": ends[1]}
    options["overrides"] = None if overrides is None else overrides.digest
    figure = FigureBase(
        "braid",
        snapshot,
        width=width,
        section=section,
        top=top,
        scope=scope,
        field_least=field_least,
        options=options,
    )
    view = figure.snapshot
    for one in ends:
        if one is not None and one not in view.papers.index:
            raise InputError(
                f"{snapshot.papers.at[one, 'title']!r} is not among the papers looked at; "
                "give another paper, or --scope all"
            )
    if None in ends and len(view.papers):
        path = main_path(view).papers.index
        ends = [
            one or (str(path[place]) if len(path) else None)
            for one, place in zip(ends, (0, -1), strict=True)
        ]
    if ends[0] is None or ends[1] is None:
        return figure.empty("there is no main path, and no papers were named", _COLUMNS)
    view = _under(figure, view, (ends[0], ends[1]))
    shares = path_shares(view, ends[0], ends[1], overrides=overrides)
    names = short_names(view, (shares.older, shares.younger))
    if shares.reason is not None:
        why = named_in(view, shares.reason)
        if shares.older == shares.younger:
            why = "both ends are one paper"
        both = f"from {names[shares.older]} to {names[shares.younger]}, {why}"
        return figure.empty(both.rstrip("."), _COLUMNS)
    return _Picture(figure, view, shares, overrides).drawing()


def _under(figure: FigureBase, view: Snapshot, ends: tuple[str, str]) -> Snapshot:
    """Return the view without the citations that lead through papers of other sections."""
    if figure.headings is None:
        return view
    inside = {*(view.reading_list.papers_under(figure.section) or ()), *ends}
    frames = view.frames()
    arcs = frames["citations"]
    frames["citations"] = arcs[arcs["citing_id"].isin(inside) & arcs["cited_id"].isin(inside)]
    return Snapshot(frames, view.manifest)


class _Picture:
    """The ways, and what is said of them."""

    def __init__(
        self, figure: FigureBase, view: Snapshot, shares: PathShares, overrides: Overrides | None
    ) -> None:
        self.figure, self.shares = figure, shares
        most = max(figure.most(_WIDE, _NARROW), 3)
        best = paths_between(
            view, shares.older, shares.younger, kind="best", most=2, overrides=overrides
        ).paths
        paths = [group["paper_id"].tolist() for _, group in best.groupby("path")]
        paths = [path for path in paths if len(path) > 2]
        self.spine = [str(one) for one in paths[0]] if paths else [shares.older, shares.younger]
        self.ends = (shares.older, shares.younger)
        self.wanted = self._chosen(most)
        self._lay_out()

    def _chosen(self, most: int) -> list[str]:
        """Return the best path and the papers with the largest shares, as many as are asked for.

        A paper that no way leads through with the others alone makes room for the next.
        """
        share = self.shares.papers["share"]
        time = publication_time(self.figure.snapshot.papers.loc[share.index])
        dated = [str(one) for one, when in zip(share.index, time, strict=True) if when == when]
        self.undated = len(share) - len(dated)
        cites: dict[str, set[str]] = {}
        cited_by: dict[str, set[str]] = {}
        arcs = self.shares.arcs[self.shares.arcs["share"] > 0]
        for citing, cited in zip(arcs["citing_id"], arcs["cited_id"], strict=True):
            cites.setdefault(citing, set()).add(cited)
            cited_by.setdefault(cited, set()).add(citing)
        ends = self.ends
        first = [*ends, *self.spine]
        dropped: set[str] = set()
        while True:
            left = [one for one in dated if one not in dropped]
            order = [one for one in left if one in first] + [
                one for one in left if one not in first
            ]
            # the best path may be longer than asked for: it is whole all the same
            chosen = set(order[: max(most, len(self.spine))])
            loose = {
                one
                for one in chosen.difference(ends)
                if not (cites.get(one, set()) & chosen and cited_by.get(one, set()) & chosen)
            }
            if not loose:
                return [one for one in dated if one in chosen]
            dropped |= loose

    def _lay_out(self) -> None:
        """Give papers their moments and rows; those without a year or room are left out."""
        papers = self.figure.told(self.wanted)
        if self.figure.width < _BRIEF:
            brief = short_names(self.figure.snapshot, papers.index, brief=True)
            papers["name"] = pd.Series(brief).reindex(papers.index)
        self.spine = [one for one in self.spine if one in papers.index]
        share = self.shares.papers["share"].reindex(papers.index).fillna(0.0)
        area = _SMALLEST**2 + share * (_LARGEST**2 - _SMALLEST**2)
        dot = area**0.5
        names = [fitted(str(name), _SIZE, 0.28 * self.figure.page) for name in papers["name"]]
        half = [
            max(measure(name, _SIZE, "semibold").width, size) / 2
            for name, size in zip(names, dot, strict=True)
        ]
        times = papers["time"].to_numpy(dtype=np.float64)
        wide = dict(zip(map(str, papers.index), half, strict=True))
        left, right = (
            min(max(wide[one], 8.0), 70.0) if one in wide else 10.0
            for one in (self.shares.older, self.shares.younger)
        )
        room = self.figure.page - 2 * MARGIN - left - right
        self.years: Years = year_axis(times, room, crowd=times)
        self.scale = room / self.years.axis.high
        x = self.years.at(times) * self.scale
        # names of the margins must stay on the page
        shift = [
            min(max(0.0, wide - left - at), wide) - min(max(0.0, wide - right - (room - at)), wide)
            for wide, at in zip(half, x.tolist(), strict=True)
        ]
        place = {str(one): n for n, one in enumerate(papers.index)}
        # of two papers of one moment one would hide the other: the later one has a row of its own
        straight: list[str] = []
        for one in sorted(self.spine, key=lambda one: (one not in self.ends, float(x[place[one]]))):
            reach = [(abs(x[place[one]] - x[place[other]]), other) for other in straight]
            if all(far > (dot.iloc[place[one]] + dot.iloc[place[b]]) / 2 for far, b in reach):
                straight.append(one)
        spine = set(straight)
        order = sorted((place[one] for one in straight), key=lambda n: float(x[n]))
        order += [n for n, one in enumerate(papers.index) if one not in spine]
        spots = [
            Spot(
                float(x[n]),
                max(half[n] - shift[n], dot.iloc[n] / 2) + 1.0,
                max(half[n] + shift[n], dot.iloc[n] / 2) + 1.0,
                0 if str(papers.index[n]) in spine else None,
            )
            for n in order
        ]
        above, taken = _spine_names(spots[: len(straight)])
        at = {n: number for number, n in enumerate(order)}
        links = [
            (at[place[cited]], at[place[citing]])
            for citing, cited in zip(
                self.shares.arcs["citing_id"], self.shares.arcs["cited_id"], strict=True
            )
            if citing in place and cited in place
        ]
        rows = sorted(range(-_MOST_ROWS, _MOST_ROWS + 1), key=lambda row: (abs(row), -row))
        found = assign_rows(spots, links, [row for row in rows if row], taken)
        kept = [n for n, row in zip(order, found, strict=True) if row is not None]
        self.no_room = len(order) - len(kept)
        self.papers = papers.iloc[kept]
        self.names = [names[n] for n in kept]
        self.side = [above.get(number, 1) for number, row in enumerate(found) if row is not None]
        self.x: Floats = x[kept]
        self.dot = dot.iloc[kept].tolist()
        self.shift = [shift[n] for n in kept]
        used = sorted({row for row in found if row is not None} | {0})
        rank = {row: number - used.index(0) for number, row in enumerate(used)}
        self.row = [rank[row] for row in found if row is not None]
        self.left, self.room = MARGIN + left, room
        self.low, self.top = min(rank.values()) - 0.9, max(rank.values()) + 0.75
        self.at = {str(one): n for n, one in enumerate(self.papers.index)}
        arcs = self.shares.arcs
        among = arcs["citing_id"].isin(self.at) & arcs["cited_id"].isin(self.at)
        arcs = arcs[among & (arcs["share"] > 0)]
        # they are sorted: the first of each paper, coming and going, is its widest
        widest = ~arcs["citing_id"].duplicated() | ~arcs["cited_id"].duplicated()
        chosen = arcs.index[widest | (arcs["share"] >= _LEAST)]
        self.drawn = pd.Series(self.shares.arcs.index.isin(chosen), index=self.shares.arcs.index)

    # ---- marks

    def drawing(self) -> Drawing:
        """Return the marks, and what is said of them."""
        high = (self.top - self.low) * _ROW
        box = Box(self.left, _YEARS, self.left + self.room, _YEARS + high)
        facts = self._facts()
        panel = Panel(
            box, self.years.axis, Axis(self.low, self.top), tuple(self._marks()), name="braid"
        )
        return self.figure.drawing(
            [panel],
            caption=self._caption(),
            alt="{story}",
            facts={**facts, "story": self._alt(facts)},
            numbers=self._numbers(),
            keys=[*self.figure.keys(self.papers, filled=True), *self._keys()],
            notes=self._notes(facts),
        )

    def _marks(self) -> Iterator[Mark]:
        yield from self._lines()
        yield paper_points(
            "paper", self.papers, self.x / self.scale, np.array(self.row, float), size=self.dot
        )
        named = [n for n in range(len(self.papers)) if self.side[n]]
        ends = {self.at.get(self.shares.older), self.at.get(self.shares.younger)}
        items = paper_items(self.papers)
        for weight, chosen in (
            ("semibold", [n for n in named if n in ends]),
            ("regular", [n for n in named if n not in ends]),
        ):
            if chosen:
                yield Text(
                    role="name",
                    x=self.x[chosen] / self.scale,
                    y=np.array([self.row[n] for n in chosen], dtype=np.float64),
                    dx=[self.shift[n] for n in chosen],
                    dy=[self.side[n] * (_ABOVE + 0.2 * self.dot[n]) for n in chosen],
                    text=tuple(self.names[n] for n in chosen),
                    size=_SIZE,
                    halign="center",
                    valign="middle",
                    weight="semibold" if weight == "semibold" else "regular",
                    plate=True,
                    papers=tuple(items["papers"][n] for n in chosen),
                    words=tuple(items["words"][n] for n in chosen),
                )

    def _lines(self) -> Iterator[Mark]:
        """Give the citations, the widest below the others; those against time are dashed."""
        arcs = self.shares.arcs[self.drawn]
        forth: list[tuple[str, str, float, float]] = []
        back: list[tuple[str, str, float, float]] = []
        for citing, cited, share, support in zip(
            arcs["citing_id"], arcs["cited_id"], arcs["share"], arcs["support"], strict=True
        ):
            a, b = self.at[cited], self.at[citing]
            row = (citing, cited, float(share), float(support))
            time = self.papers["time"]
            (back if float(time.iloc[b]) < float(time.iloc[a]) else forth).append(row)
        self.against = len(back)
        for role, chosen, look in (
            ("way", forth, {"opacity": 0.7}),
            ("way against time", back, {"opacity": 0.7, "dash": "dashed"}),
        ):
            if not chosen:
                continue
            kinds = self.papers["kind"].tolist()
            more: Any = look
            yield Curves(
                role=role,
                paths=tuple(self._path(cited, citing) for citing, cited, *_ in chosen),
                ink=[ink_of(kinds[self.at[citing]]) for citing, *_ in chosen],
                width=[_width(share) for *_, share, _ in chosen],
                bent=True,
                layer=-1,
                papers=tuple((citing, cited) for citing, cited, *_ in chosen),
                words=tuple(
                    f"{self._name(citing)} cites {self._name(cited)}: {percent(share)} of the "
                    f"ways, support {support:.2f}"
                    for citing, cited, share, support in chosen
                ),
                **more,
            )

    def _name(self, one: str) -> str:
        return str(self.papers["name"].iloc[self.at[one]])

    def _path(self, cited: str, citing: str) -> Floats:
        """Return the line of a citation; one that passes others of its row dives below them."""
        a, b = self.at[cited], self.at[citing]
        x0, y0, x1, y1 = self.x[a], float(self.row[a]), self.x[b], float(self.row[b])
        if x1 < x0 - 1e-9:
            path = backward(x0, y0, x1, y1)
        elif y0 == y1:
            between = sum(
                row == y0 and min(x0, x1) < x < max(x0, x1)
                for x, row in zip(self.x.tolist(), self.row, strict=True)
            )
            bow = min(_LEAST_BOW + 0.06 * between, _MOST_BOW) / 0.75 if between else 0.0
            third = (x1 - x0) / 3
            path = np.array([(x0, y0), (x0 + third, y0 - bow), (x1 - third, y0 - bow), (x1, y1)])
        else:
            half = 0.5 * (x1 - x0)
            path = np.array([(x0, y0), (x0 + half, y0), (x1 - half, y1), (x1, y1)])
        found: Floats = path.astype(np.float64)
        found[:, 0] /= self.scale
        return found

    def _keys(self) -> list[Key]:
        widest = float(self.shares.arcs.loc[self.drawn, "share"].max())
        steps = [share for share in (0.25, 0.05, 0.01) if share <= max(widest, 0.01)]
        keys = [
            Key(f"{percent(share)} of the ways", "muted", "line", width=_width(share))
            for share in steps
        ]
        if self.against:
            keys.append(Key("cites what is dated later", "muted", "line", "dashed", width=1.0))
        return keys

    # ---- words

    def _facts(self) -> dict[str, Any]:
        shares = self.shares
        names = short_names(self.figure.snapshot, (shares.older, shares.younger))
        inner = shares.papers.drop([shares.older, shares.younger], errors="ignore")["share"]
        facts: dict[str, Any] = {
            "older": names[shares.older],
            "younger": names[shares.younger],
            "total": f"{shares.total:,}" if shares.total < 10**9 else f"{float(shares.total):.1e}",
            "papers": counted(len(inner), "paper"),
            "shown": len([one for one in self.at if one in inner.index]),
            "covered": percent(self._covered()),
            "most": short_names(self.figure.snapshot, [str(inner.index[0])])[str(inner.index[0])],
            "most_share": percent(float(inner.iloc[0])),
            "steps": counted(len(self.spine) - 1, "citation"),
        }
        arcs = shares.arcs[self.drawn]
        time = self.papers["time"].to_dict()
        against = sum(
            time[citing] < time[cited]
            for citing, cited in zip(arcs["citing_id"], arcs["cited_id"], strict=True)
        )
        facts["against"] = counted(against, "citation")
        self.against = against
        return facts

    def _covered(self) -> float:
        """Return which share of the ways runs through nothing but what is drawn."""
        arcs = self.shares.arcs[self.drawn]
        flow: dict[str, float] = {self.shares.younger: 1.0}
        # from the younger end on, each paper passes on what comes in
        shares = self.shares.papers["share"].to_dict()
        parts: dict[str, list[tuple[str, float]]] = {}
        for citing, cited, share in zip(
            arcs["citing_id"], arcs["cited_id"], arcs["share"], strict=True
        ):
            parts.setdefault(str(citing), []).append((str(cited), float(share)))
        waiting = dict.fromkeys(self.at, 0)
        for targets in parts.values():
            for cited, _ in targets:
                waiting[cited] += 1
        ready = [one for one, count in waiting.items() if not count]
        while ready:
            one = ready.pop()
            for cited, share in parts.get(one, ()):
                whole = shares.get(one, 0.0)
                if whole > 0:
                    flow[cited] = flow.get(cited, 0.0) + flow.get(one, 0.0) * share / whole
                waiting[cited] -= 1
                if not waiting[cited]:
                    ready.append(cited)
        return min(flow.get(self.shares.older, 0.0), 1.0)

    def _caption(self) -> str:
        caption = _CAPTION
        if self.figure.section is not None:
            caption += _SECTION
        if self.shares.direct:
            caption += _DIRECT
        if self.against:
            caption += _AGAINST
        return caption

    def _alt(self, facts: Mapping[str, Any]) -> str:
        said = (
            f"A braid of ways from {facts['older']} at the left to {facts['younger']} at the "
            f"right, over {facts['shown']} papers between them. Most ways run through "
            f"{facts['most']}: {facts['most_share']}. The best, along the middle, has "
            f"{facts['steps']}."
        )
        if self.against:
            said += f" Dashed, {facts['against']} against time."
        return said

    def _notes(self, facts: Mapping[str, Any]) -> list[str]:
        shares = self.shares
        inner = len(shares.papers) - 2
        notes = []
        if left := inner - int(facts["shown"]):
            lost = int(((shares.arcs["share"] > 0) & ~self.drawn).sum())
            notes.append(
                f"{counted(left, 'paper')} and {counted(lost, 'citation')} on other ways not "
                f"drawn; what is drawn carries {facts['covered']} of the ways."
            )
        if self.undated:
            notes.append(f"{counted(self.undated, 'paper')} without a year cannot be placed.")
        if self.no_room:
            notes.append(f"{counted(self.no_room, 'paper')} found no room.")
        if unnamed := sum(side == 0 for side in self.side):
            notes.append(f"{counted(unnamed, 'name')} on the best way found no room.")
        if shares.unread:
            lists = "list was" if shares.unread == 1 else "lists were"
            notes.append(
                f"Of what the later paper builds on, {shares.unread:,} reference {lists} not read: "
                "more ways may exist."
            )
        if self.against:
            said = counted(self.against, "citation of a paper", "citations of papers")
            notes.append(f"{said} dated after the citing paper dashed.")
        if self.years.narrowed:
            notes.append(f"{counted(self.years.narrowed, 'year')} without a paper drawn narrower.")
        return notes

    def _numbers(self) -> pd.DataFrame:
        arcs = self.shares.arcs
        names = short_names(
            self.figure.snapshot, [*arcs["citing_id"].tolist(), *arcs["cited_id"].tolist()]
        )
        frame = arcs.copy()
        frame.insert(2, "citing", [names[one] for one in arcs["citing_id"]])
        frame.insert(3, "cited", [names[one] for one in arcs["cited_id"]])
        frame["best"] = [
            pair in set(pairwise(self.spine[::-1]))
            for pair in zip(arcs["citing_id"], arcs["cited_id"], strict=True)
        ]
        share = self.shares.papers["share"]
        frame["citing_share"] = share.reindex(arcs["citing_id"]).fillna(0.0).to_numpy()
        frame["drawn"] = self.drawn.to_numpy()
        # sums of logarithms: the last bits differ with what a processor's loops round to
        return frame.round(12)


def _spine_names(spots: list[Spot]) -> tuple[dict[int, int], Rows]:
    """Put the names along the middle above it, or below where they would meet; 0 is nowhere.

    What stands below takes the place of names in the row below.
    """
    sides = {1: Rows(), -1: Rows()}
    taken = Rows()
    side: dict[int, int] = {}
    for number, spot in sorted(enumerate(spots), key=lambda pair: pair[1].x):
        left, right = spot.x - spot.before, spot.x + spot.after
        free = [one for one, row in sides.items() if row.free(0, left, right, 2.0)]
        side[number] = free[0] if free else 0
        if free:
            sides[free[0]].take(0, left, right)
        if side[number] < 0:
            taken.take(-1, left, right)
    return side, taken


def _width(share: float) -> float:
    """Return the width of a line in points: in proportion, with what is hardly used still seen.

    >>> _width(0.0), _width(1.0)
    (0.5, 9.0)
    """
    return _THINNEST + (_WIDEST - _THINNEST) * share


_CAPTION: Final = (
    "From {older} to {younger}: {total} ways of citations over {papers}, of which {shown} are "
    "drawn with {covered} of the ways. Width: share of the ways through a citation, each way "
    "weighed by the support of its citations; {most} lies on {most_share}. The best way, of "
    "{steps}, runs along the middle."
)
_SECTION: Final = " Only ways through papers of the section."
_DIRECT: Final = " The direct citation is left out."
_AGAINST: Final = " Dashed, {against} of a paper dated later."
