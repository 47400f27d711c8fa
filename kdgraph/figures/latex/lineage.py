r"""How the listed methods descend from one another, as TikZ code whose papers are cited.

Papers and places are those of the figure ``evolution``: time from left to right, and below one
another what hangs on a common parent. Each paper is a coordinate that has its citation key as name,
so that the code can be edited by hand. A tree that is higher than a page goes on in another
picture, on the same axis, with the branches that lead there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from kdgraph.analysis.lineage.overrides import Overrides
from kdgraph.analysis.names.paper_names import short_names
from kdgraph.arrays import FloatArray
from kdgraph.figures._descent import (
    Descent,
    Method,
    contest_notes,
    evidence,
    parent_notes,
    read_descent,
)
from kdgraph.figures._shown import counted
from kdgraph.figures.canvas.theme import KINDS
from kdgraph.figures.canvas.typography import fitted, measure
from kdgraph.figures.latex.mentions import CITATION, Mentions, lines_needed, shortened
from kdgraph.figures.layouts.tree import LEFT, NAME_SIZE, ROW, Tree
from kdgraph.graph.chronology import publication_time
from kdgraph.graph.snapshot import Snapshot
from kdgraph.tex import latex_body, latex_title

__all__ = ["UNLISTED", "Lineage", "lineage", "lineage_papers"]

UNLISTED: Final = "Not on the list"
"""The section of parents that the list does not name."""

_NARROW: Final = 4.5  # inches: below, names are brief
_TURN: Final = 5.0  # points, the radius of a branch's bend
_PRINTED: Final = 6.6  # points: the size of names, a little less than measured
_MOST_SECTIONS: Final = 16  # in the legend: those with most papers
_LONGEST: Final = 60  # signs of a section's name in the legend
_LEGEND: Final = (6.8, 8.2)  # points of its type and of its lines
_AXIS: Final = 16.0  # points above the first row and below the last, with the years
_CUT: Final = 0.75  # of a page's rows are above a cut at least


@dataclass(frozen=True, slots=True)
class Lineage:
    """The tree, to be cut where a page has no room for more, and what it leaves out.

    `papers` counts its papers, `linked` those with a parent, `known` those whose parent a sentence,
    an intent or a hand chose, `later` those whose parent is dated later, `likely` those on a likely
    forebear instead; `first` and `last` are years, None without papers.
    """

    papers: int
    linked: int
    known: int
    later: int
    likely: int
    first: int | None
    last: int | None
    notes: tuple[str, ...]
    _picture: _Picture

    @property
    def height(self) -> float:
        """How many points it takes in one, with its legend."""
        return self._picture.height

    def pictures(self, first: float, page: float) -> tuple[str, ...]:
        """Return LaTeX code of pictures for pages that have so many points, the first and others.

        The first has the legend.
        """
        return tuple(self._picture.parts(first, page))


def lineage_papers(
    snapshot: Snapshot,
    parents: pd.DataFrame,
    *,
    width: float,
    section: str | None = None,
    top: int | None = None,
    overrides: Overrides | None = None,
    inferred: bool = True,
) -> Descent:
    """Return the papers to show: those of the figure ``evolution``, and unlisted parents of theirs.

    Raises
    ------
    InputError
        If there is no such section, or `top` is below 1.
    """
    descent = read_descent(
        snapshot,
        section=section,
        top=top,
        overrides=overrides,
        brief=width < _NARROW,
        inferred=inferred,
    )
    return _with_unlisted(snapshot, descent, parents)


def lineage(descent: Descent, mentions: Mentions, *, width: float) -> Lineage:
    """Return the tree of some papers and their parents.

    Parameters
    ----------
    descent : Descent
        What to show; see `lineage_papers`.
    mentions : Mentions
        How papers are called; those shown are cited.
    width : float
        Inches.
    """
    named = {one: mentions.name(one, brief=width < _NARROW) for one in descent.papers.index}
    papers = descent.papers.assign(name=[named[one] for one in descent.papers.index])
    picture = _Picture(replace(descent, papers=papers), named, mentions, width * 72)
    methods = list(picture.methods.values())
    linked = [method for method in methods if method.parent is not None]
    years = [int(method.time) for method in methods]
    return Lineage(
        papers=len(methods),
        linked=len(linked),
        known=sum(method.known for method in linked),
        later=sum(method.against_time for method in linked),
        likely=sum(method.forebear is not None for method in methods),
        first=min(years, default=None),
        last=max(years, default=None),
        notes=(*descent.notes, *picture.notes()),
        _picture=picture,
    )


class _Picture:
    """The lines of a picture, in points across and in rows down."""

    def __init__(
        self, descent: Descent, named: dict[str, str], mentions: Mentions, page: float
    ) -> None:
        self._descent, self._mentions, self._page = descent, mentions, page
        self._named = named
        self._tree = Tree(_with_citations(descent), page)
        self.methods = self._tree.methods
        self._keys = self._legend_keys()

    @property
    def height(self) -> float:
        """How many points the whole takes, with its legend."""
        return self._tree.rows * ROW + _AXIS + self._legend_height()

    def parts(self, first: float, page: float) -> Iterator[str]:
        """Give pictures that take so many points at most, the first with the legend."""
        if not self.methods:
            return
        low = -0.5  # rows from the top, between two of them
        end = self._tree.rows - 0.5
        while low < end:
            room = page if low > 0 else first - self._legend_height()
            most = max(int((room - _AXIS) / ROW), 1)
            high = end if end - low <= most else self._cut(low, most)
            legend = self._legend() if low < 0 else []
            yield "\n".join([*legend, *self._picture(low, high)])
            low = high

    def _cut(self, low: float, most: int) -> float:
        """Return between which rows to cut, where fewest branches are, as late as may be."""
        row = self._tree.row
        spans = [
            sorted((row[child], row[method.hangs_on]))
            for child, method in self.methods.items()
            if method.hangs_on is not None
        ]
        places = [low + rows for rows in range(max(int(most * _CUT), 1), most + 1)]
        return min(places, key=lambda at: (sum(a < at < b for a, b in spans), -at))

    def _picture(self, low: float, high: float) -> list[str]:
        """Return the picture of the rows between two places."""
        tree = self._tree
        whole = low < 0 and high >= tree.rows - 0.5
        shown = [one for one in self.methods if low < tree.row[one] < high]
        lines = [*self._others(low, high), *self._branches(low, high)]
        if not whole:
            clip = rf"({-LEFT:g},{low:g}) rectangle ({self._page - LEFT:g},{high:g})"
            lines = [r"  \begin{scope}", rf"  \clip {clip};", *lines, r"  \end{scope}"]
        # those of other pages only mark where lines lead
        placed = [
            one
            for one in self.methods
            if one in set(shown) or any(self._mentions.key(one) in line for line in lines)
        ]
        return [
            rf"\begin{{tikzpicture}}[kdg lineage, x=1bp, y=-{ROW:g}bp]",
            rf"  \path[use as bounding box] ({-LEFT:g},{low - 0.3:g}) rectangle "
            rf"({self._page - LEFT:g},{high + 1.2:.2f});",
            "  % years",
            *(
                rf"  \draw[kdg grid] ({at * tree.scale:.1f},{low - 0.1:g}) -- "
                rf"({at * tree.scale:.1f},{high + 0.3:.2f});"
                for at in tree.years.axis.lines
            ),
            *(
                rf"  \path ({at * tree.scale:.1f},{high + 0.3:.2f}) node[kdg year] {{{said}}};"
                for at, said in tree.years.axis.ticks
            ),
            "  % papers, by their citation keys",
            *(
                rf"  \coordinate ({self._mentions.key(one)}) at ({tree.x[one]:.1f},"
                rf"{tree.row[one]:.2f});"
                for one in placed
            ),
            "  % close runners-up, then primary parents",
            *lines,
            "  % dots and names",
            *(self._dot(one, self.methods[one]) for one in shown),
            *(self._name(one) for one in shown),
            *self._headings(low, high),
            r"\end{tikzpicture}",
        ]

    def _reach(self, low: float, high: float, *ends: str) -> bool:
        """Return whether a line between two papers comes to rows between two places."""
        rows = [self._tree.row[one] for one in ends]
        # a line against time bows beyond its ends, by less than two rows
        return min(rows) - 2.0 < high and max(rows) + 2.0 > low

    def _others(self, low: float, high: float) -> list[str]:
        tree = self._tree
        return [
            rf"  \draw[kdg other] {self._curve(other, child, tree.beside(other, child))};"
            for child, method in self.methods.items()
            if (other := method.runner_up) is not None and self._reach(low, high, other, child)
        ]

    def _curve(self, start: str, end: str, path: FloatArray) -> str:
        """Return the curve between two papers that has the inner points of the figure's path."""
        key = self._mentions.key
        (x0, y0), (x1, y1) = ((x * self._tree.scale, y) for x, y in path[1:3].tolist())
        controls = f".. controls ({x0:.1f},{y0:.2f}) and ({x1:.1f},{y1:.2f}) .."
        return f"({key(start)}) {controls} ({key(end)})"

    def _branches(self, low: float, high: float) -> list[str]:
        tree, key = self._tree, self._mentions.key
        lines = [
            rf"  \draw[kdg branch={_kind(method)}, kdg later] "
            rf"{self._curve(parent, child, tree.against_time(parent, child))};"
            for child, method in self.methods.items()
            if (parent := method.parent) is not None
            and method.against_time
            and self._reach(low, high, parent, child)
        ]
        for parent, child in tree.far_first():
            method = self.methods[child]
            if not self._reach(low, high, parent, child):
                continue
            style = f"kdg branch={_kind(method)}"
            if method.forebear is not None:
                style += ", kdg likely"
            elif method.known:
                style += ", kdg known"
            if tree.row[parent] == tree.row[child]:
                words_end = measure(tree.names[parent], NAME_SIZE).width + tree.shift(parent) + 2.0
                start = f"([xshift={words_end:.1f}bp]{key(parent)})"
                lines.append(rf"  \draw[{style}] {start} -- ({key(child)});")
                continue
            trunk = tree.trunk[parent]
            down = abs(tree.row[child] - tree.row[parent]) * ROW
            turn = min(_TURN, down / 2, max(tree.x[child] - trunk, 0.5))
            lines.append(
                rf"  \draw[{style}] ({key(parent)}) -- ({trunk:.1f},{tree.row[parent]:.2f}) "
                rf"[rounded corners={turn:.1f}bp] |- ({key(child)});"
            )
        return lines

    def _dot(self, one: str, method: Method) -> str:
        open_ = "" if method.code else ", kdg open"
        size = self._tree.dot[one]
        return (
            rf"  \node[kdg dot={_kind(method)}{open_}, minimum size={size:.1f}bp] "
            rf"at ({self._mentions.key(one)}) {{}};"
        )

    def _name(self, one: str) -> str:
        tree = self._tree
        room = measure(tree.names[one], NAME_SIZE).width
        name = self._named[one]
        if tree.names[one] != f"{name} {CITATION}":  # it was cut, and has lost its citation
            name = fitted(name, NAME_SIZE, room - measure(f" {CITATION}", NAME_SIZE).width)
        said = f"{latex_title(name)}~{self._mentions.cite(one)}"
        return (
            rf"  \node[kdg name] at ([xshift={tree.shift(one):.1f}bp]{self._mentions.key(one)}) "
            rf"{{\kdgfit{{{_PRINTED:g}}}{{{room:.1f}bp}}{{{said}}}}};"
        )

    def _headings(self, low: float, high: float) -> list[str]:
        """Say where papers without a known parent begin."""
        tree = self._tree
        if not tree.alone or not tree.start or not low < tree.start - 0.95 < high:
            return []
        return [
            rf"  \node[kdg heading] at ({3.0 - LEFT:g},{tree.start - 0.95:.2f}) "
            r"{No parent known from these data};"
        ]

    def _legend(self) -> list[str]:
        keys = [tex for tex, _ in self._keys]
        return [rf"\begin{{kdglegend}}{{{self._page:g}bp}}", *keys, r"\end{kdglegend}"]

    def _legend_height(self) -> float:
        """Return about how many points the legend takes."""
        size, leading = _LEGEND
        said = "     ".join(f"xx {words}" for _, words in self._keys)
        return lines_needed(said, size, self._page * 0.95) * leading + 3.0

    def _legend_keys(self) -> list[tuple[str, str]]:
        """Return the items of the legend, each as LaTeX code and as plain words."""
        methods = list(self.methods.values())
        counts = Counter(method.kind for method in methods)
        named = {kind for kind, _ in counts.most_common(_MOST_SECTIONS)}
        keys = [
            (
                rf"\kdgkey{{{kind % KINDS}}}{{{latex_body(heading)}~({counts[kind]})}}",
                f"{heading} ({counts[kind]})",
            )
            for kind, heading in enumerate(
                shortened(name, _LONGEST) for name in self._descent.sections
            )
            if kind in named
        ]
        if more := len(counts) - len(named):
            said = f"and {counted(more, 'further section')}"
            keys.append((rf"\kdgmuted{{{said}}}", said))
        if any(not method.code for method in methods):
            keys.append((r"\kdgopenkey{no code linked}", "no code linked"))
        forward = [method.known for method in methods if method.parent and not method.against_time]
        lines = (
            ("kdg known", f"primary parent, {evidence(methods)}", any(forward)),
            ("", "primary parent, by mentions or structure", not all(forward)),
            ("kdg later", "parent dated later", any(one.against_time for one in methods)),
            ("kdg likely", "likely forebear, inferred", any(one.forebear for one in methods)),
            ("kdg other", "close runner-up", any(one.runner_up for one in methods)),
        )
        keys += [
            (rf"\kdglinekey{{{style}}}{{{said}}}", said) for style, said, there in lines if there
        ]
        return keys

    def notes(self) -> list[str]:
        """Return what must be said of the tree."""
        notes = [*parent_notes(self._descent), *contest_notes(self.methods.values())]
        if more := sum(method.others for method in self.methods.values()):
            notes.append(f"Not drawn: {more} further citations among these papers.")
        if narrowed := self._tree.years.narrowed:
            notes.append(f"{counted(narrowed, 'year')} without a paper drawn narrower.")
        return notes


def _with_citations(descent: Descent) -> Descent:
    """Return the papers with names that take the room of their citations too."""
    named = [f"{name} {CITATION}" for name in descent.papers["name"]]
    return replace(descent, papers=descent.papers.assign(name=named))


def _with_unlisted(snapshot: Snapshot, descent: Descent, parents: pd.DataFrame) -> Descent:
    """Return the papers and, of a section of their own, the parents that the list does not name."""
    papers = descent.papers
    chosen = parents["parent_id"].reindex(papers.index).dropna()
    unlisted = chosen[~chosen.isin(parents.index)]
    ids = list(dict.fromkeys(unlisted))
    table = snapshot.papers.loc[ids]
    times = publication_time(table)
    dated = [one for one, time in zip(ids, times, strict=True) if time == time]
    if not dated:
        return descent
    cited = snapshot.citations["cited_id"].value_counts()
    named = short_names(snapshot, dated)
    extra = pd.DataFrame(
        {
            "name": [named[one] for one in dated],
            "title": snapshot.papers["title"].reindex(dated),
            "year": snapshot.papers["year"].reindex(dated),
            "time": pd.Series(times, index=ids).reindex(dated),
            "section": UNLISTED,
            "kind": len(descent.sections),
            "cited": [int(cited.get(one, 0)) for one in dated],
            "code": False,
            "candidates": 0,
            "barred_candidates": 0,
            "later_candidates": 0,
            "close": False,
        },
        index=pd.Index(dated, name="paper_id"),
    )
    joined = pd.concat([papers, extra.reindex(columns=papers.columns).astype(papers.dtypes)])
    shown = unlisted[unlisted.isin(dated)]
    joined.loc[shown.index, "parent_id"] = shown
    return replace(descent, papers=joined, sections=(*descent.sections, UNLISTED))


def _kind(method: Method) -> int:
    return method.kind % KINDS
