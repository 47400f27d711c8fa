"""Who is on how many entries: by hand, against exact chance, and at the edges."""

from __future__ import annotations

from itertools import combinations
from math import isnan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import kdgraph
from kdgraph import list_concentration
from kdgraph.analysis.authors.concentration import (
    MEANINGS,
    expected_herfindahl,
    shuffled,
    unevenness,
)
from kdgraph.errors import InputError
from kdgraph.model import TABLES
from kdgraph.testing import toys
from tests.analysis.authors.worlds import LISTED, WROTE, empty, made
from tests.analysis.authors.worlds import shuffled as reordered

# entries 0, 2, 4 stand in "Even", 1, 3 and 5 in "Odd"
_WROTE = {"a": "pq", "b": "qp", "c": "p", "d": "rst"}
_LISTED = ["a", "b", "c", "f", None, "a"]


def test_by_hand() -> None:
    found = list_concentration(made(_WROTE, listed=_LISTED))
    assert found.authors.set_index("author_id").to_dict("index") == {
        "p": {
            "rank": 1,
            "name": "Pia Poe",
            "by_name": False,
            "initials_only": False,
            "alike": 0,
            "entries": 4,
            "share": 1,
            "papers": 4,  # a is listed twice
            "expected": pytest.approx(7 * 4 / 10),
            "first": 3,  # of a twice, and of c alone
            "last": 1,
            "sections": "Even 2; Odd 2",
            "also_as": "",
        },
        "q": {
            "rank": 2,
            "name": "Quin Roe",
            "by_name": False,
            "initials_only": False,
            "alike": 0,
            "entries": 3,
            "share": 0.75,
            "papers": 3,
            "expected": pytest.approx(7 * 3 / 10),
            "first": 1,
            "last": 2,
            "sections": "Odd 2; Even 1",
            "also_as": "",
        },
    }
    values = found.measures.set_index("measure")["value"].to_dict()
    assert values == {
        "authors": 2,
        "on_several": 2,
        "most_entries": 4,
        "top_1_share": pytest.approx(4 / 7),
        "top_5_share": 1,
        "top_10_share": 1,
        "gini": pytest.approx(1 / 14),
        "herfindahl": pytest.approx(25 / 49),
    }
    assert (found.entries, found.counted, found.unmatched, found.without_authors) == (6, 4, 1, 1)
    assert (found.repeated, found.authors_found, found.authorships) == (1, 2, 7)
    assert found.corpus_authorships == 10  # eight, and two for the repeated entry
    assert "4 of 6 entries are counted; 1 have no paper here, 1 no known authors" in found.notes
    assert "1 entries repeat a paper that an earlier entry has; each counts" in found.notes
    assert found.notes[-1].startswith("expected: the 7 places are filled at random from the 10")


def test_sections_by_hand() -> None:
    found = list_concentration(made(_WROTE, listed=_LISTED))
    columns = ["entries", "counted", "unmatched", "without_authors", "authors", "most_entries"]
    by_section = found.sections.set_index("section")
    assert by_section[columns].to_numpy().tolist() == [[3, 2, 1, 0, 2, 2], [3, 2, 0, 1, 2, 2]]
    assert by_section["most_by"].tolist() == ["Pia Poe", "Pia Poe, Quin Roe"]
    assert by_section["herfindahl"].tolist() == [pytest.approx(5 / 9), 0.5]
    odd = list_concentration(made(_WROTE, listed=_LISTED), section="odd")
    assert (odd.entries, odd.authors_found, odd.authorships) == (3, 2, 4)
    with pytest.raises(InputError, match="no section called 'x'; there are: Even; Odd"):
        list_concentration(made(_WROTE, listed=_LISTED), section="x")


def test_sections_stand_in_the_order_of_the_list() -> None:
    frames = made(_WROTE, listed=_LISTED).frames()
    frames["entries"]["position"] = frames["entries"]["position"].to_numpy()[::-1]
    found = list_concentration(kdgraph.Snapshot(frames, toys.MANIFEST))
    assert found.sections["section"].tolist() == ["Odd", "Even"]


def test_an_author_twice_in_one_line_is_on_one_entry() -> None:
    frames = made({"a": "pq"}, listed=["a"]).frames()
    rows: list[dict[str, object]] = [
        {str(name): value for name, value in row.items()}
        for row in frames["authorships"].to_dict("records")
    ]
    rows.append({"paper_id": "a", "position": 2, "author_id": "p", "name": "Pia Poe"})
    frames["authorships"] = TABLES["authorships"].frame(rows)
    found = list_concentration(kdgraph.Snapshot(frames, toys.MANIFEST))
    assert found.authors.set_index("author_id")[["entries", "first", "last"]].to_dict("index") == {
        "p": {"entries": 1, "first": 1, "last": 1},
        "q": {"entries": 1, "first": 0, "last": 0},
    }
    assert found.corpus_authorships == 2


def test_toys() -> None:
    found = list_concentration(toys.snapshot())
    assert found.authors[["author_id", "entries"]].to_numpy().tolist() == [["s2:1", 2], ["s2:2", 1]]
    assert (found.entries, found.unmatched, found.by_name, found.alike) == (3, 1, 0, 0)
    early = list_concentration(toys.snapshot(), as_of=2001)  # b is of 2005
    assert (early.entries, early.counted, early.unmatched) == (3, 1, 2)
    assert str(early.as_of) == "2001-12-31"
    named = list_concentration(made({"a": ["name:b-li"]}, listed="a", names={"name:b-li": "B. Li"}))
    assert (named.by_name, named.initials_only) == (1, 1)
    assert "1 of 1 authors are known by name alone" in named.notes[0]
    assert named.authors[["by_name", "initials_only"]].to_numpy().tolist() == [[True, True]]


def test_a_list_of_everything_is_what_chance_gives() -> None:
    found = list_concentration(made(_WROTE, listed="abcd"), shuffles=5)
    for name in ("expected", "low", "high"):
        np.testing.assert_allclose(found.measures[name], found.measures["value"])
    assert (found.authors["entries"] == found.authors["expected"]).all()


def test_shuffles_agree_with_all_ways_to_draw() -> None:
    places, filled = np.array([3, 2, 1, 1]), 3
    bag = np.repeat(np.arange(4), places)
    every = [
        unevenness(np.unique(drawn, return_counts=True)[1]) for drawn in combinations(bag, filled)
    ]
    exact = pd.DataFrame(every).mean()
    drawn = shuffled(places, filled, shuffles=4000, seed=1)
    error = drawn.std() / np.sqrt(len(drawn))
    assert ((drawn.mean() - exact).abs() <= 4 * error + 1e-12).all()
    assert exact["herfindahl"] == pytest.approx(expected_herfindahl(places, filled))


def test_unevenness_by_pairs() -> None:
    counts = np.array([5, 1, 1, 2])
    pairs = [abs(int(a) - int(b)) for a in counts for b in counts]
    found = unevenness(counts)
    assert found["gini"] == pytest.approx(np.mean(pairs) / (2 * counts.mean()))
    assert found["herfindahl"] == pytest.approx(31 / 81)
    assert unevenness(np.array([2, 2, 2]))["gini"] == pytest.approx(0)
    assert set(found) == set(MEANINGS)


def test_the_seed_decides() -> None:
    world = kdgraph.embedded()
    first = list_concentration(world, shuffles=50, seed=1)
    assert_frame_equal(first.measures, list_concentration(world, shuffles=50, seed=1).measures)
    other = list_concentration(world, shuffles=50, seed=2)
    assert not first.measures["expected"].equals(other.measures["expected"])
    assert "(50 shuffles, seed 2)" in other.notes[-1]


@pytest.mark.parametrize(
    "world",
    [empty(), made(_WROTE), made({}, listed="ab"), made(_WROTE, listed=[None])],
    ids=["nothing", "no list", "no authors", "no match"],
)
def test_nobody_on_the_list(world: kdgraph.Snapshot) -> None:
    found = list_concentration(world, shuffles=3)
    assert found.authors.empty
    assert found.counted == found.authors_found == 0
    assert found.measures[["value", "expected", "low", "high"]].isna().all(axis=None)
    assert found.entries == found.unmatched + found.without_authors
    assert all(isnan(value) for value in found.sections["herfindahl_expected"])


def test_wrong_use() -> None:
    with pytest.raises(InputError, match="top"):
        list_concentration(toys.snapshot(), top=0)
    with pytest.raises(InputError, match="shuffles must be at least 1"):
        list_concentration(toys.snapshot(), shuffles=0)


@settings(max_examples=8, deadline=None)
@given(wrote=WROTE, listed=LISTED, seed=st.integers(0, 99))
def test_loops_agree_in_any_order(
    wrote: dict[str, list[str]], listed: list[str], seed: int
) -> None:
    world = made(wrote, listed=listed)
    found = list_concentration(world, shuffles=5)
    again = list_concentration(reordered(world, seed), shuffles=5)
    for name in ("authors", "measures", "sections"):
        assert_frame_equal(getattr(found, name), getattr(again, name))
    entries = {who: sum(who in wrote.get(paper, ()) for paper in listed) for who in "pqrst"}
    assert found.authors.set_index("author_id")["entries"].to_dict() == {
        who: n for who, n in entries.items() if n
    }
    assert found.counted + found.unmatched + found.without_authors == len(listed)
    assert found.authors["expected"].sum() <= found.authorships + 1e-9


def test_the_embedded_list() -> None:
    found = list_concentration(kdgraph.embedded())
    assert (found.entries, found.counted, found.unmatched) == (59, 59, 0)
    most = found.authors.set_index("name")
    assert most.loc[["Defang Chen", "Can Wang"], "entries"].tolist() == [14, 14]
    assert most["rank"].head(3).tolist() == [1, 1, 3]
    measures = found.measures.set_index("measure")
    assert measures["value"]["herfindahl"] > measures["high"]["herfindahl"]
    assert (measures["low"] <= measures["high"]).all()
