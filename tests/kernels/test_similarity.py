"""Shared columns beside the full product, in both ways of finding them."""

from __future__ import annotations

import tracemalloc
from fractions import Fraction
from importlib.util import find_spec
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from kdgraph.kernels.similarity import (
    NORMALISATIONS,
    Neighbours,
    _row_by_row,
    shared_columns,
    similarity,
)
from tests.kernels.arrays import cites_of, graphs, random_cites
from tests.shared import SHARED, needs_shared

Row = list[tuple[int, int, float]]
"""(other, count, score) of one row, best first."""

needs_numba = pytest.mark.skipif(find_spec("numba") is None, reason="numba is not installed")


def by_full_product(table: csr_array[Any], top: int, normalise: str, before: Any) -> list[Row]:
    """Find them slowly, in the dense product."""
    dense = table.toarray()
    product, size = dense @ dense.T, dense.sum(axis=1)
    rows: list[Row] = []
    for one, counts in enumerate(product):
        others = [other for other in np.flatnonzero(counts).tolist() if other != one]
        found = []
        for other in others:
            count = counts[other]
            score = {
                "count": count,
                "cosine": count / (size[one] * size[other]) ** 0.5,
                "jaccard": count / np.count_nonzero(dense[one] + dense[other]),
                "association strength": count / (size[one] * size[other]),
            }[normalise]
            found.append((other, int(count), float(score)))
        whole = [int(number) for number in size]
        exact = {
            other: {
                "count": Fraction(count),
                "cosine": Fraction(count**2, whole[one] * whole[other]),  # its square
                "jaccard": Fraction(count, whole[one] + whole[other] - count),
                "association strength": Fraction(count, whole[one] * whole[other]),
            }[normalise]
            for other, count, _ in found
        }
        found.sort(key=lambda pair: (-exact[pair[0]], -pair[1], before[pair[0]]))
        rows.append(found[:top])
    return rows


def rows_of(found: Neighbours) -> list[Row]:
    """Return what was found as plain rows."""
    triples = list(
        zip(found.other.tolist(), found.count.tolist(), found.score.tolist(), strict=True)
    )
    return [triples[start:end] for start, end in pairwise(found.starts.tolist())]


def by_plain_loops(
    table: csr_array[Any], top: int, normalise: str, before: Any
) -> list[list[tuple[int, int]]]:
    """Run the loops that numba compiles as they are written."""
    turned = table.T.tocsr()
    n = table.shape[0]
    each, other, count = _row_by_row(
        np.arange(n),
        table.indptr,
        table.indices.astype(np.uint32),
        turned.indptr,
        turned.indices.astype(np.uint32),
        np.diff(table.indptr),
        before,
        top,
        NORMALISATIONS.index(normalise),
    )
    pairs = list(zip(other.tolist(), count.tolist(), strict=True))
    ends = np.cumsum(each).tolist()
    return [pairs[end - number : end] for end, number in zip(ends, each.tolist(), strict=True)]


@given(graphs(12), st.integers(1, 5), st.sampled_from(NORMALISATIONS), st.booleans(), st.data())
def test_both_ways_are_the_full_product(
    cites: csr_array[Any], top: int, normalise: str, turned: bool, data: st.DataObject
) -> None:
    table = cites.T.tocsr() if turned else cites
    before = np.array(data.draw(st.permutations(range(cites.shape[0]))), dtype=np.intp)
    wanted = by_full_product(table, top, normalise, before)
    found = shared_columns(table, top=top, normalise=normalise, precedence=before, compiled=False)
    assert rows_of(found) == wanted
    by_loops = by_plain_loops(table, top, normalise, before)
    assert by_loops == [[(other, count) for other, count, _ in row] for row in wanted]


@pytest.mark.parametrize("normalise", NORMALISATIONS)
def test_many_blocks_are_the_full_product(normalise: str) -> None:
    hub = [(row, 0) for row in range(1, 250)]
    wide = [(249, row) for row in range(200)]  # more than a byte holds
    cites = random_cites(3, 250, 3_000) + cites_of(250, {*hub, *wide})
    cites.data[:] = 1
    for table in (cites, cites.T.tocsr()):
        found = shared_columns(table, top=7, normalise=normalise, compiled=False)
        assert rows_of(found) == by_full_product(table, 7, normalise, range(250))


@pytest.mark.parametrize("normalise", NORMALISATIONS)
def test_equal_rows_come_in_the_order_asked_for(normalise: str) -> None:
    cites = random_cites(8, 70, 300)
    before = np.random.default_rng(1).permutation(70)
    wanted = by_full_product(cites, 3, normalise, before)
    assert wanted != by_full_product(cites, 3, normalise, range(70))
    found = shared_columns(cites, top=3, normalise=normalise, precedence=before, compiled=False)
    assert rows_of(found) == wanted
    assert by_plain_loops(cites, 3, normalise, before) == [
        [(other, count) for other, count, _ in row] for row in wanted
    ]


def test_equal_roots_are_equal_scores() -> None:
    """3 / sqrt(8 * 9) and 4 / sqrt(8 * 16) are one number: the one with 4 in common comes first."""
    table = np.zeros((3, 26))
    table[0, :8] = 1
    table[1, [*range(3), *range(8, 14)]] = 1
    table[2, [*range(4), *range(14, 26)]] = 1
    for top in (1, 2):
        found = shared_columns(csr_array(table), top=top, normalise="cosine", compiled=False)
        assert found.other[: found.starts[1]].tolist() == [2, 1][:top]
        by_loops = by_plain_loops(csr_array(table), top, "cosine", np.arange(3))
        assert [other for other, _ in by_loops[0]] == [2, 1][:top]


@needs_numba
@pytest.mark.parametrize("normalise", NORMALISATIONS)
def test_numba_changes_nothing(normalise: str) -> None:
    cites = random_cites(5, 2_000, 30_000)
    for table in (cites, cites.T.tocsr()):
        plain, fast = (
            shared_columns(table, normalise=normalise, compiled=compiled)
            for compiled in (False, True)
        )
        for name in ("starts", "other", "count", "score"):
            np.testing.assert_array_equal(getattr(plain, name), getattr(fast, name))


@pytest.mark.parametrize("columns", [127, 128, 32_767, 32_768])
def test_counts_of_any_size(columns: int) -> None:
    table = csr_array(np.ones((3, columns)))
    assert shared_columns(table, top=2, compiled=False).count.tolist() == [columns] * 6


def test_rows_asked_for_come_in_their_order() -> None:
    cites = random_cites(1, 60, 400)
    every = rows_of(shared_columns(cites, top=4))
    some = rows_of(shared_columns(cites, top=4, rows=np.array([7, 3, 50])))
    assert some == [every[7], every[3], every[50]]
    assert rows_of(shared_columns(cites, rows=np.array([], dtype=np.intp))) == []


def test_reversing_the_arcs_matters() -> None:
    cites = cites_of(4, {(1, 0), (2, 0), (3, 1)})
    assert rows_of(shared_columns(cites)) == [[], [(2, 1, 1.0)], [(1, 1, 1.0)], []]
    assert rows_of(shared_columns(cites.T.tocsr())) == [[], [], [], []]


@pytest.mark.parametrize("n", [0, 1])
def test_nothing_to_compare(n: int) -> None:
    found = shared_columns(cites_of(n, []))
    assert found.starts.tolist() == [0] * (n + 1)
    assert len(found.other) == len(found.count) == len(found.score) == 0


def test_what_is_wrong_is_said() -> None:
    with pytest.raises(ValueError, match="at least 1, got 0"):
        shared_columns(cites_of(2, []), top=0)
    with pytest.raises(ValueError, match="no normalisation 'dice'"):
        shared_columns(cites_of(2, []), normalise="dice")
    with pytest.raises(ValueError, match="no normalisation 'dice'"):
        similarity(np.ones(1), 1, 1, "dice")


def test_memory_is_a_fraction_of_the_full_product() -> None:
    hubs = {(row, hub) for hub in range(4) for row in range(4, 4_000)}
    table = random_cites(2, 4_000, 40_000) + cites_of(4_000, hubs)
    table.data[:] = 1
    full = 8 * 3_996 * 3_996  # every paper is coupled with every other: index and count
    shared_columns(table[:5], compiled=False)  # what is imported is no matter
    tracemalloc.start()
    try:
        shared_columns(table, compiled=False)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < full / 4


@needs_shared
@pytest.mark.parametrize("turned", [False, True], ids=["coupling", "co-citation"])
def test_high_energy_physics_is_the_full_product(turned: bool) -> None:
    arcs = pd.read_csv(SHARED / "networks" / "kdd-hepth.edges.tsv.gz", sep="\t", dtype="str")
    number, _ = pd.factorize(pd.concat([arcs["citing"], arcs["cited"]]))
    citing, cited = np.split(number, 2)
    other = citing != cited
    n = int(number.max()) + 1
    ones = np.ones(int(other.sum()), dtype=np.int32)
    cites = csr_array((ones, (citing[other], cited[other])), shape=(n, n))
    cites.data[:] = 1
    # every tenth row of the full product, for time's sake
    rows = np.arange(0, n, 10)
    table = cites.T.tocsr() if turned else cites
    product = (table[rows] @ table.T.tocsr()).tocsr()
    found = shared_columns(table, top=20, rows=rows)
    for place, row in enumerate(rows.tolist()):
        inside = slice(product.indptr[place], product.indptr[place + 1])
        counts = dict(
            zip(product.indices[inside].tolist(), product.data[inside].tolist(), strict=True)
        )
        counts.pop(row, None)
        best = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:20]
        mine = slice(found.starts[place], found.starts[place + 1])
        assert (
            list(zip(found.other[mine].tolist(), found.count[mine].tolist(), strict=True)) == best
        )
