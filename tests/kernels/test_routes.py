"""Main paths: published ones, and all searches against slow and plain ones."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from kdgraph.kernels.flow import flow_of
from kdgraph.kernels.routes import SEARCHES, Routes, main_routes
from kdgraph.kernels.traversal import WEIGHTS, Traversal, exact_traversal, traversal
from tests.kernels.arrays import chain, cites_of, graphs
from tests.kernels.literatures import BATAGELJ, PAJEK, Path, array_of, layered, source_sink_paths

_EXAMPLES = settings(max_examples=80, deadline=None)


def _ends(found: Traversal, arcs: Iterable[int]) -> set[tuple[int, int]]:
    return {(int(found.flow.cited[arc]), int(found.flow.citing[arc])) for arc in arcs}


def _weights(found: Traversal) -> dict[tuple[int, int], int]:
    weights = found.weights()
    assert weights is not None
    ends = zip(found.flow.cited.tolist(), found.flow.citing.tolist(), strict=True)
    return dict(zip(ends, weights, strict=True))


class _Plain:
    """All searches as their definitions read, by listing every path from a source to a sink."""

    def __init__(self, cites: csr_array[Any], found: Traversal) -> None:
        self.weights = _weights(found)
        self.paths = source_sink_paths(cites)

    def sum(self, path: Path) -> int:
        return sum(self.weights[arc] for arc in pairwise(path))

    def largest(self, paths: Iterable[Path]) -> set[Path]:
        """Keep the paths with the largest sum."""
        sums = {path: self.sum(path) for path in paths}
        return {path for path, total in sums.items() if total == max(sums.values())}

    def greedy(self, start: Path, *, onward: bool) -> set[Path]:
        """Extend a path by its heaviest arcs until it ends, ties in all ways."""
        arcs = {
            (u, v): w
            for (u, v), w in self.weights.items()
            if (u == start[-1] if onward else v == start[0])
        }
        if not arcs:
            return {start}
        best = [arc for arc, weight in arcs.items() if weight == max(arcs.values())]
        longer = ((*start, arc[1]) if onward else (arc[0], *start) for arc in best)
        return {path for next_one in longer for path in self.greedy(next_one, onward=onward)}

    def local(self, *, onward: bool) -> set[Path]:
        outer = {path[0] if onward else path[-1] for path in self.paths}
        first = {
            arc: weight for arc, weight in self.weights.items() if arc[0 if onward else 1] in outer
        }
        best = [arc for arc, weight in first.items() if weight == max(first.values())]
        return {path for arc in best for path in self.greedy(arc, onward=onward)}

    def keys(self, k: int) -> set[tuple[int, int]]:
        ranked = sorted(self.weights.values(), reverse=True)
        least = ranked[min(k, len(ranked)) - 1]
        return {arc for arc, weight in self.weights.items() if weight >= least}

    def find(self, search: str, k: int) -> list[Path]:
        """Return all routes; of key-route searches with one for each key arc."""
        if search == "global":
            return list(self.largest(self.paths))
        if search == "local-forward":
            return list(self.local(onward=True))
        if search == "local-backward":
            return list(self.local(onward=False))
        found: list[Path] = []
        for arc in self.keys(k):
            if search == "key-route-local":
                found += [
                    path
                    for back in self.greedy(arc, onward=False)
                    for path in self.greedy(back, onward=True)
                ]
            else:
                found += self.largest(path for path in self.paths if arc in set(pairwise(path)))
        return found


def _agree(cites: csr_array[Any], weight: str, search: str, k: int) -> None:
    found = traversal(cites, weight)
    routes = main_routes(found, search, k=k)
    plain = _Plain(cites, found)
    if not plain.paths:
        assert (len(routes.arcs), routes.count, routes.total) == (0, 0, None)
        return
    paths = plain.find(search, k)
    assert _ends(found, routes.arcs) == {arc for path in paths for arc in pairwise(path)}
    assert routes.count == len(paths)
    assert routes.total == (plain.sum(paths[0]) if search == "global" else None)
    assert routes.doubtful == 0
    keys = plain.keys(k) if search.startswith("key-route") else set()
    assert _ends(found, routes.key_arcs) == keys


@_EXAMPLES
@given(
    cites=graphs(acyclic=True),
    weight=st.sampled_from(WEIGHTS),
    search=st.sampled_from(list(SEARCHES)),
    k=st.integers(1, 4),
)
def test_searches_agree_with_their_definitions(
    cites: csr_array[Any], weight: str, search: str, k: int
) -> None:
    _agree(cites, weight, search, k)


@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize("weight", WEIGHTS)
def test_searches_agree_where_levels_are_wide(weight: str, search: str) -> None:
    cites = layered(7, 3, 24, 0.3)
    assert not flow_of(cites).thin
    _agree(cites, weight, search, 3)


@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize("weight", WEIGHTS[:3])
def test_scaled_numbers_and_exact_integers_find_the_same(weight: str, search: str) -> None:
    flow = flow_of(layered(11, 200, 18, 0.6))
    assert not flow.thin
    found, exact = traversal(flow, weight), exact_traversal(flow, weight)
    assert not found.exact
    scaled, sure = (main_routes(one, search, k=5) for one in (found, exact))
    np.testing.assert_array_equal(scaled.arcs, sure.arcs)
    np.testing.assert_array_equal(scaled.key_arcs, sure.key_arcs)
    assert scaled.count == sure.count
    if search == "global":
        assert isinstance(scaled.total, Decimal)
        assert isinstance(sure.total, int)
        assert abs(int(scaled.total) / sure.total - 1) < 1e-14


def _named(arcs: dict[str, Any], search: str, k: int = 1) -> tuple[set[str], Routes]:
    names, cites = array_of(arcs)
    found = traversal(cites)
    routes = main_routes(found, search, k=k)
    return {names[u] + names[v] for u, v in _ends(found, routes.arcs)}, routes


def test_published_main_path() -> None:
    arcs, routes = _named(BATAGELJ, "global")
    assert arcs == {"BD", "DF", "FI", "IM", "MN"}
    assert (routes.total, routes.count) == (15, 1)


@pytest.mark.parametrize(
    ("search", "expected", "count"),
    [
        ("local-forward", {"BD", "DF", "FI", "IL", "IM", "MN"}, 2),
        ("local-backward", {"HK", "CH", "GH", "EG", "CE", "AC", "BC"}, 4),
        (
            "key-route-local",
            {"BD", "DF", "FI", "IL", "IM", "MN", "HK", "CH", "GH", "EG", "CE", "AC", "BC"},
            6,
        ),
        ("key-route-global", {"BD", "DF", "FI", "IM", "MN", "FH", "HK"}, 2),
    ],
)
def test_other_searches_of_the_published_figure(
    search: str, expected: set[str], count: int
) -> None:
    arcs, routes = _named(BATAGELJ, search)
    assert arcs == expected
    assert routes.count == count
    # BD and HK weigh 5 both: the tie at the first place makes two key arcs
    assert len(routes.key_arcs) == (2 if search.startswith("key") else 0)


def test_global_path_of_the_test_network() -> None:
    arcs, routes = _named(PAJEK, "global")
    assert arcs == {"12", "23", "34", "46", "67"}
    assert routes.total == 3 + 3 + 2 + 1 + 2


@_EXAMPLES
@given(cites=graphs(acyclic=True), weight=st.sampled_from(["spc", "spnp", "nppc"]))
def test_reversal_swaps_forward_and_backward(cites: csr_array[Any], weight: str) -> None:
    there, back = traversal(cites, weight), traversal(csr_array(cites.T), weight)
    swapped = {"local-forward": "local-backward", "local-backward": "local-forward"}
    for search in SEARCHES:
        first = main_routes(there, search, k=2)
        second = main_routes(back, swapped.get(search, search), k=2)
        arcs = {(u, v) for v, u in _ends(back, second.arcs)}
        assert _ends(there, first.arcs) == arcs
        assert first.count == second.count


def _one_more_way(layers: int, width: int) -> csr_array[np.float64]:
    """Return full layers; rows a, b that the last layer's first row leads to; b has one way more.

    Both lead on through as many full layers, so that they differ by 1 in very many ways.
    """
    half = layered(1, layers, width, 1.0)
    n = half.shape[0]
    arcs = [(int(i), int(j)) for i, j in zip(*half.nonzero(), strict=True)]
    root, a, b = n, n + 1, n + 2
    arcs += [(a, root), (b, root), (n + 3, b)]  # n + 3: a sink that b alone leads to
    arcs += [(row, parent) for row in range(width) for parent in (a, b)]
    return cites_of(n + 4, arcs)


def test_ties_of_scaled_numbers_are_said_to_be_doubtful() -> None:
    cites = _one_more_way(30, 40)
    flow = flow_of(cites)
    assert not flow.thin
    root = cites.shape[0] - 4
    found, exact = traversal(flow), exact_traversal(flow)
    scaled = main_routes(found, "local-forward")
    sure = main_routes(exact, "local-forward")
    assert scaled.doubtful > 0
    assert sure.doubtful == 0
    assert {(root, root + 1), (root, root + 2)} <= _ends(found, scaled.arcs)
    ways = _ends(exact, sure.arcs)
    assert (root, root + 2) in ways
    assert (root, root + 1) not in ways


def test_equal_weights_tie_however_their_sums_were_rounded() -> None:
    """From each of 20 rows all of a layer is reached, but added up in another grouping each."""
    half = layered(3, 40, 40, 0.5)
    n, random = half.shape[0], np.random.default_rng(0)
    arcs = [(int(i), int(j)) for i, j in zip(*half.nonzero(), strict=True)]
    root, one = n, n + 1
    for _ in range(20):
        arcs += [(one, root), (one + 1, one), (one + 2, one)]
        arcs += [(row, one + 1 + int(random.integers(2))) for row in range(40)]
        one += 3
    flow = flow_of(cites_of(one, arcs))
    assert not flow.thin
    found, exact = traversal(flow), exact_traversal(flow)
    starts = range(root + 1, one, 3)
    assert len({int(exact.after.number(row)) for row in starts}) == 1
    assert len({int(found.after.number(row)) for row in starts}) > 1
    scaled, sure = (main_routes(one, "local-forward") for one in (found, exact))
    np.testing.assert_array_equal(scaled.arcs, sure.arcs)
    assert {(root, row) for row in starts} <= _ends(found, scaled.arcs)
    assert scaled.count == sure.count


@pytest.mark.parametrize("search", SEARCHES)
def test_a_full_lattice_keeps_all_its_ties(search: str) -> None:
    found = traversal(layered(1, 12, 9, 1.0))
    routes = main_routes(found, search, k=1)
    assert len(routes.arcs) == 11 * 81
    assert routes.count == (9**12 if not search.startswith("key") else 11 * 9**12)


def test_countless_ties_are_counted_to_sixty_digits() -> None:
    routes = main_routes(traversal(layered(1, 500, 2, 1.0)), "global")
    assert isinstance(routes.count, Decimal)
    assert abs(routes.count / Decimal(2) ** 500 - 1) < Decimal("1e-20")


@pytest.mark.parametrize("search", SEARCHES)
def test_a_long_chain_needs_no_recursion(search: str) -> None:
    assert len(main_routes(traversal(chain(30_000)), search).arcs) == 29_999


@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize("n", [0, 1, 4])
def test_without_arcs_there_is_no_path(search: str, n: int) -> None:
    routes = main_routes(traversal(cites_of(n, [])), search)
    assert (len(routes.arcs), len(routes.key_arcs), routes.count) == (0, 0, 0)


def test_bad_input() -> None:
    found = traversal(chain(3))
    with pytest.raises(ValueError, match=r"no search 'best'; there are: global, local-forward"):
        main_routes(found, "best")
    with pytest.raises(ValueError, match="at least 1 key arc, got k=0"):
        main_routes(found, "key-route-local", k=0)


def test_more_key_arcs_than_arcs_are_all_arcs() -> None:
    found = traversal(array_of(PAJEK)[1])
    assert len(main_routes(found, "key-route-local", k=99).key_arcs) == len(PAJEK)
