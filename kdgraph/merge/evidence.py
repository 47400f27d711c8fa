"""Evidence that two records are the same paper, or that they cannot be.

* Two that share an identifier are one work if their titles are the same by their words, or stop
  at a subtitle. If not, they are one work renamed if at least half of the shorter author line
  agrees, the years are at most two apart, and more than a number tells their titles apart. So a
  DOI copied to the wrong paper, or the DOI of a whole volume, joins nothing.
* Preprint and published record need the same title, by its words, of at least three words and
  twenty characters, an author in common, and years at most two apart (an unknown year agrees with
  any).
* Two different arXiv ids, ACL ids, or DOIs of publishers contradict a merger by title. So a
  conference paper and its journal version of the same title stay two papers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from kdgraph.records import PaperRecord
from kdgraph.texts import clean
from kdgraph.titles import compare_titles, names_agree, plain, same_person, title_key

__all__ = [
    "Group",
    "Identifier",
    "contradict",
    "different_titles",
    "identifiers_of",
    "is_preprint_doi",
    "record_order",
    "renamed",
    "same_work",
    "telling_title",
    "twins",
]

Identifier = tuple[str, str]
"""A (scheme, value) pair in stored form."""

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
_YEARS_APART: Final = 2
_MOST_RECORDS: Final = 20  # of one group, compared with as many of another
_MOST_NAMES: Final = 50  # of an author line, compared with all of another


@dataclass(slots=True)
class Group:
    """Records that are one paper, and what they say together.

    `titles` are plain, `title_keys` the same by their words (see `kdgraph.titles.title_key`).
    """

    records: list[PaperRecord]
    identifiers: frozenset[Identifier] = frozenset()
    titles: frozenset[str] = frozenset()
    title_keys: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if len(self.records) > 1:
            self.records = sorted(self.records, key=record_order)
        self.identifiers = frozenset(i for r in self.records for i in identifiers_of(r))
        self.titles = frozenset(t for r in self.records if (t := plain(clean(r.title) or "")))
        self.title_keys = frozenset(key for r in self.records if (key := title_key(r.title)))
        self.years = frozenset(y for r in self.records for y in (r.year, r.first_year) if y)

    @property
    def names(self) -> list[str]:
        """All names of authors that its records print."""
        return [a.name for r in self.records for a in r.authors or () if a.name]

    @property
    def order(self) -> tuple[int, int, str]:
        """Sorts groups without regard to the order of records: listed ones, then fuller ones."""
        return min(r.hop for r in self.records), -len(self.records), self.records[0].key


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


def record_order(record: PaperRecord) -> tuple[str, str]:
    """Sort records whatever order they came in."""
    return record.key, repr(record)


def same_work(a: Group | PaperRecord, b: Group | PaperRecord) -> bool:
    """Tell whether two that share an identifier are one work: by title, else by authors and year.

    A record without a title, or whose title has no words, says nothing against its identifier.

    Examples
    --------
    >>> part, other = PaperRecord("a", "Noisy Teachers: Part I"), PaperRecord("b", "Noisy teachers")
    >>> same_work(part, PaperRecord("c", "Noisy teachers, part 1")), same_work(part, other)
    (True, False)
    """
    first, second = (x if isinstance(x, Group) else Group([x]) for x in (a, b))
    if first.title_keys & second.title_keys or not (first.title_keys and second.title_keys):
        return True
    relations = {
        compare_titles(x, y).relation
        for x in sorted({record.title for record in _telling_records(first)})
        for y in sorted({record.title for record in _telling_records(second)})
    }
    if relations & {"same", "variant"}:
        return True
    if contradict(first.identifiers, second.identifiers):
        return False
    if "subtitle" in relations:
        # a title without its subtitle may be the same one, if the authors do not speak against it
        return not (first.names and second.names) or names_agree(first.names, second.names)
    return renamed(first, second)


def renamed(a: Group, b: Group) -> bool:
    """Tell whether two of one identifier but other titles can be one work under two names.

    At least half of the shorter author line must be in the other, the years at most two apart,
    and the titles must not differ in their numbers alone, as the parts of a series do. Without
    authors on either side there is nothing that says so.
    """
    return any(
        _mostly_the_same_people(x, y)
        and _years_agree(Group([x]), Group([y]))
        and not compare_titles(x.title, y.title).by_number
        for x in _telling_records(a)
        for y in _telling_records(b)
    )


def _telling_records(group: Group) -> list[PaperRecord]:
    """Return records that differ in title, names or year: a volume's DOI may stand in thousands."""
    kinds: dict[tuple[object, ...], PaperRecord] = {}
    for record in group.records:
        names = tuple(author.name for author in record.authors or ())
        kinds.setdefault((record.title, names, record.year, record.first_year), record)
    return list(kinds.values())[:_MOST_RECORDS]


def _mostly_the_same_people(a: PaperRecord, b: PaperRecord) -> bool:
    first, second = (
        sorted({author.name for author in record.authors or () if author.name})[:_MOST_NAMES]
        for record in (a, b)
    )
    short, long = sorted((first, second), key=len)
    common = sum(any(same_person(x, y) for y in long) for x in short)
    return bool(short) and 2 * common >= len(short)


def different_titles(group: Group) -> list[str]:
    """Return the titles of a group's records that differ by more than spelling or a subtitle.

    Examples
    --------
    >>> records = [PaperRecord(k, t) for k, t in zip("abc", ("Old name", "New word", "Old names"))]
    >>> different_titles(Group(records))
    ['Old name', 'New word']
    """
    kept: dict[str, str] = {}
    for record in group.records:
        key = title_key(record.title)
        if key and key not in kept:
            same = ("same", "variant", "subtitle")
            told = any(compare_titles(record.title, t).relation in same for t in kept.values())
            if not told:
                kept[key] = record.title
    return list(kept.values())


def telling_title(title: str) -> bool:
    """Tell whether a plain title is long enough to mean one work: "introduction" is not."""
    return len(title) >= 20 and len(title.split()) >= 3


def twins(a: Group, b: Group) -> bool:
    """Tell whether two of one telling title are a preprint and its published record."""
    return (
        _years_agree(a, b)
        and not contradict(a.identifiers, b.identifiers)
        and names_agree(a.names, b.names)
    )


def _years_agree(a: Group, b: Group) -> bool:
    return (
        not a.years
        or not b.years
        or any(abs(x - y) <= _YEARS_APART for x in a.years for y in b.years)
    )
