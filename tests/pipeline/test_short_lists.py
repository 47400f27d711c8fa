"""The service cuts nested reference lists without a word: they are completed, or said to be cut."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from kdgraph.store import DataFolder, StoredSnapshot
from tests.emulator import Corpus, Emulator, Exchange, listed_markdown, synthetic_corpus
from tests.pipeline.journey import build_here, explained, gaps_of

CORPUS = synthetic_corpus(700, seed=3, listed=20, elided=0.0, miscounted=0)
LIST = listed_markdown(CORPUS).encode()


def _batches(emulator: Emulator) -> list[Exchange]:
    """Return the requests for nested references of kept papers."""
    return [e for e in emulator.log if "references.paperId" in e.query.get("fields", "")]


def _ids(batch: Exchange) -> set[str]:
    assert isinstance(batch.body, dict)
    return set(batch.body["ids"])


def _references(snapshot: StoredSnapshot) -> pd.DataFrame:
    return snapshot.coverage.query("direction == 'references'").set_index("paper_id")


def _paper_ids(snapshot: StoredSnapshot) -> pd.Series[str]:
    return snapshot.identifiers.query("scheme == 's2'").set_index("value")["paper_id"]


def _dense() -> Corpus:
    return synthetic_corpus(
        380, seed=4, listed=8, mean_references=60, elided=0.0, miscounted=0, duplicates=0
    )


@pytest.mark.parametrize(
    ("corpus", "budget"),
    [
        pytest.param(CORPUS, 3_700, id="a little less than the rows of 200 papers"),
        pytest.param(_dense(), 4_600, id="half of what a first batch asks"),
    ],
)
def test_a_second_smaller_batch_completes_what_the_first_cut(
    corpus: Corpus, budget: int, tmp_path: Path
) -> None:
    source = listed_markdown(corpus).encode()
    with Emulator(corpus) as emulator:
        whole = build_here(source, emulator, tmp_path / "whole")
        plain = len(_batches(emulator))
        emulator.clear_log()
    with Emulator(corpus, budget_counts_references=True, batch_budget=budget) as emulator:
        cut = build_here(source, emulator, tmp_path / "cut")
        batches = _batches(emulator)
    assert len(batches) > plain, "nothing was cut, so the test shows nothing"
    first = set().union(*(_ids(batch) for batch in batches[:plain]))
    again = set().union(*(_ids(batch) for batch in batches[plain:]))
    assert again < first, "only papers that came short are asked again"
    assert cut.summary.snapshot_id == whole.summary.snapshot_id
    assert set(_references(DataFolder(tmp_path / "cut").snapshot())["state"]) == {"complete"}


def test_a_list_that_stays_short_is_capped_and_the_gap_is_counted(tmp_path: Path) -> None:
    most = 15
    with Emulator(CORPUS, references_in_batch=most) as emulator:
        build_here(LIST, emulator, tmp_path)
        assert len(_batches(emulator)) > 4
        emulator.clear_log()
        again = build_here(None, emulator, tmp_path)
        assert len(emulator.log) == 1, "what is short twice is not asked a third time"
    assert not again.changed
    snapshot = DataFolder(tmp_path).snapshot()
    coverage, ids = _references(snapshot), _paper_ids(snapshot)
    twins = {sha for pair in CORPUS.facts["duplicates"] for sha in pair}
    capped = 0
    for sha, there in ((s, len(CORPUS.references(s))) for s in CORPUS.papers if s in ids.index):
        if sha in {*twins, *CORPUS.listed}:
            continue
        row = coverage.loc[ids[sha]]
        if there <= most:
            assert row["state"] == "complete"
            assert row["fetched"] == there
            continue
        capped += 1
        assert (row["state"], row["reported"], row["fetched"]) == ("capped", there, most)
        assert row["reason"] == f"the service counts {there} and gives {most}"
    assert capped > 300
    missing, made_up = gaps_of(CORPUS, snapshot)
    assert missing
    assert not made_up
    assert explained(missing, snapshot.coverage)
    gaps = {gap.what: gap.count for gap in again.summary.gaps}
    assert gaps["lists known in part"] == (snapshot.coverage["state"] == "capped").sum() >= capped


def test_an_answer_with_room_for_few_is_completed_as_far_as_it_goes(tmp_path: Path) -> None:
    with Emulator(CORPUS, budget_counts_references=True, batch_budget=900) as emulator:
        build_here(LIST, emulator, tmp_path)
    snapshot = DataFolder(tmp_path).snapshot()
    coverage = _references(snapshot)
    short = coverage[coverage["state"] == "capped"]
    assert (short["fetched"] == 0).any(), "some lists come empty"
    assert (short["fetched"] < short["reported"]).all()
    assert (coverage["state"] == "complete").sum() > 60
    missing, made_up = gaps_of(CORPUS, snapshot)
    assert not made_up
    assert explained(missing, snapshot.coverage)
