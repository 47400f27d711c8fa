"""The reading order as drawn: its steps from the top, their arcs, and what they say."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

import kdgraph
from kdgraph.figures import Drawing
from kdgraph.figures.canvas.boxes import collisions
from kdgraph.figures.canvas.marks import Curves, Points, Text
from kdgraph.figures.canvas.verifying import verify
from kdgraph.figures.reading_order import draw_reading_order
from kdgraph.graph.snapshot import Snapshot
from tests.graph.test_scope import made


@cache
def _snapshot() -> Snapshot:
    return kdgraph.embedded()


@cache
def _drawn(width: float = 7.0) -> Drawing:
    return draw_reading_order(_snapshot(), width=width)


def _text(drawing: Drawing, role: str) -> Text:
    (found,) = [mark for _, mark in drawing.marks() if mark.role == role]
    assert isinstance(found, Text)
    return found


@pytest.mark.parametrize("width", [3.3, 84 / 25.4, 7.0])
def test_steps_stand_from_the_top_in_the_order_of_the_analysis(width: float) -> None:
    drawing = _drawn(width)
    assert collisions(drawing) == []
    order = kdgraph.reading_order(_snapshot(), 12 if width == 7 else 10).papers
    (dots,) = [mark for _, mark in drawing.marks() if mark.role == "paper"]
    assert isinstance(dots, Points)
    assert [one for (one,) in dots.papers] == order.index.tolist()
    assert (np.diff(dots.y) < 0).all()
    steps = _text(drawing, "step")
    assert list(steps.text) == [str(n + 1) for n in range(len(order))]
    assert steps.papers == dots.papers
    said = " ".join(_text(drawing, "why").text)
    assert said == " ".join(order["why"]), "a reason is cut or missing"


def test_arcs_lead_down_from_forebears_and_are_dotted_where_inferred() -> None:
    order = kdgraph.reading_order(_snapshot(), 12).papers
    drawn: dict[str, set[tuple[str, ...]]] = {}
    for _, mark in _drawn().marks():
        if isinstance(mark, Curves) and mark.papers:
            drawn.setdefault(mark.dash, set()).update(mark.papers)
            assert all(path[0, 1] > path[-1, 1] for path in mark.paths)
    for relation, dash in (("known", "solid"), ("likely", "dotted")):
        rows = order[order["relation"] == relation]
        assert drawn[dash] == set(zip(rows.index, rows["forebear_id"], strict=True))
    assert _drawn().facts["known"] + _drawn().facts["likely"] == 11


def test_more_steps_than_a_page_holds_are_counted_and_in_the_numbers() -> None:
    drawing = draw_reading_order(_snapshot(), width=3.3, top=40)
    assert drawing.height < 9.5
    left = 40 - len(drawing.papers())
    assert 15 < left < 30
    assert f"{left} further steps not drawn, but in the numbers." in drawing.notes
    assert drawing.numbers["step"].tolist() == list(range(1, 41))


def test_a_path_of_one_and_one_of_none() -> None:
    one = draw_reading_order(made("a", {}), width=3.3)
    assert one.papers() == ["a"]
    none = draw_reading_order(made("", {}), width=3.3)
    assert none.papers() == []
    assert "there is no paper to read" in none.caption


def test_a_section_is_verified(tmp_path: Path) -> None:
    drawing = kdgraph.draw(
        "reading-order", _snapshot(), width=3.3, section="Diffusion", inferred=False
    )
    drawing.save(tmp_path / "order.svg")
    assert verify(tmp_path / "order.svg", data=tmp_path).outcome == "identical"
    assert "ikely" not in drawing.caption
