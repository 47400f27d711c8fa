"""What README prints is what happens: its commands are run, its tables compared with the code."""

from __future__ import annotations

import doctest
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

import kdgraph
from kdgraph import errors
from kdgraph.store import EMBEDDED_ID
from tests import gate
from tests.tracked import copy_tracked_files

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MOST_SECONDS = 60  # of work without the download of dependencies; on an idle machine it is 15


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.M | re.S)


MAIN_JOB, EVERY_TEST, *MORE = (block.strip() for block in _blocks("sh"))


def _shell(command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    # What a reader's shell would have: nothing of the environment that these tests run in.
    environment = gate.clean_environment(os.environ)
    environment.pop("VIRTUAL_ENV", None)
    within = Path(sys.prefix) / "bin"
    parts = environment["PATH"].split(os.pathsep)
    environment["PATH"] = os.pathsep.join(part for part in parts if Path(part) != within)
    # Whether or not this machine reaches the service, a test must not ask it for anything.
    environment["KDGRAPH_API_URL"] = "http://127.0.0.1:9"
    # README's second command has just installed every dependency from the registry; they are lent,
    # so that this installs kdgraph alone. Its own environment is still fresh.
    lent = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    environment["PYTHONPATH"] = os.pathsep.join(lent)
    # What is installed is compiled when it is imported: the rest, which is most of it, never is.
    environment["PIP_NO_COMPILE"] = "0"  # pip wants it so: the value is that of `compile`
    return subprocess.run(
        ["bash", "-c", command],
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def _seconds_of_children() -> float:
    # Seconds at work, not on the wall: whatever else this machine does must not decide.
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the tracked files, as a fresh clone has them."""
    folder = tmp_path_factory.mktemp("checkout")
    copy_tracked_files(ROOT, folder)
    return folder


@pytest.fixture(scope="module")
def built(checkout: Path) -> Path:
    """Run README's first command in the checkout."""
    before = _seconds_of_children()
    done = _shell(MAIN_JOB, checkout)
    assert done.returncode == 0, done.stdout + done.stderr
    assert _seconds_of_children() - before < MOST_SECONDS
    assert "not Semantic Scholar output" in " ".join(done.stdout.split())
    return checkout


@pytest.mark.slow
def test_the_first_command_does_the_main_job(built: Path) -> None:
    held = sorted(path.name for path in (built / "data" / "snapshots" / EMBEDDED_ID).iterdir())
    assert "manifest.json" in held
    for command in MORE[0].splitlines():
        done = _shell(command, built)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        assert done.stdout.strip(), command
    assert (built / "kd.graphml").stat().st_size > 100_000


@pytest.mark.slow
def test_the_first_command_leaves_tracked_files_alone_and_can_be_repeated(built: Path) -> None:
    again = _shell(MAIN_JOB.rpartition("&& ")[2], built)
    assert again.returncode == 0, again.stdout + again.stderr
    for path in (ROOT / "data" / "lists").iterdir():
        assert (built / "data" / "lists" / path.name).read_bytes() == path.read_bytes()
    for path in (ROOT / "data" / "snapshots" / EMBEDDED_ID).iterdir():
        copy = built / "data" / "snapshots" / EMBEDDED_ID / path.name
        assert copy.read_bytes() == path.read_bytes()


@pytest.mark.slow
def test_readme_python_says_what_happens(
    built: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "data").symlink_to(built / "data")
    monkeypatch.chdir(tmp_path)
    examples = doctest.DocTestParser().get_doctest(
        "\n".join(_blocks("pycon")), {"Path": Path}, "README.md", "README.md", 0
    )
    assert len(examples.examples) > 5
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    runner.run(examples)
    assert runner.failures == 0


def test_the_second_command_is_what_continuous_integration_runs() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    does = [line for line in script if line and not line.startswith(("#", "set ", "cd "))]
    assert does == [EVERY_TEST]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_the_second_command_starts_the_gate() -> None:
    # Its last part, with the running environment's Python, naming the steps instead of taking them:
    # this test is itself a part of the gate.
    python, *arguments = EVERY_TEST.rpartition("&& ")[2].split()
    assert python == ".venv/bin/python"
    done = subprocess.run(
        [sys.executable, *arguments, "--list"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert [line.split(":")[0] for line in done.stdout.splitlines()] == [
        "format",
        "lint",
        "system",
        "types",
        "tests",
        "slow",
    ]


def test_both_commands_make_the_same_environment_the_same_way() -> None:
    for command in (MAIN_JOB, EVERY_TEST):
        assert command.startswith("python3 -m venv .venv && .venv/bin/python -m pip install ")


def _rows(header: str) -> list[str]:
    """Return the first cells of the table whose header line begins so."""
    lines = README.partition(f"\n{header}")[2].splitlines()[2:]
    cells = []
    for line in lines:
        if not line.startswith("|"):
            break
        cells.append(line.split("|")[1].strip())
    return cells


def test_every_command_stands_in_the_table_and_no_other() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from kdgraph.cli import main; main(['--help'])"],
        capture_output=True,
        text=True,
        check=True,
    )
    shown = done.stdout.partition("Commands:")[2]
    commands = set(re.findall(r"^  ([a-z]+) ", shown, re.M))
    assert {row.split()[1].strip("`") for row in _rows("| command |")} == commands


def test_every_environment_variable_stands_in_the_table_and_no_other() -> None:
    pattern = r"\b(?:KDGRAPH_[A-Z_]+|S2_API_KEY|SEMANTIC_SCHOLAR_API_KEY)\b"
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "kdgraph").rglob("*.py"))
    assert set(re.findall(pattern, " ".join(_rows("| variable |")))) == set(
        re.findall(pattern, code)
    )


def test_every_exit_code_stands_in_the_table() -> None:
    codes = {cls.exit_code for cls in vars(errors).values() if hasattr(cls, "exit_code")}
    assert {int(row) for row in _rows("| exit code |")} == codes | {0, 1, 70, 130}


def test_every_table_is_explained() -> None:
    from kdgraph.model import TABLES

    assert set(re.findall(r"`([a-z]+)`", " ".join(_rows("| table |")))) == set(TABLES)


def test_every_export_format_is_named() -> None:
    from kdgraph.export import EXPORTS

    (row,) = [line for line in README.splitlines() if line.startswith("| `kdgraph export")]
    assert set(re.findall(r"`([a-z-]+)`", row)) == set(EXPORTS)


def test_every_link_into_the_repository_leads_somewhere() -> None:
    inside = re.findall(r"\]\(([\w./-]+)\)", README)
    assert len(inside) > 3
    assert [link for link in inside if not (ROOT / link).exists()] == []


def test_the_pictures_are_figures_of_the_gallery() -> None:
    pictures = re.findall(r"^!\[.+\]\((docs/figures/\S+\.svg)\)$", README, re.M)
    # tests/test_gallery.py compares them with today's
    found = [kdgraph.verify(ROOT / picture) for picture in pictures]
    assert [one.figure for one in found] == ["milestones", "evolution"]
    assert {one.snapshot_id for one in found} == {EMBEDDED_ID}
