"""The measures of authors; each scores the papers that count as their work in an `AuthorCorpus`."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from kdgraph.analysis.authors import AUTHOR_MEASURES
from kdgraph.analysis.authors.corpus import AuthorCorpus
from kdgraph.arrays import FloatArray
from kdgraph.errors import InputError, NotConvergedError
from kdgraph.kernels.betweenness import dependencies

__all__ = [
    "betweenness",
    "citations",
    "coauthors",
    "coauthorship",
    "credit_pagerank",
    "fractional_citations",
    "fractional_papers",
    "h_index",
    "listed_papers",
    "pagerank",
    "papers",
]


_MOST_WORK = 300_000_000  # authors times ties within one component, about 20 seconds


@AUTHOR_MEASURES.add("papers")
def papers(corpus: AuthorCorpus) -> pd.DataFrame:
    """Papers: how many the author wrote, alone or with others."""
    return corpus.scored(corpus.of_authors(corpus.counts.astype(np.float64)))


@AUTHOR_MEASURES.add("fractional_papers")
def fractional_papers(corpus: AuthorCorpus) -> pd.DataFrame:
    """Fractional papers: each paper with k known authors gives each of them 1 / k.

    References
    ----------
    Price (1981), "Multiple authorship", Science 212.
    """
    return corpus.scored(corpus.of_authors(corpus.counts / corpus.team[corpus.paper_of]))


@AUTHOR_MEASURES.add("listed_papers")
def listed_papers(corpus: AuthorCorpus) -> pd.DataFrame:
    """Papers on the list: how many of the author's papers are on the list."""
    return corpus.scored(corpus.authors["listed_papers"].to_numpy(dtype=np.float64))


@AUTHOR_MEASURES.add("citations", label="In-corpus citations")
def citations(corpus: AuthorCorpus) -> pd.DataFrame:
    """Citations within the corpus: each counts wholly for every author of the cited paper.

    Returns
    -------
    DataFrame
        ``score``; ``self_citations``, those among all from papers that the author wrote too.
    """
    return corpus.scored(corpus.of_authors(corpus.received), self_citations=_own(corpus))


@AUTHOR_MEASURES.add("fractional_citations", label="Fractional citations")
def fractional_citations(corpus: AuthorCorpus) -> pd.DataFrame:
    """Fractional citations within the corpus: the k authors of a cited paper get 1 / k each.

    Returns
    -------
    DataFrame
        ``score``; ``citations``, counted wholly; ``self_citations``, as `citations` has them.

    References
    ----------
    Price (1981), "Multiple authorship", Science 212; Waltman and van Eck (2015), "Field-normalized
    citation impact indicators and the choice of an appropriate counting method", Journal of
    Informetrics 9(4), for what whole and fractional counting do.
    """
    shared = corpus.received / corpus.team[corpus.paper_of]
    return corpus.scored(
        corpus.of_authors(shared),
        citations=corpus.of_authors(corpus.received),
        self_citations=_own(corpus),
    )


@AUTHOR_MEASURES.add("h_index", label="h-index in the corpus")
def h_index(corpus: AuthorCorpus) -> pd.DataFrame:
    """Corpus h-index: h of the author's papers here have h citations each from papers here.

    It counts within the corpus only, so it is at most the h-index that others publish.

    Returns
    -------
    DataFrame
        ``score``; ``citations``; ``self_citations``.

    References
    ----------
    Hirsch (2005), "An index to quantify an individual's scientific research output", PNAS 102(46).
    """
    author = corpus.wrote.indices
    order = np.lexsort((-corpus.received, author))
    author, received = author[order], corpus.received[order]
    counted = np.bincount(author, minlength=len(corpus.authors))
    first = np.cumsum(counted) - counted
    place = np.arange(len(author)) - first[author] + 1
    # citations fall and places rise, so what holds at h holds at all places before it
    score = np.bincount(author[received >= place], minlength=len(corpus.authors))
    return corpus.scored(
        score.astype(np.float64),
        citations=corpus.of_authors(corpus.received),
        self_citations=_own(corpus),
    )


@AUTHOR_MEASURES.add("pagerank", label="PageRank")
def pagerank(
    corpus: AuthorCorpus, *, damping: float = 0.85, tolerance: float = 1e-9
) -> pd.DataFrame:
    """PageRank of authors: cited by authors who are themselves cited, and who cite few others.

    A citation from a paper with k authors to one with m passes 1 / (k m) from each to each. Readers
    begin at any paper, each as likely, and at any of its authors; so a long author line has no more
    weight than a short one.

    Parameters
    ----------
    corpus : AuthorCorpus
        Papers, authors and citations; self-citations are left out unless it says otherwise.
    damping : float
        Probability that a reader follows a citation. Unlike those of papers, citations of people
        run in circles, and the web's 0.85 is what their rankings use.
    tolerance : float
        Bound on the summed absolute error; all scores sum to 1.

    Returns
    -------
    DataFrame
        ``score``; ``citations``, counted wholly, those from papers without known authors included,
        which pass nothing on.

    References
    ----------
    Radicchi, Fortunato, Markines and Vespignani (2009), "Diffusion of scientific credits and the
    ranking of scientists", Physical Review E 80, 056103. Ding, Yan, Frazho and Caverlee (2009),
    "PageRank for ranking authors in co-citation networks", JASIST 60(11).
    """
    score = credit_pagerank(
        corpus.wrote,
        corpus.cites_of_counted,
        self_citations=corpus.self_citations,
        damping=damping,
        tolerance=tolerance,
    )
    return corpus.scored(score, citations=corpus.of_authors(corpus.received))


@AUTHOR_MEASURES.add("coauthors", label="Co-authors")
def coauthors(corpus: AuthorCorpus) -> pd.DataFrame:
    """Co-authors: with how many different people the author wrote."""
    return corpus.scored(np.diff(corpus.together.coauthorship.indptr).astype(np.float64))


@AUTHOR_MEASURES.add("coauthorship", label="Fractional co-authorship")
def coauthorship(corpus: AuthorCorpus) -> pd.DataFrame:
    """Co-authorship: weighted degree, which is the number of papers written with others.

    Returns
    -------
    DataFrame
        ``score``, the sum of 1 / (k - 1) over each co-author on each paper with k authors;
        ``coauthors``, different people; ``strongest``, the weight of the strongest single tie.

    References
    ----------
    Newman (2001), "Scientific collaboration networks. II", Physical Review E 64, 016132.
    """
    ties = corpus.together.coauthorship
    strongest: FloatArray = ties.max(axis=1).toarray() if ties.nnz else np.zeros(ties.shape[0])
    return corpus.scored(
        ties.sum(axis=1),
        coauthors=np.diff(ties.indptr).astype(np.float64),
        strongest=strongest,
    )


@AUTHOR_MEASURES.add("betweenness", label="Betweenness centrality")
def betweenness(corpus: AuthorCorpus) -> pd.DataFrame:
    """Betweenness: pairs of authors whose shortest chain of co-authors runs through the author.

    Returns
    -------
    DataFrame
        ``score``, the number of pairs, each shared among its shortest chains; not divided by the
        number of all pairs.

    Raises
    ------
    InputError
        If a component is so large that this would take minutes.

    References
    ----------
    Freeman (1977), "A set of measures of centrality based on betweenness", Sociometry 40(1);
    Newman (2001), "Scientific collaboration networks. II", Physical Review E 64, 016132.
    """
    ties = corpus.together.joint_papers
    _, label = connected_components(ties, directed=False)
    order = np.argsort(label, kind="stable")
    size = np.bincount(label) if len(label) else np.zeros(0, dtype=np.int64)
    score = np.zeros(len(label), dtype=np.float64)
    for end, members in zip(np.cumsum(size).tolist(), size.tolist(), strict=True):
        if members < 3:
            continue
        rows = order[end - members : end]
        inside = csr_array(ties[rows][:, rows])
        if members * inside.nnz > _MOST_WORK:
            raise InputError(
                f"betweenness of {members} authors with {inside.nnz // 2} ties takes minutes; "
                "rank by coauthors or coauthorship, or give a section or an earlier day"
            )
        through, _ = dependencies(inside, np.arange(members, dtype=np.int64))
        score[rows] = through / 2  # each pair was met from both its ends
    return corpus.scored(score)


def _own(corpus: AuthorCorpus) -> FloatArray:
    return corpus.of_authors(np.where(corpus.counts, corpus.own, 0.0))


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
