"""Compiled loops beside numpy: equal integers, floats within the error that is stated."""

from __future__ import annotations

from decimal import Decimal
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from kdgraph.errors import NotConvergedError
from kdgraph.kernels.compiled import compiled_if_it_pays, read_only
from kdgraph.kernels.cycles import cut_cycles
from kdgraph.kernels.disruption import disruption_counts
from kdgraph.kernels.flow import flow_of
from kdgraph.kernels.pagerank import pagerank
from kdgraph.kernels.propagation import propagate
from kdgraph.kernels.routes import SEARCHES, main_routes
from kdgraph.kernels.traversal import Traversal, exact_traversal, traversal
from tests.kernels.arrays import chain, cites_of, graphs, random_cites
from tests.kernels.literatures import layered
from tests.networks import hepth
from tests.shared import needs_shared

pytestmark = pytest.mark.skipif(find_spec("numba") is None, reason="numba is not installed")

_EXAMPLES = settings(max_examples=80, deadline=None)  # the first one may compile
_PATH_WEIGHTS = ("spc", "splc", "spnp")


def both(cites: csr_array[Any], weight: str = "spc") -> tuple[Traversal, Traversal]:
    """Weigh with numpy and with compiled loops."""
    plain, fast = (flow_of(cites, compiled=compiled) for compiled in (False, True))
    assert plain.loops is None
    assert fast.loops is not None
    np.testing.assert_array_equal(plain.level, fast.level)
    np.testing.assert_array_equal(plain.sources, fast.sources)
    np.testing.assert_array_equal(plain.sinks, fast.sinks)
    place = np.empty(fast.n, dtype=np.intp)
    place[fast.order] = np.arange(fast.n)
    assert (place[fast.citing] > place[fast.cited]).all()
    return traversal(plain, weight), traversal(fast, weight)


def assert_same(plain: Traversal, fast: Traversal) -> None:
    """Compare shares and, to 1e-24, the counts of all rows."""
    np.testing.assert_allclose(fast.share, plain.share, rtol=1e-15)
    assert fast.exact == plain.exact
    for one, other in ((plain.before, fast.before), (plain.after, fast.after)):
        np.testing.assert_array_equal(one.power, other.power)
        np.testing.assert_allclose(other.mantissa, one.mantissa, rtol=3e-16)
        for row in range(0, plain.flow.n, max(plain.flow.n // 200, 1)):
            a, b = one.number(row), other.number(row)
            assert a == b if plain.exact else abs(Decimal(a) / Decimal(b) - 1) < Decimal("1e-24")


@_EXAMPLES
@given(cites=graphs(9, acyclic=True), weight=st.sampled_from(_PATH_WEIGHTS))
def test_any_order_of_rows(cites: csr_array[Any], weight: str) -> None:
    plain, fast = both(cites, weight)
    np.testing.assert_array_equal(fast.share, plain.share)
    assert fast.weights() == plain.weights()
    assert fast.total() == plain.total()


@pytest.mark.parametrize("weight", _PATH_WEIGHTS)
@pytest.mark.parametrize(
    ("layers", "width", "density", "least", "most"),
    [
        pytest.param(10, 60, 0.1, 10, 53, id="below 2**53"),
        pytest.param(60, 30, 0.5, 80, 256, id="above 2**80"),
        pytest.param(200, 20, 0.5, 256, 1_000, id="powers of 2**256"),
        pytest.param(400, 20, 0.8, 1_000, 10_000, id="above 2**1000"),
    ],
)
def test_numbers_of_any_size(
    layers: int, width: int, density: float, least: int, most: int, weight: str
) -> None:
    cites = layered(3, layers, width, density)
    plain, fast = both(cites, weight)
    assert not plain.flow.thin
    assert least < plain.after.log2.max() < most
    assert_same(plain, fast)
    # and against integers, by rows in an order that is none for a sweep
    mixed = np.random.default_rng(1).permutation(cites.shape[0])
    moved = csr_array(csr_array(cites[mixed])[:, mixed]).sorted_indices()
    _, fast = both(moved, weight)
    exact = exact_traversal(flow_of(moved, compiled=False), weight)
    np.testing.assert_allclose(fast.share, exact.share, rtol=1e-14)
    for row in range(0, fast.flow.n, 37):
        assert abs(Decimal(fast.before.number(row)) / exact.before.number(row) - 1) < 1e-24
        assert abs(Decimal(fast.after.number(row)) / exact.after.number(row) - 1) < 1e-24


@pytest.mark.parametrize("search", SEARCHES)
def test_searches_find_the_same(search: str) -> None:
    plain, fast = both(layered(5, 60, 30, 0.5))
    expected, found = (main_routes(weighed, search, k=5) for weighed in (plain, fast))
    assert found.arcs.tolist() == expected.arcs.tolist()
    assert found.key_arcs.tolist() == expected.key_arcs.tolist()
    assert (found.count, found.doubtful) == (expected.count, expected.doubtful)


@_EXAMPLES
@given(cites=graphs(9, acyclic=True), search=st.sampled_from(list(SEARCHES)))
def test_searches_find_the_same_in_any_graph(cites: csr_array[Any], search: str) -> None:
    expected, found = (main_routes(weighed, search, k=2) for weighed in both(cites))
    assert found.arcs.tolist() == expected.arcs.tolist()
    assert found.total == expected.total


def test_a_cycle_is_named_as_without_loops() -> None:
    with pytest.raises(ValueError, match="a cycle of 3: 0 -> 2 -> 1 -> 0"):
        flow_of(chain(3, closed=True), compiled=True)


def test_long_chains_against_the_order_of_rows() -> None:
    plain, fast = both(csr_array(chain(3_000).T))
    assert_same(plain, fast)


@_EXAMPLES
@given(cites=graphs(9), damping=st.sampled_from([0.1, 0.5, 0.85, 0.99]))
def test_pagerank_with_cycles(cites: csr_array[Any], damping: float) -> None:
    plain, fast = (pagerank(cites, damping=damping, compiled=c) for c in (False, True))
    assert np.abs(plain - fast).sum() <= 2e-9


def test_spread_in_a_large_cycle_and_without_any() -> None:
    start = np.random.default_rng(2).random(2_000)
    for cites in (random_cites(4, 2_000, 9_000, forward=0.3), random_cites(4, 2_000, 9_000)):
        passed = csr_array(cites / np.maximum(np.diff(cites.indptr), 1)[:, None])
        dense = np.eye(2_000) - 0.85 * passed.toarray().T
        solved = propagate(cites, start, damping=0.85, tolerance=1e-12, compiled=True)
        np.testing.assert_allclose(solved, np.linalg.solve(dense, start), rtol=1e-9)


@pytest.mark.parametrize("compiled", [False, True])
def test_a_cycle_of_next_to_nothing_keeps_what_it_has(compiled: bool) -> None:
    cites = cites_of(3, [(0, 1), (1, 0)])
    start = np.array([1e-20, 1e-20, 1.0])
    solved = propagate(cites, start, damping=0.5, compiled=compiled)
    assert (solved[:2] >= start[:2]).all()


def test_too_few_turns_are_told() -> None:
    with pytest.raises(NotConvergedError, match="3 iterations"):
        pagerank(chain(50, closed=True), damping=0.99, max_iterations=3, compiled=True)


@_EXAMPLES
@given(cites=graphs(9), window=st.sampled_from([0.5, 1, 2, 5, 100]), data=st.data())
def test_disruption(cites: csr_array[Any], window: float, data: st.DataObject) -> None:
    n = cites.shape[0]
    moment = st.one_of(st.just(np.nan), st.integers(2000, 2006), st.floats(2000, 2006))
    time = np.array(data.draw(st.lists(moment, min_size=n, max_size=n)), dtype=np.float64)
    assert_equal_counts(cites, time, window)


def assert_equal_counts(cites: csr_array[Any], time: Any, window: float) -> None:
    """Compare all counts below the CD index."""
    plain, fast = (disruption_counts(cites, time, window, compiled=c) for c in (False, True))
    for name in ("only_focal", "both", "only_references", "citers", "forward_in_time"):
        np.testing.assert_array_equal(getattr(fast, name), getattr(plain, name))


@pytest.mark.parametrize("wide", [np.int32, np.int64])
def test_indices_of_either_width_that_nobody_may_write(wide: type[np.integer[Any]]) -> None:
    given = random_cites(6, 300, 1_500)
    parts = (given.data, given.indices.astype(wide), given.indptr.astype(wide))
    cites = csr_array(parts, shape=given.shape)
    for part in (cites.data, cites.indices, cites.indptr):
        part.flags.writeable = False
    assert cites.indices.dtype == wide
    plain, fast = both(cites)
    assert_same(plain, fast)
    assert_equal_counts(cites, np.arange(300.0), 40)
    ranks, same = (pagerank(cites, compiled=compiled) for compiled in (False, True))
    np.testing.assert_allclose(same, ranks, rtol=1e-9)


@needs_shared
def test_high_energy_physics() -> None:
    cites, day = hepth()
    assert_equal_counts(cites, day, 5 * 365.25)
    plain, fast = (pagerank(cites, compiled=compiled) for compiled in (False, True))
    assert np.abs(plain - fast).sum() <= 2e-9
    acyclic = cut_cycles(cites, day).cites
    for weight in _PATH_WEIGHTS:
        weighed = both(acyclic, weight)
        assert_same(*weighed)
        expected, found = (main_routes(each) for each in weighed)
        assert found.arcs.tolist() == expected.arcs.tolist()


def test_what_pays() -> None:
    def loop(values: Any) -> float:
        return float(values[0])

    assert compiled_if_it_pays(loop, seconds=0.0) is None
    assert compiled_if_it_pays(loop, seconds=1e9, compiled=False) is None
    ready = compiled_if_it_pays(loop, seconds=0.0, compiled=True)
    assert ready is not None
    assert ready[0](read_only(np.ones(2))) == 1.0
    assert compiled_if_it_pays(loop, seconds=0.0) == ready  # loaded before
    assert compiled_if_it_pays(loop, seconds=0.0, compiled=False) is None
    with pytest.raises(ValueError, match="read-only"):
        read_only(np.ones(2))[0] = 2
