"""VOSviewer JSON: the citation network as a map that VOSviewer lays out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any, Final

from kdgraph.errors import InputError
from kdgraph.export import EXPORTS
from kdgraph.export._files import write_file
from kdgraph.export._json import json_text
from kdgraph.export._network import Facts, network
from kdgraph.export._references import Reference, references
from kdgraph.export._report import ExportReport, provenance, reported
from kdgraph.graph.snapshot import Snapshot

__all__ = ["vosviewer"]

_FEWEST_ITEMS: Final = 3
_MOST_CLUSTERS: Final = 1000  # more the format does not know


@EXPORTS.add("vosviewer", label="VOSviewer")
def vosviewer(snapshot: Snapshot, path: Path) -> ExportReport:
    """Write the citation network as VOSviewer's JSON, for VOSviewer 1.6.17 and later and the web.

    Items are papers: their label is their name in figures, their description the title, authors and
    venue, their url the paper's. Clusters are the sections of the list; a paper takes
    the first it stands in, one that is not on the list has none. Weights are the citations received
    from papers here and all links; the score is the year of publication. Links go from the citing
    to the cited paper, of strength 1. There are no coordinates: VOSviewer lays the map out.

    Raises
    ------
    InputError
        If there are fewer than three papers, which VOSviewer does not open.
    StoreError
        If the file cannot be written.
    """
    found = network(snapshot, bare=True)
    if len(found.papers) < _FEWEST_ITEMS:
        raise InputError(
            f"VOSviewer opens no map of fewer than {_FEWEST_ITEMS} papers, and there are "
            f"{len(found.papers)}; select more, or export another format, such as graphml"
        )
    received = Counter(cited_id for _, cited_id, _ in found.citations)
    made = Counter(citing_id for citing_id, _, _ in found.citations)
    sections = found.sections[:_MOST_CLUSTERS]
    clusters = {name: n for n, name in enumerate(sections, start=1)}
    about = references(snapshot, [paper_id for paper_id, _ in found.papers])
    items = [
        _item(record, facts, clusters, received[record.paper_id], made[record.paper_id])
        for record, (_, facts) in zip(about, found.papers, strict=True)
    ]
    facts = provenance(snapshot)
    document = {
        "network": {
            "items": items,
            "links": [
                {"source_id": citing_id, "target_id": cited_id, "strength": 1}
                for citing_id, cited_id, _ in found.citations
            ],
            "clusters": [{"cluster": n, "label": name} for name, n in clusters.items()],
        },
        "config": {
            "terminology": {
                "item": "paper",
                "items": "papers",
                "link": "citation",
                "links": "citations",
                "cluster": "section",
                "clusters": "sections",
            }
        },
        "info": {
            "title": f"Citations among {len(items)} papers",
            "description": "<br>".join(escape(f"{k}: {v}", quote=False) for k, v in facts.items()),
        },
    }
    write_file(path, json_text(document))
    rows = {"papers": len(items), "citations": len(found.citations), "sections": len(clusters)}
    dropped = {
        **found.dropped,
        "papers without a year, which have no score": sum(r.year is None for r in about),
        "sections beyond the 1,000th": len(found.sections) - len(sections),
    }
    return reported(snapshot, "vosviewer", path, rows, dropped=dropped)


def _item(
    record: Reference, facts: Facts, clusters: Mapping[str, int], received: int, made: int
) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": record.paper_id,
        "label": str(facts["short_name"]),
        "description": _description(record),
    }
    if record.url is not None:
        item["url"] = record.url
    of_paper = [clusters[name] for name in facts["sections"] or () if name in clusters]
    if of_paper:
        item["cluster"] = of_paper[0]
    item["weights"] = {"Citations": received, "Links": received + made}
    if record.year is not None:
        item["scores"] = {"Pub. year": record.year}
    return item


def _description(record: Reference) -> str:
    rows = {
        "Authors": "; ".join(record.authors),
        "Title": record.title,
        "Source": record.venue or "",
        "Year": "" if record.year is None else str(record.year),
        "Key": record.key,
    }
    cells = "".join(
        f"<tr><td>{name}:</td><td>{escape(value)}</td></tr>"
        for name, value in rows.items()
        if value
    )
    return f"<table>{cells}</table>"
