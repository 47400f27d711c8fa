"""What groups prints: numbers beside their meaning, cut to the width, nothing left unsaid."""

from __future__ import annotations

from dataclasses import replace

import pytest

import kdgraph
from kdgraph.cli.commands import groups
from kdgraph.cli.views import print_answer
from tests.analysis.groups.test_front_papers import SNAPSHOT as FRONTS
from tests.analysis.groups.test_overview import schools
from tests.analysis.groups.worlds import Listed, listed_snapshot

Capture = pytest.CaptureFixture[str]


def printed(capture: Capture) -> str:
    """Return what was printed, with single spaces."""
    return " ".join(capture.readouterr().out.split())


def test_groups_stand_with_their_sections_papers_and_sweep(capsys: Capture) -> None:
    view = schools()
    found = kdgraph.communities(view, resolution=1)
    print_answer(found, groups.show_groups(found), view)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Groups of papers: 26 of 27 papers in 2 groups; 2 shown"
    text = " ".join(" ".join(lines).split())
    assert "0 14 2 hints" in text
    assert "Hints 2; Flows / Old 1" in text
    assert "2001* h00 h00" in text
    assert "over 4 listed papers in groups (1 more in none): adjusted Rand" in text
    assert "<- chosen" in text
    assert "in no group: 1 paper without any citation here" in text
    assert "in groups: 22 without a year, 0 without a text" in text
    assert "of 7 entries of the list 1 have no paper here, 1 repeat a paper" in text
    assert "the reference lists of 3 of 27 papers were read" in text
    assert "Leiden algorithm" in text
    assert max(map(len, lines)) <= 100


def test_a_long_title_is_cut_and_its_id_is_not(capsys: Capture) -> None:
    title = "A very long title " * 12
    pairs = [("b", "doi:10.1109/cvpr.2016.90"), ("c", "doi:10.1109/cvpr.2016.90"), ("b", "c")]
    papers = [{"paper_id": "doi:10.1109/cvpr.2016.90", "title": title, "year": 2016}]
    listed: Listed = {"b": ("A", 2020, "complete"), "c": ("A", 2019, "complete")}
    view = listed_snapshot(listed, pairs, papers=papers)
    found = kdgraph.communities(view, resolution=0.5)
    print_answer(found, groups.show_groups(found), view)
    [line] = [line for line in capsys.readouterr().out.splitlines() if "doi:" in line]
    assert line.split()[0] == "2016"
    assert "… doi:10.1109/cvpr.2016.90" in line
    assert len(line) <= 100


@pytest.mark.parametrize("resolution", [None, 1e9])
def test_where_there_is_no_group_it_says_why(capsys: Capture, resolution: float | None) -> None:
    view = schools() if resolution else schools().as_of(1990)
    found = kdgraph.communities(view, resolution=resolution)
    print_answer(found, groups.show_groups(found), view)
    text = printed(capsys)
    dense = " 1e+09 times as densely" if resolution else ""
    assert f"no two papers here are linked by citations{dense}." in text
    assert "undefined with 0 listed papers in groups" in text
    assert "nan" not in text


def test_agreement_tells_where_the_papers_of_a_section_are(capsys: Capture) -> None:
    view = schools()
    found = kdgraph.communities(view, resolution=1, top=2)
    print_answer(found, groups.show_agreement(found), view)
    text = printed(capsys)
    assert "Hints: 2 papers in 1 group 2 in group 0 (14 papers): " in text
    assert "Flows / Old: 1 paper in 1 group 1 in group 1 (12 papers): " in text
    assert "Alone: 0 papers in 0 groups, 1 in none" in text
    assert "1 more row, with 1 paper, not shown (--top)" in text


FLOW: Listed = {
    "a": ("Deep / Old", 2000, "complete"),
    "b": ("Deep / New", 2005, "capped"),
    "c": ("Deep / New", 2006, "complete"),
    "d": ("Unread", 2010, None),
    "e": ("Silent", 1990, "complete"),
}


def test_flow_has_a_table_for_each_section_that_cites(capsys: Capture) -> None:
    view = listed_snapshot(FLOW, [("b", "a"), ("c", "a"), ("c", "b"), ("a", "c")])
    found = kdgraph.section_flow(view)
    print_answer(found, groups.show_flow(found, top=1, as_of=None), view)
    text = printed(capsys)
    assert "3 among 5 papers" in text
    assert "A ratio above 1 means" in text
    heading = "Deep / New (2 papers), the references of 2 known (1 in part), cites"
    assert f"{heading} citations expected ratio lag section 2 2.0 1.00 5.5 Deep / Old" in text
    assert "Unread (1 paper): no reference list was read, so what it cites is not known" in text
    assert "Silent (1 paper), the references of 1 known, cites nothing to show here" in text
    assert "1 more row, with 1 citation, not shown (--top)" in text
    assert "left out: 1 citation of a younger paper" in text
    assert "10 other pairs of sections have no citation" in text


def test_a_section_below_the_cut_is_not_said_to_cite_nothing(capsys: Capture) -> None:
    listed = {**FLOW, "f": ("Late", 2011, "complete")}
    view = listed_snapshot(listed, [("b", "a"), ("c", "a"), ("c", "b"), ("f", "a")])
    found = kdgraph.section_flow(view)
    print_answer(found, groups.show_flow(found, top=1, as_of=None), view)
    assert "Late (1 paper), the references of 1 known, cites 1 section, 1 time" in printed(capsys)


@pytest.mark.parametrize(("expected", "shown"), [(0.5, 1), (0.499, 0)])
def test_a_pair_without_a_citation_is_shown_from_half_an_expected_one_on(
    expected: float, shown: int, capsys: Capture
) -> None:
    view = listed_snapshot(FLOW, [("b", "a"), ("c", "a"), ("c", "b"), ("a", "c")])
    found = kdgraph.section_flow(view)
    flow = found.flow.copy()
    silent = flow.index[flow["observed"] == 0]
    assert len(silent) > 1
    flow.loc[silent, "expected"] = 0.1
    flow.loc[silent[0], "expected"] = expected
    print_answer(found, groups.show_flow(replace(found, flow=flow), 100, None), view)
    assert f"{len(silent) - shown} other pair" in printed(capsys)


def test_three_papers_stand_for_a_group(capsys: Capture) -> None:
    view = schools()
    found = kdgraph.communities(view, resolution=1)
    papers = found.central.loc[found.central["group"] == 0, "paper_id"].astype(str).tolist()
    assert len(papers) > 3
    print_answer(found, groups.show_groups(found), view)
    words = printed(capsys).replace("*", " ").split()
    assert [name in words for name in papers[:4]] == [True, True, True, False]


def test_fronts_have_their_span_growth_and_papers(capsys: Capture) -> None:
    found = kdgraph.research_fronts(FRONTS, resolution=1, section="young")
    print_answer(found, groups.show_fronts(found), FRONTS)
    text = printed(capsys)
    assert "2 among 12 papers of 2016 to 2021" in text
    assert "of these 1 with papers listed there, or building on some; 1 shown" in text
    assert "papers listed 2016-2018 2019-2021 expected growth about" in text
    assert "6 1 0 6 6.0 1.00" in text
    assert "6 2001* u u" in text
    assert "most central papers" in text


def test_similar_papers_say_what_the_numbers_are_of(capsys: Capture) -> None:
    view = listed_snapshot(FLOW, [("b", "a"), ("c", "a"), ("c", "b"), ("d", "b"), ("d", "a")])
    found = kdgraph.similar_papers(view, "a", section="new")
    print_answer(found, groups.show_similar(found), view)
    text = printed(capsys)
    assert "cited by 3 papers here, 1 other paper with any of these in common" in text
    assert "1 2 2 2005* b b" in text
    found = kdgraph.similar_papers(view, "d", kind="coupling", top=1)
    print_answer(found, groups.show_similar(found), view)
    text = printed(capsys)
    assert "cites 2 papers here" in text
    assert "the reference list of this paper was not read" in text


def test_a_title_or_a_heading_is_no_markup(capsys: Capture) -> None:
    listed: Listed = {
        "a": ("[red]Old[/]", 2000, "complete"),
        "b": ("[red]Old[/]", 2001, "complete"),
        "c": ("New", 2002, "complete"),
    }
    view = listed_snapshot(listed, [("b", "a"), ("c", "a"), ("c", "b")])
    found = kdgraph.communities(view, resolution=0.5, section="[red]")
    print_answer(found, groups.show_groups(found), view)
    print_answer(found, groups.show_agreement(found), view)
    flow = kdgraph.section_flow(view)
    print_answer(flow, groups.show_flow(flow, top=9, as_of=None), view)
    assert capsys.readouterr().out.count("[red]Old[/]") >= 4
