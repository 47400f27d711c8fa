"""Names of authors that differ from the record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rapidfuzz.distance import Levenshtein

from kdgraph.curate.finding import Found, rule
from kdgraph.curate.listed import Listed
from kdgraph.lists.entry import Entry
from kdgraph.lists.formats import Span
from kdgraph.titles import plain, same_person

__all__ = ["author_names"]

_SLIPS: Final = 2
_AGREEING: Final = 0.5
_SHORTEST: Final = 7


@rule("author-names", severity="warning", needs="corpus")
def author_names(listed: Listed) -> Iterator[Found]:
    """Find authors whose name differs from the record of the paper.

    The line of authors has to be as long as the record's, at least half of it has to agree, and the
    two names may differ by two letters at most: other differences are those of initials, middle
    names and orders. Accents, hyphens, capitals and the order of name and surname are none. A
    name that one paper of the corpus alone prints, without an id, proves nothing. A record may err
    as well as a list, so nothing is changed.
    """
    assert listed.corpus is not None
    for entry in listed.entries:
        paper = listed.corpus.paper(entry.entry_id)
        if paper is None or len(paper.authors) != len(entry.authors) or len(entry.authors) < 2:
            continue
        mine = [_letters(name) for name in entry.authors]
        theirs = [_letters(name) for name in paper.authors]
        agree = [
            a == b or same_person(x, y)
            for a, b, x, y in zip(mine, theirs, entry.authors, paper.authors, strict=True)
        ]
        if sum(agree) < _AGREEING * len(agree):
            continue
        for n, (name, record) in enumerate(zip(entry.authors, paper.authors, strict=True)):
            if mine[n] == theirs[n] or mine[n] in theirs or len(plain(name).split()) < 2:
                continue
            if record not in listed.corpus.sure_names:
                continue
            if min(map(len, plain(name).split() + plain(record).split())) < 2:
                continue  # initials
            apart = Levenshtein.distance(mine[n], theirs[n], score_cutoff=_SLIPS)
            if apart > _SLIPS or min(len(mine[n]), len(theirs[n])) < _SHORTEST:
                continue
            yield Found(
                _place(listed, entry, name),
                f'the record of the paper has "{record}" where the list has "{name}"',
                (f"{paper.paper_id}, where {sum(agree)} of {len(agree)} authors agree",),
                entry_id=entry.entry_id,
            )


def _letters(name: str) -> str:
    """Return the letters of a name, surname last, without accents, blanks and hyphens."""
    surname, comma, given = name.partition(",")
    return plain(f"{given} {surname}" if comma else name).replace(" ", "")


def _place(listed: Listed, entry: Entry, name: str) -> Span:
    start = listed.start_of[entry.entry_id]
    at = entry.source.find(name)
    return (start + at, start + at + len(name)) if at >= 0 else listed.span(entry, "authors")
