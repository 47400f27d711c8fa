"""JSON as records: of what the real service answered, and of all that may be odd about it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kdgraph.identifiers import SCHEMES
from kdgraph.records import AuthorRecord, ContextRecord
from kdgraph.s2 import EDGE_FIELDS, FLAT_FIELDS, Found, Page, read_page, read_paper, rows_of_walk
from kdgraph.s2.border import LIST_FIELDS, losses, misfit_of_page
from tests.shared import SHARED, needs_shared

RECORDED = SHARED / "semantic-scholar" / "recorded"
SEEN = datetime(2026, 1, 2, tzinfo=UTC)
A, B = "a" * 40, "b" * 40


def found(raw: Any, *asked: str) -> Found:
    one = read_paper(raw, SEEN, asked or ("paperId",))
    assert one is not None
    return one


def page(*rows: Any) -> Page:
    data = {"data": list(rows)}
    assert misfit_of_page(data, "references", 0) is None
    return read_page(data, "references", SEEN)


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
    one = found(
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
        *FLAT_FIELDS,
    )
    record = one.paper
    assert not one.odd
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
    assert (record.hop, record.origin, record.seen) == (1, "semantic scholar", SEEN)
    assert {scheme for scheme, _ in record.identifiers} <= set(SCHEMES)


def test_what_is_unknown_is_none() -> None:
    for raw in ({"paperId": A}, dict.fromkeys(FLAT_FIELDS) | {"paperId": A}):
        record = found(raw).paper
        assert record.identifiers == (("s2", A),)
        assert record.title == ""
        unset = {f.name for f in fields(record) if getattr(record, f.name) is None}
        known = {"key", "title", "identifiers", "hop", "origin", "seen"}
        assert unset == {f.name for f in fields(record)} - known
    assert found({"paperId": A, "authors": []}).paper.authors == ()


def test_left_out_is_not_null() -> None:
    nulls = found(dict.fromkeys(FLAT_FIELDS) | {"paperId": A}, *FLAT_FIELDS)
    assert nulls.odd == dict.fromkeys(
        ("citationCount: null", "influentialCitationCount: null", "referenceCount: null"), 1
    )
    missing = found({"paperId": A}, *FLAT_FIELDS, "references.paperId")
    assert missing.odd == {f"{name}: left out": 1 for name in (*FLAT_FIELDS[1:], "references")}
    assert missing.lists["references"].state == "left out"
    withheld = found({"paperId": A, "references": None}, "paperId", "references.paperId")
    assert (withheld.lists["references"].state, withheld.odd) == ("withheld", {})
    again = read_paper({"paperId": A, "abstract": None, "references": []}, SEEN)
    assert again is not None
    assert "title: left out" in again.odd, "what was asked for is told from what is there"


def test_the_arxiv_doi_is_an_arxiv_id() -> None:
    raw = {
        "paperId": A,
        "externalIds": {"ArXiv": "1503.02531", "DOI": "10.48550/ARXIV.1503.02531"},
    }
    assert found(raw).paper.identifiers == (("arxiv", "1503.02531"), ("s2", A))


@pytest.mark.parametrize("text", ["2015", "2015-02-30", "", "20150309", 2015, None, "2015-3-9"])
def test_a_date_that_is_none_is_none(text: Any) -> None:
    one = found({"paperId": A, "publicationDate": text, "year": 2015})
    assert (one.paper.date, one.paper.year) == (None, 2015)
    assert one.odd == ({} if text is None else {"publicationDate: no date": 1})


@pytest.mark.parametrize(
    "key", [None, "", 5, "../../x", "a" * 39, "g" * 40, f"{A}\n", [A], {"a": 1}, True]
)
def test_no_paper_behind_a_row(key: Any) -> None:
    assert read_paper({"paperId": key, "title": "T"}, SEEN) is None
    assert read_paper({}, SEEN) is read_paper(None, SEEN) is read_paper([1], SEEN) is None
    lost = page({"citedPaper": {"paperId": key}})
    assert rows_of_walk([lost])[1:] == (1, 0)
    assert lost.odd == ({} if key is None else {"paperId: no id of the service": 1})


FIRST, LAST = 1500, SEEN.year + 1


@pytest.mark.parametrize(
    ("name", "value", "read", "odd"),
    [
        ("year", FIRST, FIRST, None),
        ("year", LAST, LAST, None),
        ("year", FIRST - 1, None, "not from 1500 to next year"),
        ("year", LAST + 1, None, "not from 1500 to next year"),
        ("year", -5, None, "below zero"),
        ("year", 0, None, "not from 1500 to next year"),
        ("year", 10**30, None, "beyond 64 bits"),
        ("year", "2015", 2015, "a text, read as the number in it"),
        ("year", "MMXV", None, "a text"),
        ("year", 2015.0, None, "no whole number"),
        ("year", True, None, "true or false"),
        ("year", float("nan"), None, "no whole number"),
        ("citationCount", "12", 12, "a text, read as the number in it"),
        ("citationCount", [1], None, "a list"),
        ("citationCount", 2**63 - 1, 2**63 - 1, None),
        ("citationCount", 2**63, None, "beyond 64 bits"),
        ("citationCount", -1, None, "below zero"),
        ("citationCount", None, None, "null"),
        ("title", "a\ud83d", "a?", "half a surrogate pair"),
        ("title", "a\x1b]0;b\x07\u202ec", "a]0;bc", "control characters"),
        ("title", "a\u009bb", "ab", "control characters"),
        ("title", " two\n lines\t ", "two lines", None),
        ("title", "x" * 10_000, "x" * 10_000, None),
        ("title", "x" * 10_001, "", "longer than 10,000 characters"),
        ("title", ["x"], "", "a list"),
        ("venue", {}, None, "an object"),
        ("abstract", "a\nb", "a\nb", None),
        ("publicationDate", f"{FIRST}-01-01", date(FIRST, 1, 1), None),
        ("publicationDate", f"{LAST}-12-31", date(LAST, 12, 31), None),
        ("publicationDate", f"{FIRST - 1}-12-31", None, "not from 1500 to next year"),
        ("publicationDate", f"{LAST + 1}-01-01", None, "not from 1500 to next year"),
        ("publicationDate", "0999-01-01", None, "not from 1500 to next year"),
        ("publicationDate", "9999-12-31", None, "not from 1500 to next year"),
        ("authors", {"name": "x"}, None, "an object"),
        ("authors", [None], (), "a row that is null"),
        ("authors", [{"authorId": "5", "name": None}], (AuthorRecord("", "s2:5"),), "no name"),
        ("authors", [{"authorId": "5", "name": "5"}], (AuthorRecord("", "s2:5"),), "no name"),
        ("authors", [{"authorId": None, "name": ""}], (), "no name"),
        ("authors", [{"authorId": "x", "name": "Y"}], (AuthorRecord("Y"),), "no id of an author"),
        ("tldr", "x", None, "a text"),
        ("fieldsOfStudy", "x", None, "a text"),
        ("fieldsOfStudy", ["x", None], ("x",), "null in the list"),
    ],
)
def test_what_fits_and_what_becomes_of_the_rest(
    name: str, value: Any, read: Any, odd: str | None
) -> None:
    column = {
        "citationCount": "reported_citations",
        "publicationDate": "date",
        "fieldsOfStudy": "fields",
    }
    one = found({"paperId": A, name: value})
    assert getattr(one.paper, column.get(name, name)) == read
    assert one.odd == ({} if odd is None else {f"{name}: {odd}": 1})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *product(
            ("ArXiv", "DOI", "MAG", "ACL", "DBLP", "PubMed"),
            ([], {}, True, -1, 2**70, 1.5, "x y", "../x", "\ud83d", ""),
        ),
        ("ArXiv", "1590.12345"),
        ("DOI", "11.1/x"),
        ("DOI", "10.1/x"),
        ("MAG", "12a"),
        ("PubMedCentral", "PMC"),
        ("CorpusId", "abc"),
        ("CorpusId", -1),
        ("CorpusId", 2**63),
    ],
)
def test_an_id_that_is_none_of_its_scheme_is_left_out(name: str, value: Any) -> None:
    one = found({"paperId": A, "externalIds": {"CorpusId": 7} | {name: value}})
    assert set(one.paper.identifiers) <= {("s2", A), ("corpus", "7")}
    assert one.odd.total() == (0 if value == "" else 1) or value == "\ud83d"


@pytest.mark.parametrize("value", ["none", 1, {"a": 1}, True, 1.5])
def test_a_list_that_is_none_is_told_from_one_that_is_withheld(value: Any) -> None:
    one = found({"paperId": A, "references": value}, "references.paperId")
    assert one.lists["references"].state == "no list"
    assert one.odd.total() == 1


@pytest.mark.parametrize("row", [1, "a", True, [], {"paperId": "../../x"}, {"title": "x"}])
def test_a_nested_row_that_is_no_paper_is_unresolved_and_counted(row: Any) -> None:
    one = found({"paperId": A, "references": [row, {"paperId": B}, None]}, "references.paperId")
    held = one.lists["references"]
    assert ([edge.key for edge in held.rows], held.unresolved) == ([B], 2)
    assert one.odd.total() == 1


def test_the_rows_of_a_page_are_where_they_were_asked_from() -> None:
    for start in (None, True, 1000.0, "1000", 0):
        assert misfit_of_page({"offset": start, "data": []}, "citations", 1000)
    assert misfit_of_page({"offset": 1000, "data": []}, "citations", 1000) is None
    assert misfit_of_page({"data": []}, "citations", 1000) is None


def test_a_list_is_withheld_at_once_and_not_in_its_midst() -> None:
    assert misfit_of_page({"data": None}, "references", 0) is None
    assert misfit_of_page({"data": None}, "references", 1000) == "null for the rows from 1000 on"


def test_what_the_service_has_at_all_times_is_no_loss() -> None:
    usual = found(
        {
            "paperId": A,
            "citationCount": None,
            "authors": [{"authorId": "7", "name": "*"}, {"authorId": None, "name": None}, None],
            "externalIds": {"DOI": "garbled"},
            "fieldsOfStudy": [None],
        }
    )
    assert usual.odd.total() == 6
    assert not losses(usual.odd)
    assert losses(found({"paperId": A, "year": {}, "tldr": {}}).odd)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.fixed_dictionaries(
        {"paperId": st.just(A)},
        optional=dict.fromkeys((*FLAT_FIELDS[1:], "references", "citations"), json_values),
    ),
    st.dictionaries(st.sampled_from(["ArXiv", "DOI", "MAG", "CorpusId", "ACL"]), json_values),
)
@settings(deadline=None)
def test_no_odd_value_breaks_a_record(raw: dict[str, Any], external: dict[str, Any]) -> None:
    for row in (raw, raw | {"externalIds": external}):
        one = read_paper(row, SEEN)
        assert one is not None
        assert one.key == A
        assert all(isinstance(value, str) and value for _, value in one.paper.identifiers)
        assert one.paper.year is None or type(one.paper.year) is int
        repr(one.paper).encode()  # no half of a surrogate pair is left


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(EDGE_FIELDS, json_values)))
@settings(deadline=None)
def test_no_odd_value_breaks_a_citation(edge: dict[str, Any]) -> None:
    read = read_page({"data": [edge | {"citedPaper": {"paperId": A}}, edge]}, "references", SEEN)
    rows, unresolved, _ = rows_of_walk([read])
    assert all(context.sentence for context in rows[0].contexts)
    assert unresolved == 1


@given(json_values)
@settings(deadline=None)
def test_anything_may_come_as_a_page(data: Any) -> None:
    for direction in ("references", "citations"):
        if misfit_of_page(data, direction, 0) is None:
            read_page(data, direction, SEEN, (*EDGE_FIELDS, *LIST_FIELDS))


def test_sentences_of_a_citation() -> None:
    edge = {
        "isInfluential": False,
        "intents": [],
        "contextsWithIntent": [{"context": "As in [4].", "intents": ["methodology"]}],
        "contexts": ["As in [4].", "See also [4].", None, ""],
        "citedPaper": {"paperId": B},
    }
    bare = {"contexts": None, "intents": None, "citedPaper": {"paperId": A}}
    read = page(edge, bare)
    assert not read.odd
    first, second = read.rows or ()
    assert (first.key, first.influential, first.intents) == (B, False, ())
    assert first.contexts == (
        ContextRecord("As in [4].", ("methodology",)),
        ContextRecord("See also [4]."),
    )
    assert (second.influential, second.intents, second.contexts) == (None, None, ())


@needs_shared
def test_every_recorded_paper_becomes_a_record_and_nothing_in_it_is_odd() -> None:
    count = unresolved = 0
    for path in sorted(RECORDED.glob("*.json")):
        for raw in papers_in(body(path.stem)):
            one = read_paper(raw, SEEN, ("paperId",))
            if one is None:
                unresolved += 1
                continue
            record = one.paper
            count += 1
            if "title: control characters" not in one.odd:
                assert record.title.split() == raw.get("title", "").split()
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
            assert set(one.odd) <= {"title: control characters", "abstract: control characters"}
    assert count > 10_000
    assert unresolved > 30


@needs_shared
@pytest.mark.parametrize(
    ("name", "direction", "rows", "unresolved"),
    [("paper-citations", "citations", 1_873, 8), ("paper-references", "references", 44, 23)],
)
def test_the_recorded_walks(name: str, direction: Any, rows: int, unresolved: int) -> None:
    bodies = [body(path.stem) for path in sorted(RECORDED.glob(f"{name}-p*.json"))]
    assert not any(misfit_of_page(b, direction, b["offset"]) for b in bodies)
    walk = rows_of_walk([read_page(b, direction, SEEN) for b in bodies])
    assert (len(walk.rows), walk.unresolved, walk.duplicates) == (rows, unresolved, 0)


@needs_shared
def test_the_recorded_edges() -> None:
    for name in ("body-only-citation-edge", "body-only-reference-edge"):
        edge = body(name)
        direction: Any = "citations" if "citingPaper" in edge else "references"
        read = read_page({"data": [edge]}, direction, SEEN, EDGE_FIELDS)
        assert not read.odd
        (row,) = read.rows or ()
        assert row.influential is not None
        assert row.contexts
        assert all(context.intents is not None for context in row.contexts)


@needs_shared
def test_the_recorded_paper_with_all_fields() -> None:
    one = found(body("body-only-paper-all-fields"), *FLAT_FIELDS, "references.title")
    assert not one.odd
    assert ("doi", "10.1093/mind/lix.236.433") in one.paper.identifiers
    assert one.paper.reported_citations == 10_059
    assert one.paper.tldr
    held = one.lists["references"]
    assert (len(held.rows), held.unresolved) == (8, 6)
