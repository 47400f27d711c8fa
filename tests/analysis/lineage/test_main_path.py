"""Main paths with ids: toys by hand, what cycles cost, any order of papers, real literatures."""

from __future__ import annotations

from fractions import Fraction
from typing import get_args

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import kdgraph
from kdgraph.analysis.lineage.cuts import How
from kdgraph.analysis.lineage.main_path import MainPath, main_path
from kdgraph.analysis.lineage.weighing import CUTS, searched, weighed
from kdgraph.errors import InputError
from kdgraph.graph.citation import CitationGraph, citation_graph
from kdgraph.kernels.flow import flow_of
from kdgraph.kernels.routes import SEARCHES
from kdgraph.kernels.traversal import WEIGHTS, exact_traversal, traversal
from kdgraph.testing import toys
from tests.kernels.literatures import BATAGELJ, layered
from tests.networks import hepth_frames, paperscape
from tests.shared import needs_shared

_WAYS: tuple[How, ...] = get_args(How)


def _graph(pairs: list[tuple[str, str]], **years: int) -> CitationGraph:
    """Return a graph of (citing, cited) pairs and of all papers named in them or in `years`."""
    ids = sorted({end for pair in pairs for end in pair} | set(years))
    papers = pd.DataFrame({"paper_id": ids, "year": [years.get(i) for i in ids]})
    return citation_graph(papers, pd.DataFrame(pairs, columns=["citing_id", "cited_id"]))


def _toy() -> CitationGraph:
    return citation_graph(toys.papers(), toys.citations())


def _figure() -> CitationGraph:
    return _graph([(arc[1], arc[0]) for arc in BATAGELJ])


def _weights(path: MainPath) -> dict[tuple[str, str], int]:
    frame = path.arcs
    ends = zip(frame["citing_id"], frame["cited_id"], strict=True)
    return dict(zip(ends, frame["weight"].tolist(), strict=True))


def _on_path(path: MainPath) -> set[tuple[str, str]]:
    frame = path.arcs[path.arcs["on_path"]]
    return set(zip(frame["citing_id"], frame["cited_id"], strict=True))


def test_published_main_path() -> None:
    path = kdgraph.main_path(_figure())
    assert path.papers.index.tolist() == ["B", "D", "F", "I", "M", "N"]
    assert (path.path_weight, path.total, path.routes, path.exact) == (15, 10, 1, True)
    assert path.path_share == 1.5
    assert _weights(path) == {(v, u): values[0] for (u, v), values in _pairs(BATAGELJ)}
    assert (path.sources, path.sinks, path.components, path.isolated) == (2, 3, 1, 0)
    assert (path.undated, path.doubtful, path.unit_exponent) == (14, 0, 0)
    assert path.notes == ()
    assert path.arcs["weight"].dtype == np.int64
    # papers are undated and untitled here, and still named
    assert "  ????  B" in str(path)


def _pairs(arcs: dict[str, tuple[int, int, int]]) -> list[tuple[tuple[str, str], tuple[int, ...]]]:
    return [((arc[0], arc[1]), values) for arc, values in arcs.items()]


def test_toy_by_hand() -> None:
    """a <- b, c <- d <- e is the flow; e cites the younger f, which is cut; f -> e stays."""
    path = main_path(_toy())
    # sources a, sinks f and u: a-b-d-e-f, a-c-d-e-f and a-u
    assert path.total == 3
    assert _weights(path) == {
        ("b", "a"): 1,
        ("c", "a"): 1,
        ("d", "b"): 1,
        ("d", "c"): 1,
        ("e", "d"): 2,
        ("f", "e"): 2,
        ("u", "a"): 1,
    }
    assert path.routes == 2  # by b and by c, both of weight 6
    assert path.path_weight == 6
    assert _on_path(path) == set(toys.ARCS) - {("e", "f"), ("u", "a")}
    assert path.papers.index.tolist() == ["a", "b", "c", "d", "e", "f"]
    assert path.papers["year"].tolist() == [2000, 2005, 2006, 2010, 2010, 2011]
    assert path.papers.loc["d", "title"] == toys.TITLES["d"]
    assert path.cut.to_dict("records") == [
        {"citing_id": "e", "cited_id": "f", "reason": "cites a younger paper inside a cycle"}
    ]
    assert (path.isolated, path.undated, path.components) == (1, 1, 1)
    assert path.notes == (
        "2 papers cite each other in circles (groups: 1, the largest of 2): "
        "1 of 8 citations (12.50%) cut",
        "1 paper without any citation here, on no path",
        "1 paper on the path by title a survey, review or overview (a): many lines meet in such a "
        "paper, and it need not have carried any of them",
    )
    text = str(path)
    assert text.splitlines()[0] == "main path (spc, global): 6 papers, 6 citations"
    assert "知识蒸馏 across two lines" in text  # a title's line end ends no line here


def test_citations_within_one_year_stay() -> None:
    """Pybibx drops them; here the path e -> d of 2010 is on the main path."""
    assert ("e", "d") in _on_path(main_path(_toy()))


def test_preprint_twins_are_named_by_their_papers() -> None:
    path = main_path(_toy(), cycles="preprint")
    # e and f cite each other's twins, which cite nothing: sources a, e', f'; sinks e, f, u
    weights = _weights(path)
    assert set(weights) == set(toys.ARCS)
    assert (weights["e", "f"], weights["f", "e"], weights["e", "d"]) == (1, 1, 2)
    assert path.total == 5
    assert len(path.cut) == 2
    assert set(path.cut["reason"]) == {"inside a cycle, led to the preprint of the cited paper"}


def test_shrunk_papers_share_the_arcs_of_their_row() -> None:
    pairs = [("b", "a"), ("c", "b"), ("b", "c"), ("d", "b"), ("d", "c"), ("d", "a")]
    path = main_path(_graph(pairs), cycles="shrink")
    # a -> {b, c} -> d and a -> d: two paths; b and c pass the same flow on to d
    assert path.total == 2
    assert _weights(path) == {("b", "a"): 1, ("d", "b"): 1, ("d", "c"): 1, ("d", "a"): 1}
    assert _on_path(path) == {("b", "a"), ("d", "b"), ("d", "c")}
    assert {(c, d) for c, d, _ in path.cut.itertuples(index=False)} == {("c", "b"), ("b", "c")}
    assert path.papers.index.tolist() == ["a", "b", "c", "d"]


@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize("cycles", _WAYS)
def test_order_of_papers_and_a_lone_paper_change_nothing(search: str, cycles: How) -> None:
    snapshot = kdgraph.embedded()
    papers, citations = snapshot.papers[["year"]], snapshot.citations
    first = main_path(citation_graph(papers, citations), search=search, cycles=cycles, k=3)
    lone = pd.DataFrame({"year": pd.array([1990], dtype="Int64")}, index=pd.Index(["lone"]))
    more = pd.concat([papers[::-1], lone.rename_axis("paper_id")])
    second = main_path(
        citation_graph(more, citations.sample(frac=1, random_state=1)),
        search=search,
        cycles=cycles,
        k=3,
    )
    columns = ["citing_id", "cited_id"]
    before, after = (path.arcs.sort_values(columns, ignore_index=True) for path in (first, second))
    assert_frame_equal(before, after)
    assert_frame_equal(first.papers, second.papers)
    assert (first.total, first.routes) == (second.total, second.routes)
    assert second.isolated == first.isolated + 1


def test_every_citation_is_weighed_or_named_as_cut() -> None:
    graph = kdgraph.embedded().citation_graph()
    given = set(graph.arcs().itertuples(index=False, name=None))
    for how in CUTS:
        path = main_path(graph, cycles=how)
        weighed_ones = set(_weights(path))
        cut = {(a, b) for a, b, _ in path.cut.itertuples(index=False)}
        assert weighed_ones | cut == given
        assert len(path.arcs) == len(weighed_ones)
        assert weighed_ones & cut == (cut if how == "preprint" else set())
        assert (path.cut["reason"].str.len() > 0).all()
        in_order = graph.arcs()[path.arcs.columns[:2]].apply(tuple, axis=1)
        rest = in_order[in_order.isin(weighed_ones)]
        assert path.arcs[["citing_id", "cited_id"]].apply(tuple, axis=1).tolist() == rest.tolist()


def test_networkx_sees_the_path() -> None:
    path = main_path(_toy(), search="local-forward")
    network = path.to_networkx()
    assert list(network) == path.papers.index.tolist()
    assert set(network.edges) == _on_path(path)
    assert network.nodes["d"] == {"title": toys.TITLES["d"], "year": 2010}
    assert network.edges["e", "d"] == {"weight": 2, "share": 2 / 3}


def test_key_citations_are_marked() -> None:
    path = main_path(_figure(), search="key-route-global", k=1)
    keys = path.arcs[path.arcs["key"]]
    assert set(zip(keys["cited_id"], keys["citing_id"], strict=True)) == {("B", "D"), ("H", "K")}
    assert np.isnan(path.path_share)
    assert path.path_weight is None
    assert not main_path(_figure()).arcs["key"].any()


def _lattice(layers: int, width: int) -> CitationGraph:
    cites = layered(1, layers, width, 1.0)
    citing, cited = cites.nonzero()
    ids = [f"p{row:06d}" for row in range(layers * width)]
    papers = pd.DataFrame({"paper_id": ids, "year": 2000 + np.arange(len(ids)) // width})
    rows = pd.DataFrame({"citing_id": np.take(ids, citing), "cited_id": np.take(ids, cited)})
    return citation_graph(papers, rows)


def test_weights_beyond_floats_are_in_a_stated_unit() -> None:
    graph = _lattice(400, 12)
    path = main_path(graph)
    assert (path.exact, path.total, path.path_weight) == (False, None, None)
    assert path.log10_total == pytest.approx(400 * np.log10(12))
    np.testing.assert_allclose(path.arcs["share"], 1 / 144, rtol=1e-13)
    assert path.unit_exponent == 131
    assert np.isfinite(path.arcs["weight"]).all()
    expected = float(Fraction(12**398, 10**131))
    np.testing.assert_allclose(path.arcs["weight"], expected, rtol=1e-12)
    assert path.path_share == pytest.approx(399 / 144, rel=1e-13)
    # every tie of the lattice was settled in integers: all 12**400 routes are the same
    assert (path.doubtful, len(path.papers)) == (0, 4800)
    exact = main_path(graph, exact=True)
    assert exact.total == 12**400
    assert set(exact.arcs["weight"]) == {12**398}
    assert exact.path_weight == 399 * 12**398


def test_doubtful_ties_are_settled_by_exact_integers() -> None:
    """b leads on by one way more than a, of 10^45: 40 digits apart, and yet no tie."""
    cites = layered(1, 30, 40, 1.0)
    n = cites.shape[0]
    arcs = [(str(i), str(j)) for i, j in zip(*(p.tolist() for p in cites.nonzero()), strict=True)]
    arcs += [("a", "root"), ("b", "root"), ("end", "b")]
    arcs += [(str(row), parent) for row in range(40) for parent in "ab"]
    graph = _graph(arcs)
    assert len(graph.papers) == n + 4
    flow = flow_of(graph.cites)
    assert not traversal(flow).exact
    assert searched(weighed(flow, "spc", exact=False), "local-forward", 1).doubtful == 0
    path = main_path(graph, search="local-forward")
    assert ("b", "root") in _on_path(path)
    assert ("a", "root") not in _on_path(path)
    assert path.doubtful == 0


@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize("weight", WEIGHTS)
@pytest.mark.parametrize(
    ("graph", "isolated"),
    [
        pytest.param(_graph([]), 0, id="empty"),
        pytest.param(_graph([], a=2000), 1, id="one paper"),
        pytest.param(_graph([], a=2000, b=2001), 2, id="no citations"),
    ],
)
def test_nothing_to_search(graph: CitationGraph, isolated: int, weight: str, search: str) -> None:
    path = main_path(graph, weight=weight, search=search)
    assert (len(path.arcs), len(path.papers), path.routes, path.total) == (0, 0, 0, 0)
    assert list(path.arcs.columns) == [
        *("citing_id", "cited_id", "weight", "share", "on_path", "key")
    ]
    assert path.isolated == isolated
    assert "no citations are left, so there is no path" in str(path)
    assert len(path.to_networkx()) == 0


def test_one_big_cycle() -> None:
    ring = [(f"p{i}", f"p{(i - 1) % 6}") for i in range(6)]
    undated = main_path(_graph(ring))
    assert len(undated.cut) == 1
    assert undated.cut["reason"].tolist() == ["undated inside a cycle"]
    assert len(undated.papers) == 6
    dated = main_path(_graph(ring, **{f"p{i}": 2000 + i for i in range(6)}))
    assert dated.papers.index.tolist() == [f"p{i}" for i in range(6)]
    shrunk = main_path(_graph(ring), cycles="shrink")
    assert (len(shrunk.arcs), len(shrunk.papers), len(shrunk.cut)) == (0, 0, 6)


def test_a_path_against_time_stands_in_the_order_of_citations() -> None:
    """No cycle, so nothing is cut: b of 2010 builds on a of 2015, as its preprint may have."""
    path = main_path(_graph([("b", "a"), ("c", "b")], a=2015, b=2010, c=2012))
    assert path.papers.index.tolist() == ["a", "b", "c"]
    assert len(path.cut) == 0
    assert path.notes == (
        "1 citation on the path against time, as where a later version of the citing paper was "
        "read: b cites a",
    )
    undated = main_path(_graph([("b", "a"), ("c", "b")], b=2010, c=2012))
    assert undated.notes == ()


def test_a_survey_on_the_path_is_named() -> None:
    titles = {"a": "Hints", "b": "Distillation: A Survey", "c": "Flows", "d": "An overview"}
    papers = pd.DataFrame({"title": titles}).rename_axis("paper_id")
    arcs = pd.DataFrame([("b", "a"), ("c", "b"), ("d", "a")], columns=["citing_id", "cited_id"])
    notes = main_path(citation_graph(papers, arcs)).notes
    assert len(notes) == 1  # d is on no path
    assert notes[0].startswith("1 paper on the path by title a survey, review or overview (b): ")


def test_papers_alone_are_neither_sources_nor_sinks() -> None:
    path = main_path(_toy())
    assert (path.sources, path.sinks) == (1, 2)  # a; f and u; not g


def test_without_dates_the_path_is_the_same_where_nothing_is_cut() -> None:
    dated = _graph([("b", "a"), ("c", "b")], a=2000, b=2001, c=2002)
    for graph in (dated, _graph([("b", "a"), ("c", "b")])):
        assert main_path(graph).papers.index.tolist() == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"weight": "pagerank"}, "no weight called 'pagerank'; there are: spc, splc, spnp, nppc"),
        ({"search": "best"}, "no search called 'best'; there are: global, local-forward, local-b"),
        (
            {"cycles": "sword"},
            "no way to cut cycles called 'sword'; there are: backward, preprint, shrink",
        ),
        ({"k": 0}, "k is the number of key citations, at least 1; got 0"),
    ],
)
def test_bad_input(given: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        main_path(_toy(), **given)  # type: ignore[arg-type] # the mistakes under test


def test_too_large_for_exact_numbers() -> None:
    with pytest.raises(InputError, match="leave exact out: shares are right to 1e-12 without it"):
        main_path(_lattice(60_000, 2), exact=True)


def _check_real(graph: CitationGraph, weight: str) -> MainPath:
    """Shares against exact integers, and conservation, on a literature of real size."""
    path = main_path(graph, weight=weight)
    exact = main_path(graph, weight=weight, exact=True)
    assert not path.exact
    assert exact.exact
    assert exact.total is not None
    expected = np.array([w / exact.total for w in exact.arcs["weight"].tolist()])
    assert np.isfinite(path.arcs["share"]).all()
    np.testing.assert_allclose(path.arcs["share"], expected, rtol=1e-14, atol=0)
    assert (path.arcs["on_path"] == exact.arcs["on_path"]).all()
    assert path.routes == exact.routes
    if weight == "spc":
        into = path.arcs.groupby("citing_id")["share"].sum()
        out = path.arcs.groupby("cited_id")["share"].sum()
        inner = into.index.intersection(out.index)
        assert abs(into[inner] - out[inner]).max() < 1e-12
        assert out[out.index.difference(into.index)].sum() == pytest.approx(1, abs=1e-12)
        assert into[into.index.difference(out.index)].sum() == pytest.approx(1, abs=1e-12)
    return path


@needs_shared
def test_paperscape() -> None:
    path = _check_real(citation_graph(*paperscape()), "splc")
    assert path.log10_total > 20


@needs_shared
def test_hepth() -> None:
    graph = citation_graph(*hepth_frames())
    path = _check_real(graph, "spc")
    assert path.log10_total > 80
    assert len(path.cut) < 0.01 * graph.cites.nnz
    flow = flow_of(kdgraph.cut_cycles(graph).cites)
    for search in SEARCHES:
        scaled = searched(traversal(flow, "spnp"), search, 10)
        exact = searched(exact_traversal(flow, "spnp"), search, 10)
        np.testing.assert_array_equal(scaled.arcs, exact.arcs)
        assert scaled.count == exact.count
