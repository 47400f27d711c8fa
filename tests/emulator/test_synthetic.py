"""The made-up literature has the shape and the oddities it promises, the same for one seed."""

from __future__ import annotations

import json
import re
import time
from collections import Counter

import pytest

from tests.emulator import (
    Corpus,
    Emulator,
    kd_corpus,
    listed_bibtex,
    listed_markdown,
    listed_papers,
    synthetic_corpus,
)
from tests.emulator.asking import Asking
from tests.shared import SHARED, needs_shared


@pytest.fixture(scope="module")
def large() -> Corpus:
    return synthetic_corpus(20_000, seed=4)


def test_a_large_one_is_made_in_seconds_and_answers_at_once(large: Corpus) -> None:
    started = time.process_time()
    assert len(synthetic_corpus(5_000, seed=1).truth()) > 80_000
    assert time.process_time() - started < 5
    ids: list[str] = []
    rows = 0
    for sha in large.papers:
        if (many := len(large.citations(sha))) <= 1_000 and len(ids) < 500 and rows + many <= 9_000:
            ids.append(sha)
            rows += many
    assert rows > 8_500
    inner = ("title", "year", "authors", "externalIds", "corpusId", "citationCount", "venue")
    fields = ",".join(["citationCount", *(f"citations.{name}" for name in inner)])
    with Emulator(large) as emulator, Asking(emulator) as ask:
        started = time.monotonic()
        got = ask.post("paper/batch", {"ids": ids}, fields=fields).body
        assert time.monotonic() - started < 3
    assert sum(len(row["citations"]) for row in got) == rows


def test_size_fame_and_reach(large: Corpus) -> None:
    truth = large.truth()
    cited = Counter(cited for _, cited in truth)
    assert 15 * 20_000 < len(truth) < 30 * 20_000
    star = large.listed[0]
    assert cited[star] > 9_999
    assert sum(count > 1_000 for count in cited.values()) >= 4
    listed = set(large.listed)
    reached = listed | {a for a, b in truth if b in listed} | {b for a, b in truth if a in listed}
    assert len(listed) == 40
    assert set(large.papers) - reached == set(large.facts["unreached"])
    assert len(reached) > 0.95 * 20_000


def test_the_oddities_are_there(large: Corpus) -> None:
    papers, truth, facts = large.papers.values(), large.truth(), large.facts
    assert sum(p.date is None and p.year is not None for p in papers) > 1_000
    assert sum(p.year is None for p in papers) > 100
    assert all((b, a) in truth and (a, b) in truth for a, b in facts["cycles"])
    years = {p.sha: p.year for p in papers}
    assert sum(years[a] == years[b] is not None for a, b in truth) > 1_000
    assert len(facts["duplicates"]) > 50
    for preprint, record in facts["duplicates"]:
        a, b = large.papers[preprint], large.papers[record]
        assert (a.title, a.authors) == (b.title, b.authors)
        assert "ArXiv" not in b.external_ids
        assert "DOI" in b.external_ids
    assert all(large.papers[sha].elided for sha in facts["elided"])
    assert len(facts["elided"]) > 100
    for sha in facts["miscounted"]:
        assert large.papers[sha].extra["referenceCount"] != len(large.references(sha))
    assert any(e.cited is None for p in papers for e in large.references(p.sha))
    assert any(e.citing is None for p in papers for e in large.citations(p.sha))
    aliases = [sha for sha in large.aliases if len(sha) == 40]
    assert all(large.find(sha) is large.papers[large.aliases[sha]] for sha in aliases)
    names = Counter(author.name for author in large.authors.values())
    assert max(names.values()) > 1
    assert any(a is None for p in papers for a, _ in p.authors)
    titles = " ".join(p.title or "" for p in papers)
    assert all(sign in titles for sign in "&#+%ö")


def test_identifiers_look_real_and_are_unique(large: Corpus) -> None:
    for name, form in (
        ("ArXiv", r"\d{2}(?:0[1-9]|1[0-2])\.(?:\d{4}|\d{5})"),
        ("DOI", r"10\.\d{4}/\S+"),
    ):
        ids = [p.external_ids[name] for p in large.papers.values() if name in p.external_ids]
        assert len(set(ids)) == len(ids) > 8_000
        assert all(re.fullmatch(form, i) for i in ids)
    corpus_ids = {paper.corpus_id for paper in large.papers.values()}
    assert len(corpus_ids) == len(large.papers)
    assert all(large.find(f"CorpusId:{p.corpus_id}") is p for p in large.papers.values())
    without = [p for p in large.papers.values() if not {"ArXiv", "DOI"} & set(p.external_ids)]
    assert len(without) > 100


def test_the_same_seed_makes_the_same_world() -> None:
    one, two, other = (synthetic_corpus(400, seed=s, listed=8) for s in (7, 7, 8))
    assert one.truth() == two.truth() != other.truth()
    assert listed_markdown(one) == listed_markdown(two) != listed_markdown(other)
    assert one.facts == two.facts
    ids = list(one.papers)[:100]
    fields = "title,abstract,year,venue,authors,externalIds,references.title,tldr,citationStyles"
    bodies = []
    for corpus in (one, two):
        with Emulator(corpus) as emulator, Asking(emulator) as ask:
            bodies.append(ask.post("paper/batch", {"ids": ids}, fields=fields).raw)
    assert bodies[0] == bodies[1]


def test_too_few_papers_for_a_list_are_refused() -> None:
    with pytest.raises(ValueError, match="40 listed papers need at least 160 papers, got 100"):
        synthetic_corpus(100)


def test_the_list_is_hard_in_the_promised_ways() -> None:
    corpus = synthetic_corpus(800, seed=2)
    lines = listed_papers(corpus)
    hows = Counter(line.how for line in lines)
    assert hows == {"arxiv": 34, "title": 4, "doi": 1, "unknown arxiv": 1, "unknown paper": 1}
    with Emulator(corpus) as emulator, Asking(emulator) as ask:
        for line in lines:
            if line.arxiv:
                got = ask.get(f"paper/ARXIV:{line.arxiv}")
                assert (got.status == 200) == (line.how == "arxiv")
            if line.doi:
                assert ask.get(f"paper/DOI:{line.doi}").body["paperId"] == line.sha
            nearest = ask.get("paper/search/match", query=line.title).body["data"][0]
            if line.how == "unknown paper":
                assert nearest["title"] != line.title
            elif line.how != "arxiv":
                assert nearest["paperId"] == line.sha
    text = listed_markdown(corpus)
    assert text.count("- **") == len(lines) == 41
    assert len(re.findall(r"^## ", text, re.MULTILINE)) == 9
    assert listed_bibtex(corpus).count("@inproceedings{") == 41


@needs_shared
def test_the_real_citations_are_served() -> None:
    folder = SHARED / "kd-corpus"
    corpus = kd_corpus(folder)
    rows = [
        json.loads(line) for line in (folder / "citations.jsonl").read_text("utf-8").splitlines()
    ]
    sha = corpus.facts["sha"]
    assert corpus.truth() == {(sha[row["citing"]], sha[row["cited"]]) for row in rows}
    assert len(corpus.listed) == 59
    with Emulator(corpus) as emulator, Asking(emulator) as ask:
        got = ask.get("paper/ARXIV:1503.02531", fields="title,citationCount").body
    assert got["title"] == "Distilling the Knowledge in a Neural Network"
    assert got["citationCount"] == sum(row["cited"] == "arxiv:1503.02531" for row in rows) == 302
