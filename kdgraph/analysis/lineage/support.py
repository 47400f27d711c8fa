"""How much speaks for a citation being a line of descent."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kdgraph.analysis.lineage._ground import Ground
from kdgraph.analysis.lineage.inheritance import NO_SENTENCE, label_arcs
from kdgraph.arrays import IndexArray
from kdgraph.kernels.closeness import arc_closeness

__all__ = ["arc_support"]


def arc_support(base: Ground, citing: IndexArray, cited: IndexArray) -> pd.DataFrame:
    """Return how much speaks for each citation: ``support``, above 0 and at most 1, and ``basis``.

    Parameters
    ----------
    base : Ground
        The graph, and the snapshot if there is one.
    citing, cited : ndarray of int
        The rows at the ends of each citation.

    Returns
    -------
    DataFrame
        Where a snapshot knows sentences or intents, the strength of the label times its confidence
        (`label_arcs`), and ``basis`` is ``sentence`` or ``intent``. Everywhere else the support is
        `kdgraph.kernels.closeness.arc_closeness`, and ``basis`` is ``structure``.
    """
    support = arc_closeness(base.graph.cites, citing, cited)
    basis = np.full(len(support), "structure", dtype=object)
    if base.snapshot is not None:
        arcs = pd.DataFrame({"citing_id": base.ids[citing], "cited_id": base.ids[cited]})
        labels = label_arcs(base.snapshot, arcs)
        known = (labels["label"] != NO_SENTENCE).to_numpy()
        support[known] = labels["support"].to_numpy()[known]
        basis[known] = labels["origin"].to_numpy(dtype=object)[known]
    return pd.DataFrame({"support": support, "basis": pd.Series(basis, dtype="str")})
