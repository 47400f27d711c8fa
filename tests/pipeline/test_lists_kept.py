"""Lists of one name, and states of one list: each stays as it was read, and is found again."""

from __future__ import annotations

from pathlib import Path

import pytest

from kdgraph.errors import FetchError
from kdgraph.pipeline import BuildOptions, BuildReport
from kdgraph.store import embedded_lists
from tests.emulator import Emulator, Faults, listed_markdown, synthetic_corpus
from tests.pipeline.journey import build_here

CORPUS = synthetic_corpus(200, seed=1, listed=5)
FIRST = listed_markdown(CORPUS).encode()
SECOND = FIRST + b"\n- **A Paper that Nobody Wrote, ICML 1999**\n"


def _list(folder: Path, content: bytes) -> Path:
    folder.mkdir()
    path = folder / "list.md"
    path.write_bytes(content)
    return path


def _ids(report: BuildReport) -> tuple[str, str]:
    return report.summary.list_id, report.summary.snapshot_id


def test_two_lists_of_one_name_are_both_kept_and_the_current_one_goes_on(tmp_path: Path) -> None:
    one, two = _list(tmp_path / "a", FIRST), _list(tmp_path / "b", SECOND)
    data = tmp_path / "data"
    with Emulator(CORPUS) as emulator:
        first = build_here(one, emulator, data)
        second = build_here(two, emulator, data)
        assert second.summary.entries == first.summary.entries + 1
        assert {p.read_bytes() for p in (data / "lists").iterdir()} == {FIRST, SECOND}
        assert (data / "lists/list.md").read_bytes() == FIRST
        assert "is stored as list-" in second.remarks[0]
        emulator.clear_log()
        again = build_here(None, emulator, data)
        assert _ids(again) == _ids(second)
        assert again.remarks == ()
        assert len(emulator.log) == 1, "the name of the file makes no other run of it"
        back = build_here(one, emulator, data)
        assert _ids(back) == _ids(first)
        assert _ids(build_here(None, emulator, data)) == _ids(first)
    assert len(list((data / "lists").iterdir())) == 2


def test_a_list_whose_build_fails_is_not_taken_for_the_current_one(tmp_path: Path) -> None:
    one, two = _list(tmp_path / "a", FIRST), _list(tmp_path / "b", SECOND)
    data = tmp_path / "data"
    with Emulator(CORPUS) as emulator:
        first = build_here(one, emulator, data)
        emulator.faults = Faults(rates={"503": 1.0}, at_most=None)
        with pytest.raises(FetchError):
            build_here(two, emulator, data, pace=0.0001)
        emulator.faults = None
        assert _ids(build_here(None, emulator, data)) == _ids(first)


def test_a_list_that_is_edited_where_it_lies_is_read_as_it_is(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with Emulator(CORPUS) as emulator:
        first = build_here(_list(tmp_path / "a", FIRST), emulator, data)
        (data / "lists/list.md").write_bytes(SECOND)
        edited = build_here(None, emulator, data)
    assert edited.summary.entries == first.summary.entries + 1
    assert edited.summary.list_id == first.summary.list_id
    assert [p.name for p in (data / "lists").iterdir()] == ["list.md"]


def test_a_list_named_like_the_shipped_one_is_not_taken_for_it(tmp_path: Path) -> None:
    shipped = embedded_lists() / "knowledge-distillation.md"
    own = tmp_path / shipped.name
    own.write_bytes(shipped.read_bytes() + b"\n- **A Paper that Nobody Wrote, ICML 1999**\n")
    offline = BuildOptions(offline=True)
    nobody = "http://127.0.0.1:9"
    mine = build_here(own, nobody, tmp_path / "data", options=offline)
    assert (mine.mode, mine.summary.entries) == ("matched offline", 60)
    theirs = build_here(shipped, nobody, tmp_path / "data", options=offline)
    assert (theirs.mode, theirs.summary.entries) == ("embedded", 59)
    again = build_here(None, nobody, tmp_path / "data", options=offline)
    assert (again.mode, _ids(again)) == ("kept", _ids(theirs))


def test_a_limit_below_the_list_is_told(tmp_path: Path) -> None:
    with Emulator(CORPUS) as emulator:
        few = build_here(FIRST, emulator, tmp_path, options=BuildOptions(max_papers=2))
        assert few.summary.papers == few.summary.listed_papers > 2
        assert few.remarks == (
            f"--max-papers 2 is below the number of listed papers found, {few.summary.papers}: "
            "only these are kept",
        )
        enough = BuildOptions(max_papers=few.summary.papers)
        assert build_here(FIRST, emulator, tmp_path, options=enough).remarks == ()


def test_a_limit_below_what_is_at_hand_is_told(tmp_path: Path) -> None:
    options = BuildOptions(offline=True, max_papers=100)
    report = build_here(None, "http://127.0.0.1:9", tmp_path, options=options)
    assert report.summary.papers > 100
    assert report.remarks == (
        "--max-papers 100 limits what is requested from the service; the "
        f"{report.summary.papers:,} papers at hand are all shown",
    )
