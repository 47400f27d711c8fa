"""What the shipped list lacks, with reasons; and patches that change nothing but add to it."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kdgraph
from kdgraph.analysis.curation.list_ties import MEMBER
from kdgraph.curate import missing as module
from kdgraph.curate.missing import MissingPapers, missing_papers
from kdgraph.curate.patches import apply_patch
from kdgraph.curate.standing import Standing, standing
from kdgraph.errors import InputError, UnknownPaperError
from kdgraph.lists import read_list
from tests.commands import run_cli

LIST = Path(__file__).resolve().parent.parent.parent / "data/lists/knowledge-distillation.md"


@pytest.fixture(scope="module")
def found() -> MissingPapers:
    return missing_papers(kdgraph.embedded(), top=2)


@pytest.fixture(scope="module")
def stands() -> Standing:
    return standing(kdgraph.embedded())


def test_the_first_of_each_section_are_these(found: MissingPapers) -> None:
    first = found.papers[found.papers["place"] == 1]
    assert dict(zip(first["section"], first["title"], strict=True)) == FIRST
    assert (found.listed, found.unknown, found.candidates) == (59, 0, 1_971)


FIRST = {
    "Pioneering Papers": "Do Deep Convolutional Nets Really Need to be Deep and Convolutional?",
    "Survey Papers": "Data-free knowledge transfer: A survey",
    "Distillation Meets Diffusion Models": "On distillation of guided diffusion models",
    "Feature Distillation": "Correlation congruence for knowledge distillation",
    "Online Knowledge Distillation": "Online knowledge distillation via collaborative learning",
    "Multi-Teacher Knowledge Distillation": "Learning from multiple teacher networks",
    "Data-Free Knowledge Distillation": "Data-free adversarial distillation",
    "Distillation for Segmentation": "Knowledge adaptation for efficient semantic segmentation",
}


def test_what_is_said_of_a_paper_is_so(found: MissingPapers) -> None:
    snapshot = kdgraph.embedded()
    listed = set(snapshot.reading_list.papers)
    section = snapshot.reading_list.sections().section
    citing = snapshot.citations.groupby("cited_id")["citing_id"].agg(set)
    cited = snapshot.citations.groupby("citing_id")["cited_id"].agg(set)
    for paper in found.papers.to_dict("records"):
        by = citing.get(paper["paper_id"], set())
        assert paper["paper_id"] not in listed
        assert paper["cited_by_listed"] == len(by & listed)
        of_section = {one for one in listed if section[one] == paper["section"]}
        assert paper["cited_by_section"] == len(by & of_section)
        assert paper["citing"] == len(by)
        assert paper["citing_listed"] == sum(bool(cited[one] & listed) for one in by)
        cites = cited.get(paper["paper_id"])
        assert pd.isna(paper["cites_listed"]) == (cites is None)
        assert cites is None or paper["cites_listed"] == len(cites & listed)


def test_the_terms_add_up_to_the_score(found: MissingPapers) -> None:
    total = found.terms.sum(axis=1).to_numpy()
    np.testing.assert_allclose(total, found.papers["score"], atol=1e-5)


def test_a_section_alone_has_the_same_papers_with_their_ranks_among_all(
    found: MissingPapers,
) -> None:
    alone = missing_papers(kdgraph.embedded(), section="ONLINE", top=2).papers
    whole = found.papers[found.papers["section"] == "Online Knowledge Distillation"]
    pd.testing.assert_frame_equal(alone, whole.reset_index(drop=True))


def test_the_given_list_is_asked_about_and_not_that_of_the_snapshot() -> None:
    gone = "On distillation of guided diffusion models"
    entry = f"- **{gone}, CVPR 2023** \n  - https://arxiv.org/abs/2210.03142\n  - *C. Meng.*\n\n"
    text = LIST.read_text("utf-8")
    longer = text.replace("- **Consistency Models, ICML", entry + "- **Consistency Models, ICML", 1)
    assert longer != text
    found = missing_papers(kdgraph.embedded(), longer.encode(), section="diffusion", top=1)
    assert found.listed == 60
    assert gone not in set(found.papers["title"])


def test_as_of_a_day_nothing_later_is_proposed() -> None:
    found = missing_papers(kdgraph.embedded(), as_of=2018, top=3)
    assert found.papers["year"].max() <= 2018
    assert found.listed < 30
    assert str(found.as_of) == "2018-12-31"


def test_wrong_questions_are_told() -> None:
    snapshot = kdgraph.embedded()
    with pytest.raises(InputError, match="no section called 'gold'; there are: Pioneering"):
        missing_papers(snapshot, section="gold")
    with pytest.raises(InputError, match="top must be at least 1"):
        missing_papers(snapshot, top=0)
    strange = b"# A\n## B\n- **Owls of the far north, CVPR 2018** [[pdf]](https://a.org/1.pdf)\n"
    with pytest.raises(InputError, match="none of the papers of the list is known here"):
        missing_papers(snapshot, strange)


def _said(**other: object) -> dict[str, object]:
    plain: dict[str, object] = {
        "title": "Distilling owls",
        "section": "Feature Distillation",
        "section_chance": 0.9,
        "tool": None,
        "citing": 9,
        "citing_listed": 9,
        "cited_by_listed": 0,
        "cited_by_section": 0,
        "cites_listed": 3,
        "co_cited_id": "arxiv:1503.02531",
        "co_cited": 5,
        "year_percentile": 40.0,
        "closest_id": None,
        "closeness": 0.0,
    }
    return plain | other


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        ({"citing_listed": 5}, {"citing_listed": 4}, "5 of the 9 papers that cite it cite no"),
        ({"citing": 4, "citing_listed": 1}, {"citing": 5, "citing_listed": 2}, "cite no listed"),
        ({"section_chance": 0.5}, {"section_chance": 0.49}, "its section is in doubt"),
        ({"citing": 1, "citing_listed": 1}, {"citing": 0, "citing_listed": 0}, "no paper here"),
        ({"cites_listed": 0}, {"cites_listed": None}, "its reference list was not read"),
        ({"tool": None}, {"tool": "software"}, "a tool rather than a work of the topic: software"),
        ({"title": "Knowledge review"}, {"title": "Owls: a survey"}, "a survey by its title"),
    ],
)
def test_what_speaks_against_a_paper_begins_here(
    stands: Standing, low: dict[str, object], high: dict[str, object], words: str
) -> None:
    without, with_it = (
        "; ".join(module._against(_said(**other), stands, 0.5)) for other in (low, high)
    )
    assert words not in without
    assert words in with_it


def test_far_from_the_topic_are_nine_in_ten_and_more(stands: Standing) -> None:
    assert module._against(_said(), stands, 0.89) == []
    assert "another topic by its title" in module._against(_said(), stands, 0.9)[0]
    topic = module._topic(stands)
    text = stands.ties.literature.text
    assert topic.farther(text[stands.rows(["arxiv:1503.02531"])]) < 0.9
    adam = stands.rows(["arxiv:1412.6980"])
    assert topic.farther(text[adam]) >= 0.9, "Adam: a method for stochastic optimization"


def test_fame_speaks_for_a_paper_from_the_middle_of_its_year_on(stands: Standing) -> None:
    assert not any("cited more than" in text for text in module._for(_said(), stands))
    famous = module._for(_said(year_percentile=50.0), stands)
    assert "cited more than 50 % of the cited papers of its year here" in famous


def test_tools_are_named_and_stay_out_of_the_patch(stands: Standing) -> None:
    used = module._tools(stands)
    assert int(stands.rows(["arxiv:1412.6980"])[0]) in used
    found = missing_papers(kdgraph.embedded(), section="segmentation", top=3)
    tool = found.papers.copy()
    tool["tool"] = pd.Series(["software", None, None], dtype="str")
    marked = MissingPapers(
        papers=tool,
        terms=found.terms,
        candidates=found.candidates,
        listed=found.listed,
        unknown=found.unknown,
        entries=found.entries,
    )
    document = read_list(LIST)
    assert len(found.added_to(document).added) == 3
    added = marked.added_to(document).added
    assert [entry.title for entry in added] == tool["title"].tolist()[1:]
    chosen = marked.added_to(document, tool["paper_id"][:1]).added
    assert [entry.title for entry in chosen] == tool["title"].tolist()[:1], "asked for by name"
    with pytest.raises(UnknownPaperError):
        found.added_to(document, ["arxiv:1503.02531"])


# --- patches

ENTRIES = {
    "bullets": "- **{t}, {v}** [[pdf]](https://arxiv.org/abs/{i})",
    "nested": "- **{t}, {v}**\n  - https://arxiv.org/abs/{i}\n  - *Ada Roe, Bo Poe.*",
    "tabs": "-\t{t}.\t{v}.\t[paper](https://arxiv.org/abs/{i})",
    "table": "| {v} | [{t}](https://arxiv.org/abs/{i}) |",
}
PAPERS = [
    ("Distilling the Knowledge in a Neural Network", "NeurIPS 2014", "1503.02531"),
    ("FitNets: Hints for Thin Deep Nets", "ICLR 2015", "1412.6550"),
    ("Consistency Models", "ICML 2023", "2303.01469"),
    ("Progressive Distillation for Fast Sampling of Diffusion Models", "ICLR 2022", "2202.00512"),
]


@st.composite
def lists(draw: st.DrawFn) -> bytes:
    """A list in one of several shapes, with oddities that must not be touched."""
    shape = draw(st.sampled_from(sorted(ENTRIES)))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    between = "\n\n" if shape == "nested" and draw(st.booleans()) else "\n"
    odd = st.sampled_from(["", "\tindented\n\n", "<p align=center>é 🦉</p>\n\n", "trailing  \n\n"])
    head = "| venue | title |\n|---|---|\n" if shape == "table" else ""
    made = []
    for heading, papers in (("Methods", PAPERS[:2]), ("Diffusion", PAPERS[2:])):
        lines = [ENTRIES[shape].format(t=t, v=v, i=i) for t, v, i in papers]
        made.append(f"## {heading}\n\n{draw(odd)}{head}{between.join(lines)}\n")
    text = f"# Papers\n\n{draw(odd)}" + "\n".join(made) + draw(st.sampled_from(["", "\nThe end."]))
    if draw(st.booleans()):
        text = text.rstrip("\n")
    return text.replace("\n", end).encode()


@settings(max_examples=15, deadline=None)
@given(data=lists(), wanted=st.sets(st.integers(0, 15), min_size=1, max_size=4))
def test_a_patch_adds_lines_and_changes_no_byte(
    found: MissingPapers, data: bytes, wanted: set[int]
) -> None:
    document = read_list(data, format="markdown")
    assert len(document.entries) == 4
    ids = [str(found.papers["paper_id"][place]) for place in sorted(wanted)]
    sections = sorted({entry.section for entry in document.entries})
    entries = {
        one: replace(found.entries[one], section=sections[number % 2])
        for number, one in enumerate(ids)
    }
    here = replace(found, entries=entries)
    added = here.added_to(document, ids)
    assert len(added.added) + len(added.left_out) == len(ids)
    patch = here.patch(document, "list.md", ids)
    if not added.added:
        assert (patch, added.data) == (b"", data)
        return
    assert apply_patch(data, patch) == added.data
    assert len(read_list(added.data, format="markdown").entries) == 4 + len(added.added)
    left = iter(added.data.splitlines(keepends=True))
    for line in data.splitlines(keepends=True):
        ending = line if line.endswith(b"\n") else line.rstrip(b"\r\n")
        assert any(one == line or one.rstrip(b"\r\n") == ending for one in left), line
    if b"\r\n" in data:
        assert b"\n" not in added.data.replace(b"\r\n", b"")


def test_git_takes_the_patch_and_a_changed_list_refuses_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = LIST.read_bytes()
    (tmp_path / "README.md").write_bytes(before)
    done = run_cli(
        "missing", "README.md", "--section", "online", "--top", "3", "--patch", "m.patch",
        "--add", "Search for Better Students", "--data", tmp_path / "none",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "The patch adds 1 paper" in " ".join(done.stdout.split())
    subprocess.run(["git", "init", "-q", "."], check=True)
    subprocess.run(["git", "apply", "m.patch"], check=True, capture_output=True)
    after = (tmp_path / "README.md").read_text("utf-8")
    lines = before.decode().splitlines()
    new = [line for line in after.splitlines() if line not in lines]
    assert new == [
        "- **Search for Better Students to Learn Distilled Knowledge** ",
        "  - https://arxiv.org/abs/2001.11612",
        "  - *Jindong Gu, Volker Tresp.*",
    ]
    again = run_cli("patch", "README.md", "m.patch")
    assert again.returncode == 2
    assert "nothing was written" in again.stderr
    assert (tmp_path / "README.md").read_text("utf-8") == after


def test_the_command_prints_reasons_with_names_and_json_has_all(tmp_path: Path) -> None:
    asked = ("missing", "--section", "diffusion", "--top", "1", "--data", tmp_path)
    said = " ".join(run_cli(*asked).stdout.split())
    assert "1,971 papers that the list lacks, held against the 59 papers of it" in said
    assert "On distillation of guided diffusion models (2023), arxiv:2210.03142" in said
    assert "+ cited by 4 listed papers, 4 of them in this section; 25 of the 26 papers" in said
    assert "most often Salimans & Ho 2022 (23)" in said
    assert "- its reference list was not read" in said
    assert "not Semantic Scholar output" in said
    told = json.loads(run_cli(*asked, "--json").stdout)
    assert told["papers"][0]["paper_id"] == "arxiv:2210.03142"
    assert set(told["terms"][0]) == {"paper_id", *MEMBER}
    assert "added" not in told


def test_what_goes_into_a_patch_needs_one(tmp_path: Path) -> None:
    done = run_cli("missing", "--add", "FitNets", "--data", tmp_path)
    assert done.returncode == 2
    assert "give --patch FILE too" in done.stderr


def test_a_list_of_another_literature_needs_a_build(tmp_path: Path) -> None:
    path = tmp_path / "owls.md"
    path.write_text("# A\n\n## Owls\n\n- [Owls of the far north](https://a.org/1.pdf), 2018\n")
    done = run_cli("missing", path, "--data", tmp_path / "none")
    assert done.returncode == 2
    assert "run `kdgraph build LIST` first" in done.stderr
