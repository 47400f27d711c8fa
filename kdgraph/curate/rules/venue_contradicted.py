"""Venues that the corpus contradicts."""

from __future__ import annotations

from collections.abc import Iterator

from kdgraph.curate.finding import Found, rule
from kdgraph.curate.listed import Listed
from kdgraph.curate.series import is_plausible, series_of, year_of

__all__ = ["venue_contradicted"]


@rule("venue-contradicted", severity="warning", needs="corpus")
def venue_contradicted(listed: Listed) -> Iterator[Found]:
    """Find venues, and their years, that the corpus contradicts.

    Both venues have to be series that are known by their names. A conference and a journal do not
    contradict each other, since papers appear in both; workshops and preprints contradict nothing.
    A year counts only where the list prints it beside the venue, and where the preprint is not much
    younger than the meeting that the corpus names. Which side is right has to be looked up, so
    nothing is changed.
    """
    assert listed.corpus is not None
    for entry in listed.entries:
        paper = listed.corpus.paper(entry.entry_id)
        if paper is None or not paper.venue or not entry.venues:
            continue
        there = series_of(paper.venue)
        if there is None or not there.name:
            continue
        here = [(venue, series_of(venue.name)) for venue in entry.venues if venue.name]
        if not here or any(s is None or s.kind in ("preprint", "workshop") for _, s in here):
            continue
        kinds = {series.kind for _, series in here if series}
        same = [venue for venue, series in here if series and series.name == there.name]
        evidence = (f'the corpus has "{paper.venue}" for {paper.paper_id}',)
        printed = ", ".join(f"{v.name} {v.year or ''}".strip() for v in entry.venues)
        if not same and there.kind in kinds and len(here) == 1:
            yield Found(
                listed.span(entry, "venues" if "venues" in entry.spans else "venue"),
                f'the corpus knows "{entry.title}" from {there.name}, not from {printed}',
                evidence,
                entry_id=entry.entry_id,
            )
        year = year_of(paper.venue)
        if "venues" not in entry.spans:
            continue  # the year may be that of a date elsewhere
        if (
            same
            and year is not None
            and all(venue.year not in (None, year) for venue in same)
            and is_plausible(there.name, year, paper.arxiv)
        ):
            yield Found(
                listed.span(entry, "year"),
                f'the corpus knows "{entry.title}" from {there.name} {year}, '
                f"not from {same[0].year}",
                evidence,
                entry_id=entry.entry_id,
            )
