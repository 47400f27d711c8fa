"""The citation graph: what it holds, what it counts, and that networkx agrees."""

from __future__ import annotations

from random import Random
from typing import Literal

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from kdgraph.errors import InputError
from kdgraph.graph.citation import CitationGraph, citation_graph
from kdgraph.testing import toys

_ENDS = st.sampled_from("abcdefgux")  # x is no paper
_EXAMPLES = settings(max_examples=60, deadline=None)  # a busy machine is no failure
_PAPERS = toys.papers()
_PAIRS = st.lists(st.tuples(_ENDS, _ENDS), max_size=30)


def _rows(pairs: list[tuple[str, str]]) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=["citing_id", "cited_id"])


def _graph(
    papers: pd.DataFrame | None = None, citations: pd.DataFrame | None = None
) -> CitationGraph:
    return citation_graph(
        _PAPERS if papers is None else papers,
        toys.citations() if citations is None else citations,
    )


def _arcs(graph: CitationGraph) -> set[tuple[str, str]]:
    arcs = graph.arcs()
    return set(zip(arcs["citing_id"], arcs["cited_id"], strict=True))


def test_toy_literature() -> None:
    graph = _graph()
    # cited before citing (e and f cite each other), then by date (b was public in 2004), u undated
    assert graph.papers.index.tolist() == list("agbcudef")
    assert graph.papers.index.name == "paper_id"
    assert _arcs(graph) == set(toys.ARCS)
    assert graph.cites.shape == (8, 8)
    assert graph.cites.dtype == graph.cited_by.dtype == np.float64
    a, b = (graph.papers.index.tolist().index(paper_id) for paper_id in "ab")
    assert graph.cites[b, a] == graph.cited_by[a, b] == 1
    assert graph.cites[a, b] == graph.cited_by[b, a] == 0
    assert (graph.undated, graph.forward_in_time, graph.as_of_year) == (1, 1, 2011)
    assert (graph.loops_dropped, graph.duplicates_merged, graph.outside_dropped) == (0, 0, 0)


def test_every_odd_row_is_counted() -> None:
    pairs = [("b", "a"), ("b", "a"), ("b", "a"), ("a", "a"), ("b", "x"), ("x", "b"), ("x", "x")]
    graph = _graph(citations=_rows(pairs))
    assert _arcs(graph) == {("b", "a")}
    assert (graph.loops_dropped, graph.duplicates_merged, graph.outside_dropped) == (1, 2, 3)


@_EXAMPLES
@given(pairs=_PAIRS, order=st.randoms(use_true_random=False))
def test_rows_add_up_and_their_order_changes_nothing(
    pairs: list[tuple[str, str]], order: Random
) -> None:
    graph = _graph(citations=_rows(pairs))
    lost = graph.loops_dropped + graph.duplicates_merged + graph.outside_dropped
    assert graph.cites.nnz + lost == len(pairs)
    shuffled, places = list(pairs), list(range(len(_PAPERS)))
    order.shuffle(shuffled)
    order.shuffle(places)
    again = _graph(papers=_PAPERS.iloc[places], citations=_rows(shuffled))
    assert_frame_equal(again.papers, graph.papers)
    for part in ("data", "indices", "indptr"):
        np.testing.assert_array_equal(getattr(again.cites, part), getattr(graph.cites, part))
        np.testing.assert_array_equal(getattr(again.cited_by, part), getattr(graph.cited_by, part))
    assert again.forward_in_time == graph.forward_in_time


@_EXAMPLES
@given(pairs=_PAIRS)
def test_rows_stand_in_topological_order(pairs: list[tuple[str, str]]) -> None:
    graph = _graph(citations=_rows(pairs))
    np.testing.assert_array_equal(graph.cited_by.toarray(), graph.cites.toarray().T)
    network = nx.from_numpy_array(graph.cites.toarray(), create_using=nx.DiGraph)
    components = sorted(map(sorted, nx.strongly_connected_components(network)))
    for rows in components:
        assert rows == list(range(rows[0], rows[0] + len(rows)))  # together
        assert all(cited <= rows[-1] for row in rows for cited in network.successors(row))
    for array in (graph.cites, graph.cited_by):
        assert array.has_canonical_format
        assert not array.data.flags.writeable


@_EXAMPLES
@given(pairs=_PAIRS)
def test_networkx_agrees(pairs: list[tuple[str, str]]) -> None:
    ours = _graph(citations=_rows(pairs))
    theirs: nx.DiGraph[str] = nx.DiGraph()
    theirs.add_nodes_from(ours.papers.index)
    theirs.add_edges_from((i, j) for i, j in pairs if i != j and {i, j} <= set("abcdefgu"))
    np.testing.assert_array_equal(
        ours.cites.toarray(), nx.to_numpy_array(theirs, nodelist=ours.papers.index)
    )
    assert nx.utils.graphs_equal(nx.DiGraph(theirs.edges), nx.DiGraph(ours.to_networkx().edges))


def test_reversing_all_citations_transposes() -> None:
    turned = toys.citations().rename(columns={"citing_id": "cited_id", "cited_id": "citing_id"})
    back, forth = _graph(citations=turned), _graph()
    assert _arcs(back) == {(cited, citing) for citing, cited in toys.ARCS}
    assert _arcs(back) != _arcs(forth)
    assert back.papers.index.tolist() != forth.papers.index.tolist()


def test_papers_of_one_level_stand_by_date_and_then_by_id() -> None:
    rows = {
        "doi:10.1/z": (2015, None),
        "doi:10.1/a": (2015, None),
        "arxiv:1504.00001": (2016, None),
        "doi:10.1/day": (2015, "2015-05-20"),
        "doi:10.1/none": (None, None),
    }
    papers = pd.DataFrame(rows.values(), index=pd.Index(rows, name="paper_id"))
    papers.columns = ["year", "date"]
    order = citation_graph(papers, _rows([])).papers.index.tolist()
    assert order == [
        "arxiv:1504.00001",
        "doi:10.1/day",
        "doi:10.1/a",
        "doi:10.1/z",
        "doi:10.1/none",
    ]


def test_isolated_paper_changes_no_other() -> None:
    without = _graph(papers=toys.papers().drop(index="g"))
    assert _arcs(without) == _arcs(_graph())


def test_networkx_graph_has_plain_values() -> None:
    network = _graph().to_networkx()
    assert list(network) == list("agbcudef")
    assert set(network.edges) == set(toys.ARCS)
    d, u = network.nodes["d"], network.nodes["u"]
    assert (d["year"], d["date"], d["title"]) == (2010, "2010-06-15", toys.TITLES["d"])
    assert type(d["year"]) is int
    assert (u["year"], u["date"], u["fields"], u["venue"]) == (None, None, None, None)
    assert network.nodes["a"]["fields"] == ["Computer Science", "Education"]
    assert network.nodes["a"]["first_seen"] == "2024-01-01T00:00:00+00:00"
    assert all(value == value for facts in network.nodes.values() for value in facts.values())


@pytest.mark.parametrize(
    "years",
    [
        pytest.param([2000, None], id="objects"),
        pytest.param(np.array([2000.0, np.nan]), id="floats"),
        pytest.param(pd.array([2000, None], dtype="Int64"), id="nullable"),
        pytest.param(["2000", None], id="texts"),
        pytest.param(pd.Categorical([2000, None]), id="categories"),
    ],
)
def test_years_of_any_type(years: object) -> None:
    papers = pd.DataFrame({"paper_id": ["a", "b"], "year": years})
    graph = citation_graph(papers, _rows([("b", "a")]))
    assert graph.papers["year"].dtype == "Int64"
    assert (graph.undated, graph.as_of_year, graph.forward_in_time) == (1, 2000, 0)


def test_without_any_year() -> None:
    graph = citation_graph(pd.DataFrame({"paper_id": ["a", "b"]}), _rows([("b", "a")]))
    assert graph.undated == 2
    assert graph.papers["year"].isna().all()
    with pytest.raises(InputError, match=r"none of the 2 papers has a year.*as_of_year"):
        _ = graph.as_of_year
    given_year = citation_graph(graph.papers, _rows([]), as_of_year=2024)
    assert given_year.as_of_year == 2024


def test_given_year_wins() -> None:
    graph = citation_graph(toys.papers(), toys.citations(), as_of_year=2020)
    assert graph.as_of_year == 2020


def test_without_papers() -> None:
    graph = citation_graph(toys.papers().iloc[:0], toys.citations())
    assert (graph.cites.shape, graph.outside_dropped) == ((0, 0), 8)
    assert len(graph.to_networkx()) == 0


@pytest.mark.parametrize("dtype", ["str", "object", "category", "string[python]"])
def test_ids_of_any_type(
    dtype: Literal["str", "object", "category", "string[python]"],
) -> None:
    papers = toys.papers().reset_index()[["paper_id", "year"]].astype({"paper_id": dtype})
    citations = toys.citations()[["citing_id", "cited_id"]].astype(dtype)
    assert _arcs(citation_graph(papers, citations)) == set(toys.ARCS)
    as_index = citations.set_index(["citing_id", "cited_id"])
    assert _arcs(citation_graph(papers, as_index)) == set(toys.ARCS)


def test_ids_of_several_types() -> None:
    papers = pd.DataFrame({"paper_id": ["b", 7, "a", 10]})
    graph = citation_graph(papers, _rows([]))
    assert graph.papers.index.tolist() == [10, 7, "a", "b"]
    assert citation_graph(papers[::-1], _rows([])).papers.index.tolist() == [10, 7, "a", "b"]


def test_numbers_as_ids() -> None:
    papers = pd.DataFrame({"paper_id": [7, 9]})
    graph = citation_graph(papers, pd.DataFrame({"citing_id": [9], "cited_id": [7]}))
    assert graph.arcs().to_numpy().tolist() == [[9, 7]]


def test_the_given_frames_stay_as_they_are() -> None:
    papers, citations = toys.papers(), toys.citations()
    graph = citation_graph(papers, citations)
    graph.papers["score"] = 1.0
    assert_frame_equal(papers, toys.papers())
    assert_frame_equal(citations, toys.citations())


def test_array_cannot_be_changed() -> None:
    graph = _graph()
    with pytest.raises(ValueError, match="read-only"):
        graph.cites.data[0] = 2
    received = dict(zip(graph.papers.index, graph.cited_by @ np.ones(8), strict=True))
    assert received == {"a": 3, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1, "g": 0, "u": 0}


@pytest.mark.parametrize(
    ("papers", "citations", "message"),
    [
        pytest.param(
            {"id": ["a"]}, [], "papers need a column 'paper_id'.*they have: id", id="no id"
        ),
        pytest.param({"paper_id": ["a", None]}, [], "1 of 2 papers have no paper_id", id="missing"),
        pytest.param({"paper_id": ["a", "b", "a"]}, [], "twice.*'a'", id="doubled"),
        pytest.param({"paper_id": ["a"], "year": ["soon"]}, [], "no whole number", id="text year"),
        pytest.param({"paper_id": ["a"], "year": [2014.5]}, [], "no whole number", id="half year"),
        pytest.param({"paper_id": ["a"], "date": ["soon"]}, [], "date .* no day", id="text date"),
        pytest.param({"paper_id": ["a"], "date": [2014]}, [], "dates .* numbers", id="number date"),
        pytest.param({"paper_id": ["a"]}, None, "citations need a column 'cited_id'", id="no end"),
    ],
)
def test_unusable_frames(
    papers: dict[str, list[object]], citations: list[tuple[str, str]] | None, message: str
) -> None:
    rows = _rows(citations) if citations is not None else pd.DataFrame({"citing_id": ["a"]})
    with pytest.raises(InputError, match=message):
        citation_graph(pd.DataFrame(papers), rows)
