"""The historiograph shows the most cited papers where time says, and counts what it leaves out."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, partial
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest

import kdgraph
from kdgraph.analysis.lineage.transitive import transitive_reduction
from kdgraph.errors import InputError
from kdgraph.figures import Drawing
from kdgraph.figures._shown import shown_papers
from kdgraph.figures.canvas.marks import Curves, Points, Text, spread
from kdgraph.figures.historiograph import historiograph as figure
from kdgraph.figures.scales import year_axis
from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import TABLES
from kdgraph.testing import literatures, toys

# what is drawn is checked on whole literatures here, and scopes in test_scopes.py
historiograph: Callable[..., Drawing] = partial(cast("Any", figure), scope="all")


@cache
def _snapshot() -> Snapshot:
    return kdgraph.embedded()


@cache
def _drawn(width: float = 7.0, top: int | None = None) -> Drawing:
    return historiograph(_snapshot(), width=width, top=top)


def _papers(drawing: Drawing) -> list[str]:
    return [ids[0] for _, m in drawing.marks() if isinstance(m, Points) for ids in m.papers if ids]


def _arcs(drawing: Drawing) -> set[Any]:
    return {ids for _, m in drawing.marks() if isinstance(m, Curves) for ids in m.papers}


def _said(drawing: Drawing, words: str) -> int:
    (note,) = [note for note in drawing.notes if words in note]
    found = re.match(r"[\d,]+", note)
    assert found is not None
    return int(found[0].replace(",", ""))


def test_the_most_cited_that_are_joined_are_shown() -> None:
    drawing = _drawn()
    counts = _snapshot().citations["cited_id"].value_counts().to_dict()
    order = sorted(counts, key=lambda one: (-counts[one], one))
    looked = int(str(drawing.facts["looked"]).split()[0])
    shown = set(_papers(drawing))
    assert shown < set(order[:looked])
    citations = _snapshot().citations
    among = citations[
        citations["citing_id"].isin(order[:looked]) & citations["cited_id"].isin(order[:looked])
    ]
    assert shown == set(among["citing_id"]) | set(among["cited_id"])
    assert _said(drawing, "most cited cite none") == looked - len(shown)
    assert len(shown) == drawing.facts["papers"]


def test_lines_are_the_citations_that_no_longer_way_makes_redundant() -> None:
    drawing = _drawn()
    reduced = transitive_reduction(_snapshot(), _papers(drawing))
    expected = set(zip(reduced.arcs["citing_id"], reduced.arcs["cited_id"], strict=True))
    assert _arcs(drawing) == expected
    assert drawing.facts["arcs"] == len(expected)
    assert _said(drawing, "longer way") == len(reduced.redundant)


def _dense() -> Snapshot:
    """Return six old papers and eight young ones, each of which cites all the old ones."""
    frames = toys.frames()
    old, young = [f"o{n}" for n in range(6)], [f"y{n}" for n in range(8)]
    rows = [
        {"paper_id": one, "title": f"Paper {one}", "year": 2000 + number, "origin": "toys"}
        for number, one in enumerate([*old, *young])
    ]
    arcs = [(citing, cited) for citing in young for cited in old] + [("z", "y0"), ("z", "o0")]
    rows.append({"paper_id": "z", "title": "Paper z", "year": 2020, "origin": "toys"})
    arcs += [("z", one) for one in young[1:]]
    # more flows through some of the young ones, by papers that nobody cites
    for number in range(4):
        rows.append({"paper_id": f"w{number}", "title": "W", "year": 2021, "origin": "toys"})
        arcs += [(f"w{number}", one) for one in young[: number + 1]]
    frames["papers"] = TABLES["papers"].frame(rows)
    frames["citations"] = TABLES["citations"].frame(
        {"citing_id": citing, "cited_id": cited, "origins": ["toys"]} for citing, cited in arcs
    )
    return Snapshot(frames, toys.MANIFEST)


def test_too_many_citations_lose_the_weakest_and_are_counted() -> None:
    snapshot = _dense()
    drawing = historiograph(snapshot, top=14)
    papers = _papers(drawing)
    reduced = transitive_reduction(snapshot, papers)
    drawn = _arcs(drawing)
    assert len(reduced.arcs) == 48
    assert len(drawn) == int(1.8 * 14)
    assert _said(drawing, "least flow") == 48 - len(drawn)
    weights = kdgraph.main_path(snapshot.citation_graph()).arcs
    share = weights.set_index(["citing_id", "cited_id"])["share"].to_dict()
    every = set(zip(reduced.arcs["citing_id"], reduced.arcs["cited_id"], strict=True))
    left = every - drawn
    # each paper keeps one of its heaviest, whatever flows along others
    own = {
        paper: max(share[pair] for pair in every if paper in pair)
        for paper in {one for pair in every for one in pair}
    }
    others = {pair for pair in drawn if share[pair] < max(own[one] for one in pair)}
    heaviest = drawn - {pair for pair in others if any(share[pair] == own[one] for one in pair)}
    assert max(share[pair] for pair in left) <= min(share[pair] for pair in heaviest)
    assert len({share[pair] for pair in drawn | left}) > 1
    assert min(share[pair] for pair in left) < max(share[pair] for pair in drawn)


@pytest.mark.parametrize("top", [8, 14, 19])
def test_no_paper_is_left_without_a_line(top: int) -> None:
    """The caption says that all papers shown cite, or are cited by, another."""
    drawing = historiograph(_dense(), top=top)
    assert {one for pair in _arcs(drawing) for one in pair} == set(_papers(drawing))
    assert drawing.facts["papers"] == len(_papers(drawing))


def test_a_paper_whose_only_citations_are_cut_with_a_cycle_is_named_and_not_shown() -> None:
    """The way back from x to a leads through m, which is cited too little to be shown."""
    frames = toys.frames()
    years = {"a": 2000, "b": 2001, "x": 2005, "m": 2005, "u": 2006, "v": 2006, "w": 2006}
    frames["papers"] = TABLES["papers"].frame(
        {"paper_id": one, "title": f"Paper {one}", "year": year} for one, year in years.items()
    )
    pairs = [("b", "a"), ("a", "x"), ("x", "m"), ("m", "a")]
    pairs += [(late, one) for late in "uvw" for one in "abx"]
    frames["citations"] = TABLES["citations"].frame(
        {"citing_id": citing, "cited_id": cited} for citing, cited in pairs
    )
    for table in ("entries", "matches", "authorships", "coverage", "contexts"):
        frames[table] = frames[table].iloc[:0]
    drawing = historiograph(Snapshot(frames, toys.MANIFEST), top=3)
    assert _arcs(drawing) == {("b", "a")}
    assert _papers(drawing) == ["a", "b"]
    assert any("left out to break cycles not shown: Paper x." in note for note in drawing.notes)
    assert drawing.facts["shown"] == "2 papers"


def test_the_alternative_text_names_the_hub() -> None:
    drawing = _drawn()
    shown = shown_papers(_snapshot(), _papers(drawing))
    hub = shown.iloc[int(np.argmax(shown["cited"]))]
    assert f"The largest dot is {hub['name']}, with {hub['cited']} citations" in drawing.alt
    assert f"with {len(_arcs(drawing))} lines" in drawing.alt


def test_names_of_the_papers_shown_and_not_shown_are_of_one_paper_each() -> None:
    drawing = historiograph(_dense_names(), top=6)
    names = drawing.numbers["name"].dropna().tolist()
    assert len(set(names)) == len(names)
    (note,) = [note for note in drawing.notes if "most cited cite none" in note]
    assert not set(re.split(r"[,.:] ?", note)) & set(names)


def _dense_names() -> Snapshot:
    """Return papers of one author and year, of which one pair is apart from all others."""
    frames = toys.frames()
    ids = [f"p{n}" for n in range(10)]
    frames["papers"] = TABLES["papers"].frame(
        {"paper_id": one, "title": f"Paper {one}", "year": 2000 + (n > 1)}
        for n, one in enumerate(ids)
    )
    frames["authorships"] = TABLES["authorships"].frame(
        {"paper_id": one, "author_id": "name:roe", "position": 0, "name": "Ann Roe"} for one in ids
    )
    pairs = [(one, "p0") for one in ids[2:7]] + [(one, "p1") for one in ids[7:]]
    pairs += [("p3", "p2"), ("p4", "p2")]
    frames["citations"] = TABLES["citations"].frame(
        {"citing_id": citing, "cited_id": cited} for citing, cited in pairs
    )
    return Snapshot(frames, toys.MANIFEST)


@pytest.mark.parametrize("width", [3.3, 7.0, 12.0])
def test_papers_stand_where_time_says(width: float) -> None:
    drawing = _drawn(width)
    (panel,) = [panel for panel in drawing.panels if panel.name == "history"]
    (points,) = [mark for mark in panel.marks if isinstance(mark, Points)]
    time = shown_papers(_snapshot(), _papers(drawing))["time"].to_numpy(dtype=np.float64)
    years = year_axis(time, panel.box.width)
    np.testing.assert_allclose(points.x, years.at(time))
    assert len(set(zip(points.x.tolist(), points.y.tolist(), strict=True))) == len(points)


def test_colour_and_shape_are_the_section_and_size_the_citations() -> None:
    drawing = _drawn()
    (points,) = [m for _, m in drawing.marks() if isinstance(m, Points) and m.role == "paper"]
    ids = [papers[0] for papers in points.papers]
    inks, shapes = spread(points.ink, len(points)), spread(points.shape, len(points))
    filled, sizes = spread(points.filled, len(points)), spread(points.size, len(points))
    fitnets = ids.index("arxiv:1412.6550")
    assert (inks[fitnets], shapes[fitnets], filled[fitnets]) == ("series:3", "triangle", True)
    resnet = ids.index("doi:10.1109/cvpr.2016.90")
    assert (inks[resnet], shapes[resnet], filled[resnet]) == ("muted", "circle", False)
    cited = shown_papers(_snapshot(), ids)["cited"].tolist()
    assert np.argsort(sizes, kind="stable").tolist() == np.argsort(cited, kind="stable").tolist()


def test_all_that_are_shown_are_named() -> None:
    drawing = _drawn()
    names = [m for _, m in drawing.marks() if isinstance(m, Text) and m.role == "name"]
    assert [ids[0] for m in names for ids in m.papers] == _papers(drawing)


def test_numbers_hold_papers_and_citations() -> None:
    numbers = _drawn().numbers
    papers = numbers[numbers["what"] == "paper"]
    arcs = numbers[numbers["what"] == "citation"]
    assert list(papers["paper_id"]) == _papers(_drawn())
    assert set(zip(arcs["paper_id"], arcs["cited_id"], strict=True)) == _arcs(_drawn())
    assert papers["cited"].is_monotonic_decreasing
    assert pd.to_numeric(arcs["share"]).between(0, 1).all()


def test_more_room_or_a_wish_shows_more() -> None:
    assert len(_papers(_drawn(3.3))) < len(_papers(_drawn())) < len(_papers(_drawn(12.0)))
    assert len(_papers(_drawn(7.0, 10))) == 10


def test_a_section_shows_its_own() -> None:
    drawing = historiograph(_snapshot(), section="diffusion")
    listed = shown_papers(_snapshot(), _papers(drawing))
    assert set(listed["section"]) == {"Distillation Meets Diffusion Models"}


def test_undated_papers_are_counted_and_cycles_too() -> None:
    undated = historiograph(literatures.hard())
    graph = literatures.hard().citation_graph()
    none = graph.papers["year"].isna() & (np.diff(graph.cited_by.indptr) > 0)
    assert _said(undated, "without a year") == int(none.sum())
    toy = historiograph(toys.snapshot())
    assert set(_papers(toy)) == set("abcdef")
    assert ("e", "f") not in _arcs(toy), "the citation against time of the pair e, f is cut"
    assert _said(toy, "to break cycles") == 1


def test_papers_that_cite_none_of_each_other_stand_alone() -> None:
    frames = toys.frames()
    frames["citations"] = frames["citations"].iloc[:1]
    drawing = historiograph(Snapshot(frames, toys.MANIFEST))
    assert _papers(drawing) == ["a"]
    assert drawing.facts["arcs"] == 0


def test_a_wrong_wish_is_refused() -> None:
    with pytest.raises(InputError, match="top"):
        historiograph(_snapshot(), top=0)
    with pytest.raises(InputError, match="section"):
        historiograph(_snapshot(), section="no such thing")
