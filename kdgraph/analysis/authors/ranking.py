"""Authors in order of a measure, with what the order rests on and what it leaves out."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from kdgraph.analysis.authors import AUTHOR_MEASURES
from kdgraph.analysis.authors.corpus import AuthorCorpus
from kdgraph.errors import InputError
from kdgraph.graph.snapshot import Snapshot

__all__ = ["AuthorRanking", "rank_authors"]

Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True, eq=False)
class AuthorRanking:
    """The authors with the highest scores; made by `rank_authors`.

    Attributes
    ----------
    measure, meaning : str
        Name of the measure, and what it is in one line.
    authors : DataFrame
        Indexed by ``author_id``, best first, ties by id: ``rank`` (tied authors share the best),
        ``name``, ``by_name``, ``initials_only``, ``alike``, ``papers``, ``listed_papers``,
        ``score``, and what else the measure says. See `name_traits` for the columns about names.
    section, as_of : str or None, date or None
        What was asked for.
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
    data_note : str or None
        What must be said beside these data.
    """

    measure: str
    meaning: str
    authors: pd.DataFrame
    section: str | None
    as_of: date | None
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
    data_note: str | None

    @property
    def notes(self) -> tuple[str, ...]:
        """What to know before reading the ranking, in sentences."""
        notes = [
            f"{self.ranked} authors of {self.papers - self.papers_without_authors} papers; the "
            f"authors of {self.papers_without_authors} more papers are not known, and "
            f"{self.citations_lost} of {self.citations} citations go to those.",
            f"{self.self_citations_known} citations are between papers that share an author; for "
            f"such an author they {'count' if self.self_citations else 'do not count'}.",
        ]
        if self.by_name:
            notes.append(
                f"{self.by_name} authors are known by name alone, so that a row may hold several "
                f"people; {self.initials_only} have no given name spelt out."
            )
        if self.tied_beyond:
            notes.append(f"{self.tied_beyond} more authors tie with the last one shown.")
        if self.undated:
            notes.append(f"{self.undated} undated papers are not in this view.")
        return (*notes, self.data_note) if self.data_note else tuple(notes)


def rank_authors(
    snapshot: Snapshot,
    measure: str = "pagerank",
    *,
    top: int = 20,
    section: str | None = None,
    as_of: str | int | date | None = None,
    self_citations: bool = False,
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
    >>> ranking.authors[["rank", "name", "score"]].to_dict("list")
    {'rank': [1, 2, 3], 'name': ['Kaiming He', 'Geoffrey Hinton', 'Ilya Sutskever'],
     'score': [469.0, 438.0, 409.0]}
    """
    if top < 1:
        raise InputError(f"top must be at least 1, got {top}")
    scores = AUTHOR_MEASURES[measure]
    view = snapshot if as_of is None else snapshot.as_of(as_of)
    corpus = AuthorCorpus(view, section=section, self_citations=self_citations)
    found = scores(corpus)
    ranked = found[found["score"].notna()]
    # equal sums of unequal parts differ in their last digits; such authors are tied
    level = pd.Series(_significant(ranked["score"].to_numpy()), index=ranked.index)
    best = level.sort_values(ascending=False, kind="stable")
    shown = best.index[:top]
    frame = corpus.authors.loc[shown].join(ranked.loc[shown])
    rank = best.iloc[:top].rank(method="min", ascending=False)
    frame.insert(0, "rank", rank.astype(np.int64))
    traits = corpus.authors.loc[ranked.index]
    arcs = corpus.cites.tocoo()
    of_counted = corpus.counted[arcs.col]
    lost = of_counted & (corpus.team[arcs.col] == 0)
    return AuthorRanking(
        measure=measure,
        meaning=(inspect.getdoc(scores) or measure).splitlines()[0],
        authors=frame,
        section=section,
        as_of=view.as_of_date,
        self_citations=self_citations,
        ranked=len(ranked),
        unranked=len(found) - len(ranked),
        tied_beyond=int((best.iloc[top:] == best.iloc[:top].min()).sum()),
        papers=int(corpus.counted.sum()),
        papers_without_authors=int((corpus.counted & (corpus.team == 0)).sum()),
        citations=int(of_counted.sum()),
        citations_lost=int(lost.sum()),
        self_citations_known=corpus.shared_citations,
        by_name=int(traits["by_name"].sum()),
        initials_only=int(traits["initials_only"].sum()),
        undated=view.left_out,
        data_note=view.data_note,
    )


def _significant(values: Floats, digits: int = 12) -> Floats:
    """Return the values rounded to so many significant digits."""
    known = np.where(values == 0, 1.0, np.abs(values))
    scale = 10.0 ** (digits - 1 - np.floor(np.log10(known)))
    rounded: Floats = np.round(values * scale) / scale
    return rounded
