"""A newer kdgraph carries a newer corpus: who gets it without a network, and who must not."""

from __future__ import annotations

import json
from pathlib import Path

from kdgraph.store import DataFolder, Manifest, embedded_folder, embedded_lists, open_snapshot
from tests.commands import run_cli
from tests.emulator import Emulator, Paper, synthetic_corpus
from tests.pipeline.journey import build_here

SHIPPED = open_snapshot(embedded_folder())
PRUNING = (
    "### Pruning\n1. [Learning both Weights and Connections for Efficient Neural Networks]"
    "(https://arxiv.org/abs/1506.02626), NIPS 2015\n"
)


def _adopt_older(data: Path) -> Manifest:
    """Let a data folder hold what an older kdgraph carried: the same list, fewer citations."""
    frames = dict(SHIPPED.frames())
    frames["citations"] = frames["citations"].iloc[:-500]
    was = SHIPPED.manifest
    with DataFolder(data).writer("an older kdgraph") as writer:
        writer.write_list(was.list_file, (embedded_lists() / was.list_file).read_bytes())
        return writer.publish(
            frames,
            origins=was.origins,
            list_id=was.list_id,
            list_file=was.list_file,
            list_digest=was.list_digest,
            parameters=was.parameters,
            notes=was.notes,
            time=was.time,
            embedded=True,
        )


def _build_offline(data: Path, *source: str | Path) -> dict[str, object]:
    done = run_cli("build", *source, "--offline", "--data", data, "--json")
    assert done.returncode == 0, done.stderr
    told: dict[str, object] = json.loads(done.stdout)
    return told


def test_an_older_embedded_corpus_gives_way(tmp_path: Path) -> None:
    older = _adopt_older(tmp_path)
    assert older.id != SHIPPED.id
    told = _build_offline(tmp_path)
    assert (told["mode"], told["changed"]) == ("embedded", True)
    folder = DataFolder(tmp_path)
    assert folder.current_id() == SHIPPED.id
    assert {manifest.id for manifest in folder.manifests()} == {older.id, SHIPPED.id}
    assert _build_offline(tmp_path)["mode"] == "kept"


def test_what_the_service_said_never_gives_way(tmp_path: Path) -> None:
    corpus = synthetic_corpus(200, seed=1, listed=5)
    # the one paper of the shipped list that this service knows
    hinton = Paper("d" * 40, title="Distilling the Knowledge in a Neural Network", year=2015)
    hinton.external_ids["ArXiv"] = "1503.02531"
    corpus.add_paper(hinton)
    corpus.add_citation(corpus.listed[-1], hinton.sha)
    with Emulator(corpus) as emulator:
        said = build_here(None, emulator, tmp_path)
    assert (said.mode, said.summary.matched_entries) == ("crawled", 1)
    told = _build_offline(tmp_path)
    assert (told["mode"], told["changed"]) == ("kept", False)
    assert DataFolder(tmp_path).current_id() == said.summary.snapshot_id


def test_what_the_service_said_stays_beside_an_older_embedded_corpus(tmp_path: Path) -> None:
    _adopt_older(tmp_path)
    test_what_the_service_said_never_gives_way(tmp_path)


def test_a_list_matched_with_an_older_corpus_is_matched_anew(tmp_path: Path) -> None:
    source = tmp_path / "pruning.md"
    source.write_text(PRUNING, "utf-8")
    told = _build_offline(tmp_path / "new", source)
    matched = DataFolder(tmp_path / "new").snapshot()
    assert (told["mode"], len(matched.entries)) == ("matched offline", 1)
    data = tmp_path / "data"
    older = _adopt_older(data)
    frames = dict(matched.frames())
    frames["citations"] = frames["citations"].iloc[:-500]
    was = matched.manifest
    with DataFolder(data).writer("an older kdgraph") as writer:
        writer.write_list(was.list_file, source.read_bytes())
        writer.publish(
            frames,
            origins=was.origins,
            list_id=was.list_id,
            list_file=was.list_file,
            list_digest=was.list_digest,
            parameters={"matched_with": older.id, "embedded_corpus": older.id},
            notes=was.notes,
            time=was.time,
        )
    assert _build_offline(data)["mode"] == "matched offline"
    assert DataFolder(data).current_id() == matched.id
    assert _build_offline(data)["mode"] == "kept"
