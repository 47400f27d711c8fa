"""JSON as records: of what the real service answered, and of all that may be odd about it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kdgraph.identifiers import SCHEMES
from kdgraph.records import AuthorRecord, ContextRecord
from kdgraph.s2 import (
    EDGE_FIELDS,
    FLAT_FIELDS,
    citation_record,
    paper_key,
    paper_record,
    rows_of_walk,
)
from tests.shared import SHARED, needs_shared

RECORDED = SHARED / "semantic-scholar" / "recorded"
SEEN = datetime(2026, 1, 2, tzinfo=UTC)


def body(name: str) -> Any:
    return json.loads((RECORDED / f"{name}.json").read_text())["response"]["body"]


def papers_in(data: Any) -> Iterator[dict[str, Any]]:
    """Yield every object that has a paperId, however deep."""
    if isinstance(data, dict):
        if "paperId" in data:
            yield data
        for value in data.values():
            yield from papers_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from papers_in(value)


def test_a_paper_with_everything() -> None:
    record = paper_record(
        {
            "paperId": "0C" * 20,
            "corpusId": "77",
            "externalIds": {
                "ArXiv": "1503.02531v1",
                "DOI": "10.1093/MIND/LIX.236.433",
                "CorpusId": 77,
                "DBLP": "journals/x/Turing50",
                "MAG": "2145482038",
                "ACL": "W12-3903",
                "PubMed": "123",
                "PubMedCentral": "PMC456",
            },
            "title": "A title",
            "abstract": " Text. ",
            "tldr": {"model": "tldr@v2.0.0", "text": "Short."},
            "venue": "Mind",
            "year": 1950,
            "publicationDate": "1950-10-01",
            "authors": [
                {"authorId": "2262347", "name": "A. Turing"},
                {"authorId": None, "name": "B"},
            ],
            "fieldsOfStudy": ["Philosophy"],
            "s2FieldsOfStudy": [
                {"category": "Philosophy", "source": "external"},
                {"category": "Computer Science", "source": "s2-fos-model"},
            ],
            "citationCount": 10_059,
            "referenceCount": 14,
            "influentialCitationCount": 0,
        },
        hop=2,
        seen=SEEN,
    )
    assert record.key == "0c" * 20
    assert record.identifiers == (
        ("arxiv", "1503.02531"),
        ("doi", "10.1093/mind/lix.236.433"),
        ("s2", "0c" * 20),
        ("corpus", "77"),
        ("acl", "W12-3903"),
        ("dblp", "journals/x/Turing50"),
        ("mag", "2145482038"),
        ("pubmed", "123"),
        ("pmc", "456"),
    )
    assert (record.year, record.date, record.venue) == (1950, date(1950, 10, 1), "Mind")
    assert (record.abstract, record.tldr) == ("Text.", "Short.")
    assert record.authors == (AuthorRecord("A. Turing", "s2:2262347"), AuthorRecord("B"))
    assert record.fields == ("Philosophy", "Computer Science")
    assert record.reported_citations == 10_059
    assert record.reported_influential == 0
    assert (record.hop, record.origin, record.seen) == (2, "semantic scholar", SEEN)
    assert {scheme for scheme, _ in record.identifiers} <= set(SCHEMES)


def test_what_is_unknown_is_none() -> None:
    for raw in ({"paperId": "a"}, dict.fromkeys(FLAT_FIELDS) | {"paperId": "a"}):
        record = paper_record(raw, hop=1, seen=None)
        assert record.identifiers == (("s2", "a"),)
        assert record.title == ""
        unset = {f.name for f in fields(record) if getattr(record, f.name) is None}
        known = {"key", "title", "identifiers", "hop", "origin"}
        assert unset == {f.name for f in fields(record)} - known
    assert paper_record({"paperId": "a", "authors": []}, hop=1, seen=None).authors == ()


def test_the_arxiv_doi_is_an_arxiv_id() -> None:
    raw = {
        "paperId": "a",
        "externalIds": {"ArXiv": "1503.02531", "DOI": "10.48550/ARXIV.1503.02531"},
    }
    record = paper_record(raw, hop=1, seen=None)
    assert record.identifiers == (("arxiv", "1503.02531"), ("s2", "a"))


@pytest.mark.parametrize("text", ["2015", "2015-02-30", "", "20150309", 2015, None, "2015-3-9"])
def test_a_date_that_is_none_is_none(text: Any) -> None:
    raw = {"paperId": "a", "publicationDate": text, "year": 2015}
    record = paper_record(raw, hop=1, seen=None)
    assert (record.date, record.year) == (None, 2015)


@pytest.mark.parametrize("raw", [None, {}, {"paperId": None}, {"paperId": ""}, {"paperId": 5}])
def test_no_paper_behind_a_row(raw: dict[str, Any] | None) -> None:
    assert paper_key(raw) is None
    with pytest.raises(ValueError, match="no paper behind"):
        paper_record(raw or {}, hop=1, seen=None)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.fixed_dictionaries(
        {"paperId": st.just("a")},
        optional=dict.fromkeys(FLAT_FIELDS[1:], json_values),
    ),
    st.dictionaries(st.sampled_from(["ArXiv", "DOI", "MAG", "CorpusId", "ACL"]), json_values),
)
@settings(deadline=None)
def test_no_odd_value_breaks_a_record(raw: dict[str, Any], external: dict[str, Any]) -> None:
    for row in (raw, raw | {"externalIds": external}):
        record = paper_record(row, hop=1, seen=None)
        assert record.key == "a"
        assert all(isinstance(value, str) and value for _, value in record.identifiers)
        assert record.year is None or type(record.year) is int


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(EDGE_FIELDS, json_values)))
@settings(deadline=None)
def test_no_odd_value_breaks_a_citation(edge: dict[str, Any]) -> None:
    record = citation_record(edge, citing="a", cited="b", seen=None)
    assert all(context.sentence for context in record.contexts)
    assert rows_of_walk([{"data": [edge]}], "references").unresolved == 1


def test_sentences_of_a_citation() -> None:
    edge = {
        "isInfluential": False,
        "intents": [],
        "contextsWithIntent": [{"context": "As in [4].", "intents": ["methodology"]}],
        "contexts": ["As in [4].", "See also [4].", None, ""],
    }
    record = citation_record(edge, citing="a", cited="b", seen=SEEN)
    assert (record.citing, record.cited, record.origins) == ("a", "b", ("semantic scholar",))
    assert (record.influential, record.intents) == (False, ())
    assert record.contexts == (
        ContextRecord("As in [4].", ("methodology",)),
        ContextRecord("See also [4]."),
    )
    bare = citation_record({"contexts": None, "intents": None}, citing="a", cited="b", seen=None)
    assert (bare.influential, bare.intents, bare.contexts) == (None, None, ())


@needs_shared
def test_every_recorded_paper_becomes_a_record() -> None:
    count = unresolved = 0
    for path in sorted(RECORDED.glob("*.json")):
        for raw in papers_in(body(path.stem)):
            if paper_key(raw) is None:
                unresolved += 1
                continue
            record = paper_record(raw, hop=1, seen=SEEN)
            count += 1
            assert record.title == raw.get("title", "")
            external = raw.get("externalIds") or {}
            schemes = dict(record.identifiers)
            assert ("doi" in schemes) == (
                "DOI" in external and not external["DOI"].lower().startswith("10.48550/arxiv")
            )
            assert ("arxiv" in schemes) >= ("ArXiv" in external)
            if "CorpusId" in external:
                assert schemes["corpus"] == str(external["CorpusId"])
            if raw.get("publicationDate"):
                assert record.date is not None
            if raw.get("authors") is not None:
                assert record.authors is not None
                assert [a.name for a in record.authors] == [a["name"] for a in raw["authors"]]
    assert count > 10_000
    assert unresolved > 30


@needs_shared
@pytest.mark.parametrize(
    ("name", "direction", "rows", "unresolved"),
    [("paper-citations", "citations", 1_873, 8), ("paper-references", "references", 44, 23)],
)
def test_the_recorded_walks(name: str, direction: Any, rows: int, unresolved: int) -> None:
    pages = [body(path.stem) for path in sorted(RECORDED.glob(f"{name}-p*.json"))]
    walk = rows_of_walk(pages, direction)
    assert (len(walk.rows), walk.unresolved, walk.duplicates) == (rows, unresolved, 0)


@needs_shared
def test_the_recorded_edges() -> None:
    for name in ("body-only-citation-edge", "body-only-reference-edge"):
        record = citation_record(body(name), citing="a", cited="b", seen=SEEN)
        assert record.influential is not None
        assert record.contexts
        assert all(context.intents is not None for context in record.contexts)


@needs_shared
def test_the_recorded_paper_with_all_fields() -> None:
    raw = body("body-only-paper-all-fields")
    record = paper_record(raw, hop=0, seen=SEEN)
    assert ("doi", "10.1093/mind/lix.236.433") in record.identifiers
    assert record.reported_citations == 10_059
    assert record.tldr
    rows = rows_of_walk([{"data": [{"citedPaper": p} for p in raw["references"]]}], "references")
    assert (len(rows.rows), rows.unresolved) == (8, 6)
