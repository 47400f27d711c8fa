"""Base of all results: section, day, scope, notes and data note."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from kdgraph.errors import InputError
from kdgraph.graph.citation import CitationGraph
from kdgraph.graph.scope import Scope
from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import READ_STATES

__all__ = [
    "Result",
    "Where",
    "described_papers",
    "field_graph",
    "field_view",
    "graph_of",
    "lists_read",
    "scope_of",
    "view_notes",
    "view_of",
]

Where = CitationGraph | Snapshot
"""Where a question is asked: a snapshot also knows names, the list, and what nobody asked."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Result:
    """What must be known beside the numbers of an answer.

    Attributes
    ----------
    section : str or None
        The heading asked for, as it was given.
    as_of : date or None
        The day of the view, if it is one.
    scope : Scope or None
        Which papers were looked at, and what that left out; None for a graph.
    notes : tuple of str
        What is missing, capped or left out, in sentences.
    data_note : str or None
        What must be said beside these data.
    """

    section: str | None = None
    as_of: date | None = None
    scope: Scope | None = None
    notes: tuple[str, ...] = ()
    data_note: str | None = None


def view_of(
    snapshot: Snapshot,
    as_of: str | int | date | None = None,
    *,
    top: int | None = None,
    scope: str | None = None,
    field_least: int | None = None,
) -> Snapshot:
    """Return the view that is asked about.

    Raises
    ------
    InputError
        If `top`, where it is given, is below 1, `as_of` is no day, or there is no such scope.
    """
    if top is not None and top < 1:
        raise InputError(f"top must be at least 1, got {top}")
    view = snapshot if as_of is None else snapshot.as_of(as_of)
    return view.within(scope, field_least=field_least)


def field_view(
    snapshot: Snapshot, scope: str | None = None, field_least: int | None = None
) -> Snapshot:
    """Return the view of a scope; by default the field, but a view of a scope stays as it is.

    For what means little on a whole corpus, most of which is background.

    Raises
    ------
    InputError
        If there is no such scope.
    """
    if scope is None and snapshot.unscoped is snapshot:
        scope = "field"
    return snapshot.within(scope, field_least=field_least)


def field_graph(
    where: Where, scope: str | None = None, field_least: int | None = None
) -> tuple[CitationGraph, Scope | None]:
    """Return a graph as it is, or that of a snapshot within a scope, by default the field.

    Raises
    ------
    InputError
        If it is neither graph nor snapshot, a graph is asked for a scope, or there is none such.
    """
    if isinstance(where, Snapshot):
        where = field_view(where, scope, field_least)
        return where.citation_graph(), where.scope
    return graph_of(where, scope=scope, field_least=field_least)[0], None


def graph_of(
    where: Where,
    section: str | None = None,
    as_of: str | int | date | None = None,
    *,
    top: int | None = None,
    scope: str | None = None,
    field_least: int | None = None,
) -> tuple[CitationGraph, Snapshot | None]:
    """Return the citation graph that is asked about, and the view that it belongs to, if any.

    Raises
    ------
    InputError
        If it is neither graph nor snapshot; if a graph is asked for a section, a day or a scope,
        which only snapshots have; if `top`, where it is given, is below 1.
    """
    if isinstance(where, Snapshot):
        view = view_of(where, as_of, top=top, scope=scope, field_least=field_least)
        return view.citation_graph(), view
    if not isinstance(where, CitationGraph):
        raise InputError(
            f"expected a snapshot or a citation graph, got {type(where).__name__}; "
            "make one with kdgraph.citation_graph(papers, citations)"
        )
    if section is not None or as_of is not None:
        raise InputError(
            "a citation graph has no list and no days: section and as_of need a snapshot"
        )
    if scope is not None or field_least is not None:
        raise InputError("a citation graph has no list: scope and field_least need a snapshot")
    if top is not None and top < 1:
        raise InputError(f"top must be at least 1, got {top}")
    return where, None


def described_papers(
    graph: CitationGraph, view: Snapshot | None, paper_ids: pd.Series[str]
) -> pd.DataFrame:
    """Return ``paper_id``, ``title``, ``year`` and ``listed`` of papers, a row for each id.

    Title and year are missing where the graph has no such columns, ``listed`` where there is no
    list to stand on. The name of the index becomes the first column.
    """
    ids = paper_ids.dropna()
    papers = graph.papers.reindex(ids.to_list())
    kinds: dict[str, Any] = {"title": "str", "year": "Int64", "listed": "boolean"}
    frame = pd.DataFrame({"paper_id": pd.array(ids.to_list(), dtype="str")})
    for name, kind in kinds.items():
        if name == "listed" and view is not None:
            frame[name] = view.reading_list.listed(papers.index)
        elif name != "listed" and name in papers.columns:
            frame[name] = papers[name].array
        else:
            frame[name] = pd.Series(pd.NA, index=frame.index, dtype=kind)
    if ids.index.name is not None:
        frame.insert(0, str(ids.index.name), ids.index.to_numpy())
    return frame


def lists_read(papers: pd.DataFrame, view: Snapshot | None, which: str = "") -> str | None:
    """Say whose reference lists were read; None where all are known, or nobody can know.

    Parameters
    ----------
    papers : DataFrame
        Papers of a citation graph.
    view : Snapshot or None
        Where they come from: it knows which lists were read in part.
    which : str
        What is said of "papers", such as " of these years".

    Examples
    --------
    >>> import kdgraph
    >>> told = lists_read(kdgraph.embedded().citation_graph().papers, kdgraph.embedded())
    >>> told.partition(" papers")[2]
    ' were read, 89 of them in part'
    """
    if "references_known" not in papers.columns or papers["references_known"].all():
        return None
    count, known = f"{len(papers):,} papers{which}", papers["references_known"]
    if view is None:
        return f"the reference lists of {int(known.sum()):,} of {count} were read to the end"
    coverage = view.coverage
    rows = coverage[(coverage["direction"] == "references") & coverage["state"].isin(READ_STATES)]
    state = rows[rows["paper_id"].isin(papers.index)]["state"]
    part = int((state != "complete").sum())
    whole = f"the reference lists of {len(state):,} of {count} were read"
    return f"{whole}, {part:,} of them in part" if part else whole


def scope_of(view: Snapshot | None, section: str | None = None) -> dict[str, Any]:
    """Return what a `Result` says of the view that it is about; nothing of a graph."""
    if view is None:
        return {}
    return {
        "section": section,
        "as_of": view.as_of_date,
        "scope": view.scope,
        "data_note": view.data_note,
    }


def view_notes(view: Snapshot | None) -> list[str]:
    """Say what a view of an earlier day leaves out; what a scope does, `Result.scope` says."""
    left_out = 0 if view is None else view.left_out
    return [f"{left_out} undated papers are not in this view"] if left_out else []
