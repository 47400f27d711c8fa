"""How related papers are: they cite each other, cite the same papers, or are cited together."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array, csr_array

from kdgraph.kernels.order import Floats
from kdgraph.kernels.similarity import shared_columns

__all__ = ["relatedness"]


def relatedness(
    cites: csr_array,
    *,
    direct: float = 1.0,
    coupling: float = 1.0,
    co_citation: float = 1.0,
    top: int = 20,
) -> csr_array:
    """Return symmetric ties between papers, of which every paper has about the same weight.

    The raw relatedness of two papers is a weighted sum: `direct` where one cites the other,
    `coupling` for each paper that both cite, `co_citation` for each paper that cites both. Of the
    last two, only pairs count in which one is among the `top` of the other. Then the relatedness is
    divided by the sum over all papers that one of the two is related with, and the mean of both
    quotients is the tie: otherwise fields with long reference lists would stick together more.

    Parameters
    ----------
    cites : csr_array, shape (n, n)
        ``cites[i, j] == 1`` when row ``i`` cites row ``j``.
    direct, coupling, co_citation : float
        Weights, none below zero.
    top : int
        How many papers by coupling, and how many by co-citation, are looked at for each paper;
        equal counts in the order of rows.

    Returns
    -------
    csr_array of float64, shape (n, n)
        Symmetric, nothing on the diagonal; a paper related with none has an empty row.

    References
    ----------
    Waltman, Boyack, Colavizza and van Eck (2020), "A principled methodology for comparing
    relatedness measures for clustering publications", for the normalisation; Ahlgren, Chen,
    Colliander and van Eck (2020), "Enhancing direct citations", for the sum and the cut to the 20
    most related.

    Examples
    --------
    1 cites 0, and 2 cites both.

    >>> cites = csr_array(np.array([[0.0, 0, 0], [1, 0, 0], [1, 1, 0]]))
    >>> relatedness(cites).toarray().round(2)
    array([[0.  , 0.58, 0.33],
           [0.58, 0.  , 0.58],
           [0.33, 0.58, 0.  ]])
    """
    n = cites.shape[0]
    raw = direct * (cites + cites.T)
    for weight, table in ((coupling, cites), (co_citation, cites.T.tocsr())):
        if weight:
            pairs = shared_columns(table, top=top)
            row = np.repeat(np.arange(n), np.diff(pairs.starts))
            count = pairs.count.astype(np.float64)
            half = csr_array(coo_array((count, (row, pairs.other)), shape=(n, n)))
            # a count is the same from both sides, so that the larger is the one that is there
            raw = raw + weight * half.maximum(half.T)
    raw = csr_array(raw)
    raw.eliminate_zeros()
    raw.sort_indices()
    total: Floats = np.asarray(raw.sum(axis=1), dtype=np.float64)
    row = np.repeat(np.arange(n), np.diff(raw.indptr))
    raw.data = raw.data * (1 / total[row] + 1 / total[raw.indices]) / 2
    return raw
