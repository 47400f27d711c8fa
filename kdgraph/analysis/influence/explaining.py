"""Explain the score of one paper: its parts, and how far it depends on coverage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from kdgraph.analysis.influence import MEASURES, PARTS, Parts
from kdgraph.analysis.influence._graph import citing_of, row_of
from kdgraph.analysis.influence.ranking import described, notes_of, ranks, scores_of
from kdgraph.analysis.result import view_of
from kdgraph.analysis.ties import best_first
from kdgraph.arrays import BoolArray
from kdgraph.graph.citation import CitationGraph, citation_graph
from kdgraph.graph.snapshot import Snapshot
from kdgraph.graph.surveys import surveys
from kdgraph.graph.values import plain_value

__all__ = ["Explanation", "Variant", "explain", "self_citations"]


@dataclass(frozen=True, slots=True)
class Variant:
    """The score of a paper on the graph without some citations, such as self-citations.

    Attributes
    ----------
    score, rank : float and int, or None
        None where the measure is undefined for the paper there.
    left_out, left_out_here : int
        Citations taken from the whole graph, and from this paper.
    by_name_only : int
        Those of `left_out_here` that rest on a name alone, which several people may bear.
    """

    score: float | None
    rank: int | None
    left_out: int
    left_out_here: int
    by_name_only: int


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """Explanation of one paper's score; made by `explain`.

    Attributes
    ----------
    measure, description : str
        Its name, and what it says in one line.
    paper_id, title : str
        The paper.
    year : int or None
        Its year.
    score, rank : float and int, or None
        None where the measure is undefined for the paper.
    ranked : int
        Papers with a rank.
    additive : bool
        Whether the score is the sum of `own` and what the citing papers add.
    how : str
        What a contribution is.
    own : dict of str to float
        The parts that come from no citation.
    details : dict of str to object
        Whatever else the measure says about the paper.
    citers : DataFrame
        The strongest citing papers: ``citing_id``, ``title``, ``year``, ``contribution`` (nan where
        the measure does not add up), ``share`` (of all that citing papers add, by size),
        ``self_citation`` ("author", "name" or missing), ``survey`` and ``references``, the state of
        its reference list in the table `coverage`.
    citations : int
        All citing papers; `citers` holds at most `top` of them.
    without_self_citations, without_surveys : Variant
        The paper's place on graphs without citations between papers that share an author, and
        without citations by surveys.
    coverage : DataFrame
        Indexed by the state of the citing paper's reference list: ``citing`` papers, their
        ``contribution`` and its ``share``. Lists in any state but "complete" may hold more than we
        know, so that the split of a citing paper's weight may change.
    notes : tuple of str
        What must be known beside the numbers.
    data_note : str or None
        What must be said beside these data.
    """

    measure: str
    description: str
    paper_id: str
    title: str
    year: int | None
    score: float | None
    rank: int | None
    ranked: int
    additive: bool
    how: str
    own: dict[str, float]
    details: dict[str, object]
    citers: pd.DataFrame
    citations: int
    without_self_citations: Variant
    without_surveys: Variant
    coverage: pd.DataFrame
    notes: tuple[str, ...]
    data_note: str | None


def explain(
    snapshot: Snapshot,
    measure: str,
    paper: str,
    *,
    top: int = 10,
    scope: str | None = None,
    field_least: int | None = None,
) -> Explanation:
    """Explain the score of one paper by one measure.

    Parameters
    ----------
    snapshot : Snapshot
        Where the papers are.
    measure : str
        A name of `kdgraph.MEASURES`.
    paper : str
        Its id, or any other name that `Snapshot.find` understands.
    top : int
        Most citing papers to return; at least 1.
    scope, field_least : str and int, optional
        Which papers count, as for `Snapshot.within`; by default all.

    Returns
    -------
    Explanation

    Raises
    ------
    InputError
        If there is no such measure or paper, or `top` is below 1.

    Examples
    --------
    >>> from kdgraph.graph.data import embedded
    >>> found = explain(embedded(), "citations", "Distilling the Knowledge in a Neural Network")
    >>> found.rank, found.score, round(float(found.coverage["share"].sum()), 12)
    (1, 302.0, 1.0)
    """
    snapshot = view_of(snapshot, top=top, scope=scope, field_least=field_least)
    MEASURES[measure]  # refuses a name that it does not know
    paper_id = snapshot.find(paper)
    graph = snapshot.citation_graph()
    scores = scores_of(snapshot, graph, measure)
    place = ranks(scores["score"])
    arcs = graph.arcs()
    own = self_citations(snapshot, arcs)
    from_survey = surveys(snapshot)
    by_survey = arcs["citing_id"].isin(from_survey).to_numpy()
    parts = _parts(graph, measure, paper_id)
    here = arcs["cited_id"].eq(paper_id).to_numpy()
    state = _reference_states(snapshot)
    citers = _citers(
        graph,
        parts.citers,
        pd.Series(own[here], index=arcs.loc[here, "citing_id"]),
        from_survey,
        state,
    )
    row = scores.loc[paper_id]
    paper_row = graph.papers.loc[paper_id]
    return Explanation(
        measure=measure,
        description=described(measure),
        paper_id=paper_id,
        title=str(paper_row["title"]),
        year=None if pd.isna(paper_row["year"]) else int(paper_row["year"]),
        score=_defined(scores, paper_id),
        rank=int(place[paper_id]) if paper_id in place.index else None,
        ranked=len(place),
        additive=measure in PARTS,
        how=parts.how,
        own=dict(parts.own),
        details={str(name): plain_value(value) for name, value in row.drop("score").items()},
        citers=citers.head(top),
        citations=len(citers),
        without_self_citations=_variant(graph, arcs, own != "", own == "name", measure, paper_id),
        without_surveys=_variant(
            graph, arcs, by_survey, np.zeros(len(arcs), dtype=bool), measure, paper_id
        ),
        coverage=_by_state(citers),
        notes=(*_notes(measure, citers), *notes_of(graph, measure, scores)),
        data_note=snapshot.data_note,
    )


def _parts(graph: CitationGraph, measure: str, paper_id: str) -> Parts:
    if measure in PARTS:
        return PARTS[measure](graph, paper_id)
    citing = citing_of(graph, row_of(graph, paper_id))
    return Parts(
        own={},
        citers=pd.Series(np.nan, index=graph.papers.index[citing]),
        how=f"{measure} is no sum over the citing papers, so none has a part of its own; "
        "they are listed by the citations they receive here",
    )


def _citers(
    graph: CitationGraph,
    contribution: pd.Series[float],
    own: pd.Series[str],
    from_survey: set[str],
    state: pd.Series[str],
) -> pd.DataFrame:
    ids = contribution.index
    whole = float(contribution.abs().sum())
    papers = graph.papers.loc[ids]
    self_citation = own.reindex(ids)
    frame = pd.DataFrame(
        {
            "citing_id": ids,
            "title": papers["title"].to_numpy(),
            "year": papers["year"].array,
            "contribution": contribution.to_numpy(),
            "share": contribution.abs().to_numpy() / (whole or np.nan),
            "self_citation": self_citation.where(self_citation != "").to_numpy(),
            "survey": ids.isin(from_survey),
            "references": state.reindex(ids, fill_value="not asked").to_numpy(),
        }
    )
    cited = np.diff(graph.cited_by.indptr)[graph.papers.index.get_indexer(ids)]
    # by size, then by own citations, then by id, so that the order of papers changes nothing
    order = best_first(contribution.abs(), -cited, ids.argsort().argsort())
    return frame.iloc[order].reset_index(drop=True)


def _variant(
    graph: CitationGraph,
    arcs: pd.DataFrame,
    out: BoolArray,
    by_name: BoolArray,
    measure: str,
    paper_id: str,
) -> Variant:
    smaller = citation_graph(graph.papers, arcs[~out], as_of_year=graph.given_year)
    scores = MEASURES[measure](smaller)
    here = out & arcs["cited_id"].eq(paper_id).to_numpy()
    return Variant(
        score=_defined(scores, paper_id),
        rank=int(found) if (found := ranks(scores["score"]).get(paper_id)) is not None else None,
        left_out=int(out.sum()),
        left_out_here=int(here.sum()),
        by_name_only=int((here & by_name).sum()),
    )


def _defined(scores: pd.DataFrame, paper_id: str) -> float | None:
    score = float(scores["score"].loc[paper_id])
    return None if np.isnan(score) else score


def _reference_states(snapshot: Snapshot) -> pd.Series[str]:
    coverage = snapshot.coverage
    references = coverage[coverage["direction"] == "references"]
    return references.set_index("paper_id")["state"]


def _by_state(citers: pd.DataFrame) -> pd.DataFrame:
    groups = citers.groupby("references")
    frame = pd.DataFrame(
        {
            "citing": groups.size(),
            "contribution": groups["contribution"].sum(min_count=1),
            "share": groups["share"].sum(min_count=1),
        }
    )
    return frame.sort_values("citing", ascending=False, kind="stable").rename_axis("state")


def _notes(measure: str, citers: pd.DataFrame) -> list[str]:
    notes = []
    partial = int((citers["references"] != "complete").sum())
    if partial:
        notes.append(
            f"{partial} of {len(citers)} citing papers have a reference list that was not read to "
            "the end"
        )
    by_name = int((citers["self_citation"] == "name").sum())
    if by_name:
        notes.append(
            f"{by_name} citing papers share an author by name alone, who may be somebody else"
        )
    if "reported" in measure or measure == "influential_share":
        notes.append(
            "the source counts citations from everywhere; those from here are listed, and "
            "self-citations and surveys cannot be taken out"
        )
    return notes


def self_citations(snapshot: Snapshot, arcs: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.object_]]:
    """Return, for each arc, whether its two papers share an author.

    Returns
    -------
    ndarray of str
        "author" where they share one known by a service's id; "name" where they share only such as
        are known by name alone; "" where they share none that is known.
    """
    lines = snapshot.authorships
    by_name = set(snapshot.authors.index[snapshot.authors["by_name"].fillna(value=True)])
    named = lines["author_id"].isin(by_name).to_numpy()
    kinds = np.full(len(arcs), "", dtype=object)
    for rows, kind in ((named, "name"), (~named, "author")):
        kinds[_share(lines[rows], arcs)] = kind
    return kinds


def _share(lines: pd.DataFrame, arcs: pd.DataFrame) -> BoolArray:
    """Return, for each arc, whether a line of its citing and one of its cited paper agree."""
    author, authors = pd.factorize(lines["author_id"])
    paper, papers = pd.factorize(lines["paper_id"])
    # one row more: papers without a line are at -1, which is the last
    wrote = csr_array(
        (np.ones(len(lines)), (paper, author)), shape=(len(papers) + 1, max(len(authors), 1))
    )
    index = pd.Index(papers)
    citing = wrote[index.get_indexer(arcs["citing_id"])]
    cited = wrote[index.get_indexer(arcs["cited_id"])]
    shared = np.asarray((citing * cited).sum(axis=1))
    return shared > 0
