"""The same list and shards on DuckDB, on Spark in this process, and on a cluster of two workers."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from kdgraph.bulk.spark_engine import Spark
from kdgraph.errors import DatasetError, EngineError
from kdgraph.pipeline.extract import ExtractOptions, run_extract
from kdgraph.pipeline.report import ExtractReport
from kdgraph.settings import Settings
from tests.bulk.material import LIST, write_release

_HAS_SPARK = importlib.util.find_spec("pyspark") is not None
_JAVA = shutil.which("java")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not _HAS_SPARK, reason="PySpark is not installed: kdgraph[spark]"),
    pytest.mark.skipif(_JAVA is None, reason="there is no Java: python -m tests.system"),
    # of PySpark's own connection to Java
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

_START = 90  # seconds, for a JVM on a busy machine


class _Process:
    """A JVM of the cluster, in a process group of its own, with what it logs."""

    def __init__(self, folder: Path, kind: str, *arguments: str) -> None:
        import pyspark

        home = Path(pyspark.__file__).parent
        [core] = (home / "jars").glob("spark-core_*.jar")
        self.log = folder / f"{kind}-{len(list(folder.glob('*.log')))}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [
                    *(str(_JAVA), "-Xmx256m", "-cp", f"{home / 'jars'}/*"),
                    f"org.apache.spark.deploy.{kind}.{kind.title()}",
                    *("--host", "127.0.0.1", "--webui-port", "0", *arguments),
                ],
                stdout=log,
                stderr=subprocess.STDOUT,
                env={
                    **os.environ,
                    "SPARK_HOME": str(home),
                    "SPARK_LOCAL_IP": "127.0.0.1",
                    # else a worker looks for the folders of a build to find it out
                    "SPARK_SCALA_VERSION": core.name.split("_")[1].split("-")[0],
                },
                start_new_session=True,
            )

    def said(self, pattern: str) -> str:
        """Wait for a line of the log, and return what its first group matches."""
        end = time.monotonic() + _START
        while time.monotonic() < end and self.process.poll() is None:
            found = re.search(pattern, self.log.read_text("utf-8", "replace"))
            if found:
                return found[1]
            time.sleep(0.1)
        raise AssertionError(self.log.read_text("utf-8", "replace"))

    def kill(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class _Cluster:
    def __init__(self, folder: Path) -> None:
        master = _Process(folder, "master", "--port", "0")
        self.url = master.said(r"Starting Spark master at (spark://\S+)")
        work = ("--cores", "1", "--memory", "600m", "--work-dir", str(folder), self.url)
        self.workers = [_Process(folder, "worker", *work) for _ in range(2)]
        self.processes = [master, *self.workers]
        for worker in self.workers:
            worker.said(r"(Successfully registered with master)")

    def close(self) -> None:
        for process in self.processes:
            process.kill()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Cluster]:
    made = _Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        yield made
    finally:
        made.close()


@pytest.fixture(scope="module", autouse=True)
def _small_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let Spark cut little data into few pieces, and end its JVM with these tests."""
    folder = tmp_path_factory.mktemp("conf")
    (folder / "spark-defaults.conf").write_text(
        "spark.sql.shuffle.partitions 2\nspark.executor.memory 512m\n"
        "spark.sql.codegen.wholeStage false\nspark.sql.codegen.factoryMode NO_CODEGEN\n"
    )
    _end_java()  # one of other tests has read another configuration
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("SPARK_CONF_DIR", str(folder))
        yield
        _end_java()


def _end_java() -> None:
    """End the JVM of this process, so that whoever comes next starts one of its own."""
    from pyspark import SparkContext

    gateway = SparkContext._gateway
    if gateway is not None:
        gateway.shutdown()
        gateway.proc.stdin.close()
        gateway.proc.wait()
        SparkContext._gateway = SparkContext._jvm = None


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_release(tmp_path_factory.mktemp("datasets") / "2026-11-03")


class _Acting:
    """Does something when a stage begins."""

    def __init__(self, stage: str, act: object) -> None:
        self._stage, self._act = stage, act

    def stage(self, label: str, total: int) -> None:
        if label == self._stage and callable(self._act):
            self._act()

    def step(self) -> None:
        pass

    def wait(self, reason: str, seconds: float) -> None:
        pass


def _extract(
    release: Path,
    data: Path,
    engine: str,
    master: str | None = None,
    progress: _Acting | None = None,
) -> ExtractReport:
    options = ExtractOptions(
        datasets=release, engine=engine, master=master, hops=2, max_papers=60, evidence="all",
        memory="600MiB",
    )  # fmt: skip
    return run_extract(
        LIST.encode(),
        Settings(data=data),
        options,
        progress=progress,
        now=lambda: datetime(2026, 11, 30, tzinfo=UTC),
    )


@pytest.fixture(scope="module")
def expected(release: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    return _extract(release, tmp_path_factory.mktemp("duckdb"), "duckdb").summary.snapshot_id


class _CutError(Exception):
    """Stands for whatever kills a driver."""


@pytest.mark.thorough  # a minute and a half; the cluster's is one more engine than this
def test_spark_here_gives_the_snapshot_of_duckdb(
    release: Path, expected: str, tmp_path: Path
) -> None:
    def cut() -> None:
        raise _CutError

    shard = release / "citations" / "part-2.jsonl.gz"
    good, stat = shard.read_bytes(), shard.stat()
    shard.write_bytes(good[: len(good) // 2])
    with pytest.raises(DatasetError, match=r"citations/part-2\.jsonl\.gz, line .*truncated"):
        _extract(release, tmp_path / "data", "spark", "local[2]")
    shard.write_bytes(good)
    os.utime(shard, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    with pytest.raises(_CutError):  # as a killed driver leaves it: what is done stays
        _extract(release, tmp_path / "data", "spark", "local[2]", _Acting("choice of papers", cut))
    report = _extract(release, tmp_path / "data", "spark", "local[2]")
    assert report.resumed
    assert report.summary.snapshot_id == expected


def test_a_cluster_that_loses_a_worker_gives_the_snapshot_of_duckdb(
    cluster: _Cluster, release: Path, expected: str, tmp_path: Path
) -> None:
    losing = _Acting("papers of the neighbourhood", cluster.workers[0].kill)
    report = _extract(release, tmp_path, "spark", cluster.url, losing)
    assert cluster.workers[0].process.poll() is not None
    assert report.summary.snapshot_id == expected


def test_a_cluster_without_workers_is_told_and_not_waited_for_without_end(tmp_path: Path) -> None:
    master = _Process(tmp_path, "master", "--port", "0")
    try:
        url = master.said(r"Starting Spark master at (spark://\S+)")
        engine = Spark(tmp_path / "work", master=url, memory="512MiB", patience=2.0)
        with engine, pytest.raises(EngineError, match=r"no worker of spark://.* took work for 2 s"):
            engine.register("few", pa.table({"n": [1, 2]}))
    finally:
        master.kill()
