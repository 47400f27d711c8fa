"""The scope: who is of the field, what is left out of it, and what a view of it holds."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import kdgraph
from kdgraph.errors import InputError, UnknownPaperError
from kdgraph.graph.scope import SCOPES, papers_in_scope
from kdgraph.graph.snapshot import Snapshot
from kdgraph.graph.tools import is_tool_title
from kdgraph.model import TABLES
from kdgraph.testing.toys import MANIFEST


def made(
    listed: Iterable[str],
    cites: Mapping[str, Iterable[str]],
    *,
    titles: Mapping[str, str] | None = None,
    venues: Mapping[str, str] | None = None,
    sections: Mapping[tuple[str, str], Iterable[str]] | None = None,
    years: Mapping[str, int] | None = None,
    seed: int | None = None,
) -> Snapshot:
    """Return a snapshot of papers named by their ids: a list, and who cites whom."""
    listed = list(listed)
    ids = sorted({*listed, *cites, *(one for many in cites.values() for one in many)})
    arcs = [(citing, cited) for citing, many in cites.items() for cited in many]
    if seed is not None:
        random.Random(seed).shuffle(ids)
        random.Random(seed).shuffle(arcs)
    rows: dict[str, list[dict[str, Any]]] = {
        "papers": [
            {
                "paper_id": one,
                "title": (titles or {}).get(one, f"On {one}"),
                "venue": (venues or {}).get(one),
                "year": (years or {}).get(one, 2020),
            }
            for one in ids
        ],
        "citations": [
            {
                "citing_id": citing,
                "cited_id": cited,
                "mentions": len(list((sections or {}).get((citing, cited), []))) or None,
                "mentions_by_section": [
                    {"section": section, "mentions": 1}
                    for section in (sections or {})[citing, cited]
                ]
                if (citing, cited) in (sections or {})
                else None,
            }
            for citing, cited in arcs
        ],
        "entries": [
            {"entry_id": f"l:{n}", "list_id": "l", "position": n, "section": "Methods"}
            for n, _ in enumerate(listed)
        ],
        "matches": [
            {"entry_id": f"l:{n}", "paper_id": one, "method": "doi", "confidence": 1.0}
            for n, one in enumerate(listed)
        ],
        "authors": [{"author_id": f"s2:{one}", "name": f"Ada {one}"} for one in ids],
        "authorships": [
            {"paper_id": one, "position": 0, "author_id": f"s2:{one}", "name": f"Ada {one}"}
            for one in ids
        ],
        "coverage": [
            {"paper_id": one, "direction": "references", "state": "complete"} for one in ids
        ],
        "identifiers": [{"scheme": "doi", "value": one, "paper_id": one} for one in ids],
    }
    return Snapshot({name: TABLES[name].frame(rows.get(name, [])) for name in TABLES}, MANIFEST)


#: a and b are listed; x cites both, y cites a twice over, z cites x only, old is cited by a
SMALL = {"x": ["a", "b"], "y": ["a"], "z": ["x"], "a": ["old"], "b": ["a"]}


def test_the_field_is_the_list_and_who_cites_two_of_it() -> None:
    whole = made("ab", SMALL)
    assert sorted(whole.within("listed").papers.index) == ["a", "b"]
    assert sorted(whole.within("field").papers.index) == ["a", "b", "x"]
    assert sorted(whole.within("field", field_least=1).papers.index) == ["a", "b", "x", "y"]
    assert whole.within("all") is whole
    scope = whole.within("field").scope
    assert (scope.name, scope.field_least, scope.papers, scope.listed, scope.corpus) == (
        "field",
        2,
        3,
        2,
        6,
    )
    assert str(scope) == "field, 3 of 6 papers: those listed or citing at least 2 listed papers"
    assert str(whole.scope) == "all, 6 papers"
    assert scope.notes() == whole.scope.notes() == ()


def test_a_citation_told_twice_counts_once_and_one_of_oneself_or_a_stranger_never() -> None:
    papers = pd.DataFrame({"title": pd.NA, "venue": pd.NA, "year": 2020}, index=list("abxyz"))
    pairs = ["xa", "xb", "ya", "ya", "yy", "za", "zo"]
    citations = pd.DataFrame(map(list, pairs), columns=["citing_id", "cited_id"])
    scope, kept = papers_in_scope(papers, citations, ["a", "b"], "field")
    assert papers.index[kept].tolist() == ["a", "b", "x"]
    assert scope.left_out.empty


def test_the_tables_of_a_view_speak_of_its_papers_alone() -> None:
    whole = made("ab", SMALL)
    view = whole.within("field")
    assert set(zip(view.citations["citing_id"], view.citations["cited_id"], strict=True)) == {
        ("x", "a"),
        ("x", "b"),
        ("b", "a"),
    }
    for name in ("identifiers", "authorships", "coverage"):
        assert set(getattr(view, name)["paper_id"]) == {"a", "b", "x"}
    assert sorted(view.authors.index) == ["s2:a", "s2:b", "s2:x"]
    assert_frame_equal(view.entries, whole.entries)
    assert view.reading_list.papers == whole.reading_list.papers
    assert view.whole is view.unscoped is whole
    assert view.id == f"{whole.id}:field-2"
    with pytest.raises(UnknownPaperError, match=r"within the scope \(field, 3 of 6.*'all'"):
        view.find("old")


def test_the_scope_asked_for_last_counts_and_the_same_is_not_made_twice() -> None:
    whole = made("ab", SMALL)
    view = whole.within("field")
    assert whole.within("field", field_least=2) is view
    assert view.within("field", field_least=1) is whole.within("field", field_least=1)
    assert view.within("all") is whole
    graph = whole.citation_graph(scope="field")
    assert sorted(graph.papers.index) == ["a", "b", "x"]
    assert sorted(view.citation_graph().papers.index) == ["a", "b", "x"]
    assert len(view.citation_graph(scope="all").papers) == 6


def test_of_an_earlier_day_the_field_is_that_of_the_papers_of_the_day() -> None:
    years = {"a": 2010, "b": 2020, "old": 2000, "x": 2021, "y": 2015, "z": 2022}
    whole = made("ab", SMALL, years=years)
    first, second = whole.as_of(2016).within("field"), whole.within("field").as_of(2016)
    assert sorted(first.papers.index) == sorted(second.papers.index) == ["a", "y"]
    assert first.id == second.id
    assert (
        second.scope.fall_back is not None
    )  # there was one listed paper, so that nobody cites two
    assert second.as_of_date is not None
    assert whole.within("field").as_of(2030).scope.fall_back is None


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    titles = {"x": "X: a benchmark for students", "y": "A toolbox"}
    one, other = (
        made("ab", {**SMALL, "v": ["a", "b", "x", "y"]}, titles=titles, seed=n)
        for n in (seed, seed + 10)
    )
    first, second = (whole.within("field", field_least=1).scope for whole in (one, other))
    assert str(first) == str(second)
    assert_frame_equal(first.left_out, second.left_out)


def test_a_tool_is_left_out_and_told_but_a_listed_paper_never() -> None:
    titles = {"x": "X: A Large Benchmark for Students", "a": "A: A Benchmark of Teachers"}
    whole = made("ab", {**SMALL, "v": ["a", "b", "x"]}, titles=titles)
    view = whole.within("field")
    assert sorted(view.papers.index) == ["a", "b", "v"]
    left_out = view.scope.left_out
    assert left_out.index.tolist() == ["x"]
    (row,) = left_out.to_dict("records")
    assert (row["cites_listed"], row["cited"], row["cited_inside"]) == (2, 2, 1)
    assert "title" in row["reason"]
    assert str(view.scope).endswith("; 1 tool left out")
    assert view.scope.notes() == (
        "left out of the field as tools, which most papers merely use: "
        "X: A Large Benchmark for Students",
    )


def test_what_papers_name_in_their_experiments_alone_is_a_tool() -> None:
    users = {f"u{n}": ["tool", "kin"] for n in range(5)}
    cites = {**users, "tool": ["a", "b"], "kin": ["a", "b"], "a": [], "b": []}
    sections: dict[tuple[str, str], Iterable[str]] = {
        (user, "tool"): ["experiments", "appendix"] for user in list(users)[:3]
    }
    sections |= {(user, "tool"): ["method", "experiments"] for user in list(users)[3:]}
    sections |= {(user, "kin"): ["experiments"] for user in list(users)[:2]}
    sections |= {(user, "kin"): ["introduction"] for user in list(users)[2:]}
    scope = made("ab", cites, sections=sections).within("field").scope
    assert scope.left_out["reason"].to_dict() == {
        "tool": "3 of 5 papers name it in their experiments alone"
    }
    fewer = {arc: told for arc, told in sections.items() if arc[0] != "u4"}
    assert made("ab", cites, sections=fewer).within("field").scope.left_out.empty


def test_what_hardly_anybody_of_the_field_cites_is_a_tool() -> None:
    def cites(outside: int, inside: int) -> dict[str, list[str]]:
        crowd = {f"o{n}": ["broad"] for n in range(outside)}
        field = {f"i{n}": ["broad", "a", "b"] for n in range(inside)}
        return {**crowd, **field, "broad": ["a", "b"]}

    assert "broad" in made("ab", cites(18, 2)).within("field").scope.left_out.index
    assert made("ab", cites(18, 3)).within("field").scope.left_out.empty
    assert made("ab", cites(17, 2)).within("field").scope.left_out.empty  # too few to say


def test_where_the_field_is_small_its_own_papers_are_cited_by_it_more_than_others_are() -> None:
    """One in ten of its citing papers is much, where the field makes a hundredth of citations."""
    crowd = {f"o{n}": ["kin"] for n in range(18)}
    crowd |= {f"p{n}": [f"q{k}" for k in range(20)] for n in range(20)}
    whole = made("ab", {**crowd, "i": ["kin", "a", "b"], "j": ["kin", "a", "b"], "kin": ["a", "b"]})
    assert whole.within("field").scope.left_out.empty


def test_a_venue_of_software_or_data_sets_alone_makes_a_tool() -> None:
    venues = {"x": "Journal of Open Source Software", "v": "Software Engineering"}
    scope = made("ab", {**SMALL, "v": ["a", "b"]}, venues=venues).within("field").scope
    assert scope.left_out.index.tolist() == ["x"]


@pytest.mark.parametrize(
    ("listed", "cites", "name", "least", "papers", "said"),
    [
        pytest.param(
            "a", {"x": ["a"], "y": ["a"], "z": ["x"]}, "field", 1, "axy", "cites 2 listed papers",
            id="one listed paper",
        ),
        pytest.param(
            "ab", {"b": ["a", "o"]}, "listed", None, "ab", "so the listed papers are the field",
            id="nobody else cites one",
        ),
        pytest.param(
            "ab", {"a": ["o"], "x": ["o"]}, "all", None, "abox", "all papers are looked at",
            id="no citation of any",
        ),
        pytest.param("", {"x": ["o"]}, "all", None, "ox", "no paper of the list", id="no list"),
    ],
)  # fmt: skip
def test_where_there_is_no_field_another_scope_is_taken_and_it_is_said(
    listed: str, cites: dict[str, list[str]], name: str, least: int | None, papers: str, said: str
) -> None:
    view = made(listed, cites).within("field")
    assert (view.scope.name, view.scope.field_least) == (name, least)
    assert sorted(view.papers.index) == sorted(papers)
    assert view.scope.fall_back is not None
    assert said in view.scope.fall_back
    assert view.scope.notes()[0] == view.scope.fall_back
    assert view.scope.options == {"scope": "field", "field_least": 2}


def test_where_only_a_tool_cites_two_listed_papers_those_that_cite_one_are_the_field() -> None:
    cites = {"x": ["a", "b"], "y": ["a"]}
    view = made("ab", cites, titles={"x": "A benchmark"}).within("field")
    assert sorted(view.papers.index) == ["a", "b", "y"]
    assert "none but tools" in str(view.scope.fall_back)
    alone = made("ab", {"x": ["a", "b"]}, titles={"x": "A benchmark"}).within("field")
    assert alone.scope.name == "all"
    assert "but tools" in str(alone.scope.fall_back)


def test_an_empty_snapshot_and_a_list_alone_have_scopes_too() -> None:
    empty = Snapshot({name: TABLES[name].frame([]) for name in TABLES}, MANIFEST)
    for name in SCOPES:
        assert empty.within(name).scope.papers == 0
        assert len(empty.within(name).citation_graph().papers) == 0
    alone = made("ab", {})
    assert alone.within("listed").scope.fall_back is None
    assert len(alone.within("field").papers) == 2


@pytest.mark.parametrize(
    ("scope", "least", "said"),
    [
        ("fields", None, "no scope called 'fields'; there are: listed, field, all"),
        ("field", 0, "at least 1 listed paper; got field_least=0"),
        ("field", True, "got field_least=True"),
        ("all", 2, "needs the scope 'field', and this is 'all'"),
    ],
)
def test_what_is_no_scope_is_refused(scope: str, least: int | None, said: str) -> None:
    with pytest.raises(InputError, match=said):
        made("ab", SMALL).within(scope, field_least=least)


@pytest.mark.parametrize(
    ("title", "tool"),
    [
        ("Ferns: A Multi-Task Benchmark and Analysis Platform for Botany", True),
        ("The Oakham leaves dataset for seasonal forecasting", True),
        ("Moss: An eager-style deep learning library", True),
        ("Lichen: a scalable second-order optimizer for pre-training", True),
        ("Heath: a method for adaptive stochastic optimization", True),
        ("The Alpine Flowers (AF) Challenge", True),
        ("Bramble: statistical learning in Julia", True),
        ("10,000 hedges: an open data set of boundaries", True),
        ("Dataset distillation with hedges", False),
        ("Distilling students on large datasets", False),
        ("Rethinking the botany benchmark", False),
        ("Is this a benchmark?", False),
        ("Optimizer-aware distillation", False),
        ("A new dataset and method for pruning hedges", False),
        ("A corpus indexer for botany", False),
        ("Botany: challenges and methods", False),
        ("Data-free distillation of a platform", False),
        ("", False),
    ],
)
def test_titles_that_present_tools(title: str, tool: bool) -> None:
    assert is_tool_title(title) is tool


def test_the_tools_among_the_titles_of_the_shipped_corpus_are_tools() -> None:
    """All hits were read; none is a method of distillation, nor is any on the list."""
    whole = kdgraph.embedded()
    titles = whole.papers["title"].dropna()
    hits = titles[titles.map(is_tool_title).astype(bool)]
    assert len(hits) > 25
    assert not whole.reading_list.listed(hits.index).any()
    assert not hits.str.contains("distillation|teacher|student", case=False).sum() > 2
    for words in ("Superglue", "Imagenet: A large-scale", "Pytorch", "Adam: A method"):
        assert hits.str.contains(words, case=False, regex=False).any(), words


def test_all_is_as_before() -> None:
    whole = kdgraph.embedded()
    every = whole.within("field").within("all")
    assert every is whole
    assert every.id == whole.manifest.id
    assert len(every.citation_graph(scope="all").papers) == len(whole.papers)
    assert (whole.scope.papers, whole.scope.corpus) == (len(whole.papers),) * 2
