"""The cache: what was answered is not asked again, and nothing but answers is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kdgraph.errors import FetchError, RequestError
from kdgraph.s2 import Answer, Event, Found, MemoryCache
from tests.emulator import Emulator, Faults
from tests.s2.worlds import KEY, quick, scripted, sha, star


def title_of(found: Found | None) -> str:
    assert found is not None
    return found.paper.title


NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def test_a_stored_answer_is_used_until_a_newer_one_is_wanted() -> None:
    clock, events = [NOON], list[Event]()
    with (
        Emulator(star(3)) as emulator,
        quick(emulator.url, now=lambda: clock[0], on_event=events.append) as service,
    ):
        first = service.papers([sha(1)], ["title"])[0]
        assert first.at == NOON
        clock[0] += timedelta(days=1)
        assert service.papers([sha(1)], ["title"], newer_than=NOON)[0] == first
        assert len(emulator.log) == 1
        later = NOON + timedelta(hours=1)
        second = service.papers([sha(1)], ["title"], newer_than=later)[0]
        assert second.at == clock[0]
        assert second.key == first.key
        assert len(emulator.log) == 2
        assert service.papers([sha(1)], ["title"], newer_than=later)[0] == second
        assert (service.stats.requests, service.stats.saved) == (2, 2)
    assert [e.kind for e in events] == ["request", "answer", "saved"] * 2


def test_a_changed_answer_replaces_the_old_one_everywhere() -> None:
    corpus = star(3)
    with Emulator(corpus) as emulator, quick(emulator.url) as service:
        row = service.papers([sha(1)], ["title"])[0]
        assert title_of(service.stored_paper(row.key, 0)) == "Paper number 1"
        corpus.papers[sha(1)].title = "Another title"
        corpus.version += 1
        soon = row.at + timedelta(microseconds=1)
        again = service.papers([sha(1)], ["title"], newer_than=soon)[0]
        assert title_of(again.found) == "Another title"
        assert title_of(service.stored_paper(row.key, 0)) == "Another title"
        assert service._parsed_bytes == sum(size for *_, size in service._parsed.values())


def test_every_kind_of_question_has_its_own_key() -> None:
    cache = MemoryCache()
    with Emulator(star(3), keys=[KEY]) as emulator:
        for key in (None, KEY):  # who asks makes no difference
            with quick(emulator.url, cache=cache, api_key=key) as service:
                service.papers([sha(1)], ["title"])
                service.papers([sha(2)], ["title"])
                service.papers([sha(1)], ["year"])
                service.walk(sha(0), "citations", ["title"])
                service.walk(sha(0), "references", ["title"])
                service.match("Paper number 1", ["title"])
        assert len(emulator.log) == len(cache._answers) == 6
    with Emulator(star(3)) as other, quick(other.url, cache=cache) as service:
        service.papers([sha(1)], ["title"])
        assert len(other.log) == 1  # another service


def test_only_answers_are_kept() -> None:
    cache = MemoryCache()
    faults = Faults(
        schedule=["429", "500_error", "503", "drip", "truncated", "reset", "html_200", "null_200"],
        seconds=0.5,
        at_most=None,
    )
    with (
        Emulator(star(3), faults=faults) as emulator,
        quick(emulator.url, cache=cache, timeout=0.4, attempts=99, deadline=120.0) as service,
    ):
        service.walk(sha(0), "citations", ["title"])
        service.walk(sha(9), "citations", ["title"])
        service.papers([sha(9)], ["title"])
        with pytest.raises(RequestError):
            service.papers([sha(1)], ["nonsense"])
    assert sorted(answer.status for answer in cache._answers.values()) == [200, 400, 404]


def test_bodies_are_kept_as_received() -> None:
    cache = MemoryCache()
    sent = b' [ {"paperId":\t"a" , "n": 1.50, "t": "\\u00e9"}]\n\n'
    with scripted(lambda _: (200, {}, sent)) as server, quick(server.url, cache=cache) as service:
        service.papers([sha(1)], ["title"])
    assert [answer.body for answer in cache._answers.values()] == [sent]


@pytest.mark.parametrize(
    "held",
    [
        Answer(200, b"[{", NOON),
        Answer(200, b"{}", NOON),
        Answer(200, b"[null, null]", NOON),
        Answer(500, b"", NOON),
        Answer(400, b'{"error": "Unrecognized or unsupported fields: [x]"}', NOON),
    ],
)
def test_a_stored_answer_that_makes_no_sense_is_asked_again(held: Answer) -> None:
    cache = MemoryCache()
    with Emulator(star(3)) as emulator, quick(emulator.url, cache=cache) as service:
        key = service.papers([sha(1)], ["title"])[0].key
        cache.put(key, held)
        with quick(emulator.url, cache=cache) as fresh:
            assert fresh.papers([sha(1)], ["title"])[0].found is not None
        assert len(emulator.log) == 2
        assert cache._answers[key].status == 200


def test_a_stored_answer_that_is_gone_says_so() -> None:
    with quick("http://127.0.0.1:9") as service, pytest.raises(FetchError, match="it is gone"):
        service.stored_paper("0" * 64, 0)


def test_parsed_answers_take_bounded_memory() -> None:
    def script(_: Any) -> Any:
        return [{"paperId": sha(1), "abstract": "x", "more": "x" * 5_000_000}]

    with scripted(script) as server, quick(server.url) as service:
        keys = [service.papers([sha(n)], ["abstract"])[0].key for n in range(8)]
        assert service._parsed_bytes <= 24_000_000
        assert len(service._parsed) == 4
        found = [service.stored_paper(key, 0) for key in keys]
        assert [one and one.key for one in found] == [sha(1)] * 8
        assert service._parsed_bytes == sum(size for *_, size in service._parsed.values())
        assert len(server.seen) == 8
