"""Finding a paper by what people call it."""

from __future__ import annotations

import pytest

from kdgraph.errors import AmbiguousPaperError, InputError, UnknownPaperError
from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import TABLES
from kdgraph.testing import toys


def _with_titles(**titles: str) -> Snapshot:
    frames = toys.frames()
    for paper_id, title in titles.items():
        frames["papers"].loc[paper_id, "title"] = title
    return Snapshot(frames, toys.MANIFEST)


@pytest.mark.parametrize(
    ("name", "paper_id"),
    [
        pytest.param("a", "a", id="paper id"),
        pytest.param("toys:2", "b", id="entry id"),
        pytest.param("1503.02531", "a", id="arXiv id"),
        pytest.param(" arXiv:1503.02531v1 ", "a", id="arXiv id with version"),
        pytest.param("https://arxiv.org/pdf/1503.02531v2.pdf", "a", id="arXiv address"),
        pytest.param("https://doi.org/10.48550/arXiv.1503.02531", "a", id="arXiv DOI"),
        pytest.param("10.1145/1150402.1150464", "b", id="DOI"),
        pytest.param("https://doi.org/10.1145/1150402.1150464", "b", id="DOI address"),
        pytest.param("https://dl.acm.org/doi/abs/10.1145/1150402.1150464", "b", id="publisher"),
        pytest.param("0C" * 20, "c", id="S2 id"),
        pytest.param("https://www.semanticscholar.org/paper/X/" + "0c" * 20, "c", id="S2 address"),
        pytest.param("CorpusId:7200347", "c", id="corpus id"),
        pytest.param("s2:7200347", "c", id="corpus id as ours"),
        pytest.param("https://api.semanticscholar.org/CorpusID:7200347", "c", id="corpus address"),
        pytest.param("ACL:P19-1001", "d", id="another scheme"),
        pytest.param("mimicking TEACHERS: a 1 survey!", "a", id="whole title, plainly"),
        pytest.param("A former name", "g", id="another title of it"),
        pytest.param("isolated", "g", id="part of a title"),
        pytest.param("unicode", "f", id="part without accents"),
        pytest.param("蒸馏", "d", id="part in Chinese"),
        pytest.param("المعرفة", "c", id="part in Arabic"),
    ],
)
def test_names(name: str, paper_id: str) -> None:
    assert toys.snapshot().find(name) == paper_id


def test_whole_title_wins_over_parts() -> None:
    snapshot = _with_titles(f="Distillation", g="Distillation of distillation", e="On Distillation")
    assert snapshot.find("distillation") == "f"


def test_candidates_listed_first_then_most_cited() -> None:
    frames = toys.frames()
    frames["papers"]["title"] = "One title for all"
    frames["papers"]["hop"] = [1, 1, 1, 1, 1, 1, 0, 1]  # a distance says nothing about this list
    frames["matches"] = TABLES["matches"].frame([{"entry_id": "toys:3", "paper_id": "u"}])
    with pytest.raises(AmbiguousPaperError, match="8 papers fit 'one title'") as caught:
        Snapshot(frames, toys.MANIFEST).find("one title")
    assert [paper_id for paper_id, _ in caught.value.candidates] == list("uabcdefg")
    assert caught.value.candidates[0] == ("u", "One title for all")
    assert caught.value.total == 8


def test_citations_decide_among_the_unlisted_then_ids() -> None:
    frames = toys.frames()
    frames["papers"]["title"] = "One title for all"
    frames["papers"]["hop"] = 1
    frames["matches"] = TABLES["matches"].empty()
    pairs = [("a", "u"), ("b", "u"), ("a", "g")]
    frames["citations"] = TABLES["citations"].frame(
        {"citing_id": citing_id, "cited_id": cited_id} for citing_id, cited_id in pairs
    )
    with pytest.raises(AmbiguousPaperError) as caught:
        Snapshot(frames, toys.MANIFEST).find("one title for all")
    assert [paper_id for paper_id, _ in caught.value.candidates] == list("ugabcdef")


def test_only_the_first_candidates_are_named() -> None:
    rows = [{"paper_id": f"p{n:02}", "title": f"Paper number {n}", "hop": 1} for n in range(30)]
    frames = {name: table.empty() for name, table in TABLES.items()}
    frames["papers"] = TABLES["papers"].frame(rows)
    with pytest.raises(AmbiguousPaperError, match=r"30 papers fit[\s\S]*and 20 more") as caught:
        Snapshot(frames, toys.MANIFEST).find("number")
    assert (len(caught.value.candidates), caught.value.total) == (10, 30)


def test_unknown_name_shows_the_nearest_titles() -> None:
    with pytest.raises(UnknownPaperError, match="An Isolated Paper") as caught:
        toys.snapshot().find("an isolatde papper")
    assert caught.value.near[0] == "An Isolated Paper (g)"


@pytest.mark.parametrize("name", ["2401.00001", "10.1000/none", "0d" * 20, "acl:X", "!?"])
def test_unknown_id_has_no_near_titles(name: str) -> None:
    snapshot = _with_titles(f="2401 00002 and 10 1000 nope")  # it would be near
    with pytest.raises(UnknownPaperError) as caught:
        snapshot.find(name)
    assert caught.value.near == ()


def test_entry_without_paper() -> None:
    with pytest.raises(InputError, match=r"'toys:3' is matched to no paper \(no title is near\)"):
        toys.snapshot().find("toys:3")


def test_empty_name_fits_nothing() -> None:
    with pytest.raises(InputError, match="empty"):
        toys.snapshot().find("  ")


def test_paper_without_title_is_found_by_id_only() -> None:
    frames = toys.frames()
    frames["papers"].loc["g", "title"] = None
    snapshot = Snapshot(frames, toys.MANIFEST)
    assert snapshot.find("g") == "g"
    with pytest.raises(UnknownPaperError):
        snapshot.find("isolated")
