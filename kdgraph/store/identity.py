"""Which records are the same paper.

Records are one paper if the source says so (`Records.same`), if they share an identifier, if the
snapshot before knew their identifiers as one paper's, or if they are a preprint and its published
record. Nothing here depends on the order of the records.

Rules for the traps:

* An identifier that two records share while their titles *and* their authors differ (a DOI copied
  to the wrong paper, the DOI of a whole volume) joins nothing. Ids of the service itself are
  trusted whatever the titles say, since the service gives each to one paper only.
* Preprint and published record need the same plain title of at least three words and twenty
  characters, an author in common, and years at most two apart (an unknown year agrees with any).
* Two different arXiv ids, ACL ids, or DOIs of publishers contradict a merger by title. So a
  conference paper and its journal version of the same title stay two papers.
* A record that could be merged with either of two that contradict each other stays by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from rapidfuzz import fuzz

from kdgraph.records import PaperRecord, Records
from kdgraph.store.texts import clean
from kdgraph.titles import names_agree, plain

__all__ = [
    "Group",
    "Groups",
    "Identifier",
    "UnionFind",
    "contradict",
    "disputed_identifiers",
    "group_records",
    "identifiers_of",
    "is_preprint_doi",
    "merge_groups",
    "same_work",
    "telling_title",
]

Identifier = tuple[str, str]

_SERVICE_SCHEMES: Final = frozenset({"s2", "corpus"})
_ARXIV_DOI: Final = "10.48550/arxiv."
# DOI prefixes of servers that hold preprints only: arXiv, bioRxiv and medRxiv, SSRN, TechRxiv,
# Preprints.org, Research Square, OSF, PsyArXiv, ChemRxiv, Authorea
_PREPRINT_PREFIXES: Final = (
    "10.48550/",
    "10.1101/",
    "10.2139/ssrn",
    "10.36227/",
    "10.20944/",
    "10.21203/",
    "10.31219/",
    "10.31234/",
    "10.26434/",
    "10.22541/",
)
_ALIKE: Final = 90.0  # titles at least this alike (of 100) are spellings of one title
_UNLIKE: Final = 60.0  # below this, and without authors to compare, they are different works
_YEARS_APART: Final = 2


class UnionFind:
    """Disjoint sets of the numbers from 0 to `count` - 1.

    Examples
    --------
    >>> sets = UnionFind(3)
    >>> sets.join(0, 2)
    >>> sets.find(2) == sets.find(0), sets.find(1) == sets.find(0)
    (True, False)
    """

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def find(self, item: int) -> int:
        """Return the number that stands for the set of `item`: its smallest member."""
        parent = self._parent
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    def join(self, a: int, b: int) -> None:
        """Unite the sets of `a` and `b`."""
        first, second = sorted((self.find(a), self.find(b)))
        self._parent[second] = first


@dataclass(slots=True)
class Group:
    """Records that are one paper, and what they say together."""

    records: list[PaperRecord]
    identifiers: frozenset[Identifier] = frozenset()
    titles: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if len(self.records) > 1:
            self.records = sorted(self.records, key=_record_order)
        self.identifiers = frozenset(i for r in self.records for i in identifiers_of(r))
        self.titles = frozenset(t for r in self.records if (t := plain(clean(r.title) or "")))
        self.years = frozenset(y for r in self.records for y in (r.year, r.first_year) if y)

    @property
    def names(self) -> list[str]:
        """All names of authors that its records print."""
        return [a.name for r in self.records for a in r.authors or ()]

    @property
    def order(self) -> tuple[int, int, str]:
        """Sorts groups without regard to the order of records: listed ones, then fuller ones."""
        return min(r.hop for r in self.records), -len(self.records), self.records[0].key


@dataclass(slots=True)
class Groups:
    """The papers that the records are about.

    `merged_keys` leads keys without a record of their own (merged ids) to the key they became.
    `service` gives every key the key that stands for its record at the service. The counts say
    how many groups a rule took away, and how many records stayed apart because they fit two
    papers that contradict each other.
    """

    groups: list[Group]
    merged_keys: dict[str, str]
    service: dict[str, str]
    by_identifier: int = 0
    by_title: int = 0
    undecided: int = 0


def group_records(records: Records) -> Groups:
    """Find the records that are the same paper.

    Returns
    -------
    Groups
        In an order that does not depend on that of the records.

    Examples
    --------
    >>> one = PaperRecord("a", "FitNets", (("arxiv", "1412.6550"),))
    >>> two = PaperRecord("b", "Fitnets: hints for thin deep nets", (("arxiv", "1412.6550"),))
    >>> [[r.key for r in group.records] for group in group_records(Records([two, one])).groups]
    [['a', 'b']]
    """
    papers = sorted(records.papers, key=_record_order)
    sets = UnionFind(len(papers))
    merged_keys = _join_by_key(papers, records.same, sets)
    holders: dict[Identifier, list[int]] = defaultdict(list)
    for place, record in enumerate(papers):
        for identifier in identifiers_of(record):
            holders[identifier].append(place)
    for identifier, places in holders.items():
        if identifier[0] in _SERVICE_SCHEMES:
            for place in places[1:]:
                sets.join(places[0], place)
    service = {papers[i].key: papers[sets.find(i)].key for i in range(len(papers))}
    groups = _collect(papers, sets)
    distinct = len(groups)
    for identifier, places in holders.items():
        if identifier[0] not in _SERVICE_SCHEMES and len(places) > 1:
            _join_alike(papers, places, sets)
    groups = _collect(papers, sets)
    by_title = 0
    while True:
        # a group may tell more than its records did one by one, so go on until nothing moves
        groups = _join_shared(groups)
        joined, undecided = _join_twins(groups)
        if len(joined) == len(groups):
            break
        by_title += len(groups) - len(joined)
        groups = joined
    return Groups(
        groups=groups,
        merged_keys=merged_keys,
        service=service,
        by_identifier=distinct - by_title - len(groups),
        by_title=by_title,
        undecided=undecided,
    )


def identifiers_of(record: PaperRecord) -> Iterator[Identifier]:
    """Yield the identifiers of a record but titles; an arXiv DOI names the arXiv id as well."""
    for scheme, given in record.identifiers:
        value = clean(given)
        if value is not None and scheme != "title":
            yield scheme, value
            if scheme == "doi" and value.startswith(_ARXIV_DOI):
                yield "arxiv", value.removeprefix(_ARXIV_DOI)


def is_preprint_doi(value: str) -> bool:
    """Tell whether a DOI was given by a server of preprints.

    Examples
    --------
    >>> is_preprint_doi("10.48550/arxiv.1503.02531"), is_preprint_doi("10.1109/cvpr.2019.00409")
    (True, False)
    """
    return value.startswith(_PREPRINT_PREFIXES)


def contradict(a: Iterable[Identifier], b: Iterable[Identifier]) -> bool:
    """Tell whether two sets of identifiers cannot be one paper's.

    That is when both give an arXiv id, an ACL id, or a DOI of a publisher, and none in common.

    Examples
    --------
    >>> contradict([("arxiv", "1503.02531")], [("doi", "10.1145/1")])
    False
    >>> contradict([("doi", "10.1145/1")], [("doi", "10.1145/2"), ("arxiv", "1503.02531")])
    True
    """
    for scheme in ("arxiv", "doi", "acl"):
        mine, theirs = (
            {v for s, v in side if s == scheme and not (s == "doi" and is_preprint_doi(v))}
            for side in (a, b)
        )
        if mine and theirs and not mine & theirs:
            return True
    return False


def _record_order(record: PaperRecord) -> tuple[str, str]:
    return record.key, repr(record)


def disputed_identifiers(groups: Sequence[Group]) -> dict[Identifier, list[int]]:
    """Return the identifiers that several groups hold, with the places of these groups."""
    holders: dict[Identifier, list[int]] = defaultdict(list)
    for place, group in enumerate(groups):
        for identifier in group.identifiers:
            holders[identifier].append(place)
    return {i: places for i, places in sorted(holders.items()) if len(places) > 1}


def same_work(a: Group | PaperRecord, b: Group | PaperRecord) -> bool:
    """Tell whether two that share an identifier are one work: by title, else by authors.

    Titles alike are enough. Else, if both name authors, one must agree and no other identifier
    contradict; and if not, the titles must at least not be far apart.
    """
    first, second = (x if isinstance(x, Group) else Group([x]) for x in (a, b))
    likeness = max(
        (_likeness(x, y) for x in first.titles for y in second.titles),
        default=100.0,  # a record without a title says nothing against its identifier
    )
    if likeness >= _ALIKE:
        return True
    if contradict(first.identifiers, second.identifiers):
        return False
    if first.names and second.names:
        return names_agree(first.names, second.names)
    return likeness >= _UNLIKE


def _likeness(a: str, b: str) -> float:
    short, long = sorted((a, b), key=len)
    likeness = float(fuzz.token_sort_ratio(a, b))
    # a title without its subtitle may be the same one, if the authors do not speak against it
    return max(likeness, _UNLIKE) if long.startswith(f"{short} ") else likeness


def _join_by_key(
    papers: Sequence[PaperRecord], same: Iterable[tuple[str, str]], sets: UnionFind
) -> dict[str, str]:
    """Join records with one key, or with keys that the source calls the same."""
    first: dict[str, int] = {}
    for place, record in enumerate(papers):
        sets.join(first.setdefault(record.key, place), place)
    pairs = list(same)
    names = sorted({key for pair in pairs for key in pair})
    number = {key: i for i, key in enumerate(names)}
    chains = UnionFind(len(names))
    for a, b in pairs:
        chains.join(number[a], number[b])
    leader: dict[int, str] = {}
    for key in names:
        if key in first:
            known = leader.setdefault(chains.find(number[key]), key)
            sets.join(first[known], first[key])
    return {
        key: leader[root]
        for key in names
        if key not in first and (root := chains.find(number[key])) in leader
    }


def _join_alike(papers: Sequence[PaperRecord], places: Sequence[int], sets: UnionFind) -> None:
    # one of each kind stands for all with the same title and authors: a volume's DOI may stand in
    # hundreds of records
    kinds: dict[tuple[object, ...], int] = {}
    for place in places:
        record = papers[place]
        names = tuple(a.name for a in record.authors or ())
        known = tuple(sorted(i for i in identifiers_of(record) if i[0] in {"arxiv", "doi", "acl"}))
        sets.join(kinds.setdefault((plain(record.title), names, known), place), place)
    for a, b in combinations(kinds.values(), 2):
        if sets.find(a) != sets.find(b) and same_work(papers[a], papers[b]):
            sets.join(a, b)


def _collect(papers: Sequence[PaperRecord], sets: UnionFind) -> list[Group]:
    members: dict[int, list[PaperRecord]] = defaultdict(list)
    for place, record in enumerate(papers):
        members[sets.find(place)].append(record)
    return [Group(found) for found in members.values()]


def merge_groups(groups: Sequence[Group], sets: UnionFind) -> list[Group]:
    """Return one group for each set; the places in `sets` are those in `groups`."""
    members: dict[int, list[Group]] = defaultdict(list)
    for place, group in enumerate(groups):
        members[sets.find(place)].append(group)
    return [
        found[0] if len(found) == 1 else Group([r for group in found for r in group.records])
        for found in members.values()
    ]


def _join_shared(groups: Sequence[Group]) -> list[Group]:
    """Join groups that share an identifier and are one work by what their records say together."""
    while True:
        sets = UnionFind(len(groups))
        for places in disputed_identifiers(groups).values():
            for a, b in combinations(places, 2):
                if same_work(groups[a], groups[b]):
                    sets.join(a, b)
        joined = merge_groups(groups, sets)
        if len(joined) == len(groups):
            return joined
        groups = joined


def _join_twins(groups: Sequence[Group]) -> tuple[list[Group], int]:
    """Join preprints with their published records; count the groups that fit two papers."""
    by_title: dict[str, list[int]] = defaultdict(list)
    for place, group in enumerate(groups):
        for title in group.titles:
            if telling_title(title):
                by_title[title].append(place)
    twins: dict[int, set[int]] = defaultdict(set)
    for places in by_title.values():
        for a, b in combinations(places, 2):
            if _twins(groups[a], groups[b]):
                twins[a].add(b)
                twins[b].add(a)
    torn = {
        place
        for place, others in twins.items()
        if any(
            contradict(groups[a].identifiers, groups[b].identifiers)
            for a, b in combinations(sorted(others), 2)
        )
    }
    sets = UnionFind(len(groups))
    for place, others in twins.items():
        for other in others:
            if place not in torn and other not in torn:
                sets.join(place, other)
    torn |= _inconsistent(groups, sets, twins)
    sets = UnionFind(len(groups))
    for place, others in twins.items():
        for other in others:
            if place not in torn and other not in torn:
                sets.join(place, other)
    return merge_groups(groups, sets), len(torn)


def _inconsistent(
    groups: Sequence[Group], sets: UnionFind, twins: Mapping[int, set[int]]
) -> set[int]:
    """Return the groups in sets that hold a contradiction: a chain joined what must stay apart."""
    members: dict[int, list[int]] = defaultdict(list)
    for place in twins:
        members[sets.find(place)].append(place)
    return {
        place
        for found in members.values()
        if any(
            contradict(groups[a].identifiers, groups[b].identifiers)
            for a, b in combinations(found, 2)
        )
        for place in found
    }


def telling_title(title: str) -> bool:
    """Tell whether a plain title is long enough to mean one work: "introduction" is not."""
    return len(title) >= 20 and len(title.split()) >= 3


def _twins(a: Group, b: Group) -> bool:
    years_agree = (
        not a.years
        or not b.years
        or any(abs(x - y) <= _YEARS_APART for x in a.years for y in b.years)
    )
    return (
        years_agree
        and not contradict(a.identifiers, b.identifiers)
        and names_agree(a.names, b.names)
    )
