"""The author graph: who writes with whom, and whose papers cite whose.

Both are products of two sparse arrays, the incidence of papers and authors and the citations among
papers, so that no loop over pairs of people is needed.

References
----------
Newman (2001), "Scientific collaboration networks. II. Shortest paths, weighted networks, and
centrality", Physical Review E 64, 016132: a paper with k authors ties each pair by 1 / (k - 1).

Radicchi, Fortunato, Markines and Vespignani (2009), "Diffusion of scientific credits and the
ranking of scientists", Physical Review E 80, 056103: a citation is split evenly among all pairs of
a citing and a cited author.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array

from kdgraph.arrays import FloatArray
from kdgraph.errors import InputError
from kdgraph.graph.arcs import citation_arcs, column, freeze, ids_of, positions, sorted_distinct
from kdgraph.graph.values import plain_values
from kdgraph.kernels.coauthors import coauthor_pairs

__all__ = ["AuthorGraph", "author_graph"]


@dataclass(frozen=True, slots=True, eq=False)
class AuthorGraph:
    """Authors, their shared papers and their citations; made by `author_graph`.

    All three arrays have the row order of `authors`; go from ids to rows through its index.

    Attributes
    ----------
    authors : DataFrame
        Indexed by ``author_id``: ``name``; ``by_name`` (true: known by name alone, so that several
        people may share the row); ``papers``; ``fractional_papers``, the sum of 1 / k over papers
        with k authors.
    coauthorship : csr_array of float64, shape (n, n)
        Symmetric, nothing on the diagonal. Each paper with k authors adds 1 / (k - 1) to each pair
        of them, so a row sums to the author's number of papers with more than one author.
    joint_papers : csr_array of int64, shape (n, n)
        The plain number of papers that two authors share, in the places of `coauthorship`.
    cites : csr_array of float64, shape (n, n)
        ``cites[a, b]``: how much papers of a cite papers of b. A citation from a paper with k
        authors to one with m adds 1 / (k * m) to each pair, so all of it sums to `citations`.
    citations : int
        Citations between two papers whose authors are known.
    outside_dropped : int
        Rows of citations with an end whose authors are not known.
    loops_dropped, duplicates_merged : int
        Rows in which a paper cites itself, and rows that repeat an arc.
    repeats_merged : int
        Authorships that repeat an author on the same paper.
    by_name_only : int
        Authors known by name alone. Names are never merged across service ids.
    """

    authors: pd.DataFrame
    coauthorship: csr_array[np.float64]
    joint_papers: csr_array[np.int64]
    cites: csr_array[np.float64]
    citations: int
    outside_dropped: int
    loops_dropped: int
    duplicates_merged: int
    repeats_merged: int
    by_name_only: int

    @property
    def self_citation_share(self) -> float:
        """Share of the citation weight that authors give to themselves; nan without citations."""
        if not self.citations:
            return float("nan")
        return float(self.cites.diagonal().sum() / self.cites.sum())

    def to_networkx(
        self, kind: Literal["coauthorship", "citation"] = "coauthorship"
    ) -> nx.Graph[Any]:
        """Return one of the two graphs for networkx, nodes in row order.

        Parameters
        ----------
        kind : {"coauthorship", "citation"}
            An undirected Graph whose edges carry ``weight`` (fractional) and ``papers`` (joint), or
            a DiGraph from citing to cited author with ``weight``, self-citations included.

        Raises
        ------
        InputError
            If `kind` is neither.
        """
        ids = self.authors.index.tolist()
        columns = [plain_values(self.authors[name]) for name in self.authors.columns]
        rows = (
            dict(zip(self.authors.columns, row, strict=True)) for row in zip(*columns, strict=True)
        )
        graph: nx.Graph[Any]
        if kind == "coauthorship":
            graph = nx.Graph()
            graph.add_nodes_from(zip(ids, rows, strict=True))
            weight, papers = self.coauthorship.tocoo(), self.joint_papers.tocoo()
            graph.add_edges_from(
                (ids[a], ids[b], {"weight": w, "papers": p})
                for a, b, w, p in zip(
                    weight.row.tolist(),
                    weight.col.tolist(),
                    weight.data.tolist(),
                    papers.data.tolist(),
                    strict=True,
                )
                if a < b
            )
        elif kind == "citation":
            graph = nx.DiGraph()
            graph.add_nodes_from(zip(ids, rows, strict=True))
            weight = self.cites.tocoo()
            graph.add_edges_from(
                (ids[a], ids[b], {"weight": w})
                for a, b, w in zip(
                    weight.row.tolist(), weight.col.tolist(), weight.data.tolist(), strict=True
                )
            )
        else:
            raise InputError(f"no author graph of kind {kind!r}; there are: coauthorship, citation")
        return graph


def author_graph(
    authors: pd.DataFrame, authorships: pd.DataFrame, citations: pd.DataFrame
) -> AuthorGraph:
    """Make the author graph of any frames with the right columns.

    Parameters
    ----------
    authors : DataFrame
        ``author_id`` as a column or as the index; ``name`` and ``by_name`` where known. Without
        ``by_name``, ids that start with ``name:`` are names alone.
    authorships : DataFrame
        ``paper_id`` and ``author_id``, one row for each author of each paper.
    citations : DataFrame
        ``citing_id`` and ``cited_id``, papers both.

    Returns
    -------
    AuthorGraph
        With the authors in the order given, those without papers included.

    Raises
    ------
    InputError
        If a column is missing, an author id is missing or doubled, or an authorship names an author
        who is not among `authors` (the shares of the co-authors would be wrong).

    Examples
    --------
    Ada wrote a alone, b with Bo, and c, which cites a and b, with Bo and Cy.

    >>> authors = pd.DataFrame({"author_id": ["ada", "bo", "cy"]})
    >>> authorships = pd.DataFrame({"paper_id": list("abbccc"),
    ...                             "author_id": ["ada", "ada", "bo", "ada", "bo", "cy"]})
    >>> citations = pd.DataFrame({"citing_id": ["c", "c"], "cited_id": ["a", "b"]})
    >>> graph = author_graph(authors, authorships, citations)
    >>> graph.coauthorship.toarray()
    array([[0. , 1.5, 0.5],
           [1.5, 0. , 0.5],
           [0.5, 0.5, 0. ]])
    >>> graph.cites.toarray().round(2)
    array([[0.5 , 0.17, 0.  ],
           [0.5 , 0.17, 0.  ],
           [0.5 , 0.17, 0.  ]])
    """
    ids = ids_of(authors, "author_id", "authors")
    wrote, papers, repeats = _incidence(ids, authorships)
    per_paper: FloatArray = wrote.sum(axis=1)  # at least 1: papers come from the authorships
    joint, fractional = _coauthorship(wrote)
    arcs = citation_arcs(papers, citations)
    share = _scaled(wrote, 1.0 / per_paper)
    cites = csr_array(share.T @ (arcs.cites @ share))
    cites.sort_indices()
    frame = _author_frame(authors, ids, wrote, share)
    return AuthorGraph(
        authors=frame,
        coauthorship=freeze(fractional),
        joint_papers=freeze(joint),
        cites=freeze(cites),
        citations=int(arcs.cites.nnz),
        outside_dropped=arcs.outside,
        loops_dropped=arcs.loops,
        duplicates_merged=arcs.duplicates,
        repeats_merged=repeats,
        by_name_only=int(frame["by_name"].sum()),
    )


def _incidence(
    ids: pd.Index, authorships: pd.DataFrame
) -> tuple[csr_array[np.float64], pd.Index, int]:
    """Return papers x authors with 1 where the author wrote the paper, the papers, the repeats."""
    named = column(authorships, "author_id", "authorships")
    author = positions(ids, named)
    if (author < 0).any():
        strange = named[author < 0].unique()
        raise InputError(
            f"{len(strange)} authors of the authorships are not among the authors, "
            f"such as {strange[0]!r}; give a row for each of them"
        )
    # sorted, so that the sums below do not depend on the order of rows
    paper, papers = pd.factorize(column(authorships, "paper_id", "authorships"), sort=True)
    if (paper < 0).any():
        raise InputError(
            f"{int((paper < 0).sum())} authorships have no paper_id; give each its own"
        )
    pairs = paper.astype(np.int64) * len(ids) + author
    distinct = sorted_distinct(pairs)
    rows, columns = np.divmod(distinct, max(len(ids), 1))
    wrote = coo_array(
        (np.ones(len(distinct), dtype=np.float64), (rows, columns)), shape=(len(papers), len(ids))
    ).tocsr()
    return csr_array(wrote), pd.Index(papers), len(pairs) - len(distinct)


def _scaled(wrote: csr_array[np.float64], factor: FloatArray) -> csr_array[np.float64]:
    """Return the array with each row times its factor."""
    scaled = wrote.copy()
    scaled.data = scaled.data * np.repeat(factor, np.diff(scaled.indptr))
    return scaled


def _coauthorship(
    wrote: csr_array[np.float64],
) -> tuple[csr_array[np.int64], csr_array[np.float64]]:
    """Return joint papers and fractional co-authorship, both without the diagonal."""
    joint, fractional = coauthor_pairs(wrote)
    return csr_array(joint + joint.T), csr_array(fractional + fractional.T)


def _author_frame(
    authors: pd.DataFrame,
    ids: pd.Index,
    wrote: csr_array[np.float64],
    share: csr_array[np.float64],
) -> pd.DataFrame:
    given = authors.set_axis(ids, axis="index")
    if "by_name" in given.columns:
        by_name = given["by_name"].astype("boolean")
    else:
        by_name = pd.Series(ids.astype(str).str.startswith("name:"), index=ids, dtype="boolean")
    name = given["name"] if "name" in given.columns else pd.Series(pd.NA, index=ids, dtype="str")
    return pd.DataFrame(
        {
            "name": name,
            "by_name": by_name,
            "papers": wrote.sum(axis=0).astype(np.int64),
            "fractional_papers": share.sum(axis=0).astype(np.float64),
        },
        index=ids,
    )
