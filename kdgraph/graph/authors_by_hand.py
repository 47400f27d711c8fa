"""Authors joined and parted by hand: which rows a correction means, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from kdgraph.errors import AmbiguousPaperError, InputError, UnknownPaperError
from kdgraph.graph.override_file import Correction
from kdgraph.graph.people import AuthorRules
from kdgraph.titles import plain

__all__ = ["AuthorsByHand", "authors_by_hand"]


@dataclass(frozen=True, slots=True)
class AuthorsByHand:
    """Rules about the authors of one snapshot.

    Attributes
    ----------
    rules : AuthorRules
        With the ids of rows.
    problems : tuple of str
        One sentence for each correction that cannot be followed, because nobody is called so, or
        several rows are. Such a correction changes nothing.
    """

    rules: AuthorRules = field(default_factory=AuthorRules)
    problems: tuple[str, ...] = ()


def authors_by_hand(
    corrections: Iterable[Correction],
    authors: pd.DataFrame,
    authorships: pd.DataFrame,
    find: Callable[[str], str],
) -> AuthorsByHand:
    """Return the rules about authors among corrections.

    Parameters
    ----------
    corrections : iterable of Correction
        All that a file holds; those of other kinds are passed over.
    authors, authorships : DataFrame
        The tables as they are stored.
    find : callable
        Returns the id of the paper that a text means, as `Snapshot.find`.

    Raises
    ------
    InputError
        If a correction neither joins nor parts, does both, or names too few authors.

    Examples
    --------
    >>> authors = pd.DataFrame(
    ...     {"name": ["Jane Roe", "J. A. Roe"]}, index=["name:jane-roe", "name:j-a-roe"]
    ... )
    >>> wrote = pd.DataFrame({"paper_id": ["p", "q"], "author_id": authors.index, "name": None})
    >>> said = Correction("author", "author 1", {}, {"join": ("Jane Roe", "Roe, J. A.")})
    >>> authors_by_hand([said], authors, wrote, str).rules.joined
    (('name:j-a-roe', 'name:jane-roe'),)
    """
    found = _Rules(authors, authorships, find)
    problems = [
        f"{correction.where}: {problem}"
        for correction in corrections
        if correction.kind == "author"
        for problem in found.add(correction)
    ]
    return AuthorsByHand(found.rules, tuple(problems))


class _Rules:
    """Collects the rules, with names turned into ids of rows."""

    def __init__(
        self, authors: pd.DataFrame, authorships: pd.DataFrame, find: Callable[[str], str]
    ) -> None:
        self._authors, self._authorships, self._find = authors, authorships, find
        self._joined: set[tuple[str, ...]] = set()
        self._parted: set[tuple[str, ...]] = set()
        self._split: set[tuple[str, tuple[str, ...]]] = set()

    @property
    def rules(self) -> AuthorRules:
        return AuthorRules(
            tuple(sorted(self._joined)), tuple(sorted(self._parted)), tuple(sorted(self._split))
        )

    def add(self, correction: Correction) -> Iterator[str]:
        """Add one correction, or yield in a sentence why it cannot be followed."""
        given = [key for key in ("join", "part") if key in correction.lists]
        if len(given) != 1:
            raise InputError(
                f"{correction.where}: give either 'join' or 'part', with the names of authors"
            )
        (key,) = given
        names, papers = correction.lists[key], correction.lists.get("papers")
        if papers is not None and (key != "part" or len(names) != 1 or not papers):
            raise InputError(
                f"{correction.where}: with 'papers', a list of papers, 'part' names the one author "
                "whose row holds these papers of somebody else"
            )
        if papers is None and len(names) < 2:
            raise InputError(
                f"{correction.where}: {key!r} must name two authors or more, each by a name or an "
                'id, such as ["Jane Roe", "name:j-a-roe"]; to part one row, give its papers too'
            )
        rows = []
        for name in names:
            fits = self._rows(name)
            if not fits:
                yield f"nobody is called {name!r} here; give a whole name as printed, or an id"
                return
            if len(fits) > 1:
                yield f"{name!r} are {len(fits)} rows, {', '.join(fits)}; name one by its id"
                return
            rows += fits
        if papers is not None:
            yield from self._add_split(rows[0], papers)
        elif len(set(rows)) < 2:
            yield f"{' and '.join(map(repr, names))} are one row, {rows[0]}, already"
        else:
            (self._joined if key == "join" else self._parted).add(tuple(sorted(set(rows))))

    def _add_split(self, row: str, papers: Iterable[str]) -> Iterator[str]:
        lines = self._authorships
        wrote = set(lines.loc[lines["author_id"] == row, "paper_id"])
        found = set()
        for paper in papers:
            try:
                found.add(self._find(paper))
            except (UnknownPaperError, AmbiguousPaperError) as error:
                yield str(error)
                return
        if strange := sorted(found - wrote):
            yield f"{row} did not write {strange[0]}, so it cannot be another person's"
        else:
            self._split.add((row, tuple(sorted(found))))

    def _rows(self, name: str) -> list[str]:
        if name in self._authors.index:
            return [name]
        family, comma, given = name.partition(",")
        return sorted(self._printed.get(plain(f"{given} {family}" if comma else name), ()))

    @cached_property
    def _printed(self) -> dict[str, set[str]]:
        printed: dict[str, set[str]] = {}
        lines = self._authorships[["author_id", "name"]].drop_duplicates()
        for row, name in [
            *self._authors["name"].items(),
            *zip(lines["author_id"], lines["name"], strict=True),
        ]:
            if isinstance(name, str) and plain(name):
                printed.setdefault(plain(name), set()).add(str(row))
        return printed
