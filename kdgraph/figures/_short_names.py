"""What a paper is called in a figure, where its title has no room."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import pandas as pd

from kdgraph.graph.snapshot import Snapshot
from kdgraph.graph.surveys import is_survey_title
from kdgraph.person_names import surname

__all__ = ["short_names"]

_LONGEST_METHOD: Final = 22
_LONGEST_TITLE: Final = 25
_LONGEST_BRIEF: Final = 17
_LONGEST_PAIR: Final = 19
_METHOD = re.compile(r"^(?P<name>[^:]+?)\s*:\s")


def short_names(
    snapshot: Snapshot,
    papers: Iterable[str],
    *,
    brief: bool = False,
    longest: int | None = None,
) -> dict[str, str]:
    """Return a short name for each paper, such that no two are the same.

    The name of the method where the title gives one before a colon ("FitNets: Hints for Thin Deep
    Nets"), the title where it is short, else the first author's surname and the year, else the
    beginning of the title. Names that would be the same get "a", "b", ... in the order of the ids.
    With `brief`, a surname stands for all authors and titles are shortened more; `longest` says
    how many letters the name of a method or a title may then have.

    Examples
    --------
    >>> import kdgraph
    >>> named = short_names(kdgraph.embedded(), ["arxiv:1412.6550", "arxiv:1503.02531"])
    >>> list(named.values())
    ['FitNets', 'Hinton et al. 2014']
    """
    wanted = list(dict.fromkeys(papers))
    table = snapshot.papers.reindex(wanted)
    authors = _authors(snapshot, wanted)
    names: dict[str, str] = {}
    for paper_id, title, year in zip(wanted, table["title"], table["year"], strict=True):
        names[paper_id] = _short(
            "" if pd.isna(title) else " ".join(str(title).split()),
            None if pd.isna(year) else int(year),
            authors.get(paper_id, []),
            paper_id,
            brief=brief,
            longest=longest or _LONGEST_BRIEF,
        )
    alike: dict[str, list[str]] = {}
    for paper_id in sorted(names):
        alike.setdefault(names[paper_id], []).append(paper_id)
    for name, ids in alike.items():
        if len(ids) > 1:
            joint = "" if name[-1].isdigit() else " "
            for number, paper_id in enumerate(ids):
                names[paper_id] = f"{name}{joint}{_letters(number)}"
    return names


def _short(
    title: str, year: int | None, authors: list[str], paper_id: str, *, brief: bool, longest: int
) -> str:
    longest = longest if brief else _LONGEST_METHOD
    method = _METHOD.match(title)
    # before the colon of a survey stands the field, not a name for the paper
    if method is not None and len(method["name"]) <= longest and not is_survey_title(title):
        return method["name"]
    if title and len(title) <= (longest if brief else _LONGEST_TITLE):
        return title
    if authors:
        when = "" if year is None else f" {year}"
        return f"{_people(authors, brief=brief)}{when}"
    if not title:
        return paper_id
    words = ""
    for word in title.split():
        if words and len(words) + len(word) >= longest:
            break
        words = f"{words} {word}".strip()
    return words[:longest].rstrip(",;:") + "…"


def _people(authors: list[str], *, brief: bool) -> str:
    """Return whose paper it is: "Hinton et al.", "Ba & Caruana", "Krizhevsky"."""
    first = surname(authors[0])
    if brief or len(authors) == 1:
        return first
    if len(authors) == 2:
        both = f"{first} & {surname(authors[1])}"
        if len(both) <= _LONGEST_PAIR:
            return both
    return f"{first} et al."


def _letters(number: int) -> str:
    """Return a, b, ..., z, aa, ab, ..."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(97 + rest) + letters
    return letters


def _authors(snapshot: Snapshot, papers: list[str]) -> dict[str, list[str]]:
    """Return the names as the papers print them, in order; else those of the list."""
    table = snapshot.authorships
    table = table[table["paper_id"].isin(papers)].sort_values(["paper_id", "position"])
    # where the first author has no name, the second would stand in that place
    table = table[table["paper_id"].isin(table.loc[table["position"] == 0, "paper_id"])]
    printed = table["name"].fillna(table["author_id"].map(snapshot.authors["name"])).dropna()
    found: dict[str, list[str]] = {
        str(paper_id): list(names)
        for paper_id, names in printed.groupby(table["paper_id"].loc[printed.index], sort=False)
    }
    matched = snapshot.matches["paper_id"].dropna()
    for entry_id, names in snapshot.entries["authors"].dropna().items():
        paper_id = matched.get(entry_id)
        if paper_id is not None and len(names):
            found.setdefault(str(paper_id), list(names))
    return found
