"""PageRank of authors: credit that runs along the citations of their papers."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from kdgraph.arrays import FloatArray
from kdgraph.errors import NotConvergedError

__all__ = ["credit_pagerank"]

_NOTHING = 1e-12  # of what an author cites; less is a rounding error of what others get


def credit_pagerank(
    wrote: csr_array,
    cites: csr_array,
    *,
    self_citations: bool = False,
    damping: float = 0.85,
    tolerance: float = 1e-9,
    max_iterations: int = 10_000,
) -> FloatArray:
    """Return the PageRank of each author; all of it sums to 1.

    A citation from a paper with k authors to one with m passes 1 / (k m) from each to each. Readers
    begin, and go on from an author who cites nobody, at any paper and any of its authors, each as
    likely.

    Parameters
    ----------
    wrote : csr_array, shape (papers, authors)
        ``wrote[p, a] == 1`` when author ``a`` wrote paper ``p``. Papers without authors pass
        nothing on.
    cites : csr_array, shape (papers, papers)
        ``cites[i, j] == 1`` when paper ``i`` cites paper ``j``.
    self_citations : bool
        Whether an author passes credit on to themselves.
    damping : float
        The share passed on; from 0 to below 1.
    tolerance : float
        Bound on the summed absolute error.
    max_iterations : int
        Most iterations.

    Returns
    -------
    ndarray of float, shape (authors,)
        All zero where there are no authorships.

    Raises
    ------
    ValueError
        If a parameter is out of its range.
    NotConvergedError
        If it takes more iterations.

    Notes
    -----
    The citations between authors are never written out: at 100,000 papers they would be 25 million
    numbers, where three products with sparse arrays take 2 million.

    References
    ----------
    Radicchi, Fortunato, Markines and Vespignani (2009), "Diffusion of scientific credits and the
    ranking of scientists", Physical Review E 80, 056103.

    Examples
    --------
    Authors 0 and 1 wrote paper 1, which cites paper 0 by author 2.

    >>> wrote = csr_array([[0, 0, 1], [1, 1, 0]])
    >>> credit_pagerank(wrote, csr_array([[0, 0], [1, 0]]), damping=0.5)
    array([0.2, 0.2, 0.6])
    """
    if not 0 <= damping < 1:
        raise ValueError(f"damping must be from 0 to below 1, got {damping}")
    if not tolerance >= 1e-13:
        raise ValueError(f"tolerance must be at least 1e-13, got {tolerance}")
    n = wrote.shape[1]
    if not wrote.nnz:
        return np.zeros(n, dtype=np.float64)
    team = np.diff(wrote.indptr)
    share = csr_array(
        (np.repeat(1.0 / np.maximum(team, 1), team), wrote.indices, wrote.indptr),
        shape=wrote.shape,
    )
    by_author, cited = csr_array(share.T), csr_array(cites.T)
    start: FloatArray = by_author @ np.ones(len(team), dtype=np.float64)
    start /= start.sum()
    to_self = np.zeros(n, dtype=np.float64)
    if not self_citations:
        to_self = np.asarray(csr_array(cited @ share).multiply(share).sum(axis=0))
    every: FloatArray = by_author @ (cites @ (share @ np.ones(n, dtype=np.float64)))
    given = every - to_self
    some = given > _NOTHING * every
    passed_on = np.divide(damping, given, out=np.zeros(n, dtype=np.float64), where=some)
    # Mass lost where nobody is cited comes back in proportion to the starts when all is scaled to
    # 1, so that it needs no treatment. A change c leaves an error of at most c * d / (1 - d), which
    # scaling may double.
    enough = tolerance if not damping else tolerance * (1 - damping) / (2 * damping)
    now, change = start, 0.0
    for _ in range(max_iterations):
        credit = now * passed_on
        new: FloatArray = start + by_author @ (cited @ (share @ credit)) - to_self * credit
        change = float(np.abs(new - now).sum())
        now = new
        if change <= enough:
            scaled: FloatArray = now / now.sum()
            return scaled
    raise NotConvergedError("PageRank of authors", max_iterations, change, enough)
