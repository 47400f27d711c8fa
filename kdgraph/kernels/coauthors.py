"""Co-author pairs with the number of shared papers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.sparse import coo_array, csr_array

from kdgraph.arrays import AnyIntArray

__all__ = ["coauthor_pairs"]


def coauthor_pairs(
    wrote: csr_array, *, most_pairs: int = 8_000_000
) -> tuple[csr_array[np.int64], csr_array[np.float64]]:
    """Return how many papers each two authors share, plainly and fractionally.

    Parameters
    ----------
    wrote : csr_array, shape (papers, authors)
        ``wrote[p, a] == 1`` when author ``a`` wrote paper ``p``; no duplicates. Rows with fewer
        than two authors add nothing.
    most_pairs : int
        How many pairs are held before they are summed, at about 50 bytes each; a single paper may
        have more. It changes memory and time only.

    Returns
    -------
    joint : csr_array of int64, shape (authors, authors)
        Papers that ``a`` and ``b`` share, at ``[a, b]`` with ``a < b`` only; indices sorted.
    weight : csr_array of float64, shape (authors, authors)
        In the same places: each paper with k authors adds ``1 / (k - 1)``.

    Notes
    -----
    Papers with equally many authors are taken together, so that their pairs are one gather; both
    sums are made in one pass, the plain one as the imaginary part. It does half the work of the
    product of the incidence with itself, which finds each pair twice and each author's own papers.

    References
    ----------
    Newman (2001), "Scientific collaboration networks. II", Physical Review E 64, 016132.

    Examples
    --------
    Authors 0 and 1 wrote a paper together, and another one with author 2.

    >>> joint, weight = coauthor_pairs(csr_array([[1, 1, 0], [1, 1, 1]]))
    >>> joint.toarray()
    array([[0, 2, 1],
           [0, 0, 1],
           [0, 0, 0]])
    >>> weight.toarray()
    array([[0. , 1.5, 0.5],
           [0. , 0. , 0.5],
           [0. , 0. , 0. ]])
    """
    if not wrote.has_sorted_indices:
        wrote = wrote.sorted_indices()
    n = wrote.shape[1]
    total = csr_array((n, n), dtype=np.complex128)
    held: list[tuple[AnyIntArray, AnyIntArray, float]] = []
    count = 0
    for block in _pairs(wrote, most_pairs):
        held.append(block)
        count += len(block[0])
        if count >= most_pairs:
            total = total + _summed(held, n)
            held, count = [], 0
    if held:
        total = total + _summed(held, n) if total.nnz else _summed(held, n)
    parts = total.indices, total.indptr
    joint = np.rint(total.data.imag).astype(np.int64)
    return (
        csr_array((joint, *parts), shape=(n, n)),
        csr_array((total.data.real.copy(), *parts), shape=(n, n)),
    )


def _pairs(wrote: csr_array, most: int) -> Iterator[tuple[AnyIntArray, AnyIntArray, float]]:
    """Yield pairs of authors, the lower one first, and what each pair weighs."""
    size = np.diff(wrote.indptr)
    # scipy sums faster with small indices
    authors: AnyIntArray = wrote.indices.astype(np.int32 if wrote.shape[1] < 2**31 else np.int64)
    for k in np.unique(size[size > 1]).tolist():
        rows = np.flatnonzero(size == k)
        first, second = np.triu_indices(k, 1)
        at_once = max(most // len(first), 1)
        for start in range(0, len(rows), at_once):
            places = wrote.indptr[rows[start : start + at_once], None] + np.arange(k)
            team = authors[places]
            yield team[:, first].ravel(), team[:, second].ravel(), 1.0 / (k - 1)


def _summed(held: list[tuple[AnyIntArray, AnyIntArray, float]], n: int) -> csr_array[np.complex128]:
    first, second = (np.concatenate([block[side] for block in held]) for side in (0, 1))
    value = np.concatenate([np.full(len(block[0]), block[2] + 1j) for block in held])
    return csr_array(coo_array((value, (first, second)), shape=(n, n)).tocsr())
