"""PageRank, exact up to a stated error."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from kdgraph.arrays import FloatArray
from kdgraph.kernels.propagation import propagate

__all__ = ["pagerank"]


def pagerank(
    cites: csr_array,
    *,
    damping: float = 0.5,
    tolerance: float = 1e-9,
    max_iterations: int = 10_000,
    compiled: bool | None = None,
) -> FloatArray:
    """Return the PageRank of each row; all of it sums to 1.

    The reader who reaches a paper without references goes on at any paper, each as likely, as in
    networkx. Then ranks are in proportion to the plain solution of `propagate` from equal starts,
    so that the papers without references need no treatment inside the sweep.

    Parameters
    ----------
    cites : csr_array, shape (n, n)
        ``cites[i, j] == 1`` when row ``i`` cites row ``j``.
    damping : float
        Probability of following a reference; from 0 to below 1. For papers one half describes how
        far readers go (Chen et al. 2007); the web's 0.85 favours the oldest papers.
    tolerance : float
        Bound on the summed absolute error.
    max_iterations : int
        Most iterations inside one block of rows that lead to each other.
    compiled : bool, optional
        As in `propagate`.

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
    Brin and Page (1998), "The anatomy of a large-scale hypertextual Web search engine", Computer
    Networks 30. Chen, Xie, Maslov and Redner (2007), "Finding scientific gems with Google's
    PageRank algorithm", Journal of Informetrics 1(1), for damping 0.5.

    Examples
    --------
    >>> chain = csr_array([[0, 1], [0, 0]])  # 0 cites 1
    >>> pagerank(chain, damping=0.85).round(2)
    array([0.35, 0.65])
    """
    start = np.ones(cites.shape[0], dtype=np.float64)
    solved = propagate(
        cites,
        start,
        damping=damping,
        tolerance=tolerance,
        max_iterations=max_iterations,
        compiled=compiled,
    )
    return solved / solved.sum() if len(solved) else solved
