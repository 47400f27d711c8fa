"""The engine: shards as tables, tables that stay, and faults that name file and line."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from kdgraph.bulk.engine import keyed_folder
from kdgraph.bulk.engines import open_engine
from kdgraph.bulk.release import open_release
from kdgraph.bulk.shards import Shards, facts_of
from kdgraph.errors import DatasetError, InputError

LINES = [
    '{"citationid": 7, "citingcorpusid": 1, "citedcorpusid": 2, "intents": [["methodology"]]}',
    '{"citingcorpusid": "3", "citedcorpusid": null, "contexts": ["As in \\u00e9tude [2]."]}',
    "",
    '{"citingcorpusid": "3", "citedcorpusid": "1", "isinfluential": true, "updated": null}',
]


def _shard(folder: Path, lines: list[str], name: str = "a.jsonl.gz") -> Path:
    path = folder / "citations" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress("".join(f"{line}\n" for line in lines).encode()))
    return path


def test_ids_are_read_as_texts_and_as_numbers(tmp_path: Path) -> None:
    _shard(tmp_path / "release", LINES)
    with open_engine("duckdb", tmp_path / "work") as engine:
        engine.register("citations", Shards.of(open_release(tmp_path / "release"), "citations"))
        rows = engine.fetch(
            "SELECT try_cast(citingcorpusid AS bigint) AS citing, "
            "try_cast(citedcorpusid AS bigint) AS cited, contexts, intents, isinfluential "
            "FROM citations ORDER BY citing, cited"
        ).to_pylist()
    rows = [row for row in rows if row["citing"] is not None]
    assert [(row["citing"], row["cited"]) for row in rows] == [(1, 2), (3, 1), (3, None)]
    assert json.loads(rows[0]["intents"]) == [["methodology"]]
    assert json.loads(rows[2]["contexts"]) == ["As in étude [2]."]
    assert rows[1]["isinfluential"] == "true"


def test_a_kept_table_is_not_computed_again(tmp_path: Path) -> None:
    shard = _shard(tmp_path / "release", LINES)
    release = open_release(tmp_path / "release")
    with open_engine("duckdb", tmp_path / "work") as engine:
        engine.register("citations", Shards.of(release, "citations"))
        engine.materialise("n", "SELECT count(*) AS n FROM citations")
    shard.unlink()
    with open_engine("duckdb", tmp_path / "work") as engine:
        engine.materialise("n", "SELECT count(*) AS n FROM citations")
        assert engine.has("n")
        assert engine.fetch("SELECT n FROM n").to_pylist() == [{"n": 3}]


def test_a_small_table_of_ours_is_visible_and_replaced(tmp_path: Path) -> None:
    with open_engine("duckdb", tmp_path / "work") as engine:
        for numbers in ([1, 2], [5]):
            engine.register("listed", pa.table({"corpusid": numbers}))
            found = engine.fetch("SELECT corpusid FROM listed ORDER BY corpusid").to_pydict()
            assert found == {"corpusid": numbers}


def _truncated(raw: bytes) -> bytes:
    return raw[: len(raw) * 2 // 3]


def _wrong_line(raw: bytes) -> bytes:
    lines = gzip.decompress(raw).splitlines(keepends=True)
    lines[4_000] = b'{"citingcorpusid": 12, \n'
    return gzip.compress(b"".join(lines))


def _no_object(raw: bytes) -> bytes:
    lines = gzip.decompress(raw).splitlines(keepends=True)
    lines[4_000] = b"[1, 2]\n"
    return gzip.compress(b"".join(lines))


@pytest.mark.parametrize(
    ("spoil", "line", "problem"),
    [
        pytest.param(_truncated, None, "truncated", id="truncated"),
        pytest.param(_wrong_line, 4_001, "no JSON", id="wrong line"),
        pytest.param(_no_object, 4_001, "no JSON object", id="a list"),
        pytest.param(lambda _: b"", 1, "no gzip file", id="empty file"),
    ],
)
def test_a_bad_shard_is_named_with_its_line(
    tmp_path: Path, spoil: Callable[[bytes], bytes], line: int | None, problem: str
) -> None:
    made = [json.dumps({"citingcorpusid": zlib.crc32(b"%d" % n)}) for n in range(9_000)]
    _shard(tmp_path / "release", made, "a.jsonl.gz")
    bad = _shard(tmp_path / "release", made, "b.jsonl.gz")
    good = bad.read_bytes()
    bad.write_bytes(spoil(good))
    release = open_release(tmp_path / "release")
    sql = "SELECT count(citingcorpusid) AS n FROM citations"
    with open_engine("duckdb", tmp_path / "work") as engine:
        engine.register("citations", Shards.of(release, "citations"))
        with pytest.raises(DatasetError, match=problem) as caught:
            engine.materialise("n", sql)
        assert caught.value.path == bad
        assert line is None or caught.value.line == line
        assert not engine.has("n")
        assert [path.name for path in (tmp_path / "work").iterdir()] == []
        bad.write_bytes(good)  # as the message advises
        engine.materialise("n", sql)
        assert engine.fetch("SELECT n FROM n").to_pylist() == [{"n": 18_000}]


def test_changed_shards_ask_for_another_folder(tmp_path: Path) -> None:
    shard = _shard(tmp_path / "release", LINES)
    before = keyed_folder(
        tmp_path, "x", facts_of(open_release(tmp_path / "release"), ["citations"])
    )
    again = keyed_folder(tmp_path, "x", facts_of(open_release(tmp_path / "release"), ["citations"]))
    shard.write_bytes(gzip.compress(b'{"citingcorpusid": 1}\n'))
    after = keyed_folder(tmp_path, "x", facts_of(open_release(tmp_path / "release"), ["citations"]))
    assert before == again != after


def test_a_master_is_for_spark_alone(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--engine spark"):
        open_engine("duckdb", tmp_path, master="spark://h:7077")
    with pytest.raises(InputError, match="duckdb, spark"):
        open_engine("flink", tmp_path)
    with pytest.raises(InputError, match="such as 3GiB"):
        open_engine("duckdb", tmp_path, memory="much")
