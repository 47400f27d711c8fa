"""How much speaks for a paper being missing from a list, and for a section being its own.

Two sums of the same kind: each feature less its usual value, over its usual spread, times its
weight; what is not known adds nothing. Of papers, the higher the sum the more likely a paper
belongs to the list. Of the sections of one paper, the sums are turned into chances that add up to
1. Both tables of weights are written by ``python -m benchmarks.missing --write``; `docs/missing.md`
says how they were fitted, and what was measured.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from kdgraph.analysis.curation.list_ties import MEMBER, PLACE, ListTies
from kdgraph.arrays import FloatArray

__all__ = [
    "LEAST_CHANCE",
    "MEMBER_FILE",
    "PLACE_FILE",
    "Weights",
    "is_thin",
    "member_weights",
    "place_weights",
    "section_chances",
]

MEMBER_FILE: Final = Path(__file__).with_name("member_weights.tsv")
"""What tells papers of a list from others: a line for each of `MEMBER`."""

PLACE_FILE: Final = Path(__file__).with_name("place_weights.tsv")
"""What tells the section of a paper: a line for each of `PLACE`."""

LEAST_CHANCE: Final = 0.8
"""Chance of another section from which an entry counts as misplaced."""

_LEAST_SUPPORT: Final = 3  # citations that tie a paper to the list, before its section is doubted
_LEAST_PAPERS: Final = 3  # of a section, before a paper may belong there
_DIGITS: Final = 6


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """Usual values, usual spreads and weights of some features."""

    usual: FloatArray
    spread: FloatArray
    weights: FloatArray

    def terms(self, features: FloatArray) -> FloatArray:
        """Return what each feature adds, for each row of features; 0 where it is not known.

        Examples
        --------
        >>> one = Weights(np.array([1.0, 0.0]), np.array([2.0, 1.0]), np.array([0.5, 1.0]))
        >>> one.terms(np.array([[5.0, np.nan]])).tolist()
        [[1.0, 0.0]]
        """
        away = np.nan_to_num((features - self.usual) / self.spread, nan=0.0)
        found: FloatArray = np.round(away * self.weights, _DIGITS)
        return found

    def scores(self, features: FloatArray) -> FloatArray:
        """Return the sum of the terms of each row of features."""
        total = np.zeros(len(features))
        for column in self.terms(features).T:  # one after the other, the same on every machine
            total = total + column
        found: FloatArray = np.round(total, _DIGITS)
        return found

    def chances(self, features: FloatArray) -> FloatArray:
        """Return how likely each row is the one that is meant, if one is; nan rows are not.

        Examples
        --------
        >>> one = Weights(np.zeros(1), np.ones(1), np.ones(1))
        >>> one.chances(np.array([[0.0], [np.log(3.0)], [np.nan]])).tolist()
        [0.25, 0.75, 0.0]
        """
        there = ~np.isnan(features).all(axis=1)
        if not there.any():
            return np.zeros(len(features))
        score = self.scores(features)
        odds = np.where(there, np.exp(score - score[there].max()), 0.0)
        found: FloatArray = np.round(odds / odds.sum(), 4)
        return found


@cache
def member_weights() -> Weights:
    """Return the weights of `MEMBER`.

    Examples
    --------
    >>> len(member_weights().weights) == len(MEMBER)
    True
    """
    return _read(MEMBER_FILE, tuple(MEMBER))


@cache
def place_weights() -> Weights:
    """Return the weights of `PLACE`."""
    return _read(PLACE_FILE, tuple(PLACE))


def is_thin(ties: ListTies, row: int) -> bool:
    """Return whether too little ties a listed paper to the list to doubt its section."""
    return ties.support(row) < _LEAST_SUPPORT


def section_chances(ties: ListTies, row: int, weights: Weights) -> FloatArray:
    """Return how likely each section is that of a listed paper, itself taken off the list.

    Sections with fewer than three other papers have no chance, but the paper's own one has.
    """
    seen = ties.without([row])
    features = seen.place_features(row)
    small = seen.sizes < _LEAST_PAPERS
    small[ties.place[row]] = seen.sizes[ties.place[row]] == 0
    features[small] = np.nan
    return weights.chances(features)


def _read(path: Path, names: tuple[str, ...]) -> Weights:
    with path.open(encoding="utf-8", newline="") as file:
        rows = {row["feature"]: row for row in csv.DictReader(file, delimiter="\t")}
    columns = [
        np.array([float(rows[name][column]) for name in names])
        for column in ("usual", "spread", "weight")
    ]
    return Weights(*columns)
