"""Find the citation markers of a sentence, and those that refer to a given paper."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from kdgraph.titles import plain, surname

__all__ = [
    "Marker",
    "Target",
    "is_meant",
    "markers",
    "meant_markers",
    "shared_number",
    "target_of",
]

_YEAR = r"(?:1[89]|20)\d\d[a-z]?"
_NAME = r"(?<![\w'\u2019.-])[^\W\d_][\w'\u2019.-]*"
_NUMBERS: Final = re.compile(
    r"\[\s*\d{1,4}(?:\s*[,;\u2013\u2212-]\s*\d{1,4})*\s*\](?:\s*\[\s*\d{1,4}[^\]a-zA-Z]*\])*"
    r"|(?<=[.,;a-z])\(\s*\d{1,3}(?:\s*[,\u2013-]\s*\d{1,3})*\s*\)(?=[\s.,;]|$)"
    r"|(?<=\s)\(\s*\d{1,3}(?:\s*[,\u2013-]\s*\d{1,3})+\s*\)"
)
_BRACKETED: Final = re.compile(r"[(\[][^()\[\]]*[)\]]")
_DATED: Final = re.compile(rf"\b{_YEAR}\b")
_SPOKEN: Final = re.compile(
    rf"{_NAME}(?:(?:,? (?:and|&) |, ){_NAME}){{0,3}}(?:,? et al\.?,?)?\s*[(\[],?\s*{_YEAR}"
    rf"(?:\s*[,;]\s*{_YEAR})*(?::\s*\d+)?\s*[)\]]"
)
_SPAN: Final = re.compile(r"(\d+)\s*[\u2013\u2212-]\s*(\d+)")
_MOST_SPAN: Final = 60
_SHORTEST_NAME: Final = 3  # a shorter one may be any word


@dataclass(frozen=True, slots=True)
class Marker:
    """One place where a sentence cites: its span in the text and whom it names.

    `numbers` are those in a numbered list of references; `names` the plain words and years of a
    citation by name.
    """

    start: int
    end: int
    text: str
    numbers: frozenset[int]
    names: frozenset[str]

    @property
    def spoken(self) -> bool:
        """Whether the name is a part of the sentence: "Ba (2014) shows", not "shown (Ba, 2014)"."""
        return bool(self.names) and self.text[0] not in "(["

    @property
    def works(self) -> int:
        """How many works are cited in this place, by the numbers or the years that stand there."""
        return max(1, len(self.numbers), sum(bool(_DATED.fullmatch(name)) for name in self.names))


@dataclass(frozen=True, slots=True)
class Target:
    """How a paper can be recognised among the citations of a sentence.

    `surname` is the plain family name of its first author, `years` those it may be cited by,
    `number` its place in the citing paper's list of references, `title` the plain name that it
    gives itself ("fitnets"); each may be unknown.
    """

    surname: str | None = None
    years: frozenset[int] = frozenset()
    number: int | None = None
    title: str | None = None


def markers(sentence: str) -> list[Marker]:
    """Return the citations of a sentence, in order.

    Examples
    --------
    >>> [m.text for m in markers("As in [3, 5-7], Ba (2014) and others (Li et al., 2015) do.")]
    ['[3, 5-7]', 'Ba (2014)', '(Li et al., 2015)']
    """
    found: list[Marker] = []
    for pattern in (_SPOKEN, _NUMBERS, _BRACKETED):
        known = [marker.start for marker in found]
        more = []
        for match in pattern.finditer(sentence):
            after = bisect(known, match.start())
            free = after == 0 or found[after - 1].end <= match.start()
            free &= after == len(found) or found[after].start >= match.end()
            if free and (pattern is not _BRACKETED or _DATED.search(match[0])):
                more.append(_marker(match))
        found = sorted([*found, *more], key=lambda marker: marker.start)
    return found


def _marker(match: re.Match[str]) -> Marker:
    text = match[0]
    if re.search(_YEAR, text):
        return Marker(match.start(), match.end(), text, frozenset(), frozenset(plain(text).split()))
    numbers = {int(number) for number in re.findall(r"\d+", text)}
    for first, last in _SPAN.findall(text):
        if int(first) < int(last) <= int(first) + _MOST_SPAN:
            numbers.update(range(int(first), int(last) + 1))
    return Marker(match.start(), match.end(), text, frozenset(numbers), frozenset())


def is_meant(marker: Marker, sentence: str, target: Target) -> bool:
    """Tell whether a marker cites the target, as far as can be told.

    Examples
    --------
    >>> sentence = "Hints (Romero et al., 2015) and FitNets [12] are one."
    >>> first, second = markers(sentence)
    >>> is_meant(first, sentence, Target(surname="romero", years=frozenset({2014, 2015})))
    True
    >>> is_meant(second, sentence, Target(title="fitnets")), is_meant(second, sentence, Target())
    (True, False)
    """
    if target.number is not None and target.number in marker.numbers:
        return True
    if target.surname and set(target.surname.split()) <= marker.names:
        years = {int(word[:4]) for word in marker.names if re.fullmatch(_YEAR, word)}
        if not target.years or not years or years & target.years:
            return True
    if target.title:
        before = plain(sentence[max(0, marker.start - 80) : marker.start])
        return before.endswith(target.title)
    return False


def meant_markers(found: Sequence[Marker], sentence: str, target: Target) -> list[Marker]:
    """Return the citations of a sentence that cite the target, else the places that name it.

    A paper can be spoken of without a citation: by the name that it gives itself, or by its first
    author.

    Examples
    --------
    >>> sentence = "Unlike FitNets, we need no hints [3]."
    >>> target = Target(title="fitnets")
    >>> [m.text for m in meant_markers(markers(sentence), sentence, target)]
    ['FitNets']
    """
    meant = [marker for marker in found if is_meant(marker, sentence, target)]
    if meant:
        return meant
    for name in (target.title, target.surname):
        if name is None or len(name) < _SHORTEST_NAME:
            continue
        words = r"[\W_]{1,3}".join(map(re.escape, name.split()))
        places = [
            Marker(match.start(), match.end(), match[0], frozenset(), frozenset(name.split()))
            for match in re.finditer(rf"(?<!\w){words}(?!\w)", sentence, re.IGNORECASE)
            if match[0] != match[0].lower()
        ]
        ends = [marker.end for marker in found]
        if free := [place for place in places if not _covered(place, found, ends)]:
            return free
    return []


def _covered(place: Marker, found: Sequence[Marker], ends: Sequence[int]) -> bool:
    """Tell whether a place lies within a citation."""
    after = bisect(ends, place.start)
    return after < len(found) and found[after].start < place.end


def shared_number(sentences: Sequence[str]) -> int | None:
    """Return the number by which sentences that all cite one paper must cite it, if that is sure.

    Examples
    --------
    >>> shared_number(["As in [3, 5].", "We use [2-4]."]), shared_number(["As in [3, 5]."])
    (3, None)
    """
    sets = [
        frozenset().union(*numbers)
        for sentence in sentences
        if (numbers := [marker.numbers for marker in markers(sentence) if marker.numbers])
    ]
    common = frozenset.intersection(*sets) if sets else frozenset()
    return next(iter(common)) if len(common) == 1 else None


def target_of(
    title: str | None, first_author: str | None, years: Iterable[int], sentences: Sequence[str]
) -> Target:
    """Return how a paper can be recognised in the sentences that cite it.

    Examples
    --------
    >>> target = target_of("FitNets: Hints for Thin Deep Nets", "Adriana Romero", [2015], [])
    >>> target.surname, target.title, sorted(target.years)
    ('romero', 'fitnets', [2014, 2015, 2016])
    """
    head, colon, _ = (title or "").partition(":")
    name = plain(head)
    return Target(
        surname=surname(first_author).rpartition(" ")[2] if first_author else None,
        years=frozenset(year + shift for year in years for shift in (-1, 0, 1)),
        number=shared_number(sentences),
        title=name if colon and 0 < len(name.split()) <= 2 else None,
    )
