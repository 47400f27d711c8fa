"""Years that the corpus contradicts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kdgraph.curate.finding import Found, rule
from kdgraph.curate.listed import Listed

__all__ = ["year_contradicted"]

_APART: Final = 1


@rule("year-contradicted", severity="warning", needs="corpus")
def year_contradicted(listed: Listed) -> Iterator[Found]:
    """Find years more than one away from every year that the corpus knows of the paper.

    A preprint and its publication lie years apart: what is between the first year and the year of
    publication is no contradiction, nor is the year before or after. A year that stands apart from
    the venue is left alone, since it may be that of the preprint, or of the last change.
    """
    assert listed.corpus is not None
    for entry in listed.entries:
        paper = listed.corpus.paper(entry.entry_id)
        if paper is None or "venues" not in entry.spans:
            continue
        known = [year for year in (paper.year, paper.first_year) if year is not None]
        printed = [venue.year for venue in entry.venues if venue.year is not None]
        if not known or not printed:
            continue
        if any(min(known) - _APART <= year <= max(known) + _APART for year in printed):
            continue
        told = " and ".join(map(str, sorted(set(known))))
        yield Found(
            listed.span(entry, "year"),
            f'the list dates "{entry.title}" {printed[0]}, the corpus {told}',
            (f"{paper.paper_id}{f', {paper.venue}' if paper.venue else ''}",),
            entry_id=entry.entry_id,
        )
