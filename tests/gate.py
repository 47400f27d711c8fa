"""The gate: format, lint, types, then tests with doctests, each in its own process.

The browser for the dashboard is installed before the tests, where that is possible.

Run it as ``python -m tests.gate`` in the environment that holds ``.[test]``. A step that fails does
not stop those after it; a table at the end tells how each went, followed by pytest's own closing
line. It ends with 0 if all went well, else with 1.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = ["STEPS", "Outcome", "Step", "clean_environment", "main", "run", "table"]

ROOT: Final = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name, and the arguments of ``python -m`` that run it."""

    name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a step went; `last_line` is the last line that it printed."""

    step: Step
    code: int
    seconds: float
    last_line: str


STEPS: Final = (
    Step("format", ("ruff", "format", "--check", ".")),
    Step("lint", ("ruff", "check", ".")),
    Step("types", ("mypy",)),
    Step("browser", ("tests.browser",)),
    Step("tests", ("pytest", "--durations=10")),
)

# What would make a run differ from one on a fresh machine, or let a test reach the real service.
_FOREIGN: Final = ("PYTHON", "PYTEST", "MYPY", "RUFF", "KDGRAPH_", "COVERAGE_", "HYPOTHESIS_")
_KEYS: Final = ("S2_API_KEY", "SEMANTIC_SCHOLAR_API_KEY")
_LOOPBACK: Final = "localhost,127.0.0.1,::1"


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


def run(step: Step, *, root: Path = ROOT, environment: Mapping[str, str]) -> Outcome:
    """Run one step in `root`, showing what it prints as it comes."""
    print(f"\n=== {step.name}: python -m {' '.join(step.arguments)}", flush=True)
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
            print(line, end="", flush=True)
            last_line = line.strip() or last_line
    return Outcome(step, process.returncode, time.monotonic() - start, last_line)


def table(outcomes: Sequence[Outcome]) -> str:
    """Return the summary: one line for each step, and the last step's closing line."""
    lines = [f"{'step':<8} {'result':<12} {'seconds':>8}"]
    for outcome in outcomes:
        result = "passed" if outcome.code == 0 else f"FAILED ({outcome.code})"
        lines.append(f"{outcome.step.name:<8} {result:<12} {outcome.seconds:>8.1f}")
    return "\n".join([*lines, "", outcomes[-1].last_line])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run every step and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.gate", description=__doc__)
    parser.add_argument("--list", action="store_true", help="name the steps, run nothing")
    if parser.parse_args(arguments).list:
        for step in STEPS:
            print(f"{step.name}: python -m {' '.join(step.arguments)}")
        return 0
    environment = clean_environment(os.environ)
    outcomes = [run(step, environment=environment) for step in STEPS]
    print(f"\n=== summary\n{table(outcomes)}")
    return int(any(outcome.code != 0 for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
