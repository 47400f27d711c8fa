"""What is in the way of what on a page is found, so that the figures' tests can trust it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from kdgraph.figures.canvas.boxes import collisions, labels, sampled, text_box
from kdgraph.figures.canvas.drawing import Axis, Box, Drawing, Panel
from kdgraph.figures.canvas.marks import Bars, Curves, Mark, Points, Text
from kdgraph.figures.canvas.page import Body, compose
from kdgraph.figures.canvas.typography import SMALLEST, drawable, fitted, measure, missing_signs
from kdgraph.testing import toys


def _drawing(*marks: Mark) -> Drawing:
    panel = Panel(Box(20, 20, 220, 120), Axis(0, 200), Axis(0, 100), marks)
    body = Body(
        height=140,
        panels=(panel,),
        caption="Nothing",
        facts={},
        alt="Nothing",
        numbers=pd.DataFrame(),
    )
    return compose(toys.snapshot(), "none", body, width=3.4, options={})


def _text(x: float, y: float, text: str, **more: Any) -> Text:
    return Text(role="word", x=np.array([x]), y=np.array([y]), text=(text,), **more)


def test_an_empty_panel_is_in_nobodys_way() -> None:
    assert collisions(_drawing()) == []


def test_words_on_words() -> None:
    assert collisions(_drawing(_text(50, 50, "FitNets"), _text(60, 52, "Hinton"))) == [
        "'FitNets' and 'Hinton' overlap"
    ]
    assert collisions(_drawing(_text(50, 50, "FitNets"), _text(50, 58, "Hinton"))) == []


def test_words_on_a_dot() -> None:
    dot = Points(role="paper", x=np.array([55.0]), y=np.array([52.0]), size=6.0)
    (fault,) = collisions(_drawing(_text(50, 50, "FitNets"), dot))
    assert "lies on the dot" in fault
    assert collisions(_drawing(_text(50, 50, "FitNets"), replace(dot, x=np.array([45.0])))) == []
    assert collisions(_drawing(_text(50, 50, "FitNets"), replace(dot, layer=-1))) == []


def test_words_on_a_line_of_the_foreground() -> None:
    path = np.array([(0.0, 52.0), (200.0, 52.0)])
    line = Curves(role="branch", paths=(path,))
    (fault,) = collisions(_drawing(_text(50, 50, "FitNets"), line))
    assert "lies on a line" in fault
    assert collisions(_drawing(_text(50, 50, "FitNets"), replace(line, layer=-1))) == []
    bent = np.array([(0.0, 90.0), (50.0, 20.0), (70.0, 20.0), (120.0, 90.0)])
    (fault,) = collisions(
        _drawing(_text(50, 35, "FitNets"), replace(line, paths=(bent,), bent=True))
    )
    assert "lies on a line" in fault


def test_words_within_a_bar_and_on_its_edge() -> None:
    bar = Bars(
        role="year",
        left=np.array([40.0]),
        right=np.array([100.0]),
        bottom=np.array([40.0]),
        top=np.array([70.0]),
    )
    assert collisions(_drawing(_text(50, 50, "FitNets"), bar)) == []
    (fault,) = collisions(_drawing(_text(90, 50, "FitNets"), bar))
    assert "on the edge of a bar" in fault


def test_words_beyond_the_page_and_too_small() -> None:
    assert collisions(_drawing(_text(210, 50, "FitNets"))) == ["'FitNets' reaches beyond the page"]
    (fault,) = collisions(_drawing(_text(50, 50, "FitNets", size=5.5)))
    assert "below 6" in fault


def test_the_words_of_axes_count() -> None:
    drawing = _drawing(_text(50, -6, "FitNets"))
    (panel, page) = drawing.panels
    ticks = replace(panel.x, ticks=((55.0, "2015"), (120.0, "2016")))
    crowded = replace(drawing, panels=(replace(panel, x=ticks), page))
    assert {label.text for label in labels(crowded)} >= {"2015", "2016", "FitNets"}
    assert any("overlap" in fault for fault in collisions(crowded))


def test_a_box_is_where_its_words_are_said_to_stand() -> None:
    extent = measure("FitNets", 7)
    box = text_box("FitNets", 100, 50, 7, "regular", "right", "top", 0)
    assert box.right == pytest.approx(100)
    assert box.top == pytest.approx(50)
    assert box.width == pytest.approx(extent.width)
    turned = text_box("FitNets", 100, 50, 7, "regular", "center", "middle", 90)
    assert turned.height == pytest.approx(extent.width)
    assert (turned.bottom + turned.top) / 2 == pytest.approx(50)
    assert turned.left < 100 < turned.right


def test_a_bent_path_is_followed() -> None:
    quarter = np.array([(0.0, 1.0), (0.5523, 1.0), (1.0, 0.5523), (1.0, 0.0)])
    assert np.hypot(*sampled(quarter).T) == pytest.approx(1.0, abs=1e-3)
    twice = np.vstack([quarter, [(1.0, -1.0), (0.0, -1.0), (0.0, -2.0)]])
    assert sampled(twice)[-1].tolist() == [0.0, -2.0]


@pytest.mark.parametrize("weight", ["regular", "semibold", "italic"])
def test_measures_grow_with_the_size_and_the_words(weight: str) -> None:
    assert measure("FitNets", 14, weight).width == pytest.approx(
        2 * measure("FitNets", 7, weight).width
    )
    assert measure("FitNets", 7, weight).width < measure("FitNets!", 7, weight).width
    assert measure("iii", 7, weight).width < measure("mmm", 7, weight).width


def test_words_that_are_cut_fit() -> None:
    for room in range(3, 160, 7):
        cut = fitted("Distilling the Knowledge in a Neural Network", SMALLEST, room)
        assert measure(cut, SMALLEST).width <= max(room, measure("…", SMALLEST).width)
    assert fitted("short", 7, 100) == "short"


def test_signs_without_a_font_are_named_and_drawn_as_boxes() -> None:
    private = "\U0001f9ff"  # a nazar amulet
    assert missing_signs(f"a{private}b{private}") == private
    assert drawable(f"a{private}b") == "a□b"
    drawing = _drawing(_text(50, 50, f"a{private}b"))
    assert drawing.notes == (
        "1 label holds signs that no font here has (1 different), drawn as empty boxes.",
    )


def test_a_right_to_left_title_is_measured_and_one_line() -> None:
    title = toys.TITLES["c"]
    assert missing_signs(title) == ""
    assert measure(title, 7).width > 20
    assert drawable("two\nlines\tand tabs") == "two lines and tabs"
