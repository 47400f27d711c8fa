"""The bursts are those of the measure, on their years, in the order of their beginnings."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest

import kdgraph
from kdgraph.errors import InputError
from kdgraph.figures import Drawing
from kdgraph.figures.bursts import bursts as figure
from kdgraph.figures.canvas.marks import Bars, Curves, Text
from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import TABLES
from kdgraph.testing import toys

# what is drawn is checked on whole literatures here, and scopes in test_scopes.py
bursts: Callable[..., Drawing] = partial(cast("Any", figure), scope="all")


@cache
def _measured() -> pd.DataFrame:
    return kdgraph.MEASURES["burst"](kdgraph.embedded().citation_graph(), states=4)


@cache
def _drawn() -> Drawing:
    return bursts(kdgraph.embedded())


def _bars(drawing: Drawing) -> Bars:
    (found,) = [m for _, m in drawing.marks() if isinstance(m, Bars) and m.role == "burst"]
    return found


def test_the_strongest_are_shown_with_all_their_runs() -> None:
    strongest = _measured().nlargest(25, "score")
    runs = {
        (paper_id, start, end, level, round(strength, 6))
        for paper_id, found in strongest["bursts"].items()
        for start, end, level, strength in found
    }
    numbers = _drawn().numbers
    columns = [numbers[c] for c in ("paper_id", "start", "end", "level")]
    drawn = set(zip(*columns, numbers["strength"].round(6), strict=True))
    assert drawn == runs
    left_out = int((_measured()["score"] > 0).sum()) - 25
    assert f"{left_out} papers with weaker bursts left out." in _drawn().notes


def test_rows_are_in_the_order_in_which_the_strongest_begin() -> None:
    start = _measured()["start"].astype("float64")
    assert start[_drawn().numbers["paper_id"]].is_monotonic_increasing


def test_bars_cover_the_years_of_their_bursts_on_the_row_of_the_name() -> None:
    bars, numbers = _bars(_drawn()), _drawn().numbers
    assert bars.left.tolist() == numbers["start"].tolist()
    assert bars.right.tolist() == (numbers["end"] + 1).tolist()
    (names,) = [m for _, m in _drawn().marks() if isinstance(m, Text) and m.role == "name"]
    rows = dict(zip(names.papers, names.y, strict=True))
    for papers, low, high in zip(bars.papers, bars.bottom, bars.top, strict=True):
        assert (low + high) / 2 == pytest.approx(rows[papers])


def test_higher_levels_are_darker() -> None:
    levels = _drawn().numbers["level"].tolist()
    shares = [float(str(ink).partition(":")[2]) for ink in _bars(_drawn()).ink]
    by_level = dict(zip(levels, shares, strict=True))
    assert len(by_level) == 3
    assert [by_level[level] for level in sorted(by_level)] == sorted(by_level.values())
    assert all(by_level[level] == share for level, share in zip(levels, shares, strict=True))
    assert "darker" not in _drawn().caption, "on a dark ground, higher is lighter"


def test_strengths_stand_at_the_right() -> None:
    (found,) = [m for _, m in _drawn().marks() if isinstance(m, Text) and m.role == "strength"]
    scores = _measured()["score"].to_dict()
    for words, papers in zip(found.text, found.papers, strict=True):
        assert words == f"{scores[papers[0]]:.1f}"


def test_lines_run_from_publication_or_are_cut_and_counted() -> None:
    (found,) = [m for _, m in _drawn().marks() if isinstance(m, Curves) and m.role != "grid"][:1]
    year = kdgraph.embedded().papers["year"]
    first = min(_drawn().numbers["start"])
    cut = 0
    for papers, path in zip(found.papers, found.paths, strict=True):
        born = int(year[papers[0]])
        cut += born < first
        assert path[0, 0] == pytest.approx(max(born, first - 0.2))
    assert cut
    assert f"{cut} lines cut that would begin before {first}." in _drawn().notes


def test_section_and_top_narrow_it() -> None:
    drawing = bursts(kdgraph.embedded(), section="feature")
    snapshot = kdgraph.embedded()
    entries = snapshot.entries.index[snapshot.entries["section"] == "Feature Distillation"]
    assert set(drawing.numbers["paper_id"]) <= set(snapshot.matches.loc[entries, "paper_id"])
    assert bursts(snapshot, top=2).numbers["paper_id"].nunique() == 2
    with pytest.raises(InputError, match="top=0"):
        bursts(snapshot, top=0)


def test_a_paper_with_two_bursts_has_two_bars_on_one_row() -> None:
    years = np.repeat(np.arange(2001, 2021), 12)
    ids = [f"p{n:03}" for n in range(len(years))]
    often = {2004, 2005, 2014, 2015}
    papers = [{"paper_id": one, "title": one, "year": 2000} for one in "ab"] + [
        {"paper_id": one, "title": one, "year": int(year)}
        for one, year in zip(ids, years, strict=True)
    ]
    arcs = [
        {"citing_id": one, "cited_id": "a" if year in often or n % 12 == 0 else "b"}
        for n, (one, year) in enumerate(zip(ids, years, strict=True))
    ]
    frames = {name: table.frame([]) for name, table in TABLES.items()}
    frames["papers"] = TABLES["papers"].frame(papers)
    frames["citations"] = TABLES["citations"].frame(arcs)
    drawing = bursts(Snapshot(frames, toys.MANIFEST))
    found = drawing.numbers[drawing.numbers["paper_id"] == "a"]
    assert found[["start", "end"]].to_numpy().tolist() == [[2004, 2005], [2014, 2015]]
    bars = _bars(drawing)
    assert len({float(y) for y, p in zip(bars.top, bars.papers, strict=True) if p == ("a",)}) == 1


def test_texts_name_the_first_and_the_strongest_and_say_one_year_once() -> None:
    numbers = _drawn().numbers
    strongest = numbers.iloc[int(numbers["strength"].argmax())]
    said = f"{strongest['name']} from {strongest['start']} to {strongest['end']}"
    assert f"strongest is that of {said}" in _drawn().alt
    assert (
        f"The strongest is that of {said} (strength {strongest['strength']:.1f})"
        in _drawn().caption
    )
    first = numbers.iloc[numbers["start"].argmin()]
    assert f"The first is that of {first['name']} from {first['start']} to {first['end']};" in (
        _drawn().alt
    )
    alone = bursts(kdgraph.embedded(), top=1)
    assert "The first and the strongest is that of" in alone.alt
    short = numbers[numbers["start"] == numbers["end"]]
    assert not any(f"{year} to {year}" in _drawn().alt for year in short["start"])
