"""All paths between two papers at once: which share of them runs through whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from kdgraph.analysis.lineage._context import lineage_context
from kdgraph.analysis.lineage._nearest import why_none
from kdgraph.analysis.lineage.between import arc_support, in_order
from kdgraph.analysis.lineage.overrides import Overrides
from kdgraph.analysis.result import Where
from kdgraph.analysis.ties import best_first
from kdgraph.kernels.order import arc_rows
from kdgraph.kernels.paths import count_paths
from kdgraph.kernels.paths import path_shares as shares_of
from kdgraph.kernels.reach import between

__all__ = ["PathShares", "path_shares"]


@dataclass(frozen=True, eq=False)
class PathShares:
    """Which share of the paths between two papers runs where; made by `path_shares`.

    Attributes
    ----------
    older, younger : str
        The two papers.
    arcs : DataFrame
        The citations on these paths: ``citing_id``, ``cited_id``, ``support`` and ``basis`` as
        `kdgraph.paths_between` has them, and ``share`` of the paths; largest share first.
    papers : DataFrame
        The papers on these paths, indexed by ``paper_id``: ``share``, 1 for both ends, and
        ``title`` and ``year``; largest share first.
    total : int
        How many paths there are, exact, without the direct citation.
    direct : bool
        Whether the younger paper cites the older one itself. That citation is no path here.
    unread : int or None
        Of the younger paper and all its ancestors, how many have a reference list that was not
        read; more paths may lead through them. None where this cannot be known.
    reason : str or None
        Why there is no path; None where there is one.
    """

    older: str
    younger: str
    arcs: pd.DataFrame
    papers: pd.DataFrame
    total: int
    direct: bool
    unread: int | None
    reason: str | None


def path_shares(graph: Where, a: str, b: str, *, overrides: Overrides | None = None) -> PathShares:
    """Return which share of the paths between two papers runs through each citation and paper.

    All paths count but the direct citation, each by the product of the support of its citations:
    the scale on which ``paths_between(kind="best")`` finds the best ones. So a paper on many good
    paths has a large share, and one on a single long one next to none. Cycles are cut first.

    Parameters
    ----------
    graph : CitationGraph or Snapshot
        Where to look.
    a, b : str
        The papers, in either order.
    overrides : Overrides, optional
        Labels by hand, for the support.

    Raises
    ------
    UnknownPaperError, AmbiguousPaperError
        If a name means no paper, or several.

    See Also
    --------
    kdgraph.intermediacy : the probability to lie on a path when each citation counts with one and
        the same probability.

    Examples
    --------
    >>> import kdgraph
    >>> found = path_shares(kdgraph.embedded(), "FitNets", "arxiv:2006.05525")
    >>> found.total, found.direct, found.papers["title"].iloc[2][:34]
    (166, True, 'Paying More Attention to Attention')
    """
    base = lineage_context(graph)
    older, younger = in_order(base, base.find(a), base.find(b))
    rows = between(base.cites, younger, older)
    inside = csr_array(base.cites[rows][:, rows])
    support = arc_support(base, rows, inside, None, overrides)
    start, end = np.searchsorted(rows, [older, younger]).tolist()
    citing, cited = arc_rows(inside), inside.indices
    kept = np.flatnonzero((citing != end) | (cited != start))
    direct = len(kept) < len(cited)
    citing, cited, support = citing[kept], cited[kept], support.iloc[kept].reset_index(drop=True)
    weights = csr_array(
        (np.log(support["support"].to_numpy(dtype=np.float64)), (citing, cited)), inside.shape
    )
    on_arcs, on_rows, total = np.zeros(len(kept)), np.zeros(len(rows)), 0
    if start != end:  # two papers, and citations that join them
        on_arcs, on_rows = (np.minimum(share, 1.0) for share in shares_of(weights, end, start))
        total = count_paths(weights, end, start)
    ids, rank = base.ids[rows], base.rank[rows]
    arcs = support.assign(citing_id=ids[citing], cited_id=ids[cited], share=on_arcs)
    arcs = arcs[["citing_id", "cited_id", "support", "basis", "share"]]
    papers = pd.DataFrame({"share": on_rows}, index=ids).join(base.describe(rows))
    there = np.flatnonzero(on_rows > 0)
    reason = None
    if not total:
        joined = "nothing but the direct citation joins them"
        reason = joined if direct else why_none(base, older, younger)
    return PathShares(
        older=str(base.ids[older]),
        younger=str(base.ids[younger]),
        arcs=arcs.iloc[best_first(on_arcs, rank[citing], rank[cited])].reset_index(drop=True),
        papers=papers.iloc[there[best_first(on_rows[there], rank[there])]],
        total=total,
        direct=direct,
        unread=base.unread(np.unique(np.append(rows, younger))),
        reason=reason,
    )
