"""Groups of a weighted network by the Leiden algorithm, and the quality of a clustering.

A thin face over ``graspologic-native``: one Rust library without dependencies beyond numpy and
scipy, MIT licence, one wheel for every Python from 3.9. (scikit-network has none for 3.14, and
leidenalg and igraph are GPL.)
"""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.sparse import coo_array, csr_array

from kdgraph.arrays import IndexArray

__all__ = ["leiden", "potts_quality"]

_ROUNDING: Final = 1e-9


def leiden(
    weights: csr_array,
    *,
    resolution: float,
    seed: int,
    iterations: int = 2,
    modularity: bool = False,
) -> IndexArray:
    """Cluster the rows of a network by the Leiden algorithm (constant Potts model).

    It looks for the division of greatest `potts_quality` (constant Potts model), which, other than
    modularity, finds groups of any size, and whose resolution has a meaning: inside a group the
    mean weight of a tie exceeds it, between two groups it does not.

    Parameters
    ----------
    weights : csr_array, shape (n, n)
        Weight of each tie: symmetric, none negative, nothing on the diagonal.
    resolution : float
        Above zero, in the unit of the weights; the higher, the more and smaller groups.
    seed : int
        Of the random order in which rows are tried; the same gives the same groups, for the same
        order of rows.
    iterations : int
        How often to start again from the groups found.
    modularity : bool
        Look for the division of greatest modularity instead, whose resolution has no unit and is 1
        in its plain form. It suits ties whose weights thin out as groups grow, as those of
        co-authors do.

    Returns
    -------
    ndarray of int, shape (n,)
        The group of each row: 0 is the largest; among groups of one size, the one with the lowest
        row comes first. A row without ties is a group of its own.

    Raises
    ------
    ValueError
        If `resolution` is not above zero, or the network is not symmetric.

    References
    ----------
    Traag, Waltman and van Eck (2019), "From Louvain to Leiden: guaranteeing well-connected
    communities"; Traag, Van Dooren and Nesterov (2011), "Narrow scope for resolution-limit-free
    community detection", for the constant Potts model.

    Examples
    --------
    Two triangles, 0 to 2 and 3 to 5, with one tie between them, and 6 without ties.

    >>> ties = np.zeros((7, 7))
    >>> for a, b in [(0, 1), (0, 2), (1, 2), (2, 3), (3, 4), (3, 5), (4, 5)]:
    ...     ties[a, b] = ties[b, a] = 1
    >>> leiden(csr_array(ties), resolution=0.3, seed=0)
    array([0, 0, 0, 1, 1, 1, 2])
    """
    if not resolution > 0:
        raise ValueError(f"the resolution must be above zero, got {resolution}")
    n = weights.shape[0]
    tied = np.flatnonzero(np.diff(weights.indptr))
    # the library keeps nothing of a row without ties, so it is not shown any
    network = weights[tied][:, tied].tocsr().astype(np.float64)
    if network.nnz != weights.nnz or (network - network.T).count_nonzero():
        raise ValueError("the weights are not symmetric; add those of both directions first")
    label = np.arange(n, n + n, dtype=np.intp)
    if len(tied):
        from graspologic_native import leiden_csr

        network.sort_indices()
        _, found = leiden_csr(
            network.indptr.astype(np.int64),
            network.indices.astype(np.int32),
            network.data,
            len(tied),
            resolution=resolution,
            iterations=iterations,
            use_modularity=modularity,
            seed=seed,
        )
        label[tied] = [found[row] for row in range(len(tied))]
        label[tied] = _separated(network, label[tied], resolution)
    return _by_size(label)


def _separated(weights: csr_array, label: IndexArray, resolution: float) -> IndexArray:
    """Merge groups as long as that raises the quality.

    The algorithm guarantees that nothing is left to merge; the library, version 1.3.1, leaves
    something in some three of a hundred small networks.
    """
    while True:
        _, label = np.unique(label, return_inverse=True)
        size = np.bincount(label)
        row = label[np.repeat(np.arange(len(label)), np.diff(weights.indptr))]
        between = coo_array((weights.data, (row, label[weights.indices])), shape=2 * size.shape)
        between.sum_duplicates()
        one, other = between.coords
        gain = between.data - resolution * size[one] * size[other]
        better = np.flatnonzero((one < other) & (gain > _ROUNDING * between.data))
        if not len(better):
            return label
        # pairs of groups without a group in common do not change each other's gain
        merged = np.arange(len(size))
        free = np.ones(len(size), dtype=bool)
        for pair in better[np.lexsort((other[better], one[better], -gain[better]))]:
            if free[one[pair]] and free[other[pair]]:
                free[[one[pair], other[pair]]] = False
                merged[other[pair]] = one[pair]
        label = merged[label]


def _by_size(label: IndexArray) -> IndexArray:
    """Return labels renumbered by size, and those of one size by their first row."""
    _, first, group, size = np.unique(
        label, return_index=True, return_inverse=True, return_counts=True
    )
    number = np.empty(len(size), dtype=np.intp)
    number[np.lexsort((first, -size))] = np.arange(len(size))
    return number[group]


def potts_quality(weights: csr_array, group: IndexArray, *, resolution: float) -> float:
    """Return the weight of ties inside groups, less `resolution` for each pair inside one.

    Parameters
    ----------
    weights : csr_array, shape (n, n)
        Symmetric; each tie counts once.
    group : ndarray of int, shape (n,)
        The group of each row, from 0.
    resolution : float
        In the unit of the weights.

    References
    ----------
    Traag, Van Dooren and Nesterov (2011), the constant Potts model.

    Examples
    --------
    >>> ties = csr_array([[0.0, 1, 0], [1, 0, 1], [0, 1, 0]])
    >>> potts_quality(ties, np.array([0, 0, 1]), resolution=0.25)
    0.75
    """
    row = np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr))
    inside = weights.data[group[row] == group[weights.indices]].sum() / 2
    size = np.bincount(group).astype(np.float64)
    return float(inside - resolution * (size * (size - 1) / 2).sum())
