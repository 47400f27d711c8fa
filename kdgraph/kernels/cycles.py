"""Make a citation graph acyclic, listing each arc removed and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
from scipy.sparse import coo_array, csr_array

from kdgraph.arrays import FloatArray, IndexArray
from kdgraph.kernels.feedback import feedback_arcs
from kdgraph.kernels.order import arc_rows, strong_components

__all__ = ["REASONS", "Cut", "How", "cut_cycles"]

How = Literal["backward", "preprint", "shrink"]
"""How cycles are cut."""

REASONS: Final = (
    "cites a younger paper inside a cycle",
    "same time inside a cycle",
    "undated inside a cycle",
    "inside a cycle, led to the preprint of the cited paper",
    "inside a cycle that became one row",
)
"""Why an arc of the input is not in the result, by code."""

YOUNGER, SAME_TIME, UNDATED, TO_PREPRINT, INSIDE_ROW = range(len(REASONS))


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """An acyclic graph, how its rows answer to those given, and the arcs it cost.

    Attributes
    ----------
    cites : csr_array of float64, shape (m, m)
        The acyclic graph.
    row_of : ndarray of int, shape (m,)
        For each row of `cites` the given row that it stands for: all rows in order (backward); all
        rows in order, then the preprints (preprint); the first row of each component (shrink).
    member_of : ndarray of int, shape (n,)
        For each given row its row in `cites`; for shrink that of its component.
    dropped : tuple of three ndarrays of int
        Citing rows, cited rows and codes of `REASONS` of the given arcs that are not in `cites`, by
        citing and then cited row. Each other arc (i, j) is there as
        ``cites[member_of[i], member_of[j]]``.
    """

    cites: csr_array
    row_of: IndexArray
    member_of: IndexArray
    dropped: tuple[IndexArray, IndexArray, IndexArray]


def cut_cycles(cites: csr_array, time: FloatArray, how: How = "backward") -> Cut:
    """Make a citation graph acyclic; only arcs inside strong components are ever touched.

    Parameters
    ----------
    cites : csr_array, shape (n, n)
        ``cites[i, j] == 1`` when row ``i`` cites row ``j``.
    time : ndarray of float, shape (n,)
        When each paper appeared, in any unit; nan where unknown. Only ``backward`` looks at it.
    how : {"backward", "preprint", "shrink"}
        ``backward`` drops arcs whose citing paper is older than the cited one, and, where that does
        not open every cycle, arcs between papers of the same time or with an undated end; see
        `kdgraph.kernels.feedback`. No dropped arc could be put back without closing a cycle.
        ``preprint`` gives each paper of a strong component a twin, its preprint, which cites
        nothing; citations inside the component go to the twin of the cited paper, all others stay.
        ``shrink`` makes each strong component one row, which cites and is cited as its papers are.

    Returns
    -------
    Cut
        With the acyclic array and every given arc that is not in it.

    Raises
    ------
    ValueError
        If `how` is none of these, or `time` has not one value per row.

    References
    ----------
    Batagelj (2003), "Efficient algorithms for citation network analysis", arXiv:cs/0309023, for the
    preprint transformation and shrinking.

    Examples
    --------
    1 and 2 cite each other; 2 is the younger, so that 1 citing 2 runs against time.

    >>> cites = csr_array([[0.0, 0, 0], [1, 0, 1], [0, 1, 0]])
    >>> cut = cut_cycles(cites, np.array([2000.0, 2010, 2011]))
    >>> citing, cited, reason = cut.dropped
    >>> citing, cited, REASONS[reason[0]]
    (array([1]), array([2]), 'cites a younger paper inside a cycle')
    >>> cut_cycles(cites, np.zeros(3), "preprint").cites.toarray()
    array([[0., 0., 0., 0., 0.],
           [1., 0., 0., 0., 1.],
           [0., 0., 0., 1., 0.],
           [0., 0., 0., 0., 0.],
           [0., 0., 0., 0., 0.]])
    >>> cut_cycles(cites, np.zeros(3), "shrink").row_of
    array([0, 1])
    """
    n = cites.shape[0]
    if how not in get_args(How):
        raise ValueError(f"cycles are cut by one of {', '.join(get_args(How))}, not {how!r}")
    if time.shape != (n,):
        raise ValueError(f"expected {n} times, one per row, got an array of shape {time.shape}")
    count, label = strong_components(cites)
    if count == n:
        nothing = np.zeros(0, dtype=np.intp)
        return Cut(cites, np.arange(n), np.arange(n), (nothing, nothing, nothing))
    if how == "shrink":
        return _shrink(cites, count, label)
    within = np.flatnonzero(np.repeat(label, np.diff(cites.indptr)) == label[cites.indices])
    citing = np.searchsorted(cites.indptr, within, side="right") - 1
    if how == "preprint":
        return _preprint(cites, citing, within)
    return _backward(cites, citing, within, time, label)


def _backward(
    cites: csr_array, citing: IndexArray, within: IndexArray, time: FloatArray, label: IndexArray
) -> Cut:
    rows = _distinct(citing, cites.shape[0])  # in a component each row cites another
    place = np.zeros(cites.shape[0], dtype=np.intp)
    place[rows] = np.arange(len(rows))
    ends = citing, cites.indices[within].astype(np.intp)
    a, b = (place[end] for end in ends)
    drop = feedback_arcs(a, b, time[rows], label[rows])
    gap = time[ends[0]] - time[ends[1]]
    reason = np.where(np.isnan(gap), UNDATED, np.where(gap == 0, SAME_TIME, YOUNGER))
    lost = within[drop]
    cited = np.delete(cites.indices, lost)
    starts = cites.indptr - np.searchsorted(lost, cites.indptr)
    every = np.arange(cites.shape[0])
    return Cut(
        csr_array((np.ones(len(cited), dtype=np.float64), cited, starts), cites.shape),
        every,
        every,
        (ends[0][drop], ends[1][drop], reason[drop]),
    )


def _preprint(cites: csr_array, citing: IndexArray, within: IndexArray) -> Cut:
    n = cites.shape[0]
    rows = _distinct(citing, n)
    twin = np.zeros(n, dtype=np.intp)
    twin[rows] = n + np.arange(len(rows))
    cited = cites.indices.astype(np.intp)
    listed = citing, cited[within], np.full(len(within), TO_PREPRINT, dtype=np.intp)
    cited[within] = twin[cited[within]]
    m = n + len(rows)
    starts = np.concatenate((cites.indptr, np.full(len(rows), cites.nnz)))
    # ones of its own: sorting moves them too, and those given may be read-only
    array = csr_array((np.ones(cites.nnz, dtype=np.float64), cited, starts), (m, m))
    array.sort_indices()
    return Cut(array, np.concatenate((np.arange(n), rows)), np.arange(n), listed)


def _distinct(rows: IndexArray, n: int) -> IndexArray:
    found = np.zeros(n, dtype=bool)
    found[rows] = True
    return np.flatnonzero(found)


def _shrink(cites: csr_array, count: int, label: IndexArray) -> Cut:
    _, first = np.unique(label, return_index=True)
    row_of = np.sort(first)
    new = np.empty(count, dtype=np.intp)
    new[label[row_of]] = np.arange(count)  # components in the order of their first rows
    member_of = new[label]
    citing, cited = arc_rows(cites), cites.indices.astype(np.intp)
    a, b = member_of[citing], member_of[cited]
    inside = a == b
    array = coo_array(
        (np.ones(int((~inside).sum()), dtype=np.float64), (a[~inside], b[~inside])),
        (count, count),
    ).tocsr()
    array.data[:] = 1.0  # several papers of a component may cite the same one
    reason = np.full(int(inside.sum()), INSIDE_ROW, dtype=np.intp)
    return Cut(csr_array(array), row_of, member_of, (citing[inside], cited[inside], reason))
