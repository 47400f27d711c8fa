"""`kdgraph correct`: corrections by hand from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands import run_cli
from tests.dashboards.places import embedded

RKD = "Relational Knowledge Distillation"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the embedded corpus."""
    return embedded(tmp_path_factory.mktemp("correct"))


@pytest.fixture
def data(corpus: Path) -> Path:
    """The same, without corrections."""
    (corpus / "overrides.toml").unlink(missing_ok=True)
    return corpus


def test_a_correction_changes_what_is_answered_and_can_be_taken_out(data: Path) -> None:
    done = run_cli("correct", "name", RKD, "RKD", "--note", "its title", "--data", data)
    assert (done.returncode, done.stderr) == (0, "")
    named = run_cli("names", "--json", "--data", data)
    assert "RKD" in {row["name"] for row in json.loads(named.stdout)["names"]}
    listed = run_cli("correct", "--data", data)
    assert "name 1" in listed.stdout
    assert "its title" in listed.stdout
    removed = run_cli("correct", "remove", "name", 1, "--data", data)
    assert removed.returncode == 0
    assert "RKD" not in run_cli("names", "--json", "--data", data).stdout
    assert "No corrections by hand" in run_cli("correct", "--data", data).stdout


def test_what_took_the_place_of_another_is_told(data: Path) -> None:
    run_cli("correct", "parent", RKD, "FitNets", "--data", data)
    told = run_cli("correct", "parent", RKD, "", "--json", "--data", data)
    answer = json.loads(told.stdout)
    assert answer["replaced"]["parent"] == "FitNets"
    assert answer["count"] == 1


def test_authors_are_joined_or_parted(data: Path) -> None:
    done = run_cli("correct", "authors", "Geoffrey Hinton", "Li Liu", "--apart", "--data", data)
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(run_cli("correct", "list", "--json", "--data", data).stdout)["corrections"]
    assert row["part"] == ["Geoffrey Hinton", "Li Liu"]


def test_what_cannot_be_followed_is_one_message_and_no_file(data: Path) -> None:
    done = run_cli("correct", "label", "FitNets", "arxiv:1503.02531", "likes", "--data", data)
    assert done.returncode == 2
    assert "'likes' is no label" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (data / "overrides.toml").exists()
