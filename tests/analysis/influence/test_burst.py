"""Burst states, against every sequence there is."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kdgraph.analysis.influence.burst import burst_costs, burst_states
from kdgraph.arrays import FloatArray


def _price(costs: FloatArray, climb: float, states: tuple[int, ...]) -> float:
    before = (0, *states[:-1])
    rises = sum(max(now - last, 0) for last, now in zip(before, states, strict=True))
    return climb * rises + sum(float(costs[t, state]) for t, state in enumerate(states))


@settings(max_examples=200, deadline=None)
@given(
    series=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 20)), min_size=1, max_size=7),
    states=st.integers(2, 3),
    climb=st.floats(0, 3),
    scale=st.floats(1.1, 4),
)
def test_no_sequence_is_cheaper(
    series: list[tuple[int, int]], states: int, climb: float, scale: float
) -> None:
    events = np.array([[few for few, _ in series]], dtype=float)
    totals = np.array([few + more for few, more in series], dtype=float)
    costs = burst_costs(events, totals, np.zeros(1, dtype=int), scale=scale, states=states)
    found = tuple(burst_states(costs, np.array([climb]))[0].tolist())
    prices = [
        _price(costs[0], climb, sequence) for sequence in product(range(states), repeat=len(series))
    ]
    assert _price(costs[0], climb, found) == pytest.approx(min(prices), abs=1e-9)


def test_greedy_is_not_enough() -> None:
    # Period by period, staying in state 0 is cheaper than going up (0.9 against 0.0 + 1.0), so that
    # a greedy search, such as that of burst_detection 0.1, never goes up: three periods pay for it.
    costs = np.array([[[0.9, 0.0]] * 3])
    assert burst_states(costs, np.array([1.0])).tolist() == [[1, 1, 1]]


def test_equal_prices_take_the_lower_state() -> None:
    assert burst_states(np.zeros((1, 3, 3)), np.array([0.0])).tolist() == [[0, 0, 0]]


def test_costs_are_those_of_the_binomial() -> None:
    costs = burst_costs(
        np.array([[1.0, 3.0]]), np.array([10.0, 10.0]), np.array([0]), scale=2, states=2
    )
    share = 4 / 20
    expected = [
        [-(r * np.log(p) + (10 - r) * np.log(1 - p)) for p in (share, 2 * share)] for r in (1, 3)
    ]
    np.testing.assert_allclose(costs[0], expected)


def test_periods_before_the_beginning_cost_nothing() -> None:
    events = np.array([[0.0, 0.0, 2.0, 1.0]])
    late = burst_costs(events, np.full(4, 5.0), np.array([2]), scale=2, states=2)
    assert (late[0, :2] == 0).all()
    early = burst_costs(events[:, 2:], np.full(2, 5.0), np.array([0]), scale=2, states=2)
    np.testing.assert_allclose(late[:, 2:], early)


def test_all_events_of_the_world_are_no_burst() -> None:
    costs = burst_costs(np.full((1, 3), 5.0), np.full(3, 5.0), np.array([0]), scale=2, states=2)
    assert np.isfinite(costs).all()
    assert burst_states(costs, np.array([1.0])).tolist() == [[0, 0, 0]]


def test_no_series_and_no_period() -> None:
    assert burst_states(np.zeros((0, 4, 2)), np.zeros(0)).shape == (0, 4)
    assert burst_states(np.zeros((3, 0, 2)), np.zeros(3)).shape == (3, 0)


@pytest.mark.parametrize(
    ("events", "begin", "scale", "states", "message"),
    [
        ([[1.0]], 0, 1.0, 2, "scale must be above 1"),
        ([[1.0]], 0, 2.0, 1, "2 states or more"),
        ([[9.0]], 0, 2.0, 2, "from 0 events to as many"),
        ([[1.0]], 1, 2.0, 2, "before it begins"),
    ],
)
def test_bad_input(
    events: list[list[float]], begin: int, scale: float, states: int, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        burst_costs(
            np.array(events), np.array([5.0]), np.array([begin]), scale=scale, states=states
        )
