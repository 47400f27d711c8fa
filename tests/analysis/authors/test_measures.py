"""Measures of authors: by hand, by loops and networkx, and what must hold for each of them."""

from __future__ import annotations

from collections import defaultdict

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import kdgraph
from kdgraph.analysis.authors import AUTHOR_MEASURES
from kdgraph.analysis.authors.corpus import AuthorCorpus
from kdgraph.errors import InputError
from kdgraph.graph.snapshot import Snapshot
from kdgraph.testing import toys
from tests.analysis.authors.worlds import LISTED, PAIRS, PEOPLE, WROTE, empty, made, shuffled

_EXAMPLES = settings(max_examples=10, deadline=None)
_NAN = float("nan")

# Ada, Bo, the other Bo, Cy; see kdgraph/testing/toys.py
_IDS = ["s2:1", "s2:2", "s2:3", "name:cy-young"]
_BY_HAND: dict[str, list[float]] = {
    "papers": [3, 3, 1, 3],
    "fractional_papers": [1 + 1 / 2 + 1 / 3, 1 / 2 + 1 / 3 + 1, 1 / 2, 1 / 2 + 1 / 3 + 1],
    "listed_papers": [2, 1, 0, 0],
    # Ada: c and u cite a, e cites d; b -> a and d -> b are her own
    "citations": [3, 1, 1, 2],
    "fractional_citations": [2 + 1 / 3, 1, 1 / 2, 1 / 3 + 1],
    "h_index": [1, 1, 1, 1],
    "coauthors": [2, 2, 1, 3],
    "coauthorship": [2, 2, 1, 2],
    "betweenness": [0, 0, 0, 2],  # from the other Bo to Ada and to Bo
}


def _scores(snapshot: Snapshot, name: str, *, self_citations: bool = False) -> pd.Series[float]:
    corpus = AuthorCorpus(snapshot, self_citations=self_citations)
    return AUTHOR_MEASURES[name](corpus)["score"]


@pytest.mark.parametrize("name", _BY_HAND)
def test_by_hand(name: str) -> None:
    found = _scores(toys.snapshot(), name)
    np.testing.assert_allclose(found.loc[_IDS], _BY_HAND[name], rtol=1e-14)


def test_every_measure_but_one_is_checked_by_hand() -> None:
    assert set(AUTHOR_MEASURES) - set(_BY_HAND) == {"pagerank"}  # networkx checks that one


def test_self_citations_count_when_asked() -> None:
    assert _scores(toys.snapshot(), "citations", self_citations=True).loc[_IDS].tolist() == [
        5,
        3,
        1,
        3,
    ]
    found = AUTHOR_MEASURES["citations"](AuthorCorpus(toys.snapshot()))
    assert found["self_citations"].loc[_IDS].tolist() == [2, 2, 0, 1]


def test_h_index_by_hand() -> None:
    # p's papers a, b and c are cited 3, 2 and 2 times: two of them at least twice, not three
    pairs = [("d", "a"), ("e", "a"), ("f", "a"), ("d", "b"), ("e", "b"), ("d", "c"), ("e", "c")]
    world = made({"a": "pq", "b": "p", "c": "p", "d": "r", "e": "s", "f": "t"}, pairs)
    assert _scores(world, "h_index").to_dict() == {"p": 2, "q": 1, "r": 0, "s": 0, "t": 0}


def test_a_section_counts_its_papers_only() -> None:
    corpus = AuthorCorpus(toys.snapshot(), section="old")  # paper a, which Ada wrote alone
    found = AUTHOR_MEASURES["citations"](corpus)["score"]
    assert found["s2:1"] == 2
    assert found.drop("s2:1").isna().all()
    assert corpus.authors[["papers", "listed_papers"]].loc[["s2:1"]].to_numpy().tolist() == [[3, 1]]


@pytest.mark.parametrize("self_citations", [False, True])
@pytest.mark.parametrize("section", [None, "feature"])
def test_pagerank_agrees_with_networkx(self_citations: bool, section: str | None) -> None:
    world = kdgraph.embedded().as_of(2017)
    corpus = AuthorCorpus(world, section=section, self_citations=self_citations)
    # the graph written out, of citations to papers that count
    counted = world.citations["cited_id"].isin(corpus.papers[corpus.counted])
    people = corpus.authors[["name", "by_name"]]
    written_out = kdgraph.author_graph(people, world.authorships, world.citations[counted])
    graph = written_out.to_networkx("citation")
    if not self_citations:
        graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    start = corpus.of_authors(1 / corpus.team[corpus.paper_of])
    theirs = nx.pagerank(
        graph,
        alpha=0.85,
        personalization=dict(zip(corpus.authors.index, start, strict=True)),
        tol=1e-13,
        max_iter=1000,
    )
    found = AUTHOR_MEASURES["pagerank"](corpus)["score"].dropna()
    np.testing.assert_allclose(found, [theirs[who] for who in found.index], rtol=1e-6, atol=1e-12)


def test_betweenness_agrees_with_networkx() -> None:
    corpus = AuthorCorpus(kdgraph.embedded().as_of(2015))
    found = AUTHOR_MEASURES["betweenness"](corpus)["score"].dropna()
    network = corpus.together.to_networkx().subgraph(found.index)
    theirs = nx.betweenness_centrality(network, normalized=False)
    assert found.max() > 0
    np.testing.assert_allclose(found, [theirs[who] for who in found.index], atol=1e-9)


@_EXAMPLES
@given(wrote=WROTE, pairs=PAIRS, own=st.booleans())
def test_loops_agree(wrote: dict[str, list[str]], pairs: list[tuple[str, str]], own: bool) -> None:
    received: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for citing, cited in {pair for pair in pairs if pair[0] != pair[1]}:
        for who in wrote.get(cited, ()):
            received[who][cited] += own or who not in wrote.get(citing, ())
    world = made(wrote, pairs)
    corpus = AuthorCorpus(world, self_citations=own)
    for who in PEOPLE:
        mine = [paper for paper, team in wrote.items() if who in team]
        counts = sorted((received[who][paper] for paper in mine), reverse=True)
        expected = {
            "citations": sum(counts),
            "fractional_citations": sum(received[who][p] / len(wrote[p]) for p in mine),
            "h_index": sum(count >= place for place, count in enumerate(counts, 1)),
            "papers": len(mine),
        }
        for name, value in expected.items():
            score = AUTHOR_MEASURES[name](corpus)["score"][who]
            assert score == pytest.approx(value if mine else _NAN, nan_ok=True)


@_EXAMPLES
@given(wrote=WROTE, pairs=PAIRS)
def test_fractions_add_up(wrote: dict[str, list[str]], pairs: list[tuple[str, str]]) -> None:
    world = made(wrote, pairs)
    known = {paper for paper, team in wrote.items() if team}
    assert _scores(world, "fractional_papers").sum() == pytest.approx(len(known))
    to_known = {(i, j) for i, j in pairs if i != j and j in known}
    every = _scores(world, "fractional_citations", self_citations=True)
    assert every.sum() == pytest.approx(len(to_known))
    if known:
        assert _scores(world, "pagerank").sum() == pytest.approx(1)


@pytest.mark.parametrize("name", AUTHOR_MEASURES)
def test_contract(name: str) -> None:
    corpus = AuthorCorpus(toys.snapshot())
    found = AUTHOR_MEASURES[name](corpus)
    assert found.index.equals(corpus.authors.index)
    assert found["score"].dtype == np.float64
    assert (AUTHOR_MEASURES[name].__doc__ or "").strip().partition("\n")[0].endswith(".")


@settings(max_examples=8, deadline=None)
@given(wrote=WROTE, pairs=PAIRS, listed=LISTED, seed=st.integers(0, 99))
def test_order_of_rows_changes_nothing(
    wrote: dict[str, list[str]], pairs: list[tuple[str, str]], listed: list[str], seed: int
) -> None:
    world = made(wrote, pairs, listed)
    first, second = AuthorCorpus(world), AuthorCorpus(shuffled(world, seed))
    assert_frame_equal(first.authors, second.authors)
    for name, measure in AUTHOR_MEASURES.items():
        assert_frame_equal(measure(first), measure(second), check_exact=True, obj=name)


@pytest.mark.parametrize("name", sorted(set(AUTHOR_MEASURES) - {"pagerank"}))
def test_others_change_nothing(name: str) -> None:
    teams, pairs = {"a": "pq", "b": "qr", "c": "r"}, [("b", "a"), ("c", "a"), ("c", "b")]
    few = made(teams, pairs, "ab", papers="abc")
    more = made(teams | {"d": "s", "e": "st"}, [*pairs, ("e", "d")], "abd", papers="abcdef")
    before, after = _scores(few, name), _scores(more, name)
    np.testing.assert_array_equal(before.loc[list("pqr")], after.loc[list("pqr")])


@pytest.mark.parametrize("name", ["citations", "fractional_citations", "h_index", "pagerank"])
def test_direction_matters(name: str) -> None:
    teams, pairs = {"a": "p", "b": "q", "c": "r"}, [("b", "a"), ("c", "a")]
    forth = _scores(made(teams, pairs), name)
    back = _scores(made(teams, [(j, i) for i, j in pairs]), name)
    assert forth["p"] > forth["q"]
    assert back["p"] < back["q"]


@pytest.mark.parametrize("name", AUTHOR_MEASURES)
@pytest.mark.parametrize(
    "world",
    [
        pytest.param(empty(), id="nothing"),
        pytest.param(made({}, [("a", "b")]), id="papers without authors"),
        pytest.param(made({"a": ["p"]}), id="one author alone"),
    ],
)
def test_hardly_anything(name: str, world: Snapshot) -> None:
    found = _scores(world, name)
    assert found.drop("p", errors="ignore").isna().all()  # nobody else wrote anything
    if len(world.authorships):
        assert found["p"] == {"papers": 1, "fractional_papers": 1, "pagerank": 1}.get(name, 0)


def test_betweenness_of_too_many_is_refused() -> None:
    people = {f"s2:{n}": f"Person {n}" for n in range(700)}
    world = made({"a": list(people)}, names=people, papers="a")
    with pytest.raises(InputError, match=r"betweenness of 700 authors with 244650 ties.*coauthors"):
        _scores(world, "betweenness")
