"""Restrict a snapshot to the papers public on a given day."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime

import numpy as np
import pandas as pd

from kdgraph.errors import InputError
from kdgraph.model import TABLES, Frames

__all__ = ["last_day", "literature_as_of", "public_since", "table_among"]

_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def last_day(when: str | int | date) -> date:
    """Return the day that `when` is, or the last day of the year or month that it names.

    Raises
    ------
    InputError
        If it is none of these.

    Examples
    --------
    >>> last_day("2020"), last_day("2020-02"), last_day("2020-02-01")
    (datetime.date(2020, 12, 31), datetime.date(2020, 2, 29), datetime.date(2020, 2, 1))
    """
    if isinstance(when, datetime):
        return when.date()
    if isinstance(when, date):
        return when
    advice = "give a year, a month or a day: 2020, 2020-06, 2020-06-30"
    match = _DAY.fullmatch(str(when).strip())
    if match is None:
        raise InputError(f"{when!r} is no day; {advice}")
    year, month = int(match[1]), int(match[2] or 12)
    try:
        return date(year, month, int(match[3]) if match[3] else monthrange(year, month)[1])
    except ValueError as error:
        raise InputError(f"{when!r} is no day ({error}); {advice}") from error


def public_since(papers: pd.DataFrame) -> pd.Series[pd.Timestamp]:
    """Return the day from which each paper counts as public; missing for undated papers.

    That is its ``date``, else the last day of its ``year``; but never later than the last day of
    ``first_year``, when a preprint is known to have been out before the published record.

    Examples
    --------
    >>> rows = [{"paper_id": "a", "year": 2015, "date": "2015-03-09"},
    ...         {"paper_id": "b", "year": 2015, "first_year": 2014}, {"paper_id": "c"}]
    >>> papers = TABLES["papers"].frame(rows)
    >>> public_since(papers).dt.strftime("%Y-%m-%d").tolist()
    ['2015-03-09', '2014-12-31', nan]
    """
    day = papers["date"].dt.normalize()
    since = day.where(day.notna(), _year_end(papers["year"]))
    first = _year_end(papers["first_year"])
    public: pd.Series[pd.Timestamp] = since.where(since.notna() & ~(first < since), first)
    return public


def _year_end(years: pd.Series[int]) -> pd.Series[pd.Timestamp]:
    known = years.notna().to_numpy()
    ends = np.full(len(years), "NaT", dtype="datetime64[us]")
    calendar = years.to_numpy(dtype=np.int64, na_value=1970)[known] - 1970
    year_after = calendar.astype("datetime64[Y]") + np.timedelta64(1, "Y")
    ends[known] = year_after.astype("datetime64[D]") - np.timedelta64(1, "D")
    return pd.Series(ends, index=years.index)


def literature_as_of(frames: Mapping[str, pd.DataFrame], day: date) -> tuple[Frames, int]:
    """Restrict all tables to the papers public on `day`.

    Entries stay, and so do their matches; a match to a paper that is not in the view becomes one to
    none, with the reason. Authors stay where they have a paper left. What `coverage` and the
    reported counts say is of the snapshot's time, not of that day.

    Returns
    -------
    tuple of Frames and int
        The new tables, and the number of undated papers left out.
    """
    since = public_since(frames["papers"])
    papers = frames["papers"][(since <= pd.Timestamp(day)).to_numpy()]
    kept = papers.index
    view: Frames = {name: table_among(frames, name, kept) for name in TABLES if name != "matches"}
    view["papers"] = papers
    view["matches"] = _matches_as_of(frames["matches"], since, kept, day)
    return view, int(since.isna().sum())


def table_among(frames: Mapping[str, pd.DataFrame], name: str, kept: pd.Index) -> pd.DataFrame:
    """Return what a table says of some papers.

    Citations and sentences are those between two of them, authors those who have one left; entries
    and matches stay.
    """
    table = frames[name]
    if name == "papers":
        return table[table.index.isin(kept)]
    if name in ("identifiers", "authorships", "coverage"):
        return table[table["paper_id"].isin(kept)].reset_index(drop=True)
    if name in ("citations", "contexts"):
        inside = table["citing_id"].isin(kept) & table["cited_id"].isin(kept)
        return table[inside].reset_index(drop=True)
    if name == "authors":
        wrote = table_among(frames, "authorships", kept)["author_id"]
        return table[table.index.isin(wrote)]
    return table


def _matches_as_of(
    matches: pd.DataFrame, since: pd.Series[pd.Timestamp], kept: pd.Index, day: date
) -> pd.DataFrame:
    lost = matches["paper_id"].notna() & ~matches["paper_id"].isin(kept)
    public = since.dt.strftime("%Y-%m-%d").dropna()
    view = matches.copy()
    view["reason"] = [
        f"{paper_id} is not in this view of {day.isoformat()}: "
        + (f"public since {public[paper_id]}" if paper_id in public.index else "undated")
        if out
        else reason
        for out, paper_id, reason in zip(lost, matches["paper_id"], matches["reason"], strict=True)
    ]
    for name in ("paper_id", "method", "confidence"):
        view[name] = matches[name].mask(lost)
    return TABLES["matches"].conform(view)
