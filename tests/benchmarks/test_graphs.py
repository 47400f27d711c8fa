"""Made-up literatures have the shape of real ones."""

from __future__ import annotations

import numpy as np
import pytest

import kdgraph
from benchmarks.graphs import Literature, literature
from kdgraph.kernels.cycles import cut_cycles
from kdgraph.kernels.order import strong_components, topological_order


@pytest.fixture(scope="module")
def made() -> Literature:
    return literature(5_000, seed=3)


def test_the_same_seed_makes_the_same_literature(made: Literature) -> None:
    again, other = literature(5_000, seed=3), literature(5_000, seed=4)
    assert np.array_equal(made.time, again.time)
    for one, two in ((made.cites, again.cites), (made.wrote, again.wrote)):
        assert np.array_equal(one.indptr, two.indptr)
        assert np.array_equal(one.indices, two.indices)
    assert made.cites.nnz != other.cites.nnz


def test_the_array_keeps_the_convention_of_kernels(made: Literature) -> None:
    assert made.cites.has_canonical_format
    assert (made.cites.data == 1).all()
    assert (made.wrote.data == 1).all()
    assert made.cites.diagonal().sum() == 0
    assert (np.diff(made.time) > 0).all()


def test_lists_of_references_are_as_long_as_asked_for_and_differ(made: Literature) -> None:
    length = np.diff(made.cites.indptr)
    assert length.mean() == pytest.approx(11, rel=0.1)
    assert np.diff(literature(5_000, references=5).cites.indptr).mean() == pytest.approx(5, rel=0.1)
    assert length.max() > 5 * length.mean()
    assert 0.03 < (length == 0).mean() < 0.1


def test_few_papers_have_most_citations(made: Literature) -> None:
    received = np.sort(np.bincount(made.cites.indices, minlength=5_000))[::-1]
    assert received[:250].sum() > 0.25 * received.sum()
    assert 0.05 < (received == 0).mean() < 0.5


def test_papers_age(made: Literature) -> None:
    citing = np.repeat(np.arange(5_000), np.diff(made.cites.indptr))
    gap = made.time[citing] - made.time[made.cites.indices]
    late = made.time[citing] > made.time[0] + 20
    assert np.median(gap[late]) < 8
    assert (gap[late] > 15).any()


def test_there_are_more_papers_every_year(made: Literature) -> None:
    year = made.papers["year"].value_counts().sort_index()
    assert year.loc[2020:].mean() > 2 * year.loc[:2000].mean()


def test_each_arc_against_time_closes_a_cycle_and_few_do(made: Literature) -> None:
    citing = np.repeat(np.arange(5_000), np.diff(made.cites.indptr))
    against = made.time[citing] < made.time[made.cites.indices]
    assert against.sum() == made.returned > 0
    assert against.mean() < 0.001
    _, label = strong_components(made.cites)
    assert (label[citing[against]] == label[made.cites.indices[against]]).all()
    assert len(cut_cycles(made.cites, made.time).dropped[0]) <= made.returned


def test_chains_are_long(made: Literature) -> None:
    _, level = topological_order(cut_cycles(made.cites, made.time).cites)
    assert level.max() > 100


def test_teams_write_more_than_once_together(made: Literature) -> None:
    assert (np.diff(made.wrote.indptr) >= 1).all()
    joint = (made.wrote.T @ made.wrote).tocoo()
    together = joint.data[joint.row < joint.col]
    assert (together > 1).sum() > 100


def test_frames_make_the_same_graph(made: Literature) -> None:
    graph = kdgraph.citation_graph(made.papers, made.citations)
    assert graph.cites.nnz == made.cites.nnz
    assert graph.undated == graph.loops_dropped == graph.duplicates_merged == 0
    assert made.papers["date"].str[:4].astype(int).equals(made.papers["year"])
    assert len(made.authorships) == made.wrote.nnz


def test_too_few_papers_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 20 papers, got 5"):
        literature(5)
