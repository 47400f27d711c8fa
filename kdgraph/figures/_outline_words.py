"""The words of an outline: headings with the signs of their sections, names and years."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kdgraph.figures._kinds import kind_ink, kind_shape
from kdgraph.figures._outline import HEADING, LEAF, LINE, WORDS, YEAR, Outline, Place
from kdgraph.figures._sections_tree import Branch, Leaf
from kdgraph.figures._shown import counted
from kdgraph.figures.canvas.marks import Mark, Points, Text
from kdgraph.figures.canvas.typography import measure

__all__ = ["branch_ink", "branch_shape", "heading_marks", "leaf_words", "papers_of", "told_of"]


def branch_ink(branch: Branch) -> str:
    """Return the ink of a section; of one that holds no paper, `muted`."""
    return "muted" if branch.kind is None else kind_ink(branch.kind)


def branch_shape(branch: Branch) -> str:
    """Return the shape of a section; of one that holds no paper, a circle."""
    return "circle" if branch.kind is None else kind_shape(branch.kind)


def papers_of(leaf: Leaf) -> tuple[str, ...]:
    """Return the paper of an entry, if it has one."""
    return () if leaf.paper_id is None else (leaf.paper_id,)


def told_of(branch: Branch, leaf: Leaf) -> str:
    """Return what is read where an entry is pointed at."""
    year = f" ({leaf.year})" if leaf.year else ""
    state = "matched to no paper" if leaf.paper_id is None else f"cited by {leaf.cited} here"
    code = "code linked" if leaf.code else "no code linked"
    return f"{leaf.title}{year} · {branch.path} · {state} · {code}"


def heading_marks(outline: Outline, places: Sequence[Place], size: float) -> list[Mark]:
    """Return the signs of sections, `size` points large, and their headings.

    A heading that is repeated at the top of a column is muted.
    """
    headings = [place for place in places if place.row.is_heading]
    if not headings:
        return []
    papers = [
        tuple(one for leaf in place.row.branch.leaves for one in papers_of(leaf))
        for place in headings
    ]
    words = [
        f"{place.row.branch.path}: {counted(place.row.branch.size, 'entry', 'entries')}"
        for place in headings
    ]
    lines = [
        (which, place, number, line)
        for which, place in enumerate(headings)
        for number, line in enumerate(place.row.lines)
    ]
    return [
        Points(
            role="section",
            x=np.array([place.left + outline.x(place.row.depth) for place in headings]),
            y=np.array([place.y for place in headings]),
            size=size,
            ink=[branch_ink(place.row.branch) for place in headings],
            shape=[branch_shape(place.row.branch) for place in headings],
            papers=tuple(papers),
            words=tuple(words),
            layer=3,
        ),
        Text(
            role="heading",
            x=np.array([place.left + outline.x(place.row.depth) for _, place, _, _ in lines]),
            y=np.array([place.y + number * LINE for _, place, number, _ in lines]),
            dx=WORDS,
            text=tuple(line for _, _, _, line in lines),
            size=HEADING,
            ink=["muted" if one.row.what == "continued" else "ink" for _, one, _, _ in lines],
            up="middle",
            weight="semibold",
            papers=tuple(papers[which] for which, _, _, _ in lines),
            words=tuple(words[which] for which, _, _, _ in lines),
        ),
    ]


def leaf_words(outline: Outline, places: Sequence[Place]) -> list[Mark]:
    """Return names and years of entries, muted where no paper was matched, and what is left out."""
    marks: list[Mark] = []
    leaves = [(place, place.row.leaf) for place in places if place.row.leaf is not None]
    if leaves:
        x = np.array([place.left + outline.leaf_x(place.row.depth) for place, _ in leaves])
        y = np.array([place.y for place, _ in leaves])
        names = [place.row.lines[0] for place, _ in leaves]
        papers = tuple(papers_of(leaf) for _, leaf in leaves)
        words = tuple(told_of(place.row.branch, leaf) for place, leaf in leaves)
        marks += [
            Text(
                role="name",
                x=x,
                y=y,
                dx=WORDS,
                text=tuple(names),
                size=LEAF,
                ink=["ink" if one else "muted" for one in papers],
                up="middle",
                papers=papers,
                words=words,
            ),
            Text(
                role="year",
                x=x,
                y=y,
                dx=[WORDS + measure(name, LEAF).width + YEAR for name in names],
                text=tuple(leaf.when for _, leaf in leaves),
                size=LEAF,
                ink="muted",
                up="middle",
                papers=papers,
                words=words,
            ),
        ]
    more = [place for place in places if place.row.what == "more"]
    if more:
        marks.append(
            Text(
                role="left out",
                x=np.array([place.left + outline.leaf_x(place.row.depth) for place in more]),
                y=np.array([place.y for place in more]),
                dx=WORDS,
                text=tuple(place.row.lines[0] for place in more),
                size=LEAF,
                ink="muted",
                up="middle",
                weight="italic",
            )
        )
    return marks
