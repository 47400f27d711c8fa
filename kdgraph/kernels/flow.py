"""An acyclic citation graph laid out for sweeps along the flow of knowledge, and against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from kdgraph.kernels.order import IntArray, topological_order

__all__ = ["Flow", "Sweep", "flow_of"]

_AnyInts = np.ndarray[Any, np.dtype[Any]]  # scipy's own indices are 32 bit
# Below this many arcs to a level, walking arc by arc beats calls on whole levels.
_THIN = 64


@dataclass(frozen=True, slots=True, eq=False)
class Sweep:
    """Arcs grouped by the row that takes from them, in an order in which one pass is enough.

    Row ``rows[i]`` takes from ``others[starts[i]:starts[i + 1]]`` by the arcs of these numbers;
    rows that take from none are left out, and have -1 as their `place` among `rows`. All rows
    between two `steps` take from earlier ones only.
    """

    rows: IntArray
    starts: IntArray
    others: _AnyInts
    arcs: _AnyInts
    steps: IntArray
    place: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """An acyclic citation graph of n rows; knowledge flows from the cited to the citing paper.

    `citing` and `cited` are the ends of each arc, numbered as in the csr array. `level` is the
    longest way to each row from a row that cites nothing. `onward` takes from cited papers, earlier
    levels first; `back` takes from citing papers, later levels first.
    """

    n: int
    citing: IntArray
    cited: IntArray
    level: IntArray
    onward: Sweep
    back: Sweep

    @property
    def levels(self) -> int:
        """How many levels there are."""
        return int(self.level.max()) + 1 if self.n else 0

    @property
    def thin(self) -> bool:
        """Whether there are so few arcs to a level that arrays do not pay."""
        return len(self.citing) < _THIN * self.levels

    @property
    def sources(self) -> IntArray:
        """Rows that cite nothing and are cited: where knowledge comes in."""
        return np.flatnonzero((self.onward.place < 0) & (self.back.place >= 0))

    @property
    def sinks(self) -> IntArray:
        """Rows that are not cited and cite: where knowledge has come to."""
        return np.flatnonzero((self.back.place < 0) & (self.onward.place >= 0))


def flow_of(cites: csr_array) -> Flow:
    """Lay out an acyclic graph for sweeps.

    Parameters
    ----------
    cites : csr_array, shape (n, n)
        ``cites[i, j] == 1`` when row ``i`` cites row ``j``; without cycles, as `cut_cycles` makes
        it.

    Raises
    ------
    ValueError
        If there is a cycle; it is named.

    Examples
    --------
    >>> flow = flow_of(csr_array([[0, 0, 0], [1, 0, 0], [1, 1, 0]]))  # 1 cites 0; 2 cites both
    >>> flow.level, flow.sources, flow.sinks
    (array([0, 1, 2]), array([0]), array([2]))
    """
    n = cites.shape[0]
    # the same arcs by cited paper, in numbers as short as scipy's own
    numbers: Any = np.arange(cites.nnz, dtype=np.int32 if cites.nnz < 2**31 else np.int64)
    turned = csr_array(csr_array((numbers, cites.indices, cites.indptr), shape=(n, n)).T)
    _, level = topological_order(cites, turned)
    back = _sweep(turned.indptr, turned.indices, turned.data, -level)
    del numbers, turned  # what comes next finds room there
    onward = _sweep(cites.indptr, cites.indices, None, level)
    citing = np.repeat(np.arange(n), np.diff(cites.indptr))
    cited = cites.indices.astype(np.intp, copy=False)
    return Flow(n=n, citing=citing, cited=cited, level=level, onward=onward, back=back)


def _sweep(bounds: _AnyInts, others: _AnyInts, arcs: _AnyInts | None, turn: IntArray) -> Sweep:
    """Sort rows by their turn; `arcs` are the numbers of the arcs, None where they are in order."""
    counts = np.diff(bounds)
    rows = np.argsort(turn, kind="stable")
    rows = rows[counts[rows] > 0]
    sizes = counts[rows]
    starts = np.zeros(len(rows) + 1, dtype=np.intp)
    np.cumsum(sizes, out=starts[1:])
    # arrays as long as there are arcs are few on purpose: fresh memory costs more than reckoning
    take = np.ones(starts[-1], dtype=np.intp)
    if len(rows):
        take[0] = bounds[rows[0]]
        take[starts[1:-1]] = bounds[rows[1:]] - bounds[rows[:-1] + 1] + 1
        np.cumsum(take, out=take)
    place = np.full(len(counts), -1, dtype=np.intp)
    place[rows] = np.arange(len(rows))
    changes = np.flatnonzero(np.diff(turn[rows])) + 1
    steps = np.concatenate([[0], changes, [len(rows)]]) if len(rows) else np.zeros(1)
    return Sweep(
        rows=rows,
        starts=starts,
        others=others[take],
        arcs=take if arcs is None else arcs[take],
        steps=steps.astype(np.intp),
        place=place,
    )
