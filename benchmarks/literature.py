"""What work on a whole release costs: bytes, CPU time, memory, space, beside reading it alone.

``python -m benchmarks.literature make FOLDER --papers N`` writes a made-up release with ten
citations a paper, in gzipped shards; ``python -m benchmarks.literature run FOLDER TASK`` does one
task in a process of its own and prints one line of JSON:

- ``read``: ``zcat | wc -l`` of all shards, the least that anything can cost;
- ``measures``: the measures of the whole literature with DuckDB, as ``kdgraph rank --in whole``;
- ``spark``: the same with Spark in one process (the extra ``kdgraph[spark]`` and a JDK) and few
  rounds of PageRank, with the bytes that it shuffles;
- ``update``: a new release from one whose papers and citations changed by a fiftieth.

Engines may hold 3 GiB, or what ``BENCHMARKS_MEMORY`` says. CPU time is that of all threads, and
memory the most that the process held; the time on the wall depends on the machine and on what else
runs there. `docs/scale.md` counts on from these numbers.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

__all__ = ["main"]

_CITATIONS: Final = 10
_SHARDS: Final = 10
_RELEASE: Final = "2026-01-06"
_FEW_ROUNDS: Final = 0.05
_NEXT: Final = "2026-01-13"
_MEMORY: Final = os.environ.get("BENCHMARKS_MEMORY", "3GiB")


def make(folder: Path, papers: int) -> None:
    """Write a release: ids in no order, two thirds of rows without sentences, a sixth unresolved.

    Papers cite older ones, recent and often cited ones most, so that two thirds are never cited.
    """
    import duckdb

    target = folder / _RELEASE
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    for dataset in ("papers", "citations"):
        (target / dataset).mkdir(parents=True, exist_ok=True)
    for shard in range(_SHARDS):
        low, high = (papers * n // _SHARDS for n in (shard, shard + 1))
        _copy(
            connection,
            f"SELECT i AS corpusid, json_object('ArXiv', NULL, 'DOI', '10.1/' || i) AS externalids,"
            " 'https://www.semanticscholar.org/paper/' || sha1(i::varchar) AS url,"
            " 'On ' || md5(i::varchar) || ' and ' || md5((i + 1)::varchar) AS title,"
            f" 1960 + (66.0 * sqrt(i / {papers}))::int AS year, '' AS venue, 0 AS citationcount"
            f" FROM range({low}, {high}) t(i)",
            target / "papers" / f"{shard}.jsonl.gz",
        )
        _copy(
            connection,
            "SELECT c AS citationid, i AS citingcorpusid,"
            " CASE WHEN u < 0.17 THEN NULL"
            # some among the last thousands, others far back, the more the smaller the number
            " WHEN u < 0.6 THEN greatest(0, i - 1 - (power(v, 3) * 50000)::bigint)"
            " ELSE (i * power(v, 4))::bigint END AS citedcorpusid,"
            " u > 0.95 AS isinfluential,"
            " CASE WHEN v < 0.37 THEN ['As in ' || md5(c::varchar) || ', ' || md5((c * 7)::varchar)"
            " || ' and ' || md5((c * 13)::varchar) || ' we do.'] END AS contexts,"
            " CASE WHEN v < 0.35 THEN [['methodology']] END AS intents"
            " FROM (SELECT c, c // 10 AS i, (hash(c) % 1000003) / 1000003.0 AS u,"
            " (hash(c * 31 + 7) % 1000003) / 1000003.0 AS v"
            f" FROM range({low * _CITATIONS}, {high * _CITATIONS}) t(c))",
            target / "citations" / f"{shard}.jsonl.gz",
        )


def _copy(connection: Any, query: str, path: Path) -> None:
    connection.execute(f"COPY ({query}) TO '{path}' (FORMAT json, COMPRESSION gzip)")


def _read(folder: Path) -> dict[str, Any]:
    shards = sorted(map(str, (folder / _RELEASE).glob("*/*.gz")))
    told = subprocess.run(
        f"zcat {' '.join(shards)} | wc -lc", shell=True, check=True, capture_output=True, text=True
    )
    lines, unpacked = map(int, told.stdout.split())
    return {"lines": lines, "unpacked": unpacked}


def _measures(folder: Path) -> dict[str, Any]:
    import pandas as pd

    from kdgraph.pipeline.whole import WholeSource, rank_in_whole

    starts: dict[str, tuple[float, float]] = {}

    def heard(step: str, _: float) -> None:
        starts.setdefault(step, (time.process_time(), time.perf_counter()))

    data = folder / "data"
    ids = pd.DataFrame(
        {"scheme": "corpus", "value": [str(n) for n in range(100)], "paper_id": list(range(100))}
    ).astype("str")
    papers = pd.DataFrame({"title": "A paper"}, index=ids["paper_id"])
    source = WholeSource(folder / _RELEASE, data, memory=_MEMORY, heard=heard)
    first = rank_in_whole(papers, ids, source)
    end = (time.process_time(), time.perf_counter())
    rank_in_whole(papers, ids, source)
    names, times = list(starts), [*starts.values(), end]
    steps = {
        name: [
            round(after - before, 2) for before, after in zip(times[n], times[n + 1], strict=True)
        ]
        for n, name in enumerate(names)
    }
    rounds = [took[0] for name, took in steps.items() if name.startswith("PageRank")]
    return {
        **first.coverage,
        "cpu_of_steps": {n: took[0] for n, took in steps.items() if not n.startswith("PageRank")},
        "cpu_of_first_round": rounds[0],
        "cpu_of_all_rounds": round(sum(rounds), 2),
        "cpu_asked_again": round(time.process_time() - end[0], 2),
        "kept_bytes": sum(p.stat().st_size for p in data.rglob("*") if p.is_file()),
    }


def _spark(folder: Path) -> dict[str, Any]:
    from kdgraph.bulk.engines import open_engine
    from kdgraph.bulk.measures import measure_release
    from kdgraph.bulk.release import open_release
    from kdgraph.bulk.spark_engine import Spark

    shuffled: dict[str, int] = {}
    with open_engine("spark", folder / "spark", master="local[2]", memory=_MEMORY) as engine:
        assert isinstance(engine, Spark)
        store = engine._context._jsc.sc().statusStore()

        def heard(step: str, share: float) -> None:
            if share in (0.0, 1.0):  # as a step begins and ends
                seen = store.executorList(True).apply(0).totalShuffleWrite()
                shuffled[step] = seen - shuffled.get(step, 0) if share else seen

        # what a round shuffles is told by a few of them
        whole = measure_release(
            engine, open_release(folder / _RELEASE), tolerance=_FEW_ROUNDS, heard=heard
        )
        told = whole.coverage
    rounds = {step: n for step, n in shuffled.items() if step.startswith("PageRank")}
    return {
        **told,
        "shuffled_by_steps": {step: n for step, n in shuffled.items() if step not in rounds},
        "shuffled_by_first_round": next(iter(rounds.values())),
        "shuffled_by_all_rounds": sum(rounds.values()),
    }


def _update(folder: Path) -> dict[str, Any]:
    from kdgraph.bulk.updating import Difference, apply_differences

    draw = random.Random(1)
    told: dict[str, Any] = {}
    for dataset, key in (("papers", "corpusid"), ("citations", "citationid")):
        shards = sorted((folder / _RELEASE / dataset).glob("*.gz"))
        changes = folder / "changes" / dataset
        changes.mkdir(parents=True, exist_ok=True)
        with gzip.open(changes / "u.jsonl.gz", "wb", 1) as new, gzip.open(shards[0], "rb") as old:
            new.writelines(line for line in old if draw.random() < 0.2)
        with gzip.open(changes / "d.jsonl.gz", "wb", 1) as gone:
            gone.write(b"".join(b'{"%s": %d}\n' % (key.encode(), n * 999) for n in range(1000)))
        start = time.process_time()
        done = apply_differences(
            shards,
            [Difference(_RELEASE, _NEXT, (changes / "u.jsonl.gz",), (changes / "d.jsonl.gz",))],
            folder / _NEXT / dataset,
            key=key,
            memory=_MEMORY,
        )
        told[dataset] = {
            "before": done.before,
            "after": done.after,
            "replaced": done.replaced,
            "cpu": round(time.process_time() - start, 2),
        }
    return told


_TASKS: Final[dict[str, Callable[[Path], dict[str, Any]]]] = {
    "read": _read,
    "measures": _measures,
    "spark": _spark,
    "update": _update,
}


def run(folder: Path, task: str) -> dict[str, Any]:
    """Do a task in a process of its own, and tell what it cost."""
    start = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.literature", "do", str(folder), task],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    said = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{task} ended with {os.waitstatus_to_exitcode(status)}")
    packed = sum(path.stat().st_size for path in (folder / _RELEASE).glob("*/*.gz"))
    return {
        "task": task,
        "packed_bytes": packed,
        "cpu": round(usage.ru_utime + usage.ru_stime, 1),
        "wall": round(time.perf_counter() - start, 1),
        "memory_mib": round(usage.ru_maxrss / 1024),
        **json.loads(said),
    }


def main(arguments: list[str] | None = None) -> None:
    """Make a release, or do one task with it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.literature", description=__doc__)
    parser.add_argument("action", choices=["make", "run", "do"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("task", nargs="?", choices=list(_TASKS))
    parser.add_argument("--papers", type=int, default=2_000_000)
    given = parser.parse_args(arguments)
    if given.action == "make":
        make(given.folder, given.papers)
    elif given.action == "run":
        print(json.dumps(run(given.folder, given.task)))
    else:
        print(json.dumps(_TASKS[given.task](given.folder)))


if __name__ == "__main__":
    main()
