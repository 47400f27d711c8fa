"""Names of papers as a user sees, sets and draws them."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import kdgraph
from kdgraph.analysis.names.paper_names import short_names
from tests.commands import run_cli

AT = "arxiv:1612.03928"
BY_HAND = """
[[name]]
paper = "Paying More Attention to Attention"
name = "AT"
note = "as its section 3 has it"

[[name]]
paper = "no such paper at all"
name = "Nothing"
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the embedded corpus and names by hand."""
    folder = tmp_path_factory.mktemp("names") / "data"
    assert run_cli("build", "--offline", "--data", folder).returncode == 0
    (folder / "overrides.toml").write_text(BY_HAND, encoding="utf-8")
    return folder


def told(data: Path, *arguments: str) -> Any:
    """Run a command with --json and return what it says."""
    done = run_cli(*arguments, "--data", data, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_names_are_listed_with_what_gives_them(data: Path) -> None:
    found = told(data, "names", "--section", "Feature")
    names = {row["paper_id"]: row for row in found["names"]}
    assert (names[AT]["name"], names[AT]["kind"]) == ("AT", "override")
    assert names["arxiv:1412.6550"]["kind"] == "title prefix"
    assert (found["by_hand"], found["by_hand_without_paper"]) == (1, 1)
    assert found["problems"][0].startswith("overrides.toml, name 2: no paper called")
    text = " ".join(run_cli("names", "--section", "Feature", "--data", data).stdout.split())
    assert "by hand: “as its section 3 has it”" in text
    assert "no paper called 'no such paper at all'" in text


def test_without_a_section_the_list_comes_first_and_all_others_may_follow(data: Path) -> None:
    listed = told(data, "names")["names"]
    every = told(data, "names", "--all")["names"]
    assert len(listed) == 59
    assert every[:59] == listed
    assert len(every) > 2_000


def test_the_card_says_what_a_paper_is_called_and_why(data: Path) -> None:
    card = told(data, "show", AT)
    assert (card["name"]["name"], card["name"]["kind"]) == ("AT", "override")
    assert "AT (by hand: “as its section 3 has it”)" in run_cli(
        "show", AT, "--data", data
    ).stdout.replace("\n", " ")


def test_figures_bear_the_name_and_are_verified_with_it(data: Path, tmp_path: Path) -> None:
    arguments = (
        "--only",
        "taxonomy,age",
        "--format",
        "svg",
        "-o",
        tmp_path / "out",
        "--data",
        data,
    )
    done = run_cli("figures", *arguments)
    assert done.returncode == 0, done.stderr
    for figure in ("taxonomy", "age"):
        with (tmp_path / "out" / f"{figure}.csv").open(encoding="utf-8", newline="") as file:
            names = {row["paper_id"]: row["name"] for row in csv.DictReader(file)}
        assert names[AT] == "AT"
    picture = tmp_path / "out" / "taxonomy.svg"
    assert kdgraph.verify(picture, data=data).outcome == "identical"
    # where the name has changed since, that is what is told
    other = tmp_path / "data"
    shutil.copytree(data, other)
    (other / "overrides.toml").write_text(BY_HAND.replace('"AT"', '"ATT"'), encoding="utf-8")
    found = kdgraph.verify(picture, data=other)
    assert found.outcome == "different"
    assert "Papers bear other names in it" in str(found)
    assert "kdgraph itself" not in str(found)


def test_a_snapshot_from_python_has_the_names_of_its_folder(data: Path) -> None:
    snapshot = kdgraph.open(data).snapshot()
    assert short_names(snapshot, [AT]) == {AT: "AT"}
    assert short_names(snapshot.as_of(2018).within("field"), [AT]) == {AT: "AT"}


def test_names_are_kept_for_the_next_time(data: Path) -> None:
    snapshot = kdgraph.open(data).snapshot()
    before = kdgraph.paper_names(snapshot)
    (kept,) = (data / "derived").glob("*/names")
    assert kept.is_dir()
    again = kdgraph.paper_names(kdgraph.open(data).snapshot())
    assert again.drop(columns="evidence_ids").equals(before.drop(columns="evidence_ids"))
    assert again["evidence_ids"].tolist() == before["evidence_ids"].tolist()
