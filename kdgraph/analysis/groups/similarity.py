"""The papers most similar to each paper, by what cites them or by what they cite."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from kdgraph.errors import InputError, UnknownPaperError
from kdgraph.graph.citation import CitationGraph
from kdgraph.kernels.similarity import NORMALISATIONS, shared_columns

__all__ = ["KINDS", "similar_papers"]

KINDS: Final = ("co-citation", "coupling")
"""Ways of being similar: cited by the same papers, or citing the same papers."""


def similar_papers(
    graph: CitationGraph,
    paper_id: str | None = None,
    *,
    kind: str = "co-citation",
    top: int = 20,
    normalise: str = "count",
) -> pd.DataFrame:
    """Return the papers most similar to each paper, or to one.

    Parameters
    ----------
    graph : CitationGraph
        The literature.
    paper_id : str, optional
        The paper to find similar ones for; by default this is done for all.
    kind : {"co-citation", "coupling"}
        Similar papers are cited by the same papers, or cite the same papers (bibliographic
        coupling). Both know only what is in the graph: a paper whose reference list nobody read is
        coupled with none.
    top : int
        How many to keep for each paper.
    normalise : {"count", "cosine", "jaccard", "association strength"}
        The score: the number of papers in common; or that over the root of the product of what both
        have, over what either has, or over the product of what both have.

    Returns
    -------
    DataFrame
        ``paper_id``; ``other_id``; ``count``, the papers in common; ``score``; ``rank``, from 1.
        Sorted by ``paper_id`` and ``rank``. Of equal scores, the one with the higher count comes
        first, then the one with the lower id. A paper that has nothing in common with any other has
        no row.

    Raises
    ------
    InputError
        If `kind` or `normalise` is unknown or `top` below 1.
    UnknownPaperError
        If the graph has no paper of that id.

    References
    ----------
    Small (1973), "Co-citation in the scientific literature"; Kessler (1963), "Bibliographic
    coupling between scientific papers"; van Eck and Waltman (2009), "How to normalize cooccurrence
    data?".

    Examples
    --------
    >>> from kdgraph.graph.citation import citation_graph
    >>> papers = pd.DataFrame({"paper_id": list("abcde")})
    >>> pairs = [("c", "a"), ("c", "b"), ("d", "a"), ("d", "b"), ("e", "a")]
    >>> graph = citation_graph(papers, pd.DataFrame(pairs, columns=["citing_id", "cited_id"]))
    >>> similar_papers(graph, "d", kind="coupling", normalise="cosine")
      paper_id other_id  count     score  rank
    0        d        c      2  1.000000     1
    1        d        e      1  0.707107     2
    """
    if kind not in KINDS:
        raise InputError(f"no kind of similarity {kind!r}; there are: {', '.join(KINDS)}")
    if normalise not in NORMALISATIONS:
        names = ", ".join(NORMALISATIONS)
        raise InputError(f"no normalisation {normalise!r}; there are: {names}")
    if top < 1:
        raise InputError(f"the number of similar papers must be at least 1, got {top}")
    ids = graph.papers.index
    by_id = np.asarray(ids.argsort())
    if paper_id is None:
        rows = by_id
    elif paper_id in ids:
        rows = np.array([ids.get_loc(paper_id)])
    else:
        raise UnknownPaperError(paper_id, [])
    precedence = np.empty(len(ids), dtype=np.intp)
    precedence[by_id] = np.arange(len(ids))
    table = graph.cites.T.tocsr() if kind == "co-citation" else graph.cites
    found = shared_columns(table, top=top, normalise=normalise, rows=rows, precedence=precedence)
    each = np.diff(found.starts)
    return pd.DataFrame(
        {
            "paper_id": ids[np.repeat(rows, each)],
            "other_id": ids[found.other],
            "count": found.count.astype(np.int64),
            "score": found.score,
            "rank": np.arange(len(found.other)) - np.repeat(found.starts[:-1], each) + 1,
        }
    )
