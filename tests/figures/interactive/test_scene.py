"""What the script of an interactive picture is given."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

import kdgraph
from kdgraph.figures.canvas.marks import Curves, Points, Text
from kdgraph.figures.interactive.scene import DESCENT, UNLISTED, scene_of
from kdgraph.graph.snapshot import Snapshot
from kdgraph.testing import literatures

FIGURES = ("evolution", "main-path", "historiograph")
CORPORA: dict[str, Callable[[], Snapshot]] = {
    "embedded": kdgraph.embedded,
    "hard": literatures.hard,
    "empty": literatures.empty,
}


@cache
def _drawn(corpus: str, figure: str, theme: str = "light") -> tuple[Any, Any, dict[str, Any]]:
    snapshot = CORPORA[corpus]()
    drawing = kdgraph.draw(figure, snapshot, width=7.0).themed(theme)
    return snapshot, drawing, scene_of(drawing, snapshot)


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("corpus", CORPORA)
def test_a_scene_is_json_and_holds_each_mark_of_the_drawing_once(corpus: str, figure: str) -> None:
    _, drawing, scene = _drawn(corpus, figure)
    again = json.loads(json.dumps(scene, allow_nan=False))
    assert again == scene
    drawn = [
        (panel.name, mark.role, mark.papers_of(row))
        for panel in drawing.panels
        if panel.name != "page"
        for mark in sorted(panel.marks, key=lambda mark: mark.layer)
        for row in range(len(mark))
    ]
    held = [
        (panel["name"], item["role"], tuple(item["papers"]))
        for panel in scene["panels"]
        for item in panel["items"]
    ]
    assert held == drawn


@pytest.mark.parametrize("figure", FIGURES)
def test_marks_stand_where_the_drawing_has_them(figure: str) -> None:
    _, drawing, scene = _drawn("embedded", figure)
    (panel,) = [panel for panel in drawing.panels if panel.name != "page"]
    (shown,) = scene["panels"]
    for mark in panel.marks:
        if not isinstance(mark, Points | Text):
            continue
        items = [item for item in shown["items"] if item["role"] == mark.role]
        xs, ys = panel.to_page(mark.x, mark.y)
        for item, x, y in zip(items, xs, ys, strict=True):
            assert item["x"] == pytest.approx(x * scene["scale"], abs=0.01)
            # down from the upper edge
            assert item["y"] + y * scene["scale"] == pytest.approx(
                shown["top"] + panel.box.top * scene["scale"], abs=0.02
            )
            assert 0 <= item["x"] <= scene["width"]
            assert 0 <= item["y"] <= scene["height"]


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("corpus", ["embedded", "hard"])
def test_each_arc_is_told_once_with_both_its_papers(corpus: str, figure: str) -> None:
    snapshot, drawing, scene = _drawn(corpus, figure)
    pairs = [(arc["citing"], arc["cited"]) for arc in scene["arcs"]]
    assert len(pairs) == len(set(pairs))
    drawn = {ids for _, mark in drawing.marks() if isinstance(mark, Curves) for ids in mark.papers}
    assert set(pairs) == {ids for ids in drawn if len(ids) == 2}
    assert {one for pair in pairs for one in pair} <= set(scene["papers"])
    assert sum(kind["count"] for kind in scene["kinds"]) == len(pairs)
    # what is inferred, or leads through another paper, is not told as a citation that was read
    known = set(zip(snapshot.citations["citing_id"], snapshot.citations["cited_id"], strict=True))
    others = [arc for arc in scene["arcs"] if (arc["citing"], arc["cited"]) not in known]
    assert not {arc["said"] for arc in others} & {"cites", "descends from", "extends"}
    assert {arc["role"] for arc in others} <= {"likely forebear", "through an undated paper"}


def test_a_sentence_stands_with_its_arc_and_gives_the_verb() -> None:
    snapshot, _, scene = _drawn("hard", "evolution")
    spoken = [arc for arc in scene["arcs"] if arc["sentence"]]
    assert spoken
    sentences = snapshot.contexts.groupby(["citing_id", "cited_id"])["sentence"].apply(list)
    for arc in spoken:
        assert arc["sentence"] in sentences[arc["citing"], arc["cited"]]
        assert arc["said"] == arc["label"] == "extends"


def test_the_sections_are_those_of_the_list_in_its_order_with_its_signs() -> None:
    snapshot, drawing, scene = _drawn("embedded", "evolution")
    names = [one["name"] for one in scene["sections"]]
    order = list(snapshot.reading_list.headings)
    assert names == sorted(names, key=order.index)
    inks = {
        ids[0]: ink
        for _, mark in drawing.marks()
        if isinstance(mark, Points) and mark.role == "paper"
        for ids, ink in zip(mark.papers, mark.ink, strict=True)
    }
    look = {one["name"]: one["ink"] for one in scene["sections"]}
    from kdgraph.figures.canvas.theme import theme_named

    theme = theme_named("light")
    assert all(
        theme.colour(ink) == look[scene["papers"][one]["section"]] for one, ink in inks.items()
    )


def test_a_path_beyond_the_list_has_a_filter_for_what_is_not_on_it() -> None:
    _, _, scene = _drawn("embedded", "main-path")
    outside = [paper for paper in scene["papers"].values() if not paper["section"]]
    assert scene["sections"][-1]["name"] == UNLISTED
    assert scene["sections"][-1]["count"] == len(outside) > 0


def test_only_arcs_of_descent_are_followed_all_the_way() -> None:
    _, _, tree = _drawn("embedded", "evolution")
    _, _, history = _drawn("embedded", "historiograph")
    assert {arc["role"] for arc in tree["arcs"] if arc["descent"]} <= DESCENT
    assert any(arc["descent"] for arc in tree["arcs"])
    assert not any(arc["descent"] for arc in history["arcs"])


def test_the_legend_keeps_what_no_filter_says() -> None:
    _, drawing, scene = _drawn("embedded", "evolution")
    said = {key["words"] for key in scene["keys"]}
    assert said == {"no code linked"}
    assert said < {key.words for key in drawing.keys}


def test_the_ground_gives_the_colours() -> None:
    _, _, light = _drawn("embedded", "evolution")
    _, _, dark = _drawn("embedded", "evolution", "dark")
    assert light["colours"]["ground"] == "#ffffff"
    assert dark["colours"]["ground"] == "#14171b"
    assert light["digest"] == dark["digest"]


def test_the_file_is_the_same_each_time_and_names_no_address_that_a_browser_asks() -> None:
    snapshot = kdgraph.embedded()
    drawing = kdgraph.draw("evolution", snapshot)
    page = kdgraph.interactive_picture(snapshot, drawing).to_html(remarks="for <b>us</b>")
    assert page == kdgraph.interactive_picture(snapshot, drawing).to_html(remarks="for <b>us</b>")
    assert "for &lt;b&gt;us&lt;/b&gt;" in page
    assert 'src="http' not in page
    assert "@import" not in page
    assert "url(http" not in page


def test_a_list_without_sections_is_no_literature_off_the_list() -> None:
    frames = {name: frame.copy() for name, frame in kdgraph.embedded().frames().items()}
    frames["entries"]["section"] = ""
    bare = Snapshot(frames, kdgraph.embedded().manifest)
    scene = scene_of(kdgraph.draw("milestones", bare, width=7.0), bare)
    assert [(one["name"], one["count"]) for one in scene["sections"]] == [("(no section)", 59)]
