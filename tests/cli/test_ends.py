"""How commands end when something outside them ends first: pipes, disks, Ctrl-C, faults of ours."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kdgraph.store import DataFolder, embedded_folder
from tests.commands import command, environment, run_cli
from tests.emulator import Emulator, listed_markdown, synthetic_corpus

BUFFERED = pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the embedded corpus."""
    folder = tmp_path_factory.mktemp("ends") / "data"
    with DataFolder(folder).writer("test") as writer:
        writer.adopt(embedded_folder())
    return folder


def _into_a_closed_pipe(*arguments: str | Path, unbuffered: str) -> tuple[int, str]:
    """Run a command whose reader is gone before it writes; return exit code and errors."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            command(*arguments),
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(PYTHONUNBUFFERED=unbuffered),
            timeout=60,
        )
    finally:
        os.close(writing)
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    ("arguments", "unbuffered"),
    [
        (("status",), "1"),
        pytest.param(("status",), "", marks=pytest.mark.thorough),
        (("status", "--json"), ""),
        pytest.param(("status", "--json"), "1", marks=pytest.mark.thorough),
        (("rank", "citations", "--top", "2000"), ""),
        (("rank", "citations", "--top", "2000"), "1"),
        (("--help",), ""),
        pytest.param(("--help",), "1", marks=pytest.mark.thorough),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, tuple) else f"unbuffered {given}",
)
def test_a_reader_that_leaves_early_is_no_fault(
    arguments: tuple[str, ...], unbuffered: str, data: Path
) -> None:
    where = () if arguments == ("--help",) else ("--data", data)
    assert _into_a_closed_pipe(*arguments, *where, unbuffered=unbuffered) == (0, "")


@BUFFERED
def test_an_error_keeps_its_code_though_nobody_reads_its_json(unbuffered: str, data: Path) -> None:
    arguments = ("show", "no such paper at all", "--json", "--data", data)
    code, errors = _into_a_closed_pipe(*arguments, unbuffered=unbuffered)
    assert code == 2
    assert "no paper called" in errors
    assert "Traceback" not in errors


@BUFFERED
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_output_that_cannot_be_written_is_one_clear_line(unbuffered: str, data: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command("status", "--data", data),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(PYTHONUNBUFFERED=unbuffered),
            timeout=60,
        )
    assert done.returncode == 2
    assert done.stderr == ("kdgraph: standard output cannot be written (No space left on device)\n")


@pytest.fixture
def slow_build(tmp_path: Path) -> Iterator[tuple[Emulator, subprocess.Popen[str], list[str]]]:
    """A build that has sent its third request and waits for the answer."""
    corpus = synthetic_corpus(300, seed=2, listed=6)
    source = tmp_path / "list.md"
    source.write_text(listed_markdown(corpus), "utf-8")
    with Emulator(corpus, latency=0.1) as emulator:
        arguments = ["build", str(source), "--data", str(tmp_path / "data")]
        arguments += ["--api-url", emulator.url]
        # a shell's background job, as these tests may be, ignores Ctrl-C and so would its children
        heeding = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        process = subprocess.Popen(
            [sys.executable, "-c", f"{heeding}from kdgraph.cli import main; main()", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
        )
        try:
            while len(emulator.log) < 3 and process.poll() is None:
                time.sleep(0.005)
            yield emulator, process, arguments
        finally:
            process.kill()
            process.communicate()


def test_ctrl_c_says_that_it_stopped_and_the_same_command_goes_on(
    slow_build: tuple[Emulator, subprocess.Popen[str], list[str]],
) -> None:
    emulator, process, arguments = slow_build
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors.strip() == (
        "kdgraph: interrupted; progress is saved, rerun the same command to resume"
    )
    assert "read as" in output, "what was read is told before anything is asked"
    assert "snapshot" not in output
    again = json.loads(run_cli(*arguments, "--json").stdout)
    assert again["requests"]["resumed"]
    assert again["requests"]["saved"] > 0
    assert emulator.max_in_flight == 1


@pytest.fixture
def oddity(data: Path, tmp_path: Path) -> Path:
    """A data folder that nothing guards against: a count in a manifest is no number."""
    folder = DataFolder(tmp_path)
    with folder.writer("test") as writer:
        writer.adopt(embedded_folder())
    file = folder.snapshot().path / "manifest.json"
    manifest = json.loads(file.read_text("utf-8"))
    manifest["notes"]["neighbours_left_out"] = "many"
    del manifest["digest"]  # as version 0.1.0 wrote it; with one, the change would be found
    file.write_text(json.dumps(manifest), "utf-8")
    return tmp_path


def test_a_fault_of_ours_is_one_line_that_can_be_reported(oddity: Path) -> None:
    done = run_cli("status", "--data", oddity, "--json")
    assert done.returncode == 70
    assert done.stderr.startswith("kdgraph: internal error (ValueError: invalid literal for int()")
    assert done.stderr.count("\n") == 1
    assert "summary.py:" in done.stderr
    assert json.loads(done.stdout)["exit_code"] == 70


def test_a_fault_of_ours_shows_where_it_comes_from_when_asked(oddity: Path) -> None:
    done = run_cli("status", "--data", oddity, KDGRAPH_DEBUG="1")
    assert done.returncode != 0
    assert done.stderr.startswith("Traceback (most recent call last):")
    assert "summary.py" in done.stderr
    assert "internal error" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("status", "--jsn"), "No such option: --jsn"),
        (("show",), "Missing argument 'PAPER'"),
        (("build", "--max-papers", "0"), "Invalid value for '--max-papers'"),
        (("fly",), "No such command 'fly'"),
    ],
)
def test_wrong_use_is_told_to_machines_too(arguments: tuple[str, ...], words: str) -> None:
    done = run_cli(*arguments, "--json")
    told = json.loads(done.stdout)
    assert told["error"].startswith(words)
    assert (told["kind"], told["exit_code"]) == ("UsageError", 2)
    assert done.returncode == 2
    assert words in done.stderr


def _with_closed(closed: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command from a shell that closes some of its streams first (``2>&-``)."""
    return subprocess.run(
        ["sh", "-c", f'exec "$@" {closed}', "sh", *command(*arguments)],
        capture_output=True,
        text=True,
        env=environment(),
        timeout=60,
    )


@pytest.mark.parametrize("closed", ["2>&-", "<&- 2>&-"])
def test_a_closed_standard_error_is_no_fault(closed: str, tmp_path: Path) -> None:
    done = _with_closed(closed, "build", "--offline", "--json", "--data", tmp_path / "data")
    assert done.returncode == 0
    assert json.loads(done.stdout)["mode"] == "embedded"
    wrong = _with_closed(closed, "show", "no such paper at all", "--data", tmp_path / "data")
    assert (wrong.returncode, wrong.stdout) == (2, "")


def test_a_closed_standard_output_is_told_after_the_work(tmp_path: Path) -> None:
    done = _with_closed(">&-", "build", "--offline", "--data", tmp_path / "data")
    assert done.returncode == 2
    assert done.stderr == "kdgraph: standard output cannot be written (Bad file descriptor)\n"
    DataFolder(tmp_path / "data").snapshot().verify()
    both = _with_closed(">&- 2>&-", "status", "--data", tmp_path / "data")
    assert both.returncode == 2


def test_a_closed_standard_input_is_an_empty_list(tmp_path: Path) -> None:
    done = _with_closed("<&-", "build", "-", "--data", tmp_path / "data")
    assert done.returncode == 2
    assert "empty" in done.stderr
