"""Beauty coefficients, against the sum as it is printed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kdgraph.analysis.influence.sleeping_beauty import beauty


def _plainly(history: list[int]) -> tuple[float, int, int]:
    peak = history.index(max(history))
    if peak == 0:
        return 0.0, 0, 0
    first, top = history[0], history[peak]
    coefficient = sum(
        ((top - first) / peak * t + first - history[t]) / max(1, history[t])
        for t in range(peak + 1)
    )
    distance = [
        abs((top - first) * t - peak * history[t] + peak * first)
        / ((top - first) ** 2 + peak**2) ** 0.5
        for t in range(peak + 1)
    ]
    awakening = next(t for t, d in enumerate(distance) if d >= max(distance) * (1 - 1e-12))
    return coefficient, awakening, peak


@settings(max_examples=200, deadline=None)
@given(
    rows=st.integers(1, 12).flatmap(
        lambda n: st.lists(st.lists(st.integers(0, 30), min_size=n, max_size=n), min_size=1)
    )
)
def test_the_printed_sum_agrees(rows: list[list[int]]) -> None:
    found = zip(*beauty(np.array(rows, dtype=float)), strict=True)
    for (coefficient, awakening, peak), history in zip(found, rows, strict=True):
        expected = _plainly(history)
        assert coefficient == pytest.approx(expected[0], abs=1e-9)
        assert (int(awakening), int(peak)) == expected[1:]


def test_by_hand() -> None:
    # the line 0, 2, 4, 6, 8 minus 0, 0, 1, 2, 8, over 1, 1, 1, 2, 8: 0 + 2 + 3 + 2 + 0
    coefficient, awakening, peak = beauty(np.array([[0.0, 0, 1, 2, 8, 3]]))
    assert (coefficient.tolist(), awakening.tolist(), peak.tolist()) == ([7.0], [3], [4])


def test_a_straight_rise_is_no_beauty() -> None:
    assert beauty(np.array([[0.0, 2, 4, 6]]))[0].tolist() == [0.0]


def test_nothing() -> None:
    assert [part.shape for part in beauty(np.zeros((0, 3)))] == [(0,)] * 3
    assert [part.tolist() for part in beauty(np.zeros((2, 0)))] == [[0.0, 0.0], [0, 0], [0, 0]]
