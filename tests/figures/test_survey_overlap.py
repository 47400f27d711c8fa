"""The survey overlap tells apart what is cited, what is not, and what nobody knows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pandas as pd
import pytest

import kdgraph
from kdgraph.analysis.groups.survey_lists import (
    CITES,
    ITSELF,
    NOT_FOUND,
    UNKNOWN,
    YOUNGER,
    survey_lists,
)
from kdgraph.errors import InputError
from kdgraph.figures import Drawing
from kdgraph.figures.canvas.marks import Bars, Points, Text
from kdgraph.figures.survey_overlap import survey_overlap
from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import TABLES
from kdgraph.testing import toys

_GOU = "arxiv:2006.05525"


@cache
def _drawn() -> Drawing:
    return survey_overlap(kdgraph.embedded())


def _made(
    titles: Sequence[str],
    sections: Sequence[str],
    arcs: Sequence[tuple[int, int]],
    states: Sequence[tuple[int, str, str]],
    years: Sequence[int] = (),
) -> Snapshot:
    """Return listed papers p0, p1, ..., all of 2000 unless there are `years`.

    `states` are (paper, direction, state).
    """
    frames = {name: table.frame([]) for name, table in TABLES.items()}
    frames["papers"] = TABLES["papers"].frame(
        {"paper_id": f"p{n}", "title": title, "year": years[n] if years else 2000}
        for n, title in enumerate(titles)
    )
    frames["citations"] = TABLES["citations"].frame(
        {"citing_id": f"p{a}", "cited_id": f"p{b}"} for a, b in arcs
    )
    frames["entries"] = TABLES["entries"].frame(
        {"entry_id": f"e{n}", "list_id": "l", "position": n, "section": section, "title": "t"}
        for n, section in enumerate(sections)
    )
    frames["matches"] = TABLES["matches"].frame(
        {"entry_id": f"e{n}", "paper_id": f"p{n}"} for n in range(len(titles))
    )
    frames["coverage"] = TABLES["coverage"].frame(
        {"paper_id": f"p{n}", "direction": way, "state": state} for n, way, state in states
    )
    return Snapshot(frames, toys.MANIFEST)


def test_surveys_are_the_papers_of_the_section_called_so() -> None:
    lists = survey_lists(kdgraph.embedded())
    assert lists.by == "section"
    entries = kdgraph.embedded().entries
    ids = kdgraph.embedded().matches.loc[entries.index[entries["section"] == "Survey Papers"]]
    assert {one.paper_id for one in lists.surveys} == set(ids["paper_id"])


@pytest.mark.parametrize(
    ("title", "is_survey"),
    [
        ("Knowledge Distillation: A Survey", True),
        ("Distillation: A Review and New Outlooks", True),
        ("A comprehensive review of students", True),
        ("An Overview of Teachers", True),
        ("Distilling Knowledge via Knowledge Review", False),
        ("Surveyors and their pupils", False),
    ],
)
def test_without_such_a_section_titles_tell(title: str, is_survey: bool) -> None:
    lists = survey_lists(_made([title, "Other"], ["A", "B"], [], []))
    assert lists.by == "title"
    assert [one.title for one in lists.surveys] == ([title] if is_survey else [])


def test_what_nobody_read_is_not_known_and_never_not_cited() -> None:
    titles = ["Read", "Partly", "Unread", "x", "y", "z"]
    sections = ["Surveys", "Surveys", "Surveys", "A", "A", "B"]
    snapshot = _made(
        titles,
        sections,
        [(0, 3), (1, 3), (2, 3)],
        [
            (0, "references", "complete"),
            (1, "references", "capped"),
            (2, "references", "failed"),
            (4, "citations", "complete"),  # so it is known that the unread one does not cite y
            (5, "citations", "capped"),
        ],
    )
    cells = survey_lists(snapshot).cells
    assert cells["p0"].tolist() == [ITSELF, *[NOT_FOUND] * 2, CITES, NOT_FOUND, NOT_FOUND]
    assert cells["p1"].tolist() == [NOT_FOUND, ITSELF, NOT_FOUND, CITES, NOT_FOUND, NOT_FOUND]
    assert cells["p2"].tolist() == [UNKNOWN, UNKNOWN, ITSELF, CITES, NOT_FOUND, UNKNOWN]
    notes = survey_overlap(snapshot).notes
    assert "The references of Unread were not read." in notes
    assert "Those of Partly were read in part." in notes


def test_cells_are_the_citations_of_the_corpus() -> None:
    citations = kdgraph.embedded().citations
    cited = set(citations.loc[citations["citing_id"] == _GOU, "cited_id"])
    numbers = _drawn().numbers
    gou = numbers[numbers["survey_id"] == _GOU].set_index("paper_id")["state"]
    assert set(gou.index[gou == CITES]) == cited & set(gou.index)
    others = numbers.loc[numbers["survey_id"] != _GOU, "state"]
    assert set(others) == {UNKNOWN, ITSELF}


def test_marks_stand_for_what_was_read_and_nothing_for_the_rest() -> None:
    drawn: dict[str, list[tuple[str, ...]]] = {}
    for _, mark in _drawn().marks():
        if mark.role in {CITES, UNKNOWN, YOUNGER, NOT_FOUND}:
            drawn.setdefault(mark.role, []).extend(mark.papers)
            assert isinstance(mark, Points if mark.role == NOT_FOUND else Bars)
    numbers = _drawn().numbers
    assert set(drawn) == {CITES, NOT_FOUND}
    assert {UNKNOWN, YOUNGER} < set(numbers["state"])
    for state, pairs in drawn.items():
        rows = numbers[numbers["state"] == state]
        assert sorted(pairs) == sorted(zip(rows["survey_id"], rows["paper_id"], strict=True))


def test_a_paper_that_appeared_after_a_survey_has_no_dot_unless_it_is_cited() -> None:
    titles = ["Read", "Unread", "older", "younger", "younger and cited", "of the same year"]
    snapshot = _made(
        titles,
        ["Surveys", "Surveys", *"AAAA"],
        [(0, 4)],
        [(0, "references", "complete")],
        [2010, 2010, 2009, 2011, 2011, 2010],
    )
    cells = survey_lists(snapshot).cells
    assert cells["p0"].tolist() == [ITSELF, NOT_FOUND, NOT_FOUND, YOUNGER, CITES, NOT_FOUND]
    assert cells["p1"].tolist() == [UNKNOWN, ITSELF, *[UNKNOWN] * 4]
    drawing = survey_overlap(snapshot)
    assert "1 paper younger than every survey that was read." in drawing.notes
    marked = {pair for _, m in drawing.marks() if m.role in (CITES, NOT_FOUND) for pair in m.papers}
    assert marked == {("p0", "p1"), ("p0", "p2"), ("p0", "p4"), ("p0", "p5")}


def test_a_preprint_takes_up_references_until_its_record_is_published() -> None:
    snapshot = _made(["Read", "x", "y"], ["Surveys", *"AA"], [], [(0, "references", "complete")])
    frames = snapshot.frames()
    frames["papers"]["year"] = [2012, 2012, 2013]
    frames["papers"]["first_year"] = pd.array([2010, None, None], dtype="Int64")
    cells = survey_lists(Snapshot(frames, toys.MANIFEST)).cells
    assert cells["p0"].tolist() == [ITSELF, NOT_FOUND, YOUNGER]


def test_squares_of_a_survey_that_was_not_read_are_traced_to_the_cited_side() -> None:
    titles = ["Read", "Unread", "Silent", "x", "y"]
    drawing = survey_overlap(
        _made(
            titles,
            ["Surveys", "Surveys", "Surveys", "A", "A"],
            [(0, 3), (1, 3), (1, 4)],
            [(0, "references", "complete"), (3, "citations", "complete")],
        )
    )
    said = " ".join(drawing.notes)
    assert "The references of Unread, Silent were not read." in drawing.notes
    assert "The 2 squares of Unread are known from the cited side alone." in drawing.notes
    assert "squares of Silent" not in said
    assert "a square for each of 3 citations" in drawing.alt
    assert "1 paper has squares in several columns" in drawing.alt
    assert "1 column without a square: not read." in drawing.alt


def test_cells_stand_below_their_survey_and_beside_their_paper() -> None:
    marks = [mark for _, mark in _drawn().marks()]
    (names,) = [m for m in marks if isinstance(m, Text) and m.role == "name"]
    (heads,) = [m for m in marks if isinstance(m, Text) and m.role == "survey"]
    (cells,) = [m for m in marks if isinstance(m, Bars) and m.role == CITES]
    height = {papers[0]: y for papers, y in zip(names.papers, names.y, strict=True)}
    columns: dict[str, set[float]] = {}
    for papers, x in zip(heads.papers, heads.x, strict=True):
        columns.setdefault(papers[0], set()).add(round(float(x), 3))
    middles = zip(cells.left + cells.right, cells.bottom + cells.top, cells.papers, strict=True)
    for across, up, (survey, paper) in middles:
        assert round(float(across / 2), 3) in columns[survey]
        assert up / 2 == pytest.approx(height[paper])


def test_counts_stand_with_each_survey_and_unread_ones_have_none() -> None:
    (found,) = [m for _, m in _drawn().marks() if isinstance(m, Text) and m.role == "count"]
    by_survey = {papers[0]: words for papers, words in zip(found.papers, found.text, strict=True)}
    assert by_survey.pop(_GOU) == "30"
    assert set(by_survey.values()) == {"?"}


def test_papers_that_no_survey_cites_are_counted() -> None:
    cells: pd.DataFrame = survey_lists(kdgraph.embedded()).cells
    others = cells.drop(index=list(cells.columns))
    uncited = int((~(others == CITES).any(axis=1)).sum())
    assert f"{uncited} of the {len(others)} listed papers" in _drawn().caption
    assert "23 papers younger than every survey that was read." in _drawn().notes


def test_many_surveys_and_papers_are_narrowed_and_counted() -> None:
    count = 15
    titles = [f"Work {n}" for n in range(count + 300)]
    sections = ["Reviews"] * count + ["Methods"] * 300
    arcs = [(n, count + m) for n in range(count) for m in range(n)]
    read = [(n, "references", "complete") for n in range(count)]
    drawing = survey_overlap(_made(titles, sections, arcs, read), width=3.3)
    assert drawing.numbers["survey_id"].unique().tolist() == [f"p{n}" for n in range(3, count)]
    assert "3 surveys that cite fewer left out." in drawing.notes
    shown = drawing.numbers["paper_id"].nunique()
    assert f"{count + 300 - shown} papers with fewer citations here left out." in drawing.notes
    assert drawing.height < 9.5


def test_a_list_without_surveys_says_so() -> None:
    drawing = survey_overlap(_made(["One"], ["A"], [], []))
    assert drawing.caption.startswith("No survey was found")
    assert not len(drawing.numbers)


def test_section_and_top_narrow_the_rows_and_not_the_surveys() -> None:
    drawing = survey_overlap(kdgraph.embedded(), section="pioneering")
    assert drawing.numbers["paper_id"].nunique() == 3
    assert drawing.numbers["survey_id"].nunique() == 3
    assert survey_overlap(kdgraph.embedded(), top=5).numbers["paper_id"].nunique() == 5
    with pytest.raises(InputError, match="top=0"):
        survey_overlap(kdgraph.embedded(), top=0)


def test_names_are_brief_in_a_column_so_that_none_is_cut() -> None:
    narrow = survey_overlap(kdgraph.embedded(), width=3.3)
    names = [
        name
        for panel in narrow.panels
        for mark in panel.marks
        if isinstance(mark, Text) and mark.role == "name"
        for name in mark.text
    ]
    assert len(names) == 59
    assert not [name for name in names if "…" in name]
    assert "Waters" in names
