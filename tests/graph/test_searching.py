"""Searching papers by what a reader remembers, and what is said of them in a line."""

from __future__ import annotations

import pandas as pd
import pytest

import kdgraph
from kdgraph.errors import InputError, UnknownPaperError
from kdgraph.graph.snapshot import Snapshot
from kdgraph.testing import literatures

FITNETS = "arxiv:1412.6550"
HINTON = "arxiv:1503.02531"


@pytest.fixture(scope="module")
def corpus() -> Snapshot:
    """The embedded corpus."""
    return kdgraph.embedded()


@pytest.mark.parametrize(
    ("text", "paper_id", "why"),
    [
        ("FitNets: Hints for Thin Deep Nets", FITNETS, "whole title"),
        ("hints THIN", FITNETS, "title"),
        ("nets fitn", FITNETS, "title"),  # in any order, and the beginning of a word
        ("Romero", FITNETS, "authors"),
        ("romero hints", FITNETS, "authors"),
        ("1412.6550", FITNETS, "identifier"),
        ("https://arxiv.org/abs/1412.6550v4", FITNETS, "identifier"),
        ("https://doi.org/10.1145/1150402.1150464", "doi:10.1145/1150402.1150464", "identifier"),
        (FITNETS, FITNETS, "identifier"),
        ("fitnts hints", FITNETS, "nearly"),
        ("hinton distilling the knowledge", HINTON, "authors"),
    ],
)
def test_a_paper_is_found(corpus: Snapshot, text: str, paper_id: str, why: str) -> None:
    found = corpus.search(text)
    assert found.index[0] == paper_id
    assert found["why"].iloc[0] == why


@pytest.mark.parametrize("text", ["", "   ", "?!", "zzzzzzzz", "10.1000/nothing-here"])
def test_nothing_is_found(corpus: Snapshot, text: str) -> None:
    found = corpus.search(text)
    assert found.empty
    assert found.attrs["found"] == 0
    assert "title" in found.columns


def test_listed_papers_come_first_then_those_most_cited(corpus: Snapshot) -> None:
    found = corpus.search("distillation", top=500)
    ranks = list(zip(~found["listed"], -found["cited_here"], strict=True))
    assert ranks == sorted(ranks)
    assert len(set(found["listed"])) == 2


def test_all_that_fit_are_counted(corpus: Snapshot) -> None:
    few, many = corpus.search("distillation", top=3), corpus.search("distillation", top=10_000)
    assert len(few) == 3
    assert few.attrs["found"] == len(many)
    assert few.index.tolist() == many.index[:3].tolist()


def test_a_word_is_searched_from_its_beginning(corpus: Snapshot) -> None:
    assert not corpus.search("itnets", top=5)["why"].isin(["title", "whole title"]).any()


def test_top_must_be_a_number_of_papers(corpus: Snapshot) -> None:
    with pytest.raises(InputError, match="top must be at least 1, got 0"):
        corpus.search("x", top=0)


def test_a_view_of_an_earlier_year_finds_no_younger_paper(corpus: Snapshot) -> None:
    assert corpus.as_of(2013).search("FitNets hints thin").empty


def test_every_hard_title_is_found() -> None:
    hard = literatures.hard()
    for paper_id, title in hard.papers["title"].dropna().items():
        if any(sign.isalnum() for sign in title):
            assert paper_id in hard.search(title, top=1000).index


def test_what_is_said_of_papers_in_a_line(corpus: Snapshot) -> None:
    briefs = corpus.describe([HINTON, FITNETS])
    assert briefs.index.tolist() == [HINTON, FITNETS]
    first = briefs.iloc[0]
    assert first["title"] == "Distilling the Knowledge in a Neural Network"
    assert first["authors"] == "Geoffrey Hinton, Oriol Vinyals, Jeff Dean"
    assert (int(first["year"]), int(first["cited_here"])) == (2014, 302)
    assert (first["section"], bool(first["listed"])) == ("Pioneering Papers", True)
    other = corpus.papers.index[~corpus.papers.index.isin(corpus.matches["paper_id"])][0]
    assert not corpus.describe([other])["listed"].item()
    assert corpus.describe([]).empty


def test_an_author_whose_name_nobody_gave_is_left_out_of_the_line(corpus: Snapshot) -> None:
    frames = dict(corpus.frames())
    lines = frames["authorships"].copy()
    lines.loc[(lines["paper_id"] == HINTON) & (lines["position"] == 1), "name"] = pd.NA
    described = Snapshot(frames | {"authorships": lines}, corpus.manifest).describe([HINTON])
    assert described["authors"].item() == "Geoffrey Hinton, Jeff Dean"


def test_an_unknown_paper_is_refused(corpus: Snapshot) -> None:
    with pytest.raises(UnknownPaperError, match="nowhere"):
        corpus.describe([HINTON, "nowhere"])


def test_the_current_snapshot_is_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert kdgraph.open(tmp_path_factory.mktemp("nothing")).current_id() is None
