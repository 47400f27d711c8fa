"""Places for networks: boxes keep apart, distances are kept, and the order does not tip over."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kdgraph.figures.canvas.boxes import sampled
from kdgraph.figures.layouts.network import (
    circle,
    pack_boxes,
    remove_overlaps,
    stress_layout,
    stretch_to_fill,
    sunflower,
    turn_wide,
)


def _boxes(most: int = 9) -> Any:
    """Return places and half sizes of some boxes, perhaps all on one spot."""
    return st.integers(1, most).flatmap(
        lambda n: st.tuples(
            arrays(np.float64, (n, 2), elements=st.floats(0, 200)),
            arrays(np.float64, (n, 2), elements=st.floats(2, 25)),
        )
    )


def _meeting(places: Any, halves: Any, gap: float) -> int:
    lacking = halves[:, None] + halves + gap - np.abs(places[:, None] - places)
    return int(np.triu((lacking > 1e-3).all(axis=2), 1).sum())


@settings(deadline=None, max_examples=30)
@given(_boxes())
def test_packed_boxes_meet_no_other_and_stay_on_the_page(boxes: Any) -> None:
    places, halves = boxes
    found = pack_boxes(places, halves, width=200, gap=2.0)
    assert _meeting(found, halves, 2.0) == 0
    assert (found[:, 0] >= halves[:, 0] - 1e-6).all()
    assert (found[:, 0] <= 200 - halves[:, 0] + 1e-6).all()
    assert (found[:, 1] >= halves[:, 1] - 1e-6).all()


@settings(deadline=None, max_examples=30)
@given(_boxes())
def test_boxes_that_do_not_meet_stay_where_they_are(boxes: Any) -> None:
    places, halves = boxes
    first = remove_overlaps(places, halves, width=200)
    assert first is not None
    assert _meeting(first, halves, 2.0) == 0
    again = remove_overlaps(first, halves, width=200)
    assert again is not None
    np.testing.assert_allclose(again, first, atol=1e-6)


def test_a_page_that_is_full_is_told() -> None:
    halves = np.full((5, 2), 10.0)
    assert remove_overlaps(np.zeros((5, 2)), halves, width=45, height=45) is None
    rows = np.array([[10.0, 10], [35, 12], [12, 40], [33, 40], [20, 60]])
    assert remove_overlaps(rows, halves, width=45, height=80) is not None


def test_more_cover_makes_a_lower_page() -> None:
    halves = np.full((30, 2), [20.0, 6.0])
    places = sunflower(np.ones(30), 100.0)
    heights = [
        float(np.ptp(pack_boxes(places, halves, width=300, cover=c)[:, 1])) for c in (0.2, 0.6)
    ]
    assert heights[1] < 0.6 * heights[0]


@pytest.mark.parametrize("n", [1, 2, 7])
def test_distances_of_a_path_are_kept(n: int) -> None:
    wanted = np.abs(np.subtract.outer(np.arange(n), np.arange(n))).astype(np.float64)
    places = stress_layout(wanted)
    found = np.hypot(*(places[:, None] - places).transpose(2, 0, 1))
    np.testing.assert_allclose(found, wanted, atol=0.05 * n)
    flat = turn_wide(places)
    assert np.ptp(flat[:, 0]) == pytest.approx(n - 1, rel=0.02, abs=1e-9)


def test_distances_of_a_square_are_kept() -> None:
    side, across = 1.0, 2**0.5
    wanted = np.array(
        [
            [0, side, across, side],
            [side, 0, side, across],
            [across, side, 0, side],
            [side, across, side, 0],
        ]
    )
    places = stress_layout(wanted)
    found = np.hypot(*(places[:, None] - places).transpose(2, 0, 1))
    np.testing.assert_allclose(found, wanted, atol=0.02)


def test_a_rectangle_is_filled_to_its_edges() -> None:
    found = stretch_to_fill(np.array([[3.0, 1.0], [5.0, 1.0]]), np.full((2, 2), 2.0), 20, 10)
    np.testing.assert_allclose(found, [[2.0, 5.0], [18.0, 5.0]])
    assert stretch_to_fill(np.zeros((0, 2)), np.zeros((0, 2)), 20, 10).shape == (0, 2)


def test_a_circle_is_round() -> None:
    path = sampled(circle(3.0, 4.0, 10.0))
    np.testing.assert_allclose(np.hypot(path[:, 0] - 3, path[:, 1] - 4), 10.0, rtol=1e-3)


def test_points_in_a_circle_are_spread_evenly() -> None:
    places = sunflower(np.ones(400), 10.0)
    out = np.hypot(*places.T)
    assert (np.diff(out) > 0).all()
    assert (out < 5).mean() == pytest.approx(0.25, abs=0.01)
    far = np.hypot(*(places[:, None] - places).transpose(2, 0, 1))
    np.fill_diagonal(far, np.inf)
    assert far.min(axis=1).min() > 0.5 * far.min(axis=1).max()
