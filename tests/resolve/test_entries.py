"""Every entry ends as matched or as unmatched with a reason; none disappears."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest

from kdgraph.model import TABLES
from kdgraph.records import AuthorRecord, PaperRecord
from kdgraph.resolve import RecordCatalogue, resolve_entries

PAPERS = [
    PaperRecord(
        "hinton",
        "Distilling the Knowledge in a Neural Network",
        (("arxiv", "1503.02531"),),
        year=2015,
        authors=(AuthorRecord("Geoffrey E. Hinton"),),
    ),
    PaperRecord(
        "bucila",
        "Model compression",
        (("doi", "10.1145/1150402.1150464"),),
        year=2006,
        authors=(AuthorRecord("Cristian Bucila"),),
    ),
    PaperRecord(
        "aekd",
        "Agree to Disagree: Adaptive Ensemble Knowledge Distillation in Gradient Space",
        year=2020,
        authors=(AuthorRecord("Shangchen Du"),),
    ),
]


def entries(*rows: dict[str, object]) -> pd.DataFrame:
    return TABLES["entries"].frame(
        {"entry_id": f"toy:{n}", "list_id": "toy", "position": n, **row}
        for n, row in enumerate(rows)
    )


class Counting(RecordCatalogue):
    """A shelf that remembers how it was asked."""

    def __init__(self) -> None:
        super().__init__(PAPERS, name="the shelf")
        self.calls: list[int] = []
        self.titles: list[str] = []

    def by_identifiers(self, wanted: Sequence[tuple[str, str]]) -> list[PaperRecord | None]:
        self.calls.append(len(wanted))
        return super().by_identifiers(wanted)

    def by_title(self, title: str) -> list[PaperRecord]:
        self.titles.append(title)
        return super().by_title(title)


def test_identifiers_go_in_one_call_and_titles_only_where_needed() -> None:
    shelf = Counting()
    resolution = resolve_entries(
        entries(
            {"title": PAPERS[0].title, "arxiv": "1503.02531"},
            {"title": "Model Compression", "doi": "10.1145/1150402.1150464"},
            {"title": PAPERS[2].title, "year": 2020},
        ),
        shelf,
    )
    assert [m.paper for m in resolution.matches] == ["hinton", "bucila", "aekd"]
    assert [m.method for m in resolution.matches] == ["arxiv", "doi", "title"]
    assert shelf.calls[0] == 2
    assert shelf.titles == [PAPERS[2].title]
    assert {p.hop for p in resolution.papers.values()} == {0}


def test_an_unknown_arxiv_id_falls_back_to_doi_and_then_to_the_title() -> None:
    resolution = resolve_entries(
        entries(
            {"title": "x", "arxiv": "9901.00001", "doi": "10.1145/1150402.1150464"},
            {"title": PAPERS[2].title, "arxiv": "9901.00002", "authors": ["S. Du"]},
        ),
        RecordCatalogue(PAPERS, name="the shelf"),
    )
    assert [m.method for m in resolution.matches] == ["doi", "title"]
    assert "arxiv 9901.00002 unknown to the shelf" in resolution.matches[1].reason


def test_the_nearest_title_is_refused_and_shown() -> None:
    (match,) = resolve_entries(
        entries({"title": "Agree to Agree: Ensembles of Something Else", "year": 2020}),
        RecordCatalogue(PAPERS, name="the shelf"),
    ).matches
    assert match.paper is None
    assert match.method is None
    assert match.runner_up is not None
    assert "Agree to Disagree" in match.runner_up
    assert "another title" in str(match.runner_up_reason)


def test_an_identifier_that_contradicts_title_and_authors_loses_to_the_title() -> None:
    row = {"title": "Model Compression", "authors": ["Cristian Buciluǎ"], "year": 2006}
    (match,) = resolve_entries(
        entries({**row, "arxiv": "1503.02531"}), RecordCatalogue(PAPERS, name="the shelf")
    ).matches
    assert (match.paper, match.method) == ("bucila", "title")
    assert "leads to another work" in match.reason
    assert match.runner_up is not None


def test_a_suspicious_identifier_is_kept_with_little_confidence_if_the_title_is_unknown() -> None:
    (match,) = resolve_entries(
        entries({"title": "Quite Unknown", "authors": ["Ada Lovelace"], "arxiv": "1503.02531"}),
        RecordCatalogue(PAPERS, name="the shelf"),
    ).matches
    assert (match.paper, match.confidence) == ("hinton", 0.3)
    assert "check the list" in match.reason


@pytest.mark.parametrize("title", ["", "???", "9901.00001"])
def test_an_entry_of_an_identifier_alone_is_not_searched_by_title(title: str) -> None:
    shelf = Counting()
    (match,) = resolve_entries(entries({"title": title, "arxiv": "9901.00001"}), shelf).matches
    assert match.paper is None
    assert "no title to look for" in match.reason
    assert shelf.titles == []


def test_an_empty_list_resolves_to_nothing() -> None:
    assert resolve_entries(entries(), RecordCatalogue(PAPERS, name="the shelf")).matches == []


def test_ids_of_the_service_stand_in_the_links_of_an_entry() -> None:
    sha = "0c" * 20
    known = [
        PaperRecord("a", "One", (("s2", sha),)),
        PaperRecord("b", "Two", (("corpus", "13756489"),)),
    ]
    links = (
        f"https://www.semanticscholar.org/paper/{sha}",
        "https://api.semanticscholar.org/CorpusID:13756489",
    )
    matches = resolve_entries(
        entries({"paper_links": [links[0]]}, {"paper_links": [links[1]]}),
        RecordCatalogue(known, name="shelf"),
    ).matches
    assert [(m.paper, m.method) for m in matches] == [("a", "s2"), ("b", "corpus")]


SERIES = [
    PaperRecord("one", "Noisy teachers: Part I", (("arxiv", "1901.00001"),), year=2019),
    PaperRecord("two", "Noisy teachers: Part II", (("arxiv", "1901.00002"),), year=2019),
    PaperRecord("old", "Noisy students", year=2018),
    PaperRecord("new", "Noisy students", year=2019),
]


def test_an_identifier_of_a_sibling_loses_to_the_paper_of_the_title() -> None:
    (match,) = resolve_entries(
        entries({"title": "Noisy teachers, part I", "arxiv": "1901.00002"}),
        RecordCatalogue(SERIES, name="shelf"),
    ).matches
    assert (match.paper, match.method) == ("one", "title")
    assert match.runner_up is not None
    assert "Part II" in match.runner_up
    (kept,) = resolve_entries(
        entries({"title": "Noisy teachers, part III", "arxiv": "1901.00002", "year": 2019}),
        RecordCatalogue(SERIES, name="shelf"),
    ).matches
    assert (kept.paper, kept.confidence) == ("two", 0.5)
    assert '"part III" against "Part II"' in kept.reason


def test_of_two_papers_of_one_title_the_year_decides_and_the_other_is_named() -> None:
    (match,) = resolve_entries(
        entries({"title": "Noisy Students", "year": 2019}), RecordCatalogue(SERIES, name="shelf")
    ).matches
    assert match.paper == "new"
    assert "fits as well" in str(match.runner_up_reason)


def test_a_title_without_its_subtitle_finds_its_paper() -> None:
    whole = PaperRecord(
        "fit",
        "FitNets: Hints for Thin Deep Nets",
        year=2015,
        authors=(AuthorRecord("Adriana Romero"),),
    )
    row = {"title": "FitNets", "year": 2015, "authors": ["A. Romero"]}
    (match,) = resolve_entries(
        entries(row), RecordCatalogue([*SERIES, whole], name="shelf")
    ).matches
    assert match.paper == "fit"


def test_an_entry_without_a_title_agrees_with_nothing() -> None:
    (match,) = resolve_entries(
        entries({"arxiv": "1901.00001"}), RecordCatalogue(SERIES, name="shelf")
    ).matches
    assert match.reason == "identifier; the list gives no title"
