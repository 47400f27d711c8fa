"""An extraction: the snapshot of a list out of shards, and what happens when something fails."""

from __future__ import annotations

import gzip
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kdgraph.errors import DatasetError, InputError, StoreError
from kdgraph.expand import select
from kdgraph.pipeline.extract import ExtractOptions, run_extract
from kdgraph.pipeline.report import ExtractReport
from kdgraph.records import PaperRecord
from kdgraph.settings import Settings
from kdgraph.store import DataFolder, StoredSnapshot
from tests.bulk.material import LIST, PAPERS, citations, papers, write_release

NOW = datetime(2026, 11, 30, tzinfo=UTC)
LISTED = {6, 7, 8, 9, 10}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_release(tmp_path_factory.mktemp("datasets") / "2026-11-03")


def _extract(release: Path, data: Path, **options: Any) -> ExtractReport:
    return run_extract(
        LIST.encode(),
        Settings(data=data),
        ExtractOptions(datasets=release, threads=1, **options),
        now=lambda: NOW,
    )


def _snapshot(data: Path) -> StoredSnapshot:
    return DataFolder(data).snapshot()


def _number(snapshot: StoredSnapshot) -> dict[str, int]:
    """Return the number of each paper in the datasets."""
    table = snapshot.identifiers.reset_index()
    corpus = table[table["scheme"] == "corpus"]
    return dict(zip(corpus["paper_id"], corpus["value"].astype(int), strict=True))


def _resolved() -> list[tuple[int, int]]:
    return [
        (int(row["citingcorpusid"]), int(row["citedcorpusid"]))
        for row in citations()
        if row["citedcorpusid"] is not None
    ]


@pytest.fixture(scope="module")
def whole(release: Path, tmp_path_factory: pytest.TempPathFactory) -> StoredSnapshot:
    data = tmp_path_factory.mktemp("data")
    report = _extract(release, data, evidence="all")
    assert report.changed
    assert report.release == "2026-11-03"
    assert not list((data / "extract").iterdir())
    return _snapshot(data)


def test_the_list_is_found_by_every_kind_of_name(whole: StoredSnapshot) -> None:
    number = _number(whole)
    matches = whole.matches.join(whole.entries[["title", "line_start"]]).sort_values("line_start")
    found = {
        row["title"]: (None if row.isna()["method"] else row["method"], number.get(row["paper_id"]))
        for _, row in matches.iterrows()
    }
    assert list(found.values()) == [
        ("arxiv", 6), ("title", 7), ("doi", 8), ("s2", 9), ("title", 10), (None, None)
    ]  # fmt: skip
    [refused] = matches[matches["paper_id"].isna()]["reason"]
    assert "the release 2026-11-03 knows no paper of this title" in refused


def test_citations_inside_are_those_of_the_rows_each_once(whole: StoredSnapshot) -> None:
    number = _number(whole)
    got = sorted(
        (number[row["citing_id"]], number[row["cited_id"]])
        for _, row in whole.citations.reset_index().iterrows()
    )
    inside = set(number.values())
    near = {end for pair in _resolved() for end in pair if LISTED & set(pair) and end <= PAPERS}
    assert inside == LISTED | near
    assert got == sorted({(a, b) for a, b in _resolved() if a != b and {a, b} <= inside})
    assert set(whole.papers["hop"]) == {0, 1}


def test_sentences_intents_and_marks_come_along(whole: StoredSnapshot) -> None:
    number = _number(whole)
    said: dict[tuple[int, int], set[str]] = defaultdict(set)
    intents: dict[tuple[int, int], set[str]] = defaultdict(set)
    for raw in citations():
        if raw["citedcorpusid"] is None:
            continue
        pair = int(raw["citingcorpusid"]), int(raw["citedcorpusid"])
        said[pair] |= set(raw["contexts"] or ())
        for words in raw["intents"] or ():
            intents[pair] |= {words} if isinstance(words, str) else set(words or ())
    sentences = whole.contexts.reset_index()
    assert len(sentences) > 100
    got: dict[tuple[int, int], set[str]] = defaultdict(set)
    for _, row in sentences.iterrows():
        got[number[row["citing_id"]], number[row["cited_id"]]].add(row["sentence"])
    for _, row in whole.citations.reset_index().iterrows():
        pair = number[row["citing_id"]], number[row["cited_id"]]
        assert got[pair] == said[pair]
        assert set(row["intents"] if row["intents"] is not None else ()) == intents[pair]
    assert whole.citations["influential"].any()


def test_papers_have_all_that_the_datasets_say(whole: StoredSnapshot) -> None:
    number = _number(whole)
    raw = {row["corpusid"]: row for row in papers()}
    for paper_id, row in whole.papers.iterrows():
        given = raw[number[str(paper_id)]]
        assert row["title"] == given["title"]
        assert (None if row.isna()["year"] else row["year"]) == given["year"]
        assert row["reported_citations"] == given["citationcount"]
        assert row.notna()["abstract"] == (given["corpusid"] % 2 == 1)
        assert row["fields"] is None or list(row["fields"]) == ["Geology"]
    assert (whole.papers["tldr"] == "It hums.").any()
    named = dict(zip(whole.authorships["paper_id"], whole.authorships["name"], strict=True))
    assert all(name == f"Ona Pell{number[p] % 60}" for p, name in named.items())
    hashes = whole.identifiers.reset_index().query("scheme == 's2'")
    assert set(hashes["paper_id"]) == set(whole.papers.index)  # also where the address is missing


def test_coverage_counts_every_row_of_the_release(whole: StoredSnapshot) -> None:
    number = _number(whole)
    inside = set(number.values())
    cited: dict[int, set[int]] = defaultdict(set)
    lost: dict[int, int] = defaultdict(int)
    seen: set[int] = set()
    for raw in citations():
        citing = int(raw["citingcorpusid"])
        if raw["citedcorpusid"] is not None:
            cited[citing].add(int(raw["citedcorpusid"]))
        elif raw.get("citationid") not in seen:
            lost[citing] += 1
            seen |= {raw["citationid"]} if "citationid" in raw else set()
    rows = whole.coverage.reset_index()
    for _, row in rows[rows["direction"] == "references"].iterrows():
        own = number[row["paper_id"]]
        assert row["fetched"] == len(cited[own]) + lost[own]
        assert row["unresolved"] == lost[own]
        assert row["outside"] == len(cited[own] - inside)
        assert row["state"] == ("complete" if row["fetched"] >= 9 else "capped")
    assert (rows["state"] != "not asked").all()


@pytest.mark.parametrize(("hops", "most"), [(1, 30), (2, 90)])
def test_the_choice_is_that_of_a_build(release: Path, tmp_path: Path, hops: int, most: int) -> None:
    report = _extract(release, tmp_path, hops=hops, max_papers=most)
    links: dict[int, set[int]] = defaultdict(set)
    reached = dict.fromkeys(LISTED, 0)
    for hop in range(1, hops + 1):
        for a, b in _resolved():
            for near, far in ((a, b), (b, a)):
                if reached.get(near, hop) < hop:
                    reached.setdefault(far, hop)
    for a, b in _resolved():
        links[b] |= {a} & LISTED
        links[a] |= {b} & LISTED
    raw = {row["corpusid"]: row for row in papers()}
    name = {n: (row["url"] or f"corpus:{n}")[-40:] for n, row in raw.items()}
    met = {
        name[n]: PaperRecord(name[n], "", reported_citations=raw[n]["citationcount"])
        for n in reached
        if n in raw
    }
    chosen = select(
        {name[n] for n in LISTED},
        {key: paper for key, paper in met.items() if key not in {name[n] for n in LISTED}},
        {name[n]: {name[m] for m in links[n]} for n in reached if n in raw},
        max_papers=most,
    )
    snapshot = _snapshot(tmp_path)
    number = _number(snapshot)
    assert {name[n] for n in number.values()} == set(chosen.kept)
    assert report.summary.notes["neighbours_left_out"] == chosen.left_out > 0
    assert {n: snapshot.papers.at[p, "hop"] for p, n in number.items()} == {
        n: reached[n] for n in number.values()
    }


def test_sentences_are_of_the_papers_that_were_wanted(release: Path, tmp_path: Path) -> None:
    counts = {}
    for evidence in ("none", "listed", "core", "all"):
        report = _extract(release, tmp_path / evidence, evidence=evidence)
        counts[evidence] = report.summary.contexts
        assert report.summary.citations > 100
    assert 0 == counts["none"] < counts["listed"] < counts["core"] < counts["all"]


def test_the_order_of_rows_and_shards_changes_nothing(
    release: Path, whole: StoredSnapshot, tmp_path: Path
) -> None:
    other = write_release(
        tmp_path / "2026-11-03",
        change={name: lambda rows: rows[::-1] for name in ("papers", "citations", "paper-ids")},
    )
    report = _extract(other, tmp_path / "data", evidence="all")
    assert report.summary.snapshot_id == whole.id


def test_a_bad_line_stops_it_and_the_same_call_goes_on(release: Path, tmp_path: Path) -> None:
    bad = write_release(tmp_path / "2026-11-03")
    shard = bad / "citations" / "part-1.jsonl.gz"
    good = shard.read_bytes()
    lines = gzip.decompress(good).splitlines(keepends=True)
    shard.write_bytes(gzip.compress(b"".join([*lines[:7], b"{oops\n", *lines[8:]])))
    with pytest.raises(DatasetError, match=r"citations/part-1\.jsonl\.gz, line 8: no JSON"):
        _extract(bad, tmp_path / "data")
    assert DataFolder(tmp_path / "data").current_id() is None
    shard.write_bytes(good)
    report = _extract(bad, tmp_path / "data")
    again = _extract(release, tmp_path / "other")
    assert report.summary.snapshot_id == again.summary.snapshot_id


class _CutError(Exception):
    """Stands for whatever kills a process between two steps."""


class _Cutting:
    """Kills the run at the stage of this name, and notes the stages before."""

    def __init__(self, at: str | None) -> None:
        self.at, self.stages = at, list[str]()

    def stage(self, label: str, total: int) -> None:
        if label == self.at:
            raise _CutError
        self.stages.append(label)

    def step(self) -> None:
        pass

    def wait(self, reason: str, seconds: float) -> None:
        pass


def test_an_interrupted_run_goes_on_and_other_inputs_begin_anew(
    release: Path, tmp_path: Path
) -> None:
    def run(at: str | None, **options: Any) -> tuple[ExtractReport, list[str]]:
        watcher = _Cutting(at)
        report = run_extract(
            LIST.encode(),
            Settings(data=tmp_path),
            ExtractOptions(datasets=release, threads=1, **options),
            progress=watcher,
            now=lambda: NOW,
        )
        return report, watcher.stages

    with pytest.raises(_CutError):
        run("papers of the neighbourhood")
    report, stages = run(None)
    assert report.resumed
    assert "citations" not in stages
    assert "papers of the neighbourhood" in stages
    with pytest.raises(_CutError):
        run("papers of the neighbourhood")
    other, stages = run(None, max_papers=12)
    assert not other.resumed
    assert "citations" in stages
    assert any("begins anew" in remark for remark in other.remarks)
    assert other.summary.papers == 12


def test_a_missing_dataset_is_named(tmp_path: Path) -> None:
    for needed in ("papers", "paper-ids", "citations"):
        release = write_release(tmp_path / needed, without=[needed])
        with pytest.raises(StoreError, match=f"'{needed}' is not in"):
            _extract(release, tmp_path / "data")
    assert not (tmp_path / "data").exists()
    release = write_release(tmp_path / "rest", without=["abstracts", "tldrs"])
    report = _extract(release, tmp_path / "data")
    assert [name for name in ("abstracts", "tldrs") if name in " ".join(report.remarks)] == [
        "abstracts",
        "tldrs",
    ]


def test_a_list_of_unknown_papers_is_refused(release: Path, tmp_path: Path) -> None:
    unknown = b"@article{a, title={A treatise that nobody wrote}, year=2011}"
    with pytest.raises(InputError, match="none of the 1 entries"):
        run_extract(unknown, Settings(data=tmp_path), ExtractOptions(datasets=release, threads=1))
    assert DataFolder(tmp_path).current_id() is None


def test_options_are_checked(tmp_path: Path) -> None:
    for wrong in ({"evidence": "some"}, {"hops": 0}, {"max_papers": 0}):
        with pytest.raises(InputError, match=next(iter(wrong))):
            ExtractOptions(datasets=tmp_path, **wrong)
