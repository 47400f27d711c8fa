"""--scope and --field-least as a user gives them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import kdgraph
from kdgraph.cli.options import ScopeName
from kdgraph.graph.scope import FIELD_LEAST, SCOPES
from tests.commands import run_cli

FIELD = kdgraph.embedded().within("field")


def told(data: Path, *arguments: str) -> Any:
    """Run a command with --json and return what it says."""
    done = run_cli(*arguments, "--json", "--data", data)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def printed(data: Path, *arguments: str) -> str:
    """Run a command and return what it prints, with single spaces."""
    done = run_cli(*arguments, "--data", data)
    assert done.returncode == 0, done.stderr
    return " ".join(done.stdout.split())


def test_the_names_of_options_are_those_of_scopes() -> None:
    assert [one.value for one in ScopeName] == list(SCOPES)


def test_the_main_path_is_of_the_field_by_default(data: Path) -> None:
    found = told(data, "lineage")
    assert (found["scope"]["name"], found["scope"]["field_least"]) == ("field", FIELD_LEAST)
    assert found["scope"]["papers"] == len(FIELD.papers)
    assert [one["paper_id"] for one in found["scope"]["left_out"]] == list(
        FIELD.scope.left_out.index
    )
    assert [one["paper_id"] for one in found["papers"]] == list(
        kdgraph.main_path(FIELD).papers.index
    )
    stays = {one["paper_id"]: one["field_least"] for one in found["over_fields"]}
    assert stays["arxiv:1503.02531"] == [1, 2, 3, 4]
    words = printed(data, "lineage")
    assert f"scope: {FIELD.scope}" in words
    assert "stay on the path where a paper of the field cites at least 1, 2, 3 or 4" in words


def test_the_core_and_a_section_too(data: Path) -> None:
    core = told(data, "lineage", "core")
    assert core["scope"]["name"] == "field"
    assert all("field_least" in one for one in core["papers"])
    part = told(data, "lineage", "--section", "Diffusion", "--field-least", "3")
    assert part["scope"]["field_least"] == part["path"]["scope"]["field_least"] == 3
    assert part["section"] == "Diffusion"


def test_all_is_what_it_was(data: Path) -> None:
    found = told(data, "lineage", "--scope", "all")
    path = kdgraph.main_path(kdgraph.embedded().citation_graph())
    assert [one["paper_id"] for one in found["papers"]] == list(path.papers.index)
    assert found["scope"]["name"] == "all"
    assert found["over_fields"] is None
    plain, every = (told(data, "rank", "pagerank", *more) for more in ([], ["--scope", "all"]))
    assert plain == every
    assert plain["scope"]["name"] == "all"
    assert "scope:" not in printed(data, "rank", "citations", "--top", "1")


@pytest.mark.parametrize(
    "command",
    [
        ["rank", "citations"],
        ["rank", "citations", "--explain", "FitNets"],
        ["authors"],
        ["authors", "communities"],
        ["groups", "--resolution", "3"],
        ["groups", "fronts", "--resolution", "3"],
        ["groups", "similar", "FitNets"],
        ["lineage", "FitNets"],
        ["lineage", "FitNets", "1503.02531"],
    ],
)
def test_others_look_at_all_and_at_the_field_where_it_is_asked_for(
    data: Path, command: list[str]
) -> None:
    assert told(data, *command)["scope"]["name"] == "all"
    narrow = told(data, *command, "--field-least", "3", "--as-of", "2022")
    assert (narrow["scope"]["name"], narrow["scope"]["field_least"]) == ("field", 3)
    assert narrow["scope"]["corpus"] == len(kdgraph.embedded().as_of(2022).papers)


def test_wrong_wishes_are_refused(data: Path) -> None:
    both = run_cli("rank", "citations", "--scope", "all", "--field-least", "3", "--data", data)
    assert both.returncode == 2
    assert "needs the scope 'field', and this is 'all'" in both.stderr
    outside = run_cli("lineage", "paper", "1412.6980", "--scope", "field", "--data", data)
    assert outside.returncode == 2
    assert "within the scope (field, " in outside.stderr
    assert run_cli("lineage", "--scope", "some", "--data", data).returncode == 2
    assert run_cli("lineage", "--field-least", "0", "--data", data).returncode == 2
    assert run_cli("show", "FitNets", "--scope", "field", "--data", data).returncode == 2


def test_figures_say_their_scope_and_which_have_none(data: Path, tmp_path: Path) -> None:
    only = ["--only", "bursts", "--only", "taxonomy", "--format", "svg", "-o", str(tmp_path)]
    made = told(data, "figures", *only)["figures"]
    assert [one["scope"].partition(",")[0] for one in made] == ["field", "all"]
    assert [one["field_least"] for one in made] == [2, None]
    words = printed(data, "figures", *only, "--scope", "listed")
    assert "show the list itself and take no scope: taxonomy" in words
    verified = run_cli("verify", tmp_path / "bursts.svg", "--data", data)
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert "Scope: listed, 59 of" in (tmp_path / "captions.md").read_text()
