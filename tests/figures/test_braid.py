"""The braid: its widths are shares of the paths, and what is left out is told."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import kdgraph
from kdgraph.errors import AmbiguousPaperError, InputError
from kdgraph.figures import Drawing
from kdgraph.figures.canvas.boxes import collisions
from kdgraph.figures.canvas.marks import Curves, Points, spread
from kdgraph.figures.canvas.verifying import verify
from kdgraph.graph.snapshot import Snapshot
from kdgraph.testing import literatures
from tests.graph.test_scope import made

FITNETS, GOU = "arxiv:1412.6550", "arxiv:2006.05525"


@cache
def _snapshot() -> Snapshot:
    return kdgraph.embedded()


def _braid(snapshot: Snapshot, **options: Any) -> Drawing:
    return kdgraph.draw("braid", snapshot, **{"width": 7.0, **options})


@cache
def _drawn(width: float = 7.0, *, ends: bool = True) -> Drawing:
    named = {"source": FITNETS, "target": GOU} if ends else {}
    return _braid(_snapshot(), width=width, **named)


def _lines(drawing: Drawing) -> Curves:
    (lines,) = [mark for _, mark in drawing.marks() if mark.role == "way"]
    assert isinstance(lines, Curves)
    return lines


@pytest.mark.parametrize("width", [3.3, 84 / 25.4, 5.5, 7.0])
@pytest.mark.parametrize("ends", [True, False])
def test_nothing_overlaps(width: float, *, ends: bool) -> None:
    assert collisions(_drawn(width, ends=ends)) == []


def test_widths_are_shares_of_the_paths() -> None:
    shares = kdgraph.path_shares(_snapshot(), FITNETS, GOU)
    arcs = shares.arcs.set_index(["citing_id", "cited_id"])["share"]
    lines = _lines(_drawn())
    widths = np.array(spread(lines.width, len(lines)))
    share = np.array([arcs[pair] for pair in lines.papers])
    slope = (widths - 0.5) / share
    assert np.ptp(slope) < 1e-9
    assert slope[0] > 5
    assert (FITNETS, GOU) not in lines.papers
    assert (GOU, FITNETS) not in lines.papers
    assert "The direct citation is left out." in _drawn().caption


def test_dots_are_as_large_as_their_share_and_stand_by_time() -> None:
    drawing = _drawn()
    share = kdgraph.path_shares(_snapshot(), FITNETS, GOU).papers["share"]
    (dots,) = [mark for _, mark in drawing.marks() if isinstance(mark, Points) and mark.papers]
    ids = [one for (one,) in dots.papers]
    area = np.array(spread(dots.size, len(dots))) ** 2
    assert np.corrcoef(area, share[ids])[0, 1] == pytest.approx(1.0)
    time = pd.Series(dots.x, index=ids)
    assert time.idxmin() == FITNETS
    assert time.idxmax() == GOU
    others = share.drop([FITNETS, GOU])
    assert set(ids) >= set(others.index[:5]), "the papers with the largest shares are not drawn"


def test_what_is_drawn_carries_what_is_said() -> None:
    """The share is that of the paths which run through nothing but what is drawn."""
    drawing = _drawn(3.3)
    pairs = set(_lines(drawing).papers)
    paths = kdgraph.paths_between(_snapshot(), FITNETS, GOU, kind="best", most=5000)
    inside = total = 0.0
    for number, path in paths.paths.groupby("path"):
        ids = path.sort_values("step")["paper_id"].tolist()
        weight = float(paths.support[int(str(number))])
        if len(ids) > 2:
            total += weight
            inside += weight * all((b, a) in pairs for a, b in pairwise(ids))
    assert drawing.facts["covered"] == f"{inside / total:.0%}"
    assert 0.1 < inside / total < 1
    inner = len(kdgraph.path_shares(_snapshot(), FITNETS, GOU).papers) - 2
    lost = inner - drawing.facts["shown"]
    assert f"{lost} papers and" in " ".join(drawing.notes)


def test_the_best_path_is_straight_through_the_middle() -> None:
    drawing = _drawn()
    paths = kdgraph.paths_between(_snapshot(), FITNETS, GOU, kind="best", most=2).paths
    best = next(group["paper_id"].tolist() for _, group in paths.groupby("path") if len(group) > 2)
    (dots,) = [mark for _, mark in drawing.marks() if isinstance(mark, Points) and mark.papers]
    y = {one: height for (one,), height in zip(dots.papers, dots.y.tolist(), strict=True)}
    assert {y[one] for one in best} == {0.0}
    assert [one for one, height in y.items() if height == 0.0 and one not in best] == []
    numbers = drawing.numbers
    assert int(numbers["best"].sum()) == len(best) - 1


def test_by_default_it_goes_along_the_main_path_of_the_field() -> None:
    drawing = _drawn(3.3, ends=False)
    path = kdgraph.main_path(_snapshot()).papers.index
    assert {path[0], path[-1]} <= set(drawing.papers())
    assert drawing.provenance.options["source"] is None
    for name in ("empty", "unconnected"):
        nothing = _braid(getattr(literatures, name)(), width=3.3)
        assert nothing.papers() == []


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        ("a", "b", "nothing but the direct citation joins them"),
        ("a", "a", "both ends are one paper"),
        ("b", "c", "no citation path leads from"),
    ],
)
def test_without_a_way_it_says_why(source: str, target: str, words: str) -> None:
    drawing = _braid(made("abc", {"b": ["a"], "c": ["a"]}), source=source, target=target, width=3.3)
    assert words in drawing.caption
    assert drawing.papers() == []


def test_time_that_runs_backwards_or_is_missing_is_told() -> None:
    snapshot = made("abcdu", {"b": ["a"], "c": ["b", "d", "u"], "d": ["a"], "u": ["a"]})
    frames = snapshot.frames()
    frames["papers"]["year"] = pd.array([2010, 2012, 2014, 2016, None], dtype="Int64")
    drawing = _braid(Snapshot(frames, snapshot.manifest), source="a", target="c", width=3.3)
    assert "1 paper without a year cannot be placed." in drawing.notes
    assert "1 citation of a paper dated after the citing paper dashed." in drawing.notes
    dashed = [m for _, m in drawing.marks() if isinstance(m, Curves) and m.dash == "dashed"]
    assert [mark.papers for mark in dashed if mark.papers] == [(("c", "d"),)]


def test_a_section_narrows_the_ways_and_it_is_verified(tmp_path: Path) -> None:
    drawing = _braid(_snapshot(), source="1412.6550", target=GOU, section="Feature", width=3.3)
    listed = set(_snapshot().reading_list.papers_under("Feature") or ())
    assert set(drawing.papers()) <= listed | {FITNETS, GOU}
    drawing.save(tmp_path / "braid.svg")
    assert verify(tmp_path / "braid.svg", data=tmp_path).outcome == "identical"


def test_papers_are_named_as_everywhere() -> None:
    with pytest.raises(AmbiguousPaperError):
        _braid(_snapshot(), source="distillation", target=GOU)
    with pytest.raises(InputError, match="not among the papers looked at"):
        _braid(_snapshot(), source="arxiv:1706.03762", target=GOU, scope="listed")


def test_no_dot_hides_another_of_its_moment() -> None:
    years = {"a": 2010, "b": 2010, "c": 2012}
    drawing = _braid(made("abc", {"b": ["a"], "c": ["b"]}, years=years), source="a", target="c")
    (dots,) = [mark for _, mark in drawing.marks() if isinstance(mark, Points) and mark.papers]
    places = dict(
        zip((one for (one,) in dots.papers), zip(dots.x, dots.y, strict=True), strict=True)
    )
    assert places["a"][0] == places["b"][0]
    assert (places["a"][1], places["c"][1]) == (0.0, 0.0)
    assert abs(places["b"][1]) >= 1
