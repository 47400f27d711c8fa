"""From a column of a frame to plain Python values."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

import numpy as np
import pandas as pd

__all__ = ["plain_value", "plain_values"]

_PLAIN: Final = frozenset({str, int, bool})


def plain_values(values: pd.Series[Any]) -> list[Any]:
    """Return a column as str, int, float, bool, lists of them, or None where missing.

    Times become ISO 8601 text; a column of times that are all midnight without a zone holds days.

    Examples
    --------
    >>> plain_values(pd.Series([2014, None], dtype="Int64"))
    [2014, None]
    >>> plain_values(pd.Series(pd.to_datetime(["2015-03-09", None])))
    ['2015-03-09', None]
    """
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        # few moments are many values of a column, and each takes long to be written
        code, unique = pd.factorize(values)
        moments = pd.DatetimeIndex(unique)
        days = moments.tz is None and bool((moments == moments.normalize()).all())
        texts = [moment.date().isoformat() if days else moment.isoformat() for moment in moments]
        return [texts[n] if n >= 0 else None for n in code.tolist()]
    return [plain_value(value) for value in values.tolist()]


def plain_value(value: Any) -> Any:
    """Return one value as `plain_values` does.

    Examples
    --------
    >>> plain_value(np.float64("nan")) is None, plain_value(np.array([1, 2]))
    (True, [1, 2])
    """
    if type(value) in _PLAIN:
        return value
    if isinstance(value, dict):
        return {str(key): plain_value(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [plain_value(inner) for inner in value]
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return None
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.item() if isinstance(value, np.generic) else value
