"""RIS: the papers for EndNote, Mendeley, Zotero and library catalogues."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from kdgraph.export import EXPORTS
from kdgraph.export._files import write_file
from kdgraph.export._references import Reference, cleaned, noted, references
from kdgraph.export._report import ExportReport, provenance, reported
from kdgraph.graph.snapshot import Snapshot
from kdgraph.person_names import name_parts

__all__ = ["ris"]

_TYPES: Final = {"conference": "CPAPER", "journal": "JOUR", "preprint": "UNPB", "unknown": "GEN"}


@EXPORTS.add("ris", label="RIS")
def ris(snapshot: Snapshot, path: Path) -> ExportReport:
    """Write all papers as RIS, by citation key, in UTF-8 with lines ended as the format says.

    A value is one line: line breaks and tabs become blanks, and are counted where they stood in a
    title. ``ID`` is the citation key, ``AN`` the arXiv id, ``KW`` the sections of the list,
    tags and read marks of `Snapshot.reading_notes`, whose notes are ``N1``. The
    format has no place for facts about the file: ``DB`` of each record names the snapshot, and the
    notes of the first record say where the data come from.

    Raises
    ------
    StoreError
        If the file cannot be written.
    """
    records = references(snapshot)
    facts = provenance(snapshot)
    text: list[str] = []
    for n, record in enumerate(records):
        text += (f"{tag}  - {' '.join(value.split())}" for tag, value in _fields(record, facts))
        if n == 0:
            text += [f"N1  - {' '.join(f'{k}: {v}'.split())}" for k, v in facts.items()]
        text += ["ER  - ", ""]
    write_file(path, "".join(f"{line}\r\n" for line in text).encode())
    broken = sum(len(record.title.splitlines()) > 1 for record in records)
    return reported(
        snapshot,
        "ris",
        path,
        {"papers": len(records), **noted(records)},
        dropped={"titles of several lines made one": broken, **cleaned(records)},
    )


def _fields(record: Reference, facts: Mapping[str, str | int]) -> Iterator[tuple[str, str]]:
    yield "TY", _TYPES[record.kind]
    yield "ID", record.key
    yield "TI", record.title
    for printed in record.authors:
        parts = name_parts(printed)
        if parts.family:
            yield "AU", ", ".join(filter(None, (parts.family, parts.given, parts.suffix)))
    if record.year is not None:
        yield "PY", str(record.year)
    if record.date is not None:
        yield "DA", record.date.strftime("%Y/%m/%d")
    if record.venue is not None:
        yield "T2", record.venue
    if record.doi is not None:
        yield "DO", record.doi
    if record.arxiv is not None:
        yield "AN", f"arXiv:{record.arxiv}"
    if record.url is not None:
        yield "UR", record.url
    if record.abstract is not None:
        yield "AB", record.abstract
    for word in (*record.sections, *record.kept.tags):
        yield "KW", word
    if record.kept.reading:
        yield "KW", record.kept.reading
    if record.kept.note:
        yield "N1", record.kept.note
    yield "DB", f"kdgraph {facts['snapshot_id']}"
