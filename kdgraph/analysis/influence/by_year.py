"""Median and deciles of a score among the papers of each year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kdgraph.errors import InputError

__all__ = ["scores_by_year"]


def scores_by_year(
    score: pd.Series[float], year: pd.Series[float], *, fewest: int = 10
) -> pd.DataFrame:
    """Return the median and the outer deciles of the scores of each year's papers.

    Parameters
    ----------
    score, year : Series of float
        Of the same papers, in the same order; a paper without one of them counts nowhere.
    fewest : int
        Years with fewer papers have no usual score; at least 1.

    Returns
    -------
    DataFrame
        Indexed by ``year``, ascending: ``papers``, ``low``, ``median`` and ``high``, where one
        tenth of the papers lies below ``low`` and one tenth above ``high``.

    Raises
    ------
    InputError
        If `fewest` is below 1.

    Examples
    --------
    >>> score = pd.Series([0.0, 1.0, 10.0, 7.0])
    >>> scores_by_year(score, pd.Series([2015, 2015, 2015, 2016]), fewest=2).to_dict("index")
    {2015: {'papers': 3, 'low': 0.2, 'median': 1.0, 'high': 8.2}}
    """
    if fewest < 1:
        raise InputError(f"fewest must be at least 1, got {fewest}")
    known = pd.DataFrame(
        {
            "score": score.to_numpy(dtype=np.float64),
            "year": np.floor(year.to_numpy(dtype=np.float64)),
        }
    ).dropna()
    groups = known.groupby("year")["score"]
    found = pd.DataFrame(
        {
            "papers": groups.size(),
            "low": groups.quantile(0.1),
            "median": groups.median(),
            "high": groups.quantile(0.9),
        }
    )
    found.index = found.index.astype("int64")
    return found[found["papers"] >= fewest]
