"""The real client library on our requester: the key on everything, and nobody's logging touched."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
import traceback
from typing import Any

import pytest
from semanticscholar.SemanticScholarException import (
    BadQueryParametersException,
    ObjectNotFoundException,
)

from kdgraph.errors import FetchError, ForbiddenError, InputError, RequestError
from kdgraph.s2 import Answer, Event, MemoryCache, OfflineError, Service
from tests.emulator import Emulator, Faults
from tests.s2.worlds import KEY, Seen, paper, quick, scripted, sha, star


def test_the_key_goes_with_every_call_of_the_library() -> None:
    with Emulator(star(250), keys=[KEY], require_key=True) as emulator:
        with quick(emulator.url, api_key=KEY) as service:

            async def scene() -> None:
                client = service.client
                assert (await client.get_paper(sha(1), fields=["title"])).paperId == sha(1)
                cited = await client.get_paper_citations(sha(0), fields=["title"], limit=100)
                assert len([item async for item in cited]) == 250
                cites = await client.get_paper_references(sha(1), fields=["title"])
                assert [item.paper.paperId for item in cites] == [sha(0)]
                await client.get_paper_authors(sha(1), fields=["name"])
                found = await client.get_papers([sha(1), sha(2)], fields=["title"])
                assert [p.paperId for p in found] == [sha(1), sha(2)]

            asyncio.run(scene())
            service.papers([sha(3)], ["title"])
            service.walk(sha(0), "citations", ["title"])
            service.match("Paper number 3", ["title"])
            service.check()
        assert len(emulator.log) == 11
        assert {e.key for e in emulator.log} == {KEY}
        assert {e.status for e in emulator.log} <= {200, 404}
        assert service.stats.requests == 11


def test_without_a_key_none_is_sent() -> None:
    with Emulator(star(2)) as emulator, quick(emulator.url) as service:
        service.papers([sha(1)], ["title"])
        assert "x-api-key" not in emulator.log[0].headers
        assert emulator.log[0].headers["user-agent"].startswith("kdgraph/")


def test_faults_do_not_reach_the_library_as_empty_papers() -> None:
    faults = Faults(schedule=["503", "502", "html_200", "null_200", "reset"], at_most=None)
    with Emulator(star(3), faults=faults) as emulator, quick(emulator.url) as service:
        found = asyncio.run(service.client.get_paper(sha(1), fields=["title"]))
        assert found.title == "Paper number 1"
        assert len(emulator.log) == 6


def test_the_library_raises_its_own_errors_for_its_own_mistakes() -> None:
    with Emulator(star(3)) as emulator, quick(emulator.url) as service:
        with pytest.raises(ObjectNotFoundException, match="not found"):
            asyncio.run(service.client.get_paper(sha(99), fields=["title"]))
        with pytest.raises(BadQueryParametersException, match="unsupported fields"):
            asyncio.run(service.client.get_paper(sha(1), fields=["nonsense"]))
        assert len(emulator.log) == 2


def test_the_librarys_parameters_are_encoded() -> None:
    corpus = star(1)
    title = "A&B: C+D #1 & year of 100%"
    corpus.add_paper(paper(7, title=title))
    with Emulator(corpus) as emulator, quick(emulator.url) as service:
        found = asyncio.run(
            service.client.search_paper(title, fields=["title"], match_title=True, year="2015")
        )
        assert found.paperId == sha(7)
        assert emulator.log[0].query["query"] == title
        assert emulator.log[0].query["year"] == "2015"
        by_doi = asyncio.run(service.client.get_paper("DOI:10.1000/7", fields=["title"]))
        assert by_doi.paperId == sha(7)


def test_the_library_may_not_take_the_key_elsewhere() -> None:
    with Emulator(star(1)) as emulator, quick("http://127.0.0.1:9", api_key=KEY) as service:
        service.client.api_url = emulator.url
        with pytest.raises(InputError, match="only address"):
            asyncio.run(service.client.get_paper(sha(0), fields=["title"]))
        assert emulator.log == []


def test_offline_holds_for_the_library() -> None:
    with quick("http://127.0.0.1:9", offline=True) as service, pytest.raises(OfflineError):
        asyncio.run(service.client.get_paper(sha(0), fields=["title"]))


def test_the_root_logger_is_left_alone() -> None:
    # in a process of its own: pytest has handlers on the root logger, and then nothing happens
    code = (
        "import logging\n"
        "from kdgraph.s2 import Service\n"
        "logging.getLogger().setLevel(17)\n"
        "Service(api_url='http://127.0.0.1:9', api_key='k').close()\n"
        "root = logging.getLogger()\n"
        "assert root.handlers == [] and root.level == 17, root.handlers\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


class Shelf(MemoryCache):
    """A cache that also remembers everything it was given, as text."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def put(self, key: str, answer: Answer) -> None:
        self.text += key + repr(answer)
        super().put(key, answer)


def test_the_key_shows_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(1)
    logging.getLogger("semanticscholar").setLevel(logging.DEBUG)
    shelf, events = Shelf(), list[Event]()
    shown = []

    def fail(service: Service) -> None:
        try:
            service.papers([sha(1)], ["title"])
        except (FetchError, ForbiddenError, RequestError) as error:
            shown.append("".join(traceback.TracebackException.from_exception(
                error, capture_locals=True).format()))  # fmt: skip
            shown.append(repr(error) + repr(vars(error)))

    with Emulator(star(3), keys=[KEY]) as emulator:
        with quick(emulator.url, api_key=KEY, cache=shelf, on_event=events.append) as service:
            service.papers([sha(0)], ["title"])
            asyncio.run(service.client.get_paper(sha(1), fields=["title"]))
            asyncio.run(service.client.get_paper_citations(sha(0), fields=["title"]))
            shown += [repr(service), repr(service.client), str(vars(service.client))]
            shown += [repr(service.stats), repr(service._transport)]
        assert {e.key for e in emulator.log} == {KEY}
    for status in (400, 403, 503):

        def script(_: Seen, status: int = status) -> Any:
            return status, {}, b"{}"

        with scripted(script) as server, quick(server.url, api_key=KEY, attempts=2) as service:
            fail(service)
            assert server.seen[0].headers["x-api-key"] == KEY
    with quick("http://127.0.0.1:9", api_key=KEY) as service, pytest.raises(Exception) as caught:  # noqa: PT011 - whichever it is, it must not show the key
        service.check()
    shown.append("".join(traceback.format_exception(caught.value)))
    with pytest.raises(InputError) as wrong:
        quick("http://127.0.0.1:9", api_key=f"{KEY}\n")
    shown += [str(wrong.value), caplog.text, shelf.text, repr(events)]
    assert len(shown) > 12
    assert len(caplog.records) > 20
    for text in shown:
        assert KEY not in text
    assert not any(KEY in str(vars(record)) for record in caplog.records)


@pytest.mark.parametrize("key", ["", "two words", "tab\t", "\u00e9", "line\r\nx-evil: 1"])
def test_a_key_that_is_none_is_refused(key: str) -> None:
    with pytest.raises(InputError, match="API key"):
        quick("http://127.0.0.1:9", api_key=key)
