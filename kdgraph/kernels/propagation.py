"""Solve ``x = s + d P' x``, the linear system behind PageRank and CiteRank."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import csr_array

from kdgraph.arrays import FloatArray, IntArray
from kdgraph.errors import NotConvergedError
from kdgraph.kernels.compiled import Loop, compiled_if_it_pays, read_only

__all__ = ["propagate"]


# More blocks mean fewer arcs inside them but more calls; measured at 100,000 papers.
_BLOCKS = 12
_LEAST_ROWS = 256
_PER_ARC = 8e-9  # seconds that compiled loops save


def propagate(
    cites: csr_array,
    start: FloatArray,
    *,
    damping: float,
    tolerance: float = 1e-9,
    max_iterations: int = 10_000,
    compiled: bool | None = None,
) -> FloatArray:
    """Solve ``y[j] = start[j] + damping * sum(y[i] / references(i) for i citing j)``.

    Rows are swept once from the last to the first, in blocks that no arc enters from a lower row:
    when a block is solved, what it passes to lower rows is final. Only inside a block is there
    iteration, which on its acyclic part ends by itself. Where rows stand in topological order, the
    cited before the citing, blocks are short and the sweep costs little more than one look at each
    arc; any other order gives the same values, later. Compiled loops take the shortest blocks there
    are, single rows where no cycle is.

    Parameters
    ----------
    cites : csr_array, shape (n, n)
        ``cites[i, j] == 1`` when row ``i`` cites row ``j``; indices sorted, cycles allowed.
    start : ndarray of float, shape (n,)
        What each row has by itself; not negative.
    damping : float
        The share that a row passes on to all those that it cites; from 0 to below 1. A row that
        cites nothing keeps its share to itself, and it is lost.
    tolerance : float
        Bound on the summed error of ``y / sum(y)``; at least 1e-13.
    max_iterations : int
        Most iterations inside one block.
    compiled : bool, optional
        Whether to use numba, which gives the same result within `tolerance`; by default where it is
        installed and the graph large enough to pay for loading it.

    Returns
    -------
    ndarray of float, shape (n,)
        The solution; nothing is normalised.

    Raises
    ------
    ValueError
        If a parameter is out of its range.
    NotConvergedError
        If a block needs more iterations.

    Examples
    --------
    >>> cites = csr_array([[0, 0, 0], [1, 0, 0], [1, 1, 0]])  # 2 cites 0 and 1, 1 cites 0
    >>> propagate(cites, np.ones(3), damping=0.5)
    array([1.875, 1.25 , 1.   ])
    """
    n = cites.shape[0]
    _check(n, start, damping, tolerance)
    solved = np.array(start, dtype=np.float64)
    if damping == 0 or not cites.nnz:
        return solved
    starts = cites.indptr.astype(np.int64)
    # small index types halve the traffic, and scipy checks them less
    cited = cites.indices.astype(np.int32 if max(n, cites.nnz) < 2**31 else np.int64, copy=False)
    references = np.diff(starts)
    passed_on = np.divide(damping, references, out=np.zeros(n), where=references > 0)
    loops = compiled_if_it_pays(_sweep, seconds=_PER_ARC * cites.nnz, compiled=compiled)
    if loops is not None:
        limits = tolerance * (1 - damping) ** 2 / 2, max_iterations
        return _by_loop(loops[0], cites, passed_on, solved, *limits)
    edges = _block_edges(cited, starts)
    ones = np.ones(int(np.diff(starts[edges]).max()), dtype=np.float64)
    # With this change left in a block, its error is at most damping / (1 - damping) times that,
    # grows by at most 1 / (1 - damping) on its way down, and doubles by normalising.
    enough = tolerance * (1 - damping) ** 2 / (2 * damping) * solved.sum() / (len(edges) - 1)
    for low, high in zip(edges[-2::-1], edges[:0:-1], strict=True):
        first, last = starts[low], starts[high]
        columns = cited[first:last]
        pointers = (starts[low : high + 1] - first).astype(cited.dtype)
        is_inside = columns >= low
        inside = np.flatnonzero(is_inside)
        step = passed_on[low:high]
        block = solved[low:high]
        if len(inside):
            within = csr_array(
                (
                    ones[: len(inside)],
                    (columns[inside] - low).astype(cited.dtype),
                    np.concatenate(([0], np.cumsum(is_inside, dtype=cited.dtype)))[pointers],
                ),
                shape=(high - low, high - low),
            )
            block = _iterate(within, block, step, enough, max_iterations)
            solved[low:high] = block
        if low:
            arcs = csr_array((ones[: last - first], columns, pointers), shape=(high - low, high))
            solved[:low] += (arcs.T @ (block * step))[:low]
    return solved


def _by_loop(
    loop: Loop,
    cites: csr_array,
    passed_on: FloatArray,
    solved: FloatArray,
    share: float,
    most: int,
) -> FloatArray:
    """Sweep once over all rows; `solved` is what each has by itself, and becomes the solution."""
    arrays = (read_only(part) for part in (cites.indptr, cites.indices, passed_on))
    # The weight left waiting in a block is wrong by at most 1 / (1 - damping) times itself there,
    # as much again on its way down, and doubles by normalising.
    waiting, enough = loop(*arrays, solved, share * solved.sum(), most)
    if waiting > enough:
        raise NotConvergedError("the spread of weight along citations", most, waiting, enough)
    return solved


def _sweep(
    indptr: IntArray,
    indices: IntArray,
    passed_on: FloatArray,
    solved: FloatArray,
    allowed: float,
    most: int,
) -> tuple[float, float]:
    """Sweep from the last row to the first, in the shortest blocks that no arc enters from below.

    Returns the weight that was still waiting in the block that did not end, and what may wait.
    """
    n = len(indptr) - 1
    opens = np.zeros(n, dtype=np.bool_)  # whether a block begins at a row
    blocks, reach, size = 1, -1, 0  # blocks of several rows, and one more
    for row in range(n):
        if reach < row:
            opens[row] = True
            size = 0
        size += 1
        blocks += size == 2
        if indptr[row + 1] > indptr[row]:
            reach = max(reach, indices[indptr[row + 1] - 1])
    enough = allowed / blocks
    waits = np.zeros(n, dtype=np.float64)  # what a row has still to pass on inside its block
    high = n
    while high > 0:
        low = high - 1
        while not opens[low]:
            low -= 1
        if high - low > 1:
            waiting = 0.0
            for row in range(low, high):
                waits[row] = solved[row]
                solved[row] = 0.0
                waiting += waits[row]
            turns = 0
            while waiting > enough and turns < most:
                for row in range(high - 1, low - 1, -1):
                    here = waits[row]
                    if here == 0.0:
                        continue
                    waits[row] = 0.0
                    solved[row] += here
                    here *= passed_on[row]
                    for at in range(indptr[row + 1] - 1, indptr[row] - 1, -1):
                        if indices[at] < low:
                            break
                        waits[indices[at]] += here
                waiting = 0.0
                for row in range(low, high):
                    waiting += waits[row]
                turns += 1
            if waiting > enough:
                return waiting, enough
            for row in range(low, high):
                solved[row] += waits[row]
        for row in range(high - 1, low - 1, -1):
            here = solved[row] * passed_on[row]
            for at in range(indptr[row], indptr[row + 1]):
                if indices[at] >= low:
                    break
                solved[indices[at]] += here
        high = low
    return 0.0, enough


def _iterate(
    within: csr_array, own: FloatArray, step: FloatArray, enough: float, most: int
) -> FloatArray:
    down = within.T
    now, more, change = own.copy(), own, 0.0
    for _ in range(most):
        # what was added last is passed on; nothing of it is negative
        more = down @ (more * step)
        now += more
        change = float(more.sum())
        if change <= enough:
            return now
    raise NotConvergedError("the spread of weight along citations", most, change, enough)


def _block_edges(cited: np.ndarray[Any, Any], starts: IntArray) -> IntArray:
    """Return where blocks begin and end, ascending from 0 to n: no arc crosses an edge upwards."""
    n = len(starts) - 1
    highest = np.full(n, -1, dtype=np.int64)
    some = np.diff(starts) > 0
    highest[some] = cited[starts[1:][some] - 1]
    reach = np.maximum.accumulate(highest)
    allowed = np.flatnonzero(reach[:-1] < np.arange(1, n)) + 1
    wanted = np.arange(0, n, max(n // _BLOCKS, _LEAST_ROWS))[1:]
    places = np.searchsorted(allowed, wanted)
    inner = allowed[places[places < len(allowed)]]
    return np.unique(np.concatenate(([0], inner, [n]))).astype(np.int64)


def _check(n: int, start: FloatArray, damping: float, tolerance: float) -> None:
    if not 0 <= damping < 1:
        raise ValueError(f"damping must be from 0 to below 1, got {damping}")
    if not tolerance >= 1e-13:
        raise ValueError(f"tolerance must be at least 1e-13, got {tolerance}")
    if start.shape != (n,):
        raise ValueError(f"expected {n} starting values, got shape {start.shape}")
    if not (np.isfinite(start).all() and (start >= 0).all()):
        raise ValueError("starting values must be finite and not negative")
