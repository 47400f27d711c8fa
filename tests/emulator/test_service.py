"""What the emulator answers when nothing goes wrong: identifiers, fields, batches, errors, keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.emulator import Corpus, Emulator, Paper
from tests.emulator.asking import Asking

A, B, C, D = ("a" * 40, "b" * 40, "c" * 40, "d" * 40)
OLD = "0" * 40


def small() -> Corpus:
    """Four papers: b and c cite a, a cites d; d's publisher holds its references back."""
    corpus = Corpus()
    ids = {
        "ArXiv": "1503.02531",
        "DOI": "10.1093/MIND/LIX.236.433",
        "ACL": "W12-3903",
        "PubMed": "7",
        "PubMedCentral": "1234567",
        "MAG": "2101234567",
    }
    authors: list[tuple[str | None, str]] = [("11", "G. Hinton"), (None, "An Onymous")]
    corpus.add_paper(
        Paper(A, 1, "Distilling the Knowledge", 2014, "2014-12-09", "NeurIPS", authors, ids)
    )
    corpus.add_paper(Paper(B, 2, "Hints for Thin Nets", 2015, None, "ICLR", [("11", "G. Hinton")]))
    corpus.add_paper(Paper(C, 3, "Attention & Transfer", 2017, "2017-02-12", "ICLR"))
    corpus.add_paper(Paper(D, 4, "Model Compression", elided=frozenset({"references"})))
    corpus.add_citation(B, A, influential=True, contexts=[("As in [1].", ["background"])])
    corpus.add_citation(C, A)
    corpus.add_citation(A, D)
    corpus.add_unresolved(citing=A, title="Unpublished", year=1999)
    corpus.add_citation(D, C)
    corpus.aliases[OLD] = A
    corpus.aliases["corpusid:99"] = A
    return corpus


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with Emulator(small(), keys={"good"}) as running:
        yield running


@pytest.fixture
def ask(emulator: Emulator) -> Iterator[Asking]:
    with Asking(emulator) as asking:
        yield asking


@pytest.mark.parametrize(
    "identifier",
    [
        A,
        A.upper(),
        OLD,
        "CorpusId:1",
        "CorpusID:1",
        "corpusid:99",
        "DOI:10.1093/mind/lix.236.433",
        "10.1093/MIND/lix.236.433",
        "ARXIV:1503.02531",
        "arXiv:1503.02531",
        "ACL:W12-3903",
        "PMID:7",
        "PMCID:1234567",
        "MAG:2101234567",
        "URL:https://arxiv.org/abs/1503.02531v1",
        "URL:https://arxiv.org/pdf/1503.02531v1.pdf",
        f"URL:https://www.semanticscholar.org/paper/Distilling/{A}",
        "URL:https://dl.acm.org/doi/10.1093/mind/lix.236.433",
    ],
)
def test_every_form_of_identifier_leads_to_the_paper(ask: Asking, identifier: str) -> None:
    got = ask.get(f"paper/{identifier}")
    assert (got.status, got.body) == (200, {"paperId": A, "title": "Distilling the Knowledge"})
    assert ask.post("paper/batch", {"ids": [identifier]}, fields="year").body == [
        {"paperId": A, "year": 2014}
    ]


@pytest.mark.parametrize(
    "identifier",
    ["0", "ARXIV:1503.02531v1", "DOI:10.48550/arXiv.1503.02531", "URL:https://example.org/x", "1"],
)
def test_other_identifiers_are_not_found_before_fields_are_looked_at(
    ask: Asking, identifier: str
) -> None:
    got = ask.get(f"paper/{identifier}", fields="t,i,t,l,e")
    assert (got.status, got.body) == (404, {"error": f"Paper with id {identifier} not found"})


def test_unknown_fields_are_named(ask: Asking) -> None:
    got = ask.get(f"paper/{A}", fields="title,bad1,citations.bad2")
    assert got.status == 400
    assert got.body == {"error": "Unrecognized or unsupported fields: [bad1, citations.bad2]"}
    for field in ("authors.name", "openAccessPdf.url", "references.externalIds"):
        assert ask.get(f"paper/{A}/citations", fields=field).status == 400
    assert ask.get(f"paper/{A}/citations", fields="citingPaper.references.title").status == 200
    assert ask.get("paper/search/bulk", query="x", fields="tldr").status == 400
    assert ask.get("author/11", fields="aliases").status == 400


def test_nested_lists_and_authors(ask: Asking) -> None:
    fields = "year,authors.name,authors.hIndex,citations.title,citations.authors,references.year"
    assert ask.get(f"paper/{A}", fields=fields).body == {
        "paperId": A,
        "year": 2014,
        "authors": [
            {"authorId": "11", "name": "G. Hinton", "hIndex": 1},
            {"authorId": None, "name": "An Onymous", "hIndex": None},
        ],
        "citations": [
            {"paperId": C, "title": "Attention & Transfer", "authors": []},
            {
                "paperId": B,
                "title": "Hints for Thin Nets",
                "authors": [{"authorId": "11", "name": "G. Hinton"}],
            },
        ],
        "references": [{"paperId": D, "year": None}, {"paperId": None, "year": 1999}],
    }


def test_edges_carry_what_they_have(ask: Asking) -> None:
    fields = "contexts,intents,contextsWithIntent,isInfluential,title"
    rows = ask.get(f"paper/{A}/citations", fields=fields).body["data"]
    assert [row["isInfluential"] for row in rows] == [False, True]
    assert rows[1] == {
        "contexts": ["As in [1]."],
        "intents": ["background"],
        "contextsWithIntent": [{"context": "As in [1].", "intents": ["background"]}],
        "isInfluential": True,
        "citingPaper": {"paperId": B, "title": "Hints for Thin Nets"},
    }
    assert ask.get(f"paper/{A}/references").body == {
        "offset": 0,
        "data": [
            {"citedPaper": {"paperId": D, "title": "Model Compression"}},
            {"citedPaper": {"paperId": None, "title": "Unpublished"}},
        ],
    }


def test_elided_is_not_empty(ask: Asking) -> None:
    elided = ask.get(f"paper/{D}/references").body
    assert elided["data"] is None
    assert "offset" not in elided
    assert "{'references'}" in elided["citingPaperInfo"]["openAccessPdf"]["disclaimer"]
    row = ask.post("paper/batch", {"ids": [D]}, fields="references.title,openAccessPdf").body[0]
    assert row["references"] is None
    assert "elided by the publisher" in row["openAccessPdf"]["disclaimer"]
    assert ask.get(f"paper/{B}/citations").body == {"offset": 0, "data": []}


def test_nulls_where_nobody_expects_them(emulator: Emulator, ask: Asking) -> None:
    emulator.corpus.add_unresolved(citing=B, title=None)
    emulator.corpus.papers[B].extra["authors"] = None
    assert ask.get(f"paper/{B}/references").body["data"][1] == {"citedPaper": None}
    row = ask.get(f"paper/{B}", fields="references.title,authors.name").body
    assert row["references"] == [{"paperId": A, "title": "Distilling the Knowledge"}, None]
    assert row["authors"] is None


def test_a_batch_is_aligned_and_null_where_unknown(ask: Asking) -> None:
    got = ask.post("paper/batch", {"ids": ["ARXIV:0000.00000", OLD, A, ""]})
    assert [row and row["paperId"] for row in got.body] == [None, A, A, None]
    nothing = ask.post("paper/batch", {"ids": ["x", "y"]})
    assert (nothing.status, nothing.body) == (400, {"error": "No valid paper ids given"})
    assert ask.post("paper/batch", {"ids": [A] * 500}).status == 200
    assert ask.post("paper/batch", {"ids": [A] * 501}).status == 400
    assert ask.post("paper/batch", {"ids": []}).status == 400
    assert ask.post("author/batch", {"ids": ["0", "11"]}, fields="name").body == [
        None,
        {"authorId": "11", "name": "G. Hinton"},
    ]


def test_a_malformed_id_can_reject_the_whole_batch() -> None:
    with Emulator(small(), malformed_ids="reject") as emulator, Asking(emulator) as ask:
        assert ask.post("paper/batch", {"ids": [A, ""]}).status == 400


def test_too_much_is_refused() -> None:
    with Emulator(small(), max_bytes=300) as emulator, Asking(emulator) as ask:
        assert ask.post("paper/batch", {"ids": [A]}).status == 200
        got = ask.post("paper/batch", {"ids": [A] * 9})
        assert got.status == 400
        assert got.body["error"].startswith("Response would exceed maximum size")


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ({"limit": 0}, "Unacceptable query params: [limit=0]"),
        ({"limit": -5}, "Unacceptable query params: [limit=-5]"),
        ({"limit": 1001}, "'limit' must be <= 1000"),
        ({"offset": 9000, "limit": 1000}, "offset + limit must be < 10000"),
        (
            {"publicationDateOrYear": "soon"},
            "Unacceptable query params: [publicationDateOrYear=soon]",
        ),
    ],
)
def test_bad_parameters(ask: Asking, query: dict[str, object], error: str) -> None:
    got = ask.get(f"paper/{A}/citations", **query)
    assert (got.status, got.body) == (400, {"error": error})


def test_title_match_gives_the_nearest_and_404_for_nothing(ask: Asking) -> None:
    got = ask.get("paper/search/match", query="attention & transfer", fields="year")
    row = got.body["data"][0]
    assert (row["paperId"], row["year"]) == (C, 2017)
    assert row["matchScore"] > 0
    wrong = ask.get("paper/search/match", query="Knowledge of the Etruscans").body["data"]
    assert [row["paperId"] for row in wrong] == [A]
    miss = ask.get("paper/search/match", query="Etruscan pottery")
    assert (miss.status, miss.body) == (404, {"error": "Title match not found"})
    assert ask.get("paper/search/match", query="x", fields="matchScore").status == 400


def test_searches(ask: Asking) -> None:
    assert ask.get("paper/search", query="etruscan").body == {"total": 0, "offset": 0}
    found = ask.get("paper/search", query="hints", year="2015-", fields="year").body
    assert found == {"total": 1, "offset": 0, "data": [{"paperId": B, "year": 2015}]}
    assert ask.get("paper/search", query="hints", year="-2014").body["total"] == 0
    beyond = ask.get("paper/search", query="hints", offset=900, limit=100)
    assert beyond.status == 400
    assert beyond.body["error"].startswith("Relevance search offset + limit must be < 1000")
    assert ask.get("author/search", query="hinton").body["data"][0]["authorId"] == "11"
    assert ask.get("author/11/papers").body["data"] == [
        {"paperId": A, "title": "Distilling the Knowledge"},
        {"paperId": B, "title": "Hints for Thin Nets"},
    ]
    assert ask.get("author/0").body == {"error": "Author with id 0 not found"}
    assert len(ask.get(f"paper/{A}/authors").body["data"]) == 2


def test_bulk_search_goes_on_by_token() -> None:
    corpus = Corpus()
    for n in range(2_300):
        corpus.add_paper(Paper(f"{n:040x}", title=f"Net {n}", date=f"20{n % 20:02}-01-01"))
    with Emulator(corpus) as emulator, Asking(emulator) as ask:
        query = {"query": "net", "fields": "publicationDate", "sort": "publicationDate:desc"}
        pages = [ask.get("paper/search/bulk", **query, limit=7, offset=100).body]
        while pages[-1]["token"] is not None:
            token = pages[-1]["token"]
            assert token.isalnum()
            assert token.isupper()
            pages.append(ask.get("paper/search/bulk", **query, token=token).body)
    assert [len(page["data"]) for page in pages] == [1_000, 1_000, 300]
    rows = [row for page in pages for row in page["data"]]
    assert len({row["paperId"] for row in rows}) == 2_300
    dates = [row["publicationDate"] for row in rows]
    assert dates == sorted(dates, reverse=True)


def test_recommendations_and_datasets(emulator: Emulator, ask: Asking) -> None:
    path = "/recommendations/v1/papers/"
    assert ask.post(path, {"positivePaperIds": [], "negativePaperIds": [A]}).body == {
        "error": "No positive paper examples given"
    }
    assert ask.post(path, {"positivePaperIds": [A, "nope"]}).status == 404
    got = ask.post(path, {"positivePaperIds": [B], "negativePaperIds": None}, fields="title")
    assert got.body == {"recommendedPapers": [{"paperId": C, "title": "Attention & Transfer"}]}
    assert ask.get(f"{path}forpaper/10.1093/mind/lix.236.433").status == 200
    assert ask.get(f"{path}forpaper/{A}", **{"from": "anywhere"}).status == 400

    releases = ask.get("/datasets/v1/release/").body
    assert ask.get("/datasets/v1/release/latest").body["release_id"] == releases[-1]
    links = f"/datasets/v1/release/{releases[0]}/dataset/papers"
    diffs = f"/datasets/v1/diffs/{releases[0]}/to/latest/papers"
    for address in (links, diffs):
        refused = ask.get(address)
        assert (refused.status, refused.body) == (401, {"error": "A valid API key is required"})
    with Asking(emulator, key="good") as keyed:
        assert len(keyed.get(links).body["files"]) == 3
        assert len(keyed.get(diffs).body["diffs"]) == len(releases) - 1


def test_a_wrong_key_is_refused_everywhere_in_the_gateways_words(emulator: Emulator) -> None:
    with Asking(emulator, key="pruned") as ask:
        for path in (f"paper/{A}", "/datasets/v1/release/", "/recommendations/v1/papers/"):
            got = ask.get(path)
            assert (got.status, got.raw) == (403, b'{"message":"Forbidden"}')
            assert got.headers["x-amzn-ErrorType"] == "ForbiddenException"
            assert "Access-Control-Allow-Origin" not in got.headers
    assert [exchange.key for exchange in emulator.log] == ["pruned"] * 3
    assert emulator.answered() == 0


def test_a_key_can_be_required() -> None:
    with Emulator(small(), keys={"good"}, require_key=True) as emulator:
        with Asking(emulator) as ask:
            assert ask.get(f"paper/{A}").status == 403
        with Asking(emulator, key="good") as ask:
            assert ask.get(f"paper/{A}").status == 200


def test_one_request_per_interval_and_key() -> None:
    with (
        Emulator(small(), keys={"good"}, rate_limit=2.0) as emulator,
        Asking(emulator, key="good") as ask,
        Asking(emulator) as anonymous,
    ):
        first, second = ask.get(f"paper/{A}"), ask.get("paper/search", query="x")
        assert (first.status, second.status) == (200, 429)
        assert second.body["code"] == "429"
        assert second.body["message"].startswith("Too Many Requests. Please wait")
        assert "Retry-After" not in second.headers
        assert anonymous.get(f"paper/{A}").status == 200
        emulator.stopping.wait(0.55)
        assert ask.get(f"paper/{A}").status == 200


def test_anonymous_callers_share_an_exhausted_pool() -> None:
    with (
        Emulator(small(), keys={"good"}, anonymous_429=1.0) as emulator,
        Asking(emulator) as ask,
        Asking(emulator, key="good") as keyed,
    ):
        assert ask.get(f"paper/{A}").status == 429
        assert keyed.get(f"paper/{A}").status == 200


def test_changes_are_seen_by_the_next_request(emulator: Emulator, ask: Asking) -> None:
    corpus = emulator.corpus
    assert ask.get(f"paper/{A}", fields="citationCount").body["citationCount"] == 2
    corpus.add_citation(D, A)
    assert ask.get(f"paper/{A}", fields="citationCount").body["citationCount"] == 3
    before = corpus.truth()
    corpus.merge(B, into=C)
    assert ask.get(f"paper/{B}").body["paperId"] == C
    assert ask.get("paper/CorpusId:2").body["paperId"] == C
    rows = ask.get(f"paper/{A}/citations").body["data"]
    assert [row["citingPaper"]["paperId"] for row in rows] == [C, D]
    assert corpus.truth() == before - {(B, A)}


def test_headers_are_those_of_the_service(ask: Asking) -> None:
    got = ask.get(f"paper/{A}")
    assert got.raw.endswith(b"}\n")
    assert got.headers["Content-Length"] == str(len(got.raw))
    for absent in ("Content-Encoding", "ETag", "Last-Modified", "Cache-Control", "Retry-After"):
        assert absent not in got.headers
    assert ask.get("nowhere").status == 404
    assert ask.post(f"paper/{A}", {}).status == 405
