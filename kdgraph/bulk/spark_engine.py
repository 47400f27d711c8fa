"""Spark as the engine: any number of machines, or this one."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any, Final

import pyarrow as pa

from kdgraph.bulk.engine import Engine
from kdgraph.bulk.release import is_packed
from kdgraph.bulk.shards import Shards
from kdgraph.errors import EngineError, InputError, StoreError
from kdgraph.files import TEMPORARY

__all__ = ["Spark"]

_PATIENCE: Final = 120.0  # seconds without any worker; a cluster's workers come back, or others
_FULL: Final = ("No space left on device", "Disk quota exceeded", "File too large")


class Spark(Engine):
    """Runs SQL through PySpark at a master, in a session of its own or one that is running.

    Parameters
    ----------
    folder : Path
        Where tables are kept; all workers see it, and the shards, under this path.
    master : str
        ``local[*]``, or the address of a cluster. Settings of Spark itself (memory of executors,
        ports ...) are taken from ``spark-defaults.conf`` in ``SPARK_CONF_DIR``.
    memory : str
        Of the driver.
    patience : float, optional
        Seconds to wait for a worker when there is none; two minutes by default.
    """

    name = "spark"

    def __init__(
        self,
        folder: Path,
        *,
        master: str = "local[*]",
        memory: str = "3GiB",
        patience: float | None = None,
    ) -> None:
        super().__init__(folder)
        self._master = master
        self._patience = _PATIENCE if patience is None else patience
        self._lonely = False
        self._views: set[str] = set()
        self._session, self._own = _start(master, memory, self.folder / f"{TEMPORARY}spark")
        self._context = self._session.sparkContext

    def close(self) -> None:
        """End the session, unless it was there before; tables on disk stay."""
        if self._own:
            self._session.stop()
            return
        for name in self._views:
            self._session.catalog.dropTempView(name)

    def _view_shards(self, name: str, shards: Shards) -> None:
        for path in shards.files:
            if is_packed(path) and not path.name.endswith(".gz"):
                raise InputError(
                    f"{path} is packed by gzip, and Spark tells that by the name alone: rename it "
                    "to end in .jsonl.gz, or use --engine duckdb"
                )
        schema = ", ".join(f"`{column}` STRING" for column in shards.columns)
        reader = self._session.read.schema(schema).option("mode", "FAILFAST")
        frame = reader.json([path.as_uri() for path in shards.files])
        frame.createOrReplaceTempView(name)
        self._views.add(name)

    def _view_parquet(self, name: str, folder: Path) -> None:
        self._session.read.parquet(folder.as_uri()).createOrReplaceTempView(name)
        self._views.add(name)

    def _write(self, sql: str, folder: Path) -> None:
        writer = self._session.sql(sql).write.mode("overwrite")
        writer.option("compression", "zstd").parquet(folder.as_uri())

    def _fetch(self, sql: str) -> pa.Table:
        return self._session.sql(sql).toArrow()

    def _translate(self, error: Exception) -> Exception | None:
        message = str(error)
        said = next((line for line in message.splitlines() if "Exception" in line), message)[:500]
        if self._lonely:
            return EngineError(
                f"no worker of {self._master} took work for {self._patience:.0f} seconds: start "
                "workers, or let an executor ask for less memory than they offer "
                "(spark.executor.memory), and run the same command, it goes on with what is done"
            )
        if self._context._jsc is None or self._context._jsc.sc().isStopped():
            return EngineError(
                f"{self._master} ended the application, as where its executors cannot start: see "
                "the logs of its workers, then run the same command, it goes on with what is done"
            )
        if any(full in message for full in _FULL):
            return StoreError(
                f"Spark cannot write in {self.folder} ({said}): free some space; the same command "
                "goes on with what is done"
            )
        if "AnalysisException" in type(error).__name__ or "ParseException" in type(error).__name__:
            return None
        return EngineError(
            f"Spark at {self._master} gave up ({said}): see its log, then run the same command, it "
            "goes on with what is done"
        )

    @contextmanager
    def _listened(self, heard: Callable[[float], None] | None) -> Iterator[None]:
        """Listen to how far Spark is, and whether any worker is left to do it."""
        ended = Event()
        self._lonely = False
        local = self._master.startswith("local")

        def listen() -> None:
            alone_since: float | None = None
            while not ended.wait(0.5):
                share = self._share_done()
                if heard is not None and share:
                    heard(share)
                if local or self._workers():
                    alone_since = None
                    continue
                alone_since = alone_since or time.monotonic()
                if time.monotonic() - alone_since > self._patience:
                    self._lonely = True
                    self._context.cancelAllJobs()

        thread = Thread(target=listen, daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def _share_done(self) -> float:
        status = self._context.statusTracker()
        done = total = 0
        for stage in status.getActiveStageIds():
            info = status.getStageInfo(stage)
            if info is not None:
                done, total = done + info.numCompletedTasks, total + info.numTasks
        return done / total if total else 0.0

    def _workers(self) -> int:
        # the driver counts as one
        return int(self._context._jsc.sc().getExecutorMemoryStatus().size()) - 1


def _start(master: str, memory: str, spill: Path) -> tuple[Any, bool]:
    """Return a session, and whether it was started here."""
    with warnings.catch_warnings():
        # of PySpark's own frames in pandas, which are not used
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")
        try:
            from pyspark.errors import PySparkException
            from pyspark.sql import SparkSession
        except ImportError as error:
            raise InputError(
                "Spark is not installed: pip install 'kdgraph[spark]', or leave --engine out"
            ) from error
        running = SparkSession.getActiveSession()
        if running is not None:  # somebody else's: there is one in a process
            at = running.sparkContext.master
            if at != master:
                raise InputError(
                    f"a Spark session at {at} runs in this process already: stop it, or give it as "
                    "the master"
                )
            return running, False
        builder = (
            SparkSession.builder.appName("kdgraph")
            .master(master)
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.log.level", "FATAL")
            .config("spark.driver.memory", _java_size(memory))
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.execution.arrow.pyspark.enabled", "true")
            .config("spark.local.dir", str(spill))
            # a backslash in a text is one, as in DuckDB
            .config("spark.sql.parser.escapedStringLiterals", "true")
        )
        if master.startswith("local") or "127.0.0.1" in master or "localhost" in master:
            # a machine's own name may lead to an address at which nobody answers
            builder = builder.config("spark.driver.host", "127.0.0.1")
            builder = builder.config("spark.driver.bindAddress", "127.0.0.1")
        try:
            return builder.getOrCreate(), True
        except Exception as error:
            known = isinstance(error, PySparkException | RuntimeError | OSError)
            if not known and not type(error).__module__.startswith("py4j"):
                raise
            said = " ".join(str(error).split())[:500]
            raise EngineError(
                f"Spark cannot start at {master} ({said}): it needs Java 17 or later (install a "
                "JDK, or set JAVA_HOME to one), and a master that answers"
            ) from error


def _java_size(memory: str) -> str:
    """Return a size as Java reads it.

    >>> _java_size("3GiB"), _java_size("500MB"), _java_size("2g")
    ('3g', '500m', '2g')
    """
    return memory.lower().removesuffix("b").removesuffix("i")
