"""rank and lineage as a user runs them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import kdgraph
from tests.commands import run_cli


def told(data: Path, *arguments: str) -> Any:
    """Run a command with --json and return what it says."""
    done = run_cli(*arguments, "--data", data, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_rank_without_a_measure_lists_them(data: Path) -> None:
    done = run_cli("rank", "--data", data)
    assert done.returncode == 0
    assert "pagerank" in done.stdout
    assert "CD index" in done.stdout


def test_rank_shows_the_best_and_what_is_missing(data: Path) -> None:
    done = run_cli("rank", "citations", "--top", "3", "--data", data)
    lines = " ".join(done.stdout.split())
    assert "The best 3 of 2,030 papers" in lines
    assert "302 2014 * Distilling the Knowledge in a Neural Network" in lines
    assert "reference lists of 541 of 2,030 papers were read" in lines
    assert "not Semantic Scholar output" in lines


def test_rank_takes_a_section_and_a_day(data: Path) -> None:
    found = told(data, "rank", "citations", "--section", "feature", "--as-of", "2018")
    assert found["as_of"] == "2018-12-31"
    assert all(row["year"] <= 2018 for row in found["frame"])
    assert found["frame"][0]["paper_id"] == "arxiv:1412.6550"


def test_rank_explains_one_score(data: Path) -> None:
    found = told(data, "rank", "pagerank", "--explain", "FitNets", "--top", "5")
    assert found["paper_id"] == "arxiv:1412.6550"
    assert len(found["citers"]) == 5
    assert sum(row["share"] for row in found["coverage"]) == pytest.approx(1)
    text = run_cli("rank", "pagerank", "--explain", "FitNets", "--data", data).stdout
    assert "Strongest citing papers" in text
    assert "Share of the score by coverage of the citing papers' reference lists" in text


def test_undefined_scores_are_null_and_said(data: Path) -> None:
    found = told(data, "rank", "reported_citations")
    assert found["frame"] == []
    assert found["undefined"] == 2030
    done = run_cli("rank", "reported_citations", "--data", data)
    assert "undefined for 2,030 of 2,030" in " ".join(done.stdout.split())


def test_lineage_is_the_main_path(data: Path) -> None:
    found = told(data, "lineage")
    on_path = [arc for arc in found["arcs"] if arc["on_path"]]
    assert found["papers"][0]["year"] <= found["papers"][-1]["year"]
    whole = told(data, "lineage", "--scope", "all")
    assert len(whole["cut"]) == 3, "the corpus has three pairs of papers that cite each other"
    assert len(found["cut"]) == 1, "one of them in the field around the list"
    assert {"citing_id": "arxiv:2205.10536", "cited_id": "arxiv:2006.05525"} in [
        {key: arc[key] for key in ("citing_id", "cited_id")} for arc in on_path
    ]
    text = run_cli("lineage", "--data", data).stdout
    assert "Main path" in text
    assert "Citations removed to break cycles: 1" in text
    text = run_cli("lineage", "--scope", "all", "--data", data).stdout
    assert "Citations removed to break cycles: 3" in text


@pytest.mark.parametrize("search", ["local-forward", "key-route-global"])
def test_lineage_takes_settings(data: Path, search: str) -> None:
    found = told(data, "lineage", "--search", search, "--weight", "splc", "--cycles", "shrink")
    assert (found["search"], found["weight"], found["cycles"]) == (search, "splc", "shrink")


def test_lineage_of_a_section_and_its_core(data: Path) -> None:
    assert (
        "Entry papers, through which knowledge enters the section"
        in run_cli("lineage", "--section", "diffusion", "--data", data).stdout
    )
    assert "Robust core" in run_cli("lineage", "--core", "--data", data).stdout


def test_lineage_of_one_paper(data: Path) -> None:
    found = told(data, "lineage", "1412.6550")
    assert found["ancestors"]["paper_id"] == found["descendants"]["paper_id"] == "arxiv:1412.6550"
    assert "Builds on" in run_cli("lineage", "1412.6550", "--data", data).stdout


def test_lineage_from_one_paper_to_another(data: Path) -> None:
    found = told(data, "lineage", "2405.14867", "1503.02531")
    assert (found["paths"]["older"], found["paths"]["younger"]) == (
        "arxiv:1503.02531",
        "arxiv:2405.14867",
    )
    assert found["paths"]["total"] >= 1
    assert found["intermediacy"]["papers"]


def test_where_no_path_is_known_it_says_why_and_what_ties_them(data: Path) -> None:
    done = run_cli("lineage", "1412.6550", "1910.10699", "--data", data)
    assert done.returncode == 0
    text = " ".join(done.stdout.split())
    assert "was not read" in text
    assert "Other connections between them" in text


def test_primary_parents_follow_the_evidence_or_a_hand(data: Path, tmp_path: Path) -> None:
    found = {row["paper_id"]: row for row in told(data, "lineage", "--parents")["parents"]}
    assert len(found) == 59
    assert found["arxiv:1412.6550"]["parent_id"] == "arxiv:1503.02531"
    assert "not read" in found["arxiv:1910.10699"]["reason"]
    own = tmp_path / "data"
    assert run_cli("build", "--offline", "--data", own).returncode == 0
    (own / "overrides.toml").write_text(
        '[[parent]]\npaper = "1910.10699"\nparent = "FitNets"\n'
        '[[arc]]\nciting = "no such paper at all"\ncited = "FitNets"\nlabel = "extends"\n'
    )
    by_hand = told(own, "lineage", "--parents")
    row = next(r for r in by_hand["parents"] if r["paper_id"] == "arxiv:1910.10699")
    assert (row["parent_id"], row["basis"]) == ("arxiv:1412.6550", "override")
    assert "no such paper at all" in by_hand["problems"][0]
    for view in (["--parents"], [], ["--core"], ["FitNets"], ["1412.6550", "1910.10699"]):
        text = run_cli("lineage", *view, "--data", own).stdout
        assert "no such paper at all" in " ".join(text.split()), view
        assert "no such paper at all" in told(own, "lineage", *view)["problems"][0]
    (own / "overrides.toml").write_text(
        '[[parent]]\npaper = "1910.10699"\nparent = "FitNets"\n'
        '[[parent]]\npaper = "FitNets"\nparent = "1910.10699"\n'
    )
    for view in (["--parents"], [], ["FitNets"]):
        done = run_cli("lineage", *view, "--data", own)
        assert done.returncode == 2
        assert "form a cycle" in " ".join(done.stderr.split()), view


def test_why_a_paper_has_its_parent_is_shown_with_all_candidates(data: Path) -> None:
    found = told(data, "lineage", "why", "FitNets")
    (row,) = found["parent"]
    assert row["parent_id"] == found["candidates"][0]["candidate_id"] == "arxiv:1503.02531"
    assert [one["outcome"] for one in found["candidates"]] == ["parent", "runner-up", "behind"]
    assert row["candidates"] == len(found["candidates"])
    assert {term["name"] for term in found["terms"]} >= {"label", "mentions", "time"}
    text = " ".join(run_cli("lineage", "why", "FitNets", "--data", data).stdout.split())
    assert "ahead of Ba & Caruana 2014" in text
    assert "unknown: no sentence came" in text
    text = " ".join(run_cli("lineage", "why", "1910.10699", "--data", data).stdout.split())
    assert "none: its reference list was not read (not asked)" in text


def test_authors_are_ranked_and_namesakes_named(data: Path) -> None:
    found = told(data, "authors", "--top", "5")
    assert len(found["frame"]) == 5
    assert all(row["by_name"] for row in found["frame"])
    text = " ".join(run_cli("authors", "--top", "5", "--data", data).stdout.split())
    people = len(kdgraph.embedded().authors)
    assert f"{people} of {people} authors are known by name alone" in text
    assert "Geoffrey E. Hinton name:geoffrey-e-hinton" in text
    marks = {row["name"]: row["also_as"] for row in found["frame"]}
    assert marks["Yoshua Bengio"].startswith("perhaps also as Y. Bengio, rank ")
    assert "Yoshua Bengio (perhaps also as" in text


def test_names_of_one_author_are_listed_with_the_evidence(data: Path) -> None:
    found = told(data, "authors", "joined", "--top", "1000")
    assert len(found["joined"]) == found["rows_joined"] >= found["persons"] > 40
    assert all(row["evidence"] for row in found["joined"])
    assert ["Hao Sun", "Hao Sun"] in [[p["row_name"], p["other_name"]] for p in found["apart"]]
    text = run_cli("authors", "joined", "--top", "2", "--data", data).stdout
    assert "Alike, and apart" in text
    assert not re.search("[a-z]_[a-z0-9]", text), "headings are words, no names of columns"


def test_one_author_has_a_line(data: Path) -> None:
    found = told(data, "authors", "Defang Chen", "--top", "3")
    assert found["author_id"] == "name:defang-chen"
    assert len(found["papers"]) >= 14
    text = run_cli("authors", "Defang Chen", "--data", data).stdout
    assert "Wrote with" in text
    assert "Can Wang" in text


def test_communities_and_the_concentration_of_the_list(data: Path) -> None:
    assert "Communities of co-authors" in run_cli("authors", "--communities", "--data", data).stdout
    found = told(data, "authors", "--concentration", "--top", "3")
    assert found["entries"] == found["counted"] == 59
    assert found["authors"][0]["entries"] == 14
    text = run_cli("authors", "--concentration", "--data", data).stdout
    assert "by chance" in text
    assert "share of the first 5 authors" in text
    assert not re.search("[a-z]_[a-z0-9]", text), "headings are words, no names of columns"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("rank", "fame"), "there are:"),
        (("rank", "citations", "--section", "cooking"), "Pioneering Papers"),
        (("rank", "citations", "--as-of", "yesterday"), "yesterday"),
        (("rank", "citations", "--explain", "nothing of the kind at all"), "no paper"),
        (("lineage", "--weight", "gold"), "gold"),
        (("lineage", "1412.6550", "--section", "Feature"), "--section"),
        (("lineage", "knowledge distillation"), "papers fit"),
        (("authors", "Hao Sun"), "name:hao-sun-2"),
        (("authors", "Defang Chen", "--communities"), "unexpected extra argument"),
        (("authors", "--measure", "fame"), "there are:"),
    ],
)
def test_wrong_use_is_one_message(data: Path, arguments: tuple[str, ...], words: str) -> None:
    done = run_cli(*arguments, "--data", data)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_how_often_a_text_names_a_paper_is_shown(data: Path) -> None:
    shown = " ".join(run_cli("show", "FitNets", "--data", data).stdout.split())
    assert "arxiv:1503.02531 (named at least 4 times)" in shown
    first = told(data, "show", "FitNets")["references"][0]
    assert (first["mentions"], first["mentions_exact"]) == (4, False)


def test_likely_forebears_are_shown_apart_from_parents(data: Path) -> None:
    crd = "arxiv:1910.10699"
    shown = " ".join(run_cli("show", crd, "--data", data).stdout.split())
    assert "Likely forebears, inferred: its reference list was not read" in shown
    found = told(data, "lineage", crd)["likely_forebears"]
    (row,) = found["papers"]
    assert row["forebear_id"] == "arxiv:1503.02531"
    assert row["basis"] == f"inferred: {row['common_citers']} papers cite both"
    assert found["least"] <= row["score"] <= 1.0
    assert 0.5 < row["chance"] < 1.0
    assert [one["place"] for one in found["candidates"]] == [1, 2, 3]
    assert found["measured"] in shown
    assert told(data, "show", crd, "--no-inferred")["likely_forebears"] is None
    parents = told(data, "lineage", "parents")
    named = {one["paper_id"] for one in parents["likely_forebears"]["papers"]}
    assert crd in named
    assert not [one for one in parents["parents"] if one["paper_id"] in named and one["parent_id"]]
