"""Cutting cycles: acyclic, nothing lost unsaid, nothing cut that could stay."""

from __future__ import annotations

from random import Random
from typing import Any, get_args

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from kdgraph.kernels.cycles import REASONS, Cut, How, cut_cycles
from kdgraph.kernels.order import topological_order
from tests.kernels.arrays import Arcs, arcs_of, chain, cites_of, graphs, network_of, random_cites

_EXAMPLES = settings(max_examples=150, deadline=None)
_WAYS: tuple[How, ...] = get_args(How)
_YOUNGER, _SAME, _UNDATED, _TWIN, _INSIDE = REASONS
_NAN = float("nan")
_TIMES = st.lists(st.sampled_from([2000.0, 2001.0, 2002.5, _NAN]), min_size=9, max_size=9)


def _dropped(cut: Cut) -> dict[tuple[int, int], str]:
    citing, cited, reason = (part.tolist() for part in cut.dropped)
    return {(i, j): REASONS[code] for i, j, code in zip(citing, cited, reason, strict=True)}


def _cut(arcs: Arcs, times: list[float], how: How = "backward") -> Cut:
    return cut_cycles(cites_of(len(times), arcs), np.array(times), how)


def _inner(cites: csr_array[Any]) -> Arcs:
    """Return the arcs inside strong components, by networkx."""
    network = network_of(cites)
    of = {row: n for n, c in enumerate(nx.strongly_connected_components(network)) for row in c}
    return {(i, j) for i, j in arcs_of(cites) if of[i] == of[j]}


@_EXAMPLES
@given(cites=graphs(), times=_TIMES, how=st.sampled_from(_WAYS))
def test_result_is_acyclic_and_each_arc_is_there_or_listed(
    cites: csr_array[Any], times: list[float], how: How
) -> None:
    n = cites.shape[0]
    cut = cut_cycles(cites, np.array(times[:n]), how)
    assert nx.is_directed_acyclic_graph(network_of(cut.cites))
    assert cut.cites.has_canonical_format
    assert np.all(cut.cites.data == 1)
    assert len(cut.row_of) == cut.cites.shape[0]
    assert len(cut.member_of) == n
    dropped, result = _dropped(cut), arcs_of(cut.cites)
    assert set(dropped) <= _inner(cites)  # arcs outside of cycles stay
    for i, j in arcs_of(cites):
        here = (int(cut.member_of[i]), int(cut.member_of[j]))
        assert (here in result) != ((i, j) in dropped)
    assert list(dropped) == sorted(dropped)


@_EXAMPLES
@given(cites=graphs(), times=_TIMES)
def test_backward_cuts_nothing_that_could_stay(cites: csr_array[Any], times: list[float]) -> None:
    n = cites.shape[0]
    time = np.array(times[:n])
    cut = cut_cycles(cites, time)
    network, dropped = network_of(cut.cites), _dropped(cut)
    assert arcs_of(cut.cites) | set(dropped) == arcs_of(cites)
    for (i, j), reason in dropped.items():
        assert nx.has_path(network, j, i)  # so that i citing j would close a cycle
        gap = time[i] - time[j]
        assert not gap > 0  # with time: never cut
        assert reason == (_UNDATED if np.isnan(gap) else _SAME if gap == 0 else _YOUNGER)
    np.testing.assert_array_equal(cut.row_of, np.arange(n))
    np.testing.assert_array_equal(cut.member_of, np.arange(n))


@_EXAMPLES
@given(cites=graphs(), order=st.randoms(use_true_random=False))
def test_order_of_rows_changes_nothing_where_times_differ(
    cites: csr_array[Any], order: Random
) -> None:
    n = cites.shape[0]
    time = np.array([2.0**i for i in range(n)])  # no two times and no two gaps are equal
    place = list(range(n))
    order.shuffle(place)
    moved = cites_of(n, {(place[i], place[j]) for i, j in arcs_of(cites)})
    again = cut_cycles(moved, time[np.argsort(place)] if n else time)
    expected = {
        ((place[i], place[j]), reason)
        for (i, j), reason in _dropped(cut_cycles(cites, time)).items()
    }
    assert set(_dropped(again).items()) == expected


@_EXAMPLES
@given(cites=graphs(8), times=_TIMES, how=st.sampled_from(_WAYS))
def test_isolated_rows_change_nothing(cites: csr_array[Any], times: list[float], how: How) -> None:
    n = cites.shape[0]
    alone = cut_cycles(cites, np.array(times[:n]), how)
    more = cut_cycles(cites_of(n + 1, arcs_of(cites)), np.array([*times[:n], 2000.0]), how)
    assert _dropped(more) == _dropped(alone)
    assert more.cites.nnz == alone.cites.nnz


def test_the_arc_most_against_time_goes() -> None:
    # 0 (2000) -> 2 (2010) and 1 (2005) -> 2 run against time; without the first, none is a cycle
    cut = _cut({(1, 0), (2, 1), (0, 2)}, [2000, 2005, 2010])
    assert _dropped(cut) == {(0, 2): _YOUNGER}
    cut = _cut({(1, 0), (0, 1), (2, 1), (1, 2), (0, 2)}, [2000, 2005, 2010])
    assert _dropped(cut) == {(0, 1): _YOUNGER, (1, 2): _YOUNGER, (0, 2): _YOUNGER}


def test_an_arc_against_time_stays_where_another_opens_the_cycle() -> None:
    # both 0 -> 1 (a year) and 2 -> 3 (ten years) run against time, in the one cycle 0 1 2 3
    cut = _cut({(0, 1), (1, 2), (2, 3), (3, 0)}, [2001, 2002, 1992, 2002])
    assert _dropped(cut) == {(2, 3): _YOUNGER}


def test_same_time() -> None:
    # 0 and 1 cite each other; all others cite 0, so that it comes first
    cut = _cut({(0, 1), (1, 0), (2, 0), (3, 0)}, [2000] * 4)
    assert list(_dropped(cut).values()) == [_SAME]
    # within one year and without a cycle: untouched
    assert _dropped(_cut({(1, 0), (2, 1)}, [2000] * 3)) == {}


def test_the_greedy_order_keeps_most_arcs_of_one_time() -> None:
    # a transitive tournament of 12 and one arc that turns it into a cycle
    arcs = {(i, j) for i in range(12) for j in range(i)} - {(11, 0)} | {(0, 11)}
    assert _dropped(_cut(arcs, [2000.0] * 12)) == {(0, 11): _SAME}


@pytest.mark.parametrize("seed", range(3))
def test_at_most_half_goes_without_any_date(seed: int) -> None:
    cites = random_cites(seed, 200, 1500, forward=0.5)
    cut = cut_cycles(cites, np.full(200, np.nan))
    assert set(_dropped(cut).values()) == {_UNDATED}
    assert 0 < len(_dropped(cut)) < 0.4 * cites.nnz


def test_an_undated_paper_stands_where_its_references_place_it() -> None:
    # 1 is undated, cites 0 (2000) and is cited by 2 (2010), whom 0 cites against time
    cut = _cut({(1, 0), (2, 1), (0, 2)}, [2000, _NAN, 2010])
    assert _dropped(cut) == {(0, 2): _YOUNGER}
    # nothing runs against time for sure; 1 is no older than 2, which it cites
    cut = _cut({(0, 1), (1, 2), (2, 0)}, [2000, _NAN, 2010])
    assert _dropped(cut) == {(0, 1): _UNDATED}


def test_an_arc_surely_against_time_goes_before_one_of_an_undated_paper() -> None:
    # 1 counts as of 2010 like 2, so 0 -> 1 seems ten years against time, 2 -> 3 half a year
    cut = _cut({(0, 1), (1, 2), (2, 3), (3, 0)}, [2000, _NAN, 2010, 2010.5])
    assert _dropped(cut) == {(2, 3): _YOUNGER}


def test_preprints() -> None:
    # 1 and 2 cite each other and 0; 3 cites 1
    arcs = {(1, 0), (2, 0), (1, 2), (2, 1), (3, 1)}
    cut = _cut(arcs, [2000.0] * 4, "preprint")
    assert arcs_of(cut.cites) == {(1, 0), (2, 0), (1, 5), (2, 4), (3, 1)}
    assert cut.row_of.tolist() == [0, 1, 2, 3, 1, 2]
    assert cut.member_of.tolist() == [0, 1, 2, 3]
    assert _dropped(cut) == {(1, 2): _TWIN, (2, 1): _TWIN}


@_EXAMPLES
@given(cites=graphs())
def test_preprints_lead_every_inner_arc_to_a_twin(cites: csr_array[Any]) -> None:
    n, inner = cites.shape[0], _inner(cites)
    cut = cut_cycles(cites, np.zeros(n), "preprint")
    assert cut.cites.nnz == cites.nnz
    assert cut.row_of[n:].tolist() == sorted({i for i, _ in inner})
    led = {(i, int(cut.row_of[j])) for i, j in arcs_of(cut.cites) if j >= n}
    assert led == inner == set(_dropped(cut))
    assert not np.diff(cut.cites.indptr)[n:].any()  # a preprint cites nothing


def test_shrinking() -> None:
    cut = _cut({(1, 0), (3, 0), (1, 3), (3, 1), (2, 1), (2, 3)}, [2000.0] * 4, "shrink")
    assert cut.row_of.tolist() == [0, 1, 2]
    assert cut.member_of.tolist() == [0, 1, 2, 1]
    assert arcs_of(cut.cites) == {(1, 0), (2, 1)}
    assert cut.cites.data.tolist() == [1, 1]  # though 2 cites both of 1 and 3
    assert _dropped(cut) == {(1, 3): _INSIDE, (3, 1): _INSIDE}


@_EXAMPLES
@given(cites=graphs())
def test_shrinking_is_the_condensation_of_networkx(cites: csr_array[Any]) -> None:
    cut = cut_cycles(cites, np.zeros(cites.shape[0]), "shrink")
    assert np.all(np.diff(cut.row_of) > 0)
    theirs = nx.condensation(network_of(cites))
    row = {c: int(cut.member_of[int(min(rows))]) for c, rows in theirs.nodes(data="members")}
    assert arcs_of(cut.cites) == {(row[i], row[j]) for i, j in theirs.edges}
    for component, members in theirs.nodes(data="members"):
        assert {int(cut.member_of[int(member)]) for member in members} == {row[component]}
        assert cut.row_of[row[component]] == min(members)


def test_an_acyclic_graph_is_given_back() -> None:
    cites = random_cites(3, 100, 300)
    for how in _WAYS:
        cut = cut_cycles(cites, np.zeros(100), how)
        assert cut.cites is cites
        assert _dropped(cut) == {}


def test_what_is_given_stays_as_it_is() -> None:
    cites, time = random_cites(4, 60, 300, forward=0.2), np.full(60, np.nan)
    arcs = arcs_of(cites)
    for how in _WAYS:
        cut_cycles(cites, time, how)
    assert arcs_of(cites) == arcs
    assert np.isnan(time).all()


@pytest.mark.parametrize("n", [0, 1])
@pytest.mark.parametrize("how", _WAYS)
def test_almost_nothing(n: int, how: How) -> None:
    cut = cut_cycles(cites_of(n, set()), np.zeros(n), how)
    assert cut.cites.shape == (n, n)
    assert _dropped(cut) == {}


def test_bad_arguments() -> None:
    cites = cites_of(2, {(1, 0)})
    wrong: Any = "forward"
    with pytest.raises(ValueError, match="backward, preprint, shrink, not 'forward'"):
        cut_cycles(cites, np.zeros(2), wrong)
    with pytest.raises(ValueError, match=r"expected 2 times.*\(3,\)"):
        cut_cycles(cites, np.zeros(3))


@pytest.mark.parametrize("dates", ["along", "at random", "none"])
def test_a_cycle_of_a_hundred_thousand_papers(dates: str) -> None:
    n = 100_000
    time = {
        "along": np.arange(n, dtype=np.float64),
        "at random": np.random.default_rng(5).random(n),
        "none": np.full(n, np.nan),
    }[dates]
    cut = cut_cycles(chain(n, closed=True), time)
    (lost,) = _dropped(cut).items()
    if dates == "along":
        assert lost == ((0, n - 1), _YOUNGER)
    _, level = topological_order(cut.cites)
    assert level.max() == n - 1
    for how in ("preprint", "shrink"):
        assert len(_dropped(cut_cycles(chain(n, closed=True), time, how))) == n
