"""Traversal weights: published values, brute force, exact integers, and any depth."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from kdgraph.kernels.counts import TooLargeError, exact_tally, path_tally, reach_tally
from kdgraph.kernels.flow import Flow, flow_of
from kdgraph.kernels.traversal import WEIGHTS, Traversal, exact_traversal, traversal
from tests.kernels.arrays import chain, cites_of, graphs, random_cites
from tests.kernels.literatures import BATAGELJ, PAJEK, array_of, brute_weights, layered
from tests.shared import SHARED, needs_shared

_EXAMPLES = settings(max_examples=60, deadline=None)
_PATH_WEIGHTS = WEIGHTS[:3]


def _by_arc(found: Traversal) -> dict[tuple[int, int], int]:
    weights = found.weights()
    assert weights is not None
    ends = zip(found.flow.cited.tolist(), found.flow.citing.tolist(), strict=True)
    return dict(zip(ends, weights, strict=True))


def _named(arcs: dict[str, Any], weight: str) -> dict[str, int]:
    names, cites = array_of(arcs)
    return {names[u] + names[v]: w for (u, v), w in _by_arc(traversal(cites, weight)).items()}


def _exact_shares(found: Traversal) -> np.ndarray[Any, np.dtype[np.float64]]:
    weights, total = found.weights(), found.total()
    assert weights is not None
    assert total is not None
    return np.array([weight / total for weight in weights])


@pytest.mark.parametrize(
    ("arcs", "totals"),
    [
        pytest.param(BATAGELJ, (10, 27, 64), id="figure"),
        pytest.param(PAJEK, (4, 14, 28), id="Pajek"),
    ],
)
def test_published_weights(arcs: dict[str, tuple[int, int, int]], totals: tuple[int, ...]) -> None:
    for place, weight in enumerate(_PATH_WEIGHTS):
        assert _named(arcs, weight) == {arc: values[place] for arc, values in arcs.items()}
        assert traversal(array_of(arcs)[1], weight).total() == totals[place]


@needs_shared
def test_reference_file() -> None:
    file = SHARED / "reference-results" / "traversal_weights.json"
    given = json.loads(file.read_text(encoding="utf-8"))
    figure, pajek = given["wikipedia_batagelj"], given["pajek_Test_net"]
    spc = _named(BATAGELJ, "spc")
    assert spc == {u + v: w for u, v, w in figure["expected_spc"]}
    for arcs, rows in ((BATAGELJ, figure["computed"]), (PAJEK, pajek["computed"])):
        assert {f"{u}{v}": tuple(values) for u, v, *values in rows} == arcs


@_EXAMPLES
@given(cites=graphs(acyclic=True), weight=st.sampled_from(WEIGHTS))
def test_weights_are_numbers_of_paths(cites: csr_array[Any], weight: str) -> None:
    expected, total = brute_weights(cites, weight)
    found = traversal(cites, weight)
    assert _by_arc(found) == expected
    assert found.total() == total
    for arc, share in zip(
        zip(found.flow.cited, found.flow.citing, strict=True), found.share, strict=True
    ):
        assert share == pytest.approx(expected[arc] / total, rel=1e-14)
        assert share <= 1 + 1e-15
    np.testing.assert_allclose(10**found.log10_weight, list(_by_arc(found).values()), rtol=1e-12)


@_EXAMPLES
@given(cites=graphs(acyclic=True), order=st.randoms(use_true_random=False))
def test_order_of_rows_and_a_row_without_arcs_change_nothing(
    cites: csr_array[Any], order: Random
) -> None:
    n = cites.shape[0]
    place = list(range(n + 1))
    order.shuffle(place)
    moved = cites_of(n + 1, [(place[i], place[j]) for i, j in zip(*cites.nonzero(), strict=True)])
    for weight in WEIGHTS:
        before, after = traversal(cites, weight), traversal(moved, weight)
        assert _by_arc(after) == {(place[u], place[v]): w for (u, v), w in _by_arc(before).items()}
        assert after.total() == before.total()


@_EXAMPLES
@given(cites=graphs(acyclic=True))
def test_reversal_keeps_all_weights_but_splc(cites: csr_array[Any]) -> None:
    reverse = csr_array(cites.T)
    for weight in ("spc", "spnp", "nppc"):
        there, back = (_by_arc(traversal(array, weight)) for array in (cites, reverse))
        assert there == {(u, v): w for (v, u), w in back.items()}


def test_splc_counts_where_knowledge_comes_from() -> None:
    cites = cites_of(3, [(1, 0), (2, 1)])
    assert traversal(cites, "splc").weights() == [1, 2]
    assert traversal(csr_array(cites.T), "splc").weights() == [2, 1]


def test_known_wrong_answers_are_not_ours() -> None:
    spc, splc, spnp, nppc = (np.array(list(_named(BATAGELJ, w).values())) for w in WEIGHTS)
    assert len(set((splc / spc).round(9))) > 1  # splc is no multiple of spc
    assert len(set((spnp / spc).round(9))) > 1
    assert (nppc != spnp).any()  # and spnp counts no pairs


@_EXAMPLES
@given(cites=graphs(acyclic=True))
def test_flow_is_conserved(cites: csr_array[Any]) -> None:
    _check_conservation(traversal(cites))


def _check_conservation(found: Traversal, error: float = 1e-12) -> None:
    flow = found.flow
    into = np.bincount(flow.citing, found.share, minlength=flow.n)
    out = np.bincount(flow.cited, found.share, minlength=flow.n)
    inner = (flow.onward.place >= 0) & (flow.back.place >= 0)
    np.testing.assert_allclose(into[inner], out[inner], atol=error, rtol=0)
    low, high = flow.level[flow.cited], flow.level[flow.citing]
    # across the cut below each level passes what enters lower and has not yet ended
    change = np.bincount(low + 1, found.share, minlength=flow.levels + 1)
    change -= np.bincount(high + 1, found.share, minlength=flow.levels + 1)[: flow.levels + 1]
    late = np.bincount(flow.level[flow.sources], minlength=1)
    assert late[1:].sum() == 0  # all sources are on the lowest level
    ended = np.bincount(flow.level[flow.sinks], into[flow.sinks], minlength=flow.levels)
    crossing = np.cumsum(change)[1 : flow.levels]
    gone = np.cumsum(ended)[: flow.levels - 1]
    if len(found.share):
        np.testing.assert_allclose(crossing + gone, 1.0, atol=error, rtol=0)


@pytest.mark.parametrize("weight", _PATH_WEIGHTS)
@pytest.mark.parametrize(
    ("layers", "width", "density"),
    [
        pytest.param(60, 80, 0.5, id="10^90 paths"),
        pytest.param(300, 16, 0.7, id="10^300 paths, several powers of 2^256"),
        pytest.param(3000, 3, 0.8, id="deep and thin"),
    ],
)
def test_scaled_shares_agree_with_exact_integers(
    weight: str, layers: int, width: int, density: float
) -> None:
    cites = layered(layers, layers, width, density)
    flow = flow_of(cites)
    assert flow.thin == (width == 3)
    found, exact = traversal(flow, weight), exact_traversal(flow, weight)
    assert not found.exact
    assert exact.exact
    expected = _exact_shares(exact)
    np.testing.assert_allclose(found.share, expected, rtol=1e-14, atol=0)
    np.testing.assert_allclose(exact.share, expected, rtol=1e-14, atol=0)
    assert found.log10_total == pytest.approx(exact.log10_total, rel=1e-13)
    for arc in range(0, len(expected), 5000):
        u, v = int(flow.cited[arc]), int(flow.citing[arc])
        ratio = int(found.number(u, v)) / int(exact.number(u, v))
        assert ratio == pytest.approx(1, rel=1e-15)
    if weight == "spc":
        _check_conservation(found)


def test_small_contributions_are_not_lost() -> None:
    """Beside 2**60 paths, a float cannot see a hundred more; a thousand times, they add up."""
    doubling = [(2 * i + a, 2 * i - 2 + b) for i in range(1, 61) for a in (0, 1) for b in (0, 1)]
    top, levels, fresh = 121, 300, 100
    arcs, last, row = list(doubling), top, 122
    for _ in range(levels):
        arcs += [(row, last), *((row, row + 1 + i) for i in range(fresh))]
        last, row = row, row + 1 + fresh
    flow = flow_of(cites_of(row, arcs))
    assert not flow.thin
    tally = path_tally(flow, "onward", every=False)
    assert int(tally.number(last)) == 2**60 + levels * fresh
    assert 2.0**60 + fresh == 2.0**60
    every = path_tally(flow, "onward", every=True)
    exact = exact_tally(flow, "onward", every=True)
    assert int(every.number(last)) == exact.number(last)


@pytest.mark.parametrize("rungs", [pytest.param(20_000, id="deep"), pytest.param(2, id="flat")])
def test_a_ladder_of_any_depth_has_finite_shares(rungs: int) -> None:
    upper = np.arange(2, 2 * rungs)
    below = upper // 2 * 2 - 2
    rows, columns = np.concatenate([upper, upper]), np.concatenate([below, below + 1])
    cites = csr_array((np.ones(len(rows)), (rows, columns)), shape=(2 * rungs, 2 * rungs))
    found = traversal(cites)
    assert found.log10_total == pytest.approx(rungs * np.log10(2), rel=1e-12)
    np.testing.assert_allclose(found.share, 0.25, rtol=1e-13)
    assert np.isfinite(found.log10_weight).all()


def test_a_chain_of_a_hundred_thousand_needs_no_recursion() -> None:
    found = traversal(chain(100_000))
    assert found.total() == 1
    np.testing.assert_array_equal(found.share, 1.0)
    # from any row to any later one: 10^5 * (10^5 - 1) / 2 paths
    assert traversal(chain(100_000), "spnp").total() == 100_000 * 99_999 // 2


@pytest.mark.slow
def test_a_chain_of_a_million() -> None:
    np.testing.assert_array_equal(traversal(chain(1_000_000)).share, 1.0)


def test_node_pairs_agree_with_reachability_by_matrix() -> None:
    cites = random_cites(3, 300, 900)
    flow = flow_of(cites)
    reach = np.eye(300, dtype=bool)
    for row in np.argsort(flow.level, kind="stable"):
        for cited in cites.indices[cites.indptr[row] : cites.indptr[row + 1]]:
            reach[row] |= reach[cited]
    np.testing.assert_array_equal(reach_tally(flow, "onward").mantissa, reach.sum(axis=1))
    np.testing.assert_array_equal(reach_tally(flow, "back").mantissa, reach.sum(axis=0))


def test_too_large_is_said_before_it_is_tried() -> None:
    deep = flow_of(layered(1, 60_000, 2, 1.0))
    with pytest.raises(TooLargeError, match=r"18062 digits.*leave exact out"):
        exact_traversal(deep)
    with pytest.raises(TooLargeError, match=r"node pairs of 200000 papers"):
        traversal(chain(200_000), "nppc")


@pytest.mark.parametrize("n", [0, 1, 3])
@pytest.mark.parametrize("weight", WEIGHTS)
def test_without_arcs(n: int, weight: str) -> None:
    for found in (traversal(cites_of(n, []), weight), exact_traversal(cites_of(n, []), weight)):
        assert found.weights() == []
        assert found.total() == 0
        assert found.log10_total == float("-inf")
        assert len(found.share) == len(found.log10_weight) == 0


def test_bad_input() -> None:
    with pytest.raises(ValueError, match="no weight 'pagerank'; there are: spc, splc, spnp, nppc"):
        traversal(chain(3), "pagerank")
    with pytest.raises(ValueError, match="cycle"):
        traversal(chain(3, closed=True))


def test_sweeps_visit_every_arc_once_in_order() -> None:
    flow: Flow = flow_of(random_cites(5, 200, 800))
    for sweep, turn in ((flow.onward, flow.level), (flow.back, -flow.level)):
        np.testing.assert_array_equal(np.sort(sweep.arcs), np.arange(len(flow.citing)))
        takers = np.repeat(sweep.rows, np.diff(sweep.starts))
        assert (turn[takers] > turn[sweep.others]).all()
        np.testing.assert_array_equal(sweep.rows[sweep.place[sweep.rows]], sweep.rows)
