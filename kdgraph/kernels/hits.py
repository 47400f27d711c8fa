"""Hubs and authorities."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from kdgraph.arrays import FloatArray
from kdgraph.errors import NotConvergedError

__all__ = ["hits"]


def hits(
    cites: csr_array, *, tolerance: float = 1e-9, max_iterations: int = 20_000
) -> tuple[FloatArray, FloatArray]:
    """Return hub and authority of each row; each of the two sums to 1.

    An authority is cited by good hubs, a good hub cites authorities. From equal hubs the two are
    exchanged until they stay; so where several answers are possible (parts that share no citing
    paper), it is the one that equal hubs lead to.

    Parameters
    ----------
    cites : csr_array, shape (n, n)
        ``cites[i, j] == 1`` when row ``i`` cites row ``j``. Give one weakly connected component:
        all but the heaviest of several get zero.
    tolerance : float
        Estimated bound on the summed absolute error of the authorities.
    max_iterations : int
        Most exchanges.

    Returns
    -------
    hubs, authorities : ndarray of float, shape (n,)
        All nan where there is no arc.

    Raises
    ------
    NotConvergedError
        If it takes more exchanges.

    References
    ----------
    Kleinberg (1999), "Authoritative sources in a hyperlinked environment", Journal of the ACM 46.

    Examples
    --------
    >>> cites = csr_array([[0, 0, 0], [1, 0, 0], [1, 1, 0]])  # 2 cites 0 and 1, 1 cites 0
    >>> hub, authority = hits(cites)
    >>> authority.round(3)
    array([0.618, 0.382, 0.   ])
    """
    n = cites.shape[0]
    if not cites.nnz:
        return np.full(n, np.nan), np.full(n, np.nan)
    back = cites.T
    authority = _shares(back @ np.ones(n))
    change = np.inf
    for _ in range(max_iterations):
        new = _shares(back @ (cites @ authority))
        before, change = change, float(np.abs(new - authority).sum())
        authority = new
        ratio = change / before if 0 < before < np.inf else 1.0
        # the changes to come form a series of this ratio; near rounding it says nothing
        if change <= 4e-16 * np.sqrt(n) or (ratio < 1 and change * ratio / (1 - ratio) < tolerance):
            return _shares(cites @ authority), authority
    raise NotConvergedError("hubs and authorities", max_iterations, change, tolerance)


def _shares(values: FloatArray) -> FloatArray:
    shares: FloatArray = values / values.sum()
    return shares
