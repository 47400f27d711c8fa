"""The file behind the response cache: its tables, and whether what is there is one of ours."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Final

__all__ = ["APPLICATION", "UnusableFileError", "check_header", "is_damage", "prepare"]

APPLICATION: Final = 0x6B646772  # "kdgr": tells our files from those of others
_VERSION: Final = 1
_SCHEMA: Final = f"""
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, status INTEGER NOT NULL, body BLOB NOT NULL, at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS lists (
    paper TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, reported INTEGER, reason TEXT,
    answers TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (paper, kind)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs (
    number INTEGER PRIMARY KEY, parameters TEXT NOT NULL, started TEXT NOT NULL,
    finished INTEGER NOT NULL DEFAULT 0
);
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {_VERSION};
"""


class UnusableFileError(Exception):
    """A file that is damaged, or no cache of ours."""


def is_damage(error: sqlite3.DatabaseError) -> bool:
    """Whether an error means that the file is broken, rather than busy or refused by the disk."""
    # our statements are fixed, so an error in one of them means that the tables are not ours
    name = getattr(error, "sqlite_errorname", None) or ""
    return name in {"SQLITE_ERROR", "SQLITE_NOTADB", "SQLITE_FORMAT"} or name.startswith(
        "SQLITE_CORRUPT"
    )


def check_header(path: Path) -> None:
    """Refuse a file that SQLite would refuse, or open for reading only, by its first bytes."""
    if not path.exists() or path.stat().st_size == 0:
        return
    with path.open("rb") as file:
        header = file.read(100)
    if not (header.startswith(b"SQLite format 3\0") and set(header[18:20]) in ({1}, {2})):
        raise UnusableFileError("damaged (it is no database of SQLite 3)")


def prepare(db: sqlite3.Connection) -> None:
    """Make the tables where there are none; refuse those of others and of other versions."""
    # a flipped bit in a text is that row's trouble, not the file's
    db.text_factory = lambda raw: raw.decode("utf-8", "replace")
    application = db.execute("PRAGMA application_id").fetchone()[0]
    version = db.execute("PRAGMA user_version").fetchone()[0]
    tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if tables and application != APPLICATION:
        raise UnusableFileError("not a cache of kdgraph")
    if application == APPLICATION and version != _VERSION:
        raise UnusableFileError(f"of version {version}, which this kdgraph cannot read")
    if tables and not {"answers", "lists", "runs"} <= tables:
        raise UnusableFileError("damaged (it lacks a table)")
    db.execute("PRAGMA journal_mode = WAL")
    # safe against kill -9; a power cut may cost the last answers, never the file
    db.execute("PRAGMA synchronous = NORMAL")
    if not tables:
        db.executescript(f"BEGIN IMMEDIATE;{_SCHEMA}COMMIT;")
