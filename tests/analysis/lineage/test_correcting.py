"""Corrections by hand are written so that nothing else in the file changes."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest

import kdgraph
from kdgraph import InputError

RKD = "arxiv:1904.05068"
FITNETS = "arxiv:1412.6550"
HINTON = "arxiv:1503.02531"
DAY = date(2024, 2, 29)

WRITTEN = """# what the group agreed on

[[name]]
paper = 'Contrastive Representation Distillation'   # by its title
name = "CRD"


[[parent]]   # not FitNets
paper = "arxiv:1910.10699"
parent = ""
note = "see the talk"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file of overrides that a person wrote."""
    path = tmp_path / "overrides.toml"
    path.write_bytes(WRITTEN.encode())
    return path


def test_what_is_written_is_read_and_obeyed(tmp_path: Path) -> None:
    corpus = kdgraph.embedded()
    path = tmp_path / "overrides.toml"
    before = kdgraph.primary_parents(corpus).loc[FITNETS, "parent_id"]
    assert before == HINTON
    values = {"paper": FITNETS, "parent": "doi:10.1145/1150402.1150464"}
    kdgraph.correct(path, corpus, "parent", values, note="as taught", day=DAY)
    overrides = kdgraph.read_overrides(path, corpus)
    assert overrides.problems == []
    after = kdgraph.primary_parents(corpus, overrides=overrides).loc[FITNETS]
    assert after["parent_id"] == "doi:10.1145/1150402.1150464"
    assert after["basis"] == "override"
    (one,) = kdgraph.read_override_file(path)
    assert (one.note, one.date) == ("as taught", DAY)
    # an id alone says nothing to who reads the file
    assert "# FitNets: Hints for Thin Deep Nets" in path.read_text(encoding="utf-8")


def test_all_else_in_the_file_stays_to_the_byte(path: Path) -> None:
    corpus = kdgraph.embedded()
    kdgraph.correct(path, corpus, "name", {"paper": RKD, "name": "RKD"}, day=DAY)
    added = path.read_bytes()
    assert all(line in added.splitlines() for line in WRITTEN.encode().splitlines())
    kdgraph.remove_correction(path, "name", 2, corpus)
    assert path.read_bytes().split() == WRITTEN.encode().split()


def test_a_second_correction_of_one_thing_takes_the_place_of_the_first(path: Path) -> None:
    corpus = kdgraph.embedded()
    # the same paper under another name
    change = kdgraph.correct(path, corpus, "parent", {"paper": "1910.10699", "parent": FITNETS})
    assert change.replaced is not None
    assert change.replaced.note == "see the talk"
    parents = kdgraph.read_overrides(path, corpus).parents
    assert parents["parent_id"].tolist() == [FITNETS]
    assert b"# what the group agreed on" in path.read_bytes()


def test_a_change_is_undone_to_the_byte(path: Path) -> None:
    corpus = kdgraph.embedded()
    values = {"citing": FITNETS, "cited": HINTON, "label": "extends"}
    change = kdgraph.correct(path, corpus, "arc", values)
    assert path.read_bytes() != WRITTEN.encode()
    kdgraph.restore_overrides(change)
    assert path.read_bytes() == WRITTEN.encode()


def test_the_first_correction_of_all_is_undone_by_taking_the_file_away(tmp_path: Path) -> None:
    path = tmp_path / "overrides.toml"
    change = kdgraph.correct(path, kdgraph.embedded(), "name", {"paper": RKD, "name": "RKD"})
    kdgraph.restore_overrides(change)
    assert not path.exists()


def test_what_another_program_wrote_since_is_not_undone(path: Path) -> None:
    corpus = kdgraph.embedded()
    change = kdgraph.correct(path, corpus, "name", {"paper": RKD, "name": "RKD"})
    path.write_bytes(path.read_bytes() + b"# mine\n")
    held = path.read_bytes()
    with pytest.raises(InputError, match="was changed since"):
        kdgraph.restore_overrides(change)
    assert path.read_bytes() == held


@pytest.mark.parametrize(
    ("kind", "values", "why"),
    [
        ("parent", {"paper": "no such paper anywhere", "parent": ""}, "no paper called"),
        ("parent", {"paper": FITNETS, "parent": "no such paper anywhere"}, "no paper called"),
        ("arc", {"citing": HINTON, "cited": FITNETS, "label": "extends"}, "does not cite"),
        ("arc", {"citing": FITNETS, "cited": HINTON, "label": "likes"}, "is no label"),
        ("name", {"paper": RKD, "name": "CRD"}, "CRD"),  # the name of another paper
        ("author", {"join": ["Geoffrey Hinton"]}, "two authors or more"),
        ("author", {"join": ["Geoffrey Hinton", "Nobody Here At All"]}, "Nobody Here At All"),
        ("colour", {"paper": RKD}, "is no kind of correction"),
    ],
)
def test_what_could_not_be_followed_is_refused_and_changes_nothing(
    path: Path, kind: str, values: dict[str, str], why: str
) -> None:
    with pytest.raises(InputError, match=why):
        kdgraph.correct(path, kdgraph.embedded(), kind, values)
    assert path.read_bytes() == WRITTEN.encode()


def test_an_older_problem_does_not_forbid_a_new_correction(path: Path) -> None:
    corpus = kdgraph.embedded()
    path.write_text('[[parent]]\npaper = "of another snapshot"\nparent = ""\n', encoding="utf-8")
    kdgraph.correct(path, corpus, "name", {"paper": RKD, "name": "RKD"})
    overrides = kdgraph.read_overrides(path, corpus)
    assert overrides.names.names == {RKD: "RKD"}
    assert len(overrides.problems) == 1


def test_no_such_number_is_an_error_that_counts(path: Path) -> None:
    with pytest.raises(InputError, match="no parent number 2; it has 1"):
        kdgraph.remove_correction(path, "parent", 2, kdgraph.embedded())


def test_corrections_made_at_once_are_all_kept(tmp_path: Path) -> None:
    corpus = kdgraph.embedded()
    path = tmp_path / "overrides.toml"
    papers = corpus.reading_list.papers[:8]
    threads = [
        threading.Thread(
            target=kdgraph.correct,
            args=(path, corpus, "name", {"paper": paper, "name": f"M{number}"}),
        )
        for number, paper in enumerate(papers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kdgraph.read_overrides(path, corpus).names.names) == len(papers)


def test_a_name_that_another_paper_bears_is_refused(tmp_path: Path) -> None:
    corpus = kdgraph.embedded()
    file = tmp_path / "overrides.toml"
    name = str(kdgraph.paper_names(corpus).at["arxiv:1412.6550", "name"])
    with pytest.raises(InputError, match="is that of another paper, arxiv:1412"):
        kdgraph.correct(
            file, corpus, "name", {"paper": "arxiv:1503.02531", "name": name.upper() + " "}
        )
    assert not file.exists()
    kdgraph.correct(file, corpus, "name", {"paper": "arxiv:1412.6550", "name": name})
