"""Preprints that have been published."""

from __future__ import annotations

from collections.abc import Iterator

from kdgraph.curate.finding import Fix, Found, rule
from kdgraph.curate.fixing import edits_between
from kdgraph.curate.listed import Listed
from kdgraph.curate.series import is_plausible, series_of, year_of
from kdgraph.errors import InputError

__all__ = ["published_version"]


@rule("published-version", severity="warning", needs="corpus")
def published_version(listed: Listed) -> Iterator[Found]:
    """Find preprints of which the corpus knows where they were published.

    The fix writes the venue in place of the preprint's, where the entry prints one such venue with
    its year side by side, and the corpus says the year of the venue. In a list of which fewer than
    half of the entries name a venue, only those that name a preprint are looked at.
    """
    assert listed.corpus is not None
    usual = listed.share("venue") >= 0.5
    for entry in listed.entries:
        paper = listed.corpus.paper(entry.entry_id)
        if paper is None or not paper.venue:
            continue
        series = series_of(paper.venue)
        if series is None or not series.name:
            continue
        printed = [venue for venue in entry.venues if venue.name]
        kinds = [series_of(venue.name) for venue in printed]
        if any(kind is None or kind.kind != "preprint" for kind in kinds):
            continue
        if not printed and (not usual or listed.unread_words(entry)):
            continue
        year = year_of(paper.venue)
        if year is not None and not is_plausible(series.name, year, paper.arxiv):
            year = None
        fix = None
        if len(entry.venues) == 1 and "venues" in entry.spans and year is not None:
            try:
                changed = entry.edit(venues=[(series.name, year)])
            except InputError:
                pass  # the list prints it in a place that cannot be changed alone: nothing is lost
            else:
                start = listed.start_of[entry.entry_id]
                edits = edits_between(entry.source, changed.source, start)
                fix = Fix(f"write {series.name} {year}", edits)
        where = f"{series.name} {year}" if year is not None else series.name
        as_what = f"as {printed[0].name}" if printed else "without a venue"
        yield Found(
            listed.span(entry, "title"),
            f'"{entry.title}" is listed {as_what}, and was published at {where}',
            (f'the corpus has "{paper.venue}" for {paper.paper_id}',),
            fix,
            entry_id=entry.entry_id,
        )
