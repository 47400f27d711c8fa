"""The service merges two of its ids between two questions: one paper, and no citation is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kdgraph.pipeline import BuildOptions, run_build
from kdgraph.store import DataFolder, StoredSnapshot
from tests.emulator import Corpus, Emulator, Fault, Faults, Paper, listed_markdown, synthetic_corpus
from tests.pipeline.journey import build_here, explained, gaps_of, settings_for

TODAY = "e" * 40


@pytest.fixture
def corpus() -> Corpus:
    corpus = synthetic_corpus(400, seed=8, listed=8, elided=0.0, miscounted=0, duplicates=0)
    corpus.add_paper(Paper(TODAY, title="The Record That Stays", year=2020))
    return corpus


def _much_cited(corpus: Corpus) -> str:
    """Return a neighbour that cites a listed paper and is cited by many that are not listed."""
    listed = set(corpus.listed)
    fit = [
        sha
        for sha in corpus.papers
        if sha not in listed and any(edge.cited in listed for edge in corpus.references(sha))
    ]
    return max(fit, key=lambda sha: len(corpus.citations(sha)))


def _citing(snapshot: StoredSnapshot, sha: str) -> set[str]:
    """Return the shas of the papers that cite a paper, in a snapshot."""
    ids = snapshot.identifiers.query("scheme == 's2'")
    cited = snapshot.citations["cited_id"] == ids.set_index("value")["paper_id"][sha]
    citing = snapshot.citations.loc[cited, "citing_id"]
    return set(ids.loc[ids["paper_id"].isin(citing), "value"])


def _check(corpus: Corpus, snapshot: StoredSnapshot, former: str) -> None:
    ids = snapshot.identifiers.query("scheme == 's2'").set_index("value")["paper_id"]
    assert ids[former] == ids[TODAY], "both ids lead to one paper"
    missing, made_up = gaps_of(corpus, snapshot)
    assert not made_up
    assert explained(missing, snapshot.coverage)
    truth = {citing for citing, cited in corpus.truth() if cited == TODAY and citing in ids.index}
    assert len(truth) > 10, "the test shows nothing unless many cite it"
    assert truth - {former} <= _citing(snapshot, TODAY)


class _MergesOnTheWay(Faults):
    """Merges two ids just before the references of the kept papers are first asked."""

    def __init__(self, corpus: Corpus, former: str) -> None:
        super().__init__()
        self.corpus, self.former, self.merged = corpus, former, False

    def choose(self, request: str, path: str) -> Fault | None:
        if "references.paperId" in request and not self.merged:
            self.merged = True
            self.corpus.merge(self.former, TODAY)
        return None


def test_an_id_that_is_merged_during_a_build(corpus: Corpus, tmp_path: Path) -> None:
    former = _much_cited(corpus)
    source = listed_markdown(corpus).encode()
    merging = _MergesOnTheWay(corpus, former)
    with Emulator(corpus, faults=merging) as emulator:
        build_here(source, emulator, tmp_path)
    assert merging.merged
    _check(corpus, DataFolder(tmp_path).snapshot(), former)


def test_an_id_that_is_merged_between_two_builds(corpus: Corpus, tmp_path: Path) -> None:
    former = _much_cited(corpus)
    source = listed_markdown(corpus).encode()
    with Emulator(corpus) as emulator:
        # the lists of the listed papers come, and with them the former id; no neighbour is kept
        build_here(source, emulator, tmp_path, options=BuildOptions(max_papers=1))
        corpus.merge(former, TODAY)
        build_here(source, emulator, tmp_path)
    _check(corpus, DataFolder(tmp_path).snapshot(), former)


def test_an_id_that_is_merged_after_it_was_kept(corpus: Corpus, tmp_path: Path) -> None:
    former = _much_cited(corpus)
    source = listed_markdown(corpus).encode()
    start = datetime(2026, 1, 1, tzinfo=UTC)
    with Emulator(corpus) as emulator:
        settings = settings_for(emulator, tmp_path)
        run_build(source, settings, now=lambda: start)
        before = DataFolder(tmp_path).snapshot()
        known = _citing(before, former)
        name = before.identifiers.set_index("value")["paper_id"][former]
        corpus.merge(former, TODAY)
        # a newcomer that cites a listed paper too names the id of today, of which nothing says
        # what it was before, until the list of the former id is asked again
        new = corpus.add_paper(Paper("f" * 40, title="A Newcomer", year=2026))
        corpus.add_citation(new.sha, corpus.listed[0])
        corpus.add_citation(new.sha, TODAY)
        run_build(None, settings, now=lambda: start + timedelta(days=31))
    after = DataFolder(tmp_path).snapshot()
    ids = after.identifiers.query("scheme == 's2'").set_index("value")["paper_id"]
    assert ids[former] == name, "an id once given stays"
    assert known <= _citing(after, former)
    assert new.sha in _citing(after, former)
