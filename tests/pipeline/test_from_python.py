"""A build from Python: one call does what the command does, and tells how far it is."""

from __future__ import annotations

from pathlib import Path

import pytest

import kdgraph
from tests.emulator import Emulator, Faults, listed_markdown, synthetic_corpus

CORPUS = synthetic_corpus(120, seed=7, listed=4)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Emulator:
    """An emulator that the environment leads to."""
    monkeypatch.setenv("KDGRAPH_PACE", "0.001")
    return Emulator(CORPUS)


def test_one_call_builds_a_list_and_tells_how_far_it_is(service: Emulator, tmp_path: Path) -> None:
    source = tmp_path / "list.md"
    source.write_text(listed_markdown(CORPUS), "utf-8")
    told: list[kdgraph.BuildProgress] = []
    with service as emulator:
        report = kdgraph.build(
            str(source), data=tmp_path / "data", api_url=emulator.url, progress=told.append
        )
        assert report.exit_code == 0
        again = kdgraph.build(data=str(tmp_path / "data"), api_url=emulator.url)
    assert (again.changed, again.summary.snapshot_id) == (False, report.summary.snapshot_id)
    snapshot = kdgraph.open(tmp_path / "data").snapshot()
    assert snapshot.id == report.summary.snapshot_id
    stages = list(dict.fromkeys(step.stage for step in told))
    assert stages[:2] == ["reading the list", "papers of the list"]
    assert stages[-1] == "writing the snapshot"
    assert sum(step.done == 1 for step in told) >= 3
    assert all(step.waiting is None for step in told)


def test_a_wait_is_told_with_its_reason(service: Emulator, tmp_path: Path) -> None:
    told: list[kdgraph.BuildProgress] = []
    with service as emulator:
        emulator.faults = Faults(rates={"503": 0.3}, seed=1)
        kdgraph.build(
            listed_markdown(CORPUS).encode(),
            data=tmp_path,
            api_url=emulator.url,
            progress=told.append,
        )
    waits = [step for step in told if step.waiting]
    assert waits
    assert all("503" in str(step.waiting) and step.seconds >= 0 for step in waits)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"evidence": "some"}, "expected one of none, listed, core, all"),
        ({"max_papers": 0}, "at least 1"),
        ({"refresh_after": -1.0}, "must not be negative"),
        ({"api_url": "ftp://here"}, "http"),
    ],
)
def test_a_wrong_option_is_refused_before_anything_is_written(
    options: dict[str, object], words: str, tmp_path: Path
) -> None:
    with pytest.raises(kdgraph.InputError, match=words):
        kdgraph.build(data=tmp_path / "data", offline=True, **options)  # type: ignore[arg-type]
    assert not (tmp_path / "data").exists()


def test_a_list_is_read_from_a_path_in_any_form(tmp_path: Path) -> None:
    path = tmp_path / "list.md"
    path.write_text("- **Deep Mutual Learning, CVPR 2018**\n", "utf-8")
    entries = {
        (found.entries[0].title, found.entries[0].year, found.list_id)
        for found in (kdgraph.read_list(path), kdgraph.read_list(str(path)))
    }
    assert entries == {("Deep Mutual Learning", 2018, "list")}
