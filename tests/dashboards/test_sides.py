"""Every side of the pages that have several, on data that are usual, hard and next to nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest
from streamlit.testing.v1 import AppTest

import kdgraph
from tests.dashboards.places import run, said

_SIDES: Final = {
    "influence": ("side by side", "against age", "ranking", "why this rank"),
    "authors": ("who writes with whom", "ranking", "one author", "who is on the list"),
    "map": ("map", "groups", "papers of a group", "similar papers"),
    "sections": ("flow between sections", "a section's own path", "taxonomy", "surveys"),
}
_ALL: Final = [(page, side) for page, sides in _SIDES.items() for side in sides]

every_side = pytest.mark.parametrize(("page", "side"), _ALL)


def _well(app: AppTest) -> AppTest:
    assert [one.value for one in app.exception] == []
    assert [one.value for one in app.error] == []
    return app


@every_side
def test_the_sides_are_those_of_the_page(places: dict[str, Path], page: str, side: str) -> None:
    app = _well(run(places["plain"], page, part=side))
    assert tuple(app.radio(key="part").options) == _SIDES[page]
    assert app.radio(key="part").value == side
    assert "is not valid here" not in said(app)


@every_side
def test_hard_words_show_as_they_are(places: dict[str, Path], page: str, side: str) -> None:
    more = {"section": "<i>Markup</i> & Co."} if page == "sections" else {}
    words = said(_well(run(places["hard"], page, part=side, of="p01", author="byron", **more)))
    for sign in ("<", "$", "[a]", ":smile:", "**bold**"):
        bare = re.compile(rf"(?<!\\){re.escape(sign)}(?=[a-z/b]|$)")
        assert not bare.search(words), f"{sign} is not escaped"


@every_side
@pytest.mark.parametrize("kind", ["lonely", "unconnected"])
def test_next_to_nothing_is_shown(places: dict[str, Path], page: str, side: str, kind: str) -> None:
    _well(run(places[kind], page, part=side))


@pytest.mark.parametrize("page", _SIDES)
def test_an_empty_snapshot_says_what_to_do(places: dict[str, Path], page: str) -> None:
    words = said(_well(run(places["empty"], page)))
    assert "kdgraph build" in words


@pytest.mark.parametrize("page", [*_SIDES, "figures"])
def test_an_earlier_year_is_shown(places: dict[str, Path], page: str) -> None:
    app = _well(run(places["plain"], page, as_of="2019"))
    assert app.query_params["as_of"] in ("2019", ["2019"])
    assert not re.search(r"\b202[0-9]\b", " ".join(one.value for one in app.main.markdown))


@pytest.mark.parametrize("name", kdgraph.FIGURES)
def test_each_figure_has_its_caption_and_its_files(places: dict[str, Path], name: str) -> None:
    app = _well(run(places["plain"], "figures", figure=name, width="3.3in", top="5"))
    labels = [str(button.proto.label) for button in app.get("download_button")]
    assert labels[:5] == ["PDF", "SVG", "PNG", "LaTeX", "HTML"]
    assert [re.split("[,:]", label)[0] for label in labels[5:]] == [
        "Data (CSV)",
        "Papers (BibTeX)",
        "LaTeX bundle",
    ]
