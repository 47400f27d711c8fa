"""Most similar rows by shared columns, without forming the full product.

Two papers are similar when the same papers cite both (co-citation) or when both cite the same
papers (bibliographic coupling). Both are counts of shared columns: of ``cites.T`` and of ``cites``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.sparse import csr_array

from kdgraph.arrays import FloatArray, IndexArray, Int32Array
from kdgraph.kernels.compiled import compiled_if_it_pays, read_only

__all__ = ["NORMALISATIONS", "Neighbours", "shared_columns", "similarity"]

NORMALISATIONS: Final = ("count", "cosine", "jaccard", "association strength")
"""How a count of shared columns becomes a score; see `similarity`."""


_WORK: Final = 50_000  # additions of a block, an upper bound of the pairs it holds
_ROWS: Final = 4_096
_PER_ROW, _PER_ADDITION = 1e-5, 2e-8  # seconds that compiled loops save


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """For each row that was asked for, the most similar ones, best first.

    Attributes
    ----------
    starts : ndarray of int, shape (rows asked + 1,)
        The neighbours of the r-th row asked for are ``other[starts[r]:starts[r + 1]]``.
    other : ndarray of int
        Their rows.
    count : ndarray of int
        How many columns both share.
    score : ndarray of float
        The count after normalisation.
    """

    starts: IndexArray
    other: Int32Array
    count: Int32Array
    score: FloatArray


def similarity(count: Any, size: Any, other_size: Any, normalise: str) -> FloatArray:
    """Turn counts of shared columns into scores.

    Parameters
    ----------
    count : array
        Shared columns of each pair, at least 1.
    size, other_size : array
        Columns of one and of the other row of the pair.
    normalise : {"count", "cosine", "jaccard", "association strength"}
        ``count`` itself; over ``sqrt(size * other_size)``; over the columns that either has; over
        ``size * other_size``.

    References
    ----------
    Salton and McGill (1983) for the cosine, Jaccard (1912), van Eck and Waltman (2009), "How to
    normalize cooccurrence data?", for the association strength.

    Examples
    --------
    >>> [similarity(np.array([2]), 4, 4, how).tolist() for how in NORMALISATIONS]
    [[2.0], [0.5], [0.3333333333333333], [0.125]]
    """
    shared: FloatArray = np.asarray(count, dtype=np.float64)
    if normalise == "count":
        return shared
    mine, others = np.asarray(size, dtype=np.float64), np.asarray(other_size, dtype=np.float64)
    if normalise == "cosine":
        scores = shared / np.sqrt(mine * others)
    elif normalise == "jaccard":
        scores = shared / (mine + others - shared)
    elif normalise == "association strength":
        scores = shared / (mine * others)
    else:
        raise ValueError(f"no normalisation {normalise!r}; there are {NORMALISATIONS}")
    found: FloatArray = scores
    return found


def _order(count: Any, size: Any, other_size: Any, normalise: str) -> FloatArray:
    """Return numbers that order the pairs of one row as their scores do, equal for equal scores.

    Roots of equal numbers may differ in their last digit: 3 / sqrt(72) and 4 / sqrt(128) do. A
    quotient of whole numbers never does, and the square of a cosine is one; the size of the row
    itself is the same in all of its pairs.
    """
    if normalise != "cosine":
        return similarity(count, size, other_size, normalise)
    shared: FloatArray = np.asarray(count, dtype=np.float64)
    return shared * shared / np.asarray(other_size, dtype=np.float64)


def shared_columns(
    table: csr_array,
    *,
    top: int = 20,
    normalise: str = "count",
    rows: IndexArray | None = None,
    precedence: IndexArray | None = None,
    compiled: bool | None = None,
) -> Neighbours:
    """Return, for each row, the `top` other rows with which it shares most columns.

    The counts are those of ``table @ table.T`` without its diagonal, which is never there as a
    whole: one row at a time, or a block of rows, is multiplied and its best kept.

    Parameters
    ----------
    table : csr_array, shape (n, m)
        Every entry counts as 1; none stands twice. ``cites.T`` for co-citation, ``cites`` for
        bibliographic coupling.
    top : int
        How many to keep for each row; at least 1.
    normalise : str
        One of `NORMALISATIONS`: what "most" means.
    rows : ndarray of int, optional
        The rows to do this for; by default all.
    precedence : ndarray of int, shape (n,), optional
        Rows of equal score and count come in the order of these numbers, all different; by default
        in the order of rows. Of equal scores the higher count comes first; whether two are equal
        does not depend on how their last digits are rounded.
    compiled : bool, optional
        Whether to use numba, which gives the same result; by default where it is installed and the
        table large enough to pay for loading it.

    Returns
    -------
    Neighbours
        Rows that share nothing with any other have none; others may have fewer than `top`.

    Raises
    ------
    ValueError
        If `top` is below 1 or `normalise` unknown.

    References
    ----------
    Small (1973), "Co-citation in the scientific literature"; Kessler (1963), "Bibliographic
    coupling between scientific papers".

    Examples
    --------
    2 and 3 cite both 0 and 1; 4 cites 0 only.

    >>> cites = csr_array([[0] * 5, [0] * 5, [1, 1, 0, 0, 0], [1, 1, 0, 0, 0], [1, 0, 0, 0, 0]])
    >>> coupled = shared_columns(cites, top=1)
    >>> coupled.starts, coupled.other, coupled.count
    (array([0, 0, 0, 1, 2, 3]), array([3, 2, 2], dtype=int32), array([2, 2, 1], dtype=int32))
    """
    if top < 1:
        raise ValueError(f"top must be at least 1, got {top}")
    if normalise not in NORMALISATIONS:
        raise ValueError(f"no normalisation {normalise!r}; there are {NORMALISATIONS}")
    n = table.shape[0]
    asked = np.arange(n, dtype=np.intp) if rows is None else np.asarray(rows, dtype=np.intp)
    before = np.arange(n, dtype=np.intp) if precedence is None else precedence
    size = np.diff(table.indptr)
    top = min(top, max(n - 1, 1))
    each, other, count = _found(table, asked, before, size, top, normalise, compiled=compiled)
    starts = np.zeros(len(asked) + 1, dtype=np.intp)
    np.cumsum(each, out=starts[1:])
    score = np.empty(len(other), dtype=np.float64)
    for first in range(0, len(asked), _ROWS):  # in pieces, so that it takes no memory beside it
        last = min(first + _ROWS, len(asked))
        part = slice(starts[first], starts[last])
        mine = np.repeat(size[asked[first:last]], each[first:last])
        score[part] = similarity(count[part], mine, size[other[part]], normalise)
    return Neighbours(starts, other, count, score)


_Found = tuple[IndexArray, Int32Array, Int32Array]  # how many for each row; others; counts


def _found(
    table: csr_array,
    asked: IndexArray,
    before: IndexArray,
    size: IndexArray,
    top: int,
    normalise: str,
    *,
    compiled: bool | None,
) -> _Found:
    done = np.cumsum(_additions(table)[asked])
    seconds = _PER_ROW * len(asked) + _PER_ADDITION * float(done[-1] if len(done) else 0)
    loops = compiled_if_it_pays(_row_by_row, seconds=seconds, compiled=compiled)
    ones = csr_array(
        (
            # no count exceeds the longest row: small numbers make small products
            np.ones(table.nnz, dtype=np.min_scalar_type(-1 - int(size.max(initial=0)))),
            table.indices.astype(np.int32, copy=False),
            table.indptr.astype(np.int32, copy=False),
        ),
        shape=table.shape,
    )
    turned = ones.T.tocsr()
    if loops is None:
        return _by_blocks(ones, turned, asked, done, top, normalise, before)
    arrays = (
        asked,
        ones.indptr,
        ones.indices.view(np.uint32),  # numba need not look for negative places then
        turned.indptr,
        turned.indices.view(np.uint32),
        size,
        before,
    )
    found: _Found = loops[0](
        *(read_only(part) for part in arrays), top, NORMALISATIONS.index(normalise)
    )
    return found


def _additions(table: csr_array) -> IndexArray:
    """Return for each row of the product how many ones are added up in it."""
    length = np.bincount(table.indices, minlength=table.shape[1])
    each: IndexArray = np.zeros(table.nnz + 1, dtype=np.int64)
    np.cumsum(length[table.indices], out=each[1:])
    return np.diff(each[table.indptr])


def _by_blocks(
    table: csr_array,
    turned: csr_array,
    asked: IndexArray,
    done: IndexArray,
    top: int,
    normalise: str,
    before: IndexArray,
) -> _Found:
    """Multiply a block of rows at a time, and keep the best of each."""
    size = np.diff(table.indptr)
    each = np.zeros(len(asked), dtype=np.intp)
    others = np.empty(len(asked) * top, dtype=np.int32)  # filled from the start as far as needed
    counts = np.empty(len(asked) * top, dtype=np.int32)
    used = 0
    for start, stop in _blocks(done):
        rows = asked[start:stop]
        product = table[rows] @ turned
        place = np.repeat(np.arange(len(rows), dtype=np.int32), np.diff(product.indptr))
        apart = np.flatnonzero(product.indices != rows[place])
        place, other, count = place[apart], product.indices[apart], product.data[apart]
        score = _order(count, size[rows[place]], size[other], normalise)
        near = _near_the_top(
            np.bincount(place, minlength=len(rows)), score, count, other, before, top
        )
        place, other, count = place[near], other[near], count[near]
        order = np.lexsort((before[other], -count, -score[near], place))
        others[used : used + len(order)] = other[order]
        counts[used : used + len(order)] = count[order]
        used += len(order)
        each[start:stop] = np.bincount(place, minlength=len(rows))
    return each, others[:used], counts[:used]


def _near_the_top(
    met: IndexArray,
    score: FloatArray,
    count: Int32Array,
    other: Int32Array,
    before: IndexArray,
    top: int,
) -> IndexArray:
    """Return the places of the `top` best of each row; `met` pairs belong to each in turn."""
    chosen = [np.zeros(0, dtype=np.intp)]
    worse = -score  # partition takes twenty times as long for the far end of many equal numbers
    ends = np.cumsum(met)
    for start, stop in zip(ends - met, ends, strict=True):
        if stop - start <= top:
            chosen.append(np.arange(start, stop))
            continue
        mine = worse[start:stop]
        last = np.partition(mine, top - 1)[top - 1]
        above = np.flatnonzero(mine < last) + start
        tied = np.flatnonzero(mine == last) + start
        if len(above) + len(tied) > top:
            # of those, the ones with a higher count, then the ones that come first
            key = before[other[tied]] - (count[tied].astype(np.int64) << 32)
            tied = tied[np.argpartition(key, top - len(above) - 1)[: top - len(above)]]
        chosen += [above, tied]
    return np.concatenate(chosen)


def _blocks(done: IndexArray) -> Iterator[tuple[int, int]]:
    """Cut rows into pieces of about equal work; `done` is the work up to and with each row."""
    start = 0
    while start < len(done):
        before = int(done[start - 1]) if start else 0
        stop = int(np.searchsorted(done, before + _WORK, side="right"))
        stop = min(max(stop, start + 1), start + _ROWS)
        yield start, stop
        start = stop


def _row_by_row(
    asked: IndexArray,
    indptr: Int32Array,
    indices: Int32Array,
    turned_indptr: Int32Array,
    turned_indices: Int32Array,
    size: Int32Array,
    before: IndexArray,
    top: int,
    how: int,
) -> _Found:
    """Add up one row at a time, and keep its best: plain loops for numba to compile."""
    shared = np.zeros(len(size), dtype=np.int32)  # zero again after each row
    once = np.empty(len(size) + 1, dtype=np.uint32)  # rows that share a column, as they are met
    twice = np.empty(len(size) + 1, dtype=np.uint32)  # those that share a second one
    each = np.zeros(len(asked), dtype=np.intp)
    others = np.empty(len(asked) * top, dtype=np.int32)
    counts = np.empty(len(asked) * top, dtype=np.int32)
    scores = np.empty(top, dtype=np.float64)
    used = 0
    for place in range(len(asked)):
        row = asked[place]
        met, again = 0, 0
        for at in range(indptr[row], indptr[row + 1]):
            column = indices[at]
            for way in range(turned_indptr[column], turned_indptr[column + 1]):
                other = turned_indices[way]
                count = shared[other]
                # written always and kept or not: cheaper than a branch that nobody can foresee
                once[met] = other
                met += count == 0
                twice[again] = other
                again += count == 1
                shared[other] = count + 1
        mine = float(size[row])
        kept = 0
        for number in range(again + met):
            if number == again and kept == top:
                # a single shared column scores most where the other row has no more than that
                single = 1.0
                if how > 1:
                    single = 1.0 / mine
                if scores[top - 1] > single:
                    break
            other = twice[number] if number < again else once[number - again]
            count = shared[other]
            if other == row or (number >= again and count > 1):
                continue
            score = float(count)
            if how == 1:
                score = score * score / float(size[other])  # as `_order`: equals stay equal
            elif how == 2:
                score = score / (mine + float(size[other]) - score)
            elif how == 3:
                score = score / (mine * float(size[other]))
            # find its place among the kept, from the end
            spot = kept
            while spot > 0:
                last = used + spot - 1
                if scores[spot - 1] > score:
                    break
                if scores[spot - 1] == score:
                    if counts[last] > count:
                        break
                    if counts[last] == count and before[others[last]] < before[other]:
                        break
                spot -= 1
            if spot == top:
                continue
            if kept < top:
                kept += 1
            for later in range(kept - 1, spot, -1):
                scores[later] = scores[later - 1]
                others[used + later] = others[used + later - 1]
                counts[used + later] = counts[used + later - 1]
            scores[spot] = score
            others[used + spot] = other
            counts[used + spot] = count
        for number in range(met):
            shared[once[number]] = 0
        each[place] = kept
        used += kept
    return each, others[:used], counts[:used]
