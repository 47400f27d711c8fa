"""Count paths and reachable rows in an acyclic graph, without overflow.

Real graphs have more paths than a float can count. Three ways of counting are here, which agree:
integers of Python, exact; pairs of floats with a power of 2**256, by whole levels or by compiled
loops; and decimal numbers of 60 digits, arc by arc, for graphs so deep and thin that whole levels
do not pay.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, localcontext
from itertools import pairwise
from math import ceil, log2
from typing import Any, Final, TypeAlias

import numpy as np

from kdgraph.arrays import FloatArray, IndexArray
from kdgraph.kernels.compiled import read_only
from kdgraph.kernels.flow import Direction, Flow, Sweep

__all__ = [
    "DECIMALS",
    "Number",
    "Tally",
    "TooLargeError",
    "exact_tally",
    "path_tally",
    "reach_tally",
]

Number: TypeAlias = int | Decimal
"""A count as Python has it: an exact int, or a Decimal of 60 digits."""

DECIMALS: Final = Context(prec=60, Emax=MAX_EMAX, Emin=MIN_EMIN)
"""The context in which Decimals are to be reckoned: 60 digits, powers of ten without end."""

_POWER: Final = 256  # bits in one step of a tally's power
_BASE: Final = 2.0**_POWER
_SURE: Final = 2.0**53  # floats below hold every whole number
_PAIRWISE_SURE: Final = 2.0**80  # and sums of pairs below
_DECIMALLY_SURE: Final = 10**26  # so that a million products of two such have 60 digits at most
_GAP: Final = 4  # steps of power after which a number is nothing beside another
_BLOCK_BYTES: Final = 64 * 2**20
_LEVEL_WORK: Final = 2000  # what a call on one level costs, in operations on words
_MOST_WORK: Final = 2**33


class TooLargeError(ValueError):
    """The graph is too large for an exact answer of this kind; the message says by how much."""


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """One count for each row: ``mantissa * 2**(256 * power)``, with `number` for more digits.

    `mantissa` is right to one unit in its last place. `exact` says whether `number` gives exact
    integers (as int, or as Decimals that hold every digit).
    """

    mantissa: FloatArray
    power: IndexArray
    exact: bool
    number: Callable[[int], Number]

    @property
    def log2(self) -> FloatArray:
        """The binary logarithm of each count."""
        logs: FloatArray = np.log2(self.mantissa) + float(_POWER) * self.power
        return logs


def path_tally(flow: Flow, direction: Direction, *, every: bool) -> Tally:
    """Count the paths that end (or, swept back, begin) at each row, in scaled floats.

    Parameters
    ----------
    flow : Flow
        The graph.
    direction : {"onward", "back"}
        ``onward`` for paths that end at a row, ``back`` for those that begin there.
    every : bool
        False: paths that begin at a source (that end at a sink). True: at any row, so that each row
        has one more, the path that is the row alone.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> from kdgraph.kernels.flow import flow_of
    >>> flow = flow_of(csr_array([[0, 0, 0], [1, 0, 0], [1, 1, 0]]))  # 1 cites 0; 2 cites both
    >>> path_tally(flow, "onward", every=False).mantissa
    array([1., 1., 2.])
    >>> path_tally(flow, "onward", every=True).mantissa
    array([1., 2., 4.])
    """
    if flow.thin:
        with localcontext(DECIMALS):
            sums = _number_sums(flow.n, flow.sweep(direction), Decimal(1), every=every)
            return _of_numbers(sums)
    found = None if flow.loops is None else _compensated_sums(flow, direction, every=every)
    return _scaled_sums(flow.n, flow.sweep(direction), every=every) if found is None else found


def exact_tally(flow: Flow, direction: Direction, *, every: bool) -> Tally:
    """Count as `path_tally` does, in integers of any length; time and memory grow with theirs."""
    return _of_numbers(_number_sums(flow.n, flow.sweep(direction), 1, every=every))


def _number_sums(n: int, sweep: Sweep, one: Number, *, every: bool) -> list[Number]:
    values: list[Any] = [one] * n
    others = sweep.others.tolist()
    get = values.__getitem__
    for row, (start, end) in zip(sweep.rows.tolist(), pairwise(sweep.starts.tolist()), strict=True):
        taken = others[start:end]
        # most rows of a thin graph take from one other, and `sum` is slow to start
        total = get(taken[0]) if end - start == 1 else sum(map(get, taken))
        values[row] = total + one if every else total
    return values


def _of_numbers(values: Sequence[Any]) -> Tally:
    mantissa = np.empty(len(values), dtype=np.float64)
    power = np.zeros(len(values), dtype=np.intp)
    units: dict[int, Any] = {}
    whole = not values or isinstance(values[0], int)
    most: Any = 2**_POWER if whole else Decimal(2) ** _POWER
    for row, value in enumerate(values):
        if value < most:
            mantissa[row] = float(value)
            continue
        bits = value.bit_length() if whole else int(value.adjusted() * log2(10))
        step = max((bits - 1) // _POWER, 0)
        if step not in units:
            units[step] = most**step
        power[row] = step
        mantissa[row] = float(value / units[step])
    exact = whole or max(values) < _DECIMALLY_SURE
    return Tally(mantissa=mantissa, power=power, exact=exact, number=values.__getitem__)


def _compensated_sums(flow: Flow, direction: Direction, *, every: bool) -> Tally | None:
    """Count by compiled loops; None where that takes numbers above 2**1000."""
    assert flow.loops is not None
    onward = direction == "onward"
    count = flow.loops.count_onward if onward else flow.loops.count_back
    arrays = (read_only(part) for part in (flow.order, flow.cites.indptr, flow.cites.indices))
    pairs = np.zeros((flow.n, 2), dtype=np.float64)
    if not count(*arrays, every, pairs):
        return None
    high, low = np.ascontiguousarray(pairs.T)
    power = np.zeros(flow.n, dtype=np.intp)
    if high.max(initial=0.0) >= _BASE:
        power = ((np.frexp(high)[1] - 1) // _POWER).astype(np.intp)
        high, low = (np.ldexp(part, -_POWER * power) for part in (high, low))
    return _of_pairs(high, low, power)


def _scaled_sums(n: int, sweep: Sweep, *, every: bool) -> Tally:
    high = np.ones(n, dtype=np.float64)
    low = np.zeros(n, dtype=np.float64)
    power = np.zeros(n, dtype=np.intp)
    small, scaled = True, False
    for first, last in pairwise(sweep.steps.tolist()):
        begin, end = sweep.starts[first], sweep.starts[last]
        rows, source = sweep.rows[first:last], sweep.others[begin:end]
        segment = sweep.starts[first:last] - begin
        part = high[source]
        total = np.add.reduceat(part, segment)
        if small:
            if every:
                total += 1.0
            if total.max() < _SURE:
                high[rows] = total
                continue
            small = False
            total = np.add.reduceat(part, segment)
        sizes = np.diff(sweep.starts[first : last + 1])
        rest = low[source]
        top = np.zeros(len(rows), dtype=np.intp)
        if scaled:
            steps = power[source]
            top = np.maximum.reduceat(steps, segment)
            below = np.maximum(steps - np.repeat(top, sizes), -_GAP)
            factor = np.ldexp(1.0, _POWER * below)
            part *= factor
            rest *= factor
            total = np.add.reduceat(part, segment)
        high[rows], low[rows] = _sum_of_pairs(part, rest, total, segment, sizes, top, every=every)
        over = high[rows] >= _BASE
        if over.any():
            scaled = True
            full = rows[over]
            high[full] /= _BASE
            low[full] /= _BASE
            top[over] += 1
        power[rows] = top
    return _of_pairs(high, low, power)


def _sum_of_pairs(
    part: FloatArray,
    rest: FloatArray,
    total: FloatArray,
    segment: IndexArray,
    sizes: IndexArray,
    top: IndexArray,
    *,
    every: bool,
) -> tuple[FloatArray, FloatArray]:
    """Add up pairs of floats within segments, losing nothing above 2**-90 of the sum.

    Every float is cut where the last bit of the sum stands; the upper pieces then add up without
    rounding (Rump, Ogita and Oishi 2008, "Accurate floating-point summation I").
    """
    sigma = np.repeat(np.ldexp(3.0, np.frexp(total)[1]), sizes)
    upper = (sigma + part) - sigma
    high = np.add.reduceat(upper, segment)
    low = np.add.reduceat((part - upper) + rest, segment)
    if every:
        one = np.ldexp(1.0, -_POWER * np.minimum(top, _GAP))
        plus = high + one
        back = plus - high
        low += (high - (plus - back)) + (one - back)
        high = plus
    both = high + low
    return both, low - (both - high)


def _of_pairs(high: FloatArray, low: FloatArray, power: IndexArray) -> Tally:
    units: dict[int, Decimal] = {}

    def number(row: int) -> Decimal:
        step = int(power[row])
        if step not in units:
            units[step] = DECIMALS.power(Decimal(2), _POWER * step)
        both = DECIMALS.add(Decimal(float(high[row])), Decimal(float(low[row])))
        return DECIMALS.multiply(both, units[step])

    exact = not len(high) or (not power.any() and bool(high.max() < _PAIRWISE_SURE))
    return Tally(mantissa=high, power=power, exact=exact, number=number)


def reach_tally(flow: Flow, direction: Direction) -> Tally:
    """Count the rows from which each row can be reached (swept back: that it can reach), exactly.

    Itself included. Done with bit sets in blocks of columns: about ``n * arcs / 64`` operations.

    Raises
    ------
    TooLargeError
        If that were more than 2**33 operations (some tens of seconds).

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> from kdgraph.kernels.flow import flow_of
    >>> flow = flow_of(csr_array([[0, 0, 0], [1, 0, 0], [1, 1, 0]]))  # 1 cites 0; 2 cites both
    >>> reach_tally(flow, "onward").mantissa, reach_tally(flow, "back").mantissa
    (array([1., 2., 3.]), array([3., 2., 1.]))
    """
    n, words, sweep = flow.n, ceil(flow.n / 64), flow.sweep(direction)
    widest = int(np.diff(sweep.starts[sweep.steps]).max(initial=0))
    width = max(1, min(words, _BLOCK_BYTES // (8 * max(n, widest, 1))))
    work = flow.cites.nnz * words + _LEVEL_WORK * flow.levels * ceil(words / width)
    if work > _MOST_WORK:
        raise TooLargeError(
            f"counting node pairs of {n} papers and {flow.cites.nnz} arcs on {flow.levels} "
            f"levels takes about {work:.0e} steps, above the limit of {_MOST_WORK:.0e}; "
            "use a smaller graph, or the weight spnp"
        )
    counts = np.zeros(n, dtype=np.int64)
    for block in range(0, words, width):
        span = min(width, words - block)
        bits = np.zeros((n, span), dtype=np.uint64)
        own = np.arange(64 * block, min(64 * (block + span), n))
        bits[own, own // 64 - block] = np.uint64(1) << (own % 64).astype(np.uint64)
        for first, last in pairwise(sweep.steps.tolist()):
            begin, end = sweep.starts[first], sweep.starts[last]
            taken = np.bitwise_or.reduceat(
                bits[sweep.others[begin:end]], sweep.starts[first:last] - begin, axis=0
            )
            bits[sweep.rows[first:last]] |= taken
        counts += np.bitwise_count(bits).sum(axis=1, dtype=np.int64)
    values = counts.tolist()
    return Tally(
        mantissa=counts.astype(np.float64),
        power=np.zeros(n, dtype=np.intp),
        exact=True,
        number=values.__getitem__,
    )
