"""Strong components, levels and a topological order of a citation graph."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from kdgraph.arrays import IndexArray

__all__ = [
    "arc_rows",
    "by_level",
    "condensation",
    "strong_components",
    "topological_order",
]


# A level with fewer papers than this is walked one by one faster than by calls on whole arrays.
_THIN = 32
_ROWS_SHOWN = 6


def arc_rows(cites: csr_array) -> IndexArray:
    """Return the citing row of each stored arc; ``cites.indices`` are the cited ones.

    Examples
    --------
    >>> arc_rows(csr_array([[0, 0, 0], [1, 0, 0], [1, 1, 0]]))
    array([1, 2, 2])
    """
    return np.repeat(np.arange(cites.shape[0], dtype=np.intp), np.diff(cites.indptr))


def strong_components(cites: csr_array) -> tuple[int, IndexArray]:
    """Return the strong components: sets of papers that lead to each other along citations.

    Parameters
    ----------
    cites : csr_array, shape (n, n)
        ``cites[i, j] == 1`` when row ``i`` cites row ``j``.

    Returns
    -------
    count : int
        How many components there are; n where there is no cycle.
    label : ndarray of int, shape (n,)
        The component of each row, from 0 to ``count - 1``. A component has a higher label than
        every other one that its papers cite.

    References
    ----------
    Pearce (2005), "An improved algorithm for finding the strongly connected components of a
    directed graph", as scipy has it; no recursion, so depth is no matter.

    Examples
    --------
    1 cites 0, and 1 and 2 cite each other.

    >>> strong_components(csr_array([[0, 0, 0], [1, 0, 1], [0, 1, 0]]))
    (2, array([0, 1, 1]))
    """
    if cites.shape[0] == 0:
        return 0, np.zeros(0, dtype=np.intp)
    found, given = connected_components(cites, directed=True, connection="strong")
    return int(found), _cited_first(cites, int(found), given.astype(np.intp))


def _cited_first(cites: csr_array, count: int, label: IndexArray) -> IndexArray:
    """Return the labels, renumbered if need be so that citations lead to no higher one."""
    citing, cited = np.repeat(label, np.diff(cites.indptr)), label[cites.indices]
    if not (citing < cited).any():
        return label  # as scipy leaves them, without promising it
    level = _levels(_between(citing, cited, count))
    place = np.empty(count, dtype=np.intp)
    place[np.argsort(level, kind="stable")] = np.arange(count)
    return place[label]


def condensation(cites: csr_array) -> tuple[IndexArray, IndexArray]:
    """Return the strong component of each paper, and the level of that component.

    A component's level is the length of the longest chain of citations that leads from it to a
    component that cites no other. Citations between components lead to lower levels only.

    Parameters
    ----------
    cites : csr_array, shape (n, n)
        ``cites[i, j] == 1`` when row ``i`` cites row ``j``.

    Returns
    -------
    label, level : ndarray of int, shape (n,)
        Labels as of `strong_components`.

    Examples
    --------
    1 cites 0, 1 and 2 cite each other, and 3 cites 2.

    >>> condensation(csr_array([[0, 0, 0, 0], [1, 0, 1, 0], [0, 1, 0, 0], [0, 0, 1, 0]]))
    (array([0, 1, 1, 2]), array([0, 1, 1, 2]))
    """
    count, label = strong_components(cites)
    if count == cites.shape[0]:
        return label, _levels(cites)
    between = _between(np.repeat(label, np.diff(cites.indptr)), label[cites.indices], count)
    return label, _levels(between)[label]


def topological_order(
    cites: csr_array, cited_by: csr_array | None = None
) -> tuple[IndexArray, IndexArray]:
    """Return an order in which each paper comes after all that it cites.

    Parameters
    ----------
    cites : csr_array, shape (n, n)
        ``cites[i, j] == 1`` when row ``i`` cites row ``j``; without cycles, as `cut_cycles` of
        `kdgraph.kernels.cycles` makes it.
    cited_by : csr_array, shape (n, n), optional
        Its transpose where it is at hand, which saves making it; only its places are looked at.

    Returns
    -------
    order : ndarray of int, shape (n,)
        The rows, cited ones first: by level, then by row.
    level : ndarray of int, shape (n,)
        The length of the longest chain of citations that starts at each row; 0 where it cites
        nothing.

    Raises
    ------
    ValueError
        If there is a cycle; the message names the rows of one.

    References
    ----------
    Kahn (1962), "Topological sorting of large networks".

    Examples
    --------
    >>> topological_order(csr_array([[0, 1, 1], [0, 0, 1], [0, 0, 0]]))
    (array([2, 1, 0]), array([2, 1, 0]))
    """
    level = _levels(cites, cited_by)
    if (level < 0).any():
        rows = _one_cycle(cites, level)
        shown = [str(row) for row in [*rows, rows[0]]]
        if len(shown) > 2 * _ROWS_SHOWN:
            shown = [*shown[:_ROWS_SHOWN], "...", *shown[-_ROWS_SHOWN:]]
        raise ValueError(
            f"no topological order: rows cite each other in a cycle of {len(rows)}: "
            f"{' -> '.join(shown)}; cut the cycles first"
        )
    return by_level(level), level


def by_level(level: IndexArray) -> IndexArray:
    """Return the rows by level, which is not negative; those of a level as they stand.

    Examples
    --------
    >>> by_level(np.array([1, 0, 1]))
    array([1, 0, 2])
    """
    # numpy sorts by digits, several times as fast, only what has 16 bits
    small = level.max(initial=0) < 2**16
    return np.argsort(level.astype(np.uint16) if small else level, kind="stable").astype(np.intp)


def _between(citing: IndexArray, cited: IndexArray, count: int) -> csr_array:
    """Return the arcs between components, each once."""
    apart = citing != cited
    pairs = citing[apart] * count + cited[apart]
    pairs.sort()  # numpy's unique goes by hashes, which takes many times as long
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    rows, columns = np.divmod(pairs, max(count, 1))
    starts = np.zeros(count + 1, dtype=np.intp)
    np.cumsum(np.bincount(rows, minlength=count), out=starts[1:])
    return csr_array((np.ones(len(pairs), dtype=np.float64), columns, starts), (count, count))


def _levels(cites: csr_array, cited_by: csr_array | None = None) -> IndexArray:
    """Return the level of each row; -1 for those that lead to a cycle."""
    n = cites.shape[0]
    if cited_by is None:
        cited_by = csr_array(cites.T)
    level = np.full(n, -1, dtype=np.intp)
    waiting = np.diff(cites.indptr).astype(np.intp)  # references not yet passed
    starts, citers = cited_by.indptr.astype(np.intp), cited_by.indices
    claimed = np.zeros(n, dtype=np.intp)
    # views of the same memory, whose single items are read much faster than an array's
    waiting_one, level_one, starts_one = waiting.data, level.data, starts.data
    front = np.flatnonzero(waiting == 0)
    now = 0
    while front.size:
        if front.size >= _THIN:
            level[front] = now
            reached = _gather(starts, citers, front)
            np.subtract.at(waiting, reached, 1)
            free = reached[waiting[reached] == 0]
            # each row once: the last to claim it keeps it
            claimed[free] = np.arange(free.size)
            front = free[claimed[free] == np.arange(free.size)]
            now += 1
            continue
        thin = front.tolist()
        while thin and len(thin) < _THIN:
            following: list[int] = []
            for row in thin:
                level_one[row] = now
                for citer in citers[starts_one[row] : starts_one[row + 1]].tolist():
                    waiting_one[citer] -= 1
                    if not waiting_one[citer]:
                        following.append(citer)
            thin = following
            now += 1
        front = np.array(thin, dtype=np.intp)
    return level


def _gather(
    starts: IndexArray, columns: np.ndarray[Any, np.dtype[Any]], rows: IndexArray
) -> np.ndarray[Any, np.dtype[Any]]:
    """Return the columns of all `rows` of an array in CSR form, row after row."""
    first, length = starts[rows], starts[rows + 1] - starts[rows]
    ends = np.cumsum(length)
    total = int(ends[-1]) if len(ends) else 0
    place = np.arange(total) + np.repeat(first - (ends - length), length)
    found: np.ndarray[Any, np.dtype[Any]] = columns[place]
    return found


def _one_cycle(cites: csr_array, level: IndexArray) -> list[int]:
    """Return the rows of one cycle, each citing the next; `level` is -1 where there can be any."""
    row = int(np.flatnonzero(level < 0)[0])
    met: dict[int, int] = {}
    trail: list[int] = []
    while row not in met:
        met[row] = len(trail)
        trail.append(row)
        cited = cites.indices[cites.indptr[row] : cites.indptr[row + 1]]
        row = int(cited[level[cited] < 0][0])  # there is one, else the row had got a level
    return trail[met[row] :]
