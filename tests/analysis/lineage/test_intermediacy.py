"""Intermediacy with ids: what the kernel finds, and what is said about it."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import kdgraph
from kdgraph.analysis.lineage.intermediacy import intermediacy
from kdgraph.errors import InputError, UnknownPaperError
from kdgraph.graph.citation import CitationGraph, citation_graph
from kdgraph.testing import toys
from tests.analysis.lineage.random_graphs import literatures, shuffled


def test_the_toy() -> None:
    """From e to a by way of d, then b or c: 1/2 times 1 - (3/4) ** 2."""
    found = intermediacy(toys.snapshot(), "a", "e")
    assert found.papers["score"].to_dict() == pytest.approx(
        {"a": 7 / 32, "d": 7 / 32, "e": 7 / 32, "b": 1 / 8, "c": 1 / 8}
    )
    assert list(found.papers.index) == ["a", "d", "e", "b", "c"]
    assert (found.older, found.younger, found.exact, found.samples) == ("a", "e", True, 0)
    assert found.note == "p = 0.5; exact: all states of the citations were gone through"


@pytest.mark.parametrize(("p", "score"), [(0.0, 0.0), (1.0, 1.0)])
def test_certainty(p: float, score: float) -> None:
    assert (intermediacy(toys.snapshot(), "a", "e", p).papers["score"] == score).all()


@settings(max_examples=25, deadline=None)
@given(graph=literatures(), seed=st.integers(0, 9))
def test_paper_order_changes_nothing(graph: CitationGraph, seed: int) -> None:
    one, two = (intermediacy(g, "a", "b", 0.3) for g in (graph, shuffled(graph, seed)))
    assert_frame_equal(one.papers, two.papers, check_exact=False, rtol=1e-12)


def test_no_path_and_one_paper() -> None:
    none = intermediacy(toys.snapshot(), "a", "g")
    assert none.papers.empty
    assert "was not read" in none.note
    same = intermediacy(toys.snapshot(), "b", "b")
    assert same.papers["score"].to_dict() == {"b": 1.0}


def test_draws_are_said_and_repeat() -> None:
    """In the embedded corpus: from FitNets to a survey that cites much."""
    snapshot = kdgraph.embedded()
    one, two = (intermediacy(snapshot, "1412.6550", "2006.05525", samples=3_000) for _ in range(2))
    assert not one.exact
    assert one.samples == 3_008  # a multiple of 64
    assert_frame_equal(one.papers, two.papers)
    assert "more than 16 citations: 3008 states drawn for each, seed 0" in one.note
    other = intermediacy(snapshot, "1412.6550", "2006.05525", samples=3_000, seed=1)
    assert not other.papers["score"].equals(one.papers["score"])
    assert one.papers["score"].between(0, 1).all()
    assert (one.papers["error"] > 0).all()
    assert one.papers["score"].iloc[0] == one.papers.loc[one.older, "score"]


@pytest.mark.parametrize(
    ("options", "words"),
    [({"p": 1.5}, "got 1.5"), ({"p": float("nan")}, "got nan"), ({"samples": 0}, "got 0")],
)
def test_bad_options_are_refused(options: dict[str, float], words: str) -> None:
    with pytest.raises(InputError, match=words):
        intermediacy(toys.snapshot(), "a", "e", **options)  # type: ignore[arg-type] # on purpose


def test_unknown_papers_are_named() -> None:
    nothing = citation_graph(
        pd.DataFrame({"paper_id": []}), pd.DataFrame({"citing_id": [], "cited_id": []})
    )
    with pytest.raises(UnknownPaperError):
        intermediacy(nothing, "a", "b")
