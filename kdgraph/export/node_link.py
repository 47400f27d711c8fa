"""Node-link JSON: the citation graph for networkx and D3."""

from __future__ import annotations

from pathlib import Path

from kdgraph.export import EXPORTS
from kdgraph.export._files import write_file
from kdgraph.export._json import json_text, known
from kdgraph.export._network import network
from kdgraph.export._report import ExportReport, provenance, reported
from kdgraph.graph.snapshot import Snapshot

__all__ = ["node_link"]


@EXPORTS.add("node-link", label="Node-link JSON")
def node_link(snapshot: Snapshot, path: Path) -> ExportReport:
    """Write the citation graph as JSON with ``nodes`` and ``edges``, as networkx 3.4 and later do.

    ``networkx.node_link_graph`` reads it; for D3's forces ``edges`` are the links. Edges go from
    the citing ``source`` to the cited ``target``. Lists stay lists, missing values are left out.
    ``graph`` says where the data come from.

    Raises
    ------
    StoreError
        If the file cannot be written.
    """
    found = network(snapshot)
    document = {
        "directed": True,
        "multigraph": False,
        "graph": provenance(snapshot),
        "nodes": [{"id": paper_id, **known(facts)} for paper_id, facts in found.papers],
        "edges": [
            {"source": citing_id, "target": cited_id, **known(facts)}
            for citing_id, cited_id, facts in found.citations
        ],
    }
    write_file(path, json_text(document))
    rows = {"papers": len(found.papers), "citations": len(found.citations)}
    return reported(snapshot, "node-link", path, rows, dropped=found.dropped)
