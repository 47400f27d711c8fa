"""Rows of papers: nothing overlaps, few lines cross, and nothing is left to chance."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kdgraph.figures.canvas.boxes import sampled
from kdgraph.figures.layouts.tracks import Rows, Spot, assign_rows, elbow, separate_on_axis

spots = st.lists(
    st.builds(Spot, st.floats(0, 300), st.floats(1, 4), st.floats(1, 60)), min_size=1, max_size=12
)


@settings(max_examples=40, deadline=None)
@given(spots, st.data())
def test_spots_of_one_row_leave_room_between_them(found: list[Spot], data: st.DataObject) -> None:
    ends = st.integers(0, len(found) - 1)
    pairs = data.draw(st.lists(st.tuples(ends, ends), max_size=15))
    links = [(a, b) for a, b in pairs if a != b]
    rows = assign_rows(found, links, range(-4, 5))
    assert rows == assign_rows(found, links, range(-4, 5))
    for one, (spot, row) in enumerate(zip(found, rows, strict=True)):
        for other, place in list(zip(found, rows, strict=True))[one + 1 :]:
            if row is not None and row == place:
                assert (
                    spot.x + spot.after <= other.x - other.before
                    or other.x + other.after <= spot.x - spot.before
                )


def test_what_is_there_already_is_in_nobodys_place() -> None:
    taken = Rows()
    taken.take(0, 0, 100)
    assert assign_rows([Spot(50, 2, 20)], [], [0, 1], taken) == [1]
    assert assign_rows([Spot(50, 2, 20)], [], [0], taken) == [None]
    assert assign_rows([Spot(50, 2, 20, row=0)], [], [1], taken) == [0], "a row that is set stays"
    assert taken.free(1, 0, 100), "what was given is left as it was"


def test_two_lines_that_could_cross_do_not() -> None:
    # two parents above one another on the left, their children named in the other order
    left = [Spot(0, 2, 20, row=1), Spot(0, 2, 20, row=-1)]
    children = [Spot(200, 2, 20), Spot(204, 2, 20)]
    rows = assign_rows([*left, *children], [(0, 2), (1, 3)], [-1, 1, -2, 2])
    assert rows[2] is not None
    assert rows[3] is not None
    assert rows[2] > rows[3]
    rows = assign_rows([*left, *children], [(0, 3), (1, 2)], [-1, 1, -2, 2])
    assert rows[2] is not None
    assert rows[3] is not None
    assert rows[2] < rows[3]


def test_of_two_rows_as_near_the_one_without_a_crossing_is_taken() -> None:
    # the line of the second pair rises from row 0 to row 2 and is in the way of row 1
    fixed = [Spot(0, 2, 10, row=2), Spot(60, 2, 10, row=0), Spot(300, 2, 10, row=2)]
    child = Spot(200, 2, 10)
    assert assign_rows([*fixed, child], [(1, 2), (0, 3)], [1, 3])[3] == 3
    assert assign_rows([*fixed, child], [(0, 3)], [1, 3])[3] == 1


def test_a_line_goes_round_words() -> None:
    # words fill the row between the two, so that a level line would lie on them
    words = Spot(60, 2, 80, row=0)
    rows = assign_rows([Spot(0, 2, 10, row=0), words, Spot(200, 2, 10)], [(0, 2)], [0, 1, -1])
    assert rows[2] != 0


def test_a_line_leaves_upright_and_arrives_level() -> None:
    line = sampled(elbow(0, 0, 100, 50))
    start, end = line[1] - line[0], line[-1] - line[-2]
    assert abs(start[1]) > 5 * abs(start[0])
    assert abs(end[0]) > 5 * abs(end[1])


@given(st.lists(st.floats(0, 100), min_size=1, max_size=12), st.floats(0.1, 5))
def test_what_moves_apart_keeps_its_order_and_its_column(given: list[float], gap: float) -> None:
    x = np.sort(np.array(given))
    zero = np.zeros(len(x))
    found = separate_on_axis(x, zero, zero, zero + 100, gap)
    room = min(gap, 100 / len(x))
    assert (np.diff(found) >= room - 1e-6).all()
    assert found.min() >= 0
    assert found.max() <= 100


def test_nothing_moves_where_there_is_room_and_columns_do_not_mix() -> None:
    x = np.array([1.0, 5.0, 9.9, 10.1])
    column = np.array([0.0, 0.0, 0.0, 1.0])
    low, high = column * 10, column * 10 + 10
    found = separate_on_axis(x, column, low, high, 2.0)
    assert found.tolist() == [1.0, 5.0, 9.0, 11.0]
