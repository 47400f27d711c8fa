"""The company of papers nearest in age, against sorting all distances."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kdgraph.analysis.influence.rescaled_pagerank import peer_moments

_MOMENT = st.one_of(st.just(np.nan), st.integers(1990, 1996), st.floats(1990, 1996))


@settings(max_examples=300, deadline=None)
@given(papers=st.lists(st.tuples(st.floats(0, 1), _MOMENT), max_size=14), nearest=st.integers(2, 9))
def test_sorting_all_distances_agrees(papers: list[tuple[float, float]], nearest: int) -> None:
    score, time = np.array(papers, dtype=float).reshape(-1, 2).T
    mean, deviation, size = peer_moments(score, time, nearest)
    dated = np.flatnonzero(~np.isnan(time))
    assert np.isnan(mean[np.isnan(time)]).all()
    assert (size[np.isnan(time)] == 0).all()
    for row in dated:
        distance = np.abs(time[dated] - time[row])
        reach = np.sort(distance)[min(nearest, len(dated)) - 1]
        company = score[dated[distance <= reach + 1e-8]]
        assert size[row] == len(company)
        assert mean[row] == pytest.approx(company.mean(), abs=1e-9)
        assert deviation[row] == pytest.approx(company.std(), abs=1e-6)


def test_equal_scores_leave_no_deviation() -> None:
    _, deviation, _ = peer_moments(np.full(7, 0.1), np.arange(7.0), 3)
    assert deviation.tolist() == [0.0] * 7


def test_small_scores_keep_their_digits() -> None:
    score = 1e-9 * np.arange(1, 1001.0) % 7e-9 + 1e-6
    mean, deviation, _ = peer_moments(score, np.arange(1000.0), 1000)
    np.testing.assert_allclose(mean[500], score.mean(), rtol=1e-12)
    np.testing.assert_allclose(deviation[500], score.std(), rtol=1e-6)


def test_too_little_company() -> None:
    with pytest.raises(ValueError, match="at least 2 papers, got 1"):
        peer_moments(np.zeros(3), np.zeros(3), 1)
