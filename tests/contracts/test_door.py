"""What holds for every question that the public door answers, also for tomorrow's."""

from __future__ import annotations

import inspect
import re
from dataclasses import replace
from functools import cache
from typing import Any, Final

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import kdgraph
from kdgraph.analysis.lineage.weighing import CUTS
from tests.contracts.family import ELSEWHERE, QUESTIONS, Asked, core, parts_of
from tests.contracts.literatures import Arcs, Years, chain, made, snapshot_of, turned

ODD: Final[dict[str, tuple[Years, Arcs]]] = {
    "no paper": ({}, []),
    "one paper": ({"b": 2000}, []),
    "one undated paper": ({"b": None}, []),
    "no citation": ({"a": 2000, "b": 2001, "c": 2001}, []),
    "no dates at all": (dict.fromkeys("abcd"), [("b", "a"), ("c", "b"), ("d", "a")]),
    "one big cycle": (
        {f"{n:03d}": 2000 for n in range(300)} | {"a": 2000, "b": 2000},
        [(f"{n:03d}", f"{(n - 1) % 300:03d}") for n in range(300)] + [("b", "a"), ("a", "b")],
    ),
    "one undated cycle": (dict.fromkeys("abc"), [("a", "b"), ("b", "c"), ("c", "a")]),
    "against time": ({"a": 2005, "b": 2000, "c": 1990}, [("b", "a"), ("c", "b")]),
    "half undated": ({"a": 2000, "b": None, "c": 2001}, [("b", "a"), ("a", "b"), ("c", "b")]),
    "antiquity": ({"a": -400, "b": 2024}, [("b", "a")]),
    "deeper than any recursion": chain(1200),
    "a star": (
        {"a": 2000} | {f"x{n}": 2001 for n in range(40)} | {"b": 2002},
        [(f"x{n}", "a") for n in range(40)] + [("b", "x0")],
    ),
}
"""Literatures of which some question might never have thought."""


@cache
def _odd(name: str) -> Asked:
    return Asked(snapshot_of(*ODD[name]), "a", "b")


@cache
def _usual(kind: str = "plain") -> Asked:
    years, arcs = made()
    if kind == "turned":
        arcs = turned(arcs)
    if kind == "lone":
        years = years | {"lone": None}
    return Asked(snapshot_of(years, arcs, backwards=kind == "backwards"), "p02", "p40")


@cache
def _asked(name: str, kind: str = "plain") -> Any:
    """Return an answer about a usual literature, asked once: no test may change it."""
    return QUESTIONS[name].ask(_usual(kind))


def _answer(name: str, kind: str = "plain") -> dict[str, pd.DataFrame]:
    return core(QUESTIONS[name], _asked(name, kind))


everything = pytest.mark.parametrize("name", QUESTIONS)


def test_every_function_of_the_door_is_asked() -> None:
    public = {name: getattr(kdgraph, name) for name in kdgraph.__all__}
    there = {
        name
        for name, member in public.items()
        if inspect.isfunction(member) and member.__module__.startswith("kdgraph.analysis.")
    }
    asked = {question.function for question in QUESTIONS.values()}
    assert there | {"MEASURES"} == asked | set(ELSEWHERE)


@everything
def test_the_usual_answer_is_not_empty(name: str) -> None:
    wanting = {"reported_citations", "influential_share"}
    if name.rpartition(" ")[2] in wanting and not name.startswith("explain"):
        pytest.skip("the source's counts are not in a made-up literature")
    assert sum(len(frame) for frame in _answer(name).values()) > 0


@everything
def test_order_of_rows_changes_nothing(name: str) -> None:
    question = QUESTIONS[name]
    # not even the order of the answer
    forth, back = (parts_of(question, _asked(name, kind)) for kind in ("plain", "backwards"))
    for part in forth:
        if question.function == "label_arcs":  # in the order asked for, which is the table's
            forth, back = core(question, forth["answer"]), core(question, back["answer"])
        assert_frame_equal(forth[part], back[part], rtol=1e-7)


@everything
def test_turning_all_citations_matters(name: str) -> None:
    same = True
    forth, back = _answer(name), _answer(name, "turned")
    for part in forth:
        try:
            assert_frame_equal(forth[part], back[part], rtol=1e-7)
        except AssertionError:
            same = False
    assert same != QUESTIONS[name].directed


@pytest.mark.parametrize("name", [name for name, asked in QUESTIONS.items() if asked.local])
def test_a_lone_paper_changes_nothing(name: str) -> None:
    before, after = _answer(name), _answer(name, "lone")
    for part, frame in after.items():
        names = [str(column) for column in frame.columns if str(column).endswith("paper_id")]
        kept = frame[~frame[names].isin(["lone"]).any(axis=1)].reset_index(drop=True)
        assert_frame_equal(before[part], kept, rtol=1e-7)


def _refusal(name: str, asked: Asked) -> tuple[type[kdgraph.KdgraphError], str] | None:
    """Return the error that a question must end in; None where it must be answered."""
    question, papers = QUESTIONS[name], asked.snapshot.papers
    if question.papers:
        wanted = (asked.b,) if question.papers == 1 else (asked.a, asked.b)
        missing = [paper_id for paper_id in wanted if paper_id not in papers.index]
        if missing:
            return kdgraph.UnknownPaperError, f"no paper called '{missing[0]}' here; give a"
    if question.function in {"author_lineage", "find_author"} and not len(papers):
        return kdgraph.UnknownAuthorError, "no author called 'Ada Byron' here; give an"
    if name == "section_path" and not len(papers):
        return kdgraph.InputError, "no section called 'Part'; there are: none"
    if question.function == "research_fronts" and papers["year"].isna().all():
        return kdgraph.InputError, f"none of the {len(papers)} papers has a year"
    return None


@everything
@pytest.mark.parametrize("odd", ODD)
def test_odd_literatures_have_an_answer_or_a_clear_error(name: str, odd: str) -> None:
    asked = _odd(odd)
    if refusal := _refusal(name, asked):
        with pytest.raises(refusal[0], match=re.escape(refusal[1])):
            QUESTIONS[name].ask(asked)
        return
    for frame in parts_of(QUESTIONS[name], QUESTIONS[name].ask(asked)).values():
        for column in frame.select_dtypes("float"):
            assert not np.isinf(frame[column].to_numpy(dtype=float, na_value=np.nan)).any()


@pytest.mark.parametrize("name", [name for name, asked in QUESTIONS.items() if asked.papers])
def test_an_unknown_paper_is_named(name: str) -> None:
    usual = _usual()
    for wrong in (replace(usual, b="nobody"), replace(usual, a="nobody")):
        if QUESTIONS[name].papers == 1 and wrong.a == "nobody":
            continue
        with pytest.raises(kdgraph.UnknownPaperError, match="nobody"):
            QUESTIONS[name].ask(wrong)


@pytest.mark.parametrize(
    "unknown", [None, float("nan"), pd.NA, ""], ids=["None", "nan", "NA", "text"]
)
def test_unknown_years_are_unknown_however_they_are_written(unknown: object) -> None:
    years, arcs = made()
    citations = pd.DataFrame(arcs, columns=["citing_id", "cited_id"])
    kind = float if isinstance(unknown, float) else object
    written = [unknown if year is None else year for year in years.values()]
    papers = pd.DataFrame({"paper_id": list(years), "year": pd.Series(written, dtype=kind)})
    graph = kdgraph.citation_graph(papers, citations)
    usual = _usual().snapshot.citation_graph()
    assert (graph.undated, graph.forward_in_time) == (usual.undated, usual.forward_in_time)
    assert graph.undated == 4
    # tables without coverage have other peers of an age than a snapshot
    whole = pd.array(list(years.values()), dtype="Int64")
    plain = kdgraph.citation_graph(papers.assign(year=whole), citations)
    for measure in kdgraph.MEASURES.values():
        assert_frame_equal(measure(graph)[["score"]], measure(plain)[["score"]])
    for how in CUTS:
        path, other = (kdgraph.main_path(each, cycles=how) for each in (graph, usual))
        assert_frame_equal(path.arcs, other.arcs)
        assert_frame_equal(path.cut, other.cut)
