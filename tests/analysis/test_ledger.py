"""The ledger of a build: each count is the truth of the run, and the steps add up."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import kdgraph
from kdgraph.analysis.ledger import Ledger, ledger
from kdgraph.errors import InputError
from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import TABLES
from kdgraph.pipeline import BuildOptions
from kdgraph.testing import literatures, toys
from tests.emulator import (
    ArxivEmulator,
    Corpus,
    Emulator,
    listed_markdown,
    synthetic_corpus,
)
from tests.pipeline.journey import build_here
from tests.pipeline.nowhere import build_from, papers, service_corpus

_LIMIT = 150


def count_of(found: Ledger, name: str) -> int:
    """Return the count of a step, which is known."""
    count = found.step(name).count
    assert count is not None
    return count


def add_up(found: Ledger) -> None:
    """Assert that each step is the one before it, less what it left out, plus what joined."""
    begins_anew = {"listed": "lists", "read": "met"}
    for before, after in pairwise(found.steps):
        if before.stage != after.stage or begins_anew.get(before.name) == after.name:
            continue
        left_out = [one.count for one in before.removed]
        joined = sum(count for _, count in after.added)
        if before.count is None or None in left_out:
            assert not found.recorded
            continue
        assert before.count - sum(one or 0 for one in left_out) + joined == after.count, (
            before,
            after,
        )
    for step in found.steps:
        for one in step.removed:
            if one.parts:
                assert sum(count for _, count in one.parts) == one.count, one
    if "corpus" in [step.name for step in found.steps]:
        corpus = found.step("corpus")
        assert count_of(found, "listed") + count_of(found, "kept") == corpus.count
        for step in found.steps:
            if step.stage == "corpus":
                parts = [n for words, n in step.parts if words != "citations among them"]
                assert sum(parts) == step.count


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return synthetic_corpus(
        220, seed=5, listed=15, elided=0.0, miscounted=0, duplicates=12, yearless=0.0
    )


@pytest.fixture(scope="module")
def built(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a list was built with the emulator, beyond its limit."""
    data = tmp_path_factory.mktemp("ledger")
    with Emulator(corpus) as emulator:
        options = BuildOptions(max_papers=_LIMIT)
        build_here(listed_markdown(corpus).encode(), emulator, data, options=options)
    return data


def test_a_build_is_told_as_it_was(corpus: Corpus, built: Path) -> None:
    snapshot = kdgraph.open(built).snapshot()
    found = ledger(snapshot)
    add_up(found)
    assert found.recorded
    assert found.max_papers == _LIMIT
    assert "listed papers always" in found.rule
    listed = set(found.step("listed").papers)
    shas = snapshot.identifiers.query("scheme == 's2'")
    listed_shas = set(shas.loc[shas["paper_id"].isin(listed), "value"])
    truth = corpus.truth()  # who cites whom at the service, whatever was asked
    near = {
        one
        for pair in truth
        for one, other in (pair, pair[::-1])
        if other in listed_shas and one not in listed_shas
    }
    assert found.step("met").count == len(near)
    cut = found.step("met").removed[0]
    assert (cut.what, cut.count) == (f"Cut by the limit of {_LIMIT} papers", len(near) - 135)
    assert found.step("entries").count == 16  # 15, and one that nobody has
    assert found.step("matched").count == 15
    assert sum(count for words, count in found.step("matched").parts if words[:2] == "by") == 15
    assert [(one.what, one.count) for one in found.step("entries").removed] == [
        ("Without a paper", 1)
    ]
    assert found.step("read").count == 15


def test_records_of_one_paper_are_counted_as_merged(built: Path) -> None:
    snapshot = kdgraph.open(built).snapshot()
    merged = [one for one in ledger(snapshot).step("met").removed if "Merged" in one.what]
    notes = snapshot.manifest.notes
    by_all = sum(notes[f"merged_by_{how}"] for how in ("identifier", "title", "memory"))
    assert by_all > 0
    assert [one.count for one in merged] == [by_all]


def test_a_view_says_what_it_leaves_out(built: Path) -> None:
    whole = kdgraph.open(built).snapshot()
    day = int(whole.papers["year"].median())
    view = whole.as_of(day).within("listed")
    found = ledger(view)
    add_up(found)
    assert [step.name for step in found.steps][-3:] == ["corpus", "dated", "scope"]
    assert found.step("met") == ledger(whole).step("met")
    assert count_of(found, "dated") == len(view.unscoped.papers) < len(whole.papers)
    assert count_of(found, "scope") == len(view.papers) < count_of(found, "dated")


def test_papers_that_only_sources_name_join(tmp_path: Path) -> None:
    with ArxivEmulator(papers()) as arxiv, Emulator(service_corpus()) as service:
        build_from(arxiv, tmp_path, service=service.url)
    snapshot = kdgraph.open(tmp_path).snapshot()
    found = ledger(snapshot)
    add_up(found)
    joined = dict(found.step("kept").added)
    origin = snapshot.papers["origin"].str.contains("semantic scholar")
    assert joined == {"named only by the papers' own sources": int((~origin).sum())}
    assert sum(joined.values()) > 0


@pytest.mark.parametrize("make", [literatures.hard, literatures.empty, toys.snapshot])
def test_what_was_not_recorded_is_unknown(make: Callable[[], Snapshot]) -> None:
    found = ledger(make())
    add_up(found)
    assert not found.recorded
    assert found.why
    assert found.step("met").count is None
    assert [one.count for one in found.step("met").removed] == [None]


def test_a_list_matched_with_another_lists_papers_has_no_record_of_its_own(built: Path) -> None:
    snapshot = kdgraph.open(built).snapshot()
    manifest = dataclasses.replace(
        snapshot.manifest, parameters={"matched_with": snapshot.manifest.id}
    )
    found = ledger(Snapshot(snapshot.frames(), manifest))
    assert "neighbours_met" in manifest.notes  # of the list that was built
    assert found.step("met").count is None
    assert "no service was asked" in found.why
    assert found.step("kept").what == "Further papers at hand"
    assert "at hand" in dict(found.step("corpus").parts)
    add_up(found)
    assert not found.rule


def test_repeated_and_refused_entries_have_a_place() -> None:
    frames = toys.snapshot().frames()
    entries, matches = frames["entries"], frames["matches"]
    twice = entries.iloc[[0]].rename(index={entries.index[0]: "again"})
    lost = entries.iloc[[0]].rename(index={entries.index[0]: "lost"})
    frames["entries"] = TABLES["entries"].conform(pd.concat([entries, twice, lost]).reset_index())
    more: list[dict[str, Any]] = [
        {"entry_id": "again", "paper_id": matches["paper_id"].iloc[0], "method": "title"},
        {"entry_id": "lost", "reason": "no", "runner_up": "Another", "confidence": None},
    ]
    rows: list[Any] = [*matches.reset_index().to_dict("records"), *more]
    frames["matches"] = TABLES["matches"].frame(rows)
    found = ledger(Snapshot(frames, toys.MANIFEST))
    add_up(found)
    before = ledger(toys.snapshot())
    assert count_of(found, "entries") == count_of(before, "entries") + 2
    assert found.step("listed").count == before.step("listed").count
    assert ("a candidate was refused", 1) in found.step("entries").removed[0].parts
    assert found.step("matched").removed[0].what == "Further entries of a paper"


def test_a_section_has_the_steps_of_its_entries() -> None:
    found = ledger(kdgraph.embedded(), section="diffusion")
    add_up(found)
    assert [step.name for step in found.steps] == ["entries", "matched", "listed", "lists", "read"]
    assert 0 < count_of(found, "listed") < 59
    with pytest.raises(InputError, match="no section"):
        ledger(kdgraph.embedded(), section="nothing like it")
