"""Kernels of lineage and influence on two whole literatures, beside a second and plainer way."""

from __future__ import annotations

from collections import Counter, deque
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest

from kdgraph.arrays import FloatArray
from kdgraph.kernels.betweenness import dependencies
from kdgraph.kernels.cycles import cut_cycles
from kdgraph.kernels.disruption import disruption_counts
from kdgraph.kernels.intermediacy import open_ways
from kdgraph.kernels.order import strong_components, topological_order
from kdgraph.kernels.pagerank import pagerank
from kdgraph.kernels.paths import best_paths, count_paths
from kdgraph.kernels.propagation import propagate
from kdgraph.kernels.reach import between, longest_distances, shortest_distances
from kdgraph.kernels.routes import main_routes
from kdgraph.kernels.traversal import traversal
from tests.kernels.arrays import arcs_of, network_of
from tests.kernels.real import NETWORKS, Lists, Literature, literature
from tests.shared import needs_shared

pytestmark = needs_shared


@pytest.fixture(params=list(NETWORKS))
def lit(request: pytest.FixtureRequest) -> Literature:
    return literature(str(request.param))


def test_order_and_components(lit: Literature) -> None:
    count, label = strong_components(lit.cites)
    theirs = {frozenset(part) for part in nx.strongly_connected_components(network_of(lit.cites))}
    ours: dict[int, set[int]] = {}
    for row, number in enumerate(label.tolist()):
        ours.setdefault(number, set()).add(row)
    assert {frozenset(part) for part in ours.values()} == theirs
    assert count == len(theirs) < lit.n
    level = [0] * lit.n
    for row in lit.order:
        level[row] = max((level[cited] + 1 for cited in lit.below[row]), default=0)
    assert len(lit.order) == lit.n
    assert topological_order(lit.acyclic)[1].tolist() == level


def test_cuts_lose_nothing_else(lit: Literature) -> None:
    count, label = strong_components(lit.cites)
    assert count < lit.n
    given = arcs_of(lit.cites)
    cut = cut_cycles(lit.cites, lit.time)
    dropped = set(zip(cut.dropped[0].tolist(), cut.dropped[1].tolist(), strict=True))
    assert arcs_of(cut.cites) == given - dropped
    assert all(label[i] == label[j] for i, j in dropped)
    shrunk = cut_cycles(lit.cites, lit.time, "shrink")
    assert shrunk.cites.shape[0] == count
    between_parts = {(int(label[i]), int(label[j])) for i, j in given if label[i] != label[j]}
    assert shrunk.cites.nnz == len(between_parts)


def _paths(lit: Literature, *, back: bool, every: bool) -> list[int]:
    taken, order = (lit.above, lit.order[::-1]) if back else (lit.below, lit.order)
    count = [0] * lit.n
    for row in order:
        total = sum([count[other] for other in taken[row]])
        count[row] = total + every if taken[row] else 1
    return count


@pytest.mark.parametrize("weight", ["spc", "splc", "spnp"])
def test_traversal_and_the_global_path(lit: Literature, weight: str) -> None:
    before = _paths(lit, back=False, every=weight != "spc")
    after = _paths(lit, back=True, every=weight == "spnp")
    value = {(u, v): before[u] * after[v] for v in range(lit.n) for u in lit.below[v]}
    ends = [row for row in range(lit.n) if not lit.above[row] and lit.below[row]]
    if weight == "spnp":
        total = sum(before) - lit.n
    else:
        total = sum(before[row] - (weight == "splc") for row in ends)
    found = traversal(lit.acyclic, weight)
    arcs = list(zip(found.flow.cited.tolist(), found.flow.citing.tolist(), strict=True))
    expected = np.array([value[arc] / total for arc in arcs])
    np.testing.assert_allclose(found.share, expected, rtol=1e-13, atol=0)
    best = [0] * lit.n
    for row in lit.order:
        best[row] = max((best[u] + value[u, row] for u in lit.below[row]), default=0)
    routes = main_routes(found, "global")
    most = max(best[row] for row in ends)
    assert int(routes.total or 0) == pytest.approx(most, rel=1e-20)
    on_path = {arcs[arc] for arc in routes.arcs.tolist()}
    wanted, stack = set(), [row for row in ends if best[row] == most]
    while stack:
        row = stack.pop()
        for u in lit.below[row]:
            if best[u] + value[u, row] == best[row] and (u, row) not in wanted:
                wanted.add((u, row))
                stack.append(u)
    assert on_path == wanted


def test_distances_and_paths(lit: Literature) -> None:
    young = max(lit.sample(200), key=lambda row: len(lit.below[row]))
    fewest, queue = {young: 0}, deque([young])
    while queue:
        row = queue.popleft()
        for cited in lit.below[row]:
            if cited not in fewest:
                fewest[cited] = fewest[row] + 1
                queue.append(cited)
    found = shortest_distances(lit.acyclic, [young])
    assert {row: int(found[row]) for row in np.flatnonzero(found >= 0)} == fewest
    most = dict.fromkeys(fewest, 0)
    for row in lit.order[::-1]:
        if row in fewest:
            for cited in lit.below[row]:
                most[cited] = max(most[cited], most[row] + 1)
    longest = longest_distances(lit.acyclic, young)
    assert {row: int(longest[row]) for row in np.flatnonzero(longest >= 0)} == most
    old = max(fewest, key=lambda row: (most[row], row))
    up, queue = {old}, deque([old])
    while queue:
        for citer in lit.above[queue.popleft()]:
            if citer not in up:
                up.add(citer)
                queue.append(citer)
    assert set(between(lit.acyclic, young, old).tolist()) == up & set(fewest)
    ways = {old: 1}
    strongest = {old: 0.0}
    weights = lit.acyclic.copy()
    weights.data = np.random.default_rng(3).random(weights.nnz)
    weight = dict(
        zip(
            zip(
                np.repeat(np.arange(lit.n), np.diff(weights.indptr)).tolist(),
                weights.indices.tolist(),
                strict=True,
            ),
            weights.data.tolist(),
            strict=True,
        )
    )
    for row in lit.order:
        if row in up and row != old:
            lower = [cited for cited in lit.below[row] if cited in ways]
            ways[row] = sum(ways[cited] for cited in lower)
            strongest[row] = max(weight[row, cited] + strongest[cited] for cited in lower)
    assert count_paths(lit.acyclic, young, old) == ways[young]
    paths, sums = best_paths(weights, young, old, np.arange(lit.n), 30)
    assert sums[0] == pytest.approx(strongest[young], rel=1e-12)
    assert (np.diff(sums) <= 1e-12).all()
    assert len(set(map(tuple, paths))) == min(30, ways[young])
    for path, total in zip(paths, sums.tolist(), strict=True):
        assert sum(weight[arc] for arc in pairwise(path)) == pytest.approx(total, rel=1e-12)


def test_intermediacy_of_a_long_pair(lit: Literature) -> None:
    # an old paper and a young one with a handful of papers between
    for young in lit.sample(400, seed=5):
        reached = {row for cited in lit.below[young] for row in lit.below[cited]}
        pairs = [(o, between(lit.acyclic, young, o)) for o in sorted(reached)[:5]]
        pairs = [(o, rows) for o, rows in pairs if 8 <= len(rows) <= 40]
        if pairs:
            break
    old, rows = pairs[0]
    found = open_ways(lit.acyclic, young, old, 0.6, 20_000, np.random.default_rng(1))
    inside = set(rows.tolist())
    order = [row for row in lit.order if row in inside]
    random = np.random.default_rng(2)
    hits: Counter[int] = Counter()
    draws = 4_000
    for _ in range(draws):
        up, down = {young}, {old}
        opened = {
            row: [c for c in lit.below[row] if c in inside and random.random() < 0.6]
            for row in order
        }
        for row in order:
            if any(cited in down for cited in opened[row]):
                down.add(row)
        for row in order[::-1]:
            if row in up:
                up.update(opened[row])
        hits.update(up & down if old in up else ())
    mine = np.array([hits[row] / draws for row in found.rows.tolist()])
    error = np.sqrt(np.maximum(mine * (1 - mine), 1 / draws) / draws + found.error**2)
    assert (np.abs(found.probability - mine) < 4.5 * error).all()


def test_disruption_of_some(lit: Literature) -> None:
    window = 3 * (365.25 if lit.time.min() < 1000 else 1.0)  # days or years
    counts = disruption_counts(lit.cites, lit.time, window)
    time = lit.time.tolist()
    for row in lit.sample(60, seed=4):
        references = {j for j in lit.references[row] if time[j] <= time[row]}
        around = {i for j in [row, *references] for i in lit.citers[j]}
        scope = {i for i in around if time[row] < time[i] <= time[row] + window}
        found: Counter[tuple[bool, bool]] = Counter()
        for i in scope:
            cited = {j for j in lit.references[i] if time[j] <= time[i]}
            mine, theirs = row in cited, bool(cited & references)
            found[mine, theirs] += 1
        assert found[True, False] == counts.only_focal[row]
        assert found[True, True] == counts.both[row]
        assert found[False, True] == counts.only_references[row]


def test_spread_and_pagerank(lit: Literature) -> None:
    random = np.random.default_rng(0)
    start = random.random(lit.n)
    out = np.maximum(np.diff(lit.cites.indptr), 1)
    for alpha, rounds in ((0.5, 40), (0.85, 150)):
        plain = start.copy()
        for _ in range(rounds):
            plain = start + alpha * (lit.cites.T @ (plain / out))
        found = propagate(lit.cites, start, damping=alpha)
        assert np.abs(found / found.sum() - plain / plain.sum()).sum() < 2e-9
        # by the stochastic matrix, with the mass of papers without references spread over all
        rank = np.full(lit.n, 1 / lit.n)
        dangling = np.diff(lit.cites.indptr) == 0
        for _ in range(rounds):
            moved = lit.cites.T @ (rank / out) + rank[dangling].sum() / lit.n
            rank = (1 - alpha) / lit.n + alpha * moved
        assert np.abs(pagerank(lit.cites, damping=alpha) - rank).sum() < 2e-9


def test_betweenness_from_some(lit: Literature) -> None:
    sources = lit.sample(6, seed=8)
    total, squares = dependencies(lit.cites, np.array(sources))
    expected, twice = np.zeros(lit.n), np.zeros(lit.n)
    for source in sources:
        found = _dependencies(lit.references, source)
        expected += found
        twice += found**2
    np.testing.assert_allclose(total, expected, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(squares, twice, rtol=1e-9, atol=1e-9)


def _dependencies(references: Lists, source: int) -> FloatArray:
    """Brandes's algorithm, as printed, from one source."""
    distance, ways, order = {source: 0}, {source: 1}, []
    before: dict[int, list[int]] = {source: []}
    queue = deque([source])
    while queue:
        row = queue.popleft()
        order.append(row)
        for cited in references[row]:
            if cited not in distance:
                distance[cited], ways[cited], before[cited] = distance[row] + 1, 0, []
                queue.append(cited)
            if distance[cited] == distance[row] + 1:
                ways[cited] += ways[row]
                before[cited].append(row)
    needed = dict.fromkeys(order, 0.0)
    for row in order[:0:-1]:
        for former in before[row]:
            needed[former] += ways[former] / ways[row] * (1 + needed[row])
    found = np.zeros(len(references))
    for row in order[1:]:
        found[row] = needed[row]
    return found
