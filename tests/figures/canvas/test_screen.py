"""On the screen: each item opens its papers, says what it is, and stands where it does in print."""

from __future__ import annotations

import time
from dataclasses import replace
from html import unescape
from typing import Any

import numpy as np
import pytest

from kdgraph.figures.canvas.boxes import sampled
from kdgraph.figures.canvas.marks import Areas, Curves, Mark, Points, Text
from kdgraph.figures.canvas.pointing import along, inside
from kdgraph.figures.canvas.screen import SCALE, to_plotly
from kdgraph.figures.canvas.screen_words import shown
from kdgraph.figures.canvas.sheet import Panel
from tests.figures.canvas.everything import everything


def traces(role: str, theme: str = "light") -> list[dict[str, Any]]:
    """Return the traces of a role as plain values."""
    figure = to_plotly(everything(theme))
    return [
        {**trace.to_plotly_json(), "x": trace.x, "y": trace.y}
        for trace in figure.data
        if trace.name == role
    ]


def told(role: str) -> list[tuple[tuple[str, ...], str]]:
    """Return the papers and the words of all that can be pointed at, in order, each once."""
    found = [
        (tuple(ids), words)
        for trace in traces(role)
        for ids, words in zip(trace.get("customdata", ()), trace.get("hovertext", ()), strict=True)
    ]
    return list(dict.fromkeys(found))


def mark_of(role: str) -> tuple[Panel, Mark]:
    return next(pair for pair in everything().marks() if pair[1].role == role)


@pytest.mark.parametrize("role", ["paper", "citation", "bar", "cell", "area", "ribbon", "name"])
def test_every_item_opens_its_papers_and_says_its_words(role: str) -> None:
    _, mark = mark_of(role)
    expected = [
        (mark.papers_of(row), " ".join(mark.words_of(row).split())) for row in range(len(mark))
    ]
    read = [(ids, unescape(words).replace("<br>", " ")) for ids, words in told(role)]
    # signs that no font here has are boxes; everything else is there to the letter
    assert [ids for ids, _ in read] == [ids for ids, _ in expected]
    for (_, said), (_, meant) in zip(read, expected, strict=True):
        assert said == unescape(shown(meant))
    assert all("<" not in words.replace("<br>", "") for _, words in told(role))
    assert all(trace["hoverinfo"] == "text" for trace in traces(role) if "customdata" in trace)


def test_plotly_is_given_no_tags_no_formulas_and_no_templates() -> None:
    figure = to_plotly(everything()).to_plotly_json()
    words = [text for trace in figure["data"] for text in trace.get("text", ())]
    words += [note["text"] for note in figure["layout"]["annotations"]]
    words += [note.get("hovertext", "") for note in figure["layout"]["annotations"]]
    words += [
        text
        for key in figure["layout"]
        if "axis" in key
        for text in figure["layout"][key]["ticktext"]
    ]
    assert any("&lt;b&gt;Bold&lt;/b&gt;" in text for text in words)
    assert any("&#36;x_1&#36;" in text for text in words)
    assert not any(sign in text for text in words for sign in "<>$")
    assert not any("hovertemplate" in trace or "texttemplate" in trace for trace in figure["data"])


def test_axes_stand_where_the_panel_does_and_keep_its_ticks() -> None:
    drawing = everything()
    layout = to_plotly(drawing).to_plotly_json()["layout"]
    panel = drawing.panels[0]
    wide, high = drawing.width * 72, drawing.height * 72
    assert layout["xaxis2"]["domain"] == pytest.approx(
        [panel.box.left / wide, panel.box.right / wide]
    )
    assert layout["yaxis2"]["domain"] == pytest.approx(
        [panel.box.bottom / high, panel.box.top / high]
    )
    assert layout["yaxis2"]["range"] == [8.5, -0.5]
    assert list(layout["xaxis2"]["tickvals"]) == [0.0, 4.0, 8.0]
    assert layout["xaxis2"]["showgrid"]
    assert not layout["xaxis2"]["fixedrange"], "a panel can be zoomed"
    assert layout["xaxis"]["fixedrange"], "the page cannot"
    assert layout["xaxis"]["domain"] == [0.0, 1.0]
    assert layout["width"] == round(wide * SCALE)


def test_words_stand_where_print_puts_them() -> None:
    panel, mark = mark_of("name")
    assert isinstance(mark, Text)
    (trace,) = traces("name")
    xs, ys = panel.to_page(mark.x, mark.y)
    x, y = panel.to_page(trace["x"], trace["y"])
    assert x == pytest.approx(xs + 3.0, abs=0.01)
    # the middle of small letters lies about a third of the size above the baseline
    assert y == pytest.approx(ys - 0.08 * np.array(mark.size), abs=0.01)
    assert list(trace["textfont"]["size"]) == pytest.approx(np.array(mark.size) * SCALE, abs=0.01)
    notes = to_plotly(everything()).to_plotly_json()["layout"]["annotations"]
    beside = next(note for note in notes if note["text"].startswith("beside"))
    assert (beside["xref"], beside["yref"], beside["y"]) == ("paper", "y2", 3.0)
    upwards = next(note for note in notes if note["text"] == "upwards")
    assert (upwards["textangle"], upwards["yanchor"]) == (-90, "bottom")


def test_what_is_pointed_at_lies_on_lines_and_within_outlines() -> None:
    _, curve = mark_of("citation")
    assert isinstance(curve, Curves)
    target = next(trace for trace in traces("citation") if "customdata" in trace)
    path = sampled(curve.paths[0], 200)
    for x, y in zip(target["x"][:3], target["y"][:3], strict=True):
        assert np.hypot(path[:, 0] - x, path[:, 1] - y).min() < 0.02
    _, area = mark_of("area")
    assert isinstance(area, Areas)
    target = next(trace for trace in traces("area") if "customdata" in trace)
    first = [n for n, ids in enumerate(target["customdata"]) if ids == ["a", "b"]]
    assert len(first) == 9
    assert all(0 < target["x"][n] < 2 and 6 < target["y"][n] < 7 for n in first)
    assert target["marker"]["opacity"] == 0


def test_places_along_a_line_without_length_and_in_an_outline_without_width() -> None:
    assert along(np.array([(1.0, 2.0), (1.0, 2.0)]), (0.5,)).tolist() == [[1.0, 2.0]]
    assert inside(np.array([(1.0, 0.0), (1.0, 2.0), (1.0, 1.0)]), 3).shape == (0, 2)


def test_colours_and_shapes_are_those_of_print() -> None:
    (trace,) = traces("paper")
    assert trace["marker"]["symbol"][:4] == ["circle", "square", "diamond", "triangle-up"]
    assert trace["marker"]["color"][:2] == ["#43577f", "#ffffff"]
    assert trace["marker"]["line"]["color"][1] == "#d74a39"
    (dark,) = traces("paper", "dark")
    assert dark["marker"]["color"][:2] == ["#2177f9", "#14171b"]
    (bar,) = traces("bar")
    assert bar["marker"]["pattern"]["shape"][:3] == ["", "/", "."]
    clear = to_plotly(everything("transparent")).to_plotly_json()
    assert clear["layout"]["paper_bgcolor"] == "rgba(0,0,0,0)"


def test_arrow_heads_point_where_the_line_goes() -> None:
    heads = traces("arrow head")
    # the panel's values grow downwards: from 4 to 6 the line ends level, to the right
    assert [trace["marker"]["angle"] for trace in heads] == [[90.0], [90.0]]
    assert [(trace["x"][0], trace["y"][0]) for trace in heads] == [(2.0, 6.0), (5.0, 6.0)]


def test_many_papers_and_lines_are_few_traces_made_at_once() -> None:
    count = 6000
    path = np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (2.0, 1.0)])
    rng = np.random.default_rng(1)
    lines = Curves(
        role="citation",
        paths=tuple(path + shift for shift in rng.random((count, 2))),
        ink=[f"series:{n % 3}" for n in range(count)],
        bent=True,
        papers=tuple((f"p{n}", "q") for n in range(count)),
    )
    dots = Points(
        role="paper",
        x=rng.random(2000),
        y=rng.random(2000),
        papers=tuple((f"p{n}",) for n in range(2000)),
    )
    panel = replace(everything().panels[0], marks=(lines, dots))
    drawing = replace(everything(), panels=(panel,))
    begin = time.process_time()
    figure = to_plotly(drawing)
    assert time.process_time() - begin < 5
    assert len(figure.data) == 3 + 1 + 1
    assert sum(len(trace.customdata or ()) for trace in figure.data) == count + 2000
