"""Names of authors that differ from the record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rapidfuzz.distance import Levenshtein

from kdgraph.curate.finding import Edit, Fix, Found, rule
from kdgraph.curate.listed import Listed
from kdgraph.lists.entry import Entry
from kdgraph.lists.formats import Span
from kdgraph.titles import plain, same_person

__all__ = ["author_names"]

_SLIPS: Final = 2
_AGREEING: Final = 0.5


@rule("author-names", severity="warning", needs="corpus")
def author_names(listed: Listed) -> Iterator[Found]:
    """An author is called otherwise in the record of the paper.

    The line of authors has to be as long as the record's, and at least half of it has to agree.
    Initials, accents, capitals, middle names and the order of name and surname are no difference.
    Where at most two letters differ, the fix writes the name of the record.
    """
    assert listed.corpus is not None
    for entry in listed.entries:
        paper = listed.corpus.paper(entry.entry_id)
        if paper is None or len(paper.authors) != len(entry.authors) or len(entry.authors) < 2:
            continue
        pairs = list(zip(entry.authors, paper.authors, strict=True))
        agree = [_same(mine, theirs) for mine, theirs in pairs]
        if sum(agree) < _AGREEING * len(pairs):
            continue
        if sorted(plain(name) for name in entry.authors) == sorted(map(plain, paper.authors)):
            continue  # another order alone
        for (mine, theirs), same in zip(pairs, agree, strict=True):
            if same or any(_same(mine, other) for other in paper.authors):
                continue
            apart = Levenshtein.distance(plain(mine), plain(theirs), score_cutoff=_SLIPS)
            span = _printed(listed, entry, mine)
            fix = None
            if apart <= _SLIPS and span is not None and re.search(r"[*_\[\]|`<]", theirs) is None:
                fix = Fix(f"write {theirs}", (Edit(*span, theirs),))
            yield Found(
                span or listed.span(entry, "authors"),
                f'the record of the paper has "{theirs}" where the list has "{mine}"',
                (f"{paper.paper_id}, the other authors agree",),
                fix,
                entry_id=entry.entry_id,
            )


def _same(a: str, b: str) -> bool:
    """Whether two printed names are one: by their words, or by surname and initial."""
    first, second = plain(a).split(), plain(b).split()
    if sorted(first) == sorted(second) or "".join(first) == "".join(second):
        return True
    short = min(len(first[0]), len(second[0])) <= 1 if first and second else True
    if first and second and first[-1] == second[-1]:
        # a middle name more, an initial for a name
        return short or first[0] == second[0] or same_person(a, b) and not _one_slip(first, second)
    return short and same_person(a, b)


def _one_slip(a: list[str], b: list[str]) -> bool:
    return 0 < Levenshtein.distance(a[0], b[0], score_cutoff=_SLIPS) <= _SLIPS


def _printed(listed: Listed, entry: Entry, name: str) -> Span | None:
    """Return the one place where an entry prints a name; None if there is none, or several."""
    start = listed.start_of[entry.entry_id]
    found = [
        (start + a + match.start(), start + a + match.end())
        for a, b in entry.spans.get("authors", ())
        for match in re.finditer(
            rf"(?<![^\W_]){re.escape(name)}(?![^\W_])", entry.source[a:b]
        )
    ]
    return found[0] if len(found) == 1 else None
