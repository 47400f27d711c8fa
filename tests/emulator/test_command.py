"""``python -m tests.emulator`` serves from a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from tests.emulator import listed_bibtex, listed_markdown, synthetic_corpus

_ROOT = Path(__file__).resolve().parent.parent.parent


def test_it_prints_its_address_writes_its_list_and_ends_when_told(tmp_path: Path) -> None:
    written = tmp_path / "list.md"
    command = [sys.executable, "-m", "tests.emulator", "--corpus", "synthetic:200", "--seed", "3"]
    command += ["--list-out", str(written), "--key", "good", "--faults", "1", "--fault-rate", "1"]
    command += ["--fault-kinds", "503"]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        try:
            corpus = synthetic_corpus(200, seed=3)
            assert written.read_text("utf-8") == listed_markdown(corpus)
            address = f"{url}/graph/v1/paper/{corpus.listed[0]}"
            asking = build_opener(ProxyHandler({}))
            statuses = []
            for _ in range(4):
                try:
                    with asking.open(Request(address, headers={"x-api-key": "good"})) as got:
                        statuses.append(got.status)
                except HTTPError as error:
                    statuses.append(error.code)
                    error.close()
            assert statuses == [503, 503, 503, 200]
        finally:
            process.terminate()
            assert process.wait(timeout=10) == 0


def test_an_unknown_corpus_is_refused(tmp_path: Path) -> None:
    from tests.emulator.__main__ import main

    with pytest.raises(SystemExit, match="2"):
        main(["--corpus", "imaginary:3"])


def test_the_list_can_be_bibtex(tmp_path: Path) -> None:
    written = tmp_path / "list.bib"
    command = [sys.executable, "-m", "tests.emulator", "--corpus", "synthetic:120"]
    with subprocess.Popen(
        [*command, "--list-out", str(written)], cwd=_ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("http://127.0.0.1:")
        process.terminate()
        assert process.wait(timeout=10) == 0
    assert written.read_text("utf-8") == listed_bibtex(synthetic_corpus(120, listed=30))
