"""The shipped list, entry by entry where it is tricky."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kdgraph.lists import Entry, Link, ListDocument, Venue, read_list
from kdgraph.model import TABLES

LIST = Path(__file__).parents[2] / "data" / "lists" / "knowledge-distillation.md"


@pytest.fixture(scope="module")
def document() -> ListDocument:
    return read_list(LIST)


@pytest.fixture(scope="module")
def by_line(document: ListDocument) -> dict[int, Entry]:
    return {entry.line_start: entry for entry in document.entries}


def test_every_section_has_its_papers_in_order(document: ListDocument) -> None:
    assert document.list_id == "knowledge-distillation"
    assert document.format == "markdown"
    assert list(Counter(entry.section for entry in document.entries).items()) == [
        ("Pioneering Papers", 3),
        ("Survey Papers", 3),
        ("Distillation Meets Diffusion Models", 16),
        ("Feature Distillation", 13),
        ("Online Knowledge Distillation", 6),
        ("Multi-Teacher Knowledge Distillation", 6),
        ("Data-Free Knowledge Distillation", 8),
        ("Distillation for Segmentation", 4),
    ]
    assert [entry.position for entry in document.entries] == list(range(59))
    lines = [entry.line_start for entry in document.entries]
    assert lines == sorted(lines)
    assert len({entry.entry_id for entry in document.entries}) == 59


def test_every_entry_is_identified_as_far_as_the_list_goes(document: ListDocument) -> None:
    entries = document.entries
    assert sum(entry.arxiv is not None for entry in entries) == 54
    assert sum(entry.doi is not None for entry in entries) == 1
    assert sum(entry.arxiv is None and entry.doi is None for entry in entries) == 4
    assert all(entry.title and entry.authors for entry in entries)
    assert sum(len(entry.paper_links) for entry in entries) == 59
    assert sum(len(entry.code_links) for entry in entries) == 43
    assert sum(len(entry.other_links) for entry in entries) == 1
    assert sum(not entry.venues for entry in entries) == 5
    assert sum(len(entry.authors) for entry in entries) == 280


def test_the_three_resources_are_no_papers(document: ListDocument) -> None:
    assert [item.line for item in document.skipped] == [279, 280, 281]
    assert all("no identifier" in item.reason for item in document.skipped)
    assert "Acceptance rates" in document.skipped[0].text


def test_a_title_with_a_question_mark_and_a_comma(by_line: dict[int, Entry]) -> None:
    entry = by_line[26]
    assert entry.title == "Do Deep Nets Really Need to be Deep?"
    assert entry.venues == (Venue("NeurIPS", 2014),)
    assert entry.authors == ("Lei Jimmy Ba", "Rich Caruana")
    assert entry.arxiv == "1312.6184"
    assert entry.entry_id == "knowledge-distillation:do-deep-nets-really-need-to-be-deep"
    assert (entry.line_start, entry.line_end) == (26, 28)


def test_a_doi_and_a_letter_outside_latin_1(by_line: dict[int, Entry]) -> None:
    entry = by_line[22]
    assert entry.title == "Model Compression"
    assert entry.authors == ("Cristian Buciluǎ", "Rich Caruana", "Alexandru Niculescu-Mizil")
    assert (entry.arxiv, entry.doi) == (None, "10.1145/1150402.1150464")
    assert entry.paper_links == ("https://dl.acm.org/doi/abs/10.1145/1150402.1150464",)


def test_a_workshop_and_two_links(by_line: dict[int, Entry]) -> None:
    entry = by_line[30]
    assert entry.venues == (Venue("NeurIPS-workshop", 2014),)
    assert entry.paper_links == (
        "https://arxiv.org/abs/1503.02531",
        "https://neurips.cc/virtual/2014/workshop/4294",
    )
    assert (entry.line_start, entry.line_end) == (30, 33)


def test_a_title_with_colon_and_a_long_tail(by_line: dict[int, Entry]) -> None:
    entry = by_line[37]
    assert entry.title == (
        "Knowledge Distillation and Student-Teacher Learning for Visual Intelligence: "
        "A Review and New Outlooks"
    )
    assert (entry.venues, entry.year) == ((Venue("TPAMI", 2022),), 2022)


def test_two_venues_and_the_earliest_year(by_line: dict[int, Entry]) -> None:
    entry = by_line[262]
    assert entry.title == "Structured Knowledge Distillation for Dense Prediction"
    assert entry.venues == (Venue("CVPR", 2019), Venue("TPAMI", 2020))
    assert entry.year == 2019
    assert entry.code_links == (
        Link("Pytorch", "https://github.com/irfanICMLL/structure_knowledge_distillation"),
    )


def test_a_labelled_link_that_is_neither_code_nor_the_paper(by_line: dict[int, Entry]) -> None:
    entry = by_line[154]
    assert entry.title == "Cross-Layer Distillation with Semantic Calibration"
    assert entry.code_links == (Link("Pytorch", "https://github.com/DefangChen/SemCKD"),)
    assert entry.other_links == (Link("TKDE", "https://ieeexplore.ieee.org/document/9767633"),)
    assert entry.paper_links == ("https://arxiv.org/abs/2012.03236",)


def test_no_venue_no_year_and_a_label_on_a_page_that_is_no_code_host(
    by_line: dict[int, Entry],
) -> None:
    assert (by_line[45].venues, by_line[45].year) == ((), None)
    assert by_line[45].authors[0] == "Amir M. Mansourian"
    assert by_line[45].authors[-1] == "Shohreh Kasaei"
    assert by_line[83].code_links == (Link("PyTorch", "https://jiataogu.me/boot/"),)


def test_initials_keep_their_stops_and_and_parts_names(by_line: dict[int, Entry]) -> None:
    assert by_line[180].authors == (
        "Rohan Anil",
        "Gabriel Pereyra",
        "Alexandre Passos",
        "Robert Ormandi",
        "George E. Dahl",
        "Geoffrey E. Hinton",
    )


def test_an_entry_without_any_address_of_the_paper(by_line: dict[int, Entry]) -> None:
    entry = by_line[274]
    assert entry.title == "Holistic Weighted Distillation for Semantic Segmentation"
    assert entry.paper_links == ()
    assert entry.authors[0] == "Wujie Sun"
    assert (entry.line_start, entry.line_end) == (274, 275)


def test_the_frame_is_the_table_of_entries(document: ListDocument) -> None:
    frame = document.frame()
    assert tuple(frame.reset_index().columns) == TABLES["entries"].names
    row = frame.loc["knowledge-distillation:cross-layer-distillation-with-semantic-calibration"]
    assert row["venues"] == [{"name": "AAAI", "year": 2021}]
    assert row["other_links"][0]["label"] == "TKDE"
    stored = TABLES["entries"].to_arrow(frame)
    assert stored.num_rows == 59


def test_the_list_comes_back_byte_for_byte(document: ListDocument) -> None:
    assert document.render() == LIST.read_bytes() == document.data


def _title(n: int) -> str:
    return f"A <b>*New*</b> [Title] {n}"


def test_one_edited_title_changes_one_line(document: ListDocument) -> None:
    for n in range(0, 59, 9):
        entry = document.entries[n]
        edited = entry.edit(title=_title(n))
        others = [edited if other is entry else other for other in document.entries]
        again = document.revise(others)
        assert again.entries[n].title == _title(n)
        lines = zip(document.data.split(b"\n"), again.data.split(b"\n"), strict=True)
        changed = [line for line, (old, new) in enumerate(lines, 1) if old != new]
        assert changed == [entry.line_start]


def test_all_titles_and_years_are_edited_at_once(document: ListDocument) -> None:
    edited = [
        entry.edit(title=_title(n), year=1999 if entry.year else None)
        for n, entry in enumerate(document.entries)
    ]
    again = document.revise(edited)
    assert [entry.title for entry in again.entries] == [_title(n) for n in range(59)]
    assert {entry.year for entry in again.entries} == {1999, None}
    assert [e.authors for e in again.entries] == [e.authors for e in document.entries]
