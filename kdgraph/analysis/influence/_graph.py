"""Columns and counts of a citation graph that several measures use."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from kdgraph.arrays import FloatArray, IntArray
from kdgraph.errors import UnknownPaperError
from kdgraph.graph.chronology import publication_time
from kdgraph.graph.citation import CitationGraph

__all__ = [
    "citations_received",
    "citing_of",
    "numbers",
    "references_known",
    "row_of",
    "times",
    "undated_citing",
    "years",
]


def years(graph: CitationGraph) -> FloatArray:
    """Return the year of each paper, nan where unknown."""
    return graph.papers["year"].to_numpy(dtype=np.float64, na_value=np.nan)


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


def references_known(graph: CitationGraph) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return whether the reference list of each paper was read.

    That is the column ``references_known`` where the graph has it, as those of snapshots do; a
    missing value is no. Frames without it are taken as they are: all are known.
    """
    if "references_known" not in graph.papers.columns:
        return np.ones(len(graph.papers), dtype=bool)
    column = graph.papers["references_known"].astype("boolean")
    return column.to_numpy(dtype=bool, na_value=False)


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
