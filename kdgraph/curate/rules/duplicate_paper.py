"""The same paper twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rapidfuzz import fuzz

from kdgraph.curate.finding import Found, rule
from kdgraph.curate.listed import Listed
from kdgraph.curate.same import groups_of_one_paper
from kdgraph.titles import compare_titles, plain

__all__ = ["duplicate_paper"]

_FEWEST: Final = 4
_ON_PURPOSE: Final = 0.05
"""A list in which more papers than this stand in several sections does so on purpose."""


@rule("duplicate-paper", severity="warning")
def duplicate_paper(listed: Listed) -> Iterator[Found]:
    """Find papers that stand on the list twice, and identifiers that two entries share.

    Two entries are one paper if they have the same arXiv id, DOI or other identifier, or if their
    titles are the same and neither year nor authors speak against it. Where an identifier is the
    same and the titles are not, one of the two links was most likely copied, and the message says
    so. Where a list puts more than one paper in twenty under several headings, it does so on
    purpose: then only what stands twice in one section is named.
    """
    repeats = sorted(
        (item for item in listed.document.skipped if item.duplicate_of is not None),
        key=lambda item: item.line,
    )
    by_line = {entry.line_start: entry for entry in listed.entries}
    for item, (start, end) in zip(repeats, listed.document.duplicate_places, strict=True):
        line = item.duplicate_of or 1
        text = listed.text[start:end]
        lead = len(text) - len(text.lstrip())
        first = text.lstrip().splitlines()[0].rstrip() if text.strip() else ""
        original = by_line.get(line)
        title = original.title if original else None
        alike = title is None or len(title.split()) < _FEWEST or _holds(text, title)
        yield Found(
            (start + lead, start + lead + len(first)),
            f"the same paper as in line {line}, in the same section"
            if alike
            else f'the same identifier as in line {line}, "{title}", under another title',
            also=(listed.lines.starts[line - 1],),
        )
    groups = groups_of_one_paper(listed.entries)
    across = [group for group in groups if len({entry.section for entry in group}) > 1]
    on_purpose = len(across) > max(3.0, _ON_PURPOSE * len(listed.entries))
    for group in groups:
        first_entry, *others = group
        for entry in others:
            there = entry.section != first_entry.section
            titles = (entry.title, first_entry.title)
            alike = not all(titles) or _are_one_title(*titles)
            if there and on_purpose and alike:
                continue
            where = f'there under "{first_entry.section}"' if there else "in the same section"
            what = (
                f"is the same paper as in line {first_entry.line_start}, {where}"
                if alike
                else f"has the same identifier as line {first_entry.line_start}, "
                f'"{first_entry.title}"'
            )
            yield Found(
                listed.span(entry, "title"),
                f'"{entry.title or entry.entry_id}" {what}',
                also=(listed.start_of[first_entry.entry_id],),
                entry_id=entry.entry_id,
            )


def _are_one_title(a: str | None, b: str | None) -> bool:
    """Whether two titles may be those of one paper, in two versions or with a name before it."""
    if not a or not b:
        return True
    if min(len(a.split()), len(b.split())) < _FEWEST:
        return True  # the name of a method, by which lists call papers
    one, other = plain(a), plain(b)
    short, long = sorted((one, other), key=len)
    return compare_titles(a, b).relation != "different" or fuzz.token_set_ratio(short, long) >= 85.0


def _holds(text: str, title: str) -> bool:
    """Whether the text of an entry holds a title, or one that is nearly the same."""
    return fuzz.partial_ratio(plain(title), plain(text[:2000])) >= 85.0
