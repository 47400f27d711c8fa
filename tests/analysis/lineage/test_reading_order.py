"""The reading order: who is read, that nothing comes before what it needs, and why."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import kdgraph
from kdgraph.analysis.lineage.reading_order import ReadingOrder, reading_order
from kdgraph.errors import InputError
from kdgraph.graph.snapshot import Snapshot
from kdgraph.graph.surveys import surveys
from tests.graph.test_scope import made


@cache
def _order(papers: int = 20, section: str | None = None) -> ReadingOrder:
    return reading_order(kdgraph.embedded(), papers, section=section)


def _check(snapshot: Snapshot, order: ReadingOrder) -> None:
    """Check that no paper but a survey comes before one that it cites, none before its forebear."""
    step = order.papers["step"].to_dict()
    assert list(step.values()) == list(range(1, len(step) + 1))
    cut = kdgraph.cut_cycles(snapshot.within("field").citation_graph(), "backward").cut
    without = set(zip(cut["citing_id"], cut["cited_id"], strict=True))
    pairs = zip(snapshot.citations["citing_id"], snapshot.citations["cited_id"], strict=True)
    reviews = surveys(snapshot)
    for citing, cited in pairs:
        if {citing, cited} <= set(step) and (citing, cited) not in without:
            assert citing in reviews or step[cited] < step[citing], (citing, cited)
    for one, row in order.papers.iterrows():
        assert all(step[other] < row["step"] for other in row["prerequisites"])
        if isinstance(row["forebear_id"], str):
            assert row["forebear_id"] in row["prerequisites"], one


@pytest.mark.parametrize("section", [None, "Diffusion", "Data-Free"])
def test_nothing_comes_before_what_it_needs(section: str | None) -> None:
    _check(kdgraph.embedded(), _order(20, section))


def test_whom_a_paper_descends_from_comes_along() -> None:
    frame = _order(20).papers
    parents = kdgraph.primary_parents(kdgraph.embedded())["parent_id"].to_dict()
    likely = kdgraph.likely_forebears(kdgraph.embedded()).named.to_dict()
    for one, row in frame.iterrows():
        parent = parents[one]
        above, relation = (
            (parent, "known") if isinstance(parent, str) else (likely.get(one), "likely")
        )
        if above is None:
            assert pd.isna(row["forebear_id"])
            continue
        assert (row["forebear_id"], row["relation"]) == (above, relation)
        assert above in frame.index
    without = reading_order(kdgraph.embedded(), 20, inferred=False).papers
    assert set(without["relation"].dropna()) == {"known"}


def test_the_best_of_each_section_is_there_before_the_second_of_any() -> None:
    score = kdgraph.MEASURES["mean_normalised"](kdgraph.embedded().within("field").citation_graph())
    section = kdgraph.embedded().reading_list.sections().section
    best = score["score"].reindex(section.index).groupby(section).idxmax()
    assert set(best) <= set(_order(20).papers.index)
    assert _order(20).notes[0].startswith("the reference lists of")  # none had no room
    (told,) = [note for note in _order(12).notes if "no paper among these" in note]
    inside = section[_order(12).papers.index].nunique()
    assert told == f"{8 - inside} of 8 sections has no paper among these"


def test_a_survey_follows_what_it_descends_from_and_a_thread_is_read_to_its_end() -> None:
    frame = _order(20).papers
    titles = frame["title"].tolist()
    hinton = titles.index("Distilling the Knowledge in a Neural Network")
    assert frame["survey"].iloc[hinton + 1]
    assert frame["why"].iloc[hinton + 1].startswith("Builds on Hinton et al. 2014; an overview")
    step, above = frame["step"].to_dict(), frame["forebear_id"].to_dict()
    # without citations to wait for, whoever follows hangs on the last one or on one before it
    diffusion = _order(12, "Diffusion").papers
    assert diffusion["forebear_id"].iloc[1:].notna().all()
    assert step[above["arxiv:2202.00512"]] == step["arxiv:2202.00512"] - 1


def test_numbers_of_heirs_and_words_agree() -> None:
    frame = _order(20).papers
    above = frame["forebear_id"].to_dict()
    count = dict.fromkeys(frame.index, 0)
    for one in frame.index:
        at = above[one]
        while isinstance(at, str):
            count[at] += 1
            at = above[at]
    assert frame["heirs"].to_dict() == count
    for _, row in frame.iterrows():
        assert row["why"].endswith(".")
        assert (f"{row['heirs']} of these descend" in row["why"]) == (row["heirs"] > 0)
        likely = row["relation"] == "likely"
        assert row["why"].startswith("Likely builds on") == likely
        assert not any(sign in row["why"] for sign in ("arxiv:", "doi:", "nan", "None"))


def test_what_has_no_room_with_its_needs_is_passed_over_and_counted() -> None:
    order = _order(3, "Feature")
    assert len(order.papers) == 3
    assert order.too_many == 2
    assert order.notes[0].startswith("2 better ones passed over")
    assert reading_order(kdgraph.embedded(), 1).papers["step"].tolist() == [1]
    whole = reading_order(kdgraph.embedded(), 500)
    assert len(whole.papers) == whole.candidates == 59
    assert whole.too_many == 0


def _shuffled(snapshot: Snapshot) -> Snapshot:
    frames = snapshot.frames()
    for table in ("papers", "citations", "coverage"):
        frames[table] = frames[table][::-1]
    frames["citations"] = frames["citations"].reset_index(drop=True)
    return Snapshot(frames, snapshot.manifest)


@pytest.mark.parametrize("seed", range(6))
def test_it_holds_for_any_literature_in_any_order_of_rows(seed: int) -> None:
    ids = [f"p{n:02}" for n in range(24)]
    cites = {
        one: sorted({ids[(n * (seed + 3) + k * k) % n] for k in range(3)})
        for n, one in enumerate(ids)
        if n
    }
    cites["p03"] = [*cites["p03"], "p20"]  # a circle
    snapshot = made(ids[:18], cites, years={one: 2000 + n // 2 for n, one in enumerate(ids)})
    order = reading_order(snapshot, 9)
    _check(snapshot, order)
    assert_frame_equal(order.papers, reading_order(_shuffled(snapshot), 9).papers)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"papers": 0}, "at least 1"),
        ({"section": "Nowhere"}, "no section"),
        ({"scope": "x"}, "scope"),
    ],
)
def test_what_means_nothing_is_refused(options: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        reading_order(kdgraph.embedded(), **options)


def test_no_paper_gives_an_empty_order() -> None:
    order = reading_order(made([], {}), 5)
    assert len(order.papers) == 0
    assert "why" in order.papers
