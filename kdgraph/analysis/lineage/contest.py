"""One scale for what speaks for and against a cited paper being what the citing one descends from.

Every kind of evidence is a term of one sum, in natural logarithms of odds: 0 where nothing is known
or nothing follows from it, so that what nobody read is neither behind nor before what was read by
accident. `TERMS` has all weights, each with its reason; `docs/lineage.md` shows them, how those of
structure and time were fitted, and what comes of them on the embedded corpus.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from kdgraph.analysis.lineage._context import LineageContext
from kdgraph.analysis.lineage.inheritance import label_arcs
from kdgraph.analysis.lineage.label_quality import label_quality
from kdgraph.analysis.lineage.overrides import Overrides
from kdgraph.arrays import BoolArray, FloatArray, IndexArray
from kdgraph.graph.mentions import count_mentions
from kdgraph.graph.snapshot import Snapshot
from kdgraph.graph.surveys import surveys, surveys_by_title
from kdgraph.kernels.closeness import common_citers
from kdgraph.model import SECTIONS

__all__ = ["EVIDENCE", "TERMS", "Term", "arc_evidence", "descent_odds"]


@dataclass(frozen=True, slots=True)
class Term:
    """One kind of evidence: its weights by name, and why they are what they are."""

    name: str
    asks: str
    weights: Mapping[str, float]
    reason: str


TERMS: Final[tuple[Term, ...]] = (
    Term(
        "label",
        "what the citing sentences, or else Semantic Scholar's intents, say",
        {"extends": 3.0, "adapts": 2.2, "uses": 1.0, "compares": -0.5, "mentions": -1.0},
        "Judgement, in the order of Valenzuela et al. (2015): extending and using are important, "
        "comparing and reporting incidental. A label counts as far as it is right: with a share r "
        "of right labels (the measured precision times the confidence; the confidence alone for "
        "intents; 1 by hand) the term is ln(r exp(weight) + 1 - r). No cue says nothing.",
    ),
    Term(
        "mark",
        "the source's mark of an influential citation",
        {"marked": 1.2, "not marked": -0.4},
        "Valenzuela et al. (2015): 65 of 100 marked were important, and 90 of 100 important ones "
        "marked, where one in seven was: odds 11 times as high. Half of that logarithm, because "
        "the mark counts mentions too, and important holds tools; less where it is absent, because "
        "the service is sparing with it.",
    ),
    Term(
        "mentions",
        "how often and where the text names it",
        {
            "the logarithm of the count": 1.0,
            "a usual count": 1.0,
            "abstract": 1.0,
            "introduction": 1.0,
            "related work": 0.5,
            "method": 1.5,
            "experiments": 0.5,
            "in tables": 0.0,
            "conclusion": 1.0,
            "appendix": 0.5,
            "other": 0.75,
        },
        "The number of mentions told best what authors named as key references (Zhu et al. 2015); "
        "the odds grow like the count. A method is built on where it is explained, baselines stand "
        "in experiments and tables, background in related work. What is used, compared with or "
        "reported in several sentences counts once. Where only sentences were counted, the count "
        "is a lower bound and can speak for a paper, never against it.",
    ),
    Term(
        "co-citation",
        "how much more often others cite it with the paper than its fame explains",
        {"per share": 4.0, "shrinkage": 2.0},
        "Share of the papers citing the child that cite the candidate too, less its share of all "
        "read lists, shrunk by two citing papers: fame is neither punished nor rewarded. Fitted "
        "to the mentions of the embedded corpus, rounded.",
    ),
    Term(
        "coupling",
        "how many of the paper's references it cites itself",
        {"per share": 1.0, "shrinkage": 2.0},
        "Share of the child's references that the candidate cites too. Fitted likewise, rounded.",
    ),
    Term(
        "section",
        "whether the list has both under one heading",
        {"same": 0.5},
        "Judgement: those who made the list saw one line of work. Too few listed pairs have "
        "counted mentions to fit it.",
    ),
    Term(
        "time",
        "how many years before the paper it appeared",
        {"the logarithm of the years and one": -0.8, "usual years": 3.0},
        "Fitted likewise on all cited works, rounded. Among works on distillation mentions say "
        "nothing of time, for the first of all is named most; there it is judgement that what is "
        "long known is passed on by others in between. 0 at the usual 3 years, and for surveys, "
        "which look back over all years.",
    ),
)
"""All terms; the evidence for a citation is their sum."""

_PRIOR: Final = -1.8  # one citation in seven, as in the annotated ones of Valenzuela et al.
_STRUCTURE: Final = ("co-citation", "coupling", "section", "time")
_CLEARLY: Final = 0.5  # from which on mentions count as what chose a parent: odds 1.6 times as high
_UNMEASURED: Final = 0.5  # right labels, where their precision was not measured

EVIDENCE: Final[dict[str, str]] = {
    term.name: f"{term.name.replace('-', '')}_evidence" for term in TERMS
}
"""The column of each term."""


@cache
def _weights(name: str) -> Mapping[str, float]:
    return next(term.weights for term in TERMS if term.name == name)


def arc_evidence(
    base: LineageContext,
    citing: IndexArray,
    cited: IndexArray,
    overrides: Overrides | None = None,
) -> pd.DataFrame:
    """Weigh all that is known of some citations on one scale.

    Parameters
    ----------
    base : LineageContext
        The graph, and the snapshot where there is one; a graph alone knows structure and time.
    citing, cited : ndarray of int, shape (m,)
        The rows at the two ends of each citation; all must be in the graph.
    overrides : Overrides, optional
        Labels by hand.

    Returns
    -------
    DataFrame
        A row for each citation, in the order given: the columns of
        `kdgraph.analysis.lineage.inheritance.label_arcs`; ``mentions``, ``mentions_exact`` and
        ``counted_in`` as `kdgraph.graph.mentions.count_mentions` has them; for each of `TERMS` its
        column (`EVIDENCE`), 0 where nothing is known; ``evidence``, their sum; ``score``, the
        evidence with the prior odds of a citation as a share between 0 and 1; ``basis``:
        ``override``, ``sentence`` or ``intent`` where the label speaks for descent, else ``mark``
        or ``mentions``, whichever says more, where one clearly does, else ``structure``. Scores put
        candidates in order; no experiment says that they are probabilities.
    """
    ids = base.ids
    arcs = pd.DataFrame({"citing_id": ids[citing], "cited_id": ids[cited]})
    frame = arcs.assign(**_nothing(len(arcs)))
    if base.snapshot is not None:
        frame = label_arcs(base.snapshot, arcs, overrides=overrides).join(
            _counts(base.snapshot, arcs)
        )
    terms = {
        "label": _by_label(frame),
        "mark": _by_mark(frame["influential"]),
        "mentions": _by_mentions(frame),
        "section": _by_section(base.snapshot, arcs),
        "time": np.where(_are_surveys(base)[citing], 0.0, _by_time(base, citing, cited)),
        **_by_structure(base, citing, cited),
    }
    for name, column in EVIDENCE.items():
        frame[column] = terms[name]
    # the same sum in whatever order rows come
    frame["evidence"] = np.round(np.sum([frame[c] for c in EVIDENCE.values()], axis=0), 9)
    frame["score"] = 1.0 / (1.0 + np.exp(-_PRIOR - frame["evidence"]))
    frame["basis"] = _basis(frame)
    return frame.drop(columns=[*SECTIONS, "in_tables"])


def descent_odds(score: FloatArray | float) -> Any:
    """Return the odds that a score stands for.

    Examples
    --------
    >>> round(descent_odds(0.75), 9)
    3.0
    """
    return score / (1.0 - score)


def _nothing(n: int) -> dict[str, Any]:
    """Return the columns of a snapshot's knowledge where there is none."""
    missing = {
        "label": "no sentence",
        "confidence": pd.array([pd.NA] * n, dtype="Float64"),
        "support": 0.0,
        "sentences": 0,
        "repeated": 0,
        "of_tool": False,
        "n": pd.array([pd.NA] * n, dtype="Int64"),
        "influential": pd.array([pd.NA] * n, dtype="boolean"),
        "mentions": pd.array([pd.NA] * n, dtype="Int64"),
        "mentions_exact": pd.array([pd.NA] * n, dtype="boolean"),
        "in_tables": np.nan,
    }
    texts = dict.fromkeys(["sentence", "cue", "origin", "note", "counted_in"])
    return (
        missing
        | {name: pd.Series([None] * n, dtype="str") for name in texts}
        | dict.fromkeys(SECTIONS, np.nan)
    )


def _counts(snapshot: Snapshot, arcs: pd.DataFrame) -> pd.DataFrame:
    """Return how often each citation is mentioned, and where, in the order of `arcs`."""
    ends = ["citing_id", "cited_id"]
    wanted = pd.MultiIndex.from_frame(arcs[ends])
    tables = [
        frame[frame["citing_id"].isin(arcs["citing_id"])]
        for frame in (snapshot.citations, snapshot.contexts)
    ]
    found = count_mentions(*tables).reindex(wanted).reset_index(drop=True)
    return found.rename(columns={"exact": "mentions_exact"}).drop(columns="alone")


def _by_label(frame: pd.DataFrame) -> FloatArray:
    weights = _weights("label")
    quality = label_quality()
    found = np.zeros(len(frame))
    for at, (label, origin, confidence) in enumerate(
        zip(frame["label"], frame["origin"], frame["confidence"], strict=True)
    ):
        if label not in weights:
            continue
        right = float(confidence)
        if origin == "override":
            right = 1.0
        elif origin == "sentence":
            measured = quality[label].precision if label in quality else None
            right *= _UNMEASURED if measured is None else measured
        found[at] = np.log(right * np.exp(weights[label]) + 1.0 - right)
    return found


def _by_mark(influential: pd.Series[Any]) -> FloatArray:
    weights = _weights("mark")
    said = {True: weights["marked"], False: weights["not marked"]}
    return np.array([0.0 if pd.isna(mark) else said[bool(mark)] for mark in influential])


def _by_mentions(frame: pd.DataFrame) -> FloatArray:
    weights = _weights("mentions")
    sections = frame[list(SECTIONS)].astype("float64").fillna(0.0)
    tables = frame["in_tables"].astype("float64").fillna(0.0)
    shown = sections["experiments"]
    sections = sections.assign(experiments=np.maximum(shown - tables, 0.0))
    count = sections.to_numpy() @ np.array([weights[name] for name in SECTIONS])
    count = count + weights["in tables"] * np.minimum(tables.to_numpy(), shown.to_numpy())
    alone = (frame["counted_in"] == "sentences").to_numpy()
    mentions = frame["mentions"].astype("float64").to_numpy()
    split = frame[list(SECTIONS)].notna().any(axis=1).to_numpy()
    count = np.where(split & ~alone, count, mentions)
    # what several sentences merely use, compare with or report counts once
    read = np.maximum(frame["sentences"].to_numpy(dtype=np.float64), 1.0)
    kept = read - frame["repeated"].to_numpy(dtype=np.float64)
    usual = weights["a usual count"] + 0.5
    with np.errstate(invalid="ignore"):
        found = weights["the logarithm of the count"] * np.log((count * kept / read + 0.5) / usual)
    known: FloatArray = np.nan_to_num(found)
    return known


def _by_section(snapshot: Snapshot | None, arcs: pd.DataFrame) -> FloatArray:
    found = np.zeros(len(arcs))
    if snapshot is None:
        return found
    headings = {
        paper: frozenset(name for name in names if name)
        for paper, names in snapshot.reading_list.sections_of_papers.items()
    }
    listed = arcs["citing_id"].isin(headings.keys()) & arcs["cited_id"].isin(headings.keys())
    for at in np.flatnonzero(listed):
        citing, cited = arcs["citing_id"].iloc[at], arcs["cited_id"].iloc[at]
        if headings[citing] & headings[cited]:
            found[at] = _weights("section")["same"]
    return found


def _are_surveys(base: LineageContext) -> BoolArray:
    graph, snapshot = base.graph, base.snapshot
    reviews = surveys_by_title(graph.papers) if snapshot is None else surveys(snapshot)
    found: BoolArray = base.ids.isin(reviews)
    return found


def _by_time(base: LineageContext, citing: IndexArray, cited: IndexArray) -> FloatArray:
    weights = _weights("time")
    years = np.maximum(base.time[citing] - base.time[cited], 0.0)
    found = weights["the logarithm of the years and one"] * np.log(
        (1.0 + years) / (1.0 + weights["usual years"])
    )
    return np.where(np.isnan(found), 0.0, found)


def _by_structure(
    base: LineageContext, citing: IndexArray, cited: IndexArray
) -> dict[str, FloatArray]:
    cites = base.graph.cites
    cited_by = csr_array(cites.T)
    references = np.diff(cites.indptr).astype(np.float64)
    citers = np.diff(cited_by.indptr).astype(np.float64)
    lists = max(int((references > 0).sum()), 1)  # whoever cites anything here was read
    both = common_citers(cited_by, citing, cited)
    shared = common_citers(cites, citing, cited)
    fame = citers[cited] / lists
    weights = _weights("co-citation")
    share = (both - citers[citing] * fame) / (citers[citing] + weights["shrinkage"])
    coupled = _weights("coupling")
    return {
        "co-citation": weights["per share"] * share,
        "coupling": coupled["per share"] * shared / (references[citing] + coupled["shrinkage"]),
    }


def _basis(frame: pd.DataFrame) -> pd.Series[str]:
    label, mark, mentions = (
        frame[EVIDENCE[name]].to_numpy() for name in EVIDENCE if name not in _STRUCTURE
    )
    basis = np.full(len(frame), "structure", dtype=object)
    basis[(mentions >= _CLEARLY) & (mentions >= mark)] = "mentions"
    basis[(mark >= _CLEARLY) & (mark > mentions)] = "mark"
    origin = frame["origin"].to_numpy(dtype=object)
    basis[label > 0] = origin[label > 0]
    return pd.Series(basis, index=frame.index, dtype="str")
