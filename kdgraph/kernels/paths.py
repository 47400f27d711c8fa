"""Count the paths between two papers, and list the best."""

from __future__ import annotations

import heapq

import numpy as np
from scipy.sparse import csr_array

from kdgraph.arrays import FloatArray, IndexArray
from kdgraph.kernels.order import topological_order

__all__ = ["best_paths", "count_paths", "path_shares"]


def count_paths(cites: csr_array, younger: int, older: int) -> int:
    """Count the paths along citations between two rows; exact, whatever their number.

    Parameters
    ----------
    cites : csr_array, shape (n, n)
        ``cites[i, j] == 1`` when row ``i`` cites row ``j``; without cycles.
    younger, older : int
        Where the paths begin and end.

    Returns
    -------
    int
        1 if both are the same row: the path without arcs.

    Raises
    ------
    ValueError
        If there is a cycle.

    Examples
    --------
    >>> cites = csr_array([[0.0, 0, 0], [1, 0, 0], [1, 1, 0]])  # 1 cites 0; 2 cites both
    >>> count_paths(cites, 2, 0), count_paths(cites, 0, 2)
    (2, 0)
    """
    order, _ = topological_order(cites)
    starts, cited = cites.indptr.tolist(), cites.indices.tolist()
    count = [0] * cites.shape[0]
    count[older] = 1
    for row in order.tolist():
        if row != older:
            count[row] = sum([count[j] for j in cited[starts[row] : starts[row + 1]]])
    return count[younger]


def best_paths(
    cites: csr_array, younger: int, older: int, rank: IndexArray, most: int
) -> tuple[list[list[int]], FloatArray]:
    """Return the paths between two rows with the largest sums of arc weights, best first.

    Parameters
    ----------
    cites : csr_array, shape (n, n)
        The *weight* of each arc (i, j), row i citing row j, any finite number; an arc that must not
        be used is not stored. Without cycles.
    younger, older : int
        Where the paths begin and end.
    rank : ndarray of int, shape (n,)
        A place for each row that does not depend on how rows are numbered, to settle ties.
    most : int
        How many paths to return at most.

    Returns
    -------
    paths : list of lists of int
        Rows from `younger` to `older`.
    weight : ndarray of float
        The sum of each.

    Notes
    -----
    Each path is an earlier one with one arc changed and the best way on from there (Eppstein 1998,
    "Finding the k shortest paths", in its plain form for acyclic graphs). The k-th costs the length
    of one path times the references of its papers; nothing is recursive.

    Examples
    --------
    >>> weights = csr_array([[0.0, 0, 0], [2, 0, 0], [3, 2, 0]])
    >>> best_paths(weights, 2, 0, np.arange(3), 5)
    ([[2, 1, 0], [2, 0]], array([4., 3.]))
    """
    order, _ = topological_order(cites)
    starts, cited, weights = cites.indptr.tolist(), cites.indices.tolist(), cites.data.tolist()
    places = rank.tolist()
    value = [-np.inf] * cites.shape[0]
    onward = [-1] * cites.shape[0]
    value[older] = 0.0
    for row in order.tolist():
        if row == older:
            continue
        choices = [
            (weights[at] + value[cited[at]], -places[cited[at]], cited[at])
            for at in range(starts[row], starts[row + 1])
            if value[cited[at]] > -np.inf
        ]
        if choices:
            value[row], _, onward[row] = max(choices)
    if value[younger] == -np.inf or most < 1:
        return [], np.zeros(0, dtype=np.float64)
    paths: list[list[int]] = []
    sums: list[float] = []
    # a path waits as the number of an earlier one, how many rows it shares with that, the row that
    # it has next instead, and the sum of its weights up to there
    waiting = [(-value[younger], 0, -1, 0, younger, 0.0)]
    pushed = 0
    while waiting and len(paths) < most:
        negative, _, parent, shared, row, before = heapq.heappop(waiting)
        path = paths[parent][:shared] if parent >= 0 else []
        path.append(row)
        while row != older:
            step, further = 0.0, []
            for at in range(starts[row], starts[row + 1]):
                if cited[at] == onward[row]:
                    step = weights[at]
                elif value[cited[at]] > -np.inf:
                    further.append((places[cited[at]], at))
            for _, at in sorted(further):
                pushed += 1
                so_far = before + weights[at]
                total = so_far + value[cited[at]]
                entry = (-total, pushed, len(paths), len(path), cited[at], so_far)
                heapq.heappush(waiting, entry)
            before += step
            row = onward[row]
            path.append(row)
        paths.append(path)
        sums.append(-negative)
    return paths, np.array(sums, dtype=np.float64)


def path_shares(cites: csr_array, younger: int, older: int) -> tuple[FloatArray, FloatArray]:
    """Return which share of all paths between two rows runs through each arc and each row.

    A path weighs the exponential of the sum of its arcs' weights: with logarithms as weights, the
    product of what they are logarithms of; with zeros, all paths weigh the same.

    Parameters
    ----------
    cites : csr_array, shape (n, n)
        The *weight* of each arc (i, j), row i citing row j, any finite number; without cycles.
    younger, older : int
        Where the paths begin and end, two rows.

    Returns
    -------
    arcs : ndarray of float, shape (arcs,)
        The share of each stored arc, from 0 to 1, in their order.
    rows : ndarray of float, shape (n,)
        The share of each row; 1 for both ends, all 0 where no path leads.

    Raises
    ------
    ValueError
        If there is a cycle.

    Examples
    --------
    >>> cites = csr_array(([0.0, 0.0, 0.0], [0, 0, 1], [0, 0, 1, 3]), (3, 3))
    >>> arcs, rows = path_shares(cites, 2, 0)  # 1 cites 0; 2 cites both
    >>> arcs.tolist(), rows.tolist()
    ([0.5, 0.5, 0.5], [1.0, 0.5, 1.0])
    """
    order, _ = topological_order(cites)
    starts, n = cites.indptr.tolist(), cites.shape[0]
    # logarithms, since the weights of long paths are below what numbers can hold
    onward = np.full(n, -np.inf)
    onward[older] = 0.0
    arcs, rows = np.zeros(len(cites.data)), np.zeros(n)
    for row in order.tolist():
        here = slice(starts[row], starts[row + 1])
        if row != older and here.start < here.stop:
            onward[row] = np.logaddexp.reduce(cites.data[here] + onward[cites.indices[here]])
    if not np.isfinite(onward[younger]):
        return arcs, rows
    rows[younger] = 1.0
    for row in order.tolist()[::-1]:
        here = slice(starts[row], starts[row + 1])
        if row == older or not rows[row] or here.start == here.stop:
            continue
        part = np.exp(cites.data[here] + onward[cites.indices[here]] - onward[row])
        arcs[here] = rows[row] * part
        np.add.at(rows, cites.indices[here], arcs[here])
    return arcs, rows
