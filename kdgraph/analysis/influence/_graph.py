"""Columns and counts of a citation graph that several measures use."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kdgraph.arrays import BoolArray, FloatArray, IntArray
from kdgraph.errors import UnknownPaperError
from kdgraph.graph.chronology import calendar_years, publication_time
from kdgraph.graph.citation import CitationGraph

__all__ = [
    "citations_received",
    "citing_of",
    "last_year",
    "lists_known",
    "numbers",
    "references_known",
    "row_of",
    "times",
    "undated_citing",
    "years",
]


def years(graph: CitationGraph) -> FloatArray:
    """Return the calendar year in which each paper was first public, nan where unknown."""
    return calendar_years(graph.papers)


def last_year(graph: CitationGraph) -> int:
    """Return the year until which histories reach: the one given for ages, else the latest.

    Raises
    ------
    InputError
        If there is none.
    """
    known = years(graph)
    latest = int(np.nanmax(known)) if (~np.isnan(known)).any() else None
    if graph.given_year is not None or latest is None or graph.undated < len(graph.papers):
        return max(graph.as_of_year, latest or graph.as_of_year)
    return latest


def times(graph: CitationGraph) -> FloatArray:
    """Return when each paper was first public, in years with a fraction; nan where unknown."""
    return publication_time(graph.papers)


def numbers(graph: CitationGraph, name: str) -> FloatArray:
    """Return a column of numbers, nan where it is missing or the graph has no such column."""
    if name not in graph.papers.columns:
        return np.full(len(graph.papers), np.nan)
    column = pd.to_numeric(graph.papers[name]).astype("Float64")
    return np.asarray(column.to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)


def citations_received(graph: CitationGraph) -> IntArray:
    """Return how many papers of the graph cite each paper."""
    return np.bincount(graph.cites.indices, minlength=len(graph.papers)).astype(np.int64)


def undated_citing(graph: CitationGraph) -> IntArray:
    """Return how many papers without a year cite each paper."""
    return (graph.cites.T @ np.isnan(years(graph)).astype(np.float64)).astype(np.int64)


def references_known(graph: CitationGraph) -> BoolArray:
    """Return whether the reference list of each paper is known whole.

    That is the column ``references_known`` where the graph has it, as those of snapshots do; a
    missing value is no. Frames without it are taken as they are: all are known.
    """
    if "references_known" not in graph.papers.columns:
        return np.ones(len(graph.papers), dtype=bool)
    column = graph.papers["references_known"].astype("boolean")
    return column.to_numpy(dtype=bool, na_value=False)


def lists_known(graph: CitationGraph) -> tuple[BoolArray, BoolArray]:
    """Return whose reference lists are known whole, and whose could be: what a history can tell.

    Where the graph does not say whose lists were read, a paper that cites nothing here while others
    cite it is taken for one whose list nobody read: in a literature grown by citation these are
    most. A paper that neither cites nor is cited tells nothing, and is not among those that could.
    """
    every = np.ones(len(graph.papers), dtype=bool)
    if "references_known" in graph.papers.columns:
        return references_known(graph), every
    citing = np.diff(graph.cites.indptr) > 0
    return citing, citing | (citations_received(graph) > 0)


def row_of(graph: CitationGraph, paper_id: str) -> int:
    """Return the row of a paper.

    Raises
    ------
    UnknownPaperError
        If the graph has no such paper.
    """
    row = int(graph.papers.index.get_indexer(pd.Index([paper_id]))[0])
    if row < 0:
        raise UnknownPaperError(paper_id)
    return row


def citing_of(graph: CitationGraph, row: int) -> IntArray:
    """Return the rows of the papers that cite the one in `row`, ascending."""
    start, end = graph.cited_by.indptr[row : row + 2]
    return graph.cited_by.indices[start:end].astype(np.int64)
