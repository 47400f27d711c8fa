"""Identifiers and addresses that lead to another paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kdgraph.curate.corpus import KnownPaper
from kdgraph.curate.finding import Found, rule
from kdgraph.curate.listed import Listed
from kdgraph.curate.same import keys
from kdgraph.lists.entry import Entry
from kdgraph.lists.text import words
from kdgraph.spelling import singular
from kdgraph.titles import compare_titles, names_agree, title_key

__all__ = ["wrong_identifier"]


_FEWEST: Final = 4
"""A shorter title may be the name of a method, by which lists call papers."""
_ALIKE: Final = 0.34
_WORD: Final = re.compile(r"\w{3,}")
_SMALL: Final = words("the and for with from via using towards toward into are can its")


@rule("wrong-identifier", severity="error", needs="corpus")
def wrong_identifier(listed: Listed) -> Iterator[Found]:
    """Find identifiers and addresses that lead to another paper.

    The corpus has to know the paper of the identifier, and both titles need four words, of which at
    most a third may be common. Titles change between versions, so something else has to speak for
    it, too: the authors disagree, another entry of the list bears the title of that paper, the
    corpus knows the title of the entry as another paper, or the titles share no word at all. Where
    the authors agree, nothing is said.
    """
    assert listed.corpus is not None
    keys_of_titles = {title_key(entry.title) for entry in listed.entries if entry.title}
    for entry in listed.entries:
        if not entry.title:
            continue
        for scheme, value in keys(entry):
            paper = listed.corpus.by_identifier(scheme, value)
            if paper is None or not paper.title:
                continue
            reason = _contradiction(listed, entry, paper, keys_of_titles)
            if reason is None:
                continue
            yield Found(
                listed.span(entry, scheme),
                f'{scheme} {value} is "{paper.title}", not "{entry.title}"',
                (f"{paper.paper_id} in the corpus", reason),
                entry_id=entry.entry_id,
            )
            break


def _contradiction(listed: Listed, entry: Entry, paper: KnownPaper, titles: set[str]) -> str | None:
    """Say what speaks for another paper behind the identifier; None where too little does."""
    assert listed.corpus is not None
    title = entry.title or ""
    if min(len(title.split()), len(paper.title.split())) < _FEWEST:
        return None
    if compare_titles(title, paper.title).relation != "different":
        return None
    mine, theirs = _words(title), _words(paper.title)
    common = mine & theirs
    if not mine or not theirs or len(common) > _ALIKE * min(len(mine), len(theirs)):
        return None
    if entry.authors and paper.authors:
        if names_agree(list(entry.authors), list(paper.authors)):
            return None
        return "no author agrees"
    if title_key(paper.title) in titles:
        return "another entry of the list bears that title"
    if title_key(title) in listed.corpus.title_keys:
        return "the corpus knows the title of this entry as another paper"
    return "the titles share no word" if not common else None


def _words(title: str) -> set[str]:
    return {singular(word) for word in map(str.casefold, _WORD.findall(title))} - _SMALL
