"""Communities: known ones come out, whatever the order, and what is in none is counted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import kdgraph
from kdgraph.errors import InputError
from kdgraph.kernels.partitions import adjusted_rand_index
from tests.analysis.groups.worlds import community, graph_of, shuffled, two_schools


def same(one: kdgraph.Communities, other: kdgraph.Communities) -> None:
    """Compare two divisions in all but the papers in no group."""
    papers = one.papers.dropna(subset="group").sort_index()
    assert_frame_equal(papers, other.papers.dropna(subset="group").sort_index())
    assert_frame_equal(one.groups, other.groups)
    assert_frame_equal(one.sweep, other.sweep)
    assert one.resolution == other.resolution


def test_two_schools_are_two_groups() -> None:
    papers, pairs = two_schools(alone=2)
    graph = graph_of(papers, pairs)
    found = kdgraph.communities(graph)
    assert found.papers["group"].isna().sum() == found.unrelated == 2
    assert found.alone == 0
    assert found.papers.index.tolist() == graph.papers.index.tolist()
    group = found.papers["group"].sort_index()
    assert group["h00":"h13"].tolist() == [0] * 14
    assert group["f00":"f11"].tolist() == [1] * 12
    groups = found.groups
    assert groups["size"].tolist() == [14, 12]
    assert groups["words"].str[0].tolist() == ["hints", "flow"]
    assert groups["first_year"].tolist() == [2001, 2001]
    assert groups["median_year"].tolist() == [2007, 2006]
    assert groups["last_year"].tolist() == [2013, 2011]
    assert groups["undated"].tolist() == [1, 1]
    assert found.undated == 2
    assert found.untitled == 0
    assert groups["outside"].tolist() == [1, 1]
    assert groups["inside"].sum() + 1 == len(pairs)


def test_central_papers_are_the_most_cited_of_the_group() -> None:
    papers, pairs = two_schools()
    pairs += [(f"h{n:02}", "f00") for n in range(2)]  # citations from outside do not count
    found = kdgraph.communities(graph_of(papers, pairs), resolution=1)
    inside = [cited for citing, cited in pairs if citing[0] == cited[0]]
    cited = pd.Series(inside).value_counts()
    for group, central in found.groups["central"].items():
        members = found.papers.index[(found.papers["group"] == group).fillna(value=False)]
        best = sorted(members, key=lambda paper: (-cited.get(paper, 0), paper))[:5]
        assert list(central) == best
        assert found.papers.loc[best, "cited_inside"].tolist() == cited.reindex(best).tolist()


def test_neither_order_nor_unrelated_papers_matter() -> None:
    papers, pairs = two_schools(alone=0)
    more, _ = two_schools(alone=4)
    wanted = kdgraph.communities(graph_of(papers, pairs))
    same(wanted, kdgraph.communities(shuffled(papers, pairs, 5)))
    wider = kdgraph.communities(shuffled(more, pairs, 6))
    same(wanted, wider)
    assert (wanted.unrelated, wider.unrelated) == (0, 4)


def test_groups_of_one_size_are_numbered_by_their_ids_not_their_years() -> None:
    pairs = community("z", 6) + community("a", 6)
    papers = pd.DataFrame({"paper_id": sorted({paper for pair in pairs for paper in pair})})
    papers["year"] = [2010 if paper[0] == "a" else 2000 for paper in papers["paper_id"]]
    group = kdgraph.communities(graph_of(papers, pairs), resolution=1).papers["group"]
    assert (group["a00"], group["z00"]) == (0, 1)


def test_the_best_seed_is_taken() -> None:
    graph = kdgraph.embedded().citation_graph()
    seeds = range(4)
    one = [kdgraph.communities(graph, resolution=2, seeds=[seed]) for seed in seeds]
    found = kdgraph.communities(graph, resolution=2, seeds=seeds)
    quality = [each.sweep["quality"].iloc[0] for each in one]
    assert len(set(quality)) > 1
    assert found.sweep["quality"].iloc[0] == max(quality)
    assert found.sweep["seed"].iloc[0] == int(np.argmax(quality))
    assert_frame_equal(found.papers, one[int(np.argmax(quality))].papers)
    assert found.sweep["stability"].iloc[0] < 1


def test_the_sweep_shows_how_the_resolution_was_chosen() -> None:
    papers, pairs = two_schools()
    found = kdgraph.communities(graph_of(papers, pairs), resolutions=[0.01, 1, 1.5, 40])
    sweep = found.sweep
    assert sweep["groups"].tolist()[:2] == [1, 2]  # one group is no division
    assert sweep["stability"].iloc[0] == 1
    fits = sweep[(sweep["groups"] > 1) & (sweep["covered"] >= 0.9)]
    best = fits[fits["stability"].round(6) == fits["stability"].round(6).max()]
    assert sweep["chosen"].tolist() == (sweep.index == best.index[0]).tolist()
    assert found.resolution == best["resolution"].iloc[0]
    high = kdgraph.communities(graph_of(papers, pairs), resolution=40)
    assert high.alone == 26 - high.groups["size"].sum() > 0


def test_one_seed_has_no_stability_and_the_same_seeds_the_same_groups() -> None:
    papers, pairs = two_schools()
    graph = graph_of(papers, pairs)
    assert kdgraph.communities(graph, seeds=[3]).sweep["stability"].isna().all()
    same(kdgraph.communities(graph, seeds=[3]), kdgraph.communities(graph, seeds=[3]))


def test_citations_and_shared_references_hold_a_group_together() -> None:
    # a star: citing papers are coupled, though none cites another
    star = [(f"s{n}", "s") for n in range(5)]
    other = [(f"t{n}", "t") for n in range(5)]
    papers = pd.DataFrame({"paper_id": sorted({paper for pair in star + other for paper in pair})})
    for direct in (0.0, 5.0):
        found = kdgraph.communities(graph_of(papers, star + other), direct=direct, resolution=1)
        groups = found.papers["group"]
        assert groups[[f"s{n}" for n in range(5)]].nunique() == 1
        assert groups["s0"] != groups["t0"]
        assert bool(pd.isna(groups["s"])) is (direct == 0)


@pytest.mark.parametrize("n", [0, 1, 3])
def test_nothing_related(n: int) -> None:
    found = kdgraph.communities(graph_of(pd.DataFrame({"paper_id": list("abc")[:n]}), []))
    assert found.papers["group"].isna().all()
    assert len(found.papers) == found.unrelated == n
    assert found.groups.empty
    assert found.sweep.empty
    assert np.isnan(found.resolution)


def test_neither_years_nor_texts_are_needed() -> None:
    _, pairs = two_schools()
    papers = pd.DataFrame({"paper_id": sorted({paper for pair in pairs for paper in pair})})
    found = kdgraph.communities(graph_of(papers, pairs))
    assert found.groups["size"].tolist() == [14, 12]
    assert found.groups["words"].tolist() == [(), ()]
    assert found.groups["median_year"].isna().all()
    assert found.untitled == found.undated == 26


def test_abstracts_give_words_too() -> None:
    _, pairs = two_schools()
    papers = pd.DataFrame({"paper_id": sorted({paper for pair in pairs for paper in pair})})
    papers["title"] = None
    papers["abstract"] = [
        "distil the knowledge" if paper[0] == "h" else None for paper in papers["paper_id"]
    ]
    found = kdgraph.communities(graph_of(papers, pairs))
    assert found.groups["words"].tolist() == [("distil", "knowledge"), ()]
    assert found.untitled == 12


def test_what_is_wrong_is_said() -> None:
    graph = graph_of(*two_schools())
    with pytest.raises(InputError, match=r"above zero, such as 2; got \[0\]"):
        kdgraph.communities(graph, resolution=0)
    with pytest.raises(InputError, match=r"above zero, such as 2; got \[\]"):
        kdgraph.communities(graph, resolutions=[])
    with pytest.raises(InputError, match="at least one, such as 0"):
        kdgraph.communities(graph, seeds=[])
    with pytest.raises(InputError, match="direct=-1"):
        kdgraph.communities(graph, direct=-1)


def test_embedded_corpus_has_groups_that_make_sense() -> None:
    snapshot = kdgraph.embedded()
    found = kdgraph.communities(snapshot.citation_graph(), resolutions=[2, 3, 4], seeds=range(4))
    assert found.unrelated == 2  # listed ones that nobody cites, and whose lists were not read
    assert found.sweep["stability"].min() > 0.7
    words = [" ".join(words) for words in found.groups["words"]]
    for topic in ("diffusion", "federated", "bert", "continual", "data free", "object detection"):
        assert any(topic in text for text in words), topic
    agreement = kdgraph.section_agreement(snapshot, found)
    assert agreement.adjusted_rand > 0.4
    # chance would agree on nothing
    section = pd.factorize(agreement.papers["section"])[0].astype(np.intp)
    random = np.random.default_rng(0).permutation(section)
    assert abs(adjusted_rand_index(section, random)) < 0.1
