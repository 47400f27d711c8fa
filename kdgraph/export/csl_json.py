"""CSL-JSON: the papers as Zotero, Pandoc and every citation processor read them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from kdgraph.export import EXPORTS
from kdgraph.export._files import write_file
from kdgraph.export._json import known, lines
from kdgraph.export._references import Reference, cleaned, references
from kdgraph.export._report import ExportReport, provenance, reported
from kdgraph.graph.snapshot import Snapshot
from kdgraph.person_names import name_parts

__all__ = ["csl_json"]

_TYPES: Final = {
    "conference": "paper-conference",
    "journal": "article-journal",
    "preprint": "article",
    "unknown": "document",
}


@EXPORTS.add("csl-json", label="CSL JSON")
def csl_json(snapshot: Snapshot, path: Path) -> ExportReport:
    """Write all papers as CSL-JSON 1.0.2: an array of items, by citation key.

    The format has no place for facts about the file; they stand in the first item, under
    ``custom``, where a processor does not look. Every item has its paper id there.

    Raises
    ------
    StoreError
        If the file cannot be written.
    """
    records = references(snapshot)
    items = [_item(record) for record in records]
    if items:
        items[0]["custom"] |= {"kdgraph": provenance(snapshot)}
    write_file(path, f"{lines(items) if items else '[]'}\n".encode())
    rows = {"papers": len(items)}
    return reported(snapshot, "csl-json", path, rows, dropped=cleaned(records))


def _item(record: Reference) -> dict[str, Any]:
    item: dict[str, Any] = {"id": record.key, "type": _TYPES[record.kind], "title": record.title}
    if names := [name for name in map(_name, record.authors) if name]:
        item["author"] = names
    if record.date is not None:
        day = record.date
        item["issued"] = {"date-parts": [[day.year, day.month, day.day]]}
    elif record.year is not None:
        item["issued"] = {"date-parts": [[record.year]]}
    if record.venue is not None:
        item["container-title"] = record.venue
    if record.arxiv is not None:
        item["archive"], item["archive_location"] = "arXiv", record.arxiv
        if record.kind == "preprint":
            item["publisher"], item["number"] = "arXiv", f"arXiv:{record.arxiv}"
    more = {
        "DOI": record.doi,
        "URL": record.url,
        "abstract": record.abstract,
        "keyword": "; ".join(record.sections) or None,
    }
    item |= known(more)
    item["custom"] = {"paper_id": record.paper_id}
    return item


def _name(printed: str) -> dict[str, str] | None:
    parts = name_parts(printed)
    if not parts.family:
        return None
    if not parts.given:
        return {"literal": parts.family}
    name = {"family": parts.family, "given": parts.given}
    return name | ({"suffix": parts.suffix} if parts.suffix else {})
