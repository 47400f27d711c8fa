"""Which surveys of the list cite which of its papers, as far as their reference lists were read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from kdgraph.analysis.names.paper_names import short_names
from kdgraph.graph.chronology import publication_bounds
from kdgraph.graph.snapshot import Snapshot
from kdgraph.graph.surveys import is_survey_section, surveys

__all__ = [
    "CITES",
    "ITSELF",
    "NOT_FOUND",
    "UNKNOWN",
    "YOUNGER",
    "Survey",
    "SurveyLists",
    "survey_lists",
]

CITES: Final = "cites"
NOT_FOUND: Final = "not found"
UNKNOWN: Final = "not known"
YOUNGER: Final = "younger"
ITSELF: Final = "itself"


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

    `by` says how the surveys were found: "section", "title", or both. `cells` is indexed by listed
    paper, in the order of the list, with a column for each survey's id: `CITES`; `NOT_FOUND`, where
    the survey's references or the paper's citations were read and do not say so; `YOUNGER`, where
    the same holds and the paper appeared after the survey beyond doubt; `UNKNOWN`, where neither
    was read; `ITSELF`.
    """

    surveys: tuple[Survey, ...]
    by: str
    cells: pd.DataFrame


def survey_lists(snapshot: Snapshot) -> SurveyLists:
    """Return what the surveys of the list cite of it.

    Which papers are surveys, `kdgraph.graph.surveys` says.

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
    titles = snapshot.papers["title"].reindex(listed).fillna("")
    found = surveys(snapshot)
    ids = [paper_id for paper_id in listed if paper_id in found]
    named = set(entries.loc[entries["section"].map(is_survey_section).astype(bool), "paper_id"])
    by = "section" if named.issuperset(ids) and ids else "section or title" if named else "title"
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
    appeared, closed = _when(snapshot, listed)
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
    return SurveyLists(shown, by, pd.DataFrame(cells, index=index, dtype="str"))


def _when(snapshot: Snapshot, listed: list[str]) -> tuple[dict[str, float], dict[str, float]]:
    """Return when each paper appeared at the earliest, and when it was closed at the latest.

    A preprint takes up further references until the year of its published record ends.
    """
    papers = snapshot.papers.loc[listed]
    earliest, latest = publication_bounds(papers)
    record = papers["year"].to_numpy(dtype=np.float64, na_value=np.nan)
    # a comparison with nan is false
    closed = np.where(record > np.floor(latest - 1e-9), record + 1.0, latest)
    return (
        dict(zip(listed, earliest.tolist(), strict=True)),
        dict(zip(listed, closed.tolist(), strict=True)),
    )
