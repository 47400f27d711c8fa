"""Releases fetched and brought up to date, from an emulated service and its storage."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from kdgraph.bulk import updating
from kdgraph.bulk.release import open_release, read_manifest, releases_in
from kdgraph.errors import (
    DatasetError,
    FetchError,
    ForbiddenError,
    InputError,
    LockedError,
    StoreError,
)
from kdgraph.pipeline.datasets import (
    Estimate,
    dataset_releases,
    pull_datasets,
    update_datasets,
)
from kdgraph.store.lock import WriterLock
from tests.bulk.releases import KEY, Offer, lines_of, offered, rows_of
from tests.emulator import Faults
from tests.emulator.answers import Answer

BOTH = ("papers", "citations")


@pytest.fixture(autouse=True)
def _in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KDGRAPH_PACE", "0")
    monkeypatch.setenv("KDGRAPH_TIMEOUT", "5")
    monkeypatch.setenv("KDGRAPH_DEADLINE", "5")
    for name in ("S2_API_KEY", "SEMANTIC_SCHOLAR_API_KEY"):
        monkeypatch.delenv(name, raising=False)


def _pull(offer: Offer, folder: Path, release: str = "2026-01-06", at_once: int = 2) -> int:
    found = pull_datasets(
        folder,
        release=release,
        only=BOTH,
        at_once=at_once,
        api_url=offer.emulator.url,
        api_key=KEY,
    )
    assert found is not None
    return found.fetched


def _check(offer: Offer, folder: Path, release: str) -> None:
    for dataset, key in (("papers", "corpusid"), ("citations", "citationid")):
        wanted = offer.rows[(release, dataset)]
        assert rows_of(folder / release / dataset, key) == wanted
        assert read_manifest(folder / release)[dataset].rows == len(wanted)
    assert open_release(folder, release).name == release
    left = [path.name for path in (folder / release).rglob(".*")]
    assert left == []


def test_a_release_is_fetched_and_checked(tmp_path: Path) -> None:
    with offered() as offer:
        estimates: list[Estimate] = []

        def hear(told: Estimate) -> bool:
            estimates.append(told)
            return True

        found = pull_datasets(
            tmp_path,
            release="2026-01-06",
            only=BOTH,
            api_url=offer.emulator.url,
            api_key=KEY,
            on_estimate=hear,
        )
        assert found is not None
        _check(offer, tmp_path, "2026-01-06")
        sizes = sum(map(len, (offer.storage.files[p] for p in offer.storage.files if "stag" in p)))
        assert estimates[0].total == estimates[0].left == found.fetched == sizes
        assert estimates[0].files == {"papers": 3, "citations": 2}
        # the storage is never told the key, and nothing on disk holds it or a signature
        assert all("x-api-key" not in one.headers for one in offer.storage.log)
        assert KEY not in str([one.headers for one in offer.storage.log])
        assert {one.key for one in offer.emulator.log} == {KEY}
        texts = b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())
        assert KEY.encode() not in texts
        assert b"secret" not in texts
        assert "Please cite" in (tmp_path / "2026-01-06" / "manifest.json").read_text("utf-8")
        # again: nothing is fetched, and the links are not even asked for
        offer.storage.clear_log()
        assert _pull(offer, tmp_path) == 0
        assert offer.storage.log == []


def test_links_need_a_key_and_lists_none(tmp_path: Path) -> None:
    with offered() as offer:
        listed = dataset_releases(tmp_path, api_url=offer.emulator.url)
        assert listed.releases == tuple(offer.releases)
        assert [one.name for one in listed.latest] == ["papers", "citations"]
        with pytest.raises(ForbiddenError, match="asks for an API key; set S2_API_KEY"):
            pull_datasets(tmp_path, only=BOTH, api_url=offer.emulator.url)
        assert dataset_releases(tmp_path, api_url=offer.emulator.url).held == {}


@pytest.mark.parametrize(
    ("release", "only", "match"),
    [
        ("2026-02-01", BOTH, "no release '2026-02-01'; such are 2026-01-06"),
        ("2026-01-06", ("papers", "s2orc"), "has no dataset 's2orc'; it has papers, citations"),
        ("2026-01-06", (), "no dataset is named"),
    ],
)
def test_what_is_not_there_is_told(
    tmp_path: Path, release: str, only: tuple[str, ...], match: str
) -> None:
    with offered() as offer, pytest.raises(InputError, match=match):
        pull_datasets(tmp_path, release=release, only=only, api_url=offer.emulator.url, api_key=KEY)


@pytest.mark.parametrize(
    "faults",
    [
        ["503", "503", "429"],
        ["truncated"] * 6,
        ["reset", "reset_mid", "reset_mid", "500_html"],
        ["html_200", "html_200"],
        ["redirect"],
    ],
    ids=lambda faults: faults[0],
)
def test_faults_of_the_storage_are_outlasted(tmp_path: Path, faults: list[str]) -> None:
    with offered() as offer:
        offer.storage.faults = Faults(schedule=faults, at_most=None)
        _pull(offer, tmp_path)
        _check(offer, tmp_path, "2026-01-06")


def test_a_storage_without_ranges_is_asked_for_whole_files(tmp_path: Path) -> None:
    with offered(ranges=False) as offer:
        offer.storage.faults = Faults(schedule=[None] * 5 + ["truncated"] * 3, at_most=None)
        _pull(offer, tmp_path)
        _check(offer, tmp_path, "2026-01-06")


def test_what_has_arrived_is_not_asked_for_again(tmp_path: Path) -> None:
    with offered() as offer:
        path = "/staging/2026-01-06/papers/20260101_0"
        size = len(offer.storage.files[path])
        # after the five that ask for sizes, each of the first requests brings half of what is left
        offer.storage.faults = Faults(schedule=[None] * 5 + ["truncated"] * 3, at_most=None)
        _pull(offer, tmp_path, at_once=1)
        asked = offer.storage.bytes_asked(path)
        starts = [int(one.removeprefix("bytes=").partition("-")[0]) for one in asked[1:]]
        assert starts == [0, size // 2, size // 2 + (size - size // 2) // 2, starts[-1]]
        assert starts[-1] > starts[-2]
        _check(offer, tmp_path, "2026-01-06")


def test_a_link_that_expires_is_asked_for_again(tmp_path: Path) -> None:
    with offered(lasts=2) as offer:
        offer.storage.faults = Faults(schedule=[None] * 5 + ["truncated"] * 4, at_most=None)
        _pull(offer, tmp_path)
        _check(offer, tmp_path, "2026-01-06")
        asked = [one.path for one in offer.emulator.log if "/dataset/papers" in one.path]
        assert len(asked) > 1


def test_links_that_never_work_end_it(tmp_path: Path) -> None:
    with offered() as offer:
        _pull(offer, tmp_path / "other")
        offer.storage.lasts = 0
        with pytest.raises(FetchError, match=r"fresh ones too: .*Request has expired") as told:
            _pull(offer, tmp_path)
        assert "secret" not in str(told.value)
        assert releases_in(tmp_path) == ()


def test_a_broken_file_is_fetched_once_more_and_then_told(tmp_path: Path) -> None:
    path = "/staging/2026-01-06/papers/20260101_1"
    with offered() as offer:
        whole = offer.storage.files[path]
        offer.storage.files[path] = whole[:-8] + bytes(8)
        with pytest.raises(FetchError, match=r"papers/20260101_1.*no whole gzip file"):
            _pull(offer, tmp_path, at_once=1)
        with pytest.raises(StoreError, match="is not whole: it is still being fetched"):
            open_release(tmp_path / "2026-01-06")
        offer.storage.files[path] = whole
        offer.storage.clear_log()
        _pull(offer, tmp_path)
        _check(offer, tmp_path, "2026-01-06")
        # what was there already was not fetched again
        assert offer.storage.bytes_asked("/staging/2026-01-06/papers/20260101_0") == []


def test_a_file_that_changes_on_the_way_is_begun_anew(tmp_path: Path) -> None:
    with offered() as offer:
        path = "/staging/2026-01-06/papers/20260101_0"
        offer.storage.faults = Faults(schedule=[None] * 5 + ["truncated"], at_most=None)
        answer, seen = offer.storage._file, Counter[str]()

        def changing(asked: str, headers: Mapping[str, str]) -> Answer:
            seen[asked] += 1
            if asked == path and seen[path] == 3:
                rows = [{"corpusid": n, "title": "Other"} for n in range(40)]
                body = "".join(f"{json.dumps(row)}\n" for row in rows)
                offer.storage.files[path] = gzip.compress(body.encode())
            return answer(asked, headers)

        offer.storage._file = changing  # type: ignore[method-assign, assignment]
        _pull(offer, tmp_path, at_once=1)
        rows = rows_of(tmp_path / "2026-01-06" / "papers", "corpusid")
        assert {row["title"] for n, row in rows.items() if n < 40} == {"Other"}


def test_a_disk_without_room_is_told_before_anything_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with offered() as offer:
        usage = type("Usage", (), {"free": 10**6})
        monkeypatch.setattr("kdgraph.bulk.fetching.shutil.disk_usage", lambda _: usage)
        with pytest.raises(StoreError, match=r"has 0\.00 GB free, and .* GB are needed"):
            _pull(offer, tmp_path)
        assert all(one.headers["range"] == "bytes=0-0" for one in offer.storage.log)


def test_an_estimate_alone_fetches_nothing(tmp_path: Path) -> None:
    with offered() as offer:
        found = pull_datasets(
            tmp_path,
            only=("papers",),
            release="2026-01-06",
            api_url=offer.emulator.url,
            api_key=KEY,
            on_estimate=lambda _: False,
        )
        assert found is None
        assert releases_in(tmp_path) == ()
        assert all(one.headers["range"] == "bytes=0-0" for one in offer.storage.log)


def _update(offer: Offer, folder: Path, release: str = "latest") -> None:
    update_datasets(folder, release=release, api_url=offer.emulator.url, api_key=KEY)


@pytest.mark.parametrize("steps", [("latest",), ("2026-01-13", "2026-01-20")])
def test_differences_are_applied_in_order(tmp_path: Path, steps: tuple[str, ...]) -> None:
    with offered() as offer:
        _pull(offer, tmp_path)
        before = lines_of(tmp_path / "2026-01-06" / "papers")
        for release in steps:
            _update(offer, tmp_path, release)
        _check(offer, tmp_path, "2026-01-20")
        assert open_release(tmp_path).name == "2026-01-20"
        # the old release is as it was
        assert lines_of(tmp_path / "2026-01-06" / "papers") == before
        made = read_manifest(tmp_path / "2026-01-20")["papers"].made
        assert made == f"updated from {'2026-01-06' if len(steps) == 1 else '2026-01-13'}"


def test_what_changed_is_counted(tmp_path: Path) -> None:
    with offered() as offer:
        _pull(offer, tmp_path)
        done = update_datasets(tmp_path, api_url=offer.emulator.url, api_key=KEY)
        assert done is not None
        papers, citations = done.updated["papers"], done.updated["citations"]
        assert (papers.before, papers.after) == (61, 59)
        # 3, 5 and 41 have other rows, 7 and 60 are gone; 200 came and went, 999 never was
        counts = (papers.replaced, papers.inserted, papers.deleted, papers.absent)
        assert counts == (3, 0, 2, 2)
        assert (citations.replaced, citations.inserted, citations.deleted) == (1, 1, 2)
        again = update_datasets(tmp_path, api_url=offer.emulator.url, api_key=KEY)
        assert again is not None
        assert again.updated == {}


def test_a_shard_that_nothing_concerns_is_the_same_file(tmp_path: Path) -> None:
    with offered() as offer:
        _pull(offer, tmp_path)
        _update(offer, tmp_path, "2026-01-13")
        # of the papers, only 60 is in the last shard, and that goes a week later
        same = [tmp_path / n / "papers" / "20260101_2.jsonl.gz" for n in offer.releases[:2]]
        assert same[0].samefile(same[1])


@pytest.mark.parametrize("gap", ["missing", "out of order", "other end"])
def test_differences_that_do_not_meet_are_refused(tmp_path: Path, gap: str) -> None:
    with offered() as offer:
        _pull(offer, tmp_path)
        whole = offer.corpus.datasets["diffs"][("2026-01-06", "2026-01-20", "papers")]
        changed = {"missing": whole[:1], "out of order": whole[::-1], "other end": []}[gap]
        offer.corpus.datasets["diffs"][("2026-01-06", "2026-01-20", "papers")] = changed
        with pytest.raises(FetchError, match="do not lead from 2026-01-06 to 2026-01-20"):
            _update(offer, tmp_path)
        assert releases_in(tmp_path) == ("2026-01-06",)


def test_rows_without_a_key_are_refused_with_their_place(tmp_path: Path) -> None:
    with offered() as offer:
        _pull(offer, tmp_path)
        path = "/updates/2026-01-06-to-2026-01-13/papers/20260108_1.gz"
        offer.storage.files[path] = gzip.compress(b'{"corpusid": 1}\n{"title": "keyless"}\n')
        with pytest.raises(StoreError, match=r"20260108_1.*, line 2: the row has no corpusid"):
            _update(offer, tmp_path)
        _update_is_not_there(tmp_path)


def test_a_wrong_line_of_a_difference_is_told_by_its_number(tmp_path: Path) -> None:
    with offered() as offer:
        _pull(offer, tmp_path)
        path = "/updates/2026-01-06-to-2026-01-13/papers/20260108_1.gz"
        offer.storage.files[path] = gzip.compress(b'{"corpusid": 1}\n{"corpusid": \n')
        with pytest.raises(DatasetError, match=r"20260108_1\.jsonl\.gz, line 2: no JSON"):
            _update(offer, tmp_path)
        _update_is_not_there(tmp_path)


def _update_is_not_there(folder: Path) -> None:
    assert releases_in(folder) == ("2026-01-06",)
    assert open_release(folder).name == "2026-01-06"


def test_an_update_that_stops_in_the_middle_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with offered() as offer:
        _pull(offer, tmp_path)
        write = updating._Applying._write
        written: list[str] = []

        def failing(self: updating._Applying, path: Path, sql: str) -> None:
            if len(written) == 2:
                raise OSError(28, "No space left on device")
            written.append(path.name)
            write(self, path, sql)

        monkeypatch.setattr(updating._Applying, "_write", failing)
        with pytest.raises(StoreError, match=r"No space left.*disk is full.* as DIR"):
            _update(offer, tmp_path)
        _update_is_not_there(tmp_path)
        monkeypatch.setattr(updating._Applying, "_write", write)
        offer.storage.clear_log()
        _update(offer, tmp_path)
        _check(offer, tmp_path, "2026-01-20")
        assert offer.storage.log == []  # the differences were there already


def test_an_interrupted_update_of_another_release_is_not_mixed_in(tmp_path: Path) -> None:
    with offered() as offer:
        _pull(offer, tmp_path)
        path = "/updates/2026-01-13-to-2026-01-20/papers/20260108_1.gz"
        whole = offer.storage.files[path]
        offer.storage.files[path] = gzip.compress(b'{"title": "keyless"}\n')
        with pytest.raises(StoreError):
            _update(offer, tmp_path)
        offer.storage.files[path] = whole
        stale = tmp_path / "2026-01-20" / "papers" / "20260101_0.jsonl.gz"
        stale.parent.mkdir(exist_ok=True)
        stale.write_bytes(gzip.compress(b'{"corpusid": 77}\n'))
        _update(offer, tmp_path, "2026-01-13")
        _update(offer, tmp_path)
        _check(offer, tmp_path, "2026-01-20")


def test_nothing_to_update_is_told(tmp_path: Path) -> None:
    with offered() as offer:
        with pytest.raises(InputError, match="holds no whole release"):
            _update(offer, tmp_path)
        _pull(offer, tmp_path)
        with pytest.raises(InputError, match="no release '2025"):
            _update(offer, tmp_path, "2025-01-01")


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    lock = WriterLock(tmp_path / "lock", "datasets pull")
    with offered() as offer, lock, pytest.raises(LockedError):
        _pull(offer, tmp_path)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="the system knows no SIGKILL")
def test_a_killed_pull_is_continued(tmp_path: Path) -> None:
    with offered() as offer:
        # the first byte of the third file never comes: the process is killed while it waits
        offer.storage.faults = Faults(schedule=[None] * 7 + ["hang"] * 2, at_most=None, seconds=60)
        code = (
            "from kdgraph.pipeline.datasets import pull_datasets as p; import sys; "
            "p(sys.argv[1], release='2026-01-06', only=('papers', 'citations'), at_once=1, "
            "api_url=sys.argv[2])"
        )
        environment = {**os.environ, "S2_API_KEY": KEY, "KDGRAPH_TIMEOUT": "60"}
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path), offer.emulator.url], env=environment
        )
        end = time.monotonic() + 60
        while len(offer.storage.log) < 8 and time.monotonic() < end:
            time.sleep(0.02)
        process.kill()
        assert process.wait() == -signal.SIGKILL
        assert releases_in(tmp_path) == ()
        there = sorted(path.name for path in tmp_path.rglob("*.jsonl.gz"))
        assert len(there) == 2
        offer.storage.faults = None
        offer.storage.clear_log()
        _pull(offer, tmp_path)
        _check(offer, tmp_path, "2026-01-06")
        assert {one.path for one in offer.storage.log}.isdisjoint(
            {f"/staging/2026-01-06/papers/{name.removesuffix('.jsonl.gz')}" for name in there}
        )
