"""The draft of a table of related work: every paper once, with keys that the BibTeX file has."""

from __future__ import annotations

import re
from functools import cache

import pytest

import kdgraph
from kdgraph.analysis.groups.survey_lists import SurveyCoverage, survey_coverage
from kdgraph.errors import InputError
from kdgraph.export.related_work import related_work_table
from tests.analysis.groups.test_survey_lists import made

_PAIR = ("2006.05525", "2205.10536")


@cache
def _found() -> SurveyCoverage:
    return survey_coverage(kdgraph.embedded(), _PAIR)


@cache
def _table(form: str) -> str:
    return related_work_table(kdgraph.embedded(), _found(), form)


def test_latex_cites_each_paper_and_survey_by_the_keys_of_the_export() -> None:
    cited = re.findall(r"\\cite\{(\w+)\}", _table("latex"))
    database = kdgraph.bibtex_text(kdgraph.embedded())
    assert set(cited) <= set(re.findall(r"(?m)^@\w+\{(\w+),$", database))
    assert len(cited) == 59 + 2
    assert cited[:3] == ["gou2021knowledge", "huang2022knowledge", "bucilua2006model"]


def test_markdown_has_the_same_papers_in_the_same_order() -> None:
    assert re.findall(r"\[@(\w+)\]", _table("markdown")) == re.findall(
        r"\\cite\{(\w+)\}", _table("latex")
    )


def test_every_row_has_a_cell_for_each_survey() -> None:
    rows = [line for line in _table("markdown").splitlines() if line.startswith("|")]
    assert {row.replace(r"\|", "").count("|") for row in rows} == {4}
    body = _table("latex").partition(r"\endhead")[2]
    papers = [line for line in body.splitlines() if r"\cite" in line]
    assert {line.replace(r"\&", "").count("&") for line in papers} == {2}
    assert all(line.endswith(r" \\") for line in papers)


def test_totals_are_those_of_the_coverage() -> None:
    surveys = _found().surveys
    assert f"| *Cited* | {surveys['cites'].iloc[0]} | {surveys['cites'].iloc[1]} |" in (
        _table("markdown")
    )
    signs = re.findall(r"(?m)^\| [^*].*\] \| (\S+) \| \S+ \|$", _table("markdown"))
    cited = int(surveys["cites"].iloc[0])
    assert sum(sign.startswith("\u25cf") for sign in signs) == cited == 30
    assert signs.count("\u25cf\u00b9") == int(surveys["first"].iloc[0])


@pytest.mark.parametrize("form", ["latex", "markdown"])
def test_signs_are_explained_and_what_was_not_read_is_said(form: str) -> None:
    text = " ".join(_table(form).split())
    for said in (
        "not cited",
        "not in the part of the reference list that was read",
        "younger than the survey",
        "cited first by this survey",
        "The reference list of Gou 2021 was read in part.",
        "not Semantic Scholar output",
    ):
        assert said in text
    assert "not known, for" not in text, "there is no such sign in this table"


def test_unread_is_a_question_mark_and_never_a_miss() -> None:
    snapshot = made([("Work", 2001, "A"), ("Unread: a survey", 2010, "Surveys")], [], [])
    found = survey_coverage(snapshot)
    table = related_work_table(snapshot, found, "markdown")
    assert "| ? |" in table
    assert "\u25cb" not in table
    assert "| *Not known* | 1 |" in table
    latex = related_work_table(snapshot, found)
    assert "& ? \\\\" in latex
    assert r"\circ" not in latex


def test_one_survey_is_first_of_none() -> None:
    found = survey_coverage(kdgraph.embedded(), [_PAIR[0]])
    assert "\u00b9" not in related_work_table(kdgraph.embedded(), found, "markdown")
    assert r"\bullet^" not in related_work_table(kdgraph.embedded(), found)


def test_words_of_the_data_break_neither_table() -> None:
    snapshot = made(
        [("a|b & 5% of $x_1$ \\ #", 2001, "S | T & U_1"), ("z\u77e5: a survey", 2010, None)],
        [(1, 0)],
        [(1, "references", "complete")],
    )
    found = survey_coverage(snapshot, ["p1"])
    assert r"**S \| T \& U\_1**" in related_work_table(snapshot, found, "markdown")
    latex = related_work_table(snapshot, found)
    assert r"T \& U\_1}" in latex
    assert latex.count("\n%") == latex.count("%") - 1 - latex.count(r"\%"), "no line is cut short"
    assert r"\kdgforeign{Chinese}" in latex
    assert r"\providecommand{\kdgforeign}[2]{#2}" in latex
    assert "kdgforeign" not in _table("latex")


def test_another_form_and_no_survey_are_refused() -> None:
    with pytest.raises(InputError, match="'html'; choose from latex, markdown"):
        related_work_table(kdgraph.embedded(), _found(), "html")
    without = made([("Work", 2001, "A")], [], [])
    with pytest.raises(InputError, match="there is no survey to make a table of"):
        related_work_table(without, survey_coverage(without))
