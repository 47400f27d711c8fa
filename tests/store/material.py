"""Small snapshots and records for the store's tests."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from kdgraph.merge import Assembly, assemble
from kdgraph.model import TABLES, Frames
from kdgraph.records import AuthorRecord, CitationRecord, PaperRecord, Records
from kdgraph.store import DataFolder, Manifest, Writer

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LATER = datetime(2026, 2, 1, tzinfo=UTC)


def paper(key: str, title: str = "", **more: Any) -> PaperRecord:
    """Return a record; `ids` and `authors` are given as plain texts ("arxiv:1", "Ann Lee")."""
    ids = tuple((i.split(":", 1)[0], i.split(":", 1)[1]) for i in more.pop("ids", ()))
    names = more.pop("authors", None)
    authors = None if names is None else tuple(AuthorRecord(name) for name in names)
    return PaperRecord(key, title or f"Paper {key}", ids, authors=authors, **more)


def cites(citing: str, cited: str, **more: Any) -> CitationRecord:
    return CitationRecord(citing, cited, more.pop("origins", ("service",)), **more)


def made(
    *papers: PaperRecord,
    base: Assembly | None = None,
    now: datetime = NOW,
    **more: Any,
) -> Assembly:
    """Assemble records without a list."""
    return assemble(
        Records(papers=list(papers), **more),
        TABLES["entries"].empty(),
        base=None if base is None else base.frames,
        now=now,
    )


def ids(assembly: Assembly) -> list[str]:
    return assembly.frames["papers"].index.tolist()


def names(assembly: Assembly) -> dict[tuple[str, str], str]:
    """Return the table `identifiers` as a mapping."""
    table = assembly.frames["identifiers"]
    return {(s, v): p for s, v, p in table.itertuples(index=False)}


def toy_frames(number: int = 0, papers: int = 3) -> Frames:
    """Return a whole set of tables; another `number` gives other facts."""
    said = [paper(f"{i}", f"Work {number} of {i}", ids=[f"arxiv:{i}"]) for i in range(papers)]
    edges = [cites(f"{i}", f"{i - 1}") for i in range(1, papers)]
    return made(*said, citations=edges).frames


def publish(writer: Writer, frames: Frames, time: datetime = NOW, **more: Any) -> Manifest:
    facts: dict[str, Any] = {
        "origins": ("service",),
        "list_id": "toy",
        "list_file": "toy.md",
        "list_digest": "0" * 16,
        "parameters": {"max_papers": 10},
        "notes": {"dropped": 0},
        "time": time,
    }
    return writer.publish(frames, **(facts | more))


def stored(path: Path, number: int = 0) -> tuple[DataFolder, Manifest]:
    """Return a data folder with one snapshot in it."""
    folder = DataFolder(path)
    with folder.writer("test") as writer:
        return folder, publish(writer, toy_frames(number))


def row_of(assembly: Assembly, table: str, **key: Any) -> dict[str, Any]:
    """Return the one row of a table with these values; what is missing is None."""
    frame = assembly.frames[table]
    flat = frame.reset_index() if len(TABLES[table].key) == 1 else frame
    for name, value in key.items():
        flat = flat[flat[name] == value]
    assert len(flat) == 1
    row = flat.iloc[0]
    return {
        str(name): value if isinstance(value, list) or not pd.isna(value) else None
        for name, value in row.items()
    }
