"""Rank the papers of a snapshot by a measure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from inspect import signature
from typing import Final

import numpy as np
import pandas as pd

from kdgraph.analysis.influence import MEASURES, NOTES
from kdgraph.analysis.influence.balance import age_balance, said_balance
from kdgraph.analysis.result import Result, lists_read, scope_of, view_notes, view_of
from kdgraph.analysis.ties import settled
from kdgraph.errors import InputError
from kdgraph.graph.chronology import calendar_years
from kdgraph.graph.citation import CitationGraph
from kdgraph.graph.snapshot import Snapshot

__all__ = ["Ranking", "described", "notes_of", "rank", "ranks", "scores_of"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Ranking(Result):
    """The best papers by one measure; made by `rank`. See also `Result`.

    Attributes
    ----------
    measure, description : str
        Its name, and what it says in one line.
    frame : DataFrame
        The best papers: ``rank`` (equal scores share the better one), ``paper_id``, ``title``,
        ``year``, ``listed`` (is it on the list) and ``score``.
    details : DataFrame
        Whatever else the measure says about them, indexed by ``paper_id``.
    tied : Series of int
        How many papers share each rank of these, indexed by rank.
    ranked : int
        Papers with a score, among those asked for; the frame holds at most `top` of them.
    undefined : int
        Papers asked for whose score is undefined: they have no rank.
    balance : DataFrame
        How many of the best twentieth appeared when, against chance: see `age_balance`. Empty for
        few papers.
    undated : int
        Papers without a year among those asked for.
    of_measure : tuple of str
        Those of the notes that are about this measure in particular.
    papers, citations : int
        Size of the graph that was measured: that of the scope, also for a section.
    """

    measure: str
    description: str
    frame: pd.DataFrame
    details: pd.DataFrame
    tied: pd.Series[int]
    ranked: int
    undefined: int
    balance: pd.DataFrame
    undated: int
    of_measure: tuple[str, ...]
    papers: int
    citations: int


def rank(
    snapshot: Snapshot,
    measure: str,
    *,
    top: int = 20,
    section: str | None = None,
    as_of: str | int | date | None = None,
    least: int | None = None,
    scope: str | None = None,
    field_least: int | None = None,
) -> Ranking:
    """Rank the papers of a snapshot by one measure, best first.

    Parameters
    ----------
    snapshot : Snapshot
        Where the papers are.
    measure : str
        A name of `kdgraph.MEASURES`.
    top : int
        Most papers to return; at least 1.
    section : str, optional
        Only papers listed under this heading: a part of it is enough, case does not matter. Scores
        are those of the whole graph, or of the scope's.
    as_of : str, int or date, optional
        Rank the literature as it stood on that day; see `Snapshot.as_of`.
    least : int, optional
        What a measure of that option calls so: how many papers must be around one for
        ``disruption``, how many citations a share must be of, how many peers a paper is compared
        with. By default each has its own.
    scope, field_least : str and int, optional
        Which papers count, as for `Snapshot.within`: the listed ones, those of the field, or
        all, which is the default. Scores are computed on the graph of these papers alone, so that
        a citation from outside counts for nothing.

    Returns
    -------
    Ranking


    Raises
    ------
    InputError
        If there is no such measure or section, `top` is below 1, or the measure has no `least`.

    Examples
    --------
    >>> from kdgraph.graph.data import embedded
    >>> found = rank(embedded(), "citations", top=1)
    >>> found.frame[["rank", "paper_id", "score"]].to_dict("records")
    [{'rank': 1, 'paper_id': 'arxiv:1503.02531', 'score': 302.0}]
    >>> bool(rank(embedded(), "citations", scope="field").frame["score"].iloc[0] < 302)
    True
    """
    MEASURES[measure]  # refuses a name that it does not know
    view = view_of(snapshot, as_of, top=top, scope=scope, field_least=field_least)
    chosen = view.reading_list.papers_under(section)
    graph = view.citation_graph()
    scores = scores_of(view, graph, measure) if least is None else _of(graph, measure, least)
    asked = scores if chosen is None else scores.loc[scores.index.isin(chosen)]
    place = ranks(asked["score"])
    # by id among equals, so that the order of papers changes nothing
    best = place.sort_index().sort_values(kind="stable").head(top)
    papers = graph.papers.loc[best.index]
    frame = pd.DataFrame(
        {
            "rank": best.to_numpy(dtype=np.int64),
            "paper_id": best.index,
            "title": papers["title"].to_numpy(),
            "year": papers["year"].array,
            "listed": view.reading_list.listed(best.index),
            "score": scores.loc[best.index, "score"].to_numpy(),
        }
    )
    undefined = len(asked) - len(place)
    balance = age_balance(asked["score"], _calendar_years(graph).reindex(asked.index))
    of_measure = (*notes_of(graph, measure, scores), *_balance_note(measure, balance))
    return Ranking(
        measure=measure,
        description=described(measure),
        frame=frame,
        details=scores.loc[best.index].drop(columns="score"),
        tied=place.value_counts().reindex(best.unique()).rename("papers").rename_axis("rank"),
        ranked=len(place),
        undefined=undefined,
        balance=balance,
        of_measure=of_measure,
        undated=int(graph.papers.loc[asked.index, "year"].isna().sum()),
        papers=len(graph.papers),
        citations=int(graph.cites.nnz),
        notes=(
            *_ties(place, best),
            *_notes(view, graph, measure, undefined, len(asked)),
            *of_measure,
        ),
        **scope_of(view, section),
    )


def _of(graph: CitationGraph, measure: str, least: int) -> pd.DataFrame:
    """Return the scores of a measure that has the option `least`.

    Raises
    ------
    InputError
        If it has none.
    """
    with_it = [name for name in MEASURES if "least" in signature(MEASURES[name]).parameters]
    if MEASURES[measure] not in [MEASURES[name] for name in with_it]:
        raise InputError(f"{measure} has no option least; {', '.join(with_it)} have")
    return MEASURES[measure](graph, least=least)


def scores_of(snapshot: Snapshot, graph: CitationGraph, measure: str) -> pd.DataFrame:
    """Return what a measure says of the graph of a snapshot, computed once for it."""
    scores = snapshot.memoize(f"measure {measure}", lambda: MEASURES[measure](graph))
    return scores.copy(deep=False)


def described(measure: str) -> str:
    """Return what a measure says about itself in one line.

    Examples
    --------
    >>> described("citations")
    'Citations received from papers of this corpus.'
    """
    return (MEASURES[measure].__doc__ or "").strip().partition("\n")[0]


def ranks(score: pd.Series[float]) -> pd.Series[int]:
    """Return the rank of each defined score, the highest first; equal ones share the better rank.

    Examples
    --------
    >>> ranks(pd.Series({"a": 1.0, "b": 3.0, "c": float("nan"), "d": 1.0})).to_dict()
    {'a': 2, 'b': 1, 'd': 2}
    """
    defined = score.dropna()
    # scores that differ by rounding alone are equal
    equal = pd.Series(settled(defined), index=defined.index)
    return equal.rank(ascending=False, method="min").astype("int64")


def _ties(place: pd.Series[int], best: pd.Series[int]) -> list[str]:
    """Say where papers of equal score were cut off: those shown are no better than those left."""
    if not len(best) or len(best) == len(place):
        return []
    last = int(best.iloc[-1])
    equal, shown = int((place == last).sum()), int((best == last).sum())
    if equal == shown:
        return []
    return [f"{equal} papers share rank {last}; {shown} of them are shown, the first by id"]


def _notes(
    view: Snapshot, graph: CitationGraph, measure: str, undefined: int, asked: int
) -> list[str]:
    notes = []
    if undefined:
        papers = f"{asked:,} paper{'' if asked == 1 else 's'}"
        they = "it has" if undefined == 1 else "they have"
        notes.append(f"{measure} is undefined for {undefined:,} of {papers}: {they} no rank")
    notes += view_notes(view)
    if view.as_of_date is not None and "reported" in measure:
        notes.append("reported counts are of the day they were asked for, not of this view's day")
    read = lists_read(graph.papers, view)
    if read is not None:
        notes.append(f"{read}; citations by the others are not counted")
    return notes


_BY_AGE: Final = frozenset({"citerank", "mean_normalised", "rescaled_pagerank", "year_percentile"})
"""Measures that take age into account: their balance over ages is said."""


def notes_of(graph: CitationGraph, measure: str, scores: pd.DataFrame) -> list[str]:
    """Return what must be known beside the scores of one measure in particular."""
    notes = list(NOTES[measure](graph, scores)) if measure in NOTES else []
    if origin := MEASURES.origin(measure):
        notes.append(f"the measure {measure} is from the package {origin}, not from kdgraph")
    return notes


def _balance_note(measure: str, balance: pd.DataFrame) -> list[str]:
    said = said_balance(balance, measure) if measure.replace("-", "_") in _BY_AGE else None
    return [said] if said else []


def _calendar_years(graph: CitationGraph) -> pd.Series[float]:
    return pd.Series(calendar_years(graph.papers), index=graph.papers.index)
