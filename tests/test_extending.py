"""The package of docs/extending.md: installed as an installer does it, tested, and used."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import kdgraph
from tests.commands import environment
from tests.packages import installed

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
FILES = dict(
    re.findall(
        r"^`([\w/.]+)`\..*?^```\w+\n(.*?)^```",
        (ROOT / "docs" / "extending.md").read_text("utf-8"),
        re.MULTILINE | re.DOTALL,
    )
)
OUT_OF_ORDER = """
import kdgraph_absent


def fails(snapshot, *, width=7.0, section=None, top=None):
    raise IndexError("no such row")
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which pip has installed the package, from its sources and without a network."""
    sources = tmp_path_factory.mktemp("kdgraph-extras")
    for name, content in FILES.items():
        (sources / name).parent.mkdir(exist_ok=True)
        (sources / name).write_text(content, "utf-8")
    target = tmp_path_factory.mktemp("site")
    pip = ("-m", "pip", "--quiet", "--disable-pip-version-check", "install", "--no-index")
    run(*pip, "--no-deps", "--no-build-isolation", "--target", target, sources, path="")
    (target / "sources").symlink_to(sources)
    return target


def run(*arguments: str | Path, path: str | Path, code: int = 0) -> tuple[str, str]:
    """Run Python with a folder of installed packages; return what it prints."""
    done = subprocess.run(
        [sys.executable, *arguments],
        env=environment(PYTHONPATH=f"{path}:{ROOT}", PYTHONDONTWRITEBYTECODE="1"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout, done.stderr


def several(*commands: Sequence[str | Path]) -> list[str]:
    """Return the arguments for a process that runs several commands, each with its exit code."""
    code = """
import contextlib, io, json, sys
from kdgraph.cli.app import main
told = []
for command in json.loads(sys.argv[1]):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(command)
        except SystemExit as end:
            told.append([end.code, out.getvalue(), err.getvalue()])
print(json.dumps(told))
"""
    return ["-c", code, json.dumps([[str(word) for word in command] for command in commands])]


def test_its_own_tests_are_green(site: Path) -> None:
    tests = site / "sources" / "tests"
    told, _ = run("-m", "pytest", "-q", "-p", "no:cacheprovider", tests, path=site)
    assert re.search(r"\b10 passed", told)


def test_commands_have_its_members(site: Path, tmp_path: Path) -> None:
    told, _ = run("-m", "kdgraph", "rank", "--help", path=site)
    assert re.search(r"citing-years +Citing years \(from kdgraph-extras 1\.0\.0\)", told)
    (tmp_path / "two.bars").write_text(FILES["tests/two.bars"], "utf-8")
    (tmp_path / "by.toml").write_text('[figure.age]\nby = "citing-years"\n', "utf-8")
    figures, ages, out = tmp_path / "figures", tmp_path / "ages", tmp_path / "titles.txt"
    data: tuple[str | Path, ...] = ("--data", tmp_path / "data")
    printed, _ = run(
        *several(
            ["build", "--offline", *data],
            ["rank", "citing_years", "--json", *data],
            ["figures", "--only", "listed-by-year", "--format", "svg", "-o", figures, *data],
            ["verify", figures / "listed-by-year.svg", *data],
            ["figures", "--only", "age", "--config", tmp_path / "by.toml", "-o", ages, *data],
            ["export", "plain-titles", "-o", out, *data],
            ["read", tmp_path / "two.bars", "--json"],
            ["doctor", *data],
        ),
        path=site,
    )
    _, ranked, drawn, verified, _, exported, read, doctor = json.loads(printed)
    origin = "kdgraph-extras 1.0.0"
    assert f"is from the package {origin}" in " ".join(json.loads(ranked[1])["notes"])
    assert json.loads(ranked[1])["frame"][0]["score"] > 5
    assert drawn[0] == verified[0] == exported[0] == 0
    assert "is the same byte for byte" in verified[1]
    for folder in (figures, ages):
        captions = (folder / "captions.md").read_text("utf-8").replace("\\", "")
        assert f"kdgraph {kdgraph.__version__} · {origin} · snapshot" in captions
    assert f"(plain-titles of {origin})" in " ".join(exported[1].split())
    assert f"list format bars of the package {origin}" in json.dumps(json.loads(read[1]))
    assert "measure citing-years" in " ".join(doctor[1].split())
    # here it is not installed
    with pytest.raises(kdgraph.InputError, match=r"kdgraph-extras 1\.0\.0, .*kdgraph-extras==1"):
        kdgraph.verify(figures / "listed-by-year.svg", data=tmp_path / "data")


def test_one_that_is_broken_takes_nothing_down(tmp_path: Path) -> None:
    offers = {
        "kdgraph.figures": {"fails": "fails", "age": "fails"},
        "kdgraph.measures": {"missing": "absent"},
        "kdgraph.measure": {"misspelt": "absent"},
    }
    works = OUT_OF_ORDER.replace("import kdgraph_absent\n", "")
    installed(tmp_path, "kdgraph-faulty", works, offers, version="0.3")
    gone = {"kdgraph.exports": {"gone": "x"}, "kdgraph.list_formats": {"gone": "x"}}
    installed(tmp_path, "kdgraph-unfinished", OUT_OF_ORDER, gone)
    (tmp_path / "two.txt").write_text("arXiv:1503.02531\narXiv:1706.00384\n", "utf-8")
    data: tuple[str | Path, ...] = ("--data", tmp_path / "data")
    printed, _ = run(
        *several(
            ["build", "--offline", *data],
            ["rank", "citations", *data],
            ["rank", "missing", *data],
            ["export", "gone", "-o", tmp_path / "x", *data],
            ["read", tmp_path / "two.txt"],
            ["figures", "--only", "fails", "-o", tmp_path / "f", *data],
            ["doctor", "--json", *data],
        ),
        path=tmp_path,
    )
    built, ranked, missing, gone_export, read, fails, doctor = json.loads(printed)
    assert ranked[0] == 0
    assert missing[0] == 2
    assert "the measure 'missing' of the package kdgraph-faulty 0.3: it cannot be " in missing[2]
    assert gone_export[0] == 2
    assert "kdgraph-unfinished 1.0: it cannot be used (ModuleNotFoundError: " in gone_export[2]
    assert read[0] == 0
    assert built[0] == 0
    assert "uninstall kdgraph-unfinished" in built[2]  # told once, where it is first left out
    assert fails[0] == 2
    assert "kdgraph-faulty 0.3: it failed (IndexError: no such row; kdgraph_faulty.py:" in fails[2]
    checks = [one for one in json.loads(doctor[1])["checks"] if one["name"] == "extension"]
    assert [one["state"] for one in checks].count("wrong") == 4
    told = " ".join(one["found"] for one in checks)
    assert "figure 'age' of the package kdgraph-faulty 0.3: kdgraph" in told
    assert "'kdgraph.measure', where kdgraph does not look" in told
