"""Torn author lines and placeholders: joined where that is certain, unknown where it is not."""

from __future__ import annotations

import random

import pytest

from kdgraph.merge.author_lines import mend_author_lines
from kdgraph.records import AuthorRecord, PaperRecord

# people of other papers: they tell given from family names
OTHERS = [
    "Jane Roe",
    "Carl B. Poe",
    "Ann Doe",
    "Carl Miles",
    "Jane Archer",
    "Ann Cooper",
    "Hugo Marsh",
    "Ines Brook",
]


def line_of(names: list[str], *, others: list[str] | None = None) -> list[str] | None:
    """Return the mended line of a paper beside papers by `others`."""
    beside = [
        PaperRecord(f"other {n}", f"Other {n}", authors=(AuthorRecord(name),))
        for n, name in enumerate(OTHERS if others is None else others)
    ]
    torn = PaperRecord("torn", "Herons", authors=tuple(map(AuthorRecord, names)))
    papers, _ = mend_author_lines([torn, *beside])
    assert papers[1:] == beside
    line = papers[0].authors
    return None if line is None else [author.name for author in line]


@pytest.mark.parametrize(
    ("names", "whole"),
    [
        (["Roe", "Jane", "Poe", "Carl"], ["Jane Roe", "Carl Poe"]),
        (["Jane", "Roe", "Carl", "Poe"], ["Jane Roe", "Carl Poe"]),
        (["Tern", "Jane", "Gull", "Carl", "Wren", "Ann"], ["Jane Tern", "Carl Gull", "Ann Wren"]),
        (["Tern", "Jane A.", "Gull", "Olga"], ["Jane A. Tern", "Olga Gull"]),
        (["Tern", "J.", "Gull", "O. B."], ["J. Tern", "O. B. Gull"]),
        (["Tern", "J."], ["J. Tern"]),
        (["van der Tern", "Jane", "Roe", "Hugo"], ["Jane van der Tern", "Hugo Roe"]),
        (["Tern-Gull", "Jane", "\u00c9tienne", "Ann"], ["Jane Tern-Gull", "Ann \u00c9tienne"]),
        (["Roe", "Jane", "Poe", "Carl", "et al."], ["Jane Roe", "Carl Poe"]),
    ],
)
def test_halves_of_names_are_joined_where_that_is_certain(
    names: list[str], whole: list[str]
) -> None:
    assert line_of(names) == whole


@pytest.mark.parametrize(
    "names",
    [
        ["Jane Roe", "Carl Poe"],
        ["Roe", "Poe", "Doe", "Marsh", "Brook", "Miles"],  # family names alone
        ["Tern", "Gull"],  # two people, as far as anybody can tell
        ["Tern", "Gull", "Wren", "Owl"],
        ["Tern", "Jane", "Gull"],  # three names are no pairs
        ["\u738b\u4f1f", "\u674e\u660e", "\u5f20\u4e3d", "\u5218\u6d0b"],
        ["Gemini Team", "Jane Roe"],
        ["OpenAI", "Jane Roe"],
        ["Tern", "Vision Group", "Gull", "Speech Group"],
    ],
)
def test_lines_that_are_not_torn_stay(names: list[str]) -> None:
    assert line_of(names) == names


def test_a_long_line_that_looks_torn_without_evidence_is_unknown() -> None:
    names = ["Tern", "Gull", "Wren", "Owl", "Kite", "Rook"]
    assert line_of(names) is None
    _, told = mend_author_lines([PaperRecord("a", "A", authors=tuple(map(AuthorRecord, names)))])
    assert told["torn_author_lines_unknown"] == 1
    with_ids = tuple(AuthorRecord(name, f"s2:{n}") for n, name in enumerate(names))
    (kept,), told = mend_author_lines([PaperRecord("a", "A", authors=with_ids)])
    assert kept.authors == with_ids
    assert not any(told.values())


def test_halves_with_ids_are_one_person_without_any() -> None:
    halves = (("Tern", "s2:1"), ("Jane A", "s2:2"), ("Gull", "s2:3"), ("Olga", "s2:4"))
    line = tuple(AuthorRecord(name, author_id) for name, author_id in halves)
    (mended,), _ = mend_author_lines([PaperRecord("a", "A", authors=line)])
    assert mended.authors == (AuthorRecord("Jane A Tern"), AuthorRecord("Olga Gull"))


@pytest.mark.parametrize(
    "name",
    [
        "Anonymous",
        "anonymous authors",
        "Anonymous Submission",
        "et al.",
        "others",
        "N/A",
        "Unknown",
    ],
)
def test_placeholders_are_nobody(name: str) -> None:
    assert line_of([name]) is None
    assert line_of(["Jane Roe", name]) == ["Jane Roe"]


@pytest.mark.parametrize("name", ["Anon Sukhotu", "Una Known", "Al Others", "Nona"])
def test_names_that_look_like_placeholders_are_people(name: str) -> None:
    assert line_of([name]) == [name]


def test_the_order_of_papers_changes_nothing() -> None:
    lines = [["Tern", "Jane", "Gull", "Carl"], ["Anonymous"], *([name] for name in OTHERS)]
    papers = [
        PaperRecord(str(n), f"Paper {n}", authors=tuple(map(AuthorRecord, line)))
        for n, line in enumerate(lines)
    ]
    expected, told = mend_author_lines(papers)
    assert told["torn_author_lines_joined"] == 1
    for seed in range(5):
        shuffled = random.Random(seed).sample(papers, len(papers))
        mended, again = mend_author_lines(shuffled)
        assert again == told
        assert sorted(mended, key=lambda p: p.key) == sorted(expected, key=lambda p: p.key)
