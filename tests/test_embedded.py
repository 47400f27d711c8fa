"""The embedded corpus says what was read, all of it, and nothing else."""

from __future__ import annotations

import csv
import doctest
import gzip
import json
import os
import runpy
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import kdgraph
from kdgraph.lists import read_list
from kdgraph.model import READ_STATES, SECTIONS
from kdgraph.store import EMBEDDED_ID, embedded_folder, snapshot_digest
from kdgraph.titles import plain
from tests.shared import SHARED, needs_shared

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "data" / "snapshots" / EMBEDDED_ID
RAW = SHARED / "kd-corpus"

# What the makers of the raw corpus counted in it.
PAPERS, CITATIONS, HINTON = 2030, 10_621, 302
READ_WHOLE, READ_IN_PART = 452, 89
COUNTED, TEXTS = 3027, 165  # citations with counted mentions, and texts they were counted in


@pytest.fixture(scope="module")
def corpus() -> kdgraph.Snapshot:
    return kdgraph.embedded()


@pytest.fixture(scope="module")
def raw_papers() -> list[dict[str, Any]]:
    """The raw papers that the snapshot was built from."""
    found = _raw("papers.jsonl")
    if len(found) != PAPERS:
        pytest.skip(
            f"the raw corpus holds {len(found):,} papers now, the snapshot was built from "
            f"{PAPERS:,}: data/build_embedded.py makes a new one"
        )
    return found


def _raw(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (RAW / name).read_text(encoding="utf-8").splitlines()]


def test_it_is_whole_and_labelled(corpus: kdgraph.Snapshot) -> None:
    assert embedded_folder() == FOLDER
    assert corpus.manifest.embedded
    assert corpus.data_note is not None
    assert "not Semantic Scholar" in corpus.data_note
    assert any("embedded" in origin for origin in corpus.manifest.origins)
    assert not any("semantic scholar" in origin.lower() for origin in corpus.manifest.origins)
    assert corpus.id == EMBEDDED_ID == snapshot_digest(corpus.frames())
    for place in (".gitignore", "pyproject.toml"):
        assert EMBEDDED_ID in (ROOT / place).read_text("utf-8"), f"{place} names another snapshot"


def test_it_is_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 1_500_000


def test_what_is_written_about_it_is_true(corpus: kdgraph.Snapshot) -> None:
    listed = set(corpus.papers.index[corpus.papers["hop"] == 0])
    references = corpus.coverage[corpus.coverage["direction"] == "references"]
    states = references["state"].value_counts()
    read = set(references.loc[references["state"].isin(READ_STATES), "paper_id"])
    citations = corpus.citations
    into, out = citations["cited_id"].isin(listed), citations["citing_id"].isin(listed)
    counted = citations[citations["mentions"].notna()]
    years = pd.cut(corpus.papers["year"], [0, 2011, 2015, 2019, 2022, 2026]).value_counts(
        sort=False
    )
    both = f"{len(corpus.papers):,} papers and {len(citations):,} citations"
    lists = f"Only {len(listed & read)} of the {len(listed)} listed papers"
    told = [
        both,
        f"{lists} have their own list read",
        f"names only, for {corpus.authorships['paper_id'].nunique():,} papers",
        f"`complete` for {states['complete']} papers",
        f"`capped` for {states['capped']}",
        f"`not asked` for {states['not asked']:,}.",
        f"own reference list was read | {len(read)} |",
        f"| {len(listed)} / {len(listed & read)} / {citations.loc[into, 'cited_id'].nunique()} |",
        f"| {into.sum():,} / {out.sum():,} / {(into & out).sum():,} |",
        f"| {', '.join(map(str, years))} |",
        f"| {len(counted):,} / {counted['citing_id'].nunique()} |",
        f"{len(read - listed)} of the {len(read)} citing papers are not on the list",
        f"{sum(corpus.papers['year'].loc[sorted(read)] >= 2025)} of the citing papers are of 2025",
    ]
    written = (ROOT / "data" / "README.md").read_text("utf-8")
    assert [text for text in told if text not in " ".join(written.split())] == []
    origins = citations.explode("origins").groupby("origins")["citing_id"]
    for origin, (papers, rows) in origins.agg(["nunique", "size"]).iterrows():
        repository = str(origin).partition(":")[2].replace("unnamed", "public files")
        (row,) = (line for line in written.splitlines() if line.startswith(f"| {repository}"))
        assert f" | {papers} | {rows:,} | " in row
    readme = " ".join((ROOT / "README.md").read_text("utf-8").split())
    assert both in readme
    assert lists in readme


def test_its_list_is_the_one_that_ships(corpus: kdgraph.Snapshot) -> None:
    document = read_list(ROOT / "data" / "lists" / corpus.manifest.list_file)
    assert corpus.manifest.list_digest == document.digest
    assert corpus.manifest.list_id == document.list_id
    assert list(document.frame().index) == list(corpus.entries.sort_values("position").index)


def test_every_entry_has_its_own_paper(corpus: kdgraph.Snapshot) -> None:
    matched = corpus.matches["paper_id"].dropna()
    assert (len(corpus.entries), len(matched), matched.nunique()) == (59, 59, 59)
    assert set(matched) == set(corpus.papers.index[corpus.papers["hop"] == 0])
    assert corpus.matches["confidence"].min() > 0.7


def test_nothing_is_lost_on_the_way_in(corpus: kdgraph.Snapshot) -> None:
    notes = corpus.manifest.notes
    assert (notes["records"], notes["citations_given"]) == (PAPERS, CITATIONS)
    merged = notes["merged_by_identifier"] + notes["merged_by_title"]
    assert len(corpus.papers) == PAPERS - merged
    gone = ("citations_outside", "citations_to_itself", "citations_united")
    assert len(corpus.citations) == CITATIONS - sum(notes[name] for name in gone)
    # The makers of the raw corpus had merged spellings and versions, so nothing is left to merge.
    assert (merged, notes["undecided_twins"], notes["identifier_conflicts"]) == (0, 0, [])


def test_those_who_cite_hinton_et_al(corpus: kdgraph.Snapshot) -> None:
    hinton = corpus.find("Distilling the Knowledge in a Neural Network")
    assert hinton == "arxiv:1503.02531"
    assert (corpus.citations["cited_id"] == hinton).sum() == HINTON


def test_every_citation_says_where_it_was_read(corpus: kdgraph.Snapshot) -> None:
    kinds = Counter(origin.partition(":")[0] for o in corpus.citations["origins"] for origin in o)
    assert all(len(origins) > 0 for origins in corpus.citations["origins"])
    assert set(kinds) == {"bbl", "markdown", "pdf", "transcription"}
    assert corpus.papers["origin"].notna().all()


def test_every_paper_and_direction_has_its_coverage(corpus: kdgraph.Snapshot) -> None:
    coverage = corpus.coverage
    pairs = set(zip(coverage["paper_id"], coverage["direction"], strict=True))
    assert pairs == {(p, d) for p in corpus.papers.index for d in ("references", "citations")}
    states = Counter(zip(coverage["direction"], coverage["state"], strict=True))
    papers = len(corpus.papers)
    assert states == {
        ("references", "complete"): READ_WHOLE,
        ("references", "capped"): READ_IN_PART,
        ("references", "not asked"): papers - READ_WHOLE - READ_IN_PART,
        ("citations", "not asked"): papers,
    }
    assert coverage["reason"].notna().all()


def test_a_paper_without_a_list_is_not_said_to_cite_nothing(corpus: kdgraph.Snapshot) -> None:
    references = corpus.coverage[corpus.coverage["direction"] == "references"]
    references = references.set_index("paper_id")
    out = corpus.citations["citing_id"].value_counts()
    unread = references[references["state"] == "not asked"]
    assert not set(out.index) & set(unread.index)
    assert unread["fetched"].isna().all()
    assert unread["reported"].isna().all()
    read = references[references["state"] != "not asked"]
    assert [int(out.get(p, 0)) for p in read.index] == read["fetched"].tolist()


def test_nothing_is_known_that_was_not_read(corpus: kdgraph.Snapshot) -> None:
    assert len(corpus.contexts) == 0
    for column in ("abstract", "tldr", "reported_citations", "reported_references"):
        assert corpus.papers[column].isna().all(), column
    assert corpus.citations["influential"].isna().all()
    assert corpus.authors["by_name"].all()


def test_mentions_are_lower_bounds_and_unknown_where_nobody_counted(
    corpus: kdgraph.Snapshot,
) -> None:
    citations = corpus.citations
    counted = citations[citations["mentions"].notna()]
    assert (len(counted), counted["citing_id"].nunique()) == (COUNTED, TEXTS)
    assert counted["mentions"].min() >= 1
    assert not counted["mentions_exact"].any()
    sums = [sum(part["mentions"] for part in parts) for parts in counted["mentions_by_section"]]
    assert sums == counted["mentions"].tolist()
    assert {p["section"] for parts in counted["mentions_by_section"] for p in parts} <= set(
        SECTIONS
    )
    assert (counted["mentions_in_tables"] <= counted["mentions"]).fillna(value=True).all()
    rest = citations[citations["mentions"].isna()]
    for column in ("mentions_by_section", "mentions_in_tables", "mentions_exact"):
        assert rest[column].isna().all(), column


def test_author_lines_are_whole(corpus: kdgraph.Snapshot) -> None:
    lines = corpus.authorships.groupby("paper_id")["name"].agg(list)
    assert lines["arxiv:1308.4214"] == [
        "Ian J Goodfellow",
        "David Warde-Farley",
        "Pascal Lamblin",
        "Vincent Dumoulin",
        "Mehdi Mirza",
        "Razvan Pascanu",
        "James Bergstra",
        "Frédéric Bastien",
        "Yoshua Bengio",
    ]
    assert lines["arxiv:1704.06001"][:2] == ["Prajit Ramachandran", "Tom Le Paine"]
    assert "title:4ee81172a66c" in corpus.papers.index
    assert "title:4ee81172a66c" not in lines  # "Anonymous" is nobody
    notes = corpus.manifest.notes
    assert notes["torn_author_lines_joined"] == 2
    assert notes["torn_author_lines_unknown"] == 0
    assert notes["placeholder_authors_left_out"] == 1


@needs_shared
def test_facts_are_those_of_the_raw_corpus(
    corpus: kdgraph.Snapshot, raw_papers: list[dict[str, Any]]
) -> None:
    of = dict(
        zip(
            zip(corpus.identifiers["scheme"], corpus.identifiers["value"], strict=True),
            corpus.identifiers["paper_id"],
            strict=True,
        )
    )
    paper_of = {}
    for row in raw_papers:
        ids = [of[s, row[s]] for s in ("arxiv", "doi", "s2") if row[s] is not None]
        ids.append(of["title", plain(row["title"])])
        paper_of[row["id"]] = ids[0]
        assert len(set(ids)) == 1, row["id"]
        assert corpus.papers.at[paper_of[row["id"]], "year"] == row["year"]
    expected: dict[tuple[str, str], set[str]] = {}
    for row in _raw("citations.jsonl"):
        pair = (paper_of[row["citing"]], paper_of[row["cited"]])
        origins = {f"{s['kind']}:{s.get('repo', 'unnamed')}" for s in row["sources"]}
        expected.setdefault(pair, set()).update(origins)
    with gzip.open(RAW / "mentions.tsv.gz", "rt", encoding="utf-8") as file:
        counted = {
            (paper_of[row["citing"]], paper_of[row["cited"]]): int(row["mentions"])
            for row in csv.DictReader(file, delimiter="\t")
        }
    stored = corpus.citations
    known = stored[stored["mentions"].notna()]
    assert counted == {
        (citing, cited): mentions
        for citing, cited, mentions in zip(
            known["citing_id"], known["cited_id"], known["mentions"], strict=True
        )
    }
    assert expected == {
        (citing, cited): set(origins)
        for citing, cited, origins in zip(
            stored["citing_id"], stored["cited_id"], stored["origins"], strict=True
        )
    }


def test_the_example_in_the_script_is_right() -> None:
    names = runpy.run_path(str(ROOT / "data" / "build_embedded.py"))
    (example,) = doctest.DocTestFinder().find(names["origin"], "origin", False, names)
    assert doctest.DocTestRunner().run(example) == (0, 2)


@needs_shared
@pytest.mark.usefixtures("raw_papers")
def test_the_script_makes_the_committed_bytes(tmp_path: Path) -> None:
    subprocess.run(
        [
            sys.executable,
            "data/build_embedded.py",
            f"--kd-corpus={RAW}",
            f"--snapshots={tmp_path}",
        ],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
    )
    again = {path.name: path.read_bytes() for path in (tmp_path / EMBEDDED_ID).iterdir()}
    committed = {path.name: path.read_bytes() for path in FOLDER.iterdir()}
    manifest, remade = (json.loads(side.pop("manifest.json")) for side in (committed, again))
    assert remade["id"] == manifest["id"]
    assert remade == manifest | {"version": remade["version"], "files": remade["files"]}
    # Another version of the Parquet library may write other bytes for the same facts.
    if remade["files"] == manifest["files"]:
        assert again == committed


@needs_shared
def test_no_printed_entry_is_inside(corpus: kdgraph.Snapshot) -> None:
    packed = gzip.decompress((RAW / "evidence.jsonl.gz").read_bytes()).decode("utf-8")
    entries = {json.loads(line)["entry"] for line in packed.splitlines()}
    texts: set[str] = set()
    for frame in corpus.frames().values():
        for name in frame.columns:
            texts.update(value for value in frame[name] if isinstance(value, str))
    assert entries
    assert not entries & texts
