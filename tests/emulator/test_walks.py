"""Long lists: windows, budgets and cuts; and that a patient client can learn the whole truth."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.emulator import Corpus, Emulator, Paper, synthetic_corpus
from tests.emulator.asking import Asking

STAR = "f" * 40


def famous(citations: int) -> Corpus:
    """A paper with many citing papers, three a day from 2000 on; every 50th has a year only."""
    corpus = Corpus()
    corpus.add_paper(Paper(STAR, 9, "The famous one", 1999))
    for n in range(citations):
        day = n // 3
        year, month, rest = 2000 + day // 336, day % 336 // 28 + 1, day % 28 + 1
        date = None if n % 50 == 0 else f"{year}-{month:02}-{rest:02}"
        corpus.add_paper(Paper(f"{n:040x}", title=f"Paper {n}", year=year, date=date))
        corpus.add_citation(f"{n:040x}", STAR)
    return corpus


@pytest.fixture(scope="module")
def big() -> Corpus:
    return famous(12_000)


def _shas(rows: Iterator[dict[str, dict[str, str]]]) -> list[str]:
    return [row["citingPaper"]["paperId"] for row in rows]


def test_the_window_ends_at_9999(big: Corpus) -> None:
    with Emulator(big) as emulator, Asking(emulator) as ask:
        path = f"paper/{STAR}/citations"
        last = ask.get(path, offset=9_000, limit=999)
        assert (last.status, len(last.body["data"]), last.body["next"]) == (200, 999, 9_999)
        edge = ask.get(path, offset=9_998, limit=1)
        assert (edge.status, edge.body["next"]) == (200, 9_999)
        for offset, limit in ((9_999, 1), (9_000, 1_000), (20_000, 100)):
            beyond = ask.get(path, offset=offset, limit=limit)
            assert (beyond.status, beyond.body) == (
                400,
                {"error": "offset + limit must be < 10000"},
            )


def test_a_last_page_that_is_full_has_no_next() -> None:
    with Emulator(famous(40)) as emulator, Asking(emulator) as ask:
        pages = [ask.get(f"paper/{STAR}/citations", offset=n, limit=20).body for n in (0, 20, 40)]
    assert [len(page["data"]) for page in pages] == [20, 20, 0]
    assert [page.get("next") for page in pages] == [20, None, None]


@pytest.mark.parametrize("undated", ["drop", "keep"])
def test_windows_of_dates_reach_what_lies_beyond(big: Corpus, undated: str) -> None:
    with Emulator(big, undated_in_windows=undated) as emulator, Asking(emulator) as ask:  # type: ignore[arg-type]  # a parameter of the test is a plain str
        path, found = f"paper/{STAR}/citations", set[str]()
        for year in range(1999, 2013):
            rows = _shas(ask.walk(path, limit=500, publicationDateOrYear=f"{year}"))
            found |= set(rows)
            whole = f"{year}-01-01:{year}-12-31"
            assert _shas(ask.walk(path, limit=900, publicationDateOrYear=whole)) == rows
        early = set(_shas(ask.walk(path, limit=1000, publicationDateOrYear=":2005-06-30")))
        late = set(_shas(ask.walk(path, limit=1000, publicationDateOrYear="2005-07:")))
        assert early | late == found
        assert not early & late
        ignored = ask.get(path, year=2003, limit=1).body["data"]
        assert ignored == ask.get(path, limit=1).body["data"]
    assert len(found) == (12_000 if undated == "keep" else 12_000 - 240)


def test_citations_come_newest_first(big: Corpus) -> None:
    with Emulator(big) as emulator, Asking(emulator) as ask:
        rows = ask.get(f"paper/{STAR}/citations", fields="publicationDate,year", limit=1000)
    papers = [row["citingPaper"] for row in rows.body["data"]]
    dates = [paper["publicationDate"] or str(paper["year"]) for paper in papers]
    assert dates == sorted(dates, reverse=True)


def test_nested_citations_stop_at_1000_without_a_word(big: Corpus) -> None:
    fields = "citationCount,citations.title"
    with Emulator(big) as emulator, Asking(emulator) as ask:
        single = ask.get(f"paper/{STAR}", fields=fields).body
        batch = ask.post("paper/batch", {"ids": [STAR]}, fields=fields).body[0]
    assert single == batch
    assert single["citationCount"] == 12_000
    assert len(single["citations"]) == 1_000
    with Emulator(big, cut_in_batch=False) as emulator, Asking(emulator) as ask:
        batch = ask.post("paper/batch", {"ids": [STAR]}, fields=fields).body[0]
        assert len(batch["citations"]) == 9_999


def test_a_batch_has_room_for_9999_rows_and_says_nothing_when_it_is_full() -> None:
    corpus = famous(900)
    ids = [f"{n:040x}" for n in range(14)]
    for cited in ids:
        for n in range(20, 820):
            corpus.add_citation(f"{n:040x}", cited)
    fields = "citationCount,citations.title"
    with Emulator(corpus) as emulator, Asking(emulator) as ask:
        rows = ask.post("paper/batch", {"ids": ids}, fields=fields).body
        lengths = [len(row["citations"]) for row in rows]
        assert sum(lengths) == 9_999
        assert [row["citationCount"] for row in rows] == [800] * 14
        # some lists are empty or short, and not only those at the end
        short = [n for n, length in enumerate(lengths) if length < 800]
        assert short
        assert short != list(range(14 - len(short), 14))
        assert ask.post("paper/batch", {"ids": ids}, fields=fields).body == rows
        fields = "references.title"
        rows = ask.post("paper/batch", {"ids": [*ids, f"{20:040x}"]}, fields=fields).body
        assert len(rows[-1]["references"]) == 15
    with (
        Emulator(corpus, budget_counts_references=True, batch_budget=10) as emulator,
        Asking(emulator) as ask,
    ):
        row = ask.post("paper/batch", {"ids": [f"{20:040x}"]}, fields="references.title").body[0]
        assert len(row["references"]) == 10


def test_nested_citations_of_a_giant_time_out() -> None:
    with Emulator(famous(30), heavy=20) as emulator, Asking(emulator) as ask:
        got = ask.post("paper/batch", {"ids": [STAR]}, fields="citations.title")
        assert (got.status, got.body) == (504, {"message": "Endpoint request timed out"})
        assert ask.post("paper/batch", {"ids": [STAR]}, fields="title").status == 200


def crawl(ask: Asking, shas: list[str]) -> set[tuple[str, str]]:
    """Ask both lists of every paper, one page after another."""
    pairs = set()
    for sha in shas:
        for row in ask.walk(f"paper/{sha}/references", limit=50):
            if (cited := row["citedPaper"]["paperId"]) is not None:
                pairs.add((sha, cited))
        for row in ask.walk(f"paper/{sha}/citations", limit=70):
            if (citing := row["citingPaper"]["paperId"]) is not None:
                pairs.add((citing, sha))
    return pairs


@pytest.mark.parametrize("seed", [0, 1])
def test_a_complete_crawl_finds_the_truth(seed: int) -> None:
    corpus = synthetic_corpus(250, seed=seed, listed=5, mean_references=8)
    with Emulator(corpus) as emulator, Asking(emulator) as ask:
        assert crawl(ask, list(corpus.papers)) == corpus.truth()
        assert emulator.max_in_flight == 1
        assert emulator.answered() == len(emulator.log)


def test_nested_batches_find_the_truth_where_lists_are_short() -> None:
    corpus = synthetic_corpus(400, seed=3, listed=5, mean_references=8)
    pairs = set()
    with Emulator(corpus) as emulator, Asking(emulator) as ask:
        shas = list(corpus.papers)
        for start in range(0, len(shas), 100):
            ids = shas[start : start + 100]
            fields = "referenceCount,citationCount,references.title,citations.title"
            for row in ask.post("paper/batch", {"ids": ids}, fields=fields).body:
                assert row["citationCount"] == len(row["citations"])
                for cited in row["references"] or []:
                    if cited["paperId"]:
                        pairs.add((row["paperId"], cited["paperId"]))
                for citing in row["citations"]:
                    if citing["paperId"]:
                        pairs.add((citing["paperId"], row["paperId"]))
        assert len(emulator.log) == 4
    assert pairs == corpus.truth()
