"""Without a network: the embedded corpus serves, what is stored stays, other lists are matched."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kdgraph.errors import InputError, UnreachableError
from kdgraph.pipeline import BuildOptions
from kdgraph.store import DataFolder, embedded_folder, embedded_lists
from tests.emulator import Emulator, listed_markdown, synthetic_corpus
from tests.pipeline.journey import build_here

NOBODY = "http://127.0.0.1:9"

OTHER_MARKDOWN = (
    "# Quantization and pruning\n\n### Pruning\n"
    "1. [Learning both Weights and Connections for Efficient Neural Networks]"
    "(https://arxiv.org/abs/1506.02626), NIPS 2015\n"
    "2. [Deep Compression](https://arxiv.org/abs/1510.00149) - Song Han, Huizi Mao. ICLR 2016\n"
)


def test_the_embedded_corpus_serves_and_says_what_it_is(tmp_path: Path) -> None:
    report = build_here(None, NOBODY, tmp_path / "data")
    assert report.mode == "embedded"
    assert report.exit_code == 0
    assert report.summary.matched_entries == report.summary.entries == 59
    assert report.summary.note is not None
    assert "not Semantic Scholar output" in report.summary.note
    assert report.requests.sent == 0
    shipped = embedded_lists() / "knowledge-distillation.md"
    assert (tmp_path / "data/lists" / shipped.name).read_bytes() == shipped.read_bytes()
    again = build_here(None, NOBODY, tmp_path / "data")
    assert again.mode == "kept"
    assert not again.changed


def test_offline_never_connects(tmp_path: Path) -> None:
    corpus = synthetic_corpus(200, seed=1, listed=5)
    with Emulator(corpus) as emulator:
        report = build_here(None, emulator, tmp_path, options=BuildOptions(offline=True))
        assert emulator.log == []
    assert report.mode == "embedded"
    assert report.why == "--offline was given"


def test_what_the_service_said_stays_when_the_network_is_gone(tmp_path: Path) -> None:
    corpus = synthetic_corpus(200, seed=1, listed=5)
    with Emulator(corpus) as emulator:
        first = build_here(listed_markdown(corpus).encode(), emulator, tmp_path)
    later = build_here(None, NOBODY, tmp_path)
    assert later.mode == "kept"
    assert later.summary.snapshot_id == first.summary.snapshot_id
    assert later.why is not None


def test_another_list_is_matched_with_the_papers_at_hand(tmp_path: Path) -> None:
    other = tmp_path / "pruning.md"
    other.write_text(OTHER_MARKDOWN, "utf-8")
    report = build_here(other, NOBODY, tmp_path / "data")
    assert report.mode == "matched offline"
    assert report.summary.entries == 2
    assert report.summary.matched_entries == 2
    assert report.summary.listed_papers == 2
    assert report.summary.note is not None, "these are still the embedded corpus' citations"
    snapshot = DataFolder(tmp_path / "data").snapshot()
    listed = set(snapshot.matches["paper_id"])
    near = snapshot.citations[snapshot.citations["cited_id"].isin(listed)]["citing_id"]
    assert (snapshot.papers.loc[near.unique(), "hop"] <= 1).all()


def test_a_damaged_snapshot_is_replaced_and_kept_aside(tmp_path: Path) -> None:
    build_here(None, NOBODY, tmp_path)
    folder = DataFolder(tmp_path)
    file = folder.snapshot().path / "citations.parquet"
    file.write_bytes(file.read_bytes()[:1000])
    report = build_here(None, NOBODY, tmp_path)
    assert "damaged" in report.remarks[0]
    folder.snapshot().verify()
    assert report.summary.citations > 10_000
    assert any("damaged" in path.name for path in folder.snapshots.iterdir())


def test_several_lists_ask_which(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    for name in ("a.md", "b.md"):
        shutil.copy(embedded_lists() / "knowledge-distillation.md", tmp_path / "lists" / name)
    with pytest.raises(InputError, match=r"a\.md, b\.md"):
        build_here(None, NOBODY, tmp_path)


def test_a_list_of_which_nothing_is_known_says_so(tmp_path: Path) -> None:
    unknown = b"- **Nothing of the Kind, ICML 1999**\n  - https://arxiv.org/abs/9901.12345\n"
    with pytest.raises(UnreachableError, match="none of the 1 entries"):
        build_here(unknown, NOBODY, tmp_path)
    assert embedded_folder().is_dir()
