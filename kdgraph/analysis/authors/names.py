"""Ambiguity of author names: initials only, and names that may be the same person."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

import pandas as pd

from kdgraph.titles import plain, surname

__all__ = ["also_as", "name_traits", "rows_alike"]

_NO_NAMES = {"", "jr", "sr", "ii", "iii", "iv"}
_MOST_ALIKE: Final = 3  # named in a mark
_MOST_CAPITALS = 3  # "JP" and "CJK" are initials; four capitals are a name


def name_traits(authors: pd.DataFrame) -> pd.DataFrame:
    """Return what makes each author's name ambiguous: initials only, and similar names.

    Nothing is joined or parted by this; it says where to be careful. What can be told to be one
    person is one row already (`kdgraph.graph.people`).

    Parameters
    ----------
    authors : DataFrame
        Indexed by ``author_id``, with ``name`` and ``by_name``.

    Returns
    -------
    DataFrame
        Indexed likewise:

        - ``by_name``: known by name alone, so that several people may share the row;
        - ``initials_only``: no given name is spelt out ("C. Wang", "Wang"), which mixes people
          most of all where ``by_name`` is true too;
        - ``alike``: other rows here that may be the same person: the same family name, and first
          names that agree as far as they are spelt out. Middle names are passed over.

    Examples
    --------
    >>> names = ["Geoffrey Hinton", "Geoffrey E. Hinton", "G. Hinton", "Can Wang", "C. Wang"]
    >>> traits = name_traits(pd.DataFrame({"name": names, "by_name": True}))
    >>> traits["initials_only"].tolist(), traits["alike"].tolist()
    ([False, False, True, False, True], [2, 2, 2, 1, 1])
    """
    parts = [_parts(name) for name in authors["name"].astype(object)]
    spelt = Counter(parts)
    lettered = Counter((family, given[:1]) for family, given, _ in parts)
    alike = [
        lettered[family, given[:1]] - 1
        if initial
        # those who spell it out in the same way, and those who give the initial only
        else spelt[family, given, False] + spelt[family, given[:1], True] - 1
        for family, given, initial in parts
    ]
    return pd.DataFrame(
        {
            "by_name": authors["by_name"].fillna(value=False).astype(bool).to_numpy(),
            "initials_only": [initial for _, _, initial in parts],
            "alike": pd.array(alike, dtype="int64"),
        },
        index=authors.index,
    )


def rows_alike(authors: pd.DataFrame, author_id: str) -> list[str]:
    """Return the ids of the other rows that `name_traits` counts as alike, in order of the frame.

    Examples
    --------
    >>> names = {"a": "Geoffrey Hinton", "b": "G. Hinton", "c": "Gary Hinton"}
    >>> rows_alike(pd.DataFrame({"name": names}), "a")
    ['b']
    """
    family, given, initial = _parts(authors["name"].loc[author_id])
    found = []
    for other_id, name in authors["name"].astype(object).items():
        other_family, other_given, other_initial = _parts(name)
        short = initial or other_initial
        agree = other_given[:1] == given[:1] if short else other_given == given
        if other_family == family and agree and other_id != author_id:
            found.append(str(other_id))
    return found


def also_as(
    authors: pd.DataFrame, shown: Iterable[str], rank: Mapping[Any, int] | None = None
) -> list[str]:
    """Return the mark of each author shown whom another row may be: that row's name and rank.

    Parameters
    ----------
    authors : DataFrame
        All rows that could stand in the list, indexed by ``author_id``, with ``name``.
    shown : iterable of str
        Ids of the rows that are to be marked.
    rank : mapping, optional
        The rank of each row that has one; the others are not named. Without it all are.

    Returns
    -------
    list of str
        ``perhaps also as Geoffrey E. Hinton, rank 6``; at most three rows are named, the best
        ranked ones, and the rest counted. Empty where no other row is alike.

    Examples
    --------
    >>> names = {"a": "Geoffrey Hinton", "b": "Geoffrey E. Hinton", "c": "Gary Hinton"}
    >>> also_as(pd.DataFrame({"name": names}), ["a", "c"], {"a": 1, "b": 6, "c": 7})
    ['perhaps also as Geoffrey E. Hinton, rank 6', '']
    """
    near: defaultdict[tuple[str, str], list[tuple[int, str, str, bool]]] = defaultdict(list)
    parts: dict[str, tuple[str, str, bool]] = {}
    for author_id, name in zip(
        map(str, authors.index), authors["name"].astype(object), strict=True
    ):
        parts[author_id] = family, given, initial = _parts(name)
        if rank is None or author_id in rank:
            place = 0 if rank is None else int(rank[author_id])
            near[family, given[:1]].append((place, author_id, given, initial))
    for rows in near.values():
        rows.sort()
    names = authors["name"]
    marks = []
    for author_id in shown:
        family, given, initial = parts[author_id]
        others = [
            f"{names[other]}, rank {place}" if place else str(names[other])
            for place, other, other_given, other_initial in near.get((family, given[:1]), ())
            if other != author_id and (initial or other_initial or other_given == given)
        ]
        more = len(others) - _MOST_ALIKE
        told = "; ".join([*others[:_MOST_ALIKE], *([f"{more} more"] if more > 0 else [])])
        marks.append(f"perhaps also as {told}" if told else "")
    return marks


def _parts(name: Any) -> tuple[str, str, bool]:
    """Return plain family name, plain first name or its initial, and whether it is no more."""
    if not isinstance(name, str) or not name.strip():
        return "", "", True
    if "," in name:
        family, given = surname(name).rpartition(" ")[2], name.split(",", 1)[1].split()
    else:
        words = [word for word in name.split() if _word(word) not in _NO_NAMES] or [name]
        family, given = _word(words[-1]).rpartition(" ")[2], words[:-1]
    first = next(filter(None, map(_word, given)), "")
    if not first:
        # a name of one word in a script with cases is a family name or a group of people
        return family, "", name.lower() != name.upper()
    initial = not any(_spelt_out(word, shouted=name.isupper()) for word in given)
    return family, first[:1] if initial else first.replace(" ", ""), initial


@lru_cache(maxsize=100_000)
def _word(word: str) -> str:
    return plain(word)  # words of names repeat: this is most of the time for many authors


def _spelt_out(word: str, *, shouted: bool) -> bool:
    letters = _word(word).replace(" ", "")
    if letters.lower() == letters.upper():
        return bool(letters)  # one sign of a script without cases is a whole name
    if all(len(part) < 2 for part in _word(word).split()):
        return False
    return shouted or not (word.isupper() and len(letters) <= _MOST_CAPITALS)
