"""PageRank where arcs weigh differently and starts are not equal: authors, sections."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from kdgraph.errors import NotConvergedError
from kdgraph.kernels.spread import FloatArray

__all__ = ["weighted_pagerank"]


def weighted_pagerank(
    weights: csr_array,
    start: FloatArray,
    *,
    damping: float = 0.85,
    tolerance: float = 1e-9,
    max_iterations: int = 10_000,
) -> FloatArray:
    """Return the PageRank of each row; all of it sums to 1.

    Parameters
    ----------
    weights : csr_array, shape (n, n)
        How much row ``i`` cites row ``j``; not negative. A row passes on in proportion.
    start : ndarray of float, shape (n,)
        In what proportion readers begin, and go on from a row that cites nothing; not negative, and
        not all zero unless there are no rows.
    damping : float
        The share passed on; from 0 to below 1.
    tolerance : float
        Bound on the summed absolute error.
    max_iterations : int
        Most iterations.

    Returns
    -------
    ndarray of float, shape (n,)

    Raises
    ------
    ValueError
        If a parameter is out of its range.
    NotConvergedError
        If it takes more iterations.

    References
    ----------
    Page, Brin, Motwani and Winograd (1999), "The PageRank citation ranking", Stanford InfoLab
    1999-66, section 6 for unequal starts.

    Examples
    --------
    Row 0 cites row 1 three times as much as row 2.

    >>> weights = csr_array([[0.0, 3.0, 1.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    >>> weighted_pagerank(weights, np.ones(3), damping=0.5).round(3)
    array([0.286, 0.393, 0.321])
    """
    n = weights.shape[0]
    if not 0 <= damping < 1:
        raise ValueError(f"damping must be from 0 to below 1, got {damping}")
    if not tolerance >= 1e-13:
        raise ValueError(f"tolerance must be at least 1e-13, got {tolerance}")
    if start.shape != (n,):
        raise ValueError(f"expected {n} starting values, got shape {start.shape}")
    if weights.nnz and not (np.isfinite(weights.data).all() and weights.data.min() >= 0):
        raise ValueError("weights must be finite and not negative")
    if not n:
        return np.zeros(0, dtype=np.float64)
    if not (np.isfinite(start).all() and start.min() >= 0 and start.any()):
        raise ValueError("starting values must be finite, not negative and not all zero")
    own = start / start.sum()
    given: FloatArray = np.asarray(weights.sum(axis=1), dtype=np.float64)
    passed_on = np.divide(damping, given, out=np.zeros(n, dtype=np.float64), where=given > 0)
    received = csr_array(weights.T)
    # Mass lost where nothing is cited comes back in proportion to the starts when all is scaled to
    # 1, so that it needs no treatment. A change c leaves an error of at most c * d / (1 - d), which
    # scaling may double.
    enough = tolerance if not damping else tolerance * (1 - damping) / (2 * damping)
    now, change = own, 0.0
    for _ in range(max_iterations):
        new: FloatArray = own + received @ (now * passed_on)
        change = float(np.abs(new - now).sum())
        now = new
        if change <= enough:
            scaled: FloatArray = now / now.sum()
            return scaled
    raise NotConvergedError("PageRank", max_iterations, change, enough)
