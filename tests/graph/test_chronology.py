"""When papers appeared, from days, years, arXiv ids and first years."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from kdgraph.errors import InputError
from kdgraph.graph.chronology import publication_time
from kdgraph.model import TABLES


def _time(paper_id: str = "doi:10.1/x", **facts: Any) -> float:
    rows = [{"paper_id": paper_id, "title": "x", **facts}]
    return float(publication_time(TABLES["papers"].frame(rows))[0])


_MARCH = 2015 + 2.5 / 12


@pytest.mark.parametrize(
    ("paper_id", "facts", "time"),
    [
        pytest.param("doi:10.1/x", {}, np.nan, id="nothing known"),
        pytest.param("doi:10.1/x", {"year": 2015}, 2015.5, id="a year"),
        pytest.param("doi:10.1/x", {"date": "2015-01-01"}, 2015 + 0.5 / 365, id="a day"),
        pytest.param("doi:10.1/x", {"date": "2016-12-31"}, 2017 - 0.5 / 366, id="a leap year"),
        pytest.param(
            "doi:10.1/x", {"year": 2014, "date": "2015-01-01"}, 2015 + 0.5 / 365, id="day over year"
        ),
        pytest.param("arxiv:1503.02531", {}, _MARCH, id="an arXiv id alone"),
        pytest.param("arxiv:1503.02531", {"year": 2015}, _MARCH, id="a month in the year"),
        pytest.param("arxiv:1511.02531", {"year": 2015}, 2015 + 10.5 / 12, id="late in the year"),
        pytest.param("arxiv:1503.02531", {"year": 2016}, _MARCH, id="preprint before the year"),
        pytest.param("arxiv:1503.02531", {"year": 2012}, 2012.5, id="on arXiv years later"),
        pytest.param(
            "arxiv:1503.02531", {"date": "2015-03-31"}, 2015 + 89.5 / 365, id="day in that month"
        ),
        pytest.param("arxiv:1503.02531", {"date": "2015-06-15"}, _MARCH, id="published in June"),
        pytest.param("arxiv:hep-th/9711200", {}, 1997 + 10.5 / 12, id="an old arXiv id"),
        pytest.param("arxiv:hep-th/9108001", {}, 1991 + 7.5 / 12, id="arXiv's first month"),
        pytest.param("arxiv:9012.00001", {}, 2090 + 11.5 / 12, id="a year before arXiv is to come"),
        pytest.param("arxiv:cs/0309023", {"year": 2003}, 2003 + 8.5 / 12, id="an old id of 2003"),
        pytest.param("doi:10.1/x", {"year": 2016, "first_year": 2014}, 2014.5, id="first year"),
        pytest.param("doi:10.1/x", {"year": 2014, "first_year": 2016}, 2014.5, id="later first"),
        pytest.param("doi:10.1/x", {"first_year": 2014}, 2014.5, id="first year alone"),
        pytest.param(
            "arxiv:1503.02531", {"year": 2016, "first_year": 2015}, _MARCH, id="month of first year"
        ),
        pytest.param("title:1503.02531", {"year": 2016}, 2016.5, id="no arXiv id"),
    ],
)
def test_the_best_of_what_is_known(paper_id: str, facts: dict[str, Any], time: float) -> None:
    assert _time(paper_id, **facts) == pytest.approx(time, nan_ok=True, abs=1e-9)


def test_equal_facts_are_equal_times() -> None:
    papers = pd.DataFrame({"year": [2015, 2015], "date": ["2015-03-09", date(2015, 3, 9)]})
    first, second = publication_time(papers)
    assert first == second


@pytest.mark.parametrize(
    "dates",
    [
        pytest.param(["2015-03-09", None], id="texts"),
        pytest.param([date(2015, 3, 9), None], id="days"),
        pytest.param(pd.to_datetime(["2015-03-09T11:00", "NaT"]), id="times"),
        pytest.param(pd.to_datetime(["2015-03-09T11:00", "NaT"], utc=True), id="times in a zone"),
    ],
)
def test_dates_of_any_type(dates: Any) -> None:
    time = publication_time(pd.DataFrame({"date": dates}, index=["a", "b"]))
    assert time[0] == 2015 + 67.5 / 365
    assert np.isnan(time[1])


def test_ids_that_are_no_texts() -> None:
    np.testing.assert_array_equal(
        publication_time(pd.DataFrame({"year": [2015, None]})), [2015.5, np.nan]
    )
    mixed = pd.DataFrame({"year": [2016, 2016]}, index=pd.Index([7, "arxiv:1503.02531"]))
    np.testing.assert_allclose(publication_time(mixed), [2016.5, _MARCH])


def test_no_papers() -> None:
    assert publication_time(TABLES["papers"].empty()).shape == (0,)


@pytest.mark.parametrize(
    ("column", "values", "message"),
    [
        pytest.param("date", ["soon"], "a date among the papers is no day", id="no day"),
        pytest.param(
            "date", [2015.5], r"dates among the papers are numbers \(2015\.5\)", id="number"
        ),
        pytest.param("year", ["soon"], "a year among the papers is no number", id="no year"),
        pytest.param("first_year", ["x"], "a first_year among the papers", id="no first year"),
    ],
)
def test_unusable_facts(column: str, values: list[object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        publication_time(pd.DataFrame({column: values}))
