"""A build gives the emulator's truth, less what it says is missing; a refresh is cheap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kdgraph.errors import InputError, UnreachableError
from kdgraph.pipeline import BuildOptions, run_build
from kdgraph.store import DataFolder
from tests.emulator import Corpus, Emulator, Paper, listed_bibtex, listed_markdown, synthetic_corpus
from tests.pipeline.journey import build_here, explained, gaps_of, key_of_requests, settings_for


@pytest.fixture
def corpus(request: pytest.FixtureRequest) -> Corpus:
    return synthetic_corpus(getattr(request, "param", 150), seed=3, listed=20)


# more papers than one batch may ask for
large = pytest.mark.parametrize("corpus", [700], indirect=True)


@pytest.fixture
def source(corpus: Corpus, tmp_path: Path) -> Path:
    path = tmp_path / "made-up.md"
    path.write_text(listed_markdown(corpus), "utf-8")
    return path


@pytest.fixture
def emulator(corpus: Corpus) -> Iterator[Emulator]:
    with Emulator(corpus, keys=["a-key"]) as running:
        yield running


@large
def test_the_edges_are_the_truth_less_what_coverage_names(
    corpus: Corpus, emulator: Emulator, source: Path, tmp_path: Path
) -> None:
    report = build_here(source, emulator, tmp_path / "data", key="a-key")
    snapshot = DataFolder(tmp_path / "data").snapshot()
    missing, made_up = gaps_of(corpus, snapshot)
    assert not made_up
    assert explained(missing, snapshot.coverage)
    assert len(snapshot.papers) > 600
    assert len(snapshot.coverage) == 2 * len(snapshot.papers)
    assert report.summary.entries == len(snapshot.entries)
    assert report.mode == "crawled"
    assert report.changed


@large
def test_requests_are_few_alone_and_all_carry_the_key(
    emulator: Emulator, source: Path, tmp_path: Path
) -> None:
    build_here(source, emulator, tmp_path / "data", key="a-key")
    assert key_of_requests(emulator) == {"a-key"}
    assert emulator.max_in_flight == 1
    # one each for the references of the 20 listed, a few batches, titles and the star's pages
    assert len(emulator.log) <= 40  # for 700 papers


def test_every_entry_ends_as_matched_or_with_a_reason(
    emulator: Emulator, source: Path, tmp_path: Path
) -> None:
    report = build_here(source, emulator, tmp_path / "data")
    summary = report.summary
    assert summary.matched_entries + len(summary.unmatched) == summary.entries
    assert {"arxiv", "title"} <= set(summary.matched)
    wrong = next(u for u in summary.unmatched if "Penguins" in u.title)
    assert wrong.runner_up is not None
    assert "another title" in str(wrong.runner_up_reason)


def test_a_second_build_asks_next_to_nothing_and_changes_nothing(
    emulator: Emulator, source: Path, tmp_path: Path
) -> None:
    first = build_here(source, emulator, tmp_path / "data")
    sent = len(emulator.log)
    emulator.clear_log()
    second = build_here(None, emulator, tmp_path / "data")
    assert second.summary.snapshot_id == first.summary.snapshot_id
    assert not second.changed
    assert len(emulator.log) == 1 <= max(1, 0.02 * sent)


def test_a_new_citation_is_found_and_only_its_list_is_asked(
    corpus: Corpus, emulator: Emulator, source: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    first = build_here(source, emulator, data)
    star = corpus.listed[0]
    new = corpus.add_paper(Paper("f" * 40, title="A Newcomer", year=2026))
    corpus.add_citation(new.sha, star)
    emulator.clear_log()
    second = build_here(None, emulator, data)
    assert second.changed
    assert second.summary.papers == first.summary.papers + 1
    asked = [exchange.path for exchange in emulator.log]
    # counts of the list, citations of the one that changed, references of the newcomer
    assert len(asked) <= 4
    before, after = (DataFolder(data).snapshot(s.summary.snapshot_id) for s in (first, second))
    old = after.citations.merge(before.citations, on=["citing_id", "cited_id"])
    assert (old["first_seen_x"] == old["first_seen_y"]).all()
    assert len(after.citations) == len(before.citations) + 1


def test_old_lists_are_asked_again_after_their_time(
    emulator: Emulator, source: Path, tmp_path: Path
) -> None:
    settings = settings_for(emulator, tmp_path / "data")
    options = BuildOptions(refresh_after=timedelta(days=30))
    start = datetime(2026, 1, 1, tzinfo=UTC)
    first = run_build(source, settings, options, now=lambda: start)
    emulator.clear_log()
    run_build(None, settings, options, now=lambda: start + timedelta(days=29))
    assert len(emulator.log) == 1
    later = run_build(None, settings, options, now=lambda: start + timedelta(days=31))
    assert later.requests.sent == first.requests.sent
    assert later.summary.snapshot_id == first.summary.snapshot_id
    emulator.clear_log()
    run_build(None, settings, options, now=lambda: start + timedelta(days=45))
    assert len(emulator.log) == 1, "the second look counts, though the snapshot stayed"


def test_max_papers_keeps_the_best_linked_and_counts_the_rest(
    emulator: Emulator, source: Path, tmp_path: Path
) -> None:
    whole = build_here(source, emulator, tmp_path / "whole")
    small = build_here(source, emulator, tmp_path / "small", options=BuildOptions(max_papers=100))
    notes = small.summary.notes
    listed = notes["records"] - (notes["neighbours_met"] - notes["neighbours_left_out"])
    assert notes["records"] == 100
    assert listed == small.summary.listed_papers
    gaps = {gap.what: gap.count for gap in small.summary.gaps}
    assert gaps["neighbours left out"] == notes["neighbours_left_out"] > 0
    kept, all_ids = (
        set(DataFolder(tmp_path / name).snapshot().identifiers.query("scheme == 's2'")["value"])
        for name in ("small", "whole")
    )
    assert kept < all_ids
    assert DataFolder(tmp_path / "small").snapshot().coverage["outside"].sum() > 0
    assert whole.summary.citations > small.summary.citations


def test_evidence_adds_sentences_and_never_citations(
    emulator: Emulator, source: Path, tmp_path: Path
) -> None:
    contexts, pairs = {}, {}
    for evidence in ("none", "listed", "core", "all"):
        data = tmp_path / evidence
        options = BuildOptions() if evidence == "listed" else BuildOptions(evidence=evidence)
        contexts[evidence] = build_here(source, emulator, data, options=options).summary.contexts
        snapshot = DataFolder(data).snapshot()
        citations = snapshot.citations
        pairs[evidence] = set(zip(citations["citing_id"], citations["cited_id"], strict=True))
        assert pairs[evidence] == pairs["none"]
        if evidence == "none":
            assert citations["influential"].isna().all()
        if evidence == "all":
            asked = snapshot.coverage.query("direction == 'references' and state == 'complete'")
            cites = citations[citations["citing_id"].isin(asked["paper_id"])]
            assert cites["influential"].notna().all()
    assert contexts["none"] == 0
    assert contexts["listed"] > 0
    assert min(contexts["core"], contexts["all"]) > contexts["listed"]


def test_a_list_in_bibtex_goes_the_same_way(
    corpus: Corpus, emulator: Emulator, source: Path, tmp_path: Path
) -> None:
    bib = tmp_path / "made-up.bib"
    bib.write_text(listed_bibtex(corpus), "utf-8")
    from_bib = build_here(bib, emulator, tmp_path / "bib").summary
    from_markdown = build_here(source, emulator, tmp_path / "markdown").summary
    assert from_bib.matched_entries == from_markdown.matched_entries
    assert from_bib.papers == from_markdown.papers


def test_a_list_from_standard_input_is_kept_for_the_next_build(
    emulator: Emulator, source: Path, tmp_path: Path
) -> None:
    first = build_here(source.read_bytes(), emulator, tmp_path / "data")
    again = build_here(None, emulator, tmp_path / "data")
    assert (first.summary.list_id, first.mode) == (again.summary.list_id, "crawled")
    assert first.summary.snapshot_id == again.summary.snapshot_id


def test_a_list_that_is_gone_is_not_replaced_by_the_shipped_one(
    emulator: Emulator, source: Path, tmp_path: Path
) -> None:
    build_here(source, emulator, tmp_path / "data")
    (tmp_path / "data/lists" / source.name).unlink()
    emulator.clear_log()
    with pytest.raises(InputError, match=r"made-up\.md, is no longer in"):
        build_here(None, emulator, tmp_path / "data")
    assert emulator.log == []


def test_a_list_that_the_service_knows_nothing_of_is_an_error(
    emulator: Emulator, tmp_path: Path
) -> None:
    unknown = b"- **Nothing of the Kind, ICML 1999**\n  - https://arxiv.org/abs/9901.12345\n"
    with pytest.raises(InputError, match="none of the 1 entries"):
        build_here(unknown, emulator, tmp_path / "data")


def test_without_network_another_list_needs_papers_at_hand(tmp_path: Path) -> None:
    unknown = b"- **Nothing of the Kind, ICML 1999**\n  - https://arxiv.org/abs/9901.12345\n"
    with pytest.raises(UnreachableError, match="papers at hand"):
        build_here(unknown, "http://127.0.0.1:9", tmp_path / "data")


def test_a_paper_that_the_service_drops_keeps_its_known_list(
    corpus: Corpus, emulator: Emulator, source: Path, tmp_path: Path
) -> None:
    settings = settings_for(emulator, tmp_path / "data")
    start = datetime(2026, 1, 1, tzinfo=UTC)
    run_build(source, settings, now=lambda: start)
    first = DataFolder(tmp_path / "data").snapshot()
    neighbour = next(
        sha
        for sha in corpus.papers
        if sha not in corpus.listed
        and len(corpus.references(sha)) > 5
        and sha not in {*corpus.facts["elided"], *corpus.facts["unreached"]}
    )
    ids = first.identifiers.query("scheme == 's2'").set_index("value")["paper_id"]
    paper_id = ids[neighbour]
    known = int((first.citations["citing_id"] == paper_id).sum())
    assert known > 0
    corpus.withdraw(neighbour)
    report = run_build(None, settings, now=lambda: start + timedelta(days=31))
    assert (report.exit_code, report.failed_lists) == (3, 1)
    later = DataFolder(tmp_path / "data").snapshot()
    assert int((later.citations["citing_id"] == paper_id).sum()) == known
    # nothing else is new: the whole snapshot stays, and the report tells of the failure
    assert later.id == first.id


def test_a_damaged_snapshot_costs_neither_ids_nor_first_sightings(
    corpus: Corpus, emulator: Emulator, source: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    start = datetime(2026, 1, 1, tzinfo=UTC)
    settings = settings_for(emulator, data)
    run_build(source, settings, now=lambda: start)
    new = corpus.add_paper(Paper("f" * 40, title="A Newcomer", year=2026))
    corpus.add_citation(new.sha, corpus.listed[0])
    run_build(None, settings, now=lambda: start + timedelta(days=1))
    file = DataFolder(data).snapshot().path / "papers.parquet"
    file.write_bytes(b"damaged")
    report = run_build(None, settings, now=lambda: start + timedelta(days=2))
    assert "damaged" in report.remarks[0]
    seen = DataFolder(data).snapshot().papers["first_seen"]
    assert (seen == start).sum() == len(seen) - 1


def test_core_evidence_is_asked_for_papers_between_two_listed_ones(
    corpus: Corpus, emulator: Emulator, source: Path, tmp_path: Path
) -> None:
    build_here(source, emulator, tmp_path, options=BuildOptions(evidence="core"))
    snapshot = DataFolder(tmp_path).snapshot()
    listed_ids = snapshot.papers.index[snapshot.papers["hop"] == 0]
    ids = snapshot.identifiers.query("scheme == 's2'")
    listed = set(ids.loc[ids["paper_id"].isin(listed_ids), "value"])
    asked = {e.path.split("/")[-2] for e in emulator.log if e.path.endswith("/references")}
    shown = {
        (citing, cited) for citing, cited in corpus.truth() if citing not in corpus.facts["elided"]
    }
    cite = {citing for citing, cited in corpus.truth() if cited in listed}
    cited = {cited for citing, cited in shown if citing in listed}
    assert asked - listed == (cite & cited) - listed
    assert asked - listed


def test_rows_outside_the_corpus_are_counted_one_by_one(
    corpus: Corpus, emulator: Emulator, source: Path, tmp_path: Path
) -> None:
    build_here(source, emulator, tmp_path, options=BuildOptions(max_papers=100))
    snapshot = DataFolder(tmp_path).snapshot()
    ids = snapshot.identifiers.query("scheme == 's2'").set_index("value")["paper_id"]
    coverage = snapshot.coverage.set_index(["paper_id", "direction"])
    twins = {sha for pair in corpus.facts["duplicates"] for sha in pair}
    looked_at = 0
    for sha in set(corpus.listed) & set(ids.index) - twins:
        for direction, end, other in (("citations", 1, 0), ("references", 0, 1)):
            row = coverage.loc[(ids[sha], direction)]
            if row["state"] == "complete":
                ends = [pair[other] for pair in corpus.truth() if pair[end] == sha]
                assert row["outside"] == sum(paper not in ids.index for paper in ends)
                assert row["fetched"] == len(ends) + row["unresolved"]
                looked_at += int(row["outside"] > 0)
    assert looked_at > 10
