"""One paper between forebears and heirs: who is drawn, on which side, by which evidence."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import kdgraph
from kdgraph.errors import AmbiguousPaperError, InputError, UnknownPaperError
from kdgraph.figures import Drawing
from kdgraph.figures.canvas.boxes import collisions
from kdgraph.figures.canvas.marks import Curves, Points, Text
from kdgraph.figures.canvas.verifying import verify
from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import TABLES
from kdgraph.testing import literatures
from tests.graph.test_scope import made

HINTON, FITNETS, CRD = "arxiv:1503.02531", "arxiv:1412.6550", "arxiv:1910.10699"


@cache
def _snapshot() -> Snapshot:
    return kdgraph.embedded()


def _ego(snapshot: Snapshot, **options: Any) -> Drawing:
    return kdgraph.draw("ego", snapshot, **{"width": 7.0, **options})


@cache
def _drawn(paper: str | None = FITNETS, width: float = 7.0) -> Drawing:
    return _ego(_snapshot(), paper=paper, width=width)


def _places(drawing: Drawing) -> dict[str, tuple[float, float]]:
    (dots,) = [mark for _, mark in drawing.marks() if mark.role == "paper"]
    assert isinstance(dots, Points)
    ids = [one for (one,) in dots.papers]
    return dict(zip(ids, zip(dots.x.tolist(), dots.y.tolist(), strict=True), strict=True))


@pytest.mark.parametrize("width", [3.3, 84 / 25.4, 5.5, 7.0])
@pytest.mark.parametrize("paper", [None, FITNETS, CRD])
def test_nothing_overlaps(paper: str | None, width: float) -> None:
    assert collisions(_drawn(paper, width)) == []


def test_forebears_are_at_the_left_and_heirs_at_the_right_by_their_time() -> None:
    drawing, citations = _drawn(), _snapshot().citations
    cites = set(citations.loc[citations["citing_id"] == FITNETS, "cited_id"])
    cited_by = set(citations.loc[citations["cited_id"] == FITNETS, "citing_id"])
    places = _places(drawing)
    own = places.pop(FITNETS)
    drawn = drawing.numbers[drawing.numbers["drawn"]]
    known = drawn[drawn["tie"] != "likely"]
    for side, wanted in (("forebear", cites), ("heir", cited_by)):
        ids = set(known.loc[known["side"] == side, "paper_id"])
        assert len(ids) == drawing.facts[f"{side}s_shown"] == min(16, len(wanted))
        assert ids <= wanted
        assert drawing.facts[f"{side}s"] == len(wanted)
        dashed = set(known.loc[known["tie"] == "against time", "paper_id"])
        assert all((places[one][0] <= own[0]) == (side == "forebear") for one in ids - dashed)
        assert all((places[one][0] > own[0]) == (side == "forebear") for one in ids & dashed)
    missing = len(cites) - 16 if len(cites) > 16 else 0
    assert f"{missing} forebears with less evidence not drawn." in drawing.notes
    assert f"{len(cited_by) - 16} heirs with less evidence not drawn." in drawing.notes


def test_those_drawn_have_the_most_evidence() -> None:
    numbers = _drawn().numbers
    for _, rows in numbers[numbers["tie"] != "likely"].groupby("side"):
        assert rows.loc[rows["drawn"], "score"].min() >= rows.loc[~rows["drawn"], "score"].max()
    assert "Hinton et al. 2014" in _drawn().alt.split("foremost")[1]


def test_lines_know_who_cites_whom_and_how_it_is_known() -> None:
    drawing = _drawn(HINTON)
    pairs = set(
        zip(_snapshot().citations["citing_id"], _snapshot().citations["cited_id"], strict=True)
    )
    guess = kdgraph.likely_forebears(_snapshot()).named.to_dict()
    dotted = set()
    for _, mark in drawing.marks():
        if not isinstance(mark, Curves) or not mark.papers:
            continue
        for citing, cited in mark.papers:
            if mark.dash == "dotted":
                dotted.add((citing, cited))
                assert guess[citing] == cited
                assert (citing, cited) not in pairs
            else:
                assert (citing, cited) in pairs
    assert len(dotted) == drawing.facts["likely"] == 5
    more = sum(one == HINTON for one in guess.values()) - 5
    assert f"{more} likely ones not drawn." in drawing.notes
    without = _ego(_snapshot(), paper=HINTON, width=3.3, inferred=False)
    assert without.facts["likely"] == 0
    assert "Dotted" not in without.caption


def test_a_paper_whose_list_was_not_read_has_likely_forebears_and_says_so() -> None:
    drawing = _drawn(CRD)
    assert "Its reference list was not read (not asked): forebears are inferred." in drawing.notes
    rows = drawing.numbers[drawing.numbers["side"] == "forebear"]
    likely = kdgraph.likely_forebears(_snapshot(), [CRD]).candidates
    assert set(rows["paper_id"]) == set(likely.loc[likely["likely"].astype(bool), "forebear_id"])
    assert set(rows["tie"]) == {"likely"}
    assert "0 of 0 papers that it cites, the foremost likely forebear" in drawing.alt


def test_what_the_words_say_stands_beside_the_name() -> None:
    snapshot = made("abc", {"b": ["a"], "c": ["b"]}, years={"a": 2010, "b": 2012, "c": 2015})
    frames = snapshot.frames()
    frames["contexts"] = TABLES["contexts"].frame(
        [{"citing_id": "c", "cited_id": "b", "n": 0, "sentence": "We extend the method of [1]."}]
    )
    told = Snapshot(frames, snapshot.manifest)
    drawing = _ego(told, paper="b")
    (words,) = [mark for _, mark in drawing.marks() if mark.role == "relation"]
    assert isinstance(words, Text)
    assert words.text == ("extends",)
    thick = [m for _, m in drawing.marks() if isinstance(m, Curves) and m.role == "by words"]
    assert [mark.papers for mark in thick] == [(("c", "b"),)]


def test_the_farther_in_time_the_nearer_to_the_middle() -> None:
    numbers = _drawn().numbers
    dashed = set(numbers.loc[numbers["tie"] == "against time", "paper_id"])
    places = {one: at for one, at in _places(_drawn()).items() if one not in dashed}
    own = places.pop(FITNETS)
    for side in (-1, 1):
        mine = [place for place in places.values() if np.sign(place[0] - own[0]) == side]
        mine.sort(key=lambda place: (abs(place[0] - own[0]), -abs(place[1])))
        above = [y for _, y in mine if y > 0]
        below = [-y for _, y in mine if y < 0]
        assert above == sorted(above, reverse=True)
        assert below == sorted(below, reverse=True)
        assert len(above) + len(below) > 9


def test_by_default_it_is_the_most_cited_listed_paper_or_any() -> None:
    assert _drawn(None).facts["name"] == "Hinton et al. 2014"
    nobody = made("", {"x": ["y"]}, years={"x": 2001, "y": 2000})
    assert _ego(nobody, width=3.3).papers() == ["x", "y"]
    assert "there is no paper" in _ego(literatures.empty(), width=3.3).caption


def test_papers_are_named_as_everywhere() -> None:
    by_title = _ego(_snapshot(), paper="Contrastive Representation Distillation", width=3.3)
    assert by_title.provenance.options["paper"] == CRD
    with pytest.raises(UnknownPaperError, match="zzz"):
        _ego(_snapshot(), paper="zzz nobody wrote this")
    with pytest.raises(AmbiguousPaperError):
        _ego(_snapshot(), paper="distillation")
    with pytest.raises(InputError, match="not among the papers looked at"):
        _ego(_snapshot(), paper="arxiv:1706.03762", scope="listed")


def test_time_that_is_missing_or_runs_backwards_is_told() -> None:
    late = made(
        "abcu",
        {"b": ["a", "c"], "u": ["b"]},
        years={"a": 2010, "b": 2012, "c": 2015},
    )
    frames = late.frames()
    frames["papers"]["year"] = pd.array([2010, 2012, 2015, None], dtype="Int64")
    drawing = _ego(Snapshot(frames, late.manifest), paper="b", width=3.3)
    assert "1 paper without a year cannot be placed." in drawing.notes
    assert "1 citation of a paper dated after the citing paper dashed." in drawing.notes
    assert "Dashed" in drawing.caption
    undated = _ego(Snapshot(frames, late.manifest), paper="u", width=3.3)
    assert "the year of the paper is not known" in undated.caption


def test_a_section_narrows_it_and_it_is_verified(tmp_path: Path) -> None:
    drawing = _ego(_snapshot(), paper="1503.02531", section="Feature", top=4, width=3.3)
    listed = set(_snapshot().reading_list.papers_under("Feature") or ())
    assert set(drawing.papers()) <= listed | {HINTON}
    assert int(drawing.numbers.query("tie != 'likely'")["drawn"].sum()) <= 8
    drawing.save(tmp_path / "ego.svg")
    assert verify(tmp_path / "ego.svg", data=tmp_path).outcome == "identical"
    assert re.search("reference list was read", " ".join(drawing.notes))
