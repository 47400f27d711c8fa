"""The service cuts nested reference lists without a word: they are completed, or said to be cut."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from kdgraph.store import DataFolder, StoredSnapshot
from tests.emulator import Corpus, Emulator, Exchange, listed_markdown, synthetic_corpus
from tests.pipeline.journey import build_here

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


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The snapshot id of a build in which nothing is cut."""
    with Emulator(CORPUS) as emulator:
        report = build_here(LIST, emulator, tmp_path_factory.mktemp("whole"))
    return report.summary.snapshot_id


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


def test_a_list_that_stays_short_is_walked_page_by_page(whole: str, tmp_path: Path) -> None:
    most = 15
    with Emulator(CORPUS, references_in_batch=most) as emulator:
        cut = build_here(LIST, emulator, tmp_path / "cut")
        walked = [e for e in emulator.log if e.path.endswith("/references")]
        assert len(walked) > len(CORPUS.listed) + 300
        emulator.clear_log()
        again = build_here(None, emulator, tmp_path / "cut")
        assert len(emulator.log) == 1, "what was walked to its end is not asked again"
    assert (cut.exit_code, cut.summary.snapshot_id) == (0, whole)
    assert not again.changed


def test_an_answer_with_room_for_few_is_asked_for_in_parts_of_that_size(
    whole: str, tmp_path: Path
) -> None:
    with Emulator(CORPUS, budget_counts_references=True, batch_budget=900) as emulator:
        cut = build_here(LIST, emulator, tmp_path / "cut")
        assert len(emulator.log) < 100, "not one by one"
    assert (cut.exit_code, cut.summary.snapshot_id) == (0, whole)


def test_a_count_that_is_too_high_is_told_and_is_no_failure(tmp_path: Path) -> None:
    corpus = synthetic_corpus(300, seed=3, listed=6, elided=0.0, miscounted=9, duplicates=0)
    with Emulator(corpus) as emulator:
        report = build_here(listed_markdown(corpus).encode(), emulator, tmp_path)
        assert report.exit_code == 0
        emulator.clear_log()
        build_here(None, emulator, tmp_path)
        assert len(emulator.log) == 1
    references = _references(DataFolder(tmp_path).snapshot())
    told = references[references["reason"].fillna("").str.contains("to the end")]
    assert len(told) > 3
    assert set(told["state"]) == {"complete"}
    assert (told["fetched"] < told["reported"]).all()
