"""Entries that do not say where they were published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from kdgraph.curate.finding import Found, rule
from kdgraph.curate.listed import Listed

__all__ = ["missing_venue"]

_USUAL: Final = 0.8


@rule("missing-venue", severity="note")
def missing_venue(listed: Listed) -> Iterator[Found]:
    """Find entries that name no venue, though the others do.

    It is said only where four in five entries of the list, and half of those in the same section,
    name one, and where no words of the entry are left that may be one. A preprint without a venue
    is named, too: that it is one is worth to be said, and `published-version` tells where the
    corpus knows better.
    """
    if listed.share("venue") < _USUAL:
        return
    without = [e for e in listed.entries if e.title and not any(v.name for v in e.venues)]
    by_section = Counter(entry.section for entry in listed.entries)
    lacking = Counter(entry.section for entry in without)
    for entry in without:
        if len(by_section) > 1 and lacking[entry.section] * 2 > by_section[entry.section] > 1:
            continue
        if listed.unread_words(entry):
            continue
        others = len(listed.entries) - len(without)
        evidence = [f"{others:,} of the {len(listed.entries):,} entries name one"]
        if listed.corpus is not None and (known := listed.corpus.venue(entry.entry_id)):
            evidence.append(f"the corpus says {known}")
        elif entry.arxiv:
            evidence.append(f"its link is a preprint, arXiv:{entry.arxiv}")
        yield Found(
            listed.span(entry, "title"),
            f'"{entry.title}" names no venue',
            evidence,
            entry_id=entry.entry_id,
        )
