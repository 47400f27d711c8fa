"""What holds for every measure, also for tomorrow's."""

from __future__ import annotations

from typing import Final

import pandas as pd
import pytest

import kdgraph
from kdgraph.analysis.influence import MEASURES, PARTS
from kdgraph.errors import UnknownPaperError
from kdgraph.graph.citation import CitationGraph, citation_graph
from kdgraph.testing import toys
from kdgraph.testing.graphs import graph_of, made_up
from kdgraph.testing.measures import MeasureContract

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


def contract(name: str) -> MeasureContract:
    """Return what a measure promises."""
    return MeasureContract.of(
        member=MEASURES[name],
        directed=name not in NOT_DIRECTED,
        by_date=name in BY_DATE,
        shared_out=name in SHARED_OUT,
        always_defined=name in {"pagerank", "citations", "betweenness"},
    )


@pytest.mark.parametrize("promise", MeasureContract.promises())
@pytest.mark.parametrize("name", MEASURES)
def test_it_keeps_its_promises(name: str, promise: str) -> None:
    getattr(contract(name), promise)()


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
