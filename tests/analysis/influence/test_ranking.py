"""Ranking papers of a snapshot, and explaining one rank."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

import kdgraph
from kdgraph.analysis.influence import MEASURES, PARTS
from kdgraph.analysis.influence.explaining import self_citations
from kdgraph.analysis.influence.ranking import ranks
from kdgraph.errors import InputError, UnknownPaperError
from kdgraph.graph.snapshot import Snapshot
from kdgraph.graph.surveys import surveys
from kdgraph.model import TABLES
from kdgraph.testing import toys
from tests.contracts.literatures import made, snapshot_of

everyone = pytest.mark.parametrize("name", MEASURES)


def test_ranking_of_the_toys() -> None:
    found = kdgraph.rank(toys.snapshot(), "citations", top=3)
    assert found.frame.to_dict("records") == [
        {
            "rank": rank,
            "paper_id": paper_id,
            "title": toys.TITLES[paper_id],
            "year": year,
            "listed": listed,
            "score": score,
        }
        for rank, paper_id, year, listed, score in [
            (1, "a", 2000, True, 3.0),
            (2, "b", 2005, True, 1.0),
            (2, "c", 2006, False, 1.0),
        ]
    ]
    assert found.tied.to_dict() == {1: 1, 2: 5}
    assert found.details["undated_citing"].to_dict() == {"a": 1, "b": 0, "c": 0}
    assert (found.measure, found.description) == (
        "citations",
        "Citations received from papers of this corpus.",
    )
    assert (found.ranked, found.undefined, found.undated) == (8, 0, 1)
    assert (found.papers, found.citations, found.section, found.as_of) == (8, 8, None, None)
    assert found.notes == (
        "5 papers share rank 2; 2 of them are shown, the first by id",
        "the reference lists of 5 of 8 papers were read; citations by the others are not counted",
    )
    assert found.data_note is None


def test_undefined_scores_have_no_rank() -> None:
    found = kdgraph.rank(toys.snapshot(), "reported_citations")
    assert found.frame["paper_id"].tolist() == ["a"]
    assert (found.ranked, found.undefined) == (1, 7)
    assert "reported_citations is undefined for 7 of 8 papers: they have no rank" in found.notes


@pytest.mark.parametrize(
    ("section", "papers"), [("new", ["b"]), ("Old / Pioneers", ["a"]), ("PIONEERS", ["a"])]
)
def test_sections(section: str, papers: list[str]) -> None:
    found = kdgraph.rank(toys.snapshot(), "citations", section=section)
    assert found.frame["paper_id"].tolist() == papers
    assert found.frame["rank"].tolist() == [1]
    assert (found.ranked, found.papers, found.section) == (1, 8, section)
    # scores are those of the whole graph
    assert found.frame["score"].tolist() == [{"a": 3.0, "b": 1.0}[papers[0]]]


def test_as_of_a_day() -> None:
    found = kdgraph.rank(toys.snapshot(), "citations", as_of="2006")
    assert found.as_of == date(2006, 12, 31)
    assert (found.papers, found.citations) == (3, 2)
    assert found.frame["paper_id"].tolist() == ["a", "b", "c"]
    assert "1 undated papers are not in this view" in found.notes
    reported = kdgraph.rank(toys.snapshot(), "reported_citations", as_of="2006")
    assert any("not of this view's day" in note for note in reported.notes)


@everyone
def test_every_measure_ranks_and_explains(name: str) -> None:
    snapshot = toys.snapshot()
    scores = MEASURES[name](snapshot.citation_graph())["score"].dropna()
    found = kdgraph.rank(snapshot, name)
    assert found.ranked == len(scores)
    assert found.undefined == 8 - len(scores)
    assert sorted(found.frame["paper_id"]) == sorted(scores.index)
    assert (np.diff(found.frame["score"]) <= 1e-9).all()
    for paper_id in toys.TITLES:
        why = kdgraph.explain(snapshot, name, paper_id)
        assert why.additive == (name in PARTS)
        assert why.citations == len(why.citers) == [j for _, j in toys.ARCS].count(paper_id)
        if paper_id in scores.index:
            row = found.frame.set_index("paper_id").loc[paper_id]
            assert (why.score, why.rank, why.ranked) == (row["score"], row["rank"], len(scores))
        else:
            assert (why.score, why.rank) == (None, None)
        assert why.coverage["citing"].sum() == why.citations


@everyone
def test_ranking_of_the_embedded_corpus_says_what_it_is(name: str) -> None:
    found = kdgraph.rank(kdgraph.embedded(), name, top=1)
    assert found.data_note is not None
    assert found.ranked + found.undefined == found.papers


def test_a_rank_is_explained() -> None:
    found = kdgraph.explain(toys.snapshot(), "pagerank", "a", top=2)
    assert (found.paper_id, found.year, found.rank, found.citations) == ("a", 2000, 1, 3)
    assert found.title == toys.TITLES["a"]
    assert found.score is not None
    assert len(found.citers) == 2
    assert found.citers["contribution"].is_monotonic_decreasing
    whole = kdgraph.explain(toys.snapshot(), "pagerank", "a")
    parts = sum(whole.own.values()) + whole.citers["contribution"].sum()
    assert parts == pytest.approx(found.score)
    assert whole.citers["share"].sum() == pytest.approx(1)
    by_id = whole.citers.set_index("citing_id")
    assert by_id["self_citation"].fillna("").to_dict() == {"b": "author", "c": "", "u": ""}
    assert by_id["references"].to_dict() == {"b": "complete", "c": "complete", "u": "not asked"}
    assert found.coverage["citing"].to_dict() == {"complete": 2, "not asked": 1}
    assert found.coverage["share"].sum() == pytest.approx(1)
    assert found.details == {"citations": 3}
    assert any("1 of 3 citing papers" in note for note in found.notes)


def test_without_self_citations_and_surveys() -> None:
    found = kdgraph.explain(toys.snapshot(), "citations", "b")
    # d cites b and c, b cites a: Ada or Bo wrote both ends, or Cy, whose name is all we know
    without = found.without_self_citations
    assert (without.score, without.left_out_here, without.by_name_only) == (0.0, 1, 0)
    assert without.left_out == 4  # b -> a, d -> b, d -> c by name, e -> d
    by_name = kdgraph.explain(toys.snapshot(), "citations", "c")
    assert by_name.without_self_citations.left_out_here == 1
    assert by_name.without_self_citations.by_name_only == 1
    assert any("by name alone" in note for note in by_name.notes)
    assert by_name.citers["self_citation"].tolist() == ["name"]
    # a is a survey, but cites nothing
    assert found.without_surveys.left_out == 0
    assert found.without_surveys.rank == found.rank


def test_a_view_of_another_day_is_explained_from_that_day() -> None:
    """Ages count to the day of the view, also on the graphs from which citations were taken."""
    snapshot = snapshot_of(*made())
    assert (kdgraph.explain(snapshot, "burst", "p03").score or 0) > 2
    found = kdgraph.explain(snapshot.as_of("2060"), "burst", "p03")  # after many a quiet year
    assert found.without_surveys.left_out == 0
    assert (found.score, found.without_surveys.score) == (0.0, 0.0)


def test_citations_by_surveys_are_left_out() -> None:
    frames = toys.frames()
    papers = frames["papers"].copy()
    papers.loc["d", "title"] = "Distillation: an Overview"
    frames["papers"] = papers
    found = kdgraph.explain(Snapshot(frames, toys.MANIFEST), "citations", "b")
    assert found.citers["survey"].tolist() == [True]
    assert (found.without_surveys.score, found.without_surveys.left_out_here) == (0.0, 1)
    assert found.without_surveys.left_out == 2
    assert found.score == 1.0


def test_surveys_by_title_and_by_section() -> None:
    frames = toys.frames()
    entries = frames["entries"].copy()
    entries.loc["toys:2", "section"] = "Surveys and more"
    papers = frames["papers"].copy()
    papers.loc["c", "title"] = "Reviewing the reviewers"
    papers.loc["f", "title"] = "A critical review"
    changed = Snapshot({**frames, "entries": entries, "papers": papers}, toys.MANIFEST)
    assert surveys(toys.snapshot()) == {"a"}
    assert surveys(changed) == {"a", "b", "f"}


def test_self_citations_of_unknown_authors() -> None:
    arcs = pd.DataFrame({"citing_id": ["u", "b", "g"], "cited_id": ["a", "a", "u"]})
    assert self_citations(toys.snapshot(), arcs).tolist() == ["", "author", ""]
    nobody = Snapshot(
        {**toys.frames(), "authorships": TABLES["authorships"].frame([])}, toys.MANIFEST
    )
    assert self_citations(nobody, arcs).tolist() == ["", "", ""]


def test_papers_by_any_name() -> None:
    assert kdgraph.explain(toys.snapshot(), "citations", "1503.02531").paper_id == "a"
    with pytest.raises(UnknownPaperError):
        kdgraph.explain(toys.snapshot(), "citations", "no such paper")


def test_equal_scores_share_the_better_rank() -> None:
    scores = pd.Series({"a": 0.1 + 0.2, "b": 0.3, "c": 0.4, "d": np.nan, "e": -1.0})
    assert ranks(scores).to_dict() == {"a": 2, "b": 2, "c": 1, "e": 4}
    assert ranks(pd.Series(dtype="float64")).to_dict() == {}


def test_equal_papers_stand_by_id() -> None:
    found = kdgraph.rank(toys.snapshot(), "citations")
    once = found.frame.loc[found.frame["score"] == 1, "paper_id"]
    assert once.tolist() == ["b", "c", "d", "e", "f"]
    assert found.frame["paper_id"].tolist()[-2:] == ["g", "u"]
    turned = {"b": "z", "c": "y"}
    frames = toys.frames()
    papers = frames["papers"].rename(index=turned)
    citations = frames["citations"].replace({"citing_id": turned, "cited_id": turned})
    other = Snapshot({**frames, "papers": papers, "citations": citations}, toys.MANIFEST)
    renamed = kdgraph.rank(other, "citations").frame["paper_id"].tolist()
    assert renamed == ["a", "d", "e", "f", "y", "z", "g", "u"]


def test_an_id_counts_more_than_a_name() -> None:
    lines = [
        {"paper_id": paper_id, "position": n, "author_id": who, "name": who}
        for paper_id in "ab"
        for n, who in enumerate(["name:cy-young", "s2:1"])
    ]
    both = Snapshot(
        {**toys.frames(), "authorships": TABLES["authorships"].frame(lines)}, toys.MANIFEST
    )
    arcs = pd.DataFrame({"citing_id": ["b"], "cited_id": ["a"]})
    assert self_citations(both, arcs).tolist() == ["author"]


def test_counts_of_the_source_do_not_know_who_cites() -> None:
    found = kdgraph.explain(toys.snapshot(), "reported_citations", "a")
    assert found.without_surveys.score == found.without_self_citations.score == found.score == 120
    assert any("cannot be taken out" in note for note in found.notes)


def test_wrong_use() -> None:
    snapshot = toys.snapshot()
    with pytest.raises(InputError, match="no measure called 'fame'; there are: betweenness, burst"):
        kdgraph.rank(snapshot, "fame")
    with pytest.raises(InputError, match="no measure called 'fame'"):
        kdgraph.explain(snapshot, "fame", "a")
    with pytest.raises(InputError, match="top must be at least 1, got 0"):
        kdgraph.rank(snapshot, "citations", top=0)
    with pytest.raises(InputError, match="top must be at least 1, got 0"):
        kdgraph.explain(snapshot, "citations", "a", top=0)
    for section in ("newer", " "):
        with pytest.raises(InputError, match="there are: Old / Pioneers; New"):
            kdgraph.rank(snapshot, "citations", section=section)


def test_graphs_of_snapshots_know_whose_references_were_read() -> None:
    papers = toys.snapshot().citation_graph().papers
    read = papers.index[papers["references_known"]]
    assert sorted(read) == list("bcdef")
    frames = toys.frames()
    coverage = frames["coverage"].copy()
    coverage.loc[coverage["paper_id"] == "b", "state"] = "capped"
    coverage.loc[coverage["paper_id"] == "c", "state"] = "elided"
    coverage.loc[coverage["paper_id"] == "d", "direction"] = "citations"
    changed = Snapshot({**frames, "coverage": coverage}, toys.MANIFEST).citation_graph().papers
    # a list that was read in part is no known one: what it does not show may stand in its rest
    assert sorted(changed.index[changed["references_known"]]) == list("ef")


def test_equal_papers_that_were_cut_off_are_told() -> None:
    snapshot = toys.snapshot()
    whole = kdgraph.rank(snapshot, "citations", top=8)
    (last, count) = (int(whole.frame["rank"].iloc[-1]), len(whole.frame))
    equal = int((whole.frame["rank"] == last).sum())
    assert equal > 1
    assert not any("share rank" in note for note in whole.notes)
    told = f"{equal} papers share rank {last}; {equal - 1} of them are shown, the first by id"
    assert told in kdgraph.rank(snapshot, "citations", top=count - 1).notes
    assert not any(
        "share rank" in note for note in kdgraph.rank(snapshot, "citations", top=1).notes
    )
