"""How long ``kdgraph --help`` takes, beside Python doing nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from benchmarks.findings import Bound, Finding, Row, Run
from benchmarks.timing import of_processes

__all__ = ["ROW"]

_NAME = "kdgraph --help"
_LEAST = 20  # processes on each side: a clock on the wall is noisy


def measure(run: Run) -> Iterator[Finding]:
    """Time whole processes on the wall."""
    commands = {
        "ours": (sys.executable, "-c", "from kdgraph.cli import main; main()", "--help"),
        "python -c pass": (sys.executable, "-c", "pass"),
    }
    repeats = _LEAST if run.size.name == "full" else run.repeats
    times = of_processes(commands, max(repeats, run.repeats), wall=True)
    yield run.ratio(
        _NAME, "python -c pass", Bound(6, None, most=True), times, note="time on the wall"
    )


ROW = Row("help", _NAME, (), measure)
