"""Misspelt words in headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from rapidfuzz.distance import DamerauLevenshtein

from kdgraph.curate.finding import Edit, Fix, Found, rule
from kdgraph.curate.listed import Listed
from kdgraph.spelling import one_spelling, singular

__all__ = ["heading_spelling"]

_WORD: Final = re.compile(r"[^\W\d_]{5,}")
_USUAL: Final = 5
_SHORTEST: Final = 6


@rule("heading-spelling", severity="warning")
def heading_spelling(listed: Listed) -> Iterator[Found]:
    """Find misspelt words in headings, as far as the titles of the papers tell.

    No dictionary knows the words of a field; the titles of the list and of the corpus do. A word of
    six letters or more is misspelt if no title has it and one slip of the pen parts it from a word
    that five titles or more have: a letter too many or too few, or two letters swapped. One letter
    for another is no such slip, since it makes other words ("weekly", "weakly"); plurals, British
    spelling and endings make none. The fix writes
    the word of the titles.
    """
    known: Counter[str] = Counter()
    titles = [entry.title for entry in listed.entries if entry.title]
    if listed.corpus is not None:
        titles += listed.corpus.titles()
    for title in titles:
        known.update({word.casefold() for word in _WORD.findall(title)})
    usual = [w for w, n in known.items() if n >= _USUAL and len(w) >= _SHORTEST]
    same = {_key(word) for word in known}
    for heading in listed.page.headings:
        start, end = heading.span
        for match in _WORD.finditer(listed.page.masked, start, end):
            word = match[0].casefold()
            if len(word) < _SHORTEST or not word.isascii() or _key(word) in same:
                continue
            if any(c.isupper() for c in match[0][1:]):
                continue  # a name, or an acronym
            near = [other for other in usual if _is_slip(word, other)]
            if len(near) != 1:
                continue
            right = near[0].capitalize() if match[0][0].isupper() else near[0]
            yield Found(
                match.span(),
                f'"{match[0]}" is most likely "{right}"',
                (f'{known[near[0]]:,} titles have "{near[0]}", none has "{word}"',),
                Fix(f'write "{right}"', (Edit(*match.span(), right),)),
            )


def _key(word: str) -> str:
    return singular(one_spelling(word))


def _is_slip(word: str, other: str) -> bool:
    if abs(len(word) - len(other)) > 1 or word[0] != other[0]:
        return False
    if DamerauLevenshtein.distance(word, other, score_cutoff=1) != 1:
        return False
    # an ending makes another word, no misspelt one
    short, long = sorted((word, other), key=len)
    if len(short) != len(long):
        return not long.startswith(short)
    return sorted(word) == sorted(other)
