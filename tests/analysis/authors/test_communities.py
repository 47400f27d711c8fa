"""Communities of co-authors: by hand, by networkx's modularity, and in any order of rows."""

from __future__ import annotations

from math import isnan

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from scipy.sparse import csr_array

import kdgraph
from kdgraph import coauthor_communities
from kdgraph.analysis.authors.communities import modularity, partition
from kdgraph.analysis.authors.corpus import AuthorCorpus
from kdgraph.errors import InputError
from kdgraph.testing import toys
from tests.analysis.authors.worlds import LISTED, WROTE, empty, made, shuffled

_TWO_GROUPS = {"a": "pqr", "b": "pqr", "c": "st", "d": "st", "e": "rs", "f": "p"}


def test_two_groups_and_a_bridge() -> None:
    world = made(_TWO_GROUPS, listed=["a", "c", "e", "b", None])  # a, e: Even; c, b: Odd
    found = coauthor_communities(world)
    assert found.communities.to_dict("records") == [
        {
            "community": 1,
            "label": "Pia Poe, Quin Roe, Rue Moe",
            "authors": 3,
            "by_name": 0,
            "papers": 4,  # a, b, f, and half of e
            "listed_papers": 3,
            "sections": "Even 2; Odd 1",
            "inside": pytest.approx(6 / 7),
            "component": 1,
        },
        {
            "community": 2,
            "label": "Sam Doe, Tim Foe",
            "authors": 2,
            "by_name": 0,
            "papers": 3,
            "listed_papers": 2,
            "sections": "Even 1; Odd 1",
            "inside": pytest.approx(4 / 5),
            "component": 1,
        },
    ]
    assert found.components.to_dict("records") == [{"component": 1, "authors": 5, "communities": 2}]
    assert found.authors.set_index("author_id")["community"].to_dict() == {
        "p": 1,
        "q": 1,
        "r": 1,
        "s": 2,
        "t": 2,
    }
    assert found.authors.set_index("author_id")["weight"].to_dict() == {
        "p": 2,
        "q": 2,
        "r": 3,
        "s": 3,
        "t": 2,
    }
    assert (found.found, found.components_found, found.alone) == (2, 1, 0)
    # 2m = 12: inside 6 and 4, degrees 7 and 5
    assert found.modularity == pytest.approx(10 / 12 - (7 / 12) ** 2 - (5 / 12) ** 2)


def test_components_are_never_joined() -> None:
    found = coauthor_communities(made({"a": "pq", "b": "rs", "c": "t"}))
    assert found.authors["component"].tolist() == found.authors["community"].tolist()
    assert (found.found, found.components_found, found.alone) == (2, 2, 1)
    assert found.communities["label"].tolist() == ["Pia Poe, Quin Roe", "Rue Moe, Sam Doe"]


def test_section_and_day() -> None:
    section = coauthor_communities(toys.snapshot(), section="new")  # b, by Ada and Bo
    assert section.communities["label"].tolist() == ["Ada Byron, Bo Li"]
    assert section.communities["sections"].tolist() == ["New 1"]
    assert section.communities[["papers", "listed_papers"]].to_numpy().tolist() == [[1, 1]]
    assert section.alone == 0
    day = coauthor_communities(toys.snapshot(), as_of="2008")
    assert (day.found, day.components_found, str(day.as_of)) == (2, 2, "2008-12-31")
    assert "1 undated papers are not in this view" in day.notes


def test_what_is_not_known_is_said() -> None:
    notes = "\n".join(coauthor_communities(toys.snapshot()).notes)
    assert "the authors of 2 of 8 papers are not known" in notes
    assert "1 of 4 authors with co-authors are known by name alone" in notes


def test_top_cuts_and_counts() -> None:
    found = coauthor_communities(made({"a": "pq", "b": "rs"}), top=1)
    assert len(found.communities) == len(found.components) == 1
    assert (found.found, found.components_found, len(found.authors)) == (2, 2, 4)


@pytest.mark.parametrize(
    "world", [empty(), made({}), made({"a": "p", "b": "p"})], ids=["nothing", "no authors", "alone"]
)
def test_nobody_writes_with_anybody(world: kdgraph.Snapshot) -> None:
    found = coauthor_communities(world)
    assert found.communities.empty
    assert found.authors.empty
    assert found.components.empty
    assert isnan(found.modularity)
    assert found.alone == len(set(world.authorships["author_id"]))


def test_wrong_use() -> None:
    with pytest.raises(InputError, match="resolution must be above zero, got 0"):
        coauthor_communities(toys.snapshot(), resolution=0)
    with pytest.raises(InputError, match="top"):
        coauthor_communities(toys.snapshot(), top=0)


@settings(max_examples=8, deadline=None)
@given(wrote=WROTE, listed=LISTED, seed=st.integers(0, 99))
def test_order_of_rows_changes_nothing(
    wrote: dict[str, list[str]], listed: list[str], seed: int
) -> None:
    world = made(wrote, listed=listed)
    first, second = coauthor_communities(world), coauthor_communities(shuffled(world, seed))
    for name in ("communities", "authors", "components"):
        assert_frame_equal(getattr(first, name), getattr(second, name))


def test_real_communities() -> None:
    snapshot = kdgraph.embedded()
    found = coauthor_communities(snapshot, top=1000)
    network = AuthorCorpus(snapshot).together.to_networkx()
    groups = found.authors.groupby("community")["author_id"].agg(set)
    alone = [{who} for who in network if not network[who]]
    theirs = nx.community.modularity(network, [*groups, *alone])
    assert found.modularity == pytest.approx(theirs)
    assert found.method.startswith("Leiden")
    louvain = nx.community.louvain_communities(network, seed=0)
    assert found.modularity > nx.community.modularity(network, louvain)
    assert found.communities["authors"].sum() == len(found.authors)
    assert found.communities["authors"].is_monotonic_decreasing
    assert found.components_found == sum(
        len(members) > 1 for members in nx.connected_components(network)
    )
    assert found.components["authors"].sum() == found.communities["authors"].sum()
    near = found.authors.set_index("author_id")["community"]
    assert near["name:defang-chen"] == near["name:can-wang"] == near["name:chun-chen"]
    finer = coauthor_communities(snapshot, resolution=4.0)
    assert finer.found > found.found


def test_partition_of_ties() -> None:
    two_pairs = csr_array(np.kron(np.eye(2), [[0.0, 1.0], [1.0, 0.0]]))
    label = partition(two_pairs, resolution=1, seed=0)
    assert label[0] == label[1] != label[2] == label[3]
    assert modularity(two_pairs, label, resolution=1) == 0.5
    assert partition(csr_array((3, 3)), resolution=1, seed=0).tolist() == [0, 1, 2]
