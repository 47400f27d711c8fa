"""Assign an id to each paper, and a paper to each identifier.

An id once given stays: a paper that the snapshot before knows under any of its identifiers keeps
the id it has there. If it knows several papers that are now one, the oldest of them gives the id,
and the identifiers of the others lead to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from typing import Any

import pandas as pd

from kdgraph.identifiers import SCHEMES
from kdgraph.merge.evidence import (
    Group,
    Identifier,
    contradict,
    is_preprint_doi,
    same_work,
    telling_title,
)
from kdgraph.merge.identity import Groups, UnionFind, disputed_identifiers, merge_groups
from kdgraph.model import Frames
from kdgraph.texts import clean
from kdgraph.titles import names_agree, plain, title_hash

__all__ = ["Names", "name_groups"]

_MOST_CLAIMS = 10
_STRENGTH = {scheme: place for place, scheme in enumerate(SCHEMES)}


@dataclass(frozen=True, slots=True)
class _Known:
    """A paper of the snapshot before."""

    paper_id: str
    title: str
    year: int | None
    hop: int
    first_seen: datetime | None
    identifiers: frozenset[Identifier]
    names: tuple[str, ...]

    @property
    def age(self) -> tuple[Any, ...]:
        """Sorts the oldest first; of those met together, listed ones and stronger ids."""
        seen = self.first_seen.timestamp() if self.first_seen is not None else float("inf")
        return seen, self.hop, _id_strength(self.paper_id), self.paper_id


@dataclass(slots=True)
class Names:
    """The papers with their ids.

    `paper_of` leads each key of a record to its paper, `aliases` each paper id of the snapshot
    before that lives on to what it is called now.
    """

    papers: dict[str, Group]
    identifiers: dict[Identifier, str]
    aliases: dict[str, str]
    paper_of: dict[str, str]
    notes: dict[str, Any] = field(default_factory=dict)


def name_groups(found: Groups, base: Frames | None) -> Names:
    """Give each group a paper id, and each identifier the paper that it names.

    An identifier that two papers claim (see `identity`) stays with the one that the snapshot
    before gave it to, else with the listed one, else with the one of more records, else with the
    first by key; each case is in ``notes["identifier_conflicts"]``. A title that two papers share
    names neither.
    """
    known = _read_base(base)
    groups, remembered = _join_by_memory(found.groups, known)
    disputed = disputed_identifiers(groups)
    owner = _claim(groups, known)
    _claim_by_title(groups, known, owner)
    own: dict[int, list[_Known]] = defaultdict(list)
    for paper_id, place in owner.items():
        own[place].append(known[paper_id])
    keeper = {
        identifier: _keeper(identifier, places, groups, own)
        for identifier, places in disputed.items()
    }
    ids = _give_ids(groups, own, keeper, known)
    aliases = {paper_id: ids[place] for paper_id, place in owner.items()}
    identifiers, ambiguous = _identifier_table(groups, ids, keeper, known, aliases)
    paper_of = {r.key: ids[i] for i, group in enumerate(groups) for r in group.records}
    paper_of |= {key: paper_of[leader] for key, leader in found.merged_keys.items()}
    return Names(
        papers=dict(sorted(zip(ids, groups, strict=True))),
        identifiers=identifiers,
        aliases=aliases,
        paper_of=paper_of,
        notes={
            "merged_by_memory": remembered,
            "identifier_conflicts": [
                {
                    "scheme": identifier[0],
                    "value": identifier[1],
                    "kept_by": ids[keeper[identifier]],
                    "claimed_by": sorted(ids[place] for place in places),
                }
                for identifier, places in disputed.items()
            ],
            "ambiguous_titles": ambiguous,
            "ids_merged": {old: new for old, new in sorted(aliases.items()) if old != new},
            "papers_gone": len(known) - len(aliases),
        },
    )


def _read_base(base: Frames | None) -> dict[str, _Known]:
    if base is None:
        return {}
    identifiers: dict[str, set[Identifier]] = defaultdict(set)
    table = base["identifiers"]
    for scheme, value, paper_id in zip(
        table["scheme"], table["value"], table["paper_id"], strict=True
    ):
        identifiers[paper_id].add((scheme, value))
    names: dict[str, list[str]] = defaultdict(list)
    lines = base["authorships"]
    for paper_id, name in zip(lines["paper_id"], lines["name"], strict=True):
        names[paper_id].append(name)
    papers = base["papers"]
    return {
        paper_id: _Known(
            paper_id=paper_id,
            title=plain(title) if isinstance(title, str) else "",
            year=None if pd.isna(year) else int(year),
            hop=9 if pd.isna(hop) else int(hop),
            first_seen=None if pd.isna(seen) else seen,
            identifiers=frozenset(identifiers[paper_id]),
            names=tuple(names[paper_id]),
        )
        for paper_id, title, year, hop, seen in zip(
            papers.index,
            papers["title"],
            papers["year"],
            papers["hop"],
            papers["first_seen"],
            strict=True,
        )
    }


def _claims(
    groups: Sequence[Group], known: Mapping[str, _Known], *, without: Container[Identifier] = ()
) -> dict[str, dict[int, int]]:
    """Return, for each known paper, the groups with an identifier of it and how many they have."""
    papers = {
        identifier: paper.paper_id
        for paper in known.values()
        for identifier in paper.identifiers
        if identifier[0] != "title"
    }
    claims: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for place, group in enumerate(groups):
        for identifier in group.identifiers:
            if identifier in papers and identifier not in without:
                claims[papers[identifier]][place] += 1
    return claims


def _join_by_memory(
    groups: Sequence[Group], known: Mapping[str, _Known]
) -> tuple[list[Group], int]:
    """Join groups that the snapshot before knew as one paper, unless they now contradict that.

    Where a known paper's identifiers are claimed by more than `_MOST_CLAIMS`, nothing is joined.
    """
    sets = UnionFind(len(groups))
    judged = disputed_identifiers(groups)  # by what their groups say now
    for _, claims in sorted(_claims(groups, known, without=judged).items()):
        if len(claims) > _MOST_CLAIMS:
            continue
        for a, b in combinations(sorted(claims), 2):
            shared = groups[a].identifiers & groups[b].identifiers  # those were judged by them
            if (
                not shared
                and not contradict(groups[a].identifiers, groups[b].identifiers)
                and same_work(groups[a], groups[b])
            ):
                sets.join(a, b)
    merged = merge_groups(groups, sets)
    return merged, len(groups) - len(merged)


def _claim(groups: Sequence[Group], known: Mapping[str, _Known]) -> dict[str, int]:
    """Give each known paper to the group that has most of its identifiers, or else its title."""

    def rank(paper: _Known, place: int, shared: int) -> tuple[Any, ...]:
        return -shared, paper.title not in groups[place].titles, groups[place].order

    return {
        paper_id: min((rank(known[paper_id], place, n), place) for place, n in places.items())[1]
        for paper_id, places in sorted(_claims(groups, known).items())
    }


def _claim_by_title(
    groups: Sequence[Group], known: Mapping[str, _Known], owner: dict[str, int]
) -> None:
    """Give known papers that nobody claims to groups without a claim, where titles decide.

    First those that agree in year and authors too: such namesakes cannot be told apart, so they
    keep their ids in turn. Then those that do not disagree, if each is the only choice of the
    other.
    """
    by_title: dict[str, list[_Known]] = defaultdict(list)
    for paper in sorted(known.values(), key=lambda paper: (len(paper.paper_id), paper.paper_id)):
        titles = {paper.title, *(v for s, v in paper.identifiers if s == "title")} - {""}
        for title in titles | {_stem(paper.paper_id)}:
            by_title[title].append(paper)
    taken = set(owner.values())
    free = [place for place in range(len(groups)) if place not in taken]
    for place in sorted(free, key=lambda place: _title_order(groups[place])):
        group = groups[place]
        for paper in _of_title(by_title, [*sorted(group.titles), _title_stem(group)], owner):
            if _exactly(group, paper):
                owner[paper.paper_id] = place
                break
    taken = set(owner.values())
    choices = {
        place: {
            paper.paper_id
            for paper in _of_title(by_title, filter(telling_title, groups[place].titles), owner)
            if _possibly(groups[place], paper)
        }
        for place in free
        if place not in taken
    }
    wanted: dict[str, list[int]] = defaultdict(list)
    for place, papers in choices.items():
        for paper_id in papers:
            wanted[paper_id].append(place)
    for paper_id, places in wanted.items():
        if len(places) == 1 and len(choices[places[0]]) == 1:
            owner[paper_id] = places[0]


def _of_title(
    by_title: Mapping[str, Sequence[_Known]], titles: Iterable[str], owner: Mapping[str, int]
) -> list[_Known]:
    """Return the papers of these titles that have no owner yet."""
    return [p for title in titles for p in by_title.get(title, ()) if p.paper_id not in owner]


def _exactly(group: Group, paper: _Known) -> bool:
    return (
        _possibly(group, paper)
        and paper.year in {record.year for record in group.records}
        and set(paper.names) <= {clean(name) or "" for name in group.names}
    )


def _possibly(group: Group, paper: _Known) -> bool:
    return (
        not contradict(group.identifiers, paper.identifiers)
        and (
            paper.year is None
            or not group.years
            or any(abs(paper.year - year) <= 2 for year in group.years)
        )
        and (not group.names or not paper.names or names_agree(group.names, list(paper.names)))
    )


def _keeper(
    identifier: Identifier,
    places: Iterable[int],
    groups: Sequence[Group],
    own: Mapping[int, list[_Known]],
) -> int:
    def rank(place: int) -> tuple[Any, ...]:
        had = any(identifier in paper.identifiers for paper in own.get(place, ()))
        return not had, groups[place].order

    return min(places, key=rank)


def _give_ids(
    groups: Sequence[Group],
    own: Mapping[int, list[_Known]],
    keeper: Mapping[Identifier, int],
    known: Mapping[str, _Known],
) -> list[str]:
    ids: dict[int, str] = {
        place: min(papers, key=lambda paper: paper.age).paper_id for place, papers in own.items()
    }
    taken = set(known) | set(ids.values())
    for place in sorted(set(range(len(groups))) - set(ids), key=lambda i: _title_order(groups[i])):
        group = groups[place]
        usable = [i for i in group.identifiers if keeper.get(i, place) == place]
        candidates = [name for name in _ids(usable) if name not in taken]
        ids[place] = candidates[0] if candidates else _title_id(group, taken)
        taken.add(ids[place])
    return [ids[place] for place in range(len(groups))]


def _ids(identifiers: Iterable[Identifier]) -> list[str]:
    """Return the ids that these identifiers can give, best first."""
    values: dict[str, list[str]] = defaultdict(list)
    for scheme, value in sorted(identifiers):
        values[scheme].append(value)
    dois = sorted(values["doi"], key=lambda value: (is_preprint_doi(value), value))
    corpus = sorted(values["corpus"], key=lambda value: (len(value), value))
    return [
        *(f"arxiv:{value}" for value in values["arxiv"]),
        *(f"doi:{value}" for value in dois),
        *(f"s2:{value}" for value in corpus),
    ]


def _title_id(group: Group, taken: set[str]) -> str:
    stem = _title_stem(group)
    name, number = stem, 1
    while name in taken:
        number += 1
        name = f"{stem}-{number}"
    return name


def _title_stem(group: Group) -> str:
    title = min((t for r in group.records if (t := clean(r.title))), default=group.records[0].key)
    return f"title:{title_hash(title)}"


def _stem(paper_id: str) -> str:
    """Return a title id without the number that tells namesakes apart."""
    return paper_id.split("-", 1)[0] if paper_id.startswith("title:") else paper_id


def _title_order(group: Group) -> tuple[Any, ...]:
    """Order papers of one title by what they say, so that the same one gets the plain hash."""
    hop, _, key = group.order
    return hop, min(group.years, default=9999), sorted(group.names), key


def _id_strength(paper_id: str) -> int:
    scheme = paper_id.split(":", 1)[0]
    return _STRENGTH.get(scheme, len(_STRENGTH))


def _identifier_table(
    groups: Sequence[Group],
    ids: Sequence[str],
    keeper: Mapping[Identifier, int],
    known: Mapping[str, _Known],
    aliases: Mapping[str, str],
) -> tuple[dict[Identifier, str], int]:
    table: dict[Identifier, str] = {}
    titles: dict[str, set[str]] = defaultdict(set)
    for place, group in enumerate(groups):
        for identifier in group.identifiers:
            if keeper.get(identifier, place) == place:
                table[identifier] = ids[place]
        for title in group.titles:
            titles[title].add(ids[place])
    # what the snapshot before knew of a paper stays known, also ids that the service has dropped
    for paper_id, now in aliases.items():
        for scheme, value in known[paper_id].identifiers:
            if scheme == "title":
                titles[value].add(now)
            else:
                table.setdefault((scheme, value), now)
    table |= {("title", title): min(papers) for title, papers in titles.items() if len(papers) == 1}
    return table, sum(len(papers) > 1 for papers in titles.values())
