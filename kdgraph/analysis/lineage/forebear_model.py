"""How much speaks for a candidate forebear, and how often that is right.

A logistic regression: each feature less its usual value, over its usual spread, times its weight;
what is not known weighs nothing. The weights stand in ``forebear_weights.tsv`` and what was
measured in ``forebear_quality.tsv``, both beside this module and written by
``python -m benchmarks.forebears --write``; `docs/forebears.md` says how, and shows all that was
measured.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from kdgraph.analysis.lineage.forebear_features import FEATURES, TEXT_FEATURES, Candidates
from kdgraph.analysis.ties import best_first
from kdgraph.arrays import FloatArray, IndexArray

__all__ = [
    "QUALITY_FILE",
    "WEIGHTS_FILE",
    "ForebearQuality",
    "ForebearWeights",
    "forebear_order",
    "forebear_quality",
    "forebear_scores",
    "forebear_weights",
]

WEIGHTS_FILE: Final = Path(__file__).with_name("forebear_weights.tsv")
"""The weights: a line for each feature, once for papers with titles and once for those without."""

QUALITY_FILE: Final = Path(__file__).with_name("forebear_quality.tsv")
"""What was measured, by the score of the first."""

_DIGITS: Final = 6  # of a score: the same on every machine


@dataclass(frozen=True, slots=True, eq=False)
class ForebearWeights:
    """A logistic regression on `FEATURES`: usual values, usual spreads, weights, and the bias."""

    usual: FloatArray
    spread: FloatArray
    weights: FloatArray
    bias: float

    def scores(self, features: FloatArray) -> FloatArray:
        """Return how likely each row of features makes a citation, between 0 and 1."""
        distance = np.nan_to_num((features - self.usual) / self.spread, nan=0.0)
        # one product after the other, so that no library sums in an order of its own
        total = np.full(len(features), self.bias)
        for column, weight in enumerate(self.weights):
            total = total + distance[:, column] * weight
        found: FloatArray = np.round(1.0 / (1.0 + np.exp(-total)), _DIGITS)
        return found


@dataclass(frozen=True, slots=True)
class ForebearQuality:
    """What was measured of the first forebear, with the lists of known papers hidden in turn.

    Attributes
    ----------
    least : float
        The score from which on a forebear counts as likely; below, none is named.
    papers : int
        The papers whose lists were hidden: those with titles as near to the list as listed ones.
    named, right : int
        How often one was named, and how often it stood in the hidden list, with weights and least
        score from other lists; all repetitions together.
    steps : tuple of (float, int, int)
        For scores from the first number on up to that of the next step: of so many first ones, so
        many stood in the hidden list.
    """

    least: float
    papers: int
    named: int
    right: int
    steps: tuple[tuple[float, int, int], ...]

    @property
    def share(self) -> float:
        """The share of those named that stood in the hidden list."""
        return self.right / self.named

    def chance(self, score: float) -> float:
        """Return how likely a first one with about this score stands in the list.

        That is the share of those measured, with one right and one wrong case added, so that few
        cases make nothing certain.
        """
        of, right = 0, 0
        for low, count, found in self.steps:
            if score >= low:
                of, right = count, found
        return round((right + 1) / (of + 2), 2)

    @property
    def note(self) -> str:
        """The measured share in a sentence.

        Examples
        --------
        >>> ForebearQuality(0.5, 30, 80, 72, ()).note
        'with 30 known lists of the embedded corpus hidden in turn, 90 % of those named were right'
        """
        return (
            f"with {self.papers} known lists of the embedded corpus hidden in turn, "
            f"{100 * self.share:.0f} % of those named were right"
        )


def forebear_order(
    found: Candidates, scores: FloatArray, least: float, names: IndexArray
) -> IndexArray:
    """Return the places of the candidates of one paper, the likeliest forebear first.

    Those whose score reaches `least` come first, in the order of what speaks for them as the
    parent: the logarithm of the score, which is for the citation, and `Candidates.descent`. The
    others follow by their scores. Equal ones in the order of `names`.
    """
    likely = scores >= least
    worth = np.where(likely, np.log(np.maximum(scores, 1e-9)) + found.descent, scores)
    return best_first(likely.astype(np.float64) * 1e3 + worth, -scores, names)


def forebear_scores(features: FloatArray) -> FloatArray:
    """Return how much speaks for the candidates of one paper, from 0 to 1.

    The weights are those for papers with titles where the features know any text.
    """
    places = [place for place, name in enumerate(FEATURES) if name in TEXT_FEATURES]
    told = bool(np.isfinite(features[:, places]).any())
    return forebear_weights()["text" if told else "no text"].scores(features)


@cache
def forebear_weights() -> dict[str, ForebearWeights]:
    """Return the weights for papers with ``text`` and with ``no text``.

    Examples
    --------
    >>> sorted(forebear_weights())
    ['no text', 'text']
    """
    tables: dict[str, dict[str, tuple[float, float, float]]] = {}
    for row in _rows(WEIGHTS_FILE):
        numbers = float(row["usual"]), float(row["spread"]), float(row["weight"])
        tables.setdefault(row["for"], {})[row["feature"]] = numbers
    found = {}
    for name, table in tables.items():
        each = np.array([table[feature] for feature in FEATURES], dtype=np.float64)
        found[name] = ForebearWeights(each[:, 0], each[:, 1], each[:, 2], table["(bias)"][2])
    return found


@cache
def forebear_quality() -> ForebearQuality:
    """Return what was measured.

    Examples
    --------
    >>> forebear_quality().share >= 0.85
    True
    """
    rows = list(_rows(QUALITY_FILE))
    whole = next(row for row in rows if row["what"] == "named")
    return ForebearQuality(
        float(whole["score from"]),
        int(whole["papers"]),
        int(whole["first ones"]),
        int(whole["right"]),
        tuple(
            (float(row["score from"]), int(row["first ones"]), int(row["right"]))
            for row in rows
            if row["what"] == "step"
        ),
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
