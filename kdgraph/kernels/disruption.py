"""Counts for the CD index (disruption)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, eye_array

from kdgraph.arrays import FloatArray, IntArray
from kdgraph.kernels.compiled import Loop, compiled_if_it_pays, read_only

__all__ = ["DisruptionCounts", "disruption_counts"]


# Marks, in one product, the papers that cite the focal paper itself; more than any paper has
# references, and twice of it is an int32.
_FOCAL = np.int32(2**24)
_PANELS = 64
_MOST_PAIRS = 1_000_000
_PER_ARC = 7e-7  # seconds that compiled loops save


@dataclass(frozen=True, slots=True, eq=False)
class DisruptionCounts:
    """Papers within the window after each row, by what they cite; int arrays of shape (n,).

    Attributes
    ----------
    only_focal : ndarray
        Cite the row and none of its references.
    both : ndarray
        Cite the row and at least one of its references.
    only_references : ndarray
        Cite at least one of its references, but not the row.
    citers : ndarray
        Cite the row, from its own time until the end of the window: unlike the others, with those
        of the very same time.
    forward_in_time : int
        Arcs left out because the citing row is older than the cited one.
    """

    only_focal: IntArray
    both: IntArray
    only_references: IntArray
    citers: IntArray
    forward_in_time: int


def disruption_counts(
    cites: csr_array, time: FloatArray, window: float, *, compiled: bool | None = None
) -> DisruptionCounts:
    """Count, for each row f, the rows with ``time[f] < time <= time[f] + window`` around it.

    Parameters
    ----------
    cites : csr_array, shape (n, n)
        ``cites[i, j] == 1`` when row ``i`` cites row ``j``.
    time : ndarray of float, shape (n,)
        When each row appeared; nan where unknown. Such a row is in no window, and all its own
        counts are 0; as a reference of others it counts.
    window : float
        Length of the window in units of `time`; above zero.
    compiled : bool, optional
        Whether to use numba, which gives the same result; by default where it is installed and the
        graph large enough to pay for loading it.

    Returns
    -------
    DisruptionCounts

    Raises
    ------
    ValueError
        If the window is not above zero or there is not one time per row.

    Notes
    -----
    One product of sparse arrays gives all pairs of a row and a later one that shares a reference
    with it or cites it. Rows are taken in panels of near times, so that memory stays within a few
    million pairs. Compiled loops mark the later rows instead, and make no pairs.

    References
    ----------
    Funk and Owen-Smith (2017), "A dynamic network measure of technological change", Management
    Science 63(3).

    Examples
    --------
    >>> # 1 cites 0; 2 cites 0 and 1; 3 cites 1; 4 cites 0
    >>> rows, columns = [1, 2, 2, 3, 4], [0, 0, 1, 1, 0]
    >>> cites = csr_array((np.ones(5), (rows, columns)), shape=(5, 5))
    >>> counts = disruption_counts(cites, np.array([0.0, 1, 2, 2, 3]), 5)
    >>> counts.only_focal[1], counts.both[1], counts.only_references[1]
    (np.int64(1), np.int64(1), np.int64(1))
    """
    n = cites.shape[0]
    if not window > 0:
        raise ValueError(f"window must be above zero, got {window}")
    if time.shape != (n,):
        raise ValueError(f"expected {n} times, got shape {time.shape}")
    citing, cited = np.repeat(np.arange(n), np.diff(cites.indptr)), cites.indices
    in_order = ~(time[citing] < time[cited])  # nan compares false: undated ends stay
    timely = in_order & (time[citing] <= time[cited] + window)
    citers = np.bincount(cited[timely], minlength=n).astype(np.int64)
    citing, cited = citing[in_order], cited[in_order]

    order = np.argsort(time, kind="stable")  # nan comes last
    place = np.empty(n, dtype=np.int32)
    place[order] = np.arange(n, dtype=np.int32)
    sorted_time = time[order]
    dated = n - int(np.isnan(time).sum())
    ones = np.ones(len(citing), dtype=np.int32)
    forth = csr_array((ones, (place[citing], place[cited])), shape=(n, n))
    loops = compiled_if_it_pays(_row_by_row, seconds=_PER_ARC * cites.nnz, compiled=compiled)
    found = (
        _by_products(forth, sorted_time, dated, window)
        if loops is None
        else _by_loops(loops[0], forth, sorted_time[:dated], window)
    )
    only_focal, both, only_references = (count[place] for count in found)
    return DisruptionCounts(
        only_focal=only_focal,
        both=both,
        only_references=only_references,
        citers=citers,
        forward_in_time=int(len(in_order) - in_order.sum()),
    )


_Counts = tuple[IntArray, IntArray, IntArray]  # cite the row alone, both, references alone


def _by_products(forth: csr_array, sorted_time: FloatArray, dated: int, window: float) -> _Counts:
    n = len(sorted_time)
    only_focal, both, only_references = (np.zeros(n, dtype=np.int64) for _ in range(3))
    back = forth.T.tocsr()
    marked = csr_array(forth + _FOCAL * eye_array(n, dtype=np.int32, format="csr"))
    pattern = csr_array((np.ones(marked.nnz), marked.indices, marked.indptr), shape=(n, n))
    for low, high in _panels(sorted_time[:dated]):
        first = int(np.searchsorted(sorted_time[:dated], sorted_time[low], side="right"))
        last = int(
            np.searchsorted(sorted_time[:dated], sorted_time[high - 1] + window, side="right")
        )
        if first >= last:
            continue
        later = back[:, first:last]
        same_time = sorted_time[low] == sorted_time[high - 1]
        for start, end in _parts(pattern[low:high] @ np.diff(later.indptr).astype(np.float64)):
            rows = slice(low + start, low + end)
            pairs = marked[rows] @ later
            in_scope = np.diff(pairs.indptr)
            # few of the pairs cite the row itself, so that one look at all of them is enough
            citing_it = np.flatnonzero(pairs.data >= _FOCAL)
            if not same_time:
                focal = np.repeat(sorted_time[rows], in_scope)
                when = sorted_time[pairs.indices + first]
                fits = (when > focal) & (when <= focal + window)
                until = np.concatenate(([0], np.cumsum(fits)))[pairs.indptr]
                in_scope = np.diff(until)
                citing_it = citing_it[fits[citing_it]]
            row = np.searchsorted(pairs.indptr, citing_it, side="right") - 1
            alone = pairs.data[citing_it] == _FOCAL
            size = rows.stop - rows.start
            only_focal[rows] = np.bincount(row[alone], minlength=size)
            both[rows] = np.bincount(row[~alone], minlength=size)
            only_references[rows] = in_scope - np.bincount(row, minlength=size)
    return only_focal, both, only_references


def _by_loops(loop: Loop, forth: csr_array, dates: FloatArray, window: float) -> _Counts:
    back = forth.T.tocsr()
    first = np.searchsorted(dates, dates, side="right")
    last = np.searchsorted(dates, dates + window, side="right")
    parts = (forth.indptr, forth.indices, back.indptr, back.indices, first, last)
    counts: IntArray = loop(*(read_only(part) for part in parts))
    return counts[0], counts[1], counts[2]


def _row_by_row(
    indptr: IntArray,
    cited: IntArray,
    back_indptr: IntArray,
    citing: IntArray,
    first: IntArray,
    last: IntArray,
) -> IntArray:
    """Mark the later rows around each row in turn; rows are numbered by time."""
    n = len(indptr) - 1
    counts = np.zeros((3, n), dtype=np.int64)
    marked = np.full(n, -1, dtype=np.int32)  # the last row around which each was met
    # windows move on only, and so do the places where they begin among the citers of a row
    begins = back_indptr[:-1].copy()
    for row in range(len(first)):
        low, high = first[row], last[row]
        if low >= high:
            continue
        met = 0
        for at in range(indptr[row], indptr[row + 1]):
            other = cited[at]
            end = back_indptr[other + 1]
            start = begins[other]
            while start < end and citing[start] < low:
                start += 1
            begins[other] = start
            for way in range(start, end):
                later = citing[way]
                if later >= high:
                    break
                met += marked[later] != row
                marked[later] = row
        for way in range(back_indptr[row], back_indptr[row + 1]):
            later = citing[way]
            if later >= high:
                break
            if later >= low:
                counts[1 if marked[later] == row else 0, row] += 1
        counts[2, row] = met - counts[1, row]
    return counts


def _panels(time: FloatArray) -> Iterator[tuple[int, int]]:
    """Yield stretches of sorted times: equal times stay together, small groups are joined."""
    least = max(len(time) // _PANELS, 1)
    starts = np.flatnonzero(np.diff(time, prepend=-np.inf) > 0)
    low = 0
    for start in starts[1:]:
        if start - low >= least:
            yield low, int(start)
            low = int(start)
    if len(time):
        yield low, len(time)


def _parts(work: FloatArray) -> Iterator[tuple[int, int]]:
    """Yield stretches of rows whose summed work stays below the limit, or single rows."""
    done = np.cumsum(work)
    start = 0
    while start < len(work):
        before = done[start - 1] if start else 0.0
        end = max(int(np.searchsorted(done, before + _MOST_PAIRS, side="right")), start + 1)
        yield start, end
        start = end
