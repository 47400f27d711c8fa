"""Cycle cuts with ids: a toy worked by hand, the published example, and real literatures."""

from __future__ import annotations

from random import Random
from typing import Any, get_args

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import kdgraph
from kdgraph.analysis.lineage.cuts import CycleCut, How, cut_cycles
from kdgraph.errors import InputError
from kdgraph.graph.chronology import publication_time
from kdgraph.graph.citation import CitationGraph, citation_graph
from kdgraph.testing import toys
from tests.networks import gd01a, hepth_frames, paperscape
from tests.shared import needs_shared

_WAYS: tuple[How, ...] = get_args(How)


def _toy() -> CitationGraph:
    return citation_graph(toys.papers(), toys.citations())


def _pairs(frame: pd.DataFrame) -> set[tuple[str, str]]:
    return set(zip(frame["citing_id"], frame["cited_id"], strict=True))


def _kept(cut: CycleCut) -> set[tuple[str, str]]:
    """Return the arcs of the result by the papers that their rows stand for."""
    ids = cut.rows["paper_id"].tolist()
    citing, cited = cut.cites.nonzero()
    return {(ids[i], ids[j]) for i, j in zip(citing.tolist(), cited.tolist(), strict=True)}


def test_backward_cuts_the_one_arc_against_time() -> None:
    cut = kdgraph.cut_cycles(_toy())
    assert cut.cut.to_dict("records") == [
        {"citing_id": "e", "cited_id": "f", "reason": "cites a younger paper inside a cycle"}
    ]
    assert _kept(cut) == set(toys.ARCS) - {("e", "f")}
    assert (cut.how, cut.citations, cut.cycles) == ("backward", 8, 1)
    assert (cut.papers_in_cycles, cut.largest_cycle, cut.share) == (2, 2, 1 / 8)
    assert cut.counts == {"cites a younger paper inside a cycle": 1}
    assert cut.note == (
        "2 papers cite each other in circles (groups: 1, the largest of 2): "
        "1 of 8 citations (12.50%) cut"
    )
    assert not cut.rows["preprint"].any()
    assert cut.members(int(cut.row_of_paper["e"])) == ["e"]


def test_preprint_gives_twins() -> None:
    cut = cut_cycles(_toy(), "preprint")
    twins = cut.rows[cut.rows["preprint"]]
    assert twins["paper_id"].tolist() == ["e", "f"]
    assert _kept(cut) == set(toys.ARCS)
    twin_of_f = int(twins.index[1])
    assert cut.cites[int(cut.row_of_paper["e"]), twin_of_f] == 1
    assert cut.cites[int(cut.row_of_paper["e"]), int(cut.row_of_paper["f"])] == 0
    assert cut.members(twin_of_f) == ["f"]
    assert cut.rows["papers"].tolist() == [1] * 10
    assert _pairs(cut.cut) == {("e", "f"), ("f", "e")}
    assert cut.note is not None
    assert cut.note.endswith("2 of 8 citations lead to preprint twins")


def test_shrink_makes_one_row() -> None:
    cut = cut_cycles(_toy(), "shrink")
    row = int(cut.row_of_paper["e"])
    assert row == int(cut.row_of_paper["f"])
    assert cut.members(row) == ["e", "f"]
    assert cut.rows.loc[row].to_dict() == {"paper_id": "e", "preprint": False, "papers": 2}
    assert cut.cites.shape == (7, 7)
    assert _kept(cut) == set(toys.ARCS) - {("e", "f"), ("f", "e")}


@pytest.mark.parametrize("how", _WAYS)
def test_order_of_papers_and_citations_changes_nothing(how: How) -> None:
    # all of one year, so that only ids tell the papers apart
    ids = [f"p{n:02d}" for n in range(30)]
    random = Random(7)
    pairs = {(random.choice(ids), random.choice(ids)) for _ in range(90)}
    papers = pd.DataFrame({"paper_id": ids, "year": 2020})
    citations = pd.DataFrame(sorted(pairs), columns=["citing_id", "cited_id"])
    first = cut_cycles(citation_graph(papers, citations), how)
    assert first.cycles
    for seed in range(3):
        shuffled = citation_graph(
            papers.sample(frac=1, random_state=seed), citations.sample(frac=1, random_state=seed)
        )
        again = cut_cycles(shuffled, how)
        assert_frame_equal(again.cut, first.cut)
        assert_frame_equal(again.rows, first.rows)
        np.testing.assert_array_equal(again.cites.toarray(), first.cites.toarray())


@pytest.mark.parametrize("how", _WAYS)
def test_an_isolated_paper_changes_nothing(how: How) -> None:
    without = citation_graph(toys.papers().drop(index="g"), toys.citations())
    cut, less = cut_cycles(_toy(), how), cut_cycles(without, how)
    assert_frame_equal(cut.cut, less.cut)
    assert _kept(cut) == _kept(less)


@pytest.mark.parametrize("how", _WAYS)
def test_nothing_to_cut(how: How) -> None:
    empty = cut_cycles(citation_graph(toys.papers().iloc[:0], toys.citations()), how)
    one = cut_cycles(citation_graph(toys.papers().iloc[:1], toys.citations()), how)
    assert (empty.cites.shape, one.cites.shape) == ((0, 0), (1, 1))
    for cut in (empty, one):
        assert (cut.cycles, cut.largest_cycle, cut.share, cut.note) == (0, 0, 0.0, None)
        assert cut.cut.columns.tolist() == ["citing_id", "cited_id", "reason"]
        assert cut.counts == {}


def test_without_any_date_only_the_tie_order_decides() -> None:
    papers = pd.DataFrame({"paper_id": ["a", "b", "c"]})
    arcs = [("a", "b"), ("b", "a"), ("c", "a")]
    cut = cut_cycles(citation_graph(papers, pd.DataFrame(arcs, columns=["citing_id", "cited_id"])))
    assert cut.counts == {"undated inside a cycle": 1}
    assert len(_kept(cut)) == 2


def test_an_unknown_way() -> None:
    wrong: Any = "cut"
    with pytest.raises(InputError, match="backward, preprint, shrink, not by 'cut'"):
        cut_cycles(_toy(), wrong)


@needs_shared
def test_the_published_components_of_the_graph_drawing_literature() -> None:
    papers, citations = gd01a()
    label = papers["label"].str.extract(r"^GD (\d+), (\d+)")
    name = dict(zip(papers["paper_id"], "GD" + label[0] + "/" + label[1], strict=True))
    of = {value: key for key, value in name.items()}

    def components(graph: CitationGraph) -> set[frozenset[str]]:
        cut = cut_cycles(graph, "shrink")
        groups = cut.row_of_paper.groupby(cut.row_of_paper).groups.values()
        return {frozenset(name[p] for p in group) for group in groups if len(group) > 1}

    published = {
        frozenset({"GD94/286", "GD94/298"}),
        frozenset({"GD94/328", "GD94/340", "GD94/352"}),
        frozenset({"GD95/8", "GD95/234"}),
        frozenset({"GD95/140", "GD95/300"}),
    }
    fifth = frozenset({"GD94/143", "GD96/129", "GD97/438", "GD98/423"})
    given = citation_graph(papers, citations)
    assert components(given) == published | {fifth}
    wrong = (citations["citing_id"] == of["GD94/143"]) & (citations["cited_id"] == of["GD98/423"])
    assert wrong.sum() == 1
    # the one wrong arc is what backward finds in the fifth component
    reasons = cut_cycles(given).cut.set_index(["citing_id", "cited_id"])["reason"]
    assert reasons[of["GD94/143"], of["GD98/423"]] == "cites a younger paper inside a cycle"
    assert (reasons == "cites a younger paper inside a cycle").sum() == 1
    right = citations.copy()
    right.loc[wrong, ["citing_id", "cited_id"]] = [of["GD98/423"], of["GD94/143"]]
    corrected = citation_graph(papers, right)
    assert components(corrected) == published
    twins = cut_cycles(corrected, "preprint")
    assert len(twins.rows) == 320
    assert twins.rows["preprint"].sum() == 9


@needs_shared
@pytest.mark.parametrize(
    ("network", "largest", "most"), [("hep-th", 7464, 0.01), ("paperscape", 521, 0.01)]
)
def test_real_literatures(network: str, largest: int, most: float) -> None:
    papers, citations = hepth_frames() if network == "hep-th" else paperscape()
    graph = citation_graph(papers, citations)
    time = pd.Series(publication_time(graph.papers), index=graph.papers.index)
    assert time.notna().all()
    cut = cut_cycles(graph)
    assert cut.largest_cycle == largest
    assert 0 < cut.share <= most
    kept: nx.DiGraph[int] = nx.DiGraph(
        zip(*(rows.tolist() for rows in cut.cites.nonzero()), strict=True)
    )
    assert nx.is_directed_acyclic_graph(kept)
    assert cut.cites.nnz + len(cut.cut) == graph.cites.nnz
    gap = time[cut.cut["citing_id"]].to_numpy() - time[cut.cut["cited_id"]].to_numpy()
    assert (gap <= 0).all()
    expected = np.where(
        gap == 0, "same time inside a cycle", "cites a younger paper inside a cycle"
    )
    assert cut.cut["reason"].tolist() == expected.tolist()
    ends = (cut.row_of_paper[cut.cut[name]].tolist() for name in ("citing_id", "cited_id"))
    # each of them would close a cycle, if put back: the cited paper leads to the citing one
    sample = list(zip(*ends, strict=True))[::10]
    assert all(nx.has_path(kept, cited, citing) for citing, cited in sample)
    for how in ("preprint", "shrink"):
        other = cut_cycles(graph, how)
        assert len(other.rows) - len(papers) == (
            cut.papers_in_cycles if how == "preprint" else cut.cycles - cut.papers_in_cycles
        )
