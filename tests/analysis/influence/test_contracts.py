"""What holds for every measure, also for tomorrow's."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal, assert_series_equal

import kdgraph
from kdgraph.analysis.influence import MEASURES, PARTS
from kdgraph.errors import UnknownPaperError
from kdgraph.graph.citation import CitationGraph, citation_graph
from tests import toys
from tests.analysis.influence.literature import graph_of, made_up, tables

SHARED_OUT: Final = {"pagerank"}
"""Scores that sum to 1 over all papers, so that one more paper scales all of them."""

NOT_DIRECTED: Final = {"betweenness", "reported_citations", "influential_share"}
"""The first is the same when all arcs are turned, the others do not look at arcs."""

BY_DATE: Final = {
    "burst",
    "citerank",
    "disruption",
    "mean_normalised",
    "rescaled_pagerank",
    "sleeping_beauty",
    "year_percentile",
}
"""Measures that nobody can tell without dates."""

WHOLE: Final = made_up()

everyone = pytest.mark.parametrize("name", MEASURES)


def test_those_of_the_design_are_there() -> None:
    assert kdgraph.MEASURES is MEASURES
    assert set(MEASURES) >= {
        "betweenness",
        "burst",
        "citations",
        "citerank",
        "disruption",
        "hits",
        "influential_share",
        "mean_normalised",
        "pagerank",
        "rescaled_pagerank",
        "reported_citations",
        "sleeping_beauty",
        "year_percentile",
    }
    assert set(PARTS) <= set(MEASURES)


@everyone
def test_it_says_what_it_is_and_where_it_is_from(name: str) -> None:
    text = MEASURES[name].__doc__ or ""
    first = text.partition("\n")[0]
    assert 20 < len(first) < 100
    assert first.endswith((".", "too."))
    for part in ("Returns", "References", "Examples"):
        assert f"\n    {part}\n    ---" in text


@everyone
def test_shape_of_the_frame(name: str) -> None:
    graph = graph_of(*WHOLE)
    found = MEASURES[name](graph)
    assert found.index.equals(graph.papers.index)
    assert found.index.name == "paper_id"
    assert found["score"].dtype == np.float64
    assert not np.isinf(found["score"]).any()
    assert len(found.columns) > 1  # what the score rests on
    assert found["score"].notna().sum() > 10


@everyone
def test_order_of_papers_and_citations_changes_nothing(name: str) -> None:
    papers, citations = tables(*WHOLE)
    forth = MEASURES[name](citation_graph(papers, citations))
    back = MEASURES[name](citation_graph(papers[::-1], citations[::-1]))
    assert_frame_equal(forth.sort_index(), back.sort_index(), rtol=1e-7)


@everyone
def test_an_isolated_paper_changes_no_other(name: str) -> None:
    years, arcs = WHOLE
    before = MEASURES[name](graph_of(years, arcs))["score"]
    after = MEASURES[name](graph_of(years | {"lone": None}, arcs))["score"].loc[before.index]
    if name in SHARED_OUT:
        after = after / after.sum()
    assert_series_equal(before, after, rtol=1e-7)


@everyone
def test_turning_all_citations_matters(name: str) -> None:
    years, arcs = WHOLE
    forth = MEASURES[name](graph_of(years, arcs))["score"].sort_index()
    back = MEASURES[name](graph_of(years, [(j, i) for i, j in arcs]))["score"].sort_index()
    assert np.allclose(forth, back, equal_nan=True) == (name in NOT_DIRECTED)


@everyone
def test_the_graph_stays_as_it_is(name: str) -> None:
    graph = graph_of(*WHOLE)
    papers, cites = graph.papers.copy(deep=True), graph.cites.copy()
    MEASURES[name](graph)
    assert_frame_equal(graph.papers, papers)
    np.testing.assert_array_equal(graph.cites.toarray(), cites.toarray())


@everyone
@pytest.mark.parametrize(
    ("years", "arcs"),
    [
        pytest.param({}, [], id="no paper"),
        pytest.param({"a": 2000}, [], id="one paper"),
        pytest.param({"a": None}, [], id="one undated paper"),
        pytest.param({"a": 2000, "b": 2001}, [], id="no citation"),
        pytest.param({"a": None, "b": None, "c": None}, [("b", "a"), ("c", "b")], id="no dates"),
        pytest.param(
            {"a": 2000, "b": 2000, "c": 2000}, [("a", "b"), ("b", "c"), ("c", "a")], id="one cycle"
        ),
        pytest.param({"a": 2005, "b": 2000}, [("b", "a")], id="against time"),
        pytest.param({"a": 2000, "b": None}, [("b", "a"), ("a", "b")], id="a pair, half undated"),
        pytest.param({"a": -400, "b": 2024}, [("b", "a")], id="antiquity"),
    ],
)
def test_odd_graphs_have_a_defined_answer(
    name: str, years: dict[str, int | None], arcs: list[tuple[str, str]]
) -> None:
    graph = graph_of(years, arcs)
    found = MEASURES[name](graph)
    assert found.index.equals(graph.papers.index)
    assert found["score"].dtype == np.float64
    assert not np.isinf(found["score"]).any()
    if name in BY_DATE and all(year is None for year in years.values()):
        assert found["score"].isna().all()
    if name in {"pagerank", "citations", "betweenness"}:
        assert found["score"].notna().all()


def test_frames_without_years_or_counts() -> None:
    graph = citation_graph(
        pd.DataFrame({"paper_id": ["a", "b"]}),
        pd.DataFrame({"citing_id": ["b"], "cited_id": ["a"]}),
    )
    for name in MEASURES:
        defined = MEASURES[name](graph)["score"].notna().any()
        wanting = BY_DATE | {"reported_citations", "influential_share"}
        assert defined == (name not in wanting), name


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize(
    "graph", [graph_of(*WHOLE), toys.snapshot().citation_graph()], ids=["made up", "toys"]
)
def test_parts_add_up_to_the_score(name: str, graph: CitationGraph) -> None:
    score = MEASURES[name](graph)["score"]
    arcs = graph.arcs()
    for paper_id in graph.papers.index:
        parts = PARTS[name](graph, paper_id)
        citing = set(arcs.loc[arcs["cited_id"] == paper_id, "citing_id"])
        assert set(parts.citers.index) == citing
        assert len(parts.citers) == len(citing)
        whole = sum(parts.own.values()) + parts.citers.sum(skipna=False)
        assert whole == pytest.approx(score[paper_id], abs=1e-8, nan_ok=True)
        assert parts.how


@pytest.mark.parametrize("name", PARTS)
def test_parts_of_an_unknown_paper(name: str) -> None:
    with pytest.raises(UnknownPaperError, match="no paper called 'nobody'"):
        PARTS[name](graph_of(*WHOLE), "nobody")
