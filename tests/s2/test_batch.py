"""Batches: one row for each id in its place, and one bad id never costs the others."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kdgraph.errors import FetchError
from kdgraph.s2 import MemoryCache, OfflineError
from tests.emulator import Emulator, Fault, Faults
from tests.s2.worlds import Seen, paper, quick, scripted, sha, star


def test_rows_stand_in_the_place_of_their_ids() -> None:
    with Emulator(star(4)) as emulator, quick(emulator.url) as service:
        asked = ["ARXIV:1503.00003", sha(99), "DOI:10.1000/2", "CorpusId:1001", sha(4), sha(99)]
        rows = service.papers(asked, ["title"])
        assert [row.found and row.found.key for row in rows] == [
            sha(3), None, sha(2), sha(1), sha(4), None,
        ]  # fmt: skip
        assert rows[1].reason == rows[5].reason == "not known to the service"
        assert [row.reason for row in rows if row.found] == [None] * 4
        stored = [service.stored_paper(row.key, row.position) for row in rows]
        assert [one and one.key for one in stored] == [row.found and row.found.key for row in rows]
        assert emulator.log[0].body == {"ids": asked[:-1]}  # asked for once


def test_merged_and_equal_ids_lead_to_the_same_paper() -> None:
    corpus = star(3)
    corpus.aliases["f" * 40] = sha(2)
    with Emulator(corpus) as emulator, quick(emulator.url) as service:
        rows = service.papers(["f" * 40, "ARXIV:1503.00002", sha(2)], ["title"])
        assert [row.found.key for row in rows if row.found] == [sha(2)] * 3


def test_an_arxiv_version_is_left_out_and_garbled_ids_are_not_sent() -> None:
    with Emulator(star(3), malformed_ids="reject") as emulator, quick(emulator.url) as service:
        rows = service.papers(
            ["", "ARXIV:1503.00001v3", "  ", "DOI:", "a\nb", " " + sha(2)], ["title"]
        )
        assert [row.found and row.found.key for row in rows] == [
            None, sha(1), None, None, None, sha(2),
        ]  # fmt: skip
        assert rows[0].reason == "not asked: it is no identifier"
        assert rows[0].key == ""
        assert emulator.log[0].body == {"ids": ["ARXIV:1503.00001", sha(2)]}
        assert [row.found for row in service.papers(["", ":"], ["title"])] == [None, None]
        assert len(emulator.log) == 1


def test_nothing_asked_is_nothing_sent() -> None:
    with Emulator(star(1)) as emulator, quick(emulator.url) as service:
        assert service.papers([], ["title"]) == []
        assert emulator.log == []


def test_any_number_of_ids_goes_in_chunks_of_500() -> None:
    with Emulator(star(1_100)) as emulator, quick(emulator.url) as service:
        ids = [sha(n) for n in range(1_100)]
        rows = service.papers(ids, ["paperId"])
        assert [row.found.key for row in rows if row.found] == ids
        assert [len(e.body["ids"]) for e in emulator.log] == [500, 500, 100]
        assert len({row.key for row in rows}) == 3


def test_a_batch_of_unknown_ids_is_a_batch_of_nothing() -> None:
    with Emulator(star(1)) as emulator, quick(emulator.url) as service:
        rows = service.papers([sha(77), sha(78)], ["title"])
        assert [(row.found, row.reason) for row in rows] == [(None, "not known to the service")] * 2
        again = service.papers([sha(77), sha(78)], ["title"])
        assert again == rows
        assert len(emulator.log) == 1


def refusing(bad: set[str], status: int, text: str) -> Any:
    def script(seen: Seen) -> Any:
        ids = seen.body["ids"]
        if bad & set(ids):
            return status, {}, json.dumps({"error": text}).encode()
        return [{"paperId": paper_id} for paper_id in ids]

    return script


@pytest.mark.parametrize(
    ("status", "text", "most"),
    [
        (400, "Invalid something", 18),
        (400, "Response would exceed maximum size of 10 MB", 17),
        (413, "Request Too Long", 17),
        (504, "Endpoint request timed out", 31),
    ],
)
def test_a_refused_batch_is_split_down_to_the_id_at_fault(
    status: int, text: str, most: int
) -> None:
    ids = [sha(n) for n in range(200)]
    bad = ids[137]
    cache = MemoryCache()
    with scripted(refusing({bad}, status, text)) as server:
        with quick(server.url, cache=cache) as service:
            rows = service.papers(ids, ["paperId"])
            assert [row.found and row.found.key for row in rows] == [
                None if i == bad else i for i in ids
            ]
            assert rows[137].reason == f"refused (HTTP {status}): {text}"
            asked = len(server.seen)
            assert asked <= most
            assert service.papers(ids, ["paperId"]) == rows
            assert len(server.seen) == asked  # the splits are remembered
        with quick(server.url, cache=cache, offline=True) as service:
            assert service.papers(ids, ["paperId"]) == rows


def test_a_refusal_that_does_not_last_blames_nobody() -> None:
    refuse = [True]

    def script(seen: Seen) -> Any:
        if refuse and len(seen.body["ids"]) == 1:
            refuse.pop()
            return 400, {}, b'{"error": "odd"}'
        return [{"paperId": i} for i in seen.body["ids"]]

    with scripted(script) as server, quick(server.url) as service:
        assert [row.found and row.found.key for row in service.papers([sha(1)], ["paperId"])] == [
            sha(1)
        ]


def test_a_heavy_batch_of_the_emulator_is_split() -> None:
    corpus = star(40)
    for number in range(1, 40):
        corpus.add_citation(sha(40), sha(number))
    with Emulator(corpus, heavy=30) as emulator, quick(emulator.url) as service:
        rows = service.papers([sha(n) for n in range(20)], ["citations.paperId"])
        assert [row.found is None for row in rows] == [True] + [False] * 19
        assert rows[0].reason == "refused (HTTP 504): Endpoint request timed out"
        assert [len(row.found.lists["citations"].rows) for row in rows if row.found] == [1] * 19


def test_an_answer_too_large_is_asked_for_in_parts() -> None:
    with Emulator(star(60), max_bytes=3_000) as emulator, quick(emulator.url) as service:
        rows = service.papers([sha(n) for n in range(60)], ["title", "year"])
        assert [row.found and row.found.paper.title for row in rows] == [
            f"Paper number {n}" for n in range(60)
        ]
        assert {e.status for e in emulator.log} == {200, 400}


def test_a_row_without_a_paper_id_has_a_reason() -> None:
    answer = [{"paperId": None, "title": "x"}, {"title": "y"}, {"paperId": sha(3), "title": "z"}]
    with scripted(lambda _: answer) as server, quick(server.url) as service:
        rows = service.papers([sha(1), sha(2), sha(3)], ["title"])
        assert [row.reason for row in rows] == ["answered without a paper id"] * 2 + [None]


@pytest.mark.parametrize("seed", range(3))
def test_random_faults_change_no_row(seed: int) -> None:
    ids = [sha(n) for n in (*range(40), 500, 501)]
    with Emulator(star(45)) as emulator, quick(emulator.url) as service:
        want = [row.found and row.found.paper.title for row in service.papers(ids, ["title"])]
    faults = Faults(seed=seed, rates=0.6, seconds=0.4)
    with (
        Emulator(star(45), faults=faults) as emulator,
        quick(emulator.url, timeout=0.3, attempts=99, deadline=120.0) as service,
    ):
        for start in range(0, 42, 7):
            part = service.papers(ids[start : start + 7], ["title"])
            titles = [row.found and row.found.paper.title for row in part]
            assert titles == want[start : start + 7]


def test_what_had_arrived_before_a_failure_is_not_asked_again() -> None:
    ids = [sha(n) for n in range(1_000)]
    faults = Faults(schedule=[None, *[Fault("503")] * 6], at_most=None)
    cache = MemoryCache()
    with Emulator(star(1_000), faults=faults) as emulator:
        with (
            quick(emulator.url, cache=cache, attempts=3) as service,
            pytest.raises(FetchError, match="HTTP 503"),
        ):
            service.papers(ids, ["paperId"])
        emulator.clear_log()
        with quick(emulator.url, cache=cache) as service:
            assert all(row.found for row in service.papers(ids, ["paperId"]))
            assert service.stats.saved == 1
        assert [e.body["ids"][0] for e in emulator.log] == [sha(500)]


def rotated(rows: list[Any]) -> list[Any]:
    return rows[1:] + rows[:1]


@pytest.mark.parametrize("spoil", [rotated, lambda rows: rows[:1] * len(rows)])
@pytest.mark.parametrize("lasts", [1, 99])
def test_rows_in_another_place_than_their_ids_are_not_believed(spoil: Any, lasts: int) -> None:
    left = [lasts]

    def script(seen: Seen) -> Any:
        if seen.method == "GET":
            return {"paperId": seen.target.split("/")[-1].split("?")[0]}
        rows = [{"paperId": paper_id} for paper_id in seen.body["ids"]]
        left[0] -= 1
        return spoil(rows) if left[0] >= 0 else rows

    ids = [sha(n) for n in range(12)]
    with scripted(script) as server, quick(server.url) as service:
        rows = service.papers(ids, ["paperId"])
        assert [row.found and row.found.key for row in rows] == ids
        for row in rows:
            found = service.stored_paper(row.key, row.position)
            assert found is not None
            assert found.key == (row.found and row.found.key), "what is stored is what was said"
        assert len(server.seen) in ((2,) if lasts == 1 else (13, 14))


@pytest.mark.parametrize(
    ("displaced", "asked"), [(3, ["POST", "GET", "GET", "GET"]), (4, ["POST", "POST"])]
)
def test_three_rows_in_doubt_are_asked_one_by_one_and_four_as_a_batch(
    displaced: int, asked: list[str]
) -> None:
    odd = [False, True]  # the first answer, from the end

    def script(seen: Seen) -> Any:
        if seen.method == "GET":
            return {"paperId": seen.target.split("/")[-1].split("?")[0]}
        rows = [{"paperId": paper_id} for paper_id in seen.body["ids"]]
        return rotated(rows[:displaced]) + rows[displaced:] if odd.pop() else rows

    ids = [sha(n) for n in range(12)]
    with scripted(script) as server, quick(server.url) as service:
        rows = service.papers(ids, ["paperId"])
        assert [row.found and row.found.key for row in rows] == ids
        assert [seen.method for seen in server.seen] == asked


@pytest.mark.parametrize(("null", "singly"), [(2, 2), (3, 0)])
def test_as_many_null_ids_as_allowed_are_asked_alone_and_of_more_none(
    null: int, singly: int
) -> None:
    def script(seen: Seen) -> Any:
        if seen.method == "GET":
            return 404, {}, b'{"error": "Paper not found"}'
        return [None] * len(seen.body["ids"])

    ids = [sha(n) for n in range(null)]
    with scripted(script) as server, quick(server.url) as service:
        first = dict(zip(ids, service.papers(ids, ["paperId"]), strict=True))
        again = service.look_again(first, ["paperId"], alone=2)
        assert [row.found for row in again.values()] == [None] * null
        # each is asked twice, since one 404 is not believed
        assert len({s.target for s in server.seen if s.method == "GET"}) == singly


def test_a_merged_id_stays_right_whether_its_new_paper_was_asked_for_or_not() -> None:
    corpus = star(4)
    corpus.aliases |= {"e" * 40: sha(2), "f" * 40: sha(2)}
    with Emulator(corpus) as emulator, quick(emulator.url) as service:
        for ids in (["e" * 40, sha(1)], ["e" * 40, "f" * 40, sha(3)], ["e" * 40, sha(2), "f" * 40]):
            rows = service.papers(ids, ["title"])
            assert [row.found and row.found.key for row in rows] == [
                sha(2) if i[0] in "ef" else i for i in ids
            ]


def test_an_id_that_always_fails_costs_the_others_nothing() -> None:
    ids = [sha(n) for n in range(60)]

    def script(seen: Seen) -> Any:
        asked = [sha(17)] if sha(17) in seen.target else (seen.body or {}).get("ids", [])
        if sha(17) in asked:
            return 500, {}, b'{"message": "Internal Server Error"}'
        if seen.method == "GET":
            return {"paperId": sha(0)} if "ARXIV" in seen.target else {
                "paperId": seen.target.split("/")[-1].split("?")[0]
            }  # fmt: skip
        return [{"paperId": paper_id} for paper_id in asked]

    with scripted(script) as server, quick(server.url, attempts=3) as service:
        rows = service.papers(ids, ["paperId"])
        assert [row.found and row.found.key for row in rows] == [
            None if i == sha(17) else i for i in ids
        ]
        assert [row.failed for row in rows] == [i == sha(17) for i in ids]
        assert rows[17].reason == "Internal Server Error (HTTP 500)"
        assert len(server.seen) < 35


def test_what_is_null_is_asked_again_together_and_then_alone() -> None:
    corpus = star(6)
    nulls = {sha(1): 1, sha(2): 2, sha(9): 99}

    def script(seen: Seen) -> Any:
        if seen.method == "GET":
            paper_id = seen.target.split("/")[-1].split("?")[0]
            if paper_id not in corpus.papers:
                return 404, {}, b'{"error": "Paper not found"}'
            return {"paperId": paper_id}
        answer: list[Any] = []
        for paper_id in seen.body["ids"]:
            nulls[paper_id] = nulls.get(paper_id, 0) - 1
            answer.append(None if nulls[paper_id] >= 0 else {"paperId": paper_id})
        return answer

    with scripted(script) as server, quick(server.url) as service:
        ids = [sha(n) for n in (1, 2, 3, 9)]
        first = dict(zip(ids, service.papers(ids, ["paperId"]), strict=True))
        null = {i: row for i, row in first.items() if row.found is None}
        assert set(null) == {sha(1), sha(2), sha(9)}
        again = service.look_again(null, ["paperId"])
        assert {i: row.found and row.found.key for i, row in again.items()} == {
            sha(1): sha(1), sha(2): sha(2), sha(9): None,
        }  # fmt: skip
        assert [s.method for s in server.seen] == ["POST", "POST", "GET", "GET", "GET"]
        assert service.look_again({}, ["paperId"]) == {}


@given(
    wanted=st.lists(st.integers(0, 12).map(sha), max_size=30),
    bad=st.sets(st.integers(0, 12).map(sha)),
    known=st.sets(st.integers(0, 12).map(sha)),
)
@settings(max_examples=25, deadline=None)
def test_every_id_gets_its_own_row(wanted: list[str], bad: set[str], known: set[str]) -> None:
    def script(seen: Seen) -> Any:
        ids = seen.body["ids"]
        if bad & set(ids):
            return 413, {}, b""
        if not known & set(ids):
            return 400, {}, b'{"error":"No valid paper ids given"}'
        return [{"paperId": i} if i in known else None for i in ids]

    with scripted(script) as server, quick(server.url) as service:
        rows = service.papers(wanted, ["paperId"])
        assert [row.found and row.found.key for row in rows] == [
            i if i in known - bad else None for i in wanted
        ]


def test_match_sends_the_title_whole() -> None:
    corpus = star(1)
    title = "Q&A: C++ = C# + \u201cmore\u201d, 50%?"
    corpus.add_paper(paper(7, title=title))
    with Emulator(corpus) as emulator, quick(emulator.url) as service:
        row = service.match(title, ["title", "year"])
        assert row.found is not None
        assert (row.found.key, row.found.paper.title) == (sha(7), title)
        assert emulator.log[0].query == {"query": title, "fields": "title,year"}


def test_match_replaces_hyphens_and_misses_with_a_reason() -> None:
    with Emulator(star(1)) as emulator, quick(emulator.url) as service:
        row = service.match("Self\u2010Super-vised  zebra", ["title"])
        assert emulator.log[0].query["query"] == "Self Super vised zebra"
        assert (row.found, row.reason) == (None, "Title match not found")
        assert service.match("Self Super vised zebra", ["title"]).found is None
        assert len(emulator.log) == 1  # a miss is an answer, too
        assert service.match(" - ", ["title"]).reason == "not asked: the title is empty"
        assert len(emulator.log) == 1


def test_offline_rows_come_from_the_cache_alone() -> None:
    cache = MemoryCache()
    with Emulator(star(3)) as emulator:
        with quick(emulator.url, cache=cache) as service:
            rows = service.papers([sha(1), sha(2)], ["title"])
        with quick(emulator.url, cache=cache, offline=True) as service:
            assert service.papers([sha(1), sha(2)], ["title"]) == rows
            with pytest.raises(OfflineError):
                service.papers([sha(1)], ["title"])
        assert len(emulator.log) == 1
