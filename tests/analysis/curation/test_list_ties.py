"""Features of papers and sections, counted by hand, and what they must not know."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from kdgraph.analysis.curation.list_model import (
    Weights,
    member_weights,
    place_weights,
)
from kdgraph.analysis.curation.list_ties import MEMBER, PLACE, ListTies, Literature
from kdgraph.analysis.lineage.forebear_features import text_vectors

TITLES = [
    "owls at night",
    "owls by day",
    "hawks by day",
    "hawks at noon",
    "owls again",
    "a dataset",
]
ARCS = ((3, 0), (3, 1), (3, 4), (2, 0), (2, 1), (2, 4), (4, 0), (0, 5), (1, 5), (2, 5))
"""Papers 3 and 2 cite 0, 1 and 4; 4 cites 0; all but 3 and 4 cite 5, which cites none."""


def _cites(arcs: tuple[tuple[int, int], ...], n: int) -> csr_array:
    citing, cited = zip(*arcs, strict=True)
    found = csr_array((np.ones(len(arcs)), (citing, cited)), shape=(n, n))
    found.sort_indices()
    return found


def _ties(place: list[int], sections: int = 2) -> ListTies:
    text = text_vectors(TITLES)
    headings = text_vectors([*TITLES, "Owls", "Hawks"])[len(TITLES) :, : text.shape[1]]
    literature = Literature(_cites(ARCS, len(TITLES)), text)
    return ListTies(literature, np.array(place, dtype=np.intp), csr_array(headings[:sections]))


def _of(ties: ListTies, row: int) -> dict[str, float]:
    return dict(zip(MEMBER, ties.member_features()[row].tolist(), strict=True))


def test_features_of_a_candidate_are_as_counted_by_hand() -> None:
    ties = _ties([0, 0, 1, -1, -1, -1])
    four = _of(ties, 4)
    assert four["cited by the list"] == pytest.approx(np.log(2))  # by 2
    # 3 and 2 cite it with 0 and 1 (5 read lists); nobody cites it with 2, which no paper cites
    chance = [2 * 3 / 5, 2 * 2 / 5]
    expected = (np.log(3 / (chance[0] + 1)) + np.log(3 / (chance[1] + 1)) + np.log(1)) / 3
    assert four["co-citation"] == pytest.approx(expected)
    # it cites 0 alone; 2 cites 0, 1, 4 and 5, with one in common; 0 and 1 cite 5
    assert four["coupling"] == pytest.approx(np.sqrt(1 / np.sqrt(1 * 4)))
    assert np.isnan(_of(ties, 5)["coupling"]), "its list was not read"
    # no paper cites three listed ones: the usual share is 0
    assert four["three"] == pytest.approx(np.log(0.02 / 1.02))
    # both lists that cite it cite the owls, as 3 of the 5 lists read do
    assert four["section"] == pytest.approx(np.log((2 + 0.6 + 0.3) / (2 * 0.6 + 0.6 + 0.3)))


def test_sections_of_one_paper_tell_nothing() -> None:
    ties = _ties([0, 1, -1, -1, -1, -1])
    assert set(ties.member_features()[:, list(MEMBER).index("section")]) == {0.0}
    assert set(ties.member_features()[:, list(MEMBER).index("section titles")]) == {0.0}


def test_of_equally_near_papers_none_is_preferred() -> None:
    # six papers that the same one cites are equally near to each other: 5 of 5, each by equal parts
    star = Literature(_cites(tuple((6, k) for k in range(6)), 7), csr_array((7, 1)))
    cosine = 1 / 4  # one citing paper in common, three added to each
    near = star.co_cited[5][[0]].toarray().ravel()
    assert near[1:6].tolist() == pytest.approx([cosine] * 5)
    wider = Literature(_cites(tuple((8, k) for k in range(8)), 9), csr_array((9, 1)))
    near = wider.co_cited[5][[0]].toarray().ravel()
    assert near[1:8].tolist() == pytest.approx([cosine * 5 / 7] * 7), "seven share five places"
    fewer = wider.co_cited[40][[0]].toarray().ravel()
    assert fewer[1:8].tolist() == pytest.approx([cosine] * 7), "there are no more than seven"


def test_the_nearest_paper_is_never_the_paper_itself() -> None:
    literature = _ties([0, 0, 1, -1, -1, -1]).literature
    for nearest in (*literature.co_cited.values(), *literature.titled.values()):
        assert not nearest.diagonal().any()


@settings(max_examples=12, deadline=None)
@given(st.sets(st.integers(0, 5), min_size=1, max_size=4), st.integers(0, 5))
def test_a_paper_taken_off_looks_as_one_that_was_never_listed(listed: set[int], row: int) -> None:
    place = [at % 2 if at in listed else -1 for at in range(6)]
    with_it = place.copy()
    with_it[row] = 1
    without = place.copy()
    without[row] = -1
    taken = _ties(with_it).without([row])
    never = _ties(without)
    np.testing.assert_array_equal(taken.member_features(), never.member_features())
    np.testing.assert_array_equal(taken.place_features(row), never.place_features(row))


def test_a_section_is_told_by_its_papers_and_its_heading() -> None:
    ties = _ties([0, 0, 1, 1, -1, -1])
    features = ties.place_features(4)
    assert features.shape == (2, len(PLACE))
    owls, hawks = features
    # its citing papers also cite 0 and 1 (two times each), and 5 once, which is not listed
    assert owls[0] == pytest.approx(np.log(4.5 / 4.5))
    assert hawks[0] == pytest.approx(np.log(0.5 / 0.5))
    assert owls[1] == pytest.approx(np.mean([2 / np.sqrt(3 * 4), 2 / np.sqrt(3 * 3)]))
    assert owls[3] > hawks[3]
    assert owls[4] > hawks[4] == 0.0
    empty = _ties([0, 0, -1, -1, -1, -1]).place_features(4)
    assert np.isnan(empty[1]).all(), "a section without papers is none"


@pytest.mark.parametrize("weights", [member_weights(), place_weights()])
def test_every_feature_speaks_for_a_paper_the_more_there_is_of_it(weights: Weights) -> None:
    assert (weights.weights > 0).all()
    assert (weights.spread > 0).all()


def test_what_is_not_known_adds_nothing() -> None:
    weights = member_weights()
    unknown = np.full((1, len(MEMBER)), np.nan)
    assert weights.scores(unknown).tolist() == [0.0]
    assert weights.scores(weights.usual[None] + weights.spread[None])[0] == pytest.approx(
        weights.weights.sum(), abs=1e-4
    )
