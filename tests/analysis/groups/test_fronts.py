"""Research fronts: what grows, on what core, and what is in no front."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import kdgraph
from kdgraph.errors import InputError
from tests.analysis.groups.worlds import graph_of, shuffled

YEARS = {"g": [2017, 2019, 2020, 2020, 2020, 2021], "o": [2016, 2016, 2016, 2017, 2017, 2019]}


def field(more: int = 0) -> tuple[pd.DataFrame, list[tuple[str, str]]]:
    """Return a growing front g on g-x and g-y, an old one o on o-x and o-y, and others."""
    rows = [
        {"paper_id": f"{name}{n}", "title": f"{title} {n}", "year": year}
        for name, title in (("g", "Growing diffusion"), ("o", "Old trees"))
        for n, year in enumerate(YEARS[name])
    ]
    pairs = [
        (str(row["paper_id"]), f"{str(row['paper_id'])[0]}-{core}") for row in rows for core in "xy"
    ]
    pairs.remove(("g0", "g-y"))
    rows += [
        {"paper_id": f"{name}-{core}", "title": "", "year": 2000} for name in "go" for core in "xy"
    ]
    rows += [
        {"paper_id": "late", "title": "too new", "year": 2022},
        {"paper_id": "early", "title": "too old", "year": 2015},
        {"paper_id": "undated", "title": "no year", "year": None},
        {"paper_id": "silent", "title": "no references", "year": 2020},
    ]
    rows += [{"paper_id": f"isolated{n}", "title": "x", "year": 1999} for n in range(more)]
    pairs += [(paper, "g-x") for paper in ("late", "early", "undated")]
    return pd.DataFrame(rows).astype({"year": "Int64"}), pairs


def test_the_growing_front_comes_first() -> None:
    papers, pairs = field()
    graph = kdgraph.citation_graph(
        papers, pd.DataFrame(pairs, columns=["citing_id", "cited_id"]), as_of_year=2021
    )
    found = kdgraph.research_fronts(graph)
    assert (found.first_year, found.late_from, found.last_year) == (2016, 2019, 2021)
    fronts = found.fronts
    assert fronts["size"].tolist() == [6, 6]
    assert fronts["late"].tolist() == [5, 1]
    assert fronts["early"].tolist() == [1, 5]
    assert fronts["expected"].tolist() == [3, 3]  # half of all coupled papers are late
    assert fronts["growth"].tolist() == pytest.approx([5 / 3, 1 / 3])
    assert fronts["growing"].tolist() == [True, False]
    assert fronts["median_year"].tolist() == [2020, 2016.5]
    assert fronts["core"].tolist() == [("g-x", "g-y"), ("o-x", "o-y")]
    assert fronts["core_citations"].tolist() == [(6, 5), (6, 6)]
    assert fronts["words"].str[0].tolist() == ["growing diffusion", "old trees"]
    assert set(fronts["central"][0]) == {"g1", "g2", "g3", "g4", "g5"}
    assert kdgraph.research_fronts(graph, least=6).fronts["size"].tolist() == [6, 6]
    assert kdgraph.research_fronts(graph, least=7).fronts.empty
    assert found.papers["front"].to_dict() == {
        f"{name}{n}": number for number, name in enumerate("go") for n in range(6)
    }
    assert (found.recent, found.uncoupled, found.alone, found.undated) == (13, 1, 0, 1)


def test_the_middle_year_of_an_odd_span_is_early() -> None:
    found = kdgraph.research_fronts(graph_of(*field()), years=5)
    assert (found.first_year, found.late_from, found.last_year) == (2018, 2021, 2022)
    assert found.fronts["late"].tolist() == [2]


def test_small_groups_are_no_fronts_but_are_counted() -> None:
    papers, pairs = field()
    found = kdgraph.research_fronts(graph_of(papers, pairs), least=6, years=6)
    # as of 2022 the late one joins g, and the year 2016 is out: three of o are left
    assert found.fronts["size"].tolist() == [7]
    assert found.alone == 3
    assert found.papers["front"].isna().sum() == 3


def test_neither_order_nor_isolated_papers_matter() -> None:
    papers, pairs = field()
    more, _ = field(more=3)
    wanted = kdgraph.research_fronts(graph_of(papers, pairs))
    for graph in (shuffled(papers, pairs, 1), shuffled(more, pairs, 2)):
        found = kdgraph.research_fronts(graph)
        assert_frame_equal(found.fronts, wanted.fronts)
        assert_frame_equal(found.papers, wanted.papers)
        assert_frame_equal(found.sweep, wanted.sweep)


def test_fronts_of_an_earlier_day() -> None:
    then = kdgraph.research_fronts(kdgraph.embedded().as_of(2022).citation_graph())
    now = kdgraph.research_fronts(kdgraph.embedded().as_of(2025).citation_graph())
    assert then.last_year == 2022
    growing = [" ".join(words) for words in now.fronts.loc[now.fronts["growing"], "words"]]
    assert "diffusion" in " ".join(growing)
    assert "language" in " ".join(growing)
    assert "diffusion" not in " ".join(" ".join(words) for words in then.fronts["words"][:3])
    assert now.uncoupled > now.recent / 2  # most reference lists were not read
    share = now.fronts["late"].sum() / now.fronts["size"].sum()
    assert now.fronts["expected"].sum() == pytest.approx(share * now.fronts["size"].sum(), rel=0.02)


def test_nothing_recent_or_nothing_coupled() -> None:
    papers = pd.DataFrame({"paper_id": list("ab"), "year": [2000, 2020]})
    found = kdgraph.research_fronts(graph_of(papers, [("b", "a")]))
    assert found.fronts.empty
    assert found.fronts.columns.tolist()[:3] == ["size", "early", "late"]
    assert (found.recent, found.uncoupled) == (1, 1)
    assert found.papers.empty
    assert np.isnan(found.sweep["resolution"].max())


def test_what_is_wrong_is_said() -> None:
    graph = graph_of(*field())
    with pytest.raises(InputError, match="got years=1, least=5"):
        kdgraph.research_fronts(graph, years=1)
    with pytest.raises(InputError, match="got years=6, least=1"):
        kdgraph.research_fronts(graph, least=1)
    with pytest.raises(InputError, match=r"got \[-1\]"):
        kdgraph.research_fronts(graph, resolution=-1)
    with pytest.raises(InputError, match="at least one seed"):
        kdgraph.research_fronts(graph, seeds=[])
    undated = graph_of(pd.DataFrame({"paper_id": ["a"]}), [])
    with pytest.raises(InputError, match="give as_of_year"):
        kdgraph.research_fronts(undated)
