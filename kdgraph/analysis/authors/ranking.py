"""Ranking of authors by a measure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from kdgraph.analysis.authors import AUTHOR_MEASURES
from kdgraph.analysis.authors.corpus import AuthorCorpus
from kdgraph.analysis.authors.joins import other_names
from kdgraph.analysis.authors.names import also_as
from kdgraph.analysis.influence.ranking import ranks
from kdgraph.analysis.result import Result, scope_of, view_notes, view_of
from kdgraph.arrays import BoolArray
from kdgraph.graph.snapshot import Snapshot

__all__ = ["AuthorRanking", "rank_authors"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class AuthorRanking(Result):
    """The authors with the highest scores; made by `rank_authors`. See also `Result`.

    Attributes
    ----------
    measure, description : str
        Its name, and what it says in one line.
    frame : DataFrame
        The best authors: ``rank`` (equal scores share the better one), ``author_id``, ``name``,
        ``by_name``, ``initials_only`` and ``alike`` (see `name_traits`: how surely a row is one
        person), ``papers`` in the corpus, ``listed_papers`` (in the section, if one was asked for),
        ``score``, ``also_as``, the mark of a row that another ranked row may be the same person as
        (see `also_as`), and ``joined``, the other names of this person (see `author_joins`).
        Equals stand in the order of their ids.
    details : DataFrame
        Whatever else the measure says about them, indexed by ``author_id``.
    self_citations : bool
        Whether citations from an author's own papers count for the author.
    ranked, unranked : int
        Authors with a score, and those without a paper that counts.
    tied_beyond : int
        Authors not shown who have the same score as the last one shown.
    papers, papers_without_authors : int
        Papers that count, and those among them whose authors are not known.
    citations, citations_lost : int
        Citations of papers that count, and those among them that go to papers without known
        authors and so to nobody.
    self_citations_known : int
        Citations between two papers that share an author, of papers that count.
    by_name, initials_only : int
        Ranked authors who are known by name alone; whose given name is not spelt out.
    undated : int
        Papers left out of the view of an earlier day because nobody knows if they belong to it.
    """

    measure: str
    description: str
    frame: pd.DataFrame
    details: pd.DataFrame
    self_citations: bool
    ranked: int
    unranked: int
    tied_beyond: int
    papers: int
    papers_without_authors: int
    citations: int
    citations_lost: int
    self_citations_known: int
    by_name: int
    initials_only: int
    undated: int


def rank_authors(
    snapshot: Snapshot,
    measure: str = "pagerank",
    *,
    top: int = 20,
    section: str | None = None,
    as_of: str | int | date | None = None,
    self_citations: bool = False,
    scope: str | None = None,
    field_least: int | None = None,
) -> AuthorRanking:
    """Rank the authors of a snapshot.

    Parameters
    ----------
    snapshot : Snapshot
        Papers, authors, citations and the list.
    measure : str
        A name in `AUTHOR_MEASURES`. All count within the corpus only.
    top : int
        How many authors to show; at least 1.
    section : str, optional
        Count only papers listed in this section as anybody's work; papers of the whole corpus may
        cite them.
    as_of : str, int or date, optional
        The literature as it stood on that day; see `Snapshot.as_of`.
    self_citations : bool
        Whether a citation counts for an author of both papers. By default it does not.
    scope, field_least : str and int, optional
        Which papers count, as for `Snapshot.within`: the listed ones, those of the field, or
        all, which is the default. Other papers are nobody's work and cite nobody.

    Returns
    -------
    AuthorRanking

    Raises
    ------
    InputError
        If there is no such measure or section, or `top` is below 1.

    Examples
    --------
    >>> import kdgraph
    >>> ranking = rank_authors(kdgraph.embedded(), "citations", top=3)
    >>> ranking.frame[["rank", "name", "score"]].to_dict("list")
    {'rank': [1, 2, 3], 'name': ['Geoffrey E. Hinton', 'Kaiming He', 'Ilya Sutskever'],
     'score': [574.0, 469.0, 411.0]}
    """
    scores = AUTHOR_MEASURES[measure]
    view = view_of(snapshot, as_of, top=top, scope=scope, field_least=field_least)
    corpus = AuthorCorpus(view, section=section, self_citations=self_citations)
    found = scores(corpus)
    place = ranks(found["score"])
    # by id among equals; the authors of a corpus stand in the order of their ids
    best = place.sort_values(kind="stable")
    shown = best.index[:top]
    frame = corpus.authors.loc[shown].reset_index()
    frame.insert(0, "rank", best.iloc[:top].to_numpy(dtype=np.int64))
    frame["score"] = found.loc[shown, "score"].to_numpy()
    frame["also_as"] = also_as(corpus.authors, shown, place.to_dict())
    frame["joined"] = other_names(snapshot, shown)
    traits = corpus.authors.loc[place.index]
    arcs = corpus.cites.tocoo()
    of_counted = corpus.counted[arcs.col]
    without = corpus.counted & (corpus.team == 0)
    tied = int((best.iloc[top:] == best.iloc[:top].max()).sum())
    return AuthorRanking(
        measure=measure,
        description=(scores.__doc__ or "").strip().partition("\n")[0],
        frame=frame,
        details=found.loc[shown].drop(columns="score"),
        self_citations=self_citations,
        ranked=len(place),
        unranked=len(found) - len(place),
        tied_beyond=tied,
        papers=int(corpus.counted.sum()),
        papers_without_authors=int(without.sum()),
        citations=int(of_counted.sum()),
        citations_lost=int(without[arcs.col].sum()),
        self_citations_known=corpus.shared_citations,
        by_name=int(traits["by_name"].sum()),
        initials_only=int(traits["initials_only"].sum()),
        undated=view.left_out,
        notes=tuple(_notes(corpus, traits, without, tied, frame)),
        **scope_of(view, section),
    )


def _notes(
    corpus: AuthorCorpus,
    traits: pd.DataFrame,
    without: BoolArray,
    tied: int,
    shown: pd.DataFrame,
) -> Iterator[str]:
    if without.any():
        lost = int(without[corpus.cites.tocoo().col].sum())
        yield (
            f"the authors of {int(without.sum())} of {int(corpus.counted.sum())} papers are not "
            f"known; {lost} citations of these count for no author"
        )
    if corpus.shared_citations:
        yield (
            f"{corpus.shared_citations} citations are between papers that share an author: for "
            f"that author they {'count too' if corpus.self_citations else 'do not count'}"
        )
    if by_name := int(traits["by_name"].sum()):
        yield (
            f"{by_name} of {len(traits)} authors are known by name alone, so that a row may hold "
            f"several people; {int(traits['initials_only'].sum())} have no given name spelt out"
        )
    if doubtful := int((traits["alike"] > 0).sum()):
        yield (
            f"{doubtful} authors may be the same person as another row, for their names agree; "
            f"{int((shown['also_as'] != '').sum())} of those shown are marked"
        )
    if joined := int((shown["joined"] != "").sum()):
        yield (
            f"{joined} of those shown are printed under several names that are one person's: "
            "`kdgraph authors joined` lists them with the evidence"
        )
    if tied:
        yield f"{tied} more authors have the same score as the last one shown"
    yield from view_notes(corpus.snapshot)
