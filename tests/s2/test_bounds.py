"""Answers without an end, and a key that comes back: neither the memory nor the key is lost."""

from __future__ import annotations

import gzip
import html
import json
import subprocess
import sys
import zlib
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from kdgraph.errors import FetchError, ForbiddenError, RequestError, UnprotectedKeyWarning
from kdgraph.s2 import Event, MemoryCache, Service
from kdgraph.s2.transport import MOST_BYTES
from tests.commands import ROOT
from tests.emulator import Emulator, Faults
from tests.s2.worlds import KEY, Seen, quick, scripted, sha, star


def ask(service: Service) -> Any:
    found = service.papers([sha(0)], ["paperId"])[0].found
    return found and ({"paperId": found.key} | ({"title": t} if (t := found.paper.title) else {}))


_BOUNDED = """
import resource, sys
from kdgraph.errors import FetchError
from kdgraph.s2 import Service
resource.setrlimit(resource.RLIMIT_AS, (2 * 2**30, 2 * 2**30))
with Service(api_url=sys.argv[1], pace=0, backoff=0.001) as service:
    try:
        service.papers(["1" * 40], ["title"])
    except FetchError as error:
        print(error)
# not ru_maxrss, which a process inherits from the one that started it
with open("/proc/self/status") as status:
    print(next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM")))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the memory is read from /proc")
@pytest.mark.parametrize("kind", ["gzip_bomb", "endless"])
def test_an_answer_without_an_end_takes_no_memory(kind: str) -> None:
    faults = Faults(rates={kind: 1.0}, at_most=None)
    with Emulator(star(1), faults=faults) as emulator:
        done = subprocess.run(
            [sys.executable, "-c", _BOUNDED, emulator.url],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert len(emulator.log) == 4
    said, peak = done.stdout.splitlines()
    assert "more than 33.6 MB, which is no answer of the service" in said
    assert int(peak) < 400, "MB at the most"
    assert done.stderr == ""


def test_packed_answers_are_read() -> None:
    packed = gzip.compress(json.dumps([{"paperId": sha(0)}]).encode())
    with (
        scripted(lambda _: (200, {"content-encoding": "gzip"}, packed)) as server,
        quick(server.url) as service,
    ):
        assert ask(service) == {"paperId": sha(0)}
        assert server.seen[0].headers["accept-encoding"] == "gzip"


WHOLE = json.dumps([{"paperId": sha(0)}]).encode()


@pytest.mark.parametrize(
    ("packing", "body", "words"),
    [
        pytest.param("gzip", gzip.compress(WHOLE)[:-4], "ends in the wrong place", id="cut"),
        pytest.param("gzip", gzip.compress(WHOLE) + b"x", "in the wrong place", id="more behind"),
        pytest.param("gzip", WHOLE, "packing is broken", id="not packed"),
        pytest.param("deflate", zlib.compress(WHOLE), "'deflate', which was not", id="deflate"),
        pytest.param("gzip, gzip", gzip.compress(gzip.compress(WHOLE)), "'gzip, gzip'", id="twice"),
        pytest.param("br", WHOLE, "packed as 'br'", id="brotli"),
    ],
)
def test_an_answer_that_cannot_be_unpacked_is_a_fault(
    packing: str, body: bytes, words: str
) -> None:
    with (
        scripted(lambda _: (200, {"content-encoding": packing}, body)) as server,
        quick(server.url, attempts=2) as service,
        pytest.raises(FetchError, match=words),
    ):
        ask(service)


def test_the_bound_is_generous() -> None:
    """The service ends at 10 MB; three times that still passes."""
    answer = json.dumps([{"paperId": sha(0), "title": "x" * (MOST_BYTES - 100)}]).encode()
    assert MOST_BYTES - 100 < len(answer) <= MOST_BYTES
    with scripted(lambda _: (200, {}, answer)) as server, quick(server.url) as service:
        assert ask(service) == {"paperId": sha(0)}, "no title is so long"
        assert service.stats.received > MOST_BYTES - 200


def test_a_length_beyond_the_bound_is_not_waited_for() -> None:
    with (
        scripted(lambda _: (200, {"content-length": str(10**12)}, b"[")) as server,
        quick(server.url, timeout=5.0) as service,
        pytest.raises(FetchError, match="no answer of the service"),
    ):
        ask(service)


ESCAPED: dict[str, Callable[[str], str]] = {
    "plain": str,
    "JSON": lambda key: json.dumps(key)[1:-1],
    "JSON of PHP": lambda key: json.dumps(key)[1:-1].replace("/", "\\/"),
    "all escaped": lambda key: "".join(f"\\u{ord(letter):04X}" for letter in key),
    "address": lambda key: quote(key, safe=""),
    "HTML": html.escape,
    "HTML numbers": lambda key: "".join(f"&#{ord(letter)};" for letter in key),
}


@pytest.mark.parametrize("key", [KEY, 's3-"cr/e\\t+&<k>e%y'])
@pytest.mark.parametrize("form", ESCAPED)
@pytest.mark.parametrize("status", [200, 302, 400, 403, 418, 503])
def test_a_key_that_comes_back_is_neither_told_nor_kept(key: str, form: str, status: int) -> None:
    written = ESCAPED[form](key)
    shelf, events = MemoryCache(), list[Event]()

    def script(_: Seen) -> Any:
        if status == 200:
            return 200, {}, f'[{{"paperId": "{sha(0)}", "title": "{written}"}}]'.encode()
        if form in ("address", "plain") and status == 302:
            return 302, {"location": f"http://127.0.0.1:9/?key={written}"}, b""
        if form in ("HTML", "HTML numbers"):
            return status, {}, f"<html>key {written} is no good</html>".encode()
        return status, {}, f'{{"error": "key {written} is no good"}}'.encode()

    if form in ("plain", "HTML", "HTML numbers", "address") and status == 200 and "\\" in key:
        pytest.skip("that would be no JSON")
    said = ""
    with scripted(script) as server:
        service = quick(server.url, api_key=key, cache=shelf, on_event=events.append, attempts=2)
        with service:
            try:
                said = repr(service.papers([sha(0)], ["title"]))
            except (FetchError, ForbiddenError, RequestError) as error:
                said = str(error) + repr(error) + repr(vars(error))
    for text in (said, repr(events), repr(shelf._answers)):
        assert key not in text
        assert repr(key)[1:-1] not in text
        assert written not in text
    assert status in (302, 418) or "[API key]" in said


def test_a_key_in_a_body_of_another_encoding_is_masked() -> None:
    body = json.dumps([{"paperId": sha(0), "title": f"for {KEY}"}]).encode("utf-16")
    with (
        scripted(lambda _: (200, {}, body)) as server,
        quick(server.url, api_key=KEY) as service,
    ):
        assert ask(service)["title"] == "for [API key]"
        assert service.stats.masked == 1


def test_a_header_that_breaks_the_rules_does_not_tell_the_key() -> None:
    with (
        scripted(lambda _: (200, {f"x {KEY}": "1"}, b"[]")) as server,
        quick(server.url, api_key=KEY, attempts=1) as service,
        pytest.raises(FetchError) as caught,
    ):
        ask(service)
    assert KEY not in str(caught.value)
    assert "[API key]" in str(caught.value)


def test_a_short_key_changes_no_data() -> None:
    title = "distil distillation"

    def script(seen: Seen) -> Any:
        if "match" in seen.target:
            return 503, {}, b"what is dist or distil here"
        return [{"paperId": sha(0), "title": title}]

    with scripted(script) as server, quick(server.url, api_key="dist", attempts=1) as service:
        assert ask(service)["title"] == title
        with pytest.raises(FetchError, match=r"what is \[API key\] or distil here"):
            service.match("a title", ["title"])


def test_a_key_in_clear_to_another_machine_is_warned_of() -> None:
    with pytest.warns(UnprotectedKeyWarning, match="unencrypted") as caught:
        Service(api_url="http://api.example.org", api_key=KEY).close()
    assert KEY not in str(caught[0].message)
    for url, key in (
        ("https://api.example.org", KEY),
        ("http://api.example.org", None),
        ("http://127.0.0.1:9", KEY),
        ("http://localhost", KEY),
        ("http://[::1]", KEY),
    ):
        Service(api_url=url, api_key=key).close()  # warnings are errors here
    with pytest.warns(UnprotectedKeyWarning):
        Service(api_url="http://127.example.org", api_key=KEY).close()


def test_a_service_that_refuses_everything_is_found_out() -> None:
    def script(_: Seen) -> Any:
        return 400, {}, b'{"error": "Bad hair day"}'

    with scripted(script) as server, quick(server.url) as service:
        with pytest.raises(RequestError, match="Bad hair day"):
            service.papers([sha(number) for number in range(59)], ["title"])
        assert len(server.seen) <= 12


def test_refusals_that_are_meant_do_not_end_the_run() -> None:
    bad = {sha(number) for number in range(40)}

    def script(seen: Seen) -> Any:
        if seen.body is None:
            return {"paperId": sha(1), "title": "well known"}
        ids = seen.body["ids"]
        if bad & set(ids):
            return 400, {}, b'{"error": "one of them is bad"}'
        return [{"paperId": paper} for paper in ids]

    with scripted(script) as server, quick(server.url) as service:
        rows = service.papers([sha(number) for number in range(59)], ["title"])
        assert [row.found is None for row in rows] == [number < 40 for number in range(59)]
        known = [seen for seen in server.seen if seen.body is None]
        assert 1 <= len(known) <= 3
