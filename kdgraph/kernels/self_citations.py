"""Citations that a paper has from papers of its own authors."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from kdgraph.arrays import FloatArray

__all__ = ["own_citations"]


def own_citations(wrote: csr_array, cites: csr_array) -> FloatArray:
    """Return for each authorship how many papers of that author cite that paper.

    Parameters
    ----------
    wrote : csr_array, shape (papers, authors)
        ``wrote[p, a] == 1`` when author ``a`` wrote paper ``p``; indices sorted, no duplicates.
    cites : csr_array, shape (papers, papers)
        ``cites[i, j] == 1`` when paper ``i`` cites paper ``j``.

    Returns
    -------
    ndarray of float, shape (wrote.nnz,)
        In the order of ``wrote.indices``. What other authors of the paper cite does not count: this
        is the author's own view (Aksnes 2003 calls the wider count one of self-citation by paper).

    References
    ----------
    Aksnes (2003), "A macro study of self-citation", Scientometrics 56(2).

    Examples
    --------
    Author 0 wrote both papers, author 1 only the first; the second cites the first.

    >>> own_citations(csr_array([[1, 1], [1, 0]]), csr_array([[0, 0], [1, 0]]))
    array([1., 0., 0.])
    """
    ones = csr_array(
        (np.ones(wrote.nnz, dtype=np.float64), wrote.indices, wrote.indptr), shape=wrote.shape
    )
    citing = csr_array(cites.T @ ones)  # [p, a]: papers of a that cite p
    # the sum has the places of all authorships, in their order, and 1 too much in each
    both = csr_array(citing.multiply(ones) + ones)
    both.sort_indices()
    own: FloatArray = both.data - 1.0
    return own
