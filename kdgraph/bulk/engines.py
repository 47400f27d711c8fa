"""The engines there are, and how one is started."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kdgraph.bulk.duckdb_engine import DuckDB
from kdgraph.bulk.engine import Engine
from kdgraph.bulk.spark_engine import Spark
from kdgraph.errors import InputError

__all__ = ["ENGINES", "open_engine"]

ENGINES: Final = ("duckdb", "spark")
"""Their names; the first is the default."""


def open_engine(
    name: str,
    folder: Path,
    *,
    master: str | None = None,
    memory: str = "3GiB",
    threads: int | None = None,
) -> Engine:
    """Start an engine.

    Parameters
    ----------
    name : {"duckdb", "spark"}
        Which.
    folder : Path
        Where its tables are kept, beside what it needs for work too large for memory.
    master : str, optional
        Of Spark: ``local[*]`` by default, or the address of a cluster, ``spark://HOST:7077``.
    memory : str
        How much DuckDB may hold, as ``3GiB``; beyond that it works on disk. Of Spark: the memory of
        the driver, which is also the worker where the master is local.
    threads : int, optional
        How many DuckDB uses; by default as many as there are processors.

    Raises
    ------
    InputError
        If there is no such engine, or its extra is not installed.
    """
    if name == "duckdb":
        if master is not None:
            raise InputError(
                f"--master {master} was given, but DuckDB runs on this machine alone: give "
                "--engine spark with it, or leave it out"
            )
        return DuckDB(folder, memory=memory, threads=threads)
    if name == "spark":
        return Spark(folder, master=master or "local[*]", memory=memory)
    raise InputError(f"engine {name!r}: expected one of {', '.join(ENGINES)}")
