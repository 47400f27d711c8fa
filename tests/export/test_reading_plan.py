"""The reading plan: as many papers as there is time for, and a check-list that loses nothing."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import kdgraph
from kdgraph.errors import InputError
from kdgraph.export.citation_keys import citation_keys
from kdgraph.export.reading_plan import ReadingPlan, plan_steps, reading_plan
from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import TABLES
from kdgraph.testing import toys


@cache
def _plan(papers: int = 8) -> ReadingPlan:
    return reading_plan(kdgraph.embedded(), papers)


def _made(titles: list[str], authors: list[str], arcs: list[tuple[int, int]]) -> Snapshot:
    """Return a list of papers with one name each, or several parted by semicolons."""
    count = range(len(titles))
    rows: dict[str, list[dict[str, Any]]] = {
        "papers": [{"paper_id": f"p{n}", "title": titles[n], "year": 2000 + n} for n in count],
        "citations": [{"citing_id": f"p{a}", "cited_id": f"p{b}"} for a, b in arcs],
        "entries": [
            {"entry_id": f"e{n}", "list_id": "l", "position": n, "section": "A", "title": "t"}
            for n in count
        ],
        "matches": [{"entry_id": f"e{n}", "paper_id": f"p{n}"} for n in count],
        "authorships": [
            {"paper_id": f"p{n}", "position": place, "author_id": f"n:{name}", "name": name}
            for n in count
            for place, name in enumerate(filter(None, authors[n].split(";")))
        ],
        "coverage": [
            {"paper_id": f"p{n}", "direction": "references", "state": "complete"} for n in count
        ],
    }
    frames = {name: table.frame(rows.get(name, [])) for name, table in TABLES.items()}
    return Snapshot(frames, toys.MANIFEST)


def test_it_is_the_reading_order_with_what_a_reader_needs_beside() -> None:
    order = kdgraph.reading_order(kdgraph.embedded(), 8).papers
    papers = _plan().papers
    assert papers.index.tolist() == order.index.tolist()
    assert papers["why"].tolist() == order["why"].tolist()
    keys = citation_keys(kdgraph.embedded())
    assert papers["key"].tolist() == keys.loc[papers.index].tolist()
    assert papers["hours"].tolist() == [float(n) for n in range(1, 9)]
    place = {one: number for number, one in enumerate(papers.index)}
    needed = [(one, other) for one, found in papers["prerequisites"].items() for other in found]
    assert len(needed) > 5
    assert all(place[other] < place[str(one)] for one, other in needed)


@pytest.mark.parametrize(
    ("hours", "minutes", "papers"),
    [
        (3.0, 60.0, 3),
        (3.99, 60.0, 3),
        (0.7, 6.0, 7),
        (0.02, 0.4, 3),
        (0.5, 30.0, 1),
        (2.0, 45.0, 2),
    ],
)
def test_as_many_papers_as_can_be_read_to_the_end(
    hours: float, minutes: float, papers: int
) -> None:
    snapshot = _made([f"Work {n}" for n in range(9)], ["A"] * 9, [])
    plan = reading_plan(snapshot, hours=hours, minutes=minutes)
    assert (len(plan.papers), plan.asked, plan.asked_hours) == (papers, papers, hours)
    assert plan.hours == pytest.approx(papers * minutes / 60)
    assert f"{minutes:g} minutes" in plan.summary()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"papers": 3, "hours": 2.0}, "leave one out"),
        ({"papers": 0}, "at least 1 paper, got 0"),
        ({"hours": 0.5}, "0.5 hours is less than the 60 minutes assumed for one paper"),
        ({"hours": -1.0}, "-1 hours is less"),
        ({"hours": math.nan}, "hours must be a number, got nan"),
        ({"minutes": 0.0}, "more than 0 minutes, got 0"),
        ({"minutes": math.inf}, "more than 0 minutes, got inf"),
        ({"section": "no such heading"}, "no such heading"),
    ],
)
def test_what_makes_no_plan_is_refused(options: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        reading_plan(kdgraph.embedded(), **options)


def test_fewer_papers_than_asked_for_are_told() -> None:
    snapshot = _made(["One", "Two"], ["A", "B"], [(1, 0)])
    assert "5 papers were asked for; the list offers 2" in reading_plan(snapshot, 5).notes
    in_hours = reading_plan(snapshot, hours=5, section="A")
    assert "5 hours, or 5 papers were asked for; the section offers 2" in in_hours.notes
    assert "5 hours, or 5 papers were asked for; the section offers 2." in in_hours.markdown()
    assert not [note for note in reading_plan(snapshot, 2).notes if "asked for" in note]


def test_where_nothing_fits_the_shortest_plan_is_said() -> None:
    plan = reading_plan(kdgraph.embedded(), hours=1, minutes=30, section="Feature")
    assert plan.papers.empty
    assert plan.least is not None
    assert len(reading_plan(kdgraph.embedded(), plan.least, section="Feature").papers) > 0
    assert reading_plan(kdgraph.embedded(), plan.least - 1, section="Feature").papers.empty
    assert plan.summary() == (
        "No paper fits into 2 papers with what it builds on; the shortest plan has 3 papers, about "
        "1.5 hours."
    )
    assert not [note for note in plan.notes if "asked for" in note]


def test_a_check_list_has_a_box_for_each_paper_and_all_that_must_be_known() -> None:
    plan, text = _plan(), _plan().markdown()
    assert text.count("\n- [ ] **") == len(plan.papers) == 8
    for _, row in plan.papers.iterrows():
        assert f"<{row['link']}>" in text
        assert f"({row['year']})" in text
    lines = text.splitlines()
    assert lines[0] == "# Reading plan"
    assert lines[2] == "8 papers, about 8 hours if each takes 60 minutes, prerequisites first."
    assert "partial, and it is not Semantic Scholar output" in text
    assert "Scope: field, 239 of 2,030 papers" in text
    for note in plan.notes:
        assert note[1:] in text


def test_the_check_list_is_read_back_as_a_list_of_the_same_papers(tmp_path: Path) -> None:
    path = tmp_path / "plan.md"
    path.write_text(_plan().markdown(), encoding="utf-8")
    entries = kdgraph.read_list(path).entries
    assert [entry.title for entry in entries] == _plan().papers["title"].tolist()
    assert [entry.year for entry in entries] == _plan().papers["year"].tolist()


def test_words_of_the_data_stay_words() -> None:
    plan = reading_plan(_made(["[x](y) *z*\n# t", ""], ["A_b;<i>", ""], []), 2)
    text = plan.markdown()
    assert r"- [ ] **\[x\](y) \*z\* # t**" in text
    assert r"A\_b, \<i\> (2000), no link known" in text
    assert "- [ ] **Title unknown**" in text
    assert "Authors unknown (2001)" in text


def test_of_many_authors_three_are_named_and_the_others_counted() -> None:
    snapshot = _made(["Six", "Seven"], ["a;b;c;d;e;f", "a;b;c;d;e;f;g"], [])
    told = [step[1].partition(" (")[0] for step in plan_steps(reading_plan(snapshot, 2))]
    assert sorted(told) == ["a, b, c and 4 others", "a, b, c, d, e, f"]


def test_a_list_without_papers_gives_an_empty_plan() -> None:
    plan = reading_plan(_made([], [], []))
    assert plan.summary() == "There is no paper to read."
    assert not len(plan.papers)
    assert plan.hours == 0
    assert "12 papers were asked for; the list offers 0" in plan.notes
    assert isinstance(plan.papers, pd.DataFrame)
    assert "[ ]" not in plan.markdown()


def test_a_day_and_a_scope_are_said() -> None:
    plan = reading_plan(kdgraph.embedded(), 3, as_of=2018, scope="listed")
    assert plan.papers["year"].max() <= 2018
    assert "The literature as of 2018-12-31." in plan.markdown()
    assert "Scope: listed" in plan.markdown()
