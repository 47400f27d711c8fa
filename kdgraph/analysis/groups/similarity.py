"""Similar papers by co-citation or bibliographic coupling."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from kdgraph.analysis.result import (
    Result,
    Where,
    described_papers,
    graph_of,
    lists_read,
    scope_of,
    view_notes,
)
from kdgraph.errors import InputError, UnknownPaperError
from kdgraph.graph.citation import CitationGraph
from kdgraph.graph.snapshot import Snapshot
from kdgraph.kernels.similarity import NORMALISATIONS, shared_columns

__all__ = ["KINDS", "SimilarPapers", "similar_pairs", "similar_papers"]

KINDS: Final = ("co-citation", "coupling")
"""Ways of being similar: cited by the same papers, or citing the same papers."""


def similar_pairs(
    graph: CitationGraph,
    paper_id: str | None = None,
    *,
    kind: str = "co-citation",
    top: int = 20,
    normalise: str = "count",
) -> pd.DataFrame:
    """Return the papers most similar to each paper, or to one.

    Parameters
    ----------
    graph : CitationGraph
        The literature.
    paper_id : str, optional
        The paper to find similar ones for; by default this is done for all.
    kind : {"co-citation", "coupling"}
        Similar papers are cited by the same papers, or cite the same papers (bibliographic
        coupling). Both know only what is in the graph: a paper whose reference list nobody read is
        coupled with none.
    top : int
        How many to keep for each paper.
    normalise : {"count", "cosine", "jaccard", "association strength"}
        The score: the number of papers in common; or that over the root of the product of what both
        have, over what either has, or over the product of what both have.

    Returns
    -------
    DataFrame
        ``paper_id``; ``other_id``; ``count``, the papers in common; ``score``; ``rank``, from 1.
        Sorted by ``paper_id`` and ``rank``. Of equal scores, the one with the higher count comes
        first, then the one with the lower id. A paper that has nothing in common with any other has
        no row.

    Raises
    ------
    InputError
        If `kind` or `normalise` is unknown or `top` below 1.
    UnknownPaperError
        If the graph has no paper of that id.

    References
    ----------
    Small (1973), "Co-citation in the scientific literature"; Kessler (1963), "Bibliographic
    coupling between scientific papers"; van Eck and Waltman (2009), "How to normalize cooccurrence
    data?".

    Examples
    --------
    >>> from kdgraph.graph.citation import citation_graph
    >>> papers = pd.DataFrame({"paper_id": list("abcde")})
    >>> pairs = [("c", "a"), ("c", "b"), ("d", "a"), ("d", "b"), ("e", "a")]
    >>> graph = citation_graph(papers, pd.DataFrame(pairs, columns=["citing_id", "cited_id"]))
    >>> similar_pairs(graph, "d", kind="coupling", normalise="cosine")
      paper_id other_id  count     score  rank
    0        d        c      2  1.000000     1
    1        d        e      1  0.707107     2
    """
    if kind not in KINDS:
        raise InputError(f"no kind of similarity {kind!r}; there are: {', '.join(KINDS)}")
    if normalise not in NORMALISATIONS:
        names = ", ".join(NORMALISATIONS)
        raise InputError(f"no normalisation {normalise!r}; there are: {names}")
    if top < 1:
        raise InputError(f"the number of similar papers must be at least 1, got {top}")
    ids = graph.papers.index
    by_id = np.asarray(ids.argsort())
    if paper_id is None:
        rows = by_id
    elif paper_id in ids:
        rows = np.array([ids.get_loc(paper_id)])
    else:
        raise UnknownPaperError(paper_id, [])
    precedence = np.empty(len(ids), dtype=np.intp)
    precedence[by_id] = np.arange(len(ids))
    table = graph.cites.T.tocsr() if kind == "co-citation" else graph.cites
    found = shared_columns(table, top=top, normalise=normalise, rows=rows, precedence=precedence)
    each = np.diff(found.starts)
    return pd.DataFrame(
        {
            "paper_id": ids[np.repeat(rows, each)],
            "other_id": ids[found.other],
            "count": found.count.astype(np.int64),
            "score": found.score,
            "rank": np.arange(len(found.other)) - np.repeat(found.starts[:-1], each) + 1,
        }
    )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SimilarPapers(Result):
    """The papers most similar to one; made by `similar_papers`. See also `Result`.

    Attributes
    ----------
    paper_id, title, year
        The paper; title and year are None where unknown.
    kind : {"co-citation", "coupling"}
        In which way they are similar.
    frame : DataFrame
        The most similar of those asked for, at most `top`: ``rank`` among all similar papers,
        ``paper_id``, ``title``, ``year``, ``listed`` (is it on the list), ``count`` of papers in
        common, ``score`` where it is not the count itself, and ``total``, how many papers cite the
        other one (co-citation), or how many it cites here (coupling).
    found, asked_for : int
        All papers with anything in common; those of them under the heading asked for, if one was.
    total : int
        How many papers cite this one, or how many it cites here.
    undated : int
        Papers without a year among those asked for.
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


def similar_papers(
    graph: Where,
    name: str,
    *,
    kind: str = "co-citation",
    normalise: str = "count",
    section: str | None = None,
    top: int = 20,
    as_of: str | int | date | None = None,
    scope: str | None = None,
    field_least: int | None = None,
) -> SimilarPapers:
    """Find the papers that have most citing, or most cited papers in common with one.

    Parameters
    ----------
    graph : CitationGraph or Snapshot
        The literature; a snapshot also knows names of papers and the list.
    name : str
        The paper: its id, or in a snapshot any name that `Snapshot.find` understands.
    kind : {"co-citation", "coupling"}
        Cited by the same papers, or citing the same papers.
    normalise : {"count", "cosine", "jaccard", "association strength"}
        What makes the most similar; see `similar_pairs`. Of equal scores, the paper with more in
        common comes first, then the one with the lower id.
    section : str, optional
        A heading or a part of it: only similar papers listed under it, with their ranks among all.
    top : int
        Most papers to return; at least 1.
    as_of : str, int or date, optional
        The literature as it stood on that day; see `Snapshot.as_of`.
    scope, field_least : str and int, optional
        Which papers count, as for `Snapshot.within`; by default all.

    Raises
    ------
    UnknownPaperError, AmbiguousPaperError
        If no paper, or several, answer to the name.
    InputError
        If `kind` is unknown, there is no such section, `top` is below 1, or a graph is asked for a
        section or a day.

    Examples
    --------
    >>> import kdgraph
    >>> found = similar_papers(kdgraph.embedded(), "FitNets", top=1)
    >>> found.frame[["paper_id", "count"]].to_dict("records")
    [{'paper_id': 'arxiv:1503.02531', 'count': 73}]
    """
    graph, view = graph_of(graph, section, as_of, top=top, scope=scope, field_least=field_least)
    paper_id = name if view is None else view.find(name)
    chosen = None if view is None else view.reading_list.papers_under(section)
    rows = similar_pairs(
        graph, paper_id, kind=kind, normalise=normalise, top=max(len(graph.papers), 1)
    )
    asked = rows if chosen is None else rows[rows["other_id"].isin(chosen)]
    best = asked.head(top)
    arcs = graph.cited_by if kind == "co-citation" else graph.cites
    degree = pd.Series(np.diff(arcs.indptr), index=graph.papers.index)
    frame = described_papers(graph, view, best["other_id"])
    frame.insert(0, "rank", best["rank"].to_numpy())
    frame["count"] = best["count"].to_numpy()
    if normalise != "count":
        frame["score"] = best["score"].to_numpy()
    frame["total"] = degree.reindex(frame["paper_id"]).to_numpy(dtype=np.int64)
    paper = described_papers(graph, view, pd.Series([paper_id])).iloc[0]
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
        notes=(*_notes(kind, graph, view, paper_id), *view_notes(view)),
        **scope_of(view, section),
    )


def _notes(kind: str, graph: CitationGraph, view: Snapshot | None, paper_id: str) -> Iterator[str]:
    read = lists_read(graph.papers, view)
    if read is None:
        return
    if kind == "coupling" and not graph.papers.loc[paper_id, "references_known"]:
        part = False
        if view is not None:
            own = view.coverage[view.coverage["paper_id"] == paper_id]
            part = bool(((own["direction"] == "references") & (own["state"] == "capped")).any())
        yield (
            f"the reference list of this paper was {'read in part' if part else 'not read'}: what "
            f"it shares with others by {'the rest of it' if part else 'it'} is not known; --kind "
            "co-citation needs the reference lists of citing papers only"
        )
    yield f"{read}; " + (
        "what the others cite together is not counted"
        if kind == "co-citation"
        else "the others can share no reference with any paper"
    )
