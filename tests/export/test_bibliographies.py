"""RIS and CSL-JSON, read back by rispy, by a strict reader and against the CSL schema's types."""

from __future__ import annotations

import json
import re
import warnings
from pathlib import Path
from typing import Any

import pytest
import rispy
from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON
from hypothesis import given, settings
from hypothesis import strategies as st

import kdgraph
from kdgraph import EXPORTS, Snapshot
from kdgraph.export.citation_keys import citation_keys
from kdgraph.testing import toys
from tests.export.papers import HARD_TITLES, literature, titles

ROWS: list[dict[str, object]] = [
    {
        "title": "A & {B}: #1",
        "venue": "CVPR 2019",
        "year": 2019,
        "date": "2019-06-15",
        "doi": "10.1/a_b",
        "abstract": "Two\nlines.",
        "authors": ["Laurens van der Maaten", "Rich Caruana Jr.", "张伟"],
    },
    {"title": "B", "venue": "Journal of Tests", "year": 2018, "date": "2017-12-31"},
    {"title": "C", "arxiv": "1503.02531"},
    {"title": "D", "venue": "A Book of Its Own", "date": "2001-02-03"},
]


def _ris(path: Path, snapshot: Snapshot) -> dict[str, dict[str, Any]]:
    EXPORTS["ris"](snapshot, path / "out.ris")
    content = (path / "out.ris").read_bytes()
    for line in content.decode("utf-8").split("\r\n"):
        assert line == "" or re.fullmatch(r"[A-Z][A-Z0-9]  - [^\r\n]*", line), line
    with (path / "out.ris").open(encoding="utf-8", newline="") as stream:
        records = rispy.load(stream)
    return {record["id"]: record for record in records}


def _csl(path: Path, snapshot: Snapshot) -> dict[str, dict[str, Any]]:
    EXPORTS["csl-json"](snapshot, path / "out.json")
    items = json.loads((path / "out.json").read_text(encoding="utf-8"))
    for item in items:
        _fits_the_schema(item)
    return {item["id"]: item for item in items}


def _fits_the_schema(item: dict[str, Any]) -> None:
    """Check what the schema of CSL data 1.0.2 says of the fields that are written."""
    texts = [
        "id",
        "title",
        "container-title",
        "DOI",
        "URL",
        "abstract",
        "keyword",
        "archive",
        "archive_location",
    ]
    texts += ["publisher", "number"]
    assert item["type"] in {"article", "article-journal", "paper-conference", "document"}
    assert set(item) <= {*texts, "type", "author", "issued", "custom"}
    assert all(isinstance(item[name], str) for name in texts if name in item)
    for name in item.get("author", []):
        assert set(name) <= {"family", "given", "suffix", "literal"}
        assert all(isinstance(part, str) and part for part in name.values())
    if "issued" in item:
        ((first, *_),) = item["issued"]["date-parts"]
        assert isinstance(first, int)


def test_rispy_reads_the_same_papers(tmp_path: Path) -> None:
    snapshot = toys.snapshot()
    records, keys = _ris(tmp_path, snapshot), citation_keys(snapshot)
    assert set(records) == set(keys)
    for paper_id, title in toys.TITLES.items():
        record = records[keys[paper_id]]
        assert record["title"] == " ".join(title.split())
        names = [toys._NAMES[who].split() for who in toys.WROTE.get(paper_id, ())]
        assert record.get("authors", []) == [f"{last}, {first}" for first, last in names]
    assert records[keys["a"]]["keywords"] == ["Old / Pioneers"]
    assert "year" not in records[keys["u"]]


def test_ris_by_kind(tmp_path: Path) -> None:
    records = [*_ris(tmp_path, literature(ROWS)).values()]
    by_title = {record["title"]: record for record in records}
    a, b, c, d = (by_title[title] for title in ("A & {B}: #1", "B", "C", "D"))
    kinds = [record["type_of_reference"] for record in (a, b, c, d)]
    assert kinds == ["CPAPER", "JOUR", "UNPB", "GEN"]
    assert a["authors"] == ["van der Maaten, Laurens", "Caruana, Rich, Jr.", "张伟"]
    assert (a["year"], a["date"], a["doi"]) == ("2019", "2019/06/15", "10.1/a_b")
    assert (a["abstract"], a["secondary_title"]) == ("Two lines.", "CVPR")
    assert (b["secondary_title"], b["year"]) == ("Journal of Tests", "2018")
    assert "date" not in b  # a day of another year
    assert c["accession_number"] == "arXiv:1503.02531"
    assert d["year"] == "2001"


def test_csl_by_kind(tmp_path: Path) -> None:
    items = {item["title"]: item for item in _csl(tmp_path, literature(ROWS)).values()}
    a = items["A & {B}: #1"]
    assert a["author"] == [
        {"family": "van der Maaten", "given": "Laurens"},
        {"family": "Caruana", "given": "Rich", "suffix": "Jr."},
        {"literal": "张伟"},
    ]
    assert a["issued"] == {"date-parts": [[2019, 6, 15]]}
    assert (a["type"], a["container-title"]) == ("paper-conference", "CVPR")
    assert a["URL"] == "https://doi.org/10.1/a_b"
    assert a["abstract"] == "Two\nlines."
    assert items["B"]["issued"] == {"date-parts": [[2018]]}
    c = items["C"]
    assert (c["type"], c["publisher"], c["number"]) == ("article", "arXiv", "arXiv:1503.02531")
    assert "issued" not in c
    assert items["D"]["type"] == "document"


def test_a_year_is_said_once_and_a_journal_is_of_record(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {"title": "A", "venue": "CVPR 2019, TPAMI 2020", "year": 2020},
        {"title": "B", "venue": "CVPR 2019, TPAMI 2020", "year": 2019},
        {"title": "C", "venue": "arXiv 2018; ICML 2019", "year": 2019},
        {"title": "D", "venue": "CVPR 2022", "year": 2021},
        {"title": "E", "venue": "Proceedings of Tests (TEST '19)", "year": 2019},
        {"title": "F", "venue": "AAAI2019", "date": "2019-02-03"},
        {"title": "G", "venue": "2019", "year": 2019},
        {"title": "H", "venue": "TPAMI 2019", "year": None},
    ]
    items = {item["title"]: item for item in _csl(tmp_path, literature(rows)).values()}
    found = {title: (item["type"], item["container-title"]) for title, item in items.items()}
    assert found == {
        "A": ("article-journal", "TPAMI"),
        "B": ("paper-conference", "CVPR"),
        "C": ("paper-conference", "ICML"),
        "D": ("paper-conference", "CVPR 2022"),
        "E": ("paper-conference", "Proceedings of Tests (TEST)"),
        "F": ("paper-conference", "AAAI"),
        "G": ("document", "2019"),
        "H": ("article-journal", "TPAMI 2019"),
    }


def test_embedded_corpus_comes_back(tmp_path: Path) -> None:
    snapshot = kdgraph.embedded()
    keys = citation_keys(snapshot)
    expected = dict(zip(keys, snapshot.papers["title"], strict=True))
    assert {key: item["title"] for key, item in _csl(tmp_path, snapshot).items()} == expected
    expected = {key: " ".join(title.split()) for key, title in expected.items()}
    assert {key: record["title"] for key, record in _ris(tmp_path, snapshot).items()} == expected


def test_citeproc_prints_every_item(tmp_path: Path) -> None:
    names = [
        "Laurens van der Maaten",
        "The ATLAS Collaboration",
        "Rich Caruana Jr.",
        "Lê Ánh Nguyễn",
    ]
    rows: list[dict[str, object]] = [
        *ROWS,
        *({"title": f"By {name}", "authors": [name], "year": 2020} for name in names),
        {"title": "No authors, no year"},
    ]
    items = _csl(tmp_path, literature(rows))
    with warnings.catch_warnings():  # of fields that it does not know, such as custom
        warnings.simplefilter("ignore")
        source = CiteProcJSON(list(items.values()))
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        bibliography = CitationStylesBibliography(style, source, formatter.plain)
        for key in items:
            bibliography.register(Citation([CitationItem(key)]))
        printed = [str(entry) for entry in bibliography.bibliography()]
    assert len(printed) == len(items)
    text = "\n".join(printed)
    for said in ("van der Maaten, L. (2020)", "The ATLAS Collaboration (2020)", "Nguyễn, L.Á."):
        assert said in text
    assert "No authors, no year" in text


@settings(max_examples=12)
@given(st.lists(st.one_of(st.sampled_from(HARD_TITLES), titles), min_size=1, max_size=6))
def test_any_title_comes_back(tmp_path_factory: pytest.TempPathFactory, some: list[str]) -> None:
    path = tmp_path_factory.mktemp("bibliographies")
    snapshot = literature([{"title": title, "authors": [title]} for title in some])
    keys = citation_keys(snapshot).tolist()
    items, records = _csl(path, snapshot), _ris(path, snapshot)
    for key, title in zip(keys, some, strict=True):
        assert items[key]["title"] == title
        assert records[key].get("title", "") == " ".join(title.split())
