"""GraphML: the citation graph for Gephi, Cytoscape, yEd, igraph and networkx."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import networkx as nx

from kdgraph.export import EXPORTS
from kdgraph.export._files import write_file
from kdgraph.export._network import network
from kdgraph.export._report import ExportReport, provenance, reported
from kdgraph.export._xml import Cleaner, xml_id, xml_token
from kdgraph.graph.snapshot import Snapshot

__all__ = ["graphml"]


@EXPORTS.add("graphml", label="GraphML")
def graphml(snapshot: Snapshot, path: Path) -> ExportReport:
    """Write the citation graph as GraphML; gzipped where `path` ends in ``.gz``.

    Nodes are papers with all their columns, their authors and the list sections they stand in; arcs
    go from the citing to the cited paper and say where they were read. Missing values are left out,
    an empty list is an empty element, the items of a list are joined by "; ". The graph itself
    carries the snapshot's id, time, origins, version and data note.

    The file is valid under the format's schema, which strict readers such as JGraphT ask for: a
    node's id is a token without slashes (see `xml_token`), and ``paper_id`` beside it is the id of
    the paper as it stands everywhere else.

    Raises
    ------
    StoreError
        If the file cannot be written.
    """
    found = network(snapshot)
    cleaner = Cleaner()
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.graph.update(cleaner.attributes(provenance(snapshot)))
    for paper_id, facts in found.papers:
        known = cleaner.attributes({"paper_id": xml_id(paper_id), **facts})
        graph.add_node(xml_token(paper_id), **known)
    for citing_id, cited_id, facts in found.citations:
        graph.add_edge(xml_token(citing_id), xml_token(cited_id), **cleaner.attributes(facts))
    buffer = io.BytesIO()
    nx.write_graphml_xml(graph, buffer)  # not write_graphml: that one depends on lxml being there
    content = buffer.getvalue()
    if path.suffix.lower() == ".gz":
        content = gzip.compress(content, mtime=0)
    write_file(path, content)
    rows = {"papers": len(graph), "citations": graph.number_of_edges()}
    return reported(snapshot, "graphml", path, rows, dropped=found.dropped | cleaner.changed)
