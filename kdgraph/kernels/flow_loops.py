"""Sweeps over an acyclic graph row by row: plain loops for numba to compile.

All of them take rows in an `order` in which each comes after those that it cites, and arcs as a csr
array has them: row i cites ``indices[indptr[i]:indptr[i + 1]]``.
"""

from __future__ import annotations

from math import ldexp
from typing import NamedTuple

import numpy as np

from kdgraph.arrays import AnyIntArray, BoolArray, FloatArray, IndexArray
from kdgraph.kernels.compiled import Loop, compiled_if_it_pays

__all__ = ["FlowLoops", "flow_loops"]


_PER_ARC = 6e-8  # seconds that all of them save together
_SURE = 2.0**53  # floats below hold every whole number
_MOST = 2.0**1000  # what is counted here without an exponent besides


class FlowLoops(NamedTuple):
    """The loops as machine code."""

    relax: Loop
    sort: Loop
    count_onward: Loop
    count_back: Loop
    share: Loop
    reach_back: Loop
    reach_onward: Loop


def flow_loops(arcs: int, *, compiled: bool | None = None) -> FlowLoops | None:
    """Return the loops if they pay for so many arcs; see `compiled_if_it_pays`."""
    loops = (_relax, _sort, _count_onward, _count_back, _share, _reach_back, _reach_onward)
    found = compiled_if_it_pays(*loops, seconds=_PER_ARC * arcs, compiled=compiled)
    return None if found is None else FlowLoops(*found)


def _relax(
    indptr: AnyIntArray, indices: AnyIntArray, level: IndexArray, is_cited: BoolArray, most: int
) -> tuple[bool, bool]:
    """Fill in the level of each row, and whether it is cited; from zeros.

    Returns whether the rows stand in an order for sweeps, and whether the levels are right, which
    they may not be after `most` passes where an arc leads to a later row.
    """
    ordered = True
    for _ in range(most):
        changed = False
        for row in range(len(indptr) - 1):
            top = -1
            for at in range(indptr[row], indptr[row + 1]):
                other = indices[at]
                ordered = ordered and other < row
                is_cited[other] = True
                top = max(top, level[other])
            if level[row] != top + 1:
                level[row] = top + 1
                changed = True
        if ordered or not changed:
            return ordered, True
    return ordered, False


def _sort(level: IndexArray, levels: int) -> IndexArray:
    """Return the rows by level, those of a level as they stand."""
    ends = np.zeros(levels + 1, dtype=np.intp)
    for row in range(len(level)):
        ends[level[row] + 1] += 1
    for step in range(1, levels):
        ends[step] += ends[step - 1]
    order = np.empty(len(level), dtype=np.intp)
    for row in range(len(level)):
        order[ends[level[row]]] = row
        ends[level[row]] += 1
    return order


def _count_onward(
    order: IndexArray, indptr: AnyIntArray, indices: AnyIntArray, every: bool, pairs: FloatArray
) -> bool:
    """Count the paths that end at each row, as sums of two floats side by side; from zeros.

    Returns False if a number is too large. Sums are compensated (Ogita, Rump and Oishi 2005,
    "Accurate sum and dot product"): they lose nothing above 2**-100 of themselves, and nothing at
    all below 2**80.
    """
    place = 0
    while place < len(order):  # as long as plain floats are exact
        row = order[place]
        total = 1.0 if every or indptr[row] == indptr[row + 1] else 0.0
        for at in range(indptr[row], indptr[row + 1]):
            total += pairs[indices[at], 0]
        if total >= _SURE:
            break
        pairs[row, 0] = total
        place += 1
    while place < len(order):
        row = order[place]
        total = 1.0 if every or indptr[row] == indptr[row + 1] else 0.0
        rest = 0.0
        for at in range(indptr[row], indptr[row + 1]):
            other = indices[at]
            more = pairs[other, 0]
            both = total + more
            back = both - total
            rest += ((total - (both - back)) + (more - back)) + pairs[other, 1]
            total = both
        both = total + rest
        if both > _MOST:
            return False
        pairs[row, 0] = both
        pairs[row, 1] = rest - (both - total)
        place += 1
    return True


def _count_back(
    order: IndexArray, indptr: AnyIntArray, indices: AnyIntArray, every: bool, pairs: FloatArray
) -> bool:
    """Count the paths that begin at each row, as `_count_onward` does."""
    for place in range(len(order) - 1, -1, -1):
        row = order[place]
        total, more = pairs[row, 0], 1.0 if every or pairs[row, 0] == 0.0 else 0.0
        both = total + more
        back = both - total
        rest = pairs[row, 1] + ((total - (both - back)) + (more - back))
        total = both + rest
        rest -= total - both
        if total > _MOST:
            return False
        pairs[row, 0] = total
        pairs[row, 1] = rest
        for at in range(indptr[row], indptr[row + 1]):
            other = indices[at]
            more = pairs[other, 0]
            both = total + more
            back = both - total
            pairs[other, 1] += ((total - (both - back)) + (more - back)) + rest
            pairs[other, 0] = both
    return True


def _share(
    indptr: AnyIntArray,
    indices: AnyIntArray,
    before: FloatArray,
    after: FloatArray,
    before_power: IndexArray,
    after_power: IndexArray,
    power: int,
    scaled: bool,
    share: FloatArray,
) -> None:
    """Multiply the two counts of each arc; `scaled`: they have powers of 2**256 besides."""
    for row in range(len(indptr) - 1):
        for at in range(indptr[row], indptr[row + 1]):
            other = indices[at]
            product = before[other] * after[row]
            if scaled:
                steps = before_power[other] + after_power[row] - power
                if steps != 0:
                    product = ldexp(product, 256 * min(max(steps, -8), 8))
            share[at] = product


def _reach_back(
    order: IndexArray, indptr: AnyIntArray, indices: AnyIntArray, share: FloatArray, far: FloatArray
) -> None:
    """Fill in the largest sum of shares from each row against the flow; from zeros."""
    for place in range(len(order)):
        row = order[place]
        most = 0.0
        for at in range(indptr[row], indptr[row + 1]):
            most = max(most, far[indices[at]] + share[at])
        far[row] = most


def _reach_onward(
    order: IndexArray, indptr: AnyIntArray, indices: AnyIntArray, share: FloatArray, far: FloatArray
) -> None:
    """Fill in the largest sum of shares from each row along the flow; from zeros."""
    for place in range(len(order) - 1, -1, -1):
        row = order[place]
        for at in range(indptr[row], indptr[row + 1]):
            other = indices[at]
            far[other] = max(far[other], far[row] + share[at])
