"""A look into a response cache that changes nothing, whatever its state."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from kdgraph.store.cache import CacheSize
from kdgraph.store.cache_file import APPLICATION, UnusableFileError, is_damage
from kdgraph.store.files import disk_faults

__all__ = ["inspect_cache"]


def inspect_cache(path: Path) -> CacheSize | str:
    """Return what a cache holds, or in words what is wrong with it.

    Unlike opening a `ResponseCache`, this moves no damaged file aside.

    Raises
    ------
    StoreError
        If the system refuses to let us look; that says nothing about the cache.

    Examples
    --------
    >>> inspect_cache(Path("pyproject.toml"))
    'damaged: file is not a database'
    """
    uri = f"{path.absolute().as_uri()}?mode=ro"
    log = Path(f"{path}-wal")
    with disk_faults(path, "look into"):
        # in a folder that cannot be written, SQLite opens only what nobody else can be changing
        frozen = not os.access(path.parent, os.W_OK) and not (log.exists() and log.stat().st_size)
        with path.open("rb"):
            pass
        try:
            answers, lists = _counts(f"{uri}&immutable=1" if frozen else uri)
        except UnusableFileError as error:
            return str(error)
        except sqlite3.DatabaseError as error:
            if is_damage(error):
                return f"damaged: {error}"
            raise
        files = [path, log, Path(f"{path}-shm")]
        return CacheSize(sum(f.stat().st_size for f in files if f.exists()), answers, lists)


def _counts(uri: str) -> tuple[int, int]:
    with closing(sqlite3.connect(uri, uri=True)) as db:
        if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
            raise UnusableFileError("not a cache of kdgraph")
        problem = db.execute("PRAGMA quick_check(1)").fetchone()[0]
        if problem != "ok":
            raise UnusableFileError(f"damaged: {problem}")
        answers = db.execute("SELECT count(*) FROM answers").fetchone()[0]
        lists = db.execute("SELECT count(*) FROM lists").fetchone()[0]
    return int(answers), int(lists)
