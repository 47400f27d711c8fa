"""Resolve an id or name to an author of the snapshot."""

from __future__ import annotations

from typing import Final

import pandas as pd
from rapidfuzz import fuzz, process

from kdgraph.errors import AmbiguousAuthorError, InputError, UnknownAuthorError
from kdgraph.graph.snapshot import Snapshot
from kdgraph.titles import plain, same_person

__all__ = ["find_author"]

_MOST_CANDIDATES: Final = 10
_MOST_NEAR: Final = 3
_LEAST_LIKENESS: Final = 70.0  # of 100; below it, "nearest" names are just other names
_LEAST_LETTERS: Final = 3  # fewer begin too many words to mean one


def find_author(snapshot: Snapshot, name: str) -> str:
    """Return the id of the author that `name` means.

    Parameters
    ----------
    snapshot : Snapshot
        Where to look.
    name : str
        Tried in this order: an author id, with or without its ``s2:``, also that of a row that was
        joined to another; a whole name, as the author
        or any paper prints it, also with the family name first and a comma; whole words of a name;
        words of which the last is only begun. Case, accents and punctuation do not matter.

    Raises
    ------
    AmbiguousAuthorError
        If several authors fit equally well, namesakes among them; those with most papers come
        first.
    UnknownAuthorError
        If nobody fits; it names the nearest.
    InputError
        If `name` is empty.

    Examples
    --------
    >>> import kdgraph
    >>> find_author(kdgraph.embedded(), "Chen, Defang")
    'name:defang-chen'
    >>> find_author(kdgraph.embedded(), "Caruana")
    Traceback (most recent call last):
        ...
    kdgraph.errors.AmbiguousAuthorError: 2 authors fit 'Caruana'; name one of them by its id:
      name:rich-caruana  Rich Caruana, 5 papers
      name:r-caruana  R. Caruana, 1 paper
    """
    name = name.strip()
    authors = snapshot.authors
    for author_id in (name, f"s2:{name}"):
        person = snapshot.people.person.get(author_id, author_id)
        if person in authors.index:
            return person
    family, comma, given = name.partition(",")
    wanted = plain(f"{given} {family}" if comma else name)
    if not wanted:
        raise InputError(f"{name!r} is no name; give an author id or a part of the name")
    printed = _printed(snapshot)
    words = " " + printed["plain"] + " "
    steps = [words == f" {wanted} ", words.str.contains(f" {wanted} ", regex=False)]
    if len(wanted) >= _LEAST_LETTERS:
        steps.append(words.str.contains(f" {wanted}", regex=False))
    for fits in steps:
        found = printed.loc[fits, "author_id"].unique().tolist()
        if len(found) == 1:
            return str(found[0])
        if found:
            raise _ambiguous(snapshot, name, found)
    near = _near(snapshot, name, wanted, printed)
    raise UnknownAuthorError(name, near, snapshot.as_of_date)


def _printed(snapshot: Snapshot) -> pd.DataFrame:
    """Return each name under which each author is known, and its plain form."""
    own = snapshot.authors["name"].dropna().rename_axis("author_id").reset_index()
    pairs = pd.concat([own, snapshot.authorships[["author_id", "name"]].dropna()])
    pairs = pairs.drop_duplicates().sort_values(["author_id", "name"], ignore_index=True)
    pairs["plain"] = pd.Series([plain(name) for name in pairs["name"]], dtype="str")
    return pairs


def _ambiguous(snapshot: Snapshot, name: str, found: list[str]) -> AmbiguousAuthorError:
    rows = snapshot.authorships
    papers = rows[rows["author_id"].isin(found)].groupby("author_id")["paper_id"].nunique()
    count = {author_id: int(papers.get(author_id, 0)) for author_id in found}
    best = sorted(found, key=lambda author_id: (-count[author_id], author_id))
    names = snapshot.authors["name"]
    shown = [
        (author_id, _name(names, author_id), count[author_id])
        for author_id in best[:_MOST_CANDIDATES]
    ]
    return AmbiguousAuthorError(name, shown, len(found))


def _near(snapshot: Snapshot, name: str, wanted: str, printed: pd.DataFrame) -> list[str]:
    agreeing = [
        author_id
        for author_id, other in zip(printed["author_id"], printed["name"], strict=True)
        if same_person(name, other)
    ]
    alike = process.extract(
        wanted,
        printed["plain"].tolist(),
        scorer=fuzz.ratio,
        limit=_MOST_NEAR,
        score_cutoff=_LEAST_LIKENESS,
    )
    near = dict.fromkeys([*agreeing, *(printed["author_id"].iloc[row] for _, _, row in alike)])
    names = snapshot.authors["name"]
    return [f"{_name(names, author_id)} ({author_id})" for author_id in list(near)[:_MOST_NEAR]]


def _name(names: pd.Series[str], author_id: str) -> str:
    return str(names.dropna().get(author_id, "(no name)"))
