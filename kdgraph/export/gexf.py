"""GEXF: the citation graph with its time, for Gephi."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from kdgraph.export import EXPORTS
from kdgraph.export._files import write_file
from kdgraph.export._network import Facts, network
from kdgraph.export._report import ExportReport, provenance, reported
from kdgraph.export._xml import Cleaner, xml_id
from kdgraph.graph.snapshot import Snapshot

__all__ = ["gexf"]

_Value = str | int | float | bool
_HEAD: Final = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">"""
_INTEGER: Final = range(-(2**31), 2**31)  # what the format calls so; anything else is a long


# networkx has a writer, but it stamps the day of the export into the file, so that the same
# snapshot would not give the same bytes
@EXPORTS.add("gexf", label="GEXF")
def gexf(snapshot: Snapshot, path: Path) -> ExportReport:
    """Write the citation graph as GEXF 1.2 with a time line of days.

    A paper is there from its day of publication, else from the first day of its year, or of
    ``first_year`` where a preprint is known to be older; a citation from the day of the citing
    paper. One without a year is there at all times, and counted. Nodes and arcs carry what GraphML
    carries; the label of a node is its title, or its short name where it has none, and the
    description of the graph says where the data come from.

    Raises
    ------
    StoreError
        If the file cannot be written.
    """
    found = network(snapshot)
    cleaner = Cleaner()
    since = {paper_id: _since(facts) for paper_id, facts in found.papers}
    nodes = [(paper_id, cleaner.attributes(facts)) for paper_id, facts in found.papers]
    arcs = [(a, b, cleaner.attributes(facts)) for a, b, facts in found.citations]
    facts = cleaner.attributes(provenance(snapshot))
    node_types = _types(attributes for _, attributes in nodes)
    arc_types = _types(attributes for *_, attributes in arcs)
    lines = [
        _HEAD,
        f'  <meta lastmodifieddate="{str(facts["snapshot_time"])[:10]}">',
        f"    <creator>{escape(str(facts['exported_by']))}</creator>",
        f"    <description>{escape(_described(facts))}</description>",
        "  </meta>",
        '  <graph defaultedgetype="directed" mode="dynamic" timeformat="date">',
        *_declared("node", node_types),
        *_declared("edge", arc_types),
        "    <nodes>",
    ]
    columns = {name: str(n) for n, name in enumerate(node_types)}
    for paper_id, values in nodes:
        label = quoteattr(str(values.get("title") or values["short_name"]))
        lines.append(
            f"      <node id={quoteattr(xml_id(paper_id))} label={label}{_start(since[paper_id])}>"
            f"{_values(columns, values)}</node>"
        )
    lines += ["    </nodes>", "    <edges>"]
    columns = {name: str(n) for n, name in enumerate(arc_types)}
    quoted = {paper_id: quoteattr(xml_id(paper_id)) for paper_id in since}
    for n, (citing_id, cited_id, values) in enumerate(arcs):
        lines.append(
            f'      <edge id="{n}" source={quoted[citing_id]} target={quoted[cited_id]}'
            f"{_start(since[citing_id])}>{_values(columns, values)}</edge>"
        )
    lines += ["    </edges>", "  </graph>", "</gexf>", ""]
    write_file(path, "\n".join(lines).encode())
    undated = sum(day is None for day in since.values())
    dropped = {
        **found.dropped,
        **cleaner.changed,
        "papers without a year, there at all times": undated,
    }
    rows = {"papers": len(nodes), "citations": len(arcs)}
    return reported(snapshot, "gexf", path, rows, dropped=dropped)


def _since(facts: Facts) -> str | None:
    """Return the day from which a paper is there."""
    year, first, day = facts.get("year"), facts.get("first_year"), facts.get("date")
    days = [f"{year:04d}-01-01" for year in (year, first) if year is not None]
    if day is not None:
        days = [str(day), *(d for d in days[-1:] if first is not None)]
    return min(days, default=None)


def _start(day: str | None) -> str:
    return "" if day is None else f' start="{day}"'


def _types(rows: Iterable[Mapping[str, _Value]]) -> dict[str, str]:
    """Return the type of each column that has a value somewhere, in GEXF's words."""
    kinds: dict[str, set[str]] = {}
    for row in rows:
        for name, value in row.items():
            kinds.setdefault(name, set()).add(_kind(value))
    types = {}
    for name, found in kinds.items():
        widest = [kind for kind in ("long", "double") if found <= {"integer", "long", kind}]
        types[name] = next(iter(found)) if len(found) == 1 else (widest or ["string"])[0]
    return types


def _kind(value: _Value) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer" if value in _INTEGER else "long"
    return "double" if isinstance(value, float) else "string"


def _declared(element: str, types: Mapping[str, str]) -> Iterator[str]:
    yield f'    <attributes class="{element}" mode="static">'
    for n, (name, kind) in enumerate(types.items()):
        yield f'      <attribute id="{n}" title={quoteattr(name)} type="{kind}"/>'
    yield "    </attributes>"


def _values(columns: Mapping[str, str], values: Mapping[str, _Value]) -> str:
    inner = "".join(
        f'<attvalue for="{columns[name]}" value={quoteattr(_written(value))}/>'
        for name, value in values.items()
    )
    return f"<attvalues>{inner}</attvalues>"


def _written(value: _Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _described(facts: Mapping[str, _Value]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in facts.items())
