"""What holds for every figure, also tomorrow's, at every usual width and on any literature."""

from __future__ import annotations

from itertools import product

import pytest

import kdgraph
from kdgraph.figures import FIGURES
from kdgraph.figures.canvas.marks import Text
from kdgraph.testing.figures import LITERATURES, PAGES, WIDTHS, FigureContract

# what some alternative texts count that no mark, row or fact holds as such; the tests of these
# figures count it
_COUNTED_THERE = {
    "coauthors": r"\d+ parts are pairs",
    "survey-overlap": r"\d+ columns? without|\d+ papers? ha(s|ve) squares in several columns",
    "timeline": r"The largest section is .*$",
    "bursts": r"over the years \d+ to \d+",
}
# the year stands in a text of its own beside the name; names of streams are those of sections
_NAMES_APART = {"matrix", "survey-overlap", "taxonomy", "streams"}
_OTHER_PAGES = [page for page in product(LITERATURES, WIDTHS) if page not in PAGES]


def contract(name: str) -> FigureContract:
    """Return what a figure promises."""
    return FigureContract.of(
        name=name,
        counted_there=_COUNTED_THERE.get(name, "$^"),
        names_papers=name not in _NAMES_APART,
        sections_have_colours=name != "coauthors",  # colours there are communities
        bends_against_time=name in ("evolution", "historiograph"),
        told_roles=frozenset(["parent against time"] if name == "evolution" else []),
    )


# all tests of a figure are neighbours, so that one process draws it, once
every_figure = pytest.mark.parametrize("name", FIGURES, scope="module")


@pytest.mark.parametrize("promise", FigureContract.promises())
@every_figure
def test_it_keeps_its_promises(name: str, promise: str) -> None:
    getattr(contract(name), promise)()


@pytest.mark.thorough
@pytest.mark.parametrize("page", _OTHER_PAGES)
@every_figure
def test_nothing_lies_on_words_on_other_pages(name: str, page: tuple[str, float]) -> None:
    one = contract(name)
    one.pages = (page,)
    one.test_nothing_lies_on_words_nor_beyond_the_page()


def test_words_of_the_footer_are_printed() -> None:
    drawing = FIGURES["evolution"](kdgraph.embedded(), width=7.0)
    words = " ".join(
        line
        for _, mark in drawing.marks()
        if isinstance(mark, Text) and mark.role in ("note", "provenance")
        for line in mark.text
    )
    assert drawing.provenance.footer() in words
    assert all(note in words for note in drawing.notes)
