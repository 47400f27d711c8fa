"""``python -m benchmarks.forebears [--write] [--quick]``: learn and measure likely forebears.

Hides each reference list of the shipped corpus in turn and asks for the forebears of its paper.
Weights are learned and measured in ten folds by hidden paper; the score from which on a forebear
counts as likely is chosen by cross-validation within the part learned from. The same weights are
tried on other networks, which stand beside the repository; a network that is not there is left
out. With ``--write`` replaces the weights, the measured numbers and the tables in the
documentation; ``--quick`` leaves out the parents by evidence and the networks.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array

import kdgraph
from benchmarks.timing import ROOT
from kdgraph.analysis.lineage.forebear_features import (
    FEATURES,
    TEXT_FEATURES,
    Candidates,
    Surroundings,
    text_vectors,
)
from kdgraph.analysis.lineage.forebear_model import (
    QUALITY_FILE,
    WEIGHTS_FILE,
    ForebearWeights,
    forebear_order,
)
from kdgraph.analysis.lineage.forebears import surroundings
from kdgraph.graph.snapshot import Snapshot
from kdgraph.graph.surveys import is_survey_title
from kdgraph.graph.tools import is_tool_title

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

NETWORKS: Final = ROOT.parent / "shared" / "networks"
DOCUMENT: Final = ROOT / "docs" / "forebears.md"
BEGIN: Final = "<!-- measured: written by benchmarks.forebears -->"
END: Final = "<!-- end of what is measured -->"

FOLDS: Final = 10
INNER: Final = 5
ORDERS: Final = (0, 1, 2)  # seeds of the orders in which papers fall into folds; the first is shown
PENALTY: Final = 20.0  # on squared weights
CANDIDATES: Final = 1.0  # a paper of n candidates counts as n to this power
CITERS: Final = 3  # papers that cite a paper, for the table that can be compared
RIGHT: Final = 0.9  # of those named, asked for within the part learned from
FEW: Final = (1, 2)  # citing papers left of papers that have more
LEASTS: Final = (0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8)  # least scores to choose from
HIDDEN: Final = 300  # lists hidden at once in a network
UNREAD: Final = 0.73  # of the other lists, as in the shipped corpus


@dataclass(frozen=True, eq=False)
class Case:
    """A paper with its list hidden: its candidates, and which of them stand in the list.

    `citers` counts the papers that cite it, `fame` those that cite each candidate.
    """

    row: int
    found: Candidates
    right: BoolArray
    citers: int
    fame: FloatArray


@dataclass(frozen=True, slots=True)
class First:
    """What was named first: its row and score, whether it, or one of three, stood in the list."""

    row: int
    citers: int
    first: int
    score: float
    right: bool
    of_three: bool
    possible: bool


def hidden(around: Surroundings, rows: Iterable[int]) -> Iterator[Case]:
    """Yield papers with their lists hidden one at a time."""
    for row in rows:
        yield case_of(without_lists(around, [row]), around.cites, row)


def without_lists(around: Surroundings, rows: Sequence[int]) -> Surroundings:
    """Return the same with the reference lists of some papers not read."""
    kept = around.read.copy()
    kept[list(rows)] = False
    citing = np.repeat(np.arange(len(kept)), np.diff(around.cites.indptr))
    left = ~np.isin(citing, np.asarray(rows))
    cites = csr_array(
        (around.cites.data[left], (citing[left], around.cites.indices[left])),
        shape=around.cites.shape,
    )
    cites.sort_indices()
    return replace(around, cites=cites, read=kept)


def case_of(around: Surroundings, cites: csr_array, row: int) -> Case:
    found = around.candidates(row)
    own = cites.indices[cites.indptr[row] : cites.indptr[row + 1]]
    right = np.isin(found.rows, own)
    return Case(row, found, right, int(around.citations[row]), around.citations[found.rows])


def thinned(around: Surroundings, row: int, citers: int) -> Case | None:
    """Return a paper with its list hidden and so many citing papers left; None if it has fewer."""
    seen = without_lists(around, [row])
    citing = seen.cited_by.indices[seen.cited_by.indptr[row] : seen.cited_by.indptr[row + 1]]
    if len(citing) < citers:
        return None
    lost = np.random.default_rng(row).permutation(citing)[citers:]
    cites = seen.cites.tolil()
    for one in lost.tolist():
        cites[one, row] = 0.0
    kept = csr_array(cites)
    kept.eliminate_zeros()
    kept.sort_indices()
    return case_of(replace(seen, cites=kept), around.cites, row)


def learned(cases: Sequence[Case], names: Iterable[str] = FEATURES) -> ForebearWeights:
    """Return a logistic regression on some features; the others weigh nothing."""
    used = np.isin(list(FEATURES), list(names))
    cases = [case for case in cases if len(case.right)]
    features = np.concatenate([case.found.features for case in cases])
    right = np.concatenate([case.right for case in cases]).astype(np.float64)
    each = np.concatenate([np.full(len(c.right), len(c.right) ** -CANDIDATES) for c in cases])
    each *= 10.0 * len(cases) / each.sum()
    known = np.isfinite(features)
    count = np.maximum(known.sum(axis=0), 1)
    usual = np.where(known, features, 0.0).sum(axis=0) / count
    away = np.where(known, features - usual, 0.0)
    spread = np.sqrt((away**2).sum(axis=0) / count)
    spread[spread < 1e-9] = 1.0
    design = np.hstack([np.ones((len(right), 1)), away / spread])
    design[:, 1:][:, ~used] = 0.0
    penalty = np.full(design.shape[1], PENALTY)
    penalty[0] = 1e-6
    weights = np.zeros(design.shape[1])
    for _ in range(50):  # Newton's method
        chance = 1.0 / (1.0 + np.exp(-(design @ weights)))
        slope = design.T @ (each * (chance - right)) + penalty * weights
        bend = (design * (each * chance * (1.0 - chance))[:, None]).T @ design
        step = np.linalg.solve(bend + np.diag(penalty), slope)
        weights -= step
        if np.abs(step).max() < 1e-9:
            break
    return ForebearWeights(usual, spread, np.where(used, weights[1:], 0.0), float(weights[0]))


Score = Callable[[Case], FloatArray]


def given(scores: FloatArray) -> Score:
    return lambda _: scores


def by(weights: ForebearWeights) -> Score:
    return lambda case: weights.scores(case.found.features)


def by_fame(case: Case) -> FloatArray:
    """Score by co-citation corrected for fame alone: Salton's cosine, but for a constant."""
    return case.found.common_citers / np.sqrt(case.fame)


def by_share(case: Case) -> FloatArray:
    """Score by co-citation alone."""
    return case.found.common_citers.astype(np.float64)


def firsts(
    cases: Iterable[Case], score: Score, among: BoolArray | None, least: float = 2.0
) -> Iterator[First]:
    """Yield what is named first of those in question; nothing (row -1) where none is.

    From the score `least` on the order is that of descent; by default it is that of scores.
    """
    for case in cases:
        kept = np.ones(len(case.right), dtype=bool) if among is None else among[case.found.rows]
        right, rows = case.right[kept], case.found.rows[kept]
        if not len(rows):
            yield First(case.row, case.citers, -1, 0.0, False, False, False)
            continue
        scores = score(case)[kept]
        found = replace(
            case.found,
            rows=rows,
            common_citers=case.found.common_citers[kept],
            descent=case.found.descent[kept],
        )
        order = forebear_order(found, scores, least, rows)
        yield First(
            case.row,
            case.citers,
            int(rows[order[0]]),
            float(scores[order[0]]),
            bool(right[order[0]]),
            bool(right[order[:3]].any()),
            bool(right.any()),
        )


def folds(count: int, parts: int, seed: int) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the places to learn from and those to measure."""
    fold = np.random.default_rng(seed).permutation(count) % parts
    for part in range(parts):
        yield np.flatnonzero(fold != part).tolist(), np.flatnonzero(fold == part).tolist()


def least_of(
    inside: Sequence[tuple[Case, FloatArray]], among: BoolArray, right: float = RIGHT
) -> float:
    """Return the smallest least score by which so large a share of those named first is right.

    `inside` has cases with scores from weights that their lists had no part in. Where none reaches
    the share, the largest.
    """
    for least in LEASTS:
        named = [
            one
            for case, scores in inside
            for one in firsts([case], given(scores), among, least)
            if one.first >= 0 and one.score >= least
        ]
        if named and sum(one.right for one in named) >= right * len(named):
            return least
    return LEASTS[-1]


def near_list(around: Surroundings) -> BoolArray:
    """Return which papers have titles as near to the list as the listed ones."""
    return np.array([around.is_near(row) for row in range(len(around.time))])


@dataclass(frozen=True)
class Measured:
    """First ones of all cases, each from weights and a least score that its list had no part in."""

    every: list[First]  # of all papers in question, by score
    listed: list[First]  # of the listed papers, by score
    descended: list[First]  # of the listed papers, likely ones by descent
    likely: set[int]  # rows for which one is named
    scored: list[tuple[Case, FloatArray]]
    thin: dict[int, list[tuple[First, bool]]]  # with so few citing papers: whether it is named


def cross_validated(
    cases: Sequence[Case],
    near: BoolArray,
    among: BoolArray,
    names: Sequence[str],
    seed: int,
    fewer: Mapping[tuple[int, int], Case],
) -> Measured:
    found = Measured([], [], [], set(), [], {few: [] for few in FEW})
    for train, test in folds(len(cases), FOLDS, seed):
        known = [cases[i] for i in train]
        inside: list[tuple[Case, FloatArray]] = []
        for less, rest in folds(len(known), INNER, seed + 100):
            score = by(learned([known[i] for i in less], names))
            inside += [(known[i], score(known[i])) for i in rest if near[known[i].row]]
        least = least_of(inside, among)
        score = by(learned(known, names))
        there = [cases[i] for i in test]
        found.scored.extend((case, score(case)) for case in there)
        found.every.extend(firsts(there, score, None))
        found.listed.extend(firsts(there, score, among))
        for few in FEW:
            with_few = [fewer[case.row, few] for case in there if (case.row, few) in fewer]
            found.thin[few].extend(
                (one, one.first >= 0 and one.score >= least)
                for one in firsts(with_few, score, among, least)
            )
        now = list(firsts(there, score, among, least))
        found.descended.extend(now)
        found.likely.update(
            one.row for one in now if one.first >= 0 and one.score >= least and near[one.row]
        )
    return found


@cache
def shipped() -> tuple[Snapshot, Surroundings, tuple[Case, ...]]:
    snapshot = kdgraph.embedded()
    around = surroundings(snapshot)
    rows = np.flatnonzero(around.read & (around.citations > 0)).tolist()
    return snapshot, around, tuple(hidden(around, rows))


def parents_by_evidence(snapshot: Snapshot, rows: Iterable[int]) -> dict[int, int]:
    """Return the parent that the full evidence chooses among the listed papers, by row."""
    index = snapshot.papers.index
    found = {}
    for row in rows:
        paper_id = str(index[row])
        papers = dict.fromkeys([*snapshot.reading_list.papers, paper_id])
        parent = kdgraph.primary_parents(snapshot, list(papers)).at[paper_id, "parent_id"]
        if isinstance(parent, str):
            found[row] = int(index.get_indexer(pd.Index([parent]))[0])
    return found


def share(of: Iterable[bool]) -> str:
    values = list(of)
    return f"{100 * sum(values) / len(values):.0f} %" if values else "-"


def network(name: str) -> tuple[Surroundings, list[str]] | None:
    """Return a network beside the repository, and its ids; None where it is not there."""
    paths = [next(NETWORKS.glob(f"{name}.{kind}.tsv*"), None) for kind in ("nodes", "edges")]
    if None in paths:
        return None
    nodes, edges = (list(_table(path)) for path in paths if path is not None)
    key = next(iter(nodes[0]))
    ids = [row[key] for row in nodes]
    place = {one: i for i, one in enumerate(ids)}
    ends = [(place[e["citing"]], place[e["cited"]]) for e in edges if e["citing"] != e["cited"]]
    citing, cited = np.array(sorted(set(ends)), dtype=np.intp).T
    n = len(ids)
    cites = csr_array((np.ones(len(citing)), (citing, cited)), shape=(n, n))
    titles = [row.get("title") for row in nodes]
    barred = [bool(t) and (is_survey_title(t) or is_tool_title(t)) for t in titles if t is not None]
    people = [
        [p.strip() for p in (row.get("authors") or "").replace(";", ",").split(",")]
        for row in nodes
    ]
    lines = [(i, p) for i, several in enumerate(people) for p in several if p]
    authors = None
    if lines:
        codes, kinds = pd.factorize(np.array([p for _, p in lines], dtype=object))
        where = ([i for i, _ in lines], codes)
        authors = csr_array((np.ones(len(codes)), where), shape=(n, len(kinds)))
        authors.sum_duplicates()
        authors.data[:] = 1.0
    return Surroundings(
        cites=cites,
        read=np.diff(cites.indptr) > 0,
        time=np.array([_time(row) for row in nodes], dtype=np.float64),
        barred=np.array(barred, dtype=bool) if barred else np.zeros(n, dtype=bool),
        text=text_vectors(titles) if any(titles) else None,
        authors=authors,
    ), ids


def _time(row: dict[str, str]) -> float:
    if row.get("days_since_1991_08_01"):
        return 1991.583 + float(row["days_since_1991_08_01"]) / 365.25
    if not row.get("year"):
        return float("nan")
    month = (float(row["month"]) - 0.5) / 12 if row.get("month") else 0.5
    return float(row["year"]) + month


def _table(path: Path) -> Iterator[dict[str, str]]:
    opened: Any = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def transferred(
    around: Surroundings, weights: dict[str, ForebearWeights], least: float, unread: float
) -> dict[str, str] | None:
    """Return how our weights do on a network, and how weights of its own do."""
    rng = np.random.default_rng(7)
    lists = np.diff(around.cites.indptr)
    seen = around
    fit = np.flatnonzero((lists >= 2) & (around.citations >= CITERS))
    chosen = np.sort(rng.permutation(fit)[:HIDDEN]).tolist()
    if unread:
        others = np.setdiff1d(np.flatnonzero(lists > 0), chosen)
        seen = without_lists(around, rng.permutation(others)[: int(unread * len(others))].tolist())
    seen = without_lists(seen, chosen)
    cases = [case_of(seen, around.cites, row) for row in chosen if seen.citations[row] >= CITERS]
    if len(cases) < 50:
        return None
    told = weights["no text" if around.text is None else "text"]
    ours = list(firsts(cases, by(told), None))
    fame = list(firsts(cases, by_fame, None))
    own: list[First] = []
    for train, test in folds(len(cases), FOLDS, 0):
        again = learned([cases[i] for i in train])
        own += firsts([cases[i] for i in test], by(again), None)
    named = [one for one in ours if one.score >= least]
    return {
        "lists": f"{len(cases)}",
        "fame": f"{share(o.right for o in fame)}, {share(o.of_three for o in fame)}",
        "ours": f"{share(o.right for o in ours)}, {share(o.of_three for o in ours)}",
        "likely": f"{share(o.right for o in named)} of {share(o.score >= least for o in ours)}",
        "own": f"{share(o.right for o in own)}, {share(o.of_three for o in own)}",
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.forebears", description=__doc__)
    parser.add_argument("--write", action="store_true", help="replace weights, numbers and tables")
    parser.add_argument("--quick", action="store_true", help="no parents by evidence, no networks")
    asked = parser.parse_args()
    snapshot, around, cases = shipped()
    listed = snapshot.reading_list.listed(snapshot.papers.index)
    without = [name for name in FEATURES if name not in TEXT_FEATURES]
    sets: dict[str, Sequence[str]] = {"text": list(FEATURES), "no text": without}
    near = near_list(around)
    fewer = {
        (case.row, few): thin
        for case in cases
        for few in FEW
        if near[case.row] and (thin := thinned(around, case.row, few)) is not None
    }
    measured = {
        name: cross_validated(cases, near, listed, used, 0, fewer) for name, used in sets.items()
    }
    again = [cross_validated(cases, near, listed, sets["text"], seed, fewer) for seed in ORDERS]
    weights = {name: learned(cases, used) for name, used in sets.items()}
    shown = [pair for pair in measured["text"].scored if near[pair[0].row]]
    least = least_of(shown, listed)
    some = {case.row for case in cases if case.citers >= CITERS}
    parents = {} if asked.quick else parents_by_evidence(snapshot, sorted(some))
    text = "\n".join(
        [
            *_by_method(cases, listed, measured, some, parents),
            *_by_order(again, some),
            *_by_rule(again, near, listed, some, parents, least),
            *([] if asked.quick else _by_network(weights, least)),
        ]
    )
    print(text)
    if asked.write:
        _write_weights(weights)
        _write_quality(again, shown, near, listed, least)
        before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)
        _, _, after = rest.partition(END)
        DOCUMENT.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}", encoding="utf-8")
    return 0


def _by_method(
    cases: Sequence[Case],
    listed: BoolArray,
    measured: dict[str, Measured],
    some: set[int],
    parents: dict[int, int],
) -> Iterator[str]:
    compared = [case for case in cases if case.row in some]
    rows: dict[str, tuple[list[First], list[First]]] = {
        name: (list(firsts(compared, score, None)), list(firsts(compared, score, listed)))
        for name, score in (
            ("co-citation corrected for fame alone", by_fame),
            ("share of co-citation alone", by_share),
        )
    }
    for name, words in (("text", "all features"), ("no text", "without titles")):
        found = measured[name]
        every = [one for one in found.every if one.row in some]
        rows[words] = every, [one for one in found.listed if one.row in some]
        if name == "text":
            by_rule = [one for one in found.descended if one.row in some]
            rows["all features, likely ones by descent"] = [], by_rule
    yield f"Papers with at least {CITERS} citing papers whose lists were hidden: {len(some)}."
    yield ""
    yield (
        "| | all papers: first | one of three | listed papers: first | one of three | possible | "
        "the parent by evidence |"
    )
    yield "|---|---|---|---|---|---|---|"
    for words, (every, one_listed) in rows.items():
        hits = [one.first == parents[one.row] for one in one_listed if one.row in parents]
        cells = [
            share(one.right for one in every),
            share(one.of_three for one in every),
            share(one.right for one in one_listed),
            share(one.of_three for one in one_listed),
            share(one.possible for one in one_listed),
            f"{share(hits)} of {len(hits)}" if hits else "-",
        ]
        yield f"| {words} | {' | '.join(cells)} |"
    yield ""


def _by_order(again: Sequence[Measured], some: set[int]) -> Iterator[str]:
    cells = [
        f"{share(o.right for o in one.every if o.row in some)} and "
        f"{share(o.of_three for o in one.every if o.row in some)}"
        for one in again
    ]
    yield (
        "All features, all papers in question, with papers falling into folds in "
        f"{len(again)} orders: first and one of three {'; '.join(cells)}."
    )
    yield ""


def _by_rule(
    again: Sequence[Measured],
    near: BoolArray,
    listed: BoolArray,
    some: set[int],
    parents: dict[int, int],
    least: float,
) -> Iterator[str]:
    yield (
        "What pictures show: for a paper whose title is as near to the list as those of listed "
        "papers, a listed paper, if its score is high enough; the order is that of descent. The "
        "least score is chosen by cross-validation within the part learned from, where "
        f"{RIGHT:.0%} are to be right; for the shipped weights it is {least:g}. Sum of "
        f"{len(again)} orders of folds:"
    )
    yield ""
    yield "| hidden lists of | papers | named | right of those named | the parent by evidence |"
    yield "|---|---|---|---|---|"
    kinds: dict[str, Callable[[First], bool]] = {
        "papers as near to the list as listed ones": lambda _: True,
        f"of these, with {CITERS} and more citing papers": lambda one: one.row in some,
        f"with fewer than {CITERS}": lambda one: one.row not in some,
        "listed papers": lambda one: bool(listed[one.row]),
    }
    for words, fits in kinds.items():
        found = [(one, m) for m in again for one in m.descended if near[one.row] and fits(one)]
        named = [one for one, m in found if one.row in m.likely]
        hits = [one.first == parents[one.row] for one in named if one.row in parents]
        cells = [
            f"{len(found) // len(again)}",
            share(one.row in m.likely for one, m in found),
            share(one.right for one in named),
            share(hits),
        ]
        yield f"| {words} | {' | '.join(cells)} |"
    for few in FEW:
        thin = [pair for m in again for pair in m.thin[few]]
        named = [one for one, is_named in thin if is_named]
        hits = [one.first == parents[one.row] for one in named if one.row in parents]
        cells = [
            f"{len(thin) // len(again)}",
            share(is_named for _, is_named in thin),
            share(one.right for one in named),
            share(hits),
        ]
        words = f"papers near to the list, all but {few} of their citing papers struck out"
        yield f"| {words} | {' | '.join(cells)} |"
    yield ""


def _by_network(weights: dict[str, ForebearWeights], least: float) -> Iterator[str]:
    yield (
        f"Other networks, where every list is known: up to {HIDDEN} lists of papers with at least "
        f"{CITERS} citing papers hidden at once. First, and one of three, of all papers; "
        "*likely* is the share right of those named and the share named, from the least score of "
        "the shipped corpus on; *their own* are weights learned there in ten folds."
    )
    yield ""
    yield (
        "| network | other lists | hidden | co-citation corrected for fame | our weights | "
        "likely | their own |"
    )
    yield "|---|---|---|---|---|---|---|"
    for name in ("motor-learning-oa", "paperscape-1991-1996", "kdd-hepth"):
        there = network(name)
        if there is None:
            print(f"left out: the network {name} is not there", file=sys.stderr)
            continue
        for words, unread in (("all read", 0.0), (f"{UNREAD:.0%} unread", UNREAD)):
            found = transferred(there[0], weights, least, unread)
            if found is None:
                yield f"| {name} | {words} | too few | | | | |"
                continue
            cells = [found[key] for key in ("lists", "fame", "ours", "likely", "own")]
            yield f"| {name} | {words} | {' | '.join(cells)} |"
    yield ""


def _write_weights(weights: dict[str, ForebearWeights]) -> None:
    lines = ["for\tfeature\tusual\tspread\tweight"]
    for name, found in weights.items():
        lines.append(f"{name}\t(bias)\t0\t1\t{found.bias:.5f}")
        lines += [
            f"{name}\t{feature}\t{usual:.6g}\t{spread:.6g}\t{weight:.5f}"
            for feature, usual, spread, weight in zip(
                FEATURES, found.usual, found.spread, found.weights, strict=True
            )
        ]
    WEIGHTS_FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _write_quality(
    again: Sequence[Measured],
    shown: Sequence[tuple[Case, FloatArray]],
    near: BoolArray,
    among: BoolArray,
    least: float,
) -> None:
    """Write how often those named were right, and first ones by their scores.

    The former is of all orders of folds, each with a least score of its own; the latter is of one.
    """
    named = [one for m in again for one in m.descended if near[one.row] and one.row in m.likely]
    found = [
        one
        for case, scores in shown
        for one in firsts([case], given(scores), among, least)
        if one.first >= 0
    ]
    right = sum(one.right for one in named)
    lines = ["what\tscore from\tpapers\tfirst ones\tright"]
    lines.append(f"named\t{least:g}\t{len(shown)}\t{len(named)}\t{right}")
    starts = [0.0, least, round((1.0 + least) / 2, 2)]
    for start, stop in zip(starts, [*starts[1:], 1.1], strict=True):
        inside = [one for one in found if start <= one.score < stop]
        right = sum(one.right for one in inside)
        lines.append(f"step\t{start:g}\t{len(shown)}\t{len(inside)}\t{right}")
    QUALITY_FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
