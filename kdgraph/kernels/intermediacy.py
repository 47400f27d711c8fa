"""Intermediacy: probability to lie on a path between two papers if citations are kept at random."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.sparse import csr_array

from kdgraph.arrays import FloatArray, IndexArray
from kdgraph.kernels.order import arc_rows, topological_order
from kdgraph.kernels.reach import between

__all__ = ["MOST_ARCS", "OpenWays", "open_ways"]

MOST_ARCS: Final = 16
"""The most citations in one part of the graph for which all their states are gone through."""

_BLOCK: Final = 64  # words of 64 states that are swept at once
_PLACES: Final = 53  # binary places to which a probability is kept when drawing
_MOST_LEFT: Final = 0.7  # share of words that are worth packing when the others are decided


@dataclass(frozen=True, slots=True, eq=False)
class OpenWays:
    """What `open_ways` found.

    Attributes
    ----------
    rows : ndarray of int
        Every row on any path between the two, ascending.
    probability, error : ndarray of float
        For each of them, the probability to lie on an open path, and its standard error; 0 where
        it is exact.
    parts, sampled_parts : int
        Into how many parts the graph falls at papers that lie on all paths; how many of them were
        too large to go through all states.
    samples : int
        States drawn for each sampled part; 0 where none was.
    """

    rows: IndexArray
    probability: FloatArray
    error: FloatArray
    parts: int
    sampled_parts: int
    samples: int


def open_ways(
    cites: csr_array,
    younger: int,
    older: int,
    p: float,
    samples: int,
    generator: np.random.Generator,
) -> OpenWays:
    """Return the probability of each row to lie on an open path from `younger` to `older`.

    Parameters
    ----------
    cites : csr_array, shape (n, n)
        ``cites[i, j] == 1`` when row ``i`` cites row ``j``; without cycles.
    younger, older : int
        The ends of the paths.
    p : float
        The probability, from 0 to 1, with which each citation is open, independently of all others.
    samples : int
        How many states to draw for a part that is too large; rounded up to a multiple of 64.
    generator : Generator
        Where chance comes from.

    Notes
    -----
    The papers that lie on all paths cut the graph into parts whose states are independent. A part
    with at most `MOST_ARCS` citations is solved by going through all their states, a larger one by
    drawing. Errors of sampled parts are those of a share in which one hit and one miss more were
    seen, so that never seen is not taken for impossible; together they follow the first-order rule
    for products.

    References
    ----------
    Šubelj, Waltman, Traag and van Eck (2020), "Intermediacy of publications", Royal Society Open
    Science 7, 190207.

    Examples
    --------
    >>> cites = csr_array([[0.0, 0, 0], [1, 0, 0], [1, 1, 0]])  # 1 cites 0; 2 cites both
    >>> found = open_ways(cites, 2, 0, 0.5, 1000, np.random.default_rng(0))
    >>> found.rows, found.probability  # 2 to 0 straight or by way of 1: 1 - 0.5 * 0.75
    (array([0, 1, 2]), array([0.625, 0.25 , 0.625]))
    """
    rows = between(cites, younger, older)
    nothing = np.zeros(len(rows), dtype=np.float64)
    if len(rows) < 2:
        return OpenWays(rows, nothing + 1.0, nothing, 0, 0, 0)
    inside = csr_array(cites[rows][:, rows])
    order, bounds = _cut_papers(inside)
    sizes = np.diff(bounds)
    words = max(1, -(-samples // 64))
    drawn, sampled = 64 * words, 0
    share, square = nothing.copy(), nothing.copy()  # within its part, for each row
    # a part of two papers is one citation; the others are looked into
    whole, doubt = np.full(len(sizes), p), np.zeros(len(sizes), dtype=np.float64)
    part_of = np.zeros(len(rows), dtype=np.intp)
    for number in np.flatnonzero(sizes > 1).tolist():
        members = np.sort(order[bounds[number] : bounds[number + 1] + 1])
        part = csr_array(inside[members][:, members])
        if part.nnz <= MOST_ARCS:
            found, unsure = _all_states(part, p), np.zeros(len(members), dtype=np.float64)
        else:
            found = _drawn_states(part, p, words, generator)
            softened = (found * drawn + 1.0) / (drawn + 2.0)
            unsure = (1.0 - softened) / (softened * drawn)  # the square of the relative error
            sampled += 1
        share[members], square[members], part_of[members] = found, unsure, number
        end = np.searchsorted(members, order[bounds[number]])
        whole[number], doubt[number] = found[end], unsure[end]
    # each is multiplied by the chance that all other parts are open
    before = np.concatenate(([1.0], np.cumprod(whole)[:-1]))
    after = np.concatenate((np.cumprod(whole[::-1])[::-1][1:], [1.0]))
    probability = share * (before * after)[part_of]
    relative = square + np.maximum(doubt.sum() - doubt, 0.0)[part_of]
    on_all = order[bounds]
    probability[on_all], relative[on_all] = whole.prod(), doubt.sum()
    # where nothing was hit, one hit stands for the size of the error
    size = np.maximum(probability, 1.0 / drawn)
    error = np.where(relative > 0, size * np.sqrt(relative), 0.0)
    return OpenWays(rows, probability, error, len(sizes), sampled, drawn if sampled else 0)


def _cut_papers(inside: csr_array) -> tuple[IndexArray, IndexArray]:
    """Return a topological order, and the places in it of the papers that lie on all paths.

    A paper lies on all paths if, and only if, no citation passes it by in the order.
    """
    order, _ = topological_order(inside)
    n = len(order)
    place = np.empty(n, dtype=np.intp)
    place[order] = np.arange(n)
    high, low = place[arc_rows(inside)], place[inside.indices]
    passing = np.zeros(n + 1, dtype=np.intp)
    np.add.at(passing, low + 1, 1)
    np.subtract.at(passing, high, 1)
    return order, np.flatnonzero(np.cumsum(passing)[:n] == 0)


def _all_states(part: csr_array, p: float) -> FloatArray:
    arcs = part.nnz
    states = 2**arcs
    every = np.arange(states, dtype=np.uint32)
    number_open = np.bitwise_count(every)
    weight = p ** number_open.astype(float) * (1.0 - p) ** (arcs - number_open).astype(float)
    bits = np.zeros((arcs, max(states, 64)), dtype=np.uint8)
    for arc in range(arcs):
        bits[arc, :states] = (every >> np.uint32(arc)) & np.uint32(1)
    words = np.packbits(bits, axis=1, bitorder="little").view(np.uint64)
    on_path = _sweep(part, words)
    flags = np.unpackbits(on_path.view(np.uint8), axis=1, bitorder="little")[:, :states]
    found: FloatArray = flags @ weight
    return found


def _drawn_states(
    part: csr_array, p: float, words: int, generator: np.random.Generator
) -> FloatArray:
    hits = np.zeros(part.shape[0], dtype=np.int64)
    for first in range(0, words, _BLOCK):
        shape = (part.nnz, min(_BLOCK, words - first))
        on_path = _sweep(part, _bernoulli(p, shape, generator))
        hits += np.bitwise_count(on_path).sum(axis=1, dtype=np.int64)
    found: FloatArray = hits / (64.0 * words)
    return found


def _bernoulli(
    p: float, shape: tuple[int, int], generator: np.random.Generator
) -> np.ndarray[tuple[int, int], np.dtype[np.uint64]]:
    """Draw words whose bits are set with probability `p`, to 53 binary places.

    Each bit compares a random number in [0, 1) with p, from the first binary place on. Half of the
    bits that are open are decided at each place, so that few words are left after the sixth.
    """
    scaled = round(p * 2**_PLACES)
    if scaled == 0:
        return np.zeros(shape, dtype=np.uint64)
    if scaled == 2**_PLACES:
        return np.full(shape, ~np.uint64(0))
    words = np.zeros(shape[0] * shape[1], dtype=np.uint64)
    active = np.arange(len(words))
    undecided = np.full(len(words), ~np.uint64(0))
    last = (scaled & -scaled).bit_length() - 1  # below it p has zeros only: the rest is not below p
    for place in range(_PLACES - 1, last - 1, -1):
        chance = generator.integers(0, 2**64, size=len(active), dtype=np.uint64)
        if scaled >> place & 1:
            words[active] |= undecided & ~chance
            undecided &= chance
        else:
            undecided &= ~chance
        left = undecided != 0
        if left.mean() < _MOST_LEFT:
            active, undecided = active[left], undecided[left]
        if not len(active):
            break
    return words.reshape(shape)


def _sweep(
    part: csr_array, opened: np.ndarray[tuple[int, int], np.dtype[np.uint64]]
) -> np.ndarray[tuple[int, int], np.dtype[np.uint64]]:
    """Return for each row the states in which it lies on an open path; one bit is one state."""
    order, _ = topological_order(part)
    starts, cited = part.indptr, part.indices
    n, width = part.shape[0], opened.shape[1]
    down = np.zeros((n, width), dtype=np.uint64)  # does it lead to the older end?
    up = np.zeros((n, width), dtype=np.uint64)  # is it led to from the younger end?
    down[order[0]] = ~np.uint64(0)
    for row in order[1:].tolist():
        span = slice(starts[row], starts[row + 1])
        np.bitwise_or.reduce(down[cited[span]] & opened[span], axis=0, out=down[row])
    up[order[-1]] = ~np.uint64(0)
    for row in order[::-1].tolist():
        span = slice(starts[row], starts[row + 1])
        up[cited[span]] |= up[row] & opened[span]
    return up & down
