"""The timeline counts every dated paper once, in its year and section, and says what is undated."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest

import kdgraph
from kdgraph.errors import InputError
from kdgraph.figures import Drawing
from kdgraph.figures.canvas.marks import Bars, Text
from kdgraph.figures.timeline import timeline
from kdgraph.graph.snapshot import Snapshot
from kdgraph.testing import literatures


@cache
def _snapshot() -> Snapshot:
    return kdgraph.embedded()


@cache
def _drawn(width: float = 7.0) -> Drawing:
    return timeline(_snapshot(), width=width)


def _bars(drawing: Drawing, panel_name: str) -> list[Bars]:
    (panel,) = [panel for panel in drawing.panels if panel.name == panel_name]
    return [mark for mark in panel.marks if isinstance(mark, Bars)]


@pytest.mark.parametrize("literature", ["plain", "hard"])
@pytest.mark.parametrize("width", [3.3, 7.0])
def test_every_dated_paper_is_in_one_bar_and_the_others_are_counted(
    literature: str, width: float
) -> None:
    snapshot = _snapshot() if literature == "plain" else literatures.hard()
    drawing = timeline(snapshot, width=width)
    bars = _bars(drawing, "list") + _bars(drawing, "others")
    ids = [one for mark in bars for group in mark.papers for one in group]
    dated = snapshot.papers.index[snapshot.papers["year"].notna()]
    assert sorted(ids) == sorted(dated)
    said = [int(note.split()[0]) for note in drawing.notes if "without a year" in note]
    assert sum(said) == len(snapshot.papers) - len(dated)
    for mark in bars:
        heights = mark.top - mark.bottom
        assert heights.tolist() == [len(group) for group in mark.papers]
    assert drawing.numbers["papers"].sum() == len(dated)


def test_bars_stand_on_one_another_in_the_order_of_the_list() -> None:
    stacks = _bars(_drawn(), "list")
    listed = _snapshot().reading_list.sections()
    present = [mark.words[0].rpartition(", 2")[0] for mark in stacks]
    assert present == [name for name in listed.order if name in present]
    years = _snapshot().papers["year"]
    first = int(str(_drawn().facts["since"]))
    top: dict[float, float] = {}
    for mark, name in zip(stacks, present, strict=True):
        for left, bottom, high, ids in zip(
            mark.left, mark.bottom, mark.top, mark.papers, strict=True
        ):
            assert bottom == top.get(float(left), 0.0)
            top[float(left)] = float(high)
            assert set(listed.section.loc[list(ids)]) == {name}
            assert {max(int(years[one]), first) for one in ids} == {first + int(left)}


def test_sections_have_colour_and_where_colours_come_again_filling_of_their_own() -> None:
    looks = [(mark.ink, mark.hatch) for mark in _bars(_drawn(), "list")]
    assert looks[0] == ("series:0", "")
    assert len(set(looks)) == len(looks)
    assert {hatch for _, hatch in looks} == {""}, "colours are enough for eight sections"
    many = [(mark.ink, mark.hatch) for mark in _bars(timeline(literatures.hard()), "list")]
    assert len(set(many)) == len(many)
    assert any(hatch for _, hatch in many)


@pytest.mark.parametrize("name", ["list", "others"])
def test_numbers_stand_on_the_bars(name: str) -> None:
    drawing = _drawn()
    (panel,) = [panel for panel in drawing.panels if panel.name == name]
    (numbers,) = [m for m in panel.marks if isinstance(m, Text) and m.role == "number"]
    top: dict[float, float] = {}
    for mark in _bars(drawing, name):
        middle = (mark.left + mark.right) / 2
        for x, high in zip(middle, mark.top, strict=True):
            top[round(float(x), 6)] = max(float(high), top.get(round(float(x), 6), 0.0))
    assert {round(float(x), 6): float(y) for x, y in zip(numbers.x, numbers.y, strict=True)} == top
    assert [float(text.replace(",", "")) for text in numbers.text] == numbers.y.tolist()


def test_the_oldest_share_the_first_bar_and_the_note_says_so() -> None:
    drawing = _drawn()
    year = _snapshot().papers["year"]
    assert any(re.match(r"The first bar holds 91 papers .* back to 1949", n) for n in drawing.notes)
    assert int((year < 2013).sum()) == 91
    (panel,) = [panel for panel in drawing.panels if panel.name == "others"]
    assert panel.x.ticks[0][1] == "≤ 2013"
    assert "from 2013 (with all earlier ones) to 2026" in drawing.caption


def test_a_long_stretch_without_papers_of_the_list_takes_no_room() -> None:
    """The list has one paper of 2006 and then none before 2014: it shares the first bar."""
    (oldest,) = [mark for mark in _bars(_drawn(), "list") if "and before" in mark.words[0]]
    assert oldest.papers[0] == ("doi:10.1145/1150402.1150464",)
    held = {round(float(x)) for mark in _bars(_drawn(), "list") for x in mark.left + 0.11}
    assert held == set(range(14)) - {13}, "from 2013 to 2025 a year without a gap"


def test_years_are_as_wide_whether_empty_or_not() -> None:
    for mark in _bars(_drawn(), "others"):
        np.testing.assert_allclose(mark.right - mark.left, 0.78)
        assert np.allclose((mark.left + mark.right) / 2 % 1, 0.5)


def test_fewer_sections_of_their_own_join_the_others() -> None:
    drawing = timeline(_snapshot(), top=2)
    inks = [mark.ink for mark in _bars(drawing, "list")]
    assert inks == ["series:2", "series:3", "muted"], "the two largest, and all others"
    assert "6 smaller sections joined as one." in drawing.notes
    assert sum(len(g) for mark in _bars(drawing, "list") for g in mark.papers) == 59


def test_a_section_leaves_the_rest_of_the_list_to_the_corpus() -> None:
    drawing = timeline(_snapshot(), section="feature")
    assert drawing.facts["listed"] == "13 papers"
    assert drawing.facts["others"] == f"{len(_snapshot().papers) - 13:,} papers"
    assert [mark.ink for mark in _bars(drawing, "list")] == ["series:3"]


def test_entries_without_a_paper_are_counted_and_a_wrong_wish_is_refused() -> None:
    assert "1 entry of the list matched to no paper." in timeline(literatures.hard()).notes
    with pytest.raises(InputError, match="top"):
        timeline(_snapshot(), top=0)
    with pytest.raises(InputError, match="section"):
        timeline(_snapshot(), section="no such thing")
