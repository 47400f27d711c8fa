"""The types of arrays that modules hand to one another, named by what they hold."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

__all__ = [
    "AnyIntArray",
    "BoolArray",
    "FloatArray",
    "IndexArray",
    "Int8Array",
    "Int32Array",
    "IntArray",
]

FloatArray: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
"""Numbers, nan where there is none."""

IntArray: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]
"""Whole numbers: counts, years, rows."""

IndexArray: TypeAlias = np.ndarray[Any, np.dtype[np.intp]]
"""Rows of another array, as numpy itself returns them."""

BoolArray: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]
"""What is true of each row."""

Int32Array: TypeAlias = np.ndarray[Any, np.dtype[np.int32]]
"""Whole numbers that must stay small, since there are very many."""

Int8Array: TypeAlias = np.ndarray[Any, np.dtype[np.int8]]
"""States with few values."""

AnyIntArray: TypeAlias = np.ndarray[Any, np.dtype[np.integer[Any]]]
"""Whole numbers of any width: scipy picks the one of its indices itself."""
