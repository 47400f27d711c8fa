"""``python -m benchmarks [ROW ...]``: run the benchmarks, print the table, write RESULTS.md."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.timing import HIDE_NUMBA, ROOT, single_threaded

if TYPE_CHECKING:
    from benchmarks.findings import Finding, Row

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the rows asked for; 1 if a number that must hold does not, or a peer is missing."""
    from benchmarks.findings import SIZES, Run
    from benchmarks.peers import installed
    from benchmarks.report import RESULTS, written
    from benchmarks.rows import ROWS

    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"of: {', '.join(ROWS)}")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--size", choices=list(SIZES), default="full")
    parser.add_argument("--output", type=Path, help="default: RESULTS.md for full size, else none")
    parser.add_argument("--with-numba", action="store_true", help="once, printing JSON alone")
    given = parser.parse_args(arguments)
    unknown = set(given.rows) - set(ROWS)
    if unknown:
        parser.error(f"no row called {', '.join(sorted(unknown))}; there are: {', '.join(ROWS)}")
    if not given.with_numba:
        os.environ[HIDE_NUMBA] = "1"  # from the processes that rows start
    run = Run(SIZES[given.size], given.repeats, numba=given.with_numba)
    rows = [ROWS[name] for name in given.rows or ROWS]
    if given.with_numba:
        print(json.dumps([asdict(finding) for row in rows for finding in row.measure(run)]))
        return 0
    day = datetime.now(UTC).date()
    findings: list[Finding] = []
    failed = False
    for row in rows:
        missing = [peer for peer in row.peers if not installed(peer)]
        if missing:
            failed = True
            print(f"{row.title}: left out, not installed: {', '.join(missing)}", file=sys.stderr)
            continue
        fast = _with_numba(row, run.size.name, run.repeats) if row.compiled else []
        for place, plain in enumerate(row.measure(run)):
            finding = replace(plain, fast=fast[place]) if fast else plain
            findings.append(finding)
            failed |= "FAILS" in finding.verdict
            print(_told(finding, day), flush=True)
    output = given.output or (RESULTS if given.size == "full" else None)
    if output is not None:
        written(findings, output, size=given.size, repeats=given.repeats, day=day)
    return int(failed)


def _with_numba(row: Row, size: str, repeats: int) -> list[list[float]]:
    """Return what a row measures with numba, line by line; nothing where it is not installed."""
    from benchmarks.peers import installed

    if not installed("numba"):
        return []
    environment = {name: value for name, value in os.environ.items() if name != HIDE_NUMBA}
    more = ["--size", size, "--repeats", str(repeats), "--with-numba"]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", row.name, *more],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
    )
    return [line["values"] for line in json.loads(done.stdout)]


def _told(finding: Finding, day: date) -> str:
    from benchmarks.report import COLUMNS, line_of

    def parts() -> Iterator[str]:
        for column, cell in zip(COLUMNS, line_of(finding, day).cells, strict=True):
            if cell:
                yield f"{column}: {cell}"

    return "; ".join(parts())


if __name__ == "__main__":
    # before numpy and its like are imported: they read it once
    os.environ.update(single_threaded(os.environ))
    sys.exit(main())
