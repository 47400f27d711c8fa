"""Publication time of papers as a number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kdgraph.arrays import FloatArray
from kdgraph.errors import InputError

__all__ = ["Clock", "calendar_years", "clock_of", "publication_bounds", "publication_time"]

_NEARLY_ALL: Final = 0.95  # of the dated papers: so many days make a clock of days


# arxiv:YYMM.number since April 2007, arxiv:archive/YYMMnumber before
_ARXIV_MONTH = r"^arxiv:(?:[a-z-]+/)?(?P<year>\d\d)(?P<month>0[1-9]|1[0-2])(?:\.|\d{3}$)"
_FIRST_YEAR_OF_ARXIV = 91


@dataclass(frozen=True, slots=True, eq=False)
class Clock:
    """When each paper was first public, as exactly as the literature as a whole allows.

    Attributes
    ----------
    time : ndarray of float, shape (n,)
        In years: with a fraction where `by_day`, else whole calendar years; nan where nothing is
        known. Papers of equal time are neither before nor after each other.
    by_day : bool
        Whether the day is known of at least 95 % of the dated papers. The few others then stand in
        the middle of their month or year.
    days, dated : int
        Papers whose day is known, and papers of which anything is known.
    """

    time: FloatArray
    by_day: bool
    days: int
    dated: int

    @property
    def words(self) -> str:
        """What a reader must know of times compared by this clock.

        >>> clock_of(pd.DataFrame({"year": [2015]}, index=["a"])).words
        'by calendar year; those of the same year do not count'
        """
        if self.by_day:
            return "by day; those of the same day do not count"
        return "by calendar year; those of the same year do not count"


def clock_of(papers: pd.DataFrame) -> Clock:
    """Return the clock by which times of these papers are compared.

    Days are compared with days only: where many papers are known by their year alone, a paper of
    November would count as later than those, and all are compared by calendar year. The calendar
    year is that of the first publication, so that what cites a preprint before the published
    record appears does not cite an unborn paper.

    Parameters
    ----------
    papers : DataFrame
        As for `publication_time`.

    Raises
    ------
    InputError
        If a date is no day, or a year is no number.

    Examples
    --------
    >>> papers = pd.DataFrame(
    ...     {"year": [2015, 2015, 2016], "date": ["2015-07-02", None, "2016-01-09"]},
    ...     index=["doi:10.1/a", "doi:10.1/b", "doi:10.1/c"],
    ... )
    >>> clock_of(papers).time, clock_of(papers.dropna()).time.round(2)
    (array([2015., 2015., 2016.]), array([2015.5 , 2016.02]))
    """
    time, half = _moments(papers)
    days, dated = int((half == 0).sum()), int((~np.isnan(time)).sum())
    by_day = bool(dated) and days >= _NEARLY_ALL * dated
    return Clock(time if by_day else np.floor(time), by_day, days, dated)


def calendar_years(papers: pd.DataFrame) -> FloatArray:
    """Return the calendar year in which each paper was first public, nan where unknown.

    It is that of the preprint where one is known to be older than the published record.

    Examples
    --------
    >>> papers = pd.DataFrame({"year": [2016, None], "first_year": [2015, None]}, index=["a", "b"])
    >>> calendar_years(papers)
    array([2015.,   nan])
    """
    return np.floor(publication_time(papers))


def publication_time(papers: pd.DataFrame) -> FloatArray:
    """Return when each paper was first public, in years: 2015.5 is the middle of 2015.

    The best of what is known:

    - the day in ``date``, else the middle of ``year``;
    - the month that the paper's arXiv id names, where it is in that same year and there is no day,
      or where it ends before that day or year (the preprint came first);
    - the middle of ``first_year``, where that is an earlier year still.

    Papers known by the same day, month or year have equal times. nan where nothing is known.

    Parameters
    ----------
    papers : DataFrame
        Indexed by ``paper_id``; ``year``, ``date`` and ``first_year`` where there are such columns.

    Raises
    ------
    InputError
        If a date is no day, or a year is no number.

    Examples
    --------
    A published version of 2016 whose preprint is of March 2015, a day, a year, and nothing.

    >>> papers = pd.DataFrame(
    ...     {"year": [2016, 2015, 2015, None], "date": [None, "2015-07-02", None, None]},
    ...     index=["arxiv:1503.02531", "doi:10.1/a", "doi:10.1/b", "doi:10.1/c"],
    ... )
    >>> publication_time(papers).round(2)
    array([2015.21, 2015.5 , 2015.5 ,    nan])
    """
    return _moments(papers)[0]


def publication_bounds(papers: pd.DataFrame) -> tuple[FloatArray, FloatArray]:
    """Return the earliest and the latest moment that `publication_time` may stand for, in years.

    Both are that moment where a day is known; else they are the ends of the month or year. nan
    where nothing is known. A paper appeared later than another beyond doubt where its earliest
    moment is not before the latest one of the other.

    Parameters
    ----------
    papers : DataFrame
        As for `publication_time`.

    Raises
    ------
    InputError
        If a date is no day, or a year is no number.

    Examples
    --------
    >>> papers = pd.DataFrame(
    ...     {"year": [2015, 2015, None], "date": [None, "2015-07-02", None]},
    ...     index=["doi:10.1/a", "doi:10.1/b", "doi:10.1/c"],
    ... )
    >>> earliest, latest = publication_bounds(papers)
    >>> earliest.round(2), latest.round(2)
    (array([2015. , 2015.5,    nan]), array([2016. , 2015.5,    nan]))
    """
    time, half = _moments(papers)
    return time - half, time + half


def _moments(papers: pd.DataFrame) -> tuple[FloatArray, FloatArray]:
    """Return when each paper was first public, and half of the stretch that this stands for."""
    year = _numbers(papers, "year")
    day = _days(papers)
    month = _arxiv_months(papers.index)
    time: FloatArray = np.where(np.isnan(day), year + 0.5, day)
    half: FloatArray = np.where(np.isnan(day), 0.5, 0.0)
    same_year = np.isnan(day) & (np.floor(month) == year)
    # a comparison with nan is false
    before = np.isnan(time) | (month + 0.5 / 12 <= time)
    by_month = ~np.isnan(month) & (same_year | before)
    time, half = np.where(by_month, month, time), np.where(by_month, 0.5 / 12, half)
    first = _numbers(papers, "first_year")
    by_first = ~np.isnan(first) & (np.isnan(time) | (first < np.floor(time)))
    return np.where(by_first, first + 0.5, time), np.where(by_first, 0.5, half)


def _numbers(papers: pd.DataFrame, name: str) -> FloatArray:
    if name not in papers.columns:
        return np.full(len(papers), np.nan)
    try:
        numbers = pd.to_numeric(papers[name]).astype("Float64")
    except (TypeError, ValueError) as error:
        raise InputError(
            f"a {name} among the papers is no number ({error}); "
            "give years such as 2015, and nothing where it is unknown"
        ) from error
    return np.asarray(numbers.to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)


def _days(papers: pd.DataFrame) -> FloatArray:
    """Return the noon of each ``date`` in years."""
    if "date" not in papers.columns or not papers["date"].notna().any():
        return np.full(len(papers), np.nan)
    given = papers["date"]
    if pd.api.types.is_numeric_dtype(given.dtype):
        raise InputError(
            f"the dates among the papers are numbers ({given.dropna().iloc[0]}); "
            "give days such as 2015-03-09, and whole years as year"
        )
    try:
        dates = pd.to_datetime(given, format="ISO8601", utc=True)
    except (TypeError, ValueError) as error:
        raise InputError(
            f"a date among the papers is no day ({error}); "
            "give days such as 2015-03-09, and nothing where it is unknown"
        ) from error
    day = dates.dt.tz_localize(None).to_numpy().astype("datetime64[D]")
    start = day.astype("datetime64[Y]")
    passed = (day - start.astype("datetime64[D]")).astype(np.float64) + 0.5
    after = (start + np.timedelta64(1, "Y")).astype("datetime64[D]")
    length = (after - start.astype("datetime64[D]")).astype(np.float64)
    years = start.astype(np.int64) + 1970.0 + passed / length
    return np.where(np.isnat(day), np.nan, years)


def _arxiv_months(ids: pd.Index[Any]) -> FloatArray:
    """Return the middle of the month in each arXiv id, in years; nan for other ids."""
    if not (isinstance(ids.dtype, pd.StringDtype) or ids.dtype == object):
        return np.full(len(ids), np.nan)
    texts = pa.array(ids.astype(str), type=pa.large_string())
    parts = pc.extract_regex(texts, _ARXIV_MONTH)
    numbers = [
        pc.struct_field(parts, name).cast(pa.float64()).to_numpy(zero_copy_only=False)
        for name in ("year", "month")
    ]
    year, month = (np.asarray(number, dtype=np.float64) for number in numbers)
    century = np.where(year >= _FIRST_YEAR_OF_ARXIV, 1900.0, 2000.0)
    return century + year + (month - 0.5) / 12
