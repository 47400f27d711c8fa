"""Balance over ages: how many of the best papers by a measure appeared when."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from kdgraph.analysis.ties import best_first
from kdgraph.errors import InputError

__all__ = ["age_balance", "said_balance"]

_FEWEST: Final = 40  # papers: of fewer, the best are too few to be told from chance


def age_balance(
    score: pd.Series[float], year: pd.Series[float], *, share: float = 0.05, groups: int = 5
) -> pd.DataFrame:
    """Count the best papers of each age group against chance.

    A measure that is fair to age finds as many of the best among the old as among the young, but
    for chance. Papers with a score and a year are parted into groups of about equal size, at the
    borders of calendar years; of the best `share` of all of them, as many are expected in a group
    as it holds of all.

    Parameters
    ----------
    score, year : Series of float
        Of the same papers, with the same index; one without a score or year counts nowhere. Of
        equal scores at the cut, those with the lower id are taken.
    share : float
        Which part of the papers are the best, above 0 and below 1.
    groups : int
        Age groups, at least 2; fewer where years are so full.

    Returns
    -------
    DataFrame
        A row for each age group, the oldest first: ``first_year``, ``last_year``, ``papers``,
        ``best``, ``chance`` (the expected number) and ``deviation``, its standard deviation where
        the best are drawn by lot. Empty for fewer than 40 papers, or papers of one year.

    Raises
    ------
    InputError
        If a parameter is out of its range.

    References
    ----------
    Mariani, Medo and Zhang (2016), "Identification of milestone papers through time-balanced
    network centrality", Journal of Informetrics 10(4), for the test and the deviation.

    Examples
    --------
    >>> year = pd.Series(np.repeat([2000, 2001], 50), dtype=float)
    >>> found = age_balance(pd.Series(np.arange(100.0)), year, share=0.1)
    >>> found[["first_year", "papers", "best", "chance"]].values.tolist()
    [[2000.0, 50.0, 0.0, 5.0], [2001.0, 50.0, 10.0, 5.0]]
    """
    if not 0 < share < 1 or groups < 2:
        raise InputError(
            f"the best are a share above 0 and below 1, in 2 age groups or more; got {share}, "
            f"{groups}"
        )
    known = pd.DataFrame({"score": score, "year": year}).dropna().sort_index()
    columns = ["first_year", "last_year", "papers", "best", "chance", "deviation"]
    n = len(known)
    if n < _FEWEST:
        return pd.DataFrame(columns=columns)
    years, count = np.unique(np.floor(known["year"].to_numpy(dtype=np.float64)), return_counts=True)
    # a year belongs where the middle of its papers stands
    middle = np.cumsum(count) - count / 2
    group = np.minimum((middle / n * groups).astype(np.int64), groups - 1)
    _, group = np.unique(group, return_inverse=True)
    if group.max() == 0:
        return pd.DataFrame(columns=columns)
    of_paper = group[np.searchsorted(years, np.floor(known["year"].to_numpy(dtype=np.float64)))]
    most = max(round(share * n), 1)
    best = best_first(known["score"], top=most)
    papers = np.bincount(of_paper)
    part = papers / n
    return pd.DataFrame(
        {
            "first_year": [int(years[group == one].min()) for one in range(len(papers))],
            "last_year": [int(years[group == one].max()) for one in range(len(papers))],
            "papers": papers,
            "best": np.bincount(of_paper[best], minlength=len(papers)),
            "chance": most * part,
            "deviation": np.sqrt(most * part * (1 - part) * (n - most) / max(n - 1, 1)),
        }
    )


def said_balance(balance: pd.DataFrame, by: str = "") -> str | None:
    """Return the balance of the measure `by` as a sentence; None where there is none.

    >>> year = pd.Series(np.repeat([2000, 2001], 50), dtype=float)
    >>> said = said_balance(age_balance(pd.Series(np.arange(100.0)), year, share=0.1))
    >>> for part in said.split("; "):
    ...     print(part)
    balance over ages: of the best 10 of 100 papers 0 are of 2000 (by chance 5.0), 10 of 2001 (5.0)
    beyond two standard deviations from chance: 2000, 2001
    """
    if balance.empty:
        return None
    words: list[str] = []
    beyond: list[str] = []
    for row in balance.to_dict("records"):
        first, last = int(row["first_year"]), int(row["last_year"])
        when = f"{first}" if first == last else f"{first}-{last}"
        how = "by chance " if not words else ""
        are = "are " if not words else ""
        words.append(f"{int(row['best'])} {are}of {when} ({how}{row['chance']:.1f})")
        if abs(row["best"] - row["chance"]) > 2 * row["deviation"]:
            beyond.append(when)
    best, papers = int(balance["best"].sum()), int(balance["papers"].sum())
    verdict = (
        f"beyond two standard deviations from chance: {', '.join(beyond)}"
        if beyond
        else "all within two standard deviations of chance"
    )
    of_all = f"of the best {best:,} of {papers:,} papers"
    return f"balance over ages{f' by {by}' if by else ''}: {of_all} {', '.join(words)}; {verdict}"
