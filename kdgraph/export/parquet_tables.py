"""Parquet: every table as one typed file, for pandas, DuckDB, Spark and R."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Final

import pyarrow.parquet as pq

from kdgraph.export import EXPORTS
from kdgraph.export._files import write_bundle
from kdgraph.export._report import ExportReport, provenance, reported
from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import TABLES

__all__ = ["parquet_tables"]

_MANIFEST: Final = "manifest.json"
# a stored snapshot has files of the same names, and must never be taken for an earlier export
_SIGNATURE: Final = b'{\n "export": "kdgraph export: parquet"'


@EXPORTS.add("parquet", label="Parquet tables")
def parquet_tables(snapshot: Snapshot, path: Path) -> ExportReport:
    """Write one Parquet file for each table and a manifest.json, as a folder or as a ``.zip``.

    Types, key columns and row order are those of the stored snapshot; the manifest says where the
    data come from, what each table and column means and how many rows there are.

    Raises
    ------
    InputError
        If `path` ends in ``.parquet``: there is more than one file.
    StoreError
        If it cannot be written, or is a folder that holds something else.
    """
    tables: dict[str, bytes] = {}
    rows: dict[str, int] = {}
    for name, table in TABLES.items():
        stored = table.to_arrow(getattr(snapshot, name))
        buffer = io.BytesIO()
        pq.write_table(stored, buffer, compression="zstd")
        tables[f"{name}.parquet"] = buffer.getvalue()
        rows[name] = stored.num_rows
    manifest = {
        "export": "kdgraph export: parquet",
        "provenance": provenance(snapshot),
        "parameters": dict(snapshot.manifest.parameters),
        "notes": dict(snapshot.manifest.notes),
        "tables": {
            name: {
                "meaning": table.meaning,
                "rows": rows[name],
                "key": list(table.key),
                "columns": {column.name: column.meaning for column in table.columns},
            }
            for name, table in TABLES.items()
        },
    }
    text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
    files = {_MANIFEST: text.encode(), **tables}
    written = write_bundle(path, files, marker=_MANIFEST, signature=_SIGNATURE)
    return reported(snapshot, "parquet", path, rows, files=written)
