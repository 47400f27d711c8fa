"""Which citations a longer way makes redundant."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from kdgraph.arrays import IndexArray
from kdgraph.kernels.order import arc_rows, topological_order

__all__ = ["redundant_arcs"]


def redundant_arcs(cites: csr_array) -> IndexArray:
    """Return for each citation a row on a longer way that leads to the same paper.

    Parameters
    ----------
    cites : csr_array, shape (n, n)
        ``cites[i, j] == 1`` when row ``i`` cites row ``j``; without cycles. Takes n * n / 8 bytes.

    Returns
    -------
    ndarray of int, one for each stored arc
        A row that the citing paper cites too and from which the cited one can be reached: the one
        with the longest chain of citations, of several the first. -1 where there is none, and the
        arc belongs to the transitive reduction.

    Raises
    ------
    ValueError
        If there is a cycle.

    References
    ----------
    Aho, Garey and Ullman (1972), "The transitive reduction of a directed graph".

    Examples
    --------
    >>> redundant_arcs(csr_array([[0.0, 0, 0], [1, 0, 0], [1, 1, 0]]))  # 2 cites 0 also by way of 1
    array([-1,  1, -1])
    """
    n = cites.shape[0]
    order, level = topological_order(cites)
    reach = np.zeros((n, (n + 7) // 8), dtype=np.uint8)
    byte, bit = np.arange(n) >> 3, (np.uint8(1) << (np.arange(n) & 7).astype(np.uint8))
    via = np.full(cites.nnz, -1, dtype=np.intp)
    rows = arc_rows(cites)
    # the longest chain first, so that what it reaches is known before the arcs that it excuses
    along = np.lexsort((cites.indices, -level[cites.indices], rows))
    starts = cites.indptr
    for row in order.tolist():
        reached = reach[row]
        arcs = along[starts[row] : starts[row + 1]]
        for place, arc in enumerate(arcs.tolist()):
            cited = int(cites.indices[arc])
            if reached[byte[cited]] & bit[cited]:
                earlier = cites.indices[arcs[:place]]
                through = reach[earlier, byte[cited]] & bit[cited]
                via[arc] = earlier[np.flatnonzero(through)[0]]
                continue
            reached |= reach[cited]
            reached[byte[cited]] |= bit[cited]
    return via
