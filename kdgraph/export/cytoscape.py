"""Cytoscape JSON: the citation graph for Cytoscape and Cytoscape.js."""

from __future__ import annotations

from pathlib import Path

from kdgraph.export import EXPORTS
from kdgraph.export._files import write_file
from kdgraph.export._json import json_text, known
from kdgraph.export._network import network
from kdgraph.export._report import ExportReport, provenance, reported
from kdgraph.export.citation_keys import citation_keys
from kdgraph.graph.snapshot import Snapshot

__all__ = ["cytoscape"]


# networkx has a converter, but it makes the network's own data a list of pairs, which Cytoscape
# does not read
@EXPORTS.add("cytoscape", label="Cytoscape JSON")
def cytoscape(snapshot: Snapshot, path: Path) -> ExportReport:
    """Write the citation graph as Cytoscape reads and writes it (``.cyjs``).

    A node's ``name``, which Cytoscape shows, is its citation key; the title stands beside it. Edges
    go from the citing ``source`` to the cited ``target`` and ``interaction`` is "cites". Lists stay
    lists, missing values are left out. The network's own data say where the data come from.
    ``networkx.cytoscape_graph`` reads the elements too, for which each node's id stands in
    ``value`` once more.

    Raises
    ------
    StoreError
        If the file cannot be written.
    """
    found = network(snapshot)
    keys = citation_keys(snapshot).to_dict()
    document = {
        "format_version": "1.0",
        "generated_by": "kdgraph",
        "target_cytoscapejs_version": "~2.1",
        "directed": True,
        "multigraph": False,
        "data": {"name": f"kdgraph {snapshot.id}", **provenance(snapshot)},
        "elements": {
            "nodes": [
                {
                    "data": {
                        "id": paper_id,
                        "value": paper_id,
                        "name": keys[paper_id],
                        **known(facts),
                    }
                }
                for paper_id, facts in found.papers
            ],
            "edges": [
                {
                    "data": {
                        "id": f"e{n}",
                        "source": citing_id,
                        "target": cited_id,
                        "interaction": "cites",
                        **known(facts),
                    }
                }
                for n, (citing_id, cited_id, facts) in enumerate(found.citations)
            ],
        },
    }
    write_file(path, json_text(document))
    rows = {"papers": len(found.papers), "citations": len(found.citations)}
    return reported(snapshot, "cytoscape", path, rows, dropped=found.dropped)
