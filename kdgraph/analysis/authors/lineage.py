"""An author's own lineage: their papers, what these build on, who builds on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from kdgraph.analysis.authors._around import Around
from kdgraph.analysis.authors.corpus import AuthorCorpus
from kdgraph.analysis.authors.finding import find_author
from kdgraph.errors import InputError
from kdgraph.graph.snapshot import Snapshot

__all__ = ["AuthorLineage", "author_lineage"]


@dataclass(frozen=True, slots=True, eq=False)
class AuthorLineage:
    """What an author wrote, built on and gave rise to; made by `author_lineage`.

    Everything counts within the corpus only. The frames about others hold at most `top` rows, most
    first and equals by id; the numbers beside them count all. Self-citations, those between two
    papers of the author, stand in `own_line` and nowhere else.

    Attributes
    ----------
    author_id, name : str
        Who it is.
    by_name, initials_only : bool
        Known by name alone, so that several people may be meant; no given name is spelt out.
    alike : DataFrame
        Other rows that may be the same person: ``author_id``, ``name``, ``papers``. Never merged.
    papers : DataFrame
        The author's papers, oldest first: ``paper_id``, ``title``, ``year``, ``sections`` of the
        list (empty where it is not listed), ``listed``, ``position`` in the author line from 1,
        ``authors`` in that line, ``cited_by`` and ``cites``, papers here, self-citations apart;
        ``references_known``, whether its reference list was read.
    own_line : DataFrame
        Citations between the author's own papers: ``citing_id``, ``cited_id``.
    builds_on_papers, built_on_by_papers : DataFrame
        Papers of others: ``paper_id``, ``title``, ``year``, ``listed``; ``own_papers``, how many of
        the author's papers cite it, or it cites.
    builds_on_authors, built_on_by_authors : DataFrame
        Other people: ``author_id``, ``name``, ``by_name``; ``citations``, pairs of a paper of the
        author and one of theirs; ``weight``, the same with 1 / (k m) for a citation between papers
        with k and m authors; ``coauthor``, whether the two wrote together; ``alike``, whether this
        may be the author under another name.
    coauthors : DataFrame
        ``author_id``, ``name``, ``by_name``, ``papers`` together, ``weight`` (1 / (k - 1) for a
        paper with k authors), ``first_year``, ``last_year``, ``years`` as a list.
    counts : dict of int
        How many rows each of these five frames would have without `top`.
    self_citations : int
        Rows of `own_line`.
    as_of : date or None
        The day of the view, if it is one.
    notes : tuple of str
        What must be known beside the numbers.
    data_note : str or None
        What must be said beside these data.
    """

    author_id: str
    name: str
    by_name: bool
    initials_only: bool
    alike: pd.DataFrame
    papers: pd.DataFrame
    own_line: pd.DataFrame
    builds_on_papers: pd.DataFrame
    builds_on_authors: pd.DataFrame
    built_on_by_papers: pd.DataFrame
    built_on_by_authors: pd.DataFrame
    coauthors: pd.DataFrame
    counts: dict[str, int]
    self_citations: int
    as_of: date | None
    notes: tuple[str, ...]
    data_note: str | None


def author_lineage(
    snapshot: Snapshot,
    author: str,
    *,
    top: int = 10,
    as_of: str | int | date | None = None,
) -> AuthorLineage:
    """Gather an author's own lineage.

    Parameters
    ----------
    snapshot : Snapshot
        Papers, authors, citations and the list.
    author : str
        An author id, a name or a part of one; see `find_author`.
    top : int
        Most rows in each frame about others; at least 1. The author's own papers are all there.
    as_of : str, int or date, optional
        The literature as it stood on that day; see `Snapshot.as_of`.

    Raises
    ------
    UnknownAuthorError, AmbiguousAuthorError
        If nobody or more than one person fits.
    InputError
        If `top` is below 1 or `as_of` is no day.

    Examples
    --------
    >>> import kdgraph
    >>> found = author_lineage(kdgraph.embedded(), "Defang Chen")
    >>> found.papers["listed"].sum(), found.coauthors["name"].iloc[0]
    (np.int64(14), 'Can Wang')
    """
    if top < 1:
        raise InputError(f"top must be at least 1, got {top}")
    view = snapshot if as_of is None else snapshot.as_of(as_of)
    author_id = find_author(view, author)
    corpus = AuthorCorpus(view)
    traits: pd.Series[Any] = corpus.authors.loc[[author_id]].iloc[0]
    around = Around(corpus, author_id)
    papers, own_line = around.own_papers(), around.own_line()
    frames = {
        "builds_on_papers": around.papers_of(around.cited),
        "builds_on_authors": around.people(around.citing_own, around.cited),
        "built_on_by_papers": around.papers_of(around.citers),
        "built_on_by_authors": around.people(around.cited_own, around.citers),
        "coauthors": around.coauthors(),
    }
    return AuthorLineage(
        author_id=author_id,
        name=str(traits["name"]),
        by_name=bool(traits["by_name"]),
        initials_only=bool(traits["initials_only"]),
        alike=around.alike(),
        papers=papers,
        own_line=own_line,
        **{name: frame.head(top) for name, frame in frames.items()},
        counts={name: len(frame) for name, frame in frames.items()},
        self_citations=len(own_line),
        as_of=view.as_of_date,
        notes=tuple(_notes(papers, traits)),
        data_note=view.data_note,
    )


def _notes(papers: pd.DataFrame, traits: pd.Series[Any]) -> Iterator[str]:
    if traits["by_name"]:
        short = ", and no given name is spelt out" if traits["initials_only"] else ""
        yield f"known by name alone{short}: several people may be meant"
    if traits["alike"]:
        yield f"{traits['alike']} other rows may be the same person: see alike"
    if unread := int((~papers["references_known"]).sum()):
        yield (
            f"the reference lists of {unread} of {len(papers)} papers were not read, so what these "
            "build on is not known here"
        )
    if undated := int(papers["year"].isna().sum()):
        yield f"{undated} papers have no year and stand last"
