"""Betweenness: dependencies of rows on shortest paths."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from kdgraph.arrays import FloatArray, IntArray

__all__ = ["dependencies", "sources_at_once"]


_MOST_CELLS = 2_000_000
_MOST_ARCS = 4_000_000


def dependencies(cites: csr_array, sources: IntArray) -> tuple[FloatArray, FloatArray]:
    """Return how much each row is needed on shortest paths from the given sources.

    The dependency of a source on a row is the sum, over all ends, of the share of shortest paths
    from the source to that end that pass through the row; ends of a path do not count. Summed over
    all rows as sources it is the betweenness of the row.

    Parameters
    ----------
    cites : csr_array, shape (n, n)
        ``cites[i, j] == 1`` when row ``i`` cites row ``j``; paths follow references.
    sources : ndarray of int
        Rows from which paths start.

    Returns
    -------
    total : ndarray of float, shape (n,)
        Sum over the sources.
    squares : ndarray of float, shape (n,)
        Sum of the squares, for the error of a sample.

    References
    ----------
    Brandes (2001), "A faster algorithm for betweenness centrality", Journal of Mathematical
    Sociology 25(2).

    Examples
    --------
    >>> chain = csr_array([[0, 0, 0], [1, 0, 0], [0, 1, 0]])  # 2 cites 1 cites 0
    >>> dependencies(chain, np.arange(3))[0]
    array([0., 1., 0.])
    """
    n = cites.shape[0]
    total, squares = np.zeros(n), np.zeros(n)
    at_once = sources_at_once(n, cites.nnz)
    for first in range(0, len(sources), at_once):
        found = _from(cites, sources[first : first + at_once])
        total += found.sum(axis=0)
        squares += (found * found).sum(axis=0)
    return total, squares


def sources_at_once(n: int, arcs: int) -> int:
    """Return how many sources `dependencies` searches from together.

    Each such search takes a few calls on arrays for each step of its longest shortest path.

    Examples
    --------
    >>> sources_at_once(1000, 2000), sources_at_once(10**9, 10**9)
    (2000, 1)
    """
    return max(min(_MOST_CELLS // max(n, 1), _MOST_ARCS // max(arcs, 1)), 1)


def _from(cites: csr_array, sources: IntArray) -> FloatArray:
    """Return the dependency of each of the sources (rows) on each paper (columns)."""
    n = cites.shape[0]
    starts, cited = cites.indptr.astype(np.int64), cites.indices.astype(np.int64)
    cells = len(sources) * n
    distance = np.full(cells, -1, dtype=np.int32)
    paths = np.zeros(cells, dtype=np.float64)
    front = np.arange(len(sources), dtype=np.int64) * n + sources
    distance[front], paths[front] = 0, 1.0
    waves: list[tuple[IntArray, IntArray]] = []  # the arcs of each step: from cell, to cell
    while len(front):
        row = front % n
        degree = starts[row + 1] - starts[row]
        tail = np.repeat(front, degree)
        place = np.arange(len(tail)) + np.repeat(starts[row] - (np.cumsum(degree) - degree), degree)
        head = tail - tail % n + cited[place]
        fresh = distance[head] < 0
        distance[head[fresh]] = len(waves) + 1
        shortest = distance[head] == len(waves) + 1
        tail, head = tail[shortest], head[shortest]
        np.add.at(paths, head, paths[tail])
        waves.append((tail, head))
        front = np.unique(head)
    needed = np.zeros(cells, dtype=np.float64)
    for tail, head in reversed(waves):
        np.add.at(needed, tail, paths[tail] / paths[head] * (1.0 + needed[head]))
    needed[np.arange(len(sources)) * n + sources] = 0.0
    return needed.reshape(len(sources), n)
