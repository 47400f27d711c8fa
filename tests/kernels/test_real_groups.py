"""Kernels of groups and authors on two whole literatures, beside a second and plainer way."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations
from math import comb, log, sqrt
from typing import Any

import networkx as nx
import numpy as np
import pytest
from scipy.sparse import csr_array

from kdgraph.analysis.authors.corpus import own_citations
from kdgraph.analysis.authors.measures import credit_pagerank
from kdgraph.analysis.influence.rescaled_pagerank import peer_moments
from kdgraph.analysis.lineage.transitive import redundant_arcs
from kdgraph.kernels.closeness import arc_closeness, common_citers
from kdgraph.kernels.coauthors import coauthor_pairs
from kdgraph.kernels.leiden import leiden, potts_quality
from kdgraph.kernels.pagerank import pagerank
from kdgraph.kernels.partitions import adjusted_rand_index, normalised_mutual_information
from kdgraph.kernels.relatedness import relatedness
from kdgraph.kernels.similarity import shared_columns
from tests.kernels.arrays import network_of
from tests.kernels.real import NETWORKS, Lists, Literature, literature
from tests.shared import needs_shared

pytestmark = needs_shared


@pytest.fixture(params=list(NETWORKS))
def lit(request: pytest.FixtureRequest) -> Literature:
    return literature(str(request.param))


def test_closeness_and_common_citers(lit: Literature) -> None:
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
def test_similarity_of_some(lit: Literature, kind: str) -> None:
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
            # cosines stand in the order of their squares, which are exact
            key=lambda o: (-Fraction(counts[o] ** 2, size * len(lists[o])), -counts[o], o),
        )[:15]
        part = slice(found.starts[place], found.starts[place + 1])
        assert found.other[part].tolist() == best
        assert found.count[part].tolist() == [counts[other] for other in best]


def test_peers_of_some(lit: Literature) -> None:
    score = pagerank(lit.cites)
    mean, deviation, size = peer_moments(score, lit.time, 300)
    for row in lit.sample(40, seed=9):
        away = np.abs(lit.time - lit.time[row])
        reach = np.sort(away)[299]
        peers = score[away <= reach + 1e-9]
        assert size[row] == len(peers)
        assert mean[row] == pytest.approx(peers.mean(), rel=1e-9)
        assert deviation[row] == pytest.approx(peers.std(), rel=1e-6)


def test_reduction_of_a_selection(lit: Literature) -> None:
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


def test_relatedness_and_groups(lit: Literature) -> None:
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


def test_authors(lit: Literature) -> None:
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


def _check_credit(lit: Literature, wrote: csr_array[Any]) -> None:
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
