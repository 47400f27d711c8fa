"""The choice of a scope on the pages that show what depends on it."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import kdgraph
from tests.dashboards.places import embedded, publish, run, said
from tests.graph.test_scope import made

FIELD = kdgraph.embedded().within("field").scope
SIDES = [
    ("lineage", {"show": "main path"}),
    ("lineage", {"show": "history"}),
    ("influence", {}),
    ("influence", {"part": "ranking"}),
    ("influence", {"part": "why this rank"}),
    ("authors", {}),
    ("authors", {"part": "ranking"}),
    ("map", {"resolution": "3"}),
    ("map", {"part": "groups", "resolution": "3"}),
    ("sections", {"part": "a section's own path", "section": "Feature Distillation"}),
]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the embedded corpus."""
    return embedded(tmp_path_factory.mktemp("embedded"))


def _well(app: AppTest) -> AppTest:
    assert [one.value for one in app.exception] == []
    assert [one.value for one in app.error] == []
    return app


@pytest.mark.parametrize(("page", "address"), SIDES)
def test_a_page_is_of_the_field_and_says_what_it_holds(
    corpus: Path, page: str, address: dict[str, str]
) -> None:
    app = _well(run(corpus, page, **address))
    assert app.selectbox(key="scope").value == "field"
    assert "scope" not in app.query_params  # the default is left out of the address
    words = said(app)
    assert f"{len(kdgraph.embedded().within('field').papers)} of" in words
    assert "at least 2 listed papers" in words


def test_the_address_leads_and_a_choice_changes_it(corpus: Path) -> None:
    app = _well(run(corpus, "influence", part="ranking", scope="field", field_least="4"))
    assert app.number_input(key="field_least").value == 4
    assert "at least 4 listed papers" in said(app)
    app.selectbox(key="scope").select("listed").run()
    _well(app)
    assert app.query_params["scope"] == "listed"
    assert "those on the list" in said(app)
    odd = _well(run(corpus, "map", resolution="3", scope="galaxy"))
    assert odd.selectbox(key="scope").value == "field"
    assert "is not valid here" in said(odd)


def test_the_page_of_figures_leaves_it_to_the_figure(corpus: Path) -> None:
    app = _well(run(corpus, "figures", figure="growth"))
    assert app.selectbox(key="scope").value == "as suits the figure"
    app = _well(run(corpus, "figures", figure="growth", scope="listed"))
    assert "those on the list" in said(app)
    app = _well(run(corpus, "figures", figure="taxonomy"))
    assert not [one for one in app.selectbox if one.key == "scope"]


def test_where_there_is_no_field_a_page_says_so(tmp_path: Path) -> None:
    publish(tmp_path, made("ab", {"x": ["o"], "y": ["x", "o"]}))
    words = said(_well(run(tmp_path, "lineage", show="main path")))
    assert "all papers are looked at" in words
