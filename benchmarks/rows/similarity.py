"""The 20 papers most co-cited and most coupled with each, beside products made by scipy."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
from scipy.sparse import csr_array

from benchmarks.findings import Bound, Finding, Row, Run, agree
from benchmarks.timing import alternate, child, peak
from kdgraph.kernels.similarity import shared_columns

__all__ = ["ROW", "SIDES", "peak_of"]

_NAME = "co-citation, coupling top-20 of all"
_TOP = 20
_BLOCK = 1_000  # rows; larger and smaller blocks take as long or longer

Counts = np.ndarray[Any, np.dtype[np.int64]]
"""For each row its best counts, the largest first, then zeros."""


def measure(run: Run) -> Iterator[Finding]:
    """Compare counts, then time, then memory in processes of their own."""
    cites = run.graph.cites
    for kind, table in (("co-citation", csr_array(cites.T)), ("coupling", cites)):
        mine = partial(_ours, table, compiled=run.numba)
        ours = mine()
        for name in ("full product", "blockwise"):
            same = bool(np.array_equal(ours, SIDES[name](table)))
            agree(same, f"counts of {kind} differ from those of the {name}")
        times = alternate({"ours": mine, "blockwise": partial(_blockwise, table)}, run.repeats)
        yield run.ratio(
            _NAME,
            "blockwise",
            Bound(
                None,
                4,
                why="without numba the best of each row are chosen by calls on whole blocks",
            ),
            times,
            note=f"{kind}; all counts equal to those of the full product; scipy by {_BLOCK} rows",
        )
        used = _memory(table, run.repeats)
        yield Finding(
            _NAME,
            "full product, memory",
            Bound(0.25, None, "", most=True),
            [a / b for a, b in zip(used["ours"], used["full product"], strict=True)],
            _mib(used["ours"]),
            _mib(used["full product"]),
            note=f"{kind}; highest use above the graph in processes of their own, our result "
            "included, nothing selected from the product, numbers as the graph has them",
        )
        yield Finding(
            _NAME,
            "memory above the graph",
            Bound(None, 64, " MiB", most=True),
            used["ours"],
            _mib(used["ours"]),
            _mib(used["blockwise"]),
            note=f"{kind}; beside it the blockwise product; numba was loaded before",
        )


def _mib(values: list[float]) -> str:
    return f"{np.median(values):.0f} MiB"


def _memory(table: csr_array, repeats: int) -> dict[str, list[float]]:
    used: dict[str, list[float]] = {name: [] for name in SIDES}
    with tempfile.TemporaryDirectory() as folder:
        for part in ("indptr", "indices"):
            np.save(Path(folder) / part, getattr(table, part).astype(np.int32))
        for _ in range(min(repeats, 3)):  # memory varies little
            for name in SIDES:
                used[name].append(float(child("memory", name, folder)))
    return used


def peak_of(name: str, folder: Path) -> float:
    """Return how many MiB above the graph one side needs; for a process of its own."""
    indptr, indices = (np.load(folder / f"{part}.npy") for part in ("indptr", "indices"))
    n = len(indptr) - 1
    table = csr_array((np.ones(len(indices)), indices, indptr), shape=(n, n))
    # what is imported, or compiled, is no matter
    shared_columns(csr_array((2, 2)), top=1, compiled=find_spec("numba") is not None)
    works: dict[str, Callable[[], object]] = {
        "ours": lambda: shared_columns(table, top=_TOP),
        "full product": lambda: table @ table.T,
        "blockwise": lambda: _blockwise(table),
    }
    return peak(works[name])


def _ours(table: csr_array, *, compiled: bool | None = None) -> Counts:
    found = shared_columns(table, top=_TOP, compiled=compiled)
    best = np.zeros((table.shape[0], _TOP), dtype=np.int64)
    length = np.diff(found.starts)
    row = np.repeat(np.arange(len(length)), length)
    best[row, np.arange(len(row)) - found.starts[row]] = found.count
    return best


def _full(table: csr_array) -> Counts:
    small = table.astype(np.int32)
    return _best(csr_array(small @ small.T), 0)


def _blockwise(table: csr_array) -> Counts:
    small = table.astype(np.int32)
    turned = csr_array(small.T)
    blocks = [
        _best(csr_array(small[start : start + _BLOCK] @ turned), start)
        for start in range(0, table.shape[0], _BLOCK)
    ]
    return np.concatenate(blocks)


def _best(product: csr_array, first: int) -> Counts:
    """Return the largest counts of each row of a product, its own paper left out."""
    best = np.zeros((product.shape[0], _TOP), dtype=np.int64)
    starts = product.indptr.tolist()
    for row, (start, end) in enumerate(pairwise(starts)):
        counts = product.data[start:end][product.indices[start:end] != first + row]
        if len(counts) > _TOP:
            counts = np.partition(counts, len(counts) - _TOP)[-_TOP:]
        best[row, : len(counts)] = np.sort(counts)[::-1]
    return best


SIDES: Final = {"ours": _ours, "full product": _full, "blockwise": _blockwise}
"""The ways to find them."""

ROW = Row("similarity", _NAME, (), measure, compiled=True)
