"""CSV: every table as one file of comma-separated values, for spreadsheets and anything else."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd

from kdgraph.export import EXPORTS
from kdgraph.export._files import write_bundle
from kdgraph.export._report import ExportReport, provenance, reported
from kdgraph.graph.snapshot import Snapshot
from kdgraph.graph.values import plain_values
from kdgraph.model import TABLES, Table

__all__ = ["csv_tables"]

_README: Final = "README.txt"
_KEPT: Final = "reading_notes"
_SIGNATURE: Final = b"kdgraph export: csv\n"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@EXPORTS.add("csv", label="CSV tables")
def csv_tables(snapshot: Snapshot, path: Path) -> ExportReport:
    """Write one CSV for each table and a README.txt, as a folder or as a ``.zip``.

    With `Snapshot.reading_notes`, ``reading_notes.csv`` stands beside them.
    UTF-8 without a byte order mark, lines ended as RFC 4180 says, the first line holds the column
    names. A missing value is an empty cell, lists are JSON, truth is ``true`` or ``false``, times
    are ISO 8601. Texts stand as the source gives them, also where a spreadsheet would take one for
    a formula; the README counts these and says how to import them.

    Raises
    ------
    InputError
        If `path` ends in ``.csv``: there is more than one file.
    StoreError
        If it cannot be written, or is a folder that holds something else.
    """
    files: dict[str, bytes] = {}
    rows: dict[str, int] = {}
    formulas = 0
    for name, table in TABLES.items():
        frame = getattr(snapshot, name)
        content, risky = _table(table, frame)
        files[f"{name}.csv"] = content
        rows[name] = len(frame)
        formulas += risky
    if len(kept := _kept(snapshot)):
        names = [str(name) for name in kept.columns]
        content, risky = _written(names, [kept[name].tolist() for name in names])
        files[f"{_KEPT}.csv"] = content
        rows["with your tags, read marks or notes"] = len(kept)
        formulas += risky
    files = {_README: _readme(snapshot, rows, formulas).encode(), **files}
    written = write_bundle(path, files, marker=_README, signature=_SIGNATURE)
    return reported(snapshot, "csv", path, rows, files=written)


def _table(table: Table, frame: pd.DataFrame) -> tuple[bytes, int]:
    """Return the CSV of a table, and how many of its texts look like formulas."""
    flat = frame.reset_index() if len(table.key) == 1 else frame
    flat = flat.sort_values(list(table.key), kind="stable")
    columns = [[_cell(value) for value in plain_values(flat[name])] for name in table.names]
    return _written(table.names, columns)


def _kept(snapshot: Snapshot) -> pd.DataFrame:
    """Return the reader's own tags, marks and notes beside the papers that are exported."""
    kept = snapshot.reading_notes.frame()
    return kept[kept.index.isin(snapshot.papers.index)].sort_index().reset_index()


def _written(names: Sequence[str], columns: Sequence[Sequence[Any]]) -> tuple[bytes, int]:
    """Return the CSV of some columns, and how many of their texts look like formulas."""
    risky = sum(
        isinstance(value, str) and value.startswith(_FORMULA)
        for column in columns
        for value in column
    )
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(names)
    writer.writerows(zip(*columns, strict=True))
    return buffer.getvalue().encode(), risky


def _cell(value: Any) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return value if isinstance(value, int | float) else str(value)


def _readme(snapshot: Snapshot, rows: Mapping[str, int], formulas: int) -> str:
    lines = [_SIGNATURE.decode()]
    lines += [f"{name}: {value}" for name, value in provenance(snapshot).items()]
    lines += [
        "",
        "UTF-8; the first line of each file names the columns; an empty cell is a missing value;",
        "lists are JSON ([] is an empty list); times are ISO 8601, in UTC where they have a zone.",
        "",
        f"{formulas} texts begin with = + - @, a tab or a carriage return. They stand as the",
        "source gives them. A spreadsheet may run such a text as a formula when the file is opened",
        "by a double click: import the file instead, as UTF-8, with all text columns as text.",
    ]
    if any(name not in TABLES for name in rows):
        lines += ["", f"{_KEPT}.csv: your own tags, read marks and notes, by paper_id"]
    for name, table in TABLES.items():
        lines += ["", f"{name}.csv: {table.meaning}; {rows[name]} rows, key {', '.join(table.key)}"]
        lines += [f"  {column.name}: {column.meaning}" for column in table.columns]
    return "\n".join(lines) + "\n"
