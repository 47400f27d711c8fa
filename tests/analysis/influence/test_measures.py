"""Each measure by known numbers, and against a second implementation."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from kdgraph.analysis.influence import MEASURES
from kdgraph.analysis.influence.betweenness import _affordable
from kdgraph.analysis.influence.spectroscopy import rpys
from kdgraph.errors import InputError
from kdgraph.graph.citation import citation_graph
from kdgraph.kernels.betweenness import dependencies
from kdgraph.testing import toys
from kdgraph.testing.graphs import graph_of, made_up
from tests.networks import hepth, motor_learning
from tests.shared import SHARED, needs_shared


def _scores(name: str, **options: object) -> dict[str, float]:
    found = MEASURES[name](toys.snapshot().citation_graph(), **options)
    return {str(paper_id): float(score) for paper_id, score in found["score"].sort_index().items()}


def test_pagerank_is_that_of_networkx() -> None:
    graph = graph_of(*made_up(1))
    found = MEASURES["pagerank"](graph)
    peer = nx.pagerank(graph.to_networkx(), alpha=0.5, tol=1e-13, max_iter=1000)
    np.testing.assert_allclose(found["score"], [peer[name] for name in found.index], rtol=1e-8)
    assert found["citations"].sum() == graph.cites.nnz
    assert MEASURES["pagerank"](graph, damping=0.85)["score"].max() > found["score"].max()


def test_citerank_by_hand() -> None:
    graph = graph_of({"a": 2010, "b": 2012, "u": None}, [("b", "a"), ("u", "a")])
    found = MEASURES["citerank"](graph, tau=2.0, alpha=0.5)
    old = np.exp(-1.0) / (1 + np.exp(-1.0))  # two years are one tau
    assert found.loc["b", "score"] == pytest.approx(1 - old)
    assert found.loc["a", "score"] == pytest.approx(old + 0.5 * (1 - old))
    assert found["score"].isna()["u"]
    assert found["undated_citing"].to_dict() == {"a": 1, "b": 0, "u": 0}


def test_citerank_favours_what_is_read_now() -> None:
    # two papers of one age, each cited once: by a paper of 2010, by one of 2001
    graph = graph_of({"new": 2000, "old": 2000, "x": 2010, "y": 2001}, [("x", "new"), ("y", "old")])
    score = MEASURES["citerank"](graph)["score"]
    assert score["new"] > 5 * score["old"]


def test_rescaled_pagerank_takes_the_age_out() -> None:
    years, arcs = made_up(3, 400, 3000)
    graph = graph_of(years, arcs)
    found = MEASURES["rescaled_pagerank"](graph, nearest=40)
    year = graph.papers["year"].astype("Float64")
    by_year = pd.DataFrame({"plain": found["pagerank"], "score": found["score"], "year": year})
    means = by_year.dropna().groupby("year").mean()
    assert means["plain"].iloc[0] > 2 * means["plain"].iloc[-1]
    assert means["score"].abs().max() < 0.5
    assert (found["compared"] >= 40)[year.notna()].all()
    assert found["score"].isna().equals(year.isna())


def test_a_twentieth_of_the_papers_is_compared_with() -> None:
    years: dict[str, int | None] = {f"p{n}": n for n in range(3000)}
    compared = MEASURES["rescaled_pagerank"](graph_of(years, [("p1", "p0")]))["compared"]
    assert compared["p1500"] == 151  # the 150th is as near as another
    assert compared["p0"] == 150
    few = MEASURES["rescaled_pagerank"](graph_of({f"p{n}": n for n in range(30)}, []))["compared"]
    assert few["p0"] == 20


def test_hits_scores_the_largest_part_only() -> None:
    # the pair x, y is smaller, but its authority would be just as high
    arcs = [("b", "a"), ("c", "a"), ("c", "b"), ("y", "x")]
    found = MEASURES["hits"](graph_of(dict.fromkeys("abcxy", 2000), arcs))
    assert found["score"].isna().to_dict() == {**dict.fromkeys("abc", False), "x": True, "y": True}
    golden = (5**0.5 - 1) / 2
    assert found["score"][["a", "b", "c"]].tolist() == pytest.approx([golden, 1 - golden, 0])
    assert found["score"].sum() == pytest.approx(1)


@pytest.mark.parametrize("turn", [1, -1])
def test_hits_of_equally_large_parts(turn: int) -> None:
    arcs = [("d", "c"), ("b", "a")]
    found = MEASURES["hits"](graph_of(dict.fromkeys("abcd"[::turn], 2000), arcs[::turn]))
    assert found["score"].dropna().to_dict() == {"a": 1.0, "b": 0.0}
    more = MEASURES["hits"](graph_of(dict.fromkeys("abcd", 2000), [*arcs, ("c", "d")]))
    assert more["score"].dropna().to_dict() == {"c": 0.5, "d": 0.5}


def test_citations_and_reported_citations() -> None:
    counts = Counter(cited for _, cited in toys.ARCS)
    assert _scores("citations") == {name: counts[name] for name in toys.TITLES}
    found = MEASURES["citations"](toys.snapshot().citation_graph())
    assert found["undated_citing"]["a"] == 1  # u
    reported = _scores("reported_citations")
    assert reported.pop("a") == 120
    assert all(np.isnan(score) for score in reported.values())


def test_influential_share() -> None:
    papers = pd.DataFrame(
        {
            "paper_id": list("abcd"),
            "reported_citations": pd.array([10, 0, None, 2], dtype="Int64"),
            "reported_influential": pd.array([4, 0, 1, None], dtype="Int64"),
        }
    )
    graph = citation_graph(papers, pd.DataFrame({"citing_id": [], "cited_id": []}, dtype="str"))
    assert MEASURES["influential_share"](graph)["score"].dropna().to_dict() == {"a": 0.4}
    assert MEASURES["influential_share"](graph, least=10)["score"]["a"] == 0.4
    assert MEASURES["influential_share"](graph, least=11)["score"].isna().all()


def test_mean_normalised_and_percentile_by_hand() -> None:
    years = {**dict.fromkeys("abcd", 2000), "e": 2001, "f": 2003, "u": None}
    arcs = [("b", "a"), ("c", "a"), ("e", "a"), ("f", "b"), ("u", "e")]
    graph = graph_of(years, arcs)
    mean = MEASURES["mean_normalised"](graph, least=4)
    assert mean["score"][list("abcd")].tolist() == [3.0, 1.0, 0.0, 0.0]
    assert mean["widened"][list("abcdef")].tolist() == [0, 0, 0, 0, 1, 3]
    assert mean["compared"][list("abcdef")].tolist() == [4, 4, 4, 4, 5, 6]
    assert mean["score"]["e"] == 1.0  # a to e have five citations
    percentile = MEASURES["year_percentile"](graph, least=4)
    assert percentile["score"][list("abcd")].tolist() == [87.5, 62.5, 25.0, 25.0]
    assert np.isnan(percentile["score"]["u"])
    alone = MEASURES["year_percentile"](graph, least=1)
    assert alone["score"][["e", "f"]].tolist() == [50.0, 50.0]
    assert alone["compared"][["e", "f"]].tolist() == [1, 1]


def test_few_papers_widen_until_all_are_in() -> None:
    graph = graph_of({"a": 2000, "b": 2010, "c": 2020}, [("b", "a"), ("c", "b")])
    found = MEASURES["mean_normalised"](graph, least=10)
    assert found["compared"].tolist() == [3, 3, 3]
    assert found["widened"][list("abc")].tolist() == [20, 10, 20]
    assert found["score"]["a"] == pytest.approx(1.5)


def test_counts_of_the_source() -> None:
    graph = graph_of(*made_up(2))
    for name in ("mean_normalised", "year_percentile"):
        found = MEASURES[name](graph, counts="reported")
        known = graph.papers["reported_citations"].notna() & graph.papers["year"].notna()
        assert found["score"].notna().equals(known.astype(bool))
        with pytest.raises(InputError, match="'corpus' or 'reported', got 'both'"):
            MEASURES[name](graph, counts="both")


def test_disruption_where_references_are_unknown() -> None:
    found = MEASURES["disruption"](toys.snapshot().citation_graph())
    # in 2001 to 2005 b alone cites a, but nobody read the references of a
    assert (found["only_focal"]["a"], found["only_references"]["a"]) == (1, 0)
    assert np.isnan(found["score"]["a"])
    plain = MEASURES["disruption"](citation_graph(toys.papers(), toys.citations()))
    assert plain["score"]["a"] == 1.0
    assert found["undated_citing"]["a"] == 1
    assert found["earlier_citing"]["f"] == 1
    # b was out as a preprint in 2004: c cites a in 2006; d, of 2010, comes too late for five years
    assert list(found.loc["b", ["only_focal", "both", "only_references"]]) == [0, 0, 1]
    assert found["score"]["b"] == 0.0
    # without the preprint d is in time, and of 2006 to 2010 c alone cites a
    printed = toys.papers().drop(columns="first_year")
    published = MEASURES["disruption"](citation_graph(printed, toys.citations()))
    assert list(published.loc["b", ["only_focal", "both", "only_references"]]) == [1, 0, 1]
    assert published["score"]["b"] == 0.5


@needs_shared
def test_disruption_is_that_of_cdindex() -> None:
    path = SHARED / "reference-results" / "cdindex.motor-learning-oa.w5years.tsv.gz"
    expected = pd.read_csv(path, sep="\t", dtype={"id": str}).set_index("id")
    graph = citation_graph(*motor_learning())
    found = MEASURES["disruption"](graph, window=5).loc[expected.index]
    assert len(expected) == len(graph.papers) == 3925
    for ours, theirs in (("score", "cd"), ("mcd", "mcd"), ("i", "i")):
        np.testing.assert_allclose(found[ours], expected[theirs], rtol=0, atol=1e-12)
    assert graph.forward_in_time == 15


def test_sleeping_beauty_by_hand() -> None:
    # 2000 to 2004: 0, 0, 1, 2, 8 citations, and 3 in 2005
    citing = [f"{year}-{n}" for year, n in _each({2002: 1, 2003: 2, 2004: 8, 2005: 3})]
    years = {"a": 2000, **{name: int(name[:4]) for name in citing}}
    years |= {"early": 1999}
    undated: dict[str, int | None] = {**years, "u": None}
    arcs = [(name, "a") for name in [*citing, "u", "early"]]
    found = MEASURES["sleeping_beauty"](graph_of(undated, arcs)).loc["a"]
    assert list(found[["score", "awakening", "peak"]]) == [7.0, 2003, 2004]
    assert list(found[["undated_citing", "earlier_citing", "citations"]]) == [1, 1, 16]


def test_citations_of_the_first_year_are_of_age_zero() -> None:
    # 3 in its own year 2000, none in 2001, 5 in 2002: the line is 3, 4, 5
    years: dict[str, int | None] = {"a": 2000, "b": 1990}
    years |= {f"{year}-{n}": year for year, n in _each({2000: 3, 2002: 5})}
    graph = graph_of(years, [(name, "a") for name in years if "-" in name])
    found = MEASURES["sleeping_beauty"](graph).loc["a"]
    assert list(found[["score", "awakening", "peak"]]) == [4.0, 2001, 2002]


def test_a_burst_in_the_year_of_the_paper_itself() -> None:
    flow = {2000: 15, 2001: 1, 2002: 1, 2003: 1}
    years: dict[str, int | None] = {"a": 2000, "b": 1999}
    arcs = []
    for year, count in flow.items():
        for n in range(20):
            years[f"{year}-{n}"] = year
            arcs.append((f"{year}-{n}", "a" if n < count else "b"))
    found = MEASURES["burst"](graph_of(years, arcs)).loc["a"]
    assert list(found[["start", "end", "level"]]) == [2000, 2000, 1]
    p = 18 / 80  # of 20 citations in each of four years
    assert found["score"] == pytest.approx(15 * np.log(2) + 5 * np.log((1 - 2 * p) / (1 - p)))


def test_quiet_years_up_to_now_make_a_burst_dearer() -> None:
    # the price of going up is the logarithm of the years that a paper has lived
    years: dict[str, int | None] = {"a": 2000, "b": 2000, "old": 1900}
    arcs = [("b", "old")]
    for year, count in {2001: 1, 2002: 4, 2003: 1}.items():
        for n in range(10):
            years[f"{year}-{n}"] = year
            arcs.append((f"{year}-{n}", "a" if n < count else "b"))
    p = 6 / 31  # b makes a citation in 2000 too
    weight = 4 * np.log(2) + 6 * np.log((1 - 2 * p) / (1 - p))
    assert MEASURES["burst"](graph_of(years, arcs))["score"]["a"] == 0.0
    cheap = MEASURES["burst"](graph_of(years, arcs), gamma=weight / np.log(5))
    assert cheap["score"]["a"] == pytest.approx(weight)
    late = MEASURES["burst"](graph_of(years, arcs, as_of_year=2010), gamma=weight / np.log(5))
    assert late["score"]["a"] == 0.0


def _each(counts: dict[int, int]) -> list[tuple[int, int]]:
    return [(year, n) for year, count in counts.items() for n in range(count)]


def test_a_paper_never_cited_has_no_history() -> None:
    for name in ("sleeping_beauty", "burst"):
        scores = _scores(name)
        assert np.isnan(scores["g"])
        assert np.isnan(scores["u"])  # undated
        assert not np.isnan(scores["a"])


def test_burst_is_found_where_it_was_put() -> None:
    # a hundred citations a year; 5 to a, but 30 in 2005 and 2006, and 20 in 2010
    flow = dict.fromkeys(range(2001, 2013), 5) | {2005: 30, 2006: 30, 2010: 20}
    years: dict[str, int | None] = {"a": 2000, "b": 2000}
    arcs = []
    for year, count in flow.items():
        for n in range(100):
            years[f"{year}-{n}"] = year
            arcs.append((f"{year}-{n}", "a" if n < count else "b"))
    found = MEASURES["burst"](graph_of(years, arcs), gamma=1.0)
    assert list(found.loc["a", ["start", "end", "level"]]) == [2005, 2006, 1]
    first, second = found["bursts"]["a"]
    assert first[:3] == (2005, 2006, 1)
    assert second[:3] == (2010, 2010, 1)
    share = sum(flow.values()) / 1200
    weight = 60 * np.log(2) + 140 * (np.log1p(-2 * share) - np.log1p(-share))
    assert found["score"]["a"] == first[3] == pytest.approx(weight)
    assert (found["score"]["b"], found["bursts"]["b"]) == (0.0, [])
    levels = MEASURES["burst"](graph_of(years, arcs), states=3, scale=1.7)
    assert levels["level"]["a"] == 2
    dear = MEASURES["burst"](graph_of(years, arcs), gamma=1000.0)
    assert dear["score"].dropna().tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    "options", [{"scale": 1.0}, {"gamma": -1.0}, {"states": 1}, {"states": 10}]
)
def test_bad_bursts(options: dict[str, float]) -> None:
    with pytest.raises(InputError, match="a burst needs scale above 1"):
        _scores("burst", **options)


def test_betweenness_exact_and_sampled() -> None:
    graph = graph_of(*made_up(4, 120, 700))
    exact = MEASURES["betweenness"](graph)
    peer = nx.betweenness_centrality(graph.to_networkx(), normalized=False)
    np.testing.assert_allclose(exact["score"], [peer[name] for name in exact.index], atol=1e-9)
    assert exact["error"].tolist() == [0.0] * 120
    assert MEASURES["betweenness"](graph, sample=500)["score"].equals(exact["score"])
    draws = [MEASURES["betweenness"](graph, sample=40, seed=seed) for seed in range(60)]
    mean = sum((draw["score"] for draw in draws), exact["score"] * 0) / len(draws)
    busy = exact["score"].nlargest(10).index
    np.testing.assert_allclose(mean[busy], exact["score"][busy], rtol=0.15)
    spread = pd.concat([draw["score"] for draw in draws], axis=1).std(axis=1)
    stated = pd.concat([draw["error"] for draw in draws], axis=1).mean(axis=1)
    np.testing.assert_allclose(stated[busy], spread[busy], rtol=0.4)
    assert draws[0]["score"].equals(MEASURES["betweenness"](graph, sample=40)["score"])
    assert not draws[0]["score"].equals(draws[1]["score"])


@pytest.mark.parametrize(
    ("closed", "deep", "starts"),
    [(False, 100_000, 200), (True, 100_000, 180), (False, 3, 256), (False, 90_000, 220)],
)
def test_fewer_starts_where_chains_are_long(closed: bool, deep: int, starts: int) -> None:
    """A chain of a million papers would else take half an hour."""
    ids = np.array([f"p{n:06d}" for n in range(100_000)])
    arcs = pd.DataFrame({"citing_id": ids[1:deep], "cited_id": ids[: deep - 1]})
    wide = pd.DataFrame({"citing_id": ids[deep:], "cited_id": ids[0]})
    more = pd.DataFrame({"citing_id": ids[:1], "cited_id": ids[deep - 1]})
    rows = pd.concat([arcs, wide, more] if closed else [arcs, wide])
    graph = citation_graph(pd.DataFrame({"paper_id": ids}), rows)
    assert _affordable(graph) == starts


def test_the_sample_is_drawn_by_sorted_id() -> None:
    graph = graph_of(*made_up(4, 120, 700))
    drawn = np.random.default_rng(7).choice(120, size=30, replace=False)
    names = np.array(sorted(graph.papers.index))[drawn]
    rows = np.sort(graph.papers.index.get_indexer(pd.Index(names)))
    expected = dependencies(graph.cites, rows)[0] * (120 / 30)
    found = MEASURES["betweenness"](graph, sample=30, seed=7)["score"]
    np.testing.assert_allclose(found, expected)


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("betweenness", {"sample": 1}, "at least 2 papers, got 1"),
        ("citerank", {"tau": 0.0}, "tau must be above zero years"),
        ("disruption", {"window": 0}, "window must be above zero years, got 0"),
        ("mean_normalised", {"least": 0}, "at least 1 paper, itself; got 0"),
    ],
)
def test_bad_options(name: str, options: dict[str, float], message: str) -> None:
    with pytest.raises(InputError, match=message):
        _scores(name, **options)


def test_spectroscopy_by_hand() -> None:
    years: dict[str, int | None] = {"a": 1990, "b": 1990, "c": 1993, "u": None}
    years |= {f"x{n}": 2000 for n in range(4)}
    arcs = [("x0", "a"), ("x1", "a"), ("x2", "b"), ("x3", "c"), ("x0", "u"), ("x1", "u")]
    found = rpys(graph_of(years, arcs))
    assert found.undated == 2
    frame = found.frame
    assert frame["references"].to_dict() == {1990: 3, 1991: 0, 1992: 0, 1993: 1}
    # medians of (3, 0, 0), (3, 0, 0, 1), (3, 0, 0, 1) and (0, 0, 1)
    assert frame["median"].tolist() == [0.0, 0.5, 0.5, 0.0]
    assert frame["deviation"].tolist() == [3.0, -0.5, -0.5, 1.0]
    assert (frame["top_id"][1990], frame["top_share"][1990]) == ("a", pytest.approx(2 / 3))
    assert frame["top_id"].isna().tolist() == [False, True, True, False]
    assert all(later - former == 1 for former, later in pairwise(frame.index))


def test_spectroscopy_of_nothing() -> None:
    for graph in (graph_of({}, []), graph_of({"a": 2000}, []), graph_of({"a": None}, [])):
        assert len(rpys(graph).frame) == 0
    undated = rpys(graph_of({"a": None, "b": 2000}, [("b", "a")]))
    assert (len(undated.frame), undated.undated) == (0, 1)


@needs_shared
def test_every_measure_at_real_size() -> None:
    cites, day = hepth()
    ids = pd.Series([f"p{n:05d}" for n in range(len(day))], dtype="str")
    year = np.floor(1991 + (day + 212) / 365.25)
    papers = pd.DataFrame({"paper_id": ids, "year": year})
    citing = np.repeat(np.arange(len(day)), np.diff(cites.indptr))
    citations = pd.DataFrame(
        {"citing_id": ids.to_numpy()[citing], "cited_id": ids.to_numpy()[cites.indices]}
    )
    graph = citation_graph(papers, citations)
    for name in set(MEASURES) - {"betweenness"}:
        found = MEASURES[name](graph)
        assert not np.isinf(found["score"]).any()
        if "reported" not in name and "share" not in name:
            assert found["score"].notna().mean() > 0.7, name
    sampled = MEASURES["betweenness"](graph, sample=8)
    assert sampled["starts"].eq(8).all()
    assert (sampled["error"] > 0).any()
