"""What must hold whatever the sources say: order is nothing, ids stay, nothing vanishes."""

from __future__ import annotations

import random
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from kdgraph.merge import Assembly, assemble
from kdgraph.model import TABLES
from kdgraph.records import (
    AuthorRecord,
    CitationRecord,
    ContextRecord,
    CoverageRecord,
    MatchRecord,
    PaperRecord,
    Records,
)
from kdgraph.store import snapshot_digest
from tests.store.material import LATER, NOW

# Few keys, ids, titles and names, so that everything collides with everything.
_TITLES = [
    "",
    "Introduction",
    "Distilling the Knowledge in a Neural Network",
    "distilling the knowledge in a neural network",
    "Distilling the Knowledge of many Networks",
    "Speech models on phones",
]
_NAMES = ["Ann Lee", "A. Lee", "Bo Ek", "Lee, Ann", "王伟", ""]
_IDENTIFIERS = [
    ("arxiv", "1"),
    ("arxiv", "2"),
    ("doi", "10.1/x"),
    ("doi", "10.1/y"),
    ("doi", "10.48550/arxiv.1"),
    ("corpus", "7"),
    ("s2", "0c"),
    ("acl", "P1"),
    ("dblp", "d"),
    ("title", "introduction"),
]
_KEYS = st.sampled_from("abcdefgh")
_SEEN = st.sampled_from([None, NOW, datetime(2025, 5, 5, tzinfo=UTC)])
_COUNTS = st.none() | st.integers(0, 9)
_INTENTS = st.none() | st.lists(st.sampled_from(["background", "result"]), max_size=2).map(tuple)

_PAPERS = st.builds(
    PaperRecord,
    key=_KEYS,
    title=st.sampled_from(_TITLES),
    identifiers=st.lists(st.sampled_from(_IDENTIFIERS), max_size=3, unique=True).map(tuple),
    year=st.none() | st.integers(2014, 2019),
    first_year=st.none() | st.integers(2013, 2015),
    date=st.none() | st.dates(datetime(2014, 1, 1).date(), datetime(2019, 1, 1).date()),
    venue=st.sampled_from([None, "", "arXiv", "NeurIPS"]),
    abstract=st.sampled_from([None, "", "Long enough", "Other text"]),
    fields=st.none() | st.lists(st.sampled_from("xy"), max_size=2).map(tuple),
    authors=st.none()
    | st.lists(
        st.builds(AuthorRecord, st.sampled_from(_NAMES), st.sampled_from([None, "s2:1", "s2:2"])),
        max_size=4,
    ).map(tuple),
    reported_citations=_COUNTS,
    reported_references=_COUNTS,
    hop=st.integers(0, 2),
    origin=st.sampled_from(["one", "two"]),
    seen=_SEEN,
    # with neither title nor identifier there is nothing by which to know a paper again
).filter(lambda paper: bool(paper.title.strip() or paper.identifiers))
_CITATIONS = st.builds(
    CitationRecord,
    citing=_KEYS,
    cited=_KEYS,
    origins=st.lists(st.sampled_from("pqr"), min_size=1, max_size=2, unique=True).map(tuple),
    influential=st.sampled_from([None, False, True]),
    intents=_INTENTS,
    contexts=st.lists(
        st.builds(
            ContextRecord, st.sampled_from(["As [1].", "As  [1].", "Then [2].", ""]), _INTENTS
        ),
        max_size=3,
    ).map(tuple),
    seen=_SEEN,
)
_COVERAGE = st.builds(
    CoverageRecord,
    paper=_KEYS,
    direction=st.sampled_from(["references", "citations"]),
    state=st.sampled_from(["complete", "capped", "elided", "failed", "not asked"]),
    reported=_COUNTS,
    fetched=_COUNTS,
    when=_SEEN,
)
_MATCHES = st.builds(
    MatchRecord,
    entry_id=st.sampled_from(["l:1", "l:2", "l:3"]),
    paper=st.none() | _KEYS,
    method=st.just("title"),
    confidence=st.sampled_from([None, 0.5, 1.0]),
    reason=st.sampled_from(["so", "thus"]),
)
_RECORDS = st.builds(
    Records,
    papers=st.lists(_PAPERS, max_size=8),
    citations=st.lists(_CITATIONS, max_size=12),
    coverage=st.lists(_COVERAGE, max_size=6),
    matches=st.lists(_MATCHES, max_size=4),
    same=st.lists(st.tuples(_KEYS, _KEYS), max_size=2),
)
# shrinking a failure may take minutes; the seed in the message repeats it
_QUICK = settings(max_examples=25, deadline=None)
_ENTRIES = TABLES["entries"].frame({"entry_id": f"l:{n}", "title": "x"} for n in range(2))


def _assemble(records: Records, base: Assembly | None = None, now: datetime = NOW) -> Assembly:
    return assemble(records, _ENTRIES, base=base.frames if base else None, now=now)


def _shuffled(records: Records, seed: int) -> Records:
    chance = random.Random(seed)

    def turned(rows: list) -> list:  # type: ignore[type-arg] # any rows
        return chance.sample(rows, len(rows))

    return Records(
        papers=turned(records.papers),
        citations=turned(records.citations),
        coverage=turned(records.coverage),
        matches=turned(records.matches),
        same=[pair[::-1] for pair in turned(records.same)],
    )


@given(_RECORDS, _RECORDS, st.integers(0, 99))
@_QUICK
def test_the_order_of_records_changes_nothing(before: Records, records: Records, seed: int) -> None:
    base = _assemble(before)
    for earlier in (None, base):
        first = _assemble(records, earlier)
        second = _assemble(_shuffled(records, seed), earlier)
        assert snapshot_digest(first.frames) == snapshot_digest(second.frames)
        assert first.notes == second.notes
        for name in TABLES:
            left, right = first.frames[name], second.frames[name]
            assert left.reset_index().to_dict("list").__repr__() == (
                right.reset_index().to_dict("list").__repr__()
            )


@given(_RECORDS)
@_QUICK
def test_the_same_again_is_the_same_snapshot(records: Records) -> None:
    first = _assemble(records)
    again = _assemble(records, first, LATER)
    assert snapshot_digest(first.frames) == snapshot_digest(again.frames)
    assert again.notes["ids_merged"] == {}
    assert again.notes["papers_gone"] == 0
    for name in ("papers", "citations"):
        assert (again.frames[name]["first_seen"] <= NOW).all()


@given(_RECORDS, _RECORDS)
@_QUICK
def test_tables_fit_together(before: Records, records: Records) -> None:
    made = _assemble(records, _assemble(before))
    frames = made.frames
    for name, table in TABLES.items():
        table.conform(frames[name])  # keys are unique and whole
    papers = set(frames["papers"].index)
    for name, column in [
        ("identifiers", "paper_id"),
        ("authorships", "paper_id"),
        ("citations", "citing_id"),
        ("citations", "cited_id"),
        ("coverage", "paper_id"),
    ]:
        assert set(frames[name][column]) <= papers
    assert set(frames["matches"]["paper_id"].dropna()) <= papers
    assert frames["matches"].index.tolist() == _ENTRIES.index.tolist()
    assert len(frames["coverage"]) == 2 * len(papers)
    assert set(frames["authorships"]["author_id"]) == set(frames["authors"].index)
    assert not frames["authorships"].duplicated(["paper_id", "author_id"]).any()
    edges = frames["citations"]
    assert (edges["citing_id"] != edges["cited_id"]).all()
    notes = made.notes
    assert len(records.citations) == (
        len(edges)
        + notes["citations_outside"]
        + notes["citations_to_itself"]
        + notes["citations_united"]
    )
    assert len(records.matches) == (
        len(_ENTRIES)
        - notes["matches_not_given"]
        + notes["matches_of_unknown_entries"]
        + notes["matches_given_twice"]
    )
    assert (frames["papers"]["first_seen"] <= frames["papers"]["last_seen"]).all()
    assert (edges["first_seen"] <= edges["last_seen"]).all()


@given(_RECORDS, _RECORDS)
@_QUICK
def test_every_key_of_every_record_has_its_paper(before: Records, records: Records) -> None:
    """Two records of one key are one paper, and each paper id stems from some record."""
    base = _assemble(before)
    made = _assemble(records, base)
    probes = [CitationRecord(r.key, "probe", ("x",)) for r in records.papers]
    records.papers.append(PaperRecord("probe", "The probe itself", (("mag", "probe"),)))
    records.citations = probes
    edges = _assemble(records, base).frames["citations"]
    assert len(edges) == len(made.frames["papers"])


def test_a_hundred_thousand_citations_are_no_trouble() -> None:
    chance = random.Random(1)
    papers = [
        PaperRecord(
            f"{n:040x}",
            f"A title of number {n} in the field",
            (("s2", f"{n:040x}"), ("corpus", str(n)), ("arxiv", f"2001.{n:05}")),
            year=2000 + n % 20,
        )
        for n in range(5_000)
    ]
    keys = [record.key for record in papers]
    citations = [
        CitationRecord(chance.choice(keys), chance.choice(keys), ("service",))
        for _ in range(100_000)
    ]
    made = _assemble(Records(papers=papers, citations=citations))
    assert len(made.frames["papers"]) == 5_000
    table = TABLES["citations"]
    back = table.from_arrow(table.to_arrow(made.frames["citations"]))
    assert len(back) + made.notes["citations_united"] + made.notes["citations_to_itself"] == 100_000
