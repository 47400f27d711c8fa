"""Badges and links of a list that belong to another list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from kdgraph.curate.finding import Found, rule
from kdgraph.curate.listed import Listed, Repository, repository_of
from kdgraph.lists.page import PageLink
from kdgraph.lists.text import words

__all__ = ["foreign_badge"]

_AWESOME: Final = re.compile(r"awesome", re.IGNORECASE)
_AWESOME_HOME: Final = frozenset({"sindresorhus/awesome", "badges/shields"})
_OWN_PAGES: Final = re.compile(
    r"(?:stargazers|network(?:/members)?|forks|issues|pulls|graphs/\S+|commits?/\S*|commits|actions"
    r"\S*|contributors|blob/\S+/(?:contributing|license)\S*)/?",
    re.IGNORECASE,
)
_COUNTERS: Final = re.compile(
    r"shields\.io/github/(?:stars|forks|issues(?:-pr|-closed|-raw)?|issues-pr-closed|watchers|"
    r"contributors|last-commit|commit-activity/\w+|license|repo-size)/"
    r"(?P<owner>[\w.-]+)/(?P<name>[\w.-]+?)(?:\.svg|[/?]|$)"
    r"|contrib\.rocks/image\?repo=(?P<owner2>[\w.-]+)/(?P<name2>[\w.-]+)",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_SAY_NOTHING: Final = words(
    "awesome list lists paper papers the a an of on for and in with code survey surveys reading "
    "collection resources github com readme must read"
)


@rule("foreign-badge", severity="warning")
def foreign_badge(listed: Listed) -> Iterator[Found]:
    """Find badges, counters and links of the list itself that belong to another repository.

    Such badges stay behind where a list was begun as a copy of another one. What is looked at
    stands before the first paper or behind the last one: badges (Awesome, stars, issues,
    contributors) and links to a repository's own pages, such as its pull requests. The list's own
    repository is the one it was fetched from or `--repository`; where neither is known, only a
    badge whose repository shares no word with the title of the list is named.
    """
    own = listed.repository
    places = listed.document.places
    first = min((start for start, _, _ in places), default=len(listed.text))
    last = max((end for _, end, _ in places), default=0)
    about = [x for x in listed.page.links if x.url_span[0] < first or x.url_span[0] >= last]
    claims = [(link, found) for link in about if (found := _claimed(link, about)) is not None]
    if own is None:
        counted = Counter(found.key for link, found in claims if _is_counter(link))
        if counted and len(counted) == 1:
            own = next(found for link, found in claims if _is_counter(link))
    title = _title(listed)
    for link, found in claims:
        if str(found).lower() in _AWESOME_HOME:
            continue
        if own is not None:
            foreign = found.key != own.key
            why = f"the list's own repository is {own}"
        else:
            named = _meaning(f"{found.owner} {found.name}")
            foreign = bool(title) and bool(named) and not _share_a_word(named, _meaning(title))
            why = f'the list is called "{title}"'
        if foreign:
            what = "badge" if link.badge or link.image else "link"
            yield Found(
                link.url_span,
                f"this {what} belongs to another repository, {found}",
                (why,),
            )


def _is_counter(link: PageLink) -> bool:
    return link.image and _COUNTERS.search(link.url) is not None


def _claimed(link: PageLink, about: list[PageLink]) -> Repository | None:
    """Return the repository that a badge or a link claims to be the list's own."""
    if link.image:
        counter = _COUNTERS.search(link.url)
        if counter is None:
            return None
        owner, name = counter["owner"] or counter["owner2"], counter["name"] or counter["name2"]
        return Repository("github.com", owner, name)
    found = repository_of(link.url)
    if found is None:
        return None
    repository, rest = found
    if _OWN_PAGES.fullmatch(rest):
        return repository
    if rest or not link.badge:
        return None
    a, b = link.label_span
    images = [image for image in about if image.image and a <= image.span[0] < b]
    shown = " ".join([link.label, *(image.label + image.url for image in images)])
    return repository if _AWESOME.search(shown) else None


def _title(listed: Listed) -> str:
    headings = listed.page.headings
    if not headings or headings[0].level > min(h.level for h in headings):
        return ""
    return headings[0].text


def _meaning(text: str) -> set[str]:
    """Return the words of a name that tell what it is about."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    return set(map(str.casefold, _WORD.findall(spaced))) - _SAY_NOTHING


def _share_a_word(a: set[str], b: set[str]) -> bool:
    """Whether a word of the one is the beginning or the initials of what the other says."""
    initials = {"".join(word[0] for word in sorted(words)) for words in (a, b)}
    for one in a:
        for other in b:
            short, long = sorted((one, other), key=len)
            if len(short) >= 3 and long.startswith(short[: max(3, len(short) - 2)]):
                return True
            if len(short) >= 2 and set(short) <= {word[0] for word in (a | b)}:
                return True
    return bool(initials & (a | b))
