"""Whatever goes wrong on the way: the same rows in the end, or one clear error."""

from __future__ import annotations

import socket
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from time import monotonic
from typing import Any

import pytest

from kdgraph.errors import (
    FetchError,
    ForbiddenError,
    InputError,
    RequestError,
    UnreachableError,
)
from kdgraph.s2 import Event, MemoryCache, OfflineError, Service
from tests.emulator import KINDS, QUIRKS, Emulator, Fault, Faults
from tests.s2.worlds import KEY, Seen, quick, scripted, sha, star

IDS = [sha(n) for n in range(6)]
ON_THE_WIRE = sorted(set(KINDS) - QUIRKS)


def a_paper(_: Seen) -> Any:
    return [{"paperId": sha(0)}]


def ask(service: Service, **options: Any) -> Any:
    found = service.papers([sha(0)], ["paperId"], **options)[0].found
    return found and found.key


@pytest.mark.parametrize("kind", ON_THE_WIRE)
def test_a_fault_that_passes_changes_nothing(kind: str) -> None:
    faults = Faults(schedule=[Fault(kind, seconds=4.0), Fault(kind, seconds=4.0)])
    with Emulator(star(5), faults=faults) as emulator, quick(emulator.url, timeout=2.0) as service:
        rows = service.papers(IDS, ["title"])
        assert [row.found and row.found.paper.title for row in rows] == [
            f"Paper number {n}" for n in range(6)
        ]
        assert [e.fault for e in emulator.log][:2] == [kind, kind]
        assert service.stats.faults.total() == 2


def test_a_dripping_server_is_cut_off_by_the_deadline() -> None:
    faults = Faults(schedule=[Fault("drip", seconds=30)] * 9, at_most=None)
    with Emulator(star(5), faults=faults) as emulator:
        start = monotonic()
        with (
            quick(emulator.url, timeout=0.4, deadline=1.0) as service,
            pytest.raises(FetchError, match="no whole answer within"),
        ):
            ask(service)
        assert monotonic() - start < 15  # of 30, on a machine however busy
        assert service.stats.faults["timeout"] == service.stats.requests >= 2


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_ends_all_asking(status: int) -> None:
    with scripted(lambda _: (status, {}, b'{"message":"Forbidden"}')) as server:
        with quick(server.url, api_key=KEY) as service:
            for _ in range(3):
                with pytest.raises(ForbiddenError, match="refuses the API key") as caught:
                    ask(service)
            service.reset()
            with pytest.raises(ForbiddenError):
                service.match("a title", ["title"])
        assert caught.value.status == status
        assert len(server.seen) == 1


def test_a_wrong_key_is_refused_by_the_emulator_too() -> None:
    with Emulator(star(5), keys=["another"]) as emulator:
        with quick(emulator.url, api_key=KEY) as service, pytest.raises(ForbiddenError):
            ask(service)
        assert [e.key for e in emulator.log] == [KEY]


def test_nobody_listening_is_unreachable() -> None:
    with socket.socket() as taken:  # bound but not listening: refused, and nobody else can have it
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with quick(url) as service, pytest.raises(UnreachableError, match=r"refused|Connect") as e:
            ask(service)
        assert e.value.exit_code == 3
        assert service.stats.faults == {"no connection": 4}


def test_a_service_that_goes_away_later_is_a_failed_fetch() -> None:
    with Emulator(star(5)) as emulator:
        service = quick(emulator.url)
        assert ask(service) == sha(0)
    with service, pytest.raises(FetchError, match="saved; rerun the same command"):
        service.papers([sha(1)], ["title"])


def test_a_circuit_breaker_opens_after_three_failed_calls() -> None:
    broken = True

    def script(seen: Seen) -> Any:
        return (503, {}, b"<html>down</html>") if broken else a_paper(seen)

    with scripted(script) as server, quick(server.url, attempts=2) as service:
        for _ in range(3):
            with pytest.raises(FetchError, match="HTTP 503"):
                ask(service)
        assert len(server.seen) == 6
        with pytest.raises(FetchError, match="last 3 calls failed"):
            ask(service)
        assert len(server.seen) == 6
        broken = False
        service.reset()
        assert ask(service) == sha(0)


def test_calls_that_succeed_in_between_keep_it_closed() -> None:
    def script(seen: Seen) -> Any:
        return (503, {}, b"") if "match" in seen.target else a_paper(seen)

    with scripted(script) as server, quick(server.url, attempts=1) as service:
        for number in range(5):
            with pytest.raises(FetchError, match="HTTP 503"):
                service.match(f"title {number}", ["title"])
            service.papers([sha(number)], ["title"])


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"null", id="null"),
        pytest.param(b"{}", id="object"),
        pytest.param(b"[]", id="too short"),
        pytest.param(b"[null, null]", id="too long"),
        pytest.param(b"[7]", id="number"),
        pytest.param(b'{"error": "x"}', id="error under 200"),
        pytest.param(b"<html></html>", id="html"),
        pytest.param(b"", id="empty"),
        pytest.param(b'[{"paperId": "', id="cut"),
        pytest.param(b"\xff\xfe\x00", id="garbage"),
        pytest.param(b"[" * 100_000, id="too deep"),
    ],
)
def test_only_the_expected_shape_is_data(body: bytes) -> None:
    bodies = [body, body]

    def script(seen: Seen) -> Any:
        return (200, {}, bodies.pop()) if bodies else a_paper(seen)

    cache = MemoryCache()
    with scripted(script) as server, quick(server.url, cache=cache) as service:
        assert ask(service) == sha(0)
        assert len(server.seen) == 3
    assert len(cache._answers) == 1


@pytest.mark.parametrize("status", [204, 206, 301, 302, 307])
def test_no_other_status_is_data_and_no_redirect_is_followed(status: int) -> None:
    headers = {"location": "http://127.0.0.1:9/elsewhere", "content-length": "0"}
    with scripted(lambda _: (status, headers, b"")) as server:
        with (
            quick(server.url, api_key=KEY) as service,
            pytest.raises(FetchError, match=r"redirects to http://127\.0\.0\.1:9/elsewhere"),
        ):
            ask(service)
        assert len(server.seen) == 4


UNEXPLAINED = [
    (400, b"<html>Bad Request</html>", "Bad Request"),
    (405, b"<html><h1>Method  Not Allowed</h1></html>", "Method Not Allowed"),
    (414, b"", "an empty body"),
    (422, b'{"message": "odd"}', "odd"),
    (404, b"<html>no such place</html>", "no such place"),
    (404, b'{"message": "no route"}', "no route"),
    (501, b"", "an empty body"),
    (520, b"<html>unknown error</html>", "unknown error"),
]


@pytest.mark.parametrize(("status", "body", "text"), UNEXPLAINED)
def test_a_refusal_in_nobodys_words_must_come_four_times(
    status: int, body: bytes, text: str
) -> None:
    cache = MemoryCache()
    with scripted(lambda _: (status, {}, body)) as server:
        with (
            quick(server.url, cache=cache) as service,
            pytest.raises(FetchError, match=f"HTTP {status}, {text}, which are not"),
        ):
            ask(service)
        assert len(server.seen) == 4
    assert not cache._answers


@pytest.mark.parametrize(
    ("status", "body"), [(302, b""), (304, b""), *((s, b) for s, b, _ in UNEXPLAINED)]
)
def test_a_redirect_or_odd_refusal_among_good_answers_passes(status: int, body: bytes) -> None:
    bad = [(status, {"location": "http://127.0.0.1:9/"}, body)] * 3
    with scripted(after(*bad)) as server, quick(server.url) as service:
        assert ask(service) == sha(0)
        assert len(server.seen) == 4
        assert service.stats.faults == {f"HTTP {status}": 3}


@pytest.mark.parametrize(
    ("status", "body", "text"),
    [
        (
            400,
            b'{"error": "Unrecognized or unsupported fields: [x]"}',
            r"unsupported fields: \[x\]",
        ),
        (422, b'{"error": "odd"}', "odd"),
    ],
)
def test_a_wrong_request_is_not_repeated(status: int, body: bytes, text: str) -> None:
    cache = MemoryCache()
    with scripted(lambda _: (status, {}, body)) as server:
        with quick(server.url, cache=cache) as service, pytest.raises(RequestError, match=text):
            service.papers(IDS, ["x"])
        assert len(server.seen) == 1
    assert not cache._answers


def http(time: datetime, later: int = 0) -> str:
    return format_datetime(time + timedelta(seconds=later), usegmt=True)


def after(*replies: tuple[int, dict[str, str], bytes]) -> Any:
    queue = list(replies)
    return lambda seen: queue.pop(0) if queue else a_paper(seen)


def test_retry_after_is_honoured() -> None:
    waits: list[Event] = []
    answers = after((429, {"retry-after": "1"}, b'{"message": "slow", "code": "429"}'))
    with scripted(answers) as server, quick(server.url, on_event=waits.append) as service:
        start = monotonic()
        assert ask(service) == sha(0)
        assert monotonic() - start >= 1.0
    assert [event.seconds for event in waits if event.kind == "wait"] == [1.0]


HERE = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)
THERE = HERE + timedelta(days=400)  # the server's clock may be far off


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"retry-after": "3600"}, id="seconds"),
        pytest.param({"retry-after": http(HERE, 3600)}, id="date, by our clock"),
        pytest.param(
            {"retry-after": http(THERE, 3600), "date": http(THERE)}, id="date, by its own"
        ),
    ],
)
def test_a_retry_after_beyond_the_deadline_fails_at_once(headers: dict[str, str]) -> None:
    start = monotonic()
    with scripted(lambda _: (503, headers, b"")) as server:
        with (
            quick(server.url, now=lambda: HERE) as service,
            pytest.raises(FetchError, match="as the service asks to wait 3600 s"),
        ):
            ask(service)
        assert len(server.seen) == 1
    assert monotonic() - start < 30  # where 3,600 s were asked for


@pytest.mark.parametrize("text", ["soon", "-5", "", "Wed, 99 Foo 2015", "\u0663"])
def test_a_senseless_retry_after_is_passed_over(text: str) -> None:
    headers = {"retry-after": text.encode().decode("latin-1")}
    with scripted(after((429, headers, b"{}"))) as server, quick(server.url) as service:
        assert ask(service) == sha(0)


def test_waits_grow_exponentially_up_to_sixty_units() -> None:
    waits: list[float] = []

    def note(event: Event) -> None:
        if event.kind == "wait":
            waits.append(event.seconds)

    with scripted(lambda _: (500, {}, b"")) as server:
        service = quick(server.url, on_event=note, backoff=0.002, jitter=lambda: 1.0, attempts=8)
        with service, pytest.raises(FetchError, match="8 attempts"):
            ask(service)
    assert waits == pytest.approx([0.002 * min(60, 2**n) for n in range(7)])


def test_the_deadline_holds_for_all_attempts_together() -> None:
    with scripted(lambda _: (500, {}, b"")) as server:
        service = quick(server.url, backoff=0.05, deadline=0.6, jitter=lambda: 1.0)
        start = monotonic()
        with service, pytest.raises(FetchError, match=r"within 0.6 s"):
            ask(service)
        assert monotonic() - start < 5  # without the deadline, 20 attempts take over 25 s


def test_a_fault_in_on_event_reaches_the_caller_and_nothing_hangs() -> None:
    def note(event: Event) -> None:
        if event.kind == "request":
            raise LookupError("not our business")

    with scripted(a_paper) as server, quick(server.url, on_event=note) as service:
        for _ in range(2):
            with pytest.raises(LookupError):
                ask(service)


def test_calling_the_service_from_its_own_event_is_an_error_not_a_deadlock() -> None:
    def note(event: Event) -> None:
        if event.kind == "request":
            ask(service)

    with scripted(a_paper) as server:
        service = quick(server.url, on_event=note)
        with service, pytest.raises(RuntimeError, match="own event loop"):
            ask(service)


def test_a_closed_service_says_so_and_closes_twice() -> None:
    with scripted(a_paper) as server:
        service = quick(server.url)
        ask(service)
        service.close()
        service.close()
        with pytest.raises(RuntimeError, match="closed"):
            service.check()
    assert not [t for t in threading.enumerate() if t.name == "kdgraph-s2"]


def test_offline_nothing_is_sent() -> None:
    with Emulator(star(3)) as emulator, quick(emulator.url, offline=True) as service:
        with pytest.raises(OfflineError, match="without --offline") as caught:
            service.walk(sha(0), "citations", ["title"])
        assert isinstance(caught.value, UnreachableError)
        assert emulator.log == []


@pytest.mark.parametrize("url", ["ftp://x", "localhost:80", "http://", "http://x?y=1", ""])
def test_an_unusable_address_is_refused(url: str) -> None:
    with pytest.raises(InputError, match="service address"):
        Service(api_url=url)


def test_proxies_do_not_keep_it_from_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with Emulator(star(3)) as emulator, quick(emulator.url) as service:
        assert ask(service) == sha(0)


def test_a_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with scripted(a_paper) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("http_proxy", proxy.url)
        with quick("http://api.example.invalid") as service:
            assert ask(service) == sha(0)
        assert proxy.seen[0].target.startswith("http://api.example.invalid/graph/v1/paper/batch")


def test_a_nonsensical_proxy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "gopher://x")
    with quick("http://api.example.invalid") as service, pytest.raises(InputError, match="proxy"):
        ask(service)


def test_the_check_is_never_answered_from_the_cache() -> None:
    with Emulator(star(3), keys=[KEY]) as emulator, quick(emulator.url, api_key=KEY) as service:
        for _ in range(2):
            assert service.check().with_key
        assert [e.path for e in emulator.log] == ["/graph/v1/paper/ARXIV:1503.02531"] * 2
