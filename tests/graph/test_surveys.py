"""What is a survey, on both sides of every rule: titles that are near to one another."""

from __future__ import annotations

import pytest

import kdgraph
from kdgraph.graph.snapshot import Snapshot
from kdgraph.graph.surveys import is_survey_section, is_survey_title, surveys
from kdgraph.testing import toys


@pytest.mark.parametrize(
    ("survey", "other"),
    [
        ("Distilling knowledge: a review", "Distilling Knowledge via Knowledge Review"),
        ("A review of captions", "Review networks for captions"),
        ("Distillation: A Review and New Outlooks", "A knowledge review mechanism for students"),
        ("A critical and systematic review", "A peer review of our field by machines"),
        ("A mini-review", "A review-based recommender"),
        ("A comparative study and review of random forests", "Sentiment in a movie review of 2010"),
        ("Research Reviews of Job Shops", "Mining customer reviews of hotels"),
        ("Review: students and teachers", "Read, review, repeat"),
        ("A short and very gentle review", "A short and very gentle student review"),
        ("Systematic literature reviews", "Code reviews at large companies"),
        ("Teachers: A Survey", "Surveyors and their pupils"),
        ("A survey of data", "Imputing survey data"),
        ("A SURVEY ON TEACHERS", "A survey-based study of teachers"),
        ("Large surveys of the literature", "What surveys respondents like"),
        ("An Overview of Teachers", "Overviewing teachers"),
        ("Diffusion models: a tutorial", "Agents trained on software tutorials"),
        ("Tutorial on diffusion", "Planning by tutorial retrieval"),
    ],
)
def test_titles(survey: str, other: str) -> None:
    assert is_survey_title(survey)
    assert not is_survey_title(other)


@pytest.mark.parametrize(
    ("surveys_here", "other"),
    [
        ("Survey Papers", "A survey of papers on teachers"),
        ("4.16. Overview & Survey Papers", "4.16. Overview of the method"),
        ("Reviews / Modern reviews", "Week 4: Social structures and code reviews"),
        ("📖 Survey", "A Living Review of Physics / Classification"),
        ("Methods / Surveys on diffusion", "LLMSurvey / Models"),
        ("Surveys and more", "Peer review"),
        ("Tutorials", ""),
    ],
)
def test_sections(surveys_here: str, other: str) -> None:
    assert is_survey_section(surveys_here)
    assert not is_survey_section(other)


def test_the_shipped_corpus_as_read_by_eye() -> None:
    snapshot = kdgraph.embedded()
    found = surveys(snapshot)
    assert len(found) == 17
    assert "arxiv:2104.09044" not in found  # Distilling Knowledge via Knowledge Review, a method
    listed = [paper_id for paper_id in snapshot.reading_list.papers if paper_id in found]
    assert snapshot.describe(listed)["section"].unique().tolist() == ["Survey Papers"]


def test_a_paper_without_a_title_is_a_survey_where_the_list_says_so() -> None:
    frames = toys.frames()
    frames["papers"]["title"] = None
    assert surveys(Snapshot(frames, toys.MANIFEST)) == set()
    frames["entries"].loc["toys:2", "section"] = "Surveys"
    assert surveys(Snapshot(frames, toys.MANIFEST)) == {"b"}
