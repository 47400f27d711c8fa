"""The CD index of all papers, beside its authors' own package."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.findings import Bound, Finding, Row, Run, agree
from benchmarks.peers import peer
from benchmarks.timing import alternate
from kdgraph.kernels.disruption import disruption_counts

__all__ = ["ROW"]

_NAME = "CD_5 of all papers"
_WINDOW = 5


def measure(run: Run) -> Iterator[Finding]:
    """Compare all values, then time both; cdindex has its graph ready, as we have ours."""
    cites = run.graph.cites
    year = run.graph.papers["year"].to_numpy(dtype=np.float64)
    graph = peer("cdindex").Graph()
    for row, when in enumerate(year.astype(np.int64).tolist()):
        graph.add_vertex(row, when)
    citing = np.repeat(np.arange(len(year)), np.diff(cites.indptr))
    in_order = year[citing] >= year[cites.indices]  # cdindex takes no others
    for a, b in zip(citing[in_order].tolist(), cites.indices[in_order].tolist(), strict=True):
        graph.add_edge(a, b)

    def ours(*, compiled: bool) -> Any:
        counts = disruption_counts(cites, year, _WINDOW, compiled=compiled)
        scope = counts.only_focal + counts.both + counts.only_references
        difference = (counts.only_focal - counts.both).astype(np.float64)
        return np.divide(difference, scope, out=np.full(len(year), np.nan), where=scope > 0)

    def theirs() -> list[float | None]:
        return [graph.cdindex(row, _WINDOW) for row in range(len(year))]

    expected = np.array([np.nan if value is None else value for value in theirs()])
    sides = run.ours(ours)
    for side in sides.values():
        agree(
            bool(np.allclose(side(), expected, rtol=0, atol=1e-12, equal_nan=True)),
            "a CD index differs from that of cdindex",
        )
    times = alternate({**sides, "cdindex": theirs}, run.repeats)
    yield run.ratio(
        _NAME,
        "cdindex",
        Bound(5, 100, why="without numba all pairs of a paper and a later one around it are made"),
        times,
        note=f"all {len(year):,} values equal, {np.isnan(expected).sum():,} of them undefined; "
        f"{int((~in_order).sum())} arcs against the year left out by both",
    )


ROW = Row("disruption", _NAME, ("cdindex",), measure)
