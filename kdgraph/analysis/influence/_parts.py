"""The parts of one paper's score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

__all__ = ["Parts"]


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
