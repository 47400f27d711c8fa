"""Figures within a scope: what the caption names, what is drawn, and drawing it again."""

from __future__ import annotations

import inspect
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import kdgraph
from kdgraph.errors import InputError
from kdgraph.figures import FIGURES, Drawing
from kdgraph.figures.canvas.making import make_figures, takes_scope
from kdgraph.figures.canvas.verifying import verify
from kdgraph.graph.snapshot import Snapshot
from kdgraph.testing import literatures
from tests.graph.test_scope import made

OF_THE_FIELD = (
    "bursts",
    "coauthors",
    "historiograph",
    "influence",
    "main-path",
    "map",
    "milestones",
    "reading-order",
)
OF_ALL = ("braid", "ego", "age", "growth", "prisma", "streams")


def draw(name: str, snapshot: Snapshot, **options: Any) -> Drawing:
    """Return a figure, as narrow as is quickly drawn."""
    return kdgraph.draw(name, snapshot, width=options.pop("width", 3.3), **options)


@cache
def corpus() -> Snapshot:
    return kdgraph.embedded()


@cache
def drawn(name: str) -> Drawing:
    """Return a figure of the shipped corpus as it is by default."""
    return draw(name, corpus())


def test_these_take_a_scope() -> None:
    assert sorted(filter(takes_scope, FIGURES)) == sorted([*OF_THE_FIELD, *OF_ALL])
    for name in filter(takes_scope, FIGURES):
        assert "field_least" in inspect.signature(FIGURES[name]).parameters


@pytest.mark.parametrize("name", OF_THE_FIELD)
def test_by_default_it_is_of_the_field_and_the_caption_says_so(name: str) -> None:
    field, drawing = corpus().within("field"), drawn(name)
    assert drawing.facts["scope"] == str(field.scope)
    assert (
        f"Scope: field, {len(field.papers)} of {len(corpus().papers):,} papers" in drawing.caption
    )
    assert "at least 2 listed papers" in drawing.caption
    assert set(drawing.papers()) <= set(field.papers.index)
    made = drawing.provenance
    assert (made.options["scope"], made.options["field_least"]) == ("field", 2)
    assert made.snapshot_id == corpus().id
    assert "scope field (at least 2 listed)" in made.footer()
    for note in field.scope.notes():
        assert f"{note[0].upper()}{note[1:]}." in drawing.notes
    assert draw(name, field).digests == drawing.digests  # a view stays what it is


@pytest.mark.parametrize("name", OF_ALL)
def test_others_are_of_all_unless_asked(name: str) -> None:
    assert "scope" not in drawn(name).facts
    assert draw(name, corpus(), scope="all").digests == drawn(name).digests
    narrow = draw(name, corpus(), scope="listed")
    assert set(narrow.papers()) <= set(corpus().reading_list.papers)
    assert "Scope: listed, 59 of" in narrow.caption


@pytest.mark.parametrize("name", ["main-path", "growth"])
def test_a_scope_that_was_asked_for_is_verified(name: str, tmp_path: Path) -> None:
    drawing = draw(name, corpus(), scope="field", field_least=3)
    assert drawing.provenance.options["field_least"] == 3
    drawing.save(tmp_path / "figure.svg")
    assert verify(tmp_path / "figure.svg", data=tmp_path).outcome == "identical"
    all_of_it = draw(name, corpus(), scope="all")
    all_of_it.save(tmp_path / "all.svg")
    assert verify(tmp_path / "all.svg", data=tmp_path).outcome == "identical"
    assert all_of_it.digests != drawing.digests


def test_a_default_one_and_one_of_a_view_are_verified(tmp_path: Path) -> None:
    drawn("bursts").save(tmp_path / "bursts.svg")
    assert verify(tmp_path / "bursts.svg", data=tmp_path).outcome == "identical"
    # a figure that takes no scope can still be given a view
    draw("taxonomy", corpus().as_of(2020).within("field")).save(tmp_path / "taxonomy.svg")
    found = verify(tmp_path / "taxonomy.svg", data=tmp_path)
    assert found.outcome == "identical", str(found)
    assert found.figure == "taxonomy"


def test_day_section_most_and_scope_go_together(tmp_path: Path) -> None:
    view = corpus().as_of(2021)
    drawing = draw("influence", view, section="Feature", top=4, scope="field", field_least=1)
    assert set(drawing.papers()) <= set(view.reading_list.papers_under("Feature") or ())
    assert drawing.facts["shown"] == 4
    assert drawing.facts["scope"] == str(view.within("field", field_least=1).scope)
    drawing.save(tmp_path / "figure.svg")
    assert verify(tmp_path / "figure.svg", data=tmp_path).outcome == "identical"


def test_the_main_path_says_in_which_fields_papers_stay() -> None:
    drawing = drawn("main-path")
    path = kdgraph.main_path(corpus()).papers
    over = kdgraph.robust_core(corpus()).over_fields
    assert over is not None
    stay = sum(over["field_least"][one] == (1, 2, 3, 4) for one in path.index)
    assert drawing.facts["stay"] == f"{stay} of these {len(path)} papers"
    assert "at least 1, 2, 3 or 4 listed ones" in drawing.caption
    strays = [note for note in drawing.notes if "only in fields" in note]
    assert len(strays) == (stay < len(path))
    told = drawing.numbers.set_index("cited_id")["cited_field_least"]
    assert told[path.index[0]].iloc[0] == "1, 2, 3, 4"
    assert "stay" not in draw("main-path", corpus(), scope="listed").facts
    assert "cited_field_least" not in draw("main-path", corpus(), scope="all").numbers


@pytest.mark.parametrize("name", OF_THE_FIELD)
def test_no_field_is_told_and_something_else_is_shown(name: str) -> None:
    # one listed paper, so that nobody cites two; then none that anybody cites
    few = made("a", {"x": ["a"], "y": ["x", "a"], "z": ["y"]})
    drawing = draw(name, few)
    assert "no other paper cites 2 listed papers" in " ".join(drawing.notes).lower()
    assert "citing at least 1 listed paper" in drawing.caption
    none = made("ab", {"x": ["o"], "y": ["o", "x"]})
    drawing = draw(name, none)
    assert "all papers are looked at" in " ".join(drawing.notes)
    assert "Scope: all, 5 papers." in drawing.caption
    empty = draw(name, literatures.empty())
    assert "No paper of the list is here" in " ".join(empty.notes)


def test_many_figures_take_the_scope_that_they_can(tmp_path: Path) -> None:
    asked = ["bursts", "growth", "taxonomy"]
    found = make_figures(
        corpus(), tmp_path, only=asked, formats=["svg"], width=3.3, scope="listed"
    ).figures
    scopes = {one.name: one.drawing.provenance.options.get("scope") for one in found}
    assert scopes == {"bursts": "listed", "growth": "listed", "taxonomy": None}
    for one in found:
        assert verify(one.files[0], data=tmp_path).outcome == "identical", one.name
    with pytest.raises(InputError, match="no scope called 'most'"):
        make_figures(corpus(), tmp_path, only=["taxonomy"], scope="most")
