"""Primary parent of each paper of a selection, and the contest that it was chosen in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.analysis.lineage._context import LineageContext, lineage_context
from kdgraph.analysis.lineage.contest import EVIDENCE, arc_evidence, descent_odds
from kdgraph.analysis.lineage.inheritance import NO_SENTENCE
from kdgraph.analysis.lineage.merely_used import merely_used
from kdgraph.analysis.lineage.overrides import Overrides
from kdgraph.arrays import IndexArray
from kdgraph.errors import InputError
from kdgraph.graph.chronology import publication_bounds
from kdgraph.graph.snapshot import Snapshot
from kdgraph.graph.surveys import surveys
from kdgraph.kernels.closeness import arc_closeness, common_citers

__all__ = ["CLOSE", "ParentContest", "descends_by_word", "parent_contest", "primary_parents"]

CLOSE: Final = 0.25
"""The margin up to which a runner-up is close: its odds are at least 3/4 of the parent's."""

_ROUNDING: Final = 1e-6  # of a year: half a minute
_WORDS: Final = frozenset({"extends", "adapts", "uses"})

_SURVEY, _TOOL = "a survey", "merely used, as data and tools are"
_COMPARED, _MENTIONED = "only compared with", "only mentioned"
_ONLY: Final = {"compares": _COMPARED, "mentions": _MENTIONED}
_BARS: Final = (_SURVEY, _TOOL, _COMPARED, _MENTIONED)


_TERMS: Final = "_evidence"
_LEAST: Final = 0.05  # of the logarithm of odds: less says nothing


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
    close: bool = False
    label: str | None = None
    confidence: float | None = None
    sentence: str | None = None
    mentions: int | None = None
    closeness: float | None = None
    common_citers: int | None = None
    candidates: int = 0
    barred_candidates: int = 0
    later_candidates: int = 0
    against_time: bool = False
    reason: str | None = None


@dataclass(frozen=True, eq=False)
class ParentContest:
    """Who was in question as the primary parent of each paper, and who won; by `parent_contest`.

    Attributes
    ----------
    parents : DataFrame
        As `primary_parents` returns it.
    candidates : DataFrame
        A row for each paper and candidate, papers in the order of the selection, candidates best
        first: ``paper_id``, ``candidate_id``; ``place``, from 1; ``outcome``: ``parent``,
        ``runner-up``, ``behind``, ``later`` (it appeared after the paper beyond doubt, and another
        was left) or ``barred``; ``barred``, why it can be no forebear, else missing; ``score`` and
        ``evidence``, the sum of the terms in natural logarithms of odds; each term's
        contribution (`kdgraph.analysis.lineage.contest.EVIDENCE`); ``basis``; ``label``,
        ``confidence``, ``origin``, ``cue``, ``sentence`` and ``n`` of the deciding sentence, how
        many ``sentences`` there are and how many ``repeated``; ``influential``; ``mentions`` and
        ``mentions_exact``; ``closeness``; ``common_citers``; ``later``; ``unknown``, what was not
        known of it, in words.
    """

    parents: pd.DataFrame
    candidates: pd.DataFrame

    def of(self, paper_id: str) -> pd.DataFrame:
        """Return the candidates of one paper, best first."""
        chosen = self.candidates["paper_id"] == paper_id
        return self.candidates[chosen].reset_index(drop=True)

    def told(self, paper_id: str) -> list[ToldCandidate]:
        """Return the candidates of one paper, best first, with what speaks for each in words.

        Examples
        --------
        >>> import kdgraph
        >>> contest = kdgraph.parent_contest(kdgraph.embedded())
        >>> one = contest.told("arxiv:1412.6550")[0]
        >>> one.candidate_id, one.outcome
        ('arxiv:1503.02531', 'parent')
        """
        return [_in_words(row) for _, row in self.of(paper_id).iterrows()]


@dataclass(frozen=True, slots=True)
class ToldCandidate:
    """A candidate for the parent of a paper, as a card tells it.

    Attributes
    ----------
    candidate_id : str
        The paper.
    outcome : str
        ``parent``, ``runner-up``, ``behind``, ``later`` or ``barred``.
    score : float or None
        Its chance beside the others; None where it is barred.
    said : str
        What bars it, what speaks for and against it (natural logarithms of odds), what is unknown.
    label : str
        What the citation means.
    sentence : str or None
        The deciding sentence.
    """

    candidate_id: str
    outcome: str
    score: float | None
    said: str
    label: str
    sentence: str | None


def _in_words(row: pd.Series[Any]) -> ToldCandidate:
    said = [] if pd.isna(row["barred"]) else [str(row["barred"])]
    terms = {
        str(term).removesuffix(_TERMS).replace("_", " "): float(row[term])
        for term in row.index
        if str(term).endswith(_TERMS)
    }
    for sign, words in ((1, "for it"), (-1, "against it")):
        held = [
            f"{term} {value:+.1f}"
            for term, value in sorted(terms.items(), key=lambda pair: -abs(pair[1]))
            if value * sign > _LEAST
        ]
        if held:
            said.append(f"{words}: {', '.join(held)}")
    if not pd.isna(row["unknown"]):
        said.append(f"unknown: {row['unknown']}")
    return ToldCandidate(
        candidate_id=str(row["candidate_id"]),
        outcome=str(row["outcome"]),
        score=None if pd.isna(row["score"]) else float(row["score"]),
        said="; ".join(said),
        label=str(row["label"]),
        sentence=None if pd.isna(row["sentence"]) else str(row["sentence"]),
    )


def descends_by_word(basis: object, label: object) -> bool:
    """Return whether words or a hand say that a paper descends from its parent.

    So it is where the label, of a sentence or an intent, is extends, adapts or uses, and where the
    parent was chosen by hand; not where mentions, the mark of influence or structure chose it.

    Examples
    --------
    >>> descends_by_word("sentence", "adapts"), descends_by_word("override", "no sentence")
    (True, True)
    >>> descends_by_word("mark", "compares"), descends_by_word("mentions", "no cue")
    (False, False)
    """
    return basis == "override" or (basis in {"sentence", "intent"} and label in _WORDS)


def primary_parents(
    snapshot: Snapshot,
    papers: Iterable[str] | None = None,
    *,
    overrides: Overrides | None = None,
) -> pd.DataFrame:
    """Return the primary parent of each paper of a selection, with the evidence.

    Candidates are the papers of the selection that it cites, once cycles are cut (so that no paper
    is its own forebear). All that is known of a citation is weighed on one scale: its label, the
    source's mark of influence, how often and where the text mentions it, co-citation, coupling,
    section and time (`kdgraph.analysis.lineage.contest`, which states the weights). What is not
    known weighs nothing.

    No forebears, however much they are cited, are

    - surveys (`kdgraph.graph.surveys`) and what is merely used, such as data sets, benchmarks,
      optimisers and software (`kdgraph.analysis.lineage.merely_used`), and what the paper's own
      sentences use as that;
    - what the sentences only compare with or mention, unless the source's mark or the number of
      mentions tells otherwise.

    Where nothing else is cited, there is no parent by evidence. A candidate that appeared after
    the paper beyond doubt (a second edition, a wrong year) is the parent only where there is no
    other, whatever the evidence.

    Parameters
    ----------
    snapshot : Snapshot
        Papers, citations, sentences and coverage.
    papers : iterable of str, optional
        The selection, by any names that `Snapshot.find` understands; by default all listed
        papers.
    overrides : Overrides, optional
        Labels and parents by hand, which win. A parent by hand need be no candidate, and may be a
        survey.

    Returns
    -------
    DataFrame
        Indexed by ``paper_id``, in the order of the selection: ``parent_id``, missing where there
        is none, with the ``reason``; ``basis``, what chose it: ``override``, ``sentence``,
        ``intent``, ``mark`` (of influence), ``mentions`` or ``structure``; ``score``, from 0 to 1,
        and ``runner_up_id`` and ``runner_up_score`` of the next best; ``margin``, the share by
        which the odds of the runner-up fall short of the parent's: 0 if they are equal, 0.5 if they
        are half as high, 1 without a runner-up; ``close``, whether that is at most `CLOSE`;
        ``label``, ``confidence``, ``sentence`` and ``mentions`` of the citation of the parent; its
        ``closeness`` and ``common_citers``; ``candidates``, how many there were;
        ``barred_candidates`` and ``later_candidates``, how many of these can be no forebears, or
        appeared after the paper beyond doubt; ``against_time``, whether the parent has a later
        `publication_time` than the paper.

    Raises
    ------
    UnknownPaperError, AmbiguousPaperError
        If a name means no paper, or several.
    InputError
        If parents by hand make a paper its own forebear.

    See Also
    --------
    parent_contest : all candidates, with what speaks for and against each.

    Examples
    --------
    >>> import kdgraph
    >>> parents = primary_parents(kdgraph.embedded())
    >>> parents.loc["arxiv:1412.6550", "parent_id"]  # FitNets
    'arxiv:1503.02531'
    >>> parents.loc["arxiv:1910.10699", "reason"]
    'its reference list was not read (not asked)'
    """
    return parent_contest(snapshot, papers, overrides=overrides).parents


def parent_contest(
    snapshot: Snapshot,
    papers: Iterable[str] | None = None,
    *,
    overrides: Overrides | None = None,
) -> ParentContest:
    """Return the primary parents with all candidates: what speaks for and against each.

    Parameters and errors are those of `primary_parents`.

    Examples
    --------
    >>> import kdgraph
    >>> contest = parent_contest(kdgraph.embedded())
    >>> fitnets = contest.of("arxiv:1412.6550")
    >>> fitnets["outcome"].tolist()
    ['parent', 'runner-up', 'behind']
    """
    base = lineage_context(snapshot)
    names = snapshot.reading_list.papers if papers is None else papers
    if isinstance(names, str):
        raise InputError(f"expected several papers, got the single text {names!r}")
    chosen = list(dict.fromkeys(base.find(name) for name in names))
    if overrides is not None and len(overrides.arcs) + len(overrides.parents):
        return _contest(base, chosen, overrides)
    # several figures of one snapshot ask the same
    asked = "\n".join(str(base.ids[row]) for row in chosen)
    found = snapshot.memoize(f"parents of {asked}", lambda: _contest(base, chosen, None))
    return ParentContest(found.parents.copy(deep=False), found.candidates.copy(deep=False))


def _contest(base: LineageContext, chosen: list[int], overrides: Overrides | None) -> ParentContest:
    """Return the parents and candidates of some papers by their rows."""
    arcs = _candidates(base, chosen, overrides)
    by_paper = {str(paper_id): group for paper_id, group in arcs.groupby("citing_id", sort=False)}
    by_hand = {} if overrides is None else _by_hand(overrides)
    picked = [_picked(base, row, by_paper.get(str(base.ids[row])), by_hand) for row in chosen]
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
    kinds = dict.fromkeys(texts, "str") | dict.fromkeys(["common_citers", "mentions"], "Int64")
    kinds |= dict.fromkeys(["against_time", "close"], "bool")
    kinds |= dict.fromkeys(["candidates", "barred_candidates", "later_candidates"], "int64")
    floats = ["score", "runner_up_score", "margin", "confidence", "closeness"]
    parents = frame.astype(kinds | dict.fromkeys(floats, "float64")).set_index("paper_id")
    order = [by_paper[one.paper_id] for one in picked if one.paper_id in by_paper]
    return ParentContest(parents, _told(pd.concat(order) if order else arcs, picked))


def _candidates(
    base: LineageContext, chosen: list[int], overrides: Overrides | None
) -> pd.DataFrame:
    """Return the citations among the selection, for each citing paper the best first."""
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
    frame = arc_evidence(base, citing, cited, overrides)
    frame["closeness"] = arc_closeness(base.graph.cites, citing, cited)
    frame["common_citers"] = common_citers(base.cited_by, citing, cited)
    frame["list_read"] = base.read[cited] if base.read is not None else True
    used = merely_used(base.snapshot, base.ids[np.unique(cited)])
    frame["barred"] = _barred(base.snapshot, frame, used)
    frame["because"] = [
        used.get(cited_id, "its sentences use data or a tool of it") if bar == _TOOL else None
        for cited_id, bar in zip(frame["cited_id"], frame["barred"], strict=True)
    ]
    earliest, latest = publication_bounds(base.graph.papers)
    # of days, both ends are the day; a comparison with nan is false
    frame["later"] = (earliest[cited] > latest[citing] - _ROUNDING) & (
        base.time[cited] > base.time[citing] + _ROUNDING
    )
    frame["out"] = frame["barred"].notna()
    return frame.sort_values(
        ["out", "later", "evidence", "closeness", "common_citers", "cited_id"],
        ascending=[True, True, False, False, False, True],
    )


def _barred(snapshot: Snapshot, frame: pd.DataFrame, used: Mapping[str, str]) -> pd.Series[str]:
    """Return why each candidate can be no forebear; missing where it can."""
    reviews = surveys(snapshot)
    more = frame[[EVIDENCE["mark"], EVIDENCE["mentions"]]].clip(lower=0.0).sum(axis=1) > 0
    found: list[str | None] = []
    for cited_id, label, origin, of_tool, else_ in zip(
        frame["cited_id"], frame["label"], frame["origin"], frame["of_tool"], more, strict=True
    ):
        by_word = _ONLY.get(label) if origin in {"sentence", "override"} else None
        if cited_id in reviews:
            found.append(_SURVEY)
        elif cited_id in used or of_tool:
            found.append(_TOOL)
        else:
            found.append(by_word if origin == "override" or not else_ else None)
    return pd.Series(found, index=frame.index, dtype="str")


def _by_hand(overrides: Overrides) -> dict[str, str | None]:
    return {
        paper_id: None if pd.isna(parent_id) else str(parent_id)
        for paper_id, parent_id in zip(
            overrides.parents["paper_id"], overrides.parents["parent_id"], strict=True
        )
    }


def _picked(
    base: LineageContext,
    row: int,
    arcs: pd.DataFrame | None,
    by_hand: Mapping[str, str | None],
) -> _Choice:
    paper_id = str(base.ids[row])
    counts: dict[str, Any] = {}
    if arcs is not None:
        counts = {
            "candidates": len(arcs),
            "barred_candidates": int(arcs["out"].sum()),
            "later_candidates": int(arcs["later"].sum()),
        }
    if paper_id in by_hand and by_hand[paper_id] is None:
        return _Choice(paper_id, basis="override", reason="none, by hand", **counts)
    best = None if arcs is None else _best(arcs)
    choice = _Choice(paper_id, **counts) if best is None else replace(best, **counts)
    wanted = by_hand.get(paper_id)
    if wanted is None:
        return choice if best is not None else replace(choice, reason=_why_none(base, row, arcs))
    # the best by evidence is the runner-up of one chosen by hand
    other = choice.parent_id if choice.parent_id != wanted else choice.runner_up_id
    score = choice.score if choice.parent_id != wanted else choice.runner_up_score
    chosen = None if arcs is None else _best(arcs[arcs["cited_id"] == wanted].assign(out=False))
    return replace(
        chosen or _Choice(paper_id),
        parent_id=wanted,
        basis="override",
        runner_up_id=other,
        runner_up_score=score,
        margin=None,
        close=False,
        **counts,
    )


def _best(arcs: pd.DataFrame) -> _Choice | None:
    """Return the choice of the first of some candidates, or None where all are barred."""
    there = arcs[~arcs["out"]]
    if not len(there):
        return None
    first = there.iloc[0]
    same = there[there["later"] == first["later"]]
    second = same.iloc[1] if len(same) > 1 else None
    lead = 1.0
    if second is not None:
        odds = [descent_odds(float(one["score"])) for one in (second, first)]
        lead = max(1.0 - odds[0] / odds[1], 0.0)
    return _Choice(
        str(first["citing_id"]),
        parent_id=str(first["cited_id"]),
        basis=str(first["basis"]),
        score=float(first["score"]),
        runner_up_id=None if second is None else str(second["cited_id"]),
        runner_up_score=None if second is None else float(second["score"]),
        margin=lead,
        close=second is not None and lead <= CLOSE,
        label=str(first["label"]),
        confidence=None if pd.isna(first["confidence"]) else float(first["confidence"]),
        sentence=None if pd.isna(first["sentence"]) else str(first["sentence"]),
        mentions=None if pd.isna(first["mentions"]) else int(first["mentions"]),
        closeness=float(first["closeness"]),
        common_citers=int(first["common_citers"]),
    )


def _why_none(base: LineageContext, row: int, arcs: pd.DataFrame | None) -> str:
    assert base.read is not None
    assert base.references is not None
    state = base.references["state"].get(base.ids[row], "not asked")
    part = "" if state != "capped" else ", in the part of its reference list that was read"
    if arcs is not None:
        there = set(arcs["barred"])
        kinds = [kind for kind in _BARS if kind in there]
        return f"no parent by evidence: what it cites of the selection{part} is {_any_of(kinds)}"
    if not base.read[row]:
        return f"its reference list was not read ({state})"
    return f"cites none of the selection{part}"


def _any_of(words: list[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _told(arcs: pd.DataFrame, picked: Iterable[_Choice]) -> pd.DataFrame:
    """Return the candidates as they are shown, with what became of each."""
    parent = {one.paper_id: one.parent_id for one in picked}
    second = {one.paper_id: one.runner_up_id for one in picked}
    outcomes, unknown, barred = [], [], []
    for arc in arcs.to_dict("records"):
        citing, cited = arc["citing_id"], arc["cited_id"]
        if parent[citing] == cited:
            outcomes.append("parent")
        elif second[citing] == cited:
            outcomes.append("runner-up")
        elif arc["out"]:
            outcomes.append("barred")
        else:
            outcomes.append("later" if arc["later"] else "behind")
        unknown.append("; ".join(_unknown(arc)) or None)
        why = arc["because"]
        barred.append(f"{arc['barred']}: {why}" if isinstance(why, str) else arc["barred"])
    frame = arcs.rename(columns={"citing_id": "paper_id", "cited_id": "candidate_id"})
    frame = frame.assign(
        outcome=pd.Series(outcomes, index=arcs.index, dtype="str"),
        unknown=pd.Series(unknown, index=arcs.index, dtype="str"),
        place=arcs.groupby("citing_id", sort=False).cumcount() + 1,
        barred=pd.Series(barred, index=arcs.index, dtype="str"),
    )
    columns = ["paper_id", "candidate_id", "place", "outcome", "barred", "score", "evidence"]
    columns += [*EVIDENCE.values(), "basis", "label", "confidence", "origin", "cue", "sentence"]
    columns += ["n", "sentences", "repeated", "influential", "mentions", "mentions_exact"]
    columns += ["closeness", "common_citers", "later", "unknown"]
    return frame[columns].reset_index(drop=True)


def _unknown(arc: Mapping[Any, Any]) -> Iterable[str]:
    if arc["label"] == NO_SENTENCE:
        yield "no sentence came"
    if not arc["list_read"]:
        yield "its own reference list was not read"
    if pd.isna(arc["influential"]):
        yield "no mark of influence was asked for"
    if pd.isna(arc["mentions"]):
        yield "mentions were not counted"
    elif not arc["mentions_exact"]:
        yield "mentions are a lower bound"


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
