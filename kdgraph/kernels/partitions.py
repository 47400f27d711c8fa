"""Agreement of two clusterings: adjusted Rand index, normalised mutual information."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import coo_array, csr_array

from kdgraph.arrays import IndexArray

__all__ = ["adjusted_rand_index", "contingency", "normalised_mutual_information"]


def contingency(one: IndexArray, other: IndexArray) -> csr_array:
    """Count the things in each pair of groups: ``table[g, h]`` are in g of `one` and h of `other`.

    Raises
    ------
    ValueError
        If the two are not about the same number of things.

    Examples
    --------
    >>> contingency(np.array([0, 0, 1]), np.array([1, 0, 0])).toarray()
    array([[1, 1],
           [1, 0]])
    """
    if one.shape != other.shape:
        raise ValueError(f"divisions of {one.shape} and of {other.shape} things do not compare")
    shape = (int(one.max(initial=-1)) + 1, int(other.max(initial=-1)) + 1)
    ones = np.ones(len(one), dtype=np.int64)
    return csr_array(coo_array((ones, (one, other)), shape=shape))


def adjusted_rand_index(one: IndexArray, other: IndexArray) -> float:
    """Return the adjusted Rand index of two clusterings.

    Parameters
    ----------
    one, other : ndarray of int, shape (n,)
        The group of each thing in either division, from 0.

    Returns
    -------
    float
        1 for the same clustering, about 0 for unrelated ones, also below; 1 where both clusterings
        are trivial in the same way; nan for fewer than two things, which make no pair.

    References
    ----------
    Hubert and Arabie (1985), "Comparing partitions", Journal of Classification 2.

    Examples
    --------
    >>> round(adjusted_rand_index(np.array([0, 0, 1, 1]), np.array([0, 0, 1, 2])), 4)
    0.5714
    """
    table = contingency(one, other)
    total = len(one) * (len(one) - 1) // 2
    if total == 0:
        return float("nan")
    together = _pairs(table.data)
    in_one, in_other = _pairs(table.sum(axis=1)), _pairs(table.sum(axis=0))
    # twice the expected number times all pairs stays a whole number, so nothing is rounded
    above, below = together * total - in_one * in_other, (in_one + in_other) * total
    below -= 2 * in_one * in_other
    return 1.0 if below == 0 else 2 * above / below


def _pairs(sizes: Any) -> int:
    exact = np.asarray(sizes, dtype=np.int64)
    return int((exact * (exact - 1) // 2).sum())


def normalised_mutual_information(one: IndexArray, other: IndexArray) -> float:
    """Return the mutual information of two clusterings over the mean of their entropies.

    Parameters
    ----------
    one, other : ndarray of int, shape (n,)
        The group of each thing in either division, from 0.

    Returns
    -------
    float
        From 0 to 1, not adjusted for chance: many small groups agree by accident. 1 where both are
        a single group; nan for nothing.

    References
    ----------
    Kvalseth (1987), "Entropy and correlation: some comments": mutual information over the
    arithmetic mean of the entropies.

    Examples
    --------
    >>> normalised_mutual_information(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0]))
    1.0
    >>> normalised_mutual_information(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]))
    0.0
    """
    n = len(one)
    if n == 0:
        return float("nan")
    table = contingency(one, other)
    entropy = [_entropy(table.sum(axis=axis) / n) for axis in (0, 1)]
    mean = sum(entropy) / 2
    if mean == 0:
        return 1.0
    mutual = sum(entropy) - _entropy(table.data / n)
    return float(min(max(mutual / mean, 0.0), 1.0))


def _entropy(shares: Any) -> float:
    some = np.asarray(shares, dtype=np.float64)
    some = some[some > 0]
    return float(-(some * np.log(some)).sum())
