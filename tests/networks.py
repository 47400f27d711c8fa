"""Real citation networks of the shared folder, as arrays and frames; none of them is shipped."""

from __future__ import annotations

from functools import cache
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array

from kdgraph.graph.chronology import publication_time
from kdgraph.graph.citation import citation_graph
from tests.kernels.arrays import network_of
from tests.shared import SHARED

__all__ = [
    "gd01a",
    "hepth",
    "hepth_frames",
    "hepth_network",
    "motor_learning",
    "paperscape",
    "paperscape_by_month",
]

Tables = tuple[pd.DataFrame, pd.DataFrame]
"""Papers and citations."""


def _table(name: str) -> pd.DataFrame:
    # quotes in titles are letters
    return pd.read_csv(
        SHARED / "networks" / name, sep="\t", dtype=str, quoting=3, keep_default_na=False
    )


@cache
def hepth() -> tuple[csr_array[np.float64], np.ndarray[Any, np.dtype[np.float64]]]:
    """Return who cites whom in hep-th by increasing day, without loops, and the day of each row."""
    nodes = _table("kdd-hepth.nodes.tsv.gz")
    day = pd.to_numeric(nodes["days_since_1991_08_01"]).to_numpy(dtype=np.float64)
    order = np.argsort(day, kind="stable")
    ids = pd.Index(nodes["arxiv_id"].to_numpy()[order])
    edges = _table("kdd-hepth.edges.tsv.gz")
    citing, cited = (ids.get_indexer(edges[name]) for name in ("citing", "cited"))
    keep = citing != cited
    n = len(ids)
    cites = csr_array(coo_array((np.ones(keep.sum()), (citing[keep], cited[keep])), shape=(n, n)))
    cites.data[:] = 1.0
    return cites, day[order]


@cache
def hepth_network() -> nx.DiGraph[int]:
    """Return the same for networkx; it takes a second to make."""
    return network_of(hepth()[0])


def motor_learning() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return papers and citations of a whole corpus on motor learning."""
    nodes = _table("motor-learning-oa.nodes.tsv")
    edges = _table("motor-learning-oa.edges.tsv")
    papers = nodes.rename(columns={"doi": "paper_id"})[["paper_id", "title", "year"]]
    papers["year"] = pd.to_numeric(papers["year"]).astype("Int64")
    return papers, edges.rename(columns={"citing": "citing_id", "cited": "cited_id"})


def gd01a() -> Tables:
    """Return the graph drawing literature of 2001, with the year of each paper."""
    return _frames("gd01a.nodes.tsv", "gd01a.edges.tsv")


@cache
def hepth_frames() -> Tables:
    """Return hep-th with the day of each paper; do not change the frames."""
    papers, citations = _frames("kdd-hepth.nodes.tsv.gz", "kdd-hepth.edges.tsv.gz")
    days = pd.to_numeric(papers["days_since_1991_08_01"])
    papers["date"] = pd.Timestamp("1991-08-01") + pd.to_timedelta(days, unit="D")
    return papers, citations


def paperscape() -> Tables:
    """Return the arXiv until 1996; its ids name the month of each paper."""
    name = "paperscape-1991-1996"
    papers, citations = _frames(f"{name}.nodes.tsv.gz", f"{name}.edges.tsv.gz")
    papers["paper_id"] = "arxiv:" + papers["paper_id"]
    return papers, "arxiv:" + citations


@cache
def paperscape_by_month() -> tuple[csr_array[np.float64], np.ndarray[Any, np.dtype[np.float64]]]:
    """Return who cites whom in paperscape without loops, and the month of each row, in years."""
    papers, citations = paperscape()
    graph = citation_graph(papers, citations)
    return graph.cites, publication_time(graph.papers)


def _frames(nodes: str, edges: str) -> Tables:
    papers, citations = _table(nodes), _table(edges)
    papers = papers.rename(columns={papers.columns[0]: "paper_id"})
    return papers, citations.rename(columns={"citing": "citing_id", "cited": "cited_id"})
