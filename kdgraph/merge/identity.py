"""Which records are the same paper.

Records are one paper if the source says so (`Records.same`), if they share an identifier, or if
they are a preprint and its published record; `kdgraph.merge.evidence` holds the rules for the last
two. Ids of the service itself are trusted whatever the titles say, since it gives each to one
paper only. A record that could be merged with either of two that contradict each other stays by
itself. Nothing here depends on the order of the records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from kdgraph.merge.evidence import (
    Group,
    Identifier,
    contradict,
    identifiers_of,
    record_order,
    same_work,
    telling_title,
    twins,
)
from kdgraph.records import PaperRecord, Records

__all__ = ["Groups", "UnionFind", "disputed_identifiers", "group_records", "merge_groups"]

_SERVICE_SCHEMES: Final = frozenset({"s2", "corpus"})
_MOST_TITLES: Final = 10
_MOST_NAMESAKES: Final = 50


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
class Groups:
    """The papers that the records are about.

    `merged_keys` leads keys without a record of their own (merged ids) to the key they became.
    `service` gives every key the key that stands for its record at the service. The counts say
    how many groups a rule took away, and how many records stayed apart because they fit two
    papers that contradict each other, or bear a title of more than fifty papers.
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
    papers = sorted(records.papers, key=record_order)
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


def disputed_identifiers(groups: Sequence[Group]) -> dict[Identifier, list[int]]:
    """Return the identifiers that several groups hold, with the places of these groups."""
    holders: dict[Identifier, list[int]] = defaultdict(list)
    for place, group in enumerate(groups):
        for identifier in group.identifiers:
            holders[identifier].append(place)
    return {i: places for i, places in sorted(holders.items()) if len(places) > 1}


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
            _join_of_one_identifier(groups, places, sets)
        joined = merge_groups(groups, sets)
        if len(joined) == len(groups):
            return joined
        groups = joined


def _join_of_one_identifier(
    groups: Sequence[Group], places: Sequence[int], sets: UnionFind
) -> None:
    """Join the groups of one identifier: those of one title, and others by `same_work`.

    What more than `_MOST_TITLES` titles bear, such as the DOI of a volume, speaks for no other.
    A group without a title follows the listed or fullest one, and makes no others one with it.
    """
    by_title: dict[str, int] = {}
    titled = [place for place in places if groups[place].title_keys]
    for place in titled:
        for key in sorted(groups[place].title_keys):
            sets.join(by_title.setdefault(key, place), place)
    apart: dict[int, int] = {}
    for place in titled:
        apart.setdefault(sets.find(place), place)
    if len(apart) <= _MOST_TITLES:
        for a, b in combinations(apart.values(), 2):
            if sets.find(a) != sets.find(b) and same_work(groups[a], groups[b]):
                sets.join(a, b)
    untitled = [place for place in places if not groups[place].title_keys]
    if untitled:
        leader = min(titled or untitled, key=lambda place: groups[place].order)
        for place in untitled:
            sets.join(leader, place)


def _join_twins(groups: Sequence[Group]) -> tuple[list[Group], int]:
    """Join preprints with their published records; count the groups that fit two papers."""
    by_title: dict[str, list[int]] = defaultdict(list)
    for place, group in enumerate(groups):
        if any(telling_title(title) for title in group.titles):
            for key in group.title_keys:
                by_title[key].append(place)
    partners: dict[int, set[int]] = defaultdict(set)
    crowded: set[int] = set()
    for places in by_title.values():
        if len(places) > _MOST_NAMESAKES:
            crowded.update(places)  # a title of so many papers tells none of them
            continue
        for a, b in combinations(places, 2):
            if twins(groups[a], groups[b]):
                partners[a].add(b)
                partners[b].add(a)
    torn = {
        place
        for place, others in partners.items()
        if any(
            contradict(groups[a].identifiers, groups[b].identifiers)
            for a, b in combinations(sorted(others), 2)
        )
    }
    sets = UnionFind(len(groups))
    for place, others in partners.items():
        for other in others:
            if place not in torn and other not in torn:
                sets.join(place, other)
    torn |= _inconsistent(groups, sets, partners)
    sets = UnionFind(len(groups))
    for place, others in partners.items():
        for other in others:
            if place not in torn and other not in torn:
                sets.join(place, other)
    return merge_groups(groups, sets), len(torn | crowded)


def _inconsistent(
    groups: Sequence[Group], sets: UnionFind, partners: Mapping[int, set[int]]
) -> set[int]:
    """Return the groups in sets that hold a contradiction: a chain joined what must stay apart."""
    members: dict[int, list[int]] = defaultdict(list)
    for place in partners:
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
