"""kdgraph plan as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import kdgraph
from tests.commands import run_cli


def test_the_check_list_is_printed_and_stays_one_where_it_wraps(data: Path, tmp_path: Path) -> None:
    done = run_cli("plan", "--papers", "6", "--data", data, COLUMNS="60")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("6 papers, about 6 hours if each takes 60 minutes")
    printed = tmp_path / "printed.md"
    printed.write_text(done.stdout, encoding="utf-8")
    entries = kdgraph.read_list(printed).entries
    expected = kdgraph.reading_plan(kdgraph.embedded(), 6).papers["title"].tolist()
    assert [entry.title for entry in entries][:6] == expected
    assert "scope: field, 239 of 2,030 papers" in done.stdout


def test_it_is_written_with_its_figure(data: Path, tmp_path: Path) -> None:
    text, figure = tmp_path / "plan.md", tmp_path / "plan.svg"
    where = ("--data", data, "-o", text, "--figure", figure)
    done = run_cli("plan", "--hours", "3", "--minutes", "45", "--section", "Feature", *where)
    assert done.returncode == 0, done.stderr
    assert "- [ ]" not in done.stdout
    # a long path goes on in the next line
    assert f"writtento{text}" in "".join(done.stdout.split())
    plan = kdgraph.reading_plan(kdgraph.embedded(), hours=3, minutes=45, section="Feature")
    written = text.read_text(encoding="utf-8")
    assert written.count("- [ ]") == len(plan.papers) == 4
    assert all(str(why).rstrip(".") in written for why in plan.papers["why"] if "&" not in why)
    snapshot = kdgraph.open(data).snapshot()
    drawing = kdgraph.draw("reading-order", snapshot, section="Feature", top=len(plan.papers))
    assert figure.read_bytes() == drawing.save(tmp_path / "drawn.svg").read_bytes()


def test_json_has_every_field(data: Path, tmp_path: Path) -> None:
    done = run_cli("plan", "--papers", "3", "--json", "--data", data, "-o", tmp_path / "p.md")
    found = json.loads(done.stdout)
    assert [row["step"] for row in found["papers"]] == [1, 2, 3]
    assert found["papers"][1]["authors"] == ["Geoffrey Hinton", "Oriol Vinyals", "Jeff Dean"]
    assert found["papers"][1]["key"] == "hinton2014distilling"
    assert (found["hours"], found["minutes"], found["asked"]) == (3.0, 60.0, 3)
    assert found["output"] == str(tmp_path / "p.md")


def test_too_little_time_is_an_error_that_says_what_to_do(data: Path) -> None:
    done = run_cli("plan", "--hours", "0.5", "--data", data)
    assert done.returncode != 0
    assert "give more hours, or fewer minutes a paper" in done.stderr
