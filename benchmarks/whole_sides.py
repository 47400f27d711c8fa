"""The whole analysis by kdgraph, and by networkx and biblium.

Each side imports what it needs when it runs, in a process of its own, so that its imports are part
of what it takes.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, Final

__all__ = ["TASKS"]

_TABLES: Final = ("papers", "citations", "authorships")


class _Clock:
    """CPU seconds of each part; the first one counts from the start of the process."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._before = 0.0

    def part(self, name: str) -> None:
        now = time.process_time()
        self.seconds[name] = now - self._before
        self._before = now


def ours(folder: Path) -> dict[str, Any]:
    """Do it with kdgraph."""
    clock = _Clock()
    import pandas as pd

    import kdgraph

    clock.part("imports")
    papers, citations, authorships = (pd.read_parquet(folder / f"{t}.parquet") for t in _TABLES)
    graph = kdgraph.citation_graph(papers, citations)
    clock.part("graph")
    people = pd.DataFrame({"author_id": authorships["author_id"].unique()})
    together = kdgraph.author_graph(people, authorships, citations.iloc[:0])
    clock.part("co-authors")
    order = papers["paper_id"]
    ranks = kdgraph.MEASURES["pagerank"](graph)["score"].loc[order]
    clock.part("PageRank")
    hits = kdgraph.MEASURES["hits"](graph)["score"].loc[order]
    clock.part("HITS")
    disruption = kdgraph.MEASURES["disruption"](graph, window=5)
    clock.part("CD")
    path = kdgraph.main_path(graph, weight="spc", search="global", cycles="shrink")
    clock.part("main path")
    return {
        "seconds": clock.seconds,
        "pagerank": ranks.tolist(),
        "hits": hits.fillna(0.0).tolist(),
        "pairs": together.joint_papers.nnz // 2,
        "spc": path.path_share * 10.0**path.log10_total if path.log10_total < 300 else 0.0,
        "cited": int((disruption["citations"] > 0).sum()),
    }


def theirs(folder: Path) -> dict[str, Any]:
    """Do it with networkx and biblium."""
    clock = _Clock()
    import networkx as nx
    import pandas as pd
    from biblium import disruption, main_path

    clock.part("imports")
    papers, citations, authorships = (pd.read_parquet(folder / f"{t}.parquet") for t in _TABLES)
    order = papers["paper_id"].tolist()
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(order)
    graph.add_edges_from(zip(citations["citing_id"], citations["cited_id"], strict=True))
    clock.part("graph")
    both: nx.Graph[str] = nx.Graph()
    both.add_edges_from(zip(authorships["paper_id"], authorships["author_id"], strict=True))
    authors = set(authorships["author_id"])
    together = nx.bipartite.weighted_projected_graph(both, authors)
    clock.part("co-authors")
    ranks = nx.pagerank(graph, alpha=0.5, tol=0.5e-9 / len(order), max_iter=1000)
    clock.part("PageRank")
    part = max(nx.weakly_connected_components(graph), key=len)
    hits = nx.hits(graph.subgraph(part), max_iter=10_000, tol=1e-12)[1]
    clock.part("HITS")
    network = {paper: set(graph.succ[paper]) for paper in order}
    counts = disruption.compute_document_disruption(
        papers, id_col="paper_id", citation_network=network, verbose=False
    )
    clock.part("CD")
    flow = nx.condensation(graph.reverse(copy=False))
    weights = main_path.compute_traversal_weights(flow, "SPC")
    path = main_path.find_global_main_path(flow, weights)
    clock.part("main path")
    return {
        "seconds": clock.seconds,
        "pagerank": [ranks[paper] for paper in order],
        "hits": [hits.get(paper, 0.0) for paper in order],
        "pairs": together.number_of_edges(),
        "spc": float(sum(weights[arc] for arc in nx.utils.pairwise(path))),
        "cited": int((counts["n_citing"] > 0).sum()),
    }


TASKS: Final = {"whole-ours": ours, "whole-theirs": theirs}
"""The two sides, by the names under which `benchmarks.children` runs them."""
