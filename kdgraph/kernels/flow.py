"""An acyclic citation graph laid out for sweeps along the flow of knowledge, and against it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal, TypeAlias

import numpy as np
from scipy.sparse import csr_array

from kdgraph.arrays import AnyIntArray, BoolArray, IndexArray
from kdgraph.kernels.compiled import read_only
from kdgraph.kernels.flow_loops import FlowLoops, flow_loops
from kdgraph.kernels.order import arc_rows, by_level, topological_order

__all__ = ["Direction", "Flow", "Sweep", "flow_of"]

Direction: TypeAlias = Literal["onward", "back"]
"""Along the flow of knowledge, from cited to citing rows, or against it."""

# Below this many arcs to a level, walking arc by arc beats calls on whole levels.
_THIN: Final = 64
_PASSES: Final = 16  # over rows that are nearly in order, before levels are found another way


@dataclass(frozen=True, slots=True, eq=False)
class Sweep:
    """Arcs grouped by the row that takes from them, in an order in which one pass is enough.

    Row ``rows[i]`` takes from ``others[starts[i]:starts[i + 1]]`` by the arcs of these numbers;
    rows that take from none are left out, and have -1 as their `place` among `rows`. All rows
    between two `steps` take from earlier ones only.
    """

    rows: IndexArray
    starts: IndexArray
    others: AnyIntArray
    arcs: AnyIntArray
    steps: IndexArray
    place: IndexArray


@dataclass(frozen=True, eq=False)
class Flow:
    """An acyclic citation graph; knowledge flows from the cited to the citing paper.

    `level` is the longest way to each row from a row that cites nothing; in `order` each row comes
    after those that it cites. `loops` are there where compiled ones pay. What else is needed for
    sweeps is made when it is asked for, if it is not `turned`: the arcs by cited row.
    """

    cites: csr_array
    level: IndexArray
    order: IndexArray
    is_cited: BoolArray
    loops: FlowLoops | None = None
    turned: csr_array | None = None

    @property
    def n(self) -> int:
        """How many rows there are."""
        return int(self.cites.shape[0])

    @cached_property
    def citing(self) -> IndexArray:
        """The citing row of each arc, in the order of the csr array."""
        return arc_rows(self.cites)

    @cached_property
    def cited(self) -> IndexArray:
        """The cited row of each arc."""
        return self.cites.indices.astype(np.intp, copy=False)

    @cached_property
    def cited_by(self) -> csr_array:
        """The arcs by cited row; each has its number as its value."""
        return _turned(self.cites) if self.turned is None else self.turned

    @cached_property
    def onward(self) -> Sweep:
        """The sweep that takes from cited rows, earlier levels first."""
        return _sweep(_numbered(self.cites), self.level)

    @cached_property
    def back(self) -> Sweep:
        """The sweep that takes from citing rows, later levels first."""
        return _sweep(self.cited_by, self.levels - self.level)

    def sweep(self, direction: Direction) -> Sweep:
        """Return one of the two sweeps."""
        return self.onward if direction == "onward" else self.back

    @cached_property
    def levels(self) -> int:
        """How many levels there are."""
        return int(self.level.max()) + 1 if self.n else 0

    @property
    def thin(self) -> bool:
        """Whether there are so few arcs to a level that arrays do not pay."""
        return self.cites.nnz < _THIN * self.levels

    @cached_property
    def sources(self) -> IndexArray:
        """Rows that cite nothing and are cited: where knowledge comes in."""
        return np.flatnonzero((np.diff(self.cites.indptr) == 0) & self.is_cited)

    @cached_property
    def sinks(self) -> IndexArray:
        """Rows that are not cited and cite: where knowledge has come to."""
        return np.flatnonzero((np.diff(self.cites.indptr) > 0) & ~self.is_cited)


def flow_of(cites: csr_array, *, compiled: bool | None = None) -> Flow:
    """Lay out an acyclic graph for sweeps.

    Parameters
    ----------
    cites : csr_array, shape (n, n)
        ``cites[i, j] == 1`` when row ``i`` cites row ``j``; without cycles, as `cut_cycles` makes
        it.
    compiled : bool, optional
        Whether what sweeps over this graph is to use numba: integers are the same, shares to 1e-15
        of themselves. By default where it is installed and the graph large enough to pay for
        loading it.

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
    loops = flow_loops(cites.nnz, compiled=compiled)
    n = cites.shape[0]
    if loops is not None:
        level, is_cited = np.zeros(n, dtype=np.intp), np.zeros(n, dtype=np.bool_)
        arrays = read_only(cites.indptr), read_only(cites.indices)
        ordered, right = loops.relax(*arrays, level, is_cited, _PASSES)
        if right:
            order = np.arange(n) if ordered else loops.sort(level, int(level.max()) + 1)
            return Flow(cites, level, order, is_cited, loops)
    turned = _turned(cites)
    order, level = topological_order(cites, turned)
    return Flow(cites, level, order, np.diff(turned.indptr) > 0, loops, turned)


def _turned(cites: csr_array) -> csr_array:
    return csr_array(_numbered(cites).T)


def _numbered(cites: csr_array) -> csr_array:
    """Return the arcs with their numbers as values, as short as scipy's own."""
    numbers: Any = np.arange(cites.nnz, dtype=np.int32 if cites.nnz < 2**31 else np.int64)
    return csr_array((numbers, cites.indices, cites.indptr), shape=cites.shape)


def _sweep(table: csr_array, turn: IndexArray) -> Sweep:
    """Sort the rows of a table of arcs and their numbers by the turn of each."""
    rows = by_level(turn)
    rows = rows[np.diff(table.indptr)[rows] > 0]
    sorted_arcs = table[rows]
    place = np.full(table.shape[0], -1, dtype=np.intp)
    place[rows] = np.arange(len(rows))
    changes = np.flatnonzero(np.diff(turn[rows])) + 1
    steps = np.concatenate([[0], changes, [len(rows)]]) if len(rows) else np.zeros(1)
    return Sweep(
        rows=rows,
        starts=sorted_arcs.indptr.astype(np.intp),
        others=sorted_arcs.indices,
        arcs=sorted_arcs.data,
        steps=steps.astype(np.intp),
        place=place,
    )
