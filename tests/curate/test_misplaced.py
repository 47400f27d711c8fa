"""Entries moved on purpose are named with the section where they came from; the others are not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import kdgraph
from kdgraph.analysis.curation.list_model import is_thin, place_weights, section_chances
from kdgraph.curate import misplaced as module
from kdgraph.curate.misplaced import MisplacedPapers, misplaced_papers
from kdgraph.curate.standing import Standing, standing
from kdgraph.errors import InputError
from kdgraph.lists import ListDocument, read_list
from tests.commands import run_cli

LIST = Path(__file__).resolve().parent.parent.parent / "data/lists/knowledge-distillation.md"


def _moved(title: str, heading: str) -> bytes:
    """Return the shipped list with an entry moved to the beginning of another section."""
    document = read_list(LIST)
    (entry,) = (one for one in document.entries if one.title == title)
    lines = document.data.decode().splitlines(keepends=True)
    cut = lines[entry.line_start - 1 : entry.line_end]
    rest = lines[: entry.line_start - 1] + lines[entry.line_end :]
    at = next(n for n, line in enumerate(rest) if line.strip() == f"## {heading}") + 1
    return "".join([*rest[:at], "\n", *cut, *rest[at:]]).encode()


@pytest.fixture(scope="module")
def stands() -> Standing:
    return standing(kdgraph.embedded())


@pytest.fixture(scope="module")
def document() -> ListDocument:
    return read_list(_moved(_data_free(), "Feature Distillation"))


@pytest.fixture(scope="module")
def moved(document: ListDocument) -> MisplacedPapers:
    return misplaced_papers(kdgraph.embedded(), document)


def _data_free() -> str:
    entries = read_list(LIST).entries
    titles = [entry.title or "" for entry in entries if entry.section.startswith("Data-Free")]
    return next(title for title in titles if "Dreaming to Distill" in title)


def test_an_entry_moved_on_purpose_is_sent_back_with_evidence(moved: MisplacedPapers) -> None:
    (paper,) = moved.papers.to_dict("records")
    assert paper["paper_id"] == "arxiv:1912.08795"
    assert paper["section"] == "Feature Distillation"
    assert paper["belongs"] == "Data-Free Knowledge Distillation"
    assert paper["chance"] >= 0.8 > paper["own_chance"]
    assert any("papers that cite it" in text for text in paper["evidence"])
    assert all("Data-Free Knowledge Distillation" in text for text in paper["evidence"])


def test_what_stands_where_it_belongs_is_not_named() -> None:
    found = misplaced_papers(kdgraph.embedded())
    assert found.papers.empty
    assert found.asked + sum(found.silent.values()) == 59


def test_a_paper_is_named_from_the_least_chance_on(
    moved: MisplacedPapers, document: ListDocument
) -> None:
    chance = moved.papers["chance"][0]
    snapshot = kdgraph.embedded()
    at, above = (misplaced_papers(snapshot, document, least=x) for x in (chance, chance + 1e-4))
    assert "arxiv:1912.08795" in set(at.papers["paper_id"])
    assert "arxiv:1912.08795" not in set(above.papers["paper_id"])


@pytest.mark.parametrize("least", [0.0, 1.01, -0.5])
def test_a_least_chance_is_a_chance(least: float) -> None:
    with pytest.raises(InputError, match="above 0 and at most 1"):
        misplaced_papers(kdgraph.embedded(), least=least)


def test_fewer_than_three_ties_are_too_thin(stands: Standing) -> None:
    support = {row: stands.ties.support(row) for row in np.flatnonzero(stands.ties.listed).tolist()}
    assert {2, 3} <= set(support.values()), "both sides of the threshold are there"
    for row, count in support.items():
        assert is_thin(stands.ties, row) == (count < 3)


def test_no_paper_is_sent_to_a_section_of_two(stands: Standing) -> None:
    ties, section = stands.ties, stands.sections.index("Data-Free Knowledge Distillation")
    (row,) = stands.rows(["arxiv:1912.08795"]).tolist()
    of_section = [one for one in np.flatnonzero(ties.place == section).tolist() if one != row]
    elsewhere = ties.place.copy()
    elsewhere[row] = 0
    for left, chance in ((3, True), (2, False)):
        place = elsewhere.copy()
        place[of_section[left:]] = -1
        found = section_chances(replace(ties, place=place), row, place_weights())
        assert bool(found[section] > 0) is chance


@pytest.mark.parametrize(
    ("section", "headings", "title", "reason"),
    [
        ("", ("",), "Distilling owls", "under no heading"),
        ("Owls", ("Owls", "Hawks"), "Distilling owls", "under several headings"),
        ("Owls", ("Owls",), "Owls: a survey", "a survey, which belongs to no section of methods"),
        ("Surveys", ("Surveys",), "On owls", "a survey, which belongs to no section of methods"),
        ("Owls", ("Owls", "Owls"), "Distilling owls", None),
    ],
)
def test_where_nothing_can_be_said_nothing_is(
    stands: Standing, section: str, headings: tuple[str, ...], title: str, reason: str | None
) -> None:
    paper = "arxiv:1412.6550"
    (row,) = stands.rows([paper]).tolist()
    given = replace(stands, section={paper: section}, headings={paper: headings})
    # its ties are those of the whole list
    given.__dict__["ties"] = stands.ties
    assert module._passed_over(given, paper, row, title) == reason


def test_the_command_ends_with_1_where_something_is_found(
    document: ListDocument, tmp_path: Path
) -> None:
    path = tmp_path / "README.md"
    path.write_bytes(document.data)
    done = run_cli("misplaced", path, "--data", tmp_path / "none")
    assert done.returncode == 1, done.stderr
    said = " ".join(done.stdout.split())
    assert "1 entry of 48 looked at belongs to another section with a chance of 0.8" in said
    assert 'belongs to "Data-Free Knowledge Distillation"' in said
    assert "Nothing is said of 11 others" in said
    again = run_cli("misplaced", LIST, "--json", "--data", tmp_path / "none")
    assert again.returncode == 0
    told = json.loads(again.stdout)
    assert (told["papers"], told["asked"], told["least"]) == ([], 48, 0.8)
