"""Scores against those of the papers nearest in age."""

from __future__ import annotations

import numpy as np

from kdgraph.arrays import FloatArray, IntArray

__all__ = ["peer_moments"]


def peer_moments(
    score: FloatArray, time: FloatArray, nearest: int
) -> tuple[FloatArray, FloatArray, IntArray]:
    """Return mean, standard deviation and number of the papers nearest in time to each.

    A paper is compared with those within the smallest distance in time that holds at least
    `nearest` papers, itself among them. So papers of one time always have the same company, and
    their order changes nothing; where many share a year, the company is larger than asked.

    Parameters
    ----------
    score : ndarray of float, shape (n,)
        A value for each paper.
    time : ndarray of float, shape (n,)
        When each appeared; nan where unknown: such a paper is in nobody's company and gets nan.
    nearest : int
        Least number of papers to compare with; at least 2. All, where there are fewer.

    Returns
    -------
    mean, deviation : ndarray of float, shape (n,)
        Of the company of each paper; the deviation is that of a population.
    size : ndarray of int, shape (n,)
        Papers in the company; 0 for undated ones.

    Raises
    ------
    ValueError
        If `nearest` is below 2.

    References
    ----------
    Mariani, Medo and Zhang (2016), "Identification of milestone papers through time-balanced
    network centrality", Journal of Informetrics 10(4).

    Examples
    --------
    >>> mean, deviation, size = peer_moments(np.array([1.0, 3, 5]), np.array([0.0, 0, 9]), 2)
    >>> mean, deviation, size
    (array([2., 2., 3.]), array([1.        , 1.        , 1.63299316]), array([2, 2, 3]))
    """
    if nearest < 2:
        raise ValueError(f"a paper is compared with at least 2 papers, got {nearest}")
    n = len(score)
    mean, deviation = np.full(n, np.nan), np.full(n, np.nan)
    size = np.zeros(n, dtype=np.int64)
    dated = np.flatnonzero(~np.isnan(time))
    if not len(dated):
        return mean, deviation, size
    order = dated[np.argsort(time[dated], kind="stable")]
    times, values = time[order], score[order]
    # centred and scaled first, so that the differences of running sums keep their digits
    centre, unit = values.mean(), values.std() or 1.0
    values = (values - centre) / unit
    sums = np.concatenate(([0.0], np.cumsum(values)))
    squares = np.concatenate(([0.0], np.cumsum(values * values)))
    reach = _reach(times, min(nearest, len(times)))
    low = np.searchsorted(times, times - reach, side="left")
    high = np.searchsorted(times, times + reach, side="right")
    count = high - low
    middle = (sums[high] - sums[low]) / count
    variance = (squares[high] - squares[low]) / count - middle**2
    # equal values leave nothing but rounding
    variance[variance < 1e-12] = 0.0
    mean[order] = middle * unit + centre
    deviation[order] = np.sqrt(variance) * unit
    size[order] = count
    return mean, deviation, size


def _reach(times: FloatArray, nearest: int) -> FloatArray:
    """Return the distance from each sorted time to the farthest of its `nearest` neighbours."""
    n = len(times)
    place = np.arange(n)
    low = np.maximum(place - nearest + 1, 0)
    upper = np.minimum(place, n - nearest)
    # the stretch of `nearest` sorted times that reaches least far: its left end is bisected
    while (low < upper).any():
        middle = (low + upper) // 2
        go_right = (times - times[middle] > times[np.minimum(middle + nearest, n - 1)] - times) & (
            low < upper
        )
        low = np.where(go_right, middle + 1, low)
        upper = np.where(go_right, upper, np.minimum(upper, middle))
    reach: FloatArray = np.maximum(times - times[low], times[low + nearest - 1] - times)
    # subtracting and adding it again must not lose the farthest neighbour to rounding
    reach += 1e-12 * np.abs(times).max()
    return reach
