"""Decide whether a paper is the one that an entry of a list means.

A search by title returns the *nearest* paper, not the right one, so a candidate is accepted only
on evidence: the titles are the same word by word, the years are at most one apart, and at least
one author agrees. What cannot be compared, because one side does not say it, is no objection but
costs confidence. A variant of the title (a plural, an article, a slip) then needs at least one of
the two others, and a title without its subtitle needs both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kdgraph.records import PaperRecord
from kdgraph.titles import (
    NEARLY_EQUAL,
    TitleComparison,
    compare_titles,
    names_agree,
    title_similarity,
)

__all__ = ["NEARLY_EQUAL", "Verdict", "judge", "title_similarity", "words_that_differ"]

_YEARS_APART: Final = 1
_SUBTITLE_CONFIDENCE: Final = 0.8


@dataclass(frozen=True, slots=True)
class Verdict:
    """Accepted or not, how sure from 0 to 1, and why in words."""

    accepted: bool
    confidence: float
    reason: str


def words_that_differ(comparison: TitleComparison) -> str:
    """Say which words a list and a candidate do not share, as a clause; empty if most differ."""
    words = comparison.difference("on the list", "there")
    return f": {words}" if words else ""


def judge(
    title: str, year: int | None, authors: Sequence[str] | None, paper: PaperRecord
) -> Verdict:
    """Judge whether `paper` is the work that a list calls `title`.

    Parameters
    ----------
    title : str
        The title as the list prints it, without venue.
    year : int or None
        The earliest year that the list prints; None where it prints none.
    authors : sequence of str, or None
        Names as printed; None or empty where it prints none.
    paper : PaperRecord
        The candidate.

    Returns
    -------
    Verdict
        Confidence is 0.98 for the same title, its similarity less 0.04 for a variant, and 0.8 if
        the subtitle is missing on one side; 0.1 less for each of year and authors that could not
        be compared. A refusal names the words that differ.

    Examples
    --------
    >>> from kdgraph.records import AuthorRecord
    >>> paper = PaperRecord("k", "Deep mutual learning", year=2018,
    ...                     authors=(AuthorRecord("Y. Zhang"),))
    >>> judge("Deep Mutual Learning", 2018, ["Ying Zhang"], paper).accepted
    True
    >>> judge("Deep Mutual Learning", 2018, ["Ada Lovelace"], paper).reason
    'no author agrees (list: Ada Lovelace; found: Y. Zhang)'
    """
    compared = compare_titles(title, paper.title)
    objections = []
    if compared.relation in ("different", "unknown"):
        objections.append(f'another title, "{paper.title}"{words_that_differ(compared)}')
    years = [y for y in (paper.year, paper.first_year) if y is not None]
    year_known = year is not None and bool(years)
    if year is not None and years and all(abs(year - y) > _YEARS_APART for y in years):
        objections.append(f"another year ({years[0]}, the list says {year})")
    found = [author.name for author in paper.authors or () if author.name]
    authors_known = bool(authors) and bool(found)
    if authors and found and not names_agree(list(authors), found):
        objections.append(f"no author agrees (list: {_some(authors)}; found: {_some(found)})")
    if not objections and compared.relation == "variant" and not (year_known or authors_known):
        objections.append(
            f'the title is only nearly equal, "{paper.title}", and neither year nor authors '
            "confirm it"
        )
    if not objections and compared.relation == "subtitle" and not (year_known and authors_known):
        objections.append(
            f'a subtitle stands on one side alone, "{paper.title}", and year and authors do not '
            "both confirm it"
        )
    if objections:
        return Verdict(False, 0.0, "; ".join(objections))
    similarity = title_similarity(title, paper.title)
    if compared.relation == "same":
        confidence, title_words = 0.98, "equal title"
    elif compared.relation == "variant":
        confidence, title_words = similarity - 0.04, f"title {similarity:.0%} alike"
    else:
        confidence, title_words = _SUBTITLE_CONFIDENCE, "equal title but for its subtitle"
    confidence -= 0.1 * ((not year_known) + (not authors_known))
    said = [
        title_words,
        "year agrees" if year_known else "year not compared",
        "an author agrees" if authors_known else "authors not compared",
    ]
    return Verdict(True, round(confidence, 3), ", ".join(said))


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (" and others" if len(names) > 3 else "")
