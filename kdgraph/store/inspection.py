"""A look into a response cache that changes nothing, whatever its state."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from kdgraph.store.cache import CacheSize
from kdgraph.store.cache_file import APPLICATION

__all__ = ["inspect_cache"]


def inspect_cache(path: Path) -> CacheSize | str:
    """Return what a cache holds, or in words what is wrong with it.

    Unlike opening a `ResponseCache`, this moves no damaged file aside.

    Examples
    --------
    >>> inspect_cache(Path("nowhere/cache.sqlite"))
    'cannot be read: unable to open database file'
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
                return "not a cache of kdgraph"
            problem = db.execute("PRAGMA quick_check(1)").fetchone()[0]
            if problem != "ok":
                return f"damaged: {problem}"
            answers = db.execute("SELECT count(*) FROM answers").fetchone()[0]
            lists = db.execute("SELECT count(*) FROM lists").fetchone()[0]
    except sqlite3.Error as error:
        return f"cannot be read: {error}"
    files = [Path(f"{path}{end}") for end in ("", "-wal", "-shm")]
    return CacheSize(sum(f.stat().st_size for f in files if f.exists()), answers, lists)
