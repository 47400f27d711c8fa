"""What names give away, and which author a name means."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kdgraph import AmbiguousAuthorError, UnknownAuthorError, find_author
from kdgraph.analysis.authors.names import name_traits, rows_alike
from kdgraph.errors import InputError
from kdgraph.model import TABLES
from kdgraph.testing import toys
from tests.analysis.authors.worlds import empty, made, shuffled


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("C. Wang", True),
        ("Wang, C.", True),
        ("Wang", True),
        ("J.-P. Mei", True),
        ("CJ Li", True),
        ("CJK Li", True),
        ("CJKL Li", False),
        ("A. B. Carter Jr.", True),
        ("", True),
        ("Can Wang", False),
        ("Wang, Can", False),
        ("Jian-Ping Mei", False),
        ("J. Edward Hu", False),
        ("BO LI", False),
        ("Li Bo", False),
        ("王小明", False),
        ("明 王", False),
    ],
)
def test_initials(name: str, initials: bool) -> None:
    frame = pd.DataFrame({"name": [name], "by_name": [True]})
    assert name_traits(frame)["initials_only"].tolist() == [initials]


@pytest.mark.parametrize(
    ("name", "other", "alike"),
    [
        ("Geoffrey Hinton", "Geoffrey E. Hinton", True),
        ("Geoffrey Hinton", "Hinton, G.", True),
        ("Geoffrey Hinton", "Gary Hinton", False),
        ("Bo Li", "Bo Li", True),  # namesakes: two ids, perhaps one person
        ("Cristian Buciluǎ", "Cristian Bucilua", True),
        ("Jian-Ping Mei", "Jianping Mei", True),
        ("Bo Li", "Li", False),
        ("Can Wang", "Can Wong", False),
    ],
)
def test_alike(name: str, other: str, alike: bool) -> None:
    frame = pd.DataFrame({"name": [name, other, "Zoe Zed"], "by_name": True}, index=list("abz"))
    assert name_traits(frame)["alike"].tolist() == [alike, alike, 0]
    assert rows_alike(frame, "a") == ["b"] * alike


_NAMES = st.lists(
    st.sampled_from(["Bo Li", "B. Li", "Li", "Ben Li", "Li, Bo", "BC Li", "Bo C. Li", "李", None]),
    max_size=8,
)


@settings(max_examples=50, deadline=None)
@given(names=_NAMES)
def test_both_ways_to_be_alike_agree(names: list[str | None]) -> None:
    frame = pd.DataFrame({"name": pd.Series(names, dtype="str"), "by_name": True})
    frame.index = pd.Index([f"id{n}" for n in range(len(names))])
    counted = name_traits(frame)["alike"].to_dict()
    assert counted == {who: len(rows_alike(frame, who)) for who in frame.index}


def test_a_missing_flag_is_no_flag() -> None:
    frame = pd.DataFrame({"name": ["Bo Li"], "by_name": pd.array([None], dtype="boolean")})
    assert name_traits(frame)["by_name"].tolist() == [False]


@pytest.mark.parametrize(
    ("name", "author_id"),
    [
        ("s2:3", "s2:3"),
        ("3", "s2:3"),
        ("name:cy-young", "name:cy-young"),
        ("ada byron", "s2:1"),
        (" Byron, Ada ", "s2:1"),
        ("BYRON", "s2:1"),
        ("byr", "s2:1"),
        ("Yöung", "name:cy-young"),
    ],
)
def test_find(name: str, author_id: str) -> None:
    assert find_author(toys.snapshot(), name) == author_id


def test_namesakes_are_listed_with_their_papers() -> None:
    with pytest.raises(AmbiguousAuthorError) as caught:
        find_author(toys.snapshot(), "Bo Li")
    assert caught.value.candidates == (("s2:2", "Bo Li", 3), ("s2:3", "Bo Li", 1))
    assert caught.value.total == 2
    assert "2 authors fit 'Bo Li'; name one of them by its id:\n  s2:2  Bo Li, 3 papers" in str(
        caught.value
    )
    assert str(caught.value).endswith("s2:3  Bo Li, 1 paper")


def test_whole_names_win_over_words_and_words_over_parts() -> None:
    names = {"a": "Li", "b": "Bo Li", "c": "Ann Lister", "d": "Lister Poe"}
    world = made({"a": "abcd"}, names=names)
    assert find_author(world, "li") == "a"
    assert find_author(world, "bo") == "b"
    with pytest.raises(AmbiguousAuthorError, match="2 authors fit 'lister'"):
        find_author(world, "lister")
    assert find_author(world, "ann lis") == "c"
    with pytest.raises(UnknownAuthorError):
        find_author(world, "o")  # one letter stands in too many names


def test_names_as_printed_are_names_too() -> None:
    world = made({"a": ["p"]})
    frames = world.frames()
    rows = [{"paper_id": "a", "position": 0, "author_id": "p", "name": "P. O'Poe-Smith"}]
    frames["authorships"] = TABLES["authorships"].frame(rows)
    world = type(world)(frames, world.manifest)
    assert find_author(world, "O'Poe Smith") == find_author(world, "Pia Poe") == "p"


def test_many_candidates_are_cut_and_counted() -> None:
    names = {f"s2:{n:02}": f"Ann Lee {n}" for n in range(12)}
    with pytest.raises(
        AmbiguousAuthorError, match=r"12 authors fit[^$]*\n  \.\.\. and 2 more"
    ) as caught:
        find_author(made({"a": ["s2:07"]}, names=names), "Ann Lee")
    assert caught.value.candidates[0] == ("s2:07", "Ann Lee 7", 1)
    assert len(caught.value.candidates) == 10


def test_the_nearest_are_named() -> None:
    with pytest.raises(
        UnknownAuthorError, match=r"no author called 'A. Byron'.*Ada Byron \(s2:1\)"
    ):
        find_author(toys.snapshot(), "A. Byron")
    with pytest.raises(UnknownAuthorError) as caught:
        find_author(toys.snapshot(), "Cy Yung")
    assert caught.value.near == ("Cy Young (name:cy-young)",)
    with pytest.raises(UnknownAuthorError, match="here; give an author id"):
        find_author(toys.snapshot(), "Xerxes")
    with pytest.raises(UnknownAuthorError):
        find_author(empty(), "Ada Byron")


@pytest.mark.parametrize("name", ["", "  ", "?!"])
def test_no_name(name: str) -> None:
    with pytest.raises(InputError, match="is no name"):
        find_author(toys.snapshot(), name)


def test_order_of_rows_changes_no_message() -> None:
    messages = set()
    for seed in range(4):
        with pytest.raises(AmbiguousAuthorError) as caught:
            find_author(shuffled(toys.snapshot(), seed), "li")
        messages.add(str(caught.value))
    assert len(messages) == 1
