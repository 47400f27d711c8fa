"""Spoiled answers: after two runs all is as without them, and a run that is not whole says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from kdgraph.pipeline import BuildReport
from tests.emulator import KINDS, SPOILS, Emulator, Fault, Faults, listed_markdown, synthetic_corpus
from tests.pipeline.journey import build_here

CORPUS = synthetic_corpus(60, seed=5, listed=6)
LIST = listed_markdown(CORPUS).encode()


@pytest.fixture(scope="module")
def clean_id(tmp_path_factory: pytest.TempPathFactory) -> str:
    with Emulator(CORPUS) as emulator:
        report = build_here(LIST, emulator, tmp_path_factory.mktemp("clean"))
    assert (report.exit_code, report.odd) == (0, {})
    return report.summary.snapshot_id


class _AndTheFirstNestedBatch(Faults):
    """Random faults, none twice for one request, and one in any case in the first nested batch."""

    def __init__(self, kind: str) -> None:
        super().__init__(3, rates={kind: 0.3}, at_most=1)
        self.first: Fault | None = Fault(kind)

    def choose(self, request: str, path: str) -> Fault | None:
        if self.first is not None and "references.paperId" in request:
            fault, self.first = self.first, None
            return fault
        return super().choose(request, path)


@pytest.mark.parametrize("kind", sorted(SPOILS))
def test_each_kind_is_gone_after_two_runs(kind: str, clean_id: str, tmp_path: Path) -> None:
    with Emulator(CORPUS, faults=_AndTheFirstNestedBatch(kind)) as emulator:
        reports = [build_here(LIST, emulator, tmp_path, pace=0.0001) for _ in range(2)]
        assert kind in {exchange.fault for exchange in emulator.log}
    _check(reports, clean_id)


@pytest.mark.parametrize("seed", range(3))
def test_all_kinds_together_are_gone_after_two_runs(
    seed: int, clean_id: str, tmp_path: Path
) -> None:
    kinds = [*SPOILS, *KINDS]
    faults = Faults(seed, rates=dict.fromkeys(kinds, 0.05 / len(kinds)), seconds=0.1)
    with Emulator(CORPUS, faults=faults) as emulator:
        reports = [build_here(LIST, emulator, tmp_path, pace=0.0001) for _ in range(2)]
    _check(reports, clean_id)


def test_what_is_odd_for_good_is_counted_told_and_then_settled(tmp_path: Path) -> None:
    corpus = synthetic_corpus(60, seed=5, listed=6)
    listed = corpus.listed[0]
    other = next(e.cited for e in corpus.references(listed) if e.cited not in corpus.listed)
    assert other is not None
    for sha in (listed, other):
        corpus.papers[sha].extra["year"] = 20195
    corpus.version += 1
    with Emulator(corpus) as emulator:
        first, second, third = (build_here(LIST, emulator, tmp_path) for _ in range(3))
        assert (first.exit_code, second.exit_code, third.exit_code) == (3, 0, 0)
        assert first.odd["year: not from 1500 to next year"] >= 2
        gaps = {gap.what: gap for gap in third.summary.gaps}
        gap = gaps["malformed values from the service, left out or cleaned"]
        assert gap.count == sum(third.odd.values()) > 0
        assert "year: not from 1500 to next year" in gap.advice
        for sha in (listed, other):
            del corpus.papers[sha].extra["year"]
        corpus.version += 1


def test_a_list_that_always_fails_costs_the_others_nothing(clean_id: str, tmp_path: Path) -> None:
    with Emulator(CORPUS, faults=_Always()) as emulator:
        report = build_here(LIST, emulator, tmp_path, pace=0.0001)
        assert (report.exit_code, report.failed_lists) == (3, 1)
        emulator.faults = None
        healed = build_here(LIST, emulator, tmp_path)
    assert (healed.exit_code, healed.summary.snapshot_id) == (0, clean_id)


class _Always(Faults):
    """502 for one neighbour's list, in whatever way it is asked for."""

    def __init__(self) -> None:
        super().__init__(rates={"502": 1.0}, at_most=None)
        listed = set(CORPUS.listed)
        self.victim = next(
            sha
            for sha in sorted(CORPUS.papers)
            if sha not in listed and any(e.cited in listed for e in CORPUS.references(sha))
        )

    def choose(self, request: str, path: str) -> Fault | None:
        return super().choose(request, path) if self.victim in request else None


def _check(reports: list[BuildReport], clean_id: str) -> None:
    for report in reports:
        assert report.exit_code == 3 or report.summary.snapshot_id == clean_id
    assert reports[-1].summary.snapshot_id == clean_id
