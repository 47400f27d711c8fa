"""Influence: which papers carried the field, by many measures, one to a file."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from kdgraph.analysis.influence._parts import Parts
from kdgraph.graph.citation import CitationGraph
from kdgraph.registry import Registry

__all__ = ["MEASURES", "PARTS", "Measure", "Parts", "PartsOf"]

Measure = Callable[..., pd.DataFrame]
"""What one measure is: a citation graph, and options by keyword, become a frame.

The frame has the papers of the graph in their order for index, a float column ``score`` (nan where
it is undefined, never 0 for want of knowledge) and columns that say what the score rests on. The
first line of the docstring describes it in menus.
"""

PartsOf = Callable[[CitationGraph, str], Parts]
"""What explains one measure: a graph and a paper id become the parts of that paper's score."""

MEASURES: Registry[Measure] = Registry("measure", "kdgraph.analysis.influence")
"""All measures of influence by name."""

PARTS: Registry[PartsOf] = Registry("explained measure", "kdgraph.analysis.influence")
"""For each measure that adds up over the citing papers, what gives the parts."""
