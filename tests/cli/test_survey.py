"""kdgraph survey as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import kdgraph
from tests.commands import run_cli


def test_the_surveys_of_the_list_are_the_default(data: Path) -> None:
    done = run_cli("survey", "--top", "3", "--data", data)
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert "3 surveys and 59 listed papers" in said
    assert "Gou 2021 capped 30 0 5 23 0" in said
    assert "Wang 2022 not asked 0 0 0 0 58" in said
    assert "and 27 more (--top)" in said
    assert "this does not mean missed" in said
    assert "not Semantic Scholar output" in said
    assert "first" not in said, "of one survey alone is anything known"


def test_several_surveys_are_compared(data: Path) -> None:
    done = run_cli("survey", "2006.05525", "2205.10536", "--top", "2", "--data", data)
    said = " ".join(done.stdout.split())
    assert "9 cited by both Gou 2021 and" in said
    assert "names first" in said
    assert "9 cited by 2 of the surveys, as far as is known" in said
    assert "misses 28 Model Compression (2006)" in said


def test_json_has_every_field(data: Path) -> None:
    done = run_cli("survey", "--section", "Pioneering", "--json", "--data", data)
    found = json.loads(done.stdout)
    assert found["by"] == "section"
    assert [row["cites"] for row in found["surveys"]] == [0, 3, 0]
    assert len(found["papers"]) == 9
    assert {row["state"] for row in found["papers"]} == {"cites", "not read"}
    assert found["table"] is None


def test_a_table_is_printed_as_it_is_or_written(data: Path, tmp_path: Path) -> None:
    printed = run_cli("survey", "2006.05525", "--format", "latex", "--data", data)
    snapshot = kdgraph.open(data).snapshot()
    found = kdgraph.survey_coverage(snapshot, ["2006.05525"])
    assert printed.stdout == kdgraph.related_work_table(snapshot, found)
    path = tmp_path / "table.md"
    form = ("--format", "markdown", "-o", path)
    done = run_cli("survey", "2006.05525", *form, "--data", data)
    assert "59 papers by 1 survey written to" in " ".join(done.stdout.split())
    assert path.read_text(encoding="utf-8") == kdgraph.related_work_table(
        snapshot, found, "markdown"
    )


def test_what_cannot_be_is_refused(data: Path, tmp_path: Path) -> None:
    done = run_cli("survey", "-o", tmp_path / "t.txt", "--data", data)
    assert done.returncode != 0
    assert "add --format markdown or --format latex" in done.stderr
    assert run_cli("survey", "no such paper at all", "--data", data).returncode != 0
