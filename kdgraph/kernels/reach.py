"""Shortest and longest citation distances from given papers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from kdgraph.arrays import IndexArray
from kdgraph.kernels.order import topological_order

__all__ = ["between", "longest_distances", "shortest_distances"]


def shortest_distances(cites: csr_array, sources: IndexArray | Sequence[int]) -> IndexArray:
    """Return the fewest citations that lead from any of `sources` to each row.

    Parameters
    ----------
    cites : csr_array, shape (n, n)
        ``cites[i, j] == 1`` when row ``i`` cites row ``j``; cycles do no harm. For the way from
        cited to citing papers give the transpose.
    sources : sequence of int
        Where the ways begin.

    Returns
    -------
    ndarray of int, shape (n,)
        0 at the sources, -1 where no way leads.

    Examples
    --------
    >>> cites = csr_array([[0.0, 0, 0, 0], [1, 0, 0, 0], [1, 1, 0, 0], [0, 0, 0, 0]])
    >>> shortest_distances(cites, [2])  # 2 cites 0 and 1, 1 cites 0, 3 stands alone
    array([ 1,  1,  0, -1])
    """
    starts = np.asarray(sources, dtype=np.intp)
    if not starts.size:
        return np.full(cites.shape[0], -1, dtype=np.intp)
    found = dijkstra(cites, directed=True, indices=starts, unweighted=True, min_only=True)
    return np.where(np.isfinite(found), found, -1.0).astype(np.intp)


def longest_distances(cites: csr_array, source: int) -> IndexArray:
    """Return the largest number of citations on a path from `source` to each row.

    Parameters
    ----------
    cites : csr_array, shape (n, n)
        As for `shortest_distances`, but what `source` leads to must be without cycles.
    source : int
        Where the ways begin.

    Returns
    -------
    ndarray of int, shape (n,)
        0 at the source, -1 where no way leads.

    Raises
    ------
    ValueError
        If `source` leads to a cycle.

    Examples
    --------
    >>> cites = csr_array([[0.0, 0, 0, 0], [1, 0, 0, 0], [1, 1, 0, 0], [0, 0, 0, 0]])
    >>> longest_distances(cites, 2)
    array([ 2,  1,  0, -1])
    """
    reached = np.flatnonzero(shortest_distances(cites, [source]) >= 0)
    # among the rows reached only the source is cited by none of them, so that a row's level in the
    # reversed graph, its longest chain back to such a row, is its longest way from the source
    _, level = topological_order(csr_array(cites[reached][:, reached].T))
    longest = np.full(cites.shape[0], -1, dtype=np.intp)
    longest[reached] = level
    return longest


def between(cites: csr_array, younger: int, older: int) -> IndexArray:
    """Return the rows on any path from `younger` to `older` along citations, both ends included.

    Parameters
    ----------
    cites : csr_array, shape (n, n)
        Without cycles.
    younger, older : int
        The rows at the ends.

    Returns
    -------
    ndarray of int
        Ascending; empty where no way leads.

    Examples
    --------
    >>> cites = csr_array([[0.0, 0, 0, 0], [1, 0, 0, 0], [1, 1, 0, 0], [1, 0, 0, 0]])
    >>> between(cites, 2, 0), between(cites, 0, 2)  # 3 cites 0, but 2 does not cite 3
    (array([0, 1, 2]), array([], dtype=int64))
    """
    down = shortest_distances(cites, [younger]) >= 0
    if not down[older]:
        return np.zeros(0, dtype=np.intp)
    return np.flatnonzero(down & (shortest_distances(csr_array(cites.T), [older]) >= 0))
