"""Snapshots are whole, immutable and named by their facts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from kdgraph.errors import DamagedSnapshotError, NoSnapshotError, StoreError
from kdgraph.model import TABLES
from kdgraph.store import (
    EMBEDDED_ID,
    DataFolder,
    Manifest,
    embedded_folder,
    embedded_lists,
    open_snapshot,
)
from tests.store.material import NOW, publish, stored, toy_frames


def test_looking_at_a_folder_creates_nothing(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    assert folder.manifests() == []
    assert folder.damaged() == []
    assert folder.current_id() is None
    with pytest.raises(NoSnapshotError, match="kdgraph build"):
        folder.snapshot()
    assert list(tmp_path.iterdir()) == []


def test_tables_come_back_as_they_were(tmp_path: Path) -> None:
    folder, _ = stored(tmp_path)
    frames = folder.snapshot().frames()
    assert set(frames) == set(TABLES)
    for name, frame in toy_frames().items():
        sort = frame.sort_index() if len(TABLES[name].key) == 1 else frame
        pd.testing.assert_frame_equal(frames[name], sort)


def test_a_table_is_read_once_and_only_when_asked(tmp_path: Path) -> None:
    folder, _ = stored(tmp_path)
    snapshot = folder.snapshot()
    (snapshot.path / "authors.parquet").unlink()
    assert snapshot.papers is snapshot.papers
    with pytest.raises(DamagedSnapshotError, match=r"authors\.parquet is missing"):
        _ = snapshot.authors
    with pytest.raises(AttributeError, match="no 'sentences'"):
        _ = snapshot.sentences


def test_equal_facts_are_one_snapshot_with_equal_bytes(tmp_path: Path) -> None:
    folder, first = stored(tmp_path / "a")
    with folder.writer("again") as writer:
        assert publish(writer, toy_frames(), time=NOW + timedelta(days=9)) == first
    other, second = stored(tmp_path / "b")
    assert second == first
    for name in first.files:
        here, there = folder.snapshot().path / name, other.snapshot().path / name
        assert here.read_bytes() == there.read_bytes()
    assert len(folder.manifests()) == 1


def test_stored_parquet_is_plain(tmp_path: Path) -> None:
    folder, manifest = stored(tmp_path)
    path = folder.snapshot().path / "papers.parquet"
    assert b"pandas" not in (pq.read_metadata(path).metadata or {})
    assert pq.read_metadata(path).row_group(0).column(0).compression == "ZSTD"
    assert manifest.rows["citations"] == 2
    assert len(pq.read_table(path)) == manifest.rows["papers"]


def test_a_manifest_survives_json_and_names_what_is_missing(tmp_path: Path) -> None:
    _, manifest = stored(tmp_path)
    text = manifest.to_json()
    assert Manifest.from_json(text, tmp_path) == manifest
    with pytest.raises(DamagedSnapshotError, match="has no 'rows'"):
        Manifest.from_json(text.replace('"rows"', '"lines"'), tmp_path)
    with pytest.raises(DamagedSnapshotError, match="'embedded' should be a bool"):
        Manifest.from_json(text.replace('"embedded": false', '"embedded": 0'), tmp_path)
    with pytest.raises(DamagedSnapshotError, match="lacks the size"):
        Manifest.from_json(text.replace('"sha256"', '"md5"'), tmp_path)


def test_any_changed_byte_of_a_manifest_is_found(tmp_path: Path) -> None:
    folder, manifest = stored(tmp_path)
    file = folder.snapshot().path / "manifest.json"
    content = file.read_bytes()
    assert open_snapshot(file.parent).manifest.sealed
    for place, byte in enumerate(content):
        for other in {byte ^ 1 << place % 8, 0x20, 0x0A} - {byte}:
            file.write_bytes(content[:place] + bytes([other]) + content[place + 1 :])
            with pytest.raises(DamagedSnapshotError):
                folder.snapshot(manifest.id)
    for harmed in (content[:-1], content + b"\n", b" " + content, content.replace(b"\n", b"\r\n")):
        file.write_bytes(harmed)
        with pytest.raises(DamagedSnapshotError, match="its digest is another"):
            folder.snapshot(manifest.id)
        assert [path.name for path, _ in folder.damaged()] == [manifest.id]


def test_a_manifest_of_kdgraph_0_1_0_has_no_digest_and_opens(tmp_path: Path) -> None:
    folder, manifest = stored(tmp_path)
    file = folder.snapshot().path / "manifest.json"
    content = json.loads(file.read_bytes())
    del content["digest"]
    file.write_text(json.dumps(content))
    found = folder.snapshot().manifest
    assert (found, found.sealed) == (manifest, False)
    content["dieest"] = "0" * 64
    file.write_text(json.dumps(content))
    with pytest.raises(DamagedSnapshotError, match="keys that need one"):
        folder.snapshot()


def test_a_manifest_of_a_later_kdgraph_may_say_more(tmp_path: Path) -> None:
    _, manifest = stored(tmp_path)
    content = json.loads(manifest.to_json()) | {"future": 1}
    del content["digest"]
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    content["digest"] = hashlib.sha256(text.encode()).hexdigest()
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    assert Manifest.from_json(text, tmp_path) == manifest


def test_a_prefix_names_a_snapshot_when_only_one_fits(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    with folder.writer("test") as writer:
        held = sorted(publish(writer, toy_frames(number)).id for number in range(20))
    fits = [name for name in held if name.startswith(held[0][0])]
    assert folder.snapshot(held[0]).id == held[0]
    assert folder.snapshot(held[0][:12]).id == held[0]
    assert len({name[0] for name in held}) < len(held), "two of twenty share their first digit"
    shared = next(name[0] for name in held if sum(n[0] == name[0] for n in held) > 1)
    for name in (shared, "x", ""):
        with pytest.raises(NoSnapshotError) as caught:
            folder.snapshot(name)
        assert set(caught.value.held) <= set(held)
    assert fits


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("name", "harm", "seen_at_once"),
    [
        pytest.param("papers.parquet", Path.unlink, True, id="table missing"),
        pytest.param("papers.parquet", _cut, True, id="table cut"),
        pytest.param("papers.parquet", _flip, False, id="one bit flipped"),
        pytest.param("manifest.json", Path.unlink, True, id="manifest missing"),
        pytest.param("manifest.json", _cut, True, id="manifest cut"),
        pytest.param(
            "manifest.json", lambda path: path.write_bytes(b"\xff\xfe[]"), True, id="binary"
        ),
        pytest.param("manifest.json", lambda path: path.write_text("[]"), True, id="no object"),
    ],
)
def test_damage_is_found_kept_and_repaired(
    tmp_path: Path, name: str, harm: Callable[[Path], None], seen_at_once: bool
) -> None:
    folder, manifest = stored(tmp_path)
    harm(folder.snapshots / manifest.id / name)
    if seen_at_once:
        with pytest.raises(DamagedSnapshotError, match="kdgraph build"):
            folder.snapshot()
        assert folder.manifests() == []
        assert [path.name for path, _ in folder.damaged()] == [manifest.id]
    else:
        snapshot = folder.snapshot()
        with pytest.raises(DamagedSnapshotError, match="digest"):
            _ = snapshot.papers
        with pytest.raises(DamagedSnapshotError, match="digest"):
            snapshot.verify()
    with folder.writer("repair") as writer:
        publish(writer, toy_frames())
    folder.snapshot().verify()
    assert len(folder.snapshot().papers) == 3
    assert [p.name for p in folder.snapshots.glob(".damaged-*")] == [f".damaged-{manifest.id}-1"]


def test_a_current_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    folder, manifest = stored(tmp_path)
    (tmp_path / "current").write_text("gone\n")
    with pytest.raises(NoSnapshotError, match="'gone'") as caught:
        folder.snapshot()
    assert caught.value.held == (manifest.id,)
    (tmp_path / "current").write_bytes(b"")
    assert folder.current_id() is None


def test_adopting_copies_a_whole_snapshot_once(tmp_path: Path) -> None:
    source, manifest = stored(tmp_path / "shipped")
    target = DataFolder(tmp_path / "data")
    with target.writer("adopt") as writer:
        assert writer.adopt(source.snapshot().path) == manifest
        before = (target.snapshots / manifest.id).stat().st_ino
        assert writer.adopt(source.snapshot().path) == manifest
    assert (target.snapshots / manifest.id).stat().st_ino == before
    target.snapshot().verify()
    assert target.current_id() == manifest.id


def test_a_damaged_snapshot_is_not_adopted(tmp_path: Path) -> None:
    source, manifest = stored(tmp_path / "shipped")
    _flip(source.snapshot().path / "papers.parquet")
    target, kept = stored(tmp_path / "data", number=7)
    with target.writer("adopt") as writer, pytest.raises(DamagedSnapshotError):
        writer.adopt(source.snapshots / manifest.id)
    assert target.current_id() == kept.id
    assert [m.id for m in target.manifests()] == [kept.id]


def test_pruning_keeps_the_newest_the_current_and_the_embedded(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    with folder.writer("test") as writer:
        shipped = publish(writer, toy_frames(9), embedded=True, time=NOW).id
        held = [publish(writer, toy_frames(i), time=NOW + timedelta(days=i)).id for i in range(5)]
        writer.set_current(held[1])
        folder.derived(held[0]).mkdir(parents=True)
        assert writer.prune(keep=3) == [held[0], held[2]]
        assert writer.prune(keep=3) == []
        with pytest.raises(ValueError, match="at least 1"):
            writer.prune(keep=0)
    assert {m.id for m in folder.manifests()} == {shipped, held[1], held[3], held[4]}
    assert not folder.derived(held[0]).exists()
    assert [p for p in folder.snapshots.iterdir() if p.name.startswith(".")] == []


def test_partial_snapshots_go_first_and_displace_no_whole_one(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    with folder.writer("test") as writer:

        def publish_one(number: int, failed: int) -> str:
            notes = {"lists_failed": failed}
            day = NOW + timedelta(days=number)
            return publish(writer, toy_frames(number), time=day, notes=notes).id

        held = [publish_one(number, failed) for number, failed in enumerate([0, 0, 3, 1, 2])]
        # the current one stays, and so do both whole ones, though they are the oldest
        assert writer.prune(keep=3) == held[2:4]
        assert writer.prune(keep=2) == []
        assert {m.id for m in folder.manifests()} == {held[0], held[1], held[4]}
        held.append(publish_one(5, 0))
        assert writer.prune(keep=3) == [held[4]]
        assert writer.prune(keep=2) == [held[0]]


def test_what_failed_is_read_from_the_tables_of_kdgraph_0_1_0(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    reasons = [None, "the answer of 2026-01-01, because asking again failed: x (HTTP 502)", "short"]
    with folder.writer("test") as writer:
        held = []
        for number, reason in enumerate(reasons):
            frames = toy_frames(number)
            frames["coverage"] = frames["coverage"].assign(reason=reason)
            held.append(publish(writer, frames, time=NOW + timedelta(days=number)).id)
        assert writer.prune(keep=2) == [held[1]]


def test_the_same_facts_with_nothing_missing_are_partial_no_longer(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    with folder.writer("test") as writer:
        publish(writer, toy_frames(), notes={"lists_failed": 2, "dropped": 1})
        assert folder.snapshot().manifest.failed_lists == 2
        publish(writer, toy_frames(), time=NOW + timedelta(days=1), notes={"lists_failed": 0})
        assert folder.snapshot().manifest.notes == {"lists_failed": 0, "dropped": 1}
        assert folder.snapshot().manifest.time == NOW
        publish(writer, toy_frames(), notes={"lists_failed": 7})
    assert folder.snapshot().manifest.failed_lists == 0
    folder.snapshot().verify()


def test_lists_are_kept_byte_for_byte_under_plain_names(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    with folder.writer("test") as writer:
        path = writer.write_list("kd.md", b"# a\r\n\xff")
        assert path.read_bytes() == b"# a\r\n\xff"
        for name in ("../kd.md", "a/b", "", ".hidden"):
            with pytest.raises(StoreError, match="plain file name"):
                writer.write_list(name, b"")
        with pytest.raises(NoSnapshotError):
            writer.set_current("nowhere")


def test_no_list_takes_the_place_of_another(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    texts = [b"one", b"two", b"three"]
    with folder.writer("test") as writer:
        paths = [writer.write_list("kd.md", text) for text in texts]
        assert [writer.write_list("kd.md", text) for text in texts] == paths
        assert paths[0].name == "kd.md"
        assert paths[1].name == f"kd-{hashlib.sha256(b'two').hexdigest()[:8]}.md"
        assert [path.read_bytes() for path in paths] == texts
        paths[1].write_bytes(b"edited there by hand")
        again = writer.write_list("kd.md", b"two")
    assert again.name == f"{paths[1].stem}-2.md"
    assert again.read_bytes() == b"two"
    assert paths[1].read_bytes() == b"edited there by hand"
    assert len(list(folder.lists.iterdir())) == 4


def test_a_list_is_called_what_the_newest_snapshot_of_it_calls_it(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    with folder.writer("test") as writer:
        path = writer.write_list("toy.md", b"- a\n")
        for number, name in enumerate(["first", "second", "third"]):
            time = NOW + timedelta(days=(0, 2, 1)[number])
            publish(writer, toy_frames(number), time=time, list_id=name)
    assert folder.list_id_of(path) == "second"
    assert folder.list_id_of(tmp_path / "toy.md") is None
    assert folder.list_id_of(folder.lists / "other.md") is None


def test_leftovers_of_killed_writers_are_cleared_and_never_read(tmp_path: Path) -> None:
    folder, manifest = stored(tmp_path)
    leftover = folder.snapshots / ".writing-1-abc"
    leftover.mkdir()
    (leftover / "papers.parquet").write_bytes(b"half")
    (tmp_path / ".writing-1-current").write_bytes(b"ha")
    assert [m.id for m in folder.manifests()] == [manifest.id]
    assert folder.damaged() == []
    with folder.writer("next"):
        assert not leftover.exists()
        assert not (tmp_path / ".writing-1-current").exists()


def test_what_ships_with_kdgraph_is_whole() -> None:
    shipped = open_snapshot(embedded_folder())
    shipped.verify()
    assert shipped.id == EMBEDDED_ID
    assert shipped.manifest.embedded
    assert list(embedded_lists().glob("*.md"))


def test_opening_a_folder_that_is_no_snapshot(tmp_path: Path) -> None:
    with pytest.raises(DamagedSnapshotError, match=r"manifest\.json is missing"):
        open_snapshot(tmp_path)
