"""Citation bursts after Kleinberg."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from kdgraph.analysis.influence import MEASURES, NOTES
from kdgraph.analysis.influence._graph import citations_received
from kdgraph.analysis.influence._histories import LEAST_MADE, histories
from kdgraph.arrays import FloatArray, Int8Array
from kdgraph.errors import InputError
from kdgraph.graph.citation import CitationGraph

__all__ = ["burst", "burst_costs", "burst_notes", "burst_states"]


@MEASURES.add("burst", label="Citation burst")
def burst(
    graph: CitationGraph, *, scale: float = 2.0, gamma: float = 1.0, states: int = 2
) -> pd.DataFrame:
    """Burst: weight of the strongest run of calendar years cited far above the paper's usual share.

    An automaton per paper: in state k, each citation that the corpus makes in a year goes to the
    paper with its usual probability times ``scale ** k``. The most likely sequence of states is
    found exactly (Viterbi); a burst is a run of years above state 0, its weight how much more
    likely the run is than state 0 throughout, as a natural logarithm.

    Parameters
    ----------
    graph : CitationGraph
        Papers with years, and citations.
    scale : float
        Step in frequency from state to state; above 1.
    gamma : float
        How unwilling the automaton is to go up: one state costs gamma times the logarithm of the
        paper's number of years; 0 or more.
    states : int
        Number of states, from 2 to 9.

    Returns
    -------
    DataFrame
        ``score``, 0 where there is no burst, nan for papers without a year or a dated citation;
        ``start`` and ``end`` of the strongest burst, years inclusive; ``level``, its highest state;
        ``bursts``, all of them as lists of (start, end, level, weight) in order of time;
        ``citations``; ``undated_citing`` and ``earlier_citing``, left out.

    Raises
    ------
    InputError
        If a parameter is out of its range.

    References
    ----------
    Kleinberg (2002), "Bursty and hierarchical structure in streams", KDD 2002, section 4 (batched
    arrivals).

    Examples
    --------
    >>> from kdgraph.graph.citation import citation_graph
    >>> citing = {f"p{n}": 2001 + n // 8 for n in range(48)}  # eight papers a year from 2001
    >>> papers = pd.Series({"a": 2000, "b": 2000} | citing, name="year").rename_axis("paper_id")
    >>> cited = ["a" if year == 2005 else "b" for year in citing.values()]
    >>> graph = citation_graph(papers.to_frame(), pd.DataFrame({"citing_id": list(citing),
    ...                                                         "cited_id": cited}))
    >>> burst(graph).loc["a", ["start", "end", "level"]].tolist()
    [2005, 2005, 1]
    """
    if not (scale > 1 and gamma >= 0 and 2 <= states <= 9):
        raise InputError(
            f"a burst needs scale above 1, gamma of 0 or more and 2 to 9 states; "
            f"got {scale}, {gamma} and {states}"
        )
    found = histories(graph)
    totals = found.read.made
    bursts: list[list[tuple[int, int, int, float]]] = [[] for _ in range(len(graph.papers))]
    for block in found.blocks():
        costs = burst_costs(
            block.counts, totals[block.first :], block.begin, scale=scale, states=states
        )
        alive = block.counts.shape[1] - block.begin
        best = burst_states(costs, gamma * np.log(np.maximum(alive, 1)))
        for place in np.flatnonzero(best.any(axis=1)).tolist():
            above = _runs(best[place], costs[place], found.first_year + block.first)
            bursts[block.rows[place]] = list(above)
    score = np.full(len(bursts), np.nan)
    score[found.rows] = 0.0
    columns: dict[str, list[int | None]] = {"start": [], "end": [], "level": []}
    for row, runs in enumerate(bursts):
        strongest = max(runs, key=lambda run: run[3], default=None)
        for name, value in zip(columns, strongest or (None, None, None), strict=False):
            columns[name].append(value if value is None else int(value))
        if strongest:
            score[row] = strongest[3]
    frame = pd.DataFrame({"score": score}, index=graph.papers.index)
    for name, values in columns.items():
        frame[name] = pd.array(values, dtype="Int64")
    frame["bursts"] = pd.Series(bursts, index=frame.index, dtype=object)
    return frame.assign(
        citations=citations_received(graph),
        undated_citing=found.undated,
        earlier_citing=found.earlier,
    )


@NOTES.add("burst")
def burst_notes(graph: CitationGraph, scores: pd.DataFrame) -> list[str]:
    """Say that reading alone makes no burst, and on which years little rests."""
    thin = histories(graph).read.thin()
    if not thin or not (scores["score"] > 0).any():
        return []
    return [
        "a burst is a share of the citations that the corpus makes in a year, so that more lists "
        f"read make none; fewer than {LEAST_MADE} citations are made in {thin}: what starts or "
        "ends there is uncertain"
    ]


def _runs(
    states: Int8Array, costs: FloatArray, first_year: int
) -> Iterator[tuple[int, int, int, float]]:
    above = np.concatenate(([0], (states > 0).astype(np.int8), [0]))
    edges = np.flatnonzero(np.diff(above))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        saved = costs[start:end, 0] - costs[np.arange(start, end), states[start:end]]
        yield (
            int(first_year + start),
            int(first_year + end - 1),
            int(states[start:end].max()),
            float(saved.sum()),
        )


_SUREST = 1 - 1e-6  # a probability of 1 would forbid what may well happen next


def burst_costs(
    events: FloatArray,
    totals: FloatArray,
    begin: np.ndarray[Any, Any],
    *,
    scale: float,
    states: int,
) -> FloatArray:
    """Return what it costs each series to be in each state in each period.

    In state k of a series, each of the ``totals[t]`` things of a period is one of its events with
    probability ``p0 * scale ** k``, where p0 is the share of events in all its periods. The cost is
    minus the logarithm of the binomial probability, without the coefficient that all states share.

    Parameters
    ----------
    events : ndarray of float, shape (series, periods)
        Events of each series in each period; at most `totals`.
    totals : ndarray of float, shape (periods,)
        All things of a period, of which some are events.
    begin : ndarray of int, shape (series,)
        The first period of each series; before it every state costs nothing.
    scale : float
        How much more frequent events are, state by state; above 1.
    states : int
        How many states there are; 2 or more.

    Returns
    -------
    ndarray of float, shape (series, periods, states)

    Raises
    ------
    ValueError
        If a parameter is out of its range, or a period has more events than things.

    Examples
    --------
    >>> costs = burst_costs(np.array([[1.0, 3.0]]), np.array([10.0, 10.0]), np.array([0]),
    ...                     scale=2, states=2)
    >>> costs.round(2)  # p is 0.2 in state 0 and 0.4 in state 1
    array([[[3.62, 5.51],
            [6.39, 6.32]]])
    """
    if not scale > 1:
        raise ValueError(f"scale must be above 1, got {scale}")
    if states < 2:
        raise ValueError(f"there must be 2 states or more, got {states}")
    if (events > totals).any() or (events < 0).any():
        raise ValueError("each period must have from 0 events to as many as its total")
    alive = np.arange(len(totals)) >= begin[:, None]
    if events[~alive].any():
        raise ValueError("a series has events before it begins")
    things = np.where(alive, totals, 0.0)
    sums = things.sum(axis=1)
    base = np.divide(events.sum(axis=1), sums, out=np.zeros(len(events)), where=sums > 0)
    costs = np.zeros((*events.shape, states), dtype=np.float64)
    for state in range(states):
        share = np.minimum(base * scale**state, _SUREST)[:, None]
        # a series without any event has share 0 and costs 0 everywhere
        log_yes = np.log(share, out=np.zeros_like(share), where=share > 0)
        costs[:, :, state] = -(events * log_yes + (things - events) * np.log1p(-share))
    return costs


def burst_states(costs: FloatArray, climb: FloatArray) -> Int8Array:
    """Return the cheapest sequence of states of each series, by dynamic programming.

    A series is in state 0 before its first period; going up by one state costs ``climb``, going
    down nothing. Among equally cheap sequences it is the one with the lower states.

    Parameters
    ----------
    costs : ndarray of float, shape (series, periods, states)
        What it costs to be in a state, as from `burst_costs`.
    climb : ndarray of float, shape (series,)
        Cost of going up by one state; not negative.

    Returns
    -------
    ndarray of int8, shape (series, periods)

    Examples
    --------
    >>> burst_states(np.array([[[1.0, 3.0], [6.0, 2.0], [6.0, 2.0]]]), np.array([1.0]))
    array([[0, 1, 1]], dtype=int8)
    """
    series, periods, states = costs.shape
    rise = np.maximum(np.arange(states)[None, :] - np.arange(states)[:, None], 0)
    step = climb[:, None, None] * rise[None, :, :]  # from state, to state
    so_far = np.full((series, states), np.inf)
    so_far[:, 0] = 0.0
    came_from = np.empty((series, periods, states), dtype=np.int8)
    for period in range(periods):
        ways = so_far[:, :, None] + step
        came_from[:, period] = ways.argmin(axis=1)  # the first, so the lowest, of equals
        so_far = ways.min(axis=1) + costs[:, period]
    best = np.empty((series, periods), dtype=np.int8)
    if periods:
        best[:, -1] = so_far.argmin(axis=1)
    every = np.arange(series)
    for period in range(periods - 1, 0, -1):
        best[:, period - 1] = came_from[every, period, best[:, period]]
    return best
