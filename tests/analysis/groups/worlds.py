"""Small literatures of which the groups are known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from kdgraph.graph.citation import CitationGraph, citation_graph
from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import TABLES, Frames
from kdgraph.testing.toys import MANIFEST

__all__ = ["Listed", "community", "graph_of", "listed_snapshot", "shuffled", "two_schools"]

Listed = dict[str, tuple[str | None, int | None, str | None]]
"""For each paper of a list: its section, its year, the state of its references."""


def graph_of(papers: pd.DataFrame, pairs: list[tuple[str, str]]) -> CitationGraph:
    """Return the graph of (citing, cited) pairs."""
    return citation_graph(papers, pd.DataFrame(pairs, columns=["citing_id", "cited_id"]))


def community(name: str, size: int, *, seed: int = 0) -> list[tuple[str, str]]:
    """Return papers that each cite about half of the older ones, and always the one before."""
    random = np.random.default_rng(seed)
    return [
        (f"{name}{citing:02}", f"{name}{cited:02}")
        for citing in range(size)
        for cited in range(citing)
        if cited == citing - 1 or random.random() < 0.5
    ]


def two_schools(alone: int = 1) -> tuple[pd.DataFrame, list[tuple[str, str]]]:
    """Return a school of 14 papers on hints, one of 12 on flows, with one citation between them.

    `alone` more papers have no citation. The schools' years run from 2001 on, one paper a year, but
    the last of either has none.
    """
    pairs = [*community("h", 14, seed=1), *community("f", 12, seed=2), ("f05", "h00")]
    rows = [
        {"paper_id": f"h{n:02}", "title": f"Hints for thin nets {n}", "year": 2001 + n}
        for n in range(14)
    ]
    rows += [
        {"paper_id": f"f{n:02}", "title": f"The flow of solutions {n}", "year": 2001 + n}
        for n in range(12)
    ]
    rows += [{"paper_id": f"x{n}", "title": "Alone", "year": 2005} for n in range(alone)]
    papers = pd.DataFrame(rows).astype({"year": "Int64"})
    papers.loc[papers["paper_id"].isin(["h13", "f11"]), "year"] = pd.NA
    return papers, pairs


def shuffled(papers: pd.DataFrame, pairs: list[tuple[str, str]], seed: int) -> CitationGraph:
    """Return the graph with papers and citations in another order."""
    random = np.random.default_rng(seed)
    arcs = [pairs[place] for place in random.permutation(len(pairs)).tolist()]
    return graph_of(papers.iloc[random.permutation(len(papers))], arcs)


def listed_snapshot(listed: Listed, pairs: list[tuple[str, str]], **more: Any) -> Snapshot:
    """Return a snapshot of a list; further tables as rows by name."""
    entries = [
        {"entry_id": f"l:{paper_id}", "list_id": "l", "position": n, "section": section}
        for n, (paper_id, (section, _, _)) in enumerate(listed.items())
    ]
    rows: dict[str, list[dict[str, Any]]] = {
        "entries": entries,
        "matches": [
            {"entry_id": f"l:{paper_id}", "paper_id": paper_id, "method": "doi", "confidence": 1.0}
            for paper_id in listed
        ],
        "papers": [
            {"paper_id": paper_id, "title": paper_id, "year": year}
            for paper_id, (_, year, _) in listed.items()
        ],
        "citations": [{"citing_id": citing, "cited_id": cited} for citing, cited in pairs],
        "coverage": [
            {"paper_id": paper_id, "direction": "references", "state": state}
            for paper_id, (_, _, state) in listed.items()
            if state is not None
        ],
    }
    for name, extra in more.items():
        rows.setdefault(name, []).extend(extra)
    frames: Frames = {name: table.frame(rows.get(name, [])) for name, table in TABLES.items()}
    return Snapshot(frames, MANIFEST)
