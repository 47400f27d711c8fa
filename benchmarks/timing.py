"""CPU time of two ways to do one thing, by turns, and what a process needs of memory and time."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

__all__ = [
    "CHILD",
    "HIDE_NUMBA",
    "ROOT",
    "Times",
    "alternate",
    "child",
    "hide_numba",
    "of_processes",
    "peak",
    "single_threaded",
]

Times = dict[str, list[float]]
"""For each side its seconds, one for each repeat."""

ROOT: Final = Path(__file__).resolve().parent.parent
CHILD: Final = ("-m", "benchmarks.children")

HIDE_NUMBA: Final = "BENCHMARKS_HIDE_NUMBA"
"""Set in the environment of this process and its children where they are to do without numba."""

_LEAST: Final = 0.1  # seconds that one measurement takes at least, so that the clock is no matter
_THREADS: Final = ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "RAYON", "NUMBA")


def single_threaded(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in which libraries that know threads use one.

    Examples
    --------
    >>> single_threaded({"HOME": "x", "OMP_NUM_THREADS": "8"})["OMP_NUM_THREADS"]
    '1'
    """
    return {**environment, **{f"{name}_NUM_THREADS": "1" for name in _THREADS}}


def hide_numba() -> None:
    """Make numba impossible to find in this process, if the environment says so."""
    if os.environ.get(HIDE_NUMBA):
        hidden: dict[str, Any] = sys.modules
        hidden["numba"] = None  # as importlib has it for what cannot be imported


def alternate(sides: Mapping[str, Callable[[], object]], repeats: int) -> Times:
    """Return the CPU time of each side: A B A B and so on, after one turn that is not counted.

    What takes less than a tenth of a second is done several times over for one measurement. The
    collector of garbage runs between measurements only.
    """
    loops = {}
    for name, work in sides.items():
        took = _cpu(work, 1)
        loops[name] = max(1, round(_LEAST / max(took, 1e-6)))
    found: Times = {name: [] for name in sides}
    for _ in range(repeats):
        for name, work in sides.items():
            found[name].append(_cpu(work, loops[name]))
    return found


def _cpu(work: Callable[[], object], loops: int) -> float:
    gc.collect()
    gc.disable()
    try:
        start = time.process_time()
        for _ in range(loops):
            work()
        return (time.process_time() - start) / loops
    finally:
        gc.enable()


def of_processes(
    commands: Mapping[str, Sequence[str]], repeats: int, *, wall: bool = False
) -> Times:
    """Return the time of whole processes, by turns after one that is not counted.

    CPU time of the process with all its threads, or the time on the wall.
    """
    found: Times = {name: [] for name in commands}
    for turn in range(repeats + 1):
        for name, arguments in commands.items():
            took = _process(arguments, wall=wall)
            if turn:
                found[name].append(took)
    return found


def _process(arguments: Sequence[str], *, wall: bool) -> float:
    start = time.perf_counter()
    process = subprocess.Popen(
        arguments,
        cwd=ROOT,
        env=single_threaded(os.environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    took = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(arguments)} ended with {process.returncode}")
    return took if wall else usage.ru_utime + usage.ru_stime


def child(*arguments: str) -> Any:
    """Run a task of `benchmarks.children` in a process of its own and return what it answers."""
    done = subprocess.run(
        [sys.executable, *CHILD, *arguments],
        cwd=ROOT,
        env=single_threaded(os.environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} ended with {done.returncode}")
    return json.loads(done.stdout)


def peak(work: Callable[[], object]) -> float:
    """Return how many MiB above what this process holds now its memory rises during `work`.

    The highest use is that of this process since now, as Linux counts it: what `resource.getrusage`
    says begins with the memory of the process that started this one.
    """
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5", "ascii")  # begin to count anew
    before = _held("VmRSS")
    work()
    return (_held("VmHWM") - before) / 1024


def _held(what: str) -> int:
    """Return a line of the memory status of this process, in KiB."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{what}:"))
