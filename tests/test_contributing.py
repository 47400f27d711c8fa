"""The examples of docs/CONTRIBUTING.md are files that work where the text says they belong."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import kdgraph
from tests.commands import environment

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "CONTRIBUTING.md").read_text("utf-8")
EXAMPLES = dict(
    re.findall(
        r"^## [^\n]+\n\n`([\w/]+\.py)`\..*?^```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL
    )
)
KINDS = {
    "kdgraph/analysis/influence",
    "kdgraph/figures",
    "kdgraph/export",
    "kdgraph/lists",
    "kdgraph/curate/rules",
    "kdgraph/cli/commands",
    "dashboards/pages",
}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the packages with the examples in their places."""
    folder = tmp_path_factory.mktemp("contributing")
    for name in ("kdgraph", "dashboards", "data"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name, code in EXAMPLES.items():
        assert not (folder / name).exists(), f"{name} is taken"
        (folder / name).write_text(code, "utf-8")
    return folder


def run(checkout: Path, *arguments: str | Path) -> str:
    """Run Python in the copy, without a network, and return what it prints."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=checkout,
        env=environment(PYTHONPATH=str(checkout), PYTHONDONTWRITEBYTECODE="1"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_there_is_an_example_of_each_kind() -> None:
    assert {str(Path(name).parent) for name in EXAMPLES} == KINDS
    assert len(EXAMPLES) == len(KINDS)


def test_the_places_it_names_are_there() -> None:
    table = TEXT.split("## Where things are")[1].split("## Conventions")[0]
    named = re.findall(r"`((?:kdgraph|dashboards|tests|docs)/[\w/]+(?:\.\w+)?/?)`", table)
    assert len(named) > 15
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_examples_do_their_work(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "two.lines").write_text("Deep Mutual Learning | 1706.00384\nnothing\n", "utf-8")
    code = f"""
import doctest, importlib, json, kdgraph
from dashboards.common.pages import pages
for name in ("kdgraph.analysis.influence.recent_citations", "kdgraph.figures.years"):
    assert doctest.testmod(importlib.import_module(name)).failed == 0, name
snapshot = kdgraph.embedded()
score = kdgraph.MEASURES["recent-citations"](snapshot.citation_graph())["score"]
found = kdgraph.read_list({str(tmp_path / "two.lines")!r})
kdgraph.FIGURES["years"](snapshot).save({str(tmp_path / "years.svg")!r})
kdgraph.EXPORTS["titles"](snapshot, __import__("pathlib").Path({str(tmp_path / "titles.txt")!r}))
one = b"- **Owls, CVPR 2018** [[pdf]](http://a.org/1.pdf)\\n- **Deep Owls, CVPR 2019**\\n"
lint = kdgraph.lint(one, select=["short-title"])
print(json.dumps({{
    "lint": [(one.line, one.message) for one in lint.findings],
    "score": score.max(),
    "entries": [(entry.title, entry.arxiv) for entry in found.entries],
    "skipped": [line.reason for line in found.skipped],
    "pages": list(pages()),
}}))
"""
    told = json.loads(run(checkout, "-c", code))
    assert told["score"] > 50
    assert told["entries"] == [["Deep Mutual Learning", "1706.00384"]]
    assert told["skipped"] == ["no arXiv id behind a bar"]
    assert told["lint"] == [[1, '"Owls" is a single word']]
    assert told["pages"][-1] == "recent"
    assert len((tmp_path / "titles.txt").read_text("utf-8").splitlines()) == len(
        kdgraph.embedded().papers
    )
    assert (tmp_path / "years.svg").stat().st_size > 5000


def test_the_command_is_listed_and_answers(checkout: Path, tmp_path: Path) -> None:
    assert "  years      Count papers by year." in run(checkout, "-m", "kdgraph", "--help")
    run(checkout, "-m", "kdgraph", "build", "--offline", "--data", tmp_path / "data")
    asked = ("-m", "kdgraph", "years", "--top", "2", "--data", tmp_path / "data", "--json")
    [first, second] = json.loads(run(checkout, *asked))["years"]
    assert first["papers"] >= second["papers"] > 100
