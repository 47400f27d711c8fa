"""Pairs of co-authors: by hand, by loops, by products, and with papers of a thousand authors."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from kdgraph.kernels.coauthors import coauthor_pairs

_TEAMS = st.lists(st.sets(st.integers(0, 6), max_size=5), max_size=12)


def _incidence(teams: list[set[int]], people: int = 7) -> csr_array:
    dense = np.zeros((len(teams), people))
    for paper, team in enumerate(teams):
        dense[paper, sorted(team)] = 1
    return csr_array(dense)


def test_by_hand() -> None:
    # 0 and 1 twice, once with 3; 2 writes alone; an empty paper
    joint, weight = coauthor_pairs(_incidence([{0, 1}, {0, 1, 3}, {2}, set()], 4))
    assert dict(joint.todok().items()) == {(0, 1): 2, (0, 3): 1, (1, 3): 1}
    assert dict(weight.todok().items()) == {(0, 1): 1.5, (0, 3): 0.5, (1, 3): 0.5}
    assert [joint.dtype.name, weight.dtype.name] == ["int64", "float64"]


@settings(max_examples=80, deadline=None)
@given(teams=_TEAMS)
def test_loops_agree(teams: list[set[int]]) -> None:
    expected, shares = np.zeros((7, 7), dtype=np.int64), np.zeros((7, 7))
    for team in teams:
        for a, b in combinations(sorted(team), 2):
            expected[a, b] += 1
            shares[a, b] += 1 / (len(team) - 1)
    joint, weight = coauthor_pairs(_incidence(teams))
    np.testing.assert_array_equal(joint.toarray(), expected)
    np.testing.assert_allclose(weight.toarray(), shares, rtol=1e-14)
    assert joint.has_canonical_format
    assert weight.has_canonical_format


def test_the_product_agrees_where_there_are_many_pairs() -> None:
    rng = np.random.default_rng(3)
    sizes = rng.integers(0, 40, 3000)
    teams = [set(rng.integers(0, 900, size).tolist()) for size in sizes]
    wrote = _incidence(teams, 900)
    product = csr_array(wrote.T @ wrote).toarray()
    joint, weight = coauthor_pairs(wrote)
    np.testing.assert_array_equal(joint.toarray(), np.triu(product, 1))
    both = weight + weight.T
    several = wrote[wrote.sum(axis=1) > 1].sum(axis=0)
    np.testing.assert_allclose(both.sum(axis=0), several)  # Newman: a row counts shared papers


@pytest.mark.parametrize("most", [1, 4, 16, 1000])
def test_more_pairs_than_are_held_at_once(most: int) -> None:
    teams = [{0, 1, 2, 3, 4, 5}, {0, 1, 2}, {0, 1}, {4, 5}, {1, 2, 3}] * 3
    joint, weight = coauthor_pairs(_incidence(teams), most_pairs=most)
    assert joint[0, 1] == 9
    assert weight[0, 1] == pytest.approx(3 * (1 / 5 + 1 / 2 + 1))
    assert joint[4, 5] == 6


def test_unsorted_rows_and_frozen_arrays() -> None:
    wrote = csr_array((np.ones(3), np.array([2, 0, 1]), np.array([0, 3])), shape=(1, 3))
    for part in (wrote.data, wrote.indices, wrote.indptr):
        part.flags.writeable = False
    joint, _ = coauthor_pairs(wrote)
    np.testing.assert_array_equal(joint.toarray(), np.triu(np.ones((3, 3)), 1))


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0), (2, 2)])
def test_nobody_writes(shape: tuple[int, int]) -> None:
    joint, weight = coauthor_pairs(csr_array(shape, dtype=np.float64))
    assert joint.shape == weight.shape == (shape[1], shape[1])
    assert joint.nnz == weight.nnz == 0
    assert [joint.dtype.name, weight.dtype.name] == ["int64", "float64"]


def test_one_paper_of_a_thousand_authors() -> None:
    joint, weight = coauthor_pairs(csr_array(np.ones((1, 1000))))
    assert joint.nnz == 1000 * 999 // 2
    assert weight.sum() == pytest.approx(500)
