"""Without the extras: what needs none loads none, and what needs one says how to install it."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.commands import environment
from tests.oldest import oldest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
_RUN = """
import contextlib, io, json, sys


from importlib.machinery import PathFinder

absent, found = set(), PathFinder.find_spec


def find_spec(name, path=None, target=None):
    return None if name.partition(".")[0] in absent else found(name, path, target)


PathFinder.find_spec = find_spec
from kdgraph.cli.app import main

told = []
for missing, command in json.loads(sys.argv[1]):
    absent = set(missing)
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(command)
        except SystemExit as end:
            told.append([end.code, out.getvalue(), err.getvalue()])
print(json.dumps(told))
"""


def run(folder: Path, *commands: tuple[set[str], str]) -> list[tuple[int, str, str]]:
    """Run commands in one process, each where some packages are not installed."""
    given = [(sorted(absent), [*command.split()]) for absent, command in commands]
    done = subprocess.run(
        [sys.executable, "-c", _RUN, json.dumps(given)],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return [tuple(one) for one in json.loads(done.stdout)]


def test_build_and_lineage_load_neither_dashboard_nor_figures(tmp_path: Path) -> None:
    absent = {"streamlit", "plotly", "matplotlib", "fontTools", "PIL", "duckdb", "pyspark", "numba"}
    commands = ("build --offline", "status", "lineage path", "lineage parents", "rank citations")
    for code, _, err in run(tmp_path, *((absent, command) for command in commands)):
        assert code == 0, err


def test_what_needs_the_dashboard_says_how_to_install_it(tmp_path: Path) -> None:
    absent = {"streamlit", "plotly"}
    built, dashboard, html, svg, doctor = run(
        tmp_path,
        (absent, "build --offline"),
        (absent, "dashboard --no-browser"),
        (absent, "figures --only rpys --format html -o figures"),
        (absent, "figures --only rpys --format svg -o figures"),
        (absent, "doctor --json"),
    )
    assert built[0] == svg[0] == 0
    for code, _, err in (dashboard, html):
        assert code == 2
        assert "python -m pip install 'kdgraph[dashboard]'" in err
        assert "Traceback" not in err
    checks = {check["name"]: check["state"] for check in json.loads(doctor[1])["checks"]}
    assert checks["dashboard"] == "note"


def test_the_tests_have_what_each_extra_has() -> None:
    extras = PROJECT["optional-dependencies"]
    names = {text.partition(">")[0] for text in extras["test"]}
    for extra in ("fast", "dashboard", "docs"):
        assert {text.partition(">")[0] for text in extras[extra]} <= names


def test_every_dependency_has_a_lower_bound() -> None:
    wanted = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dashboard"]]
    assert len(oldest(wanted)) == len(wanted)
    with pytest.raises(ValueError, match=r"no lower bound .*: rich<14"):
        oldest(["numpy>=2.1", "rich<14"])
