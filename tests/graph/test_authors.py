"""The author graph: values checked by hand, sums that must hold, and networkx's projection."""

from __future__ import annotations

from itertools import combinations
from math import isnan
from random import Random

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kdgraph.errors import InputError
from kdgraph.graph.authors import AuthorGraph, author_graph
from kdgraph.testing import toys

_EXAMPLES = settings(max_examples=60, deadline=None)  # a busy machine is no failure
_PEOPLE = "pqrstz"  # z writes nothing
_PAPERS = st.dictionaries(
    st.sampled_from("abcdef"), st.lists(st.sampled_from("pqrst"), min_size=1, max_size=4)
)
_PAIRS = st.lists(st.tuples(st.sampled_from("abcdefx"), st.sampled_from("abcdefx")), max_size=20)


def _toy() -> AuthorGraph:
    return author_graph(toys.authors(), toys.authorships(), toys.citations())


def _made(
    wrote: dict[str, list[str]], pairs: list[tuple[str, str]], order: Random | None = None
) -> AuthorGraph:
    rows = [(paper, person) for paper, people in wrote.items() for person in people]
    if order is not None:
        rows, pairs = list(rows), list(pairs)
        order.shuffle(rows)
        order.shuffle(pairs)
    return author_graph(
        pd.DataFrame({"author_id": list(_PEOPLE)}),
        pd.DataFrame(rows, columns=["paper_id", "author_id"]),
        pd.DataFrame(pairs, columns=["citing_id", "cited_id"]),
    )


def test_toy_authors() -> None:
    graph = _toy()
    assert graph.authors.index.tolist() == ["s2:1", "s2:2", "s2:3", "name:cy-young"]
    assert graph.authors["papers"].tolist() == [3, 3, 1, 3]
    thirds = [1 + 1 / 2 + 1 / 3, 1 / 2 + 1 / 3 + 1, 1 / 2, 1 / 2 + 1 / 3 + 1]
    np.testing.assert_allclose(graph.authors["fractional_papers"], thirds)
    assert graph.authors["fractional_papers"].sum() == pytest.approx(6)  # papers with authors


def test_toy_coauthorship() -> None:
    # b: Ada and Bo; c: the other Bo and Cy; d: Ada, Bo and Cy
    expected = [[0, 1.5, 0, 0.5], [1.5, 0, 0, 0.5], [0, 0, 0, 1], [0.5, 0.5, 1, 0]]
    np.testing.assert_array_equal(_toy().coauthorship.toarray(), expected)
    joint = [[0, 2, 0, 1], [2, 0, 0, 1], [0, 0, 0, 1], [1, 1, 1, 0]]
    np.testing.assert_array_equal(_toy().joint_papers.toarray(), joint)
    assert _toy().joint_papers.dtype == np.int64


def test_toy_author_citations() -> None:
    graph = _toy()
    assert graph.citations == 7  # all but u -> a: nobody knows who wrote u
    assert graph.outside_dropped == 1
    # Ada cites herself by b -> a (1/2) and d -> b (1/3 * 1/2)
    assert graph.cites[0, 0] == pytest.approx(1 / 2 + 1 / 6)
    # the other Bo, who wrote c, cites Ada by c -> a, and she cites him by d -> c
    assert graph.cites[2, 0] == pytest.approx(1 / 2)
    assert graph.cites[0, 2] == pytest.approx(1 / 6)
    diagonal = [2 / 3, 1 / 6 + 1 / 3, 0, 1 / 6]
    np.testing.assert_allclose(graph.cites.diagonal(), diagonal)
    assert graph.self_citation_share == pytest.approx(sum(diagonal) / 7)


def test_homonyms_stay_apart_and_names_alone_are_flagged() -> None:
    graph = _toy()
    assert graph.authors["name"].tolist().count("Bo Li") == 2
    assert graph.authors["by_name"].tolist() == [False, False, False, True]
    assert graph.by_name_only == 1
    without = author_graph(toys.authors()[["name"]], toys.authorships(), toys.citations())
    assert without.by_name_only == 1  # the id says it too


@_EXAMPLES
@given(wrote=_PAPERS, pairs=_PAIRS)
def test_sums(wrote: dict[str, list[str]], pairs: list[tuple[str, str]]) -> None:
    graph = _made(wrote, pairs)
    people = {paper: set(names) for paper, names in wrote.items()}
    several = [
        sum(person in names and len(names) > 1 for names in people.values()) for person in _PEOPLE
    ]
    np.testing.assert_allclose(graph.coauthorship.sum(axis=1), several, atol=1e-12)
    between = {(i, j) for i, j in pairs if i != j and i in people and j in people}
    assert graph.citations == len(between)
    assert graph.cites.sum() == pytest.approx(len(between))
    lost = graph.outside_dropped + graph.loops_dropped + graph.duplicates_merged
    assert graph.citations + lost == len(pairs)
    assert graph.authors["fractional_papers"].sum() == pytest.approx(len(people))
    assert graph.repeats_merged == sum(len(names) - len(set(names)) for names in wrote.values())
    np.testing.assert_array_equal(graph.coauthorship.toarray(), graph.coauthorship.toarray().T)
    assert not graph.coauthorship.diagonal().any()


@_EXAMPLES
@given(wrote=_PAPERS, pairs=_PAIRS, order=st.randoms(use_true_random=False))
def test_order_of_rows_changes_nothing(
    wrote: dict[str, list[str]], pairs: list[tuple[str, str]], order: Random
) -> None:
    first, second = _made(wrote, pairs), _made(wrote, pairs, order)
    for name in ("coauthorship", "joint_papers", "cites"):
        a, b = getattr(first, name), getattr(second, name)
        for part in ("data", "indices", "indptr"):
            np.testing.assert_array_equal(getattr(a, part), getattr(b, part))


@_EXAMPLES
@given(wrote=_PAPERS, pairs=_PAIRS)
def test_loops_over_pairs_agree(wrote: dict[str, list[str]], pairs: list[tuple[str, str]]) -> None:
    people = {paper: sorted(set(names)) for paper, names in wrote.items()}
    together: nx.Graph[str] = nx.Graph()
    together.add_nodes_from(_PEOPLE, papers=0)
    for names in people.values():
        for a, b in combinations(names, 2):
            old = together.get_edge_data(a, b, {"weight": 0.0, "papers": 0})
            weight = old["weight"] + 1 / (len(names) - 1)
            together.add_edge(a, b, weight=weight, papers=old["papers"] + 1)
    citing: nx.DiGraph[str] = nx.DiGraph()
    citing.add_nodes_from(_PEOPLE)
    for i, j in {(i, j) for i, j in pairs if i != j and i in people and j in people}:
        for a in people[i]:
            for b in people[j]:
                old_weight = citing.get_edge_data(a, b, {"weight": 0.0})["weight"]
                share = 1 / (len(people[i]) * len(people[j]))
                citing.add_edge(a, b, weight=old_weight + share)
    graph = _made(wrote, pairs)
    order = list(_PEOPLE)
    for theirs, ours, weight in (
        (together, graph.to_networkx(), "weight"),
        (together, graph.to_networkx(), "papers"),
        (citing, graph.to_networkx("citation"), "weight"),
    ):
        np.testing.assert_allclose(
            nx.to_numpy_array(ours, nodelist=order, weight=weight),
            nx.to_numpy_array(theirs, nodelist=order, weight=weight),
            atol=1e-12,
        )


def test_newman_agrees_with_networkx_collaboration_projection() -> None:
    # networkx weighs a shared neighbour of degree k by 1 / (k - 1), as Newman does
    two_kinds = nx.Graph(
        (("paper", paper), ("person", person))
        for paper, people in toys.WROTE.items()
        for person in people
    )
    people = [node for node in two_kinds if node[0] == "person"]
    theirs = nx.bipartite.collaboration_weighted_projected_graph(two_kinds, people)
    order = _toy().authors.index.tolist()
    np.testing.assert_array_equal(
        nx.to_numpy_array(theirs, nodelist=[("person", person) for person in order]),
        nx.to_numpy_array(_toy().to_networkx(), nodelist=order),
    )


def test_networkx_graphs_carry_the_authors() -> None:
    together, citing = _toy().to_networkx(), _toy().to_networkx("citation")
    assert list(together) == list(citing) == _toy().authors.index.tolist()
    assert together.nodes["s2:1"]["name"] == "Ada Byron"
    assert type(together.nodes["s2:1"]["papers"]) is int
    assert together.edges["s2:1", "s2:2"] == {"weight": 1.5, "papers": 2}
    assert citing.is_directed()
    assert citing.has_edge("s2:1", "s2:1")
    with pytest.raises(InputError, match=r"'friends'.*coauthorship, citation"):
        _toy().to_networkx("friends")  # type: ignore[arg-type] # the mistake under test


def test_reversing_all_citations_transposes() -> None:
    turned = toys.citations().rename(columns={"citing_id": "cited_id", "cited_id": "citing_id"})
    back = author_graph(toys.authors(), toys.authorships(), turned)
    np.testing.assert_allclose(back.cites.toarray(), _toy().cites.toarray().T)
    assert not np.allclose(back.cites.toarray(), _toy().cites.toarray())


def test_without_citations_the_share_is_unknown() -> None:
    graph = _made({"a": ["p", "q"]}, [])
    assert isnan(graph.self_citation_share)
    assert _made({}, []).coauthorship.shape == (6, 6)


def test_without_authors() -> None:
    empty = author_graph(toys.authors().iloc[:0], toys.authorships().iloc[:0], toys.citations())
    assert (empty.cites.shape, empty.outside_dropped, empty.by_name_only) == ((0, 0), 8, 0)
    assert len(empty.to_networkx()) == 0


def test_unusable_frames() -> None:
    with pytest.raises(InputError, match=r"1 authors of the authorships.*'s2:3'"):
        author_graph(toys.authors().drop(index="s2:3"), toys.authorships(), toys.citations())
    with pytest.raises(InputError, match="authorships need a column 'author_id'"):
        author_graph(toys.authors(), toys.authorships()[["paper_id"]], toys.citations())
    unnamed = toys.authorships().astype({"paper_id": object})
    unnamed.loc[0, "paper_id"] = None
    with pytest.raises(InputError, match=r"1 authorships have no paper_id"):
        author_graph(toys.authors(), unnamed, toys.citations())
