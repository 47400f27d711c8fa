"""Two lists side by side, and the merge as a patch that git takes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

import kdgraph
from kdgraph.curate import compare_lists
from kdgraph.curate.patching import patch_list
from kdgraph.errors import InputError
from kdgraph.lists import read_list
from tests.commands import run_cli

LIST = Path(__file__).resolve().parent.parent.parent / "data/lists/knowledge-distillation.md"
ENTRY = "- **{t}, {v}** [[pdf]](https://arxiv.org/abs/{i})\n"
OTHER = "1. [{t}](https://arxiv.org/abs/{i}), {v}\n"

FIRST = (
    "# Birds\n\n## Owls\n\n"
    + ENTRY.format(t="Deep Owls of the North", v="CVPR 2018", i="1801.00001")
    + ENTRY.format(t="Deep Owls of the South", v="ICML 2019", i="1901.00002")
    + "\n## Birds of Prey by Day\n\n"
    + ENTRY.format(t="Hawks at Noon", v="CVPR 2020", i="2001.00003")
    + ENTRY.format(t="Eagles over Lakes", v="CVPR 2021", i="2101.00004")
    + "\nThe end.\n"
)
SECOND = (
    "# More birds\n\n## Owls\n"
    + OTHER.format(t="Deep owls of the north", v="CVPR 2018", i="1801.00001")
    + OTHER.format(t="Silent Wings over Fields", v="ICCV 2019", i="1903.00005")
    + "\n## Falcons and friends\n"
    + OTHER.format(t="Hawks at Noon", v="CVPR 2020", i="2001.00003")
    + OTHER.format(t="Eagles over Lakes.", v="CVPR 2021", i="2101.00004v2")
    + OTHER.format(t="The Fall of the Falcon", v="ICLR 2022", i="2201.00006")
    + "\n## Penguins\n"
    + OTHER.format(t="Walking on Ice", v="ICLR 2022", i="2201.00007")
    + "\n## Owls again\n"
    + OTHER.format(t="Silent Wings over Fields", v="ICCV 2019", i="1903.00005")
)


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one.md").write_text(FIRST, "utf-8")
    (tmp_path / "two.md").write_text(SECOND, "utf-8")
    return tmp_path


def test_papers_are_the_same_by_ids_and_titles_and_count_once() -> None:
    found = compare_lists(FIRST.encode(), SECOND.encode())
    assert [pair.first.title for pair in found.both] == [
        "Deep Owls of the North",
        "Hawks at Noon",
        "Eagles over Lakes",
    ]
    assert {pair.reason for pair in found.both} == {"the same arxiv id"}
    assert [entry.title for entry in found.only_first] == ["Deep Owls of the South"]
    assert [entry.title for entry in found.only_second] == [
        "Silent Wings over Fields",
        "The Fall of the Falcon",
        "Walking on Ice",
    ]
    assert found.jaccard == pytest.approx(3 / 7)
    assert found.counts == (4, 7)


def test_sections_correspond_by_heading_and_by_papers() -> None:
    found = compare_lists(FIRST.encode(), SECOND.encode())
    told = {section.second: (section.first, section.reason) for section in found.sections}
    assert told == {
        "Owls": ("Owls", "the same heading"),
        "Falcons and friends": (
            "Birds of Prey by Day",
            "2 of the 2 papers that both lists have",
        ),
        "Penguins": (None, "no section has its heading, or most of its papers"),
        "Owls again": (None, "no section has its heading, or most of its papers"),
    }
    counts = {section.second: (section.shared, section.only_second) for section in found.sections}
    assert counts["Falcons and friends"] == (2, 1)
    assert counts["Penguins"] == (0, 1)


def test_the_merge_is_in_the_style_of_the_first_and_says_what_has_no_place() -> None:
    found = compare_lists(FIRST.encode(), SECOND.encode())
    owls = ENTRY.format(t="Silent Wings over Fields", v="ICCV 2019", i="1903.00005")
    hawks = ENTRY.format(t="The Fall of the Falcon", v="ICLR 2022", i="2201.00006")
    first_owls, rest = FIRST.split("\n## Birds of Prey")
    before, end = rest.split("\nThe end.")
    wanted = f"{first_owls}{owls}\n## Birds of Prey{before}{hawks}\nThe end.{end}"
    assert found.merged.data.decode() == wanted
    (left,) = found.merged.left_out
    assert left.entry.title == "Walking on Ice"
    assert left.reason.startswith('"Penguins": no section')


def test_git_applies_the_patch(files: Path) -> None:
    found = compare_lists(files / "one.md", files / "two.md")
    patch = found.patch("one.md")
    done = subprocess.run(
        ["git", "apply", "-"], cwd=files, input=patch, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (files / "one.md").read_bytes() == found.merged.data
    again = compare_lists(files / "one.md", files / "two.md")
    assert [entry.title for entry in again.only_second] == ["Walking on Ice"]
    assert again.patch("one.md") == b""


def test_what_was_taken_from_the_shipped_list_comes_back_as_it_was() -> None:
    whole = read_list(LIST)
    hidden = {7, 12, 20, 33, 41, 50}
    rest = whole.render(e for n, e in enumerate(whole.entries) if n not in hidden)
    found = compare_lists(read_list(rest, format="markdown"), whole)
    assert found.merged.left_out == ()
    assert len(found.merged.added) == len(hidden)
    merged = {entry.title: entry for entry in found.merged.document.entries}
    for n in hidden:
        old = whole.entries[n]
        new = merged[old.title]
        assert (new.section, new.venues[:1], new.arxiv) == (old.section, old.venues[:1], old.arxiv)
        assert new.authors == old.authors
        assert new.code_links == old.code_links


def test_a_list_compared_with_itself_has_nothing_to_add() -> None:
    found = kdgraph.compare_lists(LIST, LIST)
    assert len(found.both) == 59
    assert found.jaccard == 1.0
    assert found.only_first == found.only_second == ()
    assert found.patch("x.md") == b""


def test_the_command_writes_the_patch_and_the_next_one_applies_it(files: Path) -> None:
    done = run_cli("compare", "one.md", "two.md", "--patch", "merge.patch", "--data", "none")
    assert (done.returncode, done.stderr) == (0, "")
    said = " ".join(done.stdout.split())
    assert "Both have 3, 43% of all; 1 are in the first alone, 3 in the second alone" in said
    assert "The merge adds 2 papers to the first list" in said
    assert '1 paper without a place: "Penguins": no section' in said
    applied = run_cli("patch", "one.md", "merge.patch")
    assert applied.returncode == 0, applied.stderr
    assert "2 papers came, 0 papers went; 6 papers now" in applied.stdout
    # a second time it does not fit, and says where
    refused = run_cli("patch", "one.md", "merge.patch")
    assert refused.returncode == 2
    assert "the patch no longer fits one.md: line " in refused.stderr
    assert "nothing was written" in refused.stderr


def test_the_command_as_json_and_on_standard_output(files: Path) -> None:
    told = json.loads(run_cli("compare", "one.md", "two.md", "--json", "--data", "none").stdout)
    assert told["papers"] == [4, 7]
    assert [new["title"] for new in told["proposed"]] == [
        "Silent Wings over Fields",
        "The Fall of the Falcon",
    ]
    assert told["left_out"][0]["entry"]["title"] == "Walking on Ice"
    done = run_cli("compare", "one.md", "two.md", "--patch", "-", "--data", "none")
    assert done.stdout.startswith("diff --git a/one.md b/one.md\n")


def test_a_patch_that_leaves_no_list_is_refused(files: Path) -> None:
    before = (files / "one.md").read_bytes()
    patch = b"--- a/one.md\n+++ b/one.md\n"
    lines = before.splitlines(keepends=True)
    patch += b"@@ -1,%d +1 @@\n" % len(lines)
    patch += b"".join(b"-" + line for line in lines) + b"+nothing\n"
    with pytest.raises(InputError, match=r"no paper found.*; nothing was written"):
        patch_list(files / "one.md", patch)
    assert (files / "one.md").read_bytes() == before
