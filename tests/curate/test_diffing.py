"""What changed between two snapshots, and what tipped the main path and the parents."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

import kdgraph
from kdgraph.curate.diffing import SnapshotDiff, _smallest, diff
from kdgraph.errors import InputError
from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import TABLES, Frames
from kdgraph.store import DataFolder
from kdgraph.testing import toys
from tests.commands import run_cli

Change = Callable[[Frames], None]


def _snapshot(change: Change | None = None, name: str = "toy") -> Snapshot:
    frames = dict(toys.frames())
    if change is not None:
        change(frames)
    return Snapshot(frames, replace(toys.MANIFEST, id=name))


def _without_paper(frames: Frames) -> None:
    frames["papers"] = frames["papers"].drop(index="f")
    table = frames["citations"]
    frames["citations"] = table[(table["citing_id"] != "f") & (table["cited_id"] != "f")]


def test_a_snapshot_compared_with_itself_has_not_changed() -> None:
    found = diff(_snapshot(), _snapshot())
    assert not found.changed
    assert found.path.explanation == "the main path is the same"


def test_papers_and_their_citations_come_and_go_with_the_reason() -> None:
    found = diff(_snapshot(_without_paper, "old"), _snapshot(name="new"))
    assert found.papers[["change", "paper_id"]].values.tolist() == [["came", "f"]]
    assert found.citations.values.tolist() == [
        ["came", "e", "f", "the cited paper came"],
        ["came", "f", "e", "the citing paper came"],
    ]
    back = diff(_snapshot(name="new"), _snapshot(_without_paper, "old"))
    assert back.papers[["change", "paper_id"]].values.tolist() == [["went", "f"]]
    assert set(back.citations["because"]) == {"the cited paper went", "the citing paper went"}


def test_a_list_that_was_read_is_the_reason_for_its_citations() -> None:
    def unread(frames: Frames) -> None:
        frames["citations"] = frames["citations"][frames["citations"]["citing_id"] != "c"]
        frames["coverage"] = frames["coverage"].assign(
            state=[
                "failed" if paper_id == "c" else state
                for paper_id, state in zip(
                    frames["coverage"]["paper_id"], frames["coverage"]["state"], strict=True
                )
            ]
        )

    found = diff(_snapshot(unread, "old"), _snapshot(name="new"))
    assert found.citations["because"].tolist() == [
        "the reference list of the citing paper was failed and is complete"
    ]
    assert found.lists.values.tolist() == [["c", "references", "failed", "complete"]]


def test_a_paper_under_another_id_has_neither_come_nor_gone() -> None:
    def under_its_title(frames: Frames) -> None:
        renamed = {
            "citations": ("citing_id", "cited_id"),
            "identifiers": ("paper_id",),
            "coverage": ("paper_id",),
            "authorships": ("paper_id",),
        }
        for table, columns in renamed.items():
            frames[table] = frames[table].assign(
                **{c: frames[table][c].replace("c", "title:0c0c") for c in columns}
            )
        frames["papers"] = frames["papers"].rename(index={"c": "title:0c0c"})
        frames["contexts"] = TABLES["contexts"].empty()

    found = diff(_snapshot(under_its_title, "old"), _snapshot(name="new"))
    assert found.papers[["change", "paper_id", "was"]].values.tolist() == [
        ["renamed", "c", "title:0c0c"]
    ]
    assert len(found.citations) == 0
    assert len(found.ranks) == 0


def test_corrections_entries_and_matches_are_told() -> None:
    def earlier(frames: Frames) -> None:
        papers = frames["papers"].copy()
        papers.loc["b", "year"] = 2003
        frames["papers"] = papers
        entries = frames["entries"].copy()
        entries.loc["toys:2", "section"] = "Old / Pioneers"
        frames["entries"] = entries.drop(index="toys:3")
        matches = frames["matches"].copy()
        matches.loc["toys:2", "paper_id"] = "c"
        frames["matches"] = matches.drop(index="toys:3")

    found = diff(_snapshot(earlier, "old"), _snapshot(name="new"))
    (row,) = found.papers.to_dict("records")
    assert (row["change"], row["paper_id"], row["was"]) == ("corrected", "b", "year 2003")
    changes = found.entries[["change", "entry_id", "now"]].values.tolist()
    assert changes == [["came", "toys:3", "New"], ["moved", "toys:2", "New"]]
    assert found.matches[["entry_id", "before", "now"]].values.tolist() == [["toys:2", "c", "b"]]


def test_ranks_are_compared_among_the_papers_of_both() -> None:
    def fewer(frames: Frames) -> None:
        table = frames["citations"]
        frames["citations"] = table[table["cited_id"] != "a"]

    found = diff(_snapshot(fewer, "old"), _snapshot(name="new"))
    rows = {row["paper_id"]: row for row in found.ranks.to_dict("records")}
    assert (rows["a"]["now"], rows["a"]["score_before"], rows["a"]["score_now"]) == (1, 0.0, 3.0)
    assert rows["a"]["moved"] == rows["a"]["before"] - 1 > 0
    with pytest.raises(InputError, match="no measure called 'fame'"):
        diff(_snapshot(), _snapshot(), by="fame")


# --- what tips a path and a parent


def _without(snapshot: Snapshot, arcs: set[tuple[str, str]]) -> Snapshot:
    frames = dict(snapshot.frames())
    table = frames["citations"]
    keep = [pair not in arcs for pair in zip(table["citing_id"], table["cited_id"], strict=True)]
    frames["citations"] = table[keep]
    return Snapshot(frames, replace(snapshot.manifest, id="old"))


FITNETS, HINTON = "arxiv:1412.6550", "arxiv:1503.02531"


@pytest.fixture(scope="module")
def both_ways() -> tuple[SnapshotDiff, SnapshotDiff]:
    """Return how the embedded corpus grows by four citations, and shrinks again."""
    now = kdgraph.embedded()
    path = kdgraph.main_path(now).arcs
    off_path = path[~path["on_path"]].sort_values("share").head(3)
    others = set(zip(off_path["citing_id"], off_path["cited_id"], strict=True))
    old = _without(now, {(FITNETS, HINTON), *others})
    return diff(old, now), diff(now, old)


def test_the_one_citation_that_tipped_the_main_path_is_named_among_others(
    both_ways: tuple[SnapshotDiff, SnapshotDiff],
) -> None:
    found, back = (one.path for one in both_ways)
    assert found.changed
    assert found.explanation.startswith("this one citation tipped the path")
    assert found.tipped.values.tolist() == [["came", FITNETS, HINTON]]
    tip = (found.arcs["citing_id"] == FITNETS) & (found.arcs["cited_id"] == HINTON)
    (row,) = found.arcs[tip].to_dict("records")
    assert (row["known_before"], row["known_now"]) == (False, True)
    # and the other way round it went
    assert back.tipped.values.tolist() == [["went", FITNETS, HINTON]]
    assert back.came == found.went
    assert len(both_ways[0].citations) == 4


def test_a_parent_changes_with_the_citation_of_it(
    both_ways: tuple[SnapshotDiff, SnapshotDiff],
) -> None:
    row, back = (one.parents.set_index("paper_id").loc[FITNETS] for one in both_ways)
    title = "Distilling the Knowledge in a Neural Network"
    assert row["now"] == back["before"] == HINTON
    assert row["before"] == back["now"] != HINTON
    assert f'the citation of "{title}" came' in row["why"]
    assert f'the citation of "{title}" went' in back["why"]


@pytest.mark.parametrize("needed", [{3}, {0, 7}, {1, 2, 9}, set(range(10))])
def test_the_smallest_set_is_found(needed: set[int]) -> None:
    changed = [("came", (str(n), "x")) for n in range(10)]
    wanted = {changed[n] for n in needed}
    found = _smallest(changed, lambda some: wanted <= set(some), lambda: False)
    assert set(found) == wanted


# --- the command


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with two snapshots of the toys."""
    path = tmp_path_factory.mktemp("data")
    with DataFolder(path).writer("test") as writer:
        for n, change in enumerate((_without_paper, None)):
            frames = dict(toys.frames())
            if change is not None:
                change(frames)
            writer.publish(
                frames,
                origins=("toys",),
                list_id="toys",
                list_file="toys.md",
                list_digest="0" * 64,
                parameters={},
                notes={},
                time=datetime(2026, 1, 1 + n, tzinfo=UTC),
            )
    return path


def test_the_command_compares_the_last_two_and_any_two(folder: Path) -> None:
    done = run_cli("diff", "--data", folder)
    assert (done.returncode, done.stderr) == (0, "")
    said = " ".join(done.stdout.split())
    assert "papers 1 came" in said
    assert "citations 2 came" in said
    assert "Students, Teachers, and Ünïcödé" in said
    ids = [manifest.id for manifest in kdgraph.open(folder).snapshots()]
    told = json.loads(run_cli("diff", ids[1], ids[0], "--data", folder, "--json").stdout)
    assert told["changed"] is True
    assert (told["first"], told["second"]) == (ids[1], ids[0])
    assert [row["change"] for row in told["papers"]] == ["went"]
    same = run_cli("diff", ids[0], ids[0], "--data", folder)
    assert "Nothing changed." in same.stdout


def test_without_an_earlier_snapshot_it_says_so(folder: Path) -> None:
    first = kdgraph.open(folder).snapshots()[0].id
    current = folder / "current"
    was = current.read_text()
    current.write_text(first + "\n")
    done = run_cli("diff", "--data", folder)
    current.write_text(was)
    assert done.returncode == 2
    assert f"there is no snapshot before {first}" in done.stderr


def test_frames_have_their_columns_where_nothing_changed() -> None:
    found = diff(_snapshot(), _snapshot())
    assert list(found.papers.columns)[:2] == ["change", "paper_id"]
    assert isinstance(found.ranks, pd.DataFrame)
