"""How unevenly places in author lines are shared, and what shuffling them would give."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from kdgraph.arrays import IntArray

__all__ = ["MEANINGS", "expected_herfindahl", "shuffled", "unevenness"]


MEANINGS: Final = {
    "authors": "different authors on the list",
    "on_several": "authors on two entries or more",
    "most_entries": "most entries that one author is on",
    "top_1_share": "share of all places in author lines that the author on most entries has",
    "top_5_share": "share that the 5 authors on most entries have",
    "top_10_share": "share that the 10 authors on most entries have",
    "gini": "Gini coefficient of entries per author on the list: 0 where all are on equally many",
    "herfindahl": "chance that two places, drawn with return, are of one author",
}
"""What `unevenness` measures."""


def unevenness(counts: IntArray) -> dict[str, float]:
    """Return all measures of the entries of each author; all nan without authors.

    Parameters
    ----------
    counts : ndarray of int
        On how many entries each author is; at least 1.

    Examples
    --------
    >>> found = unevenness(np.array([3, 1]))
    >>> found["top_1_share"], found["gini"], found["herfindahl"]
    (0.75, 0.25, 0.625)
    """
    if not len(counts):
        return dict.fromkeys(MEANINGS, float("nan"))
    falling = -np.sort(-counts).astype(np.float64)
    total, n = float(falling.sum()), len(falling)
    place = np.arange(1, n + 1, dtype=np.float64)
    return {
        "authors": float(n),
        "on_several": float((falling > 1).sum()),
        "most_entries": float(falling[0]),
        "top_1_share": float(falling[0]) / total,
        "top_5_share": float(falling[:5].sum()) / total,
        "top_10_share": float(falling[:10].sum()) / total,
        "gini": (n + 1 - 2 * float((falling * place).sum()) / total) / n,
        "herfindahl": float((falling**2).sum()) / total**2,
    }


def shuffled(places: IntArray, filled: int, *, shuffles: int, seed: int) -> pd.DataFrame:
    """Fill so many places at random, and measure each filling.

    Parameters
    ----------
    places : ndarray of int
        How many places there are of each author; each place is as likely as any other, and none is
        drawn twice.
    filled : int
        How many are drawn; at most all.
    shuffles : int
        How often.
    seed : int
        Seed of the draws.

    Returns
    -------
    DataFrame
        One row for each shuffle, one column for each of `MEANINGS`.
    """
    generator = np.random.default_rng(seed)
    bag = np.repeat(np.arange(len(places)), places)
    rows = []
    for _ in range(shuffles):
        drawn = bag[generator.choice(len(bag), filled, replace=False, shuffle=False)]
        rows.append(unevenness(np.unique(drawn, return_counts=True)[1].astype(np.int64)))
    return pd.DataFrame(rows, columns=list(MEANINGS), dtype=np.float64)


def expected_herfindahl(places: IntArray, filled: int) -> float:
    """Return the exact mean of ``herfindahl`` under `shuffled`; nan where nothing is drawn.

    Two of the drawn places are of one author as often as any two of all places are.

    Examples
    --------
    >>> expected_herfindahl(np.array([2, 1]), 2)  # of three pairs one is of the same author
    0.6666666666666666
    """
    if not filled:
        return float("nan")
    total = float(places.sum())
    alike = float((places * (places - 1.0)).sum()) / (total * (total - 1)) if total > 1 else 0.0
    return (1 + (filled - 1) * alike) / filled
