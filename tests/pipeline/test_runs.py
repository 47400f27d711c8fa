"""What is gone on with and what is not; what stays in the cache over many refreshes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from kdgraph.errors import FetchError
from kdgraph.pipeline import BuildOptions, run_build
from kdgraph.store import DataFolder, ResponseCache
from tests.emulator import Emulator, Faults, Paper, listed_markdown, synthetic_corpus
from tests.pipeline.journey import build_here, settings_for

CORPUS = synthetic_corpus(300, seed=5, listed=8)
LIST = listed_markdown(CORPUS).encode()
OTHER = LIST + b"\n- **A Paper that Nobody Wrote, ICML 1999**\n"


def _same(at: datetime) -> datetime:
    return at


def _interrupted(emulator: Emulator, data: Path, options: BuildOptions | None = None) -> None:
    """Begin a build whose service goes down after seven answers."""
    emulator.faults = Faults(schedule=[None] * 7 + ["503"] * 500, at_most=None)
    with pytest.raises(FetchError):
        build_here(LIST, emulator, data, pace=0.0001, options=options)
    emulator.faults = None
    emulator.clear_log()


def test_another_list_begins_a_run_of_its_own(tmp_path: Path) -> None:
    with Emulator(CORPUS) as emulator:
        _interrupted(emulator, tmp_path)
        assert not build_here(OTHER, emulator, tmp_path).requests.resumed
        assert build_here(LIST, emulator, tmp_path).requests.resumed, "its own run is still open"


def test_another_service_begins_a_run_of_its_own(tmp_path: Path) -> None:
    with Emulator(CORPUS) as emulator, Emulator(CORPUS) as elsewhere:
        _interrupted(emulator, tmp_path)
        other = build_here(LIST, elsewhere, tmp_path)
        assert not other.requests.resumed
        assert elsewhere.log[0].path == "/graph/v1/paper/batch", "no answer of the other counts"
        assert build_here(LIST, emulator, tmp_path).requests.resumed, "its own run is still open"


@pytest.mark.parametrize(
    "options",
    [BuildOptions(max_papers=50), BuildOptions(evidence="none")],
    ids=["size", "evidence"],
)
def test_other_limits_begin_a_run_of_their_own(options: BuildOptions, tmp_path: Path) -> None:
    with Emulator(CORPUS) as emulator:
        _interrupted(emulator, tmp_path)
        assert not build_here(LIST, emulator, tmp_path, options=options).requests.resumed
        assert build_here(LIST, emulator, tmp_path).requests.resumed, "its own run is still open"


def test_the_cache_does_not_grow_over_refreshes_of_a_changing_literature(tmp_path: Path) -> None:
    corpus = synthetic_corpus(300, seed=6, listed=8)
    source = listed_markdown(corpus).encode()
    start = datetime(2026, 1, 1, tzinfo=UTC)
    held = []
    with Emulator(corpus) as emulator:
        settings = settings_for(emulator, tmp_path)
        for month in range(6):
            # each newcomer makes other batches, so that the requests of last month are not repeated
            new = corpus.add_paper(Paper(f"{month:040x}", title=f"Newcomer {month}", year=2026))
            corpus.add_citation(new.sha, corpus.listed[0])
            at = start + timedelta(days=31 * month)
            run_build(source, settings, now=partial(_same, at))
            with ResponseCache(DataFolder(tmp_path).cache_path) as cache:
                held.append(cache.size().answers)
    assert max(held[1:]) <= held[0] + 1, f"answers after each refresh: {held}"
