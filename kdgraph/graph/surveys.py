"""Surveys: papers that are reviews by their title or by their section of the list."""

from __future__ import annotations

import re
from typing import Final

import pandas as pd

from kdgraph.graph.snapshot import Snapshot

__all__ = ["is_survey_section", "is_survey_title", "surveys", "surveys_by_title"]

# All hits among the 2,030 titles of the shipped corpus were read: 17, each a survey. Read too were
# the titles without these words that sound like one: 4 surveys more, such as "Federated learning:
# Challenges, methods, and future directions", are missed.
_NO_SURVEY: Final = (
    # "survey data", "survey-based": the survey is the material of a study
    r"(?!\s+(?:data|datasets?|respon\w+|questions?|questionnaires?|items?|instruments?|weights?|"
    r"participants?|experiments?|sampling|telescopes?|images?|imaging|retrieval|generation)\b|-)"
)
_REVIEWED: Final = (
    "app|book|chart|code|contract|customer|design|experience|hotel|judicial|knowledge|legal|movie|"
    "online|paper|patient|peer|product|program|restaurant|text|user"
)
_TITLE: Final = re.compile(
    rf"(?<![\w-])(?:surveys?|overview|tutorial)\b{_NO_SURVEY}"
    # "a review", "a systematic and critical review of", never "a review network"
    rf"|\ban? (?:(?!(?:{_REVIEWED})\b)[\w-]+,? ){{0,4}}(?:mini-|meta-)?review\b"
    r"(?=\s*(?:$|[^\w\s'\u2019-]|(?:and|for|from|in|of|on|through|to|with)\b))"
    # "review of", "literature review", never "product review of"
    rf"|\b(?<!-)(?:(?!(?:{_REVIEWED})\b)[\w-]+ |[^\w\s]\s*|^)review (?:of|on)\b"
    r"|\b(?:comprehensive|critical|literature|research|scoping|systematic) reviews?\b(?!-)"
    # at the beginning or the end, set off by a colon or a dash
    r"|(?:^|[:.?!\u2013\u2014]\s*)review\s*(?:$|[:.,\u2013\u2014])",
    re.IGNORECASE,
)
_KINDS: Final = frozenset(
    ["survey", "surveys", "review", "reviews", "overview", "overviews", "tutorial", "tutorials"]
)
_PLAIN_WORDS: Final = (
    "a an and article articles benchmarks book books chapter chapters comprehensive course courses "
    "existing general good introduction key literature misc modern more of or other paper papers "
    "perspective perspectives position previous recent related relevant resource resources some "
    "specialised specialized systematic the theses thesis useful"
)
_BESIDE_KINDS: Final = frozenset(_PLAIN_WORDS.split())
_SURVEYS_ON: Final = re.compile(
    r"(?:\w+ )?(?:surveys|reviews|overviews|tutorials|"
    r"(?:survey|review|overview) (?:papers|articles))\b(?: (?:about|for|in|of|on)\b.*)?",
    re.IGNORECASE,
)


def is_survey_title(title: str) -> bool:
    """Return whether a title speaks of a survey, a review of the literature or a tutorial.

    Examples
    --------
    >>> is_survey_title("Representation learning: A review and new perspectives")
    True
    >>> is_survey_title("Distilling Knowledge via Knowledge Review")  # a method
    False
    """
    return bool(_TITLE.search(" ".join(title.split())))


def is_survey_section(section: str) -> bool:
    """Return whether a section of a list holds surveys: one of its headings is called so.

    The title of a whole list ("A survey of ...") is no such heading.

    Examples
    --------
    >>> is_survey_section("Papers / Surveys and reviews"), is_survey_section("Reviews on graphs")
    (True, True)
    >>> is_survey_section("A survey of distillation / Methods"), is_survey_section("Code review")
    (False, False)
    """
    return any(map(_names_surveys, section.split(" / ")))


def _names_surveys(heading: str) -> bool:
    words = re.findall(r"[^\W\d_]+", heading.casefold())
    kinds = _KINDS.intersection(words)
    if kinds and _KINDS.union(_BESIDE_KINDS).issuperset(words):
        return True
    return bool(kinds and _SURVEYS_ON.fullmatch(" ".join(words)))


def surveys(snapshot: Snapshot) -> set[str]:
    """Return the papers that are surveys by their title, or listed in a section of surveys."""
    entries = snapshot.reading_list.entries.dropna(subset="paper_id")
    listed = entries["section"].map(is_survey_section).astype(bool)
    return surveys_by_title(snapshot.papers) | set(entries.loc[listed, "paper_id"])


def surveys_by_title(papers: pd.DataFrame) -> set[str]:
    """Return the papers whose `title` says that they are surveys.

    Examples
    --------
    >>> titles = {"a": "Model compression: a survey", "b": "Reviewing hints", "c": None}
    >>> surveys_by_title(pd.DataFrame({"title": titles}))
    {'a'}
    """
    if "title" not in papers.columns:
        return set()
    titles = papers["title"].dropna().astype("str")
    return set(titles.index[titles.map(is_survey_title).astype(bool)])
