"""Whatever bit flips in the data folder is found, and the same command mends it in one run."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import kdgraph
from kdgraph.errors import KdgraphError
from kdgraph.pipeline import BuildReport, diagnose, run_build
from kdgraph.store import DataFolder, damaged_arrays, inspect_cache
from tests.emulator import Emulator, listed_markdown, synthetic_corpus
from tests.pipeline.journey import build_here, settings_for

CORPUS = synthetic_corpus(60, seed=11, listed=5)
LIST = listed_markdown(CORPUS).encode()


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(CORPUS) as running:
        yield running


@pytest.fixture(scope="module")
def whole(emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with everything in it: a snapshot, its list, answers, derived arrays."""
    data = tmp_path_factory.mktemp("whole") / "data"
    build_here(LIST, emulator, data)
    kdgraph.open(data).snapshot().citation_graph()
    return data


def _wrong(data: Path, emulator: Emulator) -> list[str]:
    """What `kdgraph doctor` calls wrong."""
    checks = diagnose(settings_for(emulator, data))
    return [check.name for check in checks if check.state == "wrong"]


def _flip(path: Path, chance: random.Random) -> str:
    content = bytearray(path.read_bytes())
    place, bit = chance.randrange(len(content)), chance.randrange(8)
    content[place] ^= 1 << bit
    path.write_bytes(content)
    return f"{path.name}, byte {place} of {len(content)}, bit {bit}"


@pytest.mark.parametrize("flips", [12, pytest.param(60, marks=pytest.mark.thorough)])
def test_any_flipped_bit_is_found_and_mended_in_one_run(
    flips: int, whole: Path, emulator: Emulator, tmp_path: Path
) -> None:
    clean_id = DataFolder(whole).current_id()
    assert _wrong(whole, emulator) == []
    files = sorted(p for p in whole.rglob("*") if p.is_file() and p.stat().st_size)
    kinds = {p.relative_to(whole).parts[0]: p for p in files}
    assert set(kinds) == {
        "cache.sqlite",
        "cache.sqlite.sha256",
        "current",
        "derived",
        "lists",
        "snapshots",
    }
    chance = random.Random(8)
    sizes = [path.stat().st_size for path in files]
    # one of each kind, then any file, then any byte
    paths = [*kinds.values()]
    for trial in range(len(paths), flips):
        paths += [chance.choice(files)] if trial % 2 else chance.choices(files, weights=sizes)
    for path in paths:
        data = tmp_path / "data"
        shutil.copytree(whole, data)
        flipped = _flip(data / path.relative_to(whole), chance)
        assert _wrong(data, emulator) != [], flipped
        report = build_here(LIST, emulator, data)
        assert (report.summary.snapshot_id, report.exit_code) == (clean_id, 0), flipped
        folder = DataFolder(data)
        folder.snapshot().verify()
        left = folder.damaged(thorough=True), folder.changed_lists(), damaged_arrays(data)
        assert left == ([], [], []), flipped
        assert not isinstance(inspect_cache(folder.cache_path), str), flipped
        shutil.rmtree(data)


@pytest.mark.parametrize("flips", [3, 30])
def test_many_flipped_bits_in_the_answers_cost_what_they_hit_and_one_run(
    flips: int, whole: Path, emulator: Emulator, tmp_path: Path
) -> None:
    data = shutil.copytree(whole, tmp_path / "data")
    chance = random.Random(flips)
    for _ in range(flips):
        _flip(data / "cache.sqlite", chance)
    report = build_here(LIST, emulator, data)
    assert (report.summary.snapshot_id, report.exit_code) == (DataFolder(whole).current_id(), 0)
    assert any("cache.sqlite was" in remark for remark in report.remarks)
    assert not isinstance(inspect_cache(data / "cache.sqlite"), str)


@pytest.mark.parametrize("harm", ["header", "root page", "cut", "empty", "no database"])
def test_a_file_of_answers_that_is_damaged_as_a_whole_costs_one_run(
    harm: str, whole: Path, emulator: Emulator, tmp_path: Path
) -> None:
    data = shutil.copytree(whole, tmp_path / "data")
    file = data / "cache.sqlite"
    content = file.read_bytes()
    file.write_bytes(
        {
            "header": b"\xff" * 100 + content[100:],
            "root page": content[:4096] + b"\xff" * 4096 + content[8192:],
            "cut": content[: len(content) // 2],
            "empty": b"",
            "no database": b"not a database" * 1000,
        }[harm]
    )
    assert _wrong(data, emulator) == ["stored answers"]
    report = build_here(LIST, emulator, data)
    assert (report.summary.snapshot_id, report.exit_code) == (DataFolder(whole).current_id(), 0)
    assert any("cache.sqlite was" in remark for remark in report.remarks)
    assert _wrong(data, emulator) == []


def test_answers_dated_in_the_future_are_asked_again(
    whole: Path, emulator: Emulator, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    settings = settings_for(emulator, data)
    ahead = datetime.now(UTC) + timedelta(days=400)
    run_build(LIST, settings, now=lambda: ahead)
    emulator.clear_log()
    report = run_build(LIST, settings)
    assert report.summary.snapshot_id == DataFolder(whole).current_id()
    assert report.requests.sent == len(emulator.log) > 5
    assert any("dated in the future" in remark for remark in report.remarks)
    emulator.clear_log()
    again = run_build(LIST, settings)
    assert len(emulator.log) == 1
    assert not any("future" in remark for remark in again.remarks)


def test_a_current_that_names_nothing_costs_neither_ids_nor_sightings(
    whole: Path, emulator: Emulator, tmp_path: Path
) -> None:
    data = shutil.copytree(whole, tmp_path / "data")
    before = DataFolder(data).snapshot()
    (data / "current").write_bytes(b"\xff\xfe")
    with pytest.raises(KdgraphError, match="no snapshot"):
        DataFolder(data).snapshot()
    report = build_here(LIST, emulator, data)
    assert "current was damaged" in report.remarks[0]
    after = DataFolder(data).snapshot()
    assert after.id == before.id
    assert after.papers["first_seen"].equals(before.papers["first_seen"])


def test_a_damaged_older_snapshot_is_kept_aside(
    whole: Path, emulator: Emulator, tmp_path: Path
) -> None:
    data = shutil.copytree(whole, tmp_path / "data")
    folder = DataFolder(data)
    older = folder.snapshots / "0123456789abcdef"
    shutil.copytree(folder.snapshot().path, older)
    report = build_here(LIST, emulator, data)
    assert [path.name for path in folder.snapshots.glob(".damaged-*")] == [
        f".damaged-{older.name}-1"
    ]
    assert any("its manifest is that of" in remark for remark in report.remarks)
    assert folder.damaged(thorough=True) == []


def test_a_cache_of_kdgraph_0_1_0_is_taken_over(
    whole: Path, emulator: Emulator, tmp_path: Path
) -> None:
    data = shutil.copytree(whole, tmp_path / "data")
    _without_checksums(data / "cache.sqlite")
    assert _wrong(data, emulator) == []
    emulator.clear_log()
    report: BuildReport = build_here(LIST, emulator, data)
    assert len(emulator.log) == 1, "only the papers of the list, as in any run"
    assert report.remarks == ()
    assert not isinstance(inspect_cache(data / "cache.sqlite"), str)


def test_doctor_tells_what_carries_no_digest_and_what_is_kept_aside(
    whole: Path, emulator: Emulator, tmp_path: Path
) -> None:
    data = shutil.copytree(whole, tmp_path / "data")
    manifest = DataFolder(data).snapshot().path / "manifest.json"
    content = json.loads(manifest.read_bytes())
    del content["digest"]
    manifest.write_text(json.dumps(content))
    (data / "cache.sqlite.damaged-1").touch()
    (data / "overrides.toml").write_bytes(b"[[parent]\n")
    found = {c.name: c.found for c in diagnose(settings_for(emulator, data)) if c.state != "good"}
    assert "have no digest" in found["snapshot"]
    assert found["kept aside"] == "cache.sqlite.damaged-1"
    assert "overrides.toml" in found["overrides"]


def _without_checksums(file: Path) -> None:
    """Turn a cache into one as kdgraph 0.1.0 made it."""
    file.with_name("cache.sqlite.sha256").unlink()
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        for table in ("answers", "lists", "runs"):
            db.execute(f"ALTER TABLE {table} DROP COLUMN checksum")
        db.execute("PRAGMA user_version = 1")
