"""Batches stay below the service's limits, and a resumed run packs the same ones."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from kdgraph.expand import pack

rows = st.dictionaries(st.text("abcdef", min_size=1, max_size=4), st.integers(0, 60), max_size=60)


@given(rows)
def test_every_paper_is_in_one_batch_within_the_limits(rows: dict[str, int]) -> None:
    batches = pack(rows, most_papers=7, most_rows=50)
    assert sorted(p for batch in batches for p in batch) == sorted(rows)
    for batch in batches:
        assert len(batch) <= 7
        assert len(batch) == 1 or sum(rows[p] for p in batch) <= 50


@given(rows, st.randoms(use_true_random=False))
def test_order_does_not_matter(rows: dict[str, int], random: Random) -> None:
    items = list(rows.items())
    random.shuffle(items)
    assert pack(dict(items), most_papers=7, most_rows=50) == pack(rows, most_papers=7, most_rows=50)


@given(rows, st.sets(st.integers(0, 20)))
def test_what_is_left_of_whole_batches_packs_into_the_very_same_ones(
    rows: dict[str, int], done: set[int]
) -> None:
    batches = pack(rows, most_papers=5, most_rows=40)
    left = [batch for number, batch in enumerate(batches) if number not in done]
    again = pack({p: rows[p] for batch in left for p in batch}, most_papers=5, most_rows=40)
    assert again == left


@given(rows)
def test_the_batches_are_few(rows: dict[str, int]) -> None:
    batches = pack(rows, most_papers=10**6, most_rows=100)
    # first fit never leaves two batches half empty
    half_empty = [b for b in batches if sum(rows[p] for p in b) <= 50]
    assert len(half_empty) <= 1
