"""Citations by own papers: by hand, by loops, and on frozen arrays."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from kdgraph.analysis.authors.corpus import own_citations
from tests.kernels.arrays import graphs


def test_by_hand() -> None:
    # 0 wrote papers 0, 1 and 2; 1 wrote 0 and 2; 2 cites 0 and 1, 1 cites 0
    wrote = csr_array([[1.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    cites = csr_array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [1.0, 1.0, 0.0]])
    assert own_citations(wrote, cites).tolist() == [2, 1, 1, 0, 0]


@settings(max_examples=60, deadline=None)
@given(cites=graphs(), seed=st.integers(0, 999))
def test_loops_agree(cites: csr_array, seed: int) -> None:
    n = cites.shape[0]
    wrote = csr_array((np.random.default_rng(seed).random((n, 4)) < 0.4).astype(np.float64))
    dense, written = cites.toarray(), wrote.toarray()
    for part in (wrote.data, wrote.indices, wrote.indptr):
        part.flags.writeable = False
    expected = [
        sum(dense[other, paper] * written[other, author] for other in range(n))
        for paper, author in zip(*np.nonzero(written), strict=True)
    ]
    assert own_citations(wrote, cites).tolist() == expected


def test_direction_matters() -> None:
    wrote = csr_array([[1.0], [1.0]])
    forth = csr_array([[0.0, 0.0], [1.0, 0.0]])
    assert own_citations(wrote, forth).tolist() == [1, 0]
    assert own_citations(wrote, csr_array(forth.T)).tolist() == [0, 1]


def test_nothing() -> None:
    assert own_citations(csr_array((0, 0)), csr_array((0, 0))).shape == (0,)
    assert own_citations(csr_array((2, 0)), csr_array((2, 2))).shape == (0,)
