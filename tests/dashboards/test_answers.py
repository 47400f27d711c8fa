"""Controls change what a page shows, and what is shown is what the analysis says."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import kdgraph
from kdgraph import Snapshot
from kdgraph.testing import literatures
from tests.dashboards.places import publish, run, said

FITNETS = "arxiv:1412.6550"
SECTION = "Feature Distillation"

each_scope = pytest.mark.parametrize(
    ("address", "scope"), [({}, "field"), ({"scope": "all"}, "all")], ids=["field", "all"]
)
"""The field, of which a page is unless its address says otherwise, and all papers."""


@cache
def _snapshot() -> Snapshot:
    return kdgraph.embedded()


def _numbers(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


@each_scope
def test_a_ranking_follows_measure_section_and_length(
    corpus: Path, address: dict[str, str], scope: str
) -> None:
    app = run(corpus, "influence", part="ranking", top="7", **address)
    by_citations = app.dataframe[0].value
    best = kdgraph.rank(_snapshot(), "citations", top=7, scope=scope).frame
    assert by_citations["paper_id"].tolist() == best["paper_id"].tolist()
    assert by_citations["tied"].tolist() == [1] * 7
    app.selectbox(key="by").select("pagerank").run()
    assert app.query_params["by"] in ("pagerank", ["pagerank"])
    best = kdgraph.rank(_snapshot(), "pagerank", top=7, scope=scope).frame
    assert app.dataframe[0].value["paper_id"].tolist() == best["paper_id"].tolist()
    app.selectbox(key="section").select(SECTION).run()
    best = kdgraph.rank(_snapshot(), "pagerank", top=7, section=SECTION, scope=scope).frame
    assert app.dataframe[0].value["paper_id"].tolist() == best["paper_id"].tolist()
    app.number_input(key="top").set_value(3).run()
    assert len(app.dataframe[0].value) == 3


@each_scope
def test_a_rank_is_explained(corpus: Path, address: dict[str, str], scope: str) -> None:
    app = run(corpus, "influence", part="why this rank", by="pagerank", of="FitNets", **address)
    found = kdgraph.explain(_snapshot(), "pagerank", FITNETS, scope=scope)
    numbers = _numbers(app)
    assert numbers["rank"] == f"{found.rank:,}"
    assert numbers["citing papers here"] == f"{found.citations:,}"
    assert numbers["rank without self-citations"] == f"{found.without_self_citations.rank:,}"
    assert numbers["rank without surveys"] == f"{found.without_surveys.rank:,}"
    citers, states = (frame.value for frame in app.dataframe)
    assert states["citing"].tolist() == found.coverage["citing"].tolist()
    assert citers["paper_id"].head(10).tolist() == found.citers["citing_id"].tolist()


@each_scope
def test_without_a_name_the_first_paper_is_explained(
    corpus: Path, address: dict[str, str], scope: str
) -> None:
    app = run(corpus, "influence", part="why this rank", section=SECTION, **address)
    assert "the one ranked first" in said(app)
    best = kdgraph.rank(_snapshot(), "citations", top=1, section=SECTION, scope=scope).frame
    found = kdgraph.explain(_snapshot(), "citations", best["paper_id"].iloc[0], scope=scope)
    assert _numbers(app)["citing papers here"] == f"{found.citations:,}"


def test_an_unknown_paper_is_answered(corpus: Path) -> None:
    app = run(corpus, "influence", part="why this rank", of="No Such Paper Anywhere")
    assert not app.exception
    assert "no paper called" in app.warning[0].value
    assert not app.metric


def test_an_unknown_author_is_answered_with_those_who_come_near(corpus: Path) -> None:
    app = run(corpus, "authors", part="one author", author="Jefrey Hinton")
    assert not app.exception
    assert "no author called" in app.warning[0].value
    assert "Hinton" in app.warning[0].value
    assert not app.metric


def test_of_several_authors_one_can_be_chosen(corpus: Path) -> None:
    app = run(corpus, "authors", part="one author", author="Caruana")
    assert "Choose one." in said(app)
    assert "Rich Caruana, 5 papers" in app.button(key="author-name:rich-caruana").label
    app.button(key="author-name:rich-caruana").click().run()
    assert app.header[0].value == "Rich Caruana"
    assert app.query_params["author"] in ("name:rich-caruana", ["name:rich-caruana"])
    found = kdgraph.author_lineage(_snapshot(), "name:rich-caruana")
    assert _numbers(app)["papers here"] == f"{len(found.papers):,}"
    assert _numbers(app)["self-citations"] == f"{found.self_citations:,}"


@each_scope
def test_authors_are_ranked_by_the_measure(
    corpus: Path, address: dict[str, str], scope: str
) -> None:
    app = run(corpus, "authors", part="ranking", by="citations", top="5", **address)
    best = kdgraph.rank_authors(_snapshot(), "citations", top=5, scope=scope).frame
    assert app.dataframe[0].value["author_id"].tolist() == best["author_id"].tolist()
    app.selectbox(key="by").select("papers").run()
    best = kdgraph.rank_authors(_snapshot(), "papers", top=5, scope=scope).frame
    assert app.dataframe[0].value["author_id"].tolist() == best["author_id"].tolist()


def test_who_is_on_the_list_is_told_without_a_verdict(corpus: Path) -> None:
    app = run(corpus, "authors", part="who is on the list")
    words = said(app)
    # Geoffrey Hinton and Geoffrey E. Hinton, on one entry each, are joined: 213 printed names
    assert "212 authors have 280 places" in words
    assert "the numbers do not say which" in words
    authors, measures, sections = (frame.value for frame in app.dataframe)
    assert authors["entries"].iloc[0] == 14
    assert {"value", "expected"} <= set(measures)
    assert not measures.astype("str").stack().str.contains("[a-z]_[a-z]").any()
    assert len(sections) == 8


def test_without_authors_the_page_says_what_to_do(tmp_path: Path) -> None:
    publish(tmp_path, literatures.unconnected())
    assert "No author of any paper is known here" in run(tmp_path, "authors").info[0].value


@each_scope
def test_resolution_makes_more_groups(corpus: Path, address: dict[str, str], scope: str) -> None:
    app = run(corpus, "map", part="groups", resolution="2", **address)
    few = kdgraph.communities(_snapshot(), resolution=2.0, scope=scope)
    assert f"{few.found:,} groups hold {few.grouped:,} papers" in said(app)
    assert app.dataframe[0].value["size"].tolist() == few.groups["size"].head(18).tolist()
    app.selectbox(key="resolution").select("8").run()
    many = kdgraph.communities(_snapshot(), resolution=8.0, scope=scope)
    assert many.found > few.found
    assert f"{many.found:,} groups hold" in said(app)


@each_scope
def test_the_papers_of_a_group_are_those_of_the_analysis(
    corpus: Path, address: dict[str, str], scope: str
) -> None:
    app = run(corpus, "map", part="papers of a group", resolution="2", group="3", **address)
    papers = kdgraph.communities(_snapshot(), resolution=2.0, scope=scope).papers
    inside = papers[papers["group"] == 3]
    shown = app.dataframe[0].value
    assert set(shown["paper_id"]) == set(inside.index)
    assert shown["cited_inside"].is_monotonic_decreasing


def test_similar_papers_are_by_co_citation_or_coupling(corpus: Path) -> None:
    app = run(corpus, "map", part="similar papers", of="FitNets")
    like = kdgraph.similar_papers(_snapshot(), FITNETS, top=200)
    assert app.dataframe[0].value["paper_id"].tolist() == like.frame["paper_id"].tolist()
    app.selectbox(key="kind").select("coupling").run()
    like = kdgraph.similar_papers(_snapshot(), FITNETS, kind="coupling", top=200)
    assert f"{like.found:,} others share some of these" in said(app)


def test_a_section_has_its_own_path_with_ends(corpus: Path) -> None:
    app = run(corpus, "sections", part="a section's own path")
    assert "Choose a section above" in app.info[0].value
    app.selectbox(key="section").select(SECTION).run()
    found = kdgraph.section_path(_snapshot(), SECTION)
    words = said(app)
    assert f"{found.listed:,} papers listed" in words
    assert (
        f"**Entry papers, through which knowledge enters the section** ({len(found.entries):,})"
        in words
    )
    on_path, entries, exits = (frame.value for frame in app.dataframe)
    assert len(on_path) == int(found.path.arcs["on_path"].sum())
    assert entries["paper_id"].tolist() == found.entries.index.tolist()
    assert exits["paper_id"].tolist() == found.exits.index.tolist()


def test_a_figure_has_the_width_that_is_asked_for(corpus: Path) -> None:
    app = run(corpus, "figures", figure="growth", width="84mm", top="3")
    assert not app.error
    drawing = kdgraph.draw("growth", _snapshot(), width=kdgraph.inches("84mm"), top=3)
    numbers = app.dataframe[0].value
    assert len(numbers) == len(drawing.numbers)


def test_a_width_that_is_none_is_answered(corpus: Path) -> None:
    app = run(corpus, "figures", width="broad")
    assert not app.exception
    assert "give one like" in app.warning[0].value
    assert "7 inches are shown" in app.warning[0].value  # the picture and its files stay
