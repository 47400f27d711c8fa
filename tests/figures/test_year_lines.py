"""Years on time axes: a line at 1 January, and the number of the year between two lines."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kdgraph
from kdgraph.figures import FIGURES
from kdgraph.figures.canvas.marks import Bars, Curves, Text
from kdgraph.figures.canvas.sheet import Axis, Box, Panel, axes_marks
from kdgraph.figures.scales import year_axis
from kdgraph.graph.chronology import publication_time


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(1950, 2030), min_size=1, max_size=12),
    st.sampled_from([180.0, 400.0, 480.0]),
    st.booleans(),
)
def test_a_number_stands_in_its_year_and_no_line_in_the_middle_of_one(
    times: list[float], room: float, even: bool
) -> None:
    years = year_axis(np.array(times), room, even=even)
    lines = np.array(years.axis.lines)
    assert len(lines) >= 2
    assert np.isin(lines.round(9), years.starts.round(9)).all()
    assert (np.diff(lines) * room / years.axis.high >= 4.0 - 1e-6).all()
    for at, words in years.axis.ticks:
        begin, end = years.at([int(words), int(words) + 1])
        assert begin < at < end
        assert not ((lines > begin + 1e-9) & (lines < end - 1e-9)).any()


@pytest.mark.parametrize("name", ["evolution", "main-path", "historiograph"])
def test_papers_of_march_stand_behind_the_line_of_their_year(name: str) -> None:
    snapshot = kdgraph.embedded()
    (panel,) = [one for one in FIGURES[name](snapshot).panels if one.x.lines]
    time = dict(zip(snapshot.papers.index, publication_time(snapshot.papers), strict=True))
    begins = {
        int(words): max(line for line in panel.x.lines if line < at)
        for at, words in panel.x.ticks
        if any(line < at for line in panel.x.lines)
    }
    looked = 0
    for mark in panel.marks:
        if isinstance(mark, Curves | Text) or not hasattr(mark, "x"):
            continue
        for (paper_id, *more), x in zip(mark.papers, mark.x.tolist(), strict=True):
            year = int(time[paper_id])
            if not more and year in begins:
                looked += 1
                assert x >= begins[year] - 1e-6, (paper_id, time[paper_id])
    assert looked > 10


def test_lines_and_words_are_drawn_apart() -> None:
    axis = Axis(
        0.0, 2.0, ((0.5, "2001"), (1.5, "2002")), grid=True, line=True, lines=(0.0, 1.0, 2.0)
    )
    marks = list(axes_marks(Panel(Box(0, 0, 200, 50), axis, Axis(0.0, 1.0))))
    (grid,) = [one for one in marks if isinstance(one, Curves) and one.role == "grid"]
    assert [path[0][0] for path in grid.paths] == [0.0, 100.0, 200.0]
    (words,) = [one for one in marks if isinstance(one, Text)]
    assert words.x.tolist() == [50.0, 150.0]
    (line,) = [one for one in marks if isinstance(one, Curves) and one.role == "axis"]
    assert [path[0][0] for path in line.paths[1:]] == [0.0, 100.0, 200.0]


def test_bursts_begin_at_lines() -> None:
    drawing = FIGURES["bursts"](kdgraph.embedded())
    (panel,) = [one for one in drawing.panels if one.name == "bursts"]
    (bars,) = [one for one in panel.marks if isinstance(one, Bars) and one.role == "burst"]
    assert set(bars.left.tolist()) <= set(panel.x.lines)
    assert set(bars.right.tolist()) <= set(panel.x.lines)
