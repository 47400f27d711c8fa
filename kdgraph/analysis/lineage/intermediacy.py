"""Intermediacy of papers between two papers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kdgraph.analysis.lineage._context import lineage_context
from kdgraph.analysis.lineage._nearest import why_none
from kdgraph.analysis.lineage.between import in_order
from kdgraph.analysis.result import Where
from kdgraph.analysis.ties import best_first
from kdgraph.errors import InputError
from kdgraph.kernels.intermediacy import MOST_ARCS, open_ways

__all__ = ["Intermediacy", "intermediacy"]


@dataclass(frozen=True, eq=False)
class Intermediacy:
    """The intermediacy of all papers between two; made by `intermediacy`.

    Attributes
    ----------
    older, younger : str
        The two papers.
    p : float
        The probability with which each citation is active.
    papers : DataFrame
        Indexed by ``paper_id``, highest first: ``score``, the probability that the paper lies on a
        path of active citations between the two; ``error``, its standard error, 0 where the score
        is exact; ``title`` where there is one, and ``year``. Both ends are included: their score is
        the probability that they are connected at all. Papers on no path are left out; theirs is 0.
    exact : bool
        Whether all states were gone through.
    parts, sampled_parts : int
        Into how many parts the papers on all paths cut the graph, and how many of them were drawn.
    samples, seed : int
        States drawn for each sampled part (0 if none was), and the seed of the draws.
    reason : str or None
        Why there is no path; None where there is one.
    """

    older: str
    younger: str
    p: float
    papers: pd.DataFrame
    exact: bool
    parts: int
    sampled_parts: int
    samples: int
    seed: int
    reason: str | None

    @property
    def note(self) -> str:
        """How the scores were found, in a sentence."""
        if self.reason is not None:
            return self.reason
        if self.exact:
            return f"p = {self.p:g}; exact: all states of the citations were gone through"
        return (
            f"p = {self.p:g}; {self.sampled_parts} of {self.parts} parts have more than "
            f"{MOST_ARCS} citations: {self.samples} states drawn for each, seed {self.seed}; "
            f"largest standard error {self.papers['error'].max():.2g}"
        )


def intermediacy(
    graph: Where, a: str, b: str, p: float = 0.5, *, samples: int = 100_000, seed: int = 0
) -> Intermediacy:
    """Return the intermediacy of each paper: the probability to lie on an active path.

    Each citation is active with probability `p`, independently of all others. A low `p` favours
    papers on short paths, a high one papers on many paths.

    Parameters
    ----------
    graph : CitationGraph or Snapshot
        Where to look; cycles are cut first.
    a, b : str
        The papers, in either order.
    p : float
        From 0 to 1.
    samples : int
        States to draw for a part of the graph that is too large for all its states; rounded up to a
        multiple of 64.
    seed : int
        For the draws: the same seed gives the same result.

    Raises
    ------
    UnknownPaperError, AmbiguousPaperError
        If a name means no paper, or several.
    InputError
        If `p` is no probability or `samples` is below 1.

    References
    ----------
    Šubelj, Waltman, Traag and van Eck (2020), "Intermediacy of publications", Royal Society Open
    Science 7, 190207.

    Examples
    --------
    >>> from kdgraph.graph.citation import citation_graph
    >>> papers = pd.DataFrame({"paper_id": ["a", "b", "c"], "year": [2014, 2015, 2016]})
    >>> citations = pd.DataFrame({"citing_id": ["b", "c", "c"], "cited_id": ["a", "a", "b"]})
    >>> intermediacy(citation_graph(papers, citations), "a", "c").papers["score"].to_dict()
    {'a': 0.625, 'c': 0.625, 'b': 0.25}
    """
    if not 0 <= p <= 1:
        raise InputError(f"p must be a probability from 0 to 1, got {p}")
    if samples < 1:
        raise InputError(f"samples must be at least 1, got {samples}")
    base = lineage_context(graph)
    older, younger = in_order(base, base.find(a), base.find(b))
    found = open_ways(base.cites, younger, older, p, samples, np.random.default_rng(seed))
    order = best_first(found.probability, base.rank[found.rows])
    rows = found.rows[order]
    papers = pd.DataFrame(
        {"score": found.probability[order], "error": found.error[order]}, index=base.ids[rows]
    ).join(base.describe(rows))
    return Intermediacy(
        older=str(base.ids[older]),
        younger=str(base.ids[younger]),
        p=p,
        papers=papers,
        exact=found.sampled_parts == 0,
        parts=found.parts,
        sampled_parts=found.sampled_parts,
        samples=found.samples,
        seed=seed,
        reason=None if len(rows) else why_none(base, older, younger),
    )
