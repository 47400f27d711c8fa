"""Every row runs at a tiny size, and refuses to time answers that differ; no time is asserted."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array

from benchmarks.__main__ import main
from benchmarks.findings import SIZES, WITH_NUMBA, Bound, Finding, Run, WrongAnswerError, agree
from benchmarks.peers import MissingPeerError, installed, peer
from benchmarks.report import RESULTS, line_of, read, written
from benchmarks.rows import ROWS
from benchmarks.rows.similarity import SIDES
from benchmarks.timing import HIDE_NUMBA, alternate, peak

DAY = date(2026, 1, 31)


@pytest.fixture(scope="module")
def run() -> Run:
    return Run(SIZES["tiny"], repeats=1)


@pytest.mark.parametrize("name", ROWS)
def test_a_row_checks_and_measures(run: Run, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # compiling in each process of its own would take longer than all the rest
    monkeypatch.setenv(HIDE_NUMBA, "1")
    row = ROWS[name]
    missing = [peer for peer in row.peers if not installed(peer)]
    if missing:
        pytest.skip(f"peers of {row.title} are not installed: {', '.join(missing)}")
    findings = list(row.measure(run))
    assert findings
    for finding in findings:
        assert finding.row == row.title
        assert finding.values
        assert math.isnan(finding.value) or finding.value >= 0
    assert any(finding.verdict for finding in findings)


def test_answers_that_differ_are_not_timed() -> None:
    agree(claim=True, what="fine")
    with pytest.raises(WrongAnswerError, match="not timed: ours is wrong"):
        agree(claim=False, what="ours is wrong")


def test_ways_to_count_what_papers_share_agree() -> None:
    random = np.random.default_rng(0)
    table = csr_array((random.random((80, 60)) < 0.3).astype(np.float64))
    shared = (table @ table.T).toarray().astype(int)
    np.fill_diagonal(shared, 0)
    expected = np.sort(shared, axis=1)[:, ::-1][:, :20]
    for count in SIDES.values():
        assert np.array_equal(count(table), expected)


def test_sides_take_turns_after_one_that_is_not_counted() -> None:
    turns: list[str] = []

    def side(name: str) -> None:
        turns.append(name)
        sum(range(3_000_000))  # so long that once is enough for one measurement

    times = alternate({"a": lambda: side("a"), "b": lambda: side("b")}, 2)
    assert {name: len(found) for name, found in times.items()} == {"a": 2, "b": 2}
    assert min(times["a"] + times["b"]) > 0
    assert "".join(turns).lstrip("a").lstrip("b") != ""
    assert turns[0] == "a"


def test_peak_memory_is_that_of_the_work() -> None:
    assert 95 < peak(lambda: np.ones(100 * 2**17)) < 130
    assert peak(lambda: None) < 20  # what was held before does not count


def test_a_peer_that_is_missing_says_how_to_get_it() -> None:
    assert peer("networkx").__name__ == "networkx"
    with pytest.raises(MissingPeerError, match="no-such-peer is not installed: pip install"):
        peer("no-such-peer")


@pytest.mark.parametrize(
    ("bound", "value", "fast", "verdict"),
    [
        pytest.param(Bound(50, 200), 60.0, (), "holds, aim missed", id="between"),
        pytest.param(Bound(50, 200), 60.0, (250.0,), "holds, aim reached", id="with numba"),
        pytest.param(Bound(50, 200), 20.0, (250.0,), "FAILS, aim reached", id="only with numba"),
        pytest.param(Bound(6, None, most=True), 5.0, (), "holds", id="at most"),
        pytest.param(Bound(None, 3, most=True), 5.0, (), "aim missed", id="at most, an aim"),
        pytest.param(Bound(None, None), 5.0, (), "", id="no bound"),
    ],
)
def test_verdict(bound: Bound, value: float, fast: tuple[float, ...], verdict: str) -> None:
    finding = Finding("row", "peer", bound, [value, value / 2, value * 2], fast=fast)
    assert finding.verdict == verdict


def test_our_side_is_timed_with_numba_too_where_it_is_installed(run: Run) -> None:
    sides = run.ours(lambda *, compiled: compiled)
    assert [work() for work in sides.values()] == [False, True][: 1 + installed("numba")]
    times = {"ours": [2.0, 4.0], WITH_NUMBA: [1.0, 1.0], "peer": [8.0, 8.0]}
    finding = run.ratio("row", "peer", Bound(3, 8), times)
    assert (finding.values, finding.fast) == ([4.0, 2.0], [8.0, 8.0])
    assert finding.verdict == "holds, aim reached"
    assert finding.ours == "3 s, 1 s with numba"
    del times[WITH_NUMBA]
    alone = run.ratio("row", "peer", Bound(None, 0.5, most=True), times)
    assert (alone.values, alone.fast, alone.ours) == ([0.25, 0.5], [], "3 s")


def test_what_is_written_is_read_again_and_rows_are_renewed(tmp_path: Path) -> None:
    path = tmp_path / "RESULTS.md"
    first = [
        Finding("one", "a", Bound(5, 10), [6.0, 7.0, 8.0], "1 s", "7 s", "a note | with a bar"),
        Finding("one", "b", Bound(None, None), [math.nan], note="not timed"),
        Finding("two", "a", Bound(None, 64, " MiB", most=True), [12.0]),
    ]
    lines = written(first, path, size="tiny", repeats=3, day=DAY)
    assert read(path) == lines == [line_of(finding, DAY) for finding in first]
    assert "**7x** (6 to 8, n=3)" in lines[0].cells
    later = Finding("one", "c", Bound(5, 10), [1.0])
    renewed = written([later], path, size="tiny", repeats=1, day=date(2026, 2, 1))
    assert read(path) == renewed
    assert [line.cells[1] for line in renewed] == ["c", "a"]
    assert renewed[0].verdict == "FAILS, aim missed"


def test_the_results_of_the_project_have_every_row() -> None:
    lines = read(RESULTS)
    assert {line.row for line in lines} == {row.title for row in ROWS.values()}
    text = RESULTS.read_text("utf-8")
    assert "networkx" in text
    assert "/work" not in text
    assert "/tmp" not in text


def test_an_unknown_row_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["no-such-row"])
    assert "no row called no-such-row; there are: main-path" in capsys.readouterr().err
