"""Growth: lines are the citations by year, and end where their names and numbers say."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

import kdgraph
from kdgraph.errors import InputError
from kdgraph.figures import Drawing
from kdgraph.figures.canvas.boxes import labels
from kdgraph.figures.canvas.marks import Bars, Curves, Points, Text
from kdgraph.figures.growth import growth
from kdgraph.graph.chronology import calendar_years
from kdgraph.graph.snapshot import Snapshot
from kdgraph.testing import literatures, toys


@cache
def _snapshot() -> Snapshot:
    return kdgraph.embedded()


@cache
def _drawn() -> Drawing:
    return growth(_snapshot())


def _line(drawing: Drawing, paper_id: str) -> list[tuple[float, float]]:
    (lines,) = [m for _, m in drawing.marks() if isinstance(m, Curves) and m.role == "citations"]
    path = lines.paths[lines.papers.index((paper_id,))]
    return [(float(x), float(y)) for x, y in path]


def test_lines_climb_by_the_citations_of_each_year() -> None:
    drawing = _drawn()
    papers = _snapshot().papers
    # a citation counts from the first publication on, which may be a preprint
    first = pd.Series(calendar_years(papers), index=papers.index).dropna()
    year = dict(zip(first.index, first.astype(int), strict=True))
    citations = _snapshot().citations
    pairs = list(zip(citations["citing_id"], citations["cited_id"], strict=True))
    best = kdgraph.rank(_snapshot(), "citations", top=10).frame["paper_id"].tolist()
    for paper_id in map(str, best):
        citing = [one for one, cited in pairs if cited == paper_id]
        when = [year[one] for one in citing if year.get(one, 0) >= year[paper_id]]
        line = _line(drawing, paper_id)
        since = int(drawing.facts["since"])
        assert line[0] == (min(when) - since, 0.0)
        for x, height in line[1:]:
            assert height == sum(one < since + x for one in when), (paper_id, x)
        assert line[-1][0] == int(drawing.facts["last"]) - since + 1


def test_names_and_numbers_stand_at_the_ends_in_order() -> None:
    drawing = _drawn()
    (names,) = [m for _, m in drawing.marks() if isinstance(m, Text) and m.role == "name"]
    (totals,) = [m for _, m in drawing.marks() if isinstance(m, Text) and m.role == "total"]
    (ends,) = [m for _, m in drawing.marks() if isinstance(m, Points) and m.role == "paper"]
    assert [int(text.replace(",", "")) for text in totals.text] == ends.y.tolist()
    assert names.papers == totals.papers == ends.papers
    order = np.argsort(ends.y, kind="stable")
    assert (np.diff(names.y[order]) > 0).all(), "names stand in the order of their lines"
    assert names.text[0] == "Hinton et al. 2014"
    assert totals.text[0] == "302"
    assert (drawing.facts["first"], drawing.facts["most"]) == ("Hinton et al. 2014", 302)


def test_lines_of_the_list_have_their_colour_and_lie_above_the_grey() -> None:
    (lines,) = [m for _, m in _drawn().marks() if isinstance(m, Curves) and m.role == "citations"]
    inks = list(lines.ink)
    assert inks[-2:] == ["series:0", "series:3"] or inks[-2:] == ["series:3", "series:0"]
    assert set(inks[:-2]) == {"muted"}


def test_numbers_are_the_lines() -> None:
    numbers = _drawn().numbers
    hinton = numbers[numbers["paper_id"] == "arxiv:1503.02531"]
    assert hinton["so_far"].tolist() == hinton["citations"].cumsum().tolist()
    assert hinton["so_far"].iloc[-1] == 302
    since, last = (int(_drawn().facts[name]) for name in ("since", "last"))
    assert hinton["year"].tolist() == list(range(since, last + 1))


def test_what_is_not_counted_is_said() -> None:
    notes = growth(toys.snapshot(), top=1).notes
    assert "1 citation by papers without a year not counted." in notes
    assert any(re.search("reference lists of 541", note) for note in _drawn().notes)
    assert any("50 of 2025, 4 of 2026" in note for note in _drawn().notes)
    undated = growth(literatures.hard(), top=90)
    assert any(re.match(r"\d+ papers without a year, or", note) for note in undated.notes)


@pytest.mark.parametrize("width", [3.3, 7.0])
def test_many_names_have_room_too(width: float) -> None:
    drawing = growth(_snapshot(), width=width, top=40)
    names = [label for label in labels(drawing) if label.role == "name"]
    assert len(names) == 40
    assert drawing.height < 6.5


def test_another_measure_chooses_other_papers() -> None:
    by: Any = {"measure_by": "betweenness"}
    drawing = growth(_snapshot(), top=5, **by)
    expected = set(kdgraph.rank(_snapshot(), "betweenness", top=5).frame["paper_id"])
    assert set(drawing.papers()) == expected
    assert drawing.provenance.options["measure_by"] == "betweenness"


def test_a_section_shows_its_own_and_a_wrong_wish_is_refused() -> None:
    unknown: Any = {"measure_by": "fame"}
    drawing = growth(_snapshot(), section="feature", top=3)
    assert "FitNets" in set(drawing.numbers["name"])
    assert len(drawing.papers()) == 3
    with pytest.raises(InputError, match="top"):
        growth(_snapshot(), top=0)
    with pytest.raises(InputError, match="measure"):
        growth(_snapshot(), **unknown)


def test_years_of_which_little_was_read_have_a_band_and_no_share() -> None:
    drawing = _drawn()
    numbers = drawing.numbers
    made = numbers.groupby("year")["made"].first()
    shares = numbers[numbers["made"] >= 50]
    assert numbers.loc[numbers["made"] < 50, "share"].isna().all()
    assert (shares["share"] == shares["citations"] / shares["made"]).all()
    (band,) = [m for _, m in drawing.marks() if isinstance(m, Bars) and m.role == "little read"]
    since = int(drawing.facts["since"])
    covered = {
        since + year
        for left, right in zip(band.left, band.right, strict=True)
        for year in range(int(left), int(right))
    }
    assert covered == set(made.index[made < 50])
    (rise,) = [note for note in drawing.notes if note.startswith("Lines rise with the lists read")]
    assert f"{int(made.max()):,} in {made.index[int(made.argmax())]}" in rise


def test_texts_follow_from_the_lines() -> None:
    drawing = _drawn()
    ends = drawing.numbers.groupby("name", sort=False)["so_far"].max().nlargest(2)
    steepest = drawing.numbers.iloc[int(drawing.numbers["citations"].argmax())]
    assert (
        f"{ends.index[0]} reaches {ends.iloc[0]:,}, ahead of {ends.index[1]} ({ends.iloc[1]}"
        in (drawing.alt)
    )
    assert f"year is {steepest['year']}, with {steepest['citations']} citations of " in drawing.alt
    assert "ranked highest by mean normalised" in _named("mean_normalised").caption


def _named(measure: str) -> Drawing:
    by: Any = {"measure_by": measure}
    return growth(_snapshot(), top=2, **by)
