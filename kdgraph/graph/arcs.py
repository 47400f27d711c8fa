"""Turn citation rows into an adjacency array, counting the rows left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import coo_array, csr_array

from kdgraph.arrays import IntArray
from kdgraph.errors import InputError

__all__ = [
    "Arcs",
    "citation_arcs",
    "column",
    "freeze",
    "ids_of",
    "positions",
    "reordered",
    "sorted_distinct",
    "sorted_rank",
]


@dataclass(frozen=True, slots=True, eq=False)
class Arcs:
    """Citations among a set of papers, and what became of every row that is not among them.

    ``rows given == cites.nnz + outside + loops + duplicates``: a row is first checked for its
    ends, then for being a loop, then for having been seen before.
    """

    cites: csr_array[np.float64]
    outside: int
    loops: int
    duplicates: int


def citation_arcs(papers: pd.Index, citations: pd.DataFrame) -> Arcs:
    """Return who cites whom among `papers`, in their order.

    Parameters
    ----------
    papers : Index
        Paper ids, each once.
    citations : DataFrame
        With columns (or index levels) ``citing_id`` and ``cited_id``; the order of its rows
        changes nothing.

    Raises
    ------
    InputError
        If one of the two columns is not there.
    """
    n = len(papers)
    citing = positions(papers, column(citations, "citing_id", "citations"))
    cited = positions(papers, column(citations, "cited_id", "citations"))
    inside = (citing >= 0) & (cited >= 0)
    citing, cited = citing[inside], cited[inside]
    other = citing != cited
    # one number for each pair, so that sorting and merging is one call on one array
    pairs = citing[other] * n + cited[other]
    distinct = sorted_distinct(pairs)
    rows, columns = np.divmod(distinct, max(n, 1))
    starts = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(np.bincount(rows, minlength=n), out=starts[1:])
    cites = csr_array(
        (np.ones(len(distinct), dtype=np.float64), columns, starts), shape=(n, n), dtype=np.float64
    )
    return Arcs(
        cites=freeze(cites),
        outside=int(len(inside) - inside.sum()),
        loops=int(len(other) - other.sum()),
        duplicates=int(len(pairs) - len(distinct)),
    )


def column(frame: pd.DataFrame, name: str, what: str) -> pd.Series[Any]:
    """Return the column `name` of a frame, or the index level of that name.

    Raises
    ------
    InputError
        If the frame has neither; `what` names the frame in the message.
    """
    if name in frame.columns:
        return frame[name]
    if name in frame.index.names:
        return pd.Series(frame.index.get_level_values(name), index=frame.index)
    has = ", ".join(str(n) for n in [*frame.index.names, *frame.columns] if n is not None)
    raise InputError(
        f"the {what} need a column {name!r} (or an index of that name); "
        f"they have: {has or 'no named column'}"
    )


def ids_of(frame: pd.DataFrame, name: str, what: str) -> pd.Index[Any]:
    """Return the ids of a frame, checked: none missing, none doubled.

    Raises
    ------
    InputError
        If there are no ids, one is missing, or one comes twice.
    """
    ids = _plain_index(column(frame, name, what))
    missing = int(np.count_nonzero(ids.isna()))
    if missing:
        raise InputError(f"{missing} of {len(ids)} {what} have no {name}; give each one its own")
    if not ids.is_unique:
        doubled = ids[ids.duplicated()].unique()
        raise InputError(
            f"{len(doubled)} values of {name} come twice among the {what}, "
            f"such as {doubled[0]!r}; merge their rows first"
        )
    ids.name = name
    return ids


def positions(ids: pd.Index[Any], values: pd.Series[Any]) -> IntArray:
    """Return the place of each value among `ids`, -1 where it is none of them.

    Examples
    --------
    >>> positions(pd.Index(["a", "b"]), pd.Series(["b", "x", None]))
    array([ 1, -1, -1])
    """
    wanted = _plain_index(values)
    if isinstance(ids.dtype, pd.StringDtype) and isinstance(wanted.dtype, pd.StringDtype):
        # Arrow looks texts up about five times as fast as pandas does
        known = pa.array(ids, type=pa.large_string(), from_pandas=True)
        asked = pa.array(wanted, type=pa.large_string(), from_pandas=True)
        found = np.asarray(pc.index_in(asked, value_set=known).fill_null(-1), dtype=np.int64)
    else:
        found = ids.get_indexer(wanted).astype(np.int64)
    return found


def sorted_distinct(numbers: IntArray) -> IntArray:
    """Return each number once, ascending; on a million of them far faster than ``np.unique``.

    Examples
    --------
    >>> sorted_distinct(np.array([3, 1, 3]))
    array([1, 3])
    """
    ascending = np.sort(numbers)
    first = np.ones(len(ascending), dtype=bool)
    np.not_equal(ascending[1:], ascending[:-1], out=first[1:])
    return ascending[first]


def sorted_rank(ids: pd.Index[Any]) -> IntArray:
    """Return the place of each id among all of them in sorted order.

    Ids of several types are sorted by the name of the type first.

    Examples
    --------
    >>> sorted_rank(pd.Index(["b", "a", "c"]))
    array([1, 0, 2])
    """
    if isinstance(ids.dtype, pd.StringDtype):
        order = np.asarray(pc.sort_indices(pa.array(ids, type=pa.large_string())), dtype=np.int64)
    else:
        try:
            order = np.argsort(ids.to_numpy(), kind="stable")
        except TypeError:
            named = [(type(value).__name__, str(value)) for value in ids]
            order = np.array(sorted(range(len(ids)), key=named.__getitem__), dtype=np.int64)
    rank = np.empty(len(ids), dtype=np.int64)
    rank[order] = np.arange(len(ids))
    return rank


def reordered(cites: csr_array, order: IntArray) -> tuple[csr_array, csr_array]:
    """Return the arcs with the rows in another order, and their transpose: who is cited by whom.

    Examples
    --------
    >>> cites, cited_by = reordered(csr_array([[0.0, 1], [0, 0]]), np.array([1, 0]))
    >>> cites.toarray(), cited_by.toarray()
    (array([[0., 0.],
           [1., 0.]]), array([[0., 1.],
           [0., 0.]]))
    """
    n = len(order)
    place = np.empty(n, dtype=np.int64)
    place[order] = np.arange(n)
    citing = place[np.repeat(np.arange(n), np.diff(cites.indptr))]
    cited = place[cites.indices]
    turned = coo_array((cites.data, (cited, citing)), shape=(n, n)).tocsr()
    # turning sorts by counting, which is faster than sorting each row
    new = csr_array(turned.T)
    return new, csr_array(new.T)


def freeze(array: csr_array) -> csr_array:
    """Make the parts of a sparse array read-only, as they will be when mapped from disk."""
    for part in (array.data, array.indices, array.indptr):
        part.flags.writeable = False
    return array


def _plain_index(values: pd.Series[Any]) -> pd.Index[Any]:
    if isinstance(values.dtype, pd.CategoricalDtype):
        values = values.astype(values.dtype.categories.dtype)
    index: pd.Index[Any] = pd.Index(values)
    return index
