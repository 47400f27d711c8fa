"""Equal scores stay equal, on small graphs and for any number."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from kdgraph.analysis.groups.similarity import similar_pairs
from kdgraph.analysis.influence import MEASURES
from kdgraph.analysis.influence.ranking import ranks
from kdgraph.analysis.ties import best_first, settled
from kdgraph.graph.citation import citation_graph
from tests.kernels.arrays import graphs


@given(st.floats(-1e300, 1e300), st.integers(-3, 3))
def test_a_few_last_digits_count_for_nothing(value: float, steps: int) -> None:
    near = value
    for _ in range(abs(steps)):
        near = float(np.nextafter(near, np.inf if steps > 0 else -np.inf))
    one, other = settled([value, near])
    assert one == pytest.approx(value, rel=1e-9, abs=1e-300)
    # next to each other at most by one unit of the tenth digit, where the two stand astride of it
    assert one == pytest.approx(other, rel=1.1e-9, abs=1e-300)


def test_odd_numbers() -> None:
    odd = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 5e-324, 1.7e308, 12345678901.0])
    found = settled(odd)
    assert found[:4].tolist() == [0.0, 0.0, np.inf, -np.inf]
    assert np.isnan(found[4])
    assert found[7] == 12345678900.0
    assert best_first(odd)[-1] == 4  # nan is last
    assert best_first([], top=3).tolist() == []
    assert best_first([1, 2, 2, 1], [0, 9, 8, 7]).tolist() == [2, 1, 0, 3]


@settings(max_examples=40, deadline=None)
@given(graphs(9), st.integers(1, 4), st.sampled_from(["coupling", "co-citation"]))
def test_similar_papers_are_ordered_by_exact_fractions(
    cites: csr_array[Any], top: int, kind: str
) -> None:
    n = cites.shape[0]
    ids = [f"p{row}" for row in range(n)]
    rows = cites.tocoo()
    arcs = pd.DataFrame(
        {
            "citing_id": [ids[row] for row in rows.coords[0]],
            "cited_id": [ids[row] for row in rows.coords[1]],
        },
        dtype="str",
    )
    graph = citation_graph(pd.DataFrame({"paper_id": ids}), arcs)
    own, other_end = (("citing_id", "cited_id"), ("cited_id", "citing_id"))[kind == "co-citation"]
    held = {name: set(arcs.loc[arcs[own] == name, other_end]) for name in ids}
    found = similar_pairs(graph, kind=kind, normalise="cosine", top=top)
    for name in ids:
        near = [
            (Fraction(len(both) ** 2, len(held[name]) * len(held[other])), len(both), other)
            for other in ids
            if other != name and (both := held[name] & held[other])
        ]
        near.sort(key=lambda pair: (-pair[0], -pair[1], pair[2]))
        mine = found[found["paper_id"] == name]
        assert mine["other_id"].tolist() == [other for _, _, other in near[:top]]


@settings(max_examples=25, deadline=None)
@given(graphs(8), st.permutations(range(8)))
def test_papers_alike_in_all_share_a_rank(cites: csr_array[Any], turn: list[int]) -> None:
    """Renamed papers are the same graph: as many of them share each rank by each measure."""
    n = cites.shape[0]
    named = [f"p{one}" for one in turn if one < n]
    rows = cites.tocoo()
    graphs_of = [
        citation_graph(
            pd.DataFrame({"paper_id": ids, "year": 2000}),
            pd.DataFrame(
                {
                    "citing_id": [ids[row] for row in rows.coords[0]],
                    "cited_id": [ids[row] for row in rows.coords[1]],
                },
                dtype="str",
            ),
        )
        for ids in ([f"p{row}" for row in range(n)], named)
    ]
    for measure in ("pagerank", "betweenness"):
        forth, back = (ranks(MEASURES[measure](graph)["score"]) for graph in graphs_of)
        assert [forth[f"p{row}"] for row in range(n)] == [back[named[row]] for row in range(n)]
