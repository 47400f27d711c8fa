"""The gate: format, lint, types, then tests with doctests, each in its own process.

What tests need of the operating system (a browser, poppler, TeX) is installed before them, where
that is possible. Types are checked beside the tests, which run in several processes at once; those
marked ``slow`` come last. ``--thorough`` adds, after them, further combinations of what they test
(each figure of each literature at each width), marked ``thorough``, and many more examples of
everything that Hypothesis tries: what to run before a release.

Run it as ``python -m tests.gate`` in the environment that holds ``.[test]``. A step that fails does
not stop those after it; tests that failed are run once more, to tell more of them. A table at the
end tells how each step went, followed by pytest's closing line, summed over the steps that it ran.
It ends with 0 if all went well, else with 1.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = [
    "AGAIN",
    "STEPS",
    "THOROUGH",
    "Outcome",
    "Step",
    "clean_environment",
    "closing_line",
    "main",
    "run",
    "run_all",
    "scratch",
    "table",
    "workers",
]

ROOT: Final = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name, and the arguments of ``python -m`` that run it.

    One that runs `beside` the next has its output shown after that one's.
    """

    name: str
    arguments: tuple[str, ...]
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a step went; `last_line` is the last line that it printed."""

    step: Step
    code: int
    seconds: float
    last_line: str


def workers(processors: int | None) -> int:
    """Return how many processes to test in: as many as there are processors, from two to eight.

    Each imports and collects everything for itself, so that more would cost more than they work
    while others wait; and types are checked beside them.

    Examples
    --------
    >>> [workers(n) for n in (None, 1, 2, 64)]
    [2, 2, 2, 8]
    """
    return min(max(processors or 1, 2), 8)


def _processors() -> int | None:
    """Return how many processors this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)  # not every system can tell
    return len(allowed(0)) if allowed else os.cpu_count()


def _slow_files() -> list[str]:
    """Return the files that hold a slow test: each process reads all that it is given."""
    mark = "pytest.mark." + "slow"
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    return [
        path.relative_to(ROOT).as_posix()
        for path in files
        if mark in path.read_text(encoding="utf-8")
    ]


# In a fresh checkout each process would rewrite every assertion of every file, so that one that
# fails could tell its values: half of what it takes to collect the tests. `AGAIN` tells them.
_PYTEST: Final = ("pytest", "-n", str(workers(_processors())), "--durations=10", "--assert=plain")
STEPS: Final = (
    Step("format", ("ruff", "format", "--check", ".")),
    Step("lint", ("ruff", "check", ".")),
    Step("system", ("tests.system",)),
    Step("types", ("mypy",), beside=True),
    # tests that share what a module makes are neighbours, and nearly always go to one process
    Step("tests", (*_PYTEST, "--dist", "worksteal", "-m", "not slow and not thorough")),
    Step("slow", (*_PYTEST, "--dist", "loadfile", "-m", "slow and not thorough", *_slow_files())),
)
THOROUGH: Final = Step(
    "thorough",
    (
        *(*_PYTEST, "--dist", "worksteal", "-m", "thorough or hypothesis"),
        "--hypothesis-profile=thorough",
    ),
)
"""More of the same, after the others, where it is asked for."""
AGAIN: Final = Step("again", ("pytest", "--last-failed", "--last-failed-no-failures=none", "-n0"))
"""What failed, once more, with the values that were compared; it changes no verdict."""

# What would make a run differ from one on a fresh machine, or let a test reach the real service.
_FOREIGN: Final = ("PYTHON", "PYTEST", "MYPY", "RUFF", "KDGRAPH_", "COVERAGE_", "HYPOTHESIS_")
_KEYS: Final = ("S2_API_KEY", "SEMANTIC_SCHOLAR_API_KEY")
_LOOPBACK: Final = "localhost,127.0.0.1,::1"
# Where processes share the processors, a library that takes all of them for itself only waits.
_THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

_MEMORY: Final = Path("/dev/shm")
_ROOM: Final = 4 * 2**30  # bytes; the whole of the tests writes about two, most of it at one time


def clean_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return `environment` without what would change a step's outcome.

    Examples
    --------
    >>> clean_environment({"PYTHONPATH": "x", "S2_API_KEY": "y", "HOME": "/root"})["HOME"]
    '/root'
    """
    kept = {
        name: value
        for name, value in environment.items()
        if not name.startswith(_FOREIGN) and name not in _KEYS
    }
    # A proxy may be needed to reach a package registry, never to reach our own loopback servers.
    outside = [kept.get("NO_PROXY") or kept.get("no_proxy") or "", _LOOPBACK]
    kept["NO_PROXY"] = kept["no_proxy"] = ",".join(part for part in outside if part)
    return kept | {"PYTHONNOUSERSITE": "1", "PYTHONUNBUFFERED": "1"}


@contextmanager
def scratch(memory: Path = _MEMORY, room: int = _ROOM) -> Iterator[Path]:
    """Make a temporary folder, and remove it at the end.

    It is in `memory`, where that is a file system in memory with `room` bytes left: what tests
    write need not outlive a loss of power, for which they would wait on a disk.
    """
    fits = memory.is_dir() and os.access(memory, os.W_OK)
    fits = fits and shutil.disk_usage(memory).free >= room
    folder = tempfile.mkdtemp(prefix="kdgraph-gate-", dir=memory if fits else None)
    try:
        yield Path(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _show(text: str) -> None:
    print(text, end="", flush=True)


def run(
    step: Step,
    *,
    root: Path = ROOT,
    environment: Mapping[str, str],
    show: Callable[[str], object] = _show,
) -> Outcome:
    """Run one step in `root`, giving what it prints to `show` as it comes."""
    show(f"\n=== {step.name}: python -m {' '.join(step.arguments)}\n")
    start = time.monotonic()
    last_line = ""
    with subprocess.Popen(
        [sys.executable, "-m", *step.arguments],
        cwd=root,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            show(line)
            last_line = line.strip() or last_line
    return Outcome(step, process.returncode, time.monotonic() - start, last_line)


def run_all(
    steps: Sequence[Step], *, root: Path = ROOT, environment: Mapping[str, str]
) -> list[Outcome]:
    """Run the steps one after the other, but each `beside` one at the same time as the next."""
    outcomes: list[Outcome] = []
    with ThreadPoolExecutor() as pool:
        held: list[tuple[Future[Outcome], list[str]]] = []
        for step in steps:
            if step.beside:
                text: list[str] = []
                started = pool.submit(
                    run, step, root=root, environment=environment, show=text.append
                )
                held.append((started, text))
                continue
            outcome = run(step, root=root, environment=environment)
            for started, text in held:
                outcomes.append(started.result())
                _show("".join(text))
            held = []
            outcomes.append(outcome)
    return outcomes


_COUNTED: Final = re.compile(r"(\d+) (failed|passed|skipped|xfailed|xpassed|warnings?|errors?)\b")
_TOOK: Final = re.compile(r"\bin [\d.]+s")


def closing_line(lines: Sequence[str]) -> str:
    """Return the sum of pytest's closing lines; the first that is none, if there is one.

    Examples
    --------
    >>> closing_line(["= 9 passed, 2 deselected in 1.5s =", "= 1 failed, 1 passed in 2.00s ="])
    '= 1 failed, 10 passed in 3.50s ='
    """
    counts: Counter[str] = Counter()
    seconds = 0.0
    for line in lines:
        took = _TOOK.search(line)
        if took is None:  # it broke off
            return line
        seconds += float(took[0][3:-1])
        for count, outcome in _COUNTED.findall(line):
            counts[outcome.rstrip("s") if outcome.startswith(("w", "e")) else outcome] += int(count)
    names = ("failed", "passed", "skipped", "xfailed", "xpassed", "warning", "error")
    many = {"warning": "warnings", "error": "errors"}
    parts = [
        f"{n} {name if n == 1 else many.get(name, name)}" for name in names if (n := counts[name])
    ]
    return f"= {', '.join(parts) or 'no tests ran'} in {seconds:.2f}s ="


def table(outcomes: Sequence[Outcome]) -> str:
    """Return the summary: one line for each step, and the closing line of those that are tests."""
    lines = [f"{'step':<8} {'result':<12} {'seconds':>8}"]
    for outcome in outcomes:
        result = "passed" if outcome.code == 0 else f"FAILED ({outcome.code})"
        lines.append(f"{outcome.step.name:<8} {result:<12} {outcome.seconds:>8.1f}")
    closing = [o.last_line for o in outcomes if o.step.arguments[0] == "pytest"]
    return "\n".join([*lines, "", closing_line(closing)])


def main(arguments: Sequence[str] | None = None, *, root: Path = ROOT) -> int:
    """Run every step in `root` and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.gate", description=__doc__)
    parser.add_argument("--list", action="store_true", help="name the steps, run nothing")
    parser.add_argument("--thorough", action="store_true", help="try more combinations, too")
    given = parser.parse_args(arguments)
    steps = (*STEPS, THOROUGH) if given.thorough else STEPS
    if given.list:
        for step in steps:
            print(f"{step.name}: python -m {' '.join(step.arguments)}")
        return 0
    with scratch() as folder:
        environment = dict.fromkeys(_THREADS, "1") | clean_environment(os.environ)
        environment |= {"TMPDIR": str(folder)}
        outcomes = run_all(steps, root=root, environment=environment)
        if any(o.code != 0 and o.step.arguments[0] == AGAIN.arguments[0] for o in outcomes):
            run(AGAIN, root=root, environment=environment)
    print(f"\n=== summary\n{table(outcomes)}")
    return int(any(outcome.code != 0 for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
