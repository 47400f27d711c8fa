"""A part of a snapshot to export: of a section, of a day, or the best by a measure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from kdgraph.analysis.influence import MEASURES
from kdgraph.analysis.influence.ranking import ranks
from kdgraph.errors import InputError
from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import Frames

__all__ = ["Selection", "select"]


class Selection(Snapshot):
    """Some papers of a snapshot, with all that the other tables say about them; made by `select`.

    Attributes
    ----------
    criteria : dict
        What was asked for, by name.
    not_selected : dict
        How many rows are not here, by what they are, where that is more than none.
    """

    def __init__(
        self,
        view: Snapshot,
        frames: Frames,
        criteria: Mapping[str, str | int],
        not_selected: Mapping[str, int],
    ) -> None:
        super().__init__(
            frames,
            view.manifest,
            as_of_date=view.as_of_date,
            left_out=view.left_out,
            whole=view.whole,
        )
        self.criteria = dict(criteria)
        self.not_selected = {what: count for what, count in not_selected.items() if count}


def select(
    snapshot: Snapshot,
    *,
    section: str | None = None,
    as_of: str | int | date | None = None,
    top: int | None = None,
    by: str | None = None,
) -> Snapshot:
    """Return a part of a snapshot; all of it where nothing is asked for.

    Parameters
    ----------
    snapshot : Snapshot
        Where the papers are.
    section : str, optional
        Only papers listed under this heading: a part of it is enough, case does not matter.
    as_of : str, int or date, optional
        Only the literature as it stood on that day; see `Snapshot.as_of`.
    top : int, optional
        Only so many papers, the best by `by`; at least 1. Scores are those of the whole literature
        of that day, also within a section; equal ones go by id. A paper without a score has no
        place among the best.
    by : str, optional
        A name of `kdgraph.MEASURES`; by default ``citations``, those from papers of this corpus.

    Returns
    -------
    Snapshot
        With the citations among these papers, and the entries, authors, identifiers, sentences and
        coverage that are theirs. A `Selection` says what is not in it.

    Raises
    ------
    InputError
        If there is no such section, day or measure, `top` is below 1, or `by` is given without it.

    Examples
    --------
    >>> from kdgraph.graph.data import embedded
    >>> part = select(embedded(), section="Pioneering", top=2)
    >>> sorted(part.papers.index), part.not_selected["papers outside the section"]
    (['arxiv:1503.02531', 'doi:10.1145/1150402.1150464'], 2027)
    """
    if top is not None and top < 1:
        raise InputError(f"top must be at least 1, got {top}")
    if by is not None and top is None:
        raise InputError(f"by={by!r} says what the best are, but not how many; give top too")
    measure = by or "citations"
    view = snapshot if as_of is None else snapshot.as_of(as_of)
    inside = view.reading_list.papers_under(section)
    if inside is None and top is None:
        return view if view is snapshot else _part(snapshot, view, view.papers.index, {}, {})
    papers = view.papers
    kept = papers.index if inside is None else papers.index[papers.index.isin(inside)]
    criteria: dict[str, str | int] = {} if section is None else {"section": section}
    lacking = {"papers outside the section": len(papers) - len(kept)}
    if top is not None:
        scores = MEASURES[measure](view.citation_graph())["score"]
        place = ranks(scores.loc[scores.index.isin(kept)])
        best = place.sort_index().sort_values(kind="stable").head(top).index
        criteria |= {"top": top, "by": measure}
        lacking["papers without a score"] = len(kept) - len(place)
        lacking["papers below the best"] = len(place) - len(best)
        kept = papers.index[papers.index.isin(best)]
    return _part(snapshot, view, kept, criteria, lacking)


def _part(
    snapshot: Snapshot,
    view: Snapshot,
    kept: pd.Index,
    criteria: Mapping[str, str | int],
    lacking: Mapping[str, int],
) -> Selection:
    frames = view.frames()
    papers = frames["papers"]
    part: Frames = {"papers": papers[papers.index.isin(kept)]}
    for name in ("identifiers", "authorships", "coverage"):
        table = frames[name]
        part[name] = table[table["paper_id"].isin(kept)].reset_index(drop=True)
    for name in ("citations", "contexts"):
        table = frames[name]
        ends = table["citing_id"].isin(kept) & table["cited_id"].isin(kept)
        part[name] = table[ends].reset_index(drop=True)
    part["authors"] = frames["authors"][
        frames["authors"].index.isin(part["authorships"]["author_id"])
    ]
    matches = frames["matches"]
    part["matches"] = matches[matches["paper_id"].isin(kept)]
    part["entries"] = frames["entries"][frames["entries"].index.isin(part["matches"].index)]
    undated = view.left_out - snapshot.left_out
    not_selected = {
        "undated papers": undated,
        "papers later than the day": len(snapshot.papers) - len(papers) - undated,
        **lacking,
        "citations with an end outside the selection": len(snapshot.citations)
        - len(part["citations"]),
        "entries of the list without a paper in the selection": len(snapshot.entries)
        - len(part["entries"]),
    }
    return Selection(view, part, criteria, not_selected)
