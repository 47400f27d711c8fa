"""Entries by which nobody finds the paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from kdgraph.curate.finding import Found, rule
from kdgraph.curate.listed import Listed

__all__ = ["missing_paper_link"]

_USUAL: Final = 0.8


@rule("missing-paper-link", severity="warning")
def missing_paper_link(listed: Listed) -> Iterator[Found]:
    """An entry gives no address and no identifier of its paper, though the others do.

    It is said only where four in five entries of the list have one, and half of those in the same
    section. Where the corpus knows the paper, its identifier is named.
    """
    if listed.share("paper link") < _USUAL:
        return
    without = [e for e in listed.entries if not e.paper_links and not e.identifiers and e.title]
    by_section = Counter(entry.section for entry in listed.entries)
    lacking = Counter(entry.section for entry in without)
    for entry in without:
        if len(by_section) > 1 and lacking[entry.section] * 2 > by_section[entry.section] > 1:
            continue
        others = len(listed.entries) - len(without)
        evidence = [f"{others:,} of the {len(listed.entries):,} entries have one"]
        if listed.corpus is not None and (known := listed.corpus.address(entry.entry_id)):
            evidence.append(f"the corpus knows it as {known}")
        yield Found(
            listed.span(entry, "title"),
            f'"{entry.title}" has no link to the paper',
            evidence,
            entry_id=entry.entry_id,
        )
