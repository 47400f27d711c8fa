"""Paths between two papers: by hand, by all paths, and how FitNets led to CRD."""

from __future__ import annotations

from itertools import pairwise
from math import prod

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import kdgraph
from kdgraph.analysis.lineage.ancestry import ancestors, descendants
from kdgraph.analysis.lineage.between import Kind, PathsBetween, paths_between
from kdgraph.analysis.lineage.cuts import cut_cycles
from kdgraph.errors import InputError, UnknownPaperError
from kdgraph.graph.citation import CitationGraph, citation_graph
from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import TABLES
from kdgraph.testing import toys
from tests.analysis.lineage.random_graphs import literatures, network_of, shuffled
from tests.networks import hepth_frames
from tests.shared import needs_shared

_EXAMPLES = settings(max_examples=25, deadline=None)


def _lists(found: PathsBetween) -> list[list[str]]:
    return [list(group["paper_id"]) for _, group in found.paths.groupby("path")]


def test_shortest_paths_of_the_toy() -> None:
    found = paths_between(toys.snapshot(), "e", "a")
    assert (found.older, found.younger) == ("a", "e")
    assert sorted(_lists(found)) == [["a", "b", "d", "e"], ["a", "c", "d", "e"]]
    assert (found.total, found.shortest_total, found.shortest, found.longest) == (2, 2, 3, 3)
    assert (found.papers, found.unread, found.capped, found.reason) == (5, 1, False, None)
    assert found.nearest.empty
    assert found.note.startswith("2 of 2 shortest paths shown, 2 paths in all; 1 papers on the")


def test_either_order_of_names_is_the_same() -> None:
    first, second = (paths_between(toys.snapshot(), *pair) for pair in (("a", "e"), ("e", "a")))
    assert_frame_equal(first.paths, second.paths)


def test_support_and_basis_stand_beside_each_step() -> None:
    paths = paths_between(toys.snapshot(), "a", "d").paths
    assert paths["step"].tolist() == [0, 1, 2] * 2
    assert paths["support"].isna().tolist() == [True, False, False] * 2
    # d cites b with two sentences, c without any; b cites a with an intent only
    before = paths["paper_id"].shift()
    by_arc = dict(zip(zip(before, paths["paper_id"], strict=True), paths["basis"], strict=True))
    assert by_arc[("b", "d")] == "sentence"
    assert by_arc[("a", "b")] == "intent"
    assert by_arc[("c", "d")] == "structure"


@pytest.mark.parametrize("kind", ["shortest", "best"])
@_EXAMPLES
@given(graph=literatures(), data=st.data())
def test_paths_are_those_of_networkx(kind: Kind, graph: CitationGraph, data: st.DataObject) -> None:
    names = list(graph.papers.index)
    a, b = data.draw(st.lists(st.sampled_from(names), min_size=2, max_size=2, unique=True))
    a, b = min(a, b), max(a, b)
    arcs = graph.arcs()
    arcs["support"] = data.draw(
        st.lists(st.sampled_from([0.125, 0.25, 0.5, 1.0]), min_size=len(arcs), max_size=len(arcs))
    )
    weight = {(c, d): s for c, d, s in arcs.itertuples(index=False)}
    most = data.draw(st.integers(1, 8))
    found = paths_between(graph, a, b, kind=kind, most=most, support=arcs)
    everything = [path[::-1] for path in nx.all_simple_paths(network_of(graph), b, a)]
    fewest = min((len(path) for path in everything), default=0)
    wanted = [path for path in everything if kind == "best" or len(path) == fewest]
    support = {tuple(p): prod(weight[y, x] for x, y in pairwise(p)) for p in wanted}
    assert found.total == len(everything)
    assert found.shortest_total == sum(len(path) == fewest for path in everything)
    assert found.shown == min(most, len(wanted)) == len(_lists(found))
    assert found.capped == (len(wanted) > most)
    assert (found.reason is None) == bool(everything)
    assert found.support.tolist() == pytest.approx(sorted(support.values(), reverse=True)[:most])
    for path, total in zip(_lists(found), found.support, strict=True):
        assert total == pytest.approx(support[tuple(path)])


@_EXAMPLES
@given(graph=literatures(acyclic=False), seed=st.integers(0, 9))
def test_paper_order_changes_nothing(graph: CitationGraph, seed: int) -> None:
    for kind in ("shortest", "best"):
        one = paths_between(graph, "a", "b", kind=kind, most=3)
        two = paths_between(shuffled(graph, seed), "a", "b", kind=kind, most=3)
        assert_frame_equal(one.paths, two.paths)
        assert_frame_equal(one.nearest, two.nearest)
        assert one.note == two.note


def test_a_disconnected_paper_changes_nothing() -> None:
    papers = pd.concat([toys.papers(), TABLES["papers"].frame([{"paper_id": "z"}])])
    more = citation_graph(papers, toys.citations())
    one = paths_between(citation_graph(toys.papers(), toys.citations()), "a", "f", kind="best")
    assert_frame_equal(one.paths, paths_between(more, "a", "f", kind="best").paths)


def test_one_paper_is_one_path() -> None:
    found = paths_between(toys.snapshot(), "b", "b")
    assert (_lists(found), found.total, found.shortest, found.longest) == ([["b"]], 1, 0, 0)
    assert found.support.tolist() == [1.0]


@pytest.mark.parametrize(
    ("pair", "older", "words"),
    [
        pytest.param(("g", "e"), "g", "leads to 4 papers here, of which 1 have a list", id="read"),
        pytest.param(
            ("a", "g"), "a", "reference list of g was not read, coverage says 'not asked'", id="not"
        ),
        pytest.param(("f", "u"), "f", "was not read", id="undated, as given"),
    ],
)
def test_why_there_is_no_path(pair: tuple[str, str], older: str, words: str) -> None:
    found = paths_between(toys.snapshot(), *pair)
    assert (found.total, found.shown, found.shortest, found.older) == (0, 0, None, older)
    assert found.paths.empty
    assert words in str(found.reason)
    assert found.note == found.reason


def test_a_cut_that_closes_the_only_way_is_the_reason() -> None:
    papers = pd.DataFrame({"paper_id": ["a", "b", "c"], "year": [2000, 2001, 2002]})
    citations = pd.DataFrame(
        {"citing_id": ["a", "b", "c"], "cited_id": ["c", "a", "b"]}
    )  # a cites the younger c: a circle of three
    graph = citation_graph(papers, citations)
    assert paths_between(graph, "a", "c").total == 1  # c -> b -> a stays, a -> c is cut
    alone = citation_graph(
        pd.DataFrame({"paper_id": ["a", "b"], "year": [2000, 2000]}),
        pd.DataFrame({"citing_id": ["a", "b"], "cited_id": ["b", "a"]}),
    )
    assert paths_between(alone, "a", "b").total == 1  # one of the two citations is left


def test_a_graph_alone_does_not_know_what_was_read() -> None:
    graph = citation_graph(toys.papers(), toys.citations())
    found = paths_between(graph, "a", "g")
    assert "whether their reference lists were read is not known" in str(found.reason)
    assert found.unread is None


def test_how_fitnets_led_to_crd() -> None:
    """The embedded corpus did not read CRD's references: it says so, and shows what it has."""
    found = paths_between(kdgraph.embedded(), "arxiv:1910.10699", "arxiv:1412.6550")
    assert (found.older, found.younger) == ("arxiv:1412.6550", "arxiv:1910.10699")
    assert "reference list of arxiv:1910.10699 was not read" in str(found.reason)
    near = found.nearest.set_index("paper_id")
    kinds = found.nearest["relation"].value_counts().to_dict()
    assert kinds == {
        "cites both": 5,
        "builds on the older, cited together with the younger": 5,
    }
    attention = near.loc["arxiv:1612.03928"]  # Paying More Attention to Attention
    assert attention["relation"] == "builds on the older, cited together with the younger"
    assert attention["steps"] == 1
    assert attention["together"] >= 10
    citations = kdgraph.embedded().citations
    for paper_id, row in near[near["relation"] == "cites both"].iterrows():
        cited = set(citations.loc[citations["citing_id"] == paper_id, "cited_id"])
        assert {found.older, found.younger} <= cited
        assert row["of"] >= 5


def test_what_came_later_is_no_way_between() -> None:
    """Early and late build on a and are cited together with b; only the early one is shown."""
    papers = pd.DataFrame(
        {"paper_id": ["a", "early", "b", "late", "survey"], "year": [2000, 2001, 2002, 2003, 2004]}
    )
    arcs = [("early", "a"), ("late", "a"), ("survey", "early"), ("survey", "late"), ("survey", "b")]
    citations = pd.DataFrame(arcs, columns=["citing_id", "cited_id"])
    found = paths_between(citation_graph(papers, citations), "a", "b").nearest
    assert found[["paper_id", "together", "steps", "of"]].to_numpy().tolist() == [
        ["early", 1, 1, 1]
    ]


def test_the_best_supported_way_may_be_longer() -> None:
    papers = pd.DataFrame({"paper_id": ["a", "b", "c"], "year": [2000, 2001, 2002]})
    citations = pd.DataFrame({"citing_id": ["b", "c", "c"], "cited_id": ["a", "a", "b"]})
    support = citations.assign(support=[0.9, 0.1, 0.9])
    graph = citation_graph(papers, citations)
    found = paths_between(graph, "a", "c", kind="best", most=1, support=support)
    assert _lists(found) == [["a", "b", "c"]]
    assert found.support.tolist() == pytest.approx([0.81])
    straight = paths_between(graph, "a", "c", most=1, support=support)
    assert (_lists(straight), straight.capped, straight.total) == ([["a", "c"]], False, 2)
    assert "1 of 2 paths shown, 2 paths in all; capped at 1" in found.note


@pytest.mark.parametrize(
    ("options", "words"),
    [
        pytest.param({"kind": "longest"}, "shortest or best, not 'longest'", id="kind"),
        pytest.param({"most": 0}, "at least 1 path, got 0", id="most"),
        pytest.param({"support": pd.DataFrame()}, "needs the columns cited_id", id="columns"),
    ],
)
def test_bad_options_are_refused(options: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        paths_between(toys.snapshot(), "a", "e", **options)  # type: ignore[arg-type] # on purpose


@pytest.mark.parametrize("value", [0.0, -1.0, 1.5, float("nan"), None])
def test_bad_support_is_refused(value: float | None) -> None:
    graph = citation_graph(toys.papers(), toys.citations())
    support = graph.arcs().assign(support=value)
    with pytest.raises(InputError, match="missing or not above 0"):
        paths_between(graph, "a", "e", support=support)


def test_doubled_support_is_refused() -> None:
    graph = citation_graph(toys.papers(), toys.citations())
    support = graph.arcs().assign(support=0.5)
    with pytest.raises(InputError, match="two rows for one citation"):
        paths_between(graph, "a", "e", support=pd.concat([support, support]))


def test_unknown_papers_are_named() -> None:
    with pytest.raises(UnknownPaperError, match="'nowhere'"):
        paths_between(citation_graph(toys.papers(), toys.citations()), "a", "nowhere")


def test_sentences_lead_the_best_way() -> None:
    """Both ways from a to d are as short; the one whose sentences say more comes first."""
    frames = toys.frames()
    rows = [("d", "c", "We build on [1]."), ("c", "a", "We extend [1]."), ("d", "b", "See [1].")]
    frames["contexts"] = TABLES["contexts"].frame(
        [{"citing_id": p, "cited_id": q, "n": 0, "sentence": text} for p, q, text in rows]
    )
    found = paths_between(Snapshot(frames, toys.MANIFEST), "a", "d")
    assert _lists(found)[0] == ["a", "c", "d"]
    assert found.paths["basis"].dropna().tolist()[:2] == ["sentence", "sentence"]


@needs_shared
def test_at_real_size_networkx_agrees() -> None:
    """High-energy physics: 10**88 paths from a paper of 1994 to one of 2003, to the last digit."""
    graph = citation_graph(*hepth_frames())
    found = paths_between(graph, "9407087", "0304271")
    cut = cut_cycles(graph)
    ids = graph.papers.index.tolist()
    network: nx.DiGraph[str] = nx.DiGraph()
    citing, cited = cut.cites.nonzero()
    network.add_edges_from((ids[i], ids[j]) for i, j in zip(citing, cited, strict=True))
    below, above = nx.descendants(network, "0304271"), nx.ancestors(network, "9407087")
    inside = network.subgraph((below & above) | {"0304271", "9407087"})
    count, longest = {"9407087": 1}, {"9407087": 0}
    for paper in reversed(list(nx.topological_sort(inside))):
        if paper != "9407087":
            count[paper] = sum(count[other] for other in inside.successors(paper))
            longest[paper] = 1 + max(longest[other] for other in inside.successors(paper))
    assert found.total == count["0304271"] > 10**80
    assert found.longest == longest["0304271"]
    assert found.papers == len(inside)
    assert set(ancestors(graph, "0304271").papers.index) == below
    assert set(descendants(graph, "9407087").papers.index) == above


def test_steps_against_time_are_counted_once() -> None:
    papers = pd.DataFrame({"paper_id": list("abcd"), "year": [2015, 2010, 2016, 2020]})
    pairs = [("b", "a"), ("c", "b"), ("d", "c"), ("d", "b")]
    graph = citation_graph(papers, pd.DataFrame(pairs, columns=["citing_id", "cited_id"]))
    found = paths_between(graph, "a", "d", kind="best")
    assert (found.total, found.against_time) == (2, 1)  # b of 2010 cites a of 2015 on both
    assert "; 1 of the citations shown go against time" in found.note
    assert paths_between(graph, "b", "d").against_time == 0
    assert "against time" not in paths_between(graph, "b", "d").note
