"""Citation keys: told by hand, and what must hold of all of them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kdgraph
from kdgraph.export.citation_keys import citation_keys
from kdgraph.testing import toys
from tests.export.papers import HARD_TITLES, literature, titles


@pytest.mark.parametrize(
    ("author", "year", "title", "key"),
    [
        ("Geoffrey Hinton", 2015, "Distilling the Knowledge", "hinton2015distilling"),
        ("Lei Jimmy Ba", 2014, "Do Deep Nets Really Need to be Deep?", "ba2014deep"),
        ("Buciluǎ, Cristian", 2006, "Model Compression", "bucilua2006model"),
        ("Rich Caruana Jr.", 2006, "Born-Again Networks", "caruana2006born"),
        ("Søren Ødegård", 2020, "Ünïcödé", "odegard2020unicode"),
        (None, None, "On It", "anonndon"),
        ("张伟", 2021, "A Survey", "anon2021survey"),
        ("Bo Li", 2021, "3D 2D Nets", "li20213d"),
    ],
)
def test_told_by_hand(author: str | None, year: int | None, title: str, key: str) -> None:
    row = {"title": title, "year": year, "authors": [author] if author else []}
    assert citation_keys(literature([row])).tolist() == [key]


def test_titles_without_a_latin_word_give_a_hash() -> None:
    keys = citation_keys(toys.snapshot())
    assert re.fullmatch("li2006[0-9a-f]{6}", keys["c"])
    assert keys["d"] == "byron2010across"


def _alike(n: int) -> list[dict[str, object]]:
    return [{"title": "Deep Nets", "year": 2020, "authors": ["A Smith"]} for _ in range(n)]


def test_papers_that_would_share_a_key_are_told_apart_in_the_order_of_their_ids() -> None:
    keys = citation_keys(literature(_alike(30)))
    assert keys.tolist()[:3] == ["smith2020deep", "smith2020deepb", "smith2020deepc"]
    assert keys.tolist()[24:28] == [f"smith2020deep{s}" for s in ("y", "z", "aa", "ab")]


def test_suffix_does_not_make_another_papers_own_key() -> None:
    rows = [*_alike(2), {"title": "Deepb", "year": 2020, "authors": ["A Smith"]}]
    assert citation_keys(literature(rows)).tolist() == [
        "smith2020deep",
        "smith2020deepc",
        "smith2020deepb",
    ]


def test_keys_of_a_view_are_those_of_the_whole() -> None:
    snapshot = kdgraph.embedded()
    keys = citation_keys(snapshot)
    view = snapshot.as_of(2019)
    assert len(view.papers) < len(keys)
    assert citation_keys(view).equals(keys.loc[view.papers.index])
    assert (keys.str.fullmatch("[a-z]+(?:[0-9]{4}|nd)[a-z0-9]+")).all()


def test_view_without_the_first_bearer_keeps_the_suffix() -> None:
    rows = _alike(2)
    rows[0]["year"] = None
    rows[0] |= {"date": None, "title": "Deep Nets"}
    rows[1]["year"] = None
    snapshot = literature([{**rows[0], "first_year": 2021}, {**rows[1], "first_year": 2019}])
    assert citation_keys(snapshot).tolist() == ["smithnddeep", "smithnddeepb"]
    assert citation_keys(snapshot.as_of(2019)).to_dict() == {"p001": "smithnddeepb"}


@settings(max_examples=25)
@given(st.lists(st.one_of(st.sampled_from(HARD_TITLES), titles), min_size=1, max_size=12))
def test_any_titles_get_keys_that_tell_them_apart(some: list[str]) -> None:
    keys = citation_keys(literature([{"title": title} for title in some]))
    assert keys.is_unique
    assert all(re.fullmatch("[a-z0-9]+", key) for key in keys)
    backwards = literature([{"title": t, "paper_id": f"p{n:03}"} for n, t in enumerate(some)][::-1])
    assert citation_keys(backwards).to_dict() == keys.to_dict()
