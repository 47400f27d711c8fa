"""Filters of tables: what passes is what was asked for, and how many do is said."""

from __future__ import annotations

from pathlib import Path

import pytest

import kdgraph
from dashboards.common.filters import Filters
from tests.dashboards.places import run, said


def test_each_filter_keeps_what_it_names_and_no_other() -> None:
    corpus = kdgraph.embedded()
    frame = kdgraph.rank(corpus, "citations", top=len(corpus.papers)).frame
    briefs = corpus.describe(frame["paper_id"])
    expected = {
        Filters(years=(2018, 2020)): briefs["year"].between(2018, 2020),
        Filters(on_list="on"): briefs["listed"],
        Filters(on_list="off"): ~briefs["listed"],
        Filters(author="hINTON"): briefs["authors"].str.lower().str.contains("hinton"),
        Filters(venue="(cvpr"): briefs["venue"].str.contains("(CVPR", regex=False),
        Filters(): briefs["year"].notna() | True,
    }
    for asked, passes in expected.items():
        kept = asked.keep(corpus, frame)["paper_id"].tolist()
        assert kept == briefs.index[passes.fillna(value=False)].tolist(), asked
    both = Filters(years=(2018, 2020), on_list="on").keep(corpus, frame)
    assert 0 < len(both) < 59


def test_a_ranking_is_filtered_from_the_address_and_keeps_the_ranks_of_all(corpus: Path) -> None:
    app = run(
        corpus, "influence", part="ranking", by="rescaled_pagerank", years="2018-2020", scope="all"
    )
    assert not app.exception
    table = app.dataframe[0].value
    assert table["year"].between(2018, 2020).all()
    assert len(table) > 10
    ranks = kdgraph.rank(kdgraph.embedded(), "rescaled_pagerank", top=2_030).frame
    whole = ranks.set_index("paper_id")["rank"]
    assert (whole.loc[table["paper_id"]].to_numpy() == table["rank"].to_numpy()).all()
    assert "pass the filters" in said(app)


@pytest.mark.parametrize("years", ["2020-2018", "x", "1-2", "2018", "99999-99999"])
def test_years_that_mean_nothing_are_told_and_all_are_shown(corpus: Path, years: str) -> None:
    app = run(corpus, "influence", part="ranking", years=years)
    assert not app.exception
    assert "is not valid here" in said(app)
    assert "pass the filters" not in said(app)
