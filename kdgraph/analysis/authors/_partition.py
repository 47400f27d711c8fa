"""Dividing a network of ties into communities: the one place that knows by which method."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from kdgraph.arrays import IntArray
from kdgraph.kernels.leiden import leiden

__all__ = ["METHOD", "modularity", "partition"]


METHOD = "Leiden on modularity (Traag, Waltman and van Eck 2019)"
"""How `partition` works, to be said beside its result."""

_ITERATIONS = 10  # each starts from the groups of the one before; the tenth changes little


def partition(ties: csr_array, *, resolution: float, seed: int) -> IntArray:
    """Return the community of each row; rows without ties are communities of their own.

    Parameters
    ----------
    ties : csr_array, shape (n, n)
        Symmetric weights above zero, nothing on the diagonal.
    resolution : float
        Of modularity: higher values give smaller communities; above zero.
    seed : int
        Decides in which order rows are looked at. Same ties, same seed, same result.
    """
    label = leiden(ties, resolution=resolution, seed=seed, iterations=_ITERATIONS, modularity=True)
    return label.astype(np.int64)


def modularity(ties: csr_array, label: IntArray, *, resolution: float) -> float:
    """Return the modularity of a division; nan where there are no ties.

    References
    ----------
    Newman (2004), "Analysis of weighted networks", Physical Review E 70, 056131; Reichardt and
    Bornholdt (2006), Physical Review E 74, 016110, for the resolution.

    Examples
    --------
    >>> pairs = csr_array([[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]])
    >>> modularity(pairs, np.array([0, 0, 1, 1]), resolution=1)
    0.5
    """
    total = float(ties.sum())
    if not total:
        return float("nan")
    arcs = ties.tocoo()
    inside = float(arcs.data[label[arcs.row] == label[arcs.col]].sum())
    degree = np.bincount(label, weights=np.asarray(ties.sum(axis=1), dtype=np.float64))
    return inside / total - resolution * float(((degree / total) ** 2).sum())
