"""Streams: every paper is in one block, every citation is in a band or counted beside them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

import kdgraph
from kdgraph.analysis.groups.streams import (
    NOT_KNOWN,
    OTHER,
    Streams,
    field_streams,
    streams,
)
from kdgraph.errors import InputError
from kdgraph.graph.chronology import calendar_years
from kdgraph.graph.snapshot import Snapshot
from kdgraph.testing import literatures
from tests.analysis.groups.worlds import Listed, listed_snapshot

_LIST: Listed = {
    "a1": ("A", 2000, "complete"),
    "a2": ("A", 2000, "complete"),
    "b1": ("B", 2010, "complete"),
    "b2": ("B", 2010, "not asked"),
    "c1": ("C", 2020, "complete"),
    "c2": ("C", 2020, "complete"),
    "u1": ("C", None, "complete"),
}
# b1 cites an earlier paper, b2 was not read, c1 cites three earlier ones, c2 one of its own period
_PAIRS = [("b1", "a1"), ("b2", "a1"), ("c1", "a1"), ("c1", "a2"), ("c1", "b1"), ("c2", "c1")]


def found() -> Streams:
    return streams(listed_snapshot(_LIST, _PAIRS), periods=3)


def bands(of: Streams) -> dict[tuple[int, str, str], Any]:
    return {
        (row["column"], row["from_stream"], row["to_stream"]): (row["papers"], row["citations"])
        for row in of.bands.to_dict("records")
    }


def test_a_paper_is_shared_among_what_it_cites_earlier() -> None:
    assert bands(found()) == {
        (0, "A", "B"): (1.0, 1),
        (1, "A", "C"): (pytest.approx(2 / 3), 2),
        (1, "B", "C"): (pytest.approx(1 / 3), 1),
    }


def test_a_stream_between_two_periods_has_a_block_of_no_paper() -> None:
    blocks = found().blocks.set_index(["column", "stream"])
    assert blocks["papers"].to_dict() == {(0, "A"): 2, (1, "A"): 0, (1, "B"): 2, (2, "C"): 2}
    assert blocks.at[(1, "B"), "unread"] == 1
    assert blocks.at[(2, "C"), "building"] == 1


def test_what_is_in_no_band_is_counted() -> None:
    of = found()
    assert (of.undated, of.within, of.against_time, of.unread_citations) == (1, 1, 0, 1)
    assert of.columns["title"].tolist() == ["2000", "2010", "2020"]
    assert of.columns["papers"].tolist() == [2, 2, 2]


@pytest.mark.parametrize(
    ("make", "by"),
    [
        (kdgraph.embedded, "section"),
        (lambda: kdgraph.embedded().within("field"), "group"),
        (literatures.hard, "section"),
        (literatures.against_time, "section"),
    ],
)
@pytest.mark.parametrize("most", [2, 8])
def test_all_papers_and_citations_have_a_place(
    make: Callable[[], Snapshot], by: str, most: int
) -> None:
    snapshot = make()
    of = streams(snapshot, by=by, most=most)
    members = [paper for ids in of.blocks["members"] for paper in ids]
    assert len(members) == len(set(members)) == of.columns["papers"].sum()
    into = of.bands.groupby(["column", "to_stream"])["papers"].sum()
    for row in of.blocks.to_dict("records"):
        got = into.get((row["column"] - 1, row["stream"]), 0.0)
        assert got == pytest.approx(row["building"])
        assert row["building"] + row["unread"] <= row["papers"]
    pairs = snapshot.citations
    inside = pairs[pairs["citing_id"].isin(members) & pairs["cited_id"].isin(members)]
    inside = inside[inside["citing_id"] != inside["cited_id"]]
    counted = of.bands["citations"].sum() + of.within + of.against_time + of.unread_citations
    assert counted == len(inside)
    names = set(of.blocks["stream"]) - {OTHER}
    assert len(names) <= most + 1
    assert (OTHER in set(of.blocks["stream"])) == (of.joined[0] > 0)
    assert of.joined[0] != 1


def test_periods_are_whole_years_with_about_as_many_papers() -> None:
    years = calendar_years(kdgraph.embedded().papers)
    of = streams(kdgraph.embedded().within("field"), by="group", periods=4)
    assert len(of.columns) == 4
    share = of.columns["papers"] / of.columns["papers"].sum()
    assert share.min() > 0.12
    spans = [set(map(int, title.split("\u2013"))) for title in of.columns["title"]]
    assert all(max(one) < min(other) for one, other in pairwise(spans))
    assert max(max(one) for one in spans) <= np.nanmax(years)
    assert len(streams(literatures.lonely()).columns) == 1


def test_a_section_keeps_what_touches_it() -> None:
    of = streams(listed_snapshot(_LIST, _PAIRS), periods=3, section="B")
    assert set(bands(of)) == {(0, "A", "B"), (1, "B", "C")}
    assert bands(of)[1, "B", "C"] == (pytest.approx(1 / 3), 1)  # of all that c1 cites


def test_facts_count_each_paper_once_but_for_authors() -> None:
    snapshot = kdgraph.embedded()
    of = field_streams(snapshot, fields=("authors", "sections", "venues"), most=5)
    papers = of.blocks.groupby("column")["papers"].sum()
    assert papers[1] == papers[2] == 59
    assert papers[0] > 59
    right = of.bands[of.bands["column"] == 1]
    assert right["papers"].sum() == 59
    listed = snapshot.reading_list.papers
    lines = snapshot.authorships
    own = lines[lines["paper_id"].isin(listed)].groupby("author_id")["paper_id"].nunique()
    shown = of.blocks[(of.blocks["column"] == 0) & ~of.blocks["stream"].isin([OTHER, NOT_KNOWN])]
    assert shown["papers"].tolist() == own.sort_values(ascending=False).head(5).tolist()
    assert of.joined[0] == len(own) - 5
    rest = of.blocks.query("column == 0 and stream == @OTHER").iloc[0]
    without = set(listed) - {paper for ids in shown["members"] for paper in ids}
    assert set(rest["members"]) == {p for p in without if p in set(lines["paper_id"])}


def test_a_section_of_facts_has_its_papers_alone() -> None:
    of = field_streams(kdgraph.embedded(), fields=("sections", "periods"), section="free")
    assert set(of.blocks.query("column == 0")["stream"]) == {"Data-Free Knowledge Distillation"}
    assert of.bands["papers"].sum() == 8


def test_what_is_no_stream_is_refused() -> None:
    snapshot = literatures.lonely()
    with pytest.raises(InputError, match="by section or group, not by 'venue'"):
        streams(snapshot, by="venue")
    with pytest.raises(InputError, match="at least 2, got 1"):
        streams(snapshot, periods=1)
    with pytest.raises(InputError, match="most=0"):
        streams(snapshot, most=0)
    for fields in (("authors",), ("authors", "authors"), ("authors", "colours"), "authors"):
        with pytest.raises(InputError, match="two or more different facts"):
            field_streams(snapshot, fields=fields)
