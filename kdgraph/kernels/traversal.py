"""Traversal weights: how much of the flow of knowledge passes along each citation.

With ``N-(u)`` the paths from sources to u, ``N+(v)`` those from v to sinks, ``P-`` and ``P+``
likewise from and to any row (the path that is a row alone included), the arc along which v cites u
weighs

====  ==============  =====================================================================
spc   N-(u) * N+(v)   paths from a source to a sink through the arc
splc  P-(u) * N+(v)   paths from any row to a sink through the arc
spnp  P-(u) * P+(v)   paths between any two rows through the arc
nppc  A(u) * D(v)     pairs of rows joined by a path through the arc: A(u) rows lead to u (itself
                      one of them), D(v) can be reached from v
====  ==============  =====================================================================

Its share is that weight divided by the number of all such paths (pairs) with at least one arc. So a
paper without citations changes nothing, no share is above 1, and the spc shares of the arcs across
any cut of the graph add up to 1.

References
----------
Hummon and Doreian (1989), "Connectivity in a citation network: the development of DNA theory",
Social Networks 11, 39-63.

Batagelj (2003), "Efficient algorithms for citation network analysis", arXiv:cs/0309023.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from math import fsum, ldexp, log10
from typing import Final

import numpy as np
from scipy.sparse import csr_array

from kdgraph.arrays import FloatArray, IndexArray
from kdgraph.kernels.compiled import read_only
from kdgraph.kernels.counts import (
    DECIMALS,
    Number,
    Tally,
    TooLargeError,
    exact_tally,
    path_tally,
    reach_tally,
)
from kdgraph.kernels.flow import Flow, flow_of

__all__ = ["MOST_EXACT", "WEIGHTS", "Traversal", "exact_cost", "exact_traversal", "traversal"]

WEIGHTS: Final = ("spc", "splc", "spnp", "nppc")
"""The weights there are."""

# Which of the two counts of a path weight begin or end at any row.
_EVERY: Final = {"spc": (False, False), "splc": (True, False), "spnp": (True, True)}
_SMALL: Final = 100_000  # `exact_cost` up to which integers are as good as free

MOST_EXACT: Final = 2 * 10**8
"""The `exact_cost` from which exact integers are refused: some tens of seconds, some gigabytes."""


@dataclass(frozen=True, eq=False)
class Traversal:
    """The traversal weights of all arcs of an acyclic graph, in the order of its csr array.

    Attributes
    ----------
    flow : Flow
        The graph.
    weight : str
        Which weight it is: one of `WEIGHTS`.
    before, after : Tally
        The two counts whose product a weight is: of the cited and of the citing paper.
    share : ndarray of float, shape (arcs,)
        Weight divided by `total`; right to 1e-12 (in fact to some 1e-15 of itself) at any depth.
    size : Decimal
        The total that shares are parts of, right to 1e-15 of itself; 0 where there is no arc.
    """

    flow: Flow
    weight: str
    before: Tally
    after: Tally
    share: FloatArray
    size: Decimal

    @property
    def exact(self) -> bool:
        """Whether the weights are known as exact integers."""
        return self.before.exact and self.after.exact

    @property
    def log10_total(self) -> float:
        """The decimal logarithm of the total; -inf where there is no arc."""
        return float(DECIMALS.log10(self.size))

    @cached_property
    def log10_weight(self) -> FloatArray:
        """The decimal logarithm of each weight: finite however large it is."""
        logs: FloatArray = self.before.log2[self.flow.cited] + self.after.log2[self.flow.citing]
        return logs * log10(2)

    def number(self, cited: int, citing: int) -> Number:
        """Return the weight of one arc: an int, or a Decimal of 60 digits."""
        before, after = self.before.number(cited), self.after.number(citing)
        if isinstance(before, int) and isinstance(after, int):
            return before * after
        return DECIMALS.multiply(before, after)

    def weights(self) -> list[int] | None:
        """Return the weights of all arcs as integers; None where they are not `exact`."""
        if not self.exact:
            return None
        before, after = ([int(t.number(r)) for r in range(self.flow.n)] for t in self._tallies)
        return [
            before[u] * after[v]
            for u, v in zip(self.flow.cited.tolist(), self.flow.citing.tolist(), strict=True)
        ]

    def total(self) -> int | None:
        """Return the number of paths (pairs) that shares are parts of; None where not `exact`."""
        if not self.exact:
            return None
        start, less = _ends(self.flow, self.weight)
        return sum(int(self.before.number(int(row))) for row in start) - less * len(start)

    @property
    def _tallies(self) -> tuple[Tally, Tally]:
        return self.before, self.after


def traversal(cites: csr_array | Flow, weight: str = "spc") -> Traversal:
    """Weigh all arcs of an acyclic graph.

    Small graphs get exact integers, others floats with an exponent of their own: however many paths
    there are, every share is finite and right to 1e-12.

    Parameters
    ----------
    cites : csr_array or Flow
        ``cites[i, j] == 1`` when row ``i`` cites row ``j``; without cycles.
    weight : {"spc", "splc", "spnp", "nppc"}
        Which weight.

    Raises
    ------
    ValueError
        If the graph has a cycle, or there is no such weight.
    TooLargeError
        For nppc, if the graph is too large to count pairs exactly.

    Examples
    --------
    >>> cites = csr_array([[0, 0, 0], [1, 0, 0], [1, 1, 0]])  # 1 cites 0; 2 cites both
    >>> found = traversal(cites)
    >>> found.weights(), found.share, found.total()
    ([1, 1, 1], array([0.5, 0.5, 0.5]), 2)
    """
    if weight not in WEIGHTS:
        raise ValueError(f"no weight {weight!r}; there are: {', '.join(WEIGHTS)}")
    flow = cites if isinstance(cites, Flow) else flow_of(cites)
    if weight == "nppc":
        return _of(flow, weight, reach_tally(flow, "onward"), reach_tally(flow, "back"))
    first, last = _EVERY[weight]
    found = _of(
        flow,
        weight,
        path_tally(flow, "onward", every=first),
        path_tally(flow, "back", every=last),
    )
    return _exactly(found) if not found.exact and exact_cost(found) <= _SMALL else found


def exact_traversal(cites: csr_array | Flow, weight: str = "spc") -> Traversal:
    """Weigh as `traversal` does, in exact integers.

    Raises
    ------
    ValueError
        If the graph has a cycle, or there is no such weight.
    TooLargeError
        If the integers are so many and so long that it would take minutes, or gigabytes.

    Examples
    --------
    >>> exact_traversal(csr_array([[0, 0], [1, 0]])).weights()
    [1]
    """
    found = traversal(cites, weight)
    if found.exact:
        return found
    cost = exact_cost(found)
    if cost > MOST_EXACT:
        raise TooLargeError(
            f"exact weights of {len(found.share)} arcs take numbers of "
            f"{found.log10_total:.0f} digits, {cost:.0e} words of 64 bits in all, above the limit "
            f"of {MOST_EXACT:.0e}; leave exact out: shares are right to 1e-12 without it"
        )
    return _exactly(found)


def exact_cost(found: Traversal) -> float:
    """Return what exact integers would cost: arcs, times the 64-bit words of the largest number."""
    if not len(found.share):
        return 0.0
    return len(found.share) * (1 + found.log10_total / log10(2) / 64)


def _exactly(found: Traversal) -> Traversal:
    first, last = _EVERY[found.weight]
    flow = found.flow
    return _of(
        flow,
        found.weight,
        exact_tally(flow, "onward", every=first),
        exact_tally(flow, "back", every=last),
    )


def _of(flow: Flow, weight: str, before: Tally, after: Tally) -> Traversal:
    rows, less = _ends(flow, weight)
    power = int(before.power[rows].max(initial=0))
    gap = np.maximum(before.power[rows] - power, -8)
    parts = np.ldexp(before.mantissa[rows], 256 * gap)
    whole = fsum(parts.tolist()) - ldexp(float(less * len(rows)), -256 * min(power, 8))
    if not flow.cites.nnz:
        return Traversal(flow, weight, before, after, np.empty(0), Decimal(0))
    share = _shares(flow, before, after, whole, power)
    size = DECIMALS.multiply(Decimal(whole), DECIMALS.power(Decimal(2), 256 * power))
    return Traversal(flow, weight, before, after, share, size)


def _shares(flow: Flow, before: Tally, after: Tally, whole: float, power: int) -> FloatArray:
    """Return the product of both counts of each arc, divided by ``whole * 2**(256 * power)``."""
    first = before.mantissa / whole
    scaled = bool(before.power.any() or after.power.any())
    share: FloatArray
    if flow.loops is not None:
        share = np.empty(flow.cites.nnz, dtype=np.float64)
        arrays = flow.cites.indptr, flow.cites.indices, first, after.mantissa
        powers = before.power, after.power
        given = (read_only(part) for part in (*arrays, *powers))
        flow.loops.share(*given, power, scaled, share)
        return share
    cited, references = flow.cites.indices, np.diff(flow.cites.indptr)
    share = first[cited]
    share *= np.repeat(after.mantissa, references)
    if scaled:
        steps = before.power[cited] + np.repeat(after.power, references) - power
        share = np.ldexp(share, 256 * np.clip(steps, -8, 8))
    return share


def _ends(flow: Flow, weight: str) -> tuple[IndexArray, int]:
    """Return the rows at which the weight's paths end, and how many trivial ones end at each."""
    if weight in {"spc", "splc"}:
        return flow.sinks, int(weight == "splc")
    return np.arange(flow.n), 1
