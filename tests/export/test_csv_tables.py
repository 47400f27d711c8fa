"""CSV, read back by Python's csv module and by pandas."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pandas as pd
import pytest

from kdgraph import EXPORTS, Snapshot
from kdgraph.model import TABLES
from kdgraph.testing import toys


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of an export."""
    EXPORTS["csv"](toys.snapshot(), tmp_path / "toys")
    return tmp_path / "toys"


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))


def test_one_file_for_each_table_and_a_readme(folder: Path) -> None:
    assert {file.name for file in folder.iterdir()} == {f"{n}.csv" for n in TABLES} | {"README.txt"}


@pytest.mark.parametrize("name", TABLES)
def test_columns_and_row_counts(folder: Path, name: str) -> None:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream, strict=True)
    assert tuple(header) == TABLES[name].names
    assert len(rows) == len(toys.frames()[name])
    assert {len(row) for row in rows} <= {len(header)}


def test_texts_come_back_as_they_were(folder: Path) -> None:
    rows = {row["paper_id"]: row for row in _rows(folder / "papers.csv")}
    assert {paper_id: row["title"] for paper_id, row in rows.items()} == toys.TITLES
    read = pd.read_csv(folder / "papers.csv", index_col="paper_id", dtype={"year": "Int64"})
    assert read["title"].to_dict() == toys.TITLES
    assert read["year"].equals(toys.papers()["year"])


def test_values_of_each_kind(folder: Path) -> None:
    rows = {row["paper_id"]: row for row in _rows(folder / "papers.csv")}
    assert (rows["a"]["year"], rows["u"]["year"]) == ("2000", "")
    assert (rows["d"]["date"], rows["a"]["date"]) == ("2010-06-15", "")
    assert rows["a"]["first_seen"] == "2024-01-01T00:00:00+00:00"
    assert json.loads(rows["a"]["fields"]) == ["Computer Science", "Education"]
    assert (rows["b"]["fields"], rows["c"]["fields"]) == ("[]", "")
    arcs = {(row["citing_id"], row["cited_id"]): row for row in _rows(folder / "citations.csv")}
    marks = [arcs[arc]["influential"] for arc in (("b", "a"), ("c", "a"), ("d", "b"))]
    assert marks == ["true", "false", ""]
    matches = {row["entry_id"]: row for row in _rows(folder / "matches.csv")}
    assert matches["toys:2"]["confidence"] == "0.97"
    (entry, *_) = _rows(folder / "entries.csv")
    assert json.loads(entry["venues"]) == [{"name": "ACL", "year": 2019}]


def test_rows_are_sorted_by_key(folder: Path) -> None:
    for name, table in TABLES.items():
        keys = [tuple(row[key] for key in table.key) for row in _rows(folder / f"{name}.csv")]
        assert keys == sorted(keys)


def test_readme_explains_every_column_and_counts_formulas(folder: Path) -> None:
    said = (folder / "README.txt").read_text(encoding="utf-8")
    for table in TABLES.values():
        for column in table.columns:
            assert f"  {column.name}: {column.meaning}" in said
    # the title of e and the second sentence about b
    assert "2 texts begin with = + - @" in said
    assert "snapshot_id: toy" in said


def test_carriage_returns_and_quotes_survive(tmp_path: Path) -> None:
    frames = toys.frames()
    hard = 'a\rb\r\nc\n"d",;\t\x00e '
    frames["papers"].loc["f", "title"] = hard
    EXPORTS["csv"](Snapshot(frames, toys.MANIFEST), tmp_path / "out")
    (row,) = [r for r in _rows(tmp_path / "out" / "papers.csv") if r["paper_id"] == "f"]
    assert row["title"] == hard
