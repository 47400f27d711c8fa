"""The figure of the main path says what the analysis found, and counts what it leaves out."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest

import kdgraph
from kdgraph.analysis.names.paper_names import short_names
from kdgraph.errors import InputError
from kdgraph.figures import Drawing
from kdgraph.figures._mainstream import Mainstream
from kdgraph.figures.canvas.boxes import collisions
from kdgraph.figures.canvas.marks import Curves, Points, Text, spread
from kdgraph.figures.main_path import main_path as figure
from kdgraph.graph.chronology import publication_time
from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import TABLES
from kdgraph.testing import literatures, toys

# what is drawn is checked on whole literatures here, and scopes in test_scopes.py
main_path: Callable[..., Drawing] = partial(cast("Any", figure), scope="all")


@cache
def _snapshot() -> Snapshot:
    return kdgraph.embedded()


@cache
def _drawn(width: float = 7.0, search: str = "key-route-global", top: int | None = None) -> Drawing:
    options: Any = {"search": search}
    return main_path(_snapshot(), width=width, top=top, **options)


def _arcs(drawing: Drawing, role: str) -> set[Any]:
    return {
        ids
        for _, mark in drawing.marks()
        if isinstance(mark, Curves) and mark.role in (role, f"{role} against time")
        for ids in mark.papers
    }


def _ids(drawing: Drawing, role: str) -> list[str]:
    return [
        ids[0]
        for _, mark in drawing.marks()
        if isinstance(mark, Points) and mark.role == role
        for ids in mark.papers
    ]


def _pairs(arcs: pd.DataFrame) -> set[Any]:
    return set(zip(arcs["citing_id"], arcs["cited_id"], strict=True))


def test_the_thick_line_is_the_global_path_and_the_thin_one_what_another_search_adds() -> None:
    graph = _snapshot().citation_graph()
    first = kdgraph.main_path(graph)
    for search in ("key-route-global", "local-forward"):
        drawing = _drawn(7.0, search)
        other = kdgraph.main_path(graph, search=search)
        assert _arcs(drawing, "main path") == _pairs(first.path_arcs())
        assert _arcs(drawing, "other main path") == _pairs(other.path_arcs()) - _pairs(
            first.path_arcs()
        )
        assert set(_ids(drawing, "paper")) == set(first.papers.index) | set(other.papers.index)
        assert drawing.facts["papers"] == f"{len(first.papers)} papers"
        more = len(set(other.papers.index) - set(first.papers.index))
        assert drawing.facts["more"].startswith(f"{more} paper")


def test_the_global_search_alone_has_no_second_line() -> None:
    drawing = _drawn(7.0, "global")
    assert not _arcs(drawing, "other main path")
    assert "search" not in drawing.facts


def test_the_band_is_the_robust_core_as_far_as_it_is_on_the_path() -> None:
    core = kdgraph.robust_core(_snapshot().citation_graph())
    drawing = _drawn()
    path = _arcs(drawing, "main path") | _arcs(drawing, "other main path")
    assert _arcs(drawing, "robust core") == _pairs(core.arcs[core.arcs["core"]]) & path
    assert drawing.facts["core"] == int(core.arcs["core"].sum()) == 21
    assert drawing.facts["settings"] == 45


def test_weight_and_cut_go_into_the_analysis_and_the_provenance() -> None:
    options: Any = {"weight": "splc", "cycles": "shrink", "k": 3}
    drawing = main_path(_snapshot(), **options)
    expected = kdgraph.main_path(_snapshot().citation_graph(), weight="splc", cycles="shrink")
    assert _arcs(drawing, "main path") == _pairs(expected.path_arcs())
    assert options.items() <= drawing.provenance.options.items()
    assert drawing.facts["weight"] == "SPLC"


def test_the_spine_is_straight() -> None:
    drawing = _drawn()
    (panel,) = [panel for panel in drawing.panels if panel.name == "main path"]
    roles = ("main path", "main path against time")
    level = {
        ids
        for mark in panel.marks
        if isinstance(mark, Curves) and mark.role in roles
        for ids, path in zip(mark.papers, mark.paths, strict=True)
        if not path[:, 1].any()
    }
    path = kdgraph.main_path(_snapshot().citation_graph())
    # nine papers tie at its beginning, of which one can stand in the row of the spine
    assert len(level) == len(path.path_arcs()) - 8


@pytest.mark.parametrize("width", [3.3, 5.5, 7.0, 12.0])
def test_every_paper_of_the_path_is_named_and_stands_in_its_year(width: float) -> None:
    drawing = _drawn(width)
    names = [
        ids[0]
        for _, m in drawing.marks()
        if isinstance(m, Text) and m.role == "name"
        for ids in m.papers
    ]
    assert sorted(names) == sorted(_ids(drawing, "paper"))
    assert collisions(drawing) == []
    (panel,) = [panel for panel in drawing.panels if panel.name == "main path"]
    (points,) = [m for m in panel.marks if isinstance(m, Points) and m.role == "paper"]
    x = dict(zip((ids[0] for ids in points.papers), points.x.tolist(), strict=True))
    ticks = {label: at for at, label in panel.x.ticks}
    time = pd.Series(np.floor(publication_time(_snapshot().papers)), _snapshot().papers.index)
    for one, at in x.items():
        for label, tick in ticks.items():
            # a tick stands in the middle of its year
            if int(label) < time[one]:
                assert tick < at, (one, label)
            elif int(label) > time[one]:
                assert tick > at, (one, label)
            else:
                assert abs(tick - at) <= 1.5, (one, label)


def test_dots_of_the_spine_are_apart() -> None:
    for width in (3.3, 7.0):
        (panel,) = [panel for panel in _drawn(width).panels if panel.name == "main path"]
        (points,) = [m for m in panel.marks if isinstance(m, Points) and m.role == "paper"]
        spine = np.sort(panel.to_page(points.x[points.y == 0], 0.0)[0])
        assert np.diff(spine).min() > 3.5


def test_ends_that_tie_are_folded_where_there_is_no_room_and_counted() -> None:
    assert len(_ids(_drawn(7.0), "paper")) - len(_ids(_drawn(3.3), "paper")) == 4
    note = "4 more papers that tie at the ends of the path not drawn."
    assert note in _drawn(3.3).notes
    assert note not in _drawn(7.0).notes


def test_grey_are_the_most_cited_beside_the_path() -> None:
    drawing = _drawn(7.0, "key-route-global", 12)
    citations = _snapshot().citations
    path = set(_ids(drawing, "paper"))
    beside = set(citations.loc[citations["citing_id"].isin(path), "cited_id"])
    beside |= set(citations.loc[citations["cited_id"].isin(path), "citing_id"])
    cited = citations["cited_id"].value_counts()
    best = sorted(beside - path, key=lambda one: (-int(cited.get(one, 0)), one))[:12]
    assert set(_ids(drawing, "paper around")) == set(best)
    assert drawing.facts["around"] == "12 papers"
    grey = _arcs(drawing, "citation around")
    assert grey <= _pairs(citations.reset_index())
    both = citations.reset_index()
    inside = both["citing_id"].isin(path | set(best)) & both["cited_id"].isin(path | set(best))
    inside &= both["citing_id"].isin(best) | both["cited_id"].isin(best)
    left = int(inside.sum()) - len(grey)
    assert any(f"{left} that longer ways" in note for note in drawing.notes)


def _chain(count: int, years: int) -> Snapshot:
    """Return so many papers of so many years, each citing the one before, some an earlier one."""
    frames = {name: table.frame([]) for name, table in TABLES.items()}
    ids = [f"p{n:03d}" for n in range(count)]
    frames["papers"] = TABLES["papers"].frame(
        {
            "paper_id": one,
            "title": f"What student {n} learned from teachers",
            "year": 2000 + n * years // count,
        }
        for n, one in enumerate(ids)
    )
    pairs = [(ids[n], ids[n - 1]) for n in range(1, count)]
    pairs += [(ids[n], ids[n - 3]) for n in range(3, count, 4)]
    frames["citations"] = TABLES["citations"].frame(
        {"citing_id": citing, "cited_id": cited} for citing, cited in pairs
    )
    return Snapshot(frames, toys.MANIFEST)


@pytest.mark.parametrize("width", [3.3, 7.0])
@pytest.mark.parametrize(("count", "years"), [(70, 12), (26, 26)])
def test_a_path_without_room_stands_as_a_ladder_and_loses_no_name(
    count: int, years: int, width: float
) -> None:
    drawing = main_path(_chain(count, years), width=width)
    (panel,) = [panel for panel in drawing.panels if panel.name == "main path"]
    (names,) = [m for m in panel.marks if isinstance(m, Text) and m.role == "name"]
    (points,) = [m for m in panel.marks if isinstance(m, Points) and m.role == "paper"]
    assert len(names.text) == len(points) == count
    assert not [name for name in names.text if name.endswith("…") and width > 5]
    assert collisions(drawing) == []
    assert _hidden(drawing) == 0
    assert points.y.tolist() == names.y.tolist() == list(range(count)), "a paper a row"
    assert [ids[0] for ids in points.papers] == [f"p{n:03d}" for n in range(count)]
    assert (names.x > points.x).all()
    assert _ids(drawing, "paper around") == []
    assert any(note.startswith("A ladder") for note in drawing.notes)
    assert "from top to bottom" in drawing.alt
    assert "In grey" not in drawing.caption
    said = {label: at for at, label in panel.y.ticks}
    assert list(said) == [str(2000 + n) for n in range(years)]
    for (one,), row in zip(points.papers, points.y.tolist(), strict=True):
        year = 2000 + int(one[1:]) * years // count
        assert said[str(year)] <= row < said.get(str(year + 1), count)


@pytest.mark.parametrize("width", [3.3, 7.0])
@pytest.mark.parametrize(("count", "years"), [(25, 1), (18, 2)])
def test_a_shorter_path_loses_no_name_either(count: int, years: int, width: float) -> None:
    drawing = main_path(_chain(count, years), width=width)
    (names,) = [m for _, m in drawing.marks() if isinstance(m, Text) and m.role == "name"]
    assert len(names.text) == count
    assert collisions(drawing) == []
    assert _hidden(drawing) == 0


def _hidden(drawing: Drawing) -> int:
    """Return how many dots lie under another by a third of their diameter."""
    (panel,) = [panel for panel in drawing.panels if panel.name == "main path"]
    rows: list[tuple[float, float, float]] = []
    for mark in panel.marks:
        if isinstance(mark, Points):
            xs, ys = panel.to_page(mark.x, mark.y)
            rows += zip(xs.tolist(), ys.tolist(), spread(mark.size, len(mark)), strict=True)
    x, y, size = np.array(rows).T
    under = (size[:, None] + size) / 2 - np.hypot(x[:, None] - x, y[:, None] - y)
    np.fill_diagonal(under, -1.0)
    return int((under > np.minimum(size[:, None], size) / 3 + 1e-9).any(axis=1).sum())


@pytest.mark.parametrize("width", [3.3, 7.0])
@pytest.mark.parametrize("section", ["Diffusion", "Feature", "Online", "Free"])
def test_a_section_names_its_own_path_before_any_paper_around_it(
    section: str, width: float
) -> None:
    drawing = main_path(_snapshot(), section=section, width=width)
    names = [
        ids[0]
        for _, m in drawing.marks()
        if isinstance(m, Text) and m.role == "name"
        for ids in m.papers
    ]
    assert sorted(names) == sorted(_ids(drawing, "paper"))
    assert not [note for note in drawing.notes if "left out for want of room" in note]
    assert _hidden(drawing) == 0
    around = len(_ids(drawing, "paper around"))
    assert drawing.facts["around"].startswith(f"{around} paper")
    if around:
        assert f"In grey around it: {around} paper" in drawing.alt


def test_no_more_than_a_fifth_of_the_citations_are_key_citations() -> None:
    drawing = main_path(_snapshot(), section="Diffusion")
    found = kdgraph.section_path(_snapshot(), "Diffusion", scope="all", search="key-route-global")
    arcs = len(found.path.arcs)
    assert drawing.facts["k"] <= arcs / 5 < 10
    asked = main_path(_snapshot(), section="Diffusion", k=10)
    assert asked.facts["k"] == 10
    assert len(_arcs(asked, "other main path")) > len(_arcs(drawing, "other main path"))
    assert _drawn().facts["k"] == 10


def test_what_is_said_is_counted_in_the_drawing() -> None:
    for width in (3.3, 5.5, 7.0):
        drawing = _drawn(width)
        around = len(_ids(drawing, "paper around"))
        assert drawing.facts["around"] == f"{around} papers"
        assert f"In grey: {around} papers" in drawing.caption
        assert f"In grey around it: {around} papers" in drawing.alt
        on_path = len(_ids(drawing, "paper"))
        assert f"A line through {on_path} papers" in drawing.alt
        other = _arcs(drawing, "other main path")
        assert drawing.facts["beside"] == f"{len(other)} citations"
        if any("so that none hides another" in note for note in drawing.notes):
            assert _hidden(drawing) == 0


def test_none_around_where_none_are_wanted() -> None:
    drawing = _drawn(7.0, "key-route-global", 0)
    assert _ids(drawing, "paper around") == []
    with pytest.raises(InputError, match="top"):
        main_path(_snapshot(), top=-1)


def test_what_was_cut_is_said() -> None:
    cut = kdgraph.main_path(_snapshot().citation_graph())
    for note in cut.notes:
        assert any(note[1:60] in said for said in _drawn().notes), note


def test_a_path_through_an_undated_paper_is_dotted() -> None:
    frames = toys.frames()
    rows = [("a", 2000), ("u", None), ("b", 2004), ("c", 2006)]
    frames["papers"] = TABLES["papers"].frame(
        {"paper_id": one, "title": f"Paper {one}", "year": year, "origin": "t"}
        for one, year in rows
    )
    frames["citations"] = TABLES["citations"].frame(
        {"citing_id": citing, "cited_id": cited, "origins": ["t"]}
        for citing, cited in (("u", "a"), ("b", "u"), ("c", "b"))
    )
    drawing = main_path(Snapshot(frames, toys.MANIFEST))
    assert _arcs(drawing, "through an undated paper") == {("b", "a")}
    assert _arcs(drawing, "main path") == {("c", "b")}
    assert "u" not in drawing.papers()
    assert any("1 paper of the path without a year not placed" in n for n in drawing.notes)
    via = drawing.numbers.set_index(["citing_id", "cited_id"])["via_id"]
    assert via["b", "a"] == "u"


def test_a_section_has_a_path_of_its_own_among_the_whole_corpus() -> None:
    drawing = main_path(_snapshot(), section="diffusion")
    found = kdgraph.section_path(_snapshot(), "diffusion")
    assert _arcs(drawing, "main path") == _pairs(found.path.path_arcs())
    assert len(_ids(drawing, "paper around")) > 10
    with pytest.raises(InputError, match="section"):
        main_path(_snapshot(), section="no such thing")


def test_numbers_hold_every_line_with_its_role() -> None:
    drawing = _drawn()
    numbers = drawing.numbers
    for role, marks in (
        ("global", "main path"),
        ("other search", "other main path"),
        ("around", "citation around"),
    ):
        drawn = _arcs(drawing, marks)
        assert drawn <= _pairs(numbers[numbers["role"] == role])
        assert role == "around" or drawn == _pairs(numbers[numbers["role"] == role])
    weights = kdgraph.main_path(_snapshot().citation_graph()).arcs
    share = weights.set_index(["citing_id", "cited_id"])["share"]
    path = numbers[numbers["role"] == "global"]
    expected = share.loc[pd.MultiIndex.from_frame(path[["citing_id", "cited_id"]])]
    np.testing.assert_allclose(path["share"], expected)


def test_no_citations_no_path() -> None:
    drawing = main_path(literatures.unconnected())
    assert drawing.papers() == []
    assert drawing.caption == "Main path of the corpus by SPC: there is none to draw."
    assert any("no path" in note for note in drawing.notes)


def test_notes_call_papers_by_the_names_of_the_picture() -> None:
    said = " ".join(main_path(kdgraph.embedded()).notes)
    gou, he = short_names(_snapshot(), ["arxiv:2006.05525", "arxiv:2007.14513"]).values()
    assert gou == "Gou et al. 2021"
    assert f"{gou} cites {he}." in said
    assert "arxiv:" not in said


def test_a_paper_of_the_notes_that_is_not_drawn_has_a_name_and_not_an_id(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A tied end that is folded away may stay on the path in some fields only."""
    there = set(_ids(figure(_snapshot(), top=0), "paper"))
    aside = next(str(one) for one in _snapshot().within("field").papers.index if one not in there)
    monkeypatch.setattr(Mainstream, "strays", property(lambda _: [aside]))
    (note,) = [
        one for one in figure(_snapshot(), top=0).notes if one.startswith("On the path only")
    ]
    (name,) = short_names(_snapshot(), [aside]).values()
    assert name in note
    assert aside not in note
