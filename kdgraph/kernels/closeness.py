"""Structural closeness of citing and cited paper, by shared references and shared citing papers."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.sparse import csr_array

from kdgraph.arrays import FloatArray, IndexArray

__all__ = ["arc_closeness", "common_citers"]

_CHUNK: Final = 2**22  # stored numbers that are held at once


def arc_closeness(cites: csr_array, citing: IndexArray, cited: IndexArray) -> FloatArray:
    """Return the structural closeness of the two papers of each citation.

    The surroundings of a paper are all papers that it cites or that cite it. The closeness is
    ``(1 + common) / sqrt(a * b)`` for surroundings of a and b papers with `common` ones in both:
    Salton's cosine, with the citation itself counted once, so that it is never 0. It joins
    bibliographic coupling, co-citation and papers on a way between the two; well-known papers,
    whose surroundings are wide, are close to few.

    Parameters
    ----------
    cites : csr_array, shape (n, n)
        ``cites[i, j] == 1`` when row ``i`` cites row ``j``.
    citing, cited : ndarray of int
        The ends of each citation asked for; all of them must be in `cites`.

    Returns
    -------
    ndarray of float
        Above 0 and at most 1, for each citation.

    Examples
    --------
    >>> cites = csr_array([[0.0, 0, 0], [1, 0, 0], [1, 1, 0]])  # 1 cites 0; 2 cites both
    >>> arc_closeness(cites, np.array([2]), np.array([1]))  # 0 is common to both
    array([1.])
    """
    around = csr_array(cites + cites.T)
    around.data[:] = 1.0
    degree = np.diff(around.indptr)
    common = _shared(around, citing, cited)
    close: FloatArray = (1.0 + common) / np.sqrt(degree[citing].astype(float) * degree[cited])
    return close


def common_citers(cited_by: csr_array, first: IndexArray, second: IndexArray) -> IndexArray:
    """Count the papers that cite both of two papers, for many pairs.

    Parameters
    ----------
    cited_by : csr_array, shape (n, n)
        ``cited_by[j, i] == 1`` when row ``i`` cites row ``j``.
    first, second : ndarray of int
        The pairs.

    Examples
    --------
    >>> cited_by = csr_array([[0.0, 1, 1], [0, 0, 1], [0, 0, 0]])  # 1 cites 0; 2 cites both
    >>> common_citers(cited_by, np.array([0]), np.array([1]))
    array([1])
    """
    return _shared(cited_by, first, second).astype(np.intp)


def _shared(array: csr_array, first: IndexArray, second: IndexArray) -> FloatArray:
    """Count the columns that two rows share, for many pairs of rows, a chunk at a time."""
    shared = np.zeros(len(first), dtype=np.float64)
    size = np.cumsum(np.diff(array.indptr)[first] + np.diff(array.indptr)[second])
    start = 0
    while start < len(first):
        done = size[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(size, done + _CHUNK)))
        both = array[first[start:stop]].multiply(array[second[start:stop]])
        shared[start:stop] = both.sum(axis=1)
        start = stop
    return shared
