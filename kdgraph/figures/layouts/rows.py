"""Rows of papers: columns of words, one line each, beside bars, dots or strips."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kdgraph.figures.canvas.marks import Text

__all__ = ["text_column"]


def text_column(role: str, x: Any, y: Any, text: Sequence[str], **look: Any) -> list[Text]:
    """Return words at these places, in the middle of their rows; no mark where there are none.

    Parameters
    ----------
    role : str
        What the words are.
    x, y : array-like of float
        In data units of the panel; one value may be for all.
    text : sequence of str
        A word or phrase for each row.
    **look
        What else `Text` takes: size, ink, across, weight, papers, words ...

    Examples
    --------
    >>> (names,) = text_column("name", 3.0, [0.5, 1.5], ["FitNets", "AT"], size=7.0)
    >>> names.x.tolist(), names.up, text_column("name", 3.0, [], [])
    ([3.0, 3.0], 'middle', [])
    """
    if not text:
        return []
    places: dict[str, Any] = {
        name: np.broadcast_to(np.asarray(at, dtype=np.float64), len(text))
        for name, at in (("x", x), ("y", y))
    }
    return [Text(role=role, text=tuple(text), **places, **{"up": "middle"} | look)]
