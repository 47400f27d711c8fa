"""An author's own lineage, by hand and by loops."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from kdgraph import AmbiguousAuthorError, UnknownAuthorError, author_lineage
from kdgraph.errors import InputError
from kdgraph.testing import toys
from tests.analysis.authors.worlds import PAIRS, WROTE, made, shuffled


def _rows(frame: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    return list(frame[list(columns)].itertuples(index=False, name=None))


def test_ada() -> None:
    found = author_lineage(toys.snapshot(), "Ada Byron")  # wrote a; b with Bo; d with Bo and Cy
    assert (found.author_id, found.name, found.by_name) == ("s2:1", "Ada Byron", False)
    assert _rows(found.papers, "paper_id", "sections", "listed", "position", "authors") == [
        ("a", "Old / Pioneers", True, 1, 1),
        ("b", "New", True, 1, 2),
        ("d", "", False, 1, 3),
    ]
    # apart from her own b -> a and d -> b
    assert _rows(found.papers, "cited_by", "cites", "references_known") == [
        (2, 0, False),
        (0, 0, True),
        (1, 1, True),
    ]
    assert _rows(found.own_line, "citing_id", "cited_id") == [("b", "a"), ("d", "b")]
    assert found.self_citations == 2
    assert _rows(found.builds_on_papers, "paper_id", "own_papers") == [("c", 1)]
    assert _rows(found.built_on_by_papers, "paper_id", "own_papers") == [
        ("c", 1),
        ("e", 1),
        ("u", 1),
    ]
    # d -> c: three authors cite two
    columns = ["author_id", "citations", "weight", "coauthor"]
    assert _rows(found.builds_on_authors, *columns) == [
        ("name:cy-young", 1, 1 / 6, True),
        ("s2:3", 1, 1 / 6, False),
    ]
    # c -> a by Cy and the other Bo, e -> d by Bo, u -> a by nobody known
    assert _rows(found.built_on_by_authors, *columns) == [
        ("name:cy-young", 1, 1 / 2, True),
        ("s2:2", 1, 1 / 3, True),
        ("s2:3", 1, 1 / 2, False),
    ]
    columns = ["author_id", "papers", "weight", "first_year", "last_year", "years"]
    assert _rows(found.coauthors, *columns) == [
        ("s2:2", 2, 1.5, 2005, 2010, [2005, 2010]),
        ("name:cy-young", 1, 0.5, 2010, 2010, [2010]),
    ]
    assert found.counts == {
        "builds_on_papers": 1,
        "builds_on_authors": 2,
        "built_on_by_papers": 3,
        "built_on_by_authors": 3,
        "coauthors": 2,
    }
    assert found.notes == (
        "the reference lists of 1 of 3 papers were not read, so what these build on is not known "
        "here",
    )


def test_doubtful_people_are_flagged() -> None:
    cy = author_lineage(toys.snapshot(), "Cy Young")
    assert cy.by_name
    assert cy.notes[0] == "known by name alone: several people may be meant"
    assert cy.papers["position"].tolist() == [2, 3, 1]
    bo = author_lineage(toys.snapshot(), "s2:2")
    assert _rows(bo.alike, "author_id", "name", "papers") == [("s2:3", "Bo Li", 1)]
    assert "1 other rows may be the same person: see alike" in bo.notes
    # the other Bo's c is cited by his d: another person, or himself
    assert _rows(bo.builds_on_authors, "author_id", "alike") == [
        ("name:cy-young", False),
        ("s2:1", False),
        ("s2:3", True),
    ]
    initials = made({"a": ["name:b-li"]}, names={"name:b-li": "B. Li"})
    assert "and no given name is spelt out" in author_lineage(initials, "B. Li").notes[0]


def test_top_cuts_and_counts() -> None:
    found = author_lineage(toys.snapshot(), "Ada Byron", top=1)
    assert len(found.built_on_by_papers) == len(found.coauthors) == 1
    assert (found.counts["built_on_by_papers"], found.counts["coauthors"]) == (3, 2)
    assert (len(found.papers), len(found.own_line)) == (3, 2)


def test_undated_papers_stand_last() -> None:
    frames = made({"a": "p", "b": "p", "c": "p"}, papers="abc").frames()
    frames["papers"].loc["a", "year"] = pd.NA
    found = author_lineage(type(toys.snapshot())(frames, toys.MANIFEST), "p")
    assert found.papers["paper_id"].tolist() == ["b", "c", "a"]
    assert "1 papers have no year and stand last" in found.notes


def test_gaps_in_the_author_line_do_not_move_anybody() -> None:
    frames = made({"a": "pqr"}).frames()
    frames["authorships"]["position"] = pd.array([1, 4, 9], dtype="Int64")
    found = author_lineage(type(toys.snapshot())(frames, toys.MANIFEST), "r")
    assert _rows(found.papers, "position", "authors") == [(3, 3)]


def test_as_of_a_day() -> None:
    found = author_lineage(toys.snapshot(), "Ada Byron", as_of="2009")
    assert found.papers["paper_id"].tolist() == ["a", "b"]
    assert str(found.as_of) == "2009-12-31"
    with pytest.raises(UnknownAuthorError):
        author_lineage(toys.snapshot(), "Cy Young", as_of="2005")  # had not written yet


def test_years_together_are_in_order() -> None:
    found = author_lineage(made({"a": "pq", "c": "pq", "d": "pqr", "f": "qp"}), "p")
    assert _rows(found.coauthors, "author_id", "papers", "years") == [
        ("q", 4, [2000, 2002, 2003, 2005]),
        ("r", 1, [2003]),
    ]


def test_an_author_without_papers() -> None:
    found = author_lineage(made({"a": "p"}), "q")
    assert found.papers.empty
    assert found.coauthors.empty
    assert not any(found.counts.values())
    assert found.notes == ()


def test_wrong_use() -> None:
    with pytest.raises(InputError, match="top must be at least 1"):
        author_lineage(toys.snapshot(), "Ada Byron", top=0)
    with pytest.raises(AmbiguousAuthorError):
        author_lineage(toys.snapshot(), "Bo")


@settings(max_examples=10, deadline=None)
@given(wrote=WROTE, pairs=PAIRS, seed=st.integers(0, 99))
def test_loops_agree_in_any_order(
    wrote: dict[str, list[str]], pairs: list[tuple[str, str]], seed: int
) -> None:
    world = made(wrote, pairs)
    found, again = (
        author_lineage(world, "p", top=99),
        author_lineage(shuffled(world, seed), "p", top=99),
    )
    own = {paper for paper, team in wrote.items() if "p" in team}
    arcs = {(i, j) for i, j in pairs if i != j}
    out = {(i, j) for i, j in arcs if i in own and j not in own}
    back = {(i, j) for i, j in arcs if i not in own and j in own}
    assert set(_rows(found.own_line, "citing_id", "cited_id")) == {
        (i, j) for i, j in arcs if i in own and j in own
    }
    assert found.builds_on_papers["own_papers"].sum() == len(out)
    assert found.built_on_by_papers["own_papers"].sum() == len(back)
    people = {who: sum(who in wrote.get(j, ()) for _, j in out) for who in "qrst"}
    assert dict(_rows(found.builds_on_authors, "author_id", "citations")) == {
        who: n for who, n in people.items() if n
    }
    weight = sum(1 / len(wrote[i]) for i, j in out if wrote.get(j))
    assert found.builds_on_authors["weight"].sum() == pytest.approx(weight)
    together = {who: sum(who in wrote[paper] for paper in own) for who in "qrst"}
    assert dict(_rows(found.coauthors, "author_id", "papers")) == {
        who: n for who, n in together.items() if n
    }
    for name in ("papers", "own_line", "built_on_by_authors", "coauthors"):
        assert_frame_equal(getattr(found, name), getattr(again, name))
