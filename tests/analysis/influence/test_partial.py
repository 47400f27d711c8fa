"""What partial data can say: histories, peers and lists of which a part was read."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import kdgraph
from kdgraph.analysis.influence import MEASURES, NOTES
from kdgraph.analysis.influence.balance import age_balance, said_balance
from kdgraph.errors import InputError
from kdgraph.graph.chronology import calendar_years, clock_of
from kdgraph.graph.citation import CitationGraph, citation_graph
from kdgraph.graph.snapshot import Snapshot
from kdgraph.testing import toys
from kdgraph.testing.graphs import graph_of, made_up, tables
from tests.networks import hepth_frames
from tests.shared import needs_shared


def _read(
    lists: dict[int, int], *, one_in: dict[int, int] | int = 5, unread: int = 4
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a paper of 2000, and so many lists a year, of which one in some cites it.

    Each list cites four works of its year too, whose own lists nobody read.
    """
    rows: list[dict[str, Any]] = [{"paper_id": "old", "year": 2000, "references_known": False}]
    arcs = []
    for year, count in lists.items():
        works = [f"r{year}-{n}" for n in range(unread)]
        rows += [{"paper_id": one, "year": year, "references_known": False} for one in works]
        rarely = one_in if isinstance(one_in, int) else one_in[year]
        for n in range(count):
            paper = f"p{year}-{n}"
            rows.append({"paper_id": paper, "year": year, "references_known": True})
            arcs += [(paper, one) for one in works]
            if n % rarely == 0:
                arcs.append((paper, "old"))
    return pd.DataFrame(rows), pd.DataFrame(arcs, columns=["citing_id", "cited_id"])


def _graph(frames: tuple[pd.DataFrame, pd.DataFrame], *, told: bool) -> CitationGraph:
    papers, citations = frames
    return citation_graph(papers if told else papers.drop(columns="references_known"), citations)


@pytest.mark.parametrize("told", [False, True], ids=["nobody says what was read", "coverage"])
def test_a_year_that_nobody_read_is_no_sleep(told: bool) -> None:
    """Five lists a year make 21 citations: too few to know what the others would have cited."""
    lists = dict.fromkeys(range(2001, 2018), 5) | dict.fromkeys(range(2018, 2021), 60)
    graph = _graph(_read(lists), told=told)
    row = MEASURES["sleeping_beauty"](graph).loc["old"]
    assert np.isnan(row["score"])
    assert row[["awakening", "peak"]].isna().all()
    (note,) = NOTES["sleeping_beauty"](graph, MEASURES["sleeping_beauty"](graph))
    assert "fewer than 50 citations made: " in note
    assert "2000-2017)" in note


def test_more_lists_read_wake_nobody() -> None:
    """One in five of the lists of each year cites the paper, of 15 lists or of 300: no sleep."""
    lists = dict.fromkeys(range(2000, 2010), 15) | dict.fromkeys(range(2010, 2021), 300)
    frames = _read(lists, unread=6)
    found = MEASURES["sleeping_beauty"](_graph(frames, told=True)).loc["old"]
    assert found["score"] == 0.0
    assert found["by_share"]
    # counts would have told of a sleep of ten years
    papers, citations = frames
    counted = MEASURES["sleeping_beauty"](
        citation_graph(papers.assign(references_known=True), citations)
    ).loc["old"]
    assert not counted["by_share"]
    assert (counted["awakening"], counted["peak"]) == (2009, 2010)
    assert counted["score"] > 50


def test_a_sleep_is_found_in_shares() -> None:
    """One list in thirty until 2010 cites it, then one in two: by shares it wakes in 2011."""
    years = range(2000, 2016)
    lists = {year: 30 if year % 2 else 90 for year in years}
    rarely = {year: 30 if year < 2011 else 2 for year in years}
    found = MEASURES["sleeping_beauty"](_graph(_read(lists, one_in=rarely, unread=25), told=True))
    row = found.loc["old"]
    assert row["by_share"]
    assert (row["awakening"], row["peak"]) == (2010, 2011)
    assert row["score"] > 10


def test_citations_are_kept_where_nearly_all_lists_are_known() -> None:
    """Four of five lists of each year: as many as are asked for."""
    lists = dict.fromkeys(range(2000, 2011), 16)
    frames = _read(lists, unread=4)
    found = MEASURES["sleeping_beauty"](_graph(frames, told=True)).loc["old"]
    assert not found["by_share"]
    papers, citations = frames
    papers = papers.assign(references_known=True)
    whole = MEASURES["sleeping_beauty"](citation_graph(papers, citations)).loc["old"]
    assert found["score"] == whole["score"]
    one_less = _read(dict.fromkeys(range(2000, 2011), 15), unread=4)
    assert MEASURES["sleeping_beauty"](_graph(one_less, told=True)).loc["old", "by_share"]


def test_old_papers_of_the_embedded_corpus_do_not_sleep_until_lists_were_read() -> None:
    snapshot = kdgraph.embedded()
    found = MEASURES["sleeping_beauty"](snapshot.citation_graph())
    year = pd.Series(calendar_years(snapshot.papers), index=snapshot.papers.index)
    made = snapshot.citations["citing_id"].map(year).value_counts()
    enough = made.index[made >= 55]  # a few citations are of undated or younger papers
    scored = found.index[found["score"].notna()]
    assert len(scored) > 1_000
    assert year[scored].min() >= min(enough) - 1
    assert np.isnan(found["score"][snapshot.find("Long short-term memory")])
    note = " ".join(kdgraph.rank(snapshot, "sleeping_beauty").notes)
    assert "shares of the citations that the corpus makes in each year" in note
    assert "no sleep" in note


def test_citations_of_a_preprint_are_citations() -> None:
    """Out in 2012, printed in 2015: cited in 2013, it is not cited before it is born."""
    papers = pd.DataFrame(
        {
            "paper_id": ["a", "r", "b", "c", "d"],
            "year": [2015, 2010, 2013, 2016, 2017],
            "first_year": pd.array([2012, None, None, None, None], dtype="Int64"),
        }
    )
    pairs = [("a", "r"), ("b", "a"), ("c", "a"), ("d", "r")]
    graph = citation_graph(papers, pd.DataFrame(pairs, columns=["citing_id", "cited_id"]))
    cd = MEASURES["disruption"](graph).loc["a"]
    assert (cd["only_focal"], cd["only_references"], cd["earlier_citing"]) == (2, 1, 0)
    for name in ("sleeping_beauty", "burst"):
        assert MEASURES[name](graph).loc["a", "earlier_citing"] == 0
    assert MEASURES["sleeping_beauty"](graph).loc["a", "peak"] == 2013


def test_days_count_where_they_are_known() -> None:
    """Cited in November of its own year and 5.4 years later: by day the first counts alone."""
    papers = pd.DataFrame(
        {
            "paper_id": ["r", "f", "x", "y"],
            "year": [2010, 2015, 2015, 2020],
            "date": ["2010-05-05", "2015-01-10", "2015-11-02", "2020-06-10"],
        }
    )
    pairs = pd.DataFrame([("f", "r"), ("x", "f"), ("y", "f")], columns=["citing_id", "cited_id"])
    by_day = MEASURES["disruption"](citation_graph(papers, pairs))
    assert (by_day.loc["f", "only_focal"], by_day.loc["f", "score"]) == (1, 1.0)
    by_year = citation_graph(papers.drop(columns="date"), pairs)
    found = MEASURES["disruption"](by_year)
    assert found.loc["f", "only_focal"] == 1  # y, of 2020
    assert "by calendar year; those of the same year do not count" in " ".join(
        NOTES["disruption"](by_year, found)
    )
    one_unknown = papers.assign(date=papers["date"].where(papers["paper_id"] != "r"))
    assert not clock_of(one_unknown.set_index("paper_id")).by_day
    assert clock_of(papers.set_index("paper_id")).by_day
    assert "by day" in " ".join(NOTES["disruption"](citation_graph(papers, pairs), by_day))


@needs_shared
def test_disruption_by_day_is_that_of_the_definition() -> None:
    """On hep-th: sets of citing papers, taken in turn for every fiftieth paper."""
    papers, citations = hepth_frames()
    graph = citation_graph(papers, citations)
    assert clock_of(graph.papers).by_day
    found = MEASURES["disruption"](graph, window=5)
    dated = papers.set_index("paper_id")["date"]
    # a year of days, so that five years are as long wherever they begin
    when = (
        dated.dt.year + (dated.dt.day_of_year - 0.5) / np.where(dated.dt.is_leap_year, 366, 365)
    ).to_dict()
    pairs = {
        (citing, cited)
        for citing, cited in zip(citations["citing_id"], citations["cited_id"], strict=True)
        if citing != cited and when[citing] >= when[cited]
    }
    cites: dict[str, set[str]] = {}
    cited_by: dict[str, set[str]] = {}
    for citing, cited in pairs:
        cites.setdefault(citing, set()).add(cited)
        cited_by.setdefault(cited, set()).add(citing)
    some = sorted(when)[::50]
    scores = 0
    for focal in some:
        end = when[focal] + 5

        def later(of: str, begin: float = when[focal], end: float = end) -> set[str]:
            return {one for one in cited_by.get(of, ()) if begin < when[one] <= end}

        own = later(focal)
        around = set().union(*(later(one) for one in cites.get(focal, ()))) - {focal}
        counts = (len(own - around), len(own & around), len(around - own))
        row = found.loc[focal]
        assert (row["only_focal"], row["both"], row["only_references"]) == counts
        if sum(counts):
            scores += 1
            assert row["score"] == pytest.approx((counts[0] - counts[1]) / sum(counts), abs=1e-12)
        else:
            assert np.isnan(row["score"])
    assert scores > 400


def test_few_papers_around_say_little() -> None:
    graph = graph_of(*made_up())
    every = MEASURES["disruption"](graph)
    around = every[["only_focal", "both", "only_references"]].sum(axis=1)
    some = MEASURES["disruption"](graph, least=6)
    assert some["score"].notna().equals(around >= 6)
    assert 0 < some["score"].notna().sum() < every["score"].notna().sum()
    assert some["score"].dropna().equals(every["score"][around >= 6])
    note = NOTES["disruption"](graph, every)[-1]
    zero = int((every["score"] == 0).sum())
    assert f"{int((around >= 10).sum())} of {int(every['score'].notna().sum())} papers" in note
    assert f"{zero} tie at 0" in note
    with pytest.raises(InputError, match="got least=0"):
        MEASURES["disruption"](graph, least=0)


def test_a_ranking_takes_the_least_of_its_measure() -> None:
    whole = kdgraph.rank(kdgraph.embedded(), "disruption")
    some = kdgraph.rank(kdgraph.embedded(), "disruption", least=10)
    assert 0 < some.ranked < whole.ranked
    assert (some.details[["only_focal", "both", "only_references"]].sum(axis=1) >= 10).all()
    with pytest.raises(InputError, match="citations has no option least; disruption, infl"):
        kdgraph.rank(kdgraph.embedded(), "citations", least=3)


def test_a_list_read_in_part_is_no_known_list() -> None:
    frames = toys.frames()
    coverage = frames["coverage"].copy()
    coverage.loc[coverage["paper_id"] == "b", "state"] = "capped"
    capped = Snapshot({**frames, "coverage": coverage}, toys.MANIFEST)
    whole = MEASURES["disruption"](toys.snapshot().citation_graph())["score"]
    part = MEASURES["disruption"](capped.citation_graph())["score"]
    assert not np.isnan(whole["b"])
    assert np.isnan(part["b"])
    read = "the reference lists of 5 of 8 papers were read, 1 of them in part"
    for found in (
        kdgraph.rank(capped, "citations"),
        kdgraph.similar_papers(capped, "c"),
        kdgraph.communities(capped),
    ):
        assert any(read in note for note in found.notes)
    coupled = kdgraph.similar_papers(capped, "b", kind="coupling").notes[0]
    assert coupled.startswith("the reference list of this paper was read in part")
    own = kdgraph.author_lineage(capped, "Ada Byron").papers.set_index("paper_id")
    assert not own.loc["b", "references_known"]


@pytest.mark.parametrize("name", ["mean_normalised", "year_percentile", "rescaled_pagerank"])
def test_a_corpus_grown_by_citation_is_compared_with_its_cited_papers(name: str) -> None:
    papers, citations = tables(*made_up(2))
    cited = set(citations["cited_id"])
    whole = citation_graph(papers, citations)
    grown = citation_graph(papers.assign(references_known=True), citations)
    taken = MEASURES[name](grown)
    assert MEASURES[name](whole)["score"].equals(MEASURES[name](whole, peers="all")["score"])
    assert taken["score"].equals(MEASURES[name](whole, peers="cited")["score"])
    has_company = taken.index.isin(cited) & ~np.isnan(calendar_years(grown.papers))
    assert taken["score"].notna().equals(pd.Series(has_company, index=taken.index))
    # uncited papers change no score, however many there are
    more = [{"paper_id": f"new{n}", "year": 2005, "references_known": True} for n in range(50)]
    wider = pd.concat([papers.assign(references_known=True), pd.DataFrame(more)])
    if name != "rescaled_pagerank":  # PageRank is shared out among all
        after = MEASURES[name](citation_graph(wider, citations))["score"]
        assert after[taken.index].equals(taken["score"])
    with pytest.raises(InputError, match="peers must be 'cited' or 'all', got 'some'"):
        MEASURES[name](whole, peers="some")


@pytest.mark.parametrize("name", ["mean_normalised", "year_percentile"])
def test_age_fair_measures_are_fair_to_the_ages_of_the_embedded_corpus(name: str) -> None:
    found = kdgraph.rank(kdgraph.embedded(), name)
    balance = found.balance
    assert len(balance) == 5
    assert balance["papers"].sum() == found.ranked
    assert balance["chance"].sum() == pytest.approx(balance["best"].sum())
    assert ((balance["best"] - balance["chance"]).abs() <= 2 * balance["deviation"]).all()
    assert any(note.startswith(f"balance over ages by {name}: of the") for note in found.notes)
    assert any("hardly an old paper that is not cited" in note for note in found.notes)
    with_all = MEASURES[name](kdgraph.embedded().citation_graph(), peers="all")["score"]
    year = pd.Series(calendar_years(kdgraph.embedded().papers), kdgraph.embedded().papers.index)
    before = age_balance(with_all, year)
    old = [float(one["best"].iloc[0] / one["chance"].iloc[0]) for one in (before, balance)]
    assert old[0] < old[1], "old papers lose where young ones that nobody cites are peers"


def test_citerank_says_whom_it_favours() -> None:
    found = kdgraph.rank(kdgraph.embedded(), "citerank")
    assert any("favours recent papers" in note for note in found.notes)
    assert found.balance["best"].iloc[-1] > 2 * found.balance["chance"].iloc[-1]
    assert any("beyond two standard deviations from chance" in note for note in found.notes)


def test_balance_of_few_papers_and_of_one_year() -> None:
    few = age_balance(pd.Series(np.arange(39.0)), pd.Series(np.arange(39.0)))
    one = age_balance(pd.Series(np.arange(90.0)), pd.Series(np.full(90, 2000.0)))
    assert few.empty
    assert one.empty
    assert said_balance(few) is None
    some = pd.Series(np.tile([1.0, 0.0, 0.0, 0.0], 50))
    even = age_balance(some, pd.Series(np.arange(200.0) // 4))
    assert even["papers"].tolist() == [40] * 5
    assert even["best"].sum() == 10
    with pytest.raises(InputError, match="a share above 0"):
        age_balance(pd.Series([1.0]), pd.Series([2000.0]), share=0)
