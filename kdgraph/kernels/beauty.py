"""Papers that slept and were woken: how far a citation history stays below a straight rise."""

from __future__ import annotations

import numpy as np

from kdgraph.arrays import FloatArray, IntArray

__all__ = ["beauty"]


def beauty(counts: FloatArray) -> tuple[FloatArray, IntArray, IntArray]:
    """Return beauty coefficient, awakening age and peak age of each history.

    Parameters
    ----------
    counts : ndarray of float, shape (histories, ages)
        Citations received at age 0, 1, ...; pad short histories with zeros.

    Returns
    -------
    coefficient : ndarray of float
        ``sum((c[m] - c[0]) / m * t + c[0] - c[t]) / max(1, c[t])`` over ages t up to m, the first
        age with the most citations. 0 where m is 0.
    awakening : ndarray of int
        The first age at which the history is farthest below (or above) the straight line from age
        0 to the peak.
    peak : ndarray of int
        m itself.

    References
    ----------
    Ke, Ferrara, Radicchi and Flammini (2015), "Defining and identifying Sleeping Beauties in
    science", PNAS 112(24).

    Examples
    --------
    >>> beauty(np.array([[0.0, 0.0, 0.0, 6.0]]))  # (2 + 4) / 1 below the line, then woken at 2
    (array([6.]), array([2]), array([3]))
    """
    histories, ages = counts.shape
    if not ages:
        return (
            np.zeros(histories),
            np.zeros(histories, dtype=np.int64),
            np.zeros(histories, dtype=np.int64),
        )
    peak = counts.argmax(axis=1).astype(np.int64)
    age = np.arange(ages, dtype=np.float64)
    first = counts[:, 0]
    top = counts[np.arange(histories), peak]
    slope = (top - first) / np.maximum(peak, 1)
    below = slope[:, None] * age + first[:, None] - counts
    until_peak = age <= peak[:, None]
    coefficient = np.where(until_peak, below / np.maximum(counts, 1.0), 0.0).sum(axis=1)
    # the distance from the line is the vertical gap times a factor that one history shares
    gap = np.where(until_peak, np.abs(below), -1.0)
    nearly = gap >= gap.max(axis=1)[:, None] * (1 - 1e-12)
    awakening = nearly.argmax(axis=1).astype(np.int64)
    return np.where(peak > 0, coefficient, 0.0), awakening, peak
