"""The evolution tree says what the analysis found, and stands where time says."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

import kdgraph
from kdgraph.analysis.lineage.overrides import Overrides
from kdgraph.analysis.names.paper_names import short_names
from kdgraph.errors import InputError
from kdgraph.figures import Drawing
from kdgraph.figures._descent import _break_circles, parent_notes, read_descent
from kdgraph.figures.canvas.boxes import collisions, labels, sampled
from kdgraph.figures.canvas.marks import Curves, Points, Text
from kdgraph.figures.evolution import evolution
from kdgraph.figures.scales import year_axis
from kdgraph.graph.chronology import publication_time
from kdgraph.graph.snapshot import Snapshot
from kdgraph.testing import literatures


@cache
def _snapshot() -> Snapshot:
    return kdgraph.embedded()


@cache
def _drawn(width: float = 7.0) -> Drawing:
    return evolution(_snapshot(), width=width)


def _points(drawing: Drawing) -> Points:
    (found,) = [m for _, m in drawing.marks() if isinstance(m, Points) and m.role == "paper"]
    return found


def _curves(drawing: Drawing, role: str) -> list[tuple[str, ...]]:
    return [
        papers
        for _, mark in drawing.marks()
        if isinstance(mark, Curves) and mark.role == role
        for papers in mark.papers
    ]


def test_each_primary_parent_is_a_branch_and_nothing_else_is() -> None:
    parents = kdgraph.primary_parents(_snapshot())
    expected = set(parents["parent_id"].dropna().items())
    drawn = _curves(_drawn(), "parent by structure") + _curves(_drawn(), "parent by evidence")
    assert {(child, parent) for child, parent in drawn} == expected
    assert len(drawn) == len(expected) >= 15


def test_close_runners_up_are_dashed_and_all_other_candidates_counted() -> None:
    parents = kdgraph.primary_parents(_snapshot())
    close = parents[parents["margin"] <= 0.1].dropna(subset="runner_up_id")
    dashed = _curves(_drawn(), "other parent")
    assert set(dashed) == set(close["runner_up_id"].items())
    hanging = parents["parent_id"].notna().sum()
    left = int(parents["candidates"].sum()) - int(hanging) - len(close)
    assert f"Not drawn: {left} further citations among these papers." in _drawn().notes
    assert f"Dashed in grey, {len(close)} runner-up" in _drawn().caption


def test_all_runners_up_are_drawn_where_they_are_asked_for() -> None:
    parents = kdgraph.primary_parents(_snapshot())
    drawing = kdgraph.draw("evolution", _snapshot(), runners_up=True)
    dashed = _curves(drawing, "other parent")
    assert set(dashed) == set(parents["runner_up_id"].dropna().items())
    assert len(dashed) > len(_curves(_drawn(), "other parent"))
    assert drawing.facts["others"] == f"{len(dashed)} runners-up"
    assert drawing.provenance.options["runners_up"] is True
    assert "runners_up" not in _drawn().provenance.options


@pytest.mark.parametrize("width", [3.3, 7.0])
def test_no_runner_up_is_lost_behind_names(width: float) -> None:
    """Most of each dashed line lies where neither a name nor a dot covers it."""
    for literature in (_snapshot(), literatures.hard()):
        drawing = kdgraph.draw("evolution", literature, width=width, runners_up=True)
        (panel,) = [panel for panel in drawing.panels if panel.name == "tree"]
        plates = [label.box for label in labels(drawing) if label.plate]
        for mark in panel.marks:
            if not isinstance(mark, Curves) or mark.role != "other parent":
                continue
            for path, words in zip(mark.paths, mark.words, strict=True):
                points = np.column_stack(panel.to_page(*sampled(path, 40).T))
                covered = np.zeros(len(points), dtype=bool)
                for box in plates:
                    covered |= (
                        (box.left <= points[:, 0])
                        & (points[:, 0] <= box.right)
                        & (box.bottom <= points[:, 1])
                        & (points[:, 1] <= box.top)
                    )
                assert covered.mean() < 0.5, words


@pytest.mark.parametrize("width", [2.6, 3.3, 7.0])
def test_each_section_without_parents_keeps_its_heading(width: float) -> None:
    """Where a dot is in the way, the heading has a row of its own above its papers."""
    for literature in (literatures.unconnected(), literatures.hard(), _snapshot()):
        drawing = kdgraph.draw("evolution", literature, width=width, inferred=False)
        numbers = drawing.numbers
        hanging = set(numbers["parent_id"].dropna()) | set(
            numbers.loc[numbers["parent_id"].notna(), "paper_id"]
        )
        alone = numbers[~numbers["paper_id"].isin(hanging)]
        said: dict[str, float] = {}
        for _, mark in drawing.marks():
            if isinstance(mark, Text) and mark.role == "section":
                said |= dict(zip(mark.text, mark.y.tolist(), strict=True))
        assert set(said) == set(alone["section"])
        points = _points(drawing)
        row = {ids[0]: y for ids, y in zip(points.papers, points.y.tolist(), strict=True)}
        for section, papers in alone.groupby("section")["paper_id"]:
            first = min(row[one] for one in papers)
            assert first - 1 <= said[str(section)] <= first
        assert collisions(drawing) == []


def test_papers_whose_best_candidates_differ_in_score_alone_are_told_in_one_note() -> None:
    descent = read_descent(_snapshot())
    papers = descent.papers.copy()
    ids = papers.index[papers["reason"] == "its reference list was not read (not asked)"][:3]
    for column in ("likely_forebear_id", "inferred"):
        papers[column] = papers[column].astype(object)
        papers.loc[ids, column] = None
    papers["not_inferred"] = papers["not_inferred"].astype(object)
    for one, score in zip(ids, ("0.50", "0.04", "0.16"), strict=True):
        papers.loc[one, "not_inferred"] = f"the best has the score {score}, and one is named"
    notes = parent_notes(replace(descent, papers=papers))
    (told,) = [note for note in notes if "0.04" in note]
    assert told.startswith("3 papers without a parent: their reference lists")
    assert "the best have scores of 0.04 to 0.50, and" in told
    assert not [note for note in notes if "0.16" in note]


def test_the_alternative_text_tells_hubs_and_families() -> None:
    numbers = _drawn().numbers
    up = numbers.set_index("paper_id")["parent_id"].fillna(
        numbers.set_index("paper_id")["likely_forebear_id"]
    )
    children = up.value_counts()
    name = numbers.set_index("paper_id")["name"]
    assert f"Most branches leave {name[children.index[0]]} ({children.iloc[0]})" in _drawn().alt
    assert f"A tree of {len(numbers)} papers" in _drawn().alt
    assert "papers of Distillation Meets Diffusion Models descend from Luhman" in _drawn().alt


def test_papers_stand_in_order_of_time() -> None:
    points = _points(_drawn())
    ids = [paper_id for (paper_id,) in points.papers]
    times = publication_time(_snapshot().papers.loc[ids])
    order = np.argsort(times, kind="stable")
    assert (np.diff(points.x[order]) >= -1e-9).all()
    assert len(ids) == len(set(ids)) == 59


def test_filled_is_code_and_shape_is_the_section() -> None:
    points: Any = _points(_drawn())
    snapshot = _snapshot()
    entries = snapshot.entries.assign(paper_id=snapshot.matches["paper_id"]).set_index("paper_id")
    for (paper_id,), filled in zip(points.papers, list(points.filled), strict=True):
        links: Any = entries.at[paper_id, "code_links"]
        assert filled == (len(links) > 0)
    sections = pd.DataFrame(
        {
            "section": [entries.at[one, "section"] for (one,) in points.papers],
            "look": list(zip(points.shape, points.ink, strict=True)),
        }
    )
    assert (sections.groupby("section")["look"].nunique() == 1).all()
    assert sections["look"].nunique() == sections["section"].nunique() == 8


def test_the_caption_counts_what_is_drawn() -> None:
    drawing = _drawn()
    facts, parents = drawing.facts, kdgraph.primary_parents(_snapshot())
    assert facts["linked"] == parents["parent_id"].notna().sum() >= 15
    assert facts["known"] + facts["counted"] + facts["guessed"] == facts["linked"]
    assert facts["counted"] == parents["basis"].isin(["mentions", "mark"]).sum() > 0
    assert drawing.facts["papers"] == len(drawing.numbers) == 59
    assert "59 papers" in drawing.caption
    assert any("reference lists were not read" in note for note in drawing.notes)


@pytest.mark.parametrize("width", [3.3, 5.5, 7.0, 12.0])
def test_no_name_is_cut(width: float) -> None:
    (names,) = [m for _, m in _drawn(width).marks() if isinstance(m, Text) and m.role == "name"]
    assert not [name for name in names.text if "…" in name]


@pytest.mark.parametrize("width", [3.3, 5.5, 7.0, 12.0])
def test_nothing_is_in_the_way_of_anything(width: float) -> None:
    assert collisions(_drawn(width)) == []


def test_a_section_is_shown_with_its_forebears() -> None:
    drawing = evolution(_snapshot(), section="Online")
    shown = drawing.numbers.set_index("paper_id")
    inside = shown["section"] == "Online Knowledge Distillation"
    assert inside.sum() == 6
    for parent in shown.loc[inside, "parent_id"].dropna():
        assert parent in shown.index
    assert (~inside).sum() > 0
    assert any("forebears" in note for note in drawing.notes)


def test_a_view_does_not_call_later_papers_unmatched() -> None:
    whole = literatures.hard()
    assert "1 of 61 entries of the list matched to no paper." in evolution(whole).notes
    early = evolution(_snapshot().as_of(2016))
    missing = 59 - len(early.numbers)
    said = f"{missing} of 59 entries of the list matched to no paper dated 2016-12-31 or earlier."
    assert said in early.notes


def test_top_keeps_the_most_cited_and_says_how_many_not() -> None:
    drawing = evolution(_snapshot(), top=10)
    whole = read_descent(_snapshot()).papers
    assert len(drawing.numbers) == 10
    assert drawing.numbers["cited"].min() >= whole["cited"].sort_values().iloc[-10]
    assert "49 listed papers with fewer citations here left out." in drawing.notes


def test_wrong_use_is_told() -> None:
    with pytest.raises(InputError, match="no section called 'Astrology'"):
        evolution(_snapshot(), section="Astrology")
    with pytest.raises(InputError, match="at least 1 paper"):
        evolution(_snapshot(), top=0)
    with pytest.raises(InputError, match="inches"):
        evolution(_snapshot(), width=0.5)


def test_overrides_move_a_paper() -> None:
    snapshot = _snapshot()
    child, parent = "arxiv:1910.10699", "arxiv:1412.6550"
    by_hand = Overrides(
        pd.DataFrame(columns=["citing_id", "cited_id", "label", "note"]),
        pd.DataFrame({"paper_id": [child], "parent_id": [parent], "note": [None]}),
        [],
    )
    drawn: Any = evolution  # as a figure it has no word for overrides
    drawing = drawn(snapshot, overrides=by_hand)
    assert (child, parent) in _curves(drawing, "parent by evidence")
    # a line by hand is not said to come from a sentence
    assert "primary parent, by hand" in _words(drawing)
    assert "primary parent, by its sentence" not in _words(drawing)


def test_names_are_short_and_all_different() -> None:
    snapshot = _snapshot()
    for brief in (False, True):
        named = short_names(snapshot, snapshot.papers.index, brief=brief)
        assert len(set(named.values())) == len(named) == len(snapshot.papers)
        assert max(map(len, named.values())) <= 60
    named = short_names(snapshot, ["arxiv:2006.05525", "arxiv:1412.6550", "arxiv:1706.00384"])
    assert list(named.values()) == ["Gou et al. 2021", "FitNets", "Deep Mutual Learning"]
    assert short_names(snapshot, ["arxiv:1312.6184"]) == {"arxiv:1312.6184": "Ba & Caruana 2014"}


def test_names_do_not_depend_on_the_order_asked() -> None:
    ids = list(kdgraph.primary_parents(_snapshot()).index)
    assert short_names(_snapshot(), ids) == short_names(_snapshot(), ids[::-1])


def test_years_without_a_paper_are_narrow_and_times_stay_in_order() -> None:
    times = np.array([2006.5, 2014.0, 2014.9, 2016.2, np.nan])
    years = year_axis(times, 300)
    assert years.narrowed == 8
    places = years.at(np.arange(2006, 2017.5, 0.5))
    assert (np.diff(places) > 0).all()
    assert np.isnan(years.at(times)[-1])
    wide = years.at([2014, 2015])[1] - years.at([2014, 2015])[0]
    narrow = years.at([2010, 2011])[1] - years.at([2010, 2011])[0]
    assert narrow == pytest.approx(0.35 * wide)
    assert year_axis(times, 300, even=True).narrowed == 0
    assert [label for _, label in year_axis(times, 300).axis.ticks][-1] == "2016"


def test_no_dates_at_all_is_an_empty_axis_and_told() -> None:
    snapshot = _snapshot()
    tables = {name: getattr(snapshot, name) for name in ("matches", "entries", "coverage")}
    bare = snapshot.papers.copy()
    for column in ("year", "first_year"):
        bare[column] = pd.array([pd.NA] * len(bare), dtype="Int64")
    bare.index = pd.Index([f"s2:{n}" for n in range(len(bare))], name="paper_id")
    renamed = dict(zip(snapshot.papers.index, bare.index, strict=True))
    tables["papers"] = bare
    tables["matches"] = tables["matches"].assign(
        paper_id=tables["matches"]["paper_id"].map(renamed)
    )
    tables["citations"] = snapshot.citations.assign(
        citing_id=snapshot.citations["citing_id"].map(renamed),
        cited_id=snapshot.citations["cited_id"].map(renamed),
    )
    for name in ("authors", "authorships", "identifiers", "contexts"):
        tables[name] = getattr(snapshot, name)
    tables["authorships"] = tables["authorships"].iloc[:0]
    tables["coverage"] = tables["coverage"].iloc[:0]
    drawing = evolution(Snapshot(tables, snapshot.manifest))
    assert len(drawing.numbers) == 0
    assert "59 listed papers without a year cannot be placed." in drawing.notes
    assert drawing.alt.startswith("An empty time axis")
    assert not [
        mark for _, mark in drawing.marks() if isinstance(mark, Text) and mark.role == "name"
    ]


def test_likely_forebears_are_dotted_and_no_parents() -> None:
    drawing, found = _drawn(), kdgraph.likely_forebears(_snapshot())
    assert set(_curves(drawing, "likely forebear")) == set(found.named.items())
    dashes = {
        mark.role: mark.dash
        for _, mark in drawing.marks()
        if isinstance(mark, Curves) and mark.role != "legend"
    }
    assert [role for role, dash in dashes.items() if dash == "dotted"] == ["likely forebear"]
    numbers = drawing.numbers.set_index("paper_id")
    assert numbers.loc[found.named.index, "parent_id"].isna().all()
    assert numbers["likely_forebear_id"].dropna().to_dict() == found.named.to_dict()
    assert numbers.loc[found.named.index, "inferred"].str.startswith("inferred: ").all()
    assert any(found.measured in note for note in drawing.notes)
    assert f"Dotted, {len(found.named)} papers" in drawing.caption
    (key,) = [key for key in _words(drawing) if "inferred" in key]
    assert key == "likely forebear, inferred"


def test_likely_forebears_can_be_left_out() -> None:
    drawing = kdgraph.draw("evolution", _snapshot(), inferred=False)
    assert not _curves(drawing, "likely forebear")
    assert drawing.numbers["likely_forebear_id"].isna().all()
    assert "otted" not in " ".join([drawing.caption, drawing.alt, *drawing.notes])
    assert not [key for key in _words(drawing) if "inferred" in key]


def test_a_likely_forebear_makes_no_circle() -> None:
    ids = ["a", "b", "c"]
    frame = pd.DataFrame(
        {
            "parent_id": pd.Series([None, "a", None], index=ids, dtype="str"),
            "likely_forebear_id": pd.Series(["c", None, "b"], index=ids, dtype="str"),
            "not_inferred": pd.Series([None, None, None], index=ids, dtype="str"),
        }
    )
    _break_circles(frame)
    assert frame["likely_forebear_id"].dropna().to_dict() == {"a": "c"}
    assert frame["not_inferred"].dropna().index.tolist() == ["c"]


def _words(drawing: Drawing) -> list[str]:
    return [
        text
        for _, mark in drawing.marks()
        if isinstance(mark, Text) and mark.role == "legend"
        for text in mark.text
    ]
