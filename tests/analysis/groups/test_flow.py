"""Citations between sections, observed and expected."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import kdgraph
from kdgraph.analysis.groups.flow import _distribution, _expected, _interval
from tests.analysis.groups.worlds import Listed, listed_snapshot
from tests.kernels.arrays import graphs

# a1, a2 are old; b1, b2 middle; c1, c2 new. Every reference list was read.
LIST: Listed = {
    "a1": ("A", 2000, "complete"),
    "a2": ("A", 2000, "complete"),
    "b1": ("B", 2005, "complete"),
    "b2": ("B", 2005, "complete"),
    "c1": ("C", 2010, "complete"),
    "c2": ("C", 2010, "capped"),
}


def cell(found: kdgraph.SectionFlow, citing: str, cited: str) -> dict[str, Any]:
    """Return one row of the flow."""
    flow = found.flow.set_index(["citing_section", "cited_section"])
    return {name: flow[name][citing, cited] for name in flow.columns}


def test_by_hand() -> None:
    pairs = [("c1", "a1"), ("c1", "b1"), ("c2", "b2"), ("b1", "a1")]
    found = kdgraph.section_flow(listed_snapshot(LIST, pairs))
    total = found.flow.groupby("citing_section")[["observed", "expected"]].sum()
    assert total["observed"].tolist() == [0, 1, 3]
    np.testing.assert_allclose(total["expected"].astype(float), [0, 1, 3], atol=1e-3)
    total = found.flow.groupby("cited_section")[["observed", "expected"]].sum()
    np.testing.assert_allclose(total["expected"].astype(float), [2, 2, 0], atol=1e-3)
    assert cell(found, "C", "A")["observed"] == 1
    assert cell(found, "C", "A")["lag"] == 10
    assert cell(found, "C", "B")["observed"] == 2
    assert cell(found, "C", "B")["lag"] == 5
    ratio = cell(found, "B", "A")
    assert ratio["ratio"] == pytest.approx(ratio["observed"] / ratio["expected"])
    assert found.sections["capped"].tolist() == [0, 0, 1]
    assert "known in part" in " ".join(found.notes)


def test_without_regard_to_sections_nothing_is_unexpected() -> None:
    # every paper cites every older one: the margins leave no choice
    pairs = [
        (one, other)
        for one, (_, new, _) in LIST.items()
        for other, (_, old, _) in LIST.items()
        if new is not None and old is not None and new > old
    ]
    found = kdgraph.section_flow(listed_snapshot(LIST, pairs))
    cited = found.flow.dropna(subset="ratio")
    np.testing.assert_allclose(
        cited["observed"].astype(float), cited["expected"].astype(float), atol=1e-3
    )
    assert cited["observed"].sum() == 12


def test_a_paper_cannot_be_expected_to_cite_a_younger_one() -> None:
    found = kdgraph.section_flow(listed_snapshot(LIST, [("c1", "a1"), ("b1", "a1"), ("c2", "b1")]))
    later = found.flow[found.flow["citing_section"] < found.flow["cited_section"]]
    assert later["expected"].tolist() == [0, 0, 0]
    assert later["ratio"].isna().all()


def test_a_paper_cannot_be_expected_to_cite_itself() -> None:
    listed: Listed = {**LIST, "d1": ("D", 2010, "complete")}
    found = kdgraph.section_flow(
        listed_snapshot(listed, [("d1", "a1"), ("c1", "d1"), ("c2", "a1"), ("c1", "b1")])
    )
    assert cell(found, "D", "D")["expected"] == 0
    assert pd.isna(cell(found, "D", "D")["ratio"])


def test_unread_references_are_not_no_references() -> None:
    listed = {**LIST, "b1": ("B", 2005, "not asked"), "b2": ("B", 2005, None)}
    found = kdgraph.section_flow(listed_snapshot(listed, [("c1", "b1"), ("c1", "a1")]))
    assert found.flow.loc[found.flow["citing_section"] == "B", "observed"].isna().all()
    assert found.flow.loc[found.flow["citing_section"] == "B", "expected"].isna().all()
    assert cell(found, "A", "A")["observed"] == 0
    assert cell(found, "C", "B")["observed"] == 1
    assert found.unread == 2
    assert found.sections["citing_papers"].to_dict() == {"A": 2, "B": 0, "C": 2}
    assert "2 of 6 dated" in found.notes[0]


def test_what_cannot_be_placed_is_counted() -> None:
    listed: Listed = {
        **LIST,
        "u": ("A", None, "complete"),
        "n": (None, 2010, "complete"),
        "q": ("C", 2010, "failed"),
    }
    pairs = [("b1", "c1"), ("u", "a1"), ("c1", "u"), ("n", "a1"), ("q", "a1"), ("c1", "a1")]
    found = kdgraph.section_flow(listed_snapshot(listed, pairs))
    assert found.flow["observed"].sum() == 1
    assert found.against_time == 1
    assert found.undated == 1
    assert found.unsectioned == 1
    assert found.unread == found.unread_citations == 1


def test_order_does_not_matter() -> None:
    pairs = [("c1", "a1"), ("c1", "b1"), ("c2", "b2"), ("b1", "a1")]
    snapshot = listed_snapshot(LIST, pairs)
    turned = listed_snapshot(LIST, pairs[::-1])
    for name in ("papers", "entries", "matches", "coverage"):
        frame = turned.frames()[name]
        turned._tables[name] = frame[::-1]  # type: ignore[index]  # a plain dict in this test
    assert_frame_equal(kdgraph.section_flow(snapshot).flow, kdgraph.section_flow(turned).flow)


def test_an_empty_list_has_no_flow() -> None:
    found = kdgraph.section_flow(listed_snapshot({}, []))
    assert found.flow.empty
    assert found.flow.columns.tolist()[:3] == ["citing_section", "cited_section", "observed"]
    assert found.notes == ()


def test_expected_citations_of_papers_alike_are_shared_evenly() -> None:
    # two papers cite one of four each, and two of these are cited
    observed = np.zeros((6, 6))
    observed[0, 2] = observed[1, 3] = 1
    possible = np.zeros((6, 6), dtype=bool)
    possible[:2, 2:] = True
    wanted = np.zeros((6, 6))
    wanted[:2, 2:4] = 0.5
    np.testing.assert_allclose(_expected(observed, possible), wanted, atol=1e-5)


@given(graphs(7, acyclic=True), st.data())
def test_expected_citations_are_of_greatest_entropy(cites: Any, data: st.DataObject) -> None:
    observed = cites.toarray()
    n = len(observed)
    extra = data.draw(st.lists(st.booleans(), min_size=n * n, max_size=n * n))
    possible = (observed > 0) | np.array(extra, dtype=bool).reshape(n, n)
    expected = _expected(observed, possible)
    np.testing.assert_allclose(expected.sum(axis=0), observed.sum(axis=0), atol=1e-3)
    np.testing.assert_allclose(expected.sum(axis=1), observed.sum(axis=1), atol=1e-3)
    assert (expected[~possible] == 0).all()
    assert (expected <= 1).all()
    # where nothing is certain, rows and columns act independently: odds ratios are 1
    open_cells = possible & (expected > 0.02) & (expected < 0.98)
    odds = np.where(open_cells, expected / np.maximum(1 - expected, 1e-9), np.nan)
    for i, j in np.argwhere(open_cells).tolist():
        ratio = odds[i, j] * odds / (odds[i, :] * odds[:, [j]])
        np.testing.assert_allclose(ratio[~np.isnan(ratio)], 1, rtol=1e-6)


@given(graphs(9, acyclic=True))
def test_expected_citations_are_exact_to_rounding(cites: Any) -> None:
    # seen from the cited papers it is the same question, whose sums round otherwise
    observed = cites.toarray()
    possible = np.add.outer(np.arange(9), -np.arange(9)) != 0
    possible = possible[: len(observed), : len(observed)]
    turned = _expected(observed.T, possible.T).T
    np.testing.assert_allclose(_expected(observed, possible), turned, rtol=0, atol=1e-11)


def test_embedded_corpus() -> None:
    snapshot = kdgraph.embedded()
    found = kdgraph.section_flow(snapshot)
    listed = snapshot.matches["paper_id"].dropna()
    coverage = snapshot.coverage[snapshot.coverage["direction"] == "references"]
    unread = coverage.loc[coverage["state"] == "not asked", "paper_id"]
    assert (found.unread, found.undated) == (listed.isin(unread).sum(), 0)
    ends = snapshot.citations[["citing_id", "cited_id"]].isin(listed.tolist())
    assert found.flow["observed"].sum() + found.against_time == ends.all(axis=1).sum()
    assert found.data_note is not None
    survey = cell(found, "Survey Papers", "Feature Distillation")
    assert (survey["observed"], survey["lag"]) == (9, 2)
    assert pd.isna(cell(found, "Distillation for Segmentation", "Feature Distillation")["observed"])


def test_a_section_chooses_pairs_and_changes_no_number() -> None:
    pairs = [("c1", "a1"), ("c1", "b1"), ("c2", "b2"), ("b1", "a1")]
    whole = kdgraph.section_flow(listed_snapshot(LIST, pairs))
    part = kdgraph.section_flow(listed_snapshot(LIST, pairs), section="b")
    names = part.flow[["citing_section", "cited_section"]].to_numpy().tolist()
    assert names == [["A", "B"], ["B", "A"], ["B", "B"], ["B", "C"], ["C", "B"]]
    either = (whole.flow["citing_section"] == "B") | (whole.flow["cited_section"] == "B")
    assert_frame_equal(part.flow, whole.flow[either].reset_index(drop=True))
    assert_frame_equal(part.sections, whole.sections)
    assert (part.section, whole.section) == ("b", None)
    with pytest.raises(kdgraph.InputError, match="there are: A; B; C"):
        kdgraph.section_flow(listed_snapshot(LIST, pairs), section="cooking")


def test_the_interval_is_that_of_a_binomial_where_all_chances_are_equal() -> None:
    from scipy.stats import binom

    for number, chance in ((9, 0.5), (200, 0.02), (3000, 0.3)):
        low, high = binom.interval(0.95, number, chance)
        assert _interval(np.full(number, chance)) == (low, high)
    assert _interval(np.array([1.0, 0.0, 1.0])) == (2, 2)
    assert _interval(np.zeros(3)) == _interval(np.zeros(0)) == (0, 0)


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=9))
def test_the_distribution_of_a_sum_is_that_of_all_its_outcomes(chances: list[float]) -> None:
    wanted = np.zeros(len(chances) + 1)
    for outcome in product((0, 1), repeat=len(chances)):
        wanted[sum(outcome)] += np.prod(
            [p if there else 1 - p for p, there in zip(chances, outcome, strict=True)]
        )
    found = _distribution(np.array(chances))
    np.testing.assert_allclose(found, wanted[: len(found)], atol=1e-12)
    assert wanted[len(found) :].sum() < 1e-12
