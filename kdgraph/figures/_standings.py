"""The papers that stand highest by any of several measures, and where they stand by each."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kdgraph.analysis.influence.ranking import rank
from kdgraph.figures._shown import sections_of, shown_papers
from kdgraph.graph.snapshot import Snapshot

__all__ = ["Standings", "read_standings"]


@dataclass(frozen=True, slots=True, eq=False)
class Standings:
    """Papers in order of the measure `by`, with their ranks and scores by all measures.

    `papers` are as `shown_papers` gives them; `ranks` and `scores` are indexed
    likewise, with a column a measure, nan where undefined. `largest` is the highest score of any
    paper by each measure, `asked` the number of papers that were ranked.
    """

    papers: pd.DataFrame
    ranks: pd.DataFrame
    scores: pd.DataFrame
    largest: dict[str, float]
    sections: tuple[str, ...]
    by: str
    asked: int
    notes: tuple[str, ...]


def read_standings(
    snapshot: Snapshot, *, section: str | None, rows: int, by: str, measures: tuple[str, ...]
) -> Standings:
    """Return the `rows` papers that stand highest by any of the measures, in order of `by`."""
    every = max(len(snapshot.papers), 1)
    found = {name: rank(snapshot, name, top=every, section=section) for name in measures}
    frames = {name: one.frame.set_index("paper_id") for name, one in found.items()}
    ranks = pd.DataFrame({name: frame["rank"] for name, frame in frames.items()}, dtype="float64")
    scores = pd.DataFrame({name: frame["score"] for name, frame in frames.items()}, dtype="float64")
    ranks = ranks.sort_index()
    best = pd.DataFrame({"best": ranks.min(axis=1), "by": ranks[by]})
    chosen = best.sort_values(["best", "by"], kind="stable").index[:rows]
    order = ranks.loc[chosen, by].sort_values(kind="stable").index
    return Standings(
        papers=shown_papers(snapshot, order),
        ranks=ranks.loc[order],
        scores=scores.loc[order],
        largest={name: float(scores[name].max()) for name in measures},
        sections=sections_of(snapshot),
        by=by,
        asked=found[by].ranked + found[by].undefined,
        notes=tuple(dict.fromkeys(note for one in found.values() for note in one.notes)),
    )
