"""Similar papers by id."""

from __future__ import annotations

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import kdgraph
from kdgraph.errors import InputError, UnknownPaperError
from tests.analysis.groups.worlds import graph_of, shuffled, two_schools

PAPERS = pd.DataFrame({"paper_id": list("abcdeg")})
PAIRS = [("c", "a"), ("c", "b"), ("d", "a"), ("d", "b"), ("e", "a")]


def test_co_citation_and_coupling_by_hand() -> None:
    graph = graph_of(PAPERS, PAIRS)
    cited = kdgraph.similar_pairs(graph)
    assert cited.values.tolist() == [["a", "b", 2, 2.0, 1], ["b", "a", 2, 2.0, 1]]
    coupled = kdgraph.similar_pairs(graph, kind="coupling", top=1)
    assert coupled.values.tolist() == [
        ["c", "d", 2, 2.0, 1],
        ["d", "c", 2, 2.0, 1],
        ["e", "c", 1, 1.0, 1],  # d is as good, but comes later in the alphabet
    ]


def test_equal_papers_come_by_their_ids_not_their_years() -> None:
    papers = pd.DataFrame({"paper_id": list("zyxk"), "year": [2001, 2002, 2003, 2010]})
    graph = graph_of(papers, [("k", "z"), ("k", "y"), ("k", "x")])
    assert kdgraph.similar_pairs(graph, top=1)[["paper_id", "other_id"]].values.tolist() == [
        ["x", "y"],
        ["y", "x"],
        ["z", "x"],
    ]


def test_one_paper_has_the_rows_it_has_among_all() -> None:
    papers, pairs = two_schools()
    graph = graph_of(papers, pairs)
    every = kdgraph.similar_pairs(graph, kind="coupling", normalise="jaccard")
    one = kdgraph.similar_pairs(graph, "h05", kind="coupling", normalise="jaccard")
    assert len(one) > 3
    assert_frame_equal(one, every[every["paper_id"] == "h05"].reset_index(drop=True))
    assert kdgraph.similar_pairs(graph, "x0").empty


@pytest.mark.parametrize("kind", ["co-citation", "coupling"])
@pytest.mark.parametrize("normalise", ["count", "cosine", "jaccard", "association strength"])
def test_neither_order_nor_isolated_papers_matter(kind: str, normalise: str) -> None:
    papers, pairs = two_schools(alone=0)
    more, _ = two_schools(alone=3)
    wanted = kdgraph.similar_pairs(graph_of(papers, pairs), kind=kind, normalise=normalise, top=3)
    for graph in (shuffled(papers, pairs, 1), shuffled(more, pairs, 2)):
        assert_frame_equal(
            kdgraph.similar_pairs(graph, kind=kind, normalise=normalise, top=3), wanted
        )


def test_an_empty_graph_has_no_similar_papers() -> None:
    for papers in (PAPERS[:0], PAPERS[:1]):
        found = kdgraph.similar_pairs(graph_of(papers, []))
        assert found.columns.tolist() == ["paper_id", "other_id", "count", "score", "rank"]
        assert found.empty


def test_what_is_wrong_is_said() -> None:
    graph = graph_of(PAPERS, PAIRS)
    with pytest.raises(InputError, match="'bibliographic'; there are: co-citation, coupling"):
        kdgraph.similar_pairs(graph, kind="bibliographic")
    with pytest.raises(InputError, match="'dice'; there are: count, cosine"):
        kdgraph.similar_pairs(graph, normalise="dice")
    with pytest.raises(InputError, match="at least 1, got 0"):
        kdgraph.similar_pairs(graph, top=0)
    with pytest.raises(UnknownPaperError, match="no paper called 'q'"):
        kdgraph.similar_pairs(graph, "q")
