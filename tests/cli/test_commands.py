"""The commands as a user runs them: output, exit codes, and no traceback ever."""

from __future__ import annotations

import json
import os
import platform
import stat
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import kdgraph
from kdgraph.cli.commands import COMMANDS
from kdgraph.cli.subcommands import SubCommands
from kdgraph.registry import Registry
from kdgraph.store import embedded_lists
from tests.commands import ROOT, run_cli

OFFLINE = {"KDGRAPH_API_URL": "http://127.0.0.1:9"}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    done = run_cli(command, "--help")
    assert done.returncode == 0
    assert f"Example: kdgraph {command}" in done.stdout
    assert "--json" in done.stdout


_SUBCOMMANDS = [
    (name, sub)
    for name in COMMANDS
    if isinstance(
        command := getattr(import_module(f"kdgraph.cli.commands.{name}"), name), SubCommands
    )
    for sub in command.commands
]


@pytest.mark.parametrize(("command", "sub"), _SUBCOMMANDS)
def test_every_subcommand_has_help_with_an_example(command: str, sub: str) -> None:
    done = run_cli(command, sub, "--help")
    assert done.returncode == 0
    assert f"Example: kdgraph {command} {sub}" in done.stdout
    # what is corrected by hand is corrected for all days; releases are no snapshot
    of_views = () if command in {"correct", "datasets"} else ("--as-of", "--top")
    of_snapshots = () if command == "datasets" else ("--data", "--snapshot")
    for option in ("--json", *of_snapshots, *of_views):
        assert option in done.stdout
    assert sub in run_cli(command, "--help").stdout


@pytest.mark.parametrize(
    ("command", "family"),
    [("export", kdgraph.EXPORTS), ("figures", kdgraph.FIGURES), ("rank", kdgraph.MEASURES)],
)
def test_help_lists_what_can_be_chosen(command: str, family: Registry[Any]) -> None:
    lines = [" ".join(line.split()) for line in run_cli(command, "--help").stdout.splitlines()]
    for name in family:
        assert f"{name.replace('_', '-')} {family.label(name)}" in lines


@pytest.mark.parametrize(
    ("short", "full"),
    [
        pytest.param(("lineage",), ("lineage", "path"), id="the default"),
        pytest.param(("lineage", "FitNets"), ("lineage", "paper", "FitNets"), id="one paper"),
        pytest.param(
            ("lineage", "--top", "3", "FitNets", "1612.03928"),
            ("lineage", "between", "FitNets", "1612.03928", "--top", "3"),
            id="two papers",
        ),
        pytest.param(
            ("lineage", "--top=3", "FitNets"),
            ("lineage", "paper", "FitNets", "--top", "3"),
            id="a value behind an equals sign is no paper, nor is what follows it",
        ),
        pytest.param(("lineage", "--core"), ("lineage", "core"), id="an option of version 0.1"),
        pytest.param(
            ("groups", "--similar=FitNets", "--kind", "coupling"),
            ("groups", "similar", "FitNets", "--kind", "coupling"),
            id="an option with a value",
        ),
        pytest.param(("authors", "name:rich-caruana"), ("authors", "author", "name:rich-caruana")),
    ],
)
def test_what_is_given_chooses_the_subcommand(
    short: tuple[str, ...], full: tuple[str, ...], data: Path
) -> None:
    one, other = (run_cli(*arguments, "--data", data, "--json") for arguments in (short, full))
    assert one.returncode == 0, one.stderr
    assert one.stdout == other.stdout


@pytest.mark.parametrize(
    "arguments", [("lineage", "core", "--weight", "spc"), ("groups", "flow", "--resolution", "2")]
)
def test_an_option_of_another_question_is_refused(arguments: tuple[str, ...], data: Path) -> None:
    done = run_cli(*arguments, "--data", data)
    assert done.returncode == 2
    assert "No such option" in done.stderr


def test_measures_are_listed_without_any_data(tmp_path: Path) -> None:
    done = run_cli("rank", "--data", tmp_path / "nothing")
    assert done.returncode == 0
    assert "influential-share" in done.stdout
    assert "_" not in done.stdout
    named = run_cli("rank", "--data", tmp_path / "nothing", "--json")
    assert "influential_share" in json.loads(named.stdout)["measures"]


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from kdgraph.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'pandas', 'scipy', 'pyarrow', 'networkx', 'httpx', 'rich', 'typer'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_help_lists_every_command_and_so_does_typer() -> None:
    shown = run_cli("--help").stdout
    assert run_cli().stdout == shown
    assert run_cli("--version").stdout.startswith("kdgraph ")
    unknown = run_cli("fly").stderr
    assert "No such command" in unknown
    lines = [line for line in shown.splitlines() if line.startswith("  ")]
    for name, (line, _) in COMMANDS.items():
        assert any(text.split() == [name, *line.split()] for text in lines), name
    names = {p.stem for p in (ROOT / "kdgraph" / "cli" / "commands").glob("[!_]*.py")}
    assert set(COMMANDS) == names


def test_status_shows_what_is_known_and_what_is_not(data: Path) -> None:
    done = run_cli("status", "--data", data)
    assert done.returncode == 0
    for text in ("59 of 59 matched", "2,030", "10,621", "not asked", "not Semantic Scholar output"):
        assert text in " ".join(done.stdout.split()), text
    told = json.loads(run_cli("status", "--data", data, "--json").stdout)
    assert told["entries"] == 59
    assert told["coverage"]["references"]["complete"] == 452
    assert told["embedded"] is True


@pytest.mark.parametrize(
    "name",
    [
        "1503.02531",
        "arXiv:1503.02531v1",
        "https://arxiv.org/abs/1503.02531",
        "arxiv:1503.02531",
        "distilling the knowledge in a neural network",
    ],
)
def test_show_finds_a_paper_by_any_of_its_names(data: Path, name: str) -> None:
    card = json.loads(run_cli("show", name, "--data", data, "--json").stdout)
    assert card["paper_id"] == "arxiv:1503.02531"
    assert card["citation_count"] == pytest.approx(302, abs=3)
    assert card["places"][0]["section"] == "Pioneering Papers"


def test_show_prints_a_card(data: Path) -> None:
    done = run_cli("show", "1412.6550", "--data", data)
    assert done.returncode == 0
    for text in ("FitNets", "Adriana Romero", "Feature Distillation", "Is cited by", "ICLR 2015"):
        assert text in done.stdout, text


def test_an_ambiguous_title_lists_its_candidates(data: Path) -> None:
    done = run_cli("show", "knowledge distillation", "--data", data)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "papers fit" in done.stderr
    assert "arxiv:" in done.stderr


def test_an_unknown_paper_names_the_nearest(data: Path) -> None:
    done = run_cli("show", "FitNetz hints for thin deep netz", "--data", data, "--json")
    assert done.returncode == 2
    assert "FitNets" in done.stderr
    assert json.loads(done.stdout)["kind"] == "UnknownPaperError"


@pytest.mark.parametrize("name", ["graphml", "csv", "parquet"])
def test_export_writes_files_and_says_which(data: Path, name: str, tmp_path: Path) -> None:
    target = tmp_path / f"out.{'graphml' if name == 'graphml' else 'zip'}"
    done = run_cli("export", name, "-o", target, "--data", data, "--json")
    assert done.returncode == 0, done.stderr
    assert target.stat().st_size > 10_000
    assert str(target) in json.loads(done.stdout)["files"]


def test_export_of_a_part_says_what_is_not_in_it(data: Path, tmp_path: Path) -> None:
    asked = ("--section", "Pioneering", "--as-of", "2014", "--top", "2", "--by", "pagerank")
    target = tmp_path / "kd.bib"
    done = run_cli("export", "bibtex", "-o", target, "--data", data, *asked, "--json")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    report = json.loads(done.stdout)
    assert report["rows"] == {"papers": 2}
    assert report["not_selected"]["papers below the best"] == 1
    assert target.read_text(encoding="utf-8").count("@inproceedings{") == 2
    done = run_cli("export", "bibtex", "-o", target, "--data", data, *asked)
    assert "Not selected: " in done.stdout
    done = run_cli("export", "bibtex", "-o", target, "--data", data, "--by", "pagerank")
    assert done.returncode == 2
    assert "give top too" in done.stderr


def test_an_unknown_format_names_those_there_are(data: Path, tmp_path: Path) -> None:
    done = run_cli("export", "docx", "-o", tmp_path / "x", "--data", data)
    assert done.returncode == 2
    assert "graphml" in done.stderr
    assert "Traceback" not in done.stderr


def test_doctor_never_shows_the_key_and_ends_with_a_finding(data: Path) -> None:
    done = run_cli("doctor", "--data", data, S2_API_KEY="notToBeShown", **OFFLINE)
    assert done.returncode == 1, "the service cannot be reached, which is a finding"
    assert "S2_API_KEY" in done.stdout
    assert "notToBeShown" not in done.stdout + done.stderr
    assert "cannot be reached" in done.stdout


def test_doctor_tells_what_an_issue_needs_without_a_secret(data: Path) -> None:
    proxy = "http://someone:hidden@127.0.0.1:9"
    done = run_cli(
        *("doctor", "--data", data, "--json", "--api-url", "http://10.1.2.3"),
        **{"S2_API_KEY": "notToBeShown", "http_proxy": proxy, "https_proxy": proxy, "no_proxy": ""},
    )
    found = {check["name"]: check["found"] for check in json.loads(done.stdout)["checks"]}
    assert f"{platform.system()} {platform.machine()}" in found["kdgraph"]
    assert kdgraph.__version__ in found["kdgraph"]
    assert found["fonts"].startswith("kdgraph's own and ")
    assert "numpy" in found["packages"]
    assert {"disk", "embedded corpus", "current snapshot"} <= set(found)
    assert "notToBeShown" not in done.stdout + done.stderr
    assert "hidden" not in done.stdout + done.stderr


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(None, "no such file", id="missing"),
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b"%PDF-1.7\x00\xff\xfe\x00binary", "binary", id="binary"),
        pytest.param(b"# A list\n\n- nothing here\n", "no paper", id="no papers"),
    ],
)
def test_a_bad_list_is_one_clear_message_and_leaves_nothing_behind(
    content: bytes | None, words: str, tmp_path: Path
) -> None:
    source = tmp_path / "list.md"
    if content is not None:
        _written(source, content)
    done = run_cli("build", source, "--data", tmp_path / "data", **OFFLINE)
    assert done.returncode == 2
    assert words in done.stderr.lower()
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data").exists()


def test_a_folder_that_cannot_be_written_is_one_clear_message(tmp_path: Path) -> None:
    _written(tmp_path / "file", b"x")
    done = run_cli("build", "--data", tmp_path / "file" / "data", **OFFLINE)
    assert done.returncode == 2
    assert "file" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_one_clear_message(tmp_path: Path) -> None:
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    done = run_cli("build", "--data", tmp_path / "data", **OFFLINE)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_no_snapshot_yet_says_what_to_run(tmp_path: Path) -> None:
    done = run_cli("status", "--data", tmp_path / "nothing")
    assert done.returncode == 2
    assert "kdgraph build" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [("build", "--max-papers", "0"), ("build", "--evidence", "some"), ("show",), ("fly",)],
)
def test_wrong_use_ends_with_two(arguments: tuple[str, ...]) -> None:
    done = run_cli(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


_INTERRUPTED_EARLY = """
import sys
from kdgraph.cli import main

def press_ctrl_c(frame, event, argument):
    if event == "call" and frame.f_code.co_name == "get_command":
        sys.setprofile(None)
        raise KeyboardInterrupt

sys.setprofile(press_ctrl_c)
main(["status"])
"""


def test_an_interrupt_before_the_command_begins_is_no_traceback() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _INTERRUPTED_EARLY], capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 130
    assert "interrupted" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_bad_setting_is_named() -> None:
    done = run_cli("build", "--offline", KDGRAPH_PACE="soon")
    assert done.returncode == 2
    assert "KDGRAPH_PACE" in done.stderr


def test_it_runs_as_a_module_too() -> None:
    asked = [sys.executable, "-m", "kdgraph", "--version"]
    done = subprocess.run(asked, capture_output=True, text=True, cwd=ROOT)
    assert done.stdout == f"kdgraph {kdgraph.__version__}\n"


def test_standard_input_is_read(tmp_path: Path) -> None:
    text = (embedded_lists() / "knowledge-distillation.md").read_bytes()
    code = [sys.executable, "-c", "from kdgraph.cli import main; main()"]
    done = subprocess.run(
        [*code, "build", "-", "--offline", "--data", str(tmp_path / "data"), "--json"],
        input=text,
        capture_output=True,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["summary"]["matched"] == {"arxiv": 54, "doi": 1, "title": 4}
