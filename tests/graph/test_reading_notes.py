"""Tags, read marks and notes: they follow their paper, and nothing that was written is lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import kdgraph
from kdgraph.errors import InputError, UnknownPaperError
from kdgraph.graph.snapshot import Snapshot

FITNETS = "arxiv:1412.6550"
HINTON = "arxiv:1503.02531"
DAY = date(2026, 1, 2)


@pytest.fixture
def corpus() -> Snapshot:
    """The embedded corpus."""
    return kdgraph.embedded()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where notes are kept."""
    return tmp_path / "notes.toml"


def _with_another_id(corpus: Snapshot, old: str, new: str) -> Snapshot:
    """Return the snapshot as a refresh leaves it that found a published record of a paper."""
    frames = corpus.frames()
    papers = frames["papers"].rename(index={old: new})
    return Snapshot(
        {
            **frames,
            "papers": papers,
            "identifiers": frames["identifiers"].replace({"paper_id": {old: new}}),
        },
        corpus.manifest,
    )


def test_what_is_kept_is_read_back_and_what_is_not_given_stays(
    corpus: Snapshot, file: Path
) -> None:
    words = 'two\nlines "and" \\ more'
    kdgraph.annotate(file, corpus, "FitNets", tags=["base line", "zwölf"], read=False, day=DAY)
    kdgraph.annotate(file, corpus, FITNETS, note=words, day=DAY)
    kept = kdgraph.read_notes(file, corpus).of(FITNETS)
    assert kept == kdgraph.PaperNote(("base line", "zwölf"), read=False, note=words, date=DAY)
    kdgraph.annotate(file, corpus, FITNETS, read=True)
    assert kdgraph.read_notes(file, corpus).of(FITNETS).reading == "read"
    kdgraph.annotate(file, corpus, FITNETS, tags=[], read="")
    assert kdgraph.read_notes(file, corpus).of(FITNETS).note == words
    kdgraph.annotate(file, corpus, FITNETS, note="")
    assert kdgraph.read_notes(file, corpus).papers == {}
    assert "arxiv" not in file.read_text(encoding="utf-8")


def test_comments_and_tables_of_others_stay(corpus: Snapshot, file: Path) -> None:
    mine = (
        '# of mine\n[[paper]]\nids = ["arxiv:9999.00001"]  # elsewhere\ntags = ["x"]\n\n'
        f'[[paper]]\nids = ["{HINTON}"]\nread = true # indeed\n'
    )
    file.write_text(mine, encoding="utf-8")
    kdgraph.annotate(file, corpus, FITNETS, tags=["a"], day=DAY)
    assert file.read_text(encoding="utf-8").startswith(mine.rstrip())
    found = kdgraph.read_notes(file, corpus)
    assert (set(found.papers), found.elsewhere) == ({FITNETS, HINTON}, 1)
    kdgraph.annotate(file, corpus, FITNETS, tags=[])
    assert file.read_text(encoding="utf-8").rstrip() == mine.rstrip()


def test_they_follow_a_paper_that_gets_another_id(corpus: Snapshot, file: Path) -> None:
    kdgraph.annotate(file, corpus, FITNETS, tags=["a"])
    published = "doi:10.1/fitnets"
    later = _with_another_id(corpus, FITNETS, published)
    assert kdgraph.read_notes(file, later).of(published).tags == ("a",)
    kdgraph.annotate(file, later, published, tags=["a", "b"])
    for snapshot, one in ((later, published), (corpus, FITNETS)):
        assert kdgraph.read_notes(file, snapshot).of(one).tags == ("a", "b")
    assert file.read_text(encoding="utf-8").count("[[paper]]") == 1


def test_two_tables_of_one_paper_hold_together_and_become_one(corpus: Snapshot, file: Path) -> None:
    file.write_text(
        f'[[paper]]\nids = ["{FITNETS}"]\ntags = ["a"]\nread = false\nnote = "one"\n'
        f'[[paper]]\nids = ["{FITNETS}"]\ntags = ["b", "a"]\nread = true\nnote = "two"\n',
        encoding="utf-8",
    )
    kept = kdgraph.read_notes(file, corpus).of(FITNETS)
    assert kept == kdgraph.PaperNote(("a", "b"), read=True, note="one\n\ntwo")
    kdgraph.annotate(file, corpus, FITNETS, read=True, day=DAY)
    assert kdgraph.read_notes(file, corpus).of(FITNETS).tags == ("a", "b")
    assert file.read_text(encoding="utf-8").count("[[paper]]") == 1


def test_ids_of_two_papers_are_told(corpus: Snapshot, file: Path) -> None:
    file.write_text(f'[[paper]]\nids = ["{FITNETS}", "{HINTON}"]\nread = true\n', "utf-8")
    found = kdgraph.read_notes(file, corpus)
    assert list(found.papers) == [FITNETS]
    assert "2 papers" in found.problems[0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[paper]", "no valid TOML"),
        ("[paper]\nids = []", "write [[paper]] tables"),
        ("[[papers]]\nids = []", "'papers' is not known here"),
        ("[[paper]]\ntags = []", "paper 1: 'ids'"),
        ('[[paper]]\nids = ["a:b"]\ntags = "x"', "'tags' must be a list"),
        ('[[paper]]\nids = ["a:b"]\nread = "yes"', "must be true or false"),
        ('[[paper]]\nids = ["a:b"]\nnote = 3', "'note' must be text"),
        ('[[paper]]\nids = ["a:b"]\ndate = "today"', "must be a day"),
        ('[[paper]]\nids = ["a:b"]\ntag = ["x"]', "no key 'tag'"),
        ('[[paper]]\nids = ["a:b"]\ntags = ["x,y"]', "paper 1: the tag 'x,y'"),
    ],
)
def test_faults_by_hand_are_told_and_nothing_is_written(
    corpus: Snapshot, file: Path, text: str, told: str
) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"notes\.toml") as read:
        kdgraph.read_notes(file, corpus)
    with pytest.raises(InputError, match=r"notes\.toml") as written:
        kdgraph.annotate(file, corpus, FITNETS, read=True)
    assert told in str(read.value)
    assert told in str(written.value)
    assert file.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    "given", [{"tags": [" "]}, {"tags": ["a;b"]}, {"tags": ["x" * 61]}, {"note": "\x07"}]
)
def test_what_cannot_be_kept_is_refused(corpus: Snapshot, file: Path, given: Any) -> None:
    with pytest.raises(InputError):
        kdgraph.annotate(file, corpus, FITNETS, **given)
    with pytest.raises(UnknownPaperError):
        kdgraph.annotate(file, corpus, "no such paper at all", read=True)
    assert not file.exists()


def test_exports_give_them_along(corpus: Snapshot, file: Path, tmp_path: Path) -> None:
    kdgraph.annotate(file, corpus, FITNETS, tags=["50 %"], read=True, note="see {Table 4}")
    noted = corpus.with_reading_notes(kdgraph.read_notes(file, corpus))
    entry = kdgraph.bibtex_text(noted, [FITNETS])
    assert "; 50 {\\%}}" in entry
    assert "readstatus = {read}" in entry
    assert "annote = {see " in entry
    assert "readstatus" not in kdgraph.bibtex_text(corpus, [FITNETS])
    report = kdgraph.EXPORTS["csv"](noted.as_of(2020), tmp_path / "tables")
    assert report.rows["with your tags, read marks or notes"] == 1
    lines = (tmp_path / "tables" / "reading_notes.csv").read_text("utf-8").splitlines()
    assert lines[1].startswith(f"{FITNETS},read,50 %")
    kdgraph.EXPORTS["ris"](noted, tmp_path / "kd.ris")
    assert "KW  - 50 %" in (tmp_path / "kd.ris").read_text("utf-8")
