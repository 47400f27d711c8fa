"""Build the embedded corpus: raw facts and the list in, one committed snapshot out.

Run it from the repository's root::

    python data/build_embedded.py --kd-corpus ../shared/kd-corpus

It reads ``papers.jsonl``, ``citations.jsonl`` and ``mentions.tsv.gz`` of the raw corpus (never the
printed entries) and the list beside this file. The same input gives the same bytes: the time in
the manifest is that of ``--time``, by default the day on which the raw corpus last grew.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from kdgraph.lists import ListDocument, read_list
from kdgraph.merge import Assembly, assemble
from kdgraph.records import (
    AuthorRecord,
    CitationRecord,
    CoverageRecord,
    MentionCounts,
    PaperRecord,
    Records,
)
from kdgraph.resolve import RecordCatalogue, resolve_entries
from kdgraph.store import EMBEDDED_ID, DataFolder, Manifest

__all__ = ["LIST", "build", "main", "origin", "publish", "read_corpus"]

HERE: Final = Path(__file__).resolve().parent
LIST: Final = HERE / "lists" / "knowledge-distillation.md"
LAST_GROWN: Final = datetime(2026, 11, 30, tzinfo=UTC)
"""The default of ``--time``: fixed, so that the same input gives the same bytes."""

DESCRIBED_BY: Final = "published reference lists (kd-corpus)"
SOURCE: Final = "embedded corpus: published reference lists (kd-corpus)"
_FILES: Final = "papers.jsonl, citations.jsonl and mentions.tsv.gz of kd-corpus"
_SECTIONS: Final = {
    "intro": "introduction",
    "related": "related work",
    "method": "method",
    "experiments": "experiments",
    "other": "other",
}
"""Columns of ``mentions.tsv.gz`` as kinds of sections."""
_OUTSIDE: Final = "references to works outside this corpus were left out by its makers"


def origin(source: dict[str, Any]) -> str:
    """Return a source of the raw corpus as an origin.

    Examples
    --------
    >>> origin({"kind": "bbl", "repo": "someone/papers", "path": "a.bbl"})
    'bbl:someone/papers'
    >>> origin({"kind": "transcription", "file": "public file, repository not named"})
    'transcription:unnamed'
    """
    return f"{source['kind']}:{source.get('repo', 'unnamed')}"


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _mentions(path: Path) -> dict[tuple[str, str], MentionCounts]:
    """Return the counted mentions of each citation; those without a row were not counted.

    The columns of sections add up to all mentions. The counts are lower bounds, and say nothing of
    mentions without another paper beside them.
    """
    text = gzip.decompress(path.read_bytes()).decode("utf-8")
    return {
        (row["citing"], row["cited"]): MentionCounts(
            mentions=int(row["mentions"]),
            by_section=tuple(
                (kind, n) for name, kind in _SECTIONS.items() if (n := int(row[name]))
            ),
            in_tables=int(row["in_table"]) if row["in_table"] else None,
            alone=None,
            exact=False,
        )
        for row in csv.DictReader(io.StringIO(text), delimiter="\t")
    }


def _hops(seeds: Iterable[str], citations: Iterable[CitationRecord]) -> dict[str, int]:
    """Return 0 for seeds and 1 for what cites one or is cited by one; others are not in it."""
    hops = dict.fromkeys(seeds, 0)
    near: set[str] = set()
    for citation in citations:
        ends = (citation.citing, citation.cited)
        if any(end in hops for end in ends):
            near.update(ends)
    return dict.fromkeys(near, 1) | hops


def _paper(row: dict[str, Any], hop: int) -> PaperRecord:
    identifiers = tuple((s, row[s]) for s in ("arxiv", "doi", "s2") if row[s] is not None)
    authors = row["authors"]
    return PaperRecord(
        key=row["id"],
        title=row["title"],
        identifiers=identifiers,
        year=row["year"],
        first_year=row["first_year"],
        venue=row["venue"],
        authors=None if authors is None else tuple(AuthorRecord(name) for name in authors),
        hop=hop,
        origin=DESCRIBED_BY,
    )


def _coverage(
    row: dict[str, Any], fetched: int, files: Iterable[str], when: datetime
) -> Iterator[CoverageRecord]:
    yield CoverageRecord(
        row["id"], "citations", "not asked", reason="no index was asked who cites this paper"
    )
    if not row["has_reference_list"]:
        yield CoverageRecord(
            row["id"], "references", "not asked", reason="its reference list was not looked for"
        )
        return
    complete = row["reference_list_complete"]
    how = "every entry was read" if complete else "partly read: entries are likely to be missing"
    where = "; ".join(sorted(files))
    yield CoverageRecord(
        row["id"],
        "references",
        "complete" if complete else "capped",
        fetched=fetched,
        reason=f"{how}; {_OUTSIDE}; read in {where}",
        when=when,
    )


def read_corpus(folder: Path, *, when: datetime) -> Records:
    """Return what the raw corpus in `folder` says, without matches."""
    files: defaultdict[str, set[str]] = defaultdict(set)
    fetched: defaultdict[str, int] = defaultdict(int)
    mentions = _mentions(folder / "mentions.tsv.gz")
    records = Records()
    for row in _rows(folder / "citations.jsonl"):
        origins = tuple(sorted({origin(source) for source in row["sources"]}))
        counts = mentions.pop((row["citing"], row["cited"]), None)
        records.citations.append(
            CitationRecord(row["citing"], row["cited"], origins, counts=counts)
        )
        fetched[row["citing"]] += 1
        files[row["citing"]] |= {
            f"{origin(source)}/{source['path']}" if "path" in source else origin(source)
            for source in row["sources"]
        }
    if mentions:
        raise ValueError(f"mentions of what is no citation, such as {next(iter(mentions))}")
    papers = list(_rows(folder / "papers.jsonl"))
    hops = _hops((row["id"] for row in papers if row["seed"]), records.citations)
    for row in papers:
        key = row["id"]
        records.papers.append(_paper(row, hops.get(key, 2)))
        # a list of which no entry is in the corpus is still known by its repository
        records.coverage += _coverage(row, fetched[key], files[key] or row["sources"], when)
    return records


def build(corpus: Path, snapshots: Path, *, time: datetime = LAST_GROWN) -> Manifest:
    """Build the snapshot from the raw corpus in `corpus`, as a folder named by its id."""
    document = read_list(LIST)
    entries = document.frame()
    records = read_corpus(corpus, when=time)
    catalogue = RecordCatalogue(records.papers, name="the embedded corpus")
    records.matches = resolve_entries(entries, catalogue).matches
    assembly = assemble(records, entries, base=None, now=time)
    return publish(
        assembly, document, (SOURCE,), snapshots, parameters={"source": _FILES}, time=time
    )


def publish(
    assembly: Assembly,
    document: ListDocument,
    origins: tuple[str, ...],
    snapshots: Path,
    *,
    parameters: Mapping[str, Any],
    time: datetime,
) -> Manifest:
    """Write a snapshot that ships with kdgraph, as a folder of `snapshots` named by its id."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = DataFolder(Path(scratch))
        with folder.writer("data") as writer:
            manifest = writer.publish(
                assembly.frames,
                origins=origins,
                list_id=document.list_id,
                list_file=LIST.name,
                list_digest=document.digest,
                parameters=parameters,
                notes=assembly.notes,
                time=time,
                embedded=True,
            )
        target = snapshots / manifest.id
        if target.exists():
            shutil.rmtree(target)
        shutil.copytree(folder.snapshots / manifest.id, target)
    return manifest


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the snapshot as told on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--kd-corpus", type=Path, required=True, help="folder of the raw corpus")
    parser.add_argument("--snapshots", type=Path, default=HERE / "snapshots")
    parser.add_argument("--time", type=datetime.fromisoformat, default=LAST_GROWN)
    given = parser.parse_args(arguments)
    manifest = build(given.kd_corpus, given.snapshots, time=given.time)
    counted = ", ".join(f"{rows} {table}" for table, rows in manifest.rows.items())
    print(f"{given.snapshots / manifest.id}: {counted}")
    print(f"notes: {dict(manifest.notes)}")
    if manifest.id != EMBEDDED_ID:
        print(
            f"the facts have changed: put {manifest.id} in place of {EMBEDDED_ID} in "
            "kdgraph/store/embedded.py, pyproject.toml and .gitignore, and remove the old folder"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
