"""The groups of a snapshot, found once for all that ask about them."""

from __future__ import annotations

from typing import Any

from kdgraph.analysis.groups.communities import Communities, communities, related
from kdgraph.graph.citation import CitationGraph
from kdgraph.graph.snapshot import Snapshot

__all__ = ["communities_of"]


def communities_of(snapshot: Snapshot, graph: CitationGraph, **options: Any) -> Communities:
    """Return `communities` of the graph of a snapshot; nobody may change what is in it.

    Parameters
    ----------
    snapshot : Snapshot
        That keeps the answer.
    graph : CitationGraph
        Its graph.
    **options
        As of `communities`, but for ``direct``, which is the usual one.
    """
    known = snapshot.once("how papers are related", lambda: related(graph))
    return snapshot.once(
        f"communities {sorted(options.items())}",
        lambda: communities(graph, known=known, **options),
    )
