"""Entries without a paper, and with more than one."""

from __future__ import annotations

from collections.abc import Iterator

from kdgraph.curate.corpus import SURE
from kdgraph.curate.finding import Found, rule
from kdgraph.curate.listed import Listed

__all__ = ["unmatched_entry"]


@rule("unmatched-entry", severity="warning", needs="corpus")
def unmatched_entry(listed: Listed) -> Iterator[Found]:
    """Find entries for which no paper was found, or more than one.

    Said only where the snapshot was built from this very list: else an entry may be missing there
    because it is new. The reason is the one that `kdgraph status` tells.
    """
    assert listed.corpus is not None
    if not listed.corpus.own:
        return
    for entry in listed.entries:
        match = listed.corpus.matches.get(entry.entry_id)
        if match is None:
            continue
        title = entry.title or entry.entry_id
        evidence = [text for text in (match.runner_up, match.runner_up_reason) if text]
        if match.paper_id is None:
            message = f'no paper was found for "{title}": {match.reason}'
        elif (match.confidence or 0.0) < SURE:
            message = f'it is not certain which paper "{title}" is: {match.reason}'
        elif match.runner_up is not None and "fits as well" in (match.runner_up_reason or ""):
            message = f'two papers fit "{title}"'
        else:
            continue
        yield Found(listed.span(entry, "title"), message, evidence, entry_id=entry.entry_id)
