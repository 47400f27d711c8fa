"""[[author]] in overrides.toml: what it does, and what it says where it cannot be followed."""

from __future__ import annotations

from pathlib import Path

import pytest

from kdgraph import InputError, find_author, rank_authors, read_overrides
from kdgraph.graph.snapshot import Snapshot
from kdgraph.testing import toys
from tests.graph.test_people import frames

WROTE = {
    "p": ["Jane Roe", "Carl Poe"],
    "q": ["Jane A. Roe", "Carl Poe"],
    "r": ["J. Roe", "Bo Li", "Bo Li"],
}


@pytest.fixture
def snapshot() -> Snapshot:
    return Snapshot(frames(WROTE), toys.MANIFEST)


def applied(snapshot: Snapshot, folder: Path, text: str) -> tuple[Snapshot, list[str]]:
    path = folder / "overrides.toml"
    path.write_text(text, "utf-8")
    overrides = read_overrides(path, snapshot)
    return overrides.with_authors(snapshot), overrides.problems


def test_rows_are_joined_by_name_or_id(snapshot: Snapshot, tmp_path: Path) -> None:
    text = '[[author]]\njoin = ["Roe, J.", "name:jane-roe"]\nnote = "her page"\n'
    view, problems = applied(snapshot, tmp_path, text)
    assert problems == []
    assert rank_authors(view, "papers").frame["name"].tolist()[0] == "Jane A. Roe"
    assert rank_authors(view, "papers").frame["papers"].tolist()[0] == 3
    assert find_author(view, "J. Roe") == find_author(view, "name:j-roe") == "name:jane-a-roe"
    assert len(snapshot.authors) == len(view.authors) + 1  # the snapshot itself is as it was


def test_what_names_join_is_parted(snapshot: Snapshot, tmp_path: Path) -> None:
    view, problems = applied(snapshot, tmp_path, '[[author]]\npart = ["Jane Roe", "Jane A. Roe"]\n')
    assert problems == []
    assert {"name:jane-roe", "name:jane-a-roe"} < set(view.authors.index)
    marks = rank_authors(view, "papers").frame.set_index("author_id")["also_as"]
    assert "Jane A. Roe, rank 2" in marks["name:jane-roe"]


def test_a_row_is_parted_by_its_papers(snapshot: Snapshot, tmp_path: Path) -> None:
    view, problems = applied(
        snapshot, tmp_path, '[[author]]\npart = "Carl Poe"\npapers = ["Title q"]\n'
    )
    assert problems == []
    assert {"name:carl-poe", "name:carl-poe-2"} < set(view.authors.index)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('join = ["Jane Roe", "Zoe Zed"]', "nobody is called 'Zoe Zed' here"),
        ('join = ["Jane Roe", "Bo Li"]', "'Bo Li' are 2 rows, name:bo-li, name:bo-li-2"),
        ('join = ["Jane Roe", "Roe, Jane"]', "are one row, name:jane-roe, already"),
        ('part = "Carl Poe"\npapers = ["Title r"]', "name:carl-poe did not write r"),
        ('part = "Carl Poe"\npapers = ["Title z of nothing"]', "Title z of nothing"),
    ],
)
def test_what_matches_nothing_is_told_and_changes_nothing(
    snapshot: Snapshot, tmp_path: Path, text: str, said: str
) -> None:
    view, problems = applied(snapshot, tmp_path, f"[[author]]\n{text}\n")
    assert len(problems) == 1
    assert problems[0].startswith("overrides.toml, author 1: ")
    assert said in problems[0]
    assert view.authors.index.tolist() == snapshot.authors.index.tolist()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('note = "x"', "give either 'join' or 'part'"),
        ('join = ["Jane Roe", "J. Roe"]\npart = ["Jane Roe", "J. Roe"]', "give either 'join' or"),
        ('join = ["Jane Roe"]', "'join' must name two authors or more"),
        ('part = "Jane Roe"', "to part one row, give its papers too"),
        ('join = ["Jane Roe", 7]', "'join' must be a list of names"),
        ("join = 7", "'join' must be a list of names"),
        ('join = ["Jane Roe", " "]', "'join' must be a list of names"),
        ('join = ["Jane Roe", "J. Roe"]\npapers = ["Title p"]', "with 'papers'"),
        ('joint = ["Jane Roe", "J. Roe"]', "no key 'joint'"),
    ],
)
def test_a_wrong_form_is_refused(snapshot: Snapshot, tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError, match=r"overrides\.toml, author 1") as caught:
        applied(snapshot, tmp_path, f"[[author]]\n{text}\n")
    assert said in str(caught.value)


def test_joining_and_parting_the_same_is_refused(snapshot: Snapshot, tmp_path: Path) -> None:
    text = '[[author]]\njoin = ["Jane Roe", "J. Roe"]\n[[author]]\npart = ["J. Roe", "Jane Roe"]\n'
    with pytest.raises(InputError, match="both joins and parts"):
        applied(snapshot, tmp_path, text)
