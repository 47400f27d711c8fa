"""The citation graph as plain values: what every format of graphs writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from kdgraph.analysis.names.paper_names import paper_names
from kdgraph.export._references import paper_authors
from kdgraph.graph.snapshot import Snapshot
from kdgraph.graph.values import plain_values

__all__ = ["Facts", "Network", "network"]

Facts = Mapping[str, Any]
"""Plain values by name: text, numbers, truth, lists of texts; None where missing."""


@dataclass(frozen=True, slots=True)
class Network:
    """Papers and citations among them.

    Attributes
    ----------
    papers : list of (paper_id, facts)
        All columns of the papers, their authors' names, the sections they stand in and their
        ``short_name``, the one of `paper_names`; by id.
    citations : list of (citing_id, cited_id, facts)
        Each with what is known of it; by ids.
    sections : list of str
        Headings under which papers here stand, in the order of the list.
    dropped : dict
        Citations left out, by why.
    """

    papers: list[tuple[str, Facts]]
    citations: list[tuple[str, str, Facts]]
    sections: list[str]
    dropped: dict[str, int]


def network(snapshot: Snapshot, *, bare: bool = False) -> Network:
    """Return the citation graph of a snapshot as plain values; loops and outside arcs counted.

    With `bare`, for formats that do not hold them, the facts about citations are empty.
    """
    graph = snapshot.citation_graph()
    papers = graph.papers.sort_index()
    names = [str(name) for name in papers.columns]
    columns = [plain_values(papers[name]) for name in papers.columns]
    authors, sections = paper_authors(snapshot), snapshot.reading_list.sections_of_papers
    short = paper_names(snapshot)["name"].to_dict()
    nodes: list[tuple[str, Facts]] = []
    for paper_id, *row in zip(papers.index.tolist(), *columns, strict=True):
        facts = dict(zip(names, row, strict=True))
        for name, values in (("authors", authors), ("sections", sections)):
            facts[name] = list(values[paper_id]) if paper_id in values else None
        facts["short_name"] = short[paper_id]
        nodes.append((str(paper_id), facts))
    return Network(
        papers=nodes,
        citations=_citations(snapshot, bare=bare),
        sections=_headings(snapshot, sections),
        dropped={
            "citations of a paper by itself": graph.loops_dropped,
            "citations with an end outside the papers": graph.outside_dropped,
        },
    )


def _headings(snapshot: Snapshot, of_papers: Mapping[str, tuple[str, ...]]) -> list[str]:
    borne = {heading for headings in of_papers.values() for heading in headings}
    return [heading for heading in snapshot.reading_list.headings if heading in borne]


def _citations(snapshot: Snapshot, *, bare: bool) -> list[tuple[str, str, Facts]]:
    table, ids = snapshot.citations, snapshot.papers.index
    inside = table["citing_id"].isin(ids) & table["cited_id"].isin(ids)
    arcs: pd.DataFrame = table[inside & (table["citing_id"] != table["cited_id"])]
    arcs = arcs.sort_values(["citing_id", "cited_id"], kind="stable")
    ends = (arcs["citing_id"].tolist(), arcs["cited_id"].tolist())
    if bare:
        return [(citing_id, cited_id, {}) for citing_id, cited_id in zip(*ends, strict=True)]
    names = [name for name in arcs.columns if name not in {"citing_id", "cited_id"}]
    columns = [plain_values(arcs[name]) for name in names]
    return [
        (citing_id, cited_id, dict(zip(names, facts, strict=True)))
        for citing_id, cited_id, *facts in zip(*ends, *columns, strict=True)
    ]
