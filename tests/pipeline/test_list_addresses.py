"""Builds of lists by address: what is kept of where they came from, and what serves offline."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from kdgraph.errors import ListError
from kdgraph.pipeline import BuildOptions, BuildReport
from kdgraph.store import DataFolder
from tests.commands import run_cli
from tests.emulator import Emulator, listed_markdown, synthetic_corpus
from tests.lists.serving import Answer, ListServer
from tests.pipeline.journey import build_here

CORPUS = synthetic_corpus(120, seed=1, listed=5)
LIST = listed_markdown(CORPUS).encode()
ADDRESS = "https://github.com/O/awesome-owls"
RAW = "https://raw.githubusercontent.com/O/awesome-owls/HEAD/README.md"
OFFLINE = BuildOptions(offline=True)


@pytest.fixture
def emulator() -> Emulator:
    return Emulator(CORPUS)


def _build(
    emulator: Emulator, data: Path, source: str | None, options: BuildOptions | None = None
) -> BuildReport:
    return build_here(source, emulator, data, options=options)


def test_address_day_and_digest_are_kept_with_the_bytes(
    tmp_path: Path, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    server = ListServer({f"/{RAW}": [Answer(LIST), Answer(LIST)]})
    monkeypatch.setenv("KDGRAPH_LIST_MIRROR", server.url)
    with emulator, server:
        report = _build(emulator, data, ADDRESS)
        assert (data / "lists/awesome-owls.md").read_bytes() == LIST
        source = report.summary.list_source
        assert source is not None
        assert (source["given"], source["address"]) == (ADDRESS, RAW)
        assert source["sha256"] == hashlib.sha256(LIST).hexdigest()
        assert source["fetched"].endswith("+00:00")
        manifest = DataFolder(data).snapshot().manifest
        assert manifest.notes["list_source"] == source
        assert manifest.sealed
        again = _build(emulator, data, ADDRESS)
        assert (again.changed, len(server.asked)) == (False, 2)
        assert again.summary.list_source is not None
        usual = _build(emulator, data, None)
        assert (usual.changed, len(server.asked)) == (False, 2), "the kept bytes serve"
        assert usual.summary.list_source is not None
        # the mirror is gone from here on
    with Emulator(CORPUS) as service:
        offline = _build(service, data, ADDRESS, OFFLINE)
        assert (offline.mode, offline.summary.snapshot_id) == ("kept", report.summary.snapshot_id)
        without = _build(service, data, "github:O/awesome-owls")
    assert without.summary.snapshot_id == report.summary.snapshot_id
    (note,) = without.reading.notes
    assert "cannot be fetched" in note
    assert "the copy of " in note
    status = run_cli("status", "--data", data).stdout
    assert f"fetched from {RAW}" in " ".join(status.split())


def test_a_copy_that_was_changed_does_not_serve(
    tmp_path: Path, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    server = ListServer({f"/{RAW}": Answer(LIST)})
    monkeypatch.setenv("KDGRAPH_LIST_MIRROR", server.url)
    with emulator, server:
        _build(emulator, data, ADDRESS)
    (data / "lists/awesome-owls.md").write_bytes(LIST + b"\n- edited\n")
    with emulator:
        with pytest.raises(ListError, match="keeps no copy of this list"):
            _build(emulator, data, ADDRESS, OFFLINE)
        with pytest.raises(ListError, match="cannot be fetched"):
            _build(emulator, data, ADDRESS)


def test_another_state_of_the_list_is_another_copy(
    tmp_path: Path, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    later = LIST + b"\n- **A Paper that Nobody Wrote, ICML 1999**\n"
    server = ListServer({f"/{RAW}": [Answer(LIST), Answer(later)]})
    monkeypatch.setenv("KDGRAPH_LIST_MIRROR", server.url)
    with emulator, server:
        first = _build(emulator, data, ADDRESS)
        second = _build(emulator, data, ADDRESS)
    assert second.summary.entries == first.summary.entries + 1
    assert {path.read_bytes() for path in (data / "lists").iterdir()} == {LIST, later}
    with Emulator(CORPUS) as service:
        offline = _build(service, data, ADDRESS, OFFLINE)
    assert offline.summary.snapshot_id == second.summary.snapshot_id, "the newest copy serves"


def test_keys_of_an_address_are_stored_nowhere(
    tmp_path: Path, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    with emulator, ListServer({"/owls.md?token=SECRETWORD": Answer(LIST)}) as server:
        report = _build(emulator, data, f"{server.url}/owls.md?token=SECRETWORD")
    assert report.summary.list_source is not None
    assert report.summary.list_source["given"].endswith("/owls.md?token=***")
    for path in data.rglob("*"):
        if path.is_file():
            assert b"SECRETWORD" not in path.read_bytes()


def test_how_a_list_was_read_is_part_of_the_sealed_manifest(
    tmp_path: Path, emulator: Emulator
) -> None:
    path = tmp_path / "owls.md"
    path.write_bytes(LIST)
    data = tmp_path / "data"
    with emulator:
        report = build_here(path, emulator, data)
    stored = DataFolder(data).snapshot()
    stored.verify()
    assert stored.manifest.sealed
    assert stored.manifest.notes["reading"] == report.summary.reading
    assert json.loads(json.dumps(report.reading.to_dict())) == report.summary.reading
