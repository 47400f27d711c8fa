"""Twenty real sources, read and held against what was counted in them by eye."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.shared import needs_shared
from tests.sources.samples import SAMPLES, Agreement, agreement, reading

pytestmark = [
    needs_shared,
    pytest.mark.skipif(not SAMPLES, reason="the shared folder has no LaTeX samples"),
]

_WANTED = {
    "main file": 1.0,
    "entries": 0.99,
    "titles": 0.98,
    "first author": 0.98,
    "year": 0.98,
    "ids": 0.98,
    "unknown keys": 1.0,
    "never cited": 1.0,
    "mentions": 0.97,
    "all mentions": 0.97,
    "sections": 0.90,
    "in tables": 0.97,
    "in captions": 0.97,
    "sentences": 0.95,
    "places": 0.97,
}


@pytest.fixture(scope="module")
def everything() -> Iterator[Agreement]:
    total = Agreement()
    for sample in SAMPLES:
        found = agreement(sample)
        total.agreed += found.agreed
        total.checked += found.checked
        total.misses += [f"{sample}: {miss}" for miss in found.misses]
    yield total
    reading.cache_clear()


@pytest.mark.parametrize("what", _WANTED)
def test_readings_agree_with_what_was_counted_by_eye(what: str, everything: Agreement) -> None:
    assert everything.checked[what] >= len(SAMPLES) // 2
    missed = [miss for miss in everything.misses if f": {what}: " in miss]
    assert everything.share(what) >= _WANTED[what], missed


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_citation_has_a_place_and_its_sentence(sample: str) -> None:
    mentions = reading(sample).mentions
    assert (mentions["line"] > 0).all()
    assert (mentions["group"] >= 1).all()
    outside = mentions[~(mentions["in_table"] | mentions["in_caption"])]
    assert (outside["sentence"].str.len() > 0).mean() > 0.95
    assert not outside["sentence"].str.contains(r"\\[a-z]|[\ue000-\uf8ff]").any()
    assert (mentions["offset"] <= mentions["sentence"].str.len()).all()
