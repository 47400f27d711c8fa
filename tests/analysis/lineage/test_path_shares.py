"""Shares of paths: those of the paths as they are listed one by one, on the same scale."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

import kdgraph
from kdgraph.analysis.lineage.path_shares import path_shares
from kdgraph.graph.citation import citation_graph


def _listed(where: object, a: str, b: str) -> tuple[dict[tuple[str, str], float], dict[str, float]]:
    """Return the shares of arcs and papers by going through all paths but the direct citation."""
    found = kdgraph.paths_between(where, a, b, kind="best", most=100_000)  # type: ignore[arg-type]
    assert not found.capped
    arcs: dict[tuple[str, str], float] = {}
    papers: dict[str, float] = {}
    total = 0.0
    for number, path in found.paths.groupby("path"):
        ids = path.sort_values("step")["paper_id"].tolist()
        if len(ids) < 3:
            continue
        weight = float(found.support[int(str(number))])
        total += weight
        for paper in ids:
            papers[paper] = papers.get(paper, 0.0) + weight
        for cited, citing in pairwise(ids):
            arcs[citing, cited] = arcs.get((citing, cited), 0.0) + weight
    return (
        {arc: weight / total for arc, weight in arcs.items()},
        {paper: weight / total for paper, weight in papers.items()},
    )


@cache
def _corpus() -> kdgraph.Snapshot:
    return kdgraph.embedded()


@pytest.mark.parametrize(
    ("a", "b"),
    [("FitNets", "arxiv:2006.05525"), ("arxiv:2006.05525", "doi:10.1145/1150402.1150464")],
)
def test_shares_are_those_of_the_paths_one_by_one(a: str, b: str) -> None:
    found = path_shares(_corpus(), a, b)
    arcs, papers = _listed(_corpus(), a, b)
    got = {
        (citing, cited): share
        for citing, cited, share in zip(
            found.arcs["citing_id"], found.arcs["cited_id"], found.arcs["share"], strict=True
        )
        if share > 0
    }
    assert set(got) == set(arcs)
    np.testing.assert_allclose([got[arc] for arc in arcs], list(arcs.values()), rtol=1e-9)
    assert found.papers["share"].to_dict() == pytest.approx(papers, rel=1e-9)
    total = kdgraph.paths_between(_corpus(), a, b).total
    assert found.total == total - found.direct


def test_what_flows_into_a_paper_flows_out_of_it() -> None:
    found = path_shares(_corpus(), "FitNets", "arxiv:2006.05525")
    into = found.arcs.groupby("cited_id")["share"].sum()
    out = found.arcs.groupby("citing_id")["share"].sum()
    for paper, share in found.papers["share"].to_dict().items():
        if paper not in (found.older, found.younger):
            assert into[str(paper)] == pytest.approx(share)
            assert out[str(paper)] == pytest.approx(share)
    assert found.papers["share"].iloc[:2].tolist() == pytest.approx([1.0, 1.0])
    assert found.papers["share"].between(0, 1).all()


def _graph(arcs: list[tuple[str, str]]) -> kdgraph.CitationGraph:
    ids = sorted({one for arc in arcs for one in arc})
    papers = pd.DataFrame({"paper_id": ids, "year": range(2000, 2000 + len(ids))})
    return citation_graph(papers, pd.DataFrame(arcs, columns=["citing_id", "cited_id"]))


def test_a_chain_of_any_length_has_all_of_it() -> None:
    # the product of 3,000 supports is below what a number can hold
    ids = [f"{n:04}" for n in range(3000)]
    found = path_shares(_graph([(b, a) for a, b in pairwise(ids)]), "0000", "2999")
    assert found.total == 1
    assert found.arcs["share"].tolist() == pytest.approx([1.0] * 2999)


def test_without_a_path_it_says_why() -> None:
    alone = path_shares(_graph([("b", "a"), ("c", "b")]), "a", "b")
    assert (alone.total, alone.direct) == (0, True)
    assert alone.reason == "nothing but the direct citation joins them"
    none = path_shares(_graph([("b", "a"), ("c", "a")]), "b", "c")
    assert none.total == len(none.papers) == len(none.arcs) == 0
    assert none.reason is not None
    assert none.reason.startswith("no citation path leads from")
    same = path_shares(_graph([("b", "a")]), "a", "a")
    assert (same.total, same.direct, len(same.arcs)) == (0, False, 0)
