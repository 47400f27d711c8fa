"""The cache keeps answers, lists and runs, and survives any file that it finds in its place."""

from __future__ import annotations

import random
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from kdgraph.errors import StoreError
from kdgraph.records import ListPointer
from kdgraph.store import ResponseCache, StoredAnswer, inspect_cache
from tests.store.material import LATER, NOW

DAY = timedelta(days=1)


def _answer(body: bytes, at: datetime = NOW) -> StoredAnswer:
    return StoredAnswer(200, body, at)


def _pointer(paper: str, kind: str = "references", **more: object) -> ListPointer:
    facts: dict[str, object] = {
        "state": "complete",
        "reported": 3,
        "reason": None,
        "answers": (("GET /a", -1), ("POST /b", 7)),
        "at": NOW,
    }
    return ListPointer(paper=paper, kind=kind, **(facts | more))  # type: ignore[arg-type] # a toy


def _put_answers(cache: ResponseCache) -> None:
    """Keep the answers that `_pointer` names."""
    for key in ("GET /a", "POST /b"):
        cache.put(key, _answer(b"x"))


def test_answers_come_back_byte_for_byte(tmp_path: Path) -> None:
    with ResponseCache(tmp_path / "deep" / "cache.sqlite") as cache:
        for body in (b"", b"\x00\xff", b"x" * 1_000_000):
            cache.put("GET /x", StoredAnswer(404, body, NOW))
            assert cache.get("GET /x") == StoredAnswer(404, body, NOW)
        assert cache.get("GET /y") is None
        assert cache.size().answers == 1
        assert cache.size().bytes > 0
        assert cache.recovered == []


def test_times_keep_their_moment(tmp_path: Path) -> None:
    east = timezone(timedelta(hours=9))
    with ResponseCache(tmp_path / "cache.sqlite") as cache:
        cache.put("GET /x", _answer(b"", datetime(2026, 1, 1, 9, tzinfo=east)))
        kept = cache.get("GET /x")
    assert kept is not None
    assert kept.at == NOW
    assert kept.at.tzinfo == UTC


def test_lists_are_replaced_by_paper_and_kind(tmp_path: Path) -> None:
    with ResponseCache(tmp_path / "cache.sqlite") as cache:
        _put_answers(cache)
        cache.put_lists([_pointer("p"), _pointer("q"), _pointer("p", "evidence")])
        newer = _pointer("p", state="capped", reason="9,999 rows", reported=None, at=LATER)
        cache.put_list(newer)
        assert cache.lists("references") == {"p": newer, "q": _pointer("q")}
        assert cache.lists("evidence") == {"p": _pointer("p", "evidence")}
        assert cache.lists("citations") == {}
        assert cache.size().lists == 3


def test_pointers_are_kept_all_or_none(tmp_path: Path) -> None:
    with ResponseCache(tmp_path / "cache.sqlite") as cache:
        bad = _pointer("q", state=None)
        _put_answers(cache)
        with pytest.raises(sqlite3.IntegrityError):
            cache.put_lists([_pointer("p"), bad])
        assert cache.lists("references") == {}
        cache.put_list(_pointer("p"))
        assert list(cache.lists("references")) == ["p"]


def test_an_interrupted_run_goes_on_under_its_start(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    with ResponseCache(path) as cache:
        first = cache.begin_run("job", NOW)
        assert (first.started, first.resumed) == (NOW, False)
        assert not cache.begin_run("another job", LATER).resumed
    with ResponseCache(path) as cache:
        again = cache.begin_run("job", LATER)
        assert (again.started, again.resumed) == (NOW, True)
        cache.finish_run(again)
        fresh = cache.begin_run("job", LATER)
        assert (fresh.started, fresh.resumed) == (LATER, False)
        assert cache.begin_run("another job", LATER).resumed


def test_a_finished_run_ends_the_older_ones_of_its_kind_too(tmp_path: Path) -> None:
    with ResponseCache(tmp_path / "c.sqlite") as cache:
        cache.begin_run("job", NOW)
        other = cache.begin_run("another job", NOW)
        later = cache.begin_run("job", NOW + 2 * DAY, oldest=NOW + DAY)
        assert not later.resumed, "the first is too old to be gone on with"
        cache.finish_run(later)
        assert not cache.begin_run("job", NOW + 3 * DAY).resumed
        assert cache.begin_run("another job", NOW + 3 * DAY).number == other.number


def test_a_run_may_be_as_old_as_allowed_and_no_older(tmp_path: Path) -> None:
    with ResponseCache(tmp_path / "c.sqlite") as cache:
        first = cache.begin_run("job", NOW)
        assert cache.begin_run("job", NOW + DAY, oldest=NOW) == replace(first, resumed=True)
        instant = timedelta(microseconds=1)
        assert not cache.begin_run("job", NOW + DAY, oldest=NOW + instant).resumed


def test_pruning_drops_old_answers_that_no_list_needs(tmp_path: Path) -> None:
    with ResponseCache(tmp_path / "cache.sqlite") as cache:
        for key in ("GET /a", "POST /b", "GET /old"):
            cache.put(key, _answer(b"x"))
        cache.put("GET /new", _answer(b"x", LATER))
        cache.put_list(_pointer("p"))
        assert cache.prune_unreferenced(LATER) == 1
        assert cache.get("GET /old") is None
        assert all(cache.get(key) for key in ("GET /a", "POST /b", "GET /new"))


def test_two_processes_may_have_it_open(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    with ResponseCache(path) as one, ResponseCache(path, patience=0.05) as two:
        one.put("GET /x", _answer(b"1"))
        kept = two.get("GET /x")
        assert kept is not None
        assert kept.body == b"1"
        blocker = sqlite3.connect(path, isolation_level=None)
        blocker.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another process keeps it locked"):
            two.put("GET /y", _answer(b"2"))
        assert two.get("GET /x") is not None
        blocker.execute("ROLLBACK")
        blocker.close()
        two.put("GET /y", _answer(b"2"))
        assert one.get("GET /y") is not None


def _database(path: Path, *statements: str) -> None:
    db = sqlite3.connect(path)
    for statement in statements:
        db.execute(statement)
    db.commit()
    db.close()


@pytest.mark.parametrize("kind", ["text", "foreign", "future", "halved", "header", "no table"])
def test_a_file_that_is_no_cache_is_kept_aside(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "cache.sqlite"
    if kind == "text":
        path.write_bytes(b"this is no database, however long it may be" * 100)
    elif kind == "foreign":
        _database(path, "CREATE TABLE notes (x)")
    else:
        with ResponseCache(path) as cache:
            for number in range(50):
                cache.put(f"{number}", _answer(random.Random(number).randbytes(3000)))
        if kind == "future":
            _database(path, "PRAGMA user_version = 99")
        elif kind == "no table":
            _database(path, "DROP TABLE lists")
        elif kind == "halved":
            path.write_bytes(path.read_bytes()[:60_000])
        else:
            path.write_bytes(b"\xff" * 100 + path.read_bytes()[100:])
    before = path.read_bytes()
    with ResponseCache(path) as cache:
        for number in range(50):
            cache.get(f"{number}")
        cache.put("GET /x", _answer(b"new"))
        kept = cache.get("GET /x")
        assert kept is not None
        assert kept.body == b"new"
        assert len(cache.recovered) == 1
        assert "cache.sqlite.damaged-1" in cache.recovered[0]
    assert (tmp_path / "cache.sqlite.damaged-1").read_bytes() == before
    path.write_bytes(b"again no database" * 100)
    with ResponseCache(path) as cache:
        assert "damaged-2" in cache.recovered[0]


def test_an_empty_file_is_a_fresh_cache(tmp_path: Path) -> None:
    (tmp_path / "cache.sqlite").touch()
    with ResponseCache(tmp_path / "cache.sqlite") as cache:
        cache.put("GET /x", _answer(b"x"))
        assert cache.recovered == []


def test_an_unreadable_answer_is_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    with ResponseCache(path) as cache:
        cache.put("GET /x", _answer(b"x"))
        cache.put("GET /y", _answer(b"y"))
    _database(path, "UPDATE answers SET body = x'00' WHERE key = 'GET /x'")
    with ResponseCache(path) as cache:
        assert cache.get("GET /x") is None
        assert "GET /x" in cache.recovered[0]
        assert cache.get("GET /y") is not None
        assert cache.size().answers == 1


def test_no_flipped_byte_makes_a_traceback_or_a_wrong_answer(tmp_path: Path) -> None:
    whole = tmp_path / "whole.sqlite"
    bodies = {f"GET /{n}": random.Random(n).randbytes(300) for n in range(40)}
    with ResponseCache(whole) as cache:
        for key, body in bodies.items():
            cache.put(key, _answer(body))
        cache.put_lists(_pointer(f"p{n}") for n in range(40))
    content = whole.read_bytes()
    chance = random.Random(7)
    harmed = 0
    for trial in range(60):
        # the header, the schema and the roots first, then anywhere
        place = chance.randrange(100 if trial < 30 else len(content))
        flipped = bytearray(content)
        flipped[place] ^= 1 << chance.randrange(8)
        path = tmp_path / f"{trial}.sqlite"
        path.write_bytes(flipped)
        with ResponseCache(path) as cache:
            for key, body in bodies.items():
                kept = cache.get(key)
                assert kept is None or kept.body == body
                if kept is None:
                    cache.put(key, _answer(body))
            cache.lists("references")
            harmed += bool(cache.recovered)
    assert harmed > 5


@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_what_is_whole_in_a_damaged_file_is_taken_over(tmp_path: Path, place: str) -> None:
    path = tmp_path / "cache.sqlite"
    bodies = {f"GET /{n}": random.Random(n).randbytes(600) for n in range(200)}
    with ResponseCache(path) as cache:
        for key, body in bodies.items():
            cache.put(key, _answer(body))
    content = bytearray(path.read_bytes())
    pages = len(content) // 4096
    page = {"first": 5, "middle": pages // 2, "last": pages - 1}[place]
    content[page * 4096 : (page + 1) * 4096] = b"\xff" * 4096
    path.write_bytes(content)
    with ResponseCache(path) as cache:
        kept = {key for key in bodies if (answer := cache.get(key)) and answer.body == bodies[key]}
        assert 100 < len(kept) < 200
        assert f"{len(kept)} of its answers were whole and are kept" in cache.recovered[0]
    with ResponseCache(path) as cache:
        assert cache.recovered == []
        assert cache.size().answers == len(kept)


def test_a_bit_where_nothing_is_stored_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    with ResponseCache(path) as cache:
        cache.put("GET /x", _answer(b"x"))
    content = bytearray(path.read_bytes())
    content[4096 + 2000] ^= 1  # between the cells of a page
    path.write_bytes(content)
    assert "not those that kdgraph wrote last" in str(inspect_cache(path))
    with ResponseCache(path) as cache:
        assert cache.get("GET /x") == _answer(b"x")
        assert "in no place that holds an answer" in cache.recovered[0]
        cache.put("GET /y", _answer(b"y"))
    assert not isinstance(inspect_cache(path), str)


def test_a_killed_writer_leaves_no_false_alarm(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    ResponseCache(path).close()
    victim = ResponseCache(path)  # never closed
    victim.put("GET /x", _answer(b"x"))
    assert not (tmp_path / "cache.sqlite.sha256").exists()
    with ResponseCache(path) as cache:
        assert cache.get("GET /x") == _answer(b"x")
        assert cache.recovered == []
    victim.close()
    with ResponseCache(path) as cache:
        assert cache.recovered == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE answers SET status = 404 WHERE key = 'GET /a'",
        "UPDATE answers SET at = '2025-01-01T00:00:00.000000+00:00' WHERE key = 'GET /a'",
        "UPDATE answers SET body = CAST(body AS TEXT) WHERE key = 'GET /a'",
        "UPDATE answers SET key = 'GET /aa' WHERE key = 'GET /a'",
        "UPDATE lists SET state = 'capped'",
        "UPDATE lists SET reported = 4",
        "UPDATE lists SET reason = ''",
        "UPDATE lists SET kind = 'evidence'",
        "UPDATE runs SET started = '2025-01-01T00:00:00.000000+00:00'",
        "UPDATE runs SET finished = 0",
    ],
)
def test_no_value_can_change_unseen(tmp_path: Path, change: str) -> None:
    path = tmp_path / "cache.sqlite"
    with ResponseCache(path) as cache:
        _put_answers(cache)
        cache.put_list(_pointer("p"))
        cache.finish_run(cache.begin_run("job", NOW))
    _database(path, change)
    assert inspect_cache(path) == "damaged in 1 of its rows"
    with ResponseCache(path) as cache:
        assert f"{path} was damaged" in cache.recovered[0]
    assert not isinstance(inspect_cache(path), str)


def test_an_unreadable_pointer_is_left_out_and_said(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    with ResponseCache(path) as cache:
        _put_answers(cache)
        cache.put_lists([_pointer("p"), _pointer("q"), _pointer("r")])
    _database(
        path,
        "UPDATE lists SET at = CAST(x'ff' AS TEXT) WHERE paper = 'p'",
        "UPDATE lists SET answers = '{' WHERE paper = 'q'",
    )
    with ResponseCache(path) as cache:
        assert list(cache.lists("references")) == ["r"]
        assert "2 of its lists (p, q)" in cache.recovered[0]


def test_a_list_whose_answer_is_gone_is_left_out_and_said(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    with ResponseCache(path) as cache:
        _put_answers(cache)
        cache.put_lists([_pointer("p"), _pointer("q", answers=(("GET /a", -1),))])
    with ResponseCache(path) as cache:
        # damaged while it is open, as by a failing disk: found when it is read
        _database(path, "UPDATE answers SET body = x'00' WHERE key = 'POST /b'")
        assert sorted(cache.lists("references")) == ["p", "q"]
        assert cache.get("POST /b") is None
        assert list(cache.lists("references")) == ["q"]
        assert "1 lists (references) were gone" in cache.recovered[-1]


def test_a_folder_in_its_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "cache.sqlite").mkdir()
    with pytest.raises(StoreError, match=r"cache\.sqlite"):
        ResponseCache(tmp_path / "cache.sqlite")


def test_a_replaced_answer_stays_until_its_list_came_whole(tmp_path: Path) -> None:
    with ResponseCache(tmp_path / "cache.sqlite") as cache:
        for day, body in ((1, b"old"), (2, b"new"), (3, b"newer")):
            for key in ("page", "batch"):
                cache.put(key, StoredAnswer(200, body, datetime(2026, 1, day, tzinfo=UTC)))
        # the last whole list is kept, however often it was replaced since
        kept = [cache.get(f"{key}#was") for key in ("page", "batch")]
        assert [answer.body for answer in kept if answer is not None] == [b"old", b"old"]
        at = datetime(2026, 1, 3, tzinfo=UTC)
        held = ListPointer("p", "citations", "complete", 1, None, (("page#was", -1),), at)
        cache.put_list(held)
        cache.prune_unreferenced(datetime(2026, 1, 1, tzinfo=UTC))
        assert cache.get("page#was") is not None
        assert cache.get("batch#was") is None, "no list needs it"
        cache.put("batch", StoredAnswer(200, b"newest", datetime(2026, 1, 4, tzinfo=UTC)))
        whole = replace(held, answers=(("page", -1), ("batch", 0)))
        cache.put_list(whole)
        assert cache.get("page#was") is None
        assert cache.get("batch#was") is not None, "a batch holds lists of others too"
