"""Where the shards of a release are: fetched, or laid there by hand."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from kdgraph.bulk.release import (
    HeldDataset,
    Shard,
    open_release,
    read_manifest,
    releases_in,
    write_manifest,
)
from kdgraph.errors import InputError, StoreError
from tests.shared import SHARED, needs_shared


def _names(folder: Path, release: str | None = None) -> dict[str, list[str]]:
    return {
        dataset: [str(path.relative_to(folder)) for path in paths]
        for dataset, paths in open_release(folder, release).shards.items()
    }


def _lay(folder: Path, dataset: str, name: str = "0.jsonl.gz", text: bytes = b"{}\n") -> Shard:
    (folder / dataset).mkdir(parents=True, exist_ok=True)
    packed = gzip.compress(text)
    (folder / dataset / name).write_bytes(packed)
    return Shard(name, len(packed), text.count(b"\n"))


def test_the_newest_release_with_a_manifest_is_meant(tmp_path: Path) -> None:
    for release in ("2026-01-06", "2026-01-13", "2026-01-20"):
        shard = _lay(tmp_path / release, "papers")
        if release != "2026-01-20":  # is still being fetched
            write_manifest(tmp_path / release, {"papers": HeldDataset((shard,))})
    assert releases_in(tmp_path) == ("2026-01-06", "2026-01-13")
    assert open_release(tmp_path).name == "2026-01-13"
    assert _names(tmp_path, "2026-01-06") == {"papers": ["2026-01-06/papers/0.jsonl.gz"]}
    assert open_release(tmp_path / "2026-01-06").name == "2026-01-06"
    with pytest.raises(InputError, match=r"no release '2026-01-20'.*2026-01-06, 2026-01-13"):
        open_release(tmp_path, "2026-01-20")


def test_only_what_the_manifest_names_is_held(tmp_path: Path) -> None:
    folder = tmp_path / "2026-01-06"
    held = {"papers": HeldDataset((_lay(folder, "papers", text=b"{}\n{}\n"),), "fetched")}
    _lay(folder, "citations")
    write_manifest(folder, held, attribution="cite them")
    assert read_manifest(folder) == held
    write_manifest(folder, held)
    assert "cite them" in (folder / "manifest.json").read_text("utf-8")
    found = open_release(tmp_path)
    assert list(found.shards) == ["papers"]
    assert found.held["papers"].rows == 2
    with pytest.raises(StoreError, match=r"'citations' is not in .* papers; fetch it with"):
        found.of("citations")


@pytest.mark.parametrize("harm", ["cut", "gone"])
def test_a_shard_that_is_not_as_it_was_fetched_is_named(tmp_path: Path, harm: str) -> None:
    folder = tmp_path / "2026-01-06"
    write_manifest(folder, {"papers": HeldDataset((_lay(folder, "papers"),))})
    path = folder / "papers" / "0.jsonl.gz"
    if harm == "cut":
        path.write_bytes(path.read_bytes()[:-1])
    else:
        path.unlink()
    with pytest.raises(StoreError, match=r"papers/0\.jsonl\.gz (is missing|has 22 bytes)"):
        open_release(tmp_path)


def test_a_manifest_that_is_none_is_told(tmp_path: Path) -> None:
    _lay(tmp_path / "2026-01-06", "papers")
    (tmp_path / "2026-01-06" / "manifest.json").write_text('{"datasets": []}')
    with pytest.raises(StoreError, match=r"manifest\.json cannot be read"):
        open_release(tmp_path)


def test_shards_laid_there_by_hand_are_found_by_name(tmp_path: Path) -> None:
    for dataset, name in (
        ("papers", "20250822_1"),
        ("papers", "20250822_0"),
        ("paper-ids", "part.gz"),
        ("citations_2025", "a.jsonl.gz"),
    ):
        _lay(tmp_path, dataset, name)
    (tmp_path / "papers" / "README.txt").write_text("about")
    (tmp_path / "embeddings-specter_v2-0.jsonl").write_text("{}\n")
    (tmp_path / "notes.json").write_text("{}")
    (tmp_path / ".writing-1-papers.gz").write_text("")
    found = open_release(tmp_path)
    assert _names(tmp_path) == {
        "papers": ["papers/20250822_0", "papers/20250822_1"],
        "paper-ids": ["paper-ids/part.gz"],
        "citations": ["citations_2025/a.jsonl.gz"],
        "embeddings-specter_v2": ["embeddings-specter_v2-0.jsonl"],
    }
    assert found.name is None
    assert found.ignored == ("notes.json", "papers/README.txt")


def test_a_folder_without_shards_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no shard of any dataset"):
        open_release(tmp_path)
    with pytest.raises(InputError, match="is no folder"):
        open_release(tmp_path / "nowhere")


@needs_shared
@pytest.mark.parametrize(("sample", "datasets"), [("A", 7), ("B", 7), ("C", 2)])
def test_the_samples_of_the_service_are_found(sample: str, datasets: int) -> None:
    folder = SHARED / "semantic-scholar" / "datasets-samples" / sample
    assert len(open_release(folder).shards) >= datasets
