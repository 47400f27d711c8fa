"""What plotly is given for the items of a mark: values, lines with gaps, papers and words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import Any, Final

import numpy as np

from kdgraph.figures.canvas.marks import Floats, Mark
from kdgraph.figures.canvas.screen_words import shown

__all__ = ["chain", "one", "plain", "told"]

_LONGEST: Final = 64  # signs on a line of what is read where something is pointed at


def one(values: list[Any]) -> Any:
    """Return one value for all where all are the same."""
    return values[0] if len(set(values)) == 1 else values


def plain(values: Floats) -> Floats:
    """Return places with as many digits as can be seen at any zoom."""
    rounded: Floats = np.asarray(values, dtype=np.float64).round(5)
    return rounded


def chain(paths: Sequence[Floats]) -> dict[str, Floats]:
    """Return paths as one line with gaps between."""
    gap = np.full((1, 2), np.nan)
    parts = [part for path in paths for part in (path, gap)][:-1]
    places = np.vstack(parts)
    return {"x": plain(places[:, 0]), "y": plain(places[:, 1])}


def told(mark: Mark, rows: Iterable[int]) -> dict[str, Any]:
    """Return what is told of items: their papers, and their words where they are pointed at."""
    if not (mark.papers or mark.words):
        return {"hoverinfo": "skip"}
    rows = list(rows)
    said = {row: "<br>".join(map(shown, wrap(mark.words_of(row), _LONGEST))) for row in set(rows)}
    return {
        "customdata": [list(mark.papers_of(row)) for row in rows],
        "hovertext": [said[row] for row in rows],
        "hoverinfo": "text",
    }
