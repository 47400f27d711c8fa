"""Surveys: which listed papers they cite, miss and name first, and how far they overlap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd

from kdgraph.analysis.names.paper_names import short_names
from kdgraph.analysis.result import Result, scope_of, view_notes, view_of
from kdgraph.graph.chronology import publication_bounds, publication_time
from kdgraph.graph.snapshot import Snapshot
from kdgraph.graph.surveys import is_survey_section, surveys

__all__ = [
    "CITES",
    "ITSELF",
    "MISSES",
    "NOT_FOUND",
    "NOT_READ",
    "UNKNOWN",
    "YOUNGER",
    "Survey",
    "SurveyCoverage",
    "SurveyLists",
    "survey_coverage",
    "survey_lists",
]

CITES: Final = "cites"
NOT_FOUND: Final = "not found"
UNKNOWN: Final = "not known"
YOUNGER: Final = "younger"
ITSELF: Final = "itself"
MISSES: Final = "misses"
NOT_READ: Final = "not read"


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey on the list: `state` is what coverage says of its references."""

    paper_id: str
    name: str
    title: str
    year: int | None
    state: str

    @property
    def is_read(self) -> bool:
        """Whether its references were read, to the end or up to a cap."""
        return self.state in {"complete", "capped"}


@dataclass(frozen=True, slots=True, eq=False)
class SurveyLists:
    """Surveys and what they cite.

    `by` says how the surveys were found: "section", "title", or both; "name" where they were given.
    `cells` is indexed by listed paper, in the order of the list, with a column for each survey's
    id: `CITES`; `NOT_FOUND`, where the survey's references or the paper's citations were read and
    do not say so; `YOUNGER`, where the same holds and the paper appeared after the survey beyond
    doubt; `UNKNOWN`, where neither was read; `ITSELF`. `citers_read` are the listed papers whose
    citations were read to the end.
    """

    surveys: tuple[Survey, ...]
    by: str
    cells: pd.DataFrame
    citers_read: frozenset[str]


def survey_lists(snapshot: Snapshot, named: Sequence[str] | None = None) -> SurveyLists:
    """Return what the surveys of the list, or those whose ids are given, cite of it.

    Which papers of the list are surveys, `kdgraph.graph.surveys` says.

    Examples
    --------
    >>> import kdgraph
    >>> lists = survey_lists(kdgraph.embedded())
    >>> [(survey.name, survey.state) for survey in lists.surveys]
    [('Wang 2022', 'not asked'), ('Gou 2021', 'capped'), ('Mansourian 2025', 'not asked')]
    >>> int((lists.cells["arxiv:2006.05525"] == CITES).sum())
    30
    """
    entries = snapshot.reading_list.entries.dropna(subset="paper_id")
    listed = list(dict.fromkeys(str(one) for one in entries["paper_id"]))
    if named is None:
        found = surveys(snapshot)
        ids = [paper_id for paper_id in listed if paper_id in found]
        by = _found_by(entries, ids)
    else:
        ids, by = list(dict.fromkeys(named)), "name"
    titles = snapshot.papers["title"].reindex(ids).fillna("")
    asked = snapshot.coverage
    state = {
        direction: rows.set_index("paper_id")["state"].to_dict()
        for direction, rows in asked.groupby("direction")
    }
    names, years = short_names(snapshot, ids, brief=True), snapshot.papers["year"].to_dict()
    shown = tuple(
        Survey(
            paper_id=paper_id,
            name=names[paper_id],
            title=str(titles[paper_id]),
            year=None if pd.isna(years[paper_id]) else int(years[paper_id]),
            state=state.get("references", {}).get(paper_id, "not asked"),
        )
        for paper_id in ids
    )
    # who cites a paper is known too where its citations were asked for, to the end
    complete = {
        paper_id for paper_id, found in state.get("citations", {}).items() if found == "complete"
    }
    arcs = set(zip(snapshot.citations["citing_id"], snapshot.citations["cited_id"], strict=True))
    appeared, closed = _when(snapshot, list(dict.fromkeys([*listed, *ids])))
    cells = {
        survey.paper_id: [
            ITSELF
            if paper_id == survey.paper_id
            else CITES
            if (survey.paper_id, paper_id) in arcs
            else UNKNOWN
            if not survey.is_read and paper_id not in complete
            else YOUNGER
            if appeared[paper_id] >= closed[survey.paper_id]
            else NOT_FOUND
            for paper_id in listed
        ]
        for survey in shown
    }
    index = pd.Index(listed, name="paper_id")
    frame = pd.DataFrame(cells, index=index, dtype="str")
    return SurveyLists(shown, by, frame, frozenset(one for one in listed if one in complete))


def _found_by(entries: pd.DataFrame, ids: Iterable[str]) -> str:
    there = set(entries.loc[entries["section"].map(is_survey_section).astype(bool), "paper_id"])
    if there.issuperset(ids) and ids:
        return "section"
    return "section or title" if there else "title"


def _when(snapshot: Snapshot, ids: list[str]) -> tuple[dict[str, float], dict[str, float]]:
    """Return when each paper appeared at the earliest, and when it was closed at the latest.

    A preprint takes up further references until the year of its published record ends.
    """
    papers = snapshot.papers.loc[ids]
    earliest, latest = publication_bounds(papers)
    record = papers["year"].to_numpy(dtype=np.float64, na_value=np.nan)
    # a comparison with nan is false
    closed = np.where(record > np.floor(latest - 1e-9), record + 1.0, latest)
    return (
        dict(zip(ids, earliest.tolist(), strict=True)),
        dict(zip(ids, closed.tolist(), strict=True)),
    )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SurveyCoverage(Result):
    """What surveys cite of the list; made by `survey_coverage`. See also `Result`.

    Attributes
    ----------
    surveys : DataFrame
        Indexed by ``survey_id``: ``name``; ``title``; ``year``; ``references``, what coverage says
        of its reference list; then of how many papers it ``cites``, ``misses``, ``not_found``,
        ``younger`` and ``not_read``, as `papers` says; ``first``, how many it names first.
    papers : DataFrame
        A row for each listed paper and survey, in the order of the list: ``paper_id``,
        ``survey_id``, ``section`` of the list (missing where there is none), ``title``, ``year``,
        ``state`` and ``first``. States are ``cites``; ``misses``, where the survey's references, or
        the paper's citations, were read to the end without it; ``not found``, where the references
        were read only in part, without it; ``younger``, where the paper appeared after the survey;
        ``not read``, where nobody can know; ``itself``. ``first`` is true where no other of these
        surveys that cites the paper is older.
    overlap : DataFrame
        A row for each two surveys of which both are known to cite papers, or were read:
        ``first_id``, ``second_id``; how many papers ``both`` cite, ``first_only`` and
        ``second_only``; ``jaccard``, both over all that either cites, missing where neither cites
        any; ``certain``, whether both reference lists were read to the end.
    by : str
        How the surveys were found: ``section``, ``title``, ``section or title`` or ``name``.
    cited_by : dict
        How many of the papers, these surveys apart, are known to be cited by 0, 1, ... of them.
    """

    surveys: pd.DataFrame
    papers: pd.DataFrame
    overlap: pd.DataFrame
    by: str
    cited_by: dict[int, int]

    @property
    def compares(self) -> bool:
        """Whether several surveys are known to cite papers, so that one of them can be first."""
        return int((self.surveys["cites"] > 0).sum()) > 1

    def of(self, survey_id: str, state: str) -> pd.DataFrame:
        """Return the papers that stand so to a survey.

        Examples
        --------
        >>> import kdgraph
        >>> found = survey_coverage(kdgraph.embedded(), ["arxiv:2006.05525"])
        >>> found.of("arxiv:2006.05525", "cites")["title"].iloc[0]
        'Model Compression'
        """
        own = self.papers[self.papers["survey_id"] == survey_id]
        return own[own["state"] == state]


def survey_coverage(
    snapshot: Snapshot,
    surveys: Sequence[str] = (),
    *,
    section: str | None = None,
    as_of: str | int | date | None = None,
) -> SurveyCoverage:
    """Return which papers of the list each survey cites, misses and names first.

    Where a survey's reference list was not read, nothing is called missed unless the citations of
    the paper itself were read to the end; where it was read in part, what is not in that part is
    called not found.

    Parameters
    ----------
    snapshot : Snapshot
        The list, and what was read of who cites whom.
    surveys : sequence of str
        Papers: ids, DOIs or parts of titles; on the list or not. By default those of the list that
        are surveys by their section or title.
    section : str, optional
        Only papers under headings that hold this.
    as_of : str, int or date, optional
        The literature as it stood on that day.

    Raises
    ------
    UnknownPaperError, AmbiguousPaperError
        If a name leads to no paper, or to several.
    InputError
        If there is no such section or day.

    Examples
    --------
    >>> import kdgraph
    >>> found = survey_coverage(kdgraph.embedded(), ["Knowledge Distillation: A Survey"])
    >>> found.surveys[["cites", "misses", "not_found", "younger"]].iloc[0].tolist()
    [30, 0, 5, 23]
    """
    view = view_of(snapshot, as_of)
    named = [view.find(one) for one in surveys] if len(surveys) else None
    lists = survey_lists(view, named)
    under = view.reading_list.papers_under(section)
    cells = lists.cells if under is None else lists.cells.loc[[*under]]
    papers = _long(view, lists, cells)
    shown = _surveys(lists, papers)
    others = cells.drop(index=cells.columns, errors="ignore")
    count = (others == CITES).sum(axis=1).value_counts()
    return SurveyCoverage(
        surveys=shown,
        papers=papers,
        overlap=_overlap(lists, cells),
        by=lists.by,
        cited_by={times: int(count.get(times, 0)) for times in range(len(lists.surveys) + 1)},
        notes=(*view_notes(view), *_notes(view, lists, papers)),
        **scope_of(view, section),
    )


def _long(view: Snapshot, lists: SurveyLists, cells: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each paper and survey."""
    time = publication_time(view.papers)
    when = dict(zip(map(str, view.papers.index), time.tolist(), strict=True))
    sections = view.reading_list.sections().section.to_dict()
    rows = []
    for paper_id, states in zip(map(str, cells.index), cells.to_numpy().tolist(), strict=True):
        citing = [when[s.paper_id] for s, one in zip(lists.surveys, states, strict=True)
                  if one == CITES]  # fmt: skip
        oldest = min((at for at in citing if at == at), default=None)
        for survey, state in zip(lists.surveys, states, strict=True):
            sure = survey.state == "complete" or paper_id in lists.citers_read
            rows.append(
                {
                    "paper_id": paper_id,
                    "survey_id": survey.paper_id,
                    "section": sections.get(paper_id),
                    "title": view.papers["title"].get(paper_id),
                    "year": view.papers["year"].get(paper_id),
                    "state": NOT_READ
                    if state == UNKNOWN
                    else MISSES
                    if state == NOT_FOUND and sure
                    else state,
                    "first": state == CITES and when[survey.paper_id] == oldest,
                }
            )
    kinds = dict.fromkeys(("paper_id", "survey_id", "section", "title", "state"), "str")
    columns = ["paper_id", "survey_id", "section", "title", "year", "state", "first"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype(kinds | {"year": "Int64", "first": "bool"})


def _surveys(lists: SurveyLists, papers: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each survey, with its counts."""
    counts = papers.groupby(["survey_id", "state"]).size()
    first = papers.groupby("survey_id")["first"].sum()
    states = {"cites": CITES, "misses": MISSES, "not_found": NOT_FOUND, "younger": YOUNGER}
    states["not_read"] = NOT_READ
    rows = [
        {
            "survey_id": one.paper_id,
            "name": one.name,
            "title": one.title,
            "year": one.year,
            "references": one.state,
            **{name: int(counts.get((one.paper_id, of), 0)) for name, of in states.items()},
            "first": int(first.get(one.paper_id, 0)),
        }
        for one in lists.surveys
    ]
    texts = dict.fromkeys(("survey_id", "name", "title", "references"), "str")
    numbers = dict.fromkeys([*states, "first"], "int64")
    frame = pd.DataFrame(rows, columns=[*texts, *numbers] if not rows else None)
    if not rows:
        frame.insert(3, "year", pd.Series(dtype="Int64"))
    return frame.astype(texts | numbers | {"year": "Int64"}).set_index("survey_id")


def _overlap(lists: SurveyLists, cells: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each two surveys of which something is known."""
    cites = {one.paper_id: set(cells.index[cells[one.paper_id] == CITES]) for one in lists.surveys}
    known = [one for one in lists.surveys if one.is_read or cites[one.paper_id]]
    rows = []
    for one, other in combinations(known, 2):
        a, b = cites[one.paper_id], cites[other.paper_id]
        rows.append(
            {
                "first_id": one.paper_id,
                "second_id": other.paper_id,
                "both": len(a & b),
                "first_only": len(a - b),
                "second_only": len(b - a),
                "jaccard": len(a & b) / len(a | b) if a | b else np.nan,
                "certain": one.state == other.state == "complete",
            }
        )
    kinds = {"first_id": "str", "second_id": "str", "both": "int64", "first_only": "int64"}
    kinds |= {"second_only": "int64", "jaccard": "float64", "certain": "bool"}
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)


def _notes(view: Snapshot, lists: SurveyLists, papers: pd.DataFrame) -> list[str]:
    """Say what is not known, and why."""
    if not lists.surveys:
        return [
            "no listed paper stands in a section called survey, review, overview or tutorial, and "
            "no title says so; name a survey to ask about it"
        ]
    notes = []
    unread = [one.name for one in lists.surveys if not one.is_read]
    if unread:
        notes.append(
            f"{_lists_of(unread)} not read, so that what is cited there is known from the cited "
            "papers alone"
        )
    partly = [one.name for one in lists.surveys if one.state == "capped"]
    if partly:
        notes.append(f"{_lists_of(partly)} read in part")
    if lists.by == "name":
        reviews = surveys(view)
        others = [one.name for one in lists.surveys if one.paper_id not in reviews]
        if others:
            are = "is no survey" if len(others) == 1 else "are no surveys"
            notes.append(f"{', '.join(others)} {are} by title or section of the list")
    citing = papers.loc[papers["state"] == CITES, "survey_id"].nunique()
    if unread and citing > 1:
        notes.append("first is said of what is known: a survey that was not read may be earlier")
    return notes


def _lists_of(names: Sequence[str]) -> str:
    if len(names) == 1:
        return f"the reference list of {names[0]} was"
    return f"the reference lists of {', '.join(names)} were"
