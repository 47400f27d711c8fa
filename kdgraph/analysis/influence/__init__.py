"""Influence of papers: one measure to a file, rankings, and explanations of scores."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from kdgraph.graph.citation import CitationGraph
from kdgraph.registry import Registry

__all__ = ["MEASURES", "NOTES", "PARTS", "Measure", "NotesOf", "Parts", "PartsOf"]

Measure = Callable[..., pd.DataFrame]
"""What one measure is: a citation graph, and options by keyword, become a frame.

The frame has the papers of the graph in their order for index, a float column ``score`` (nan where
it is undefined, never 0 for want of knowledge) and columns that say what the score rests on. The
first line of the docstring describes it in menus.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """A score as a sum: ``sum(own.values()) + citers.sum()``.

    Attributes
    ----------
    own : mapping of str to float
        What the paper has without any citation, by name.
    citers : Series of float
        What each citing paper adds, indexed by paper id; each citing paper is in it once.
    how : str
        One sentence that says what a contribution is.
    """

    own: Mapping[str, float]
    citers: pd.Series[float]
    how: str


PartsOf = Callable[[CitationGraph, str], Parts]
"""What explains one measure: a graph and a paper id become the parts of that paper's score."""

NotesOf = Callable[[CitationGraph, pd.DataFrame], list[str]]
"""What tells a reader of one measure what must be known beside it: of a graph, and its frame."""

MEASURES: Registry[Measure] = Registry(
    "measure", "kdgraph.analysis.influence", group="kdgraph.measures"
)
"""All measures of influence by name."""

PARTS: Registry[PartsOf] = Registry("explained measure", "kdgraph.analysis.influence")
"""For each measure that adds up over the citing papers, what gives the parts."""

NOTES: Registry[NotesOf] = Registry("measure with notes", "kdgraph.analysis.influence")
"""For each measure that partial data or its own definition bend, what says so beside its scores."""
