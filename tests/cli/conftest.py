"""One data folder for all commands that only read, whose snapshot remembers what it was asked.

A command in a process of its own opens a snapshot anew. In the one process of the tests each
command would find out the same again about the same papers; it is told what the last one found.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kdgraph.graph.data import Data
from kdgraph.graph.snapshot import Snapshot
from tests.commands import run_cli

_OPENED: dict[tuple[Path, str], Snapshot] = {}


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the embedded corpus; no test may change it."""
    folder = tmp_path_factory.mktemp("cli") / "data"
    done = run_cli("build", "--offline", "--data", folder)
    assert done.returncode == 0, done.stderr
    assert "using the embedded corpus" in done.stdout
    assert "59 of 59 matched" in done.stdout
    return folder


@pytest.fixture(autouse=True)
def _opened_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "data" not in request.fixturenames:
        return
    shared: Path = request.getfixturevalue("data")
    plain = Data.snapshot

    def snapshot(
        self: Data, snapshot_id: str | None = None, *, as_of: str | int | date | None = None
    ) -> Snapshot:
        found = plain(self, snapshot_id)
        if self.path == shared and not (shared / "overrides.toml").exists():
            found = _OPENED.setdefault((shared, found.id), found)
        return found if as_of is None else found.as_of(as_of)

    monkeypatch.setattr(Data, "snapshot", snapshot)
