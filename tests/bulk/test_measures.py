"""Measures of a whole release equal those of the array kernels over the same papers."""

from __future__ import annotations

import gzip
import importlib.util
import random
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from kdgraph.analysis.influence import MEASURES
from kdgraph.bulk.engines import open_engine
from kdgraph.bulk.measures import Whole, measure_release
from kdgraph.bulk.release import open_release
from kdgraph.bulk.spark_engine import Spark
from kdgraph.errors import DatasetError, StoreError
from kdgraph.graph.citation import CitationGraph, citation_graph
from kdgraph.kernels.pagerank import pagerank
from kdgraph.kernels.similarity import shared_columns
from tests.bulk.releases import write_release
from tests.shared import SHARED, needs_shared

Row = dict[str, Any]

needs_spark = pytest.mark.skipif(
    importlib.util.find_spec("pyspark") is None or shutil.which("java") is None,
    reason="the extra kdgraph[spark] or a JDK is not installed",
)


def a_literature(*, cycle: bool = True) -> dict[str, list[list[Row]]]:
    """Return papers and citations with whatever a release holds: repeats, loops, strangers."""
    n, draw = 60, random.Random(3)
    papers = [
        {
            "corpusid": 1000 + i,
            "url": f"https://www.semanticscholar.org/paper/{i:040x}",
            "title": f"Paper {i}",
            "year": None if i % 17 == 0 else 1990 + i // 4 if i < 40 else 2001,
            "externalids": {"ArXiv": f"1503.{i:05}", "DOI": f"10.1/A{i}", "CorpusId": "1"},
        }
        for i in range(n)
    ]
    # newer ones cite older ones, most the first, and some papers cite nothing
    most = 1 if cycle else 3  # lines of descent are short where none goes in a circle
    edges = [
        (i, int(i // most * draw.random() ** 2))
        for i in range(5, n)
        for _ in range(draw.randint(0, 6))
    ]
    if cycle:
        edges += [(n - 1, n - 2), (n - 2, n - 3), (n - 3, n - 1)]
    rows: list[Row] = [
        {"citationid": 2**33 + k, "citingcorpusid": 1000 + a, "citedcorpusid": 1000 + b}
        for k, (a, b) in enumerate(edges)
    ]
    rows += rows[:7]  # repeated
    rows += [{"citingcorpusid": "1059", "citedcorpusid": "1000"}]  # as older releases write ids
    rows += [
        {"citingcorpusid": 1005, "citedcorpusid": 1005},
        {"citingcorpusid": 7, "citedcorpusid": 7},
    ]
    rows += [{"citingcorpusid": 1010, "citedcorpusid": None}] * 3
    rows += [
        {"citingcorpusid": 5, "citedcorpusid": 1000},
        {"citingcorpusid": 1030, "citedcorpusid": 6},
    ]
    draw.shuffle(rows)
    return {"papers": [papers[:20], papers[20:]], "citations": [rows[:50], rows[50:]]}


def graph_of(datasets: dict[str, list[list[Row]]]) -> CitationGraph:
    """Return the same literature as the array kernels know it."""
    papers = [row for rows in datasets["papers"] for row in rows]
    edges = [row for rows in datasets["citations"] for row in rows if row["citedcorpusid"]]
    return citation_graph(
        pd.DataFrame(
            {"paper_id": [str(p["corpusid"]) for p in papers], "year": [p["year"] for p in papers]}
        ),
        pd.DataFrame(
            {
                "citing_id": [str(e["citingcorpusid"]) for e in edges],
                "cited_id": [str(e["citedcorpusid"]) for e in edges],
            }
        ),
    )


def check_equal(whole: Whole, graph: CitationGraph, *, damping: float) -> None:
    """Compare every score and place of every paper with what the kernels say."""
    ids = [int(paper) for paper in graph.papers.index]
    found = whole.scores(ids).loc[ids]
    exact = pagerank(graph.cites, damping=damping, tolerance=1e-13)
    assert np.abs(found["pagerank"].to_numpy() - exact).sum() < 1e-9
    order = pd.Series(exact.round(13)).rank(method="min", ascending=False)
    assert found["pagerank_rank"].tolist() == order.astype(int).tolist()
    counts = MEASURES["citations"](graph)["score"]
    assert found["citations"].tolist() == counts.tolist()
    places = counts.rank(method="min", ascending=False).astype(int)
    assert found["citations_rank"].tolist() == places.tolist()
    years = MEASURES["year_percentile"](graph, peers="all")
    assert np.allclose(found["year_percentile"], years["score"], atol=1e-9, equal_nan=True)
    dated = years["score"].notna().to_numpy()
    assert found["compared"].to_numpy()[dated].tolist() == years["compared"][dated].tolist()
    assert found["widened"].to_numpy()[dated].tolist() == years["widened"][dated].tolist()
    near = shared_columns(graph.cites.T.tocsr(), top=100_000)
    rows = [0, 1, 2, 7, len(ids) - 1]
    expected = {
        (ids[row], ids[near.other[at]]): int(near.count[at])
        for row in rows
        for at in range(near.starts[row], near.starts[row + 1])
    }
    co_cited = whole.co_cited([ids[row] for row in rows], top=100_000)
    pairs = zip(co_cited["paper"], co_cited["other"], strict=True)
    assert dict(zip(pairs, co_cited["count"], strict=True)) == expected


@pytest.mark.parametrize("damping", [0.5, 0.85, 0.0])
def test_duckdb_says_what_the_array_kernels_say(tmp_path: Path, damping: float) -> None:
    datasets = a_literature()
    release = open_release(write_release(tmp_path / "release", datasets))
    graph = graph_of(datasets)
    with open_engine("duckdb", tmp_path / "work") as engine:
        whole = measure_release(engine, release, damping=damping, tolerance=1e-11)
        check_equal(whole, graph, damping=damping)
        told = whole.coverage
    assert told["papers"] == 60
    assert told["edges"] == graph.cites.nnz
    assert (told["unresolved"], told["loops"], told["outside"]) == (3, 1, 3)
    assert told["undated"] == 4
    left = sum(told[name] for name in ("unresolved", "repeated", "loops", "outside", "edges"))
    assert left == told["rows"] == sum(map(len, datasets["citations"]))


@needs_spark
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning")  # of PySpark's own connection to Java
def test_spark_says_the_same(tmp_path: Path) -> None:
    datasets = a_literature(cycle=False)
    release = open_release(write_release(tmp_path / "release", datasets))
    with open_engine("spark", tmp_path / "work", master="local[2]") as engine:
        assert isinstance(engine, Spark)
        engine._session.conf.set("spark.sql.shuffle.partitions", "1")  # else it takes minutes
        whole = measure_release(engine, release, tolerance=1e-11)
        check_equal(whole, graph_of(datasets), damping=0.5)
        told = whole.coverage
    with open_engine("duckdb", tmp_path / "other") as engine:
        assert measure_release(engine, release, tolerance=1e-11).coverage == told


def test_what_was_computed_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    datasets = a_literature()
    release = open_release(write_release(tmp_path / "release", datasets))
    steps: list[str] = []
    with open_engine("duckdb", tmp_path / "work") as engine:
        measure_release(engine, release, heard=lambda step, _: steps.append(step))
        assert "reading citations" in steps
    kept = {path.name for path in (tmp_path / "work").iterdir() if path.is_dir()}
    assert not any(name.startswith(("whole_term", "whole_rows", "whole_pairs")) for name in kept)
    for shard in (tmp_path / "release" / "citations").iterdir():
        shard.write_bytes(b"gone")
    with open_engine("duckdb", tmp_path / "work") as engine:
        whole = measure_release(engine, release)
        assert whole.papers == 60
        assert len(whole.scores([1000, 1001, 4])) == 2


def test_a_computation_that_was_stopped_goes_on(tmp_path: Path) -> None:
    release = open_release(write_release(tmp_path / "release", a_literature()))

    def stop(step: str, share: float) -> None:
        if step == "PageRank, round 3":
            raise KeyboardInterrupt

    with open_engine("duckdb", tmp_path / "work") as engine, pytest.raises(KeyboardInterrupt):
        measure_release(engine, release, heard=stop)
    before = (tmp_path / "work" / "whole_term_2").stat().st_mtime_ns
    with open_engine("duckdb", tmp_path / "work") as engine:
        terms: list[int] = []

        def look(step: str, share: float) -> None:
            if step == "PageRank, round 3":
                terms.append((tmp_path / "work" / "whole_term_2").stat().st_mtime_ns)

        measure_release(engine, release, heard=look)
    assert set(terms) == {before}


@needs_shared
@pytest.mark.parametrize(
    ("sample", "papers", "rows", "unresolved"),
    [("A", 100, 100, 17), ("B", 100, 100, 23), ("C", 1, 1, 0)],
)
def test_the_samples_of_the_service_are_read_to_the_last_line(
    tmp_path: Path, sample: str, papers: int, rows: int, unresolved: int
) -> None:
    release = open_release(SHARED / "semantic-scholar" / "datasets-samples" / sample)
    with open_engine("duckdb", tmp_path / "work") as engine:
        whole = measure_release(engine, release)
    assert (whole.papers, whole.rows, whole.unresolved) == (papers, rows, unresolved)
    assert whole.edges + whole.repeated + whole.loops + whole.outside == rows - unresolved


def test_papers_are_found_by_any_of_their_ids(tmp_path: Path) -> None:
    release = open_release(write_release(tmp_path / "release", a_literature()))
    named = pd.DataFrame(
        [
            ("by corpus", "corpus", "1003"),
            ("by corpus", "doi", "10.1/a9"),
            ("by doi", "doi", "10.1/a4"),
            ("by arxiv", "arxiv", "1503.00005"),
            ("by sha", "s2", f"{6:040x}"),
            ("by title", "title", "paper 7"),
            ("nobody", "doi", "10.1/none"),
        ],
        columns=["paper_id", "scheme", "value"],
    )
    with open_engine("duckdb", tmp_path / "work") as engine:
        found = measure_release(engine, release).find(named)
    wanted = {"by corpus": 1003, "by doi": 1004, "by arxiv": 1005, "by sha": 1006}
    assert found.to_dict() == wanted


def test_faults_of_shards_are_told_by_line(tmp_path: Path) -> None:
    folder = write_release(tmp_path / "release", a_literature())
    path = folder / "citations" / "0.jsonl.gz"
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    lines[9] = b'{"citingcorpusid": \n'
    path.write_bytes(gzip.compress(b"".join(lines)))
    match = r"0\.jsonl\.gz, line 10"
    with (
        open_engine("duckdb", tmp_path / "work") as engine,
        pytest.raises(DatasetError, match=match),
    ):
        measure_release(engine, open_release(folder))
    with open_engine("duckdb", tmp_path / "other") as engine:
        none = write_release(tmp_path / "none", {"papers": [[]], "citations": [[]]})
        with pytest.raises(StoreError, match="holds none with a corpusid"):
            measure_release(engine, open_release(none))


@pytest.mark.parametrize(("damping", "tolerance"), [(1.0, 1e-9), (-0.1, 1e-9), (0.5, 0.0)])
def test_parameters_out_of_range_are_refused(
    tmp_path: Path, damping: float, tolerance: float
) -> None:
    release = open_release(write_release(tmp_path / "release", a_literature()))
    with (
        open_engine("duckdb", tmp_path / "work") as engine,
        pytest.raises(ValueError, match="must"),
    ):
        measure_release(engine, release, damping=damping, tolerance=tolerance)
