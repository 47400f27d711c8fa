"""The spectrum says what the analysis counts, at the heights of square roots."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from pandas.testing import assert_frame_equal

import kdgraph
from kdgraph.errors import InputError
from kdgraph.figures import Drawing
from kdgraph.figures.canvas.boxes import collisions
from kdgraph.figures.canvas.marks import Bars, Curves, Mark, Text
from kdgraph.figures.rpys import rpys
from kdgraph.graph.citation import citation_graph
from kdgraph.graph.snapshot import Snapshot
from kdgraph.testing import toys


@cache
def _drawn(width: float = 7.0) -> Drawing:
    return rpys(kdgraph.embedded(), width=width)


def _mark(drawing: Drawing, role: str) -> Mark:
    (found,) = [mark for _, mark in drawing.marks() if mark.role == role]
    return found


def test_numbers_are_those_of_the_analysis() -> None:
    expected = kdgraph.rpys(kdgraph.embedded().citation_graph()).frame.reset_index()
    assert_frame_equal(_drawn().numbers[list(expected.columns)], expected)
    assert f"{expected['references'].sum():,} references" in _drawn().caption


def test_bars_and_median_have_the_heights_of_square_roots() -> None:
    numbers = _drawn().numbers.set_index("year")
    bars, median = _mark(_drawn(), "references"), _mark(_drawn(), "median")
    assert isinstance(bars, Bars)
    assert isinstance(median, Curves)
    years = np.rint((bars.left + bars.right) / 2).astype(int)
    unit = np.sqrt(numbers["references"].max()) / bars.top.max()
    drawn = numbers.reindex(years)
    assert bars.top * unit == pytest.approx(np.sqrt(drawn["references"]))
    levels = median.paths[0][::2, 1] * unit
    assert levels == pytest.approx(np.sqrt(drawn["median"]))


def test_deviations_point_up_where_above_the_median_and_down_where_below() -> None:
    numbers = _drawn().numbers.set_index("year")
    bars = _mark(_drawn(), "deviation")
    assert isinstance(bars, Bars)
    years = np.rint((bars.left + bars.right) / 2).astype(int)
    deviation = numbers.loc[years, "deviation"].to_numpy()
    assert np.array_equal(np.sign(bars.top + bars.bottom), np.sign(deviation))
    ratio = (bars.top + bars.bottom)[deviation != 0] ** 2 / np.abs(deviation[deviation != 0])
    assert ratio == pytest.approx(ratio[0])


def test_peaks_are_above_their_median_and_not_less_so_than_the_years_beside() -> None:
    numbers = _drawn().numbers
    deviation = numbers["deviation"].tolist()
    peaks = [
        year
        for n, year in enumerate(numbers["year"])
        if deviation[n] > 0
        and all(deviation[n] >= other for other in deviation[max(n - 1, 0) : n + 2])
    ]
    assert numbers.loc[numbers["peak"], "year"].tolist() == peaks


def test_labels_name_the_paper_that_makes_the_peak_with_its_share() -> None:
    text, leaders = _mark(_drawn(), "peak"), _mark(_drawn(), "leader")
    assert isinstance(text, Text)
    assert isinstance(leaders, Curves)
    numbers = _drawn().numbers.set_index("year")
    assert len(text) >= 8
    for words, papers, path in zip(text.text, text.papers, leaders.paths, strict=True):
        row = numbers.loc[int(path[0, 0])]
        assert papers == (row["top_id"],)
        assert words == f"{row['top_name']}, {row['top_share']:.0%}"
        assert row["peak"]


def test_top_labels_the_highest_peaks_and_counts_the_others() -> None:
    drawing = rpys(kdgraph.embedded(), top=3)
    text = _mark(drawing, "peak")
    assert isinstance(text, Text)
    peaks = drawing.numbers[drawing.numbers["peak"]].nlargest(3, "deviation")
    assert {papers[0] for papers in text.papers} == set(peaks["top_id"])
    shown = int((drawing.numbers["peak"]).sum()) - 1  # that of 1949 is not drawn
    assert f"{shown - 3} lesser peaks without a label." in drawing.notes
    assert "1 reference to papers from before 1977 not drawn, with 1 peak." in drawing.notes
    with pytest.raises(InputError, match="top=0"):
        rpys(kdgraph.embedded(), top=0)


def test_rare_old_years_are_left_out_and_counted() -> None:
    bars = _mark(_drawn(), "references")
    assert isinstance(bars, Bars)
    assert round(float(bars.left[0] + 0.4)) == 1977
    assert "1 reference to papers from before 1977 not drawn, with 1 peak." in _drawn().notes


def test_section_takes_only_the_references_of_its_papers() -> None:
    snapshot = kdgraph.embedded()
    drawing = rpys(snapshot, section="pioneering")
    inside = snapshot.matches.loc[
        snapshot.entries.index[snapshot.entries["section"] == "Pioneering Papers"], "paper_id"
    ]
    citations = snapshot.citations
    chosen = citations[citations["citing_id"].isin(inside)]
    expected = kdgraph.rpys(citation_graph(snapshot.papers, chosen)).frame
    assert drawing.numbers["references"].sum() == expected["references"].sum() == len(chosen) > 0
    assert "in the section “Pioneering Papers”" in drawing.caption


def test_references_to_undated_papers_are_counted() -> None:
    frames = toys.frames()
    frames["papers"].loc["a", ["year", "first_year"]] = None
    drawing = rpys(Snapshot(frames, toys.MANIFEST))
    assert "3 references to papers without a year left out." in drawing.notes


@pytest.mark.parametrize("width", [2.5, 3.3, 12.0])
def test_labels_stand_free_at_any_width(width: float) -> None:
    assert collisions(_drawn(width)) == []


def test_the_alternative_text_names_the_main_peaks_that_are_labelled() -> None:
    text = _mark(_drawn(), "peak")
    assert isinstance(text, Text)
    labelled = {papers[0] for papers in text.papers}
    peaks = _drawn().numbers[_drawn().numbers["top_id"].isin(labelled) & _drawn().numbers["peak"]]
    main = peaks.nlargest(3, "deviation")
    one, two, three = (f"{row.year} ({row.top_name})" for row in main.itertuples())
    assert f"the main peaks are {one}, {two} and {three}." in _drawn().alt
