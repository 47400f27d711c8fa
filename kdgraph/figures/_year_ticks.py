"""Round years for the ticks of an axis on which all years are as wide."""

from __future__ import annotations

from typing import Final

from kdgraph.figures.canvas.typography import measure

__all__ = ["round_years"]

_SIZE: Final = 6.5  # points, of the words at ticks
_APART: Final = 8.0  # points between them


def round_years(first: int, last: int, point: float) -> list[int]:
    """Return years from `first` to `last` whose words have room, where a year takes `point` points.

    >>> round_years(1996, 2012, 8), round_years(1996, 1998, 5)
    ([2000, 2005, 2010], [1996])
    """
    takes = measure("2000", _SIZE).width + _APART
    step = next((n for n in (1, 2, 5, 10, 20, 50, 100) if n * point >= takes), 200)
    return [year for year in range(first, last + 1) if year % step == 0] or [first]
