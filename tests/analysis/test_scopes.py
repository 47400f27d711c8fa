"""Every analysis within a scope: as if there were no other papers, and all is as before."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal, assert_series_equal

import kdgraph
from kdgraph.errors import InputError
from kdgraph.graph.scope import SCOPES
from kdgraph.graph.snapshot import Snapshot
from kdgraph.testing.toys import MANIFEST
from tests.graph.test_scope import SMALL, made

ASKED: Mapping[str, Callable[..., Any]] = {
    "rank": lambda where, **asked: kdgraph.rank(where, "pagerank", **asked),
    "rank of a section": lambda where, **asked: kdgraph.rank(
        where, "citations", section="Methods", **asked
    ),
    "explain": lambda where, **asked: kdgraph.explain(where, "citations", "a", **asked),
    "authors": lambda where, **asked: kdgraph.rank_authors(where, **asked),
    "coauthors": lambda where, **asked: kdgraph.coauthor_communities(where, **asked),
    "communities": lambda where, **asked: kdgraph.communities(where, resolution=1, **asked),
    "fronts": lambda where, **asked: kdgraph.research_fronts(where, least=2, **asked),
    "similar": lambda where, **asked: kdgraph.similar_papers(where, "a", **asked),
    "main path": lambda where, **asked: kdgraph.main_path(where, **asked),
    "core": lambda where, **asked: kdgraph.robust_core(where, leasts=[2], **asked),
    "section": lambda where, **asked: kdgraph.section_path(where, "Methods", **asked),
    "graph": lambda where, **asked: kdgraph.Snapshot.citation_graph(where, **asked),
}
"""Public functions that take a scope."""

CITES = {**SMALL, "b": ["a", "old"], "v": ["a", "b", "x"], "w": ["v", "a", "b"]}


@cache
def whole() -> Snapshot:
    years = {"old": 2001, "a": 2010, "b": 2012, "x": 2014, "y": 2014, "v": 2016, "z": 2017}
    return made("ab", CITES, years=years)


def _equal(one: Any, other: Any) -> None:
    """Refuse two answers that differ in anything but the scope and the notes on it."""
    for field in dataclasses.fields(one):
        first, second = getattr(one, field.name), getattr(other, field.name)
        if field.name in ("scope", "over_fields"):
            continue
        if isinstance(first, pd.DataFrame):
            common = [name for name in first.columns if name != "field_least"]
            assert_frame_equal(first[common], second[common])
        elif isinstance(first, pd.Series):
            assert_series_equal(first, second)
        elif dataclasses.is_dataclass(first):
            _equal(first, second)
        elif hasattr(first, "toarray"):
            assert (first.toarray() == second.toarray()).all()
        else:
            assert first == second or (first != first and second != second), field.name


@pytest.mark.parametrize("name", ASKED)
def test_within_a_scope_it_is_as_if_there_were_no_other_papers(name: str) -> None:
    view = whole().within("field")
    assert 2 < len(view.papers) < len(whole().papers)
    alone = Snapshot(view.frames(), MANIFEST)
    within = ASKED[name](whole(), scope="field")
    _equal(within, ASKED[name](alone, scope="all"))
    _equal(within, ASKED[name](view))
    if hasattr(within, "scope"):
        assert within.scope is view.scope


@pytest.mark.parametrize("name", ASKED)
def test_all_is_what_it_was_without_scopes(name: str) -> None:
    given = ASKED[name](whole(), scope="all")
    if name in ("main path", "core"):  # of a graph, as before there were scopes
        _equal(given, ASKED[name](whole().citation_graph()))
    else:
        _equal(given, ASKED[name](whole()))


@pytest.mark.parametrize("name", ASKED)
def test_a_number_alone_means_the_field_and_what_is_no_scope_is_refused(name: str) -> None:
    wide = ASKED[name](whole(), field_least=1)
    _equal(wide, ASKED[name](whole(), scope="field", field_least=1))
    with pytest.raises(InputError, match="no scope called 'most'; there are: listed, field, all"):
        ASKED[name](whole(), scope="most")


@pytest.mark.parametrize("name", ["communities", "fronts", "main path", "core"])
def test_a_graph_has_no_scope(name: str) -> None:
    with pytest.raises(InputError, match="scope and field_least need a snapshot"):
        ASKED[name](whole().citation_graph(), scope="field")


@pytest.mark.parametrize("name", ["rank", "authors", "communities", "section"])
@pytest.mark.parametrize("scope", SCOPES)
def test_a_day_and_a_scope_go_together_in_either_order(name: str, scope: str) -> None:
    both = ASKED[name](whole(), scope=scope, as_of=2016)
    _equal(both, ASKED[name](whole().within(scope), as_of=2016))
    _equal(both, ASKED[name](whole().as_of(2016).within(scope)))
    assert both.as_of is not None
    assert both.scope.asked == scope


def test_a_section_and_a_most_narrow_what_is_told_and_not_what_is_counted() -> None:
    every = kdgraph.rank(whole(), "citations", scope="field")
    part = kdgraph.rank(whole(), "citations", scope="field", section="Methods", top=1)
    assert (part.papers, part.citations) == (every.papers, every.citations)
    assert set(part.frame["paper_id"]) == {"a"}
    assert part.frame["score"].iloc[0] == every.frame["score"].iloc[0]
    # y and old are outside: what they cite, or who cites them, counts for nothing
    assert every.frame.set_index("paper_id")["score"].to_dict()["a"] == 4.0
    outside = kdgraph.rank(whole(), "citations").frame.set_index("paper_id")["score"]
    assert outside["a"] == 5.0


def test_no_field_gives_a_path_and_a_note_and_never_nothing_without_a_word() -> None:
    lonely = made("a", {"x": ["a"], "y": ["x"]})
    path = kdgraph.main_path(lonely)
    assert path.papers.index.tolist() == ["a", "x"]
    assert path.scope is not None
    assert path.scope.fall_back is not None
    none = made("ab", {"x": ["o"]})
    path = kdgraph.main_path(none)
    assert path.papers.index.tolist() == ["o", "x"]
    core = kdgraph.robust_core(none)
    assert core.over_fields is None
    assert core.scope is not None
    assert core.scope.name == "all"
