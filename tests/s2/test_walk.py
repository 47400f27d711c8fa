"""Walks: every row of a list once, whatever its pages look like, and the truth about the rest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kdgraph.errors import FetchError, InputError
from kdgraph.s2 import (
    EDGE_FIELDS,
    LIST_FIELDS,
    MemoryCache,
    Page,
    Service,
    Walk,
    read_page,
    rows_of_walk,
)
from kdgraph.s2.border import Direction
from tests.emulator import Corpus, Emulator, Fault, Faults
from tests.s2.worlds import Seen, paper, quick, scripted, sha, star

FIRST_DAY = date(2010, 1, 2)
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def a_day_each(number: int) -> str:
    """Three papers a day, so that windows end in the middle of a day."""
    return (FIRST_DAY + timedelta(days=number // 3)).isoformat()


@pytest.fixture(scope="module")
def large() -> Corpus:
    return star(12_345, days=a_day_each)


def citing(walk: Walk) -> set[str]:
    ids = {row.key for row in walk.rows if row.key is not None}
    assert len(ids) == len(walk.rows)
    return ids


def stored(service: Service, walk: Walk, direction: Direction) -> list[Page]:
    return [service.stored_page(key, direction, ()) for key in walk.keys]


def page_of(*items: Any, offset: int = 0, direction: Direction = "references") -> Page:
    return read_page({"offset": offset, "data": list(items)}, direction, NOON)


def test_a_list_is_walked_to_its_end_in_pages_of_a_thousand() -> None:
    with Emulator(star(2_500)) as emulator, quick(emulator.url) as service:
        walk = service.walk(sha(0), "citations", ["title"], reported=2_500)
        assert citing(walk) == {sha(n) for n in range(1, 2_501)}
        assert (walk.state, walk.reason, walk.unresolved, walk.duplicates) == (
            "complete", None, 0, 0,
        )  # fmt: skip
        assert [(e.query["offset"], e.query["limit"]) for e in emulator.log] == [
            ("0", "1000"), ("1000", "1000"), ("2000", "1000"),
        ]  # fmt: skip
        again = rows_of_walk(stored(service, walk, "citations"))
        assert [row.key for row in again.rows] == [row.key for row in walk.rows]
        assert service.walk(sha(0), "citations", ["title"]) == walk
        assert len(emulator.log) == 3


def test_more_citations_than_the_service_shows_are_reached_by_date(large: Corpus) -> None:
    with Emulator(large) as emulator, quick(emulator.url) as service:
        walk = service.walk(sha(0), "citations", ["title"], reported=12_345)
        assert citing(walk) == {sha(n) for n in range(1, 12_346)}
        assert (walk.state, walk.reason) == ("complete", None)
        assert len(emulator.log) == 13
        assert emulator.log[9].query["limit"] == "999"
        assert emulator.log[10].query["publicationDateOrYear"] == f":{a_day_each(2347)}"
        assert 1 <= walk.duplicates <= 3
        again = rows_of_walk(stored(service, walk, "citations"))
        assert [row.key for row in again.rows] == [row.key for row in walk.rows]
        assert again[1:] == (0, walk.duplicates)


def test_a_list_longer_than_reported_is_walked_on_without_a_number(large: Corpus) -> None:
    with Emulator(large) as emulator, quick(emulator.url) as service:
        walk = service.walk(sha(0), "citations", ["title"])
        assert len(walk.rows) == 12_345
        assert walk.state == "capped"
        assert walk.reason is not None
        assert walk.reason.startswith("12,345 rows of an unknown number")


def test_what_no_window_of_dates_holds_is_counted_as_missing() -> None:
    corpus = star(10_400, days=lambda n: a_day_each(n) if n > 50 else None)
    for number in range(3):
        corpus.add_unresolved(title=f"Lost {number}", cited=sha(0))
    with Emulator(corpus) as emulator, quick(emulator.url) as service:
        walk = service.walk(sha(0), "citations", ["title"], reported=10_403)
        assert len(walk.rows) == 10_350
        assert walk.state == "capped"
        assert walk.reason is not None
        assert walk.reason.startswith("10,350 rows of 10,403 reported")


def test_a_day_too_crowded_to_be_shown_whole_does_not_stop_the_walk() -> None:
    def days(number: int) -> str:
        return "2020-05-05" if number <= 11_000 else a_day_each(number % 900)

    with Emulator(star(12_000, days=days)) as emulator, quick(emulator.url) as service:
        walk = service.walk(sha(0), "citations", ["title"], reported=12_000)
        assert len(walk.rows) == 10_999
        assert walk.state == "capped"
        assert walk.reason == (
            "10,999 rows of 12,000 reported: more than 9,999 papers of 2020-05-05 cite it"
        )


def test_a_service_that_ignores_dates_is_found_out() -> None:
    def script(seen: Seen) -> Any:
        query = parse_qs(urlsplit(seen.target).query)
        offset, limit = int(query["offset"][0]), int(query["limit"][0])
        rows = [
            {"citingPaper": {"paperId": sha(n), "publicationDate": a_day_each(15_000 - n)}}
            for n in range(offset, offset + limit)
        ]
        return {"offset": offset, "next": offset + limit, "data": rows}

    with scripted(script) as server, quick(server.url) as service:
        walk = service.walk(sha(0), "citations", ["paperId"], reported=20_000)
        assert (len(walk.rows), walk.state) == (9_999, "capped")
        assert walk.reason is not None
        assert "does not keep to the window" in walk.reason
        assert len(server.seen) == 20


def test_references_beyond_the_window_are_capped() -> None:
    def script(seen: Seen) -> Any:
        query = parse_qs(urlsplit(seen.target).query)
        offset, limit = int(query["offset"][0]), int(query["limit"][0])
        rows = [{"citedPaper": {"paperId": sha(n)}} for n in range(offset, offset + limit)]
        return {"offset": offset, "next": offset + limit, "data": rows}

    with scripted(script) as server, quick(server.url) as service:
        walk = service.walk(sha(0), "references", ["paperId"], reported=10_500)
        assert (len(walk.rows), walk.state) == (9_999, "capped")
        assert walk.reason is not None
        assert walk.reason.startswith("9,999 rows of 10,500 reported: ")
        assert service.walk(sha(1), "references", ["paperId"], reported=9_999).state == "complete"


def test_elided_is_not_empty() -> None:
    corpus = Corpus()
    corpus.add_paper(paper(0)).elided = frozenset({"references"})
    with Emulator(corpus) as emulator, quick(emulator.url) as service:
        references = service.walk(sha(0), "references", ["title"], reported=12)
        citations = service.walk(sha(0), "citations", ["title"], reported=0)
        assert (references.state, references.rows) == ("elided", [])
        assert references.reason == "the publisher withholds this list"
        assert (citations.state, citations.rows, citations.reason) == ("complete", [], None)


def test_a_number_other_than_reported_is_told() -> None:
    with Emulator(star(3)) as emulator, quick(emulator.url) as service:
        walk = service.walk(sha(0), "citations", ["title"], reported=5)
        assert walk.state == "complete"
        assert walk.reason == "the service counts 5 and lists 3 to the end"


def test_an_unknown_paper_is_a_failed_walk_and_asked_twice() -> None:
    with Emulator(star(3)) as emulator, quick(emulator.url) as service:
        for _ in range(2):
            walk = service.walk(sha(99), "references", ["title"])
            assert (walk.state, walk.rows) == ("failed", [])
            assert walk.reason == f"not known to the service: Paper with id {sha(99)} not found"
        assert len(emulator.log) == 2, "twice before it is believed, and then no more"
        with pytest.raises(InputError, match="direction"):
            service.walk(sha(0), "cites", ["title"])  # type: ignore[arg-type] # on purpose


def test_edges_without_a_paper_are_counted() -> None:
    odd = [
        None,
        {"citedPaper": None},
        {"citedPaper": {"paperId": None, "title": "Lost"}},
        {"citedPaper": {"paperId": None, "title": "Lost"}},
        {"citedPaper": {"paperId": ""}},
        {"contexts": [], "citedPaper": {"paperId": sha(1)}},
    ]
    with scripted(lambda _: {"offset": 0, "data": odd}) as server, quick(server.url) as service:
        walk = service.walk(sha(0), "references", EDGE_FIELDS, reported=6)
        assert [row.key for row in walk.rows] == [sha(1)]
        assert (walk.unresolved, walk.duplicates, walk.reason) == (5, 0, None)


def test_a_list_that_ends_too_soon_is_asked_for_its_end_once_more() -> None:
    rows = [{"citedPaper": {"paperId": sha(n)}} for n in range(5)]
    pages = [{"offset": 0, "data": rows[:3]}, {"offset": 0, "next": 3, "data": rows[:3]}]

    def script(seen: Seen) -> Any:
        offset = int(parse_qs(urlsplit(seen.target).query)["offset"][0])
        return pages.pop(0) if pages else {"offset": offset, "data": rows[offset:]}

    with scripted(script) as server, quick(server.url) as service:
        walk = service.walk(sha(9), "references", ["paperId"], reported=5)
        assert ([row.key for row in walk.rows], walk.reason) == ([sha(n) for n in range(5)], None)
        assert len(server.seen) == 3
        assert len(walk.keys) == 2


@pytest.mark.parametrize("lasts", [1, 2, 3])
def test_a_page_with_an_odd_value_is_asked_once_more(lasts: int) -> None:
    left = [lasts]

    def script(_: Seen) -> Any:
        left[0] -= 1
        year = ["x", 2015, 20195][min(left[0], 2) if lasts == 3 else 0] if left[0] >= 0 else 2015
        return {"offset": 0, "data": [{"citedPaper": {"paperId": sha(1), "year": year}}]}

    with scripted(script) as server, quick(server.url) as service:
        walk = service.walk(sha(9), "references", ["paperId", "year"])
        assert len(server.seen) == 2
        (row,) = walk.rows
        assert row.paper is not None
        assert (row.paper.year == 2015) == (lasts != 2)
        assert walk.odd.total() == (lasts == 2)
        assert not walk.unsure, "both answers are odd in the same way, or one is not"


def test_odd_ids_keep_their_path() -> None:
    corpus = star(2)
    corpus.add_paper(paper(5, external_ids={"DOI": "10.1002/(sici)1:2<3::aid#4?5>6%7"}))
    corpus.add_citation(sha(1), sha(5))
    with Emulator(corpus) as emulator, quick(emulator.url) as service:
        walk = service.walk("DOI:10.1002/(SICI)1:2<3::AID#4?5>6%7", "citations", ["title"])
        assert citing(walk) == {sha(1)}


@pytest.mark.parametrize("kind", ["short_page", "short_next", "empty_page"])
def test_odd_pages_bring_every_row_once(kind: str) -> None:
    corpus = star(2_200)
    for number in range(5):
        corpus.add_unresolved(title="Lost", cited=sha(0), year=2000 + number % 2)
    faults = Faults(seed=3, rates={kind: 0.5}, at_most=None)
    with Emulator(corpus, faults=faults) as emulator, quick(emulator.url) as service:
        walk = service.walk(sha(0), "citations", ["title"], reported=2_205)
        assert citing(walk) == {sha(n) for n in range(1, 2_201)}
        assert (walk.unresolved, walk.state, walk.reason) == (5, "complete", None)
        assert kind in {e.fault for e in emulator.log}


@pytest.mark.parametrize("seed", range(2))
def test_random_faults_of_every_kind_change_no_row(seed: int) -> None:
    corpus = star(2_600)
    for number in range(4):
        corpus.add_unresolved(title=f"Lost {number}", cited=sha(0))
    faults = Faults(seed=seed, rates=0.6, seconds=0.4)
    with Emulator(corpus, faults=faults) as emulator:
        with quick(emulator.url, timeout=0.5, attempts=99, deadline=120.0) as service:
            walk = service.walk(sha(0), "citations", ["title", "authors"], reported=2_604)
        assert citing(walk) == {sha(n) for n in range(1, 2_601)}
        assert (walk.unresolved, walk.state, walk.reason) == (4, "complete", None)
        assert {e.fault for e in emulator.log} - {None}


def test_a_failed_walk_goes_on_where_it_ended() -> None:
    faults = Faults(schedule=[None, None, Fault("502"), Fault("html_200")], at_most=None)
    cache = MemoryCache()
    with Emulator(star(2_500), faults=faults) as emulator:
        with (
            quick(emulator.url, cache=cache, attempts=2) as service,
            pytest.raises(FetchError, match="from row 2000"),
        ):
            service.walk(sha(0), "citations", ["title"])
        emulator.clear_log()
        with quick(emulator.url, cache=cache) as service:
            assert len(service.walk(sha(0), "citations", ["title"]).rows) == 2_500
        assert [e.query["offset"] for e in emulator.log] == ["2000"]


@pytest.mark.parametrize(
    "page",
    [
        pytest.param({"offset": 0, "next": 0, "data": []}, id="next stands still"),
        pytest.param({"offset": 0, "next": -1, "data": []}, id="next goes back"),
        pytest.param({"offset": 0, "next": "9", "data": []}, id="next is text"),
        pytest.param({"offset": 0, "next": True, "data": []}, id="next is true"),
        pytest.param({"offset": 0, "next": 2**70, "data": []}, id="next is beyond 64 bits"),
        pytest.param({"offset": False, "data": []}, id="offset is false"),
        pytest.param({"offset": 5, "data": []}, id="another page"),
        pytest.param({"offset": 0}, id="no data"),
        pytest.param({"offset": 0, "data": {}}, id="data is an object"),
        pytest.param({"offset": 0, "data": [{"citingPaper": {"paperId": "x"}}]}, id="other end"),
        pytest.param({"offset": 0, "data": ["x"]}, id="text for an edge"),
        pytest.param({"error": "x"}, id="error under 200"),
        pytest.param({"message": "x"}, id="message under 200"),
    ],
)
def test_a_page_that_is_none_is_asked_again(page: Any) -> None:
    pages = [page]
    good = {"offset": 0, "data": [{"citedPaper": {"paperId": sha(1)}}]}
    with scripted(lambda _: pages.pop() if pages else good) as server, quick(server.url) as service:
        assert len(service.walk(sha(0), "references", ["paperId"]).rows) == 1
        assert len(server.seen) == 2
        assert service.stats.faults == {"wrong shape": 1}


def test_empty_pages_without_end_are_a_failure() -> None:
    def script(seen: Seen) -> Any:
        offset = int(parse_qs(urlsplit(seen.target).query)["offset"][0])
        return {"offset": offset, "next": offset + 1, "data": []}

    with scripted(script) as server, quick(server.url) as service:
        with pytest.raises(FetchError, match="21 empty pages in a row"):
            service.walk(sha(0), "citations", ["title"])
        assert len(server.seen) == 21


def test_a_paper_named_twice_keeps_all_its_sentences() -> None:
    first = {"contexts": ["A."], "intents": None, "isInfluential": False}
    again = {"contexts": ["B.", "A."], "intents": ["result"], "isInfluential": True}
    data = [{**edge, "citedPaper": {"paperId": sha(1)}} for edge in (first, again)]
    (row,), unresolved, duplicates = rows_of_walk([page_of(*data)])
    assert [context.sentence for context in row.contexts] == ["A.", "B."]
    assert (row.key, row.intents, row.influential) == (sha(1), ("result",), True)
    assert (unresolved, duplicates) == (0, 1)


def test_fields_of_a_walk_are_the_services_own() -> None:
    with Emulator(star(2)) as emulator, quick(emulator.url) as service:
        for direction in ("references", "citations"):
            walk = service.walk(sha(1), direction, (*EDGE_FIELDS, *LIST_FIELDS))
            assert walk.state == "complete"
        walk = service.walk(sha(0), "citations", (*EDGE_FIELDS, *LIST_FIELDS))
        assert walk.rows[0].paper is not None
        assert walk.rows[0].paper.title
        assert walk.rows[0].influential is not None
        assert not walk.odd, "every field that is asked for is there"


def cut(edges: list[Any], sizes: list[int]) -> Iterator[Page]:
    """Cut a list into pages of the given sizes that overlap by one row."""
    start = 0
    for size in sizes:
        yield page_of(*edges[start : start + size + 1], offset=start)
        start += size
    yield page_of(*edges[start:], offset=start)


@given(
    edges=st.lists(
        st.one_of(
            st.none(),
            st.sampled_from("abcde").map(lambda c: {"citedPaper": {"paperId": c * 40}}),
            st.sampled_from("xy").map(lambda t: {"citedPaper": {"paperId": None, "title": t}}),
        ),
        max_size=30,
    ),
    sizes=st.lists(st.integers(1, 9), max_size=6),
)
@settings(max_examples=200, deadline=None)
def test_pages_cut_anyhow_hold_the_same_rows(edges: list[Any], sizes: list[int]) -> None:
    whole = rows_of_walk([page_of(*edges)])
    parts = rows_of_walk(cut(edges, sizes))
    assert parts[:2] == whole[:2]
    again = [page_of(*edges)] * 2
    thrice = rows_of_walk([*cut(edges, sizes), *again])
    assert thrice[:2] == whole[:2]
    assert len(whole.rows) + whole.unresolved + whole.duplicates == len(edges)
