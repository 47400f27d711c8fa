"""Parts of a snapshot: which papers are in, and that all others are counted."""

from __future__ import annotations

import pytest

import kdgraph
from kdgraph import InputError
from kdgraph.export import select
from kdgraph.export._selection import Selection
from kdgraph.model import TABLES
from kdgraph.testing import toys


def _part(**asked: object) -> Selection:
    part = select(toys.snapshot(), **asked)  # type: ignore[arg-type] # tests give what they like
    assert isinstance(part, Selection)
    return part


def test_nothing_asked_is_the_snapshot_itself() -> None:
    snapshot = toys.snapshot()
    assert select(snapshot) is snapshot


def test_section() -> None:
    part = _part(section="new")
    assert part.papers.index.tolist() == ["b"]
    assert part.entries.index.tolist() == ["toys:2"]
    assert set(part.authors.index) == {"s2:1", "s2:2"}
    assert part.criteria == {"section": "new"}


def test_best_by_citations_of_this_corpus() -> None:
    part = _part(top=3)
    assert sorted(part.papers.index) == ["a", "b", "c"]  # 3 citations; b, c, d and f have one
    assert part.criteria == {"top": 3, "by": "citations"}
    assert len(part.citations) == 2
    assert part.not_selected == {
        "papers below the best": 5,
        "citations with an end outside the selection": 6,
        "entries of the list without a paper in the selection": 1,
    }


def test_best_by_a_measure_that_does_not_score_all() -> None:
    snapshot = toys.snapshot()
    scores = kdgraph.MEASURES["disruption"](snapshot.citation_graph())["score"]
    part = _part(top=8, by="disruption")
    assert set(part.papers.index) == set(scores.dropna().index)
    assert part.not_selected["papers without a score"] == int(scores.isna().sum()) > 0


def test_day_then_best() -> None:
    part = _part(as_of="2006", top=2)
    assert sorted(part.papers.index) == ["a", "b"]
    assert part.id == "toy@2006-12-31"
    assert part.not_selected["papers later than the day"] == 4
    assert part.not_selected["undated papers"] == 1
    assert part.not_selected["papers below the best"] == 1


def test_every_paper_and_citation_is_here_or_counted() -> None:
    whole = kdgraph.embedded()
    part = select(whole, section="distillation", as_of=2022, top=5, by="pagerank")
    assert isinstance(part, Selection)
    lacking = sum(count for what, count in part.not_selected.items() if "papers" in what)
    assert len(part.papers) + lacking == len(whole.papers)
    outside = part.not_selected["citations with an end outside the selection"]
    assert len(part.citations) + outside == len(whole.citations)
    for name, table in TABLES.items():
        frame = getattr(part, name)
        assert TABLES[name].conform(frame).equals(frame), name
        for end in {"paper_id", "citing_id", "cited_id"} & set(table.names) & set(frame.columns):
            assert set(frame[end]) <= set(part.papers.index)


def test_what_cannot_be_selected() -> None:
    with pytest.raises(InputError, match="no section called 'nowhere'; there are: Old / Pioneers"):
        _part(section="nowhere")
    with pytest.raises(InputError, match="at least 1"):
        _part(top=0)
    with pytest.raises(InputError, match="give top too"):
        _part(by="pagerank")
    with pytest.raises(InputError, match="no measure called 'nothing'"):
        _part(top=1, by="nothing")
