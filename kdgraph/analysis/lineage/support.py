"""How much speaks for a citation being a line of descent."""

from __future__ import annotations

import pandas as pd

from kdgraph.analysis.lineage._ground import Ground
from kdgraph.kernels.closeness import arc_closeness
from kdgraph.kernels.order import IntArray

__all__ = ["arc_support"]


def arc_support(base: Ground, citing: IntArray, cited: IntArray) -> pd.DataFrame:
    """Return how much speaks for each citation: ``support``, above 0 and at most 1, and ``basis``.

    Parameters
    ----------
    base : Ground
        The graph.
    citing, cited : ndarray of int
        The rows at the ends of each citation.

    Returns
    -------
    DataFrame
        ``basis`` is ``structure``: the support is `kdgraph.kernels.closeness.arc_closeness`.
    """
    close = arc_closeness(base.graph.cites, citing, cited)
    return pd.DataFrame(
        {"support": close, "basis": pd.Series("structure", index=range(len(close)))}
    )
