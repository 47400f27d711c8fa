"""The base of figures: what it refuses, keeps for drawing again, says itself, and leaves blank."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import kdgraph
from kdgraph.errors import InputError
from kdgraph.figures import FIGURES, Drawing
from kdgraph.figures.canvas.boxes import collisions
from kdgraph.figures.canvas.drawing import Axis, Panel
from kdgraph.figures.canvas.marks import Text
from kdgraph.figures.figure import FigureBase
from kdgraph.figures.layouts.bars import upright_bars
from kdgraph.figures.scales import count_axis
from kdgraph.testing import literatures, toys


def base(**options: Any) -> FigureBase:
    """Return the base of a figure of toys."""
    snapshot = options.pop("snapshot", None) or toys.snapshot()
    asked: dict[str, Any] = {"width": 5.5, "section": None, "top": None}
    return FigureBase("age", snapshot, **(asked | options))


def plain(figure: FigureBase, **options: Any) -> Drawing:
    """Return a drawing of three bars."""
    y = count_axis(1_200, "papers")
    bars = upright_bars("year", [0.5, 1.5, 2.5], [300, 1_200, 20])
    asked: dict[str, Any] = {
        "caption": "{most:,} {{papers}} of {where}.",
        "alt": "Three bars, the highest {most:,}.",
        "facts": {"most": 1_200, "where": figure.where()},
        "numbers": pd.DataFrame({"bar": [1, 2, 3], "papers": [300, 1_200, 20]}),
    }
    return figure.drawing([Panel(figure.plot(y), Axis(0.0, 3.0), y, (bars,))], **(asked | options))


def test_a_number_below_one_is_refused_by_what_it_counts() -> None:
    with pytest.raises(InputError, match=r"at least 1 group to show, got top=0"):
        base(top=0, of_what="group")


def test_an_unknown_section_or_scope_is_refused() -> None:
    with pytest.raises(InputError, match="no section called 'nowhere'"):
        base(section="nowhere")
    with pytest.raises(InputError, match="scope"):
        base(scope="most")


def test_how_many_follows_from_top_or_else_from_the_width() -> None:
    assert base(top=3).most(28, 12) == 3
    assert base(width=5.0).most(28, 12) == 28
    assert base(width=4.9).most(28, 12) == 12
    assert base(width=4.9).most(28, 12, from_width=4.5) == 28
    assert base(width=3.3).most(25) == 25


def test_a_figure_of_the_field_keeps_its_scope_even_where_that_is_all() -> None:
    corpus = kdgraph.embedded()
    for scope, kept in ((None, "field"), ("all", "all"), ("listed", "listed")):
        figure = base(snapshot=corpus, scope=scope, of_the_field=True)
        assert figure.options["scope"] == figure.snapshot.scope.name == kept
    whole = base(snapshot=corpus)
    assert "scope" not in whole.options
    assert whole.where() == "the corpus"
    assert plain(base(snapshot=corpus, scope="listed")).provenance.options["scope"] == "listed"


def test_options_are_kept_in_the_order_of_the_function() -> None:
    figure = base(section=None, top=4, options={"by": "pagerank"})
    made = plain(figure).provenance.options
    assert list(made.items()) == [("width", 5.5), ("section", None), ("top", 4), ("by", "pagerank")]


def test_papers_are_those_of_the_section_in_the_order_of_ids() -> None:
    corpus = kdgraph.embedded()
    heading = corpus.reading_list.headings[0]
    papers = base(snapshot=corpus, section=heading).papers()
    assert papers.index.is_monotonic_increasing
    assert set(papers.index) == set(corpus.reading_list.papers_under(heading) or ())
    assert len(base(snapshot=corpus).papers()) == len(corpus.papers)


def test_caption_and_alternative_text_have_the_same_facts() -> None:
    drawing = plain(base())
    assert drawing.caption == "1,200 {papers} of the corpus."
    assert drawing.alt == "Three bars, the highest 1,200."


def test_whose_lists_were_read_is_said_unless_no_citation_matters() -> None:
    assert "lists of 5 of 8 papers were read" in plain(base(), notes=["First."]).notes[1]
    assert plain(base(), notes=["First."], of_citations=False).notes == ("First.",)


@pytest.mark.parametrize("width", [2.5, 3.3, 7.0])
def test_a_plot_has_room_for_the_words_of_its_axes(width: float) -> None:
    assert collisions(plain(base(width=width))) == []


@pytest.mark.parametrize("width", [2.5, 7.0])
def test_for_want_of_anything_the_page_says_why(width: float) -> None:
    figure = base(width=width, snapshot=literatures.empty())
    drawing = figure.empty("no paper has both a score and a year {so}", ["paper_id", "score"])
    assert drawing.caption == "Influence against age: no paper has both a score and a year {so}."
    assert drawing.alt == "An empty figure: no paper has both a score and a year {so}."
    assert list(drawing.numbers.columns) == ["paper_id", "score"]
    assert collisions(drawing) == []
    (mark,) = [
        mark for _, mark in drawing.marks() if isinstance(mark, Text) and mark.role == "nothing"
    ]
    words = mark.text
    assert " ".join(words) == drawing.caption
    assert FIGURES.label("age") in words[0]


def test_bars_begin_where_the_ones_below_end() -> None:
    low = upright_bars("low", [1, 2], [3, 4], ink="series:0")
    high = upright_bars("high", [1, 2], [1, 1], base=low.top)
    assert np.array_equal(high.bottom, low.top)
    assert low.ink == "series:0"


def test_one_section_is_called_by_its_name_and_several_by_what_they_share() -> None:
    corpus = kdgraph.embedded()
    assert base(snapshot=corpus, section="free").where() == (
        "the section “Data-Free Knowledge Distillation”"
    )
    count = len(corpus.reading_list.headings_like("distillation") or ())
    assert base(snapshot=corpus, section="distillation").where("the list") == (
        f"the {count} sections that match “distillation”"
    )
    assert base(snapshot=corpus).where("the list") == "the list"
