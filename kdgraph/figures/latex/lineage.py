r"""How the listed methods descend from one another, as TikZ code whose papers are cited.

Places are those of the figure ``evolution``: time from left to right, and below one another what
hangs on a common parent. Each paper is a coordinate that has its citation key as name, so that the
code can be edited by hand.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from kdgraph.analysis.lineage.overrides import Overrides
from kdgraph.analysis.names.paper_names import short_names
from kdgraph.figures._descent import Descent, Method, contest_notes, parent_notes, read_descent
from kdgraph.figures._shown import counted
from kdgraph.figures.canvas.theme import KINDS
from kdgraph.figures.canvas.typography import fitted, measure
from kdgraph.figures.latex.mentions import CITATION, Mentions, shortened
from kdgraph.figures.layouts.tree import LEFT, NAME_SIZE, ROW, Tree
from kdgraph.graph.chronology import publication_time
from kdgraph.graph.snapshot import Snapshot
from kdgraph.tex import latex_body, latex_title

__all__ = ["UNLISTED", "Lineage", "lineage", "lineage_papers"]

UNLISTED: Final = "Not on the list"
"""The section of parents that the list does not name."""

_HIGHEST: Final = 496.0  # points of the rows, so that a page holds them, legend and caption
_HIGHEST_NARROW: Final = 410.0  # where legend and caption take more lines
_NARROW: Final = 4.5  # inches: below, names are brief
_TURN: Final = 5.0  # points, the radius of a branch's bend
_PRINTED: Final = 6.6  # points: the size of names, a little less than measured
_MOST_SECTIONS: Final = 16  # in the legend: those with most papers
_LONGEST: Final = 60  # signs of a section's name in the legend


@dataclass(frozen=True, slots=True)
class Lineage:
    """The picture as LaTeX code, with its legend, and what it leaves out.

    `papers` counts its papers, `linked` those with a parent, `known` those whose parent a sentence,
    an intent or a hand chose, `later` those whose parent is dated later, `likely` those on a likely
    forebear instead; `first` and `last` are years, None without papers.
    """

    picture: str
    papers: int
    linked: int
    known: int
    later: int
    likely: int
    alone: int
    first: int | None
    last: int | None
    notes: tuple[str, ...]


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
    """Return the papers to show: as many as a page has rows for, and unlisted parents of theirs.

    Raises
    ------
    InputError
        If there is no such section, or `top` is below 1.
    """
    highest = _HIGHEST_NARROW if width < _NARROW else _HIGHEST
    most = top
    while True:
        descent = read_descent(
            snapshot,
            section=section,
            top=most,
            overrides=overrides,
            brief=width < _NARROW,
            inferred=inferred,
        )
        height = Tree(_with_citations(descent), width * 72).rows * ROW
        count = len(descent.papers)
        if height <= highest or count <= 1:
            return _with_unlisted(snapshot, descent, parents)
        most = max(min(int(count * highest / height), count - 1), 1)


def lineage(descent: Descent, mentions: Mentions, *, width: float) -> Lineage:
    """Return the picture of some papers and their parents.

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
    return _Picture(replace(descent, papers=papers), named, mentions, width * 72).lineage()


class _Picture:
    """The lines of a picture, in points across and in rows down."""

    def __init__(
        self, descent: Descent, named: dict[str, str], mentions: Mentions, page: float
    ) -> None:
        self._descent, self._mentions, self._page = descent, mentions, page
        self._named = named
        self._tree = Tree(_with_citations(descent), page)
        self._methods = self._tree.methods

    def lineage(self) -> Lineage:
        methods = list(self._methods.values())
        linked = [method for method in methods if method.parent is not None]
        years = [int(method.time) for method in methods]
        return Lineage(
            picture="\n".join([*self._legend(), *self._picture()]),
            papers=len(methods),
            linked=len(linked),
            known=sum(method.known for method in linked),
            later=sum(method.against_time for method in linked),
            likely=sum(method.forebear is not None for method in methods),
            alone=len(self._tree.alone),
            first=min(years, default=None),
            last=max(years, default=None),
            notes=(*self._descent.notes, *self._notes()),
        )

    def _picture(self) -> list[str]:
        tree = self._tree
        low, high = -0.8, tree.rows - 0.2
        return [
            rf"\begin{{tikzpicture}}[kdg lineage, x=1bp, y=-{ROW:g}bp]",
            rf"  \path[use as bounding box] ({-LEFT:g},{low:g}) rectangle "
            rf"({self._page - LEFT:g},{high + 0.9:.2f});",
            "  % years",
            *(
                rf"  \draw[kdg grid] ({at * tree.scale:.1f},-0.6) -- ({at * tree.scale:.1f},"
                rf"{high:.2f});"
                for at in tree.years.axis.lines
            ),
            *(
                rf"  \path ({at * tree.scale:.1f},{high:.2f}) node[kdg year] {{{said}}};"
                for at, said in tree.years.axis.ticks
            ),
            "  % papers, by their citation keys",
            *(
                rf"  \coordinate ({self._mentions.key(one)}) at ({tree.x[one]:.1f},"
                rf"{tree.row[one]:.2f});"
                for one in self._methods
            ),
            "  % close runners-up, then primary parents",
            *self._others(),
            *self._branches(),
            "  % dots and names",
            *(self._dot(one, method) for one, method in self._methods.items()),
            *(self._name(one) for one in self._methods),
            *self._headings(),
            r"\end{tikzpicture}",
        ]

    def _others(self) -> list[str]:
        key, x = self._mentions.key, self._tree.x
        return [
            rf"  \draw[kdg other] {self._against_time(method.runner_up, child)};"
            if x[child] < x[method.runner_up]
            else rf"  \draw[kdg other] ({key(method.runner_up)}) to[out=0,in=180] ({key(child)});"
            for child, method in self._methods.items()
            if method.runner_up is not None
        ]

    def _against_time(self, parent: str, child: str) -> str:
        """Return the line from a parent to a child left of it, upright at both ends."""
        tree, key = self._tree, self._mentions.key
        down = tree.row[child] > tree.row[parent]
        level = tree.row[child] == tree.row[parent]
        out, into = (90, 90) if level else (-90, 90) if down else (90, -90)
        return f"({key(parent)}) to[out={out},in={into}] ({key(child)})"

    def _branches(self) -> list[str]:
        tree, key = self._tree, self._mentions.key
        arcs = [
            (abs(tree.row[method.hangs_on] - tree.row[child]), method.hangs_on, child)
            for child, method in self._methods.items()
            if method.hangs_on is not None
        ]
        lines = [
            rf"  \draw[kdg branch={_kind(method)}, kdg later] "
            rf"{self._against_time(method.parent, child)};"
            for child, method in self._methods.items()
            if method.parent is not None and method.against_time
        ]
        # far ones first, so that near ones lie on the common trunk
        for _, parent, child in sorted(arcs, reverse=True):
            method = self._methods[child]
            if method.against_time:
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

    def _headings(self) -> list[str]:
        """Say where papers without a known parent begin."""
        tree = self._tree
        if not tree.alone or not tree.start:
            return []
        return [
            rf"  \node[kdg heading] at ({3.0 - LEFT:g},{tree.start - 0.95:.2f}) "
            r"{No parent known from these data};"
        ]

    def _legend(self) -> list[str]:
        methods = list(self._methods.values())
        if not methods:
            return []
        counts = Counter(method.kind for method in methods)
        named = {kind for kind, _ in counts.most_common(_MOST_SECTIONS)}
        keys = [
            rf"\kdgkey{{{kind % KINDS}}}{{{heading}~({counts[kind]})}}"
            for kind, heading in enumerate(
                latex_body(shortened(name, _LONGEST)) for name in self._descent.sections
            )
            if kind in named
        ]
        if more := len(counts) - len(named):
            keys.append(rf"\kdgmuted{{and {counted(more, 'further section')}}}")
        if any(not method.code for method in methods):
            keys.append(r"\kdgopenkey{no code linked}")
        linked = [method for method in methods if method.parent is not None]
        if any(method.known for method in linked if not method.against_time):
            keys.append(r"\kdglinekey{kdg known}{primary parent, by its sentence}")
        if any(not method.known for method in linked if not method.against_time):
            keys.append(r"\kdglinekey{}{primary parent, by mentions or structure}")
        if any(method.against_time for method in linked):
            keys.append(r"\kdglinekey{kdg later}{parent dated later}")
        if any(method.forebear for method in methods):
            keys.append(r"\kdglinekey{kdg likely}{likely forebear, inferred}")
        if any(method.runner_up for method in methods):
            keys.append(r"\kdglinekey{kdg other}{close runner-up}")
        return [rf"\begin{{kdglegend}}{{{self._page:g}bp}}", *keys, r"\end{kdglegend}"]

    def _notes(self) -> list[str]:
        notes = [*parent_notes(self._descent), *contest_notes(self._methods.values())]
        if more := sum(method.others for method in self._methods.values()):
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
