"""Refreshes that fail in part lose no history, and change no id where nothing new came."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kdgraph.pipeline import BuildOptions, BuildReport, run_build, summarise
from kdgraph.store import DataFolder
from tests.emulator import Corpus, Emulator, Fault, Faults, Paper, listed_markdown, synthetic_corpus
from tests.pipeline.journey import settings_for

START = datetime(2026, 1, 1, tzinfo=UTC)


class _EveryNthList(Faults):
    """Fails the lists of some papers, others in each round, and nothing else."""

    def __init__(self, corpus: Corpus, round_: int) -> None:
        kind = ("502", "500_html", "429", "reset", "503", "truncated")[round_ % 6]
        super().__init__(rates={kind: 1.0}, at_most=None)
        self._victims = corpus.listed[round_ % 3 :: 4]

    def choose(self, request: str, path: str) -> Fault | None:
        hit = any(f"/{sha}/references" in path for sha in self._victims)
        return super().choose(request, path) if hit else None


def _build(emulator: Emulator, data: Path, source: bytes, day: int) -> BuildReport:
    settings = settings_for(emulator, data, pace=0.00001)
    options = BuildOptions(refresh_after=timedelta(0))
    return run_build(source, settings, options, now=lambda: START + timedelta(days=day))


@pytest.mark.parametrize(
    ("growing", "refreshes"),
    [
        pytest.param(False, 6, id="nothing new"),
        pytest.param(True, 11, id="something new each time"),
    ],
)
def test_partly_failing_refreshes_keep_the_complete_snapshot(
    growing: bool, refreshes: int, tmp_path: Path
) -> None:
    corpus = synthetic_corpus(60, seed=3, listed=8)
    source = listed_markdown(corpus).encode()
    folder = DataFolder(tmp_path)
    with Emulator(corpus) as emulator:
        first = _build(emulator, tmp_path, source, 0)
        assert first.exit_code == 0
        clean = folder.snapshot()
        clean_id, coverage = clean.id, clean.coverage
        made = set()
        for number in range(1, refreshes + 1):
            emulator.faults = _EveryNthList(corpus, number)
            if growing:
                new = corpus.add_paper(Paper(f"{number:040x}", title=f"New {number}", year=2026))
                corpus.add_citation(new.sha, corpus.listed[0])
            report = _build(emulator, tmp_path, source, number)
            assert report.exit_code == 3
            assert report.failed_lists >= 2
            made.add(report.summary.snapshot_id)
        kept = [manifest.id for manifest in folder.manifests()]
        assert clean_id in kept
        if not growing:
            assert made == {clean_id}
            assert kept == [clean_id]
            assert folder.snapshot().coverage.equals(coverage)
            return
        assert len(made) == refreshes
        assert len(kept) == 10
        assert folder.current_id() == report.summary.snapshot_id
        partial = summarise(folder.snapshot())
        earlier = [gap.count for gap in partial.gaps if "earlier answer is used" in gap.what]
        assert earlier == [report.failed_lists]
        # with nothing missing and nothing new, the same facts are partial no longer
        emulator.faults = None
        healed = _build(emulator, tmp_path, source, refreshes + 1)
    assert (healed.exit_code, healed.changed) == (0, False)
    assert folder.snapshot().manifest.failed_lists == 0
    folder.snapshot().verify()
    assert not [gap for gap in healed.summary.gaps if "earlier answer is used" in gap.what]
