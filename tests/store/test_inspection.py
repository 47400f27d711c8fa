"""Looking into a cache tells what is wrong with it and leaves it as it is."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kdgraph.store import CacheSize, ResponseCache, StoredAnswer, inspect_cache


def test_a_whole_cache_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    with ResponseCache(path) as cache:
        cache.put("a", StoredAnswer(200, b"{}", datetime(2026, 1, 1, tzinfo=UTC)))
        found = inspect_cache(path)
    assert isinstance(found, CacheSize)
    assert (found.answers, found.lists) == (1, 0)


@pytest.mark.parametrize("kind", ["garbage", "foreign", "cut"])
def test_a_bad_one_is_named_and_left_alone(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    if kind == "garbage":
        path.write_bytes(b"not a database" * 100)
    elif kind == "foreign":
        db = sqlite3.connect(path)
        db.execute("CREATE TABLE other (x)")
        db.close()
    else:
        with ResponseCache(path) as cache:
            for number in range(200):
                answer = StoredAnswer(200, bytes([number % 250]) * 4000, datetime.now(UTC))
                cache.put(str(number), answer)
        path.write_bytes(path.read_bytes()[:9000])
    before = path.read_bytes()
    assert isinstance(inspect_cache(path), str)
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*.damaged*"))
