"""The engine that runs SQL over shards: DuckDB on one machine, or Spark on any number.

`kdgraph.bulk.engines.open_engine` starts one. All that is done with a whole release is a chain of
tables, written in SQL that both understand::

    release = open_release(Path("datasets"))
    with open_engine("duckdb", work / "measures-1a2b") as engine:
        engine.register("citations", Shards.of(release, "citations"))
        engine.materialise("edges", '''
            SELECT try_cast(citingcorpusid AS bigint) AS citing,
                   try_cast(citedcorpusid AS bigint) AS cited
            FROM citations WHERE citedcorpusid IS NOT NULL''')
        table = engine.fetch("SELECT count(*) AS n FROM edges")

`register` makes shards, or a small table of ours, visible under a name. Every column of shards is
text, with nested values as JSON text, for ids come as texts or numbers: cast what you need with
``try_cast`` and read nested values (`contexts`, `externalids`) in Python, of the few rows that are
fetched, or with regular expressions. A dataset's name may hold a dash; name its table as SQL likes.

`materialise` runs a query and keeps its rows as Parquet in the engine's folder, in one rename. A
table that is there already is not computed again: so a run that was killed goes on where it was
when the same folder is opened again. Name the folder by all that its tables depend on
(`keyed_folder`): other inputs, another folder. Other engines' tables are read as well.

`fetch` brings rows into memory, as an Arrow table; give its order in the query.

SQL that both understand: joins, GROUP BY, window functions, UNION ALL, ``try_cast``, CASE,
``coalesce``, ``count(DISTINCT x)``, ``lower``, ``length``, ``substring``, ``concat``,
``regexp_extract(text, pattern, 1)``. Not: ``IN (SELECT ...)`` outside of WHERE (join instead), list
functions, names in quotes, ``regexp_replace`` (the first or all, as the engine likes; use the
engine's `strip`).
"""

from __future__ import annotations

import hashlib
import json
import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import pyarrow as pa
import pyarrow.parquet as pq

from kdgraph.bulk.shards import Shards
from kdgraph.errors import InputError, StoreError
from kdgraph.files import (
    TEMPORARY,
    disk_faults,
    make_folder,
    remove_quietly,
    sync_folder,
    temporary_beside,
)

__all__ = ["Engine", "keyed_folder"]

_HOW: Final = "free some space, or give another folder with --data"


class Engine(ABC):
    """Runs SQL over shards; see the module for how to use one.

    Parameters
    ----------
    folder : Path
        Where tables are kept; made if need be. Workers of a cluster must see it, and the shards,
        under the same path.
    """

    name: str

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self._shards: list[Shards] = []
        self._heard: Callable[[float], None] | None = None
        make_folder(self.folder)
        for left in self.folder.glob(f"{TEMPORARY}*"):  # of a run that was killed
            remove_quietly(left)

    def register(self, name: str, source: Shards | pa.Table) -> None:
        """Make shards, or a small table, visible as the table `name`.

        Parameters
        ----------
        name : str
            A name that SQL takes without quotes.
        source : Shards or Table
            Shards are read whenever the table is used, each column as text. A table is written to
            the engine's folder first, and replaces what has its name there.
        """
        if isinstance(source, Shards):
            self._shards.append(source)
            with self._faults(), self._listened(None):
                self._view_shards(name, source)
            return
        with self._put(name) as temporary:
            pq.write_table(source, temporary / "part-0.parquet")
        with self._faults(), self._listened(None):  # even to look at a table is work for a cluster
            self._view_parquet(name, self.folder / name)

    def has(self, name: str) -> bool:
        """Whether the table is kept in the engine's folder, by this run or one before."""
        return (self.folder / name).is_dir()

    def materialise(
        self, name: str, sql: str, *, heard: Callable[[float], None] | None = None
    ) -> None:
        """Keep the rows of a query as the table `name`, unless it is there already.

        Parameters
        ----------
        name : str
            The table, and its folder in the engine's.
        sql : str
            A SELECT over tables that were registered or materialised.
        heard : callable, optional
            Told from another thread which share of the query is done, from 0 to 1.

        Raises
        ------
        DatasetError
            If a line of a shard cannot be read; it names file and line. No table is kept.
        StoreError
            If the disk is full, or the memory too small.
        EngineError
            If the engine gave up: no worker is left, or Java is missing.
        """
        if not self.has(name):
            with self._put(name) as temporary, self._faults(), self._listened(heard):
                self._write(sql, temporary)
        with self._faults(), self._listened(None):  # even to look at a table is work for a cluster
            self._view_parquet(name, self.folder / name)

    def fetch(self, sql: str, *, heard: Callable[[float], None] | None = None) -> pa.Table:
        """Return the rows of a query; they are held in memory."""
        with self._faults(), self._listened(heard):
            return self._fetch(sql)

    def drop(self, name: str) -> None:
        """Remove a kept table, and its rows from the disk; one that is not there is no matter."""
        remove_quietly(self.folder / name)

    def strip(self, expression: str, pattern: str) -> str:
        """Return SQL that takes all matches of a pattern out of a text."""
        more = ", 'g'" if self.name == "duckdb" else ""
        return f"regexp_replace({expression}, '{pattern}', ''{more})"

    @abstractmethod
    def close(self) -> None:
        """Let go of what the engine holds; tables on disk stay."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # --- what each engine does in its own way ----------------------------------------------------

    @abstractmethod
    def _view_shards(self, name: str, shards: Shards) -> None: ...

    @abstractmethod
    def _view_parquet(self, name: str, folder: Path) -> None: ...

    @abstractmethod
    def _write(self, sql: str, folder: Path) -> None: ...

    @abstractmethod
    def _fetch(self, sql: str) -> pa.Table: ...

    @abstractmethod
    def _translate(self, error: Exception) -> Exception | None:
        """Return what went wrong as an error of ours; None where it is a fault of the program."""

    @abstractmethod
    def _listened(self, heard: Callable[[float], None] | None) -> Any:
        """Return a context in which `heard` is told how far a query is."""

    # --- shared ----------------------------------------------------------------------------------

    @contextmanager
    def _put(self, name: str) -> Iterator[Path]:
        """Give a new folder, which takes the place of the table in the end."""
        target = self.folder / name
        temporary = temporary_beside(target)
        with disk_faults(target, "write", how=_HOW):
            try:
                temporary.mkdir(parents=True)
                yield temporary
                if target.exists():
                    shutil.rmtree(target)
                sync_folder(temporary)
                temporary.rename(target)
                sync_folder(target.parent)
            finally:
                remove_quietly(temporary)

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except (StoreError, InputError, OSError):
            raise
        except Exception as error:
            message = str(error)
            for shards in self._shards:
                if shards.named_in(message):
                    fault = shards.find_fault(message)
                    if fault is not None:
                        raise fault from error
            ours = self._translate(error)
            if ours is None:
                raise
            raise ours from error


def keyed_folder(base: Path, purpose: str, inputs: Any) -> Path:
    """Return the folder for tables that depend on these inputs; other inputs, another folder.

    Parameters
    ----------
    base : Path
        Where such folders are.
    purpose : str
        The first word of its name.
    inputs : object
        Anything that is JSON: digest of the list, `facts_of` the shards, options.

    Examples
    --------
    >>> keyed_folder(Path("work"), "extract", ["a list", 2]).name
    'extract-e798a09dcfa0d1e3'
    """
    told = json.dumps(inputs, sort_keys=True, ensure_ascii=True)
    return base / f"{purpose}-{hashlib.sha256(told.encode()).hexdigest()[:16]}"
