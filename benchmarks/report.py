"""RESULTS.md: written from what was measured, and read again, so that one row can be renewed."""

from __future__ import annotations

import math
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.findings import Finding
from benchmarks.peers import versions

__all__ = ["COLUMNS", "RESULTS", "Line", "line_of", "machine", "read", "text", "written"]

RESULTS: Final = Path(__file__).resolve().parent / "RESULTS.md"

COLUMNS: Final = (
    "work",
    "against",
    "must hold",
    "aim",
    "measured",
    "with numba",
    "ours",
    "peer",
    "verdict",
    "note",
    "day",
)
"""The columns of the table."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table, as text in the order of `COLUMNS`."""

    cells: tuple[str, ...]

    @property
    def row(self) -> str:
        """The row of the design that the line belongs to."""
        return self.cells[0]

    @property
    def verdict(self) -> str:
        """See `benchmarks.findings.Finding`."""
        return self.cells[COLUMNS.index("verdict")]


def line_of(finding: Finding, day: date) -> Line:
    """Return the line of one finding."""
    must, aim = finding.bound.texts()
    parts = [finding.note] if finding.note else []
    if "aim missed" in finding.verdict and finding.bound.why:
        parts.append(f"aim missed: {finding.bound.why}")
    cells = (
        finding.row,
        finding.against,
        must,
        aim,
        _measured(finding.values, finding.bound.unit),
        _measured(finding.fast, finding.bound.unit),
        finding.ours,
        finding.peer,
        finding.verdict,
        "; ".join(parts),
        day.isoformat(),
    )
    return Line(tuple(" ".join(cell.replace("|", "/").split()) for cell in cells))


def _measured(values: Sequence[float], unit: str) -> str:
    if not values or math.isnan(values[0]):
        return ""
    if len(values) == 1:
        return f"**{values[0]:.3g}{unit}**"
    low, high = min(values), max(values)
    return f"**{median(values):.3g}{unit}** ({low:.3g} to {high:.3g}, n={len(values)})"


def read(path: Path) -> list[Line]:
    """Return the lines of a table that `text` made; none if there is no such file.

    Raises
    ------
    ValueError
        If a line has not the columns of the table.
    """
    if not path.is_file():
        return []
    rows = [row for row in path.read_text("utf-8").splitlines() if row.startswith("| ")]
    lines = []
    for row in rows:
        cells = tuple(cell.strip() for cell in row.strip().strip("|").split("|"))
        if len(cells) != len(COLUMNS):
            raise ValueError(f"expected {len(COLUMNS)} cells, found {len(cells)}: {row}")
        lines.append(Line(cells))
    return [line for line in lines if line.cells != COLUMNS]


def text(lines: Sequence[Line], facts: Mapping[str, str]) -> str:
    """Return the whole file."""
    rows = ["| " + " | ".join(line.cells) + " |" for line in lines]
    return "\n".join(
        [
            "# How fast kdgraph is beside its peers",
            "",
            "Written by `python -m benchmarks`; do not edit. Each line compares two ways to do one "
            "thing in one run: by turns (A B A B ...) after a turn that is not counted, in CPU "
            "time unless the note says otherwise, with one thread each. Before anything is timed, "
            "both must give equal results. A ratio is the time of the peer divided by ours (`>=`), "
            "or ours divided by the other (`<=`): median, least, most, repeats. Peers get "
            "their own graph ready made, with papers in the same order as ours. What must hold "
            "must do so without numba; where our side uses it if installed, it is measured with it "
            "too. Loading numba, which costs a process about half a second (some seconds once "
            "after an installation), is in none of these times; kernels load it by themselves "
            "where it saves more than that.",
            "",
            *(f"- {name}: {value}" for name, value in facts.items()),
            "",
            "| " + " | ".join(COLUMNS) + " |",
            "|" + "---|" * len(COLUMNS),
            *rows,
            "",
            "graph-tool is not on PyPI (Debian and conda have it), so it is no peer here. The "
            "literatures are made by `benchmarks/graphs.py`: 35 years of growth, preferential "
            "attachment with ageing, references copied from references, chains of some 300 papers, "
            "a few hundred cycles per 100,000 papers.",
            "",
        ]
    )


def written(
    findings: Sequence[Finding], path: Path, *, size: str, repeats: int, day: date
) -> list[Line]:
    """Put the findings in the place of those of the same rows, and return all lines."""
    fresh = [line_of(finding, day) for finding in findings]
    lines: list[Line] = []
    renewed = {line.row for line in fresh}
    for line in read(path):
        if line.row not in renewed:
            lines.append(line)
        elif line.row not in {other.row for other in lines}:
            lines += [other for other in fresh if other.row == line.row]
    here = {line.row for line in lines}
    lines += [line for line in fresh if line.row not in here]
    facts = {
        "size": size,
        "repeats of the last run": str(repeats),
        "last run": day.isoformat(),
        "machine": machine(),
        "versions": ", ".join(f"{name} {number}" for name, number in versions().items()),
    }
    path.write_text(text(lines, facts), "utf-8")
    return lines


def machine() -> str:
    """Return what this machine is, without its name."""
    model = platform.machine()
    known = Path("/proc/cpuinfo")
    if known.is_file():
        named = [
            row for row in known.read_text("utf-8").splitlines() if row.startswith("model name")
        ]
        if named:
            model = named[0].partition(":")[2].strip()
    return (
        f"{os.cpu_count()} cores of {model}, {platform.system()}, "
        f"{platform.python_implementation()} {platform.python_version()}; other work runs beside"
    )
