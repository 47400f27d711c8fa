"""Milestones: lanes, sizes, lines and bursts are those of the analyses, and the best is named."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import kdgraph
from kdgraph.errors import InputError
from kdgraph.figures import Drawing
from kdgraph.figures.canvas.boxes import collisions
from kdgraph.figures.canvas.making import make_figures
from kdgraph.figures.canvas.marks import Bars, Curves, Mark, Points, Text, spread
from kdgraph.figures.canvas.verifying import verify
from kdgraph.graph.snapshot import Snapshot
from kdgraph.testing import literatures
from tests.graph.test_scope import made


def milestones(snapshot: Snapshot, **options: Any) -> Drawing:
    return kdgraph.draw("milestones", snapshot, **{"width": 7.0, **options})


@cache
def _snapshot() -> Snapshot:
    return kdgraph.embedded()


@cache
def _drawn(width: float = 7.0) -> Drawing:
    return milestones(_snapshot(), width=width)


def _of(drawing: Drawing, role: str) -> list[Mark]:
    return [mark for _, mark in drawing.marks() if mark.role == role]


def _dots(drawing: Drawing) -> Points:
    (dots,) = _of(drawing, "paper")
    assert isinstance(dots, Points)
    return dots


def test_area_is_the_mean_normalised_score_up_to_a_limit_that_is_told() -> None:
    drawing = _drawn()
    dots = _dots(drawing)
    field = _snapshot().within("field").citation_graph()
    score = kdgraph.MEASURES["mean_normalised"](field)["score"]
    sizes = dict(zip((one for (one,) in dots.papers), spread(dots.size, len(dots)), strict=True))
    least, most = min(sizes.values()), max(sizes.values())
    between = {one: size for one, size in sizes.items() if least < size < most}
    assert len(between) > 20
    ratio = {round(size**2 / score[one], 6) for one, size in between.items()}
    assert len(ratio) == 1, "area is not proportional to the score"
    largest = [one for one, size in sizes.items() if size == most]
    assert all(score[one] >= most**2 / ratio.pop() for one in largest[:1])
    assert f"{len(largest)} papers cited more than" in " ".join(drawing.notes)
    assert drawing.facts["times"] == f"{score[list(sizes)].max():.1f}"


def test_each_paper_stands_in_the_lane_of_its_section_at_its_time() -> None:
    drawing = _drawn()
    section = _snapshot().reading_list.sections().section
    table = drawing.numbers.set_index("paper_id")
    assert table["lane"].to_dict() == section.loc[table.index].to_dict()
    dots = _dots(drawing)
    (labels,) = [mark for mark in _of(drawing, "lane") if isinstance(mark, Text)]
    edges = sorted({float(path[0, 1]) for mark in _of(drawing, "lane") if isinstance(mark, Curves)
                    for path in mark.paths}, reverse=True)  # fmt: skip
    words: dict[int, str] = {}
    for text, y in zip(labels.text, labels.y.tolist(), strict=True):
        lane = sum(edge > y for edge in edges) - 1
        words[lane] = f"{words.get(lane, '')} {text}".strip()
    for (paper,), y in zip(dots.papers, dots.y.tolist(), strict=True):
        assert words[sum(edge > y for edge in edges) - 1] == section[paper]
    order = np.argsort(dots.x, kind="stable")
    time = table["time"].to_dict()
    times = [time[dots.papers[place][0]] for place in order]
    assert times == sorted(times)


@pytest.mark.parametrize("width", [3.3, 84 / 25.4, 5.5, 7.0])
def test_the_best_of_each_lane_has_its_name_first(width: float) -> None:
    drawing = _drawn(width)
    assert collisions(drawing) == []
    table = drawing.numbers
    for lane, papers in table.groupby("lane"):
        best = papers.sort_values("mean_normalised", ascending=False).iloc[0]
        assert best["named"], f"the best of {lane} has no name"
    named, missing = int(table["named"].sum()), int((~table["named"] & table["drawn"]).sum())
    written = [
        text for mark in _of(drawing, "name") if isinstance(mark, Text) for text in mark.text
    ]
    assert len(written) == named == drawing.facts["named"]
    told = re.search(r"(\d+) names? found no room", " ".join(drawing.notes))
    assert (int(told[1]) if told else 0) == missing
    assert named + missing == 59


def test_lines_are_the_parents_and_the_likely_forebears() -> None:
    drawing = _drawn()
    parents = kdgraph.primary_parents(_snapshot())["parent_id"].dropna().to_dict()
    likely = kdgraph.likely_forebears(_snapshot()).named.to_dict()
    drawn: dict[str, set[tuple[str, str]]] = {}
    for _, mark in drawing.marks():
        if isinstance(mark, Curves) and mark.papers:
            drawn.setdefault(mark.dash, set()).update((a, b) for a, b in mark.papers)
    assert drawn["solid"] == set(parents.items())
    assert drawn["dotted"] == {(a, b) for a, b in likely.items() if a not in parents}
    without = milestones(_snapshot(), width=3.3, inferred=False)
    assert "dotted" not in {
        m.dash for _, m in without.marks() if isinstance(m, Curves) and m.papers
    }
    assert "ikely" not in without.caption


def test_bursts_stand_below_their_papers_over_their_years() -> None:
    drawing = _drawn()
    (bars,) = _of(drawing, "burst")
    assert isinstance(bars, Bars)
    field = _snapshot().within("field").citation_graph()
    runs = kdgraph.MEASURES["burst"](field, states=4)["bursts"]
    wanted = {
        (one, first, last)
        for one in drawing.numbers["paper_id"]
        for first, last, *_ in runs.get(one, [])
    }
    said = set()
    for (paper,), words in zip(bars.papers, bars.words, strict=True):
        found = re.search(r"citations (\d{4})(?:\N{EN DASH}(\d{4}))?,", words)
        assert found is not None, words
        said.add((paper, int(found[1]), int(found[2] or found[1])))
    assert said == wanted
    assert len(said) == 9
    dots = _dots(drawing)
    y = {paper: height for (paper,), height in zip(dots.papers, dots.y.tolist(), strict=True)}
    assert all(y[one] - 6 < top < y[one] for (one,), top in zip(bars.papers, bars.top, strict=True))


def test_hollow_is_a_paper_whose_list_was_not_read() -> None:
    dots = _dots(_drawn())
    coverage = _snapshot().coverage
    state = coverage[coverage["direction"] == "references"].set_index("paper_id")["state"]
    for (paper,), filled in zip(dots.papers, spread(dots.filled, len(dots)), strict=True):
        assert filled == (state.get(paper) in ("complete", "capped"))


def test_lanes_of_groups_hold_papers_beside_the_list() -> None:
    drawing = milestones(_snapshot(), by="group")
    assert collisions(drawing) == []
    groups = kdgraph.communities(_snapshot().within("field"))
    table = drawing.numbers.set_index("paper_id")
    assert not set(table.index) <= set(_snapshot().reading_list.papers)
    of_lane = groups.papers["group"].reindex(table.index).groupby(table["lane"]).nunique()
    assert set(of_lane) == {1}
    assert re.search(r"\d+ papers left out; the best of each lane", " ".join(drawing.notes))
    assert any(key.words == "not on the list" for key in drawing.keys)


def _many(sections: int, each: int, year: int = 2020) -> Snapshot:
    """Return a list of so many sections, all cited by one another's first papers."""
    ids = [f"p{section:02}-{n:02}" for section in range(sections) for n in range(each)]
    snapshot = made(ids, {one: ids[max(0, n - 3) : n] for n, one in enumerate(ids)})
    frames = snapshot.frames()
    frames["entries"]["section"] = pd.array(
        [f"Section {one.split('-')[0]}" for one in ids], dtype="str"
    )
    frames["papers"]["year"] = pd.array([year] * len(frames["papers"]), dtype="Int64")
    return Snapshot(frames, snapshot.manifest)


def test_many_sections_share_a_lane_and_are_told() -> None:
    drawing = milestones(_many(30, 2), width=3.3)
    assert collisions(drawing) == []
    assert drawing.height < 9.5
    lanes = drawing.numbers["lane"].value_counts()
    assert len(lanes) == 12
    assert lanes["Other sections"] == 2 * 19
    assert "19 sections with the fewest papers share the lane" in " ".join(drawing.notes)


def test_what_has_no_room_is_counted() -> None:
    drawing = milestones(_many(9, 26), width=3.3)  # 234 papers of one moment
    assert collisions(drawing) == []
    assert drawing.height < 9.5
    drawn = int(drawing.numbers["drawn"].sum())
    assert 9 <= drawn < 234
    assert f"{234 - drawn} papers found no room." in drawing.notes
    assert len(_dots(drawing)) == drawn


def test_a_section_is_shown_with_its_forebears_and_top_takes_the_best_of_each_lane() -> None:
    part = milestones(_snapshot(), width=3.3, section="Diffusion")
    lanes = set(part.numbers["lane"])
    assert "Distillation Meets Diffusion Models" in lanes
    assert len(lanes) > 1, "the forebears of other sections are missing"
    few = milestones(_snapshot(), width=3.3, top=8)
    assert few.numbers["lane"].is_unique
    assert len(few.numbers) == 8
    assert "51 papers left out; the best of each lane came first." in few.notes


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"by": "venue"}, "section or group"),
        ({"top": 0}, "top=0"),
        ({"section": "x y"}, "no section"),
    ],
)
def test_what_means_nothing_is_refused(options: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        milestones(_snapshot(), **options)


def test_its_own_option_reaches_it_alone_and_is_verified(tmp_path: Path) -> None:
    made_figures = make_figures(
        literatures.hard(),
        tmp_path,
        only=["milestones", "taxonomy"],
        formats=["svg"],
        width=3.3,
        own={"milestones": {"by": "group"}, "ego": {"paper": None}},
    )
    by_name = {one.name: one.drawing.provenance.options for one in made_figures.figures}
    assert by_name["milestones"]["by"] == "group"
    assert "by" not in by_name["taxonomy"]
    lanes = {"milestones": {"by": "group"}}
    with pytest.raises(InputError, match="one of milestones, but what is drawn is taxonomy"):
        make_figures(literatures.hard(), tmp_path, only=["taxonomy"], own=lanes)
    with pytest.raises(InputError, match="milestones has no option 'bye'"):
        make_figures(literatures.hard(), tmp_path, own={"milestones": {"bye": 1}})
    milestones(_snapshot(), width=3.3, by="group").save(tmp_path / "groups.svg")
    assert verify(tmp_path / "groups.svg", data=tmp_path).outcome == "identical"
