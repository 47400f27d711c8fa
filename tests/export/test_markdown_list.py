"""Markdown, read back by kdgraph's own list reader and looked at by markdown-it."""

from __future__ import annotations

from pathlib import Path

from markdown_it import MarkdownIt

import kdgraph
from kdgraph import EXPORTS, Snapshot
from kdgraph.lists import read_list
from kdgraph.lists.document import ListDocument
from kdgraph.model import TABLES
from kdgraph.testing import toys
from kdgraph.titles import title_hash
from tests.export.papers import HARD_TITLES, literature


def _read(path: Path, snapshot: Snapshot) -> ListDocument:
    EXPORTS["markdown"](snapshot, path / "list.md")
    return read_list(path / "list.md")


def test_toys_come_back(tmp_path: Path) -> None:
    found = _read(tmp_path, toys.snapshot())
    assert not found.skipped
    titles = [entry.title for entry in found.entries]
    assert sorted(map(str, titles)) == sorted(" ".join(t.split()) for t in toys.TITLES.values())
    a, b, *rest = found.entries
    assert (a.section, a.arxiv, a.year) == ("Old / Pioneers", "1503.02531", 2000)
    assert (b.section, b.doi, b.authors) == (
        "New",
        "10.1145/1150402.1150464",
        ("Ada Byron", "Bo Li"),
    )
    assert {entry.section for entry in rest} == {"Papers beyond the list"}


def test_embedded_corpus_comes_back_as_the_same_papers(tmp_path: Path) -> None:
    snapshot = kdgraph.embedded()
    found = _read(tmp_path, snapshot)
    assert not found.skipped
    ids = snapshot.identifiers
    known = {(r.scheme, r.value): r.paper_id for r in ids.itertuples(index=False)}
    by_title = {title_hash(t): i for i, t in snapshot.papers["title"].items()}
    papers: list[object] = []
    for entry in found.entries:
        named = {
            known.get(("arxiv", entry.arxiv or "")),
            known.get(("doi", entry.doi or "")),
        } - {None}
        assert len(named) <= 1, entry
        papers.append(named.pop() if named else by_title[title_hash(str(entry.title))])
    assert len(papers) == len(snapshot.papers)
    assert set(papers) == set(snapshot.papers.index)
    assert {e.title for e in found.entries} == {
        " ".join(t.split()) for t in snapshot.papers["title"]
    }
    sections = {s for s in snapshot.entries["section"] if s}
    assert {entry.section for entry in found.entries} == {*sections, "Papers beyond the list"}


def test_hard_titles_are_read_as_papers_and_shown_as_they_are(tmp_path: Path) -> None:
    rows = [{"title": t, "arxiv": f"1503.{n:05}"} for n, t in enumerate(HARD_TITLES)]
    found = _read(tmp_path, literature(rows))
    assert not found.skipped
    assert {entry.arxiv for entry in found.entries} == {row["arxiv"] for row in rows}
    # the reader takes a number and a venue at its ends for the list's own
    cut = {"1. A numbered start": "A numbered start", "A title, CVPR 2019": "A title"}
    expected = {cut.get(t, " ".join(t.split())) for t in HARD_TITLES}
    assert {entry.title for entry in found.entries} == expected
    shown = MarkdownIt("commonmark").parse((tmp_path / "list.md").read_text(encoding="utf-8"))
    bold = set()
    for token in shown:
        parts = list(token.children or ())
        kinds = [child.type for child in parts]
        if "strong_open" in kinds:
            start, end = kinds.index("strong_open"), kinds.index("strong_close")
            inner = parts[start + 1 : end]
            assert {child.type for child in inner} <= {"text", "text_special"}
            bold.add("".join(child.content for child in inner))
    assert bold == {" ".join(title.split()) for title in HARD_TITLES}


def test_addresses_code_and_a_search_where_there_is_no_address(tmp_path: Path) -> None:
    frames = toys.frames()
    link = {"label": "PyTorch", "url": "https://github.com/a/b"}
    rows = frames["entries"].reset_index().to_dict("records")
    rows[0]["code_links"] = [link]
    frames["entries"] = TABLES["entries"].frame([{str(k): v for k, v in r.items()} for r in rows])
    found = _read(tmp_path, Snapshot(frames, toys.MANIFEST))
    (a,) = [entry for entry in found.entries if entry.arxiv]
    assert [code._asdict() for code in a.code_links] == [link]
    (u,) = [entry for entry in found.entries if entry.title == toys.TITLES["u"]]
    assert u.paper_links == (
        "https://www.semanticscholar.org/search?q=The%20undated%20students%27%20paper",
    )


def test_all_venues_of_a_paper_stand_in_the_list(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {"title": "One Title of Two", "venue": "CVPR 2019, TPAMI 2020", "year": 2020}
    ]
    _read(tmp_path, literature(rows))
    assert "CVPR 2019, TPAMI 2020." in (tmp_path / "list.md").read_text(encoding="utf-8")
