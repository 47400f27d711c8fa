"""Which printed names were joined into one author, on what evidence, and which stay apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from kdgraph.analysis.result import Result, scope_of, view_of
from kdgraph.graph.snapshot import Snapshot

__all__ = ["AuthorJoins", "author_joins", "other_names"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class AuthorJoins(Result):
    """Rows of authors that are one person, and alike ones that stay apart; see also `Result`.

    Attributes
    ----------
    joined : DataFrame
        One row for each stored row that was joined to another: ``author_id`` and ``name`` of the
        person, ``row_id`` and ``row_name``, its ``papers``, ``basis`` (``name`` or ``hand``) and
        ``evidence``, the co-authors in common and the citations between their papers.
    apart : DataFrame
        Pairs of rows whose names could be one person's and that were not joined: ``row_id``,
        ``row_name``, ``other_id``, ``other_name``, ``reason``.
    persons : int
        People under more than one name.
    by_hand : int
        Rows that were joined by hand.
    rows_joined, pairs_apart : int
        Rows of the two frames without `top`.
    """

    joined: pd.DataFrame
    apart: pd.DataFrame
    persons: int
    by_hand: int
    rows_joined: int
    pairs_apart: int


def author_joins(
    snapshot: Snapshot, *, top: int | None = None, as_of: str | int | date | None = None
) -> AuthorJoins:
    """List the names that were joined into one author, and the alike ones that were not.

    The rule stands in `kdgraph.graph.people`. ``[[author]]`` in the overrides joins and parts by
    hand, and so takes any of this back.

    Parameters
    ----------
    snapshot : Snapshot
        Papers, authors and citations. Who is who is found in all of it, also for a view.
    top : int, optional
        At most so many rows in each frame, in the order of names; by default all.
    as_of : str, int or date, optional
        The literature as it stood on that day: only rows of authors who had a paper then.

    Raises
    ------
    InputError
        If `top` is below 1 or `as_of` is no day.

    Examples
    --------
    >>> import kdgraph
    >>> found = author_joins(kdgraph.embedded())
    >>> hinton = found.joined.set_index("row_id").loc["name:geoffrey-hinton"]
    >>> hinton["name"], hinton["evidence"].partition(";")[2].strip()
    ('Geoffrey E. Hinton', '7 citations between their papers')
    >>> found.apart.set_index("row_id").at["name:hao-sun", "reason"]
    'they stand together on arxiv:2206.02743'
    """
    view = view_of(snapshot, as_of, top=1 if top is None else top)
    people = view.people
    here = set(view.frames()["authors"].index) | set(people.moved.values())
    joined = people.joined[people.joined["row_id"].isin(here)].reset_index(drop=True)
    pairs = people.apart
    apart = pairs[pairs["row_id"].isin(here) & pairs["other_id"].isin(here)].reset_index(drop=True)
    by_hand = int((joined["basis"] == "hand").sum())
    notes = [
        "rows are joined where family and spelt-out first name agree, no middle name contradicts, "
        "and the two share a co-author or cite each other; `[[author]]` in overrides.toml joins "
        "and parts by hand"
    ]
    if not view.authors["by_name"].fillna(value=False).any():
        notes.append("all authors here have an id of the service, so no names are compared")
    return AuthorJoins(
        joined=joined if top is None else joined.head(top),
        apart=apart if top is None else apart.head(top),
        persons=joined["author_id"].nunique(),
        by_hand=by_hand,
        rows_joined=len(joined),
        pairs_apart=len(apart),
        notes=tuple(notes),
        **scope_of(view),
    )


def other_names(snapshot: Snapshot, author_ids: Iterable[str]) -> list[str]:
    """Return for each author the other names that were joined into that row, commas between.

    Examples
    --------
    >>> import kdgraph
    >>> other_names(kdgraph.embedded(), ["name:geoffrey-e-hinton", "name:can-wang"])
    ['Geoffrey Hinton', '']
    """
    joined = snapshot.people.joined
    names: dict[str, list[str]] = {}
    for author_id, name, row_name in zip(
        joined["author_id"], joined["name"], joined["row_name"], strict=True
    ):
        if str(row_name) != str(name):
            names.setdefault(str(author_id), []).append(str(row_name))
    return [", ".join(sorted(set(names.get(one, ())))) for one in author_ids]
