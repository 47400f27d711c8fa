"""Bursts in a series of counts: the most likely states of an automaton, by Viterbi."""

from __future__ import annotations

from typing import Any

import numpy as np

from kdgraph.arrays import FloatArray, Int8Array

__all__ = ["burst_costs", "burst_states"]


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

    References
    ----------
    Kleinberg (2002), "Bursty and hierarchical structure in streams", KDD 2002.

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
