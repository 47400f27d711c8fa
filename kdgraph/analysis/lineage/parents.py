"""Primary parent of each paper of a selection."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import log
from typing import Final

import numpy as np
import pandas as pd

from kdgraph.analysis.lineage._context import LineageContext, lineage_context
from kdgraph.analysis.lineage.inheritance import SILENT, label_arcs
from kdgraph.analysis.lineage.overrides import Overrides
from kdgraph.arrays import IndexArray
from kdgraph.errors import InputError
from kdgraph.graph.chronology import publication_bounds
from kdgraph.graph.snapshot import Snapshot
from kdgraph.kernels.closeness import arc_closeness, common_citers

__all__ = ["primary_parents"]

_INFLUENTIAL: Final = 1.5  # by how much the source's mark raises a score
_ROUNDING: Final = 1e-6  # of a year: half a minute


@dataclass(frozen=True, slots=True)
class _Choice:
    """The parent of one paper, or why it has none; the columns of the result."""

    paper_id: str
    parent_id: str | None = None
    basis: str | None = None
    score: float | None = None
    runner_up_id: str | None = None
    runner_up_score: float | None = None
    margin: float | None = None
    label: str | None = None
    confidence: float | None = None
    sentence: str | None = None
    closeness: float | None = None
    common_citers: int | None = None
    candidates: int = 0
    later_candidates: int = 0
    against_time: bool = False
    reason: str | None = None


def primary_parents(
    snapshot: Snapshot,
    papers: Iterable[str] | None = None,
    *,
    overrides: Overrides | None = None,
) -> pd.DataFrame:
    """Return the primary parent of each paper of a selection, with the evidence.

    Candidates are the papers of the selection that it cites, once cycles are cut (so that no paper
    is its own forebear). Where sentences or intents are known of any of them, the evidence decides
    among those: the strength of the label (`kdgraph.analysis.lineage.cues.STRENGTH`) times its
    confidence, times ``1 + log(sentences)``, times 1.5 where the source marks the citation as
    influential. Where nothing is known of any, their surroundings decide: `arc_closeness`, then the
    papers that cite both. That is a guess from who is cited together, and says so in ``basis``.

    A candidate that appeared after the paper beyond doubt (a second edition, a wrong year) is the
    parent only where there is no other, whatever the evidence.

    Parameters
    ----------
    snapshot : Snapshot
        Papers, citations, sentences and coverage.
    papers : iterable of str, optional
        The selection, by any names that `Snapshot.find` understands; by default all listed
        papers.
    overrides : Overrides, optional
        Labels and parents by hand, which win. A parent by hand need be no candidate.

    Returns
    -------
    DataFrame
        Indexed by ``paper_id``, in the order of the selection: ``parent_id``, missing where there
        is none, with the ``reason``; ``basis``: ``override``, ``sentence``, ``intent`` or
        ``structure``; ``score``, ``runner_up_id`` and ``runner_up_score`` of the next best of the
        same basis; ``margin``, the share of the score by which it leads (1 without a runner-up);
        ``label``, ``confidence`` and ``sentence`` of the citation of the parent; its ``closeness``
        and ``common_citers``; ``candidates``, how many there were; ``later_candidates``, how many
        of these appeared after the paper beyond doubt; ``against_time``, whether the parent has a
        later `publication_time` than the paper.

    Raises
    ------
    UnknownPaperError, AmbiguousPaperError
        If a name means no paper, or several.
    InputError
        If parents by hand make a paper its own forebear.

    Examples
    --------
    >>> import kdgraph
    >>> parents = primary_parents(kdgraph.embedded())
    >>> parents.loc["arxiv:1412.6550", ["parent_id", "basis"]].tolist()  # FitNets
    ['arxiv:1503.02531', 'structure']
    >>> parents.loc["arxiv:1910.10699", "reason"]
    'its reference list was not read (not asked)'
    """
    base = lineage_context(snapshot)
    names = snapshot.reading_list.papers if papers is None else papers
    if isinstance(names, str):
        raise InputError(f"expected several papers, got the single text {names!r}")
    chosen = list(dict.fromkeys(base.find(name) for name in names))
    arcs = _candidates(base, chosen, overrides)
    by_hand = {} if overrides is None else _by_hand(overrides)
    picked = [_picked(base, row, arcs.get(str(base.ids[row])), by_hand) for row in chosen]
    _check_descent(picked)
    time = dict(zip(base.ids, base.time.tolist(), strict=True))
    picked = [
        replace(one, against_time=time.get(one.parent_id, np.nan) > time[one.paper_id])
        for one in picked
    ]
    frame = pd.DataFrame(
        [{name: getattr(choice, name) for name in _Choice.__slots__} for choice in picked],
        columns=list(_Choice.__slots__),
    )
    texts = ["paper_id", "parent_id", "basis", "runner_up_id", "label", "sentence", "reason"]
    kinds = dict.fromkeys(texts, "str") | {"common_citers": "Int64", "against_time": "bool"}
    kinds |= dict.fromkeys(["candidates", "later_candidates"], "int64")
    floats = ["score", "runner_up_score", "margin", "confidence", "closeness"]
    return frame.astype(kinds | dict.fromkeys(floats, "float64")).set_index("paper_id")


def _candidates(
    base: LineageContext, chosen: list[int], overrides: Overrides | None
) -> dict[str, pd.DataFrame]:
    """Return for each paper the citations of others in the selection, best first."""
    rows: IndexArray = np.array(chosen, dtype=np.intp)
    selected = np.zeros(len(base.ids), dtype=bool)
    selected[rows] = True
    degree = np.diff(base.cites.indptr)[rows]
    citing = np.repeat(rows, degree)
    parts = [
        base.cites.indices[base.cites.indptr[row] : base.cites.indptr[row + 1]] for row in chosen
    ]
    cited = np.concatenate([*parts, np.zeros(0, dtype=np.intp)]).astype(np.intp)
    citing, cited = citing[selected[cited]], cited[selected[cited]]
    assert base.snapshot is not None
    arcs = pd.DataFrame({"citing_id": base.ids[citing], "cited_id": base.ids[cited]})
    frame = label_arcs(base.snapshot, arcs, overrides=overrides)
    frame["closeness"] = arc_closeness(base.graph.cites, citing, cited)
    frame["common_citers"] = common_citers(base.cited_by, citing, cited)
    known = ~frame["label"].isin(SILENT)
    mentions = 1.0 + np.array([log(max(n, 1)) for n in frame["sentences"]])
    marked = np.where(frame["influential"].fillna(value=False), _INFLUENTIAL, 1.0)
    frame["score"] = np.where(known, frame["support"] * mentions * marked, frame["closeness"])
    frame["known"] = known
    earliest, latest = publication_bounds(base.graph.papers)
    # of days, both ends are the day; a comparison with nan is false
    frame["later"] = (earliest[cited] > latest[citing] - _ROUNDING) & (
        base.time[cited] > base.time[citing] + _ROUNDING
    )
    frame = frame.sort_values(
        ["later", "known", "score", "closeness", "common_citers", "cited_id"],
        ascending=[True, False, False, False, False, True],
    )
    return {str(paper_id): group for paper_id, group in frame.groupby("citing_id", sort=False)}


def _by_hand(overrides: Overrides) -> dict[str, str | None]:
    return {
        paper_id: None if pd.isna(parent_id) else str(parent_id)
        for paper_id, parent_id in zip(
            overrides.parents["paper_id"], overrides.parents["parent_id"], strict=True
        )
    }


def _picked(
    base: LineageContext, row: int, arcs: pd.DataFrame | None, by_hand: dict[str, str | None]
) -> _Choice:
    paper_id = str(base.ids[row])
    count = 0 if arcs is None else len(arcs)
    later = 0 if arcs is None else int(arcs["later"].sum())
    if paper_id in by_hand and by_hand[paper_id] is None:
        return _Choice(
            paper_id,
            basis="override",
            candidates=count,
            later_candidates=later,
            reason="none, by hand",
        )
    choice = _Choice(paper_id, candidates=count, reason=_why_none(base, row))
    if arcs is not None:
        choice = _best(paper_id, arcs)
    wanted = by_hand.get(paper_id)
    if wanted is None:
        return choice
    # the best by evidence is the runner-up of one chosen by hand
    other = choice.parent_id if choice.parent_id != wanted else choice.runner_up_id
    score = choice.score if choice.parent_id != wanted else choice.runner_up_score
    choice = _Choice(paper_id, candidates=count)
    if arcs is not None and (arcs["cited_id"] == wanted).any():
        choice = _best(paper_id, arcs[arcs["cited_id"] == wanted])
    return replace(
        choice,
        parent_id=wanted,
        basis="override",
        runner_up_id=other,
        runner_up_score=score,
        margin=None,
        candidates=count,
        later_candidates=later,
    )


def _best(paper_id: str, arcs: pd.DataFrame) -> _Choice:
    first = arcs.iloc[0]
    same = arcs[(arcs["known"] == first["known"]) & (arcs["later"] == first["later"])]
    second = same.iloc[1] if len(same) > 1 else None
    known = bool(first["known"])
    score = float(first["score"])
    lead = 1.0 if second is None else (score - float(second["score"])) / score
    return _Choice(
        paper_id,
        parent_id=str(first["cited_id"]),
        basis=str(first["origin"]) if known else "structure",
        score=score,
        runner_up_id=None if second is None else str(second["cited_id"]),
        runner_up_score=None if second is None else float(second["score"]),
        margin=lead,
        label=str(first["label"]),
        confidence=float(first["confidence"]) if known else None,
        sentence=None if pd.isna(first["sentence"]) else str(first["sentence"]),
        closeness=float(first["closeness"]),
        common_citers=int(first["common_citers"]),
        candidates=len(arcs),
        later_candidates=int(arcs["later"].sum()),
    )


def _why_none(base: LineageContext, row: int) -> str:
    assert base.read is not None
    assert base.references is not None
    state = base.references["state"].get(base.ids[row], "not asked")
    if not base.read[row]:
        return f"its reference list was not read ({state})"
    if state == "capped":
        return "cites none of the selection, in the part of its reference list that was read"
    return "cites none of the selection"


def _check_descent(picked: list[_Choice]) -> None:
    """Raise where following parents leads in a circle, which only parents by hand can make."""
    parent = {choice.paper_id: choice.parent_id for choice in picked}
    fine: set[str] = set()
    for start in parent:
        trail: dict[str, None] = {}
        at: str | None = start
        while at is not None and at in parent and at not in fine:
            if at in trail:
                circle = [*list(trail)[list(trail).index(at) :], at]
                raise InputError(
                    f"manual parents form a cycle: {' -> '.join(circle)}; correct one of them"
                )
            trail[at] = None
            at = parent[at]
        fine.update(trail)
