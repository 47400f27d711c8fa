"""From records to tables: what is kept, what is merged, what is dropped and counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pytest

from kdgraph.merge import Assembly, assemble
from kdgraph.model import TABLES
from kdgraph.records import (
    AuthorRecord,
    ContextRecord,
    CoverageRecord,
    MatchRecord,
    MentionCounts,
    PaperRecord,
    Records,
)
from kdgraph.titles import title_hash
from tests.store.material import LATER, NOW, cites, ids, made, names, paper, row_of

TITLE = "Distilling the Knowledge in a Neural Network"


@pytest.mark.parametrize(
    ("given", "paper_id"),
    [
        (["doi:10.1/x", "arxiv:1503.02531", "corpus:7"], "arxiv:1503.02531"),
        (["doi:10.1/x", "corpus:7"], "doi:10.1/x"),
        (["doi:10.48550/arxiv.1", "corpus:7"], "arxiv:1"),
        (["doi:10.1101/b", "doi:10.1145/a"], "doi:10.1145/a"),
        (["corpus:7", "s2:0c", "mag:9"], "s2:7"),
        (["s2:0c"], f"title:{title_hash(TITLE)}"),
        ([], f"title:{title_hash(TITLE)}"),
    ],
)
def test_the_best_identifier_gives_the_id(given: list[str], paper_id: str) -> None:
    assert ids(made(paper("k", TITLE, ids=given))) == [paper_id]


def test_papers_of_one_title_have_ids_of_their_own() -> None:
    assembly = made(
        paper("b", "Introduction", year=2001),
        paper("a", "Introduction", year=2002),
        paper("c", "", year=2003),
        paper("d", "?!", year=2003),
    )
    stem = f"title:{title_hash('Introduction')}"
    assert {stem, f"{stem}-2"} < set(ids(assembly))
    assert row_of(assembly, "papers", paper_id=stem)["year"] == 2001
    assert len(set(ids(assembly))) == 4
    assert ("title", "introduction") not in names(assembly)
    assert assembly.notes["ambiguous_titles"] == 1


def test_identifiers_lead_to_the_paper_by_every_scheme() -> None:
    given = ["arxiv:1", "doi:10.1/x", "s2:0c", "corpus:7", "acl:P", "dblp:d", "mag:9", "pmc:3"]
    table = names(made(paper("k", TITLE, ids=given)))
    assert set(table.values()) == {"arxiv:1"}
    assert set(table) == {
        *((i.split(":")[0], i.split(":")[1]) for i in given),
        ("title", "distilling the knowledge in a neural network"),
    }


def test_a_disputed_identifier_stays_with_one_and_is_reported() -> None:
    listed = paper("z", "Image segmentation", ids=["arxiv:1", "doi:10.1/x"], hop=0, authors=["A B"])
    other = paper("a", "Speech on phones", ids=["arxiv:2", "doi:10.1/x"], authors=["C D"])
    assembly = made(listed, other)
    assert ids(assembly) == ["arxiv:1", "arxiv:2"]
    assert names(assembly)["doi", "10.1/x"] == "arxiv:1"
    assert assembly.notes["identifier_conflicts"] == [
        {
            "scheme": "doi",
            "value": "10.1/x",
            "kept_by": "arxiv:1",
            "claimed_by": ["arxiv:1", "arxiv:2"],
        }
    ]
    # who was there before keeps it, listed or not
    before = made(replace(other, identifiers=(("doi", "10.1/x"),)))
    after = made(listed, other, base=before)
    assert ids(after) == ["arxiv:1", "doi:10.1/x"]
    assert names(after)["doi", "10.1/x"] == "doi:10.1/x"


def test_merging_takes_each_column_from_the_best_record() -> None:
    preprint = PaperRecord(
        "pre",
        "Distilling the knowledge in a neural network",
        (("arxiv", "1503.02531"),),
        year=2015,
        first_year=2014,
        date=date(2015, 3, 9),
        venue="arXiv.org",
        abstract="The long abstract",
        tldr="short",
        fields=("Computer Science", "Mathematics"),
        authors=tuple(AuthorRecord(n) for n in ("G. Hinton", "O. Vinyals", "J. Dean")),
        reported_citations=900,
        reported_references=9,
        hop=1,
        origin="service",
    )
    published = replace(
        preprint,
        key="pub",
        title=TITLE,
        identifiers=(("doi", "10.1145/1"),),
        year=2016,
        first_year=None,
        date=None,
        venue="NeurIPS",
        abstract="Short",
        tldr=None,
        fields=("Statistics", "Mathematics"),
        authors=(AuthorRecord("G. Hinton", "s2:1"),),
        reported_citations=40,
        reported_references=11,
        reported_influential=3,
        hop=0,
        origin="other",
    )
    row = row_of(made(preprint, published), "papers")
    assert row == {
        "paper_id": "arxiv:1503.02531",
        "title": TITLE,
        "year": 2016,
        "first_year": 2014,
        "date": None,  # that of the preprint is not in 2016
        "venue": "NeurIPS",
        "abstract": "The long abstract",
        "tldr": "short",
        "fields": ["Statistics", "Mathematics", "Computer Science"],
        "reported_citations": 900,
        "reported_references": 11,
        "reported_influential": 3,
        "hop": 0,
        "origin": "other, service",
        "first_seen": NOW,
        "last_seen": NOW,
    }


def test_what_is_unknown_stays_unknown() -> None:
    row = row_of(made(paper("a", "T", ids=["arxiv:1"], year=2015)), "papers")
    for name in ("first_year", "date", "venue", "abstract", "fields", "reported_citations"):
        assert row[name] is None
    assert made(paper("a", fields=())).frames["papers"]["fields"].tolist() == [[]]


def test_text_that_no_file_can_hold_is_mended() -> None:
    broken = "half \ud83d of a pair"
    assembly = made(
        paper("a", broken, ids=["doi:10.1/\ud83d"], abstract=broken, authors=[broken]),
        paper("b"),
        citations=[cites("b", "a", contexts=(ContextRecord(broken),))],
    )
    for name, table in TABLES.items():
        table.from_arrow(table.to_arrow(assembly.frames[name]))
    assert "half ? of a pair" in assembly.frames["papers"]["title"].tolist()


def test_author_lines() -> None:
    line = (
        AuthorRecord("Wei Wang"),
        AuthorRecord("Ann Lee", "s2:1"),
        AuthorRecord("Wei Wang"),
        AuthorRecord("A. Lee", "s2:1"),
        AuthorRecord("  "),
        AuthorRecord("王伟"),
        AuthorRecord("***"),
    )
    second = (AuthorRecord("Ann B. Lee", "s2:1"),)
    assembly = made(
        PaperRecord("a", "One", (("arxiv", "1"),), authors=line),
        PaperRecord("b", "Two", (("arxiv", "2"),), authors=second),
        PaperRecord("c", "Three", (("arxiv", "3"),)),
    )
    lines = assembly.frames["authorships"]
    assert lines[lines["paper_id"] == "arxiv:1"][["position", "author_id"]].values.tolist() == [
        [0, "name:wei-wang"],
        [1, "s2:1"],
        [2, "name:wei-wang-2"],
        [5, "name:王伟"],
        [6, f"name:{title_hash('***')}"],
    ]
    assert row_of(assembly, "authors", author_id="s2:1") == {
        "author_id": "s2:1",
        "name": "Ann B. Lee",
        "by_name": False,
    }
    assert row_of(assembly, "authors", author_id="name:wei-wang")["by_name"]
    notes = assembly.notes
    assert notes["authors_twice_in_a_line"] == 1
    assert notes["namesakes_in_a_line"] == 1
    assert notes["authors_without_a_name"] == 1


def test_citations_of_merged_papers_are_united() -> None:
    twins = [
        paper("pre", TITLE, ids=["arxiv:1"], authors=["J. Dean"], year=2015),
        paper("pub", TITLE, ids=["doi:10.1145/1"], authors=["J. Dean"], year=2015),
    ]
    one = ContextRecord("See [1].", ("background",))
    assembly = made(
        *twins,
        paper("x", "Citing", ids=["arxiv:9"]),
        citations=[
            cites("x", "pre", origins=("b",), intents=("result",), contexts=(one,)),
            cites(
                "x",
                "pub",
                origins=("a", "b"),
                influential=False,
                contexts=(ContextRecord("As [1] does."), ContextRecord("See  [1].", ("result",))),
            ),
            cites("pre", "pub"),
            cites("x", "nobody"),
            cites("nobody", "x"),
        ],
    )
    row = row_of(assembly, "citations")
    assert {name: value for name, value in row.items() if "mentions" not in name} == {
        "citing_id": "arxiv:9",
        "cited_id": "arxiv:1",
        "origins": ["a", "b"],
        "influential": False,
        "intents": ["result"],
        "first_seen": NOW,
        "last_seen": NOW,
    }
    contexts = assembly.frames["contexts"]
    assert contexts[["n", "sentence"]].values.tolist() == [[0, "See [1]."], [1, "As [1] does."]]
    assert contexts["intents"].tolist() == [["background", "result"], None]
    assert assembly.notes["citations_given"] == 5
    assert assembly.notes["citations_to_itself"] == 1
    assert assembly.notes["citations_outside"] == 2
    assert assembly.notes["citations_united"] == 1
    assert assembly.notes["contexts_united"] == 1


@pytest.mark.parametrize(
    ("marks", "united"),
    [((None, None), None), ((None, False), False), ((False, True), True), ((None, True), True)],
)
def test_influence_is_unknown_only_where_nobody_was_asked(
    marks: tuple[bool | None, ...], united: bool | None
) -> None:
    edges = [cites("a", "b", influential=mark, origins=(str(i),)) for i, mark in enumerate(marks)]
    assembly = made(paper("a"), paper("b"), citations=edges)
    value = assembly.frames["citations"]["influential"].tolist()[0]
    assert (None if pd.isna(value) else bool(value)) is united


def _covered(assembly: Assembly, direction: str = "citations") -> dict[str, Any]:
    row = row_of(assembly, "coverage", direction=direction)
    told = ("reported", "fetched", "unresolved", "outside", "state", "reason", "failure")
    return {name: row[name] for name in told}


def _answer(key: str, state: str = "complete", **more: Any) -> CoverageRecord:
    return CoverageRecord(key, "citations", state, when=more.pop("when", NOW), **more)


def test_every_paper_has_both_directions() -> None:
    assembly = made(
        paper("a", reported_citations=5, reported_references=0),
        coverage=[_answer("a", reported=5, fetched=5, unresolved=1, outside=2), _answer("?")],
    )
    assert _covered(assembly) == {
        "reported": 5,
        "fetched": 5,
        "unresolved": 1,
        "outside": 2,
        "state": "complete",
        "reason": None,
        "failure": None,
    }
    assert _covered(assembly, "references") == {
        "reported": 0,
        "fetched": None,
        "unresolved": None,
        "outside": None,
        "state": "not asked",
        "reason": None,
        "failure": None,
    }
    assert assembly.notes["coverage_outside"] == 1


def _twins(*counts: int | None) -> list[PaperRecord]:
    return [
        paper("pre", TITLE, ids=["arxiv:1", "corpus:1"], reported_citations=counts[0]),
        paper("pub", TITLE, ids=["arxiv:1", "corpus:2"], reported_citations=counts[1]),
    ]


def test_coverage_of_merged_records_adds_up_and_the_worst_state_holds() -> None:
    assembly = made(
        *_twins(5, 9),
        coverage=[
            _answer("pre", reported=5, fetched=5),
            _answer("pub", "elided", reported=9, fetched=0, reason="withheld"),
        ],
    )
    covered = _covered(assembly)
    assert covered["state"] == "elided"
    assert covered["reason"] == "withheld"
    assert (covered["reported"], covered["fetched"]) == (14, 5)


def test_what_went_wrong_stands_apart_from_the_reason() -> None:
    answers = [
        _answer("pre", reported=5, fetched=5, reason="short", failure="of Monday"),
        _answer("pub", "failed", reported=9, reason="not had", failure="HTTP 502"),
    ]
    covered = _covered(made(*_twins(5, 9), coverage=answers))
    assert (covered["reason"], covered["failure"]) == ("short; not had", "of Monday; HTTP 502")
    nobody = _covered(made(paper("a"), coverage=[_answer("a", "not asked", failure="HTTP 502")]))
    assert (nobody["state"], nobody["failure"]) == ("not asked", "HTTP 502")


@pytest.mark.parametrize(
    ("count", "state"),
    [
        pytest.param(9, "capped", id="holds more"),
        pytest.param(0, "complete", id="holds nothing"),
        pytest.param(None, "complete", id="has no lists"),
    ],
)
def test_a_merged_record_that_was_not_asked_is_no_complete_list(
    count: int | None, state: str
) -> None:
    covered = _covered(made(*_twins(5, count), coverage=[_answer("pre", reported=5, fetched=5)]))
    assert covered["state"] == state
    assert covered["reported"] == 5 + (count or 0)
    assert covered["reason"] == (
        "1 of 2 records of this paper were not asked" if state == "capped" else None
    )


def test_a_merged_id_has_the_list_of_the_record_it_became() -> None:
    assembly = made(
        paper("a", reported_citations=5),
        same=[("old", "a")],
        coverage=[
            _answer("old", "capped", reported=4, fetched=2),
            _answer("a", reported=5, fetched=5, when=LATER),
        ],
    )
    assert _covered(assembly)["fetched"] == 5
    assert _covered(assembly)["state"] == "complete"


def _entries(*given: str) -> Any:
    return TABLES["entries"].frame({"entry_id": name, "title": name} for name in given)


def test_every_entry_ends_as_matched_or_with_a_reason() -> None:
    said = Records(
        papers=[paper("k", ids=["arxiv:1"]), paper("r", ids=["arxiv:2"])],
        matches=[
            MatchRecord("a", "k", "title", 0.8, "same title"),
            MatchRecord("a", "k", "arxiv", 1.0, "same id", "r", "another year"),
            MatchRecord("b", None, None, None, "not found", "A title"),
            MatchRecord("c", "lost", "doi", 1.0, "same DOI"),
            MatchRecord("unknown", "k", "doi", 1.0, "same DOI"),
        ],
    )
    assembly = assemble(said, _entries("a", "b", "c", "d"), base=None, now=NOW)
    rows = assembly.frames["matches"]
    assert rows.index.tolist() == ["a", "b", "c", "d"]
    surest = row_of(assembly, "matches", entry_id="a")
    assert (surest["paper_id"], surest["method"]) == ("arxiv:1", "arxiv")
    assert surest["runner_up"] == "arxiv:2"
    assert rows["paper_id"].notna().tolist() == [True, False, False, False]
    assert rows["confidence"].notna().tolist() == [True, False, False, False]
    assert rows.loc["b", "runner_up"] == "A title"
    assert "lost" in str(rows.loc["c", "reason"])
    assert rows.loc["d", "reason"] == "it was not looked up"
    assert assembly.notes["matches_not_given"] == 1
    assert assembly.notes["matches_without_a_paper_record"] == 1
    assert assembly.notes["matches_of_unknown_entries"] == 1
    assert assembly.notes["matches_given_twice"] == 1


def test_sightings_come_from_the_records_where_they_say() -> None:
    early = datetime(2025, 1, 1, tzinfo=UTC)
    row = row_of(made(paper("a", seen=early)), "papers")
    assert (row["first_seen"], row["last_seen"]) == (early, early)
    with pytest.raises(ValueError, match="aware"):
        made(paper("a"), now=datetime(2026, 1, 1))


def test_papers_that_become_one_under_other_titles_are_remarked() -> None:
    pair = [
        paper("a", "Noisy teachers of trees", ids=["arxiv:1"], year=2015, authors=["Ann Lee"]),
        paper("b", "Students with masks", ids=["arxiv:1"], year=2016, authors=["A. Lee"]),
    ]
    notes = made(*pair).notes
    assert notes["merged_under_other_titles"] == [
        {"paper_id": "arxiv:1", "titles": ["Noisy teachers of trees", "Students with masks"]}
    ]
    same = [pair[0], replace(pair[1], title="Noisy-teachers of trees")]
    assert made(*same).notes["merged_under_other_titles"] == []


def test_an_id_never_stands_in_the_place_of_a_name() -> None:
    nameless = (AuthorRecord("", "s2:5"), AuthorRecord("X. Named"), AuthorRecord(" ", "s2:7"))
    first = replace(paper("a", ids=["arxiv:1"]), authors=nameless)
    other = replace(paper("b", ids=["arxiv:2"]), authors=(AuthorRecord("Five Known", "s2:5"),))
    alone = made(first)
    assert alone.frames["authorships"]["name"].tolist() == ["X. Named"]
    assert alone.frames["authorships"].reset_index()["position"].tolist() == [1]
    assert alone.notes["nameless_authors_left_out"] == 2
    # another paper prints the name of that id
    both = made(first, other)
    assert both.frames["authors"]["name"].to_dict()["s2:5"] == "Five Known"
    assert both.notes["nameless_authors_left_out"] == 1


def _own(state: str = "complete", **more: Any) -> CoverageRecord:
    return CoverageRecord("a", "references", state, origin="arxiv source", when=NOW, **more)


def _service(state: str, **more: Any) -> CoverageRecord:
    return CoverageRecord("a", "references", state, when=NOW, **more)


@pytest.mark.parametrize(
    ("own", "service", "stands"),
    [
        ("complete", "complete", "own"),
        ("complete", "elided", "own"),
        ("complete", None, "own"),
        ("capped", "elided", "own"),
        ("capped", "capped", "own"),
        ("capped", "complete", "service"),
        ("failed", "capped", "service"),
        ("not asked", "failed", "service"),
    ],
)
def test_the_fuller_of_two_lists_stands_and_the_other_is_kept_beside_it(
    own: str, service: str | None, stands: str
) -> None:
    records = [_own(own, reported=9, fetched=9, unresolved=2, reason="read", version=3)]
    if service is not None:
        records.append(_service(service, reported=7, fetched=6, reason="served"))
    row = row_of(made(paper("a"), coverage=records), "coverage", direction="references")
    assert row["version"] == 3
    if stands == "own":
        assert (row["state"], row["reported"], row["reason"]) == (own, 9, "read")
        assert (row["origin"], row["service_state"]) == ("arxiv source", service or "not asked")
        assert row["service_reported"] == (7 if service else None)
    else:
        assert (row["state"], row["reported"], row["origin"]) == (service, 7, None)
        assert row["reason"] == "served; its source: read"


def test_two_lists_of_one_paper_are_held_against_each_other() -> None:
    edges = [
        cites("a", "b", origins=("arxiv source",)),
        cites("a", "b", origins=("s2:references",)),
        cites("a", "c", origins=("arxiv source",)),
        cites("a", "d", origins=("s2:references",)),
        cites("a", "e", origins=("s2:references",)),
        cites("b", "a", origins=("s2:references",)),
    ]
    coverage = [_own(reported=2, fetched=2), _service("complete", reported=3, fetched=3)]
    assembly = made(*(paper(key) for key in "abcde"), citations=edges, coverage=coverage)
    row = row_of(
        assembly, "coverage", direction="references", paper_id=f"title:{title_hash('Paper a')}"
    )
    assert (row["in_both"], row["only_in_source"], row["only_in_service"]) == (1, 1, 2)


def test_sentences_of_two_origins_stay_apart_and_the_service_comes_first() -> None:
    own = ContextRecord("See [b].", None, "arxiv source", "introduction", False, 2)
    counts = MentionCounts(3, (("introduction", 2), ("method", 1)), in_tables=1, alone=2)
    edges = [
        cites("a", "b", origins=("arxiv source",), contexts=(own, own), counts=counts),
        cites("a", "b", origins=("s2:references",), contexts=(ContextRecord("See [b]."),)),
    ]
    assembly = made(paper("a"), paper("b"), citations=edges)
    contexts = assembly.frames["contexts"]
    assert contexts["origin"].isna().tolist() == [True, False]
    assert contexts["section"].tolist()[1] == "introduction"
    assert contexts["group"].tolist()[1] == 2
    row = assembly.frames["citations"].iloc[0]
    assert (row["mentions"], row["mentions_in_tables"], row["mentions_alone"]) == (3, 1, 2)
    assert row["mentions_by_section"][0] == {"section": "introduction", "mentions": 2}
    assert row["origins"] == ["arxiv source", "s2:references"]
    assert row["mentions_exact"]


def test_an_exact_count_stands_before_lower_bounds_and_of_these_the_most() -> None:
    few, many, exact = (
        MentionCounts(n, (("method", n),), in_tables=None, alone=None, exact=whole)
        for n, whole in ((2, False), (5, False), (4, True))
    )
    told = {
        counts: made(
            paper("a"), paper("b"), citations=[cites("a", "b", counts=c) for c in counts]
        ).frames["citations"]
        for counts in ((few, many), (many, few), (many, exact, few), ())
    }
    found = {counts: frame.iloc[0] for counts, frame in told.items() if counts}
    assert [(row["mentions"], row["mentions_exact"]) for row in found.values()] == [
        (5, False),
        (5, False),
        (4, True),
    ]
    assert pd.isna(found[few, many]["mentions_in_tables"])
    assert pd.isna(found[few, many]["mentions_alone"])
