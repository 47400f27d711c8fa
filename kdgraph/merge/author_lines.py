"""Mend author lines that a source hands over damaged.

Three kinds of damage are known, whatever source they come from:

* **Placeholders** ("Anonymous", "et al.", "n/a") are nobody. They are left out; a line of nothing
  else is unknown.
* **Torn lines** print family and given names in turn as if each were an author (``Goodfellow``,
  ``Ian J``, ``Warde-Farley``, ``David``). Such a line has an even number of names, and each second
  one is a family name alone. It is joined back where that is certain: each given name is nothing
  but initials; or one ends in an initial, and there are two pairs or more; or, again of two pairs
  or more, at least half of the joined names stand whole in other lines of the same records; or at
  least half of the given names are more often given than family names there, and no more than a
  quarter are the other way round.
* A line of **three pairs or more** that looks torn, without such evidence and without ids of
  authors, is unknown, unless most of its words are family names elsewhere: then it is a line of
  family names.

A joined author has no id: the source's ids named halves of people.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from kdgraph.person_names import is_group, name_parts
from kdgraph.records import AuthorRecord, PaperRecord
from kdgraph.titles import plain

__all__ = ["mend_author_lines"]

_NOBODY: Final = re.compile(
    r"(?:anon\.?|anonymous)(?: (?:authors?|submission|preprint|\d+))?|author\(s\)|authors?"
    r"|(?:unknown|no|various) authors?|authors? (?:unknown|anonymous|withheld)|unknown|n\.?/?a\.?"
    r"|none|(?:and |& )?others|(?:and )?et\.? ?al\.?|under (?:double-blind )?review",
    re.IGNORECASE,
)
_BETWEEN_LETTERS: Final = re.compile(r"[\s.\u2010-]+")
_SURE_PAIRS: Final = 2  # one pair of words may be two people
_DOUBTFUL_PAIRS: Final = 3
_MOST_GIVEN: Final = 3  # words of a given name


def mend_author_lines(papers: Sequence[PaperRecord]) -> tuple[list[PaperRecord], dict[str, int]]:
    """Return the records with mended author lines, and counts of what was done.

    Parameters
    ----------
    papers : sequence of PaperRecord
        All records of one build: the names in them tell family from given names.

    Returns
    -------
    list of PaperRecord
        In the same order; `authors` None where a line says nothing for certain.
    dict
        ``placeholder_authors_left_out``, names that are nobody's; ``torn_author_lines_joined`` and
        ``torn_author_lines_unknown``, lines.

    Examples
    --------
    >>> line = tuple(map(AuthorRecord, ["Roe", "Jane A", "Poe", "Carl", "et al."]))
    >>> (mended,), told = mend_author_lines([PaperRecord("a", "Herons", authors=line)])
    >>> [author.name for author in mended.authors or ()]
    ['Jane A Roe', 'Carl Poe']
    >>> told["placeholder_authors_left_out"], told["torn_author_lines_joined"]
    (1, 1)
    """
    notes = {
        "placeholder_authors_left_out": 0,
        "torn_author_lines_joined": 0,
        "torn_author_lines_unknown": 0,
    }
    mended = list(papers)
    torn: list[int] = []
    for number, paper in enumerate(papers):
        line = paper.authors
        if not line:
            continue
        people = tuple(a for a in line if a.name is None or not _NOBODY.fullmatch(a.name.strip()))
        if len(people) < len(line):
            notes["placeholder_authors_left_out"] += len(line) - len(people)
            mended[number] = replace(paper, authors=people or None)
        if _looks_torn(people):
            torn.append(number)
    if torn:
        apart = set(torn)
        known = _Known.of(
            author.name
            for number, paper in enumerate(mended)
            if number not in apart
            for author in paper.authors or ()
        )
        for number in torn:
            people = tuple(mended[number].authors or ())
            joined = _joined(people, known)
            if joined == people:
                continue
            notes[f"torn_author_lines_{'unknown' if joined is None else 'joined'}"] += 1
            mended[number] = replace(mended[number], authors=joined)
    return mended, notes


def _looks_torn(line: Sequence[AuthorRecord]) -> bool:
    return len(line) >= 2 and len(line) % 2 == 0 and any(_pairs(line, first) for first in (0, 1))


def _pairs(line: Sequence[AuthorRecord], first: int) -> list[tuple[str, str]]:
    """Return (family, given) pairs if each second name, from `first` on, is a family name alone."""
    # most lines end here: the first name of nearly all has a space in it
    if line[first].name is None or not _is_family(line[first].name):
        return []
    names = [(author.name or "").strip() for author in line]
    families, given = names[first::2], names[1 - first :: 2]
    if not all(map(_is_family, families)) or any(map(is_group, given)):
        return []
    if not all(0 < len(name.split()) <= _MOST_GIVEN and "," not in name for name in given):
        return []
    return list(zip(families, given, strict=True))


def _is_family(name: str) -> bool:
    """Tell whether a name is one word in a script with cases, particles before it passed over."""
    *particles, last = name.split() or [""]
    return (
        last[:1].isupper()
        and len(last) > 1
        and "," not in last
        and not last.endswith(".")
        and all(word.islower() for word in particles)
    )


@dataclass(slots=True)
class _Known:
    """How often each plain word is a given and a family name, and the whole names."""

    given: Counter[str] = field(default_factory=Counter)
    family: Counter[str] = field(default_factory=Counter)
    whole: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, names: Iterable[str]) -> _Known:
        known = cls()
        for name in {name for name in names if name}:
            parts = name_parts(name)
            if parts.given:
                first, family = plain(parts.given.split()[0]), plain(parts.family)
                known.given[first] += 1
                known.family[family] += 1
                known.whole.add(f"{first} {family}")
        return known

    def leaning(self, word: str) -> int:
        """Return above 0 for a word that is mostly a given name, below 0 for a family name."""
        word = plain(word)
        return self.given[word] - self.family[word]


def _joined(line: tuple[AuthorRecord, ...], known: _Known) -> tuple[AuthorRecord, ...] | None:
    """Return the people of a line that looks torn, the line itself if it is none, None in doubt."""
    found = [pairs for first in (0, 1) if (pairs := _pairs(line, first)) and _sure(pairs, known)]
    if len(found) == 1:
        return tuple(AuthorRecord(f"{given} {family}") for family, given in found[0])
    if len(line) < 2 * _DOUBTFUL_PAIRS or any(a.author_id is not None for a in line):
        return line
    families = sum(known.leaning(author.name) < 0 for author in line)
    return line if 2 * families > len(line) else None


def _is_initials(given: str) -> bool:
    """Tell whether a given name is nothing but initials: "J", "J. A.", "J.-P.", "JP"."""
    letters = list(filter(None, _BETWEEN_LETTERS.split(given)))
    short = len(given) == 2 and given.isupper() and given.isalpha()
    return bool(letters) and (short or all(len(part) == 1 and part.isalpha() for part in letters))


def _sure(pairs: Sequence[tuple[str, str]], known: _Known) -> bool:
    if all(_is_initials(given) for _, given in pairs):
        return True
    if len(pairs) < _SURE_PAIRS:
        return False
    if any(_is_initials(given.split()[-1]) for _, given in pairs):
        return True
    whole = sum(
        f"{plain(given.split()[0])} {plain(family)}" in known.whole for family, given in pairs
    )
    if 2 * whole >= len(pairs):
        return True
    leanings = [known.leaning(given.split()[0]) for _, given in pairs]
    towards, against = sum(x > 0 for x in leanings), sum(x < 0 for x in leanings)
    return 2 * towards >= len(pairs) and 4 * against <= len(pairs)
