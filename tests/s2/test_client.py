"""The library's client, hardened: every public method, the key on all, faults, store, notebooks.

What the library's own code gets wrong is shown on the library itself, beside what serves instead.
"""

from __future__ import annotations

import asyncio
import inspect
import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from semanticscholar import AsyncSemanticScholar, SemanticScholar
from semanticscholar.SemanticScholarException import (
    BadQueryParametersException,
    ObjectNotFoundException,
)

import kdgraph
from kdgraph.errors import FetchError, UnreachableError
from kdgraph.s2 import MemoryCache, OfflineError
from kdgraph.s2.client import HardenedClient
from tests.emulator import Corpus, Emulator, Faults
from tests.s2.worlds import KEY, Seen, paper, quick, scripted, sha, star

TITLE = "A study of A&B: C+D #1"


def world(leaves: int = 12) -> Corpus:
    corpus = star(leaves)
    corpus.add_paper(
        paper(500, title=TITLE, abstract="Of students.", authors=[("7", "Ada Lovelace")])
    )
    return corpus


def hardened(url: str, **options: Any) -> HardenedClient:
    """Return the client for notebooks, as quick as the tests need it."""
    defaults: dict[str, Any] = {"cache": MemoryCache(), "api_key": KEY}
    return kdgraph.semantic_scholar(api_url=url, **(defaults | options))


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KDGRAPH_PACE", "0.0001")
    monkeypatch.setenv("KDGRAPH_TIMEOUT", "10")
    monkeypatch.setenv("KDGRAPH_DEADLINE", "20")


# method: its arguments, and what must be true of what it returns
CALLS: dict[str, tuple[tuple[Any, ...], dict[str, Any], Callable[[Any], bool]]] = {
    "get_paper": ((sha(1),), {"fields": ["title"]}, lambda got: got.title == "Paper number 1"),
    "get_papers": (
        ([sha(1), sha(2)],),
        {"fields": ["title"]},
        lambda got: [p.paperId for p in got] == [sha(1), sha(2)],
    ),
    "get_paper_authors": ((sha(500),), {}, lambda got: [a.name for a in got] == ["Ada Lovelace"]),
    "get_paper_citations": (
        (sha(0),),
        {"fields": ["title"], "limit": 5},
        lambda got: len([c.paper.paperId for c in got]) == 12,
    ),
    "get_paper_references": (
        (sha(3),),
        {"fields": ["title"]},
        lambda got: [r.paper.paperId for r in got] == [sha(0)],
    ),
    "search_paper": (
        (TITLE,),
        {"fields": ["title"], "match_title": True},
        lambda got: got.paperId == sha(500),
    ),
    "get_author": (("7",), {"fields": ["name"]}, lambda got: got.name == "Ada Lovelace"),
    "get_authors": (
        (["7"],),
        {"fields": ["name"]},
        lambda got: [a.authorId for a in got] == ["7"],
    ),
    "get_author_papers": (
        ("7",),
        {"fields": ["title"]},
        lambda got: [p.title for p in got] == [TITLE],
    ),
    "search_author": (
        ("lovelace",),
        {"fields": ["name"]},
        lambda got: [a.authorId for a in got] == ["7"],
    ),
    "get_recommended_papers": (
        (sha(1),),
        {"fields": ["title"], "pool_from": "all-cs"},
        lambda got: {p.paperId for p in got} <= {sha(n) for n in range(13)} and len(got) > 3,
    ),
    "get_recommended_papers_from_lists": (
        ([sha(1)],),
        {"fields": ["title"]},
        lambda got: len(got) > 3,
    ),
    "get_autocomplete": (("a study",), {}, lambda got: [m.title for m in got] == [TITLE]),
    "search_snippet": (("students",), {}, lambda got: got[0].paper.title == TITLE),
    "get_available_releases": ((), {}, lambda got: "2026-09-15" in got),
    "get_release": (("latest",), {}, lambda got: got.release_id == "2026-09-15"),
    "get_dataset_download_links": (
        ("2026-09-15", "papers"),
        {},
        lambda got: got.name == "papers" and len(got.files) > 0,
    ),
    "get_dataset_diffs": (
        ("papers", "2026-09-01", "2026-09-15"),
        {},
        lambda got: got.dataset == "papers" and len(got.diffs) > 0,
    ),
}


def test_no_public_method_is_left_out() -> None:
    public = {
        name
        for name, member in inspect.getmembers(AsyncSemanticScholar, inspect.iscoroutinefunction)
        if not name.startswith("_")
    }
    assert public == set(CALLS)
    assert public <= set(dir(SemanticScholar))


@pytest.mark.parametrize("name", CALLS)
def test_every_method_asks_with_the_key_through_faults_and_from_the_store(name: str) -> None:
    arguments, options, is_right = CALLS[name]
    faults = Faults(schedule=["503", "html_200", "502", "null_200", "429"], at_most=None)
    with (
        Emulator(world(), keys=[KEY], require_key=True, faults=faults) as emulator,
        hardened(emulator.url) as client,
    ):
        assert is_right(getattr(client, name)(*arguments, **options))
        asked = len(emulator.log)
        assert asked >= 6
        assert {exchange.key for exchange in emulator.log} == {KEY}

        async def twin() -> Any:
            got = await getattr(client.asynchronous, name)(*arguments, **options)
            return [item async for item in got] if hasattr(got, "__aiter__") else got

        assert is_right(asyncio.run(twin()))
        # links into the datasets expire, so they are asked for each time
        lasting = "dataset" not in name and "release" not in name
        assert len(emulator.log) == asked + (0 if lasting else 1)


def test_it_works_where_an_event_loop_runs_already() -> None:
    with Emulator(world(), keys=[KEY]) as emulator, hardened(emulator.url) as client:

        async def notebook() -> list[str]:
            cited = client.get_paper_citations(sha(0), fields=["title"], limit=5)
            return [client.get_paper(sha(1), fields=["title"]).title] + [
                c.paper.title for c in cited
            ]

        assert len(asyncio.run(notebook())) == 13


def test_offline_from_the_data_folder(tmp_path: Path) -> None:
    where = {"data": tmp_path / "data", "cache": None}
    with Emulator(world(), keys=[KEY]) as emulator:
        with hardened(emulator.url, **where) as client:
            title = client.get_paper(sha(1), fields=["title"]).title
        assert (tmp_path / "data" / "cache.sqlite").exists()
        with hardened(emulator.url, **where, offline=True) as client:
            assert client.get_paper(sha(1), fields=["title"]).title == title
            with pytest.raises(OfflineError) as caught:
                client.get_paper(sha(2), fields=["title"])
            assert isinstance(caught.value, UnreachableError)
        assert len(emulator.log) == 1
        with hardened(emulator.url, **where, max_age=timedelta(0)) as client:
            client.get_paper(sha(1), fields=["title"])
        assert len(emulator.log) == 2


def test_mistakes_raise_the_librarys_own_errors_each_time() -> None:
    with Emulator(world(), keys=[KEY]) as emulator, hardened(emulator.url) as client:
        for _ in range(2):
            with pytest.raises(ObjectNotFoundException, match="not found"):
                client.get_paper(sha(99), fields=["title"])
            with pytest.raises(BadQueryParametersException, match="unsupported fields"):
                client.get_paper(sha(1), fields=["nonsense"])
        assert len(emulator.log) == 4, "a mistake is not stored: the paper may be known tomorrow"


ODD = [b"{}", b'{"message": "Endpoint request timed out"}', b'{"error": "x"}', b"[]", b"7"]


@pytest.mark.parametrize("body", ODD)
@pytest.mark.parametrize("name", [n for n in CALLS if n != "get_available_releases"])
def test_no_error_becomes_an_empty_object(name: str, body: bytes) -> None:
    arguments, options, _ = CALLS[name]
    with (
        scripted(lambda _: (200, {}, body)) as server,
        quick(server.url, attempts=2) as service,
        pytest.raises(FetchError),
    ):
        asyncio.run(getattr(service.client, name)(*arguments, **options))


def bare(url: str) -> SemanticScholar:
    """Return the client as the library makes it."""
    return SemanticScholar(api_url=url, api_key=KEY, timeout=5, retry=False)


def test_the_library_alone_makes_an_empty_paper_of_an_error() -> None:
    with scripted(lambda _: (502, {}, b"<html>")) as server:
        assert bare(server.url).get_paper(sha(1), fields=["title"]).paperId is None
        with quick(server.url, attempts=2) as service, pytest.raises(FetchError, match="502"):
            asyncio.run(service.client.get_paper(sha(1), fields=["title"]))


def test_the_library_alone_forgets_the_key_on_lists() -> None:
    with Emulator(world(), keys=[KEY]) as emulator:
        bare(emulator.url).get_paper_citations(sha(0), fields=["title"])
        assert emulator.log[-1].key is None
        with hardened(emulator.url) as client:
            client.get_paper_citations(sha(0), fields=["title"])
        assert emulator.log[-1].key == KEY


def test_the_library_alone_ends_a_list_where_a_page_is_short() -> None:
    for kind in ("short_page", "short_next", "empty_page"):
        faults = Faults(schedule=[kind], at_most=None)
        with Emulator(world(), keys=[KEY], faults=faults) as emulator:
            got = bare(emulator.url).get_paper_citations(sha(0), fields=["title"], limit=5)
            assert len({c.paper.paperId for c in got}) < 12
        faults = Faults(schedule=[kind], at_most=None)
        with (
            Emulator(world(), keys=[KEY], faults=faults) as emulator,
            hardened(emulator.url) as client,
        ):
            found = client.get_paper_citations(sha(0), fields=["title"], limit=5)
            assert {c.paper.paperId for c in found} == {sha(n) for n in range(1, 13)}, kind


def test_the_library_alone_dies_at_the_end_of_the_window() -> None:
    with Emulator(star(10_050), keys=[KEY]) as emulator:
        got = bare(emulator.url).get_paper_citations(sha(0), fields=["title"], limit=999)
        with pytest.raises(BadQueryParametersException):
            list(got)
        with hardened(emulator.url) as client:
            found = client.get_paper_citations(sha(0), fields=["title"], limit=999)
            with pytest.warns(UserWarning, match="9,999 rows of a list"):
                assert len(list(found)) == 9_999
        with quick(emulator.url, api_key=KEY) as service:
            walked = service.walk(sha(0), "citations", ["title"])
            assert len(walked.rows) > 9_999


def test_the_library_alone_loses_the_positions_of_a_batch() -> None:
    ids = [sha(1), sha(99), "DOI:10.1000/2"]
    with Emulator(world(), keys=[KEY]) as emulator:
        found, missing = bare(emulator.url).get_papers(ids, ["title"], return_not_found=True)
        assert len(found) == 2
        assert "DOI:10.1000/2" in missing, "it was found"
        with quick(emulator.url, api_key=KEY) as service:
            rows = service.papers(ids, ["title"])
    assert [row.reason is None for row in rows] == [True, False, True]


def test_a_list_that_the_publisher_withholds_is_no_empty_list() -> None:
    corpus = world()
    corpus.add_paper(paper(77, elided=frozenset({"references"})))
    with Emulator(corpus, keys=[KEY]) as emulator:
        with pytest.raises(TypeError):
            bare(emulator.url).get_paper_references(sha(77), fields=["title"])
        with hardened(emulator.url) as client, pytest.raises(FetchError, match="withholds"):
            client.get_paper_references(sha(77), fields=["title"])


def test_the_product_asks_through_the_librarys_client(monkeypatch: pytest.MonkeyPatch) -> None:
    called = []
    for name in ("get_paper", "get_papers", "search_paper"):
        original = getattr(AsyncSemanticScholar, name)

        async def spy(
            self: Any, *arguments: Any, original: Any = original, name: str = name, **options: Any
        ) -> Any:
            called.append(name)
            return await original(self, *arguments, **options)

        monkeypatch.setattr(AsyncSemanticScholar, name, spy)
    with Emulator(world(), keys=[KEY]) as emulator, quick(emulator.url, api_key=KEY) as service:
        service.papers([sha(1), "DOI:10.1000/2", sha(99)], ["title"])
        service.match(TITLE, ["title"])
        assert called == ["get_papers", "search_paper"]
        assert [exchange.path.rpartition("/")[2] for exchange in emulator.log] == ["batch", "match"]
        assert emulator.log[1].query == {"query": TITLE, "fields": "title"}


def test_a_library_that_asks_for_something_else_is_not_followed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def astray(self: Any, ids: list[str], **options: Any) -> Any:
        url, fields = f"{self.api_url}/graph/v1/paper/batch", ",".join(options["fields"])
        return await self._requester.get_data_async(url, f"fields={fields}", {}, {"ids": ids[1:]})

    monkeypatch.setattr(AsyncSemanticScholar, "get_papers", astray)
    with Emulator(world()) as emulator, quick(emulator.url) as service:
        with pytest.raises(RuntimeError, match="was meant"):
            service.papers([sha(1), sha(2)], ["title"])
        assert emulator.log == []


def test_nobody_hears_the_librarys_guesses(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with Emulator(world()) as emulator, quick(emulator.url) as service:
        service.papers(["DOI:10.1000/2", sha(99)], ["title"])
    assert caplog.records == []
    assert capsys.readouterr() == ("", "")


def test_old_answers_serve_the_product_as_it_asks_and_the_client_as_it_was_told() -> None:
    day = datetime(2026, 1, 1, tzinfo=UTC)
    now = [day]
    with Emulator(world()) as emulator:
        service = quick(emulator.url, now=lambda: now[0], max_age=timedelta(days=2))
        with service, warnings.catch_warnings():
            warnings.simplefilter("error")
            for age in (0, 1, 3):
                now[0] = day + timedelta(days=age)
                asyncio.run(service.client.get_paper(sha(1), fields=["title"]))
        assert len(emulator.log) == 2


def test_a_page_that_leads_back_is_not_walked_for_ever() -> None:
    def script(_: Seen) -> Any:
        return {"offset": 0, "next": 0, "data": []}

    with (
        scripted(script) as server,
        quick(server.url, attempts=2) as service,
        pytest.raises(FetchError, match="the page after 0 is 0"),
    ):
        asyncio.run(service.client.get_paper_citations(sha(0), fields=["title"]))
