"""What commands tell of what is not known, of places that cannot be used, and in narrow windows."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import termios
from pathlib import Path

import pytest

from tests.commands import command, environment, run_cli
from tests.emulator import Emulator, Paper, listed_markdown, synthetic_corpus
from tests.pipeline.journey import build_here


def _line(text: str, beginning: str) -> str:
    return next(line.strip() for line in text.splitlines() if line.strip().startswith(beginning))


def test_references_that_nobody_asked_are_not_none(data: Path) -> None:
    card = run_cli("show", "Deep Mutual Learning", "--data", data).stdout
    assert _line(card, "Cites,") == "Cites, inside this corpus: not asked"
    assert _line(card, "Is cited by,").startswith("Is cited by, inside this corpus: 24 known")
    assert "inside this corpus: 0" not in card


def test_a_list_that_came_whole_and_one_that_is_withheld(tmp_path: Path) -> None:
    corpus = synthetic_corpus(200, seed=1, listed=5, elided=0.0, miscounted=0)
    withheld = corpus.add_paper(Paper("a" * 40, title="Behind a Wall", year=2025))
    withheld.elided = frozenset({"references"})
    bare = corpus.add_paper(Paper("b" * 40, title="A Leaf", year=2012))
    corpus.add_citation(withheld.sha, corpus.listed[0])
    corpus.add_citation(corpus.listed[0], bare.sha)
    with Emulator(corpus) as emulator:
        build_here(listed_markdown(corpus).encode(), emulator, tmp_path)
    leaf = run_cli("show", "A Leaf", "--data", tmp_path).stdout
    assert _line(leaf, "Cites,") == "Cites, inside this corpus: 0"
    assert _line(leaf, "Is cited by,") == "Is cited by, inside this corpus: 1 known"
    wall = run_cli("show", "Behind a Wall", "--data", tmp_path).stdout
    assert _line(wall, "Cites,") == "Cites, inside this corpus: 1 known"
    assert _line(wall, "Is cited by,") == "Is cited by, inside this corpus: none known"


@pytest.mark.parametrize(
    ("name", "published"),
    [
        pytest.param("1706.00384", "CVPR 2018 (public since 2017)", id="the venue names the year"),
        pytest.param("10.1145/1150402.1150464", "KDD 2006", id="and it is the only one"),
        pytest.param("1312.5602", "2013", id="no venue"),
    ],
)
def test_a_year_is_printed_once(name: str, published: str, data: Path) -> None:
    card = run_cli("show", name, "--data", data).stdout
    assert _line(card, "published").split(maxsplit=1)[1] == published


def test_a_venue_without_its_year_keeps_it(tmp_path: Path) -> None:
    corpus = synthetic_corpus(200, seed=1, listed=5)
    paper = corpus.papers[corpus.listed[0]]
    paper.venue = "Nature"
    with Emulator(corpus) as emulator:
        build_here(listed_markdown(corpus).encode(), emulator, tmp_path)
    card = run_cli("show", str(paper.title), "--data", tmp_path).stdout
    assert _line(card, "published").split(maxsplit=1)[1].startswith(f"Nature, {paper.year}")


@pytest.mark.parametrize("arguments", [("status",), ("show", "x"), ("build", "--offline")])
def test_a_file_in_the_place_of_the_data_folder_is_named(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    file = tmp_path / "list.md"
    file.write_text("- nothing\n", "utf-8")
    done = run_cli(*arguments, "--data", file)
    assert done.returncode == 2
    assert done.stderr == f"kdgraph: {file} is a file; give a data folder with --data\n"
    within = run_cli("status", "--data", file / "data")
    assert within.stderr == done.stderr
    assert file.read_text("utf-8") == "- nothing\n"


@pytest.mark.parametrize("name", ["graphml", "csv"])
def test_an_export_into_a_file_says_what_is_wrong(name: str, data: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    done = run_cli("export", name, "-o", tmp_path / "file" / "out", "--data", data)
    assert done.returncode == 2
    assert "a part of the path is a file; give a place in a folder" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["graphml", "csv"])
@pytest.mark.skipif(not Path("/sys/kernel").is_dir(), reason="no place where nobody may write")
def test_an_export_where_nothing_may_be_written_says_so(name: str, data: Path) -> None:
    done = run_cli("export", name, "-o", "/sys/kernel/kdgraph-out", "--data", data, "--json")
    assert done.returncode == 2
    told = json.loads(done.stdout)
    assert told["kind"] == "StoreError"
    assert told["error"].startswith("cannot write /sys/kernel/kdgraph-out (")
    assert "be written there; give a place" in told["error"]
    assert "free" not in told["error"]


def _in_a_terminal(columns: int, *arguments: str | Path) -> list[str]:
    """Run a command in a terminal of that width; return the lines that it shows."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    kept = {k: v for k, v in environment().items() if k not in ("COLUMNS", "LINES")}
    process = subprocess.Popen(
        command(*arguments),
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.STDOUT,
        env=kept | {"TERM": "xterm"},
    )
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 4096):
            shown += part
    except OSError:  # how a terminal says that its other end is closed
        pass
    finally:
        os.close(ours)
        process.wait(timeout=60)
    return re.sub(r"\x1b\[[0-9;]*m", "", shown.decode()).splitlines()


def test_doctor_is_readable_in_a_narrow_window(data: Path) -> None:
    address = ("--api-url", "http://127.0.0.1:9")
    lines = _in_a_terminal(40, "doctor", "--data", data, *address)
    assert max(map(len, lines)) <= 40
    text = "\n".join(lines)
    assert "ok embedded corpus\n  intact, 2,030 papers" in text
    # the text has nearly the whole width, and so does not run down the page in splinters
    assert len(lines) <= 40
    assert "wrong service\n  http://127.0.0.1:9 cannot be reached" in text
    wide = _in_a_terminal(100, "doctor", "--data", data, *address)
    assert len(wide) < len(lines)
    assert any(line.split()[:3] == ["ok", "embedded", "corpus"] for line in wide)
