"""The whole analysis of one literature, from its tables on, each side in a process of its own."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.findings import Bound, Finding, Row, Run, agree
from benchmarks.graphs import literature
from benchmarks.timing import CHILD, child, of_processes
from benchmarks.whole_sides import TASKS

__all__ = ["ROW"]

_NAME = "the whole analysis, one process with imports"
_PARTS: Final = "graph, co-authors, PageRank, HITS, CD index, SPC + global path"


def measure(run: Run) -> Iterator[Finding]:
    """Compare what both sides find, then time whole processes."""
    made = literature(run.size.whole)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made.papers.to_parquet(folder / "papers.parquet")
        made.citations.to_parquet(folder / "citations.parquet")
        made.authorships.to_parquet(folder / "authorships.parquet")
        ours, theirs = (child(task, name) for task in TASKS)
        _compare(ours, theirs)
        commands = {
            side: (sys.executable, *CHILD, task, name)
            for side, task in zip(("ours", "networkx + biblium"), TASKS, strict=True)
        }
        times = of_processes(commands, run.repeats)
    yield run.ratio(
        _NAME,
        "networkx + biblium",
        Bound(
            8,
            25,
            why="the graph, imports, CD and the main path, whose ties are settled in integers, "
            "take a fifth or a quarter of our time each; loading numba would cost more than it "
            "saves",
        ),
        times,
        note=f"{run.size.whole:,} papers: {_PARTS}; seconds of ours {_parts(ours)}; of theirs "
        f"{_parts(theirs)}",
    )


def _compare(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    for name, error in (("pagerank", 1e-8), ("hits", 1e-5)):
        gap = float(np.abs(np.array(ours[name]) - np.array(theirs[name])).sum())
        agree(gap <= error, f"{name} differs by {gap:.1e} from that of networkx")
    agree(ours["pairs"] == theirs["pairs"], "pairs of co-authors differ from those of networkx")
    agree(
        abs(ours["spc"] - theirs["spc"]) <= 1e-9 * theirs["spc"],
        "the weight of the global main path differs from that of biblium",
    )
    agree(ours["cited"] == theirs["cited"], "the citing papers that CD counts differ")


def _parts(found: dict[str, Any]) -> str:
    return ", ".join(f"{name} {took:.1f}" for name, took in found["seconds"].items())


ROW = Row("whole", _NAME, ("biblium",), measure)
