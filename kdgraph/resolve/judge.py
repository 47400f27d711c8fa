"""Decide whether a paper is the one that an entry of a list means.

A search by title returns the *nearest* paper, not the right one, so a candidate is accepted only
on evidence: the plain titles are equal or nearly so, the years are at most one apart, and at least
one author agrees. What cannot be compared, because one side does not say it, is no objection but
costs confidence; a title that is only nearly equal then needs at least one of the two others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from kdgraph.records import PaperRecord
from kdgraph.titles import names_agree, plain

__all__ = ["NEARLY_EQUAL", "Verdict", "judge", "title_similarity"]

NEARLY_EQUAL = 0.92
"""Least similarity of two plain titles that may still be the same title."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Accepted or not, how sure from 0 to 1, and why in words."""

    accepted: bool
    confidence: float
    reason: str


def title_similarity(a: str, b: str) -> float:
    """Return how alike two titles are, from 0 to 1; 1 only for equal plain titles.

    It is the normalised indel similarity of the plain titles without spaces. Titles whose numbers
    differ ("Part 1", "Part 2") are capped below `NEARLY_EQUAL`: they are different works, however
    few letters tell them apart.

    Examples
    --------
    >>> title_similarity("FitNets: Hints for Thin Deep Nets", "Fitnets - hints for thin deep nets")
    1.0
    >>> title_similarity("A Study, Part 1", "A Study, Part 2") < NEARLY_EQUAL
    True
    """
    first, second = plain(a), plain(b)
    if not first or not second:
        return 0.0
    joined = first.replace(" ", ""), second.replace(" ", "")
    if joined[0] == joined[1]:
        return 1.0
    similarity = min(fuzz.ratio(*joined) / 100.0, 0.999)
    numbers = [sorted(w for w in text.split() if w.isdigit()) for text in (first, second)]
    return similarity if numbers[0] == numbers[1] else min(similarity, NEARLY_EQUAL - 0.01)


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
        Confidence is 0.98 for an equal title, else its similarity less 0.04; 0.1 less for each of
        year and authors that could not be compared.

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
    similarity = title_similarity(title, paper.title)
    objections = []
    if similarity < NEARLY_EQUAL:
        objections.append(f'another title, "{paper.title}" ({similarity:.0%} alike)')
    years = [y for y in (paper.year, paper.first_year) if y is not None]
    year_known = year is not None and bool(years)
    if year is not None and years and all(abs(year - y) > 1 for y in years):
        objections.append(f"another year ({years[0]}, the list says {year})")
    found = [author.name for author in paper.authors or ()]
    authors_known = bool(authors) and bool(found)
    if authors and found and not names_agree(list(authors), found):
        objections.append(f"no author agrees (list: {_some(authors)}; found: {_some(found)})")
    if not objections and similarity < 1 and not (year_known or authors_known):
        objections.append("the title is only nearly equal, and neither year nor authors confirm it")
    if objections:
        return Verdict(False, 0.0, "; ".join(objections))
    confidence = 0.98 if similarity == 1 else similarity - 0.04
    confidence -= 0.1 * ((not year_known) + (not authors_known))
    compared = [
        "equal title" if similarity == 1 else f"title {similarity:.0%} alike",
        "year agrees" if year_known else "year not compared",
        "an author agrees" if authors_known else "authors not compared",
    ]
    return Verdict(True, round(confidence, 3), ", ".join(compared))


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (" and others" if len(names) > 3 else "")
