"""Whatever goes wrong on the way, the result is the same, or the command says what failed."""

from __future__ import annotations

import json
import random
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from kdgraph.errors import FetchError, ForbiddenError, LockedError
from kdgraph.pipeline import BuildOptions
from kdgraph.store import DataFolder, ResponseCache
from tests.commands import run_cli
from tests.emulator import KINDS, Emulator, Fault, Faults, Paper, listed_markdown, synthetic_corpus
from tests.pipeline.journey import build_here, kill_and_resume

CORPUS = synthetic_corpus(80, seed=5, listed=12)
KILLS = 4


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("list") / "made-up.md"
    path.write_text(listed_markdown(CORPUS), "utf-8")
    return path


@pytest.fixture(scope="module")
def undisturbed(source: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, int]:
    """The snapshot id of a build without faults, and how many requests it needs."""
    with Emulator(CORPUS) as emulator:
        report = build_here(source, emulator, tmp_path_factory.mktemp("clean"))
    return report.summary.snapshot_id, report.requests.sent


@pytest.mark.parametrize("seed", range(4))
def test_random_faults_of_every_kind_change_nothing(
    seed: int, source: Path, undisturbed: tuple[str, int], tmp_path: Path
) -> None:
    faults = Faults(seed, rates=0.5, at_most=3, seconds=0.2, retry_after=0.01)
    with Emulator(CORPUS, faults=faults) as emulator:
        report = build_here(source, emulator, tmp_path / "data", pace=0.001)
        met = {exchange.fault for exchange in emulator.log} - {None}
    assert report.summary.snapshot_id == undisturbed[0]
    assert len(met) >= 3, "the test met too few kinds of faults to show anything"
    assert report.exit_code == 0
    assert report.requests.retried > 0
    assert emulator.max_in_flight == 1


# no bulk search is made, no key is given, and no list has a second page: see tests/s2 for these
@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"early_token", "key_200", "short_next"}))
def test_each_kind_of_fault_changes_nothing(
    kind: str, source: Path, undisturbed: tuple[str, int], tmp_path: Path
) -> None:
    faults = Faults(1, rates={kind: 0.6}, at_most=2, seconds=0.15)
    with Emulator(CORPUS, faults=faults) as emulator:
        report = build_here(source, emulator, tmp_path / "data", pace=0.001)
        assert kind in {exchange.fault for exchange in emulator.log}
    assert report.summary.snapshot_id == undisturbed[0]


def test_a_service_that_goes_down_is_said_and_what_arrived_is_not_asked_again(
    source: Path, undisturbed: tuple[str, int], tmp_path: Path
) -> None:
    clean_id, needed = undisturbed
    down = Faults(schedule=[None] * 7 + ["503"] * 500, at_most=None)
    with Emulator(CORPUS, faults=down) as emulator:
        with pytest.raises(FetchError, match="rerun the same command"):
            build_here(source, emulator, tmp_path / "data", pace=0.0001)
        arrived = emulator.answered()
        assert arrived == 7
        emulator.faults = None
        emulator.clear_log()
        report = build_here(source, emulator, tmp_path / "data")
        assert report.requests.resumed
        assert report.summary.snapshot_id == clean_id
        assert emulator.answered() == needed - arrived


def test_a_list_that_fails_alone_is_named_and_asked_next_time(
    source: Path, undisturbed: tuple[str, int], tmp_path: Path
) -> None:
    broken = f"/paper/{CORPUS.listed[3]}/references"
    faults = Faults(rates={"502": 1.0}, only=broken, at_most=None)
    with Emulator(CORPUS, faults=faults) as emulator:
        report = build_here(source, emulator, tmp_path / "data", pace=0.0001)
        assert report.exit_code == 3
        assert report.failed_lists == 1
        snapshot = DataFolder(tmp_path / "data").snapshot()
        failed = snapshot.coverage.query("state == 'failed'")
        assert len(failed) == 1
        assert failed["reason"].tolist() == ["it could not be had"]
        assert "502" in failed["failure"].iloc[0]
        emulator.faults = None
        emulator.clear_log()
        again = build_here(None, emulator, tmp_path / "data")
        assert again.summary.snapshot_id == undisturbed[0]
        assert len(emulator.log) == 2


def test_sentences_that_failed_are_told_beside_the_exit_code(source: Path, tmp_path: Path) -> None:
    with Emulator(CORPUS) as emulator:
        arguments = ("build", source, "--api-url", emulator.url, "--evidence", "core", "--data")
        run_cli(*arguments, tmp_path / "whole")
        asked = [e.path for e in emulator.log if e.path.endswith("/references")]
        core = next(path for path in asked if path.split("/")[-2] not in CORPUS.listed)
        emulator.faults = Faults(rates={"502": 1.0}, only=core, at_most=None)
        done = run_cli(*arguments, tmp_path / "part", KDGRAPH_PACE="0.0001")
    assert done.returncode == 3
    assert "1 list failed this time" in done.stdout


def test_walks_that_fail_half_way_again_and_again_lose_no_known_row(tmp_path: Path) -> None:
    corpus = synthetic_corpus(100, seed=5, listed=3)
    star = corpus.listed[0]

    def newcomers(first: int, last: int) -> None:
        # newer ones come first, so that each pushes older rows on to pages that then fail
        for number in range(first, last):
            day = f"2026-{1 + number // 150:02d}-{1 + number % 28:02d}"
            paper = Paper(f"{number:040x}", title=f"Newcomer {number}", year=2026, date=day)
            corpus.add_citation(corpus.add_paper(paper).sha, star)

    newcomers(0, 1100)
    plain = BuildOptions(evidence="none")
    with Emulator(corpus) as emulator:
        build_here(listed_markdown(corpus).encode(), emulator, tmp_path, options=plain)
        known = _pairs(tmp_path)
        for first in (1100, 1120, 1140):
            newcomers(first, first + 20)
            emulator.faults = _LaterPages(rates={"502": 1.0}, at_most=None)
            report = build_here(None, emulator, tmp_path, pace=0.0001, options=plain)
            assert report.exit_code == 3
            assert known <= _pairs(tmp_path)
            coverage = DataFolder(tmp_path).snapshot().coverage
            failed = coverage[coverage["failure"].fillna("").str.contains("asking again failed")]
            assert len(failed) == 1
        emulator.faults = None
        healed = build_here(None, emulator, tmp_path, options=plain)
    assert healed.exit_code == 0
    assert len(_pairs(tmp_path)) == len(known) + 60
    with ResponseCache(DataFolder(tmp_path).cache_path) as cache:
        held = cache.lists("citations")
    assert not any("#was" in key for pointer in held.values() for key, _ in pointer.answers)


def _pairs(data: Path) -> set[tuple[str, str]]:
    citations = DataFolder(data).snapshot().citations
    return set(zip(citations["citing_id"], citations["cited_id"], strict=True))


class _LaterPages(Faults):
    """Fails all pages of citations but the first."""

    def choose(self, request: str, path: str) -> Fault | None:
        later = "/citations" in request and "offset=0&" not in request
        return super().choose(request, path) if later else None


class _CitationBatches(Faults):
    """Fails every batch of citation lists, and nothing else."""

    def choose(self, request: str, path: str) -> Fault | None:
        return super().choose(request, path) if "citationCount,citations." in request else None


def test_a_list_that_came_by_a_second_way_has_not_failed(
    source: Path, undisturbed: tuple[str, int], tmp_path: Path
) -> None:
    with Emulator(CORPUS, faults=_CitationBatches(rates={"502": 1.0}, at_most=None)) as emulator:
        report = build_here(source, emulator, tmp_path / "data", pace=0.0001)
        assert "502" in {exchange.fault for exchange in emulator.log}
    assert (report.failed_lists, report.exit_code) == (0, 0)
    assert report.summary.snapshot_id == undisturbed[0]


def test_an_interrupted_build_goes_on_whatever_counts_as_old(
    source: Path, undisturbed: tuple[str, int], tmp_path: Path
) -> None:
    options = BuildOptions(refresh_after=timedelta(0))
    down = Faults(schedule=[None] * 7 + ["503"] * 500, at_most=None)
    with Emulator(CORPUS, faults=down) as emulator:
        with pytest.raises(FetchError):
            build_here(source, emulator, tmp_path / "data", pace=0.0001, options=options)
        emulator.faults = None
        emulator.clear_log()
        report = build_here(source, emulator, tmp_path / "data", options=options)
        assert report.requests.resumed
        assert report.summary.snapshot_id == undisturbed[0]
        assert emulator.answered() == undisturbed[1] - 7


def test_a_stored_answer_that_is_damaged_is_asked_again_in_the_same_run(
    source: Path, undisturbed: tuple[str, int], tmp_path: Path
) -> None:
    with Emulator(CORPUS) as emulator:
        build_here(source, emulator, tmp_path)
        with closing(sqlite3.connect(tmp_path / "cache.sqlite")) as cache, cache:
            answers = cache.execute(
                "SELECT answers FROM lists WHERE kind = 'references'"
            ).fetchone()
            [[key, _]] = json.loads(answers[0])
            cache.execute("UPDATE answers SET body = x'00' WHERE key = ?", [key])
        emulator.clear_log()
        report = build_here(None, emulator, tmp_path)
        # the papers of the list, which every run asks, and what was damaged
        assert len(emulator.log) == 2
    assert (report.summary.snapshot_id, report.exit_code) == (undisturbed[0], 0)
    assert any("cache.sqlite was damaged" in remark for remark in report.remarks)


def test_a_wrong_key_stops_at_once_and_nothing_is_asked_without_it(
    source: Path, tmp_path: Path
) -> None:
    with Emulator(CORPUS, keys=["right"]) as emulator:
        with pytest.raises(ForbiddenError, match="refuses the API key") as caught:
            build_here(source, emulator, tmp_path / "data", key="wrong")
        assert [exchange.key for exchange in emulator.log] == ["wrong"]
    assert "wrong" not in str(caught.value).split()
    stored = b"".join(p.read_bytes() for p in (tmp_path / "data").rglob("*") if p.is_file())
    assert b"x-api-key" not in stored


def test_the_key_is_nowhere_on_disk(source: Path, tmp_path: Path) -> None:
    key = "s3cretKeyThatMustNotLeak"
    with Emulator(CORPUS, keys=[key]) as emulator:
        build_here(source, emulator, tmp_path / "data", key=key)
        assert {exchange.key for exchange in emulator.log} == {key}
    files = [p for p in (tmp_path / "data").rglob("*") if p.is_file()]
    assert len(files) > 8
    assert not any(key.encode() in path.read_bytes() for path in files)


@pytest.mark.slow
def test_kill_at_random_points_and_the_same_command_finishes_the_job(
    source: Path, undisturbed: tuple[str, int], tmp_path: Path
) -> None:
    """`python -m tests.campaign kills` does this fifty times."""
    chance = random.Random(7)
    with Emulator(CORPUS, latency=0.01) as emulator:
        for number in range(KILLS):
            killed = kill_and_resume(
                emulator, source, tmp_path / str(number), after_requests=chance.randrange(1, 21)
            )
            assert killed.snapshot_id == undisturbed[0]
            assert killed.repeated == 0
            assert killed.answered_before > 0


def test_one_writer_at_a_time_with_a_clear_message(source: Path, tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    with folder.writer("another build"), Emulator(CORPUS) as emulator:
        done = run_cli("build", source, "--data", folder.path, "--api-url", emulator.url)
        assert emulator.log == []
    assert done.returncode == LockedError.exit_code == 2
    assert "already writing" in done.stderr
    assert "Traceback" not in done.stderr
