"""Figures of lineage, sections and people on a dense literature, at both widths."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

import kdgraph
from kdgraph.figures import Drawing
from kdgraph.figures.canvas.boxes import collisions
from kdgraph.figures.canvas.marks import Curves, Points, Text
from kdgraph.graph.snapshot import Snapshot
from kdgraph.testing import literatures

NAMES = ("coauthors", "evolution", "flow", "historiograph", "main-path", "survey-overlap")
both_widths = pytest.mark.parametrize("width", [3.3, 7.0])


@cache
def _snapshot() -> Snapshot:
    return literatures.dense()


@cache
def _drawn(name: str, width: float) -> Drawing:
    return kdgraph.draw(name, _snapshot(), width=width)


def _marks(drawing: Drawing, kind: type, role: str) -> list[Any]:
    return [mark for _, mark in drawing.marks() if isinstance(mark, kind) and mark.role == role]


@both_widths
@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_in_the_way_and_all_fits_a_page(name: str, width: float) -> None:
    drawing = _drawn(name, width)
    assert collisions(drawing) == []
    assert drawing.height < 9.5
    assert all(note.endswith(".") for note in drawing.notes)


@both_widths
def test_evolution_names_all_and_is_no_thicket(width: float) -> None:
    drawing = _drawn("evolution", width)
    (names,) = _marks(drawing, Text, "name")
    assert len(names.text) == 48
    parents = kdgraph.primary_parents(_snapshot())
    dashed = [pair for mark in _marks(drawing, Curves, "other parent") for pair in mark.papers]
    near = parents[parents["margin"] <= 0.1]["runner_up_id"].dropna()
    assert set(dashed) == set(near.items())
    assert len(dashed) < len(parents["runner_up_id"].dropna())
    thick = {pair for mark in _marks(drawing, Curves, "parent by evidence") for pair in mark.papers}
    labels = parents["label"]
    assert {labels[child] for child, _ in thick} <= {"extends", "adapts", "uses"}
    # a survey hangs on others and bears none
    assert not [parent for _, parent in thick if "surveys" in parent]


@both_widths
def test_the_main_path_hides_no_dot_and_counts_what_it_draws(width: float) -> None:
    drawing = _drawn("main-path", width)
    (panel,) = [panel for panel in drawing.panels if panel.name == "main path"]
    x, y, size = [], [], []
    for mark in panel.marks:
        if isinstance(mark, Points):
            xs, ys = panel.to_page(mark.x, mark.y)
            x += xs.tolist()
            y += ys.tolist()
            size += np.broadcast_to(mark.size, len(mark)).tolist()
    apart = np.hypot(np.subtract.outer(x, x), np.subtract.outer(y, y))
    under = np.add.outer(size, size) / 2 - apart
    np.fill_diagonal(under, -1.0)
    assert (under <= np.minimum.outer(size, size) / 3).all()
    around = sum(len(mark) for mark in _marks(drawing, Points, "paper around"))
    assert f"In grey around it: {around} paper" in drawing.alt
    names = sum(len(mark.text) for mark in _marks(drawing, Text, "name"))
    assert names == sum(len(mark) for mark in _marks(drawing, Points, "paper"))


@both_widths
def test_the_historiograph_has_no_paper_without_a_line(width: float) -> None:
    drawing = _drawn("historiograph", width)
    papers = {ids[0] for mark in _marks(drawing, Points, "paper") for ids in mark.papers}
    lines = _marks(drawing, Curves, "citation") + _marks(drawing, Curves, "citation against time")
    assert {one for mark in lines for pair in mark.papers for one in pair} == papers


@both_widths
def test_squares_of_the_survey_that_was_not_read_are_explained(width: float) -> None:
    drawing = _drawn("survey-overlap", width)
    numbers = drawing.numbers
    unread = numbers[numbers["survey_id"] == "dense:surveys-1"]
    squares = int((unread["state"] == "cites").sum())
    assert squares > 0
    assert set(unread["state"]) <= {"cites", "not known", "itself"}
    name = unread["survey"].iloc[0]
    assert f"The {squares} squares of {name} are known from the cited side alone." in drawing.notes
    assert "younger" in set(numbers["state"])


@both_widths
def test_flow_is_mostly_grey_where_sections_are_made_up(width: float) -> None:
    (dots,) = _marks(_drawn("flow", width), Points, "citations")
    inks = np.broadcast_to(dots.ink, len(dots)).tolist()
    assert sum(ink != "faint" for ink in inks) <= 0.15 * len(inks)
