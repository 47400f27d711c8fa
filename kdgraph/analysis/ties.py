"""Order by scores in which equal ones stay equal, whatever their last digits are."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from kdgraph.arrays import FloatArray, IndexArray

__all__ = ["best_first", "settled"]

_DIGITS: Final = 10  # that count: sums and roots of equal numbers differ in the last two or three


def settled(scores: Any) -> FloatArray:
    """Return scores of ten significant digits, so that those which differ by rounding are equal.

    Parameters
    ----------
    scores : array of float, shape (n,)
        Any numbers; nan stays nan, infinities stay.

    Examples
    --------
    >>> 0.1 + 0.2 == 0.3, settled([0.1 + 0.2])[0] == settled([0.3])[0]
    (False, np.True_)
    >>> settled([3 / np.sqrt(72), 4 / np.sqrt(128), np.nan])
    array([0.35355339, 0.35355339,        nan])
    """
    given: FloatArray = np.asarray(scores, dtype=np.float64)
    size = np.abs(given)
    plain = np.isfinite(given) & (size > 0)
    power = np.zeros(given.shape)
    power[plain] = np.floor(np.log10(size[plain]))
    # numbers of any size: the unit of the last digit is a power of ten itself, or its inverse
    places = np.clip(_DIGITS - 1 - power, -300, 300)
    up = places >= 0
    unit = 10.0 ** np.abs(places)
    with np.errstate(over="ignore"):
        whole = np.rint(np.where(up, given * unit, given / unit))
        found: FloatArray = np.where(up, whole / unit, whole * unit)
    return np.where(plain & np.isfinite(found), found, given)


def best_first(scores: Any, *then: Any, top: int | None = None) -> IndexArray:
    """Return the places of scores, the highest first; equal ones in the order of `then`.

    Whatever shows or keeps the best of something by a score orders them with this function, so
    that neither the order nor a cut at `top` hangs on the last digit of a float.

    Parameters
    ----------
    scores : array of float, shape (n,)
        What counts, the higher the better, compared as `settled`; nan comes last.
    *then : array, shape (n,)
        Between equal scores, ascending, the first array first (give counts with a minus where the
        higher comes first); at last by place. Whole numbers, or floats, which are settled too.
    top : int, optional
        Only so many.

    Examples
    --------
    >>> count = np.array([3, 4, 1])
    >>> best_first([3 / np.sqrt(72), 4 / np.sqrt(128), 1.0], -count)
    array([2, 1, 0])
    >>> best_first([0.1 + 0.2, 0.3, 0.2], top=1)
    array([0])
    """
    keys = [
        settled(one) if np.asarray(one).dtype.kind == "f" else np.asarray(one)
        for one in reversed(then)
    ]
    order = np.lexsort((*keys, -settled(scores)))
    return order if top is None else order[:top]
