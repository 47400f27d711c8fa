"""Twelve papers on network compression, as a Markdown and as a BibTeX list, go the same way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands import run_cli
from tests.emulator import Emulator
from tests.emulator.kd_corpus import kd_corpus
from tests.shared import SHARED, needs_shared

HERE = Path(__file__).resolve().parent
LISTS = ("network-compression.md", "network-compression.bib")


@pytest.mark.parametrize("name", LISTS)
def test_without_a_network_the_papers_at_hand_are_matched(name: str, tmp_path: Path) -> None:
    data = tmp_path / "data"
    done = run_cli("build", HERE / name, "--offline", "--data", data, "--json")
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)["summary"]
    assert (summary["entries"], summary["unmatched"]) == (12, [])
    assert summary["listed_papers"] == 12
    assert "not Semantic Scholar output" in summary["note"]
    card = json.loads(run_cli("show", "1510.00149", "--data", data, "--json").stdout)
    assert card["title"].startswith("Deep compression: Compressing deep neural networks")
    assert len(card["places"]) == 1
    assert "12 of 12 matched" in run_cli("status", "--data", data).stdout
    target = tmp_path / "out.graphml"
    assert run_cli("export", "graphml", "-o", target, "--data", data).returncode == 0
    assert target.stat().st_size > 100_000


@needs_shared
@pytest.mark.parametrize("name", LISTS)
def test_through_the_service_it_is_resolved_and_expanded(name: str, tmp_path: Path) -> None:
    corpus = kd_corpus(SHARED / "kd-corpus")
    with Emulator(corpus) as emulator:
        done = run_cli(
            "build", HERE / name, "--data", tmp_path / "data", "--api-url", emulator.url, "--json"
        )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["mode"] == "crawled"
    assert report["summary"]["matched"].get("arxiv", 0) >= 10
    assert report["summary"]["unmatched"] == []
    assert report["summary"]["papers"] > 100
    assert report["summary"]["note"] is None
