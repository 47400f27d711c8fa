"""Snapshots from memory, from a data folder and as of an earlier day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import kdgraph
from kdgraph.errors import DamagedSnapshotError, InputError, NoSnapshotError, UnknownPaperError
from kdgraph.graph.as_of import last_day
from kdgraph.graph.citation import CitationGraph
from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import TABLES, Frames
from kdgraph.store import EMBEDDED_NOTE, DataFolder
from kdgraph.testing import toys


def _publish(data: Path, frames: Frames, day: int) -> str:
    with DataFolder(data).writer("a test") as writer:
        manifest = writer.publish(
            frames,
            origins=toys.MANIFEST.origins,
            list_id="toys",
            list_file="toys.md",
            list_digest="0" * 64,
            parameters={},
            notes={},
            time=datetime(2024, 1, day, tzinfo=UTC),
        )
    return manifest.id


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a data folder with two snapshots; the later one lacks paper g."""
    _publish(tmp_path, toys.frames(), 1)
    smaller = toys.frames()
    smaller["papers"] = smaller["papers"].drop(index="g")
    _publish(tmp_path, smaller, 2)
    return tmp_path


def test_current_snapshot_from_disk(data: Path) -> None:
    snapshot = kdgraph.open(data).snapshot()
    assert snapshot.papers.index.tolist() == list("abcdefu")
    assert snapshot.path is not None
    assert snapshot.path.parent == data / "snapshots"
    assert (snapshot.data_note, snapshot.as_of_date, snapshot.left_out) == (None, None, 0)


def test_older_snapshot_by_id_or_its_beginning(data: Path) -> None:
    opened = kdgraph.open(str(data))
    older, newer = opened.snapshots()
    assert older.time < newer.time
    for name in (older.id, older.id[:10]):
        snapshot = opened.snapshot(name)
        assert snapshot.id == older.id
        for name_of_table, frame in toys.frames().items():
            table = TABLES[name_of_table]
            assert table.to_arrow(getattr(snapshot, name_of_table)).equals(table.to_arrow(frame))
    assert opened.snapshot(older.id, as_of=2005).papers.index.tolist() == ["a", "b"]


def test_folder_without_snapshot(tmp_path: Path) -> None:
    assert kdgraph.open(tmp_path).snapshots() == []
    with pytest.raises(NoSnapshotError, match="kdgraph build"):
        kdgraph.open(tmp_path / "nowhere").snapshot()
    assert list(tmp_path.iterdir()) == []


def test_unknown_snapshot_names_those_there(data: Path) -> None:
    with pytest.raises(NoSnapshotError, match="no snapshot 'zzz'"):
        kdgraph.open(data).snapshot("zzz")


def test_damaged_table_is_an_error_when_it_is_read(data: Path) -> None:
    snapshot = kdgraph.open(data).snapshot()
    assert snapshot.path is not None
    file = snapshot.path / "citations.parquet"
    file.write_bytes(file.read_bytes()[::-1])
    assert len(snapshot.papers) == 7
    with pytest.raises(DamagedSnapshotError, match=r"citations\.parquet"):
        snapshot.citation_graph()


def test_graphs_of_a_snapshot() -> None:
    snapshot = toys.snapshot()
    assert snapshot.citation_graph().cites.nnz == len(toys.ARCS)
    assert snapshot.citation_graph().as_of_year == 2011
    assert snapshot.citation_graph(as_of_year=2030).as_of_year == 2030
    assert snapshot.author_graph().citations == 7
    assert set(snapshot.frames()) == set(TABLES)


def test_embedded_data_say_so_also_in_a_snapshot_of_another_list() -> None:
    shipped = replace(toys.MANIFEST, embedded=True)
    matched_offline = replace(toys.MANIFEST, origins=("embedded corpus: published lists",))
    for manifest in (shipped, matched_offline):
        assert Snapshot(toys.frames(), manifest).data_note == EMBEDDED_NOTE
        assert Snapshot(toys.frames(), manifest).as_of("2010").data_note == EMBEDDED_NOTE
    assert toys.snapshot().data_note is None


def test_embedded_corpus() -> None:
    snapshot = kdgraph.embedded()
    assert snapshot.data_note == EMBEDDED_NOTE
    hinton = snapshot.find("Distilling the Knowledge in a Neural Network")
    assert hinton == "arxiv:1503.02531"
    graph = snapshot.citation_graph()
    row = graph.papers.index.get_loc(hinton)
    assert graph.cites.sum(axis=0)[row] == 302
    assert graph.outside_dropped == graph.loops_dropped == graph.duplicates_merged == 0
    authors = snapshot.author_graph()
    assert authors.cites.sum() == pytest.approx(authors.citations)
    assert authors.citations + authors.outside_dropped == graph.cites.nnz
    assert authors.by_name_only == len(authors.authors)


def test_changing_a_frame_changes_nothing_else() -> None:
    snapshot = toys.snapshot()
    papers, frames = snapshot.papers, snapshot.frames()
    papers["year"] = 1900
    papers.loc["a", "title"] = "changed"
    frames["papers"].loc["a", "title"] = "changed too"
    assert_frame_equal(snapshot.papers, toys.papers())


def test_as_of_a_year() -> None:
    view = toys.snapshot().as_of("2006")
    assert view.papers.index.tolist() == ["a", "b", "c"]
    assert (view.as_of_date, view.left_out) == (date(2006, 12, 31), 1)
    assert view.id == "toy@2006-12-31"
    pairs = view.citations[["citing_id", "cited_id"]]
    assert pairs.to_numpy().tolist() == [["b", "a"], ["c", "a"]]
    assert len(view.contexts) == 0
    assert set(view.authorships["paper_id"]) == set("abc")
    assert view.authors.index.tolist() == ["s2:1", "s2:2", "s2:3", "name:cy-young"]
    assert set(view.coverage["paper_id"]) == set("abc")
    assert set(view.identifiers["paper_id"]) == set("abc")
    assert view.citation_graph().as_of_year == 2006
    assert toys.snapshot().as_of("2007").citation_graph().as_of_year == 2007
    assert view.author_graph().citations == 2
    assert view.find("survey") == "a"
    with pytest.raises(UnknownPaperError):
        view.find("isolated")


@pytest.mark.parametrize(
    ("when", "papers"),
    [
        pytest.param("1999", "", id="before all"),
        pytest.param("2000-12-30", "", id="a year counts from its last day"),
        pytest.param("2000-12-31", "a", id="that last day"),
        pytest.param("2004-06", "a", id="a preprint's year has not ended"),
        pytest.param(2004, "ab", id="a preprint before its published record"),
        pytest.param("2010-06-14", "abcg", id="the day before"),
        pytest.param(date(2010, 6, 15), "abcdg", id="the day itself"),
        pytest.param(datetime(2010, 6, 15, 23, tzinfo=UTC), "abcdg", id="a time of that day"),
        pytest.param("2010-12", "abcdeg", id="last month of the year"),
        pytest.param("9999", "abcdefg", id="all but the undated"),
    ],
)
def test_who_is_in(when: str | int | date, papers: str) -> None:
    view = toys.snapshot().as_of(when)
    assert view.papers.index.tolist() == list(papers)
    assert view.left_out == 1


def test_time_of_day_does_not_matter() -> None:
    frames = toys.frames()
    frames["papers"].loc["d", "date"] = pd.Timestamp("2010-06-15 12:30")
    assert "d" in Snapshot(frames, toys.MANIFEST).as_of("2010-06-15").papers.index


def test_matches_to_papers_outside_the_view_say_why() -> None:
    snapshot = toys.snapshot()
    view = snapshot.as_of("2003")
    assert_frame_equal(view.entries, snapshot.entries)
    assert view.matches["paper_id"].dropna().to_dict() == {"toys:1": "a"}
    gone = view.matches.loc["toys:2"]
    assert gone["reason"] == "b is not in this view of 2003-12-31: public since 2004-12-31"
    assert gone[["paper_id", "method", "confidence"]].isna().all()
    assert view.matches.at["toys:3", "reason"] == "no title is near"
    assert view.matches.dtypes.to_dict() == snapshot.matches.dtypes.to_dict()
    undated = toys.frames()
    undated["matches"].loc["toys:3", "paper_id"] = "u"
    reason = Snapshot(undated, toys.MANIFEST).as_of("2020").matches.at["toys:3", "reason"]
    assert reason == "u is not in this view of 2020-12-31: undated"


@pytest.mark.parametrize(
    ("first", "second"), list(product((1999, 2004, 2006, 2010, 2012), repeat=2))
)
def test_a_view_of_a_view_holds_what_is_in_both(first: int, second: int) -> None:
    twice = toys.snapshot().as_of(first).as_of(second)
    once = toys.snapshot().as_of(min(first, second))
    assert twice.id == once.id
    assert twice.left_out == once.left_out == 1
    for name, frame in once.frames().items():
        if name != "matches":  # which view a match was lost to is told by the first one
            assert_frame_equal(getattr(twice, name), frame)
    assert_frame_equal(twice.matches[["paper_id"]], once.matches[["paper_id"]])


def test_views_leave_the_snapshot_as_it_was() -> None:
    snapshot = toys.snapshot()
    snapshot.as_of("2005")
    for name, frame in toys.frames().items():
        assert_frame_equal(getattr(snapshot, name), frame)


def test_views_fit_the_tables() -> None:
    for name, frame in toys.snapshot().as_of("2006").frames().items():
        assert_frame_equal(TABLES[name].conform(frame), frame)


@pytest.mark.parametrize("when", ["soon", "", "20", "2020-13", "2021-02-29", "2020-1-1-1", -5])
def test_no_day(when: str | int) -> None:
    with pytest.raises(InputError, match=r"is no day.*2020-06-30"):
        toys.snapshot().as_of(when)


def test_last_days() -> None:
    assert last_day(pd.Timestamp("2020-05-05 12:00")) == date(2020, 5, 5)
    assert last_day("2021-02") == date(2021, 2, 28)


def _same_graph(one: CitationGraph, other: CitationGraph) -> None:
    assert_frame_equal(one.papers, other.papers)
    for array in ("cites", "cited_by"):
        first, second = getattr(one, array), getattr(other, array)
        assert first.dtype == second.dtype
        assert not second.data.flags.writeable
        for part in ("data", "indices", "indptr"):
            np.testing.assert_array_equal(getattr(first, part), getattr(second, part))
    facts = ["loops_dropped", "duplicates_merged", "outside_dropped", "undated"]
    for name in [*facts, "forward_in_time", "as_of_year", "given_year"]:
        assert getattr(one, name) == getattr(other, name), name


def test_the_graph_is_kept_beside_the_snapshot(data: Path) -> None:
    first = kdgraph.open(data).snapshot().citation_graph(as_of_year=2020)
    snapshot = kdgraph.open(data).snapshot()
    kept = data / "derived" / snapshot.id / "citation-graph"
    assert (kept / "cites-indices.npy").is_file()
    mapped = snapshot.citation_graph().cites.indices
    while mapped.base is not None and not isinstance(mapped, np.memmap):
        mapped = mapped.base
    assert isinstance(mapped, np.memmap)
    _same_graph(first, snapshot.citation_graph(as_of_year=2020))
    assert snapshot.citation_graph().as_of_year == 2011
    in_memory = Snapshot(snapshot.frames(), snapshot.manifest)
    _same_graph(in_memory.citation_graph(), snapshot.citation_graph())
    # the kept graph does without the table of citations
    assert snapshot.path is not None
    (snapshot.path / "citations.parquet").write_bytes(
        (snapshot.path / "citations.parquet").read_bytes()[::-1]
    )
    _same_graph(first, kdgraph.open(data).snapshot().citation_graph(as_of_year=2020))


def test_the_graph_is_made_once_and_its_frame_is_the_callers_own() -> None:
    snapshot = toys.snapshot()
    first, again = snapshot.citation_graph(), snapshot.citation_graph()
    assert again.cites is first.cites
    first.papers["year"] = 1900
    del first.papers["title"]
    assert again.as_of_year == snapshot.citation_graph().as_of_year == 2011
    assert "title" in snapshot.citation_graph().papers
    later = snapshot.citation_graph(as_of_year=2020)
    assert (later.as_of_year, snapshot.citation_graph().as_of_year) == (2020, 2011)
    assert snapshot.as_of(2006).citation_graph().cites.nnz < first.cites.nnz


def test_a_damaged_kept_graph_is_computed_again(data: Path) -> None:
    first = kdgraph.open(data).snapshot().citation_graph()
    (indices,) = data.glob("derived/*/citation-graph/cites-indices.npy")
    content = bytearray(indices.read_bytes())
    content[-8] ^= 1
    indices.write_bytes(content)
    _same_graph(first, kdgraph.open(data).snapshot().citation_graph())
    assert indices.read_bytes() != bytes(content)  # and kept again


def test_where_nothing_can_be_kept_it_is_computed(data: Path) -> None:
    (data / "derived").write_text("no folder")
    graph = kdgraph.open(data).snapshot().citation_graph()
    assert graph.cites.nnz == len(toys.ARCS)


def test_views_and_the_corpus_in_the_package_keep_nothing(data: Path) -> None:
    kdgraph.open(data).snapshot(as_of=2006).citation_graph()
    toys.snapshot().citation_graph()
    assert not (data / "derived").exists()
    embedded = kdgraph.embedded()
    assert embedded.path is not None
    kept = embedded.path.parent.parent / "derived" / embedded.path.name
    before = kept.exists()
    embedded.citation_graph()
    assert kept.exists() == before


def test_a_graph_without_citations_is_kept_too(tmp_path: Path) -> None:
    frames = toys.frames()
    for name in ("citations", "contexts"):
        frames[name] = TABLES[name].empty()
    _publish(tmp_path, frames, 1)
    for _ in range(2):
        graph = kdgraph.open(tmp_path).snapshot().citation_graph()
        assert (graph.cites.shape, graph.cites.nnz) == ((8, 8), 0)
    assert list(tmp_path.glob("derived/*/citation-graph/contents.json"))
