"""The flow figure: dots and rings are what the analysis counts and expects."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest

import kdgraph
from kdgraph.analysis.groups.flow import section_flow
from kdgraph.errors import InputError
from kdgraph.figures import Drawing
from kdgraph.figures.canvas.marks import Bars, Curves, Points, Text
from kdgraph.figures.flow import SectionGrid, flow
from kdgraph.testing import literatures
from tests.analysis.groups.worlds import Listed, listed_snapshot

# a1, a2 are old, the references of d1 nobody read, e1 has no year
_LIST: Listed = {
    "a1": ("A", 2000, "complete"),
    "a2": ("A", 2001, "complete"),
    "b1": ("B", 2005, "complete"),
    "b2": ("B", 2006, "complete"),
    "b3": ("B", 2006, "complete"),
    "d1": ("D", 2010, "not asked"),
    "e1": ("B", None, "complete"),
}
_PAIRS = [("b1", "a1"), ("b2", "a1"), ("b3", "a1"), ("b3", "a2"), ("b3", "b1"), ("d1", "a1")]


@cache
def _drawn(width: float = 7.0) -> Drawing:
    return flow(listed_snapshot(_LIST, _PAIRS), width=width)


def _dots(drawing: Drawing) -> Any:
    (found,) = [m for _, m in drawing.marks() if isinstance(m, Points) and m.role == "citations"]
    return found


def _found(drawing: Drawing, role: str, kind: type) -> list[tuple[str, ...]]:
    return [
        papers
        for _, mark in drawing.marks()
        if isinstance(mark, kind) and mark.role == role
        for papers in mark.papers
    ]


def test_the_numbers_are_those_of_the_analysis() -> None:
    found = section_flow(kdgraph.embedded())
    pd.testing.assert_frame_equal(flow(kdgraph.embedded()).numbers, found.flow)


def test_a_dot_has_the_area_of_its_citations_and_opens_their_papers() -> None:
    dots = _dots(_drawn())
    sizes = dict(zip(dots.papers, dots.size, strict=True))
    assert set(sizes) == {("b1", "b2", "b3", "a1", "a2"), ("b3", "b1")}
    assert sizes["b1", "b2", "b3", "a1", "a2"] / sizes["b3", "b1"] == pytest.approx(2.0)  # 4 : 1
    words = [m for _, m in _drawn().marks() if isinstance(m, Text) and m.role == "citations"]
    assert sorted(words[0].text) == ["0", "0", "0", "0", "1", "4"]


def test_dots_stand_in_the_row_of_the_citing_and_the_column_of_the_cited() -> None:
    dots = _dots(_drawn())
    by_papers = {papers: (x, y) for papers, x, y in zip(dots.papers, dots.x, dots.y, strict=True)}
    to_a, to_b = by_papers["b1", "b2", "b3", "a1", "a2"], by_papers["b3", "b1"]
    assert to_a[1] == to_b[1]  # both are cited by B
    assert to_a[0] < to_b[0]


def test_a_ring_has_the_area_of_the_expected_citations() -> None:
    (rings,) = [m for _, m in _drawn().marks() if isinstance(m, Curves) and m.role == "expected"]
    dots = _dots(_drawn())
    expected = _drawn().numbers.set_index(["citing_section", "cited_section"])["expected"]
    size = dict(zip(dots.papers, dots.size, strict=True))["b1", "b2", "b3", "a1", "a2"]
    path = rings.paths[rings.papers.index(("b1", "b2", "b3", "a1", "a2"))]
    assert np.ptp(path[:, 0]) == pytest.approx(size * (expected["B", "A"] / 4) ** 0.5)


def _clique(size: int) -> tuple[Listed, list[tuple[str, str]]]:
    """Return two schools of so many papers a year that cite within themselves alone."""
    listed: Listed = {
        f"{school}{year}{n}": (school.upper(), 2000 + year, "complete")
        for school in "xy"
        for year in range(2)
        for n in range(size)
    }
    pairs = [
        (one, other)
        for one in listed
        for other in listed
        if one[0] == other[0] and one[1] > other[1]
    ]
    return listed, pairs


def test_only_what_the_null_model_rules_out_is_coloured() -> None:
    drawing = flow(listed_snapshot(*_clique(6)))
    numbers = drawing.numbers.astype({"observed": int, "low": int, "high": int})
    assert numbers["observed"].tolist() == [36, 0, 0, 36]
    assert (numbers["observed"] > numbers["high"]).tolist() == [True, False, False, True]
    assert (numbers["observed"] < numbers["low"]).tolist() == [False, True, True, False]
    assert all(ink.startswith("balance:") for ink in _dots(drawing).ink)
    (rings,) = [m for _, m in drawing.marks() if isinstance(m, Curves) and m.role == "expected"]
    # where there is no dot, the ring has its colour
    assert sorted(rings.ink) == ["balance:-0.75", "balance:-0.75", "ink", "ink"]
    assert drawing.facts["outside"] == 4
    assert "More than chance explains: 2 cells" in drawing.alt
    assert "Fewer than chance explains: 2 cells" in drawing.alt


def test_a_difference_within_the_interval_is_grey_however_many_citations_it_is() -> None:
    listed, pairs = _clique(6)
    across = [
        (one, other)
        for one in listed
        for other in listed
        if one[0] != other[0] and one[1] > other[1]
    ]
    drawing = flow(listed_snapshot(listed, pairs[::2] + across[1::2][:28]))
    numbers = drawing.numbers.astype({"observed": float, "expected": float})
    assert (numbers["observed"] - numbers["expected"]).abs().max() >= 1.0
    assert set(_dots(drawing).ink) == {"faint"}
    assert drawing.facts["outside"] == 0
    assert drawing.alt.endswith("No cell differs from chance.")
    assert {key.words for key in drawing.keys} == {"citations", "expected"}


def test_what_was_not_read_is_covered_and_said() -> None:
    covered = [m for _, m in _drawn().marks() if isinstance(m, Bars) and m.role == "not read"]
    assert [mark.words for mark in covered] == [("D: none of its reference lists was read",)]
    said = [m for _, m in _drawn().marks() if isinstance(m, Text) and m.role == "section, more"]
    assert said[0].text == ("2 of 2 read", "3 of 4 read", "0 of 1 read")
    assert _drawn().numbers.query("citing_section == 'D'")["observed"].isna().all()
    notes = " ".join(_drawn().notes)
    assert "1 listed paper without a year, left out." in notes
    assert "1 citation by papers whose lists were not read as a whole, left out." in notes


def test_a_section_leaves_the_cells_of_others_empty() -> None:
    snapshot = listed_snapshot(_LIST, _PAIRS)
    drawing = flow(snapshot, section="A")
    pairs = drawing.numbers[["citing_section", "cited_section"]]
    assert (pairs == "A").any(axis=1).all()
    assert "Cells between other sections than those asked for are empty." in drawing.notes
    assert _found(drawing, "citations", Points) == [("b1", "b2", "b3", "a1", "a2")]


def test_so_many_sections_with_most_citations() -> None:
    drawing = flow(listed_snapshot(_LIST, _PAIRS), top=2)
    assert set(drawing.numbers["citing_section"]) == {"A", "B"}
    assert "1 section not shown: fewer citations." in drawing.notes
    with pytest.raises(InputError, match="top=0"):
        flow(listed_snapshot(_LIST, _PAIRS), top=0)


def test_years_between_stand_below_where_there_is_room() -> None:
    wide = [m for _, m in _drawn().marks() if isinstance(m, Text) and m.role == "expected"]
    assert any(line.endswith(" y") for line in wide[0].text)
    names = [f"A rather long section {n}" for n in range(9)]
    grid = SectionGrid(
        names=names,
        kinds={name: n for n, name in enumerate(names)},
        below=dict.fromkeys(names, "1 of 1 read"),
        heights=dict.fromkeys(names, 20.0),
        page=3.3 * 72,
    )
    assert grid.right <= 3.3 * 72
    edges = [grid.row(name) for name in names]
    assert all(upper[0] == lower[1] for upper, lower in pairwise(edges))
    assert all(high - low >= 20.0 for low, high in edges)


def test_the_arcs_are_those_counted() -> None:
    found = section_flow(kdgraph.embedded())
    counted = found.arcs.groupby(["citing_section", "cited_section"]).size()
    observed = found.flow.set_index(["citing_section", "cited_section"])["observed"]
    assert counted.to_dict() == observed[observed > 0].to_dict()
    known = set(
        zip(*(kdgraph.embedded().citations[end] for end in ("citing_id", "cited_id")), strict=True)
    )
    assert set(zip(found.arcs["citing_id"], found.arcs["cited_id"], strict=True)) <= known


def test_a_caption_without_citations_explains_no_signs() -> None:
    drawing = flow(literatures.unconnected())
    assert drawing.caption == (
        "Citations between 3 sections of the list: none is known. The reference lists of 8 of 12 "
        "papers were read."
    )
