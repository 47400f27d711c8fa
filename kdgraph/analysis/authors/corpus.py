"""Papers with their authors and citations: the input of all measures of authors."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array

from kdgraph.analysis.authors.names import name_traits
from kdgraph.arrays import BoolArray, FloatArray, IntArray
from kdgraph.errors import InputError
from kdgraph.graph.arcs import citation_arcs, positions, sorted_distinct
from kdgraph.graph.authors import AuthorGraph, author_graph
from kdgraph.graph.snapshot import Snapshot

__all__ = ["AuthorCorpus", "own_citations"]


class AuthorCorpus:
    """The papers of a snapshot as their authors' work.

    Papers and authors stand in the order of their ids, so that the order of rows in the tables
    changes nothing.

    Parameters
    ----------
    snapshot : Snapshot
        The literature; a view of an earlier day is one too.
    section : str, optional
        Only the papers listed in this section count as anybody's work; all papers may cite them.
        See `ReadingList.entries_under` for what names a section.
    self_citations : bool
        Whether a citation counts for an author who also wrote the citing paper.

    Attributes
    ----------
    authors : DataFrame
        Indexed by ``author_id``: ``name``; ``by_name``, ``initials_only`` and ``alike`` as
        `name_traits` has them; ``papers``, how many in the corpus; ``listed_papers``, how many of
        these are on the list (in the section, if one is given).
    papers : Index
        Paper ids.
    wrote : csr_array of float64, shape (papers, authors)
        1 where the author wrote the paper.
    cites : csr_array of float64, shape (papers, papers)
        ``cites[i, j] == 1`` when paper ``i`` cites paper ``j``.
    team : ndarray of float64, shape (papers,)
        Known authors of each paper.
    listed, counted : ndarray of bool, shape (papers,)
        On the list (or in the section); counting as somebody's work.
    """

    def __init__(
        self, snapshot: Snapshot, *, section: str | None = None, self_citations: bool = False
    ) -> None:
        self.snapshot, self.section, self.self_citations = snapshot, section, self_citations
        listed = snapshot.reading_list.entries_under(section)["paper_id"].dropna()
        self.papers: pd.Index[Any] = snapshot.papers.index.sort_values()
        self.listed: BoolArray = self.papers.isin(listed)
        self.counted: BoolArray = self.listed if section else np.ones(len(self.papers), dtype=bool)
        people = snapshot.authors.sort_index()
        # the same for any section
        self.wrote = snapshot.memoize(
            "who wrote what",
            lambda: _incidence(self.papers, people.index, snapshot.authorships),
        )
        self.team: FloatArray = self.wrote.sum(axis=1)
        self.cites: csr_array[np.float64] = snapshot.memoize(
            "citations by id", lambda: citation_arcs(self.papers, snapshot.citations).cites
        )
        traits = snapshot.memoize("traits of names", lambda: name_traits(people))
        self.authors = pd.DataFrame({"name": people["name"]}).join(traits)
        self.authors["papers"] = self.of_authors(np.ones(self.wrote.nnz)).astype(np.int64)
        self.authors["listed_papers"] = self.of_authors(
            self.listed[self.paper_of].astype(np.float64)
        ).astype(np.int64)

    @cached_property
    def paper_of(self) -> IntArray:
        """The row of the paper of each authorship, in the order of ``wrote.indices``."""
        return np.repeat(np.arange(len(self.papers)), np.diff(self.wrote.indptr))

    @cached_property
    def counts(self) -> BoolArray:
        """Whether each authorship is of a paper that counts as somebody's work."""
        return self.counted[self.paper_of]

    @cached_property
    def own(self) -> FloatArray:
        """For each authorship, how many other papers of that author cite the paper."""
        return own_citations(self.wrote, self.cites)

    @cached_property
    def received(self) -> FloatArray:
        """For each authorship, the citations that count for that author; 0 for papers that do not.

        All papers of the corpus may cite. What the author's own papers cite is left out unless
        `self_citations`.
        """
        per_paper: FloatArray = self.cites.sum(axis=0)
        every = per_paper[self.paper_of]
        found = every if self.self_citations else every - self.own
        return np.where(self.counts, found, 0.0)

    @cached_property
    def shared_citations(self) -> int:
        """Citations of papers that count from papers with which they share an author."""
        arcs = self.cites.tocoo()
        shared = csr_array(self.wrote[arcs.row].multiply(self.wrote[arcs.col]))
        by_both: FloatArray = shared.sum(axis=1)
        return int(((by_both > 0) & self.counted[arcs.col]).sum())

    @cached_property
    def active(self) -> BoolArray:
        """Whether each author wrote a paper that counts."""
        return self.of_authors(self.counts.astype(np.float64)) > 0

    @cached_property
    def together(self) -> AuthorGraph:
        """Who writes with whom in the papers that count."""
        rows = self.snapshot.authorships
        counted = rows["paper_id"].isin(self.papers[self.counted])
        return author_graph(
            self.authors[["name", "by_name"]], rows[counted], self.snapshot.citations.iloc[:0]
        )

    @cached_property
    def cites_of_counted(self) -> csr_array[np.float64]:
        """`cites` without the citations of papers that do not count."""
        if self.counted.all():
            return self.cites
        arcs = self.cites.tocoo()
        kept = self.counted[arcs.col]
        pairs = (arcs.row[kept], arcs.col[kept])
        return csr_array(coo_array((arcs.data[kept], pairs), shape=arcs.shape).tocsr())

    def of_authors(self, values: FloatArray) -> FloatArray:
        """Return the sum for each author of one value for each authorship."""
        return np.bincount(self.wrote.indices, weights=values, minlength=len(self.authors)).astype(
            np.float64
        )

    def scored(self, score: FloatArray, **columns: FloatArray) -> pd.DataFrame:
        """Return the frame of a measure; authors without a paper that counts have no score."""
        frame = {"score": np.where(self.active, score, np.nan), **columns}
        return pd.DataFrame(frame, index=self.authors.index)


def _incidence(
    papers: pd.Index[Any], authors: pd.Index[Any], authorships: pd.DataFrame
) -> csr_array[np.float64]:
    paper = positions(papers, authorships["paper_id"])
    author = positions(authors, authorships["author_id"])
    inside = paper >= 0
    if (author[inside] < 0).any():
        strange = authorships["author_id"][inside & (author < 0)].unique()
        raise InputError(
            f"{len(strange)} authors of the authorships are not among the authors, "
            f"such as {strange[0]!r}; give a row for each of them"
        )
    pairs = sorted_distinct(paper[inside] * len(authors) + author[inside])
    rows, columns = np.divmod(pairs, max(len(authors), 1))
    ones = np.ones(len(pairs), dtype=np.float64)
    return csr_array(coo_array((ones, (rows, columns)), shape=(len(papers), len(authors))).tocsr())


def own_citations(wrote: csr_array, cites: csr_array) -> FloatArray:
    """Return for each authorship how many papers of that author cite that paper.

    Parameters
    ----------
    wrote : csr_array, shape (papers, authors)
        ``wrote[p, a] == 1`` when author ``a`` wrote paper ``p``; indices sorted, no duplicates.
    cites : csr_array, shape (papers, papers)
        ``cites[i, j] == 1`` when paper ``i`` cites paper ``j``.

    Returns
    -------
    ndarray of float, shape (wrote.nnz,)
        In the order of ``wrote.indices``. What other authors of the paper cite does not count: this
        is the author's own view (Aksnes 2003 calls the wider count one of self-citation by paper).

    References
    ----------
    Aksnes (2003), "A macro study of self-citation", Scientometrics 56(2).

    Examples
    --------
    Author 0 wrote both papers, author 1 only the first; the second cites the first.

    >>> own_citations(csr_array([[1, 1], [1, 0]]), csr_array([[0, 0], [1, 0]]))
    array([1., 0., 0.])
    """
    ones = csr_array(
        (np.ones(wrote.nnz, dtype=np.float64), wrote.indices, wrote.indptr), shape=wrote.shape
    )
    citing = csr_array(cites.T @ ones)  # [p, a]: papers of a that cite p
    # the sum has the places of all authorships, in their order, and 1 too much in each
    both = csr_array(citing.multiply(ones) + ones)
    both.sort_indices()
    own: FloatArray = both.data - 1.0
    return own
