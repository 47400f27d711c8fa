"""Parquet, read back by pyarrow and by pandas."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from kdgraph import EXPORTS, StoreError
from kdgraph.model import TABLES
from kdgraph.store import DataFolder
from kdgraph.testing import toys


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of an export."""
    EXPORTS["parquet"](toys.snapshot(), tmp_path / "toys")
    return tmp_path / "toys"


@pytest.mark.parametrize("name", TABLES)
def test_pyarrow_reads_the_same_table(folder: Path, name: str) -> None:
    table = TABLES[name]
    read = pq.read_table(folder / f"{name}.parquet")
    assert read.schema.equals(table.schema)
    frame = toys.frames()[name]
    assert read.num_rows == len(frame)
    flat = frame.reset_index() if len(table.key) == 1 else frame
    for row, expected in zip(
        read.select(table.key).to_pylist(),
        flat.sort_values(list(table.key))[list(table.key)].to_dict("records"),
        strict=True,
    ):
        assert row == expected


def test_pandas_reads_the_same_values(folder: Path) -> None:
    papers = pd.read_parquet(folder / "papers.parquet").set_index("paper_id")
    assert papers["title"].to_dict() == toys.TITLES
    assert papers["year"].dropna().to_dict() == toys.papers()["year"].dropna().to_dict()
    assert papers["date"].dropna().to_dict() == {"d": pd.Timestamp("2010-06-15")}
    fields = {paper_id: list(names) for paper_id, names in papers["fields"].dropna().items()}
    assert fields == {"a": ["Computer Science", "Education"], "b": []}


def test_manifest_explains_tables(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["provenance"]["snapshot_id"] == "toy"
    assert manifest["parameters"] == {"max_papers": 8}
    for name, table in TABLES.items():
        assert manifest["tables"][name]["rows"] == len(toys.frames()[name])
        assert list(manifest["tables"][name]["columns"]) == list(table.names)


def test_stored_snapshot_is_never_taken_for_an_earlier_export(tmp_path: Path) -> None:
    with DataFolder(tmp_path).writer("a test") as writer:
        manifest = writer.publish(
            toys.frames(),
            origins=("toys",),
            list_id="toys",
            list_file="toys.md",
            list_digest="0" * 64,
            parameters={},
            notes={},
            time=datetime(2024, 1, 1, tzinfo=UTC),
        )
    stored = tmp_path / "snapshots" / manifest.id
    copy = shutil.copytree(stored, tmp_path / "copy")
    with pytest.raises(StoreError, match="no earlier export"):
        EXPORTS["parquet"](toys.snapshot(), stored)
    for file in stored.iterdir():
        assert file.read_bytes() == (copy / file.name).read_bytes()
