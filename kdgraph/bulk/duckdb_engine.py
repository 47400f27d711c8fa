"""DuckDB as the engine: one machine, all its processors, a bound on memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pyarrow as pa

from kdgraph.bulk.engine import Engine
from kdgraph.bulk.shards import MOST_LINE, Shards, reads_packed
from kdgraph.errors import InputError, StoreError
from kdgraph.files import TEMPORARY

__all__ = ["DuckDB"]

_SPILL = f"{TEMPORARY}spill"
"""Where DuckDB works on what exceeds memory; the next run clears away what a killed one left."""


class DuckDB(Engine):
    """Runs SQL in this process; what exceeds `memory` is worked on in the engine's folder."""

    name = "duckdb"

    def __init__(self, folder: Path, *, memory: str = "3GiB", threads: int | None = None) -> None:
        import duckdb

        super().__init__(folder)
        self._duckdb = duckdb
        self._memory = memory
        self._connection = duckdb.connect(":memory:")
        try:
            self._run(f"SET memory_limit = {_quoted(memory)}")
        except duckdb.Error as error:
            raise InputError(f"memory {memory!r}: expected a size such as 3GiB") from error
        self._run(f"SET temp_directory = {_quoted(str(self.folder / _SPILL))}")
        self._run("SET preserve_insertion_order = false")  # rows may leave as they come
        self._run("SET enable_progress_bar = true")
        self._run("SET enable_progress_bar_print = false")
        if threads is not None:
            self._run(f"SET threads = {int(threads)}")

    def close(self) -> None:
        """Close the database, which is in memory only."""
        self._connection.close()

    def _run(self, sql: str) -> None:
        self._connection.execute(sql)

    def _view_shards(self, name: str, shards: Shards) -> None:
        columns = ", ".join(f"\"{column}\": 'VARCHAR'" for column in shards.columns)
        parts = []
        for packed in (True, False):
            files = [path for path in shards.files if reads_packed(path) is packed]
            if files:
                listed = ", ".join(_quoted(str(path)) for path in files)
                packing = "gzip" if packed else "none"
                parts.append(
                    f"SELECT * FROM read_json([{listed}], format = 'newline_delimited', "
                    f"columns = {{{columns}}}, compression = '{packing}', "
                    f"maximum_object_size = {MOST_LINE})"
                )
        self._run(f"CREATE OR REPLACE TEMP VIEW {name} AS {' UNION ALL '.join(parts)}")

    def _view_parquet(self, name: str, folder: Path) -> None:
        files = _quoted(str(folder / "*.parquet"))
        self._run(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM read_parquet({files})")

    def _write(self, sql: str, folder: Path) -> None:
        target = _quoted(str(folder / "part-0.parquet"))
        self._run(f"COPY ({sql}) TO {target} (FORMAT parquet, COMPRESSION zstd)")

    def _fetch(self, sql: str) -> pa.Table:
        return self._connection.sql(sql).to_arrow_table()

    def _translate(self, error: Exception) -> Exception | None:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        if isinstance(error, self._duckdb.OutOfMemoryException):
            return StoreError(
                f"DuckDB needs more than the {self._memory} of memory or the disk space it may "
                f"use in {self.folder} ({said}): give more with --memory, or free some space; the "
                "same command goes on with what is done"
            )
        if isinstance(error, self._duckdb.IOException):
            return StoreError(
                f"DuckDB cannot read or write in {self.folder} ({said}): free some space, or mend "
                "what is said there; the same command goes on with what is done"
            )
        return None

    @contextmanager
    def _listened(self, heard: Callable[[float], None] | None) -> Iterator[None]:
        if heard is None:
            yield
            return
        ended = Event()

        def listen() -> None:
            while not ended.wait(0.5):
                share = self._connection.query_progress()
                if share > 0:
                    heard(min(share / 100, 1.0))

        thread = Thread(target=listen, daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
