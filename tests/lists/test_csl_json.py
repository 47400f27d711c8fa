"""CSL-JSON, and other JSON that names the fields of papers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kdgraph.errors import ListError
from kdgraph.lists import Entry, Link, Venue, read_list
from kdgraph.lists.csl_json import _nodes


def read_one(record: object) -> Entry:
    (entry,) = read_list(json.dumps([record]).encode(), name="j").entries
    return entry


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ({"family": "Poe", "given": "Nora"}, "Poe, Nora"),
        ({"given": "Nora", "family": "Poe"}, "Nora Poe"),
        ({"given": "Nora", "family": "Poe Quill"}, "Poe Quill, Nora"),
        (
            {"given": "Jan", "family": "Berg", "non-dropping-particle": "van den"},
            "Jan van den Berg",
        ),
        ({"family": "Poe", "given": "Sam", "suffix": "Jr."}, "Poe, Sam, Jr."),
        ({"literal": "The Mole Team"}, "The Mole Team"),
        ({"name": "Nora Poe", "authorId": "7"}, "Nora Poe"),
        ({"firstName": "Nora", "lastName": "Poe", "creatorType": "author"}, "Nora Poe"),
        ({"author": {"display_name": "Nora Poe"}}, "Nora Poe"),
        ("Nora Poe", "Nora Poe"),
    ],
)
def test_names(name: object, expected: str) -> None:
    assert read_one({"title": "Burrows", "author": [name]}).authors == (expected,)


@pytest.mark.parametrize(
    "issued",
    [
        {"date-parts": [[2011, 3]]},
        {"date-parts": [["2011"]]},
        {"raw": "March 2011"},
        {"literal": "2011-03"},
        "2011-03-01",
        2011,
    ],
)
def test_dates_are_read_and_changed(issued: object) -> None:
    record = {"title": "Burrows", "issued": issued, "container-title": "J. Dig."}
    found = read_list(json.dumps([record], indent=1).encode(), name="j")
    (entry,) = found.entries
    assert (entry.year, entry.venues) == (2011, (Venue("J. Dig.", 2011),))
    again = found.revise([entry.edit(year=2012)])
    assert again.data.decode() == found.data.decode().replace("2011", "2012")


def test_identifiers_and_addresses() -> None:
    entry = read_one(
        {
            "title": ["Burrows <i>in vivo</i>"],
            "DOI": "10.1000/D.1",
            "URL": "https://example.org/x",
            "note": "arXiv:1101.0001 [cs]",
            "code": "https://github.com/poe/x",
        }
    )
    assert entry.title == "Burrows in vivo"
    assert (entry.doi, entry.arxiv) == ("10.1000/d.1", "1101.0001")
    assert entry.paper_links == ("https://example.org/x",)
    assert entry.code_links == (Link("", "https://github.com/poe/x"),)
    service = read_one(
        {
            "paperId": "0a" * 20,
            "title": "Burrows",
            "externalIds": {"ArXiv": "1101.0001", "CorpusId": 77},
            "authors": [{"name": "Nora Poe"}],
            "references": [{"title": "Not this"}],
        }
    )
    assert service.arxiv == "1101.0001"
    assert service.paper_links == (
        f"https://www.semanticscholar.org/paper/{'0a' * 20}",
        "https://api.semanticscholar.org/CorpusID:77",
    )


@pytest.mark.parametrize(
    ("shape", "sections"),
    [
        (lambda a, b: [a, b], ["", ""]),
        (lambda a, b: {"items": [a, b]}, ["", ""]),
        (lambda a, b: {"title": "My list", "papers": [a, b]}, ["", ""]),
        (lambda a, b: {"status": "ok", "message": {"items": [a, b]}}, ["", ""]),
        (lambda a, b: {"Surveys": [a], "Methods": {"New": [b]}}, ["Surveys", "New"]),
        (lambda a, b: {"x": a, "y": b}, ["", ""]),
    ],
)
def test_where_the_records_stand(shape: Any, sections: list[str]) -> None:
    a, b = {"title": "Burrows", "author": ["N Poe"]}, {"title": "Tunnels", "author": ["N Poe"]}
    found = read_list(json.dumps(shape(a, b)).encode(), name="j")
    assert [entry.title for entry in found.entries] == ["Burrows", "Tunnels"]
    assert [entry.section for entry in found.entries] == sections


def test_a_record_a_line() -> None:
    data = b'{"title": "Burrows", "year": 2011}\n{"title": "Tunnels", "year": 2012}\n'
    found = read_list(data, name="j")
    assert found.format == "csl-json"
    assert [entry.year for entry in found.entries] == [2011, 2012]
    assert found.render(found.entries[1:]) == data[data.index(b"\n") + 1 :]


def test_what_is_broken_is_told_and_what_stands_before_it_is_read() -> None:
    found = read_list(
        b'[{"title": "Burrows"}, {"type": "x"}, {"title": "Tunnels", "a": [1,', name="j"
    )
    assert [entry.title for entry in found.entries] == ["Burrows"]
    assert [item.reason for item in found.skipped] == [
        "a record without title, DOI, arXiv id or address of a paper",
        "not JSON, or nested too deep: line 1",
    ]
    for data in (b'{"a": 1}', b"[[" * 100_000, b'{"title": "\\ud800" x}', b"[1, 2"):
        with pytest.raises(ListError, match="no paper found"):
            read_list(data, format="csl-json")


def test_a_text_is_escaped_where_it_stands() -> None:
    data = b'[{"title": "Burr\\u00f6ws", "author": [{"name": "Nora \\"N\\" Poe", "id": 1}]}]'
    found = read_list(data, name="j")
    (entry,) = found.entries
    assert (entry.title, entry.authors) == ("Burröws", ('Nora "N" Poe',))
    again = found.revise([entry.edit(title='Say "é\\"', authors=['Nora "N" Poe', "Ödön Lin"])])
    assert (
        again.data.decode()
        == (
            '[{"title": "Say \\"\\u00e9\\\\\\"", "author": [{"name": "Nora \\"N\\" Poe", "id": 1}, '
            '{"name": "\\u00d6d\\u00f6n Lin"}]}]'
        ).replace("Ödön", "\\u00d6d\\u00f6n")
        or '"name": "Ödön Lin"' in again.data.decode()
    )
    assert json.loads(again.data)[0]["author"][0]["id"] == 1


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=12,
)


@given(VALUES, st.sampled_from([None, 1]), st.booleans())
@settings(max_examples=60, deadline=None)
def test_json_is_read_as_python_reads_it(value: object, indent: int | None, ascii: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii)
    roots, broken = _nodes(text)
    assert broken is None
    assert [plain(node) for node in roots] == [value]
    assert text[roots[0].start : roots[0].end] == text


def plain(node: Any) -> object:
    if isinstance(node.value, list):
        return [plain(part) for part in node.value]
    if isinstance(node.value, dict):
        return {name: plain(part) for name, part in node.value.items()}
    return node.value
