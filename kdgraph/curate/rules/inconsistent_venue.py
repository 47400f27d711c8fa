"""Venues that are spelt in several ways, or misspelt."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

from rapidfuzz.distance import DamerauLevenshtein

from kdgraph.curate.finding import Edit, Fix, Found, rule
from kdgraph.curate.listed import Listed
from kdgraph.lists.entry import Entry
from kdgraph.lists.formats import Span
from kdgraph.lists.vocabulary import VENUES

__all__ = ["inconsistent_venue"]

_NAMES: Final = {
    name.replace(" ", "").casefold(): name
    for name in ("arXiv", "bioRxiv", "medRxiv", "NeurIPS", "SIGGRAPH Asia")
}
"""How venues spell themselves, where many lists do not: that settles what a majority would."""
_MAJORITY: Final = 0.6
_USUAL: Final = 3
"""A venue printed by fewer entries is no example for others."""
_SHORTEST: Final = 5
"""In shorter names one letter makes another venue: ECCV and ICCV."""
_LETTERS: Final = re.compile(r"[\W_]+")


@rule("inconsistent-venue", severity="warning")
def inconsistent_venue(listed: Listed) -> Iterator[Found]:
    """Find venues spelt otherwise elsewhere in the list, or misspelt: `Neurips`, `NeruIPS`.

    Names that differ by capitals, blanks and punctuation only are one venue; the fix takes the
    spelling of three in five of them, and arXiv, NeurIPS and the like as they spell themselves. A
    name of five letters or more that one slip of the pen parts from a known venue, which three
    entries or more print, is misspelt, if it is no venue itself and no other entry prints it. NIPS
    and NeurIPS are two names, and both were right.
    """
    by_letters: defaultdict[str, Counter[str]] = defaultdict(Counter)
    bearers: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in listed.entries:
        for name in dict.fromkeys(venue.name for venue in entry.venues if venue.name):
            by_letters[_letters(name)][name] += 1
            bearers[name].append(entry)
    for spellings in by_letters.values():
        total = spellings.total()
        best, count = min(spellings.items(), key=lambda item: (-item[1], item[0]))
        own = _NAMES.get(_letters(best))
        if own is not None and own in spellings:
            best, count = own, max(spellings[own], count)
        if len(spellings) < 2 or count < _MAJORITY * total or count < 2:
            continue
        for name in spellings:
            if name != best:
                for entry in bearers[name]:
                    evidence = (
                        f"{spellings[best]:,} of {total:,} entries of this venue write {best}"
                    )
                    yield _found(listed, entry, name, best, f'is "{best}" elsewhere', evidence)
    usual = {
        name: count
        for letters, spellings in by_letters.items()
        for name, count in spellings.most_common(1)
        if count >= _USUAL and letters.upper() in VENUES and len(letters) >= _SHORTEST
    }
    for name, entries in bearers.items():
        letters = _letters(name)
        if len(entries) > 1 or len(letters) < _SHORTEST or letters.upper() in VENUES:
            continue
        if len(by_letters[letters]) > 1 or not name[:1].isupper() or not letters.isalpha():
            continue
        near = [
            known
            for known in usual
            if DamerauLevenshtein.distance(letters, _letters(known), score_cutoff=1) == 1
        ]
        if len(near) == 1:
            evidence = f"{usual[near[0]]:,} entries of the list write {near[0]}"
            yield _found(listed, entries[0], name, near[0], f"is most likely {near[0]}", evidence)


def _letters(name: str) -> str:
    return _LETTERS.sub("", name).casefold()


def _found(listed: Listed, entry: Entry, name: str, right: str, what: str, evidence: str) -> Found:
    span = _printed(listed, entry, name)
    return Found(
        span or listed.span(entry, "venues"),
        f'the venue "{name}" {what}',
        (evidence,),
        Fix(f'write "{right}"', (Edit(*span, right),)) if span else None,
        entry_id=entry.entry_id,
    )


def _printed(listed: Listed, entry: Entry, name: str) -> Span | None:
    """Return where the one place of a venue's name in an entry is; None if it is not certain."""
    start = listed.start_of[entry.entry_id]
    places = entry.spans.get("venue") or entry.spans.get("venues") or ()
    if len(places) != 1:
        return None
    a, b = places[0]
    pattern = rf"(?<![^\W_]){re.escape(name)}(?![^\W_])"
    found = [match.span() for match in re.finditer(pattern, entry.source[a:b])]
    if len(found) != 1:
        return None
    return start + a + found[0][0], start + a + found[0][1]
