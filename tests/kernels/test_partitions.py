"""Agreement of divisions beside scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdgraph.kernels.partitions import (
    adjusted_rand_index,
    contingency,
    normalised_mutual_information,
)

labels = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=30)


@given(labels)
def test_agreement_is_that_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

    one, other = np.array(pairs, dtype=np.intp).T
    assert adjusted_rand_index(one, other) == pytest.approx(
        adjusted_rand_score(one, other), abs=1e-12
    )
    assert normalised_mutual_information(one, other) == pytest.approx(
        normalized_mutual_info_score(one, other), abs=1e-9
    )


@given(labels)
def test_names_of_groups_and_order_of_divisions_do_not_matter(
    pairs: list[tuple[int, int]],
) -> None:
    one, other = np.array(pairs, dtype=np.intp).T
    for index in (adjusted_rand_index, normalised_mutual_information):
        assert index(one, other) == pytest.approx(index(other, 7 - one), abs=1e-12)
        assert index(one, one) == pytest.approx(1)


def test_by_hand() -> None:
    # two pairs together in one, one in the other, one of six in both: (1 - 1/3) / (3/2 - 1/3)
    one, other = np.array([0, 0, 1, 1]), np.array([0, 0, 1, 2])
    assert adjusted_rand_index(one, other) == pytest.approx(4 / 7)
    # entropies 1 and 1.5 bits, 1 bit in common
    assert normalised_mutual_information(one, other) == pytest.approx(1 / 1.25)


def test_large_divisions_do_not_overflow() -> None:
    one = np.arange(400_000, dtype=np.intp) % 2
    assert adjusted_rand_index(one, one) == 1
    assert abs(adjusted_rand_index(one, np.arange(400_000) // 200_000)) < 1e-4


def test_too_few_things_have_no_agreement() -> None:
    nothing, single = np.zeros(0, dtype=np.intp), np.zeros(1, dtype=np.intp)
    assert np.isnan(adjusted_rand_index(nothing, nothing))
    assert np.isnan(adjusted_rand_index(single, single))
    assert np.isnan(normalised_mutual_information(nothing, nothing))
    assert contingency(nothing, nothing).shape == (0, 0)


def test_different_things_do_not_compare() -> None:
    with pytest.raises(ValueError, match="do not compare"):
        adjusted_rand_index(np.zeros(2, dtype=np.intp), np.zeros(3, dtype=np.intp))
