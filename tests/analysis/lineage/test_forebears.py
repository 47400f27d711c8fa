"""Likely forebears are inferred from who cites both, kept apart from facts, and abstain."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from scipy.sparse import csr_array

import kdgraph
from kdgraph.analysis.lineage.forebear_features import FEATURES, Surroundings, text_vectors
from kdgraph.analysis.lineage.forebear_model import (
    ForebearQuality,
    forebear_order,
    forebear_quality,
    forebear_scores,
    forebear_weights,
)
from kdgraph.analysis.lineage.forebears import likely_forebears, surroundings
from kdgraph.arrays import FloatArray
from kdgraph.errors import InputError, UnknownPaperError
from kdgraph.graph.snapshot import Snapshot
from kdgraph.testing import toys

# 5, 6 and 7 cite 4; all of them cite 2, one 1, one 0; 8 cites 0 to 3 and not 4; 3 is younger than 4
_CITES = [
    *((citing, 4) for citing in (5, 6, 7)),
    *((citing, 2) for citing in (5, 6, 7, 8)),
    *((citing, 3) for citing in (5, 6, 7, 8)),
    (5, 1),
    (8, 1),
    (6, 0),
    (8, 0),
]
_TIME = [2000.0, 2001, 2002, 2012, 2010, 2014, 2015, 2016, 2011]


def _around(**changes: object) -> Surroundings:
    citing, cited = np.array(_CITES).T
    n = len(_TIME)
    cites = csr_array((np.ones(len(citing)), (citing, cited)), shape=(n, n))
    found = Surroundings(
        cites=cites,
        read=np.diff(cites.indptr) > 0,
        time=np.array(_TIME),
        barred=np.zeros(n, dtype=bool),
    )
    return replace(found, **changes)  # type: ignore[arg-type]


def _feature(found: FloatArray, name: str) -> FloatArray:
    return found[:, list(FEATURES).index(name)]


@cache
def _embedded() -> Snapshot:
    return kdgraph.embedded()


@cache
def _found() -> kdgraph.LikelyForebears:
    return likely_forebears(_embedded())


def test_candidates_are_older_cited_together_and_no_surveys() -> None:
    assert _around().candidates(4).rows.tolist() == [0, 1, 2]
    assert _around().candidates(4).common_citers.tolist() == [1, 1, 3]
    barred = np.arange(9) == 2
    assert _around(barred=barred).candidates(4).rows.tolist() == [0, 1]
    assert _around().candidates(4, np.arange(9) == 1).rows.tolist() == [1]


def test_who_cites_the_paper_is_no_forebear_whatever_the_years_say() -> None:
    time = np.array(_TIME)
    time[5] = 1990.0  # a wrong year; 6 cites both
    cites = _around().cites.tolil()
    cites[6, 5] = 1.0
    around = _around(time=time, cites=csr_array(cites))
    assert 5 not in around.candidates(4).rows


def test_unknown_times_neither_bar_nor_speak() -> None:
    time = np.array(_TIME)
    time[[2, 3]] = np.nan
    found = _around(time=time).candidates(4)
    assert found.rows.tolist() == [0, 1, 2, 3]
    assert np.isnan(_feature(found.features, "months")[2:]).all()
    assert np.isfinite(forebear_scores(found.features)).all()
    time[:] = np.nan
    undated = _around(time=time).candidates(4)
    assert np.isnan(_feature(undated.features, "fame then")).all()
    assert np.isfinite(forebear_scores(undated.features)).all()


def test_cited_together_more_often_is_likelier() -> None:
    found = _around().candidates(4)
    scores = forebear_scores(found.features)
    assert scores[2] > max(scores[0], scores[1])


def test_a_list_that_is_emptied_says_nothing_of_its_own_paper() -> None:
    cites = _around().cites.tolil()
    cites[4, 1] = 1.0
    with_list = csr_array(cites)
    empty = with_list.tolil()
    empty[4, :] = 0.0
    hidden = csr_array(empty)
    hidden.eliminate_zeros()
    shown, without = (
        _around(cites=one).candidates(4).features for one in (hidden, _around().cites)
    )
    np.testing.assert_array_equal(shown, without)


def test_without_titles_the_other_weights_count() -> None:
    found = _around().candidates(4).features
    assert np.isnan(_feature(found, "text")).all()
    plain = forebear_weights()["no text"]
    np.testing.assert_array_equal(forebear_scores(found), plain.scores(found))
    text = text_vectors([f"Hints of kind {sign * 3}" for sign in "abcdefghi"])
    told = _around(text=text).candidates(4).features
    np.testing.assert_array_equal(forebear_scores(told), forebear_weights()["text"].scores(told))


def test_another_field_of_another_time_changes_no_odds() -> None:
    cites = _around().cites
    both = csr_array(np.kron(np.eye(2), cites.toarray()))
    wide = Surroundings(
        cites=both,
        read=np.diff(both.indptr) > 0,
        time=np.array([*_TIME, *(time - 60.0 for time in _TIME)]),
        barred=np.zeros(18, dtype=bool),
    )
    one, many = _around().candidates(4).features, wide.candidates(4).features
    for name in ("fame then", "neighbours", "months"):
        np.testing.assert_allclose(_feature(one, name), _feature(many, name), atol=1e-8)


def test_likely_ones_come_first_in_the_order_of_descent() -> None:
    found = _around().candidates(4)
    scores = np.array([0.9, 0.6, 0.2])
    found = replace(found, descent=np.array([-2.0, 1.0, 9.0]))
    assert forebear_order(found, scores, 0.5, found.rows).tolist() == [1, 0, 2]
    assert forebear_order(found, scores, 0.95, found.rows).tolist() == [0, 1, 2]


def test_shared_authors_and_alike_titles_speak_for_a_candidate() -> None:
    authors = np.zeros((9, 2))
    authors[[1, 4], 0] = 1.0
    authors[0, 1] = 1.0
    found = _around(authors=csr_array(authors)).candidates(4).features
    assert _feature(found, "authors")[:2].tolist() == [0.0, 1.0]
    assert np.isnan(_feature(found, "authors")[2])
    text = text_vectors(
        ["Pruning", "Distilling hints", "Ensembles", None, "Hints distilled", *"abcd"]
    )
    close = _feature(_around(text=text).candidates(4).features, "text")
    assert close[1] > close[0] == close[2] == 0.0


def test_the_chance_is_never_certain() -> None:
    quality = ForebearQuality(0.5, 20, 40, 36, ((0.0, 5, 1), (0.5, 10, 10)))
    assert quality.chance(0.1) == pytest.approx(2 / 7, abs=0.01)
    assert quality.chance(0.7) == pytest.approx(11 / 12, abs=0.01)


def test_shipped_numbers_allow_pictures_to_show_them() -> None:
    quality = forebear_quality()
    assert quality.share >= 0.85
    assert quality.papers >= 30
    assert 0.3 <= quality.least <= 0.9


def test_fifty_of_the_shipped_papers_hang_somewhere() -> None:
    parents = kdgraph.primary_parents(_embedded())["parent_id"].dropna()
    named = _found().named
    assert set(parents.index).isdisjoint(named.index)
    assert len(parents) + len(named) >= 50


def test_each_says_on_what_it_rests_or_why_none_is_named() -> None:
    papers = _found().papers
    assert (papers["forebear_id"].isna() == papers["reason"].notna()).all()
    named = papers[papers["forebear_id"].notna()]
    assert (named["score"] >= _found().least).all()
    assert named["chance"].between(0.5, 1.0).all()
    table = _embedded().citations
    citations = set(zip(table["citing_id"], table["cited_id"], strict=True))
    for paper_id, row in named.iterrows():
        both = sum(
            (citing, row["forebear_id"]) in citations
            for citing, cited in citations
            if cited == paper_id
        )
        assert both == row["common_citers"]
        assert f"inferred: {both} paper" in row["basis"]
    alone = papers[papers["cited"] == 0]
    assert set(alone["reason"]) == {"no paper here cites it"}


def test_no_survey_tool_or_later_paper_is_named() -> None:
    around = surroundings(_embedded())
    rows = _embedded().papers.index.get_indexer(pd.Index(_found().candidates["forebear_id"]))
    assert not around.barred[rows].any()
    own = _embedded().papers.index.get_indexer(pd.Index(_found().candidates["paper_id"]))
    assert (around.time[rows] < around.time[own]).all()


def test_a_paper_whose_list_was_read_has_facts_instead() -> None:
    found = likely_forebears(_embedded(), ["FitNets: Hints for Thin Deep Nets"])
    (row,) = found.papers.to_dict("records")
    assert row["list_read"]
    assert row["reason"] == "its reference list was read"
    assert not len(found.candidates)


def test_a_paper_off_the_topic_of_the_list_gets_none() -> None:
    around = surroundings(_embedded())
    far = ~around.read & (around.citations >= 3) & (around.topic < 0.3)
    ids = _embedded().papers.index[far][:5].tolist()
    papers = likely_forebears(_embedded(), ids).papers
    assert papers["forebear_id"].isna().all()
    assert papers["reason"].str.contains("title|cites both").all()


def test_a_scope_changes_nothing_of_what_is_inferred_among_the_list() -> None:
    assert_frame_equal(likely_forebears(_embedded().within("field")).papers, _found().papers)


def test_the_order_of_rows_changes_nothing() -> None:
    frames = toys.frames()
    turned = {
        name: frame.sample(frac=1.0, random_state=3) if name != "matches" else frame
        for name, frame in frames.items()
    }
    one, two = (
        likely_forebears(Snapshot(tables, toys.snapshot().manifest)) for tables in (frames, turned)
    )
    assert_frame_equal(one.papers.sort_index(), two.papers.sort_index())
    assert one.papers["reason"].notna().any()


def test_wrong_questions_are_refused() -> None:
    with pytest.raises(InputError, match="top"):
        likely_forebears(_embedded(), top=0)
    with pytest.raises(InputError, match="single text"):
        likely_forebears(_embedded(), "FitNets")
    with pytest.raises(UnknownPaperError):
        likely_forebears(_embedded(), ["a paper that nobody wrote"])


def test_facts_are_left_as_they_are() -> None:
    snapshot = _embedded()
    graph = snapshot.citation_graph()
    likely_forebears(snapshot)
    assert len(snapshot.citations) == graph.cites.nnz
    named = _found().named
    index = graph.papers.index
    pairs = zip(index.get_indexer(named.index), index.get_indexer(pd.Index(named)), strict=True)
    assert not any(graph.cites[citing, cited] for citing, cited in pairs)
