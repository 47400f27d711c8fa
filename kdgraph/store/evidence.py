"""Evidence that two records are the same paper, or that they cannot be.

* Two that share an identifier are one work if their titles are alike, or an author agrees. So a
  DOI copied to the wrong paper, or the DOI of a whole volume, joins nothing.
* Preprint and published record need the same plain title of at least three words and twenty
  characters, an author in common, and years at most two apart (an unknown year agrees with any).
* Two different arXiv ids, ACL ids, or DOIs of publishers contradict a merger by title. So a
  conference paper and its journal version of the same title stay two papers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from kdgraph.records import PaperRecord
from kdgraph.texts import clean
from kdgraph.titles import names_agree, plain

__all__ = [
    "Group",
    "Identifier",
    "contradict",
    "identifiers_of",
    "is_preprint_doi",
    "record_order",
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
_ALIKE: Final = 90.0  # titles at least this alike (of 100) are spellings of one title
_UNLIKE: Final = 60.0  # below this, and without authors to compare, they are different works
_YEARS_APART: Final = 2


@dataclass(slots=True)
class Group:
    """Records that are one paper, and what they say together."""

    records: list[PaperRecord]
    identifiers: frozenset[Identifier] = frozenset()
    titles: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if len(self.records) > 1:
            self.records = sorted(self.records, key=record_order)
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


def telling_title(title: str) -> bool:
    """Tell whether a plain title is long enough to mean one work: "introduction" is not."""
    return len(title) >= 20 and len(title.split()) >= 3


def twins(a: Group, b: Group) -> bool:
    """Tell whether two of one telling title are a preprint and its published record."""
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
