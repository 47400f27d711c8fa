"""Filters of tables: what passes is what was asked for, and how many do is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import kdgraph
from dashboards.common.filters import Filters
from dashboards.common.marking import dressed
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


def test_one_filter_is_told_on_every_page_and_counts_what_it_hides(corpus: Path) -> None:
    snapshot = kdgraph.embedded()
    asked = Filters(years=(2018, 2020), on_list="on")
    passing = asked.passes(snapshot, snapshot.papers.index)
    count = f"It hides {int((~passing).sum()):,} of {len(snapshot.papers):,} papers"
    for page in ("curate", "paper"):
        app = run(corpus, page, years="2018-2020", on_list="on", paper="FitNets", part="cites")
        assert not app.exception
        assert "Filter: 2018 to 2020; on the list" in said(app)
        assert count in said(app)
    app.button(key="unfilter").click().run()
    assert "It hides" not in said(app)
    assert "years" not in app.query_params


def test_tables_of_papers_obey_the_filter_and_links_keep_it(corpus: Path) -> None:
    whole = run(corpus, "paper", paper="FitNets", part="cited together").dataframe[0].value
    app = run(corpus, "paper", paper="FitNets", part="cited together", on_list="on")
    kept = app.dataframe[0].value
    listed = kdgraph.embedded().describe(whole["paper_id"])["listed"].to_numpy()
    assert kept["paper_id"].tolist() == whole["paper_id"][listed].tolist()
    assert f"hides {len(whole) - len(kept)} of {len(whole)} rows" in said(app)
    found: list[Any] = list(app.get("page_link"))
    links = [one.query_string for one in found]
    assert all("on_list=on" in link for link in links)


def test_pictures_hide_what_does_not_pass(corpus: Path) -> None:
    app = run(corpus, "lineage", in_venue="CVPR")
    assert not app.exception
    assert "papers of this picture" in said(app)
    app = run(corpus, "influence", on_list="off")
    assert not app.exception
    assert "papers of this picture" in said(app)


def test_a_mark_of_a_hidden_paper_fades_and_its_name_goes() -> None:
    go = pytest.importorskip("plotly.graph_objects")
    figure = go.Figure(
        [
            go.Scatter(mode="markers", x=[1, 2], y=[1, 2], customdata=[("a",), ("b",)]),
            go.Scatter(mode="text", text=["A", "B"], customdata=[("a",), ("b",)]),
        ]
    )
    dots, words = dressed(figure, (), "light", {"b"}).data
    assert dots.marker.opacity[0] > 8 * dots.marker.opacity[1]
    assert tuple(words.text) == ("A", "")


def test_years_can_be_typed(corpus: Path) -> None:
    app = run(corpus, "influence", part="ranking")
    app.number_input(key="years_from").set_value(2019).run()
    first, last = (app.number_input(key=f"years_{end}").value for end in ("from", "to"))
    assert first == 2019
    assert app.query_params["years"] == f"2019-{last}"
    assert app.dataframe[0].value["year"].min() == 2019
