"""Links to headings that are not there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from kdgraph.curate.finding import Edit, Fix, Found, rule
from kdgraph.curate.listed import Listed
from kdgraph.lists.page import Heading, Page, PageLink, fold_anchor

__all__ = ["dead_anchor"]

_ALIKE = 60.0
"""Similarity (of 100) that a heading in the right place of a table of contents must have."""
_NO_WORDS = re.compile(r"[\W_]+")


@rule("dead-anchor", severity="error")
def dead_anchor(listed: Listed) -> Iterator[Found]:
    """Find links within the page, as in a table of contents, that lead to no heading.

    Anchors are those that GitHub makes of headings, and those of `<a name="...">` and `id="..."`;
    case does not count. The fix puts the anchor of the heading that is meant, if there is one
    heading only with the same words, or one that is alike, that no other link leads to, and that
    stands in this very place of the order of the table of contents. The words of the link stay.
    """
    page = listed.page
    if not page.anchored or not page.headings:
        return
    inner = [link for link in page.links if link.url.startswith("#") and not link.image]
    reached = {fold_anchor(link.url) for link in inner}
    for n, link in enumerate(inner):
        if page.reaches(link.url):
            continue
        meant = _meant(page, inner, n, reached)
        nearest = meant or _nearest(page, link)
        evidence = []
        if nearest is not None:
            evidence.append(
                f'the heading {"meant" if meant else "nearest to it"} is "{nearest.text}" '
                f"(line {nearest.line}), whose anchor is #{nearest.anchor}"
            )
        fix = None
        if meant is not None:
            edit = Edit(*link.url_span, f"#{meant.anchor}")
            fix = Fix(f"link to #{meant.anchor}", (edit,))
        yield Found(
            link.url_span,
            f"no heading of the list has the anchor {link.url}",
            evidence,
            fix,
            also=(meant.span[0],) if meant else (),
        )


def _words(text: str) -> str:
    return _NO_WORDS.sub("", text.casefold())


def _meant(page: Page, links: Sequence[PageLink], n: int, reached: set[str]) -> Heading | None:
    """Return the one heading that a dead link means; None where that is not certain."""
    link = links[n]
    wanted = {_words(fold_anchor(link.url)), _words(link.label)} - {""}
    same = [heading for heading in page.headings if _words(heading.text) in wanted]
    if len(same) == 1:
        return same[0]
    if same:
        return None
    # the headings between those of the link before and behind it in the table of contents
    before = next((h for k in range(n - 1, -1, -1) if (h := _led_to(page, links[k]))), None)
    behind = next((h for k in range(n + 1, len(links)) if (h := _led_to(page, links[k]))), None)
    if before is None or behind is None or not before.span < behind.span:
        return None
    free = [
        heading
        for heading in page.headings
        if before.span < heading.span < behind.span
        and heading.level <= max(before.level, behind.level)
        and reached.isdisjoint(heading.anchors)
    ]
    if len(free) != 1:
        return None
    alike = max(fuzz.ratio(_words(free[0].text), words) for words in wanted or {""})
    return free[0] if alike >= _ALIKE else None


def _led_to(page: Page, link: PageLink) -> Heading | None:
    wanted = fold_anchor(link.url)
    return next((heading for heading in page.headings if wanted in heading.anchors), None)


def _nearest(page: Page, link: PageLink) -> Heading | None:
    wanted = {_words(fold_anchor(link.url)), _words(link.label)} - {""}
    scored = [
        (max(fuzz.ratio(_words(heading.text), words) for words in wanted or {""}), -n)
        for n, heading in enumerate(page.headings)
    ]
    best, n = max(scored)
    return page.headings[-n] if best >= 75.0 else None
