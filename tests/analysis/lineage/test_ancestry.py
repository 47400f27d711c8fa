"""Ancestors, descendants and generations: worked by hand, by networkx, and a million deep."""

from __future__ import annotations

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import kdgraph
from kdgraph.analysis.lineage.ancestry import ancestors, descendants, generations
from kdgraph.errors import AmbiguousPaperError, InputError, UnknownPaperError
from kdgraph.graph.citation import CitationGraph, citation_graph
from kdgraph.graph.snapshot import Snapshot
from kdgraph.testing import toys
from tests.analysis.lineage.random_graphs import literatures, network_of, shuffled

_EXAMPLES = settings(max_examples=25, deadline=None)


def _spans(papers: pd.DataFrame) -> dict[str, tuple[int, int]]:
    return {
        str(p): (int(s), int(g))
        for p, s, g in zip(papers.index, papers["shortest"], papers["longest"], strict=True)
    }


def test_ancestors_of_the_toy() -> None:
    found = ancestors(toys.snapshot(), "f")
    assert _spans(found.papers) == {"e": (1, 1), "d": (2, 2), "b": (3, 3), "c": (3, 3), "a": (4, 4)}
    assert list(found.papers.index) == ["e", "d", "b", "c", "a"]  # nearest first, then by id
    assert found.papers["references_read"].tolist() == [True, True, True, True, False]
    assert found.unread == 1
    assert found.note is not None
    assert "1 of these papers" in found.note


def test_a_list_known_in_part_was_read() -> None:
    frames = toys.frames()
    coverage = frames["coverage"]
    states = coverage["state"].mask(coverage["paper_id"].isin(["b", "c"]), "capped")
    frames["coverage"] = coverage.assign(state=states)
    found = ancestors(Snapshot(frames, toys.MANIFEST), "f")
    assert found.papers["references_read"].to_dict()["b"]
    assert found.unread == 1


def test_what_a_cut_costs_is_said() -> None:
    """E cites f and f cites e: the older e does not descend from f, and the note says why."""
    found = ancestors(toys.snapshot(), "e")
    assert "f" not in found.papers.index
    assert found.cut[["citing_id", "cited_id"]].to_numpy().tolist() == [["e", "f"]]
    assert "1 citations are removed to break cycles" in str(found.note)
    assert ancestors(toys.snapshot(), "d").cut.empty  # no way of d leads there
    assert "f" in descendants(toys.snapshot(), "e").papers.index
    assert descendants(toys.snapshot(), "f").cut["citing_id"].tolist() == ["e"]
    assert descendants(toys.snapshot(), "u").cut.empty


def test_descendants_of_the_toy() -> None:
    found = descendants(toys.snapshot(), "a")
    assert _spans(found.papers) == {
        "b": (1, 1),
        "c": (1, 1),
        "u": (1, 1),
        "d": (2, 2),
        "e": (3, 3),
        "f": (4, 4),
    }
    assert found.unread == 3  # a, g and u: any of them may cite more than we know
    assert "any of them may build on these too" in str(found.note)


def test_without_a_snapshot_nobody_knows_what_was_read() -> None:
    graph = citation_graph(toys.papers(), toys.citations())
    found = ancestors(graph, "d")
    assert found.unread is None
    assert found.papers["references_read"].isna().all()
    assert found.note is None


def test_of_equally_near_relatives_those_by_short_ways_only_come_first() -> None:
    # z cites a, b and c; a is also reached by way of c and e, but d and e by one more paper only
    pairs = [("z", "a"), ("z", "b"), ("z", "c"), ("c", "e"), ("e", "a"), ("b", "d")]
    papers = pd.DataFrame({"paper_id": list("abcdez")})
    graph = citation_graph(papers, pd.DataFrame(pairs, columns=["citing_id", "cited_id"]))
    found = ancestors(graph, "z").papers
    assert found.index.tolist() == ["b", "c", "a", "d", "e"]
    assert found["longest"].tolist() == [1, 1, 3, 2, 2]


def test_a_paper_alone_has_no_relatives() -> None:
    for relatives in (ancestors, descendants):
        assert relatives(toys.snapshot(), "g").papers.empty


@_EXAMPLES
@given(graph=literatures(), data=st.data())
def test_spans_are_those_of_all_paths(graph: CitationGraph, data: st.DataObject) -> None:
    paper = data.draw(st.sampled_from(list(graph.papers.index)))
    network = network_of(graph)
    lengths = {
        other: [len(p) - 1 for p in nx.all_simple_paths(network, paper, other)]
        for other in network
        if other != paper
    }
    expected = {other: (min(ls), max(ls)) for other, ls in lengths.items() if ls}
    assert _spans(ancestors(graph, paper).papers) == expected
    for other, span in expected.items():
        assert _spans(descendants(graph, other).papers)[paper] == span


@_EXAMPLES
@given(graph=literatures(acyclic=False), seed=st.integers(0, 9))
def test_paper_order_changes_nothing(graph: CitationGraph, seed: int) -> None:
    other = shuffled(graph, seed)
    assert_frame_equal(ancestors(graph, "b").papers, ancestors(other, "b").papers)
    assert_frame_equal(generations(graph), generations(other).loc[graph.papers.index])


@pytest.mark.slow
def test_a_million_generations() -> None:
    ids = [f"p{k:07d}" for k in range(1_000_000)]
    papers = pd.DataFrame({"paper_id": ids, "year": 2000})
    graph = citation_graph(papers, pd.DataFrame({"citing_id": ids[1:], "cited_id": ids[:-1]}))
    found = ancestors(graph, ids[-1]).papers
    assert found["longest"].iloc[-1] == found["shortest"].iloc[-1] == 999_999


def test_generations_of_the_toy() -> None:
    found = generations(toys.snapshot())
    expected = {"a": 0, "b": 1, "c": 1, "d": 2, "e": 3, "f": 4, "g": 0, "u": 1}
    assert found["generation"].to_dict() == expected
    assert found["shortest"].to_dict() == expected
    assert not found.loc["g", "references_read"]


def test_names_are_those_of_a_snapshot() -> None:
    assert ancestors(toys.snapshot(), "10.1145/1150402.1150464").paper_id == "b"
    with pytest.raises(AmbiguousPaperError):
        ancestors(toys.snapshot(), "students")
    graph = citation_graph(toys.papers(), toys.citations())
    with pytest.raises(UnknownPaperError, match="no paper called"):
        ancestors(graph, "10.1145/1150402.1150464")


def test_an_empty_graph_has_no_such_paper() -> None:
    nothing = citation_graph(
        pd.DataFrame({"paper_id": []}), pd.DataFrame({"citing_id": [], "cited_id": []})
    )
    with pytest.raises(UnknownPaperError):
        ancestors(nothing, "a")
    assert generations(nothing).empty


def test_something_else_than_a_graph_is_refused() -> None:
    with pytest.raises(InputError, match="expected a snapshot or a citation graph, got DataFrame"):
        ancestors(toys.papers(), "a")  # type: ignore[arg-type] # this is the mistake


def test_the_public_door() -> None:
    assert kdgraph.ancestors is ancestors
    assert kdgraph.descendants is descendants
