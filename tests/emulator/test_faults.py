"""Faults reach the client's socket, in the form that each kind says, and end as promised."""

from __future__ import annotations

import http.client
import json
import socket
import struct
import threading
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.emulator import KINDS, QUIRKS, Corpus, Emulator, Fault, Faults, Paper, synthetic_corpus
from tests.emulator.asking import Asking

A = "a" * 40


def corpus_of_one(citations: int = 0) -> Corpus:
    corpus = Corpus()
    corpus.add_paper(Paper(A, title="A paper whose title is long enough to be cut in two"))
    for n in range(citations):
        corpus.add_citation(corpus.add_paper(Paper(f"{n:040x}", title=f"{n}")).sha, A)
    return corpus


def _one(kind: str, **how: Any) -> Faults:
    return Faults(schedule=[Fault(kind, **how)])


@pytest.mark.parametrize(
    ("kind", "status", "body"),
    [
        ("429", 429, "Too Many Requests"),
        ("500_error", 500, '{"error":"Internal Server Error"}'),
        ("500_message", 500, '{"message":"Internal Server Error"}'),
        ("500_html", 500, "<html>"),
        ("502", 502, "<html>"),
        ("503", 503, "<html>"),
        ("504", 504, '{"message":"Endpoint request timed out"}'),
        ("html_200", 200, "<html>"),
        ("message_200", 200, '{"message": '),
        ("null_200", 200, "null"),
    ],
)
def test_a_bad_answer_comes_once(kind: str, status: int, body: str) -> None:
    with Emulator(corpus_of_one(), faults=_one(kind)) as emulator, Asking(emulator) as ask:
        bad, good = ask.get(f"paper/{A}"), ask.get(f"paper/{A}")
        assert bad.status == status
        assert body in bad.raw.decode()
        assert "Retry-After" not in bad.headers
        assert (good.status, good.body["paperId"]) == (200, A)
        assert [exchange.fault for exchange in emulator.log] == [kind, None]
        assert emulator.answered() == 1


def test_retry_after_comes_when_asked_for() -> None:
    faults = _one("503", retry_after=7)
    with Emulator(corpus_of_one(), faults=faults) as emulator, Asking(emulator) as ask:
        assert ask.get(f"paper/{A}").headers["Retry-After"] == "7"


def test_a_burst_refuses_several_requests_in_a_row() -> None:
    faults = Faults(schedule=[None, Fault("429", burst=3)])
    with Emulator(corpus_of_one(), faults=faults) as emulator, Asking(emulator) as ask:
        statuses = [ask.get(f"paper/{A}", fields="year").status for _ in range(6)]
    assert statuses == [200, 429, 429, 429, 200, 200]


def test_a_truncated_body_is_shorter_than_announced() -> None:
    faults = _one("truncated")
    with Emulator(corpus_of_one(), faults=faults) as emulator, Asking(emulator) as ask:
        with pytest.raises(http.client.IncompleteRead) as caught:
            ask.get(f"paper/{A}")
        assert caught.value.partial.startswith(b'{"paperId": ')
        assert ask.get(f"paper/{A}").status == 200
        assert emulator.log[0].status is None


def _read_to_end(connection: socket.socket) -> None:
    while connection.recv(1_000):
        pass


@pytest.mark.parametrize("kind", ["reset", "reset_mid"])
def test_a_reset_is_a_real_one(kind: str) -> None:
    with Emulator(corpus_of_one(2_000), faults=_one(kind)) as emulator:
        port = int(emulator.url.rsplit(":", 1)[1])
        target = f"/graph/v1/paper/{A}/citations?limit=1000"
        with socket.create_connection(("127.0.0.1", port), timeout=5) as plain:
            plain.sendall(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            with pytest.raises(ConnectionResetError):
                _read_to_end(plain)
        with (
            pytest.raises(httpx.TransportError),
            Emulator(corpus_of_one(), faults=_one(kind)) as other,
        ):
            httpx.get(f"{other.url}/graph/v1/paper/{A}", trust_env=False)


def test_a_drip_takes_its_time_and_keeps_the_client_awake() -> None:
    faults = _one("drip", seconds=0.9)
    with Emulator(corpus_of_one(), faults=faults) as emulator, Asking(emulator, timeout=0.5) as ask:
        started = time.monotonic()
        assert ask.get(f"paper/{A}").status == 200
        assert time.monotonic() - started > 0.6
        assert emulator.answered() == 0


def test_a_hang_ends_in_silence() -> None:
    faults = Faults(schedule=[Fault("hang", seconds=5), Fault("hang", seconds=0.1)])
    with Emulator(corpus_of_one(), faults=faults) as emulator:
        with Asking(emulator, timeout=0.1) as ask, pytest.raises(TimeoutError):
            ask.get(f"paper/{A}")
        with Asking(emulator) as ask, pytest.raises(http.client.RemoteDisconnected):
            ask.get(f"paper/{A}")


def _rows(ask: Asking) -> list[str]:
    return [r["citingPaper"]["paperId"] for r in ask.walk(f"paper/{A}/citations", limit=40)]


@pytest.mark.parametrize("kind", sorted(QUIRKS - {"early_token", "key_200"}))
def test_an_odd_page_hides_nothing_from_who_follows_next(kind: str) -> None:
    corpus = corpus_of_one(100)
    with Emulator(corpus) as emulator, Asking(emulator) as ask:
        plain = _rows(ask)
        assert len(emulator.log) == 3
    with (
        Emulator(corpus, faults=Faults(schedule=[None, kind])) as emulator,
        Asking(emulator) as ask,
    ):
        rows = _rows(ask)
        assert list(dict.fromkeys(rows)) == plain
        assert (len(rows) > len(plain)) == (kind == "short_next")
        assert [e.fault for e in emulator.log][:3] == [None, kind, None]
        assert emulator.answered() == len(emulator.log) == (4 if kind == "empty_page" else 3)
        assert _rows(ask) == plain


def test_the_pages_of_an_odd_walk() -> None:
    faults = Faults(schedule=["short_page", "short_next", "empty_page"])
    with Emulator(corpus_of_one(100), faults=faults) as emulator, Asking(emulator) as ask:
        pages = [
            ask.get(f"paper/{A}/citations", limit=40, offset=offset).body for offset in range(3)
        ]
    assert [(len(page["data"]), page["next"]) for page in pages] == [(20, 20), (40, 40), (0, 3)]


def test_a_token_may_be_null_too_early() -> None:
    faults = Faults(schedule=["early_token"])
    with Emulator(corpus_of_one(1_500), faults=faults) as emulator, Asking(emulator) as ask:
        early, whole = (ask.get("paper/search/bulk", minCitationCount=0).body for _ in range(2))
    assert early["token"] is None
    assert whole["token"] is not None
    assert early["total"] == whole["total"] == 1_501 > len(early["data"])


def test_a_quirk_that_does_not_fit_is_no_fault() -> None:
    faults = Faults(schedule=["early_token", "empty_page"])
    with Emulator(corpus_of_one(), faults=faults) as emulator, Asking(emulator) as ask:
        assert ask.get(f"paper/{A}").status == 200
        assert ask.get("paper/nothing").status == 404
        assert [exchange.fault for exchange in emulator.log] == [None, None]


def test_only_some_routes_can_be_struck() -> None:
    faults = Faults(rates={"502": 1.0}, at_most=None, only="/citations")
    with Emulator(corpus_of_one(), faults=faults) as emulator, Asking(emulator) as ask:
        assert ask.get(f"paper/{A}").status == 200
        assert [ask.get(f"paper/{A}/citations").status for _ in range(9)] == [502] * 9


def test_unknown_kinds_are_refused() -> None:
    with pytest.raises(ValueError, match="no fault of kind 'lightning'; there are 429"):
        Faults(rates={"lightning": 1})


@given(seed=st.integers(0, 10**6), rate=st.floats(0, 1), at_most=st.integers(0, 4))
def test_the_same_request_is_answered_after_so_many_faults(
    seed: int, rate: float, at_most: int
) -> None:
    faults = Faults(seed, rate, at_most=at_most)
    again = Faults(seed, rate, at_most=at_most)
    row = 0
    for n in range(60):
        row = row if n % 20 else 0
        fault = faults.choose(f"GET /{n // 20}", "/")
        assert again.choose(f"GET /{n // 20}", "/") == fault
        row = row + 1 if fault else 0
        assert row <= at_most


def test_every_kind_happens_at_random() -> None:
    faults = Faults(5, 1.0, at_most=None)
    drawn = [faults.choose(str(n), "/") for n in range(2_000)]
    assert {fault.kind for fault in drawn if fault} == set(KINDS)


def _stubborn(ask: Asking, get: Callable[[], Any]) -> Any:
    """Ask until a whole answer of the right shape comes."""
    for _ in range(9):
        try:
            got = get()
        except (OSError, http.client.HTTPException):
            continue
        if got.status == 200 and isinstance(got.body, dict) and "data" in got.body:
            return got.body
    raise AssertionError("no answer")


@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_stubborn_client_finds_the_truth_under_faults_of_every_kind(seed: int) -> None:
    corpus = synthetic_corpus(60, seed=seed, listed=4, mean_references=5)
    pairs = set()
    kinds = sorted(KINDS.keys() - {"endless"})  # this client reads to the end, which takes time
    faults = Faults(seed, dict.fromkeys(kinds, 0.5 / len(kinds)), at_most=3, seconds=0.02)
    with Emulator(corpus, faults=faults) as emulator, Asking(emulator) as ask:
        for sha in corpus.papers:
            offset: int | None = 0
            while offset is not None:
                at, path = offset, f"paper/{sha}/citations"
                page = _stubborn(ask, lambda path=path, at=at: ask.get(path, offset=at, limit=5))  # type: ignore[misc]  # defaults bind the loop's values
                for row in page["data"]:
                    if row["citingPaper"]["paperId"]:
                        pairs.add((row["citingPaper"]["paperId"], sha))
                offset = page.get("next")
        assert {exchange.fault for exchange in emulator.log} - {None}
        assert emulator.answered() < len(emulator.log)
    assert pairs == corpus.truth()


def test_the_log_knows_who_asked_what_when() -> None:
    with Emulator(corpus_of_one(), keys={"k"}) as emulator, Asking(emulator, key="k") as ask:
        ask.post("paper/batch", {"ids": [A]}, fields="title")
        (exchange,) = emulator.log
        assert (exchange.method, exchange.path) == ("POST", "/graph/v1/paper/batch")
        assert (exchange.query, exchange.body) == ({"fields": "title"}, {"ids": [A]})
        assert (exchange.key, exchange.headers["x-api-key"]) == ("k", "k")
        assert (exchange.status, exchange.fault, exchange.answered) == (200, None, True)
        assert exchange.ended is not None
        assert exchange.started <= exchange.ended <= time.monotonic()
        emulator.clear_log()
        assert emulator.log == []


def test_an_answer_to_a_client_that_has_gone_is_not_answered() -> None:
    with Emulator(corpus_of_one(), latency=0.2) as emulator:
        port = int(emulator.url.rsplit(":", 1)[1])
        gone = socket.create_connection(("127.0.0.1", port))
        gone.sendall(f"GET /graph/v1/paper/{A} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        while not emulator.log:
            time.sleep(0.01)
        # closing without lingering resets the connection, as the death of a process may
        gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        gone.close()
        while emulator.log[0].ended is None:
            time.sleep(0.01)
        time.sleep(0.05)
        assert emulator.log[0].delivered is False
        assert emulator.answered() == 0


def test_requests_in_flight_are_counted() -> None:
    with Emulator(corpus_of_one(), latency=0.5) as emulator:

        def one() -> None:
            with Asking(emulator) as ask:
                ask.get(f"paper/{A}")

        threads = [threading.Thread(target=one) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert emulator.max_in_flight == 3


def test_stopping_does_not_wait_for_kept_alive_clients() -> None:
    emulator = Emulator(corpus_of_one(), faults=_one("hang", seconds=60))
    started = time.monotonic()
    with emulator:
        port = int(emulator.url.rsplit(":", 1)[1])
        hung = socket.create_connection(("127.0.0.1", port))
        hung.sendall(f"GET /graph/v1/paper/{A} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        with httpx.Client(base_url=emulator.url, trust_env=False) as client:
            while not emulator.log:
                time.sleep(0.01)
            assert json.loads(client.get(f"/graph/v1/paper/{A}").text)["paperId"] == A
    assert time.monotonic() - started < 3
    hung.close()
    with pytest.raises(RuntimeError, match="not running"):
        _ = emulator.url
