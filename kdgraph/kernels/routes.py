"""Main paths: searches for the routes along which most of the flow passes.

All searches compare weights as exact integers where the traversal has them. Where it has scaled
numbers instead, two that differ by less than 1e-20 of themselves, the most that their error can be,
count as a tie, and `Routes.doubtful` counts the ties that exact integers might undo.

References
----------
Hummon and Doreian (1989), Social Networks 11, 39-63, for the local and the global search.

Liu and Lu (2012), "An integrated approach for main path analysis: development of the Hirsch index
as an example", JASIST 63(3), 528-542, for the backward and the key-route searches.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import cached_property, partial
from itertools import pairwise
from typing import Final

import numpy as np

from kdgraph.arrays import FloatArray, IndexArray
from kdgraph.kernels.compiled import read_only
from kdgraph.kernels.counts import DECIMALS, Number, Tally
from kdgraph.kernels.flow import Direction
from kdgraph.kernels.traversal import Traversal

__all__ = ["SEARCHES", "Routes", "main_routes"]

_CLOSE: Final = 1 - Decimal("1e-20")  # scaled numbers nearer to each other than that are a tie
_SURE: Final = 2**80  # scaled counts below are exact
_NEAR: Final = 1e-9  # floats nearer than that are compared with more digits
_FEW: Final = 4  # arcs that are compared at once without sifting them by floats before
_FAINT: Final = 1e-290  # floats below may have lost digits


@dataclass(frozen=True, slots=True, eq=False)
class Routes:
    """What a search found.

    Attributes
    ----------
    arcs : ndarray of int
        Numbers of the arcs on the main path, in the order of the csr array, each once.
    key_arcs : ndarray of int
        For key-route searches the arcs they start from; else empty.
    count : Number
        How many routes from a source to a sink that is, ties included: 1 where nothing tied. Of
        key-route searches, the sum over their key arcs. From 10**60 on a Decimal of 60 digits.
    total : Number or None
        For the global search the sum of weights along each of its routes; None of other searches.
    doubtful : int
        Comparisons taken for ties that might be none; always 0 with exact integers.
    """

    arcs: IndexArray
    key_arcs: IndexArray
    count: Number
    total: Number | None
    doubtful: int


def main_routes(found: Traversal, search: str = "global", *, k: int = 1) -> Routes:
    """Search the main path; all ties are kept.

    Parameters
    ----------
    found : Traversal
        The weights.
    search : {"global", "local-forward", "local-backward", "key-route-local", "key-route-global"}
        ``global``: the routes from a source to a sink with the largest sum of weights.
        ``local-forward``: from the heaviest arcs out of sources, on along the heaviest arc out of
        each row reached. ``local-backward``: the same from sinks, against the flow.
        ``key-route-local``, ``key-route-global``: from each of the `k` heaviest arcs, on to a sink
        and back to a source, by the local search or by the largest sum.
    k : int
        How many key arcs; those as heavy as the last of them belong to them too.

    Raises
    ------
    ValueError
        If there is no such search, or `k` is below 1.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> from kdgraph.kernels.traversal import traversal
    >>> cites = csr_array([[0, 0, 0], [1, 0, 0], [1, 1, 0]])  # 1 cites 0; 2 cites both
    >>> routes = main_routes(traversal(cites))
    >>> routes.arcs, routes.total  # 0 -> 1 -> 2; the arcs are 0 -> 1, 0 -> 2 and 1 -> 2
    (array([0, 2]), 2)
    """
    if search not in SEARCHES:
        raise ValueError(f"no search {search!r}; there are: {', '.join(SEARCHES)}")
    if k < 1:
        raise ValueError(f"a key-route search needs at least 1 key arc, got k={k}")
    if not len(found.share):
        none = np.empty(0, dtype=np.intp)
        return Routes(arcs=none, key_arcs=none, count=0, total=None, doubtful=0)
    with localcontext(DECIMALS):
        return SEARCHES[search](found, k)


class _Search:
    """One search: the weights, both directions, and how many ties are in doubt."""

    def __init__(self, found: Traversal) -> None:
        self.found, self.flow = found, found.flow
        self.doubtful = 0
        # views of the same memory, whose single items are read much faster than an array's
        self._cited, self._starts = self.flow.cites.indices.data, self.flow.cites.indptr.data

    @cached_property
    def onward(self) -> _Side:
        """The search from cited to citing rows."""
        return _Side(self, "onward", self.found.after, -self.flow.level)

    @cached_property
    def back(self) -> _Side:
        """The search from citing to cited rows."""
        return _Side(self, "back", self.found.before, self.flow.level)

    def weight(self, arc: int) -> Number:
        citing = bisect_right(self._starts, arc) - 1
        return self.found.number(self._cited[arc], citing)

    def leading(self, values: Sequence[Number], k: int = 1) -> list[int]:
        """Return the places of the `k` largest, and of those as large as the last of them."""
        least = max(values) if k == 1 else sorted(values)[-k]
        unsure = not self.found.exact and least >= _SURE
        if not self.found.exact:
            least = Decimal(least) * _CLOSE
        places = [place for place, value in enumerate(values) if value >= least]
        if unsure and len(places) > k:
            self.doubtful += 1
        return places

    def heaviest(self, arcs: IndexArray, k: int = 1) -> list[int]:
        """Return the `k` heaviest of `arcs`, and those as heavy as the last of them."""
        share = self.found.share[arcs]
        k = min(k, len(arcs))
        least = np.partition(share, len(share) - k)[len(share) - k]
        near = arcs if least < _FAINT else arcs[share >= least * (1 - _NEAR)]
        places = self.leading([self.weight(arc) for arc in near.tolist()], k)
        return [int(near[place]) for place in places]


class _Side:
    """One direction to search in, from any row to the ends; answers are kept for the next row.

    `tally` is the part of the arcs' weights in which those that lead on from a row differ, `turn`
    is smaller for rows nearer to the ends.
    """

    def __init__(
        self, search: _Search, direction: Direction, tally: Tally, turn: IndexArray
    ) -> None:
        self.search, self.direction, self.tally, self.turn = search, direction, tally, turn
        self.choices: dict[int, list[tuple[int, int]]] = {}
        self.sums: dict[int, Number] = {}
        self.routes: dict[int, Decimal] = {}
        flow = search.flow
        table = flow.cites if direction == "back" else flow.cited_by
        # views of the same memory, whose single items are read much faster than an array's
        self._starts, self._others = table.indptr.data, table.indices.data
        # by citing row, arcs stand in the order of their numbers
        self._arcs = range(table.nnz) if direction == "back" else table.data.data
        self._table = table

    def span(self, row: int) -> tuple[int, int]:
        """Return where the arcs that lead on from `row` begin and end."""
        return self._starts[row], self._starts[row + 1]

    def options(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the arcs there, each with the row it leads to."""
        return list(zip(self._arcs[start:end], self._others[start:end], strict=True))

    def shares(self, start: int, end: int) -> FloatArray:
        """Return the shares of the arcs there."""
        arcs = slice(start, end) if self.direction == "back" else self._table.data[start:end]
        found: FloatArray = self.search.found.share[arcs]
        return found

    def local(self, row: int) -> list[tuple[int, int]]:
        """Return the heaviest arcs that lead on from `row`, each with the row it leads to."""
        start, end = self.span(row)
        options = self.options(start, end)
        if end - start > _FEW:
            share = self.shares(start, end)
            most = share.max()
            if most >= _FAINT:
                near = np.flatnonzero(share >= most * (1 - _NEAR))
                options = [options[place] for place in near.tolist()]
        if len(options) < 2:
            return options
        best = self.search.leading([self.tally.number(other) for _, other in options])
        return [options[place] for place in best]

    @cached_property
    def far(self) -> FloatArray | None:
        """The largest sum of shares from each row on; None where a sweep of levels does not pay."""
        flow, share = self.search.flow, self.search.found.share
        if flow.thin:
            return None
        far = np.zeros(flow.n)
        if flow.loops is not None:
            arrays = flow.order, flow.cites.indptr, flow.cites.indices, share
            back = self.direction == "back"
            reach = flow.loops.reach_back if back else flow.loops.reach_onward
            reach(*(read_only(part) for part in arrays), far)
            return far
        # what leads back from a row is what it takes from on the sweep onward
        sweep = flow.onward if self.direction == "back" else flow.back
        share = share[sweep.arcs]
        for first, last in pairwise(sweep.steps.tolist()):
            begin, end = sweep.starts[first], sweep.starts[last]
            sums = far[sweep.others[begin:end]] + share[begin:end]
            segment = sweep.starts[first:last] - begin
            far[sweep.rows[first:last]] = np.maximum.reduceat(sums, segment)
        return far

    def near_best(self, row: int) -> list[tuple[int, int]]:
        """Return arcs among which are all those with the largest sum from `row` on."""
        start, end = self.span(row)
        options = self.options(start, end)
        if self.far is None or end - start < 2 or self.far[row] < _FAINT:
            return options
        sums = self.far[self._table.indices[start:end]] + self.shares(start, end)
        near = np.flatnonzero(sums >= self.far[row] * (1 - self.blur))
        return [options[place] for place in near.tolist()]

    @cached_property
    def blur(self) -> float:
        """The most by which sums of shares can be wrong, relative to themselves, and some more."""
        return max(_NEAR, 8 * self.search.flow.levels * float(np.finfo(np.float64).eps))

    def largest(self, rows: Iterable[int]) -> list[Number]:
        """Return the largest sum of weights from each of `rows` on; fills `choices`."""
        rows = list(rows)
        near: dict[int, list[tuple[int, int]]] = {}
        stack = [row for row in rows if row not in self.sums]
        while stack:
            row = stack.pop()
            if row not in near:
                near[row] = self.near_best(row)
                stack += [o for _, o in near[row] if o not in near and o not in self.sums]
        for row in self.in_turn(near):
            options = near[row]
            sums = [self.search.weight(arc) + self.sums[other] for arc, other in options]
            if len(sums) > 1:
                best = self.search.leading(sums)
                options = [options[place] for place in best]
            self.choices[row] = options
            self.sums[row] = max(sums, default=0)
        return [self.sums[row] for row in rows]

    def follow(self, rows: Iterable[int], *, local: bool) -> set[int]:
        """Return the arcs of all chosen routes from `rows` to the ends, and count them."""
        stack = list(rows)
        if not local:
            self.largest(stack)
        arcs: set[int] = set()
        seen: set[int] = set()
        while stack:
            row = stack.pop()
            if row in seen:
                continue
            seen.add(row)
            if row not in self.choices:
                self.choices[row] = self.local(row)
            arcs.update(arc for arc, _ in self.choices[row])
            stack += [other for _, other in self.choices[row]]
        for row in self.in_turn(seen - self.routes.keys()):
            onward = [self.routes[other] for _, other in self.choices[row]]
            self.routes[row] = sum(onward, Decimal(0)) if onward else Decimal(1)
        return arcs

    def in_turn(self, rows: Collection[int]) -> list[int]:
        """Return rows so that each comes after all that it leads to."""
        some = np.fromiter(rows, dtype=np.intp, count=len(rows))
        turns: list[int] = some[np.argsort(self.turn[some], kind="stable")].tolist()
        return turns


def _global(found: Traversal, _k: int) -> Routes:
    search = _Search(found)
    side, ends = search.back, found.flow.sinks
    if side.far is not None:
        far = side.far[ends]
        ends = ends[far >= far.max() * (1 - side.blur)]
    sums = side.largest(ends.tolist())
    best = [int(ends[place]) for place in search.leading(sums)]
    arcs = side.follow(best, local=False)
    count = sum((side.routes[row] for row in best), Decimal(0))
    return _routes(search, arcs, count, total=max(sums))


def _local(found: Traversal, *, onward: bool) -> Routes:
    search, flow = _Search(found), found.flow
    side, ends = (search.onward, flow.sources) if onward else (search.back, flow.sinks)
    near, far = (flow.cited, flow.citing) if onward else (flow.citing, flow.cited)
    outer = np.zeros(flow.n, dtype=bool)
    outer[ends] = True
    first = search.heaviest(np.flatnonzero(outer[near]))
    rows = far[first].tolist()
    arcs = side.follow(rows, local=True) | set(first)
    return _routes(search, arcs, sum((side.routes[row] for row in rows), Decimal(0)))


def _key_route(found: Traversal, k: int, *, local: bool) -> Routes:
    search, flow = _Search(found), found.flow
    keys = search.heaviest(np.arange(len(found.share)), k)
    cited, citing = flow.cited[keys].tolist(), flow.citing[keys].tolist()
    arcs = search.back.follow(cited, local=local) | search.onward.follow(citing, local=local)
    count = sum(
        (
            search.back.routes[u] * search.onward.routes[v]
            for u, v in zip(cited, citing, strict=True)
        ),
        Decimal(0),
    )
    return _routes(search, arcs | set(keys), count, keys=keys)


def _routes(
    search: _Search,
    arcs: set[int],
    count: Decimal,
    *,
    keys: Sequence[int] = (),
    total: Number | None = None,
) -> Routes:
    whole = search.found.exact and total is not None
    return Routes(
        arcs=np.array(sorted(arcs), dtype=np.intp),
        key_arcs=np.array(sorted(keys), dtype=np.intp),
        count=int(count) if count < 10**DECIMALS.prec else count,
        total=int(total) if whole and total is not None else total,
        doubtful=search.doubtful,
    )


SEARCHES: Final[Mapping[str, Callable[[Traversal, int], Routes]]] = {
    "global": _global,
    "local-forward": lambda found, _k: _local(found, onward=True),
    "local-backward": lambda found, _k: _local(found, onward=False),
    "key-route-local": partial(_key_route, local=True),
    "key-route-global": partial(_key_route, local=False),
}
"""The searches there are."""
