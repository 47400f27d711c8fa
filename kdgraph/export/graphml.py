"""GraphML: the citation graph for Gephi, Cytoscape, yEd, igraph and networkx."""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import networkx as nx

from kdgraph.export import EXPORTS
from kdgraph.export._files import write_file
from kdgraph.export._report import ExportReport, provenance
from kdgraph.graph.snapshot import Snapshot
from kdgraph.graph.values import plain_values

__all__ = ["graphml"]

# all that XML 1.0 allows; it also turns every carriage return into a line feed when read
_ILLEGAL: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_RETURN: Final = re.compile("\r\n?")


@EXPORTS.add("graphml")
def graphml(snapshot: Snapshot, path: Path) -> ExportReport:
    """Write the citation graph as GraphML; gzipped where `path` ends in ``.gz``.

    Nodes are papers with all their columns, their authors and the list sections they stand in; arcs
    go from the citing to the cited paper and say where they were read. Missing values are left out,
    an empty list is an empty element, the items of a list are joined by "; ". The graph itself
    carries the snapshot's id, time, origins, version and data note.

    Raises
    ------
    StoreError
        If the file cannot be written.
    """
    graph = snapshot.citation_graph()
    cleaner = _Cleaner()
    network: nx.DiGraph[str] = nx.DiGraph()
    network.graph.update(cleaner.attributes(provenance(snapshot)))
    authors, sections = _authors(snapshot), _sections(snapshot)
    for paper_id, facts in graph.to_networkx().nodes(data=True):
        more = {"authors": authors.get(paper_id), "sections": sections.get(paper_id)}
        network.add_node(_node_id(paper_id), **cleaner.attributes({**facts, **more}))
    for citing_id, cited_id, facts in _arcs(snapshot):
        network.add_edge(_node_id(citing_id), _node_id(cited_id), **cleaner.attributes(facts))
    buffer = io.BytesIO()
    nx.write_graphml_xml(network, buffer)  # not write_graphml: that one depends on lxml being there
    content = buffer.getvalue()
    if path.suffix.lower() == ".gz":
        content = gzip.compress(content, mtime=0)
    write_file(path, content)
    dropped = {
        "citations of a paper by itself": graph.loops_dropped,
        "citations with an end outside the papers": graph.outside_dropped,
        "characters that XML cannot hold": cleaner.removed,
        "carriage returns made line feeds": cleaner.returns,
    }
    return ExportReport(
        format="graphml",
        path=path,
        files=(path,),
        rows={"papers": len(network), "citations": network.number_of_edges()},
        dropped={what: count for what, count in dropped.items() if count},
    )


class _Cleaner:
    """Makes values fit XML, and counts what that costs."""

    def __init__(self) -> None:
        self.removed = 0
        self.returns = 0

    def attributes(self, facts: Mapping[str, Any]) -> dict[str, str | int | float | bool]:
        """Return the facts that are there, lists joined, texts as XML can hold them."""
        return {name: self._fit(value) for name, value in facts.items() if value is not None}

    def _fit(self, value: Any) -> str | int | float | bool:
        if isinstance(value, bool | int | float):
            return value
        text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
        text, removed = _ILLEGAL.subn("", text)
        text, returns = _RETURN.subn("\n", text)
        self.removed += removed
        self.returns += returns
        return text


def _node_id(paper_id: str) -> str:
    """Return the id as XML can hold it; removing characters could make one id of two."""
    return _ILLEGAL.sub(lambda found: f"%{ord(found[0]):02X}", str(paper_id))


def _authors(snapshot: Snapshot) -> dict[str, list[str]]:
    table = snapshot.authorships.sort_values(["paper_id", "position"], kind="stable")
    names = table["name"].fillna(table["author_id"].map(snapshot.authors["name"]))
    named = table.assign(name=names).dropna(subset=["name"])
    return {str(paper_id): lines["name"].tolist() for paper_id, lines in named.groupby("paper_id")}


def _sections(snapshot: Snapshot) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    matched = snapshot.matches["paper_id"].dropna().to_dict()
    for entry_id, section in snapshot.entries["section"].dropna().to_dict().items():
        if entry_id in matched:
            of_paper = sections.setdefault(matched[entry_id], [])
            if section not in of_paper:
                of_paper.append(section)
    return sections


def _arcs(snapshot: Snapshot) -> Iterator[tuple[str, str, dict[str, Any]]]:
    table, ids = snapshot.citations, snapshot.papers.index
    inside = table["citing_id"].isin(ids) & table["cited_id"].isin(ids)
    arcs = table[inside & (table["citing_id"] != table["cited_id"])]
    names = [name for name in arcs.columns if name not in {"citing_id", "cited_id"}]
    columns = [plain_values(arcs[name]) for name in names]
    for citing_id, cited_id, *facts in zip(
        arcs["citing_id"], arcs["cited_id"], *columns, strict=True
    ):
        yield citing_id, cited_id, dict(zip(names, facts, strict=True))
