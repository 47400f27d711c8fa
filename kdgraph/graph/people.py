"""Who is one author, where only names are known.

A row of the table `authors` that has no id of a service holds one printed name. Rows are joined
into one person where all of this holds:

* no id of a service contradicts: rows with such an id are never joined by their names;
* the family names are the same, and so is the first given name, spelt out in both;
* no middle name contradicts another: what one name leaves out says nothing, "E." agrees with
  "Everest", and "Ann" contradicts "Ada";
* the two share a co-author (by the same test of names), or a paper of one cites one of the other;
* they do not stand on one paper together, for then they are two people.

Joining must not chain: where rows hang together by such evidence and any two of them contradict
each other ("Jane A. Roe", "Jane Roe", "Jane B. Roe"), none of them are joined. Everything is
reversible: the tables on disk keep their rows, and `AuthorRules` join and part by hand.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations
from typing import Any, Final, NamedTuple

import pandas as pd

from kdgraph.errors import InputError
from kdgraph.person_names import is_group, name_parts
from kdgraph.titles import plain

__all__ = ["AuthorRules", "GivenName", "People", "given_name", "who_is_who"]

_PARTICLES: Final = re.compile(
    r"af|al|bin|d[aeiou]|dal|dalla|das|degli|del|della|de[nrs]|dos|el|ibn|te[nr]|v[ao]n|zu[mr]?"
)
_BETWEEN: Final = re.compile(r"[\s.,]+")
_USUAL: Final = re.compile(r"([A-Z][a-z]+)((?: [A-Z]\.?)*) ([A-Z][a-z]+)")
_MOST_CAPITALS: Final = 3  # "TQ" and "JFK" are initials
_MOST_TOLD: Final = 3  # co-authors named as evidence

JOINED: Final = ("author_id", "name", "row_id", "row_name", "papers", "basis", "evidence")
APART: Final = ("row_id", "row_name", "other_id", "other_name", "reason")


@dataclass(frozen=True, slots=True)
class AuthorRules:
    """Who is one author and who is not, by hand; read from ``[[author]]`` in overrides.toml.

    Attributes
    ----------
    joined : tuple of tuple of str
        Ids of rows that are one person, each group.
    parted : tuple of tuple of str
        Ids of rows that are different people, each group.
    split : tuple of (str, tuple of str)
        A row, and the papers in it that are another person's.
    """

    joined: tuple[tuple[str, ...], ...] = ()
    parted: tuple[tuple[str, ...], ...] = ()
    split: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.joined or self.parted or self.split)

    @property
    def digest(self) -> str | None:
        """A digest of the rules; None where there are none."""
        if not self:
            return None
        text = json.dumps([self.joined, self.parted, self.split])
        return hashlib.sha256(text.encode()).hexdigest()[:16]


class GivenName(NamedTuple):
    """A printed name, as far as it tells whether two are one person's.

    Attributes
    ----------
    family : str
        Plain family name without spaces and particles.
    first : str
        Plain first given name, also where a hyphen joins two; empty where only its initial is
        printed.
    middle : tuple of str
        The other given names, plain, or their initials.
    """

    family: str
    first: str
    middle: tuple[str, ...]


@lru_cache(maxsize=200_000)
def given_name(printed: str) -> GivenName | None:
    """Return what a name tells; None for a group, and where no first name is spelt out.

    Examples
    --------
    >>> given_name("Geoffrey E. Hinton"), given_name("Hinton, Geoffrey")
    (GivenName(family='hinton', first='geoffrey', middle=('e',)),
     GivenName(family='hinton', first='geoffrey', middle=()))
    >>> given_name("Laurens van der Maaten").family, given_name("Jian-Ping Mei").first
    ('maaten', 'jianping')
    >>> given_name("G. Hinton"), given_name("Gemini Team"), given_name("Hinton")
    (None, None, None)
    """
    if is_group(printed):
        return None
    usual = _USUAL.fullmatch(printed)
    if usual is not None and usual[3] not in {"Jr", "Sr"}:
        middle = tuple(letter.lower() for letter in usual[2] if letter.isalpha())
        return GivenName(usual[3].lower(), usual[1].lower(), middle)
    parts = name_parts(printed)
    words = [plain(word) for word in parts.family.split()]
    family = "".join(word for word in words if not _PARTICLES.fullmatch(word)) or "".join(words)
    given = [word for word in _BETWEEN.split(parts.given) if plain(word)]
    if not family or not given:
        return None
    shouted = printed.isupper()
    if _letters(given[0], shouted) is not None:
        return None
    middle = tuple(
        word for name in given[1:] for word in _letters(name, shouted) or plain(name).split()
    )
    return GivenName(family.replace(" ", ""), plain(given[0]).replace(" ", ""), middle)


def _letters(given: str, shouted: bool) -> tuple[str, ...] | None:
    """Return the initials that a given name is, None where it is spelt out."""
    if given.lower() == given.upper():
        return None  # a single sign of a script without cases is a whole name
    words = plain(given).split()
    if all(len(word) == 1 for word in words):
        return tuple(words)
    if given.isupper() and given.isalpha() and len(given) <= _MOST_CAPITALS and not shouted:
        return tuple(plain(given))
    return None


def _agree(a: GivenName, b: GivenName) -> bool:
    """Tell whether two names can be one person's; the family names are known to be the same."""
    if a.first + "".join(a.middle) == b.first + "".join(b.middle):
        return True  # "Xiao Ming Li" and "Xiaoming Li"
    if a.first != b.first:
        return False
    short, long = sorted((a.middle, b.middle), key=len)
    rest = iter(long)
    # in order; names that the longer one has beside them say nothing
    return all(any(_same_middle(name, other) for other in rest) for name in short)


def _same_middle(a: str, b: str) -> bool:
    return a == b or (1 in (len(a), len(b)) and a[0] == b[0])


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Which rows of authors are one person; made by `who_is_who`.

    Attributes
    ----------
    person : dict
        For each row that was joined to another, the id under which both stand.
    joined : DataFrame
        One row for each row that was joined: ``author_id`` and ``name`` of the person, ``row_id``
        and ``row_name``, its ``papers``, ``basis`` (name or hand) and ``evidence`` in words.
    apart : DataFrame
        Pairs whose names could be one person's and that stay apart: ``row_id``, ``row_name``,
        ``other_id``, ``other_name``, ``reason``.
    moved : dict
        For (paper, row) the id of the row that the paper was moved to by hand.
    """

    person: Mapping[str, str] = field(default_factory=dict)
    joined: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(JOINED)))
    apart: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(APART)))
    moved: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def authorships(self, authorships: pd.DataFrame) -> pd.DataFrame:
        """Return the table `authorships` with the ids of people."""
        if not self.person and not self.moved:
            return authorships
        ids = self._moved(authorships)
        return authorships.assign(author_id=ids.map(lambda row: self.person.get(row, row)))

    def authors(self, authors: pd.DataFrame, authorships: pd.DataFrame) -> pd.DataFrame:
        """Return the table `authors` with a row for each person, under the longest name printed."""
        if not self.person and not self.moved:
            return authors
        frame = authors
        if self.moved:
            origin = {new: row for (_, row), new in self.moved.items() if row in frame.index}
            there = set(self._moved(authorships))
            more = frame.loc[[origin[new] for new in sorted(origin) if new in there]]
            more.index = pd.Index([new for new in sorted(origin) if new in there], name="author_id")
            gone = set(origin.values()) - there
            frame = pd.concat([frame[~frame.index.isin(gone)], more.assign(by_name=True)])
        names = frame["name"].to_dict()
        # of all rows of the person, also of those that a view has not
        whole = dict(zip(self.joined["author_id"], self.joined["name"], strict=True))
        standing = [self.person.get(str(row), str(row)) for row in frame.index]
        best: dict[str, Any] = {}
        by_name: dict[str, bool] = {}
        for row, person, alone in zip(frame.index, standing, frame["by_name"], strict=True):
            kept = best.get(person)
            best[person] = whole.get(person) or _longer(kept, names[row])
            alone = False if pd.isna(alone) else bool(alone)
            by_name[person] = by_name.get(person, True) and alone
        ids = pd.Index(list(best), name="author_id", dtype=authors.index.dtype)
        joined = pd.DataFrame(
            {"name": list(best.values()), "by_name": [by_name[person] for person in best]},
            index=ids,
        )
        return joined.astype({"name": authors["name"].dtype, "by_name": "boolean"}).sort_index()

    def _moved(self, authorships: pd.DataFrame) -> pd.Series[str]:
        if not self.moved:
            return authorships["author_id"]
        ids = [
            self.moved.get((paper, row), row)
            for paper, row in zip(authorships["paper_id"], authorships["author_id"], strict=True)
        ]
        return pd.Series(ids, index=authorships.index, dtype=authorships["author_id"].dtype)


def _longer(a: Any, b: Any) -> Any:
    known = [name for name in (a, b) if isinstance(name, str)]
    return max(known, key=lambda name: (len(name), name), default=a)


def who_is_who(
    authors: pd.DataFrame,
    authorships: pd.DataFrame,
    citations: pd.DataFrame,
    rules: AuthorRules | None = None,
) -> People:
    """Find out which rows of authors are one person; see the head of this module for the rule.

    Parameters
    ----------
    authors, authorships, citations : DataFrame
        The tables of a snapshot, as stored.
    rules : AuthorRules
        What was decided by hand; it stands before any evidence.

    Returns
    -------
    People
        The same in any order of rows. The id of a person is that of its row with a service's id,
        else of the row with the longest name, of equals with most papers, else the first id.

    Raises
    ------
    InputError
        If the rules join and part the same two rows.

    Examples
    --------
    >>> authors = pd.DataFrame(
    ...     {"name": ["Jane Roe", "Jane A. Roe", "Carl Poe"], "by_name": True},
    ...     index=["name:jane-roe", "name:jane-a-roe", "name:carl-poe"],
    ... )
    >>> wrote = pd.DataFrame(
    ...     {"paper_id": ["p", "p", "q", "q"], "author_id": authors.index[[0, 2, 1, 2]]}
    ... )
    >>> cites = pd.DataFrame({"citing_id": [], "cited_id": []})
    >>> found = who_is_who(authors, wrote, cites)
    >>> found.person
    {'name:jane-roe': 'name:jane-a-roe'}
    >>> found.joined[["row_name", "evidence"]].values.tolist()
    [['Jane Roe', 'co-author Carl Poe']]
    """
    rules = rules or AuthorRules()
    moved = _split_rows(authors, rules)
    if moved:
        lines = People(moved=moved)
        authors, authorships = (
            lines.authors(authors, authorships),
            lines.authorships(authorships),
        )
    return _Search(authors, authorships, citations, rules, moved).people()


def _split_rows(authors: pd.DataFrame, rules: AuthorRules) -> dict[tuple[str, str], str]:
    used = set(authors.index)
    moved: dict[tuple[str, str], str] = {}
    for row, papers in rules.split:
        number = 2
        while f"{row}-{number}" in used:
            number += 1
        used.add(f"{row}-{number}")
        moved |= {(paper, row): f"{row}-{number}" for paper in papers}
    return moved


class _Search:
    """Rows of authors, their papers and co-authors, and what speaks for two being one."""

    def __init__(
        self,
        authors: pd.DataFrame,
        authorships: pd.DataFrame,
        citations: pd.DataFrame,
        rules: AuthorRules,
        moved: Mapping[tuple[str, str], str],
    ) -> None:
        self.rules, self.moved = rules, moved
        self.names = {
            str(row): name if isinstance(name, str) else ""
            for row, name in authors["name"].astype(object).items()
        }
        by_name = authors["by_name"].fillna(value=False).astype(bool)
        self.by_name = dict(zip(map(str, authors.index), by_name, strict=True))
        self.known = {
            row: parsed
            for row, name in self.names.items()
            if self.by_name[row] and (parsed := given_name(name)) is not None
        }
        self.blocks = self._blocks()
        of_interest = {row for block in self.blocks for row in block}
        of_interest.update(row for group in rules.joined for row in group)
        self.papers: dict[str, set[str]] = {row: set() for row in of_interest}
        teams: defaultdict[str, set[str]] = defaultdict(set)
        if of_interest:
            near = authorships[["paper_id", "author_id"]].drop_duplicates()
            for paper, row in zip(near["paper_id"], near["author_id"], strict=True):
                teams[paper].add(row)
                if row in of_interest:
                    self.papers[row].add(paper)
        self.teams = teams
        self.cites = self._cites(citations)

    def _blocks(self) -> list[list[str]]:
        """Return rows known by name alone that can agree, in groups that may overlap."""
        blocks: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for row in sorted(self.known):
            name = self.known[row]
            for first in {name.first, name.first + "".join(name.middle)}:
                blocks[name.family, first].append(row)
        return [block for block in blocks.values() if len(block) > 1]

    def _cites(self, citations: pd.DataFrame) -> dict[str, set[str]]:
        own = set().union(*self.papers.values()) if self.papers else set()
        near = citations[citations["citing_id"].isin(own) & citations["cited_id"].isin(own)]
        cites: defaultdict[str, set[str]] = defaultdict(set)
        for citing, cited in zip(near["citing_id"], near["cited_id"], strict=True):
            cites[citing].add(cited)
        return cites

    def pairs(self) -> list[tuple[str, str]]:
        """Return the pairs of rows whose names agree."""
        found = {
            (a, b)
            for block in self.blocks
            for a, b in combinations(block, 2)
            if _agree(self.known[a], self.known[b])
        }
        return sorted(found)

    def coauthors(self, row: str) -> dict[Any, str]:
        """Return the co-authors of a row by what tells them apart, and their longest names."""
        found: dict[Any, str] = {}
        for other in sorted(set().union(*(self.teams[paper] for paper in self.papers[row]))):
            if other != row:
                name = self.known.get(other)
                key = other if name is None else name[:2]
                found[key] = _longer(found.get(key, ""), self.names[other])
        return found

    def evidence(self, a: str, b: str) -> str | None:
        """Return in words why two rows are one person; None where nothing says so."""
        mine, theirs = self.coauthors(a), self.coauthors(b)
        shared = sorted(_longer(mine[key], theirs[key]) for key in mine.keys() & theirs.keys())
        count = sum(
            len(self.cites.get(paper, set()) & self.papers[end])
            for start, end in ((a, b), (b, a))
            for paper in self.papers[start]
        )
        told = []
        if shared:
            more = len(shared) - _MOST_TOLD
            names = ", ".join(shared[:_MOST_TOLD]) + (f" and {more} more" if more > 0 else "")
            told.append(f"co-author{'s' if len(shared) > 1 else ''} {names}")
        if count:
            told.append(f"{count} citation{'s' if count > 1 else ''} between their papers")
        return "; ".join(told) or None

    def people(self) -> People:
        pairs = self.pairs()
        told = {pair: self.evidence(*pair) for pair in pairs}
        parted = {
            tuple(sorted(pair)) for group in self.rules.parted for pair in combinations(group, 2)
        }
        parted |= {tuple(sorted((row, new))) for (_, row), new in self.moved.items()}
        by_hand = _Groups()
        for group in self.rules.joined:
            for row in group[1:]:
                by_hand.unite(group[0], row)
        for a, b in sorted(parted):
            if by_hand.of(a) == by_hand.of(b):
                raise InputError(
                    f"[[author]] in the overrides both joins and parts {a} and {b}; keep one"
                )
        all_groups = _Groups()
        for group in self.rules.joined:
            for row in group[1:]:
                all_groups.unite(group[0], row)
        for (a, b), why in told.items():
            if why is not None and not self.papers[a] & self.papers[b]:
                all_groups.unite(a, b)
        person_of: dict[str, list[str]] = {}
        reasons: dict[tuple[str, str], str] = {}
        for rows in all_groups.groups():
            against = next(self._against(rows, by_hand, parted), None)
            if against is None:
                person_of[rows[0]] = rows
                continue
            for small in by_hand.groups():
                if small[0] in rows:
                    person_of[small[0]] = small
            inside = set(rows)
            reasons |= {pair: against for pair in pairs if inside.issuperset(pair)}
        return self._people(list(person_of.values()), pairs, told, reasons, parted, by_hand)

    def _against(
        self, rows: list[str], by_hand: _Groups, parted: set[tuple[str, ...]]
    ) -> Iterator[str]:
        """Yield what speaks against rows being one person, those joined by hand excepted."""
        for a, b in combinations(rows, 2):
            if by_hand.of(a) == by_hand.of(b):
                continue
            if (a, b) in parted:
                yield f"parted by hand: {a} and {b}"
            elif self.papers[a] & self.papers[b]:
                paper = min(self.papers[a] & self.papers[b])
                yield f"{self.names[a]} and {self.names[b]} stand together on {paper}"
            elif a in self.known and b in self.known:
                same = self.known[a].family == self.known[b].family
                if not (same and _agree(self.known[a], self.known[b])):
                    yield f"{self.names[a]} and {self.names[b]} contradict each other"

    def _people(
        self,
        groups: list[list[str]],
        pairs: list[tuple[str, str]],
        told: Mapping[tuple[str, str], str | None],
        reasons: Mapping[tuple[str, str], str],
        parted: set[tuple[str, ...]],
        by_hand: _Groups,
    ) -> People:
        person: dict[str, str] = {}
        joined: list[dict[str, Any]] = []
        for rows in sorted(groups):
            best = min(rows, key=self._rank)
            name = self.names[best]
            for row in rows:
                name = _longer(name, self.names[row])
            for row in sorted(rows):
                if row == best:
                    continue
                person[row] = best
                hand = any(o != row and by_hand.of(o) == by_hand.of(row) for o in rows)
                joined.append(
                    {
                        "author_id": best,
                        "name": name,
                        "row_id": row,
                        "row_name": self.names[row],
                        "papers": len(self.papers[row]),
                        "basis": "hand" if hand else "name",
                        "evidence": "joined by hand" if hand else self._why(row, best, rows, told),
                    }
                )
        apart = [
            {
                "row_id": a,
                "row_name": self.names[a],
                "other_id": b,
                "other_name": self.names[b],
                "reason": self._reason(a, b, told, reasons, parted),
            }
            for a, b in pairs
            if person.get(a, a) != person.get(b, b)
        ]
        return People(
            person,
            pd.DataFrame(joined, columns=list(JOINED)),
            pd.DataFrame(apart, columns=list(APART)),
            self.moved,
        )

    def _rank(self, row: str) -> tuple[Any, ...]:
        name = self.names[row]
        return self.by_name[row], -len(name), -len(self.papers[row]), row

    @staticmethod
    def _why(
        row: str, best: str, rows: Iterable[str], told: Mapping[tuple[str, str], str | None]
    ) -> str:
        direct = told.get((min(row, best), max(row, best)))
        if direct is not None:
            return direct
        ways = (
            (other, told.get((min(row, other), max(row, other))))
            for other in sorted(rows)
            if other != row
        )
        return next(f"through {other}: {why}" for other, why in ways if why is not None)

    def _reason(
        self,
        a: str,
        b: str,
        told: Mapping[tuple[str, str], str | None],
        reasons: Mapping[tuple[str, str], str],
        parted: set[tuple[str, ...]],
    ) -> str:
        if (a, b) in parted:
            return "parted by hand"
        if together := self.papers[a] & self.papers[b]:
            return f"they stand together on {min(together)}"
        if (a, b) in reasons:
            return f"not joined, for {reasons[a, b]}"
        if told[a, b] is None:
            return "no co-author in common, and no citation between their papers"
        return "not joined"


class _Groups:
    """Disjoint sets of ids."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def of(self, one: str) -> str:
        root = one
        while (above := self._above.get(root, root)) != root:
            root = above
        while (above := self._above.get(one, one)) != root:
            self._above[one], one = root, above
        return root

    def unite(self, a: str, b: str) -> None:
        for one in (a, b):
            self._above.setdefault(one, one)
        first, second = sorted((self.of(a), self.of(b)))
        self._above[second] = first

    def groups(self) -> list[list[str]]:
        """Return the sets, each sorted, in the order of their first ids."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for one in sorted(self._above):
            found[self.of(one)].append(one)
        return sorted(found.values())
