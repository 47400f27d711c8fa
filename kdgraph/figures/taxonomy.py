"""The list's own sections as a tree, with its papers as leaves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from kdgraph.arrays import FloatArray
from kdgraph.figures import FIGURES
from kdgraph.figures._sections_tree import Leaf, sections_tree
from kdgraph.figures.canvas.drawing import Axis, Box, Drawing, Panel
from kdgraph.figures.canvas.marks import Curves, Mark, Points, Text
from kdgraph.figures.canvas.page import Key
from kdgraph.figures.canvas.typography import fitted
from kdgraph.figures.figure import FigureBase, counted
from kdgraph.figures.layouts.outline import (
    LINES,
    Outline,
    Place,
    branch_ink,
    branch_shape,
    heading_marks,
    leaf_words,
    outline_of,
    papers_of,
    told_of,
)
from kdgraph.graph.snapshot import Snapshot

__all__ = ["taxonomy"]

_MOST: Final = 160  # papers, unless asked for more
_TALLEST: Final = 560.0  # points, of the rows, likewise
_DOT: Final = 4.2  # points, of a leaf and of a section
_KNOT: Final = 5.4
_NAME: Final = 7.5  # the size of the list's name
_EDGE: Final = 3.5
_RAIL: Final = 13.0  # from the top to the rail that the columns hang on
_BELOW_RAIL: Final = 3.0


_COLUMNS: Final = ("entry_id", "paper_id", "name", "year", "title", "code", "cited")


@FIGURES.add("taxonomy")
def taxonomy(
    snapshot: Snapshot,
    *,
    width: float = 7.0,
    section: str | None = None,
    top: int | None = None,
) -> Drawing:
    """Draw the sections of the list as a tree whose leaves are its papers.

    Headings that the list nests are levels of the tree. Each paper has its short name and year; its
    dot is filled where the list links code, and has the colour and shape of its section. The order
    is that of the list.

    Parameters
    ----------
    snapshot : Snapshot
        The list and its papers.
    width : float
        Inches.
    section : str, optional
        Only sections whose headings hold this.
    top : int, optional
        Only so many entries, those cited most here; by default at most 160, and no more than a page
        holds. Each section says how many it leaves out.

    Raises
    ------
    InputError
        If there is no such section, or `top` is below 1.

    Examples
    --------
    >>> import kdgraph
    >>> len(taxonomy(kdgraph.embedded()).numbers)
    59
    """
    figure = FigureBase("taxonomy", snapshot, width=width, section=section, top=top)
    tree = sections_tree(snapshot, section)
    leaves = list(tree.leaves())
    if not leaves:
        return figure.empty("the list has no entries", ("section", *_COLUMNS), of_citations=False)
    outline = outline_of(
        tree,
        leaves,
        figure.page - 2 * _EDGE,
        most=figure.most(_MOST),
        tallest=_TALLEST if top is None else None,
    )
    height = outline.height + _RAIL + _BELOW_RAIL + 2.0
    box = Box(_EDGE, 0.0, figure.page - _EDGE, height)
    # from the rail downwards
    axis = Axis(height - _RAIL - _BELOW_RAIL, -_RAIL - _BELOW_RAIL)
    places = list(outline.places())
    shown = [place.row.leaf for place in places if place.row.leaf is not None]
    marks: list[Mark] = [
        *_root(outline, box.width),
        _lines(outline, places),
        *heading_marks(outline, places, _KNOT),
        _dots(outline, places),
        *leaf_words(outline, places),
    ]
    sizes = sorted((-len(one.leaves), one.heading) for _, one in tree.walk() if one.leaves)
    numbers = pd.DataFrame(
        [
            {"section": branch.path, **{name: getattr(leaf, name) for name in _COLUMNS}}
            for branch, leaf in leaves
            if leaf.entry_id in outline.shown
        ]
    )
    return figure.drawing(
        [Panel(box, Axis(0.0, box.width), axis, tuple(marks), name="tree")],
        height=height,
        caption=_CAPTION,
        alt=_ALT,
        facts={
            "entries": counted(len(shown), "entry", "entries"),
            "code": sum(leaf.code for leaf in shown),
            "list": tree.name or "without a name",
            "which": figure.where(counted(len(sizes), "section")),
            "largest": f"; the largest section is {sizes[0][1]} ({-sizes[0][0]:,})"
            if len(sizes) > 1
            else "",
        },
        numbers=numbers.astype({"year": "Int64"}),
        keys=_keys(shown, tree.without),
        notes=_notes(outline),
        of_citations=False,
    )


def _root(outline: Outline, width: float) -> list[Mark]:
    """Draw the name of the list, and the rail that its sections hang on."""
    rail = -_BELOW_RAIL
    last = max(place.left for place in outline.places())
    paths: list[FloatArray] = [np.array([(0.0, rail), (last, rail)])] if last else []
    name = fitted(outline.tree.name or "list", _NAME, width, "semibold")
    return [
        Curves(role="root", paths=tuple(paths), ink="faint", width=0.8),
        Text(
            role="list",
            x=np.array([0.0]),
            y=np.array([rail - 4.0]),
            text=(name,),
            size=_NAME,
            weight="semibold",
        ),
    ]


def _lines(outline: Outline, places: Sequence[Place]) -> Curves:
    """Draw what hangs on what: a trunk below each heading, and an elbow to each of its rows."""
    paths: list[FloatArray] = []
    inks: list[str] = []
    # the trunks that are open, the root's first: left to right, where they are and end, their ink
    trunks: list[tuple[float, float, float, str]] = []

    def close(level: int) -> None:
        while len(trunks) > level:
            x, start, end, ink = trunks.pop()
            if end > start:
                paths.append(np.array([(x, start), (x, end)]))
                inks.append(ink)

    left = -1.0
    for place in places:
        row = place.row
        if place.left != left:
            close(0)
            left = place.left
            trunks.append((left, -_BELOW_RAIL, -_BELOW_RAIL, "faint"))
        # a heading hangs on the trunk of the level above, a leaf on that of its own section
        level = row.depth if row.is_heading else row.depth + 1
        close(level + 1)
        x, start, _, ink = trunks[level]
        trunks[level] = (x, start, place.y, ink)
        there = left + outline.x(level)
        paths.append(np.array([(x, place.y), (there, place.y)]))
        inks.append(ink)
        if row.is_heading:
            own = "faint" if row.branch.kind is None else branch_ink(row.branch)
            trunks.append((there, place.y, place.y, own))
    close(0)
    return Curves(role="branch", paths=tuple(paths), ink=inks, width=0.7)


def _dots(outline: Outline, places: Sequence[Place]) -> Points:
    leaves = [(place, place.row.leaf) for place in places if place.row.leaf is not None]
    papers = tuple(papers_of(leaf) for _, leaf in leaves)
    return Points(
        role="paper",
        x=np.array([place.left + outline.leaf_x(place.row.depth) for place, _ in leaves]),
        y=np.array([place.y for place, _ in leaves]),
        size=_DOT,
        ink=[
            branch_ink(place.row.branch) if one else "muted"
            for (place, _), one in zip(leaves, papers, strict=True)
        ],
        shape=[branch_shape(place.row.branch) for place, _ in leaves],
        filled=[leaf.code for _, leaf in leaves],
        papers=papers,
        words=tuple(told_of(place.row.branch, leaf) for place, leaf in leaves),
    )


def _keys(leaves: Sequence[Leaf], without: str) -> list[Key]:
    keys = []
    if any(leaf.code for leaf in leaves):
        keys.append(Key("code linked in the list", "ink", "circle"))
        if not all(leaf.code for leaf in leaves):
            keys.append(Key("no code linked", "ink", "circle", filled=False))
    if any(leaf.paper_id is None for leaf in leaves):
        keys.append(Key(without, "muted", "circle", filled=False))
    return keys


def _notes(outline: Outline) -> list[str]:
    tree, notes = outline.tree, []
    if left := sum(outline.left_out.values()):
        notes.append(f"{counted(left, 'entry', 'entries')} with fewer citations here left out.")
    if tree.unmatched:
        notes.append(
            f"{tree.unmatched} of {counted(tree.entries, 'entry', 'entries')} {tree.without}: "
            "name and year are those of the list."
        )
    if tree.repeated:
        more = counted(tree.repeated, "further entry", "further entries")
        notes.append(f"{more} of papers that stand here already.")
    if tree.undated:
        notes.append(f"{counted(tree.undated, 'entry', 'entries')} without a year.")
    if outline.cut:
        notes.append(f"{counted(outline.cut, 'heading')} cut after {LINES} lines.")
    return notes


_CAPTION: Final = (
    "The reading list “{list}” as ordered by its authors: {entries} in {which}. Filled dots: "
    "code is linked in the list ({code:,})."
)
_ALT: Final = (
    "Tree of the reading list with {entries} in {which}{largest}. Code is linked for {code:,} of "
    "them."
)
