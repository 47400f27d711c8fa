"""Releases of the datasets from the command line."""

from __future__ import annotations

import json
from pathlib import Path

from tests.bulk.releases import KEY, offered
from tests.commands import run_cli


def test_releases_are_listed_fetched_and_updated(tmp_path: Path) -> None:
    with offered() as offer:
        address = ("--api-url", offer.emulator.url)
        listed = run_cli("datasets", *address)
        assert listed.returncode == 0, listed.stderr
        assert "2026-01-20" in listed.stdout
        assert "The citations." in listed.stdout
        pull = ("datasets", "pull", tmp_path, "--release", "2026-01-06", *address)
        only = ("--only", "papers, citations")

        told = run_cli(*pull, *only, "--estimate", "--json", S2_API_KEY=KEY)
        estimate = json.loads(told.stdout)
        assert estimate["done"] is None
        assert estimate["estimate"]["files"] == {"papers": 3, "citations": 2}

        done = run_cli(*pull, *only, S2_API_KEY=KEY)
        assert done.returncode == 0, done.stderr
        assert "all of it is to be fetched" in done.stdout
        assert "61 rows in 3 files" in done.stdout
        assert "130 rows in 2 files" in done.stdout

        updated = run_cli("datasets", "update", tmp_path, *address, S2_API_KEY=KEY)
        assert updated.returncode == 0, updated.stderr
        assert "59 rows: 0 came, 3 changed, 2 went; 2 to delete were not there" in updated.stdout
        again = run_cli("datasets", "update", tmp_path, *address, S2_API_KEY=KEY)
        assert "is the newest release already" in " ".join(again.stdout.split())
        there = run_cli("datasets", "list", tmp_path, *address)
        assert there.stdout.count("papers, citations") == 2


def test_without_a_key_it_is_told_what_to_do(tmp_path: Path) -> None:
    with offered() as offer:
        pull = ("datasets", "pull", tmp_path, "--only", "papers", "--api-url", offer.emulator.url)
        done = run_cli(*pull)
        assert done.returncode == 2
        assert "set S2_API_KEY" in done.stderr
        wrong = run_cli(*pull, "--json", "--api-key", "wrongOne")
        assert wrong.returncode == 2
        assert json.loads(wrong.stdout)["kind"] == "ForbiddenError"
        assert "wrongOne" not in wrong.stdout + wrong.stderr
