"""What is usual in a year, and answers that are computed once for a snapshot."""

from __future__ import annotations

import numpy as np
import pandas as pd

import kdgraph
from kdgraph.analysis.influence.by_year import scores_by_year
from kdgraph.testing import toys


def test_usual_scores_leave_out_what_is_unknown() -> None:
    score = pd.Series([1.0, 2.0, 3.0, np.nan, 9.0, 5.0])
    year = pd.Series([2000.2, 2000.9, 2000.0, 2000.0, np.nan, 2001.0])
    found = scores_by_year(score, year, fewest=1)
    assert found["papers"].to_dict() == {2000: 3, 2001: 1}
    assert found["median"].to_dict() == {2000: 2.0, 2001: 5.0}
    assert found["low"].to_dict()[2000] == 1.2
    assert found["high"].to_dict()[2000] == 2.8
    assert scores_by_year(score, year, fewest=4).empty


def test_an_answer_is_computed_once_for_each_question_and_snapshot() -> None:
    asked = []

    def answer() -> int:
        asked.append(1)
        return len(asked)

    snapshot, other = toys.snapshot(), toys.snapshot()
    assert [snapshot.memoize("one", answer), snapshot.once("one", answer)] == [1, 1]
    assert snapshot.memoize("two", answer) == 2
    assert other.memoize("one", answer) == 3
    assert snapshot.as_of(2003).memoize("one", answer) == 4


def test_a_ranking_that_was_changed_changes_no_other() -> None:
    snapshot = toys.snapshot()
    first = kdgraph.rank(snapshot, "citations")
    first.frame["score"] = -1.0
    first.details["undated_citing"] = 99
    again = kdgraph.rank(snapshot, "citations")
    assert again.frame["score"].iloc[0] == 3.0
    assert again.details["undated_citing"].iloc[0] == 1
