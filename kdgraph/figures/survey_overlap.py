"""Survey overlap: which surveys of the list cite which of its papers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.analysis.groups.survey_lists import (
    CITES,
    ITSELF,
    NOT_FOUND,
    UNKNOWN,
    YOUNGER,
    Survey,
    SurveyLists,
    survey_lists,
)
from kdgraph.figures import FIGURES
from kdgraph.figures._sections_tree import Leaf, SectionsTree, sections_tree
from kdgraph.figures.canvas.drawing import Axis, Box, Drawing, Panel
from kdgraph.figures.canvas.marks import Bars, Mark, Points, Text
from kdgraph.figures.canvas.page import Key
from kdgraph.figures.canvas.typography import fitted, measure
from kdgraph.figures.figure import FigureBase, counted
from kdgraph.figures.layouts.outline import (
    Outline,
    Place,
    branch_ink,
    heading_marks,
    leaf_words,
    outline_of,
    papers_of,
)
from kdgraph.graph.snapshot import Snapshot

__all__ = ["survey_overlap"]

_MOST: Final = 100  # papers, unless asked for more
_TALLEST: Final = 480.0  # points, of the rows, likewise
_MOST_SURVEYS: Final = 12
_CELL: Final = 9.6  # points from survey to survey
_NARROW: Final = 4.5 * 72  # points: below, names are brief
_BESIDE: Final = 6.0  # between names and cells
_SQUARE: Final = 6.6
_DOT: Final = 1.6
_KNOT: Final = 4.6
_EDGE: Final = 3.5
_COUNTS: Final = 10.0  # for the row of counts
_NAME: Final = 6.6
_LONGEST: Final = 92.0  # points, of a survey's name


@FIGURES.add("survey-overlap")
def survey_overlap(
    snapshot: Snapshot,
    *,
    width: float = 7.0,
    section: str | None = None,
    top: int | None = None,
) -> Drawing:
    """Draw which surveys of the list cite which of its papers.

    Rows are the listed papers by section, columns the surveys. A filled square is a citation, a
    small dot a paper that the survey's references, as far as they were read, do not hold. A cell is
    empty where neither the survey's references nor the paper's citations were read, and where the
    paper appeared after the survey. Above each column stands how many of all listed papers the
    survey is known to cite.

    Parameters
    ----------
    snapshot : Snapshot
        The list, and what was read of who cites whom.
    width : float
        Inches.
    section : str, optional
        Only papers under headings that hold this; the surveys remain all.
    top : int, optional
        Only so many papers, those cited most here; by default at most 100, and no more than a
        page holds.

    Raises
    ------
    InputError
        If there is no such section, or `top` is below 1.

    Examples
    --------
    >>> import kdgraph
    >>> numbers = survey_overlap(kdgraph.embedded()).numbers
    >>> numbers.groupby("survey", sort=False)["state"].agg(lambda s: (s == "cites").sum()).to_dict()
    {'Wang 2022': 0, 'Gou 2021': 30, 'Mansourian 2025': 0}
    """
    figure = FigureBase("survey-overlap", snapshot, width=width, section=section, top=top)
    return _Matrix(figure).drawing()


class _Matrix:
    """The rows in columns of the page, with a cell for each survey beside each."""

    def __init__(self, figure: FigureBase) -> None:
        self.figure = figure
        width, top = figure.page, figure.top
        self.lists: SurveyLists = survey_lists(figure.snapshot)
        self.surveys, self.more_surveys = _chosen(self.lists)
        self.tree: SectionsTree = sections_tree(
            figure.snapshot, figure.section, brief=width < _NARROW
        )
        self.width = width
        pairs = [pair for pair in self.tree.leaves() if pair[1].paper_id is not None]
        first = {leaf.paper_id: leaf for _, leaf in reversed(pairs)}
        self.papers = len(first)
        self.outline: Outline = outline_of(
            self.tree,
            [pair for pair in pairs if first[pair[1].paper_id] is pair[1]],
            width - 2 * _EDGE,
            most=_MOST if top is None else top,
            tallest=_TALLEST if top is None else None,
            beside=len(self.surveys) * _CELL + _BESIDE * bool(self.surveys),
            hang=0.0,
        )
        self.reach = min(self.outline.reach(), self.outline.room) + _BESIDE
        names = [
            measure(fitted(survey.name, _NAME, _LONGEST), _NAME).width for survey in self.surveys
        ]
        self.head = max(names, default=0.0) + _COUNTS + 4.0 if names else 2.0

    def drawing(self) -> Drawing:
        """Return the marks, and what is said of them."""
        places = list(self.outline.places())
        rows = [(place, place.row.leaf) for place in places if place.row.leaf is not None]
        marks: list[Mark] = [
            *self._heads(places),
            *heading_marks(self.outline, places, _KNOT),
            *leaf_words(self.outline, places),
            *self._cells(rows),
        ]
        height = self.head + self.outline.height + 2.0
        box = Box(_EDGE, 0.0, self.width - _EDGE, height)
        axis = Axis(height - self.head, -self.head)
        return self.figure.drawing(
            (Panel(box, Axis(0.0, box.width), axis, tuple(marks), name="matrix"),),
            height=height,
            caption=_CAPTION if self.lists.surveys else _NONE,
            facts=self._facts() | {"story": self._story(rows)},
            alt="{story}",
            numbers=self._numbers([leaf for _, leaf in rows]),
            keys=self._keys(rows),
            notes=self._notes(),
        )

    def _x(self, place: Place, number: int) -> float:
        """Return where the cells of a survey stand."""
        return place.left + self.reach + (number + 0.5) * _CELL

    def _heads(self, places: Sequence[Place]) -> list[Mark]:
        """Draw the names of the surveys upright, and below each how many papers it cites."""
        firsts = list({place.left: place for place in places}.values())
        heads = [(place, n, one) for place in firsts for n, one in enumerate(self.surveys)]
        if not heads:
            return []
        x = np.array([self._x(place, n) for place, n, _ in heads])
        papers = tuple((survey.paper_id,) for _, _, survey in heads)
        words = tuple(_told(survey) for _, _, survey in heads)
        counts = tuple(self._count(survey) for _, _, survey in heads)
        return [
            Text(
                role="survey",
                x=x,
                y=np.full(len(heads), -_COUNTS),
                text=tuple(fitted(survey.name, _NAME, _LONGEST) for _, _, survey in heads),
                size=_NAME,
                ink=["ink" if survey.is_read else "muted" for _, _, survey in heads],
                valign="middle",
                angle=90,
                papers=papers,
                words=words,
            ),
            Text(
                role="count",
                x=x,
                y=np.full(len(heads), -_COUNTS / 2 + 1.0),
                text=counts,
                size=6.0,
                ink="muted",
                halign="center",
                valign="middle",
                papers=papers,
                words=words,
            ),
        ]

    def _count(self, survey: Survey) -> str:
        cited = int((self.lists.cells[survey.paper_id] == CITES).sum())
        return f"{cited}" if survey.is_read or cited else "?"

    def _cells(self, rows: Sequence[tuple[Place, Leaf]]) -> list[Mark]:
        """Draw a square or a dot for each paper and survey, and nothing where nothing is known."""
        found: dict[str, list[tuple[float, float, str, tuple[str, ...], str]]] = {}
        for place, leaf in rows:
            for number, survey in enumerate(self.surveys):
                state = str(self.lists.cells.at[leaf.paper_id, survey.paper_id])
                said = f"{survey.name}: {_SAID.get(state, state)} {leaf.name} {leaf.when}".strip()
                ids = (survey.paper_id, *papers_of(leaf))
                cell = (self._x(place, number), place.y, branch_ink(place.row.branch), ids, said)
                found.setdefault(state, []).append(cell)
        marks: list[Mark] = []
        cells = found.get(CITES, [])
        if cells:
            x, y = (np.array([cell[n] for cell in cells], dtype=np.float64) for n in (0, 1))
            marks.append(
                Bars(
                    role=CITES,
                    left=x - _SQUARE / 2,
                    right=x + _SQUARE / 2,
                    bottom=y + _SQUARE / 2,
                    top=y - _SQUARE / 2,
                    ink=[cell[2] for cell in cells],
                    papers=tuple(cell[3] for cell in cells),
                    words=tuple(cell[4] for cell in cells),
                )
            )
        cells = found.get(NOT_FOUND, [])
        if cells:
            marks.append(
                Points(
                    role=NOT_FOUND,
                    x=np.array([cell[0] for cell in cells]),
                    y=np.array([cell[1] for cell in cells]),
                    size=_DOT,
                    ink="muted",
                    papers=tuple(cell[3] for cell in cells),
                    words=tuple(cell[4] for cell in cells),
                )
            )
        cells = found.get(ITSELF, [])
        if cells:
            marks.append(
                Text(
                    role=ITSELF,
                    x=np.array([cell[0] for cell in cells]),
                    y=np.array([cell[1] for cell in cells]),
                    text=("\u2013",) * len(cells),
                    size=6.0,
                    ink="muted",
                    halign="center",
                    valign="middle",
                )
            )
        return marks

    def _keys(self, rows: Sequence[tuple[Place, Leaf]]) -> list[Key]:
        ids = [leaf.paper_id for _, leaf in rows]
        there = set(
            self.lists.cells.loc[ids, [one.paper_id for one in self.surveys]].to_numpy().flat
        )
        keys = []
        if CITES in there:
            keys.append(Key("the survey cites it", "ink", "bar"))
        if NOT_FOUND in there:
            keys.append(Key("not among the references that were read", "muted", "circle"))
        return keys

    def _story(self, rows: Sequence[tuple[Place, Leaf]]) -> str:
        """Return what there is to see: which survey covers most, and what of the list none does."""
        if not self.surveys:
            return "A list of papers without columns: no survey was found on the list."
        drawn = self.lists.cells.loc[[leaf.paper_id for _, leaf in rows]]
        squares = {one.paper_id: int((drawn[one.paper_id] == CITES).sum()) for one in self.surveys}
        said = (
            f"A matrix of {counted(len(rows), 'listed paper')} by "
            f"{counted(len(self.surveys), 'survey')}, with a square for each of "
            f"{counted(sum(squares.values()), 'citation')} by a survey. "
        )
        best = max(self.surveys, key=lambda one: squares[one.paper_id])
        if squares[best.paper_id]:
            said += f"{best.name} cites most: {squares[best.paper_id]} of them. "
        several = int(((drawn[list(squares)] == CITES).sum(axis=1) > 1).sum())
        if several:
            said += f"{counted(several, 'paper has', 'papers have')} squares in several columns. "
        empty = sum(not (squares[one.paper_id] or one.is_read) for one in self.surveys)
        if empty:
            said += f"{counted(empty, 'column')} without a square: not read. "
        return said.strip()

    def _facts(self) -> dict[str, Any]:
        lists = self.lists
        others = lists.cells.drop(index=[survey.paper_id for survey in lists.surveys])
        cited = (others == CITES).any(axis=1)
        return {
            "surveys": counted(len(lists.surveys), "survey"),
            "how": f"identified by {lists.by}",
            "read": sum(survey.is_read for survey in lists.surveys),
            "whole": sum(survey.state == "complete" for survey in lists.surveys),
            "papers": counted(len(self.outline.shown), "listed paper"),
            "which": f" of {self.figure.where()}" if self.figure.section else "",
            "others": counted(len(others), "listed paper"),
            "uncited": int((~cited).sum()),
        }

    def _numbers(self, leaves: Sequence[Leaf]) -> pd.DataFrame:
        sections = {leaf.entry_id: branch.path for branch, leaf in self.tree.leaves()}
        rows = [
            {
                "section": sections[leaf.entry_id],
                "paper_id": leaf.paper_id,
                "name": f"{leaf.name} {leaf.when}".strip(),
                "survey_id": survey.paper_id,
                "survey": survey.name,
                "state": self.lists.cells.at[leaf.paper_id, survey.paper_id],
            }
            for leaf in leaves
            for survey in self.surveys
        ]
        columns = ["section", "paper_id", "name", "survey_id", "survey", "state"]
        return pd.DataFrame(rows, columns=columns)

    def _notes(self) -> list[str]:
        notes = []
        if not self.lists.surveys:
            notes.append(
                "No section is called survey, review, overview or tutorial, and no title says so."
            )
        cells = self.lists.cells
        squares = {one.name: int((cells[one.paper_id] == CITES).sum()) for one in self.surveys}
        unread = [survey.name for survey in self.surveys if not survey.is_read]
        if unread:
            notes.append(f"The references of {', '.join(unread)} were not read.")
        notes += [
            f"The {counted(squares[name], 'square')} of {name} "
            f"{'is' if squares[name] == 1 else 'are'} known from the cited side alone."
            for name in unread
            if squares[name]
        ]
        partly = [survey.name for survey in self.surveys if survey.state == "capped"]
        if partly:
            notes.append(f"Those of {', '.join(partly)} were read in part.")
        shown = {
            leaf.paper_id for _, leaf in self.tree.leaves() if leaf.entry_id in self.outline.shown
        }
        read = [survey.paper_id for survey in self.surveys if survey.is_read]
        if read:
            later = (cells.loc[[one for one in cells.index if one in shown], read] == YOUNGER).all(
                axis=1
            )
            if younger := int(later.sum()):
                notes.append(
                    f"{counted(younger, 'paper')} younger than every survey that was read."
                )
        if self.more_surveys:
            notes.append(f"{counted(self.more_surveys, 'survey')} that cite fewer left out.")
        if more := self.papers - len(self.outline.shown):
            notes.append(f"{counted(more, 'paper')} with fewer citations here left out.")
        if self.tree.unmatched:
            notes.append(
                f"{counted(self.tree.unmatched, 'entry', 'entries')} without a paper left out."
            )
        return notes


def _chosen(lists: SurveyLists) -> tuple[tuple[Survey, ...], int]:
    """Return the surveys that are shown, and how many are not: those that cite least."""
    cited = {one.paper_id: int((lists.cells[one.paper_id] == CITES).sum()) for one in lists.surveys}
    order = sorted(lists.surveys, key=lambda one: (not one.is_read, -cited[one.paper_id]))
    kept = order[:_MOST_SURVEYS]
    return tuple(one for one in lists.surveys if one in kept), len(order) - len(kept)


def _told(survey: Survey) -> str:
    return f"{survey.title} ({survey.year or 'no year'}) · references {survey.state}"


_SAID: Final = {
    NOT_FOUND: "nothing read says that it cites",
    UNKNOWN: "not known whether it cites",
    YOUNGER: "appeared before",
}
_CAPTION: Final = (
    "Coverage of the list by its {surveys} ({how}). Rows are {papers}{which}, columns the surveys; "
    "a square marks a paper that the survey cites, a dot one that is not among the references that "
    "were read. A cell is empty where these were not read and where the paper appeared after the "
    "survey. The references of {read} could be read, of {whole} completely. As far as is known, "
    "{uncited} of the {others} that are not surveys are cited by none."
)
_NONE: Final = "No survey was found on the list; {papers}{which}."
