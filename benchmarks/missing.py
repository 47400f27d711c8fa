"""``python -m benchmarks.missing [--write]``: learn and measure what a list lacks, and misplaces.

Hides each paper of a list in turn, and each year after 2022 of the shipped list as a block, and
asks at which rank `missing` finds it, beside plain measures. The weights are learned by conditional
logistic regression: of all papers that are not listed, the hidden one is to be first. No paper has
a part in the weights that it measures, and no list in those that are said to come from other lists.

The shipped list is in the embedded corpus for a reason: the corpus was grown from it. So a hidden
paper is not just struck off the list: `as_collected` also leaves out what the rule of the corpus
would not have taken in without it, else a hidden paper could be told by how it was collected.

The other lists stand beside the repository; without them nothing can be written.
"""

from __future__ import annotations

import argparse
import gzip
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, diags_array

import kdgraph
from benchmarks.timing import ROOT
from kdgraph.analysis.curation.list_model import (
    MEMBER_FILE,
    PLACE_FILE,
    Weights,
    is_thin,
    section_chances,
)
from kdgraph.analysis.curation.list_ties import MEMBER, PLACE, ListTies
from kdgraph.curate.standing import Standing, standing
from kdgraph.graph.chronology import calendar_years
from kdgraph.kernels.pagerank import pagerank

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

LISTS: Final = ROOT.parent / "shared" / "real-lists"
DOCUMENT: Final = ROOT / "docs" / "missing.md"
BEGIN: Final = "<!-- measured: written by benchmarks.missing -->"
END: Final = "<!-- end of what is measured -->"

OTHERS: Final = {"dkozlov": "dkozlov.md.gz", "FLHonker": "flhonker.md.gz"}
"""Lists on distillation by other people, in the embedded corpus without having grown it."""

SURVEY: Final = "arxiv:2006.05525"
"""The survey whose reference list is taken for a list: Gou et al. 2021."""

FOLDS: Final = 10
PENALTY: Final = 2.0
PLACE_PENALTY: Final = 3.0
AT: Final = (10, 50, 100)
SINCE: Final = 2023
CHANCES: Final = (0.5, 0.6, 0.7, 0.8, 0.9)

_DISTILLATION: Final = re.compile(
    r"distil|teacher|student|knowledge transfer|dark knowledge|hint|born.again|privileged|"
    r"model compression|consistency model|rectified flow|model extraction|data.free|"
    r"transferring knowledge",
    re.IGNORECASE,
)
"""Titles that the rule of the corpus takes for papers on distillation or close kin."""


@dataclass(frozen=True, eq=False)
class Case:
    """Hidden papers, who is in question, what the features say, and plain measures.

    `hidden` are the places of hidden papers among the candidates; `lost` counts those that are not
    in the corpus any more, which no method can find.
    """

    rows: npt.NDArray[np.intp]
    hidden: list[int]
    lost: int
    features: FloatArray
    plain: Mapping[str, FloatArray]


@dataclass(frozen=True, eq=False)
class Literature:
    """A list in a corpus, and its papers hidden one at a time."""

    name: str
    stands: Standing
    ties: ListTies
    cases: list[Case]


def as_collected(
    cites: csr_array, listed: BoolArray, hidden: Sequence[int], about: BoolArray
) -> tuple[csr_array, BoolArray]:
    """Return the embedded corpus as it would have been collected without some listed papers.

    Reference lists were taken in of papers about distillation, and of those that cite a listed
    paper or three papers about distillation; cited works, if they are listed, about distillation,
    cited by a listed paper, or by at least eight. What is here only for the sake of the hidden
    papers goes.

    Returns
    -------
    citations, papers that are still there
    """
    about = about.copy()
    about[listed] = True
    about[list(hidden)] = True
    citing = (cites @ listed.astype(float) > 0) | (cites @ about.astype(float) >= 3) | about
    citing &= np.diff(cites.indptr) > 0
    left = _among(cites, citing)
    count = np.asarray(left.sum(axis=0)).ravel()
    by_listed = np.asarray(left[np.flatnonzero(listed)].sum(axis=0)).ravel() > 0
    there = listed | citing | by_listed | (about & (count > 0)) | (count >= 8)
    return _among(left, there, there), there


def _among(cites: csr_array, citing: BoolArray, cited: BoolArray | None = None) -> csr_array:
    kept = np.repeat(citing, np.diff(cites.indptr))
    if cited is not None:
        kept = kept & cited[cites.indices]
    rows = np.repeat(np.arange(cites.shape[0]), np.diff(cites.indptr))[kept]
    found = csr_array((np.ones(len(rows)), (rows, cites.indices[kept])), shape=cites.shape)
    found.sort_indices()
    return found


def case_of(ties: ListTies, hidden: Sequence[int], there: BoolArray) -> Case:
    """Return what is known of all candidates once some papers are off the list."""
    seen = ties.without(hidden)
    rows = np.flatnonzero(there & ~seen.listed)
    place = {row: at for at, row in enumerate(rows.tolist())}
    found = [place[row] for row in hidden if row in place]
    features = seen.member_features()[rows]
    plain = {name: score[rows] for name, score in plain_measures(seen).items()}
    return Case(rows, found, len(hidden) - len(found), features, plain)


def plain_measures(ties: ListTies) -> dict[str, FloatArray]:
    """Return what is compared with, by name, for all papers."""
    of = ties.literature
    fame = np.maximum(of.citations, 1.0)
    both = ties.co_cited_with_listed
    lists = np.maximum(fame[np.flatnonzero(ties.listed)], 1.0)
    cosine = np.asarray((both @ diags_array(1.0 / np.sqrt(lists))).sum(axis=1)).ravel()
    together = np.asarray(both.sum(axis=1), dtype=np.float64).ravel()
    return {
        "citations": of.citations,
        "PageRank": pagerank(of.cites),
        "co-citation": together,
        "co-citation, Salton's cosine": cosine / np.sqrt(fame),
        "co-citation over the root of fame": together / np.sqrt(fame),
        "co-citation over fame": together / fame,
        "Local Citation Network, cited by the list": ties.cited_by_listed + 1e-6 * of.citations,
        "Local Citation Network, citing the list": ties.cites_listed + 1e-6 * of.references,
    }


def ranks(case: Case, scores: FloatArray) -> list[float]:
    """Return the ranks of the hidden papers, ties in the middle; infinite for lost ones.

    Papers that are hidden together do not stand in each other's way.
    """
    others = np.ones(len(scores), dtype=bool)
    others[case.hidden] = False
    found = [
        1.0
        + float((scores[others] > scores[at]).sum())
        + float((scores[others] == scores[at]).sum()) / 2
        for at in case.hidden
    ]
    return found + [float("inf")] * case.lost


def fitted(cases: Sequence[tuple[Case, float]], names: Sequence[str], penalty: float) -> Weights:
    """Return weights by which hidden papers come first: conditional logistic regression, ridge.

    Parameters
    ----------
    cases : sequence of (Case, float)
        Each with how much it counts.
    """
    stacked = np.concatenate([case.features for case, _ in cases])
    known = np.isfinite(stacked)
    count = np.maximum(known.sum(axis=0), 1)
    usual = np.where(known, stacked, 0.0).sum(axis=0) / count
    spread = np.sqrt((np.where(known, stacked - usual, 0.0) ** 2).sum(axis=0) / count)
    spread[spread < 1e-9] = 1.0
    designs = [
        (np.nan_to_num((case.features - usual) / spread, nan=0.0), case.hidden, share)
        for case, share in cases
        if case.hidden
    ]
    weights = np.zeros(len(names))
    for _ in range(40):
        slope, bend = penalty * weights, penalty * np.eye(len(names))
        for design, hidden, share in designs:
            score = design @ weights
            chance = np.exp(score - score.max())
            chance /= chance.sum()
            mean = chance @ design
            slope += share * (len(hidden) * mean - design[hidden].sum(axis=0))
            moment = (design * chance[:, None]).T @ design - np.outer(mean, mean)
            bend += share * len(hidden) * moment
        step = np.linalg.solve(bend, slope)
        most = np.abs(step).max()
        weights -= step * min(1.0, 1.0 / most)
        if most < 1e-6:
            break
    return Weights(usual, spread, weights)


def folds(count: int, seed: int = 1) -> npt.NDArray[np.intp]:
    found: npt.NDArray[np.intp] = np.random.default_rng(seed).permutation(count) % FOLDS
    return found


def shipped() -> Literature:
    """Return the shipped list, with the corpus as collected without each of its papers."""
    stands = standing(kdgraph.embedded())
    ties, about = stands.ties, _about(stands)
    rows = np.flatnonzero(ties.listed).tolist()
    cases = [hidden_as_collected(ties, [row], about) for row in rows]
    return Literature("the shipped list", stands, ties, cases)


def hidden_as_collected(ties: ListTies, hidden: Sequence[int], about: BoolArray) -> Case:
    left = ties.without(hidden).listed
    cites, there = as_collected(ties.literature.cites, left, hidden, about)
    seen = replace(ties, literature=ties.literature.with_cites(cites))
    return case_of(seen, hidden, there)


def _about(stands: Standing) -> BoolArray:
    titles = stands.snapshot.papers["title"].reindex(stands.ids).fillna("")
    return np.array([bool(_DISTILLATION.search(title)) for title in titles])


def other(name: str, path: Path) -> Literature:
    """Return another list in the embedded corpus; what is in it for its own list stays."""
    stands = standing(kdgraph.embedded(), gzip.decompress(path.read_bytes()))
    ties = stands.ties
    there = np.ones(len(ties.place), dtype=bool)
    cases = [case_of(ties, [row], there) for row in np.flatnonzero(ties.listed).tolist()]
    return Literature(f"the list of {name}", stands, ties, cases)


def survey() -> Literature:
    """Return the reference list of a survey as a list, the survey itself taken out.

    What only the survey cites is not there without it, and is no part of the list.
    """
    stands = standing(kdgraph.embedded())
    ties, row = stands.ties, int(stands.rows([SURVEY])[0])
    cites = ties.literature.cites
    own = cites.indices[cites.indptr[row] : cites.indptr[row + 1]]
    citing = np.ones(len(ties.place), dtype=bool)
    citing[row] = False
    literature = ties.literature.with_cites(_among(cites, citing))
    place = np.full(len(ties.place), -1, dtype=np.intp)
    place[own[literature.citations[own] > 0]] = 0
    empty = csr_array((1, ties.literature.text.shape[1]))
    listed = ListTies(literature, place, empty)
    there = (literature.citations > 0) | (literature.references > 0)
    cases = [case_of(listed, [row], there) for row in np.flatnonzero(place >= 0).tolist()]
    return Literature("the references of the survey of Gou et al.", stands, listed, cases)


def counted(of: Literature, total: float, without: Iterable[int] = ()) -> list[tuple[Case, float]]:
    """Return the cases of a list, all together counting as much as so many papers.

    `without` are papers that the weights are to measure: lists share papers, and where one of them
    is hidden in another list, that is no case to learn from.
    """
    measured = set(without)
    kept = [case for case in of.cases if measured.isdisjoint(case.rows[case.hidden].tolist())]
    return [(case, total / len(kept)) for case in kept]


def papers_of(of: Literature) -> list[int]:
    """Return the rows of the papers of a list."""
    found: list[int] = np.flatnonzero(of.ties.listed).tolist()
    return found


def line(name: str, found: Sequence[float]) -> str:
    shares = " | ".join(f"{sum(r <= k for r in found) / len(found):.2f}".lstrip("0") for k in AT)
    middle = float(np.median(found))
    return f"| {name} | {shares} | {middle:,.0f} |"


def plain_lines(cases: Iterable[Case]) -> Iterator[str]:
    cases = list(cases)
    for name in cases[0].plain:
        yield line(name, [r for case in cases for r in ranks(case, case.plain[name])])


def from_others(of: Literature, known: Sequence[Literature], total: float) -> list[float]:
    """Return the ranks of the papers of a list by weights from other lists.

    In folds by paper, so that no paper that stands on one of these too has a part in the weights
    that measure it. To leave out all papers of the list at once would be wrong: what is left of the
    others would be just the papers that this list does not want.
    """
    rows, found = papers_of(of), []
    part = folds(len(rows))
    for fold in range(FOLDS):
        test = np.flatnonzero(part == fold)
        without = [rows[i] for i in test]
        inside = [c for one in known for c in counted(one, total, without)]
        weights = fitted(inside, list(MEMBER), PENALTY)
        found += [r for i in test for r in ranks(of.cases[i], weights.scores(of.cases[i].features))]
    return found


HEAD: Final = (
    f"| | {' | '.join(f'recall at {k}' for k in AT)} | median rank |",
    "|---|---|---|---|---|",
)


def by_list(home: Literature, others: Sequence[Literature], test_only: Literature) -> Iterator[str]:
    """Yield the tables of papers hidden one at a time."""
    total = float(len(home.cases))
    yield f"### {home.name.capitalize()}: {len(home.cases)} papers, hidden one at a time"
    yield ""
    yield from HEAD
    yield from plain_lines(home.cases)
    own = papers_of(home)
    yield line("`missing`, weights from other lists alone", from_others(home, others, total))
    for label, extra in (("of this list alone", ()), ("and from other lists", others)):
        part, found = folds(len(home.cases)), []
        for fold in range(FOLDS):
            inside = [(home.cases[i], 1.0) for i in np.flatnonzero(part != fold)]
            test = [own[i] for i in np.flatnonzero(part == fold)]
            inside += [c for of in extra for c in counted(of, total, test)]
            weights = fitted(inside, list(MEMBER), PENALTY)
            for i in np.flatnonzero(part == fold):
                found += ranks(home.cases[i], weights.scores(home.cases[i].features))
        yield line(f"`missing`, weights in {FOLDS} folds {label}", found)
    yield ""
    for of in (*others, test_only):
        known = [home, *[one for one in others if one is not of]]
        yield f"### {of.name[0].upper()}{of.name[1:]}: {len(of.cases)} papers, one at a time"
        yield ""
        yield from HEAD
        yield from plain_lines(of.cases)
        yield line("`missing`, weights from other lists alone", from_others(of, known, total))
        yield ""


def by_year(home: Literature, others: Sequence[Literature]) -> Iterator[str]:
    """Yield the tables of years hidden as a block."""
    papers = home.stands.snapshot.papers.reindex(home.stands.ids)
    years, about = calendar_years(papers), _about(home.stands)
    rows, total = np.flatnonzero(home.ties.listed), float(len(home.cases))
    for year in sorted({int(y) for y in years[rows] if y >= SINCE}):
        hidden = [int(row) for row in rows if years[row] == year]
        case = hidden_as_collected(home.ties, hidden, about)
        inside = [(c, 1.0) for row, c in zip(rows, home.cases, strict=True) if row not in hidden]
        inside += [c for of in others for c in counted(of, total, hidden)]
        weights = fitted(inside, list(MEMBER), PENALTY)
        lost = f", {case.lost} of them not in the corpus without the list" if case.lost else ""
        yield f"### {year} as a block: {len(hidden)} papers{lost}"
        yield ""
        yield from HEAD
        yield from plain_lines([case])
        yield line("`missing`, weights from all others", ranks(case, weights.scores(case.features)))
        yield ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A listed paper taken off: its section, the chances of all, whether it is tied thinly."""

    row: int
    own: int
    chances: FloatArray
    thin: bool


def place_case(ties: ListTies, row: int) -> Case:
    """Return the sections as candidates, the paper's own one as the hidden one."""
    features = ties.without([row]).place_features(row)
    there = np.flatnonzero(~np.isnan(features).all(axis=1))
    own = np.flatnonzero(there == ties.place[row]).tolist()
    return Case(there.astype(np.intp), own, 1 - len(own), features[there], {})


def fitted_place(cases: Iterable[Case]) -> Weights:
    return fitted([(case, 1.0) for case in cases], list(PLACE), PLACE_PENALTY)


def placed(ties: ListTies, rows: Sequence[int], weights: Callable[[int], Weights]) -> list[Placed]:
    found = []
    for at, row in enumerate(rows):
        chances = section_chances(ties, row, weights(at))
        found.append(Placed(row, int(ties.place[row]), chances, is_thin(ties, row)))
    return found


def by_section(home: Literature, away: Literature) -> Iterator[str]:
    """Yield how often the section of a paper is found, and moved entries are told."""
    rows = np.flatnonzero(home.ties.listed).tolist()
    cases = [place_case(home.ties, row) for row in rows]
    part = folds(len(rows))
    of_fold = [
        fitted_place([cases[i] for i in np.flatnonzero(part != fold)]) for fold in range(FOLDS)
    ]
    whole = fitted_place(cases)
    sets = {
        home.name: placed(home.ties, rows, lambda at: of_fold[int(part[at])]),
        away.name: placed(away.ties, np.flatnonzero(away.ties.listed).tolist(), lambda _: whole),
    }
    yield "| list | papers | sections | section found | the largest section alone would |"
    yield "|---|---|---|---|---|"
    for name, found in sets.items():
        right = sum(int(one.chances.argmax()) == one.own for one in found)
        sizes = np.bincount([one.own for one in found])
        yield (
            f"| {name} | {len(found)} | {int((sizes > 0).sum())} | {right / len(found):.0%} "
            f"| {sizes.max() / len(found):.0%} |"
        )
    yield ""
    yield (
        "Every entry is moved in turn to each section of the list that is not its own, one at a "
        "time; those that too few citations tie to the list are passed over. *Told* is the share "
        "of moved entries that `misplaced` would name with this least chance, *back* the share of "
        "these for which it names the section where they came from, *false* counts the entries in "
        "their own section that it would name."
    )
    yield ""
    yield "| list | passed over | chance from | told | back | false |"
    yield "|---|---|---|---|---|---|"
    for name, every in sets.items():
        found = [one for one in every if not one.thin]
        for least in CHANCES:
            moved = told = back = false = 0
            for one in found:
                best, high = int(one.chances.argmax()), float(one.chances.max())
                false += best != one.own and high >= least
                moved += len(one.chances) - 1
                if high >= least:
                    # wherever it was moved to, the best section is named, but where it stands now
                    told += len(one.chances) - 1 - (best != one.own)
                    back += (len(one.chances) - 1) * (best == one.own)
            yield (
                f"| {name} | {len(every) - len(found)} of {len(every)} | {least:.1f} "
                f"| {told / moved:.0%} | {back / max(told, 1):.0%} | {false} of {len(found)} |"
            )


def write_weights(path: Path, names: Iterable[str], weights: Weights) -> None:
    lines = ["feature\tusual\tspread\tweight"]
    for name, *numbers in zip(names, weights.usual, weights.spread, weights.weights, strict=True):
        lines.append("\t".join([name, *(f"{number:.5g}" for number in numbers)]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.missing", description=__doc__)
    parser.add_argument("--write", action="store_true", help="replace weights and tables")
    asked = parser.parse_args()
    absent = [file for file in OTHERS.values() if not (LISTS / file).exists()]
    if absent:
        print(f"not there: {', '.join(absent)} in {LISTS}; nothing can be measured without them")
        return 1
    home = shipped()
    others = [other(name, LISTS / file) for name, file in OTHERS.items()]
    total = float(len(home.cases))
    text = "\n".join(
        [
            *by_list(home, others, survey()),
            *by_year(home, others),
            "### Sections",
            "",
            *by_section(home, others[-1]),
        ]
    )
    print(text)
    if asked.write:
        member = fitted(
            [c for of in (home, *others) for c in counted(of, total)], list(MEMBER), PENALTY
        )
        rows = np.flatnonzero(home.ties.listed).tolist()
        write_weights(MEMBER_FILE, MEMBER, member)
        write_weights(PLACE_FILE, PLACE, fitted_place(place_case(home.ties, r) for r in rows))
        before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)
        _, _, after = rest.partition(END)
        DOCUMENT.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
