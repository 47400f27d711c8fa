"""Square-root scales: small counts are seen beside large ones, and 0 has a place."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.figures.canvas.marks import Floats

__all__ = ["root_ticks", "roots"]

_APART: Final = 11.0  # points from tick to tick


def roots(values: pd.Series[Any], unit: float) -> Floats:
    """Return points for counts: square roots that keep the sign, `unit` of them in a point.

    >>> roots(pd.Series([0, 16, -16]), 0.5).tolist()
    [0.0, 8.0, -8.0]
    """
    plain = values.to_numpy(dtype=np.float64)
    found: Floats = np.sign(plain) * np.sqrt(np.abs(plain)) / unit
    return found


def root_ticks(reach: float, unit: float) -> tuple[tuple[float, str], ...]:
    """Return ticks from 0 up to `reach` points at round numbers that are far enough apart.

    >>> [words for _, words in root_ticks(100, 0.3)]
    ['0', '20', '100', '200', '500']
    """
    most = (reach * unit) ** 2
    steps = [n * 10**power for power in range(9) for n in (1, 2, 5) if n * 10**power <= most]
    last = np.inf
    chosen = []
    for value in reversed(steps):
        at = float(np.sqrt(value) / unit)
        if at < _APART:
            break
        if last - at >= _APART:
            chosen.append((at, f"{value:,}"))
            last = at
    return ((0.0, "0"), *chosen[::-1])
