"""The papers most similar to one of a snapshot, with what the answer rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from kdgraph.analysis.groups._titles import titled, view_notes
from kdgraph.analysis.groups.similarity import similar_papers
from kdgraph.errors import InputError
from kdgraph.graph.snapshot import Snapshot

__all__ = ["SimilarPapers", "papers_like"]


@dataclass(frozen=True, slots=True, eq=False)
class SimilarPapers:
    """The papers most similar to one; made by `papers_like`.

    Attributes
    ----------
    paper_id, title, year
        The paper; title and year are None where unknown.
    kind : {"co-citation", "coupling"}
        In which way they are similar.
    frame : DataFrame
        The most similar of those asked for, at most `top`: ``rank`` among all similar papers,
        ``paper_id``, ``title``, ``year``, ``listed`` (is it on the list), ``count`` of papers in
        common, and ``total``, how many papers cite the other one (co-citation), or how many it
        cites here (coupling).
    found, asked_for : int
        All papers with anything in common; those of them under the heading asked for, if one was.
    total : int
        How many papers cite this one, or how many it cites here.
    undated : int
        Papers without a year among those asked for.
    section : str or None
        The heading asked for, as it was given.
    as_of : date or None
        The day of the view, if it is one.
    notes : tuple of str
        What must be known beside the numbers.
    data_note : str or None
        What must be said beside these data.
    """

    paper_id: str
    title: str | None
    year: int | None
    kind: str
    frame: pd.DataFrame
    found: int
    asked_for: int
    total: int
    undated: int
    section: str | None
    as_of: date | None
    notes: tuple[str, ...]
    data_note: str | None


def papers_like(
    snapshot: Snapshot,
    name: str,
    *,
    kind: str = "co-citation",
    section: str | None = None,
    top: int = 20,
    as_of: str | int | date | None = None,
) -> SimilarPapers:
    """Find the papers that have most citing, or most cited papers in common with one.

    Parameters
    ----------
    snapshot : Snapshot
        The literature and its list.
    name : str
        The paper, as `Snapshot.find` understands it.
    kind : {"co-citation", "coupling"}
        Cited by the same papers, or citing the same papers.
    section : str, optional
        A heading or a part of it: only similar papers listed under it, with their ranks among all.
    top : int
        Most papers to return; at least 1.
    as_of : str, int or date, optional
        The literature as it stood on that day; see `Snapshot.as_of`.

    Raises
    ------
    UnknownPaperError, AmbiguousPaperError
        If no paper, or several, answer to the name.
    InputError
        If `kind` is unknown, there is no such section, or `top` is below 1.

    Examples
    --------
    >>> import kdgraph
    >>> found = papers_like(kdgraph.embedded(), "FitNets", top=1)
    >>> found.frame[["paper_id", "count"]].to_dict("records")
    [{'paper_id': 'arxiv:1503.02531', 'count': 73}]
    """
    if top < 1:
        raise InputError(f"top must be at least 1, got {top}")
    view = snapshot if as_of is None else snapshot.as_of(as_of)
    paper_id = view.find(name)
    entries = view.reading_list.entries_under(section)
    graph = view.citation_graph()
    rows = similar_papers(graph, paper_id, kind=kind, top=max(len(graph.papers), 1))
    asked = rows if section is None else rows[rows["other_id"].isin(entries["paper_id"].dropna())]
    best = asked.head(top)
    arcs = graph.cited_by if kind == "co-citation" else graph.cites
    degree = pd.Series(np.diff(arcs.indptr), index=graph.papers.index)
    frame = titled(view, best["other_id"].tolist())
    frame.insert(0, "rank", best["rank"].to_numpy())
    frame["count"] = best["count"].to_numpy()
    frame["total"] = degree.reindex(frame["paper_id"]).to_numpy(dtype=np.int64)
    paper = titled(view, [paper_id]).iloc[0]
    known = graph.papers["references_known"]
    return SimilarPapers(
        paper_id=paper_id,
        title=None if pd.isna(paper["title"]) else str(paper["title"]),
        year=None if pd.isna(paper["year"]) else int(paper["year"]),
        kind=kind,
        frame=frame,
        found=len(rows),
        asked_for=len(asked),
        total=int(degree[paper_id]),
        undated=int(graph.papers["year"].reindex(asked["other_id"]).isna().sum()),
        section=section,
        as_of=view.as_of_date,
        notes=(*_notes(kind, known, own=bool(known[paper_id])), *view_notes(view)),
        data_note=view.data_note,
    )


def _notes(kind: str, known: pd.Series[bool], *, own: bool) -> list[str]:
    notes = []
    if kind == "coupling" and not own:
        notes.append(
            "the reference list of this paper was not read: what it shares with others by it is "
            "not known; --kind co-citation needs the reference lists of citing papers only"
        )
    if not known.all():
        notes.append(
            f"the reference lists of {int(known.sum()):,} of {len(known):,} papers were read; "
            + (
                "what the others cite together is not counted"
                if kind == "co-citation"
                else "the others can share no reference with any paper"
            )
        )
    return notes
