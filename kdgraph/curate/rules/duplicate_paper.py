"""The same paper twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from kdgraph.curate.finding import Found, rule
from kdgraph.curate.listed import Listed
from kdgraph.curate.same import groups_of_one_paper

__all__ = ["duplicate_paper"]

_ON_PURPOSE: Final = 0.05
"""A list in which more papers than this stand in several sections does so on purpose."""


@rule("duplicate-paper", severity="warning")
def duplicate_paper(listed: Listed) -> Iterator[Found]:
    """A paper stands on the list twice.

    Two entries are one paper if they have the same arXiv id, DOI or other identifier, or if
    their titles are the same and neither year nor authors speak against it. Where a list puts more
    than one paper in twenty under several headings, it does so on purpose: then only what stands
    twice in one section is named.
    """
    for skipped, (start, end) in zip(_repeats(listed), listed.document.duplicate_places, strict=True):
        text = listed.text[start:end]
        lead = len(text) - len(text.lstrip())
        first = text.lstrip().splitlines()[0].rstrip() if text.strip() else ""
        of = skipped or 0
        yield Found(
            (start + lead, start + lead + len(first)),
            f"the same paper as in line {of}, in the same section",
            also=(listed.lines.starts[of - 1],) if of else (),
        )
    groups = groups_of_one_paper(listed.entries)
    across = [group for group in groups if len({entry.section for entry in group}) > 1]
    if len(across) > max(3.0, _ON_PURPOSE * len(listed.entries)):
        groups = [group for group in groups if group not in across]
    lines: defaultdict[str, int] = defaultdict(int)
    for group in groups:
        first, *others = group
        for entry in others:
            lines[entry.entry_id] += 1
            same = "in the same section" if entry.section == first.section else (
                f'there under "{first.section}"'
            )
            yield Found(
                listed.span(entry, "title"),
                f'"{entry.title or entry.entry_id}" is the same paper as in line '
                f"{first.line_start}, {same}",
                also=(listed.start_of[first.entry_id],),
                entry_id=entry.entry_id,
            )


def _repeats(listed: Listed) -> list[int | None]:
    """Return the line that each repetition repeats, in the order of the text."""
    repeats = [item for item in listed.document.skipped if item.duplicate_of is not None]
    by_line = sorted(repeats, key=lambda item: item.line)
    return [item.duplicate_of for item in by_line]
