"""`kdgraph lint` from the command line: formats, exit codes, what is written and what is not."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from kdgraph.curate import LINT_RULES
from kdgraph.store import embedded_lists
from tests.commands import run_cli

GOOD = "# Owls\n\n- **Silent Flight, CVPR 2018** [[pdf](https://arxiv.org/abs/1801.00001)]\n"
BAD = "- [Owls](#owl)\r\n\r\n## Owls\r\n\r\n- **Silent Flight, CVPR 2018** [[pdf]](http://a.org/1.pdf)"


def _file(folder: Path, text: str = BAD) -> Path:
    path = folder / "README.md"
    path.write_bytes(text.encode())
    return path


def test_a_clean_list_ends_with_0_and_names_what_did_not_run(tmp_path: Path) -> None:
    done = run_cli("lint", _file(tmp_path, GOOD), "--data", tmp_path / "none")
    assert (done.returncode, done.stderr) == (0, "")
    assert "0 findings in 1 paper" in done.stdout
    said = " ".join(done.stdout.split())
    assert "not run: unreachable-link (asks the network; give --online)" in said
    assert re.search(r"venue-contradicted.* \(no snapshot knows the papers of this list", said)


def test_findings_end_with_1_in_every_format(tmp_path: Path) -> None:
    path = _file(tmp_path)
    for name in ("text", "json", "github", "sarif"):
        done = run_cli("lint", path, "--format", name, "--data", tmp_path / "none")
        assert (done.returncode, done.stderr) == (1, ""), name
        assert "dead-anchor" in done.stdout
    told = json.loads(run_cli("lint", path, "--json", "--data", tmp_path / "none").stdout)
    (found,) = told["findings"]
    assert (found["code"], found["line"], found["column"]) == ("dead-anchor", 1, 10)
    assert found["fix"]["edits"] == [{"start": 9, "end": 13, "text": "#owls"}]
    assert set(told["rules"]) | set(told["not_run"]) == set(LINT_RULES)


def test_fix_writes_the_list_and_twice_changes_nothing(tmp_path: Path) -> None:
    path = _file(tmp_path)
    path.chmod(0o640)
    done = run_cli("lint", path, "--fix", "--data", tmp_path / "none")
    assert done.returncode == 0
    assert "1 finding mended; 0 findings" in done.stdout
    assert path.read_bytes() == BAD.replace("#owl)", "#owls)").encode()
    assert path.stat().st_mode & 0o777 == 0o640
    when = path.stat().st_mtime_ns
    assert run_cli("lint", path, "--fix", "--data", tmp_path / "none").returncode == 0
    assert path.stat().st_mtime_ns == when


def test_diff_writes_nothing_and_git_takes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = _file(tmp_path)
    done = run_cli("lint", "README.md", "--diff", "--data", "none")
    assert done.returncode == 1
    assert "1 finding would be mended, 0 left" in done.stderr
    assert path.read_bytes() == BAD.encode()
    applied = subprocess.run(
        ["git", "apply", "--whitespace=nowarn", "-"],
        cwd=tmp_path,
        input=done.stdout.encode(),
        capture_output=True,
        check=False,
    )
    assert applied.returncode == 0, applied.stderr
    assert path.read_bytes() == BAD.replace("#owl)", "#owls)").encode()
    again = run_cli("lint", "README.md", "--diff", "--data", "none")
    assert (again.returncode, again.stdout) == (0, "")


def test_rules_are_selected_and_ignored(tmp_path: Path) -> None:
    path, none = _file(tmp_path), tmp_path / "none"
    assert run_cli("lint", path, "--ignore", "dead-*", "--data", none).returncode == 0
    assert run_cli("lint", path, "--select", "broken-link", "--data", none).returncode == 0
    wrong = run_cli("lint", path, "--select", "nothing", "--data", none)
    assert wrong.returncode == 2
    assert "no lint rule called 'nothing'; there are: author-names" in wrong.stderr


@pytest.mark.parametrize("source", [(), ("-",)])
def test_fix_needs_a_file_that_was_named(tmp_path: Path, source: tuple[str, ...]) -> None:
    done = run_cli("lint", *source, "--fix", "--data", tmp_path / "none")
    assert done.returncode == 2
    if not source:
        assert "no list was named; give the path of the list, or --diff" in done.stderr


def test_the_shipped_list_is_checked_with_the_embedded_corpus(tmp_path: Path) -> None:
    done = run_cli("lint", "--data", tmp_path / "none", "--json")
    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert list(told["not_run"]) == ["unreachable-link"]
    # and so is a copy of it, changed and under another name
    text = next(embedded_lists().glob("*.md")).read_text("utf-8").replace("ICLR 2015", "ICLR 2014")
    copy = _file(tmp_path, text)
    again = run_cli("lint", copy, "--data", tmp_path / "none", "--json", "--select", "venue-*")
    (found,) = json.loads(again.stdout)["findings"]
    assert "ICLR 2015, not from 2014" in found["message"]


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("github", ["jobs:", 'kdgraph lint README.md --repository "$GITHUB_REPOSITORY"']),
        ("action", ["using: composite", "--format github"]),
        ("pre-commit", ["repo: local", "entry: kdgraph lint"]),
    ],
)
def test_starters_are_printed(name: str, holds: list[str]) -> None:
    done = run_cli("lint", "--init", name)
    assert (done.returncode, done.stderr) == (0, "")
    assert all(text in done.stdout for text in holds)
