"""An id once given stays, whatever is learned later."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kdgraph.merge import assemble
from kdgraph.model import TABLES
from kdgraph.records import Records
from kdgraph.store import DataFolder
from kdgraph.titles import title_hash
from tests.store.material import LATER, NOW, cites, ids, made, names, paper, publish, row_of

TITLE = "Distilling the Knowledge in a Neural Network"


def test_an_id_once_given_stays() -> None:
    before = made(paper("k", TITLE, ids=["doi:10.1145/1", "corpus:7"]))
    assert ids(before) == ["doi:10.1145/1"]
    after = made(paper("k", TITLE, ids=["doi:10.1145/1", "arxiv:1"]), base=before, now=LATER)
    assert ids(after) == ["doi:10.1145/1"]
    assert names(after)["arxiv", "1"] == "doi:10.1145/1"
    assert names(after)["corpus", "7"] == "doi:10.1145/1"  # known before, so known still
    row = row_of(after, "papers")
    assert (row["first_seen"], row["last_seen"]) == (NOW, LATER)
    # and from then on by the new identifier alone
    third = made(paper("other", "Renamed", ids=["arxiv:1"]), base=after)
    assert ids(third) == ["doi:10.1145/1"]


def test_papers_that_prove_one_keep_the_older_id() -> None:
    first = made(paper("b", TITLE, ids=["doi:10.1145/1"]))
    second = made(
        paper("b", TITLE, ids=["doi:10.1145/1"]),
        paper("a", TITLE, ids=["arxiv:1", "dblp:x"]),
        paper("c", ids=["arxiv:3"]),
        base=first,
        now=LATER,
        citations=[cites("c", "a")],
    )
    assert ids(second) == ["arxiv:1", "arxiv:3", "doi:10.1145/1"]
    third = made(
        paper("b", TITLE, ids=["doi:10.1145/1", "arxiv:1"]),
        paper("c", ids=["arxiv:3"]),
        base=second,
        now=datetime(2026, 3, 1, tzinfo=UTC),
        citations=[cites("c", "b")],
    )
    assert ids(third) == ["arxiv:3", "doi:10.1145/1"]
    assert third.notes["ids_merged"] == {"arxiv:1": "doi:10.1145/1"}
    assert names(third)["dblp", "x"] == "doi:10.1145/1"
    # the citation was met under the id that is gone
    assert row_of(third, "citations")["first_seen"] == LATER


def test_of_papers_met_together_the_listed_one_gives_the_id() -> None:
    before = made(paper("a", ids=["arxiv:1"]), paper("b", ids=["doi:10.1/b"], hop=0))
    after = made(paper("c", "Paper a", ids=["arxiv:1", "doi:10.1/b"]), base=before)
    assert ids(after) == ["doi:10.1/b"]


def test_what_was_one_paper_stays_one_when_the_link_is_not_repeated() -> None:
    before = made(paper("a", TITLE, ids=["arxiv:1", "doi:10.1/x"]))
    apart = [paper("a", TITLE, ids=["arxiv:1"]), paper("b", TITLE, ids=["doi:10.1/x"])]
    after = made(*apart, base=before)
    assert ids(after) == ["arxiv:1"]
    assert after.notes["merged_by_memory"] == 1
    # unless the records now say that it was a mistake
    other = [apart[0], paper("b", "Quite something else", ids=["doi:10.1/x", "arxiv:2"])]
    assert len(ids(made(*other, base=before))) == 2


def test_a_title_id_stays_when_identifiers_come() -> None:
    facts: dict[str, Any] = {"year": 2015, "authors": ["J. Dean"]}
    before = made(paper("t", TITLE, **facts))
    after = made(paper("k", TITLE, ids=["arxiv:1"], **facts), base=before)
    assert ids(after) == ids(before) == [f"title:{title_hash(TITLE)}"]
    late = made(paper("k", TITLE, ids=["arxiv:1"], year=2020, authors=["J. Dean"]), base=before)
    assert ids(late) == ["arxiv:1"]


def test_namesakes_keep_their_title_ids_apart() -> None:
    a = paper("a", "Introduction", year=2001, authors=["Ann Lee"])
    b = paper("b", "Introduction", year=2002, authors=["Bo Ek"])
    before = made(b)
    plain_id = ids(before)[0]
    after = made(a, b, base=before)
    assert row_of(after, "papers", paper_id=plain_id)["year"] == 2002
    again = made(a, base=after)
    assert ids(again) == [f"{plain_id}-2"]


def test_the_snapshot_before_adds_no_papers_and_says_who_is_gone(tmp_path: Path) -> None:
    before = made(paper("a", ids=["arxiv:1"]), paper("b", ids=["arxiv:2"]))
    folder = DataFolder(tmp_path)
    with folder.writer("test") as writer:
        publish(writer, before.frames)
    after = assemble(
        Records(papers=[paper("a", ids=["arxiv:1"])]),
        TABLES["entries"].empty(),
        base=folder.snapshot().frames(),
        now=LATER,
    )
    assert ids(after) == ["arxiv:1"]
    assert after.notes["papers_gone"] == 1
