"""Every kernel on two whole literatures, beside a second and plainer way to the same numbers."""

from __future__ import annotations

from collections import Counter, deque
from functools import cache, cached_property
from itertools import combinations, pairwise
from math import comb, log, sqrt
from typing import Any, Final

import networkx as nx
import numpy as np
import pytest
from scipy.sparse import csr_array

from kdgraph.kernels.betweenness import dependencies
from kdgraph.kernels.closeness import arc_closeness, common_citers
from kdgraph.kernels.coauthors import coauthor_pairs
from kdgraph.kernels.credit_pagerank import credit_pagerank
from kdgraph.kernels.cycles import cut_cycles
from kdgraph.kernels.disruption import disruption_counts
from kdgraph.kernels.intermediacy import open_ways
from kdgraph.kernels.leiden import leiden, potts_quality
from kdgraph.kernels.order import strong_components, topological_order
from kdgraph.kernels.pagerank import pagerank
from kdgraph.kernels.partitions import adjusted_rand_index, normalised_mutual_information
from kdgraph.kernels.paths import best_paths, count_paths
from kdgraph.kernels.reach import between, longest_distances, shortest_distances
from kdgraph.kernels.reduction import redundant_arcs
from kdgraph.kernels.relatedness import relatedness
from kdgraph.kernels.rescaling import peer_moments
from kdgraph.kernels.routes import main_routes
from kdgraph.kernels.self_citations import own_citations
from kdgraph.kernels.similarity import shared_columns
from kdgraph.kernels.spread import FloatArray, spread
from kdgraph.kernels.traversal import traversal
from tests.kernels.arrays import arcs_of, network_of
from tests.networks import hepth, paperscape_by_month
from tests.shared import needs_shared

pytestmark = needs_shared

Lists = list[list[int]]

NETWORKS: Final = {"hep-th": hepth, "paperscape": paperscape_by_month}


class _Literature:
    """A network as arrays, and as plain lists for the second ways."""

    def __init__(self, name: str) -> None:
        self.cites, self.time = NETWORKS[name]()
        self.n = self.cites.shape[0]
        self.references = _lists(self.cites)
        self.citers = _lists(csr_array(self.cites.T))
        self.acyclic = cut_cycles(self.cites, self.time).cites
        self.below = _lists(self.acyclic)  # references once cycles are cut
        self.above = _lists(csr_array(self.acyclic.T))

    @cached_property
    def order(self) -> list[int]:
        """Rows with the cited before the citing, by taking away whoever cites nothing more."""
        waiting = [len(found) for found in self.below]
        ready = deque(row for row in range(self.n) if not waiting[row])
        order = []
        while ready:
            row = ready.popleft()
            order.append(row)
            for citer in self.above[row]:
                waiting[citer] -= 1
                if not waiting[citer]:
                    ready.append(citer)
        return order

    def sample(self, size: int, seed: int = 0) -> list[int]:
        rows: list[int] = np.random.default_rng(seed).choice(self.n, size, replace=False).tolist()
        return rows


def _lists(array: csr_array[Any]) -> Lists:
    flat, ends = array.indices.tolist(), array.indptr.tolist()
    return [flat[start:end] for start, end in pairwise(ends)]


@cache
def _literature(name: str) -> _Literature:
    return _Literature(name)


@pytest.fixture(params=list(NETWORKS))
def lit(request: pytest.FixtureRequest) -> _Literature:
    return _literature(str(request.param))


def test_order_and_components(lit: _Literature) -> None:
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


def test_cuts_lose_nothing_else(lit: _Literature) -> None:
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


def _paths(lit: _Literature, *, back: bool, every: bool) -> list[int]:
    taken, order = (lit.above, lit.order[::-1]) if back else (lit.below, lit.order)
    count = [0] * lit.n
    for row in order:
        total = sum([count[other] for other in taken[row]])
        count[row] = total + every if taken[row] else 1
    return count


@pytest.mark.parametrize("weight", ["spc", "splc", "spnp"])
def test_traversal_and_the_global_path(lit: _Literature, weight: str) -> None:
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


def test_distances_and_paths(lit: _Literature) -> None:
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


def test_intermediacy_of_a_long_pair(lit: _Literature) -> None:
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


def test_disruption_of_some(lit: _Literature) -> None:
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


def test_spread_and_pagerank(lit: _Literature) -> None:
    random = np.random.default_rng(0)
    start = random.random(lit.n)
    out = np.maximum(np.diff(lit.cites.indptr), 1)
    for alpha, rounds in ((0.5, 40), (0.85, 150)):
        plain = start.copy()
        for _ in range(rounds):
            plain = start + alpha * (lit.cites.T @ (plain / out))
        found = spread(lit.cites, start, damping=alpha)
        assert np.abs(found / found.sum() - plain / plain.sum()).sum() < 2e-9
        # by the stochastic matrix, with the mass of papers without references spread over all
        rank = np.full(lit.n, 1 / lit.n)
        dangling = np.diff(lit.cites.indptr) == 0
        for _ in range(rounds):
            moved = lit.cites.T @ (rank / out) + rank[dangling].sum() / lit.n
            rank = (1 - alpha) / lit.n + alpha * moved
        assert np.abs(pagerank(lit.cites, damping=alpha) - rank).sum() < 2e-9


def test_betweenness_from_some(lit: _Literature) -> None:
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


def test_closeness_and_common_citers(lit: _Literature) -> None:
    rows = [row for row in lit.sample(300, seed=6) if lit.references[row]]
    pairs = [(i, j) for i in rows for j in lit.references[i][:3]]
    citing, cited = (np.array(end) for end in zip(*pairs, strict=True))
    around = [{*lit.references[row], *lit.citers[row]} for row in range(lit.n)]
    expected = [
        (1 + len(around[i] & around[j])) / sqrt(len(around[i]) * len(around[j])) for i, j in pairs
    ]
    np.testing.assert_allclose(arc_closeness(lit.cites, citing, cited), expected, rtol=1e-12)
    together = [len({*lit.citers[i]} & {*lit.citers[j]}) for i, j in pairs]
    assert common_citers(csr_array(lit.cites.T), citing, cited).tolist() == together


@pytest.mark.parametrize("kind", ["coupling", "co-citation"])
def test_similarity_of_some(lit: _Literature, kind: str) -> None:
    lists, others = lit.references, lit.citers
    table = lit.cites
    if kind == "co-citation":
        lists, others, table = lit.citers, lit.references, csr_array(lit.cites.T)
    rows = lit.sample(80, seed=7)
    found = shared_columns(table, top=15, normalise="cosine", rows=np.array(rows))
    for place, row in enumerate(rows):
        counts = Counter(other for column in lists[row] for other in others[column])
        del counts[row]
        size = len(lists[row])
        best = sorted(
            counts,
            key=lambda o: (-(counts[o] / np.sqrt(float(size) * len(lists[o]))), -counts[o], o),
        )[:15]
        part = slice(found.starts[place], found.starts[place + 1])
        assert found.other[part].tolist() == best
        assert found.count[part].tolist() == [counts[other] for other in best]


def test_peers_of_some(lit: _Literature) -> None:
    score = pagerank(lit.cites)
    mean, deviation, size = peer_moments(score, lit.time, 300)
    for row in lit.sample(40, seed=9):
        away = np.abs(lit.time - lit.time[row])
        reach = np.sort(away)[299]
        peers = score[away <= reach + 1e-9]
        assert size[row] == len(peers)
        assert mean[row] == pytest.approx(peers.mean(), rel=1e-9)
        assert deviation[row] == pytest.approx(peers.std(), rel=1e-6)


def test_reduction_of_a_selection(lit: _Literature) -> None:
    # the most cited papers, among which there are many ways
    rows = np.sort(np.argsort([-len(found) for found in lit.citers], kind="stable")[:250])
    inside = csr_array(lit.acyclic[rows][:, rows])
    network = network_of(inside)
    via = redundant_arcs(inside)
    pairs = list(
        zip(
            np.repeat(np.arange(len(rows)), np.diff(inside.indptr)).tolist(),
            inside.indices.tolist(),
            strict=True,
        )
    )
    kept = {pair for pair, through in zip(pairs, via.tolist(), strict=True) if through < 0}
    assert kept == set(nx.transitive_reduction(network).edges)
    assert 0 < len(kept) < len(pairs)


def test_relatedness_and_groups(lit: _Literature) -> None:
    # the youngest papers only, so that dense arrays are small
    rows = np.arange(lit.n - 1000, lit.n)
    cites = csr_array(lit.cites[rows][:, rows])
    ties = relatedness(cites, direct=5, top=1000)
    dense = cites.toarray()
    raw = 5 * (dense + dense.T) + dense @ dense.T + dense.T @ dense
    np.fill_diagonal(raw, 0)
    total = raw.sum(axis=1, keepdims=True)
    share = np.divide(raw, total, out=np.zeros_like(raw), where=total > 0)
    np.testing.assert_allclose(ties.toarray(), (share + share.T) / 2, atol=1e-12)
    tied = np.flatnonzero(raw.any(axis=1))
    resolution = 3 * float(ties.sum()) / len(tied) ** 2
    one, other = (leiden(ties, resolution=resolution, seed=seed) for seed in (0, 1))
    quality = 0.0
    tie = ties.toarray()
    for number in range(int(one.max()) + 1):
        members = np.flatnonzero(one == number)
        quality += tie[np.ix_(members, members)].sum() / 2 - resolution * comb(len(members), 2)
    found = potts_quality(ties, one, resolution=resolution)
    assert found == pytest.approx(quality, rel=1e-9)
    # no single paper does better in another group, or alone
    size = np.bincount(one).astype(float)
    weight = np.zeros((len(rows), len(size)))
    for number in range(len(size)):
        weight[:, number] = tie[:, one == number].sum(axis=1)
    gain = weight - resolution * size
    own = gain[np.arange(len(rows)), one] + resolution
    gain[np.arange(len(rows)), one] = -np.inf
    assert (np.maximum(gain.max(axis=1), 0) <= own + 1e-9).mean() > 0.99
    assert 0.3 < adjusted_rand_index(one, other) <= 1
    _check_agreement(one.tolist(), other.tolist())


def _check_agreement(one: list[int], other: list[int]) -> None:
    """Compare both indices with their definitions, by pairs and by entropies."""
    n = len(one)
    cells, left, right = Counter(zip(one, other, strict=True)), Counter(one), Counter(other)
    both = sum(comb(k, 2) for k in cells.values())
    a, b = (sum(comb(k, 2) for k in side.values()) for side in (left, right))
    expected = a * b / comb(n, 2)
    rand = (both - expected) / ((a + b) / 2 - expected)
    assert adjusted_rand_index(np.array(one), np.array(other)) == pytest.approx(rand, rel=1e-9)
    mutual = sum(k / n * log(k * n / (left[g] * right[h])) for (g, h), k in cells.items())
    entropies = [-sum(k / n * log(k / n) for k in side.values()) for side in (left, right)]
    found = normalised_mutual_information(np.array(one), np.array(other))
    assert found == pytest.approx(2 * mutual / sum(entropies), rel=1e-9)


def _teams(n: int) -> Lists:
    """Make up who wrote what: the networks do not say; a few people write much."""
    random = np.random.default_rng(12)
    sizes = random.integers(0, 5, n)
    return [
        list(dict.fromkeys((6000 * random.random(size) ** 3).astype(int).tolist()))
        for size in sizes.tolist()
    ]


def test_authors(lit: _Literature) -> None:
    teams = _teams(lit.n)
    pairs = [(paper, who) for paper, team in enumerate(teams) for who in team]
    rows, columns = (np.array(end) for end in zip(*pairs, strict=True))
    wrote = csr_array((np.ones(len(pairs)), (rows, columns)), shape=(lit.n, 6000))
    wrote.sort_indices()
    joint, weight = coauthor_pairs(wrote)
    plain: Counter[tuple[int, int]] = Counter()
    shared: dict[tuple[int, int], float] = {}
    for team in teams:
        for pair in combinations(sorted(team), 2):
            plain[pair] += 1
            shared[pair] = shared.get(pair, 0.0) + 1 / (len(team) - 1)
    arcs = joint.tocoo()
    found = zip(arcs.row.tolist(), arcs.col.tolist(), arcs.data.tolist(), strict=True)
    assert {(i, j): k for i, j, k in found} == plain
    listed = list(plain)
    numbers = [float(weight[i, j]) for i, j in listed[:2000]]
    np.testing.assert_allclose(numbers, [shared[pair] for pair in listed[:2000]], rtol=1e-12)
    own = own_citations(wrote, lit.cites)
    sets = [set(team) for team in teams]
    places = list(
        zip(
            np.repeat(np.arange(lit.n), np.diff(wrote.indptr)).tolist(),
            wrote.indices.tolist(),
            strict=True,
        )
    )
    for place in range(0, len(places), 97):
        paper, who = places[place]
        assert own[place] == sum(who in sets[citer] for citer in lit.citers[paper])
    _check_credit(lit, wrote)


def _check_credit(lit: _Literature, wrote: csr_array[Any]) -> None:
    """PageRank of authors with the citations between them written out, which is small here."""
    team = np.asarray(wrote.sum(axis=1))
    share = csr_array(wrote.multiply((1 / np.maximum(team, 1))[:, None]))
    flow = csr_array(share.T @ lit.cites @ share)
    flow.setdiag(0)
    flow.eliminate_zeros()
    given = np.asarray(flow.sum(axis=1))
    start = np.asarray(share.sum(axis=0))
    start = start / start.sum()
    rank = start.copy()
    for _ in range(40):
        passed = np.divide(rank, given, out=np.zeros_like(rank), where=given > 0)
        lost = rank[given == 0].sum()
        rank = 0.5 * start + 0.5 * (flow.T @ passed + lost * start)
    np.testing.assert_allclose(credit_pagerank(wrote, lit.cites, damping=0.5), rank, atol=1e-9)
