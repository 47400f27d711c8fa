"""The influence figure: ranks are those of the analysis, and stand where they say."""

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
from kdgraph.figures.canvas.drawing import Panel
from kdgraph.figures.canvas.marks import Curves, Points, Text
from kdgraph.figures.influence import influence as figure
from kdgraph.graph.snapshot import Snapshot
from kdgraph.testing import toys

# what is drawn is checked on whole literatures here, and scopes in test_scopes.py
influence: Callable[..., Drawing] = partial(cast("Any", figure), scope="all")

RISES, FALLS = "balance:0.9", "balance:-0.9"  # the two ends of the scale of contrasts

_draw: Any = influence  # the type of all figures has none of its own options
_SHOWN = ["citations", "pagerank", "rescaled_pagerank", "mean_normalised"]


@cache
def _snapshot() -> Snapshot:
    return kdgraph.embedded()


@cache
def _drawn(width: float = 7.0, by: str = "citations") -> Drawing:
    found: Drawing = _draw(_snapshot(), width=width, by=by)
    return found


def _panel(drawing: Drawing, name: str) -> Panel:
    (found,) = [panel for panel in drawing.panels if panel.name == name]
    return found


def _ranks(measure: str) -> pd.Series[int]:
    found = kdgraph.rank(_snapshot(), measure, top=3000).frame
    return found.set_index("paper_id")["rank"]


@pytest.mark.parametrize("measure", _SHOWN)
def test_ranks_are_those_of_the_analysis(measure: str) -> None:
    numbers = _drawn().numbers.query("measure == @measure").set_index("paper_id")
    assert numbers["rank"].tolist() == _ranks(measure)[numbers.index].tolist()


def test_the_papers_are_those_highest_by_any_measure() -> None:
    ranks = pd.DataFrame({name: _ranks(name) for name in _SHOWN})
    shown = _drawn().numbers["paper_id"].unique()
    best = ranks.min(axis=1)
    assert len(shown) == 24
    assert best[shown].max() <= best.drop(shown).min()
    assert ranks.loc[shown, "citations"].is_monotonic_increasing
    assert f"Not shown: {len(ranks) - 24:,} papers that no measure ranks as high." in _drawn().notes


def test_rows_are_in_order_of_another_measure_where_asked() -> None:
    drawing = _drawn(by="rescaled_pagerank")
    numbers = drawing.numbers.query("measure == 'rescaled_pagerank'")
    assert numbers["rank"].is_monotonic_increasing
    assert numbers["rank"].iloc[0] == 1
    assert drawing.provenance.options["by"] == "rescaled_pagerank"


def test_a_dot_stands_at_its_rank_and_its_line_begins_at_the_rank_by_citations() -> None:
    drawing = _drawn()
    for measure in _SHOWN:
        panel = _panel(drawing, measure)
        (dots,) = [mark for mark in panel.marks if isinstance(mark, Points)]
        ids = [papers[0] for papers in dots.papers]
        ranks = _ranks(measure)[ids].to_numpy(dtype=np.float64)
        np.testing.assert_allclose(dots.x, -np.log10(ranks))
        (words,) = [mark for mark in panel.marks if isinstance(mark, Text)]
        assert list(words.text) == [f"{rank:,.0f}" for rank in ranks]
        lines = [mark for mark in panel.marks if isinstance(mark, Curves)]
        if measure == "citations":
            assert not lines
            continue
        before = _ranks("citations")
        assert len(lines[0]) == sum(before[ids].to_numpy() != ranks)
        for path, ink, papers in zip(lines[0].paths, lines[0].ink, lines[0].papers, strict=True):
            old, new = before[papers[0]], _ranks(measure)[papers[0]]
            np.testing.assert_allclose(path[:, 0], [-np.log10(old), -np.log10(new)])
            assert ink == (RISES if new < old else FALLS)


def test_the_best_rank_is_right_of_all_others_and_its_dot_the_largest() -> None:
    panel = _panel(_drawn(), "citations")
    (dots,) = [mark for mark in panel.marks if isinstance(mark, Points)]
    x, _ = panel.to_page(dots.x, dots.y)
    assert list(np.argsort(-x, kind="stable")) == list(range(len(x)))
    sizes = np.array(dots.size)
    assert sizes.argmax() == 0
    score = _drawn().numbers.query("measure == 'citations'")["score"].to_numpy()
    area = sizes**2 - 2.0**2  # above that of a score of 0
    np.testing.assert_allclose(area / area[0], score / score[0])


def test_a_narrow_page_shows_fewer_measures_and_says_so() -> None:
    drawing = _drawn(3.3)
    assert drawing.numbers["measure"].unique().tolist() == [_SHOWN[0], *_SHOWN[2:]]
    assert "A wider figure shows more measures." in drawing.notes
    assert "A wider figure shows more measures." not in _drawn().notes


def test_no_year_is_said_twice() -> None:
    words = [
        (mark.role, line)
        for _, mark in _drawn().marks()
        if isinstance(mark, Text) and mark.role in ("name", "year")
        for line in mark.text
    ]
    assert ("name", "Hinton et al.") in words
    assert ("year", "2014") in words


def test_a_section_is_ranked_among_itself() -> None:
    drawing = influence(_snapshot(), section="segmentation")
    found = kdgraph.rank(_snapshot(), "citations", section="segmentation").frame
    numbers = drawing.numbers.query("measure == 'citations'")
    assert numbers["rank"].tolist() == found["rank"].tolist()
    assert set(numbers["section"]) == {"Distillation for Segmentation"}


def test_undated_papers_have_no_fair_rank() -> None:
    drawing = influence(toys.snapshot())
    undated = drawing.numbers.query("paper_id == 'u'").set_index("measure")["rank"]
    assert undated.isna().tolist() == [False, False, True, True]
    strip = _panel(drawing, "rescaled_pagerank")
    (words,) = [mark for mark in strip.marks if isinstance(mark, Text)]
    # g has a year, but nobody cites it: in a corpus grown by citation it has no company
    assert list(words.text).count("\N{EN DASH}") == 2
    assert "Rescaled PageRank is undefined for 2 of 8 papers: they have no rank." in drawing.notes


def test_a_measure_that_is_not_known_is_refused() -> None:
    with pytest.raises(InputError, match="no measure called 'fame'"):
        _draw(toys.snapshot(), by="fame")
    with pytest.raises(InputError, match="top=0"):
        influence(toys.snapshot(), top=0)


def test_the_alternative_text_tells_whom_a_measure_fair_to_age_moves_most() -> None:
    table = _drawn().numbers.pivot(index="name", columns="measure", values="rank").astype(float)
    ratio = (table["citations"] / table["rescaled_pagerank"]).dropna()
    for verb, row in (("lifts", ratio.argmax()), ("lowers", ratio.argmin())):
        name = ratio.index[int(row)]
        old, new = (table[measure][name] for measure in ("citations", "rescaled_pagerank"))
        assert f"{verb} {name} from rank {old:,.0f} to {new:,.0f}" in _drawn().alt
    assert "rescaled PageRank lifts" in _drawn().alt


def test_a_caption_says_which_measures_favour_age_only_of_those_shown() -> None:
    assert "favouring older papers: citations and PageRank." in _drawn().caption
    narrow = _draw(_snapshot(), width=2.5, by="rescaled_pagerank").caption
    assert "PageRank" in narrow
    assert "citations and PageRank" not in narrow
    few = _draw(_snapshot(), section="pioneering")
    assert "The 3 papers in the section “Pioneering Papers”, in order" in few.caption
