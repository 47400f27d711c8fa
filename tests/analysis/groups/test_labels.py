"""Label words."""

from __future__ import annotations

from collections import Counter
from math import log
from random import Random

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdgraph.analysis.groups.communities import communities
from kdgraph.analysis.groups.labels import STOP_WORDS, label_words, terms
from kdgraph.graph.citation import citation_graph

WORDS = ["teacher", "student", "flow", "hint", "the", "of"]
texts = st.lists(st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join), max_size=5)


@given(texts)
def test_terms_are_those_of_scikit_learn(written: list[str]) -> None:
    from sklearn.feature_extraction.text import CountVectorizer

    # stop words become a letter that no token pattern takes, as pairs do not reach over them
    parts = [
        " ".join("" if word in STOP_WORDS else word for word in text.split(" ")).split("  ")
        for text in written
    ]
    vectoriser = CountVectorizer(ngram_range=(1, 2)).build_analyzer()
    for text, part in zip(written, parts, strict=True):
        wanted = Counter(term for piece in part for term in vectoriser(piece))
        assert Counter(terms(text)) == wanted


def test_weights_are_those_of_the_formula() -> None:
    # group 0: a (share 2/4), b (1/4), c (1/4); group 1: a (1/2), d (1/2); mean of 3 terms
    weight = {
        "aa": 2 / 4 * log(1 + 3 / 3),
        "bb": 1 / 4 * log(1 + 3 / 1),
        "cc": 1 / 4 * log(1 + 3 / 1),
    }
    assert sorted(weight, key=lambda term: (-weight[term], term)) == ["aa", "bb", "cc"]
    assert label_words({0: ["aa. aa", "bb of cc"], 1: ["aa of dd"]})[0][1:] == ("bb", "cc")
    assert label_words({0: ["aa", "bb"], 1: ["aa", "aa"]}) == {0: ("bb", "aa"), 1: ("aa",)}


def test_a_word_gives_way_to_the_pair_it_mostly_stands_in() -> None:
    often = ["knowledge distillation"] * 3 + ["knowledge", "distillation"]
    assert label_words({0: often}) == {0: ("knowledge distillation",)}
    seldom = ["knowledge distillation"] * 2 + ["knowledge", "distillation"] * 4
    assert label_words({0: seldom}) == {0: ("distillation", "knowledge")}


def test_a_word_of_one_title_does_not_speak_for_three() -> None:
    assert label_words({0: ["flow", "flow", "hint"]}) == {0: ("flow",)}
    assert label_words({0: ["flow", "hint"]}) == {0: ("flow", "hint")}


@given(texts, texts, st.randoms())
def test_the_order_of_texts_does_not_matter(
    one: list[str], other: list[str], random: Random
) -> None:
    wanted = label_words({0: one, 1: other})
    random.shuffle(one)
    assert label_words({1: other, 0: one}) == wanted


def test_words_of_any_script_count() -> None:
    assert label_words({0: ["知识蒸馏", "Ünïcödé"]}) == {0: ("unicode", "知识蒸馏")}


@pytest.mark.parametrize("most", [0, 1, 2])
def test_no_more_words_than_asked_for(most: int) -> None:
    assert len(label_words({0: ["alpha", "beta", "gamma"] * 2}, most=most)[0]) == most


def test_groups_without_words_have_none() -> None:
    assert label_words({}) == {}
    assert label_words({0: [], 1: ["of the", "42"]}) == {0: (), 1: ()}


def test_a_group_whose_texts_share_no_word_is_called_after_its_central_paper() -> None:
    """Three titles without a common word, of papers that two others cite together."""
    titles = {"a": "Alpha rays", "b": "Beta decay", "c": "Gamma bursts", "x": None, "y": None}
    papers = pd.DataFrame({"paper_id": list(titles), "title": list(titles.values())})
    pairs = [(citing, cited) for citing in "xy" for cited in "abc"] + [("c", "a"), ("b", "a")]
    graph = citation_graph(papers, pd.DataFrame(pairs, columns=["citing_id", "cited_id"]))
    found = communities(graph, resolution=0.01).groups
    assert found["words"].tolist() == [("around “Alpha rays”",)]


@pytest.mark.parametrize(
    "said",
    [
        "Code is available at https://github.com/roe/owls.",
        "Our source code and trained models are publicly available at github.com/roe/owls",
        "The codes will be released on www.owls.org/code.",
        "Project page: http://owls.io/page/index.html",
    ],
)
def test_a_web_address_and_what_leads_to_it_name_no_group(said: str) -> None:
    texts = [f"Pruning owls number {n}. {said}" for n in ["one", "two", "three", "four"]]
    words = " ".join(label_words({0: texts, 1: ["Feeding mice", "Mice in houses"]})[0])
    assert "owls" in words
    assert not {"available", "https", "github", "com", "www", "org", "http", "roe"} & set(
        words.split()
    )


def test_words_that_look_a_little_like_an_address_stay() -> None:
    assert {"node", "vision"} <= set(terms("A node.of vision"))
