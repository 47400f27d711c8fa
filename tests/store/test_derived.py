"""Arrays kept beside a snapshot: given back as they were, or not at all."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from kdgraph.store import DataFolder
from kdgraph.store.derived import Derived, DerivedArrays
from kdgraph.testing import toys

_ARRAYS = {
    "order": np.array([2, 0, 1]),
    "share": np.array([[0.5, np.nan]]),
    "nothing": np.zeros(0, dtype=np.int32),
}


def _publish(data: Path, *, drop: str | None = None) -> str:
    frames = toys.frames()
    if drop:
        frames["papers"] = frames["papers"].drop(index=drop)
    with DataFolder(data).writer("a test") as writer:
        manifest = writer.publish(
            frames,
            origins=(),
            list_id="toys",
            list_file="toys.md",
            list_digest="0" * 64,
            parameters={},
            notes={},
            time=datetime(2024, 1, 1, tzinfo=UTC),
        )
    return manifest.id


def _derived(data: Path) -> DerivedArrays:
    return DerivedArrays(data, DataFolder(data).snapshot())


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a data folder in which something was kept."""
    _publish(tmp_path)
    assert _derived(tmp_path).load("toy", 1) is None
    assert _derived(tmp_path).save("toy", 1, Derived(_ARRAYS, {"arcs": 7}))
    return tmp_path


def test_what_was_kept_comes_back(data: Path) -> None:
    found = _derived(data).load("toy", 1)
    assert found is not None
    assert found.facts == {"arcs": 7}
    assert set(found.arrays) == set(_ARRAYS)
    for name, array in _ARRAYS.items():
        np.testing.assert_array_equal(found.arrays[name], array)
        assert found.arrays[name].dtype == array.dtype
        assert not found.arrays[name].flags.writeable
    assert isinstance(found.arrays["order"], np.memmap)
    assert sorted(path.name for path in data.iterdir()) == [
        "current",
        "derived",
        "lists",
        "lock",
        "snapshots",
    ]


def test_the_latest_counts(data: Path) -> None:
    older = _derived(data).load("toy", 1)
    assert older is not None
    assert _derived(data).save("toy", 2, Derived({"order": np.array([5])}, {}))
    assert _derived(data).load("toy", 1) is None
    newer = _derived(data).load("toy", 2)
    assert newer is not None
    assert (list(newer.arrays), newer.facts) == (["order"], {})
    assert older.arrays["order"].tolist() == [2, 0, 1]  # still mapped


def test_arrays_that_somebody_has_mapped_stay_whole_where_they_cannot_be_moved(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where the newer ones are not kept and computed again."""

    def renaming(path: Path, target: Path) -> Path:
        raise PermissionError(13, "The process cannot access the file", str(path))

    monkeypatch.setattr(Path, "rename", renaming)
    assert not _derived(data).save("toy", 2, Derived({"order": np.array([5])}, {}))
    kept = _derived(data).load("toy", 1)
    assert kept is not None
    assert kept.arrays["order"].tolist() == [2, 0, 1]
    assert not [path for path in data.iterdir() if path.name.startswith(".")]


def test_another_snapshot_gets_nothing_of_it(data: Path) -> None:
    (kept,) = data.glob("derived/*")
    kept.rename(kept.with_name(_publish(data, drop="g")))  # as if the id told nothing
    assert _derived(data).load("toy", 1) is None


def test_another_name_gets_nothing(data: Path) -> None:
    assert _derived(data).load("tox", 1) is None


def _flip_a_bit(folder: Path) -> None:
    content = bytearray((folder / "order.npy").read_bytes())
    content[-1] ^= 1
    (folder / "order.npy").write_bytes(content)


def _edit(folder: Path, key: str, value: object) -> None:
    contents = json.loads((folder / "contents.json").read_text("utf-8"))
    contents[key] = value
    (folder / "contents.json").write_text(json.dumps(contents), "utf-8")


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(shutil.rmtree, id="removed"),
        pytest.param(_flip_a_bit, id="a flipped bit"),
        pytest.param(lambda f: (f / "order.npy").unlink(), id="a missing array"),
        pytest.param(lambda f: (f / "order.npy").write_bytes(b""), id="an empty array"),
        pytest.param(lambda f: (f / "order.npy").write_bytes(b"\x93NUMPY\x01"), id="a cut array"),
        pytest.param(lambda f: os.truncate(f / "order.npy", 140), id="half an array"),
        pytest.param(lambda f: np.save(f / "order.npy", _ARRAYS["share"]), id="another array"),
        pytest.param(lambda f: (f / "contents.json").write_bytes(b"\xff{"), id="no JSON"),
        pytest.param(lambda f: (f / "contents.json").write_text("[]"), id="no object"),
        pytest.param(lambda f: (f / "contents.json").write_text("{}"), id="nothing in it"),
        pytest.param(lambda f: _edit(f, "facts", 3), id="odd facts"),
        pytest.param(lambda f: _edit(f, "facts", {"arcs": "x"}), id="a fact that is no number"),
        pytest.param(lambda f: _edit(f, "arrays", ["order"]), id="odd arrays"),
        pytest.param(lambda f: _edit(f, "arrays", {"../x": []}), id="an array elsewhere"),
    ],
)
def test_damage_is_no_error_and_gives_nothing(data: Path, damage: Callable[[Path], object]) -> None:
    (kept,) = data.glob("derived/*/toy")
    damage(kept)
    assert _derived(data).load("toy", 1) is None
    assert _derived(data).save("toy", 1, Derived(_ARRAYS, {"arcs": 7}))
    assert _derived(data).load("toy", 1) is not None


def test_what_cannot_be_written_is_not_kept(data: Path) -> None:
    shutil.rmtree(data / "derived")
    (data / "derived").write_text("a file stands where the folder should be")
    assert not _derived(data).save("toy", 1, Derived(_ARRAYS, {}))
    assert _derived(data).load("toy", 1) is None
    assert not list(data.glob(".writing-*"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_read_only(data: Path) -> None:
    derived = _derived(data)
    data.chmod(0o500)
    try:
        assert not derived.save("other", 1, Derived(_ARRAYS, {}))
        assert derived.load("toy", 1) is not None
    finally:
        data.chmod(0o700)


def test_a_snapshot_in_no_data_folder_at_all(data: Path, tmp_path: Path) -> None:
    nowhere = DerivedArrays(tmp_path / "nowhere", DataFolder(data).snapshot())
    assert not nowhere.save("toy", 1, Derived(_ARRAYS, {}))
    assert not (tmp_path / "nowhere").exists()
