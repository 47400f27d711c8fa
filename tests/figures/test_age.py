"""The age figure: dots stand at their time and score, bars hold what is usual in a year."""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

import kdgraph
from kdgraph.analysis.influence.by_year import scores_by_year
from kdgraph.errors import InputError
from kdgraph.figures import Drawing
from kdgraph.figures.age import age
from kdgraph.figures.canvas.drawing import Panel
from kdgraph.figures.canvas.marks import Bars, Points, Text
from kdgraph.figures.scales import score_scale
from kdgraph.graph.chronology import publication_time
from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import TABLES
from kdgraph.testing import toys

_draw: Any = age  # the type of all figures has none of its own options


@cache
def _snapshot() -> Snapshot:
    return kdgraph.embedded()


@cache
def _drawn(by: str = "citations", section: str | None = None) -> Drawing:
    found: Drawing = _draw(_snapshot(), by=by, section=section)
    return found


def _panel(drawing: Drawing) -> Panel:
    (found,) = [panel for panel in drawing.panels if panel.name == "age"]
    return found


def _dots(drawing: Drawing) -> dict[str, tuple[float, float]]:
    marks = [mark for mark in _panel(drawing).marks if isinstance(mark, Points)]
    return {
        papers[0]: (float(x), float(y))
        for mark in marks
        for papers, x, y in zip(mark.papers, mark.x, mark.y, strict=True)
    }


def _scores(by: str) -> pd.DataFrame:
    return kdgraph.rank(_snapshot(), by, top=3000).frame.set_index("paper_id")


@pytest.mark.parametrize("by", ["citations", "rescaled_pagerank", "disruption"])
def test_scores_and_ranks_are_those_of_the_analysis(by: str) -> None:
    numbers = _drawn(by).numbers.set_index("paper_id")
    scores = _scores(by).loc[numbers.index]
    assert numbers["score"].tolist() == scores["score"].tolist()
    assert numbers["rank"].tolist() == scores["rank"].tolist()
    papers = _snapshot().papers.loc[numbers.index]
    np.testing.assert_array_equal(numbers["time"].to_numpy(), publication_time(papers))


def test_a_dot_stands_at_its_time_and_at_the_root_of_its_citations() -> None:
    drawing, dots = _drawn(), _dots(_drawn())
    numbers = drawing.numbers.set_index("paper_id")
    assert set(dots) == set(numbers.index)
    place = pd.DataFrame(dots, index=["x", "y"]).T.loc[numbers.index]
    np.testing.assert_allclose(place["y"], np.sqrt(numbers["score"].astype(float)))
    later = numbers["time"].astype(float).rank(method="dense")
    assert place["x"].rank(method="dense").tolist() == later.tolist()


def test_all_of_the_list_and_all_beyond_the_bars_have_dots() -> None:
    scores = _scores("citations")
    time = publication_time(_snapshot().papers.loc[scores.index])
    years = scores_by_year(scores["score"], pd.Series(time, index=scores.index))
    usual = years.reindex(np.floor(time))
    score = scores["score"].to_numpy(dtype=float)
    inside = (usual["low"].to_numpy() <= score) & (score <= usual["high"].to_numpy())
    expected = set(scores.index[~inside | scores["listed"].to_numpy()])
    assert set(_dots(_drawn())) == expected
    left = len(scores) - len(expected)
    assert f"{left:,} papers with a score that is usual in the year: in its bar only." in (
        _drawn().notes
    )


def test_a_bar_reaches_from_the_first_to_the_last_tenth_of_its_year() -> None:
    panel = _panel(_drawn())
    (bars,) = [mark for mark in panel.marks if isinstance(mark, Bars)]
    scores = _scores("citations")
    time = np.floor(publication_time(_snapshot().papers.loc[scores.index]))
    counts = pd.Series(time).value_counts()
    years = sorted(int(year) for year, count in counts.items() if count >= 10)  # type: ignore[call-overload] # years are floats here
    assert len(bars) == len(years)
    for number, year in enumerate(years):
        own = scores["score"].to_numpy(dtype=float)[time == year]
        assert bars.bottom[number] == pytest.approx(np.sqrt(np.quantile(own, 0.1)))
        assert bars.top[number] == pytest.approx(np.sqrt(np.quantile(own, 0.9)))
        assert bars.words[number].startswith(f"{year}: median {np.median(own):.4g}")


def test_a_section_narrows_the_dots_and_not_the_bars() -> None:
    drawing = _drawn(section="segmentation")
    assert set(drawing.numbers["section"]) == {"Distillation for Segmentation"}
    whole = {mark.role: mark for mark in _panel(_drawn()).marks}["usual"]
    own = {mark.role: mark for mark in _panel(drawing).marks}["usual"]
    assert own.words == whole.words


def test_names_begin_with_the_highest() -> None:
    def names(top: int) -> tuple[str, ...]:
        marks = [m for m in _panel(age(_snapshot(), top=top)).marks if isinstance(m, Text)]
        return marks[0].text

    assert names(1) == ("Hinton et al. 2014",)
    assert len(names(3)) == 3


def test_what_has_no_score_or_no_year_is_counted() -> None:
    undefined = (~_scores("disruption").index.to_series().isna()).sum()
    missing = len(_snapshot().papers) - int(undefined)
    note = f"{missing:,} papers not drawn, because the measure is undefined for them."
    assert note in _drawn("disruption").notes
    assert "1 paper without a year not drawn." in age(toys.snapshot()).notes


def test_a_crowd_beyond_the_bars_is_capped_and_said() -> None:
    papers = [{"paper_id": f"p{n:04}", "title": f"Paper {n}", "year": 2000} for n in range(9000)]
    arcs = [
        {"citing_id": f"p{n + k:04}", "cited_id": f"p{n:04}", "origins": ["x"]}
        for n in range(1, 1202)
        for k in range(1, 1 + n % 7)
    ]
    frames = {name: table.empty() for name, table in TABLES.items()}
    frames |= {
        "papers": TABLES["papers"].frame(papers),
        "citations": TABLES["citations"].frame(arcs),
    }
    snapshot = Snapshot(frames, dataclasses.replace(toys.MANIFEST, id="crowd"))
    drawing = age(snapshot)
    beyond = int((kdgraph.rank(snapshot, "citations", top=9000).frame["score"] > 1).sum())
    assert len(drawing.numbers) == min(beyond, 1000)
    if beyond > 1000:
        further = f"{beyond - 1000:,} further paper"
        assert any(note.startswith(further) for note in drawing.notes)


def test_scores_of_either_sign_have_a_place_and_0_a_tick() -> None:
    scale = score_scale(np.array([-0.4, -0.01, 0.0, 0.0, 0.0, 0.0, 0.05]), 200.0)
    assert "0" in [words for _, words in scale.axis.ticks]
    assert any(words.startswith("\N{MINUS SIGN}") for _, words in scale.axis.ticks)
    at = scale.at(np.array([-0.4, 0.0, 0.05]))
    assert scale.axis.low < at[0] < at[1] < at[2] < scale.axis.high


def test_ticks_stand_where_their_words_say() -> None:
    scale = score_scale(np.array([0.0, *np.linspace(0.0, 4e-5, 20), 9e-4]), 150.0, "x")
    assert scale.root
    assert scale.axis.title == "x, \N{MULTIPLICATION SIGN} 1,000,000"
    for at, words in scale.axis.ticks:
        assert at == pytest.approx(np.sqrt(float(words.replace(",", "")) / 1e6))


def test_an_unknown_measure_and_no_name_at_all_are_refused() -> None:
    with pytest.raises(InputError, match="no measure called 'fame'"):
        _draw(toys.snapshot(), by="fame")
    with pytest.raises(InputError, match="top=0"):
        age(toys.snapshot(), top=0)
    with pytest.raises(InputError, match="fewest"):
        scores_by_year(pd.Series([1.0]), pd.Series([2000.0]), fewest=0)
