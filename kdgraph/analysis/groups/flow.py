"""Citations between sections of the list, observed and expected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.linalg import solve
from scipy.special import expit

from kdgraph.analysis.result import Result, scope_of, view_notes
from kdgraph.arrays import FloatArray
from kdgraph.errors import NotConvergedError
from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import READ_STATES

__all__ = ["SectionFlow", "section_flow"]

_ROUNDS = 1_000
_RIDGE = 1e-6
_STEP = 1e-4  # of log odds: the next step would be its square
_MOVED = 1e-9  # of a probability: times `_STEP`, what is left to move
_CLOSE = 1e-3  # citations that a paper's expected ones may differ from its own
_NOTHING = 1e-6
_TAIL = 0.025  # of the distribution, below and above the interval
_UNSEEN = 1e-18  # a probability that changes no interval


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SectionFlow(Result):
    """Citations between sections; made by `section_flow`. See also `Result`.

    Attributes
    ----------
    flow : DataFrame
        Each pair of sections, in the order of the list: ``citing_section``; ``cited_section``;
        ``observed`` citations; ``expected`` ones; ``ratio`` of both, missing where nothing is
        expected; ``low`` and ``high``, between which the citations lie in at least 95 % of the
        worlds of the model, both ends among them; ``lag``, the median of the years between the two
        papers. Where no paper of the citing section has known references, all these are missing:
        unasked is not absent.
    sections : DataFrame
        Indexed by ``section``: ``papers``; ``citing_papers``, those with a year whose references
        are known; ``capped``, how many of these have a list known to be incomplete; ``cited``, how
        often papers of the section are cited in `flow`.
    arcs : DataFrame
        The citations that `flow` counts, in the order of the ids: ``citing_id``, ``cited_id``,
        ``citing_section``, ``cited_section``.
    against_time : int
        Citations between listed papers left out because the citing paper is the older one.
    undated, unread : int
        Listed papers left out for want of a year; dated ones whose references nobody read, which
        can be cited here but do not count as citing nothing.
    unread_citations : int
        Citations known from a paper whose references are not known as a whole; left out.
    entries, unmatched, unsectioned, repeated : int
        Entries of the list; those without a paper; those with a paper but under no heading; further
        entries of a paper that has one, whose section is that of the first.
    """

    flow: pd.DataFrame
    sections: pd.DataFrame
    arcs: pd.DataFrame
    against_time: int
    undated: int
    unread: int
    unread_citations: int
    entries: int
    unmatched: int
    unsectioned: int
    repeated: int


def section_flow(
    snapshot: Snapshot, *, depth: int | None = None, section: str | None = None
) -> SectionFlow:
    """Count the citations between sections of the list, and what would be expected.

    Expected are the citations of a world in which each listed paper cites and is cited as often as
    it is here, no paper twice and none that is younger, and beyond that without any regard to
    sections: the binary configuration model, fitted to both margins within 0.001 citations. So a
    ratio above 1 means that a section cites another more than the years, the references and the
    fame of their papers explain. How far chance alone leads away from what is expected, ``low`` and
    ``high`` say: the citations of the model are independent of each other, each with a probability
    of its own, so that their number has a Poisson binomial distribution, which is computed exactly.

    Parameters
    ----------
    snapshot : Snapshot
        With the list, its matches and the coverage.
    depth : int, optional
        How many headings from the top make a section; by default all.
    section : str, optional
        A heading or a part of it: `flow` holds only what these sections cite and what cites them.
        The expected citations and all counts remain those of the whole list.

    Raises
    ------
    InputError
        If `depth` is below 1, or there is no such section.
    NotConvergedError
        If the fit does not settle.

    References
    ----------
    Squartini and Garlaschelli (2011), "Analytical maximum-likelihood method to detect patterns in
    real networks", New Journal of Physics 13.

    Examples
    --------
    >>> import kdgraph
    >>> found = section_flow(kdgraph.embedded())
    >>> diffusion = "Distillation Meets Diffusion Models"
    >>> row = found.flow.query("citing_section == cited_section == @diffusion").iloc[0]
    >>> int(row["observed"]), float(round(row["expected"], 1)), float(row["lag"])
    (27, 26.0, 1.0)
    """
    listed, wanted = (
        snapshot.reading_list.sections(depth),
        snapshot.reading_list.headings_like(section, depth),
    )
    placed = listed.section.sort_index()
    year = snapshot.papers["year"].reindex(placed.index).to_numpy(float, na_value=np.nan)
    dated = ~np.isnan(year)
    state = snapshot.coverage.query("direction == 'references'").set_index("paper_id")["state"]
    states = state.reindex(placed.index)
    read = states.isin(READ_STATES).to_numpy()
    arcs = snapshot.citations[["citing_id", "cited_id"]]
    ids = placed.index
    citing, cited = (ids.get_indexer(pd.Index(arcs[end])) for end in ("citing_id", "cited_id"))
    among = (citing >= 0) & (cited >= 0) & (citing != cited)
    citing, cited = citing[among], cited[among]
    known = dated[citing] & dated[cited]
    unread_citations = int((known & ~read[citing]).sum())
    known &= read[citing]
    forward = known & (year[citing] < year[cited])
    kept = known & ~forward
    observed = np.zeros((len(ids), len(ids)))
    observed[citing[kept], cited[kept]] = 1
    possible = (read & dated)[:, np.newaxis] & (year[:, np.newaxis] >= year[np.newaxis, :])
    np.fill_diagonal(possible, val=False)
    # the same for any section
    expected = snapshot.memoize(
        f"expected citations, depth {depth}", lambda: _expected(observed, possible)
    )
    number = pd.Index(listed.order).get_indexer(pd.Index(placed))
    sections = pd.DataFrame(
        {
            "papers": np.bincount(number, minlength=len(listed.order)),
            "citing_papers": np.bincount(number[read & dated], minlength=len(listed.order)),
            "capped": np.bincount(
                number[dated & (states == "capped").to_numpy()], minlength=len(listed.order)
            ),
            "cited": np.bincount(number[cited[kept]], minlength=len(listed.order)),
        },
        index=pd.Index(listed.order, name="section", dtype="str"),
    )
    unread = int((dated & ~read).sum())
    flow = _by_section(observed, expected, year, number, sections)
    counted = _arcs(observed, placed)
    if wanted is not None:
        flow, counted = (
            table[table["citing_section"].isin(wanted) | table["cited_section"].isin(wanted)]
            for table in (flow, counted)
        )
    return SectionFlow(
        flow=flow.reset_index(drop=True),
        sections=sections,
        arcs=counted.reset_index(drop=True),
        against_time=int(forward.sum()),
        undated=int((~dated).sum()),
        unread=unread,
        unread_citations=unread_citations,
        entries=listed.entries,
        unmatched=listed.unmatched,
        unsectioned=listed.unsectioned,
        repeated=listed.repeated,
        notes=(
            *_notes(unread, int(dated.sum()), int(sections["capped"].sum())),
            *view_notes(snapshot),
        ),
        **scope_of(snapshot, section),
    )


def _notes(unread: int, dated: int, capped: int) -> tuple[str, ...]:
    notes = []
    if unread:
        notes.append(
            f"the references of {unread} of {dated} dated listed papers are not known, so that "
            "these count as cited papers only"
        )
    if capped:
        notes.append(
            f"the reference lists of {capped} citing papers are known in part, so that some of "
            "their citations are missing"
        )
    return tuple(notes)


def _by_section(
    observed: FloatArray,
    expected: FloatArray,
    year: FloatArray,
    number: Any,
    sections: pd.DataFrame,
) -> pd.DataFrame:
    rows = []
    for citing, citing_section in enumerate(sections.index):
        for cited, cited_section in enumerate(sections.index):
            cell = np.ix_(number == citing, number == cited)
            one, other = np.nonzero(observed[cell])
            ages = year[number == citing][one] - year[number == cited][other]
            asked = sections["citing_papers"].iloc[citing] > 0
            wanted = float(expected[cell].sum())
            low, high = _interval(expected[cell].ravel())
            rows.append(
                {
                    "citing_section": citing_section,
                    "cited_section": cited_section,
                    "observed": len(ages) if asked else None,
                    "expected": wanted if asked else None,
                    "ratio": len(ages) / wanted if asked and wanted > _NOTHING else None,
                    "low": low if asked else None,
                    "high": high if asked else None,
                    "lag": float(np.median(ages)) if len(ages) else None,
                }
            )
    kinds = {"citing_section": "str", "cited_section": "str", "observed": "Int64"}
    kinds |= dict.fromkeys(("expected", "ratio"), "Float64")
    kinds |= dict.fromkeys(("low", "high"), "Int64") | {"lag": "Float64"}
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)


def _interval(chances: FloatArray) -> tuple[int, int]:
    """Return between which numbers of citations lie but 2.5 % of the worlds on either side.

    >>> _interval(np.full(10, 0.5)), _interval(np.array([1.0, 1.0, 0.0])), _interval(np.zeros(0))
    ((2, 8), (2, 2), (0, 0))
    """
    below = np.cumsum(_distribution(chances))
    # the rest of the sum is what rounding took
    low = int(np.searchsorted(below, _TAIL, side="right"))
    high = int(np.searchsorted(below, 1.0 - _TAIL - 1e-12))
    return low, max(low, high)


def _distribution(chances: FloatArray) -> FloatArray:
    """Return the probabilities of 0, 1, 2, ... among independent events of these chances.

    Pairs of events are added up, then pairs of pairs, and so on; what is too improbable to be seen
    is cut off, so that many unlikely events cost little.

    References
    ----------
    Biscarri, Zhao and Brunner (2018), "A simple and fast method for computing the Poisson binomial
    distribution function", Computational Statistics and Data Analysis 122.
    """
    some = chances[chances > _UNSEEN]
    sums = np.column_stack([1.0 - some, some])
    while len(sums) > 1:
        if len(sums) % 2:
            sums = np.vstack([sums, np.eye(1, sums.shape[1])])
        one, other = sums[::2], sums[1::2]
        wide = sums.shape[1]
        added = np.zeros((len(one), 2 * wide - 1))
        for place in range(wide):
            added[:, place : place + wide] += one[:, [place]] * other
        seen = np.flatnonzero((added > _UNSEEN).any(axis=0))
        sums = added[:, : int(seen[-1]) + 1]
    found: FloatArray = sums[0] if len(sums) else np.ones(1)
    return found


def _arcs(observed: FloatArray, section: pd.Series[str]) -> pd.DataFrame:
    citing, cited = np.nonzero(observed)
    return pd.DataFrame(
        {
            "citing_id": section.index[citing],
            "cited_id": section.index[cited],
            "citing_section": section.to_numpy()[citing],
            "cited_section": section.to_numpy()[cited],
        },
        dtype="str",
    )


def _expected(observed: FloatArray, possible: Any) -> FloatArray:
    """Return the probability of each possible citation, given how many each paper makes and gets.

    It is ``x / (1 + x)`` with ``x = exp(row + column)``, the one of greatest entropy; the sums over
    rows and columns are those observed. Newton's method goes on until only the rounding of doubles
    is left, so that every processor finds the same. The length of a step is that of Sun and
    Tran-Dinh (2019), "Generalized self-concordant functions", Mathematical Programming 178, which
    needs no search along it and converges from anywhere.
    """
    out, into = observed.sum(axis=1), observed.sum(axis=0)
    rows, columns = np.flatnonzero(out), np.flatnonzero(into)
    table = np.zeros(observed.shape)
    if not len(rows):
        return table
    cells = possible[np.ix_(rows, columns)]
    wanted_rows, wanted_columns = out[rows], into[columns]
    row, column = np.zeros(len(rows)), np.zeros(len(columns))
    moved = np.inf
    for _ in range(_ROUNDS):
        chances = np.where(cells, expit(row[:, np.newaxis] + column), 0.0)
        # a citation that is certain has no finite potential; the ridge keeps it in sight
        excess_rows = chances.sum(axis=1) - wanted_rows + _RIDGE * row
        excess_columns = chances.sum(axis=0) - wanted_columns + _RIDGE * column
        weight = chances * (1 - chances)
        of_rows, of_columns = weight.sum(axis=1) + _RIDGE, weight.sum(axis=0) + _RIDGE
        # rows are eliminated from the system [[rows, weight], [weight', columns]]
        scaled = weight / of_rows[:, np.newaxis]
        step_columns = solve(
            np.diag(of_columns) - weight.T @ scaled,
            scaled.T @ excess_rows - excess_columns,
            assume_a="pos",
        )
        step_rows = -(excess_rows + weight @ step_columns) / of_rows
        change = np.where(cells, np.abs(step_rows[:, np.newaxis] + step_columns), 0.0)
        longest, moved = float(change.max()), float((weight * change).max())
        length = np.log1p(longest) / longest if longest else 1.0
        row, column = row + length * step_rows, column + length * step_columns
        if longest < _STEP and moved < _MOVED:
            break
    chances = np.where(cells, expit(row[:, np.newaxis] + column), 0.0)
    away = max(
        float(np.abs(chances.sum(axis=1) - wanted_rows).max()),
        float(np.abs(chances.sum(axis=0) - wanted_columns).max()),
    )
    if longest >= _STEP or moved >= _MOVED or away > _CLOSE:
        raise NotConvergedError("the expected citations", _ROUNDS, max(moved, away), _CLOSE)
    table[np.ix_(rows, columns)] = chances
    return table
