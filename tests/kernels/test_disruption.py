"""The counts below the CD index, against the definition in plain sets."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from kdgraph.arrays import FloatArray
from kdgraph.kernels.disruption import DisruptionCounts, disruption_counts
from tests.kernels.arrays import arcs_of, cites_of, graphs, random_cites
from tests.networks import hepth
from tests.shared import needs_shared


def _plainly(
    cites: csr_array[np.float64], time: FloatArray, window: float, rows: list[int]
) -> list[tuple[int, int, int, int]]:
    """Count as the definition says, row by row."""
    arcs = {(i, j) for i, j in arcs_of(cites) if not time[i] < time[j]}
    references: dict[int, set[int]] = {row: set() for row in range(len(time))}
    citers: dict[int, set[int]] = {row: set() for row in range(len(time))}
    for i, j in arcs:
        references[i].add(j)
        citers[j].add(i)
    found = []
    for focal in rows:
        end = time[focal] + window
        around = citers[focal].union(*(citers[j] for j in references[focal]))
        scope = {i for i in around if time[focal] < time[i] <= end}
        cites_it = {i for i in scope if i in citers[focal]}
        cites_references = {i for i in scope if references[i] & references[focal]}
        found.append(
            (
                len(cites_it - cites_references),
                len(cites_it & cites_references),
                len(cites_references - cites_it),
                sum(bool(time[i] <= end) for i in citers[focal]),
            )
        )
    return found


def _rows(counts: DisruptionCounts) -> list[tuple[int, int, int, int]]:
    columns = (counts.only_focal, counts.both, counts.only_references, counts.citers)
    return list(zip(*(column.tolist() for column in columns), strict=True))


@settings(max_examples=300, deadline=None)
@given(cites=graphs(9), window=st.sampled_from([0.5, 1, 2, 5, 100]), data=st.data())
def test_plain_sets_agree(cites: csr_array[np.float64], window: float, data: st.DataObject) -> None:
    n = cites.shape[0]
    moment = st.one_of(st.just(np.nan), st.integers(2000, 2006), st.floats(2000, 2006))
    time = np.array(data.draw(st.lists(moment, min_size=n, max_size=n)), dtype=np.float64)
    counts = disruption_counts(cites, time, window)
    assert _rows(counts) == _plainly(cites, time, window, list(range(n)))
    forward = sum(bool(time[i] < time[j]) for i, j in arcs_of(cites))
    assert counts.forward_in_time == forward


@pytest.mark.parametrize("step", [1.0, 0.01], ids=["years", "days"])
def test_many_panels_agree_too(step: float) -> None:
    cites = random_cites(5, 1500, 9000, forward=0.01)
    time = np.floor(np.arange(1500) / 90 / step) * step + 2000
    counts = disruption_counts(cites, time, 5)
    assert _rows(counts) == _plainly(cites, time, 5, list(range(1500)))


def test_hand_made_case() -> None:
    # 2 cites 1 and 0, 3 to 5 come after it: 3 cites it alone, 4 cites it and 1, 5 cites 0 alone
    cites = cites_of(6, [(2, 1), (2, 0), (3, 2), (4, 2), (4, 1), (5, 0)])
    time = np.array([2000.0, 2001, 2002, 2003, 2007, 2008])
    assert _rows(disruption_counts(cites, time, 5))[2] == (1, 1, 0, 2)  # 2008 is too late
    assert _rows(disruption_counts(cites, time, 6))[2] == (1, 1, 1, 2)
    assert _rows(disruption_counts(csr_array(cites.T), time, 6))[2] != (1, 1, 1, 2)


@pytest.mark.parametrize("window", [0.0, -1.0, float("nan")])
def test_bad_window(window: float) -> None:
    with pytest.raises(ValueError, match="window must be above zero"):
        disruption_counts(cites_of(1, []), np.zeros(1), window)


def test_bad_times() -> None:
    with pytest.raises(ValueError, match="expected 2 times"):
        disruption_counts(cites_of(2, []), np.zeros(1), 5)


@needs_shared
def test_real_size_by_day() -> None:
    cites, day = hepth()
    rows = np.random.default_rng(1).choice(cites.shape[0], 150, replace=False).tolist()
    counts = disruption_counts(cites, day, 5 * 365.25)
    found = _rows(counts)
    assert [found[row] for row in rows] == _plainly(cites, day, 5 * 365.25, rows)
