"""Identifiers and addresses that lead to another paper."""

from __future__ import annotations

from collections.abc import Iterator

from kdgraph.curate.finding import Found, rule
from kdgraph.curate.listed import Listed
from kdgraph.curate.same import keys
from kdgraph.titles import compare_titles, names_agree

__all__ = ["wrong_identifier"]


@rule("wrong-identifier", severity="error", needs="corpus")
def wrong_identifier(listed: Listed) -> Iterator[Found]:
    """An arXiv id, DOI or address of an entry leads to a paper of another title.

    The corpus has to know the paper of the identifier, and its title has to differ in more than
    spelling and subtitle. Where the authors agree, titles may have changed between versions, and
    nothing is said.
    """
    assert listed.corpus is not None
    for entry in listed.entries:
        if not entry.title:
            continue
        for scheme, value in keys(entry):
            paper = listed.corpus.by_identifier(scheme, value)
            if paper is None or not paper.title:
                continue
            if compare_titles(entry.title, paper.title).relation != "different":
                continue
            if names_agree(list(entry.authors), list(paper.authors)):
                continue
            yield Found(
                listed.span(entry, scheme),
                f'{scheme} {value} is "{paper.title}", not "{entry.title}"',
                (f"{paper.paper_id} in the corpus",),
                entry_id=entry.entry_id,
            )
            break
