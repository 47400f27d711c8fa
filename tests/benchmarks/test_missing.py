"""How papers are hidden before `missing` is measured, and what its page says of the model."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from benchmarks.missing import DOCUMENT, Case, Literature, as_collected, counted, fitted, ranks
from kdgraph.analysis.curation.list_ties import MEMBER, PLACE


def _cites(arcs: list[tuple[int, int]], n: int) -> csr_array:
    citing, cited = zip(*arcs, strict=True)
    found = csr_array((np.ones(len(arcs)), (citing, cited)), shape=(n, n))
    found.sort_indices()
    return found


def _case(scores: list[float], hidden: list[int], lost: int = 0) -> Case:
    rows = np.arange(len(scores), dtype=np.intp)
    return Case(rows, hidden, lost, np.array(scores)[:, None], {})


def test_what_is_there_for_the_sake_of_a_hidden_paper_goes() -> None:
    # 0 is hidden, 1 listed; 2 cites 0 alone, 3 cites both; 0 cites 4 alone, 1 cites 5
    cites = _cites([(2, 0), (3, 0), (3, 1), (0, 4), (1, 5)], 6)
    listed = np.array([False, True, False, False, False, False])
    about = np.array([True, True, False, False, False, False])
    left, there = as_collected(cites, listed, [0], about)
    assert there.tolist() == [True, True, False, True, False, True]
    assert np.argwhere(left.toarray()).tolist() == [[1, 5], [3, 0], [3, 1]]


def test_a_hidden_paper_that_nothing_else_brings_in_is_lost() -> None:
    cites = _cites([(2, 0), (3, 1)], 4)  # 2 was read for the sake of 0 alone
    listed = np.array([False, True, False, False])
    about = np.array([True, True, False, False])
    _, there = as_collected(cites, listed, [0], about)
    assert there.tolist() == [False, True, False, True]


def test_works_that_eight_papers_cite_stay_without_the_list() -> None:
    for citing, stays in ((8, True), (7, False)):
        arcs = [(paper, 0) for paper in range(2, 2 + citing)]
        arcs += [(paper, 1) for paper in range(2, 2 + citing)]
        cites = _cites(arcs, 10)
        listed = np.zeros(10, dtype=bool)
        listed[1] = True
        _, there = as_collected(cites, listed, [], np.zeros(10, dtype=bool))
        assert bool(there[0]) is stays


def test_ranks_share_ties_and_lost_papers_are_never_found() -> None:
    case = _case([3.0, 2.0, 2.0, 2.0, 1.0], hidden=[1], lost=1)
    assert ranks(case, case.features[:, 0]) == [3.0, float("inf")]
    both = _case([3.0, 2.0, 1.0], hidden=[0, 1])
    assert ranks(both, both.features[:, 0]) == [1.0, 1.0], "hidden ones are not in the way"


def test_weights_put_the_hidden_paper_first() -> None:
    cases = [(_case([0.0, 1.0, 0.1, 0.2], hidden=[1]), 1.0) for _ in range(5)]
    weights = fitted(cases, ["one"], penalty=1.0)
    assert weights.weights[0] > 0
    turned = fitted([(_case([0.0, 1.0, 0.9], hidden=[0]), 1.0)] * 5, ["one"], penalty=1.0)
    assert turned.weights[0] < 0


def test_a_paper_that_is_measured_is_no_case_to_learn_from() -> None:
    cases = [_case([1.0, 2.0, 3.0], hidden=[place]) for place in range(3)]
    of = Literature("a list", None, None, cases)  # type: ignore[arg-type]  # neither is looked at
    kept = counted(of, 6.0, without=[1])
    assert [(case.hidden, share) for case, share in kept] == [([0], 3.0), ([2], 3.0)]


def test_the_page_has_every_feature_and_every_list() -> None:
    page = DOCUMENT.read_text("utf-8")
    for name in MEMBER:
        assert name in page, name
    assert len(PLACE) == 5
    assert "five features" in page
    assert page.count("weights from other lists alone |") == 4
