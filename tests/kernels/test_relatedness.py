"""Relatedness of papers beside the dense formula."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from scipy.sparse import csr_array

from kdgraph.kernels.relatedness import evened, relatedness
from tests.kernels.arrays import cites_of, graphs


@given(graphs(9))
def test_it_is_the_formula(cites: csr_array[Any]) -> None:
    dense = cites.toarray()
    raw = 5 * (dense + dense.T) + 2 * dense @ dense.T + 3 * dense.T @ dense
    np.fill_diagonal(raw, 0)
    total = raw.sum(axis=1)
    share = np.divide(raw, total[:, None], out=np.zeros_like(raw), where=total[:, None] > 0)
    found = relatedness(cites, direct=5, coupling=2, co_citation=3)
    np.testing.assert_allclose(found.toarray(), (share + share.T) / 2, atol=1e-12)


def test_only_the_most_related_count() -> None:
    # 3 shares two references with 4, one with 5; with top=1 the tie of 3 and 5 stays for 5's sake
    cites = cites_of(6, {(3, 0), (3, 1), (4, 0), (4, 1), (5, 1)})
    wide, narrow = (
        relatedness(cites, direct=0, co_citation=0, top=top).toarray() > 0 for top in (20, 1)
    )
    assert {(3, 4), (3, 5), (4, 5)} == {(i, j) for i, j in np.argwhere(wide).tolist() if i < j}
    assert {(3, 4), (3, 5)} == {(i, j) for i, j in np.argwhere(narrow).tolist() if i < j}


@pytest.mark.parametrize("n", [0, 1, 3])
def test_unrelated_papers_have_empty_rows(n: int) -> None:
    found = relatedness(cites_of(n, []))
    assert found.shape == (n, n)
    assert found.nnz == 0


def test_a_weight_of_zero_leaves_no_tie() -> None:
    assert relatedness(cites_of(2, [(1, 0)]), direct=0).nnz == 0
    assert evened(csr_array(np.zeros((2, 2)))).nnz == 0
