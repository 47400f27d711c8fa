"""Every page on data that are usual, hard, empty or not there, without a browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.common.pages import pages
from dashboards.common.plain import plain
from kdgraph.store import EMBEDDED_ID
from kdgraph.testing import literatures
from tests.dashboards.places import PAGES, run, said

HARD = literatures.HARD_TITLES

every_page = pytest.mark.parametrize("page", PAGES)


def _well(app: AppTest) -> AppTest:
    assert [one.value for one in app.exception] == []
    assert [one.value for one in app.error] == []
    return app


@every_page
def test_a_page_shows_the_embedded_corpus(corpus: Path, page: str) -> None:
    app = _well(run(corpus, page))
    one = pages()[page]
    assert app.title[0].value == one.title
    captions = [caption.value for caption in app.main.caption]
    assert captions[0] == one.question
    assert "not Semantic Scholar output" in captions[-1]
    assert app.query_params["snapshot"] == EMBEDDED_ID


def _unescaped(words: str, title: str) -> bool:
    """Whether Markdown would read any of a title's signs as its own."""
    inner = re.escape(title[:40])
    return re.search(rf"(?<!\\){inner}", words) is not None


@every_page
def test_a_page_shows_hard_words_as_they_are(places: dict[str, Path], page: str) -> None:
    papers = literatures.hard().papers["title"].dropna()
    telling = papers[papers.isin(HARD)]
    telling = telling[[plain(title[:40]) != title[:40] for title in telling]]
    of_one_paper = page in ("paper", "lineage")
    for paper_id, title in telling.items() if of_one_paper else list(telling.items())[:1]:
        address = dict.fromkeys(("paper", "of", "marked", "q"), str(paper_id))
        words = said(_well(run(places["hard"], page, **address)))
        assert not any(_unescaped(words, other) for other in telling)
        if of_one_paper:
            assert plain(title[:40]) in words


@every_page
@pytest.mark.parametrize("kind", ["empty", "lonely", "unconnected"])
def test_a_page_shows_next_to_nothing(places: dict[str, Path], page: str, kind: str) -> None:
    _well(run(places[kind], page))


@every_page
def test_without_a_snapshot_a_page_says_how_to_build_one(tmp_path: Path, page: str) -> None:
    app = _well(run(tmp_path, page))
    assert [code.value for code in app.code] == [f"kdgraph build --data {tmp_path}"]


@every_page
def test_an_address_that_means_nothing_is_answered(corpus: Path, page: str) -> None:
    nonsense = dict.fromkeys(
        ("paper", "section", "show", "part", "weight", "search", "cycles", "by", "marked", "row"),
        "<b>nonsense</b>",
    )
    numbers = dict.fromkeys(("k", "top", "most", "as_of", "width"), "9" * 30)
    app = run(corpus, page, **nonsense, **numbers)
    assert [one.value for one in app.exception] == []
    assert "as\\_of" in said(app)  # as of a year that there is not
    assert "as_of" not in app.query_params
