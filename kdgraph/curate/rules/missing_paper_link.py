"""Entries by which nobody finds the paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from kdgraph.curate.finding import Found, rule
from kdgraph.curate.listed import Listed
from kdgraph.lists.entry import Entry
from kdgraph.lists.links import is_code, is_code_label, is_no_paper, is_web
from kdgraph.lists.page import PageLink

__all__ = ["missing_paper_link"]

_USUAL: Final = 0.8


@rule("missing-paper-link", severity="warning")
def missing_paper_link(listed: Listed) -> Iterator[Found]:
    """Find entries without an address and an identifier of the paper, which others have.

    It is said only where four in five entries of the list have one, and half of those in the same
    section, and where no address of the entry but those of its code may be one. Where the corpus
    knows the paper, its identifier is named.
    """
    if listed.share("paper link") < _USUAL:
        return
    without = [e for e in listed.entries if not e.paper_links and not e.identifiers and e.title]
    by_section = Counter(entry.section for entry in listed.entries)
    lacking = Counter(entry.section for entry in without)
    for entry in without:
        if len(by_section) > 1 and lacking[entry.section] * 2 > by_section[entry.section] > 1:
            continue
        if any(_may_be_the_paper(listed, entry, link) for link in _links(listed, entry)):
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


def _links(listed: Listed, entry: Entry) -> tuple[PageLink, ...]:
    return tuple(link for link in listed.links_of.get(entry.entry_id, ()) if not link.image)


def _may_be_the_paper(listed: Listed, entry: Entry, link: PageLink) -> bool:
    """Whether an address may lead to the paper, though it is on no host that is known for it."""
    if not is_web(link.url):
        return False
    title = listed.span(entry, "title")
    if link.label_span[0] <= title[0] and title[1] <= link.label_span[1]:
        return True  # the list holds it for the paper
    if is_code_label(link.label) or any(link.url == code.url for code in entry.code_links):
        return False
    return not is_code(link.url) and not is_no_paper(link.url)
