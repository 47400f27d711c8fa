"""Labels: none on another, none on a dot, the first wish first, and the rest told."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdgraph.figures.canvas.drawing import Box
from kdgraph.figures.canvas.labels import Wish, crossings, place_labels

BOUNDS = Box(0, 0, 200, 120)
wishes = st.lists(
    st.builds(
        Wish,
        x=st.floats(0, 200),
        y=st.floats(0, 120),
        text=st.sampled_from(["KD", "FitNets", "Deep Mutual Learning", "Hinton et al. 2014"]),
        size=st.sampled_from([6.0, 7.0, 9.0]),
        diameter=st.floats(1, 12),
    ),
    max_size=30,
)


@given(wishes)
def test_labels_keep_clear_of_one_another_of_dots_and_of_the_edge(asked: list[Wish]) -> None:
    found = place_labels(asked, BOUNDS)
    assert sorted([*found.placed, *found.dropped]) == list(range(len(asked)))
    assert len(found.placed) == len(found.dx) == len(found.dy) == len(found.boxes)
    for number, box in enumerate(found.boxes):
        assert not any(box.meets(other) for other in found.boxes[number + 1 :])
        assert box.left >= 0
        assert box.bottom >= 0
        assert box.right <= 200
        assert box.top <= 120
        for wish in asked:
            half = wish.diameter / 2
            assert not box.meets(Box(wish.x - half, wish.y - half, wish.x + half, wish.y + half))


@given(wishes)
def test_the_first_wish_is_served_as_if_it_were_alone_among_the_dots(asked: list[Wish]) -> None:
    if asked:
        half = [wish.diameter / 2 for wish in asked[1:]]
        dots = [
            Box(wish.x - r, wish.y - r, wish.x + r, wish.y + r)
            for wish, r in zip(asked[1:], half, strict=True)
        ]
        alone = place_labels(asked[:1], BOUNDS, taken=dots)
        found = place_labels(asked, BOUNDS)
        assert (0 in found.placed) == (0 in alone.placed)
        if alone.placed:
            assert found.boxes[0] == alone.boxes[0]


def test_a_label_stands_to_the_right_where_it_can() -> None:
    found = place_labels([Wish(50, 50, "FitNets")], BOUNDS)
    assert found.boxes[0].left > 52
    assert found.boxes[0].bottom < 50 < found.boxes[0].top


def test_a_label_leaves_a_line_if_another_place_is_free() -> None:
    line = np.array([(0.0, 50.0), (200.0, 50.0)])
    box = place_labels([Wish(50, 50, "FitNets")], BOUNDS, lines=[line]).boxes[0]
    assert not box.bottom < 50 < box.top


def test_only_a_solid_line_makes_a_label_go() -> None:
    lines = [np.array([(0.0, y), (200.0, y)]) for y in range(0, 120, 3)]
    assert place_labels([Wish(50, 50, "FitNets")], BOUNDS, lines=lines).placed == (0,)
    solid = place_labels([Wish(50, 50, "FitNets")], BOUNDS, lines=lines, solid=True)
    assert solid.dropped == (0,)


def test_what_is_taken_stays_free() -> None:
    right = Box(52, 40, 200, 60)
    box = place_labels([Wish(50, 50, "FitNets")], BOUNDS, taken=[right]).boxes[0]
    assert not box.meets(right)


@pytest.mark.parametrize(
    ("segment", "crosses"),
    [
        pytest.param((0, 5, 10, 5), True, id="through"),
        pytest.param((4, 5, 6, 5), True, id="inside"),
        pytest.param((0, 0, 10, 10), True, id="diagonal"),
        pytest.param((0, 6.5, 3.5, 10), False, id="past a corner"),
        pytest.param((0, 7, 10, 7), False, id="along an edge"),
        pytest.param((0, 5, 2, 5), False, id="ends before"),
        pytest.param((5, 8, 5, 20), False, id="upright above"),
        pytest.param((5, 0, 5, 20), True, id="upright through"),
    ],
)
def test_crossings_of_a_box(segment: tuple[float, ...], crosses: bool) -> None:
    box = Box(3, 3, 7, 7)
    assert crossings(np.array([segment], dtype=np.float64), box) == int(crosses)
