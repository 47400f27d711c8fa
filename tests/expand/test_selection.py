"""Which neighbours are kept: by a stated rule, and what is not kept is counted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kdgraph.expand import select
from kdgraph.records import PaperRecord

counts = st.dictionaries(st.text("abcd", min_size=1, max_size=3), st.integers(0, 9), max_size=30)


def papers(counts: dict[str, int]) -> dict[str, PaperRecord]:
    return {key: PaperRecord(key, key, reported_citations=n) for key, n in counts.items()}


def test_links_to_the_list_come_before_citations() -> None:
    neighbours = papers({"much cited": 99, "well linked": 0})
    links = {"well linked": {"x", "y"}, "much cited": {"x"}}
    assert select({"x"}, neighbours, links, max_papers=2).kept == ("x", "well linked")


def test_listed_papers_stay_even_above_the_limit() -> None:
    selection = select({"x", "y", "z"}, papers({"a": 1}), {}, max_papers=1)
    assert selection.kept == ("x", "y", "z")
    assert selection.left_out == 1


@given(counts, st.integers(1, 40))
def test_nothing_disappears_uncounted(counts: dict[str, int], most: int) -> None:
    selection = select({"x"}, papers(counts), {}, max_papers=most)
    assert len(selection.kept) - 1 + selection.left_out == len(counts)
    assert len(selection.kept) <= max(1, most)


@given(counts)
def test_a_smaller_limit_keeps_a_beginning_of_the_same_order(counts: dict[str, int]) -> None:
    whole = select({"x"}, papers(counts), {}, max_papers=100).kept
    assert select({"x"}, papers(counts), {}, max_papers=5).kept == whole[:5]
