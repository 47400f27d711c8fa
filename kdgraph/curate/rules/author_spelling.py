"""Names of authors that the list itself spells in two ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from rapidfuzz.distance import DamerauLevenshtein

from kdgraph.curate.finding import Found, rule
from kdgraph.curate.listed import Listed
from kdgraph.lists.entry import Entry
from kdgraph.lists.formats import Span
from kdgraph.titles import plain

__all__ = ["author_spelling"]

_SHORTEST: Final = 8
_MOST_AUTHORS: Final = 15
"""In longer lines nearly everybody is a co-author of nearly everybody."""


@rule("author-spelling", severity="warning")
def author_spelling(listed: Listed) -> Iterator[Found]:
    """Find names one slip of the pen apart whose bearers share co-authors.

    Of a given name and a surname one has to be the same, and five letters long; the other differs
    by one letter. Both have to have two co-authors in common, or one where both words are six
    letters or longer. An umlaut and the two letters for it are no slip. The rarer name is told;
    which one is right, the list does not say, so nothing is changed.
    """
    papers: defaultdict[str, list[Entry]] = defaultdict(list)
    company: defaultdict[str, set[str]] = defaultdict(set)
    for entry in listed.entries:
        if not 2 <= len(entry.authors) <= _MOST_AUTHORS:
            continue
        for name in dict.fromkeys(entry.authors):
            papers[name].append(entry)
            company[name].update(plain(other) for other in entry.authors if other != name)
    names: defaultdict[tuple[int, str], list[tuple[str, list[str]]]] = defaultdict(list)
    for name in papers:
        words = plain(name).split()
        if len(words) == 2 and len("".join(words)) >= _SHORTEST and words[0] != words[1]:
            for at in (0, 1):
                if len(words[at]) >= 5:
                    names[at, words[at]].append((name, words))
    for (at, _), alike in names.items():
        for n, (name, words) in enumerate(alike):
            for other, theirs in alike[:n]:
                mine, its = words[1 - at], theirs[1 - at]
                if mine == its or not _one_slip(mine, its) or _romanised(mine) == _romanised(its):
                    continue
                common = (company[name] & company[other]) - {plain(name), plain(other)}
                if len(common) < (1 if min(len(mine), len(its)) >= 6 else 2):
                    continue
                if any(other in entry.authors for entry in papers[name]):
                    continue
                rare, usual = sorted((name, other), key=lambda who: (len(papers[who]), who))
                entry = papers[rare][0]
                yield Found(
                    _place(listed, entry, rare),
                    f'"{rare}" may be "{usual}", whom the list names in line '
                    f"{papers[usual][0].line_start}",
                    (f"both write with {', '.join(sorted(common)[:3])}",),
                    also=(listed.start_of[papers[usual][0].entry_id],),
                    entry_id=entry.entry_id,
                )


def _one_slip(a: str, b: str) -> bool:
    if min(len(a), len(b)) < 3:
        return False
    return DamerauLevenshtein.distance(a, b, score_cutoff=1) == 1


def _romanised(word: str) -> str:
    """Return a word in which an umlaut and the two letters for it are one."""
    return word.replace("oe", "o").replace("ue", "u").replace("ae", "a")


def _place(listed: Listed, entry: Entry, name: str) -> Span:
    start = listed.start_of[entry.entry_id]
    at = entry.source.find(name)
    return (start + at, start + at + len(name)) if at >= 0 else listed.span(entry, "authors")
