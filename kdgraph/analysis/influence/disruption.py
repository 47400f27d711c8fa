"""CD index (disruption) of papers."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from kdgraph.analysis.influence import MEASURES, NOTES, PARTS, Parts
from kdgraph.analysis.influence._graph import (
    citations_received,
    citing_of,
    references_known,
    row_of,
    undated_citing,
)
from kdgraph.errors import InputError
from kdgraph.graph.chronology import clock_of
from kdgraph.graph.citation import CitationGraph
from kdgraph.kernels.disruption import disruption_counts

__all__ = ["disruption", "disruption_notes", "disruption_parts"]

_ENOUGH: Final = 10  # papers around one: below, a single one more moves the index by a tenth


@MEASURES.add("disruption", label="Disruption (CD index)")
def disruption(graph: CitationGraph, *, window: float = 5, least: int = 1) -> pd.DataFrame:
    """CD index, by day or else calendar year: from 1, cited alone, to -1, with what came before.

    Of the papers that appear after it, up to `window` years later, and cite the paper or one of its
    references: (those citing it alone - those citing both) / all. Times are days where the day is
    known of nearly all papers; else calendar years of first publication, and papers of the same
    year do not count as later (`kdgraph.graph.chronology.clock_of`).

    Parameters
    ----------
    graph : CitationGraph
        Papers with years, and citations. Where ``papers`` has a column ``references_known``, as in
        graphs of snapshots, papers whose reference list was not read to the end are undefined: a
        reference that is missed makes the index too high. Without it all lists are taken as known.
    window : float
        Years, above zero.
    least : int
        Papers around it (citing the paper or its references within the window) below which the
        index is undefined: one of two says little.

    Returns
    -------
    DataFrame
        ``score``, nan for papers without a year, with unknown references, or with fewer than
        `least` papers around them; ``only_focal``, ``both``, ``only_references``, the three counts;
        ``i``, citations until the end of the window, those of its own year (or day) included;
        ``mcd``, ``score`` times ``i``; ``references`` within the corpus: without any, a cited paper
        has a score of 1 whatever it builds on; ``undated_citing`` and ``earlier_citing``, citing
        papers left out because they have no year, or an earlier time.

    Raises
    ------
    InputError
        If the window is not above zero.

    References
    ----------
    Funk and Owen-Smith (2017), "A dynamic network measure of technological change", Management
    Science 63(3); conventions as in their package cdindex. Holst et al. (2024), arXiv:2402.14583,
    on scores of 1 that come from missing references.

    Examples
    --------
    >>> from kdgraph.graph.citation import citation_graph
    >>> papers = pd.DataFrame({"paper_id": list("abcde"), "year": [2000, 2001, 2002, 2002, 2003]})
    >>> citations = pd.DataFrame({"citing_id": list("bccde"), "cited_id": list("aabba")})
    >>> found = disruption(citation_graph(papers, citations))
    >>> found.loc["b", ["only_focal", "both", "only_references", "score"]].tolist()
    [1.0, 1.0, 1.0, 0.0]
    """
    if not window > 0:
        raise InputError(f"the window must be above zero years, got {window}; 5 is usual")
    if least < 1:
        raise InputError(f"at least 1 paper must be around one that is scored, got least={least}")
    year = clock_of(graph.papers).time
    counts = disruption_counts(graph.cites, year, window)
    scope = counts.only_focal + counts.both + counts.only_references
    defined = (scope >= least) & references_known(graph)
    score = np.divide(
        counts.only_focal - counts.both, scope, out=np.full(len(year), np.nan), where=defined
    )
    undated = np.isnan(year)
    citing = np.repeat(year, np.diff(graph.cites.indptr))
    earlier = graph.cites.indices[citing < year[graph.cites.indices]]
    return pd.DataFrame(
        {
            "score": score,
            "only_focal": counts.only_focal,
            "both": counts.both,
            "only_references": counts.only_references,
            "mcd": score * counts.citers,
            "i": np.where(undated, np.nan, counts.citers),
            "references": np.diff(graph.cites.indptr),
            "undated_citing": undated_citing(graph),
            "earlier_citing": np.bincount(earlier, minlength=len(year)),
            "citations": citations_received(graph),
        },
        index=graph.papers.index,
    )


@NOTES.add("disruption")
def disruption_notes(graph: CitationGraph, scores: pd.DataFrame) -> list[str]:
    """Say how times were compared, how many papers have enough around them, how many tie."""
    clock = clock_of(graph.papers)
    score = scores["score"].dropna()
    notes = [
        f"times are compared {clock.words} (the day is known of {clock.days:,} of {clock.dated:,} "
        "dated papers)"
    ]
    if not len(score):
        return notes
    around = scores.loc[score.index, ["only_focal", "both", "only_references"]].sum(axis=1)
    enough = int((around >= _ENOUGH).sum())
    zero, above, below = int((score == 0).sum()), int((score > 0).sum()), int((score < 0).sum())
    notes.append(
        f"{enough:,} of {len(score):,} papers with a score have at least {_ENOUGH} papers around "
        f"them within the window (--least {_ENOUGH} leaves out the others); {zero:,} tie at 0, "
        f"{above:,} are above and {below:,} below"
    )
    return notes


@PARTS.add("disruption")
def disruption_parts(graph: CitationGraph, paper_id: str, *, window: float = 5) -> Parts:
    """Each citing paper within the window adds or takes one part of all papers around."""
    row = row_of(graph, paper_id)
    found = disruption(graph, window=window).iloc[row]
    citing = citing_of(graph, row)
    year = clock_of(graph.papers).time
    references = graph.cites.indices[graph.cites.indptr[row] : graph.cites.indptr[row + 1]]
    is_reference = np.zeros(len(year), dtype=np.float64)
    # a reference that is younger than the paper is left out, as in the counts
    is_reference[references[~(year[row] < year[references])]] = 1.0
    timely = (year[citing] > year[row]) & (year[citing] <= year[row] + window)
    forth = graph.cites[citing]
    shares = np.zeros(len(citing), dtype=bool)
    for place, (start, end) in enumerate(zip(forth.indptr[:-1], forth.indptr[1:], strict=True)):
        cited = forth.indices[start:end]
        inside = ~(year[citing[place]] < year[cited])
        shares[place] = bool(is_reference[cited[inside]].any())
    scope = found["only_focal"] + found["both"] + found["only_references"]
    unit = 1.0 / scope if scope and not np.isnan(found["score"]) else np.nan
    return Parts(
        own={} if len(citing) else {"cited by nobody": float(found["score"])},
        citers=pd.Series(
            np.where(timely, np.where(shares, -unit, unit), 0.0 * unit),
            index=graph.papers.index[citing],
        ),
        how=f"of {int(scope)} papers within the window, each that cites this one adds one part, or "
        "takes one where it also cites a reference of this one; later and undated ones add nothing",
    )
